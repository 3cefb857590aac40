/*
 * hash.h - XXH3 for tables in memory, SHA-256 for the run record.
 */
#ifndef PRAK_BASE_HASH_H
#define PRAK_BASE_HASH_H
#include <stddef.h>
#include <stdint.h>

uint64_t prak_hash(const void *p, size_t n);

struct prak_digest128 {
    uint64_t low, high;
};
struct prak_digest128 prak_hash128(const void *p, size_t n);

/* SHA-256 in pieces. */
struct prak_sha256;
struct prak_sha256 *prak_sha256_new(void); /* NULL when memory is out */
void prak_sha256_add(struct prak_sha256 *s, const void *p, size_t n);
void prak_sha256_end(struct prak_sha256 *s, char hex[65]); /* frees s */
/* A small memory of what was worked out before: slots, and bytes of a key. */
#define PRAK_CACHE_SLOTS 4096
#define PRAK_CACHE_KEY   64
#endif
