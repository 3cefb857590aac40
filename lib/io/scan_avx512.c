/*
 * scan_avx512.c - a block is one register; the places of the breaks leave by compress-store.
 */
#include "io/scan.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#include <string.h>

#include "base/utf8.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx512vpopcntdq,vpclmulqdq,pclmul,bmi,bmi2,lzcnt,popcnt"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,avx512vpopcntdq,vpclmulqdq,pclmul,bmi,bmi2,lzcnt,popcnt")
#endif

typedef __m512i block_t;

static inline block_t block_load(const char *p)
{
    return _mm512_loadu_si512(p);
}

/* GCC takes a mask back into a mask register for each operation that one could do, and waits for it. */
static inline uint64_t bits(__mmask64 m)
{
    uint64_t x = m;

    __asm__("" : "+r"(x));
    return x;
}

static inline uint64_t block_eq(block_t b, char c)
{
    return bits(_mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c)));
}

static inline uint64_t block_odd(block_t b)
{
    return bits(_mm512_cmplt_epi8_mask(b, _mm512_set1_epi8(' '))); /* signed: bytes above 0x7f are below */
}

static inline uint64_t block_high(block_t b)
{
    return bits(_mm512_movepi8_mask(b));
}

static inline uint64_t block_quote_or_hash(block_t b)
{
    return bits(_mm512_cmpeq_epi8_mask(_mm512_or_si512(b, _mm512_set1_epi8(1)), _mm512_set1_epi8('#')));
}

/* Bit 7 - k of each byte. */
static inline uint64_t block_bit(block_t b, unsigned k)
{
    return bits(_mm512_test_epi8_mask(b, _mm512_set1_epi8((char)(0x80 >> k))));
}

static inline uint64_t block_digits(block_t b)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(b, _mm512_set1_epi8('0')), _mm512_set1_epi8(9));
}

typedef struct {
    __m256i x;
    __mmask32 mask;
} pattern_t;

static inline pattern_t pattern_of(const char *p, size_t n)
{
    return (pattern_t){ _mm256_loadu_si256((const __m256i *)(const void *)p),
                        n < 32 ? (UINT32_C(1) << n) - 1 : UINT32_MAX };
}

static inline bool pattern_is(pattern_t x, const char *p)
{
    return _mm256_mask_cmpneq_epi8_mask(x.mask, x.x, _mm256_loadu_si256((const __m256i *)(const void *)p)) == 0;
}

#define PATTERN_IS_8
static inline bool pattern_is_8(pattern_t x, const char *p, const uint32_t *at, size_t stride)
{
    __m256i other = _mm256_setzero_si256();

#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++, at += stride)
        other = _mm256_or_si256(other, _mm256_xor_si256(x.x, _mm256_loadu_si256((const __m256i *)(const void *)(p + (size_t)(at[-1] + 1)))));
    return _mm256_mask_test_epi8_mask(x.mask, other, other) == 0;
}

static inline uint64_t prefix_xor(uint64_t m)
{
    return (uint64_t)_mm_cvtsi128_si64(
        _mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)m), _mm_set1_epi8((char)0xff), 0));
}

static inline char *put_bytes(char *o, const char *p, block_t b, uint64_t m)
{
    (void)p;
    _mm512_storeu_si512(o, _mm512_maskz_compress_epi8(m, b));
    return o + __builtin_popcountll(m);
}

static const unsigned char place_numbers[64] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
};

static inline uint32_t *store_places(uint32_t *o, __m512i c, int n, __m512i base)
{
    _mm512_storeu_si512(o, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(c))));
    if (__builtin_expect(n > 16, 0)) {
        _mm512_storeu_si512(o + 16, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(c, 1))));
        _mm512_storeu_si512(o + 32, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(c, 2))));
        _mm512_storeu_si512(o + 48, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(c, 3))));
    }
    return o + n;
}

static inline void put_quoted(uint8_t *o, uint64_t quoted, uint64_t places)
{
    const uint64_t m = _pext_u64(quoted, places);

    _mm_storeu_si128((__m128i *)(void *)o, _mm_movm_epi8((__mmask16)m));
    if (__builtin_expect(__builtin_popcountll(places) > 16, 0))
        _mm512_storeu_si512(o, _mm512_movm_epi8(m));
}

static inline uint32_t *put_places(uint32_t *o, uint64_t m, uint32_t base)
{
    return store_places(o, _mm512_maskz_compress_epi8(m, _mm512_loadu_si512(place_numbers)), __builtin_popcountll(m),
                        _mm512_set1_epi32((int)base));
}

