/*
 * part.c - folding rows into a part: everything of a row is read and checked first, then added.
 */
#include <stdlib.h>

#include "stat/replicate.h"
#include "stat/rules.h"

int prak_stat_part_new(const struct prak_stat_plan *p, struct prak_stat_part **out, struct prak_err *e)
{
    struct prak_stat_part *t = calloc(1, sizeof *t);
    if (!t)
        return prak_fail_memory(e);
    t->plan = p;
    if (p->describe) {
        if (prak_describe_new(p, &t->describe, e)) {
            prak_stat_part_free(t);
            return -1;
        }
        *out = t;
        return 0;
    }
    t->group = prak_map_new(0);
    t->level = prak_map_new(0);
    t->curve = p->two_pass ? prak_curve_new(p->curve_budget, p->by_value && p->design.has_weight) : NULL;
    t->currency = calloc(p->ncurrency + 1, sizeof *t->currency);
    t->currency_seen = calloc(p->ncurrency + 1, sizeof *t->currency_seen);
    t->currency_mixed = calloc(p->ncurrency + 1, sizeof *t->currency_mixed);
    t->terms = calloc(p->nstat + 1, sizeof *t->terms);
    t->there = calloc(p->nstat + 1, sizeof *t->there);
    t->last_group = calloc(p->ngrouping + 1, sizeof *t->last_group);
    t->last_key = calloc(p->ngrouping + 1, sizeof *t->last_key);
    bool ok = t->group && t->level && (!p->two_pass || t->curve) && t->currency && t->currency_seen &&
              t->currency_mixed && t->terms && t->there && t->last_group && t->last_key;
    if (!ok)
        prak_fail_memory(e);
    if (!ok || prak_sample_init(&t->sample, &p->design, e) || prak_sums_init(&t->deff, p->deff_stride, e) ||
        prak_leaf_table_init(&t->level_leaf, p->level_stride, e)) {
        prak_stat_part_free(t);
        return -1;
    }
    *out = t;
    return 0;
}

void prak_stat_part_free(struct prak_stat_part *t)
{
    if (!t)
        return;
    prak_describe_free(t->describe);
    prak_fold_free(t->fold);
    prak_sample_free(&t->sample);
    prak_rep_free(&t->rep);
    prak_map_free(t->group);
    prak_map_free(t->level);
    prak_curve_free(t->curve);
    prak_leaf_table_free(&t->leaf);
    prak_leaf_table_free(&t->level_leaf);
    prak_sums_free(&t->deff);
    for (size_t i = 0; t->currency && i < t->plan->ncurrency; i++)
        prak_buf_free(&t->currency[i]);
    for (size_t i = 0; t->last_key && i < t->plan->ngrouping; i++)
        prak_buf_free(&t->last_key[i]);
    free(t->currency);
    free(t->currency_seen);
    free(t->currency_mixed);
    free(t->terms);
    free(t->there);
    free(t->last_group);
    free(t->last_key);
    free(t->whole_group);
    free(t->cell);
    free(t->top);
    free(t->state);
    prak_arena_free(t->fits);
    free(t->levels);
    prak_buf_free(&t->key);
    free(t);
}

int prak_part_confidence(const struct prak_slice *cell, uint8_t *out)
{
    static const char *const word[] = { "", "2src", "1src", "derived", "seed", "memory" };
    for (uint8_t i = 0; i < 6; i++)
        if (prak_str_is(prak_cell_str(cell), word[i])) {
            *out = i;
            return 0;
        }
    return -1;
}

static int read_confidence(const struct prak_stat_plan *p, struct prak_reading *r, struct prak_err *e)
{
    const struct prak_slice *c = &r->row.b->cell[p->confidence][r->row.row];
    if (prak_part_confidence(c, &r->confidence) == 0)
        return 0;
    prak_fail(e, PRAK_EDATA, "not a confidence (2src, 1src, derived, seed, memory)");
    prak_err_column(e, p->confidence_name.p, p->confidence_name.n);
    prak_err_value(e, c->p, c->n);
    return -1;
}

/* Both passes read every statistic, also those that are done with: they must refuse the same rows. */
static int read_statistics(struct prak_stat_part *t, struct prak_reading *r, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        t->there[i] = -1;
        if (s->among) {
            bool truth;
            int there = prak_row_test(s->among, &r->row, &truth, e);
            if (there < 0)
                return -1;
            if (there == 0 && s->k[t->pass])
                t->there[i] = 0;
            if (there == 0 || !truth)
                continue;
        }
        struct prak_terms *x = &t->terms[i];
        *x = (struct prak_terms){ .x = { prak_dec_int(1) } };
        int there = s->est->row(s, &r->row, x, e);
        if (there < 0)
            return -1;
        if (s->k[t->pass])
            t->there[i] = (int8_t)there;
    }
    return 0;
}

