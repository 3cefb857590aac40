/*
 * contract_law.c - loads the tables that contracts are judged by, and checks what prak_rules_load cannot know.
 */
#include "domain/contract_law.h"

#include <stdlib.h>

#include "base/date.h"

enum { BY_READING, BY_RULE, SELECTORS };

static const char *const limit_name[PRAK_LIMIT_COUNT] = {
    [PRAK_LIMIT_WRITTEN] = "fdc_must_be_written",     [PRAK_LIMIT_END] = "fdc_needs_end_date",
    [PRAK_LIMIT_TERM] = "fdc_single_term_max",        [PRAK_LIMIT_TACIT] = "tacit_continuation",
    [PRAK_LIMIT_RENEWALS] = "fdc_renewals_total_max", [PRAK_LIMIT_TOTAL] = "fdc_total_max",
    [PRAK_LIMIT_RESTART] = "restart_break_min",
};
static const char *const kind_name[PRAK_CONTRACT_KINDS] = { "FDC", "UDC", "tacit" };
static const char *const breaks_name[PRAK_BREAKS_COUNT] = { "rule", "unread", "each" };
static const char *const assume_name[PRAK_ASSUME_WORDS] = { NULL, "breaks-join", "breaks-restart" };
static const char *const assumed_name[PRAK_ASSUME_WORDS] = { "", "assumed_breaks-join", "assumed_breaks-restart" };

struct prak_str prak_contract_kind_name(enum prak_contract_kind kind)
{
    return prak_str(kind < PRAK_CONTRACT_KINDS ? kind_name[kind] : "");
}

struct prak_str prak_contract_assumed(enum prak_contract_assume what)
{
    return prak_str(assumed_name[what]);
}

size_t prak_contract_readings(const struct prak_contract_law *law)
{
    return law->nreading;
}

struct prak_str prak_contract_reading(const struct prak_contract_law *law, size_t i)
{
    return law->reading[i].name;
}

const struct prak_contract_version *prak_contract_version(const struct prak_contract_versions *v, int32_t day)
{
    for (size_t i = v->n; i-- > 0;)
        if (v->v[i].rule->from <= day)
            return v->v[i].rule->to >= day ? &v->v[i] : NULL;
    return NULL;
}

/* Index of the word, or n. */
static size_t named(struct prak_str word, const char *const *name, size_t n)
{
    size_t i = 0;
    while (i < n && !(name[i] && prak_str_is(word, name[i])))
        i++;
    return i;
}

/* ---- rules ---- */

static bool is_yes_or_no(enum prak_contract_limit limit)
{
    return limit == PRAK_LIMIT_WRITTEN || limit == PRAK_LIMIT_END;
}

static int read_amount(const struct prak_contract_law *law, enum prak_contract_limit limit, const struct prak_rule *rule,
                       struct prak_contract_version *v, struct prak_err *e)
{
    int64_t n;
    const bool truth = is_yes_or_no(limit);
    if (!rule->has_value || !prak_str_is(rule->unit, truth ? "bool" : "months"))
        return prak_rule_fault(law->rules, rule->row, "unit", truth ? "not bool" : "not months", e);
    if (prak_dec_to_int64(rule->value, &n) < 0 || n < (truth ? 0 : 1) || n > INT16_MAX)
        return prak_rule_fault(law->rules, rule->row, "value", "not a whole number of months, at least one", e);
    *v = (struct prak_contract_version){ rule, (int32_t)n, prak_str_is(rule->selector[BY_READING], "any") };
    return 0;
}

static int by_day(const void *a, const void *b)
{
    const int32_t x = ((const struct prak_contract_version *)a)->rule->from,
                  y = ((const struct prak_contract_version *)b)->rule->from;
    return (x > y) - (x < y);
}

