/*
 * two_quantiles.c - two quantiles of one curve.
 */
#include "stat/two_quantiles.h"

#include "stat/shared.h"

int prak_two_quantiles_fit(const struct prak_look *k, struct prak_dec upper, struct prak_dec lower, int rule,
                           struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct prak_two_quantiles *f = prak_look_take(k, 1, sizeof *f, e);
    if (!f)
        return -1;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e) ||
             prak_look_quantile(k, 0, &all, upper, rule, &f->upper, e) ||
             prak_look_quantile(k, 0, &all, lower, rule, &f->lower, e);
    prak_exact_free(&all.weight);
    if (rc)
        return -1;
    out->fit = f;
    out->known = f->upper.found && f->lower.found;
    if (!out->known)
        return 0;
    return prak_look_density(k, 0, f->upper.value, f->at_upper, e) ||
                   prak_look_density(k, 0, f->lower.value, f->at_lower, e)
               ? -1
               : 0;
}

int prak_two_quantiles_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                             struct prak_terms *t, struct prak_err *e)
{
    const struct prak_two_quantiles *f = c->fit;
    int there = prak_row_value(s, r, t, e);
    if (there <= 0)
        return there;
    t->x[1] = prak_dec_int(prak_dec_cmp(t->value, f->upper.at) <= 0);
    t->x[2] = prak_dec_int(prak_dec_cmp(t->value, f->lower.at) <= 0);
    return there;
}
