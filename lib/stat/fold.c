/*
 * fold.c - a batch into a part, some rows at a time and column by column.
 *
 * Rows that are anything but plain go one by one through prak_stat_row, at their place among the others, so that
 * what is refused, and with which words, is decided in one place. Sums are exact: the order does not matter.
 */
#include "stat/fold.h"

#include <stdlib.h>

static int new_use(const struct prak_statistic *s, int pass, struct prak_use *u, struct prak_err *e)
{
    const unsigned *bound = NULL;
    if (s->shape == PRAK_SHAPE_ASK || (s->shape == PRAK_SHAPE_AMOUNT && pass)) {
        u->terms = calloc(PRAK_FOLD_ROWS, sizeof *u->terms);
        u->there = calloc(PRAK_FOLD_ROWS, 1);
        return u->terms && u->there ? 0 : prak_fail_memory(e);
    }
    if (!(s->est->kinds & PRAK_EST_LEVELS))
        return 0;
    u->bin = calloc(PRAK_FOLD_ROWS, sizeof *u->bin);
    if (!u->bin)
        return prak_fail_memory(e);
    if (s->shape == PRAK_SHAPE_LEVEL && prak_expr_is_column(s->arg[0].x, &u->bound))
        bound = &u->bound;
    return prak_tuple_init(&u->levels, prak_lanes_best(), bound, bound != NULL, PRAK_FOLD_ROWS, e);
}

static int new_tuples(struct prak_fold *f, const struct prak_stat_plan *p, struct prak_err *e)
{
    const struct prak_design *d = &p->design;
    size_t n = 0;
    for (unsigned i = 0; i < d->stages; i++) {
        if (i < d->nstrata)
            f->leaf_bound[n++] = d->strata[i];
        if (i < d->ncluster)
            f->leaf_bound[n++] = d->cluster[i];
    }
    if (prak_tuple_init(&f->leaf, f->lanes, f->leaf_bound, n, PRAK_FOLD_ROWS, e))
        return -1;
    for (size_t g = 0; g < p->ngrouping; g++)
        if (prak_tuple_init(&f->group[g], f->lanes, p->grouping[g].bound, p->grouping[g].n, PRAK_FOLD_ROWS, e))
            return -1;
    return 0;
}

/* Of those before, the first that takes its rows by what is in the same columns alone. */
static size_t first_alike(const struct prak_stat_plan *p, size_t stat, int pass)
{
    const struct prak_statistic *s = &p->stat[stat];
    size_t i = 0;
    for (; i < stat; i++) {
        const struct prak_statistic *o = &p->stat[i];
        if (o->shape == s->shape && o->shape != PRAK_SHAPE_LEVEL && o->shape != PRAK_SHAPE_ASK &&
            o->shape != PRAK_SHAPE_AMOUNT && o->among_var == SIZE_MAX && s->among_var == SIZE_MAX && o->k[pass] && s->k[pass] &&
            !memcmp(o->var, s->var, sizeof s->var))
            break;
    }
    return i;
}

static int fold_new(struct prak_stat_part *t, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold = calloc(1, sizeof *f);
    if (!f)
        return prak_fail_memory(e);
    f->plan = p;
    f->lanes = prak_lanes_best();
    f->counter = SIZE_MAX;
    f->vec = calloc(p->nvar + 1, sizeof *f->vec);
    f->done = calloc(p->nvar + 1, 1);
    f->use = calloc(p->nstat + 1, sizeof *f->use);
    f->group = calloc(p->ngrouping + 1, sizeof *f->group);
    if (!f->vec || !f->done || !f->use || !f->group)
        return prak_fail_memory(e);
    for (size_t i = 0; i < PRAK_FOLD_ROWS; i++)
        f->every[i] = (uint16_t)i;
    for (size_t i = 0; i < p->nstat; i++) {
        f->use[i].as = first_alike(p, i, t->pass);
        f->use[i].means = prak_fold_means(p, &p->stat[i], t->pass);
        if (f->use[i].means && p->stat[i].among_var == SIZE_MAX && f->counter == SIZE_MAX)
            f->counter = i;
        if (new_use(&p->stat[i], t->pass, &f->use[i], e))
            return -1;
    }
    return new_tuples(f, p, e);
}

