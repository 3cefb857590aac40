/*
 * test_contract.c - random contracts of a worker: the order of the input changes nothing, nor does what is signed later than the day
 * asked about; what is found where breaks are unread is found under both assumptions; a later day undoes no UDC. And chains, months
 * and breaks of a few by hand. Run from the top of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "domain/contract.h"

#define MOST     8
#define READINGS 3

struct fixture {
    struct prak_rules *rules;
    struct prak_arena *arena;
};

static int set_up(void **state)
{
    static struct fixture x;
    struct prak_err e = { 0 };
    x.arena = prak_arena_new(0);
    if (!x.arena || prak_rules_open("lib/rules", &x.rules, &e) < 0)
        fail_msg("%s", e.msg);
    *state = &x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    prak_rules_free(x->rules);
    prak_arena_free(x->arena);
    return 0;
}

static uint64_t seed = 20190517;

static int draw(int below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((seed >> 33) % (unsigned)below);
}

/* Cells of a key's contracts. */
struct key {
    char text[MOST][PRAK_CONTRACT_NFACT][PRAK_DATE_TEXT];
    size_t n;
};

static const struct prak_contract_law *law_of(struct fixture *x, const char *on, const char *assume)
{
    const struct prak_contract_law *law;
    struct prak_err e = { 0 };
    const struct prak_contract_options o = { .column = { "worker", "employer", "type", "start", "end", "signed", "written" },
                                             .on = on,
                                             .assume = assume };
    if (prak_contract_law_new(x->rules, &o, x->arena, &law, &e) < 0)
        fail_msg("%s:%d: %s", e.source, (int)e.line, e.msg);
    assert_int_equal(prak_contract_readings(law), READINGS);
    return law;
}

static void read_key(const struct prak_contract_law *law, const struct key *k, struct prak_contract_row *row)
{
    struct prak_err e = { 0 };
    const char *code;
    for (size_t i = 0; i < k->n; i++) {
        struct prak_str cell[PRAK_CONTRACT_NFACT];
        for (size_t c = 0; c < PRAK_CONTRACT_NFACT; c++)
            cell[c] = prak_str(k->text[i][c]);
        if (prak_contract_read(law, cell, &row[i], &code, &e) < 0)
            fail_msg("%s", e.msg);
    }
}

static void judge(struct fixture *x, const struct prak_contract_law *law, const struct key *k, struct prak_contract_row *row)
{
    struct prak_err e = { 0 };
    read_key(law, k, row);
    assert_int_equal(prak_contract_judge(law, true, true, row, k->n, x->arena, &e), 0);
}

static void put_day(char *cell, int32_t day)
{
    prak_date_format(day, cell);
}

/* Contracts after one another, some overlapping, in months of 2014 to 2024 for the most part. */
static void make_key(struct key *k)
{
    static const char *const type[] = { "FDC", "FDC", "FDC", "FDC", "FDC", "FDC", "tacit", "UDC" };
    int32_t at = prak_date_day((struct prak_civil){ 2014 + draw(8), 1 + draw(12), 1 + draw(31) % 28 });
    memset(k, 0, sizeof *k);
    k->n = 1 + (size_t)draw(MOST - 1);
    for (size_t i = 0; i < k->n; i++) {
        static const int32_t months[] = { 1, 3, 6, 6, 12, 12, 24 };
        const int32_t end = prak_date_period_end(at, months[draw(7)]) + (draw(4) ? 0 : draw(5) - 2);
        strcpy(k->text[i][PRAK_CONTRACT_TYPE], type[draw(8)]);
        put_day(k->text[i][PRAK_CONTRACT_START], at);
        if (draw(12))
            put_day(k->text[i][PRAK_CONTRACT_END], end);
        if (draw(3))
            put_day(k->text[i][PRAK_CONTRACT_SIGNED], at - draw(20));
        if (draw(3))
            strcpy(k->text[i][PRAK_CONTRACT_WRITTEN], draw(12) ? "true" : "false");
        static const int32_t gap[] = { 0, 0, 0, 0, 10, 28, 29, 30, 31, 40, -5 };
        at = end + 1 + gap[draw(11)];
    }
}

