/*
 * input.c - the inputs one after another: open, header, blocks, end mark; and the second pass.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run.h"

static const char *shown(const char *path)
{
    return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

static int parse_format(const char *name, enum prak_format *f, struct prak_err *e)
{
    static const struct {
        const char *name;
        enum prak_format format;
    } known[] = { { "csv", PRAK_CSV },     { "tsv", PRAK_TSV },   { "semicolon", PRAK_SEMICOLON },
                  { "jsonl", PRAK_JSONL }, { "json", PRAK_JSON } };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i].name) == 0) {
            *f = known[i].format;
            return 0;
        }
    return prak_fail(e, PRAK_EUSAGE, "--from: '%.60s' is not one of csv|tsv|semicolon|jsonl", name);
}

static int stamp(const struct prak_input *in, struct prak_stamp *s)
{
    struct stat st;
    int fd = prak_source_descriptor(in->source);

    if (fd < 0 || fstat(fd, &st))
        return -1;
    *s = (struct prak_stamp){ (uint64_t)st.st_dev, (uint64_t)st.st_ino, (uint64_t)st.st_size, st.st_mtim.tv_sec,
                              st.st_mtim.tv_nsec };
    return 0;
}

static int open_source(struct prak_run *r, struct prak_input *in, struct prak_err *e)
{
    if (strcmp(in->path, "-") == 0 && isatty(STDIN_FILENO) && !r->common.quiet)
        prak_say(r, "reading from the terminal; end with Ctrl-D");
    if (r->tool->flags & PRAK_FORMATS)
        return r->tool->open(r->plan, in->path, &in->source, &in->records_only, e);
    return prak_source_open(in->path, &in->source, e);
}

/* In a pipeline small enough that what goes from one program to the next stays in the cache. */
static size_t block_size(const struct prak_run *r)
{
    if (r->common.block_size)
        return (size_t)r->common.block_size;
    return prak_crew_in_pipeline(r) ? (size_t)128 << 10 : 0;
}

static int make_reader(struct prak_run *r, struct prak_input *in, struct prak_err *e)
{
    struct prak_reader_options o = {
        .format = PRAK_FORMAT_AUTO,
        .prove = (r->tool->flags & PRAK_FORMATS) != 0,
        .ragged = r->common.rejects != NULL,
        .columns = r->common.columns,
        .block_size = block_size(r),
        .limits = { (size_t)r->common.max_field, (size_t)r->common.max_record, (size_t)r->common.max_columns, 64 },
        .need_end_mark = r->common.need_end_mark && !r->second_pass,
        .records_only = in->records_only,
    };

    if (r->second_pass && r->spooled)
        o.format = PRAK_CSV;
    else if (r->common.from && !(r->tool->flags & PRAK_FORMATS) && parse_format(r->common.from, &o.format, e))
        return -1;
    else if (r->common.from && strcmp(r->common.from, "csv") == 0)
        o.format = PRAK_CSV;
    else if (r->common.from && strcmp(r->common.from, "tsv") == 0)
        o.format = PRAK_TSV;
    else if (r->common.from && strcmp(r->common.from, "semicolon") == 0)
        o.format = PRAK_SEMICOLON;
    else if (r->common.from && strncmp(r->common.from, "json", 4) == 0)
        o.format = PRAK_JSONL; /* import gives a JSON array as lines */
    if (prak_reader_new(in->source, &o, &in->reader, e))
        return -1;
    in->schema = (struct prak_schema){ .arena = r->arena };
    return prak_reader_header(in->reader, &in->schema, e);
}

static int same_header(const struct prak_run *r, const struct prak_input *in, struct prak_err *e)
{
    const struct prak_schema *first = &r->input[0].schema;

    if (in->schema.n != first->n)
        return prak_fail(e, PRAK_EDATA, "header has %zu columns, that of the first input has %zu", in->schema.n,
                         first->n);
    for (size_t i = 0; i < first->n; i++)
        if (!prak_str_eq(first->name[i], in->schema.name[i]))
            return prak_fail(e, PRAK_EDATA, "column %zu is '%.*s', in the first input it is '%.*s'", i + 1,
                             (int)in->schema.name[i].n, in->schema.name[i].p, (int)first->name[i].n, first->name[i].p);
    return 0;
}

int prak_input_open(struct prak_run *r, size_t i, struct prak_err *e)
{
    struct prak_input *in = &r->input[i];

    if (open_source(r, in, e))
        goto failed;
    in->opened = true;
    (void)stamp(in, &in->stamp);
    if (r->common.record && !r->second_pass)
        prak_source_hash(in->source);
    r->bytes_total += prak_source_size(in->source);
    if (make_reader(r, in, e))
        goto failed;
    if (i > 0 && !(r->tool->flags & PRAK_EACH_HEADER) && same_header(r, in, e))
        goto failed;
    if (i > 0 && r->tool->group && prak_reader_format(in->reader) != r->in_format) { /* rows held side by side */
        prak_fail(e, PRAK_EDATA, "is of another form than the first input");
        prak_err_hint(e, "bring them together with prak import before");
        goto failed;
    }
    return 0;
failed:
    if (e->code != PRAK_ESYS) /* that names the file itself */
        prak_err_source(e, shown(in->path));
    return -1;
}

