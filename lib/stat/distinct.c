/*
 * distinct.c - sets of keys: near tables, lists by hash beyond them, a file beyond those.
 */
#include "stat/distinct.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stat/lanes.h"
#include "table/batch.h"
#include "table/spill.h"

#define LISTS      256
#define NEAR_MOST  ((size_t)1 << 16) /* keys of a set that is kept in a table */
#define NEAR_FIRST 256
#define NEAR_SPARSE 8192             /* texts of a table of which three quarters are free: few meet in one place */
#define CHUNK_MOST 4096 /* bytes */
#define AHEAD      12   /* keys looked at in advance */

struct chunk {
    struct chunk *next;
    size_t used; /* words */
    uint64_t word[];
};

struct segment { /* words of a list in a file */
    uint32_t file, list;
    uint64_t offset, words;
};

struct set {
    unsigned width;      /* words of a key; the last is never 0 */
    bool many;           /* lists, no table */
    uint64_t *slot;      /* [(mask + 1) * width] */
    uint8_t *tag;        /* [mask + 1] of texts */
    size_t mask, n;
    struct chunk **list; /* [LISTS] */
    struct segment *segment;
    size_t nsegment, cap_segment;
};

struct prak_distinct {
    struct set *set; /* [2 * columns]: numbers, texts */
    size_t nset, budget, used, chunk_bytes, chunk_words;
    struct chunk *free;
    struct prak_spill **file;
    size_t nfile;
};

static inline uint64_t hash_of(const uint64_t *k, unsigned width)
{
    if (width == 2)
        return prak_distinct_hash(k[0], k[1]);
    const uint64_t h = (k[0] ^ UINT64_C(0x9E3779B97F4A7C15)) * UINT64_C(0xD6E8FEB86659FD93);
    return (h ^ h >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);
}

static inline bool same(const uint64_t *a, const uint64_t *b, unsigned width)
{
    return a[width - 1] == b[width - 1] && a[0] == b[0];
}

struct prak_distinct *prak_distinct_new(size_t columns, size_t budget)
{
    struct prak_distinct *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->nset = 2 * columns;
    d->budget = budget;
    d->set = calloc(d->nset + 1, sizeof *d->set);
    if (!d->set) {
        free(d);
        return NULL;
    }
    for (size_t i = 0; i < d->nset; i++)
        d->set[i].width = i % 2 ? 2 : 1;
    d->chunk_bytes = CHUNK_MOST; /* less where many columns share little */
    while (d->chunk_bytes > 128 && (columns + 1) * LISTS * d->chunk_bytes > budget / 4)
        d->chunk_bytes /= 2;
    d->chunk_words = (d->chunk_bytes - sizeof(struct chunk)) / sizeof(uint64_t) / 2 * 2;
    return d;
}

static void free_chunks(struct chunk *c)
{
    for (struct chunk *next; c; c = next) {
        next = c->next;
        free(c);
    }
}

void prak_distinct_free(struct prak_distinct *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->nset; i++) {
        struct set *s = &d->set[i];
        for (size_t l = 0; s->list && l < LISTS; l++)
            free_chunks(s->list[l]);
        free(s->list);
        free(s->slot);
        free(s->tag);
        free(s->segment);
    }
    free_chunks(d->free);
    for (size_t i = 0; i < d->nfile; i++)
        prak_spill_free(d->file[i]);
    free(d->file);
    free(d->set);
    free(d);
}

/* ---- lists ---- */

static struct chunk *new_chunk(struct prak_distinct *d, struct prak_err *e)
{
    struct chunk *c = d->free;
    if (c)
        d->free = c->next;
    else if (!(c = malloc(d->chunk_bytes)))
        prak_fail_memory(e);
    if (c) {
        d->used += d->chunk_bytes;
        c->used = 0;
    }
    return c;
}

/* The list is empty again; its chunks serve others. */
static void drop_list(struct prak_distinct *d, struct chunk **list)
{
    while (*list) {
        struct chunk *c = *list;
        *list = c->next;
        c->next = d->free;
        d->free = c;
        d->used -= d->chunk_bytes;
    }
}

static int list_grow(struct prak_distinct *d, struct chunk **list, struct prak_err *e)
{
    struct chunk *c = new_chunk(d, e);
    if (!c)
        return -1;
    c->next = *list;
    *list = c;
    return 0;
}

