/*
 * The external sort: stable, the same spilled or not; keys whose bytes sort as their values do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "table/sorter.h"

static uint64_t seed;

static uint32_t below(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((seed >> 32) * n) >> 32);
}

/* Sorts 20,000 rows of few keys; the data is the row's number. Gives a checksum of the order. */
static uint64_t sort_once(size_t budget)
{
    struct prak_err e = { 0 };
    struct prak_sorter *s = prak_sorter_new(budget);
    struct prak_str key, data;
    char last[64] = "";
    size_t nlast = 0, count = 0;
    uint32_t last_row = 0;
    uint64_t sum = 0;
    int got;

    seed = 7;
    for (uint32_t i = 0; i < 20000; i++) {
        char text[64];
        size_t n = (size_t)snprintf(text, sizeof text, "province-%u%.*s", below(40), (int)below(6), "\1\1\1\1\1\1");
        assert_int_equal(prak_sorter_add(s, (struct prak_str){ text, n - below(3) },
                                         (struct prak_str){ (const char *)&i, sizeof i }, &e), 0);
    }
    while ((got = prak_sorter_next(s, &key, &data, &e)) > 0) {
        uint32_t row;
        memcpy(&row, data.p, sizeof row);
        size_t least = key.n < nlast ? key.n : nlast;
        int c = memcmp(last, key.p, least);
        assert_true(c < 0 || (c == 0 && nlast <= key.n));
        if (c == 0 && nlast == key.n && count)
            assert_true(last_row < row);
        memcpy(last, key.p, key.n);
        nlast = key.n;
        last_row = row;
        sum = sum * 31 + row;
        count++;
    }
    assert_int_equal(got, 0);
    assert_int_equal(count, 20000);
    assert_int_equal(prak_sorter_count(s), 20000);
    prak_sorter_free(s);
    return sum;
}

static void test_stable_and_the_same_when_spilled(void **state)
{
    (void)state;
    const uint64_t all = sort_once(1u << 30);
    assert_true(sort_once(65536) == all);
    assert_true(sort_once(300000) == all);
}

static void test_empty(void **state)
{
    struct prak_err e = { 0 };
    struct prak_str key, data;
    struct prak_sorter *s = prak_sorter_new(0);

    (void)state;
    assert_int_equal(prak_sorter_next(s, &key, &data, &e), 0);
    assert_int_equal(prak_sorter_next(s, &key, &data, &e), 0);
    prak_sorter_free(s);
}

static int order(const struct prak_buf *a, const struct prak_buf *b)
{
    int c = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);

    return c ? c < 0 ? -1 : 1 : a->n < b->n ? -1 : a->n > b->n;
}

static void test_numbers_by_value(void **state)
{
    static const char *const text[] = { "-1e300", "-204.50", "-204.5", "-204.49", "-12", "-2", "-1.5", "-1", "-0.01",
                                        "-1e-300", "-0", "0", "0.000", "1e-300", "0.001", "0.01", "0.1", "0.10", "0.19",
                                        "1", "1.0", "1.000000000000000000001", "1.5", "2", "10", "12", "99", "100",
                                        "123456789012345678901234567890", "1e300" };

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        for (size_t k = 0; k < sizeof text / sizeof *text; k++) {
            struct prak_buf a = { 0 }, b = { 0 }, ra = { 0 }, rb = { 0 };
            struct prak_dec x, y;
            assert_int_equal(prak_dec_parse(text[i], strlen(text[i]), false, &x), PRAK_NUM_OK);
            assert_int_equal(prak_dec_parse(text[k], strlen(text[k]), false, &y), PRAK_NUM_OK);
            prak_sort_key_number(&a, x, false);
            prak_sort_key_number(&b, y, false);
            prak_sort_key_number(&ra, x, true);
            prak_sort_key_number(&rb, y, true);
            assert_int_equal(order(&a, &b), prak_dec_cmp(x, y));
            assert_int_equal(order(&ra, &rb), -prak_dec_cmp(x, y));
            prak_buf_free(&a);
            prak_buf_free(&b);
            prak_buf_free(&ra);
            prak_buf_free(&rb);
        }
}

static void test_texts_before_further_parts(void **state)
{
    static const struct prak_str text[] = { { "", 0 }, { "\0", 1 }, { "\0a", 2 }, { "a", 1 }, { "a\0", 2 }, { "a\0\0", 3 },
                                            { "a\0z", 3 }, { "ab", 2 }, { "b", 1 }, { "ក", 3 } };
    const size_t n = sizeof text / sizeof *text;

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            for (int descending = 0; descending < 2; descending++) {
                struct prak_buf a = { 0 }, b = { 0 };
                prak_sort_key_text(&a, text[i], descending);
                prak_sort_key_text(&b, text[k], descending);
                prak_sort_key_int(&a, (int64_t)(n - i), false); /* a further part that pulls the other way */
                prak_sort_key_int(&b, (int64_t)(n - k), false);
                const int want = i < k ? -1 : i > k;
                assert_int_equal(order(&a, &b), descending ? -want : want);
                prak_buf_free(&a);
                prak_buf_free(&b);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stable_and_the_same_when_spilled),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_numbers_by_value),
        cmocka_unit_test(test_texts_before_further_parts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
