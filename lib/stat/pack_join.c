/*
 * pack_join.c - all runs into one for each thread, cell by cell: what a cell has in them is gathered and sorted, narrow
 * steps apart from wide ones; these are counted in place where values lie close together. Where that is too much at once
 * the runs are merged step by step.
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/threads.h"
#include "stat/runs.h"

#define SOURCE_STEPS  256
#define LEAST_GATHERED ((size_t)1 << 16) /* bytes */
#define FEW_STEPS     65536              /* of all cells: by one thread */

struct need {
    uint32_t cell;
    uint64_t steps;
};
struct joint { /* what the threads share */
    struct prak_pack *p;
    struct prak_narrow form; /* of all narrow runs */
    bool narrow;             /* it fits into 64 bits */
    size_t room;             /* bytes of one cell's steps, at most, with what sorting takes */
    struct need *need;
    size_t nneed;
    atomic_size_t next;
    atomic_bool stop;
};

struct source { /* of a merge */
    const struct prak_run *run;
    uint64_t at, end;
    uint64_t *buf, *now;
    size_t used, buffered;
};

enum { NARROW, WIDE };
struct steps { /* of one cell; `spare` is as long */
    uint64_t *list, *spare;
    size_t n, words, cap; /* cap: numbers */
};
struct joining {
    struct joint *all;
    struct prak_pack *p;
    struct prak_run_writer out[2];
    bool begun[2];
    int fd[2];
    struct steps own[2];
    void *table;                /* of as many sums as there may be values: all 0 */
    size_t sums;
    uint64_t *ready;            /* [SOURCE_STEPS] steps on their way out */
    size_t nready;
    size_t *next;               /* [runs] segment at hand */
    struct source *source;      /* [runs] */
    int failed;
    struct prak_err err;
};

static const struct prak_segment *segment_of(const struct joining *j, size_t run, uint32_t cell)
{
    const struct prak_run *r = &j->p->run[run];
    const struct prak_segment *g = &r->segment[j->next[run]];
    return j->next[run] < r->nsegment && g->cell == cell ? g : NULL;
}

/* ---- out ---- */

static int begin(struct joining *j, int kind, struct prak_err *e)
{
    struct prak_run_writer *w = &j->out[kind];
    if (j->begun[kind])
        return 0;
    j->fd[kind] = prak_curve_file(e);
    if (j->fd[kind] < 0 || prak_run_start(w, kind == NARROW ? 1 : j->p->words, true, 0, j->fd[kind], 0, e))
        return -1;
    w->squares = j->p->words == 3;
    w->run.form = j->all->form;
    w->run.value_scale = j->p->run[0].value_scale;
    w->run.weight_scale = j->p->run[0].weight_scale;
    j->begun[kind] = true;
    return 0;
}

static int put(struct joining *j, int kind, uint32_t cell, const uint64_t *step, size_t n, struct prak_err *e)
{
    return begin(j, kind, e) || prak_run_put(&j->out[kind], cell, step, n, e) ? -1 : 0;
}

static int put_ready(struct joining *j, uint32_t cell, struct prak_err *e)
{
    const size_t n = j->nready;
    j->nready = 0;
    return n ? put(j, WIDE, cell, j->ready, n, e) : 0;
}

/* The next wide step of a cell, of which the last one may still grow. */
static inline int put_step(struct joining *j, uint32_t cell, const uint64_t *step, struct prak_err *e)
{
    const unsigned words = j->p->words;
    const uint64_t key = (uint64_t)cell << PRAK_PACK_VALUE_BITS | (step[0] & PRAK_RUN_VALUE_MASK);
    uint64_t *last = j->nready ? j->ready + (j->nready - 1) * words : NULL;
    if (last && last[0] == key && prak_step_join(last, step, words))
        return 0;
    if (j->nready == SOURCE_STEPS) { /* all but the last */
        uint64_t held[PRAK_RUN_MOST_WORDS];
        prak_step_copy(held, last, words);
        j->nready--;
        if (put_ready(j, cell, e))
            return -1;
        prak_step_copy(j->ready, held, words);
        j->nready = 1;
    }
    last = j->ready + j->nready++ * words;
    prak_step_copy(last, step, words);
    last[0] = key;
    return 0;
}

/* ---- a cell of any size ---- */

