/*
 * test_csv.c - CSV and TSV: one answer at every block size and every length of read, and the same as csv_ref's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv_say.h"

#define LENGTH(a) (sizeof(a) / sizeof(a)[0])

struct sample {
    const char *text;
    const char *end; /* how the reading ends */
};

static const struct sample samples[] = {
    { "a,b\n1,2\n", "= ok\n" },
    { "a,b\n1,2", "= ok\n" },
    { "a,b\r\n1,2\r\n", "= ok\n" },
    { "a,b\n1,2\r\n3,4\n", "= ok\n" },
    { "a,b", "= ok\n" },
    { "a,b\n", "= ok\n" },
    { "", "! 1:1 empty input, no header\n" },
    { "\xef\xbb\xbf", "! 1:1 empty input, no header\n" },
    { "\n", "! 1:1 no header (blank first line)\n" },
    { "\xef\xbb\xbf\n", "! 1:1 no header (blank first line)\n" },
    { "\xef\xbb\xbf\n1\n", "! 1:4 no header (blank first line)\n" },
    { "\xef\xbb\xbf" "a,b\n1,2\n", "= ok\n" },
    { "\xef\xbb\xbf" "a,a\n1,2\n", "! 1:4 column name of 1 repeated at 2\n" },
    { "\xef\xbb\xbf" "a,b\"\n1,2\n", "! 1:7 quote inside unquoted field\n" },
    { "\xff\xfe" "a,", "! 1:1 UTF-16LE byte order mark; name the encoding\n" },
    { "a,,c\n", "! 1:1 empty name for column 2\n" },
    { "a,b,c,b\n", "! 1:1 column name of 2 repeated at 4\n" },
    { "a,b\n1\n", "! 2:1 record has 1 field, header has 2\n" },
    { "a,b\n1,2\n1,2,3\n", "! 3:1 record has 3 fields, header has 2\n" },
    { "a,b\n1,2\n\n\n", "= ok\n" },
    { "a,b\n1,2\n\r\n\n\r\n", "= ok\n" },
    { "a,b\n\n\n", "= ok\n" },
    { "a,b\n1,2\n\n3,4\n", "! 3:1 record has 1 field, header has 2\n" },
    { "a,b\n1,2\n\n\n\n\n\n\n\n3,4", "! 3:1 record has 1 field, header has 2\n" },
    { "a,b\n1,2\n\r", "! 3:1 bare carriage return\n" },
    { "a\n1\n\n3\n", "= ok\n" },
    { "a\n\n\n\n", "= ok\n" },
    { "a\n\"\"\n\r\n", "= ok\n" },
    { "a,b\n\"x\n\ny\",2\n3,4\n", "= ok\n" },
    { "a,b\n\"x\r\n\",\"\r\"\n3,4\n", "= ok\n" },
    { "a,b\n\"\"\"\",\"\"\"x\"\"y\"\"\"\n", "= ok\n" },
    { "\"a\nb\",\"c\"\"d\"\n1,2\n", "= ok\n" },
    { "a,b\n\"1\",\"\"\n", "= ok\n" },
    { "a,b\n1,\"2\n3,4\n", "! 2:3 unterminated quote (opened here)\n" },
    { "a,b\n1,\"2\n3,4\n\n\n", "! 2:3 unterminated quote (opened here)\n" },
    { "a,b\n1,\"2\"\"", "! 2:3 unterminated quote (opened here)\n" },
    { "a,b\n1,\"", "! 2:3 unterminated quote (opened here)\n" },
    { "a,b\n1,\"2\"x\n3,4\n", "! 2:6 text after closing quote\n" },
    { "a,b\n1,\"2\" \n3,4\n", "! 2:6 text after closing quote\n" },
    { "a,b\n1,2\"\n3,4\n5,\"6\"\n", "! 2:4 quote inside unquoted field\n" },
    { "a,b\n\"x\ny\"z,2\n", "! 3:3 text after closing quote\n" },
    { "a,b\n1,2\rx\n", "! 2:4 bare carriage return\n" },
    { "a,b\r1,2\r", "! 1:4 bare carriage return\n" },
    { "a,b\n1,\"2\"\rx\n", "! 2:6 bare carriage return\n" },
    { "a,b\n1,2\r", "! 2:4 bare carriage return\n" },
    { "a,b\n1,\xff\n", "! 2:3 invalid UTF-8\n" },
    { "a,b\n1,\"\n\xc3\"\n", "! 3:1 invalid UTF-8\n" },
    { "a,b\n1,\xe1\x9e\n3,4\n", "! 2:3 invalid UTF-8\n" },
    { "a,b\n\xe1\x9e\x80,\xc3\xa9\n", "= ok\n" },
    { "a,b\n1,2\n x , y \n", "= ok\n" },
    { "a,b\n,\n", "= ok\n" },
    { "a,b\n\xef\xbb\xbfx,2\n", "= ok\n" },
    { "a,b\n1,2\n3,4\n#prak-end,2\n", "mark 2 0\n= ok\n" },
    { "a,b\n1,2\n3,4\n#prak-end,2\r\n\r\n", "mark 2 0\n= ok\n" },
    { "a,b\n1,2\n#prak-end,1,0,10,4,99\n", "mark 1 1\n= ok\n" },
    { "a,b\n#prak-end,0\n", "mark 0 0\n= ok\n" },
    { "a\n\n#prak-end,1\n", "mark 1 0\n= ok\n" },
    { "a,b\n1,2\n#prak-end,2\n", "! 3:0 end mark says 2 records, 1 were read\n" },
    { "a,b\n1,2\n#prak-end,1\n3,4\n", "! 4:1 data after the end mark\n" },
    { "a,b\n1,2\n#prak-end,1\n#prak-end,1\n", "! 4:1 data after the end mark\n" },
    { "a,b\n1,2\n#prak-end,1\n\n3,4\n", "! 4:1 data after the end mark\n" },
    { "a,b\n1,2\n#prak-end,01\n", "! 3:1 end mark malformed\n" },
    { "a,b\n1,2\n#prak-end,1,2\n", "! 3:1 end mark malformed\n" },
    { "a,b\n1,2\n#prak-end,\"1\"\n", "! 3:1 end mark malformed\n" },
    { "a,b\n1,2\n#prak-end\n", "! 3:1 end mark malformed\n" },
    { "a,b\n1,2\n#prak-end,1", "! 3:1 end mark cut short\n" },
    { "a,b\n1,\"\n#prak-end,1\n\"\n", "= ok\n" },
    { "a,b\n\"#prak-end\",1\n", "= ok\n" },
    { "a,b\n#prak-ends,1\n", "= ok\n" },
    { "#prak-end,0\n", "! 1:1 no header before the end mark\n" },
    { "a,b\n1,2\n\"#prak-failed", "! 3:1 the program before this one in the pipeline failed\n" },
    { "\"#prak-failed", "! 1:1 the program before this one in the pipeline failed\n" },
    { "a,b\n1,2\n\n\"#prak-failed", "! 3:1 record has 1 field, header has 2\n" },
};

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

