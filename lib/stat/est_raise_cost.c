/*
 * Cost of raising everyone below `to` to it: sum(w max(to - wage, 0)), an exact total.
 *
 * Influence: the term itself.
 * Units:     those of the wage.     Memory: cells x leaves.
 * Source:    ILO, Minimum Wage Policy Guide, annex 4.
 * R check:   survey::svytotal(~I(pmax(to - wage, 0)), design)
 */
#include "stat/minimum.h"
#include "stat/shared.h"

extern const struct prak_estimator prak_est_raise_cost;
const struct prak_estimator prak_est_raise_cost = {
    .name = "raise_cost", .formula = "sum(w max(to - x, 0))", .source = "ILO", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_EXACT, .k = { 3, 0 }, .exact = 1,
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_NUMBER, "to", NULL, true } },
    .row = prak_minimum_cost, .point = prak_point_total,
};
