/*
 * cut_lines.c - rows of JSON Lines from the index of a scan, as long as the lines have one shape: the keys, and what
 * stands round them, of the line that was read last by itself.
 */
#include <stdlib.h>
#include <string.h>

#include "io/private.h"
#include "io/write.h"

#define STEP_AFTER_FAULT ((size_t)1 << 10) /* as in cut_index.c */
#define GRID_ROWS        16
#define WINDOW           ((size_t)16 << 10) /* what is scanned, checked and written stays in the nearest cache */
#define WINDOW_ROWS      64                 /* unless lines are so long that fewer are in it */
#define SEAM             64
#define ROWS_AT_ONCE     32

int prak_line_scan_init(struct prak_line_scan *s)
{
    const size_t places = 16 + PRAK_SCAN_WINDOW + 128, words = PRAK_SCAN_WINDOW / 64 + 2;
    uint32_t *room = calloc(1, places * sizeof *room + 2 * words * sizeof *s->quotes);

    *s = (struct prak_line_scan){ .room = room };
    if (!room)
        return -1;
    s->quotes = (uint64_t *)(void *)(room + places);
    s->special = s->quotes + words;
    s->at = room + 16;
    s->at[-1] = UINT32_MAX;
    return 0;
}

void prak_line_scan_free(struct prak_line_scan *s)
{
    free(s->room);
    *s = (struct prak_line_scan){ 0 };
}

/* ---- the shape ---- */

int prak_shape_init(struct prak_shape *h, size_t width)
{
    h->cell = calloc(width + 1, sizeof *h->cell);
    h->cell_of = calloc(width + 1, sizeof *h->cell_of);
    h->skip = calloc(width + 1, sizeof *h->skip);
    h->texts = calloc(width + 1, sizeof *h->texts);
    h->strings = calloc(width + 1, sizeof *h->strings);
    h->lead = calloc(width + 1, sizeof *h->lead);
    h->window = WINDOW;
    return h->cell && h->cell_of && h->skip && h->texts && h->strings && h->lead ? prak_line_scan_init(&h->scan) : -1;
}

void prak_shape_free(struct prak_shape *h)
{
    prak_line_scan_free(&h->scan);
    free(h->cell);
    free(h->cell_of);
    free(h->skip);
    free(h->texts);
    free(h->strings);
    free(h->lead);
    prak_buf_free(&h->text);
}

/* Are the keys those of the columns, in their order and as the writer writes them? */
static bool is_canonical(const struct prak_cutter *c)
{
    const struct prak_shape *h = &c->shape;
    struct prak_buf key = { 0 };
    bool same = h->n == c->width && h->is.tail == 1;

    for (size_t k = 0; same && k < h->n; k++) {
        key.n = 0;
        prak_buf_text(&key, k ? "" : "{");
        prak_json_put_string(&key, c->schema->name[k].p, c->schema->name[k].n);
        prak_buf_byte(&key, ':');
        same = !key.failed && h->lead[k].n == key.n && memcmp(h->lead[k].text, key.p, key.n) == 0;
    }
    prak_buf_free(&key);
    return same;
}

/* The leads, when the record has them, as text one behind another. */
static bool collect(struct prak_shape *h, const char *p, const char *end)
{
    const char *from = p;

    h->text.n = 0;
    if (h->seen == 0 || end[-1] != '\n' || (size_t)(end - h->cell[h->seen - 1].end) > sizeof h->tail)
        return false;
    for (size_t i = 0; i < h->seen; i++) {
        if (i && *from++ != ',') /* white space before it: no value of the next line ends at its comma */
            return false;
        prak_buf_add(&h->text, from, (size_t)(h->cell[i].value - from));
        h->skip[i] = (uint32_t)(h->cell[i].value - from);
        from = h->cell[i].end;
    }
    if (!h->text.failed)
        return true;
    h->text.failed = false; /* slower is no fault */
    return false;
}

static void set_lead(struct prak_shape *h, size_t i, const char *text, bool string)
{
    struct prak_lead *l = &h->lead[i];
    size_t room;

    *l = (struct prak_lead){ .text = text, .n = h->skip[i], .string = string };
    if (i && h->lead[i - 1].string)
        l->seam[l->back++] = '"';
    if (i)
        l->seam[l->back++] = ',';
    room = SEAM - l->back;
    memcpy(l->seam + l->back, text, l->n < room ? l->n : room);
    l->whole = l->n + l->string <= room;
    l->seam_n = l->whole ? l->back + l->n + l->string : SEAM;
    if (l->whole && l->string)
        l->seam[l->seam_n - 1] = '"';
}

