/*
 * shared.c - what several estimators do alike.
 */
#include "stat/shared.h"

int prak_row_value(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_number(s->arg[0].x, r, &t->value, e);
}

int prak_row_amount(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_within(s, r, PRAK_NOT_NEGATIVE, &t->value, e);
}

int prak_row_level(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_text(s->arg[0].x, r, &t->level, e);
}

int prak_again_row(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                   struct prak_terms *t, struct prak_err *e)
{
    (void)c;
    return s->est->row(s, r, t, e);
}

void prak_point_mean(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                     struct prak_point *out)
{
    (void)s, (void)c;
    if (!(total[0] > 0))
        return;
    out->value = total[1] / total[0];
    out->gradient[0] = -out->value / total[0];
    out->gradient[1] = (prak_quad)1 / total[0];
    out->defined = true;
}

void prak_point_ratio(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out)
{
    (void)s, (void)c;
    if (total[2] == 0)
        return;
    out->value = total[1] / total[2];
    out->gradient[1] = (prak_quad)1 / total[2];
    out->gradient[2] = -out->value / total[2];
    out->defined = true;
}

void prak_point_total(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out)
{
    (void)s, (void)c;
    out->value = total[1];
    out->gradient[1] = 1;
    out->defined = true;
}

void prak_point_found(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                      struct prak_point *out)
{
    (void)s, (void)total;
    out->value = *(const prak_quad *)c->fit;
    out->defined = out->no_se = true;
}
