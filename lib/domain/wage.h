/*
 * wage.h - a month's pay beside the legal minimum in force in that month. Pure: facts in, finding out.
 *
 * How a finding comes about:
 *  1. The facts are read; a cell that cannot be what it must be (not a number, a negative wage, an unlisted
 * sector, currency or worker type, days worked not above 0 or more than the longest month has) is a bad cell:
 * -1.
 *  2. A needed fact that is missing gives reason `missing_COLUMN`, COLUMN as the user calls it: wage,
 * currency, month, sector, in this order.
 *  3. The sector's row of the month says whether there is a floor: `no_floor`, `coverage_unverified`, or
 * `no_rule` where the table has no row for the month. With a floor the worker type is needed
 * (`unknown_worker_type`) and the floor's components in force for that type are summed; without a `base`
 * among them there is `no_rule`.
 *  4. The wage is scaled to a full month: days worked from 0 up to D (exclusive) by D / days, from D on not
 * at all, D being the month_days_divisor of the month (`no_divisor` when there is none). Missing days worked
 * is `unknown_attendance` unless a full month is assumed. Half days are allowed.
 *  5. The wage is converted to the floor's currency (`no_rate` without a rate for the month); without a floor
 * to the one currency that all floors of the tables are in, so that a column of wages never mixes two (tables
 * of several currencies: it stays in the currency it was paid in). Scaled and converted in one exact step, it is rounded once,
 * half-even, to the digits of that currency, and this number is compared.
 *
 * What stays empty: without a minimum (no_floor, coverage_unverified, no_rule, unknown_worker_type,
 * rule_changes of the floor) `minimum`, `shortfall`, `below_minimum` are empty; `wage_month` and its currency
 * are given if the wage of a full month is known. All is empty where that is not known: missing_COLUMN,
 * unknown_attendance, no_divisor, no_rate, a divisor or rate that changes inside the month; and with
 * unverified (strict). Of several reasons the first in the order above is told.
 *
 * Rules and confidence speak of the numbers given. wage_rule: the components in table order, then the
 * divisor, then the rate, as far as they were used. The sector's row is not among the ids (it says which
 * floor applies and holds no number), but its confidence counts with theirs when there is a minimum; so does
 * that of a divisor which showed the month to be full and left the wage as it was. Assumptions are told per
 * finding, and only those it rests on.
 */
#ifndef PRAK_DOMAIN_WAGE_H
#define PRAK_DOMAIN_WAGE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "law/fx.h"
#include "law/rules.h"

enum prak_wage_fact {
    PRAK_WAGE_PAY,      /* basic pay received for the month */
    PRAK_WAGE_CURRENCY, /* ISO 4217 code */
    PRAK_WAGE_MONTH,    /* YYYY-MM or YYYY-MM-DD, day ignored */
    PRAK_WAGE_SECTOR,   /* a name of sectors.csv */
    PRAK_WAGE_TYPE,     /* a name of worker_types.csv */
    PRAK_WAGE_DAYS,     /* days worked in the month */
    PRAK_WAGE_NFACT
};

/* Cells as they stand; n 0 is missing, or a column that is not there. */
struct prak_wage_facts {
    struct prak_str cell[PRAK_WAGE_NFACT];
};

struct prak_wage_options {
    const char *column[PRAK_WAGE_NFACT]; /* the user's names, for messages and missing_COLUMN */
    const char *assume;                  /* comma list of `full-month` and one worker type, or NULL */
    const struct prak_fx *fx;            /* NULL = no conversion */
    bool strict;                         /* refuse rules of confidence seed and memory */
};

struct prak_wage_law; /* loaded tables and options; read-only, for any number of threads */

/* Loads and checks the tables it needs. All is borrowed, memory from the arena. An unknown assumption:
 * EUSAGE. */
int prak_wage_law_new(struct prak_rules *r, const struct prak_wage_options *o, struct prak_arena *a,
                      const struct prak_wage_law **out, struct prak_err *e);

