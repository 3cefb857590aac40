/*
 * cells.c - totals and influences of one cell, always summed in the order of the leaves' keys.
 */
#include "stat/cells.h"

#include <stdlib.h>

/* Rows to the order of keys: count, then place; what is equal stays in order. key(i) is below n_key. */
static void by_count(uint32_t *to, const uint32_t *from, size_t n, const uint32_t *key, size_t *start, size_t n_key)
{
    for (size_t i = 0; i < n; i++)
        start[key[i] + 1]++;
    for (size_t i = 0; i < n_key; i++)
        start[i + 1] += start[i];
    for (size_t i = 0; i < n; i++) {
        uint32_t row = from ? from[i] : (uint32_t)i;
        to[start[key[row]]++] = row;
    }
    memmove(start + 1, start, n_key * sizeof *start);
    start[0] = 0;
}

/* By owner, and by rank within: by rank first, then by owner in place. */
static int make_index(struct prak_index *ix, const struct prak_leaf_table *t, const uint32_t *rank, size_t leaves,
                      size_t owners, struct prak_err *e)
{
    size_t n = t->sums.n;
    uint32_t *key = calloc(n + 1, sizeof *key), *first = calloc(n + 1, sizeof *first);
    size_t *start = calloc(leaves + 1, sizeof *start);
    ix->row = malloc((n + 1) * sizeof *ix->row);
    ix->start = calloc(owners + 1, sizeof *ix->start);
    int rc = key && first && start && ix->row && ix->start ? 0 : prak_fail_memory(e);
    if (!rc) {
        for (size_t i = 0; i < n; i++)
            key[i] = rank[t->row[i].leaf];
        by_count(first, NULL, n, key, start, leaves);
        for (size_t i = 0; i < n; i++)
            key[i] = t->row[i].owner;
        by_count(ix->row, first, n, key, ix->start, owners);
    }
    free(key);
    free(first);
    free(start);
    return rc;
}

int prak_book_open(struct prak_book *b, const struct prak_stat_plan *p, const struct prak_stat_part *t,
                   struct prak_err *e)
{
    memset(b, 0, sizeof *b);
    b->p = p;
    b->t = t;
    size_t groups = prak_map_count(t->group), leaves = prak_sample_leaves(&t->sample, &p->design), most = 0;
    if (prak_frame_init(&b->frame, &p->design, &t->sample, e) ||
        make_index(&b->leaf, &t->leaf, b->frame.rank, leaves, groups, e) ||
        make_index(&b->level, &t->level_leaf, b->frame.rank, leaves, prak_map_count(t->level), e))
        return -1;
    for (size_t g = 0; g < groups; g++)
        if (b->leaf.start[g + 1] - b->leaf.start[g] > most)
            most = b->leaf.start[g + 1] - b->leaf.start[g];
    b->z = malloc((most + 1) * sizeof *b->z);
    b->base = malloc((most + 1) * sizeof *b->base);
    b->base_group = PRAK_NONE;
    return b->z && b->base ? 0 : prak_fail_memory(e);
}

void prak_book_close(struct prak_book *b)
{
    prak_frame_free(&b->frame);
    free(b->leaf.row);
    free(b->leaf.start);
    free(b->level.row);
    free(b->level.start);
    free(b->z);
    free(b->base);
    memset(b, 0, sizeof *b);
}

static prak_quad weight_of(const struct prak_book *b, uint32_t leaf)
{
    return b->frame.weight ? b->frame.weight[leaf] : (prak_quad)1;
}

int prak_book_exact(const struct prak_book *b, uint32_t group, size_t stat, unsigned term, struct prak_exact *out,
                    struct prak_err *e)
{
    const struct prak_statistic *s = &b->p->stat[stat];
    size_t from = b->leaf.start[group];
    return prak_sums_total(&b->t->leaf.sums, b->leaf.row + from, b->leaf.start[group + 1] - from,
                           s->offset[b->t->pass] + term, out, e);
}

int prak_book_totals(const struct prak_book *b, uint32_t group, size_t stat, prak_quad total[PRAK_TERMS],
                     struct prak_err *e)
{
    const struct prak_statistic *s = &b->p->stat[stat];
    const struct prak_sums *sums = &b->t->leaf.sums;
    for (unsigned j = 0; j < s->k[b->t->pass]; j++) {
        total[j] = 0;
        if (!b->frame.weight) {
            struct prak_exact x = { .scale = 0 };
            int rc = prak_book_exact(b, group, stat, j, &x, e);
            total[j] = rc ? 0 : prak_exact_to_quad(&x);
            prak_exact_free(&x);
            if (rc)
                return -1;
            continue;
        }
        for (size_t i = b->leaf.start[group]; i < b->leaf.start[group + 1]; i++)
            total[j] += weight_of(b, b->t->leaf.row[b->leaf.row[i]].leaf) *
                        prak_sums_quad(sums, b->leaf.row[i], s->offset[b->t->pass] + j);
    }
    return 0;
}

/* g' Q g with the products kept by a leaf. */
static prak_quad quadratic(const struct prak_sums *sums, size_t row, unsigned at, unsigned k, const prak_quad *g)
{
    prak_quad q = 0;
    for (unsigned j = 0; j < k; j++)
        for (unsigned l = j; l < k; l++, at++)
            if (g[j] != 0 && g[l] != 0)
                q += (j == l ? (prak_quad)1 : (prak_quad)2) * g[j] * g[l] * prak_sums_quad(sums, row, at);
    return q;
}

