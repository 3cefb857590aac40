/*
 * spread.h - the variance of x from exact sums, for var, sd and cv.
 */
#ifndef PRAK_STAT_SPREAD_H
#define PRAK_STAT_SPREAD_H
#include "stat/estimator.h"

/* x[1] = x, x[2] = x^2 */
int prak_spread_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
/* For `point`; also what the others begin with: out->defined tells whether there is one. total: N, sum(w x), sum(w x^2). */
void prak_spread_variance(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                          struct prak_point *out);
/* Its root, in the same way. */
void prak_spread_deviation(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                           struct prak_point *out);
#endif
