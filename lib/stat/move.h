/*
 * move.h - the move a simplex has come to, made exact; private to lib/stat.
 *
 * Doubles find a move; it proves something only as whole numbers that satisfy A D = 0 to the last digit. Rounding the
 * move to parts leaves a residue of some parts in A D. It is taken up by a basis that was chosen with pivots of 1 and
 * -1, so that its inverse is whole too (where no such pivot is left, all is rounded to multiples of the determinant).
 */
#ifndef PRAK_STAT_MOVE_H
#define PRAK_STAT_MOVE_H
#include "base/decimal.h"
#include "stat/simplex.h"

struct prak_move {
    struct prak_inverse inverse;
    uint32_t *basis;   /* [m] PRAK_FREE: none yet */
    size_t m, n;       /* rows and columns that were looked at */
    double whole;      /* its determinant */
    double unit;       /* parts of 1 */
    prak_i128 *d;      /* [n] the move in parts, after prak_move_exact */
    prak_i128 *left;   /* [m] scratch */
    double *alpha;     /* [m] scratch */
    double effort;     /* terms worked on so far, as of the simplex */
};

/* Room for so many rows and columns. */
int prak_move_new(struct prak_move *b, size_t m, size_t n, struct prak_err *e);
void prak_move_free(struct prak_move *b);
/* Another system. */
void prak_move_clear(struct prak_move *b);
/* A basis with rows and columns that came since; columns of more room, -low, first. */
int prak_move_basis(struct prak_move *b, const struct prak_simplex *s, struct prak_err *e);
/* After prak_move_basis. false: there is none near d. */
bool prak_move_exact(struct prak_move *b, const struct prak_simplex *s);
#endif
