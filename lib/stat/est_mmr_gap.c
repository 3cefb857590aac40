/*
 * Gap to a minimum: sum(w h max(minimum - wage, 0)) / sum(w h wage), h = hours or 1: the part by which the wage bill
 * would have to rise to lift everyone to the minimum.
 *
 * Influence: (top - value bottom) / sum(bottom).
 * Units:     a fraction.     Memory: cells x leaves.     Empty: where the wage bill is 0.
 * Source:    Machin, Manning and Rahman 2003.
 * R check:   survey::svyratio(~I(h * pmax(minimum - wage, 0)), ~I(h * wage), design)
 */
#include "stat/minimum.h"
#include "stat/shared.h"

enum { WAGE, MINIMUM, HOURS };

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec hours = prak_dec_int(1);
    int h = s->arg[HOURS].given ? prak_row_number(s->arg[HOURS].x, r, &hours, e) : 1;
    int there = h < 0 ? -1 : prak_minimum_cost(s, r, t, e);
    if (there <= 0 || h == 0)
        return there < 0 ? -1 : 0;
    bool over = prak_dec_mul(t->x[1], hours, &t->x[1]) || prak_dec_mul(t->x[2], hours, &t->x[2]);
    return over ? prak_minimum_range(s, e) : 1;
}

extern const struct prak_estimator prak_est_mmr_gap;
const struct prak_estimator prak_est_mmr_gap = {
    .name = "mmr_gap", .formula = "sum(w h max(m - x, 0)) / sum(w h x)", .source = "Machin et al. 2003",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "minimum", NULL, true },
               { PRAK_P_NUMBER, "hours", NULL, false } },
    .row = row, .point = prak_point_ratio,
};
