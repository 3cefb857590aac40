/*
 * emit_lines.c - rows of JSON Lines whose lines have one shape, written from where their values stand.
 */
#include <string.h>

#include "cli/emit.h"

/* What a row is written with. */
struct way {
    struct prak_task *t;
    const struct prak_lines *g;
    size_t after; /* bytes that must be free behind a cell */
    char separator;
};

/* The cell as the writer writes it, into t->out from o on; returns the new end, NULL: memory. */
static char *put_cell(const struct way *w, size_t col, const struct prak_slice *s, char *o)
{
    struct prak_buf *out = &w->t->out;

    out->n = (size_t)(o - out->p);
    if (w->separator)
        prak_csv_put(out, s->p, s->n, w->separator, col == 0);
    else
        prak_write_member(&w->t->run->writer, out, col, s);
    return out->failed || prak_buf_reserve(out, w->after) ? NULL : out->p + out->n;
}

/* A string (with its quotes) that must be looked at: what stands for its bytes is undone. */
static char *put_string(const struct way *w, size_t col, struct prak_str v, char *o)
{
    struct prak_slice s = { .p = v.p + 1, .n = (uint32_t)v.n - 2 };
    struct prak_err ignored; /* it was read before: what fails is memory */
    struct prak_str text;

    if (memchr(v.p, '\\', v.n)) {
        if (prak_json_unquote(v.p, v.n, w->t->arena, &text, &ignored) <= 0)
            return NULL;
        s.p = text.p;
        s.n = (uint32_t)text.n;
    }
    return put_cell(w, col, &s, o);
}

static inline bool is_marked(const struct prak_lines *g, struct prak_str v)
{
    const size_t from = (size_t)(v.p - g->p) + 1;

    return g->marked && prak_grid_special(g->special, from, from + v.n - 2);
}

static inline char *csv_cell(const struct way *w, size_t col, struct prak_str v, char *o)
{
    if (*v.p != '"')
        return *v.p == 'n' ? o : prak_emit_copy(o, v.p, v.n);
    if (__builtin_expect(is_marked(w->g, v) || (col == 0 && prak_emit_odd_first(v.p + 1, v.n - 2)), 0))
        return put_string(w, col, v, o);
    return prak_emit_copy(o, v.p + 1, v.n - 2);
}

static inline char *json_cell(const struct way *w, size_t col, const struct prak_piece *k, struct prak_str v, char *o)
{
    if (*v.p == '"') {
        if (!k->text || (w->g->escapes && is_marked(w->g, v)))
            return put_string(w, col, v, o);
        if (v.n == 2)
            v = (struct prak_str){ "null            ", 4 };
    }
    o = prak_emit_copy(o, k->key, k->key_n - 1);
    return prak_emit_copy(o, v.p, v.n);
}

/* A cell that the program set, or that is in no line. */
static char *other_cell(const struct way *w, size_t col, size_t *last, char *o)
{
    static const struct prak_slice nothing = { .p = "" };
    const struct prak_task *t = w->t;
    const size_t slot = t->emit.piece[col].slot;

    if (slot == SIZE_MAX || !t->slot_set[slot])
        return put_cell(w, col, &nothing, o);
    if (t->slot_set[slot] != PRAK_SLOT_WRITTEN)
        return put_cell(w, col, &t->slot[slot], o);
    *last = col + t->written - 1;
    w->t->out.n = (size_t)(o - t->out.p);
    prak_buf_add(&w->t->out, t->slot[slot].p, t->slot[slot].n);
    return t->out.failed || prak_buf_reserve(&w->t->out, w->after) ? NULL : t->out.p + t->out.n;
}

int prak_emit_line(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    const struct prak_lines *g = b->lines;
    const struct prak_emit_plan *m = &t->emit;
    const enum prak_format format = t->run->out_format;
    const uint32_t *at = g->at + row * g->width;
    const size_t start = t->out.n;
    const struct way w = { t, g, at[g->width - 1] - (at[-1] + 1) + m->room,
                           (char)(format == PRAK_CSV ? ',' : format == PRAK_TSV ? '\t' : '\0') };
    char *o;

    if (prak_buf_reserve(&t->out, w.after))
        return prak_fail_memory(e);
    o = t->out.p + start;
    if (format == PRAK_JSON)
        o = prak_emit_copy(o, ",\n              ", 2);
    for (size_t i = 0; i < m->npiece && o; i++) {
        const struct prak_piece *k = &m->piece[i];
        const size_t cell = k->first == SIZE_MAX || (k->slot != SIZE_MAX && t->slot_set[k->slot]) ? UINT32_MAX
                                                                                                   : g->cell_of[k->first];
        if (w.separator && i)
            *o++ = w.separator;
        if (cell == UINT32_MAX)
            o = other_cell(&w, i, &i, o);
        else if (w.separator)
            o = csv_cell(&w, i, prak_lines_value(g, at, cell), o);
        else
            o = json_cell(&w, i, k, prak_lines_value(g, at, cell), o);
    }
    if (!o) {
        t->out.n = start;
        return prak_fail_memory(e);
    }
    if (w.separator && o == t->out.p + start) { /* one column, missing */
        *o++ = '"';
        *o++ = '"';
    }
    if (!w.separator)
        *o++ = '}';
    if (format != PRAK_JSON)
        *o++ = '\n';
    t->out.n = (size_t)(o - t->out.p);
    return 1;
}

