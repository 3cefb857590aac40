/*
 * scan_avx2.c - a block is two registers; the places of the breaks are taken bit by bit, eight at a time.
 */
#include "io/scan.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#include <string.h>

#include "base/utf8.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,pclmul,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,pclmul,bmi,bmi2,lzcnt,popcnt")
#endif

typedef struct {
    __m256i low, high;
} block_t;

static inline block_t block_load(const char *p)
{
    return (block_t){ _mm256_loadu_si256((const __m256i *)(const void *)p),
                      _mm256_loadu_si256((const __m256i *)(const void *)(p + 32)) };
}

static inline uint64_t bits(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) | (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

static inline uint64_t block_eq(block_t b, char c)
{
    const __m256i k = _mm256_set1_epi8(c);

    return bits(_mm256_cmpeq_epi8(b.low, k), _mm256_cmpeq_epi8(b.high, k));
}

static inline uint64_t block_odd(block_t b)
{
    const __m256i k = _mm256_set1_epi8(' ');

    return bits(_mm256_cmpgt_epi8(k, b.low), _mm256_cmpgt_epi8(k, b.high));
}

static inline uint64_t block_high(block_t b)
{
    return bits(b.low, b.high);
}

static inline uint64_t block_quote_or_hash(block_t b)
{
    const __m256i one = _mm256_set1_epi8(1);

    return block_eq((block_t){ _mm256_or_si256(b.low, one), _mm256_or_si256(b.high, one) }, '#');
}

/* Bit 7 - k of each byte. */
static inline uint64_t block_bit(block_t b, unsigned k)
{
    return bits(_mm256_slli_epi16(b.low, (int)k), _mm256_slli_epi16(b.high, (int)k));
}

static inline __m256i digits(__m256i b)
{
    const __m256i x = _mm256_sub_epi8(b, _mm256_set1_epi8('0'));

    return _mm256_cmpeq_epi8(_mm256_min_epu8(x, _mm256_set1_epi8(9)), x);
}

static inline uint64_t block_digits(block_t b)
{
    return bits(digits(b.low), digits(b.high));
}

typedef struct {
    __m256i x;
    uint32_t mask;
} pattern_t;

static inline pattern_t pattern_of(const char *p, size_t n)
{
    return (pattern_t){ _mm256_loadu_si256((const __m256i *)(const void *)p),
                        n < 32 ? (UINT32_C(1) << n) - 1 : UINT32_MAX };
}

static inline bool pattern_is(pattern_t x, const char *p)
{
    const __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)p);

    return (x.mask & ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(x.x, y))) == 0;
}

#define PATTERN_IS_8
static inline bool pattern_is_8(pattern_t x, const char *p, const uint32_t *at, size_t stride)
{
    __m256i other = _mm256_setzero_si256();

#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++, at += stride)
        other = _mm256_or_si256(other, _mm256_xor_si256(x.x, _mm256_loadu_si256((const __m256i *)(const void *)(p + (size_t)(at[-1] + 1)))));
    return (x.mask & ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(other, _mm256_setzero_si256()))) == 0;
}

static inline uint64_t prefix_xor(uint64_t m)
{
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m), _mm_set1_epi8((char)0xff), 0));
}

static inline char *put_bytes(char *o, const char *p, block_t b, uint64_t m)
{
    (void)b;
    while (m) { /* a run of set bits is a run of bytes */
        const unsigned from = (unsigned)__builtin_ctzll(m);
        const uint64_t gap = ~(m >> from);
        const unsigned n = gap ? (unsigned)__builtin_ctzll(gap) : 64;

        memcpy(o, p + from, 32);
        if (n > 32)
            memcpy(o + 32, p + from + 32, 32);
        o += n;
        if (from + n >= 64)
            break;
        m &= UINT64_MAX << (from + n);
    }
    return o;
}

static inline uint32_t *put_places(uint32_t *o, uint64_t m, uint32_t base)
{
    uint32_t *const end = o + __builtin_popcountll(m);

    do {
#pragma GCC unroll 8
        for (int i = 0; i < 8; i++) { /* bits past the last are no places and are written over */
            o[i] = base + (uint32_t)_tzcnt_u64(m);
            m = _blsr_u64(m);
        }
        o += 8;
    } while (o < end);
    return end;
}

static inline void put_quoted(uint8_t *o, uint64_t quoted, uint64_t places)
{
    uint64_t m = _pext_u64(quoted, places);

    for (int n = __builtin_popcountll(places); n > 0; n -= 8, o += 8, m >>= 8) {
        const uint64_t eight = _pdep_u64(m, UINT64_C(0x0101010101010101)) * 0xff;
        memcpy(o, &eight, 8);
    }
}

static inline uint64_t misplaced(uint64_t ends, uint64_t places, uint64_t pattern, unsigned left, unsigned width)
{
    (void)width;
    return _pext_u64(ends, places) ^ _bzhi_u64(pattern << ((left - 1) & 63), (unsigned)__builtin_popcountll(places));
}

#include "io/scan_kernel.h"
#include "io/scan_lines_kernel.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

static bool usable(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}

const struct prak_scanner prak_scanner_avx2 = {
    "avx2", usable, scan, rows, edges, unquote, NULL, NULL, prak_scan_marks_slow, lines, column, count, NULL
};
#else
static bool usable(void)
{
    return false;
}

const struct prak_scanner prak_scanner_avx2 = { .name = "avx2", .usable = usable };
#endif
