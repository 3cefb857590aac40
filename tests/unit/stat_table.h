/*
 * stat_table.h - a table of text as a batch, and output records as lines.
 */
#ifndef PRAK_TESTS_STAT_TABLE_H
#define PRAK_TESTS_STAT_TABLE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "stat/stat.h"

#define MOST_COLUMNS 12
#ifndef MOST_ROWS
#define MOST_ROWS    64
#endif

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

#define STATISTICS(...) \
    .statistics = { sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ } }
#define GROUPS(...) .groups = { sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(char *), (const char *[]){ __VA_ARGS__ } }
#endif
