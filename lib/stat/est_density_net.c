/*
 * Net union density: members among employees / employees.
 *
 * Influence: (1[top] - R 1[bottom]) / sum(w 1[bottom]).
 * Empty:     where there are no employees.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    OECD/AIAS ICTWSS database, union density.
 * R check:   survey::svyratio(~I(member & employee), ~employee, design)
 */
#include "stat/density.h"
#include "stat/shared.h"

extern const struct prak_estimator prak_est_density_net;
const struct prak_estimator prak_est_density_net = {
    .name = "density_net", .formula = "sum(w 1[member, employee]) / sum(w 1[employee])", .source = "ICTWSS",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 3, 0 },
    .param = { { PRAK_P_TEST, "member", NULL, true }, { PRAK_P_TEST, "employee", NULL, true } },
    .row = prak_density_row, .point = prak_point_ratio,
};
