/*
 * Foster-Greer-Thorbecke index: FGT(a) = sum(w ((z - x)/z)^a 1[x <= z]) / sum(w), z the line.
 *
 * a = 0 is the share below the line, 1 the mean gap, 2 the mean squared gap, as fractions of the line.
 * below=weak (default) counts x <= z, as poverty lines do; below=strict counts x < z, as minimum wages do: who is paid
 * exactly the minimum is paid lawfully. The two differ for a = 0 only.
 * Line:      an expression (a number, a column: each row its own), taken as given; or of=0.6, to=median|mean: that
 *            fraction of the median (rule math) or mean of the cell, whose own error then counts.
 * Influence: (g - F)/N + F'(z) IF(z), g the row's term; F'(z) = sum(w a ((z - x)/z)^(a-1) x/z^2)/N, for a = 0 the
 *            Gaussian kernel density at z, h = sd/N^0.2 (METHODS 2); IF(z) = of IF(median) or of (x - mean)/N.
 * Domain:    z > 0; other lines are refused. x may be negative. a = 0 or a >= 1.
 * Units:     a fraction.     Memory: cells x leaves; with of, cells x different values too (spills to sorted runs).
 * Missing:   rows without x or without a line are not used and are counted in n_missing.
 * Source:    Foster, Greer and Thorbecke 1984; Berger and Skinner 2003.
 * R check:   convey::svyfgt(~x, design, g = a, type_thresh = "abs", abs_thresh = z), or "relq", "relm" with percent;
 *            strict: survey::svymean(~I(ifelse(x < z, ((z - x)/z)^a, 0)), design)
 */
#include "base/elementary.h"
#include "stat/look.h"
#include "stat/walk.h"

enum { X, LINE, ALPHA, BELOW, OF, TO };

#define GAP_PLACES 24

struct line {
    struct prak_dec z;
    prak_quad at_z, median_density, of, line;
    struct prak_cut median;
};

/* ((z - x)/z)^a where x is below the line, else 0. */
static int term(const struct prak_statistic *s, struct prak_dec x, struct prak_dec z, struct prak_dec a,
                struct prak_dec *out, struct prak_err *e)
{
    int at = prak_dec_cmp(x, z);
    struct prak_dec gap;
    *out = prak_dec_int(0);
    if (s->arg[BELOW].choice == 1 ? at >= 0 : at > 0)
        return 0;
    if (prak_dec_sub(z, x, &gap) || prak_dec_muldiv(gap, prak_dec_int(1), z, GAP_PLACES, &gap))
        return prak_fail(e, PRAK_EDATA, "fgt: the gap to the line needs over 38 digits");
    if (prak_dec_power(gap, a, out) == 0)
        return 0;
    *out = prak_dec_int(0);
    if (prak_dec_cmp(gap, prak_dec_int(1)) > 0) /* of a value far below 0 */
        return prak_fail(e, PRAK_EDATA, "fgt: a power of a value is out of range");
    return 0;
}

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec z = prak_dec_int(1);
    int line = s->arg[LINE].given ? prak_row_number(s->arg[LINE].x, r, &z, e) : 1;
    int there = line < 0 ? -1 : prak_row_number(s->arg[X].x, r, &t->value, e);
    if (there <= 0 || line == 0)
        return there < 0 ? -1 : 0;
    if (!s->arg[LINE].given)
        return 1;
    if (prak_dec_sign(z) <= 0)
        return prak_fail(e, PRAK_EDATA, "fgt needs a line above 0");
    return term(s, t->value, z, s->p, &t->x[1], e) ? -1 : 1;
}

static int find_line(const struct prak_statistic *s, const struct prak_look *k, const struct prak_span *all,
                     struct line *l, struct prak_err *e)
{
    prak_quad density[2];
    l->of = prak_dec_to_quad(s->arg[OF].number) / prak_dec_to_quad(s->arg[OF].over);
    if (s->arg[TO].choice == 1) {
        if (all->w > 0)
            l->z = prak_dec_from_quad(l->of * all->wx / all->w, 30, 300);
    } else {
        if (prak_look_quantile(k, 0, all, (struct prak_dec){ 5, 1 }, 0, &l->median, e))
            return -1;
        if (l->median.found && (prak_look_line(&s->arg[OF], l->median.at, &l->z, e) ||
                                prak_look_density(k, 0, l->median.value, density, e)))
            return -1;
        l->median_density = l->median.found ? density[0] : 0;
    }
    l->line = prak_dec_to_quad(l->z);
    if (!(l->line > 0) || prak_dec_sign(s->p) != 0)
        return 0;
    if (prak_look_density(k, 0, l->line, density, e))
        return -1;
    l->at_z = density[0];
    return 0;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span all;
    struct line *l = prak_look_take(k, 1, sizeof *l, e);
    if (!l)
        return -1;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e);
    if (!rc)
        rc = find_line(s, k, &all, l, e);
    prak_exact_free(&all.weight);
    out->fit = l;
    out->known = l->line > 0;
    return rc;
}

