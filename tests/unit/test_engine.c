/*
 * The engine, in process: a map, a two-pass fold and a group give the same bytes for every block size from 1 to 4096,
 * any number of threads and any memory (spilled or not).
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "prak.h"

#include "cli/tool.h"

/* ---- three small programs ---- */

struct plan {
    const char *column;
    unsigned in, added;
    unsigned seen, dropped;
};

static const struct prak_opt options[] = {
    { PRAK_OPT_TEXT, 0, "column", "NAME", "a", NULL, "the column", offsetof(struct plan, column), false },
    PRAK_OPT_END,
};

static int map_begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct plan *t = plan;

    return prak_in(run, prak_str(t->column), &t->in, e) ||
           prak_add(run, prak_str("length"), PRAK_NUMBER, &t->added, e) ||
           prak_counter(run, "dropped", false, &t->dropped, e);
}

/* Adds the cell's length; drops rows whose cell is "drop", refuses "bad". */
static int map_rows(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct plan *t = plan;

    for (size_t row = 0; row < b->nrow; row++) {
        struct prak_str cell = prak_cell_str(&b->cell[t->in][row]);
        if (prak_str_is(cell, "drop")) {
            prak_count(task, t->dropped, 1);
            continue;
        }
        if (prak_str_is(cell, "bad")) {
            if (prak_reject(task, b, row, prak_str(t->column), "type-error", "bad", e))
                return -1;
            continue;
        }
        prak_cell_dec(task, t->added, prak_dec_int((int64_t)cell.n));
        if (prak_emit(task, b, row, e))
            return -1;
    }
    return 0;
}

static const struct prak_tool map_tool = { .name = "map", .brief = "b", .synopsis = "s", .example = "e", .memory = "m",
                                           .opts = options, .plan_size = sizeof(struct plan), .begin = map_begin,
                                           .map = map_rows };

struct total {
    uint64_t bytes, rows, over; /* over: rows longer than the mean, found in the second pass */
};

static int fold_begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct plan *t = plan;

    prak_two_pass(run);
    if (prak_in(run, prak_str(t->column), &t->in, e))
        return -1;
    prak_output_none(run);
    return prak_add(run, prak_str("rows"), PRAK_NUMBER, &t->added, e) ||
           prak_add(run, prak_str("over"), PRAK_NUMBER, &t->seen, e);
}

static int fold_rows(const void *plan, const void *whole, void *part, const struct prak_batch *b,
                     struct prak_task *task, struct prak_err *e)
{
    const struct plan *t = plan;
    const struct total *all = whole;
    struct total *p = part;

    (void)task;
    (void)e;
    for (size_t row = 0; row < b->nrow; row++) {
        const size_t n = b->cell[t->in][row].n;
        if (!all) {
            p->bytes += n;
            p->rows++;
        } else if (n * all->rows > all->bytes) {
            p->over++;
        }
    }
    return 0;
}

static int fold_merge(const void *plan, void *into, void *from, struct prak_err *e)
{
    struct total *a = into;
    const struct total *b = from;

    (void)plan;
    (void)e;
    a->bytes += b->bytes;
    a->rows += b->rows;
    a->over += b->over;
    return 0;
}

static int fold_end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct plan *t = plan;

    prak_cell_dec(task, t->added, prak_dec_int((int64_t)((struct total *)whole)->rows));
    prak_cell_dec(task, t->seen, prak_dec_int((int64_t)((struct total *)part)->over));
    return prak_emit(task, NULL, 0, e);
}

static const struct prak_tool fold_tool = { .name = "fold", .brief = "b", .synopsis = "s", .example = "e",
                                            .memory = "m", .opts = options, .plan_size = sizeof(struct plan),
                                            .part_size = sizeof(struct total), .begin = fold_begin, .fold = fold_rows,
                                            .merge = fold_merge, .end = fold_end };

