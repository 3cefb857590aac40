/*
 * test_write.c - the one way to write each cell, record and stream.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "io/write.h"

#include "arena.h"

static bool plainly_needs(const char *p, size_t n, char separator)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] == separator || p[i] == '"' || p[i] == '\n' || p[i] == '\r')
            return true;
    return false;
}

/* Every byte at every place of texts up to 20 bytes: words at a time give the answer of bytes at a time. */
static void test_needs_quotes(void **state)
{
    char text[20];

    (void)state;
    for (size_t n = 1; n <= sizeof text; n++) {
        for (size_t at = 0; at < n; at++) {
            for (int byte = 1; byte < 256; byte++) {
                memset(text, byte % 3 ? 'x' : '-', n); /* '-' is a comma plus one, x is far from all */
                text[at] = (char)byte;
                assert_int_equal(prak_csv_needs_quotes(text, n, ',', false), plainly_needs(text, n, ','));
                assert_int_equal(prak_csv_needs_quotes(text, n, '\t', false), plainly_needs(text, n, '\t'));
            }
        }
    }
    assert_true(prak_csv_needs_quotes("#prak-end", 9, ',', true));
    assert_false(prak_csv_needs_quotes("#prak-end", 9, ',', false));
    assert_false(prak_csv_needs_quotes("#prak-ends", 10, ',', true));
    assert_true(prak_csv_needs_quotes("\xef\xbb\xbfx", 4, ',', true));
    assert_false(prak_csv_needs_quotes("\xef\xbb\xbfx", 4, ',', false));
    assert_false(prak_csv_needs_quotes("", 0, ',', true));
    assert_false(prak_csv_needs_quotes(" x ", 3, ',', true));
}

static void check_csv(const char *text, const char *want)
{
    struct prak_buf b = { 0 };

    prak_csv_put(&b, text, strlen(text), ',', true);
    assert_string_equal(prak_buf_cstr(&b), want);
    prak_buf_free(&b);
}

static void test_csv_put(void **state)
{
    (void)state;
    check_csv("x", "x");
    check_csv("a,b", "\"a,b\"");
    check_csv("a\tb;c", "a\tb;c");
    check_csv("\"", "\"\"\"\"");
    check_csv("a\"\"b\"", "\"a\"\"\"\"b\"\"\"");
    check_csv("a\nb", "\"a\nb\"");
    check_csv("a\r", "\"a\r\"");
    check_csv("#prak-end", "\"#prak-end\"");
    check_csv("\xef\xbb\xbf", "\"\xef\xbb\xbf\"");
}

static void test_json_string(void **state)
{
    struct prak_buf b = { 0 };

    (void)state;
    prak_json_put_string(&b, "a\"\\/\n\t\r\b\f\x01\x1f\x7f\xc3\xa9", 14);
    assert_string_equal(prak_buf_cstr(&b), "\"a\\\"\\\\/\\n\\t\\r\\b\\f\\u0001\\u001f\x7f\xc3\xa9\"");
    b.n = 0;
    prak_json_put_string(&b, "", 0);
    assert_string_equal(prak_buf_cstr(&b), "\"\"");
    prak_buf_free(&b);
}

/* A table of two records in every format. */
static void write_all(enum prak_format f, const struct prak_schema *s, const struct prak_slice *cells, size_t nrow,
                      bool bom, struct prak_buf *out)
{
    struct prak_writer w;
    struct prak_err e;
    struct prak_buf records = { 0 };
    size_t lead;

    out->n = 0;
    assert_int_equal(prak_writer_init(&w, f, s, arena, &e), 0);
    w.bom = bom;
    prak_write_header(&w, out);
    for (size_t r = 0; r < nrow; r++) {
        for (size_t k = 0; k < s->n; k++)
            prak_write_cell(&w, &records, k, &cells[r * s->n + k]);
        prak_write_end(&w, &records);
    }
    lead = nrow ? prak_write_lead(&w) : 0;
    if (nrow)
        prak_buf_add(out, records.p + lead, records.n - lead);
    prak_write_end_mark(&w, &(struct prak_end_mark){ .records = nrow }, out);
    prak_write_finish(&w, nrow, out);
    prak_buf_cstr(out);
    prak_buf_free(&records);
}

static struct prak_slice text(const char *s)
{
    return (struct prak_slice){ s, (uint32_t)strlen(s), 0, 0 };
}

