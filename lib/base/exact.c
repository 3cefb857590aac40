/*
 * exact.c - totals without rounding.
 *
 * The value is limb * 10^-scale + wide. limb keeps two sign bits (|limb| <= 2^254), so that one addition or a
 * change of sign never wraps. A term of larger scale rescales the total; one of smaller scale is multiplied up;
 * what no longer fits is moved to `wide`, exactly, and the 256 bits start again. So the value depends on the
 * terms only, never on their order.
 */
#include "base/exact.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/wide.h"

#define SHORT_MOST INT64_C(1000000000000000000)

/*
 * The wide total: limbs of 9 decimal digits, limb i counts 10^(9i - WIDE_SCALE). A product of three decimals has its
 * last digit at 10^-1038 or above and stays under 10^925; 2^64 of them stay under 10^WHOLE_MOST, which is all that a
 * text may bring; the limbs above are room for sums of such texts.
 */
enum { WIDE_LIMBS = 240, WIDE_SCALE = 1044, WHOLE_MOST = 1000, LIMB = 1000000000 };
#define PENDING_MOST ((uint64_t)1 << 31) /* terms of under 10^9 a limb takes before carries are due: far below 2^63 */

struct prak_wide {
    uint64_t pending; /* |limb| <= (pending + 1) * 10^9 */
    int64_t limb[WIDE_LIMBS];
};

/* A magnitude on its way into a total: up to 384 bits, enough for a product of three. */
struct term {
    uint64_t w[6];
    int32_t scale;
    bool negative;
};

static void carry(struct prak_wide *w)
{
    for (int i = 0; i + 1 < WIDE_LIMBS; i++) {
        int64_t up = w->limb[i] / LIMB, rest = w->limb[i] % LIMB;
        if (rest < 0) {
            rest += LIMB;
            up--;
        }
        w->limb[i] = rest;
        w->limb[i + 1] += up;
    }
    w->pending = 0;
}

static void wide_count(struct prak_wide *w, uint64_t terms)
{
    if (w->pending + terms > PENDING_MOST)
        carry(w);
    w->pending += terms;
}

static void wide_add(struct prak_wide *w, const struct term *t)
{
    wide_count(w, 1);
    struct prak_big b;
    prak_big_set(&b, t->w, 6);
    int place = WIDE_SCALE - t->scale, i = place / 9;
    prak_big_mul_add(&b, (uint32_t)prak_pow10_64[place % 9], 0);
    for (; b.n && i < WIDE_LIMBS; i++) {
        uint64_t rest = 0;
        for (unsigned k = b.n; k-- > 0;) {
            rest = rest << 32 | b.w[k];
            b.w[k] = (uint32_t)(rest / LIMB);
            rest %= LIMB;
        }
        while (b.n && b.w[b.n - 1] == 0)
            b.n--;
        w->limb[i] += t->negative ? -(int64_t)rest : (int64_t)rest;
    }
}

static void wide_add_wide(struct prak_wide *w, const struct prak_wide *from, bool negative)
{
    wide_count(w, from->pending + 1);
    for (int i = 0; i < WIDE_LIMBS; i++)
        w->limb[i] += negative ? -from->limb[i] : from->limb[i];
}

static int need_wide(struct prak_exact *x, struct prak_err *e)
{
    if (x->wide)
        return 0;
    x->wide = calloc(1, sizeof *x->wide);
    return x->wide ? 0 : prak_fail_memory(e);
}

static bool narrow_is_zero(const struct prak_exact *x)
{
    return !(x->limb[0] | x->limb[1] | x->limb[2] | x->limb[3]);
}

static void complement(uint64_t w[4])
{
    uint64_t up = 1;
    for (int i = 0; i < 4; i++) {
        w[i] = ~w[i] + up;
        up = up && w[i] == 0;
    }
}

/* The 256 bits as a magnitude. */
static struct term narrow_term(const struct prak_exact *x)
{
    struct term t = { .scale = x->scale, .negative = x->limb[3] >> 63 };
    memcpy(t.w, x->limb, sizeof x->limb);
    if (t.negative)
        complement(t.w);
    return t;
}

static bool fits(const uint64_t w[4])
{
    return w[3] >> 62 == 0;
}

