/*
 * second.c - the second pass without rows: of a design without strata and sampling units the value -> weight maps have
 * kept everything that estimators ask for again. The sums are those of a pass, to the digit; so are those of the
 * first pass, which are not added row by row.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/threads.h"
#include "stat/look.h"
#include "stat/rules.h"

#define LADDERS 256 /* at a time, about */

bool prak_second_suits(const struct prak_stat_plan *p)
{
    const struct prak_design *d = &p->design;
    if (!p->two_pass || !d->rows || d->derived || d->rep || d->made || d->nstrata || d->ncluster || d->nfpc)
        return false;
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        if (s->k[1] && (!s->est->of_value || !s->map || s->k[0] != 1 || s->rule >= PRAK_RULE_HF4 || s->two_sides))
            return false;
    }
    return true;
}

struct ladder { /* of a statistic in a row of sums */
    struct prak_ladder_sums sum;
    int got; /* as prak_ladder_sum gives it */
};
struct making {
    struct prak_stat_part *t, *whole;
    size_t first, rows;     /* those of the whole whose ladders there are */
    struct ladder *ladder;  /* [(row - first) * nstat + statistic] */
    struct prak_book book; /* of the whole, where it was needed */
    bool opened;
};

/* The products of two of k terms stand behind the terms: number of that of j and l, j <= l. */
static unsigned pair(unsigned k, unsigned j, unsigned l)
{
    return k + j * k - j * (j + 1) / 2 + l;
}

/* 10^19 high + low */
static void split(prak_i128 m, prak_i128 part[2])
{
    const prak_i128 ten19 = (prak_i128)10000000000000000000ULL;
    part[1] = m / ten19;
    part[0] = m % ten19;
}

/* += square x y, where the square is the product of two decimals of any length. */
static int add_square(struct prak_sums *sums, size_t at, unsigned col, const struct prak_dec square[2], struct prak_dec x,
                      struct prak_dec y, struct prak_err *e)
{
    prak_i128 a[2], b[2];
    if (square[1].m == 1 && square[1].scale == 0)
        return prak_sums_add3(sums, at, col, square[0], x, y, e);
    split(square[0].m, a);
    split(square[1].m, b);
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            const struct prak_dec part = { a[i] * b[j], square[0].scale + square[1].scale - 19 * (i + j) };
            if (part.m && prak_sums_add3(sums, at, col, part, x, y, e))
                return -1;
        }
    return 0;
}

/* Rows of one value. */
static int add_rows(struct prak_stat_part *t, size_t stat, size_t at, struct prak_dec weight,
                    const struct prak_dec square[2], const struct prak_terms *x, struct prak_err *e)
{
    const struct prak_statistic *s = &t->plan->stat[stat];
    struct prak_sums *sums = &t->leaf.sums;
    const unsigned k = s->k[1], c = s->offset[1];
    for (unsigned j = 0; j < k; j++)
        if (prak_sums_add2(sums, at, c + j, weight, x->x[j], e))
            return -1;
    for (unsigned j = 0; j < k; j++)
        for (unsigned l = j; l < k; l++)
            if (add_square(sums, at, c + pair(k, j, l), square, x->x[j], x->x[l], e))
                return -1;
    return 0;
}

/* What the estimator's own look at the maps finds. */
static int fit(struct making *m, uint32_t group, size_t stat, struct prak_err *e)
{
    const struct prak_stat_plan *p = m->t->plan;
    struct prak_look look = { &m->book, m->whole, group, stat };
    struct prak_state *state = &m->whole->state[group * p->nstat + stat];
    if (!p->stat[stat].fitted || state->fit)
        return 0;
    if (!m->opened && prak_book_open(&m->book, p, m->whole, e)) {
        prak_book_close(&m->book);
        return -1;
    }
    m->opened = true;
    return p->stat[stat].est->fit(&p->stat[stat], &look, state, e);
}

static int add_values(struct making *m, uint32_t group, size_t stat, size_t at, struct prak_err *e)
{
    const struct prak_stat_plan *p = m->t->plan;
    const struct prak_state *state = &m->whole->state[group * p->nstat + stat];
    struct prak_dec last = { 0, 0 }, square[2];
    struct prak_scan *scan;
    struct prak_step step;
    size_t i = 0;
    int got;
    if (fit(m, group, stat, e) || prak_scan_open(m->whole->curve, prak_curve_cell(p, group, stat, 0), &scan, e))
        return -1;
    for (bool first = true; (got = prak_scan_next_apart(scan, &step, square, e)) > 0; first = false) {
        struct prak_terms x = { .x = { prak_dec_int(1) } };
        const struct prak_dec value = { step.value_m, step.value_scale }, weight = { step.weight_m, step.weight_scale };
        i += !first && prak_dec_cmp(value, last) != 0;
        last = value;
        if (p->stat[stat].est->of_value(&p->stat[stat], state, i, value, &x, e) ||
            add_rows(m->t, stat, at, weight, square, &x, e)) {
            got = -1;
            break;
        }
    }
    prak_scan_close(scan);
    return got;
}

