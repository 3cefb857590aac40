/*
 * engine.c - blocks to workers and back in order.
 *
 * Each worker takes the next block under one lock (so blocks are numbered in input order), cuts it and calls the
 * program without a lock, then waits for its turn to write. No queue, at most one block a worker in memory. Of a pipe
 * the bytes are read under the lock; of a file only their place is given, and what was read becomes a block in the order
 * of the places. What leaves is the same for any number of threads and any block size: everything before the
 * first bad record, in order.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run.h"

int prak_ports_write(struct prak_run *r, struct prak_task *t, const size_t *done, struct prak_err *e)
{
    for (unsigned i = 0; i < r->nport; i++) {
        size_t from = done ? done[i] : 0;
        if (t->port[i].n > from &&
            prak_write_all(r->port[i].fd, r->port[i].path, t->port[i].p + from, t->port[i].n - from, e))
            return -1;
        t->port[i].n = 0;
    }
    return 0;
}

int prak_rejects_write(struct prak_run *r, const char *p, size_t n, struct prak_err *e)
{
    return n ? prak_write_all(r->rejects_fd, r->common.rejects, p, n, e) : 0;
}

/* ---- one block's turn ---- */

static int write_block(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    if (r->spooled && !r->second_pass) {
        if (prak_rejects_write(r, t->rejects.p, t->rejects.n, e) || prak_spill_add(r->spool, t->out.p, t->out.n, e))
            return -1;
    } else if (r->order) {
        if (prak_rejects_write(r, t->rejects.p, t->rejects.n, e) || prak_order_put(t, e))
            return -1;
    } else if (t->nclaim) {
        if (prak_first_write(r, t, e))
            return -1;
    } else if (r->once) {
        if (prak_rejects_write(r, t->rejects.p, t->rejects.n, e) || prak_once_write(t, e))
            return -1;
    } else if (prak_rejects_write(r, t->rejects.p, t->rejects.n, e) || prak_sink_rows(r, t->out.p, t->out.n, e) ||
               (t->span_n && prak_sink_rows(r, t->span, t->span_n, e))) {
        return -1;
    }
    return prak_ports_write(r, t, NULL, e);
}

static void add_counts(struct prak_run *r, struct prak_task *t)
{
    r->rows_in += t->rows_in;
    r->rows_out += t->rows_out;
    r->rows_used += t->rows_used;
    r->rejected += t->rejected;
    t->rows_in = t->rows_out = t->rows_used = t->rejected = 0;
    for (unsigned i = 0; i < r->ncounter; i++) {
        r->counter[i].total += t->counter[i];
        t->counter[i] = 0;
    }
}

static void reset(struct prak_task *t)
{
    t->out.n = t->rejects.n = t->sort_rows.n = t->span_n = 0;
    t->nclaim = 0;
    prak_once_reset(t);
}

static void put(struct prak_run *r, struct prak_task *t)
{
    struct prak_err e = { 0 };

    pthread_mutex_lock(&r->put_lock);
    while (r->put_seq != t->seq)
        pthread_cond_wait(&r->turn, &r->put_lock);
    if (!r->failed) {
        int failed = write_block(r, t, &e);
        add_counts(r, t);
        if (failed || t->failed) {
            r->failed = true;
            r->err = failed ? e : t->err;
            atomic_store(&r->stop, true);
        }
        prak_progress(r);
    }
    const bool fill = r->order && !r->failed;
    if (!fill)
        reset(t);
    r->put_seq++;
    pthread_cond_broadcast(&r->turn);
    pthread_mutex_unlock(&r->put_lock);
    if (fill) {
        prak_order_fill(t);
        reset(t);
    }
}

/*
 * One piece of the input, or block, in its turn; the lock is held but while a piece is read. 0: nothing is left, PRAK_NONE:
 * no block, but there may be more.
 */
static int take_one(struct prak_run *r, struct prak_task *t)
{
    const uint64_t ticket = r->next_ticket++;
    int got;

    t->failed = false;
    t->err = (struct prak_err){ 0 };
    got = prak_input_ahead(r, t, &t->err);
    if (t->ahead) {
        pthread_mutex_unlock(&r->take_lock);
        prak_input_fetch(t);
        pthread_mutex_lock(&r->take_lock);
    }
    while (r->take_ticket != ticket)
        pthread_cond_wait(&r->take_turn, &r->take_lock);
    if (atomic_load(&r->stop))
        got = 0;
    else if (got == 0)
        got = prak_input_take(r, t, &t->err);
    if (got < 0) {
        t->failed = true;
        r->current = r->ninput; /* nothing after a failure is read */
        got = 1;
    }
    if (got == 1)
        t->seq = r->next_seq++;
    r->take_ticket++;
    pthread_cond_broadcast(&r->take_turn);
    return got;
}

