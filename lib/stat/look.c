/*
 * look.c - between the passes: one cell's value -> weight maps and classes as an estimator sees them.
 */
#include "stat/look.h"

#include <stdlib.h>

#include "base/elementary.h"
#include "stat/walk.h"

static uint32_t cell_of(const struct prak_look *k, unsigned side)
{
    return prak_curve_cell(k->book->p, k->group, k->stat, side);
}

void *prak_look_take(const struct prak_look *k, size_t count, size_t size, struct prak_err *e)
{
    return prak_arena_array(k->t->fits, count, size, e);
}

static int by_line(enum prak_line_kind kind, struct prak_dec value, struct prak_dec line)
{
    return kind == PRAK_ALL ? -1 : prak_dec_cmp(value, line) - (kind == PRAK_UP_TO ? 1 : 0);
}

int prak_look_span(const struct prak_look *k, unsigned side, enum prak_line_kind kind, struct prak_dec line,
                   struct prak_span *out, struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step s;
    bool derived = k->book->frame.weight != NULL;
    memset(out, 0, sizeof *out);
    int got = prak_walk_open(&w, k->t, &k->book->frame, cell_of(k, side), e) ? -1 : 1;
    prak_quad about = 0;
    bool beyond = false;
    while (got > 0 && (got = prak_walk_next(&w, &s, e)) > 0) {
        beyond = by_line(kind, s.value, line) >= 0;
        if (beyond)
            break;
        about = w.about;
        out->wx += s.about * prak_dec_to_quad(s.value);
        if (!derived) {
            prak_exact_free(&out->weight);
            if (prak_exact_copy(&out->weight, &w.cum, e))
                got = -1;
        }
    }
    out->w = about;
    prak_walk_close(&w);
    return got < 0 ? -1 : 0;
}

/* 1, 0: it needs over 38 digits, -1. */
static int exact_to_dec(const struct prak_exact *x, struct prak_dec *d, struct prak_err *e)
{
    if (!x->wide && !x->limb[3] && !x->limb[2] && x->limb[1] < UINT64_C(1) << 62) { /* below 2^126 < 10^38 */
        *d = (struct prak_dec){ (prak_i128)((prak_u128)x->limb[1] << 64 | x->limb[0]), x->scale };
        return 1;
    }
    struct prak_buf text = { 0 };
    prak_exact_format(x, &text);
    int rc = prak_buf_check(&text, e);
    if (!rc)
        rc = prak_dec_parse(text.p, text.n, false, d) == PRAK_NUM_OK;
    prak_buf_free(&text);
    return rc;
}

int prak_look_times(const struct prak_exact *n, struct prak_dec p, struct prak_exact *out, struct prak_err *e)
{
    struct prak_dec d;
    int rc = exact_to_dec(n, &d, e);
    return rc > 0 ? (prak_exact_add_product(out, d, p, e) ? -1 : 1) : rc;
}

int prak_look_quantile(const struct prak_look *k, unsigned side, const struct prak_span *of, struct prak_dec p,
                       int rule, struct prak_cut *out, struct prak_err *e)
{
    struct prak_exact exact = { .scale = 0 };
    struct prak_target target = { .about = of->w * prak_dec_to_quad(p) };
    memset(out, 0, sizeof *out);
    out->target = target.about;
    if (!(of->w > 0))
        return 0;
    int known = k->book->frame.weight ? 0 : prak_look_times(&of->weight, p, &exact, e);
    if (known > 0)
        target.exact = &exact;
    int rc = known < 0 ? -1
                       : prak_curve_targets(k->t, &k->book->frame, cell_of(k, side), rule, of->w, &target, 1, e);
    prak_exact_free(&exact);
    out->found = target.found;
    out->at = target.dec;
    out->value = target.value;
    return rc;
}

int prak_look_density(const struct prak_look *k, unsigned side, prak_quad at, prak_quad density[2],
                      struct prak_err *e)
{
    return prak_curve_density(k->t, &k->book->frame, cell_of(k, side), at, density, e);
}

int prak_look_line(const struct prak_arg *of, struct prak_dec x, struct prak_dec *line, struct prak_err *e)
{
    struct prak_dec product;
    bool whole = prak_dec_cmp(of->over, prak_dec_int(1)) == 0;
    if (prak_dec_mul(of->number, x, &product) || (!whole && prak_dec_div(product, of->over, &product)))
        return prak_fail(e, PRAK_EDATA, "a fraction of a value needs over 38 digits");
    *line = product;
    return 0;
}

