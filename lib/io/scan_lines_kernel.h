/*
 * scan_lines_kernel.h - the scan of JSON Lines; each scan_*.c includes it behind scan_kernel.h. A block may also say:
 *
 *   block_digits(b)    a bit for each byte that is a digit
 *   pattern_t          up to 32 bytes, made by pattern_of(p, n) of which 32 may be read
 *   pattern_is(x, p)   are they at p? 32 may be read there
 *   pattern_is_8(x, p, at, stride)  the same of the eight places behind at[-1], at[stride - 1]...; where it is defined so is
 *                      PATTERN_IS_8
 */
#include "io/scan_lines.h"

#ifndef PATTERN_IS_8
static inline bool pattern_is_8(pattern_t x, const char *p, const uint32_t *at, size_t stride)
{
    for (size_t i = 0; i < 8; i++, at += stride)
        if (!pattern_is(x, p + (size_t)(at[-1] + 1)))
            return false;
    return true;
}
#endif

/* The bytes behind an odd number of backslashes; *carry: 1 when the block after this one begins with such a byte. */
static inline uint64_t escaped(uint64_t backslash, uint64_t *carry)
{
    const uint64_t even = UINT64_C(0x5555555555555555);
    uint64_t follows, sum;

    backslash &= ~*carry;
    follows = backslash << 1 | *carry;
    *carry = __builtin_add_overflow(backslash & ~even & ~follows, backslash, &sum);
    return (even ^ sum << 1) & follows;
}

/* Drops the places from `clean` on. */
static void cut_lines_back(const char *p, struct prak_line_scan *s, size_t clean)
{
    s->clean = clean;
    while (s->n && s->at[s->n - 1] >= clean)
        s->ends -= p[s->at[--s->n]] == '\n';
}

/* What is carried through a scan of lines. */
struct progress {
    struct text text;
    uint64_t inside, escape, special, slashes, empty;
    uint64_t quoted; /* the lowest bit: the last byte was a quote */
    uint32_t *o;
    size_t ends;
};

/* Blocks of text without a backslash, a control byte or a byte above 0x7f; returns where the first other block begins. */
static size_t plain_lines(const char *p, size_t i, size_t n, struct prak_line_scan *s, struct progress *g)
{
    uint64_t inside = g->inside, special = 0, empty = 0, last = g->quoted, *quoted = s->quotes, *marked = s->special;
    uint32_t *o = g->o;
    size_t ends = 0;

    for (; i + 64 <= n; i += 64) {
        const block_t b = block_load(p + i);
        const uint64_t feeds = block_eq(b, '\n'), commas = block_eq(b, ','), quotes = block_eq(b, '"');
        const uint64_t x = prefix_xor(quotes) ^ inside, places = (feeds | commas) & ~x;

        if (__builtin_expect((block_eq(b, '\\') | (block_odd(b) & ~(feeds & ~x))) != 0, 0))
            break;
        inside = (uint64_t)((int64_t)x >> 63);
        quoted[i / 64] = quotes;
        marked[i / 64] = commas & x;
        special |= commas & x;
        empty |= quotes & (quotes << 1 | last) & ~x;
        last = quotes >> 63;
        ends += (uint64_t)__builtin_popcountll(feeds);
        o = put_places(o, places, (uint32_t)i);
    }
    g->inside = inside;
    g->special |= special;
    g->empty |= empty;
    g->quoted = last;
    g->o = o;
    g->ends += ends;
    return i;
}

/* Any block. Returns the bits of the control bytes in strings, and of the backslashes that are in none. */
static uint64_t any_lines(block_t b, size_t i, struct prak_line_scan *s, struct progress *g, uint64_t *high)
{
    const uint64_t feeds = block_eq(b, '\n'), commas = block_eq(b, ','), slash = block_eq(b, '\\');
    uint64_t quotes = block_eq(b, '"'), x, places, bad;

    if (slash | g->escape)
        quotes &= ~escaped(slash, &g->escape);
    x = prefix_xor(quotes) ^ g->inside; /* set: an opening quote, or inside */
    g->inside = (uint64_t)((int64_t)x >> 63);
    s->quotes[i / 64] = quotes;
    s->special[i / 64] = (commas & x) | slash;
    g->special |= s->special[i / 64];
    g->slashes |= slash;
    g->empty |= quotes & (quotes << 1 | g->quoted) & ~x;
    g->quoted = quotes >> 63;
    *high = block_high(b);
    bad = (block_odd(b) & ~*high & x) | (slash & ~x);
    places = (feeds | commas) & ~x & ((bad & -bad) - 1);
    g->ends += (uint64_t)__builtin_popcountll(feeds & places);
    g->o = put_places(g->o, places, (uint32_t)i);
    return bad;
}

