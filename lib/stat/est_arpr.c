/*
 * At-risk-of-poverty rate of x: share with x <= of q, q the quantile at p; of = 0.6 and p = 0.5 where not given
 * (relative.h).
 *
 * Units:     a fraction.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Empty:     the se where all values are equal.
 * Source:    Eurostat, Laeken indicators; Deville 1999.
 * R check:   convey::svyarpr(~x, design)
 */
#include "stat/relative.h"

static int check(struct prak_statistic *s, struct prak_err *e)
{
    return prak_relative_check(s, PRAK_SHARE_UP_TO, (struct prak_dec){ 6, 1 }, prak_dec_int(1), e);
}

extern const struct prak_estimator prak_est_arpr;
const struct prak_estimator prak_est_arpr = {
    .name = "arpr", .formula = "sum(w 1[x <= of F^-1(p)]) / sum(w)", .source = "Eurostat; Deville 1999",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false },
               { PRAK_P_TEST, "within", NULL, false } },
    .check = check, .row = prak_relative_row, .fit = prak_relative_fit, .again = prak_relative_again,
    .totals = prak_relative_totals, .point = prak_relative_share,
};
