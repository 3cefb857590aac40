/*
 * stat_run.h - a table of text through prak stats: plan, parts in any order, merge, output; and reading the output.
 */
#ifndef PRAK_TESTS_STAT_RUN_H
#define PRAK_TESTS_STAT_RUN_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stat/stat.h"

#define MOST_COLUMNS 12
#define MOST_ROWS    64

/* ---- a table of text as a batch ---- */

struct table {
    struct prak_arena *arena;
    struct prak_schema schema;
    struct prak_slice cell[MOST_COLUMNS][MOST_ROWS];
    const struct prak_slice *column[MOST_COLUMNS];
    uint64_t line[MOST_ROWS];
    struct prak_batch batch;
};

static int bind_column(void *data, struct prak_str name, unsigned *bound, struct prak_err *e)
{
    struct table *t = data;
    size_t ix;
    if (prak_schema_need(&t->schema, name, &ix, e))
        return -1;
    *bound = (unsigned)ix;
    return 0;
}

/* text: lines of cells without quotes; the first is the header. */
static void fill(struct table *t, const char *text)
{
    struct prak_err e;
    size_t row = 0, col = 0;
    memset(t, 0, sizeof *t);
    t->arena = prak_arena_new(0);
    t->schema.arena = t->arena;
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, ",\n");
        if (row == 0)
            assert_int_equal(prak_schema_add(&t->schema, (struct prak_str){ p, n }, PRAK_TEXT, &e), 0);
        else
            t->cell[col][row - 1] = (struct prak_slice){ .p = p, .n = (uint32_t)n };
        p += n;
        if (*p == '\n') {
            row++;
            col = 0;
        } else if (*p == ',') {
            col++;
        }
        if (*p)
            p++;
    }
    t->batch = (struct prak_batch){ .nrow = row - 1, .first_record = 1, .line = t->line, .cell = t->column,
                                    .source = "test" };
    for (size_t c = 0; c < MOST_COLUMNS; c++)
        t->column[c] = t->cell[c];
    for (size_t r = 0; r < row - 1; r++)
        t->line[r] = r + 2;
}

/* ---- a run: rows in a given order, dealt to some parts, merged from the last to the first or the other way ---- */

struct deal {
    size_t parts;
    bool reverse_rows, reverse_merge;
};

struct record {
    struct prak_buf out, cell[32];
};

static void put_cell(void *data, unsigned col, const char *p, size_t n)
{
    struct record *r = data;
    r->cell[col].n = 0;
    prak_buf_add(&r->cell[col], p, n);
}

static int emit(void *data, struct prak_err *e)
{
    struct record *r = data;
    for (size_t i = 0; i < 32; i++) {
        if (r->cell[i].n)
            prak_buf_add(&r->out, r->cell[i].p, r->cell[i].n);
        r->cell[i].n = 0;
        prak_buf_byte(&r->out, i == 31 ? '\n' : '|');
    }
    return prak_buf_check(&r->out, e);
}

static int pass(const struct prak_stat_plan *p, const struct table *t, const struct deal *d,
                const struct prak_stat_part *whole, struct prak_stat_part **out, struct prak_err *e)
{
    struct prak_stat_part *part[8];
    struct prak_arena *a = prak_arena_new(0);
    int rc = 0;
    for (size_t i = 0; i < d->parts; i++)
        assert_int_equal(prak_stat_part_new(p, &part[i], e), 0);
    for (size_t i = 0; !rc && i < t->batch.nrow; i++)
        rc = prak_stat_row(p, whole, part[i * 7 % d->parts], &t->batch,
                           d->reverse_rows ? t->batch.nrow - 1 - i : i, a, e);
    size_t into = d->reverse_merge ? d->parts - 1 : 0;
    for (size_t i = 0; i < d->parts; i++) {
        size_t from = d->reverse_merge ? d->parts - 1 - i : i;
        if (from == into)
            continue;
        if (!rc)
            rc = prak_stat_merge(p, part[into], part[from], e);
        prak_stat_part_free(part[from]);
    }
    prak_arena_free(a);
    *out = part[into];
    return rc;
}

static int run(const char *text, const struct prak_stat_options *o, const struct deal *d, struct prak_buf *out,
               struct prak_err *e)
{
    struct table *t = malloc(sizeof *t);
    struct prak_stat_plan *p = NULL;
    struct prak_stat_part *whole = NULL, *second = NULL;
    struct record r = { .out = { 0 } };
    struct prak_stat_sink sink = { &r, put_cell, emit };
    fill(t, text);
    struct prak_binder binder = { bind_column, t };
    int rc = prak_stat_plan_new(o, &t->schema, &binder, t->arena, &p, e);
    if (!rc)
        rc = pass(p, t, d, NULL, &whole, e);
    if (!rc && prak_stat_two_pass(p)) {
        rc = prak_stat_between(p, whole, e);
        if (!rc)
            rc = pass(p, t, d, whole, &second, e);
    }
    if (!rc)
        rc = prak_stat_end(p, whole, second, &sink, e);
    prak_stat_part_free(whole);
    prak_stat_part_free(second);
    prak_arena_free(t->arena);
    free(t);
    for (size_t i = 0; i < 32; i++)
        prak_buf_free(&r.cell[i]);
    *out = r.out;
    return rc;
}

/* Column of the first record whose cells hold `key` (NULL: any); a total has no group columns. */
static const char *cell_of(const struct prak_buf *b, size_t col, const char *key)
{
    static char text[128];
    size_t at = 0;
    text[0] = '\0';
    while (at < b->n) {
        const char *line = b->p + at, *end = memchr(line, '\n', b->n - at);
        size_t n = (size_t)(end - line), c = 0;
        char copy[2048];
        memcpy(copy, line, n);
        copy[n] = '\0';
        at += n + 1;
        if (key && !strstr(copy, key))
            continue;
        char *p = copy;
        while (c < col && (p = strchr(p, '|')) != NULL) {
            p++;
            c++;
        }
        assert_non_null(p);
        p[strcspn(p, "|")] = '\0';
        snprintf(text, sizeof text, "%.*s", (int)sizeof text - 1, p);
        break;
    }
    return text;
}

enum { LEVEL = 3, LOW = 4, ESTIMATE = 7, SE = 8, CI_LOW = 9, CI_HIGH = 10, N = 11, N_MISSING = 12, SUM_WEIGHTS = 13,
       DF = 14, DEFF = 15, REFERENCE = 16, FLAG = 20 };

static const struct deal plain = { 1, false, false };

static void near(const char *got, double want, double tolerance)
{
    assert_string_not_equal(got, "");
    double v = strtod(got, NULL), off = v > want ? v - want : want - v;
    if (off > tolerance * (want < 0 ? -want : want > 0 ? want : 1))
        fail_msg("%s is not %.15g", got, want);
}

static struct prak_buf good(const char *text, const struct prak_stat_options *o)
{
    struct prak_buf b;
    struct prak_err e = { .msg = "" };
    if (run(text, o, &plain, &b, &e))
        fail_msg("%s: %s", e.column, e.msg);
    return b;
}

#define STATISTICS(...) \
    .statistics = { sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ } }
#define GROUPS(...) .groups = { sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ } }
#endif
