/*
 * Share of rows that a raise of the minimum to `to` reaches: those with wage < to.
 *
 * Influence: (1[wage < to] - value) / sum(w).
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    ILO, Minimum Wage Policy Guide, annex 4.
 * R check:   survey::svymean(~I(wage < to), design)
 */
#include "stat/minimum.h"
#include "stat/shared.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec wage, to;
    int there = prak_minimum_read(s, r, &wage, &to, e);
    if (there > 0)
        t->x[1] = prak_dec_int(prak_dec_cmp(wage, to) < 0);
    return there;
}

extern const struct prak_estimator prak_est_affected_share;
const struct prak_estimator prak_est_affected_share = {
    .name = "affected_share", .formula = "sum(w 1[x < to]) / sum(w)", .source = "ILO", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_SHARE, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_NUMBER, "to", NULL, true } },
    .row = row, .point = prak_point_mean,
};
