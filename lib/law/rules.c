/*
 * rules.c - loading and checking of rule tables. Rows are read in rules_row.c, lookups are in lookup.c.
 */
#include "law/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "io/load.h"
#include "law/rules_check.h"
#include "law/rules_table.h"

#define TABLE_LIMIT ((size_t)64 << 20) /* bytes of memory for one table */

static const char currencies[] = "currencies";

int prak_rules_open(const char *dir, struct prak_rules **out, struct prak_err *e)
{
    struct prak_rules *r = calloc(1, sizeof *r);
    if (!r || !(r->arena = prak_arena_new(0))) {
        free(r);
        return prak_fail_memory(e);
    }
    if (!(r->dir = prak_arena_copy(r->arena, dir, strlen(dir), e))) {
        prak_rules_free(r);
        return -1;
    }
    *out = r;
    return 0;
}

void prak_rules_free(struct prak_rules *r)
{
    if (!r)
        return;
    for (struct prak_rule_table *t = r->first; t; t = t->next)
        prak_table_free(t->data);
    prak_arena_free(r->arena);
    free(r);
}

/* The header of a rule table: selectors lie between rule_id and valid_from. */
static int bind(struct prak_rule_table *t, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(t->data);
    if (!prak_str_is(s->name[0], "rule_id"))
        return 0;
    t->dated = true;
    if (prak_law_need(t->data, "valid_from", &t->from, e) < 0 ||
        prak_law_need(t->data, "valid_to", &t->to, e) < 0 ||
        prak_law_need(t->data, "confidence", &t->confidence, e) < 0)
        return -1;
    if (t->from < 2)
        return prak_law_fault(t->data, SIZE_MAX, NULL, "no selector column between rule_id and valid_from",
                              e);
    t->nselector = t->from - 1;
    ptrdiff_t value = prak_schema_find(s, prak_str("value")),
              precision = prak_schema_find(s, prak_str("date_precision"));
    t->valued = value >= 0;
    t->value = t->valued ? (size_t)value : 0;
    t->precise = precision >= 0;
    t->precision = t->precise ? (size_t)precision : 0;
    ptrdiff_t verified = prak_schema_find(s, prak_str("verified_to"));
    t->limited = verified >= 0;
    t->verified = t->limited ? (size_t)verified : 0;
    t->band = prak_schema_find(s, prak_str("band_from")) - 1; /* among the selectors */
    if (t->band >= (ptrdiff_t)t->nselector)
        return prak_law_fault(t->data, SIZE_MAX, NULL, "band_from must be a selector, before valid_from", e);
    t->band = t->band < 0 ? -1 : t->band;
    if (t->band >= 0 && prak_law_need(t->data, "band_to", &t->band_to, e) < 0)
        return -1;
    return t->valued ? prak_law_need(t->data, "unit", &t->unit, e) : 0;
}

/* The first column holds every row's name once. */
static int check_unique(struct prak_rule_table *t, struct prak_err *e)
{
    static const size_t first = 0;
    size_t again;
    for (size_t row = 0; row < prak_table_rows(t->data); row++)
        if (prak_table_cell(t->data, row, 0).n == 0)
            return prak_law_fault(t->data, row, NULL, t->dated ? "rule_id is empty" : "key is empty", e);
    if (prak_table_index(t->data, &first, 1, e) < 0)
        return -1;
    if (!prak_table_unique(t->data, &again))
        return prak_law_fault(t->data, again, NULL, t->dated ? "rule_id appears twice" : "key appears twice",
                              e);
    return 0;
}

bool prak_rules_has(const struct prak_rules *r, const char *name)
{
    struct prak_buf path = { 0 };
    prak_buf_fmt(&path, "%s/%s.csv", r->dir, name);
    const char *text = prak_buf_cstr(&path);
    bool there = text && access(text, F_OK) == 0;
    prak_buf_free(&path);
    return there;
}