static int add_ladder(struct making *m, size_t row, size_t stat, size_t at, struct prak_err *e)
{
    const struct prak_stat_plan *p = m->t->plan;
    const struct ladder *l = &m->ladder[(row - m->first) * p->nstat + stat];
    struct prak_sums *sums = &m->t->leaf.sums;
    const unsigned c = p->stat[stat].offset[1];
    if (!l->got)
        return add_values(m, m->whole->leaf.row[row].owner, stat, at, e);
    for (unsigned i = 0; i < 9; i++)
        if (prak_sums_add_exact(sums, at, c + i, i < 3 ? &l->sum.term[i] : &l->sum.square[i - 3], e))
            return -1;
    return 0;
}

/* ---- ladders of some rows of sums, by several threads ---- */

struct climbing { /* a thread's */
    struct making *m;
    atomic_size_t *next;
    int failed;
    struct prak_err err;
};

static bool climbs(const struct making *m, size_t row, size_t stat)
{
    const struct prak_stat_plan *p = m->t->plan;
    const uint32_t group = m->whole->leaf.row[row].owner;
    return p->stat[stat].k[1] && p->stat[stat].est->ladder && m->whole->state[group * p->nstat + stat].known;
}

static void *climb_some(void *arg)
{
    struct climbing *c = arg;
    const struct making *m = c->m;
    const struct prak_stat_plan *p = m->t->plan;
    for (size_t i; !c->failed && (i = atomic_fetch_add(c->next, 1)) < m->rows * p->nstat;) {
        const size_t row = m->first + i / p->nstat, stat = i % p->nstat;
        const uint32_t cell = prak_curve_cell(p, m->whole->leaf.row[row].owner, stat, 0);
        m->ladder[i].got = 0;
        if (climbs(m, row, stat) && prak_curve_plain(m->whole->curve, cell))
            m->ladder[i].got = prak_ladder_sum(m->whole->curve, cell, &m->ladder[i].sum, &c->err);
        c->failed = m->ladder[i].got < 0;
    }
    return NULL;
}

/* Those from row `first` on that fit into the list. */
static int climb_rows(struct making *m, size_t first, struct prak_err *e)
{
    enum { FEW_STEPS = 65536 };
    const struct prak_stat_plan *p = m->t->plan;
    const size_t left = m->whole->leaf.sums.n - first, most = LADDERS / p->nstat + 1;
    struct climbing c[PRAK_THREADS_MOST] = { { .failed = 0 } };
    size_t threads = p->parts < PRAK_THREADS_MOST ? p->parts : PRAK_THREADS_MOST, steps = 0;
    atomic_size_t next;
    m->first = first;
    m->rows = left < most ? left : most;
    for (size_t i = 0; i < m->rows * p->nstat && steps <= FEW_STEPS; i++)
        if (climbs(m, first + i / p->nstat, i % p->nstat))
            steps += prak_curve_steps(m->whole->curve, prak_curve_cell(p, m->whole->leaf.row[first + i / p->nstat].owner,
                                                                       i % p->nstat, 0));
    threads = steps > FEW_STEPS ? threads : 1;
    atomic_init(&next, 0);
    for (size_t i = 0; i < threads; i++)
        c[i] = (struct climbing){ .m = m, .next = &next };
    prak_threads_run(threads, climb_some, c, sizeof *c);
    for (size_t i = 0; i < threads; i++)
        if (c[i].failed) {
            *e = c[i].err;
            return -1;
        }
    return 0;
}

/* Of a quantile: all rows, and those up to it. */
static int add_cut(struct making *m, uint32_t group, size_t stat, size_t at, struct prak_err *e)
{
    const struct prak_stat_plan *p = m->t->plan;
    const uint32_t cell = prak_curve_cell(p, group, stat, 0);
    const struct prak_dec *cut = &m->whole->state[group * p->nstat + stat].cut;
    struct prak_sums *sums = &m->t->leaf.sums;
    const unsigned c = p->stat[stat].offset[1];
    struct prak_curve_sum all, below = { .weight = { .scale = 0 } };
    int rc = prak_curve_below(m->whole->curve, cell, NULL, &all, e) ||
                     prak_curve_below(m->whole->curve, cell, cut, &below, e) ||
                     prak_sums_add_exact(sums, at, c, &all.weight, e) ||
                     prak_sums_add_exact(sums, at, c + 1, &below.weight, e) ||
                     prak_sums_add_exact(sums, at, c + pair(2, 0, 0), &all.square, e) ||
                     prak_sums_add_exact(sums, at, c + pair(2, 0, 1), &below.square, e) ||
                     prak_sums_add_exact(sums, at, c + pair(2, 1, 1), &below.square, e)
                 ? -1
                 : 0;
    prak_curve_sum_free(&all);
    prak_curve_sum_free(&below);
    return rc;
}

