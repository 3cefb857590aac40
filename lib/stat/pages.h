/*
 * pages.h - weights of keys that lie close together, counted at their place; private to lib/stat.
 *
 * A page has the weight of PRAK_PAGE_KEYS keys that follow each other; a key is found by the page it lies in, without
 * a look at other keys. Only positive weights are kept: 0 is a key that has not come.
 * With squares the sum of the squares of a key's weights is kept, too, in one number of 128 bits: the weight in the
 * lowest PRAK_PAGE_WEIGHT_BITS, the squares above.
 * Rows that all have the weight `one` are counted in one byte: an eighth of the memory is looked at, and what a byte does
 * not hold is a step of its own.
 * Where pages are many for the range of their cells the place of each is also in a table by cell and block, which is read
 * without a search.
 */
#ifndef PRAK_STAT_PAGES_H
#define PRAK_STAT_PAGES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "stat/pack.h"

#define PRAK_PAGE_BITS        9
#define PRAK_PAGE_KEYS        ((size_t)1 << PRAK_PAGE_BITS)
#define PRAK_PAGE_WEIGHT_BITS 48
#define PRAK_PAGE_WEIGHT_MASK (((uint64_t)1 << PRAK_PAGE_WEIGHT_BITS) - 1)
#define PRAK_PAGE_WEIGHT_MOST ((int64_t)1 << (128 - PRAK_PAGE_WEIGHT_BITS) / 2) /* its square fits */

union prak_page_sums {
    int64_t *weight;
    prak_u128 *both;
    uint8_t *count;
    char *any;
};
struct prak_page {
    uint64_t block;           /* key >> PRAK_PAGE_BITS: of a key's cell, block and place in the page the first two */
    union prak_page_sums sum; /* NULL: a free place */
};
/* Memory of many pages; those of an own length were cut from one piece of it. */
struct prak_page_chunk {
    char *p;
    size_t n;
    bool large;               /* of base/pages.h, not malloc */
};
struct prak_pages {
    struct prak_page *page;   /* open addressing by block */
    struct prak_page_chunk *chunk;
    size_t nchunk, used;      /* used: bytes of the last chunk */
    size_t room;              /* bytes that all may have, about */
    size_t mask, n;
    bool squares;
    bool counts;              /* the sums are numbers of rows of weight `one` */
    int64_t one;
    char **near;              /* [rows * span] sums by row and block from `low` on; NULL: there is no such table now */
    char ***row;              /* [cells] of each cell that has pages, or the first, which is empty: few cells may have some */
    uint64_t low, cells, span;
    bool stale;               /* there are pages since `near` was made */
};

static inline size_t prak_pages_bytes(const struct prak_pages *p)
{
    return PRAK_PAGE_KEYS * (p->squares ? sizeof(prak_u128) : p->counts ? sizeof(uint8_t) : sizeof(int64_t));
}

void prak_pages_free(struct prak_pages *p); /* to none at all */
/* An empty page, or the one given, for a block that has none; NULL: memory is out. */
struct prak_page *prak_pages_put(struct prak_pages *p, uint64_t block, union prak_page_sums given,
                                 struct prak_err *e);
/* After pages of `from` were given to `into`: the memory that they lie in goes with them. */
int prak_pages_take(struct prak_pages *into, struct prak_pages *from, struct prak_err *e);
/* As sorted by block; no page can be found any more. */
void prak_pages_sort(struct prak_pages *p);
/* Puts n keys that have pages into them. The others, and those whose weight is not positive or would be too much, are
 * listed in left: their number. weight NULL: all of weight `one`. */
size_t prak_pages_add(struct prak_pages *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                      uint16_t *left);

static inline size_t prak_pages_place(uint64_t block)
{
    uint64_t h = block * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h >> 32);
}

/* NULL: it has none. */
static inline struct prak_page *prak_pages_find(const struct prak_pages *p, uint64_t block)
{
    if (p->n == 0)
        return NULL;
    size_t at = prak_pages_place(block) & p->mask;
    while (p->page[at].sum.weight && p->page[at].block != block)
        at = (at + 1) & p->mask;
    return p->page[at].sum.weight ? &p->page[at] : NULL;
}

static inline uint64_t prak_pages_cell(uint64_t block)
{
    return block >> (PRAK_PACK_VALUE_BITS - PRAK_PAGE_BITS);
}
/* The number of the block in its cell. */
static inline uint64_t prak_pages_number(uint64_t block)
{
    return block & (((uint64_t)1 << (PRAK_PACK_VALUE_BITS - PRAK_PAGE_BITS)) - 1);
}

/* Only the sums of its page; NULL: it has none. */
static inline char *prak_pages_sums(const struct prak_pages *p, uint64_t block)
{
    const uint64_t cell = prak_pages_cell(block), at = prak_pages_number(block) - p->low;
    const struct prak_page *page;
    if (p->near && !p->stale)
        return cell < p->cells && at < p->span ? p->row[cell][at] : NULL;
    page = prak_pages_find(p, block);
    return page ? page->sum.any : NULL;
}

/* The weight as a number of rows, where it is one that fits; 0: it is not. */
static inline uint8_t prak_pages_rows(const struct prak_pages *p, int64_t weight)
{
    if (weight <= 0 || weight % p->one != 0 || weight / p->one > UINT8_MAX)
        return 0;
    return (uint8_t)(weight / p->one);
}

/* A row's weight and its square as one number; false: they do not fit. */
static inline bool prak_pages_both(int64_t weight, prak_u128 *both)
{
    *both = ((prak_u128)weight * (prak_u128)weight << PRAK_PAGE_WEIGHT_BITS) | (prak_u128)weight;
    return weight >= 0 && weight < PRAK_PAGE_WEIGHT_MOST;
}

/* a += b; false: the sum does not fit. */
static inline bool prak_pages_join(prak_u128 *a, prak_u128 b)
{
    prak_u128 sum;
    if (((uint64_t)*a & PRAK_PAGE_WEIGHT_MASK) + ((uint64_t)b & PRAK_PAGE_WEIGHT_MASK) > PRAK_PAGE_WEIGHT_MASK ||
        __builtin_add_overflow(*a, b, &sum))
        return false;
    *a = sum;
    return true;
}
#endif
