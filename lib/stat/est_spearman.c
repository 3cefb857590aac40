/*
 * Spearman's rank correlation of x and y over the rows that have both.
 *
 *   rho = sum(w u v) / sqrt(sum(w u^2) sum(w v^2)),  u = F(x), the weight below x and half of that at x, over N, less 1/2;
 *   v the same of y. With equal weights it is the correlation of the mean ranks.
 *
 * Influence: with C, V, U the three sums over N: IF(C)/sqrt(V U) - rho/2 (IF(V)/V + IF(U)/U),
 *            N IF(C) = u v + A + B - 3 C, A the sum of w v above x and half of that at x, over N, B that of w u along y;
 *            N IF(V) = u^2 + 2 sum of w u above x and half at x, over N, - 3 V. Kept as decimals of 24 digits.
 * Empty:     where x or y does not vary.
 * Units:     none, from -1 to 1.     Memory: cells x different pairs x leaves, 600 bytes a pair.
 * Source:    Spearman 1904; linearisation by derivatives in the weights, Demnati and Rao 2004.
 * R check:   cor(x, y, method = "spearman"); weights of w whole numbers: the same of rep(x, w), rep(y, w)
 */
#include "base/elementary.h"
#include "stat/rank.h"

struct ranks {
    prak_quad *own[2];  /* [pair] u, v */
    prak_quad *above;   /* [pair] scratch */
    prak_quad v[2], c;  /* V and U, C */
};

/* to[i] = the sum of w val above pair i on an axis, and half of that at it; val NULL: of w. */
static void above(const struct prak_pairs_of *p, int axis, const prak_quad *val, prak_quad *to)
{
    prak_quad all = 0, so_far = 0;
    const size_t *order = p->order[axis];
    for (size_t i = 0; i < p->n; i++)
        all += p->pair[i].w * (val ? val[i] : 1);
    for (size_t i = 0, end; i < p->n; i = end) {
        prak_quad here = 0;
        end = prak_rank_run(p, axis, i);
        for (size_t j = i; j < end; j++)
            here += p->pair[order[j]].w * (val ? val[order[j]] : 1);
        for (size_t j = i; j < end; j++)
            to[order[j]] = all - so_far - here / 2;
        so_far += here;
    }
}

/* Adds `scale` times the influence of the product of rank `axis` and val to what the pairs have. */
static void add_slope(const struct prak_pairs_of *p, struct ranks *r, int axis, const prak_quad *val, prak_quad scale,
                      prak_quad *influence)
{
    above(p, axis, val, r->above);
    for (size_t i = 0; i < p->n; i++)
        influence[i] += scale * r->above[i] / p->weight;
}

static void find_ranks(const struct prak_pairs_of *p, struct ranks *r)
{
    prak_quad n = p->weight;
    for (int axis = 0; axis < 2; axis++) {
        above(p, axis, NULL, r->own[axis]);
        for (size_t i = 0; i < p->n; i++) {
            r->own[axis][i] = (prak_quad)0.5 - r->own[axis][i] / n;
            r->v[axis] += p->pair[i].w * r->own[axis][i] * r->own[axis][i] / n;
        }
    }
    for (size_t i = 0; i < p->n; i++)
        r->c += p->pair[i].w * r->own[0][i] * r->own[1][i] / n;
}

static void set_influence(struct prak_pairs_of *p, struct ranks *r, prak_quad *influence)
{
    prak_quad root = prak_quad_sqrt(r->v[0] * r->v[1]), rho = p->value;
    for (size_t i = 0; i < p->n; i++)
        influence[i] = (r->own[0][i] * r->own[1][i] - 3 * r->c) / root + 3 * rho;
    add_slope(p, r, 0, r->own[1], (prak_quad)1 / root, influence);
    add_slope(p, r, 1, r->own[0], (prak_quad)1 / root, influence);
    for (int axis = 0; axis < 2; axis++) {
        for (size_t i = 0; i < p->n; i++)
            influence[i] -= rho / 2 * r->own[axis][i] * r->own[axis][i] / r->v[axis];
        add_slope(p, r, axis, r->own[axis], -rho / r->v[axis], influence);
    }
    for (size_t i = 0; i < p->n; i++)
        *p->pair[i].influence = prak_dec_from_quad(influence[i] / p->weight, 24, 300);
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct prak_pairs_of *p;
    struct ranks r = { .c = 0 };
    const prak_quad least = (prak_quad)1 / ((prak_quad)1000000000000000 * (prak_quad)10000000000000);
    (void)s;
    if (prak_rank_take(k, &p, e))
        return -1;
    prak_quad *room = prak_look_take(k, 4 * p->n + 1, sizeof *room, e);
    if (!room)
        return -1;
    out->fit = p;
    if (!(p->weight > 0))
        return 0;
    r.own[0] = room;
    r.own[1] = room + p->n;
    r.above = room + 2 * p->n;
    find_ranks(p, &r);
    out->known = r.v[0] > least && r.v[1] > least;
    if (!out->known)
        return 0;
    p->value = r.c / prak_quad_sqrt(r.v[0] * r.v[1]);
    set_influence(p, &r, room + 3 * p->n);
    return 0;
}

extern const struct prak_estimator prak_est_spearman;
const struct prak_estimator prak_est_spearman = {
    .name = "spearman", .formula = "correlation of mean ranks", .source = "Spearman 1904", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 }, .classes = 1,
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "y", NULL, true } },
    .row = prak_rank_row, .fit = fit, .again = prak_rank_again, .totals = prak_totals_none, .point = prak_rank_point,
};
