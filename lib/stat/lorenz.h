/*
 * lorenz.h - points of the Lorenz curve of x, for lorenz, quantile_share and palma.
 *
 *   L(p) = share of sum(w x) that the lowest p of the weight have, linear between the distinct values
 *
 * Influence: of L(p): ((x - q) 1[x <= q] + p q - x L)/X, X = sum(w x), q the quantile at p. rule=math (default) takes
 *            the value where the curve passes p: the derivative of the estimate itself. rule=hf4 takes the quantile
 *            interpolated, as convey does; among equal values the first row's weight then decides.
 * Domain:    values of 0 or more; a negative one is refused. Empty where X = 0.
 */
#ifndef PRAK_STAT_LORENZ_H
#define PRAK_STAT_LORENZ_H
#include "stat/look.h"

#define PRAK_LORENZ_MOST 9

struct prak_lorenz {
    unsigned n;
    struct {
        prak_quad p, part, q;  /* p; sum of w x up to p N; the quantile */
        struct prak_dec at;    /* the same as a decimal */
        bool end;              /* p is 0 or 1: part is without error */
    } point[PRAK_LORENZ_MOST];
};

/* The body of `fit`: leaves the points at p[0..n) as the state's `fit`. */
int prak_lorenz_fit(const struct prak_statistic *s, const struct prak_look *k, const struct prak_dec *p, unsigned n,
                    struct prak_state *out, struct prak_err *e);
/* For `again`: x[1] = x, x[2 + i] = (x - q_i) 1[x <= q_i]. */
int prak_lorenz_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                      struct prak_terms *t, struct prak_err *e);
/* L of point i, where x = sum(w x) > 0; adds `times` its influence. */
prak_quad prak_lorenz_at(const struct prak_lorenz *f, unsigned i, prak_quad x, prak_quad times, struct prak_point *out);
/* For `check`: an argument that is a probability, 0 and 1 included. */
int prak_lorenz_inside(const struct prak_statistic *s, int arg, struct prak_err *e);
#endif
