/*
 * relative.c - relative lines and what lies below them.
 */
#include "stat/relative.h"

/* s->target is free in estimators that fit. */
static enum prak_relative_ask ask(const struct prak_statistic *s)
{
    return (enum prak_relative_ask)s->target;
}

int prak_relative_check(struct prak_statistic *s, enum prak_relative_ask asked, struct prak_dec of, struct prak_dec over,
                        struct prak_err *e)
{
    s->target = asked;
    s->two_sides = s->arg[PRAK_RELATIVE_WITHIN].given;
    if (!s->arg[PRAK_RELATIVE_OF].given)
        s->arg[PRAK_RELATIVE_OF] = (struct prak_arg){ .number = of, .over = over };
    s->p = s->arg[PRAK_RELATIVE_P].given ? s->arg[PRAK_RELATIVE_P].number : (struct prak_dec){ 5, 1 };
    if (prak_dec_sign(s->p) <= 0 || prak_dec_cmp(s->p, prak_dec_int(1)) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "%s: p must lie between 0 and 1", s->est->name);
    return 0;
}

int prak_relative_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    bool inside = true;
    int there = prak_row_number(s->arg[PRAK_RELATIVE_X].x, r, &t->value, e);
    const struct prak_arg *within = &s->arg[PRAK_RELATIVE_WITHIN];
    int known = there > 0 && within->given ? prak_row_test(within->x, r, &inside, e) : 1;
    if (there < 0 || known < 0)
        return -1;
    t->sides = s->two_sides && inside && known ? 3 : 1;
    return there && known;
}

static int median_below(const struct prak_look *k, struct prak_relative *l, struct prak_err *e)
{
    struct prak_span poor;
    prak_quad density[2];
    int rc = prak_look_span(k, 0, PRAK_UP_TO, l->t, &poor, e);
    if (!rc)
        rc = prak_look_quantile(k, 0, &poor, (struct prak_dec){ 5, 1 }, 0, &l->m, e);
    prak_exact_free(&poor.weight);
    if (!rc && l->m.found) {
        rc = prak_look_density(k, 0, l->m.value, density, e);
        l->at_m = density[0];
    }
    return rc;
}

int prak_relative_fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    prak_quad density[2];
    struct prak_relative *l = prak_look_take(k, 1, sizeof *l, e);
    if (!l)
        return -1;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e);
    if (!rc)
        rc = prak_look_quantile(k, 0, &all, s->p, 0, &l->q, e);
    prak_exact_free(&all.weight);
    if (rc || !l->q.found)
        return rc;
    if (prak_look_line(&s->arg[PRAK_RELATIVE_OF], l->q.at, &l->t, e) || prak_look_density(k, 0, l->q.value, density, e))
        return -1;
    l->at_q = density[0];
    l->line = prak_dec_to_quad(l->t);
    l->p = prak_dec_to_quad(s->p);
    l->of = prak_dec_to_quad(s->arg[PRAK_RELATIVE_OF].number) / prak_dec_to_quad(s->arg[PRAK_RELATIVE_OF].over);
    if (ask(s) != PRAK_LINE_ALONE && prak_look_density(k, s->two_sides ? 1 : 0, l->line, density, e))
        return -1;
    l->at_t = density[0];
    if (ask(s) == PRAK_MEDIAN_UP_TO && median_below(k, l, e))
        return -1;
    out->fit = l;
    out->known = ask(s) != PRAK_MEDIAN_UP_TO || l->m.found;
    return 0;
}

int prak_relative_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                        struct prak_terms *t, struct prak_err *e)
{
    const struct prak_relative *l = c->fit;
    int there = prak_relative_row(s, r, t, e);
    if (there <= 0)
        return there;
    bool inside = !s->two_sides || t->sides == 3;
    int at = prak_dec_cmp(t->value, l->t);
    t->x[1] = prak_dec_int(inside);
    t->x[2] = prak_dec_int(inside && (ask(s) == PRAK_SHARE_BELOW ? at < 0 : at <= 0));
    t->x[3] = prak_dec_int(prak_dec_cmp(t->value, l->q.at) <= 0);
    t->x[4] = prak_dec_int(ask(s) == PRAK_MEDIAN_UP_TO && prak_dec_cmp(t->value, l->m.at) <= 0);
    return there;
}

int prak_relative_totals(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                         prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    const struct prak_relative *l = c->fit;
    unsigned side = s->two_sides ? 1 : 0;
    struct prak_span all = { .w = 0 }, inside = { .w = 0 }, below = { .w = 0 };
    int rc = prak_look_span(k, 0, PRAK_ALL, l->t, &all, e) || prak_look_span(k, side, PRAK_ALL, l->t, &inside, e) ||
             prak_look_span(k, side, ask(s) == PRAK_SHARE_BELOW ? PRAK_BELOW : PRAK_UP_TO, l->t, &below, e);
    total[0] = all.w;
    total[1] = inside.w;
    total[2] = below.w;
    prak_exact_free(&all.weight);
    prak_exact_free(&inside.weight);
    prak_exact_free(&below.weight);
    return rc ? -1 : 0;
}

bool prak_relative_begin(const prak_quad *total, struct prak_point *out)
{
    return out->defined = total[0] > 0 && total[1] > 0;
}

/* Adds `times` the influence of the share: (x2 - P x1)/W + f(t) IF(t), W the weight within. */
static void add_share(const struct prak_relative *l, const prak_quad *total, prak_quad times, struct prak_point *out)
{
    prak_quad w = total[1], share = total[2] / w;
    out->gradient[2] += times / w;
    out->gradient[1] -= times * share / w;
    prak_point_quantile(out, 3, times * l->at_t / w * l->of, l->p, l->at_q);
}

void prak_relative_share(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out)
{
    (void)s;
    if (!prak_relative_begin(total, out))
        return;
    out->value = total[2] / total[1];
    add_share(c->fit, total, 1, out);
}

void prak_relative_add_median(const struct prak_relative *l, const prak_quad *total, prak_quad times, struct prak_point *out)
{
    prak_quad n = total[0], share = total[2] / n;
    if (!(l->at_m > 0)) {
        out->no_se = true;
        return;
    }
    prak_quad slope = times * n / l->at_m;
    add_share(l, total, slope / 2, out);
    out->gradient[4] -= slope / n;
    out->gradient[0] += slope * share / (2 * n);
}
