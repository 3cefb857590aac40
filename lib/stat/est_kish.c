/*
 * What unequal weights cost: kish_deff() = n sum(w^2) / sum(w)^2 and effective_n() = sum(w)^2 / sum(w^2), over the n
 * rows of positive weight. 1 and n where all weights are equal. No standard error: figures of the sample.
 *
 * Units:   kish_deff a ratio, effective_n rows.     Memory: cells x leaves.
 * Empty:   where no weight is positive, and where the design gives the weights (fpc without a weight column).
 * Source:  Kish 1965, 1992.
 * R check: w <- weights(design); length(w) * sum(w^2) / sum(w)^2; sum(w)^2 / sum(w^2)
 */
#include "stat/estimator.h"

/* x[1] = w, so that the totals are sum(w) and sum(w w) */
static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    (void)s, (void)e;
    t->x[1] = r->weight ? *r->weight : prak_dec_int(0);
    return 1;
}

static void point_deff(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                       struct prak_point *out)
{
    (void)s;
    out->defined = total[0] > 0 && total[1] > 0;
    out->no_se = true;
    if (out->defined)
        out->value = (prak_quad)c->rows * total[1] / (total[0] * total[0]);
}

static void point_n(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                    struct prak_point *out)
{
    (void)s, (void)c;
    out->defined = total[0] > 0 && total[1] > 0;
    out->no_se = true;
    if (out->defined)
        out->value = total[0] * total[0] / total[1];
}

extern const struct prak_estimator prak_est_kish_deff, prak_est_effective_n;
const struct prak_estimator prak_est_kish_deff = {
    .name = "kish_deff", .formula = "n sum(w^2) / sum(w)^2", .source = "Kish 1965", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 }, .row = row, .point = point_deff,
};
const struct prak_estimator prak_est_effective_n = {
    .name = "effective_n", .formula = "sum(w)^2 / sum(w^2)", .source = "Kish 1965", .unit = "count",
    .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 }, .row = row, .point = point_n,
};
