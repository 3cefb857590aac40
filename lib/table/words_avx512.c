/*
 * words_avx512.c - eight numbers in one register.
 */
#include "table/words.h"

extern const struct prak_words prak_words_avx512;

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512cd,bmi"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512cd,bmi")
#endif

_Static_assert(sizeof(struct prak_slice) == 16 && offsetof(struct prak_slice, n) == 8 &&
                   offsetof(struct prak_slice, plain) == 13,
               "a slice is two words");

struct ends {
    __m512i from, length; /* by the digits after the point */
};

/* The digits of each word, of which other bytes are listed in *other: bytes below the text are '0'. */
static inline __m512i digits_of(__m512i w, __mmask8 *other)
{
    const __m512i d = _mm512_sub_epi8(w, _mm512_set1_epi8('0')), above = _mm512_subs_epu8(d, _mm512_set1_epi8(9));
    __m512i v = _mm512_maddubs_epi16(d, _mm512_set1_epi16(0x010a));

    *other |= _mm512_test_epi64_mask(above, above);
    v = _mm512_madd_epi16(v, _mm512_set1_epi32(0x00010064));
    return _mm512_add_epi64(_mm512_mul_epu32(v, _mm512_set1_epi64(10000)), _mm512_srli_epi64(v, 32));
}

/* Which of eight cells hold; *other: those that are not for here. See holds_word of words.c. */
static inline __mmask8 hold_eight(const struct prak_slice *cell, const struct ends *t, __mmask8 *other)
{
    const __m512i a = _mm512_loadu_si512(cell), b = _mm512_loadu_si512(cell + 4), zeros = _mm512_set1_epi8('0');
    const __m512i one = _mm512_set1_epi64(1), byte = _mm512_set1_epi64(0xFF);
    const __m512i p = _mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), b);
    const __m512i kind = _mm512_permutex2var_epi64(a, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), b);
    const __m512i n = _mm512_and_si512(kind, _mm512_set1_epi64(UINT32_MAX));
    const __mmask8 fit = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(n, one), _mm512_set1_epi64(8)) &
                         _mm512_test_epi64_mask(kind, _mm512_set1_epi64(INT64_C(0xFF) << 40));
    const __m512i raw = _mm512_mask_i64gather_epi64(zeros, fit, p, NULL, 1), first = _mm512_and_si512(raw, byte);
    const __m512i gap = _mm512_sub_epi64(_mm512_set1_epi64(64), _mm512_slli_epi64(n, 3));
    __m512i w = _mm512_or_si512(_mm512_sllv_epi64(raw, gap), _mm512_srlv_epi64(_mm512_srli_epi64(zeros, 1),
                                                                              _mm512_sub_epi64(_mm512_set1_epi64(63), gap)));
    const __m512i second = _mm512_and_si512(_mm512_srli_epi64(raw, 8), byte);
    const __mmask8 led = _mm512_cmpeq_epi64_mask(first, _mm512_set1_epi64('0')) & _mm512_cmpgt_epu64_mask(n, one) &
                         _mm512_cmpneq_epi64_mask(second, _mm512_set1_epi64('.'));
    const __m512i points = _mm512_maskz_set1_epi8(_mm512_cmpeq_epi8_mask(w, _mm512_set1_epi8('.')), (char)0xFF);
    const __m512i low = _mm512_and_si512(points, _mm512_sub_epi64(_mm512_setzero_si512(), points)); /* the first one's low bit */
    const __mmask8 point = _mm512_test_epi64_mask(points, points);
    const __m512i scale = _mm512_maskz_srli_epi64(point, _mm512_lzcnt_epi64(low), 3);
    const __m512i below = _mm512_sub_epi64(low, one), through = _mm512_sub_epi64(_mm512_slli_epi64(low, 8), one);
    const __m512i closed = _mm512_or_si512(_mm512_andnot_si512(through, w),
                                           _mm512_slli_epi64(_mm512_and_si512(w, below), 8));

    *other = (__mmask8)~fit | led | _mm512_cmpeq_epi64_mask(first, _mm512_set1_epi64('.')) |
             (point & _mm512_testn_epi64_mask(scale, scale));
    w = _mm512_mask_or_epi64(w, point, closed, _mm512_set1_epi64('0'));
    const __m512i digits = digits_of(w, other);
    const __m512i from = _mm512_permutexvar_epi64(scale, t->from), length = _mm512_permutexvar_epi64(scale, t->length);
    return _mm512_cmple_epu64_mask(_mm512_sub_epi64(_mm512_add_epi64(digits, digits), from), length);
}

static size_t test_eights(const struct prak_slice *cell, size_t row, size_t nrow, const struct prak_range *t, uint32_t *hold,
                          size_t *nhold)
{
    const struct ends ends = { _mm512_loadu_si512(t->from), _mm512_loadu_si512(t->length) };
    const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __mmask8 flip = t->flip ? 0xFF : 0;
    size_t n = *nhold;

    for (; row + 8 <= nrow; row += 8) {
        __mmask8 other;
        unsigned holds = (unsigned)(__mmask8)(hold_eight(cell + row, &ends, &other) ^ flip);
        if (other)
            holds &= ((unsigned)other & -(unsigned)other) - 1; /* up to the first of them */
        _mm256_storeu_si256((__m256i *)(void *)(hold + n),
                            _mm256_maskz_compress_epi32((__mmask8)holds, _mm256_add_epi32(lane, _mm256_set1_epi32((int)row))));
        n += (unsigned)__builtin_popcount(holds);
        if (other) {
            row += (unsigned)__builtin_ctz(other);
            break;
        }
    }
    *nhold = n;
    return row;
}

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

static bool usable(void)
{
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd") &&
           __builtin_cpu_supports("bmi");
}

const struct prak_words prak_words_avx512 = { "avx512", usable, test_eights };
#else
static bool usable(void)
{
    return false;
}

const struct prak_words prak_words_avx512 = { .name = "avx512", .usable = usable };
#endif
