/*
 * contract.h - contracts of fixed duration that the law holds to be of undetermined duration, by named readings. Pure: all
 * contracts of one worker with one employer in, findings out.
 *
 * FDC: of fixed duration; UDC: of undetermined duration; tacit: work that went on past the end without a new contract.
 *
 * How findings come about, as of the day ON:
 *  1. Cells are read; one that cannot be what it must be (a date that is none, an end before the start, an unlisted word) is a
 * bad cell. A key without worker or employer has no findings (`missing_worker`, `missing_employer`), nor has a row signed after
 * ON (`after_on`: it is not there yet), nor one without type or start. Where such a row or a bad one belongs to the key, the
 * others have none either: `chain_incomplete`. Not signed on a known day: the start serves.
 *  2. Rows are ordered by start, end (none: last), signing and place. Ends are inclusive; what has no end reaches to ON. The
 * break before a row is what lies between it and the greatest end so far; behind what has no end there is none.
 *  3. A row breaks a limit of n months, counted from a day A, when it ends after prak_date_period_end(A, n). A moves forward by
 * each break, whose days are not counted. The limits, each a rule of contract_rules for the reading or for any:
 *      fdc_must_be_written, fdc_needs_end_date  an FDC from its start
 *      fdc_single_term_max                      A: the start of the FDC
 *      tacit_continuation                       tacit; A: the start of the chain
 *      fdc_renewals_total_max                   a renewal; A: the day after the first FDC term of the chain
 *      fdc_total_max                            A: the start of the chain
 * The rules are those in force when the row was signed; where not all of a reading were, it has no finding
 * (`READING_not_in_force`), but counts for later rows, and makes them UDC by a rule of any.
 *  4. The row is a UDC from the day after the limit, not before its own start or the rule's first day (one that was over by
 * then breaks nothing); a declared UDC from its start. From the first such day of the chain on all of it is UDC: each row that
 * lasts until that day shows it, with the rules that give it and the signing day of the row that breaks them. As of ON the row
 * is a UDC when that day has come.
 *  5. What a break does to the chain: contract_readings says. `rule`: one of at least restart_break_min begins another chain.
 * `unread`: breaks join the chain, and breaks end it; where the two come to the same it is given, else nothing is
 * (`READING_break_unread`), unless one of them is assumed. `each`: a UDC makes those behind it UDC only without a break between;
 * the total of tacit_continuation as in `unread`.
 *  6. A chain that begins with a tacit row lacks its beginning: what rests on a total has no finding (`tacit_without_term`),
 * nor has what a UDC before it would make one, unless it is one without them.
 *  7. Where it is asked for, what a row that is an FDC on its last day would be on a later one if it lasted until then and
 * nothing came behind it (`longer`): as the same term going on, and as a renewal signed with it; where they do not come to the
 * same it has no finding. That changes no other one.
 */
#ifndef PRAK_DOMAIN_CONTRACT_H
#define PRAK_DOMAIN_CONTRACT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "law/rules.h"

enum prak_contract_fact {
    PRAK_CONTRACT_WORKER,
    PRAK_CONTRACT_EMPLOYER,
    PRAK_CONTRACT_TYPE,
    PRAK_CONTRACT_START,
    PRAK_CONTRACT_END,
    PRAK_CONTRACT_SIGNED,
    PRAK_CONTRACT_WRITTEN,
    PRAK_CONTRACT_NFACT
};

enum prak_contract_kind { PRAK_CONTRACT_FDC, PRAK_CONTRACT_UDC, PRAK_CONTRACT_TACIT, PRAK_CONTRACT_KINDS };
#define PRAK_CONTRACT_UNKNOWN PRAK_CONTRACT_KINDS

#define PRAK_CONTRACT_NO_END INT32_MAX

struct prak_contract_options {
    const char *column[PRAK_CONTRACT_NFACT]; /* the user's names, for messages; NULL: not there */
    const char *on;                          /* a date */
    const char *reading;                     /* comma list of names, "all", or NULL, which is all */
    const char *assume;                      /* breaks-join or breaks-restart; or NULL */
    bool strict;                             /* refuse rules of confidence seed and memory */
};

