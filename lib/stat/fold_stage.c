/*
 * fold_stage.c - rows by group, kept side by side in integers of their own until their bounds are met or a part is
 * joined or finished.
 */
#include "stat/fold.h"

#include <stdlib.h>

enum { MOST_LINES = 4096, ROWS_A_LINE = 4 }; /* lines of a statistic: 512 KiB */

bool prak_fold_means(const struct prak_stat_plan *p, const struct prak_statistic *s, int pass)
{
    return pass == 0 && p->squares && !p->has_confidence && !s->constant && s->shape != PRAK_SHAPE_ASK &&
           s->shape != PRAK_SHAPE_QUANTILE && s->k[0] == 2 && s->k[1] == 0 && !s->classes && s->var[0] != SIZE_MAX &&
           !(s->est->kinds & (PRAK_EST_RANGE | PRAK_EST_LEVELS));
}

static bool worth(const struct prak_chunk *c)
{
    return c->t->fold->heavy && c->t->leaf.sums.n <= MOST_LINES;
}

static int grow_seen(struct prak_fold *f, size_t n, struct prak_err *e)
{
    size_t cap = f->cap_seen ? f->cap_seen : 64;
    while (cap < n)
        cap *= 2;
    uint32_t *p = realloc(f->seen, cap * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    memset(p + f->cap_seen, 0, (cap - f->cap_seen) * sizeof *p);
    f->seen = p;
    f->cap_seen = cap;
    return 0;
}

static int settle_count(struct prak_stat_part *t, struct prak_err *e)
{
    struct prak_fold *f = t->fold;
    const size_t n = t->leaf.sums.n < f->cap_seen ? t->leaf.sums.n : f->cap_seen;
    for (size_t i = 0; f->nseen && i < n; i++) {
        if (f->seen[i] && prak_sums_add(&t->leaf.sums, i, 0, prak_dec_int(f->seen[i]), e))
            return -1;
        f->seen[i] = 0;
    }
    f->nseen = 0;
    return 0;
}

static int settle_statistic(struct prak_stat_part *t, size_t stat, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    const struct prak_statistic *s = &p->stat[stat];
    struct prak_stage *stage = &t->fold->use[stat].stage;
    const size_t n = t->leaf.sums.n < stage->cap ? t->leaf.sums.n : stage->cap;
    if (!stage->rows)
        return 0;
    const uint32_t *owner = &t->leaf.row->owner;
    const size_t step = sizeof *t->leaf.row / sizeof *owner;
    if (prak_stage_settle(stage, &t->leaf.sums, n, s->offset[0], e) ||
        (s->est->kinds & PRAK_EST_DEFF && !p->design.derived &&
         prak_stage_settle_squares(stage, &t->deff, n, s->deff_offset, owner, step, e)))
        return -1;
    if (stat == t->fold->counter && prak_stage_settle_count(stage, &t->leaf.sums, n, 0, e))
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct prak_cell *cell = &t->cell[t->leaf.row[i].owner * p->nstat + stat];
        cell->n += prak_stage_count(stage, i);
        cell->positive += prak_stage_count(stage, i);
    }
    prak_stage_clear(stage, n);
    return 0;
}

/* Those of a statistic that were staged are counted there; all others of the domain it has listed as missing. */
int prak_fold_count(const struct prak_chunk *c, struct prak_err *e)
{
    struct prak_fold *f = c->t->fold;
    struct prak_sums *sums = &c->t->leaf.sums;
    struct prak_take positive = { f->npositive, f->positive, f->at };
    if (f->counted)
        positive = (struct prak_take){ f->use[f->counter].nmissing, f->use[f->counter].missing, f->at };
    if (!worth(c))
        return prak_sums_add_rows(sums, 0, &positive, NULL, 0, e);
    if (f->nseen > UINT32_MAX / 2 && settle_count(c->t, e))
        return -1;
    if (sums->n > f->cap_seen && grow_seen(f, sums->n, e))
        return -1;
    for (size_t k = 0; k < positive.n; k++)
        f->seen[f->at[positive.row[k]]]++;
    f->nseen += positive.n;
    return 0;
}

int prak_fold_stage(const struct prak_chunk *c, size_t stat, struct prak_err *e)
{
    const struct prak_stat_plan *p = c->t->plan;
    struct prak_fold *f = c->t->fold;
    struct prak_use *u = &f->use[stat];
    const struct prak_vector *x, *w = p->weight_var == SIZE_MAX ? NULL : &f->vec[p->weight_var];
    if (!u->means || !worth(c))
        return 0;
    x = &f->vec[p->stat[stat].var[0]];
    struct prak_staged staged = { { u->n, u->row, f->at }, { NULL, 0, 1 }, { x->m, x->scale, (double)x->most }, x->least < 0 };
    if (w)
        staged.w = (struct prak_factor){ w->m, w->scale, (double)w->most };
    const size_t lines = c->t->leaf.sums.n;
    int rc = prak_stage_add(&u->stage, f->lanes, lines, &staged, e);
    if (rc == 0 && u->stage.rows > ROWS_A_LINE * lines)
        rc = settle_statistic(c->t, stat, e) ? -1 : prak_stage_add(&u->stage, f->lanes, lines, &staged, e);
    f->counted = f->counted || (rc > 0 && stat == f->counter);
    return rc;
}

int prak_fold_settle(struct prak_stat_part *t, struct prak_err *e)
{
    if (!t->fold)
        return 0;
    for (size_t i = 0; i < t->plan->nstat; i++)
        if (settle_statistic(t, i, e))
            return -1;
    return settle_count(t, e);
}
