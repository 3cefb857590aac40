/*
 * Palma ratio of x: what the richest tenth has over what the poorest 40 % have, (1 - L(0.9)) / L(0.4) (lorenz.h).
 *
 * Units:     a pure number.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Empty:     where the poorest 40 % have nothing.
 * Source:    Palma 2011, and Cobham and Sumner 2013 (rule math).
 * R check:   l <- approx(cumsum(w)/N, cumsum(w * x)/X, c(0.4, 0.9))$y, values sorted; (1 - l[2]) / l[1]
 */
#include "stat/lorenz.h"
#include "stat/shared.h"

static const struct prak_dec rich_and_poor[2] = { { 9, 1 }, { 4, 1 } };

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    return prak_lorenz_fit(s, k, rich_and_poor, 2, out, e);
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct prak_lorenz *f = c->fit;
    prak_quad x = total[1];
    (void)s;
    if (!(x > 0))
        return;
    prak_quad rich = (prak_quad)1 - f->point[0].part / x, poor = f->point[1].part / x;
    out->defined = poor > 0;
    if (!out->defined)
        return;
    out->value = rich / poor;
    prak_lorenz_at(f, 0, x, (prak_quad)-1 / poor, out);
    prak_lorenz_at(f, 1, x, -out->value / poor, out);
}

extern const struct prak_estimator prak_est_palma;
const struct prak_estimator prak_est_palma = {
    .name = "palma", .formula = "(1 - L(0.9)) / L(0.4)", .source = "Palma 2011", .unit = "value",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = prak_row_amount, .fit = fit, .again = prak_lorenz_again,
    .totals = prak_totals_plain, .point = point,
};