/* limb += v (two's complement); false, and limb as it was, when two sign bits are not left. */
static inline bool add_256(struct prak_exact *x, const uint64_t v[4])
{
    prak_u128 s0 = (prak_u128)x->limb[0] + v[0];
    prak_u128 s1 = (prak_u128)x->limb[1] + v[1] + (uint64_t)(s0 >> 64);
    prak_u128 s2 = (prak_u128)x->limb[2] + v[2] + (uint64_t)(s1 >> 64);
    uint64_t s3 = x->limb[3] + v[3] + (uint64_t)(s2 >> 64);
    if ((s3 + ((uint64_t)1 << 62)) >> 63)
        return false;
    x->limb[0] = (uint64_t)s0;
    x->limb[1] = (uint64_t)s1;
    x->limb[2] = (uint64_t)s2;
    x->limb[3] = s3;
    return true;
}

static inline bool add_128(struct prak_exact *x, prak_i128 m)
{
    uint64_t sign = m < 0 ? UINT64_MAX : 0;
    const uint64_t v[4] = { (uint64_t)m, (uint64_t)(m >> 64), sign, sign };
    return add_256(x, v);
}

static int spill(struct prak_exact *x, struct prak_err *e)
{
    if (need_wide(x, e))
        return -1;
    struct term t = narrow_term(x);
    wide_add(x->wide, &t);
    memset(x->limb, 0, sizeof x->limb);
    return 0;
}

/* Brings the 256 bits to a larger scale, or empties them into wide. */
static int rescale(struct prak_exact *x, int32_t scale, struct prak_err *e)
{
    struct term t = narrow_term(x);
    struct prak_u256 v;
    memcpy(v.w, t.w, sizeof v.w);
    if (prak_u256_mul_pow10(&v, (unsigned)(scale - x->scale)) && fits(v.w)) {
        if (t.negative)
            complement(v.w);
        memcpy(x->limb, v.w, sizeof v.w);
    } else if (spill(x, e)) {
        return -1;
    }
    x->scale = scale;
    return 0;
}

static int add_term(struct prak_exact *x, const struct term *t, struct prak_err *e)
{
    struct prak_u256 v;
    memcpy(v.w, t->w, sizeof v.w);
    bool wide = t->w[4] || t->w[5] || !fits(v.w);
    if (!wide && narrow_is_zero(x)) {
        x->scale = t->scale; /* an empty total has no scale to defend */
    } else if (!wide && t->scale > x->scale) {
        if (rescale(x, t->scale, e))
            return -1;
    } else if (!wide && t->scale < x->scale) {
        wide = !prak_u256_mul_pow10(&v, (unsigned)(x->scale - t->scale)) || !fits(v.w);
    }
    if (wide) {
        if (need_wide(x, e))
            return -1;
        wide_add(x->wide, t);
        return 0;
    }
    if (t->negative)
        complement(v.w);
    if (add_256(x, v.w))
        return 0;
    if (spill(x, e))
        return -1;
    memcpy(x->limb, v.w, sizeof v.w);
    return 0;
}

/* Terms of at most 127 bits at the total's scale or a little below: nearly all of them. */
static inline bool add_fast(struct prak_exact *x, prak_i128 m, int32_t scale)
{
    uint32_t up = (uint32_t)x->scale - (uint32_t)scale;
    if (up == 0)
        return add_128(x, m);
    return up <= 18 && m == (int64_t)m && add_128(x, m * (prak_i128)prak_pow10_64[up]);
}

static struct term term_of(prak_i128 m, int32_t scale)
{
    prak_u128 v = m < 0 ? -(prak_u128)m : (prak_u128)m;
    return (struct term){ .w = { (uint64_t)v, (uint64_t)(v >> 64) }, .scale = scale, .negative = m < 0 };
}

static int add_slow(struct prak_exact *x, prak_i128 m, int32_t scale, struct prak_err *e)
{
    if (m == 0)
        return 0;
    struct term t = term_of(m, scale);
    return add_term(x, &t, e);
}

