/*
 * group.c - all rows of one key at a time, by sorting: rows go through an external sort by their key, the program is
 * called once a key, and what it wrote goes through a second sort by the place of its row in the input.
 *
 * Memory: --memory for the rows and the output together, and one key's rows.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"
#include "table/sorter.h"

/* What is kept of a row: this, its record, and for each bound column length, kind and bytes. */
struct stored {
    uint64_t ordinal, line, recno;
    uint32_t record_len;
    uint16_t input;
    uint8_t canonical, pad;
};

struct prak_group {
    struct prak_run *run;
    struct prak_sorter *rows, *out, *rejects; /* out, rejects: by ordinal */
    struct prak_buf key, data, held;          /* held: the rows of the key at hand */
    size_t *row;                              /* where they begin in held */
    size_t nrow, cap_row;
    uint64_t ordinal;    /* of the next row dealt */
    uint64_t *ordinals;  /* of the batch at hand; NULL while rows are dealt */
    bool failed;         /* a note could not be kept */
    struct prak_err err;
};

/* ---- dealing ---- */

static void add_bytes(struct prak_group *g, const void *p, size_t n)
{
    prak_buf_add(&g->data, p, n);
}

static int deal_row(struct prak_group *g, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    const struct prak_run *r = g->run;
    const struct prak_record record = prak_batch_record(b, row);
    const struct stored h = { .ordinal = g->ordinal, .line = b->line[row], .recno = prak_batch_recno(b, row),
                              .record_len = record.n, .input = (uint16_t)b->input, .canonical = record.canonical };

    g->data.n = 0;
    add_bytes(g, &h, sizeof h);
    add_bytes(g, record.p, h.record_len);
    for (size_t k = 0; k < r->nbound; k++) {
        const struct prak_slice *s = &b->cell[k][row];
        const uint8_t kind[2] = { s->bare, s->plain };
        add_bytes(g, &s->n, sizeof s->n);
        add_bytes(g, kind, sizeof kind);
        add_bytes(g, s->p, s->n);
    }
    if (prak_buf_check(&g->key, e) || prak_buf_check(&g->data, e))
        return -1;
    return prak_sorter_add(g->rows, (struct prak_str){ g->key.p, g->key.n },
                           (struct prak_str){ g->data.p, g->data.n }, e);
}

/* Equal keys need only meet, so a hash leads: it spreads the sort better than names that begin alike. */
static void equal_key(struct prak_group *g, const struct prak_batch *b, size_t row)
{
    const struct prak_run *r = g->run;
    uint64_t hash;

    g->key.n = 0;
    prak_buf_add(&g->key, "\0\0\0\0\0\0\0\0", sizeof hash);
    for (size_t k = 0; k < r->nkey; k++)
        prak_key_part(&g->key, prak_cell_str(&b->cell[r->key[k]][row]));
    if (g->key.failed)
        return;
    hash = prak_hash(g->key.p + sizeof hash, g->key.n - sizeof hash);
    memcpy(g->key.p, &hash, sizeof hash);
}

int prak_group_deal(struct prak_group *g, const struct prak_batch *b, struct prak_err *e)
{
    for (size_t row = 0; row < b->nrow; row++, g->ordinal++) {
        equal_key(g, b, row);
        if (deal_row(g, b, row, e))
            return -1;
    }
    return 0;
}

/* ---- what the program writes ---- */

/* The program's calls cannot fail here; prak_group_finish asks afterwards. */
static void keep(struct prak_group *g, struct prak_sorter *to, uint64_t ordinal, const char *p, size_t n)
{
    g->key.n = 0;
    prak_sort_key_int(&g->key, (int64_t)ordinal, false);
    if (!g->failed && (prak_buf_check(&g->key, &g->err) ||
                       prak_sorter_add(to, (struct prak_str){ g->key.p, g->key.n }, (struct prak_str){ p, n }, &g->err)))
        g->failed = true;
}

