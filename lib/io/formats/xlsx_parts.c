/*
 * xlsx_parts.c - shared strings and number formats.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "io/formats/xlsx.h"

/* ---- shared strings: sst / si / (t | r / t | rPh) */

struct strings {
    struct prak_xlsx *book;
    size_t from; /* where the text of this si begins */
    bool run, text;
};

static int strings_start(void *user, int depth, const char *name, const char **attributes, struct prak_err *e)
{
    struct strings *s = user;
    (void)attributes, (void)e;
    if (depth == 2) {
        s->from = s->book->strings.n;
        s->run = s->text = false;
    } else if (depth == 3) {
        s->run = strcmp(name, "r") == 0; /* not rPh: how to pronounce it is not part of the text */
        s->text = strcmp(name, "t") == 0;
    } else if (depth == 4) {
        s->text = s->run && strcmp(name, "t") == 0;
    }
    return 0;
}

static int strings_end(void *user, int depth, const char *name, struct prak_err *e)
{
    struct strings *s = user;
    s->text = false;
    if (depth != 2 || strcmp(name, "si") != 0)
        return 0;
    struct prak_xlsx *b = s->book;
    prak_xlsx_unescape(&b->strings, s->from);
    if (b->strings.n - s->from > b->package.limits.field)
        return prak_package_refuse(&b->package, e, "a cell of the workbook has over %zu bytes",
                                   b->package.limits.field);
    prak_buf_add(&b->string_ends, &b->strings.n, sizeof b->strings.n);
    return prak_buf_check(&b->string_ends, e);
}

static int strings_text(void *user, const char *p, size_t n, struct prak_err *e)
{
    struct strings *s = user;
    if (!s->text)
        return 0;
    struct prak_xlsx *b = s->book;
    prak_buf_add(&b->strings, p, n);
    if (b->strings.failed && b->strings.over)
        return prak_package_refuse(&b->package, e, "the shared strings of the workbook have over %zu bytes",
                                   b->strings.max);
    return prak_buf_check(&b->strings, e);
}

int prak_xlsx_read_strings(struct prak_xlsx *b, const char *part, struct prak_err *e)
{
    static const struct prak_xml_events events = { strings_start, strings_end, strings_text };
    struct strings s = { .book = b };
    b->strings.max = b->package.limits.strings;
    b->string_ends.max = b->package.limits.strings;
    return prak_xml_read(&b->package, part, false, &events, &s, e);
}

static int hex4(const char *p)
{
    int v = 0;
    for (int i = 0; i < 4; i++) {
        int c = (unsigned char)p[i];
        int digit = c >= '0' && c <= '9'   ? c - '0'
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                           : -1;
        if (digit < 0)
            return -1;
        v = v * 16 + digit;
    }
    return v;
}

/* The code of _xHHHH_ at p, or -1. */
static int escape_at(const char *p, size_t n)
{
    return n >= 7 && p[0] == '_' && p[1] == 'x' && p[6] == '_' ? hex4(p + 2) : -1;
}

static size_t put_utf8(char *out, unsigned c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; i-- > 1; c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(c | (n == 2 ? 0xC0u : n == 3 ? 0xE0u : 0xF0u));
    return n;
}

void prak_xlsx_unescape(struct prak_buf *b, size_t from)
{
    if (b->n - from < 7 || !memchr(b->p + from, '_', b->n - from))
        return;
    size_t at = from;
    for (size_t i = from; i < b->n;) {
        int code = escape_at(b->p + i, b->n - i);
        size_t taken = 7;
        if (code >= 0xD800 &&
            code < 0xDC00) { /* a character of two escapes; half of one stays as it is written */
            int low = escape_at(b->p + i + 7, b->n - i - 7);
            code = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : -1;
            taken = 14;
        } else if (code >= 0xDC00 && code < 0xE000) {
            code = -1;
        }
        if (code < 0) {
            b->p[at++] = b->p[i++];
        } else {
            at += put_utf8(b->p + at, (unsigned)code);
            i += taken;
        }
    }
    b->n = at;
}

/* ---- styles: styleSheet / numFmts / numFmt, styleSheet / cellXfs / xf */

struct format {
    unsigned long id;
    enum prak_xlsx_style style;
};

struct styles {
    struct prak_xlsx *book;
    struct prak_buf formats; /* struct format each */
    bool xfs;                /* inside cellXfs */
};