/* The next step of a source: 1, 0 at its end, -1. */
static int advance(struct source *s, unsigned words, struct prak_err *e)
{
    if (s->used == s->buffered) {
        const size_t n = s->end - s->at < SOURCE_STEPS ? (size_t)(s->end - s->at) : SOURCE_STEPS;
        if (n == 0)
            return 0;
        if (prak_run_read(s->run, words, s->at, s->buf, n, e))
            return -1;
        s->at += n;
        s->buffered = n;
        s->used = 0;
    }
    s->now = s->buf + s->used++ * words;
    return 1;
}

static uint64_t value_bits(const struct source *s)
{
    return s->now[0] & PRAK_RUN_VALUE_MASK;
}

static void sift(struct source *h, size_t n, size_t i)
{
    const struct source s = h[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n)
            break;
        if (child + 1 < n && value_bits(&h[child + 1]) < value_bits(&h[child]))
            child++;
        if (value_bits(&s) <= value_bits(&h[child]))
            break;
        h[i] = h[child];
        i = child;
    }
    h[i] = s;
}

static int merge(struct joining *j, struct source *h, size_t n, uint32_t cell, struct prak_err *e)
{
    const unsigned words = j->p->words;
    for (size_t i = n / 2; i-- > 0;)
        sift(h, n, i);
    while (n) {
        if (put_step(j, cell, h[0].now, e))
            return -1;
        const int got = advance(&h[0], words, e);
        if (got < 0)
            return -1;
        if (got == 0) {
            const struct source done = h[0];
            h[0] = h[--n];
            h[n] = done;
        }
        if (n)
            sift(h, n, 0);
    }
    return put_ready(j, cell, e);
}

static int merge_cell(struct joining *j, uint32_t cell, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    size_t n = 0;
    int rc = 0;
    for (size_t i = 0; !rc && i < p->nrun; i++) {
        const struct prak_segment *g = segment_of(j, i, cell);
        if (!g)
            continue;
        struct source *s = &j->source[n++];
        *s = (struct source){ .run = &p->run[i], .at = g->at, .end = g->at + g->n };
        s->buf = malloc(SOURCE_STEPS * p->words * sizeof *s->buf);
        rc = !s->buf ? prak_fail_memory(e) : prak_run_sort(&p->run[i], g, 1, e);
        if (!rc)
            rc = advance(s, p->words, e) < 0;
    }
    if (!rc)
        rc = merge(j, j->source, n, cell, e);
    for (size_t i = 0; i < n; i++)
        free(j->source[i].buf);
    return rc ? -1 : 0;
}

/* ---- a cell in memory ---- */

static int make_room(struct steps *s, size_t n, struct prak_err *e)
{
    const size_t need = n * s->words;
    s->n = 0;
    if (need <= s->cap)
        return 0;
    free(s->list);
    free(s->spare);
    s->cap = need + need / 4;
    s->list = malloc(s->cap * sizeof *s->list);
    s->spare = malloc(s->cap * sizeof *s->spare);
    if (s->list && s->spare)
        return 0;
    s->cap = 0;
    return prak_fail_memory(e);
}

/* Steps of a narrow run as those of all have them. */
static void adapt(const struct prak_narrow *all, const struct prak_narrow *f, uint64_t *s, size_t n)
{
    const uint64_t up = f->base - all->base;
    if (up == 0 && all->bits == f->bits)
        return;
    for (size_t i = 0; i < n; i++)
        s[i] = (up + (s[i] >> f->bits)) << all->bits | (all->bits ? (uint64_t)prak_narrow_weight(f, s[i]) : 0);
}

/* The steps of one kind. */
static int gather(struct joining *j, uint32_t cell, int kind, size_t n, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    struct steps *s = &j->own[kind];
    if (make_room(s, n, e))
        return -1;
    for (size_t i = 0; i < p->nrun && s->n < n; i++) {
        const struct prak_segment *g = segment_of(j, i, cell);
        if (!g || (p->run[i].words == 1) != (kind == NARROW))
            continue;
        uint64_t *to = s->list + s->n * s->words;
        if (prak_run_read(&p->run[i], (unsigned)s->words, g->at, to, (size_t)g->n, e))
            return -1;
        if (s->words == 1)
            adapt(&j->all->form, &p->run[i].form, to, (size_t)g->n);
        else
            for (size_t k = 0; k < g->n; k++) /* runs of other threads have other numbers for their cells */
                to[k * s->words] &= PRAK_RUN_VALUE_MASK;
        s->n += (size_t)g->n;
    }
    return 0;
}

