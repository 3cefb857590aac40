/*
 * xlsx_sheet.c - a worksheet as canonical CSV, row by row: worksheet / sheetData / row / c / (v | f | is).
 *
 * The header decides the width. Rows and cells that are not written are empty; the <dimension> is not
 * believed. The parser is stopped after a row whenever enough is buffered, so that neither a gap of a million
 * rows nor one long text used by every cell is ever held in memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/formats/xlsx.h"
#include "io/write.h"

#define ENOUGH     65536
#define MOST_EMPTY 1000 /* rows between two with values; more come from a stray cell */

struct slot {
    size_t off, n;
};

struct sheet {
    struct prak_xlsx *book;
    struct prak_xml *xml;
    char name[128]; /* fit for messages */
    size_t header_row;
    bool formulas;
    /* where the parser is */
    bool data, in_row, in_value, in_inline, in_run, has_inline, odd;
    uint32_t row, col; /* from 1; 0 before the first */
    struct prak_xlsx_cell cell;
    struct prak_buf value;
    /* the row being read */
    struct prak_buf text;
    struct slot *slot; /* one a column up to the limit; only the first `used` are set */
    size_t used;
    /* the table */
    bool header_done, finished;
    uint32_t first, width; /* first column, from 1 */
    uint32_t header_at, next_row;
    /* going out: out, then `gap` empty records, then held */
    struct prak_buf out, held;
    size_t out_at;
    uint64_t gap, written;
};

static const char *column_letters(uint32_t col, char out[8])
{
    char tmp[8];
    size_t n = 0, at = 0;
    for (; col > 0 && n < 7; col = (col - 1) / 26)
        tmp[n++] = (char)('A' + (col - 1) % 26);
    while (n > 0)
        out[at++] = tmp[--n];
    out[at] = '\0';
    return out;
}

static int at_row(const struct sheet *s, struct prak_err *e)
{
    prak_err_source(e, s->book->package.source);
    prak_err_place(e, s->row, 0, 0);
    return -1;
}

static int refuse_cell(const struct sheet *s, const char *why, const char *hint, struct prak_err *e)
{
    char letters[8];
    prak_fail(e, PRAK_EDATA, "cell %s%u of sheet '%s' %s", column_letters(s->col, letters), (unsigned)s->row,
              s->name, why);
    if (hint)
        prak_err_hint(e, "%s", hint);
    return at_row(s, e);
}

/* "B7" -> 2, 7; false when it is no reference within a sheet. Dollar signs never stand here. */
static bool parse_reference(const char *p, uint32_t *col, uint32_t *row)
{
    uint32_t c = 0, r = 0;
    for (; (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'); p++) {
        c = c * 26 + (uint32_t)((*p & 0x1F));
        if (c > PRAK_XLSX_COLUMNS)
            return false;
    }
    for (; *p >= '0' && *p <= '9'; p++) {
        r = r * 10 + (uint32_t)(*p - '0');
        if (r > PRAK_XLSX_ROWS)
            return false;
    }
    *col = c;
    *row = r;
    return *p == '\0' && c > 0 && r > 0;
}

static int refuse_reference(const struct sheet *s, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "sheet '%s' has a wrong cell reference after row %u", s->name, (unsigned)s->row);
    return at_row(s, e);
}

static int start_row(struct sheet *s, const char **attributes, struct prak_err *e)
{
    const char *r = prak_xml_attribute(attributes, "r");
    uint32_t row = s->row + 1;
    if (r) {
        char *end;
        unsigned long v = strtoul(r, &end, 10);
        if (*r < '0' || *r > '9' || *end || v > PRAK_XLSX_ROWS)
            return refuse_reference(s, e);
        row = (uint32_t)v;
    }
    if (row <= s->row || row > PRAK_XLSX_ROWS) {
        prak_fail(e, PRAK_EDATA, "rows of sheet '%s' are out of order after row %u", s->name,
                  (unsigned)s->row);
        return at_row(s, e);
    }
    s->row = row;
    s->col = 0;
    s->used = 0;
    s->text.n = 0;
    s->in_row = true;
    return 0;
}

