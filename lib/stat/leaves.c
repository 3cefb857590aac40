/*
 * leaves.c - rows of exact sums found by (group or level, leaf of the design).
 */
#include <stdlib.h>

#include "stat/plan.h"

int prak_leaf_table_init(struct prak_leaf_table *t, unsigned stride, struct prak_err *e)
{
    memset(t, 0, sizeof *t);
    return prak_sums_init(&t->sums, stride, e);
}

void prak_leaf_table_free(struct prak_leaf_table *t)
{
    prak_sums_free(&t->sums);
    free(t->row);
    free(t->slot);
    memset(t, 0, sizeof *t);
}

static int rehash(struct prak_leaf_table *t, struct prak_err *e)
{
    size_t cap = t->cap_row ? t->cap_row * 2 : 64;
    if (cap > UINT32_MAX / 2)
        return prak_fail(e, PRAK_ESYS, "too many groups and sampling units for one run");
    struct prak_leaf_row *row = realloc(t->row, cap * sizeof *row);
    if (!row)
        return prak_fail_memory(e);
    t->row = row;
    struct prak_leaf_slot *slot = calloc(cap * 2, sizeof *slot);
    if (!slot)
        return prak_fail_memory(e);
    free(t->slot);
    t->slot = slot;
    t->mask = cap * 2 - 1;
    t->cap_row = cap;
    for (size_t i = 0; i < t->sums.n; i++) {
        size_t at = prak_leaf_place(row[i]) & t->mask;
        while (slot[at].next)
            at = (at + 1) & t->mask;
        slot[at] = (struct prak_leaf_slot){ row[i], (uint32_t)i + 1 };
    }
    return 0;
}

int prak_leaf_table_put(struct prak_leaf_table *t, uint32_t owner, uint32_t leaf, size_t *row, struct prak_err *e)
{
    *row = prak_leaf_table_find(t, owner, leaf);
    if (*row != SIZE_MAX)
        return 0;
    if (t->sums.n == t->cap_row && rehash(t, e))
        return -1;
    if (prak_sums_row(&t->sums, e))
        return -1;
    *row = t->sums.n - 1;
    t->row[*row] = (struct prak_leaf_row){ owner, leaf };
    size_t at = prak_leaf_place(t->row[*row]) & t->mask;
    while (t->slot[at].next)
        at = (at + 1) & t->mask;
    t->slot[at] = (struct prak_leaf_slot){ t->row[*row], (uint32_t)*row + 1 };
    return 0;
}
