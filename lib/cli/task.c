/*
 * task.c - what a callback sees: cells, rows, rejects, claims; and the cutting of one block into batches.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

int prak_task_init(struct prak_task *t, struct prak_run *r, struct prak_err *e)
{
    size_t slots = r->nslot ? r->nslot : 1, columns = r->input ? r->input[0].schema.n : 0;

    t->run = r;
    t->arena = prak_arena_new(0);
    t->slot = calloc(slots, sizeof *t->slot);
    t->slot_set = calloc(slots, 1);
    t->number = calloc(slots, sizeof *t->number);
    t->whole = calloc(columns ? columns : 1, sizeof *t->whole);
    t->state = calloc(PRAK_BATCH_ROWS, 1);
    t->cap_state = PRAK_BATCH_ROWS;
    t->cutter_input = SIZE_MAX;
    if (!t->arena || !t->slot || !t->slot_set || !t->number || !t->whole || !t->state)
        return prak_fail_memory(e);
    if (r->tool->part_size) {
        t->part = calloc(1, r->tool->part_size);
        if (!t->part)
            return prak_fail_memory(e);
        if (r->tool->part_new && r->tool->part_new(r->plan, t->part, e))
            return -1;
    }
    if (r->kept_size)
        t->memo = prak_memo_new(r->fact, r->nfact, r->kept_size);
    return prak_emit_init(t, e);
}

void prak_task_free(struct prak_task *t)
{
    if (t->part && t->run->tool->part_free)
        t->run->tool->part_free(t->part);
    free(t->part);
    prak_arena_free(t->arena);
    prak_cutter_free(t->cutter);
    prak_block_free(&t->block);
    prak_emit_free(t);
    prak_once_task_free(t);
    prak_memo_free(t->memo);
    free(t->slot);
    free(t->slot_set);
    free(t->number);
    free(t->whole);
    free(t->state);
    free(t->every);
    free(t->claim);
    free(t->sort_rows.row);
    prak_buf_free(&t->sort_key.more);
    struct prak_buf *bufs[] = { &t->out,           &t->raw,         &t->rejects,     &t->scratch, &t->form,
                                &t->reject_column, &t->reject_code, &t->reject_text };
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        prak_buf_free(bufs[i]);
    for (size_t i = 0; i < PRAK_MAX_PORTS; i++)
        prak_buf_free(&t->port[i]);
}

struct prak_arena *prak_arena(struct prak_task *t)
{
    return t->arena;
}

void *prak_part(struct prak_task *t)
{
    return t->part;
}

struct prak_memo *prak_task_memo(struct prak_task *t)
{
    return t->memo;
}

struct prak_buf *prak_port_buf(struct prak_task *t, unsigned port)
{
    return &t->port[port];
}

void prak_port_row(struct prak_task *t, unsigned port, const struct prak_str *cells, size_t n)
{
    if (port == PRAK_NO_PORT)
        return;
    for (size_t i = 0; i < n; i++) {
        if (i)
            prak_buf_byte(&t->port[port], ',');
        prak_csv_put(&t->port[port], cells[i].p, cells[i].n, ',', i == 0);
    }
    prak_buf_byte(&t->port[port], '\n');
}

/* The newest claims, as far as they are this row's: *first to t->nclaim. */
static void claims_of(const struct prak_task *t, size_t row, size_t *first)
{
    *first = t->nclaim;
    if (!(t->state[row] & PRAK_ROW_CLAIMED))
        return;
    do
        --*first;
    while (t->claim[*first].same_row);
}

void prak_port_row_of(struct prak_task *t, size_t row, unsigned port, const struct prak_str *cells, size_t n)
{
    size_t start, i;

    if (port == PRAK_NO_PORT)
        return;
    start = t->port[port].n;
    prak_port_row(t, port, cells, n);
    for (claims_of(t, row, &i); i < t->nclaim; i++) {
        struct prak_claim_entry *c = &t->claim[i];
        if (!c->port_len)
            c->port_off = start;
        c->port = port;
        c->port_len = t->port[port].n - c->port_off;
    }
}

void prak_drop(struct prak_task *t, size_t row, unsigned counter)
{
    size_t i;

    prak_count(t, counter, 1);
    for (claims_of(t, row, &i); i < t->nclaim; i++) {
        t->claim[i].dropped = true;
        t->claim[i].counter = counter;
    }
}

struct prak_buf *prak_raw(struct prak_task *t)
{
    return &t->raw;
}

void prak_count(struct prak_task *t, unsigned counter, uint64_t n)
{
    t->counter[counter] += n;
}

uint64_t prak_rows_in(const struct prak_task *t)
{
    return t->run->rows_in;
}

struct prak_origin prak_origin(const struct prak_batch *b, size_t row)
{
    return (struct prak_origin){ b->source, prak_batch_recno(b, row), b->line[row] };
}

