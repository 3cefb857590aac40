/*
 * Union density and bargaining coverage.
 *
 *   density_net(member, employee)    members among employees / employees
 *   density_gross(member, employee)  all members / employees: may be above 1
 *   coverage(covered, employee, excluded)  covered employees / employees (unadjusted), or, with excluded, covered
 *                                    employees / employees but those without the right to bargain (adjusted)
 *
 * All arguments are tests; a row where one of them is missing is not used and is counted in n_missing.
 * Influence: (1[top] - R 1[bottom]) / sum(w 1[bottom]).
 * Empty:     where there are no employees.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    OECD/AIAS ICTWSS database, union density and (un)adjusted coverage; ILO.
 * R check:   survey::svyratio(~I(member & employee), ~employee, design); svyratio(~member, ~employee, design);
 *            svyratio(~I(covered & employee & !excluded), ~I(employee & !excluded), design)
 */
#include "stat/estimator.h"

enum { TOP, EMPLOYEE, EXCLUDED };

static int tests(const struct prak_statistic *s, const struct prak_row *r, bool truth[3], struct prak_err *e)
{
    truth[EXCLUDED] = false;
    for (int i = 0; i < 3; i++) {
        int there = s->arg[i].given ? prak_row_test(s->arg[i].x, r, &truth[i], e) : 1;
        if (there <= 0)
            return there;
    }
    return 1;
}

static int row_within(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                      struct prak_err *e)
{
    bool truth[3];
    int there = tests(s, r, truth, e);
    bool counts = there > 0 && truth[EMPLOYEE] && !truth[EXCLUDED];
    t->x[1] = prak_dec_int(counts && truth[TOP]);
    t->x[2] = prak_dec_int(counts);
    return there;
}

static int row_gross(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e)
{
    bool truth[3];
    int there = tests(s, r, truth, e);
    t->x[1] = prak_dec_int(there > 0 && truth[TOP]);
    t->x[2] = prak_dec_int(there > 0 && truth[EMPLOYEE]);
    return there;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s, (void)c;
    if (!(total[2] > 0))
        return;
    out->value = total[1] / total[2];
    out->gradient[1] = (prak_quad)1 / total[2];
    out->gradient[2] = -out->value / total[2];
    out->defined = true;
}

extern const struct prak_estimator prak_est_density_net, prak_est_density_gross, prak_est_coverage;
const struct prak_estimator prak_est_density_net = {
    .name = "density_net", .formula = "sum(w 1[member, employee]) / sum(w 1[employee])", .source = "ICTWSS",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 3, 0 },
    .param = { { PRAK_P_TEST, "member", NULL, true }, { PRAK_P_TEST, "employee", NULL, true } },
    .row = row_within, .point = point,
};
const struct prak_estimator prak_est_density_gross = {
    .name = "density_gross", .formula = "sum(w 1[member]) / sum(w 1[employee])", .source = "ICTWSS",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_TEST, "member", NULL, true }, { PRAK_P_TEST, "employee", NULL, true } },
    .row = row_gross, .point = point,
};
const struct prak_estimator prak_est_coverage = {
    .name = "coverage", .formula = "sum(w 1[covered, employee]) / sum(w 1[employee, not excluded])",
    .source = "ICTWSS", .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 3, 0 },
    .param = { { PRAK_P_TEST, "covered", NULL, true },
               { PRAK_P_TEST, "employee", NULL, true },
               { PRAK_P_TEST, "excluded", NULL, false } },
    .row = row_within, .point = point,
};
