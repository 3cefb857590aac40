/*
 * order.c - a program that gives each row a key: its rows leave in the order of their keys.
 *
 * The workers cut their blocks, make the keys and write each row as it will leave. When it is a block's turn its place
 * among the rows is reserved; the copying into it is done side by side with the next block's turn. At the end the rows
 * are ordered and gathered by all threads. Beyond --memory sorted runs go to temporary files.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"
#include "table/sorter.h"

#define ROWS_AT_ONCE 8192
#define BYTES_AT_ONCE (1u << 18)
#define UNQUOTE_SPARE 66 /* a line feed, and what prak_emit_record may write past its end */

struct prak_order {
    struct prak_run *run;
    struct prak_sorter *rows;
    unsigned threads;
    size_t filling; /* places reserved and not yet filled */
    /* the end */
    size_t next, turn; /* portions of ROWS_AT_ONCE: to be taken, to be written */
    bool failed;
    struct prak_err err;
};

int prak_order_new(struct prak_run *r, unsigned threads, struct prak_err *e)
{
    struct prak_order *o = calloc(1, sizeof *o);

    if (!o)
        return prak_fail_memory(e);
    r->order = o;
    o->run = r;
    o->threads = threads;
    o->rows = prak_sorter_new((size_t)r->common.memory);
    return o->rows ? 0 : prak_fail_memory(e);
}

void prak_order_free(struct prak_run *r)
{
    if (r->order)
        prak_sorter_free(r->order->rows);
    free(r->order);
    r->order = NULL;
}

/* ---- a block ---- */

/* Rows [from, to) of the batch, whose places are noted, as the bytes of the block that they are. */
static void copy_rows(struct prak_task *t, const struct prak_batch *b, size_t from, size_t to)
{
    if (from == to)
        return;
    const struct prak_record last = prak_batch_record(b, to - 1);
    const char *p = prak_batch_record(b, from).p;
    prak_buf_add(&t->out, p, (size_t)(last.p + last.n + 1 - p));
    t->rows_used += to - from;
}

/* A row that is written as any other, or that has to be rejected. */
static int write_row(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    if (t->state[row] & PRAK_ROW_REJECTED) {
        prak_reject_flush(t);
        return 0;
    }
    prak_sort_row_begin(&t->sort_rows, &t->sort_key, &t->out);
    return prak_emit(t, b, row, e) || prak_sort_row_end(&t->sort_rows, &t->out, e) ? -1 : 0;
}

/* A row without the quotes that it does not need; false: it is not for here. */
static bool unquote_row(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e)
{
    const size_t at = t->out.n;

    if (prak_buf_reserve(&t->out, prak_batch_record(b, row).n + UNQUOTE_SPARE))
        return false;
    char *o = prak_emit_record(b->grid, row, t->run->out_format == PRAK_TSV ? '\t' : ',', t->out.p + at);
    if (!o || prak_sort_row_add(&t->sort_rows, t->sort_key.lead, at, e))
        return false;
    *o = '\n';
    t->out.n = (size_t)(o + 1 - t->out.p);
    t->rows_used++;
    return true;
}

int prak_order_deal(struct prak_task *t, const struct prak_batch *b, struct prak_err *e)
{
    const struct prak_run *r = t->run;
    const bool copies = prak_emit_copies(t, b), unquotes = prak_emit_unquotes(t, b);
    size_t from = 0; /* rows from here to the one at hand are copied at once */
    int failed = 0;

    for (size_t row = 0; row < b->nrow && !failed; row++) {
        prak_sort_key_start(&t->sort_key);
        failed = r->tool->key(r->plan, b, row, &t->sort_key, t, e) || prak_buf_check(&t->sort_key.more, e);
        if (failed)
            break;
        const bool plain = !t->sort_key.more.n && !(t->state[row] & PRAK_ROW_REJECTED) &&
                           prak_batch_record(b, row).n + 1 < PRAK_SORT_PLAIN;
        if (plain && copies) {
            const size_t at = t->out.n + (size_t)(prak_batch_record(b, row).p - prak_batch_record(b, from).p);
            failed = prak_sort_row_add(&t->sort_rows, t->sort_key.lead, at, e);
            continue;
        }
        copy_rows(t, b, from, row);
        from = row + 1;
        failed = !(plain && unquotes && unquote_row(t, b, row, e)) && write_row(t, b, row, e);
    }
    if (!failed)
        copy_rows(t, b, from, b->nrow);
    t->rows_out = 0; /* they are counted when they leave */
    return failed || prak_buf_check(&t->out, e) ? -1 : 0;
}

