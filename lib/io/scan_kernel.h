/*
 * scan_kernel.h - the scan itself; each scan_*.c includes it after it has said what a block of 64 bytes is:
 *
 *   block_t            a block, loaded by block_load(p)
 *   block_eq(b, c)     a bit for each byte that equals c
 *   block_odd(b)       a bit for each byte below space or above 0x7f
 *   block_high(b)      a bit for each byte above 0x7f
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

/* What a scan of rows alone keeps from block to block. */
struct row_flow {
    struct flow k;
    uint64_t pattern, after_end; /* after_end: 1: the last byte was a line feed outside quotes */
    unsigned left, width;        /* left: places up to the end of the row */
    size_t rows, at;             /* at: the last block with a line feed */
    uint64_t last;               /* its line feeds */
    bool clear;                  /* the last byte was ASCII */
};

/* A block of rows; any bit: not all of it is as rows() wants it. */
static inline uint64_t judge_rows(const char *p, size_t i, block_t b, char separator, struct row_flow *f, struct text *t,
                                  uint32_t *inner)
{
    struct masks m = { .ends = block_eq(b, '\n'), .quotes = block_eq(b, '"') };
    uint64_t places, special, cr = 0, bad = 0, first = block_eq(b, '#');

    m.breaks = m.ends | block_eq(b, separator);
    const uint64_t odd = block_odd(b) & ~m.breaks;
    places = m.breaks;
    if (__builtin_expect(odd != 0 || !f->clear, 0)) {
        cr = judge_odd(p, i, b, odd, t, &bad);
        first |= block_eq(b, PRAK_SCAN_ODD);
        bad |= t->invalid != NOWHERE;
        f->clear = t->from == NOWHERE;
    }
    if (m.quotes | f->k.inside | f->k.after_close | f->k.after_return | cr)
        bad |= judge_quotes(&m, &f->k, &special, inner, cr, &places, (uint32_t)i);
    const uint64_t ends = m.ends & places;
    const unsigned n = (unsigned)__builtin_popcountll(ends);

    bad |= (ends ^ m.ends) | ((ends << 1 | f->after_end) & first);
    bad |= misplaced(ends, places, f->pattern, f->left, f->width);
    f->left += n * f->width - (unsigned)__builtin_popcountll(places);
    f->rows += n;
    f->at = n ? i : f->at;
    f->last = n ? ends : f->last;
    f->after_end = ends >> 63;
    f->k.after_break = places >> 63;
    return bad;
}

static size_t rows(const char *p, size_t n, char separator, size_t width, struct prak_scan *s)
{
    struct row_flow f = { .k = { .after_break = 1 }, .after_end = 1, .left = (unsigned)width, .width = (unsigned)width,
                          .clear = true };
    struct text t = { .from = NOWHERE, .invalid = NOWHERE };
    uint32_t *const inner = s->inner;

    for (size_t bit = 0; bit < 64; bit += width)
        f.pattern |= UINT64_C(1) << bit;
    for (size_t i = 0; i < n; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        if (__builtin_expect(judge_rows(p, i, b, separator, &f, &t, inner) != 0, 0))
            return 0;
    }
    if (t.from != NOWHERE)
        judge_text(p, n, true, &t);
    if (t.invalid != NOWHERE || !f.rows)
        return 0;
    s->clean = f.at + 64 - (unsigned)__builtin_clzll(f.last);
    return f.rows;
}

/* Blocks from p + from on that are whole and have no quote, none of them inside quotes; returns the byte behind them. */
static inline size_t edges_plain(const char *p, size_t from, size_t n, bool quotes, struct prak_edges *g)
{
    size_t i = from, at = from;
    uint64_t last = 0, lines = 0;

    for (; n - i >= 64 && i < n; i += 64) {
        const block_t b = block_load(p + i);
        const uint64_t ends = block_eq(b, '\n');

        if (quotes && block_eq(b, '"'))
            break;
        lines += (uint64_t)__builtin_popcountll(ends);
        at = ends ? i : at;
        last = ends ? ends : last;
    }
    g->lines += lines;
    g->records += lines;
    if (last) {
        g->boundary = at + 64 - (unsigned)__builtin_clzll(last);
        g->boundary_lines = g->lines;
    }
    return i;
}

static void edges(const char *p, size_t from, size_t n, bool quotes, struct prak_edges *g)
{
    uint64_t inside = g->inside, last = 0;
    size_t at = 0, i = from;

    if (!inside)
        i = edges_plain(p, from, n, quotes, g);
    uint64_t lines = g->lines, records = g->records;
    for (; i < n; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        const uint64_t ends = block_eq(b, '\n'), q = quotes ? block_eq(b, '"') : 0;
        const uint64_t x = prefix_xor(q) ^ inside, out = ends & ~x;

        inside = (uint64_t)((int64_t)x >> 63);
        at = out ? i : at;
        last = out ? out : last;
        lines += (uint64_t)__builtin_popcountll(ends);
        records += (uint64_t)__builtin_popcountll(out);
    }
    g->inside = inside;
    g->lines = lines;
    g->records = records;
    if (!last)
        return;
    g->boundary = at + 64 - (unsigned)__builtin_clzll(last);
    for (i = g->boundary; i < n; i++) /* the record that has begun */
        lines -= p[i] == '\n';
    g->boundary_lines = lines;
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
