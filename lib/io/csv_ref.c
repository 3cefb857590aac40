/*
 * csv_ref.c - one record at a time: the guards say where it ends and whether it may stand, libcsv gives its cells.
 *
 * libcsv alone, even strict, takes a bare CR as a line end, NUL and any bytes as text, and knows no place but an
 * offset; so the guards run first and their verdict is the one with line and column. Then libcsv reads the same bytes
 * and must find the same cells: two readings of one record that differ stop the program.
 */
#include "io/csv_ref.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "table/map.h"

#define POISON "\"#prak-failed"

struct span {
    size_t start; /* of the cell's raw bytes, its opening quote included */
    size_t n;     /* bytes of its text */
};

struct prak_csv_ref {
    struct csv_parser parser;
    char separator;
    struct prak_limits limits;
    struct prak_buf text; /* of the cells, one after the other */
    struct span *span;
    struct prak_str *cell;
    size_t ncell, cap;
    size_t nread; /* cells that libcsv gave */
    int failed;   /* libcsv gave more than there is room for */
};

/* What the guards found. */
struct guard {
    size_t body;  /* bytes of the record without its line end */
    size_t whole; /* and with it; 0: more bytes are needed */
    size_t fault; /* where, when msg is set */
    const char *msg;
    size_t number; /* for a message with a number in it */
    int unclosed; /* the fault is a quote that was never closed: placed where it opens, but read to the end */
    int memory;
};

static int no_space(unsigned char c)
{
    (void)c;
    return 0;
}

struct prak_csv_ref *prak_csv_ref_new(char separator, const struct prak_limits *limits)
{
    struct prak_csv_ref *c = calloc(1, sizeof *c);
    const unsigned char options =
        CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL | CSV_EMPTY_IS_NULL | CSV_APPEND_NULL;

    if (!c)
        return NULL;
    if (csv_init(&c->parser, options) != 0) {
        free(c);
        return NULL;
    }
    csv_set_delim(&c->parser, (unsigned char)separator);
    csv_set_space_func(&c->parser, no_space);
    c->separator = separator;
    c->limits = *limits;
    return c;
}

void prak_csv_ref_free(struct prak_csv_ref *c)
{
    if (!c)
        return;
    csv_free(&c->parser);
    prak_buf_free(&c->text);
    free(c->span);
    free(c->cell);
    free(c);
}

static int grow(struct prak_csv_ref *c)
{
    size_t cap = c->cap ? c->cap * 2 : 64;
    struct span *span = realloc(c->span, cap * sizeof *span);
    struct prak_str *cell;

    if (!span)
        return -1;
    c->span = span;
    cell = realloc(c->cell, cap * sizeof *cell);
    if (!cell)
        return -1;
    c->cell = cell;
    c->cap = cap;
    return 0;
}

static void fault(struct guard *g, size_t at, const char *msg, size_t number)
{
    g->fault = at;
    g->msg = msg;
    g->number = number;
}

/*
 * Walks one quoted cell whose opening quote is at *at. Leaves *at behind the closing quote; -1: fault set, or more
 * bytes are needed (msg NULL).
 */
static int walk_quoted(const char *p, size_t n, int final, size_t *at, size_t *text, struct guard *g)
{
    size_t open = *at, i = open + 1, doubled = 0;

    for (;;) {
        const char *q = i < n ? memchr(p + i, '"', n - i) : NULL;

        if (!q) {
            if (final) {
                int poison = open == 0 && n >= sizeof POISON - 1 && memcmp(p, POISON, sizeof POISON - 1) == 0;
                fault(g, open,
                      poison ? "the program before this one in the pipeline failed"
                             : "unterminated quote (opened here)",
                      0);
                g->unclosed = 1;
            }
            return -1;
        }
        i = (size_t)(q - p) + 1;
        if (i == n && !final)
            return -1;
        if (i == n || p[i] != '"')
            break;
        doubled++;
        i++;
    }
    *at = i;
    *text = i - open - 2 - doubled;
    return 0;
}

