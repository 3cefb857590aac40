/*
 * Sums on a detour are the sums of the straight way: kept in lines and settled when their bounds are met, by every kind
 * of registers; and whole tables added to one another are their rows added one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stat/column.h"
#include "stat/lanes.h"
#include "stat/stage.h"

enum { ROWS = 1024, LINES = 40, COLUMNS = 6 };

static uint64_t state_of_random = 1;

static uint64_t next_random(void)
{
    state_of_random ^= state_of_random << 13;
    state_of_random ^= state_of_random >> 7;
    state_of_random ^= state_of_random << 17;
    return state_of_random * UINT64_C(0x2545F4914F6CDD1D);
}

static int64_t below_bits(unsigned bits)
{
    return (int64_t)(next_random() >> (64 - bits));
}

static void same_sums(const struct prak_sums *a, const struct prak_sums *b)
{
    struct prak_err e;
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        for (unsigned c = 0; c < a->stride; c++) {
            struct prak_exact x = { .scale = 0 }, y = { .scale = 0 };
            struct prak_buf s = { 0 }, t = { 0 };
            assert_int_equal(prak_sums_get(a, i, c, &x, &e) | prak_sums_get(b, i, c, &y, &e), 0);
            prak_exact_format(&x, &s);
            prak_exact_format(&y, &t);
            prak_buf_byte(&s, '\0');
            prak_buf_byte(&t, '\0');
            assert_string_equal(s.p, t.p);
            prak_buf_free(&s);
            prak_buf_free(&t);
            prak_exact_free(&x);
            prak_exact_free(&y);
        }
}

struct batch {
    int64_t w[ROWS], x[ROWS];
    uint16_t row[ROWS];
    uint32_t at[ROWS];
    struct prak_staged rows;
};

/* What some rows look like. */
struct form {
    unsigned w_bits, x_bits;
    int32_t w_scale, x_scale;
    bool weighted, negative, together, few; /* together: in one line; few: rows */
};

static void make(struct batch *b, const struct form *f)
{
    size_t n = 0;
    int64_t w_most = 0, x_most = 0;
    b->rows = (struct prak_staged){ .w = { f->weighted ? b->w : NULL, f->w_scale, 1 }, .x = { b->x, f->x_scale, 1 },
                                    .negative = f->negative };
    for (size_t i = 0; i < ROWS; i++) {
        b->w[i] = below_bits(f->w_bits);
        b->x[i] = f->negative && next_random() % 3 == 0 ? -below_bits(f->x_bits) : below_bits(f->x_bits);
        b->at[i] = f->together ? 7 : (uint32_t)(next_random() % LINES) * (next_random() % 3 != 0);
        w_most |= b->w[i];
        x_most |= b->x[i] < 0 ? -b->x[i] : b->x[i];
        if (next_random() % 8 && !(f->few && n == 20))
            b->row[n++] = (uint16_t)i;
    }
    b->rows.w.most = (double)w_most;
    b->rows.x.most = (double)x_most;
    b->rows.take = (struct prak_take){ n, b->row, b->at };
}

struct tables {
    struct prak_sums terms, squares, count; /* w, w x, w w, w w x, w x w x; w x x; 1 */
};

static void tables_new(struct tables *t)
{
    struct prak_err e;
    assert_int_equal(prak_sums_init(&t->terms, 5, &e) | prak_sums_init(&t->squares, 1, &e) | prak_sums_init(&t->count, 1, &e), 0);
    for (size_t i = 0; i < LINES; i++)
        assert_int_equal(prak_sums_row(&t->terms, &e) | prak_sums_row(&t->squares, &e) | prak_sums_row(&t->count, &e), 0);
}

static void tables_free(struct tables *t)
{
    prak_sums_free(&t->terms);
    prak_sums_free(&t->squares);
    prak_sums_free(&t->count);
}

