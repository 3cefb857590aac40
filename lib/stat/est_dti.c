/*
 * Debt to income: the stock of debt over income, as a ratio of means or a mean of ratios (burden.h).
 *
 * Influence: (debt - R income)/sum(w income); of=ratios: (debt/income - m)/sum(w).
 * Units:     a fraction: debt in multiples of income.     Memory: cells x leaves.
 * Source:    both are in use, so both are named (D'Alessio and Iezzi 2013).
 * R check:   survey::svyratio(~debt, ~income, design); svymean(~I(debt/income), subset(design, income > 0))
 */
#include "stat/burden.h"

extern const struct prak_estimator prak_est_dti;
const struct prak_estimator prak_est_dti = {
    .name = "dti", .formula = "sum(w debt) / sum(w income)", .source = "D'Alessio and Iezzi 2013", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "debt", NULL, true },
               { PRAK_P_NUMBER, "income", NULL, true },
               { PRAK_P_CHOICE, "of", "means|ratios", false } },
    .row = prak_burden_row, .point = prak_burden_point,
};
