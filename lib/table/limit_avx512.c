/*
 * limit_avx512.c - eight rows in one register.
 */
#include "table/limit.h"

extern const struct prak_weigher prak_weigher_avx512;

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512cd,bmi"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512cd,bmi")
#endif

#include "table/words_lanes.h"

_Static_assert(sizeof(void *) == 8 && offsetof(struct prak_limit, least) == 0 && offsetof(struct prak_limit, digits) == 4 &&
                   offsetof(struct prak_limit, known) == 5 && offsetof(struct prak_limit, shown) == 6 &&
                   offsetof(struct prak_limit, form) == 8,
               "all that is known of a limit but its forms is a word");
#define KNOWN (INT64_C(1) << 40)
#define SHOWN (INT64_C(1) << 48)

/* Numbers below 10^8 as eight digits, the first in the lowest byte. */
static inline __m512i digits_of(__m512i m)
{
    const __m512i upper = _mm512_srli_epi64(_mm512_mul_epu32(m, _mm512_set1_epi64(INT64_C(3518437209))), 45);
    const __m512i lower = _mm512_sub_epi64(m, _mm512_mul_epu32(upper, _mm512_set1_epi64(10000)));
    const __m512i fours = _mm512_or_si512(upper, _mm512_slli_epi64(lower, 32));
    const __m512i hundreds = _mm512_srli_epi16(_mm512_mulhi_epu16(fours, _mm512_set1_epi16(5243)), 3);
    const __m512i ones = _mm512_sub_epi16(fours, _mm512_mullo_epi16(hundreds, _mm512_set1_epi16(100)));
    const __m512i twos = _mm512_or_si512(hundreds, _mm512_slli_epi32(ones, 16));
    const __m512i tens = _mm512_mulhi_epu16(twos, _mm512_set1_epi16(6554));

    return _mm512_or_si512(tens, _mm512_slli_epi16(_mm512_sub_epi16(twos, _mm512_mullo_epi16(tens, _mm512_set1_epi16(10))), 8));
}

/* Their texts of at most eight bytes, `scale` digits after the point; see prak_word_write. */
static inline __m512i text_of(__m512i m, __m512i scale, __m512i *n)
{
    const __m512i one = _mm512_set1_epi64(1), eight = _mm512_set1_epi64(8), ones = _mm512_set1_epi64(-1);
    const __m512i digits = digits_of(m), text = _mm512_or_si512(digits, _mm512_set1_epi8('0'));
    const __m512i low = _mm512_and_si512(digits, _mm512_sub_epi64(_mm512_setzero_si512(), digits));
    const __m512i zeros = _mm512_srli_epi64(_mm512_sub_epi64(_mm512_set1_epi64(63), _mm512_lzcnt_epi64(low)), 3); /* of 0: many */
    const __m512i whole_most = _mm512_sub_epi64(eight, scale); /* digits before the point */
    const __m512i skip = _mm512_min_epu64(zeros, _mm512_sub_epi64(whole_most, one));
    const __m512i whole = _mm512_sub_epi64(whole_most, skip);
    const __mmask8 point = _mm512_test_epi64_mask(scale, scale);
    const __m512i end = _mm512_slli_epi64(whole, 3);
    const __m512i lead = _mm512_andnot_si512(_mm512_sllv_epi64(ones, end), _mm512_srlv_epi64(text, _mm512_slli_epi64(skip, 3)));
    const __m512i rest = _mm512_slli_epi64(_mm512_srlv_epi64(text, _mm512_slli_epi64(whole_most, 3)), 8);
    const __m512i tail = _mm512_sllv_epi64(_mm512_or_si512(rest, _mm512_set1_epi64('.')), end);

    *n = _mm512_mask_add_epi64(whole, point, whole, _mm512_add_epi64(scale, one));
    return _mm512_mask_or_epi64(lead, point, lead, tail);
}

/* The bytes of a batch's records: more may be read behind them. */
struct range {
    __m512i from, length;
};

