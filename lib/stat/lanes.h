/*
 * lanes.h - what is done to many cells alike, by the widest registers the machine has; private to lib/stat.
 *
 * The kinds differ in nothing but time.
 */
#ifndef PRAK_STAT_LANES_H
#define PRAK_STAT_LANES_H
#include "stat/codes.h"
#include "stat/stage.h"

/* The least and greatest of the numbers read. */
struct prak_span {
    uint64_t least, most;
};

#define PRAK_LANES_MOST 16 /* rows at a time */

struct prak_lanes {
    const char *name;
    bool (*usable)(void);
    /*
     * Reads cells that are plain numbers of 0 or more with just `scale` digits after the point, each into m, and lists
     * the others, whose m is left undefined; returns how many those are. NULL: there is no quick way.
     */
    size_t (*numbers)(const struct prak_slice *c, size_t n, int scale, int64_t *m, uint16_t *others,
                      struct prak_span *span);
    /*
     * Numbers of texts from cell[i] on, up to the first that is not known; returns which. Those of long texts before it stay
     * as they are, and are listed.
     */
    size_t (*codes)(const struct prak_codes *c, const struct prak_slice *cell, size_t i, size_t n, uint32_t *out,
                    struct prak_longs *longs);
    /*
     * Numbers of pairs, by their square, into a; and answers to numbers. Of the first rows, whose pairs and answers are
     * known; returns how many, of which less than PRAK_LANES_MOST behind them are not tried. NULL: there is no quick way.
     */
    size_t (*pairs)(const uint32_t *square, uint32_t *a, const uint32_t *b, size_t n);
    size_t (*answers)(const uint32_t *answer, size_t cap, const uint32_t *number, size_t n, uint32_t *out);
    /* Rows of which each is there, and those of which not, in order; returns how many are. NULL: there is no quick way. */
    size_t (*present)(const int8_t *const *there, size_t nthere, size_t n, uint16_t *yes, uint16_t *no);
    /*
     * Tags of cells whose key (table/seen.h) is in a table of distinct.c; those of longer and of new texts stay as they
     * are. NULL: there is no quick way.
     */
    void (*texts)(const uint64_t *slot, const uint8_t *tag, size_t mask, const struct prak_slice *cell, size_t n,
                  uint8_t *out);
    /* Adds rows to lines of the radix 52: weights, values and their products below 2^52; w NULL: 1. NULL: there is no quick way. */
    void (*stage)(struct prak_stage_line *line, const struct prak_take *t, const int64_t *w, const int64_t *x);
    /* What lies above 52 bits of the low halves goes to the high ones. NULL where stage is. */
    void (*carry)(struct prak_stage_line *line, size_t n);
    /* A text of up to 16 bytes as two words; with the length they tell it from every other. Its prak_code_digits. */
    size_t (*key)(const char *p, uint32_t n, uint64_t *low, uint64_t *high);
};

/* The fastest first; NULL ends. */
extern const struct prak_lanes *const prak_lanes_all[];
const struct prak_lanes *prak_lanes_best(void);
#endif
