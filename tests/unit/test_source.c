/*
 * test_source.c - bytes in: files, folders, pipes, looking ahead; whole tables and documents.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "io/doc.h"
#include "io/load.h"
#include "io/source.h"

static char folder[] = "/tmp/prak-test-XXXXXX";
static char path[64];

static int set_up(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof path, "%s/f", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void put_file(const char *text, size_t n)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void test_file(void **state)
{
    struct prak_source *s;
    struct prak_err e;
    char hex[65], out[16];
    const char *p;

    (void)state;
    put_file("abc", 3);
    assert_int_equal(prak_source_open(path, &s, &e), 0);
    prak_source_hash(s);
    assert_string_equal(prak_source_name(s), path);
    assert_true(prak_source_is_regular(s));
    assert_int_equal(prak_source_size(s), 3);
    assert_true(prak_source_descriptor(s) >= 0);
    assert_int_equal(prak_source_peek(s, &p, 2, &e), 2);
    assert_memory_equal(p, "ab", 2);
    assert_int_equal(prak_source_read(s, out, 1, &e), 1);
    assert_int_equal(prak_source_peek(s, &p, 64, &e), 2);
    assert_memory_equal(p, "bc", 2);
    assert_int_equal(prak_source_read(s, out, sizeof out, &e), 2);
    assert_int_equal(prak_source_read(s, out, sizeof out, &e), 0);
    assert_int_equal(prak_source_bytes(s), 3);
    prak_source_digest(s, hex);
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    prak_source_close(s);
}

static void test_refused(void **state)
{
    struct prak_source *s;
    struct prak_err e;

    (void)state;
    assert_int_equal(prak_source_open(folder, &s, &e), -1);
    assert_int_equal(e.code, PRAK_ESYS);
    assert_string_equal(e.msg, "is a directory");
    assert_string_equal(e.source, folder);
    assert_int_equal(prak_source_open("/nonexistent/x", &s, &e), -1);
    assert_int_equal(e.code, PRAK_ESYS);
}

static void test_cut(void **state)
{
    struct prak_source *s;
    struct prak_err e;
    char out[8];

    (void)state;
    put_file("a,b\n1,234", 9);
    assert_int_equal(prak_source_open(path, &s, &e), 0);
    assert_int_equal(prak_source_read(s, out, 4, &e), 4);
    assert_int_equal(truncate(path, 7), 0);
    assert_int_equal(prak_source_read(s, out, sizeof out, &e), 3);
    assert_int_equal(prak_source_read(s, out, sizeof out, &e), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_string_equal(e.msg, "cut while it was read");
    prak_source_close(s);
}

/* Three threads read a file: it has grown, and then is cut. */
static void test_split(void **state)
{
    struct prak_source *s;
    struct prak_err e;
    char out[3][8], hex[65];
    uint64_t at[3];

    (void)state;
    for (int cut = 0; cut < 2; cut++) {
        put_file("0123456789", 10);
        assert_int_equal(prak_source_open(path, &s, &e), 0);
        prak_source_hash(s);
        assert_int_equal(prak_source_read(s, out[0], 1, &e), 1);
        assert_true(prak_source_splits(s));
        for (int i = 0; i < 3; i++)
            at[i] = prak_source_reserve(s, 4);
        put_file("0123456789ab", cut ? 7 : 12);
        assert_int_equal(prak_source_fetch(s, out[2], 4, at[2], &e), cut ? 0 : 3);
        assert_int_equal(prak_source_fetch(s, out[1], 4, at[1], &e), cut ? 2 : 4);
        assert_int_equal(prak_source_fetch(s, out[0], 4, at[0], &e), 4);
        assert_memory_equal(out[0], "1234", 4);
        assert_memory_equal(out[1], "5678", cut ? 2 : 4);
        assert_int_equal(prak_source_settle(s, out[0], 4, false, &e), 0);
        if (cut) {
            assert_int_equal(prak_source_settle(s, out[1], 2, true, &e), -1);
            assert_string_equal(e.msg, "cut while it was read");
            assert_int_equal(e.code, PRAK_EDATA);
        } else {
            assert_int_equal(prak_source_settle(s, out[1], 4, false, &e), 0);
            assert_memory_equal(out[2], "9ab", 3);
            assert_int_equal(prak_source_settle(s, out[2], 3, true, &e), 0);
            assert_int_equal(prak_source_bytes(s), 12);
            prak_source_digest(s, hex); /* of 0123456789ab */
            assert_string_equal(hex, "d407ad901895723f32d31e6515f5284beb4c01e70e56720d65099da4771f3193");
        }
        prak_source_close(s);
    }
}

