/*
 * csv_say.h - everything that can be seen of a reading of CSV, as text: by the reader and the cutter, and by csv_ref.
 * For tests/unit/test_csv.c and tests/fuzz/fuzz_csv.c, which say what assert_true and assert_int_equal do.
 */
#ifndef PRAK_TESTS_CSV_SAY_H
#define PRAK_TESTS_CSV_SAY_H
#include "io/csv_ref.h"

#include "say.h"

/*
 * How say reads: the kernel of the scan (NULL: the best one), whether it does without what a grid tells, and whether it
 * says of rows no more than their lines and numbers; then whether they are read for nothing but these. From a file, so
 * many pieces of it at a time; 0: from a feed.
 */
struct way {
    const struct prak_scanner *scanner;
    bool lean, lines, bare;
    size_t pieces;
};
static struct way way;

static void say_fault(struct prak_buf *out, const struct prak_err *e)
{
    prak_buf_fmt(out, "! %llu:%llu %s\n", (unsigned long long)e->line, (unsigned long long)e->byte, e->msg);
}

static void say_cells(struct prak_buf *out, uint64_t line, uint64_t record, const struct prak_slice *cells, size_t n)
{
    prak_buf_fmt(out, "%llu %llu", (unsigned long long)line, (unsigned long long)record);
    for (size_t k = 0; k < n; k++) {
        prak_buf_fmt(out, " %u:", cells[k].n);
        prak_buf_add(out, cells[k].p, cells[k].n);
    }
    prak_buf_byte(out, '\n');
}

/* What the slices promise: plain cells need no quotes, canonical records are what the writer writes. */
static void check_row(const struct prak_writer *w, const struct prak_record *r, bool lean, const struct prak_slice *cells)
{
    struct prak_buf again = { 0 };
    char separator = (char)(w->format == PRAK_TSV ? '\t' : ',');

    for (size_t k = 0; k < w->schema->n; k++) {
        if (cells[k].plain)
            assert_true(!prak_csv_needs_quotes(cells[k].p, cells[k].n, separator, false));
        prak_write_cell(w, &again, k, &cells[k]);
    }
    if (w->format != PRAK_SEMICOLON && !lean)
        assert_int_equal(r->canonical, again.n == r->n && memcmp(again.p, r->p, r->n) == 0 &&
                                           !(w->schema->n == 1 && cells[0].n == 0));
    prak_buf_free(&again);
}

/* The same cells by the grid, which also says which of them need their quotes. */
static void check_grid(const struct prak_batch *b, size_t row, char separator, const struct prak_slice *cells, size_t n)
{
    const struct prak_grid *g = b->grid;

    assert_int_equal(g->width, n);
    for (size_t k = 0; k < n; k++) {
        const uint32_t *at = g->at + row * n + k;
        size_t from = (size_t)(at[-1] + 1), to = at[0];

        to -= g->returns && k + 1 == n && to > from && g->p[to - 1] == '\r';
        if (to > from && g->p[from] == '"') {
            assert_true(g->quotes && g->p[to - 1] == '"');
            assert_int_equal(prak_grid_special(g->special, from + 1, to - 1),
                             cells[k].n && prak_csv_needs_quotes(cells[k].p, cells[k].n, separator, false));
        } else {
            assert_true(to - from == cells[k].n && memcmp(g->p + from, cells[k].p, to - from) == 0);
        }
    }
}

/* A row of the grid without its quotes, where none is needed, is its cells. */
static void check_unquote(const struct prak_batch *b, size_t row, char separator, const struct prak_slice *cells, size_t n)
{
    const struct prak_grid *g = b->grid;
    const uint32_t *at = g->at + row * n;
    const size_t from = (size_t)(at[-1] + 1), to = at[n - 1];
    char *room = calloc(1, to - from + 64), *end;
    size_t length = 0;

    if (!g->returns && !prak_grid_special(g->special, from, to)) {
        end = g->unquote(room, g->p + from, to - from);
        for (size_t k = 0; k < n; k++) {
            assert_true(memcmp(room + length, cells[k].p, cells[k].n) == 0);
            length += cells[k].n;
            assert_true(k + 1 == n || room[length] == separator);
            length += k + 1 < n;
        }
        assert_true(room + length == end);
    }
    free(room);
}

