/*
 * jsonl_say.h - everything that can be seen of a reading of JSON Lines, as text: by the index, and record by record.
 * For tests/unit/test_jsonl.c and tests/fuzz/fuzz_jsonl.c, which say what assert_true and assert_int_equal do.
 */
#ifndef PRAK_TESTS_JSONL_SAY_H
#define PRAK_TESTS_JSONL_SAY_H
#include "say.h"

/* How say reads: the kernel of the scan (NULL: the best one), without what the lines tell, and without the index. */
struct way {
    const struct prak_scanner *scanner;
    bool lean, slow;
    size_t lines; /* counts the rows of batches with lines */
};
static struct way way;

/* The same cell by the places of the lines. */
static void check_value(const struct prak_lines *g, size_t row, size_t column, const struct prak_slice *cell,
                        struct prak_arena *a)
{
    const uint32_t k = g->cell_of[column];
    struct prak_str v, text = { "", 0 };
    struct prak_err e;

    if (k == UINT32_MAX) {
        assert_true(cell->n == 0);
        return;
    }
    v = prak_lines_value(g, g->at + row * g->width, k);
    assert_true(v.n > 0 && !(g->strings[k] && *v.p != '"'));
    if (*v.p == '"') {
        const size_t from = (size_t)(v.p + 1 - g->p);
        const bool special = prak_grid_special(g->special, from, from + v.n - 2);
        assert_int_equal(prak_json_unquote(v.p, v.n, a, &text, &e), 1);
        assert_int_equal(special, memchr(v.p, '\\', v.n) || memchr(v.p, ',', v.n));
        assert_true(!special || g->marked);
        assert_true(g->escapes || !memchr(v.p, '\\', v.n));
    } else if (*v.p != 'n') {
        text = v;
    }
    assert_true(text.n == cell->n && memcmp(text.p, cell->p, text.n) == 0 && (!cell->n || cell->bare == (*v.p != '"')));
}

/* The rows from..to - 1 of the lines, none of them marked, become CSV with the cells in the order of the line. */
static void check_values(const struct prak_lines *g, size_t from, size_t to)
{
    const uint32_t begin = g->at[(ptrdiff_t)(from * g->width) - 1] + 1, end = g->at[to * g->width - 1] + 1;
    struct prak_buf want = { 0 };
    char *room = calloc(1, end - begin + 64), *last;

    for (size_t i = from * g->width; i < to * g->width; i++) {
        const struct prak_str v = prak_lines_value(g, g->at + i / g->width * g->width, i % g->width);
        const bool string = *v.p == '"';
        prak_buf_add(&want, v.p + string, *v.p == 'n' ? 0 : v.n - 2 * string);
        prak_buf_byte(&want, (i + 1) % g->width ? ',' : '\n');
    }
    last = g->values(room, g->p + begin, end - begin);
    assert_true((size_t)(last - room) == want.n && memcmp(room, want.p, want.n) == 0);
    free(room);
    prak_buf_free(&want);
}

/* Runs of rows without a mark, each some more rows of it than the one before. */
static void check_runs(const struct prak_lines *g, size_t nrow)
{
    for (size_t row = 0, from = 0; g->values && row < nrow; row++) {
        const uint32_t begin = g->at[(ptrdiff_t)(row * g->width) - 1] + 1, end = g->at[(row + 1) * g->width - 1];
        const size_t mark = prak_lines_mark(g->special, begin, end);
        assert_true((mark < end) == prak_grid_special(g->special, begin, end));
        if (mark < end)
            from = row + 1;
        else if ((row - from) % 7 < 2 || row + 1 == nrow)
            check_values(g, from, row + 1);
    }
}

/* What a batch promises of a row: its cells by the definition, plain ones, a line as it would be written. */
static void check_row(const struct prak_batch *b, size_t row, const struct prak_slice *cells, const struct prak_writer *w,
                      struct prak_arena *a)
{
    const size_t n = w->schema->n;
    struct prak_buf again = { 0 };

    for (size_t k = 0; k < n; k++) {
        const struct prak_slice *s = &b->cell[k][row];
        if (!way.lean || !b->lines) {
            assert_true(s->n == cells[k].n && s->bare == cells[k].bare && memcmp(s->p, cells[k].p, s->n) == 0);
            assert_true(!s->plain || !prak_csv_needs_quotes(s->p, s->n, ',', false));
        }
        if (b->lines)
            check_value(b->lines, row, k, &cells[k], a);
        prak_write_cell(w, &again, k, &cells[k]);
    }
    prak_write_end(w, &again);
    if (b->lines) {
        const struct prak_record r = prak_batch_record(b, row);
        assert_true(r.p[r.n] == '\r' ? r.p[r.n + 1] == '\n' : r.p[r.n] == '\n' && r.p[r.n - 1] != '\r');
    }
    if (b->lines && b->lines->canonical)
        assert_true(again.n == prak_batch_record(b, row).n + 1 &&
                    memcmp(again.p, prak_batch_record(b, row).p, again.n) == 0);
    prak_buf_free(&again);
}

static int say_block(struct prak_buf *out, struct prak_cutter *c, const struct prak_writer *w, struct prak_err *e)
{
    const size_t n = w->schema->n;
    struct prak_slice *cells = calloc(n + 1, sizeof *cells);
    struct prak_arena *a = prak_arena_new(0);
    struct prak_batch b = { 0 };
    int rc;

    while ((rc = prak_cutter_next(c, &b, NULL, e)) > 0) {
        way.lines += b.lines ? b.nrow : 0;
        if (b.lines)
            check_runs(b.lines, b.nrow);
        for (size_t r = 0; r < b.nrow; r++) {
            assert_int_equal(prak_cutter_record(c, &b, r, cells, e), 0);
            check_row(&b, r, cells, w, a);
            prak_buf_fmt(out, "%llu %llu", (unsigned long long)b.line[r], (unsigned long long)(b.first_record + r));
            for (size_t k = 0; k < n; k++) {
                const struct prak_slice *s = &cells[k];
                prak_buf_fmt(out, " %c", s->n == 0 ? '-' : s->bare ? 'b' : 's');
                prak_buf_add(out, s->p, s->n);
            }
            prak_buf_byte(out, '\n');
        }
    }
    prak_arena_free(a);
    free(cells);
    return rc;
}

static void say_ready(struct prak_cutter *c)
{
    c->indexed = c->indexed && !way.slow;
}

static void say_fault(struct prak_buf *out, const struct prak_err *e)
{
    prak_buf_fmt(out, "! %llu:%llu %s%s%s\n", (unsigned long long)e->line, (unsigned long long)e->byte, e->column,
                 *e->column ? ": " : "", e->msg);
}

static void say(struct prak_buf *out, const char *p, size_t n, const struct prak_reader_options *o, size_t step)
{
    const struct say_form form = { "x.jsonl", way.scanner, way.lean, false, say_ready, say_block, say_fault, 0 };

    say_reading(&form, out, p, n, o, step);
}
#endif