/* Walks one cell from *at to the separator or line end behind it. */
static int walk_cell(const struct prak_csv_ref *c, const char *p, size_t n, int final, size_t *at, size_t *text,
                     struct guard *g)
{
    size_t i = *at;

    if (i < n && p[i] == '"') {
        if (walk_quoted(p, n, final, &i, text, g))
            return -1;
        if (i < n && p[i] != c->separator && p[i] != '\n' && p[i] != '\r') {
            fault(g, i, "text after closing quote", 0);
            return -1;
        }
    } else {
        while (i < n && p[i] != c->separator && p[i] != '\n' && p[i] != '\r' && p[i] != '"')
            i++;
        if (i < n && p[i] == '"') {
            fault(g, i, "quote inside unquoted field", 0);
            return -1;
        }
        if (i == n && !final)
            return -1;
        *text = i - *at;
    }
    if (*text > c->limits.field) {
        fault(g, *at, "cell longer than %zu bytes", c->limits.field);
        return -1;
    }
    *at = i;
    return 0;
}

/* Finds the record's end and its cells' places, or the first fault of quoting. */
static void walk(struct prak_csv_ref *c, const char *p, size_t n, int final, struct guard *g)
{
    size_t i = 0;

    c->ncell = 0;
    for (;;) {
        size_t start = i, text = 0;

        if (walk_cell(c, p, n, final, &i, &text, g))
            return;
        if (c->ncell == c->limits.columns) {
            fault(g, start, "more than %zu columns", c->limits.columns);
            return;
        }
        if (c->ncell == c->cap && grow(c)) {
            g->memory = 1;
            return;
        }
        c->span[c->ncell++] = (struct span){ start, text };
        if (i < n && p[i] == c->separator) {
            i++;
            continue;
        }
        break;
    }
    if (i < n && p[i] == '\r') {
        if (i + 1 == n && !final)
            return;
        if (i + 1 == n || p[i + 1] != '\n') {
            fault(g, i, "bare carriage return", 0);
            return;
        }
        g->body = i;
        g->whole = i + 2;
    } else if (i < n) {
        g->body = i;
        g->whole = i + 1;
    } else if (final) {
        g->body = g->whole = n;
    }
}

/* Bytes that may not stand anywhere come first when they come before the fault of quoting. */
static void guard_bytes(const char *p, size_t n, struct guard *g)
{
    size_t nul = prak_utf8_nul(p, n), bad = prak_utf8_invalid(p, n);

    if (nul < n && nul < bad)
        fault(g, nul, "NUL byte", 0);
    else if (bad < n)
        fault(g, bad, "invalid UTF-8", 0);
}

/* How many bytes the guards have looked at when they reach their verdict. */
static size_t seen_bytes(const struct guard *g, size_t n)
{
    if (!g->msg)
        return g->whole;
    return g->unclosed ? n : g->fault;
}

static int guard_limit(const struct prak_csv_ref *c, const char *p, size_t n, struct guard *g)
{
    size_t i = 0, max = c->limits.record, open = 0, bad;
    int inside = 0;

    if (g->msg && !g->unclosed && g->fault < max)
        return 0;
    if (g->whole ? g->whole <= max : n <= max)
        return 0;
    for (; i < max; i++) {
        if (p[i] == '"') {
            inside = !inside;
            if (inside)
                open = i;
        }
    }
    fault(g, inside ? open : 0, "record longer than %zu bytes", max);
    bad = prak_utf8_invalid(p, max);
    if (prak_utf8_nul(p, max) < bad || bad + 3 < max) /* not a character cut by the limit */
        guard_bytes(p, max, g);
    return 1;
}

static int refuse(const char *p, const struct guard *g, struct prak_err *e)
{
    const char *s = p, *q;
    uint64_t line = 1;

    if (strstr(g->msg, "%zu")) {
        const char *percent = strchr(g->msg, '%');
        prak_fail(e, PRAK_EDATA, "%.*s%zu%s", (int)(percent - g->msg), g->msg, g->number, percent + 3);
        if (g->msg[0] == 'r' && p[g->fault] == '"')
            prak_err_hint(e, "a quote opened here is not closed soon enough");
    } else {
        prak_fail(e, PRAK_EDATA, "%s", g->msg);
    }
    while ((q = memchr(s, '\n', (size_t)(p + g->fault - s))) != NULL) {
        line++;
        s = q + 1;
    }
    e->line = line;
    e->byte = (uint64_t)(p + g->fault - s) + 1;
    return -1;
}

