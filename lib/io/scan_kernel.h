/*
 * scan_kernel.h - the scan itself; each scan_*.c includes it after it has said what a block of 64 bytes is:
 *
 *   block_t            a block, loaded by block_load(p)
 *   block_eq(b, c)     a bit for each byte that equals c
 *   block_odd(b)       a bit for each byte below space or above 0x7f
 *   block_high(b)      a bit for each byte above 0x7f
 *   block_quote_or_hash(b)  a bit for each '"' or '#', which differ in the lowest bit alone
 *   block_bit(b, k)    bit 7 - k of each byte
 *   prefix_xor(m)      bit i: exclusive-or of the bits 0..i
 *   put_bytes(o, p, b, m)   the bytes of the block at p whose bits are set; may read and write 32, write 64 more
 *   misplaced(ends, places, pattern, left, width)   any bit: a line feed of a block is not every width-th of its places, from
 *                      the left-th on, or one of these is no line feed; pattern has every width-th bit, from the lowest on
 *   put_places(o, m, base)  appends base + the place of each bit; may write 64 more; returns the new end
 */
#include <string.h>

#include "base/utf8.h"
#include "io/scan.h"

#define NOWHERE SIZE_MAX

/* What one block leaves to the next. */
struct flow {
    uint64_t inside;      /* all bits, or none */
    uint64_t after_break; /* 1: the last byte was a separator or line feed outside quotes */
    uint64_t after_close, after_return;
    uint64_t quotes, returns; /* any bit: there were some */
    size_t ninner;
};

/* The same of what is not ASCII; apart from the flow, which stays in registers. */
struct text {
    uint64_t controls; /* any bit: there were some */
    size_t from;       /* where the run of blocks with bytes above 0x7f began, or NOWHERE */
    size_t invalid;
    uint64_t need;     /* the low bits: which of the next bytes must go on a character */
    bool doubt;        /* the run is to be read byte by byte */
};

struct masks {
    uint64_t ends, breaks, quotes; /* breaks: separators and line feeds */
};

static inline block_t load_tail(const char *p, size_t n)
{
    char room[64];

    memset(room, ' ', sizeof room);
    memcpy(room, p, n);
    return block_load(room);
}

/* A block with quotes, or inside them, or with CR. Returns the bits of the bytes that break a rule. */
static inline uint64_t judge_quotes(const struct masks *m, struct flow *k, uint64_t *special, uint32_t *inner, uint64_t cr,
                                    uint64_t *places, uint32_t base)
{
    const uint64_t x = prefix_xor(m->quotes) ^ k->inside; /* set: an opening quote, or inside */
    const uint64_t open = m->quotes & x, close = m->quotes & ~x, out = m->breaks & ~x;
    const uint64_t closed = close << 1 | k->after_close;
    /* a quote that opens where one closed is the second of two; else it follows a break, and a break follows it */
    uint64_t bad = (open ^ closed) & ~(open & (out << 1 | k->after_break)) & ~(closed & out);

    if (__builtin_expect((cr | k->after_return) != 0, 0)) {
        const uint64_t cr_out = cr & ~x;
        bad &= ~(closed & cr_out);
        bad |= (cr_out << 1 | k->after_return) & ~m->ends;
        k->returns |= cr_out;
        k->after_return = cr_out >> 63;
    }
    *special = ((m->breaks | cr) & x) | (open & closed);
    for (uint64_t w = m->ends & x; w; w &= w - 1)
        *(inner - ++k->ninner) = base + (uint32_t)__builtin_ctzll(w);
    k->quotes |= m->quotes;
    k->inside = (uint64_t)((int64_t)x >> 63);
    k->after_close = close >> 63;
    *places = out;
    return bad;
}

/* A block with bytes above 0x7f: is each character whole? Those of rarer forms are left to be read byte by byte. */
static inline void judge_high(block_t b, uint64_t high, struct text *k)
{
    const uint64_t six = block_bit(b, 1), go_on = high & ~six, lead = high & six;
    const uint64_t lead3 = lead & block_bit(b, 2), lead4 = lead3 & block_bit(b, 3);
    const uint64_t rare = block_eq(b, '\xc0') | block_eq(b, '\xc1') | block_eq(b, '\xe0') | block_eq(b, '\xed');

    k->doubt |= (((lead << 1 | lead3 << 2 | k->need) ^ go_on) | lead4 | rare) != 0;
    k->need = lead >> 63 | lead3 >> 62;
}

