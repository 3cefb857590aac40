/*
 * simplex.h - how far a point can move along A d = 0 within bounds; private to lib/stat.
 *
 * The point is d = 0 and lies inside the bounds, so that no first phase is needed: every maximisation starts there,
 * whatever basis the one before has left.
 */
#ifndef PRAK_STAT_SIMPLEX_H
#define PRAK_STAT_SIMPLEX_H
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct prak_simplex {
    size_t m, n;        /* rows, columns */
    double *a;          /* [m * n] filled by the caller, then reduced: each row has a unit column */
    double *d;          /* [n] the move */
    double *low, *high; /* [n] its bounds, low <= 0 <= high; the caller's to set, may be infinite */
    double *gain;       /* [n] what is maximised: sum of gain d; the caller's to set */
    double *rate;       /* [n] reduced gains */
    size_t *basis;      /* [m] column of each row */
    bool *basic;        /* [n] */
    size_t *full;       /* [n] scratch: columns of a row that are not 0 */
    double effort;      /* elements worked on so far: the same on every machine */
    double most_effort; /* the caller's to set; beyond it a maximisation is given up */
};

/* a filled with 0. */
int prak_simplex_new(struct prak_simplex *s, size_t m, size_t n, struct prak_err *e);
void prak_simplex_free(struct prak_simplex *s);
/* Gauss and Jordan; dependent rows go. Once, after a is filled. */
void prak_simplex_reduce(struct prak_simplex *s);
/* From d = 0 to a maximum. false: given up; d is a move all the same. */
bool prak_simplex_maximise(struct prak_simplex *s);
#endif