static inline int list_add(struct prak_distinct *d, struct chunk **list, const uint64_t *key, unsigned width,
                           struct prak_err *e)
{
    struct chunk *c = *list;
    if (!c || c->used + width > d->chunk_words) {
        if (list_grow(d, list, e))
            return -1;
        c = *list;
    }
    c->word[c->used] = key[0];
    c->word[c->used + width - 1] = key[width - 1];
    c->used += width;
    return 0;
}

static inline int set_list(struct prak_distinct *d, struct set *s, const uint64_t *key, unsigned width,
                           struct prak_err *e)
{
    return list_add(d, &s->list[hash_of(key, width) >> 56], key, width, e);
}

/* ---- a table to find repetitions in ---- */

struct table {
    uint64_t *slot;
    size_t mask, n, cap; /* cap: words that slot has room for */
    size_t limit;        /* bytes */
};

static int table_start(struct table *t, size_t slots, unsigned width, struct prak_err *e)
{
    size_t words = slots * width;
    if (t->limit && words * sizeof *t->slot > t->limit && slots > NEAR_MOST)
        return prak_fail(e, PRAK_EDATA, "the different values of a column do not fit in --memory");
    if (words > t->cap) {
        free(t->slot);
        t->slot = malloc(words * sizeof *t->slot);
        t->cap = t->slot ? words : 0;
        if (!t->slot)
            return prak_fail_memory(e);
    }
    memset(t->slot, 0, words * sizeof *t->slot);
    t->mask = slots - 1;
    t->n = 0;
    return 0;
}

static inline uint64_t *table_find(const struct table *t, const uint64_t *key, unsigned width)
{
    size_t at = prak_distinct_place(hash_of(key, width), t->mask);
    uint64_t *p = t->slot + at * width;
    while (p[width - 1] && !same(p, key, width)) {
        at = (at + 1) & t->mask;
        p = t->slot + at * width;
    }
    return p;
}

static int table_grow(struct table *t, unsigned width, struct prak_err *e)
{
    struct table old = *t;
    t->slot = NULL;
    t->cap = 0;
    if (table_start(t, (old.mask + 1) * 2, width, e)) {
        free(t->slot);
        *t = old;
        return -1;
    }
    for (size_t i = 0; i <= old.mask; i++) {
        const uint64_t *from = old.slot + i * width;
        if (!from[width - 1])
            continue;
        uint64_t *to = table_find(t, from, width);
        to[0] = from[0];
        to[width - 1] = from[width - 1];
    }
    t->n = old.n;
    free(old.slot);
    return 0;
}

__attribute__((always_inline)) static inline int table_put(struct table *t, const uint64_t *key, size_t words,
                                                           unsigned width, struct prak_err *e)
{
    for (size_t i = 0; i < words; i += width) {
        if (i + AHEAD * width < words)
            __builtin_prefetch(t->slot + prak_distinct_place(hash_of(key + i + AHEAD * width, width), t->mask) * width, 1);
        uint64_t *p = table_find(t, key + i, width);
        if (p[width - 1])
            continue;
        p[0] = key[i];
        p[width - 1] = key[i + width - 1];
        if (++t->n * 8 > (t->mask + 1) * 5 && table_grow(t, width, e))
            return -1;
    }
    return 0;
}

static int table_add(struct table *t, const uint64_t *key, size_t words, unsigned width, struct prak_err *e)
{
    return width == 1 ? table_put(t, key, words, 1, e) : table_put(t, key, words, 2, e);
}

/* What a table for some keys starts with: many may be the same. */
static size_t table_slots(size_t keys)
{
    size_t n = NEAR_FIRST;
    while (n < keys && n < NEAR_MOST)
        n *= 2;
    return n * 2;
}

/* ---- beyond the budget ---- */

static size_t list_words(const struct chunk *c)
{
    size_t n = 0;
    for (; c; c = c->next)
        n += c->used;
    return n;
}

static int table_add_list(struct table *t, const struct chunk *c, unsigned width, struct prak_err *e)
{
    for (; c; c = c->next)
        if (table_add(t, c->word, c->used, width, e))
            return -1;
    return 0;
}

