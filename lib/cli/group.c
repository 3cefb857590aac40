/*
 * group.c - all rows of one key at a time: rows are dealt to partitions by the hash of their key (and spilled when
 * --memory is reached), each partition is ordered by key and row, the program is called once a key, and what it
 * wrote comes back in the order of the input.
 *
 * A partition must fit in memory; there are 64. Rows of one key keep the input's order.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

#define PARTS 64

/* A stored row: this header, then key, record, and for each bound column its length, flags and bytes. */
struct stored {
    uint64_t ordinal, line, recno;
    uint32_t size, key_len, record_len;
    uint16_t input;
    uint8_t canonical, pad;
};

struct part {
    struct prak_buf rows;     /* not yet spilled */
    struct prak_spill *spill; /* NULL: never was */
};

/* An output row of some input row; the bytes lie in the partition's output. */
struct written {
    uint64_t ordinal, offset;
    size_t n;
};

struct prak_group {
    struct prak_run *run;
    struct prak_task *task;
    struct part part[PARTS];
    size_t held;
    uint64_t ordinal;
    struct prak_buf key;
    struct written *written;
    size_t nwritten, cap_written;
    struct prak_spill *out; /* output rows of all partitions, one after another */
    struct written *rejected;
    size_t nrejected, cap_rejected;
    const struct stored *const *row; /* of the batch at hand */
    bool failed; /* a note could not be kept */
};

/* ---- dealing ---- */

static void put_row(struct prak_group *g, struct prak_buf *to, const struct prak_batch *b, size_t row)
{
    const struct prak_run *r = g->run;
    struct stored h = { .ordinal = g->ordinal++, .line = b->line[row], .recno = b->first_record + row,
                        .key_len = (uint32_t)g->key.n, .record_len = b->record[row].n, .input = (uint16_t)b->input,
                        .canonical = b->record[row].canonical };
    size_t start = to->n;

    prak_buf_add(to, &h, sizeof h);
    prak_buf_add(to, g->key.p, g->key.n);
    prak_buf_add(to, b->record[row].p, b->record[row].n);
    for (size_t k = 0; k < r->nbound; k++) {
        const struct prak_slice *s = &b->cell[k][row];
        uint8_t flags[2] = { s->bare, s->plain };
        prak_buf_add(to, &s->n, sizeof s->n);
        prak_buf_add(to, flags, sizeof flags);
        prak_buf_add(to, s->p, s->n);
    }
    if (!to->failed) {
        h.size = (uint32_t)(to->n - start);
        memcpy(to->p + start, &h, sizeof h);
        g->held += h.size;
    }
}

static int spill_all(struct prak_group *g, struct prak_err *e)
{
    for (size_t i = 0; i < PARTS; i++) {
        struct part *p = &g->part[i];
        if (!p->rows.n)
            continue;
        if ((!p->spill && prak_spill_new(&p->spill, e)) || prak_spill_add(p->spill, p->rows.p, p->rows.n, e))
            return -1;
        prak_buf_free(&p->rows);
    }
    g->held = 0;
    return 0;
}

/* In the reading pass: rows are dealt, nothing is written yet. */
int prak_group_deal(struct prak_group *g, const struct prak_batch *b, struct prak_err *e)
{
    const struct prak_run *r = g->run;

    for (size_t row = 0; row < b->nrow; row++) {
        g->key.n = 0;
        for (size_t k = 0; k < r->nkey; k++)
            prak_key_part(&g->key, prak_cell_str(&b->cell[r->key[k]][row]));
        if (prak_buf_check(&g->key, e))
            return -1;
        struct prak_buf *to = &g->part[prak_hash(g->key.p, g->key.n) % PARTS].rows;
        put_row(g, to, b, row);
        if (prak_buf_check(to, e))
            return -1;
        if (g->held > r->common.memory / 2 && spill_all(g, e))
            return -1;
    }
    return 0;
}

/* ---- one partition ---- */

static int by_key_then_row(const void *a, const void *b)
{
    const struct stored *x = *(const struct stored *const *)a, *y = *(const struct stored *const *)b;
    size_t n = x->key_len < y->key_len ? x->key_len : y->key_len;
    int c = memcmp(x + 1, y + 1, n);

    if (c == 0 && x->key_len != y->key_len)
        c = x->key_len < y->key_len ? -1 : 1;
    return c ? c : x->ordinal < y->ordinal ? -1 : x->ordinal > y->ordinal;
}

