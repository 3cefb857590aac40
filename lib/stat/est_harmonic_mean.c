/*
 * Harmonic mean of x: H = sum(w) / sum(w / x).
 *
 * Influence: (H - H^2 / x) / N. 1/x is kept with 34 digits, sums of it are exact.
 * Domain:    x > 0; other values are refused.
 * Units:     those of x.     Memory: cells x leaves.
 * Source:    ratio estimator, Taylor linearisation (METHODS 2).
 * R check:   1 / coef(survey::svymean(~I(1/x), design)); the se: survey::svycontrast(m, quote(1 / `I(1/x)`))
 */
#include "stat/estimator.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x;
    int there = prak_row_within(s, r, PRAK_POSITIVE, &x, e);
    if (there > 0 && prak_dec_div(prak_dec_int(1), x, &t->x[1]))
        return prak_fail(e, PRAK_EDATA, "harmonic_mean: one over a value is out of range");
    return there;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)c;
    if (!(total[0] > 0))
        return;
    out->value = total[0] / total[1];
    out->gradient[0] = (prak_quad)1 / total[1];
    out->gradient[1] = -out->value / total[1];
    out->defined = true;
}

extern const struct prak_estimator prak_est_harmonic_mean;
const struct prak_estimator prak_est_harmonic_mean = {
    .name = "harmonic_mean", .formula = "sum(w) / sum(w / x)", .source = "Taylor linearisation", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = point,
};
