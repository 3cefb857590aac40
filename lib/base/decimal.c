/*
 * decimal.c - exact arithmetic: products and quotients go through 256 bits and are rounded at most once.
 */
#include "base/decimal.h"

#include "base/wide.h"

enum { ADJUSTED_LEAST = -307, ADJUSTED_MOST = 308, SCALE_MOST = 346, QUOTIENT_DIGITS = 34 };

static prak_u128 magnitude(struct prak_dec d)
{
    return d.m < 0 ? -(prak_u128)d.m : (prak_u128)d.m;
}

static prak_i128 signed_of(prak_u128 m, bool negative)
{
    return negative ? -(prak_i128)m : (prak_i128)m;
}

/* Powers of ten out of trailing zeros, at most `most` of them. */
static unsigned drop_zeros(prak_u128 *m, unsigned most)
{
    unsigned n = 0;
    while (n < most && !(*m & 1) && *m % 10 == 0) {
        *m /= 10;
        n++;
    }
    return n;
}

/* The last step of every operation: m has at most 38 digits; -1 when the value leaves 1e-307 .. 1e308. */
static int deliver(prak_u128 m, int64_t scale, bool negative, struct prak_dec *out)
{
    if (m == 0) {
        *out = (struct prak_dec){ 0, (int32_t)(scale < 0 ? 0 : scale > SCALE_MOST ? SCALE_MOST : scale) };
        return 0;
    }
    unsigned digits = prak_digits_128(m);
    int64_t adjusted = (int64_t)digits - 1 - scale;
    if (digits > PRAK_DEC_DIGITS || adjusted < ADJUSTED_LEAST || adjusted > ADJUSTED_MOST ||
        (adjusted == ADJUSTED_MOST && m != prak_pow10_128[digits - 1]))
        return -1;
    *out = (struct prak_dec){ signed_of(m, negative), (int32_t)scale };
    return 0;
}

/* As deliver, for more than 128 bits: zeros at the end may go, digits may not. */
static int deliver_256(struct prak_u256 v, int64_t scale, bool negative, struct prak_dec *out)
{
    struct prak_u256 limit = prak_u256(prak_pow10_128[38]), ten = prak_u256(10), q;
    while (prak_u256_cmp(&v, &limit) >= 0) {
        if (prak_u256_divide(v, ten, &q) != PRAK_REST_NONE)
            return -1;
        v = q;
        scale--;
    }
    return deliver((prak_u128)v.w[1] << 64 | v.w[0], scale, negative, out);
}

bool prak_dec_is_zero(struct prak_dec d)
{
    return d.m == 0;
}

int prak_dec_sign(struct prak_dec d)
{
    return (d.m > 0) - (d.m < 0);
}

/* |a| against |b|, neither 0. */
static int compare_magnitudes(struct prak_dec a, struct prak_dec b)
{
    prak_u128 x = magnitude(a), y = magnitude(b);
    int32_t ax = (int32_t)prak_digits_128(x) - a.scale, ay = (int32_t)prak_digits_128(y) - b.scale;
    if (ax != ay)
        return ax < ay ? -1 : 1;
    /* as many digits before the point: the scales differ by 37 at most, and padding gives at most 38 digits */
    if (a.scale < b.scale)
        x *= prak_pow10_128[b.scale - a.scale];
    else
        y *= prak_pow10_128[a.scale - b.scale];
    return x < y ? -1 : x > y;
}

int prak_dec_cmp(struct prak_dec a, struct prak_dec b)
{
    if (a.scale == b.scale)
        return (a.m > b.m) - (a.m < b.m);
    int s = prak_dec_sign(a), t = prak_dec_sign(b);
    if (s != t || s == 0)
        return (s > t) - (s < t);
    return s * compare_magnitudes(a, b);
}

/* The zero of a sum still shows its decimals: 5 + 0.00 is 5.00 where there is room for it. */
static struct prak_dec pad(struct prak_dec a, int32_t scale)
{
    struct prak_dec out;
    return scale > a.scale && prak_dec_round(a, scale, &out) == 0 ? out : a;
}

