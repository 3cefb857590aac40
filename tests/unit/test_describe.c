/*
 * Columns described many rows at a time read as they do row by row, whatever their cells are and however many parts
 * share them; and texts are found by every kind of registers.
 */
#define MOST_ROWS 4096
#include "stat/distinct.h"
#include "stat/lanes.h"
#include "stat_table.h"
#include "table/seen.h"

static uint64_t state_of_random = 1;

static unsigned below(unsigned n)
{
    state_of_random ^= state_of_random << 13;
    state_of_random ^= state_of_random >> 7;
    state_of_random ^= state_of_random << 17;
    return (unsigned)(state_of_random >> 11) % n;
}

static const char *const odd[] = {
    "",     "0",     "-0",  "-0.00", "-3.5",  "1e3",  "1e-30", "007", "1.",    ".5",   "+4",  "abc", " 5",  "0.000",
    "1e40", "99999", "1e999", "1234567890123456", "12345678901234567", "72057594037927935", "72057594037927936",
    "999999999999999999", "9999999999999999999", "0.1234567890123456", "0.12345678901234567890", "1048575", "1048576",
    "true", "false", "2024-02-29", "2023-02-29", "1.0", "1.00", "--1", "NaN", "12345678901234567890123456789012345678901",
};

enum { ODD = sizeof odd / sizeof *odd, COLUMNS = 8 };

/* What most cells of a column are. */
static int usual(char *text, unsigned kind, unsigned range, unsigned row)
{
    static const char filler[] = "the quick brown fox jumps over it";
    unsigned k = below(range);
    switch (kind) {
    case 0:
        return sprintf(text, "%u", k);
    case 1:
        return sprintf(text, "%u.%02u", k / 7, below(100));
    case 2:
        return sprintf(text, "%u.%06u", k, below(1000000));
    case 3:
        return sprintf(text, "%s%u.%0*u", below(40) ? "" : "-", k % 30, 1 + (int)(row / 1200), below(10)); /* it changes */
    case 4:
        return sprintf(text, "20%02u-%02u-%02u", k % 99, 1 + below(12), 1 + below(28));
    case 5:
        return sprintf(text, "%s", below(2) ? "true" : "false");
    case 6:
        return sprintf(text, "%.*s%u", (int)(k * 7 % 29), filler, k);
    default:
        return sprintf(text, "%u%09u", 1 + k % 900000, below(1000000000));
    }
}

static void make(struct prak_buf *b, unsigned rows)
{
    static const unsigned rare[] = { 0, 0, 3000, 100, 10, 3 }, ranges[] = { 2, 50, 5000, 2000000 };
    unsigned kind[COLUMNS], mix[COLUMNS], range[COLUMNS];
    b->n = 0;
    for (unsigned c = 0; c < COLUMNS; c++) {
        char text[64];
        kind[c] = below(8);
        mix[c] = rare[below(6)];
        range[c] = ranges[below(4)];
        prak_buf_add(b, text, (size_t)sprintf(text, "c%u%c", c, c + 1 == COLUMNS ? '\n' : ','));
    }
    for (unsigned r = 0; r < rows; r++)
        for (unsigned c = 0; c < COLUMNS; c++) {
            char text[64];
            const bool strange = mix[c] && below(mix[c]) == 0;
            prak_buf_add(b, text, (size_t)(strange ? sprintf(text, "%s", odd[below(ODD)]) : usual(text, kind[c], range[c], r)));
            prak_buf_byte(b, c + 1 == COLUMNS ? '\n' : ',');
        }
    prak_buf_byte(b, '\0');
}

static int never(void *data, size_t row, struct prak_err *why)
{
    (void)data;
    (void)row;
    fail_msg("%s", why->msg);
    return -1;
}

