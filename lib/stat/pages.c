/*
 * pages.c - counting in place: a small table of pages, and rows into them some at a time.
 */
#include "stat/pages.h"

#include <stdlib.h>

#include "base/pages.h"

#define FIRST_PAGES 32 /* of the first chunk */

void prak_pages_free(struct prak_pages *p)
{
    for (size_t i = 0; i < p->nchunk; i++)
        if (p->chunk[i].large)
            prak_pages_drop(p->chunk[i].p, p->chunk[i].n);
        else
            free(p->chunk[i].p);
    free(p->chunk);
    free(p->page);
    free(p->near);
    free(p->row);
    *p = (struct prak_pages){ .squares = p->squares, .room = p->room };
}

/* ---- memory ---- */

static int more_chunks(struct prak_pages *p, size_t n, struct prak_err *e)
{
    struct prak_page_chunk *chunk = realloc(p->chunk, (p->nchunk + n) * sizeof *chunk);
    if (!chunk)
        return prak_fail_memory(e);
    p->chunk = chunk;
    return 0;
}

/* Pages lie side by side, on few pages of the system: those that are added to are all over. */
static char *new_page(struct prak_pages *p, struct prak_err *e)
{
    const size_t bytes = prak_pages_bytes(p);
    if (!p->nchunk || p->chunk[p->nchunk - 1].n - p->used < bytes) {
        const size_t have = p->n * bytes;
        struct prak_page_chunk c = { .n = FIRST_PAGES * bytes };
        if (more_chunks(p, 1, e))
            return NULL;
        c.large = p->nchunk && have + PRAK_PAGES_LARGE <= p->room / 2;
        if (c.large)
            c.n = PRAK_PAGES_LARGE;
        c.p = c.large ? prak_pages_new(c.n) : calloc(1, c.n);
        if (!c.p) {
            prak_fail_memory(e);
            return NULL;
        }
        p->chunk[p->nchunk++] = c;
        p->used = 0;
    }
    p->used += bytes;
    return p->chunk[p->nchunk - 1].p + p->used - bytes;
}

int prak_pages_take(struct prak_pages *into, struct prak_pages *from, struct prak_err *e)
{
    if (more_chunks(into, from->nchunk + 1, e))
        return -1;
    for (size_t i = 0; i < from->nchunk; i++) /* in front: the last one is still being used */
        into->chunk[into->nchunk + i] = from->chunk[i];
    if (into->nchunk && from->nchunk) {
        const struct prak_page_chunk last = into->chunk[into->nchunk - 1];
        into->chunk[into->nchunk - 1] = into->chunk[into->nchunk + from->nchunk - 1];
        into->chunk[into->nchunk + from->nchunk - 1] = last;
    } else if (from->nchunk) {
        into->used = from->used;
    }
    into->nchunk += from->nchunk;
    from->nchunk = 0;
    return 0;
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
    if (!given.any && !(given.any = new_page(p, e)))
        return NULL;
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

static void drop_near(struct prak_pages *p)
{
    free(p->near);
    free(p->row);
    p->near = NULL;
    p->row = NULL;
}

/* The span of blocks and cells; `cells` of them would be too many for a table: false. */
static bool find_span(struct prak_pages *p)
{
    uint64_t low = UINT64_MAX, high = 0, top = 0;
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
    return p->span <= NEAR_EACH * p->n && p->cells <= NEAR_EACH * p->n;
}

/* A table of all pages, if they lie close enough together; else, or without memory, there is none. */
static void make_near(struct prak_pages *p)
{
    size_t rows = 1;
    drop_near(p);
    p->stale = false;
    if (!find_span(p) || !(p->row = calloc(p->cells, sizeof *p->row)))
        return;
    uint32_t *number = calloc(p->cells, sizeof *number);
    for (size_t i = 0; number && i <= p->mask; i++) {
        const uint64_t cell = prak_pages_cell(p->page[i].block);
        if (p->page[i].sum.any && !number[cell])
            number[cell] = (uint32_t)rows++;
    }
    if (number && rows * p->span <= NEAR_EACH * p->n + p->span)
        p->near = calloc(rows * p->span, sizeof *p->near);
    for (size_t i = 0; p->near && i < p->cells; i++)
        p->row[i] = p->near + number[i] * p->span;
    for (size_t i = 0; p->near && i <= p->mask; i++)
        if (p->page[i].sum.any)
            p->row[prak_pages_cell(p->page[i].block)][prak_pages_number(p->page[i].block) - p->low] = p->page[i].sum.any;
    free(number);
    if (!p->near)
        drop_near(p);
}

static inline void find_some(const struct prak_pages *p, const uint64_t *key, size_t n, size_t size, void *to[AHEAD])
{
    for (size_t i = 0; i < n; i++) {
        char *sums = prak_pages_sums(p, key[i] >> PRAK_PAGE_BITS);
        to[i] = sums ? sums + (key[i] & (PRAK_PAGE_KEYS - 1)) * size : NULL;
        __builtin_prefetch(sums ? to[i] : (const void *)key, 1); /* one of nowhere waits for the page tables */
    }
}

/*
 * Rows of one weight, which is that of the pages. Where they go is found for some before any is counted: a count that
 * waits for its place is in the way of those behind it, which may be the same.
 */
static size_t add_rows(const struct prak_pages *p, const uint64_t *key, size_t n, uint16_t *left)
{
    char **const *const row = p->row;
    const uint64_t low = p->low, cells = p->cells, span = p->span;
    uint8_t none = UINT8_MAX, *to[AHEAD];
    size_t nleft = 0;
    for (size_t first = 0; first < n; first += AHEAD) {
        const size_t some = n - first < AHEAD ? n - first : AHEAD;
        for (size_t i = 0; i < some; i++) {
            const uint64_t block = key[first + i] >> PRAK_PAGE_BITS, cell = prak_pages_cell(block);
            const uint64_t at = prak_pages_number(block) - low;
            char *sums = cell < cells && at < span ? row[cell][at] : NULL;
            to[i] = sums ? (uint8_t *)sums + (key[first + i] & (PRAK_PAGE_KEYS - 1)) : &none;
            __builtin_prefetch(to[i], 1);
        }
        for (size_t i = 0; i < some; i++) {
            if (*to[i] == UINT8_MAX)
                left[nleft++] = (uint16_t)(first + i);
            else
                ++*to[i];
        }
    }
    return nleft;
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
    if (p->n && p->counts && p->near && !weight && one == p->one)
        return add_rows(p, key, n, left);
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
