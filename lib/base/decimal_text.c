/*
 * decimal_text.c - numbers from and to text, without the locale.
 */
#include "base/decimal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal_word.h"
#include "base/wide.h"

enum { PLAIN_LONGEST = 45, SCALE_MOST = 346, EXPONENT_CAP = 1000000000, WORD_MOST = 100000000 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The common case, at most 18 digits and no exponent; false sends the text to the full grammar. */
static bool parse_short(const char *p, size_t n, struct prak_dec *d)
{
    const char *end = p + n;
    bool negative = n > 0 && *p == '-';
    if (n == 0 || n - negative > 19)
        return false;
    p += negative;
    const char *first = p;
    uint64_t v = 0;
    while (p < end && is_digit(*p))
        v = v * 10 + (uint64_t)(*p++ - '0');
    if (p == first || (*first == '0' && p - first > 1))
        return false;
    int32_t scale = 0;
    if (p < end) {
        if (*p++ != '.' || p == end)
            return false;
        scale = (int32_t)(end - p);
        while (p < end && is_digit(*p))
            v = v * 10 + (uint64_t)(*p++ - '0');
        if (p < end)
            return false;
    }
    d->m = negative ? -(prak_i128)v : (prak_i128)v;
    d->scale = scale;
    return true;
}

/* Where the parts of a number stand. */
struct parts {
    bool negative;
    const char *whole, *point; /* digits before and after the point */
    size_t n_whole, n_point;
    int64_t exponent;
};

static size_t run(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && is_digit(*q))
        q++;
    return (size_t)(q - p);
}

static bool read_exponent(const char *p, const char *end, int64_t *value)
{
    bool negative = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+'))
        p++;
    if (p == end || run(p, end) != (size_t)(end - p))
        return false;
    int64_t v = 0;
    for (; p < end; p++)
        if (v < EXPONENT_CAP) /* far outside already: more digits change nothing and must not overflow */
            v = v * 10 + (*p - '0');
    *value = negative ? -v : v;
    return true;
}

static bool find_parts(const char *p, size_t n, bool lax, struct parts *t)
{
    const char *end = p + n;
    *t = (struct parts){ .negative = n && *p == '-' };
    if (t->negative || (lax && n && *p == '+'))
        p++;
    t->whole = t->point = p;
    t->n_whole = run(p, end);
    if (!lax && (t->n_whole == 0 || (t->n_whole > 1 && *p == '0')))
        return false;
    p += t->n_whole;
    if (p < end && *p == '.') {
        t->point = ++p;
        t->n_point = run(p, end);
        if (!lax && t->n_point == 0)
            return false;
        p += t->n_point;
    }
    if (t->n_whole + t->n_point == 0)
        return false;
    return p == end || ((*p == 'e' || *p == 'E') && read_exponent(p + 1, end, &t->exponent));
}

/* Appends digits to *m, counting from the first that is not 0; false beyond 38. */
static bool append(prak_u128 *m, unsigned *count, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (*count == 0 && p[i] == '0')
            continue;
        if (*count == PRAK_DEC_DIGITS)
            return false;
        *m = *m * 10 + (unsigned)(p[i] - '0');
        ++*count;
    }
    return true;
}

enum prak_num_verdict prak_dec_parse(const char *p, size_t n, bool lax, struct prak_dec *d)
{
    if (parse_short(p, n, d))
        return PRAK_NUM_OK;
    struct parts t;
    if (!find_parts(p, n, lax, &t))
        return PRAK_NUM_SYNTAX;
    prak_u128 m = 0;
    unsigned count = 0;
    if (!append(&m, &count, t.whole, t.n_whole) || !append(&m, &count, t.point, t.n_point))
        return PRAK_NUM_DIGITS;
    int64_t scale = (int64_t)t.n_point - t.exponent;
    if (m == 0) {
        *d = (struct prak_dec){ 0, (int32_t)(scale < 0 ? 0 : scale > SCALE_MOST ? SCALE_MOST : scale) };
        return PRAK_NUM_OK;
    }
    int64_t adjusted = (int64_t)count - 1 - scale;
    if (adjusted < -307 || adjusted > 308 || (adjusted == 308 && m != prak_pow10_128[count - 1]))
        return PRAK_NUM_RANGE;
    *d = (struct prak_dec){ t.negative ? -(prak_i128)m : (prak_i128)m, (int32_t)scale };
    return PRAK_NUM_OK;
}

const char *prak_num_reason(enum prak_num_verdict v)
{
    switch (v) {
    case PRAK_NUM_OK:
        return "a number";
    case PRAK_NUM_SYNTAX:
        return "not a number";
    case PRAK_NUM_DIGITS:
        return "over 38 significant digits";
    case PRAK_NUM_RANGE:
        return "number out of range";
    }
    return "not a number";
}

/* Digits of m without leading zeros ("0" for 0); returns how many. */
static size_t write_digits(prak_u128 m, char out[40])
{
    size_t n = prak_digits_128(m);
    uint64_t part = 0;
    for (size_t i = n, left = 0; i-- > 0; left--) {
        if (left == 0) { /* one wide division for 18 digits */
            part = (uint64_t)(m % prak_pow10_64[18]);
            m /= prak_pow10_64[18];
            left = 18;
        }
        out[i] = (char)('0' + part % 10);
        part /= 10;
    }
    return n;
}

static size_t put(char *out, size_t at, const char *p, size_t n)
{
    memcpy(out + at, p, n);
    return at + n;
}

