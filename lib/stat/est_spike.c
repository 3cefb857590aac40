/*
 * Spike at a line: share of rows with |wage - at| <= tolerance (0 when not given).
 *
 * Influence: (term - value) / sum(w).
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    Machin, Manning and Rahman 2003.
 * R check:   survey::svymean(~I(abs(wage - at) <= tolerance), design)
 */
#include "stat/minimum.h"
#include "stat/shared.h"

enum { WAGE, AT, TOLERANCE };

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec wage, at, off;
    int there = prak_minimum_read(s, r, &wage, &at, e);
    if (there <= 0)
        return there;
    if (prak_dec_sub(wage, at, &off))
        return prak_minimum_range(s, e);
    if (prak_dec_sign(off) < 0)
        off.m = -off.m;
    struct prak_dec tolerance = s->arg[TOLERANCE].given ? s->arg[TOLERANCE].number : prak_dec_int(0);
    t->x[1] = prak_dec_int(prak_dec_cmp(off, tolerance) <= 0);
    return 1;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    return s->arg[TOLERANCE].given && prak_dec_sign(s->arg[TOLERANCE].number) < 0
               ? prak_fail(e, PRAK_EUSAGE, "spike: tolerance is 0 or more")
               : 0;
}

extern const struct prak_estimator prak_est_spike;
const struct prak_estimator prak_est_spike = {
    .name = "spike", .formula = "sum(w 1[|x - at| <= tolerance]) / sum(w)", .source = "Machin et al. 2003",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_SHARE, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "at", NULL, true },
               { PRAK_P_LITERAL, "tolerance", NULL, false } },
    .check = check, .row = row, .point = prak_point_mean,
};