struct prak_contract_law; /* loaded tables and options; read-only, for any number of threads */

/* Loads and checks the tables. All is borrowed, memory from the arena. EUSAGE: an option that says what it cannot. */
int prak_contract_law_new(struct prak_rules *r, const struct prak_contract_options *o, struct prak_arena *a,
                          const struct prak_contract_law **out, struct prak_err *e);
/* The readings, in the order of the output. */
size_t prak_contract_readings(const struct prak_contract_law *law);
struct prak_str prak_contract_reading(const struct prak_contract_law *law, size_t i);
/* "FDC", "UDC" or "tacit". */
struct prak_str prak_contract_kind_name(enum prak_contract_kind kind);

/* Rules of contract_rules, those that a row can break first, in the order of a finding. */
enum prak_contract_limit {
    PRAK_LIMIT_WRITTEN,
    PRAK_LIMIT_END,
    PRAK_LIMIT_TERM,
    PRAK_LIMIT_TACIT,
    PRAK_LIMIT_RENEWALS,
    PRAK_LIMIT_TOTAL,
    PRAK_LIMIT_RESTART,
    PRAK_LIMIT_COUNT
};
#define PRAK_CONTRACT_LIMITS PRAK_LIMIT_RESTART /* that a finding may name */

/* A row under a reading. */
struct prak_contract_finding {
    bool known, udc;
    bool has_from;   /* the row lasts until the day from which it is a UDC, which may be after ON */
    bool has_signed; /* a row broke a limit */
    int32_t from, signed_on;
    const struct prak_rule *rule[PRAK_CONTRACT_LIMITS]; /* passed; of an FDC: kept */
    size_t nrule;
    struct prak_str lapsed; /* the reason of a rule that nobody has shown to hold still */
    bool not_in_force, unread, assumed, headless, after_udc, unverified;
};

/* A row with a later last day, under the first reading. */
struct prak_contract_longer {
    int32_t end;
    struct prak_contract_finding found, restarted; /* restarted: on the way, with breaks that end a chain */
};

/* A row of a key: what was read, then what was found. */
struct prak_contract_row {
    enum prak_contract_kind kind; /* PRAK_CONTRACT_UNKNOWN: no type given */
    bool has_start, written, written_known, signed_as_start;
    bool bad; /* set by who could not read it: part of the key, but without findings */
    int32_t start, end, signed_on;
    /* step 2; there: it has findings */
    bool there, first;                                 /* first: of its chain */
    bool missing_worker, missing_employer, incomplete, after_on;
    int32_t reach;                                     /* last day: its end, or ON */
    int32_t gap;                                       /* days since the greatest end before, not of the key's first row */
    int32_t chain, months;
    size_t place;                                      /* in the input */
    struct prak_contract_finding *found;               /* [readings] */
    struct prak_contract_longer *longer;               /* NULL: not asked for; set between reading and judging */
    enum prak_confidence confidence;
};

/* 0, or -1: a bad cell (EDATA with column and value), and *code is type-error or constraint-error. */
int prak_contract_read(const struct prak_contract_law *law, const struct prak_str *cell, struct prak_contract_row *row,
                       const char **code, struct prak_err *e);
/* Findings of all rows of a key, in any order. worker, employer: are they known? ESYS: memory. */
int prak_contract_judge(const struct prak_contract_law *law, bool worker, bool employer, struct prak_contract_row *row,
                        size_t n, struct prak_arena *a, struct prak_err *e);
/* Reasons of a row, in their order. */
#define PRAK_CONTRACT_REASONS (10 + 2 * PRAK_RULES_NAMED)
size_t prak_contract_reasons(const struct prak_contract_law *law, const struct prak_contract_row *row,
                             struct prak_str reason[PRAK_CONTRACT_REASONS]);
#endif
