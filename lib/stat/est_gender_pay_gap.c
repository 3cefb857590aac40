/*
 * Gender pay gap: (M - F) / M, M and F the mean (or median) wage of men and of women; raw, or factor-weighted.
 *
 * female is a test: true for women, false for men; rows where it is not known are not used.
 * over=mean (default), over=median (rule math).
 * by=EXPR: factor-weighted. The gap of the means is taken in each class that EXPR tells apart and weighted by the
 * class's share of the employees; classes with one sex only are left out and the other weights raised to sum to 1.
 * Influence: mean: -(1[f](x - F)/N_f)/M + (F/M^2) 1[m](x - M)/N_m; median: the same with the influence of each sex's
 *            median, -(1[x <= q] - p)/(N f(q)), f a Gaussian kernel density, h = sd/N^0.2 (METHODS 2); by: that of
 *            each class times its share, and (gap_g - G)/N with N the weight of the classes kept.
 * n:         rows of the smaller group of the two, women or men, so that neither is published below --min-n.
 * Units:     a fraction.     Memory: cells x leaves; median: cells x different values (spills); by: cells x classes x
 *            leaves.
 * Empty:     where there are no women or no men, or men have 0.
 * Source:    Eurostat and UNECE (raw, mean hourly wage); ILO, Global Wage Report 2018/19 (factor-weighted).
 * R check:   survey::svycontrast(svyby(~x, ~sex, design, svymean, covmat = TRUE), quote((male - female)/male));
 *            convey::svygpg
 */
#include "base/elementary.h"
#include "stat/look.h"

enum { X, FEMALE, OVER, BY };

struct sexes {
    struct prak_cut women, men;
    prak_quad at_women[2], at_men[2];
};

/* The classes and the weighted gap. */
struct classes {
    struct prak_class *c;
    size_t n;
    prak_quad gap, weight;
};
enum { WOMEN_0, WOMEN_1, MEN_0, MEN_1 }; /* terms of a class: influence = _0 + _1 x */

/* x[1] = x, x[2] = 1[f], x[3] = x 1[f] */
static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    bool female;
    int there = prak_row_number(s->arg[X].x, r, &t->value, e);
    int known = there > 0 ? prak_row_test(s->arg[FEMALE].x, r, &female, e) : there;
    if (known > 0 && s->arg[BY].given)
        known = prak_row_text(s->arg[BY].x, r, &t->level, e);
    if (known <= 0)
        return known;
    t->sides = female ? 2 : 1;
    t->x[1] = t->value;
    t->x[2] = prak_dec_int(female);
    t->x[3] = female ? t->value : prak_dec_int(0);
    return 1;
}

static int fit_medians(struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_span span;
    const struct prak_dec half = { 5, 1 };
    struct sexes *f = prak_look_take(k, 1, sizeof *f, e);
    if (!f)
        return -1;
    for (unsigned side = 0; side < 2; side++) {
        struct prak_cut *cut = side ? &f->women : &f->men;
        int rc = prak_look_span(k, side, PRAK_ALL, half, &span, e) ||
                 prak_look_quantile(k, side, &span, half, 0, cut, e);
        prak_exact_free(&span.weight);
        if (rc || (cut->found && prak_look_density(k, side, cut->value, side ? f->at_women : f->at_men, e)))
            return -1;
    }
    out->fit = f;
    out->known = f->women.found && f->men.found && f->men.value != 0;
    return 0;
}

/* The gap of one class: 0 where it is left out. */
static bool class_gap(const prak_quad total[4], prak_quad *women, prak_quad *men, prak_quad *gap)
{
    prak_quad w = total[2], m = total[0] - w, sum = total[1] - total[3];
    if (!(w > 0) || !(m > 0) || sum == 0)
        return false;
    *women = total[3] / w;
    *men = sum / m;
    *gap = (*men - *women) / *men;
    return true;
}

