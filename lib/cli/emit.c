/*
 * emit.c - output rows: cell by cell, or, where a grid says where the cells stand, as runs of the bytes they came in.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/emit.h"

/* ---- what is to be written, worked out once ---- */

static bool is_json(enum prak_format f)
{
    return f == PRAK_JSONL || f == PRAK_JSON;
}

/* Untouched columns that stand side by side in the input become one piece; in JSON each is its own. */
static void make_pieces(const struct prak_run *r, struct prak_emit_plan *m, bool join)
{

    for (size_t i = 0; i < r->out.n; i++) {
        const struct prak_out_col *c = &r->out_col[i];
        struct prak_piece *last = m->npiece ? &m->piece[m->npiece - 1] : NULL;
        const size_t slot = m->set ? c->slot : SIZE_MAX;

        if (join && last && last->slot == SIZE_MAX && slot == SIZE_MAX && c->input == last->last + 1 &&
            last->last != SIZE_MAX)
            last->last = c->input;
        else
            m->piece[m->npiece++] = (struct prak_piece){ .first = c->input, .last = c->input, .slot = slot };
    }
}

/* `,"name":"` of each column, one after another with room behind each. */
static int make_keys(const struct prak_run *r, struct prak_emit_plan *m, struct prak_err *e)
{
    size_t bytes = 0;

    for (size_t i = 0; i < r->out.n; i++)
        bytes += r->writer.key[i].n + 1 + PRAK_EMIT_SPARE;
    m->keys = calloc(1, bytes + 1);
    if (!m->keys)
        return prak_fail_memory(e);
    char *o = m->keys;
    for (size_t i = 0; i < r->out.n; i++) {
        struct prak_piece *p = &m->piece[i];
        memcpy(o, r->writer.key[i].p, r->writer.key[i].n);
        o[r->writer.key[i].n] = '"';
        p->key = o;
        p->key_n = r->writer.key[i].n + 1;
        p->text = r->out.type[i] == PRAK_TEXT;
        m->room += p->key_n + 8;
        o += p->key_n + PRAK_EMIT_SPARE;
    }
    return 0;
}

/* Columns behind those of the input, if they are all the cells that may be set, in their order. */
static size_t added_columns(const struct prak_run *r)
{
    const size_t from = r->out.n > r->nslot ? r->out.n - r->nslot : 0;

    for (size_t i = from; i < r->out.n; i++)
        if (r->out_col[i].input != SIZE_MAX || r->out_col[i].slot != i - from)
            return 0;
    return from ? r->nslot : 0;
}

/* Do the columns of the input lead the output in their order and form? */
static bool leads(const struct prak_run *r)
{
    const size_t n = r->input[0].schema.n;

    if (r->in_format != r->out_format || is_json(r->out_format) || r->out.n < n || n == 0)
        return false;
    for (size_t i = 0; i < r->out.n; i++)
        if (r->out_col[i].input != (i < n ? i : SIZE_MAX))
            return false;
    return true;
}

static int make_plan(const struct prak_run *r, struct prak_emit_plan *m, bool set, struct prak_err *e)
{
    m->piece = calloc(r->out.n, sizeof *m->piece);
    if (!m->piece)
        return prak_fail_memory(e);
    m->set = set;
    m->identity = set ? r->identity : leads(r);
    make_pieces(r, m, !is_json(r->in_format) && !is_json(r->out_format));
    m->apart = m->npiece == r->out.n;
    m->room = r->out.n * 2 + PRAK_EMIT_SPARE + 8;
    m->plain = !set;
    m->leads = r->out_format == PRAK_JSONL && r->out.n >= r->input[0].schema.n;
    for (size_t i = 0; i < r->out.n; i++) {
        m->plain = m->plain && r->out_col[i].input != SIZE_MAX && (!is_json(r->out_format) || r->out.type[i] == PRAK_TEXT);
        m->leads = m->leads && (i >= r->input[0].schema.n || (r->out_col[i].input == i && r->out.type[i] == PRAK_TEXT));
    }
    m->same = m->leads && r->out.n == r->input[0].schema.n;
    m->added = added_columns(r);
    if (is_json(r->out_format) && make_keys(r, m, e))
        return -1;
    m->quick = true;
    return 0;
}

