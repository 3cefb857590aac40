/*
 * Ratio of two quantiles of x, q(upper) / q(lower): 0.9 and 0.1 give D9/D1.
 *
 * Influence: (IF(q_u) - R IF(q_l)) / q_l, IF(q) = -(1[x <= q] - p)/(N f(q)), f a Gaussian kernel density, h = sd/N^0.2
 *            (METHODS 2). No se where all values are equal.
 * Rules:     math, hf2, hf4 as in quantile.
 * Units:     a pure number.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Empty:     where the lower quantile is 0.
 * Source:    OECD decile ratios; Deville 1999.
 * R check:   survey::svyquantile(~x, design, 0.9, qrule = "math")[[1]][1] over the same at 0.1
 */
#include "stat/shared.h"
#include "stat/two_quantiles.h"

enum { X, UPPER, LOWER, RULE };

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    return prak_two_quantiles_fit(k, s->arg[UPPER].number, s->arg[LOWER].number, s->rule, out, e);
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct prak_two_quantiles *f = c->fit;
    prak_quad low = f->lower.value;
    if (!(total[0] > 0) || low == 0)
        return;
    out->defined = true;
    out->value = f->upper.value / low;
    prak_point_quantile(out, 1, (prak_quad)1 / low, prak_dec_to_quad(s->arg[UPPER].number), f->at_upper[0]);
    prak_point_quantile(out, 2, -out->value / low, prak_dec_to_quad(s->arg[LOWER].number), f->at_lower[0]);
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    if (!s->arg[UPPER].given)
        s->arg[UPPER].number = (struct prak_dec){ 9, 1 };
    if (!s->arg[LOWER].given)
        s->arg[LOWER].number = (struct prak_dec){ 1, 1 };
    s->rule = s->arg[RULE].choice;
    for (int i = UPPER; i <= LOWER; i++)
        if (prak_dec_sign(s->arg[i].number) <= 0 || prak_dec_cmp(s->arg[i].number, prak_dec_int(1)) >= 0)
            return prak_fail(e, PRAK_EUSAGE, "decile_ratio: upper and lower must lie between 0 and 1");
    return 0;
}

extern const struct prak_estimator prak_est_decile_ratio;
const struct prak_estimator prak_est_decile_ratio = {
    .name = "decile_ratio", .formula = "F^-1(upper) / F^-1(lower)", .source = "OECD; Deville 1999",
    .unit = "value", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 3 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "upper", NULL, false },
               { PRAK_P_LITERAL, "lower", NULL, false },
               { PRAK_P_CHOICE, "rule", "math|hf2|hf4", false } },
    .check = check, .row = prak_row_value, .fit = fit, .again = prak_two_quantiles_again,
    .totals = prak_totals_plain, .point = point,
};