/*
 * The text from k->from to `to`, where an ASCII byte or the end of the window is: is it valid? If not, where it is not.
 * A character that the window's end cuts belongs to a record that does not end in the window.
 */
static void judge_text(const char *p, size_t to, bool last, struct text *k)
{
    const size_t from = k->from;
    size_t invalid = to;

    if (k->doubt || (k->need && !last))
        invalid = from + prak_utf8_invalid(p + from, to - from);
    k->from = NOWHERE;
    k->need = 0;
    k->doubt = false;
    if (invalid < to && !(last && prak_utf8_is_cut(p + invalid, to - invalid)))
        k->invalid = invalid;
}

/* A block with bytes that need a look, or behind one. Returns the bits of CR; *bad: those of bytes that break a rule. */
static __attribute__((noinline)) uint64_t judge_odd(const char *p, size_t i, block_t b, uint64_t odd, struct text *k, uint64_t *bad)
{
    const uint64_t high = block_high(b), cr = block_eq(b, '\r');

    k->controls |= odd & ~high & ~cr;
    if (high) {
        if (k->from == NOWHERE)
            k->from = i;
        judge_high(b, high, k);
    } else if (k->from != NOWHERE) {
        judge_text(p, i, false, k);
    }
    *bad = block_eq(b, '\0');
    return cr;
}

/* Drops what was found from `clean` on. */
static void cut_back(const char *p, struct prak_scan *s, size_t clean)
{
    s->clean = clean;
    while (s->n && s->at[s->n - 1] >= clean)
        s->ends -= p[s->at[--s->n]] == '\n';
    while (s->ninner && *(s->inner - s->ninner) >= clean)
        s->ninner--;
}

static void scan(const char *p, size_t n, char separator, struct prak_scan *s)
{
    struct flow k = { .after_break = 1 };
    struct text t = { .from = NOWHERE, .invalid = NOWHERE };
    uint64_t *const special = s->special, clear = 1;
    uint32_t *const inner = s->inner, *o = s->at;
    size_t i = 0, clean = n, ends = 0;

    for (; i < n; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        struct masks m = { .ends = block_eq(b, '\n'), .quotes = block_eq(b, '"') };
        uint64_t places, cr = 0, bad = 0, odd;

        m.breaks = m.ends | block_eq(b, separator);
        odd = block_odd(b) & ~m.breaks;
        places = m.breaks;
        if (__builtin_expect(odd != 0 || !clear, 0)) {
            cr = judge_odd(p, i, b, odd, &t, &bad);
            clear = t.from == NOWHERE;
            if (t.invalid != NOWHERE)
                break;
        }
        special[i / 64] = 0;
        if (m.quotes | k.inside | k.after_close | k.after_return | cr)
            bad |= judge_quotes(&m, &k, &special[i / 64], inner, cr, &places, (uint32_t)i);
        if (__builtin_expect(bad != 0, 0)) {
            clean = i + (size_t)__builtin_ctzll(bad);
            places &= (bad & -bad) - 1;
        }
        ends += (uint64_t)__builtin_popcountll(m.ends & places);
        k.after_break = places >> 63;
        o = put_places(o, places, (uint32_t)i);
        if (__builtin_expect(bad != 0, 0))
            break;
    }
    s->quotes = k.quotes != 0;
    s->returns = k.returns != 0;
    s->controls = t.controls != 0;
    s->n = (size_t)(o - s->at);
    s->ninner = k.ninner;
    s->ends = ends;
    if (t.from != NOWHERE && t.invalid == NOWHERE)
        judge_text(p, clean, clean == n, &t);
    s->clean = clean;
    if (t.invalid < clean)
        cut_back(p, s, t.invalid);
}

/*
 * One past the last line feed of p[0..n) outside quotes, of which there is one; inside: all bits when the byte behind is
 * inside quotes.
 */
static size_t last_edge(const char *p, size_t n, bool quotes, uint64_t inside)
{
    for (size_t i = (n - 1) / 64 * 64;; i -= 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        const uint64_t x = prefix_xor(quotes ? block_eq(b, '"') : 0), before = (uint64_t)((int64_t)x >> 63) ^ inside;
        const uint64_t out = block_eq(b, '\n') & ~(x ^ before);

        if (out || i == 0)
            return out ? i + 64 - (unsigned)__builtin_clzll(out) : 0;
        inside = before;
    }
}