void prak_book_variance(struct prak_book *b, uint32_t group, size_t stat, const prak_quad gradient[PRAK_TERMS],
                        struct prak_variance *out)
{
    const struct prak_statistic *s = &b->p->stat[stat];
    const struct prak_sums *sums = &b->t->leaf.sums;
    unsigned k = s->k[b->t->pass], at = s->offset[b->t->pass];
    size_t n = 0;
    if (prak_units_variance(b, group, stat, gradient, out))
        return;
    for (size_t i = b->leaf.start[group]; i < b->leaf.start[group + 1]; i++) {
        size_t row = b->leaf.row[i];
        struct prak_influence *z = &b->z[n++];
        prak_book_ahead(b, i);
        *z = (struct prak_influence){ .leaf = b->t->leaf.row[row].leaf };
        prak_quad w = weight_of(b, z->leaf);
        for (unsigned j = 0; j < k; j++)
            if (gradient[j] != 0)
                z->z += gradient[j] * prak_sums_quad(sums, row, at + j);
        if (b->frame.weight)
            z->z *= w;
        z->positive = prak_sums_count(sums, row, s->present[b->t->pass]);
        if (b->p->design.rows)
            z->zz = w * w * quadratic(sums, row, at + k, k, gradient);
    }
    prak_design_variance(&b->frame, b->z, n, out);
}

int prak_book_level_exact(const struct prak_book *b, uint32_t level, struct prak_exact *out, struct prak_err *e)
{
    for (size_t i = b->level.start[level]; i < b->level.start[level + 1]; i++)
        if (prak_sums_get(&b->t->level_leaf.sums, b->level.row[i], 0, out, e))
            return -1;
    return 0;
}

prak_quad prak_book_level_total(const struct prak_book *b, uint32_t level)
{
    prak_quad total = 0;
    for (size_t i = b->level.start[level]; i < b->level.start[level + 1]; i++)
        total += weight_of(b, b->t->level_leaf.row[b->level.row[i]].leaf) *
                 prak_sums_quad(&b->t->level_leaf.sums, b->level.row[i], 0);
    return total;
}

/* The cell's weight in each of its leaves; levels are asked for one after another, so one cell is kept. */
static void take_base(struct prak_book *b, uint32_t group, size_t stat)
{
    unsigned at = b->p->stat[stat].offset[b->t->pass];
    size_t n = 0;
    if (b->base_group == group && b->base_stat == stat)
        return;
    for (size_t i = b->leaf.start[group]; i < b->leaf.start[group + 1]; i++)
        b->base[n++] = prak_sums_quad(&b->t->leaf.sums, b->leaf.row[i], at);
    b->base_group = group;
    b->base_stat = (uint32_t)stat;
}

/* Leaves of the cell and of the level are in the same order: one walk over both. z is n times the influence. */
void prak_book_level_variance(struct prak_book *b, uint32_t group, size_t stat, uint32_t level, prak_quad v,
                              prak_quad n, struct prak_variance *out)
{
    const struct prak_statistic *s = &b->p->stat[stat];
    const struct prak_sums *all = &b->t->leaf.sums, *own = &b->t->level_leaf.sums;
    unsigned at = s->offset[b->t->pass], present = s->present[b->t->pass];
    size_t count = 0, next = level == PRAK_NONE ? 0 : b->level.start[level];
    size_t last = level == PRAK_NONE ? 0 : b->level.start[level + 1];
    take_base(b, group, stat);
    for (size_t i = b->leaf.start[group]; i < b->leaf.start[group + 1]; i++) {
        size_t row = b->leaf.row[i];
        struct prak_influence *z = &b->z[count];
        *z = (struct prak_influence){ .leaf = b->t->leaf.row[row].leaf };
        bool here = next < last && b->t->level_leaf.row[b->level.row[next]].leaf == z->leaf;
        size_t lrow = here ? b->level.row[next++] : 0;
        z->z = -v * b->base[count++];
        if (here)
            z->z += prak_sums_quad(own, lrow, 0);
        z->positive = prak_sums_count(all, row, present);
        if (b->p->design.rows) {
            z->zz = v * v * prak_sums_quad(all, row, at + 1);
            if (here)
                z->zz += prak_sums_quad(own, lrow, 1) * ((prak_quad)1 - 2 * v);
        }
        if (b->frame.weight) {
            prak_quad w = b->frame.weight[z->leaf];
            z->z *= w;
            z->zz *= w * w;
        }
    }
    prak_design_variance(&b->frame, b->z, count, out);
    out->v = out->v / (n * n);
}

/* Without products in the leaves they are kept by group: w x_j x_l; those with x_0 = 1 are the totals. */
static prak_quad group_squares(const struct prak_book *b, uint32_t group, const struct prak_statistic *s,
                               const prak_quad *g, const prak_quad *total)
{
    unsigned at = s->deff_offset, k = s->k[0];
    prak_quad q = g[0] * g[0] * total[0];
    for (unsigned j = 1; j < k; j++) {
        q += 2 * g[0] * g[j] * total[j];
        for (unsigned l = j; l < k; l++)
            q += (j == l ? (prak_quad)1 : (prak_quad)2) * g[j] * g[l] * prak_sums_quad(&b->t->deff, group, at++);
    }
    return q;
}

prak_quad prak_book_squares(const struct prak_book *b, uint32_t group, size_t stat,
                            const prak_quad gradient[PRAK_TERMS], const prak_quad total[PRAK_TERMS])
{
    const struct prak_statistic *s = &b->p->stat[stat];
    if (!b->frame.weight)
        return group_squares(b, group, s, gradient, total);
    unsigned k = s->k[0], at = s->offset[0] + k;
    prak_quad q = 0;
    for (size_t i = b->leaf.start[group]; i < b->leaf.start[group + 1]; i++)
        q += weight_of(b, b->t->leaf.row[b->leaf.row[i]].leaf) *
             quadratic(&b->t->leaf.sums, b->leaf.row[i], at, k, gradient);
    return q;
}
