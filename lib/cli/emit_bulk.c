/*
 * emit_bulk.c - many rows of a grid at once: whole ones as runs of the input, quoted ones, where no cell needs its quotes,
 * without them.
 */
#include <string.h>

#include "cli/emit.h"

/* Do rows leave whole? */
static bool is_whole(const struct prak_task *t, const struct prak_grid *g)
{
    return t->emit.npiece == 1 && t->emit.piece->first == 0 && t->emit.piece->last + 1 == g->width && g->width > 1;
}

bool prak_emit_is_bulk(const struct prak_task *t, const struct prak_batch *b)
{
    const enum prak_format f = t->run->out_format;

    return t->emit.plain && (f == PRAK_CSV || f == PRAK_TSV) && !b->grid->returns && (b->grid->quotes || is_whole(t, b->grid));
}

/* May the first cell be like an end mark, or start with a byte order mark? Then it is looked at as a whole. */
static inline bool starts_oddly(const char *lead)
{
    lead += *lead == '"';
    return *lead == '#' || *lead == '\xef';
}

/* Rows that follow one another in the input and are easy, from rows[i] on. */
static size_t easy_rows(const struct prak_grid *g, const uint32_t *rows, size_t i, size_t n)
{
    const size_t row = rows ? rows[i] : i, width = g->width;
    size_t to = i;

    for (const uint32_t *at = g->at + row * width; to < n && (!rows || rows[to] == row + (to - i)); to++, at += width) {
        const uint32_t from = at[-1] + 1;
        if (!g->quotes)
            continue;
        if (starts_oddly(g->p + from) || prak_grid_special(g->special, from, at[width - 1]))
            break;
    }
    return to;
}

/* A cell, with its quotes where it needs them. */
static inline char *put_cell(const struct prak_grid *g, uint32_t from, uint32_t to, char *o)
{
    if (g->p[from] == '"' && !prak_grid_special(g->special, from + 1, to - 1))
        return prak_emit_copy(o, g->p + from + 1, to - from - 2);
    return prak_emit_copy(o, g->p + from, to - from);
}

static char *put_cells(const struct prak_grid *g, const uint32_t *at, const struct prak_piece *k, char separator, char *o)
{
    for (size_t col = k->first; col < k->last; col++) {
        o = put_cell(g, at[(ptrdiff_t)col - 1] + 1, at[col], o);
        *o++ = separator;
    }
    return put_cell(g, at[(ptrdiff_t)k->last - 1] + 1, at[k->last], o);
}

/*
 * A row's pieces where no cell of the row needs quotes; NULL: look at it cell by cell. A quote that is there or not is no
 * branch, nor is the length of a short cell.
 */
static inline char *put_easy(const struct prak_emit_plan *m, const struct prak_grid *g, const uint32_t *at, char separator,
                             char *o)
{
    const struct prak_piece *const end = m->piece + m->npiece;
    const char *const p = g->p, *start = o;

    if (prak_emit_marks(g->special, at[-1] + 1, at[g->width - 1]) || starts_oddly(p + (at[(ptrdiff_t)m->piece->first - 1] + 1)))
        return NULL;
    for (const struct prak_piece *k = m->piece; k < end; k++) {
        const uint32_t from = at[(ptrdiff_t)k->first - 1] + 1, to = at[k->last];
        if (k->first == k->last) {
            const uint32_t quote = p[from] == '"', n = to - from - 2 * quote;
            memcpy(o, p + from + quote, 16);
            memcpy(o + 16, p + from + quote + 16, 16);
            if (__builtin_expect(n > 32, 0))
                prak_emit_copy(o, p + from + quote, n);
            o += n;
        } else {
            o = g->unquote(o, p + from, to - from);
        }
        *o++ = separator;
    }
    if (o == start + 1)
        return NULL;
    o[-1] = '\n';
    return o;
}

/* A row's pieces; NULL: it is not for here. */
static char *put_pieces(const struct prak_task *t, const struct prak_grid *g, const uint32_t *at, char separator, char *o)
{
    const struct prak_piece *k = t->emit.piece, *end = k + t->emit.npiece;
    const char *start = o;

    if (starts_oddly(g->p + (at[(ptrdiff_t)k->first - 1] + 1)))
        return NULL;
    for (; k < end; k++) {
        const uint32_t from = at[(ptrdiff_t)k->first - 1] + 1, to = at[k->last];
        if (k->first == k->last)
            o = put_cell(g, from, to, o);
        else if (prak_grid_special(g->special, from, to))
            o = put_cells(g, at, k, separator, o);
        else
            o = g->unquote(o, g->p + from, to - from);
        *o++ = separator;
    }
    if (o == start + 1 && t->run->out.n == 1) { /* one column, missing */
        o[-1] = '"';
        *o++ = '"';
        o++;
    }
    o[-1] = '\n';
    return o;
}

/* A run of whole rows, with or without quotes to be dropped. */
static inline char *put_whole(const struct prak_grid *g, const char *p, size_t n, char *o)
{
    if (g->quotes)
        return g->unquote(o, p, n);
    for (size_t i = 0; i < n; i += 64)
        memcpy(o + i, p + i, 64);
    return o + n;
}

/* Room for the rows rows[i..n). */
static int reserve(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t i, size_t n,
                   struct prak_err *e)
{
    const struct prak_grid *g = b->grid;
    const size_t bytes = g->at[b->nrow * g->width - 1] - g->at[(ptrdiff_t)((rows ? rows[i] : i) * g->width) - 1];
    const size_t room = bytes + (n - i) * (t->run->out.n + 2) + t->emit.room;

    return prak_buf_reserve(&t->out, room) ? prak_fail_memory(e) : 0;
}

char *prak_emit_record(const struct prak_grid *g, size_t row, char separator, char *o)
{
    const uint32_t *at = g->at + row * g->width, from = at[-1] + 1, to = at[g->width - 1];
    const struct prak_piece all = { .first = 0, .last = g->width - 1 };

    if (starts_oddly(g->p + from))
        return NULL;
    if (prak_emit_marks(g->special, from, to) && prak_grid_special(g->special, from, to))
        return put_cells(g, at, &all, separator, o);
    return g->unquote(o, g->p + from, to - from);
}

int prak_emit_bulk(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, size_t *end,
                   struct prak_err *e)
{
    const struct prak_grid *g = b->grid;
    const size_t width = g->width;
    const bool whole = is_whole(t, g);
    const char separator = t->run->out_format == PRAK_TSV ? '\t' : ',';
    size_t i = 0;

    while (i < n) {
        if (reserve(t, b, rows, i, n, e))
            return -1;
        char *o = t->out.p + t->out.n, *next = o;
        while (i < n && next) {
            const uint32_t *at = g->at + (rows ? rows[i] : i) * width;
            size_t to = whole && !end ? easy_rows(g, rows, i, n) : i;
            const uint32_t from = at[-1] + 1;
            if (to > i)
                next = put_whole(g, g->p + from, at[(to - i) * width - 1] + 1 - from, o);
            else if ((next = put_easy(&t->emit, g, at, separator, o)) || (next = put_pieces(t, g, at, separator, o)))
                to = i + 1;
            o = next ? next : o;
            if (end && next)
                end[i] = (size_t)(o - t->out.p);
            i = next ? to : i;
        }
        t->out.n = (size_t)(o - t->out.p);
        if (i < n && prak_emit_row(t, b, rows ? rows[i] : i, e) < 0)
            return -1;
        if (end && i < n)
            end[i] = t->out.n;
        i++;
    }
    return 0;
}
