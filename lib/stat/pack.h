/*
 * pack.h - value -> weight maps of many cells in 16 bytes a step; private to lib/stat.
 *
 * For values and weights that are short decimals of one scale: (cell, value) in one 64-bit key, the weight in another
 * number; with squares a third, for the sum of the squares of the rows' weights.
 * Pages where many values lie close together, a list of the others that is sorted when it is full and joined where
 * values are equal, then runs sorted by key in an unlinked file; at the end one sorted run with the weight so far at
 * every 64th step, so that a quantile is found without reading what is below it.
 */
#ifndef PRAK_STAT_PACK_H
#define PRAK_STAT_PACK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"

#define PRAK_PACK_VALUE_BITS 42
#define PRAK_PACK_MOST       (((int64_t)1 << (PRAK_PACK_VALUE_BITS - 1)) - 2) /* of |value| */
#define PRAK_PACK_CELLS      ((uint32_t)1 << (64 - PRAK_PACK_VALUE_BITS))
#define PRAK_PACK_BLOCK      64

struct prak_pack;
/* squares: the weights' squares are summed, too; room: bytes of what is kept in memory, about. */
struct prak_pack *prak_pack_new(size_t room, bool squares);
void prak_pack_free(struct prak_pack *p);
/* Scales of what comes next, and its greatest |value|: made those of the map, or what values and weights are to be
 * multiplied by. -1: memory, disk; 0: they do not suit; 1. */
int prak_pack_scales(struct prak_pack *p, int32_t value, uint64_t most, int32_t weight, int64_t *by_value,
                     int64_t *by_weight, struct prak_err *e);
static inline uint64_t prak_pack_key(uint32_t cell, int64_t value)
{
    return (uint64_t)cell << PRAK_PACK_VALUE_BITS | (uint64_t)(value + PRAK_PACK_MOST + 1);
}
/* |value| <= PRAK_PACK_MOST, cell < PRAK_PACK_CELLS. 1, 0: the weight does not fit; -1. */
int prak_pack_add(struct prak_pack *p, uint64_t key, int64_t weight, struct prak_err *e);
/* The same for n keys at once; key 0 is none. In left: those that do not fit, *nleft of them.
 * weight NULL: all of weight `one`, and no key is 0. */
int prak_pack_add_rows(struct prak_pack *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                       uint16_t *left, size_t *nleft, struct prak_err *e);
/* Empties `from`. */
int prak_pack_merge(struct prak_pack *into, struct prak_pack *from, const uint32_t *cell_map, struct prak_err *e);
/* No more additions. threads: there may be at once. */
int prak_pack_finish(struct prak_pack *p, unsigned threads, struct prak_err *e);

/* The steps of one cell in one run. */
struct prak_pack_cursor {
    const struct prak_pack *p;
    size_t run;
    uint64_t at, end;
    prak_u128 square;                /* of the step at hand: the sum of the squares of its weights, with squares */
    prak_i128 before;                /* weight of the run's steps before the cell's */
    prak_u128 square_before;
    int32_t value_scale, weight_scale;
    uint64_t *buf;
    size_t used, buffered;
};
size_t prak_pack_runs(const struct prak_pack *p);
size_t prak_pack_steps(const struct prak_pack *p, uint32_t cell); /* in all runs */
/* false: the run has none of this cell. */
bool prak_pack_open(const struct prak_pack *p, size_t run, uint32_t cell, struct prak_pack_cursor *c);
/* No cell is in two runs. */
bool prak_pack_alone(const struct prak_pack *p);
/* The run of one that is in no other. */
bool prak_pack_open_alone(const struct prak_pack *p, uint32_t cell, struct prak_pack_cursor *c);
int prak_pack_next(struct prak_pack_cursor *c, int64_t *value, int64_t *weight, struct prak_err *e); /* 1, 0, -1 */
/* Forward over whole blocks while the weight left behind stays below `below`; it is given in *weight. */
void prak_pack_skip(struct prak_pack_cursor *c, prak_quad below, struct prak_dec *weight);
void prak_pack_close(struct prak_pack_cursor *c);

/* Weight of some steps and, with squares, the sum of its rows' squares. */
struct prak_pack_weight {
    prak_i128 weight;
    prak_u128 square;
    int32_t scale; /* of the weight; the square has twice as many digits after the point */
};
/* Of the cell's values up to `at`, or of all where at is NULL; 1, 0: there are several runs, -1. */
int prak_pack_below(const struct prak_pack *p, uint32_t cell, const struct prak_dec *at, struct prak_pack_weight *out,
                    struct prak_err *e);

/* An unlinked file in $TMPDIR. */
int prak_curve_file(struct prak_err *e);
#endif
