/*
 * Bargaining coverage: covered employees / employees (unadjusted), or, with excluded, covered employees / employees but
 * those without the right to bargain (adjusted).
 *
 * Influence: (1[top] - R 1[bottom]) / sum(w 1[bottom]).
 * Empty:     where there are no employees.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    OECD/AIAS ICTWSS database, (un)adjusted coverage; ILO.
 * R check:   survey::svyratio(~I(covered & employee & !excluded), ~I(employee & !excluded), design)
 */
#include "stat/density.h"
#include "stat/shared.h"

extern const struct prak_estimator prak_est_coverage;
const struct prak_estimator prak_est_coverage = {
    .name = "coverage", .formula = "sum(w 1[covered, employee]) / sum(w 1[employee, not excluded])",
    .source = "ICTWSS", .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 3, 0 },
    .param = { { PRAK_P_TEST, "covered", NULL, true },
               { PRAK_P_TEST, "employee", NULL, true },
               { PRAK_P_TEST, "excluded", NULL, false } },
    .row = prak_density_row, .point = prak_point_ratio,
};
