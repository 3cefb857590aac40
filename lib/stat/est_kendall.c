/*
 * Kendall's rank correlation tau-b of x and y over the rows that have both.
 *
 *   tau = sum over i, j of w_i w_j sgn(x_i - x_j) sgn(y_i - y_j) / sqrt(D_x D_y),  D_x = N^2 - sum of W^2 over the
 *   different values of x, W their weight; D_y the same of y.
 *
 * Weights of the rows are counted in their last digit, so that pairs that cancel give 0; of other weights a sum that is
 * less than what rounding leaves is 0.
 *
 * Influence: 2 K / sqrt(D_x D_y) - tau ((N - W_x)/D_x + (N - W_y)/D_y), K = sum over j of w_j sgn(x - x_j) sgn(y - y_j),
 *            W_x and W_y the weights at x and at y. Kept as decimals of 24 digits.
 * Empty:     where x or y does not vary.
 * Units:     none, from -1 to 1.     Memory: cells x different pairs x leaves, 600 bytes a pair.
 * Source:    Kendall 1945; linearisation by derivatives in the weights, Demnati and Rao 2004.
 * R check:   cor(x, y, method = "kendall"); weights of w whole numbers: the same of rep(x, w), rep(y, w)
 */
#include "base/elementary.h"
#include "stat/rank.h"

struct pairs {
    struct prak_pairs_of *p;
    size_t *rank;        /* [pair] number of its y, from 1 */
    prak_quad *tree;     /* sums of weights by that number (Fenwick) */
    prak_quad *at[2];    /* [pair] weight at its x, at its y */
    prak_quad *k;        /* [pair] K */
    size_t ranks;
};

static void tree_add(struct pairs *f, size_t rank, prak_quad w)
{
    for (; rank <= f->ranks; rank += rank & -rank)
        f->tree[rank] += w;
}

static prak_quad tree_up_to(const struct pairs *f, size_t rank)
{
    prak_quad sum = 0;
    for (; rank; rank -= rank & -rank)
        sum += f->tree[rank];
    return sum;
}

/* The least 10^s that makes all weights whole numbers, where all that is summed is exact in binary128 then; 0: none. */
static prak_quad whole_by(const struct prak_pairs_of *p)
{
    const prak_quad most = (prak_quad)(UINT64_C(1) << 55), near = (prak_quad)1 / ((prak_quad)(UINT64_C(1) << 50) * most);
    for (prak_quad by = 1; p->weight * by < most; by *= 10) {
        bool whole = true;
        for (size_t i = 0; whole && i < p->n; i++) {
            const prak_quad w = p->pair[i].w * by, off = w - (prak_quad)(uint64_t)(w + (prak_quad)0.5);
            whole = off <= w * near && off >= -w * near;
        }
        if (whole)
            return by;
    }
    return 0;
}

static void scale_weights(struct prak_pairs_of *p, prak_quad by)
{
    p->weight = 0;
    for (size_t i = 0; i < p->n; i++) {
        p->pair[i].w = (prak_quad)(uint64_t)(p->pair[i].w * by + (prak_quad)0.5);
        p->weight += p->pair[i].w;
    }
}

/* Weight at the value of each pair, and D. */
static prak_quad spread(struct pairs *f, int axis)
{
    const struct prak_pairs_of *p = f->p;
    prak_quad squares = 0;
    f->ranks = 0;
    for (size_t i = 0, end; i < p->n; i = end) {
        prak_quad w = 0;
        end = prak_rank_run(p, axis, i);
        f->ranks++;
        for (size_t j = i; j < end; j++)
            w += p->pair[p->order[axis][j]].w;
        for (size_t j = i; j < end; j++) {
            f->at[axis][p->order[axis][j]] = w;
            f->rank[p->order[axis][j]] = f->ranks;
        }
        squares += w * w;
    }
    return p->weight * p->weight - squares;
}

