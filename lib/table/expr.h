/*
 * expr.h - the small expression language of clean, join and stats; prak-expr(5) describes it.
 *
 * Compiled once against a binder that turns names into bound columns; then evaluated row by row, pure, from
 * any number of threads (each with its own struct prak_eval). Missing is a value; comparison with missing is
 * missing; and/or/not are three-valued.
 */
#ifndef PRAK_TABLE_EXPR_H
#define PRAK_TABLE_EXPR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "table/batch.h"
#include "table/schema.h"

struct prak_expr;

/* Gives the bound column (first index of prak_batch.cell) of a name; unknown: -1 with e set, nearest name
 * hinted. */
struct prak_binder {
    int (*bind)(void *data, struct prak_str name, unsigned *bound, struct prak_err *e);
    void *data;
};

enum prak_kind { PRAK_V_MISSING, PRAK_V_BOOL, PRAK_V_NUMBER, PRAK_V_TEXT, PRAK_V_DATE, PRAK_V_MONTH };

/* Only the fields of its kind are set. */
struct prak_value {
    enum prak_kind kind;
    bool truth;
    bool cell;    /* text that is a cell as it stands: may be read as a number beside a number */
    bool rounded; /* number that a division may have rounded: it is rounded again where 38 digits do not do */
    int32_t day;  /* date; month: its first day */
    struct prak_dec num;
    struct prak_str text;
};

struct prak_eval {
    struct prak_arena *arena;          /* the batch's */
    const struct prak_slice *override; /* NULL, or [noverride] replacements by bound column (clean) */
    const uint8_t *overridden;         /* NULL, or 1 where override[bound] holds */
    size_t noverride;
};

/* Memory from the arena, which must outlive the expression. Syntax: EUSAGE, e->byte is the place in text. */
int prak_expr_compile(struct prak_str text, const struct prak_binder *, struct prak_arena *,
                      struct prak_expr **out, struct prak_err *e);
/*
 * Value of the expression at a row. -1 with EDATA: a cell that must be a number, date … is not one (column
 * and value set), a result over 38 digits.
 */
int prak_expr_eval(const struct prak_expr *x, const struct prak_batch *b, size_t row,
                   const struct prak_eval *ev, struct prak_value *out, struct prak_err *e);
/* As a condition: *truth 1, 0, or -1 for missing. A value that is not boolean: EDATA (cells "true"/"false"
 * are). */
int prak_expr_test(const struct prak_expr *x, const struct prak_batch *b, size_t row,
                   const struct prak_eval *ev, int *truth, struct prak_err *e);
/*
 * The same for the rows of a batch from `from` on: the numbers of those where it holds go to hold[] (room for b->nrow),
 * *nhold counts them, *missing those where it is missing; both are added to. Returns the first row that could not be
 * judged, with e set as prak_expr_test sets it (the caller goes on behind it), or b->nrow.
 */
size_t prak_expr_test_batch(const struct prak_expr *x, const struct prak_batch *b, size_t from, const struct prak_eval *ev,
                            uint32_t *hold, size_t *nhold, uint64_t *missing, struct prak_err *e);
/* As a number: missing is kind PRAK_V_MISSING; booleans are refused, cells are read by the strict grammar. */
int prak_expr_number(const struct prak_expr *x, const struct prak_batch *b, size_t row,
                     const struct prak_eval *ev, struct prak_value *out, struct prak_err *e);
/* How its value is written in JSON, as far as it is known before the first row. */
enum prak_type prak_expr_type(const struct prak_expr *x);
/* When the expression is one bare column: true and its bound index. */
bool prak_expr_is_column(const struct prak_expr *x, unsigned *bound);
/* When it compares one bare column with a number written beside it: true, and what is compared how. */
enum prak_relation { PRAK_REL_EQ, PRAK_REL_NE, PRAK_REL_LT, PRAK_REL_LE, PRAK_REL_GT, PRAK_REL_GE };
bool prak_expr_is_comparison(const struct prak_expr *x, unsigned *bound, enum prak_relation *relation,
                             struct prak_dec *number);
/*
 * The text of a value as a cell: a number in plain digits, ISO 8601 dates and months, true/false, text as it
 * is, missing is empty. Borrows from the value or from room.
 */
struct prak_str prak_value_text(const struct prak_value *v, char room[PRAK_DEC_TEXT]);
/* Canonical text: one space after each comma and around operators; names in backticks only where needed. */
int prak_expr_format(const struct prak_expr *x, struct prak_buf *out);

/*
 * A call as stats writes it: `NAME=fn(arg, arg, key=arg)`; NAME and keys optional. Arguments are expressions
 * or literals; their texts are given as written (outer blanks off) so that the caller compiles what it needs.
 */
struct prak_call_arg {
    struct prak_str key; /* n 0 = positional */
    struct prak_str text;
};
struct prak_call {
    struct prak_str name, function;
    size_t n;
    struct prak_call_arg *arg;
};
int prak_call_parse(struct prak_str text, struct prak_arena *a, struct prak_call *out, struct prak_err *e);
#endif
