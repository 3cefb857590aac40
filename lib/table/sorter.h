/*
 * sorter.h - rows in the order of their keys: a stable external sort.
 *
 * Keys are bytes compared as memcmp does, shorter first; equal keys keep the order they were added in. Rows are held up
 * to a budget, then sorted runs go to unlinked temporary files and are merged while they are read.
 */
#ifndef PRAK_TABLE_SORTER_H
#define PRAK_TABLE_SORTER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"

struct prak_sorter;

/* budget: bytes of rows and index held in memory (at least 64 KiB is taken). NULL when memory is out. */
struct prak_sorter *prak_sorter_new(size_t budget);
void prak_sorter_free(struct prak_sorter *s); /* NULL is allowed */
/* Adds a row; both are copied. Key and data together at most 4 GiB. */
int prak_sorter_add(struct prak_sorter *s, struct prak_str key, struct prak_str data, struct prak_err *e);
/* After the last add: 1 and the next row in order, 0 at the end, -1. Both are borrowed until the next call. */
int prak_sorter_next(struct prak_sorter *s, struct prak_str *key, struct prak_str *data, struct prak_err *e);
/* How many rows were added. */
uint64_t prak_sorter_count(const struct prak_sorter *s);

/* ---- keys whose bytes sort as the values do; parts may follow one another ---- */

/* Text by bytes; any text, NUL too. */
void prak_sort_key_text(struct prak_buf *key, struct prak_str text, bool descending);
/* A number by its exact value: 1.0 and 1 are equal. */
void prak_sort_key_number(struct prak_buf *key, struct prak_dec value, bool descending);
/* A signed integer: days, ordinals. */
void prak_sort_key_int(struct prak_buf *key, int64_t value, bool descending);
/* A missing cell: after every other one, or before. The parts above begin with the byte between the two. */
void prak_sort_key_missing(struct prak_buf *key, bool first);
#endif
