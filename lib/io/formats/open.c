/*
 * open.c - which format a file is in, by its content; the name of a file is never asked.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "io/formats/formats.h"
#include "io/formats/gzip.h"
#include "io/formats/spool.h"
#include "io/formats/xlsx.h"
#include "io/json_table.h"
#include "io/write.h"

#define LOOK 65536

enum kind { TEXT, GZIP, ZIP, OLE, MARKUP, JSON_OBJECT, JSON_ARRAY, SPSS, STATA, SAS };

/* What a kind is called, and what to do with one that is refused. */
static const struct {
    const char *name, *hint;
} kinds[] = {
    { "text", NULL },
    { "gzip data", NULL },
    { "a zip file", NULL },
    { "an old or encrypted workbook", "save it as .xlsx, without a password" },
    { "HTML or XML", "open it in a spreadsheet program and save it as .xlsx or CSV" },
    { "a JSON object", NULL },
    { "a JSON array", NULL },
    { "an SPSS file", "write it as CSV: in SPSS by SAVE TRANSLATE, in R by haven::read_sav, or by pspp-convert" },
    { "a Stata file", "write it as CSV: in Stata by export delimited, in R by haven::read_dta" },
    { "a SAS file", "write it as CSV: in SAS by PROC EXPORT, in R by haven::read_sas or read_xpt" },
};

/* A file of another program's own format, which holds no text. */
static bool foreign(enum kind kind)
{
    return kinds[kind].hint != NULL;
}

static struct prak_format_limits filled(const struct prak_format_limits *given)
{
    struct prak_format_limits l = *given;
    l.ratio = l.ratio ? l.ratio : 200;
    l.total = l.total ? l.total : (uint64_t)4 << 30;
    l.strings = l.strings ? l.strings : (uint64_t)512 << 20;
    l.field = l.field ? l.field : (size_t)1 << 20;
    l.record = l.record ? l.record : (size_t)16 << 20;
    l.columns = l.columns ? l.columns : 10000;
    return l;
}

static const char *shown_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "<stdin>" : path;
}

