/*
 * Rows of equal weight that would tell as much: sum(w)^2 / sum(w^2); n where all weights are equal.
 *
 * No standard error: a figure of the sample.
 * Units:   rows.     Memory: cells x leaves.
 * Empty:   where no weight is positive, and where the design gives the weights (fpc without a weight column).
 * Source:  Kish 1965, 1992.
 * R check: w <- weights(design); sum(w)^2 / sum(w^2)
 */
#include "stat/kish.h"

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)c;
    if (prak_kish_begin(total, out))
        out->value = total[0] * total[0] / total[1];
}

extern const struct prak_estimator prak_est_effective_n;
const struct prak_estimator prak_est_effective_n = {
    .name = "effective_n", .formula = "sum(w)^2 / sum(w^2)", .source = "Kish 1965", .unit = "count",
    .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 }, .row = prak_kish_row, .point = point,
};
