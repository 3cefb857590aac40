/*
 * sums.c - tables of exact totals: integers with a scale per column, as long as they need to be.
 */
#include "stat/sums.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/wide.h"

#define FULL 0x1p126 /* below 10^38 */

static const prak_i128 ten19 = (prak_i128)10000000000000000000ULL;

/* |m| of a sum stays below 10^38, so that it is always a valid decimal. */
static bool fits(prak_i128 m)
{
    prak_i128 limit = ten19 * ten19;
    return m < limit && m > -limit;
}

static bool scale_up(prak_i128 *m, int32_t digits)
{
    prak_i128 v = *m;
    if (v == 0)
        return true;
    if (digits > 38)
        return false;
    for (; digits > 0; digits--)
        if (__builtin_mul_overflow(v, 10, &v) || !fits(v))
            return false;
    *m = v;
    return true;
}

int prak_sums_init(struct prak_sums *s, unsigned stride, struct prak_err *e)
{
    memset(s, 0, sizeof *s);
    s->stride = stride;
    s->scale = calloc(stride ? stride : 1, sizeof *s->scale);
    s->top = calloc(stride ? stride : 1, sizeof *s->top);
    s->credit = calloc(stride ? stride : 1, sizeof *s->credit);
    return s->scale && s->top && s->credit ? 0 : prak_fail_memory(e);
}

void prak_sums_free(struct prak_sums *s)
{
    if (s->form == PRAK_SUMS_WIDE)
        for (size_t i = 0; i < s->n * s->stride; i++)
            prak_exact_free(&s->at.x[i]);
    free(s->at.room);
    free(s->scale);
    free(s->top);
    free(s->credit);
    memset(s, 0, sizeof *s);
}

static int grow(struct prak_sums *s, struct prak_err *e)
{
    size_t cap = s->cap ? s->cap * 2 : 64, size = prak_sums_size(s);
    if (s->stride && cap > SIZE_MAX / size / s->stride)
        return prak_fail_memory(e);
    size_t bytes = cap * s->stride * size;
    void *p = malloc(bytes ? bytes : 1);
    if (!p)
        return prak_fail_memory(e);
    prak_pages_large(p, bytes);
    if (s->n)
        memcpy(p, s->at.room, s->n * s->stride * size);
    free(s->at.room);
    s->at.room = p;
    s->cap = cap;
    return 0;
}

int prak_sums_row(struct prak_sums *s, struct prak_err *e)
{
    if (s->n == s->cap && grow(s, e))
        return -1;
    size_t bytes = prak_sums_size(s) * s->stride;
    if (bytes)
        memset((char *)s->at.room + s->n * bytes, 0, bytes);
    s->n++;
    return 0;
}

static prak_i128 sum_of(const struct prak_sums *s, size_t at)
{
    return s->form == PRAK_SUMS_NARROW ? s->at.n[at] : s->at.m[at];
}

/* From 8 to 16 bytes a sum. */
static int lengthen(struct prak_sums *s, struct prak_err *e)
{
    size_t cells = s->cap * s->stride;
    prak_i128 *m = malloc((cells ? cells : 1) * sizeof *m);
    if (!m)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->n * s->stride; i++)
        m[i] = s->at.n[i];
    free(s->at.room);
    s->at.m = m;
    s->form = PRAK_SUMS_LONG;
    return 0;
}

/* From there to 48 bytes a sum; each once in the life of a table, if at all. */
static int widen(struct prak_sums *s, struct prak_err *e)
{
    size_t cells = s->cap * s->stride;
    struct prak_exact *x = calloc(cells ? cells : 1, sizeof *x);
    if (!x)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->n * s->stride; i++) {
        struct prak_dec d = { sum_of(s, i), s->scale[i % s->stride] };
        if (d.m != 0 && prak_exact_add(&x[i], d, e)) {
            for (size_t j = 0; j <= i; j++)
                prak_exact_free(&x[j]);
            free(x);
            return -1;
        }
    }
    free(s->at.room);
    s->at.x = x;
    s->form = PRAK_SUMS_WIDE;
    return 0;
}

/* What a sum of the table can hold at most. */
static prak_i128 limit_of(const struct prak_sums *s)
{
    return s->form == PRAK_SUMS_NARROW ? (prak_i128)1 << 62 : ten19 * ten19;
}

