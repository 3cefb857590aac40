/*
 * memo_avx512.c - eight rows in one register.
 */
#include "table/memo_quick.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

#include "table/words_lanes.h"

/* Eight cells of a column: their length, the first sixteen bytes of those that are near, and which these are. */
struct texts {
    __m512i n, low, high;
    __mmask8 near;
};

static inline __m512i four_at(const struct prak_slice *cell)
{
    const __m512i a = _mm512_castsi128_si512(_mm_loadu_si128((const __m128i *)(const void *)cell[0].p));
    const __m512i b = _mm512_inserti32x4(a, _mm_loadu_si128((const __m128i *)(const void *)cell[2].p), 1);
    const __m512i c = _mm512_inserti32x4(b, _mm_loadu_si128((const __m128i *)(const void *)cell[4].p), 2);

    return _mm512_inserti32x4(c, _mm_loadu_si128((const __m128i *)(const void *)cell[6].p), 3);
}

__attribute__((always_inline)) static inline struct texts texts_at(const struct prak_slice *cell, __m512i from, __m512i length)
{
    struct texts t;
    __m512i kind;
    const __m512i p = lanes_cells(cell, &kind);

    t.n = _mm512_and_si512(kind, _mm512_set1_epi64(UINT32_MAX));
    t.near = _mm512_cmplt_epu64_mask(_mm512_sub_epi64(p, from), length);
    if (__builtin_expect(t.near == 0xFF, 1)) {
        const __m512i even = four_at(cell), odd = four_at(cell + 1);
        t.low = _mm512_unpacklo_epi64(even, odd);
        t.high = _mm512_unpackhi_epi64(even, odd);
    } else {
        t.low = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), t.near, p, NULL, 1);
        t.high = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), t.near, p, (const void *)8, 1);
    }
    return t;
}

/*
 * Codes of months YYYY-MM and dates YYYY-MM-DD; returns which are months of the fact's years. Each digit and dash is what it
 * must be, so that the number of a month is no other's. (See is_date of memo.c.)
 */
static inline __mmask8 month_codes(const struct prak_quick_fact *f, const struct texts *t, __m512i *code)
{
    /* from the third byte on: years, a dash, the month's two digits, a dash, the day's */
    const __m512i dash = _mm512_set1_epi64(INT64_C(0x0000FD0000FD0000)); /* less '0' */
    const __m512i most = _mm512_set1_epi64(INT64_C(0x0903000901000909)), weight = _mm512_set1_epi64(INT64_C(0x010A00010A00010A));
    const __m512i twelve = _mm512_set1_epi64(INT64_C(0x000000010001000C)), byte = _mm512_set1_epi64(0xFF);
    const __m512i of_month = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0));
    const __m512i first = _mm512_set1_epi64(((int64_t)'-' | (int64_t)'0' << 8 | (int64_t)'1' << 16) << 40);
    const __m512i one = _mm512_set1_epi64(1), codes = _mm512_set1_epi64(INT64_C(1) << f->bits);
    const __mmask8 seven = _mm512_mask_cmpeq_epi64_mask(t->near, t->n, _mm512_set1_epi64(7));
    const __mmask8 whole = _mm512_mask_cmpeq_epi64_mask(t->near, t->n, _mm512_set1_epi64(10)) | seven;
    const __m512i behind = _mm512_or_si512(_mm512_srli_epi64(t->low, 16), _mm512_slli_epi64(t->high, 48));
    const __m512i text = _mm512_mask_ternarylogic_epi64(behind, seven, _mm512_set1_epi64((INT64_C(1) << 40) - 1), first, 0xEA);
    const __m512i v = _mm512_xor_si512(_mm512_sub_epi8(text, _mm512_set1_epi8('0')), dash), above = _mm512_subs_epu8(v, most);
    const __m512i sums = _mm512_maddubs_epi16(v, weight), parts = _mm512_madd_epi16(sums, twelve);
    const __m512i number = _mm512_and_si512(_mm512_add_epi64(parts, _mm512_srli_epi64(parts, 32)), _mm512_set1_epi64(UINT32_MAX));
    const __m512i month = _mm512_and_si512(_mm512_add_epi64(_mm512_srli_epi64(sums, 16), _mm512_srli_epi64(sums, 32)), byte);
    const __mmask8 fourth = _mm512_mask_test_epi64_mask(_mm512_testn_epi64_mask(sums, _mm512_set1_epi64(3)), sums, byte); /* not 00 */
    const __mmask8 leap = _mm512_mask_cmpeq_epi64_mask(fourth, month, _mm512_set1_epi64(2));
    const __m512i days = _mm512_shuffle_epi8(of_month, month), most_days = _mm512_mask_add_epi64(days, leap, days, one);
    const __m512i day = _mm512_sub_epi64(_mm512_srli_epi64(sums, 48), one), other = _mm512_xor_si512(t->low, _mm512_set1_epi64(f->century));

    *code = _mm512_and_si512(number, _mm512_sub_epi64(codes, one));
    return _mm512_mask_testn_epi64_mask(whole, above, above) & _mm512_testn_epi64_mask(other, _mm512_set1_epi64(UINT16_MAX)) &
           _mm512_cmplt_epu64_mask(month, _mm512_set1_epi64(13)) & _mm512_cmplt_epu64_mask(day, most_days) &
           _mm512_cmplt_epu64_mask(_mm512_sub_epi64(number, _mm512_set1_epi64(f->least)), codes);
}

