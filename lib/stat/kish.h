/*
 * kish.h - sums of the weights and of their squares, for kish_deff and effective_n.
 */
#ifndef PRAK_STAT_KISH_H
#define PRAK_STAT_KISH_H
#include "stat/estimator.h"

/* x[1] = w, so that the totals are sum(w) and sum(w w); 0 where the design gives the weights. */
int prak_kish_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
/* Of both: totals of which a figure can be made, and no error, for they are figures of the sample. */
bool prak_kish_begin(const prak_quad *total, struct prak_point *out);
#endif
