/*
 * dispute_cells.h - the columns of a finding in each form of the output, and its cells in them.
 */
#ifndef PRAK_DOMAIN_DISPUTE_CELLS_H
#define PRAK_DOMAIN_DISPUTE_CELLS_H
#include "base/date.h"
#include "domain/dispute.h"
#include "table/schema.h"

enum prak_dispute_form {
    PRAK_DISPUTE_CASES,  /* a row a case: where it stands */
    PRAK_DISPUTE_TOLD,   /* the same and case_text, its last column, which the caller fills */
    PRAK_DISPUTE_SPELLS, /* a row a case: how long it took, or has taken */
    PRAK_DISPUTE_STEPS,  /* a row a limit; of a case without any, one without a step */
    PRAK_DISPUTE_FLOW,   /* a row a month; see dispute_flow.h */
    PRAK_DISPUTE_FORMS
};

#define PRAK_DISPUTE_COLUMNS (10 + 2) /* never more */

struct prak_dispute_column {
    const char *name;
    enum prak_type type;
};
/* In the order of the output. */
size_t prak_dispute_columns(enum prak_dispute_form form, const struct prak_dispute_column **out);
/* Rows that a finding makes, at least one. */
size_t prak_dispute_rows(enum prak_dispute_form form, const struct prak_dispute_finding *f);

/* One of these, or none: missing. */
struct prak_dispute_cell {
    bool has_number, has_truth, truth;
    int64_t number;
    char date[PRAK_DATE_TEXT];       /* "" none */
    struct prak_dispute_texts texts; /* joined by '|' */
    struct prak_str text;
};
/* The cells of the finding's nth row; they borrow from it. */
void prak_dispute_cells(enum prak_dispute_form form, const struct prak_dispute_law *law,
                        const struct prak_dispute_finding *f, size_t nth, struct prak_dispute_cell *cell);
#endif
