/*
 * xlsx.h - inside an .xlsx workbook: its sheets, shared strings, date styles; a cell's text; a sheet as a
 * feed.
 */
#ifndef PRAK_IO_FORMATS_XLSX_H
#define PRAK_IO_FORMATS_XLSX_H
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "io/formats/package.h"

#define PRAK_XLSX_ROWS    1048576u
#define PRAK_XLSX_COLUMNS 16384u

enum prak_xlsx_style {
    PRAK_XLSX_PLAIN,
    PRAK_XLSX_DATE,
    PRAK_XLSX_DATETIME,
    PRAK_XLSX_TIME,
    PRAK_XLSX_ELAPSED,
    PRAK_XLSX_ANY /* date, time or both: told by the value */
};

struct prak_xlsx_tab {
    const char *name, *relation, *part; /* part NULL: none found */
    const char *state;                  /* visible, hidden, very_hidden, chart */
    struct prak_xlsx_tab *next;
};

struct prak_xlsx {
    struct prak_package package;
    struct prak_arena *arena;
    struct prak_xlsx_tab *tabs, **tail;
    bool date1904;
    struct prak_buf strings;     /* texts one after another */
    struct prak_buf string_ends; /* size_t each */
    struct prak_buf styles;      /* one byte an xf: enum prak_xlsx_style */
};

/* Owns fd. Reads the workbook and its relations; strings and styles only with prak_xlsx_load. */
int prak_xlsx_open(int fd, const char *name, const struct prak_format_limits *limits, struct prak_xlsx **out,
                   struct prak_err *e);
void prak_xlsx_close(struct prak_xlsx *b); /* NULL is allowed */
int prak_xlsx_load(struct prak_xlsx *b, struct prak_err *e);
/* By name, else by number from 1; NULL: the first visible one. NULL and *e when there is none. */
const struct prak_xlsx_tab *prak_xlsx_find(const struct prak_xlsx *b, const char *sheet, struct prak_err *e);
/* A sheet's name fit for a message: whole characters, no control bytes. */
const char *prak_xlsx_shown(const char *name, char out[128]);

int prak_xlsx_read_strings(struct prak_xlsx *b, const char *part, struct prak_err *e);
int prak_xlsx_read_styles(struct prak_xlsx *b, const char *part, struct prak_err *e);
/* What a number format shows. */
enum prak_xlsx_style prak_xlsx_format_style(const char *code);
/* Decodes _xHHHH_ in b->p[from..n) in place. */
void prak_xlsx_unescape(struct prak_buf *b, size_t from);

/* A cell as the XML gave it. */
struct prak_xlsx_cell {
    char type[12]; /* n s str inlineStr b e d; "" is n */
    unsigned long style;
    bool formula, valued;  /* it has an <f>, a <v> */
    struct prak_str value; /* of <v>, or of the <t> of <is> */
};
/*
 * Appends the cell's text to out (nothing: missing). Returns NULL, or what is wrong with the cell as the end
 * of a sentence ("holds the error #N/A"); *hint may be set then.
 */
const char *prak_xlsx_text(const struct prak_xlsx *b, const struct prak_xlsx_cell *c, bool formulas,
                           struct prak_buf *out, const char **hint);

/* A sheet as canonical CSV; owns b from here on, also on failure. */
int prak_xlsx_source(struct prak_xlsx *b, const char *name, const struct prak_format_options *o,
                     struct prak_source **out, struct prak_err *e);
#endif
