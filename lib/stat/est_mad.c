/*
 * Median absolute deviation of x: constant times the median of |x - m|, m the median of x.
 *
 * constant=1 when not given; 1.4826 makes it the standard deviation of a normal distribution, as in R.
 * Rules:     rule=math (default): both medians are values; rule=hf2: the mean of two values where F is exactly 0.5.
 * Influence: with d the median of |x - m| and a, b the densities at m + d and m - d:
 *            -((1[|x - m| <= d] - 0.5)/N + (a - b) IF(m)) / (a + b); Gaussian kernel, h = sd/N^0.2 (METHODS 2).
 * Units:     those of x.     Memory: cells x different values (64 bytes each between the passes; the map spills), and
 *            cells x leaves.
 * Source:    Hampel 1974; Deville 1999.
 * R check:   mad(x, constant = 1.4826), of an even number of rows rule=hf2
 */
#include <stdlib.h>

#include "base/elementary.h"
#include "stat/look.h"
#include "stat/shared.h"
#include "stat/walk.h"

enum { X, CONSTANT, RULE };

struct deviation {
    struct prak_dec at;
    prak_quad w;
};

struct spread {
    struct prak_cut median;
    struct prak_dec centre, cut;       /* rows within `cut` of the centre are counted */
    prak_quad value;
    prak_quad at_median, above, below; /* N times the densities */
};

static int distance(struct prak_dec x, struct prak_dec centre, struct prak_dec *out, struct prak_err *e)
{
    if (prak_dec_sub(x, centre, out))
        return prak_fail(e, PRAK_EDATA, "mad: the distance from the median needs over 38 digits");
    if (out->m < 0)
        out->m = -out->m;
    return 0;
}

static int by_distance(const void *a, const void *b)
{
    return prak_dec_cmp(((const struct deviation *)a)->at, ((const struct deviation *)b)->at);
}

/* The distances of all values and their weights, in order. */
static int list(const struct prak_look *k, struct prak_dec centre, struct deviation **out, size_t *n,
                struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step step;
    size_t all;
    if (prak_look_count(k, &all, e))
        return -1;
    struct deviation *d = *out = prak_look_take(k, all + 1, sizeof *d, e);
    if (!d)
        return -1;
    int got = prak_walk_open(&w, k->t, &k->book->frame, prak_curve_cell(k->book->p, k->group, k->stat, 0), e) ? -1 : 1;
    for (*n = 0; got > 0 && *n < all && (got = prak_walk_next(&w, &step, e)) > 0; ++*n) {
        d[*n].w = step.about;
        if (distance(step.value, centre, &d[*n].at, e))
            got = -1;
    }
    prak_walk_close(&w);
    if (got >= 0)
        qsort(d, *n, sizeof *d, by_distance);
    return got < 0 ? -1 : 0;
}

/* Is the weight within `at` of the centre below (-1), at (0) or above (1) one half? Exact where rows carry weights. */
static int against_half(const struct prak_look *k, const struct spread *f, struct prak_dec at, int *out,
                        struct prak_err *e)
{
    struct prak_dec low, high;
    struct prak_span upper = { .w = 0 }, lower = { .w = 0 }, all = { .w = 0 };
    if (prak_dec_sub(f->centre, at, &low) || prak_dec_add(f->centre, at, &high))
        return prak_fail(e, PRAK_EDATA, "mad: the distance from the median needs over 38 digits");
    int rc = prak_look_span(k, 0, PRAK_UP_TO, high, &upper, e) || prak_look_span(k, 0, PRAK_BELOW, low, &lower, e) ||
             prak_look_span(k, 0, PRAK_ALL, low, &all, e);
    prak_quad d = 2 * (upper.w - lower.w) - all.w, least = (prak_quad)1 / ((prak_quad)1000000000000 * 10000000000000);
    prak_quad slack = all.w * (2 * k->book->frame.tie + least);
    *out = d > slack ? 1 : d < -slack ? -1 : 0;
    if (!rc && !k->book->frame.weight) {
        struct prak_exact twice = { .scale = 0 };
        rc = prak_exact_negate(&all.weight) || prak_exact_negate(&lower.weight) ||
             prak_exact_merge(&twice, &all.weight, e) || prak_exact_merge(&twice, &upper.weight, e) ||
             prak_exact_merge(&twice, &upper.weight, e) || prak_exact_merge(&twice, &lower.weight, e) ||
             prak_exact_merge(&twice, &lower.weight, e);
        *out = prak_exact_sign(&twice);
        prak_exact_free(&twice);
    }
    prak_exact_free(&upper.weight);
    prak_exact_free(&lower.weight);
    prak_exact_free(&all.weight);
    return rc ? -1 : 0;
}

