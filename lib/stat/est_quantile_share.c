/*
 * Share of sum(w x) that the rows between two quantiles have: quantile_share(x, from, to) = L(to) - L(from) (lorenz.h).
 *
 * Units:     a fraction.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:    Lorenz 1905; Kovacevic and Binder 1997.
 * R check:   diff(approx(cumsum(w)/N, cumsum(w * x)/X, c(from, to))$y), values sorted
 */
#include "stat/lorenz.h"
#include "stat/shared.h"

enum { X, FROM, TO };

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    const struct prak_dec p[2] = { s->arg[FROM].number, s->arg[TO].number };
    return prak_lorenz_fit(s, k, p, 2, out, e);
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    if (!(total[1] > 0))
        return;
    out->defined = true;
    out->value = -prak_lorenz_at(c->fit, 0, total[1], -1, out);
    out->value += prak_lorenz_at(c->fit, 1, total[1], 1, out);
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    if (prak_lorenz_inside(s, FROM, e) || prak_lorenz_inside(s, TO, e))
        return -1;
    if (prak_dec_cmp(s->arg[FROM].number, s->arg[TO].number) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "quantile_share: 'from' must be below 'to'");
    return 0;
}

extern const struct prak_estimator prak_est_quantile_share;
const struct prak_estimator prak_est_quantile_share = {
    .name = "quantile_share", .formula = "L(to) - L(from)", .source = "Kovacevic and Binder 1997",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "from", NULL, true },
               { PRAK_P_LITERAL, "to", NULL, true } },
    .check = check, .row = prak_row_amount, .fit = fit, .again = prak_lorenz_again,
    .totals = prak_totals_plain, .point = point,
};