/* Skips what is not code at p: quoted text, escapes, colours, conditions. 0 when p is code. */
static size_t skip_literal(const char *p)
{
    if (*p == '"' || *p == '[') {
        const char *close = strchr(p + 1, *p == '"' ? '"' : ']');
        return close ? (size_t)(close - p + 1) : strlen(p);
    }
    if ((*p == '\\' || *p == '_' || *p == '*') && p[1])
        return 2;
    return 0;
}

static bool starts_with(const char *p, const char *word)
{
    for (; *word; p++, word++)
        if (tolower((unsigned char)*p) != *word)
            return false;
    return true;
}

static bool elapsed_at(const char *p)
{
    char c = (char)(*p == '[' ? tolower((unsigned char)p[1]) : 0);
    if (c != 'h' && c != 'm' && c != 's')
        return false;
    p += 2;
    while (tolower((unsigned char)*p) == c)
        p++;
    return *p == ']';
}

enum prak_xlsx_style prak_xlsx_format_style(const char *p)
{
    bool day = false, time = false, month = false, elapsed = false;
    while (*p) {
        if (elapsed_at(p))
            elapsed = true;
        size_t skip = skip_literal(p);
        if (skip == 0 && starts_with(p, "general"))
            skip = 7;
        else if (skip == 0 && starts_with(p, "am/pm"))
            skip = 5, time = true;
        else if (skip == 0 && starts_with(p, "a/p"))
            skip = 3, time = true;
        if (skip > 0) {
            p += skip;
            continue;
        }
        int c = tolower((unsigned char)*p++);
        if (c == 'y' || c == 'd' || c == 'g' || c == 'b' || (c == 'e' && *p != '+' && *p != '-'))
            day = true;
        else if (c == 'h' || c == 's')
            time = true;
        else if (c == 'm')
            month = true;
    }
    if (elapsed && !day)
        return PRAK_XLSX_ELAPSED;
    if (day || (month && !time))
        return time ? PRAK_XLSX_DATETIME : PRAK_XLSX_DATE;
    return time ? PRAK_XLSX_TIME : PRAK_XLSX_PLAIN;
}

/* The formats that Excel knows by number only; those of East Asia mean other things in other countries. */
static enum prak_xlsx_style builtin_style(unsigned long id)
{
    if (id >= 14 && id <= 17)
        return PRAK_XLSX_DATE;
    if ((id >= 18 && id <= 21) || id == 45 || id == 47)
        return PRAK_XLSX_TIME;
    if (id == 22)
        return PRAK_XLSX_DATETIME;
    if (id == 46)
        return PRAK_XLSX_ELAPSED;
    if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58))
        return PRAK_XLSX_ANY;
    return PRAK_XLSX_PLAIN;
}

static enum prak_xlsx_style style_of(const struct styles *s, unsigned long id)
{
    for (size_t at = 0; at + sizeof(struct format) <= s->formats.n; at += sizeof(struct format)) {
        struct format f;
        memcpy(&f, s->formats.p + at, sizeof f);
        if (f.id == id)
            return f.style;
    }
    return builtin_style(id);
}

static int styles_start(void *user, int depth, const char *name, const char **attributes, struct prak_err *e)
{
    struct styles *s = user;
    if (depth == 2)
        s->xfs = strcmp(name, "cellXfs") == 0;
    if (depth != 3)
        return 0;
    const char *id = prak_xml_attribute(attributes, "numFmtId");
    unsigned long number = id ? strtoul(id, NULL, 10) : 0;
    if (s->xfs && strcmp(name, "xf") == 0) {
        prak_buf_byte(&s->book->styles, (char)style_of(s, number));
    } else if (id && strcmp(name, "numFmt") == 0) {
        const char *code = prak_xml_attribute(attributes, "formatCode");
        struct format f = { number, prak_xlsx_format_style(code ? code : "") };
        prak_buf_add(&s->formats, &f, sizeof f);
    }
    if (s->book->styles.over || s->formats.over)
        return prak_package_refuse(&s->book->package, e, "the workbook has too many styles");
    return prak_buf_check(&s->book->styles, e) || prak_buf_check(&s->formats, e) ? -1 : 0;
}

int prak_xlsx_read_styles(struct prak_xlsx *b, const char *part, struct prak_err *e)
{
    static const struct prak_xml_events events = { .start = styles_start };
    struct styles s = { .book = b, .formats = { .max = 1000 * sizeof(struct format) } };
    b->styles.max = 1u << 17; /* Excel itself stops at 65,490 */
    int rc = prak_xml_read(&b->package, part, false, &events, &s, e);
    prak_buf_free(&s.formats);
    return rc;
}
