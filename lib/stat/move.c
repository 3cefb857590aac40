/*
 * move.c - a move in whole numbers.
 */
#include "stat/move.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TINY      1e-7
#define MOST_BITS 116    /* of the furthest number in parts; sums stay within 127 */
#define PARTS     60     /* bits after the point, at most */
#define MOST_FAR  0x1p60
#define MOST_LEFT 0x1p45 /* of the residue: what is worked out of it in doubles is exact */

int prak_move_new(struct prak_move *b, size_t m, size_t n, struct prak_err *e)
{
    memset(b, 0, sizeof *b);
    b->whole = 1;
    b->basis = calloc(m + 1, sizeof *b->basis);
    b->d = calloc(n + 1, sizeof *b->d);
    b->left = calloc(m + 1, sizeof *b->left);
    b->alpha = calloc(m + 1, sizeof *b->alpha);
    if (b->basis && b->d && b->left && b->alpha)
        return 0;
    prak_move_free(b);
    return prak_fail_memory(e);
}

void prak_move_free(struct prak_move *b)
{
    prak_inverse_free(&b->inverse);
    free(b->basis);
    free(b->d);
    free(b->left);
    free(b->alpha);
    memset(b, 0, sizeof *b);
}

void prak_move_clear(struct prak_move *b)
{
    b->m = b->n = b->inverse.nstep = b->inverse.nother = 0;
    b->whole = 1;
}

/* ---- the basis ---- */

struct wide_first {
    double room;
    uint32_t column;
};

static int by_room(const void *x, const void *y)
{
    const struct wide_first *a = x, *b = y;
    if (a->room != b->room)
        return a->room > b->room ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

/* A row for column j among those that have none; *poor: there are only pivots other than 1 and -1. */
static uint32_t find_row(struct prak_move *b, const struct prak_simplex *s, size_t j, bool *poor)
{
    uint32_t any = PRAK_FREE;
    prak_simplex_spread(s, j, b->alpha);
    b->effort += prak_inverse_apply(&b->inverse, b->alpha) + 2 * (double)s->m;
    *poor = false;
    for (uint32_t i = 0; i < s->m; i++) {
        if (b->basis[i] != PRAK_FREE || fabs(b->alpha[i]) < TINY)
            continue;
        if (fabs(fabs(b->alpha[i]) - 1) < TINY)
            return i;
        any = i;
    }
    *poor = any != PRAK_FREE;
    return any;
}

int prak_move_basis(struct prak_move *b, const struct prak_simplex *s, struct prak_err *e)
{
    if (b->m == s->m && b->n == s->n)
        return 0;
    struct wide_first *list = malloc((s->n + 1) * sizeof *list);
    if (!list)
        return prak_fail_memory(e);
    while (b->m < s->m)
        b->basis[b->m++] = PRAK_FREE;
    size_t n = 0, kept = 0;
    for (; b->n < s->n; b->n++)
        list[n++] = (struct wide_first){ -s->low[b->n], (uint32_t)b->n };
    qsort(list, n, sizeof *list, by_room);
    int rc = 0;
    for (bool last = false; !rc && n; n = kept) {
        bool taken = false;
        kept = 0;
        for (size_t k = 0; !rc && k < n; k++) {
            bool poor;
            uint32_t i = find_row(b, s, list[k].column, &poor);
            if (i == PRAK_FREE)
                continue;
            if (poor && !last) {
                list[kept++] = list[k];
                continue;
            }
            b->basis[i] = list[k].column;
            b->whole *= fabs(b->alpha[i]);
            b->effort += (double)s->m;
            rc = prak_inverse_add(&b->inverse, b->alpha, s->m, i, e);
            taken = true;
            last = false;
        }
        last = !taken;
    }
    free(list);
    return rc;
}

/* ---- the move ---- */

static bool begin(struct prak_move *b, const struct prak_simplex *s)
{
    double whole = rint(b->whole), most = 1;
    int bits;
    for (size_t j = 0; j < s->n; j++)
        most = fmax(most, fabs(s->d[j]));
    if (!(whole < 0x1p30) || !(most < MOST_FAR))
        return false;
    (void)frexp(most * whole, &bits);
    double parts = ldexp(1, MOST_BITS - bits < PARTS ? MOST_BITS - bits : PARTS);
    b->unit = parts * whole;
    for (size_t j = 0; j < s->n; j++)
        b->d[j] = (prak_i128)rint(s->d[j] * parts) * (prak_i128)whole;
    return true;
}

/* What is left of A D; false: nothing. */
static bool residue(struct prak_move *b, const struct prak_simplex *s)
{
    memset(b->left, 0, s->m * sizeof *b->left);
    for (size_t j = 0; j < s->n; j++)
        for (size_t k = s->start[j]; b->d[j] != 0 && k < s->start[j + 1]; k++)
            b->left[s->term[k].row] += (prak_i128)s->term[k].value * b->d[j];
    for (size_t i = 0; i < s->m; i++)
        if (b->left[i] != 0)
            return true;
    return false;
}

bool prak_move_exact(struct prak_move *b, const struct prak_simplex *s)
{
    if (!begin(b, s))
        return false;
    b->effort += 2 * (double)(s->n + s->start[s->n]);
    if (!residue(b, s))
        return true;
    for (size_t i = 0; i < s->m; i++) {
        b->alpha[i] = (double)b->left[i];
        if (!(fabs(b->alpha[i]) < MOST_LEFT))
            return false;
    }
    b->effort += prak_inverse_apply(&b->inverse, b->alpha);
    for (size_t i = 0; i < s->m; i++)
        if (b->basis[i] != PRAK_FREE && fabs(b->alpha[i]) < MOST_LEFT)
            b->d[b->basis[i]] -= (prak_i128)rint(b->alpha[i]);
    return !residue(b, s);
}