static int group_begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct plan *t = plan;

    return prak_in(run, prak_str(t->column), &t->in, e) || prak_group_key(run, &t->in, 1, e) ||
           prak_add(run, prak_str("of"), PRAK_NUMBER, &t->added, e) ||
           prak_add(run, prak_str("nth"), PRAK_NUMBER, &t->seen, e);
}

/* Each row gets the size of its group and its place in it. */
static int group_rows(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct plan *t = plan;

    for (size_t row = 0; row < b->nrow; row++) {
        if (prak_str_is(prak_cell_str(&b->cell[t->in][row]), "bad")) {
            if (prak_reject(task, b, row, prak_str(t->column), "type-error", "bad", e))
                return -1;
            continue;
        }
        prak_cell_dec(task, t->added, prak_dec_int((int64_t)b->nrow));
        prak_cell_dec(task, t->seen, prak_dec_int((int64_t)row + 1));
        if (prak_emit(task, b, row, e))
            return -1;
    }
    return 0;
}

static const struct prak_tool group_tool = { .name = "group", .brief = "b", .synopsis = "s", .example = "e",
                                             .memory = "m", .opts = options, .plan_size = sizeof(struct plan),
                                             .begin = group_begin, .group = group_rows };

/* ---- running one ---- */

static char folder[64] = "/dev/shm/prak-engine-XXXXXX"; /* in memory where there is such a place */

static char *path_of(const char *name)
{
    static char path[4][128];
    static unsigned k;

    snprintf(path[k % 4], sizeof path[0], "%s/%s", folder, name);
    return path[k++ % 4];
}

