/*
 * fold_read.c - the columns of some rows, and which rows can go the short way.
 */
#include "stat/fold.h"

static void need(const struct prak_chunk *c, unsigned bound)
{
    const struct prak_slice *cell = c->rows.b->cell[bound] + c->rows.first;
    uint8_t *slow = c->t->fold->slow;
    unsigned none = 0;
    for (size_t i = 0; i < c->rows.n; i++)
        none |= cell[i].n == 0;
    for (size_t i = 0; none && i < c->rows.n; i++)
        slow[i] |= cell[i].n == 0;
}

static void read_var(const struct prak_chunk *c, size_t var)
{
    struct prak_fold *f = c->t->fold;
    const struct prak_var *v = &c->t->plan->var[var];
    if (f->done[var])
        return;
    if (v->kind == PRAK_VAR_COMPARE)
        read_var(c, v->column);
    prak_var_read(v, &c->rows, &f->vec[var], f->vec);
    f->done[var] = 1;
}

static void mark_long(const struct prak_chunk *c, const struct prak_vector *v)
{
    uint8_t *slow = c->t->fold->slow;
    for (size_t i = 0; !v->complete && i < c->rows.n; i += 8) { /* there is room for whole words */
        uint64_t word, to;
        memcpy(&word, v->there + i, sizeof word);
        memcpy(&to, slow + i, sizeof to);
        to |= word >> 7 & UINT64_C(0x0101010101010101);
        memcpy(slow + i, &to, sizeof to);
    }
}

/* What every row must have for the design. */
static void read_design(const struct prak_chunk *c)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_design *d = &p->design;
    struct prak_fold *f = c->t->fold;
    memset(f->slow, 0, c->rows.n);
    memset(f->plus, 1, c->rows.n);
    f->heavy = true;
    if (d->has_weight) {
        const struct prak_vector *w = &f->vec[p->weight_var];
        read_var(c, p->weight_var);
        f->heavy = w->complete && w->least > 0;
        for (size_t i = 0; !f->heavy && i < c->rows.n; i++) {
            f->slow[i] |= w->there[i] <= 0 || w->m[i] < 0;
            f->plus[i] = w->m[i] > 0;
        }
    }
    for (unsigned s = 0; s < d->nfpc; s++) {
        const struct prak_vector *v = &f->vec[p->fpc_var[s]];
        read_var(c, p->fpc_var[s]);
        for (size_t i = 0; i < c->rows.n; i++)
            f->slow[i] |= v->there[i] <= 0 || v->m[i] <= 0;
    }
    for (unsigned s = 0; s < d->nstrata; s++)
        need(c, d->strata[s]);
    for (unsigned s = 0; s < d->ncluster; s++)
        need(c, d->cluster[s]);
}

static void read_domain(const struct prak_chunk *c)
{
    const struct prak_stat_plan *p = c->t->plan;
    struct prak_fold *f = c->t->fold;
    memcpy(f->outside, f->slow, c->rows.n);
    if (p->where) {
        const struct prak_vector *v = &f->vec[p->where_var];
        read_var(c, p->where_var);
        mark_long(c, v);
        for (size_t i = 0; i < c->rows.n; i++)
            f->outside[i] |= v->there[i] != 1 || v->m[i] == 0;
    }
    const struct prak_slice *cell = p->has_confidence ? c->rows.b->cell[p->confidence] + c->rows.first : NULL;
    for (size_t i = 0; cell && i < c->rows.n; i++)
        if (!f->outside[i] && prak_part_confidence(&cell[i], &f->confidence[i]))
            f->slow[i] = f->outside[i] = 1;
}

/* 1 in the statistic's domain, 0 its condition is missing, -1 outside. */
static inline int among(const struct prak_fold *f, const struct prak_statistic *s, size_t i)
{
    if (s->among_var == SIZE_MAX)
        return 1;
    const struct prak_vector *v = &f->vec[s->among_var];
    return v->there[i] == 1 ? (v->m[i] ? 1 : -1) : 0;
}

