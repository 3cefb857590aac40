/*
 * limit_avx512.c - eight rows in one register.
 */
#include "table/limit.h"

extern const struct prak_weigher prak_weigher_avx512;

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

#include "table/words_lanes.h"

_Static_assert(sizeof(void *) == 8 && offsetof(struct prak_limit, least) == 0 && offsetof(struct prak_limit, digits) == 4 &&
                   offsetof(struct prak_limit, known) == 5 && offsetof(struct prak_limit, zero) == 6 && offsetof(struct prak_limit, shown) == 7 &&
                   offsetof(struct prak_limit, form) == 8,
               "all that is known of a limit but its forms is a word");
#define KNOWN (INT64_C(1) << 40)
#define SHOWN (INT64_C(1) << 56)

/* Lanes of a factor by which the compiler does not multiply with sums of shifts. */
static inline __m512i times(int factor)
{
    __m512i v = _mm512_set1_epi16((short)factor);

    __asm__("" : "+v"(v));
    return v;
}

/* Numbers below 10^8 as eight digits, the first in the lowest byte. */
static inline __m512i digits_of(__m512i m)
{
    const __m512i upper = _mm512_srli_epi64(_mm512_mul_epu32(m, _mm512_set1_epi64(INT64_C(3518437209))), 45);
    const __m512i lower = _mm512_sub_epi64(m, _mm512_mul_epu32(upper, _mm512_set1_epi64(10000)));
    const __m512i fours = _mm512_or_si512(upper, _mm512_slli_epi64(lower, 32));
    const __m512i hundreds = _mm512_srli_epi16(_mm512_mulhi_epu16(fours, _mm512_set1_epi16(5243)), 3);
    const __m512i ones = _mm512_sub_epi16(fours, _mm512_mullo_epi16(hundreds, times(100)));
    const __m512i twos = _mm512_or_si512(hundreds, _mm512_slli_epi32(ones, 16));
    const __m512i tens = _mm512_mulhi_epu16(twos, _mm512_set1_epi16(6554));

    return _mm512_or_si512(tens, _mm512_slli_epi16(_mm512_sub_epi16(twos, _mm512_mullo_epi16(tens, times(10))), 8));
}

/* Texts of numbers of cents from 1 on. */
static inline __m512i cents_of(__m512i m, __m512i *n)
{
    const __m512i point = _mm512_set1_epi64(INT64_C(0xFF) << 40), cents = _mm512_set1_epi64((int64_t)(UINT64_C(0xFFFF) << 48));
    const __m512i digits = digits_of(m), text = _mm512_or_si512(digits, _mm512_set1_epi8('0'));
    const __m512i low = _mm512_and_si512(digits, _mm512_sub_epi64(_mm512_setzero_si512(), digits));
    /* zeros before the number's first digit, which is the second of eight or behind it, and not behind the unit */
    const __m512i zeros = _mm512_and_si512(_mm512_sub_epi64(_mm512_set1_epi64(55), _mm512_lzcnt_epi64(low)), _mm512_set1_epi64(56));
    const __m512i skip = _mm512_min_epu64(zeros, _mm512_set1_epi64(32));
    const __m512i whole = _mm512_ternarylogic_epi64(cents, text, _mm512_srli_epi64(text, 8), 0xCA);

    *n = _mm512_sub_epi64(_mm512_set1_epi64(8), _mm512_srli_epi64(skip, 3));
    return _mm512_srlv_epi64(_mm512_ternarylogic_epi64(point, _mm512_set1_epi8('.'), whole, 0xCA), skip);
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
    struct lanes_fixed fixed;
};

/* What rows lack of which all is known and shown, one after another; they become texts when all of them are there. */
struct lacks {
    uint64_t m[PRAK_WEIGHED + 16], n[PRAK_WEIGHED + 16];
    uint8_t first[PRAK_WEIGHED / 8 + 1], rows[PRAK_WEIGHED / 8 + 1]; /* of each eight: its first row, and which of its rows lack */
};

