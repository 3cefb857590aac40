/*
 * Relative lines of x and what lies below them: arpt, arpr, low_pay, poor_median, rmpg.
 *
 *   q = quantile of x at p (0.5; rule math)      t = of q          arpt = t (at-risk-of-poverty threshold, of = 0.6)
 *   arpr = share with x <= t (of = 0.6)          low_pay = share with x < t (of = 2/3)
 *   poor_median = m, median of those x <= t      rmpg = (t - m) / t (relative median poverty gap)
 *
 * within=TEST (arpr, low_pay): the share is taken among these rows, the line still from all rows of the cell; n is
 * then theirs. `among` and groups have lines of their own.
 * Influence: IF(q) = -(1[x <= q] - p)/(N f(q)), IF(t) = of IF(q),
 *            share: (1[x <= t] - P)/N + f(t) IF(t), the derivative at the line (convey; Osier 2009 takes it elsewhere),
 *            m: (IF(P)/2 - (1[x <= m] - P/2)/N) / f(m), rmpg: m IF(t)/t^2 - IF(m)/t,
 *            f a Gaussian kernel density, h = sd/N^0.2 (METHODS 2), that of the rows of `within` where it is given.
 * Units:     arpt, poor_median those of x, the others fractions.     Memory: cells x different values (spills to
 *            sorted runs), and cells x leaves.
 * Empty:     rmpg and poor_median where nobody is below the line; the se where all values are equal.
 * Source:    Eurostat, Laeken indicators; Deville 1999; low pay: OECD, ILO (2/3 of the median hourly wage).
 * R check:   convey::svyarpt, svyarpr, svypoormed, svyrmpg(~x, design)
 */
#include "stat/look.h"

enum { X, OF, P, WITHIN };
enum { ARPT, ARPR, LOW_PAY, POOR_MEDIAN, RMPG };

struct lines {
    struct prak_cut q, m;
    struct prak_dec t;
    prak_quad p, of, line, at_q, at_t, at_m; /* N times the densities */
};

/* Which of the five; s->target is free in estimators that fit. */
static unsigned which(const struct prak_statistic *s)
{
    return s->target;
}

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    bool inside = true;
    int there = prak_row_number(s->arg[X].x, r, &t->value, e);
    int known = there > 0 && s->arg[WITHIN].given ? prak_row_test(s->arg[WITHIN].x, r, &inside, e) : 1;
    if (there < 0 || known < 0)
        return -1;
    t->sides = s->two_sides && inside && known ? 3 : 1;
    return there && known;
}

static int median_below(const struct prak_look *k, struct lines *l, struct prak_err *e)
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

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    prak_quad density[2];
    struct lines *l = prak_look_take(k, 1, sizeof *l, e);
    if (!l)
        return -1;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e);
    if (!rc)
        rc = prak_look_quantile(k, 0, &all, s->p, 0, &l->q, e);
    prak_exact_free(&all.weight);
    if (rc || !l->q.found)
        return rc;
    if (prak_look_line(&s->arg[OF], l->q.at, &l->t, e) || prak_look_density(k, 0, l->q.value, density, e))
        return -1;
    l->at_q = density[0];
    l->line = prak_dec_to_quad(l->t);
    l->p = prak_dec_to_quad(s->p);
    l->of = prak_dec_to_quad(s->arg[OF].number) / prak_dec_to_quad(s->arg[OF].over);
    if (which(s) != ARPT && prak_look_density(k, s->arg[WITHIN].given ? 1 : 0, l->line, density, e))
        return -1;
    l->at_t = density[0];
    if (which(s) >= POOR_MEDIAN && median_below(k, l, e))
        return -1;
    out->fit = l;
    out->known = which(s) < POOR_MEDIAN || l->m.found;
    return 0;
}

/* x[1] = 1[within], x[2] = 1[within, below t], x[3] = 1[x <= q], x[4] = 1[x <= m] */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct lines *l = c->fit;
    int there = row(s, r, t, e);
    if (there <= 0)
        return there;
    bool inside = !s->two_sides || t->sides == 3;
    int at = prak_dec_cmp(t->value, l->t);
    t->x[1] = prak_dec_int(inside);
    t->x[2] = prak_dec_int(inside && (which(s) == LOW_PAY ? at < 0 : at <= 0));
    t->x[3] = prak_dec_int(prak_dec_cmp(t->value, l->q.at) <= 0);
    t->x[4] = prak_dec_int(which(s) >= POOR_MEDIAN && prak_dec_cmp(t->value, l->m.at) <= 0);
    return there;
}

static int totals(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                  prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    const struct lines *l = c->fit;
    unsigned side = s->two_sides ? 1 : 0;
    struct prak_span all = { .w = 0 }, inside = { .w = 0 }, below = { .w = 0 };
    int rc = prak_look_span(k, 0, PRAK_ALL, l->t, &all, e) || prak_look_span(k, side, PRAK_ALL, l->t, &inside, e) ||
             prak_look_span(k, side, which(s) == LOW_PAY ? PRAK_BELOW : PRAK_UP_TO, l->t, &below, e);
    total[0] = all.w;
    total[1] = inside.w;
    total[2] = below.w;
    prak_exact_free(&all.weight);
    prak_exact_free(&inside.weight);
    prak_exact_free(&below.weight);
    return rc ? -1 : 0;
}

