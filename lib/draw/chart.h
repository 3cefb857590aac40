/*
 * chart.h - one statistic as a picture on a canvas.
 *
 * Marks can be mapped back to the data: their plot group carries data-statistic and the ends of its axes
 * (data-x0..data-v1, for bars data-y0, data-y1, data-w0, data-w1); whiskers, dots and bars carry data-group,
 * data-level, data-low, data-high. The plot of one group of a histogram carries the group, and its bars are
 * the rectangles of up to four paths, each rectangle a bin.
 */
#ifndef PRAK_DRAW_CHART_H
#define PRAK_DRAW_CHART_H
#include "draw/canvas.h"
#include "draw/model.h"
#include "draw/note.h"
#include "draw/scale.h"

#define PRAK_CHART_ROWS   400 /* more rows than this are a table only */
#define PRAK_CHART_PANELS 30

struct prak_draw_frame {
    struct prak_draw_run *d;
    struct prak_canvas *c;
    const struct prak_draw_model *m;
    const struct prak_chart *k;
    const char *title, *id;
    double margin, size; /* of the page, of its letters */
    double row;          /* height of a row */
    const char *more;    /* a sentence that the drawing adds to the note, "" = none */
};

/* The whole chart as <svg>: `page` inside HTML (no title and note in the picture), `narrow` a copy for
 * phones without data, which shows the panels of the wide one of the same id again. *more gets the sentence
 * for the note. */
void prak_chart_svg(struct prak_draw_run *d, const struct prak_draw_model *m, const struct prak_chart *k,
                    double width, bool page, bool narrow, const char *id, const char **more,
                    struct prak_buf *out);
/* Too many rows to draw. */
bool prak_chart_is_table_only(const struct prak_chart *k);
/* These draw from y down and return where they end. */
double prak_chart_dot(struct prak_draw_frame *f, double y);
double prak_chart_freq(struct prak_draw_frame *f, double y);
double prak_chart_hist(struct prak_draw_frame *f, double y);
/* What a mark is found by. */
struct prak_tag prak_draw_mark(struct prak_draw_frame *f, const char *class, const struct prak_draw_row *r);
/* Opens the plot group with the ends of its x axis and, unless NULL, of its y axis and its only group. */
void prak_draw_plot_begin(struct prak_draw_frame *f, const struct prak_draw_scale *x,
                          const struct prak_draw_scale *y, const struct prak_draw_row *group);
/* The tooltip of a row. */
const char *prak_draw_row_tip(struct prak_draw_frame *f, const struct prak_draw_row *r);
#endif