static bool white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_markup(const char *p, size_t n)
{
    static const char *const words[] = { "<html", "<!doctype", "<?xml", "<table", "<head", "<body" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (n >= strlen(words[i]) && strncasecmp(p, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* '[' begins a CSV header such as [id],[wage] too: an array goes on with a value. */
static enum kind bracket(const char *p, size_t n)
{
    size_t i = 1;
    while (i < n && white(p[i]))
        i++;
    return i == n || strchr("{[]\"-0123456789", p[i]) ? JSON_ARRAY : TEXT;
}

/* What the first bytes say. Stata before 13: its number, 1 or 2 for the order of bytes, 1, 0. */
static enum kind by_magic(const char *p, size_t n)
{
    static const struct {
        enum kind kind;
        size_t n;
        const char *bytes;
    } magic[] = {
        { ZIP, 4, "PK\003\004" },
        { ZIP, 4, "PK\005\006" },
        { GZIP, 2, "\x1f\x8b" },
        { OLE, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" },
        { SPSS, 7, "$FL2@(#" },
        { SPSS, 7, "$FL3@(#" },
        { STATA, 11, "<stata_dta>" },
        { SAS, 15, "\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81" },
        { SAS, 23, "HEADER RECORD*******LIB" },
    };
    for (size_t i = 0; i < sizeof magic / sizeof magic[0]; i++)
        if (n >= magic[i].n && memcmp(p, magic[i].bytes, magic[i].n) == 0)
            return magic[i].kind;
    return n >= 4 && p[0] >= 102 && p[0] <= 115 && (p[1] == 1 || p[1] == 2) && p[2] == 1 && p[3] == 0 ? STATA : TEXT;
}

static int look(struct prak_source *s, enum kind *kind, struct prak_err *e)
{
    const char *p = NULL;
    ptrdiff_t got = prak_source_peek(s, &p, 32, e);
    if (got < 0)
        return -1;
    *kind = by_magic(p, (size_t)got);
    if (*kind != TEXT)
        return 0;
    size_t at = got >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (size_t want = 16; want <= LOOK; want *= 2) {
        got = prak_source_peek(s, &p, want, e);
        if (got < 0)
            return -1;
        size_t n = (size_t)got;
        while (at < n && white(p[at]))
            at++;
        if (at + 1 < n || n < want) {
            if (at < n && is_markup(p + at, n - at))
                *kind = MARKUP;
            else if (at < n && p[at] == '{')
                *kind = JSON_OBJECT;
            else if (at < n && p[at] == '[')
                *kind = bracket(p + at, n - at);
            return 0;
        }
    }
    return 0;
}

static int refuse_kind(const char *name, enum kind kind, const char *from, struct prak_err *e)
{
    if (from)
        prak_fail(e, PRAK_EDATA, "not %s but %s", from, kinds[kind].name);
    else
        prak_fail(e, PRAK_EDATA, "not a table but %s", kinds[kind].name);
    prak_err_source(e, name);
    if (kinds[kind].hint)
        prak_err_hint(e, "%s", kinds[kind].hint);
    return -1;
}

/* Replaces *s by what is in it when it is gzip data. */
static int unwrap(const char *name, const struct prak_format_limits *limits, struct prak_source **s,
                  enum kind *kind, struct prak_err *e)
{
    if (look(*s, kind, e))
        return -1;
    if (*kind != GZIP)
        return 0;
    struct prak_source *inner = *s;
    *s = NULL; /* owned by the next line whatever happens */
    if (prak_gzip_source(name, inner, limits->ratio, s, e) || look(*s, kind, e))
        return -1;
    if (*kind == GZIP)
        return refuse_kind(name, GZIP, NULL, e);
    return 0;
}

/* ---- a JSON array: the feed borrows its source, this owns both */

struct array {
    struct prak_source *in;
    struct prak_feed feed;
};

static ptrdiff_t array_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct array *a = state;
    return a->feed.read(a->feed.state, p, n, e);
}

static void array_close(void *state)
{
    struct array *a = state;
    if (a->feed.close)
        a->feed.close(a->feed.state);
    prak_source_close(a->in);
    free(a);
}

static int array_source(const char *name, struct prak_source *in, struct prak_source **out,
                        struct prak_err *e)
{
    struct array *a = calloc(1, sizeof *a);
    if (!a) {
        prak_source_close(in);
        return prak_fail_memory(e);
    }
    a->in = in;
    if (prak_json_feed(in, &a->feed, e)) {
        prak_source_close(in);
        free(a);
        return -1;
    }
    struct prak_feed feed = { array_read, array_close, a };
    return prak_source_feed(name, &feed, out, e);
}

/* ---- workbooks */

static int open_book(const char *name, struct prak_source *s, const struct prak_format_limits *limits,
                     struct prak_xlsx **out, struct prak_err *e)
{
    int fd = prak_spool(s, limits->total, e);
    return fd < 0 ? -1 : prak_xlsx_open(fd, name, limits, out, e);
}

/* ---- the list of its sheets: CSV made at once */

struct text {
    struct prak_buf bytes;
    size_t at;
};

static ptrdiff_t text_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct text *t = state;
    size_t left = t->bytes.n - t->at, take = n < left ? n : left;
    (void)e;
    memcpy(p, t->bytes.p + t->at, take);
    t->at += take;
    return (ptrdiff_t)take;
}

static void text_close(void *state)
{
    struct text *t = state;
    prak_buf_free(&t->bytes);
    free(t);
}

static int sheets_source(struct prak_xlsx *book, const char *name, struct prak_source **out, struct prak_err *e)
{
    unsigned number = 0;
    struct text *t = calloc(1, sizeof *t);
    if (t) {
        prak_buf_text(&t->bytes, "number,name,state\n");
        for (const struct prak_xlsx_tab *tab = book->tabs; tab; tab = tab->next) {
            prak_buf_fmt(&t->bytes, "%u,", ++number);
            prak_csv_put(&t->bytes, tab->name, strlen(tab->name), ',', false);
            prak_buf_fmt(&t->bytes, ",%s\n", tab->state);
        }
    }
    prak_xlsx_close(book);
    if (!t)
        return prak_fail_memory(e);
    if (prak_buf_check(&t->bytes, e)) {
        text_close(t);
        return -1;
    }
    const struct prak_feed feed = { text_read, text_close, t };
    return prak_source_feed(name, &feed, out, e);
}

static int book_source(const char *name, struct prak_source *in, const struct prak_format_options *o,
                       const struct prak_format_limits *limits, struct prak_source **out, struct prak_err *e)
{
    struct prak_xlsx *book;
    int rc = open_book(name, in, limits, &book, e);
    prak_source_close(in);
    if (rc)
        return -1;
    return o->list_sheets ? sheets_source(book, name, out, e) : prak_xlsx_source(book, name, o, out, e);
}

static bool known(const char *from)
{
    static const char *const formats[] = { "csv", "tsv", "json", "jsonl", "xlsx" };
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(from, formats[i]) == 0)
            return true;
    return false;
}

/* Does the content contradict the format asked for? Text that begins with a bracket may still be CSV. */
static bool contradicts(const char *from, enum kind kind)
{
    if (strcmp(from, "xlsx") == 0)
        return kind != ZIP;
    if (strcmp(from, "json") == 0)
        return kind != JSON_ARRAY;
    if (strcmp(from, "jsonl") == 0)
        return kind != JSON_OBJECT && kind != TEXT; /* empty text has no lines; the reader judges the rest */
    return kind == ZIP || foreign(kind);
}

int prak_formats_open(const char *path, const struct prak_format_options *o, struct prak_source **out,
                      bool *records_only, struct prak_err *e)
{
    const char *name = shown_name(path);
    struct prak_format_limits limits = filled(&o->limits);
    struct prak_source *s = NULL;
    enum kind kind;
    if (o->from && !known(o->from)) {
        prak_fail(e, PRAK_EUSAGE, "unknown format '%s'", o->from);
        return prak_err_hint(e, "csv, tsv, json, jsonl or xlsx");
    }
    if (prak_source_open(path, &s, e))
        return -1;
    if (unwrap(name, &limits, &s, &kind, e))
        goto fail;
    const char *from = o->list_sheets ? "xlsx" : o->from;
    if (from ? contradicts(from, kind) : foreign(kind)) {
        refuse_kind(name, kind, foreign(kind) ? NULL : from, e);
        goto fail;
    }
    *records_only = kind == ZIP;
    if (kind == ZIP)
        return book_source(name, s, o, &limits, out, e);
    bool array = kind == JSON_ARRAY && (!o->from || strcmp(o->from, "json") == 0);
    if (o->sheet) {
        prak_fail(e, PRAK_EUSAGE, "--sheet is for workbooks");
        prak_err_source(e, name);
        goto fail;
    }
    if (array) {
        *records_only = true;
        return array_source(name, s, out, e);
    }
    *out = s;
    return 0;
fail:
    prak_source_close(s);
    return -1;
}
