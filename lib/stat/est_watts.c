/*
 * Watts poverty index: W = sum(w ln(z/x) 1[x < z]) / sum(w), z the line of the row.
 *
 * Influence: (ln(z/x) 1[x < z] - W) / N; the line is taken as given.
 * Domain:    z > 0, and x > 0 below the line; other values are refused. Rows without x or line are not used.
 * Units:     a logarithm.     Memory: cells x leaves.
 * Source:    Watts 1968.
 * R check:   convey::svywatts(~x, design, type_thresh = "abs", abs_thresh = z)
 */
#include "base/elementary.h"
#include "stat/shared.h"

enum { X, LINE };

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x, z;
    int line = prak_row_number(s->arg[LINE].x, r, &z, e);
    int there = line < 0 ? -1 : prak_row_number(s->arg[X].x, r, &x, e);
    if (there <= 0 || line == 0)
        return there < 0 ? -1 : 0;
    if (prak_dec_sign(z) <= 0)
        return prak_fail(e, PRAK_EDATA, "watts needs a line above 0");
    t->x[1] = prak_dec_int(0);
    if (prak_dec_cmp(x, z) >= 0)
        return 1;
    if (prak_dec_sign(x) <= 0)
        return prak_row_within(s, r, PRAK_POSITIVE, &x, e);
    return prak_dec_sub(prak_dec_log(z), prak_dec_log(x), &t->x[1]) ? -1 : 1;
}

extern const struct prak_estimator prak_est_watts;
const struct prak_estimator prak_est_watts = {
    .name = "watts", .formula = "sum(w ln(z/x) 1[x < z]) / sum(w)", .source = "Watts 1968", .unit = "value",
    .kinds = PRAK_EST_MOMENTS, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "line", NULL, true } },
    .row = row, .point = prak_point_mean,
};