static void lines(const char *p, size_t n, struct prak_line_scan *s)
{
    struct progress g = { .text = { .from = NOWHERE, .invalid = NOWHERE }, .o = s->at };
    struct text *const t = &g.text;
    size_t i = 0, clean = n;
    uint64_t bad = 0, high;

    for (; i < n && !bad; i += 64) {
        if (t->from == NOWHERE && !g.escape && (i = plain_lines(p, i, n, s, &g)) >= n)
            break;
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        bad = any_lines(b, i, s, &g, &high);
        if (bad)
            clean = i + (size_t)__builtin_ctzll(bad);
        if (high) {
            t->from = t->from == NOWHERE ? i : t->from;
            judge_high(b, high, t);
        } else if (t->from != NOWHERE) {
            judge_text(p, i, false, t);
            if (t->invalid != NOWHERE)
                break;
        }
    }
    s->n = (size_t)(g.o - s->at);
    s->ends = g.ends;
    s->marked = g.special != 0;
    s->escapes = g.slashes != 0;
    s->empty = g.empty != 0;
    if (t->from != NOWHERE && t->invalid == NOWHERE)
        judge_text(p, clean, clean == n, t);
    s->clean = clean;
    if (t->invalid < clean)
        cut_lines_back(p, s, t->invalid);
}

/* A token: mostly a number without exponent. */
static inline bool is_token(const char *p, size_t n)
{
    const uint64_t all = n < 64 ? (UINT64_C(1) << n) - 1 : 0, sign = *p == '-', rest = all & ~block_digits(block_load(p)) & ~sign;
    const size_t dot = rest ? (size_t)__builtin_ctzll(rest) : n;

    if (all && (rest & (rest - 1)) == 0 && dot > sign && (p[sign] != '0' || dot == sign + 1) &&
        (dot == n || (p[dot] == '.' && dot + 1 < n)))
        return true;
    return prak_json_is_token(p, n);
}

/* The quotes of strings in p[from..to). */
static size_t count(const struct prak_line_scan *s, size_t from, size_t to)
{
    size_t n = 0, i = from / 64;
    uint64_t w = s->quotes[i] & UINT64_MAX << (from & 63);

    for (; i < to / 64; w = s->quotes[++i])
        n += (size_t)__builtin_popcountll(w);
    return n + (size_t)__builtin_popcountll(w & ~(UINT64_MAX << (to & 63)));
}

/* Is the value, which ends before `to`, closed if it is a string? */
static inline bool is_closed(const char *from, const char *to)
{
    return from < to && (*from != '"' || (to - from >= 2 && to[-1] == '"'));
}

/* The cell that ends at at[0], looked at byte by byte; 2: it is a string, 1: a token, 0: neither, or without its lead. */
static int judge_cell(const char *p, const uint32_t *at, const struct prak_lead *l, size_t tail)
{
    const char *from = p + (size_t)(at[-1] + 1), *to = p + at[0] - tail;

    if (l->back && !is_closed(p + (size_t)(at[-2] + 1) + l[-1].n, p + at[-1]))
        return 0;
    if (to - from <= (ptrdiff_t)l->n || memcmp(from, l->text, l->n) != 0)
        return 0;
    from += l->n;
    if (*from == '"')
        return is_closed(from, to) ? 2 : 0;
    return is_token(from, (size_t)(to - from));
}

/* How many rows have the seam before a value. */
static inline size_t seams(const char *p, const uint32_t *at, size_t stride, size_t n, const struct prak_lead *lead)
{
    const size_t length = lead->seam_n, head = length < 32 ? length : 32;
    const pattern_t x = pattern_of(lead->seam, head), y = pattern_of(lead->seam + 32, length - head);
    const bool more = length > 32;
    size_t r = 0;

    p -= lead->back;
    for (; r + 8 <= n && pattern_is_8(x, p, at, stride) && (!more || pattern_is_8(y, p + 32, at, stride)); r += 8)
        at += 8 * stride; /* a branch for eight of them */
    for (; r < n && pattern_is(x, p + (size_t)(at[-1] + 1)) && (!more || pattern_is(y, p + (size_t)(at[-1] + 1) + 32)); r++)
        at += stride;
    return r;
}

/*
 * How many of the n rows, `stride` places apart, are what the shape says up to the value of the cell that ends at at[0],
 * before `tail` bytes there; the value, when it is a string, up to its opening quote, and up to its end in the last cell
 * of a line. Adds to the strings, and to those looked at byte by byte.
 */
static size_t column(const char *p, const uint32_t *at, size_t stride, size_t n, const struct prak_lead *lead, size_t tail,
                     bool last, struct prak_strings *strings)
{
    size_t r = 0, tokens = 0;

    while (r < n) {
        const uint32_t *const row = at + r * stride;
        size_t good = n - r;

        if (!lead->whole) {
            good = 0;
        } else if (lead->string) {
            good = seams(p, row, stride, n - r, lead);
            for (size_t i = 0; last && i < good; i++)
                if (p[row[i * stride] - tail - 1] != '"')
                    good = i;
        } else {
            good = seams(p, row, stride, n - r, lead);
            for (size_t i = 0; i < good; i++) {
                const size_t from = (size_t)(row[(ptrdiff_t)(i * stride) - 1] + 1) + lead->n, to = row[i * stride] - tail;
                if (from >= to || !is_token(p + from, to - from))
                    good = i;
            }
            tokens += good;
        }
        r += good;
        if (r < n) {
            const int kind = judge_cell(p, at + r * stride, lead, tail);
            if (!kind)
                break;
            tokens += kind == 1;
            strings->other++;
            r++;
        }
    }
    strings->n += r - tokens;
    return r;
}