static int fit_classes(struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct classes *f = prak_look_take(k, 1, sizeof *f, e);
    prak_quad women, men, gap;
    if (!f || prak_look_classes(k, &f->c, &f->n, e))
        return -1;
    for (size_t i = 0; i < f->n; i++)
        if (class_gap(f->c[i].total, &women, &men, &gap)) {
            f->weight += f->c[i].total[0];
            f->gap += f->c[i].total[0] * gap;
        }
    out->fit = f;
    out->known = f->weight > 0;
    if (!out->known)
        return 0;
    f->gap = f->gap / f->weight;
    for (size_t i = 0; i < f->n; i++) {
        const prak_quad *t = f->c[i].total;
        if (!class_gap(t, &women, &men, &gap))
            continue;
        prak_quad share = t[0] / f->weight, own = (gap - f->gap) / f->weight;
        prak_quad of_women = -share / (t[2] * men), of_men = share * women / (men * men * (t[0] - t[2]));
        prak_quad v[4] = { own - of_women * women, of_women, own - of_men * men, of_men };
        for (int j = 0; j < 4; j++)
            f->c[i].term[j] = prak_dec_from_quad(v[j], 24, 300);
    }
    return 0;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    return s->arg[BY].given ? fit_classes(k, out, e) : fit_medians(k, out, e);
}

/* Median: x[1] = 1[f], x[2] = 1[f, x <= F], x[3] = 1[m, x <= M]. By: x[1] = the row's influence. */
static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    int there = row(s, r, t, e);
    if (there <= 0)
        return there;
    bool female = t->sides == 2;
    if (!s->arg[BY].given) {
        const struct sexes *f = c->fit;
        bool low = prak_dec_cmp(t->value, female ? f->women.at : f->men.at) <= 0;
        t->x[1] = prak_dec_int(female);
        t->x[2] = prak_dec_int(female && low);
        t->x[3] = prak_dec_int(!female && low);
        return 1;
    }
    const struct classes *f = c->fit;
    const struct prak_class *own = prak_class_find(f->c, f->n, t->level);
    t->x[1] = prak_dec_int(0);
    if (own)
        t->x[1] = prak_class_term(own->term[female ? WOMEN_0 : MEN_0], own->term[female ? WOMEN_1 : MEN_1], t->value);
    return 1;
}

static void point_mean(const prak_quad *total, struct prak_point *out)
{
    prak_quad n = total[0], w = total[2], m = n - w, women, men, gap;
    if (!class_gap(total, &women, &men, &gap))
        return;
    prak_quad of_women = (prak_quad)-1 / (w * men), of_men = women / (men * men * m);
    out->defined = true;
    out->value = gap;
    out->gradient[0] = -of_men * men;
    out->gradient[1] = of_men;
    out->gradient[2] = of_men * men - of_women * women;
    out->gradient[3] = of_women - of_men;
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    if (s->arg[BY].given) {
        const struct classes *f = c->fit;
        out->defined = true;
        out->value = f->gap;
        out->gradient[1] = 1;
        out->size = 1;
        return;
    }
    if (s->arg[OVER].choice == 0) {
        point_mean(total, out);
        return;
    }
    const struct sexes *f = c->fit;
    prak_quad women = f->women.value, men = f->men.value;
    out->defined = true;
    out->value = (men - women) / men;
    if (!(f->at_women[0] > 0) || !(f->at_men[0] > 0)) {
        out->no_se = true;
        return;
    }
    prak_quad of_women = (prak_quad)-1 / (men * f->at_women[0]), of_men = women / (men * men * f->at_men[0]);
    out->gradient[0] = of_men / 2;
    out->gradient[1] = (of_women - of_men) / 2;
    out->gradient[2] = -of_women;
    out->gradient[3] = -of_men;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    if (s->arg[BY].given && s->arg[OVER].choice == 1)
        return prak_fail(e, PRAK_EUSAGE, "gender_pay_gap: by= goes with over=mean");
    bool median = s->arg[OVER].choice == 1, by = s->arg[BY].given;
    s->two_sides = true;
    s->map = median;
    s->classes = by ? s->est->classes : 0;
    s->k[0] = median ? 1 : 4;
    s->k[1] = median ? 4 : by ? 2 : 0;
    return 0;
}

extern const struct prak_estimator prak_est_gender_pay_gap;
const struct prak_estimator prak_est_gender_pay_gap = {
    .name = "gender_pay_gap", .formula = "(mean(men) - mean(women)) / mean(men)", .source = "Eurostat; ILO 2018",
    .unit = "fraction",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 4, 4 }, .classes = 3,
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_TEST, "female", NULL, true },
               { PRAK_P_CHOICE, "over", "mean|median", false },
               { PRAK_P_VALUE, "by", NULL, false } },
    .check = check, .row = row, .fit = fit, .again = again, .totals = prak_totals_none, .point = point,
};