/* What a scan of rows alone keeps from block to block. */
struct row_flow {
    struct flow k;
    uint64_t pattern;
    unsigned left, width; /* left: places up to the end of the row */
    size_t rows;
    bool clear;           /* the last byte was ASCII */
};

/* Any bit: a line feed of these places is not the end of a row of the width. */
static inline uint64_t count_rows(struct row_flow *f, uint64_t ends, uint64_t places)
{
    const unsigned n = (unsigned)__builtin_popcountll(ends);
    const uint64_t bad = misplaced(ends, places, f->pattern, f->left, f->width);

    f->left += n * f->width - (unsigned)__builtin_popcountll(places);
    f->rows += n;
    return bad;
}

/* Line feeds inside quotes: the rows, from the row-th on, that they are in. Returns how many there are now. */
static __attribute__((noinline)) size_t put_inner(uint32_t *inner, size_t n, uint64_t line_feeds, size_t row, uint64_t ends)
{
    for (; line_feeds; line_feeds &= line_feeds - 1) {
        const uint64_t before = (line_feeds & -line_feeds) - 1;
        *(inner - ++n) = (uint32_t)row + (uint32_t)__builtin_popcountll(ends & before);
    }
    return n;
}

/*
 * Whole blocks from i on that have nothing but text, separators and line feeds, and are not behind anything else;
 * returns the byte behind them. Each of these loops is a function of its own and keeps little, so that all of it is in
 * registers.
 */
static __attribute__((noinline)) size_t plain_rows(const char *p, size_t i, size_t n, char separator, struct row_flow *f,
                                                   uint64_t *bad)
{
    struct row_flow g = { .pattern = f->pattern, .left = f->left, .width = f->width, .rows = f->rows };
    const size_t from = i, whole = i + (n - i) / 64 * 64;
    uint64_t wrong = 0;

    for (; i < whole; i += 64) {
        const block_t b = block_load(p + i);
        const uint64_t ends = block_eq(b, '\n'), places = ends | block_eq(b, separator);

        if ((block_odd(b) & ~places) | block_quote_or_hash(b))
            break;
        wrong |= count_rows(&g, ends, places);
    }
    if (i == from)
        return i;
    *bad |= wrong;
    f->left = g.left;
    f->rows = g.rows;
    f->k.after_break = p[i - 1] == '\n' || p[i - 1] == separator;
    return i;
}

/*
 * Whole blocks from i on with quotes, or inside them, and else nothing but text, separators and line feeds; returns the
 * byte behind them. The rules of judge_quotes, without CR.
 */
static __attribute__((noinline)) size_t quoted_rows(const char *p, size_t i, size_t n, char separator, struct row_flow *f,
                                                    uint32_t *inner, uint64_t *bad)
{
    struct row_flow g = { .pattern = f->pattern, .left = f->left, .width = f->width, .rows = f->rows };
    const size_t whole = i + (n - i) / 64 * 64;
    uint64_t wrong = 0, inside = f->k.inside, after_close = f->k.after_close, after_break = f->k.after_break;

    for (; i < whole; i += 64) {
        const block_t b = block_load(p + i);
        const uint64_t line_feeds = block_eq(b, '\n'), breaks = line_feeds | block_eq(b, separator);
        const uint64_t quotes = block_eq(b, '"'), x = prefix_xor(quotes) ^ inside;

        if ((block_odd(b) & ~breaks) || (!quotes && !(inside | after_close)))
            break;
        const uint64_t open = quotes & x, close = quotes ^ open, out = breaks & ~x, ends = line_feeds & ~x;
        const uint64_t closed = close << 1 | after_close;

        wrong |= (open & ~(closed | out << 1 | after_break)) | (closed & ~(open | out));
        wrong |= ends & block_eq(block_load(p + i + 1), '#');
        if (__builtin_expect(ends != line_feeds, 0))
            f->k.ninner = put_inner(inner, f->k.ninner, line_feeds & x, g.rows, ends);
        wrong |= count_rows(&g, ends, out);
        inside = (uint64_t)((int64_t)x >> 63);
        after_close = close >> 63;
        after_break = out >> 63;
    }
    f->k.inside = inside;
    f->k.after_close = after_close;
    f->k.after_break = after_break;
    f->left = g.left;
    f->rows = g.rows;
    *bad |= wrong;
    return i;
}

