/*
 * wide.h - integers wider than 128 bits, private to lib/base: what decimal.c and exact.c round and total with.
 */
#ifndef PRAK_BASE_WIDE_H
#define PRAK_BASE_WIDE_H
#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"

extern const uint64_t prak_pow10_64[20];       /* 10^0 .. 10^19 */
extern const prak_u128 prak_pow10_128[39];     /* 10^0 .. 10^38 */
unsigned prak_digits_128(prak_u128 v);         /* decimal digits; 1 for 0 */

/* Unsigned, least limb first. */
struct prak_u256 {
    uint64_t w[4];
};

static inline struct prak_u256 prak_u256(prak_u128 v)
{
    return (struct prak_u256){ { (uint64_t)v, (uint64_t)(v >> 64), 0, 0 } };
}
struct prak_u256 prak_u256_mul(prak_u128 a, prak_u128 b);
/* *v *= 10^k; false (and *v undefined) when the product needs over 256 bits. */
bool prak_u256_mul_pow10(struct prak_u256 *v, unsigned k);
int prak_u256_cmp(const struct prak_u256 *a, const struct prak_u256 *b);

/* What a division left over, against half of the divisor. */
enum prak_rest { PRAK_REST_NONE, PRAK_REST_BELOW, PRAK_REST_HALF, PRAK_REST_ABOVE };
enum prak_rest prak_u256_divide(struct prak_u256 num, struct prak_u256 den, struct prak_u256 *q); /* den > 0 */

/* Unsigned big integer of fixed capacity; any two totals of exact.c brought to one scale fit. */
#define PRAK_BIG_LIMBS 280
struct prak_big {
    unsigned n; /* limbs in use; the highest is not 0 */
    uint32_t w[PRAK_BIG_LIMBS];
};

void prak_big_set(struct prak_big *b, const uint64_t *limb, unsigned count);
void prak_big_mul_add(struct prak_big *b, uint32_t factor, uint32_t term);
void prak_big_mul_pow10(struct prak_big *b, unsigned k);

/* (q + a little more, when `more`) * 2^exp2, with q of 126 or 127 bits: ready for any rounding up to 113 bits. */
struct prak_binary {
    prak_u128 q;
    int exp2;
    bool more;
};

/* num / den, both over 0; both are used up. */
struct prak_binary prak_big_divide(struct prak_big *num, struct prak_big *den);
double prak_binary_double(struct prak_binary b);     /* half-even, subnormals too; inf above the range */
prak_quad prak_binary_quad(struct prak_binary b);    /* half-even */
#endif
