/*
 * contract_event.h - fixed terms that end around union events, members beside others of the same employer.
 *
 * An event is a row of a table: employer, event, date and, if wanted, worker; then it is about the contracts of that worker
 * only. Its windows are the W days before its date, and the W days from its date on. A term counts in a window when its
 * last day is in it, and is
 *   censored      when the day until which a renewal would join it is past ON, whatever is known already (so that renewals
 *                 known early do not count before those who were not renewed can);
 *   renewed       when another contract of the worker with the employer lasts longer than it and begins on that day or before;
 *   not_renewed   otherwise.
 * That day is the last one of a break too short to begin a new chain. The unit is the term: a worker may have several.
 */
#ifndef PRAK_DOMAIN_CONTRACT_EVENT_H
#define PRAK_DOMAIN_CONTRACT_EVENT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/table.h"

/* Columns of the table. */
enum prak_event_column { PRAK_EVENT_EMPLOYER, PRAK_EVENT_NAME, PRAK_EVENT_DATE, PRAK_EVENT_WORKER, PRAK_EVENT_COLUMNS };

struct prak_events_options {
    const char *window; /* "90d" */
    int32_t on;
    int32_t months;                   /* a break of so many begins a new chain */
    bool worker;                      /* the table has that column */
    bool member;                      /* it is known who is a member */
    size_t column[PRAK_EVENT_COLUMNS];
};

/* "90d": days, at least 1. EUSAGE otherwise. */
int prak_events_window(const char *text, int32_t *days, struct prak_err *e);

struct prak_events; /* read-only */
/* The table is indexed by employer. EDATA: an empty employer, a date that is none. Memory from the arena. */
int prak_events_new(const struct prak_table *table, const struct prak_events_options *o, struct prak_arena *a,
                    const struct prak_events **out, struct prak_err *e);

enum prak_event_member { PRAK_EVENT_MEMBER, PRAK_EVENT_OTHER, PRAK_EVENT_UNKNOWN, PRAK_EVENT_MEMBERS };

/* A contract of a key; those that are not there on ON left out. */
struct prak_event_term {
    int32_t start, end; /* end INT32_MAX: none */
    int32_t most;       /* set when they are added: the greatest end up to it */
    bool fixed;         /* a declared fixed term */
    enum prak_event_member member;
};

enum prak_event_window { PRAK_EVENT_BEFORE, PRAK_EVENT_AFTER, PRAK_EVENT_WINDOWS };
enum prak_event_outcome { PRAK_EVENT_RENEWED, PRAK_EVENT_NOT_RENEWED, PRAK_EVENT_CENSORED, PRAK_EVENT_OUTCOMES };
struct prak_event_count {
    uint64_t n[PRAK_EVENT_WINDOWS][PRAK_EVENT_MEMBERS][PRAK_EVENT_OUTCOMES];
};
size_t prak_events_rows(const struct prak_events *x);
/* One for each row, all 0; to be freed. */
int prak_events_counts(const struct prak_events *x, struct prak_event_count **count, struct prak_err *e);
/* Adds the terms of a worker with an employer to the counts of its events. term is put in order. */
void prak_events_add(const struct prak_events *x, struct prak_str employer, struct prak_str worker,
                     struct prak_event_term *term, size_t n, struct prak_event_count *count);

/*
 * The rows of the output of one event, and how many: the earlier window before the later, members before others; those of
 * whom it is not known only where there are any. Without `member`: one a window, its member empty.
 */
struct prak_event_row {
    struct prak_str employer, event, date, worker;
    bool after, has_member, member;
    uint64_t ending, renewed, not_renewed, censored;
};
size_t prak_events_out(const struct prak_events *x, size_t event, const struct prak_event_count *count,
                       struct prak_event_row out[PRAK_EVENT_WINDOWS * PRAK_EVENT_MEMBERS]);
#endif
