/*
 * map.c - open addressing with linear probing; keys live in chunks that never move.
 */
#include "table/map.h"

#include <stdlib.h>

#include "base/hash.h"

#define CHUNK_BYTES 65536

struct slot {
    uint32_t id;  /* UINT32_MAX = free */
    uint32_t tag; /* upper half of the hash */
};

struct chunk {
    struct chunk *next;
    size_t used, size;
    char bytes[];
};

struct prak_map {
    struct slot *slot;
    size_t mask; /* slots - 1 */
    struct prak_str *key;
    size_t n, cap;
    struct chunk *chunk;
    size_t bytes, limit;
};

#define FIRST_SLOTS 64
#define AHEAD 32

static int charge(struct prak_map *m, size_t more, struct prak_err *e)
{
    if (m->limit && (more > m->limit || m->bytes > m->limit - more))
        return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached", m->limit);
    m->bytes += more;
    return 0;
}

static struct slot *slots_new(size_t n)
{
    struct slot *s = malloc(n * sizeof *s);
    if (s)
        memset(s, 0xFF, n * sizeof *s);
    return s;
}

struct prak_map *prak_map_new(size_t limit)
{
    struct prak_map *m = calloc(1, sizeof *m);
    if (!m)
        return NULL;
    m->slot = slots_new(FIRST_SLOTS);
    if (!m->slot) {
        free(m);
        return NULL;
    }
    m->mask = FIRST_SLOTS - 1;
    m->limit = limit;
    m->bytes = sizeof *m + FIRST_SLOTS * sizeof *m->slot;
    return m;
}

