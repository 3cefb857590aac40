/*
 * sort_private.h - the entries of a sort in memory, and their order.
 */
#ifndef PRAK_TABLE_SORT_PRIVATE_H
#define PRAK_TABLE_SORT_PRIVATE_H
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A row: the first eight bytes of its key as a number, and where it is: slab (20 bits), offset (28), length (16). */
struct prak_sort_entry {
    uint64_t lead, place;
};
#define PRAK_SORT_OFFSET_BITS 28
#define PRAK_SORT_HEADED 0xFFFFu /* as length: a head, the key and the data; else just the data */

/* What stands before a row whose key is not its lead alone, in memory and in runs; key and data follow. */
struct prak_sort_head {
    uint32_t key_len, data_len;
};

static inline const char *prak_sort_at(char *const *slab, uint64_t place)
{
    return slab[place >> (PRAK_SORT_OFFSET_BITS + 16)] + (place >> 16 & ((1u << PRAK_SORT_OFFSET_BITS) - 1));
}

struct prak_sort_span {
    struct prak_sort_entry *p;
    size_t n;
};

/*
 * Orders the entries of the spans (in the order they were added) stably into *out [n], from malloc, in up to `threads`
 * threads. differ: the bits in which leads differ. The spans' contents are lost.
 */
int prak_sort_order(const struct prak_sort_span *span, size_t nspan, size_t n, char *const *slab, uint64_t differ,
                    unsigned threads, struct prak_sort_entry **out, struct prak_err *e);
#endif
