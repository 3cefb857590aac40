/*
 * cells.h - totals and influences of one cell out of the tables of a part; private to lib/stat.
 */
#ifndef PRAK_STAT_CELLS_H
#define PRAK_STAT_CELLS_H
#include "stat/plan.h"
#include "stat/variance.h"

/* The rows of a leaf table by owner, each owner's in the order of the leaves' ranks. */
struct prak_index {
    uint32_t *row;
    size_t *start; /* [owners + 1] */
};

/* A part after its last row. */
struct prak_book {
    const struct prak_stat_plan *p;
    const struct prak_stat_part *t;
    struct prak_frame frame;
    struct prak_index leaf, level;
    struct prak_influence *z; /* scratch: [leaves of the largest group] */
    prak_quad *base;          /* [the same] the cell's weight by leaf, while its levels are looked at */
    uint32_t base_group, base_stat;
};

int prak_book_open(struct prak_book *b, const struct prak_stat_plan *p, const struct prak_stat_part *t,
                   struct prak_err *e);
void prak_book_close(struct prak_book *b);
/* Exact total of a term; in designs with derived weights nothing is added. */
int prak_book_exact(const struct prak_book *b, uint32_t group, size_t stat, unsigned term, struct prak_exact *out,
                    struct prak_err *e);
/* The totals of a statistic's terms in binary128. */
int prak_book_totals(const struct prak_book *b, uint32_t group, size_t stat, prak_quad total[PRAK_TERMS],
                     struct prak_err *e);
/* Design variance of the estimate with this gradient. */
void prak_book_variance(struct prak_book *b, uint32_t group, size_t stat, const prak_quad gradient[PRAK_TERMS],
                        struct prak_variance *out);
/* The same for one stage of clusters and no replicates (units.c), without the influences; false: not to be had so. */
bool prak_units_variance(const struct prak_book *b, uint32_t group, size_t stat, const prak_quad *gradient,
                         struct prak_variance *out);
/* The sums of a cell are met in the order of keys, which is none in memory: calls for one further on. */
static inline void prak_book_ahead(const struct prak_book *b, size_t i)
{
    enum { AHEAD = 12 };
    const struct prak_leaf_table *t = &b->t->leaf;
    if (i + AHEAD >= t->sums.n)
        return;
    const uint32_t row = b->leaf.row[i + AHEAD];
    prak_sums_prefetch(&t->sums, row, prak_sums_size(&t->sums) * t->sums.stride);
    __builtin_prefetch(&t->row[row]);
}
/* Total of a level, and the variance of its fraction v of the cell. */
int prak_book_level_exact(const struct prak_book *b, uint32_t level, struct prak_exact *out, struct prak_err *e);
prak_quad prak_book_level_total(const struct prak_book *b, uint32_t level);
void prak_book_level_variance(struct prak_book *b, uint32_t group, size_t stat, uint32_t level, prak_quad v,
                              prak_quad n, struct prak_variance *out);
/* sum w u^2 for u = gradient . x, in the cell. */
prak_quad prak_book_squares(const struct prak_book *b, uint32_t group, size_t stat,
                            const prak_quad gradient[PRAK_TERMS], const prak_quad total[PRAK_TERMS]);
#endif
