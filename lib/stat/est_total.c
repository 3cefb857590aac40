/*
 * Weighted total: Y = sum(w x).
 *
 * Units:   those of x.     Memory: cells x leaves.
 * Missing: rows without x are not used and are counted in n_missing.
 * Source:  Horvitz-Thompson estimator.
 * R check: survey::svytotal(~x, design, na.rm = TRUE)
 */
#include "stat/shared.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_number(s->arg[0].x, r, &t->x[1], e);
}

extern const struct prak_estimator prak_est_total;
const struct prak_estimator prak_est_total = {
    .name = "total", .formula = "sum(w x)", .source = "Horvitz-Thompson", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_EXACT | PRAK_EST_DEFF | PRAK_EST_AMOUNT, .k = { 2, 0 }, .exact = 1,
    .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = prak_point_total, .shape = PRAK_SHAPE_NUMBERS,
};