/* Gives the column `scale` digits after the point: 1 done, 0 a sum would leave the range. */
static int rescale(struct prak_sums *s, unsigned col, int32_t scale)
{
    const prak_i128 limit = limit_of(s);
    int32_t more = scale - s->scale[col];
    for (size_t at = col; at < s->n * s->stride; at += s->stride) {
        prak_i128 v = sum_of(s, at);
        if (!scale_up(&v, more) || v >= limit || v <= -limit)
            return 0;
    }
    for (size_t at = col; at < s->n * s->stride; at += s->stride) {
        prak_i128 v = sum_of(s, at);
        (void)scale_up(&v, more);
        if (s->form == PRAK_SUMS_NARROW)
            s->at.n[at] = (int64_t)v;
        else
            s->at.m[at] = v;
    }
    if (s->top[col] > 0)
        s->top[col] = more > 38 ? DBL_MAX : s->top[col] * (double)prak_pow10_128[more] * (1 + 0x1p-40);
    s->scale[col] = scale;
    return 1;
}

/* Raises the column's bound to what holds m. */
static void note_top(struct prak_sums *s, unsigned col, prak_i128 m)
{
    double t = (double)(m < 0 ? -m : m) * (1 + 0x1p-40);
    if (t > s->top[col])
        s->top[col] = t;
}

/* 1 added, 0 does not fit the table as it is. */
static int add_here(struct prak_sums *s, size_t row, unsigned col, prak_i128 m, int32_t scale)
{
    if (m == 0)
        return 1;
    if (scale != s->scale[col]) {
        if (scale > s->scale[col]) {
            if (!rescale(s, col, scale))
                return 0;
        } else if (!scale_up(&m, s->scale[col] - scale)) {
            return 0;
        }
    }
    const size_t at = row * s->stride + col;
    const prak_i128 limit = limit_of(s);
    prak_i128 sum;
    if (__builtin_add_overflow(sum_of(s, at), m, &sum) || sum >= limit || sum <= -limit)
        return 0;
    if (s->form == PRAK_SUMS_NARROW)
        s->at.n[at] = (int64_t)sum;
    else
        s->at.m[at] = sum;
    note_top(s, col, sum);
    return 1;
}

/* 1 added, 0 the table is wide now, -1. */
static int add_integer(struct prak_sums *s, size_t row, unsigned col, prak_i128 m, int32_t scale, struct prak_err *e)
{
    while (s->form != PRAK_SUMS_WIDE) {
        if (add_here(s, row, col, m, scale))
            return 1;
        if (s->form == PRAK_SUMS_NARROW ? lengthen(s, e) : widen(s, e))
            return -1;
    }
    return 0;
}

int prak_sums_add(struct prak_sums *s, size_t row, unsigned col, struct prak_dec v, struct prak_err *e)
{
    int rc = add_integer(s, row, col, v.m, v.scale, e);
    return rc ? (rc > 0 ? 0 : -1) : prak_exact_add(&s->at.x[row * s->stride + col], v, e);
}

/* A product of more than 38 digits: straight to a wide table. */
static int make_wide(struct prak_sums *s, struct prak_err *e)
{
    return s->form == PRAK_SUMS_WIDE ? 0 : widen(s, e);
}

int prak_sums_add_exact(struct prak_sums *s, size_t row, unsigned col, const struct prak_exact *x, struct prak_err *e)
{
    const prak_i128 m = (prak_i128)((prak_u128)x->limb[1] << 64 | x->limb[0]);
    if (!x->wide && !x->limb[2] && !x->limb[3] && m >= 0 && fits(m))
        return prak_sums_add(s, row, col, (struct prak_dec){ m, x->scale }, e);
    return make_wide(s, e) ? -1 : prak_exact_merge(&s->at.x[row * s->stride + col], x, e);
}

int prak_sums_add2(struct prak_sums *s, size_t row, unsigned col, struct prak_dec a, struct prak_dec b,
                   struct prak_err *e)
{
    prak_i128 m;
    if (!__builtin_mul_overflow(a.m, b.m, &m) && fits(m)) {
        int rc = add_integer(s, row, col, m, a.scale + b.scale, e);
        if (rc)
            return rc > 0 ? 0 : -1;
    }
    return make_wide(s, e) ? -1 : prak_exact_add_product(&s->at.x[row * s->stride + col], a, b, e);
}

int prak_sums_add3(struct prak_sums *s, size_t row, unsigned col, struct prak_dec a, struct prak_dec b,
                   struct prak_dec c, struct prak_err *e)
{
    prak_i128 m;
    if (!__builtin_mul_overflow(a.m, b.m, &m) && !__builtin_mul_overflow(m, c.m, &m) && fits(m)) {
        int rc = add_integer(s, row, col, m, a.scale + b.scale + c.scale, e);
        if (rc)
            return rc > 0 ? 0 : -1;
    }
    return make_wide(s, e) ? -1 : prak_exact_add_product3(&s->at.x[row * s->stride + col], a, b, c, e);
}

/* Takes the column's bound from its sums, where enough rows have come since to pay for it. */
static bool look_again(struct prak_sums *s, unsigned col)
{
    if (s->credit[col] < s->n / 8)
        return false;
    s->credit[col] = 0;
    s->top[col] = 0;
    for (size_t r = 0; r < s->n; r++)
        note_top(s, col, sum_of(s, r * s->stride + col));
    return true;
}

