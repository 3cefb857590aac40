/*
 * lanes_look.c - tables looked up eight or sixteen rows at a time, by gathers (AVX-512).
 */
#include "stat/lanes_look.h"
#include "stat/lanes.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

#include "stat/lanes_text.h"

_Static_assert(sizeof(struct prak_slice) == 16 && offsetof(struct prak_slice, n) == 8, "a slice is two words");
_Static_assert(sizeof(struct prak_coded) == 24 && offsetof(struct prak_coded, high) == 8 &&
                   offsetof(struct prak_coded, length) == 16 && offsetof(struct prak_coded, code) == 20,
               "a slot is three words");

_Static_assert(PRAK_PAIR_SIDE == 256 && PRAK_LANES_MOST == 16, "rows and columns of a square are bytes");

static inline bool is_text(const struct prak_coded *slot, text_t v, uint32_t length)
{
    const __m128i other = _mm_xor_si128(v, _mm_loadu_si128((const __m128i *)(const void *)&slot->low));
    return _mm_testz_si128(other, other) && slot->length == length;
}

static inline size_t digits_of(uint64_t low, uint64_t high, uint32_t length)
{
    (void)high;
    return prak_code_digits((uint32_t)low, length);
}

#include "stat/lanes_codes.h"

/* Which of eight texts are in the table where they belong, and their numbers. */
static inline __mmask8 look_up(const struct prak_codes *c, __m512i low, __m512i high, __m512i length, __m256i *code)
{
    const struct prak_code_seed s = c->spread;
    const __m512i add_low = _mm512_set1_epi64((int64_t)(s.add[0] | (uint64_t)s.add[1] << 32));
    const __m512i add_high = _mm512_set1_epi64((int64_t)(s.add[2] | (uint64_t)s.add[3] << 32));
    const __m512i a = _mm512_add_epi32(low, add_low), b = _mm512_add_epi32(high, add_high);
    __m512i h = _mm512_add_epi64(_mm512_mul_epu32(a, _mm512_srli_epi64(a, 32)), length);
    h = _mm512_add_epi64(h, _mm512_mul_epu32(b, _mm512_srli_epi64(b, 32)));
    h = _mm512_mullo_epi32(_mm512_xor_si512(h, _mm512_srli_epi64(h, 32)), _mm512_set1_epi64(PRAK_CODE_MIX));
    h = _mm512_and_si512(_mm512_srli_epi64(h, 12), _mm512_set1_epi64((int64_t)c->mask));
    h = _mm512_add_epi64(h, _mm512_add_epi64(h, h)); /* in words */
    const __m512i number = _mm512_i64gather_epi64(h, (const char *)c->slot + 16, 8);
    const __m512i other = _mm512_or_si512(_mm512_xor_si512(low, _mm512_i64gather_epi64(h, c->slot, 8)),
                                          _mm512_xor_si512(high, _mm512_i64gather_epi64(h, (const char *)c->slot + 8, 8)));
    *code = _mm512_cvtepi64_epi32(_mm512_srli_epi64(number, 32));
    return _mm512_testn_epi64_mask(other, other) &
           _mm512_cmpeq_epi64_mask(_mm512_and_si512(number, _mm512_set1_epi64(UINT32_MAX)), length);
}

/*
 * Eight texts of which those that are found are put into out; returns which those and the long ones are. A text's 16 bytes are
 * read where they lie in one page.
 */
