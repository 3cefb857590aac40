/*
 * Geometric mean of x: exp(sum(w ln x) / sum(w)).
 *
 * Influence: G (ln x - ln G) / N.
 * Domain:    x > 0; other values are refused.
 * Units:     those of x.     Memory: cells x leaves.
 * Source:    linearisation of the logarithm of the mean (METHODS 2).
 * R check:   survey::svycontrast(svymean(~log(x), design), quote(exp(`log(x)`)))
 */
#include "base/elementary.h"
#include "stat/estimator.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x;
    int there = prak_row_within(s, r, PRAK_POSITIVE, &x, e);
    if (there > 0)
        t->x[1] = prak_dec_log(x);
    return there;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)c;
    if (!(total[0] > 0))
        return;
    prak_quad log = total[1] / total[0];
    out->value = prak_quad_exp(log);
    out->gradient[0] = -out->value * log / total[0];
    out->gradient[1] = out->value / total[0];
    out->defined = true;
}

extern const struct prak_estimator prak_est_geometric_mean;
const struct prak_estimator prak_est_geometric_mean = {
    .name = "geometric_mean", .formula = "exp(sum(w ln x) / sum(w))", .source = "Taylor linearisation",
    .unit = "value", .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = point,
};