static void term_multiply(struct term *t, prak_i128 m, int32_t scale)
{
    prak_u128 v = m < 0 ? -(prak_u128)m : (prak_u128)m;
    uint64_t f[2] = { (uint64_t)v, (uint64_t)(v >> 64) }, p[6] = { 0 };
    for (int i = 0; i < 4; i++) {
        prak_u128 up = 0;
        for (int j = 0; j < 2; j++) {
            up += (prak_u128)t->w[i] * f[j] + p[i + j];
            p[i + j] = (uint64_t)up;
            up >>= 64;
        }
        p[i + 2] = (uint64_t)up; /* nothing was there yet */
    }
    memcpy(t->w, p, sizeof p);
    t->scale += scale;
    t->negative = t->negative != (m < 0);
}

int prak_exact_add(struct prak_exact *x, struct prak_dec a, struct prak_err *e)
{
    return add_fast(x, a.m, a.scale) ? 0 : add_slow(x, a.m, a.scale, e);
}

int prak_exact_add_product(struct prak_exact *x, struct prak_dec a, struct prak_dec b, struct prak_err *e)
{
    if (a.m == (int64_t)a.m && b.m == (int64_t)b.m) {
        prak_i128 p = a.m * b.m;
        return add_fast(x, p, a.scale + b.scale) ? 0 : add_slow(x, p, a.scale + b.scale, e);
    }
    if (a.m == 0 || b.m == 0)
        return 0;
    struct term t = term_of(a.m, a.scale);
    term_multiply(&t, b.m, b.scale);
    return add_term(x, &t, e);
}

int prak_exact_add_product3(struct prak_exact *x, struct prak_dec a, struct prak_dec b, struct prak_dec c,
                            struct prak_err *e)
{
    if (a.m == (int64_t)a.m && b.m == (int64_t)b.m) {
        prak_i128 p = a.m * b.m;
        if (p == (int64_t)p && c.m == (int64_t)c.m) {
            int32_t scale = a.scale + b.scale + c.scale;
            p *= c.m;
            return add_fast(x, p, scale) ? 0 : add_slow(x, p, scale, e);
        }
    }
    if (a.m == 0 || b.m == 0 || c.m == 0)
        return 0;
    struct term t = term_of(a.m, a.scale);
    term_multiply(&t, b.m, b.scale);
    term_multiply(&t, c.m, c.scale);
    return add_term(x, &t, e);
}

void prak_exact_free(struct prak_exact *x)
{
    free(x->wide);
    *x = (struct prak_exact){ 0 };
}

int prak_exact_merge(struct prak_exact *into, const struct prak_exact *from, struct prak_err *e)
{
    if (from->wide) {
        if (need_wide(into, e))
            return -1;
        wide_add_wide(into->wide, from->wide, false);
    }
    if (narrow_is_zero(from))
        return 0;
    struct term t = narrow_term(from);
    return add_term(into, &t, e);
}

int prak_exact_copy(struct prak_exact *to, const struct prak_exact *from, struct prak_err *e)
{
    struct prak_wide *wide = NULL;
    if (from->wide) {
        wide = malloc(sizeof *wide);
        if (!wide)
            return prak_fail_memory(e);
        *wide = *from->wide;
    }
    *to = *from;
    to->wide = wide;
    return 0;
}

int prak_exact_negate(struct prak_exact *x)
{
    complement(x->limb);
    for (int i = 0; x->wide && i < WIDE_LIMBS; i++)
        x->wide->limb[i] = -x->wide->limb[i];
    return 0;
}

/* After this every limb but the highest is in 0 .. 10^9 - 1, the highest is >= 0; returns the sign. */
static int settle(struct prak_wide *w)
{
    carry(w);
    int sign = 1;
    if (w->limb[WIDE_LIMBS - 1] < 0) {
        sign = -1;
        for (int i = 0; i < WIDE_LIMBS; i++)
            w->limb[i] = -w->limb[i];
        carry(w);
    }
    for (int i = 0; i < WIDE_LIMBS; i++)
        if (w->limb[i])
            return sign;
    return 0;
}

/* w = sign * x, unsettled, on top of what w holds. */
static void pour(struct prak_wide *w, const struct prak_exact *x, bool negative)
{
    if (x->wide)
        wide_add_wide(w, x->wide, negative);
    struct term t = narrow_term(x);
    t.negative = t.negative != negative;
    wide_add(w, &t);
}

