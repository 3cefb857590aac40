/*
 * pages.h - weights of keys that lie close together, counted at their place; private to lib/stat.
 *
 * A page has the weight of PRAK_PAGE_KEYS keys that follow each other; a key is found by the page it lies in, without
 * a look at other keys. Only positive weights are kept: 0 is a key that has not come.
 */
#ifndef PRAK_STAT_PAGES_H
#define PRAK_STAT_PAGES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define PRAK_PAGE_BITS  9
#define PRAK_PAGE_KEYS  ((size_t)1 << PRAK_PAGE_BITS)
#define PRAK_PAGE_BYTES (PRAK_PAGE_KEYS * sizeof(int64_t))

struct prak_page {
    uint64_t block;  /* key >> PRAK_PAGE_BITS */
    int64_t *weight; /* NULL: a free place */
};
struct prak_pages {
    struct prak_page *page; /* open addressing by block */
    size_t mask, n;
};

void prak_pages_free(struct prak_pages *p); /* to none at all */
int prak_pages_put(struct prak_pages *p, uint64_t block, struct prak_err *e);
/* As sorted by block; no page can be found any more. */
void prak_pages_sort(struct prak_pages *p);
/* Puts n keys that have pages into them, *fresh of which have not come before. The others, and those whose weight is
 * not positive or would be too much, are listed in left: their number. weight NULL: all of weight `one`. */
size_t prak_pages_add(const struct prak_pages *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                      uint16_t *left, size_t *fresh);

static inline size_t prak_pages_place(uint64_t block)
{
    uint64_t h = block * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32);
}

/* NULL: it has no page. */
static inline int64_t *prak_pages_find(const struct prak_pages *p, uint64_t key)
{
    const uint64_t block = key >> PRAK_PAGE_BITS;
    if (p->n == 0)
        return NULL;
    size_t at = prak_pages_place(block) & p->mask;
    while (p->page[at].weight && p->page[at].block != block)
        at = (at + 1) & p->mask;
    return p->page[at].weight ? &p->page[at].weight[key & (PRAK_PAGE_KEYS - 1)] : NULL;
}
#endif
