/*
 * contract_summary.h - contracts in force on the day, by employer: how many workers are on contracts declared FDC, and how many
 * of these on one that is a UDC, under each reading.
 *
 * A worker with several such contracts counts once: as UDC when one is, else as undecided when there is no finding of one. A
 * row without worker, employer, type or start has no place here.
 */
#ifndef PRAK_DOMAIN_CONTRACT_SUMMARY_H
#define PRAK_DOMAIN_CONTRACT_SUMMARY_H
#include "domain/contract.h"

struct prak_contract_summary;

/* limit: bytes for all employers, 0: none; beyond it adding fails (EDATA). */
int prak_contract_summary_new(const struct prak_contract_law *law, size_t limit, struct prak_contract_summary **out,
                              struct prak_err *e);
void prak_contract_summary_free(struct prak_contract_summary *s); /* NULL is allowed */
/* Adds a judged key; left: rows without a place are added to it. */
int prak_contract_summary_add(struct prak_contract_summary *s, struct prak_str employer, const struct prak_contract_row *row,
                              size_t n, uint64_t *left, struct prak_err *e);

struct prak_contract_total {
    struct prak_str employer;
    uint64_t workers, contracts, declared_fdc;
    const uint64_t *udc, *undecided; /* by reading; of declared_fdc */
};
/* By employer, in the order of bytes; borrowed, the array from the arena. */
int prak_contract_summary_rows(const struct prak_contract_summary *s, struct prak_arena *a, struct prak_contract_total **out,
                               size_t *n, struct prak_err *e);
#endif