/* ---- cells ---- */

void prak_cell_slice(struct prak_task *t, unsigned col, const struct prak_slice *s)
{
    t->slot[col] = *s;
    t->slot_set[col] = 1;
}

void prak_cell(struct prak_task *t, unsigned col, const char *p, size_t n)
{
    t->slot[col] = (struct prak_slice){ .p = p, .n = (uint32_t)n };
    t->slot_set[col] = 1;
}

void prak_cell_text(struct prak_task *t, unsigned col, struct prak_str s)
{
    prak_cell(t, col, s.p, s.n);
}

int prak_cell_joined(struct prak_task *t, unsigned col, const struct prak_str *part, size_t n, struct prak_err *e)
{
    size_t size = 0;

    if (n == 1)
        prak_cell_text(t, col, part[0]);
    if (n <= 1)
        return 0;
    for (size_t i = 0; i < n; i++)
        size += part[i].n + 1;
    char *p = prak_arena_take(prak_arena(t), size, e);
    if (!p)
        return -1;
    prak_cell(t, col, p, prak_str_join(part, n, '|', p));
    return 0;
}

bool prak_cells_written(struct prak_task *t, unsigned col, size_t n, struct prak_str text)
{
    if (!text.p || t->run->out_format != PRAK_CSV)
        return false;
    prak_cell(t, col, text.p, text.n);
    t->slot_set[col] = PRAK_SLOT_WRITTEN;
    t->written = n;
    return true;
}

void prak_cell_missing(struct prak_task *t, unsigned col)
{
    prak_cell(t, col, "", 0);
}

void prak_cell_bool(struct prak_task *t, unsigned col, bool v)
{
    t->slot[col] = (struct prak_slice){ .p = v ? "true" : "false", .n = v ? 4 : 5, .plain = 1 };
    t->slot_set[col] = 1;
}

void prak_cell_dec(struct prak_task *t, unsigned col, struct prak_dec v)
{
    size_t n = prak_dec_format(v, t->number[col]);

    t->slot[col] = (struct prak_slice){ .p = t->number[col], .n = (uint32_t)n, .plain = 1 };
    t->slot_set[col] = 1;
}

void prak_cell_double(struct prak_task *t, unsigned col, double v)
{
    if (!(v - v == 0.0)) { /* NaN and the infinities are never printed */
        prak_cell_missing(t, col);
        return;
    }
    size_t n = prak_double_format(v, t->number[col]);
    t->slot[col] = (struct prak_slice){ .p = t->number[col], .n = (uint32_t)n, .plain = 1 };
    t->slot_set[col] = 1;
}

/* ---- rows ---- */

void prak_note_emitted(struct prak_task *t, const struct prak_batch *b, size_t row, size_t start)
{
    t->rows_out++;
    if (!b || b != t->batch)
        return;
    if (t->group)
        prak_group_note(t, row, start);
    if (!(t->state[row] & PRAK_ROW_EMITTED))
        t->rows_used++;
    t->state[row] |= PRAK_ROW_EMITTED;
    size_t i;
    for (claims_of(t, row, &i); i < t->nclaim; i++) {
        struct prak_claim_entry *c = &t->claim[i]; /* a row may be written more than once (join 1:m) */
        if (c->out_off == SIZE_MAX)
            c->out_off = start;
        c->out_len = t->out.n - c->out_off;
        c->out_rows++;
    }
}

/* ---- rejects ---- */

void prak_reject_line(struct prak_buf *b, const char *source, uint64_t line, uint64_t record, struct prak_str column,
                      struct prak_str code, struct prak_str text, struct prak_str data)
{
    prak_csv_put(b, source, strlen(source), ',', true);
    prak_buf_fmt(b, ",%llu,%llu,", (unsigned long long)line, (unsigned long long)record);
    prak_csv_put(b, column.p, column.n, ',', false);
    prak_buf_byte(b, ',');
    prak_csv_put(b, code.p, code.n, ',', false);
    prak_buf_byte(b, ',');
    prak_csv_put(b, text.p, text.n, ',', false);
    prak_buf_byte(b, ',');
    prak_csv_put(b, data.p, data.n, ',', false);
    prak_buf_byte(b, '\n');
}

static struct prak_str buf_str(const struct prak_buf *b)
{
    return (struct prak_str){ b->p ? b->p : "", b->n };
}

/* Writes the row whose faults were collected. */
void prak_reject_flush(struct prak_task *t)
{
    const struct prak_batch *b = t->batch;

    if (!t->reject_open)
        return;
    const struct prak_record rec = prak_batch_record(b, t->reject_row);
    const size_t start = t->rejects.n;
    prak_reject_line(&t->rejects, b->source, b->line[t->reject_row], prak_batch_recno(b, t->reject_row),
                     buf_str(&t->reject_column), buf_str(&t->reject_code), buf_str(&t->reject_text),
                     (struct prak_str){ rec.p, rec.n });
    if (t->group)
        prak_group_note_reject(t, t->reject_row, start);
    t->reject_column.n = t->reject_code.n = t->reject_text.n = 0;
    t->reject_open = false;
}

