/*
 * exact.h - exact totals of decimals and of products of decimals: no rounding until it is read.
 *
 * The total is a 256-bit integer with a decimal scale; what does not fit there goes on in a wide decimal
 * superaccumulator (allocated then). Order, batches, threads and machines do not matter.
 * Zero-initialised is a valid empty total. -1 only when memory is out.
 */
#ifndef PRAK_BASE_EXACT_H
#define PRAK_BASE_EXACT_H
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"

struct prak_wide;
struct prak_exact {
    uint64_t limb[4];  /* two's complement, least first */
    int32_t scale;
    struct prak_wide *wide; /* NULL unless the range was left */
};

void prak_exact_free(struct prak_exact *x); /* leaves it empty */
int prak_exact_add(struct prak_exact *x, struct prak_dec a, struct prak_err *e);
int prak_exact_add_product(struct prak_exact *x, struct prak_dec a, struct prak_dec b, struct prak_err *e);
int prak_exact_add_product3(struct prak_exact *x, struct prak_dec a, struct prak_dec b, struct prak_dec c,
                            struct prak_err *e);
int prak_exact_merge(struct prak_exact *into, const struct prak_exact *from, struct prak_err *e);
int prak_exact_copy(struct prak_exact *to, const struct prak_exact *from, struct prak_err *e); /* to: empty */
int prak_exact_negate(struct prak_exact *x);
int prak_exact_sign(const struct prak_exact *x);
/* Exact comparison: -1, 0, 1. */
int prak_exact_cmp(const struct prak_exact *a, const struct prak_exact *b);
double prak_exact_to_double(const struct prak_exact *x);   /* correctly rounded, half-even */
prak_quad prak_exact_to_quad(const struct prak_exact *x);  /* within 1 ulp of binary128 */
/* num/den correctly rounded to double; den must not be 0 (NaN if it is, so that it cannot pass for a number). */
double prak_exact_ratio(const struct prak_exact *num, const struct prak_exact *den);
/* The exact plain decimal text (any length); the canonical form of a part: no trailing zeros after the point. */
void prak_exact_format(const struct prak_exact *x, struct prak_buf *out);
/* What prak_exact_format writes; refused beyond 1000 digits before or 1044 after the point. */
int prak_exact_parse(struct prak_exact *x, struct prak_str text, struct prak_err *e); /* x: empty */
#endif