void prak_group_note(struct prak_task *t, size_t row, size_t start)
{
    struct prak_group *g = t->group;

    keep(g, g->out, g->ordinals[row], t->out.p + start, t->out.n - start);
    t->out.n = start;
}

void prak_group_note_reject(struct prak_task *t, size_t row, size_t start)
{
    struct prak_group *g = t->group;

    keep(g, g->rejects, g->ordinals ? g->ordinals[row] : g->ordinal, t->rejects.p + start, t->rejects.n - start);
    t->rejects.n = start;
}

/* ---- one key ---- */

static int hold_row(struct prak_group *g, struct prak_str data, struct prak_err *e)
{
    if (g->nrow == g->cap_row) {
        size_t cap = g->cap_row ? g->cap_row * 2 : 256;
        size_t *p = realloc(g->row, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        g->row = p;
        g->cap_row = cap;
    }
    while (!g->held.failed && g->held.n % sizeof(uint64_t)) /* so that each row's header is aligned */
        prak_buf_byte(&g->held, 0);
    g->row[g->nrow++] = g->held.n;
    prak_buf_add(&g->held, data.p, data.n);
    return prak_buf_check(&g->held, e);
}

static const struct stored *stored_at(const struct prak_group *g, size_t i)
{
    return (const void *)(g->held.p + g->row[i]);
}

/* Arrays of the batch, from the task's arena. */
struct arrays {
    struct prak_record *record;
    uint64_t *line, *recno;
    struct prak_slice **cell;
};

static int make_arrays(const struct prak_group *g, struct prak_arena *a, struct arrays *x, struct prak_err *e)
{
    const size_t n = g->nrow, nbound = g->run->nbound;

    x->record = prak_arena_array(a, n, sizeof *x->record, e);
    x->line = prak_arena_array(a, n, sizeof *x->line, e);
    x->recno = prak_arena_array(a, n, sizeof *x->recno, e);
    x->cell = prak_arena_array(a, nbound ? nbound : 1, sizeof *x->cell, e);
    if (!x->record || !x->line || !x->recno || !x->cell)
        return -1;
    for (size_t k = 0; k < nbound; k++)
        if (!(x->cell[k] = prak_arena_array(a, n, sizeof **x->cell, e)))
            return -1;
    return 0;
}

static void set_row(const struct prak_group *g, struct arrays *x, size_t i)
{
    const struct stored *h = stored_at(g, i);
    const char *p = (const char *)(h + 1);

    x->record[i] = (struct prak_record){ p, h->record_len, h->canonical };
    x->line[i] = h->line;
    x->recno[i] = h->recno;
    g->ordinals[i] = h->ordinal;
    p += h->record_len;
    for (size_t k = 0; k < g->run->nbound; k++) {
        struct prak_slice s = { .p = p + sizeof s.n + 2 };
        memcpy(&s.n, p, sizeof s.n);
        s.bare = (uint8_t)p[sizeof s.n];
        s.plain = (uint8_t)p[sizeof s.n + 1];
        x->cell[k][i] = s;
        p = s.p + s.n;
    }
}

static int make_batch(struct prak_group *g, struct prak_task *t, struct prak_batch *b, struct prak_err *e)
{
    struct arrays x;

    prak_arena_reset(t->arena);
    if (make_arrays(g, t->arena, &x, e) || !(g->ordinals = prak_arena_array(t->arena, g->nrow, sizeof *g->ordinals, e)))
        return -1;
    for (size_t i = 0; i < g->nrow; i++)
        set_row(g, &x, i);
    const struct prak_input *in = &g->run->input[stored_at(g, 0)->input];
    *b = (struct prak_batch){ .nrow = g->nrow, .first_record = x.recno[0], .record = x.record, .line = x.line,
                              .recno = x.recno, .cell = (const struct prak_slice *const *)x.cell,
                              .input = stored_at(g, 0)->input, .schema = &in->schema,
                              .source = strcmp(in->path, "-") == 0 ? "<stdin>" : in->path };
    return 0;
}

static int reserve_state(struct prak_task *t, size_t n, struct prak_err *e)
{
    if (n > t->cap_state) {
        uint8_t *p = realloc(t->state, n);
        if (!p)
            return prak_fail_memory(e);
        t->state = p;
        t->cap_state = n;
    }
    memset(t->state, 0, n);
    return 0;
}

/* Calls the program with the rows held. */
static int call_key(struct prak_group *g, struct prak_task *t, struct prak_err *e)
{
    struct prak_batch b;

    if (g->nrow == 0)
        return 0;
    if (make_batch(g, t, &b, e) || reserve_state(t, g->nrow, e))
        return -1;
    t->batch = &b;
    int failed = g->run->tool->group(g->run->plan, &b, t, e);
    prak_reject_flush(t);
    t->batch = NULL;
    g->ordinals = NULL;
    g->nrow = g->held.n = 0;
    if (failed || prak_task_reserve(t, e))
        return -1;
    if (g->failed) {
        *e = g->err;
        return -1;
    }
    return 0;
}

static int call_keys(struct prak_group *g, struct prak_task *t, struct prak_err *e)
{
    struct prak_str key, data;
    struct prak_buf last = { 0 };
    int got;

    while ((got = prak_sorter_next(g->rows, &key, &data, e)) > 0) {
        bool same = key.n == last.n && memcmp(key.p, last.p, key.n) == 0;
        if (g->nrow && !same && call_key(g, t, e)) {
            got = -1;
            break;
        }
        if (!same || !last.n) {
            last.n = 0;
            prak_buf_add(&last, key.p, key.n);
        }
        if (hold_row(g, data, e) || prak_buf_check(&last, e)) {
            got = -1;
            break;
        }
    }
    prak_buf_free(&last);
    return got < 0 ? -1 : call_key(g, t, e);
}

/* ---- the end ---- */

static int write_out(struct prak_group *g, struct prak_err *e)
{
    struct prak_str key, data;
    struct prak_buf b = { 0 };
    int got, failed = 0;

    while ((got = prak_sorter_next(g->out, &key, &data, e)) > 0 && !failed) {
        prak_buf_add(&b, data.p, data.n);
        if (b.n < 1u << 18)
            continue;
        failed = prak_buf_check(&b, e) || prak_sink_rows(g->run, b.p, b.n, e);
        b.n = 0;
    }
    failed = failed || got < 0 || prak_buf_check(&b, e) || prak_sink_rows(g->run, b.p, b.n, e);
    prak_buf_free(&b);
    while (!failed && (got = prak_sorter_next(g->rejects, &key, &data, e)) > 0)
        failed = prak_rejects_write(g->run, data.p, data.n, e);
    return failed || got < 0 ? -1 : 0;
}

int prak_group_new(struct prak_run *r, struct prak_group **out, struct prak_err *e)
{
    struct prak_group *g = calloc(1, sizeof *g);
    const size_t memory = (size_t)r->common.memory;

    if (!g)
        return prak_fail_memory(e);
    *out = g;
    g->run = r;
    g->rows = prak_sorter_new(memory / 2);
    g->out = prak_sorter_new(memory / 4);
    g->rejects = prak_sorter_new(memory / 16);
    return g->rows && g->out && g->rejects ? 0 : prak_fail_memory(e);
}

void prak_group_free(struct prak_group *g)
{
    if (!g)
        return;
    prak_sorter_free(g->rows);
    prak_sorter_free(g->out);
    prak_sorter_free(g->rejects);
    prak_buf_free(&g->key);
    prak_buf_free(&g->data);
    prak_buf_free(&g->held);
    free(g->row);
    free(g);
}

int prak_group_finish(struct prak_group *g, struct prak_task *t, struct prak_err *e)
{
    return call_keys(g, t, e) || write_out(g, e) ? -1 : 0;
}
