/*
 * groups.c - groups and levels as they are found: keys to consecutive numbers, with room for what each holds.
 */
#include <stdlib.h>

#include "stat/rules.h"

static int grow_groups(struct prak_stat_part *t, struct prak_err *e)
{
    size_t cap = t->cap_group ? t->cap_group * 2 : 16, nstat = t->plan->nstat;
    if (nstat && cap > UINT32_MAX / nstat)
        return prak_fail(e, PRAK_ESYS, "too many groups and statistics for one run");
    struct prak_cell *p = realloc(t->cell, (cap * nstat + 1) * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    memset(p + t->cap_group * nstat, 0, (cap - t->cap_group) * nstat * sizeof *p);
    t->cell = p;
    if (prak_rules_grow(t, cap, e))
        return -1;
    t->cap_group = cap;
    return 0;
}

int prak_part_group_key(struct prak_stat_part *t, struct prak_str key, uint32_t *id, struct prak_err *e)
{
    if (prak_map_count(t->group) == t->cap_group && grow_groups(t, e))
        return -1;
    int added;
    if (prak_map_put(t->group, key, id, &added, e))
        return -1;
    return added ? prak_sums_row(&t->deff, e) : 0;
}

int prak_part_group(struct prak_stat_part *t, size_t grouping, const struct prak_batch *b, size_t row, uint32_t *id,
                    struct prak_err *e)
{
    const struct prak_grouping *g = &t->plan->grouping[grouping];
    struct prak_buf *last = &t->last_key[grouping];
    t->key.n = 0;
    prak_buf_byte(&t->key, (char)(grouping >> 8));
    prak_buf_byte(&t->key, (char)(grouping & 0xFF));
    for (size_t i = 0; i < g->n; i++)
        prak_key_part(&t->key, prak_cell_str(&b->cell[g->bound[i]][row]));
    if (prak_buf_check(&t->key, e))
        return -1;
    if (last->n == t->key.n && memcmp(last->p, t->key.p, last->n) == 0) {
        *id = t->last_group[grouping];
        return 0;
    }
    if (prak_part_group_key(t, (struct prak_str){ t->key.p, t->key.n }, id, e))
        return -1;
    last->n = 0;
    prak_buf_add(last, t->key.p, t->key.n);
    t->last_group[grouping] = *id;
    return prak_buf_check(last, e);
}

int prak_part_level(struct prak_stat_part *t, uint32_t group, uint32_t stat, struct prak_str level, int64_t bin,
                    uint32_t *id, struct prak_err *e)
{
    uint32_t head[2] = { group, stat };
    t->key.n = 0;
    prak_buf_add(&t->key, head, sizeof head);
    if (level.p)
        prak_buf_add(&t->key, level.p, level.n);
    else
        prak_buf_add(&t->key, &bin, sizeof bin);
    int added;
    if (prak_buf_check(&t->key, e) ||
        prak_map_put(t->level, (struct prak_str){ t->key.p, t->key.n }, id, &added, e))
        return -1;
    if (!added)
        return 0;
    if (*id == t->cap_level) {
        size_t cap = t->cap_level ? t->cap_level * 2 : 32;
        struct prak_level *p = realloc(t->levels, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        t->levels = p;
        t->cap_level = cap;
    }
    t->levels[*id] = (struct prak_level){ group, stat, bin, 0, 0 };
    return 0;
}

static size_t leaf_bytes(const struct prak_leaf_table *t)
{
    const size_t find = t->square ? sizeof *t->square << t->bits : 0;
    return t->sums.n * (t->sums.stride * prak_sums_size(&t->sums) + sizeof *t->row + 2 * sizeof *t->slot) + t->owners * find;
}

int prak_part_fits(const struct prak_stat_part *t, bool whole, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    size_t groups = prak_map_count(t->group), levels = prak_map_count(t->level);
    size_t group = p->nstat * (sizeof *t->cell + p->top * sizeof *t->top) + p->deff_stride * sizeof(prak_i128);
    size_t bytes = prak_map_bytes(t->group) + prak_map_bytes(t->level) + groups * group + levels * sizeof *t->levels +
                   leaf_bytes(&t->leaf) + leaf_bytes(&t->level_leaf) + prak_tallied_bytes(t->fold);
    if (p->memory == 0 || bytes <= (whole ? p->memory : p->memory / p->parts))
        return 0;
    prak_fail(e, PRAK_EDATA, "the groups, or the levels of a table, do not fit in --memory");
    return prak_err_hint(e, "group by columns of fewer values, or give more: --memory 4G");
}
