/*
 * memo.h - what rows with like cells came to: some bytes for each combination of cells that was met, in one thread.
 *
 * A memory of stated size: what finds no room is not remembered, and when most rows find none it starts anew. No result
 * may depend on what is in it.
 */
#ifndef PRAK_TABLE_MEMO_H
#define PRAK_TABLE_MEMO_H
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/batch.h"

#define PRAK_MEMO_FACTS 16 /* the most columns */

/* A column that decides; month: of a date YYYY-MM-DD only its month does. */
struct prak_memo_fact {
    unsigned cell;
    bool month;
};

struct prak_memo;

/* size: bytes of an entry. NULL: memory. */
struct prak_memo *prak_memo_new(const struct prak_memo_fact *fact, size_t nfact, size_t size);
void prak_memo_free(struct prak_memo *m); /* NULL is allowed */
/* Before the rows of a batch; entries stay where they are until the next. */
void prak_memo_begin(struct prak_memo *m, const struct prak_batch *b);
/* For each of n rows from `row` on its entry, cleared when its cells are new; NULL: there is no room, or they are long. */
void *const *prak_memo_find(struct prak_memo *m, const struct prak_batch *b, size_t row, size_t n);
/* Both, of all rows. */
void *const *prak_memo_rows(struct prak_memo *m, const struct prak_batch *b);
/* A fact of an entry, as it is remembered: the month of a date. It lives as long as the entry. */
struct prak_str prak_memo_fact(const struct prak_memo *m, const void *entry, size_t i);
/* For what belongs to entries: it goes with them. */
struct prak_arena *prak_memo_arena(struct prak_memo *m);
/* n bytes and `spare` zeros, which live as long as entries: mostly the same for equal bytes. NULL: memory. */
const void *prak_memo_same(struct prak_memo *m, const void *p, size_t n, size_t spare);
/* All goes the way that it goes on any machine (for tests). */
void prak_memo_slowly(struct prak_memo *m);
#endif
