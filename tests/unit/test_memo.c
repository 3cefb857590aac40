/*
 * test_memo.c - what rows come to is found by the cells that decide, and by nothing else.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "table/memo.h"

#define ROWS 4000

struct rows {
    char text[2][ROWS][300];
    struct prak_slice cell[2][ROWS];
    const struct prak_slice *bound[2];
    struct prak_record record[ROWS];
    struct prak_batch batch;
};

static void put(struct rows *r, size_t column, size_t row, const char *text)
{
    snprintf(r->text[column][row], sizeof r->text[column][row], "%s", text);
    r->cell[column][row] = (struct prak_slice){ .p = r->text[column][row], .n = (uint32_t)strlen(text) };
}

static struct rows *rows_new(size_t n)
{
    struct rows *r = calloc(1, sizeof *r);
    assert_non_null(r);
    for (size_t k = 0; k < 2; k++) {
        r->bound[k] = r->cell[k];
        for (size_t i = 0; i < ROWS; i++)
            put(r, k, i, "");
    }
    r->record[0].p = r->text[0][0]; /* as if the first column were all there is in the block */
    for (size_t i = 1; i < ROWS; i++)
        r->record[i] = (struct prak_record){ .p = r->text[0][i], .n = sizeof r->text[0][i] };
    r->batch = (struct prak_batch){ .nrow = n, .record = r->record, .cell = r->bound };
    return r;
}

static const struct prak_memo_fact facts[] = { { 0, false }, { 1, true } };

static bool is(struct prak_str s, const char *text)
{
    return prak_str_is(s, text);
}

static void test_cells(void **state)
{
    static const char *const text[][2] = {
        { "garment", "2020-01-31" }, { "garment", "2020-01" }, { "garment", "2020-01-05" }, { "garment", "2020-02-05" },
        { "garmen", "t2020-01" },    { "", "2020-01-05" },     { "garment", "" },            { "garment", "2020-02-30" },
        { "garment", "2020-02" },    { "garment", "2020-02-3" }, { "0123456789abcdef", "2020-01" },
        { "0123456789abcdefg", "2020-01" }, { "0123456789abcdef", "2020-01-10" }, { "", "" },
        { "0123456789abcde", "2020-01-28" }, { "0123456789abcde", "2020-01" }, { "garment", "2019-02-28" },
        { "garment", "2019-02" },    { "garment", "2020-04-31" }, { "garment", "2020-04-30" }, { "garment", "2020-04" },
        { "garment", "2020-02-29" }, { "garment", "2019-02-29" }, { "garment", "2020-12-31" }, { "garment", "2020-12" },
        { "garment", "2020-12" }, /* and a zero byte behind garment */
    };
    static const int same[] = { 0, 0, 0, 3, 4, 5, 6, 7, 3, 9, 10, 11, 10, 13, 14, 14, 16, 16, 18, 19, 19, 3, 22, 23, 23, 25 };
    const size_t n = sizeof text / sizeof *text;
    struct rows *r = rows_new(n);
    struct prak_memo *m = prak_memo_new(facts, 2, sizeof(int));
    (void)state;
    assert_non_null(m);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < 2; k++)
            put(r, k, i, text[i][k]);
    r->cell[0][n - 1].n++;
    for (int again = 0; again < 2; again++) {
        void *const *entry = prak_memo_rows(m, &r->batch);
        for (size_t i = 0; i < n; i++) {
            assert_non_null(entry[i]);
            assert_ptr_equal(entry[i], entry[same[i]]);
            int *kept = entry[i];
            if (!again && same[i] == (int)i)
                assert_int_equal(*kept, 0);
            *kept = same[i] + 1;
        }
        for (size_t i = 0; i < n; i++)
            assert_int_equal(*(int *)entry[i], same[i] + 1);
        assert_true(is(prak_memo_fact(m, entry[0], 0), "garment") && is(prak_memo_fact(m, entry[0], 1), "2020-01"));
        assert_true(is(prak_memo_fact(m, entry[7], 1), "2020-02-30") && is(prak_memo_fact(m, entry[13], 1), ""));
        assert_true(is(prak_memo_fact(m, entry[14], 0), "0123456789abcde") && is(prak_memo_fact(m, entry[10], 0), "0123456789abcdef"));
        assert_true(is(prak_memo_fact(m, entry[11], 0), "0123456789abcdefg") && is(prak_memo_fact(m, entry[11], 1), "2020-01"));
    }
    prak_memo_free(m);
    free(r);
}

/* More than there is room for: entries of a batch stay apart, and what is new later finds room again. */
static void test_room(void **state)
{
    struct rows *r = rows_new(ROWS);
    struct prak_memo *m = prak_memo_new(facts, 2, 64);
    size_t none = 0;
    (void)state;
    assert_non_null(m);
    for (int round = 0; round < 6; round++) {
        for (size_t i = 0; i < ROWS; i++) {
            char name[40];
            snprintf(name, sizeof name, "round %d, row %zu", round, i);
            put(r, 0, i, name);
        }
        void *const *entry = prak_memo_rows(m, &r->batch);
        size_t lost = 0;
        for (size_t i = 0; i < ROWS; i++) {
            if (!entry[i]) {
                lost++;
                continue;
            }
            assert_int_equal(*(size_t *)entry[i], 0);
            *(size_t *)entry[i] = i + 1;
            assert_true(is(prak_memo_fact(m, entry[i], 0), r->text[0][i]));
        }
        for (size_t i = 0; i < ROWS; i++)
            assert_true(!entry[i] || *(size_t *)entry[i] == i + 1);
        none += lost;
        assert_true(round != 0 || lost == 0);
    }
    assert_true(none > 0 && none < (size_t)4 * ROWS);
    prak_memo_free(m);
    free(r);
}