/* Of numbers and limits of two digits after the point, all of which are known and shown. */
__attribute__((always_inline)) static inline __mmask8 weigh_cents(const struct lanes_words *c, const struct lanes_fixed *fixed,
                                                                  __m512i k, __m512i least, struct prak_weighed *w, size_t row, uint64_t *lack, unsigned *lacks)
{
    __mmask8 other = 0;
    const __m512i m = lanes_cents(c, fixed, &other);
    const __mmask8 less = _mm512_mask_cmplt_epu64_mask(c->fit, m, least), good = (__mmask8)~other | c->empty;
    const __m512i empty = _mm512_mask_mov_epi64(k, c->empty, _mm512_add_epi64(k, _mm512_set1_epi64(8 * PRAK_LIMIT_EMPTY)));
    const __m512i at = _mm512_mask_add_epi64(empty, less, k, _mm512_set1_epi64(8 * PRAK_LIMIT_LACKS));
    const __m512i form = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), good, at, (const void *)8, 1);

    _mm512_storeu_si512(w->form + row, form);
    _mm512_storeu_si512(w->text[0] + row, c->raw);
    _mm512_storeu_si512(w->n[0] + row, c->n);
    _mm512_storeu_si512(lack, _mm512_maskz_compress_epi64(less, _mm512_sub_epi64(least, m)));
    *lacks = less;
    return _mm512_test_epi64_mask(form, form);
}

static inline void put_lacks(struct lacks *lacks, size_t count, size_t eights, struct prak_weighed *w)
{
    size_t at = 0;

    for (size_t i = 0; i < count; i += 8) {
        __m512i n;
        _mm512_storeu_si512(lacks->m + i, cents_of(_mm512_loadu_si512(lacks->m + i), &n));
        _mm512_storeu_si512(lacks->n + i, n);
    }
    for (size_t i = 0; i < eights; i++) {
        const size_t row = lacks->first[i];
        _mm512_storeu_si512(w->text[1] + row, _mm512_maskz_expandloadu_epi64(lacks->rows[i], lacks->m + at));
        _mm512_storeu_si512(w->n[1] + row, _mm512_maskz_expandloadu_epi64(lacks->rows[i], lacks->n + at));
        at += (unsigned)__builtin_popcount(lacks->rows[i]);
    }
}

/* Of any. */
static __attribute__((noinline)) __mmask8 weigh_any(__m512i number, __m512i scale, __m512i n, __mmask8 other, __m512i k,
                                                    __m512i about, struct prak_weighed *w, size_t row)
{
    const __m512i zero = _mm512_setzero_si512(), low = _mm512_set1_epi64(UINT32_MAX);
    const __m512i tens = _mm512_setr_epi64(1, 10, 100, 1000, 10000, 100000, 1000000, 10000000);
    const __m512i least = _mm512_and_si512(about, low), digits = _mm512_and_si512(_mm512_srli_epi64(about, 32), _mm512_set1_epi64(0xFF));
    const __mmask8 empty = _mm512_testn_epi64_mask(n, n);
    const __mmask8 shown = _mm512_test_epi64_mask(about, _mm512_set1_epi64(SHOWN)) & (__mmask8)~empty;
    const __m512i most = _mm512_mask_blend_epi64(_mm512_test_epi64_mask(digits, digits), _mm512_set1_epi64(100 * 1000 * 1000),
                                                 _mm512_set1_epi64(10 * 1000 * 1000));
    const __m512i m = _mm512_mul_epu32(number, _mm512_permutexvar_epi64(_mm512_sub_epi64(digits, scale), tens));
    const __mmask8 long_ones = shown & (_mm512_cmpgt_epu64_mask(scale, digits) | _mm512_cmpge_epu64_mask(m, most));
    const __mmask8 lacks = shown & _mm512_cmplt_epu64_mask(m, least);
    const __mmask8 good = _mm512_test_epi64_mask(about, _mm512_set1_epi64(KNOWN)) & (empty | (__mmask8)~(other | long_ones));
    const __m512i beside = _mm512_mask_mov_epi64(_mm512_maskz_set1_epi64(lacks, 8 * PRAK_LIMIT_LACKS), empty,
                                                 _mm512_set1_epi64(8 * PRAK_LIMIT_EMPTY));
    const __m512i form = _mm512_mask_i64gather_epi64(zero, good, _mm512_add_epi64(k, beside), (const void *)8, 1);
    __m512i whole, lacking;

    _mm512_storeu_si512(w->form + row, form);
    _mm512_storeu_si512(w->text[0] + row, text_of(m, digits, &whole));
    _mm512_storeu_si512(w->text[1] + row, text_of(_mm512_sub_epi64(least, m), digits, &lacking));
    _mm512_storeu_si512(w->n[0] + row, _mm512_maskz_mov_epi64(shown, whole));
    _mm512_storeu_si512(w->n[1] + row, _mm512_maskz_mov_epi64(lacks, lacking));
    return good & _mm512_test_epi64_mask(form, form);
}

