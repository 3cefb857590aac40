/*
 * reader.c - blocks of whole records, cut by quote parity, and the header before them.
 *
 * Parity: a line end with an even number of quotes before it (in its record) ends the record. Up to the first
 * malformed record this is what the grammar says; what it says later does not matter, as the cutter stops there.
 * Bytes whose meaning depends on what follows are held back at the end of a block: blank lines, and a line that
 * begins with the end mark.
 */
#include "io/reader.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "io/json_table.h"
#include "io/private.h"

#define HELD_LEAST ((size_t)4096) /* room for what is held back between two blocks */

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

size_t prak_count_lines(const char *p, size_t n)
{
    size_t count = 0, i = 0;

    for (; i + 8 <= n; i += 8) {
        uint64_t w, x;

        memcpy(&w, p + i, 8);
        x = w ^ (ONES * '\n');
        x = ~(((x & ~HIGHS) + ~HIGHS) | x) & HIGHS; /* 0x80 in each byte that was zero, exactly */
        count += (size_t)(((x >> 7) * ONES) >> 56);
    }
    for (; i < n; i++)
        count += p[i] == '\n';
    return count;
}

static void set_defaults(struct prak_reader_options *o)
{
    struct prak_limits *l = &o->limits;

    if (!o->block_size)
        o->block_size = (size_t)256 << 10;
    if (!l->field)
        l->field = (size_t)1 << 20;
    if (!l->record)
        l->record = (size_t)16 << 20;
    if (!l->columns)
        l->columns = 10000;
    if (!l->depth)
        l->depth = 64;
    if (l->field > UINT32_MAX / 2)
        l->field = UINT32_MAX / 2;
    if (l->record > UINT32_MAX / 2) /* a slice counts in 32 bits */
        l->record = UINT32_MAX / 2;
}

/* A JSON array is read through a feed that makes lines of it. */
static int unwrap_array(struct prak_reader *r, struct prak_err *e)
{
    struct prak_feed feed;

    if (prak_json_feed(r->source, &feed, e))
        return -1;
    if (prak_source_feed(prak_source_name(r->source), &feed, &r->owned, e))
        return -1;
    r->source = r->owned;
    r->o.format = PRAK_JSONL;
    r->o.records_only = true;
    return 0;
}

int prak_reader_new(struct prak_source *s, const struct prak_reader_options *o, struct prak_reader **out,
                    struct prak_err *e)
{
    struct prak_reader *r = calloc(1, sizeof *r);

    if (!r)
        return prak_fail_memory(e);
    r->source = s;
    r->o = *o;
    r->line = r->record = 1;
    r->scanner = prak_scanner_best();
    set_defaults(&r->o);
    if (r->o.format == PRAK_FORMAT_AUTO && prak_detect(s, &r->o, e))
        goto fail;
    if (r->o.format == PRAK_JSON && unwrap_array(r, e))
        goto fail;
    r->separator = prak_separator(r->o.format);
    if (r->o.format != PRAK_JSONL) {
        r->ref = prak_csv_ref_new(r->separator, &r->o.limits);
        if (!r->ref) {
            prak_fail_memory(e);
            goto fail;
        }
    }
    *out = r;
    return 0;
fail:
    prak_reader_free(r);
    return -1;
}

void prak_reader_free(struct prak_reader *r)
{
    if (!r)
        return;
    prak_csv_ref_free(r->ref);
    prak_source_close(r->owned);
    free(r->buf);
    free(r);
}

enum prak_format prak_reader_format(const struct prak_reader *r)
{
    return r->o.format;
}

/* Places a fault that was found at buf[0] on, from its place relative to there. */
static int place(const struct prak_reader *r, struct prak_err *e)
{
    if (e->code != PRAK_EDATA)
        return -1;
    if (e->line <= 1) {
        e->line = r->line;
        e->byte = (e->byte ? e->byte : 1) + r->bom;
    } else {
        e->line += r->line - 1;
    }
    if (r->o.records_only) {
        e->line = r->record + 1;
        e->byte = 0;
    }
    e->record = r->header ? r->record : 0;
    prak_err_source(e, prak_source_name(r->source));
    return -1;
}

