/*
 * debt.h - what a loan costs, beside the cap of interest in force when it was made. Pure: facts in, finding out.
 *
 * How a finding comes about:
 *  1. The facts are read; a cell that cannot be what it must be (not a number, a principal not above 0, a negative rate,
 * an unlisted currency or lender type, an unknown method or rate period, a date that is none) is a bad cell: -1.
 *  2. A needed fact that is missing leaves all empty, with reason `missing_COLUMN`, COLUMN as the user calls it:
 * principal, currency, rate, method, term, instalments. A rate without a period is `rate_period_unknown`.
 *  3. The payments, n of them at equal intervals over the term of T months; interest of the whole term R = rate (of the
 * term), rate T (a month), rate T / 12 (a year):
 *      declining        equal instalments, R / n on the balance      instalment P i / (1 - (1 + i)^-n), i = R / n
 *      equal-principal  P / n and R / n on the balance               instalment: the first, the highest
 *      balloon          R / n on P each time, P with the last        instalment: the interest
 *      flat, per-term   interest on P to the end                     instalment P (1 + R) / n
 *      daily            the same, one instalment a day
 * n: the instalments, else (declining, equal-principal, balloon, flat) the whole months of the term, else (daily) the days
 * from the date to as many months later; per-term without them is `unknown_instalments`. During `grace` months interest
 * alone is paid. Where the amount of an instalment is a fact (payment), it stands in for rate and period; where there is
 * a schedule, for the term and the number of instalments, too.
 *  4. nominal_rate is that of the declining balance, fees and savings apart: of the unit period of the payments, times
 * these of a year. effective_rate is that of the flows with fees (paid at the beginning) and compulsory savings (held back
 * at the beginning, returned with the last payment). Both in per cent of a year, rounded half-even to 4 digits. A schedule
 * by dates: see stat/cashflow.h. `several_rates`, `no_single_rate` (there is none), `rate_out_of_range`.
 *  5. total_cost is interest and fees; monthly_service all payments over the months of the term, at least one. Amounts are
 * carried exactly and rounded once, half-even, to the digits of their currency; with `into` they are converted first, at
 * the rate of the loan's date (`no_rate` without one).
 *  6. above_cap: nominal_rate, as rounded, above the cap that lender_types.csv names for the lender, in force on the day
 * on which the loan was made or last restructured or refinanced. interest_over_cap: the part of the interest that the cap
 * rate would not have borne on the same balances, interest (nominal - cap) / nominal, or 0. Reasons: `unknown_lender_type`,
 * `no_cap_rule`, `coverage_unverified`, `missing_DATE`, `no_rule`.
 *  7. dsr: 100 monthly_service / income; over_NAME: dsr above the threshold in force on the loan's date. Reasons
 * `missing_INCOME`, `income_zero`, `no_rule`.
 *
 * Each step has its reason, joined by '|'; one that follows from another is left out. With strict, rules of confidence
 * seed and memory leave their step empty: `unverified`.
 */
#ifndef PRAK_DOMAIN_DEBT_H
#define PRAK_DOMAIN_DEBT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "law/fx.h"
#include "law/rules.h"
#include "law/sentence.h"
#include "stat/cashflow.h"
#include "table/table.h"

enum prak_debt_fact {
    PRAK_DEBT_PRINCIPAL,
    PRAK_DEBT_CURRENCY,
    PRAK_DEBT_DATE,
    PRAK_DEBT_RATE,        /* per cent of the period */
    PRAK_DEBT_PERIOD,      /* year month term */
    PRAK_DEBT_METHOD,      /* declining equal-principal balloon flat per-term daily */
    PRAK_DEBT_TERM,        /* months */
    PRAK_DEBT_INSTALMENTS, /* how many */
    PRAK_DEBT_GRACE,       /* months */
    PRAK_DEBT_PAYMENT,     /* an equal instalment */
    PRAK_DEBT_FEES,
    PRAK_DEBT_SAVINGS,
    PRAK_DEBT_LENDER,     /* a name of lender_types.csv */
    PRAK_DEBT_REFINANCED, /* date; empty: never */
    PRAK_DEBT_INCOME,     /* a month's */
    PRAK_DEBT_INCOME_CURRENCY,
    PRAK_DEBT_SERVICE, /* a month's, of all loans: nothing but step 7 */
    PRAK_DEBT_NFACT
};

#define PRAK_DEBT_THRESHOLDS PRAK_RULES_NAMED

/* Cells as they stand; n 0 is missing, or a column that is not there. */
struct prak_debt_facts {
    struct prak_str cell[PRAK_DEBT_NFACT];
    /* the schedule of this loan, as many rows as `nflow`: what is paid above 0, received below 0, in any order */
    struct prak_dated *flow;
    size_t nflow;
    struct prak_arena *scratch; /* for schedules */
};

