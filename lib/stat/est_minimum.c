/*
 * Around a minimum wage: spike, shortfall_depth, mmr_gap, affected_share, raise_cost, raise_cost_share.
 *
 *   spike(wage, at, tolerance)           share of rows with |wage - at| <= tolerance (0)
 *   shortfall_depth(wage, minimum, alpha)  V_a = sum(w ((minimum - wage)/minimum)^a 1[wage < minimum]) / sum(w)
 *   mmr_gap(wage, minimum, hours)        sum(w h max(minimum - wage, 0)) / sum(w h wage), h = hours or 1
 *   affected_share(wage, to)             share of rows with wage < to
 *   raise_cost(wage, to)                 sum(w max(to - wage, 0)); raise_cost_share: that over sum(w wage)
 *
 * A wage at the minimum complies. A minimum of 0 or less is refused by shortfall_depth.
 * Influence: shares and V_a (term - value)/sum(w); ratios (top - value bottom)/sum(bottom); the cost its term.
 * Units:     fractions; raise_cost those of the wage.     Memory: cells x leaves.
 * Source:    spike, gap: Machin, Manning and Rahman 2003; depth: Bhorat, Kanbur and Mayet 2013; cost: ILO, Minimum
 *            Wage Policy Guide, annex 4.
 * R check:   survey::svymean(~I(abs(wage - at) <= tolerance), design); svymean of the depth term, also
 *            convey::svyfgt(g = a, type_thresh = "abs", abs_thresh = minimum) but for rows at the minimum with a = 0;
 *            svyratio(~I(h * pmax(minimum - wage, 0)), ~I(h * wage), design); svytotal(~I(pmax(to - wage, 0)), design)
 */
#include "stat/estimator.h"

enum { WAGE, LINE, THIRD };
#define GAP_PLACES 30

static int two_numbers(const struct prak_statistic *s, const struct prak_row *r, struct prak_dec *wage,
                       struct prak_dec *line, struct prak_err *e)
{
    int x = prak_row_number(s->arg[WAGE].x, r, wage, e);
    int z = x < 0 ? -1 : prak_row_number(s->arg[LINE].x, r, line, e);
    return z < 0 ? -1 : x && z;
}

static int out_of_range(const struct prak_statistic *s, struct prak_err *e)
{
    return prak_fail(e, PRAK_EDATA, "%s: a value needs over 38 digits", s->est->name);
}

/* max(line - wage, 0) */
static int gap(const struct prak_statistic *s, struct prak_dec wage, struct prak_dec line, struct prak_dec *out,
               struct prak_err *e)
{
    if (prak_dec_sub(line, wage, out))
        return out_of_range(s, e);
    if (prak_dec_sign(*out) < 0)
        *out = prak_dec_int(0);
    return 0;
}

static int row_spike(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e)
{
    struct prak_dec wage, at, off;
    int there = two_numbers(s, r, &wage, &at, e);
    if (there <= 0)
        return there;
    if (prak_dec_sub(wage, at, &off))
        return out_of_range(s, e);
    if (prak_dec_sign(off) < 0)
        off.m = -off.m;
    struct prak_dec tolerance = s->arg[THIRD].given ? s->arg[THIRD].number : prak_dec_int(0);
    t->x[1] = prak_dec_int(prak_dec_cmp(off, tolerance) <= 0);
    return 1;
}

static int row_depth(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                     struct prak_err *e)
{
    struct prak_dec wage, line, g;
    int there = two_numbers(s, r, &wage, &line, e);
    if (there <= 0)
        return there;
    if (prak_dec_sign(line) <= 0)
        return prak_fail(e, PRAK_EDATA, "shortfall_depth needs a minimum above 0");
    if (gap(s, wage, line, &g, e))
        return -1;
    t->x[1] = prak_dec_int(prak_dec_sign(g) > 0);
    for (int i = 0; i < s->arg[THIRD].choice; i++)
        if (prak_dec_muldiv(t->x[1], g, line, GAP_PLACES, &t->x[1]))
            return out_of_range(s, e);
    return 1;
}

static int row_affected(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t,
                        struct prak_err *e)
{
    struct prak_dec wage, to;
    int there = two_numbers(s, r, &wage, &to, e);
    if (there > 0)
        t->x[1] = prak_dec_int(prak_dec_cmp(wage, to) < 0);
    return there;
}

/* x[1] = the rise, x[2] = the wage */
static int row_cost(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec to;
    int there = two_numbers(s, r, &t->x[2], &to, e);
    return there > 0 && gap(s, t->x[2], to, &t->x[1], e) ? -1 : there;
}

