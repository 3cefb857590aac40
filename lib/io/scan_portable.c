/*
 * scan_portable.c - a block is eight words, for any machine; and the choice among the scanners.
 */
#include "io/scan.h"

#include <stdlib.h>
#include <string.h>

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

typedef struct {
    uint64_t w[8];
} block_t;

static inline block_t block_load(const char *p)
{
    block_t b;

    memcpy(b.w, p, sizeof b.w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < 8; i++)
        b.w[i] = __builtin_bswap64(b.w[i]);
#endif
    return b;
}

/* The upper bits of eight bytes as a byte. */
static inline uint64_t gather(uint64_t highs)
{
    return ((highs >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline uint64_t block_eq(block_t b, char c)
{
    const uint64_t pattern = ONES * (unsigned char)c;
    uint64_t m = 0;

    for (int i = 0; i < 8; i++) {
        const uint64_t x = b.w[i] ^ pattern;
        m |= gather(~(((x & ~HIGHS) + ~HIGHS) | x) & HIGHS) << (8 * i);
    }
    return m;
}

static inline uint64_t block_odd(block_t b)
{
    uint64_t m = 0;

    for (int i = 0; i < 8; i++) /* adding 0x60 carries into the upper bit from a space on */
        m |= gather((~((b.w[i] & ~HIGHS) + ONES * 0x60) | b.w[i]) & HIGHS) << (8 * i);
    return m;
}

static inline uint64_t block_high(block_t b)
{
    uint64_t m = 0;

    for (int i = 0; i < 8; i++)
        m |= gather(b.w[i] & HIGHS) << (8 * i);
    return m;
}

static inline uint64_t block_quote_or_hash(block_t b)
{
    for (int i = 0; i < 8; i++)
        b.w[i] |= ONES;
    return block_eq(b, '#');
}

/* Bit 7 - k of each byte. */
static inline uint64_t block_bit(block_t b, unsigned k)
{
    uint64_t m = 0;

    for (int i = 0; i < 8; i++)
        m |= gather((b.w[i] << k) & HIGHS) << (8 * i);
    return m;
}

static inline uint64_t block_digits(block_t b)
{
    uint64_t m = 0;

    for (int i = 0; i < 8; i++) { /* a digit becomes 0 to 9, to which 0x76 adds no upper bit */
        const uint64_t x = b.w[i] ^ ONES * '0';
        m |= gather(~(((x & ~HIGHS) + ONES * 0x76) | x) & HIGHS) << (8 * i);
    }
    return m;
}

/* Word by word: the bytes behind the pattern are masked away. */
typedef struct {
    uint64_t w[4], mask[4];
} pattern_t;

static inline pattern_t pattern_of(const char *p, size_t n)
{
    pattern_t x = { 0 };

    memcpy(x.w, p, n);
    memset(x.mask, 0xff, n);
    return x;
}

static inline bool pattern_is(pattern_t x, const char *p)
{
    uint64_t w[4], other = 0;

    memcpy(w, p, sizeof w);
    for (int i = 0; i < 4; i++)
        other |= (w[i] ^ x.w[i]) & x.mask[i];
    return other == 0;
}

static inline uint64_t prefix_xor(uint64_t m)
{
    for (unsigned shift = 1; shift < 64; shift *= 2)
        m ^= m << shift;
    return m;
}

static inline char *put_bytes(char *o, const char *p, block_t b, uint64_t m)
{
    (void)b;
    while (m) { /* a run of set bits is a run of bytes */
        const unsigned from = (unsigned)__builtin_ctzll(m);
        const uint64_t gap = ~(m >> from);
        const unsigned n = gap ? (unsigned)__builtin_ctzll(gap) : 64;

        memcpy(o, p + from, 32);
        if (n > 32)
            memcpy(o + 32, p + from + 32, 32);
        o += n;
        if (from + n >= 64)
            break;
        m &= UINT64_MAX << (from + n);
    }
    return o;
}

static inline uint32_t *put_places(uint32_t *o, uint64_t m, uint32_t base)
{
    for (; m; m &= m - 1)
        *o++ = base + (uint32_t)__builtin_ctzll(m);
    return o;
}

static inline void put_quoted(uint8_t *o, uint64_t quoted, uint64_t places)
{
    for (; places; places &= places - 1)
        *o++ = quoted & places & -places ? 0xff : 0;
}

static inline uint64_t misplaced(uint64_t ends, uint64_t places, uint64_t pattern, unsigned left, unsigned width)
{
    uint64_t bad = 0;

    (void)pattern;
    for (; places; places &= places - 1) {
        const uint64_t place = places & -places;
        left--;
        bad |= left ? ends & place : ~ends & place;
        left = left ? left : width;
    }
    return bad;
}

#include "io/scan_kernel.h"
#include "io/scan_lines_kernel.h"

static bool usable(void)
{
    return true;
}

const struct prak_scanner prak_scanner_portable = {
    "portable", usable, scan, rows, edges, unquote, NULL, NULL, prak_scan_marks_slow, lines, column, count, NULL
};

const struct prak_scanner *const prak_scanners[] = { &prak_scanner_avx512, &prak_scanner_avx2, &prak_scanner_portable,
                                                     NULL };

const struct prak_scanner *prak_scanner_best(void)
{
    const struct prak_scanner *const *s = prak_scanners;

    while (!(*s)->usable())
        s++;
    return *s;
}

size_t prak_scan_marks_slow(const uint64_t *word, size_t n, uint16_t *which)
{
    size_t some = 0;

    for (size_t i = 0; i < n; i++) {
        which[some] = (uint16_t)i;
        some += word[i] != 0;
    }
    return some;
}

int prak_scan_init(struct prak_scan *s)
{
    /* at[-1] and a block's slack behind; inner[] grows down from the far end: a line feed is in one of them */
    const size_t places = 16 + PRAK_SCAN_WINDOW + 128, words = PRAK_SCAN_WINDOW / 64 + 2;
    uint32_t *room = malloc(places * sizeof *room + words * sizeof *s->special + PRAK_SCAN_WINDOW + 128);

    *s = (struct prak_scan){ .room = room };
    if (!room)
        return -1;
    s->special = (uint64_t *)(void *)(room + places);
    memset(s->special, 0, words * sizeof *s->special);
    s->quoted = (uint8_t *)(s->special + words);
    s->at = room + 16;
    s->at[-1] = UINT32_MAX;
    s->inner = room + places;
    return 0;
}

void prak_scan_free(struct prak_scan *s)
{
    free(s->room);
    *s = (struct prak_scan){ 0 };
}
