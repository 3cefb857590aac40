/*
 * test_table.c - schemas, column lists, key maps and tables in memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "table/map.h"
#include "table/seen.h"
#include "table/table.h"

#include "arena.h"

static void test_schema(void **state)
{
    (void)state;
    struct prak_schema s = { .arena = arena };
    struct prak_err e = { 0 };
    size_t ix;
    char name[32]; // for any int: gcc counts, when it builds with sanitizers
    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof name, "column_%d", i);
        assert_int_equal(prak_schema_add(&s, prak_str(name), i ? PRAK_TEXT : PRAK_NUMBER, &e), 0);
    }
    assert_int_equal(prak_schema_add(&s, prak_str("ប្រាក់ឈ្នួល"), PRAK_NUMBER, &e), 0);
    assert_int_equal(prak_schema_find(&s, prak_str("column_39")), 39);
    assert_int_equal(prak_schema_find(&s, prak_str("column_4 ")), -1);
    assert_int_equal(prak_schema_need(&s, prak_str("ប្រាក់ឈ្នួល"), &ix, &e), 0);
    assert_int_equal(ix, 40);
    assert_int_equal(s.type[40], PRAK_NUMBER);
    assert_int_equal(prak_schema_add(&s, prak_str("column_7"), PRAK_TEXT, &e), -1);
    assert_string_equal(e.msg, "column 'column_7' appears twice");
    assert_int_equal(prak_schema_add(&s, prak_str(""), PRAK_TEXT, &e), -1);
    assert_int_equal(prak_schema_need(&s, prak_str("colum_12"), &ix, &e), -1);
    assert_int_equal(e.code, PRAK_EUSAGE);
    assert_string_equal(e.msg, "unknown column 'colum_12'");
    assert_string_equal(e.hint, "did you mean 'column_12'?");
}

static void test_columns(void **state)
{
    (void)state;
    struct prak_str *names;
    size_t n;
    struct prak_err e = { 0 };
    assert_int_equal(prak_columns_parse("", arena, &names, &n, &e), 0);
    assert_int_equal(n, 0);
    assert_int_equal(prak_columns_parse("province,\"a,b\",\"say \"\"x\"\"\", c=d", arena, &names, &n, &e), 0);
    assert_int_equal(n, 4);
    assert_true(prak_str_is(names[1], "a,b"));
    assert_true(prak_str_is(names[2], "say \"x\""));
    assert_true(prak_str_is(names[3], " c=d"));
    static const char *const bad[] = { "a,", ",a", "a,,b", "\"a", "a\"b", "\"a\"b", "\"\"" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(prak_columns_parse(bad[i], arena, &names, &n, &e), -1);
        assert_int_equal(e.code, PRAK_EUSAGE);
    }
}

static void test_pairs(void **state)
{
    (void)state;
    struct prak_str *l, *r;
    size_t n;
    struct prak_err e = { 0 };
    assert_int_equal(prak_pairs_parse("a,b=c,\"d=e\",\"f,\"=\"g\"", arena, &l, &r, &n, &e), 0);
    assert_int_equal(n, 4);
    assert_true(prak_str_is(l[0], "a") && prak_str_is(r[0], "a"));
    assert_true(prak_str_is(l[1], "b") && prak_str_is(r[1], "c"));
    assert_true(prak_str_is(l[2], "d=e") && prak_str_is(r[2], "d=e"));
    assert_true(prak_str_is(l[3], "f,") && prak_str_is(r[3], "g"));
    assert_int_equal(prak_pairs_parse("a=b=c", arena, &l, &r, &n, &e), -1);
    assert_int_equal(prak_pairs_parse("a=", arena, &l, &r, &n, &e), -1);
    assert_int_equal(prak_pairs_parse("=a", arena, &l, &r, &n, &e), -1);
}

static void test_map(void **state)
{
    (void)state;
    struct prak_map *m = prak_map_new(0);
    struct prak_err e = { 0 };
    uint32_t id;
    int added;
    char key[16];
    assert_non_null(m);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < 100000; i++) {
            int n = snprintf(key, sizeof key, "%u", i);
            assert_int_equal(prak_map_put(m, (struct prak_str){ key, (size_t)n }, &id, &added, &e), 0);
            assert_int_equal(id, i);
            assert_int_equal(added, round == 0);
        }
    assert_int_equal(prak_map_count(m), 100000);
    assert_int_equal(prak_map_find(m, prak_str("99999")), 99999);
    assert_int_equal(prak_map_find(m, prak_str("100000")), UINT32_MAX);
    assert_true(prak_str_is(prak_map_key(m, 4711), "4711"));
    assert_int_equal(prak_map_find(m, (struct prak_str){ NULL, 0 }), UINT32_MAX);
    assert_int_equal(prak_map_put(m, (struct prak_str){ NULL, 0 }, &id, &added, &e), 0);
    assert_int_equal(prak_map_find(m, prak_str("")), id);
    prak_map_free(m);
    prak_map_free(NULL);
}

static void test_map_limit(void **state)
{
    (void)state;
    struct prak_map *m = prak_map_new(100000);
    struct prak_err e = { 0 };
    uint32_t id;
    char key[16];
    int rc = 0;
    unsigned i = 0;
    for (; i < 100000 && rc == 0; i++) {
        snprintf(key, sizeof key, "%u", i);
        rc = prak_map_put(m, prak_str(key), &id, NULL, &e);
    }
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_int_equal(prak_map_find(m, prak_str("7")), 7);
    assert_int_equal(prak_map_count(m), i - 1);
    prak_map_free(m);
}

/* No two lists of parts share a key, and a key gives its parts back. */
static void test_key(void **state)
{
    (void)state;
    struct prak_buf a = { 0 }, b = { 0 };
    char long_part[300];
    memset(long_part, 'x', sizeof long_part);
    prak_key_part(&a, prak_str("ab"));
    prak_key_part(&a, prak_str("c"));
    prak_key_part(&b, prak_str("a"));
    prak_key_part(&b, prak_str("bc"));
    assert_false(prak_str_eq((struct prak_str){ a.p, a.n }, (struct prak_str){ b.p, b.n }));
    prak_key_part(&a, (struct prak_str){ NULL, 0 });
    prak_key_part(&a, (struct prak_str){ long_part, sizeof long_part });
    struct prak_str key = { a.p, a.n }, part;
    static const size_t length[] = { 2, 1, 0, 300 };
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(prak_key_next(&key, &part), 0);
        assert_int_equal(part.n, length[i]);
    }
    assert_int_equal(prak_key_next(&key, &part), -1);
    key = (struct prak_str){ "\x05"
                             "ab",
                             3 };
    assert_int_equal(prak_key_next(&key, &part), -1);
    key = (struct prak_str){ "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 11 };
    assert_int_equal(prak_key_next(&key, &part), -1);
    prak_buf_free(&a);
    prak_buf_free(&b);
}