void prak_fold_free(struct prak_fold *f)
{
    if (!f)
        return;
    for (size_t i = 0; f->use && i < f->plan->nstat; i++) {
        struct prak_use *u = &f->use[i];
        free(u->terms);
        free(u->there);
        free(u->bin);
        prak_tuple_free(&u->levels);
        prak_stage_free(&u->stage);
    }
    for (size_t g = 0; f->group && g < f->plan->ngrouping; g++)
        prak_tuple_free(&f->group[g]);
    prak_tuple_free(&f->leaf);
    prak_tallied_free(f->tallied);
    free(f->vec);
    free(f->seen);
    free(f->done);
    free(f->use);
    free(f->group);
    free(f);
}

static int long_way(const struct prak_chunk *c, size_t i, struct prak_err *e)
{
    struct prak_err why;
    size_t row = c->rows.first + i;
    int rc = prak_stat_row(c->t->plan, c->whole, c->t, c->rows.b, row, c->arena, &why);
    if (rc == 0 || (rc > 0 && c->bad(c->data, row, &why) == 0))
        return 0;
    *e = why;
    return -1;
}

static int enter(const struct prak_chunk *c, size_t i, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold;
    struct prak_dec fpc[PRAK_STAGES];
    uint32_t leaf = prak_tuple_answer(&f->leaf, f->code[i]);
    bool plain = leaf != PRAK_NO_CODE;
    for (unsigned s = 0; s < p->design.nfpc; s++) {
        const struct prak_vector *v = &f->vec[p->fpc_var[s]];
        fpc[s] = (struct prak_dec){ v->m[i], v->scale };
    }
    if (plain) {
        prak_sample_again(&t->sample, &p->design, leaf, fpc);
    } else {
        if (prak_sample_enter(&t->sample, &p->design, c->rows.b, c->rows.first + i, fpc, &leaf, e)) {
            if (e->code != PRAK_EDATA)
                return -1;
            f->slow[i] = 1; /* the long way says it once more, with the place */
            return long_way(c, i, e);
        }
        if (prak_tuple_learn(&f->leaf, f->code[i], leaf, e))
            return -1;
    }
    f->leaf_id[i] = leaf;
    return 0;
}

static void list_rows(struct prak_fold *f, size_t rows)
{
    f->row = f->positive = f->every;
    f->n = f->npositive = rows;
    f->whole = !memchr(f->slow, 1, rows) && !memchr(f->outside, 1, rows);
    if (f->whole && f->heavy)
        return;
    f->n = f->npositive = 0;
    for (size_t i = 0; i < rows; i++) {
        f->own_row[f->n] = f->own_positive[f->npositive] = (uint16_t)i;
        bool in = !f->slow[i] && !f->outside[i];
        f->n += in;
        f->npositive += in && f->plus[i];
    }
    f->row = f->own_row;
    f->positive = f->own_positive;
}

/* Rows of leaves that are known, without counts to note, up to the first that is neither. */
static size_t enter_known(const struct prak_chunk *c)
{
    const struct prak_design *d = &c->t->plan->design;
    struct prak_fold *f = c->t->fold;
    size_t i = 0;
    if (d->nfpc)
        return 0;
    if (f->leaf.n == 0 && prak_tuple_answer(&f->leaf, 0) != PRAK_NO_CODE && !memchr(f->slow, 1, c->rows.n)) {
        const uint32_t leaf = prak_tuple_answer(&f->leaf, 0);
        if (d->rows)
            c->t->sample.stratum[leaf].units += c->rows.n;
        return c->rows.n; /* it is leaf 0, which leaf_id holds from the start */
    }
    for (; i < c->rows.n && !f->slow[i]; i++) {
        uint32_t leaf = prak_tuple_answer(&f->leaf, f->code[i]);
        if (leaf == PRAK_NO_CODE)
            break;
        f->leaf_id[i] = leaf;
        if (d->rows)
            c->t->sample.stratum[leaf].units++;
    }
    return i;
}

