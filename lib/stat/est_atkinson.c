/*
 * Atkinson index of x with inequality aversion e.
 *
 *   A(e) = 1 - (E x^(1-e))^(1/(1-e)) / mean(x),  A(1) = 1 - exp(E ln x) / mean(x)
 *
 * Influence: the gradient in N, sum(w x) and sum(w x^(1-e)) or sum(w ln x).
 * Domain:    e >= 1 needs x > 0, else x >= 0; other values are refused. Empty where the mean is 0.
 * Units:     a fraction.     Memory: cells x leaves.
 * Source:    Atkinson 1970; Biewen and Jenkins 2006.
 * R check:   convey::svyatk(~x, design, epsilon = e)
 */
#include "base/elementary.h"
#include "stat/entropy.h"

enum { X, EPSILON };

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    int there = prak_row_within(s, r, prak_dec_sign(s->p) <= 0 ? PRAK_POSITIVE : PRAK_NOT_NEGATIVE, &t->x[1], e);
    if (there > 0 && prak_dec_sign(s->p) == 0)
        t->x[2] = prak_dec_log(t->x[1]);
    else if (there > 0 && prak_dec_power(t->x[1], s->p, &t->x[2]))
        return prak_fail(e, PRAK_EDATA, "atkinson: a power of a value is out of range");
    return there;
}

/* s->p is b = 1 - e; total: N, X, sum(w x^b) or sum(w ln x). m is the equally distributed equivalent. */
static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    prak_quad n = total[0], x = total[1], f = total[2], b = prak_dec_to_quad(s->p), m;
    (void)c;
    if (!(n > 0) || !(x > 0))
        return;
    if (b == 0) {
        m = prak_quad_exp(f / n);
        out->gradient[0] = m * (f / n - 1) / x;
        out->gradient[2] = -m / x;
    } else {
        m = prak_quad_exp(prak_quad_log(f / n) / b);
        out->gradient[0] = m / x * ((prak_quad)1 / b - 1);
        out->gradient[2] = -n * m / (x * b * f);
    }
    out->gradient[1] = m * n / (x * x);
    out->value = (prak_quad)1 - m * n / x;
    out->defined = true;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    struct prak_dec epsilon = s->arg[EPSILON].number;
    if (prak_dec_sign(epsilon) <= 0 || prak_dec_cmp(epsilon, prak_dec_int(20)) > 0)
        return prak_fail(e, PRAK_EUSAGE, "atkinson: epsilon must be above 0 and at most 20");
    if (prak_dec_sub(prak_dec_int(1), epsilon, &s->p))
        return prak_fail(e, PRAK_EUSAGE, "atkinson: epsilon has too many digits");
    return 0;
}

extern const struct prak_estimator prak_est_atkinson;
const struct prak_estimator prak_est_atkinson = {
    .name = "atkinson", .formula = "1 - (E x^(1-e))^(1/(1-e)) / mean(x)", .source = "Atkinson 1970",
    .unit = "fraction", .kinds = PRAK_EST_MOMENTS, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_LITERAL, "epsilon", NULL, true } },
    .check = check, .row = row, .point = point,
};
