/*
 * scan_cells.c - by the places of a scan, some rows at a time (AVX-512): the cells of a column, and how rows end.
 */
#include "io/scan.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2")))

_Static_assert(sizeof(struct prak_slice) == 16 && offsetof(struct prak_slice, n) == 8 &&
                   offsetof(struct prak_slice, plain) == 13,
               "a slice is two words");

/* Cells that may be quoted: begin and length without quotes. The look at each cell's text is what takes most of the time. */
AVX512 static inline void take_quotes(const char *p, __m512i *from, __m512i *length)
{
    const __m256i first = _mm512_i64gather_epi32(*from, p, 1);
    const __mmask8 quoted = _mm256_cmpeq_epi32_mask(_mm256_and_si256(first, _mm256_set1_epi32(0xFF)), _mm256_set1_epi32('"'));

    *from = _mm512_mask_add_epi64(*from, quoted, *from, _mm512_set1_epi64(1));
    *length = _mm512_mask_sub_epi64(*length, quoted, *length, _mm512_set1_epi64(2));
}

AVX512 __attribute__((always_inline)) static inline size_t place_cells(const char *p, enum prak_quoted quoted,
                                                                        const uint32_t *at, size_t width, size_t n,
                                                                        struct prak_slice form, struct prak_slice *cell)
{
    const __m256i rows = _mm256_mullo_epi32(_mm256_set1_epi32((int)width), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
    const __m512i low = _mm512_set1_epi64(UINT32_MAX), kind = _mm512_set1_epi64((int64_t)form.plain << 40);
    const __m512i first = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11), second = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
    const __m512i base = _mm512_set1_epi64((int64_t)(uintptr_t)p);
    const __m512i step = _mm512_set1_epi64(quoted == PRAK_QUOTED_ALL ? 2 : 1); /* over a quote */
    size_t r = 0;

    for (; r + 8 <= n; r += 8, at += 8 * width) {
        const __m512i pair = _mm512_i32gather_epi64(rows, at - 1, 4); /* where the cell before ends, and this one */
        __m512i from = _mm512_and_si512(_mm512_add_epi32(pair, step), low);
        __m512i length = _mm512_sub_epi64(_mm512_srli_epi64(pair, 32), from);

        if (quoted == PRAK_QUOTED_ALL)
            length = _mm512_sub_epi64(length, _mm512_set1_epi64(1));
        if (quoted == PRAK_QUOTED_SOME)
            take_quotes(p, &from, &length);
        from = _mm512_add_epi64(from, base);
        length = _mm512_or_si512(length, kind);
        _mm512_storeu_si512(cell + r, _mm512_permutex2var_epi64(from, first, length));
        _mm512_storeu_si512(cell + r + 4, _mm512_permutex2var_epi64(from, second, length));
    }
    return r;
}

AVX512 size_t prak_scan_cells(const char *p, enum prak_quoted quoted, const uint32_t *at, size_t width, size_t n,
                              struct prak_slice form, struct prak_slice *cell)
{
    if (quoted == PRAK_QUOTED_ALL)
        return place_cells(p, PRAK_QUOTED_ALL, at, width, n, form, cell);
    return quoted == PRAK_QUOTED_NONE ? place_cells(p, PRAK_QUOTED_NONE, at, width, n, form, cell)
                                      : place_cells(p, PRAK_QUOTED_SOME, at, width, n, form, cell);
}

AVX512 size_t prak_scan_ends(const char *p, const uint32_t *at, size_t width, size_t n)
{
    const __m512i numbers = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i rows = _mm512_mullo_epi32(_mm512_set1_epi32((int)width), numbers), low = _mm512_set1_epi32(0xFF);
    const __m512i second = _mm512_set1_epi32(0xFF00), hash = _mm512_set1_epi32('#' << 8);
    const __m512i odd = _mm512_set1_epi32((PRAK_SCAN_ODD & 0xFF) << 8), line_feed = _mm512_set1_epi32('\n');
    size_t r = 0;

    for (at += width - 1; r + 16 <= n; r += 16, at += 16 * width) {
        const __m512i text = _mm512_i32gather_epi32(_mm512_i32gather_epi32(rows, at, 4), p, 1);
        const __m512i next = _mm512_and_si512(text, second);
        const __mmask16 good = _mm512_cmpeq_epi32_mask(_mm512_and_si512(text, low), line_feed) &
                               _mm512_cmpneq_epi32_mask(next, hash) & _mm512_cmpneq_epi32_mask(next, odd);
        if (good != 0xFFFF)
            break;
    }
    return r;
}

AVX512 size_t prak_scan_marks(const uint64_t *word, size_t n, uint16_t *which)
{
    const __m128i step = _mm_set1_epi16(8);
    __m128i number = _mm_setr_epi16(0, 1, 2, 3, 4, 5, 6, 7);
    size_t some = 0, i = 0;

    for (; i + 8 <= n; i += 8, number = _mm_add_epi16(number, step)) {
        const __m512i w = _mm512_loadu_si512(word + i);
        const __mmask8 m = _mm512_test_epi64_mask(w, w); /* a branch on whether there is one is guessed wrong too often */
        const __m256i wide = _mm256_maskz_compress_epi32(m, _mm256_cvtepu16_epi32(number));
        _mm_storeu_si128((__m128i *)(void *)(which + some), _mm256_cvtepi32_epi16(wide));
        some += (unsigned)__builtin_popcount(m);
    }
    for (; i < n; i++)
        if (word[i])
            which[some++] = (uint16_t)i;
    return some;
}
#endif
