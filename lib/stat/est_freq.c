/*
 * Frequencies: for each value v of x, its fraction of the cell, p_v = sum(w 1[x = v]) / sum(w).
 *
 * Units:     fractions of the weight of the rows that have x; they add up to 1.     Memory: cells x levels x leaves.
 * Levels:    the values as characters, found as rows come, ordered by bytes; numbers in their shortest plain text.
 * Influence: (1[x = v] - p_v) / sum(w).
 * R check:   survey::svymean(~factor(x), design, na.rm = TRUE)
 */
#include "stat/shared.h"

extern const struct prak_estimator prak_est_freq;
const struct prak_estimator prak_est_freq = {
    .name = "freq", .formula = "sum(w 1[x = v]) / sum(w)", .source = "Taylor linearisation", .unit = "fraction",
    .kinds = PRAK_EST_LEVELS | PRAK_EST_SHARE | PRAK_EST_DEFF, .k = { 1, 0 },
    .param = { { PRAK_P_VALUE, "x", NULL, true } }, .row = prak_row_level, .shape = PRAK_SHAPE_LEVEL,
};