int prak_emit_init(struct prak_task *t, struct prak_err *e)
{
    const struct prak_run *r = t->run;
    bool all = true; /* are all columns the input's? */

    if (r->ninput == 0 || !r->out.n || (r->tool->flags & (PRAK_RAW | PRAK_EACH_HEADER)))
        return 0;
    if (r->in_format == PRAK_SEMICOLON || r->out_format == PRAK_SEMICOLON ||
        (!is_json(r->in_format) && !is_json(r->out_format) && r->in_format != r->out_format))
        return 0;
    for (size_t i = 0; i < r->out.n; i++) {
        all = all && r->out_col[i].input != SIZE_MAX;
        for (size_t k = 0; k < i && r->out.n <= 256; k++) /* the room of a row counts each input cell once */
            if (r->out_col[k].input == r->out_col[i].input && r->out_col[i].input != SIZE_MAX)
                return 0;
    }
    if (make_plan(r, &t->emit, r->nslot > 0, e) || (r->nslot && all && make_plan(r, &t->came, false, e)))
        return -1;
    t->emit.commas = malloc(r->out.n + PRAK_EMIT_SPARE);
    if (!t->emit.commas)
        return prak_fail_memory(e);
    memset(t->emit.commas, ',', r->out.n + PRAK_EMIT_SPARE);
    return 0;
}

static void free_plan(struct prak_emit_plan *m)
{
    free(m->piece);
    free(m->keys);
    free(m->commas);
    *m = (struct prak_emit_plan){ 0 };
}

void prak_emit_free(struct prak_task *t)
{
    free_plan(&t->emit);
    free_plan(&t->came);
}

/* ---- cell by cell ---- */

static const struct prak_slice nothing = { .p = "", .n = 0, .plain = 1 };

static const struct prak_slice *cell_of(const struct prak_task *t, const struct prak_out_col *c,
                                        const struct prak_batch *b, size_t row, bool whole)
{
    if (c->slot != SIZE_MAX && t->slot_set[c->slot])
        return &t->slot[c->slot];
    if (c->input != SIZE_MAX && b)
        return whole ? &t->whole[c->input] : &b->cell[c->bound][row];
    return &nothing;
}

/* The input's columns as they stand, when they lead the output. Returns how many columns were written. */
static int lead(struct prak_task *t, const struct prak_batch *b, size_t row, size_t *done, struct prak_err *e)
{
    const struct prak_run *r = t->run;
    size_t n = r->input[0].schema.n;

    *done = n;
    const struct prak_record record = b ? prak_batch_record(b, row) : (struct prak_record){ .canonical = 0 };
    /* of several inputs one may be separated by tabs and the output by commas */
    if (record.canonical && n > 1 && !(t->lean && b->grid && b->grid->quotes) &&
        prak_reader_format(r->input[b->input].reader) == r->out_format) {
        prak_write_raw(&r->writer, &t->out, record.p, record.n);
        return 0;
    }
    if (b && prak_cutter_record(t->cutter, b, row, t->whole, e))
        return -1;
    for (size_t i = 0; i < n; i++)
        prak_write_cell(&r->writer, &t->out, i, b ? &t->whole[i] : &nothing);
    return 0;
}

static int write_cells(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    const struct prak_run *r = t->run;
    const bool whole = b && (b->grid || b->lines) && t->lean && !r->identity;
    size_t col = 0;

    if (r->identity ? lead(t, b, row, &col, e) : whole && prak_cutter_record(t->cutter, b, row, t->whole, e))
        return -1;
    for (; col < r->out.n; col++) {
        const size_t slot = r->out_col[col].slot;
        if (slot == SIZE_MAX || t->slot_set[slot] != PRAK_SLOT_WRITTEN) {
            prak_write_cell(&r->writer, &t->out, col, cell_of(t, &r->out_col[col], b, row, whole));
            continue;
        }
        if (!is_json(r->out_format))
            prak_buf_byte(&t->out, r->out_format == PRAK_TSV ? '\t' : ',');
        prak_buf_add(&t->out, t->slot[slot].p, t->slot[slot].n);
        col += t->written - 1;
    }
    prak_write_end(&r->writer, &t->out);
    return 0;
}

/* ---- by the grid ---- */

/* A cell's bytes without the quotes that it does not need, or with those that it does. */
struct raw {
    const char *p;
    size_t n;
    bool quoted; /* it needs its quotes; p and n are with them */
};