static int read_row(struct prak_stat_part *t, struct prak_reading *r, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    if (prak_sample_check(&p->design, r->row.b, r->row.row, &r->weight, r->fpc, e))
        return -1;
    if (p->design.made && prak_rep_read(t, r->row.b, r->row.row, r->weight, e))
        return -1;
    if (p->squares && prak_dec_mul(r->weight, r->weight, &r->square)) {
        prak_fail(e, PRAK_EDATA, "a weight has too many digits to be squared exactly");
        prak_err_column(e, p->design.weight_name.p, p->design.weight_name.n);
        return -1;
    }
    r->row.weight = p->design.derived ? NULL : &r->weight;
    r->in_domain = true;
    if (p->where && prak_row_test(p->where, &r->row, &r->in_domain, e) < 0)
        return -1;
    if (!r->in_domain)
        return 0;
    if (p->has_confidence && read_confidence(p, r, e))
        return -1;
    return read_statistics(t, r, e);
}

/* The currency of a row that is used: the first is kept. */
void prak_part_currency(struct prak_stat_part *t, size_t c, const struct prak_batch *b, size_t row)
{
    struct prak_str v = prak_cell_str(&b->cell[t->plan->currency[c].bound][row]);
    struct prak_buf *first = &t->currency[c];
    if (!t->currency_seen[c]) {
        prak_buf_add(first, v.p, v.n);
        t->currency_seen[c] = true;
    } else if (!prak_str_eq(v, (struct prak_str){ first->p, first->n })) {
        t->currency_mixed[c] = true;
    }
}

static void note_currency(struct prak_stat_part *t, const struct prak_reading *r)
{
    const struct prak_stat_plan *p = t->plan;
    for (size_t c = 0; c < p->ncurrency; c++) {
        bool used = false;
        for (size_t i = 0; i < p->nstat; i++)
            used = used || (t->there[i] == 1 && (!p->currency[c].wage || p->stat[i].money));
        if (used)
            prak_part_currency(t, c, r->row.b, r->row.row);
    }
}

/* w x_j and, where rows are units or weights are derived, w^2 x_j x_l, into one row of sums. */
static int add_terms(struct prak_stat_part *t, const struct prak_statistic *s, const struct prak_terms *x,
                     const struct prak_reading *r, size_t at, struct prak_err *e)
{
    struct prak_sums *sums = &t->leaf.sums;
    unsigned k = s->k[t->pass], c = s->offset[t->pass];
    if (prak_sums_add(sums, at, c++, r->weight, e))
        return -1;
    for (unsigned j = 1; j < k; j++)
        if (prak_sums_add2(sums, at, c++, r->weight, x->x[j], e))
            return -1;
    if (!t->plan->squares)
        return 0;
    for (unsigned j = 0; j < k; j++)
        for (unsigned l = j; l < k; l++) {
            int rc = j == 0 && l == 0 ? prak_sums_add(sums, at, c, r->square, e)
                     : j == 0         ? prak_sums_add2(sums, at, c, r->square, x->x[l], e)
                                      : prak_sums_add3(sums, at, c, r->square, x->x[j], x->x[l], e);
            if (rc)
                return -1;
            c++;
        }
    return 0;
}

static int add_deff(struct prak_stat_part *t, const struct prak_statistic *s, const struct prak_terms *x,
                    const struct prak_reading *r, uint32_t group, struct prak_err *e)
{
    unsigned c = s->deff_offset;
    for (unsigned j = 1; j < s->k[0]; j++)
        for (unsigned l = j; l < s->k[0]; l++)
            if (prak_sums_add3(&t->deff, group, c++, r->weight, x->x[j], x->x[l], e))
                return -1;
    return 0;
}

/* Range and constant of a row that is used; the range of rows of positive weight only. */
void prak_part_note(struct prak_cell *c, const struct prak_statistic *s, const struct prak_terms *x, bool positive)
{
    if (s->est->kinds & PRAK_EST_RANGE && positive) {
        if (!c->ranged || prak_dec_cmp(x->value, c->least) < 0)
            c->least = x->value;
        if (!c->ranged || prak_dec_cmp(x->value, c->most) > 0)
            c->most = x->value;
        c->ranged = true;
    }
    if (s->constant) {
        if (!c->has_constant)
            c->constant = x->constant;
        else if (prak_dec_cmp(c->constant, x->constant) != 0)
            c->mixed_constant = true;
        c->has_constant = true;
    }
}

