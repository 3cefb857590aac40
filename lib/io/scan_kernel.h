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
 *   put_quoted(o, quoted, m)  a byte for each bit of m: 0xff when it is set in quoted, else 0; may write 64 more
 *
 * and, where the rules for several blocks can be judged at once, GROUP, how many, and a type for that many masks:
 *
 *   block_eq_to(b, c, to), block_odd_to(b, to)   as above, into memory
 *   run_text(p, many, separator, hash, feeds, separators, quotes)  the masks of as many blocks, where all of them are text,
 *                      separators, line feeds and quotes, and (hash) without '#'; false: they are not, or it is not known
 *   put_run(o, q, m, quoted, n, base)  the same as put_quoted, where q is not NULL, and put_places of n masks
 *   blocks_plain(p, i, n, separator, special, &o, &ends)   as far as whole blocks of p[i..n) have nothing but text, separators
 *                      and line feeds: puts the places of both, adds the line feeds, clears special; the byte behind
 *   rows_of_run(ends, places, n, pattern, width, &left, &rows)  misplaced of n masks, whole groups, which leaves left and adds
 *                      the line feeds to rows; where it is defined so is ROWS_OF_RUN
 *   lanes_load, lanes_store, lanes_and, lanes_or, lanes_without   the last: a and not b
 *   lanes_any(a)              is any bit set?
 *   lanes_counts(sum, a)      adds the bits of each mask to the sum's; lanes_sum(sum) those of all
 *   lanes_after(a, before)    each bit goes up by one, into the next mask too; before: the masks of the group before
 *   lanes_behind(bit)         masks of which the last bit is set, or not; lanes_last(a): that bit
 *   lanes_inside(quotes, inside)   for each bit whether it is an opening quote or inside; *inside: all bits, or none
 */
#include <string.h>

#include "base/utf8.h"
#include "io/scan.h"

#define NOWHERE SIZE_MAX

#ifndef GROUP
#define GROUP 1
typedef uint64_t lanes_t;

static inline void block_eq_to(block_t b, char c, uint64_t *to)
{
    *to = block_eq(b, c);
}

static inline uint32_t *put_run(uint32_t *o, uint8_t *q, const uint64_t *m, const uint64_t *quoted, size_t n, uint32_t base)
{
    for (size_t i = 0; i < n; i++) {
        if (q) {
            put_quoted(q, quoted[i], m[i]);
            q += __builtin_popcountll(m[i]);
        }
        o = put_places(o, m[i], base + 64 * (uint32_t)i);
    }
    return o;
}

static inline size_t blocks_plain(const char *p, size_t i, size_t n, char separator, uint64_t *special, uint32_t **o,
                                  size_t *ends)
{
    (void)p, (void)n, (void)separator, (void)special, (void)o, (void)ends;
    return i;
}

static inline void block_odd_to(block_t b, uint64_t *to)
{
    *to = block_odd(b);
}

static inline bool run_text(const char *p, size_t many, char separator, bool hash, uint64_t *feeds, uint64_t *separators,
                            uint64_t *quotes)
{
    (void)p, (void)many, (void)separator, (void)hash, (void)feeds, (void)separators, (void)quotes;
    return false;
}

static inline lanes_t lanes_load(const uint64_t *m)
{
    return *m;
}

static inline void lanes_store(uint64_t *to, lanes_t a)
{
    *to = a;
}

static inline lanes_t lanes_and(lanes_t a, lanes_t b)
{
    return a & b;
}

static inline lanes_t lanes_or(lanes_t a, lanes_t b)
{
    return a | b;
}

static inline lanes_t lanes_without(lanes_t a, lanes_t b)
{
    return a & ~b;
}

static inline bool lanes_any(lanes_t a)
{
    return a != 0;
}

static inline lanes_t lanes_counts(lanes_t sum, lanes_t a)
{
    return sum + (uint64_t)__builtin_popcountll(a);
}

