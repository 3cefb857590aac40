/*
 * memo_avx512.c - eight rows in one register.
 */
#include "table/memo_quick.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

#include "table/words_lanes.h"

/* Which of the texts at p, each the ten bytes of a date, are dates; see is_date of memo.c. */
static inline __mmask8 are_dates(__m512i p, __mmask8 ten)
{
    /* from the third byte on: years, a dash, the month's two digits, a dash, the day's */
    const __m512i dash = _mm512_set1_epi64(INT64_C(0x0000FD0000000000)); /* less '0' */
    const __m512i most = _mm512_set1_epi64(INT64_C(0x0903000901FFFFFF)), byte = _mm512_set1_epi64(0xFF);
    const __m512i weight = _mm512_set1_epi64(INT64_C(0x010A00010A000000));
    const __m512i text = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), ten, p, (const void *)2, 1);
    const __m512i v = _mm512_xor_si512(_mm512_sub_epi8(text, _mm512_set1_epi8('0')), dash);
    const __m512i above = _mm512_subs_epu8(v, most), sums = _mm512_maddubs_epi16(v, weight);
    const __m512i month = _mm512_add_epi64(_mm512_and_si512(_mm512_srli_epi64(sums, 16), byte),
                                           _mm512_and_si512(_mm512_srli_epi64(sums, 32), byte));
    const __m512i day = _mm512_srli_epi64(sums, 48), one = _mm512_set1_epi64(1);
    const __m512i more = _mm512_srlv_epi64(_mm512_set1_epi64(0x3bbeecc), _mm512_add_epi64(month, month));
    const __m512i days = _mm512_add_epi64(_mm512_and_si512(more, _mm512_set1_epi64(3)), _mm512_set1_epi64(28));

    return ten & _mm512_testn_epi64_mask(above, above) & _mm512_cmplt_epu64_mask(month, _mm512_set1_epi64(13)) &
           _mm512_cmplt_epu64_mask(_mm512_sub_epi64(day, one), days);
}

/* Codes of months; returns which are known. */
static inline __mmask8 months_of(const struct prak_quick_fact *f, __m512i p, __m512i n, __mmask8 near, __m512i *code)
{
    const __m512i weight = _mm512_set1_epi64(INT64_C(0x00010A000C780000)), zero = _mm512_setzero_si512();
    const __mmask8 ten = near & _mm512_cmpeq_epi64_mask(n, _mm512_set1_epi64(10));
    const __mmask8 good = are_dates(p, ten) | (near & _mm512_cmpeq_epi64_mask(n, _mm512_set1_epi64(7)));
    const __m512i text = _mm512_and_si512(_mm512_mask_i64gather_epi64(zero, good, p, NULL, 1), _mm512_set1_epi64(INT64_MAX >> 7));
    const __m512i sums = _mm512_madd_epi16(_mm512_maddubs_epi16(text, weight), _mm512_set1_epi16(1));
    const __m512i all = _mm512_add_epi64(sums, _mm512_srli_epi64(sums, 32));

    *code = _mm512_and_si512(all, _mm512_set1_epi64((1 << f->bits) - 1));
    const __m512i known = _mm512_i64gather_epi64(_mm512_slli_epi64(*code, 1), f->slot, 8);
    return good & _mm512_cmpeq_epi64_mask(text, known);
}

/*
 * Codes of dates YYYY-MM-DD of one century; returns which are known. Each digit and dash is what it must be, or the date is
 * not for here, so that its number is no other's.
 */
static inline __mmask8 dates_of(const struct prak_quick_fact *f, __m512i p, __m512i *code)
{
    const __m512i dash = _mm512_set1_epi64(INT64_C(0x0000FD0000FD0000)); /* see are_dates */
    const __m512i most = _mm512_set1_epi64(INT64_C(0x0903000901000909));
    const __m512i weight = _mm512_set1_epi64(INT64_C(0x010A00010A00010A)), more = _mm512_set1_epi64(INT64_C(0x0001002800280320));
    const __m256i century = _mm512_i64gather_epi32(p, NULL, 1), want = _mm256_set1_epi32(f->century);
    const __mmask8 alike = _mm256_testn_epi32_mask(_mm256_xor_si256(century, want), _mm256_set1_epi32(UINT16_MAX));
    const __m512i text = _mm512_i64gather_epi64(p, (const void *)2, 1);
    const __m512i v = _mm512_xor_si512(_mm512_sub_epi8(text, _mm512_set1_epi8('0')), dash), above = _mm512_subs_epu8(v, most);
    const __mmask8 good = alike & _mm512_testn_epi64_mask(above, above);
    const __m512i parts = _mm512_madd_epi16(_mm512_maddubs_epi16(v, weight), more);
    const __m512i number = _mm512_and_si512(_mm512_add_epi64(parts, _mm512_srli_epi64(parts, 32)), _mm512_set1_epi64(UINT32_MAX));
    const __m256i known = _mm256_and_si256(_mm512_mask_i64gather_epi32(_mm256_setzero_si256(), good, number, f->date, 2),
                                           _mm256_set1_epi32(UINT16_MAX));

    *code = _mm512_cvtepu32_epi64(_mm256_sub_epi32(known, _mm256_set1_epi32(1)));
    return _mm256_test_epi32_mask(known, known);
}

