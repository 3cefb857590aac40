/*
 * Standard deviation of x: the root of the variance (est_var.c).
 *
 * Influence: that of the variance over 2 sd; no se where sd is 0.
 * Empty:     fewer than two rows.
 * Units:     those of x.     Memory: cells x leaves.
 * Source:    Cochran 1977.
 * R check:   sqrt(coef(survey::svyvar(~x, design))); unweighted: sd(x)
 */
#include "stat/spread.h"

extern const struct prak_estimator prak_est_sd;
const struct prak_estimator prak_est_sd = {
    .name = "sd", .formula = "sqrt(var)", .source = "Cochran 1977", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = prak_spread_row, .point = prak_spread_deviation,
};
