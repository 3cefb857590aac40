/*
 * test_tally.c - packed sums of pairs beside plain ones, and numbers of many texts beside a map.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stat/lanes.h"
#include "stat/tally.h"

enum { FAMILIES = 2, OWNERS = 40, LEAVES = 150, FIELDS = 5, TEXTS = 20000, ROWS = 1000 };

static uint64_t seed;

static uint64_t draw(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return seed >> 20;
}

static unsigned below(unsigned n)
{
    return (unsigned)(draw() % n);
}

struct sums {
    uint64_t of[OWNERS][LEAVES][FIELDS];
};

struct check {
    struct prak_tally t;
    struct sums want, got;
    unsigned char bits[FIELDS];
    size_t given;
};

/* ---- forms ---- */

static void test_forms(void **state)
{
    (void)state;
    seed = 7;
    for (unsigned round = 0; round < 2000; round++) {
        struct prak_tally_form f;
        unsigned char bits[PRAK_TALLY_FIELDS] = { 1 };
        uint64_t used[PRAK_TALLY_WORDS] = { 0 };
        const size_t n = 1 + below(12);
        for (size_t i = 1; i < n; i++)
            bits[i] = (unsigned char)below(round % 2 ? 20 : 56);
        if (!prak_tally_arrange(&f, bits, n))
            continue;
        assert_int_equal(f.word[0], 0);
        assert_int_equal(f.shift[0], 0);
        for (size_t i = 0; i < n; i++) {
            const unsigned size = i ? bits[i] + f.count : f.count;
            const uint64_t mask = ((UINT64_C(1) << size) - 1) << f.shift[i];
            assert_int_equal(f.bits[i], bits[i]);
            if (bits[i] == 0)
                continue;
            assert_true(f.word[i] < f.words && f.shift[i] + size <= 64 && f.count >= 8);
            assert_true((used[f.word[i]] & mask) == 0);
            used[f.word[i]] |= mask;
        }
    }
    struct prak_tally_form f;
    const unsigned char wide[] = { 1, 55 }, five[] = { 1, 54, 54, 54, 54 };
    assert_false(prak_tally_arrange(&f, wide, 2)); /* 63 bits */
    assert_false(prak_tally_arrange(&f, five, 5)); /* five words */
    assert_true(prak_tally_arrange(&f, five, 4));
}

/* ---- sums ---- */

static int collect(void *data, struct prak_err *e)
{
    struct check *c = data;
    int64_t value[PRAK_TALLY_TAKEN];
    (void)e;
    for (size_t f = 0; f < FIELDS; f++) {
        if (c->bits[f] == 0)
            continue;
        uint64_t most = 0;
        const uint64_t said = prak_tally_field(&c->t, f, value);
        for (size_t i = 0; i < c->t.taken; i++) {
            c->got.of[c->t.owner[i]][c->t.leaf[i]][f] += (uint64_t)value[i];
            most = (uint64_t)value[i] > most ? (uint64_t)value[i] : most;
        }
        assert_true(said == most);
    }
    c->given += c->t.taken;
    c->t.taken = 0;
    return 0;
}

/* The leaf's own owner of the family, or any. */
static uint32_t owner_of(uint32_t leaf, size_t family, unsigned strays)
{
    return strays && below(strays) == 0 ? below(OWNERS) : (uint32_t)((leaf * (3 + family) + family) % OWNERS);
}

static void add_some(struct check *c, unsigned strays, bool listed, size_t family, size_t leaves)
{
    static uint32_t owner[PRAK_TALLY_ROWS], leaf[PRAK_TALLY_ROWS];
    static uint64_t word[PRAK_TALLY_WORDS * PRAK_TALLY_ROWS];
    static uint16_t row[PRAK_TALLY_ROWS];
    const struct prak_tally_form *f = &c->t.form;
    size_t n = 0;
    memset(word, 0, sizeof word);
    for (size_t i = 0; i < PRAK_TALLY_ROWS; i++) {
        leaf[i] = below((unsigned)leaves);
        owner[i] = owner_of(leaf[i], family, strays);
        const bool used = !listed || below(3) > 0;
        row[n] = (uint16_t)i;
        n += used;
        for (size_t k = 0; k < FIELDS; k++) {
            const uint64_t top = (UINT64_C(1) << c->bits[k]) - 1, v = k == 0 ? 1 : below(4) ? top : draw() & top;
            if (c->bits[k] == 0)
                continue;
            word[(size_t)f->word[k] * PRAK_TALLY_ROWS + i] += v << f->shift[k];
            c->want.of[owner[i]][leaf[i]][k] += used ? v : 0;
        }
    }
    const struct prak_tally_rows r = { family, OWNERS, leaves, listed ? n : PRAK_TALLY_ROWS, listed ? row : NULL,
                                       owner, leaf, word };
    struct prak_err e;
    assert_true(prak_tally_add(&c->t, &r, &e) >= 0);
}

static void sums_of(struct check *c, size_t most, unsigned strays)
{
    struct prak_tally_form f;
    struct prak_err e;
    uint32_t order[LEAVES];
    for (uint32_t i = 0; i < LEAVES; i++)
        order[i] = (i * 7 + 3) % LEAVES;
    assert_true(prak_tally_arrange(&f, c->bits, FIELDS));
    for (unsigned turn = 0; turn < 2; turn++) { /* it can be begun anew */
        assert_int_equal(prak_tally_start(&c->t, &f, FAMILIES, most, &e), 0);
        c->t.full = collect;
        c->t.data = c;
        for (unsigned i = 0; i < 40; i++)
            add_some(c, strays, i % 2, i / 2 % 2, i < 10 ? LEAVES / 5 : LEAVES);
        assert_int_equal(prak_tally_empty(&c->t, order, LEAVES, &e), 0);
        assert_int_equal(c->t.taken, 0);
        prak_tally_free(&c->t);
        assert_int_equal(prak_tally_bytes(&c->t), 0);
    }
    assert_memory_equal(&c->want, &c->got, sizeof c->want);
}