static void test_samples(void **state)
{
    struct prak_buf want = { 0 };

    (void)state;
    for (size_t i = 0; i < LENGTH(samples); i++) {
        const char *text = samples[i].text;
        size_t n = strlen(text), end = strlen(samples[i].end);

        for (int ragged = 0; ragged < 2; ragged++) {
            struct prak_reader_options o = { .format = PRAK_CSV, .ragged = ragged };

            say(&want, text, n, &o, SIZE_MAX);
            if (!ragged) {
                if (want.n < end || strcmp(want.p + want.n - end, samples[i].end) != 0)
                    fail_msg("sample %zu: %s", i, want.p);
            }
            every_block(text, n, o, want.p);
        }
    }
    prak_buf_free(&want);
}

/* The same texts with other separators give the same cells. */
static void test_separators(void **state)
{
    static const struct {
        enum prak_format format;
        char separator;
    } other[] = { { PRAK_TSV, '\t' }, { PRAK_SEMICOLON, ';' } };
    struct prak_buf want = { 0 }, out = { 0 };
    char text[256];

    (void)state;
    for (size_t i = 0; i < LENGTH(samples); i++) {
        size_t n = strlen(samples[i].text);
        struct prak_reader_options o = { .format = PRAK_CSV };

        say(&want, samples[i].text, n, &o, SIZE_MAX);
        for (size_t k = 0; k < 2; k++) {
            for (size_t j = 0; j <= n; j++)
                text[j] = samples[i].text[j] == ',' ? other[k].separator : samples[i].text[j];
            o.format = other[k].format;
            say(&out, text, n, &o, 2);
            for (size_t j = 0; j < out.n; j++)
                out.p[j] = out.p[j] == other[k].separator ? ',' : out.p[j];
            for (size_t j = 0; j < want.n; j++) /* a message may hold one */
                want.p[j] = want.p[j] == other[k].separator ? ',' : want.p[j];
            assert_string_equal(out.p, want.p);
        }
    }
    prak_buf_free(&want);
    prak_buf_free(&out);
}

