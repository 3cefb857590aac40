/*
 * From the classes that x falls into, W_j = sum of w in class j, N their sum:
 *
 *   distinct(x)          number of different values among rows of positive weight
 *   mode(x)              the number with the greatest W_j; the least of them where several have it
 *   effective_number(x)  1 / sum(s_j^2), s_j = W_j / N: how many equal unions (parties, employers) would be as dispersed
 *
 * Influence: effective_number 2 E/N - 2 E^2 W_j / N^2 for a row of class j, E the estimate; the others have none.
 * Units:     counts; mode those of x.     Memory: cells x values x leaves.
 * Source:    Laakso and Taagepera 1979 (effective number); Herfindahl.
 * R check:   length(unique(x)); names(which.max(table(x))); s <- coef(svymean(~factor(x), design)); 1/sum(s^2)
 */
#include "base/elementary.h"
#include "stat/look.h"

struct found {
    prak_quad distinct, mode, number;
    struct prak_class *c;
    size_t n;
};

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_text(s->arg[0].x, r, &t->level, e);
}

/* Numbers in their shortest form, so that 1.0 and 1 are one value. */
static int row_mode(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    char text[PRAK_DEC_TEXT];
    int there = prak_row_number(s->arg[0].x, r, &t->value, e);
    if (there <= 0)
        return there;
    size_t n = prak_dec_format(prak_dec_trim(t->value), text);
    char *p = prak_arena_copy(r->ev->arena, text, n, e);
    t->level = (struct prak_str){ p, n };
    return p ? 1 : -1;
}

static void find_mode(struct found *f)
{
    prak_quad best = 0;
    for (size_t i = 0; i < f->n; i++) {
        struct prak_dec d;
        prak_quad w = f->c[i].total[0];
        if (!(w > 0) || w < best || prak_dec_parse(f->c[i].text.p, f->c[i].text.n, false, &d) != PRAK_NUM_OK)
            continue;
        prak_quad value = prak_dec_to_quad(d);
        if (w > best || value < f->mode)
            f->mode = value;
        best = w;
    }
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct found *f = prak_look_take(k, 1, sizeof *f, e);
    prak_quad n = 0, squares = 0;
    (void)s;
    if (!f || prak_look_classes(k, &f->c, &f->n, e))
        return -1;
    for (size_t i = 0; i < f->n; i++) {
        f->distinct += f->c[i].total[0] > 0;
        n += f->c[i].total[0];
        squares += f->c[i].total[0] * f->c[i].total[0];
    }
    out->fit = f;
    out->known = n > 0;
    if (!out->known)
        return 0;
    find_mode(f);
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
    int there = s->est->row(s, r, t, e);
    if (there <= 0)
        return there;
    const struct prak_class *own = prak_class_find(f->c, f->n, t->level);
    t->x[1] = own ? own->term[0] : prak_dec_int(0);
    return 1;
}

static void point_distinct(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                           struct prak_point *out)
{
    (void)s, (void)total;
    out->value = ((const struct found *)c->fit)->distinct;
    out->defined = out->no_se = true;
}

static void point_mode(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                       struct prak_point *out)
{
    (void)s, (void)total;
    out->value = ((const struct found *)c->fit)->mode;
    out->defined = out->no_se = true;
}

static void point_number(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out)
{
    (void)s, (void)total;
    out->value = ((const struct found *)c->fit)->number;
    out->gradient[1] = 1;
    out->size = out->value;
    out->defined = true;
}

#define KINDS (PRAK_EST_MOMENTS | PRAK_EST_NO_RULE)
extern const struct prak_estimator prak_est_distinct, prak_est_mode, prak_est_effective_number;
const struct prak_estimator prak_est_distinct = {
    .name = "distinct", .formula = "number of values", .source = "", .unit = "count", .kinds = KINDS, .k = { 1, 2 },
    .classes = 1, .param = { { PRAK_P_VALUE, "x", NULL, true } },
    .row = row, .fit = fit, .again = again, .totals = prak_totals_none, .point = point_distinct,
};
const struct prak_estimator prak_est_mode = {
    .name = "mode", .formula = "value of the greatest weight", .source = "", .unit = "value", .kinds = KINDS,
    .k = { 1, 2 }, .classes = 1, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row_mode, .fit = fit, .again = again, .totals = prak_totals_none, .point = point_mode,
};
const struct prak_estimator prak_est_effective_number = {
    .name = "effective_number", .formula = "1 / sum(s^2)", .source = "Laakso and Taagepera 1979", .unit = "count",
    .kinds = KINDS, .k = { 1, 2 }, .classes = 1, .param = { { PRAK_P_VALUE, "x", NULL, true } },
    .row = row, .fit = fit, .again = again, .totals = prak_totals_none, .point = point_number,
};
