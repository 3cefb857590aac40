/*
 * Kaitz index: the minimum wage over the median (or mean) wage of the same rows.
 *
 *   K = M / q,  M = sum(w minimum) / sum(w),  q = median (rule math) or mean of the wage.
 *
 * The minimum must be the same in all rows of a cell, unless pool=true.
 * Influence, mean:   (minimum - K wage) / sum(w wage).
 * Influence, median: (minimum - M)/(N q) - (M/q^2) IF,  IF = -(1[wage <= q] - 1/2)/(N f(q)), with f a Gaussian kernel
 *                    density, h = sd / N^0.2, N = sum(w) (convey's densfun), summed over the value -> weight map.
 * Units:    a fraction.     Memory: cells x different wages (median), cells x leaves.
 * Missing:  rows without a wage or without a minimum are not used and are counted in n_missing.
 * Source:   Kaitz 1970; Deville 1999 for the linearisation; METHODS 2 for the density.
 * R check:  survey::svyratio(~minimum, ~wage, design); convey::svyiqalpha for the influence of the median.
 */
#include "stat/estimator.h"

enum { WAGE, MINIMUM, OVER, POOL };

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int wage = prak_row_number(s->arg[WAGE].x, r, &t->x[2], e);
    int minimum = wage < 0 ? -1 : prak_row_number(s->arg[MINIMUM].x, r, &t->x[1], e);
    if (minimum < 0)
        return -1;
    t->value = t->x[2];
    t->constant = t->x[1];
    t->x[3] = s->p;
    return wage && minimum;
}

static int again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                 struct prak_terms *t, struct prak_err *e)
{
    int there = row(s, r, t, e);
    if (there > 0)
        t->x[2] = prak_dec_int(prak_dec_cmp(t->value, c->cut) <= 0);
    return there;
}

static void over_mean(const prak_quad *total, struct prak_point *out)
{
    if (total[2] == 0)
        return;
    out->value = total[1] / total[2];
    out->gradient[1] = (prak_quad)1 / total[2];
    out->gradient[2] = -out->value / total[2];
    out->defined = true;
}

/* total: N, sum(w minimum), sum(w 1[wage <= q]). c->density is N f(q). */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    if (s->arg[OVER].choice == 1) {
        over_mean(total, out);
        return;
    }
    if (!(total[0] > 0) || !c->known || c->value == 0)
        return;
    prak_quad n = total[0], m = total[1] / n, q = c->value;
    out->value = m / q;
    out->gradient[1] = (prak_quad)1 / (n * q);
    out->gradient[0] = -m / (n * q);
    if (c->density > 0) {
        prak_quad slope = m / (q * q * c->density);
        out->gradient[2] = slope;
        out->gradient[0] -= slope / 2;
    }
    out->defined = true;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    (void)e;
    s->p = (struct prak_dec){ 5, 1 };
    s->target = 3;
    s->constant = s->arg[POOL].choice == 0;
    if (s->arg[OVER].choice == 1)
        s->k[1] = 0; /* over the mean: moments are enough */
    return 0;
}

extern const struct prak_estimator prak_est_kaitz;
const struct prak_estimator prak_est_kaitz = {
    .name = "kaitz", .formula = "mean(minimum) / median(wage)", .source = "Kaitz 1970", .unit = "fraction",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS | PRAK_EST_CONSTANT, .k = { 4, 3 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "minimum", NULL, true },
               { PRAK_P_CHOICE, "over", "median|mean", false },
               { PRAK_P_CHOICE, "pool", "false|true", false } },
    .check = check, .row = row, .again = again, .point = point,
};
