/*
 * cut_csv.c - CSV and TSV records into slices: the well-formed ones here, every other by csv_ref.
 *
 * prak_cut_fast takes one record where the index (cut_index.c) does not: it may refuse any (csv_ref decides then), but
 * what it takes must be what csv_ref reads.
 */
#include <string.h>

#include "io/private.h"
#include "io/write.h"

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

static inline uint64_t equals(uint64_t word, uint64_t pattern)
{
    uint64_t x = word ^ pattern;

    return (x - ONES) & ~x & HIGHS; /* its lowest mark is exact */
}

/* The next separator, quote, CR or LF at or after q, or end. */
static inline const char *run(const char *q, const char *end, char separator)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t pattern = ONES * (unsigned char)separator;

    while (end - q >= 8) {
        uint64_t w, hit;

        memcpy(&w, q, 8);
        hit = equals(w, pattern) | equals(w, ONES * '"') | equals(w, ONES * '\n') | equals(w, ONES * '\r');
        if (hit)
            return q + (__builtin_ctzll(hit) >> 3);
        q += 8;
    }
#endif
    while (q < end && *q != separator && *q != '"' && *q != '\n' && *q != '\r')
        q++;
    return q;
}

/* A cell's text without one of each two quotes. */
const char *prak_undouble(struct prak_arena *a, const char *p, const char *end, struct prak_err *e)
{
    char *out = prak_arena_take(a, (size_t)(end - p), e), *o = out;

    if (!out)
        return NULL;
    while (p < end) {
        const char *q = memchr(p, '"', (size_t)(end - p));
        size_t n = q ? (size_t)(q + 1 - p) : (size_t)(end - p);

        memcpy(o, p, n);
        o += n;
        p += n + (q != NULL);
    }
    return out;
}

/* The closing quote of the cell whose text starts at q, or NULL; counts doubled ones. */
static const char *closing(const char *q, const char *end, size_t *doubled)
{
    *doubled = 0;
    while (q < end && (q = memchr(q, '"', (size_t)(end - q))) != NULL) {
        if (q + 1 == end || q[1] != '"')
            return q;
        ++*doubled;
        q += 2;
    }
    return NULL;
}

/* One quoted cell at *at; 1 taken, 0 irregular, -1 memory. */
static int quoted(struct prak_cutter *c, const char **at, const char *end, bool wanted, bool first,
                  struct prak_slice *cell, struct prak_cut *out, struct prak_err *e)
{
    const char *from = *at + 1;
    size_t doubled;
    const char *close = closing(from, end, &doubled);

    if (!close)
        return 0;
    cell->p = from;
    cell->n = (uint32_t)((size_t)(close - from) - doubled);
    out->lines += prak_count_lines(from, (size_t)(close - from));
    if (doubled && wanted) {
        cell->p = prak_undouble(c->arena, from, close, e);
        if (!cell->p)
            return -1;
    }
    if (!doubled && (cell->n == 0 || !prak_csv_needs_quotes(from, cell->n, c->separator, first)))
        out->canonical = false;
    *at = close + 1;
    return 1;
}

/* Steps over the end of the record at q, if it is one. */
static bool ends(const char *p, const char *q, const char *end, struct prak_cut *out)
{
    out->body = (size_t)(q - p);
    if (q == end) {
        out->whole = out->body;
        return true;
    }
    if (*q == '\n') {
        out->whole = out->body + 1;
        out->lines++;
        return true;
    }
    if (*q == '\r' && q + 1 < end && q[1] == '\n') {
        out->whole = out->body + 2;
        out->lines++;
        return true;
    }
    return false;
}

int prak_cut_fast(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                  struct prak_cut *out, struct prak_err *e)
{
    const struct prak_slot *s = slots;
    const char *q = p;
    const char separator = c->separator;
    const bool csv = c->format == PRAK_CSV;
    size_t column = 0;

    *out = (struct prak_cut){ .canonical = c->format != PRAK_SEMICOLON };
    for (;; q++) {
        struct prak_slice cell = { q, 0, 0, csv };

        if (q < end && *q == '"') {
            int rc = quoted(c, &q, end, s->column == column, column == 0, &cell, out, e);
            if (rc <= 0)
                return rc;
            cell.plain = 0;
        } else {
            q = run(q, end, separator);
            cell.n = (uint32_t)(q - cell.p);
        }
        if (cell.n > c->limits.field)
            return 0;
        if (s->column == column) {
            s->base[row] = cell;
            s++;
        }
        column++;
        if (q == end || *q != separator)
            break;
    }
    if (!ends(p, q, end, out) || column > c->limits.columns || out->whole > c->limits.record || p + out->whole > c->bad)
        return 0;
    if (out->body == 0 || (*p == PRAK_BOM[0] && out->body >= 3 && memcmp(p, PRAK_BOM, 3) == 0))
        out->canonical = false; /* prak writes "", and quotes such a first cell */
    out->fields = column;
    return 1;
}

int prak_cut_slow(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                  struct prak_cut *out, struct prak_err *e)
{
    const struct prak_slot *s = slots;
    const struct prak_str *cells;
    size_t n;
    ptrdiff_t got = prak_csv_ref_record(c->ref, p, (size_t)(end - p), 1, &cells, &n, e);

    if (got < 0)
        return -1;
    *out = (struct prak_cut){ .whole = (size_t)got, .body = (size_t)got, .fields = n };
    if (out->body && p[out->body - 1] == '\n') {
        out->body--;
        if (out->body && p[out->body - 1] == '\r')
            out->body--;
    }
    out->lines = prak_count_lines(p, out->whole);
    for (; s->column < n; s++) {
        const struct prak_str *cell = &cells[s->column];
        struct prak_slice *to = &s->base[row];

        *to = (struct prak_slice){ p, (uint32_t)cell->n, 0, 0 };
        if (cell->n && !(to->p = prak_arena_copy(c->arena, cell->p, cell->n, e)))
            return -1;
    }
    return 1;
}
