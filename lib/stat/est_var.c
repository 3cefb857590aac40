/*
 * Spread of x: variance var = n/(n-1) sum(w (x - m)^2) / N, N = sum(w), n rows of positive weight; sd its root;
 * cv = sd / m, the coefficient of variation.
 *
 * Influence: var n/(n-1) ((x - m)^2 - (n-1)/n var) / N; sd that over 2 sd; cv that over m, less cv (x - m)/(m N).
 * Empty:     fewer than two rows; cv where the mean is 0.
 * Units:     var those of x squared, sd those of x, cv a fraction.     Memory: cells x leaves.
 * Source:    Cochran 1977; R survey (svyvar). Sums are exact: sd has all digits however far x is from 0.
 * R check:   survey::svyvar(~x, design); sqrt(coef(svyvar(~x, design))); unweighted: var(x), sd(x), sd(x)/mean(x)
 */
#include "stat/estimator.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int there = prak_row_number(s->arg[0].x, r, &t->x[1], e);
    if (there > 0 && prak_dec_mul(t->x[1], t->x[1], &t->x[2]))
        return prak_fail(e, PRAK_EDATA, "%s: the square of a value needs over 38 digits", s->est->name);
    return there;
}

/* total: N, sum(w x), sum(w x^2). */
static bool variance(const prak_quad *total, const struct prak_state *c, struct prak_point *out)
{
    if (!(total[0] > 0) || c->rows < 2)
        return false;
    prak_quad n = total[0], m = total[1] / n, q = total[2] / n, v = q - m * m;
    prak_quad scale = (prak_quad)c->rows / (prak_quad)(c->rows - 1);
    if (v < q / ((prak_quad)1000000000000000 * (prak_quad)1000000000000000)) /* the last digits of the squares */
        v = 0;
    out->value = scale * v;
    out->gradient[0] = scale * (2 * m * m - q) / n;
    out->gradient[1] = -2 * scale * m / n;
    out->gradient[2] = scale / n;
    out->centred = out->value;
    out->defined = true;
    return true;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    (void)variance(total, c, out);
}

static void point_sd(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                     struct prak_point *out)
{
    (void)s;
    if (!variance(total, c, out))
        return;
    out->value = prak_quad_sqrt(out->value);
    out->centred = out->value;
    out->no_se = !(out->value > 0);
    for (int j = 0; j < 3 && out->value > 0; j++)
        out->gradient[j] = out->gradient[j] / (2 * out->value);
}

static void point_cv(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                     struct prak_point *out)
{
    point_sd(s, total, c, out);
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

extern const struct prak_estimator prak_est_var, prak_est_sd, prak_est_cv;
const struct prak_estimator prak_est_var = {
    .name = "var", .formula = "n/(n-1) sum(w (x - m)^2) / sum(w)", .source = "Cochran 1977", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = point,
};
const struct prak_estimator prak_est_sd = {
    .name = "sd", .formula = "sqrt(var)", .source = "Cochran 1977", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = point_sd,
};
const struct prak_estimator prak_est_cv = {
    .name = "cv", .formula = "sd / mean", .source = "Cochran 1977", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = point_cv,
};