static void test_nul(void **state)
{
    static const char text[] = "a,b\n1,2\n3,\0\n";
    struct prak_reader_options o = { .format = PRAK_CSV };

    (void)state;
    every_block(text, sizeof text - 1, o, "a|b|\n2 1 1:1 1:2\n! 3:3 NUL byte\n");
}

static void test_limits(void **state)
{
    static const char field[] = "a,b\n1,2\n3,12345678\n", record[] = "a,b\n1,2\n3,\"4567\n89abcdefghi\"\n",
                      columns[] = "a,b,c\n", open[] = "a,b\n1,2\n3,\"4567\n89abcdefghi", quiet[] = "a,b\n1,2\n12345678,1\n";
    struct prak_reader_options o = { .format = PRAK_CSV, .limits = { .field = 7 } };

    (void)state;
    every_block(field, sizeof field - 1, o, "a|b|\n2 1 1:1 1:2\n! 3:3 cell longer than 7 bytes\n");
    o.limits = (struct prak_limits){ .record = 10 };
    every_block(record, sizeof record - 1, o, "a|b|\n2 1 1:1 1:2\n! 3:3 record longer than 10 bytes\n");
    every_block(open, sizeof open - 1, o, "a|b|\n2 1 1:1 1:2\n! 3:3 record longer than 10 bytes\n");
    every_block(quiet, sizeof quiet - 1, o, "a|b|\n2 1 1:1 1:2\n! 3:1 record longer than 10 bytes\n");
    o.limits = (struct prak_limits){ .columns = 2 };
    every_block(columns, sizeof columns - 1, o, "! 1:5 more than 2 columns\n");
}

static void test_need_mark(void **state)
{
    struct prak_reader_options o = { .format = PRAK_CSV, .need_end_mark = true };

    (void)state;
    every_block("a\n1\n", 4, o, "a|\n2 1 1:1\n! 0:0 end mark missing: the input may be cut\n");
}

static void test_comments(void **state)
{
    struct prak_reader_options o = { .format = PRAK_CSV, .comments = true };

    (void)state;
    every_block("# x\n#,\"\na\n#1\n", 13, o, "a|\n4 1 2:#1\n= ok\n");
    every_block("# x", 3, o, "! 1:1 empty input, no header\n");
}

static enum prak_format detected(const char *text, bool prove)
{
    struct bytes b = { text, strlen(text), 0, 1 };
    struct prak_feed feed = { bytes_read, NULL, &b };
    struct prak_reader_options o = { .prove = prove };
    struct prak_source *s;
    struct prak_reader *r;
    struct prak_err e;
    enum prak_format f;

    assert_int_equal(prak_source_feed("x", &feed, &s, &e), 0);
    assert_int_equal(prak_reader_new(s, &o, &r, &e), 0);
    f = prak_reader_format(r);
    prak_reader_free(r);
    prak_source_close(s);
    return f;
}

