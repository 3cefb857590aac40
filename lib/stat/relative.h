/*
 * relative.h - a relative line of x and what lies below it, for arpt, arpr, low_pay, poor_median and rmpg.
 *
 *   q = quantile of x at p (0.5; rule math), t = of q; P = share below the line; m = median of those x <= t
 *
 * within=TEST (arpr, low_pay): the share is taken among these rows, the line still from all rows of the cell; n is
 * then theirs. `among` and groups have lines of their own.
 * Influence: IF(q) = -(1[x <= q] - p)/(N f(q)), IF(t) = of IF(q),
 *            share: (1[x <= t] - P)/N + f(t) IF(t), the derivative at the line (convey; Osier 2009 takes it elsewhere),
 *            m: (IF(P)/2 - (1[x <= m] - P/2)/N) / f(m), rmpg: m IF(t)/t^2 - IF(m)/t,
 *            f a Gaussian kernel density, h = sd/N^0.2 (METHODS 2), that of the rows of `within` where it is given.
 */
#ifndef PRAK_STAT_RELATIVE_H
#define PRAK_STAT_RELATIVE_H
#include "stat/look.h"

enum { PRAK_RELATIVE_X, PRAK_RELATIVE_OF, PRAK_RELATIVE_P, PRAK_RELATIVE_WITHIN }; /* arguments */
/* What is asked of the line: nothing, the share up to it or below it, or the median up to it too. */
enum prak_relative_ask { PRAK_LINE_ALONE, PRAK_SHARE_UP_TO, PRAK_SHARE_BELOW, PRAK_MEDIAN_UP_TO };

struct prak_relative {
    struct prak_cut q, m;
    struct prak_dec t;
    prak_quad p, of, line, at_q, at_t, at_m; /* N times the densities */
};

/* For `check`; `of` where none is given, as num / over. */
int prak_relative_check(struct prak_statistic *s, enum prak_relative_ask ask, struct prak_dec of, struct prak_dec over,
                        struct prak_err *e);
int prak_relative_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
int prak_relative_fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e);
/* x[1] = 1[within], x[2] = 1[within, below t], x[3] = 1[x <= q], x[4] = 1[x <= m] */
int prak_relative_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                        struct prak_terms *t, struct prak_err *e);
int prak_relative_totals(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                         prak_quad total[PRAK_TERMS], struct prak_err *e);
/* For `point`. */
bool prak_relative_begin(const prak_quad *total, struct prak_point *out); /* there are rows */
void prak_relative_share(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out);
/* Adds `times` the influence of the median of the poor. */
void prak_relative_add_median(const struct prak_relative *l, const prak_quad *total, prak_quad times, struct prak_point *out);
#endif
