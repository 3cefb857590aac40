/*
 * test_base.c - errors, arenas, buffers, text and hashes.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/utf8.h"

static void test_err(void **state)
{
    (void)state;
    struct prak_err e;
    memset(&e, 'x', sizeof e);
    assert_int_equal(prak_fail(&e, PRAK_EDATA, "field over %d bytes", 7), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_string_equal(e.msg, "field over 7 bytes");
    assert_string_equal(e.hint, "");
    assert_int_equal(e.line, 0);
    prak_err_place(&e, 0, 3, 0);
    prak_err_place(&e, 12, 4, 5);
    assert_int_equal(e.line, 12);
    assert_int_equal(e.record, 3);
    assert_int_equal(e.byte, 5);
    prak_err_source(&e, "inner.csv");
    prak_err_source(&e, "outer.csv");
    assert_string_equal(e.source, "inner.csv");
    prak_err_column(&e, "wa\nge", 5);
    assert_string_equal(e.column, "wa?ge");
    assert_int_equal(prak_err_hint(&e, "did you mean '%s'?", "wage"), -1);
    assert_string_equal(e.hint, "did you mean 'wage'?");
    prak_err_value(&e, "a\0b\x1B", 4);
    assert_string_equal(e.value, "a?b?");
    assert_int_equal(prak_fail(&e, PRAK_EUSAGE, "again: %s", e.msg), -1); /* arguments may point into e */
    assert_string_equal(e.msg, "again: field over 7 bytes");
    errno = ENOENT;
    assert_int_equal(prak_fail_errno(&e, "open", "x.csv"), -1);
    prak_err_source(&e, "x.csv"); /* once is enough */
    assert_string_equal(e.source, "");
    assert_string_equal(e.msg, "cannot open x.csv: No such file or directory");
    assert_int_equal(e.code, PRAK_ESYS);
    prak_fail_memory(&e);
    assert_string_equal(e.msg, "out of memory");
}

/* Whatever the length, what is kept is whole characters. */
static void test_err_cut(void **state)
{
    (void)state;
    char text[601];
    for (size_t pad = 0; pad < 4; pad++) {
        struct prak_err e = { 0 };
        memset(text, 'a', pad);
        for (size_t i = pad; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xE1\x9E\x80", 3);
        size_t n = pad + (sizeof text - 1 - pad) / 3 * 3;
        text[n] = '\0';
        prak_fail(&e, PRAK_EDATA, "%s", text);
        prak_err_hint(&e, "%s", text);
        prak_err_source(&e, text);
        prak_err_column(&e, text, n);
        prak_err_value(&e, text, n);
        const char *field[] = { e.msg, e.hint, e.source, e.column, e.value };
        const size_t size[] = { sizeof e.msg, sizeof e.hint, sizeof e.source, sizeof e.column, sizeof e.value };
        for (int i = 0; i < 5; i++) {
            size_t m = strlen(field[i]);
            assert_true(m >= size[i] - 4 && m < size[i]);
            assert_int_equal(prak_utf8_invalid(field[i], m), m);
        }
    }
}

static void test_arena(void **state)
{
    (void)state;
    struct prak_err e;
    struct prak_arena *a = prak_arena_new(0);
    assert_non_null(a);
    unsigned char *first = prak_arena_take(a, 1, &e);
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 3000; i++) {
            size_t n = (i * 37) % 5000;
            unsigned char *p = prak_arena_take(a, n, &e);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % 16, 0);
            memset(p, 0xAB, n);
        }
        unsigned *z = prak_arena_array(a, 100000, sizeof *z, &e);
        assert_non_null(z);
        for (size_t i = 0; i < 100000; i++)
            assert_int_equal(z[i], 0);
        assert_true(prak_arena_used(a) > 400000);
        prak_arena_reset(a);
        assert_int_equal(prak_arena_used(a), 0);
    }
    assert_ptr_equal(prak_arena_take(a, 1, &e), first); /* chunks are kept */
    const char *copy = prak_arena_copy(a, "ab\0c", 4, &e);
    assert_memory_equal(copy, "ab\0c\0", 5);
    assert_string_equal(prak_arena_copy(a, NULL, 0, &e), "");
    assert_null(prak_arena_array(a, SIZE_MAX / 2, 4, &e));
    assert_null(prak_arena_take(a, SIZE_MAX, &e));
    assert_string_equal(e.msg, "out of memory");
    prak_arena_free(a);
    prak_arena_free(NULL);
}

static void test_arena_limit(void **state)
{
    (void)state;
    struct prak_err e = { 0 };
    struct prak_arena *a = prak_arena_new(100000);
    size_t got = 0;
    while (prak_arena_take(a, 100, &e))
        got += 112;
    assert_true(got > 98000 && got <= 100000);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_non_null(strstr(e.msg, "memory limit"));
    prak_arena_reset(a);
    assert_non_null(prak_arena_take(a, 60000, &e)); /* small chunks that wait give way to a large one */
    prak_arena_free(a);
}

