/* random.h - random numbers of the samples: splitmix64, the same on every machine. */
#ifndef SAMPLES_RANDOM_H
#define SAMPLES_RANDOM_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static inline unsigned below(uint64_t *state, unsigned n)
{
    return (unsigned)(next(state) % n);
}

static inline bool chance(uint64_t *state, unsigned per_mille)
{
    return below(state, 1000) < per_mille;
}

static inline size_t pick(uint64_t *state, const unsigned *weight, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += weight[i];
    unsigned u = below(state, sum);
    size_t i = 0;
    while (u >= weight[i])
        u -= weight[i++];
    return i;
}
#endif
