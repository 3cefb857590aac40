/*
 * Generalised entropy GE(a) of x; GE(1) is theil, GE(0) mld.
 *
 *   GE(a) = (E u^a - 1) / (a (a - 1)),  GE(1) = E u ln u,  GE(0) = -E ln u,  u = x / mean(x),  E weighted
 *
 * GE(2) is half the squared coefficient of variation. Each row's x^a or logarithm is taken in binary128 and kept as
 * a decimal of 24 or more digits; sums of these are exact, so that order does not count.
 * Influence: the gradient in N, sum(w x) and sum(w f(x)), entropy.c.
 * Domain:    a <= 0 needs x > 0, else x >= 0; other values are refused (convey stops too). Empty where the mean is 0.
 * Units:     a pure number.     Memory: cells x leaves.
 * Source:    Theil 1967; Shorrocks 1984; Biewen and Jenkins 2006 for the linearisation.
 * R check:   convey::svygei(~x, design, epsilon = a)
 */
#include "stat/entropy.h"

enum { ALPHA = 1 };

static int check(struct prak_statistic *s, struct prak_err *e)
{
    s->p = s->arg[ALPHA].number;
    if (prak_dec_cmp(s->p, prak_dec_int(-20)) < 0 || prak_dec_cmp(s->p, prak_dec_int(20)) > 0)
        return prak_fail(e, PRAK_EUSAGE, "ge: alpha must lie between -20 and 20");
    return 0;
}

extern const struct prak_estimator prak_est_ge;
const struct prak_estimator prak_est_ge = {
    .name = "ge", .formula = "(E u^a - 1) / (a (a - 1)), u = x / mean(x)", .source = "Shorrocks 1984",
    .unit = "value", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_LITERAL, "alpha", NULL, true } },
    .check = check, .row = prak_entropy_row, .point = prak_entropy_of_all,
};