/* ---- many rows at once, none of them with a cell that was set ---- */

/* Where the value of an output column stands: its text, if all of them are strings. */
struct place {
    uint32_t cell, skip, tail;
    bool text;
};

/* A row of CSV or TSV without a marked string. */
static inline char *csv_row(const struct way *w, const struct place *place, size_t n, const uint32_t *at, char *o)
{
    const char *p = w->g->p, *start = o;

    for (const struct place *k = place; k < place + n; k++) {
        const uint32_t *end = at + k->cell;
        size_t from = (size_t)(end[-1] + 1) + k->skip, to = end[0] - k->tail;
        if (!k->text && p[from] == '"') {
            from++;
            to--;
        } else if (!k->text && p[from] == 'n') {
            to = from;
        }
        o = prak_emit_copy(o, p + from, to - from);
        *o++ = w->separator;
    }
    if (o == start + 1) { /* one column, missing */
        o[-1] = '"';
        *o++ = '"';
        o++;
    }
    o[-1] = '\n';
    return o;
}

static bool is_plain(const struct prak_task *t, const struct prak_lines *g)
{
    const struct prak_emit_plan *m = &t->emit;

    if (!m->plain || (t->run->out_format != PRAK_CSV && t->run->out_format != PRAK_TSV))
        return false;
    for (size_t i = 0; i < m->npiece; i++)
        if (g->cell_of[m->piece[i].first] == UINT32_MAX)
            return false;
    return true;
}

static const struct place *make_places(struct prak_task *t, const struct prak_lines *g, struct prak_err *e)
{
    const struct prak_emit_plan *m = &t->emit;
    struct place *place = prak_arena_array(t->arena, m->npiece, sizeof *place, e);

    for (size_t i = 0; place && i < m->npiece; i++) {
        const uint32_t k = g->cell_of[m->piece[i].first];
        place[i] = (struct place){ k, g->lead[k] + g->strings[k],
                                   (k + 1 == g->width ? (uint32_t)g->tail : 0) + g->strings[k], g->strings[k] };
    }
    return place;
}

/* May lines be made rows as they stand, all their cells in their order? */
static bool is_whole(const struct prak_task *t, const struct prak_lines *g, const struct place *place)
{
    const size_t n = t->emit.npiece;
    bool same = g->values && t->run->out_format == PRAK_CSV && n == g->width && n > 1; /* a row of one column may be `""` */

    for (size_t i = 0; same && i < n; i++)
        same = place[i].cell == i;
    return same;
}

/* How rows leave. */
struct rows {
    struct way way;
    const struct place *place;
    bool whole;
    size_t end;        /* of the last */
    size_t from, mark; /* from the one on there is no mark before the other */
};

/* Does it begin like an end mark or a byte order mark? */
static inline bool is_odd(const struct rows *k, const uint32_t *at)
{
    const char *first = k->way.g->p + (size_t)(at[(ptrdiff_t)k->place->cell - 1] + 1) + k->place->skip;

    return prak_emit_odd_first(first + !k->place->text, 1);
}

static inline bool is_marked_row(struct rows *k, const uint32_t *at)
{
    const struct prak_lines *g = k->way.g;
    const size_t from = (size_t)(at[-1] + 1), to = at[g->width - 1];

    if (!g->marked)
        return false;
    if (from < k->from || k->mark < from) {
        k->from = from;
        k->mark = prak_lines_mark(g->special, from, k->end);
    }
    return k->mark < to;
}