static void join_fault(struct prak_buf *b, const char *p, size_t n)
{
    if (b->n)
        prak_buf_byte(b, '|');
    prak_buf_add(b, p, n);
}

static int stop_at(const struct prak_batch *b, size_t row, struct prak_str column, const char *text, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", text);
    prak_err_source(e, b->source);
    prak_err_place(e, b->line[row], prak_batch_recno(b, row), 0);
    if (column.n)
        prak_err_column(e, column.p, column.n);
    return -1;
}

int prak_reject(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_str column, const char *code,
                const char *text, struct prak_err *e)
{
    if (!t->run->common.rejects)
        return stop_at(b, row, column, text, e);
    if (t->reject_open && t->reject_row != row)
        prak_reject_flush(t);
    bool again = t->reject_open;
    t->reject_row = row;
    t->reject_open = true;
    if (again) { /* an empty column name still takes its place in the list */
        prak_buf_byte(&t->reject_column, '|');
        prak_buf_add(&t->reject_column, column.p, column.n);
    } else {
        prak_buf_add(&t->reject_column, column.p, column.n);
    }
    join_fault(&t->reject_code, code, strlen(code));
    join_fault(&t->reject_text, text, strlen(text));
    if (!(t->state[row] & PRAK_ROW_REJECTED))
        t->rejected++;
    t->state[row] |= PRAK_ROW_REJECTED;
    return 0;
}

int prak_reject_err(struct prak_task *t, const struct prak_batch *b, size_t row, const char *code, struct prak_err *e)
{
    if (e->code != PRAK_EDATA)
        return -1;
    if (!t->run->common.rejects) {
        prak_err_source(e, b->source);
        prak_err_place(e, b->line[row], prak_batch_recno(b, row), 0);
        return -1;
    }
    struct prak_err why = *e;
    return prak_reject(t, b, row, prak_str(why.column), code, why.msg, e);
}

/* ---- first-wins keys ---- */

int prak_claim(struct prak_task *t, const struct prak_batch *b, size_t row, unsigned first, struct prak_str key,
               struct prak_err *e)
{
    if (t->nclaim == t->cap_claim) {
        size_t cap = t->cap_claim ? t->cap_claim * 2 : 1024;
        void *p = realloc(t->claim, cap * sizeof *t->claim);
        if (!p)
            return prak_fail_memory(e);
        t->claim = p;
        t->cap_claim = cap;
    }
    prak_reject_flush(t);
    struct prak_claim_entry *c = &t->claim[t->nclaim++];
    *c = (struct prak_claim_entry){ .first = first, .key = prak_seen_key(key), .out_off = SIZE_MAX,
                                    .reject_off = t->rejects.n, .record = prak_batch_record(b, row), .line = b->line[row],
                                    .recno = prak_batch_recno(b, row), .source = b->source,
                                    .same_row = (t->state[row] & PRAK_ROW_CLAIMED) != 0 };
    t->state[row] |= PRAK_ROW_CLAIMED;
    return 0;
}

/* ---- one block ---- */

/* A record of another width is set aside; not by a program of keys, to which it is a hole in one that nobody knows. */
static int fault_row(struct prak_task *t, const struct prak_fault *f, const char *source, struct prak_err *e)
{
    char text[96];
    size_t want = t->input->schema.n;
    const char *code = f->fields == 1 && f->record.n == 0 ? "blank-row"
                       : f->fields < want                 ? "missing-cell"
                                                          : "extra-cell";

    if (t->run->second_pass) /* the first pass set it aside */
        return 0;
    if (f->record.n == 0)
        snprintf(text, sizeof text, "blank line, header has %zu", want);
    else
        snprintf(text, sizeof text, "record has %zu field%s, header has %zu", f->fields, f->fields == 1 ? "" : "s", want);
    if (t->group && f->record.n) {
        prak_fail(e, PRAK_EDATA, "%s", text);
        prak_err_place(e, f->line, f->recno, 0);
        return prak_err_hint(e, "whose it is cannot be known, and the others of its key would be judged without it: it is not set aside here");
    }
    prak_reject_flush(t);
    prak_reject_line(&t->rejects, source, f->line, f->recno, prak_str(""), prak_str(code), prak_str(text),
                     (struct prak_str){ f->record.p, f->record.n });
    t->rows_in++;
    t->rejected++;
    return 0;
}

