/*
 * contract_more.h - what prak contract adds to its rows, findings and dues, or gives instead of them: a table of terms around
 * events; a row for each spell; a row for each employer. As columns and cells, for whoever writes them.
 */
#ifndef PRAK_DOMAIN_CONTRACT_MORE_H
#define PRAK_DOMAIN_CONTRACT_MORE_H
#include "domain/contract_key.h"
#include "domain/contract_summary.h"
#include "table/schema.h"
#include "table/table.h"

/* Cells that only these need: those of prak_due_fact, and */
enum { PRAK_MORE_MEMBER = PRAK_DUE_FACTS, PRAK_MORE_ENDED_BY, PRAK_MORE_FACTS };

struct prak_more_options {
    const char *column[PRAK_MORE_FACTS]; /* the user's names; NULL: not there */
    const char *also;                    /* dues, or NULL */
    const char *events, *window;         /* a file, or NULL; "90d" */
    const char *summary_by;              /* "employer", or NULL */
    const char *explain;                 /* a language, or NULL */
    size_t memory;                       /* bytes for the employers of a summary, 0: no limit */
    bool spells, strict;
};

struct prak_more; /* read-only */

/*
 * EUSAGE: options that do not go together, or need one reading where there are more. Memory from the arena; the rest is
 * borrowed. With events, prak_more_events is to follow.
 */
int prak_more_new(struct prak_rules *r, const struct prak_contract_law *law, const struct prak_more_options *o,
                  struct prak_arena *a, struct prak_more **out, struct prak_err *e);
/* The table of events, and the column to index it by, before the first line. */
int prak_more_events(struct prak_more *m, struct prak_table *table, struct prak_arena *a, size_t *key, struct prak_err *e);

/* Are they written instead of the rows? */
bool prak_more_alone(const struct prak_more *m);
/* Can this word stand for every row, no column being called so? */
bool prak_more_word(const struct prak_more *m, size_t fact, struct prak_str word);

struct prak_more_column {
    struct prak_str name;
    enum prak_type type; /* PRAK_NUMBER, PRAK_BOOLEAN or PRAK_TEXT */
};
/* Of a row, those of readings before the confidence; of each reading. */
enum prak_more_of_row {
    PRAK_MORE_CHAIN,
    PRAK_MORE_MONTHS,
    PRAK_MORE_BREAK,
    PRAK_MORE_DECLARED,
    PRAK_MORE_CONFIDENCE,
    PRAK_MORE_REASON,
    PRAK_MORE_TEXT, /* where it is wanted */
    PRAK_MORE_OF_ROW
};
enum prak_more_of_reading { PRAK_MORE_LAWFUL, PRAK_MORE_FROM, PRAK_MORE_RULE, PRAK_MORE_SIGNED, PRAK_MORE_OF_READING };
#define PRAK_MORE_COLUMNS (PRAK_MORE_OF_ROW + PRAK_MORE_OF_READING * PRAK_RULES_NAMED + PRAK_DUE_COLUMNS)
size_t prak_more_columns(const struct prak_more *m, const struct prak_more_column **out);
/* By its column's type: a number, a truth (has), or texts to be joined by '|'. */
struct prak_more_cell {
    bool has, truth;
    bool plain; /* one text, which stands in every form as it is */
    struct prak_dec number;
    const struct prak_str *part;
    size_t npart;
};

/* A row's own cells, read. 0, or -1: a bad cell, *code its kind. */
int prak_more_check(const struct prak_more *m, const struct prak_str cell[PRAK_MORE_FACTS], const struct prak_contract_row *row,
                    const char **code, struct prak_err *e);

/* Between reading the rows of a key and judging them: what is to be found besides. Memory from the arena. */
int prak_more_ask(const struct prak_more *m, struct prak_contract_row *row, size_t n, struct prak_arena *a, struct prak_err *e);

/* A judged key; cell: of row i from [i * PRAK_MORE_FACTS] on. */
struct prak_more_key {
    struct prak_str worker, employer;
    const struct prak_contract_row *row;
    const struct prak_str *cell;
    size_t n;
};
/* One row of output: it stands at input row `row`, as the cells of all columns. */
struct prak_more_line {
    size_t row;
    struct prak_more_cell *cell;
};
/* What is added up over keys. left: rows that had no place in it. */
struct prak_more_sums {
    struct prak_event_count *count;        /* NULL without events */
    struct prak_contract_summary *summary; /* NULL without a summary */
    uint64_t left;
};
int prak_more_sums_new(const struct prak_more *m, struct prak_more_sums *sums, struct prak_err *e);
void prak_more_sums_free(struct prak_more_sums *sums);

/*
 * The lines of a key, from the arena: one a row that was read, or one a spell; events and summaries have none, they go to the
 * sums.
 */
int prak_more_lines(const struct prak_more *m, const struct prak_more_key *key, struct prak_more_sums *sums, struct prak_arena *a,
                    struct prak_more_line **line, size_t *n, struct prak_err *e);
/* At the end all lines of the sums. absent: events whose employer was in no row. */
int prak_more_end(const struct prak_more *m, const struct prak_more_sums *sums, struct prak_arena *a,
                  struct prak_more_line **line, size_t *n, uint64_t *absent, struct prak_err *e);
#endif
