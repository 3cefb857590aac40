/*
 * Weighted number of rows: N = sum(w).
 *
 * Units:   rows of the population.     Memory: cells x leaves.
 * Missing: none; `among` limits the rows.
 * Source:  Horvitz-Thompson estimator of a total, y = 1.
 * R check: survey::svytotal(~I(domain), design)
 */
#include "stat/estimator.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    (void)s, (void)r, (void)t, (void)e;
    return 1;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)c;
    out->value = total[0];
    out->gradient[0] = 1;
    out->defined = true;
}

extern const struct prak_estimator prak_est_count;
const struct prak_estimator prak_est_count = {
    .name = "count", .formula = "sum(w)", .source = "Horvitz-Thompson", .unit = "count",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_EXACT, .k = { 1, 0 }, .exact = 0,
    .row = row, .point = point, .shape = PRAK_SHAPE_NUMBERS,
};
