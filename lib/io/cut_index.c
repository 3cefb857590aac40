/*
 * cut_index.c - rows from the index of a scan: when every width-th place is a line feed and no other is, the cells of a
 * column are one load away.
 */
#include <string.h>

#include "io/private.h"
#include "io/write.h"

#define STEP_AFTER_FAULT ((size_t)1 << 10) /* bytes scanned behind an irregular record; four times more each time it goes well */
#define PLACED_ROWS      128               /* of all columns in turn, while their places are near */
#define GRID_ROWS        64                /* fewer regular rows of fewer bytes before an irregular record are not worth a batch */
#define GRID_BYTES       ((size_t)32 << 10)

/*
 * Where a column's cells are all quoted, or none is, their text need not be looked at for it. Sixteen columns at a time;
 * what is read behind the last row says nothing.
 */
static void find_quoted(struct prak_cutter *c)
{
    const struct prak_scan *s = &c->scan;
    size_t next = 0;

    for (const struct prak_slot *slot = c->slot; slot->column != SIZE_MAX; slot++) {
        const size_t first = slot->column & ~(size_t)15;
        uint64_t all[2] = { UINT64_MAX, UINT64_MAX }, any[2] = { 0, 0 };

        if (slot->lazy || slot->column < next)
            continue;
        next = first + 16;
        for (const uint8_t *q = s->quoted + first, *end = q + c->row_n * c->width; q < end; q += c->width) {
            uint64_t w[2];
            memcpy(w, q, 16);
            all[0] &= w[0];
            all[1] &= w[1];
            any[0] |= w[0];
            any[1] |= w[1];
        }
        uint8_t every[16], some[16];
        memcpy(every, all, 16);
        memcpy(some, any, 16);
        for (size_t k = 0; k < 16 && first + k < c->width; k++) /* of lazy ones, too, is no harm */
            c->quoted[first + k] = every[k] ? PRAK_QUOTED_ALL : some[k] ? PRAK_QUOTED_SOME : PRAK_QUOTED_NONE;
    }
}

/* Scans from c->at on; false: the record there is not regular. */
static bool scan_on(struct prak_cutter *c)
{
    struct prak_scan *s = &c->scan;

    for (;;) {
        const size_t left = (size_t)(c->end - c->at), n = left < c->step ? left : c->step;

        c->window = c->at;
        c->row_at = c->inner_at = 0;
        c->irregular = false;
        c->scanner->scan(c->window, n, c->separator, s);
        c->row_n = prak_cut_rows(c);
        c->irregular = c->irregular || s->clean < n || n == left;
        if (c->row_n || c->irregular || n == PRAK_SCAN_WINDOW)
            break;
        c->step *= 4; /* the record is longer */
    }
    c->step = c->irregular ? STEP_AFTER_FAULT : c->step < PRAK_SCAN_WINDOW ? c->step * 4 : c->step;
    if (s->quotes && c->row_n)
        find_quoted(c);
    return c->row_n > 0;
}

/* A record in a window with quotes: is every quoted cell one that needs them? */
static bool is_canonical(const struct prak_cutter *c, const uint32_t *at)
{
    const struct prak_scan *s = &c->scan;
    const char *p = c->window;

    for (size_t k = 0; k < c->width; k++) {
        const size_t from = (size_t)(at[(ptrdiff_t)k - 1] + 1) + 1;
        size_t to = at[k];

        if (p[from - 1] != '"')
            continue;
        to -= p[to - 1] == '\r' && k + 1 == c->width;
        to--;
        if (!prak_grid_special(s->special, from, to) &&
            (to == from || k > 0 || !prak_csv_needs_quotes(p + from, to - from, c->separator, true)))
            return false;
    }
    return true;
}

/* to[*r] … to[end - 1] become next, next + 1 …; returns the one behind. */
static inline uint64_t put_numbers(uint64_t *to, size_t *r, size_t end, uint64_t next)
{
    size_t i = *r;

    for (; i + 8 <= end; i += 8, next += 8)
        for (unsigned k = 0; k < 8; k++)
            to[i + k] = next + k;
    for (; i < end; i++)
        to[i] = next++;
    *r = i;
    return next;
}

