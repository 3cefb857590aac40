/*
 * burden.c - debt or repayments over income.
 */
#include "stat/burden.h"

enum { DEBT, INCOME, OF };
#define RATIO_PLACES 28

int prak_burden_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
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

void prak_burden_point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
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
