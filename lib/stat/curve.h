/*
 * curve.h - exact value -> weight maps of many cells at once, in order of value when asked.
 *
 * Kept in memory up to a budget, then written as runs sorted by cell and value to an unlinked file in $TMPDIR (0600).
 * Weights of equal values are added exactly, so that the content does not depend on order or batches.
 */
#ifndef PRAK_STAT_CURVE_H
#define PRAK_STAT_CURVE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/quad.h"

struct prak_curve;
struct prak_pack;

#define PRAK_NO_ORDER UINT64_MAX /* it does not matter which row comes first */

/* A step of the map. class: rows whose derived weight is the same (0 where rows carry their weight). */
struct prak_step {
    prak_i128 value_m, weight_m, first_m;
    uint64_t order;       /* where the first row with this value stands in the input */
    int32_t value_scale, weight_scale, first_scale; /* first: weight of that row */
    uint32_t cell, class;
};

/* budget: bytes of steps kept in memory; squares: the sums of the weights' squares, too, of class 0 without order.
 * NULL when memory is out. */
struct prak_curve *prak_curve_new(size_t budget, bool squares);
void prak_curve_free(struct prak_curve *c);
/* order: of the row in the input, or PRAK_NO_ORDER, for class 0 alone, which takes far less memory. */
int prak_curve_add(struct prak_curve *c, uint32_t cell, uint32_t class, struct prak_dec value, struct prak_dec weight,
                   uint64_t order, struct prak_err *e);
/* Where short steps without class and order are kept. */
struct prak_pack *prak_curve_pack(struct prak_curve *c);
/* Empties `from` into `into`; the maps give ids of into. */
int prak_curve_merge(struct prak_curve *into, struct prak_curve *from, const uint32_t *cell_map,
                     const uint32_t *class_map, size_t nclass, struct prak_err *e);
/* No more additions: sorts what is in memory, with so many threads at most. Once. */
int prak_curve_finish(struct prak_curve *c, unsigned threads, struct prak_err *e);

struct prak_scan;
/* The steps of one cell in order of value; steps of equal value and class come as one. */
int prak_scan_open(const struct prak_curve *c, uint32_t cell, struct prak_scan **out, struct prak_err *e);
/* The same, but steps may be left out from the least up whose weight is in all below `below`: it is in *left_out. */
int prak_scan_open_at(const struct prak_curve *c, uint32_t cell, prak_quad below, struct prak_dec *left_out,
                      struct prak_scan **out, struct prak_err *e);
int prak_scan_next(struct prak_scan *s, struct prak_step *out, struct prak_err *e); /* 1, 0 at the end, -1 */
/* The same, but what has one value may come in several steps. square: two factors of the sum of the squares of its
 * rows' weights; without squares rows have weight 1. */
int prak_scan_next_apart(struct prak_scan *s, struct prak_step *out, struct prak_dec square[2], struct prak_err *e);
void prak_scan_close(struct prak_scan *s);
/* Steps of the cell, at most. */
size_t prak_curve_steps(const struct prak_curve *c, uint32_t cell);
/* Are all steps of the cell short, and in one run? */
bool prak_curve_plain(const struct prak_curve *c, uint32_t cell);
struct prak_pack_cursor;
bool prak_curve_open_plain(const struct prak_curve *c, uint32_t cell, struct prak_pack_cursor *out);
bool prak_curve_squares(const struct prak_curve *c);
struct prak_curve_sum { /* of weights, and of their squares (without squares rows have weight 1) */
    struct prak_exact weight, square;
};
void prak_curve_sum_free(struct prak_curve_sum *s);
/* Of the cell's values up to `at`; NULL: of all. Free it, too, where it fails. */
int prak_curve_below(const struct prak_curve *c, uint32_t cell, const struct prak_dec *at, struct prak_curve_sum *out,
                     struct prak_err *e);
#endif