static inline struct raw raw_cell(const struct prak_grid *g, const uint32_t *at, size_t col)
{
    const size_t from = (size_t)(at[(ptrdiff_t)col - 1] + 1);
    size_t to = at[col];

    if (g->returns && col + 1 == g->width)
        to -= to > from && g->p[to - 1] == '\r';
    if (!g->quotes || g->p[from] != '"')
        return (struct raw){ g->p + from, to - from, false };
    if (prak_grid_special(g->special, from + 1, to - 1))
        return (struct raw){ g->p + from, to - from, true };
    return (struct raw){ g->p + from + 1, to - from - 2, false };
}

/* The columns first..last of a row; NULL: look at it cell by cell. */
static char *copy_run(const struct prak_grid *g, const uint32_t *at, const struct prak_piece *k, bool leads, char separator,
                      char *o)
{
    if (!g->quotes) {
        const size_t from = (size_t)(at[(ptrdiff_t)k->first - 1] + 1);
        size_t to = at[k->last];
        if (g->returns && k->last + 1 == g->width)
            to -= to > from && g->p[to - 1] == '\r';
        if (leads && k->first && prak_emit_odd_first(g->p + from, to - from))
            return NULL;
        return prak_emit_copy(o, g->p + from, to - from);
    }
    const size_t begin = (size_t)(at[(ptrdiff_t)k->first - 1] + 1), end = at[k->last];
    if (!g->returns && !(leads && prak_emit_odd_first(g->p + begin + (g->p[begin] == '"'), 1)) &&
        !prak_grid_special(g->special, begin, end))
        return g->unquote(o, g->p + begin, end - begin);
    for (size_t col = k->first; col <= k->last; col++) {
        const struct raw c = raw_cell(g, at, col);
        if (leads && col == k->first && (prak_emit_odd_first(c.p, c.n) || (c.quoted && prak_emit_odd_first(c.p + 1, c.n - 1))))
            return NULL;
        if (col > k->first)
            *o++ = separator;
        o = prak_emit_copy(o, c.p, c.n);
    }
    return o;
}

/* A cell that the program set, into t->out from o on; returns the new end, NULL: memory. */
static char *put_slot(struct prak_task *t, size_t slot, bool leads, char separator, size_t after, char *o)
{
    const struct prak_slice *s = &t->slot[slot];
    const bool written = t->slot_set[slot] == PRAK_SLOT_WRITTEN;

    if (s->n == 0)
        return o;
    t->out.n = (size_t)(o - t->out.p);
    if (written || (s->plain && separator == ',' && !(leads && prak_emit_odd_first(s->p, s->n))))
        prak_buf_add(&t->out, s->p, s->n);
    else
        prak_csv_put(&t->out, s->p, s->n, separator, leads);
    if (t->out.failed || prak_buf_reserve(&t->out, after))
        return NULL;
    return t->out.p + t->out.n;
}

/* 1: the row was written; 0: it is not for this way; -1: memory. */
static int csv_row(struct prak_task *t, const struct prak_grid *g, size_t row, struct prak_err *e)
{
    const struct prak_emit_plan *m = &t->emit;
    const uint32_t *at = g->at + row * g->width;
    const char separator = t->run->out_format == PRAK_TSV ? '\t' : ',';
    const size_t start = t->out.n, room = at[g->width - 1] - (at[-1] + 1) + m->room;
    char *o, *first;

    if (prak_buf_reserve(&t->out, room))
        return prak_fail_memory(e);
    o = first = t->out.p + start;
    for (size_t i = 0; i < m->npiece; i++) {
        const struct prak_piece *k = &m->piece[i];
        if (i)
            *o++ = separator;
        if (k->slot != SIZE_MAX && t->slot_set[k->slot]) {
            if (t->slot_set[k->slot] == PRAK_SLOT_WRITTEN)
                i += t->written - 1;
            o = put_slot(t, k->slot, k == m->piece, separator, room, o);
            if (!o) {
                t->out.n = start;
                return prak_fail_memory(e);
            }
            first = t->out.p + start;
        } else if (k->first != SIZE_MAX && !(o = copy_run(g, at, k, i == 0, separator, o))) {
            t->out.n = start;
            return 0;
        }
    }
    if (o == first) { /* one column, missing */
        *o++ = '"';
        *o++ = '"';
    }
    *o++ = '\n';
    t->out.n = (size_t)(o - t->out.p);
    return 1;
}