/* `rows` at a time, by so many parts in turn. */
static void describe(struct table *t, size_t rows, size_t parts, struct prak_buf *out)
{
    struct prak_stat_options o = { .min_n = "0" };
    struct prak_binder binder = { bind_column, t };
    struct prak_stat_plan *p = NULL;
    struct prak_stat_part *part[3];
    struct prak_err e = { .msg = "" };
    struct prak_arena *a = prak_arena_new(0);
    struct record r = { .out = { 0 } };
    struct prak_stat_sink sink = { &r, put_cell, emit, NULL };
    if (prak_stat_plan_new(&o, &t->schema, &binder, t->arena, &p, &e))
        fail_msg("%s", e.msg);
    for (size_t i = 0; i < parts; i++)
        assert_int_equal(prak_stat_part_new(p, &part[i], &e), 0);
    for (size_t row = 0, turn = 0; row < t->batch.nrow; row += rows, turn++) {
        const struct prak_slice *column[MOST_COLUMNS];
        struct prak_batch b = t->batch;
        for (size_t c = 0; c < MOST_COLUMNS; c++)
            column[c] = t->cell[c] + row;
        b.cell = column;
        b.nrow = b.nrow - row < rows ? b.nrow - row : rows;
        assert_int_equal(prak_stat_batch(p, NULL, part[turn % parts], &b, a, never, NULL, &e), 0);
    }
    for (size_t i = 1; i < parts; i++) {
        assert_int_equal(prak_stat_merge(p, part[0], part[i], &e), 0);
        prak_stat_part_free(part[i]);
    }
    assert_int_equal(prak_stat_end(p, part[0], NULL, &sink, &e), 0);
    prak_stat_part_free(part[0]);
    prak_buf_byte(&r.out, '\0');
    out->n = 0;
    prak_buf_add(out, r.out.p, r.out.n);
    for (size_t i = 0; i < 32; i++)
        prak_buf_free(&r.cell[i]);
    prak_buf_free(&r.out);
    prak_arena_free(a);
}

static void test_rows(void **state)
{
    (void)state;
    struct prak_buf text = { 0 }, want = { 0 }, got = { 0 };
    struct table *t = malloc(sizeof *t);
    assert_non_null(t);
    for (unsigned i = 0; i < 60; i++) {
        make(&text, 1 + below(4095));
        fill(t, text.p);
        describe(t, 1, 1, &want);
        for (unsigned k = 0; k < 3; k++) {
            describe(t, k ? 1 + below(3000) : 4096, k ? 1 + below(3) : 1, &got);
            assert_string_equal(got.p, want.p);
        }
        prak_arena_free(t->arena);
    }
    prak_buf_free(&text);
    prak_buf_free(&want);
    prak_buf_free(&got);
    free(t);
}

static void test_figures(void **state)
{
    (void)state;
    struct prak_buf out = { 0 };
    struct table *t = malloc(sizeof *t);
    assert_non_null(t);
    fill(t, "a,b,c,d\n1,2.50,x,\n2,-0.5,x,\n2,1e3,7,\n,0.25,y,\n3,2.5,y,\n");
    describe(t, 5, 1, &out);
    assert_string_equal(out.p, "a|number|4|1|3|1|3|2||||||||||||||||||||||||\n"
                               "b|number|5|0|5|-0.5|1000|200.95||||||||||||||||||||||||\n"
                               "c|text|5|0|3||||some are numbers|||||||||||||||||||||||\n"
                               "d|empty|0|5|0|||||||||||||||||||||||||||\n");
    prak_arena_free(t->arena);
    prak_buf_free(&out);
    free(t);
}

/* A cell's tag, by every kind of registers, is what its key has. */
static void test_tags(void **state)
{
    (void)state;
    enum { CELLS = 3000 };
    static char text[CELLS][40];
    static struct prak_slice cell[CELLS];
    static uint8_t tag[CELLS];
    struct prak_err e;
    for (unsigned round = 0; round < 20; round++) {
        struct prak_distinct *d = prak_distinct_new(1, (size_t)1 << 24);
        assert_non_null(d);
        const unsigned range = round % 2 ? 400 : 40000;
        for (size_t i = 0; i < CELLS; i++) {
            const unsigned k = below(range);
            const int n = k ? sprintf(text[i], "%.*s%x", (int)(k % 21), "abcdefghijklmnopqrstuvwxyz", k) : 0;
            cell[i] = (struct prak_slice){ .p = text[i], .n = (uint32_t)n };
            const struct prak_seen_key key = prak_seen_key(prak_cell_str(&cell[i]));
            if (n && k % 3 && prak_distinct_known(d, 0, key) < 0)
                assert_int_equal(prak_distinct_text(d, 0, key, (uint8_t)(k % 200), &e), 0);
        }
        for (size_t l = 0; prak_lanes_all[l]; l++) {
            if (!prak_lanes_all[l]->usable())
                continue;
            prak_distinct_tags(d, prak_lanes_all[l], 0, cell, CELLS, tag);
            for (size_t i = 0; i < CELLS; i++) {
                const int known = cell[i].n ? prak_distinct_known(d, 0, prak_seen_key(prak_cell_str(&cell[i]))) : -1;
                assert_int_equal(tag[i], known < 0 ? PRAK_DISTINCT_NONE : known);
            }
        }
        prak_distinct_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_figures), cmocka_unit_test(test_rows),
                                        cmocka_unit_test(test_tags) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