/* The list of complete tables is asked once, and a folder need not have it. */
static int load_complete(struct prak_rules *r, struct prak_err *e)
{
    const struct prak_rule_table *t;
    bool there = !r->asked && prak_rules_has(r, "tables");
    r->asked = true;
    if (!there)
        return 0;
    if (prak_rules_load(r, "tables", &t, e) < 0)
        return -1;
    if (t->dated)
        return prak_law_fault(t->data, SIZE_MAX, NULL, "a plain list, not a rule table, is needed here", e);
    for (size_t row = 0; row < prak_rule_rows(t); row++) {
        struct prak_str complete = prak_rule_cell(t, row, "complete");
        if (!prak_str_is(complete, "yes") && !prak_str_is(complete, "no"))
            return prak_law_fault(t->data, row, "complete", "not yes or no", e);
    }
    r->complete = t;
    return 0;
}

static int check(struct prak_rules *r, struct prak_rule_table *t, struct prak_err *e)
{
    if (check_unique(t, e) < 0)
        return -1;
    if (!t->dated)
        return 0;
    if (load_complete(r, e) < 0)
        return -1;
    if (t->valued && !r->currencies && prak_rules_load(r, currencies, NULL, e) < 0)
        return -1;
    t->nrule = prak_table_rows(t->data);
    t->rule = prak_arena_array(r->arena, t->nrule + 1, sizeof *t->rule, e);
    if (!t->rule)
        return -1;
    for (size_t row = 0; row < t->nrule; row++)
        if (prak_law_read_rule(r, t, row, e) < 0)
            return -1;
    return prak_law_check_cover(r, t, e);
}

/* Digits are read at each lookup; here it is made sure that they can be. */
static int check_currencies(struct prak_rules *r, struct prak_rule_table *t, struct prak_err *e)
{
    size_t digits;
    if (prak_law_need(t->data, "digits", &digits, e) < 0)
        return -1;
    r->currencies = t;
    for (size_t row = 0; row < prak_table_rows(t->data); row++)
        if (prak_rules_currency(r, prak_table_cell(t->data, row, 0)) < 0)
            return prak_law_fault(t->data, row, "digits", "not a digit from 0 to 9", e);
    return 0;
}

static int read_table(struct prak_rules *r, struct prak_rule_table *t, struct prak_err *e)
{
    bool is_currencies = strcmp(t->name, currencies) == 0;
    if (prak_load(t->path, &(struct prak_load_options){ .comments = true, .limit = TABLE_LIMIT }, t->hex, &t->data, e) < 0)
        return -1;
    if (bind(t, e) < 0)
        return -1;
    if (is_currencies && t->dated)
        return prak_law_fault(t->data, SIZE_MAX, NULL, "a plain list, not a rule table, is needed here", e);
    if (check(r, t, e) < 0)
        return -1;
    return is_currencies ? check_currencies(r, t, e) : 0;
}

int prak_rules_load(struct prak_rules *r, const char *name, const struct prak_rule_table **out,
                    struct prak_err *e)
{
    struct prak_rule_table *t = r->first, **end;
    while (t && strcmp(t->name, name) != 0)
        t = t->next;
    if (!t) {
        size_t n = strlen(r->dir) + strlen(name) + sizeof "/.csv";
        char *path = prak_arena_take(r->arena, n, e);
        t = path ? prak_arena_array(r->arena, 1, sizeof *t, e) : NULL;
        if (!t || !(t->name = prak_arena_copy(r->arena, name, strlen(name), e)))
            return -1;
        snprintf(path, n, "%s/%s.csv", r->dir, name);
        t->path = path;
        if (read_table(r, t, e) < 0) {
            prak_table_free(t->data);
            r->currencies = r->currencies == t ? NULL : r->currencies;
            return -1;
        }
        for (end = &r->first; *end; end = &(*end)->next)
            ;
        *end = t;
        r->ntable++;
    }
    if (out)
        *out = t;
    return 0;
}
