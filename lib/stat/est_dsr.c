/*
 * Debt service ratio: scheduled repayments over income of the same period, as a ratio of means or a mean of ratios
 * (burden.h).
 *
 * Influence: (service - R income)/sum(w income); of=ratios: (service/income - m)/sum(w).
 * Units:     a fraction of income.     Memory: cells x leaves.
 * Source:    both are in use, so both are named (D'Alessio and Iezzi 2013).
 * R check:   survey::svyratio(~service, ~income, design); svymean(~I(service/income), subset(design, income > 0))
 */
#include "stat/burden.h"

extern const struct prak_estimator prak_est_dsr;
const struct prak_estimator prak_est_dsr = {
    .name = "dsr", .formula = "sum(w service) / sum(w income)", .source = "D'Alessio and Iezzi 2013",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "service", NULL, true },
               { PRAK_P_NUMBER, "income", NULL, true },
               { PRAK_P_CHOICE, "of", "means|ratios", false } },
    .row = prak_burden_row, .point = prak_burden_point,
};
