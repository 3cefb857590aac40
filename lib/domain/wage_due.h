/*
 * wage_due.h - what is due for a month besides the minimum wage: overtime, allowances, social security, tax; and what
 * is owed over several months. Pure: facts in, amounts out.
 *
 * Each kind gives an amount, its currency, the rules it rests on and the worst of their confidences, or nothing with a
 * reason. A rule is that of the month of the facts. Amounts are exact until they are rounded once, half-even, to the
 * digits of their currency.
 *
 * Overtime: hourly wage x sum of hours x premium, the hourly wage being the wage of a full month (steps 4 and 5 of
 * wage.h) over month_hours_divisor; with the base `base+allowances` the allowances of the month are added to that wage.
 * Premiums are pay_overtime_day, _night, pay_weekly_rest and pay_public_holiday of the table overtime. A holiday of those who
 * are paid by the month or week is in their wage already: `extra` owes the premium less 1 for it, `whole` all of it.
 * Hours on the day after a holiday that fell on a Sunday are holiday hours while holiday_on_sunday_substitute is not 0,
 * and hours of an ordinary day (nothing is due) while it is 0. Hours of a regular shift at night are in the wage: due is
 * pay_night_shift less 1. `unknown_hourly_wage` for piece work.
 *
 * Allowances, by the allowance_sector of the sector's row: attendance, due for a full month; transport_housing, due to
 * who has no free housing or transport (`unknown_housing`); seniority_bonus by the year of service in progress, which is
 * completed years + 1; meal_overtime for each day told, where such a column is named. A component without a rule for the
 * month is left out, unless it had one that ended; without any, `no_rule`. `part_time_unsettled` for a share of full time
 * below 1, whatever is assumed; a share that is missing is as in step 4 of wage.h.
 *
 * Social security, of the gross pay in the currency of its tables: for each scheme and payer in force the rate of the
 * contributory wage, which is that of the bracket, or the pay itself, between floor and ceiling. part[0] is the
 * worker's, part[1] the employer's, amount the two as shown added up.
 *
 * Tax: gross pay less relief for each dependent (residents), times the rate of its band, less the deduction.
 *
 * Arrears: the shortfall of each month from the first to the last, as prak_wage_judge finds it for these facts in that
 * month, added up; the first month without a minimum gives the reason. The same pay in each month is assumed.
 */
#ifndef PRAK_DOMAIN_WAGE_DUE_H
#define PRAK_DOMAIN_WAGE_DUE_H
#include "base/hash.h"
#include "domain/wage.h"

enum prak_wage_kind {
    PRAK_WAGE_OVERTIME,
    PRAK_WAGE_ALLOWANCES,
    PRAK_WAGE_NSSF,
    PRAK_WAGE_TAX,
    PRAK_WAGE_ARREARS,
    PRAK_WAGE_NKIND
};
const char *prak_wage_kind_name(enum prak_wage_kind kind); /* "overtime" … */

/* Facts that only these findings need. */
enum prak_wage_more {
    PRAK_WAGE_OT_DAY, /* hours of the month, by kind */
    PRAK_WAGE_OT_NIGHT,
    PRAK_WAGE_OT_REST,
    PRAK_WAGE_OT_HOLIDAY,
    PRAK_WAGE_OT_SUBSTITUTE,
    PRAK_WAGE_OT_SHIFT,
    PRAK_WAGE_MEAL_DAYS,  /* days with overtime and without a free meal */
    PRAK_WAGE_ALLOWANCE,  /* allowances received for the month */
    PRAK_WAGE_SENIORITY,  /* completed months of service */
    PRAK_WAGE_HOUSING,    /* free housing or transport: true, false */
    PRAK_WAGE_GROSS,      /* all pay of the month that contributions and tax are figured from */
    PRAK_WAGE_RESIDENT,   /* for the tax: true, false */
    PRAK_WAGE_DEPENDENTS, /* non-working spouse and minor children */
    PRAK_WAGE_FROM,       /* first and last month of arrears */
    PRAK_WAGE_TO,
    PRAK_WAGE_NMORE
};