/* Reads until buf has `want` bytes or the input ends. */
static int fill(struct prak_reader *r, size_t want, struct prak_err *e)
{
    if (want > r->cap) {
        char *p = realloc(r->buf, want + PRAK_SPARE);

        if (!p)
            return prak_fail_memory(e);
        r->buf = p;
        r->cap = want;
    }
    while (!r->eof && r->n < want) {
        ptrdiff_t got = prak_source_read(r->source, r->buf + r->n, want - r->n, e);

        if (got < 0)
            return -1;
        r->n += (size_t)got;
        r->eof = got == 0;
    }
    return 0;
}

static void drop(struct prak_reader *r, size_t n)
{
    r->line += prak_count_lines(r->buf, n);
    if (n && r->buf[n - 1] == '\n')
        r->bom = 0;
    memmove(r->buf, r->buf + n, r->n - n);
    r->n -= n;
}

/* The byte order mark of UTF-8 is dropped, others are refused. */
static int start(struct prak_reader *r, struct prak_err *e)
{
    static const struct {
        char bytes[5];
        unsigned n;
        const char *name;
    } other[] = { { "\xff\xfe\0\0", 4, "UTF-32LE" },
                  { "\0\0\xfe\xff", 4, "UTF-32BE" },
                  { "\xff\xfe", 2, "UTF-16LE" },
                  { "\xfe\xff", 2, "UTF-16BE" } };

    r->started = true;
    if (fill(r, 4096, e))
        return -1;
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        if (r->n >= other[i].n && memcmp(r->buf, other[i].bytes, other[i].n) == 0) {
            prak_fail(e, PRAK_EDATA, "%s byte order mark; name the encoding", other[i].name);
            return place(r, e);
        }
    if (r->n >= 3 && memcmp(r->buf, PRAK_BOM, 3) == 0) {
        drop(r, 3);
        r->bom = 3;
    }
    return 0;
}

/* Reads more for the record at buf[0], which needs it. */
static int more(struct prak_reader *r, struct prak_err *e)
{
    size_t want = r->n < 4096 ? 4096 : r->n * 2;

    return fill(r, want, e);
}

/* Lines that begin with '#' before the header. */
static int skip_comments(struct prak_reader *r, struct prak_err *e)
{
    for (;;) {
        const char *q;

        if (r->n == 0 && !r->eof && more(r, e))
            return -1;
        if (r->n == 0 || r->buf[0] != '#')
            return 0;
        q = memchr(r->buf, '\n', r->n);
        if (q) {
            drop(r, (size_t)(q + 1 - r->buf));
        } else if (r->eof) {
            drop(r, r->n);
        } else if (r->n > r->o.limits.record) {
            prak_fail(e, PRAK_EDATA, "record longer than %zu bytes", r->o.limits.record);
            return place(r, e);
        } else if (more(r, e)) {
            return -1;
        }
    }
}

static void container_hint(const struct prak_reader *r, struct prak_err *e)
{
    if (r->n >= 2 && memcmp(r->buf, "\x1f\x8b", 2) == 0)
        prak_err_hint(e, "this is gzip data: read it with zcat");
    else if (r->n >= 4 && memcmp(r->buf, "PK\3\4", 4) == 0)
        prak_err_hint(e, "this is zip data, not a table as text");
}

static int blank_header(struct prak_reader *r, size_t length, struct prak_err *e)
{
    if (!r->eof && fill(r, r->n + 1, e))
        return -1;
    prak_fail(e, PRAK_EDATA, "no header (blank first line)");
    place(r, e);
    if (r->n == length) /* the whole input: the fault is at its start */
        e->byte = 1;
    return -1;
}

