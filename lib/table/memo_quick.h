/*
 * memo_quick.h - entries of a memo by small numbers of their cells, eight rows at a time; private to lib/table.
 *
 * A fact's text of at most 15 bytes has a place in its column's table and a code, or goes the long way (memo.c), as does a
 * list of codes that has no entry yet. The codes of a row stand side by side in the number of its entry's place.
 */
#ifndef PRAK_TABLE_MEMO_QUICK_H
#define PRAK_TABLE_MEMO_QUICK_H
#include <stdint.h>

#include "table/memo.h"

#define PRAK_QUICK_FACTS 6
#define PRAK_QUICK_SLOTS 1024 /* of a column */
#define PRAK_QUICK_FEW   16   /* texts of a column that fit into registers */
#define PRAK_QUICK_BITS  18   /* the most of a list of codes */

/* A cell's first 15 bytes, and behind them its length and 1. */
struct prak_quick_text {
    uint64_t low, high;
};

struct prak_quick_fact {
    unsigned cell, bits, shift; /* of its codes; shift: where they stand in the number of a place */
    bool month;                 /* a date is its month, whose code are the last bits of its number */
    uint16_t century;           /* months: the first two bytes of each; 0: none is known */
    uint32_t least, most;       /* months: the numbers of those known lie between; from the least on there is a code for each */
    uint32_t n, tried;          /* codes given; seeds tried */
    uint32_t seed[2];
    struct {                    /* the same texts and codes while they are few, each at a place of its own */
        uint32_t seed;          /* 0: they are not */
        uint64_t low[PRAK_QUICK_FEW], high[PRAK_QUICK_FEW], code[PRAK_QUICK_FEW];
    } few;
    struct prak_quick_text slot[PRAK_QUICK_SLOTS];
    uint32_t code[PRAK_QUICK_SLOTS];
};

struct prak_quick {
    size_t nfact, stride;
    char *entries;         /* of `stride` bytes each */
    uint16_t *number;      /* by place: an entry's number + 1; 0: not known */
    uintptr_t from, length; /* p - from < length: 16 bytes may be read at p */
    struct prak_quick_fact fact[PRAK_QUICK_FACTS];
};

/* Where a text belongs in a column's table. */
static inline uint32_t prak_quick_place(const struct prak_quick_fact *f, struct prak_quick_text t)
{
    const uint64_t x = t.low ^ (t.high << 29 | t.high >> 35);

    return (uint32_t)(((uint32_t)x * (uint64_t)f->seed[0] + (x >> 32) * f->seed[1]) >> 32) & (PRAK_QUICK_SLOTS - 1);
}

/* Where it belongs among few. */
static inline uint32_t prak_quick_few(uint32_t seed, struct prak_quick_text t)
{
    const uint64_t x = t.low ^ (t.high << 29 | t.high >> 35);

    return (uint32_t)((uint32_t)(x ^ x >> 32) * (uint64_t)seed >> 28) % PRAK_QUICK_FEW;
}

#define PRAK_QUICK_ROWS 64 /* at once */

/*
 * Entries of n rows from `row` on, n a multiple of eight and PRAK_QUICK_ROWS at most; returns the bits of those that were not
 * found. NULL where there are no wide registers.
 */
typedef uint64_t prak_quick_find(const struct prak_quick *q, const struct prak_batch *b, size_t row, size_t n, void **entry);
prak_quick_find *prak_quick_best(void);
#endif
