/*
 * fold_add.c - what was read of some rows into the sums, cells, levels and maps of their groups.
 */
#include <stdlib.h>

#include "stat/fold.h"
#include "stat/pack.h"

static struct prak_factor factor_of(const struct prak_vector *v)
{
    return (struct prak_factor){ v->m, v->scale, (double)v->most };
}

/* x[1] … of a statistic, as columns. */
static void factors(const struct prak_chunk *c, size_t stat, struct prak_factor x[PRAK_TERMS])
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    struct prak_fold *f = c->t->fold;
    if (s->shape == PRAK_SHAPE_QUANTILE) {
        x[1] = (struct prak_factor){ f->mark, 0, 1 };
        return;
    }
    for (unsigned j = 1; j < s->k[c->t->pass]; j++)
        x[j] = factor_of(&f->vec[s->var[j - 1]]);
}

/* w x_j and, where rows are units or weights are derived, w^2 x_j x_l. */
static int add_terms(const struct prak_chunk *c, size_t stat, const struct prak_take *take, struct prak_err *e)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_statistic *s = &p->stat[stat];
    struct prak_factor x[PRAK_TERMS], w = { NULL, 0, 0 };
    factors(c, stat, x);
    if (p->weight_var != SIZE_MAX)
        w = factor_of(&c->t->fold->vec[p->weight_var]);
    return prak_sums_add_terms(&c->t->leaf.sums, s->offset[c->t->pass], take, w.m ? &w : NULL, x, s->k[c->t->pass],
                               p->squares, e);
}

static int add_deff(const struct prak_chunk *c, size_t stat, const struct prak_take *take, struct prak_err *e)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_statistic *s = &p->stat[stat];
    struct prak_factor x[PRAK_TERMS], t[3];
    unsigned col = s->deff_offset, w = 0;
    factors(c, stat, x);
    if (p->weight_var != SIZE_MAX)
        t[w++] = factor_of(&c->t->fold->vec[p->weight_var]);
    for (unsigned j = 1; j < s->k[0]; j++)
        for (unsigned l = j; l < s->k[0]; l++) {
            t[w] = x[j];
            t[w + 1] = x[l];
            if (prak_sums_add_rows(&c->t->deff, col++, take, t, w + 2, e))
                return -1;
        }
    return 0;
}

static void note_range(const struct prak_chunk *c, size_t stat, struct prak_cell *cell)
{
    const struct prak_statistic *s = &c->t->plan->stat[stat];
    const struct prak_fold *f = c->t->fold;
    const struct prak_use *u = &f->use[stat];
    const struct prak_vector *value = s->shape == PRAK_SHAPE_VALUE ? &f->vec[s->var[0]] : NULL;
    const struct prak_vector *constant = s->shape == PRAK_SHAPE_BINS ? &f->vec[s->var[2]] : NULL;
    struct prak_terms x = { .value = { 0, 0 } };
    for (size_t k = 0; k < u->n; k++) {
        size_t i = u->row[k];
        struct prak_cell *to = &cell[f->group_id[i] * c->t->plan->nstat];
        if (constant) {
            x.constant = (struct prak_dec){ constant->m[i], constant->scale };
            if (!value && to->has_constant && to->constant.m == x.constant.m && to->constant.scale == x.constant.scale)
                continue;
        }
        if (value)
            x.value = (struct prak_dec){ value->m[i], value->scale };
        prak_part_note(to, s, &x, f->plus[i]);
    }
}

static void note_missing(const struct prak_chunk *c, size_t stat)
{
    const struct prak_fold *f = c->t->fold;
    const struct prak_use *u = &f->use[stat];
    struct prak_cell *cell = c->t->cell + stat;
    for (size_t k = 0; k < u->nmissing; k++)
        cell[f->group_id[u->missing[k]] * c->t->plan->nstat].missing++;
}

static void count_groups(struct prak_fold *f, const struct prak_use *u, size_t groups)
{
    memset(f->of_group, 0, groups * sizeof *f->of_group);
    memset(f->positive_of_group, 0, groups * sizeof *f->positive_of_group);
    for (size_t k = 0; k < u->n; k++)
        f->of_group[f->group_id[u->row[k]]]++;
    for (size_t k = 0; !f->heavy && k < u->n; k++)
        f->positive_of_group[f->group_id[u->row[k]]] += f->plus[u->row[k]];
    f->grouped = u->as;
    f->ngrouped = groups;
}

