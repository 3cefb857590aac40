/*
 * Covariance of x and y over the rows that have both, N = sum(w), n rows of positive weight:
 *
 *   cov = n/(n-1) (sum(w x y)/N - mx my)
 *
 * Influence: n/(n-1) ((x - mx)(y - my) - (n-1)/n cov) / N.
 * Empty:     fewer than two rows.
 * Units:     those of x times y.     Memory: cells x leaves.
 * Source:    Cochran 1977; R survey (svyvar of two columns).
 * R check:   survey::svyvar(~x + y, design, na.rm = TRUE); unweighted: cov(x, y)
 */
#include "base/elementary.h"
#include "stat/products.h"

/* total: N, sums of w times x, y, x y, x x, y y. */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    if (!(total[0] > 0) || c->rows < 2)
        return;
    prak_quad n = total[0], x = total[1] / n, y = total[2] / n, xy = total[3] / n;
    prak_quad scale = (prak_quad)c->rows / (prak_quad)(c->rows - 1);
    out->value = scale * prak_products_central(xy, x, y);
    out->gradient[0] = scale * (2 * x * y - xy) / n;
    out->gradient[1] = -scale * y / n;
    out->gradient[2] = -scale * x / n;
    out->gradient[3] = scale / n;
    prak_quad vx = prak_products_central(total[4] / n, x, x), vy = prak_products_central(total[5] / n, y, y);
    out->centred = scale * prak_quad_sqrt(vx > 0 && vy > 0 ? vx * vy : 0);
    out->defined = true;
}

extern const struct prak_estimator prak_est_cov;
const struct prak_estimator prak_est_cov = {
    .name = "cov", .formula = "n/(n-1) sum(w (x - mx)(y - my)) / sum(w)", .source = "Cochran 1977", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 6, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "y", NULL, true } },
    .row = prak_products_row, .point = point,
};
