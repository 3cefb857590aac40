/*
 * Cost of raising everyone below `to` to it, as part of the wage bill: sum(w max(to - wage, 0)) / sum(w wage).
 *
 * Influence: (top - value bottom) / sum(bottom).
 * Units:     a fraction.     Memory: cells x leaves.     Empty: where the wage bill is 0.
 * Source:    ILO, Minimum Wage Policy Guide, annex 4.
 * R check:   survey::svyratio(~I(pmax(to - wage, 0)), ~wage, design)
 */
#include "stat/minimum.h"
#include "stat/shared.h"

extern const struct prak_estimator prak_est_raise_cost_share;
const struct prak_estimator prak_est_raise_cost_share = {
    .name = "raise_cost_share", .formula = "sum(w max(to - x, 0)) / sum(w x)", .source = "ILO", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_NUMBER, "to", NULL, true } },
    .row = prak_minimum_cost, .point = prak_point_ratio,
};
