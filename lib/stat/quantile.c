/*
 * quantile.c - quantiles of a cell from its value -> weight map, and the kernel density at one.
 *
 * With weights in the rows everything is compared exactly (the target p N too). Where weights are derived from the
 * design a step's weight is rows x N/n in binary128, and a step counts as reached within 1e-25 of the total.
 */
#include <math.h>
#include <stdlib.h>

#include "stat/walk.h"

#define DOUBLE_UNIT  0x1p80  /* of weights as doubles: each between these is a whole number of it, below 10^38 */
#define LEAST_DOUBLE 0x1p-28
#define MOST_DOUBLE  0x1p46
#define NEAR ((prak_quad)1 / (prak_quad)1000000000000000) /* of the total: far more than roundings in binary128 */

static int open_at(struct prak_walk *w, const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell,
                   prak_quad below, struct prak_err *e)
{
    struct prak_dec left_out;
    memset(w, 0, sizeof *w);
    w->t = t;
    if (f && f->class_weight)
        w->class_weight = f->class_weight;
    w->tie = f && f->tie > 0 ? f->tie : (prak_quad)1 / ((prak_quad)1000000000000 * (prak_quad)10000000000000);
    if (prak_scan_open_at(t->curve, cell, below, &left_out, &w->scan, e))
        return -1;
    w->skipped = left_out.m != 0;
    if (w->skipped && prak_exact_add(&w->cum, left_out, e))
        return -1;
    w->about = prak_dec_to_quad(left_out);
    int got = prak_scan_next(w->scan, &w->ahead, e);
    w->has_ahead = got > 0;
    return got < 0 ? -1 : 0;
}

int prak_walk_open(struct prak_walk *w, const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell,
                   struct prak_err *e)
{
    return open_at(w, t, f, cell, 0, e);
}

void prak_walk_close(struct prak_walk *w)
{
    prak_scan_close(w->scan);
    prak_exact_free(&w->cum);
}

/* A weight as R survey has it, which keeps probabilities. */
static double in_doubles(double weight)
{
    return weight > 0 ? 1 / (1 / weight) : 0;
}

static prak_quad weighted(const struct prak_walk *w, uint32_t class, struct prak_dec weight)
{
    const prak_quad v = prak_dec_to_quad(weight);
    if (w->class_weight && w->doubles)
        return (prak_quad)in_doubles((double)w->class_weight[class]) * v;
    return w->class_weight ? w->class_weight[class] * v : v;
}

int prak_walk_next(struct prak_walk *w, struct prak_walk_step *s, struct prak_err *e)
{
    if (!w->has_ahead)
        return 0;
    uint64_t order = UINT64_MAX;
    s->value = (struct prak_dec){ w->ahead.value_m, w->ahead.value_scale };
    s->about = 0;
    w->about_before = w->about;
    while (w->has_ahead && prak_dec_cmp((struct prak_dec){ w->ahead.value_m, w->ahead.value_scale }, s->value) == 0) {
        struct prak_dec weight = { w->ahead.weight_m, w->ahead.weight_scale };
        s->about += weighted(w, w->ahead.class, weight);
        if (!w->class_weight && prak_exact_add(&w->cum, weight, e))
            return -1;
        if (w->ahead.order < order) {
            order = w->ahead.order;
            s->first = weighted(w, w->ahead.class, (struct prak_dec){ w->ahead.first_m, w->ahead.first_scale });
        }
        int got = prak_scan_next(w->scan, &w->ahead, e);
        if (got < 0)
            return -1;
        w->has_ahead = got > 0;
    }
    w->about = w->class_weight ? w->about + s->about : prak_exact_to_quad(&w->cum);
    return 1;
}

/* Is the weight up to here below (-1), at (0) or above (1) the target? */
static int against(const struct prak_walk *w, const struct prak_target *t)
{
    const bool exact = t->exact && !w->class_weight;
    const prak_quad d = w->about - t->about, slack = w->n * (exact ? NEAR : w->tie);
    if (exact && d <= slack && d >= -slack)
        return prak_exact_cmp(&w->cum, t->exact);
    return d > slack ? 1 : d < -slack ? -1 : 0;
}

