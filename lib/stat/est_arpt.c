/*
 * At-risk-of-poverty threshold of x: of q, q the quantile at p; of = 0.6 and p = 0.5 where not given (relative.h).
 *
 * Units:     those of x.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Empty:     the se where all values are equal.
 * Source:    Eurostat, Laeken indicators; Deville 1999.
 * R check:   convey::svyarpt(~x, design)
 */
#include "stat/relative.h"

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct prak_relative *l = c->fit;
    (void)s;
    if (!prak_relative_begin(total, out))
        return;
    out->value = l->line;
    prak_point_quantile(out, 3, l->of, l->p, l->at_q);
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    return prak_relative_check(s, PRAK_LINE_ALONE, (struct prak_dec){ 6, 1 }, prak_dec_int(1), e);
}

extern const struct prak_estimator prak_est_arpt;
const struct prak_estimator prak_est_arpt = {
    .name = "arpt", .formula = "of F^-1(p)", .source = "Eurostat; Deville 1999", .unit = "value",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false } },
    .check = check, .row = prak_relative_row, .fit = prak_relative_fit, .again = prak_relative_again,
    .totals = prak_relative_totals, .point = point,
};
