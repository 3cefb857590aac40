/*
 * say.h - everything that can be seen of a reading, as text: what csv_say.h and jsonl_say.h have alike. Who includes it
 * says what assert_true and assert_int_equal do.
 */
#ifndef PRAK_TESTS_SAY_H
#define PRAK_TESTS_SAY_H
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "io/private.h"
#include "io/reader.h"
#include "io/write.h"

/* How a form is read. */
struct say_form {
    const char *name;                   /* of the source */
    const struct prak_scanner *scanner; /* NULL: the best one */
    bool lean, none;                    /* without what the places tell; no column is asked for */
    void (*ready)(struct prak_cutter *c);
    int (*block)(struct prak_buf *out, struct prak_cutter *c, const struct prak_writer *w, struct prak_err *e);
    void (*fault)(struct prak_buf *out, const struct prak_err *e);
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

static int say_table(const struct say_form *form, struct prak_buf *out, struct prak_reader *r, struct prak_arena *a,
                     struct prak_err *e)
{
    struct prak_schema s = { .arena = a };
    struct prak_block block = { 0 };
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
    while ((rc = prak_reader_block(r, &block, e)) > 0) {
        prak_cutter_start(c, &block);
        rc = form->block(out, c, &w, e);
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
