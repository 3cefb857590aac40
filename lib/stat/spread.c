/*
 * spread.c - variance and standard deviation.
 */
#include "stat/spread.h"

int prak_spread_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int there = prak_row_number(s->arg[0].x, r, &t->x[1], e);
    if (there > 0 && prak_dec_mul(t->x[1], t->x[1], &t->x[2]))
        return prak_fail(e, PRAK_EDATA, "%s: the square of a value needs over 38 digits", s->est->name);
    return there;
}

void prak_spread_variance(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                          struct prak_point *out)
{
    (void)s;
    if (!(total[0] > 0) || c->rows < 2)
        return;
    prak_quad n = total[0], m = total[1] / n, q = total[2] / n, v = q - m * m;
    prak_quad scale = (prak_quad)c->rows / (prak_quad)(c->rows - 1);
    if (v < q / ((prak_quad)1000000000000000 * (prak_quad)1000000000000000)) /* the last digits of the squares */
        v = 0;
    out->value = scale * v;
    out->gradient[0] = scale * (2 * m * m - q) / n;
    out->gradient[1] = -2 * scale * m / n;
    out->gradient[2] = scale / n;
    out->centred = out->value;
    out->defined = true;
}

void prak_spread_deviation(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                           struct prak_point *out)
{
    prak_spread_variance(s, total, c, out);
    if (!out->defined)
        return;
    out->value = prak_quad_sqrt(out->value);
    out->centred = out->value;
    out->no_se = !(out->value > 0);
    for (int j = 0; j < 3 && out->value > 0; j++)
        out->gradient[j] = out->gradient[j] / (2 * out->value);
}