/* |x| +- |y| * 10^k in 256 bits; the caller saw to it that k <= 38. */
static int add_aligned(struct prak_dec fine, struct prak_dec coarse, struct prak_dec *out)
{
    prak_u128 quick;
    const prak_u128 most = prak_pow10_128[PRAK_DEC_DIGITS - 1]; /* two of these leave room in 127 bits */
    if (!__builtin_mul_overflow(magnitude(coarse), prak_pow10_128[fine.scale - coarse.scale], &quick) && quick < most &&
        magnitude(fine) < most) {
        prak_i128 total = fine.m + (coarse.m < 0 ? -(prak_i128)quick : (prak_i128)quick);
        return deliver(magnitude((struct prak_dec){ total, 0 }), fine.scale, total < 0, out);
    }
    struct prak_u256 x = prak_u256(magnitude(fine)), y = prak_u256(magnitude(coarse)), sum;
    if (!prak_u256_mul_pow10(&y, (unsigned)(fine.scale - coarse.scale)))
        return -1;
    bool negative = coarse.m < 0, subtract = (fine.m < 0) != negative;
    if (subtract && prak_u256_cmp(&x, &y) > 0) {
        struct prak_u256 t = x;
        x = y;
        y = t;
        negative = !negative;
    }
    uint64_t carry = subtract;
    for (int i = 0; i < 4; i++) {
        prak_u128 t = (prak_u128)y.w[i] + (subtract ? ~x.w[i] : x.w[i]) + carry;
        sum.w[i] = (uint64_t)t;
        carry = (uint64_t)(t >> 64);
    }
    return deliver_256(sum, fine.scale, negative, out);
}

int prak_dec_add(struct prak_dec a, struct prak_dec b, struct prak_dec *out)
{
    if (a.m == 0 || b.m == 0) {
        *out = a.m == 0 ? pad(b, a.scale) : pad(a, b.scale);
        return 0;
    }
    struct prak_dec fine = a.scale >= b.scale ? a : b, coarse = a.scale >= b.scale ? b : a;
    int32_t gap = fine.scale - coarse.scale;
    if (gap > PRAK_DEC_DIGITS) {
        prak_u128 m = magnitude(fine);
        fine.scale -= (int32_t)drop_zeros(&m, (unsigned)gap);
        fine.m = signed_of(m, fine.m < 0);
        if (fine.scale - coarse.scale > PRAK_DEC_DIGITS)
            return -1; /* over 38 places lie between the last digits of the two */
    }
    return add_aligned(fine, coarse, out);
}

int prak_dec_sub(struct prak_dec a, struct prak_dec b, struct prak_dec *out)
{
    b.m = -b.m;
    return prak_dec_add(a, b, out);
}

int prak_dec_mul(struct prak_dec a, struct prak_dec b, struct prak_dec *out)
{
    int64_t scale = (int64_t)a.scale + b.scale;
    prak_u128 small;
    if (!__builtin_mul_overflow(magnitude(a), magnitude(b), &small) && small < prak_pow10_128[PRAK_DEC_DIGITS])
        return deliver(small, scale, (a.m < 0) != (b.m < 0), out);
    struct prak_u256 p = prak_u256_mul(magnitude(a), magnitude(b));
    return deliver_256(p, scale, (a.m < 0) != (b.m < 0), out);
}

static bool round_up(prak_u128 q, enum prak_rest rest)
{
    return rest == PRAK_REST_ABOVE || (rest == PRAK_REST_HALF && (q & 1));
}

/* m / 10^k, half-even, where `more` says that m itself was cut. */
static prak_u128 drop_digits(prak_u128 m, unsigned k, bool more)
{
    if (k > PRAK_DEC_DIGITS)
        return 0; /* m < 10^38 */
    prak_u128 q = m / prak_pow10_128[k], r = m % prak_pow10_128[k], half = prak_pow10_128[k] / 2;
    enum prak_rest rest = r > half || (r == half && more) ? PRAK_REST_ABOVE : r == half ? PRAK_REST_HALF : PRAK_REST_BELOW;
    if (k == 0)
        rest = PRAK_REST_NONE;
    return q + round_up(q, rest);
}