/* Adds to K what the pairs of smaller x give, or walking down those of larger x. */
static void count_pairs(struct pairs *f, bool down)
{
    const struct prak_pairs_of *p = f->p;
    prak_quad all = 0;
    memset(f->tree, 0, (f->ranks + 1) * sizeof *f->tree);
    for (size_t i = 0, end; i < p->n; i = end) {
        size_t at = down ? p->n - 1 - i : i, n = 1;
        while (i + n < p->n && prak_dec_cmp(p->pair[p->order[0][down ? at - n : at + n]].at[0],
                                            p->pair[p->order[0][at]].at[0]) == 0)
            n++;
        end = i + n;
        for (size_t j = 0; j < n; j++) {
            size_t pair = p->order[0][down ? at - j : at + j];
            prak_quad below = tree_up_to(f, f->rank[pair] - 1), over = all - tree_up_to(f, f->rank[pair]);
            f->k[pair] += down ? over - below : below - over;
        }
        for (size_t j = 0; j < n; j++) {
            size_t pair = p->order[0][down ? at - j : at + j];
            tree_add(f, f->rank[pair], p->pair[pair].w);
            all += p->pair[pair].w;
        }
    }
}

static bool set_value(struct pairs *f)
{
    struct prak_pairs_of *p = f->p;
    const prak_quad by = whole_by(p);
    if (by > 0)
        scale_weights(p, by);
    prak_quad n = p->weight, sum = 0, d[2];
    prak_quad least = n * n / ((prak_quad)1000000000000000 * (prak_quad)10000000000000);
    d[0] = spread(f, 0);
    d[1] = spread(f, 1); /* last, so that rank is of y */
    if (!(d[0] > least) || !(d[1] > least))
        return false;
    count_pairs(f, false);
    count_pairs(f, true);
    for (size_t i = 0; i < p->n; i++)
        sum += p->pair[i].w * f->k[i];
    const prak_quad noise = n * n * (prak_quad)(p->n + 64) / ((prak_quad)(UINT64_C(1) << 56) * (prak_quad)(UINT64_C(1) << 56));
    if (!(by > 0) && sum <= noise && sum >= -noise)
        sum = 0;
    prak_quad root = prak_quad_sqrt(d[0] * d[1]);
    p->value = sum / root;
    for (size_t i = 0; i < p->n; i++) {
        prak_quad own = 2 * f->k[i] / root - p->value * ((n - f->at[0][i]) / d[0] + (n - f->at[1][i]) / d[1]);
        *p->pair[i].influence = prak_dec_from_quad(by > 0 ? own * by : own, 24, 300);
    }
    return true;
}

static int fit(const struct prak_statistic *s, struct prak_look *k, struct prak_state *out, struct prak_err *e)
{
    struct pairs f = { .ranks = 0 };
    (void)s;
    if (prak_rank_take(k, &f.p, e))
        return -1;
    size_t n = f.p->n;
    prak_quad *room = prak_look_take(k, 4 * n + 2, sizeof *room, e);
    f.rank = prak_look_take(k, n + 1, sizeof *f.rank, e);
    if (!room || !f.rank)
        return -1;
    f.at[0] = room;
    f.at[1] = room + n;
    f.k = room + 2 * n;
    f.tree = room + 3 * n;
    out->fit = f.p;
    out->known = f.p->weight > 0 && set_value(&f);
    return 0;
}

extern const struct prak_estimator prak_est_kendall;
const struct prak_estimator prak_est_kendall = {
    .name = "kendall", .formula = "tau-b", .source = "Kendall 1945", .unit = "fraction",
    .kinds = PRAK_EST_MOMENTS | PRAK_EST_NO_RULE, .k = { 1, 2 }, .classes = 1,
    .param = { { PRAK_P_NUMBER, "x", NULL, true }, { PRAK_P_NUMBER, "y", NULL, true } },
    .row = prak_rank_row, .fit = fit, .again = prak_rank_again, .totals = prak_totals_none, .point = prak_rank_point,
};
