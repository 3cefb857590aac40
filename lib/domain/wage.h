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
 * among them there is `no_rule`, and past the last day that the sources speak for one of them there is
 * `unverified_after_DATE`.
 *  4. The pay is scaled to a full month of full time; each rule is that of the month, `no_divisor` when there is
 * none.
 *     - Paid for the month, or by the piece (what the pieces of the month came to): days worked from 0 up to D
 * (exclusive) by D / days, from D on not at all, D being the month_days_divisor. Hours, where there are any, take the
 * place of days, with month_hours_divisor. Neither is `unknown_attendance` unless a full month is assumed. Half days
 * are allowed.
 *     - Paid by the hour: times the month_hours_divisor. By the day: times D; with fewer hours than normal_hours_day,
 * times month_hours_divisor / hours. By the week: times month_hours_divisor / hours, which are those that the pay is
 * for, or normal_hours_week where they are not told or not fewer. Such pay is a rate: days worked do not count.
 *     - A share of full time that is missing is `missing_COLUMN` too, unless `full-time` is assumed. Below 1: no text found says what part of the floor is due, so `part_time_unsettled`,
 * unless `part-time-pro-rata` is assumed. Then pay by month, piece and week is divided by the share, if no hours
 * say what it is for; where days leave open whether they are fewer for the part time or besides it, and where pay by
 * the day does not say how long a day, `unknown_hours`.
 *  5. The wage is converted to the floor's currency (`no_rate` without a rate for the month); without a floor
 * to the one currency that all floors of the tables are in, so that a column of wages never mixes two (tables
 * of several currencies: it stays in the currency it was paid in). Scaled and converted in one exact step, it is rounded once,
 * half-even, to the digits of that currency, and this number is compared.
 *  6. With a tolerance T, below_minimum is wage < minimum - T, and band says below, at (within T) or above. With a heap
 * H a pay that is a whole number of H may have been rounded to it: if half a heap more or less changes below_minimum,
 * band is unsure (below_minimum stays that of the pay as told).
 *
 * What stays empty: without a minimum (no_floor, coverage_unverified, no_rule, unknown_worker_type,
 * rule_changes and unverified_after_DATE of the floor) `minimum`, `shortfall`, `below_minimum` are empty; `wage_month` and its currency
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
#include "table/limit.h"

enum prak_wage_fact {
    PRAK_WAGE_PAY,      /* basic pay received for the month */
    PRAK_WAGE_CURRENCY, /* ISO 4217 code */
    PRAK_WAGE_MONTH,    /* YYYY-MM or YYYY-MM-DD, day ignored */
    PRAK_WAGE_SECTOR,   /* a name of sectors.csv */
    PRAK_WAGE_TYPE,     /* a name of worker_types.csv */
    PRAK_WAGE_DAYS,     /* days worked in the month */
    PRAK_WAGE_PERIOD,   /* what the pay is for: month, week, day, hour, piece; no column: month */
    PRAK_WAGE_HOURS,    /* normal hours that the pay is for */
    PRAK_WAGE_SHARE,    /* part of full time, above 0 to 1 */
    PRAK_WAGE_NFACT
};

/* Cells as they stand; n 0 is missing, or a column that is not there. */
struct prak_wage_facts {
    struct prak_str cell[PRAK_WAGE_NFACT];
};

struct prak_wage_options {
    const char *column[PRAK_WAGE_NFACT]; /* the user's names, for messages and missing_COLUMN */
    const char *assume; /* comma list: `full-month`, `full-time`, `part-time-pro-rata`, one worker type; or NULL */
    const char *tolerance, *heap; /* amounts of money, or NULL */
    const struct prak_fx *fx;            /* NULL = no conversion */
    bool strict;                         /* refuse rules of confidence seed and memory */
};

struct prak_wage_law; /* loaded tables and options; read-only, for any number of threads */

/* Loads and checks the tables it needs. All is borrowed, memory from the arena. An unknown assumption:
 * EUSAGE. */
int prak_wage_law_new(struct prak_rules *r, const struct prak_wage_options *o, struct prak_arena *a,
                      const struct prak_wage_law **out, struct prak_err *e);

#define PRAK_WAGE_RULES 10 /* components of one floor, divisor and rate: no more are used together */

/* Where a wage lies beside the minimum. UNSURE: rounded to a whole number of heaps it may be below, or not. */
enum prak_wage_band { PRAK_WAGE_NOWHERE, PRAK_WAGE_BELOW, PRAK_WAGE_AT, PRAK_WAGE_ABOVE, PRAK_WAGE_UNSURE, PRAK_WAGE_NBAND };
const char *prak_wage_band_name(enum prak_wage_band band); /* "" for NOWHERE */
/* Is the word a period? */
bool prak_wage_period_named(struct prak_str word);

/* Worker type, full month, part time; tolerance and heap; and ten more for what is due (wage_due.h). */
#define PRAK_WAGE_ASSUMED (1 + 1 + 1 + 2 + 10)

struct prak_wage_finding {
    bool has_wage, has_minimum; /* has_minimum: minimum, shortfall and below_minimum are given */
    struct prak_dec wage_month, minimum, shortfall;
    struct prak_str wage_currency; /* given with has_wage */
    bool below_minimum;
    enum prak_wage_band band; /* with has_minimum and a tolerance or a heap */
    struct prak_str rule[PRAK_WAGE_RULES]; /* ids, in the order written */
    size_t nrule;
    enum prak_confidence confidence;
    struct prak_str assumed[PRAK_WAGE_ASSUMED];
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
#define PRAK_WAGE_OUTCOMES (2 * PRAK_WAGE_NBAND)
unsigned prak_wage_outcome(const struct prak_wage_finding *f);
/*
 * A case whose pay stands beside the minimum as it was told: PRAK_LIMIT_KEPT is the outcome 0, PRAK_LIMIT_LACKS the outcome 1,
 * and what is shown and lacks are wage_month and shortfall. Not known: it does not.
 */
struct prak_limit prak_wage_limit(const struct prak_wage_law *law, const struct prak_wage_case *c);
/* What is remembered of facts; all zero at first. */
struct prak_wage_kept {
    struct prak_limit limit; /* without forms */
    bool tried;
    const struct prak_wage_case *c; /* NULL: only prak_wage_judge can say */
};
/* Settles the case of facts that live as long as the arena, from which its memory is. */
void prak_wage_keep(const struct prak_wage_law *law, const struct prak_wage_facts *facts, struct prak_arena *a,
                    struct prak_wage_kept *kept);
#endif