/* Waits, with the lock on the turn, until no worker is copying. */
static void wait_filled(struct prak_order *o)
{
    while (o->filling)
        pthread_cond_wait(&o->run->turn, &o->run->put_lock);
}

static int place_rows(struct prak_order *o, struct prak_task *t, struct prak_err *e)
{
    int got = 1;
    size_t from = t->sort_place.to;

    while (from < t->sort_rows.n) {
        got = prak_sorter_reserve(o->rows, &t->sort_rows, from, t->out.n, &t->sort_place, e);
        if (got == 2) {
            wait_filled(o);
            got = prak_sorter_spill(o->rows, o->threads, e) ? -1 : 1;
        } else if (got == 1 && t->sort_place.to == t->sort_rows.n) {
            o->filling++; /* the usual case: the rest is done without the lock */
            return 0;
        } else if (got == 1) {
            prak_sorter_fill(&t->sort_place, &t->sort_rows, t->out.p);
            from = t->sort_place.to;
        }
        if (got < 0)
            return -1;
    }
    return 0;
}

int prak_order_put(struct prak_task *t, struct prak_err *e)
{
    t->sort_place = (struct prak_sort_place){ 0 };
    return place_rows(t->run->order, t, e);
}

void prak_order_fill(struct prak_task *t)
{
    struct prak_run *r = t->run;

    if (t->sort_place.entry) {
        prak_sorter_fill(&t->sort_place, &t->sort_rows, t->out.p);
        t->sort_place.entry = NULL;
        pthread_mutex_lock(&r->put_lock);
        r->order->filling--;
        pthread_cond_broadcast(&r->turn);
        pthread_mutex_unlock(&r->put_lock);
    }
    t->sort_rows.n = 0;
}

/* ---- the end ---- */

static void write_portion(struct prak_order *o, size_t mine, const struct prak_buf *b)
{
    struct prak_run *r = o->run;
    struct prak_err e = { 0 };

    pthread_mutex_lock(&r->put_lock);
    while (o->turn != mine)
        pthread_cond_wait(&r->turn, &r->put_lock);
    if (!o->failed && (prak_buf_check(b, &e) || prak_sink_rows(r, b->p, b->n, &e))) {
        o->failed = true;
        o->err = e;
    }
    o->turn++;
    pthread_cond_broadcast(&r->turn);
    pthread_mutex_unlock(&r->put_lock);
}

static void *gather(void *arg)
{
    struct prak_order *o = arg;
    struct prak_run *r = o->run;
    struct prak_buf b = { 0 };

    for (;;) {
        pthread_mutex_lock(&r->put_lock);
        const size_t mine = o->next++;
        const bool done = o->failed || mine * ROWS_AT_ONCE >= prak_sorter_count(o->rows);
        o->next -= done;
        pthread_mutex_unlock(&r->put_lock);
        if (done)
            break;
        b.n = 0;
        prak_sorter_gather(o->rows, mine * ROWS_AT_ONCE, ROWS_AT_ONCE, &b);
        write_portion(o, mine, &b);
    }
    prak_buf_free(&b);
    return NULL;
}

static int write_held(struct prak_order *o, struct prak_err *e)
{
    pthread_t thread[PRAK_MAX_THREADS];
    unsigned started = 0;

    for (unsigned i = 1; i < o->threads; i++)
        if (pthread_create(&thread[started], NULL, gather, o) == 0)
            started++;
    gather(o);
    for (unsigned i = 0; i < started; i++)
        pthread_join(thread[i], NULL);
    if (o->failed)
        *e = o->err;
    return o->failed ? -1 : 0;
}

static int write_merged(struct prak_order *o, struct prak_err *e)
{
    struct prak_buf b = { 0 };
    struct prak_str key, data;
    int got, failed = 0;

    while (!failed && (got = prak_sorter_next(o->rows, &key, &data, e)) != 0) {
        if (got > 0)
            prak_buf_add(&b, data.p, data.n);
        if (got < 0 || b.n >= BYTES_AT_ONCE) {
            failed = got < 0 || prak_buf_check(&b, e) || prak_sink_rows(o->run, b.p, b.n, e);
            b.n = 0;
        }
    }
    failed = failed || prak_buf_check(&b, e) || prak_sink_rows(o->run, b.p, b.n, e);
    prak_buf_free(&b);
    return failed ? -1 : 0;
}

int prak_order_finish(struct prak_run *r, struct prak_err *e)
{
    struct prak_order *o = r->order;
    bool held;

    if (prak_sorter_sort(o->rows, o->threads, &held, e) || (held ? write_held(o, e) : write_merged(o, e)))
        return -1;
    r->rows_out += prak_sorter_count(o->rows);
    return 0;
}
