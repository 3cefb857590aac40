/*
 * arena.c - a list of chunks; a reset keeps them, so that a steady stream of batches stops calling malloc.
 */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGN = 16, CHUNK_FIRST = 1 << 14, CHUNK_LARGEST = 1 << 20 };

struct chunk {
    struct chunk *next;
    size_t size, used;
    _Alignas(ALIGN) unsigned char data[];
};

struct prak_arena {
    struct chunk *first, *now; /* chunks after `now` are empty and wait for reuse */
    size_t limit, held, used, grow;
};

struct prak_arena *prak_arena_new(size_t limit)
{
    struct prak_arena *a = calloc(1, sizeof *a);
    if (!a)
        return NULL;
    a->limit = limit;
    a->grow = CHUNK_FIRST;
    return a;
}

static void free_chunks(struct prak_arena *a, struct chunk *c)
{
    while (c) {
        struct chunk *next = c->next;
        a->held -= sizeof *c + c->size;
        free(c);
        c = next;
    }
}

void prak_arena_free(struct prak_arena *a)
{
    if (!a)
        return;
    free_chunks(a, a->first);
    free(a);
}

/* Waiting chunks: the first that is large enough moves behind `now` and becomes `now`. */
static struct chunk *reuse(struct prak_arena *a, size_t n)
{
    struct chunk **link = a->now ? &a->now->next : &a->first;
    struct chunk **place = link;
    for (struct chunk *c = *link; c; link = &c->next, c = *link) {
        if (c->size < n)
            continue;
        *link = c->next;
        c->next = *place;
        *place = c;
        a->now = c;
        return c;
    }
    return NULL;
}

/* Bytes that a new chunk may still hold, a multiple of ALIGN. */
static size_t room(const struct prak_arena *a)
{
    size_t taken = a->held + sizeof(struct chunk);
    if (a->limit == 0)
        return SIZE_MAX / 2;
    return taken < a->limit ? (a->limit - taken) / ALIGN * ALIGN : 0;
}

static struct chunk *fresh(struct prak_arena *a, size_t n, struct prak_err *e)
{
    if (n > room(a)) { /* waiting chunks are all too small: their room is worth more */
        struct chunk **rest = a->now ? &a->now->next : &a->first;
        free_chunks(a, *rest);
        *rest = NULL;
    }
    size_t most = room(a);
    if (n > most) {
        prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached", a->limit);
        return NULL;
    }
    size_t size = n > a->grow ? n : a->grow;
    if (size > most)
        size = most;
    struct chunk *c = malloc(sizeof *c + size);
    if (!c) {
        prak_fail_memory(e);
        return NULL;
    }
    struct chunk **place = a->now ? &a->now->next : &a->first;
    *c = (struct chunk){ .next = *place, .size = size };
    *place = c;
    a->now = c;
    a->held += sizeof *c + size;
    if (a->grow < CHUNK_LARGEST)
        a->grow *= 2;
    return c;
}

void *prak_arena_take(struct prak_arena *a, size_t n, struct prak_err *e)
{
    if (n > SIZE_MAX / 4) {
        prak_fail_memory(e);
        return NULL;
    }
    size_t want = n ? (n + ALIGN - 1) / ALIGN * ALIGN : ALIGN; /* distinct addresses even for nothing */
    struct chunk *c = a->now;
    if (!c || c->size - c->used < want) {
        c = reuse(a, want);
        if (!c)
            c = fresh(a, want, e);
        if (!c)
            return NULL;
    }
    void *p = c->data + c->used;
    c->used += want;
    a->used += want;
    return p;
}

void *prak_arena_array(struct prak_arena *a, size_t count, size_t size, struct prak_err *e)
{
    if (size && count > SIZE_MAX / 4 / size) {
        prak_fail_memory(e);
        return NULL;
    }
    void *p = prak_arena_take(a, count * size, e);
    if (p)
        memset(p, 0, count * size);
    return p;
}

char *prak_arena_copy(struct prak_arena *a, const char *p, size_t n, struct prak_err *e)
{
    if (n > SIZE_MAX / 4) {
        prak_fail_memory(e);
        return NULL;
    }
    char *to = prak_arena_take(a, n + 1, e);
    if (!to)
        return NULL;
    if (n)
        memcpy(to, p, n);
    to[n] = '\0';
    return to;
}

void prak_arena_reset(struct prak_arena *a)
{
    for (struct chunk *c = a->first; c; c = c->next)
        c->used = 0;
    a->now = a->first;
    a->used = 0;
}

size_t prak_arena_used(const struct prak_arena *a)
{
    return a->used;
}