/* The batch of rows [from, to) of one key; its arrays come from the task's arena. */
static int make_batch(struct prak_group *g, const struct stored *const *row, size_t n, struct prak_batch *b,
                      struct prak_err *e)
{
    const struct prak_run *r = g->run;
    struct prak_arena *a = g->task->arena;
    struct prak_record *record = prak_arena_array(a, n, sizeof *record, e);
    uint64_t *line = prak_arena_array(a, n, sizeof *line, e), *recno = prak_arena_array(a, n, sizeof *recno, e);
    struct prak_slice **cell = prak_arena_array(a, r->nbound ? r->nbound : 1, sizeof *cell, e);

    if (!record || !line || !recno || !cell)
        return -1;
    for (size_t k = 0; k < r->nbound; k++)
        if (!(cell[k] = prak_arena_array(a, n, sizeof **cell, e)))
            return -1;
    for (size_t i = 0; i < n; i++) {
        const char *p = (const char *)(row[i] + 1) + row[i]->key_len;
        record[i] = (struct prak_record){ p, row[i]->record_len, row[i]->canonical };
        line[i] = row[i]->line;
        recno[i] = row[i]->recno;
        p += row[i]->record_len;
        for (size_t k = 0; k < r->nbound; k++) {
            struct prak_slice s = { .p = p + sizeof s.n + 2 };
            memcpy(&s.n, p, sizeof s.n);
            s.bare = (uint8_t)p[sizeof s.n];
            s.plain = (uint8_t)p[sizeof s.n + 1];
            cell[k][i] = s;
            p += sizeof s.n + 2 + s.n;
        }
    }
    const struct prak_input *in = &r->input[row[0]->input];
    *b = (struct prak_batch){ .nrow = n, .first_record = recno[0], .record = record, .line = line, .recno = recno,
                              .cell = (const struct prak_slice *const *)cell, .input = row[0]->input,
                              .source = strcmp(in->path, "-") == 0 ? "<stdin>" : in->path, .schema = &in->schema };
    return 0;
}

static void keep(struct prak_group *g, struct written **list, size_t *n, size_t *cap, struct written w)
{
    if (*n == *cap) {
        size_t more = *cap ? *cap * 2 : 1024;
        void *p = realloc(*list, more * sizeof **list);
        if (!p) {
            g->failed = true;
            return;
        }
        *list = p;
        *cap = more;
    }
    (*list)[(*n)++] = w;
}

void prak_group_note(struct prak_task *t, size_t row, size_t start)
{
    struct prak_group *g = t->group;

    keep(g, &g->written, &g->nwritten, &g->cap_written,
         (struct written){ g->row[row]->ordinal, prak_spill_size(g->out) + start, t->out.n - start });
}

void prak_group_note_reject(struct prak_task *t, size_t row, size_t start)
{
    struct prak_group *g = t->group;

    keep(g, &g->rejected, &g->nrejected, &g->cap_rejected,
         (struct written){ g->row[row]->ordinal, start, t->rejects.n - start });
}

static int call_key(struct prak_group *g, const struct stored *const *row, size_t n, struct prak_err *e)
{
    struct prak_task *t = g->task;
    struct prak_batch b;

    prak_arena_reset(t->arena);
    if (make_batch(g, row, n, &b, e))
        return -1;
    if (n > t->cap_state) {
        uint8_t *p = realloc(t->state, n);
        if (!p)
            return prak_fail_memory(e);
        t->state = p;
        t->cap_state = n;
    }
    memset(t->state, 0, n);
    t->batch = &b;
    g->row = row;
    int failed = g->run->tool->group(g->run->plan, &b, t, e);
    prak_reject_flush(t);
    t->batch = NULL;
    if (failed || prak_task_reserve(t, e))
        return -1;
    if (g->failed)
        return prak_fail_memory(e);
    if (t->out.n > (1u << 20)) {
        if (prak_spill_add(g->out, t->out.p, t->out.n, e))
            return -1;
        t->out.n = 0;
    }
    return 0;
}

static int load_part(struct part *p, struct prak_buf *all, struct prak_err *e)
{
    size_t spilled = p->spill ? (size_t)prak_spill_size(p->spill) : 0;

    if (prak_buf_reserve(all, spilled + p->rows.n + 1))
        return prak_fail_memory(e);
    if (spilled && prak_spill_read(p->spill, 0, all->p, spilled, e))
        return -1;
    all->n = spilled;
    prak_buf_add(all, p->rows.p ? p->rows.p : "", p->rows.n);
    prak_buf_free(&p->rows);
    prak_spill_free(p->spill);
    p->spill = NULL;
    return prak_buf_check(all, e);
}

