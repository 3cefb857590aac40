/*
 * test_jsonl.c - JSON Lines: one answer at every block size, and the same as jansson's; arrays and documents.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/buf.h"
#include "io/json_table.h"
#include "io/reader.h"
#include "io/write.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

struct bytes {
    const char *p;
    size_t n, at, step;
};

static ptrdiff_t bytes_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct bytes *b = state;

    (void)e;
    if (n > b->step)
        n = b->step;
    if (n > b->n - b->at)
        n = b->n - b->at;
    memcpy(p, b->p + b->at, n);
    b->at += n;
    return (ptrdiff_t)n;
}

static int say_block(struct prak_buf *out, struct prak_cutter *c, size_t n, struct prak_err *e)
{
    struct prak_slice *cells = calloc(n + 1, sizeof *cells);
    struct prak_batch b = { 0 };
    int rc;

    while ((rc = prak_cutter_next(c, &b, NULL, e)) > 0) {
        for (size_t r = 0; r < b.nrow; r++) {
            assert_int_equal(prak_cutter_record(c, &b, r, cells, e), 0);
            prak_buf_fmt(out, "%llu %llu", (unsigned long long)b.line[r], (unsigned long long)(b.first_record + r));
            for (size_t k = 0; k < n; k++) {
                const struct prak_slice *s = &b.cell[k][r];
                assert_true(s->n == cells[k].n && s->bare == cells[k].bare && memcmp(s->p, cells[k].p, s->n) == 0);
                prak_buf_fmt(out, " %c", s->n == 0 ? '-' : s->bare ? 'b' : 's');
                prak_buf_add(out, s->p, s->n);
            }
            prak_buf_byte(out, '\n');
        }
    }
    free(cells);
    return rc;
}

static int say_table(struct prak_buf *out, struct prak_reader *r, struct prak_arena *a, struct prak_err *e)
{
    struct prak_schema s = { .arena = a };
    struct prak_block block = { 0 };
    struct prak_cutter *c;
    struct prak_end_mark m;
    size_t *bound;
    int rc;

    if (prak_reader_header(r, &s, e))
        return -1;
    bound = calloc(s.n + 1, sizeof *bound);
    for (size_t i = 0; i < s.n; i++) {
        bound[i] = i;
        prak_buf_fmt(out, "%.*s|", (int)s.name[i].n, s.name[i].p);
    }
    prak_buf_byte(out, '\n');
    assert_int_equal(prak_cutter_new(r, &s, bound, s.n, &c, e), 0);
    while ((rc = prak_reader_block(r, &block, e)) > 0) {
        prak_cutter_start(c, &block);
        rc = say_block(out, c, s.n, e);
        if (rc < 0)
            break;
    }
    if (rc == 0)
        rc = prak_reader_end(r, &m, e);
    if (rc == 0 && m.seen)
        prak_buf_fmt(out, "mark %llu %d\n", (unsigned long long)m.records, m.tile);
    prak_cutter_free(c);
    prak_block_free(&block);
    free(bound);
    return rc;
}

static void say(struct prak_buf *out, const char *p, size_t n, const struct prak_reader_options *o, size_t step)
{
    struct bytes b = { p, n, 0, step };
    struct prak_feed feed = { bytes_read, NULL, &b };
    struct prak_arena *a = prak_arena_new(0);
    struct prak_source *s;
    struct prak_reader *r;
    struct prak_err e;

    out->n = 0;
    assert_int_equal(prak_source_feed("x.jsonl", &feed, &s, &e), 0);
    assert_int_equal(prak_reader_new(s, o, &r, &e), 0);
    if (say_table(out, r, a, &e))
        prak_buf_fmt(out, "! %llu:%llu %s%s%s\n", (unsigned long long)e.line, (unsigned long long)e.byte, e.column,
                     *e.column ? ": " : "", e.msg);
    else
        prak_buf_text(out, "= ok\n");
    prak_buf_cstr(out);
    prak_reader_free(r);
    prak_source_close(s);
    prak_arena_free(a);
}

static void every_block(const char *p, size_t n, struct prak_reader_options o, const char *want)
{
    static const size_t steps[] = { 1, 3, SIZE_MAX };
    struct prak_buf out = { 0 };

    for (size_t k = 0; k < LENGTH(steps); k++) {
        for (size_t block = 1; block <= 200; block += block < 40 ? 1 : 7) {
            o.block_size = block;
            say(&out, p, n, &o, steps[k]);
            assert_string_equal(out.p, want);
        }
    }
    prak_buf_free(&out);
}

struct sample {
    const char *text, *want;
};

#define A "{\"a\":1,\"b\":\"x\"}\n"
#define W "a|b|\n1 1 b1 sx\n"
static const struct sample samples[] = {
    { A, W "= ok\n" },
    { "{\"a\":1,\"b\":\"x\"}", W "= ok\n" },
    { "{\"a\":1,\"b\":\"x\"}\r\n\r\n", W "= ok\n" },
    { "\xef\xbb\xbf" A, W "= ok\n" },
    { A "\xef\xbb\xbf" A, W "! 2:1 not a JSON object\n" },
    { A "\n \n\t", W "= ok\n" },
    { A "\n" A, W "! 2:1 blank line\n" },
    { "\n" A, "! 1:1 blank line\n" },
    { "", "! 0:0 no line to take the columns from\n" },
    { " \n\n", "! 0:0 no line to take the columns from\n" },
    { "{}\n", "! 1:1 object without keys\n" },
    { "[1]\n", "! 1:1 not a JSON object\n" },
    { "{\"a\":1,\"a\":2}\n", "! 1:8 a: key repeated in one object\n" },
    { "{\"a\":1,\"\":2}\n", "! 1:8 empty name for column 2\n" },
    { A "{\"b\":null,\"a\":-1.50e+3}\n", W "2 2 b-1.50e+3 -\n= ok\n" },
    { A "{\"b\":true}\n{}\n", W "2 2 - btrue\n3 3 - -\n= ok\n" },
    { A "{\"c\":1}\n", W "! 2:2 c: key is not among the columns\n" },
    { A "{\"a\":1,\"b\":2,\"a\":3}\n", W "! 2:14 a: key repeated in one object\n" },
    { A "{\"a\":[1]}\n", W "! 2:6 a: nested value; a table cell is text, number, true, false or null\n" },
    { "{\"a\":{}}\n", "! 1:6 a: nested value; a table cell is text, number, true, false or null\n" },
    { A " { \"a\" : 12345678901234567890123 , \"b\" : \"\" } \r\n", W "2 2 b12345678901234567890123 -\n= ok\n" },
    { A "{\"a\":1e999,\"b\":0.10}\n", W "2 2 b1e999 b0.10\n= ok\n" },
    { A "{\"\\u0061\":\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\"}\n", W "2 2 s\xc3\xa9\xf0\x9f\x98\x80\n\"/ -\n= ok\n" },
    { A "{\"a\":\"\\ud83d\"}\n", W "! 2:7 lone surrogate in a string\n" },
    { A "{\"a\":\"x\\ude00\"}\n", W "! 2:8 lone surrogate in a string\n" },
    { A "{\"a\":\"\\u0000\"}\n", W "! 2:7 \\u0000 in a string\n" },
    { A "{\"a\":\"\\x\"}\n", W "! 2:7 invalid escape\n" },
    { A "{\"a\":\"\\u12g4\"}\n", W "! 2:7 invalid escape\n" },
    { A "{\"a\":\"x\ty\"}\n", W "! 2:8 control character in a string\n" },
    { A "{\"a\":\"x\n", W "! 2:6 unterminated string\n" },
    { A "{\"a\":\"x\\", W "! 2:6 unterminated string\n" },
    { A "{\"a\":01}\n", W "! 2:6 invalid number\n" },
    { A "{\"a\":-}\n", W "! 2:6 invalid number\n" },
    { A "{\"a\":1.}\n", W "! 2:6 invalid number\n" },
    { A "{\"a\":1e}\n", W "! 2:6 invalid number\n" },
    { A "{\"a\":.5}\n", W "! 2:6 invalid value\n" },
    { A "{\"a\":NaN}\n", W "! 2:6 invalid value\n" },
    { A "{\"a\":tru}\n", W "! 2:6 invalid value\n" },
    { A "{\"a\":}\n", W "! 2:6 invalid value\n" },
    { A "{\"a\"1}\n", W "! 2:5 ':' expected after a key\n" },
    { A "{\"a\":1 \"b\":2}\n", W "! 2:8 ',' or '}' expected\n" },
    { A "{\"a\":1,}\n", W "! 2:8 key in quotes expected\n" },
    { A "{a:1}\n", W "! 2:2 key in quotes expected\n" },
    { A "{\"a\":1}{\n", W "! 2:8 text after the object\n" },
    { A "{\"a\":1", W "! 2:7 ',' or '}' expected\n" },
    { A "{\"a\":\"\xff\"}\n", W "! 2:7 invalid UTF-8\n" },
    { A "{\"#prak-end\":1}\n", W "mark 1 0\n= ok\n" },
    { A "{\"#prak-end\":1,\"begin\":0,\"end\":5,\"head\":2,\"size\":9}\n\n", W "mark 1 1\n= ok\n" },
    { A "{\"#prak-end\":2}\n", W "! 2:0 end mark says 2 records, 1 were read\n" },
    { A "{\"#prak-end\":1}\n" A, W "! 3:1 data after the end mark\n" },
    { A "{\"#prak-end\":1.0}\n", W "! 2:1 end mark malformed\n" },
    { A "{\"#prak-end\":1}", W "! 2:1 end mark cut short\n" },
    { A "{\"#prak-failed\":", W "! 2:1 the program before this one in the pipeline failed\n" },
    { "{\"#prak-failed\":", "! 1:1 the program before this one in the pipeline failed\n" },
};

static void test_samples(void **state)
{
    struct prak_reader_options o = { .format = PRAK_JSONL };
    struct prak_buf out = { 0 };

    (void)state;
    for (size_t i = 0; i < LENGTH(samples); i++) {
        say(&out, samples[i].text, strlen(samples[i].text), &o, SIZE_MAX);
        assert_string_equal(out.p, samples[i].want);
        every_block(samples[i].text, strlen(samples[i].text), o, samples[i].want);
    }
    prak_buf_free(&out);
}

static void test_columns(void **state)
{
    struct prak_reader_options o = { .format = PRAK_JSONL, .columns = "b,\"c\"" };

    (void)state;
    every_block("", 0, o, "b|c|\n= ok\n");
    every_block("\n\n", 2, o, "b|c|\n= ok\n");
    every_block("{\"#prak-end\":0}\n", 16, o, "b|c|\nmark 0 0\n= ok\n");
    every_block("{\"c\":1}\n", 8, o, "b|c|\n1 1 - b1\n= ok\n");
    every_block("{\"a\":1}\n", 8, o, "b|c|\n! 1:2 a: key is not among the columns\n");
}

static void test_limits(void **state)
{
    static const char text[] = A "{\"a\":\"12345678\"}\n";
    struct prak_reader_options o = { .format = PRAK_JSONL, .limits = { .field = 7 } };

    (void)state;
    every_block(text, sizeof text - 1, o, W "! 2:6 cell longer than 7 bytes\n");
    o.limits = (struct prak_limits){ .record = 16 };
    every_block(text, sizeof text - 1, o, W "! 2:1 record longer than 16 bytes\n");
    o.limits = (struct prak_limits){ .columns = 1 };
    every_block(text, sizeof text - 1, o, "! 1:8 more than 1 columns\n");
    every_block("{\"a\":\"\0\"}\n", 10, (struct prak_reader_options){ .format = PRAK_JSONL }, "! 1:7 NUL byte\n");
}

/* A JSON array is the same table. */
static void test_array(void **state)
{
    static const struct sample array[] = {
        { "[]", "! 0:0 no line to take the columns from\n" },
        { " [ {\"a\":1,\r\n\"b\":\"}]\\\"\"} ,\n{\"a\":2} ]\n", "a|b|\n2 1 b1 s}]\"\n3 2 b2 -\n= ok\n" },
        { "\xef\xbb\xbf[{\"a\":1}]", "a|\n2 1 b1\n= ok\n" },
        { "{\"a\":1}", "! 1:1 not a table: not an array\n" },
        { "[1]", "! 1:2 not a table: an element is not an object\n" },
        { "[{\"a\":1}", "a|\n! 1:8 not a table: the array is cut short\n" },
        { "[{\"a\":1},]", "a|\n! 1:10 not a table: an element is not an object\n" },
        { "[{\"a\":1}] x", "a|\n! 1:11 not a table: text after the array\n" },
        { "[{\"a\":[1,{}]}]", "! 2:0 a: nested value; a table cell is text, number, true, false or null\n" },
    };
    struct prak_reader_options o = { .format = PRAK_JSON, .block_size = 1 };
    struct prak_buf out = { 0 };

    (void)state;
    for (size_t i = 0; i < LENGTH(array); i++) {
        for (size_t step = 1; step < 4; step++) {
            const char *want = array[i].want;
            size_t skip;

            say(&out, array[i].text, strlen(array[i].text), &o, step);
            /* the feed may be refused before the first line has been given out */
            skip = want[0] == 'a' && out.p[0] == '!' ? (size_t)(strchr(want, '\n') + 1 - want) : 0;
            assert_string_equal(out.p, want + skip);
        }
    }
    prak_buf_free(&out);
}

