/*
 * cutter.c - batches of rows from a block, whatever its format.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "io/private.h"

#define BATCH_CELLS ((size_t)1 << 20) /* the most slices in one batch */
#define BATCH_LEAST 16                /* rows, however many columns are bound */

static int by_column(const void *a, const void *b)
{
    const struct prak_slot *x = a, *y = b;

    return (x->column > y->column) - (x->column < y->column);
}

/* The slots of the distinct bound columns, and for each bound column its cells. */
static int make_slots(struct prak_cutter *c, const size_t *bound, size_t n)
{
    c->slot = calloc(n + 1, sizeof *c->slot);
    c->bound = calloc(n + 1, sizeof *c->bound);
    if (!c->slot || !c->bound)
        return -1;
    for (size_t k = 0; k < n; k++)
        c->slot[k].column = bound[k];
    qsort(c->slot, n, sizeof *c->slot, by_column);
    for (size_t k = 0; k < n; k++)
        if (c->nslot == 0 || c->slot[c->nslot - 1].column != c->slot[k].column)
            c->slot[c->nslot++].column = c->slot[k].column;
    c->slot[c->nslot].column = SIZE_MAX;
    c->rows = c->nslot ? BATCH_CELLS / c->nslot : PRAK_BATCH_ROWS;
    c->rows = c->rows > PRAK_BATCH_ROWS ? PRAK_BATCH_ROWS : c->rows < BATCH_LEAST ? BATCH_LEAST : c->rows;
    c->cells = calloc(c->nslot * c->rows + 1, sizeof *c->cells);
    if (!c->cells)
        return -1;
    for (size_t k = 0; k < c->nslot; k++)
        c->slot[k].base = c->cells + k * c->rows;
    for (size_t k = 0; k < n; k++) {
        struct prak_slot key = { .column = bound[k] };
        struct prak_slot *s = bsearch(&key, c->slot, c->nslot, sizeof key, by_column);
        if (s)
            c->bound[k] = s->base;
    }
    return 0;
}

/* JSON Lines: from a key to its column, from a column to its slot. */
static int make_names(struct prak_cutter *c, struct prak_err *e)
{
    c->names = prak_map_new(0);
    c->stamp = calloc(c->width + 1, sizeof *c->stamp);
    c->slot_of = calloc(c->width + 1, sizeof *c->slot_of);
    if (!c->names || !c->stamp || !c->slot_of)
        return prak_fail_memory(e);
    for (size_t i = 0; i < c->width; i++) {
        uint32_t id;

        c->slot_of[i] = UINT32_MAX;
        if (prak_map_put(c->names, c->schema->name[i], &id, NULL, e))
            return -1;
    }
    for (size_t k = 0; k < c->nslot; k++)
        c->slot_of[c->slot[k].column] = (uint32_t)k;
    return 0;
}

int prak_cutter_new(const struct prak_reader *r, const struct prak_schema *schema, const size_t *bound, size_t nbound,
                    struct prak_cutter **out, struct prak_err *e)
{
    struct prak_cutter *c = calloc(1, sizeof *c);

    if (!c)
        return prak_fail_memory(e);
    c->format = r->o.format;
    c->separator = r->separator;
    c->ragged = r->o.ragged && r->ref;
    c->records_only = r->o.records_only;
    c->limits = r->o.limits;
    c->width = schema->n;
    c->scanner = r->scanner;
    c->indexed = c->limits.field >= PRAK_SCAN_WINDOW && c->limits.record >= PRAK_SCAN_WINDOW &&
                 c->limits.columns >= c->width && c->width > 0;
    c->source = prak_source_name(r->source);
    c->schema = schema;
    c->arena = prak_arena_new(0);
    if (r->ref)
        c->ref = prak_csv_ref_new(c->separator, &c->limits);
    if (!c->arena || (r->ref && !c->ref) || make_slots(c, bound, nbound) || (c->indexed && (r->ref ? prak_scan_init(&c->scan) : prak_shape_init(&c->shape, c->width))))
        goto memory;
    c->record = calloc(c->rows, sizeof *c->record);
    c->line = calloc(c->rows, sizeof *c->line);
    c->all = calloc(c->width + 1, sizeof *c->all);
    c->marked = malloc(PRAK_SCAN_WINDOW * sizeof *c->marked);
    c->word = malloc((PRAK_SCAN_WINDOW / 64 + 16) * sizeof *c->word);
    c->quoted = malloc(c->width + 1);
    if (!c->record || !c->line || !c->all || !c->marked || !c->word || !c->quoted)
        goto memory;
    memset(c->quoted, PRAK_QUOTED_SOME, c->width);
    c->scan.wanted = c->nslot > 0;
    for (size_t i = 0; i < c->width; i++)
        c->all[i].column = i;
    c->all[c->width].column = SIZE_MAX;
    if (!r->ref && make_names(c, e)) {
        prak_cutter_free(c);
        return -1;
    }
    *out = c;
    return 0;
memory:
    prak_cutter_free(c);
    return prak_fail_memory(e);
}

