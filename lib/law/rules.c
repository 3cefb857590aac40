/*
 * rules.c - loading and checking of rule tables. Lookups are in lookup.c.
 */
#include "law/rules.h"

#include <stdio.h>
#include <stdlib.h>

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
    return t->valued ? prak_law_need(t->data, "unit", &t->unit, e) : 0;
}

/* "TABLE.SELECTORS.VALID_FROM", and not another text. */
static int check_id(const struct prak_rule_table *t, size_t row, const struct prak_rule *rule,
                    struct prak_err *e)
{
    struct prak_buf want = { .max = (size_t)1 << 16 };
    prak_buf_text(&want, t->name);
    for (size_t k = 0; k < t->nselector; k++) {
        prak_buf_byte(&want, k ? '-' : '.');
        for (size_t i = 0; i < rule->selector[k].n; i++)
            prak_buf_byte(&want, rule->selector[k].p[i] == ' ' ? '_' : rule->selector[k].p[i]);
    }
    prak_buf_byte(&want, '.');
    struct prak_str from = prak_table_cell(t->data, row, t->from);
    prak_buf_add(&want, from.p, from.n);
    int rc = prak_buf_check(&want, e);
    if (rc == 0 && !prak_str_eq(rule->id, (struct prak_str){ want.p, want.n }))
        rc = prak_law_fault(t->data, row, "rule_id", "not TABLE.SELECTORS.VALID_FROM of its row", e);
    prak_buf_free(&want);
    return rc;
}

static int check_unit(const struct prak_rules *r, struct prak_str unit)
{
    static const char *const words[] = { "day",    "days", "hour",  "hours",   "week",    "weeks", "month",
                                         "months", "year", "years", "percent", "persons", "ratio", "x" };
    while (unit.n > 0) {
        const char *slash = memchr(unit.p, '/', unit.n);
        struct prak_str part = { unit.p, slash ? (size_t)(slash - unit.p) : unit.n };
        bool known = prak_rules_currency(r, part) >= 0;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            known = known || prak_str_is(part, words[i]);
        if (!known)
            return -1;
        if (!slash)
            return 0;
        unit.n -= part.n + 1;
        unit.p += part.n + 1;
    }
    return -1; /* empty, or a slash at its end */
}

static int check_selectors(const struct prak_rule_table *t, size_t row, const struct prak_rule *rule,
                           struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(t->data);
    for (size_t k = 0; k < t->nselector; k++) {
        struct prak_str v = rule->selector[k];
        int rc = 0;
        if (v.n == 0)
            rc = prak_law_fault(t->data, row, NULL, "selector is empty", e);
        else if (memchr(v.p, '|', v.n)) /* ids are joined by it */
            rc = prak_law_fault(t->data, row, NULL, "selector holds a '|'", e);
        if (rc < 0) {
            prak_err_column(e, s->name[k + 1].p, s->name[k + 1].n);
            return -1;
        }
    }
    return 0;
}

static int check_value(const struct prak_rules *r, const struct prak_rule_table *t, size_t row,
                       struct prak_rule *rule, struct prak_err *e)
{
    if (!t->valued)
        return 0;
    rule->has_value = true;
    rule->unit = prak_table_cell(t->data, row, t->unit);
    if (prak_law_number(t->data, row, t->value, "value", &rule->value, e) < 0)
        return -1;
    if (check_unit(r, rule->unit) < 0)
        return prak_law_fault(t->data, row, "unit", "unknown unit", e);
    return 0;
}

static int check_precision(const struct prak_rule_table *t, size_t row, struct prak_err *e)
{
    struct prak_str p = { NULL, 0 };
    if (t->precise)
        p = prak_table_cell(t->data, row, t->precision);
    if (p.n == 0 || prak_str_is(p, "day") || prak_str_is(p, "month") || prak_str_is(p, "year"))
        return 0;
    return prak_law_fault(t->data, row, "date_precision", "not one of day, month, year", e);
}

static int read_rule(struct prak_rules *r, struct prak_rule_table *t, size_t row, struct prak_err *e)
{
    struct prak_rule *rule = &t->rule[row];
    struct prak_str *selector = prak_arena_array(r->arena, t->nselector, sizeof *selector, e);
    if (!selector)
        return -1;
    for (size_t k = 0; k < t->nselector; k++)
        selector[k] = prak_table_cell(t->data, row, k + 1);
    rule->selector = selector;
    rule->id = prak_table_cell(t->data, row, 0);
    rule->table = t;
    rule->row = row;
    if (check_selectors(t, row, rule, e) < 0 ||
        prak_law_range(t->data, row, t->from, t->to, &rule->from, &rule->to, e) < 0 ||
        check_value(r, t, row, rule, e) < 0 ||
        prak_law_confidence(t->data, row, t->confidence, &rule->confidence, e) < 0 ||
        check_precision(t, row, e) < 0)
        return -1;
    return check_id(t, row, rule, e);
}

static bool same_selectors(const void *data, size_t a, size_t b)
{
    const struct prak_rule_table *t = data;
    for (size_t k = 0; k < t->nselector; k++) {
        struct prak_str x = t->rule[a].selector[k], y = t->rule[b].selector[k];
        if (!prak_str_eq(x, y) && !prak_str_is(x, "any") && !prak_str_is(y, "any"))
            return false;
    }
    return true;
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

static int check_overlap(struct prak_rules *r, struct prak_rule_table *t, struct prak_err *e)
{
    struct prak_law_span *span = prak_arena_array(r->arena, t->nrule + 1, sizeof *span, e);
    size_t a, b;
    if (!span)
        return -1;
    for (size_t i = 0; i < t->nrule; i++)
        span[i] = (struct prak_law_span){ t->rule[i].from, t->rule[i].to };
    if (!prak_law_overlap(span, t->nrule, same_selectors, t, &a, &b))
        return 0;
    prak_law_fault(t->data, b, "valid_from", "in force at the same time as another row of the same selectors",
                   e);
    return prak_err_hint(e, "the other row is at line %llu", (unsigned long long)prak_table_line(t->data, a));
}

static int check(struct prak_rules *r, struct prak_rule_table *t, struct prak_err *e)
{
    if (check_unique(t, e) < 0)
        return -1;
    if (!t->dated)
        return 0;
    if (t->valued && !r->currencies && prak_rules_load(r, currencies, NULL, e) < 0)
        return -1;
    t->nrule = prak_table_rows(t->data);
    t->rule = prak_arena_array(r->arena, t->nrule + 1, sizeof *t->rule, e);
    if (!t->rule)
        return -1;
    for (size_t row = 0; row < t->nrule; row++)
        if (read_rule(r, t, row, e) < 0)
            return -1;
    return check_overlap(r, t, e);
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
