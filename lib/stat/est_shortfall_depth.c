/*
 * Depth of violation of a minimum: V_a = sum(w ((minimum - wage)/minimum)^a 1[wage < minimum]) / sum(w), a = 0, 1 or 2.
 *
 * V_0 is the share not paid the minimum, V_1 / V_0 the mean relative shortfall of these. A wage at the minimum complies.
 * Influence: (term - V_a) / sum(w).
 * Domain:    a minimum of 0 or less is refused.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    Bhorat, Kanbur and Mayet 2013.
 * R check:   survey::svymean(~I((wage < m) * ((m - wage)/m)^a), design); convey::svyfgt(g = a, type_thresh = "abs",
 *            abs_thresh = m) but for rows at the minimum with a = 0
 */
#include "stat/minimum.h"
#include "stat/shared.h"

enum { WAGE, MINIMUM, ALPHA };
#define GAP_PLACES 30

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec wage, line, gap;
    int there = prak_minimum_read(s, r, &wage, &line, e);
    if (there <= 0)
        return there;
    if (prak_dec_sign(line) <= 0)
        return prak_fail(e, PRAK_EDATA, "shortfall_depth needs a minimum above 0");
    if (prak_minimum_gap(s, wage, line, &gap, e))
        return -1;
    t->x[1] = prak_dec_int(prak_dec_sign(gap) > 0);
    for (int i = 0; i < s->arg[ALPHA].choice; i++)
        if (prak_dec_muldiv(t->x[1], gap, line, GAP_PLACES, &t->x[1]))
            return prak_minimum_range(s, e);
    return 1;
}

extern const struct prak_estimator prak_est_shortfall_depth;
const struct prak_estimator prak_est_shortfall_depth = {
    .name = "shortfall_depth", .formula = "sum(w ((m - x)/m)^a 1[x < m]) / sum(w)", .source = "Bhorat et al. 2013",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_DEFF, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "minimum", NULL, true },
               { PRAK_P_CHOICE, "alpha", "0|1|2", true } },
    .row = row, .point = prak_point_mean,
};