/* Has the batch no byte that JSON would escape, but for what quoted cells need their quotes for? */
static bool no_escapes(struct prak_task *t, const struct prak_batch *b)
{
    if (t->escapes == 0) {
        const struct prak_record last = prak_batch_record(b, b->nrow - 1);
        const char *from = prak_batch_record(b, 0).p, *to = last.p + last.n;
        t->escapes = b->grid->controls || memchr(from, '\\', (size_t)(to - from)) ? 2 : 1;
    }
    return t->escapes == 1;
}

/* A cell with its quotes, as a string: of two quotes in it one. */
static void put_quoted(struct prak_task *t, const char *p, size_t n)
{
    const char *const end = p + n - 1, *q;

    if (!memchr(p + 1, '"', n - 2)) {
        prak_json_put_string(&t->out, p + 1, n - 2);
        return;
    }
    t->scratch.n = 0;
    for (p++; p < end && (q = memchr(p, '"', (size_t)(end - p))) != NULL; p = q + 2)
        prak_buf_add(&t->scratch, p, (size_t)(q + 1 - p));
    if (p < end)
        prak_buf_add(&t->scratch, p, (size_t)(end - p));
    t->out.failed = t->out.failed || t->scratch.failed;
    prak_json_put_string(&t->out, t->scratch.p, t->scratch.n);
}

static char *json_text(struct prak_task *t, const struct prak_piece *k, const struct raw *c, bool safe, size_t after, char *o)
{
    o = prak_emit_copy(o, k->key, k->key_n);
    if (c->n == 0) {
        memcpy(o - 1, "null", 4);
        return o + 3;
    }
    if (safe && !c->quoted) {
        o = prak_emit_copy(o, c->p, c->n);
        *o = '"';
        return o + 1;
    }
    t->out.n = (size_t)(o - 1 - t->out.p);
    if (c->quoted)
        put_quoted(t, c->p, c->n);
    else
        prak_json_put_string(&t->out, c->p, c->n);
    if (t->out.failed || prak_buf_reserve(&t->out, after))
        return NULL;
    return t->out.p + t->out.n;
}

/* A cell of a column that is not text, or one that the program set. */
static char *json_other(struct prak_task *t, size_t col, const struct prak_slice *s, size_t after, char *o)
{
    const size_t slot = t->emit.piece[col].slot;

    t->out.n = (size_t)(o - t->out.p);
    if (slot != SIZE_MAX && t->slot_set[slot] == PRAK_SLOT_WRITTEN)
        prak_buf_add(&t->out, s->p, s->n);
    else
        prak_write_member(&t->run->writer, &t->out, col, s);
    if (t->out.failed || prak_buf_reserve(&t->out, after))
        return NULL;
    return t->out.p + t->out.n;
}

static int json_row(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    const struct prak_emit_plan *m = &t->emit;
    const struct prak_grid *g = b->grid;
    const uint32_t *at = g->at + row * g->width;
    const size_t start = t->out.n, room = at[g->width - 1] - (at[-1] + 1) + m->room;
    const bool safe = no_escapes(t, b);
    char *o;

    if (prak_buf_reserve(&t->out, room))
        return prak_fail_memory(e);
    o = t->out.p + start;
    if (t->run->out_format == PRAK_JSON) {
        *o++ = ',';
        *o++ = '\n';
    }
    for (size_t i = 0; i < m->npiece && o; i++) {
        const struct prak_piece *k = &m->piece[i];
        if (k->slot != SIZE_MAX && t->slot_set[k->slot]) {
            o = json_other(t, i, &t->slot[k->slot], room, o);
            i += t->slot_set[k->slot] == PRAK_SLOT_WRITTEN ? t->written - 1 : 0;
        } else if (k->first == SIZE_MAX) {
            o = json_other(t, i, &nothing, room, o);
        } else {
            const struct raw c = raw_cell(g, at, k->first);
            const struct prak_slice s = { .p = c.p, .n = (uint32_t)c.n };
            o = k->text || c.quoted ? json_text(t, k, &c, safe, room, o) : json_other(t, i, &s, room, o);
        }
    }
    if (!o) {
        t->out.n = start;
        return prak_fail_memory(e);
    }
    *o++ = '}';
    if (t->run->out_format == PRAK_JSONL)
        *o++ = '\n';
    t->out.n = (size_t)(o - t->out.p);
    return 1;
}

/* ---- many rows at once, none of them with a quote, an escape or a cell that was set ---- */

