/*
 * sums.h - a table of exact totals: rows of `stride` sums.
 *
 * Each column has one decimal scale; a value with more digits after the point rescales the column. A sum takes 8 bytes;
 * when one leaves 62 bits the whole table goes over to 16, and when one leaves 38 digits to struct prak_exact of 48,
 * and stays exact. Nothing is rounded, so the content does not depend on the order of the additions.
 */
#ifndef PRAK_STAT_SUMS_H
#define PRAK_STAT_SUMS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/quad.h"

enum prak_sums_form { PRAK_SUMS_NARROW, PRAK_SUMS_LONG, PRAK_SUMS_WIDE };

struct prak_sums {
    unsigned stride;
    enum prak_sums_form form;
    int32_t *scale;        /* [stride] */
    union {                /* [cap * stride] by form */
        void *room;
        int64_t *n;
        prak_i128 *m;
        struct prak_exact *x;
    } at;
    double *top;           /* [stride] |m| of the column is at most this */
    uint64_t *credit;      /* [stride] rows added since the last look at the whole column */
    size_t n, cap;
};

/* One factor of the terms of many rows: m[i] * 10^-scale, |m[i]| <= most. */
struct prak_factor {
    const int64_t *m;
    int32_t scale;
    double most;
};
/* Rows i = row[0] … row[n-1] of a batch, each into row at[i] of a table. */
struct prak_take {
    size_t n;
    const uint16_t *row;
    const uint32_t *at;
};

int prak_sums_init(struct prak_sums *s, unsigned stride, struct prak_err *e);
void prak_sums_free(struct prak_sums *s);
/* Appends a row of zeros; its index is s->n - 1. */
int prak_sums_row(struct prak_sums *s, struct prak_err *e);
int prak_sums_add(struct prak_sums *s, size_t row, unsigned col, struct prak_dec v, struct prak_err *e);
int prak_sums_add_exact(struct prak_sums *s, size_t row, unsigned col, const struct prak_exact *x, struct prak_err *e);
/* += a b, += a b c; products of any length stay exact. */
int prak_sums_add2(struct prak_sums *s, size_t row, unsigned col, struct prak_dec a, struct prak_dec b,
                   struct prak_err *e);
int prak_sums_add3(struct prak_sums *s, size_t row, unsigned col, struct prak_dec a, struct prak_dec b,
                   struct prak_dec c, struct prak_err *e);
/* += the product of nf factors (of none: 1) for each of many rows. */
int prak_sums_add_rows(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *f,
                       unsigned nf, struct prak_err *e);
/*
 * The columns col … += w, w x[1] … w x[k-1] and with `squares` w w x[j] x[l], j <= l, x[0] = 1, for each of many rows.
 * w NULL: 1.
 */
int prak_sums_add_terms(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *w,
                        const struct prak_factor *x, unsigned k, bool squares, struct prak_err *e);
/* For sums_rows.c: may terms that add up to `add` at most be added without looking? By what they are to be multiplied. */
bool prak_sums_ready(struct prak_sums *s, unsigned col, int32_t scale, double add, int64_t *by);
/* into[row] += from[from_row], all columns; strides are equal. */
int prak_sums_merge(struct prak_sums *into, size_t row, const struct prak_sums *from, size_t from_row,
                    struct prak_err *e);
/* into[row[i]] += from[i], all rows; row[] has no number twice. */
int prak_sums_merge_all(struct prak_sums *into, const uint32_t *row, const struct prak_sums *from, struct prak_err *e);
static inline size_t prak_sums_size(const struct prak_sums *s)
{
    return s->form == PRAK_SUMS_NARROW ? sizeof *s->at.n : s->form == PRAK_SUMS_LONG ? sizeof *s->at.m : sizeof *s->at.x;
}
/* The sum as an integer; not of a wide table. */
static inline prak_i128 prak_sums_integer(const struct prak_sums *s, size_t row, unsigned col)
{
    size_t at = row * s->stride + col;
    return s->form == PRAK_SUMS_NARROW ? s->at.n[at] : s->at.m[at];
}
static inline void prak_sums_prefetch(const struct prak_sums *s, size_t row, size_t bytes)
{
    const char *p = (const char *)s->at.room + row * bytes;
    __builtin_prefetch(p, 1);
    __builtin_prefetch(p + (bytes < 64 ? bytes - 1 : 64), 1);
}
/* out += the sum. */
int prak_sums_get(const struct prak_sums *s, size_t row, unsigned col, struct prak_exact *out, struct prak_err *e);
/* out += the sums of n rows. */
int prak_sums_total(const struct prak_sums *s, const uint32_t *row, size_t n, unsigned col, struct prak_exact *out,
                    struct prak_err *e);
/* A sum of ones. */
uint64_t prak_sums_count(const struct prak_sums *s, size_t row, unsigned col);
prak_quad prak_sums_quad(const struct prak_sums *s, size_t row, unsigned col);
#endif
