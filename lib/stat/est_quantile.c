/*
 * Weighted quantile of x at p, exact through the value -> weight map. Rules, intervals and errors: fractile.h.
 *
 * Units:    those of x.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:   Woodruff 1952; METHODS 2.
 * R check:  survey::svyquantile(~x, design, p, qrule = "math", interval.type = "mean")
 */
#include "stat/fractile.h"
#include "stat/shared.h"

enum { P = 1, RULE };

static int check(struct prak_statistic *s, struct prak_err *e)
{
    s->p = s->arg[P].number;
    if (prak_fractile_choose(s, RULE, e) < 0)
        return -1;
    if (prak_dec_sign(s->p) <= 0 || prak_dec_cmp(s->p, prak_dec_int(1)) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "quantile: p must lie between 0 and 1");
    return 0;
}

extern const struct prak_estimator prak_est_quantile;
const struct prak_estimator prak_est_quantile = {
    .name = "quantile", .formula = "F^-1(p)", .source = "Woodruff 1952", .unit = "value",
    .kinds = PRAK_EST_CURVE, .k = { 1, 2 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "p", NULL, true },
               { PRAK_P_CHOICE, "rule", "math|hf2|hf4|survey", false },
               { PRAK_P_CHOICE, "se", "woodruff|density", false },
               { PRAK_P_CHOICE, "interval", "symmetric|xlogit|beta", false } },
    .check = check, .row = prak_row_value, .fit = prak_fractile_fit, .again = prak_fractile_again,
    .of_value = prak_fractile_of_value, .totals = prak_totals_plain, .point = prak_fractile_point,
    .shape = PRAK_SHAPE_QUANTILE,
};
