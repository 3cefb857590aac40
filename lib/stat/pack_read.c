/*
 * pack_read.c - the steps of one cell, and the weight of some of them.
 */
#include <stdlib.h>

#include "stat/runs.h"

#define CURSOR_STEPS 256

size_t prak_pack_runs(const struct prak_pack *p)
{
    return p->nrun;
}

bool prak_pack_alone(const struct prak_pack *p)
{
    return p->joined || p->nrun <= 1;
}

size_t prak_pack_steps(const struct prak_pack *p, uint32_t cell)
{
    size_t n = 0;
    for (size_t i = 0; i < p->nrun; i++) {
        const struct prak_segment *s = prak_run_find(&p->run[i], cell);
        n += s ? (size_t)s->n : 0;
    }
    return n;
}

bool prak_pack_open(const struct prak_pack *p, size_t run, uint32_t cell, struct prak_pack_cursor *c)
{
    const struct prak_run *r = &p->run[run];
    const struct prak_segment *s = prak_run_find(r, cell);
    *c = (struct prak_pack_cursor){ .p = p, .run = run };
    if (!s)
        return false;
    c->at = s->at;
    c->end = s->at + s->n;
    c->before = s->before;
    c->square_before = s->square_before;
    c->value_scale = r->value_scale;
    c->weight_scale = r->weight_scale;
    return true;
}

bool prak_pack_open_alone(const struct prak_pack *p, uint32_t cell, struct prak_pack_cursor *c)
{
    for (size_t i = 0; i < p->nrun; i++)
        if (prak_pack_open(p, i, cell, c))
            return true;
    return false;
}

int prak_pack_next(struct prak_pack_cursor *c, int64_t *value, int64_t *weight, struct prak_err *e)
{
    const unsigned words = c->p->words;
    if (c->used == c->buffered) {
        size_t n = c->end - c->at < CURSOR_STEPS ? (size_t)(c->end - c->at) : CURSOR_STEPS;
        if (n == 0)
            return 0;
        if (!c->buf && !(c->buf = malloc(CURSOR_STEPS * words * sizeof *c->buf)))
            return prak_fail_memory(e);
        if (prak_run_read(&c->p->run[c->run], words, c->at, c->buf, n, e))
            return -1;
        c->at += n;
        c->buffered = n;
        c->used = 0;
    }
    const uint64_t *s = c->buf + c->used++ * words;
    *value = prak_step_value(s);
    *weight = prak_step_weight(s, words);
    c->square = prak_step_square(s, words);
    return 1;
}

void prak_pack_close(struct prak_pack_cursor *c)
{
    free(c->buf);
    c->buf = NULL;
}

void prak_pack_skip(struct prak_pack_cursor *c, prak_quad below, struct prak_dec *weight)
{
    const struct prak_run *r = &c->p->run[c->run];
    *weight = (struct prak_dec){ 0, c->weight_scale };
    if (!r->before || c->used || c->buffered || c->at == c->end)
        return;
    uint64_t low = c->at / PRAK_PACK_BLOCK, high = (c->end - 1) / PRAK_PACK_BLOCK; /* blocks that start in the cell */
    while (low < high) { /* the last block whose weight before it is below */
        uint64_t mid = low + (high - low + 1) / 2;
        if (prak_dec_to_quad((struct prak_dec){ r->before[mid] - c->before, c->weight_scale }) < below)
            low = mid;
        else
            high = mid - 1;
    }
    if (low * PRAK_PACK_BLOCK <= c->at)
        return;
    weight->m = r->before[low] - c->before;
    c->at = low * PRAK_PACK_BLOCK;
}

/* Forward over whole blocks that begin with a value not above `at`. */
static int skip_values(struct prak_pack_cursor *c, struct prak_dec at, struct prak_pack_weight *out, struct prak_err *e)
{
    const struct prak_run *r = &c->p->run[c->run];
    uint64_t low = c->at / PRAK_PACK_BLOCK, high = (c->end - 1) / PRAK_PACK_BLOCK;
    while (low < high) {
        uint64_t mid = low + (high - low + 1) / 2, s[PRAK_RUN_MOST_WORDS];
        if (prak_run_read(r, c->p->words, mid * PRAK_PACK_BLOCK, s, 1, e))
            return -1;
        if (prak_dec_cmp((struct prak_dec){ prak_step_value(s), c->value_scale }, at) <= 0)
            low = mid;
        else
            high = mid - 1;
    }
    if (low * PRAK_PACK_BLOCK > c->at) {
        out->weight = r->before[low] - c->before;
        out->square = r->square_before ? r->square_before[low] - c->square_before : 0;
        c->at = low * PRAK_PACK_BLOCK;
    }
    return 0;
}

/* All of the cell's. */
static void whole(const struct prak_run *r, uint32_t cell, struct prak_pack_weight *out)
{
    const struct prak_segment *s = prak_run_find(r, cell), *next = s + 1;
    const bool last = s == r->segment + r->nsegment - 1;
    out->weight = (last ? r->all : next->before) - s->before;
    out->square = (last ? r->square_all : next->square_before) - s->square_before;
}

int prak_pack_below(const struct prak_pack *p, uint32_t cell, const struct prak_dec *at, struct prak_pack_weight *out,
                    struct prak_err *e)
{
    struct prak_pack_cursor c;
    int64_t value, w;
    int got;
    *out = (struct prak_pack_weight){ .scale = 0 };
    if (!prak_pack_alone(p) || (p->nrun && !p->run[0].before))
        return 0;
    if (!prak_pack_open_alone(p, cell, &c))
        return 1;
    out->scale = c.weight_scale;
    if (!at) {
        whole(&p->run[c.run], cell, out);
        return 1;
    }
    if (skip_values(&c, *at, out, e))
        return -1;
    while ((got = prak_pack_next(&c, &value, &w, e)) > 0 &&
           prak_dec_cmp((struct prak_dec){ value, c.value_scale }, *at) <= 0) {
        out->weight += w;
        out->square += c.square;
    }
    prak_pack_close(&c);
    return got < 0 ? -1 : 1;
}
