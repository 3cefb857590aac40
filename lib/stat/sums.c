/*
 * sums.c - tables of exact totals in 128-bit integers with a scale per column.
 */
#include "stat/sums.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

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
    return s->scale && s->top ? 0 : prak_fail_memory(e);
}

void prak_sums_free(struct prak_sums *s)
{
    if (s->x)
        for (size_t i = 0; i < s->n * s->stride; i++)
            prak_exact_free(&s->x[i]);
    free(s->x);
    free(s->m);
    free(s->scale);
    free(s->top);
    memset(s, 0, sizeof *s);
}

static int grow(struct prak_sums *s, struct prak_err *e)
{
    size_t cap = s->cap ? s->cap * 2 : 64, size = s->wide ? sizeof *s->x : sizeof *s->m;
    if (s->stride && cap > SIZE_MAX / size / s->stride)
        return prak_fail_memory(e);
    size_t bytes = cap * s->stride * size;
    void *p = realloc(s->wide ? (void *)s->x : (void *)s->m, bytes ? bytes : 1);
    if (!p)
        return prak_fail_memory(e);
    if (s->wide)
        s->x = p;
    else
        s->m = p;
    s->cap = cap;
    return 0;
}

int prak_sums_row(struct prak_sums *s, struct prak_err *e)
{
    if (s->n == s->cap && grow(s, e))
        return -1;
    if (s->stride) {
        if (s->wide)
            memset(s->x + s->n * s->stride, 0, s->stride * sizeof *s->x);
        else
            memset(s->m + s->n * s->stride, 0, s->stride * sizeof *s->m);
    }
    s->n++;
    return 0;
}

/* From 16 to 48 bytes a sum; once in the life of a table, if at all. */
static int widen(struct prak_sums *s, struct prak_err *e)
{
    size_t cells = s->cap * s->stride;
    struct prak_exact *x = calloc(cells ? cells : 1, sizeof *x);
    if (!x)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->n * s->stride; i++) {
        struct prak_dec d = { s->m[i], s->scale[i % s->stride] };
        if (s->m[i] != 0 && prak_exact_add(&x[i], d, e)) {
            for (size_t j = 0; j <= i; j++)
                prak_exact_free(&x[j]);
            free(x);
            return -1;
        }
    }
    free(s->m);
    s->m = NULL;
    s->x = x;
    s->wide = true;
    return 0;
}

/* Gives the column `scale` digits after the point: 1 done, 0 a sum would leave the range. */
static int rescale(struct prak_sums *s, unsigned col, int32_t scale)
{
    int32_t more = scale - s->scale[col];
    for (size_t r = 0; r < s->n; r++) {
        prak_i128 v = s->m[r * s->stride + col];
        if (!scale_up(&v, more))
            return 0;
    }
    for (size_t r = 0; r < s->n; r++)
        (void)scale_up(&s->m[r * s->stride + col], more);
    if (s->top[col] > 0)
        s->top[col] = more > 38 ? DBL_MAX : s->top[col] * (double)prak_pow10_128[more] * (1 + 0x1p-40);
    s->scale[col] = scale;
    return 1;
}

/* Raises the column's bound to what holds m. */
static void note_top(struct prak_sums *s, unsigned col, prak_i128 m)
{
    int64_t high = (int64_t)(m >> 64);
    double t = (double)(high < 0 ? -high : high + 1) * 0x1p64;
    if (t > s->top[col])
        s->top[col] = t;
}

/* 1 added, 0 does not fit. */
static int add_compact(struct prak_sums *s, size_t row, unsigned col, prak_i128 m, int32_t scale)
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
    prak_i128 *cell = &s->m[row * s->stride + col], sum;
    if (__builtin_add_overflow(*cell, m, &sum) || !fits(sum))
        return 0;
    *cell = sum;
    note_top(s, col, sum);
    return 1;
}

int prak_sums_add(struct prak_sums *s, size_t row, unsigned col, struct prak_dec v, struct prak_err *e)
{
    if (!s->wide) {
        if (add_compact(s, row, col, v.m, v.scale))
            return 0;
        if (widen(s, e))
            return -1;
    }
    return prak_exact_add(&s->x[row * s->stride + col], v, e);
}

int prak_sums_add2(struct prak_sums *s, size_t row, unsigned col, struct prak_dec a, struct prak_dec b,
                   struct prak_err *e)
{
    if (!s->wide) {
        prak_i128 m;
        if (!__builtin_mul_overflow(a.m, b.m, &m) && fits(m) && add_compact(s, row, col, m, a.scale + b.scale))
            return 0;
        if (widen(s, e))
            return -1;
    }
    return prak_exact_add_product(&s->x[row * s->stride + col], a, b, e);
}

int prak_sums_add3(struct prak_sums *s, size_t row, unsigned col, struct prak_dec a, struct prak_dec b,
                   struct prak_dec c, struct prak_err *e)
{
    if (!s->wide) {
        prak_i128 m;
        if (!__builtin_mul_overflow(a.m, b.m, &m) && !__builtin_mul_overflow(m, c.m, &m) && fits(m) &&
            add_compact(s, row, col, m, a.scale + b.scale + c.scale))
            return 0;
        if (widen(s, e))
            return -1;
    }
    return prak_exact_add_product3(&s->x[row * s->stride + col], a, b, c, e);
}

