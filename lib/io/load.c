/*
 * load.c - a whole file as a table: blocks are taken under one lock, packed side by side, and appended in their order.
 */
#include "io/load.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/threads.h"
#include "io/source.h"
#include "io/write.h"

#define THREADS_MOST 8
#define THREADS_FROM ((uint64_t)4 << 20) /* bytes of a file that are worth more than one */

struct load {
    struct prak_source *source;
    struct prak_reader *reader;
    struct prak_table *table;
    size_t *bound;
    unsigned char *seen; /* JSON Lines: kinds of cells of each column */
    pthread_mutex_t lock;
    pthread_cond_t turn;
    uint64_t taken, appended; /* blocks */
    bool ended, failed;
    struct prak_err err; /* of the first block that failed */
};

/* One of the threads. */
struct loader {
    struct load *load;
    struct prak_cutter *cutter;
    struct prak_block block;
    struct prak_table_part *part;
    struct prak_str *cells;
    unsigned char *seen;
};

enum { SEEN_NUMBER = 1, SEEN_BOOLEAN = 2, SEEN_TEXT = 4 };

static int open_table(struct load *l, const char *path, const struct prak_load_options *how, struct prak_err *e)
{
    struct prak_reader_options o = { .comments = how->comments, .prove = !how->comments };
    struct prak_schema *s;

    if (prak_reader_new(l->source, &o, &l->reader, e))
        return -1;
    l->table = prak_table_new(path, how->limit);
    if (!l->table)
        return prak_fail_memory(e);
    s = prak_table_schema(l->table);
    if (prak_reader_header(l->reader, s, e) || (how->nlead && prak_table_lead(l->table, how->lead, how->nlead, e)))
        return -1;
    l->bound = calloc(s->n + 1, sizeof *l->bound);
    l->seen = calloc(s->n + 1, 1);
    if (!l->bound || !l->seen)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->n; i++)
        l->bound[i] = i;
    return 0;
}

static int open_loader(struct loader *w, struct load *l, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(l->table);

    w->load = l;
    w->cells = calloc(s->n + 1, sizeof *w->cells);
    w->seen = calloc(s->n + 1, 1);
    w->part = prak_table_part_new(l->table);
    if (!w->cells || !w->seen || !w->part)
        return prak_fail_memory(e);
    return prak_cutter_new(l->reader, s, l->bound, s->n, &w->cutter, e);
}

static void close_loader(struct loader *w)
{
    prak_table_part_free(w->part);
    prak_cutter_free(w->cutter);
    prak_block_free(&w->block);
    free(w->cells);
    free(w->seen);
}

static unsigned char kind_of(const struct prak_slice *cell)
{
    if (cell->n == 0)
        return 0;
    return !cell->bare ? SEEN_TEXT : *cell->p == 't' || *cell->p == 'f' ? SEEN_BOOLEAN : SEEN_NUMBER;
}

/* A JSON Lines column whose every cell is a number (or true or false) is of that type, and leaves so. */
static void set_types(struct load *l)
{
    struct prak_schema *s = prak_table_schema(l->table);

    for (size_t k = 0; k < s->n; k++)
        s->type[k] = l->seen[k] == SEEN_NUMBER ? PRAK_NUMBER : l->seen[k] == SEEN_BOOLEAN ? PRAK_BOOLEAN : PRAK_TEXT;
}

static int pack_rows(struct loader *w, struct prak_err *e)
{
    const size_t n = prak_table_schema(w->load->table)->n;
    struct prak_batch b = { 0 };
    int rc;

    while ((rc = prak_cutter_next(w->cutter, &b, NULL, e)) > 0) {
        for (size_t r = 0; r < b.nrow; r++) {
            bool plain = true;
            for (size_t k = 0; k < n; k++) {
                w->cells[k] = prak_cell_str(&b.cell[k][r]);
                w->seen[k] |= kind_of(&b.cell[k][r]);
                plain = plain && (b.cell[k][r].plain || !prak_csv_needs_quotes(w->cells[k].p, w->cells[k].n, ',', false));
            }
            if (prak_table_part_add(w->part, w->cells, plain, b.line[r], e))
                return -1;
        }
    }
    return rc;
}

/* 1: a block, the seq-th; 0: nothing is left, or it failed. */
static int take(struct loader *w, uint64_t *seq)
{
    struct load *l = w->load;
    struct prak_err e = { 0 };
    int got = 0;

    pthread_mutex_lock(&l->lock);
    if (!l->ended)
        got = prak_reader_block(l->reader, &w->block, &e);
    l->ended = got <= 0;
    *seq = l->taken;
    l->taken += got > 0;
    while (got < 0 && l->appended != *seq) /* what comes before may have failed */
        pthread_cond_wait(&l->turn, &l->lock);
    if (got < 0 && !l->failed) {
        l->failed = true;
        l->err = e;
    }
    pthread_mutex_unlock(&l->lock);
    return got > 0;
}

static void *load_blocks(void *arg)
{
    struct loader *w = arg;
    struct load *l = w->load;
    uint64_t seq;

    while (take(w, &seq)) {
        struct prak_err e = { 0 };
        prak_cutter_start(w->cutter, &w->block);
        int failed = pack_rows(w, &e);
        pthread_mutex_lock(&l->lock);
        while (l->appended != seq)
            pthread_cond_wait(&l->turn, &l->lock);
        failed = failed || (!l->failed && prak_table_append(w->part, &e));
        if (failed && !l->failed) {
            l->failed = l->ended = true;
            l->err = e;
        }
        l->appended++;
        pthread_cond_broadcast(&l->turn);
        pthread_mutex_unlock(&l->lock);
    }
    return NULL;
}

static int load_rows(struct load *l, size_t threads, struct prak_err *e)
{
    struct loader w[THREADS_MOST] = { { 0 } };
    const size_t n = threads < 2 || prak_source_size(l->source) < THREADS_FROM ? 1 : threads < THREADS_MOST ? threads : THREADS_MOST;
    int failed = 0;

    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->turn, NULL);
    for (size_t i = 0; i < n && !failed; i++)
        failed = open_loader(&w[i], l, e);
    if (!failed)
        prak_threads_run(n, load_blocks, w, sizeof *w);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; w[i].seen && k < prak_table_schema(l->table)->n; k++)
            l->seen[k] |= w[i].seen[k];
        close_loader(&w[i]);
    }
    pthread_cond_destroy(&l->turn);
    pthread_mutex_destroy(&l->lock);
    if (l->failed)
        *e = l->err;
    return failed || l->failed ? -1 : 0;
}

int prak_load(const char *path, const struct prak_load_options *how, char hex[65], struct prak_table **out,
              struct prak_err *e)
{
    struct load l = { 0 };
    int rc = -1;

    if (prak_source_open(path, &l.source, e))
        return -1;
    if (hex)
        prak_source_hash(l.source);
    if (open_table(&l, path, how, e) || load_rows(&l, how->threads, e) || prak_reader_end(l.reader, NULL, e))
        goto out;
    if (hex)
        prak_source_digest(l.source, hex);
    set_types(&l);
    *out = l.table;
    l.table = NULL;
    rc = 0;
out:
    if (rc)
        prak_err_source(e, prak_source_name(l.source));
    prak_table_free(l.table);
    prak_reader_free(l.reader);
    prak_source_close(l.source);
    free(l.bound);
    free(l.seen);
    return rc;
}