/* Of the cells at most 15 bytes long these as they have a place, and which cells are. */
static inline __mmask8 short_texts(const struct texts *t, __m512i *low, __m512i *high)
{
    const __m512i ones = _mm512_set1_epi64(-1), bits = _mm512_slli_epi64(t->n, 3);
    const __m512i rest = _mm512_and_si512(_mm512_srlv_epi64(ones, _mm512_sub_epi64(_mm512_set1_epi64(128), bits)), t->high);

    *low = _mm512_andnot_si512(_mm512_sllv_epi64(ones, bits), t->low);
    *high = _mm512_or_si512(_mm512_slli_epi64(_mm512_sub_epi64(t->n, ones), 56), rest); /* n + 1 */
    return _mm512_mask_cmple_epu64_mask(t->near, t->n, _mm512_set1_epi64(15));
}

/* Codes of texts; returns which are known. */
static inline __mmask8 text_codes(const struct prak_quick_fact *f, const struct texts *t, __m512i *code)
{
    __m512i low, high;
    const __mmask8 good = short_texts(t, &low, &high);
    const __m512i x = _mm512_xor_si512(low, _mm512_rol_epi64(high, 29));
    __m512i place = _mm512_add_epi64(_mm512_mul_epu32(x, _mm512_set1_epi64(f->seed[0])),
                                     _mm512_mul_epu32(_mm512_srli_epi64(x, 32), _mm512_set1_epi64(f->seed[1])));
    place = _mm512_and_si512(_mm512_srli_epi64(place, 32), _mm512_set1_epi64(PRAK_QUICK_SLOTS - 1));
    const __m512i at = _mm512_slli_epi64(place, 1);
    const __m512i other = _mm512_or_si512(_mm512_xor_si512(low, _mm512_i64gather_epi64(at, f->slot, 8)),
                                          _mm512_xor_si512(high, _mm512_i64gather_epi64(at, &f->slot->high, 8)));
    *code = _mm512_cvtepu32_epi64(_mm512_i64gather_epi32(place, f->code, 4));
    return _mm512_mask_testn_epi64_mask(good, other, other);
}

/* Few texts, which stay in registers. */
struct few {
    __m512i seed, low[2], high[2], code[2];
};

static inline struct few few_of(const struct prak_quick_fact *f)
{
    return (struct few){ _mm512_set1_epi64(f->few.seed),
                         { _mm512_loadu_si512(f->few.low), _mm512_loadu_si512(f->few.low + 8) },
                         { _mm512_loadu_si512(f->few.high), _mm512_loadu_si512(f->few.high + 8) },
                         { _mm512_loadu_si512(f->few.code), _mm512_loadu_si512(f->few.code + 8) } };
}