static int say_block(struct prak_buf *out, struct prak_cutter *c, const struct prak_writer *w, struct prak_err *e)
{
    struct prak_batch b = { 0 };
    struct prak_fault f;
    size_t n = w->schema->n;
    struct prak_slice *cells = calloc(n, sizeof *cells);
    int rc;

    while ((rc = prak_cutter_next(c, &b, &f, e)) > 0) {
        for (size_t r = 0; r < b.nrow; r++) {
            if (way.lines) {
                prak_buf_fmt(out, "%llu %llu\n", (unsigned long long)b.line[r], (unsigned long long)(b.first_record + r));
                continue;
            }
            assert_int_equal(prak_cutter_record(c, &b, r, cells, e), 0);
            if (b.grid) {
                check_grid(&b, r, prak_separator(w->format), cells, n);
                check_unquote(&b, r, prak_separator(w->format), cells, n);
            }
            for (size_t k = 0; k < n && !(way.lean && b.grid); k++) {
                const struct prak_slice *s = &b.cell[k][r];
                assert_true(s->n == cells[k].n && memcmp(s->p, cells[k].p, s->n) == 0);
            }
            const struct prak_record record = prak_batch_record(&b, r);
            check_row(w, &record, way.lean && b.grid, cells);
            say_cells(out, b.line[r], b.first_record + r, cells, n);
        }
        if (f.recno)
            prak_buf_fmt(out, "%llu %llu fault %zu %.*s\n", (unsigned long long)f.line, (unsigned long long)f.recno,
                         f.fields, (int)f.record.n, f.record.p);
    }
    free(cells);
    return rc;
}

static void say_ready(struct prak_cutter *c)
{
    if (way.bare)
        prak_cutter_bare(c);
}

/* Everything that can be seen of a reading, as text. */
static void say(struct prak_buf *out, const char *p, size_t n, const struct prak_reader_options *o, size_t step)
{
    const struct say_form form = { "x.csv", way.scanner, way.lean, way.lines, say_ready, say_block, say_fault, way.pieces };

    say_reading(&form, out, p, n, o, step);
}

/* Rows that are only counted have the lines, numbers and faults that they have when they are read. */
static void say_bare(struct prak_buf *want, struct prak_buf *got, const char *p, size_t n,
                     const struct prak_reader_options *o, size_t step)
{
    const struct prak_scanner *scanner = way.scanner;

    way = (struct way){ .scanner = scanner, .lines = true };
    say(want, p, n, o, step);
    way.bare = true;
    say(got, p, n, o, step);
}

static bool rest_is_blank(const char *p, size_t n)
{
    while (n && (*p == '\n' || (n > 1 && *p == '\r' && p[1] == '\n'))) {
        size_t k = *p == '\n' ? 1 : 2;
        p += k;
        n -= k;
    }
    return n == 0;
}

/* The same text from csv_ref alone, record by record over the whole input. */
static void say_ref(struct prak_buf *out, const char *p, size_t n, char separator, const struct prak_limits *l)
{
    struct prak_csv_ref *c = prak_csv_ref_new(separator, l);
    struct prak_slice cells[64];
    const struct prak_str *cell;
    size_t width = 0, ncell;
    uint64_t line = 1, record = 0;
    ptrdiff_t got = 0;
    struct prak_err e;

    out->n = 0;
    for (; n > 0 || record == 0; p += got, n -= (size_t)got, record++) {
        if (width > 1 && rest_is_blank(p, n))
            break;
        got = prak_csv_ref_record(c, p, n, 1, &cell, &ncell, &e);
        if (got >= 0 && n == 0) {
            got = prak_fail(&e, PRAK_EDATA, "empty input, no header");
            e.byte = e.line = 1;
        }
        if (got > 0 && record == 0) {
            width = ncell;
            if (ncell == 1 && cell[0].n == 0)
                got = prak_fail(&e, PRAK_EDATA, "no header (blank first line)");
            else if (prak_csv_ref_names(cell, ncell, &e))
                got = -1;
        } else if (got > 0 && ncell != width) {
            got = prak_fail(&e, PRAK_EDATA, "record has %zu field%s, header has %zu", ncell, ncell == 1 ? "" : "s",
                            width);
        }
        if (got < 0) {
            e.line += line - (e.line ? 1 : 0);
            e.byte += e.byte ? 0 : 1;
            say_fault(out, &e);
            break;
        }
        for (size_t k = 0; k < ncell; k++) {
            cells[k] = (struct prak_slice){ cell[k].p, (uint32_t)cell[k].n, 0, 0 };
            if (record == 0)
                prak_buf_fmt(out, "%.*s|", (int)cell[k].n, cell[k].p);
        }
        if (record == 0)
            prak_buf_byte(out, '\n');
        else
            say_cells(out, line, record, cells, ncell);
        for (ptrdiff_t i = 0; i < got; i++)
            line += p[i] == '\n';
    }
    if (got >= 0)
        prak_buf_text(out, "= ok\n");
    prak_buf_cstr(out);
    prak_csv_ref_free(c);
}
#endif