static void test_long(void **state)
{
    struct rows *r = rows_new(2);
    struct prak_memo *m = prak_memo_new(facts, 2, 8);
    char text[280];
    (void)state;
    assert_non_null(m);
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    put(r, 0, 0, text);
    text[100] = '\0';
    put(r, 0, 1, text);
    void *const *entry = prak_memo_rows(m, &r->batch);
    assert_null(entry[0]);
    assert_non_null(entry[1]);
    assert_true(is(prak_memo_fact(m, entry[1], 0), text));
    prak_memo_free(m);
    free(r);
}

/* Some texts of a column of these, by a number; dates are of some years, or of more than there are places for. */
static void put_random(struct rows *r, size_t row, unsigned kind, uint64_t random)
{
    static const char *const odd[] = { "", "2020-02-29", "2019-02-29", "2020-13-01", "2020-00-05", "2020-01", "2020-1-01", "garment",
                                       "2020/01/01", "2020-01-32", "2020-0:-01", "2020-04-31", "12", "20200101ab" };
    char text[40];
    const unsigned years = kind & 1 ? 12 : kind & 16 ? 99 : 300, texts = kind & 2 ? 6 : kind & 4 ? 90 : 3000;
    snprintf(text, sizeof text, kind & 8 ? "%u, and longer than 15" : "s%u", (unsigned)(random % texts));
    put(r, 0, row, text);
    random /= texts;
    /* months of 85 years and 4 months later have the same place */
    const unsigned year = kind & 64 ? (random % 2 ? 2012 : 2097) : (kind & 8 ? 1900 : 2000) + (unsigned)(random % years);
    snprintf(text, sizeof text, "%04u-%02u-%02u", year, 1 + (unsigned)(random / years % 12),
             1 + (unsigned)(random / years / 12 % 31));
    put(r, 1, row, random / 10000000 % 20 ? text : odd[random / 200000000 % (sizeof odd / sizeof *odd)]);
}

/* The quick way and the long one have the same rows alike, and they are. */
static void test_quick(void **state)
{
    struct rows *r = rows_new(ROWS);
    uint64_t random = 3;
    (void)state;
    r->record[ROWS - 1] = (struct prak_record){ .p = r->text[1][ROWS - 1], .n = sizeof r->text[1][0] }; /* both are near */
    for (unsigned kind = 0; kind < 128; kind++) {
        static const struct prak_memo_fact other_way[] = { { 1, true }, { 0, false } };
        const bool turned = kind & 32;
        const struct prak_memo_fact *its = turned ? other_way : facts;
        struct prak_memo *m[] = { prak_memo_new(its, 2, 40), prak_memo_new(its, 2, 40) };
        assert_true(m[0] && m[1]);
        prak_memo_slowly(m[1]);
        for (int round = 0; round < 5; round++) {
            r->batch.nrow = round == 2 ? ROWS - 3 : ROWS;
            for (size_t i = 0; i < ROWS; i++) {
                random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                put_random(r, i, kind, random >> 20);
            }
            void *const *a = prak_memo_rows(m[0], &r->batch), *const *b = prak_memo_rows(m[1], &r->batch);
            for (size_t i = 0; i < r->batch.nrow; i++) {
                assert_true(!a[i] == !b[i]);
                if (!a[i])
                    continue;
                void *other;
                memcpy(&other, a[i], sizeof other);
                if (!other)
                    memcpy(a[i], &b[i], sizeof other); /* each of the one memo beside one of the other */
                else
                    assert_ptr_equal(other, b[i]);
                memcpy(&other, b[i], sizeof other);
                if (!other)
                    memcpy(b[i], &a[i], sizeof other);
                else
                    assert_ptr_equal(other, a[i]);
                assert_true(is(prak_memo_fact(m[0], a[i], turned), r->text[0][i]));
                const struct prak_str month = prak_memo_fact(m[0], a[i], !turned);
                assert_true(strncmp(month.p, r->text[1][i], month.n) == 0 && (month.n == 7 || month.n == strlen(r->text[1][i])));
            }
        }
        prak_memo_free(m[0]);
        prak_memo_free(m[1]);
    }
    free(r);
}

/* Equal bytes are kept once, and go with the entries. */
static void test_same(void **state)
{
    struct prak_memo *m = prak_memo_new(facts, 2, 8);
    (void)state;
    assert_non_null(m);
    const char *a = prak_memo_same(m, "one", 3, 8), *b = prak_memo_same(m, "two", 3, 8);
    assert_true(a && b && a != b && memcmp(a, "one\0\0\0\0\0\0\0\0", 11) == 0 && memcmp(b, "two", 3) == 0);
    assert_ptr_equal(prak_memo_same(m, "one", 3, 8), a);
    assert_true(prak_memo_same(m, "on", 2, 8) != a);
    prak_memo_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quick),
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_room),
        cmocka_unit_test(test_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