static void add_straight(struct tables *t, const struct batch *b)
{
    const struct prak_factor x[2] = { { NULL, 0, 0 }, b->rows.x };
    for (size_t k = 0; k < b->rows.take.n; k++) {
        const size_t i = b->row[k];
        const struct prak_dec w = { b->rows.w.m ? b->w[i] : 1, b->rows.w.m ? b->rows.w.scale : 0 }, v = { b->x[i], x[1].scale };
        struct prak_err e;
        assert_int_equal(prak_sums_add(&t->terms, b->at[i], 0, w, &e), 0);
        assert_int_equal(prak_sums_add2(&t->terms, b->at[i], 1, w, v, &e), 0);
        assert_int_equal(prak_sums_add2(&t->terms, b->at[i], 2, w, w, &e), 0);
        assert_int_equal(prak_sums_add3(&t->terms, b->at[i], 3, w, w, v, &e), 0);
        struct prak_dec wx = { w.m * v.m, w.scale + v.scale };
        assert_int_equal(prak_sums_add2(&t->terms, b->at[i], 4, wx, wx, &e), 0);
        assert_int_equal(prak_sums_add3(&t->squares, b->at[i], 0, w, v, v, &e), 0);
        assert_int_equal(prak_sums_add(&t->count, b->at[i], 0, prak_dec_int(1), &e), 0);
    }
}

static void settle(struct prak_stage *s, struct tables *t, const uint32_t *to)
{
    struct prak_err e;
    const size_t n = s->cap < LINES ? s->cap : LINES;
    assert_int_equal(prak_stage_settle(s, &t->terms, n, 0, &e), 0);
    assert_int_equal(prak_stage_settle_count(s, &t->count, n, 0, &e), 0);
    assert_int_equal(prak_stage_settle_squares(s, &t->squares, n, 0, to, 2, &e), 0);
    prak_stage_clear(s, n);
}

/* Rows of such forms in turn; returns how often they had to be settled before the end. */
static unsigned stage(const struct prak_lanes *lanes, const struct form *f, size_t nform, unsigned batches)
{
    struct prak_err e;
    struct tables want, got;
    struct prak_stage s = { .line = NULL };
    struct batch *b = malloc(sizeof *b);
    uint32_t to[2 * LINES]; /* the row of a line stands in every other */
    unsigned early = 0;
    assert_non_null(b);
    for (uint32_t i = 0; i < LINES; i++)
        to[2 * i] = to[2 * i + 1] = i;
    tables_new(&want);
    tables_new(&got);
    for (unsigned i = 0; i < batches; i++) {
        make(b, &f[i * nform / batches]);
        add_straight(&want, b);
        int rc = prak_stage_add(&s, lanes, LINES, &b->rows, &e);
        if (rc == 0) {
            early++;
            settle(&s, &got, to);
            rc = prak_stage_add(&s, lanes, LINES, &b->rows, &e);
        }
        assert_int_equal(rc, 1);
    }
    settle(&s, &got, to);
    same_sums(&got.terms, &want.terms);
    same_sums(&got.squares, &want.squares);
    same_sums(&got.count, &want.count);
    prak_stage_free(&s);
    tables_free(&want);
    tables_free(&got);
    free(b);
    return early;
}

static void test_stage(void **state)
{
    (void)state;
    static const struct form wages[] = { { 28, 17, 6, 2, .weighted = true } }, plain[] = { { 1, 20, 0, 2, .few = false } },
                             below_0[] = { { 28, 17, 6, 2, true, .negative = true } },
                             edge[] = { { 25, 26, 3, 0, .weighted = true } },
                             long_x[] = { { 2, 45, 1, 5, .weighted = true } },
                             long_both[] = { { 27, 27, 1, 5, .weighted = true, .few = true } },
                             together[] = { { 22, 25, 2, 2, .weighted = true, .together = true } },
                             sign[] = { { 20, 17, 3, 2, .weighted = true }, { 20, 17, 3, 2, true, .negative = true },
                                        { 20, 17, 3, 2, .weighted = true } },
                             scales[] = { { 20, 17, 3, 2, .weighted = true }, { 20, 20, 3, 4, .weighted = true } },
                             large[] = { { 20, 17, 3, 2, .weighted = true }, { 25, 26, 3, 2, .weighted = true } };
    for (size_t l = 0; prak_lanes_all[l]; l++) {
        const struct prak_lanes *lanes = prak_lanes_all[l];
        if (!lanes->usable())
            continue;
        assert_int_equal(stage(lanes, wages, 1, 40), 0);
        assert_int_equal(stage(lanes, plain, 1, 10), 0);
        assert_int_equal(stage(lanes, below_0, 1, 10), 0);
        assert_int_equal(stage(lanes, long_x, 1, 40), 0);
        assert_int_equal(stage(lanes, long_both, 1, 3), 0);
        assert_int_equal(stage(lanes, together, 1, 40), 0);
        assert_int_equal(stage(lanes, sign, 3, 30), 0);
        assert_int_equal(stage(lanes, scales, 2, 10), 1); /* other scales */
        assert_true(stage(lanes, edge, 1, 40) >= 2);      /* bounds that are met */
        assert_true(stage(lanes, large, 2, 20) >= 1);
    }
}

