/*
 * pack_join.c - all runs into one, cell by cell: what a cell has in them is gathered and sorted; where that is too
 * much at once the runs are merged step by step.
 */
#include <stdlib.h>
#include <unistd.h>

#include "stat/runs.h"

#define SOURCE_STEPS 256
#define LEAST_GATHERED 4096

struct source { /* of a merge */
    const struct prak_run *run;
    uint64_t at, end;
    uint64_t *buf, *now;
    size_t used, buffered;
};

struct joining {
    struct prak_pack *p;
    struct prak_run_writer out;
    uint64_t *gathered, *spare; /* [most] steps */
    size_t most;
    size_t *next;               /* [runs] segment at hand */
    struct source *source;      /* [runs] */
};

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

static int put_value(struct joining *j, uint32_t cell, uint64_t *step, struct prak_err *e)
{
    step[0] = (uint64_t)cell << PRAK_PACK_VALUE_BITS | (step[0] & PRAK_RUN_VALUE_MASK);
    return prak_run_put(&j->out, cell, step, 1, e);
}

static int merge(struct joining *j, struct source *h, size_t n, uint32_t cell, struct prak_err *e)
{
    const unsigned words = j->p->words;
    uint64_t held[PRAK_RUN_MOST_WORDS];
    bool holds = false;
    for (size_t i = n / 2; i-- > 0;)
        sift(h, n, i);
    while (n) {
        const uint64_t *s = h[0].now;
        const bool same = holds && ((held[0] ^ s[0]) & PRAK_RUN_VALUE_MASK) == 0;
        if (!same || !prak_step_join(held, s, words)) {
            if (holds && put_value(j, cell, held, e))
                return -1;
            prak_step_copy(held, s, words);
            holds = true;
        }
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
    return holds ? put_value(j, cell, held, e) : 0;
}

/* A cell of any size, of which the runs' segments at hand are. */
static int merge_cell(struct joining *j, uint32_t cell, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    size_t n = 0;
    int rc = 0;
    for (size_t i = 0; !rc && i < p->nrun; i++) {
        const struct prak_segment *g = &p->run[i].segment[j->next[i]];
        if (j->next[i] == p->run[i].nsegment || g->cell != cell)
            continue;
        struct source *s = &j->source[n++];
        *s = (struct source){ .run = &p->run[i], .at = g->at, .end = g->at + g->n };
        s->buf = malloc(SOURCE_STEPS * p->words * sizeof *s->buf);
        rc = s->buf ? advance(s, p->words, e) < 0 : prak_fail_memory(e);
    }
    if (!rc)
        rc = merge(j, j->source, n, cell, e);
    for (size_t i = 0; i < n; i++)
        free(j->source[i].buf);
    return rc ? -1 : 0;
}

static int gather_cell(struct joining *j, uint32_t cell, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    const unsigned words = p->words;
    size_t n = 0;
    for (size_t i = 0; i < p->nrun; i++) {
        const struct prak_segment *g = &p->run[i].segment[j->next[i]];
        if (j->next[i] == p->run[i].nsegment || g->cell != cell)
            continue;
        if (prak_run_read(&p->run[i], words, g->at, j->gathered + n * words, (size_t)g->n, e))
            return -1;
        n += (size_t)g->n;
    }
    for (size_t i = 0; i < n; i++) /* runs of other threads have other numbers for their cells */
        j->gathered[i * words] = (uint64_t)cell << PRAK_PACK_VALUE_BITS | (j->gathered[i * words] & PRAK_RUN_VALUE_MASK);
    uint64_t *sorted = prak_steps_sort(j->gathered, j->spare, n, words);
    return prak_run_put(&j->out, cell, sorted, prak_steps_join(sorted, n, words), e);
}

/* The next cell of any run, and how many steps it has; UINT32_MAX: none. */
static uint32_t next_cell(const struct joining *j, uint64_t *steps)
{
    const struct prak_pack *p = j->p;
    uint32_t cell = UINT32_MAX;
    *steps = 0;
    for (size_t i = 0; i < p->nrun; i++) {
        const struct prak_segment *g = &p->run[i].segment[j->next[i]];
        if (j->next[i] == p->run[i].nsegment || g->cell > cell)
            continue;
        *steps = g->cell == cell ? *steps + g->n : g->n;
        cell = g->cell;
    }
    return cell;
}

static int join_cells(struct joining *j, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    uint64_t steps;
    for (uint32_t cell; (cell = next_cell(j, &steps)) != UINT32_MAX;) {
        if (steps <= j->most ? gather_cell(j, cell, e) : merge_cell(j, cell, e))
            return -1;
        for (size_t i = 0; i < p->nrun; i++)
            if (j->next[i] < p->run[i].nsegment && p->run[i].segment[j->next[i]].cell == cell)
                j->next[i]++;
    }
    return 0;
}

/* The runs, and the files that they were in, give way to the one that was written. */
static int replace(struct prak_pack *p, struct prak_run_writer *w, int *fd, struct prak_err *e)
{
    int *file = malloc(sizeof *file);
    if (!file || prak_run_end(w, e)) {
        free(file);
        return file ? -1 : prak_fail_memory(e);
    }
    for (size_t i = 0; i < p->nrun; i++)
        prak_run_free(&p->run[i]);
    for (size_t i = 0; i < p->nfile; i++)
        close(p->file[i]);
    free(p->file);
    file[0] = *fd;
    p->file = file;
    p->nfile = 1;
    p->run[0] = w->run;
    p->nrun = 1;
    *fd = -1;
    w->run = (struct prak_run){ .fd = -1 };
    return 0;
}

int prak_pack_join(struct prak_pack *p, struct prak_err *e)
{
    struct joining j = { .p = p };
    int fd = prak_curve_file(e);
    if (fd < 0)
        return -1;
    j.most = p->room / 2 / (p->words * sizeof *j.gathered);
    if (j.most < LEAST_GATHERED)
        j.most = LEAST_GATHERED;
    j.gathered = malloc(j.most * p->words * sizeof *j.gathered);
    j.spare = malloc(j.most * p->words * sizeof *j.spare);
    j.next = calloc(p->nrun, sizeof *j.next);
    j.source = calloc(p->nrun, sizeof *j.source);
    int rc = j.gathered && j.spare && j.next && j.source ? 0 : prak_fail_memory(e);
    if (!rc)
        rc = prak_run_start(&j.out, p->words, true, 0, fd, 0, e);
    j.out.run.value_scale = p->run[0].value_scale;
    j.out.run.weight_scale = p->run[0].weight_scale;
    if (!rc)
        rc = join_cells(&j, e) || replace(p, &j.out, &fd, e) ? -1 : 0;
    prak_run_drop(&j.out);
    if (fd >= 0)
        close(fd);
    free(j.gathered);
    free(j.spare);
    free(j.next);
    free(j.source);
    return rc;
}
