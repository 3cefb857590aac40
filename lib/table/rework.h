/*
 * rework.h - rows made as they should be: cells are recoded, checked and put in canonical form, columns derived, a
 * condition asked. Pure: what changed and what is wrong is noted; the caller rejects, logs and writes.
 */
#ifndef PRAK_TABLE_REWORK_H
#define PRAK_TABLE_REWORK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "table/batch.h"
#include "table/expr.h"
#include "table/field.h"
#include "table/table.h"

/* A column with a recode, with checks, or with both, in this order. */
struct prak_rework_column {
    struct prak_str name;
    const struct prak_table *recode; /* NULL = none; made ready by prak_recode_prepare */
    size_t recode_to;
    const struct prak_field *field; /* NULL = none */
    unsigned cell, out;             /* bound column; out is the caller's */
};

/* A column with the value of an expression, or (mark) whether it holds; later expressions may name it. */
struct prak_rework_derived {
    struct prak_str name;
    struct prak_expr *expr;
    bool mark;
    unsigned cell, out; /* cell: a number of its own, over those of the bound columns */
};

struct prak_rework_plan {
    size_t ncell; /* bound columns and derived ones */
    size_t ncolumn, nderived;
    struct prak_rework_column *column;
    struct prak_rework_derived *derived;
    struct prak_expr *condition; /* NULL: every row is kept */
};

/* A cell that changed; the texts live as long as the batch. */
struct prak_change {
    struct prak_str column, old, new;
    const char *rule; /* "recode", "missing" (a code of missing), "type" (put in canonical form) */
};

/* What is wrong with a row: reason code and message. */
struct prak_flaw {
    struct prak_str column, value;
    const char *code, *text;
};

struct prak_rework {
    const struct prak_rework_plan *plan;
    const struct prak_batch *batch;
    size_t row;
    const uint8_t *work;    /* [rows]: 0 where recodes and checks leave the row as it is */
    struct prak_slice *now; /* [ncell] */
    uint8_t *set;           /* [ncell]: 1 where now stands before the batch */
    struct prak_eval eval;
    struct prak_arena *arena;
    struct prak_buf key;
    struct prak_change *change;
    struct prak_flaw *flaw;
    size_t nchange, cap_change, nflaw, cap_flaw; /* of this row, in the order they were met */
};

/* For the rows of one batch, in one thread: all are looked at, so that w->work is known. Memory is the arena's, but for the
   key that prak_rework_end frees. */
int prak_rework_start(struct prak_rework *w, const struct prak_rework_plan *plan, const struct prak_batch *b,
                      struct prak_arena *a, struct prak_err *e);
void prak_rework_end(struct prak_rework *w);
/*
 * Reworks a row. Flaws: all of its cells; if there are none, all of its expressions. keep: the condition, 1, 0 or -1
 * for missing (1 when the row has flaws). -1 only when memory is out.
 */
int prak_rework_row(struct prak_rework *w, size_t row, int *keep, struct prak_err *e);
/* A cell of the row as it is now. */
const struct prak_slice *prak_rework_cell(const struct prak_rework *w, unsigned cell);
/*
 * Cells of the row as one key, borrowed until the next call. 1: *key is set; 0: exempt was asked and a part is
 * missing; -1: memory.
 */
int prak_rework_key(struct prak_rework *w, const unsigned *cells, size_t n, bool exempt, struct prak_str *key,
                    struct prak_err *e);
/* Indexes a table with the columns from,to. No such column: EUSAGE; a value empty or told twice: EDATA with line. */
int prak_recode_prepare(struct prak_table *t, size_t *to, struct prak_err *e);
#endif