int prak_task_reserve(struct prak_task *t, struct prak_err *e)
{
    struct prak_buf *bufs[] = { &t->out, &t->rejects, &t->reject_column, &t->reject_code, &t->reject_text };

    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++)
        if (prak_buf_check(bufs[i], e))
            return -1;
    for (unsigned i = 0; i < t->run->nport; i++)
        if (prak_buf_check(&t->port[i], e))
            return -1;
    return 0;
}

/* In the first of two passes over a pipe: the bound cells, kept for the second. */
static void spool(struct prak_task *t, const struct prak_batch *b)
{
    const size_t n = t->run->nbound;

    for (size_t row = 0; row < b->nrow; row++) {
        for (size_t k = 0; k < n; k++) {
            if (k)
                prak_buf_byte(&t->out, ',');
            prak_csv_put(&t->out, b->cell[k][row].p, b->cell[k][row].n, ',', k == 0);
        }
        if (n == 1 && b->cell[0][row].n == 0)
            prak_buf_text(&t->out, "\"\"");
        prak_buf_byte(&t->out, '\n');
    }
}

static int call(struct prak_task *t, const struct prak_batch *b, struct prak_err *e)
{
    struct prak_run *r = t->run;
    const struct prak_tool *tool = r->tool;

    t->batch = b;
    t->escapes = 0;
    prak_arena_reset(t->arena);
    memset(t->state, 0, b->nrow);
    if (!r->second_pass)
        t->rows_in += b->nrow;
    const uint64_t rejected = t->rejected;
    int failed;
    if (r->order) {
        failed = prak_order_deal(t, b, e);
    } else if (t->group) {
        failed = prak_group_deal(t->group, b, e);
    } else if (tool->map) {
        failed = tool->map(r->plan, b, t, e);
    } else {
        if (r->spooled && !r->second_pass)
            spool(t, b);
        failed = tool->fold(r->plan, r->whole, t->part, b, t, e);
        if (!r->second_pass)
            t->rows_used += b->nrow - (t->rejected - rejected);
    }
    prak_reject_flush(t);
    return failed;
}

static int ready_cutter(struct prak_task *t, struct prak_err *e)
{
    struct prak_run *r = t->run;
    size_t i = (size_t)(t->input - r->input);

    if (t->cutter_input == i)
        return 0;
    prak_cutter_free(t->cutter);
    t->cutter = NULL;
    t->cutter_input = SIZE_MAX;
    const size_t *bound = r->bound;
    size_t nbound = r->nbound;
    if (r->tool->flags & PRAK_EACH_HEADER) { /* every column of every input, in order */
        size_t n = t->input->schema.n;
        size_t *all = prak_arena_array(r->arena, n ? n : 1, sizeof *all, e);
        if (!all)
            return -1;
        for (size_t k = 0; k < n; k++)
            all[k] = k;
        bound = all;
        nbound = n;
    }
    if (prak_cutter_new(t->input->reader, &t->input->schema, bound, nbound, &t->cutter, e))
        return -1;
    t->cutter_input = i;
    t->other_format = prak_reader_format(t->input->reader) != r->in_format;
    t->lean = t->emit.quick && !t->other_format && (r->tool->map || r->tool->key) && bound == r->bound;
    if (t->lean)
        prak_cutter_lean(t->cutter, bound, r->nread, true);
    else if (r->tool->fold) /* writes no record as it stands */
        prak_cutter_lean(t->cutter, bound, nbound, true);
    if (r->tool->fold && !r->common.rejects && !r->order && !t->group)
        prak_cutter_bare(t->cutter);
    return 0;
}

int prak_task_block(struct prak_task *t, struct prak_err *e)
{
    struct prak_batch b = { 0 };
    struct prak_fault fault;
    const char *source = strcmp(t->input->path, "-") == 0 ? "<stdin>" : t->input->path;
    int got;

    if (t->block.n == 0) {
        b = (struct prak_batch){ .source = source, .input = (unsigned)(t->input - t->run->input),
                                 .schema = &t->input->schema };
        return call(t, &b, e);
    }
    if (ready_cutter(t, e))
        goto failed;
    prak_cutter_start(t->cutter, &t->block);
    for (;;) {
        fault = (struct prak_fault){ 0 };
        b = (struct prak_batch){ 0 };
        got = prak_cutter_next(t->cutter, &b, &fault, e);
        if (got == 0)
            break;
        if (got < 0 && b.nrow == 0)
            goto failed;
        b.source = source;
        b.input = (unsigned)(t->input - t->run->input);
        b.schema = &t->input->schema;
        struct prak_err later = *e; /* rows before the fault of this batch come first */
        if (b.nrow && call(t, &b, e))
            goto failed;
        if (got < 0) {
            *e = later;
            goto failed;
        }
        if (fault.recno && fault_row(t, &fault, source, e))
            goto failed;
        if (prak_task_reserve(t, e))
            goto failed;
    }
    return prak_task_reserve(t, e);
failed:
    prak_err_source(e, source);
    return -1;
}
