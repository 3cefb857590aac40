/*
 * hash.c - thin covers, so that nothing else depends on xxHash's or libsodium's headers.
 */
#include "base/hash.h"

#include <sodium/crypto_hash_sha256.h>
#include <stdlib.h>
#include <xxhash.h>

struct prak_sha256 {
    crypto_hash_sha256_state state;
};

uint64_t prak_hash(const void *p, size_t n)
{
    return XXH3_64bits(p ? p : "", n);
}

struct prak_digest128 prak_hash128(const void *p, size_t n)
{
    XXH128_hash_t h = XXH3_128bits(p ? p : "", n);
    return (struct prak_digest128){ .low = h.low64, .high = h.high64 };
}

struct prak_sha256 *prak_sha256_new(void)
{
    struct prak_sha256 *s = malloc(sizeof *s);
    if (s)
        crypto_hash_sha256_init(&s->state);
    return s;
}

void prak_sha256_add(struct prak_sha256 *s, const void *p, size_t n)
{
    if (n)
        crypto_hash_sha256_update(&s->state, p, n);
}

void prak_sha256_end(struct prak_sha256 *s, char hex[65])
{
    static const char digit[] = "0123456789abcdef";
    unsigned char out[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&s->state, out);
    for (size_t i = 0; i < sizeof out; i++) {
        hex[2 * i] = digit[out[i] >> 4];
        hex[2 * i + 1] = digit[out[i] & 15];
    }
    hex[64] = '\0';
    free(s);
}
