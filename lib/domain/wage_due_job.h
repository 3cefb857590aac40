/*
 * wage_due_job.h - one amount due on its way, and what the kinds share; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_WAGE_DUE_JOB_H
#define PRAK_DOMAIN_WAGE_DUE_JOB_H
#include "domain/wage_cells.h"
#include "domain/wage_due.h"
#include "domain/wage_job.h"
#include "law/sentence.h"

struct prak_wage_due_law {
    const struct prak_wage_law *law;
    const struct prak_rule_table *allowances, *nssf, *brackets, *tax, *relief; /* as far as they are wanted */
    struct prak_str column[PRAK_WAGE_NMORE], constant[PRAK_WAGE_NMORE], missing[PRAK_WAGE_NMORE];
    bool wanted[PRAK_WAGE_NKIND], with_allowances, whole_holiday, has_raise;
    struct prak_dec raise_to;
    struct prak_wage_column out[PRAK_WAGE_COLUMNS];
    size_t nout;
    const struct prak_sentences *words, *reasons; /* NULL: nothing is explained */
    const struct prak_sentence *sure[PRAK_CONFIDENCE_MEMORY + 1];
    struct prak_str confidence[PRAK_CONFIDENCE_MEMORY + 1], band[PRAK_WAGE_NBAND]; /* their names */
};
int prak_wage_explain_load(struct prak_rules *r, struct prak_wage_due_law *d, const char *language, struct prak_arena *a,
                           struct prak_err *e);
int prak_wage_columns_make(struct prak_wage_due_law *d, struct prak_arena *a, struct prak_err *e);

struct prak_wage_due_job {
    const struct prak_wage_due_law *d;
    struct prak_wage_job base; /* the facts; its finding gathers what scaling and converting rest on */
    struct prak_wage_finding finding;
    const struct prak_wage_facts *facts;
    const struct prak_str *more;
    struct prak_wage_cases *cases;
    struct prak_wage_due *out;
};

/* Kinds. Each returns as the steps of wage_job.h; the amount is in j->out when they went on. */
int prak_wage_due_overtime(struct prak_wage_due_job *j, struct prak_err *e);
int prak_wage_due_allowances(struct prak_wage_due_job *j, struct prak_err *e);
int prak_wage_due_nssf(struct prak_wage_due_job *j, struct prak_err *e);
int prak_wage_due_tax(struct prak_wage_due_job *j, struct prak_err *e);
int prak_wage_due_arrears(struct prak_wage_due_job *j, struct prak_err *e);

/* The tables of a kind, checked. */
int prak_wage_allowances_load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e);
int prak_wage_overtime_check(const struct prak_wage_due_law *d, struct prak_err *e);
int prak_wage_nssf_load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e);
int prak_wage_tax_load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e);

/* Nothing is due but a reason. Always DONE. */
int prak_wage_due_empty(struct prak_wage_due_job *j, struct prak_str why);
/* Why there is no one rule: n 0 when there is. none: the reason where the table has no row. */
struct prak_str prak_wage_due_why(enum prak_rule_verdict v, const struct prak_rule *rule, const char *none);
/* Was there a rule with these selectors, the last of which ended before the day? Then that nothing is due is not shown. */
bool prak_wage_due_ended(const struct prak_rule_table *t, const struct prak_str *select, size_t n, int32_t first);
int prak_wage_due_use(struct prak_wage_due_job *j, struct prak_str id, enum prak_confidence c, struct prak_err *e);
void prak_wage_due_assumed(struct prak_wage_due_job *j, struct prak_str what);
int prak_wage_due_too_long(struct prak_wage_due_job *j, struct prak_err *e);
/* What the scaling and converting of j->base rested on counts here, too. */
int prak_wage_due_adopt(struct prak_wage_due_job *j, struct prak_err *e);
/* Bad cells. Always -1. */
int prak_wage_due_bad(struct prak_wage_due_job *j, enum prak_wage_more fact, const char *code, const char *msg,
                      struct prak_err *e);
/* The fact as a number that is not negative; DONE where it is missing, and the reason says so. */
int prak_wage_due_number(struct prak_wage_due_job *j, enum prak_wage_more fact, struct prak_dec *d, struct prak_err *e);
/* The same, a whole number. */
int prak_wage_due_count(struct prak_wage_due_job *j, enum prak_wage_more fact, int64_t *n, struct prak_err *e);
/* true, false, yes or no. The cell is there. */
int prak_wage_due_truth(struct prak_wage_due_job *j, enum prak_wage_more fact, bool *truth, struct prak_err *e);
/* Every cell of j->more that is there, whether it will be needed or not: 0, or -1 for one that cannot be what it must. */
int prak_wage_due_cells(struct prak_wage_due_job *j, struct prak_err *e);
/* The first day of a month of arrears; the cell is there. */
int prak_wage_due_month(struct prak_wage_due_job *j, enum prak_wage_more fact, int32_t *first, struct prak_err *e);
/* Months: the day's first and last; needs no cell of j->more. */
int prak_wage_due_converted(struct prak_wage_due_job *j, struct prak_str from, struct prak_str to, struct prak_dec *times,
                            struct prak_dec *over, struct prak_err *e);
/* The gross pay of the month in `to`: num / den. */
int prak_wage_due_gross(struct prak_wage_due_job *j, struct prak_str to, struct prak_dec *num, struct prak_dec *den,
                        struct prak_err *e);
#endif
