/*
 * wide.c - 256-bit helpers and a small big integer with one division (Knuth, TAOCP 4.3.1, algorithm D).
 */
#include "base/wide.h"

#include <math.h>
#include <string.h>

const uint64_t prak_pow10_64[20] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    10000000000000000000u,
};

#define E19  ((prak_u128)10000000000000000000u)
#define T(x) (E19 * (x))
const prak_u128 prak_pow10_128[39] = {
    1u,
    10u,
    100u,
    1000u,
    10000u,
    100000u,
    1000000u,
    10000000u,
    100000000u,
    1000000000u,
    10000000000u,
    100000000000u,
    1000000000000u,
    10000000000000u,
    100000000000000u,
    1000000000000000u,
    10000000000000000u,
    100000000000000000u,
    1000000000000000000u,
    E19,
    T(10u),
    T(100u),
    T(1000u),
    T(10000u),
    T(100000u),
    T(1000000u),
    T(10000000u),
    T(100000000u),
    T(1000000000u),
    T(10000000000u),
    T(100000000000u),
    T(1000000000000u),
    T(10000000000000u),
    T(100000000000000u),
    T(1000000000000000u),
    T(10000000000000000u),
    T(100000000000000000u),
    T(1000000000000000000u),
    T(10000000000000000000u),
};
#undef T
#undef E19

unsigned prak_digits_128(prak_u128 v)
{
    uint64_t high = (uint64_t)(v >> 64), low = (uint64_t)v;
    unsigned bits = high ? 128u - (unsigned)__builtin_clzll(high) : low ? 64u - (unsigned)__builtin_clzll(low) : 1u;
    unsigned guess = bits * 1233u >> 12; /* floor(bits * log10 2): digits is this or one more */
    return guess > 38 || v >= prak_pow10_128[guess] ? guess + 1 : guess ? guess : 1;
}

struct prak_u256 prak_u256_mul(prak_u128 a, prak_u128 b)
{
    uint64_t a0 = (uint64_t)a, a1 = (uint64_t)(a >> 64), b0 = (uint64_t)b, b1 = (uint64_t)(b >> 64);
    prak_u128 p00 = (prak_u128)a0 * b0, p01 = (prak_u128)a0 * b1, p10 = (prak_u128)a1 * b0, p11 = (prak_u128)a1 * b1;
    prak_u128 mid = (p00 >> 64) + (uint64_t)p01 + (uint64_t)p10;
    prak_u128 top = p11 + (p01 >> 64) + (p10 >> 64) + (mid >> 64);
    return (struct prak_u256){ { (uint64_t)p00, (uint64_t)mid, (uint64_t)top, (uint64_t)(top >> 64) } };
}

bool prak_u256_mul_pow10(struct prak_u256 *v, unsigned k)
{
    while (k) {
        unsigned step = k < 19 ? k : 19;
        prak_u128 carry = 0;
        for (int i = 0; i < 4; i++) {
            carry += (prak_u128)v->w[i] * prak_pow10_64[step];
            v->w[i] = (uint64_t)carry;
            carry >>= 64;
        }
        if (carry)
            return false;
        k -= step;
        if (!(v->w[0] | v->w[1] | v->w[2] | v->w[3]))
            return true;
    }
    return true;
}

