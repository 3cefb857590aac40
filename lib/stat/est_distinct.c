/*
 * How many different values x has among rows of positive weight.
 *
 * No standard error: a figure of the sample.
 * Units:     a count.     Memory: cells x values x leaves.
 * R check:   length(unique(x))
 */
#include "stat/look.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_text(s->arg[0].x, r, &t->level, e);
}

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

static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    (void)c;
    return row(s, r, t, e);
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)total;
    out->value = *(const prak_quad *)c->fit;
    out->defined = out->no_se = true;
}

extern const struct prak_estimator prak_est_distinct;
const struct prak_estimator prak_est_distinct = {
    .name = "distinct", .formula = "number of values", .source = "", .unit = "count",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 }, .classes = 1,
    .param = { { PRAK_P_VALUE, "x", NULL, true } },
    .row = row, .fit = fit, .again = again, .totals = prak_totals_none, .point = point,
};
