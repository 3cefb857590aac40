/*
 * lorenz.c - points of the Lorenz curve.
 */
#include "stat/lorenz.h"

#include "base/elementary.h"
#include "stat/shared.h"

static int find_point(const struct prak_statistic *s, const struct prak_look *k, const struct prak_span *all,
                      struct prak_dec p, unsigned i, struct prak_lorenz *f, struct prak_err *e)
{
    struct prak_cut math, cut;
    struct prak_span before;
    f->point[i].p = prak_dec_to_quad(p);
    f->point[i].end = prak_dec_sign(p) <= 0 || prak_dec_cmp(p, prak_dec_int(1)) >= 0;
    if (f->point[i].end) {
        f->point[i].part = prak_dec_sign(p) <= 0 ? 0 : all->wx;
        return 0;
    }
    if (prak_look_quantile(k, 0, all, p, 0, &math, e) ||
        (s->rule ? prak_look_quantile(k, 0, all, p, s->rule, &cut, e) : (cut = math, 0)) ||
        prak_look_span(k, 0, PRAK_BELOW, math.at, &before, e))
        return -1;
    prak_exact_free(&before.weight);
    f->point[i].part = before.wx + math.value * (math.target - before.w);
    f->point[i].q = cut.value;
    f->point[i].at = s->rule ? prak_dec_from_quad(cut.value, 24, 300) : math.at;
    return 0;
}

int prak_lorenz_fit(const struct prak_statistic *s, const struct prak_look *k, const struct prak_dec *p, unsigned n,
                    struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct prak_lorenz *f = prak_look_take(k, 1, sizeof *f, e);
    if (!f)
        return -1;
    f->n = n;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e);
    for (unsigned i = 0; i < f->n && !rc && all.w > 0; i++)
        rc = find_point(s, k, &all, p[i], i, f, e);
    out->fit = f;
    out->known = all.wx > 0;
    prak_exact_free(&all.weight);
    return rc;
}

int prak_lorenz_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                      struct prak_terms *t, struct prak_err *e)
{
    const struct prak_lorenz *f = c->fit;
    int there = prak_row_amount(s, r, t, e);
    t->x[1] = t->value;
    for (unsigned i = 0; there > 0 && i < f->n; i++) {
        t->x[2 + i] = prak_dec_int(0);
        if (!f->point[i].end && prak_dec_cmp(t->value, f->point[i].at) < 0 &&
            prak_dec_sub(t->value, f->point[i].at, &t->x[2 + i]))
            return prak_fail(e, PRAK_EDATA, "%s: a difference of values needs over 38 digits", s->est->name);
    }
    return there;
}

prak_quad prak_lorenz_at(const struct prak_lorenz *f, unsigned i, prak_quad x, prak_quad times, struct prak_point *out)
{
    prak_quad l = f->point[i].part / x;
    if (f->point[i].end)
        return l;
    out->gradient[0] += times * f->point[i].p * f->point[i].q / x;
    out->gradient[1] -= times * l / x;
    out->gradient[2 + i] += times / x;
    return l;
}

int prak_lorenz_inside(const struct prak_statistic *s, int arg, struct prak_err *e)
{
    struct prak_dec p = s->arg[arg].number;
    if (prak_dec_sign(p) < 0 || prak_dec_cmp(p, prak_dec_int(1)) > 0)
        return prak_fail(e, PRAK_EUSAGE, "%s: '%s' must lie between 0 and 1", s->est->name, s->est->param[arg].name);
    return 0;
}
