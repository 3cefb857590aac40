/*
 * csv_say.h - everything that can be seen of a reading of CSV, as text: by the reader and the cutter, and by csv_ref.
 * For tests/unit/test_csv.c and tests/fuzz/fuzz_csv.c, which say what assert_true and assert_int_equal do.
 */
#ifndef PRAK_TESTS_CSV_SAY_H
#define PRAK_TESTS_CSV_SAY_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/csv_ref.h"
#include "io/private.h"
#include "io/reader.h"
#include "io/write.h"

/*
 * How say reads: the kernel of the scan (NULL: the best one), whether it does without what a grid tells, and whether it
 * says of rows no more than their lines and numbers; then whether they are read for nothing but these. From a file, so
 * many pieces of it at a time; 0: from a feed.
 */
#define MOST_PIECES 3
struct way {
    const struct prak_scanner *scanner;
    bool lean, lines, bare;
    size_t pieces;
};
static struct way way;

/* A source that gives at most `step` bytes at a time. */
struct bytes {
    const char *p;
    size_t n, at, step;
};

static ptrdiff_t bytes_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct bytes *b = state;

    (void)e;
    if (n > b->step)
        n = b->step;
    if (n > b->n - b->at)
        n = b->n - b->at;
    memcpy(p, b->p + b->at, n);
    b->at += n;
    return (ptrdiff_t)n;
}

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
            check_row(w, &b.record[r], way.lean && b.grid, cells);
            say_cells(out, b.line[r], b.first_record + r, cells, n);
        }
        if (f.recno)
            prak_buf_fmt(out, "%llu %llu fault %zu %.*s\n", (unsigned long long)f.line, (unsigned long long)f.recno,
                         f.fields, (int)f.record.n, f.record.p);
    }
    free(cells);
    return rc;
}

/* Pieces of a file as so many threads would read them, the last one first. */
struct pieces {
    struct prak_block block[MOST_PIECES];
    bool fetched[MOST_PIECES];
    size_t first, n;
};

static int next_block(struct prak_reader *r, struct pieces *x, struct prak_block **b, struct prak_err *e)
{
    int rc = PRAK_NONE;

    *b = &x->block[0];
    if (!way.pieces || !prak_reader_splits(r))
        return prak_reader_block(r, *b, e);
    while (rc == PRAK_NONE) {
        for (; x->n < way.pieces; x->n++) {
            const size_t i = (x->first + x->n) % way.pieces;
            assert_int_equal(prak_reader_ahead(r, &x->block[i], e), 0);
            x->fetched[i] = false;
        }
        for (size_t k = x->n; k-- > 0;) {
            const size_t i = (x->first + k) % way.pieces;
            if (!x->fetched[i])
                prak_reader_fetch(r, &x->block[i]);
            x->fetched[i] = true;
        }
        *b = &x->block[x->first];
        x->first = (x->first + 1) % way.pieces;
        x->n--;
        rc = prak_reader_join(r, *b, e);
    }
    return rc;
}

static int say_table(struct prak_buf *out, struct prak_reader *r, struct prak_arena *a, struct prak_err *e)
{
    struct prak_schema s = { .arena = a };
    struct pieces x = { 0 };
    struct prak_block *block;
    struct prak_cutter *c;
    struct prak_writer w;
    struct prak_end_mark m;
    size_t *bound;
    int rc;

    if (prak_reader_header(r, &s, e))
        return -1;
    bound = calloc(s.n, sizeof *bound);
    for (size_t i = 0; i < s.n; i++) {
        bound[i] = i;
        prak_buf_fmt(out, "%.*s|", (int)s.name[i].n, s.name[i].p);
    }
    prak_buf_byte(out, '\n');
    assert_int_equal(prak_cutter_new(r, &s, bound, way.lines ? 0 : s.n, &c, e), 0);
    if (way.bare)
        prak_cutter_bare(c);
    if (way.lean)
        prak_cutter_lean(c, bound, 0, true);
    assert_int_equal(prak_writer_init(&w, prak_reader_format(r), &s, a, e), 0);
    while ((rc = next_block(r, &x, &block, e)) > 0) {
        prak_cutter_start(c, block);
        rc = say_block(out, c, &w, e);
        if (rc < 0)
            break;
    }
    if (rc == 0)
        rc = prak_reader_end(r, &m, e);
    if (rc == 0 && m.seen)
        prak_buf_fmt(out, "mark %llu %d\n", (unsigned long long)m.records, m.tile);
    prak_cutter_free(c);
    for (size_t k = 0; k < MOST_PIECES; k++)
        prak_block_free(&x.block[k]);
    free(bound);
    return rc;
}

/* A source over a file that has these bytes. */
static void file_source(const char *p, size_t n, struct prak_source **s)
{
    static FILE *file;
    struct prak_err e;
    int fd;

    if (!file)
        file = tmpfile();
    assert_true(file != NULL);
    fd = fileno(file);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_true(pwrite(fd, p, n, 0) == (ssize_t)n);
    assert_true(lseek(fd, 0, SEEK_SET) == 0);
    fd = dup(fd);
    assert_true(fd >= 0);
    assert_int_equal(prak_source_fd("x.csv", fd, s, &e), 0);
}

/* Everything that can be seen of a reading, as text. */
static void say(struct prak_buf *out, const char *p, size_t n, const struct prak_reader_options *o, size_t step)
{
    struct bytes b = { p, n, 0, step };
    struct prak_feed feed = { bytes_read, NULL, &b };
    struct prak_source *s;
    struct prak_reader *r;
    struct prak_err e;
    struct prak_arena *a = prak_arena_new(0);

    out->n = 0;
    if (way.pieces)
        file_source(p, n, &s);
    else
        assert_int_equal(prak_source_feed("x.csv", &feed, &s, &e), 0);
    assert_int_equal(prak_reader_new(s, o, &r, &e), 0);
    if (way.scanner)
        r->scanner = way.scanner;
    if (say_table(out, r, a, &e))
        say_fault(out, &e);
    else
        prak_buf_text(out, "= ok\n");
    prak_buf_cstr(out);
    prak_reader_free(r);
    prak_source_close(s);
    prak_arena_free(a);
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