static int csv_header(struct prak_reader *r, struct prak_schema *out, struct prak_err *e)
{
    const struct prak_str *cells;
    size_t n;
    ptrdiff_t got;

    if (r->o.comments && skip_comments(r, e))
        return -1;
    if (r->n == 0 && (r->eof || more(r, e) || r->n == 0)) {
        if (!r->eof)
            return -1;
        prak_fail(e, PRAK_EDATA, "empty input, no header");
        place(r, e);
        e->byte = 1;
        return -1;
    }
    while ((got = prak_csv_ref_record(r->ref, r->buf, r->n, r->eof, &cells, &n, e)) == 0)
        if (more(r, e))
            return -1;
    if (got < 0) {
        container_hint(r, e);
        return place(r, e);
    }
    if (prak_mark_begins(r->o.format, r->buf, r->n)) {
        prak_fail(e, PRAK_EDATA, "no header before the end mark");
        return place(r, e);
    }
    if (n == 1 && cells[0].n == 0)
        return blank_header(r, (size_t)got, e);
    if (prak_csv_ref_names(cells, n, e))
        return place(r, e);
    for (size_t i = 0; i < n; i++)
        if (prak_schema_add(out, cells[i], PRAK_TEXT, e))
            return -1;
    drop(r, (size_t)got);
    return 0;
}

static bool is_blank(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r' && p[i] != '\n')
            return false;
    return true;
}

/* The bytes of the blank lines that buf begins with. */
static size_t blank_lines(const struct prak_reader *r)
{
    size_t end = 0;

    for (size_t i = 0; i < r->n && is_blank(r->buf + i, 1); i++)
        end = r->buf[i] == '\n' ? i + 1 : end;
    return end;
}

/* --columns, in place of the keys of a first line. */
static int named_columns(struct prak_reader *r, struct prak_schema *out, struct prak_err *e)
{
    struct prak_str *names;
    size_t n;

    if (prak_columns_parse(r->o.columns, out->arena, &names, &n, e))
        return -1;
    for (size_t i = 0; i < n; i++)
        if (prak_schema_add(out, names[i], PRAK_TEXT, e))
            return -1;
    return 0;
}

static int jsonl_header(struct prak_reader *r, struct prak_schema *out, struct prak_err *e)
{
    const char *q = NULL;
    size_t n, from = 0;

    if (r->o.columns && *r->o.columns)
        return named_columns(r, out, e);
    while (!r->eof && r->n <= r->o.limits.record &&
           (is_blank(r->buf, r->n) || (q = memchr(r->buf + blank_lines(r), '\n', r->n - blank_lines(r))) == NULL))
        if (more(r, e))
            return -1;
    from = blank_lines(r);
    if (is_blank(r->buf, r->n) || prak_mark_begins(PRAK_JSONL, r->buf + from, r->n - from)) {
        prak_fail(e, PRAK_EDATA, "no line to take the columns from");
        prak_err_hint(e, "name them: --columns a,b");
        prak_err_source(e, prak_source_name(r->source));
        return -1;
    }
    q = memchr(r->buf + from, '\n', r->n - from);
    n = q ? (size_t)(q - r->buf) : r->n;
    if (prak_jsonl_keys(r->buf + from, n - from, &r->o.limits, out, e)) {
        e->line = (e->line ? e->line : 1) + prak_count_lines(r->buf, from);
        int rc = place(r, e);
        e->record = 1;
        return rc;
    }
    return 0;
}

int prak_reader_header(struct prak_reader *r, struct prak_schema *out, struct prak_err *e)
{
    int rc;

    assert(!r->header);
    if (start(r, e)) {
        prak_err_source(e, prak_source_name(r->source));
        return -1;
    }
    rc = r->o.format == PRAK_JSONL ? jsonl_header(r, out, e) : csv_header(r, out, e);
    if (rc) {
        prak_err_source(e, prak_source_name(r->source));
        return -1;
    }
    r->width = out->n;
    r->header = true;
    return 0;
}

