/*
 * codes.c - open addressing with the text in the slot: one cache line a look-up.
 */
#include "stat/codes.h"

#include <stdlib.h>
#include <string.h>

#define MOST_CODES ((size_t)1 << 17) /* of a column: 6 MiB */
#define MOST_PAIRS ((size_t)1 << 19) /* 12 MiB */
#define SHORT      16

struct prak_coded {
    uint64_t low, high; /* the text, see key_of */
    uint32_t length;    /* UINT32_MAX: free */
    uint32_t code;
};

static const uint64_t odd1 = UINT64_C(0x9E3779B97F4A7C15), odd2 = UINT64_C(0xC2B2AE3D27D4EB4F);

/* Up to 16 bytes by two loads that may overlap; with the length they tell every text from every other. */
static inline void key_of(const char *p, size_t n, uint64_t *low, uint64_t *high)
{
    *low = *high = 0;
    if (n >= 8) {
        memcpy(low, p, 8);
        memcpy(high, p + n - 8, 8);
    } else if (n >= 4) {
        memcpy(low, p, 4);
        memcpy(high, p + n - 4, 4);
    } else if (n) {
        *low = (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n >> 1] << 8 |
               (uint64_t)(unsigned char)p[n - 1] << 16;
    }
}

static inline size_t spread(uint64_t low, uint64_t high, size_t n)
{
    uint64_t h = (low ^ n) * odd1;
    h = (h ^ h >> 32 ^ high) * odd2;
    return (size_t)(h ^ h >> 29);
}

static struct prak_coded *codes_new(size_t n)
{
    struct prak_coded *s = malloc(n * sizeof *s);
    for (size_t i = 0; s && i < n; i++)
        s[i].length = UINT32_MAX;
    return s;
}

static int more_codes(struct prak_codes *c, struct prak_err *e)
{
    size_t n = c->slot ? (c->mask + 1) * 2 : 64;
    struct prak_coded *slot = codes_new(n);
    if (!slot)
        return prak_fail_memory(e);
    for (size_t i = 0; c->slot && i <= c->mask; i++) {
        const struct prak_coded *s = &c->slot[i];
        if (s->length == UINT32_MAX)
            continue;
        size_t at = spread(s->low, s->high, s->length) & (n - 1);
        while (slot[at].length != UINT32_MAX)
            at = (at + 1) & (n - 1);
        slot[at] = *s;
    }
    free(c->slot);
    c->slot = slot;
    c->mask = n - 1;
    return 0;
}

static int code_long(struct prak_codes *c, struct prak_str s, uint32_t *code, struct prak_err *e)
{
    uint32_t id;
    int added;
    if (!c->longer && !(c->longer = prak_map_new(0)))
        return prak_fail_memory(e);
    if (c->n >= MOST_CODES) {
        id = prak_map_find(c->longer, s);
        *code = id == UINT32_MAX ? PRAK_NO_CODE : c->code[id];
        return 0;
    }
    if (prak_map_put(c->longer, s, &id, &added, e))
        return -1;
    if (id >= c->cap_code) {
        size_t cap = c->cap_code ? c->cap_code * 2 : 64;
        uint32_t *p = realloc(c->code, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        c->code = p;
        c->cap_code = cap;
    }
    if (added)
        c->code[id] = (uint32_t)c->n++;
    *code = c->code[id];
    return 0;
}

static int code_new(struct prak_codes *c, struct prak_coded key, size_t at, uint32_t *code, struct prak_err *e)
{
    *code = PRAK_NO_CODE;
    if (c->n >= MOST_CODES)
        return 0;
    if (2 * c->n >= c->mask) {
        if (more_codes(c, e))
            return -1;
        at = spread(key.low, key.high, key.length) & c->mask;
        while (c->slot[at].length != UINT32_MAX)
            at = (at + 1) & c->mask;
    }
    key.code = (uint32_t)c->n++;
    c->slot[at] = key;
    *code = key.code;
    return 0;
}

static int read_codes(struct prak_codes *c, const struct prak_slice *cell, size_t n, uint32_t *out, struct prak_err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct prak_coded key = { .length = cell[i].n };
        if (key.length > SHORT) {
            if (code_long(c, prak_cell_str(&cell[i]), &out[i], e))
                return -1;
            continue;
        }
        key_of(cell[i].p, key.length, &key.low, &key.high);
        size_t at = spread(key.low, key.high, key.length) & c->mask;
        const struct prak_coded *s = &c->slot[at];
        while (s->length != UINT32_MAX && (s->low != key.low || s->high != key.high || s->length != key.length)) {
            at = (at + 1) & c->mask;
            s = &c->slot[at];
        }
        if (s->length != UINT32_MAX)
            out[i] = s->code;
        else if (code_new(c, key, at, &out[i], e))
            return -1;
    }
    return 0;
}