/* Rows lie one after another at any byte; they are copied to aligned places. */
static const struct stored **index_rows(struct prak_buf *all, struct prak_arena *a, size_t *n, struct prak_err *e)
{
    size_t count = 0, i = 0;
    struct stored h;

    for (size_t at = 0; at < all->n; at += h.size, count++)
        memcpy(&h, all->p + at, sizeof h);
    const struct stored **row = prak_arena_array(a, count ? count : 1, sizeof *row, e);
    for (size_t at = 0; row && at < all->n; at += h.size, i++) {
        memcpy(&h, all->p + at, sizeof h);
        char *copy = prak_arena_take(a, h.size, e);
        if (!copy)
            return NULL;
        memcpy(copy, all->p + at, h.size);
        row[i] = (const void *)copy;
    }
    *n = count;
    return row;
}

static int run_part(struct prak_group *g, struct part *p, struct prak_err *e)
{
    struct prak_buf all = { 0 };
    struct prak_arena *a = prak_arena_new(0);
    size_t n = 0;
    int failed = a ? load_part(p, &all, e) : prak_fail_memory(e);
    const struct stored **row = failed ? NULL : index_rows(&all, a, &n, e);

    prak_buf_free(&all);
    failed = failed || !row;
    if (!failed)
        qsort(row, n, sizeof *row, by_key_then_row);
    for (size_t from = 0, to; !failed && from < n; from = to) {
        for (to = from + 1; to < n && row[to]->key_len == row[from]->key_len &&
                            memcmp(row[to] + 1, row[from] + 1, row[from]->key_len) == 0;)
            to++;
        failed = call_key(g, row + from, to - from, e);
    }
    prak_arena_free(a);
    return failed ? -1 : 0;
}

/* ---- the output, in input order ---- */

static int by_ordinal(const void *a, const void *b)
{
    const struct written *x = a, *y = b;

    if (x->ordinal != y->ordinal)
        return x->ordinal < y->ordinal ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static int write_in_order(struct prak_group *g, struct prak_err *e)
{
    struct prak_buf b = { 0 };
    int failed = 0;

    if (prak_spill_add(g->out, g->task->out.p, g->task->out.n, e))
        return -1;
    g->task->out.n = 0;
    if (g->nwritten)
        qsort(g->written, g->nwritten, sizeof *g->written, by_ordinal);
    for (size_t i = 0; i < g->nwritten && !failed; i++) {
        const struct written *w = &g->written[i];
        if (prak_buf_reserve(&b, w->n)) {
            failed = prak_fail_memory(e);
            break;
        }
        failed = prak_spill_read(g->out, w->offset, b.p + b.n, w->n, e);
        b.n += w->n;
        if (!failed && b.n > (1u << 18)) {
            failed = prak_sink_rows(g->run, b.p, b.n, e);
            b.n = 0;
        }
    }
    failed = failed || prak_sink_rows(g->run, b.p, b.n, e);
    prak_buf_free(&b);
    return failed ? -1 : 0;
}

static int write_rejects(struct prak_group *g, struct prak_err *e)
{
    const struct prak_run *r = g->run;
    const char *all = g->task->rejects.p;

    if (g->nrejected)
        qsort(g->rejected, g->nrejected, sizeof *g->rejected, by_ordinal);
    for (size_t i = 0; i < g->nrejected; i++)
        if (prak_write_all(r->rejects_fd, r->common.rejects, all + g->rejected[i].offset, g->rejected[i].n, e))
            return -1;
    g->task->rejects.n = 0;
    return 0;
}

int prak_group_new(struct prak_run *r, struct prak_group **out, struct prak_err *e)
{
    struct prak_group *g = calloc(1, sizeof *g);

    if (!g)
        return prak_fail_memory(e);
    g->run = r;
    *out = g;
    return prak_spill_new(&g->out, e);
}

void prak_group_free(struct prak_group *g)
{
    for (size_t i = 0; g && i < PARTS; i++) {
        prak_buf_free(&g->part[i].rows);
        prak_spill_free(g->part[i].spill);
    }
    if (g) {
        prak_buf_free(&g->key);
        prak_spill_free(g->out);
        free(g->written);
        free(g->rejected);
    }
    free(g);
}

int prak_group_finish(struct prak_group *g, struct prak_task *t, struct prak_err *e)
{
    g->task = t;
    for (size_t i = 0; i < PARTS; i++)
        if (run_part(g, &g->part[i], e))
            return -1;
    return write_in_order(g, e) || write_rejects(g, e) ? -1 : 0;
}
