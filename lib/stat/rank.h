/*
 * rank.h - the different pairs (x, y) of a cell with their weights, for spearman and kendall.
 *
 * A pair is a class (look.h), its key the two numbers in their shortest form; the estimators leave each pair's influence
 * in the class, where the second pass finds it.
 */
#ifndef PRAK_STAT_RANK_H
#define PRAK_STAT_RANK_H
#include "stat/look.h"

struct prak_pair {
    struct prak_dec at[2];       /* x, y */
    prak_quad w;
    struct prak_dec *influence;  /* term[0] of its class */
};

struct prak_pairs_of {
    struct prak_class *c;
    struct prak_pair *pair;
    size_t n;
    size_t *order[2];            /* places of the pairs by x, by y */
    prak_quad weight, value;
};

int prak_rank_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e);
int prak_rank_take(struct prak_look *k, struct prak_pairs_of **out, struct prak_err *e);
/* x[1] = the row's influence; c->fit is a struct prak_pairs_of. */
int prak_rank_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                    struct prak_terms *t, struct prak_err *e);
void prak_rank_point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                     struct prak_point *out);
/* End of the run of equal values on an axis that begins at place i of its order. */
size_t prak_rank_run(const struct prak_pairs_of *p, int axis, size_t i);
#endif
