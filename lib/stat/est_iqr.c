/*
 * Interquartile range of x: q(0.75) - q(0.25).
 *
 * Influence: IF(q_0.75) - IF(q_0.25), IF(q) = -(1[x <= q] - p)/(N f(q)), f a Gaussian kernel density, h = sd/N^0.2
 *            (METHODS 2). No se where all values are equal.
 * Rules:     math, hf2, hf4 as in quantile.
 * Units:     those of x.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:    Tukey 1977; Deville 1999.
 * R check:   diff(survey::svyquantile(~x, design, c(0.25, 0.75), qrule = "math")[[1]][, 1]); IQR(x, type = 1)
 */
#include "stat/shared.h"
#include "stat/two_quantiles.h"

enum { X, RULE };

static const struct prak_dec three_quarters = { 75, 2 }, one_quarter = { 25, 2 };

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    return prak_two_quantiles_fit(k, three_quarters, one_quarter, s->rule, out, e);
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct prak_two_quantiles *f = c->fit;
    (void)s;
    if (!(total[0] > 0))
        return;
    out->defined = true;
    out->value = f->upper.value - f->lower.value;
    prak_point_quantile(out, 1, 1, (prak_quad)0.75, f->at_upper[0]);
    prak_point_quantile(out, 2, -1, (prak_quad)0.25, f->at_lower[0]);
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    (void)e;
    s->rule = s->arg[RULE].choice;
    return 0;
}

extern const struct prak_estimator prak_est_iqr;
const struct prak_estimator prak_est_iqr = {
    .name = "iqr", .formula = "F^-1(0.75) - F^-1(0.25)", .source = "Tukey 1977; Deville 1999", .unit = "value",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 3 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_CHOICE, "rule", "math|hf2|hf4", false } },
    .check = check, .row = prak_row_value, .fit = fit, .again = prak_two_quantiles_again,
    .totals = prak_totals_plain, .point = point,
};