/* The rules of one limit: of the reading, and of any. */
static int gather(const struct prak_contract_law *law, struct prak_str reading, enum prak_contract_limit limit,
                  struct prak_contract_versions *out, struct prak_arena *a, struct prak_err *e)
{
    const size_t count = prak_rule_count(law->rules);
    struct prak_contract_version *v = prak_arena_array(a, count + 1, sizeof *v, e);
    size_t n = 0;
    if (!v)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct prak_rule *rule = prak_rule_at(law->rules, i);
        if (!prak_str_is(rule->selector[BY_RULE], limit_name[limit]) ||
            !(prak_str_eq(rule->selector[BY_READING], reading) || prak_str_is(rule->selector[BY_READING], "any")))
            continue;
        if (read_amount(law, limit, rule, &v[n++], e) < 0)
            return -1;
    }
    qsort(v, n, sizeof *v, by_day);
    *out = (struct prak_contract_versions){ v, n };
    return 0;
}

static int check_rules(const struct prak_contract_law *law, struct prak_err *e)
{
    if (prak_rule_selectors(law->rules) != SELECTORS)
        return prak_rule_fault(law->rules, SIZE_MAX, NULL, "selectors must be reading and rule", e);
    for (size_t i = 0; i < prak_rule_count(law->rules); i++) {
        const struct prak_rule *rule = prak_rule_at(law->rules, i);
        const struct prak_str reading = rule->selector[BY_READING];
        if (named(rule->selector[BY_RULE], limit_name, PRAK_LIMIT_COUNT) == PRAK_LIMIT_COUNT)
            return prak_rule_fault(law->rules, rule->row, "rule", "unknown rule", e);
        if (!prak_str_is(reading, "any") && prak_rule_row(law->readings, reading) == SIZE_MAX)
            return prak_rule_fault(law->rules, rule->row, "reading", "not a row of contract_readings, nor any", e);
    }
    return 0;
}

/* ---- lists ---- */

static int load_types(struct prak_contract_law *law, struct prak_rules *r, struct prak_arena *a, struct prak_err *e)
{
    if (prak_rules_load(r, "contract_types", &law->types, e) < 0)
        return -1;
    const size_t n = prak_rule_rows(law->types);
    law->kind = prak_arena_array(a, n + 1, sizeof *law->kind, e);
    if (!law->kind)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const size_t kind = named(prak_rule_cell(law->types, i, "kind"), kind_name, PRAK_CONTRACT_KINDS);
        if (kind == PRAK_CONTRACT_KINDS)
            return prak_rule_fault(law->types, i, "kind", "not FDC, UDC or tacit", e);
        law->kind[i] = (enum prak_contract_kind)kind;
    }
    return 0;
}

static int with_tail(struct prak_str name, const char *tail, struct prak_arena *a, struct prak_str *out,
                     struct prak_err *e)
{
    const size_t n = strlen(tail);
    char *text = prak_arena_take(a, name.n + n, e);
    if (!text)
        return -1;
    memcpy(text, name.p, name.n);
    memcpy(text + name.n, tail, n);
    *out = (struct prak_str){ text, name.n + n };
    return 0;
}

static int load_reading(struct prak_contract_law *law, size_t row, struct prak_arena *a, struct prak_err *e)
{
    const struct prak_rule_table *t = law->readings;
    if (law->nreading == PRAK_RULES_NAMED)
        return prak_fail(e, PRAK_EUSAGE, "more than %d readings", PRAK_RULES_NAMED);
    struct prak_contract_reading *r = &law->reading[law->nreading++];
    const size_t breaks = named(prak_rule_cell(t, row, "breaks"), breaks_name, PRAK_BREAKS_COUNT);
    r->name = prak_rule_cell(t, row, "reading");
    if (breaks == PRAK_BREAKS_COUNT)
        return prak_rule_fault(t, row, "breaks", "not rule, unread or each", e);
    r->breaks = (enum prak_contract_breaks)breaks;
    for (enum prak_contract_limit limit = 0; limit < PRAK_LIMIT_COUNT; limit++)
        if (gather(law, r->name, limit, &r->limit[limit], a, e) < 0)
            return -1;
    if ((r->limit[PRAK_LIMIT_RESTART].n > 0) != (r->breaks == PRAK_BREAKS_RULE))
        return prak_rule_fault(t, row, "breaks", "rule is for readings with a restart_break_min, and for them only", e);
    if (r->breaks == PRAK_BREAKS_EACH && r->limit[PRAK_LIMIT_RENEWALS].n + r->limit[PRAK_LIMIT_TOTAL].n > 0)
        return prak_rule_fault(t, row, "breaks", "each is for readings that add up no terms", e);
    return with_tail(r->name, "_not_in_force", a, &r->not_in_force, e) < 0 ||
                   with_tail(r->name, "_break_unread", a, &r->unread, e) < 0
               ? -1
               : 0;
}

