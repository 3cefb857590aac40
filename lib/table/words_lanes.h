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

/* What stays in registers: GCC makes most of it anew at each use, by the port that compares and permutes. */
struct lanes_fixed {
    __m512i zeros, one, eight, width, nines, byte, point, point_at, behind;
};

static inline __m512i lanes_keep(int64_t x)
{
    __m512i v = _mm512_set1_epi64(x);

    __asm__("" : "+v"(v));
    return v;
}

static inline struct lanes_fixed lanes_fixed(void)
{
    return (struct lanes_fixed){ .zeros = lanes_keep(INT64_C(0x3030303030303030)), .one = lanes_keep(1), .eight = lanes_keep(8),
                                 .width = lanes_keep(64), .nines = lanes_keep(INT64_C(0x0909090909090909)), .byte = lanes_keep(0xFF),
                                 .point = lanes_keep((int64_t)('.' ^ '0') << 40), .point_at = lanes_keep(INT64_C(0xFF) << 40),
                                 .behind = lanes_keep((int64_t)(UINT64_C(0xFFFF) << 48)) };
}

/* The value of eight digits in each word; other bytes are listed in *other. */
static inline __m512i lanes_value(__m512i d, const struct lanes_fixed *k, __mmask8 *other)
{
    const __m512i above = _mm512_subs_epu8(d, k->nines);
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

/* Cells as words: raw, as they stand; ended, each byte less '0' (by exclusive-or) and none before them. */
struct lanes_words {
    __m512i raw, ended, n;
    __mmask8 fit, empty; /* fit: one to eight characters, which may be read */
};

static inline struct lanes_words lanes_words(__m512i p, __m512i kind, __mmask8 near, const struct lanes_fixed *k)
{
    const __m512i n = _mm512_and_si512(kind, _mm512_set1_epi64(UINT32_MAX));
    const __mmask8 fit = _mm512_mask_cmplt_epu64_mask(near, _mm512_sub_epi64(n, k->one), k->eight);
    const __m512i raw = _mm512_mask_i64gather_epi64(k->zeros, fit, p, NULL, 1), before = _mm512_sub_epi64(k->width, _mm512_slli_epi64(n, 3));

    return (struct lanes_words){ raw, _mm512_sllv_epi64(_mm512_xor_si512(raw, k->zeros), before), n, fit,
                                 _mm512_testn_epi64_mask(n, n) };
}

/* Which of the words have two digits after the point and none too many before it, as money mostly has. */
static inline __mmask8 lanes_are_cents(const struct lanes_words *w, const struct lanes_fixed *k)
{
    const __mmask8 pointed = _mm512_mask_testn_epi64_mask(w->fit, _mm512_xor_si512(w->ended, k->point), k->point_at);
    const __m512i first = _mm512_and_si512(_mm512_xor_si512(w->raw, k->zeros), k->byte);

    return _mm512_mask_cmplt_epu64_mask(pointed, _mm512_sub_epi64(first, k->one), _mm512_set1_epi64(9)); /* no 0, no point */
}

/* The number of cents; *other: those of which a byte is no digit. */
static inline __m512i lanes_cents(const struct lanes_words *w, const struct lanes_fixed *k, __mmask8 *other)
{
    return lanes_value(_mm512_ternarylogic_epi64(k->behind, w->ended, _mm512_slli_epi64(w->ended, 8), 0xCA), k, other);
}

/* The numbers m / 10^scale; *other: those that are not for here. See prak_word_read. */
static inline __m512i lanes_numbers(const struct lanes_words *w, const struct lanes_fixed *k, __m512i *scale, __mmask8 *other)
{
    *other = (__mmask8)~w->fit;
    if (__builtin_expect(lanes_are_cents(w, k) == 0xFF, 1)) {
        *scale = _mm512_set1_epi64(2);
        return lanes_cents(w, k, other);
    }
    return lanes_value(lanes_digits(_mm512_xor_si512(w->ended, k->zeros), w->raw, w->n, scale, other), k, other);
}
#endif