static void sort(struct steps *s, unsigned from)
{
    uint64_t *sorted = prak_steps_sort(s->list, s->spare, s->n, (unsigned)s->words, from);
    if (sorted != s->list) {
        s->spare = s->list;
        s->list = sorted;
    }
}

/* Both kinds, sorted, one after another as their values are. */
static int put_both(struct joining *j, uint32_t cell, struct prak_err *e)
{
    const struct prak_narrow *f = &j->all->form;
    const struct steps *a = &j->own[NARROW], *b = &j->own[WIDE];
    size_t k = 0;
    uint64_t step[PRAK_RUN_MOST_WORDS];
    for (size_t i = 0; i < a->n; i++) {
        const uint64_t value = prak_narrow_value(f, a->list[i]);
        for (; k < b->n && b->list[k * b->words] <= value; k++)
            if (put_step(j, cell, b->list + k * b->words, e))
                return -1;
        (void)prak_row_step(j->p, value, prak_narrow_weight(f, a->list[i]), step);
        if (put_step(j, cell, step, e))
            return -1;
    }
    for (; k < b->n; k++)
        if (put_step(j, cell, b->list + k * b->words, e))
            return -1;
    return put_ready(j, cell, e);
}

/* ---- counted in place ---- */

/* The values that narrow steps can have are not many more than the steps, and no sum of these can be too much. */
static bool is_dense(const struct joining *j, size_t n)
{
    const struct prak_narrow *f = &j->all->form;
    const unsigned bits = f->bits ? f->bits : prak_bits_of((uint64_t)f->one), many = prak_bits_of(n);
    const bool squares = j->p->words == 3;
    return f->top - f->base < 4 * (uint64_t)n && f->top - f->base < j->all->room / sizeof(prak_u128) &&
           bits + many <= (squares ? PRAK_PAGE_WEIGHT_BITS : 62) &&
           (!squares || 2 * bits + many <= 128 - PRAK_PAGE_WEIGHT_BITS);
}

static void count(const struct joining *j, const struct prak_narrow *f, const uint64_t *s, size_t n)
{
    const uint64_t up = f->base - j->all->form.base, mask = ((uint64_t)1 << f->bits) - 1;
    if (j->p->words == 3) {
        prak_u128 *sum = (prak_u128 *)j->table + up;
        for (size_t i = 0; i < n; i++) {
            const uint64_t weight = s[i] & mask;
            sum[s[i] >> f->bits] += ((prak_u128)weight * weight << PRAK_PAGE_WEIGHT_BITS) + weight;
        }
    } else {
        uint64_t *sum = (uint64_t *)j->table + up;
        for (size_t i = 0; i < n && f->bits; i++)
            sum[s[i] >> f->bits] += s[i] & mask;
        for (size_t i = 0; i < n && !f->bits; i++)
            sum[s[i]] += (uint64_t)f->one;
    }
}

/* The table, which is emptied, and the wide steps, one after another as their values are. */
static int put_counted(struct joining *j, uint32_t cell, struct prak_err *e)
{
    const struct steps *b = &j->own[WIDE];
    const bool squares = j->p->words == 3;
    size_t k = 0;
    for (size_t i = 0; i < j->sums; i++) {
        const prak_u128 sum = squares ? ((prak_u128 *)j->table)[i] : ((uint64_t *)j->table)[i];
        const uint64_t step[PRAK_RUN_MOST_WORDS] = { j->all->form.base + i, (uint64_t)sum, (uint64_t)(sum >> 64) };
        if (!sum)
            continue;
        for (; k < b->n && b->list[k * b->words] < step[0]; k++)
            if (put_step(j, cell, b->list + k * b->words, e))
                return -1;
        if (put_step(j, cell, step, e))
            return -1;
    }
    memset(j->table, 0, j->sums * (squares ? sizeof(prak_u128) : sizeof(uint64_t)));
    for (; k < b->n; k++)
        if (put_step(j, cell, b->list + k * b->words, e))
            return -1;
    return put_ready(j, cell, e);
}

