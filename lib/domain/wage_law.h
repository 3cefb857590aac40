/*
 * wage_law.h - the loaded law of wages; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_WAGE_LAW_H
#define PRAK_DOMAIN_WAGE_LAW_H
#include "domain/wage.h"

/* The selectors of minimum_wage, in order. */
enum { PRAK_BY_SECTOR, PRAK_BY_COMPONENT, PRAK_BY_TYPE, PRAK_BY_COUNT };

#define PRAK_DAYS_DIVISOR  "month_days_divisor"
#define PRAK_HOURS_DIVISOR "month_hours_divisor"
#define PRAK_NORMAL_DAY    "normal_hours_day"
#define PRAK_NORMAL_WEEK   "normal_hours_week"

/* What may stand in for a fact that is missing, besides a worker type. */
enum prak_wage_assume {
    PRAK_ASSUME_FULL_MONTH,
    PRAK_ASSUME_FULL_TIME,
    PRAK_ASSUME_PART_TIME,     /* the minimum is due in the share of full time */
    PRAK_ASSUME_NO_OVERTIME,   /* where the cell is empty */
    PRAK_ASSUME_NO_HOUSING,    /* neither free housing nor transport */
    PRAK_ASSUME_GROSS,         /* the pay is all that was paid */
    PRAK_ASSUME_RESIDENT,
    PRAK_ASSUME_NO_DEPENDENTS,
    PRAK_ASSUME_COUNT
};
struct prak_str prak_wage_assumption(enum prak_wage_assume what);

/* `missing_COLUMN`, from the arena. */
int prak_wage_name_missing(struct prak_str column, struct prak_arena *a, struct prak_str *out, struct prak_err *e);

struct prak_wage_law {
    const struct prak_rules *rules;
    const struct prak_rule_table *minimum, *sectors, *divisors, *types;
    const struct prak_fx *fx;
    struct prak_str currency; /* of every floor in the tables; n 0 when they have several */
    bool strict, assume[PRAK_ASSUME_COUNT];
    bool bands;                      /* a tolerance or a heap was stated */
    struct prak_dec tolerance, heap; /* 0: none */
    struct prak_str stated[2];       /* them, as findings tell it */
    size_t nstated;
    struct prak_str type; /* assumed; n 0 = none */
    struct prak_str column[PRAK_WAGE_NFACT], missing[PRAK_WAGE_NFACT];
};
#endif
