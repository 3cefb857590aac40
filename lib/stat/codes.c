/*
 * codes.c - texts and pairs of numbers as they are found, in tables of open addressing.
 */
#include "stat/lanes.h"

#include <stdlib.h>
#include <string.h>

#define MOST_CODES ((size_t)1 << 17) /* of a column: 12 MiB */
#define FIRST_CODES ((size_t)512)     /* few meet in one place */
#define FEW_CODES   40
#define MOST_SEEDS  16
#define MOST_PAIRS ((size_t)1 << 19) /* 12 MiB */

static struct prak_coded *codes_new(size_t n)
{
    struct prak_coded *s = malloc(n * sizeof *s);
    for (size_t i = 0; s && i < n; i++)
        s[i].length = UINT32_MAX;
    return s;
}

/* A table of n slots with another seed; -1, 0, 1: two texts belong in one slot. */
static int move_codes(struct prak_codes *c, size_t n, uint64_t seed, struct prak_err *e)
{
    int met = 0;
    const struct prak_code_seed spread = prak_code_seed(seed);
    struct prak_coded *slot = codes_new(n);
    if (!slot)
        return prak_fail_memory(e);
    for (size_t i = 0; c->slot && i <= c->mask; i++) {
        const struct prak_coded *s = &c->slot[i];
        if (s->length == UINT32_MAX)
            continue;
        size_t at = prak_code_spread(s->low, s->high, s->length, spread) & (n - 1);
        for (; slot[at].length != UINT32_MAX; at = (at + 1) & (n - 1))
            met = 1;
        slot[at] = *s;
    }
    free(c->slot);
    c->slot = slot;
    c->mask = n - 1;
    c->seed = seed;
    c->spread = spread;
    return met;
}

/* Few texts are found without a second look: what follows one of two in a slot would be guessed wrong time and again. */
static int part_codes(struct prak_codes *c, struct prak_err *e)
{
    int met = 1;
    for (unsigned i = 0; met > 0 && i < MOST_SEEDS; i++)
        met = move_codes(c, c->mask + 1, (c->seed + i) * UINT64_C(0xBF58476D1CE4E5B9), e);
    return met < 0 ? -1 : 0;
}

static int code_long(struct prak_codes *c, struct prak_str s, uint32_t *code, struct prak_err *e)
{
    uint32_t id;
    int added;
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

/* The free slot of a text that is in none. */
static size_t place_of(const struct prak_codes *c, const struct prak_coded *key)
{
    size_t at = prak_code_spread(key->low, key->high, key->length, c->spread) & c->mask;
    while (c->slot[at].length != UINT32_MAX)
        at = (at + 1) & c->mask;
    return at;
}

static int code_new(struct prak_codes *c, struct prak_coded key, size_t at, uint32_t *code, struct prak_err *e)
{
    *code = PRAK_NO_CODE;
    if (c->n >= MOST_CODES)
        return 0;
    if ((c->mask < 4096 ? 4 : 2) * c->n >= c->mask) { /* many: nearer, though more meet in one place */
        if (move_codes(c, 2 * (c->mask + 1), c->seed, e) < 0)
            return -1;
        at = place_of(c, &key);
    }
    const bool met = at != (prak_code_spread(key.low, key.high, key.length, c->spread) & c->mask);
    key.code = (uint32_t)c->n++;
    c->slot[at] = key;
    *code = key.code;
    return met && c->n <= FEW_CODES ? part_codes(c, e) : 0;
}

/* One short cell that was not found at once: it is new. */
static int code_one(struct prak_codes *c, const struct prak_slice *cell, uint32_t *out, struct prak_err *e)
{
    struct prak_coded key = { .length = cell->n };
    const size_t place = c->lanes->key(cell->p, key.length, &key.low, &key.high);
    if (place != SIZE_MAX) {
        *out = PRAK_NO_CODE;
        if (c->n < MOST_CODES)
            c->direct[place] = 1 + (*out = (uint32_t)c->n++);
        return 0;
    }
    return code_new(c, key, place_of(c, &key), out, e);
}

/* All long cells: those that are known are looked up many at a time. */
static int code_longs(struct prak_codes *c, const struct prak_slice *cell, const struct prak_longs *longs, uint32_t *out,
                      struct prak_err *e)
{
    enum { SOME = 64 };
    struct prak_str text[SOME];
    uint32_t id[SOME];
    if (!c->longer && !(c->longer = prak_map_new(0)))
        return prak_fail_memory(e);
    for (size_t i = 0; i < longs->n; i += SOME) {
        const size_t some = longs->n - i < SOME ? longs->n - i : SOME;
        const uint32_t *const row = longs->row + i;
        for (size_t k = 0; k < some; k++)
            text[k] = prak_cell_str(&cell[row[k]]);
        prak_map_find_each(c->longer, text, some, id);
        for (size_t k = 0; k < some; k++) {
            if (id[k] != UINT32_MAX)
                out[row[k]] = c->code[id[k]];
            else if (code_long(c, text[k], &out[row[k]], e))
                return -1;
        }
    }
    return 0;
}

static int read_codes(struct prak_codes *c, const struct prak_slice *cell, size_t n, uint32_t *out, struct prak_longs *longs,
                      struct prak_err *e)
{
    longs->n = 0;
    for (size_t i = 0; (i = c->lanes->codes(c, cell, i, n, out, longs)) < n; i++)
        if (code_one(c, &cell[i], &out[i], e))
            return -1;
    return longs->n ? code_longs(c, cell, longs, out, e) : 0;
}

static inline size_t place(uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h ^ h >> 32);
}

