/*
 * central.c - central moments from powers about a number near the mean.
 */
#include "stat/central.h"

#include "base/elementary.h"

#define NEAR_DIGITS 9

int prak_central_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e)
{
    return prak_row_number(s->arg[0].x, r, &t->x[1], e);
}

int prak_central_fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    prak_quad total[PRAK_TERMS] = { 0 };
    struct prak_dec *near = prak_look_take(k, 1, sizeof *near, e);
    (void)s;
    if (!near || prak_book_totals(k->book, k->group, k->stat, total, e))
        return -1;
    out->fit = near;
    out->known = total[0] > 0;
    if (out->known)
        *near = prak_dec_from_quad(total[1] / total[0], NEAR_DIGITS, 300);
    return 0;
}

int prak_central_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                       struct prak_terms *t, struct prak_err *e)
{
    const struct prak_dec *near = c->fit;
    struct prak_dec d;
    int there = prak_central_row(s, r, t, e);
    if (there <= 0)
        return there;
    if (prak_dec_sub(t->x[1], *near, &d))
        return prak_fail(e, PRAK_EDATA, "%s: the distance from the mean needs over 38 digits", s->est->name);
    t->x[1] = d;
    for (unsigned j = 2; j < s->k[1]; j++)
        if (prak_dec_mul(t->x[j - 1], d, &t->x[j])) /* of a long value: 30 digits of it */
            t->x[j] = prak_dec_from_quad(prak_dec_to_quad(t->x[j - 1]) * prak_dec_to_quad(d), 30, 340);
    return there;
}

/* a + b + c + d, or 0 where only the last digits of the terms are left. */
static prak_quad sum_of(prak_quad a, prak_quad b, prak_quad c, prak_quad d)
{
    prak_quad v = a + b + c + d;
    prak_quad size = prak_quad_abs(a) + prak_quad_abs(b) + prak_quad_abs(c) + prak_quad_abs(d);
    return prak_quad_abs(v) <= size / ((prak_quad)10000000000000 * (prak_quad)100000000000000) ? (prak_quad)0 : v;
}

bool prak_central_moments(const prak_quad *total, unsigned powers, struct prak_central *out)
{
    prak_quad n = total[0], d = total[1] / n, a2 = total[2] / n, a3 = total[3] / n;
    prak_quad a4 = powers == 4 ? total[4] / n : 0;
    memset(out, 0, sizeof *out);
    out->m2 = sum_of(a2, -d * d, 0, 0);
    if (!(out->m2 > 0))
        return false;
    out->m3 = sum_of(a3, -3 * d * a2, 2 * d * d * d, 0);
    out->of2[0] = (d * d - out->m2) / n;
    out->of2[1] = -2 * d / n;
    out->of2[2] = (prak_quad)1 / n;
    out->of3[0] = (3 * out->m2 * d - d * d * d - out->m3) / n;
    out->of3[1] = 3 * (d * d - out->m2) / n;
    out->of3[2] = -3 * d / n;
    out->of3[3] = (prak_quad)1 / n;
    if (powers < 4)
        return true;
    out->m4 = sum_of(a4, -4 * d * a3, 6 * d * d * a2, -3 * d * d * d * d);
    out->of4[0] = (d * d * d * d - out->m4 + 4 * out->m3 * d) / n;
    out->of4[1] = -4 * (d * d * d + out->m3) / n;
    out->of4[2] = 6 * d * d / n;
    out->of4[3] = -4 * d / n;
    out->of4[4] = (prak_quad)1 / n;
    return true;
}
