/*
 * Mode of x: the number with the greatest weight; the least of them where several have it.
 *
 * No standard error: its influence is 0 or not defined.
 * Units:     those of x.     Memory: cells x values x leaves.
 * R check:   names(which.max(table(x))); weighted: names(which.max(tapply(w, x, sum)))
 */
#include "stat/look.h"
#include "stat/shared.h"

/* Numbers in their shortest form, so that 1.0 and 1 are one value. */
static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
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

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_class *c;
    size_t n;
    prak_quad best = 0, *mode = prak_look_take(k, 1, sizeof *mode, e);
    (void)s;
    if (!mode || prak_look_classes(k, &c, &n, e))
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct prak_dec d;
        prak_quad w = c[i].total[0];
        if (!(w > 0) || w < best || prak_dec_parse(c[i].text.p, c[i].text.n, false, &d) != PRAK_NUM_OK)
            continue;
        prak_quad value = prak_dec_to_quad(d);
        if (w > best || value < *mode)
            *mode = value;
        best = w;
    }
    out->fit = mode;
    out->known = best > 0;
    return 0;
}

extern const struct prak_estimator prak_est_mode;
const struct prak_estimator prak_est_mode = {
    .name = "mode", .formula = "value of the greatest weight", .source = "", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 }, .classes = 1,
    .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = row, .fit = fit, .again = prak_again_row, .totals = prak_totals_none, .point = prak_point_found,
};
