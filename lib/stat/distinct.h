/*
 * distinct.h - how many different keys some columns have, exactly, in bounded memory; private to lib/stat.
 *
 * A key is one word (a number, see prak_distinct_number) or two (a text, table/seen.h). The first 65,536 of a set are
 * kept in a table; a set with more gives its keys to 256 lists by their hash, in which they may stand more than once. Beyond
 * the budget the lists are rid of repetitions, and when that does not help enough they go to a temporary file. At the
 * end each list is counted by itself.
 */
#ifndef PRAK_STAT_DISTINCT_H
#define PRAK_STAT_DISTINCT_H
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "table/seen.h"

struct prak_distinct;
struct prak_lanes;
struct prak_slice;

/* Two sets a column. budget: bytes before anything is written to a file. NULL when memory is out. */
struct prak_distinct *prak_distinct_new(size_t columns, size_t budget);
void prak_distinct_free(struct prak_distinct *d);

/* m * 10^-scale of a plain number as it is written, |m| < PRAK_DISTINCT_MOST, 0 <= scale <= 18, not -0. Never 0. */
#define PRAK_DISTINCT_MOST ((int64_t)1 << 56)
static inline uint64_t prak_distinct_number(int64_t m, int scale)
{
    uint64_t sign = (uint64_t)m >> 63 << 62, size = (uint64_t)(m < 0 ? -m : m);
    return (uint64_t)1 << 63 | sign | (uint64_t)scale << 56 | size;
}
/* Numbers of a column; those that are 0 are left out. */
int prak_distinct_numbers(struct prak_distinct *d, size_t column, const uint64_t *key, size_t n, struct prak_err *e);

/* The tag that a text came with before, or -1: it is new, or not known. */
int prak_distinct_known(const struct prak_distinct *d, size_t column, struct prak_seen_key key);
/* The same for cells: 0xFF stands for -1, and for cells that are empty. */
#define PRAK_DISTINCT_NONE 0xFF
void prak_distinct_tags(const struct prak_distinct *d, const struct prak_lanes *lanes, size_t column,
                        const struct prak_slice *cell, size_t n, uint8_t *tag);
/* The hash of a key of two words. */
static inline uint64_t prak_distinct_hash(uint64_t low, uint64_t high)
{
    const uint64_t h = low * UINT64_C(0xD6E8FEB86659FD93) ^ high * UINT64_C(0xA0761D6478BD642F);
    return (h ^ h >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
}
static inline size_t prak_distinct_place(uint64_t hash, size_t mask)
{
    return (size_t)(hash >> 20) & mask;
}
/* A text of a column that is not known, with a tag below 255. */
int prak_distinct_text(struct prak_distinct *d, size_t column, struct prak_seen_key key, uint8_t tag, struct prak_err *e);

/* Empties `from` into `into`. */
int prak_distinct_merge(struct prak_distinct *into, struct prak_distinct *from, struct prak_err *e);
/* Different keys of both sets of a column; once a column, after the last key. */
int prak_distinct_count(struct prak_distinct *d, size_t column, uint64_t *n, struct prak_err *e);
#endif
