/*
 * contract_law.h - the loaded law of contracts; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_CONTRACT_LAW_H
#define PRAK_DOMAIN_CONTRACT_LAW_H
#include "domain/contract.h"

/* A rule in its time; amount: months, or whether it holds. */
struct prak_contract_version {
    const struct prak_rule *rule;
    int32_t amount;
    bool common; /* of any reading */
};
struct prak_contract_versions {
    const struct prak_contract_version *v; /* by their first day */
    size_t n;
};

enum prak_contract_breaks { PRAK_BREAKS_RULE, PRAK_BREAKS_UNREAD, PRAK_BREAKS_EACH, PRAK_BREAKS_COUNT };
enum prak_contract_assume { PRAK_ASSUME_NOTHING, PRAK_ASSUME_JOIN, PRAK_ASSUME_RESTART, PRAK_ASSUME_WORDS };

struct prak_contract_reading {
    struct prak_str name, not_in_force, unread; /* the reasons */
    enum prak_contract_breaks breaks;
    struct prak_contract_versions limit[PRAK_LIMIT_COUNT];
};

struct prak_contract_law {
    const struct prak_rule_table *rules, *types, *readings;
    enum prak_contract_kind *kind; /* by row of types */
    struct prak_contract_reading reading[PRAK_RULES_NAMED];
    size_t nreading;
    struct prak_contract_versions restart; /* that numbers chains */
    struct prak_str column[PRAK_CONTRACT_NFACT];
    bool there[PRAK_CONTRACT_NFACT];
    enum prak_contract_assume assume;
    int32_t on;
    bool strict;
};

struct prak_str prak_contract_assumed(enum prak_contract_assume what); /* the reason */
/* The version in force on a day, or NULL. */
const struct prak_contract_version *prak_contract_version(const struct prak_contract_versions *v, int32_t day);

/* Is the break between the last day covered and a start at least so many months long? */
/* The order of a key: start, end (none is the greatest day), signing, input. */
int prak_contract_compare(const struct prak_contract_row *a, const struct prak_contract_row *b);
bool prak_contract_long_break(int32_t covered, int32_t start, int32_t months);
/* Step 2: orders the rows that are there, by pointers, and finds breaks and chains. */
void prak_contract_chain(const struct prak_contract_law *law, struct prak_contract_row **row, size_t n);
/* Steps 3 to 6 for one reading: found[which] of each row. room: for n findings. */
void prak_contract_under(const struct prak_contract_law *law, size_t which, struct prak_contract_row *const *row, size_t n,
                         struct prak_contract_finding *room);
#endif
