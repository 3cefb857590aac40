/*
 * shared.h - rows and points that several estimators have alike.
 */
#ifndef PRAK_STAT_SHARED_H
#define PRAK_STAT_SHARED_H
#include "stat/estimator.h"

/* For `row`. value = argument 0, a number. */
int prak_row_value(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
/* The same, refused below 0. */
int prak_row_amount(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
/* level = argument 0 as text. */
int prak_row_level(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
/* For `again`: as in the first pass. */
int prak_again_row(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                   struct prak_terms *t, struct prak_err *e);

/* For `point`. A mean: total 1 over the weight; empty without weight. */
void prak_point_mean(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                     struct prak_point *out);
/* Total 1 over total 2; empty where that is 0. */
void prak_point_ratio(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out);
/* Total 1. */
void prak_point_total(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out);
/* The prak_quad that `fit` left, a figure of the sample: without an error. */
void prak_point_found(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out);
#endif
