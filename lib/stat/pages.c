/*
 * pages.c - counting in place: a small table of pages, and rows into them some at a time.
 */
#include "stat/pages.h"

#include <stdlib.h>

void prak_pages_free(struct prak_pages *p)
{
    for (size_t i = 0; p->page && i <= p->mask; i++)
        free(p->page[i].sum.weight);
    free(p->page);
    free(p->near);
    *p = (struct prak_pages){ .squares = p->squares };
}

static struct prak_page *place(struct prak_page *to, size_t mask, struct prak_page what)
{
    size_t at = prak_pages_place(what.block) & mask;
    while (to[at].sum.weight)
        at = (at + 1) & mask;
    to[at] = what;
    return &to[at];
}

static int grow(struct prak_pages *p, struct prak_err *e)
{
    size_t n = p->page ? (p->mask + 1) * 2 : 64;
    struct prak_page *page = calloc(n, sizeof *page);
    if (!page)
        return prak_fail_memory(e);
    for (size_t i = 0; p->page && i <= p->mask; i++)
        if (p->page[i].sum.weight)
            place(page, n - 1, p->page[i]);
    free(p->page);
    p->page = page;
    p->mask = n - 1;
    return 0;
}

struct prak_page *prak_pages_put(struct prak_pages *p, uint64_t block, union prak_page_sums given,
                                 struct prak_err *e)
{
    if ((!p->page || p->n >= (p->mask + 1) / 2) && grow(p, e))
        return NULL;
    if (!given.weight && !(given.weight = calloc(1, prak_pages_bytes(p)))) {
        prak_fail_memory(e);
        return NULL;
    }
    p->n++;
    p->stale = true;
    return place(p->page, p->mask, (struct prak_page){ block, given });
}

static int by_block(const void *x, const void *y)
{
    const struct prak_page *a = x, *b = y;
    if (!a->sum.weight || !b->sum.weight)
        return (a->sum.weight == NULL) - (b->sum.weight == NULL);
    return (a->block > b->block) - (a->block < b->block);
}

void prak_pages_sort(struct prak_pages *p)
{
    if (p->n)
        qsort(p->page, p->mask + 1, sizeof *p->page, by_block);
}

enum { AHEAD = 64 };

static size_t add_weights(void *const to[AHEAD], const int64_t *weight, int64_t one, size_t first, size_t some,
                          uint16_t *left)
{
    size_t nleft = 0;
    for (size_t i = 0; i < some; i++) {
        const int64_t w = weight ? weight[first + i] : one;
        int64_t *at = to[i], sum;
        if (!at || w <= 0 || __builtin_add_overflow(*at, w, &sum))
            left[nleft++] = (uint16_t)(first + i);
        else
            *at = sum;
    }
    return nleft;
}

static size_t add_both(void *const to[AHEAD], const int64_t *weight, int64_t one, size_t first, size_t some,
                       uint16_t *left)
{
    size_t nleft = 0;
    for (size_t i = 0; i < some; i++) {
        const int64_t w = weight ? weight[first + i] : one;
        prak_u128 both;
        if (!to[i] || w <= 0 || !prak_pages_both(w, &both) || !prak_pages_join(to[i], both))
            left[nleft++] = (uint16_t)(first + i);
    }
    return nleft;
}

static size_t add_counts(const struct prak_pages *p, void *const to[AHEAD], const int64_t *weight, int64_t one,
                         size_t first, size_t some, uint16_t *left)
{
    size_t nleft = 0;
    for (size_t i = 0; i < some; i++) {
        uint8_t *at = to[i];
        if (!at || *at == UINT8_MAX || (weight ? weight[first + i] : one) != p->one)
            left[nleft++] = (uint16_t)(first + i);
        else
            ++*at;
    }
    return nleft;
}

/* ---- where they are ---- */

#define NEAR_EACH 8 /* entries of the table for a page, at most */

/* A table of all pages, if they lie close enough together; else, or without memory, there is none. */
static void make_near(struct prak_pages *p)
{
    uint64_t low = UINT64_MAX, high = 0, top = 0;
    free(p->near);
    p->near = NULL;
    p->stale = false;
    for (size_t i = 0; i <= p->mask; i++) {
        const uint64_t cell = prak_pages_cell(p->page[i].block), number = prak_pages_number(p->page[i].block);
        if (!p->page[i].sum.any)
            continue;
        low = number < low ? number : low;
        high = number > high ? number : high;
        top = cell > top ? cell : top;
    }
    p->low = low;
    p->span = high - low + 1;
    p->cells = top + 1;
    if (p->span > NEAR_EACH * p->n || p->cells * p->span > NEAR_EACH * p->n)
        return;
    p->near = calloc(p->cells * p->span, sizeof *p->near);
    for (size_t i = 0; p->near && i <= p->mask; i++) {
        const uint64_t cell = prak_pages_cell(p->page[i].block), number = prak_pages_number(p->page[i].block);
        if (p->page[i].sum.any)
            p->near[cell * p->span + number - low] = p->page[i].sum.any;
    }
}

static inline void find_some(const struct prak_pages *p, const uint64_t *key, size_t n, size_t size, void *to[AHEAD])
{
    for (size_t i = 0; i < n; i++) {
        char *sums = prak_pages_sums(p, key[i] >> PRAK_PAGE_BITS);
        to[i] = sums ? sums + (key[i] & (PRAK_PAGE_KEYS - 1)) * size : NULL;
        __builtin_prefetch(sums ? to[i] : (const void *)key, 1); /* one of nowhere waits for the page tables */
    }
}

size_t prak_pages_add(struct prak_pages *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                      uint16_t *left)
{
    void *to[AHEAD];
    size_t nleft = 0;
    for (; p->n == 0 && nleft < n; nleft++)
        left[nleft] = (uint16_t)nleft;
    if (p->stale)
        make_near(p);
    for (size_t first = 0; p->n && first < n; first += AHEAD) {
        const size_t some = n - first < AHEAD ? n - first : AHEAD;
        if (p->squares) {
            find_some(p, key + first, some, sizeof(prak_u128), to);
            nleft += add_both(to, weight, one, first, some, left + nleft);
        } else if (p->counts) {
            find_some(p, key + first, some, sizeof(uint8_t), to);
            nleft += add_counts(p, to, weight, one, first, some, left + nleft);
        } else {
            find_some(p, key + first, some, sizeof(int64_t), to);
            nleft += add_weights(to, weight, one, first, some, left + nleft);
        }
    }
    return nleft;
}
