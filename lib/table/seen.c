#include "table/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pages.h"
#include "table/seen_pack.h"

#define FIRST_SLOTS 64
#define AHEAD 32 /* keys whose slots are fetched before they are looked up */
#define SHORTEST_HASHED 16
#define HASHED (UINT64_C(1) << 63)
#define TAG    (UINT64_C(0xff) << 56)
#define FORESEEN_FROM ((size_t)1 << 15) /* slots; with fewer keys nobody knows how many there will be */
#define FORESEEN_MOST 32        /* times as many slots at once: a guess that is wrong costs no more */

__extension__ typedef unsigned __int128 wide;

/* Open addressing; a slot has one word or two, and the last is 0 while it is free. */
struct slots {
    uint64_t *word;
    size_t size, n;
};

struct prak_seen {
    struct slots one, two; /* most keys need one word */
    size_t limit;
    uint64_t asked, expected;
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
    } else if (prak_seen_pack(key.p, key.n, &k)) {
        return k;
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

/* Does nothing but the tag stand in the upper word, and nothing in its place in the lower? */
static inline bool is_one(struct prak_seen_key k)
{
    return (k.low >> 56 | k.high << 8) == 0;
}

static inline uint64_t hash_of(struct prak_seen_key k)
{
    const wide m = (wide)(k.low ^ UINT64_C(0x9e3779b97f4a7c15)) * (k.high ^ UINT64_C(0xd6e8feb86659fd93));

    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

/* Where a key stands when nobody is in its way: keys are in the order of their hashes, whatever the size. */
static inline size_t home(const struct slots *s, uint64_t hash)
{
    return (size_t)((wide)hash * s->size >> 64);
}

static inline uint64_t *probe_one(const struct slots *s, uint64_t key, uint64_t hash)
{
    for (size_t i = home(s, hash);; i = i + 1 < s->size ? i + 1 : 0)
        if (s->word[i] == 0 || s->word[i] == key)
            return &s->word[i];
}

static inline uint64_t *probe_two(const struct slots *s, struct prak_seen_key k, uint64_t hash)
{
    for (size_t i = home(s, hash);; i = i + 1 < s->size ? i + 1 : 0) {
        uint64_t *slot = &s->word[2 * i];
        if (slot[1] == 0 || (slot[0] == k.low && slot[1] == k.high))
            return slot;
    }
}

/* The slot's last word: 0 when the key is not there. */
static inline uint64_t *probe(const struct prak_seen *s, struct prak_seen_key k, uint64_t hash)
{
    return is_one(k) ? probe_one(&s->one, k.low | k.high, hash) : probe_two(&s->two, k, hash) + 1;
}

/* What is looked at first. (A function that did nothing but fetch it would be taken for one that does nothing.) */
static inline const uint64_t *first_word(const struct prak_seen *s, struct prak_seen_key k, uint64_t hash)
{
    return is_one(k) ? &s->one.word[home(&s->one, hash)] : &s->two.word[2 * home(&s->two, hash)];
}

static bool new_slots(struct slots *s, size_t size, size_t words)
{
    *s = (struct slots){ calloc(size, words * sizeof *s->word), size, 0 };
    if (s->word)
        prak_pages_large(s->word, size * words * sizeof *s->word);
    return s->word != NULL;
}

struct prak_seen *prak_seen_new(size_t limit)
{
    struct prak_seen *s = calloc(1, sizeof *s);

    if (!s)
        return NULL;
    s->limit = limit;
    if (!new_slots(&s->one, FIRST_SLOTS, 1) || !new_slots(&s->two, FIRST_SLOTS, 2)) {
        prak_seen_free(s);
        return NULL;
    }
    return s;
}

void prak_seen_free(struct prak_seen *s)
{
    if (!s)
        return;
    free(s->one.word);
    free(s->two.word);
    free(s);
}

void prak_seen_expect(struct prak_seen *s, uint64_t n)
{
    s->expected = n;
}

bool prak_seen_has(const struct prak_seen *s, struct prak_seen_key key)
{
    return *probe(s, key, hash_of(key)) != 0;
}

/* Slots that will do for what is expected, if as many of the keys to come are new as of those that came. */
static size_t foreseen(const struct prak_seen *s, const struct slots *t)
{
    const size_t twice = t->size * 2, most = t->size * FORESEEN_MOST;

    if (t->size < FORESEEN_FROM || s->expected <= s->asked)
        return twice;
    if (s->expected / FORESEEN_MOST >= s->asked)
        return most;
    const size_t slots = t->n * (size_t)(s->expected * 16 / s->asked) / 16 * 9 / 4;
    return slots < twice ? twice : slots < most ? slots : most;
}

/*
 * More slots; the old ones are there meanwhile, and count. Keys are in the order of their hashes, but for those in
 * somebody's way, so that both are walked from one end to the other.
 */
static int grow(struct prak_seen *s, struct slots *t, size_t words, struct prak_err *e)
{
    const size_t each = words * sizeof *t->word, old = t->size;
    const size_t other = words == 1 ? s->two.size * 2 * sizeof *t->word : s->one.size * sizeof *t->word;
    const size_t room = s->limit == 0 ? SIZE_MAX / 2 : s->limit > other ? s->limit - other : 0;
    size_t size = foreseen(s, t);
    struct slots to;

    if (size > SIZE_MAX / 64 / FORESEEN_MOST)
        return prak_fail_memory(e);
    if ((old + size) * each > room)
        size = room / each > old ? room / each - old : 0;
    if (size < old + old / 2)
        return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached", s->limit);
    if (!new_slots(&to, size, words) && !new_slots(&to, old * 2 < size ? old * 2 : size, words))
        return prak_fail_memory(e);
    to.n = t->n;
    for (size_t i = 0; i < old && words == 1; i++) {
        const uint64_t word = t->word[i];
        if (word)
            *probe_one(&to, word, hash_of((struct prak_seen_key){ word & ~TAG, word & TAG })) = word;
    }
    for (size_t i = 0; i < old && words == 2; i++) {
        const struct prak_seen_key k = { t->word[2 * i], t->word[2 * i + 1] };
        if (k.high)
            memcpy(probe_two(&to, k, hash_of(k)), &k, sizeof k);
    }
    free(t->word);
    *t = to;
    return 0;
}

/* A new key, to be kept in the slot of this last word. */
static inline int keep(struct prak_seen *s, uint64_t *last, struct prak_seen_key key, uint64_t hash, struct prak_err *e)
{
    struct slots *t = is_one(key) ? &s->one : &s->two;

    if ((t->n + 1) * 8 > t->size * 5) { /* fuller, what is not there is looked for too long */
        if (grow(s, t, is_one(key) ? 1 : 2, e))
            return -1;
        last = probe(s, key, hash);
    }
    if (is_one(key)) {
        *last = key.low | key.high;
    } else {
        last[-1] = key.low;
        last[0] = key.high;
    }
    t->n++;
    return 1;
}

int prak_seen_put(struct prak_seen *s, struct prak_seen_key key, struct prak_err *e)
{
    const uint64_t hash = hash_of(key);
    uint64_t *last = probe(s, key, hash);

    s->asked++;
    return *last ? 0 : keep(s, last, key, hash, e);
}

size_t prak_seen_judge(struct prak_seen *s, const struct prak_seen_key *key, size_t n, unsigned char *had)
{
    uint64_t hash[AHEAD];
    struct prak_err full = { 0 };

    s->asked += n;
    for (size_t i = 0; i < n && i < AHEAD; i++) {
        hash[i] = hash_of(key[i]);
        __builtin_prefetch(first_word(s, key[i], hash[i]), 1);
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t mine = hash[i % AHEAD];
        uint64_t *last = probe(s, key[i], mine);
        if (i + AHEAD < n) {
            hash[i % AHEAD] = hash_of(key[i + AHEAD]);
            __builtin_prefetch(first_word(s, key[i + AHEAD], hash[i % AHEAD]), 1);
        }
        had[i] = *last != 0;
        if (!had[i] && keep(s, last, key[i], mine, &full) < 0)
            return i;
    }
    return n;
}

void prak_seen_prefetch(const struct prak_seen *s, struct prak_seen_key key)
{
    __builtin_prefetch(first_word(s, key, hash_of(key)), 1);
}

size_t prak_seen_count(const struct prak_seen *s)
{
    return s->one.n + s->two.n;
}