/* A group's row of sums. */
static int add_group(struct making *m, size_t row, const uint32_t *leaf, struct prak_err *e)
{
    const struct prak_stat_plan *p = m->t->plan;
    const struct prak_leaf_row *from = &m->whole->leaf.row[row];
    const struct prak_sums *sums = &m->whole->leaf.sums;
    uint32_t group;
    size_t at;
    if (prak_part_group_key(m->t, prak_map_key(m->whole->group, from->owner), &group, e) ||
        prak_leaf_table_put(&m->t->leaf, group, leaf[from->leaf], &at, e) ||
        prak_sums_add(&m->t->leaf.sums, at, 0, prak_dec_int((int64_t)prak_sums_count(sums, row, 0)), e))
        return -1;
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        if (s->k[1] == 0)
            continue;
        int64_t present = s->present[1] ? (int64_t)prak_sums_count(sums, row, s->present[0]) : 0;
        if (s->present[1] && prak_sums_add(&m->t->leaf.sums, at, s->present[1], prak_dec_int(present), e))
            return -1;
        if (!m->whole->state[from->owner * p->nstat + i].known)
            continue;
        if (s->shape == PRAK_SHAPE_QUANTILE ? add_cut(m, from->owner, i, at, e)
            : s->est->ladder                ? add_ladder(m, row, i, at, e)
                                            : add_values(m, from->owner, i, at, e))
            return -1;
    }
    return 0;
}

int prak_second_make(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_stat_part **out,
                     struct prak_err *e)
{
    struct making m = { .whole = whole };
    uint32_t *leaf = calloc(prak_sample_leaves(&whole->sample, &p->design) + 1, sizeof *leaf);
    m.ladder = malloc((LADDERS / p->nstat + 1) * p->nstat * sizeof *m.ladder);
    if (!leaf || !m.ladder || prak_stat_part_new(p, &m.t, e)) {
        const bool memory = !leaf || !m.ladder;
        free(leaf);
        free(m.ladder);
        return memory ? prak_fail_memory(e) : -1;
    }
    int rc = prak_part_start(m.t, whole, e) || prak_sample_merge(&m.t->sample, &p->design, &whole->sample, leaf, e) ? -1
                                                                                                                    : 0;
    for (size_t i = 0; !rc && i < whole->leaf.sums.n; i++) {
        if (i == m.first + m.rows)
            rc = climb_rows(&m, i, e);
        rc = rc || add_group(&m, i, leaf, e) ? -1 : 0;
    }
    free(leaf);
    free(m.ladder);
    if (m.opened)
        prak_book_close(&m.book);
    if (rc)
        prak_stat_part_free(m.t);
    else
        *out = m.t;
    return rc;
}

/* Of one statistic in one group. */
static int sum_first(struct prak_stat_part *whole, size_t row, size_t stat, struct prak_err *e)
{
    const struct prak_stat_plan *p = whole->plan;
    const struct prak_statistic *s = &p->stat[stat];
    const uint32_t group = whole->leaf.row[row].owner;
    struct prak_cell *cell = &whole->cell[group * p->nstat + stat];
    struct prak_curve_sum all;
    int rc = prak_curve_below(whole->curve, prak_curve_cell(p, group, stat, 0), NULL, &all, e) ||
                     prak_sums_add_exact(&whole->leaf.sums, row, s->offset[0], &all.weight, e) ||
                     (p->squares && prak_sums_add_exact(&whole->leaf.sums, row, s->offset[0] + 1, &all.square, e))
                 ? -1
                 : 0;
    if (!rc && prak_second_counts(p, s)) /* all weights are 1: the sum is small, and whole */
        cell->n = cell->positive = prak_sums_count(&whole->leaf.sums, row, s->offset[0]);
    prak_curve_sum_free(&all);
    return rc;
}

int prak_second_first(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_err *e)
{
    whole->summed = true;
    for (size_t row = 0; row < whole->leaf.sums.n; row++)
        for (size_t i = 0; i < p->nstat; i++)
            if (p->stat[i].k[1] && sum_first(whole, row, i, e))
                return -1;
    return 0;
}
