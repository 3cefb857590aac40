/*
 * Union wage gap, raw: (U - V) / V, U and V the mean wage of members and of others.
 *
 * union is a test; rows where it is not known are not used and are counted in n_missing.
 * Influence: (1[u](x - U)/N_u)/V - (U/V^2) 1[v](x - V)/N_v.
 * Empty:     where one of the two is missing or V is 0.
 * Units:     a fraction of the others' wage.     Memory: cells x leaves.
 * Source:    the raw gap of Lewis 1986 (Union Relative Wage Effects), without controls.
 * R check:   survey::svycontrast(svyby(~x, ~union, design, svymean, covmat = TRUE), quote((yes - no)/no))
 */
#include "stat/estimator.h"

/* x[1] = x, x[2] = 1[u], x[3] = x 1[u] */
static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    bool member = false;
    int there = prak_row_number(s->arg[0].x, r, &t->x[1], e);
    int known = there < 0 ? -1 : prak_row_test(s->arg[1].x, r, &member, e);
    t->x[2] = prak_dec_int(member);
    t->x[3] = member ? t->x[1] : prak_dec_int(0);
    return known < 0 ? -1 : there && known;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    prak_quad nu = total[2], nv = total[0] - nu, rest = total[1] - total[3];
    (void)s, (void)c;
    if (!(nu > 0) || !(nv > 0) || rest == 0)
        return;
    prak_quad u = total[3] / nu, v = rest / nv, of_u = (prak_quad)1 / (v * nu), of_v = -u / (v * v * nv);
    out->value = (u - v) / v;
    out->gradient[0] = -of_v * v;
    out->gradient[1] = of_v;
    out->gradient[2] = of_v * v - of_u * u;
    out->gradient[3] = of_u - of_v;
    out->defined = true;
}

extern const struct prak_estimator prak_est_union_wage_gap;
const struct prak_estimator prak_est_union_wage_gap = {
    .name = "union_wage_gap", .formula = "(mean(members) - mean(others)) / mean(others)", .source = "Lewis 1986",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS, .k = { 4, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_TEST, "union", NULL, true } },
    .row = row, .point = point,
};
