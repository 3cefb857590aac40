/*
 * Skewness of x: g1 = m3 / m2^(3/2), m_r = sum(w (x - m)^r) / N, m the mean.
 *
 * type=population (default): g1. type=sample: G1 = g1 sqrt(n (n - 1)) / (n - 2), n rows of positive weight, the adjusted
 * Fisher-Pearson coefficient of SAS, SPSS and spreadsheets.
 * Influence: IF(m3) / m2^(3/2) - 3/2 g1 IF(m2) / m2, IF(m_r) = ((x - m)^r - m_r - r m_(r-1) (x - m)) / N.
 * Two passes: powers are exact, about a round number near the mean (central.h).
 * Empty:     where x does not vary; type=sample: fewer than three rows.
 * Units:     a pure number.     Memory: cells x leaves.
 * Source:    Joanes and Gill 1998; linearisation by derivatives in the weights.
 * R check:   m <- weighted.mean(x, w); s <- function(r) weighted.mean((x - m)^r, w); s(3) / s(2)^1.5;
 *            the se: SE(survey::svytotal(~u, design)), u the influence; sample: e1071::skewness(x, type = 2)
 */
#include "stat/central.h"

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    struct prak_central m;
    prak_quad n = (prak_quad)c->rows, scale = 1;
    bool sample = s->arg[1].choice == 1;
    if (!(total[0] > 0) || (sample && c->rows < 3) || !prak_central_moments(total, 3, &m))
        return;
    if (sample)
        scale = prak_quad_sqrt(n * (n - 1)) / (n - 2);
    prak_quad cube = m.m2 * prak_quad_sqrt(m.m2);
    out->value = scale * m.m3 / cube;
    for (int j = 0; j < 4; j++)
        out->gradient[j] = scale * m.of3[j] / cube - (prak_quad)1.5 * out->value * m.of2[j] / m.m2;
    out->defined = true;
}

extern const struct prak_estimator prak_est_skewness;
const struct prak_estimator prak_est_skewness = {
    .name = "skewness", .formula = "m3 / m2^1.5", .source = "Joanes and Gill 1998", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 2, 4 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_CHOICE, "type", "population|sample", false } },
    .row = prak_central_row, .fit = prak_central_fit, .again = prak_central_again, .totals = prak_totals_second,
    .point = point,
};
