/*
 * stage.h - sums on their way into a table: what a row adds lies together, in integers nobody has to look at while
 * bounds say that they hold; private to lib/stat.
 */
#ifndef PRAK_STAT_STAGE_H
#define PRAK_STAT_STAGE_H
#include "stat/sums.h"

enum {
    PRAK_STAGE_WW, PRAK_STAGE_WWX, PRAK_STAGE_WXWX, PRAK_STAGE_WXX, PRAK_STAGE_WX, PRAK_STAGE_W, PRAK_STAGE_N,
    PRAK_STAGE_SUMS
};

struct prak_lanes;

/*
 * Of one row of the table: a sum is low + high * 2^radix. With the radix 64 high has the sign; with 52 nothing is below
 * 0, and low is let grow over 52 bits for some rows before it is carried.
 */
struct prak_stage_line {
    uint64_t low[8], high[8]; /* [PRAK_STAGE_SUMS] */
};

struct prak_stage {
    struct prak_stage_line *line;
    size_t cap;
    unsigned radix;
    uint64_t rows;                 /* added since it was settled */
    uint64_t carried;              /* of these, before it was last carried */
    int32_t w_scale, x_scale;
    double most[PRAK_STAGE_SUMS];  /* a sum is at most this */
};

void prak_stage_free(struct prak_stage *s);
/* Some rows, their weights and values; no weight is below 0, w.m NULL: 1. */
struct prak_staged {
    struct prak_take take;
    struct prak_factor w, x;
    bool negative; /* a value may be below 0 */
};
/*
 * Adds rows to a table of n lines: 1 done; 0 not: their terms are too long, or of other scales than those of rows that
 * were not settled; -1.
 */
int prak_stage_add(struct prak_stage *s, const struct prak_lanes *lanes, size_t n, const struct prak_staged *t,
                   struct prak_err *e);
/* The rows of a line. */
static inline uint64_t prak_stage_count(const struct prak_stage *s, size_t line)
{
    return s->line[line].low[PRAK_STAGE_N];
}
/* The numbers of rows into a column. */
int prak_stage_settle_count(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, struct prak_err *e);
/* Into the columns col … of prak_sums_add_terms with squares; the lines stay. */
int prak_stage_settle(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, struct prak_err *e);
/* w x x, into the rows `to[i * step]` of another table. */
int prak_stage_settle_squares(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col,
                              const uint32_t *to, size_t step, struct prak_err *e);
/* Nothing is kept any more. */
void prak_stage_clear(struct prak_stage *s, size_t n);
#endif