struct prak_debt_options {
    const char *column[PRAK_DEBT_NFACT]; /* the user's names, for messages and missing_COLUMN; NULL: not there */
    const struct prak_fx *fx;            /* NULL = no conversion */
    const char *into;                    /* currency of the amounts, NULL: of the loan */
    const char *thresholds;              /* comma list of names: NAME or dsr_NAME is a rule of debt_rules */
    const char *explain;                 /* language, or NULL */
    struct prak_dec tolerance;           /* per cent; above_cap only beyond it */
    bool strict;                         /* refuse rules of confidence seed and memory */
    bool schedule;                       /* there is one, though not of every loan */
    bool converts;                       /* by a rule or a table, fx once it is loaded */
};
/* EUSAGE: what a loan (or a person's service) needs and is not named, or options that do not go together. */
int prak_debt_options_check(const struct prak_debt_options *o, struct prak_err *e);

struct prak_debt_law; /* loaded tables and options; read-only, for any number of threads */

/* Loads and checks the tables it needs. All is borrowed, memory from the arena. EUSAGE: a name that is not there. */
int prak_debt_law_new(struct prak_rules *r, const struct prak_debt_options *o, struct prak_arena *a,
                      const struct prak_debt_law **out, struct prak_err *e);
size_t prak_debt_thresholds(const struct prak_debt_law *law, struct prak_str name[PRAK_DEBT_THRESHOLDS]);
/* Can this word stand for every row, no column being called so? */
bool prak_debt_word(const struct prak_debt_law *law, enum prak_debt_fact fact, struct prak_str word);

/* What the terms come to for a principal of 1. */
struct prak_debt_shape {
    struct prak_str reason; /* n > 0: nothing else is given */
    struct prak_share instalment, interest;
    struct prak_regular flows;     /* received 1 */
    struct prak_rates rates;       /* of these */
    struct prak_share months; /* that the payments are spread over, at least 1 */
    uint32_t n;
};

enum { PRAK_DEBT_REASONS = 10, PRAK_DEBT_RULES = 1 + 2 + PRAK_DEBT_THRESHOLDS /* cap, exchange */ };

struct prak_debt_finding {
    bool has_instalment, has_service, has_total, has_nominal, has_effective, has_apr, has_cap, has_over, has_dsr;
    struct prak_dec instalment, monthly_service, total_cost, nominal_rate, effective_rate, apr, interest_over_cap, dsr;
    struct prak_str currency; /* of the amounts */
    bool above_cap;
    struct {
        bool known, over;
        const struct prak_rule *rule; /* with known */
    } threshold[PRAK_DEBT_THRESHOLDS];
    struct prak_str rule[PRAK_DEBT_RULES]; /* ids, in the order written */
    size_t nrule;
    enum prak_confidence confidence;
    struct prak_str reason[PRAK_DEBT_REASONS];
    size_t nreason;
    /* for sentences */
    const struct prak_rule *cap, *flat_forbidden;
    uint32_t instalments; /* 0: not known */
};

/* Shapes that one worker settled, by the terms they came from. All zero at first. */
struct prak_debt_shapes {
    struct prak_debt_kept {
        size_t n; /* bytes of the key, 0: none */
        char key[PRAK_CACHE_KEY];
        struct prak_debt_shape shape;
    } kept[PRAK_CACHE_SLOTS];
};

/*
 * 0, or -1: a bad cell (EDATA with column and value), and *code is type-error or constraint-error; or memory is out (ESYS).
 * shapes: NULL, or the worker's; no finding depends on it.
 */
int prak_debt_judge(const struct prak_debt_law *law, struct prak_debt_shapes *shapes, const struct prak_debt_facts *facts,
                    struct prak_debt_finding *out, const char **code, struct prak_err *e);
/* A table of payments, indexed by loan: columns of day and amount. */
struct prak_debt_schedule {
    struct prak_table *table;
    size_t day, amount;
};
/* The rows of a loan become the facts' flows, in facts->scratch, and are marked. -1: one is bad (EDATA), or memory. */
int prak_debt_take_schedule(const struct prak_debt_schedule *s, struct prak_str key, struct prak_debt_facts *facts,
                            struct prak_err *e);
/* Texts joined by '|', no NUL; out has room for each part and one byte more. Returns the length. */
size_t prak_debt_join(const struct prak_str *part, size_t n, char *out);
/* Appends the finding in words. Failure stays in the buffer. */
void prak_debt_explain(const struct prak_debt_law *law, const struct prak_debt_facts *facts,
                       const struct prak_debt_finding *f, struct prak_buf *out);
#endif