void prak_cutter_free(struct prak_cutter *c)
{
    if (!c)
        return;
    prak_csv_ref_free(c->ref);
    prak_map_free(c->names);
    prak_scan_free(&c->scan);
    prak_shape_free(&c->shape);
    prak_arena_free(c->arena);
    free(c->stamp);
    free(c->slot_of);
    free(c->slot);
    free(c->all);
    free(c->marked);
    free(c->word);
    free(c->quoted);
    free(c->cells);
    free(c->bound);
    free(c->record);
    free(c->line);
    free(c);
}

void prak_cutter_lean(struct prak_cutter *c, const size_t *bound, size_t nread, bool lean)
{
    c->lean = lean;
    c->scan.wanted = false;
    for (size_t k = 0; k < c->nslot; k++) {
        c->slot[k].lazy = true;
        for (size_t i = 0; i < nread; i++)
            c->slot[k].lazy = c->slot[k].lazy && bound[i] != c->slot[k].column;
        c->scan.wanted = c->scan.wanted || !c->slot[k].lazy;
    }
}

void prak_cutter_bare(struct prak_cutter *c)
{
    c->unread = true;
    c->bare = c->nslot == 0 && c->indexed && c->ref && c->width <= PRAK_SCAN_WIDTH;
}

void prak_cutter_start(struct prak_cutter *c, const struct prak_block *b)
{
    c->p = c->at = b->p;
    c->end = b->p + b->n;
    c->bad = NULL; /* not looked for */
    c->next_record = b->first_record;
    c->next_line = b->first_line;
    c->last = b->last;
    c->failed = 0;
    c->row_at = c->row_n = c->bare_at = c->bare_n = 0;
    c->irregular = false;
    c->step = PRAK_SCAN_WINDOW;
}

/* The first byte of the block, from `from` on, that is no text; looked for where the index does not say. */
static void find_bad(struct prak_cutter *c, const char *from)
{
    size_t n = (size_t)(c->end - from);

    if (!c->bad) {
        size_t bad = prak_utf8_invalid(from, n), nul = prak_utf8_nul(from, n);
        c->bad = from + (nul < bad ? nul : bad);
    }
}

static int cut_one(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                   struct prak_cut *cut, struct prak_err *e)
{
    int rc;

    find_bad(c, p < c->at ? p : c->at);
    if (c->format == PRAK_JSONL)
        return prak_cut_json(c, slots, row, p, end, cut, e);
    rc = prak_cut_fast(c, slots, row, p, end, cut, e);
    return rc ? rc : prak_cut_slow(c, slots, row, p, end, cut, e);
}

/* Places a fault of the record at c->at, known so far by lines and bytes from its start. */
static int place(struct prak_cutter *c, struct prak_err *e)
{
    c->failed = 1;
    prak_err_source(e, c->source);
    if (e->code != PRAK_EDATA)
        return -1;
    e->record = c->next_record;
    e->line = c->next_line + (e->line ? e->line - 1 : 0);
    e->byte = e->byte ? e->byte : 1;
    if (c->records_only) { /* rows of a worksheet have numbers like lines, elements of an array have none */
        e->line = c->format == PRAK_JSONL ? 0 : c->next_line;
        e->byte = 0;
    }
    return -1;
}

/* An end mark that the reader has not taken: something follows it, or it is no good. */
static int misplaced_mark(struct prak_cutter *c, struct prak_err *e)
{
    const char *q = memchr(c->at, '\n', (size_t)(c->end - c->at));
    struct prak_end_mark m;

    if (q && prak_mark_parse(c->format, c->at, (size_t)(q + 1 - c->at), &m)) {
        prak_fail(e, PRAK_EDATA, "data after the end mark");
        e->line = 2;
    } else {
        prak_fail(e, PRAK_EDATA, q ? "end mark malformed" : "end mark cut short");
    }
    return place(c, e);
}

