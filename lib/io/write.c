/*
 * write.c - one way to write each record, so that bytes never depend on the path taken.
 */
#include "io/write.h"

#include <string.h>

#include "base/decimal.h"

#define ONES  0x0101010101010101u
#define HIGHS 0x8080808080808080u

#define END_MARK "#prak-end"

static bool is_json(const struct prak_writer *w)
{
    return w->format == PRAK_JSONL || w->format == PRAK_JSON;
}

static char separator_of(enum prak_format f)
{
    return (char)(f == PRAK_TSV ? '\t' : f == PRAK_SEMICOLON ? ';' : ',');
}

/* 0x80 in every byte of the word that equals c (may also mark a byte above a true one: enough for yes or no). */
static inline uint64_t equals(uint64_t word, unsigned char c)
{
    uint64_t x = word ^ (ONES * c);

    return (x - ONES) & ~x & HIGHS;
}

bool prak_csv_needs_quotes(const char *p, size_t n, char separator, bool first)
{
    size_t i = 0;

    if (first && n && (*p == '#' || *p == '\xef') &&
        ((n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0) ||
         (n == sizeof END_MARK - 1 && memcmp(p, END_MARK, sizeof END_MARK - 1) == 0)))
        return true;
    for (; i + 8 <= n; i += 8) {
        uint64_t w;

        memcpy(&w, p + i, 8);
        if (equals(w, (unsigned char)separator) | equals(w, '"') | equals(w, '\n') | equals(w, '\r'))
            return true;
    }
    for (; i < n; i++)
        if (p[i] == separator || p[i] == '"' || p[i] == '\n' || p[i] == '\r')
            return true;
    return false;
}

static void put_quoted(struct prak_buf *out, const char *p, size_t n)
{
    const char *end = p + n, *q;

    prak_buf_byte(out, '"');
    while (p < end && (q = memchr(p, '"', (size_t)(end - p))) != NULL) {
        prak_buf_add(out, p, (size_t)(q + 1 - p));
        prak_buf_byte(out, '"');
        p = q + 1;
    }
    if (p < end)
        prak_buf_add(out, p, (size_t)(end - p));
    prak_buf_byte(out, '"');
}

void prak_csv_put(struct prak_buf *out, const char *p, size_t n, char separator, bool first)
{
    if (n == 0)
        return;
    if (prak_csv_needs_quotes(p, n, separator, first))
        put_quoted(out, p, n);
    else
        prak_buf_add(out, p, n);
}

static void put_escape(struct prak_buf *out, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char from[] = "\"\\\n\t\r\b\f", to[] = "\"\\ntrbf";
    const char *s = memchr(from, c, sizeof from - 1);

    prak_buf_byte(out, '\\');
    if (s) {
        prak_buf_byte(out, to[s - from]);
    } else {
        prak_buf_add(out, "u00", 3);
        prak_buf_byte(out, hex[c >> 4]);
        prak_buf_byte(out, hex[c & 15]);
    }
}

void prak_json_put_string(struct prak_buf *out, const char *p, size_t n)
{
    size_t from = 0;

    prak_buf_byte(out, '"');
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];

        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        if (i > from)
            prak_buf_add(out, p + from, i - from);
        put_escape(out, c);
        from = i + 1;
    }
    if (n > from)
        prak_buf_add(out, p + from, n - from);
    prak_buf_byte(out, '"');
}

int prak_writer_init(struct prak_writer *w, enum prak_format format, const struct prak_schema *s, struct prak_arena *a,
                     struct prak_err *e)
{
    struct prak_buf b = { 0 };
    int rc = -1;

    *w = (struct prak_writer){ .format = format, .schema = s };
    if (!is_json(w))
        return 0;
    w->key = prak_arena_array(a, s->n ? s->n : 1, sizeof *w->key, e);
    if (!w->key)
        return -1;
    for (size_t i = 0; i < s->n; i++) {
        b.n = 0;
        prak_buf_byte(&b, i ? ',' : '{');
        prak_json_put_string(&b, s->name[i].p, s->name[i].n);
        prak_buf_byte(&b, ':');
        if (prak_buf_check(&b, e))
            goto out;
        w->key[i].n = b.n;
        w->key[i].p = prak_arena_copy(a, b.p, b.n, e);
        if (!w->key[i].p)
            goto out;
    }
    rc = 0;
out:
    prak_buf_free(&b);
    return rc;
}