static void test_detect(void **state)
{
    (void)state;
    assert_int_equal(detected("a,b\n", false), PRAK_CSV);
    assert_int_equal(detected("", true), PRAK_CSV);
    assert_int_equal(detected("  \n {\"a\":1}", false), PRAK_JSONL);
    assert_int_equal(detected("\xef\xbb\xbf{\"a\":1}", false), PRAK_JSONL);
    assert_int_equal(detected("a\tb\n1\t2\n", false), PRAK_CSV);
    assert_int_equal(detected("a\tb\n1\t2\n", true), PRAK_TSV);
    assert_int_equal(detected("a;b", true), PRAK_SEMICOLON);
    assert_int_equal(detected("\xef\xbb\xbf" "a;b\n", true), PRAK_SEMICOLON);
    assert_int_equal(detected("a;b,c\n", true), PRAK_CSV);
    assert_int_equal(detected("a;a\n", true), PRAK_CSV);
    assert_int_equal(detected("a;\n", true), PRAK_CSV);
    assert_int_equal(detected("a\n1;2\n", true), PRAK_CSV);
}

static uint64_t next_random(uint64_t *s)
{
    *s ^= *s << 13;
    *s ^= *s >> 7;
    *s ^= *s << 17;
    return *s;
}

/* One input, read in every way that this machine knows, against csv_ref over the whole of it. */
static void compare(const struct prak_buf *text, const size_t *blocks, size_t nblock, const struct prak_limits *l)
{
    struct prak_buf want = { 0 }, got = { 0 }, lines = { 0 };

    say_ref(&want, text->p, text->n, ',', l);
    for (const struct prak_scanner *const *s = prak_scanners; *s; s++) {
        for (size_t k = 0; k < nblock && (*s)->usable(); k++) {
            const struct prak_reader_options o = { .format = PRAK_CSV, .limits = *l, .block_size = blocks[k] };

            way = (struct way){ .scanner = *s, .lean = k % 2 };
            say(&got, text->p, text->n, &o, k == 0 ? 1 : SIZE_MAX);
            if (got.n != want.n || memcmp(got.p, want.p, want.n) != 0)
                fail_msg("%s, block %zu:\n%.*s\n--- want\n%s--- got\n%s", (*s)->name, blocks[k], (int)text->n, text->p,
                         want.p, got.p);
            if (text->n > 4096) { /* shorter ones are read with the header */
                way.pieces = 1 + (k + (size_t)(s - prak_scanners)) % MOST_PIECES;
                say(&got, text->p, text->n, &o, SIZE_MAX);
                if (got.n != want.n || memcmp(got.p, want.p, want.n) != 0)
                    fail_msg("%s, %zu pieces of %zu:\n%.*s\n--- want\n%s--- got\n%s", (*s)->name, way.pieces, blocks[k],
                             (int)text->n, text->p, want.p, got.p);
            }
            say_bare(&lines, &got, text->p, text->n, &o, k == 0 ? 1 : SIZE_MAX);
            if (got.n != lines.n || memcmp(got.p, lines.p, lines.n) != 0)
                fail_msg("%s, block %zu, rows alone:\n%.*s\n--- want\n%s--- got\n%s", (*s)->name, blocks[k], (int)text->n,
                         text->p, lines.p, got.p);
        }
    }
    prak_buf_free(&lines);
    way = (struct way){ 0 };
    prak_buf_free(&want);
    prak_buf_free(&got);
}

/* Random bytes of a hard alphabet. */
static void test_random(void **state)
{
    static const char *const piece[] = { "a", "b", ",", "\"", "\n", "\r\n", " ",     "\t",  "\xc3\xa9", "\"\"",
                                         ",", "1", "\n", "\r", ",", "\n",  "\"x\"", "\n\n", "\xe1\x9e\x80",
                                         "\xef\xbb\xbf" };
    static const size_t blocks[] = { 1, 5, 16, 61, 4096 };
    size_t rounds = getenv("PRAK_LONG_TESTS") ? 1000000 : 10000;
    struct prak_buf text = { 0 };
    const struct prak_limits l = { 1 << 20, 1 << 20, 100, 64 };
    uint64_t seed = 88172645463325252u;

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        size_t n = next_random(&seed) % 24;

        text.n = 0;
        prak_buf_text(&text, i % 3 == 0 ? "a,b\n" : i % 3 == 1 ? "x\n" : "");
        for (size_t k = 0; k < n; k++) {
            uint64_t v = next_random(&seed) % (LENGTH(piece) * 8);
            if (v == 0)
                prak_buf_byte(&text, '\0');
            else if (v == 1)
                prak_buf_byte(&text, '\xc3');
            else
                prak_buf_text(&text, piece[v % LENGTH(piece)]);
        }
        if (text.n && (text.n < 3 || memcmp(text.p, PRAK_BOM, 3) != 0)) /* csv_ref knows no start of a file */
            compare(&text, blocks, LENGTH(blocks), &l);
    }
    prak_buf_free(&text);
}

