/*
 * cut_rows.c - which rows of a scan are as wide as the header, and which of them have a cell that needs its quotes.
 */
#include <string.h>

#include "io/private.h"

/* Must the record that starts here be looked at as a whole: an end mark, or one that starts with a byte order mark? */
static inline bool starts_oddly(const struct prak_cutter *c, const char *p)
{
    const size_t n = (size_t)(c->end - p);

    if (__builtin_expect(*p == '#', 0))
        return prak_mark_begins(c->format, p, n);
    return __builtin_expect(*p == PRAK_BOM[0], 0) && n >= 3 && memcmp(p, PRAK_BOM, 3) == 0;
}

/* The first row, from `row` on, that ends behind `place`. each: bytes of a row, about. */
static inline size_t row_of(const uint32_t *end, size_t width, size_t n, size_t row, uint32_t place, uint32_t each)
{
    size_t r = row;

    if (place >= end[row * width]) {
        const size_t guess = row + (place - end[row * width]) / each;
        r = guess < n ? guess : n - 1;
    }
    while (r > row && end[(r - 1) * width] > place)
        r--;
    while (r < n && end[r * width] <= place)
        r++;
    return r;
}

/* Marks those of n rows that have a byte which makes quotes needed. */
static void mark_rows(struct prak_cutter *c, size_t n)
{
    const struct prak_scan *s = &c->scan;
    const size_t width = c->width;
    const uint32_t *const end = s->at + width - 1, last = end[(n - 1) * width], each = last / (uint32_t)n + 1;
    const size_t words = c->scanner->marks(s->special, last / 64 + 1, c->word);
    size_t row = 0, marked = 0;
    uint32_t behind = 0; /* the last row that was marked */

    for (size_t k = 0; k < words && row < n; k++) {
        const uint32_t base = (uint32_t)c->word[k] * 64;
        for (uint64_t w = s->special[c->word[k]]; w && row < n; w &= w - 1) {
            const uint32_t place = base + (unsigned)__builtin_ctzll(w);
            if (place < behind)
                continue;
            row = row_of(end, width, n, row, place, each);
            if (row == n)
                break;
            behind = end[row * width];
            c->marked[marked++] = (uint16_t)row++;
        }
    }
    c->nmarked = marked;
}

/* Rows of which some line feed is elsewhere than at their end. */
static size_t count_good(const struct prak_cutter *c, size_t n)
{
    const uint32_t *at = c->scan.at;

    for (size_t r = 0; r < n; r++, at += c->width)
        for (size_t k = 0; k + 1 < c->width; k++)
            if (c->window[at[k]] == '\n')
                return r;
    return n;
}

size_t prak_cut_rows(struct prak_cutter *c)
{
    const struct prak_scan *s = &c->scan;
    const size_t width = c->width, n = s->n / width;
    const char *p = c->window;
    bool odd = n && starts_oddly(c, p);
    size_t r = !odd && c->scanner->ends ? c->scanner->ends(p, s->at, width, n) : 0;

    for (const uint32_t *end = s->at + r * width + width - 1; r < n && !odd; r++, end += width) {
        const char *behind = p + *end + 1;
        if (behind[-1] != '\n')
            break;
        odd = (*behind == '#' || *behind == PRAK_BOM[0]) && behind < c->end && starts_oddly(c, behind);
    }
    c->nmarked = c->marked_at = 0;
    if (s->quotes && r)
        mark_rows(c, r);
    if (s->ends != r) {
        r = count_good(c, r);
        c->irregular = true;
    }
    return r;
}
