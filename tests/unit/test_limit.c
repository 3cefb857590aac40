/*
 * test_limit.c - numbers beside a limit: every way comes to what decimals say, and gives up where the others do.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "table/limit.h"

#define ROUNDS 40000

static uint64_t state = 7;

static uint64_t below(uint64_t n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (state >> 33) % n;
}

struct rows {
    char text[PRAK_WEIGHED][PRAK_DEC_TEXT];
    char behind[64];
    struct prak_slice cell[PRAK_WEIGHED];
    struct prak_limit limit[PRAK_WEIGHED];
    void *kept[PRAK_WEIGHED];
};

/* A number mostly, near the limit often; or what looks like one. */
static void put_cell(struct rows *r, size_t i)
{
    static const char *const odd[] = { "",   "0",   "00",   "0.5", ".5",  "5.",   "-1",  "1e3",     "1.2.3",    "12345678", "99999.99",
                                       "-0", "0.0", "+1",   " 1",  "1/2", "1:2",  "1;0", "00.1",    "100000000", "0.000000", "0.0000001",
                                       "x",  "1,",  "9999999", "10000000", "99999999", "1234567.8", "1.999999" };
    char *o = r->text[i];
    memset(o, '7', sizeof r->text[i]);
    if (below(6) == 0)
        snprintf(o, sizeof r->text[i], "%s", odd[below(sizeof odd / sizeof *odd)]);
    else if (below(3) == 0)
        prak_dec_format((struct prak_dec){ (prak_i128)(r->limit[i].least + below(3)) - 1, (int32_t)r->limit[i].digits }, o);
    else
        prak_dec_format((struct prak_dec){ (prak_i128)below(below(2) ? 100000000 : 30000), (int32_t)below(5) }, o);
    r->cell[i] = (struct prak_slice){ .p = o, .n = (uint32_t)strlen(o), .plain = below(2) > 0 };
}

static void put_row(struct rows *r, size_t i)
{
    static const char form[PRAK_NLIMIT];
    struct prak_limit *k = &r->limit[i];
    *k = (struct prak_limit){ .digits = (uint8_t)below(PRAK_LIMIT_DIGITS + 1), .known = below(40) > 0, .shown = below(20) > 0 };
    k->least = k->shown && below(4) ? (uint32_t)below(below(2) ? 30000 : prak_limit_most(k->digits)) : 0;
    for (size_t which = 0; which < PRAK_NLIMIT; which++)
        k->form[which] = below(60) ? (const struct prak_form *)(const void *)&form[which] : NULL;
    r->kept[i] = below(60) ? k : NULL;
    put_cell(r, i);
}

static bool is_text(const struct prak_weighed *w, size_t which, size_t row, struct prak_dec d)
{
    char text[PRAK_DEC_TEXT];
    const size_t n = prak_dec_format(d, text);
    return w->n[which][row] == n && memcmp(&w->text[which][row], text, n) == 0;
}

/* A row that was not given up is what its decimals say. */
static void check_row(const struct rows *r, size_t i, const struct prak_weighed *w)
{
    const struct prak_limit *k = r->kept[i];
    const struct prak_slice *s = &r->cell[i];
    enum prak_beside_limit beside = PRAK_LIMIT_EMPTY;
    struct prak_dec d = { 0, 0 };
    const struct prak_dec least = { (prak_i128)k->least, (int32_t)k->digits };
    assert_true(k && k->known);
    if (s->n) {
        assert_int_equal(prak_dec_parse(s->p, s->n, false, &d), PRAK_NUM_OK);
        beside = k->shown && prak_dec_cmp(d, least) < 0 ? PRAK_LIMIT_LACKS : PRAK_LIMIT_KEPT;
    }
    assert_ptr_equal(w->form[i], k->form[beside]);
    assert_non_null(w->form[i]);
    if (s->n && k->shown) {
        struct prak_dec lacks;
        assert_int_equal(prak_dec_sub(least, d, &lacks), 0);
        assert_int_equal(prak_dec_round(lacks, (int)k->digits, &lacks), 0);
        assert_int_equal(prak_dec_round(d, (int)k->digits, &d), 0);
        assert_true(is_text(w, 0, i, d));
        assert_true(beside == PRAK_LIMIT_LACKS ? is_text(w, 1, i, lacks) : w->n[1][i] == 0);
    } else {
        assert_true(w->n[0][i] == 0 && w->n[1][i] == 0);
    }
}

static void test_ways(void **unused)
{
    struct rows *r = calloc(1, sizeof *r);
    const struct prak_grid grid = { .p = "" };
    size_t portable = 0, done = 0;
    (void)unused;
    assert_non_null(r);
    while (prak_weighers[portable + 1])
        portable++;
    for (int round = 0; round < ROUNDS; round++) {
        const struct prak_record record[] = { { .p = r->text[0] }, { .p = r->text[PRAK_WEIGHED - 1], .n = sizeof r->text[0] } };
        const struct prak_batch b = { .nrow = 2, .record = record, .grid = below(10) ? &grid : NULL };
        const size_t n = below(8) ? PRAK_WEIGHED : below(PRAK_WEIGHED);
        struct prak_weighed w;
        for (size_t i = 0; i < n; i++)
            put_row(r, i);
        for (size_t from = 0; from < n; from++) {
            const size_t want = prak_weighers[portable]->weigh(&b, r->cell + from, r->kept + from, n - from, &w);
            for (size_t k = 0; prak_weighers[k]; k++) {
                if (!prak_weighers[k]->usable())
                    continue;
                memset(&w, 0xFF, sizeof w);
                assert_int_equal(prak_weighers[k]->weigh(&b, r->cell + from, r->kept + from, n - from, &w), want);
                for (size_t i = 0; i < want; i++) {
                    struct rows one = { .kept = { r->kept[from + i] }, .cell = { r->cell[from + i] } };
                    struct prak_weighed its = { .form = { w.form[i] }, .text = { { w.text[0][i] }, { w.text[1][i] } },
                                                .n = { { w.n[0][i] }, { w.n[1][i] } } };
                    check_row(&one, 0, &its);
                }
            }
            from += want;
            done += want;
        }
    }
    assert_true(done > ROUNDS * 4);
    free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_ways) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