void prak_map_free(struct prak_map *m)
{
    if (!m)
        return;
    for (struct chunk *c = m->chunk, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(m->key);
    free(m->slot);
    free(m);
}

/* The slot that holds the key, or the free one where it belongs. */
static struct slot *probe(const struct prak_map *m, struct prak_str key, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    for (size_t i = hash & m->mask;; i = (i + 1) & m->mask) {
        struct slot *s = &m->slot[i];
        if (s->id == UINT32_MAX || (s->tag == tag && prak_str_eq(m->key[s->id], key)))
            return s;
    }
}

static int more_slots(struct prak_map *m, struct prak_err *e)
{
    size_t n = (m->mask + 1) * 2;
    if (n > SIZE_MAX / sizeof *m->slot)
        return prak_fail_memory(e);
    if (charge(m, n / 2 * sizeof *m->slot, e) < 0)
        return -1;
    struct slot *s = slots_new(n);
    if (!s)
        return prak_fail_memory(e);
    for (size_t id = 0; id < m->n; id++) {
        uint64_t hash = prak_hash(m->key[id].p, m->key[id].n);
        size_t i = hash & (n - 1);
        while (s[i].id != UINT32_MAX)
            i = (i + 1) & (n - 1);
        s[i] = (struct slot){ (uint32_t)id, (uint32_t)(hash >> 32) };
    }
    free(m->slot);
    m->slot = s;
    m->mask = n - 1;
    return 0;
}

static int more_keys(struct prak_map *m, struct prak_err *e)
{
    size_t cap = m->cap ? m->cap * 2 : 32;
    if (cap > SIZE_MAX / sizeof *m->key)
        return prak_fail_memory(e);
    if (charge(m, (cap - m->cap) * sizeof *m->key, e) < 0)
        return -1;
    struct prak_str *key = realloc(m->key, cap * sizeof *key);
    if (!key)
        return prak_fail_memory(e);
    m->key = key;
    m->cap = cap;
    return 0;
}

static const char *keep(struct prak_map *m, struct prak_str key, struct prak_err *e)
{
    struct chunk *c = m->chunk;
    if (!c || c->size - c->used < key.n) {
        size_t size = key.n > CHUNK_BYTES / 4 ? key.n : CHUNK_BYTES;
        if (m->bytes < CHUNK_BYTES && key.n < 1024)
            size = 4096; /* most maps are small */
        if (size > SIZE_MAX - sizeof *c) {
            prak_fail_memory(e);
            return NULL;
        }
        if (charge(m, sizeof *c + size, e) < 0)
            return NULL;
        c = malloc(sizeof *c + size);
        if (!c) {
            prak_fail_memory(e);
            return NULL;
        }
        c->used = 0;
        c->size = size;
        c->next = m->chunk;
        m->chunk = c;
    }
    char *at = c->bytes + c->used;
    if (key.n)
        memcpy(at, key.p, key.n);
    c->used += key.n;
    return at;
}

int prak_map_put(struct prak_map *m, struct prak_str key, uint32_t *id, int *added, struct prak_err *e)
{
    uint64_t hash = prak_hash(key.p, key.n);
    struct slot *s = probe(m, key, hash);
    if (added)
        *added = s->id == UINT32_MAX;
    if (s->id != UINT32_MAX) {
        *id = s->id;
        return 0;
    }
    if (m->n >= UINT32_MAX - 1)
        return prak_fail(e, PRAK_EDATA, "over %lu different keys", (unsigned long)UINT32_MAX - 1);
    if (m->n == m->cap && more_keys(m, e) < 0)
        return -1;
    if ((m->n + 1) * 4 > (m->mask + 1) * 3) {
        if (more_slots(m, e) < 0)
            return -1;
        s = probe(m, key, hash);
    }
    const char *p = keep(m, key, e);
    if (!p)
        return -1;
    m->key[m->n] = (struct prak_str){ p, key.n };
    *s = (struct slot){ (uint32_t)m->n, (uint32_t)(hash >> 32) };
    *id = (uint32_t)m->n++;
    return 0;
}

uint32_t prak_map_find(const struct prak_map *m, struct prak_str key)
{
    return probe(m, key, prak_hash(key.p, key.n))->id;
}

/* Slot, key and the key's bytes are called for some steps before they are needed: each lies somewhere else. */
static void find_some(const struct prak_map *m, const struct prak_str *key, size_t n, uint32_t *id)
{
    uint64_t hash[AHEAD];

    for (size_t i = 0; i < n; i++) {
        hash[i] = prak_hash(key[i].p, key[i].n);
        __builtin_prefetch(&m->slot[hash[i] & m->mask]);
    }
    for (size_t i = 0; i < n; i++) {
        id[i] = m->slot[hash[i] & m->mask].id;
        if (id[i] != UINT32_MAX)
            __builtin_prefetch(&m->key[id[i]]);
    }
    for (size_t i = 0; i < n; i++)
        if (id[i] != UINT32_MAX)
            __builtin_prefetch(m->key[id[i]].p);
    for (size_t i = 0; i < n; i++)
        id[i] = probe(m, key[i], hash[i])->id;
}

void prak_map_find_each(const struct prak_map *m, const struct prak_str *key, size_t n, uint32_t *id)
{
    for (size_t i = 0; i < n; i += AHEAD)
        find_some(m, key + i, n - i < AHEAD ? n - i : AHEAD, id + i);
}

size_t prak_map_count(const struct prak_map *m)
{
    return m->n;
}

size_t prak_map_bytes(const struct prak_map *m)
{
    return m->bytes;
}

struct prak_str prak_map_key(const struct prak_map *m, uint32_t id)
{
    return m->key[id];
}

void prak_key_part(struct prak_buf *b, struct prak_str part)
{
    char head[10];
    size_t n = 0, left = part.n;
    do {
        unsigned low = (unsigned)(left & 0x7F);
        left >>= 7;
        head[n++] = (char)(left ? low | 0x80U : low);
    } while (left);
    prak_buf_add(b, head, n);
    if (part.n)
        prak_buf_add(b, part.p, part.n);
}

int prak_key_next(struct prak_str *key, struct prak_str *part)
{
    size_t n = 0;
    size_t i = 0;
    for (unsigned shift = 0;; shift += 7) {
        if (i == key->n || shift > 56)
            return -1;
        unsigned char c = (unsigned char)key->p[i++];
        n |= (size_t)(c & 0x7F) << shift;
        if (!(c & 0x80))
            break;
    }
    if (n > key->n - i)
        return -1;
    *part = (struct prak_str){ key->p + i, n };
    key->p += i + n;
    key->n -= i + n;
    return 0;
}