static inline __mmask8 take_eight(const struct prak_codes *c, const struct prak_slice *cell, uint32_t *out, __mmask8 *longs)
{
    const __m512i first = _mm512_loadu_si512(cell), second = _mm512_loadu_si512(cell + 4);
    const __m512i p = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), second);
    __m512i n = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), second);
    n = _mm512_and_si512(n, _mm512_set1_epi64(UINT32_MAX));
    const __m512i bits = _mm512_slli_epi64(n, 3), ones = _mm512_set1_epi64(-1);
    const __mmask8 there = _mm512_cmple_epu64_mask(_mm512_and_si512(p, _mm512_set1_epi64(4095)), _mm512_set1_epi64(4096 - 16)) &
                           _mm512_test_epi64_mask(n, n);
    const __mmask8 more = there & _mm512_cmpgt_epu64_mask(n, _mm512_set1_epi64(8));
    __m512i low = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), there, p, NULL, 1), high = _mm512_setzero_si512();
    __m256i code;
    low = _mm512_andnot_si512(_mm512_sllv_epi64(ones, bits), low);
    if (more) {
        high = _mm512_mask_i64gather_epi64(high, more, p, (const void *)8, 1);
        high = _mm512_andnot_si512(_mm512_sllv_epi64(ones, _mm512_sub_epi64(bits, _mm512_set1_epi64(64))), high);
    }
    *longs = _mm512_cmpgt_epu64_mask(n, _mm512_set1_epi64(PRAK_CODE_SHORT));
    const __mmask8 found = there & ~*longs & look_up(c, low, high, n, &code);
    _mm256_mask_storeu_epi32(out, found, code);
    return found | *longs;
}

/* The same of texts of one to four digits, by prak_code_digits; four bytes of each are read. */
static inline __mmask8 take_digits(const struct prak_codes *c, const struct prak_slice *cell, uint32_t *out, __mmask8 *longs)
{
    const __m512i first = _mm512_loadu_si512(cell), second = _mm512_loadu_si512(cell + 4);
    const __m512i p = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), second);
    const __m512i length = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), second);
    const __m256i n = _mm512_cvtepi64_epi32(length);
    const __mmask8 there = _mm512_cmple_epu64_mask(_mm512_and_si512(p, _mm512_set1_epi64(4095)), _mm512_set1_epi64(4096 - 4)) &
                           _mm256_cmplt_epu32_mask(_mm256_sub_epi32(n, _mm256_set1_epi32(1)), _mm256_set1_epi32(4));
    const __m256i text = _mm512_mask_i64gather_epi32(_mm256_setzero_si256(), there, p, NULL, 1);
    const __m256i up = _mm256_slli_epi32(_mm256_sub_epi32(_mm256_set1_epi32(4), n), 3);
    __m256i d = _mm256_sub_epi32(_mm256_sllv_epi32(text, up), _mm256_sllv_epi32(_mm256_set1_epi32(0x30303030), up));
    const __m256i other = _mm256_or_si256(d, _mm256_add_epi32(d, _mm256_set1_epi32(0x76767676)));
    const __mmask8 digits = there & _mm256_testn_epi32_mask(other, _mm256_set1_epi32((int)0x80808080));
    const __m256i longer = _mm256_setr_epi32(0, 0, 10000, 20000, 30000, 0, 0, 0);
    d = _mm256_add_epi32(_mm256_mullo_epi32(d, _mm256_set1_epi32(10)), _mm256_srli_epi32(d, 8));
    d = _mm256_and_si256(d, _mm256_set1_epi32(0x00FF00FF));
    d = _mm256_add_epi32(_mm256_mullo_epi32(d, _mm256_set1_epi32(100)), _mm256_srli_epi32(d, 16));
    d = _mm256_add_epi32(_mm256_and_si256(d, _mm256_set1_epi32(0x3FFF)), _mm256_permutevar8x32_epi32(longer, n));
    const __m256i code = _mm256_mmask_i32gather_epi32(_mm256_setzero_si256(), digits, d, (const int *)c->direct, 4);
    const __mmask8 found = digits & _mm256_test_epi32_mask(code, code);
    *longs = 0;
    _mm256_mask_storeu_epi32(out, found, _mm256_sub_epi32(code, _mm256_set1_epi32(1)));
    return found;
}

/* Eight at a time, while most of them are such as they are taken for; returns where they are not, or are not known. */
__attribute__((always_inline)) static inline size_t find_eights(const struct prak_codes *c, const struct prak_slice *cell,
                                                                bool digits, size_t i, size_t n, uint32_t *out,
                                                                struct prak_longs *longs)
{
    const __m256i eight = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const size_t from = i;
    size_t missed = 0;
    for (; i + 8 <= n && missed <= 2 + (i - from) / 32; i += 8) {
        __mmask8 far, done = (digits ? take_digits : take_eight)(c, cell + i, out + i, &far);
        if (done == 0xFF) { /* a branch on whether there is a long one is guessed wrong too often */
            const __m256i rows = _mm256_add_epi32(_mm256_set1_epi32((int)i), eight);
            _mm256_storeu_si256((__m256i *)(void *)(longs->row + longs->n), _mm256_maskz_compress_epi32(far, rows));
            longs->n += (unsigned)__builtin_popcount(far);
            continue;
        }
        missed++;
        const size_t to = find_near_codes(c, cell, i, i + 8, out, longs);
        if (to < i + 8)
            return to;
    }
    return find_near_codes(c, cell, i, n, out, longs);
}

