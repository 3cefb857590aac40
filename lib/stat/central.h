/*
 * central.h - third and fourth central moments, for skewness and kurtosis.
 *
 * Powers are taken about a round number next to the mean, found in the first pass, so that no digits cancel however
 * far the values are from 0; the moments do not depend on that number.
 */
#ifndef PRAK_STAT_CENTRAL_H
#define PRAK_STAT_CENTRAL_H
#include "stat/look.h"

struct prak_central {
    prak_quad m2, m3, m4;
    prak_quad of2[PRAK_TERMS], of3[PRAK_TERMS], of4[PRAK_TERMS]; /* their gradients */
};

int prak_central_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e);
int prak_central_fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e);
/* x[j] = (x - near)^j for j = 1 … k - 1 */
int prak_central_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                       struct prak_terms *t, struct prak_err *e);
/* From N and sum(w x[j]) of `again`, j = 1 … 4; false where the values do not vary. */
bool prak_central_moments(const prak_quad *total, unsigned powers, struct prak_central *out);
#endif