/* Steps over a record of another width. */
static int other_width(struct prak_cutter *c, const struct prak_cut *cut, size_t n, struct prak_fault *fault,
                       struct prak_err *e)
{
    if (!c->ragged || !fault) {
        prak_fail(e, PRAK_EDATA, "record has %zu field%s, header has %zu", cut->fields, cut->fields == 1 ? "" : "s",
                  c->width);
        return place(c, e);
    }
    *fault = (struct prak_fault){ .before = n,
                                  .record = { c->at, (uint32_t)cut->body, 0 },
                                  .line = c->next_line,
                                  .recno = c->next_record,
                                  .fields = cut->fields };
    return 0;
}

/* JSON Lines: the first byte at c->at that is not of a line of blanks, which some writers put between objects. */
static const char *behind_blank_lines(const struct prak_cutter *c)
{
    const char *at = c->at;

    for (const char *p = at; p < c->end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'); p++)
        at = *p == '\n' ? p + 1 : at;
    return at;
}

/* They count as lines and as records, and end a batch: the rows of one have numbers that follow one another. */
static bool skip_blank_lines(struct prak_cutter *c, size_t n)
{
    const char *at = behind_blank_lines(c);

    if (at == c->at)
        return false;
    if (n == 0) {
        const uint64_t lines = prak_count_lines(c->at, (size_t)(at - c->at));
        c->next_record += lines;
        c->next_line += lines;
        c->at = at;
    }
    return n || at == c->end;
}

/* The one record at c->at, after n of the batch; 1 a row, 0 a fault for the caller, 2 none that goes on the batch, -1. */
static int next_record(struct prak_cutter *c, size_t n, struct prak_fault *fault)
{
    struct prak_cut cut;
    int rc = 1;

    if (c->format == PRAK_JSONL && !c->records_only && skip_blank_lines(c, n))
        return 2;
    if (prak_mark_begins(c->format, c->at, (size_t)(c->end - c->at)))
        return misplaced_mark(c, &c->err);
    if (cut_one(c, c->slot, n, c->at, c->end, &cut, &c->err) < 0)
        return place(c, &c->err);
    if (cut.fields != c->width) {
        if (other_width(c, &cut, n, fault, &c->err))
            return -1;
        rc = 0;
    } else {
        c->record[n] = (struct prak_record){ c->at, (uint32_t)cut.body, cut.canonical };
        c->line[n] = c->next_line;
    }
    c->at += cut.whole;
    c->irregular = false;
    c->next_record++;
    c->next_line += c->records_only ? 1 : cut.lines;
    return rc;
}

int prak_cutter_next(struct prak_cutter *c, struct prak_batch *b, struct prak_fault *fault, struct prak_err *e)
{
    size_t n = 0;
    bool odd = false, grid = false, full = false;

    if (fault)
        fault->recno = 0;
    prak_arena_reset(c->arena);
    while (!c->failed && !odd && !grid && !full && n < c->rows && c->at < c->end) {
        ptrdiff_t got = 0;

        if (c->indexed)
            got = c->ref ? prak_cut_index(c, n, c->rows - n, &grid, &c->err)
                         : prak_cut_lines(c, n, c->rows - n, &grid, &c->err);

        if (got < 0) {
            place(c, &c->err);
        } else if (got > 0) {
            n += (size_t)got;
        } else {
            int rc = next_record(c, n, fault);
            n += rc == 1;
            odd = rc == 0;
            full = rc == 2;
        }
    }
    b->grid = grid && c->ref ? &c->grid : NULL;
    b->lines = grid && !c->ref ? &c->lines : NULL;
    b->nrow = n;
    b->first_record = c->next_record - n - odd;
    b->record = b->grid && c->lean ? NULL : c->record;
    b->line = c->line;
    b->cell = c->bound;
    b->source = c->source;
    if (n || odd)
        return 1;
    if (c->failed)
        *e = c->err;
    return c->failed ? -1 : 0;
}

int prak_cutter_record(struct prak_cutter *c, const struct prak_batch *b, size_t row, struct prak_slice *cells,
                       struct prak_err *e)
{
    const struct prak_record r = prak_batch_record(b, row);
    struct prak_cut cut;

    for (size_t i = 0; i < c->width; i++)
        c->all[i].base = cells + i;
    return cut_one(c, c->all, 0, r.p, r.p + r.n, &cut, e) < 0 ? -1 : 0;
}

struct prak_arena *prak_cutter_arena(struct prak_cutter *c)
{
    return c->arena;
}