/* A block of rows; any bit: not all of it is as rows() wants it. */
static uint64_t judge_rows(const char *p, size_t i, block_t b, char separator, struct row_flow *f, struct text *t,
                           uint32_t *inner)
{
    struct masks m = { .ends = block_eq(b, '\n'), .quotes = block_eq(b, '"') };
    const uint64_t line_feeds = m.ends;
    const size_t ninner = f->k.ninner;
    uint64_t places, special, cr = 0, bad = 0;

    m.breaks = m.ends | block_eq(b, separator);
    const uint64_t odd = block_odd(b) & ~m.breaks;
    places = m.breaks;
    if (odd || !f->clear) {
        cr = judge_odd(p, i, b, odd, t, &bad);
        bad |= t->invalid != NOWHERE;
        f->clear = t->from == NOWHERE;
    }
    bad |= judge_quotes(&m, &f->k, &special, inner, cr, &places, 0);
    const uint64_t ends = m.ends & places;

    const uint64_t odd_start = block_eq(b, '#') | block_eq(b, PRAK_SCAN_ODD);
    bad |= ends << 1 & odd_start; /* that of the next block is seen with it */
    f->k.ninner = put_inner(inner, ninner, line_feeds & ~places, f->rows, ends);
    f->k.after_break = places >> 63;
    return bad | count_rows(f, ends, places);
}

/* Does a record that is looked at as a whole begin at i? */
static inline bool starts_oddly(const char *p, size_t i, const struct row_flow *f)
{
    return (p[i] == '#' || p[i] == PRAK_SCAN_ODD) && (i == 0 || (f->k.after_break && p[i - 1] == '\n'));
}

static size_t rows(const char *p, size_t n, char separator, size_t width, struct prak_scan *s)
{
    struct row_flow f = { .k = { .after_break = 1 }, .left = (unsigned)width, .width = (unsigned)width, .clear = true };
    struct text t = { .from = NOWHERE, .invalid = NOWHERE };
    uint32_t *const inner = s->inner;
    uint64_t bad = starts_oddly(p, 0, &f);
    size_t i = 0;

    for (size_t bit = 0; bit < 64; bit += width)
        f.pattern |= UINT64_C(1) << bit;
    while (i < n && !bad) {
        if (f.clear && !(f.k.inside | f.k.after_close | f.k.after_return))
            i = plain_rows(p, i, n, separator, &f, &bad);
        bad |= starts_oddly(p, i, &f);
        if (f.clear && !f.k.after_return)
            i = quoted_rows(p, i, n, separator, &f, inner, &bad);
        bad |= starts_oddly(p, i, &f);
        if (i < n) {
            const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
            bad |= judge_rows(p, i, b, separator, &f, &t, inner);
            i += 64;
        }
    }
    if (t.from != NOWHERE)
        judge_text(p, n, true, &t);
    if (bad || t.invalid != NOWHERE || !f.rows)
        return 0;
    s->ninner = f.k.ninner;
    while (s->ninner && *(inner - s->ninner) >= f.rows) /* of the row that has no end */
        s->ninner--;
    s->clean = last_edge(p, n, true, f.k.inside);
    return f.rows;
}

static void edges(const char *p, size_t n, bool quotes, struct prak_edges *g)
{
    uint64_t inside = 0, lines = 0, outside = 0;
    size_t i = 0;

    for (; n - i >= 64 && i < n; i += 64) { /* up to the first quote */
        const block_t b = block_load(p + i);

        if (quotes && block_eq(b, '"'))
            break;
        lines += (uint64_t)__builtin_popcountll(block_eq(b, '\n'));
    }
    outside = lines;
    for (; i < n; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        const uint64_t ends = block_eq(b, '\n'), x = prefix_xor(quotes ? block_eq(b, '"') : 0) ^ inside;

        inside = (uint64_t)((int64_t)x >> 63);
        lines += (uint64_t)__builtin_popcountll(ends);
        outside += (uint64_t)__builtin_popcountll(ends & ~x);
    }
    *g = (struct prak_edges){ .odd = inside != 0, .lines = lines, .records = { outside, lines - outside } };
    for (int k = 0; k < 2; k++)
        if (g->records[k])
            g->boundary[k] = last_edge(p, n, quotes, k ? ~inside : inside);
}

static char *unquote(char *o, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i += 64, p += 64) {
        const block_t b = block_load(p);
        const uint64_t all = n - i < 64 ? (UINT64_C(1) << (n - i)) - 1 : UINT64_MAX;

        o = put_bytes(o, p, b, all & ~block_eq(b, '"'));
    }
    return o;
}
