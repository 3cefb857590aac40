/*
 * tally.c - packed sums of pairs.
 */
#include "stat/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

enum { LEAST_COUNT = 8, MOST_COUNT = 20, AHEAD = 24 };

/* First fit, for a count of so many bits. */
static bool place(struct prak_tally_form *f, const unsigned char *bits, size_t n, unsigned count)
{
    unsigned used[PRAK_TALLY_WORDS] = { 0 };
    f->words = 0;
    f->count = count;
    for (size_t i = 0; i < n; i++) {
        const unsigned size = i == 0 ? count : bits[i] + count;
        unsigned w = 0;
        f->bits[i] = bits[i];
        if (bits[i] == 0)
            continue;
        if (size > 62)
            return false;
        while (w < PRAK_TALLY_WORDS && used[w] + size > 64)
            w++;
        if (w == PRAK_TALLY_WORDS)
            return false;
        f->word[i] = (unsigned char)w;
        f->shift[i] = (unsigned char)used[w];
        used[w] += size;
        if (w >= f->words)
            f->words = w + 1;
    }
    return true;
}

bool prak_tally_arrange(struct prak_tally_form *form, const unsigned char *bits, size_t n)
{
    struct prak_tally_form f = { .words = 0 }, more;
    if (n > PRAK_TALLY_FIELDS || !place(&f, bits, n, LEAST_COUNT))
        return false;
    for (unsigned count = LEAST_COUNT + 1; count <= MOST_COUNT; count++) {
        more = (struct prak_tally_form){ .words = 0 };
        if (!place(&more, bits, n, count) || more.words > f.words)
            break;
        f = more;
    }
    *form = f;
    return true;
}

int prak_tally_start(struct prak_tally *t, const struct prak_tally_form *form, size_t families, size_t most,
                     struct prak_err *e)
{
    t->home = calloc(families, sizeof *t->home);
    if (!t->home)
        return prak_fail_memory(e);
    t->form = *form;
    t->families = families;
    t->most = most;
    return 0;
}

