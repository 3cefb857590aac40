/*
 * say.h - everything that can be seen of a reading, as text: what csv_say.h and jsonl_say.h have alike. Who includes it
 * says what assert_true and assert_int_equal do.
 */
#ifndef PRAK_TESTS_SAY_H
#define PRAK_TESTS_SAY_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "io/private.h"
#include "io/reader.h"
#include "io/write.h"

#define MOST_PIECES 3

/* How a form is read. */
struct say_form {
    const char *name;                   /* of the source */
    const struct prak_scanner *scanner; /* NULL: the best one */
    bool lean, none;                    /* without what the places tell; no column is asked for */
    void (*ready)(struct prak_cutter *c);
    int (*block)(struct prak_buf *out, struct prak_cutter *c, const struct prak_writer *w, struct prak_err *e);
    void (*fault)(struct prak_buf *out, const struct prak_err *e);
    size_t pieces; /* of a file, so many at a time; 0: from a feed */
};

/* A source that gives at most `step` bytes at a time. */
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

/* Pieces of a file as so many threads would read them, the last one first. */
struct pieces {
    struct prak_block block[MOST_PIECES];
    bool fetched[MOST_PIECES];
    size_t first, n;
};

static int next_block(const struct say_form *form, struct prak_reader *r, struct pieces *x, struct prak_block **b,
                      struct prak_err *e)
{
    int rc = PRAK_NONE;

    *b = &x->block[0];
    if (!form->pieces || !prak_reader_splits(r))
        return prak_reader_block(r, *b, e);
    while (rc == PRAK_NONE) {
        for (; x->n < form->pieces; x->n++) {
            const size_t i = (x->first + x->n) % form->pieces;
            assert_int_equal(prak_reader_ahead(r, &x->block[i], e), 0);
            x->fetched[i] = false;
        }
        for (size_t k = x->n; k-- > 0;) {
            const size_t i = (x->first + k) % form->pieces;
            if (!x->fetched[i])
                prak_reader_fetch(r, &x->block[i]);
            x->fetched[i] = true;
        }
        *b = &x->block[x->first];
        x->first = (x->first + 1) % form->pieces;
        x->n--;
        rc = prak_reader_join(r, *b, e);
    }
    return rc;
}

static int say_table(const struct say_form *form, struct prak_buf *out, struct prak_reader *r, struct prak_arena *a,
                     struct prak_err *e)
{
    struct prak_schema s = { .arena = a };
    struct pieces x = { 0 };
    struct prak_block *block;
    struct prak_cutter *c;
    struct prak_writer w;
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
    assert_int_equal(prak_cutter_new(r, &s, bound, form->none ? 0 : s.n, &c, e), 0);
    form->ready(c);
    if (form->lean)
        prak_cutter_lean(c, bound, 0, true);
    assert_int_equal(prak_writer_init(&w, prak_reader_format(r), &s, a, e), 0);
    while ((rc = next_block(form, r, &x, &block, e)) > 0) {
        prak_cutter_start(c, block);
        rc = form->block(out, c, &w, e);
        if (rc < 0)
            break;
    }
    if (rc == 0)
        rc = prak_reader_end(r, &m, e);
    if (rc == 0 && m.seen)
        prak_buf_fmt(out, "mark %llu %d\n", (unsigned long long)m.records, m.tile);
    prak_cutter_free(c);
    for (size_t k = 0; k < MOST_PIECES; k++)
        prak_block_free(&x.block[k]);
    free(bound);
    return rc;
}

/* A source over a file that has these bytes. */
static void file_source(const char *name, const char *p, size_t n, struct prak_source **s)
{
    static FILE *file;
    struct prak_err e;
    int fd;

    if (!file)
        file = tmpfile();
    assert_true(file != NULL);
    fd = fileno(file);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_true(pwrite(fd, p, n, 0) == (ssize_t)n);
    assert_true(lseek(fd, 0, SEEK_SET) == 0);
    fd = dup(fd);
    assert_true(fd >= 0);
    assert_int_equal(prak_source_fd(name, fd, s, &e), 0);
}

static void say_reading(const struct say_form *form, struct prak_buf *out, const char *p, size_t n,
                        const struct prak_reader_options *o, size_t step)
{
    struct bytes b = { p, n, 0, step };
    struct prak_feed feed = { bytes_read, NULL, &b };
    struct prak_arena *a = prak_arena_new(0);
    struct prak_source *s;
    struct prak_reader *r;
    struct prak_err e;

    out->n = 0;
    if (form->pieces)
        file_source(form->name, p, n, &s);
    else
        assert_int_equal(prak_source_feed(form->name, &feed, &s, &e), 0);
    assert_int_equal(prak_reader_new(s, o, &r, &e), 0);
    if (form->scanner)
        r->scanner = form->scanner;
    if (say_table(form, out, r, a, &e))
        form->fault(out, &e);
    else
        prak_buf_text(out, "= ok\n");
    prak_buf_cstr(out);
    prak_reader_free(r);
    prak_source_close(s);
    prak_arena_free(a);
}
#endif