static void note_cell(struct prak_cell *c, const struct prak_statistic *s, const struct prak_terms *x,
                      const struct prak_reading *r, bool count)
{
    bool positive = prak_dec_sign(r->weight) > 0;
    c->n += count;
    c->positive += count && positive;
    if (r->confidence > c->confidence)
        c->confidence = r->confidence;
    prak_part_note(c, s, x, positive);
}

static int add_level(struct prak_stat_part *t, size_t i, const struct prak_reading *r, const struct prak_terms *x,
                     struct prak_str name, uint32_t group, uint32_t leaf, struct prak_err *e)
{
    uint32_t level;
    size_t at;
    if (prak_part_level(t, group, (uint32_t)i, name, x->bin, &level, e) ||
        prak_leaf_table_put(&t->level_leaf, level, leaf, &at, e) ||
        prak_sums_add(&t->level_leaf.sums, at, 0, r->weight, e))
        return -1;
    t->levels[level].n++;
    t->levels[level].positive += prak_dec_sign(r->weight) > 0;
    if (t->plan->squares && prak_sums_add(&t->level_leaf.sums, at, 1, r->square, e))
        return -1;
    unsigned c = t->plan->squares ? 2 : 1;
    if (t->plan->stat[i].est->kinds & PRAK_EST_CROSS) /* rows of positive weight, in place of a term */
        return prak_dec_sign(r->weight) > 0 ? prak_sums_add(&t->level_leaf.sums, at, c, prak_dec_int(1), e) : 0;
    for (unsigned j = 1; j <= t->plan->stat[i].classes; j++)
        if (prak_sums_add2(&t->level_leaf.sums, at, c++, r->weight, x->x[j], e))
            return -1;
    return 0;
}

static int add_levels(struct prak_stat_part *t, size_t i, const struct prak_reading *r, const struct prak_terms *x,
                      uint32_t group, uint32_t leaf, struct prak_err *e)
{
    if (!x->levels)
        return add_level(t, i, r, x, x->level, group, leaf, e);
    for (size_t k = 0; k < x->nlevel; k++)
        if (add_level(t, i, r, x, x->levels[k], group, leaf, e))
            return -1;
    return 0;
}

/* Rows of one class have the same derived weight, or the same factor in every replicate. */
uint32_t prak_part_class(const struct prak_stat_part *t, uint32_t leaf)
{
    if (t->plan->design.rep)
        return leaf + 1; /* 0 is for maps that keep no classes */
    return !t->plan->design.derived ? 0 : t->plan->design.rows ? leaf : t->sample.unit[leaf];
}

int prak_part_first(struct prak_stat_part *t, size_t i, const struct prak_reading *r, const struct prak_terms *x,
                    uint32_t group, uint32_t leaf, size_t at, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    const struct prak_statistic *s = &p->stat[i];
    note_cell(&t->cell[group * p->nstat + i], s, x, r, !prak_second_counts(p, s));
    if (prak_rules_amount(p, s))
        prak_rules_note(t, group, i, r->weight, x->x[1]);
    if (!(p->by_value && s->k[1]) && add_terms(t, s, x, r, at, e))
        return -1;
    if (s->est->kinds & PRAK_EST_DEFF && !p->design.derived && add_deff(t, s, x, r, group, e))
        return -1;
    if ((s->est->kinds & PRAK_EST_LEVELS || s->classes) && add_levels(t, i, r, x, group, leaf, e))
        return -1;
    for (unsigned side = 0; s->two_sides && side < PRAK_SIDES; side++)
        t->cell[group * p->nstat + i].side[side] += x->sides >> side & 1;
    if (s->k[1] == 0 || !s->map)
        return 0;
    if (s->curve != i)
        return 0;
    bool plain = s->rule < PRAK_RULE_HF4 && !p->design.derived;
    uint64_t order = !plain ? (uint64_t)r->row.b->input << 44 | (r->row.b->first_record + r->row.row)
                            : PRAK_NO_ORDER;
    struct prak_dec weight;
    if (prak_curve_weight(s, r->weight, &weight, e) < 0)
        return -1;
    for (unsigned side = 0, sides = x->sides ? x->sides : 1; sides; side++, sides >>= 1)
        if (sides & 1 && prak_curve_add(t->curve, prak_curve_cell(p, group, i, side), prak_part_class(t, leaf),
                                        x->value, weight, order, e))
            return -1;
    return 0;
}

