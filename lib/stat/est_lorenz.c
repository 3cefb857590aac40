/*
 * Lorenz curve of x: lorenz(x, p) = L(p), without p at 0.1 … 0.9 (lorenz.h).
 *
 * Rules:     the influence's quantile: math, or hf4 as convey.
 * Units:     a fraction.     Memory: cells x different values (spills to sorted runs), and cells x leaves.
 * Source:    Lorenz 1905; Kovacevic and Binder 1997.
 * R check:   convey::svylorenz(~x, design, quantiles = p)
 */
#include "stat/lorenz.h"
#include "stat/shared.h"

enum { X, P, RULE };

static unsigned points(const struct prak_statistic *s)
{
    return s->arg[P].given ? 1 : PRAK_LORENZ_MOST;
}

static const char *part(const struct prak_statistic *s, unsigned i)
{
    static const char *const decile[PRAK_LORENZ_MOST] = { "0.1", "0.2", "0.3", "0.4", "0.5",
                                                          "0.6", "0.7", "0.8", "0.9" };
    (void)s;
    return decile[i];
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_dec p[PRAK_LORENZ_MOST] = { s->arg[P].number };
    for (unsigned i = 0; i < PRAK_LORENZ_MOST && !s->arg[P].given; i++)
        p[i] = (struct prak_dec){ i + 1, 1 };
    return prak_lorenz_fit(s, k, p, points(s), out, e);
}

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    (void)s;
    if (!(total[1] > 0))
        return;
    out->defined = true;
    out->value = prak_lorenz_at(c->fit, c->part, total[1], 1, out);
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    s->rule = s->arg[RULE].choice ? 2 : 0;
    s->k[1] = 2 + points(s);
    return s->arg[P].given ? prak_lorenz_inside(s, P, e) : 0;
}

extern const struct prak_estimator prak_est_lorenz;
const struct prak_estimator prak_est_lorenz = {
    .name = "lorenz", .formula = "L(p)", .source = "Kovacevic and Binder 1997", .unit = "fraction",
    .kinds = PRAK_EST_CURVE | PRAK_EST_MOMENTS, .k = { 1, 3 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "p", NULL, false },
               { PRAK_P_CHOICE, "rule", "math|hf4", false } },
    .check = check, .row = prak_row_amount, .fit = fit, .again = prak_lorenz_again,
    .totals = prak_totals_plain, .point = point, .parts = points, .part = part,
};