/* Terms that no line can hold are refused, and nothing of them is kept. */
static void test_refused(void **state)
{
    (void)state;
    const struct form fits = { 20, 17, 3, 2, .weighted = true }, wide = { 32, 32, 3, 2, .weighted = true };
    struct prak_stage s = { .line = NULL };
    struct prak_err e;
    struct batch *b = malloc(sizeof *b);
    assert_non_null(b);
    make(b, &fits);
    assert_int_equal(prak_stage_add(&s, prak_lanes_best(), LINES, &b->rows, &e), 1);
    const uint64_t rows = s.rows;
    assert_int_equal(rows, b->rows.take.n);
    make(b, &wide);
    assert_int_equal(prak_stage_add(&s, prak_lanes_best(), LINES, &b->rows, &e), 0);
    assert_int_equal(s.rows, rows);
    uint64_t kept = 0;
    for (size_t i = 0; i < LINES; i++)
        kept += prak_stage_count(&s, i);
    assert_int_equal(kept, rows);
    prak_stage_free(&s);
    free(b);
}

/* A table of so long numbers. */
static void fill(struct prak_sums *s, size_t rows, unsigned bits, int32_t scale)
{
    struct prak_err e;
    assert_int_equal(prak_sums_init(s, COLUMNS, &e), 0);
    for (size_t i = 0; i < rows; i++) {
        assert_int_equal(prak_sums_row(s, &e), 0);
        for (unsigned c = 0; c < COLUMNS; c++) {
            const prak_i128 m = bits > 62 ? (prak_i128)below_bits(62) << (bits - 62) : below_bits(bits);
            const struct prak_dec v = { next_random() % 2 ? m : -m, c % 2 ? scale : (int32_t)(next_random() % 4) };
            assert_int_equal(prak_sums_add(s, i, c, v, &e), 0);
            if (bits > 120) /* and over 38 digits */
                assert_int_equal(prak_sums_add2(s, i, c, v, v, &e), 0);
        }
    }
}

static void test_merge(void **state)
{
    (void)state;
    static const unsigned bits[] = { 1, 30, 61, 62, 90, 122 };
    static const int32_t scales[] = { 0, 3, 18, 25 };
    enum { BITS = sizeof bits / sizeof *bits, FROM = 17, INTO = 30 };
    for (unsigned i = 0; i < BITS * BITS * 4; i++) {
        struct prak_sums a, b, from;
        struct prak_err e;
        uint32_t row[FROM];
        const uint64_t seed = state_of_random;
        fill(&a, INTO, bits[i % BITS], scales[i / BITS % 4]);
        state_of_random = seed;
        fill(&b, INTO, bits[i % BITS], scales[i / BITS % 4]);
        fill(&from, i % 7 ? FROM : 0, bits[i / 4 / BITS], scales[i % 4]);
        for (uint32_t r = 0; r < FROM; r++)
            row[r] = (r * 7 + i) % INTO; /* 7 and 30 have no factor in common */
        assert_int_equal(prak_sums_merge_all(&a, row, &from, &e), 0);
        for (size_t r = 0; r < from.n; r++)
            assert_int_equal(prak_sums_merge(&b, row[r], &from, r, &e), 0);
        same_sums(&a, &b);
        prak_sums_free(&a);
        prak_sums_free(&b);
        prak_sums_free(&from);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_stage), cmocka_unit_test(test_refused),
                                        cmocka_unit_test(test_merge) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