static int more_pairs(struct prak_pairs *p, struct prak_err *e)
{
    size_t n = p->slot ? (p->mask + 1) * 2 : 64;
    struct prak_two *slot = calloc(n, sizeof *slot);
    if (!slot)
        return prak_fail_memory(e);
    for (size_t i = 0; p->slot && i <= p->mask; i++) {
        if (!p->slot[i].key)
            continue;
        size_t at = place(p->slot[i].key) & (n - 1);
        while (slot[at].key)
            at = (at + 1) & (n - 1);
        slot[at] = p->slot[i];
    }
    free(p->slot);
    p->slot = slot;
    p->mask = n - 1;
    return 0;
}

static int pair_large(struct prak_pairs *p, uint32_t a, uint32_t b, uint32_t *number, struct prak_err *e)
{
    *number = PRAK_NO_CODE;
    if (a == PRAK_NO_CODE || b == PRAK_NO_CODE)
        return 0;
    const uint64_t key = ((uint64_t)a << 32 | b) + 1;
    size_t at = place(key) & p->mask;
    while (p->slot[at].key && p->slot[at].key != key)
        at = (at + 1) & p->mask;
    if (!p->slot[at].key) {
        if (p->n >= MOST_PAIRS)
            return 0;
        if (2 * p->used >= p->mask) {
            if (more_pairs(p, e))
                return -1;
            at = place(key) & p->mask;
            while (p->slot[at].key)
                at = (at + 1) & p->mask;
        }
        p->used++;
        p->slot[at] = (struct prak_two){ key, (uint32_t)p->n++ };
    }
    *number = p->slot[at].number;
    return 0;
}

/* a: the list so far, in and out. */
static int read_pairs(struct prak_pairs *p, const struct prak_lanes *lanes, uint32_t *a, const uint32_t *b, size_t n,
                      struct prak_err *e)
{
    size_t again = 0;
    for (size_t i = 0; i < n; i++) {
        if (lanes->pairs && i >= again) { /* a row that is not known is one of the next few */
            i += lanes->pairs(p->square, a + i, b + i, n - i);
            again = i + PRAK_LANES_MOST;
            if (i == n)
                break;
        }
        if ((a[i] | b[i]) >= PRAK_PAIR_SIDE) {
            if (pair_large(p, a[i], b[i], &a[i], e))
                return -1;
            continue;
        }
        uint32_t *known = &p->square[a[i] * PRAK_PAIR_SIDE + b[i]];
        if (*known == 0)
            *known = (uint32_t)++p->n;
        a[i] = *known - 1;
    }
    return 0;
}

static int pairs_init(struct prak_pairs *p, struct prak_err *e)
{
    p->square = calloc((size_t)PRAK_PAIR_SIDE * PRAK_PAIR_SIDE, sizeof *p->square);
    return p->square ? more_pairs(p, e) : prak_fail_memory(e);
}

int prak_tuple_init(struct prak_tuple *t, const struct prak_lanes *lanes, const unsigned *bound, size_t n, size_t rows,
                    struct prak_err *e)
{
    *t = (struct prak_tuple){ .n = n, .bound = bound };
    t->codes = calloc(n + 1, sizeof *t->codes);
    t->pairs = calloc(n + 1, sizeof *t->pairs);
    t->scratch = calloc(rows, sizeof *t->scratch);
    t->longs.row = calloc(rows + PRAK_LANES_MOST, sizeof *t->longs.row);
    if (!t->codes || !t->pairs || !t->scratch || !t->longs.row)
        return prak_fail_memory(e);
    for (size_t i = 0; i < n; i++) {
        t->codes[i].lanes = lanes;
        t->codes[i].direct = calloc(PRAK_CODE_DIRECT, sizeof *t->codes[i].direct);
        if (!t->codes[i].direct)
            return prak_fail_memory(e);
        if (move_codes(&t->codes[i], FIRST_CODES, UINT64_C(0xC2B2AE3D27D4EB4F), e) < 0 || (i && pairs_init(&t->pairs[i - 1], e)))
            return -1;
    }
    return 0;
}

void prak_tuple_free(struct prak_tuple *t)
{
    for (size_t i = 0; t->codes && i < t->n; i++) {
        free(t->codes[i].direct);
        free(t->codes[i].slot);
        free(t->codes[i].code);
        prak_map_free(t->codes[i].longer);
    }
    for (size_t i = 0; t->pairs && i < t->n; i++) {
        free(t->pairs[i].square);
        free(t->pairs[i].slot);
    }
    free(t->codes);
    free(t->pairs);
    free(t->answer);
    free(t->scratch);
    free(t->longs.row);
    *t = (struct prak_tuple){ .n = 0 };
}

int prak_tuple_read(struct prak_tuple *t, const struct prak_batch *b, size_t first, size_t n, uint32_t *number,
                    struct prak_err *e)
{
    if (t->n == 0)
        memset(number, 0, n * sizeof *number);
    for (size_t i = 0; i < t->n; i++) {
        const struct prak_slice *cell = b->cell[t->bound[i]] + first;
        if (read_codes(&t->codes[i], cell, n, i ? t->scratch : number, &t->longs, e) ||
            (i && read_pairs(&t->pairs[i - 1], t->codes->lanes, number, t->scratch, n, e)))
            return -1;
    }
    return 0;
}

size_t prak_tuple_answers(const struct prak_tuple *t, const uint32_t *number, size_t n, uint32_t *answer)
{
    size_t i = t->n && t->codes->lanes->answers ? t->codes->lanes->answers(t->answer, t->cap_answer, number, n, answer) : 0;
    for (; i < n; i++) {
        answer[i] = prak_tuple_answer(t, number[i]);
        if (answer[i] == PRAK_NO_CODE)
            break;
    }
    return i;
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