/* The same of texts. */
static inline __mmask8 texts_of(const struct prak_quick_fact *f, __m512i p, __m512i n, __mmask8 near, __m512i *code)
{
    const __m512i ones = _mm512_set1_epi64(-1), zero = _mm512_setzero_si512(), bits = _mm512_slli_epi64(n, 3);
    const __mmask8 good = near & _mm512_cmple_epu64_mask(n, _mm512_set1_epi64(15));
    const __mmask8 more = good & _mm512_cmpgt_epu64_mask(n, _mm512_set1_epi64(8));
    const __m512i low = _mm512_andnot_si512(_mm512_sllv_epi64(ones, bits), _mm512_mask_i64gather_epi64(zero, good, p, NULL, 1));
    __m512i high = _mm512_slli_epi64(_mm512_add_epi64(n, _mm512_set1_epi64(1)), 56);

    if (more) {
        const __m512i rest = _mm512_mask_i64gather_epi64(zero, more, p, (const void *)8, 1);
        high = _mm512_or_si512(high, _mm512_andnot_si512(_mm512_sllv_epi64(ones, _mm512_sub_epi64(bits, _mm512_set1_epi64(64))),
                                                         rest));
    }
    const __m512i x = _mm512_xor_si512(low, _mm512_rol_epi64(high, 29));
    __m512i place = _mm512_add_epi64(_mm512_mul_epu32(x, _mm512_set1_epi64(f->seed[0])),
                                     _mm512_mul_epu32(_mm512_srli_epi64(x, 32), _mm512_set1_epi64(f->seed[1])));
    place = _mm512_and_si512(_mm512_srli_epi64(place, 32), _mm512_set1_epi64(PRAK_QUICK_SLOTS - 1));
    const __m512i at = _mm512_slli_epi64(place, 1);
    const __m512i other = _mm512_or_si512(_mm512_xor_si512(low, _mm512_i64gather_epi64(at, f->slot, 8)),
                                          _mm512_xor_si512(high, _mm512_i64gather_epi64(at, &f->slot->high, 8)));
    *code = _mm512_cvtepu32_epi64(_mm512_i64gather_epi32(place, f->code, 4));
    return good & _mm512_testn_epi64_mask(other, other);
}

__attribute__((always_inline)) static inline __mmask8 find_eight(const struct prak_quick *q, const struct prak_batch *b, size_t row,
                                                                 void **entry)
{
    const __m512i from = _mm512_set1_epi64((int64_t)q->from), length = _mm512_set1_epi64((int64_t)q->length);
    __m512i place = _mm512_setzero_si512();
    __mmask8 good = 0xFF;

    for (const struct prak_quick_fact *f = q->fact; f < q->fact + q->nfact; f++) {
        __m512i kind, code;
        const __m512i p = lanes_cells(b->cell[f->cell] + row, &kind);
        const __m512i n = _mm512_and_si512(kind, _mm512_set1_epi64(UINT32_MAX));
        const __mmask8 near = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(p, from), length);
        if (!f->month)
            good &= texts_of(f, p, n, near, &code);
        else if (__builtin_expect(_mm512_mask_cmpeq_epi64_mask(near, n, _mm512_set1_epi64(10)) == 0xFF, 1))
            good &= dates_of(f, p, &code);
        else
            good &= months_of(f, p, n, near, &code);
        place = _mm512_or_si512(place, _mm512_sll_epi64(code, _mm_cvtsi32_si128((int)f->shift)));
    }
    const __m256i found = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), good, place, q->number, 2);
    const __m512i number = _mm512_cvtepu32_epi64(_mm256_and_si256(found, _mm256_set1_epi32(UINT16_MAX)));
    const __m512i at = _mm512_mul_epu32(_mm512_sub_epi64(number, _mm512_set1_epi64(1)), _mm512_set1_epi64((int64_t)q->stride));

    good &= _mm512_test_epi64_mask(number, number);
    _mm512_storeu_si512(entry, _mm512_add_epi64(at, _mm512_set1_epi64((int64_t)(uintptr_t)q->entries)));
    return good;
}

static size_t find(const struct prak_quick *q, const struct prak_batch *b, size_t row, size_t to, void **entry, unsigned *lost)
{
    *lost = 0;
    for (; row + 8 <= to && !*lost; row += 8)
        *lost = (uint8_t)~find_eight(q, b, row, entry + row);
    return *lost ? row - 8 : row;
}

PRAK_AVX512_END

prak_quick_find *prak_quick_best(void)
{
    return prak_avx512_usable() ? find : NULL;
}
#else
prak_quick_find *prak_quick_best(void)
{
    return NULL;
}
#endif