size_t prak_write_lead(const struct prak_writer *w)
{
    return w->format == PRAK_JSON ? 1 : 0;
}

void prak_write_header(const struct prak_writer *w, struct prak_buf *out)
{
    char separator = separator_of(w->format);

    if (is_json(w)) {
        if (w->format == PRAK_JSON)
            prak_buf_byte(out, '[');
        return;
    }
    if (w->bom)
        prak_buf_add(out, "\xef\xbb\xbf", 3);
    for (size_t i = 0; i < w->schema->n; i++) {
        if (i)
            prak_buf_byte(out, separator);
        prak_csv_put(out, w->schema->name[i].p, w->schema->name[i].n, separator, i == 0);
    }
    prak_buf_byte(out, '\n');
}

/* May the text stand in JSON without quotes, its column being of this type? */
static bool is_token(enum prak_type type, const struct prak_slice *cell)
{
    struct prak_str s = prak_cell_str(cell);
    struct prak_dec d;

    switch (type) {
    case PRAK_NUMBER:
        return prak_dec_parse(s.p, s.n, false, &d) != PRAK_NUM_SYNTAX;
    case PRAK_BOOLEAN:
        return prak_str_is(s, "true") || prak_str_is(s, "false");
    case PRAK_TEXT:
        break;
    }
    return false;
}

void prak_write_member(const struct prak_writer *w, struct prak_buf *out, size_t col, const struct prak_slice *cell)
{
    prak_buf_add(out, w->key[col].p, w->key[col].n);
    if (cell->n == 0)
        prak_buf_add(out, "null", 4);
    else if (cell->bare || is_token(w->schema->type[col], cell))
        prak_buf_add(out, cell->p, cell->n);
    else
        prak_json_put_string(out, cell->p, cell->n);
}

void prak_write_cell(const struct prak_writer *w, struct prak_buf *out, size_t col, const struct prak_slice *cell)
{
    char separator;

    if (is_json(w)) {
        if (col == 0 && w->format == PRAK_JSON)
            prak_buf_add(out, ",\n", 2);
        prak_write_member(w, out, col, cell);
        return;
    }
    separator = separator_of(w->format);
    if (col)
        prak_buf_byte(out, separator);
    if (cell->n == 0) {
        if (w->schema->n == 1) /* else the record would be a blank line */
            prak_buf_add(out, "\"\"", 2);
    } else if (cell->plain && w->format == PRAK_CSV &&
               (col || (*cell->p != '#' && *cell->p != '\xef'))) {
        prak_buf_add(out, cell->p, cell->n);
    } else {
        prak_csv_put(out, cell->p, cell->n, separator, col == 0);
    }
}

void prak_write_end(const struct prak_writer *w, struct prak_buf *out)
{
    if (is_json(w))
        prak_buf_byte(out, '}');
    if (w->format != PRAK_JSON)
        prak_buf_byte(out, '\n');
}

void prak_write_raw(const struct prak_writer *w, struct prak_buf *out, const char *p, size_t n)
{
    (void)w;
    prak_buf_add(out, p, n);
}

void prak_write_finish(const struct prak_writer *w, uint64_t records, struct prak_buf *out)
{
    if (w->format == PRAK_JSON)
        prak_buf_text(out, records ? "\n]\n" : "]\n");
}

void prak_write_end_mark(const struct prak_writer *w, const struct prak_end_mark *m, struct prak_buf *out)
{
    unsigned long long v[5] = { m->records, m->begin, m->end, m->head, m->size };
    static const char *const name[5] = { END_MARK, "begin", "end", "head", "size" };
    size_t n = m->tile ? 5 : 1;

    if (w->format == PRAK_JSON)
        return;
    if (w->format != PRAK_JSONL)
        prak_buf_text(out, END_MARK);
    for (size_t i = 0; i < n; i++) {
        if (w->format == PRAK_JSONL)
            prak_buf_fmt(out, "%c\"%s\":%llu", i ? ',' : '{', name[i], v[i]);
        else
            prak_buf_fmt(out, "%c%llu", separator_of(w->format), v[i]);
    }
    prak_buf_text(out, w->format == PRAK_JSONL ? "}\n" : "\n");
}

void prak_write_poison(const struct prak_writer *w, struct prak_buf *out)
{
    if (w->format == PRAK_JSON)
        prak_buf_byte(out, ',');
    prak_buf_text(out, is_json(w) ? "{\"#prak-failed\":" : "\"#prak-failed");
}
