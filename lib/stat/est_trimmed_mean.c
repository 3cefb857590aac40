/*
 * Trimmed mean of x: the mean of the weight between the fractions a and 1 - a of the distribution.
 *
 *   T = (sum(w x) - what lies below a N and above (1 - a) N) / (N (1 - 2a)),  fraction = a, from 0 to below 0.5
 *
 * A value on the edge counts with the part of its weight that is inside, so that neither the order of rows nor splitting
 * records changes T. rows=whole: a is first lowered to whole rows, floor(a n)/n with n rows of positive weight, as R.
 * Influence: (min(max(x, q_a), q_(1-a)) - W) / (N (1 - 2a)), W the mean of that numerator's first part (winsorised).
 * Units:     those of x.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:    Tukey and McLaughlin 1963; Huber 1981 (influence).
 * R check:   rows=whole with equal weights: mean(x, trim = a)
 */
#include "base/elementary.h"
#include "stat/look.h"
#include "stat/shared.h"

enum { X, FRACTION, ROWS };

struct trim {
    struct prak_cut low, high;
    prak_quad value, winsorised, inside; /* inside: N (1 - 2a) */
};

static int fraction(const struct prak_statistic *s, uint64_t rows, struct prak_dec *a, struct prak_err *e)
{
    struct prak_dec n = prak_dec_int((int64_t)rows), whole;
    *a = s->arg[FRACTION].number;
    if (s->arg[ROWS].choice == 0 || rows == 0)
        return 0;
    prak_quad product = prak_dec_to_quad(*a) * (prak_quad)rows;
    if (prak_dec_mul(*a, n, &whole))
        return prak_fail(e, PRAK_EDATA, "trimmed_mean: the fraction has too many digits");
    int64_t floor = (int64_t)product;
    if (prak_dec_cmp(prak_dec_int(floor), whole) > 0) /* the product was rounded up */
        floor--;
    else if (prak_dec_cmp(prak_dec_int(floor + 1), whole) <= 0)
        floor++;
    return prak_dec_div(prak_dec_int(floor), n, a) ? prak_fail(e, PRAK_EDATA, "trimmed_mean: too many rows") : 0;
}

/* Finds the quantile at p, and the sum of w x of the weight p N from below. */
static int cut_off(const struct prak_look *k, const struct prak_span *all, struct prak_dec p, struct prak_cut *cut,
                   prak_quad *below, struct prak_err *e)
{
    struct prak_span span;
    if (prak_look_quantile(k, 0, all, p, 0, cut, e))
        return -1;
    if (!cut->found)
        return 0;
    if (prak_look_span(k, 0, PRAK_BELOW, cut->at, &span, e))
        return -1;
    prak_exact_free(&span.weight);
    *below = span.wx + (cut->target - span.w) * cut->value;
    return 0;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct prak_dec a, b;
    prak_quad low = 0, high = 0;
    struct trim *f = prak_look_take(k, 1, sizeof *f, e);
    if (!f || fraction(s, out->rows, &a, e) || prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e))
        return -1;
    int rc = prak_dec_sub(prak_dec_int(1), a, &b) ? prak_fail(e, PRAK_EDATA, "trimmed_mean: too many digits") : 0;
    if (!rc && prak_dec_sign(a) > 0)
        rc = cut_off(k, &all, a, &f->low, &low, e) || cut_off(k, &all, b, &f->high, &high, e) ? -1 : 0;
    prak_exact_free(&all.weight);
    bool cut = prak_dec_sign(a) > 0;
    out->fit = f;
    out->known = all.w > 0 && (!cut || (f->low.found && f->high.found));
    if (rc || !out->known)
        return rc;
    prak_quad part = prak_dec_to_quad(a);
    f->inside = all.w * ((prak_quad)1 - 2 * part);
    f->value = ((cut ? high : all.wx) - low) / f->inside;
    f->winsorised = f->value * ((prak_quad)1 - 2 * part) + part * (f->low.value + f->high.value);
    return 0;
}

/* x[1] = min(max(x, q_a), q_(1-a)) */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct trim *f = c->fit;
    int there = prak_row_value(s, r, t, e);
    t->x[1] = t->value;
    if (there > 0 && f->low.found && prak_dec_cmp(t->value, f->low.at) < 0)
        t->x[1] = f->low.at;
    if (there > 0 && f->high.found && prak_dec_cmp(t->value, f->high.at) > 0)
        t->x[1] = f->high.at;
    return there;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct trim *f = c->fit;
    (void)s, (void)total;
    out->value = f->value;
    out->gradient[0] = -f->winsorised / f->inside;
    out->gradient[1] = (prak_quad)1 / f->inside;
    out->defined = true;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    struct prak_arg *a = &s->arg[FRACTION];
    if (!a->given)
        a->number = (struct prak_dec){ 1, 1 };
    if (prak_dec_sign(a->number) < 0 || prak_dec_cmp(a->number, (struct prak_dec){ 5, 1 }) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "trimmed_mean: fraction is from 0 to below 0.5");
    return 0;
}

extern const struct prak_estimator prak_est_trimmed_mean;
const struct prak_estimator prak_est_trimmed_mean = {
    .name = "trimmed_mean", .formula = "mean of the weight between a and 1 - a", .source = "Tukey and McLaughlin 1963",
    .unit = "value", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "fraction", NULL, false },
               { PRAK_P_CHOICE, "rows", "parts|whole", false } },
    .check = check, .row = prak_row_value, .fit = fit, .again = again, .totals = prak_totals_none, .point = point,
};
