/*
 * pack_log.c - rows that are not sorted when they come: by cell to narrow runs, 8 bytes a row.
 */
#include <stdlib.h>
#include <string.h>

#include "stat/runs.h"

#define FIRST_ROWS 1024 /* of a log, at least */
#define LOOK_AGAIN 16   /* runs: after these, twice these … a list of steps is tried again */

void prak_log_free(struct prak_log *l)
{
    free(l->key);
    free(l->spare);
    free(l->weight);
    *l = (struct prak_log){ .never = l->never, .runs = l->runs };
}

/* A row's weight, where the log takes it: above 0, and its square fits where that is summed. */
static bool takes(const struct prak_pack *p, int64_t weight)
{
    return weight > 0 && (p->words == 2 || weight < PRAK_PAGE_WEIGHT_MOST) && (p->log.weight || weight == p->log.one);
}

/* n new rows: what the form of the run will be found by. */
static void note(struct prak_log *l, size_t first, size_t n)
{
    const uint64_t *key = l->key + first;
    uint64_t least = l->n ? l->least : PRAK_RUN_VALUE_MASK, most = l->n ? l->most : 0, top = l->n ? l->top : 0;
    uint64_t weights = l->n ? l->weights : 0;
    for (size_t i = 0; i < n; i++) {
        const uint64_t value = key[i] & PRAK_RUN_VALUE_MASK;
        least = value < least ? value : least;
        most = value > most ? value : most;
        top = key[i] > top ? key[i] : top;
    }
    for (size_t i = 0; l->weight && i < n; i++)
        weights |= (uint64_t)l->weight[first + i];
    l->least = least;
    l->most = most;
    l->top = top;
    l->weights = weights;
}

static void push(struct prak_log *l, uint64_t key, int64_t weight)
{
    l->key[l->n] = key;
    if (l->weight)
        l->weight[l->n] = weight;
    note(l, l->n, 1);
    l->n++;
}

/* Its rows, and the steps of the list that are one row each. */
int prak_log_start(struct prak_pack *p, struct prak_err *e)
{
    struct prak_log *l = &p->log;
    const size_t pages = p->pages.n * prak_pages_bytes(&p->pages), each = (p->weighted ? 3 : 2) * sizeof *l->key;
    size_t k = 0;
    l->cap = (p->room > pages ? p->room - pages : 0) / each;
    if (l->cap < FIRST_ROWS)
        l->cap = FIRST_ROWS;
    l->key = malloc(l->cap * sizeof *l->key);
    l->spare = malloc(l->cap * sizeof *l->spare);
    l->weight = p->weighted ? malloc(l->cap * sizeof *l->weight) : NULL;
    if (!l->key || !l->spare || (p->weighted && !l->weight)) {
        prak_log_free(l);
        return prak_fail_memory(e);
    }
    l->one = p->one;
    l->on = true;
    for (size_t i = 0; i < p->n; i++) {
        const uint64_t *s = p->list + i * p->words;
        const int64_t weight = prak_step_weight(s, p->words);
        uint64_t row[3];
        if (l->n < l->cap && takes(p, weight) && prak_row_step(p, s[0], weight, row) &&
            (p->words == 2 || prak_step_both(row) == prak_step_both(s)))
            push(l, s[0], weight);
        else
            prak_step_copy(p->list + k++ * p->words, s, p->words);
    }
    p->n = k;
    return 0;
}

/* ---- a run of them ---- */

/* How the rows go into one number each, and how many cells they have; false: they do not. */
static bool find_form(const struct prak_log *l, struct prak_narrow *f, size_t *cells)
{
    *f = (struct prak_narrow){ .base = l->least, .top = l->most, .bits = prak_bits_of(l->weights), .one = l->one };
    *cells = (size_t)(l->top >> PRAK_PACK_VALUE_BITS) + 1;
    return prak_bits_of(l->most - l->least) + f->bits <= 64 && *cells <= l->cap / 4;
}

/* The rows by cell in `spare`; start[cells] gets where each cell begins, and the end. */
static void place_by_cell(struct prak_log *l, const struct prak_narrow *f, size_t *start, size_t cells)
{
    for (size_t i = 0; i < l->n; i++)
        start[(l->key[i] >> PRAK_PACK_VALUE_BITS) + 2]++;
    for (size_t i = 2; i <= cells; i++)
        start[i] += start[i - 1];
    for (size_t i = 0; i < l->n; i++) {
        const uint64_t key = l->key[i], value = (key & PRAK_RUN_VALUE_MASK) - f->base;
        l->spare[start[(key >> PRAK_PACK_VALUE_BITS) + 1]++] = value << f->bits | (l->weight ? (uint64_t)l->weight[i] : 0);
    }
}

