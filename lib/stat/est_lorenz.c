/*
 * Lorenz curve of x and what is read off it: lorenz, quantile_share, palma.
 *
 *   L(p) = share of sum(w x) that the lowest p of the weight have, linear between the distinct values
 *   lorenz(x, p) = L(p), without p at 0.1 … 0.9       quantile_share(x, from, to) = L(to) - L(from)
 *   palma(x) = (1 - L(0.9)) / L(0.4)
 *
 * Influence: of L(p): ((x - q) 1[x <= q] + p q - x L)/X, X = sum(w x), q the quantile at p. rule=math (default) takes
 *            the value where the curve passes p: the derivative of the estimate itself. rule=hf4 takes the quantile
 *            interpolated, as convey does; among equal values the first row's weight then decides.
 * Domain:    values of 0 or more; a negative one is refused. Empty where X = 0.
 * Units:     fractions; palma a pure number.     Memory: cells x different values (spills to sorted runs), and
 *            cells x leaves.
 * Source:    Lorenz 1905; Kovacevic and Binder 1997; Palma 2011 and Cobham and Sumner 2013 (rule math).
 * R check:   convey::svylorenz(~x, design, quantiles = p); shares: diff(approx(cumsum(w)/N, cumsum(w * x)/X, p)$y)
 */
#include "base/elementary.h"
#include "stat/look.h"

enum { X, FROM, TO };
enum { LORENZ, SHARE, PALMA };
#define DECILES 9

struct points {
    unsigned n;
    struct {
        prak_quad p, part, q;  /* p; sum of w x up to p N; the quantile */
        struct prak_dec at;    /* the same as a decimal */
        bool end;              /* p is 0 or 1: part is without error */
    } point[DECILES];
};

static unsigned which(const struct prak_statistic *s)
{
    return s->target; /* free in estimators that fit */
}

static struct prak_dec probability(const struct prak_statistic *s, unsigned i)
{
    if (which(s) == PALMA)
        return (struct prak_dec){ i ? 4 : 9, 1 };
    if (which(s) == LORENZ && !s->arg[FROM].given)
        return (struct prak_dec){ i + 1, 1 };
    return s->arg[FROM + i].number;
}

static unsigned points(const struct prak_statistic *s)
{
    return which(s) == LORENZ ? (s->arg[FROM].given ? 1 : DECILES) : 2;
}

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    return prak_row_within(s, r, PRAK_NOT_NEGATIVE, &t->value, e);
}

static int find_point(const struct prak_statistic *s, const struct prak_look *k, const struct prak_span *all,
                      unsigned i, struct points *f, struct prak_err *e)
{
    struct prak_dec p = probability(s, i);
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

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct points *f = prak_look_take(k, 1, sizeof *f, e);
    if (!f)
        return -1;
    f->n = points(s);
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e);
    for (unsigned i = 0; i < f->n && !rc && all.w > 0; i++)
        rc = find_point(s, k, &all, i, f, e);
    out->fit = f;
    out->known = all.wx > 0;
    prak_exact_free(&all.weight);
    return rc;
}

/* x[1] = x, x[2 + i] = (x - q_i) 1[x <= q_i] */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct points *f = c->fit;
    int there = row(s, r, t, e);
    t->x[1] = t->value;
    for (unsigned i = 0; there > 0 && i < f->n; i++) {
        t->x[2 + i] = prak_dec_int(0);
        if (!f->point[i].end && prak_dec_cmp(t->value, f->point[i].at) < 0 &&
            prak_dec_sub(t->value, f->point[i].at, &t->x[2 + i]))
            return prak_fail(e, PRAK_EDATA, "%s: a difference of values needs over 38 digits", s->est->name);
    }
    return there;
}

/* L of point i; adds `times` its influence. */
static prak_quad curve_at(const struct points *f, unsigned i, prak_quad x, prak_quad times, struct prak_point *out)
{
    prak_quad l = f->point[i].part / x;
    if (f->point[i].end)
        return l;
    out->gradient[0] += times * f->point[i].p * f->point[i].q / x;
    out->gradient[1] -= times * l / x;
    out->gradient[2 + i] += times / x;
    return l;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct points *f = c->fit;
    prak_quad x = total[1];
    if (!(x > 0))
        return;
    out->defined = true;
    if (which(s) == LORENZ) {
        out->value = curve_at(f, c->part, x, 1, out);
    } else if (which(s) == SHARE) {
        out->value = -curve_at(f, 0, x, -1, out);
        out->value += curve_at(f, 1, x, 1, out);
    } else {
        prak_quad rich = (prak_quad)1 - f->point[0].part / x, poor = f->point[1].part / x;
        out->defined = poor > 0;
        if (!out->defined)
            return;
        out->value = rich / poor;
        curve_at(f, 0, x, (prak_quad)-1 / poor, out);
        curve_at(f, 1, x, -out->value / poor, out);
    }
}

static const char *part(const struct prak_statistic *s, unsigned i)
{
    static const char *const decile[DECILES] = { "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9" };
    (void)s;
    return decile[i];
}

static int inside(const struct prak_statistic *s, int arg, struct prak_err *e)
{
    struct prak_dec p = s->arg[arg].number;
    if (prak_dec_sign(p) < 0 || prak_dec_cmp(p, prak_dec_int(1)) > 0)
        return prak_fail(e, PRAK_EUSAGE, "%s: '%s' must lie between 0 and 1", s->est->name, s->est->param[arg].name);
    return 0;
}

static int check_lorenz(struct prak_statistic *s, struct prak_err *e)
{
    s->target = LORENZ;
    s->rule = s->arg[2].choice ? 2 : 0;
    s->k[1] = 2 + points(s);
    return s->arg[FROM].given ? inside(s, FROM, e) : 0;
}

static int check_share(struct prak_statistic *s, struct prak_err *e)
{
    s->target = SHARE;
    if (inside(s, FROM, e) || inside(s, TO, e))
        return -1;
    if (prak_dec_cmp(s->arg[FROM].number, s->arg[TO].number) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "quantile_share: 'from' must be below 'to'");
    return 0;
}

static int check_palma(struct prak_statistic *s, struct prak_err *e)
{
    (void)e;
    s->target = PALMA;
    return 0;
}

extern const struct prak_estimator prak_est_lorenz, prak_est_quantile_share, prak_est_palma;
const struct prak_estimator prak_est_lorenz = {
    .name = "lorenz", .formula = "L(p)", .source = "Kovacevic and Binder 1997", .unit = "fraction",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 3 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "p", NULL, false },
               { PRAK_P_CHOICE, "rule", "math|hf4", false } },
    .check = check_lorenz, .row = row, .fit = fit, .again = again, .totals = prak_totals_plain, .point = point, .parts = points, .part = part,
};
const struct prak_estimator prak_est_quantile_share = {
    .name = "quantile_share", .formula = "L(to) - L(from)", .source = "Kovacevic and Binder 1997",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "from", NULL, true },
               { PRAK_P_LITERAL, "to", NULL, true } },
    .check = check_share, .row = row, .fit = fit, .again = again, .totals = prak_totals_plain, .point = point,
};
const struct prak_estimator prak_est_palma = {
    .name = "palma", .formula = "(1 - L(0.9)) / L(0.4)", .source = "Palma 2011", .unit = "value",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 }, .param = { { PRAK_P_NUMBER, "x", NULL, true } },
    .check = check_palma, .row = row, .fit = fit, .again = again, .totals = prak_totals_plain, .point = point,
};
