/*
 * sums_rows.c - terms of many rows into a table of sums, without a look at each where none can leave its range.
 */
#include "base/wide.h"
#include "stat/sums.h"

#define INLINE __attribute__((always_inline)) static inline

INLINE void add_products(prak_i128 *m, size_t stride, const struct prak_take *t, const struct prak_factor *f,
                         unsigned nf, int64_t by)
{
    for (size_t k = 0; k < t->n; k++) {
        size_t i = t->row[k];
        prak_i128 v = nf ? (prak_i128)f[0].m[i] : 1;
        for (unsigned j = 1; j < nf; j++)
            v *= f[j].m[i];
        m[t->at[i] * stride] += v * by;
    }
}

static void add_long(prak_i128 *m, size_t stride, const struct prak_take *t, const struct prak_factor *f, unsigned nf,
                     int64_t by)
{
    if (by != 1)
        add_products(m, stride, t, f, nf, by);
    else if (nf == 0)
        add_products(m, stride, t, f, 0, 1);
    else if (nf == 1)
        add_products(m, stride, t, f, 1, 1);
    else if (nf == 2)
        add_products(m, stride, t, f, 2, 1);
    else
        add_products(m, stride, t, f, nf, 1);
}

INLINE void add_short_products(int64_t *m, size_t stride, const struct prak_take *t, const struct prak_factor *f,
                               unsigned nf, int64_t by)
{
    for (size_t k = 0; k < t->n; k++) {
        size_t i = t->row[k];
        int64_t v = by;
        for (unsigned j = 0; j < nf; j++)
            v *= f[j].m[i];
        m[t->at[i] * stride] += v;
    }
}

static void add_narrow(int64_t *m, size_t stride, const struct prak_take *t, const struct prak_factor *f, unsigned nf,
                       int64_t by)
{
    if (nf == 0)
        add_short_products(m, stride, t, f, 0, by);
    else if (nf == 1)
        add_short_products(m, stride, t, f, 1, by);
    else if (nf == 2)
        add_short_products(m, stride, t, f, 2, by);
    else
        add_short_products(m, stride, t, f, nf, by);
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

/* Are the rows' products of these factors sure to find room in the column, and by what are they multiplied? */
static bool ready(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *f, unsigned nf,
                  int64_t *by)
{
    double add = (double)t->n;
    int32_t scale = 0;
    for (unsigned j = 0; j < nf; j++) {
        add *= f[j].most > 1 ? f[j].most : 1;
        scale += f[j].scale;
    }
    s->credit[col] += t->n;
    return t->n && s->n && prak_sums_ready(s, col, scale, add, by);
}

int prak_sums_add_rows(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *f,
                       unsigned nf, struct prak_err *e)
{
    int64_t by;
    if (!ready(s, col, t, f, nf, &by))
        return add_checked(s, col, t, f, nf, e);
    if (s->form == PRAK_SUMS_NARROW)
        add_narrow(s->at.n + col, s->stride, t, f, nf, by);
    else
        add_long(s->at.m + col, s->stride, t, f, nf, by);
    return 0;
}

/* The factors of term j of `add_terms`, w first; how many. */
static unsigned term(const struct prak_factor *w, const struct prak_factor *x, unsigned j, unsigned l,
                     struct prak_factor f[4])
{
    unsigned n = 0;
    if (w)
        f[n++] = *w;
    if (j)
        f[n++] = x[j];
    if (l)
        f[n++] = x[l];
    return n;
}

/* Column by column, for terms of any number and size. */
static int add_apart(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *w,
                     const struct prak_factor *x, unsigned k, bool squares, struct prak_err *e)
{
    struct prak_factor f[4];
    for (unsigned j = 0; j < k; j++)
        if (prak_sums_add_rows(s, col++, t, f, term(w, x, j, 0, f), e))
            return -1;
    for (unsigned j = 0; squares && j < k; j++)
        for (unsigned l = j; l < k; l++) {
            unsigned n = term(w, x, j, l, f);
            if (w)
                f[n++] = *w;
            if (prak_sums_add_rows(s, col++, t, f, n, e))
                return -1;
        }
    return 0;
}

/* Sums in one walk over the rows: of w and x, whose products of two fit 64 bits. */
#define ADD_TOGETHER(NAME, SUM)                                                                                        \
    INLINE void NAME(SUM *sum, size_t stride, const struct prak_take *t, const int64_t *w, const int64_t *x,           \
                     bool squares)                                                                                     \
    {                                                                                                                  \
        for (size_t k = 0; k < t->n; k++) {                                                                            \
            const size_t i = t->row[k];                                                                                \
            SUM *to = sum + t->at[i] * stride;                                                                         \
            const int64_t a = w ? w[i] : 1, b = x ? x[i] : 0, ab = a * b;                                              \
            *to++ += a;                                                                                                \
            if (x)                                                                                                     \
                *to++ += ab;                                                                                           \
            if (squares)                                                                                               \
                *to++ += a * a;                                                                                        \
            if (squares && x) {                                                                                        \
                *to++ += (SUM)a * ab;                                                                                  \
                *to++ += (SUM)ab * ab;                                                                                 \
            }                                                                                                          \
        }                                                                                                              \
    }                                                                                                                  \
    static void NAME##_of(SUM *sum, size_t stride, const struct prak_take *t, const int64_t *w, const int64_t *x,      \
                          bool squares)                                                                                \
    {                                                                                                                  \
        if (w && x && squares)                                                                                         \
            NAME(sum, stride, t, w, x, true);                                                                          \
        else if (w && x)                                                                                               \
            NAME(sum, stride, t, w, x, false);                                                                         \
        else if (x)                                                                                                    \
            squares ? NAME(sum, stride, t, NULL, x, true) : NAME(sum, stride, t, NULL, x, false);                      \
        else                                                                                                           \
            NAME(sum, stride, t, w, NULL, squares);                                                                    \
    }

ADD_TOGETHER(together_narrow, int64_t)
ADD_TOGETHER(together_long, prak_i128)

int prak_sums_add_terms(struct prak_sums *s, unsigned col, const struct prak_take *t, const struct prak_factor *w,
                        const struct prak_factor *x, unsigned k, bool squares, struct prak_err *e)
{
    const double most = k > 1 ? x[1].most : 1, weight = w ? w->most : 1;
    bool together = k <= 2 && weight * most < 0x1p62 && weight * weight < 0x1p62;
    const unsigned columns = k + (squares ? k * (k + 1) / 2 : 0);
    struct prak_factor f[4];
    for (unsigned c = 0; together && c < columns; c++) {
        const bool square = c >= k;
        const unsigned j = square ? c == 4 : 0, l = square ? c > 2 && k > 1 : c;
        unsigned n = term(w, x, j, l, f);
        int64_t by;
        if (square && w)
            f[n++] = *w;
        together = ready(s, col + c, t, f, n, &by) && by == 1;
    }
    if (!together)
        return add_apart(s, col, t, w, x, k, squares, e);
    const int64_t *a = w ? w->m : NULL, *b = k > 1 ? x[1].m : NULL;
    if (s->form == PRAK_SUMS_NARROW)
        together_narrow_of(s->at.n + col, s->stride, t, a, b, squares);
    else
        together_long_of(s->at.m + col, s->stride, t, a, b, squares);
    return 0;
}
