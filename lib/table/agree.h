/*
 * agree.h - what the rows of one key say in a column, where each says the same or nothing.
 */
#ifndef PRAK_TABLE_AGREE_H
#define PRAK_TABLE_AGREE_H
#include "table/batch.h"

struct prak_agreed {
    const struct prak_slice *cell; /* the first that is not missing; NULL: none */
    bool differs;                  /* another one says something else */
};

static inline void prak_agree(struct prak_agreed *a, const struct prak_slice *cell)
{
    if (cell->n == 0)
        return;
    a->differs = a->differs || (a->cell && !prak_str_eq(prak_cell_str(a->cell), prak_cell_str(cell)));
    a->cell = a->cell ? a->cell : cell;
}
#endif