static int list_cells(struct prak_run *r, const size_t *start, size_t cells, struct prak_err *e)
{
    size_t n = 0;
    for (size_t i = 0; i < cells; i++)
        n += start[i] != start[i + 1];
    r->segment = malloc((n + 1) * sizeof *r->segment);
    if (!r->segment)
        return prak_fail_memory(e);
    for (size_t i = 0; i < cells; i++)
        if (start[i] != start[i + 1])
            r->segment[r->nsegment++] = (struct prak_segment){ (uint32_t)i, start[i], start[i + 1] - start[i], 0, 0 };
    return 0;
}

static int make_run(struct prak_pack *p, bool memory, size_t *start, size_t cells, struct prak_run *r,
                    struct prak_err *e)
{
    struct prak_log *l = &p->log;
    place_by_cell(l, &r->form, start, cells);
    if (list_cells(r, start, cells, e) || (!memory && prak_pack_need_file(p, e)))
        return -1;
    if (memory) {
        uint64_t *own = realloc(l->spare, l->n * sizeof *own);
        r->memory = own ? own : l->spare;
        l->spare = NULL;
        return 0;
    }
    r->fd = p->file[0];
    r->offset = p->written;
    return prak_run_write(r, l->spare, e);
}

/* Rows that no narrow run suits: to the list, for good. */
static int give_back(struct prak_pack *p, struct prak_err *e)
{
    struct prak_log l = p->log;
    int rc = 0;
    p->log = (struct prak_log){ .never = true };
    for (size_t i = 0; !rc && i < l.n; i++) {
        uint64_t step[3];
        (void)prak_row_step(p, l.key[i], l.weight ? l.weight[i] : l.one, step); /* asked before they came in */
        rc = prak_pack_append(p, step, e);
    }
    prak_log_free(&l);
    return rc;
}

int prak_log_empty(struct prak_pack *p, bool memory, struct prak_err *e)
{
    struct prak_log *l = &p->log;
    struct prak_run r = { .fd = -1, .words = 1, .n = l->n, .value_scale = p->value_scale,
                          .weight_scale = p->weight_scale };
    size_t cells;
    int rc = 0;
    if (l->n && !find_form(l, &r.form, &cells))
        return give_back(p, e);
    if (l->n) {
        size_t *start = calloc(cells + 2, sizeof *start);
        rc = start ? make_run(p, memory, start, cells, &r, e) : prak_fail_memory(e);
        free(start);
        if (rc)
            prak_run_free(&r);
        else
            rc = prak_pack_keep_run(p, &r, e);
        l->n = 0;
        l->runs++;
    }
    if (memory || (l->runs >= LOOK_AGAIN && (l->runs & (l->runs - 1)) == 0))
        prak_log_free(l);
    return rc;
}

/* ---- adding ---- */

/* Not one for the log, or there is none any more. */
static int add_beside(struct prak_pack *p, uint64_t key, int64_t weight, bool *fits, struct prak_err *e)
{
    uint64_t step[3];
    *fits = prak_row_step(p, key, weight, step);
    return *fits ? prak_pack_append(p, step, e) : 0;
}

/* Some rows at once, all or none. */
static bool add_all(struct prak_pack *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n)
{
    struct prak_log *l = &p->log;
    if (!l->on || n > l->cap - l->n)
        return false;
    bool good = weight || takes(p, one);
    for (size_t i = 0; i < n; i++)
        good &= key[i] != 0;
    for (size_t i = 0; weight && i < n; i++)
        good &= takes(p, weight[i]);
    if (!good)
        return false;
    memcpy(l->key + l->n, key, n * sizeof *key);
    if (weight && l->weight)
        memcpy(l->weight + l->n, weight, n * sizeof *weight);
    for (size_t i = 0; !weight && l->weight && i < n; i++)
        l->weight[l->n + i] = one;
    note(l, l->n, n);
    l->n += n;
    return true;
}

int prak_log_add(struct prak_pack *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n, bool all,
                 uint16_t *left, size_t *nleft, struct prak_err *e)
{
    size_t k = 0;
    *nleft = 0;
    if (all && add_all(p, key, weight, one, n))
        return 0;
    for (size_t i = 0; i < n; i++) {
        const uint16_t row = all ? (uint16_t)i : left[i];
        const int64_t w = weight ? weight[row] : one;
        bool fits = key[row] != 0;
        if (p->log.on && p->log.n == p->log.cap && prak_log_empty(p, false, e))
            return -1;
        if (fits && p->log.on && takes(p, w)) {
            push(&p->log, key[row], w);
        } else if (fits && add_beside(p, key[row], w, &fits, e)) {
            return -1;
        }
        if (!fits)
            left[k++] = row;
    }
    *nleft = k;
    return 0;
}
