/*
 * Variance of logs of x: V = n/(n-1) sum(w (l - m)^2) / N, l = ln x, m its weighted mean, n rows of positive weight.
 *
 * Influence: n/(n-1) ((l - m)^2 - V (n-1)/n) / N.
 * Domain:    x > 0; other values are refused. Empty with fewer than two rows.
 * Units:     squared logarithms.     Memory: cells x leaves.
 * Source:    R survey's variance (METHODS 2), of logarithms.
 * R check:   survey::svyvar(~log(x), design)
 */
#include "base/elementary.h"
#include "stat/estimator.h"

#define SQUARE_PLACES 26

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x;
    int there = prak_row_within(s, r, PRAK_POSITIVE, &x, e);
    if (there <= 0)
        return there;
    t->x[1] = prak_dec_log(x);
    if (prak_dec_muldiv(t->x[1], t->x[1], prak_dec_int(1), SQUARE_PLACES, &t->x[2]))
        return prak_fail(e, PRAK_EDATA, "var_logs: a value is out of range");
    return there;
}

/* total: N, sum(w l), sum(w l^2). */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    if (!(total[0] > 0) || c->rows < 2)
        return;
    prak_quad n = total[0], m = total[1] / n, q = total[2] / n;
    prak_quad scale = (prak_quad)c->rows / (prak_quad)(c->rows - 1), v = q - m * m;
    if (v < (q + 1) / ((prak_quad)1000000000000 * (prak_quad)1000000000000)) /* the squares' last digits */
        v = 0;
    out->value = scale * v;
    out->gradient[0] = scale * (2 * m * m - q) / n;
    out->gradient[1] = -2 * scale * m / n;
    out->gradient[2] = scale / n;
    out->defined = true;
}

extern const struct prak_estimator prak_est_var_logs;
const struct prak_estimator prak_est_var_logs = {
    .name = "var_logs", .formula = "n/(n-1) sum(w (ln x - m)^2) / sum(w)", .source = "R survey, svyvar",
    .unit = "value", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = point,
};