/* A cell: plain, quoted, quoted with what needs it, or in another script. */
static void random_cell(struct prak_buf *text, bool ascii, uint64_t *seed)
{
    static const char *const inside[] = { ",", "\n", "\"\"", "x", "yz", "1,2,3,4,5,6,7,8", "\r\n", "\xe1\x9e\x80" };
    const uint64_t kind = next_random(seed) % 8, n = next_random(seed) % (kind == 7 ? 90 : 9);

    if (kind == 0 || kind == 1)
        prak_buf_byte(text, '"');
    for (uint64_t i = 0; i < n; i++) {
        const uint64_t v = next_random(seed);
        if (kind == 0 && v % 3 == 0)
            prak_buf_text(text, inside[v / 3 % (LENGTH(inside) - 2 * ascii)]);
        else if (kind == 2 && !ascii)
            prak_buf_text(text, "\xe1\x9e\x80");
        else
            prak_buf_byte(text, (char)('a' + v % 26));
    }
    if (kind == 0 || kind == 1)
        prak_buf_byte(text, '"');
}

/* Long tables, mostly well formed, so that faults fall on every side of a block of the scan. */
static void test_long(void **state)
{
    static const char *const fault[] = { "\"", "\r", "\n", ",", "\xff", "\xe1\x9e", "\"\"", "\xef\xbb\xbf", "\n\n" };
    size_t rounds = getenv("PRAK_LONG_TESTS") ? 200000 : 3000;
    struct prak_buf text = { 0 };
    const struct prak_limits l = { 1 << 20, 1 << 20, 100, 64 };
    uint64_t seed = 1181783497276652981u;

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        const size_t width = 1 + next_random(&seed) % 5, rows = next_random(&seed) % (i % 20 ? 12 : 400);
        const bool ascii = i % 40 < 30, returns = !ascii && next_random(&seed) % 4 == 0;
        const size_t blocks[] = { 1 + next_random(&seed) % 200, 1 << 20, 1 + next_random(&seed) % 5000 };

        text.n = 0;
        for (size_t k = 0; k < width; k++)
            prak_buf_fmt(&text, "%sc%zu", k ? "," : "", k);
        prak_buf_byte(&text, '\n');
        for (size_t r = 0; r < rows; r++) {
            for (size_t k = 0; k < width; k++) {
                if (k)
                    prak_buf_byte(&text, ',');
                random_cell(&text, ascii, &seed);
                if (next_random(&seed) % (width * (rows + 3)) == 0)
                    prak_buf_text(&text, fault[next_random(&seed) % LENGTH(fault)]);
            }
            prak_buf_text(&text, returns ? "\r\n" : "\n");
        }
        if (next_random(&seed) % 4 == 0)
            text.n--;
        if (next_random(&seed) % 9 == 0)
            text.p[next_random(&seed) % text.n] = '\0';
        compare(&text, blocks, LENGTH(blocks), &l);
    }
    prak_buf_free(&text);
}