/* Some more than needed: rows show owners and leaves one after another. */
static size_t more(size_t room, size_t need)
{
    return need <= room ? room : room + room / 4 > need ? room + room / 4 : need;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static int grow_homes(struct prak_tally *t, size_t leaves, struct prak_err *e)
{
    const size_t room = larger(64, more(2 * t->homes, leaves)), line = t->form.words * sizeof(uint64_t);
    for (size_t i = 0; i < t->families; i++) {
        struct prak_tally_home *h = &t->home[i];
        uint32_t *owner = realloc(h->owner, room * sizeof *owner);
        uint64_t *to = owner ? realloc(h->line, room * line) : NULL;
        h->owner = owner ? owner : h->owner;
        h->line = to ? to : h->line;
        if (!to)
            return prak_fail_memory(e);
        memset(owner + t->homes, 0xFF, (room - t->homes) * sizeof *owner);
        memset(to + t->homes * t->form.words, 0, (room - t->homes) * line);
    }
    t->homes = room;
    return 0;
}

/* 1; 0 that would be too large; -1. */
static int grow_square(struct prak_tally *t, size_t owners, size_t leaves, struct prak_err *e)
{
    const size_t line = t->form.words * sizeof *t->square, limit = t->most / line;
    size_t to_owners = more(t->owners, owners), to_leaves = more(t->leaves, leaves);
    if (to_owners > limit / to_leaves) {
        to_owners = larger(owners, t->owners);
        to_leaves = larger(leaves, t->leaves);
    }
    if (to_owners > limit / to_leaves)
        return 0;
    uint64_t *to = malloc(to_owners * to_leaves * line);
    if (!to)
        return prak_fail_memory(e);
    prak_pages_large(to, to_owners * to_leaves * line);
    memset(to, 0, to_owners * to_leaves * line);
    for (size_t i = 0; i < t->owners; i++)
        memcpy(to + i * to_leaves * t->form.words, t->square + i * t->leaves * t->form.words, t->leaves * line);
    free(t->square);
    t->square = to;
    t->owners = to_owners;
    t->leaves = to_leaves;
    return 1;
}

/* Words that lie `step` apart become a line that was taken out. */
static int take(struct prak_tally *t, uint32_t owner, uint32_t leaf, const uint64_t *word, size_t step,
                struct prak_err *e)
{
    t->owner[t->taken] = owner;
    t->leaf[t->taken] = leaf;
    for (unsigned k = 0; k < t->form.words; k++)
        t->word[k * PRAK_TALLY_TAKEN + t->taken] = word[k * step];
    return ++t->taken == PRAK_TALLY_TAKEN ? t->full(t->data, e) : 0;
}

static int take_line(struct prak_tally *t, uint32_t owner, uint32_t leaf, uint64_t *line, struct prak_err *e)
{
    const int rc = take(t, owner, leaf, line, 1, e);
    memset(line, 0, t->form.words * sizeof *line);
    return rc;
}

#define INLINE __attribute__((always_inline)) static inline

INLINE int add_line(struct prak_tally *t, const struct prak_tally_rows *r, size_t i, unsigned words, uint64_t *to,
                    uint64_t last, struct prak_err *e)
{
    for (unsigned w = 0; w < words; w++)
        to[w] += r->word[w * PRAK_TALLY_ROWS + i];
    return (to[0] & last) == last ? take_line(t, r->owner[i], r->leaf[i], to, e) : 0;
}

/* Rows that are at home are added, the others listed. */
INLINE int add_homes(struct prak_tally *t, const struct prak_tally_rows *r, const uint16_t *row, unsigned words,
                     uint16_t *away, size_t *naway, struct prak_err *e)
{
    const uint64_t last = (UINT64_C(1) << t->form.count) - 1;
    uint32_t *const home = t->home[r->family].owner;
    uint64_t *const line = t->home[r->family].line;
    size_t n = 0;
    for (size_t k = 0; k < r->n; k++) {
        const size_t i = row ? row[k] : k;
        const uint32_t owner = r->owner[i], leaf = r->leaf[i];
        if (home[leaf] == UINT32_MAX)
            home[leaf] = owner;
        away[n] = (uint16_t)i;
        if (home[leaf] != owner)
            n++;
        else if (add_line(t, r, i, words, &line[leaf * (size_t)words], last, e))
            return -1;
    }
    *naway = n;
    return 0;
}

INLINE int add_square(struct prak_tally *t, const struct prak_tally_rows *r, const uint16_t *row, size_t n,
                      unsigned words, struct prak_err *e)
{
    const uint64_t last = (UINT64_C(1) << t->form.count) - 1;
    const size_t leaves = t->leaves;
    uint64_t *const line = t->square;
    for (size_t k = 0; k < n; k++) {
        const size_t i = row[k], next = row[k + AHEAD < n ? k + AHEAD : n - 1];
        __builtin_prefetch(&line[(r->owner[next] * leaves + r->leaf[next]) * words], 1);
        if (add_line(t, r, i, words, &line[(r->owner[i] * leaves + r->leaf[i]) * words], last, e))
            return -1;
    }
    return 0;
}

static int find_homes(struct prak_tally *t, const struct prak_tally_rows *r, uint16_t *away, size_t *naway,
                      struct prak_err *e)
{
    if (t->form.words == 1)
        return r->row ? add_homes(t, r, r->row, 1, away, naway, e) : add_homes(t, r, NULL, 1, away, naway, e);
    return add_homes(t, r, r->row, t->form.words, away, naway, e);
}

int prak_tally_add(struct prak_tally *t, const struct prak_tally_rows *r, struct prak_err *e)
{
    uint16_t away[PRAK_TALLY_ROWS + 1];
    size_t n;
    int room = 1;
    if ((r->leaves > t->homes && grow_homes(t, r->leaves, e)) || find_homes(t, r, away, &n, e))
        return -1;
    if (n && (r->owners > t->owners || r->leaves > t->leaves))
        room = grow_square(t, r->owners, r->leaves, e);
    if (room > 0 && n && t->form.words == 1)
        return add_square(t, r, away, n, 1, e) ? -1 : 1;
    if (room > 0 && n)
        return add_square(t, r, away, n, t->form.words, e) ? -1 : 1;
    for (size_t k = 0; room == 0 && k < n; k++) /* a line of one row each */
        if (take(t, r->owner[away[k]], r->leaf[away[k]], r->word + away[k], PRAK_TALLY_ROWS, e))
            return -1;
    return room == 0 && n < r->n / 16 ? 1 : room;
}

int prak_tally_empty(struct prak_tally *t, const uint32_t *leaf, size_t n, struct prak_err *e)
{
    const size_t words = t->form.words;
    for (size_t i = 0; i < t->families; i++)
        for (size_t j = 0; j < n; j++) {
            const struct prak_tally_home *h = &t->home[i];
            if (leaf[j] < t->homes && h->line[leaf[j] * words] &&
                take_line(t, h->owner[leaf[j]], leaf[j], &h->line[leaf[j] * words], e))
                return -1;
        }
    for (size_t i = 0; i < t->owners; i++)
        for (size_t j = 0; j < n; j++)
            if (leaf[j] < t->leaves && t->square[(i * t->leaves + leaf[j]) * words] &&
                take_line(t, (uint32_t)i, leaf[j], &t->square[(i * t->leaves + leaf[j]) * words], e))
                return -1;
    return t->taken ? t->full(t->data, e) : 0;
}

uint64_t prak_tally_field(const struct prak_tally *t, size_t field, int64_t *out)
{
    const struct prak_tally_form *f = &t->form;
    const unsigned size = field ? f->bits[field] + f->count : f->count, shift = f->shift[field];
    const uint64_t mask = size < 64 ? (UINT64_C(1) << size) - 1 : UINT64_MAX;
    const uint64_t *word = t->word + (size_t)f->word[field] * PRAK_TALLY_TAKEN;
    uint64_t most = 0;
    for (size_t i = 0; i < t->taken; i++) {
        const uint64_t v = word[i] >> shift & mask;
        out[i] = (int64_t)v;
        most = v > most ? v : most;
    }
    return most;
}

size_t prak_tally_bytes(const struct prak_tally *t)
{
    const size_t line = t->form.words * sizeof *t->square;
    return t->families * t->homes * (line + sizeof(uint32_t)) + t->owners * t->leaves * line;
}

void prak_tally_free(struct prak_tally *t)
{
    for (size_t i = 0; i < t->families; i++) {
        free(t->home[i].owner);
        free(t->home[i].line);
    }
    free(t->home);
    free(t->square);
    t->home = NULL;
    t->square = NULL;
    t->families = t->homes = t->owners = t->leaves = 0;
}