/* Which of eight rows are for here, from `row` on. */
static inline __mmask8 weigh_eight(const struct prak_slice *cell, void *const *kept, struct range r, struct prak_weighed *w,
                                   size_t row)
{
    const __m512i zero = _mm512_setzero_si512(), low = _mm512_set1_epi64(UINT32_MAX);
    const __m512i tens = _mm512_setr_epi64(1, 10, 100, 1000, 10000, 100000, 1000000, 10000000);
    const __m512i k = _mm512_loadu_si512(kept + row);
    const __mmask8 there = _mm512_test_epi64_mask(k, k);
    const __m512i about = _mm512_mask_i64gather_epi64(zero, there, k, NULL, 1), least = _mm512_and_si512(about, low);
    __m512i kind, scale, n[2];
    __mmask8 other;
    const __m512i p = lanes_cells(cell + row, &kind);
    __m512i m = lanes_numbers(p, kind, _mm512_cmplt_epu64_mask(_mm512_sub_epi64(p, r.from), r.length), &scale, &other);

    const __m512i digits = _mm512_and_si512(_mm512_srli_epi64(about, 32), _mm512_set1_epi64(0xFF));
    const __mmask8 empty = _mm512_testn_epi64_mask(kind, low);
    const __mmask8 shown = _mm512_test_epi64_mask(about, _mm512_set1_epi64(SHOWN)) & (__mmask8)~empty;
    const __m512i most = _mm512_mask_blend_epi64(_mm512_test_epi64_mask(digits, digits), _mm512_set1_epi64(100 * 1000 * 1000),
                                                 _mm512_set1_epi64(10 * 1000 * 1000));
    m = _mm512_mul_epu32(m, _mm512_permutexvar_epi64(_mm512_sub_epi64(digits, scale), tens));
    const __mmask8 long_ones = shown & (_mm512_cmpgt_epu64_mask(scale, digits) | _mm512_cmpge_epu64_mask(m, most));
    const __mmask8 lacks = shown & _mm512_cmplt_epu64_mask(m, least);
    __mmask8 good = _mm512_test_epi64_mask(about, _mm512_set1_epi64(KNOWN)) & (empty | (__mmask8)~(other | long_ones));
    const __m512i beside = _mm512_mask_mov_epi64(_mm512_maskz_set1_epi64(lacks, 8 * PRAK_LIMIT_LACKS), empty,
                                                 _mm512_set1_epi64(8 * PRAK_LIMIT_EMPTY));
    const __m512i form = _mm512_mask_i64gather_epi64(zero, good, _mm512_add_epi64(k, beside), (const void *)8, 1);

    good &= _mm512_test_epi64_mask(form, form);
    _mm512_storeu_si512(w->form + row, form);
    _mm512_storeu_si512(w->text[0] + row, text_of(m, digits, &n[0]));
    _mm512_storeu_si512(w->text[1] + row, text_of(_mm512_sub_epi64(least, m), digits, &n[1]));
    _mm512_storeu_si512(w->n[0] + row, _mm512_maskz_mov_epi64(shown, n[0]));
    _mm512_storeu_si512(w->n[1] + row, _mm512_maskz_mov_epi64(lacks, n[1]));
    return good;
}

static size_t weigh(const struct prak_batch *b, const struct prak_slice *cell, void *const *kept, size_t n, struct prak_weighed *w)
{
    size_t row = 0;

    if (!b->grid && !b->lines) /* else 64 bytes behind the last record may be read */
        return prak_limit_rows(b, cell, kept, 0, n, w);
    const struct prak_record last = prak_batch_record(b, b->nrow - 1);
    const char *from = prak_batch_record(b, 0).p;
    const struct range r = { _mm512_set1_epi64((int64_t)(uintptr_t)from), _mm512_set1_epi64(last.p + last.n - from) };
    for (; row + 8 <= n; row += 8) {
        const unsigned other = (uint8_t)~weigh_eight(cell, kept, r, w, row);
        if (other)
            return row + (unsigned)__builtin_ctz(other);
    }
    return prak_limit_rows(b, cell, kept, row, n, w);
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

const struct prak_weigher prak_weigher_avx512 = { "avx512", usable, weigh };
#else
static bool usable(void)
{
    return false;
}

const struct prak_weigher prak_weigher_avx512 = { .name = "avx512", .usable = usable };
#endif
