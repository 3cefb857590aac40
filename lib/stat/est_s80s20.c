/*
 * S80/S20, the quintile share ratio: what the top fifth have over what the bottom fifth have.
 *
 *   S = sum(w x 1[x > q80]) / sum(w x 1[x <= q20]),  q by rule math
 *
 * Influence: of sum(w x 1[x <= q]): x 1[x <= q] - (s(q)/f(q)) (1[x <= q] - p), f and s Gaussian kernel densities of
 *            the weight and of w x, h = sd/N^0.2 (METHODS 2); the rest is the ratio's.
 * Domain:    values of 0 or more; a negative one is refused. Empty where the bottom fifth has nothing.
 * Units:     a pure number.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:    Eurostat, Laeken indicators; Langel and Tillé 2011; convey for the linearisation.
 * R check:   convey::svyqsr(~x, design)
 */
#include "stat/look.h"
#include "stat/shared.h"

struct fifths {
    struct prak_cut low, high;
    prak_quad at_low[2], at_high[2];
};

static const struct prak_dec low_p = { 2, 1 }, high_p = { 8, 1 };

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct fifths *f = prak_look_take(k, 1, sizeof *f, e);
    (void)s;
    if (!f)
        return -1;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e) ||
             prak_look_quantile(k, 0, &all, low_p, 0, &f->low, e) ||
             prak_look_quantile(k, 0, &all, high_p, 0, &f->high, e);
    prak_exact_free(&all.weight);
    if (rc)
        return -1;
    out->fit = f;
    out->known = f->low.found && f->high.found;
    if (!out->known)
        return 0;
    return prak_look_density(k, 0, f->low.value, f->at_low, e) || prak_look_density(k, 0, f->high.value, f->at_high, e)
               ? -1
               : 0;
}

/* x[1] = x, x[2] = x 1[x <= q20], x[3] = 1[x <= q20], x[4] and x[5] the same with q80 */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct fifths *f = c->fit;
    int there = prak_row_amount(s, r, t, e);
    if (there <= 0)
        return there;
    bool low = prak_dec_cmp(t->value, f->low.at) <= 0, high = prak_dec_cmp(t->value, f->high.at) <= 0;
    t->x[1] = t->value;
    t->x[2] = low ? t->value : prak_dec_int(0);
    t->x[3] = prak_dec_int(low);
    t->x[4] = high ? t->value : prak_dec_int(0);
    t->x[5] = prak_dec_int(high);
    return there;
}

static int totals(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                  prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    const struct fifths *f = c->fit;
    struct prak_span low = { .w = 0 }, high = { .w = 0 };
    int rc = prak_totals_plain(s, k, c, total, e) || prak_look_span(k, 0, PRAK_UP_TO, f->low.at, &low, e) ||
             prak_look_span(k, 0, PRAK_UP_TO, f->high.at, &high, e);
    total[2] = low.wx;
    total[4] = high.wx;
    prak_exact_free(&low.weight);
    prak_exact_free(&high.weight);
    return rc ? -1 : 0;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct fifths *f = c->fit;
    prak_quad bottom = total[2], top = total[1] - total[4];
    (void)s;
    if (!(bottom > 0))
        return;
    out->defined = true;
    out->value = top / bottom;
    out->gradient[1] = (prak_quad)1 / bottom;
    out->gradient[4] = (prak_quad)-1 / bottom;
    out->gradient[2] = -out->value / bottom;
    prak_point_quantile(out, 5, -f->at_high[1] / bottom, prak_dec_to_quad(high_p), f->at_high[0]);
    prak_point_quantile(out, 3, -out->value * f->at_low[1] / bottom, prak_dec_to_quad(low_p), f->at_low[0]);
}

extern const struct prak_estimator prak_est_s80s20;
const struct prak_estimator prak_est_s80s20 = {
    .name = "s80s20", .formula = "sum(w x 1[x > q80]) / sum(w x 1[x <= q20])", .source = "Eurostat; Deville 1999",
    .unit = "value", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 6 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .row = prak_row_amount, .fit = fit, .again = again, .totals = totals, .point = point,
};