void prak_point_quantile(struct prak_point *out, unsigned j, prak_quad times, prak_quad p, prak_quad density)
{
    if (!(density > 0)) {
        out->no_se = true;
        return;
    }
    out->gradient[j] -= times / density;
    out->gradient[0] += times * p / density;
}

/* ---- ladder ---- */

#define LADDER_DIGITS 30 /* where 38 digits do not hold D, or weights are derived */

/* One more value: D grows by (y - last) times the weight up to the last. */
struct climb {
    bool exact;
    struct prak_dec last, sum;
    prak_quad about, last_about, weight_about;
    struct prak_dec weight;
};

static struct prak_dec climb(struct climb *c, struct prak_dec y)
{
    struct prak_dec gap, more;
    prak_quad x = prak_dec_to_quad(y);
    c->about += (x - c->last_about) * c->weight_about;
    c->exact = c->exact && !prak_dec_sub(y, c->last, &gap) && !prak_dec_mul(gap, c->weight, &more) &&
               !prak_dec_add(c->sum, more, &c->sum);
    c->last = y;
    c->last_about = x;
    return c->exact ? c->sum : prak_dec_from_quad(c->about, LADDER_DIGITS, 300);
}

int prak_look_count(const struct prak_look *k, size_t *n, struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step s;
    int got = prak_walk_open(&w, k->t, &k->book->frame, cell_of(k, 0), e) ? -1 : 1;
    *n = 0;
    while (got > 0 && (got = prak_walk_next(&w, &s, e)) > 0)
        ++*n;
    prak_walk_close(&w);
    return got;
}

/* Weights are in the rows: in integers alone. 1, 0: 38 digits do not hold it, -1. */
static int exact_ladder(const struct prak_look *k, struct prak_ladder *out, struct prak_err *e)
{
    struct prak_dec last = { 0, 0 }, sum = { 0, 0 }, weight = { 0, 0 }, gap, more;
    struct prak_scan *scan;
    struct prak_step s;
    int got;
    if (prak_scan_open(k->t->curve, cell_of(k, 0), &scan, e))
        return -1;
    out->n = 0;
    while ((got = prak_scan_next(scan, &s, e)) > 0) {
        struct prak_dec y = { s.value_m, s.value_scale };
        if (out->n == 0 || prak_dec_cmp(y, last) != 0) {
            if (out->n && (prak_dec_sub(y, last, &gap) || prak_dec_mul(gap, weight, &more) || prak_dec_add(sum, more, &sum)))
                break;
            out->rung[out->n++] = (struct prak_rung){ y, sum };
            last = y;
        }
        if (prak_dec_add(weight, (struct prak_dec){ s.weight_m, s.weight_scale }, &weight))
            break;
    }
    prak_scan_close(scan);
    return got < 0 ? -1 : got == 0;
}

/* The same where the weights are the design's, or numbers are long. */
static int about_ladder(const struct prak_look *k, struct prak_ladder *out, struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step s;
    struct climb c = { .exact = k->book->frame.weight == NULL };
    int got = prak_walk_open(&w, k->t, &k->book->frame, cell_of(k, 0), e) ? -1 : 1;
    out->n = 0;
    while (got > 0 && (got = prak_walk_next(&w, &s, e)) > 0) {
        if (out->n == 0) {
            c.last = s.value;
            c.last_about = prak_dec_to_quad(s.value);
        }
        out->rung[out->n++] = (struct prak_rung){ s.value, climb(&c, s.value) };
        c.weight_about = w.about;
        if (c.exact) {
            got = exact_to_dec(&w.cum, &c.weight, e);
            c.exact = got > 0;
            if (got == 0)
                got = 1;
        }
    }
    prak_walk_close(&w);
    return got < 0 ? -1 : 0;
}

int prak_look_ladder(const struct prak_look *k, struct prak_ladder *out, struct prak_err *e)
{
    out->rung = prak_look_take(k, prak_curve_steps(k->t->curve, cell_of(k, 0)) + 1, sizeof *out->rung, e);
    if (!out->rung)
        return -1;
    int done = k->book->frame.weight ? 0 : exact_ladder(k, out, e);
    return done > 0 ? 0 : done < 0 ? -1 : about_ladder(k, out, e);
}

