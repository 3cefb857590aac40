/*
 * Weighted mean: m = sum(w x) / sum(w), over the rows that have x.
 *
 * Units:     those of x.     Memory: cells x leaves.
 * Influence: (x - m) / sum(w).
 * Missing:   rows without x are outside the domain and are counted in n_missing.
 * Source:    ratio (Hajek) estimator, Taylor linearisation (METHODS 2).
 * R check:   survey::svymean(~x, design, na.rm = TRUE, deff = "replace")
 */
#include "stat/shared.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_number(s->arg[0].x, r, &t->x[1], e);
}

extern const struct prak_estimator prak_est_mean;
const struct prak_estimator prak_est_mean = {
    .name = "mean", .formula = "sum(w x) / sum(w)", .source = "Hajek; Taylor linearisation", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_AMOUNT, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = prak_point_mean, .shape = PRAK_SHAPE_NUMBERS,
};