/* All rows into the sample, in order; slow ones into everything. */
static int enter_all(const struct prak_chunk *c, struct prak_err *e)
{
    struct prak_fold *f = c->t->fold;
    if (prak_tuple_read(&f->leaf, c->rows.b, c->rows.first, c->rows.n, f->code, e))
        return -1;
    for (size_t i = enter_known(c); i < c->rows.n; i++)
        if (f->slow[i] ? long_way(c, i, e) : enter(c, i, e))
            return -1;
    list_rows(f, c->rows.n);
    return 0;
}

static void note_currency(const struct prak_chunk *c)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_fold *f = c->t->fold;
    for (size_t k = 0; k < p->ncurrency; k++)
        for (size_t i = 0; i < p->nstat; i++)
            for (size_t j = 0; (!p->currency[k].wage || p->stat[i].money) && j < f->use[i].n; j++)
                prak_part_currency(c->t, k, c->rows.b, c->rows.first + f->use[i].row[j]);
}

static int fold_rows(const struct prak_chunk *c, struct prak_err *e)
{
    const struct prak_stat_plan *p = c->t->plan;
    struct prak_fold *f = c->t->fold;
    prak_fold_read(c);
    if (enter_all(c, e))
        return -1;
    for (size_t i = 0; i < p->nstat; i++) {
        f->use[i].n = f->use[i].nmissing = f->use[i].npresent = 0;
        if (p->stat[i].k[c->t->pass])
            prak_fold_choose(c, i);
    }
    if (c->t->pass == 0)
        note_currency(c);
    for (size_t g = 0; g < p->ngrouping; g++)
        if (prak_fold_add(c, g, e))
            return -1;
    return 0;
}

static int one_by_one(const struct prak_chunk *c, struct prak_err *e)
{
    struct prak_chunk one = *c;
    for (one.rows.first = 0; one.rows.first < c->rows.b->nrow; one.rows.first++)
        if (long_way(&one, 0, e))
            return -1;
    return prak_part_fits(c->t, false, e);
}

int prak_stat_batch(const struct prak_stat_plan *p, const struct prak_stat_part *whole, struct prak_stat_part *t,
                    const struct prak_batch *b, struct prak_arena *a,
                    int (*bad)(void *data, size_t row, struct prak_err *why), void *data, struct prak_err *e)
{
    struct prak_eval ev = { .arena = a };
    struct prak_chunk c = { .t = t, .whole = whole, .rows = { .b = b, .ev = &ev }, .arena = a, .bad = bad, .data = data };
    if (p->describe)
        return prak_describe_rows(p, t->describe, b, 0, b->nrow, e);
    if (p->design.made)
        return one_by_one(&c, e);
    if (prak_part_start(t, whole, e) || (!t->fold && fold_new(t, e)))
        return -1;
    c.rows.skip = t->fold->outside;
    c.rows.lanes = t->fold->lanes;
    if (b->nrow && prak_fold_alike(p)) {
        c.rows.n = 1;
        return fold_rows(&c, e) ? -1 : prak_fold_add_alike(t, t->fold->leaf_id[0], t->fold->group_id[0], b->nrow - 1, e);
    }
    for (size_t first = 0; first < b->nrow; first += PRAK_FOLD_ROWS) {
        c.rows.first = first;
        c.rows.n = b->nrow - first < PRAK_FOLD_ROWS ? b->nrow - first : PRAK_FOLD_ROWS;
        if (fold_rows(&c, e))
            return -1;
    }
    return prak_part_fits(t, false, e);
}