/*
 * Rows from rows[i] on, up to one that is to be looked at cell by cell; returns which. A loop of its own keeps what it needs
 * in registers; what the plan says is read before, as the bytes written could be any of it to the compiler.
 */
static __attribute__((noinline)) size_t put_plain(const struct prak_emit_plan *m, const struct prak_grid *g, char separator,
                                                  const uint32_t *rows, size_t i, size_t n, char **out)
{
    const struct prak_piece *const piece = m->piece, *const end = piece + m->npiece;
    const size_t width = g->width, begin = piece->first;
    const char *const p = g->p;
    const uint32_t *const first = g->at;
    char *o = *out;

    for (; i < n; i++) {
        const uint32_t *at = first + (rows ? rows[i] : i) * width;
        char *const start = o;
        if (begin && prak_emit_odd_first(p + (at[(ptrdiff_t)begin - 1] + 1), 1))
            break;
        for (const struct prak_piece *k = piece; k < end; k++) {
            const uint32_t from = at[(ptrdiff_t)k->first - 1] + 1;
            o = prak_emit_copy(o, p + from, at[k->last] - from);
            *o++ = separator;
        }
        if (__builtin_expect(o == start + 1, 0)) { /* one column, missing */
            o[-1] = '"';
            *o++ = '"';
            o++;
        }
        o[-1] = '\n';
    }
    *out = o;
    return i;
}

static int csv_rows(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e)
{
    const struct prak_grid *g = b->grid;
    const char separator = t->run->out_format == PRAK_TSV ? '\t' : ',';
    const size_t bytes = g->at[b->nrow * g->width - 1] - g->at[-1] + n * (t->run->out.n + 2) + t->emit.room;

    for (size_t i = 0; i < n; i++) {
        if (prak_buf_reserve(&t->out, bytes))
            return prak_fail_memory(e);
        char *o = t->out.p + t->out.n;
        i = put_plain(&t->emit, g, separator, rows, i, n, &o);
        t->out.n = (size_t)(o - t->out.p);
        if (i < n && write_cells(t, b, rows ? rows[i] : i, e) < 0)
            return -1;
    }
    return 0;
}

/*
 * The first n pieces of a row in which nothing is escaped and no cell needs quotes; whether a cell has some is no branch, nor
 * is its length.
 */
static inline char *json_easy(const struct prak_emit_plan *m, size_t n, const struct prak_grid *g, const uint32_t *at, bool quotes,
                              char *o)
{
    const struct prak_piece *const end = m->piece + n;

    for (const struct prak_piece *k = m->piece; k < end; k++) {
        const uint32_t from = at[(ptrdiff_t)k->first - 1] + 1, quote = quotes && g->p[from] == '"';
        const uint32_t length = at[k->first] - from - 2 * quote;
        const char *p = g->p + from + quote;
        o = prak_emit_copy(o, k->key, k->key_n);
        if (length) {
            o = prak_emit_copy(o, p, length);
            *o++ = '"';
        } else {
            memcpy(o - 1, "null", 4);
            o += 3;
        }
    }
    return o;
}

/* May a cell of the row need its quotes, or something be escaped? */
static inline bool is_marked(const struct prak_grid *g, const uint32_t *at)
{
    return g->quotes && prak_emit_marks(g->special, at[-1] + 1, at[g->width - 1]) &&
           prak_grid_special(g->special, at[-1] + 1, at[g->width - 1]);
}

bool prak_emit_has_members(struct prak_task *t, const struct prak_batch *b, size_t n)
{
    if (t->run->out_format != PRAK_JSONL || !b->grid || b->grid->returns)
        return false;
    for (const struct prak_piece *k = t->emit.piece; k < t->emit.piece + n; k++)
        if (!k->text || k->slot != SIZE_MAX || k->first == SIZE_MAX)
            return false;
    return no_escapes(t, b);
}

char *prak_emit_members(const struct prak_task *t, const struct prak_grid *g, size_t row, size_t n, char *o)
{
    const uint32_t *at = g->at + row * g->width;

    if (is_marked(g, at))
        return NULL;
    return g->quotes ? json_easy(&t->emit, n, g, at, true, o) : json_easy(&t->emit, n, g, at, false, o);
}

