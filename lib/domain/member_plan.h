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

/* What is asked for. */
enum prak_member_mode { PRAK_MEMBER_FINDINGS, PRAK_MEMBER_SPELLS, PRAK_MEMBER_LEDGER };

struct prak_member {
    enum prak_member_mode mode;
    enum prak_member_level level; /* PRAK_NO_LEVEL: any */
    struct prak_member_column column_out[PRAK_MEMBER_COLUMNS];
    size_t ncolumn_out;
    bool keys;
    const struct prak_member_spans *spans;   /* of spells */
    const struct prak_member_ledger *ledger; /* NULL without one */
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

/* Appends a column of the output. */
void prak_member_put(struct prak_member *m, struct prak_str name, enum prak_type type);
void prak_member_finding_columns(struct prak_member *m);
void prak_member_put_all(struct prak_member *m, const char *const *name, size_t n, enum prak_type type);

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
    struct prak_sorter **sorter; /* of persons: key (and group), and a prak_member_note, _stay or _charge by what is asked for */
    size_t nsorter;
    struct prak_member_due *due; /* of a ledger: rows without a person, of each union, each month */
    size_t ndue;
    struct prak_buf key, group;
};
/* Id of a group, with room for its claims. */
int prak_member_group(struct prak_member_part *p, struct prak_str group, uint32_t *id, struct prak_err *e);
struct prak_member_note {
    uint32_t organisation, marks;
};

/* A row of a roster. */
struct prak_member_entry {
    struct prak_str person; /* n 0: not known */
    uint32_t organisation, marks;
    int32_t joined, left; /* INT32_MIN, INT32_MAX: open */
    int32_t covered;      /* the last day that dues and grace reach; INT32_MAX: not told */
    bool pays, has_amount, gap[PRAK_GAPS];
    struct prak_dec amount;
};

/* ---- spells (member_spell.c) ---- */

/* An organisation is above the union, and of the level that is asked for, from a day to another. */
struct prak_member_span {
    uint32_t organisation;
    int32_t from, to; /* INT32_MIN, INT32_MAX: open */
};
struct prak_member_spans {
    const struct prak_member_span *span;
    size_t n;
};
/* Of each union, in the tree's arena; PRAK_NO_LEVEL: itself, always. */
int prak_member_spans_new(const struct prak_member_tree *t, enum prak_member_level level, const struct prak_member_spans **out,
                          struct prak_err *e);
int prak_member_add_stay(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_entry *row,
                         enum prak_member_use *use, struct prak_err *e);
struct prak_member_spells; /* all of them, to be read one by one */
int prak_member_spells_new(const struct prak_member *m, struct prak_member_part *p, struct prak_member_spells **out,
                           struct prak_err *e);
void prak_member_spells_free(struct prak_member_spells *s); /* NULL is allowed */
void prak_member_spell_columns(struct prak_member *m);
int prak_member_spell_line(struct prak_member_spells *s, struct prak_member_cell *cell, struct prak_err *e);

/* ---- */

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
/* Ids of the groups in the order of their cells, and how many; from the arena. */
int prak_member_order_groups(const struct prak_map *groups, struct prak_arena *a, uint32_t **order, size_t *n,
                             struct prak_err *e);
/* Goes through the persons of the part, in their order; persons: of each group, each organisation. pairing may be NULL. */
int prak_member_tally(const struct prak_member *m, struct prak_member_part *p, struct prak_arena *a,
                      struct prak_member_persons *persons, struct prak_member_pairing *pairing, struct prak_err *e);
/* Puts what is known of a person (after decisions) and a group where others of the same will meet it. */
int prak_member_keep(const struct prak_member *m, struct prak_member_part *p, struct prak_str person, const void *note,
                     size_t size, struct prak_err *e);

/* All that was kept in a part, those of one person and group one after another. */
struct prak_member_meeting {
    struct prak_member_part *part;
    struct prak_member_head *head;
    size_t at; /* of the sorter whose row was given last, or SIZE_MAX */
    struct prak_buf last;
};
int prak_member_meet(struct prak_member_part *p, struct prak_arena *a, struct prak_member_meeting *w, struct prak_err *e);
void prak_member_meet_end(struct prak_member_meeting *w);
/* 1 and a row, 0 at the end, -1; same: it is of the same person and group as the one before. Borrowed until the next call. */
int prak_member_meet_next(struct prak_member_meeting *w, struct prak_str *key, struct prak_str *data, bool *same,
                          struct prak_err *e);
/* Of a key: its person and its group. */
struct prak_str prak_member_key_person(const struct prak_member *m, struct prak_str key, struct prak_str *group);
#endif
