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
#include "base/err.h"
#include "base/str.h"
#include "table/sort_key.h"

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

/*
 * ---- many rows at once, from several threads ----
 * A worker writes rows one after another into a buffer, each between prak_sort_row_begin and _end. In the order of the
 * input, and one at a time, their places are reserved; then each worker fills its own, side by side with the others.
 */
struct prak_sort_row {
    uint64_t lead, at; /* at: where the row begins, and in the lowest bit whether it has a head */
};
struct prak_sort_rows { /* zeroed is empty; row is from malloc */
    struct prak_sort_row *row;
    size_t n, cap;
    size_t start; /* of the row at hand, with its key */
    const struct prak_sort_key *key;
};
struct prak_sort_place {
    size_t from, to, begin, end; /* rows and bytes that it is for */
    uint64_t place;
    char *bytes;
    struct prak_sort_entry *entry;
};

/* key is borrowed until _end. */
void prak_sort_row_begin(struct prak_sort_rows *r, const struct prak_sort_key *key, struct prak_buf *bytes);
int prak_sort_row_end(struct prak_sort_rows *r, struct prak_buf *bytes, struct prak_err *e);
/* A row of the buffer whose key is its lead, from `at` to where the next begins: shorter than PRAK_SORT_PLAIN. */
#define PRAK_SORT_PLAIN 65535
int prak_sort_row_add(struct prak_sort_rows *r, uint64_t lead, size_t at, struct prak_err *e);
/* A place for the rows from `from` on: 1 (as far as p->to), 0 there are none, 2 memory is full: spill first; -1. */
int prak_sorter_reserve(struct prak_sorter *s, const struct prak_sort_rows *r, size_t from, size_t bytes,
                        struct prak_sort_place *p, struct prak_err *e);
void prak_sorter_fill(const struct prak_sort_place *p, const struct prak_sort_rows *r, const char *bytes);
/* Writes what is held as a sorted run; every place is filled. */
int prak_sorter_spill(struct prak_sorter *s, unsigned threads, struct prak_err *e);
/* After the last row: *held: all are in memory, for prak_sorter_gather; else prak_sorter_next gives them. */
int prak_sorter_sort(struct prak_sorter *s, unsigned threads, bool *held, struct prak_err *e);
/* Appends the data of n rows from the from-th on, as far as there are; from several threads. */
void prak_sorter_gather(const struct prak_sorter *s, size_t from, size_t n, struct prak_buf *out);
#endif