void prak_shape_learn(struct prak_cutter *c, const char *p, const char *end)
{
    struct prak_shape *h = &c->shape;
    const char *text, *last;

    h->n = 0;
    if (!collect(h, p, end))
        return;
    text = h->text.p;
    for (size_t k = 0; k < c->width; k++)
        h->cell_of[k] = UINT32_MAX;
    for (size_t i = 0; i < h->seen; i++) {
        set_lead(h, i, text, *h->cell[i].value == '"');
        text += h->lead[i].n;
        h->cell_of[h->cell[i].column] = (uint32_t)i;
    }
    last = h->cell[h->seen - 1].end;
    h->n = h->seen;
    h->is = (struct prak_lines){ .width = h->n, .cell_of = h->cell_of, .lead = h->skip, .strings = h->strings, .tail = (size_t)(end - 1 - last),
                                 .returns = end - 1 > last && end[-2] == '\r', .special = h->scan.special, .values = c->scanner->values };
    memcpy(h->tail, last, h->is.tail);
    h->canonical = is_canonical(c);
}

/* ---- rows that have it ---- */

/* How many rows from the first on have as many cells, and the bytes behind the last. */
static size_t count_ends(const struct prak_shape *h, const char *p)
{
    const struct prak_line_scan *s = &h->scan;
    const uint32_t *end = s->at + h->n - 1;
    const char last = h->tail[h->is.tail - 1];
    size_t n = s->n / h->n, r = 0;

    for (; r < n; r++, end += h->n)
        if (p[*end] != '\n' || *end < h->is.tail || p[*end - 1] != last ||
            (h->is.tail > 1 && memcmp(p + *end - h->is.tail, h->tail, h->is.tail) != 0))
            break;
    if (s->ends == r)
        return r;
    n = r; /* some line feed is elsewhere */
    for (r = 0; r < n; r++)
        for (size_t k = 0; k + 1 < h->n; k++)
            if (p[s->at[r * h->n + k]] == '\n')
                return r;
    return n;
}

/* How many rows have two quotes for each key and each string. */
static size_t count_quoted(const struct prak_cutter *c, size_t n, size_t strings, bool all)
{
    const struct prak_shape *h = &c->shape;
    const struct prak_line_scan *s = &h->scan;
    const uint32_t *at = s->at;

    if (n && all && c->scanner->quotes(s, 0, at[n * h->n - 1]) == 2 * (n * h->n + strings))
        return n;
    for (size_t r = 0; r < n; r++, at += h->n) {
        size_t wanted = 2 * h->n;
        for (size_t k = 0; k < h->n; k++)
            wanted += *prak_lines_value(&h->is, at, k).p == '"' ? 2 : 0;
        if (c->scanner->quotes(s, at[-1] + 1, at[h->n - 1]) != wanted)
            return r;
    }
    return n;
}

/* Is there a backslash in the string (with its quotes)? */
static bool has_escape(const struct prak_line_scan *s, const char *p, struct prak_str v)
{
    const size_t from = (size_t)(v.p - p) + 1;

    return s->escapes && prak_grid_special(s->special, from, from + v.n - 2) && memchr(v.p, '\\', v.n);
}

/* Are the escapes of p[mark..end) some that the reader of one record takes? mark: the first; all are in strings. */
static bool are_escapes(const struct prak_line_scan *s, const char *p, size_t mark, size_t end)
{
    while (mark < end) {
        char room[4], *o = room;
        size_t n = 1;
        if (p[mark] == '\\')
            n = p[mark + 1] == '"' || p[mark + 1] == 'n' ? 2 : prak_json_unescape(p + mark, p + end, &o);
        if (n == 0)
            return false;
        mark = prak_lines_mark(s->special, mark + n, end);
    }
    return true;
}

/* How many rows have only strings whose escapes the reader of one record takes. */
static size_t count_escaped(const struct prak_cutter *c, size_t n)
{
    const struct prak_shape *h = &c->shape;
    const uint32_t *at = h->scan.at;
    const size_t end = n ? at[n * h->n - 1] : 0;

    for (size_t r = 0, mark = 0; h->scan.escapes && r < n; r++, at += h->n) {
        const uint32_t from = at[-1] + 1;
        if (mark < from || r == 0)
            mark = prak_lines_mark(h->scan.special, from, end);
        if (mark < at[h->n - 1] && !are_escapes(&h->scan, c->window, mark, at[h->n - 1]))
            return r;
    }
    return n;
}

/*
 * The line that was read by itself may have had null where the others have a string. What is expected changes only between
 * two windows: the end of a string is looked at with the next cell.
 */
static void expect(struct prak_shape *h, size_t n)
{
    for (size_t k = 0; k < h->n && n >= GRID_ROWS; k++) {
        const bool mostly = h->texts[k] * 2 > n;
        if (mostly == h->lead[k].string)
            continue;
        set_lead(h, k, h->lead[k].text, mostly);
        if (k + 1 < h->n)
            set_lead(h, k + 1, h->lead[k + 1].text, h->lead[k + 1].string);
    }
}

