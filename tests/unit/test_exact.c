/*
 * test_exact.c - totals against Python's fractions; order, split and negation change nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../vectors/base_read.h"
#include "base/exact.h"

static struct prak_err err;

static struct prak_dec dec(const char *p, size_t n)
{
    struct prak_dec d = { 0, 0 };
    if (prak_dec_parse(p, n, false, &d) != PRAK_NUM_OK)
        fail_msg("%.*s is not a number", (int)n, p);
    return d;
}

/* "a*b*c", up to three factors. */
static void add_term(struct prak_exact *x, const char *p, size_t n)
{
    struct prak_dec f[3];
    int k = 0;
    for (size_t at = 0; at <= n && k < 3; k++) {
        const char *star = memchr(p + at, '*', n - at);
        size_t end = star ? (size_t)(star - p) : n;
        f[k] = dec(p + at, end - at);
        at = end + 1;
    }
    int rc = k == 1   ? prak_exact_add(x, f[0], &err)
             : k == 2 ? prak_exact_add_product(x, f[0], f[1], &err)
                      : prak_exact_add_product3(x, f[0], f[1], f[2], &err);
    assert_int_equal(rc, 0);
}

/* Terms whose number modulo `parts` is `part`. */
static void add_terms(struct prak_exact *x, const char *terms, unsigned part, unsigned parts)
{
    unsigned i = 0;
    for (const char *p = terms; *p; i++) {
        size_t n = strcspn(p, " ");
        if (i % parts == part)
            add_term(x, p, n);
        p += n + (p[n] == ' ');
    }
}

static void check_text(const struct prak_exact *x, const char *want, unsigned line)
{
    struct prak_buf b = { 0 };
    prak_exact_format(x, &b);
    if (strcmp(prak_buf_cstr(&b), want) != 0)
        fail_msg("line %u: got %s, want %s", line, b.p, want);
    struct prak_exact again = { 0 };
    assert_int_equal(prak_exact_parse(&again, (struct prak_str){ b.p, b.n }, &err), 0);
    assert_int_equal(prak_exact_cmp(&again, x), 0);
    assert_true(bits_of(prak_exact_to_double(&again)) == bits_of(prak_exact_to_double(x)));
    prak_exact_free(&again);
    prak_buf_free(&b);
}

static void check_sum(const struct vectors *v)
{
    struct prak_exact x = { 0 }, part[3] = { 0 }, merged = { 0 }, copy = { 0 };
    add_terms(&x, v->field[1], 0, 1);
    check_text(&x, v->field[2], v->line);
    if (bits_of(prak_exact_to_double(&x)) != strtoull(v->field[3], NULL, 16))
        fail_msg("line %u: got %a", v->line, prak_exact_to_double(&x));
    if (prak_exact_to_quad(&x) != quad_of(v->field[4], v->field[5]))
        fail_msg("line %u: other binary128", v->line);
    for (unsigned i = 0; i < 3; i++)
        add_terms(&part[i], v->field[1], i, 3);
    for (unsigned i = 3; i-- > 0;)
        assert_int_equal(prak_exact_merge(&merged, &part[i], &err), 0);
    check_text(&merged, v->field[2], v->line);
    assert_true(bits_of(prak_exact_to_double(&merged)) == bits_of(prak_exact_to_double(&x)));
    assert_true(prak_exact_to_quad(&merged) == prak_exact_to_quad(&x));
    assert_int_equal(prak_exact_copy(&copy, &x, &err), 0);
    prak_exact_negate(&copy);
    assert_int_equal(prak_exact_sign(&copy), -prak_exact_sign(&x));
    assert_int_equal(prak_exact_merge(&copy, &merged, &err), 0);
    assert_int_equal(prak_exact_sign(&copy), 0);
    check_text(&copy, "0", v->line);
    for (unsigned i = 0; i < 3; i++)
        prak_exact_free(&part[i]);
    prak_exact_free(&x);
    prak_exact_free(&merged);
    prak_exact_free(&copy);
}

static void check_ratio(const struct vectors *v)
{
    struct prak_exact a = { 0 }, b = { 0 };
    add_terms(&a, v->field[1], 0, 1);
    add_terms(&b, v->field[2], 0, 1);
    if (bits_of(prak_exact_ratio(&a, &b)) != strtoull(v->field[3], NULL, 16))
        fail_msg("line %u: got %a", v->line, prak_exact_ratio(&a, &b));
    assert_int_equal(prak_exact_cmp(&a, &b), strtol(v->field[4], NULL, 10));
    assert_int_equal(prak_exact_cmp(&b, &a), -strtol(v->field[4], NULL, 10));
    prak_exact_free(&a);
    prak_exact_free(&b);
}

static void test_vectors(void **state)
{
    (void)state;
    static struct vectors v;
    assert_int_equal(vectors_open(&v, "tests/vectors/base_exact.csv"), 0);
    while (vectors_next(&v)) {
        if (strcmp(v.field[0], "sum") == 0)
            check_sum(&v);
        else
            check_ratio(&v);
    }
    assert_true(v.line > 800);
}

static uint64_t lcg(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 24;
}

/* Decimals of every shape: money, many digits, far exponents. */
static struct prak_dec any_decimal(uint64_t *seed)
{
    static const char *const far[] = { "1e308", "-1e308", "1e-307", "-3e-300", "9e307", "7e-150", "-2e200" };
    uint64_t kind = lcg(seed) % 16;
    if (kind == 0) {
        const char *text = far[lcg(seed) % 7];
        return dec(text, strlen(text));
    }
    struct prak_dec d = { (prak_i128)(lcg(seed) % 100000000), (int32_t)(lcg(seed) % 5) };
    if (kind < 4) {
        d.m = d.m * (prak_i128)1000000000000 * (prak_i128)1000000000000 + (prak_i128)lcg(seed);
        d.scale = (int32_t)(lcg(seed) % 30);
    }
    if (lcg(seed) & 1)
        d.m = -d.m;
    return d;
}

