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
    const size_t least = a->n < b->n ? a->n : b->n;
    int c = least ? memcmp(a->p, b->p, least) : 0;

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

/* Leads and what follows them, as one order. */
static int order_keys(const struct prak_sort_key *a, const struct prak_sort_key *b)
{
    return a->lead != b->lead ? a->lead < b->lead ? -1 : 1 : order(&a->more, &b->more);
}

static void test_leads_of_numbers(void **state)
{
    static const char *const text[] = {
        "-1e300", "-99999999999999999", "-9999999999999999.5", "-9999999999999999", "-204.50", "-204.5", "-204.49", "-1",
        "-0.01", "-1e-130", "-1e-140", "-0", "0", "0.000", "1e-300", "1e-140", "1e-127", "0.001", "0.01", "0.1", "0.10", "1",
        "1.0", "1.000000000000000000001", "1.5", "10", "99", "100", "168.72", "1234567.891", "9999999999999998", "9999999999999999",
        "9999999999999999.0", "9999999999999999.5", "10000000000000000", "10000000000000001", "99999999999999990",
        "123456789012345678901234567890", "1e125", "1e126", "1e127", "1e300" };

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        for (size_t k = 0; k < sizeof text / sizeof *text; k++)
            for (int descending = 0; descending < 2; descending++) {
                struct prak_sort_key a = { 0 }, b = { 0 }, c = { 0 };
                struct prak_dec x, y;
                assert_int_equal(prak_dec_parse(text[i], strlen(text[i]), false, &x), PRAK_NUM_OK);
                assert_int_equal(prak_dec_parse(text[k], strlen(text[k]), false, &y), PRAK_NUM_OK);
                prak_sort_add_number(&a, x, descending);
                assert_int_equal(prak_sort_add_cell(&b, prak_str(text[k]), descending), PRAK_NUM_OK);
                prak_sort_add_number(&c, y, descending);
                assert_int_equal(order_keys(&b, &c), 0);
                assert_int_equal(order_keys(&a, &b), descending ? -prak_dec_cmp(x, y) : prak_dec_cmp(x, y));
                for (int first = 0; first < 2; first++) {
                    prak_sort_key_start(&c);
                    prak_sort_add_missing(&c, first);
                    assert_int_equal(order_keys(&a, &c), first ? 1 : -1);
                }
                prak_buf_free(&a.more);
                prak_buf_free(&b.more);
                prak_buf_free(&c.more);
            }
    struct prak_sort_key k = { 0 };
    static const char *const bad[] = { "", "-", "1.", ".5", "01", "1.2.3", "1x", "--1", "+1" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(prak_sort_add_cell(&k, prak_str(bad[i]), false), PRAK_NUM_SYNTAX);
}

static void test_leads_of_texts(void **state)
{
    static const struct prak_str text[] = { { "\0", 1 }, { "\0a", 2 }, { "a", 1 }, { "a\0", 2 }, { "a\0\0", 3 }, { "ab", 2 },
                                            { "abcdef", 6 }, { "abcdefg", 7 }, { "abcdefg\0", 8 }, { "abcdefgh", 8 },
                                            { "abcdefghi", 9 }, { "b", 1 }, { "\xff\xff\xff\xff\xff\xff\xff", 7 },
                                            { "\xff\xff\xff\xff\xff\xff\xff\xff", 8 } };
    const size_t n = sizeof text / sizeof *text;

    (void)state;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            for (int descending = 0; descending < 2; descending++) {
                struct prak_sort_key a = { 0 }, b = { 0 };
                prak_sort_add_text(&a, text[i], descending);
                prak_sort_add_text(&b, text[k], descending);
                prak_sort_add_day(&a, (int32_t)(n - i), false); /* a further part that pulls the other way */
                prak_sort_add_day(&b, (int32_t)(n - k), false);
                const int want = i < k ? -1 : i > k;
                assert_int_equal(order_keys(&a, &b), descending ? -want : want);
                prak_buf_free(&a.more);
                prak_buf_free(&b.more);
            }
}

/* Rows that a worker wrote: with and without a head, one too long for an entry; held, and spilled. */
static uint64_t sort_rows(size_t budget, unsigned threads)
{
    struct prak_err e = { 0 };
    struct prak_sorter *s = prak_sorter_new(budget);
    struct prak_sort_key k = { 0 };
    struct prak_buf out = { 0 };
    uint64_t sum = 0;
    bool held;
    int got;

    seed = 11;
    for (unsigned block = 0; block < 200; block++) {
        struct prak_sort_rows rows = { 0 };
        struct prak_sort_place place = { 0 };
        struct prak_buf bytes = { 0 };
        for (unsigned i = 0; i < 500; i++) {
            char text[64];
            const unsigned v = below(3000);
            prak_sort_key_start(&k);
            if (v % 3)
                prak_sort_add_number(&k, prak_dec_int(v / 2), false);
            else
                prak_sort_add_text(&k, (struct prak_str){ "abcdefghijklmnopqrstuvwxyz", 1 + v % 26 }, false);
            prak_sort_row_begin(&rows, &k, &bytes);
            prak_buf_add(&bytes, text, (size_t)snprintf(text, sizeof text, "%u:%u.%u\n", v, block, i));
            for (unsigned more = block == 7 && i == 3 ? 70000 : 0; more > 0; more--)
                prak_buf_byte(&bytes, '.');
            assert_int_equal(prak_sort_row_end(&rows, &bytes, &e), 0);
        }
        while ((got = prak_sorter_reserve(s, &rows, place.to, bytes.n, &place, &e)) > 0) {
            if (got == 2)
                assert_int_equal(prak_sorter_spill(s, threads, &e), 0);
            else
                prak_sorter_fill(&place, &rows, bytes.p);
        }
        assert_int_equal(got, 0);
        free(rows.row);
        prak_buf_free(&bytes);
    }
    assert_int_equal(prak_sorter_sort(s, threads, &held, &e), 0);
    assert_int_equal(held, budget > 1000000);
    if (held)
        prak_sorter_gather(s, 0, 200000, &out);
    for (struct prak_str key, data; !held && (got = prak_sorter_next(s, &key, &data, &e)) > 0;)
        prak_buf_add(&out, data.p, data.n);
    assert_int_equal(prak_sorter_count(s), 100000);
    for (size_t i = 0; i < out.n; i++)
        sum = sum * 31 + (unsigned char)out.p[i];
    prak_buf_free(&out);
    prak_buf_free(&k.more);
    prak_sorter_free(s);
    return sum;
}

static void test_rows_at_once(void **state)
{
    (void)state;
    const uint64_t all = sort_rows(1u << 30, 1);
    assert_true(sort_rows(1u << 30, 3) == all);
    assert_true(sort_rows(300000, 2) == all);
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
        cmocka_unit_test(test_leads_of_numbers),
        cmocka_unit_test(test_leads_of_texts),
        cmocka_unit_test(test_rows_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