int prak_exact_sign(const struct prak_exact *x)
{
    if (!x->wide)
        return x->limb[3] >> 63 ? -1 : !narrow_is_zero(x);
    struct prak_wide w = { 0 };
    pour(&w, x, false);
    return settle(&w);
}

int prak_exact_cmp(const struct prak_exact *a, const struct prak_exact *b)
{
    if (!a->wide && !b->wide && a->scale == b->scale) {
        int64_t top_a = (int64_t)a->limb[3], top_b = (int64_t)b->limb[3];
        if (top_a != top_b)
            return top_a < top_b ? -1 : 1;
        for (int i = 2; i >= 0; i--)
            if (a->limb[i] != b->limb[i])
                return a->limb[i] < b->limb[i] ? -1 : 1;
        return 0;
    }
    struct prak_wide w = { 0 };
    pour(&w, a, false);
    pour(&w, b, true);
    return settle(&w);
}

/* |x| = b * 10^-*scale; returns the sign. */
static int to_big(const struct prak_exact *x, struct prak_big *b, int *scale)
{
    if (!x->wide) {
        struct term t = narrow_term(x);
        prak_big_set(b, t.w, 4);
        *scale = x->scale;
        return t.negative ? -1 : b->n != 0;
    }
    struct prak_wide w = { 0 };
    pour(&w, x, false);
    int sign = settle(&w), low = 0;
    while (low < WIDE_LIMBS - 1 && w.limb[low] == 0)
        low++;
    prak_big_set(b, &(uint64_t){ (uint64_t)w.limb[WIDE_LIMBS - 1] }, 1);
    for (int i = WIDE_LIMBS - 2; i >= low; i--)
        prak_big_mul_add(b, LIMB, (uint32_t)w.limb[i]);
    *scale = WIDE_SCALE - 9 * low;
    return sign;
}

static struct prak_binary binary_of(struct prak_big *b, int scale)
{
    struct prak_big den;
    prak_big_set(&den, &(uint64_t){ 1 }, 1);
    prak_big_mul_pow10(scale > 0 ? &den : b, (unsigned)(scale > 0 ? scale : -scale));
    return prak_big_divide(b, &den);
}

/* The total as a decimal where it is one of at most 38 digits and has the scale of one: the short way out. */
static bool as_decimal(const struct prak_exact *x, struct prak_dec *d)
{
    prak_i128 m = (prak_i128)((prak_u128)x->limb[1] << 64 | x->limb[0]);
    uint64_t sign = m < 0 ? UINT64_MAX : 0;
    if (x->wide || x->limb[2] != sign || x->limb[3] != sign || x->scale < -300 || x->scale > 300)
        return false;
    *d = (struct prak_dec){ m, x->scale };
    return m > -(prak_i128)prak_pow10_128[38] && m < (prak_i128)prak_pow10_128[38];
}

/* What underflows is 0, never -0. */
static double with_sign(double v, int sign)
{
    return sign < 0 && v > 0 ? -v : v;
}

double prak_exact_to_double(const struct prak_exact *x)
{
    struct prak_dec d;
    if (as_decimal(x, &d))
        return prak_dec_to_double(d);
    struct prak_big b;
    int scale, sign = to_big(x, &b, &scale);
    if (sign == 0)
        return 0;
    return with_sign(prak_binary_double(binary_of(&b, scale)), sign);
}

prak_quad prak_exact_to_quad(const struct prak_exact *x)
{
    struct prak_dec d;
    if (as_decimal(x, &d))
        return prak_dec_to_quad(d);
    struct prak_big b;
    int scale, sign = to_big(x, &b, &scale);
    if (sign == 0)
        return 0;
    prak_quad v = prak_binary_quad(binary_of(&b, scale));
    return sign < 0 ? -v : v;
}

