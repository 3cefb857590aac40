/*
 * dispute_flow.h - cases by the month: how many began, came back and were closed, and how many were left.
 */
#ifndef PRAK_DOMAIN_DISPUTE_FLOW_H
#define PRAK_DOMAIN_DISPUTE_FLOW_H
#include "domain/dispute_cells.h"

struct prak_dispute_months {
    int32_t first; /* months since year 0 */
    size_t n;
};
/* "2023-01..2024-06"; EUSAGE: another text, or months that are not over on the day of --on. */
int prak_dispute_months_parse(const char *text, const struct prak_dispute_law *law, struct prak_dispute_months *out,
                              struct prak_err *e);

struct prak_dispute_flow {
    struct prak_dispute_months months;
    int64_t before; /* open when the first month begins */
    struct prak_dispute_count {
        int64_t opened, appeared, reopened, closed; /* appeared: their beginning is not there */
    } *count;
};
/* Zeroed by the caller; months as parsed. -1: memory. */
int prak_dispute_flow_new(struct prak_dispute_flow *w, struct prak_dispute_months months, struct prak_err *e);
void prak_dispute_flow_free(struct prak_dispute_flow *w);
/* Adds a case; false: nothing is known of it, and it is left out. */
bool prak_dispute_flow_add(struct prak_dispute_flow *w, const struct prak_dispute_finding *f);
/* The cells of the nth month, by the columns of PRAK_DISPUTE_FLOW. */
void prak_dispute_flow_cells(const struct prak_dispute_flow *w, size_t nth, struct prak_dispute_cell *cell);
#endif