/* Is the first of them such that most may be digits? */
static bool seem_digits(const struct prak_slice *cell)
{
    uint64_t low, high;
    if (cell->n > 4)
        return false;
    key_of(cell->p, cell->n, &low, &high);
    return digits_of(low, high, cell->n) != SIZE_MAX;
}

size_t prak_lanes_codes(const struct prak_codes *c, const struct prak_slice *cell, size_t i, size_t n, uint32_t *out,
                        struct prak_longs *longs)
{
    if (c->mask >= CODES_FAR)
        return find_far_codes(c, cell, i, n, out, longs);
    return i < n && seem_digits(cell + i) ? find_eights(c, cell, true, i, n, out, longs)
                                          : find_eights(c, cell, false, i, n, out, longs);
}

size_t prak_lanes_key(const char *p, uint32_t n, uint64_t *low, uint64_t *high)
{
    key_of(p, n, low, high);
    return digits_of(*low, *high, n);
}

size_t prak_lanes_pairs(const uint32_t *square, uint32_t *a, const uint32_t *b, size_t n)
{
    const __m512i side = _mm512_set1_epi32(PRAK_PAIR_SIDE), one = _mm512_set1_epi32(1);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m512i x = _mm512_loadu_si512(a + i), y = _mm512_loadu_si512(b + i);
        if (_mm512_cmpge_epu32_mask(_mm512_or_si512(x, y), side))
            return i;
        const __m512i known = _mm512_i32gather_epi32(_mm512_or_si512(_mm512_slli_epi32(x, 8), y), square, 4);
        if (_mm512_testn_epi32_mask(known, known))
            return i;
        _mm512_storeu_si512(a + i, _mm512_sub_epi32(known, one));
    }
    return i;
}

size_t prak_lanes_answers(const uint32_t *answer, size_t cap, const uint32_t *number, size_t n, uint32_t *out)
{
    const __m512i end = _mm512_set1_epi32((int)(cap < INT32_MAX ? cap : INT32_MAX)), none = _mm512_set1_epi32(-1);
    size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        const __m512i x = _mm512_loadu_si512(number + i);
        if (_mm512_cmpge_epu32_mask(x, end))
            return i;
        const __m512i known = _mm512_i32gather_epi32(x, answer, 4);
        if (_mm512_cmpeq_epi32_mask(known, none))
            return i;
        _mm512_storeu_si512(out + i, known);
    }
    return i;
}

size_t prak_lanes_present(const int8_t *const *there, size_t nthere, size_t n, uint16_t *yes, uint16_t *no)
{
    const __m128i is = _mm_set1_epi8(1);
    const __m512i step = _mm512_set1_epi32(16);
    __m512i row = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    size_t i = 0, many = 0, none = 0;
    for (; i + 16 <= n; i += 16, row = _mm512_add_epi32(row, step)) {
        __mmask16 all = 0xFFFF;
        for (size_t k = 0; k < nthere; k++)
            all &= _mm_cmpeq_epi8_mask(_mm_loadu_si128((const __m128i *)(const void *)(there[k] + i)), is);
        _mm256_storeu_si256((__m256i *)(void *)(yes + many), _mm512_cvtepi32_epi16(_mm512_maskz_compress_epi32(all, row)));
        many += (unsigned)__builtin_popcount(all);
        for (unsigned m = (uint16_t)~all; m; m &= m - 1)
            no[none++] = (uint16_t)(i + (unsigned)__builtin_ctz(m));
    }
    for (; i < n; i++) {
        bool all = true;
        for (size_t k = 0; k < nthere; k++)
            all = all && there[k][i] == 1;
        yes[many] = no[none] = (uint16_t)i;
        many += all;
        none += !all;
    }
    return many;
}

PRAK_AVX512_END
#endif