double prak_exact_ratio(const struct prak_exact *num, const struct prak_exact *den)
{
    struct prak_big n, d;
    int scale_n, scale_d, sign_n = to_big(num, &n, &scale_n), sign_d = to_big(den, &d, &scale_d);
    if (sign_d == 0)
        return (double)NAN; /* a broken promise must not pass for a number */
    if (sign_n == 0)
        return 0;
    if (scale_n < scale_d)
        prak_big_mul_pow10(&n, (unsigned)(scale_d - scale_n));
    else
        prak_big_mul_pow10(&d, (unsigned)(scale_n - scale_d));
    return with_sign(prak_binary_double(prak_big_divide(&n, &d)), sign_n * sign_d);
}

/* All digits of a settled total, WIDE_LIMBS * 9 and those of a longer highest limb. */
static size_t all_digits(const struct prak_wide *w, char *out)
{
    size_t at = 0;
    for (int i = WIDE_LIMBS - 1; i >= 0; i--) {
        int digits = i == WIDE_LIMBS - 1 ? 19 : 9;
        uint64_t v = (uint64_t)w->limb[i];
        for (int k = digits; k-- > 0; v /= 10)
            out[at + (size_t)k] = (char)('0' + v % 10);
        at += (size_t)digits;
    }
    return at;
}

/* A total of at most 18 digits, which nearly all are. */
static bool format_short(const struct prak_exact *x, struct prak_buf *out)
{
    struct prak_dec d;
    char text[PRAK_DEC_TEXT];
    if (!as_decimal(x, &d) || d.scale < 0 || d.scale > 18 || d.m <= -SHORT_MOST || d.m >= SHORT_MOST)
        return false;
    int64_t m = (int64_t)d.m;
    for (; d.scale > 0 && m % 10 == 0; d.scale--)
        m /= 10;
    d.m = m;
    prak_buf_add(out, text, prak_dec_format(d, text));
    return true;
}

void prak_exact_format(const struct prak_exact *x, struct prak_buf *out)
{
    char text[WIDE_LIMBS * 9 + 10];
    struct prak_wide w = { 0 };
    if (format_short(x, out))
        return;
    pour(&w, x, false);
    int sign = settle(&w);
    size_t n = all_digits(&w, text), first = 0, point = n - WIDE_SCALE;
    while (first + 1 < point && text[first] == '0')
        first++;
    while (n > point && text[n - 1] == '0')
        n--;
    if (sign < 0)
        prak_buf_byte(out, '-');
    prak_buf_add(out, text + first, point - first);
    if (n > point) {
        prak_buf_byte(out, '.');
        prak_buf_add(out, text + point, n - point);
    }
}

static size_t digit_run(struct prak_str s, size_t i)
{
    size_t from = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
        i++;
    return i - from;
}

/* Adds the digits p[0..n), the last of which counts 10^-scale, 18 at a time from the end. */
static int add_digits(struct prak_exact *x, const char *p, size_t n, int32_t scale, bool negative, struct prak_err *e)
{
    while (n) {
        size_t take = n < 18 ? n : 18;
        int64_t v = 0;
        for (size_t i = n - take; i < n; i++)
            v = v * 10 + (p[i] - '0');
        if (add_slow(x, negative ? -v : v, scale, e))
            return -1;
        n -= take;
        scale -= (int32_t)take;
    }
    return 0;
}

int prak_exact_parse(struct prak_exact *x, struct prak_str text, struct prak_err *e)
{
    bool negative = text.n && text.p[0] == '-';
    size_t at = negative, whole = digit_run(text, at), point = 0;
    if (whole == 0 || (whole > 1 && text.p[at] == '0'))
        return prak_fail(e, PRAK_EDATA, "not a number");
    if (at + whole < text.n && text.p[at + whole] == '.') {
        point = digit_run(text, at + whole + 1);
        if (point == 0)
            return prak_fail(e, PRAK_EDATA, "not a number");
    }
    if (at + whole + (point ? point + 1 : 0) != text.n)
        return prak_fail(e, PRAK_EDATA, "not a number");
    if (whole > WHOLE_MOST || point > WIDE_SCALE)
        return prak_fail(e, PRAK_EDATA, "number out of range");
    if ((point && add_digits(x, text.p + at + whole + 1, point, (int32_t)point, negative, e)) ||
        add_digits(x, text.p + at, whole, 0, negative, e)) {
        prak_exact_free(x);
        return -1;
    }
    return 0;
}
