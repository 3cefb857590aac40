/*
 * test_gzip.c - gzip data as a source: whole, in members, cut at every byte, flipped, bombs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* needs the four before it */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "io/formats/formats.h"

static char path[64];

static size_t pack(const char *text, size_t n, unsigned char *out, size_t cap)
{
    z_stream z;
    memset(&z, 0, sizeof z);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (unsigned char *)(uintptr_t)text;
    z.avail_in = (uInt)n;
    z.next_out = out;
    z.avail_out = (uInt)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t made = cap - z.avail_out;
    deflateEnd(&z);
    return made;
}

static void save(const void *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* Reads the whole file in pieces of `step` bytes; the error's code, 0 when all is well. */
static int slurp(size_t step, struct prak_buf *out, struct prak_err *e)
{
    struct prak_format_options o = { .from = NULL };
    struct prak_source *s;
    bool records_only = true;
    char block[4096];
    out->n = 0;
    memset(e, 0, sizeof *e);
    if (prak_formats_open(path, &o, &s, &records_only, e))
        return (int)e->code;
    assert_false(records_only);
    ptrdiff_t got;
    while ((got = prak_source_read(s, block, step, e)) > 0)
        prak_buf_add(out, block, (size_t)got);
    prak_source_close(s);
    return got < 0 ? (int)e->code : 0;
}

static void expect(const char *text, size_t step)
{
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    assert_int_equal(slurp(step, &out, &e), 0);
    assert_int_equal(out.n, strlen(text));
    assert_memory_equal(out.p, text, out.n);
    prak_buf_free(&out);
}

static void test_whole(void **state)
{
    unsigned char z[256];
    (void)state;
    save(z, pack("id,wage\n007,204\n", 16, z, sizeof z));
    expect("id,wage\n007,204\n", 1);
    expect("id,wage\n007,204\n", 4096);
}

static void test_members(void **state)
{
    unsigned char z[512];
    (void)state;
    size_t n = pack("id,wage\n", 8, z, sizeof z);
    n += pack("", 0, z + n, sizeof z - n);
    n += pack("1,2\n", 4, z + n, sizeof z - n);
    save(z, n);
    expect("id,wage\n1,2\n", 4096);
    memset(z + n, 0, 40); /* tape padding */
    save(z, n + 40);
    expect("id,wage\n1,2\n", 3);
}

static void test_cut(void **state)
{
    unsigned char z[256];
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    (void)state;
    size_t n = pack("id,wage\n007,204\n", 16, z, sizeof z);
    for (size_t cut = 2; cut < n; cut++) {
        save(z, cut);
        assert_int_equal(slurp(64, &out, &e), PRAK_EDATA);
        assert_string_equal(e.msg, "gzip data cut short");
        assert_string_equal(e.source, path);
    }
    prak_buf_free(&out);
}

static void test_damage(void **state)
{
    unsigned char z[256];
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    (void)state;
    size_t n = pack("id,wage\n007,204\n", 16, z, sizeof z);
    z[n - 6] ^= 1; /* the checksum */
    save(z, n);
    assert_int_equal(slurp(64, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "damaged gzip data");
    z[n - 6] ^= 1;
    memcpy(z + n, "tail", 4);
    save(z, n + 4);
    assert_int_equal(slurp(64, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "bytes that are not gzip data follow the gzip data");
    prak_buf_free(&out);
}

static void test_bomb(void **state)
{
    size_t n = 8u << 20;
    char *zeros = calloc(n, 1);
    unsigned char *z = malloc(n);
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    (void)state;
    assert_non_null(zeros);
    assert_non_null(z);
    save(z, pack(zeros, n, z, n));
    assert_int_equal(slurp(4096, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "gzip data unpack to over 200 times their size");
    assert_true(out.n < 3u << 20);
    free(zeros);
    free(z);
    prak_buf_free(&out);
}

static void test_twice(void **state)
{
    unsigned char z[256], zz[512];
    struct prak_buf out = { .p = NULL };
    struct prak_err e;
    (void)state;
    size_t n = pack("id\n1\n", 5, z, sizeof z);
    save(zz, pack((char *)z, n, zz, sizeof zz));
    assert_int_equal(slurp(64, &out, &e), PRAK_EDATA);
    assert_string_equal(e.msg, "not a table but gzip data");
    prak_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),  cmocka_unit_test(test_members), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_damage), cmocka_unit_test(test_bomb),    cmocka_unit_test(test_twice),
    };
    snprintf(path, sizeof path, "/tmp/prak-gzip-%ld", (long)getpid());
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
