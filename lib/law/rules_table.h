/*
 * rules_table.h - what a loaded table holds; private to lib/law.
 */
#ifndef PRAK_LAW_RULES_TABLE_H
#define PRAK_LAW_RULES_TABLE_H
#include "base/arena.h"
#include "law/rules.h"
#include "table/table.h"

struct prak_rule_table {
    const char *name, *path;
    char hex[65];
    struct prak_table *data;
    bool dated, valued, precise; /* begins with rule_id; has a value; has a date_precision */
    bool limited;                                        /* has a verified_to */
    size_t from, to, value, unit, confidence, precision; /* columns */
    size_t verified, band_to;
    ptrdiff_t band; /* selector band_from, or -1 */
    size_t nselector, nrule;
    struct prak_rule *rule; /* one per row when dated */
    struct prak_rule_table *next;
};

struct prak_rules {
    struct prak_arena *arena;
    const char *dir;
    struct prak_rule_table *first; /* in the order of loading */
    const struct prak_rule_table *currencies, *complete; /* complete: the list `tables`, NULL without one */
    size_t ntable;
    bool asked; /* whether there is a list `tables` */
};

/* Row `row` of t->data into t->rule[row]. */
int prak_law_read_rule(struct prak_rules *r, struct prak_rule_table *t, size_t row, struct prak_err *e);

/* Two rows in force on one day for the same case, and what is missing in a table that is called complete. */
int prak_law_check_cover(struct prak_rules *r, const struct prak_rule_table *t, struct prak_err *e);
#endif
