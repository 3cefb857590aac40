/*
 * stage.c - the terms of many rows for a mean and its error, one line of memory a group instead of a column each.
 */
#include "stat/stage.h"

#include <stdlib.h>
#include <string.h>

#include "stat/lanes.h"

#define SHORT    0x1p62
#define LONG     0x1p114 /* with the radix 52 high has 64 bits, two of them spare */
#define FACTOR   0x1p52  /* of the radix 52 */
#define UNCARRIED 4095   /* rows of it */
#define ALIGN    64

void prak_stage_free(struct prak_stage *s)
{
    free(s->line);
    *s = (struct prak_stage){ .line = NULL };
}

static int grow(struct prak_stage *s, size_t n, struct prak_err *e)
{
    size_t cap = s->cap ? s->cap : 64;
    while (cap < n)
        cap *= 2;
    struct prak_stage_line *p = aligned_alloc(ALIGN, cap * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    if (s->cap)
        memcpy(p, s->line, s->cap * sizeof *p);
    memset(p + s->cap, 0, (cap - s->cap) * sizeof *p);
    free(s->line);
    s->line = p;
    s->cap = cap;
    return 0;
}

static inline prak_i128 sum_of(const struct prak_stage *s, size_t line, unsigned which)
{
    const struct prak_stage_line *l = &s->line[line];
    return (prak_i128)(((prak_u128)l->high[which] << s->radix) + l->low[which]);
}

/* From the radix 52 to 64. */
static void widen(struct prak_stage *s)
{
    for (size_t i = 0; i < s->cap; i++)
        for (unsigned k = 0; k < PRAK_STAGE_SUMS; k++) {
            const prak_u128 v = (prak_u128)sum_of(s, i, k);
            s->line[i].low[k] = (uint64_t)v;
            s->line[i].high[k] = (uint64_t)(v >> 64);
        }
    s->radix = 64;
}

/* 1 there is room, 0, -1. */
static int ready(struct prak_stage *s, const struct prak_lanes *lanes, size_t n, const struct prak_staged *t,
                 struct prak_err *e)
{
    const double a = t->w.m && t->w.most > 1 ? t->w.most : 1, b = t->x.most > 1 ? t->x.most : 1;
    const double each = (double)t->take.n * (1 + 0x1p-40);
    const double add[PRAK_STAGE_SUMS] = { a * a, a * a * b, a * b * a * b, a * b * b, a * b, a, 1 };
    const int32_t w_scale = t->w.m ? t->w.scale : 0;
    const bool quick = lanes->stage && !t->negative && a * b < FACTOR && t->take.n <= UNCARRIED;
    if (a * b >= SHORT || (s->rows && (s->w_scale != w_scale || s->x_scale != t->x.scale)))
        return 0;
    for (unsigned i = 0; i < PRAK_STAGE_SUMS; i++)
        if (s->most[i] + each * add[i] >= LONG)
            return 0;
    if (n > s->cap && grow(s, n, e))
        return -1;
    for (unsigned i = 0; i < PRAK_STAGE_SUMS; i++)
        s->most[i] += each * add[i];
    if (s->rows == 0)
        s->radix = quick ? 52 : 64;
    else if (s->radix == 52 && !quick)
        widen(s);
    s->w_scale = w_scale;
    s->x_scale = t->x.scale;
    return 1;
}

static inline void add(struct prak_stage_line *to, unsigned which, prak_i128 v)
{
    const prak_u128 sum = ((prak_u128)to->high[which] << 64 | to->low[which]) + (prak_u128)v;
    to->low[which] = (uint64_t)sum;
    to->high[which] = (uint64_t)(sum >> 64);
}

__attribute__((always_inline)) static inline void add_all(struct prak_stage_line *line, const struct prak_take *t,
                                                          const int64_t *w, const int64_t *x)
{
    for (size_t k = 0; k < t->n; k++) {
        const size_t i = t->row[k];
        struct prak_stage_line *to = &line[t->at[i]];
        const int64_t a = w ? w[i] : 1, b = x[i], ab = a * b;
        add(to, PRAK_STAGE_WW, (prak_i128)a * a);
        add(to, PRAK_STAGE_WWX, (prak_i128)a * ab);
        add(to, PRAK_STAGE_WXWX, (prak_i128)ab * ab);
        add(to, PRAK_STAGE_WXX, (prak_i128)ab * b);
        add(to, PRAK_STAGE_WX, ab);
        add(to, PRAK_STAGE_W, a);
        to->low[PRAK_STAGE_N]++;
    }
}

int prak_stage_add(struct prak_stage *s, const struct prak_lanes *lanes, size_t n, const struct prak_staged *t,
                   struct prak_err *e)
{
    const int rc = ready(s, lanes, n, t, e);
    if (rc <= 0)
        return rc;
    if (s->radix == 52 && s->rows + t->take.n - s->carried > UNCARRIED) {
        lanes->carry(s->line, n);
        s->carried = s->rows;
    }
    s->rows += t->take.n;
    if (s->radix == 52)
        lanes->stage(s->line, &t->take, t->w.m, t->x.m);
    else if (t->w.m)
        add_all(s->line, &t->take, t->w.m, t->x.m);
    else
        add_all(s->line, &t->take, NULL, t->x.m);
    return 1;
}

/* Lines to rows i, or to[i * step], of a table. */
static int settle(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, unsigned which,
                  const uint32_t *to, size_t step, struct prak_err *e)
{
    static const int32_t weights[] = { 2, 2, 2, 1, 1, 1, 0 }, values[] = { 0, 1, 2, 2, 1, 0, 0 };
    const int32_t scale = weights[which] * s->w_scale + values[which] * s->x_scale;
    int64_t by;
    sums->credit[col] += s->rows;
    const bool sure = prak_sums_ready(sums, col, scale, s->most[which], &by);
    for (size_t i = 0; i < n; i++) {
        if (prak_stage_count(s, i) == 0)
            continue;
        const size_t row = to ? to[i * step] : i, at = row * sums->stride + col;
        const prak_i128 v = sum_of(s, i, which);
        if (!sure) {
            if (prak_sums_add(sums, row, col, (struct prak_dec){ v, scale }, e))
                return -1;
        } else if (sums->form == PRAK_SUMS_NARROW) {
            sums->at.n[at] += (int64_t)(v * by);
        } else {
            sums->at.m[at] += v * by;
        }
    }
    return 0;
}

int prak_stage_settle_count(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, struct prak_err *e)
{
    return settle(s, sums, n, col, PRAK_STAGE_N, NULL, 0, e);
}

int prak_stage_settle(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, struct prak_err *e)
{
    static const unsigned order[] = { PRAK_STAGE_W, PRAK_STAGE_WX, PRAK_STAGE_WW, PRAK_STAGE_WWX, PRAK_STAGE_WXWX };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        if (settle(s, sums, n, col++, order[i], NULL, 0, e))
            return -1;
    return 0;
}

int prak_stage_settle_squares(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col,
                              const uint32_t *to, size_t step, struct prak_err *e)
{
    return settle(s, sums, n, col, PRAK_STAGE_WXX, to, step, e);
}

void prak_stage_clear(struct prak_stage *s, size_t n)
{
    if (s->rows)
        memset(s->line, 0, (n < s->cap ? n : s->cap) * sizeof *s->line);
    s->rows = s->carried = 0;
    memset(s->most, 0, sizeof s->most);
}
