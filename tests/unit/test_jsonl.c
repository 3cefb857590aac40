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

#include "io/json_table.h"

#include "jsonl_say.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

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
    { A "\n" A, W "3 3 b1 sx\n= ok\n" },
    { A " \t\r\n\n" A "\n[1]\n", W "4 4 b1 sx\n! 6:1 not a JSON object\n" },
    { "\n" A, "a|b|\n2 2 b1 sx\n= ok\n" },
    { "\n \n[1]\n", "! 3:1 not a JSON object\n" },
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

/* One input by every kernel, with the index, against the reading record by record. Returns rows in batches with lines. */
static size_t compare_ways(const struct prak_buf *text, const size_t *blocks, size_t nblock, struct prak_reader_options o)
{
    struct prak_buf want = { 0 }, got = { 0 };
    size_t rows = 0;

    o.block_size = 1 << 20;
    way = (struct way){ .slow = true };
    say(&want, text->p, text->n, &o, SIZE_MAX);
    for (const struct prak_scanner *const *s = prak_scanners; *s; s++) {
        for (size_t k = 0; k < nblock && (*s)->usable(); k++) {
            o.block_size = blocks[k];
            way = (struct way){ .scanner = *s, .lean = k % 2 };
            say(&got, text->p, text->n, &o, k == 0 ? 1 : SIZE_MAX);
            rows += way.lines;
            if (got.n != want.n || memcmp(got.p, want.p, want.n) != 0)
                fail_msg("%s, block %zu:\n%.*s\n--- want\n%s--- got\n%s", (*s)->name, blocks[k], (int)text->n, text->p,
                         want.p, got.p);
        }
    }
    way = (struct way){ 0 };
    prak_buf_free(&want);
    prak_buf_free(&got);
    return rows;
}

/* Lines of one shape, with values that are easy, hard and wrong. */
struct maker {
    struct prak_buf *text;
    uint64_t seed;
    size_t width, faults; /* one value in so many is wrong; 0: none is */
    const char *comma, *colon, *open, *close, *feed;
    bool text_only, hard;
};

static const char *pick(struct maker *m, const char *const *from, size_t n)
{
    return from[next_random(&m->seed) % n];
}

static void make_value(struct maker *m, size_t column)
{
    static const char *const easy[] = { "\"\"", "\"x\"", "\"a longer text, with a comma\"", "\"\xe1\x9e\x80\xe1\x9e\x9b\"",
                                        "\"{}[]:\"", "\"#prak-end\"", "\"\xef\xbb\xbf\"", "\"12\"",
                                        "\"01234567890123456789012345678901234567890123456789012345678901234567\"" };
    static const char *const token[] = { "0", "-0", "12.50", "-7", "1e5", "1E-07", "-0.0e+10", "true", "false", "null",
                                         "12345678901234567890123456789012345678901234567890123456789012345.678" };
    static const char *const hard[] = { "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\\\\"", "\"\\\"\"", "\"a\\\\\\\"b,\"",
                                        "\"\\/\\b\\n\"", "\"\\u002c\"", "\"\\\\\\\\\\\\\\\\\\\\\"" };
    static const char *const wrong[] = { "01", "-", "1.", ".5", "+1", "1 ", " 1", "\"a\"b\"", "\"a\":\"b\"", "\"a\" \"b\"", "\"",
                                         "\"\\\"", "\"\\x\"", "\"\\ud83d\"", "\"\\u0000\"", "\"\t\"", "\"\xff\"", "\"\xe1\x9e\"",
                                         "[1]", "{}", "", "nul", "trues", "NaN", "\"a\"\\\"", "\\", "\"a\",", "\"\xed\xa0\x80\"",
                                         "1,\"z\":2", "\"x\n\"", "\"x\"}\n{", "1e", "\"\"\"\"", "\"x\"\"", "\xc3\xa9", "0x1",
                                         "\"a\"\\", "\"\r\"", "1\r" };
    const uint64_t v = next_random(&m->seed);

    if (m->faults && v % m->faults == 0)
        prak_buf_text(m->text, pick(m, wrong, LENGTH(wrong)));
    else if (m->faults && v % (m->faults * 4) == 1)
        prak_buf_byte(m->text, '\0');
    else if (m->hard && v % 5 == 0)
        prak_buf_text(m->text, pick(m, hard, LENGTH(hard)));
    else if (m->text_only ? v % 31 != 0 : (column + v % 9) % 2)
        prak_buf_text(m->text, pick(m, easy, LENGTH(easy)));
    else
        prak_buf_text(m->text, pick(m, token, LENGTH(token)));
}

