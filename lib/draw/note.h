/*
 * note.h - the words around a chart: subtitle, key, note and alternative text, all filled from the data.
 */
#ifndef PRAK_DRAW_NOTE_H
#define PRAK_DRAW_NOTE_H
#include "draw/model.h"

/* "Share" for `share`, ...; the function's own name when it is not known. */
const char *prak_note_measure(struct prak_draw_run *d, const struct prak_chart *c);
/* The same as the heading of a column: bars are shares. */
const char *prak_note_column(struct prak_draw_run *d, const struct prak_chart *c);
/* Measure, grouping, unit, interval. */
const char *prak_note_subtitle(struct prak_draw_run *d, const struct prak_chart *c);
/* The heading of the interval column. */
const char *prak_note_interval(struct prak_draw_run *d, const struct prak_chart *c);
/* "( ) caution: n below 30", with the numbers of the method. */
const char *prak_note_caution_key(struct prak_draw_run *d, const struct prak_chart *c);
/* n, missing, weights, intervals, design, suppression, confidence. `more` is a sentence to add, or "". */
const char *prak_note(struct prak_draw_run *d, const struct prak_chart *c, const char *more);
/* What a reader who cannot see the chart needs, from the numbers. */
const char *prak_note_alt(struct prak_draw_run *d, const struct prak_chart *c);
/* The flag in words, "" when ok. */
const char *prak_note_flag(struct prak_draw_run *d, const struct prak_draw_row *r);
/* "48.0%", "(48.0%)" for caution, the word for suppressed. */
const char *prak_note_estimate(struct prak_draw_run *d, const struct prak_chart *c,
                               const struct prak_draw_row *r, int digits, bool sign);
#endif
