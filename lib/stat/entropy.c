/*
 * entropy.c - generalised entropy.
 */
#include "stat/entropy.h"

#include "base/elementary.h"

static bool is(struct prak_dec a, int64_t n)
{
    return prak_dec_cmp(a, prak_dec_int(n)) == 0;
}

enum prak_domain prak_entropy_domain(struct prak_dec alpha)
{
    return prak_dec_sign(alpha) <= 0 ? PRAK_POSITIVE : PRAK_NOT_NEGATIVE;
}

int prak_entropy_term(const struct prak_statistic *s, struct prak_dec x, struct prak_dec *out, struct prak_err *e)
{
    struct prak_dec log;
    *out = prak_dec_int(0);
    if (is(s->p, 0)) {
        *out = prak_dec_log(x);
    } else if (!is(s->p, 1)) {
        if (prak_dec_power(x, s->p, out))
            return prak_fail(e, PRAK_EDATA, "%s: a power of a value is out of range", s->est->name);
    } else if (prak_dec_sign(x) != 0) {
        log = prak_dec_log(x);
        if (prak_dec_mul(x, log, out))
            *out = prak_dec_from_quad(prak_dec_to_quad(x) * prak_dec_to_quad(log), 30, 340);
    }
    return 0;
}

prak_quad prak_quad_power(prak_quad x, struct prak_dec a)
{
    int64_t n = 0;
    prak_quad p = 1;
    if (prak_dec_to_int64(prak_dec_trim(a), &n) || n < -8 || n > 8)
        return prak_quad_exp(prak_dec_to_quad(a) * prak_quad_log(x));
    for (int64_t i = n < 0 ? -n : n; i; i--)
        p *= x;
    return n < 0 ? (prak_quad)1 / p : p;
}

void prak_entropy_point(struct prak_dec alpha, const prak_quad total[3], struct prak_point *out)
{
    prak_quad n = total[0], x = total[1], f = total[2], a = prak_dec_to_quad(alpha);
    if (!(n > 0) || !(x > 0))
        return;
    out->defined = true;
    if (is(alpha, 1)) {
        out->value = f / x - prak_quad_log(x / n);
        out->gradient[0] = (prak_quad)1 / n;
        out->gradient[1] = -f / (x * x) - (prak_quad)1 / x;
        out->gradient[2] = (prak_quad)1 / x;
        return;
    }
    if (is(alpha, 0)) {
        out->value = prak_quad_log(x / n) - f / n;
        out->gradient[0] = (f / n - 1) / n;
        out->gradient[1] = (prak_quad)1 / x;
        out->gradient[2] = (prak_quad)-1 / n;
        return;
    }
    prak_quad scale = (prak_quad)1 / (a * (a - 1)), power = prak_quad_power(x / n, alpha), r = f / n / power;
    out->value = scale * (r - 1);
    out->gradient[0] = scale * (a - 1) * r / n;
    out->gradient[1] = -scale * a * r / x;
    out->gradient[2] = scale / (n * power);
}

int prak_entropy_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e)
{
    int there = prak_row_within(s, r, prak_entropy_domain(s->p), &t->x[1], e);
    return there > 0 && prak_entropy_term(s, t->x[1], &t->x[2], e) ? -1 : there;
}

void prak_entropy_of_all(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                         struct prak_point *out)
{
    (void)c;
    prak_entropy_point(s->p, total, out);
}
