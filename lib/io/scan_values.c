/*
 * scan_values.c - lines of JSON to lines of CSV, 64 bytes at a time (AVX-512): what is no value leaves by compress-store.
 */
#include "io/scan.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,pclmul,bmi,bmi2,lzcnt,popcnt")))

/* GCC takes a mask back into a mask register for each operation that one could do, and waits for it. */
AVX512 static inline uint64_t equals(__m512i b, char c)
{
    uint64_t x = _mm512_cmpeq_epi8_mask(b, _mm512_set1_epi8(c));

    __asm__("" : "+r"(x));
    return x;
}

/* What a block leaves to the next: all bits, or none. */
struct values {
    uint64_t string, value;
};

/* Of bytes outside strings, between a colon and what follows the value, those of a token other than null. */
AVX512 static __attribute__((noinline)) uint64_t token_bytes(const char *p, uint64_t outside, uint64_t *goes_on)
{
    const __m512i b = _mm512_maskz_loadu_epi8(outside, p);
    const uint64_t n = equals(b, 'n'), null = n | n << 1 | n << 2 | n << 3 | *goes_on;

    *goes_on = n >> 63 | n >> 62 | n >> 61;
    return _mm512_cmpgt_epi8_mask(b, _mm512_set1_epi8(' ')) & ~null;
}

/* The bits of the bytes that stay. */
AVX512 static inline uint64_t values_of(__m512i b, const char *p, struct values *k, uint64_t *goes_on)
{
    const uint64_t quotes = equals(b, '"'), commas = equals(b, ','), colons = equals(b, ':');
    const uint64_t inside = k->string ^ (uint64_t)_mm_cvtsi128_si64(_mm_clmulepi64_si128(
                                            _mm_cvtsi64_si128((long long)quotes), _mm_set1_epi8((char)0xff), 0));
    const uint64_t begin = colons & ~inside, behind = (commas | equals(b, '}')) & ~inside;
    const uint64_t value = behind - begin + k->value; /* from each colon to what ends the value: they take turns */
    const uint64_t outside = value & ~(inside | quotes | begin);

    k->string = (uint64_t)((int64_t)inside >> 63);
    k->value = (uint64_t)((int64_t)value >> 63);
    uint64_t stay = (value & inside & ~quotes) | commas | equals(b, '\n');
    if (__builtin_expect(outside != 0, 0))
        stay |= token_bytes(p, outside, goes_on);
    return stay;
}

AVX512 char *prak_scan_values(char *o, const char *p, size_t n)
{
    struct values k = { 0 };
    uint64_t goes_on = 0; /* bits of the next block: a null that began in this one */

    for (; n >= 64; n -= 64, p += 64) {
        const __m512i b = _mm512_loadu_si512(p);
        const uint64_t stay = values_of(b, p, &k, &goes_on);
        _mm512_storeu_si512(o, _mm512_maskz_compress_epi8(stay, b));
        o += (unsigned)__builtin_popcountll(stay);
    }
    const __m512i b = _mm512_maskz_loadu_epi8((UINT64_C(1) << n) - 1, p);
    const uint64_t stay = values_of(b, p, &k, &goes_on);
    _mm512_storeu_si512(o, _mm512_maskz_compress_epi8(stay, b));
    return o + __builtin_popcountll(stay);
}
#endif
