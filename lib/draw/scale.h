/*
 * scale.h - linear axes: round ticks, value to pixel.
 */
#ifndef PRAK_DRAW_SCALE_H
#define PRAK_DRAW_SCALE_H
#include <stddef.h>

#include "draw/draw.h"

struct prak_draw_scale {
    double v0, v1; /* the ends in values, both ticks */
    double x0, x1; /* the ends in pixels (or characters) */
    double step;   /* between ticks, 1, 2 or 5 times a power of ten */
    int digits;    /* decimals a tick needs */
    size_t ticks;
};

/* An axis over lo..hi with about `want` ticks; hi > lo is made so. */
struct prak_draw_scale prak_scale_make(double lo, double hi, size_t want, double x0, double x1);
double prak_scale_at(const struct prak_draw_scale *s, double v);
double prak_scale_tick(const struct prak_draw_scale *s, size_t i);
/* The tick as text; a fraction is written as per cent without its sign. */
const char *prak_scale_label(struct prak_draw_run *d, const struct prak_draw_scale *s, size_t i,
                             bool fraction);
#endif