/* Distances whose weight may reach one half, as far as rounding tells, are looked at exactly, from the least on. */
static int median_of(const struct prak_statistic *s, const struct prak_look *k, const struct deviation *d, size_t n,
                     struct spread *f, struct prak_err *e)
{
    prak_quad all = 0, sum = 0;
    for (size_t i = 0; i < n; i++)
        all += d[i].w;
    prak_quad near = all / 2 - all / 100000000000000; /* well beyond what replicates call equal */
    for (size_t i = 0; i < n; i++) {
        int at = -1;
        sum += d[i].w;
        if (!(d[i].w > 0) || sum < near || (i + 1 < n && prak_dec_cmp(d[i].at, d[i + 1].at) == 0 && d[i + 1].w > 0))
            continue;
        if (against_half(k, f, d[i].at, &at, e))
            return -1;
        if (at < 0)
            continue;
        size_t next = i + 1;
        while (next < n && !(d[next].w > 0))
            next++;
        f->cut = d[i].at;
        f->value = prak_dec_to_quad(d[i].at);
        if (at == 0 && s->rule == PRAK_RULE_HF2 && next < n)
            f->value = (f->value + prak_dec_to_quad(d[next].at)) / 2;
        return 0;
    }
    return 0;
}

static int find(const struct prak_statistic *s, const struct prak_look *k, const struct prak_span *all,
                struct spread *f, struct prak_err *e)
{
    struct deviation *d;
    prak_quad density[2];
    size_t n;
    if (prak_look_quantile(k, 0, all, (struct prak_dec){ 5, 1 }, s->rule, &f->median, e))
        return -1;
    if (!f->median.found)
        return 0;
    f->centre = s->rule ? prak_dec_trim(prak_dec_from_quad(f->median.value, 30, 300)) : f->median.at;
    if (list(k, f->centre, &d, &n, e) || median_of(s, k, d, n, f, e))
        return -1;
    const prak_quad at[3] = { f->median.value, f->median.value + f->value, f->median.value - f->value };
    prak_quad *to[3] = { &f->at_median, &f->above, &f->below };
    for (int i = 0; i < 3; i++) {
        if (prak_look_density(k, 0, at[i], density, e))
            return -1;
        *to[i] = density[0];
    }
    return 0;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct spread *f = prak_look_take(k, 1, sizeof *f, e);
    if (!f || prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e))
        return -1;
    int rc = find(s, k, &all, f, e);
    prak_exact_free(&all.weight);
    out->fit = f;
    out->known = f->median.found;
    return rc;
}

/* x[1] = 1[|x - m| <= d], x[2] = 1[x <= m] */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct spread *f = c->fit;
    struct prak_dec d;
    int there = prak_row_value(s, r, t, e);
    if (there <= 0)
        return there;
    if (distance(t->value, f->centre, &d, e))
        return -1;
    t->x[1] = prak_dec_int(prak_dec_cmp(d, f->cut) <= 0);
    t->x[2] = prak_dec_int(prak_dec_cmp(t->value, f->median.at) <= 0);
    return there;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct spread *f = c->fit;
    prak_quad scale = prak_dec_to_quad(s->arg[CONSTANT].number), both = f->above + f->below;
    (void)total;
    out->defined = true;
    out->value = scale * f->value;
    if (!(both > 0)) {
        out->no_se = true;
        return;
    }
    out->gradient[1] = -scale / both;
    out->gradient[0] = scale / both / 2;
    prak_point_quantile(out, 2, -scale * (f->above - f->below) / both, (prak_quad)0.5, f->at_median);
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    struct prak_arg *constant = &s->arg[CONSTANT];
    s->rule = s->arg[RULE].choice;
    if (!constant->given)
        constant->number = prak_dec_int(1);
    return prak_dec_sign(constant->number) > 0 ? 0 : prak_fail(e, PRAK_EUSAGE, "mad: constant must be above 0");
}

extern const struct prak_estimator prak_est_mad;
const struct prak_estimator prak_est_mad = {
    .name = "mad", .formula = "median(|x - median(x)|)", .source = "Hampel 1974; Deville 1999", .unit = "value",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 3 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "constant", NULL, false },
               { PRAK_P_CHOICE, "rule", "math|hf2", false } },
    .check = check, .row = prak_row_value, .fit = fit, .again = again, .totals = prak_totals_none, .point = point,
};
