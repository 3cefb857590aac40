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

/* Where the next cell is that may need its quotes: no bit of special is set from `from` up to `next`. */
struct marks {
    const uint64_t *special;
    size_t from, next, end; /* end: of the batch */
};

static struct marks marks_of(const struct prak_batch *b)
{
    const struct prak_grid *g = b->grid;

    return (struct marks){ g->special, SIZE_MAX, 0, g->at[b->nrow * g->width - 1] };
}

static __attribute__((noinline)) void find_mark(struct marks *m, size_t from)
{
    const size_t last = m->end >> 6;
    size_t i = from >> 6;
    uint64_t w = m->special[i] & UINT64_MAX << (from & 63);

    while (!w && i < last)
        w = m->special[++i];
    m->from = from;
    m->next = w ? (i << 6) + (unsigned)__builtin_ctzll(w) : SIZE_MAX;
}

static inline bool is_marked(struct marks *m, size_t from, size_t to)
{
    if (__builtin_expect(from < m->from || from > m->next, 0))
        find_mark(m, from);
    return m->next < to;
}

/* A cell of which none of the bytes between its quotes needs them: a quote that is there or not is no branch. */
static inline char *put_short(char *o, const char *p, const uint32_t *at)
{
    const uint32_t from = at[-1] + 1, quote = p[from] == '"', n = at[0] - from - 2 * quote;
    const char *text = p + from + quote;

    memcpy(o, text, 16); /* nor is the length of a short one */
    memcpy(o + 16, text + 16, 16);
    if (__builtin_expect(n > 32, 0))
        prak_emit_copy(o, text, n);
    return o + n;
}

/*
 * Rows from rows[i] on, up to one with a cell that may need its quotes or that is not for here; returns which. A loop of its
 * own keeps what it needs in registers; what the plan says is read before, as the bytes written could be any of it to the
 * compiler. apart: all pieces are single columns.
 */
__attribute__((always_inline)) static inline size_t put_easy(const struct prak_emit_plan *m, const struct prak_grid *g,
                                                             struct marks *marks, char separator, bool apart,
                                                             const uint32_t *rows, size_t i, size_t n, char **out)
{
    const struct prak_piece *const piece = m->piece, *const end = piece + m->npiece;
    const size_t width = g->width, lead = piece->first;
    const char *const p = g->p;
    const uint32_t *const first = g->at;
    char *(*const unquote)(char *o, const char *p, size_t n) = g->unquote;
    size_t low = SIZE_MAX, high = 0; /* no row between them is marked */
    char *o = *out;

    for (; i < n; i++) {
        const uint32_t *const at = first + (rows ? rows[i] : i) * width, *const last = at + width - 1;
        char *next = o;
        const uint32_t begin = at[-1] + 1;
        if (__builtin_expect(*last > high || begin < low, 0)) {
            if (is_marked(marks, begin, *last))
                break;
            low = marks->from;
            high = marks->next;
        }
        if (starts_oddly(p + (at[(ptrdiff_t)lead - 1] + 1)))
            break;
        for (const struct prak_piece *k = piece; k < end; k++) {
            if (apart || k->first == k->last) {
                next = put_short(next, p, at + k->first);
            } else {
                const uint32_t from = at[(ptrdiff_t)k->first - 1] + 1;
                next = unquote(next, p + from, at[k->last] - from);
            }
            *next++ = separator;
        }
        if (__builtin_expect(next == o + 1, 0)) /* one column, missing */
            break;
        next[-1] = '\n';
        o = next;
    }
    *out = o;
    return i;
}

static __attribute__((noinline)) size_t put_apart(const struct prak_emit_plan *m, const struct prak_grid *g, struct marks *marks,
                                                  char separator, const uint32_t *rows, size_t i, size_t n, char **out)
{
    return put_easy(m, g, marks, separator, true, rows, i, n, out);
}

static __attribute__((noinline)) size_t put_joined(const struct prak_emit_plan *m, const struct prak_grid *g,
                                                   struct marks *marks, char separator, const uint32_t *rows, size_t i,
                                                   size_t n, char **out)
{
    return put_easy(m, g, marks, separator, false, rows, i, n, out);
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

/* Rows that follow one another and leave whole, or one by one up to one that is not for here; returns which. */
static size_t put_some(struct prak_task *t, const struct prak_grid *g, struct marks *marks, const uint32_t *rows, size_t i,
                       size_t n, bool each, char **out)
{
    const char separator = t->run->out_format == PRAK_TSV ? '\t' : ',';
    const bool whole = is_whole(t, g) && !each;

    while (i < n) {
        const size_t to = whole ? easy_rows(g, rows, i, n) : i;
        const uint32_t *at = g->at + (rows ? rows[i] : i) * g->width, from = at[-1] + 1;
        char *next;

        if (to > i) {
            *out = put_whole(g, g->p + from, at[(to - i) * g->width - 1] + 1 - from, *out);
            i = to;
            continue;
        }
        i = (t->emit.apart ? put_apart : put_joined)(&t->emit, g, marks, separator, rows, i, each || whole ? i + 1 : n, out);
        if (i == to) { /* this one was not for there */
            next = put_pieces(t, g, at, separator, *out);
            if (!next)
                return i;
            *out = next;
            i++;
        }
        if (each)
            return i;
    }
    return i;
}

int prak_emit_bulk(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, size_t *end,
                   struct prak_err *e)
{
    const struct prak_grid *g = b->grid;
    struct marks marks = marks_of(b);
    size_t i = 0;

    while (i < n) {
        if (reserve(t, b, rows, i, n, e))
            return -1;
        char *o = t->out.p + t->out.n;
        size_t from;
        do {
            from = i;
            i = put_some(t, g, &marks, rows, i, n, end != NULL, &o);
            if (end && i > from)
                end[from] = (size_t)(o - t->out.p);
        } while (i > from && i < n);
        t->out.n = (size_t)(o - t->out.p);
        if (i < n && prak_emit_row(t, b, rows ? rows[i] : i, e) < 0)
            return -1;
        if (end && i < n)
            end[i] = t->out.n;
        i++;
    }
    return 0;
}