enum { TERMS = 600, PARTS = 7 };

static void add_one(struct prak_exact *x, const struct prak_dec *d, int i)
{
    int rc = i % 3 == 0   ? prak_exact_add(x, d[i], &err)
             : i % 3 == 1 ? prak_exact_add_product(x, d[i], d[(i + 1) % TERMS], &err)
                          : prak_exact_add_product3(x, d[i], d[(i + 1) % TERMS], d[(i + 2) % TERMS], &err);
    assert_int_equal(rc, 0);
}

static void test_order_and_split(void **state)
{
    (void)state;
    static struct prak_dec d[TERMS];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t s = seed;
        struct prak_exact whole = { 0 }, part[PARTS] = { 0 }, up = { 0 }, down = { 0 };
        for (int i = 0; i < TERMS; i++)
            d[i] = any_decimal(&s);
        for (int i = 0; i < TERMS; i++)
            add_one(&whole, d, i);
        for (int i = TERMS; i-- > 0;)
            add_one(&part[lcg(&s) % PARTS], d, i);
        for (int i = 0; i < PARTS; i++) {
            assert_int_equal(prak_exact_merge(&up, &part[i], &err), 0);
            assert_int_equal(prak_exact_merge(&down, &part[PARTS - 1 - i], &err), 0);
        }
        struct prak_buf a = { 0 }, b = { 0 };
        prak_exact_format(&whole, &a);
        prak_exact_format(&up, &b);
        assert_string_equal(prak_buf_cstr(&a), prak_buf_cstr(&b));
        assert_int_equal(prak_exact_cmp(&up, &down), 0);
        assert_true(bits_of(prak_exact_to_double(&down)) == bits_of(prak_exact_to_double(&whole)));
        assert_true(prak_exact_ratio(&down, &whole) == 1);
        for (int i = 0; i < PARTS; i++)
            prak_exact_free(&part[i]);
        prak_exact_free(&whole);
        prak_exact_free(&up);
        prak_exact_free(&down);
        prak_buf_free(&a);
        prak_buf_free(&b);
    }
}

/* Doubling reaches the 2^254 boundary from both sides and goes on in the wide limbs. */
static void test_growth(void **state)
{
    (void)state;
    struct prak_exact x = { 0 }, half = { 0 };
    assert_int_equal(prak_exact_add(&x, dec("-0.3", 4), &err), 0);
    for (int i = 0; i < 300; i++) {
        struct prak_exact same = { 0 };
        assert_int_equal(prak_exact_copy(&same, &x, &err), 0);
        if (i == 299)
            assert_int_equal(prak_exact_copy(&half, &x, &err), 0);
        assert_int_equal(prak_exact_merge(&x, &same, &err), 0);
        prak_exact_free(&same);
    }
    assert_non_null(x.wide);
    assert_int_equal(prak_exact_sign(&x), -1);
    assert_true(prak_exact_ratio(&x, &half) == 2);
    assert_true(prak_exact_to_double(&x) == -0.3 * 0x1p300);
    prak_exact_free(&x);
    prak_exact_free(&half);
    assert_int_equal(prak_exact_sign(&x), 0);
}

static void test_empty(void **state)
{
    (void)state;
    struct prak_exact x = { 0 }, y = { 0 };
    check_text(&x, "0", 0);
    assert_true(prak_exact_to_double(&x) == 0 && prak_exact_to_quad(&x) == 0);
    assert_int_equal(prak_exact_cmp(&x, &y), 0);
    assert_int_equal(prak_exact_merge(&x, &y, &err), 0);
    assert_int_equal(prak_exact_add(&x, dec("0.000", 5), &err), 0);
    assert_int_equal(prak_exact_sign(&x), 0);
    double nan = prak_exact_ratio(&x, &y);
    assert_true(nan != nan);
    assert_int_equal(prak_exact_add(&y, dec("2.50", 4), &err), 0);
    check_text(&y, "2.5", 0);
    assert_true(prak_exact_ratio(&x, &y) == 0);
}

static void refuse(const char *text, const char *why)
{
    struct prak_exact x = { 0 };
    struct prak_err e = { 0 };
    assert_int_equal(prak_exact_parse(&x, prak_str(text), &e), -1);
    assert_string_equal(e.msg, why);
    assert_null(x.wide);
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "-", "+1", "01", "1.", ".5", "1e5", "1.5 ", "1..5", "--1", "x" };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        refuse(bad[i], "not a number");
    static char text[2100];
    memset(text, '9', 1001);
    refuse(text, "number out of range");
    text[1000] = '\0';
    struct prak_exact x = { 0 };
    assert_int_equal(prak_exact_parse(&x, prak_str(text), &err), 0);
    check_text(&x, text, 0);
    prak_exact_free(&x);
    memset(text, '3', sizeof text);
    text[1] = '.';
    text[2 + 1044] = '\0';
    assert_int_equal(prak_exact_parse(&x, prak_str(text), &err), 0);
    check_text(&x, text, 0);
    prak_exact_free(&x);
    text[2 + 1044] = '3';
    text[2 + 1045] = '\0';
    refuse(text, "number out of range");
    assert_int_equal(prak_exact_parse(&x, prak_str("-0"), &err), 0);
    check_text(&x, "0", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors), cmocka_unit_test(test_order_and_split), cmocka_unit_test(test_growth),
        cmocka_unit_test(test_empty),   cmocka_unit_test(test_parse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
