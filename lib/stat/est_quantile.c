/*
 * Weighted quantile of x at p, exact through the value -> weight map.
 *
 * Rules:    math (default)  the smallest y with F(y) >= p;
 *           hf2             the mean of y_k and y_(k+1) where F(y_k) = p exactly, else as math;
 *           hf4             linear in F between the observations. Among equal values with unequal weights R takes
 *                           them in file order, and so does this: the first row's weight decides the slope.
 * Interval: Woodruff: m = mean(1[x <= q]), m -+ t se(m), mapped back by the same rule; se = (high - low) / (2 t).
 *           An end outside 0..1 leaves the interval empty on that side, and the se.
 * se=density: the linearised se instead, with a symmetric interval: influence -(1[x <= q] - p)/(N f(q)), f a Gaussian
 *            kernel density, h = sd/N^0.2 (convey's svyiqalpha); none where all values are equal.
 * Units:    those of x.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:   Woodruff 1952; METHODS 2.
 * R check:  survey::svyquantile(~x, design, p, qrule = "math", interval.type = "mean")
 */
#include "stat/look.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_number(s->arg[0].x, r, &t->value, e);
}

static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x;
    int there = prak_row_number(s->arg[0].x, r, &x, e);
    if (there > 0)
        t->x[1] = prak_dec_int(prak_dec_cmp(x, c->cut) <= 0);
    return there;
}

static int of_value(const struct prak_statistic *s, const struct prak_state *c, size_t i, struct prak_dec value,
                    struct prak_terms *t, struct prak_err *e)
{
    (void)s, (void)i, (void)e;
    t->x[1] = prak_dec_int(prak_dec_cmp(value, c->cut) <= 0);
    return 0;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct prak_cut cut = { .found = false };
    prak_quad density[2] = { 0, 0 };
    int rc = prak_look_span(k, 0, PRAK_ALL, s->p, &all, e);
    if (!rc)
        rc = prak_look_quantile(k, 0, &all, s->p, s->rule, &cut, e);
    prak_exact_free(&all.weight);
    if (!rc && cut.found)
        rc = prak_look_density(k, 0, cut.value, density, e);
    out->known = cut.found;
    out->cut = cut.at;
    out->value = cut.value;
    out->density = density[0];
    return rc;
}

/* The mean of the indicator; the interval is mapped back to x by the caller. */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    if (!(total[0] > 0))
        return;
    out->defined = true;
    if (s->fitted) {
        out->value = c->value;
        prak_point_quantile(out, 1, 1, prak_dec_to_quad(s->p), c->density);
        return;
    }
    out->value = total[1] / total[0];
    out->gradient[0] = -out->value / total[0];
    out->gradient[1] = (prak_quad)1 / total[0];
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    s->p = s->arg[1].number;
    s->rule = s->arg[2].choice;
    s->fitted = s->arg[3].choice == 1;
    s->woodruff = s->arg[4].choice;
    if (prak_dec_sign(s->p) <= 0 || prak_dec_cmp(s->p, prak_dec_int(1)) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "quantile: p must lie between 0 and 1");
    return 0;
}

static int check_median(struct prak_statistic *s, struct prak_err *e)
{
    (void)e;
    s->p = (struct prak_dec){ 5, 1 };
    s->rule = s->arg[1].choice;
    s->fitted = s->arg[2].choice == 1;
    s->woodruff = s->arg[3].choice;
    return 0;
}

extern const struct prak_estimator prak_est_quantile, prak_est_median;
const struct prak_estimator prak_est_quantile = {
    .name = "quantile", .formula = "F^-1(p)", .source = "Woodruff 1952", .unit = "value",
    .kinds = PRAK_EST_CURVE, .k = { 1, 2 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "p", NULL, true },
               { PRAK_P_CHOICE, "rule", "math|hf2|hf4", false },
               { PRAK_P_CHOICE, "se", "woodruff|density", false },
               { PRAK_P_CHOICE, "interval", "symmetric|xlogit|beta", false } },
    .check = check, .row = row, .fit = fit, .again = again, .of_value = of_value,
    .totals = prak_totals_plain, .point = point, .shape = PRAK_SHAPE_QUANTILE,
};
const struct prak_estimator prak_est_median = {
    .name = "median", .formula = "F^-1(0.5)", .source = "Woodruff 1952", .unit = "value",
    .kinds = PRAK_EST_CURVE, .k = { 1, 2 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_CHOICE, "rule", "math|hf2|hf4", false },
               { PRAK_P_CHOICE, "se", "woodruff|density", false },
               { PRAK_P_CHOICE, "interval", "symmetric|xlogit|beta", false } },
    .check = check_median, .row = row, .fit = fit, .again = again, .of_value = of_value,
    .totals = prak_totals_plain, .point = point, .shape = PRAK_SHAPE_QUANTILE,
};
