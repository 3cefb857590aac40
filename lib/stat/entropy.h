/*
 * entropy.h - generalised entropy of N, sum(w x) and sum(w f(x)); for ge, theil, mld and decomposition.
 *
 *   GE(a) = (E u^a - 1) / (a (a - 1)),  GE(1) = E u ln u,  GE(0) = -E ln u,  u = x / mean
 *   f(x)  = x^a                         x ln x             ln x
 */
#ifndef PRAK_STAT_ENTROPY_H
#define PRAK_STAT_ENTROPY_H
#include "stat/estimator.h"

/* x > 0 where alpha <= 0, else x >= 0. */
enum prak_domain prak_entropy_domain(struct prak_dec alpha);
/* f(x); -1 out of range. */
int prak_entropy_term(const struct prak_statistic *s, struct prak_dec x, struct prak_dec *out, struct prak_err *e);
/* total: N, X, sum(w f). Value and gradient, defined where N and X are above 0. */
void prak_entropy_point(struct prak_dec alpha, const prak_quad total[3], struct prak_point *out);
/* x[1] = x, x[2] = f(x), and the point of them, where s->p is alpha. */
int prak_entropy_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e);
void prak_entropy_of_all(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out);
/* x^a, exact for whole a near 0. */
prak_quad prak_quad_power(prak_quad x, struct prak_dec a);
#endif
