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
#define PRAK_PART_TIME     "part-time-pro-rata"
#define PRAK_FULL_TIME     "full-time"

struct prak_wage_law {
    const struct prak_rules *rules;
    const struct prak_rule_table *minimum, *sectors, *divisors, *types;
    const struct prak_fx *fx;
    struct prak_str currency; /* of every floor in the tables; n 0 when they have several */
    bool strict, full_month, full_time, part_time;
    bool bands;                      /* a tolerance or a heap was stated */
    struct prak_dec tolerance, heap; /* 0: none */
    struct prak_str stated[2];       /* them, as findings tell it */
    size_t nstated;
    struct prak_str type; /* assumed; n 0 = none */
    struct prak_str column[PRAK_WAGE_NFACT], missing[PRAK_WAGE_NFACT];
};
#endif