static int start_cell(struct sheet *s, const char **attributes, struct prak_err *e)
{
    const char *r = prak_xml_attribute(attributes, "r");
    const char *type = prak_xml_attribute(attributes, "t");
    const char *style = prak_xml_attribute(attributes, "s");
    uint32_t col = s->col + 1, row = s->row;
    if ((r && !parse_reference(r, &col, &row)) || row != s->row || col > PRAK_XLSX_COLUMNS)
        return refuse_reference(s, e);
    if (col <= s->col) {
        prak_fail(e, PRAK_EDATA, "cells of row %u of sheet '%s' are out of order", (unsigned)s->row, s->name);
        return at_row(s, e);
    }
    s->col = col;
    s->value.n = 0;
    s->has_inline = s->odd = false;
    s->cell = (struct prak_xlsx_cell){ .formula = false };
    if (type && strlen(type) >= sizeof s->cell.type)
        return refuse_cell(s, "is of a type that no spreadsheet knows", NULL, e);
    if (type)
        memcpy(s->cell.type, type, strlen(type) + 1);
    if (style)
        s->cell.style = strtoul(style, NULL, 10);
    return 0;
}

static void start_in_cell(struct sheet *s, int depth, const char *name)
{
    const bool value = depth == 5 && strcmp(name, "v") == 0, text = depth == 5 && strcmp(name, "is") == 0;
    /* no spreadsheet writes these: pieces of two values would be read as one */
    s->odd = s->odd || (value && s->cell.valued) || (text && s->has_inline) || s->in_value;
    if (depth == 5) {
        s->in_value = value && !s->has_inline;
        s->in_inline = text;
        s->cell.valued |= s->in_value;
        s->cell.formula |= strcmp(name, "f") == 0;
        if (s->in_inline) {
            s->has_inline = true;
            s->value.n = 0;
        }
    } else if (depth == 6) {
        s->in_run = s->in_inline && strcmp(name, "r") == 0;
        s->in_value = s->in_inline && strcmp(name, "t") == 0;
    } else if (depth == 7) {
        s->in_value = s->in_run && strcmp(name, "t") == 0;
    }
}

static int sheet_start(void *user, int depth, const char *name, const char **attributes, struct prak_err *e)
{
    struct sheet *s = user;
    if (depth == 1 && strcmp(name, "worksheet") != 0)
        return prak_package_refuse(&s->book->package, e, "sheet '%s' is not a worksheet", s->name);
    if (depth == 2)
        s->data = strcmp(name, "sheetData") == 0;
    else if (depth == 3 && s->data && strcmp(name, "row") == 0)
        return start_row(s, attributes, e);
    else if (depth == 4 && s->in_row && strcmp(name, "c") == 0)
        return start_cell(s, attributes, e);
    else if (depth >= 5 && s->in_row)
        start_in_cell(s, depth, name);
    return 0;
}

static int sheet_text(void *user, const char *p, size_t n, struct prak_err *e)
{
    struct sheet *s = user;
    if (!s->in_value || s->col == 0)
        return 0;
    prak_buf_add(&s->value, p, n);
    if (s->value.failed && s->value.over)
        return refuse_cell(s, "is longer than the limit of a cell", NULL, e);
    return prak_buf_check(&s->value, e);
}

/* A value outside the columns that the header names. */
static int refuse_outside(const struct sheet *s, struct prak_err *e)
{
    char letters[8], first[8];
    column_letters(s->col, letters);
    if (s->col < s->first)
        prak_fail(e, PRAK_EDATA, "row %u has a value in column %s, the header begins in column %s",
                  (unsigned)s->row, letters, column_letters(s->first, first));
    else
        prak_fail(e, PRAK_EDATA, "row %u has a value in column %s, the header has %u column%s",
                  (unsigned)s->row, letters, (unsigned)s->width, s->width == 1 ? "" : "s");
    prak_err_hint(
        e, "give that column a name in row %u, or empty it, or choose another header with --header-row",
        (unsigned)s->header_at);
    return at_row(s, e);
}

static int keep_cell(struct sheet *s, size_t from, struct prak_err *e)
{
    if (s->header_done && (s->col < s->first || s->col >= s->first + s->width))
        return refuse_outside(s, e);
    if (s->col > s->book->package.limits.columns) {
        prak_fail(e, PRAK_EDATA, "row %u has a value beyond column %zu", (unsigned)s->row,
                  s->book->package.limits.columns);
        return at_row(s, e);
    }
    while (s->used < s->col)
        s->slot[s->used++] = (struct slot){ from, 0 };
    s->slot[s->col - 1] = (struct slot){ from, s->text.n - from };
    return 0;
}