/* x[1] = g, x[2] = 1[x <= median] or x, x[3] = a ((z - x)/z)^(a-1) x/z below the line */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    const struct line *l = c->fit;
    struct prak_dec less, slope;
    int there = row(s, r, t, e);
    if (there <= 0)
        return there;
    if (term(s, t->value, l->z, s->p, &t->x[1], e))
        return -1;
    t->x[2] = s->arg[TO].choice == 1 ? t->value : prak_dec_int(prak_dec_cmp(t->value, l->median.at) <= 0);
    t->x[3] = prak_dec_int(0);
    if (prak_dec_sign(s->p) == 0)
        return there;
    if (prak_dec_sub(s->p, prak_dec_int(1), &less) || term(s, t->value, l->z, less, &slope, e))
        return -1;
    if (prak_dec_sign(slope) != 0)
        t->x[3] = prak_dec_from_quad(prak_dec_to_quad(s->p) * prak_dec_to_quad(slope) * prak_dec_to_quad(t->value) /
                                         l->line, GAP_PLACES, 300);
    return there;
}

static int totals(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                  prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    const struct line *l = c->fit;
    struct prak_walk w;
    struct prak_walk_step step;
    struct prak_dec g;
    uint32_t cell = prak_curve_cell(k->book->p, k->group, k->stat, 0);
    int got = prak_walk_open(&w, k->t, &k->book->frame, cell, e) ? -1 : 1;
    while (got > 0 && (got = prak_walk_next(&w, &step, e)) > 0) {
        if (term(s, step.value, l->z, s->p, &g, e))
            got = -1;
        total[0] += step.about;
        total[1] += step.about * prak_dec_to_quad(g);
    }
    prak_walk_close(&w);
    return got < 0 ? -1 : 0;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    prak_quad n = total[0];
    if (!(n > 0))
        return;
    out->value = total[1] / n;
    out->gradient[0] = -out->value / n;
    out->gradient[1] = (prak_quad)1 / n;
    out->defined = true;
    if (s->arg[LINE].given)
        return;
    const struct line *l = c->fit;
    prak_quad slope = (prak_dec_sign(s->p) ? total[3] / l->line : l->at_z) / n * l->of;
    if (slope == 0)
        return;
    if (s->arg[TO].choice == 1) {
        out->gradient[2] = slope / n;
        out->gradient[0] -= slope * total[2] / (n * n);
    } else {
        prak_point_quantile(out, 2, slope, (prak_quad)0.5, l->median_density);
    }
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    s->p = s->arg[ALPHA].given ? s->arg[ALPHA].number : prak_dec_int(0);
    bool inside = prak_dec_cmp(s->p, prak_dec_int(1)) >= 0 && prak_dec_cmp(s->p, prak_dec_int(20)) <= 0;
    if (prak_dec_sign(s->p) != 0 && !inside)
        return prak_fail(e, PRAK_EUSAGE, "fgt: alpha is 0, or from 1 to 20");
    if (s->arg[LINE].given == s->arg[OF].given)
        return prak_fail(e, PRAK_EUSAGE, "fgt needs a line, or of=0.6 with to=median or to=mean, and not both");
    if (s->arg[TO].given && !s->arg[OF].given)
        return prak_fail(e, PRAK_EUSAGE, "fgt: 'to' goes with 'of'");
    if (s->arg[LINE].given) {
        s->k[0] = 2;
        s->k[1] = 0;
    }
    return 0;
}

extern const struct prak_estimator prak_est_fgt;
const struct prak_estimator prak_est_fgt = {
    .name = "fgt", .formula = "sum(w ((z - x)/z)^a 1[x <= z]) / sum(w)", .source = "Foster, Greer and Thorbecke 1984",
    .unit = "fraction", .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_NUMBER, "line", NULL, false },
               { PRAK_P_LITERAL, "alpha", NULL, false },
               { PRAK_P_CHOICE, "below", "weak|strict", false },
               { PRAK_P_FRACTION, "of", NULL, false },
               { PRAK_P_CHOICE, "to", "median|mean", false } },
    .check = check, .row = row, .fit = fit, .again = again, .totals = totals, .point = point,
};