static void settle(struct prak_target *t, struct prak_dec cut, prak_quad value, bool is_dec)
{
    t->found = true;
    t->dec = cut;
    t->value = value;
    t->is_dec = is_dec;
}

static prak_quad between(struct prak_dec from, struct prak_dec to, prak_quad part)
{
    const prak_quad last = prak_dec_to_quad(from);
    return last + (prak_dec_to_quad(to) - last) * part;
}

struct pending { /* what a target waits for */
    bool at;     /* the last value reached it exactly */
    bool second; /* rule survey: the value behind the first row */
    bool has;
    struct prak_dec previous;
};

/* As R survey 4.1 has it in doubles, in which a weight that reaches the target may miss it, or the other way. */
static void judge_doubles(const struct prak_walk *w, const struct prak_walk_step *s, struct prak_target *t, struct pending *q)
{
    const double n = w->all, p = (double)(t->about / w->n), cum = (double)w->about;
    /* R takes the last of no rows for the first */
    const bool alone = !q->has && (double)s->first > p * n && s->first == s->about;
    if (q->second || (cum > p * n && !alone)) {
        const struct prak_dec at = q->at && !q->second ? q->previous : s->value;
        settle(t, at, prak_dec_to_quad(at), true);
    }
    q->second = alone;
    q->at = p - cum / n == 0;
    q->previous = s->value;
    q->has = true;
}

static void judge(struct prak_walk *w, const struct prak_walk_step *s, int rule, struct prak_target *t,
                  struct pending *q)
{
    if (t->found || !(s->about > 0))
        return;
    if (rule == PRAK_RULE_SURVEY) {
        judge_doubles(w, s, t, q);
        return;
    }
    if (q->at) { /* hf2 */
        settle(t, q->previous, (prak_dec_to_quad(q->previous) + prak_dec_to_quad(s->value)) / 2, false);
        return;
    }
    int d = against(w, t);
    if (rule == PRAK_RULE_HF4) {
        prak_quad into = t->about - w->about_before;
        if (d > 0 && q->has && into < s->first)
            settle(t, q->previous, between(q->previous, s->value, into > 0 ? into / s->first : 0), false);
        else if (d >= 0)
            settle(t, s->value, prak_dec_to_quad(s->value), true);
    } else if (d > 0 || (d == 0 && rule == PRAK_RULE_MATH)) {
        settle(t, s->value, prak_dec_to_quad(s->value), true);
    } else if (d == 0) {
        q->at = true;
    }
    q->previous = s->value;
    q->has = true;
}

/* What is surely below all targets need not be looked at. */
static prak_quad surely_below(const struct prak_target *target, size_t n, int rule, const struct prak_frame *f)
{
    prak_quad least = n && rule < PRAK_RULE_HF4 && !(f && f->class_weight) ? target[0].about : 0;
    for (size_t i = 1; i < n; i++)
        if (target[i].about < least)
            least = target[i].about;
    return least - least / ((prak_quad)1000000000000 * (prak_quad)1000000000000);
}

/* 1 when a target was left open though values were left out. */
static int look_for(struct prak_walk *w, int rule, struct prak_target *target, size_t ntarget, struct prak_err *e)
{
    struct prak_walk_step s = { .value = { 0, 0 } };
    struct pending q[2] = { { 0 }, { 0 } };
    int got = 0;
    while ((got = prak_walk_next(w, &s, e)) > 0) {
        bool all = true;
        for (size_t i = 0; i < ntarget; i++) {
            judge(w, &s, rule, &target[i], &q[i]);
            all = all && target[i].found;
        }
        if (all)
            return 0;
    }
    bool open = false;
    for (size_t i = 0; i < ntarget && got == 0; i++) {
        if (!target[i].found && q[i].has) /* at or beyond the last value */
            settle(&target[i], q[i].previous, prak_dec_to_quad(q[i].previous), true);
        open = open || !target[i].found;
    }
    return got < 0 ? -1 : open && w->skipped;
}

