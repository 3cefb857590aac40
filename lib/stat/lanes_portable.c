/*
 * lanes_portable.c - for any machine.
 */
#include <string.h>

#include "stat/lanes.h"

/* Up to 16 bytes by two loads that may overlap. */
static inline void key_of(const char *p, size_t n, uint64_t *low, uint64_t *high)
{
    *low = *high = 0;
    if (n >= 8) {
        memcpy(low, p, 8);
        memcpy(high, p + n - 8, 8);
    } else if (n >= 4) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        *low = a;
        *high = b;
    } else if (n) {
        *low = (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n >> 1] << 8 |
               (uint64_t)(unsigned char)p[n - 1] << 16;
    }
}

typedef struct {
    uint64_t low, high;
} text_t;

static inline text_t text_of(const char *p, size_t n)
{
    text_t t;
    key_of(p, n, &t.low, &t.high);
    return t;
}

static inline void words_of(text_t t, uint64_t *low, uint64_t *high)
{
    *low = t.low;
    *high = t.high;
}

static inline bool is_text(const struct prak_coded *slot, text_t t, uint32_t length)
{
    return ((slot->low ^ t.low) | (slot->high ^ t.high) | (slot->length ^ length)) == 0;
}

/* Texts of one to three characters keep the first, the middle and the last. */
static inline size_t digits_of(uint64_t low, uint64_t high, uint32_t length)
{
    (void)high;
    const uint32_t text = (uint32_t)low;
    return prak_code_digits(length == 1 ? text & 0xFF : length == 2 ? (text & 0xFF) | (text >> 8 & 0xFF00) : text, length);
}

#include "stat/lanes_codes.h"

static size_t find_codes(const struct prak_codes *c, const struct prak_slice *cell, size_t i, size_t n, uint32_t *out,
                         struct prak_longs *longs)
{
    return c->mask >= CODES_FAR ? find_far_codes(c, cell, i, n, out, longs) : find_near_codes(c, cell, i, n, out, longs);
}

static size_t key(const char *p, uint32_t n, uint64_t *low, uint64_t *high)
{
    key_of(p, n, low, high);
    return digits_of(*low, *high, n);
}

static bool usable(void)
{
    return true;
}

static const struct prak_lanes portable = { .name = "portable", .usable = usable, .codes = find_codes, .key = key };

extern const struct prak_lanes prak_lanes_ifma, prak_lanes_avx512;
const struct prak_lanes *const prak_lanes_all[] = { &prak_lanes_ifma, &prak_lanes_avx512, &portable, NULL };

const struct prak_lanes *prak_lanes_best(void)
{
    size_t i = 0;
    while (!prak_lanes_all[i]->usable())
        i++;
    return prak_lanes_all[i];
}
