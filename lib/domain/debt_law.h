/*
 * debt_law.h - the loaded law of debts, and a loan on its way through the steps; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_DEBT_LAW_H
#define PRAK_DOMAIN_DEBT_LAW_H
#include "domain/debt.h"

enum prak_debt_period { PRAK_BY_YEAR, PRAK_BY_MONTH, PRAK_BY_TERM, PRAK_PERIODS };
enum prak_debt_method {
    PRAK_DECLINING,
    PRAK_EQUAL_PRINCIPAL,
    PRAK_BALLOON,
    PRAK_FLAT,
    PRAK_PER_TERM,
    PRAK_DAILY,
    PRAK_METHODS
};
/* Index of the word, or -1. */
int prak_debt_period_of(struct prak_str word);
int prak_debt_method_of(struct prak_str word);

struct prak_debt_law {
    const struct prak_rules *rules;
    const struct prak_rule_table *debt, *lenders, *readings;
    const struct prak_fx *fx;
    const struct prak_sentences *sentences; /* NULL: none asked for */
    const char *language;
    struct prak_str into;                   /* n 0: as it comes */
    struct prak_dec tolerance;
    bool strict, schedule;
    bool there[PRAK_DEBT_NFACT];
    struct prak_str column[PRAK_DEBT_NFACT], missing[PRAK_DEBT_NFACT];
    struct prak_str name[PRAK_DEBT_THRESHOLDS], threshold[PRAK_DEBT_THRESHOLDS]; /* as asked for; the rule */
    size_t nthreshold;
};

#define PRAK_THRESHOLD "dsr_" /* and NAME is a rule */

struct prak_debt_job {
    const struct prak_debt_law *law;
    const struct prak_debt_facts *facts;
    const struct prak_str *cell;
    struct prak_debt_finding *f;
    const char *code; /* of a bad cell */
    struct prak_dec principal, rate, term, payment, fees, savings, income, service;
    uint32_t instalments, grace;
    int period, method; /* -1: not given */
    int32_t date, refinanced;
    bool has[PRAK_DEBT_NFACT]; /* given and read */
};

/* Always -1; the code of the bad cell is kept. */
int prak_debt_bad(struct prak_debt_job *j, enum prak_debt_fact fact, const char *code, const char *msg,
                  struct prak_err *e);
int prak_debt_too_long(struct prak_debt_job *j, struct prak_err *e);
/* Reads the cells of the terms: rate, period, method, term, instalments, grace. */
int prak_debt_read_terms(struct prak_debt_job *j, struct prak_err *e);
/* The terms settled for a principal of 1; what is missing is the shape's reason. -1: a bad cell. */
int prak_debt_shape_of(struct prak_debt_job *j, struct prak_debt_shape *out, struct prak_err *e);
#endif
