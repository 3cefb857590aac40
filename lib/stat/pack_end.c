/*
 * pack_end.c - what is in memory at the end as one run: pages and list, narrow where that is possible.
 */
#include <stdlib.h>

#include "stat/runs.h"

static size_t steps_of_page(const struct prak_pages *p, const struct prak_page *page)
{
    size_t n = 0;
    if (p->counts) {
        uint16_t some = 0; /* what fits one is added faster */
        for (size_t k = 0; k < PRAK_PAGE_KEYS; k++)
            some = (uint16_t)(some + (page->sum.count[k] != 0));
        return some;
    }
    for (size_t k = 0; k < PRAK_PAGE_KEYS; k++)
        n += p->squares ? page->sum.both[k] != 0 : page->sum.weight[k] != 0;
    return n;
}

static size_t steps_of_pages(const struct prak_pages *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += steps_of_page(p, &p->page[i]);
    return n;
}

/* Steps in order, some of a cell at a time; of a narrow run as that has them. */
struct row_of_steps {
    struct prak_run_writer *w;
    uint32_t cell;
    uint64_t step[PRAK_PAGE_KEYS * PRAK_RUN_MOST_WORDS];
    size_t n;
};

static int put_steps(struct row_of_steps *o, struct prak_err *e)
{
    const size_t n = o->n;
    o->n = 0;
    return n ? prak_run_put(o->w, o->cell, o->step, n, e) : 0;
}

static inline int put_step(struct row_of_steps *o, const uint64_t *step, struct prak_err *e)
{
    const struct prak_run *r = &o->w->run;
    const uint32_t cell = (uint32_t)(step[0] >> PRAK_PACK_VALUE_BITS);
    if (o->n && (o->n == PRAK_PAGE_KEYS || o->cell != cell) && put_steps(o, e))
        return -1;
    o->cell = cell;
    if (r->words == 1)
        o->step[o->n++] = ((step[0] & PRAK_RUN_VALUE_MASK) - r->form.base) << r->form.bits | step[1];
    else
        prak_step_copy(o->step + o->n++ * r->words, step, r->words);
    return 0;
}

/* Steps of the list up to a key, which joins those of its own. */
static int put_list(struct prak_pack *p, struct row_of_steps *o, size_t *k, uint64_t *step, struct prak_err *e)
{
    for (; *k < p->n && p->list[*k * p->words] <= step[0]; ++*k) {
        const uint64_t *own = p->list + *k * p->words;
        if (own[0] == step[0] && prak_step_join(step, own, p->words))
            continue;
        if (put_step(o, own, e))
            return -1;
    }
    return 0;
}

/* Keys first … end of a page of numbers of rows, to a narrow run. */
static void put_counts(const struct prak_pages *p, const struct prak_page *page, size_t first, size_t end,
                       struct row_of_steps *o)
{
    const struct prak_narrow f = o->w->run.form;
    const uint64_t base = ((page->block << PRAK_PAGE_BITS) & PRAK_RUN_VALUE_MASK) - f.base, one = (uint64_t)p->one;
    uint64_t *to = o->step + o->n;
    for (size_t at = first; at < end; at++) { /* which keys have come cannot be guessed */
        const uint64_t rows = page->sum.count[at];
        *to = (base + at) << f.bits | rows * one;
        to += rows != 0;
    }
    o->n = (size_t)(to - o->step);
}

/* A whole page of them, and what the list has from step k on of its block. */
static int put_narrow(struct prak_pack *p, const struct prak_page *page, struct row_of_steps *o, size_t *k,
                      struct prak_err *e)
{
    size_t at = 0;
    if (put_steps(o, e))
        return -1;
    o->cell = (uint32_t)prak_pages_cell(page->block);
    for (; *k < p->n && p->list[*k * 2] >> PRAK_PAGE_BITS == page->block; ++*k) { /* each key once: find_narrow */
        uint64_t s[2] = { p->list[*k * 2], p->list[*k * 2 + 1] };
        const size_t own = s[0] & (PRAK_PAGE_KEYS - 1);
        put_counts(&p->pages, page, at, own, o);
        s[1] += (uint64_t)p->pages.one * page->sum.count[own];
        o->step[o->n++] = ((s[0] & PRAK_RUN_VALUE_MASK) - o->w->run.form.base) << o->w->run.form.bits | s[1];
        at = own + 1;
    }
    put_counts(&p->pages, page, at, PRAK_PAGE_KEYS, o);
    return put_steps(o, e);
}

