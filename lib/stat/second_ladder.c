/*
 * second_ladder.c - what the second pass of a Gini coefficient adds up, in one walk over a cell's values and in
 * integers: D grows from value to value by the gap times the weight so far, so that no ladder has to be kept. The long
 * products are made for some steps at once.
 */
#include "stat/pack.h"
#include "stat/plan.h"

#define LIMBS 6 /* of 64 bits: weights squared have 80 bits, D squared 212, 2^32 of them make 324 */

/* A sum of numbers of 64 bits in each place, not carried until all are in. */
struct big {
    prak_u128 w[LIMBS];
};

/* Unrolled and in line: the numbers of limbs are constants in each place. */
__attribute__((always_inline)) static inline void add(struct big *s, const uint64_t *x, unsigned n)
{
#pragma GCC unroll 6
    for (unsigned i = 0; i < n; i++)
        s->w[i] += x[i];
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

/*
 * Steps in a row, by what they have more than the first: v = value - value of the first, d = D - D of the first, w and q
 * the weight and its square. Sums of products of these are short; what they give of the whole is worked out at the end.
 */
#define BLOCK_STEPS 32
#define BLOCK_D     59 /* bits of d: with 64 of q and BLOCK_STEPS of them there are 128 */
#define BLOCK_V     29 /* of v, squared and with the same */

struct block {
    unsigned n;
    uint64_t value;
    prak_u128 before; /* D of the first */
    uint64_t w;
    prak_u128 wv, wd, q, qv, qd, qvv;
    prak_u128 qvd[2], qdd[2]; /* low 64 bits; the rest */
};

struct ladder {
    struct big term[3], square[6];
    struct block block;
    prak_u128 weight, d; /* up to here; of the last value */
    int64_t last;
    bool begun;
};

struct pair { /* a number of 128 bits as limbs */
    uint64_t w[2];
};

static inline struct pair pair_of(prak_u128 x)
{
    return (struct pair){ { (uint64_t)x, (uint64_t)(x >> 64) } };
}

/* s += times a b */
__attribute__((always_inline)) static inline void add_product(struct big *s, const uint64_t *a, unsigned n, const uint64_t *b,
                                                              unsigned m, unsigned times)
{
    uint64_t product[LIMBS];
    multiply(a, n, b, m, product);
    for (unsigned i = 0; i < times; i++)
        add(s, product, n + m);
}

static void add_split(struct big *s, const prak_u128 part[2])
{
    const struct pair low = pair_of(part[0]), high = pair_of(part[1]);
    add(s, low.w, 2);
    s->w[1] += high.w[0];
    s->w[2] += high.w[1];
}

/* One step: weight w, of square q, value v and D d. */
static void add_step(struct ladder *l, uint64_t w, const uint64_t q[2], uint64_t v, const uint64_t d[2])
{
    uint64_t qv[3], qd[4];
    multiply(q, 2, &v, 1, qv);
    multiply(q, 2, d, 2, qd);
    add(&l->term[0], &w, 1);
    add_product(&l->term[1], &w, 1, &v, 1, 1);
    add_product(&l->term[2], d, 2, &w, 1, 1);
    add(&l->square[0], q, 2);
    add(&l->square[1], qv, 3);
    add(&l->square[2], qd, 4);
    add_product(&l->square[3], qv, 3, &v, 1, 1);
    add_product(&l->square[4], qd, 4, &v, 1, 1);
    add_product(&l->square[5], qd, 4, d, 2, 1);
}

/* All as if they had the value and D of the first, and then what they have more: (V + v)(D + d) = VD + Vd + Dv + vd. */
static void settle(struct ladder *l)
{
    struct block *b = &l->block;
    const struct pair q = pair_of(b->q), d = pair_of(b->before), wv = pair_of(b->wv), wd = pair_of(b->wd),
                      qv = pair_of(b->qv), qd = pair_of(b->qd), qvv = pair_of(b->qvv);
    if (b->n == 0)
        return;
    add_step(l, b->w, q.w, b->value, d.w);
    if (b->n > 1) {
        add(&l->term[1], wv.w, 2);
        add(&l->term[2], wd.w, 2);
        add(&l->square[1], qv.w, 2);
        add(&l->square[2], qd.w, 2);
        add_product(&l->square[3], qv.w, 2, &b->value, 1, 2);
        add(&l->square[3], qvv.w, 2);
        add_product(&l->square[4], qd.w, 2, &b->value, 1, 1);
        add_product(&l->square[4], d.w, 2, qv.w, 2, 1);
        add_split(&l->square[4], b->qvd);
        add_product(&l->square[5], d.w, 2, qd.w, 2, 2);
        add_split(&l->square[5], b->qdd);
    }
    *b = (struct block){ .n = 0 };
}

static inline void add_long(prak_u128 to[2], prak_u128 a, uint64_t b)
{
    const prak_u128 low = (prak_u128)(uint64_t)a * b;
    to[0] += (uint64_t)low;
    to[1] += (prak_u128)(uint64_t)(a >> 64) * b + (uint64_t)(low >> 64);
}

static inline void add_to_block(struct block *b, uint64_t w, uint64_t q, uint64_t v, uint64_t d)
{
    const prak_u128 qd = (prak_u128)q * d;
    b->n++;
    b->w += w;
    b->q += q;
    b->wv += (prak_u128)w * v;
    b->wd += (prak_u128)w * d;
    b->qv += (prak_u128)q * v;
    b->qd += qd;
    b->qvv += (prak_u128)q * (v * v);
    add_long(b->qvd, qd, v);
    add_long(b->qdd, qd, d);
}

/* false: the numbers are too large, or below 0. */
static inline bool climb(struct ladder *l, int64_t value, int64_t weight, prak_u128 square)
{
    struct block *b = &l->block;
    if (value < 0 || weight < 0 || l->weight >> 63)
        return false;
    if (l->begun)
        l->d += (prak_u128)(uint64_t)(value - l->last) * l->weight; /* 42 bits and 63; in all as many */
    l->begun = true;
    l->last = value;
    l->weight += (uint64_t)weight;
    if (square >> 64) {
        const struct pair q = pair_of(square), d = pair_of(l->d);
        add_step(l, (uint64_t)weight, q.w, (uint64_t)value, d.w);
        return true;
    }
    if (b->n == BLOCK_STEPS || (l->d - b->before) >> BLOCK_D || ((uint64_t)value - b->value) >> BLOCK_V)
        settle(l);
    if (b->n == 0) {
        b->value = (uint64_t)value;
        b->before = l->d;
    }
    add_to_block(b, (uint64_t)weight, (uint64_t)square, (uint64_t)value - b->value, (uint64_t)(l->d - b->before));
    return true;
}

/* false: it needs over 255 bits. */
static bool give(const struct big *s, int32_t scale, struct prak_exact *out)
{
    uint64_t limb[LIMBS];
    prak_u128 carry = 0;
    for (unsigned i = 0; i < LIMBS; i++) {
        carry += s->w[i];
        limb[i] = (uint64_t)carry;
        carry >>= 64;
    }
    *out = (struct prak_exact){ .limb = { limb[0], limb[1], limb[2], limb[3] }, .scale = scale };
    return !limb[4] && !limb[5] && !carry && !(limb[3] >> 63);
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
    settle(&l);
    const int32_t v = cursor.value_scale, w = cursor.weight_scale;
    fits = fits && give(&l.term[0], w, &out->term[0]) && give(&l.term[1], w + v, &out->term[1]) &&
           give(&l.term[2], 2 * w + v, &out->term[2]);
    for (int i = 0; fits && i < 6; i++)
        fits = give(&l.square[i], weights[i] * w + values[i] * v, &out->square[i]);
    return fits;
}