static void write_file(const char *name, const char *p, size_t n)
{
    FILE *f = fopen(path_of(name), "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void write_text(const char *name, const char *text)
{
    write_file(name, text, strlen(text));
}

static char *read_file(const char *name, size_t *n)
{
    FILE *f = fopen(path_of(name), "rb");
    static char text[1 << 20];

    assert_non_null(f);
    *n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[*n] = '\0';
    return text;
}

/* Runs a program with these words (NULL ends them), the file `in` and the output `out`; returns its exit status. */
static int run_words(const struct prak_tool *tool, const char *const *word)
{
    static char room[24][128];
    char *argv[24];
    int argc = 0;

    for (; word[argc]; argc++) {
        snprintf(room[argc], sizeof room[0], "%s", word[argc]);
        argv[argc] = room[argc];
    }
    return prak_main(argc, argv, tool);
}

static int run(const struct prak_tool *tool, const char *block, const char *threads, const char *memory,
               const char *rejects, const char *extra)
{
    const char *word[24] = { "prak-test", "-q",  "--block-size", block,           "--threads", threads,
                             "--memory",  memory, "-o",           path_of("out"), path_of("in") };
    int n = 11;

    if (rejects) {
        word[n++] = "--rejects";
        word[n++] = path_of("rej");
        word[n++] = "--max-rejects=100%";
    }
    word[n] = extra;
    return run_words(tool, word);
}

/* Rows with quoted newlines, CRLF ends, doubled quotes, Khmer, blanks, repeats. */
static size_t make_input(char *text, size_t size, bool bad)
{
    static const char *const cell[] = { "x", "drop", "\"two\r\nlines\"", "\"q\"\"uote\"", "", "ប្រាក់", "\"a,b\"", "yy",
                                        "bad", "\"unneeded\"" };
    uint64_t seed = 20261121;
    size_t n = (size_t)snprintf(text, size, "id,a,\"b,c\"\n");

    for (int i = 0; i < 300; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        unsigned k = (unsigned)(seed >> 33) % 10;
        if (k == 8 && !bad)
            k = 7;
        n += (size_t)snprintf(text + n, size - n, "%d,%s,%u%s", i, cell[k], (unsigned)(seed >> 50) % 7,
                              seed & (1u << 20) ? "\r\n" : "\n");
    }
    return n;
}

static void same_for_every_block_size(const struct prak_tool *tool, const char *rejects)
{
    static char first[1 << 20], text[1 << 16], first_rejects[1 << 20];
    size_t nfirst = 0, nrej = 0, n;

    n = make_input(text, sizeof text, rejects != NULL);
    write_file("in", text, n);
    assert_int_equal(run(tool, "256K", "1", "1G", rejects, NULL), 0);
    char *got = read_file("out", &nfirst);
    memcpy(first, got, nfirst);
    if (rejects) {
        got = read_file("rej", &nrej);
        memcpy(first_rejects, got, nrej);
        assert_true(nrej > 60);
    }
    assert_true(nfirst > 10);
    for (int block = 1; block <= 4096; block++) {
        char size[16];
        snprintf(size, sizeof size, "%d", block);
        assert_int_equal(run(tool, size, block % 3 ? "1" : "4", block % 2 ? "1G" : "4K", rejects, NULL), 0);
        got = read_file("out", &n);
        assert_int_equal(n, nfirst);
        assert_memory_equal(got, first, n);
        if (rejects) {
            got = read_file("rej", &n);
            assert_int_equal(n, nrej);
            assert_memory_equal(got, first_rejects, n);
        }
    }
}

static void test_map(void **state)
{
    (void)state;
    same_for_every_block_size(&map_tool, "rej");
}

static void test_fold(void **state)
{
    (void)state;
    same_for_every_block_size(&fold_tool, NULL);
}

static void test_group(void **state)
{
    (void)state;
    same_for_every_block_size(&group_tool, "rej");
}

static void test_group_order_and_place(void **state)
{
    size_t n;

    (void)state;
    write_text("in", "id,a\n1,x\n2,y\n3,x\n4,z\n5,x\n");
    assert_int_equal(run(&group_tool, "3", "2", "1K", NULL, NULL), 0);
    assert_string_equal(read_file("out", &n), "id,a,of,nth\n1,x,3,1\n2,y,1,1\n3,x,3,2\n4,z,1,1\n5,x,3,3\n");
}

static void test_first_bad_row_stops_and_leaves_no_file(void **state)
{
    (void)state;
    unlink(path_of("out"));
    write_text("in", "id,a\n1,x\n2,bad\n");
    assert_int_equal(run(&map_tool, "1", "2", "1G", NULL, NULL), 1);
    assert_int_equal(access(path_of("out"), F_OK), -1);
}

static void test_rejects_beyond_the_limit(void **state)
{
    size_t n;

    (void)state;
    write_text("in", "id,a\n1,x\n2,bad\n");
    write_text("out", "old");
    const char *const word[] = { "prak-test", "-q", "-o", path_of("out"), "--rejects", path_of("rej"), path_of("in"), NULL };
    assert_int_equal(run_words(&map_tool, word), 1);
    assert_string_equal(read_file("out", &n), "old");
    assert_non_null(strstr(read_file("rej", &n), ",2,a,type-error,bad,\"2,bad\"\n"));
}

static void test_end_mark_is_passed_on(void **state)
{
    size_t n;

    (void)state;
    write_text("in", "id,a\n1,x\n2,drop\n#prak-end,2\n");
    assert_int_equal(run(&map_tool, "2", "2", "1G", NULL, "--need-end-mark"), 0);
    assert_string_equal(read_file("out", &n), "id,a,length\n1,x,1\n#prak-end,1\n");
    write_text("in", "id,a\n1,x\n#prak-end,2\n");
    assert_int_equal(run(&map_tool, "2", "2", "1G", NULL, NULL), 1);
    write_text("in", "id,a\n1,x\n");
    assert_int_equal(run(&map_tool, "2", "2", "1G", NULL, "--need-end-mark"), 1);
}

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder))
        return 0;
    snprintf(folder, sizeof folder, "/tmp/prak-engine-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int drop_folder(void **state)
{
    static const char *const names[] = { "in", "out", "rej" };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_map),
        cmocka_unit_test(test_fold),
        cmocka_unit_test(test_group),
        cmocka_unit_test(test_group_order_and_place),
        cmocka_unit_test(test_first_bad_row_stops_and_leaves_no_file),
        cmocka_unit_test(test_rejects_beyond_the_limit),
        cmocka_unit_test(test_end_mark_is_passed_on),
    };

    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
