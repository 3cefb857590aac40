/*
 * density.c - tests of employees.
 */
#include "stat/density.h"

int prak_density_tests(const struct prak_statistic *s, const struct prak_row *r, bool truth[PRAK_DENSITY_TESTS],
                       struct prak_err *e)
{
    truth[PRAK_DENSITY_EXCLUDED] = false;
    for (int i = 0; i < PRAK_DENSITY_TESTS; i++) {
        int there = s->arg[i].given ? prak_row_test(s->arg[i].x, r, &truth[i], e) : 1;
        if (there <= 0)
            return there;
    }
    return 1;
}

int prak_density_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e)
{
    bool truth[PRAK_DENSITY_TESTS];
    int there = prak_density_tests(s, r, truth, e);
    bool counts = there > 0 && truth[PRAK_DENSITY_EMPLOYEE] && !truth[PRAK_DENSITY_EXCLUDED];
    t->x[1] = prak_dec_int(counts && truth[PRAK_DENSITY_TOP]);
    t->x[2] = prak_dec_int(counts);
    return there;
}