void prak_reader_seen(struct prak_reader *r, const struct prak_edges *g, const char *p, size_t n)
{
    struct prak_seen_edges *seen = &r->edge;
    const size_t end = g->boundary[seen->inside];

    if (end) {
        seen->boundary = r->scanned + end;
        seen->boundary_lines = seen->lines + g->lines - prak_count_lines(p + end, n - end);
    }
    seen->lines += g->lines;
    seen->records += g->records[seen->inside];
    seen->inside ^= g->odd;
    r->scanned += n;
}

void prak_reader_look(struct prak_reader *r)
{
    const char *p = r->buf + r->scanned;
    const size_t n = r->n - r->scanned;
    struct prak_edges g;

    if (n == 0)
        return;
    r->scanner->edges(p, n, r->ref != NULL, &g);
    prak_reader_seen(r, &g, p, n);
}

static size_t line_start(const struct prak_reader *r, size_t end)
{
    while (end > 0 && r->buf[end - 1] != '\n')
        end--;
    return end;
}

/* buf[0..end) without the blank lines at its end; they count only where one column makes them no values. */
static size_t without_blanks(const struct prak_reader *r, size_t end)
{
    if (r->ref && r->width == 1)
        return end;
    while (end > 0) {
        size_t from = line_start(r, r->buf[end - 1] == '\n' ? end - 1 : end);

        if (r->ref ? !(r->buf[end - 1] == '\n' && (end - from == 1 || (end - from == 2 && r->buf[from] == '\r')))
                   : !is_blank(r->buf + from, end - from))
            break;
        end = from;
    }
    return end;
}

/* Where the last line of buf[0..end) starts, when it begins like the end mark outside quotes; else end. */
static size_t mark_start(const struct prak_reader *r, size_t end)
{
    size_t from, quotes = 0;

    if (end == 0)
        return end;
    from = line_start(r, r->buf[end - 1] == '\n' ? end - 1 : end);
    if (!prak_mark_begins(r->o.format, r->buf + from, end - from))
        return end;
    for (size_t i = from; r->ref && i < end; i++)
        quotes += r->buf[i] == '"';
    return quotes % 2 ? end : from;
}

/* The input has ended outside quotes: how many bytes of buf are records. Takes the end mark. */
static size_t last_records(struct prak_reader *r)
{
    size_t end = without_blanks(r, r->n), from = mark_start(r, end);

    if (from < end && prak_mark_parse(r->o.format, r->buf + from, end - from, &r->mark)) {
        r->mark_line = r->line + prak_count_lines(r->buf, from);
        end = from;
    }
    return end;
}

/*
 * The caller's block becomes the one to read into: it leaves with the caller again, so that each thread reads into memory
 * of its own, and what is held back alone goes from one to the next.
 */
static int take_room(struct prak_reader *r, struct prak_block *b, struct prak_err *e)
{
    const size_t want = r->n > r->o.block_size ? r->n : r->o.block_size, cap = r->cap;
    char *held = r->buf;

    if (b->cap < want) {
        char *p = realloc(b->room, want + PRAK_SPARE);
        if (!p)
            return prak_fail_memory(e);
        b->room = p;
        b->cap = want;
    }
    if (r->n)
        memcpy(b->room, held, r->n);
    r->buf = b->room;
    r->cap = b->cap;
    b->room = held;
    b->cap = cap;
    return 0;
}

