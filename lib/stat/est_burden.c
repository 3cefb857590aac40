/*
 * Debt burden: dti(debt, income), the stock of debt over income, and dsr(service, income), scheduled repayments over
 * income of the same period.
 *
 *   of=means (default)  sum(w debt) / sum(w income), the ratio of means
 *   of=ratios           sum(w debt / income) / sum(w), the mean of ratios: each household counts alike
 *
 * An income of 0 has no ratio: with of=ratios such rows are not used and are counted in n_missing. A negative income
 * is refused by of=ratios.
 * Influence: (debt - R income)/sum(w income); (debt/income - m)/sum(w).
 * Units:     a fraction: debt in multiples of income.     Memory: cells x leaves.
 * Source:    both are in use, so both are named (D'Alessio and Iezzi 2013).
 * R check:   survey::svyratio(~debt, ~income, design); svymean(~I(debt/income), subset(design, income > 0))
 */
#include "stat/estimator.h"

enum { DEBT, INCOME, OF };
#define RATIO_PLACES 28

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int debt = prak_row_number(s->arg[DEBT].x, r, &t->x[1], e);
    int income = debt < 0 ? -1 : prak_row_number(s->arg[INCOME].x, r, &t->x[2], e);
    if (income < 0 || !debt || !income)
        return income < 0 ? -1 : 0;
    if (s->arg[OF].choice == 0)
        return 1;
    if (prak_dec_sign(t->x[2]) < 0)
        return prak_fail(e, PRAK_EDATA, "%s: of=ratios needs an income of 0 or more", s->est->name);
    if (prak_dec_sign(t->x[2]) == 0)
        return 0;
    return prak_dec_muldiv(t->x[1], prak_dec_int(1), t->x[2], RATIO_PLACES, &t->x[1])
               ? prak_fail(e, PRAK_EDATA, "%s: a ratio needs over 38 digits", s->est->name)
               : 1;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    unsigned under = s->arg[OF].choice == 0 ? 2 : 0;
    (void)c;
    if (total[under] == 0)
        return;
    out->value = total[1] / total[under];
    out->gradient[1] = (prak_quad)1 / total[under];
    out->gradient[under] = -out->value / total[under];
    out->defined = true;
}

extern const struct prak_estimator prak_est_dti, prak_est_dsr;
const struct prak_estimator prak_est_dti = {
    .name = "dti", .formula = "sum(w debt) / sum(w income)", .source = "D'Alessio and Iezzi 2013", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "debt", NULL, true },
               { PRAK_P_NUMBER, "income", NULL, true },
               { PRAK_P_CHOICE, "of", "means|ratios", false } },
    .row = row, .point = point,
};
const struct prak_estimator prak_est_dsr = {
    .name = "dsr", .formula = "sum(w service) / sum(w income)", .source = "D'Alessio and Iezzi 2013",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "service", NULL, true },
               { PRAK_P_NUMBER, "income", NULL, true },
               { PRAK_P_CHOICE, "of", "means|ratios", false } },
    .row = row, .point = point,
};