#define NONE_HERE 0x100 /* what rows lack is written */

/* Which of eight rows are for here, from `row` on; *lacks: those of which what they lack was put down at `lack`. */
__attribute__((always_inline)) static inline __mmask8 weigh_eight(const struct prak_slice *cell, void *const *kept, const struct range *range,
                                                                  struct prak_weighed *w, size_t row, uint64_t *lack, unsigned *lacks)
{
    const __m512i k = _mm512_loadu_si512(kept + row), cents = _mm512_set1_epi64(INT64_C(2) << 32 | KNOWN | SHOWN);
    const __m512i about = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), _mm512_test_epi64_mask(k, k), k, NULL, 1);
    const __m512i low = _mm512_set1_epi64(UINT32_MAX);
    __m512i kind, scale;
    __mmask8 other;
    const __m512i p = lanes_cells(cell + row, &kind);
    const struct lanes_words c = lanes_words(p, kind, _mm512_cmplt_epu64_mask(_mm512_sub_epi64(p, range->from), range->length), &range->fixed);
    const __mmask8 alike = _mm512_cmpeq_epi64_mask(_mm512_andnot_si512(low, about), cents);

    if (__builtin_expect((alike & (lanes_are_cents(&c, &range->fixed) | c.empty)) == 0xFF, 1))
        return weigh_cents(&c, &range->fixed, k, _mm512_and_si512(about, low), w, row, lack, lacks);
    const __m512i m = lanes_numbers(&c, &range->fixed, &scale, &other);
    *lacks = NONE_HERE;
    return weigh_any(m, scale, c.n, other, k, about, w, row);
}

static size_t weigh(const struct prak_batch *b, const struct prak_slice *cell, void *const *kept, size_t n, struct prak_weighed *w)
{
    struct lacks lacks;
    size_t row = 0, count = 0, eights = 0;
    unsigned other = 0, less;

    if (n < 8 || (!b->grid && !b->lines)) /* of these 64 bytes behind the last record may be read */
        return prak_limit_rows(b, cell, kept, 0, n, w);
    const struct prak_record last = prak_batch_record(b, b->nrow - 1);
    const char *from = prak_batch_record(b, 0).p;
    const struct range r = { _mm512_set1_epi64((int64_t)(uintptr_t)from), _mm512_set1_epi64(last.p + last.n - from), lanes_fixed() };
    for (; row < n && !other; row += 8) {
        row = row + 8 <= n ? row : n - 8; /* the last ones with some of those before */
        other = (uint8_t)~weigh_eight(cell, kept, &r, w, row, lacks.m + count, &less);
        lacks.first[eights] = (uint8_t)row;
        lacks.rows[eights] = (uint8_t)less;
        eights += less != NONE_HERE;
        count += less == NONE_HERE ? 0 : (unsigned)__builtin_popcount(less);
    }
    put_lacks(&lacks, count, eights, w);
    return other ? row - 8 + (unsigned)__builtin_ctz(other) : n;
}

PRAK_AVX512_END

const struct prak_weigher prak_weigher_avx512 = { "avx512", prak_avx512_usable, weigh };
#else
static bool usable(void)
{
    return false;
}

const struct prak_weigher prak_weigher_avx512 = { .name = "avx512", .usable = usable };
#endif
