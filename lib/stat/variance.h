/*
 * variance.h - the one variance engine: design variance of a sum of influences.
 *
 *   V = sum_h (1 - f_h) n_h/(n_h - 1) sum_i (z_hi - zbar_h)^2  + sum_h f_h sum_i V(inside unit hi)
 *
 * z_hi is the sum of w u over unit i of stratum h (u: influence of a row on the estimate, 0 outside the domain);
 * n_h counts all units of the stratum in the sample. f = n/N is 0 without a finite population correction, and then
 * the first stage alone counts (ultimate cluster). R: survey::svyrecvar. Memory: the influences of one cell.
 */
#ifndef PRAK_STAT_VARIANCE_H
#define PRAK_STAT_VARIANCE_H
#include "stat/sample.h"

/* What a cell has in one leaf. */
struct prak_influence {
    uint32_t leaf;
    uint64_t positive; /* rows of the domain of positive weight, used or missing: for the degrees of freedom */
    prak_quad z;       /* sum of w u */
    prak_quad zz;      /* rows as units: sum of (w u)^2 */
};

struct prak_variance {
    bool defined;
    prak_quad v;
    uint64_t units, strata; /* of the first stage, with rows of positive weight; df = units - strata */
};

/* `a` is in the order of the leaves' ranks; a leaf appears once. */
void prak_design_variance(const struct prak_frame *f, struct prak_influence *a, size_t n, struct prak_variance *out);
#endif
