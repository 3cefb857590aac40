/*
 * report.h - statistics and tables as text, Markdown, HTML or SVG. Pure: text in, bytes out; no file, no
 * locale, no time. The same tables and options give the same bytes.
 *
 * A table with the columns that `prak stats` writes is drawn as charts with their intervals, notes and
 * data; any other table is drawn as a table. The publish flag is obeyed in every form: a suppressed
 * estimate is never written, a row of caution is hollow and in brackets.
 */
#ifndef PRAK_DRAW_REPORT_H
#define PRAK_DRAW_REPORT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct prak_draw_table {
    const char *file; /* what messages and headings call it; may be NULL */
    size_t ncol, nrow;
    const struct prak_str *name; /* [ncol] */
    const struct prak_str *cell; /* row-major [nrow * ncol]; missing = n 0 */
};

enum prak_draw_as { PRAK_DRAW_TEXT, PRAK_DRAW_MARKDOWN, PRAK_DRAW_HTML, PRAK_DRAW_SVG };

struct prak_draw_options {
    enum prak_draw_as as;
    const char *lang;   /* "en" | "km"; NULL = en */
    const char *source; /* the Source line, NULL = none */
    const char *title;  /* of the only chart, or of the page; NULL = made from the statistic */
    const char *chart;  /* SVG: the statistic to draw, or STATISTIC@GROUPING; NULL = there must be one */
    size_t head;        /* rows of a text or Markdown table, 0 = all */
    uint64_t more;      /* rows beyond the ones given, for "N more rows" */
    size_t width;       /* columns of text, 0 = unlimited; pixels of SVG, 0 = 800 */
    bool colour;        /* ANSI colour in text */
    bool bom;           /* start text, Markdown and HTML with a byte order mark */
    bool numbers_khmer; /* digits of numbers that prak writes; cells of plain tables stay as they are */
};

/*
 * Appends the drawing of t[0..n) to out. Fails (PRAK_EDATA) when a statistics table holds a cell that is
 * not a number where one must be, (PRAK_EUSAGE) when SVG is asked for and not exactly one chart is meant,
 * (PRAK_ESYS) when memory is out.
 */
int prak_draw(const struct prak_draw_table *t, size_t n, const struct prak_draw_options *o,
              struct prak_buf *out, struct prak_err *e);
/* True when the table has the columns of tidy statistics. */
bool prak_draw_is_statistics(const struct prak_draw_table *t);
#endif