static void test_formats(void **state)
{
    struct prak_schema s = { .arena = arena };
    struct prak_buf b = { 0 };
    struct prak_err e;
    struct prak_slice cells[8] = { text("#prak-end"), text("007"), text("true"), text("x;y\tz"),
                                   text(""), text("-1.50e3"), text("yes"), text("5") };

    (void)state;
    cells[0].plain = 1; /* as cut from another column: must be quoted in the first */
    cells[3].plain = 1;
    cells[7].bare = 1;
    assert_int_equal(prak_schema_add(&s, prak_str("a\"b"), PRAK_TEXT, &e), 0);
    assert_int_equal(prak_schema_add(&s, prak_str("n"), PRAK_NUMBER, &e), 0);
    assert_int_equal(prak_schema_add(&s, prak_str("t"), PRAK_BOOLEAN, &e), 0);
    assert_int_equal(prak_schema_add(&s, prak_str("x"), PRAK_TEXT, &e), 0);
    write_all(PRAK_CSV, &s, cells, 2, true, &b);
    assert_string_equal(b.p, "\xef\xbb\xbf\"a\"\"b\",n,t,x\n\"#prak-end\",007,true,x;y\tz\n,-1.50e3,yes,5\n#prak-end,2\n");
    write_all(PRAK_TSV, &s, cells, 2, false, &b);
    assert_string_equal(b.p,
                        "\"a\"\"b\"\tn\tt\tx\n\"#prak-end\"\t007\ttrue\t\"x;y\tz\"\n\t-1.50e3\tyes\t5\n#prak-end\t2\n");
    write_all(PRAK_JSONL, &s, cells, 2, true, &b);
    assert_string_equal(b.p, "{\"a\\\"b\":\"#prak-end\",\"n\":\"007\",\"t\":true,\"x\":\"x;y\\tz\"}\n"
                             "{\"a\\\"b\":null,\"n\":-1.50e3,\"t\":\"yes\",\"x\":5}\n{\"#prak-end\":2}\n");
    write_all(PRAK_JSON, &s, cells, 2, false, &b);
    assert_string_equal(b.p, "[\n{\"a\\\"b\":\"#prak-end\",\"n\":\"007\",\"t\":true,\"x\":\"x;y\\tz\"},\n"
                             "{\"a\\\"b\":null,\"n\":-1.50e3,\"t\":\"yes\",\"x\":5}\n]\n");
    write_all(PRAK_JSON, &s, cells, 0, false, &b);
    assert_string_equal(b.p, "[]\n");
    prak_buf_free(&b);
}

/* One column: a missing cell would be a blank line. */
static void test_one_column(void **state)
{
    struct prak_schema s = { .arena = arena };
    struct prak_slice cells[3] = { text("1"), text(""), text("3") };
    struct prak_buf b = { 0 };
    struct prak_err e;

    (void)state;
    assert_int_equal(prak_schema_add(&s, prak_str("a"), PRAK_TEXT, &e), 0);
    write_all(PRAK_CSV, &s, cells, 3, false, &b);
    assert_string_equal(b.p, "a\n1\n\"\"\n3\n#prak-end,3\n");
    prak_buf_free(&b);
}

static void test_marks(void **state)
{
    struct prak_end_mark m = { true, true, 7, 10, 20, 3, 99 };
    struct prak_schema s = { .arena = arena };
    struct prak_writer w = { .format = PRAK_CSV, .schema = &s };
    struct prak_buf b = { 0 };

    (void)state;
    prak_write_end_mark(&w, &m, &b);
    prak_write_poison(&w, &b);
    w.format = PRAK_JSONL;
    prak_write_end_mark(&w, &m, &b);
    prak_write_poison(&w, &b);
    assert_string_equal(prak_buf_cstr(&b), "#prak-end,7,10,20,3,99\n\"#prak-failed"
                                           "{\"#prak-end\":7,\"begin\":10,\"end\":20,\"head\":3,\"size\":99}\n"
                                           "{\"#prak-failed\":");
    prak_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_needs_quotes), cmocka_unit_test(test_csv_put),    cmocka_unit_test(test_json_string),
        cmocka_unit_test(test_formats),      cmocka_unit_test(test_one_column), cmocka_unit_test(test_marks),
    };

    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
