/*
 * pages.c - counting in place: a small table of pages, and rows into them some at a time.
 */
#include "stat/pages.h"

#include <stdlib.h>

void prak_pages_free(struct prak_pages *p)
{
    for (size_t i = 0; p->page && i <= p->mask; i++)
        free(p->page[i].weight);
    free(p->page);
    *p = (struct prak_pages){ .page = NULL };
}

static void place(struct prak_page *to, size_t mask, struct prak_page what)
{
    size_t at = prak_pages_place(what.block) & mask;
    while (to[at].weight)
        at = (at + 1) & mask;
    to[at] = what;
}

static int grow(struct prak_pages *p, struct prak_err *e)
{
    size_t n = p->page ? (p->mask + 1) * 2 : 64;
    struct prak_page *page = calloc(n, sizeof *page);
    if (!page)
        return prak_fail_memory(e);
    for (size_t i = 0; p->page && i <= p->mask; i++)
        if (p->page[i].weight)
            place(page, n - 1, p->page[i]);
    free(p->page);
    p->page = page;
    p->mask = n - 1;
    return 0;
}

int prak_pages_put(struct prak_pages *p, uint64_t block, struct prak_err *e)
{
    if ((!p->page || p->n >= (p->mask + 1) / 2) && grow(p, e))
        return -1;
    int64_t *weight = calloc(PRAK_PAGE_KEYS, sizeof *weight);
    if (!weight)
        return prak_fail_memory(e);
    place(p->page, p->mask, (struct prak_page){ block, weight });
    p->n++;
    return 0;
}

static int by_block(const void *x, const void *y)
{
    const struct prak_page *a = x, *b = y;
    if (!a->weight || !b->weight)
        return (a->weight == NULL) - (b->weight == NULL);
    return (a->block > b->block) - (a->block < b->block);
}

void prak_pages_sort(struct prak_pages *p)
{
    if (p->n)
        qsort(p->page, p->mask + 1, sizeof *p->page, by_block);
}

size_t prak_pages_add(const struct prak_pages *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                      uint16_t *left, size_t *fresh)
{
    enum { AHEAD = 64 };
    int64_t *to[AHEAD], sum;
    size_t nleft = 0, came = 0;
    for (size_t first = 0; first < n; first += AHEAD) {
        const size_t some = n - first < AHEAD ? n - first : AHEAD;
        for (size_t i = 0; i < some; i++) {
            to[i] = prak_pages_find(p, key[first + i]);
            __builtin_prefetch(to[i], 1);
        }
        for (size_t i = 0; i < some; i++) {
            const int64_t w = weight ? weight[first + i] : one;
            if (!to[i] || w <= 0 || __builtin_add_overflow(*to[i], w, &sum)) {
                left[nleft++] = (uint16_t)(first + i);
                continue;
            }
            came += *to[i] == 0;
            *to[i] = sum;
        }
    }
    *fresh = came;
    return nleft;
}
