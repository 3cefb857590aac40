/*
 * lanes_text.h - texts of up to 16 bytes in a register (AVX-512); included where these instructions are allowed.
 */
#ifndef PRAK_STAT_LANES_TEXT_H
#define PRAK_STAT_LANES_TEXT_H
typedef __m128i text_t;

/* Bytes at or after the end of a text are not read, so the load may pass a page that is not there. */
static inline text_t text_of(const char *p, size_t n)
{
    return _mm_maskz_loadu_epi8((__mmask16)((1U << n) - 1), p);
}

static inline void words_of(text_t v, uint64_t *low, uint64_t *high)
{
    *low = (uint64_t)_mm_cvtsi128_si64(v);
    *high = (uint64_t)_mm_extract_epi64(v, 1);
}

static inline void key_of(const char *p, size_t n, uint64_t *low, uint64_t *high)
{
    words_of(text_of(p, n), low, high);
}
#endif