static void test_buf(void **state)
{
    (void)state;
    struct prak_err e = { 0 };
    struct prak_buf b = { 0 };
    assert_string_equal(prak_buf_cstr(&b), "");
    for (int i = 0; i < 1000; i++) {
        prak_buf_byte(&b, 'x');
        prak_buf_fmt(&b, "%d,", i);
    }
    assert_int_equal(b.n, 1000 + 10 * 2 + 90 * 3 + 900 * 4);
    assert_int_equal(prak_buf_check(&b, &e), 0);
    char long_text[1000];
    memset(long_text, 'y', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    b.n = 0;
    prak_buf_fmt(&b, "<%s>", long_text);
    assert_int_equal(b.n, 1001);
    assert_int_equal(strlen(prak_buf_cstr(&b)), 1001);
    prak_buf_add(&b, NULL, 0);
    prak_buf_free(&b);
    struct prak_buf small = { .max = 10 };
    prak_buf_text(&small, "0123456789");
    assert_int_equal(prak_buf_check(&small, &e), 0);
    assert_string_equal(prak_buf_cstr(&small), "0123456789");
    prak_buf_byte(&small, 'x');
    assert_int_equal(small.n, 10);
    assert_int_equal(prak_buf_check(&small, &e), -1);
    assert_string_equal(e.msg, "larger than 10 bytes");
    prak_buf_free(&small);
    struct prak_buf huge = { 0 };
    assert_int_equal(prak_buf_reserve(&huge, SIZE_MAX - 5), -1);
    assert_int_equal(prak_buf_check(&huge, &e), -1);
    assert_string_equal(e.msg, "out of memory");
    prak_buf_free(&huge);
}

static bool glob(const char *pattern, const char *text)
{
    return prak_str_glob(prak_str(pattern), prak_str(text));
}

static void test_str(void **state)
{
    (void)state;
    assert_int_equal(prak_str_cmp(prak_str("a"), prak_str("ab")), -1);
    assert_int_equal(prak_str_cmp(prak_str("b"), prak_str("ab")), 1);
    assert_int_equal(prak_str_cmp(prak_str("\xE1"), prak_str("a")), 1);
    assert_int_equal(prak_str_cmp((struct prak_str){ NULL, 0 }, prak_str("")), 0);
    const struct prak_str names[] = { prak_str("sector"), prak_str("base_wage"), prak_str("province"), prak_str("age") };
    assert_int_equal(prak_str_nearest(prak_str("base_wgae"), names, 4), 1);
    assert_int_equal(prak_str_nearest(prak_str("Base_Wage"), names, 4), 1);
    assert_int_equal(prak_str_nearest(prak_str("provnce"), names, 4), 2);
    assert_int_equal(prak_str_nearest(prak_str("ag"), names, 4), 3);
    assert_int_equal(prak_str_nearest(prak_str("employer"), names, 4), -1);
    assert_int_equal(prak_str_nearest(prak_str(""), names, 4), -1);
    assert_int_equal(prak_str_nearest(prak_str("age"), names, 0), -1);
    char long_name[1000];
    memset(long_name, 'a', sizeof long_name);
    assert_int_equal(prak_str_nearest((struct prak_str){ long_name, sizeof long_name }, names, 4), -1);
    assert_true(glob("", "") && glob("*", "") && glob("rw*", "rw12") && glob("*.csv", "a.b.csv") && glob("a?c", "abc"));
    assert_true(glob("*a*b*", "xxaxxbxx") && glob("**", "x") && glob("a*a", "aaa"));
    assert_false(glob("", "a") || glob("?", "") || glob("rw*", "r") || glob("*a", "ab") || glob("a*a", "a"));
    char many[400]; /* a pattern that is exponential for a recursive matcher */
    memset(many, 'a', sizeof many);
    assert_false(prak_str_glob(prak_str("*a*a*a*a*a*a*a*a*a*a*a*a*b"), (struct prak_str){ many, sizeof many }));
}

static void test_pack(void **state)
{
    (void)state;
    char key[6];
    size_t n = prak_str_pack(prak_str("ab"), key, 0, sizeof key);
    assert_int_equal(n, 3);
    assert_memory_equal(key, "\2ab", 3);
    assert_int_equal(prak_str_pack((struct prak_str){ NULL, 0 }, key, n, sizeof key), 4);
    assert_int_equal(key[3], 0);
    assert_int_equal(prak_str_pack(prak_str("cd"), key, 3, sizeof key), 6); /* to the last byte */
    assert_int_equal(prak_str_pack(prak_str("cde"), key, 3, sizeof key), 0);
    assert_int_equal(prak_str_pack(prak_str(""), key, 6, sizeof key), 0);
}

static void test_hash(void **state)
{
    (void)state;
    assert_true(prak_hash("", 0) == prak_hash(NULL, 0));
    assert_true(prak_hash("", 0) == 0x2D06800538D394C2u); /* from the XXH3 specification's test vectors */
    assert_true(prak_hash("abc", 3) != prak_hash("abd", 3));
    struct prak_digest128 d = prak_hash128("", 0);
    assert_true(d.high == 0x99AA06D3014798D8u && d.low == 0x6001C324468D497Fu);
    char hex[65];
    struct prak_sha256 *s = prak_sha256_new();
    prak_sha256_add(s, "a", 1);
    prak_sha256_add(s, NULL, 0);
    prak_sha256_add(s, "bc", 2);
    prak_sha256_end(s, hex); /* FIPS 180-4, example B.1 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_err), cmocka_unit_test(test_err_cut), cmocka_unit_test(test_arena),
        cmocka_unit_test(test_arena_limit), cmocka_unit_test(test_buf), cmocka_unit_test(test_str),
        cmocka_unit_test(test_pack),     cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