int prak_dec_div(struct prak_dec a, struct prak_dec b, struct prak_dec *out)
{
    if (b.m == 0)
        return -1;
    if (a.m == 0) {
        *out = (struct prak_dec){ 0, 0 };
        return 0;
    }
    prak_u128 x = magnitude(a), y = magnitude(b);
    int more_digits = QUOTIENT_DIGITS - ((int)prak_digits_128(x) - (int)prak_digits_128(y));
    unsigned k = more_digits > 0 ? (unsigned)more_digits : 0;
    struct prak_u256 num = prak_u256(x), q256;
    if (!prak_u256_mul_pow10(&num, k)) /* at most 72 digits */
        return -1;
    enum prak_rest rest = prak_u256_divide(num, prak_u256(y), &q256);
    prak_u128 q = (prak_u128)q256.w[1] << 64 | q256.w[0];
    int64_t scale = (int64_t)a.scale - b.scale + k;
    unsigned digits = prak_digits_128(q);
    if (digits > QUOTIENT_DIGITS) {
        unsigned drop = digits - QUOTIENT_DIGITS;
        q = drop_digits(q, drop, rest != PRAK_REST_NONE);
        scale -= drop;
    } else {
        q += round_up(q, rest);
    }
    if (deliver(q, scale, (a.m < 0) != (b.m < 0), out))
        return -1;
    *out = prak_dec_trim(*out);
    return 0;
}

int prak_dec_round(struct prak_dec a, int digits, struct prak_dec *out)
{
    if (digits < -ADJUSTED_MOST || digits > SCALE_MOST)
        return -1;
    prak_u128 m = magnitude(a);
    if (digits >= a.scale) {
        unsigned k = (unsigned)(digits - a.scale);
        if (m == 0)
            return deliver(0, digits, false, out);
        if (k + prak_digits_128(m) > PRAK_DEC_DIGITS)
            return -1;
        return deliver(m * prak_pow10_128[k], digits, a.m < 0, out);
    }
    return deliver(drop_digits(m, (unsigned)(a.scale - digits), false), digits, a.m < 0, out);
}

/* a b 10^k / c where 128 bits hold all of it, as they do for most money. */
static bool muldiv_128(prak_u128 a, prak_u128 b, prak_u128 c, int64_t k, prak_u128 *q, enum prak_rest *rest)
{
    prak_u128 num, den = c;
    if (k > PRAK_DEC_DIGITS || k < -PRAK_DEC_DIGITS || __builtin_mul_overflow(a, b, &num))
        return false;
    if (k > 0 ? __builtin_mul_overflow(num, prak_pow10_128[k], &num) : __builtin_mul_overflow(c, prak_pow10_128[-k], &den))
        return false;
    *q = num / den;
    num -= *q * den;
    *rest = num == 0 ? PRAK_REST_NONE : num > den - num ? PRAK_REST_ABOVE : num == den - num ? PRAK_REST_HALF : PRAK_REST_BELOW;
    return true;
}

int prak_dec_muldiv(struct prak_dec a, struct prak_dec b, struct prak_dec c, int digits, struct prak_dec *out)
{
    if (c.m == 0 || digits < -ADJUSTED_MOST || digits > SCALE_MOST)
        return -1;
    if (a.m == 0 || b.m == 0)
        return deliver(0, digits, false, out);
    int64_t k = (int64_t)digits - a.scale - b.scale + c.scale;
    bool negative = (a.m < 0) != ((b.m < 0) != (c.m < 0));
    prak_u128 quick;
    enum prak_rest left;
    if (muldiv_128(magnitude(a), magnitude(b), magnitude(c), k, &quick, &left))
        return quick >= prak_pow10_128[38] ? -1 : deliver(quick + round_up(quick, left), digits, negative, out);
    struct prak_u256 num = prak_u256_mul(magnitude(a), magnitude(b)), den = prak_u256(magnitude(c)), q;
    if (k > 0) { /* num < c * 10^38 < 10^76 or the result has over 38 digits: no room, no result */
        if (k > 80 || !prak_u256_mul_pow10(&num, (unsigned)k))
            return -1;
    } else if (k < -80 || !prak_u256_mul_pow10(&den, (unsigned)-k)) {
        return deliver(0, digits, false, out); /* den > 10^77 > 10 * num */
    }
    enum prak_rest rest = prak_u256_divide(num, den, &q);
    struct prak_u256 limit = prak_u256(prak_pow10_128[38]);
    if (prak_u256_cmp(&q, &limit) >= 0)
        return -1;
    prak_u128 m = (prak_u128)q.w[1] << 64 | q.w[0];
    return deliver(m + round_up(m, rest), digits, negative, out);
}

