/*
 * contract_key.h - what the judged contracts of one worker with one employer say besides their findings: what is due, terms
 * around events, spells. Rows are those of prak_contract_judge; a reading is its index.
 */
#ifndef PRAK_DOMAIN_CONTRACT_KEY_H
#define PRAK_DOMAIN_CONTRACT_KEY_H
#include "domain/contract.h"
#include "domain/contract_due.h"
#include "domain/contract_event.h"

/*
 * Asks of each term with an end, before it is judged, what it would be if it lasted its own length longer: so many months and
 * days, counted from the day after its end. Memory from the arena.
 */
int prak_contract_ask_longer(struct prak_contract_row *row, size_t n, struct prak_arena *a, struct prak_err *e);

/*
 * Facts for prak_due_all: fact[i] of row[i], but for its cells, who ended it and what is assumed; those without a chain (NULL)
 * are not there. Continuous service counts from the first day of the chain, moved by its breaks as chain_months is.
 */
int prak_contract_due_facts(const struct prak_due_law *law, size_t reading, int32_t on, const struct prak_contract_row *row,
                            size_t n, struct prak_arena *a, struct prak_due_facts *fact, struct prak_err *e);

/* Terms for prak_events_add, but for their members; how many. of[i]: the row of term[i]. Room for n of both. */
size_t prak_contract_terms(const struct prak_contract_row *row, size_t n, struct prak_event_term *term, size_t *of);

/*
 * The spell of a chain that began with a fixed term, until the first of
 *   conversion    the day from which it is of undetermined duration under the reading;
 *   not_renewed   the last day of a fixed term after which no contract began in time to join it;
 *   ended         the same of other contracts, and of a term that was cut short;
 *   quit          the last day of a contract that the worker ended;
 *   dismissed     of one that the employer ended, if it was not a term that was not cut short;
 *   censored      the last day that is known of: ON, or the end of the chain while a contract may still join it.
 * An end by agreement or otherwise is `ended`; where nobody says who ended it, it was not_renewed or ended.
 * months, days: complete ones until then (of a conversion until the day before it), breaks not counted. Without a finding of one
 * of the rows until then: UNKNOWN.
 */
enum prak_contract_exit {
    PRAK_EXIT_CONVERSION,
    PRAK_EXIT_NOT_RENEWED,
    PRAK_EXIT_QUIT,
    PRAK_EXIT_DISMISSED,
    PRAK_EXIT_ENDED,
    PRAK_EXIT_CENSORED,
    PRAK_EXIT_UNKNOWN
};
const char *prak_contract_exit_name(enum prak_contract_exit how); /* "" for UNKNOWN */
struct prak_contract_spell {
    size_t row;     /* its first */
    size_t unknown; /* the row without a finding */
    int32_t chain, start, until, months, days;
    enum prak_contract_exit how;
    bool assumed; /* the finding of a row until then rests on what is assumed of breaks */
};
/* How a contract ended: before its agreed end? by whom? */
struct prak_contract_ending {
    bool cut;
    enum prak_end_by by;
};
/* ending: by row. NULL: none was cut short. joins: months of a break that begins another chain. Room for n. */
int prak_contract_spells(size_t reading, int32_t on, int32_t joins, const struct prak_contract_row *row,
                         const struct prak_contract_ending *ending, size_t n, struct prak_arena *a,
                         struct prak_contract_spell *spell, size_t *nspell, struct prak_err *e);
#endif