/* 1: a block (or the failure to get one) is at hand; 0: nothing is left. */
static int take(struct prak_run *r, struct prak_task *t)
{
    int got = PRAK_NONE;

    pthread_mutex_lock(&r->take_lock);
    prak_crew_turn(r, t);
    while (got == PRAK_NONE)
        got = atomic_load(&r->stop) ? 0 : take_one(r, t);
    if (got == 0)
        prak_crew_over(r);
    pthread_mutex_unlock(&r->take_lock);
    return got;
}

static void *work(void *arg)
{
    struct prak_task *t = arg;
    struct prak_run *r = t->run;

    while (take(r, t)) {
        if (!t->failed && !atomic_load(&r->stop) && prak_task_block(t, &t->err))
            t->failed = true;
        if (r->once)
            prak_once_turn(t);
        put(r, t);
    }
    return NULL;
}

/* ---- a pass ---- */

unsigned prak_threads(const struct prak_run *r)
{
    uint64_t n = r->common.threads;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (r->tool->group || (r->tool->flags & (PRAK_ORDERED | PRAK_EACH_HEADER | PRAK_NO_SPLIT)))
        return 1;
    if (n == 0)
        n = cores < 1 ? 1 : cores > 4 ? 4 : (uint64_t)cores;
    return (unsigned)(n > PRAK_MAX_THREADS ? PRAK_MAX_THREADS : n);
}

static int merge_parts(struct prak_run *r, struct prak_task *task, unsigned n, struct prak_err *e)
{
    for (unsigned i = 1; i < n && r->tool->merge && task[0].part; i++)
        if (r->tool->merge(r->plan, task[0].part, task[i].part, e))
            return -1;
    return 0;
}

/* Rows that wait for the end leave even when a later one has failed, as any other before that one. */
static int finish_once(struct prak_run *r, struct prak_err *e)
{
    struct prak_err later = { 0 };

    if (!r->once || r->sink.failed)
        return 0;
    return prak_once_finish(r, r->failed ? &later : e);
}

static int pass(struct prak_run *r, struct prak_task *task, unsigned n, struct prak_err *e)
{
    for (unsigned i = 0; i < n; i++)
        if (prak_task_init(&task[i], r, e))
            return -1;
    r->next_seq = r->put_seq = r->next_ticket = r->take_ticket = 0;
    prak_crew_run(r, task, n, work);
    const int failed = finish_once(r, e);
    if (failed && !r->failed)
        return -1;
    if (r->failed) {
        *e = r->err;
        return -1;
    }
    return merge_parts(r, task, n, e);
}

static void free_tasks(struct prak_task *task, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        if (task[i].run)
            prak_task_free(&task[i]);
        task[i] = (struct prak_task){ 0 };
    }
}

/* ---- the end of the run ---- */

static int too_many_rejects(const struct prak_run *r, struct prak_err *e)
{
    const char *text = r->common.max_rejects;
    char *end;
    double limit = strtod(text, &end);

    if (*end == '%')
        limit = limit / 100.0 * (double)r->rows_in;
    if ((double)r->rejected <= limit)
        return 0;
    prak_fail(e, PRAK_EDATA, "%llu of %llu rows rejected, more than --max-rejects %s", (unsigned long long)r->rejected,
              (unsigned long long)r->rows_in, text);
    return prak_err_hint(e, "see %s", r->common.rejects);
}

/* Filters pass the mark on: with their own count, and the tile of a single input. */
static int write_end_mark(struct prak_run *r, struct prak_buf *out)
{
    struct prak_end_mark mark = { .seen = r->common.end_mark, .records = r->rows_out };
    bool all = r->ninput > 0;

    for (size_t i = 0; i < r->ninput; i++)
        all = all && r->input[i].mark.seen;
    if (!all && !r->common.end_mark)
        return 0;
    if (r->ninput == 1 && r->input[0].mark.tile) {
        uint64_t n = mark.records;
        mark = r->input[0].mark;
        mark.records = n;
    }
    prak_write_end_mark(&r->writer, &mark, out);
    return 0;
}

static int finish_stream(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    struct prak_buf tail = { 0 };
    int failed = -1;

    if (r->common.rejects && too_many_rejects(r, e))
        return -1;
    if (!(r->tool->flags & PRAK_RAW)) {
        prak_write_finish(&r->writer, r->rows_out, &tail);
        write_end_mark(r, &tail);
    } else {
        prak_buf_add(&tail, t->raw.p, t->raw.n);
    }
    if (prak_buf_check(&tail, e) == 0)
        failed = prak_sink_write(r, tail.p, tail.n, e);
    prak_buf_free(&tail);
    return failed;
}