static int json_rows(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e)
{
    const struct prak_grid *g = b->grid;
    const size_t width = g->width;

    for (size_t i = 0; i < n; i++) {
        const size_t row = rows ? rows[i] : i;
        const uint32_t *at = g->at + row * width;
        if (is_marked(g, at)) {
            if (prak_emit_row(t, b, row, e) < 0)
                return -1;
            continue;
        }
        if (prak_buf_reserve(&t->out, at[width - 1] - (at[-1] + 1) + t->emit.room))
            return prak_fail_memory(e);
        char *o = t->out.p + t->out.n;
        const size_t all = t->emit.npiece;
        o = g->quotes ? json_easy(&t->emit, all, g, at, true, o) : json_easy(&t->emit, all, g, at, false, o);
        memcpy(o, "}\n", 2);
        t->out.n = (size_t)(o + 2 - t->out.p);
    }
    return 0;
}

/* May rows be written by csv_rows, or by json_rows? */
static bool is_plain(struct prak_task *t, const struct prak_batch *b)
{
    if (!t->emit.plain || b->grid->returns)
        return false;
    if (is_json(t->run->out_format))
        return t->run->out_format == PRAK_JSONL && no_escapes(t, b);
    return !b->grid->quotes;
}

/* ---- rows ---- */

void prak_emit_flush(struct prak_task *t)
{
    if (t->span_n)
        prak_buf_add(&t->out, t->span, t->span_n);
    t->span_n = 0;
}

int prak_emit_row(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    int rc = 0;

    if (b && b->grid && t->emit.quick && !t->other_format)
        rc = is_json(t->run->out_format) ? json_row(t, b, row, e) : csv_row(t, b->grid, row, e);
    else if (b && b->lines && t->emit.quick && !t->other_format)
        rc = prak_emit_line(t, b, row, e);
    return rc ? rc : write_cells(t, b, row, e);
}

int prak_emit(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    prak_emit_flush(t);
    const size_t start = t->out.n;
    if (prak_emit_row(t, b, row, e) < 0)
        return -1;
    if (t->run->nslot)
        memset(t->slot_set, 0, t->run->nslot);
    prak_note_emitted(t, b, row, start);
    return 0;
}

/* All rows of the batch leave as the bytes of the block that they are. */
static void put_span(struct prak_task *t, const struct prak_batch *b)
{
    const struct prak_record last = prak_batch_record(b, b->nrow - 1);
    const char *from = prak_batch_record(b, 0).p;
    const size_t n = (size_t)(last.p + last.n + 1 - from);

    if (t->span_n && t->span + t->span_n == from) {
        t->span_n += n;
        return;
    }
    prak_emit_flush(t);
    if (t->out.n) { /* one write is worth more than a copy saved */
        prak_buf_add(&t->out, from, n);
        return;
    }
    t->span = from;
    t->span_n = n;
}

bool prak_emit_copies(const struct prak_task *t, const struct prak_batch *b)
{
    const struct prak_run *r = t->run;

    if (!t->emit.quick || t->other_format || t->emit.set)
        return false;
    if (b->lines)
        return t->emit.same && b->lines->canonical;
    return b->grid && t->emit.identity && r->out.n > 1 && !b->grid->quotes && !b->grid->returns;
}

bool prak_emit_unquotes(const struct prak_task *t, const struct prak_batch *b)
{
    const struct prak_run *r = t->run;

    return t->emit.quick && !t->other_format && !r->nslot && b->grid && b->grid->quotes && !b->grid->returns && r->identity &&
           r->out.n > 1 && r->out.n == b->grid->width && (r->out_format == PRAK_CSV || r->out_format == PRAK_TSV);
}

/* ---- */

static int emit_many(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e)
{
    if (!rows && n == b->nrow && prak_emit_copies(t, b)) {
        put_span(t, b);
        return 0;
    }
    prak_emit_flush(t);
    if (b->lines)
        return prak_emit_lines(t, b, rows, n, e);
    if (prak_emit_is_bulk(t, b))
        return prak_emit_bulk(t, b, rows, n, NULL, e);
    if (is_plain(t, b))
        return is_json(t->run->out_format) ? json_rows(t, b, rows, n, e) : csv_rows(t, b, rows, n, e);
    for (size_t i = 0; i < n; i++)
        if (prak_emit_row(t, b, rows ? rows[i] : i, e) < 0)
            return -1;
    return 0;
}

static void swap_plans(struct prak_task *t)
{
    const struct prak_emit_plan emit = t->emit;

    t->emit = t->came;
    t->came = emit;
}

