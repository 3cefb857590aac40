/*
 * Correlation of x and y over the rows that have both: cov / (sd x sd y).
 *
 * Influence: by the chain rule from those of the covariance (est_cov.c) and the variances.
 * Empty:     fewer than two rows, or x or y does not vary.
 * Units:     none.     Memory: cells x leaves.
 * Source:    Cochran 1977; R survey (svyvar of two columns).
 * R check:   cov2cor(as.matrix(survey::svyvar(~x + y, design, na.rm = TRUE))); unweighted: cor(x, y)
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
    prak_quad n = total[0], x = total[1] / n, y = total[2] / n, v = prak_products_central(total[3] / n, x, y);
    prak_quad xx = total[4] / n, yy = total[5] / n;
    prak_quad vx = prak_products_central(xx, x, x), vy = prak_products_central(yy, y, y);
    if (!(vx > 0) || !(vy > 0))
        return;
    prak_quad root = prak_quad_sqrt(vx * vy), r = v / root, of_x = -r / (2 * vx), of_y = -r / (2 * vy);
    out->value = r > 1 ? (prak_quad)1 : r < -1 ? (prak_quad)-1 : r;
    out->gradient[0] = ((2 * x * y - total[3] / n) / root + of_x * (2 * x * x - xx) + of_y * (2 * y * y - yy)) / n;
    out->gradient[1] = (-y / root - 2 * of_x * x) / n;
    out->gradient[2] = (-x / root - 2 * of_y * y) / n;
    out->gradient[3] = (prak_quad)1 / (root * n);
    out->gradient[4] = of_x / n;
    out->gradient[5] = of_y / n;
    out->centred = 1;
    out->defined = true;
}

extern const struct prak_estimator prak_est_cor;
const struct prak_estimator prak_est_cor = {
    .name = "cor", .formula = "cov / (sd x sd y)", .source = "Cochran 1977", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS, .k = { 6, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "y", NULL, true } },
    .row = prak_products_row, .point = point,
};