static int shrink_list(struct prak_distinct *d, struct chunk **list, unsigned width, struct table *t,
                       struct prak_err *e)
{
    size_t keys = list_words(*list) / width;
    if (keys < 2)
        return 0;
    if (table_start(t, table_slots(keys), width, e) || table_add_list(t, *list, width, e))
        return -1;
    if (t->n == keys)
        return 0;
    drop_list(d, list);
    for (size_t i = 0; i <= t->mask; i++)
        if (t->slot[i * width + width - 1] && list_add(d, list, t->slot + i * width, width, e))
            return -1;
    return 0;
}

static int add_segment(struct set *s, struct segment g, struct prak_err *e)
{
    if (s->nsegment == s->cap_segment) {
        size_t cap = s->cap_segment ? s->cap_segment * 2 : LISTS;
        struct segment *p = realloc(s->segment, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        s->segment = p;
        s->cap_segment = cap;
    }
    s->segment[s->nsegment++] = g;
    return 0;
}

static int need_file(struct prak_distinct *d, struct prak_err *e)
{
    if (d->nfile)
        return 0;
    d->file = calloc(1, sizeof *d->file);
    if (!d->file)
        return prak_fail_memory(e);
    if (prak_spill_new(&d->file[0], e))
        return -1;
    d->nfile = 1;
    return 0;
}

static int spill_set(struct prak_distinct *d, struct set *s, struct prak_err *e)
{
    if (need_file(d, e))
        return -1;
    for (uint32_t l = 0; s->many && l < LISTS; l++) {
        if (!s->list[l])
            continue;
        struct segment g = { 0, l, prak_spill_size(d->file[0]), 0 };
        for (const struct chunk *c = s->list[l]; c; c = c->next) {
            if (prak_spill_add(d->file[0], c->word, c->used * sizeof *c->word, e))
                return -1;
            g.words += c->used;
        }
        if (add_segment(s, g, e))
            return -1;
        drop_list(d, &s->list[l]);
    }
    return 0;
}

static size_t near_bytes(const struct set *s)
{
    return s->slot ? (s->mask + 1) * (s->width * sizeof *s->slot + (s->tag != NULL)) : 0;
}

/* From the table to lists. */
static int make_many(struct prak_distinct *d, struct set *s, struct prak_err *e)
{
    if (s->many)
        return 0;
    s->list = calloc(LISTS, sizeof *s->list);
    if (!s->list)
        return prak_fail_memory(e);
    s->many = true;
    for (size_t i = 0; s->slot && i <= s->mask; i++)
        if (s->slot[i * s->width + s->width - 1] && set_list(d, s, s->slot + i * s->width, s->width, e))
            return -1;
    d->used -= near_bytes(s);
    free(s->slot);
    free(s->tag);
    s->slot = NULL;
    s->tag = NULL;
    s->n = 0;
    return 0;
}

/* Frees at least half of the budget: repetitions go first, then everything, then the tables, too. */
static int relieve(struct prak_distinct *d, struct prak_err *e)
{
    struct table t = { .limit = 0 };
    int rc = 0;
    for (size_t i = 0; !rc && i < d->nset; i++)
        for (size_t l = 0; !rc && d->set[i].many && l < LISTS; l++)
            rc = shrink_list(d, &d->set[i].list[l], d->set[i].width, &t, e);
    free(t.slot);
    for (int all = 0; !rc && all < 2 && d->used > d->budget / 2; all++)
        for (size_t i = 0; !rc && i < d->nset; i++)
            rc = (all && d->set[i].n && make_many(d, &d->set[i], e)) || spill_set(d, &d->set[i], e) ? -1 : 0;
    free_chunks(d->free);
    d->free = NULL;
    return rc;
}

static inline int check_budget(struct prak_distinct *d, struct prak_err *e)
{
    return d->used > d->budget ? relieve(d, e) : 0;
}

/* ---- near ---- */

static int near_grow(struct prak_distinct *d, struct set *s, struct prak_err *e)
{
    size_t slots = s->slot ? (s->mask + 1) * 2 : NEAR_FIRST;
    struct table to = { .limit = 0 };
    uint8_t *tag = s->width == 2 ? calloc(slots, 1) : NULL;
    if ((s->width == 2 && !tag) || table_start(&to, slots, s->width, e)) {
        free(tag);
        return prak_fail_memory(e);
    }
    for (size_t i = 0; s->slot && i <= s->mask; i++) {
        const uint64_t *from = s->slot + i * s->width;
        if (!from[s->width - 1])
            continue;
        uint64_t *p = table_find(&to, from, s->width);
        p[0] = from[0];
        p[s->width - 1] = from[s->width - 1];
        if (tag)
            tag[(size_t)(p - to.slot) / s->width] = s->tag[i];
    }
    d->used -= near_bytes(s);
    free(s->slot);
    free(s->tag);
    s->slot = to.slot;
    s->tag = tag;
    s->mask = to.mask;
    d->used += near_bytes(s);
    return 0;
}

/* A key that is not there. */
static int near_put(struct prak_distinct *d, struct set *s, const uint64_t *key, uint8_t tag, struct prak_err *e)
{
    if (s->n == NEAR_MOST)
        return make_many(d, s, e) || set_list(d, s, key, s->width, e) ? -1 : check_budget(d, e);
    const size_t room = s->width == 2 && s->n < NEAR_SPARSE ? 4 : 2;
    if ((!s->slot || (s->n + 1) * room > s->mask) && near_grow(d, s, e))
        return -1;
    struct table t = { .slot = s->slot, .mask = s->mask };
    uint64_t *p = table_find(&t, key, s->width);
    p[0] = key[0];
    p[s->width - 1] = key[s->width - 1];
    if (s->tag)
        s->tag[(size_t)(p - s->slot) / s->width] = tag;
    s->n++;
    return check_budget(d, e);
}

static inline bool near_has(const struct set *s, const uint64_t *key, unsigned width, size_t *at)
{
    struct table t = { .slot = s->slot, .mask = s->mask };
    if (!s->slot)
        return false;
    const uint64_t *p = table_find(&t, key, width);
    *at = (size_t)(p - s->slot) / width;
    return p[width - 1] != 0;
}

static int many_numbers(struct prak_distinct *d, struct set *s, const uint64_t *key, size_t n, struct prak_err *e)
{
    for (size_t i = 0; i < n; i++)
        if (key[i] && set_list(d, s, &key[i], 1, e))
            return -1;
    return check_budget(d, e);
}

int prak_distinct_numbers(struct prak_distinct *d, size_t column, const uint64_t *key, size_t n, struct prak_err *e)
{
    struct set *s = &d->set[2 * column];
    for (size_t i = 0, at; i < n; i++) {
        if (s->many)
            return many_numbers(d, s, key + i, n - i, e);
        if (s->slot && i + AHEAD < n)
            __builtin_prefetch(&s->slot[prak_distinct_place(hash_of(&key[i + AHEAD], 1), s->mask)]);
        if (key[i] && !near_has(s, &key[i], 1, &at) && near_put(d, s, &key[i], 0, e))
            return -1;
    }
    return 0;
}

int prak_distinct_known(const struct prak_distinct *d, size_t column, struct prak_seen_key key)
{
    const uint64_t word[2] = { key.low, key.high };
    const struct set *s = &d->set[2 * column + 1];
    size_t at;
    return near_has(s, word, 2, &at) ? s->tag[at] : -1;
}

void prak_distinct_tags(const struct prak_distinct *d, const struct prak_lanes *lanes, size_t column,
                        const struct prak_slice *cell, size_t n, uint8_t *tag)
{
    const struct set *s = &d->set[2 * column + 1];
    memset(tag, PRAK_DISTINCT_NONE, n);
    if (!s->slot)
        return;
    if (lanes->texts)
        lanes->texts(s->slot, s->tag, s->mask, cell, n, tag);
    for (size_t i = 0; i < n; i++) {
        if (tag[i] != PRAK_DISTINCT_NONE || cell[i].n == 0)
            continue;
        const int known = prak_distinct_known(d, column, prak_seen_key(prak_cell_str(&cell[i])));
        tag[i] = known < 0 ? PRAK_DISTINCT_NONE : (uint8_t)known;
    }
}

int prak_distinct_text(struct prak_distinct *d, size_t column, struct prak_seen_key key, uint8_t tag, struct prak_err *e)
{
    const uint64_t word[2] = { key.low, key.high };
    struct set *s = &d->set[2 * column + 1];
    if (s->many)
        return set_list(d, s, word, 2, e) ? -1 : check_budget(d, e);
    return near_put(d, s, word, tag, e);
}

/* ---- the end ---- */

static int take_files(struct prak_distinct *into, struct prak_distinct *from, uint32_t *shift, struct prak_err *e)
{
    *shift = (uint32_t)into->nfile;
    if (from->nfile == 0)
        return 0;
    if (into->nfile == 0) { /* the first is the one it writes to */
        if (need_file(into, e))
            return -1;
        *shift = 1;
    }
    struct prak_spill **p = realloc(into->file, (into->nfile + from->nfile) * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    into->file = p;
    memcpy(p + into->nfile, from->file, from->nfile * sizeof *p);
    into->nfile += from->nfile;
    from->nfile = 0;
    return 0;
}

static int take_lists(struct prak_distinct *into, struct set *a, struct set *b, uint32_t shift, struct prak_err *e)
{
    for (size_t l = 0; l < LISTS; l++) {
        struct chunk **end = &b->list[l];
        for (; *end; end = &(*end)->next)
            into->used += into->chunk_bytes;
        *end = a->list[l];
        a->list[l] = b->list[l];
        b->list[l] = NULL;
    }
    for (size_t i = 0; i < b->nsegment; i++) {
        struct segment g = b->segment[i];
        g.file += shift;
        if (add_segment(a, g, e))
            return -1;
    }
    return 0;
}

int prak_distinct_merge(struct prak_distinct *into, struct prak_distinct *from, struct prak_err *e)
{
    uint32_t shift;
    if (take_files(into, from, &shift, e))
        return -1;
    into->budget += from->budget; /* what the other had is free from now on */
    for (size_t i = 0; i < into->nset; i++) {
        struct set *a = &into->set[i], *b = &from->set[i];
        if (b->many && (make_many(into, a, e) || take_lists(into, a, b, shift, e)))
            return -1;
        for (size_t k = 0, at; b->slot && k <= b->mask; k++) {
            const uint64_t *key = b->slot + k * b->width;
            if (!key[b->width - 1] || near_has(a, key, b->width, &at))
                continue;
            if (a->many ? set_list(into, a, key, a->width, e) : near_put(into, a, key, b->tag ? b->tag[k] : 0, e))
                return -1;
        }
        free(b->slot);
        free(b->tag);
        b->slot = NULL;
        b->tag = NULL;
    }
    return 0;
}

static int add_segments(const struct prak_distinct *d, const struct set *s, uint32_t list, struct table *t,
                        struct prak_err *e)
{
    uint64_t word[512];
    for (size_t i = 0; i < s->nsegment; i++) {
        struct segment g = s->segment[i];
        while (g.list == list && g.words) {
            size_t n = g.words < 512 ? (size_t)g.words : 512;
            if (prak_spill_read(d->file[g.file], g.offset, word, n * sizeof *word, e) ||
                table_add(t, word, n, s->width, e))
                return -1;
            g.offset += n * sizeof *word;
            g.words -= n;
        }
    }
    return 0;
}

static int count_set(struct prak_distinct *d, struct set *s, struct table *t, uint64_t *n, struct prak_err *e)
{
    *n += s->n;
    for (uint32_t l = 0; s->many && l < LISTS; l++) {
        size_t keys = list_words(s->list[l]) / s->width;
        for (size_t i = 0; i < s->nsegment; i++)
            keys += s->segment[i].list == l ? (size_t)(s->segment[i].words / s->width) : 0;
        if (keys == 0)
            continue;
        if (table_start(t, table_slots(keys), s->width, e) || table_add_list(t, s->list[l], s->width, e) ||
            add_segments(d, s, l, t, e))
            return -1;
        *n += t->n;
        drop_list(d, &s->list[l]);
    }
    return 0;
}

int prak_distinct_count(struct prak_distinct *d, size_t column, uint64_t *n, struct prak_err *e)
{
    struct table t = { .limit = d->budget };
    *n = 0;
    int rc = count_set(d, &d->set[2 * column], &t, n, e) || count_set(d, &d->set[2 * column + 1], &t, n, e) ? -1 : 0;
    free(t.slot);
    return rc;
}
