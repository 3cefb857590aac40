/*
 * contract_end.h - who ended a contract, by the words of contract_ends.csv.
 */
#ifndef PRAK_DOMAIN_CONTRACT_END_H
#define PRAK_DOMAIN_CONTRACT_END_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "law/rules.h"

enum prak_end_by {
    PRAK_END_UNKNOWN, /* nothing is said */
    PRAK_END_EMPLOYER,
    PRAK_END_WORKER,
    PRAK_END_AGREEMENT,
    PRAK_END_TERM, /* it ran out */
    PRAK_END_OTHER,
    PRAK_END_COUNT
};

struct prak_ends; /* read-only */
/* Loads and checks the table; memory from the arena. */
int prak_ends_load(struct prak_rules *r, struct prak_arena *a, const struct prak_ends **out, struct prak_err *e);
/* Empty: UNKNOWN. -1: an unlisted word. */
int prak_ends_read(const struct prak_ends *ends, struct prak_str cell, enum prak_end_by *out);
/* Why nothing comes of it: "ended_by_worker" …, "ended_by_not_known". */
const char *prak_end_reason(enum prak_end_by by);
#endif