static inline uint32_t *put_run(uint32_t *o, uint8_t *q, const uint64_t *m, const uint64_t *quoted, size_t n, uint32_t first)
{
    const __m512i numbers = _mm512_loadu_si512(place_numbers), step = _mm512_set1_epi32(64);
    __m512i base = _mm512_set1_epi32((int)first);

    for (size_t i = 0; q && i < n; i++) {
        put_quoted(q, quoted[i], m[i]);
        q += __builtin_popcountll(m[i]);
    }
    for (size_t i = 0; i < n; i++, base = _mm512_add_epi32(base, step))
        o = store_places(o, _mm512_maskz_compress_epi8(m[i], numbers), __builtin_popcountll(m[i]), base);
    return o;
}

static inline uint64_t misplaced(uint64_t ends, uint64_t places, uint64_t pattern, unsigned left, unsigned width)
{
    (void)width;
    return _pext_u64(ends, places) ^ _bzhi_u64(pattern << ((left - 1) & 63), (unsigned)__builtin_popcountll(places));
}

/* Eight blocks at a time: a lane for the mask of each. */
#define GROUP 8
typedef __m512i lanes_t;

/*
 * Counting bits waits for one port, so that this is done of eight masks; how many places of a row are left before each of
 * them is a running sum. What pext puts into parts of a register is read when all of it is there.
 */
#define ROWS_OF_RUN
static inline uint64_t rows_of_run(const uint64_t *ends, const uint64_t *places, size_t n, uint64_t pattern, unsigned width,
                                   unsigned *left, size_t *rows)
{
    const __m512i zero = _mm512_setzero_si512(), one = _mm512_set1_epi64(1), ones = _mm512_set1_epi64(-1);
    const __m512i last = _mm512_set1_epi64(7), form = _mm512_set1_epi64((long long)pattern);
    __m512i behind = _mm512_set1_epi64(*left), sum = zero, bad = zero;
    uint64_t got[64];

    for (size_t k = 0; k < n; k++)
        got[k] = _pext_u64(ends[k], places[k]);
    for (size_t k = 0; k < n; k += 8) {
        const __m512i many = _mm512_popcnt_epi64(_mm512_loadu_si512(ends + k));
        const __m512i m = _mm512_popcnt_epi64(_mm512_loadu_si512(places + k));
        const __m512i d = _mm512_sub_epi64(_mm512_mul_epu32(many, _mm512_set1_epi64(width)), m);
        __m512i to = _mm512_add_epi64(d, _mm512_alignr_epi64(d, zero, 7));
        to = _mm512_add_epi64(to, _mm512_alignr_epi64(to, zero, 6));
        to = _mm512_add_epi64(_mm512_add_epi64(to, _mm512_alignr_epi64(to, zero, 4)), behind);
        const __m512i before = _mm512_sub_epi64(_mm512_sub_epi64(to, d), one);
        const __m512i want = _mm512_andnot_si512(_mm512_sllv_epi64(ones, m),
                                                 _mm512_sllv_epi64(form, _mm512_and_si512(before, _mm512_set1_epi64(63))));
        bad = _mm512_or_si512(bad, _mm512_xor_si512(want, _mm512_loadu_si512(got + k)));
        behind = _mm512_permutexvar_epi64(last, to);
        sum = _mm512_add_epi64(sum, many);
    }
    *left = (unsigned)_mm_cvtsi128_si32(_mm512_castsi512_si128(behind));
    *rows += (size_t)_mm512_reduce_add_epi64(sum);
    return _mm512_test_epi64_mask(bad, bad);
}

static inline void block_eq_to(block_t b, char c, uint64_t *to)
{
    _store_mask64((__mmask64 *)to, _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c)));
}

static inline void block_odd_to(block_t b, uint64_t *to)
{
    _store_mask64((__mmask64 *)to, _mm512_cmplt_epi8_mask(b, _mm512_set1_epi8(' ')));
}

/* One port compares; what is only asked of all blocks is left to the other, as the least of their bytes. */
static inline bool run_text(const char *p, size_t many, char separator, bool hash, uint64_t *feeds, uint64_t *separators,
                            uint64_t *quotes)
{
    const __m512i line_feed = _mm512_set1_epi8('\n'), other = _mm512_set1_epi8(separator), quote = _mm512_set1_epi8('"');
    const __m512i mark = _mm512_set1_epi8('#');
    __m512i least = _mm512_set1_epi8(' '), nearest = mark;

    if (separator < ' ')
        return false;
    for (size_t k = 0; k < many; k++) {
        const __m512i b = _mm512_loadu_si512(p + 64 * k);
        const __mmask64 ends = _mm512_cmpeq_epi8_mask(b, line_feed);

        _store_mask64((__mmask64 *)&feeds[k], ends);
        _store_mask64((__mmask64 *)&separators[k], _mm512_cmpeq_epi8_mask(b, other));
        _store_mask64((__mmask64 *)&quotes[k], _mm512_cmpeq_epi8_mask(b, quote));
        least = _mm512_mask_min_epi8(least, _knot_mask64(ends), least, b); /* signed: bytes above 0x7f are below */
        if (hash)
            nearest = _mm512_min_epu8(nearest, _mm512_xor_si512(b, mark));
    }
    return !_mm512_cmplt_epi8_mask(least, _mm512_set1_epi8(' ')) && !(hash && _mm512_testn_epi8_mask(nearest, nearest));
}

