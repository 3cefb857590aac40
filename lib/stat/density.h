/*
 * density.h - tests of employees, for density_net, density_gross and coverage. All arguments are tests; a row where one
 * of them is missing is not used and is counted in n_missing.
 */
#ifndef PRAK_STAT_DENSITY_H
#define PRAK_STAT_DENSITY_H
#include "stat/estimator.h"

enum { PRAK_DENSITY_TOP, PRAK_DENSITY_EMPLOYEE, PRAK_DENSITY_EXCLUDED, PRAK_DENSITY_TESTS };

/* The arguments that are given, the others false: 1, 0 one is missing, -1. */
int prak_density_tests(const struct prak_statistic *s, const struct prak_row *r, bool truth[PRAK_DENSITY_TESTS],
                       struct prak_err *e);
/* x[2] = 1[employee, not excluded], x[1] = the same and argument 0 */
int prak_density_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e);
#endif