/* How many rows of the window have the shape. */
static size_t count_regular(struct prak_cutter *c)
{
    struct prak_shape *h = &c->shape;
    struct prak_strings strings = { 0 };
    const size_t all = h->n ? count_ends(h, c->window) : 0;
    size_t n = all;

    memset(h->strings, true, h->n);
    memset(h->texts, 0, h->n * sizeof *h->texts);
    for (size_t r = 0, most; r < n; r += most) { /* few rows at a time stay in the nearest cache */
        most = n - r < ROWS_AT_ONCE ? n - r : ROWS_AT_ONCE;
        for (size_t k = 0; k < h->n; k++) {
            const bool last = k + 1 == h->n;
            const size_t before = strings.n;
            const size_t good = c->scanner->column(c->window, h->scan.at + r * h->n + k, h->n, most, &h->lead[k],
                                                   last ? h->is.tail : 0, last, &strings);
            h->strings[k] = h->strings[k] && strings.n - before == good;
            h->texts[k] += (uint32_t)(strings.n - before);
            if (good < most)
                n = r + (most = good);
        }
    }
    n = count_quoted(c, n, strings.n, n == all);
    expect(h, n);
    h->is.canonical = h->canonical && !strings.other && !h->scan.empty && !h->scan.escapes;
    return count_escaped(c, n);
}

/* Scans from c->at on; false: the record there is not regular. */
static bool scan_on(struct prak_cutter *c)
{
    struct prak_shape *h = &c->shape;

    for (;;) {
        const size_t left = (size_t)(c->end - c->at), most = c->step < h->window ? c->step : h->window;
        const size_t n = left < most ? left : most;

        c->window = c->at;
        c->row_at = c->row_n = 0;
        c->scanner->lines(c->window, n, &h->scan);
        h->is.p = c->window;
        h->is.marked = h->scan.marked;
        h->is.escapes = h->scan.escapes;
        c->row_n = count_regular(c);
        c->irregular = h->scan.ends > c->row_n || h->scan.clean < n || n == left;
        if (n == h->window && n < PRAK_SCAN_WINDOW && h->scan.ends < WINDOW_ROWS)
            h->window *= 2;
        if (c->row_n || c->irregular || n == PRAK_SCAN_WINDOW)
            break;
        c->step *= 4; /* the record is longer */
    }
    c->step = c->irregular ? STEP_AFTER_FAULT : c->step < PRAK_SCAN_WINDOW ? c->step * 4 : c->step;
    return c->row_n > 0;
}

/* ---- their cells ---- */

static int put_column(struct prak_cutter *c, const struct prak_slot *slot, size_t row, size_t n, const uint32_t *at,
                      struct prak_err *e)
{
    const struct prak_shape *h = &c->shape;
    const struct prak_line_scan *s = &h->scan;
    const size_t k = h->cell_of[slot->column];
    struct prak_slice *cell = slot->base + row;

    for (size_t r = 0; r < n; r++, at += h->n) {
        struct prak_str v;
        if (k == UINT32_MAX) {
            cell[r] = (struct prak_slice){ c->window, 0, 0, 1 };
            continue;
        }
        v = prak_lines_value(&h->is, at, k);
        if (*v.p != '"') {
            cell[r] = (struct prak_slice){ v.p, *v.p == 'n' ? 0 : (uint32_t)v.n, *v.p != 'n', 1 };
            continue;
        }
        cell[r] = (struct prak_slice){ v.p + 1, (uint32_t)v.n - 2, 0, 1 };
        if (!s->marked || !prak_grid_special(s->special, (size_t)(v.p + 1 - c->window), (size_t)(v.p - 1 + v.n - c->window)))
            continue;
        cell[r].plain = 0;
        if (has_escape(s, c->window, v)) {
            struct prak_str text;
            if (prak_json_unquote(v.p, v.n, c->arena, &text, e) < 0)
                return -1;
            cell[r].p = text.p;
            cell[r].n = (uint32_t)text.n;
        }
    }
    return 0;
}

static void put_records(struct prak_cutter *c, size_t row, size_t n, const uint32_t *at)
{
    const struct prak_shape *h = &c->shape;

    for (size_t r = 0; r < n; r++, at += h->n) {
        const uint32_t from = at[-1] + 1;
        c->record[row + r] = (struct prak_record){ c->window + from, at[h->n - 1] - from - h->is.returns, 0 };
        c->line[row + r] = c->next_line + r;
    }
    c->next_line += n;
    c->next_record += n;
}

ptrdiff_t prak_cut_lines(struct prak_cutter *c, size_t row, size_t most, bool *grid, struct prak_err *e)
{
    struct prak_shape *h = &c->shape;
    const uint32_t *at;
    size_t n;

    if (c->row_at == c->row_n && (c->irregular || h->n == 0 || !scan_on(c)))
        return 0;
    n = c->row_n - c->row_at < most ? c->row_n - c->row_at : most;
    at = h->scan.at + c->row_at * h->n;
    *grid = row == 0 && (n >= GRID_ROWS || c->window + at[n * h->n - 1] + 1 == c->end);
    for (const struct prak_slot *s = c->slot; s->column != SIZE_MAX; s++)
        if (!(*grid && s->lazy) && put_column(c, s, row, n, at, e))
            return -1;
    put_records(c, row, n, at);
    if (*grid) {
        c->lines = h->is;
        c->lines.at = at;
    }
    c->row_at += n;
    c->at = c->window + at[n * h->n - 1] + 1;
    return (ptrdiff_t)n;
}
