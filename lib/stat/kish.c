/*
 * kish.c - sums of weights.
 */
#include "stat/kish.h"

int prak_kish_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    (void)s, (void)e;
    t->x[1] = r->weight ? *r->weight : prak_dec_int(0);
    return 1;
}

bool prak_kish_begin(const prak_quad *total, struct prak_point *out)
{
    out->no_se = true;
    return out->defined = total[0] > 0 && total[1] > 0;
}