int prak_u256_cmp(const struct prak_u256 *a, const struct prak_u256 *b)
{
    for (int i = 3; i >= 0; i--)
        if (a->w[i] != b->w[i])
            return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

/* Shifts n limbs left by s < 32 bits; returns what left at the top. */
static uint32_t shift_small(uint32_t *w, unsigned n, unsigned s)
{
    uint64_t carry = 0;
    for (unsigned i = 0; i < n; i++) {
        carry |= (uint64_t)w[i] << s;
        w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return (uint32_t)carry;
}

/* u[0..n] -= q * v[0..n-1], and back again where q was one too large; returns the right q. */
static uint32_t take_off(uint32_t *u, const uint32_t *v, unsigned n, uint64_t q)
{
    uint64_t carry = 0;
    int64_t borrow = 0;
    for (unsigned i = 0; i < n; i++) {
        carry += q * v[i];
        int64_t t = (int64_t)u[i] - (int64_t)(uint32_t)carry + borrow;
        u[i] = (uint32_t)t;
        borrow = t >> 32;
        carry >>= 32;
    }
    int64_t t = (int64_t)u[n] - (int64_t)carry + borrow;
    u[n] = (uint32_t)t;
    if (t < 0) {
        uint64_t sum = 0;
        for (unsigned i = 0; i < n; i++) {
            sum += (uint64_t)u[i] + v[i];
            u[i] = (uint32_t)sum;
            sum >>= 32;
        }
        u[n] += (uint32_t)sum;
        q--;
    }
    return (uint32_t)q;
}

/*
 * u / v: u has un limbs and room for one more, v has vn > 0 limbs, the highest not 0, un >= vn; q gets un - vn + 1.
 * Both are shifted alike to make v's top bit 1; u is left with the shifted remainder.
 */
static void divide(uint32_t *u, unsigned un, uint32_t *v, unsigned vn, uint32_t *q)
{
    unsigned s = (unsigned)__builtin_clz(v[vn - 1]);
    shift_small(v, vn, s);
    u[un] = shift_small(u, un, s);
    for (unsigned j = un - vn + 1; j-- > 0;) {
        uint64_t top = (uint64_t)u[j + vn] << 32 | u[j + vn - 1];
        uint64_t guess = top / v[vn - 1], rest = top % v[vn - 1];
        if (vn > 1)
            while (guess > UINT32_MAX || guess * v[vn - 2] > (rest << 32 | u[j + vn - 2])) {
                guess--;
                rest += v[vn - 1];
                if (rest > UINT32_MAX)
                    break;
            }
        q[j] = take_off(u + j, v, vn, guess);
    }
}

static unsigned split(uint32_t *to, const struct prak_u256 *v)
{
    unsigned n = 0;
    for (unsigned i = 0; i < 8; i++) {
        to[i] = (uint32_t)(v->w[i / 2] >> 32 * (i % 2));
        if (to[i])
            n = i + 1;
    }
    return n;
}

/* The rest u[0..n] against half of v[0..n-1]. */
static enum prak_rest weigh(uint32_t *u, const uint32_t *v, unsigned n)
{
    bool any = false;
    for (unsigned i = 0; i <= n; i++)
        any |= u[i] != 0;
    if (!any)
        return PRAK_REST_NONE;
    uint32_t over = shift_small(u, n + 1, 1);
    if (over || u[n])
        return PRAK_REST_ABOVE;
    for (unsigned i = n; i-- > 0;)
        if (u[i] != v[i])
            return u[i] < v[i] ? PRAK_REST_BELOW : PRAK_REST_ABOVE;
    return PRAK_REST_HALF;
}

enum prak_rest prak_u256_divide(struct prak_u256 num, struct prak_u256 den, struct prak_u256 *q)
{
    uint32_t u[10] = { 0 }, v[8], result[9] = { 0 };
    unsigned un = split(u, &num), vn = split(v, &den);
    *q = prak_u256(0);
    if (un < vn)
        un = vn; /* high zeros: the quotient is 0, the rest is num */
    divide(u, un, v, vn, result);
    for (unsigned i = 0; i < 8; i++)
        q->w[i / 2] |= (uint64_t)result[i] << 32 * (i % 2);
    return weigh(u, v, vn);
}

static void strip(struct prak_big *b)
{
    while (b->n && b->w[b->n - 1] == 0)
        b->n--;
}

void prak_big_set(struct prak_big *b, const uint64_t *limb, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        b->w[2 * i] = (uint32_t)limb[i];
        b->w[2 * i + 1] = (uint32_t)(limb[i] >> 32);
    }
    b->n = 2 * count;
    strip(b);
}

void prak_big_mul_add(struct prak_big *b, uint32_t factor, uint32_t term)
{
    uint64_t carry = term;
    for (unsigned i = 0; i < b->n; i++) {
        carry += (uint64_t)b->w[i] * factor;
        b->w[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        b->w[b->n++] = (uint32_t)carry;
}

void prak_big_mul_pow10(struct prak_big *b, unsigned k)
{
    for (; k > 9; k -= 9)
        prak_big_mul_add(b, 1000000000u, 0);
    prak_big_mul_add(b, (uint32_t)prak_pow10_64[k], 0);
}

static int bits(const struct prak_big *b)
{
    return b->n ? (int)(32 * b->n) - __builtin_clz(b->w[b->n - 1]) : 0;
}

static void shift(struct prak_big *b, unsigned by)
{
    unsigned whole = by / 32;
    uint32_t top = shift_small(b->w, b->n, by % 32);
    if (top)
        b->w[b->n++] = top;
    if (!whole)
        return;
    memmove(b->w + whole, b->w, b->n * sizeof b->w[0]);
    memset(b->w, 0, whole * sizeof b->w[0]);
    b->n += whole;
}

struct prak_binary prak_big_divide(struct prak_big *num, struct prak_big *den)
{
    int up = 126 - (bits(num) - bits(den));
    if (up > 0)
        shift(num, (unsigned)up);
    else
        shift(den, (unsigned)-up);
    uint32_t q[PRAK_BIG_LIMBS + 1]; /* the quotient has 126 or 127 bits: few of these are used */
    divide(num->w, num->n, den->w, den->n, q);
    struct prak_binary b = { 0, -up, false };
    for (unsigned i = num->n - den->n + 1; i-- > 0;)
        b.q = b.q << 32 | q[i];
    for (unsigned i = 0; i <= den->n && !b.more; i++)
        b.more = num->w[i] != 0;
    return b;
}

/* Keeps `precision` leading bits of b.q, half-even; adds what was dropped to *exp2. */
static prak_u128 keep_bits(struct prak_binary b, int length, int precision, int *exp2)
{
    int drop = length - precision;
    *exp2 = b.exp2 + drop;
    if (drop > length)
        return 0; /* below half of the least step */
    prak_u128 kept = drop < 128 ? b.q >> drop : 0, rest = b.q - (kept << drop), half = (prak_u128)1 << (drop - 1);
    if (rest > half || (rest == half && (b.more || (kept & 1))))
        kept++;
    return kept;
}

static int length_of(prak_u128 q)
{
    uint64_t high = (uint64_t)(q >> 64);
    return high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)q | 1);
}

double prak_binary_double(struct prak_binary b)
{
    int length = length_of(b.q), exp2;
    int top = length - 1 + b.exp2; /* the exponent of the leading bit */
    int precision = top >= -1022 ? 53 : 53 - (-1022 - top);
    prak_u128 kept = keep_bits(b, length, precision, &exp2);
    return ldexp((double)(uint64_t)kept, exp2); /* exact, or beyond the range: nothing is rounded twice */
}

prak_quad prak_binary_quad(struct prak_binary b)
{
    int exp2;
    prak_quad v = (prak_quad)keep_bits(b, length_of(b.q), 113, &exp2);
    prak_quad step = exp2 < 0 ? (prak_quad)0.5 : (prak_quad)2;
    for (unsigned n = (unsigned)(exp2 < 0 ? -exp2 : exp2); n; n >>= 1, step *= step)
        if (n & 1)
            v *= step; /* powers of two: exact */
    return v;
}
