/*
 * How many different values x has among rows of positive weight.
 *
 * No standard error: a figure of the sample.
 * Units:     a count.     Memory: cells x values x leaves.
 * R check:   length(unique(x))
 */
#include "stat/look.h"
#include "stat/shared.h"

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_class *c;
    size_t n;
    prak_quad *number = prak_look_take(k, 1, sizeof *number, e);
    (void)s;
    if (!number || prak_look_classes(k, &c, &n, e))
        return -1;
    for (size_t i = 0; i < n; i++)
        *number += c[i].total[0] > 0;
    out->fit = number;
    out->known = *number > 0;
    return 0;
}

extern const struct prak_estimator prak_est_distinct;
const struct prak_estimator prak_est_distinct = {
    .name = "distinct", .formula = "number of values", .source = "", .unit = "count",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 }, .classes = 1,
    .param = { { PRAK_P_VALUE, "x", NULL, true } },
    .row = prak_row_level, .fit = fit, .again = prak_again_row, .totals = prak_totals_none, .point = prak_point_found,
};
