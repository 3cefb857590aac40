/*
 * fractile.c - one quantile of a curve.
 */
#include "stat/fractile.h"

int prak_fractile_choose(struct prak_statistic *s, unsigned rule, struct prak_err *e)
{
    s->rule = s->arg[rule].choice;
    s->fitted = s->arg[rule + 1].choice == 1;
    s->woodruff = s->arg[rule + 2].choice;
    if (s->fitted && s->rule == PRAK_RULE_SURVEY) /* a density needs the weights as they are */
        return prak_fail(e, PRAK_EUSAGE, "%s: rule=survey and se=density exclude each other", s->est->name);
    return 0;
}

int prak_fractile_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                        struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x;
    int there = prak_row_number(s->arg[0].x, r, &x, e);
    if (there > 0)
        t->x[1] = prak_dec_int(prak_dec_cmp(x, c->cut) <= 0);
    return there;
}

int prak_fractile_of_value(const struct prak_statistic *s, const struct prak_state *c, size_t i, struct prak_dec value,
                           struct prak_terms *t, struct prak_err *e)
{
    (void)s, (void)i, (void)e;
    t->x[1] = prak_dec_int(prak_dec_cmp(value, c->cut) <= 0);
    return 0;
}

int prak_fractile_fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct prak_cut cut = { .found = false };
    prak_quad density[2] = { 0, 0 };
    int rc = prak_look_span(k, 0, PRAK_ALL, s->p, &all, e);
    if (!rc)
        rc = prak_look_quantile(k, 0, &all, s->p, s->rule, &cut, e);
    prak_exact_free(&all.weight);
    if (!rc && cut.found)
        rc = prak_look_density(k, 0, cut.value, density, e);
    out->known = cut.found;
    out->cut = cut.at;
    out->value = cut.value;
    out->density = density[0];
    return rc;
}

/* The mean of the indicator; the interval is mapped back to x by the caller. */
void prak_fractile_point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out)
{
    if (!(total[0] > 0))
        return;
    out->defined = true;
    if (s->fitted) {
        out->value = c->value;
        prak_point_quantile(out, 1, 1, prak_dec_to_quad(s->p), c->density);
        return;
    }
    out->value = total[1] / total[0];
    out->gradient[0] = -out->value / total[0];
    out->gradient[1] = (prak_quad)1 / total[0];
}