bool prak_sums_ready(struct prak_sums *s, unsigned col, int32_t scale, double add, int64_t *by)
{
    struct prak_err ignored;
    while (s->form != PRAK_SUMS_WIDE) {
        const double full = s->form == PRAK_SUMS_NARROW ? 0x1p62 : FULL;
        const int32_t more = s->scale[col] > scale ? s->scale[col] - scale : 0;
        if (more > 18)
            return false;
        *by = (int64_t)prak_pow10_64[more];
        double room = add * (double)*by * (1 + 0x1p-40);
        bool fit = scale <= s->scale[col] || rescale(s, col, scale);
        if (fit && (s->top[col] + room < full || (room < full && look_again(s, col) && s->top[col] + room < full))) {
            s->top[col] += room;
            return true;
        }
        if (s->form == PRAK_SUMS_LONG || lengthen(s, &ignored))
            break;
    }
    return false;
}

static int merge_one(struct prak_sums *into, size_t row, const struct prak_sums *from, size_t from_row, unsigned col,
                     struct prak_err *e)
{
    const size_t at = from_row * from->stride + col;
    if (from->form != PRAK_SUMS_WIDE)
        return prak_sums_add(into, row, col, (struct prak_dec){ sum_of(from, at), from->scale[col] }, e);
    if (make_wide(into, e))
        return -1;
    return prak_exact_merge(&into->at.x[row * into->stride + col], &from->at.x[at], e);
}

int prak_sums_merge(struct prak_sums *into, size_t row, const struct prak_sums *from, size_t from_row,
                    struct prak_err *e)
{
    for (unsigned c = 0; c < into->stride; c++)
        if (merge_one(into, row, from, from_row, c, e))
            return -1;
    return 0;
}

/* A column, where its bound says that it fits; 1 done, 0 not. */
static int merge_column(struct prak_sums *into, const uint32_t *row, const struct prak_sums *from, unsigned col)
{
    int64_t by;
    if (from->form == PRAK_SUMS_WIDE || !prak_sums_ready(into, col, from->scale[col], from->top[col], &by))
        return 0;
    for (size_t i = 0; i < from->n; i++) {
        const size_t at = row[i] * (size_t)into->stride + col;
        const prak_i128 v = sum_of(from, i * from->stride + col) * by;
        if (into->form == PRAK_SUMS_NARROW)
            into->at.n[at] += (int64_t)v;
        else
            into->at.m[at] += v;
    }
    return 1;
}

int prak_sums_merge_all(struct prak_sums *into, const uint32_t *row, const struct prak_sums *from, struct prak_err *e)
{
    for (unsigned c = 0; c < into->stride; c++) {
        if (from->n == 0 || merge_column(into, row, from, c))
            continue;
        for (size_t i = 0; i < from->n; i++)
            if (merge_one(into, row[i], from, i, c, e))
                return -1;
    }
    return 0;
}

int prak_sums_get(const struct prak_sums *s, size_t row, unsigned col, struct prak_exact *out, struct prak_err *e)
{
    size_t at = row * s->stride + col;
    if (s->form == PRAK_SUMS_WIDE)
        return prak_exact_merge(out, &s->at.x[at], e);
    return prak_exact_add(out, (struct prak_dec){ sum_of(s, at), s->scale[col] }, e);
}

int prak_sums_total(const struct prak_sums *s, const uint32_t *row, size_t n, unsigned col, struct prak_exact *out,
                    struct prak_err *e)
{
    if (s->form == PRAK_SUMS_WIDE || s->top[col] * (double)n >= FULL) {
        for (size_t i = 0; i < n; i++)
            if (prak_sums_get(s, row[i], col, out, e))
                return -1;
        return 0;
    }
    prak_i128 sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += sum_of(s, row[i] * s->stride + col);
    return prak_exact_add(out, (struct prak_dec){ sum, s->scale[col] }, e);
}

uint64_t prak_sums_count(const struct prak_sums *s, size_t row, unsigned col)
{
    size_t at = row * s->stride + col;
    return s->form == PRAK_SUMS_WIDE ? s->at.x[at].limb[0] : (uint64_t)sum_of(s, at);
}

prak_quad prak_sums_quad(const struct prak_sums *s, size_t row, unsigned col)
{
    size_t at = row * s->stride + col;
    if (s->form == PRAK_SUMS_WIDE)
        return prak_exact_to_quad(&s->at.x[at]);
    prak_i128 m = sum_of(s, at);
    if (s->scale[col] == 0)
        return (prak_quad)m;
    return prak_dec_to_quad((struct prak_dec){ m, s->scale[col] });
}
