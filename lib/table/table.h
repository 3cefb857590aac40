/*
 * table.h - a second input held in memory: rows of text cells, an index by key, hit bits.
 * Filled by io (io/load.h); afterwards read-only but for the hit bits, which threads may set.
 */
#ifndef PRAK_TABLE_TABLE_H
#define PRAK_TABLE_TABLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/batch.h"
#include "table/schema.h"

struct prak_table;
struct prak_table_part;

struct prak_table *prak_table_new(const char *source, size_t limit); /* NULL when memory is out */
void prak_table_free(struct prak_table *t);
struct prak_schema *prak_table_schema(struct prak_table *t); /* to be filled before the first row */
/* These columns (names that are none are passed over) stand before the others in each row. Before the first row. */
int prak_table_lead(struct prak_table *t, const struct prak_str *names, size_t n, struct prak_err *e);
/* cells: [schema n], copied. plain: none of them needs quotes in CSV. line: where the record starts. */
int prak_table_add(struct prak_table *t, const struct prak_str *cells, bool plain, uint64_t line, struct prak_err *e);
/* The same from several threads, each with a part of its own: packed side by side, and appended one part at a time. */
struct prak_table_part *prak_table_part_new(struct prak_table *t); /* NULL when memory is out */
void prak_table_part_free(struct prak_table_part *m); /* one at a time too; the rows are the table's; NULL is allowed */
int prak_table_part_add(struct prak_table_part *m, const struct prak_str *cells, bool plain, uint64_t line,
                        struct prak_err *e);
int prak_table_append(struct prak_table_part *m, struct prak_err *e); /* what was packed since the last time */
const char *prak_table_source(const struct prak_table *t);
size_t prak_table_rows(const struct prak_table *t);
struct prak_str prak_table_cell(const struct prak_table *t, size_t row, size_t col);
/* Does column `right` stand right behind column `left` in the rows? */
bool prak_table_beside(const struct prak_table *t, size_t left, size_t right);
/* n cells that stand beside each other, from col on, as in CSV, with commas between them; p is NULL when one of the row's
   needs quotes. */
struct prak_str prak_table_written(const struct prak_table *t, size_t row, size_t col, size_t n);
/* The cell that stands k places behind that of col. */
struct prak_str prak_table_cell_after(const struct prak_table *t, size_t row, size_t col, size_t k);
uint64_t prak_table_line(const struct prak_table *t, size_t row);

/* Indexes rows by the columns; a row with a blank key part is left out (it never matches). */
int prak_table_index(struct prak_table *t, const size_t *cols, size_t n, struct prak_err *e);
int prak_table_index_by(struct prak_table *t, const size_t *cols, size_t n, size_t threads, struct prak_err *e);
/* First row with these key cells, in table order, or SIZE_MAX; then the next ones. The table is indexed. */
size_t prak_table_first(const struct prak_table *t, const struct prak_str *key);
/*
 * The same for the rows of a batch: key[part][row] to first[row]; what they look at is fetched ahead. spare: eight bytes may be
 * read from where a plain cell begins, as in a batch with a grid.
 */
void prak_table_find(const struct prak_table *t, const struct prak_slice *const *key, size_t nrow, bool spare, size_t *first);
size_t prak_table_next(const struct prak_table *t, size_t row);
bool prak_table_unique(const struct prak_table *t, size_t *row); /* false: *row is the first repeated one */
/* -1 with the text and the place of the first repeated row, if there is one. */
int prak_table_refuse_repeated(const struct prak_table *t, const char *text, struct prak_err *e);
void prak_table_mark(const struct prak_table *t, size_t row);    /* safe from several threads */
bool prak_table_marked(const struct prak_table *t, size_t row);
/* Marks rows, and gives prak_table_written of each; a row SIZE_MAX is none. */
void prak_table_matched(const struct prak_table *t, const size_t *row, size_t nrow, size_t col, size_t n,
                        struct prak_str *text);
#endif