/* A row that goes the short way, as one by one. */
void prak_fold_reading(const struct prak_chunk *c, size_t i, struct prak_reading *r)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_fold *f = c->t->fold;
    *r = (struct prak_reading){ .row = { .b = c->rows.b, .row = c->rows.first + i, .ev = c->rows.ev },
                                .weight = { 1, 0 }, .in_domain = true };
    if (p->weight_var != SIZE_MAX)
        r->weight = (struct prak_dec){ f->vec[p->weight_var].m[i], f->vec[p->weight_var].scale };
    r->square = (struct prak_dec){ r->weight.m * r->weight.m, 2 * r->weight.scale };
    r->row.weight = p->design.derived ? NULL : &r->weight;
    if (p->has_confidence)
        r->confidence = f->confidence[i];
}

/* An estimator of its own kind is asked row by row. */
static void ask(const struct prak_chunk *c, size_t stat)
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    struct prak_fold *f = c->t->fold;
    struct prak_use *u = &f->use[stat];
    for (size_t i = 0; i < c->rows.n; i++) {
        if (f->outside[i] || among(f, s, i) <= 0)
            continue;
        struct prak_reading r;
        struct prak_err ignored;
        prak_fold_reading(c, i, &r);
        u->terms[i] = (struct prak_terms){ .x = { prak_dec_int(1) } };
        int there = s->est->row(s, &r.row, &u->terms[i], &ignored);
        u->there[i] = there > 0;
        f->slow[i] |= there < 0;
    }
}

/* Amounts below 0 are refused the long way. */
static void not_negative(const struct prak_chunk *c, size_t stat)
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    struct prak_fold *f = c->t->fold;
    const struct prak_vector *x = &f->vec[s->var[0]];
    for (size_t i = 0; i < c->rows.n; i++)
        if (x->m[i] < 0 && !f->outside[i] && among(f, s, i) > 0)
            f->slow[i] = 1;
}

/* floor((x - anchor) / width) in the integers of one scale; what does not fit goes the long way. */
static void bins(const struct prak_chunk *c, size_t stat)
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    struct prak_fold *f = c->t->fold;
    const struct prak_vector *x = &f->vec[s->var[0]], *anchor = &f->vec[s->var[2]];
    int32_t scale = x->scale > anchor->scale ? x->scale : anchor->scale;
    if (s->arg[1].number.scale > scale)
        scale = s->arg[1].number.scale;
    int64_t width = prak_dec_floor_at(s->arg[1].number, scale), by_x, by_anchor;
    bool fits = width > 0 && width < INT64_MAX && scale <= 18;
    by_x = fits ? prak_dec_floor_at(prak_dec_int(1), scale - x->scale) : 0;
    by_anchor = fits ? prak_dec_floor_at(prak_dec_int(1), scale - anchor->scale) : 0;
    for (size_t i = 0; i < c->rows.n; i++) {
        int64_t a, b, d;
        if (!fits || __builtin_mul_overflow(x->m[i], by_x, &a) || __builtin_mul_overflow(anchor->m[i], by_anchor, &b) ||
            __builtin_sub_overflow(a, b, &d) || d > INT64_MAX / 2 || d < -(INT64_MAX / 2)) {
            f->slow[i] = 1;
            continue;
        }
        f->use[stat].bin[i] = d / width - (d % width < 0);
    }
}

static void read_statistic(const struct prak_chunk *c, size_t stat)
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    struct prak_fold *f = c->t->fold;
    for (unsigned a = 0; a <= PRAK_ARGS; a++) {
        size_t var = a == PRAK_ARGS ? s->among_var : s->var[a];
        if (var == SIZE_MAX)
            continue;
        read_var(c, var);
        mark_long(c, &f->vec[var]);
    }
    if (f->use[stat].terms)
        ask(c, stat);
    else if (s->shape == PRAK_SHAPE_AMOUNT)
        not_negative(c, stat);
    if (s->shape == PRAK_SHAPE_BINS)
        bins(c, stat);
}