/* Rows by group: few groups are counted side by side first, for their cells lie far apart, and once for all that use them. */
static void count_cells(const struct prak_chunk *c, struct prak_cell *cell, const struct prak_use *u)
{
    struct prak_fold *f = c->t->fold;
    const size_t nstat = c->t->plan->nstat, groups = prak_map_count(c->t->group);
    for (size_t k = 0; groups > PRAK_FOLD_FEW && k < u->n; k++) {
        struct prak_cell *to = &cell[f->group_id[u->row[k]] * nstat];
        to->n++;
        to->positive += f->plus[u->row[k]];
    }
    if (groups > PRAK_FOLD_FEW)
        return;
    if (f->grouped != u->as)
        count_groups(f, u, groups);
    for (size_t g = 0; g < f->ngrouped; g++) {
        cell[g * nstat].n += f->of_group[g];
        cell[g * nstat].positive += f->heavy ? f->of_group[g] : f->positive_of_group[g];
    }
}

static void note_cells(const struct prak_chunk *c, size_t stat)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_fold *f = c->t->fold;
    const struct prak_use *u = &f->use[stat];
    struct prak_cell *cell = c->t->cell + stat;
    if (c->t->pass)
        return;
    if (!prak_second_counts(p, &p->stat[stat]))
        count_cells(c, cell, u);
    for (size_t k = 0; p->has_confidence && k < u->n; k++) {
        struct prak_cell *to = &cell[f->group_id[u->row[k]] * p->nstat];
        if (f->confidence[u->row[k]] > to->confidence)
            to->confidence = f->confidence[u->row[k]];
    }
    if (p->stat[stat].constant || p->stat[stat].est->kinds & PRAK_EST_RANGE)
        note_range(c, stat, cell);
}

static int find_level(const struct prak_chunk *c, size_t stat, size_t i, struct prak_err *e)
{
    struct prak_fold *f = c->t->fold;
    struct prak_use *u = &f->use[stat];
    struct prak_str level = { NULL, 0 };
    if (c->t->plan->stat[stat].shape == PRAK_SHAPE_LEVEL)
        level = prak_cell_str(&c->rows.b->cell[u->bound][c->rows.first + i]);
    return prak_part_level(c->t, f->group_id[i], (uint32_t)stat, level, u->bin[i], &f->level_id[i], e);
}

static int add_levels(const struct prak_chunk *c, size_t stat, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold;
    struct prak_use *u = &f->use[stat];
    struct prak_factor w[2];
    unsigned nw = 0;
    for (size_t k = 0; k < u->n; k++) {
        size_t i = u->row[k], at;
        if (find_level(c, stat, i, e) || prak_leaf_table_put(&t->level_leaf, f->level_id[i], f->leaf_id[i], &at, e))
            return -1;
        f->level_at[i] = (uint32_t)at;
        t->levels[f->level_id[i]].n++;
        t->levels[f->level_id[i]].positive += f->plus[i];
    }
    if (p->weight_var != SIZE_MAX) {
        w[0] = w[1] = factor_of(&f->vec[p->weight_var]);
        nw = 1;
    }
    struct prak_take take = { u->n, u->row, f->level_at };
    if (prak_sums_add_rows(&t->level_leaf.sums, 0, &take, w, nw, e))
        return -1;
    return p->squares ? prak_sums_add_rows(&t->level_leaf.sums, 1, &take, w, 2 * nw, e) : 0;
}

/* One row into the map of its cell, the long way. */
static int add_step(const struct prak_chunk *c, size_t stat, size_t i, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    const struct prak_fold *f = t->fold;
    const struct prak_vector *x = &f->vec[p->stat[stat].var[0]];
    const struct prak_vector *w = p->weight_var == SIZE_MAX ? NULL : &f->vec[p->weight_var];
    uint64_t order = p->stat[stat].rule >= PRAK_RULE_HF4 || p->design.derived
                         ? (uint64_t)c->rows.b->input << 44 | (c->rows.b->first_record + c->rows.first + i)
                         : PRAK_NO_ORDER;
    const struct prak_dec value = { x->m[i], x->scale }, own = { w ? w->m[i] : 1, w ? w->scale : 0 };
    struct prak_dec weight;
    if (prak_curve_weight(&p->stat[stat], own, &weight, e) < 0)
        return -1;
    return prak_curve_add(t->curve, prak_curve_cell(p, f->group_id[i], stat, 0), prak_part_class(t, f->leaf_id[i]),
                          value, weight, order, e);
}

struct scaled { /* a statistic's values and weights as the packed maps want them */
    const struct prak_vector *x, *w; /* w NULL: 1 */
    int64_t by_value, by_weight;
};

