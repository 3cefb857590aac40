/*
 * leaves.c - rows of exact sums found by (group or level, leaf of the design).
 *
 * A square of all pairs while it is small: nested designs leave most of it untouched. A hash table after that.
 */
#include <stdlib.h>

#include "base/pages.h"
#include "stat/plan.h"

enum { MOST_SQUARE = 1 << 20 }; /* pairs: 4 MiB */

int prak_leaf_table_init(struct prak_leaf_table *t, unsigned stride, struct prak_err *e)
{
    memset(t, 0, sizeof *t);
    t->owners = 1;
    t->plain = true;
    t->square = calloc(1, sizeof *t->square);
    return t->square ? prak_sums_init(&t->sums, stride, e) : prak_fail_memory(e);
}

void prak_leaf_table_free(struct prak_leaf_table *t)
{
    prak_sums_free(&t->sums);
    free(t->row);
    free(t->square);
    free(t->slot);
    memset(t, 0, sizeof *t);
}

static void put_slot(struct prak_leaf_table *t, size_t i)
{
    size_t at = prak_leaf_place(t->row[i].owner, t->row[i].leaf) & t->mask;
    while (t->slot[at].next)
        at = (at + 1) & t->mask;
    t->slot[at] = (struct prak_leaf_slot){ t->row[i], (uint32_t)i + 1 };
}

/* Slots for all rows there is room for. */
static int rehash(struct prak_leaf_table *t, struct prak_err *e)
{
    struct prak_leaf_slot *slot = calloc(t->cap_row * 2, sizeof *slot);
    if (!slot)
        return prak_fail_memory(e);
    free(t->slot);
    t->slot = slot;
    t->mask = t->cap_row * 2 - 1;
    for (size_t i = 0; i < t->sums.n; i++)
        put_slot(t, i);
    return 0;
}

/* A square that holds the pair, or, where it would be too large, slots. */
static int widen_square(struct prak_leaf_table *t, uint32_t owner, uint32_t leaf, struct prak_err *e)
{
    size_t owners = t->owners;
    unsigned bits = t->bits;
    while (owner >= owners && owners <= MOST_SQUARE)
        owners *= 2;
    while (leaf >> bits)
        bits++;
    if (bits > 20 || owners << bits > MOST_SQUARE) {
        free(t->square);
        t->square = NULL;
        return rehash(t, e);
    }
    uint32_t *square = calloc(owners << bits, sizeof *square);
    if (!square)
        return prak_fail_memory(e);
    prak_pages_large(square, (owners << bits) * sizeof *square);
    free(t->square);
    t->square = square;
    t->owners = owners;
    t->bits = bits;
    for (size_t i = 0; i < t->sums.n; i++)
        square[(size_t)t->row[i].owner << bits | t->row[i].leaf] = (uint32_t)i + 1;
    return 0;
}

static int grow_rows(struct prak_leaf_table *t, struct prak_err *e)
{
    size_t cap = t->cap_row ? t->cap_row * 2 : 64;
    if (cap > UINT32_MAX / 2)
        return prak_fail(e, PRAK_ESYS, "too many groups and sampling units for one run");
    struct prak_leaf_row *row = realloc(t->row, cap * sizeof *row);
    if (!row)
        return prak_fail_memory(e);
    t->row = row;
    t->cap_row = cap;
    return t->square ? 0 : rehash(t, e);
}

int prak_leaf_table_put(struct prak_leaf_table *t, uint32_t owner, uint32_t leaf, size_t *row, struct prak_err *e)
{
    *row = prak_leaf_table_find(t, owner, leaf);
    if (*row != SIZE_MAX)
        return 0;
    if ((t->sums.n == t->cap_row && grow_rows(t, e)) || (t->square && (owner >= t->owners || leaf >> t->bits) &&
                                                          widen_square(t, owner, leaf, e)) ||
        prak_sums_row(&t->sums, e))
        return -1;
    *row = t->sums.n - 1;
    t->row[*row] = (struct prak_leaf_row){ owner, leaf };
    t->plain = t->plain && owner == *row && leaf == 0;
    if (t->square)
        t->square[(size_t)owner << t->bits | leaf] = (uint32_t)*row + 1;
    else
        put_slot(t, *row);
    return 0;
}
