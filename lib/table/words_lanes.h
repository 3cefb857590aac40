/*
 * words_lanes.h - eight plain numbers of at most eight characters (AVX-512); included where these instructions are allowed.
 */
#ifndef PRAK_TABLE_WORDS_LANES_H
#define PRAK_TABLE_WORDS_LANES_H
#include "table/batch.h"

_Static_assert(sizeof(struct prak_slice) == 16 && offsetof(struct prak_slice, n) == 8 &&
                   offsetof(struct prak_slice, plain) == 13,
               "a slice is two words");
#define PRAK_LANES_PLAIN (INT64_C(0xFF) << 40)

/* Where eight cells are; kind: their length, and marks above. */
static inline __m512i lanes_cells(const struct prak_slice *cell, __m512i *kind)
{
    const __m512i a = _mm512_loadu_si512(cell), b = _mm512_loadu_si512(cell + 4);

    *kind = _mm512_permutex2var_epi64(a, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), b);
    return _mm512_permutex2var_epi64(a, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), b);
}

/* The value of eight digits in each word; other bytes are listed in *other. */
static inline __m512i lanes_value(__m512i d, __mmask8 *other)
{
    const __m512i above = _mm512_subs_epu8(d, _mm512_set1_epi8(9));
    __m512i v = _mm512_maddubs_epi16(d, _mm512_set1_epi16(0x010a));

    *other |= _mm512_test_epi64_mask(above, above);
    v = _mm512_madd_epi16(v, _mm512_set1_epi32(0x00010064));
    return _mm512_add_epi64(_mm512_mul_epu32(v, _mm512_set1_epi64(10000)), _mm512_srli_epi64(v, 32));
}

/* Words that end with a number of n characters, '0' before it: the digits where each may have its point anywhere. */
static inline __m512i lanes_digits(__m512i w, __m512i raw, __m512i n, __m512i *scale, __mmask8 *other)
{
    const __m512i one = _mm512_set1_epi64(1), byte = _mm512_set1_epi64(0xFF), zeros = _mm512_set1_epi8('0');
    const __m512i first = _mm512_and_si512(raw, byte), second = _mm512_and_si512(_mm512_srli_epi64(raw, 8), byte);
    const __mmask8 led = _mm512_cmpeq_epi64_mask(first, _mm512_set1_epi64('0')) & _mm512_cmpgt_epu64_mask(n, one) &
                         _mm512_cmpneq_epi64_mask(second, _mm512_set1_epi64('.'));
    const __m512i points = _mm512_maskz_set1_epi8(_mm512_cmpeq_epi8_mask(w, _mm512_set1_epi8('.')), (char)0xFF);
    const __m512i low = _mm512_and_si512(points, _mm512_sub_epi64(_mm512_setzero_si512(), points)); /* the first one's low bit */
    const __mmask8 point = _mm512_test_epi64_mask(points, points);
    const __m512i below = _mm512_sub_epi64(low, one), through = _mm512_sub_epi64(_mm512_slli_epi64(low, 8), one);
    const __m512i closed = _mm512_or_si512(_mm512_andnot_si512(through, w),
                                           _mm512_slli_epi64(_mm512_and_si512(w, below), 8));

    *scale = _mm512_maskz_srli_epi64(point, _mm512_lzcnt_epi64(low), 3);
    *other |= led | _mm512_cmpeq_epi64_mask(first, _mm512_set1_epi64('.')) | (point & _mm512_testn_epi64_mask(*scale, *scale));
    return _mm512_sub_epi8(_mm512_mask_or_epi64(w, point, closed, _mm512_set1_epi64('0')), zeros);
}

/*
 * Eight numbers m / 10^scale, as they stand at p; near: eight bytes may be read there. *raw: these, of which *n are the
 * number's; *other: those that are not for here. True: all have two digits after the point and none too many before it, as
 * money mostly has. See prak_word_read.
 */
__attribute__((always_inline)) static inline bool lanes_numbers(__m512i p, __m512i kind, __mmask8 near, __m512i *m, __m512i *scale,
                                                                __m512i *raw, __m512i *n, __mmask8 *other)
{
    const uint64_t point = UINT64_C(0x2020202020202020), begin = UINT64_C(0x0101010101010101); /* bytes of each word */
    const __m512i zeros = _mm512_set1_epi8('0'), length = _mm512_and_si512(kind, _mm512_set1_epi64(UINT32_MAX));
    const __mmask8 fit = near & _mm512_cmplt_epu64_mask(_mm512_sub_epi64(length, _mm512_set1_epi64(1)), _mm512_set1_epi64(8));
    const __m512i text = _mm512_mask_i64gather_epi64(zeros, fit, p, NULL, 1), bits = _mm512_slli_epi64(length, 3);
    const __m512i w = _mm512_or_si512(_mm512_sllv_epi64(text, _mm512_sub_epi64(_mm512_set1_epi64(64), bits)),
                                      _mm512_srlv_epi64(zeros, bits));
    const bool cents = fit == 0xFF && _mm512_mask_cmpeq_epi8_mask(point, w, _mm512_set1_epi8('.')) == point &&
                       _mm512_mask_cmpeq_epi8_mask(begin, text, zeros) == 0 &&
                       _mm512_cmple_epu64_mask(length, _mm512_set1_epi64(3)) == 0;
    __m512i d;

    *raw = text;
    *n = length;
    *other = (__mmask8)~fit;
    if (__builtin_expect(cents, 1)) {
        *scale = _mm512_set1_epi64(2);
        d = _mm512_ternarylogic_epi64(_mm512_set1_epi64((int64_t)(UINT64_C(0xFFFF) << 48)), w, _mm512_slli_epi64(w, 8), 0xCA);
        d = _mm512_sub_epi8(d, _mm512_set1_epi64(INT64_C(0x3030303030303000)));
    } else {
        d = lanes_digits(w, text, length, scale, other);
    }
    *m = lanes_value(d, other);
    return cents;
}
#endif