/* Every statistic, also in a pass it has no part in: both passes must refuse the same rows. */
void prak_fold_read(const struct prak_chunk *c)
{
    const struct prak_stat_plan *p = c->t->plan;
    struct prak_fold *f = c->t->fold;
    memset(f->done, 0, p->nvar);
    read_design(c);
    read_domain(c);
    for (size_t i = 0; i < p->nstat; i++)
        read_statistic(c, i);
}

/* What must be there of a row that a statistic uses: one answer a row each, 1: it is. */
static size_t needs(const struct prak_fold *f, const struct prak_statistic *s, const struct prak_use *u,
                    const int8_t *need[PRAK_ARGS + 1])
{
    size_t n = 0;
    if (u->there)
        need[n++] = u->there;
    for (unsigned a = 0; a < PRAK_ARGS; a++)
        if (s->var[a] != SIZE_MAX && !f->vec[s->var[a]].complete)
            need[n++] = f->vec[s->var[a]].there;
    return n;
}

static inline bool is_there(const int8_t *const *need, size_t n, size_t i)
{
    bool all = true;
    for (size_t k = 0; k < n; k++)
        all &= need[k][i] == PRAK_READ_THERE;
    return all;
}

/* All rows are in the domain, and only what is missing of them matters. */
static void choose_whole(const struct prak_fold *f, struct prak_use *u, const int8_t *const *need, size_t n)
{
    if (f->lanes->present) {
        u->n = f->lanes->present(need, n, f->n, u->own, u->missing);
        u->nmissing = f->n - u->n;
        return;
    }
    for (size_t i = 0; i < f->n; i++) {
        const bool used = is_there(need, n, i);
        u->own[u->n] = u->missing[u->nmissing] = (uint16_t)i;
        u->n += used;
        u->nmissing += !used;
    }
}

static void choose_each(const struct prak_chunk *c, const struct prak_statistic *s, struct prak_use *u,
                        const int8_t *const *need, size_t n)
{
    const struct prak_fold *f = c->t->fold;
    const struct prak_slice *level = NULL;
    unsigned bound;
    if (s->shape == PRAK_SHAPE_LEVEL && prak_expr_is_column(s->arg[0].x, &bound))
        level = c->rows.b->cell[bound] + c->rows.first;
    for (size_t k = 0; k < f->n; k++) {
        const uint16_t i = f->row[k];
        const int in = among(f, s, i);
        if (in < 0)
            continue;
        const bool used = in && is_there(need, n, i) && (!level || level[i].n > 0);
        u->own[u->n] = u->missing[u->nmissing] = i;
        u->n += used;
        u->nmissing += !used;
        u->present[u->npresent] = i;
        u->npresent += f->plus[i];
    }
}

/* The rows of another one. */
static void choose_as(struct prak_use *u, const struct prak_use *o)
{
    u->row = o->row;
    u->n = o->n;
    u->nmissing = o->nmissing;
    u->npresent = o->npresent;
    memcpy(u->missing, o->missing, o->nmissing * sizeof *u->missing);
    memcpy(u->present, o->present, o->npresent * sizeof *u->present);
}

/* Which rows a statistic uses, out of those of the domain. */
void prak_fold_choose(const struct prak_chunk *c, size_t stat)
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    struct prak_fold *f = c->t->fold;
    struct prak_use *u = &f->use[stat];
    const int8_t *need[PRAK_ARGS + 1];
    const size_t n = needs(f, s, u, need);
    const bool all = s->among_var == SIZE_MAX && s->shape != PRAK_SHAPE_LEVEL;
    u->n = u->nmissing = u->npresent = 0;
    u->row = u->own;
    if (u->as < stat) {
        choose_as(u, &f->use[u->as]);
        return;
    }
    if (all && n == 0) {
        u->row = f->row;
        u->n = f->n;
    } else if (all && f->whole) {
        choose_whole(f, u, need, n);
    } else {
        choose_each(c, s, u, need, n);
    }
}
