/*
 * seen.h - the keys that came before: a set that keeps eight or sixteen bytes of each.
 *
 * A key of up to 15 bytes is kept as it is; one of up to seven bytes, or up to 14 digits and signs as in numbers, dates and
 * times, takes eight bytes. A longer one is kept as 127 bits of XXH3: among n longer keys, two different
 * ones are taken for the same with a probability below n * n / 2^128 (a billion keys: 3e-21).
 */
#ifndef PRAK_TABLE_SEEN_H
#define PRAK_TABLE_SEEN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct prak_seen;

struct prak_seen_key {
    uint64_t low, high; /* high is never 0 */
};

struct prak_seen_key prak_seen_key(struct prak_str key); /* pure: to be made in the workers */

/* limit: bytes, 0 = none. NULL when memory is out. */
struct prak_seen *prak_seen_new(size_t limit);
void prak_seen_free(struct prak_seen *s); /* NULL is allowed */
/* About how many keys will be asked for in all, those before among them: the set then grows at once to what it needs. */
void prak_seen_expect(struct prak_seen *s, uint64_t n);
bool prak_seen_has(const struct prak_seen *s, struct prak_seen_key key);
/* 1 the key is new and kept, 0 it was there, -1 memory or limit. */
int prak_seen_put(struct prak_seen *s, struct prak_seen_key key, struct prak_err *e);
/*
 * The same for n keys in turn: had[i] 1 when it was there, 0 when it is new. Fewer than n are returned when there is no
 * room for the next one.
 */
size_t prak_seen_judge(struct prak_seen *s, const struct prak_seen_key *key, size_t n, unsigned char *had);
/* Fetches what a later prak_seen_put of this key looks at. */
void prak_seen_prefetch(const struct prak_seen *s, struct prak_seen_key key);
size_t prak_seen_count(const struct prak_seen *s);
#endif