/* The group of the whole that a group of the second pass is. */
int prak_part_whole_group(struct prak_stat_part *t, const struct prak_stat_part *whole, uint32_t group, uint32_t *id,
                          struct prak_err *e)
{
    if (group >= t->cap_whole) {
        size_t cap = t->cap_group;
        uint32_t *p = realloc(t->whole_group, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        for (size_t i = t->cap_whole; i < cap; i++)
            p[i] = PRAK_NONE;
        t->whole_group = p;
        t->cap_whole = cap;
    }
    if (t->whole_group[group] == PRAK_NONE)
        t->whole_group[group] = prak_map_find(whole->group, prak_map_key(t->group, group));
    *id = t->whole_group[group];
    return 0;
}

int prak_part_second(struct prak_stat_part *t, const struct prak_stat_part *whole, size_t i,
                     const struct prak_reading *r, uint32_t group, size_t at, struct prak_err *e)
{
    const struct prak_statistic *s = &t->plan->stat[i];
    uint32_t id = PRAK_NONE;
    if (prak_part_whole_group(t, whole, group, &id, e))
        return -1;
    if (id == PRAK_NONE || !whole->state || !whole->state[id * t->plan->nstat + i].known)
        return 0;
    struct prak_terms x = { .x = { prak_dec_int(1) } };
    if (s->est->again(s, &r->row, &whole->state[id * t->plan->nstat + i], &x, e) < 0)
        return -1;
    return add_terms(t, s, &x, r, at, e);
}

static int add_row(struct prak_stat_part *t, const struct prak_stat_part *whole, const struct prak_reading *r,
                   uint32_t leaf, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    uint32_t group;
    size_t at;
    bool positive = prak_dec_sign(r->weight) > 0;
    if (p->design.made && prak_rep_keep(t, leaf, e))
        return -1;
    if (!r->in_domain)
        return 0;
    if (t->pass == 0)
        note_currency(t, r);
    for (size_t g = 0; g < p->ngrouping; g++) {
        if (prak_part_group(t, g, r->row.b, r->row.row, &group, e) ||
            prak_leaf_table_put(&t->leaf, group, leaf, &at, e))
            return -1;
        if (positive && prak_sums_add(&t->leaf.sums, at, 0, prak_dec_int(1), e))
            return -1;
        for (size_t i = 0; i < p->nstat; i++) {
            unsigned own = p->stat[i].present[t->pass];
            if (t->there[i] < 0)
                continue;
            if (own && positive && prak_sums_add(&t->leaf.sums, at, own, prak_dec_int(1), e))
                return -1;
            if (t->there[i] == 0)
                t->cell[group * p->nstat + i].missing++;
            else if (t->pass ? prak_part_second(t, whole, i, r, group, at, e)
                             : prak_part_first(t, i, r, &t->terms[i], group, leaf, at, e))
                return -1;
        }
    }
    return 0;
}

int prak_part_start(struct prak_stat_part *t, const struct prak_stat_part *whole, struct prak_err *e)
{
    if (t->leaf.sums.scale)
        return 0;
    t->pass = whole != NULL;
    return prak_leaf_table_init(&t->leaf, t->plan->stride[t->pass], e);
}

int prak_stat_row(const struct prak_stat_plan *p, const struct prak_stat_part *whole, struct prak_stat_part *t,
                  const struct prak_batch *b, size_t row, struct prak_arena *a, struct prak_err *e)
{
    struct prak_eval ev = { .arena = a };
    struct prak_reading r = { .row = { .b = b, .row = row, .ev = &ev } };
    uint32_t leaf;
    int rc;
    if (p->describe) {
        rc = prak_describe_rows(p, t->describe, b, row, 1, e);
    } else {
        if (prak_part_start(t, whole, e))
            return -1;
        rc = read_row(t, &r, e) || prak_sample_enter(&t->sample, &p->design, b, row, r.fpc, &leaf, e) ? -1 : 0;
        if (rc && e->code == PRAK_EDATA)
            rc = 1;
        else if (!rc)
            rc = add_row(t, whole, &r, leaf, e);
    }
    if (rc) {
        prak_err_source(e, b->source);
        prak_err_place(e, b->line[row], b->first_record + row, 0);
    }
    return rc;
}