/* Rows that are only counted: starts that are looked at, and tables from one column to more than a scan of rows takes. */
static void test_counted(void **state)
{
    static const char *const start[] = { "#", "#prak-end,3\n", "#prak-end,x\n", "\xef\xbb\xbf", "\"#\"", "\"\n", "\r", "" };
    struct prak_buf text = { 0 }, want = { 0 }, got = { 0 };
    uint64_t seed = 2685821657736338717u;

    (void)state;
    for (size_t i = 0; i < 4000; i++) {
        const size_t width = i % 2 ? 1 + next_random(&seed) % 70 : 1 + next_random(&seed) % 4, odd = next_random(&seed) % 300;
        const struct prak_reader_options o = { .format = PRAK_CSV, .block_size = i % 3 ? 1 + next_random(&seed) % 9000 : 0 };

        text.n = 0;
        for (size_t r = 0; r < 200; r++) {
            if (r && r == odd)
                prak_buf_text(&text, start[next_random(&seed) % LENGTH(start)]);
            for (size_t k = next_random(&seed) % 500 == 0; k < width; k++)
                prak_buf_fmt(&text, "%s%llu%s", k ? "," : "", (unsigned long long)(r ? next_random(&seed) % 999 : k),
                             next_random(&seed) % 9000 ? "" : "\xe1\x9e\x80");
            prak_buf_text(&text, "\n");
        }
        for (const struct prak_scanner *const *s = prak_scanners; *s; s++) {
            if (!(*s)->usable())
                continue;
            way = (struct way){ .scanner = *s };
            say_bare(&want, &got, text.p, text.n, &o, SIZE_MAX);
            if (got.n != want.n || memcmp(got.p, want.p, want.n) != 0)
                fail_msg("%s:\n%.*s\n--- want\n%s--- got\n%s", (*s)->name, (int)text.n, text.p, want.p, got.p);
        }
    }
    way = (struct way){ 0 };
    prak_buf_free(&text);
    prak_buf_free(&want);
    prak_buf_free(&got);
}

/*
 * Many regular rows, quoted cells of every length, some of which need their quotes; columns that are mixed, or nearly not;
 * among them a row that starts oddly, or is wider.
 */
static void test_cells(void **state)
{
    static const char *const inside[] = { ",", "\"\"", "\n", "\r\n", "a, b", "\"\"\"\"" };
    static const char *const start[] = { "#", "#a", "\xef\xbb\xbf", "\xef\xbf\xbd", "z,", "\n" };
    static const size_t blocks[] = { 700, 1 << 20 };
    const struct prak_limits l = { 1 << 20, 1 << 20, 100, 64 };
    struct prak_buf text = { 0 };
    uint64_t seed = 2685821657736338717u;

    (void)state;
    for (size_t i = 0; i < 300; i++) {
        const size_t width = 1 + next_random(&seed) % (i % 4 ? 9 : 30), quoted = next_random(&seed) % 4;
        const size_t rare = next_random(&seed) % 2 ? 9 : 200;
        const uint64_t whole = i % 2 ? next_random(&seed) : 0, all = next_random(&seed);
        const char *end = i % 5 ? "\n" : "\r\n";

        text.n = 0;
        for (size_t r = 0; r < 300; r++) {
            if (r && i % 3 == 0 && next_random(&seed) % 300 == 0)
                prak_buf_text(&text, start[next_random(&seed) % LENGTH(start)]);
            for (size_t k = 0; k < width; k++) {
                const bool usual = whole >> k & 1 && next_random(&seed) % 2000;
                const bool quotes = r && (usual ? all >> k & 1 : next_random(&seed) % 4 < quoted);
                const size_t n = next_random(&seed) % (next_random(&seed) % 8 ? 12 : 80);

                prak_buf_text(&text, k ? quotes ? ",\"" : "," : quotes ? "\"" : "");
                for (size_t j = 0; j < n + (r == 0); j++)
                    prak_buf_text(&text, quotes && next_random(&seed) % rare == 0 ? inside[next_random(&seed) % LENGTH(inside)]
                                                                                   : r ? "x" : k ? "c" : "b");
                prak_buf_fmt(&text, r ? "%s" : "%s%zu", quotes ? "\"" : "", k);
            }
            prak_buf_text(&text, end);
        }
        compare(&text, blocks, LENGTH(blocks), &l);
    }
    prak_buf_free(&text);
}

