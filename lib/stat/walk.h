/*
 * walk.h - over a value -> weight map in order of value, one distinct value at a time; private to lib/stat.
 *
 * With weights in the rows the weight so far is exact. Where the design gives the weights it is rows x N/n in
 * binary128.
 */
#ifndef PRAK_STAT_WALK_H
#define PRAK_STAT_WALK_H
#include "stat/plan.h"

/* One distinct value with its whole weight. */
struct prak_walk_step {
    struct prak_dec value;
    prak_quad about, first; /* weight; weight of its first row */
};

struct prak_walk {
    const struct prak_stat_part *t;
    const prak_quad *class_weight; /* [stratum], NULL: rows carry weights */
    struct prak_scan *scan;
    struct prak_step ahead;
    bool has_ahead, skipped;
    prak_quad n;
    bool doubles;                  /* rule survey: weights are doubles, */
    double all;                    /* and this is their sum */
    prak_quad tie;                 /* the frame's */
    struct prak_exact cum;         /* weight up to here, where rows carry weights */
    prak_quad about, about_before; /* the same, and without the last value */
};

/* Close it, too, where opening fails. */
int prak_walk_open(struct prak_walk *w, const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell,
                   struct prak_err *e);
void prak_walk_close(struct prak_walk *w);
/* The next distinct value: 1, 0 at the end, -1. */
int prak_walk_next(struct prak_walk *w, struct prak_walk_step *s, struct prak_err *e);
#endif