/* Chains are numbered by the first reading of the list that has a rule on breaks. */
static int find_restart(struct prak_contract_law *law, struct prak_arena *a, struct prak_err *e)
{
    for (size_t i = 0; i < prak_rule_rows(law->readings) && law->restart.n == 0; i++)
        if (gather(law, prak_rule_cell(law->readings, i, "reading"), PRAK_LIMIT_RESTART, &law->restart, a, e) < 0)
            return -1;
    return 0;
}

/* ---- options ---- */

static int choose_reading(struct prak_contract_law *law, struct prak_str name, struct prak_arena *a, struct prak_err *e)
{
    const size_t row = prak_rule_row(law->readings, name);
    if (row == SIZE_MAX) {
        prak_fail(e, PRAK_EUSAGE, "unknown reading '%.*s'", (int)(name.n < 100 ? name.n : 100), name.p);
        return prak_err_hint(e, "readings are the rows of contract_readings.csv, such as ac_2y; or all");
    }
    for (size_t i = 0; i < law->nreading; i++)
        if (prak_str_eq(law->reading[i].name, name))
            return prak_fail(e, PRAK_EUSAGE, "reading '%.*s' twice", (int)name.n, name.p);
    return load_reading(law, row, a, e);
}

static int choose_readings(struct prak_contract_law *law, const char *list, struct prak_arena *a, struct prak_err *e)
{
    if (prak_rule_rows(law->readings) == 0)
        return prak_rule_fault(law->readings, SIZE_MAX, NULL, "no reading", e);
    if (!list || strcmp(list, "all") == 0) {
        for (size_t row = 0; row < prak_rule_rows(law->readings); row++)
            if (load_reading(law, row, a, e) < 0)
                return -1;
        return 0;
    }
    for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        if (choose_reading(law, (struct prak_str){ p, strcspn(p, ",") }, a, e) < 0)
            return -1;
    return 0;
}

static int take_options(struct prak_contract_law *law, const struct prak_contract_options *o, struct prak_err *e)
{
    law->strict = o->strict;
    for (size_t i = 0; i < PRAK_CONTRACT_NFACT; i++) {
        law->there[i] = o->column[i] != NULL;
        law->column[i] = prak_str(o->column[i] ? o->column[i] : "");
    }
    if (prak_date_parse(o->on, strlen(o->on), &law->on) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--on: not a date (YYYY-MM-DD)");
    if (o->assume) {
        const size_t what = named(prak_str(o->assume), assume_name, PRAK_ASSUME_WORDS);
        if (what == PRAK_ASSUME_WORDS) {
            prak_fail(e, PRAK_EUSAGE, "unknown assumption '%.100s'", o->assume);
            return prak_err_hint(e, "there are breaks-join and breaks-restart");
        }
        law->assume = (enum prak_contract_assume)what;
    }
    return 0;
}

int prak_contract_law_new(struct prak_rules *r, const struct prak_contract_options *o, struct prak_arena *a,
                          const struct prak_contract_law **out, struct prak_err *e)
{
    struct prak_contract_law *law = prak_arena_array(a, 1, sizeof *law, e);
    if (!law || take_options(law, o, e) < 0)
        return -1;
    if (prak_rules_load(r, "contract_rules", &law->rules, e) < 0 ||
        prak_rules_load(r, "contract_readings", &law->readings, e) < 0)
        return -1;
    if (check_rules(law, e) < 0 || load_types(law, r, a, e) < 0 || choose_readings(law, o->reading, a, e) < 0 ||
        find_restart(law, a, e) < 0)
        return -1;
    *out = law;
    return 0;
}