static int count_cell(struct joining *j, uint32_t cell, struct prak_err *e)
{
    enum { SOME = 2048 };
    uint64_t own[SOME];
    const struct prak_pack *p = j->p;
    j->sums = (size_t)(j->all->form.top - j->all->form.base) + 1;
    if (!j->table && !(j->table = calloc(j->sums, p->words == 3 ? sizeof(prak_u128) : sizeof(uint64_t))))
        return prak_fail_memory(e);
    for (size_t i = 0; i < p->nrun; i++) {
        const struct prak_segment *g = p->run[i].words == 1 ? segment_of(j, i, cell) : NULL;
        for (uint64_t at = 0; g && at < g->n; at += SOME) {
            const size_t n = g->n - at < SOME ? (size_t)(g->n - at) : SOME;
            if (prak_run_read(&p->run[i], 1, g->at + at, own, n, e))
                return -1;
            count(j, &p->run[i].form, own, n);
        }
    }
    return put_counted(j, cell, e);
}

/* ---- a cell ---- */

/* Would narrow steps, as they are, take less than wide ones that are joined? */
static bool stays_narrow(const struct joining *j)
{
    const struct steps *s = &j->own[NARROW];
    const unsigned bits = j->all->form.bits;
    size_t values = 1;
    for (size_t i = 1; i < s->n; i++)
        values += (s->list[i] ^ s->list[i - 1]) >> bits != 0;
    return j->own[WIDE].n == 0 && values * j->p->words > s->n;
}

static int join_cell(struct joining *j, uint32_t cell, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    size_t n[2] = { 0, 0 };
    for (size_t i = 0; i < p->nrun; i++) {
        while (j->next[i] < p->run[i].nsegment && p->run[i].segment[j->next[i]].cell < cell)
            j->next[i]++;
        const struct prak_segment *g = segment_of(j, i, cell);
        n[p->run[i].words == 1 ? NARROW : WIDE] += g ? (size_t)g->n : 0;
    }
    if ((n[NARROW] && !j->all->narrow) || (n[NARROW] + n[WIDE] * p->words) * 2 * sizeof(uint64_t) > j->all->room)
        return merge_cell(j, cell, e);
    if (gather(j, cell, WIDE, n[WIDE], e))
        return -1;
    sort(&j->own[WIDE], 0);
    if (n[NARROW] && is_dense(j, n[NARROW]))
        return count_cell(j, cell, e);
    if (gather(j, cell, NARROW, n[NARROW], e))
        return -1;
    sort(&j->own[NARROW], j->all->form.bits);
    if (n[NARROW] && stays_narrow(j))
        return put(j, NARROW, cell, j->own[NARROW].list, n[NARROW], e);
    return put_both(j, cell, e);
}

/* ---- all cells ---- */

static void *work(void *arg)
{
    struct joining *j = arg;
    struct joint *all = j->all;
    while (!j->failed && !atomic_load(&all->stop)) {
        const size_t i = atomic_fetch_add(&all->next, 1);
        if (i >= all->nneed)
            break;
        j->failed = join_cell(j, all->need[i].cell, &j->err);
    }
    if (j->failed)
        atomic_store(&all->stop, true);
    return NULL;
}

/* The cells of all runs. */
static int list_cells(struct joint *all, struct prak_err *e)
{
    const struct prak_pack *p = all->p;
    size_t *next = calloc(p->nrun, sizeof *next), cap = 0;
    int rc = next ? 0 : prak_fail_memory(e);
    while (!rc) {
        struct need least = { UINT32_MAX, 0 };
        for (size_t i = 0; i < p->nrun; i++)
            if (next[i] < p->run[i].nsegment && p->run[i].segment[next[i]].cell < least.cell)
                least.cell = p->run[i].segment[next[i]].cell;
        if (least.cell == UINT32_MAX)
            break;
        for (size_t i = 0; i < p->nrun; i++)
            if (next[i] < p->run[i].nsegment && p->run[i].segment[next[i]].cell == least.cell)
                least.steps += p->run[i].segment[next[i]++].n;
        if (all->nneed == cap) {
            struct need *need = realloc(all->need, (cap = cap ? cap * 2 : 64) * sizeof *need);
            if (!need) {
                rc = prak_fail_memory(e);
                break;
            }
            all->need = need;
        }
        all->need[all->nneed++] = least;
    }
    free(next);
    return rc;
}

