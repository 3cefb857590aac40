/*
 * member_tree.h - organisations and their edges on a day; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_MEMBER_TREE_H
#define PRAK_DOMAIN_MEMBER_TREE_H
#include "domain/member.h"
#include "table/map.h"

enum prak_member_level { PRAK_NO_LEVEL, PRAK_LOCAL, PRAK_FEDERATION, PRAK_CONFEDERATION, PRAK_LEVELS };

/* What a row of the tree says of its organisation. */
struct prak_member_told {
    enum prak_member_level level;
    bool association, has_range, has_registered;
    uint32_t enterprise; /* UINT32_MAX: not told */
    uint64_t least, most;
    int32_t registered;
};

struct prak_member_row {
    uint32_t organisation, parent; /* parent UINT32_MAX: none */
    int32_t from, to;
    struct prak_member_told told;
    size_t next; /* the row of the same organisation before this one, or SIZE_MAX */
};

struct prak_member_ids {
    const uint32_t *id;
    size_t n;
};

struct prak_member_tree {
    struct prak_arena *arena;
    struct prak_table *table;
    struct prak_map *names, *enterprises;
    bool has_registered; /* the table has that column */
    size_t n, nrow;
    uint32_t total; /* the last one, above all others; UINT32_MAX: none. It has no name here and no rows */
    struct prak_member_row *row;
    size_t *last; /* of each organisation, its last row */
    /* on the day */
    struct prak_member_told *told; /* by the row in force, else the last before, else the first after */
    bool *in_force, *cycle;
    struct prak_member_ids *parents, *children;
    struct prak_member_ids *above; /* itself first, then each once */
};

/* The tree with what is told on the day; parents, children and above as of it. */
int prak_member_tree_new(struct prak_table *t, int32_t day, bool total, size_t limit, struct prak_member_tree **out, struct prak_err *e);
void prak_member_tree_free(struct prak_member_tree *t); /* NULL is allowed */
/* What is above each on another day, in the tree's arena. */
int prak_member_tree_above(const struct prak_member_tree *t, int32_t day, struct prak_member_ids **above, struct prak_err *e);
/* The row that says what an organisation is on a day: in force, else the last before, else the first after; NULL: of the total. */
const struct prak_member_row *prak_member_tree_row(const struct prak_member_tree *t, uint32_t id, int32_t day);
bool prak_member_row_holds(const struct prak_member_row *row, int32_t day);
/* Is it there on that day? The total always is. */
bool prak_member_tree_holds(const struct prak_member_tree *t, uint32_t id, int32_t day);
const char *prak_member_level_name(enum prak_member_level level); /* "" for none */

/* A walk along links: from the start on, each once. Reusable. */
struct prak_member_walk {
    uint32_t *queue;
    bool *seen;
    size_t n; /* met */
    size_t at;
};
int prak_member_walk_new(size_t organisations, struct prak_arena *a, struct prak_member_walk *w, struct prak_err *e);
void prak_member_walk_begin(struct prak_member_walk *w, uint32_t from);
bool prak_member_walk_next(struct prak_member_walk *w, uint32_t *id);
void prak_member_walk_follow(struct prak_member_walk *w, struct prak_member_ids links);
void prak_member_walk_end(struct prak_member_walk *w); /* forgets what was met */

/* EDATA at a row of a table; column may be NULL. Always -1. */
int prak_member_fault(const struct prak_table *t, size_t row, const char *column, const char *msg, struct prak_err *e);
/* EDATA: a column that is passed over is called nearly as one that may be there and is not. */
int prak_member_check_names(struct prak_table *t, const char *const *may, size_t n, struct prak_err *e);
/* A whole number from 0 on, of persons. */
int prak_member_number(const struct prak_table *t, size_t row, size_t col, const char *column, uint64_t *v, struct prak_err *e);
#endif
