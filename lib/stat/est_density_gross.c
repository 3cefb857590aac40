/*
 * Gross union density: all members / employees; may be above 1.
 *
 * Influence: (1[top] - R 1[bottom]) / sum(w 1[bottom]).
 * Empty:     where there are no employees.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    OECD/AIAS ICTWSS database, union density.
 * R check:   survey::svyratio(~member, ~employee, design)
 */
#include "stat/density.h"
#include "stat/shared.h"

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    bool truth[PRAK_DENSITY_TESTS];
    int there = prak_density_tests(s, r, truth, e);
    t->x[1] = prak_dec_int(there > 0 && truth[PRAK_DENSITY_TOP]);
    t->x[2] = prak_dec_int(there > 0 && truth[PRAK_DENSITY_EMPLOYEE]);
    return there;
}

extern const struct prak_estimator prak_est_density_gross;
const struct prak_estimator prak_est_density_gross = {
    .name = "density_gross", .formula = "sum(w 1[member]) / sum(w 1[employee])", .source = "ICTWSS",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_TEST, "member", NULL, true }, { PRAK_P_TEST, "employee", NULL, true } },
    .row = row, .point = prak_point_ratio,
};