/* Gives buf[0..take) out; the rest but `skip` bytes stays. */
static int give(struct prak_reader *r, size_t take, size_t skip, struct prak_block *b, struct prak_err *e)
{
    const size_t rest = r->n - take - skip;
    char **own = r->lent ? &r->lent : &b->room; /* the memory that the reader goes on with */
    size_t *cap = r->lent ? &r->cap : &b->cap;
    uint64_t lines, records;

    if (*cap < rest || !*own) {
        const size_t want = rest > HELD_LEAST ? rest : HELD_LEAST;
        char *p = realloc(*own, want + PRAK_SPARE);
        if (!p)
            return prak_fail_memory(e);
        *own = p;
        *cap = want;
    }
    if (rest)
        memcpy(*own, r->buf + take + skip, rest);
    /* every line end in what is held back, or dropped, is a record's; a last record may lack one */
    lines = r->edge.boundary_lines;
    records = r->edge.records;
    if (take < r->edge.boundary) {
        size_t held = prak_count_lines(r->buf + take, r->edge.boundary - take);
        lines -= held;
        records -= held;
    } else if (take > r->edge.boundary) {
        records++;
    }
    b->p = r->buf;
    b->p[take] = '\0'; /* may be read */
    b->n = take;
    b->first_record = r->record;
    b->first_line = r->o.records_only ? r->record + 1 : r->line;
    b->last = r->eof && rest == 0;
    if (!r->lent) {
        char *room = b->room;
        const size_t held = b->cap;
        b->room = r->buf;
        b->cap = r->cap;
        r->buf = room;
        r->cap = held;
    }
    r->n = rest;
    r->record += records;
    r->line += lines;
    r->bom = 0;
    r->scanned = 0;
    r->edge = (struct prak_seen_edges){ 0 };
    return 1;
}

/* The record at buf[0] has no end within the limit or the input: its fault. */
static int verdict(struct prak_reader *r, struct prak_err *e)
{
    const struct prak_str *cells;
    size_t n;

    if (!r->ref) {
        prak_fail(e, PRAK_EDATA, "record longer than %zu bytes", r->o.limits.record);
        return place(r, e);
    }
    if (prak_csv_ref_record(r->ref, r->buf, r->n, 1, &cells, &n, e) >= 0)
        prak_fail(e, PRAK_EDATA, "csv definition disagrees");
    return place(r, e);
}

int prak_reader_judge(struct prak_reader *r, struct prak_block *b, struct prak_err *e)
{
    size_t take;

    if (r->eof && !r->edge.inside) {
        take = last_records(r);
        if (take)
            return give(r, take, r->n - take, b, e);
        r->n = r->scanned = 0;
        r->edge = (struct prak_seen_edges){ 0 };
        return 0;
    }
    take = r->eof ? r->edge.boundary : mark_start(r, without_blanks(r, r->edge.boundary));
    if (take == 0 && r->edge.boundary && r->n > r->o.limits.record)
        take = r->edge.boundary; /* endless blank lines are not held for ever */
    if (take)
        return give(r, take, 0, b, e);
    if (r->edge.boundary == 0 && (r->eof || r->n > r->o.limits.record))
        return verdict(r, e);
    return PRAK_MORE;
}

int prak_reader_block(struct prak_reader *r, struct prak_block *b, struct prak_err *e)
{
    size_t target = r->o.block_size;
    int rc;

    assert(r->header);
    if (take_room(r, b, e))
        return -1;
    for (;;) {
        if (fill(r, target, e))
            return -1;
        prak_reader_look(r);
        rc = prak_reader_judge(r, b, e);
        if (rc != PRAK_MORE)
            return rc;
        target = r->n < r->o.block_size ? r->o.block_size : r->n * 2;
    }
}

void prak_block_free(struct prak_block *b)
{
    free(b->room);
    if (b->piece)
        free(b->piece->room);
    free(b->piece);
    *b = (struct prak_block){ 0 };
}

int prak_reader_end(struct prak_reader *r, struct prak_end_mark *mark, struct prak_err *e)
{
    uint64_t records = r->record - 1;

    if (mark)
        *mark = r->mark;
    if (!r->mark.seen) {
        if (!r->o.need_end_mark)
            return 0;
        prak_fail(e, PRAK_EDATA, "end mark missing: the input may be cut");
        prak_err_source(e, prak_source_name(r->source));
        return -1;
    }
    if (r->mark.records == records)
        return 0;
    prak_fail(e, PRAK_EDATA, "end mark says %llu records, %llu were read", (unsigned long long)r->mark.records,
              (unsigned long long)records);
    prak_err_source(e, prak_source_name(r->source));
    e->line = r->mark_line;
    return -1;
}
