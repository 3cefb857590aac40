/*
 * Least value among the rows of positive weight, as an exact decimal. No standard error.
 *
 * Units:   those of x.     Memory: cells.
 * Missing: rows without x are not used and are counted in n_missing.
 * R check: min(x[w > 0], na.rm = TRUE)
 */
#include "stat/shared.h"

extern const struct prak_estimator prak_est_min;
const struct prak_estimator prak_est_min = {
    .name = "min", .formula = "least x", .source = "", .unit = "value", .kinds = PRAK_EST_RANGE, .k = { 1, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true } }, .row = prak_row_value, .shape = PRAK_SHAPE_VALUE,
};
