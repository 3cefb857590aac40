/*
 * Coefficient of variation of x: sd / m.
 *
 * Influence: that of sd over m, less cv (x - m)/(m N).
 * Empty:     fewer than two rows, or a mean of 0.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    Cochran 1977.
 * R check:   sqrt(coef(survey::svyvar(~x, design))) / coef(survey::svymean(~x, design)); unweighted: sd(x)/mean(x)
 */
#include "stat/spread.h"

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    prak_spread_deviation(s, total, c, out);
    if (!out->defined || total[1] == 0) {
        out->defined = false;
        return;
    }
    prak_quad m = total[1] / total[0];
    out->value = out->value / m;
    out->centred = prak_quad_abs(out->value);
    for (int j = 0; j < 3; j++)
        out->gradient[j] = out->gradient[j] / m;
    out->gradient[1] -= out->value / total[1];
    out->gradient[0] += out->value / total[0];
}

extern const struct prak_estimator prak_est_cv;
const struct prak_estimator prak_est_cv = {
    .name = "cv", .formula = "sd / mean", .source = "Cochran 1977", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = prak_spread_row, .point = point,
};
