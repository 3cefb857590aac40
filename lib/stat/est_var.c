/*
 * Variance of x: n/(n-1) sum(w (x - m)^2) / N, N = sum(w), n rows of positive weight.
 *
 * Influence: n/(n-1) ((x - m)^2 - (n-1)/n var) / N.
 * Empty:     fewer than two rows.
 * Units:     those of x squared.     Memory: cells x leaves.
 * Source:    Cochran 1977; R survey (svyvar). Sums are exact: all digits are there however far x is from 0.
 * R check:   survey::svyvar(~x, design); unweighted: var(x)
 */
#include "stat/spread.h"

extern const struct prak_estimator prak_est_var;
const struct prak_estimator prak_est_var = {
    .name = "var", .formula = "n/(n-1) sum(w (x - m)^2) / sum(w)", .source = "Cochran 1977", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = prak_spread_row, .point = prak_spread_variance,
};
