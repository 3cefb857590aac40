/*
 * test_corpus.c - every CSV and TSV case of tests/corpus by every kernel, at block sizes from 1 on: what csv_ref says.
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

#define LONGEST 4096 /* longer cases are run by tests/corpus/corpus.t alone */

static int hex(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* The bytes of a case; false where a piece of it is to be repeated. */
static bool unescape(struct prak_buf *out, const char *p, size_t n)
{
    out->n = 0;
    for (size_t i = 0; i < n; i++) {
        char c = p[i];

        if (c == '\\') {
            c = p[++i];
            if (c == '(')
                return false;
            if (c == 'x') {
                c = (char)(hex(p[i + 1]) * 16 + hex(p[i + 2]));
                i += 2;
            } else if (c != '\\') {
                c = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
            }
        }
        prak_buf_byte(out, c);
    }
    return true;
}

static void read_case(const struct prak_buf *text, bool tsv, struct prak_buf *ref, struct prak_buf *got)
{
    struct prak_reader_options o = { .format = tsv ? PRAK_TSV : PRAK_CSV,
                                     .limits = { (size_t)1 << 20, (size_t)16 << 20, 10000, 64 } };
    struct prak_buf lines = { 0 };

    say_ref(ref, text->p, text->n, tsv ? '\t' : ',', &o.limits);
    for (const struct prak_scanner *const *s = prak_scanners; *s; s++) {
        if (!(*s)->usable())
            continue;
        for (size_t size = 1; size <= text->n + 1; size += size < 70 ? 1 : size) {
            way = (struct way){ .scanner = *s, .lean = size % 2 == 0 };
            o.block_size = size;
            say(got, text->p, text->n, &o, size);
            assert_string_equal(got->p, ref->p);
            say_bare(&lines, got, text->p, text->n, &o, size);
            assert_string_equal(got->p, lines.p);
        }
    }
    prak_buf_free(&lines);
}

/* Fewer columns than say_ref has room for, and no byte order mark, which is not its business. */
static bool fits(const struct prak_buf *text)
{
    size_t n = 1;

    for (size_t i = 0; i < text->n; i++)
        n = text->p[i] == '\n' ? 1 : n + (text->p[i] == ',' || text->p[i] == '\t');
    return n < 60 && text->n <= LONGEST && !(text->n && strchr("\xef\xfe\xff", text->p[0]));
}

static void test_corpus(void **state)
{
    struct prak_buf text = { 0 }, ref = { 0 }, got = { 0 };
    FILE *f = fopen("tests/corpus/csv.cases", "r");
    char *line = NULL;
    size_t room = 0, ncase = 0;
    ssize_t n;

    (void)state;
    assert_non_null(f);
    while ((n = getline(&line, &room, f)) > 0) {
        const char *format = strchr(line, '\t') + 1, *content = line;

        for (size_t k = 0; k < 7; k++)
            content = strchr(content, '\t') + 1;
        if (*line == '#' || !unescape(&text, content, (size_t)(line + n - content) - 1) || !fits(&text))
            continue;
        read_case(&text, strncmp(format, "tsv", 3) == 0, &ref, &got);
        ncase++;
    }
    assert_true(ncase > 700);
    fclose(f);
    free(line);
    prak_buf_free(&text);
    prak_buf_free(&ref);
    prak_buf_free(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_corpus) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