static size_t put_zeros(char *out, size_t at, size_t n)
{
    memset(out + at, '0', n);
    return at + n;
}

/* Plain notation of digits * 10^-scale; the caller knows that it fits. */
static size_t write_plain(const char *digits, size_t n, int32_t scale, char *out, size_t at)
{
    if (scale <= 0) {
        at = put(out, at, digits, n);
        return digits[0] == '0' ? at : put_zeros(out, at, (size_t)-scale);
    }
    size_t point = (size_t)scale;
    if (n > point) {
        at = put(out, at, digits, n - point);
        out[at++] = '.';
        return put(out, at, digits + (n - point), point);
    }
    at = put(out, at, "0.", 2);
    at = put_zeros(out, at, point - n);
    return put(out, at, digits, n);
}

size_t prak_dec_format(struct prak_dec d, char out[PRAK_DEC_TEXT])
{
    if (d.m >= 0 && d.m < WORD_MOST && d.scale >= 0 && d.scale < PRAK_WORD_DIGITS) {
        char *end = prak_word_write((uint64_t)d.m, (unsigned)d.scale, out);
        *end = '\0';
        return (size_t)(end - out);
    }
    char digits[40];
    size_t n = write_digits(d.m < 0 ? -(prak_u128)d.m : (prak_u128)d.m, digits), at = 0;
    size_t length = n;
    if (d.scale > 0)
        length = (n > (size_t)d.scale ? n : (size_t)d.scale + 1) + 1;
    else if (d.m != 0 && n + (size_t)-d.scale > PRAK_DEC_DIGITS)
        length = PLAIN_LONGEST + 1; /* zeros written out would count as digits when the text is read again */
    if (d.m < 0) {
        out[at++] = '-';
        length++;
    }
    if (length <= PLAIN_LONGEST) {
        at = write_plain(digits, n, d.scale, out, at);
    } else {
        at = put(out, at, digits, n);
        at += (size_t)snprintf(out + at, PRAK_DEC_TEXT - at, "e%d", (int)-d.scale);
    }
    out[at] = '\0';
    return at;
}

/* m * 10^exp10 as the nearest double; unlike a prak_dec this reaches the subnormals. */
static double nearest_double(uint64_t m, int exp10)
{
    struct prak_big num, den;
    uint64_t one = 1;
    prak_big_set(&num, &m, 1);
    prak_big_set(&den, &one, 1);
    prak_big_mul_pow10(exp10 < 0 ? &den : &num, (unsigned)(exp10 < 0 ? -exp10 : exp10));
    return prak_binary_double(prak_big_divide(&num, &den));
}

static double read_back(uint64_t m, int exp10)
{
    if (m <= (uint64_t)1 << 53 && exp10 >= -22 && exp10 <= 22)
        return prak_dec_to_double((struct prak_dec){ (prak_i128)m, -exp10 });
    return nearest_double(m, exp10);
}

/* v = m * 10^exp10 to `count` digits as printf rounds them, whatever the locale's decimal point is. */
static void some_digits(double v, int count, uint64_t *m, int *exp10)
{
    char text[48];
    snprintf(text, sizeof text, "%.*e", count - 1, v);
    const char *p = text;
    *m = 0;
    for (; *p && *p != 'e'; p++)
        if (is_digit(*p))
            *m = *m * 10 + (uint64_t)(*p - '0');
    int64_t exponent = 0;
    if (*p)
        read_exponent(p + 1, p + strlen(p), &exponent);
    *exp10 = (int)exponent - (count - 1);
}

/* v > 0: the shortest digits that read back to v, the nearest to v among those. */
static void shortest(double v, uint64_t *m, int *exp10)
{
    bool normal = v >= 0x1p-1022;
    int part;
    bool power_of_two = frexp(v, &part) == 0.5;
    /* below 15 digits every normal double shows its short form as 15 digits and zeros */
    for (int count = normal ? 15 : 1; count <= 17; count++) {
        some_digits(v, count, m, exp10);
        if (read_back(*m, *exp10) == v)
            break;
        /* above a power of two the gap is wider than below: a longer step up may still read back */
        if (power_of_two && count < 17 && read_back(*m + 1, *exp10) == v) {
            ++*m;
            break;
        }
    }
    while (*m % 10 == 0) {
        *m /= 10;
        ++*exp10;
    }
}

size_t prak_double_format(double v, char out[32])
{
    size_t at = 0;
    if (!(v == v) || v == 0 || isinf(v)) { /* callers check for finite; never write what no reader takes */
        at = put(out, 0, "0", v == 0);
        out[at] = '\0';
        return at;
    }
    uint64_t m;
    int exp10;
    shortest(fabs(v), &m, &exp10);
    char digits[40];
    size_t n = write_digits(m, digits);
    int adjusted = (int)n - 1 + exp10;
    if (v < 0)
        out[at++] = '-';
    if (adjusted >= -6 && adjusted < 21) {
        at = write_plain(digits, n, -exp10, out, at);
    } else {
        out[at++] = digits[0];
        if (n > 1) {
            out[at++] = '.';
            at = put(out, at, digits + 1, n - 1);
        }
        at += (size_t)snprintf(out + at, 32 - at, "e%c%02d", adjusted < 0 ? '-' : '+', adjusted < 0 ? -adjusted : adjusted);
    }
    out[at] = '\0';
    return at;
}
