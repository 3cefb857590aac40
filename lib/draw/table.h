/*
 * table.h - tables and statistics as text and Markdown, and the HTML page.
 */
#ifndef PRAK_DRAW_TABLE_H
#define PRAK_DRAW_TABLE_H
#include "draw/chart.h"

/* A grid of clean texts that every form of table is made from. */
struct prak_draw_grid {
    size_t ncol, nrow;
    const char **head; /* [ncol] */
    const char **cell; /* [nrow * ncol] */
    bool *right;       /* [ncol] numbers: to the right */
    bool *hold;        /* [ncol] never cut */
    uint64_t more;     /* rows that are not here */
};

/* The rows of a plain table, at most `most` (0 = all). NULL cells when memory is out. */
struct prak_draw_grid prak_draw_grid_plain(struct prak_draw_run *d, const struct prak_draw_table *t,
                                           size_t most);
/* Group, estimate, interval, n, flag of a chart, in drawing order. */
struct prak_draw_grid prak_draw_grid_chart(struct prak_draw_run *d, const struct prak_chart *c);
/* "N more rows" */
const char *prak_draw_more(struct prak_draw_run *d, uint64_t rows);
void prak_draw_text_grid(struct prak_draw_run *d, struct prak_draw_grid *g);
void prak_draw_text_charts(struct prak_draw_run *d, const struct prak_draw_model *m);
/* Spaces to fill `s` up to `width` columns, before or after it. */
void prak_draw_text_pad(struct prak_draw_run *d, const char *s, size_t width, bool right);
/* Words in lines of the terminal's width. */
void prak_draw_text_lines(struct prak_draw_run *d, const char *s);
void prak_markdown_grid(struct prak_draw_run *d, const struct prak_draw_grid *g);
void prak_markdown_charts(struct prak_draw_run *d, const struct prak_draw_model *m);
void prak_markdown_text(struct prak_draw_run *d, const char *s);
/* The whole page. */
void prak_html_page(struct prak_draw_run *d, const struct prak_draw_table *t, size_t n,
                    const struct prak_draw_model *m);
/* What the page's policy allows, for the test of its hashes. */
const char *prak_html_style(void);
const char *prak_html_script(void);
const char *prak_html_style_hash(void);
const char *prak_html_script_hash(void);
#endif
