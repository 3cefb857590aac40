/*
 * wage_cells.h - the columns that findings add to a row, and a row's cells in them, as they are to be written.
 */
#ifndef PRAK_DOMAIN_WAGE_CELLS_H
#define PRAK_DOMAIN_WAGE_CELLS_H
#include "domain/wage_due.h"
#include "table/schema.h"

/* The first columns, which are always there. */
enum prak_wage_out {
    PRAK_WAGE_OUT_MONTH,
    PRAK_WAGE_OUT_CURRENCY,
    PRAK_WAGE_OUT_MINIMUM,
    PRAK_WAGE_OUT_SHORTFALL,
    PRAK_WAGE_OUT_BELOW,
    PRAK_WAGE_OUT_RULE,
    PRAK_WAGE_OUT_CONFIDENCE,
    PRAK_WAGE_OUT_ASSUMED,
    PRAK_WAGE_OUT_REASON,
    PRAK_WAGE_NOUT
};

#define PRAK_WAGE_COLUMNS (PRAK_WAGE_NOUT + 10 + PRAK_WAGE_NKIND * 10) /* never more */

struct prak_wage_column {
    struct prak_str name;
    enum prak_type type; /* PRAK_NUMBER, PRAK_BOOLEAN or PRAK_TEXT */
};
/* In the order of the output; borrowed from the law. */
size_t prak_wage_columns(const struct prak_wage_due_law *d, const struct prak_wage_column **out);

struct prak_wage_cell {
    bool has; /* a number or a truth; text is there by its parts */
    bool truth;
    struct prak_dec number;
    const struct prak_str *part; /* text, its parts to be joined by '|' */
    size_t npart;
};
/* As many cells as columns; they borrow from the finding and the dues. */
void prak_wage_cells(const struct prak_wage_due_law *d, const struct prak_wage_finding *f,
                     const struct prak_wage_dues *dues, struct prak_wage_cell *cell);
#endif
