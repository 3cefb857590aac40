/*
 * test_distinct.c - numbers of different keys: whatever the budget, the number of parts and the order of merging.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "stat/distinct.h"
#include "stat/lanes.h"

#define COLUMNS 3

static uint64_t state_of = 1;

static uint64_t next(void)
{
    state_of ^= state_of << 13;
    state_of ^= state_of >> 7;
    state_of ^= state_of << 17;
    return state_of;
}

static void add_number(struct prak_distinct *d, size_t column, int64_t m, struct prak_seen *seen)
{
    char text[32];
    struct prak_err e = { .msg = "" };
    uint64_t key[2] = { prak_distinct_number(m, 2), 0 }; /* 0 is left out */
    assert_int_equal(prak_distinct_numbers(d, column, key, 2, &e), 0);
    int n = snprintf(text, sizeof text, "#%lld", (long long)m);
    assert_true(prak_seen_put(seen, prak_seen_key((struct prak_str){ text, (size_t)n }), &e) >= 0);
}

static void add_text(struct prak_distinct *d, size_t column, uint64_t v, struct prak_seen *seen)
{
    char text[64];
    struct prak_err e = { .msg = "" };
    int n = snprintf(text, sizeof text, v % 2 ? "t%llu" : "a text of more than sixteen bytes %llu", (unsigned long long)v);
    struct prak_seen_key key = prak_seen_key((struct prak_str){ text, (size_t)n });
    int tag = prak_distinct_known(d, column, key);
    assert_true(tag == -1 || tag == (int)(v % 200));
    if (tag < 0)
        assert_int_equal(prak_distinct_text(d, column, key, (uint8_t)(v % 200), &e), 0);
    assert_true(prak_seen_put(seen, key, &e) >= 0);
}

/* The same keys by one set of hashes and by parts of a small budget. */
static void check(size_t budget, size_t parts, uint64_t keys, uint64_t range, bool backwards)
{
    struct prak_distinct *d[8];
    struct prak_seen *seen[COLUMNS];
    struct prak_err e = { .msg = "" };
    for (size_t i = 0; i < parts; i++)
        assert_non_null(d[i] = prak_distinct_new(COLUMNS, budget));
    for (size_t c = 0; c < COLUMNS; c++)
        assert_non_null(seen[c] = prak_seen_new(0));
    for (uint64_t i = 0; i < keys; i++) {
        struct prak_distinct *to = d[next() % parts];
        int64_t m = (int64_t)(next() % range);
        add_number(to, 0, next() % 2 ? m : -m, seen[0]);
        add_text(to, 1, next() % range, seen[1]);
        if (i % 2)
            add_number(to, 2, m % 7, seen[2]);
        else
            add_text(to, 2, (uint64_t)m, seen[2]);
    }
    size_t into = backwards ? parts - 1 : 0;
    for (size_t i = 0; i < parts; i++)
        if (i != into)
            assert_int_equal(prak_distinct_merge(d[into], d[i], &e), 0);
    for (size_t c = 0; c < COLUMNS; c++) {
        uint64_t n;
        assert_int_equal(prak_distinct_count(d[into], c, &n, &e), 0);
        assert_int_equal(n, prak_seen_count(seen[c]));
        prak_seen_free(seen[c]);
    }
    for (size_t i = 0; i < parts; i++)
        prak_distinct_free(d[i]);
}

static void test_few(void **state)
{
    (void)state;
    check((size_t)1 << 30, 1, 10000, 100, false);
    check((size_t)1 << 30, 3, 10000, 5000, true);
    check(1, 2, 400, 100000, false);
}

/* Tables become lists at 65,536 keys, lists lose repetitions, and then go to files. */
static void test_many(void **state)
{
    (void)state;
    for (size_t parts = 1; parts <= 8; parts = parts * 2 + 1) {
        check((size_t)1 << 30, parts, 150000, (uint64_t)1 << 40, false);
        check((size_t)1 << 21, parts, 150000, (uint64_t)1 << 40, true);
        check((size_t)1 << 20, parts, 150000, 80000, false);
    }
}

/* The quick way finds every key of up to 15 bytes, however it is kept. (What it leaves is found all the same, later.) */
static void test_tags(void **state)
{
    static const char *const texts[] = { "7", "male", "seven77", "8 chars!", "20240105", "2024-01-05", "12345678901234",
                                         "123456789012345", "no number here.", "2024-01-05T", "0000000", "00000000" };
    enum { N = sizeof texts / sizeof texts[0], MASK = 63 };
    uint64_t slot[2 * (MASK + 1)] = { 0 };
    uint8_t tag[MASK + 1], out[N];
    struct prak_slice cell[N];

    (void)state;
    for (size_t i = 0; i < N; i++) {
        const struct prak_seen_key k = prak_seen_key(prak_str(texts[i]));
        size_t at = prak_distinct_place(prak_distinct_hash(k.low, k.high), MASK);
        while (slot[2 * at + 1])
            at = (at + 1) & MASK;
        slot[2 * at] = k.low;
        slot[2 * at + 1] = k.high;
        tag[at] = (uint8_t)i;
        cell[i] = (struct prak_slice){ texts[i], (uint32_t)strlen(texts[i]), 0, 1 };
    }
    for (size_t l = 0; prak_lanes_all[l]; l++) {
        if (!prak_lanes_all[l]->usable() || !prak_lanes_all[l]->texts)
            continue;
        memset(out, PRAK_DISTINCT_NONE, sizeof out);
        prak_lanes_all[l]->texts(slot, tag, MASK, cell, N, out);
        for (size_t i = 0; i < N; i++)
            assert_int_equal(out[i], i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