static int end_cell(struct sheet *s, struct prak_err *e)
{
    if (s->row < s->header_row)
        return 0;
    const char *hint = NULL;
    size_t from = s->text.n;
    s->cell.value = (struct prak_str){ s->value.p, s->value.n };
    const char *why = s->odd ? "holds more than one value" : prak_xlsx_text(s->book, &s->cell, s->formulas, &s->text, &hint);
    if (why)
        return refuse_cell(s, why, hint, e);
    if (s->text.failed && s->text.over)
        return refuse_cell(s, "makes its row longer than the limit", NULL, e);
    if (prak_buf_check(&s->text, e))
        return -1;
    return s->text.n > from ? keep_cell(s, from, e) : 0;
}

/* The record of the row, first to first + width. */
static int put_row(const struct sheet *s, struct prak_buf *out, struct prak_err *e)
{
    size_t start = out->n;
    for (uint32_t k = 0; k < s->width; k++) {
        size_t i = s->first - 1 + k;
        if (k > 0)
            prak_buf_byte(out, ',');
        if (i < s->used && s->slot[i].n > 0)
            prak_csv_put(out, s->text.p + s->slot[i].off, s->slot[i].n, ',', k == 0);
    }
    if (out->n == start)
        prak_buf_text(out, "\"\""); /* one column, missing: a blank line would be no record */
    prak_buf_byte(out, '\n');
    return prak_buf_check(out, e);
}

struct name_ref {
    struct prak_str name;
    uint32_t col;
};

static int by_name(const void *a, const void *b)
{
    const struct name_ref *x = a, *y = b;
    int order = prak_str_cmp(x->name, y->name);
    return order ? order : (x->col > y->col) - (x->col < y->col);
}

static int check_names(struct sheet *s, struct prak_err *e)
{
    struct name_ref *names = calloc(s->width, sizeof *names);
    if (!names)
        return prak_fail_memory(e);
    int rc = 0;
    char one[8], two[8];
    for (uint32_t k = 0; k < s->width && rc == 0; k++) {
        const struct slot *slot = &s->slot[s->first - 1 + k];
        names[k] = (struct name_ref){ { s->text.p + slot->off, slot->n }, s->first + k };
        if (slot->n == 0)
            rc = prak_fail(e, PRAK_EDATA, "the header has no name in column %s",
                           column_letters(s->first + k, one));
    }
    if (rc == 0)
        qsort(names, s->width, sizeof *names, by_name);
    for (uint32_t k = 1; k < s->width && rc == 0; k++)
        if (prak_str_eq(names[k - 1].name, names[k].name)) {
            rc = prak_fail(e, PRAK_EDATA, "the header has the same name in columns %s and %s",
                           column_letters(names[k - 1].col, one), column_letters(names[k].col, two));
            prak_err_column(e, names[k].name.p, names[k].name.n);
        }
    free(names);
    return rc ? at_row(s, e) : 0;
}

static int take_header(struct sheet *s, struct prak_err *e)
{
    for (s->first = 1; s->slot[s->first - 1].n == 0;)
        s->first++;
    s->width = (uint32_t)s->used - s->first + 1; /* the last slot is never empty */
    if (check_names(s, e))
        return -1;
    s->header_done = true;
    s->header_at = s->row;
    s->next_row = s->row + 1;
    return put_row(s, &s->out, e);
}

static int refuse_header(const struct sheet *s, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "row %zu of sheet '%s' is to be the header and is empty", s->header_row,
              s->name);
    return at_row(s, e);
}

/* Neither lost nor the last of a million empty records. */
static int refuse_far(const struct sheet *s, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "row %u has a value after %u empty rows", (unsigned)s->row,
              (unsigned)(s->row - s->next_row));
    prak_err_hint(e, "empty that row, or delete the rows before it");
    return at_row(s, e);
}

/* 1: enough is waiting to go out. */
static int end_row(struct sheet *s, struct prak_err *e)
{
    s->in_row = false;
    if (s->row < s->header_row)
        return 0;
    if (!s->header_done) {
        if (s->header_row > 0 && (s->row > s->header_row || s->used == 0))
            return refuse_header(s, e);
        return s->used > 0 ? take_header(s, e) : 0;
    }
    if (s->used == 0)
        return 0; /* a record only if a row with a value follows */
    s->gap = s->row - s->next_row;
    if (s->gap > MOST_EMPTY)
        return refuse_far(s, e);
    s->next_row = s->row + 1;
    if (put_row(s, s->gap > 0 ? &s->held : &s->out, e))
        return -1;
    return s->gap > 0 || s->out.n >= ENOUGH;
}

