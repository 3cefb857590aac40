/*
 * two_quantiles.h - two quantiles of one curve and the kernel densities there, for iqr and decile_ratio.
 */
#ifndef PRAK_STAT_TWO_QUANTILES_H
#define PRAK_STAT_TWO_QUANTILES_H
#include "stat/look.h"

struct prak_two_quantiles {
    struct prak_cut upper, lower;
    prak_quad at_upper[2], at_lower[2]; /* N f, as prak_look_density gives them */
};

/* The body of `fit`: leaves them as the state's `fit`. */
int prak_two_quantiles_fit(const struct prak_look *k, struct prak_dec upper, struct prak_dec lower, int rule,
                           struct prak_state *out, struct prak_err *e);
/* For `again`: x[1] = 1[x <= upper], x[2] = 1[x <= lower]. */
int prak_two_quantiles_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                             struct prak_terms *t, struct prak_err *e);
#endif