static int row_mmr(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec hours = prak_dec_int(1);
    int h = s->arg[THIRD].given ? prak_row_number(s->arg[THIRD].x, r, &hours, e) : 1;
    int there = h < 0 ? -1 : row_cost(s, r, t, e);
    if (there <= 0 || h == 0)
        return there < 0 ? -1 : 0;
    return prak_dec_mul(t->x[1], hours, &t->x[1]) || prak_dec_mul(t->x[2], hours, &t->x[2]) ? out_of_range(s, e) : 1;
}

static void point_mean(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                       struct prak_point *out)
{
    (void)s, (void)c;
    if (!(total[0] > 0))
        return;
    out->value = total[1] / total[0];
    out->gradient[0] = -out->value / total[0];
    out->gradient[1] = (prak_quad)1 / total[0];
    out->defined = true;
}

static void point_ratio(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                        struct prak_point *out)
{
    (void)s, (void)c;
    if (total[2] == 0)
        return;
    out->value = total[1] / total[2];
    out->gradient[1] = (prak_quad)1 / total[2];
    out->gradient[2] = -out->value / total[2];
    out->defined = true;
}

static void point_total(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                        struct prak_point *out)
{
    (void)s, (void)c;
    out->value = total[1];
    out->gradient[1] = 1;
    out->defined = true;
}

static int check_spike(struct prak_statistic *s, struct prak_err *e)
{
    return s->arg[THIRD].given && prak_dec_sign(s->arg[THIRD].number) < 0
               ? prak_fail(e, PRAK_EUSAGE, "spike: tolerance is 0 or more")
               : 0;
}

#define SHARE (PRAK_EST_MOMENTS | PRAK_EST_DEFF | PRAK_EST_SHARE)
#define PLAIN (PRAK_EST_MOMENTS | PRAK_EST_DEFF)
extern const struct prak_estimator prak_est_spike, prak_est_shortfall_depth, prak_est_mmr_gap, prak_est_affected_share,
    prak_est_raise_cost, prak_est_raise_cost_share;
const struct prak_estimator prak_est_spike = {
    .name = "spike", .formula = "sum(w 1[|x - at| <= tolerance]) / sum(w)", .source = "Machin et al. 2003",
    .unit = "fraction", .kinds = SHARE, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "at", NULL, true },
               { PRAK_P_LITERAL, "tolerance", NULL, false } },
    .check = check_spike, .row = row_spike, .point = point_mean,
};
const struct prak_estimator prak_est_shortfall_depth = {
    .name = "shortfall_depth", .formula = "sum(w ((m - x)/m)^a 1[x < m]) / sum(w)", .source = "Bhorat et al. 2013",
    .unit = "fraction", .kinds = PLAIN, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "minimum", NULL, true },
               { PRAK_P_CHOICE, "alpha", "0|1|2", true } },
    .row = row_depth, .point = point_mean,
};
const struct prak_estimator prak_est_mmr_gap = {
    .name = "mmr_gap", .formula = "sum(w h max(m - x, 0)) / sum(w h x)", .source = "Machin et al. 2003",
    .unit = "fraction", .kinds = PLAIN, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true },
               { PRAK_P_NUMBER, "minimum", NULL, true },
               { PRAK_P_NUMBER, "hours", NULL, false } },
    .row = row_mmr, .point = point_ratio,
};
const struct prak_estimator prak_est_affected_share = {
    .name = "affected_share", .formula = "sum(w 1[x < to]) / sum(w)", .source = "ILO", .unit = "fraction",
    .kinds = SHARE, .k = { 2, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_NUMBER, "to", NULL, true } },
    .row = row_affected, .point = point_mean,
};
const struct prak_estimator prak_est_raise_cost = {
    .name = "raise_cost", .formula = "sum(w max(to - x, 0))", .source = "ILO", .unit = "value",
    .kinds = PLAIN | PRAK_EST_EXACT, .k = { 3, 0 }, .exact = 1,
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_NUMBER, "to", NULL, true } },
    .row = row_cost, .point = point_total,
};
const struct prak_estimator prak_est_raise_cost_share = {
    .name = "raise_cost_share", .formula = "sum(w max(to - x, 0)) / sum(w x)", .source = "ILO", .unit = "fraction",
    .kinds = PLAIN, .k = { 3, 0 },
    .param = { { PRAK_P_NUMBER, "wage", NULL, true }, { PRAK_P_NUMBER, "to", NULL, true } },
    .row = row_cost, .point = point_ratio,
};