static struct prak_table *small_table(void)
{
    static const char *const rows[][3] = { { "a", "1", "first" },
                                           { "b", "1", "" },
                                           { "a", "2", "third" },
                                           { "", "1", "blank" },
                                           { "a", "1", "ខ្មែរ" } };
    struct prak_table *t = prak_table_new("rates.csv", 0);
    struct prak_err e = { 0 };
    assert_non_null(t);
    static const char *const names[] = { "key", "part", "text" };
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str(names[i]), PRAK_TEXT, &e), 0);
    for (size_t i = 0; i < 5; i++) {
        struct prak_str cells[3] = { prak_str(rows[i][0]), prak_str(rows[i][1]), prak_str(rows[i][2]) };
        assert_int_equal(prak_table_add(t, cells, true, i + 2, &e), 0);
    }
    return t;
}

static void test_table(void **state)
{
    (void)state;
    struct prak_table *t = small_table();
    struct prak_err e = { 0 };
    size_t row, cols[2] = { 0, 1 };
    assert_string_equal(prak_table_source(t), "rates.csv");
    assert_int_equal(prak_table_rows(t), 5);
    assert_true(prak_str_is(prak_table_cell(t, 4, 2), "ខ្មែរ"));
    assert_int_equal(prak_table_cell(t, 1, 2).n, 0);
    assert_int_equal(prak_table_line(t, 4), 6);
    assert_true(prak_str_is(prak_table_written(t, 1, 0, 3), "b,1,"));
    assert_true(prak_str_is(prak_table_written(t, 4, 1, 2), "1,ខ្មែរ"));
    assert_int_equal(prak_table_index(t, cols, 2, &e), 0);
    struct prak_str key[2] = { prak_str("a"), prak_str("1") };
    assert_int_equal(prak_table_first(t, key), 0);
    assert_int_equal(prak_table_next(t, 0), 4);
    assert_int_equal(prak_table_next(t, 4), SIZE_MAX);
    assert_false(prak_table_unique(t, &row));
    assert_int_equal(row, 4);
    key[0] = prak_str("");
    assert_int_equal(prak_table_first(t, key), SIZE_MAX);
    assert_int_equal(prak_table_index(t, cols, 1, &e), 0);
    key[0] = prak_str("a");
    assert_int_equal(prak_table_first(t, key), 0);
    assert_int_equal(prak_table_next(t, 0), 2);
    assert_int_equal(prak_table_next(t, 2), 4);
    assert_false(prak_table_unique(t, &row));
    assert_int_equal(row, 2);
    assert_false(prak_table_marked(t, 2));
    prak_table_mark(t, 2);
    assert_true(prak_table_marked(t, 2));
    size_t text = 2;
    assert_int_equal(prak_table_index(t, &text, 1, &e), 0);
    assert_true(prak_table_unique(t, &row));
    prak_table_free(t);
}

