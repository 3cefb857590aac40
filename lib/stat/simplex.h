/*
 * simplex.h - how far a point can move along A d = 0 within bounds; private to lib/stat.
 *
 * A is sparse and grows: rows first, then columns over them. The point starts at d = 0, inside the bounds, so that no
 * first phase is needed, and stays where the last maximisation left it: the next one goes on from there. A new column
 * starts at 0, a new row holds at once as none of the columns before may be in it.
 */
#ifndef PRAK_STAT_SIMPLEX_H
#define PRAK_STAT_SIMPLEX_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define PRAK_FREE UINT32_MAX /* no row, no column */

struct prak_simplex_term {
    uint32_t row;
    double value;
};

struct prak_inverse_step { /* a unit matrix but for the column `row` */
    uint32_t row;
    size_t first;          /* its other terms */
    double pivot;
};

struct prak_inverse {      /* of a basis, as a product of steps */
    struct prak_inverse_step *step;
    struct prak_simplex_term *other;
    size_t nstep, cap_step, nother, cap_other;
};

struct prak_simplex {
    size_t m, n, most_m, most_n, most_terms;
    size_t *start;         /* [n + 1] terms of a column */
    struct prak_simplex_term *term;
    double *d;             /* [n] the move */
    double *low, *high;    /* [n] its bounds, around d; the caller's to set, may be infinite */
    double *gain;          /* [n] what is maximised: sum of gain d; the caller's to set */
    uint32_t *at;          /* [n] row in which the column is basic, PRAK_FREE: it is not */
    uint32_t *basis;       /* [m] column of each row, PRAK_FREE: none yet */
    struct prak_inverse inverse;
    size_t inverted;       /* steps of the last inversion */
    double *alpha, *price; /* [m] */
    uint32_t *scratch;     /* [n + 4 * m + 1 + terms] */
    double effort;         /* terms worked on so far: the same on every machine */
};

/* Room for so many rows, columns and terms. */
int prak_simplex_new(struct prak_simplex *s, size_t m, size_t n, size_t terms, struct prak_err *e);
void prak_simplex_free(struct prak_simplex *s);
/* No rows, no columns. */
void prak_simplex_clear(struct prak_simplex *s);
uint32_t prak_simplex_row(struct prak_simplex *s);
/* A column of no terms, then these; twice the same row adds up. */
uint32_t prak_simplex_column(struct prak_simplex *s);
void prak_simplex_term(struct prak_simplex *s, uint32_t row, double value);
/* From d to a maximum, or to where it is given up: d is a move all the same. */
int prak_simplex_maximise(struct prak_simplex *s, struct prak_err *e);
/* The basis becomes this one, of columns that are not basic yet. */
int prak_simplex_start(struct prak_simplex *s, const uint32_t *basis, struct prak_err *e);
/* Column j in v [m]. */
void prak_simplex_spread(const struct prak_simplex *s, size_t j, double *v);

/* v becomes B^-1 v; the terms worked on. */
double prak_inverse_apply(const struct prak_inverse *b, double *v);
/* The step that makes alpha [m] the unit column of a row. */
int prak_inverse_add(struct prak_inverse *b, const double *alpha, size_t m, uint32_t row, struct prak_err *e);
void prak_inverse_free(struct prak_inverse *b);
#endif
