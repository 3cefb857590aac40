/*
 * stage.h - sums on their way into a table: what a row adds lies together, in integers nobody has to look at while
 * bounds say that they hold; private to lib/stat.
 */
#ifndef PRAK_STAT_STAGE_H
#define PRAK_STAT_STAGE_H
#include "stat/sums.h"

enum { PRAK_STAGE_W, PRAK_STAGE_WX, PRAK_STAGE_WW, PRAK_STAGE_WWX, PRAK_STAGE_WXWX, PRAK_STAGE_WXX, PRAK_STAGE_SUMS };

struct prak_stage_line {  /* of one row of the table */
    prak_i128 wx, ww, wwx, wxwx, wxx;
    int64_t w;
    uint64_t n;
};

struct prak_stage {
    struct prak_stage_line *line;
    size_t cap;
    uint64_t rows;                 /* added since it was settled */
    int32_t w_scale, x_scale;
    double most[PRAK_STAGE_SUMS];  /* a sum is at most this */
};

void prak_stage_free(struct prak_stage *s);
/*
 * Room for these rows of a table of n lines, all weights of 0 or more: 1 yes; 0 their terms are too long or of other
 * scales than those of rows that were not settled; -1. w NULL: 1.
 */
int prak_stage_ready(struct prak_stage *s, size_t n, size_t rows, const struct prak_factor *w,
                     const struct prak_factor *x, struct prak_err *e);
void prak_stage_add(struct prak_stage *s, const struct prak_take *t, const int64_t *w, const int64_t *x);
/* Into the columns col … of prak_sums_add_terms with squares; the lines stay. */
int prak_stage_settle(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, struct prak_err *e);
/* w x x, into the rows `to[i * step]` of another table. */
int prak_stage_settle_squares(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col,
                              const uint32_t *to, size_t step, struct prak_err *e);
/* Nothing is kept any more. */
void prak_stage_clear(struct prak_stage *s, size_t n);
#endif
