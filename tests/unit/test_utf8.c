/*
 * test_utf8.c - validity of every short sequence, widths of Khmer, safe display, folding of white space.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

/* Encodes by the table of RFC 3629; 0 for what has no encoding. */
static size_t encode(uint32_t c, char *p)
{
    if (c < 0x80) {
        p[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        p[0] = (char)(0xC0 | c >> 6);
        p[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        p[0] = (char)(0xE0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 63));
        p[2] = (char)(0x80 | (c & 63));
        return c >= 0xD800 && c < 0xE000 ? 0 : 3;
    }
    p[0] = (char)(0xF0 | c >> 18);
    p[1] = (char)(0x80 | (c >> 12 & 63));
    p[2] = (char)(0x80 | (c >> 6 & 63));
    p[3] = (char)(0x80 | (c & 63));
    return c > 0x10FFFF ? 0 : 4;
}

static void test_every_code_point(void **state)
{
    (void)state;
    char p[5];
    for (uint32_t c = 0; c <= 0x1FFFFF; c++) {
        size_t n = encode(c, p), len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        uint32_t back = 0;
        if (n == 0) {
            if (prak_utf8_invalid(p, len) != 0)
                fail_msg("U+%X was taken", c);
            continue;
        }
        if (prak_utf8_invalid(p, n) != n || prak_utf8_next(p, n, &back) != n || back != c)
            fail_msg("U+%X", c);
        if (n > 1 && prak_utf8_invalid(p, n - 1) != 0)
            fail_msg("U+%X cut short was taken", c);
    }
}

/* Of all two- and three-byte strings exactly those that spell code points are valid. */
static void test_count_of_valid(void **state)
{
    (void)state;
    char p[3];
    unsigned two = 0, three = 0;
    for (unsigned a = 0; a < 256; a++)
        for (unsigned b = 0; b < 256; b++) {
            p[0] = (char)a;
            p[1] = (char)b;
            two += prak_utf8_invalid(p, 2) == 2;
            for (unsigned c = 0; c < 256; c++) {
                p[2] = (char)c;
                three += prak_utf8_invalid(p, 3) == 3;
            }
        }
    assert_int_equal(two, 128 * 128 + 1920);
    assert_int_equal(three, 128 * 128 * 128 + 2 * 128 * 1920 + 61440);
}

static void test_place_of_fault(void **state)
{
    (void)state;
    char text[200];
    for (size_t at = 0; at < sizeof text; at++) { /* across every boundary of the fast path */
        memset(text, 'a', sizeof text);
        text[at] = (char)0xFF;
        assert_int_equal(prak_utf8_invalid(text, sizeof text), at);
        text[at] = '\0';
        assert_int_equal(prak_utf8_invalid(text, sizeof text), sizeof text);
        assert_int_equal(prak_utf8_nul(text, sizeof text), at);
    }
    assert_int_equal(prak_utf8_invalid(NULL, 0), 0);
    assert_int_equal(prak_utf8_nul("abc", 3), 3);
    assert_true(prak_utf8_is_cut("\xE1", 1) && prak_utf8_is_cut("\xE1\x9E", 2) && prak_utf8_is_cut("\xF0\x90\x80", 3));
    assert_true(prak_utf8_is_cut("\xE0", 1) && prak_utf8_is_cut("\xED", 1) && prak_utf8_is_cut("\xF4", 1));
    assert_false(prak_utf8_is_cut("\xE1\x9E\x80", 3) || prak_utf8_is_cut("\xE0\x9F", 2) || prak_utf8_is_cut("\xED\xA0", 2));
    assert_false(prak_utf8_is_cut("a", 1) || prak_utf8_is_cut("\x80", 1) || prak_utf8_is_cut("\xC0", 1) ||
                 prak_utf8_is_cut("\xF5", 1) || prak_utf8_is_cut("", 0) || prak_utf8_is_cut("\xC3\xC3", 2));
    assert_int_equal(prak_utf8_invalid("ab\xE1\x9E", 4), 2);
    uint32_t code;
    assert_int_equal(prak_utf8_next("\xE1", 1, &code), 1);
    assert_int_equal(code, 0xFFFD);
}

static void check_width(const char *text, size_t want)
{
    if (prak_utf8_width(text, strlen(text)) != want)
        fail_msg("%s: %zu, want %zu", text, prak_utf8_width(text, strlen(text)), want);
}

static void test_width(void **state)
{
    (void)state;
    check_width("", 0);
    check_width("abc 123", 7);
    check_width("កម្ពុជា", 5);
    check_width("ប្រាក់ឈ្នួលអប្បបរមា", 14);
    check_width("ត្បូងឃ្មុំ", 5);
    check_width("បន្ទាយមានជ័យ", 10);
    check_width("漢字", 4);
    check_width("ｱ한あ", 5);
    check_width("e\xCC\x81", 1);
    check_width("é", 1);
    check_width("a\xE2\x80\x8B" "b", 2);
    check_width("\t\n\x7F\xC2\x85", 0);
    check_width("🙂", 2);
    check_width("៛", 1);
    assert_int_equal(prak_utf8_count("កម្ពុជា", strlen("កម្ពុជា")), 7);
    assert_int_equal(prak_utf8_count("", 0), 0);
}

static void check_visible(const char *in, size_t n, const char *want)
{
    struct prak_buf b = { 0 };
    prak_utf8_visible(&b, in, n);
    assert_string_equal(prak_buf_cstr(&b), want);
    prak_buf_free(&b);
}

static void test_visible(void **state)
{
    (void)state;
    check_visible("a\tb\n", 4, "a\\tb\\n");
    check_visible("\x1B[31m", 5, "\\x1B[31m");
    check_visible("\0x", 2, "\\x00x");
    check_visible("\xE2\x80\xAE" "12", 5, "\\u202E12");
    check_visible("\xE2\x81\xA6", 3, "\\u2066");
    check_visible("\xE2\x80\x8B", 3, "\xE2\x80\x8B"); /* Khmer is written with it */
    check_visible("\xC2\x9B" "1m\x7F", 5, "\\x9B1m\\x7F");
    check_visible("ប្រាក់\xFF", strlen("ប្រាក់") + 1, "ប្រាក់\\xFF");
}

static void check_fold(const char *in, const char *want)
{
    struct prak_buf b = { 0 };
    prak_buf_text(&b, "<");
    assert_int_equal(prak_utf8_fold_space(&b, in, strlen(in)), 0);
    assert_string_equal(prak_buf_cstr(&b) + 1, want);
    prak_buf_free(&b);
}

static void test_fold(void **state)
{
    (void)state;
    check_fold("", "");
    check_fold("   ", "");
    check_fold("  a \t b\n", "a b");
    check_fold("e\xCC\x81", "é");
    check_fold("\xC2\xA0" "a\xE3\x80\x80" "b\xE2\x80\x8B" "c\xEF\xBB\xBF", "a bc");
    check_fold("e\xE2\x80\x8D\xCC\x81", "é");
    check_fold("\xE2\x80\x8B", "");
    check_fold("ភ្នំពេញ \xE2\x80\x8B ថ្មី", "ភ្នំពេញ ថ្មី");
    struct prak_buf b = { 0 };
    prak_buf_text(&b, "kept");
    assert_int_equal(prak_utf8_fold_space(&b, "a\xFF", 2), -1);
    assert_int_equal(b.n, 4);
    prak_buf_free(&b);
    struct prak_buf small = { .max = 3 };
    assert_int_equal(prak_utf8_fold_space(&small, "abcd", 4), -1);
    assert_int_equal(small.n, 0);
    prak_buf_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_code_point), cmocka_unit_test(test_count_of_valid),
        cmocka_unit_test(test_place_of_fault),   cmocka_unit_test(test_width),
        cmocka_unit_test(test_visible),          cmocka_unit_test(test_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