static void test_table_limit(void **state)
{
    (void)state;
    struct prak_table *t = prak_table_new("big.csv", 200000);
    struct prak_err e = { 0 };
    struct prak_str cell = prak_str("0123456789");
    assert_non_null(t);
    assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str("x"), PRAK_TEXT, &e), 0);
    int rc = 0;
    for (uint64_t i = 0; i < 100000 && rc == 0; i++)
        rc = prak_table_add(t, &cell, true, i, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_true(prak_str_is(prak_table_cell(t, prak_table_rows(t) - 1, 0), "0123456789"));
    prak_table_free(t);
}

/* A file with a header only. */
static void test_table_empty(void **state)
{
    (void)state;
    struct prak_table *t = prak_table_new("none.csv", 0);
    struct prak_err e = { 0 };
    struct prak_str key = prak_str("a");
    size_t col = 0, row;
    assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str("x"), PRAK_TEXT, &e), 0);
    assert_int_equal(prak_table_index(t, &col, 1, &e), 0);
    assert_int_equal(prak_table_first(t, &key), SIZE_MAX);
    assert_true(prak_table_unique(t, &row));
    prak_table_free(t);
}

/* Short keys are kept whole; a NUL at the end is part of a key, and so is what stands beyond sixteen bytes. */
static void test_seen(void **state)
{
    struct prak_seen *s = prak_seen_new(0);
    struct prak_err e = { 0 };
    const struct prak_str odd[] = { { "", 0 },  { "a", 1 }, { "a\0", 2 }, { "a\0\0", 3 },
                                    { "0123456789abcde", 15 }, { "0123456789abcdef", 16 }, { "0123456789abcdefg", 17 } };

    (void)state;
    for (int again = 0; again < 2; again++)
        for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
            assert_int_equal(prak_seen_put(s, prak_seen_key(odd[i]), &e), !again);
    for (int again = 0; again < 2; again++)
        for (unsigned i = 0; i < 50000; i++) {
            char text[32];
            const size_t n = (size_t)snprintf(text, sizeof text, i % 2 ? "%u" : "a longer key, %08u", i);
            const struct prak_seen_key k = prak_seen_key((struct prak_str){ text, n });
            assert_int_equal(prak_seen_has(s, k), again);
            assert_int_equal(prak_seen_put(s, k, &e), !again);
        }
    assert_int_equal(prak_seen_count(s), 50007);
    prak_seen_free(s);
}

/* Many at once are judged as one by one; where there is no room, the rest is left. */
static void test_seen_judge(void **state)
{
    struct prak_seen *one = prak_seen_new(0), *all = prak_seen_new(0), *small = prak_seen_new(20000);
    struct prak_seen_key key[3000];
    unsigned char had[3000];
    struct prak_err e = { 0 };
    char text[32];

    (void)state;
    for (unsigned i = 0; i < 3000; i++)
        key[i] = prak_seen_key((struct prak_str){ text, (size_t)snprintf(text, sizeof text, "%u", i * 7 % 2000) });
    assert_int_equal(prak_seen_judge(all, key, 0, had), 0);
    for (size_t from = 0, n = 1; from < 3000; from += n, n = n * 3 < 3000 - from ? n * 3 : 3000 - from) {
        assert_int_equal(prak_seen_judge(all, key + from, n, had), n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(prak_seen_put(one, key[from + i], &e), !had[i]);
    }
    assert_int_equal(prak_seen_count(all), 2000);
    const size_t done = prak_seen_judge(small, key, 3000, had);
    assert_true(done > 300 && done < 2000);
    for (size_t i = 0; i < 2000; i++)
        assert_int_equal(prak_seen_has(small, key[i]), i < done);
    prak_seen_free(one);
    prak_seen_free(all);
    prak_seen_free(small);
}

static void test_seen_limit(void **state)
{
    struct prak_seen *s = prak_seen_new(100000);
    struct prak_err e = { 0 };
    unsigned i = 0;
    int got;

    (void)state;
    do {
        char text[16];
        got = prak_seen_put(s, prak_seen_key((struct prak_str){ text, (size_t)snprintf(text, sizeof text, "%u", i++) }), &e);
    } while (got > 0);
    assert_int_equal(got, -1);
    assert_string_equal(e.msg, "memory limit of 100000 bytes reached");
    assert_true(i > 1000 && i * sizeof(struct prak_seen_key) < 100000);
    prak_seen_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schema), cmocka_unit_test(test_columns),     cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_map),    cmocka_unit_test(test_map_limit),   cmocka_unit_test(test_key),
        cmocka_unit_test(test_table),  cmocka_unit_test(test_table_limit), cmocka_unit_test(test_table_empty),
        cmocka_unit_test(test_seen),   cmocka_unit_test(test_seen_judge), cmocka_unit_test(test_seen_limit),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
