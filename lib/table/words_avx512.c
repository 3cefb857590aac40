/*
 * words_avx512.c - eight numbers in one register.
 */
#include "table/words.h"

extern const struct prak_words prak_words_avx512;

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

#include "table/words_lanes.h"

struct ends {
    __m512i from, length; /* by the digits after the point */
    struct lanes_fixed fixed;
};

/* Which of eight cells hold; *other: those that are not for here. See holds_word of words.c. */
static inline __mmask8 hold_eight(const struct prak_slice *cell, const struct ends *t, __mmask8 *other)
{
    __m512i kind, scale;
    const __m512i p = lanes_cells(cell, &kind);
    const __mmask8 near = _mm512_test_epi64_mask(kind, _mm512_set1_epi64(PRAK_LANES_PLAIN));
    const struct lanes_words w = lanes_words(p, kind, near, &t->fixed);
    const __m512i m = lanes_numbers(&w, &t->fixed, &scale, other);
    const __m512i from = _mm512_permutexvar_epi64(scale, t->from), length = _mm512_permutexvar_epi64(scale, t->length);
    return _mm512_cmple_epu64_mask(_mm512_sub_epi64(_mm512_add_epi64(m, m), from), length);
}

static size_t test_eights(const struct prak_slice *cell, size_t row, size_t nrow, const struct prak_range *t, uint32_t *hold,
                          size_t *nhold)
{
    const struct ends ends = { _mm512_loadu_si512(t->from), _mm512_loadu_si512(t->length), lanes_fixed() };
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

PRAK_AVX512_END

const struct prak_words prak_words_avx512 = { "avx512", prak_avx512_usable, test_eights };
#else
static bool usable(void)
{
    return false;
}

const struct prak_words prak_words_avx512 = { .name = "avx512", .usable = usable };
#endif