int prak_curve_weight(const struct prak_statistic *s, struct prak_dec weight, struct prak_dec *out, struct prak_err *e)
{
    *out = weight;
    if (s->rule != PRAK_RULE_SURVEY)
        return 0;
    const double w = in_doubles(prak_dec_to_double(weight));
    if (w != 0 && (w < LEAST_DOUBLE || w >= MOST_DOUBLE))
        return prak_fail(e, PRAK_EDATA, "rule=survey takes weights from 4e-9 to 7e13, and 0");
    *out = (struct prak_dec){ (prak_i128)((prak_quad)w * (prak_quad)DOUBLE_UNIT), 0 };
    return 0;
}

/* The sum of a cell's weights as they stand in the map. */
static int sum_weights(const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell, double *all,
                       struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step s;
    int got = prak_walk_open(&w, t, f, cell, e) ? -1 : 1;
    w.doubles = true;
    while (got > 0)
        got = prak_walk_next(&w, &s, e);
    *all = (double)w.about;
    prak_walk_close(&w);
    return got;
}

int prak_curve_targets(const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell, int rule,
                       prak_quad n, struct prak_target *target, size_t ntarget, struct prak_err *e)
{
    prak_quad below = surely_below(target, ntarget, rule, f);
    double all = 0;
    if (rule == PRAK_RULE_SURVEY && sum_weights(t, f, cell, &all, e) < 0)
        return -1;
    int rc = 1;
    for (int pass = 0; pass < 2 && rc == 1; pass++) { /* only weights of 0 above what was left out: all are read */
        struct prak_walk w;
        rc = open_at(&w, t, f, cell, pass ? 0 : below, e);
        w.n = n;
        w.all = all;
        w.doubles = rule == PRAK_RULE_SURVEY;
        if (!rc)
            rc = look_for(&w, rule, target, ntarget, e);
        prak_walk_close(&w);
    }
    return rc < 0 ? -1 : 0;
}

/* Sums over the map in order of value: weight, w x and w x^2 about the quantile, so that no digits are lost. */
static int moments(const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell, prak_quad q,
                   prak_quad sum[3], struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step s = { .value = { 0, 0 } };
    int got = prak_walk_open(&w, t, f, cell, e) ? -1 : 1;
    while (got > 0 && (got = prak_walk_next(&w, &s, e)) > 0) {
        prak_quad d = prak_dec_to_quad(s.value) - q;
        sum[0] += s.about;
        sum[1] += s.about * d;
        sum[2] += s.about * d * d;
    }
    prak_walk_close(&w);
    return got < 0 ? -1 : 0;
}

int prak_curve_density(const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell, prak_quad q,
                       prak_quad density[2], struct prak_err *e)
{
    prak_quad sum[3] = { 0, 0, 0 };
    density[0] = density[1] = 0;
    if (moments(t, f, cell, q, sum, e))
        return -1;
    if (!(sum[0] > 0))
        return 0;
    double variance = (double)((sum[2] - sum[1] * sum[1] / sum[0]) / sum[0]);
    double h = sqrt(variance > 0 ? variance : 0) / pow((double)sum[0], 0.2);
    if (!(h > 0))
        return 0;
    struct prak_walk w;
    struct prak_walk_step s = { .value = { 0, 0 } };
    int got = prak_walk_open(&w, t, f, cell, e) ? -1 : 1;
    while (got > 0 && (got = prak_walk_next(&w, &s, e)) > 0) {
        prak_quad x = prak_dec_to_quad(s.value);
        double u = (double)(x - q) / h;
        prak_quad near = s.about * (prak_quad)exp(-0.5 * u * u);
        density[0] += near;
        density[1] += near * x;
    }
    prak_walk_close(&w);
    for (int i = 0; i < 2; i++)
        density[i] = density[i] / (prak_quad)(h * sqrt(2 * 3.14159265358979323846));
    return got < 0 ? -1 : 0;
}
