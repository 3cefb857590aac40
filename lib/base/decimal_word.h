/*
 * decimal_word.h - plain numbers of at most eight digits from and to text, as one word: most of what there is.
 */
#ifndef PRAK_BASE_DECIMAL_WORD_H
#define PRAK_BASE_DECIMAL_WORD_H
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define PRAK_WORD_DIGITS 8

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define PRAK_WORD_ONES  0x0101010101010101u
#define PRAK_WORD_HIGHS 0x8080808080808080u
#define PRAK_WORD_ZEROS 0x3030303030303030u

/* Eight digits, the first in the lowest byte. */
static inline bool prak_word_value(uint64_t w, uint64_t *m)
{
    if (((w & PRAK_WORD_ONES * 0xf0) | ((w + PRAK_WORD_ONES * 6) & PRAK_WORD_ONES * 0xf0) >> 4) != PRAK_WORD_ONES * 0x33)
        return false;
    w = (w & PRAK_WORD_ONES * 0x0f) * 2561 >> 8;
    w = (w & 0x00ff00ff00ff00ffu) * 6553601 >> 16;
    *m = (w & 0x0000ffff0000ffffu) * 42949672960001u >> 32;
    return true;
}

/*
 * Reads p[0..n), 1 <= n <= 8, of which eight bytes may be read: digits and perhaps a point between them, nothing else;
 * *scale: digits after the point. Moved to the word's upper end, the point taken out, and zeros put before it.
 */
static inline bool prak_word_read(const char *p, uint32_t n, uint64_t *m, unsigned *scale)
{
    const unsigned gap = 64 - 8 * n;
    uint64_t w, point;

    *scale = 0;
    memcpy(&w, p, 8);
    if (n > 1 && (w & 0xff) == '0' && (w >> 8 & 0xff) != '.')
        return false;
    w = w << gap | PRAK_WORD_ZEROS >> (63 - gap) >> 1;
    if ((w >> 40 & 0xff) == '.' && n > 3) { /* two digits after the point are most of money */
        *scale = 2;
        w = (w & 0xffff000000000000u) | (w << 8 & 0x0000ffffffffff00u) | '0';
        return prak_word_value(w, m);
    }
    point = w ^ PRAK_WORD_ONES * '.';
    point = (point - PRAK_WORD_ONES) & ~point & PRAK_WORD_HIGHS; /* the lowest mark is exact */
    if (point) {
        const unsigned at = (unsigned)__builtin_ctzll(point) - 7; /* of the point's lowest bit */
        if (at == gap || at == 56)
            return false;
        *scale = (56 - at) / 8;
        w = (w & ~((UINT64_C(256) << at) - 1)) | (w & ((UINT64_C(1) << at) - 1)) << 8 | '0';
    }
    return prak_word_value(w, m);
}

/* The digits of m < 10^8, the first in the lowest byte. */
static inline uint64_t prak_word_digits(uint64_t m)
{
    const uint64_t x = m / 10000 | m % 10000 << 32, hundreds = x * 10486 >> 20 & 0x0000007f0000007fu;
    const uint64_t y = hundreds | (x - 100 * hundreds) << 16, tens = y * 103 >> 10 & 0x000f000f000f000fu;

    return tens | (y - 10 * tens) << 8;
}

/* Writes m < 10^8 with at most seven digits after the point; returns the end. May write 16 bytes. */
static inline char *prak_word_write(uint64_t m, unsigned scale, char *o)
{
    const uint64_t digits = prak_word_digits(m), text = digits | PRAK_WORD_ZEROS;
    const unsigned zeros = digits ? (unsigned)__builtin_ctzll(digits) / 8 : 7, most = 7 - scale;
    const unsigned skip = zeros < most ? zeros : most, whole = 8 - scale - skip;
    const uint64_t lead = text >> 8 * skip;

    memcpy(o, &lead, 8);
    if (!scale)
        return o + whole;
    const uint64_t tail = text >> 8 * (8 - scale);
    o[whole] = '.';
    memcpy(o + whole + 1, &tail, 8);
    return o + whole + 1 + scale;
}
#else
static inline bool prak_word_read(const char *p, uint32_t n, uint64_t *m, unsigned *scale)
{
    (void)p, (void)n, (void)m, (void)scale;
    return false;
}

static inline char *prak_word_write(uint64_t m, unsigned scale, char *o)
{
    char digit[10];
    unsigned n = 0;

    for (; n <= scale || m; m /= 10)
        digit[n++] = (char)('0' + m % 10);
    while (n > 0) {
        *o++ = digit[--n];
        if (n == scale && scale)
            *o++ = '.';
    }
    return o;
}
#endif
#endif
