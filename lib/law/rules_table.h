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
    size_t from, to, value, unit, confidence, precision; /* columns */
    size_t nselector, nrule;
    struct prak_rule *rule; /* one per row when dated */
    struct prak_rule_table *next;
};

struct prak_rules {
    struct prak_arena *arena;
    const char *dir;
    struct prak_rule_table *first; /* in the order of loading */
    const struct prak_rule_table *currencies;
    size_t ntable;
};
#endif
