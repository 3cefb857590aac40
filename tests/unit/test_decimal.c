/*
 * test_decimal.c - decimals against Python's integers and fractions, and their edges.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../vectors/base_read.h"
#include "base/quad.h"

static struct prak_dec dec(const char *s)
{
    struct prak_dec d = { 0, 0 };
    if (prak_dec_parse(s, strlen(s), false, &d) != PRAK_NUM_OK)
        fail_msg("%s is not a number", s);
    return d;
}

static void check_result(const struct vectors *v, int rc, struct prak_dec got, bool same_scale)
{
    const char *want = v->field[5];
    char text[PRAK_DEC_TEXT];
    if (strcmp(want, "FAIL") == 0) {
        if (rc != -1)
            fail_msg("line %u: %s: not refused", v->line, v->field[0]);
        return;
    }
    prak_dec_format(got, text);
    /* "0e-7" is a zero of seven decimals: the scale is in the text itself */
    struct prak_dec w = dec(want);
    long scale = strchr(want, 'e') ? -strtol(strchr(want, 'e') + 1, NULL, 10) : 0;
    if (w.m == 0 && scale < 0)
        scale = 0;
    if (rc != 0 || prak_dec_cmp(w, got) != 0 || (same_scale && got.scale != scale))
        fail_msg("line %u: %s %s %s %s: got %d %s, want %s", v->line, v->field[0], v->field[1], v->field[2],
                 v->field[3], rc, rc ? "" : text, want);
    struct prak_dec again = dec(text); /* what is written can be read, to the same value */
    assert_int_equal(prak_dec_cmp(again, got), 0);
}

static void check_double(const struct vectors *v)
{
    struct prak_dec d = dec(v->field[1]);
    if (bits_of(prak_dec_to_double(d)) != strtoull(v->field[5], NULL, 16))
        fail_msg("line %u: %s: got %a", v->line, v->field[1], prak_dec_to_double(d));
    if (prak_dec_to_quad(d) != quad_of(v->field[6], v->field[7]))
        fail_msg("line %u: %s: other binary128", v->line, v->field[1]);
}

static void check_show(const struct vectors *v)
{
    uint64_t b = strtoull(v->field[1], NULL, 16);
    double d;
    char text[32];
    memcpy(&d, &b, sizeof d);
    size_t n = prak_double_format(d, text);
    assert_int_equal(n, strlen(text));
    if (strcmp(text, v->field[5]) != 0)
        fail_msg("line %u: got %s, want %s", v->line, text, v->field[5]);
    d = -d;
    prak_double_format(d, text);
    assert_int_equal(text[0], '-');
    assert_string_equal(text + 1, v->field[5]);
}

static void check_line(const struct vectors *v)
{
    const char *op = v->field[0];
    if (strcmp(op, "show") == 0) {
        check_show(v);
        return;
    }
    if (strcmp(op, "double") == 0) {
        check_double(v);
        return;
    }
    struct prak_dec a = dec(v->field[1]), r = { 0, 0 };
    int digits = (int)strtol(v->field[4], NULL, 10);
    if (strcmp(op, "round") == 0) {
        int rc = prak_dec_round(a, digits, &r);
        check_result(v, rc, r, true);
        return;
    }
    struct prak_dec b = dec(v->field[2]);
    if (strcmp(op, "add") == 0)
        check_result(v, prak_dec_add(a, b, &r), r, false);
    else if (strcmp(op, "sub") == 0)
        check_result(v, prak_dec_sub(a, b, &r), r, false);
    else if (strcmp(op, "mul") == 0)
        check_result(v, prak_dec_mul(a, b, &r), r, false);
    else if (strcmp(op, "div") == 0)
        check_result(v, prak_dec_div(a, b, &r), r, false);
    else if (strcmp(op, "cmp") == 0)
        assert_int_equal(prak_dec_cmp(a, b), strtol(v->field[5], NULL, 10));
    else if (strcmp(op, "muldiv") == 0)
        check_result(v, prak_dec_muldiv(a, b, dec(v->field[3]), digits, &r), r, true);
    else
        fail_msg("line %u: unknown operation %s", v->line, op);
}

static void test_vectors(void **state)
{
    (void)state;
    static struct vectors v;
    assert_int_equal(vectors_open(&v, "tests/vectors/base_decimal.csv"), 0);
    while (vectors_next(&v))
        check_line(&v);
    assert_true(v.line > 5000);
}