static void make_line(struct maker *m)
{
    static const char *const key[] = { "a", "b,c", "\xe1\x9e\x80", "d:e", "f}", "a key that is longer than one block of the scan is wide, and so on",
                                       "g\\u0041", "h\\\\" };
    const uint64_t v = next_random(&m->seed), odd = m->faults * 4;
    size_t from = 0, to = m->width;

    if (m->faults && v % odd == 2)
        to -= v / odd % m->width;
    else if (m->faults && v % odd == 3)
        from = v / odd % m->width;
    prak_buf_text(m->text, m->faults && v % odd == 4 ? " { " : m->open);
    for (size_t k = from; k < to; k++) {
        const size_t column = m->faults && v % odd == 5 ? to - 1 - (k - from) : k;
        if (k > from)
            prak_buf_text(m->text, m->faults && v % odd == 6 ? " , " : m->comma);
        prak_buf_fmt(m->text, "\"%s\"%s", m->faults && v % odd == 7 ? "a" : key[column % LENGTH(key)], m->colon);
        make_value(m, column);
    }
    prak_buf_text(m->text, m->close);
    prak_buf_text(m->text, m->faults && v % odd == 8 ? "\n\n" : m->faults && v % odd == 9 ? "\r\n" : m->feed);
}

/* Long tables, mostly well formed, so that faults fall on every side of a block of the scan, a window and a block read. */
static void test_ways(void **state)
{
    static const char *const open[] = { "{", "{", "{ ", " {\t" }, *const close[] = { "}", "}", " }", "}  ", "}        \t        " },
                      *const comma[] = { ",", ",", ", ", "\t,  " }, *const colon[] = { ":", ":", ": ", " : " },
                      *const feed[] = { "\n", "\n", "\n", "\r\n" };
    const size_t rounds = getenv("PRAK_LONG_TESTS") ? 60000 : 1500;
    struct prak_buf text = { 0 };
    struct maker m = { .text = &text, .seed = 4101842887655102017u };
    size_t rows = 0, total = 0;

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        const uint64_t v = next_random(&m.seed);
        const size_t lines = v % (i % 60 ? 14 : 600);
        const size_t blocks[] = { 1 + v / 1024 % 200, 1 << 20, 1 + v / 65536 % 5000 };

        m.width = 1 + next_random(&m.seed) % 8;
        m.comma = pick(&m, comma, LENGTH(comma));
        m.colon = pick(&m, colon, LENGTH(colon));
        m.open = pick(&m, open, LENGTH(open));
        m.close = pick(&m, close, LENGTH(close));
        m.feed = pick(&m, feed, LENGTH(feed));
        m.text_only = v / 7 % 2;
        m.hard = v / 11 % 3 == 0;
        text.n = 0;
        m.faults = 0;
        prak_buf_text(&text, v % 16 == 0 ? PRAK_BOM : "");
        make_line(&m);
        m.faults = v / 13 % 3 ? m.width * (lines + 3) : 0;
        for (size_t r = 0; r < lines; r++)
            make_line(&m);
        if (v / 17 % 4 == 0)
            text.n--;
        prak_buf_text(&text, v / 19 % 8 == 0 ? "{\"#prak-end\":3}\n" : v / 19 % 8 == 1 ? "{\"#prak-failed\":" : "");
        rows += compare_ways(&text, blocks, LENGTH(blocks), (struct prak_reader_options){ .format = PRAK_JSONL });
        total += (lines + 1) * LENGTH(blocks);
    }
    assert_true(rows > total / 10); /* the index is not left aside */
    prak_buf_free(&text);
}

/* One input at every size of block. */
static void test_blocks(void **state)
{
    const size_t most = getenv("PRAK_LONG_TESTS") ? 4096 : 1100;
    struct prak_buf text = { 0 };
    struct maker m = { .text = &text, .seed = 2685821657736338717u, .width = 4, .comma = ",", .colon = ":", .open = "{",
                       .close = "}", .feed = "\n", .hard = true };

    (void)state;
    for (size_t i = 0; i < 12; i++)
        make_line(&m);
    for (size_t block = 1; block <= most; block++)
        compare_ways(&text, &block, 1, (struct prak_reader_options){ .format = PRAK_JSONL });
    m.faults = 30;
    for (size_t i = 0; i < 12; i++)
        make_line(&m);
    for (size_t block = 1; block <= most; block += 7)
        compare_ways(&text, &block, 1, (struct prak_reader_options){ .format = PRAK_JSONL });
    prak_buf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples), cmocka_unit_test(test_columns), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_array),   cmocka_unit_test(test_random),  cmocka_unit_test(test_ways),
        cmocka_unit_test(test_blocks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
