/*
 * What unequal weights cost: n sum(w^2) / sum(w)^2 over the n rows of positive weight; 1 where all are equal.
 *
 * No standard error: a figure of the sample.
 * Units:   a ratio.     Memory: cells x leaves.
 * Empty:   where no weight is positive, and where the design gives the weights (fpc without a weight column).
 * Source:  Kish 1965, 1992.
 * R check: w <- weights(design); length(w) * sum(w^2) / sum(w)^2
 */
#include "stat/kish.h"

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    if (prak_kish_begin(total, out))
        out->value = (prak_quad)c->rows * total[1] / (total[0] * total[0]);
}

extern const struct prak_estimator prak_est_kish_deff;
const struct prak_estimator prak_est_kish_deff = {
    .name = "kish_deff", .formula = "n sum(w^2) / sum(w)^2", .source = "Kish 1965", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 }, .row = prak_kish_row, .point = point,
};
