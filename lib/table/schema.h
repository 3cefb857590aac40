/*
 * schema.h - the columns of a stream: names in order, and what is known of their type.
 */
#ifndef PRAK_TABLE_SCHEMA_H
#define PRAK_TABLE_SCHEMA_H
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum prak_type { PRAK_TEXT, PRAK_NUMBER, PRAK_BOOLEAN }; /* how a cell is written in JSON */

struct prak_schema {
    size_t n, cap;
    struct prak_str *name;
    enum prak_type *type;
    struct prak_arena *arena; /* owns names; the run's */
};

/* Zero-initialise, set arena; names are copied. A duplicate or empty name fails (EUSAGE). */
int prak_schema_add(struct prak_schema *s, struct prak_str name, enum prak_type type, struct prak_err *e);
/* Index, or -1. */
ptrdiff_t prak_schema_find(const struct prak_schema *s, struct prak_str name);
/* Index into *ix, or "unknown column 'x'" with the nearest name as hint (EUSAGE). */
int prak_schema_need(const struct prak_schema *s, struct prak_str name, size_t *ix, struct prak_err *e);
/*
 * A column list is one CSV record: `province,"a,b"`. Gives the names (arena); "" gives none.
 * Malformed: EUSAGE.
 */
int prak_columns_parse(const char *text, struct prak_arena *a, struct prak_str **names, size_t *n,
                       struct prak_err *e);
/* `a,b` or `LEFT=RIGHT,…`: for each item the two names (equal without `=`). A quoted item may hold `=`. */
int prak_pairs_parse(const char *text, struct prak_arena *a, struct prak_str **left, struct prak_str **right,
                     size_t *n, struct prak_err *e);
/* `NAME=REST` of the option --OPTION, both borrowed from text; WANT names the rest in the message. */
int prak_assignment_parse(const char *option, const char *text, const char *want, struct prak_str *name,
                          const char **rest, struct prak_err *e);
/* The same as 1 to `most` keys of an option, no column twice on a side. */
int prak_keys_parse(const char *option, const char *text, size_t most, struct prak_arena *a, struct prak_str **left,
                    struct prak_str **right, size_t *n, struct prak_err *e);
#endif