/* One word and several, lines that fill, owners that come back and that do not, a square that is refused. */
static void test_sums(void **state)
{
    static const unsigned char bits[][FIELDS] = {
        { 1, 1, 15, 0, 0 }, { 1, 30, 30, 1, 44 }, { 1, 54, 54, 54, 0 }, { 1, 0, 12, 7, 3 }, { 1, 0, 0, 0, 0 },
    };
    (void)state;
    seed = 11;
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        for (unsigned strays = 0; strays < 3; strays++)
            for (size_t most = 0; most <= 1 << 20; most += 1 << 19) {
                struct check *c = calloc(1, sizeof *c);
                assert_non_null(c);
                memcpy(c->bits, bits[i], sizeof c->bits);
                sums_of(c, most, strays == 2 ? 50 : strays);
                free(c);
            }
}

/* ---- texts ---- */

/* Numbers and words, short and long. */
static void make_text(char *to, size_t size, unsigned i)
{
    static const char *const before[] = { "", "unit ", "u", "enumeration area number ", "" };
    static const char *const after[] = { "", "", "00", " of the frame", "/this is long" };
    snprintf(to, size, "%s%u%s", before[i % 5], i % 3 ? i : i * 7919, after[i % 5]);
}

/* Equal texts have one number, others have another: whatever the registers, with tables that are near and far. */
static void codes_of(const struct prak_lanes *lanes, char (*text)[48])
{
    static struct prak_slice cell[ROWS];
    static uint32_t first[TEXTS], code[ROWS], which[ROWS];
    const unsigned bound = 0;
    struct prak_tuple t;
    struct prak_err e;
    const struct prak_slice *column[1] = { cell };
    struct prak_batch b = { .cell = column, .nrow = ROWS };
    memset(first, 0xFF, sizeof first);
    assert_int_equal(prak_tuple_init(&t, lanes, &bound, 1, ROWS, &e), 0);
    for (unsigned round = 0; round < 120; round++) {
        for (size_t i = 0; i < ROWS; i++) {
            which[i] = below(round < 20 ? 50 : round < 50 ? 3000 : TEXTS);
            which[i] -= round % 4 == 3 ? which[i] % 5 : 0; /* numbers alone */
            cell[i] = (struct prak_slice){ .p = text[which[i]], .n = (uint32_t)strlen(text[which[i]]) };
        }
        assert_int_equal(prak_tuple_read(&t, &b, 0, ROWS, code, &e), 0);
        for (size_t i = 0; i < ROWS; i++) {
            if (first[which[i]] == UINT32_MAX)
                first[which[i]] = code[i];
            assert_int_equal(first[which[i]], code[i]);
        }
    }
    static uint8_t seen[TEXTS];
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < TEXTS; i++) {
        if (first[i] == UINT32_MAX)
            continue;
        assert_true(first[i] < TEXTS && !seen[first[i]]);
        seen[first[i]] = 1;
    }
    prak_tuple_free(&t);
}

static void test_codes(void **state)
{
    (void)state;
    char(*text)[48] = calloc(TEXTS, sizeof *text);
    assert_non_null(text);
    seed = 23;
    for (unsigned i = 0; i < TEXTS; i++)
        make_text(text[i], sizeof text[i], i);
    struct prak_map *m = prak_map_new(0);
    struct prak_err e;
    for (unsigned i = 0; i < TEXTS; i++) { /* no text is there twice */
        int added;
        uint32_t id;
        assert_int_equal(prak_map_put(m, prak_str(text[i]), &id, &added, &e), 0);
        assert_int_equal(added, 1);
    }
    for (size_t k = 0; prak_lanes_all[k]; k++)
        if (prak_lanes_all[k]->usable())
            codes_of(prak_lanes_all[k], text);
    prak_map_free(m);
    free(text);
}

static void test_find_each(void **state)
{
    (void)state;
    enum { N = 5000 };
    static char text[N][24];
    static struct prak_str key[N];
    static uint32_t id[N], want[N];
    struct prak_map *m = prak_map_new(0);
    struct prak_err e;
    assert_non_null(m);
    for (unsigned i = 0; i < N; i++) {
        snprintf(text[i], sizeof text[i], "%u", i * 31);
        key[i] = prak_str(text[i]);
    }
    prak_map_find_each(m, key, N, id);
    for (unsigned i = 0; i < N; i++) {
        assert_int_equal(id[i], UINT32_MAX);
        want[i] = UINT32_MAX;
        if (i % 3)
            assert_int_equal(prak_map_put(m, key[i], &want[i], NULL, &e), 0);
    }
    for (size_t n = 0; n < 70; n++) {
        memset(id, 0, sizeof id);
        prak_map_find_each(m, key, n, id);
        assert_memory_equal(id, want, n * sizeof *id);
    }
    prak_map_find_each(m, key, N, id);
    assert_memory_equal(id, want, sizeof id);
    prak_map_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_forms), cmocka_unit_test(test_sums),
                                        cmocka_unit_test(test_codes), cmocka_unit_test(test_find_each) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
