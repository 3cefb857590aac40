/*
 * Weighted median of x: the quantile at 0.5. Rules, intervals and errors: fractile.h.
 *
 * Units:    those of x.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:   Woodruff 1952; METHODS 2.
 * R check:  survey::svyquantile(~x, design, 0.5, qrule = "math", interval.type = "mean")
 */
#include "stat/fractile.h"
#include "stat/shared.h"

enum { RULE = 1 };

static int check(struct prak_statistic *s, struct prak_err *e)
{
    s->p = (struct prak_dec){ 5, 1 };
    return prak_fractile_choose(s, RULE, e);
}

extern const struct prak_estimator prak_est_median;
const struct prak_estimator prak_est_median = {
    .name = "median", .formula = "F^-1(0.5)", .source = "Woodruff 1952", .unit = "value",
    .kinds = PRAK_EST_CURVE, .k = { 1, 2 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_CHOICE, "rule", "math|hf2|hf4|survey", false },
               { PRAK_P_CHOICE, "se", "woodruff|density", false },
               { PRAK_P_CHOICE, "interval", "symmetric|xlogit|beta", false } },
    .check = check, .row = prak_row_value, .fit = prak_fractile_fit, .again = prak_fractile_again,
    .of_value = prak_fractile_of_value, .totals = prak_totals_plain, .point = prak_fractile_point,
    .shape = PRAK_SHAPE_QUANTILE,
};
