/*
 * expr_tree.h - what the files of the expression language share; private to lib/table.
 *
 * Chains (a + b - c, x or y or z, else if …) are one node with many kids, so that the depth of the tree is
 * the depth that was written, and that is limited.
 */
#ifndef PRAK_TABLE_EXPR_TREE_H
#define PRAK_TABLE_EXPR_TREE_H
#include "base/buf.h"
#include "table/expr.h"
#include "table/regex.h"

#define PRAK_EXPR_DEPTH 64

enum prak_op {
    PRAK_X_CONST,
    PRAK_X_COLUMN,
    PRAK_X_IF, /* condition, value, condition, value, …, else value */
    PRAK_X_OR,
    PRAK_X_AND,
    PRAK_X_NOT,
    PRAK_X_EQ,
    PRAK_X_NE,
    PRAK_X_LT,
    PRAK_X_LE,
    PRAK_X_GT,
    PRAK_X_GE,
    PRAK_X_IN,      /* left side, then the list */
    PRAK_X_SUM,     /* kids with `inverse` are subtracted */
    PRAK_X_PRODUCT, /* kids with `inverse` divide */
    PRAK_X_NEGATE,
    PRAK_X_CALL
};

/* What is known of a value before the first row. CELL: the text of a column, read as its neighbour asks. */
enum prak_known {
    PRAK_K_ANY,
    PRAK_K_CELL,
    PRAK_K_MISSING,
    PRAK_K_BOOL,
    PRAK_K_NUMBER,
    PRAK_K_TEXT,
    PRAK_K_DATE,
    PRAK_K_MONTH
};

struct prak_node {
    enum prak_op op;
    enum prak_known known;
    bool inverse;
    bool fixed;     /* value holds already (constants, date("…")) */
    bool quick;     /* comparison of a column with a number */
    unsigned bound; /* column */
    unsigned nkid;
    size_t at;            /* byte offset in the text */
    struct prak_str text; /* column name; literal: number as written, text without quotes */
    struct prak_value value;
    struct prak_node *kid, *next;
    const struct prak_function *fn;
    struct prak_regex *regex;
};

struct prak_expr {
    struct prak_node *root;
};

/* One row of one evaluation. */
struct prak_row {
    const struct prak_batch *b;
    size_t row;
    const struct prak_eval *ev;
    struct prak_err *e;
};

struct prak_function {
    const char *name;
    unsigned least, most;
    int (*check)(struct prak_node *call, const char **why,
                 const char **hint); /* known types; sets call->known */
    int (*eval)(const struct prak_row *r, const struct prak_node *call, struct prak_value *out);
};

extern const struct prak_function prak_functions[];
extern const size_t prak_nfunctions;

/* --- lexer (expr_lex.c) --- */
enum prak_token_kind { PRAK_T_END, PRAK_T_NAME, PRAK_T_WORD, PRAK_T_NUMBER, PRAK_T_TEXT, PRAK_T_SYMBOL };
struct prak_token {
    enum prak_token_kind kind; /* WORD: a keyword; NAME: may be quoted */
    size_t at, n;              /* place in the text */
    bool quoted;
    struct prak_str text; /* without quotes */
};
/* The token at `pos`, blanks before it skipped. */
int prak_lex(struct prak_str text, size_t pos, struct prak_arena *a, struct prak_token *t,
             struct prak_err *e);
/* Bytes of the bare name at the start of p, 0 = none. */
size_t prak_lex_name(const char *p, size_t n);
bool prak_lex_keyword(struct prak_str name);
/* "WHAT at character N of the expression", EUSAGE, with the byte set. */
int prak_expr_fail(struct prak_err *e, struct prak_str text, size_t at, const char *what);

/* --- known types (expr_check.c): 0, or -1 with what is wrong --- */
int prak_node_check(struct prak_node *n, const char **why, const char **hint);
enum prak_known prak_known_join(enum prak_known a, enum prak_known b);

/* --- values: only what the kind needs is written, rows are many --- */
static inline int prak_set_missing(struct prak_value *v)
{
    v->kind = PRAK_V_MISSING;
    return 0;
}
static inline int prak_set_truth(struct prak_value *v, int truth) /* -1: missing */
{
    v->kind = truth < 0 ? PRAK_V_MISSING : PRAK_V_BOOL;
    v->truth = truth > 0;
    return 0;
}
static inline int prak_set_number(struct prak_value *v, struct prak_dec d)
{
    v->kind = PRAK_V_NUMBER;
    v->rounded = false;
    v->num = d;
    return 0;
}
static inline int prak_set_day(struct prak_value *v, enum prak_kind kind, int32_t day)
{
    v->kind = kind;
    v->day = day;
    return 0;
}
static inline int prak_set_text(struct prak_value *v, struct prak_str text, bool cell)
{
    v->kind = PRAK_V_TEXT;
    v->cell = cell;
    v->text = text;
    return 0;
}

/* --- evaluation (expr_eval.c) --- */
int prak_node_eval(const struct prak_row *r, const struct prak_node *n, struct prak_value *out);
/* Error about a value, with its column and text where it is a cell. Returns -1. */
int prak_value_fail(const struct prak_row *r, const struct prak_node *n, const struct prak_value *v,
                    const char *what);
/* Evaluates n as a number, date, month (kind), text: kind is that or MISSING; -1 with EDATA otherwise. */
int prak_node_number(const struct prak_row *r, const struct prak_node *n, struct prak_value *out);
int prak_node_time(const struct prak_row *r, const struct prak_node *n, enum prak_kind kind,
                   struct prak_value *out);
int prak_node_text(const struct prak_row *r, const struct prak_node *n, struct prak_value *out);
/* Turns a value into a number in place (a cell is read). */
int prak_to_number(const struct prak_row *r, const struct prak_node *n, struct prak_value *v);
/* -1, 0, 1 for two values of one kind that are not missing. */
int prak_value_order(const struct prak_value *a, const struct prak_value *b);

/* --- arithmetic (expr_number.c) --- */
int prak_eval_sum(const struct prak_row *r, const struct prak_node *n, struct prak_value *out);
int prak_eval_product(const struct prak_row *r, const struct prak_node *n, struct prak_value *out);
/* As prak_dec_cmp, short for numbers as short as most are. */
int prak_number_order(const struct prak_dec *a, const struct prak_dec *b);
#endif