#define PRAK_WAGE_RULES 10 /* components of one floor, divisor and rate: no more are used together */

struct prak_wage_finding {
    bool has_wage, has_minimum; /* has_minimum: minimum, shortfall and below_minimum are given */
    struct prak_dec wage_month, minimum, shortfall;
    struct prak_str wage_currency; /* given with has_wage */
    bool below_minimum;
    struct prak_str rule[PRAK_WAGE_RULES]; /* ids, in the order written */
    size_t nrule;
    enum prak_confidence confidence;
    struct prak_str assumed[2];
    size_t nassumed;
    struct prak_str reason; /* n 0: nothing is missing */
};

/*
 * 0, or -1: a bad cell (EDATA with column and value); out->reason is then its code, type-error or
 * constraint-error. Nothing is allocated.
 */
int prak_wage_judge(const struct prak_wage_law *law, const struct prak_wage_facts *facts,
                    struct prak_wage_finding *out, struct prak_err *e);
/*
 * Much the same facts come again and again: what they come to before the pay is looked at. Memory of the facts is
 * borrowed. -1: their cells are bad, or the rules too many (prak_wage_judge says what it is).
 */
struct prak_wage_case {
    struct prak_wage_finding finding;
    struct prak_dec times, over; /* scale the pay to a month */
    bool open;                   /* the pay is still to be scaled and compared */
    int digits;
};
int prak_wage_settle(const struct prak_wage_law *law, const struct prak_wage_facts *facts, struct prak_wage_case *out);
/* prak_wage_judge of the case's facts and this pay; 1: the pay is missing or bad, or too long: ask prak_wage_judge. */
int prak_wage_judge_pay(const struct prak_wage_law *law, const struct prak_wage_case *c, struct prak_str pay,
                        struct prak_wage_finding *out);
/*
 * What beside the case decides everything in prak_wage_judge_pay's finding but wage_month and shortfall: a number below
 * PRAK_WAGE_OUTCOMES. What a pay may decide further belongs here too.
 */
#define PRAK_WAGE_OUTCOMES 2
unsigned prak_wage_outcome(const struct prak_wage_finding *f);
/* A case whose pay stands beside the minimum as it was told: in whole units of its currency's last digit. */
struct prak_wage_units {
    bool usual; /* false: it does not */
    bool has_wage, has_minimum;
    unsigned digits;
    uint64_t minimum; /* 0: no pay is below it */
};
struct prak_wage_units prak_wage_units(const struct prak_wage_law *law, const struct prak_wage_case *c);
/* What is remembered of facts; all zero at first. */
struct prak_wage_kept {
    bool tried;
    struct prak_wage_units units;
    const struct prak_wage_case *c; /* NULL: only prak_wage_judge can say */
};
/* Settles the case of facts that live as long as the arena, from which its memory is. */
void prak_wage_keep(const struct prak_wage_law *law, const struct prak_wage_facts *facts, struct prak_arena *a,
                    struct prak_wage_kept *kept);
struct prak_wage_weighed {
    unsigned outcome;
    uint64_t month, shortfall;
};
/* Of a pay of m / 10^scale, m of few digits, in the case's units what prak_wage_judge_pay would find; false: ask that. */
static inline bool prak_wage_weigh(const struct prak_wage_units *u, uint64_t m, unsigned scale, struct prak_wage_weighed *out)
{
    if (!u->usual || (u->has_wage && scale > u->digits))
        return false;
    for (; scale < u->digits; scale++)
        m *= 10;
    *out = (struct prak_wage_weighed){ m < u->minimum, m, m < u->minimum ? u->minimum - m : 0 };
    return true;
}
/* Ids or assumptions joined by '|', no NUL; out has room for each part and one byte more. Returns the length.
 */
size_t prak_wage_join(const struct prak_str *part, size_t n, char *out);
#endif
