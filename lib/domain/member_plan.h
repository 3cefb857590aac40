/*
 * member_plan.h - the tree with tables and options, and what was counted; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_MEMBER_PLAN_H
#define PRAK_DOMAIN_MEMBER_PLAN_H
#include "base/buf.h"
#include "domain/member_tree.h"
#include "table/sorter.h"

/* How many people work at an organisation's enterprise. */
struct prak_member_workers {
    bool there;
    uint64_t workers, employees;
    size_t row;
};

enum prak_member_rule {
    PRAK_LOCAL_MEMBERS,
    PRAK_FEDERATION_UNIONS,
    PRAK_CONFEDERATION_FEDERATIONS,
    PRAK_ONE_UNION,
    PRAK_MRS_SHARE,
    PRAK_MRS_LARGEST,
    PRAK_MEMBER_LAWS
};

/* The rules of the day. */
struct prak_member_law {
    const struct prak_rule_table *table;
    const struct prak_rule *rule[PRAK_MEMBER_LAWS]; /* NULL: none */
    struct prak_str why[PRAK_MEMBER_LAWS];          /* the reason for none */
    bool over[PRAK_MEMBER_LAWS];                    /* more than its value, not at least */
};
int prak_member_law_new(struct prak_rules *r, int32_t day, bool strict, struct prak_member_law *law, struct prak_err *e);

struct prak_member {
    struct prak_member_tree *tree;
    struct prak_member_ids *above_since;
    struct prak_member_law law;
    int32_t on, since;
    bool has_since, there[PRAK_MEMBER_NFACT];
    struct prak_str column[PRAK_MEMBER_NFACT];
    int32_t grace_months, grace_days;
    struct prak_table *same;
    size_t same_as; /* its column */
    bool *roster;
    const struct prak_str *by; /* columns whose cells make a group */
    size_t nby;
    struct prak_map *staff; /* groups of the table of workers; NULL: no such table */
    struct prak_member_workers *of_enterprise, *of_organisation; /* for each of these groups, of each */
    bool has_employees;
    size_t memory, limit;
    struct prak_str total;
};
int prak_member_workers_read(struct prak_member *m, struct prak_table *t, struct prak_err *e);
/* Of its enterprise, else of itself, and of a group (SIZE_MAX: none); NULL: not in the table. */
const struct prak_member_workers *prak_member_workers_of(const struct prak_member *m, size_t staff, uint32_t id);

/* What a row says, as bits of 1 << PRAK_MARK_X. */
enum prak_member_mark {
    PRAK_MARK_NOW,  /* in force on the day */
    PRAK_MARK_THEN, /* in force on the other day */
    PRAK_MARK_DUES, /* these of rows in force on the day */
    PRAK_MARK_VERIFIED,
    PRAK_MARK_EMPLOYEE,
    PRAK_MARK_REPEATED, /* of a person: more than one such row of a union */
    PRAK_MARK_OVERLAP,  /* and below an organisation */
    PRAK_MARK_LOCALS
};
/* What is not known of the rows of a union. */
enum prak_member_gap { PRAK_GAP_PERSON, PRAK_GAP_JOINED, PRAK_GAP_DUES, PRAK_GAP_EMPLOYEE, PRAK_GAPS };

struct prak_member_claim { /* of a union */
    bool roster;
    uint64_t rows; /* in force on the day */
    uint64_t gap[PRAK_GAPS];
};
struct prak_member_part {
    size_t n;
    struct prak_map *groups; /* of cells, as parts of a key; without any the one key is empty */
    struct prak_member_claim *claim; /* of each group, each organisation */
    size_t cap, limit;               /* groups that there is room for; bytes for them, 0: any */
    struct prak_sorter **sorter; /* of persons: key (and group), and a prak_member_note */
    size_t nsorter;
    struct prak_buf key, group;
};
/* Id of a group, with room for its claims. */
int prak_member_group(struct prak_member_part *p, struct prak_str group, uint32_t *id, struct prak_err *e);
struct prak_member_note {
    uint32_t organisation, marks;
};

/* Persons below an organisation. */
struct prak_member_persons {
    uint64_t now, then, dues, verified, employees, repeated, overlap, locals, joined, left;
};
/* How many persons are in two unions, by the ids of both. */
struct prak_member_pairing {
    struct prak_map *map;
    uint64_t *count;
    size_t cap;
};
/* Goes through the persons of the part, in their order; persons: of each group, each organisation. pairing may be NULL. */
int prak_member_tally(const struct prak_member *m, struct prak_member_part *p, struct prak_arena *a,
                      struct prak_member_persons *persons, struct prak_member_pairing *pairing, struct prak_err *e);
#endif
