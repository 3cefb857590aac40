/*
 * Share of the rows for which a condition holds: p = sum(w 1[c]) / sum(w).
 *
 * Units:     a fraction.     Memory: cells x leaves.
 * Influence: (1[c] - p) / sum(w).
 * Missing:   a row whose condition is missing is not used and is counted in n_missing.
 * Interval:  logit by default (interval.c); empty where p is 0 or 1.
 * R check:   survey::svyciprop(~I(c), design, method = "logit"); svymean(~I(c), design)
 */
#include "stat/shared.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    bool truth = false;
    int there = prak_row_test(s->arg[0].x, r, &truth, e);
    t->x[1] = prak_dec_int(truth);
    return there;
}

extern const struct prak_estimator prak_est_share;
const struct prak_estimator prak_est_share = {
    .name = "share", .formula = "sum(w 1[c]) / sum(w)", .source = "Hajek; Taylor linearisation", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_SHARE, .k = { 2, 0 },
    .param = { { PRAK_P_TEST, "condition", NULL, true } },
    .row = row, .point = prak_point_mean, .shape = PRAK_SHAPE_TEST,
};