/* Pages and list, both sorted, one after another as their keys are. */
static int put_all(struct prak_pack *p, struct prak_run_writer *w, struct prak_err *e)
{
    struct row_of_steps o = { .w = w };
    uint64_t s[3];
    size_t k = 0;
    for (size_t i = 0; i < p->pages.n; i++) {
        const struct prak_page *page = &p->pages.page[i];
        for (; k < p->n && p->list[k * p->words] < page->block << PRAK_PAGE_BITS; k++)
            if (put_step(&o, p->list + k * p->words, e))
                return -1;
        if (p->pages.counts && w->run.words == 1) {
            if (put_narrow(p, page, &o, &k, e))
                return -1;
            continue;
        }
        for (size_t at = 0; at < PRAK_PAGE_KEYS; at++)
            if (prak_page_step(&p->pages, page, at, s) && (put_list(p, &o, &k, s, e) || put_step(&o, s, e)))
                return -1;
    }
    for (; k < p->n; k++)
        if (put_step(&o, p->list + k * p->words, e))
            return -1;
    return put_steps(&o, e);
}

/* How all steps go into one number each: value and weight; false: they do not. */
static bool find_narrow(const struct prak_pack *p, struct prak_narrow *f)
{
    const int64_t most_weight = (int64_t)1 << 61;
    uint64_t base = PRAK_RUN_VALUE_MASK, top = 0;
    int64_t weight = 1;
    if (p->words != 2 || (p->pages.n && (!p->pages.counts || p->pages.one > most_weight / UINT8_MAX)))
        return false;
    for (size_t i = 0; i < p->pages.n; i++) {
        const uint64_t first = (p->pages.page[i].block << PRAK_PAGE_BITS) & PRAK_RUN_VALUE_MASK;
        base = first < base ? first : base;
        top = first + PRAK_PAGE_KEYS - 1 > top ? first + PRAK_PAGE_KEYS - 1 : top;
    }
    for (size_t i = 0; i < p->n; i++) {
        const uint64_t *s = p->list + 2 * i, value = s[0] & PRAK_RUN_VALUE_MASK;
        if ((int64_t)s[1] < 0 || (int64_t)s[1] > most_weight || (i && s[0] == s[-2]))
            return false;
        base = value < base ? value : base;
        top = value > top ? value : top;
        weight = (int64_t)s[1] > weight ? (int64_t)s[1] : weight;
    }
    weight += p->pages.n ? UINT8_MAX * p->pages.one : 0; /* a key may be in both */
    *f = (struct prak_narrow){ .base = base, .top = top, .bits = prak_bits_of((uint64_t)weight) };
    return prak_bits_of(top - base) + f->bits <= 64;
}

int prak_pack_one_run(struct prak_pack *p, struct prak_err *e)
{
    struct prak_run_writer w;
    free(p->spare);
    p->spare = NULL;
    prak_pages_sort(&p->pages);
    const size_t n = steps_of_pages(&p->pages) + p->n;
    struct prak_narrow form = { .base = 0 };
    const unsigned words = find_narrow(p, &form) ? 1 : p->words;
    const bool small = n <= PRAK_PACK_SMALL || n * words * sizeof *p->list <= p->room;
    if (n == 0)
        return 0;
    if (prak_pack_start_run(p, &w, words, small ? n : 0, e))
        return -1;
    w.indexed = true;
    w.run.form = form;
    const int rc = put_all(p, &w, e);
    prak_pages_free(&p->pages);
    p->n = 0;
    return prak_pack_end_run(p, &w, rc, e);
}
