/*
 * products.h - second moments of two columns from exact sums, for cov and cor.
 */
#ifndef PRAK_STAT_PRODUCTS_H
#define PRAK_STAT_PRODUCTS_H
#include "stat/estimator.h"

/* x[1] … x[5] = x, y, x y, x x, y y */
int prak_products_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                      struct prak_err *e);
/* xy - x y, of means: a central second moment; 0 where only the last digits are left. */
prak_quad prak_products_central(prak_quad xy, prak_quad x, prak_quad y);
#endif