static inline size_t place(uint64_t key)
{
    uint64_t h = key * odd1;
    return (size_t)(h ^ h >> 32);
}

static int more_pairs(struct prak_pairs *p, struct prak_err *e)
{
    size_t n = p->key ? (p->mask + 1) * 2 : 64;
    uint64_t *key = calloc(n, sizeof *key);
    uint32_t *number = malloc(n * sizeof *number);
    if (!key || !number) {
        free(key);
        free(number);
        return prak_fail_memory(e);
    }
    for (size_t i = 0; p->key && i <= p->mask; i++) {
        if (!p->key[i])
            continue;
        size_t at = place(p->key[i]) & (n - 1);
        while (key[at])
            at = (at + 1) & (n - 1);
        key[at] = p->key[i];
        number[at] = p->number[i];
    }
    free(p->key);
    free(p->number);
    p->key = key;
    p->number = number;
    p->mask = n - 1;
    return 0;
}

/* a: the list so far, in and out. */
static int read_pairs(struct prak_pairs *p, uint32_t *a, const uint32_t *b, size_t n, struct prak_err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (a[i] == PRAK_NO_CODE || b[i] == PRAK_NO_CODE) {
            a[i] = PRAK_NO_CODE;
            continue;
        }
        uint64_t key = ((uint64_t)a[i] << 32 | b[i]) + 1;
        size_t at = place(key) & p->mask;
        while (p->key[at] && p->key[at] != key)
            at = (at + 1) & p->mask;
        if (!p->key[at]) {
            if (p->n >= MOST_PAIRS) {
                a[i] = PRAK_NO_CODE;
                continue;
            }
            if (2 * p->n >= p->mask) {
                if (more_pairs(p, e))
                    return -1;
                at = place(key) & p->mask;
                while (p->key[at])
                    at = (at + 1) & p->mask;
            }
            p->key[at] = key;
            p->number[at] = (uint32_t)p->n++;
        }
        a[i] = p->number[at];
    }
    return 0;
}

int prak_tuple_init(struct prak_tuple *t, const unsigned *bound, size_t n, size_t rows, struct prak_err *e)
{
    *t = (struct prak_tuple){ .n = n, .bound = bound };
    t->codes = calloc(n + 1, sizeof *t->codes);
    t->pairs = calloc(n + 1, sizeof *t->pairs);
    t->scratch = calloc(rows, sizeof *t->scratch);
    if (!t->codes || !t->pairs || !t->scratch)
        return prak_fail_memory(e);
    for (size_t i = 0; i < n; i++)
        if (more_codes(&t->codes[i], e) || (i && more_pairs(&t->pairs[i - 1], e)))
            return -1;
    return 0;
}

void prak_tuple_free(struct prak_tuple *t)
{
    for (size_t i = 0; t->codes && i < t->n; i++) {
        free(t->codes[i].slot);
        free(t->codes[i].code);
        prak_map_free(t->codes[i].longer);
    }
    for (size_t i = 0; t->pairs && i < t->n; i++) {
        free(t->pairs[i].key);
        free(t->pairs[i].number);
    }
    free(t->codes);
    free(t->pairs);
    free(t->answer);
    free(t->scratch);
    *t = (struct prak_tuple){ .n = 0 };
}

int prak_tuple_read(struct prak_tuple *t, const struct prak_batch *b, size_t first, size_t n, uint32_t *number,
                    struct prak_err *e)
{
    if (t->n == 0)
        memset(number, 0, n * sizeof *number);
    for (size_t i = 0; i < t->n; i++) {
        const struct prak_slice *cell = b->cell[t->bound[i]] + first;
        if (read_codes(&t->codes[i], cell, n, i ? t->scratch : number, e) ||
            (i && read_pairs(&t->pairs[i - 1], number, t->scratch, n, e)))
            return -1;
    }
    return 0;
}

int prak_tuple_learn(struct prak_tuple *t, uint32_t number, uint32_t answer, struct prak_err *e)
{
    if (number == PRAK_NO_CODE)
        return 0;
    if (number >= t->cap_answer) {
        size_t cap = t->cap_answer ? t->cap_answer * 2 : 64;
        while (cap <= number)
            cap *= 2;
        uint32_t *p = realloc(t->answer, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        memset(p + t->cap_answer, 0xFF, (cap - t->cap_answer) * sizeof *p);
        t->answer = p;
        t->cap_answer = cap;
    }
    t->answer[number] = answer;
    return 0;
}