/* Keys and weights of rows, all of which fit. */
static void make_keys(const struct prak_chunk *c, size_t stat, const struct scaled *s)
{
    const struct prak_stat_plan *p = c->t->plan;
    struct prak_fold *f = c->t->fold;
    const struct prak_use *u = &f->use[stat];
    for (size_t k = 0; k < u->n; k++) {
        const size_t i = u->row[k];
        f->key[k] = prak_pack_key(prak_curve_cell(p, f->group_id[i], stat, 0), s->x->m[i] * s->by_value);
    }
    for (size_t k = 0; s->w && k < u->n; k++)
        f->mark[k] = s->w->m[u->row[k]] * s->by_weight;
}

/* The same, but key 0 where one does not. */
static void try_keys(const struct prak_chunk *c, size_t stat, const struct scaled *s, bool suits)
{
    const struct prak_stat_plan *p = c->t->plan;
    struct prak_fold *f = c->t->fold;
    const struct prak_use *u = &f->use[stat];
    for (size_t k = 0; k < u->n; k++) {
        const size_t i = u->row[k];
        const uint32_t cell = prak_curve_cell(p, f->group_id[i], stat, 0);
        int64_t v;
        bool fits = suits && cell < PRAK_PACK_CELLS && !__builtin_mul_overflow(s->x->m[i], s->by_value, &v) &&
                    v <= PRAK_PACK_MOST && v >= -PRAK_PACK_MOST &&
                    !__builtin_mul_overflow(s->w ? s->w->m[i] : 1, s->by_weight, &f->mark[k]);
        f->key[k] = fits ? prak_pack_key(cell, v) : 0;
        f->mark[k] = fits ? f->mark[k] : 0;
    }
}

static int add_curve(const struct prak_chunk *c, size_t stat, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold;
    const struct prak_use *u = &f->use[stat];
    struct scaled s = { .x = &f->vec[p->stat[stat].var[0]] };
    struct prak_pack *pack = prak_curve_pack(t->curve);
    size_t nleft;
    s.w = p->weight_var == SIZE_MAX ? NULL : &f->vec[p->weight_var];
    int suits = p->design.derived || p->design.rep || p->stat[stat].rule >= PRAK_RULE_HF4
                    ? 0
                    : prak_pack_scales(pack, s.x->scale, s.x->most, s.w ? s.w->scale : 0, &s.by_value, &s.by_weight, e);
    if (suits < 0)
        return -1;
    const bool all = suits && s.x->most <= (uint64_t)(PRAK_PACK_MOST / s.by_value) &&
                     (!s.w || s.w->most <= (uint64_t)(INT64_MAX / s.by_weight)) &&
                     prak_map_count(t->group) * p->nstat * PRAK_SIDES < PRAK_PACK_CELLS;
    if (all)
        make_keys(c, stat, &s);
    else
        try_keys(c, stat, &s, suits);
    if (prak_pack_add_rows(pack, f->key, all && !s.w ? NULL : f->mark, s.by_weight, u->n, f->list, &nleft, e))
        return -1;
    for (size_t k = 0; k < nleft; k++)
        if (add_step(c, stat, u->row[f->list[k]], e))
            return -1;
    return 0;
}

static int add_first(const struct prak_chunk *c, size_t stat, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_statistic *s = &t->plan->stat[stat];
    struct prak_fold *f = t->fold;
    struct prak_take take = { f->use[stat].n, f->use[stat].row, f->at };
    const int kept = prak_fold_stage(c, stat, e);
    if (kept)
        return kept > 0 ? 0 : -1;
    note_cells(c, stat);
    if (!(t->plan->by_value && s->k[1]) && add_terms(c, stat, &take, e))
        return -1;
    take.at = f->group_id;
    if (s->est->kinds & PRAK_EST_DEFF && !t->plan->design.derived && add_deff(c, stat, &take, e))
        return -1;
    if (s->est->kinds & PRAK_EST_LEVELS && add_levels(c, stat, e))
        return -1;
    return s->k[1] && s->curve == stat ? add_curve(c, stat, e) : 0;
}

/* x <= cut, in the integers of the column. */
static int64_t cut_at(const struct prak_chunk *c, size_t stat, uint32_t id)
{
    const struct prak_stat_plan *p = c->t->plan;
    return prak_dec_floor_at(c->whole->state[id * p->nstat + stat].cut, c->t->fold->vec[p->stat[stat].var[0]].scale);
}

