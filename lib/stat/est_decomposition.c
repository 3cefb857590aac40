/*
 * Decomposition of generalised entropy by classes: total = within + between.
 *
 *   between = GE(a) when every row has the mean of its class, a = 0, 1 (default) or 2
 *
 * N, X: weight and sum(w x) of the cell; N_g, X_g, m_g = X_g/N_g of class g; m = X/N:
 *   a = 1: sum(X_g ln m_g)/X - ln m      a = 0: ln m - sum(N_g ln m_g)/N      a = 2: (N sum(X_g^2/N_g)/X^2 - 1)/2
 * Results:   three rows with level total, within and between, each with its se. The contribution of a class is a ge or
 *            theil of its own (groups).
 * Influence: of between, a_g + b_g x for a row of class g, the gradient in N_g and X_g, kept as decimals of 24 digits.
 * Domain:    a = 0 needs x > 0, else x >= 0; other values are refused. Rows without a class are not used.
 * Units:     a pure number.     Memory: cells x classes x leaves.
 * Source:    Shorrocks 1984.
 * R check:   convey::svygeidec(~x, ~by, design, epsilon = a)
 */
#include "base/elementary.h"
#include "stat/entropy.h"
#include "stat/look.h"

enum { X, BY, ALPHA };

struct between {
    struct prak_class *c;
    size_t n;
    prak_quad value;
};

/* x[1] = x, x[2] = f(x) */
static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int there = prak_row_text(s->arg[BY].x, r, &t->level, e);
    if (there > 0)
        there = prak_row_within(s, r, prak_entropy_domain(s->p), &t->x[1], e);
    return there > 0 && prak_entropy_term(s, t->x[1], &t->x[2], e) ? -1 : there;
}

static prak_quad log_mean(const struct prak_class *c)
{
    return c->total[0] > 0 && c->total[1] > 0 ? prak_quad_log(c->total[1] / c->total[0]) : 0;
}

/* What is summed over the classes. */
static prak_quad summand(int alpha, const struct prak_class *c)
{
    if (!(c->total[0] > 0))
        return 0;
    if (alpha == 2)
        return c->total[1] * c->total[1] / c->total[0];
    return c->total[alpha] * log_mean(c);
}

static prak_quad value_of(int alpha, prak_quad n, prak_quad x, prak_quad sum)
{
    if (alpha == 2)
        return (n * sum / (x * x) - 1) / 2;
    return alpha == 1 ? sum / x - prak_quad_log(x / n) : prak_quad_log(x / n) - sum / n;
}

/* Gradient in N_g and X_g. */
static void slope_of(int alpha, prak_quad n, prak_quad x, prak_quad sum, const struct prak_class *c, prak_quad out[2])
{
    prak_quad mean = c->total[0] > 0 ? c->total[1] / c->total[0] : 0;
    if (alpha == 1) {
        out[0] = (prak_quad)1 / n - mean / x;
        out[1] = (log_mean(c) - sum / x) / x;
    } else if (alpha == 0) {
        out[0] = (sum / n - log_mean(c)) / n;
        out[1] = (prak_quad)1 / x - (mean > 0 ? (prak_quad)1 / (mean * n) : 0);
    } else {
        out[0] = (sum - mean * mean * n) / (2 * x * x);
        out[1] = (mean - sum / x) * n / (x * x);
    }
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct between *f = prak_look_take(k, 1, sizeof *f, e);
    prak_quad n = 0, x = 0, sum = 0, slope[2];
    int alpha = s->arg[ALPHA].choice;
    if (!f || prak_look_classes(k, &f->c, &f->n, e))
        return -1;
    for (size_t i = 0; i < f->n; i++) {
        n += f->c[i].total[0];
        x += f->c[i].total[1];
        sum += summand(alpha, &f->c[i]);
    }
    out->fit = f;
    out->known = n > 0 && x > 0;
    if (!out->known)
        return 0;
    f->value = value_of(alpha, n, x, sum);
    for (size_t i = 0; i < f->n; i++) {
        slope_of(alpha, n, x, sum, &f->c[i], slope);
        f->c[i].term[0] = prak_dec_from_quad(slope[0], 24, 300);
        f->c[i].term[1] = prak_dec_from_quad(slope[1], 24, 300);
    }
    return 0;
}

/* x[3] = the row's influence on the part between */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct between *f = c->fit;
    int there = row(s, r, t, e);
    if (there <= 0)
        return there;
    const struct prak_class *own = prak_class_find(f->c, f->n, t->level);
    t->x[3] = own ? prak_class_term(own->term[0], own->term[1], t->x[1]) : prak_dec_int(0);
    return there;
}

enum { TOTAL, WITHIN, BETWEEN };

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    const struct between *f = c->fit;
    struct prak_point all = { .defined = false };
    prak_entropy_point(s->p, total, &all);
    if (!all.defined)
        return;
    out->defined = true;
    if (c->part != BETWEEN) {
        *out = all;
        out->size = 0;
    }
    if (c->part == BETWEEN) {
        out->value = f->value;
        out->gradient[3] = 1;
    } else if (c->part == WITHIN) {
        out->value -= f->value;
        out->gradient[3] = -1;
    }
    out->size = 1;
}

static unsigned parts(const struct prak_statistic *s)
{
    (void)s;
    return 3;
}

static const char *part(const struct prak_statistic *s, unsigned i)
{
    static const char *const name[] = { "total", "within", "between" };
    (void)s;
    return name[i];
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    struct prak_arg *a = &s->arg[ALPHA];
    int64_t alpha = 1;
    if (a->given && (prak_dec_to_int64(prak_dec_trim(a->number), &alpha) || alpha < 0 || alpha > 2))
        return prak_fail(e, PRAK_EUSAGE, "decomposition: alpha is 0, 1 or 2");
    s->p = prak_dec_int(alpha);
    a->choice = (int)alpha;
    return 0;
}

extern const struct prak_estimator prak_est_decomposition;
const struct prak_estimator prak_est_decomposition = {
    .name = "decomposition", .formula = "GE(a) = within + between", .source = "Shorrocks 1984", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 3, 4 }, .classes = 1,
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_VALUE, "by", NULL, true },
               { PRAK_P_LITERAL, "alpha", NULL, false } },
    .check = check, .row = row, .fit = fit, .again = again, .totals = prak_totals_first,
    .point = point, .parts = parts, .part = part,
};