/* Where x would be if the values were equally far apart; any place is right. */
static size_t guess(const struct prak_ladder *l, struct prak_dec x)
{
    const struct prak_dec first = l->rung[0].value, last = l->rung[l->n - 1].value;
    if (first.scale != x.scale || last.scale != x.scale || x.m <= first.m)
        return 0;
    if (x.m >= last.m)
        return l->n - 1;
    double part = (double)(x.m - first.m) / (double)(last.m - first.m) * (double)(l->n - 1);
    return part < (double)(l->n - 1) ? (size_t)part : l->n - 1;
}

static bool is_below(const struct prak_ladder *l, size_t i, struct prak_dec x)
{
    return prak_dec_cmp(l->rung[i].value, x) < 0;
}

/* Rungs are far apart in memory: from the guess on by strides that double, then by halves. */
struct prak_dec prak_ladder_find(const struct prak_ladder *l, struct prak_dec x)
{
    size_t lo = 0, hi = l->n, at = l->n ? guess(l, x) : 0, stride = 1;
    if (hi && is_below(l, at, x)) {
        for (lo = at + 1; at + stride < l->n && is_below(l, at + stride, x); stride *= 2)
            lo = at + stride + 1;
        hi = at + stride < l->n ? at + stride : l->n;
    } else if (hi) {
        for (hi = at; stride <= at && !is_below(l, at - stride, x); stride *= 2)
            hi = at - stride;
        lo = stride <= at ? at - stride + 1 : 0;
    }
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (is_below(l, mid, x))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < l->n ? l->rung[lo].sum : prak_dec_int(0);
}

/* ---- classes ---- */

static int by_text(const void *x, const void *y)
{
    return prak_str_cmp(((const struct prak_class *)x)->text, ((const struct prak_class *)y)->text);
}

/* Total of a column of the leaves of a level. */
static int level_total(const struct prak_look *k, uint32_t level, unsigned col, prak_quad *total, struct prak_err *e)
{
    const struct prak_book *b = k->book;
    const struct prak_sums *sums = &b->t->level_leaf.sums;
    struct prak_exact exact = { .scale = 0 };
    int rc = 0;
    *total = 0;
    for (size_t i = b->level.start[level]; !rc && i < b->level.start[level + 1]; i++) {
        uint32_t row = b->level.row[i];
        if (b->frame.weight)
            *total += b->frame.weight[b->t->level_leaf.row[row].leaf] * prak_sums_quad(sums, row, col);
        else
            rc = prak_sums_get(sums, row, col, &exact, e);
    }
    if (!b->frame.weight)
        *total = prak_exact_to_quad(&exact);
    prak_exact_free(&exact);
    return rc;
}

int prak_look_classes(const struct prak_look *k, struct prak_class **out, size_t *n, struct prak_err *e)
{
    const struct prak_stat_part *t = k->t;
    uint32_t all = (uint32_t)prak_map_count(t->level);
    unsigned first = t->plan->squares ? 2 : 1, classes = t->plan->stat[k->stat].classes;
    size_t count = 0;
    for (uint32_t i = 0; i < all; i++)
        count += t->levels[i].group == k->group && t->levels[i].stat == k->stat;
    struct prak_class *c = prak_look_take(k, count + 1, sizeof *c, e);
    *out = c;
    *n = count;
    if (!c)
        return -1;
    for (uint32_t i = 0; i < all; i++) {
        if (t->levels[i].group != k->group || t->levels[i].stat != k->stat)
            continue;
        struct prak_str key = prak_map_key(t->level, i);
        c->text = (struct prak_str){ key.p + 8, key.n - 8 };
        for (unsigned j = 0; j <= classes; j++)
            if (level_total(k, i, j ? first + j - 1 : 0, &c->total[j], e))
                return -1;
        c++;
    }
    qsort(*out, count, sizeof **out, by_text);
    return 0;
}

struct prak_dec prak_class_term(struct prak_dec a, struct prak_dec b, struct prak_dec x)
{
    struct prak_dec bx, sum;
    if (prak_dec_mul(b, x, &bx) == 0 && prak_dec_add(a, bx, &sum) == 0)
        return sum;
    return prak_dec_from_quad(prak_dec_to_quad(a) + prak_dec_to_quad(b) * prak_dec_to_quad(x), 30, 300);
}

const struct prak_class *prak_class_find(const struct prak_class *c, size_t n, struct prak_str text)
{
    const struct prak_class key = { .text = text };
    return n ? bsearch(&key, c, n, sizeof *c, by_text) : NULL;
}
