/*
 * stat_run.h - a table of text through prak stats: plan, parts in any order, merge, output; and reading the output.
 */
#ifndef PRAK_TESTS_STAT_RUN_H
#define PRAK_TESTS_STAT_RUN_H
#include "stat_table.h"

/* ---- a run: rows in a given order, dealt to some parts, merged from the last to the first or the other way ---- */

struct deal {
    size_t parts;
    bool reverse_rows, reverse_merge;
};

static int pass(const struct prak_stat_plan *p, const struct table *t, const struct deal *d,
                const struct prak_stat_part *whole, struct prak_stat_part **out, struct prak_err *e)
{
    struct prak_stat_part *part[8];
    struct prak_arena *a = prak_arena_new(0);
    int rc = 0;
    for (size_t i = 0; i < d->parts; i++)
        assert_int_equal(prak_stat_part_new(p, &part[i], e), 0);
    for (size_t i = 0; !rc && i < t->batch.nrow; i++)
        rc = -!!prak_stat_row(p, whole, part[i * 7 % d->parts], &t->batch,
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
    struct prak_stat_sink sink = { &r, put_cell, emit, NULL };
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

/* The same bytes for one to five parts, however the rows are dealt and the parts merged. */
static void same_in_parts(const char *text, const struct prak_stat_options *o)
{
    struct prak_buf first = good(text, o);
    for (size_t parts = 1; parts <= 5; parts++)
        for (int way = 0; way < 4; way++) {
            struct prak_buf b;
            struct prak_err e = { .msg = "" };
            struct deal d = { parts, way & 1, way & 2 };
            assert_int_equal(run(text, o, &d, &b, &e), 0);
            assert_int_equal(b.n, first.n);
            assert_memory_equal(b.p, first.p, b.n);
            prak_buf_free(&b);
        }
    prak_buf_free(&first);
}

#endif