static inline __mmask8 few_codes(const struct few *f, const struct texts *t, __m512i *code)
{
    __m512i low, high;
    const __mmask8 good = short_texts(t, &low, &high);
    const __m512i x = _mm512_xor_si512(low, _mm512_rol_epi64(high, 29));
    const __m512i mixed = _mm512_mul_epu32(_mm512_xor_si512(x, _mm512_srli_epi64(x, 32)), f->seed);
    const __m512i place = _mm512_srli_epi64(mixed, 28); /* whose last four bits are looked at */
    const __m512i other = _mm512_xor_si512(low, _mm512_permutex2var_epi64(f->low[0], place, f->low[1]));
    const __m512i behind = _mm512_xor_si512(high, _mm512_permutex2var_epi64(f->high[0], place, f->high[1]));
    const __m512i either = _mm512_or_si512(other, behind);

    *code = _mm512_permutex2var_epi64(f->code[0], place, f->code[1]);
    return _mm512_mask_testn_epi64_mask(good, either, either);
}

/* Where eight rows are in places, and which of them may be known. */
struct eight {
    __m512i place;
    __mmask8 good;
};

enum kind { MONTHS, FEW, TEXTS };

/* One fact of some rows: steps that wait for each other are few, so that those of several eights go on at the same time. */
__attribute__((always_inline)) static inline void take_fact(const struct prak_quick *q, const struct prak_quick_fact *f,
                                                            enum kind kind, const struct prak_slice *cell, struct eight *e, size_t n)
{
    const __m512i from = _mm512_set1_epi64((int64_t)q->from), length = _mm512_set1_epi64((int64_t)q->length);
    const __m128i shift = _mm_cvtsi32_si128((int)f->shift);
    const struct few few = few_of(f);

    for (size_t i = 0; i < n; i++, cell += 8) {
        const struct texts t = texts_at(cell, from, length);
        __m512i code;
        e[i].good &= kind == MONTHS ? month_codes(f, &t, &code) : kind == FEW ? few_codes(&few, &t, &code) : text_codes(f, &t, &code);
        e[i].place = _mm512_or_si512(e[i].place, _mm512_sll_epi64(code, shift));
    }
}

static uint64_t find(const struct prak_quick *q, const struct prak_batch *b, size_t row, size_t n, void **entry)
{
    const __m512i stride = _mm512_set1_epi64((int64_t)q->stride), first = _mm512_set1_epi64((int64_t)(uintptr_t)q->entries);
    struct eight e[PRAK_QUICK_ROWS / 8];
    uint64_t lost = 0;

    for (size_t i = 0; i < n / 8; i++)
        e[i] = (struct eight){ _mm512_setzero_si512(), 0xFF };
    for (const struct prak_quick_fact *f = q->fact; f < q->fact + q->nfact; f++)
        if (f->month)
            take_fact(q, f, MONTHS, b->cell[f->cell] + row, e, n / 8);
        else if (f->few.seed)
            take_fact(q, f, FEW, b->cell[f->cell] + row, e, n / 8);
        else
            take_fact(q, f, TEXTS, b->cell[f->cell] + row, e, n / 8);
    for (size_t i = 0; i < n / 8; i++) {
        const __m256i found = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), e[i].good, e[i].place, q->number, 2);
        const __m512i number = _mm512_cvtepu32_epi64(_mm256_and_si256(found, _mm256_set1_epi32(UINT16_MAX)));
        const __m512i at = _mm512_mul_epu32(_mm512_sub_epi64(number, _mm512_set1_epi64(1)), stride);
        const __mmask8 known = _mm512_mask_test_epi64_mask(e[i].good, number, number);
        lost |= (uint64_t)(uint8_t)~known << 8 * i;
        _mm512_storeu_si512(entry + row + 8 * i, _mm512_add_epi64(at, first));
    }
    return lost;
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