static uint64_t next_random(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

/* Is the cell what jansson read? */
static void check_cell(const json_t *v, const struct prak_slice *s)
{
    char text[64];

    if (json_is_string(v)) {
        assert_int_equal(json_string_length(v), s->n);
        assert_memory_equal(json_string_value(v), s->p, s->n);
        assert_int_equal(s->bare, 0);
    } else if (json_is_number(v)) {
        assert_true(s->bare && s->n < sizeof text);
        memcpy(text, s->p, s->n);
        text[s->n] = '\0';
        assert_true(strtod(text, NULL) >= json_number_value(v) && strtod(text, NULL) <= json_number_value(v));
    } else if (json_is_boolean(v)) {
        assert_true(s->bare && s->n == (json_is_true(v) ? 4 : 5));
    } else {
        assert_int_equal(s->n, 0);
    }
}

/* The one line in the columns a and b, here and by jansson: taken by both or by neither, with the same cells. */
static int compare(const struct prak_buf *text, struct prak_arena *arena)
{
    struct prak_reader_options o = { .format = PRAK_JSONL, .columns = "a,b" };
    struct bytes bytes = { text->p, text->n, 0, SIZE_MAX };
    struct prak_feed feed = { bytes_read, NULL, &bytes };
    struct prak_schema s = { .arena = arena };
    struct prak_block block = { 0 };
    struct prak_batch batch = { 0 };
    json_error_t why;
    json_t *tree = json_loadb(text->p, text->n, JSON_REJECT_DUPLICATES, &why);
    const json_t *a = json_object_get(tree, "a"), *b = json_object_get(tree, "b");
    const size_t bound[] = { 0, 1 };
    struct prak_source *src;
    struct prak_reader *r;
    struct prak_cutter *c;
    struct prak_err e;
    int rc, good = tree && json_object_size(tree) == (size_t)(a != NULL) + (b != NULL) && !json_is_array(a) &&
                   !json_is_array(b) && !json_is_object(a) && !json_is_object(b);

    if (!tree && json_error_code(&why) == json_error_numeric_overflow)
        return 0; /* no double for jansson, but a text for us: it has no verdict on such a line */
    assert_int_equal(prak_source_feed("x", &feed, &src, &e), 0);
    assert_int_equal(prak_reader_new(src, &o, &r, &e), 0);
    assert_int_equal(prak_reader_header(r, &s, &e), 0);
    assert_int_equal(prak_cutter_new(r, &s, bound, 2, &c, &e), 0);
    assert_int_equal(prak_reader_block(r, &block, &e), 1);
    prak_cutter_start(c, &block);
    rc = prak_cutter_next(c, &batch, NULL, &e);
    if ((rc == 1) != good)
        fail_msg("%.*s: %s", (int)text->n, text->p, rc == 1 ? "taken" : e.msg);
    if (rc == 1) {
        check_cell(a, &batch.cell[0][0]);
        check_cell(b, &batch.cell[1][0]);
    } else {
        assert_string_not_equal(e.msg, "json definition disagrees");
    }
    json_decref(tree);
    prak_cutter_free(c);
    prak_block_free(&block);
    prak_reader_free(r);
    prak_source_close(src);
    return rc == 1;
}

static void test_random(void **state)
{
    static const char *const piece[] = { "{",  "}",     "\"a\":",   "\"b\":",   ",",        "\"x\"", "1",   "-0.50", "1e5",
                                         "\"", "\\",    "\\u00e9",  "\\ud83d",  "\\ude00",  "null",  "true", " ",    "0",
                                         ":",  "\"a\"", "\"\\n\"", "\xc3\xa9", "\"\xff\"", "[",     "\t",   "false", "." };
    size_t rounds = getenv("PRAK_LONG_TESTS") ? 300000 : 20000, taken = 0;
    struct prak_arena *arena = prak_arena_new(0);
    struct prak_buf text = { 0 };
    uint64_t seed = 2463534242u;

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        text.n = 0;
        prak_buf_text(&text, "{");
        for (uint64_t k = next_random(&seed) % 9; k > 0; k--) {
            uint64_t v = next_random(&seed);
            if (v % 4)
                prak_buf_fmt(&text, "\"%c\":%s%s", (int)('a' + v / 8 % 2), piece[v / 16 % LENGTH(piece)],
                             v % 4 == 1 ? "," : "");
            else
                prak_buf_text(&text, piece[v / 16 % LENGTH(piece)]);
        }
        prak_buf_text(&text, next_random(&seed) % 8 ? "}" : "");
        prak_arena_reset(arena);
        taken += (size_t)compare(&text, arena);
    }
    assert_true(taken > rounds / 100);
    prak_arena_free(arena);
    prak_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples), cmocka_unit_test(test_columns), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_array),   cmocka_unit_test(test_random),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
