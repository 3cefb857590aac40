/*
 * scan_cells.c - the cells of a column, eight rows at a time, by the places of a scan (AVX-512).
 */
#include "io/scan.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2")))

_Static_assert(sizeof(struct prak_slice) == 16 && offsetof(struct prak_slice, n) == 8 &&
                   offsetof(struct prak_slice, plain) == 13,
               "a slice is two words");

#define LONGEST 57 /* of a cell with quotes: so many bits are in a word that is shifted by up to 7 */

/*
 * Cells with quotes: begin and length without them; returns those that may need them, or are long. What is inside a
 * quoted cell goes from the opening quote, which is never marked, up to the closing one.
 */
AVX512 static inline __mmask8 take_quotes(const char *p, const uint64_t *special, __m512i *from, __m512i *length)
{
    const __m256i first = _mm512_i64gather_epi32(*from, p, 1);
    const __mmask8 quoted = _mm256_cmpeq_epi32_mask(_mm256_and_si256(first, _mm256_set1_epi32(0xFF)), _mm256_set1_epi32('"'));
    const __m512i seven = _mm512_set1_epi64(7), up = _mm512_sub_epi64(_mm512_set1_epi64(64), *length);
    __m512i bits = _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), quoted, _mm512_srli_epi64(*from, 3), special, 1);

    bits = _mm512_sllv_epi64(_mm512_srlv_epi64(bits, _mm512_and_si512(*from, seven)), up);
    const __mmask8 other = quoted & (_mm512_test_epi64_mask(bits, bits) |
                                     _mm512_cmpgt_epi64_mask(*length, _mm512_set1_epi64(LONGEST)));
    *from = _mm512_mask_add_epi64(*from, quoted, *from, _mm512_set1_epi64(1));
    *length = _mm512_mask_sub_epi64(*length, quoted, *length, _mm512_set1_epi64(2));
    return other;
}

AVX512 __attribute__((always_inline)) static inline size_t
place_cells(const char *p, const uint64_t *special, const uint32_t *at, size_t width, size_t n, struct prak_slice form,
            struct prak_slice *cell, uint16_t *other)
{
    const __m256i rows = _mm256_mullo_epi32(_mm256_set1_epi32((int)width), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const __m512i low = _mm512_set1_epi64(UINT32_MAX), kind = _mm512_set1_epi64((int64_t)form.plain << 40);
    const __m512i first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    const __m512i base = _mm512_set1_epi64((int64_t)(uintptr_t)p), one = _mm512_set1_epi64(1);
    size_t nother = 0, r = 0;

    for (; r + 8 <= n; r += 8, at += 8 * width) {
        const __m512i pair = _mm512_i32gather_epi64(rows, at - 1, 4); /* where the cell before ends, and this one */
        __m512i from = _mm512_and_si512(_mm512_add_epi32(pair, one), low);
        __m512i length = _mm512_sub_epi64(_mm512_srli_epi64(pair, 32), from);

        if (special)
            for (unsigned m = take_quotes(p, special, &from, &length); m; m &= m - 1)
                other[nother++] = (uint16_t)(r + (unsigned)__builtin_ctz(m));
        from = _mm512_add_epi64(from, base);
        length = _mm512_or_si512(length, kind);
        _mm512_storeu_si512(cell + r, _mm512_permutex2var_epi64(from, first, length));
        _mm512_storeu_si512(cell + r + 4, _mm512_permutex2var_epi64(from, second, length));
    }
    for (; r < n; r++)
        other[nother++] = (uint16_t)r;
    return nother;
}

AVX512 size_t prak_scan_cells(const char *p, const uint64_t *special, const uint32_t *at, size_t width, size_t n,
                              struct prak_slice form, struct prak_slice *cell, uint16_t *other)
{
    return special ? place_cells(p, special, at, width, n, form, cell, other)
                   : place_cells(p, NULL, at, width, n, form, cell, other);
}
#endif