/* Text of every script, and bytes that are none, over many windows of the scan. */
static void test_scripts(void **state)
{
    static const char *const good[] = { "\xe1\x9e\x80", "\xe1\x9f\x92", "\xe2\x80\x8b", "\xc3\xa9", "\xc2\x80", "\xdf\xbf",
                                        "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf",
                                        "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "a", "\xe1\x9e\x81" };
    static const char *const bad[] = { "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                                       "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\x80", "\xe1\x9e", "\xe1",
                                       "\xf1\x80\x80", "\xc3", "\xc3\xa9\xa9" };
    size_t rounds = getenv("PRAK_LONG_TESTS") ? 60000 : 1500;
    struct prak_buf text = { 0 };
    const struct prak_limits l = { 1 << 20, 1 << 20, 100, 64 };
    uint64_t seed = 6364136223846793005u;

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        const size_t rows = i % 100 == 0 ? 2000 : 1 + next_random(&seed) % 30, common = next_random(&seed) % LENGTH(good);
        const size_t blocks[] = { 1 + next_random(&seed) % 300, 1 << 20, 1 + next_random(&seed) % 70000 };

        text.n = 0;
        prak_buf_text(&text, "a,b\n");
        for (size_t r = 0; r < rows; r++) {
            for (size_t k = next_random(&seed) % 60; k > 0; k--)
                prak_buf_text(&text, good[next_random(&seed) % 4 ? common : next_random(&seed) % LENGTH(good)]);
            if (next_random(&seed) % (4 * rows) == 0)
                prak_buf_text(&text, bad[next_random(&seed) % LENGTH(bad)]);
            prak_buf_text(&text, next_random(&seed) % 8 ? "," : ",\"\xe1\x9e\x80\"");
            prak_buf_byte(&text, '\n');
        }
        compare(&text, blocks, i % 100 == 0 ? 2 + (i % 200 == 0) : LENGTH(blocks), &l);
    }
    prak_buf_free(&text);
}

/* Only some columns, one of them twice, out of order. */
static void test_bound(void **state)
{
    static const char text[] = "a,b,c\n1,\"2\"\"\",3\n4,5,6\n";
    struct bytes b = { text, sizeof text - 1, 0, SIZE_MAX };
    struct prak_feed feed = { bytes_read, NULL, &b };
    struct prak_reader_options o = { .format = PRAK_CSV };
    struct prak_arena *a = prak_arena_new(0);
    struct prak_schema s = { .arena = a };
    struct prak_block block = { 0 };
    struct prak_batch batch = { 0 };
    const size_t bound[] = { 2, 1, 2 };
    struct prak_source *src;
    struct prak_reader *r;
    struct prak_cutter *c;
    struct prak_err e;

    (void)state;
    assert_int_equal(prak_source_feed("x", &feed, &src, &e), 0);
    assert_int_equal(prak_reader_new(src, &o, &r, &e), 0);
    assert_int_equal(prak_reader_header(r, &s, &e), 0);
    assert_int_equal(prak_cutter_new(r, &s, bound, 3, &c, &e), 0);
    assert_int_equal(prak_reader_block(r, &block, &e), 1);
    prak_cutter_start(c, &block);
    assert_int_equal(prak_cutter_next(c, &batch, NULL, &e), 1);
    assert_int_equal(batch.nrow, 2);
    assert_memory_equal(batch.cell[0][0].p, "3", 1);
    assert_memory_equal(batch.cell[1][0].p, "2\"", 2);
    assert_ptr_equal(batch.cell[0], batch.cell[2]);
    assert_memory_equal(batch.cell[1][1].p, "5", 1);
    prak_cutter_free(c);
    prak_block_free(&block);
    prak_reader_free(r);
    prak_source_close(src);
    prak_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_samples),   cmocka_unit_test(test_separators), cmocka_unit_test(test_nul),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_need_mark),  cmocka_unit_test(test_comments),
        cmocka_unit_test(test_detect),    cmocka_unit_test(test_random),    cmocka_unit_test(test_cells),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_long),      cmocka_unit_test(test_counted), cmocka_unit_test(test_scripts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
