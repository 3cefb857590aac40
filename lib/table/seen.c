#include "table/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pages.h"

#define FIRST_SLOTS 64
#define AHEAD 32 /* keys whose slots are fetched before they are looked up */
#define SHORTEST_HASHED 16
#define HASHED (UINT64_C(1) << 63)

struct prak_seen {
    struct prak_seen_key *slot; /* high 0 = free */
    size_t mask, n, limit;
};

/* The bytes p[0..n), n < 8, the first in the lowest. */
static inline uint64_t load_short(const char *p, size_t n)
{
    uint32_t a, b;

    if (n >= 4) {
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        return a | (uint64_t)b << 8 * (n - 4);
    }
    uint64_t w = n ? (unsigned char)p[0] : 0;
    if (n > 1)
        w |= (uint64_t)(unsigned char)p[n >> 1] << 8 * (n >> 1) | (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
    return w;
}

struct prak_seen_key prak_seen_key(struct prak_str key)
{
    struct prak_seen_key k = { 0, 0 };

    if (key.n >= SHORTEST_HASHED) {
        const struct prak_digest128 d = prak_hash128(key.p, key.n);
        return (struct prak_seen_key){ d.low, d.high | HASHED };
    }
    if (key.n < 8) {
        k.low = load_short(key.p, key.n);
    } else {
        memcpy(&k.low, key.p, 8);
        if (key.n > 8) { /* the last eight overlap the first */
            memcpy(&k.high, key.p + key.n - 8, 8);
            k.high >>= 8 * (16 - key.n);
        }
    }
    k.high |= (uint64_t)(key.n + 1) << 56;
    return k;
}

static inline uint64_t hash_of(struct prak_seen_key k)
{
    const uint64_t a = (k.low ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    const uint64_t b = ((a ^ a >> 32) + k.high) * UINT64_C(0xa0761d6478bd642f);

    return b ^ b >> 29;
}

static inline size_t home(const struct prak_seen *s, struct prak_seen_key k)
{
    return (size_t)hash_of(k) & s->mask;
}

static inline struct prak_seen_key *probe_from(const struct prak_seen *s, struct prak_seen_key k, uint64_t hash)
{
    for (size_t i = (size_t)hash & s->mask;; i = (i + 1) & s->mask) {
        struct prak_seen_key *slot = &s->slot[i];
        if (slot->high == 0 || (slot->low == k.low && slot->high == k.high))
            return slot;
    }
}

static struct prak_seen_key *probe(const struct prak_seen *s, struct prak_seen_key k)
{
    return probe_from(s, k, hash_of(k));
}

static struct prak_seen_key *new_slots(size_t n)
{
    struct prak_seen_key *p = calloc(n, sizeof *p);

    if (p)
        prak_pages_large(p, n * sizeof *p);
    return p;
}

struct prak_seen *prak_seen_new(size_t limit)
{
    struct prak_seen *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->slot = new_slots(FIRST_SLOTS);
    s->mask = FIRST_SLOTS - 1;
    s->limit = limit;
    if (!s->slot) {
        free(s);
        return NULL;
    }
    return s;
}

void prak_seen_free(struct prak_seen *s)
{
    if (!s)
        return;
    free(s->slot);
    free(s);
}

bool prak_seen_has(const struct prak_seen *s, struct prak_seen_key key)
{
    return probe(s, key)->high != 0;
}

/* Twice the slots; the old ones are there meanwhile, and count. */
static int grow(struct prak_seen *s, struct prak_err *e)
{
    const size_t old = s->mask + 1, n = old * 2;
    struct prak_seen_key *from = s->slot;

    if (n > SIZE_MAX / 2 / sizeof *from)
        return prak_fail_memory(e);
    if (s->limit && (old + n) * sizeof *from > s->limit)
        return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached", s->limit);
    struct prak_seen_key *to = new_slots(n);
    if (!to)
        return prak_fail_memory(e);
    s->slot = to;
    s->mask = n - 1;
    for (size_t i = 0; i < old; i++)
        if (from[i].high)
            *probe(s, from[i]) = from[i];
    free(from);
    return 0;
}

/* A new key, to be kept in this slot. */
static inline int keep(struct prak_seen *s, struct prak_seen_key *slot, struct prak_seen_key key, struct prak_err *e)
{
    if ((s->n + 1) * 8 > (s->mask + 1) * 5) { /* fuller, what is not there is looked for too long */
        if (grow(s, e))
            return -1;
        slot = probe(s, key);
    }
    *slot = key;
    s->n++;
    return 1;
}

int prak_seen_put(struct prak_seen *s, struct prak_seen_key key, struct prak_err *e)
{
    struct prak_seen_key *slot = probe(s, key);

    return slot->high ? 0 : keep(s, slot, key, e);
}

size_t prak_seen_judge(struct prak_seen *s, const struct prak_seen_key *key, size_t n, unsigned char *had)
{
    uint64_t hash[AHEAD];
    struct prak_err full = { 0 };

    for (size_t i = 0; i < n && i < AHEAD; i++) {
        hash[i] = hash_of(key[i]);
        __builtin_prefetch(&s->slot[(size_t)hash[i] & s->mask], 1);
    }
    for (size_t i = 0; i < n; i++) {
        struct prak_seen_key *slot = probe_from(s, key[i], hash[i % AHEAD]);
        if (i + AHEAD < n) {
            hash[i % AHEAD] = hash_of(key[i + AHEAD]);
            __builtin_prefetch(&s->slot[(size_t)hash[i % AHEAD] & s->mask], 1);
        }
        had[i] = slot->high != 0;
        if (!had[i] && keep(s, slot, key[i], &full) < 0)
            return i;
    }
    return n;
}

void prak_seen_prefetch(const struct prak_seen *s, struct prak_seen_key key)
{
    __builtin_prefetch(&s->slot[home(s, key)], 1);
}

size_t prak_seen_count(const struct prak_seen *s)
{
    return s->n;
}