static int write_header(struct prak_run *r, struct prak_err *e)
{
    struct prak_buf b = { 0 };

    if (r->tool->flags & PRAK_RAW)
        return 0;
    r->writer.bom = r->common.bom;
    prak_write_header(&r->writer, &b);
    int failed = prak_buf_check(&b, e) || prak_sink_write(r, b.p, b.n, e);
    prak_buf_free(&b);
    return failed ? -1 : 0;
}

int prak_flush(struct prak_task *t, struct prak_err *e)
{
    struct prak_run *r = t->run;
    const bool first = r->tool->fold != NULL && !r->rows_begun;

    if (t->out.n == 0)
        return 0;
    if (prak_task_reserve(t, e) || (first && write_header(r, e)) || prak_sink_rows(r, t->out.p, t->out.n, e))
        return -1;
    t->out.n = 0;
    return 0;
}

static int end_program(struct prak_run *r, struct prak_task *t, void *whole, struct prak_err *e)
{
    bool late = r->tool->fold != NULL; /* a fold writes nothing before its end, so that a failure leaves nothing */

    if (r->common.rejects && too_many_rejects(r, e))
        return -1;
    if (r->tool->end) {
        t->batch = NULL;
        prak_arena_reset(t->arena);
        if (r->tool->end(r->plan, whole, t->part, t, e) || prak_task_reserve(t, e) || prak_buf_check(&t->raw, e))
            return -1;
        add_counts(r, t);
    }
    if (late && !r->rows_begun && write_header(r, e))
        return -1;
    if (prak_sink_rows(r, t->out.p, t->out.n, e) || prak_ports_write(r, t, NULL, e))
        return -1;
    return finish_stream(r, t, e);
}

/* The rows of a pipe for the second pass: its bound columns as canonical CSV, beginning with their names. */
static int open_spool(struct prak_run *r, struct prak_err *e)
{
    struct prak_buf b = { 0 };

    if (prak_spill_new(&r->spool, e))
        return -1;
    for (size_t k = 0; k < r->nbound; k++) {
        struct prak_str name = r->input[0].schema.name[r->bound[k]];
        if (k)
            prak_buf_byte(&b, ',');
        prak_csv_put(&b, name.p, name.n, ',', k == 0);
    }
    prak_buf_byte(&b, '\n');
    int failed = prak_buf_check(&b, e) || prak_spill_add(r->spool, b.p, b.n, e);
    prak_buf_free(&b);
    return failed ? -1 : 0;
}

static bool all_regular(const struct prak_run *r)
{
    for (size_t i = 0; i < r->ninput; i++)
        if (strcmp(r->input[i].path, "-") == 0 || (r->input[i].source && !prak_source_is_regular(r->input[i].source)))
            return false;
    return true;
}

static int two_passes(struct prak_run *r, struct prak_task *task, unsigned n, struct prak_err *e)
{
    struct prak_task first = { 0 };

    r->spooled = !all_regular(r) && r->nbound > 0;
    if ((r->spooled && open_spool(r, e)) || pass(r, task, n, e))
        return -1;
    first = task[0];
    task[0] = (struct prak_task){ 0 };
    free_tasks(task, n);
    int failed = (r->tool->between && r->tool->between(r->plan, first.part, e)) || prak_input_rewind(r, e);
    if (!failed) {
        r->whole = first.part;
        failed = pass(r, task, n, e) || end_program(r, &task[0], first.part, e);
    }
    free_tasks(task, n);
    prak_task_free(&first);
    return failed ? -1 : 0;
}

static int group_pass(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    struct prak_group *g = NULL;
    int failed = prak_group_new(r, &g, e);

    if (!failed) {
        t->group = g;
        failed = pass(r, t, 1, e) || prak_group_finish(g, t, e);
        add_counts(r, t);
        t->group = NULL;
    }
    prak_group_free(g);
    return failed || end_program(r, t, t->part, e) ? -1 : 0;
}

static int order_pass(struct prak_run *r, struct prak_task *task, unsigned n, struct prak_err *e)
{
    const int failed = prak_order_new(r, n, e) || pass(r, task, n, e) || prak_order_finish(r, e);

    prak_order_free(r);
    return failed || end_program(r, &task[0], task[0].part, e) ? -1 : 0;
}

int prak_engine(struct prak_run *r, struct prak_err *e)
{
    unsigned n = prak_threads(r);
    struct prak_task *task = calloc(n, sizeof *task);
    int failed;

    if (!task)
        return prak_fail_memory(e);
    if (!r->tool->fold && write_header(r, e)) {
        free(task);
        return -1;
    }
    if (r->tool->key)
        failed = order_pass(r, task, n, e);
    else if (r->tool->group)
        failed = group_pass(r, task, e);
    else if (r->tool->fold && r->two_pass)
        failed = two_passes(r, task, n, e);
    else
        failed = pass(r, task, n, e) || end_program(r, &task[0], task[0].part, e);
    free_tasks(task, n);
    free(task);
    return failed ? -1 : 0;
}
