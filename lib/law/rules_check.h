/*
 * rules_check.h - the checks that rules.c and fx.c share; private to lib/law.
 */
#ifndef PRAK_LAW_RULES_CHECK_H
#define PRAK_LAW_RULES_CHECK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "law/rules.h"
#include "table/table.h"

/* EDATA at the row's file and line; column may be NULL. Always -1. */
int prak_law_fault(const struct prak_table *t, size_t row, const char *column, const char *msg,
                   struct prak_err *e);
/* Index of a column; a missing one is EDATA with the file. */
int prak_law_need(struct prak_table *t, const char *column, size_t *ix, struct prak_err *e);
/* A date that may not be empty. */
int prak_law_day(const struct prak_table *t, size_t row, size_t col, const char *column, int32_t *day,
                 struct prak_err *e);
/* The closed range of a row; an empty end is INT32_MAX, an end before its start a fault. */
int prak_law_range(const struct prak_table *t, size_t row, size_t from, size_t to, int32_t *first,
                   int32_t *last, struct prak_err *e);
int prak_law_number(const struct prak_table *t, size_t row, size_t col, const char *column,
                    struct prak_dec *d, struct prak_err *e);
int prak_law_confidence(const struct prak_table *t, size_t row, size_t col, enum prak_confidence *c,
                        struct prak_err *e);
/*
 * The first two rows of `n` with equal groups whose ranges overlap. same(a, b): do rows a and b belong
 * together? 1 found (*a < *b), 0 none.
 */
struct prak_law_span {
    int32_t from, to;
};
int prak_law_overlap(const struct prak_law_span *span, size_t n, bool (*same)(const void *, size_t, size_t),
                     const void *data, size_t *a, size_t *b);
#endif
