/*
 * Excess kurtosis of x: g2 = m4 / m2^2 - 3, m_r = sum(w (x - m)^r) / N, m the mean.
 *
 * type=population (default): g2. type=sample: G2 = (n - 1)/((n - 2)(n - 3)) ((n + 1) g2 + 6), n rows of positive weight,
 * as SAS, SPSS and spreadsheets give it.
 * Influence: IF(m4) / m2^2 - 2 (g2 + 3) IF(m2) / m2, IF(m_r) = ((x - m)^r - m_r - r m_(r-1) (x - m)) / N.
 * Two passes: powers are exact, about a round number near the mean (central.h).
 * Empty:     where x does not vary; type=sample: fewer than four rows.
 * Units:     a pure number, 0 for the normal distribution.     Memory: cells x leaves.
 * Source:    Joanes and Gill 1998; linearisation by derivatives in the weights.
 * R check:   m <- weighted.mean(x, w); s <- function(r) weighted.mean((x - m)^r, w); s(4) / s(2)^2 - 3;
 *            the se: SE(survey::svytotal(~u, design)), u the influence; sample: e1071::kurtosis(x, type = 2)
 */
#include "stat/central.h"

static void point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                  struct prak_point *out)
{
    struct prak_central m;
    prak_quad n = (prak_quad)c->rows, scale = 1, shift = 0;
    bool sample = s->arg[1].choice == 1;
    if (!(total[0] > 0) || (sample && c->rows < 4) || !prak_central_moments(total, 4, &m))
        return;
    if (sample) {
        scale = (n - 1) * (n + 1) / ((n - 2) * (n - 3));
        shift = 6 * (n - 1) / ((n - 2) * (n - 3));
    }
    prak_quad square = m.m2 * m.m2, g = m.m4 / square;
    out->value = scale * (g - 3) + shift;
    for (int j = 0; j < 5; j++)
        out->gradient[j] = scale * (m.of4[j] / square - 2 * g * m.of2[j] / m.m2);
    out->size = g;
    out->defined = true;
}

extern const struct prak_estimator prak_est_kurtosis;
const struct prak_estimator prak_est_kurtosis = {
    .name = "kurtosis", .formula = "m4 / m2^2 - 3", .source = "Joanes and Gill 1998", .unit = "value",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 2, 5 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_CHOICE, "type", "population|sample", false } },
    .row = prak_central_row, .fit = prak_central_fit, .again = prak_central_again, .totals = prak_totals_second,
    .point = point,
};
