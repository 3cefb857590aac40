/*
 * second_ladder.c - what the second pass of a Gini coefficient adds up, in one walk over a cell's values and in
 * integers: D grows from value to value by the gap times the weight so far, so that no ladder has to be kept.
 */
#include "stat/pack.h"
#include "stat/plan.h"

#define LIMBS 6 /* of 64 bits: weights squared have 80 bits, D squared 212, 2^32 of them make 324 */

struct big {
    uint64_t w[LIMBS];
};

/* Unrolled and in line: the numbers of limbs are constants in each place. */
__attribute__((always_inline)) static inline void add(struct big *s, const uint64_t *x, unsigned n)
{
    prak_u128 carry = 0;
#pragma GCC unroll 6
    for (unsigned i = 0; i < n; i++) {
        carry += (prak_u128)s->w[i] + x[i];
        s->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    for (unsigned i = n; carry && i < LIMBS; i++) {
        carry += s->w[i];
        s->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

/* to[n + m] = a[n] b[m] */
__attribute__((always_inline)) static inline void multiply(const uint64_t *a, unsigned n, const uint64_t *b, unsigned m, uint64_t *to)
{
#pragma GCC unroll 6
    for (unsigned i = 0; i < n + m; i++)
        to[i] = 0;
#pragma GCC unroll 6
    for (unsigned i = 0; i < n; i++) {
        prak_u128 carry = 0;
#pragma GCC unroll 6
        for (unsigned k = 0; k < m; k++) {
            carry += (prak_u128)a[i] * b[k] + to[i + k];
            to[i + k] = (uint64_t)carry;
            carry >>= 64;
        }
        to[i + m] = (uint64_t)carry;
    }
}

struct ladder {
    struct big term[3], square[6];
    prak_u128 weight, d; /* up to here; of the last value */
    int64_t last;
    bool begun;
};

/* q[nq]: the squares of the weights; d[nd] */
__attribute__((always_inline)) static inline void add_products(struct ladder *l, uint64_t w, const uint64_t *q, unsigned nq, uint64_t v,
                                const uint64_t *d, unsigned nd)
{
    uint64_t qv[3], qd[4], product[LIMBS];
    add(&l->term[0], &w, 1);
    multiply(&w, 1, &v, 1, product);
    add(&l->term[1], product, 2);
    multiply(d, nd, &w, 1, product);
    add(&l->term[2], product, nd + 1);
    multiply(q, nq, &v, 1, qv);
    multiply(q, nq, d, nd, qd);
    add(&l->square[0], q, nq);
    add(&l->square[1], qv, nq + 1);
    add(&l->square[2], qd, nq + nd);
    multiply(qv, nq + 1, &v, 1, product);
    add(&l->square[3], product, nq + 2);
    multiply(qd, nq + nd, &v, 1, product);
    add(&l->square[4], product, nq + nd + 1);
    multiply(qd, nq + nd, d, nd, product);
    add(&l->square[5], product, nq + 2 * nd);
}

/* false: the numbers are too large, or below 0. */
static bool climb(struct ladder *l, int64_t value, int64_t weight, prak_u128 square)
{
    if (value < 0 || weight < 0 || l->weight >> 63)
        return false;
    if (l->begun)
        l->d += (prak_u128)(uint64_t)(value - l->last) * l->weight; /* 42 bits and 63; in all as many */
    l->begun = true;
    l->last = value;
    l->weight += (uint64_t)weight;
    const uint64_t q[2] = { (uint64_t)square, (uint64_t)(square >> 64) };
    const uint64_t d[2] = { (uint64_t)l->d, (uint64_t)(l->d >> 64) };
    if (q[1] || d[1])
        add_products(l, (uint64_t)weight, q, 2, (uint64_t)value, d, 2);
    else
        add_products(l, (uint64_t)weight, q, 1, (uint64_t)value, d, 1);
    return true;
}

/* false: it needs over 255 bits. */
static bool give(const struct big *s, int32_t scale, struct prak_exact *out)
{
    *out = (struct prak_exact){ .limb = { s->w[0], s->w[1], s->w[2], s->w[3] }, .scale = scale };
    return !s->w[4] && !s->w[5] && !(s->w[3] >> 63);
}

int prak_ladder_sum(const struct prak_curve *c, uint32_t cell, struct prak_ladder_sums *out, struct prak_err *e)
{
    static const unsigned char values[6] = { 0, 1, 1, 2, 2, 2 }, weights[6] = { 2, 2, 3, 2, 3, 4 };
    struct ladder l = { .begun = false };
    struct prak_pack_cursor cursor;
    int64_t value, weight;
    int got = 0;
    bool fits = true;
    if (!prak_curve_open_plain(c, cell, &cursor))
        return 0;
    while (fits && (got = prak_pack_next(&cursor, &value, &weight, e)) > 0)
        fits = climb(&l, value, weight, prak_curve_squares(c) ? cursor.square : (prak_u128)weight);
    prak_pack_close(&cursor);
    if (got < 0)
        return -1;
    const int32_t v = cursor.value_scale, w = cursor.weight_scale;
    fits = fits && give(&l.term[0], w, &out->term[0]) && give(&l.term[1], w + v, &out->term[1]) &&
           give(&l.term[2], 2 * w + v, &out->term[2]);
    for (int i = 0; fits && i < 6; i++)
        fits = give(&l.square[i], weights[i] * w + values[i] * v, &out->square[i]);
    return fits;
}
