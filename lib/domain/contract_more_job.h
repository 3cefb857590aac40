/*
 * contract_more_job.h - the columns of prak contract and how its cells are made; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_CONTRACT_MORE_JOB_H
#define PRAK_DOMAIN_CONTRACT_MORE_JOB_H
#include "domain/contract_law.h"
#include "domain/contract_more.h"
#include "domain/contract_text.h"

struct prak_more {
    const struct prak_contract_law *law;
    const struct prak_due_law *due; /* NULL: none is asked for */
    const struct prak_contract_words *words; /* NULL: nothing is explained */
    const struct prak_ends *ends; /* NULL: nobody says who ended a contract */
    const struct prak_events *events;
    const struct prak_table *table; /* of events */
    struct prak_events_options o;
    size_t memory; /* for the employers of a summary */
    bool alone, spells, summary, there[PRAK_MORE_FACTS];
    struct prak_str column[PRAK_MORE_FACTS];
    int32_t joins; /* months of a break that begins a new chain */
    struct prak_more_column out[PRAK_MORE_COLUMNS];
    size_t nout, first_due; /* where the columns of dues begin */
    struct prak_str confidence[PRAK_CONFIDENCE_MEMORY + 1], kind[PRAK_CONTRACT_KINDS];
    bool plain_ids; /* the ids of rules stand in every form as they are */
};

void prak_more_put(struct prak_more *m, struct prak_str name, enum prak_type type);
/* STEM_READING. */
int prak_more_put_reading(struct prak_more *m, const char *stem, size_t r, enum prak_type type, struct prak_arena *a,
                          struct prak_err *e);
/* The columns of a row, and its cells. */
int prak_more_row_columns(struct prak_more *m, struct prak_arena *a, struct prak_err *e);
int prak_more_row_cells(const struct prak_more *m, const struct prak_contract_row *x, struct prak_more_cell *cell,
                        struct prak_arena *a, struct prak_err *e);

struct prak_more_cell prak_more_number(int64_t n);
/* Texts that live in the arena. */
int prak_more_text(struct prak_more_cell *cell, struct prak_str s, struct prak_arena *a, struct prak_err *e);
int prak_more_day(struct prak_more_cell *cell, int32_t day, struct prak_arena *a, struct prak_err *e);
/* So many lines, all cells missing. */
int prak_more_make(const struct prak_more *m, size_t n, struct prak_arena *a, struct prak_more_line **line, struct prak_err *e);
/* true, false, or not known. -1: another word. */
int prak_more_member(struct prak_str cell, enum prak_event_member *out);
#endif