static bool same(const struct prak_contract_finding *a, const struct prak_contract_finding *b)
{
    return a->known == b->known && (!a->known || (a->udc == b->udc && a->has_from == b->has_from &&
                                                  (!a->has_from || a->from == b->from) && a->nrule == b->nrule));
}

static void expect_same(const struct key *k, const struct prak_contract_row *a, const struct prak_contract_row *b)
{
    if (a->there != b->there || a->chain != b->chain || a->months != b->months || a->gap != b->gap)
        fail_msg("another chain: %s, %d rows", k->text[0][PRAK_CONTRACT_START], (int)k->n);
    for (size_t r = 0; r < READINGS && a->there; r++)
        if (!same(&a->found[r], &b->found[r]))
            fail_msg("reading %d: %s, %d rows", (int)r, k->text[0][PRAK_CONTRACT_START], (int)k->n);
}

/* Rows alike may stand in each other's place. */
static void test_order(void **state)
{
    struct fixture *x = *state;
    const struct prak_contract_law *law = law_of(x, "2023-06-30", NULL);
    for (int t = 0; t < 4000; t++) {
        struct key k, turned;
        struct prak_contract_row row[MOST], other[MOST];
        make_key(&k);
        turned.n = k.n;
        for (size_t i = 0; i < k.n; i++)
            memcpy(turned.text[k.n - 1 - i], k.text[i], sizeof k.text[i]);
        judge(x, law, &k, row);
        judge(x, law, &turned, other);
        for (size_t i = 0; i < k.n; i++)
            expect_same(&k, &row[i], &other[k.n - 1 - i]);
        prak_arena_reset(x->arena);
        law = law_of(x, "2023-06-30", NULL);
    }
}

static void test_later(void **state)
{
    struct fixture *x = *state;
    size_t dropped = 0;
    for (int t = 0; t < 4000; t++) {
        struct key k, fewer = { .n = 0 };
        struct prak_contract_row row[MOST], other[MOST];
        const struct prak_contract_law *law = law_of(x, "2018-12-31", NULL);
        make_key(&k);
        judge(x, law, &k, row);
        for (size_t i = 0; i < k.n; i++)
            if (!row[i].after_on)
                memcpy(fewer.text[fewer.n++], k.text[i], sizeof k.text[i]);
        dropped += k.n - fewer.n;
        judge(x, law, &fewer, other);
        for (size_t i = 0, j = 0; i < k.n; i++)
            if (!row[i].after_on)
                expect_same(&k, &row[i], &other[j++]);
        prak_arena_reset(x->arena);
    }
    assert_true(dropped > 1000);
}

static void test_assumed(void **state)
{
    struct fixture *x = *state;
    size_t unread = 0;
    for (int t = 0; t < 4000; t++) {
        struct key k;
        struct prak_contract_row row[MOST], by[2][MOST];
        make_key(&k);
        judge(x, law_of(x, "2024-06-30", NULL), &k, row);
        judge(x, law_of(x, "2024-06-30", "breaks-join"), &k, by[0]);
        judge(x, law_of(x, "2024-06-30", "breaks-restart"), &k, by[1]);
        for (size_t i = 0; i < k.n; i++)
            for (size_t r = 0; r < READINGS && row[i].there; r++) {
                const struct prak_contract_finding *f = &row[i].found[r], *a = &by[0][i].found[r], *b = &by[1][i].found[r];
                assert_true(f->unread ? a->assumed && b->assumed && !same(a, b) && !f->known : same(f, a) && same(f, b));
                unread += f->unread;
            }
        prak_arena_reset(x->arena);
    }
    assert_true(unread > 100);
}