static int add_second(const struct prak_chunk *c, size_t stat, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold;
    struct prak_use *u = &f->use[stat];
    const struct prak_vector *x = &f->vec[p->stat[stat].var[0]];
    size_t n = 0;
    uint32_t last = PRAK_NONE;
    int64_t cut = 0;
    for (size_t k = 0; k < u->n; k++) {
        size_t i = u->row[k];
        uint32_t id = PRAK_NONE;
        if (prak_part_whole_group(t, c->whole, f->group_id[i], &id, e))
            return -1;
        if (id == PRAK_NONE || !c->whole->state || !c->whole->state[id * p->nstat + stat].known)
            continue;
        if (id != last)
            cut = cut_at(c, stat, last = id);
        f->mark[i] = x->m[i] <= cut;
        f->list[n++] = (uint16_t)i;
    }
    struct prak_take take = { n, f->list, f->at };
    return add_terms(c, stat, &take, e);
}

/* The rows of an estimator of its own kind, one by one. */
static int add_asked(const struct prak_chunk *c, size_t stat, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    struct prak_fold *f = t->fold;
    const struct prak_use *u = &f->use[stat];
    note_missing(c, stat);
    for (size_t k = 0; k < u->n; k++) {
        size_t i = u->row[k];
        struct prak_reading r;
        prak_fold_reading(c, i, &r);
        if (t->pass ? prak_part_second(t, c->whole, stat, &r, f->group_id[i], f->at[i], e)
                    : prak_part_first(t, stat, &r, &u->terms[i], f->group_id[i], f->leaf_id[i], f->at[i], e))
            return -1;
    }
    return 0;
}

static int find_groups(const struct prak_chunk *c, size_t grouping, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    struct prak_fold *f = t->fold;
    struct prak_tuple *u = &f->group[grouping];
    if (prak_tuple_read(u, c->rows.b, c->rows.first, c->rows.n, f->code, e))
        return -1;
    size_t k = f->row == f->every ? prak_tuple_answers(u, f->code, f->n, f->group_id) : 0;
    for (; k < f->n; k++) {
        size_t i = f->row[k];
        uint32_t id = prak_tuple_answer(u, f->code[i]);
        if (id == PRAK_NO_CODE && (prak_part_group(t, grouping, c->rows.b, c->rows.first + i, &id, e) ||
                                   prak_tuple_learn(u, f->code[i], id, e)))
            return -1;
        f->group_id[i] = id;
    }
    return 0;
}

/* The rows of sums of (group, leaf); where there are many they are far away and called for before they are needed. */
static int find_sums(const struct prak_chunk *c, struct prak_err *e)
{
    enum { MANY = 4096 };
    struct prak_leaf_table *t = &c->t->leaf;
    struct prak_fold *f = c->t->fold;
    const bool far = t->sums.n > MANY;
    if (f->leaf.n == 0 && t->plain && t->sums.n == prak_map_count(c->t->group)) {
        f->at = f->group_id; /* without a design, a row of sums a group */
        return 0;
    }
    f->at = f->own_at;
    const size_t bytes = prak_sums_size(&t->sums) * t->sums.stride;
    for (size_t k = 0; far && k < f->n; k++)
        prak_leaf_table_prefetch(t, f->group_id[f->row[k]], f->leaf_id[f->row[k]]);
    for (size_t k = 0; k < f->n; k++) {
        size_t i = f->row[k], at = prak_leaf_table_find(t, f->group_id[i], f->leaf_id[i]);
        if (at == SIZE_MAX && prak_leaf_table_put(t, f->group_id[i], f->leaf_id[i], &at, e))
            return -1;
        f->own_at[i] = (uint32_t)at;
        if (far)
            prak_sums_prefetch(&t->sums, at, bytes);
    }
    return 0;
}

int prak_fold_add(const struct prak_chunk *c, size_t grouping, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold;
    if (find_groups(c, grouping, e))
        return -1;
    const int tallied = prak_fold_tally(c, grouping, e);
    if (tallied < 0)
        return -1;
    for (size_t i = 0; tallied && i < p->nstat; i++)
        note_missing(c, i);
    if (tallied)
        return 0;
    if (find_sums(c, e))
        return -1;
    f->counted = false;
    f->grouped = SIZE_MAX;
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        unsigned own = s->present[t->pass];
        if (s->k[t->pass] == 0)
            continue;
        struct prak_take present = { f->use[i].npresent, f->use[i].present, f->at };
        if (own && prak_sums_add_rows(&t->leaf.sums, own, &present, NULL, 0, e))
            return -1;
        if (f->use[i].terms) {
            if (add_asked(c, i, e))
                return -1;
            continue;
        }
        note_missing(c, i);
        if (t->pass ? add_second(c, i, e) : add_first(c, i, e))
            return -1;
    }
    return prak_fold_count(c, e);
}
