/*
 * merge.c - adding one part to another: keys are matched, sums are exact, so the order of merging does not matter.
 */
#include <stdlib.h>

#include "stat/replicate.h"
#include "stat/rules.h"

static void merge_cell(struct prak_cell *a, const struct prak_cell *b)
{
    a->n += b->n;
    for (unsigned i = 0; i < PRAK_SIDES; i++)
        a->side[i] += b->side[i];
    a->missing += b->missing;
    a->positive += b->positive;
    if (b->confidence > a->confidence)
        a->confidence = b->confidence;
    if (b->ranged) {
        if (!a->ranged || prak_dec_cmp(b->least, a->least) < 0)
            a->least = b->least;
        if (!a->ranged || prak_dec_cmp(b->most, a->most) > 0)
            a->most = b->most;
        a->ranged = true;
    }
    if (b->has_constant) {
        if (!a->has_constant)
            a->constant = b->constant;
        else if (prak_dec_cmp(a->constant, b->constant) != 0)
            a->mixed_constant = true;
        a->has_constant = true;
    }
    a->mixed_constant = a->mixed_constant || b->mixed_constant;
    a->below_0 = a->below_0 || b->below_0;
}

static int merge_groups(struct prak_stat_part *into, const struct prak_stat_part *from, uint32_t *map,
                        struct prak_err *e)
{
    size_t n = prak_map_count(from->group), nstat = into->plan->nstat;
    for (uint32_t g = 0; g < n; g++) {
        if (prak_part_group_key(into, prak_map_key(from->group, g), &map[g], e) ||
            prak_sums_merge(&into->deff, map[g], &from->deff, g, e))
            return -1;
        prak_rules_merge(into, map[g], from, g);
        for (size_t i = 0; i < nstat; i++)
            merge_cell(&into->cell[map[g] * nstat + i], &from->cell[g * nstat + i]);
    }
    return 0;
}

static int merge_leaves(struct prak_leaf_table *into, const struct prak_leaf_table *from, const uint32_t *owner,
                        const uint32_t *leaf, struct prak_err *e)
{
    size_t n = from->sums.n, at;
    uint32_t *row = malloc((n + 1) * sizeof *row);
    int rc = row ? 0 : prak_fail_memory(e);
    for (size_t i = 0; !rc && i < n; i++) {
        rc = prak_leaf_table_put(into, owner[from->row[i].owner], leaf[from->row[i].leaf], &at, e);
        if (!rc)
            row[i] = (uint32_t)at;
    }
    if (!rc)
        rc = prak_sums_merge_all(&into->sums, row, &from->sums, e);
    free(row);
    return rc;
}

static int merge_levels(struct prak_stat_part *into, const struct prak_stat_part *from, const uint32_t *group,
                        const uint32_t *leaf, struct prak_err *e)
{
    size_t n = prak_map_count(from->level);
    uint32_t *map = calloc(n + 1, sizeof *map);
    int rc = map ? 0 : prak_fail_memory(e);
    for (uint32_t i = 0; !rc && i < n; i++) {
        const struct prak_level *l = &from->levels[i];
        struct prak_str key = prak_map_key(from->level, i), text = { key.p + 8, key.n - 8 };
        if (into->plan->stat[l->stat].est->kinds & PRAK_EST_CONSTANT)
            text = (struct prak_str){ NULL, 0 };
        rc = prak_part_level(into, group[l->group], l->stat, text, l->bin, &map[i], e);
        if (!rc) {
            into->levels[map[i]].n += l->n;
            into->levels[map[i]].positive += l->positive;
        }
    }
    if (!rc)
        rc = merge_leaves(&into->level_leaf, &from->level_leaf, map, leaf, e);
    free(map);
    return rc;
}

static int merge_curves(struct prak_stat_part *into, struct prak_stat_part *from, const uint32_t *group,
                        const uint32_t *leaf, struct prak_err *e)
{
    size_t ngroup = prak_map_count(from->group), nstat = into->plan->nstat, nclass = from->sample.nstratum;
    bool by_leaf = into->plan->design.rep;
    if (by_leaf)
        nclass = prak_sample_leaves(&from->sample, &from->plan->design);
    uint32_t *cells = calloc(ngroup * nstat * PRAK_SIDES + 1, sizeof *cells);
    uint32_t *class = calloc(nclass + 2, sizeof *class);
    int rc = cells && class ? 0 : prak_fail_memory(e);
    for (size_t g = 0; !rc && g < ngroup; g++)
        for (size_t i = 0; i < nstat; i++)
            for (unsigned side = 0; side < PRAK_SIDES; side++)
                cells[prak_curve_cell(into->plan, (uint32_t)g, i, side)] =
                    prak_curve_cell(into->plan, group[g], i, side);
    for (uint32_t i = 0; !rc && into->plan->design.derived && i < nclass; i++)
        class[i] = prak_map_find(into->sample.strata, prak_map_key(from->sample.strata, i));
    for (size_t i = 0; !rc && by_leaf && i < nclass; i++)
        class[i + 1] = leaf[i] + 1;
    if (!rc)
        rc = prak_curve_merge(into->curve, from->curve, cells, class, nclass + 1, e);
    free(cells);
    free(class);
    return rc;
}

static int merge_currency(struct prak_stat_part *into, const struct prak_stat_part *from, struct prak_err *e)
{
    for (size_t c = 0; c < into->plan->ncurrency; c++) {
        struct prak_buf *a = &into->currency[c];
        const struct prak_buf *b = &from->currency[c];
        if (!from->currency_seen[c])
            continue;
        if (!into->currency_seen[c])
            prak_buf_add(a, b->p, b->n);
        else if (a->n != b->n || (a->n && memcmp(a->p, b->p, a->n) != 0))
            into->currency_mixed[c] = true;
        into->currency_seen[c] = true;
        into->currency_mixed[c] = into->currency_mixed[c] || from->currency_mixed[c];
        if (prak_buf_check(a, e))
            return -1;
    }
    return 0;
}

int prak_stat_merge(const struct prak_stat_plan *p, struct prak_stat_part *into, struct prak_stat_part *from,
                    struct prak_err *e)
{
    if (p->describe)
        return prak_describe_merge(into->describe, from->describe, e);
    if (!from->leaf.sums.scale)
        return 0; /* it has seen no row */
    if (prak_fold_settle(into, e) || prak_fold_settle(from, e))
        return -1;
    if (!into->leaf.sums.scale) {
        into->pass = from->pass;
        if (prak_leaf_table_init(&into->leaf, p->stride[into->pass], e))
            return -1;
    }
    uint32_t *leaf = calloc(prak_sample_leaves(&from->sample, &p->design) + 1, sizeof *leaf);
    uint32_t *group = calloc(prak_map_count(from->group) + 1, sizeof *group);
    int rc = leaf && group ? 0 : prak_fail_memory(e);
    if (!rc)
        rc = prak_sample_merge(&into->sample, &p->design, &from->sample, leaf, e) ||
             prak_rep_merge(into, from, leaf, e) || merge_groups(into, from, group, e) || merge_leaves(&into->leaf, &from->leaf, group, leaf, e) ||
             prak_tallied_give(from, into, group, leaf, e) || merge_levels(into, from, group, leaf, e) ||
             (into->curve && into->pass == 0 && merge_curves(into, from, group, leaf, e)) || merge_currency(into, from, e)
                 ? -1
                 : 0;
    free(leaf);
    free(group);
    into->sample.last_leaf = PRAK_NONE;
    return rc ? -1 : prak_part_fits(into, true, e);
}
