/*
 * fold_alike.c - a plan that asks nothing of a row but that it is there: the rows after the first are a number.
 */
#include "stat/fold.h"

static bool is_count(const struct prak_statistic *s)
{
    for (unsigned a = 0; a < PRAK_ARGS; a++)
        if (s->var[a] != SIZE_MAX)
            return false;
    return s->shape == PRAK_SHAPE_NUMBERS && s->k[0] == 1 && s->k[1] == 0 && !s->among && !s->constant &&
           s->est->kinds == (PRAK_EST_MOMENTS | PRAK_EST_EXACT);
}

bool prak_fold_alike(const struct prak_stat_plan *p)
{
    const struct prak_design *d = &p->design;

    if (p->nvar || p->where || p->ncurrency || p->has_confidence || p->two_pass || p->top || p->deff_stride ||
        d->has_weight || d->derived || d->rep || d->nstrata || d->ncluster || d->nfpc || p->ngrouping != 1 ||
        p->grouping[0].n)
        return false;
    for (size_t i = 0; i < p->nstat; i++)
        if (!is_count(&p->stat[i]))
            return false;
    return true;
}

int prak_fold_add_alike(struct prak_stat_part *t, uint32_t leaf, uint32_t group, uint64_t rows, struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    const size_t at = prak_leaf_table_find(&t->leaf, group, leaf);

    for (unsigned col = 0; col < p->stride[0]; col++) /* w, w x and w^2 x x are 1 */
        if (prak_sums_add(&t->leaf.sums, at, col, (struct prak_dec){ (prak_i128)rows, 0 }, e))
            return -1;
    for (size_t i = 0; i < p->nstat; i++) {
        struct prak_cell *cell = &t->cell[group * p->nstat + i];
        cell->n += rows;
        cell->positive += rows;
    }
    if (p->design.rows)
        t->sample.stratum[leaf].units += rows;
    return 0;
}