/* The lines of n rows: line feeds inside quotes, which only marked rows have, put those behind them further down. */
static void put_lines(struct prak_cutter *c, uint64_t *line, size_t n, const uint32_t *at)
{
    const struct prak_scan *s = &c->scan;
    uint64_t next = c->next_line;
    size_t k = c->marked_at;

    for (size_t r = 0;;) {
        const bool some = !c->records_only && c->inner_at < s->ninner && k < c->nmarked && c->marked[k] < c->row_at + n;
        const size_t to = some ? c->marked[k++] + 1 - c->row_at : n;

        next = put_numbers(line, &r, to, next);
        if (!some)
            break;
        for (; c->inner_at < s->ninner && *(s->inner - c->inner_at - 1) < at[to * c->width - 1]; c->inner_at++)
            next++;
    }
    c->next_line = next;
}

/* The records of n rows that begin at `at`. */
static void put_records(struct prak_cutter *c, size_t row, size_t n, const uint32_t *at)
{
    const struct prak_scan *s = &c->scan;
    const size_t width = c->width;
    const uint8_t canonical = c->format != PRAK_SEMICOLON;
    struct prak_record *record = c->record + row;
    const char *p = c->window;

    const uint32_t *end = at + width - 1;
    uint32_t from = at[-1] + 1;
    for (size_t r = 0; r < n; r++, end += width) {
        const uint32_t to = *end;
        record[r].p = p + from;
        record[r].n = to - from;
        record[r].canonical = canonical;
        from = to + 1;
    }
    for (size_t r = 0; s->returns && r < n; r++)
        record[r].n -= record[r].n && record[r].p[record[r].n - 1] == '\r';
    for (size_t r = 0; width == 1 && r < n; r++)
        record[r].canonical = canonical && record[r].n > 0;
    for (size_t r = 0; s->quotes && canonical && r < n; r++)
        record[r].canonical = record[r].canonical && is_canonical(c, at + r * width);
}

/* A quoted cell whose text is p[from..to). */
static int put_quoted(struct prak_cutter *c, size_t from, size_t to, struct prak_slice *cell, struct prak_err *e)
{
    const char *p = c->window + from, *end = c->window + to;
    size_t doubled = 0;

    *cell = (struct prak_slice){ p, (uint32_t)(to - from), 0, c->format == PRAK_CSV };
    if (!prak_grid_special(c->scan.special, from, to))
        return 0;
    cell->plain = 0;
    for (const char *q = p; q < end && (q = memchr(q, '"', (size_t)(end - q))) != NULL; q += 2)
        doubled++;
    cell->n -= (uint32_t)doubled;
    if (doubled)
        cell->p = prak_undouble(c->arena, p, end, e);
    return cell->p ? 0 : -1;
}

/* One column of rows without CR; quotes around cells go. */
__attribute__((always_inline)) static inline void put_cells(const char *p, enum prak_quoted quoted, const uint32_t *at,
                                                            size_t width, size_t n, struct prak_slice form,
                                                            struct prak_slice *cell)
{
    for (size_t r = 0; r < n; r++, at += width) {
        const uint32_t from = at[-1] + 1;
        const uint32_t quote = quoted == PRAK_QUOTED_SOME ? p[from] == '"' : quoted == PRAK_QUOTED_ALL;

        form.p = p + from + quote;
        form.n = at[0] - from - 2 * quote;
        cell[r] = form;
    }
}

/* One cell; cut: its row may end in CRLF. */
static int put_cell(struct prak_cutter *c, const uint32_t *at, bool cut, struct prak_slice form, struct prak_slice *cell,
                    struct prak_err *e)
{
    const char *p = c->window;
    const uint32_t from = at[-1] + 1;
    uint32_t to = at[0];

    to -= cut && to > from && p[to - 1] == '\r';
    if (c->scan.quotes && p[from] == '"')
        return put_quoted(c, from + 1, to - 1, cell, e);
    form.p = p + from;
    form.n = to - from;
    *cell = form;
    return 0;
}

/* One column of n rows that begin at `at`, the row-th of the window. */
static int put_column(struct prak_cutter *c, const struct prak_slot *slot, struct prak_slice *cell, size_t row, size_t n,
                      const uint32_t *at, const uint16_t *marked, size_t nmarked, struct prak_err *e)
{
    const struct prak_scan *s = &c->scan;
    const size_t width = c->width;
    const bool cut = s->returns && slot->column + 1 == width;
    const enum prak_quoted quoted = s->quotes ? c->quoted[slot->column] : PRAK_QUOTED_NONE;
    const struct prak_slice form = { NULL, 0, 0, c->format == PRAK_CSV };
    size_t r = 0;

    at += slot->column;
    for (; cut && r < n; r++)
        if (put_cell(c, at + r * width, true, form, &cell[r], e))
            return -1;
    if (cut)
        return 0;
    if (c->scanner->cells)
        r = c->scanner->cells(c->window, quoted, at, width, n, form, cell);
    if (quoted == PRAK_QUOTED_NONE)
        put_cells(c->window, PRAK_QUOTED_NONE, at + r * width, width, n - r, form, cell + r);
    else if (quoted == PRAK_QUOTED_ALL)
        put_cells(c->window, PRAK_QUOTED_ALL, at + r * width, width, n - r, form, cell + r);
    else
        put_cells(c->window, PRAK_QUOTED_SOME, at + r * width, width, n - r, form, cell + r);
    for (size_t k = 0; quoted != PRAK_QUOTED_NONE && k < nmarked; k++)
        if (put_cell(c, at + (marked[k] - row) * width, false, form, &cell[marked[k] - row], e))
            return -1;
    return 0;
}

