/*
 * burden.h - debt or repayments over income, as a ratio of means or a mean of ratios, for dti and dsr.
 *
 *   of=means (default)  sum(w debt) / sum(w income), the ratio of means
 *   of=ratios           sum(w debt / income) / sum(w), the mean of ratios: each household counts alike
 *
 * An income of 0 has no ratio: with of=ratios such rows are not used and are counted in n_missing. A negative income
 * is refused by of=ratios.
 */
#ifndef PRAK_STAT_BURDEN_H
#define PRAK_STAT_BURDEN_H
#include "stat/estimator.h"

int prak_burden_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
void prak_burden_point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                       struct prak_point *out);
#endif