/* The same as note_used of each; rows NULL: the first n. */
static void note_all(struct prak_task *t, const uint32_t *rows, size_t n)
{
    uint8_t *const state = t->state;
    uint64_t used = 0;

    for (size_t i = 0; i < n; i++) {
        const size_t row = rows ? rows[i] : i;
        used += !(state[row] & PRAK_ROW_EMITTED);
        state[row] |= PRAK_ROW_EMITTED;
    }
    t->rows_used += used;
}

int prak_emit_rows(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e)
{
    const struct prak_run *r = t->run;
    const bool set = t->emit.set;

    if (!(b->grid || b->lines) || !t->emit.quick || t->other_format || r->nfirst || t->group || (set && !t->came.quick)) {
        for (size_t i = 0; i < n; i++)
            if (prak_emit(t, b, rows ? rows[i] : i, e))
                return -1;
        return 0;
    }
    if (set) /* none was */
        swap_plans(t);
    const int failed = emit_many(t, b, rows, n, e);
    if (set)
        swap_plans(t);
    if (failed)
        return -1;
    note_all(t, rows, n);
    t->rows_out += n;
    return 0;
}

static int need_every(struct prak_task *t, struct prak_err *e)
{
    if (t->every)
        return 0;
    t->every = malloc(PRAK_BATCH_ROWS * sizeof *t->every);
    for (uint32_t i = 0; t->every && i < PRAK_BATCH_ROWS; i++)
        t->every[i] = i;
    return t->every ? 0 : prak_fail_memory(e);
}

int prak_emit_until(struct prak_task *t, const struct prak_batch *b, const uint8_t *marked, size_t *row,
                    const struct prak_expr *condition, unsigned no, unsigned missing, struct prak_err *e)
{
    const struct prak_eval ev = { .arena = t->arena };
    const size_t from = *row;
    const uint8_t *mark = from < b->nrow ? memchr(marked + from, 1, b->nrow - from) : NULL;
    struct prak_batch part = *b;
    struct prak_err ignored;
    uint64_t unknown = 0;
    size_t n = 0;

    *row = part.nrow = mark ? (size_t)(mark - marked) : b->nrow;
    if (*row == from || need_every(t, e))
        return *row == from ? 0 : -1;
    if (!condition)
        return prak_emit_rows(t, b, *row - from == b->nrow ? NULL : t->every + from, *row - from, e);
    uint32_t *hold = prak_arena_take(t->arena, (*row - from + 1) * sizeof *hold, e);
    if (!hold)
        return -1;
    *row = prak_expr_test_batch(condition, &part, from, &ev, hold, &n, &unknown, &ignored);
    prak_count(t, no, *row - from - n - unknown);
    prak_count(t, missing, unknown);
    return n ? prak_emit_rows(t, b, n == b->nrow ? NULL : hold, n, e) : 0;
}

static int emit_some(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n,
                     const struct prak_first_of *only, struct prak_err *e)
{
    return only ? prak_emit_first(t, b, rows, n, only, e) : prak_emit_rows(t, b, rows, n, e);
}

int prak_emit_where(struct prak_task *t, const struct prak_batch *b, const struct prak_expr *condition, unsigned no,
                    unsigned missing, const struct prak_first_of *only, struct prak_err *e)
{
    const struct prak_eval ev = { .arena = t->arena };
    size_t n = 0, from = 0, rejected = 0;
    uint64_t unknown = 0;

    if (!condition)
        return emit_some(t, b, NULL, b->nrow, only, e);
    uint32_t *hold = prak_arena_array(t->arena, b->nrow ? b->nrow : 1, sizeof *hold, e);
    if (!hold)
        return -1;
    for (; (from = prak_expr_test_batch(condition, b, from, &ev, hold, &n, &unknown, e)) < b->nrow; from++) {
        if (prak_reject_err(t, b, from, "type-error", e)) {
            struct prak_err ignored = { 0 }; /* what comes before the fault leaves */
            prak_count(t, no, from - n - unknown - rejected);
            prak_count(t, missing, unknown);
            (void)emit_some(t, b, hold, n, only, &ignored);
            return -1;
        }
        rejected++;
    }
    prak_count(t, no, b->nrow - n - unknown - rejected);
    prak_count(t, missing, unknown);
    return emit_some(t, b, hold, n, only, e);
}
