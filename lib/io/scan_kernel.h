/*
 * scan_kernel.h - the scan itself; each scan_*.c includes it after it has said what a block of 64 bytes is:
 *
 *   block_t            a block, loaded by block_load(p)
 *   block_eq(b, c)     a bit for each byte that equals c
 *   block_odd(b)       a bit for each byte below space or above 0x7f
 *   block_high(b)      a bit for each byte above 0x7f
 *   prefix_xor(m)      bit i: exclusive-or of the bits 0..i
 *   put_places(o, m, base)  appends base + the place of each bit; may write 64 more; returns the new end
 */
#include <string.h>

#include "base/utf8.h"
#include "io/scan.h"

#define NOWHERE SIZE_MAX

/* What one block leaves to the next. */
struct carry {
    uint64_t inside;      /* all bits, or none */
    uint64_t after_break; /* 1: the last byte was a separator or line feed outside quotes */
    uint64_t after_close, after_return;
    size_t text;          /* where the run of blocks with bytes above 0x7f began, or NOWHERE */
};

struct masks {
    uint64_t ends, breaks, quotes, odd; /* breaks: separators and line feeds */
};

static inline block_t load_tail(const char *p, size_t n)
{
    char room[64];

    memset(room, ' ', sizeof room);
    memcpy(room, p, n);
    return block_load(room);
}

/* A block with quotes, or inside them, or with bytes that need a look. Returns the bits of the bytes that break a rule. */
static inline uint64_t judge(block_t b, const struct masks *m, struct carry *k, struct prak_scan *s, uint64_t *places,
                             size_t base)
{
    const uint64_t x = prefix_xor(m->quotes) ^ k->inside; /* set: an opening quote, or inside */
    const uint64_t open = m->quotes & x, close = m->quotes & ~x, out = m->breaks & ~x;
    const uint64_t cr = m->odd ? block_eq(b, '\r') : 0, cr_out = cr & ~x;
    const uint64_t closed = close << 1 | k->after_close;
    uint64_t bad = open & ~(out << 1 | k->after_break | closed);

    bad |= closed & ~(out | m->quotes | cr_out);
    bad |= (cr_out << 1 | k->after_return) & ~m->ends;
    if (m->odd) {
        bad |= block_eq(b, '\0');
        s->controls |= (m->odd & ~block_high(b) & ~cr) != 0;
    }
    s->special[base / 64] = ((m->breaks | cr) & x) | (open & closed);
    s->quotes |= m->quotes != 0;
    s->returns |= cr_out != 0;
    for (uint64_t inner = m->ends & x; inner; inner &= inner - 1)
        *(s->inner - ++s->ninner) = (uint32_t)(base + (size_t)__builtin_ctzll(inner));
    k->inside = (uint64_t)((int64_t)x >> 63);
    k->after_close = close >> 63;
    k->after_return = cr_out >> 63;
    *places = out;
    return bad;
}

/* Is the text from k->text to `to` valid? If not, where it is not. */
static size_t judge_text(const char *p, size_t to, struct carry *k)
{
    const size_t from = k->text, n = to - from, invalid = prak_utf8_invalid(p + from, n);

    k->text = NOWHERE;
    return invalid == n ? NOWHERE : from + invalid;
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
    struct carry k = { .after_break = 1, .text = NOWHERE };
    uint32_t *o = s->at;
    size_t i = 0, clean = n, invalid = NOWHERE, ends = 0;

    s->quotes = s->returns = s->controls = false;
    s->ninner = 0;
    for (; i < n; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        struct masks m = { .ends = block_eq(b, '\n'), .quotes = block_eq(b, '"') };
        uint64_t places;

        m.breaks = m.ends | block_eq(b, separator);
        m.odd = block_odd(b) & ~m.breaks;
        places = m.breaks;
        if (__builtin_expect((m.quotes | m.odd | k.inside | k.after_close | k.after_return) != 0, 0)) {
            const uint64_t bad = judge(b, &m, &k, s, &places, i);
            if (m.odd && block_high(b)) {
                if (k.text == NOWHERE)
                    k.text = i;
            } else if (k.text != NOWHERE && (invalid = judge_text(p, i, &k)) != NOWHERE) {
                break;
            }
            if (bad) {
                clean = i + (size_t)__builtin_ctzll(bad);
                places &= (bad & -bad) - 1;
                ends += (uint64_t)__builtin_popcountll(m.ends & places);
                o = put_places(o, places, (uint32_t)i);
                break;
            }
        } else {
            s->special[i / 64] = 0;
            if (k.text != NOWHERE && (invalid = judge_text(p, i, &k)) != NOWHERE)
                break;
        }
        ends += (uint64_t)__builtin_popcountll(m.ends & places);
        k.after_break = places >> 63;
        o = put_places(o, places, (uint32_t)i);
    }
    s->n = (size_t)(o - s->at);
    s->ends = ends;
    if (k.text != NOWHERE && invalid == NOWHERE)
        invalid = judge_text(p, clean, &k);
    s->clean = clean;
    if (invalid < clean)
        cut_back(p, s, invalid);
}

static void edges(const char *p, size_t from, size_t n, bool quotes, struct prak_edges *g)
{
    uint64_t inside = g->inside, lines = g->lines, records = g->records, mask = 0, last = 0, before = 0;
    size_t at = 0;

    for (size_t i = from; i < n; i += 64) {
        const block_t b = n - i >= 64 ? block_load(p + i) : load_tail(p + i, n - i);
        const uint64_t ends = block_eq(b, '\n'), q = quotes ? block_eq(b, '"') : 0;
        uint64_t out = ends;

        if (q | inside) {
            const uint64_t x = prefix_xor(q) ^ inside;
            inside = (uint64_t)((int64_t)x >> 63);
            out &= ~x;
        }
        if (out) {
            at = i;
            last = out;
            mask = ends;
            before = lines;
        }
        lines += (uint64_t)__builtin_popcountll(ends);
        records += (uint64_t)__builtin_popcountll(out);
    }
    if (last) {
        const unsigned bit = 63u - (unsigned)__builtin_clzll(last);
        g->boundary = at + bit + 1;
        g->boundary_lines = before + (uint64_t)__builtin_popcountll(mask & ((UINT64_C(2) << bit) - 1));
    }
    g->inside = inside;
    g->lines = lines;
    g->records = records;
}