static void take_cell(void *text, size_t n, void *data)
{
    struct prak_csv_ref *c = data;

    if (c->nread < c->ncell && n <= c->text.cap - c->text.n) {
        c->cell[c->nread].p = c->text.p + c->text.n;
        c->cell[c->nread].n = n;
        if (n)
            prak_buf_add(&c->text, text, n);
    } else {
        c->failed = 1;
    }
    c->nread++;
}

/* libcsv reads the record's body; the same number of cells of the same lengths, or the two definitions differ. */
static int read_cells(struct prak_csv_ref *c, const char *p, size_t n, struct prak_err *e)
{
    c->text.n = 0;
    c->nread = 0;
    c->failed = 0;
    if (prak_buf_reserve(&c->text, n + 1))
        return prak_fail_memory(e);
    if (n == 0) { /* libcsv gives no cell for a blank line */
        c->cell[0] = (struct prak_str){ c->text.p, 0 };
        return 0;
    }
    if (csv_parse(&c->parser, p, n, take_cell, NULL, c) != n ||
        csv_fini(&c->parser, take_cell, NULL, c) != 0) {
        int memory = csv_error(&c->parser) == CSV_ENOMEM;
        /* a parser that has failed keeps its state: begin anew */
        csv_free(&c->parser);
        (void)csv_init(&c->parser, c->parser.options);
        csv_set_delim(&c->parser, (unsigned char)c->separator);
        csv_set_space_func(&c->parser, no_space);
        if (memory)
            return prak_fail_memory(e);
        c->failed = 1;
    }
    for (size_t i = 0; i < c->ncell && !c->failed && c->nread == c->ncell; i++) {
        const struct span *s = &c->span[i];
        const char *raw = p + s->start + (s->start < n && p[s->start] == '"');

        if (c->cell[i].n != s->n || (s->n && c->cell[i].p[0] != raw[0]))
            c->failed = 1;
    }
    if (c->failed || c->nread != c->ncell) {
        prak_fail(e, PRAK_EDATA, "csv definition disagrees");
        e->line = e->byte = 1;
        return -1;
    }
    return 0;
}

ptrdiff_t prak_csv_ref_record(struct prak_csv_ref *c, const char *p, size_t n, int final, const struct prak_str **cells,
                              size_t *ncell, struct prak_err *e)
{
    struct guard g = { 0 };
    size_t seen;

    walk(c, p, n, final, &g);
    if (g.memory)
        return prak_fail_memory(e);
    if (!guard_limit(c, p, n, &g)) {
        if (!g.msg && !g.whole)
            return 0;
        seen = seen_bytes(&g, n);
        guard_bytes(p, seen, &g);
    }
    if (g.msg)
        return refuse(p, &g, e);
    if (read_cells(c, p, g.body, e))
        return -1;
    *cells = c->cell;
    *ncell = c->ncell;
    return (ptrdiff_t)g.whole;
}

int prak_csv_ref_names(const struct prak_str *cells, size_t n, struct prak_err *e)
{
    struct prak_map *m;
    int rc = 0;

    for (size_t i = 0; i < n; i++)
        if (cells[i].n == 0)
            return prak_fail(e, PRAK_EDATA, "empty name for column %zu", i + 1);
    m = prak_map_new(0);
    if (!m)
        return prak_fail_memory(e);
    for (size_t i = 0; i < n && rc == 0; i++) {
        uint32_t id;
        int added;

        rc = prak_map_put(m, cells[i], &id, &added, e);
        if (rc == 0 && !added)
            rc = prak_fail(e, PRAK_EDATA, "column name of %zu repeated at %zu", (size_t)id + 1, i + 1);
    }
    prak_map_free(m);
    return rc;
}
