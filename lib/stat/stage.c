/*
 * stage.c - the terms of many rows for a mean and its error, one line of memory a group instead of a column each.
 */
#include "stat/stage.h"

#include <stdlib.h>
#include <string.h>

#define SHORT 0x1p62
#define LONG  0x1p126

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
    struct prak_stage_line *p = realloc(s->line, cap * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    memset(p + s->cap, 0, (cap - s->cap) * sizeof *p);
    s->line = p;
    s->cap = cap;
    return 0;
}

int prak_stage_ready(struct prak_stage *s, size_t n, size_t rows, const struct prak_factor *w,
                     const struct prak_factor *x, struct prak_err *e)
{
    const double a = w && w->most > 1 ? w->most : 1, b = x->most > 1 ? x->most : 1, each = (double)rows * (1 + 0x1p-40);
    const double add[PRAK_STAGE_SUMS] = { a, a * b, a * a, a * a * b, a * b * a * b, a * b * b };
    const int32_t w_scale = w ? w->scale : 0;
    if (a * b >= SHORT || (s->rows && (s->w_scale != w_scale || s->x_scale != x->scale)))
        return 0;
    for (unsigned i = 0; i < PRAK_STAGE_SUMS; i++)
        if (s->most[i] + each * add[i] >= (i == PRAK_STAGE_W ? SHORT : LONG))
            return 0;
    if (n > s->cap && grow(s, n, e))
        return -1;
    for (unsigned i = 0; i < PRAK_STAGE_SUMS; i++)
        s->most[i] += each * add[i];
    s->w_scale = w_scale;
    s->x_scale = x->scale;
    s->rows += rows;
    return 1;
}

__attribute__((always_inline)) static inline void add(struct prak_stage_line *line, const struct prak_take *t,
                                                      const int64_t *w, const int64_t *x)
{
    for (size_t k = 0; k < t->n; k++) {
        const size_t i = t->row[k];
        struct prak_stage_line *to = &line[t->at[i]];
        const int64_t a = w ? w[i] : 1, b = x[i], ab = a * b;
        to->w += a;
        to->wx += ab;
        to->ww += (prak_i128)a * a;
        to->wwx += (prak_i128)a * ab;
        to->wxwx += (prak_i128)ab * ab;
        to->wxx += (prak_i128)ab * b;
        to->n++;
    }
}

void prak_stage_add(struct prak_stage *s, const struct prak_take *t, const int64_t *w, const int64_t *x)
{
    if (w)
        add(s->line, t, w, x);
    else
        add(s->line, t, NULL, x);
}

static inline prak_i128 sum_of(const struct prak_stage_line *l, unsigned i)
{
    switch (i) {
    case PRAK_STAGE_W:
        return l->w;
    case PRAK_STAGE_WX:
        return l->wx;
    case PRAK_STAGE_WW:
        return l->ww;
    case PRAK_STAGE_WWX:
        return l->wwx;
    case PRAK_STAGE_WXWX:
        return l->wxwx;
    default:
        return l->wxx;
    }
}

/* Lines to rows i, or to[i * step], of a table. */
static int settle(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, unsigned which,
                  const uint32_t *to, size_t step, struct prak_err *e)
{
    static const int32_t weights[] = { 1, 1, 2, 2, 2, 1 }, values[] = { 0, 1, 0, 1, 2, 2 };
    const int32_t scale = weights[which] * s->w_scale + values[which] * s->x_scale;
    int64_t by;
    sums->credit[col] += s->rows;
    const bool sure = prak_sums_ready(sums, col, scale, s->most[which], &by);
    for (size_t i = 0; i < n; i++) {
        if (s->line[i].n == 0)
            continue;
        const size_t row = to ? to[i * step] : i, at = row * sums->stride + col;
        const prak_i128 v = sum_of(&s->line[i], which);
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

int prak_stage_settle(const struct prak_stage *s, struct prak_sums *sums, size_t n, unsigned col, struct prak_err *e)
{
    for (unsigned i = PRAK_STAGE_W; i <= PRAK_STAGE_WXWX; i++)
        if (settle(s, sums, n, col++, i, NULL, 0, e))
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
    s->rows = 0;
    memset(s->most, 0, sizeof s->most);
}
