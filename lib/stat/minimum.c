/*
 * minimum.c - wages beside a line.
 */
#include "stat/minimum.h"

int prak_minimum_read(const struct prak_statistic *s, const struct prak_row *r, struct prak_dec *wage,
                      struct prak_dec *line, struct prak_err *e)
{
    int x = prak_row_number(s->arg[0].x, r, wage, e);
    int z = x < 0 ? -1 : prak_row_number(s->arg[1].x, r, line, e);
    return z < 0 ? -1 : x && z;
}

int prak_minimum_range(const struct prak_statistic *s, struct prak_err *e)
{
    return prak_fail(e, PRAK_EDATA, "%s: a value needs over 38 digits", s->est->name);
}

int prak_minimum_gap(const struct prak_statistic *s, struct prak_dec wage, struct prak_dec line, struct prak_dec *out,
                     struct prak_err *e)
{
    if (prak_dec_sub(line, wage, out))
        return prak_minimum_range(s, e);
    if (prak_dec_sign(*out) < 0)
        *out = prak_dec_int(0);
    return 0;
}

int prak_minimum_cost(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                      struct prak_err *e)
{
    struct prak_dec to;
    int there = prak_minimum_read(s, r, &t->x[2], &to, e);
    return there > 0 && prak_minimum_gap(s, t->x[2], to, &t->x[1], e) ? -1 : there;
}
