/*
 * model.h - the tidy statistics of all tables as charts: one for each statistic and grouping.
 *
 * The total (empty grouping) of a statistic that also has groups is no chart of its own: it is `all` of
 * the grouped charts. A row flagged `suppress` has no estimate here, whatever its cells hold.
 */
#ifndef PRAK_DRAW_MODEL_H
#define PRAK_DRAW_MODEL_H
#include "draw/draw.h"

enum prak_chart_kind { PRAK_DOT, PRAK_HIST, PRAK_FREQ };

struct prak_draw_row {
    const char *group; /* group values joined by " · "; the word for all when the grouping is empty */
    const char *level; /* "" = none */
    const char *label; /* group and level in one */
    const char *flag;  /* as in the data */
    const char *unit;
    struct prak_draw_value low, high, estimate, ci_low, ci_high, n, missing, reference, deff;
    size_t cell; /* rows with the same group have the same cell, numbered in order of appearance */
    bool caution, suppress;
    bool total; /* the empty grouping */
};

struct prak_chart {
    size_t table;
    const char *file, *name, *function, *grouping, *method, *design;
    const char *confidence; /* the distinct values, joined by ", " */
    const char *title;
    enum prak_chart_kind kind;
    bool fraction;
    bool grouped;
    size_t n, cells;
    struct prak_draw_row *row;
    size_t n_all;
    const struct prak_draw_row *all; /* NULL = none */
    int digits;                      /* after the point, for values in tables */
};

struct prak_draw_model {
    size_t n;
    struct prak_chart *chart; /* those to draw, in order of appearance */
};

bool prak_draw_model_has_columns(const struct prak_draw_table *t);
/* 0, or -1 with e filled (also when memory is out). */
int prak_draw_model_build(struct prak_draw_run *d, const struct prak_draw_table *t, size_t n,
                          struct prak_draw_model *m);
/* Estimate or bound as a reader wants it: per cent with `digits` for fractions, else the chart's digits. */
const char *prak_draw_row_number(struct prak_draw_run *d, const struct prak_chart *c,
                                 const struct prak_draw_value *v, int digits);
/* n as the data has it; of a suppressed row with n below the rule's minimum only "<5". */
const char *prak_draw_row_n(struct prak_draw_run *d, const struct prak_chart *c,
                            const struct prak_draw_row *r);
/* "low–high" of the interval, or "". */
const char *prak_draw_row_interval(struct prak_draw_run *d, const struct prak_chart *c,
                                   const struct prak_draw_row *r, int digits);
/* "low–high" of a bin. */
const char *prak_draw_row_bin(struct prak_draw_run *d, const struct prak_draw_row *r);
/* Row numbers in drawing order: by estimate descending (dots), as given (bars); suppressed last. */
size_t *prak_chart_order(struct prak_draw_run *d, const struct prak_chart *c);
/* The column a histogram is of (from `hist(COLUMN, ...)`), or the statistic's name. */
const char *prak_chart_column(struct prak_draw_run *d, const struct prak_chart *c);
/* The share of `row[0..n)` below the reference, summed from the bins; false when a bin is suppressed. */
bool prak_draw_hist_below(const struct prak_draw_row *row, size_t n, struct prak_draw_value *sum);
/* Another statistic of the same file about the same column: `share(X < REF)` or the median; NULL = none. */
const struct prak_draw_row *prak_draw_model_share_below(struct prak_draw_run *d,
                                                        const struct prak_draw_model *m,
                                                        const struct prak_chart *hist,
                                                        const struct prak_draw_row *bin);
const struct prak_draw_row *prak_draw_model_median(struct prak_draw_run *d, const struct prak_draw_model *m,
                                                   const struct prak_chart *hist,
                                                   const struct prak_draw_row *bin);
#endif