struct prak_dec prak_dec_trim(struct prak_dec d)
{
    prak_u128 m = magnitude(d);
    if (m == 0)
        return (struct prak_dec){ 0, 0 };
    bool negative = d.m < 0;
    if (d.scale > 0) {
        d.scale -= (int32_t)drop_zeros(&m, (unsigned)d.scale);
    } else if (d.scale < 0 && prak_digits_128(m) + (unsigned)-d.scale <= PRAK_DEC_DIGITS) {
        m *= prak_pow10_128[-d.scale];
        d.scale = 0;
    } else if (d.scale < 0) {
        d.scale -= (int32_t)drop_zeros(&m, PRAK_DEC_DIGITS);
    }
    d.m = signed_of(m, negative);
    return d;
}

bool prak_dec_is_integer(struct prak_dec d)
{
    return d.scale <= 0 || prak_dec_trim(d).scale <= 0;
}

int prak_dec_to_int64(struct prak_dec d, int64_t *v)
{
    if (d.scale != 0)
        d = prak_dec_trim(d);
    if (d.scale != 0 || d.m > INT64_MAX || d.m < INT64_MIN)
        return -1;
    *v = (int64_t)d.m;
    return 0;
}

/* |d| as a quotient of two integers, brought to 126 bits. */
static struct prak_binary binary_of(prak_u128 m, int32_t scale)
{
    struct prak_big num, den;
    uint64_t limb[2] = { (uint64_t)m, (uint64_t)(m >> 64) }, one = 1;
    prak_big_set(&num, limb, 2);
    prak_big_set(&den, &one, 1);
    prak_big_mul_pow10(scale > 0 ? &den : &num, (unsigned)(scale > 0 ? scale : -scale));
    return prak_big_divide(&num, &den);
}

double prak_dec_to_double(struct prak_dec d)
{
    static const double power[23] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22 };
    prak_u128 m = magnitude(d);
    if (m == 0)
        return 0;
    if (m <= (prak_u128)1 << 53 && d.scale >= -22 && d.scale <= 22) { /* both exact: one rounding */
        double v = (double)(int64_t)d.m;
        return d.scale >= 0 ? v / power[d.scale] : v * power[-d.scale];
    }
    double v = prak_binary_double(binary_of(m, d.scale));
    return d.m < 0 ? -v : v;
}

/* Of 64 bits it is half as much work. */
static inline prak_quad quad_of(prak_u128 m)
{
    return m <= UINT64_MAX ? (prak_quad)(uint64_t)m : (prak_quad)m;
}

prak_quad prak_dec_to_quad(struct prak_dec d)
{
    prak_u128 m = magnitude(d);
    prak_quad v;
    if (m == 0)
        return 0;
    if (m <= (prak_u128)1 << 113 && d.scale >= -38 && d.scale <= 38) {
        v = quad_of(m);
        if (d.scale > 0)
            v /= quad_of((prak_u128)prak_pow10_128[d.scale]);
        else if (d.scale < 0)
            v *= quad_of((prak_u128)prak_pow10_128[-d.scale]);
    } else {
        v = prak_binary_quad(binary_of(m, d.scale));
    }
    return d.m < 0 ? -v : v;
}
