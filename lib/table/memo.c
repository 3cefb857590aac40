/*
 * memo.c - open addressing by a hash of the cells, which stand in 16-byte units behind a unit of their lengths.
 */
#include "table/memo.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

#define ENTRIES ((size_t)4096)
#define SLOTS   (2 * ENTRIES)
#define BYTES   ((size_t)3 << 20) /* of entries and what belongs to them: a quarter is for what comes later */
#define UNITS   8                 /* the most of a key */

struct unit {
    uint64_t low, high;
};

struct key {
    size_t n; /* units; 0: too long */
    uint64_t hash;
    struct unit unit[UNITS];
};

struct kept {
    size_t n;
    struct unit unit[]; /* and the entry before it */
};

struct slot {
    uint64_t hash;
    char *entry; /* NULL: free */
};

struct prak_memo {
    size_t nfact, size, n;
    size_t asked, lost; /* rows of the last batch, and those of them without room */
    struct prak_memo_fact fact[PRAK_MEMO_FACTS];
    struct prak_arena *arena;
    struct slot slot[SLOTS];
    void *row[PRAK_BATCH_ROWS];
};

struct prak_memo *prak_memo_new(const struct prak_memo_fact *fact, size_t nfact, size_t size)
{
    struct prak_memo *m = nfact <= PRAK_MEMO_FACTS ? calloc(1, sizeof *m) : NULL;

    if (!m)
        return NULL;
    m->arena = prak_arena_new(BYTES);
    if (!m->arena) {
        free(m);
        return NULL;
    }
    m->nfact = nfact;
    m->size = (size + 15) / 16 * 16;
    if (nfact)
        memcpy(m->fact, fact, nfact * sizeof *fact);
    return m;
}

void prak_memo_free(struct prak_memo *m)
{
    if (m)
        prak_arena_free(m->arena);
    free(m);
}

struct prak_arena *prak_memo_arena(struct prak_memo *m)
{
    return m->arena;
}

static struct kept *kept_of(const struct prak_memo *m, const void *entry)
{
    return (struct kept *)(uintptr_t)((const char *)entry + m->size);
}

/* ---- keys ---- */

/* Where 16 bytes may be read from: the records of the batch. */
struct range {
    uintptr_t from, length;
};

static struct range range_of(const struct prak_batch *b)
{
    const struct prak_record last = prak_batch_record(b, b->nrow - 1);
    const char *from = prak_batch_record(b, 0).p;
    const size_t n = (size_t)(last.p + last.n - from);

    return (struct range){ (uintptr_t)from, n < 16 ? 0 : n - 15 };
}

/* n <= 16 bytes, and zeros behind them. */
static inline struct unit load(const char *p, size_t n, struct range r)
{
    static const unsigned char ones[32] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
    struct unit u = { 0, 0 }, mask;

    if ((uintptr_t)p - r.from < r.length) {
        memcpy(&u, p, 16);
        memcpy(&mask, ones + 16 - n, 16);
        u.low &= mask.low;
        u.high &= mask.high;
    } else if (n) {
        memcpy(&u, p, n);
    }
    return u;
}

static inline uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ const unsigned __int128 p = (unsigned __int128)a * b;

    return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* How much of the cell decides. A day that every month has needs no calendar: what is wrong before it decides too. */
static inline size_t length_of(const struct prak_memo_fact *f, const struct prak_slice *s)
{
    if (!f->month || s->n != 10)
        return s->n;
    const char *p = s->p;
    if (p[7] == '-' && p[8] >= '0' && p[8] <= '2' && p[9] >= '1' && p[9] <= '8')
        return 7;
    return prak_date_month_length(p, s->n);
}

static inline void make_key(const struct prak_memo *m, const struct prak_batch *b, size_t row, struct range r, struct key *k)
{
    unsigned char length[PRAK_MEMO_FACTS] = { 0 };
    uint64_t h = 0x9e3779b97f4a7c15u;
    size_t n = 1;

    k->n = 0;
    for (size_t i = 0; i < m->nfact; i++) {
        const struct prak_slice *s = &b->cell[m->fact[i].cell][row];
        const size_t decides = length_of(&m->fact[i], s);
        if (decides > (UNITS - n) * 16)
            return;
        length[i] = (unsigned char)decides;
        for (size_t at = 0; at < decides; at += 16) {
            const struct unit u = load(s->p + at, decides - at < 16 ? decides - at : 16, r);
            k->unit[n++] = u;
            h = mix(h ^ u.low, u.high ^ 0xe7037ed1a0b428dbu);
        }
    }
    memcpy(&k->unit[0], length, sizeof k->unit[0]);
    k->hash = mix(h ^ k->unit[0].low, k->unit[0].high ^ 0x8ebc6af09c88c6e3u);
    k->n = n;
}

struct prak_str prak_memo_fact(const struct prak_memo *m, const void *entry, size_t i)
{
    const struct kept *k = kept_of(m, entry);
    const unsigned char *length = (const unsigned char *)&k->unit[0];
    size_t n = 1;

    for (size_t before = 0; before < i; before++)
        n += (length[before] + (size_t)15) / 16;
    return (struct prak_str){ (const char *)&k->unit[n], length[i] };
}

/* ---- entries ---- */

static inline bool is_key(const struct prak_memo *m, const char *entry, const struct key *k)
{
    const struct kept *kept = kept_of(m, entry);
    uint64_t differ = kept->n ^ k->n;

    for (size_t i = 0; i < k->n && !differ; i++)
        differ = (kept->unit[i].low ^ k->unit[i].low) | (kept->unit[i].high ^ k->unit[i].high);
    return !differ;
}

static char *add(struct prak_memo *m, struct slot *s, const struct key *k)
{
    struct prak_err ignored = { 0 };
    const size_t key = k->n * sizeof k->unit[0];

    if (m->n == ENTRIES || prak_arena_used(m->arena) > BYTES / 4 * 3)
        return NULL;
    char *entry = prak_arena_array(m->arena, 1, m->size + sizeof(struct kept) + key + 16, &ignored);
    if (!entry)
        return NULL;
    struct kept *kept = kept_of(m, entry);
    kept->n = k->n;
    memcpy(kept->unit, k->unit, key);
    *s = (struct slot){ k->hash, entry };
    m->n++;
    return entry;
}

static inline char *find(struct prak_memo *m, const struct key *k)
{
    for (size_t i = k->hash % SLOTS;; i = (i + 1) % SLOTS) {
        struct slot *s = &m->slot[i];
        if (!s->entry)
            return add(m, s, k);
        if (s->hash == k->hash && is_key(m, s->entry, k))
            return s->entry;
    }
}

void *const *prak_memo_rows(struct prak_memo *m, const struct prak_batch *b)
{
    const struct range r = b->nrow ? range_of(b) : (struct range){ 0, 0 };
    struct key k;

    if (m->lost > m->asked / 2) {
        prak_arena_reset(m->arena);
        memset(m->slot, 0, sizeof m->slot);
        m->n = 0;
    }
    m->asked = b->nrow;
    m->lost = 0;
    for (size_t row = 0; row < b->nrow; row++) {
        make_key(m, b, row, r, &k);
        m->row[row] = k.n ? find(m, &k) : NULL;
        m->lost += k.n && !m->row[row];
    }
    return m->row;
}
