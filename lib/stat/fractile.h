/*
 * fractile.h - one quantile of a curve with Woodruff's interval or a linearised error, for quantile and median.
 *
 * Rules:    math (default)  the smallest y with F(y) >= p;
 *           hf2             the mean of y_k and y_(k+1) where F(y_k) = p exactly, else as math;
 *           hf4             linear in F between the observations. Among equal values with unequal weights R takes
 *                           them in file order, and so does this: the first row's weight decides the slope.
 *           survey          as math, but in doubles as R survey 4.1 has it: weights 1/(1/w); F(y) = p where p - cum/N == 0;
 *                           below the weight of the first row the value of the second. To give a figure again that was
 *                           published from there; not with se=density.
 * Interval: Woodruff: m = mean(1[x <= q]), m -+ t se(m), mapped back by the same rule; se = (high - low) / (2 t).
 *           An end outside 0..1 leaves the interval empty on that side, and the se.
 * se=density: the linearised se instead, with a symmetric interval: influence -(1[x <= q] - p)/(N f(q)), f a Gaussian
 *            kernel density, h = sd/N^0.2 (convey's svyiqalpha); none where all values are equal.
 */
#ifndef PRAK_STAT_FRACTILE_H
#define PRAK_STAT_FRACTILE_H
#include "stat/look.h"

/* Takes the choices rule, se and interval from the arguments that begin at `rule`. */
int prak_fractile_choose(struct prak_statistic *s, unsigned rule, struct prak_err *e);
int prak_fractile_fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e);
int prak_fractile_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                        struct prak_terms *t, struct prak_err *e);
int prak_fractile_of_value(const struct prak_statistic *s, const struct prak_state *c, size_t i, struct prak_dec value,
                           struct prak_terms *t, struct prak_err *e);
void prak_fractile_point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out);
#endif
