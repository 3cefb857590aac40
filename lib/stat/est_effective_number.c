/*
 * Effective number of the values of x: 1 / sum(s_j^2), s_j = W_j / N, W_j the weight of value j: how many equal unions
 * (parties, employers) would be as dispersed.
 *
 * Influence: 2 E/N - 2 E^2 W_j / N^2 for a row of value j, E the estimate.
 * Units:     a count.     Memory: cells x values x leaves.
 * Source:    Laakso and Taagepera 1979; Herfindahl.
 * R check:   s <- coef(survey::svymean(~factor(x), design)); 1/sum(s^2)
 */
#include "base/elementary.h"
#include "stat/look.h"
#include "stat/shared.h"

struct found {
    prak_quad number;
    struct prak_class *c;
    size_t n;
};

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct found *f = prak_look_take(k, 1, sizeof *f, e);
    prak_quad n = 0, squares = 0;
    (void)s;
    if (!f || prak_look_classes(k, &f->c, &f->n, e))
        return -1;
    for (size_t i = 0; i < f->n; i++) {
        n += f->c[i].total[0];
        squares += f->c[i].total[0] * f->c[i].total[0];
    }
    out->fit = f;
    out->known = n > 0;
    if (!out->known)
        return 0;
    f->number = n * n / squares;
    for (size_t i = 0; i < f->n; i++)
        f->c[i].term[0] = prak_dec_from_quad(
            2 * f->number / n - 2 * f->number * f->number * f->c[i].total[0] / (n * n), 24, 300);
    return 0;
}

static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct found *f = c->fit;
    int there = prak_row_level(s, r, t, e);
    if (there <= 0)
        return there;
    const struct prak_class *own = prak_class_find(f->c, f->n, t->level);
    t->x[1] = own ? own->term[0] : prak_dec_int(0);
    return 1;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)total;
    out->value = ((const struct found *)c->fit)->number;
    out->gradient[1] = 1;
    out->size = out->value;
    out->defined = true;
}

extern const struct prak_estimator prak_est_effective_number;
const struct prak_estimator prak_est_effective_number = {
    .name = "effective_number", .formula = "1 / sum(s^2)", .source = "Laakso and Taagepera 1979", .unit = "count",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 }, .classes = 1,
    .param = { { PRAK_P_VALUE, "x", NULL, true } },
    .row = prak_row_level, .fit = fit, .again = again, .totals = prak_totals_none, .point = point,
};
