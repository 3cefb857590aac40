/*
 * member.h - who is organised where, and how many really: rosters beside a tree of organisations with dates. Pure.
 * Findings on a day; or spells of membership (member_spell.c); or dues by month beside a ledger of them (member_ledger.h).
 *
 * How the figures of an organisation come about (prak-member(1) is the description for users):
 *  1. The tree's rows in force on the day give edges, organisation to parent. What is below an organisation is itself and all
 * that reach it by edges, each once, whatever the number of ways or cycles.
 *  2. A roster row in force on the day (joined <= day <= left) is a claim of its union. claimed: rows of the unions below.
 * persons: distinct keys among them; dues_paying, verified, employees: those with a row that says so. overlap: persons in two
 * unions below of which neither is above the other.
 *  3. An organisation is told when it has members_min and members_max and no roster of its own. low: the greatest of the
 * persons below (those that pay, where that is asked) and each members_min told below. high: walking down, and not past what
 * is told, the claims of those not told and, of each told, the greatest of members_max and the claims below it; at least low.
 * A leaf that is neither told nor has a roster leaves high unknown (`roster_missing`).
 *  4. Workers: walking down, and not past what the table of workers has, the sum of these, an enterprise once. A leaf that it
 * has not leaves them unknown (`workers_missing`).
 *  5. With groups, each is judged as if the rosters had no other rows: without what is told and without thresholds, which are
 * of whole organisations.
 *  6. Thresholds compare a range with the rule in force on the day: met, not met (`below_X`) or `unsure_X`.
 */
#ifndef PRAK_DOMAIN_MEMBER_H
#define PRAK_DOMAIN_MEMBER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "law/rules.h"
#include "table/table.h"

enum prak_member_fact {
    PRAK_MEMBER_PERSON,
    PRAK_MEMBER_UNION,
    PRAK_MEMBER_JOINED,
    PRAK_MEMBER_LEFT,
    PRAK_MEMBER_DUES,       /* true or false */
    PRAK_MEMBER_DUES_UNTIL, /* the last day paid for */
    PRAK_MEMBER_VERIFIED,
    PRAK_MEMBER_EMPLOYEE,
    PRAK_MEMBER_AMOUNT,     /* dues of a month */
    PRAK_MEMBER_CURRENCY,   /* of these */
    PRAK_MEMBER_NFACT
};

#define PRAK_MEMBER_BY 10 /* columns of groups, at most */

struct prak_member_options {
    const char *column[PRAK_MEMBER_NFACT]; /* the user's names; NULL: not there */
    struct prak_str constant[PRAK_MEMBER_NFACT]; /* a word that holds for all rows, not a column; n 0: none */
    const char *on, *since, *grace;        /* YYYY-MM-DD, the same or NULL, "3m" or "90d" or NULL */
    const char *level;                     /* only organisations of this level, or NULL */
    const struct prak_str *by;             /* columns of rosters whose cells make groups */
    size_t nby;
    const char *overlap, *decisions, *staff, *ledger; /* files of these options, or NULL; staff: of workers */
    const char *months;                    /* of a ledger: "2024-01..2024-06" */
    bool spells, keys;                     /* spells of membership; with the key of the person */
    const char *total;                     /* name of a row for all together, or NULL */
    struct prak_table *tree;
    struct prak_table *workers, *same, *payments; /* NULL: none */
    size_t memory;                     /* bytes of rows that a part may hold before it puts them aside */
    size_t limit;                      /* bytes of organisations and groups, 0: none */
    bool strict;                       /* refuse rules of confidence seed and memory */
};
/* EUSAGE: options that do not go together. */
int prak_member_options_check(const struct prak_member_options *o, struct prak_err *e);

struct prak_member; /* tree, tables and options; read-only while rows are added, for any number of threads */

/* Reads and checks the tables. They, the options' texts and the rules are borrowed. EDATA: a fault of a table, with its line. */
int prak_member_new(const struct prak_member_options *o, struct prak_rules *r, struct prak_member **out, struct prak_err *e);
void prak_member_free(struct prak_member *m); /* NULL is allowed */
size_t prak_member_organisations(const struct prak_member *m); /* the total, if any, is the last */
/* Index of an organisation of the tree, or UINT32_MAX; near: NULL, or receives the nearest name, or another. */
uint32_t prak_member_find(const struct prak_member *m, struct prak_str organisation, struct prak_str *near);
/* It has a roster, though that may be empty. Before the first row. */
void prak_member_has_roster(struct prak_member *m, uint32_t organisation);

/*
 * What is written: findings, or instead of these spells or dues by month. Columns are in the order of the output.
 */
