/*
 * Covariance and correlation of x and y over the rows that have both, N = sum(w), n rows of positive weight:
 *
 *   cov = n/(n-1) (sum(w x y)/N - mx my),   cor = cov / (sd x sd y).
 *
 * Influence: cov n/(n-1) ((x - mx)(y - my) - (n-1)/n cov) / N; cor by the chain rule from those of cov and variances.
 * Empty:     fewer than two rows; cor where x or y does not vary.
 * Units:     cov those of x times y, cor none.     Memory: cells x leaves.
 * Source:    Cochran 1977; R survey (svyvar of two columns).
 * R check:   survey::svyvar(~x + y, design, na.rm = TRUE); cov2cor() of it; unweighted: cov(x, y), cor(x, y)
 */
#include "stat/estimator.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int x = prak_row_number(s->arg[0].x, r, &t->x[1], e);
    int y = x < 0 ? -1 : prak_row_number(s->arg[1].x, r, &t->x[2], e);
    if (y < 0 || x == 0 || y == 0)
        return y < 0 ? -1 : 0;
    if (prak_dec_mul(t->x[1], t->x[2], &t->x[3]) || prak_dec_mul(t->x[1], t->x[1], &t->x[4]) ||
        prak_dec_mul(t->x[2], t->x[2], &t->x[5]))
        return prak_fail(e, PRAK_EDATA, "%s: the product of two values needs over 38 digits", s->est->name);
    return 1;
}

/* A central second moment; 0 where only the last digits are left. */
static prak_quad central(prak_quad xy, prak_quad x, prak_quad y)
{
    prak_quad v = xy - x * y, size = prak_quad_abs(xy) + prak_quad_abs(x * y);
    return prak_quad_abs(v) <= size / ((prak_quad)1000000000000000 * (prak_quad)1000000000000000) ? (prak_quad)0 : v;
}

/* total: N, sums of w times x, y, x y, x x, y y. */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    if (!(total[0] > 0) || c->rows < 2)
        return;
    prak_quad n = total[0], x = total[1] / n, y = total[2] / n, xy = total[3] / n;
    prak_quad scale = (prak_quad)c->rows / (prak_quad)(c->rows - 1);
    out->value = scale * central(xy, x, y);
    out->gradient[0] = scale * (2 * x * y - xy) / n;
    out->gradient[1] = -scale * y / n;
    out->gradient[2] = -scale * x / n;
    out->gradient[3] = scale / n;
    prak_quad vx = central(total[4] / n, x, x), vy = central(total[5] / n, y, y);
    out->centred = scale * prak_quad_sqrt(vx > 0 && vy > 0 ? vx * vy : 0);
    out->defined = true;
}

static void point_cor(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out)
{
    (void)s;
    if (!(total[0] > 0) || c->rows < 2)
        return;
    prak_quad n = total[0], x = total[1] / n, y = total[2] / n, v = central(total[3] / n, x, y);
    prak_quad xx = total[4] / n, yy = total[5] / n, vx = central(xx, x, x), vy = central(yy, y, y);
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

extern const struct prak_estimator prak_est_cov, prak_est_cor;
const struct prak_estimator prak_est_cov = {
    .name = "cov", .formula = "n/(n-1) sum(w (x - mx)(y - my)) / sum(w)", .source = "Cochran 1977", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 6, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "y", NULL, true } },
    .row = row, .point = point,
};
const struct prak_estimator prak_est_cor = {
    .name = "cor", .formula = "cov / (sd x sd y)", .source = "Cochran 1977", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS, .k = { 6, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "y", NULL, true } },
    .row = row, .point = point_cor,
};
