/*
 * column.h - numbers of some rows of a batch, read column by column into integers of one scale; private to lib/stat.
 *
 * What is not a plain number of at most 18 digits is left to the long way, row by row, which knows every case and
 * every message. So nothing here decides what is right: only what is quick.
 */
#ifndef PRAK_STAT_COLUMN_H
#define PRAK_STAT_COLUMN_H
#include "base/decimal.h"
#include "table/batch.h"
#include "table/expr.h"

struct prak_lanes;

#define PRAK_FOLD_ROWS 1024 /* rows taken at a time: their columns stay in the nearest cache */

enum { PRAK_READ_LONG = -1, PRAK_READ_MISSING = 0, PRAK_READ_THERE = 1 };

struct prak_vector {
    int64_t m[PRAK_FOLD_ROWS];     /* value = m * 10^-scale, |m| < 10^18; 0 where it is not there */
    int8_t there[PRAK_FOLD_ROWS];
    int8_t digits[PRAK_FOLD_ROWS]; /* scale as read */
    int32_t scale;
    int whole;                     /* digits before the point, the most seen (12 at most) */
    int guess;                     /* digits after the point of most rows, for the quick way */
    uint64_t most;                 /* of these rows |m| <= most */
    int64_t least;                 /* of these rows m >= least */
    bool complete;                 /* all there */
};

enum prak_var_kind { PRAK_VAR_NUMBER, PRAK_VAR_TEST, PRAK_VAR_COLUMN, PRAK_VAR_COMPARE };

/* Something to be read of each row: an expression, or one of its quick forms. */
struct prak_var {
    enum prak_var_kind kind;
    const struct prak_expr *x;
    struct prak_str text;
    unsigned bound;               /* COLUMN, COMPARE */
    enum prak_relation relation;  /* COMPARE with */
    struct prak_dec literal;
    size_t column;                /* COMPARE: the var that is the column */
};

/* Rows first … first + n of a batch. */
struct prak_rows {
    const struct prak_batch *b;
    size_t first, n;
    const struct prak_eval *ev;
    const uint8_t *skip; /* [n] rows that are not asked for (expressions only) */
    const struct prak_lanes *lanes;
};

/* Cells that are plain numbers to m * 10^-scale; scale -1: anything else. */
void prak_cells_read(const struct prak_slice *cell, size_t n, int64_t *m, int8_t *scale);
void prak_vector_start(struct prak_vector *v);
/* One number at row i; there < 0: left to the long way. */
void prak_vector_put(struct prak_vector *v, size_t i, int there, const struct prak_dec *d);
/* Brings the rows to one scale. */
void prak_vector_finish(struct prak_vector *v, size_t n);
/* all: the vectors of all vars, of which var->column is read already. */
void prak_var_read(const struct prak_var *var, const struct prak_rows *rows, struct prak_vector *v,
                   struct prak_vector *all);
/* floor(d * 10^scale), or the nearest int64. */
int64_t prak_dec_floor_at(struct prak_dec d, int32_t scale);
#endif