/* What ended is what it was, and a UDC stays one. */
static void test_a_later_day(void **state)
{
    struct fixture *x = *state;
    for (int t = 0; t < 4000; t++) {
        struct key k;
        struct prak_contract_row row[MOST], later[MOST];
        make_key(&k);
        for (size_t i = 0; i < k.n; i++) {
            k.text[i][PRAK_CONTRACT_SIGNED][0] = '\0'; /* all there on both days */
            strcpy(k.text[i][PRAK_CONTRACT_TYPE], "FDC");
        }
        judge(x, law_of(x, "2049-12-30", NULL), &k, row);
        judge(x, law_of(x, "2049-12-31", NULL), &k, later);
        for (size_t i = 0; i < k.n; i++)
            for (size_t r = 0; r < READINGS; r++)
                if (row[i].found[r].known && later[i].found[r].known)
                    assert_true(row[i].found[r].udc == later[i].found[r].udc);
        prak_arena_reset(x->arena);
    }
}

/* Asking what a row would be if it lasted longer changes no finding; one that goes on to its own end is what it is. */
static void test_longer(void **state)
{
    struct fixture *x = *state;
    size_t same_end = 0;
    for (int t = 0; t < 4000; t++) {
        struct key k;
        struct prak_contract_row row[MOST], asked[MOST];
        struct prak_contract_longer longer[MOST];
        struct prak_err e = { 0 };
        const struct prak_contract_law *law = law_of(x, "2049-12-31", NULL);
        make_key(&k);
        judge(x, law, &k, row);
        read_key(law, &k, asked);
        for (size_t i = 0; i < k.n; i++)
            if (asked[i].kind == PRAK_CONTRACT_FDC && asked[i].end != PRAK_CONTRACT_NO_END) {
                asked[i].longer = &longer[i];
                longer[i] = (struct prak_contract_longer){ .end = asked[i].end + (t % 2 ? draw(800) : 0) };
            }
        assert_int_equal(prak_contract_judge(law, true, true, asked, k.n, x->arena, &e), 0);
        for (size_t i = 0; i < k.n; i++) {
            expect_same(&k, &row[i], &asked[i]);
            const struct prak_contract_finding *f = asked[i].there ? &asked[i].found[0] : NULL;
            if (t % 2 || !f || !asked[i].longer || !f->known || f->udc)
                continue;
            assert_true(longer[i].found.known && !longer[i].found.udc);
            same_end++;
        }
        prak_arena_reset(x->arena);
    }
    assert_true(same_end > 1000);
}

static void put_row(struct key *k, const char *type, const char *start, const char *end)
{
    strcpy(k->text[k->n][PRAK_CONTRACT_TYPE], type);
    strcpy(k->text[k->n][PRAK_CONTRACT_START], start);
    strcpy(k->text[k->n++][PRAK_CONTRACT_END], end);
}

static void expect_chain(const struct prak_contract_row *row, int32_t chain, int32_t months, bool first, int32_t gap)
{
    assert_int_equal(row->chain, chain);
    assert_int_equal(row->months, months);
    assert_int_equal(row->first, first);
    assert_int_equal(row->gap, gap);
}

static void test_chains(void **state)
{
    struct fixture *x = *state;
    struct prak_contract_row row[MOST];
    struct key k = { .n = 0 };
    put_row(&k, "FDC", "2020-01-01", "2020-06-30");
    put_row(&k, "FDC", "2020-07-11", "2021-01-10"); /* 10 days: 6 months and 6, counted from 11 January */
    put_row(&k, "FDC", "2020-12-01", "2020-12-31"); /* inside */
    put_row(&k, "FDC", "2021-02-11", "2021-08-10"); /* 31 days, a month: another chain */
    put_row(&k, "FDC", "2021-09-10", "");           /* 30 days, not a month; no end: to the day asked about */
    judge(x, law_of(x, "2021-12-31", NULL), &k, row);
    expect_chain(&row[0], 1, 6, true, 0);
    expect_chain(&row[1], 1, 12, false, 10);
    expect_chain(&row[2], 1, 12, false, -41);
    expect_chain(&row[3], 2, 6, true, 31);
    expect_chain(&row[4], 2, 9, false, 30);
    prak_arena_reset(x->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order), cmocka_unit_test(test_later),  cmocka_unit_test(test_assumed),
        cmocka_unit_test(test_a_later_day), cmocka_unit_test(test_chains), cmocka_unit_test(test_longer),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