/*
 * Nearly all that is done here waits for the one port that compares and compresses: a quote and a byte that is no text are
 * one comparison (the second bit of both turned: a quote below '!'), and the places of a block go up in a register.
 */
static __attribute__((noinline)) size_t blocks_plain(const char *p, size_t i, size_t n, char separator, uint64_t *special,
                                                     uint32_t **out, size_t *ends)
{
    const __m512i line_feed = _mm512_set1_epi8('\n'), other = _mm512_set1_epi8(separator);
    const __m512i two = _mm512_set1_epi8(2), mark = _mm512_set1_epi8('!'), step = _mm512_set1_epi32(64);
    const __m512i numbers = _mm512_loadu_si512(place_numbers);
    __m512i base = _mm512_set1_epi32((int)i);
    uint32_t *o = *out;
    size_t found = 0;

    for (; n - i >= 64; i += 64, base = _mm512_add_epi32(base, step)) {
        const __m512i b = _mm512_loadu_si512(p + i);
        const __mmask64 feeds = _mm512_cmpeq_epi8_mask(b, line_feed);
        const __mmask64 places = _kor_mask64(feeds, _mm512_cmpeq_epi8_mask(b, other));
        const __mmask64 odd = _mm512_cmplt_epi8_mask(_mm512_xor_si512(b, two), mark);

        if (_cvtmask64_u64(_kandn_mask64(places, odd)))
            break;
        special[i / 64] = 0;
        found += (size_t)__builtin_popcountll(_cvtmask64_u64(feeds));
        o = store_places(o, _mm512_maskz_compress_epi8(places, numbers), __builtin_popcountll(_cvtmask64_u64(places)), base);
    }
    *ends += found;
    *out = o;
    return i;
}

static inline lanes_t lanes_load(const uint64_t *m)
{
    return _mm512_loadu_si512(m);
}

static inline void lanes_store(uint64_t *to, lanes_t a)
{
    _mm512_storeu_si512(to, a);
}

static inline lanes_t lanes_and(lanes_t a, lanes_t b)
{
    return _mm512_and_si512(a, b);
}

static inline lanes_t lanes_or(lanes_t a, lanes_t b)
{
    return _mm512_or_si512(a, b);
}

static inline lanes_t lanes_without(lanes_t a, lanes_t b)
{
    return _mm512_andnot_si512(b, a);
}

static inline bool lanes_any(lanes_t a)
{
    return _mm512_test_epi64_mask(a, a) != 0;
}

static inline lanes_t lanes_counts(lanes_t sum, lanes_t a)
{
    return _mm512_add_epi64(sum, _mm512_popcnt_epi64(a));
}

static inline uint64_t lanes_sum(lanes_t a)
{
    return (uint64_t)_mm512_reduce_add_epi64(a);
}

static inline lanes_t lanes_behind(uint64_t bit)
{
    return _mm512_set1_epi64((long long)(bit << 63));
}

static inline uint64_t lanes_last(lanes_t a)
{
    return (uint64_t)_mm512_movepi64_mask(a) >> 7;
}

static inline lanes_t lanes_after(lanes_t a, lanes_t before)
{
    return _mm512_or_si512(_mm512_slli_epi64(a, 1), _mm512_srli_epi64(_mm512_alignr_epi64(a, before, 7), 63));
}

static inline lanes_t lanes_inside(lanes_t quotes, uint64_t *inside)
{
    const __m512i ones = _mm512_set1_epi8((char)0xff);
    const __m512i x = _mm512_unpacklo_epi64(_mm512_clmulepi64_epi128(quotes, ones, 0x00),
                                            _mm512_clmulepi64_epi128(quotes, ones, 0x01));
    unsigned odd = _mm512_movepi64_mask(x);

    odd ^= odd << 1;
    odd ^= odd << 2;
    odd ^= odd << 4;
    const __mmask8 flip = (__mmask8)(odd << 1 ^ (unsigned)*inside);
    *inside ^= UINT64_C(0) - (odd >> 7 & 1);
    return _mm512_mask_xor_epi64(x, flip, x, ones);
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
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vbmi2") &&
           __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("vpclmulqdq") &&
           __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("bmi2");
}

const struct prak_scanner prak_scanner_avx512 = {
    "avx512", usable, scan, rows, edges, unquote, prak_scan_cells, prak_scan_ends, prak_scan_marks, lines, column, count,
    prak_scan_values
};
#else
static bool usable(void)
{
    return false;
}

const struct prak_scanner prak_scanner_avx512 = { .name = "avx512", .usable = usable };
#endif