struct prak_wage_due_options {
    const char *column[PRAK_WAGE_NMORE]; /* of MEAL_DAYS to DEPENDENTS; the others are named by the next two */
    const char *overtime; /* day=COL,night=COL,rest=COL,holiday=COL,substitute=COL,shift=COL, or NULL */
    const char *arrears;  /* FROM..TO, each a month or a column; or NULL */
    const char *also;     /* comma list of nssf and tax, or NULL */
    const char *raise_to; /* an amount, or NULL */
    const char *explain;  /* a language of wage_text.csv, or NULL */
    const char *ot_base;  /* base or base+allowances; NULL: base */
    const char *holiday;  /* extra or whole; NULL: extra */
};

struct prak_wage_due_law; /* read-only, for any number of threads */

/*
 * Loads and checks the tables of what is asked for. EUSAGE: options that name nothing that can be. All is borrowed,
 * memory from the arena.
 */
int prak_wage_due_law_new(struct prak_rules *r, const struct prak_wage_law *law, const struct prak_wage_due_options *o,
                          struct prak_arena *a, const struct prak_wage_due_law **out, struct prak_err *e);
/* What was asked for; is anything? */
bool prak_wage_due_any(const struct prak_wage_due_law *d);
bool prak_wage_due_wanted(const struct prak_wage_due_law *d, enum prak_wage_kind kind);
/* The column to read a fact from, n 0: none. Or else what it is in every row. */
struct prak_str prak_wage_due_column(const struct prak_wage_due_law *d, enum prak_wage_more fact);
struct prak_str prak_wage_due_constant(const struct prak_wage_due_law *d, enum prak_wage_more fact);

struct prak_wage_due {
    bool has;
    struct prak_dec amount, part[2]; /* part: of social security */
    struct prak_str currency;
    struct prak_str rule[PRAK_RULES_JOINED];
    size_t nrule;
    enum prak_confidence confidence;
    struct prak_str assumed[PRAK_WAGE_ASSUMED];
    size_t nassumed;
    struct prak_str reason;
};

/* Cases that one worker settled, by their facts. All zero at first. */
struct prak_wage_cases {
    struct prak_wage_slot {
        size_t n; /* bytes of the key, 0: none */
        char key[PRAK_CACHE_KEY];
        bool settled; /* false: it cannot be */
        struct prak_wage_case c;
    } slot[PRAK_CACHE_SLOTS];
};
/* The case of these facts until the next call; NULL: only prak_wage_judge can say. */
const struct prak_wage_case *prak_wage_case_of(const struct prak_wage_law *law, struct prak_wage_cases *all,
                                               const struct prak_wage_facts *facts);

/* One of a worker's: what is due by the row at hand, and what it remembers. */
struct prak_wage_dues {
    struct prak_wage_due due[PRAK_WAGE_NKIND];
    struct prak_str text; /* the findings in words, where that is asked for */
    struct prak_wage_cases cases;
};
/*
 * All that is wanted, of facts that prak_wage_judge has taken; more: NMORE cells. What they assume is added to the
 * finding's assumptions. 0, or -1: a bad cell, f->reason its code.
 */
int prak_wage_due_all(const struct prak_wage_due_law *d, const struct prak_wage_facts *facts, const struct prak_str *more,
                      struct prak_wage_dues *dues, struct prak_wage_finding *f, struct prak_err *e);
/* Where an explanation is asked for: the finding and the dues in words, from the arena, to dues->text. */
int prak_wage_tell(const struct prak_wage_due_law *d, const struct prak_wage_facts *facts, const struct prak_str *more,
                   const struct prak_wage_finding *f, struct prak_arena *a, struct prak_wage_dues *dues,
                   struct prak_err *e);
/* What the wage of a finding that has a minimum lacks to the amount of raise_to; false: it has none. */
bool prak_wage_raise_cost(const struct prak_wage_due_law *d, const struct prak_wage_finding *f, struct prak_dec *cost);
#endif
