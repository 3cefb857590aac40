/*
 * Gini coefficient of x, exact.
 *
 *   G = sum_ij w_i w_j |x_i - x_j| / (2 N X) = sum_i w_i D(x_i) / (N X),  D(y) = sum of w (y - v) over values v <= y,
 *
 * N = sum(w), X = sum(w x). D is exact, so G does not depend on the order of the rows or the scale of the weights:
 * 1, 2, 3, 4, 10 give 0.4 whatever their common weight.
 * Influence: (2 D(x) + X - N x - G (X + N x)) / (N X).
 * method=osier: the estimator of Eurostat's programs, R convey and vardpoor, which depends on the scale of the
 * weights: G + (sum(w w x) - X)/(N X), influence (2 D(x) + 2 w x - x + X - G (X + N x) - N x)/(N X). Needs a weight
 * column (or weights of 1).
 * Domain:   values of 0 or more; a negative value is refused. Empty where X = 0.
 * Units:    a fraction.     Memory: cells x different values (64 bytes each where there is a second pass), cells x leaves.
 * Source:   Gini 1912; linearisation by derivatives in the weights, Demnati and Rao 2004; Osier 2009.
 * R check:  laeken::gini(x, weights)$value / 100; method=osier: convey::svygini(~x, design)
 */
#include "stat/look.h"

enum { X, METHOD };

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int there = prak_row_within(s, r, PRAK_NOT_NEGATIVE, &t->value, e);
    if (there <= 0 || s->arg[METHOD].choice != 1)
        return there;
    if (!r->weight)
        return prak_fail(e, PRAK_EUSAGE, "gini: method=osier needs a weight column");
    if (prak_dec_mul(*r->weight, t->value, &t->x[1])) /* for replicates, which need its sums by sampling unit */
        return prak_fail(e, PRAK_EDATA, "gini: a value times its weight needs over 38 digits");
    return there;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_ladder *l = prak_look_take(k, 1, sizeof *l, e);
    (void)s;
    if (!l || prak_look_ladder(k, l, e))
        return -1;
    out->fit = l;
    out->known = l->n > 0;
    return 0;
}

static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    int there = row(s, r, t, e);
    if (there <= 0)
        return there;
    t->x[3] = t->x[1];
    t->x[1] = t->value;
    t->x[2] = prak_ladder_find(c->fit, t->value);
    return there;
}

static int of_value(const struct prak_statistic *s, const struct prak_state *c, size_t i, struct prak_dec value,
                    struct prak_terms *t, struct prak_err *e)
{
    const struct prak_ladder *l = c->fit;
    (void)s, (void)e;
    t->x[1] = value;
    t->x[2] = l->rung[i].sum;
    return 0;
}

/* total: N, X, sum(w D), sum(w w x). */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    prak_quad n = total[0], x = total[1], nx = n * x, g = nx > 0 ? total[2] / nx : 0;
    bool osier = s->arg[METHOD].choice == 1;
    (void)c;
    if (!(nx > 0))
        return;
    if (osier)
        g += (total[3] - x) / nx;
    out->value = g;
    out->gradient[0] = ((prak_quad)1 - g) / n;
    out->gradient[1] = (-(g + 1) * n - (osier ? 1 : 0)) / nx;
    out->gradient[2] = (prak_quad)2 / nx;
    out->gradient[3] = osier ? (prak_quad)2 / nx : 0;
    out->defined = true;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    (void)e;
    s->k[0] = s->arg[METHOD].choice == 1 ? 2 : 1;
    s->k[1] = s->arg[METHOD].choice == 1 ? 4 : 3;
    return 0;
}

extern const struct prak_estimator prak_est_gini;
const struct prak_estimator prak_est_gini = {
    .name = "gini", .formula = "sum_ij w_i w_j |x_i - x_j| / (2 N X)", .source = "Gini 1912; Demnati and Rao 2004",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 3 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_CHOICE, "method", "exact|osier", false } },
    .check = check, .row = row, .fit = fit, .again = again, .of_value = of_value, .ladder = true,
    .point = point, .totals = prak_totals_gini, .shape = PRAK_SHAPE_AMOUNT,
};