/* Adds `times` the influence of the share: (x2 - P x1)/W + f(t) IF(t), W the weight within. */
static void add_share(const struct lines *l, const prak_quad *total, prak_quad times, struct prak_point *out)
{
    prak_quad w = total[1], share = total[2] / w;
    out->gradient[2] += times / w;
    out->gradient[1] -= times * share / w;
    prak_point_quantile(out, 3, times * l->at_t / w * l->of, l->p, l->at_q);
}

/* Adds `times` the influence of the median of the poor. */
static void add_poor_median(const struct lines *l, const prak_quad *total, prak_quad times, struct prak_point *out)
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

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct lines *l = c->fit;
    if (!(total[0] > 0) || !(total[1] > 0))
        return;
    out->defined = true;
    switch (which(s)) {
    case ARPT:
        out->value = l->line;
        prak_point_quantile(out, 3, l->of, l->p, l->at_q);
        return;
    case POOR_MEDIAN:
        out->value = l->m.value;
        add_poor_median(l, total, 1, out);
        return;
    case RMPG:
        out->defined = l->line != 0;
        if (!out->defined)
            return;
        out->value = (prak_quad)1 - l->m.value / l->line;
        prak_point_quantile(out, 3, l->of * l->m.value / (l->line * l->line), l->p, l->at_q);
        add_poor_median(l, total, (prak_quad)-1 / l->line, out);
        return;
    default:
        out->value = total[2] / total[1];
        add_share(l, total, 1, out);
    }
}

static int set_up(struct prak_statistic *s, unsigned which, struct prak_err *e)
{
    s->target = which;
    s->two_sides = s->arg[WITHIN].given;
    if (!s->arg[OF].given)
        s->arg[OF] = (struct prak_arg){ .number = which == LOW_PAY ? prak_dec_int(2) : (struct prak_dec){ 6, 1 },
                                        .over = prak_dec_int(which == LOW_PAY ? 3 : 1) };
    s->p = s->arg[P].given ? s->arg[P].number : (struct prak_dec){ 5, 1 };
    if (prak_dec_sign(s->p) <= 0 || prak_dec_cmp(s->p, prak_dec_int(1)) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "%s: p must lie between 0 and 1", s->est->name);
    return 0;
}

static int check_arpt(struct prak_statistic *s, struct prak_err *e)
{
    return set_up(s, ARPT, e);
}

static int check_arpr(struct prak_statistic *s, struct prak_err *e)
{
    return set_up(s, ARPR, e);
}

static int check_low_pay(struct prak_statistic *s, struct prak_err *e)
{
    return set_up(s, LOW_PAY, e);
}

static int check_poor_median(struct prak_statistic *s, struct prak_err *e)
{
    return set_up(s, POOR_MEDIAN, e);
}

static int check_rmpg(struct prak_statistic *s, struct prak_err *e)
{
    return set_up(s, RMPG, e);
}

extern const struct prak_estimator prak_est_arpt, prak_est_arpr, prak_est_low_pay, prak_est_poor_median,
    prak_est_rmpg;
const struct prak_estimator prak_est_arpt = {
    .name = "arpt", .formula = "of F^-1(p)", .source = "Eurostat; Deville 1999", .unit = "value",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false } },
    .check = check_arpt, .row = row, .fit = fit, .again = again, .totals = totals, .point = point,
};
const struct prak_estimator prak_est_arpr = {
    .name = "arpr", .formula = "sum(w 1[x <= of F^-1(p)]) / sum(w)", .source = "Eurostat; Deville 1999",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false },
               { PRAK_P_TEST, "within", NULL, false } },
    .check = check_arpr, .row = row, .fit = fit, .again = again, .totals = totals, .point = point,
};
const struct prak_estimator prak_est_low_pay = {
    .name = "low_pay", .formula = "sum(w 1[x < of F^-1(p)]) / sum(w)", .source = "OECD, ILO; Deville 1999",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS | PRAK_EST_SHARE, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false },
               { PRAK_P_TEST, "within", NULL, false } },
    .check = check_low_pay, .row = row, .fit = fit, .again = again, .totals = totals, .point = point,
};
const struct prak_estimator prak_est_poor_median = {
    .name = "poor_median", .formula = "median of x <= of F^-1(p)", .source = "Eurostat; Deville 1999",
    .unit = "value", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 5 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false } },
    .check = check_poor_median, .row = row, .fit = fit, .again = again, .totals = totals, .point = point,
};
const struct prak_estimator prak_est_rmpg = {
    .name = "rmpg", .formula = "1 - (median of x <= t) / t, t = of F^-1(p)", .source = "Eurostat; Deville 1999",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 5 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_LITERAL, "p", NULL, false } },
    .check = check_rmpg, .row = row, .fit = fit, .again = again, .totals = totals, .point = point,
};