struct verdict_case {
    const char *text;
    enum prak_num_verdict strict, lax;
};

static const struct verdict_case verdict_cases[] = {
    { "0", 0, 0 },
    { "-0", 0, 0 },
    { "-0.00", 0, 0 },
    { "1e5", 0, 0 },
    { "1E+05", 0, 0 },
    { "0e999999999999999999999999", 0, 0 },
    { "12345678901234567890123456789012345678", 0, 0 },
    { "1e308", 0, 0 },
    { "1e-307", 0, 0 },
    { "10e307", 0, 0 },
    { "0.000000000000000000000000000000000000000000000000001", 0, 0 },
    { "", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "-", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "+5", PRAK_NUM_SYNTAX, 0 },
    { "007", PRAK_NUM_SYNTAX, 0 },
    { "00", PRAK_NUM_SYNTAX, 0 },
    { "-01.5", PRAK_NUM_SYNTAX, 0 },
    { ".5", PRAK_NUM_SYNTAX, 0 },
    { "5.", PRAK_NUM_SYNTAX, 0 },
    { "-.5", PRAK_NUM_SYNTAX, 0 },
    { ".", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "+", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "+-5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "--5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { " 5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "5 ", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "1,5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "1.2.3", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "1e", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "1e+", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "e5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { ".e5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "1e5.5", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "0x10", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "NaN", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "inf", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "\xE1\x9F\xA1", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "123456789012345678901234567890123456789", PRAK_NUM_DIGITS, PRAK_NUM_DIGITS },
    { "1.00000000000000000000000000000000000000", PRAK_NUM_DIGITS, PRAK_NUM_DIGITS },
    { "123456789012345678901234567890123456789x", PRAK_NUM_SYNTAX, PRAK_NUM_SYNTAX },
    { "1.1e308", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
    { "9e308", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
    { "1e309", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
    { "9.9e-308", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
    { "1e99999999999999999999", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
    { "1e-99999999999999999999", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
    { "1e2147483648", PRAK_NUM_RANGE, PRAK_NUM_RANGE },
};

static void test_grammar(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof verdict_cases / sizeof verdict_cases[0]; i++) {
        const struct verdict_case *c = &verdict_cases[i];
        struct prak_dec d;
        if (prak_dec_parse(c->text, strlen(c->text), false, &d) != c->strict)
            fail_msg("strict '%s'", c->text);
        if (prak_dec_parse(c->text, strlen(c->text), true, &d) != c->lax)
            fail_msg("lax '%s'", c->text);
    }
    struct prak_dec d;
    assert_int_equal(prak_dec_parse("1\0" "2", 3, false, &d), PRAK_NUM_SYNTAX); /* a NUL inside is no end */
    assert_string_equal(prak_num_reason(PRAK_NUM_DIGITS), "over 38 significant digits");
    assert_string_equal(prak_num_reason(PRAK_NUM_SYNTAX), "not a number");
    assert_string_equal(prak_num_reason(PRAK_NUM_RANGE), "number out of range");
}

static void check_format(const char *in, const char *out)
{
    char text[PRAK_DEC_TEXT];
    size_t n = prak_dec_format(dec(in), text);
    assert_string_equal(text, out);
    assert_int_equal(n, strlen(text));
}

static void test_format(void **state)
{
    (void)state;
    check_format("0", "0");
    check_format("-0", "0");
    check_format("0.00", "0.00");
    check_format("1.10", "1.10");
    check_format("-0.05", "-0.05");
    check_format("12e3", "12000");
    check_format("1e37", "10000000000000000000000000000000000000");
    check_format("1e38", "1e38"); /* 39 digits would be refused by the next reader */
    check_format("-123e300", "-123e300");
    check_format("1e-43", "0.0000000000000000000000000000000000000000001");
    check_format("1e-44", "1e-44");
    check_format("99999999999999999999999999999999999999", "99999999999999999999999999999999999999");
    check_format("-0.99999999999999999999999999999999999999", "-0.99999999999999999999999999999999999999");
    check_format("-1.2345678901234567890123456789012345678e-300", "-12345678901234567890123456789012345678e-337");
    char text[32];
    assert_int_equal(prak_double_format(-0.0, text), 1);
    assert_string_equal(text, "0");
}

static void test_trim_and_integers(void **state)
{
    (void)state;
    struct prak_dec t = prak_dec_trim(dec("1.500"));
    assert_int_equal(t.scale, 1);
    t = prak_dec_trim(dec("100"));
    assert_int_equal(t.scale, 0);
    assert_int_equal((int64_t)t.m, 100);
    t = prak_dec_trim(dec("1e3"));
    assert_int_equal(t.scale, 0);
    t = prak_dec_trim(dec("10e299"));
    assert_int_equal(t.scale, -300);
    t = prak_dec_trim(dec("0.000"));
    assert_int_equal(t.scale, 0);
    assert_true(prak_dec_is_integer(dec("5.00")) && prak_dec_is_integer(dec("1e300")) && prak_dec_is_integer(dec("0.0")));
    assert_false(prak_dec_is_integer(dec("5.01")));
    int64_t v;
    assert_int_equal(prak_dec_to_int64(dec("9223372036854775807"), &v), 0);
    assert_true(v == INT64_MAX);
    assert_int_equal(prak_dec_to_int64(dec("-9223372036854775808.0"), &v), 0);
    assert_true(v == INT64_MIN);
    assert_int_equal(prak_dec_to_int64(dec("9223372036854775808"), &v), -1);
    assert_int_equal(prak_dec_to_int64(dec("-9223372036854775809"), &v), -1);
    assert_int_equal(prak_dec_to_int64(dec("1e18"), &v), 0);
    assert_int_equal(prak_dec_to_int64(dec("1e300"), &v), -1);
    assert_int_equal(prak_dec_to_int64(dec("0.5"), &v), -1);
    assert_true(prak_dec_is_zero(dec("0.00")) && !prak_dec_is_zero(dec("1e-307")));
    assert_int_equal(prak_dec_sign(dec("-1e-307")), -1);
    assert_int_equal(prak_dec_cmp(prak_dec_int(INT64_MIN), dec("-9223372036854775808.00")), 0);
}

static void test_scales_shown(void **state)
{
    (void)state;
    struct prak_dec r;
    char text[PRAK_DEC_TEXT];
    assert_int_equal(prak_dec_add(dec("1.10"), dec("2.90"), &r), 0);
    prak_dec_format(r, text);
    assert_string_equal(text, "4.00");
    assert_int_equal(prak_dec_add(dec("5"), dec("0.00"), &r), 0);
    prak_dec_format(r, text);
    assert_string_equal(text, "5.00");
    assert_int_equal(prak_dec_mul(dec("1.10"), dec("2.00"), &r), 0);
    prak_dec_format(r, text);
    assert_string_equal(text, "2.2000");
    assert_int_equal(prak_dec_sub(dec("0.3"), dec("0.3"), &r), 0);
    prak_dec_format(r, text);
    assert_string_equal(text, "0.0");
    assert_int_equal(prak_dec_div(dec("2"), dec("3"), &r), 0);
    prak_dec_format(r, text);
    assert_string_equal(text, "0.6666666666666666666666666666666667");
    assert_int_equal(prak_dec_div(dec("1"), dec("0.00"), &r), -1);
    assert_int_equal(prak_dec_muldiv(dec("1"), dec("1"), dec("0"), 2, &r), -1);
    assert_int_equal(prak_dec_round(dec("1"), 38, &r), -1);
    assert_int_equal(prak_dec_round(dec("1"), INT32_MAX, &r), -1);
    assert_int_equal(prak_dec_round(dec("1"), INT32_MIN, &r), -1);
}

static void test_quad(void **state)
{
    (void)state;
    assert_true(prak_quad_sqrt(0) == 0 && prak_quad_sqrt(4) == 2 && prak_quad_abs(-3) == 3);
    prak_quad two = 2, root = prak_quad_sqrt(two), ulp = (prak_quad)0x1p-112;
    assert_true(prak_quad_abs(root * root - two) <= 4 * ulp);
    prak_quad huge = prak_dec_to_quad(dec("1e308"));
    huge *= huge * huge * huge;
    root = prak_quad_sqrt(huge);
    assert_true(prak_quad_abs(root * root / huge - 1) <= 4 * ulp);
    prak_quad tiny = 1 / huge;
    root = prak_quad_sqrt(tiny);
    assert_true(prak_quad_abs(root * root / tiny - 1) <= 4 * ulp);
    for (int i = 1; i < 2000; i++)
        assert_true(prak_quad_sqrt((prak_quad)i * i) == i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_grammar),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_trim_and_integers),
        cmocka_unit_test(test_scales_shown),
        cmocka_unit_test(test_quad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
