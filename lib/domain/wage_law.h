/*
 * wage_law.h - the loaded law of wages; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_WAGE_LAW_H
#define PRAK_DOMAIN_WAGE_LAW_H
#include "domain/wage.h"

/* The selectors of minimum_wage, in order. */
enum { PRAK_BY_SECTOR, PRAK_BY_COMPONENT, PRAK_BY_TYPE, PRAK_BY_COUNT };

#define PRAK_DAYS_DIVISOR "month_days_divisor"

struct prak_wage_law {
    const struct prak_rules *rules;
    const struct prak_rule_table *minimum, *sectors, *divisors, *types;
    const struct prak_fx *fx;
    struct prak_str currency; /* of every floor in the tables; n 0 when they have several */
    bool strict, full_month;
    struct prak_str type; /* assumed; n 0 = none */
    struct prak_str column[PRAK_WAGE_NFACT], missing[PRAK_WAGE_NFACT];
};
#endif
