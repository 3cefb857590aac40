/*
 * Mean log deviation of x: GE(0) = -E ln u, u = x / mean(x) (est_ge.c).
 *
 * Influence: the gradient in N, sum(w x) and sum(w ln x), entropy.c.
 * Domain:    x > 0; other values are refused.
 * Units:     a pure number.     Memory: cells x leaves.
 * Source:    Theil 1967; Biewen and Jenkins 2006 for the linearisation.
 * R check:   convey::svygei(~x, design, epsilon = 0)
 */
#include "stat/entropy.h"

static int check(struct prak_statistic *s, struct prak_err *e)
{
    (void)e;
    s->p = prak_dec_int(0);
    return 0;
}

extern const struct prak_estimator prak_est_mld;
const struct prak_estimator prak_est_mld = {
    .name = "mld", .formula = "-E ln u, u = x / mean(x)", .source = "Theil 1967", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .check = check, .row = prak_entropy_row, .point = prak_entropy_of_all,
};