#define PRAK_MEMBER_COLUMNS (PRAK_MEMBER_BY + 2 * 10) /* never more */
struct prak_member_column {
    struct prak_str name;
    enum prak_type type; /* PRAK_NUMBER or PRAK_TEXT */
};
size_t prak_member_columns(const struct prak_member *m, const struct prak_member_column **out);

/* ---- rows ---- */

struct prak_member_part; /* what one worker has added */
int prak_member_part_new(const struct prak_member *m, struct prak_member_part **out, struct prak_err *e);
void prak_member_part_free(struct prak_member_part *p); /* NULL is allowed */

/* Cells as they stand; n 0 is missing, or a column that is not there. */
struct prak_member_facts {
    struct prak_str cell[PRAK_MEMBER_NFACT], by[PRAK_MEMBER_BY];
    uint32_t organisation; /* where there is no column union */
};
/* What became of a row. */
enum prak_member_use {
    PRAK_MEMBER_PASSED,    /* not in force when it is asked about */
    PRAK_MEMBER_USED,
    PRAK_MEMBER_NO_PERSON, /* no spell: nobody knows whose */
    PRAK_MEMBER_NEVER_PAID, /* no spell: dues and grace were over before the first day */
    PRAK_MEMBER_OUTSIDE,   /* no spell: nothing that is asked about was in force above its union */
    PRAK_MEMBER_USES
};
/* 0, or -1: a bad cell (EDATA with column), and *code is its reason; or memory, and it is NULL. */
int prak_member_add(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_facts *facts,
                    enum prak_member_use *use, const char **code, struct prak_err *e);
/* Parts merge in any order with the same result. `from` is empty afterwards. */
int prak_member_merge(struct prak_member_part *into, struct prak_member_part *from, struct prak_err *e);

/* ---- what comes of them ---- */

enum { PRAK_MEMBER_THRESHOLDS = 2, PRAK_MEMBER_RULES = 10, PRAK_MEMBER_REASONS = 2 * 10 };

struct prak_member_finding {
    struct prak_str organisation, level; /* level n 0: not told */
    struct prak_str by[PRAK_MEMBER_BY];
    bool is_total;
    bool has_claimed, has_persons, has_dues, has_verified, has_low, has_high, has_since, has_change, has_workers, has_employees,
        has_net, has_gross;
    uint64_t claimed, dues_paying, verified, persons, low, high, overlap, persons_since, joined, left, workers, employees;
    struct prak_dec density_net, density_gross;
    struct prak_str threshold[PRAK_MEMBER_THRESHOLDS];
    size_t nthreshold;
    struct prak_str rule[PRAK_MEMBER_RULES];
    size_t nrule;
    enum prak_confidence confidence;
    struct prak_str reason[PRAK_MEMBER_REASONS];
    size_t nreason;
};

struct prak_member_result;
/* All that was added: the part is used up, and lives as long as the result. pairs: count the persons of each two unions. */
int prak_member_judge(const struct prak_member *m, struct prak_member_part *p, bool pairs, struct prak_member_result **out,
                      struct prak_err *e);
void prak_member_result_free(struct prak_member_result *r); /* NULL is allowed */

/* A number, or text: parts to be joined by '|', or one. */
struct prak_member_cell {
    bool has; /* a number */
    struct prak_dec number;
    struct prak_str text;
    const struct prak_str *part;
    size_t npart;
};
static inline struct prak_member_cell prak_member_cell_text(struct prak_str s)
{
    return (struct prak_member_cell){ .text = s };
}
static inline struct prak_member_cell prak_member_cell_number(bool has, struct prak_dec d)
{
    return (struct prak_member_cell){ .text = { "", 0 }, .has = has, .number = d };
}
static inline struct prak_member_cell prak_member_cell_count(bool has, uint64_t n)
{
    return prak_member_cell_number(has, prak_dec_int((int64_t)n));
}
/* The next row of output, a cell for each column, which lives until the next call: 1, 0 at the end, -1. */
int prak_member_line(struct prak_member_result *r, const struct prak_member_cell **cell, struct prak_err *e);

/* ---- findings, one by one ---- */

/* Groups in the order of their cells; without columns of groups there is one. */
size_t prak_member_groups(const struct prak_member_result *r);
/* The i-th organisation of the tree, of a group; false: it is neither in force nor has members, or the group has nobody. */
bool prak_member_finding(const struct prak_member_result *r, size_t i, size_t group, struct prak_member_finding *f);
/* Two unions, a before b by bytes, and how many persons are in both. */
struct prak_member_pair {
    struct prak_str a, b;
    uint64_t persons;
};
/* In the order of a, then b; *n of them. */
int prak_member_pairs(struct prak_member_result *r, const struct prak_member_pair **pair, size_t *n, struct prak_err *e);
#endif
