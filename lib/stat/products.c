/*
 * products.c - second moments of two columns.
 */
#include "stat/products.h"

#include "base/elementary.h"

int prak_products_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                      struct prak_err *e)
{
    int x = prak_row_number(s->arg[0].x, r, &t->x[1], e);
    int y = x < 0 ? -1 : prak_row_number(s->arg[1].x, r, &t->x[2], e);
    if (y < 0 || x == 0 || y == 0)
        return y < 0 ? -1 : 0;
    if (prak_dec_mul(t->x[1], t->x[2], &t->x[3]) || prak_dec_mul(t->x[1], t->x[1], &t->x[4]) ||
        prak_dec_mul(t->x[2], t->x[2], &t->x[5]))
        return prak_fail(e, PRAK_EDATA, "%s: the product of two values needs over 38 digits", s->est->name);
    return 1;
}

prak_quad prak_products_central(prak_quad xy, prak_quad x, prak_quad y)
{
    prak_quad v = xy - x * y, size = prak_quad_abs(xy) + prak_quad_abs(x * y);
    return prak_quad_abs(v) <= size / ((prak_quad)1000000000000000 * (prak_quad)1000000000000000) ? (prak_quad)0 : v;
}
