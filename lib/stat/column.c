/*
 * column.c - cells to integers of one scale.
 */
#include "stat/column.h"

#include <string.h>

#include "base/wide.h"
#include "stat/lanes.h"

enum { MOST_DIGITS = 18, MOST_WHOLE = 12 };

/* Scale of the number, or -1: not a plain number of at most 18 digits. p: after the sign. */
static int read_digits(const char *p, const char *end, uint64_t *m, int *whole)
{
    const char *first = p;
    uint64_t v = 0;
    unsigned digit;
    if (end - p > MOST_DIGITS + 1)
        return -1;
    while (p < end && (digit = (unsigned)(unsigned char)*p - '0') <= 9) {
        v = v * 10 + digit;
        p++;
    }
    *whole = (int)(p - first);
    if (*whole == 0 || *whole > MOST_DIGITS || (*first == '0' && *whole > 1))
        return -1;
    int scale = 0;
    if (p < end) {
        if (*p++ != '.' || p == end)
            return -1;
        scale = (int)(end - p);
        while (p < end && (digit = (unsigned)(unsigned char)*p - '0') <= 9) {
            v = v * 10 + digit;
            p++;
        }
        if (p < end)
            return -1;
    }
    *m = v;
    return scale;
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Eight characters, the first in the lowest byte, less '0' each; false: one is no digit. */
static inline bool are_digits(uint64_t w)
{
    return !((w | (w + EACH(0x76))) & EACH(0x80));
}

static inline uint64_t eight_digits(uint64_t w)
{
    w = w * 10 + (w >> 8);
    return ((w & UINT64_C(0x000000FF000000FF)) * (UINT64_C(100) + (UINT64_C(1000000) << 32)) +
            (w >> 16 & UINT64_C(0x000000FF000000FF)) * (UINT64_C(1) + (UINT64_C(10000) << 32))) >> 32;
}

/* The bytes p[0..n), n < 8, the first in the lowest. */
static inline uint64_t load_short(const char *p, size_t n)
{
    uint32_t a, b;
    if (n >= 4) {
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        return a | (uint64_t)b << 8 * (n - 4);
    }
    uint64_t w = (unsigned char)p[0];
    if (n > 1)
        w |= (uint64_t)(unsigned char)p[n >> 1] << 8 * (n >> 1) | (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
    return w;
}

/* Place of the first point among 8 bytes; 8: none. */
static inline unsigned point_in(uint64_t w)
{
    uint64_t x = w ^ EACH('.');
    x = (x - EACH(1)) & ~x & EACH(0x80);
    return x ? (unsigned)__builtin_ctzll(x) / 8 : 8;
}

/* Up to 8 characters as one word; false is for the long loop to judge. */
static inline bool read_word(const char *p, size_t n, uint64_t *m, int *whole, int *scale)
{
    uint64_t w;
    if (n == 8)
        memcpy(&w, p, 8);
    else
        w = load_short(p, n);
    unsigned at = point_in(w), digits = (unsigned)n;
    if (at < 8) {
        uint64_t low = ((uint64_t)1 << 8 * at) - 1;
        w = (w & low) | (w >> 8 & ~low);
        digits--;
    } else {
        at = digits;
    }
    *whole = (int)at;
    *scale = (int)(digits - at);
    if (at == 0 || (at > 1 && *p == '0') || (at + 1 == n && digits < n))
        return false;
    w = (w << 8 * (8 - digits)) - (EACH('0') << 8 * (8 - digits));
    *m = eight_digits(w);
    return are_digits(w);
}

/* 9 to 17 characters, a point after at most 8 and before at most 8 others. */
static inline bool read_two(const char *p, size_t n, uint64_t *m, int *whole, int *scale)
{
    uint64_t w, x;
    memcpy(&w, p, 8);
    memcpy(&x, p + n - 8, 8);
    unsigned at = point_in(w);
    size_t after = n - 1 - at;
    if (at == 0 || at == 8 || after > 8 || (at > 1 && *p == '0'))
        return false;
    w = (w << 8 * (8 - at)) - (EACH('0') << 8 * (8 - at));
    x = after == 8 ? x - EACH('0') : ((x >> 8 * (8 - after)) << 8 * (8 - after)) - (EACH('0') << 8 * (8 - after));
    *whole = (int)at;
    *scale = (int)after;
    *m = eight_digits(w) * prak_pow10_64[after] + eight_digits(x);
    return are_digits(w) && are_digits(x);
}

static inline int read_cell(const struct prak_slice *c, int64_t *m, int *whole)
{
    const char *p = c->p, *end = p + c->n;
    bool negative = *p == '-';
    p += negative;
    size_t n = (size_t)(end - p);
    uint64_t v = 0;
    int scale = 0;
    bool done = n == 0 || n > 17 ? false : n <= 8 ? read_word(p, n, &v, whole, &scale) : read_two(p, n, &v, whole, &scale);
    if (!done)
        scale = read_digits(p, end, &v, whole);
    *m = negative ? -(int64_t)v : (int64_t)v;
    return scale;
}

void prak_cells_read(const struct prak_slice *cell, size_t n, int64_t *m, int8_t *scale)
{
    for (size_t i = 0; i < n; i++) {
        int whole;
        m[i] = 0;
        scale[i] = (int8_t)(cell[i].n ? read_cell(&cell[i], &m[i], &whole) : -1);
    }
}

void prak_vector_start(struct prak_vector *v)
{
    v->complete = true;
}

static inline void put(struct prak_vector *v, size_t i, int64_t m, int scale, int whole)
{
    v->m[i] = m;
    v->there[i] = PRAK_READ_THERE;
    v->digits[i] = (int8_t)scale;
    if (whole > v->whole)
        v->whole = whole;
}

static inline void put_nothing(struct prak_vector *v, size_t i, int there)
{
    v->m[i] = 0;
    v->there[i] = (int8_t)there;
    v->digits[i] = 0;
    v->complete = false;
}

void prak_vector_put(struct prak_vector *v, size_t i, int there, const struct prak_dec *d)
{
    prak_i128 limit = (prak_i128)prak_pow10_64[MOST_DIGITS];
    if (there <= 0) {
        put_nothing(v, i, there);
        return;
    }
    prak_i128 m = d->m;
    int32_t scale = d->scale;
    if (scale < 0 && scale >= -MOST_DIGITS && m < limit && m > -limit) {
        m *= (prak_i128)prak_pow10_64[-scale];
        scale = 0;
    }
    if (scale < 0 || scale > MOST_DIGITS || m >= limit || m <= -limit) {
        put_nothing(v, i, PRAK_READ_LONG);
        return;
    }
    put(v, i, (int64_t)m, scale, (int)prak_digits_128((prak_u128)(m < 0 ? -m : m)) - scale);
}

/* The scale that most rows can have: more digits after the point than room for those before it are rare. */
static int32_t common_scale(const struct prak_vector *v, size_t n)
{
    int32_t most = v->scale, room = MOST_DIGITS - (v->whole > MOST_WHOLE ? MOST_WHOLE : v->whole);
    for (size_t i = 0; i < n; i++)
        if (v->digits[i] > most)
            most = v->digits[i];
    return most > room ? (room > v->scale ? room : v->scale) : most;
}

void prak_vector_finish(struct prak_vector *v, size_t n)
{
    const int64_t limit = (int64_t)prak_pow10_64[MOST_DIGITS];
    int32_t scale = common_scale(v, n);
    if (v->whole > MOST_WHOLE)
        v->whole = MOST_WHOLE;
    v->scale = scale;
    uint64_t bits = 0;
    v->least = INT64_MAX;
    for (size_t i = 0; i < n; i++) {
        if (v->digits[i] != scale && v->there[i] > 0) {
            int64_t m;
            if (v->digits[i] > scale ||
                __builtin_mul_overflow(v->m[i], (int64_t)prak_pow10_64[scale - v->digits[i]], &m) || m >= limit ||
                m <= -limit)
                put_nothing(v, i, PRAK_READ_LONG);
            else
                v->m[i] = m;
        }
        bits |= (uint64_t)(v->m[i] < 0 ? -v->m[i] : v->m[i]);
        if (v->m[i] < v->least)
            v->least = v->m[i];
    }
    v->most = bits;
}

/* The cells that are not like most; false: one has other digits after the point than these. */
static bool read_others(const struct prak_slice *c, struct prak_vector *v, const uint16_t *other, size_t n,
                        struct prak_span *span, int *last)
{
    bool even = true;
    for (size_t k = 0; k < n; k++) {
        const size_t i = other[k];
        int64_t m;
        int whole = 0, scale = c[i].n ? read_cell(&c[i], &m, &whole) : -1;
        if (scale >= 0) {
            put(v, i, m, scale, whole);
            even = even && scale == v->guess && m >= 0;
            *last = scale;
            span->most = (uint64_t)m > span->most ? (uint64_t)m : span->most;
        } else {
            put_nothing(v, i, c[i].n ? PRAK_READ_LONG : PRAK_READ_MISSING);
        }
        span->least = (uint64_t)v->m[i] < span->least ? (uint64_t)v->m[i] : span->least;
    }
    return even;
}

static void read_column(const struct prak_var *var, const struct prak_rows *r, struct prak_vector *v)
{
    const struct prak_slice *c = r->b->cell[var->bound] + r->first;
    uint16_t other[PRAK_FOLD_ROWS];
    struct prak_span span = { UINT64_MAX, 0 };
    size_t n = r->n;
    if (r->lanes->numbers)
        n = r->lanes->numbers(c, r->n, v->guess, v->m, other, &span);
    else
        for (size_t i = 0; i < n; i++)
            other[i] = (uint16_t)i;
    memset(v->there, PRAK_READ_THERE, r->n);
    memset(v->digits, v->guess, r->n);
    const int quick = n == r->n ? 0 : (int)prak_digits_128(span.most) - v->guess;
    v->whole = quick > v->whole ? quick : v->whole;
    int last = v->guess;
    if (read_others(c, v, other, n, &span, &last) && v->guess == v->scale) {
        v->most = span.most;
        v->least = (int64_t)span.least;
    } else {
        prak_vector_finish(v, r->n);
    }
    if (n > r->n / 2)
        v->guess = last;
}

static void read_expression(const struct prak_var *var, const struct prak_rows *r, struct prak_vector *v)
{
    struct prak_err ignored;
    for (size_t i = 0; i < r->n; i++) {
        struct prak_value out;
        int truth, there = PRAK_READ_MISSING;
        if (r->skip[i]) {
            put_nothing(v, i, there);
        } else if (var->kind == PRAK_VAR_TEST) {
            struct prak_dec d = { 0, 0 };
            there = prak_expr_test(var->x, r->b, r->first + i, r->ev, &truth, &ignored) ? PRAK_READ_LONG : truth >= 0;
            d.m = there > 0 && truth > 0;
            prak_vector_put(v, i, there, &d);
        } else {
            if (prak_expr_number(var->x, r->b, r->first + i, r->ev, &out, &ignored))
                there = PRAK_READ_LONG;
            else if (out.kind != PRAK_V_MISSING)
                there = PRAK_READ_THERE;
            prak_vector_put(v, i, there, &out.num);
        }
    }
    prak_vector_finish(v, r->n);
}

int64_t prak_dec_floor_at(struct prak_dec d, int32_t scale)
{
    prak_i128 m = d.m;
    int32_t up = scale - d.scale;
    for (; up > 0 && m < INT64_MAX && m > INT64_MIN; up--)
        m *= 10;
    for (; up < 0 && m != 0 && m != -1; up++)
        m = m / 10 - (m % 10 < 0);
    return m > INT64_MAX ? INT64_MAX : m < INT64_MIN ? INT64_MIN : (int64_t)m;
}

/* x < limit of all rows there is room for, as many at a time as there are lanes: the sign of a difference that fits. */
static void below_limit(int64_t *restrict to, const int64_t *restrict x, int64_t limit, bool negate)
{
    for (size_t i = 0; i < PRAK_FOLD_ROWS; i++)
        to[i] = (int64_t)(((uint64_t)x[i] - (uint64_t)limit) >> 63 ^ negate);
}

/* x < L and x <= L in integers: below or at floor(L), which is L itself where `whole`. */
static void compare(const struct prak_var *var, const struct prak_rows *r, const struct prak_vector *x,
                    struct prak_vector *v)
{
    const int64_t at = prak_dec_floor_at(var->literal, x->scale);
    const bool whole = prak_dec_cmp((struct prak_dec){ at, x->scale }, var->literal) == 0;
    const bool negate = var->relation == PRAK_REL_NE || var->relation == PRAK_REL_GE || var->relation == PRAK_REL_GT;
    const bool equal = var->relation == PRAK_REL_EQ || var->relation == PRAK_REL_NE;
    const bool below = var->relation == PRAK_REL_LT || var->relation == PRAK_REL_GE;
    v->complete = x->complete;
    memcpy(v->there, x->there, sizeof v->there);
    if (!equal && at < INT64_MAX / 4 && at > INT64_MIN / 4)
        below_limit(v->m, x->m, below && whole ? at : at + 1, negate);
    else
        for (size_t i = 0; i < r->n; i++)
            v->m[i] = (equal ? whole && x->m[i] == at : below && whole ? x->m[i] < at : x->m[i] <= at) != negate;
    for (size_t i = 0; !x->complete && i < r->n; i++)
        v->m[i] &= x->there[i] > 0;
    v->scale = 0;
    v->most = 1;
    v->least = 0;
}

void prak_var_read(const struct prak_var *var, const struct prak_rows *rows, struct prak_vector *v,
                   struct prak_vector *all)
{
    prak_vector_start(v);
    switch (var->kind) {
    case PRAK_VAR_COLUMN:
        read_column(var, rows, v);
        break;
    case PRAK_VAR_COMPARE:
        compare(var, rows, &all[var->column], v);
        break;
    case PRAK_VAR_NUMBER:
    case PRAK_VAR_TEST:
        read_expression(var, rows, v);
        break;
    }
}