/* What all narrow runs have in common. */
static void find_form(struct joint *all)
{
    const struct prak_pack *p = all->p;
    bool any = false, same = true;
    for (size_t i = 0; i < p->nrun; i++) {
        const struct prak_narrow *f = &p->run[i].form;
        if (p->run[i].words != 1)
            continue;
        if (!any)
            all->form = *f;
        any = true;
        same = same && all->form.one == f->one && (all->form.bits == 0) == (f->bits == 0);
        all->form.base = f->base < all->form.base ? f->base : all->form.base;
        all->form.top = f->top > all->form.top ? f->top : all->form.top;
        all->form.bits = f->bits > all->form.bits ? f->bits : all->form.bits;
    }
    all->narrow = any && same && prak_bits_of(all->form.top - all->form.base) + all->form.bits <= 64;
}

static void end(struct joining *j)
{
    for (int kind = 0; kind < 2; kind++) {
        if (j->begun[kind])
            prak_run_drop(&j->out[kind]);
        if (j->fd[kind] >= 0)
            close(j->fd[kind]);
        free(j->own[kind].list);
        free(j->own[kind].spare);
    }
    free(j->table);
    free(j->ready);
    free(j->next);
    free(j->source);
}

static int start(struct joining *j, struct joint *all, struct prak_err *e)
{
    const struct prak_pack *p = all->p;
    *j = (struct joining){ .all = all, .p = all->p, .fd = { -1, -1 }, .own = { { .words = 1 }, { .words = p->words } } };
    j->ready = malloc(SOURCE_STEPS * p->words * sizeof *j->ready);
    j->next = calloc(p->nrun, sizeof *j->next);
    j->source = calloc(p->nrun, sizeof *j->source);
    return j->ready && j->next && j->source ? 0 : prak_fail_memory(e);
}

/* The runs, and the files that they were in, give way to those that were written. */
static int replace(struct prak_pack *p, struct joining *j, size_t n, struct prak_err *e)
{
    int *file = malloc(2 * n * sizeof *file);
    struct prak_run *run = malloc(2 * n * sizeof *run);
    if (!file || !run) {
        free(file);
        free(run);
        return prak_fail_memory(e);
    }
    for (size_t i = 0; i < p->nrun; i++)
        prak_run_free(&p->run[i]);
    for (size_t i = 0; i < p->nfile; i++)
        close(p->file[i]);
    free(p->file);
    free(p->run);
    p->file = file;
    p->run = run;
    p->nfile = p->nrun = 0;
    for (size_t i = 0; i < 2 * n; i++) {
        struct joining *from = &j[i / 2];
        if (!from->begun[i % 2])
            continue;
        p->file[p->nfile++] = from->fd[i % 2];
        p->run[p->nrun++] = from->out[i % 2].run;
        from->begun[i % 2] = false;
        from->fd[i % 2] = -1;
    }
    return 0;
}

/* By n threads. */
static int join(struct joint *all, struct joining *j, size_t n, struct prak_err *e)
{
    int rc = 0;
    for (size_t i = 0; i < n; i++) /* all, for they are ended */
        if (start(&j[i], all, e))
            rc = -1;
    if (!rc)
        prak_threads_run(n, work, j, sizeof *j);
    for (size_t i = 0; i < n && !rc; i++) {
        if (j[i].failed)
            *e = j[i].err;
        rc = j[i].failed ? -1 : 0;
        for (int kind = 0; kind < 2 && !rc; kind++)
            if (j[i].begun[kind] && prak_run_end(&j[i].out[kind], e))
                rc = -1;
    }
    return rc;
}

int prak_pack_join(struct prak_pack *p, unsigned threads, struct prak_err *e)
{
    struct joint all = { .p = p, .room = p->room > LEAST_GATHERED ? p->room : LEAST_GATHERED };
    struct joining j[PRAK_THREADS_MOST];
    uint64_t steps = 0;
    int rc = list_cells(&all, e);
    find_form(&all);
    for (size_t i = 0; i < all.nneed; i++)
        steps += all.need[i].steps;
    size_t n = threads < PRAK_THREADS_MOST ? threads : PRAK_THREADS_MOST;
    n = n < 1 || steps <= FEW_STEPS ? 1 : n > all.nneed ? all.nneed : n;
    if (!rc) {
        rc = join(&all, j, n, e);
        if (!rc)
            rc = replace(p, j, n, e);
        for (size_t i = 0; i < n; i++)
            end(&j[i]);
    }
    free(all.need);
    return rc;
}