static int hash_file(struct prak_input *in, struct prak_err *e)
{
    struct prak_source *s;
    char bytes[1 << 16];
    ptrdiff_t n;

    if (prak_source_open(in->path, &s, e))
        return -1;
    prak_source_hash(s);
    while ((n = prak_source_read(s, bytes, sizeof bytes, e)) > 0)
        ;
    prak_source_digest(s, in->hex);
    in->bytes = prak_source_bytes(s);
    prak_source_close(s);
    return n < 0 ? -1 : 0;
}

static int end_input(struct prak_run *r, struct prak_input *in, struct prak_err *e)
{
    if (prak_reader_end(in->reader, &in->mark, e)) {
        prak_err_source(e, shown(in->path));
        return -1;
    }
    in->ended = true;
    in->bytes = prak_source_bytes(in->source);
    if (!r->common.record || r->second_pass)
        return 0;
    struct stat st;
    if (prak_source_descriptor(in->source) >= 0)
        prak_source_digest(in->source, in->hex);
    else if (strcmp(in->path, "-") != 0 && stat(in->path, &st) == 0 && S_ISREG(st.st_mode))
        return hash_file(in, e); /* a format's bytes are not the file's; those of a pipe are gone */
    return 0;
}

int prak_input_ahead(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    struct prak_input *in = r->current < r->ninput ? &r->input[r->current] : NULL;

    t->ahead = NULL;
    if (!in || !in->opened || !prak_reader_splits(in->reader))
        return 0;
    if (prak_reader_ahead(in->reader, &t->block, e))
        return -1;
    t->ahead = in;
    return 0;
}

void prak_input_fetch(struct prak_task *t)
{
    if (t->ahead)
        prak_reader_fetch(t->ahead->reader, &t->block);
}

/* One step of an input: 1 block, 0 end, -1, PRAK_NONE. */
static int read_input(struct prak_run *r, struct prak_task *t, struct prak_input *in, struct prak_err *e)
{
    const uint64_t before = prak_source_bytes(in->source);
    int got = PRAK_NONE;

    if (!prak_reader_splits(in->reader))
        got = prak_reader_block(in->reader, &t->block, e);
    else if (t->ahead == in)
        got = prak_reader_join(in->reader, &t->block, e);
    t->ahead = NULL;
    r->bytes_in += prak_source_bytes(in->source) - before;
    if (got < 0)
        prak_err_source(e, shown(in->path));
    return got;
}

int prak_input_take(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    while (r->current < r->ninput) {
        struct prak_input *in = &r->input[r->current];
        if (!in->opened && prak_input_open(r, r->current, e))
            return -1;
        const int got = read_input(r, t, in, e);
        t->input = in;
        if (got)
            return got;
        if (end_input(r, in, e))
            return -1;
        r->current++;
        if (r->tool->flags & PRAK_EACH_HEADER) {
            t->block.n = 0;
            return 1;
        }
    }
    return 0;
}

void prak_input_close_all(struct prak_run *r)
{
    for (size_t i = 0; i < r->ninput; i++) {
        struct prak_input *in = &r->input[i];
        if (in->reader)
            prak_reader_free(in->reader);
        if (in->source)
            prak_source_close(in->source);
        in->reader = NULL;
        in->source = NULL;
        in->opened = in->ended = false;
    }
}

static int unchanged(struct prak_run *r, struct prak_err *e)
{
    for (size_t i = 0; i < r->ninput; i++) {
        struct prak_stamp before = r->input[i].stamp, now;
        if (stamp(&r->input[i], &now) || memcmp(&before, &now, sizeof now)) {
            prak_fail(e, PRAK_EDATA, "changed while it was read");
            prak_err_source(e, shown(r->input[i].path));
            return -1;
        }
    }
    return 0;
}

/* The second pass reads the files again, or the bound columns that the first pass spooled from a pipe. */
int prak_input_rewind(struct prak_run *r, struct prak_err *e)
{
    if (!r->spooled && unchanged(r, e))
        return -1;
    struct prak_stamp *old = prak_arena_array(r->arena, r->ninput, sizeof *old, e);
    if (!old)
        return -1;
    for (size_t i = 0; i < r->ninput; i++)
        old[i] = r->input[i].stamp;
    prak_input_close_all(r);
    r->second_pass = true;
    r->current = 0;
    r->bytes_in = r->bytes_total = 0;
    if (!r->spooled) {
        for (size_t i = 0; i < r->ninput; i++) {
            struct prak_stamp now = { 0 };
            if (prak_input_open(r, i, e))
                return -1;
            if (stamp(&r->input[i], &now) || memcmp(&old[i], &now, sizeof now))
                return prak_fail(e, PRAK_EDATA, "'%.200s' changed while it was read", shown(r->input[i].path));
        }
        return 0;
    }
    r->ninput = 1;
    struct prak_input *in = &r->input[0];
    int fd;
    if (prak_spill_take(r->spool, &fd, e) || prak_source_fd("<spool>", fd, &in->source, e))
        return -1;
    in->opened = true;
    if (make_reader(r, in, e))
        return -1;
    for (size_t i = 0; i < r->nbound; i++)
        r->bound[i] = i;
    return 0;
}