/* Easy rows from rows[i] on, one by one, into *out; returns which is none. */
static size_t put_easy(struct rows *k, const uint32_t *rows, size_t i, size_t n, char **out)
{
    const struct prak_lines *g = k->way.g;
    const size_t npiece = k->way.t->emit.npiece;

    for (; i < n; i++) {
        const uint32_t *at = g->at + (rows ? rows[i] : i) * g->width;
        if (is_marked_row(k, at) || is_odd(k, at))
            break;
        *out = csv_row(&k->way, k->place, npiece, at, *out);
    }
    return i;
}

/* The text g->p[from..to), which has a mark, as a cell of CSV that is not the first. */
static char *put_marked(const struct prak_lines *g, size_t from, size_t to, size_t mark, char *o)
{
    const char *p = g->p;
    char *const start = o++;
    bool quoted = false;

    for (; mark < to; mark = prak_lines_mark(g->special, from, to)) {
        char *at = o = prak_emit_copy(o, p + from, mark - from);
        if (p[mark] == ',') {
            *o++ = ',';
            from = mark + 1;
        } else {
            from = mark + prak_json_unescape(p + mark, p + to, &o);
        }
        quoted = quoted || *at == ',' || *at == '"' || *at == '\n' || *at == '\r';
        if (*at == '"')
            *o++ = '"';
    }
    o = prak_emit_copy(o, p + from, to - from);
    if (!quoted) {
        memmove(start, start + 1, (size_t)(o - start - 1));
        return o - 1;
    }
    *start = '"';
    *o = '"';
    return o + 1;
}

/* A row with marks; NULL: one of them is not in a cell behind the first. */
static char *put_marked_row(const struct rows *k, const uint32_t *at, char *o)
{
    const struct prak_lines *g = k->way.g;
    size_t from = (size_t)(at[-1] + 1), col = 0;
    const size_t end = at[g->width - 1];

    for (size_t mark = k->mark; mark < end; mark = prak_lines_mark(g->special, from, end)) {
        while (at[col] < mark)
            col++;
        const struct prak_str v = prak_lines_value(g, at, col);
        const size_t begin = (size_t)(v.p - g->p) + 1;
        if (col == 0 || mark < begin)
            return NULL;
        o = g->values(o, g->p + from, at[col - 1] + 1 - from);
        o = put_marked(g, begin, begin + v.n - 2, mark, o);
        *o++ = col + 1 == g->width ? '\n' : ',';
        from = (size_t)(at[col] + 1);
    }
    return from > end ? o : g->values(o, g->p + from, end + 1 - from);
}

/* Rows from rows[i] on that leave as they stand but for cells that are marked, into *out; returns which does not. */
static size_t put_whole(struct rows *k, const uint32_t *rows, size_t i, size_t n, char **out)
{
    const struct prak_lines *g = k->way.g;
    const size_t width = g->width;
    char *o = *out, *next;

    while (i < n) {
        const uint32_t *at = g->at + (rows ? rows[i] : i) * width;
        const size_t from = (size_t)(at[-1] + 1), first = i;
        for (; i < n && (!rows || rows[i] - rows[first] == i - first) && !is_marked_row(k, at) && !is_odd(k, at); i++)
            at += width;
        if (i > first)
            o = g->values(o, g->p + from, at[-1] + 1 - from);
        else if (is_odd(k, at) || !(next = put_marked_row(k, at, o)))
            break;
        else
            o = next, i++;
    }
    *out = o;
    return i;
}

static int csv_rows(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e)
{
    const struct prak_lines *g = b->lines;
    const size_t npiece = t->emit.npiece, end = g->at[b->nrow * g->width - 1];
    const size_t room = end - (g->at[-1] + 1) + n * (npiece + 2) + t->emit.room;
    struct rows k = { { t, g, 0, t->run->out_format == PRAK_TSV ? '\t' : ',' }, make_places(t, g, e), false, end, end, end };

    if (!k.place)
        return prak_fail_memory(e);
    k.whole = is_whole(t, g, k.place);
    for (size_t i = 0; i < n; i++) {
        if (prak_buf_reserve(&t->out, room))
            return prak_fail_memory(e);
        char *o = t->out.p + t->out.n;
        i = (k.whole ? put_whole : put_easy)(&k, rows, i, n, &o);
        t->out.n = (size_t)(o - t->out.p);
        if (i < n && prak_emit_line(t, b, rows ? rows[i] : i, e) < 0)
            return prak_fail_memory(e);
    }
    return 0;
}

int prak_emit_lines(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e)
{
    if (is_plain(t, b->lines))
        return csv_rows(t, b, rows, n, e);
    for (size_t i = 0; i < n; i++)
        if (prak_emit_line(t, b, rows ? rows[i] : i, e) < 0)
            return -1;
    return 0;
}