/* What is read of standard input begins where another has left it, and ends where the next one begins. */
static void read_shared(bool whole)
{
    struct prak_source *s;
    struct prak_err e;
    char out[8];
    uint64_t at;
    const char *p;
    int kept = dup(STDIN_FILENO), fd;

    put_file("0123456789", 10);
    fd = open(path, O_RDONLY);
    assert_int_equal(lseek(fd, 2, SEEK_SET), 2);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(prak_source_open("-", &s, &e), 0);
    assert_int_equal(prak_source_size(s), 8);
    assert_int_equal(prak_source_peek(s, &p, 2, &e), 2);
    assert_false(prak_source_splits(s));
    assert_int_equal(prak_source_read(s, out, 3, &e), 2);
    assert_true(prak_source_splits(s));
    at = prak_source_reserve(s, 3);
    (void)prak_source_reserve(s, 3);
    assert_int_equal(prak_source_fetch(s, out, 3, at, &e), 3);
    assert_memory_equal(out, "456", 3);
    assert_int_equal(prak_source_settle(s, out, 3, false, &e), 0);
    if (whole) { /* nothing is left for who reads it next, before this one is closed */
        assert_int_equal(prak_source_settle(s, "789", 3, true, &e), 0);
        assert_int_equal(lseek(fd, 0, SEEK_CUR), 10);
    }
    prak_source_close(s);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), whole ? 10 : 7);
    assert_int_equal(close(fd), 0);
    assert_true(dup2(kept, STDIN_FILENO) == STDIN_FILENO || kept < 0);
    (void)close(kept);
}

static void test_offset(void **state)
{
    (void)state;
    read_shared(false);
    read_shared(true);
}

static void test_pipe(void **state)
{
    struct prak_source *s;
    struct prak_err e;
    int fd[2];
    char out[8];

    (void)state;
    assert_int_equal(pipe(fd), 0);
    assert_int_equal(write(fd[1], "xy", 2), 2);
    assert_int_equal(close(fd[1]), 0);
    assert_int_equal(prak_source_fd("pipe", fd[0], &s, &e), 0);
    assert_false(prak_source_is_regular(s));
    assert_false(prak_source_splits(s));
    assert_int_equal(prak_source_size(s), 0);
    assert_int_equal(prak_source_read(s, out, sizeof out, &e), 2);
    assert_int_equal(prak_source_read(s, out, sizeof out, &e), 0);
    prak_source_close(s);
}

static void test_load(void **state)
{
    const struct prak_load_options with_comments = { .comments = true };
    static const char text[] = "# a rule table\nid,value\n1,\"x \"\"y\"\"\"\n2,\n";
    struct prak_table *t;
    struct prak_err e;
    char hex[65];

    (void)state;
    put_file(text, sizeof text - 1);
    assert_int_equal(prak_load(path, &with_comments, hex, &t, &e), 0);
    assert_int_equal(strlen(hex), 64);
    assert_int_equal(prak_table_rows(t), 2);
    assert_true(prak_str_is(prak_table_cell(t, 0, 1), "x \"y\""));
    assert_int_equal(prak_table_cell(t, 1, 1).n, 0);
    assert_int_equal(prak_table_line(t, 1), 4);
    prak_table_free(t);
    put_file("a\n1,2\n", 6);
    assert_int_equal(prak_load(path, &(struct prak_load_options){ 0 }, NULL, &t, &e), -1);
    assert_int_equal(e.line, 2);
    assert_string_equal(e.source, path);
    put_file("{\"a\":1}\n{\"a\":\"b\"}\n", 18);
    assert_int_equal(prak_load(path, &with_comments, NULL, &t, &e), 0);
    assert_int_equal(prak_table_rows(t), 2);
    prak_table_free(t);
}

static void refuse_doc(const char *text, size_t n, uint64_t line, const char *msg)
{
    struct prak_doc *d;
    struct prak_err e;

    put_file(text, n);
    assert_int_equal(prak_doc_load(path, NULL, &d, &e), -1);
    assert_int_equal(e.code, PRAK_EDATA);
    assert_string_equal(e.msg, msg);
    assert_int_equal(e.line, line);
    assert_string_equal(e.source, path);
}

static void test_doc_refused(void **state)
{
    char deep[200];

    (void)state;
    refuse_doc("", 0, 1, "empty document");
    refuse_doc("{\"a\":1,\n\"a\":2}", 14, 2, "key repeated in one object");
    refuse_doc("{\"a\":\n1", 7, 2, "the document is cut short");
    refuse_doc("{} x", 4, 1, "text after the document");
    refuse_doc("{\"a\":\"\xff\"}", 9, 1, "invalid UTF-8");
    refuse_doc("[1e999]", 7, 1, "number out of range");
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    refuse_doc(deep, 200, 1, "nested too deep");
}