/* Can terms that add up to `add` at most be added without looking? By what they are to be multiplied. */
static bool ready(struct prak_sums *s, unsigned col, int32_t scale, double add, int64_t *by)
{
    if (s->wide || (scale > s->scale[col] && !rescale(s, col, scale)))
        return false;
    int32_t more = s->scale[col] - scale;
    if (more > 18)
        return false;
    *by = (int64_t)prak_pow10_64[more];
    add = add * (double)*by * (1 + 0x1p-40);
    if (s->top[col] + add >= FULL && s->credit >= s->n) {
        s->credit = 0;
        s->top[col] = 0;
        for (size_t r = 0; r < s->n; r++)
            note_top(s, col, s->m[r * s->stride + col]);
    }
    if (s->top[col] + add >= FULL)
        return false;
    s->top[col] += add;
    return true;
}

__attribute__((always_inline)) static inline void add_products(prak_i128 *m, size_t stride, const struct prak_take *t,
                                                               const struct prak_factor *f, unsigned nf, int64_t by)
{
    for (size_t k = 0; k < t->n; k++) {
        size_t i = t->row[k];
        prak_i128 v = nf ? (prak_i128)f[0].m[i] : 1;
        for (unsigned j = 1; j < nf; j++)
            v *= f[j].m[i];
        m[t->at[i] * stride] += v * by;
    }
}

static void add_unchecked(prak_i128 *m, size_t stride, const struct prak_take *t, const struct prak_factor *f,
                          unsigned nf, int64_t by)
{
    if (by != 1)
        add_products(m, stride, t, f, nf, by);
    else if (nf == 0)
        add_products(m, stride, t, f, 0, 1);
    else if (nf == 1)
        add_products(m, stride, t, f, 1, 1);
    else if (nf == 2)
        add_products(m, stride, t, f, 2, 1);
    else if (nf == 3)
        add_products(m, stride, t, f, 3, 1);
    else
        add_products(m, stride, t, f, nf, 1);
}

/* One by one, whatever the size. */
static int add_checked(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *f,
                       unsigned nf, struct prak_err *e)
{
    for (size_t k = 0; k < t->n; k++) {
        size_t i = t->row[k];
        struct prak_dec d[4] = { { 1, 0 }, { 1, 0 }, { 1, 0 }, { 1, 0 } };
        for (unsigned j = 0; j < nf; j++)
            d[j] = (struct prak_dec){ f[j].m[i], f[j].scale };
        d[0] = (struct prak_dec){ d[0].m * d[3].m, d[0].scale + d[3].scale }; /* 36 digits at most */
        if (prak_sums_add3(s, t->at[i], col, d[0], d[1], d[2], e))
            return -1;
    }
    return 0;
}

int prak_sums_add_rows(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *f,
                       unsigned nf, struct prak_err *e)
{
    double add = (double)t->n;
    int32_t scale = 0;
    int64_t by;
    for (unsigned j = 0; j < nf; j++) {
        add *= f[j].most > 1 ? f[j].most : 1;
        scale += f[j].scale;
    }
    s->credit += t->n;
    if (t->n == 0 || s->n == 0 || !ready(s, col, scale, add, &by))
        return add_checked(s, col, t, f, nf, e);
    add_unchecked(s->m + col, s->stride, t, f, nf, by);
    return 0;
}

int prak_sums_merge(struct prak_sums *into, size_t row, const struct prak_sums *from, size_t from_row,
                    struct prak_err *e)
{
    for (unsigned c = 0; c < into->stride; c++) {
        size_t at = from_row * from->stride + c;
        if (!from->wide) {
            if (prak_sums_add(into, row, c, (struct prak_dec){ from->m[at], from->scale[c] }, e))
                return -1;
            continue;
        }
        if (!into->wide && widen(into, e))
            return -1;
        if (prak_exact_merge(&into->x[row * into->stride + c], &from->x[at], e))
            return -1;
    }
    return 0;
}

int prak_sums_get(const struct prak_sums *s, size_t row, unsigned col, struct prak_exact *out, struct prak_err *e)
{
    size_t at = row * s->stride + col;
    if (s->wide)
        return prak_exact_merge(out, &s->x[at], e);
    return prak_exact_add(out, (struct prak_dec){ s->m[at], s->scale[col] }, e);
}

int prak_sums_total(const struct prak_sums *s, const uint32_t *row, size_t n, unsigned col, struct prak_exact *out,
                    struct prak_err *e)
{
    if (s->wide || s->top[col] * (double)n >= FULL) {
        for (size_t i = 0; i < n; i++)
            if (prak_sums_get(s, row[i], col, out, e))
                return -1;
        return 0;
    }
    prak_i128 sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += s->m[row[i] * s->stride + col];
    return prak_exact_add(out, (struct prak_dec){ sum, s->scale[col] }, e);
}

uint64_t prak_sums_count(const struct prak_sums *s, size_t row, unsigned col)
{
    size_t at = row * s->stride + col;
    return s->wide ? s->x[at].limb[0] : (uint64_t)s->m[at];
}

prak_quad prak_sums_quad(const struct prak_sums *s, size_t row, unsigned col)
{
    size_t at = row * s->stride + col;
    if (s->wide)
        return prak_exact_to_quad(&s->x[at]);
    if (s->scale[col] == 0)
        return (prak_quad)s->m[at];
    return prak_dec_to_quad((struct prak_dec){ s->m[at], s->scale[col] });
}
