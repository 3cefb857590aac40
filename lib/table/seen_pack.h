/*
 * seen_pack.h - how a key of digits and the like is made short; for seen.c, and for who makes its keys another way.
 */
#ifndef PRAK_TABLE_SEEN_PACK_H
#define PRAK_TABLE_SEEN_PACK_H
#include <string.h>

#include "table/seen.h"

#define PRAK_SEEN_PACKED 16 /* the tag of such a key: this and its length */
#define PRAK_SEEN_LEAST  8
#define PRAK_SEEN_MOST   14

/* Eight characters from '-' to '<', digits among them, as four bits each; false: another one is among them. */
static inline bool prak_seen_pack_eight(const char *p, uint64_t *bits)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    uint64_t w, x;

    memcpy(&w, p, 8);
    x = (w | each * 0x80) - each * '-';
    if (((x & each * 0xf0) ^ each * 0x80) | (w & each * 0x80))
        return false;
    x &= each * 0x0f;
    x = (x | x >> 4) & UINT64_C(0x00ff00ff00ff00ff);
    x = (x | x >> 8) & UINT64_C(0x0000ffff0000ffff);
    *bits = (x | x >> 16) & UINT32_MAX;
    return true;
}

/* Numbers, dates and the like of 8 to 14 characters fit in seven bytes; false: it is none of these. */
static inline bool prak_seen_pack(const char *p, size_t n, struct prak_seen_key *k)
{
    uint64_t first, last; /* they overlap */

    if (n < PRAK_SEEN_LEAST || n > PRAK_SEEN_MOST || !prak_seen_pack_eight(p, &first) ||
        !prak_seen_pack_eight(p + n - 8, &last))
        return false;
    k->low = first | last >> 4 * (16 - n) << 32;
    k->high = (uint64_t)(PRAK_SEEN_PACKED + n) << 56;
    return true;
}
#endif
