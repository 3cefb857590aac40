/*
 * Ratio of two weighted totals: R = sum(w y) / sum(w x).
 *
 * Units:     y per x.     Memory: cells x leaves.
 * Influence: (y - R x) / sum(w x).
 * Missing:   rows without y or without x are not used and are counted in n_missing.
 * Empty:     where sum(w x) is 0.
 * Source:    Taylor linearisation (METHODS 2).
 * R check:   survey::svyratio(~y, ~x, design, na.rm = TRUE)
 */
#include "stat/shared.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int top = prak_row_number(s->arg[0].x, r, &t->x[1], e);
    int bottom = top < 0 ? -1 : prak_row_number(s->arg[1].x, r, &t->x[2], e);
    return bottom < 0 ? -1 : top && bottom;
}

extern const struct prak_estimator prak_est_ratio;
const struct prak_estimator prak_est_ratio = {
    .name = "ratio", .formula = "sum(w y) / sum(w x)", .source = "Taylor linearisation", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_AMOUNT, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "y", NULL, true }, { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .point = prak_point_ratio, .shape = PRAK_SHAPE_NUMBERS,
};