/* Some rows at a time, so that their places are still near for the next column. */
static int put_columns(struct prak_cutter *c, size_t row, size_t n, const uint32_t *at, bool grid, struct prak_err *e)
{
    const uint16_t *marked = c->marked + c->marked_at, *const end = c->marked + c->nmarked;

    for (size_t from = 0; from < n; from += PLACED_ROWS) {
        const size_t some = n - from < PLACED_ROWS ? n - from : PLACED_ROWS, first = c->row_at + from;
        size_t many = 0;

        while (marked + many < end && marked[many] < first + some)
            many++;
        for (const struct prak_slot *s = c->slot; s->column != SIZE_MAX; s++)
            if (!(grid && s->lazy) &&
                put_column(c, s, s->base + row + from, first, some, at + from * c->width, marked, many, e))
                return -1;
        marked += many;
    }
    return 0;
}

/* Rows of which nothing but their number and lines is wanted; 0: they must be looked at one by one. */
static ptrdiff_t cut_bare(struct prak_cutter *c, size_t row, size_t most)
{
    const size_t left = (size_t)(c->end - c->at), window = left < c->step ? left : c->step;
    uint64_t *line = c->line + row, next = c->next_line;
    size_t n;

    if (c->bare_at == c->bare_n) {
        c->bare_at = c->bare_n = c->inner_at = 0;
        c->bare_n = c->scanner->rows(c->at, window, c->separator, c->width, &c->scan);
        if (!c->bare_n)
            return 0;
        c->step = c->step < PRAK_SCAN_WINDOW ? c->step * 4 : c->step;
    }
    n = c->bare_n - c->bare_at < most ? c->bare_n - c->bare_at : most;
    for (size_t r = 0;;) {
        const bool some = !c->records_only && c->inner_at < c->scan.ninner;
        const size_t to = some ? *(c->scan.inner - c->inner_at - 1) + 1 - c->bare_at : n;

        next = put_numbers(line, &r, to < n ? to : n, next);
        if (!some || r < to)
            break;
        next++;
        c->inner_at++;
    }
    c->next_line = next;
    c->next_record += n;
    c->bare_at += n;
    if (c->bare_at == c->bare_n)
        c->at += c->scan.clean;
    return (ptrdiff_t)n;
}

ptrdiff_t prak_cut_index(struct prak_cutter *c, size_t row, size_t most, bool *grid, struct prak_err *e)
{
    size_t n;
    const uint32_t *at;

    if (c->bare && c->row_at == c->row_n && !c->irregular) {
        const ptrdiff_t got = cut_bare(c, row, most);
        if (got)
            return got;
    }
    if (c->row_at == c->row_n && (c->irregular || !scan_on(c)))
        return 0;
    n = c->row_n - c->row_at < most ? c->row_n - c->row_at : most;
    at = c->scan.at + c->row_at * c->width;
    const char *end = c->window + at[n * c->width - 1] + 1;
    *grid = row == 0 && (n >= GRID_ROWS || (size_t)(end - c->at) >= GRID_BYTES || end == c->end);
    if (put_columns(c, row, n, at, *grid, e))
        return -1;
    put_lines(c, c->line + row, n, at);
    if (!c->unread && !(*grid && c->lean))
        put_records(c, row, n, at);
    if (*grid)
        c->grid = (struct prak_grid){ .p = c->window, .at = at, .width = c->width, .quotes = c->scan.quotes,
                                      .returns = c->scan.returns, .controls = c->scan.controls,
                                      .canonical = c->format != PRAK_SEMICOLON,
                                      .unquote = c->scanner->unquote, .special = c->scan.special };
    c->row_at += n;
    while (c->marked_at < c->nmarked && c->marked[c->marked_at] < c->row_at)
        c->marked_at++;
    c->next_record += n;
    c->at = end;
    return (ptrdiff_t)n;
}