static inline uint64_t lanes_sum(lanes_t a)
{
    return a;
}

static inline lanes_t lanes_behind(uint64_t bit)
{
    return bit << 63;
}

static inline uint64_t lanes_last(lanes_t a)
{
    return a >> 63;
}

static inline lanes_t lanes_after(lanes_t a, lanes_t before)
{
    return a << 1 | before >> 63;
}

static inline lanes_t lanes_inside(lanes_t quotes, uint64_t *inside)
{
    const uint64_t x = prefix_xor(quotes) ^ *inside;

    *inside = (uint64_t)((int64_t)x >> 63);
    return x;
}
#endif

#define GROUP_BYTES ((size_t)64 * GROUP)
/* Masks are taken of so many blocks before they are looked at: what was just stored in parts cannot be loaded as a whole. */
#define RUN ((size_t)(GROUP > 1 ? 64 : 1))

/* What one block leaves to the next. */
struct flow {
    uint64_t inside;      /* all bits, or none */
    uint64_t after_break; /* 1: the last byte was a separator or line feed outside quotes */
    uint64_t after_close, after_return;
    uint64_t quotes, returns; /* any bit: there were some */
    uint64_t quoted;          /* of this block: places right behind a closing quote */
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
    k->quoted = closed & out;
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

/* The masks of a run of blocks. */
struct run {
    uint64_t line_feeds[RUN], separators[RUN], quotes[RUN], odd[RUN], hash[RUN];
    bool text; /* odd and hash are empty, and not written */
    bool mixed; /* the last one was not so: nor will be the next */
};

/* What the rules of judge_quotes, without CR, make of a group of blocks. */
struct judged {
    lanes_t quotes, special, ends, out, inner, close, wrong; /* out: breaks outside quotes, ends: line feeds among them */
    lanes_t quoted; /* breaks right behind a closing quote */
};

/* Takes the masks of the whole groups of p[0..n), as far as there is room; returns how many blocks. */
static inline size_t run_load(const char *p, size_t n, char separator, bool hash, struct run *m)
{
    const size_t whole = n / GROUP_BYTES * GROUP, many = whole < RUN ? whole : RUN;

    m->text = !m->mixed && run_text(p, many, separator, hash, m->line_feeds, m->separators, m->quotes);
    if (m->text)
        return many;
    m->mixed = true;
    for (size_t k = 0; k < many; k++) {
        const block_t b = block_load(p + 64 * k);

        block_eq_to(b, '\n', &m->line_feeds[k]);
        block_eq_to(b, separator, &m->separators[k]);
        block_eq_to(b, '"', &m->quotes[k]);
        block_odd_to(b, &m->odd[k]);
        if (hash)
            block_eq_to(b, '#', &m->hash[k]);
    }
    return many;
}

/* Is a byte of the group none of text, separator, line feed and quote? */
static inline bool group_is_odd(const struct run *m, size_t k)
{
    if (m->text)
        return false;
    const lanes_t odd = lanes_without(lanes_load(m->odd + k), lanes_load(m->line_feeds + k));

    return lanes_any(lanes_without(odd, lanes_load(m->separators + k)));
}

static inline struct judged judge_group(const struct run *m, size_t at, uint64_t *inside, lanes_t close_before,
                                        lanes_t out_before)
{
    const lanes_t quotes = lanes_load(m->quotes + at), line_feeds = lanes_load(m->line_feeds + at);
    const lanes_t breaks = lanes_or(line_feeds, lanes_load(m->separators + at));
    const lanes_t x = lanes_inside(quotes, inside);
    const lanes_t open = lanes_and(quotes, x), close = lanes_without(quotes, x), out = lanes_without(breaks, x);
    const lanes_t closed = lanes_after(close, close_before), behind = lanes_or(closed, lanes_after(out, out_before));

    return (struct judged){
        .quotes = quotes,
        .special = lanes_or(lanes_and(breaks, x), lanes_and(open, closed)),
        .ends = lanes_without(line_feeds, x),
        .out = out,
        .inner = lanes_and(line_feeds, x),
        .close = close,
        .quoted = lanes_and(closed, out),
        .wrong = lanes_or(lanes_without(open, behind), lanes_without(closed, lanes_or(open, out))),
    };
}

/* What a scan finds, as it goes on. */
struct found {
    struct flow k;
    struct prak_scan *s;
    uint32_t *o; /* the end of s->at */
    size_t ends;
};

static void scan_inner(struct found *f, size_t i, size_t many, const uint64_t *line_feeds)
{
    for (size_t b = 0; b < many; b++, i += 64)
        for (uint64_t w = line_feeds[b]; w; w &= w - 1)
            *(f->s->inner - ++f->k.ninner) = (uint32_t)i + (uint32_t)__builtin_ctzll(w);
}

/* Groups of blocks from i on, up to one that is to be looked at block by block; returns its first byte. */
static __attribute__((noinline)) size_t scan_groups(const char *p, size_t i, size_t n, char separator, struct found *f)
{
    struct prak_scan *const s = f->s;
    lanes_t close = lanes_behind(f->k.after_close), out = lanes_behind(f->k.after_break), ends = lanes_behind(0);
    lanes_t quotes = ends;
    uint64_t inside = f->k.inside;
    uint32_t *o = f->o;
    struct run m = { .mixed = GROUP == 1 };
    bool good = true;

    while (good && n - i >= GROUP_BYTES) {
        const size_t many = run_load(p + i, n - i, separator, false, &m);
        lanes_t inner = lanes_behind(0);
        size_t k = 0;

        for (; k < many; k += GROUP) {
            uint64_t next = inside;
            const struct judged j = judge_group(&m, k, &next, close, out);

            good = !group_is_odd(&m, k) && !lanes_any(j.wrong);
            if (!good)
                break;
            inside = next;
            close = j.close;
            out = j.out;
            quotes = lanes_or(quotes, j.quotes);
            inner = lanes_or(inner, j.inner);
            ends = lanes_counts(ends, j.ends);
            lanes_store(&s->special[i / 64 + k], j.special);
            lanes_store(m.separators + k, j.out);
            lanes_store(m.line_feeds + k, j.inner);
            lanes_store(m.quotes + k, j.quoted);
        }
        o = put_run(o, s->wanted ? s->quoted + (o - s->at) : NULL, m.separators, m.quotes, k, (uint32_t)i);
        if (__builtin_expect(lanes_any(inner), 0))
            scan_inner(f, i, k, m.line_feeds);
        i += 64 * k;
    }
    f->k.inside = inside;
    f->k.after_close = lanes_last(close);
    f->k.after_break = lanes_last(out);
    f->k.quotes |= lanes_any(quotes);
    f->ends += lanes_sum(ends);
    f->o = o;
    return i;
}

/*
 * Blocks from i on, one by one: as many as a group has, or all. Returns the byte behind them, or n behind a byte that breaks
 * a rule; *clean: that byte.
 */
static size_t scan_blocks(const char *p, size_t i, size_t n, char separator, struct found *f, struct text *t, size_t *clean)
{
    const size_t to = GROUP > 1 && n - i > GROUP_BYTES ? i + GROUP_BYTES : n;
    uint64_t *const special = f->s->special, clear = t->from == NOWHERE;
    uint32_t *const inner = f->s->inner, *o = f->o;
    struct flow k = f->k;
    size_t ends = 0;

    for (; i < to; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        struct masks m = { .ends = block_eq(b, '\n'), .quotes = block_eq(b, '"') };
        uint64_t places, cr = 0, bad = 0, odd;

        m.breaks = m.ends | block_eq(b, separator);
        odd = block_odd(b) & ~m.breaks;
        places = m.breaks;
        if (__builtin_expect(odd != 0 || !clear, 0)) {
            cr = judge_odd(p, i, b, odd, t, &bad);
            clear = t->from == NOWHERE;
            if (t->invalid != NOWHERE)
                goto stop;
        }
        special[i / 64] = k.quoted = 0;
        if (m.quotes | k.inside | k.after_close | k.after_return | cr)
            bad |= judge_quotes(&m, &k, &special[i / 64], inner, cr, &places, (uint32_t)i);
        if (__builtin_expect(bad != 0, 0)) {
            *clean = i + (size_t)__builtin_ctzll(bad);
            places &= (bad & -bad) - 1;
        }
        ends += (uint64_t)__builtin_popcountll(m.ends & places);
        k.after_break = places >> 63;
        if (f->s->wanted)
            put_quoted(f->s->quoted + (o - f->s->at), k.quoted, places);
        o = put_places(o, places, (uint32_t)i);
        if (__builtin_expect(bad != 0, 0))
            goto stop;
    }
    n = i;
stop:
    f->k = k;
    f->o = o;
    f->ends += ends;
    return n;
}

/* Blocks from i on that have nothing but text, separators and line feeds, and are not behind anything else. */
static inline size_t scan_plain(const char *p, size_t i, size_t n, char separator, struct found *f)
{
    const size_t before = (size_t)(f->o - f->s->at);
    const size_t to = blocks_plain(p, i, n, separator, f->s->special, &f->o, &f->ends);

    if (to > i)
        f->k.after_break = p[to - 1] == '\n' || p[to - 1] == separator;
    if (f->s->wanted)
        memset(f->s->quoted + before, 0, (size_t)(f->o - f->s->at) - before);
    return to;
}

static void scan(const char *p, size_t n, char separator, struct prak_scan *s)
{
    struct found f = { .k = { .after_break = 1 }, .s = s, .o = s->at };
    struct text t = { .from = NOWHERE, .invalid = NOWHERE };
    size_t i = 0, clean = n;

    while (i < n) {
        if (GROUP > 1 && t.from == NOWHERE && !f.k.after_return) {
            if (!(f.k.inside | f.k.after_close) && n - i >= 64)
                i = scan_plain(p, i, n, separator, &f);
            i = scan_groups(p, i, n, separator, &f);
        }
        i = scan_blocks(p, i, n, separator, &f, &t, &clean);
    }
    s->quotes = f.k.quotes != 0;
    s->returns = f.k.returns != 0;
    s->controls = t.controls != 0;
    s->n = (size_t)(f.o - s->at);
    s->ninner = f.k.ninner;
    s->ends = f.ends;
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

#ifndef ROWS_OF_RUN
static inline uint64_t rows_of_run(const uint64_t *ends, const uint64_t *places, size_t n, uint64_t pattern, unsigned width,
                                   unsigned *left, size_t *rows)
{
    struct row_flow f = { .pattern = pattern, .left = *left, .width = width, .rows = *rows };
    uint64_t bad = 0;

    for (size_t k = 0; k < n; k++)
        bad |= count_rows(&f, ends[k], places[k]);
    *left = f.left;
    *rows = f.rows;
    return bad;
}
#endif

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
 * Whole groups of blocks from i on with quotes, or inside them, and else nothing but text, separators and line feeds;
 * returns the byte behind them.
 */
static __attribute__((noinline)) size_t quoted_rows(const char *p, size_t i, size_t n, char separator, struct row_flow *f,
                                                    uint32_t *inner, uint64_t *bad)
{
    struct row_flow r = { .pattern = f->pattern, .left = f->left, .width = f->width, .rows = f->rows };
    const size_t whole = i + (n - i) / GROUP_BYTES * GROUP_BYTES;
    lanes_t close = lanes_behind(f->k.after_close), out = lanes_behind(f->k.after_break), wrong = lanes_behind(0);
    lanes_t any = wrong, before = wrong; /* before: the line feeds of the last group; starts_oddly sees to the first byte */
    uint64_t inside = f->k.inside, narrow = 0, at[RUN], ends[RUN];
    struct run m = { .mixed = GROUP == 1 };

    while (i < whole) {
        const size_t many = run_load(p + i, whole - i, separator, true, &m);
        size_t k = 0, rows = r.rows;

        for (; k < many; k += GROUP) {
            if (group_is_odd(&m, k) || (!lanes_any(lanes_load(m.quotes + k)) && !inside && !lanes_last(close)))
                break;
            const struct judged j = judge_group(&m, k, &inside, close, out);

            if (!m.text)
                wrong = lanes_or(wrong, lanes_and(lanes_after(j.ends, before), lanes_load(m.hash + k)));
            wrong = lanes_or(wrong, j.wrong);
            before = j.ends;
            close = j.close;
            out = j.out;
            lanes_store(at + k, j.out);
            lanes_store(ends + k, j.ends);
            lanes_store(m.odd + k, j.inner);
            any = lanes_or(any, j.inner);
        }
        if (__builtin_expect(lanes_any(any), 0)) {
            any = lanes_behind(0);
            for (size_t b = 0; b < k; rows += (size_t)__builtin_popcountll(ends[b++]))
                if (m.odd[b])
                    f->k.ninner = put_inner(inner, f->k.ninner, m.odd[b], rows, ends[b]);
        }
        narrow |= rows_of_run(ends, at, k, r.pattern, r.width, &r.left, &r.rows);
        i += 64 * k;
        if (k < many)
            break;
    }
    f->k.inside = inside;
    f->k.after_close = lanes_last(close);
    f->k.after_break = lanes_last(out);
    f->left = r.left;
    f->rows = r.rows;
    *bad |= narrow | lanes_any(wrong);
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
        const size_t from = i;

        if (f.clear && !(f.k.inside | f.k.after_close | f.k.after_return))
            i = plain_rows(p, i, n, separator, &f, &bad);
        bad |= starts_oddly(p, i, &f);
        if (f.clear && !f.k.after_return)
            i = quoted_rows(p, i, n, separator, &f, inner, &bad);
        bad |= starts_oddly(p, i, &f);
        if (i > from)
            continue;
        for (; i < n && i < from + GROUP_BYTES && !bad; i += 64) {
            const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
            bad |= starts_oddly(p, i, &f) | judge_rows(p, i, b, separator, &f, &t, inner);
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
    lanes_t all = lanes_behind(0), some = lanes_behind(0);
    uint64_t inside = 0, lines = 0, outside;
    size_t i = 0;

    for (; GROUP == 1 && n - i >= 64 && i < n; i += 64) { /* up to the first quote */
        const block_t b = block_load(p + i);

        if (quotes && block_eq(b, '"'))
            break;
        lines += (uint64_t)__builtin_popcountll(block_eq(b, '\n'));
    }
    while (n - i >= GROUP_BYTES && i < n) {
        uint64_t ends[RUN], marks[RUN];
        const size_t whole = (n - i) / GROUP_BYTES * GROUP, many = whole < RUN ? whole : RUN;

        for (size_t k = 0; k < many; k++) {
            const block_t b = block_load(p + i + 64 * k);
            block_eq_to(b, '\n', &ends[k]);
            block_eq_to(b, '"', &marks[k]);
        }
        for (size_t k = 0; k < many; k += GROUP) {
            const lanes_t line_feeds = lanes_load(ends + k);
            const lanes_t x = quotes ? lanes_inside(lanes_load(marks + k), &inside) : lanes_behind(0);
            all = lanes_counts(all, line_feeds);
            some = lanes_counts(some, lanes_without(line_feeds, x));
        }
        i += 64 * many;
    }
    outside = lines + lanes_sum(some);
    lines += lanes_sum(all);
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