static void test_doc(void **state)
{
    static const char text[] = "{\"z\":[1,0.1,9007199254740993],\"a\":\"x\",\"t\":true,\"n\":null}";
    struct prak_arena *a = prak_arena_new(0);
    const struct prak_json *root, *list;
    struct prak_str *keys, s;
    struct prak_doc *d;
    struct prak_err e;
    size_t n;

    (void)state;
    put_file(text, sizeof text - 1);
    assert_int_equal(prak_doc_load(path, NULL, &d, &e), 0);
    root = prak_doc_root(d);
    assert_int_equal(prak_json_kind(root), PRAK_N_OBJECT);
    assert_int_equal(prak_json_keys(root, a, &keys, &n, &e), 0);
    assert_int_equal(n, 4);
    assert_true(prak_str_is(keys[0], "z") && prak_str_is(keys[3], "n"));
    list = prak_json_member(root, "z");
    assert_int_equal(prak_json_count(list), 3);
    assert_int_equal(prak_json_number(prak_json_item(list, 1), a, &s, &e), 0);
    assert_true(prak_str_is(s, "0.1"));
    assert_int_equal(prak_json_number(prak_json_item(list, 2), a, &s, &e), 0);
    assert_true(prak_str_is(s, "9007199254740993"));
    assert_true(prak_str_is(prak_json_text(prak_json_member(root, "a")), "x"));
    assert_true(prak_json_bool(prak_json_member(root, "t")));
    assert_int_equal(prak_json_kind(prak_json_member(root, "n")), PRAK_N_NULL);
    assert_null(prak_json_member(root, "q"));
    prak_doc_free(d);
    prak_arena_free(a);
}

/* Rows enough for several threads, keys that come again, a quoted cell over two lines; `bad` is a row of one cell. */
static void put_large(size_t rows, size_t bad)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    fputs("note,key,value\n", f);
    for (size_t i = 0; i < rows; i++)
        if (i == bad)
            fputs("alone\n", f);
        else
            fprintf(f, "%s %zu is as long as it takes to fill several blocks%s,%zu,%zu\n",
                    i % 1000 ? "row" : "\"a\nb\"\"c", i, i % 1000 ? "" : "\"", i * 7919 % 50000, i);
    assert_int_equal(fclose(f), 0);
}

static void same_rows(const struct prak_table *a, const struct prak_table *b)
{
    assert_int_equal(prak_table_rows(a), prak_table_rows(b));
    for (size_t row = 0; row < prak_table_rows(a); row++) {
        assert_int_equal(prak_table_line(a, row), prak_table_line(b, row));
        for (size_t col = 0; col < 3; col++)
            assert_true(prak_str_eq(prak_table_cell(a, row, col), prak_table_cell(b, row, col)));
        const struct prak_str key = prak_table_cell(a, row, 1);
        assert_int_equal(prak_table_first(a, &key), prak_table_first(b, &key));
        assert_int_equal(prak_table_next(a, row), prak_table_next(b, row));
    }
}

static void test_load_in_threads(void **state)
{
    const struct prak_str lead = prak_str("key");
    const size_t key = 1;
    struct prak_load_options how = { .threads = 1 };
    struct prak_table *one, *many;
    struct prak_err e, f;

    (void)state;
    put_large(80000, SIZE_MAX);
    if (prak_load(path, &how, NULL, &one, &e))
        fail_msg("%d: %s", (int)e.line, e.msg);
    assert_int_equal(prak_table_index(one, &key, 1, &e), 0);
    how = (struct prak_load_options){ .threads = 3, .lead = &lead, .nlead = 1 };
    assert_int_equal(prak_load(path, &how, NULL, &many, &e), 0);
    assert_int_equal(prak_table_index_by(many, &key, 1, 3, &e), 0);
    same_rows(one, many);
    prak_table_free(one);
    prak_table_free(many);
    put_large(80000, 70001);
    assert_int_equal(prak_load(path, &how, NULL, &many, &e), -1);
    how.threads = 1;
    assert_int_equal(prak_load(path, &how, NULL, &many, &f), -1);
    assert_string_equal(e.msg, f.msg);
    assert_int_equal(e.line, f.line);
    how.limit = 1 << 20;
    assert_int_equal(prak_load(path, &how, NULL, &many, &f), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_file), cmocka_unit_test(test_refused), cmocka_unit_test(test_pipe),
        cmocka_unit_test(test_split), cmocka_unit_test(test_offset),
        cmocka_unit_test(test_cut), cmocka_unit_test(test_load), cmocka_unit_test(test_load_in_threads), cmocka_unit_test(test_doc_refused), cmocka_unit_test(test_doc),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