static int sheet_end(void *user, int depth, const char *name, struct prak_err *e)
{
    struct sheet *s = user;
    (void)name;
    s->in_value = false;
    if (depth == 2)
        s->data = false;
    else if (depth == 3 && s->in_row)
        return end_row(s, e);
    else if (depth == 4 && s->in_row && s->col > 0)
        return end_cell(s, e);
    else if (depth == 5)
        s->in_inline = false;
    else if (depth == 6)
        s->in_run = false;
    return 0;
}

static int parse_more(struct sheet *s, struct prak_err *e)
{
    int rc = prak_xml_step(s->xml, e);
    if (rc < 0)
        return at_row(s, e);
    s->finished = rc == 0;
    if (!s->finished || s->header_done)
        return 0;
    if (s->header_row > 0)
        return refuse_header(s, e);
    return prak_package_refuse(&s->book->package, e, "sheet '%s' is empty", s->name);
}

/* Fills `out`, which is empty: empty records first, then the row after them, then what the parser gives. */
static int refill(struct sheet *s, struct prak_err *e)
{
    s->out.n = s->out_at = 0;
    if (s->gap == 0 && s->held.n == 0)
        return parse_more(s, e);
    for (; s->gap > 0 && s->out.n < ENOUGH; s->gap--) {
        if (s->width == 1)
            prak_buf_text(&s->out, "\"\"");
        for (uint32_t k = 1; k < s->width; k++)
            prak_buf_byte(&s->out, ',');
        prak_buf_byte(&s->out, '\n');
    }
    if (s->gap == 0) {
        prak_buf_add(&s->out, s->held.p, s->held.n);
        s->held.n = 0;
    }
    return prak_buf_check(&s->out, e);
}

static ptrdiff_t sheet_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct sheet *s = state;
    while (s->out_at == s->out.n) {
        if (s->finished && s->gap == 0 && s->held.n == 0)
            return 0;
        if (refill(s, e))
            return -1;
    }
    size_t take = s->out.n - s->out_at < n ? s->out.n - s->out_at : n;
    s->written += take;
    if (s->written > s->book->package.limits.total)
        return prak_package_refuse(&s->book->package, e, "sheet '%s' gives more bytes than its limit",
                                   s->name);
    memcpy(p, s->out.p + s->out_at, take);
    s->out_at += take;
    return (ptrdiff_t)take;
}

static void sheet_close(void *state)
{
    struct sheet *s = state;
    if (!s)
        return;
    prak_xml_close(s->xml);
    prak_xlsx_close(s->book);
    prak_buf_free(&s->value);
    prak_buf_free(&s->text);
    prak_buf_free(&s->out);
    prak_buf_free(&s->held);
    free(s->slot);
    free(s);
}

static int sheet_open(struct sheet *s, const struct prak_format_options *o, struct prak_err *e)
{
    static const struct prak_xml_events events = { sheet_start, sheet_end, sheet_text };
    const struct prak_xlsx_tab *tab = prak_xlsx_find(s->book, o->sheet, e);
    if (!tab || prak_xlsx_load(s->book, e))
        return -1;
    const struct prak_format_limits *limits = &s->book->package.limits;
    prak_xlsx_shown(tab->name, s->name);
    s->header_row = o->header_row;
    s->formulas = o->formulas;
    s->value.max = limits->field;
    s->text.max = limits->record;
    s->slot = calloc(limits->columns, sizeof *s->slot);
    if (!s->slot)
        return prak_fail_memory(e);
    return prak_xml_open(&s->book->package, tab->part, &events, s, &s->xml, e);
}

int prak_xlsx_source(struct prak_xlsx *b, const char *name, const struct prak_format_options *o,
                     struct prak_source **out, struct prak_err *e)
{
    struct sheet *s = calloc(1, sizeof *s);
    if (!s) {
        prak_xlsx_close(b);
        return prak_fail_memory(e);
    }
    s->book = b;
    struct prak_feed feed = { sheet_read, sheet_close, s };
    if (sheet_open(s, o, e)) {
        sheet_close(s);
        return -1;
    }
    return prak_source_feed(name, &feed, out, e);
}
