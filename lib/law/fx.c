/*
 * fx.c - both sources of rates become one list of dated rates when they are opened.
 */
#include "law/fx.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "io/load.h"
#include "law/rules_check.h"

#define TABLE_LIMIT ((size_t)64 << 20)
#define NAMES       16 /* of named rules that a hint chooses from */
#define CONVERSION  "conversion"

struct rate {
    struct prak_str from, to, id;
    struct prak_law_span days;
    struct prak_dec rate;
    enum prak_confidence confidence;
};

struct prak_fx {
    struct prak_arena *arena;
    struct prak_table *data; /* the user's table */
    const char *name;        /* of the rule whose rates those are, "" without one */
    char hex[65];
    size_t n;
    struct rate *rate;
};

static struct prak_fx *fresh(struct prak_err *e)
{
    struct prak_fx *fx = calloc(1, sizeof *fx);
    if (fx && (fx->arena = prak_arena_new(0)))
        return fx;
    free(fx);
    prak_fail_memory(e);
    return NULL;
}

void prak_fx_free(struct prak_fx *fx)
{
    if (!fx)
        return;
    prak_table_free(fx->data);
    prak_arena_free(fx->arena);
    free(fx);
}

const char *prak_fx_hash(const struct prak_fx *fx)
{
    return fx->hex;
}

/* Is the rule one that the list of conversions has, but no table? */
static bool without_table(const struct prak_rule_table *list, const char *name)
{
    size_t row = prak_rule_row(list, prak_str(name));
    return row != SIZE_MAX && prak_str_is(prak_rule_cell(list, row, "table"), "no");
}

/* Names that are there: of the rules in t, then of the list. */
static int unknown_rule(const struct prak_rule_table *t, const struct prak_rule_table *list, const char *name,
                        struct prak_err *e)
{
    struct prak_str names[NAMES];
    size_t n = 0;
    for (size_t i = 0; t && i < prak_rule_count(t) && n < NAMES; i++) {
        struct prak_str rule = prak_rule_at(t, i)->selector[0];
        if (n == 0 || !prak_str_eq(rule, names[n - 1]))
            names[n++] = rule;
    }
    for (size_t i = 0; list && i < prak_rule_rows(list) && n < NAMES; i++)
        if (prak_str_is(prak_rule_cell(list, i, "table"), "no"))
            names[n++] = prak_rule_cell(list, i, "rule");
    prak_fail(e, PRAK_EUSAGE, "unknown conversion rule '%.80s'", name);
    ptrdiff_t near = prak_str_nearest(prak_str(name), names, n);
    if (near < 0 && n > 0)
        near = 0;
    if (near >= 0)
        prak_err_hint(e, "there is '%.*s'", (int)names[near].n, names[near].p);
    return -1;
}

static int no_such_rule(struct prak_rules *r, const struct prak_rule_table *t, const char *name, struct prak_err *e)
{
    const struct prak_rule_table *list = NULL;
    if (prak_rules_has(r, CONVERSION) && prak_rules_load(r, CONVERSION, &list, e) < 0)
        return -1;
    if (!list || !without_table(list, name))
        return unknown_rule(t, list, name, e);
    prak_fail(e, PRAK_EUSAGE, "no table of the rates of '%.80s' is among the rules", name);
    return prak_err_hint(e, "give them with --fx FILE");
}

static int open_rule(struct prak_rules *r, const char *name, struct prak_fx **out, struct prak_err *e)
{
    const struct prak_rule_table *t;
    if (prak_rules_load(r, "exchange_rate", &t, e) < 0)
        return -1;
    if (!prak_rule_names(t, 0, prak_str(name)))
        return no_such_rule(r, t, name, e);
    struct prak_fx *fx = fresh(e);
    if (!fx)
        return -1;
    if (!(fx->rate = prak_arena_array(fx->arena, prak_rule_count(t), sizeof *fx->rate, e)))
        goto out;
    for (size_t i = 0; i < prak_rule_count(t); i++) {
        const struct prak_rule *rule = prak_rule_at(t, i);
        if (!prak_str_is(rule->selector[0], name))
            continue;
        if (!rule->has_value || prak_dec_sign(rule->value) <= 0) {
            prak_rule_fault(t, rule->row, "value", "a rate must be above zero", e);
            goto out;
        }
        if (prak_rule_selectors(t) <= 2 || !prak_str_eq(prak_rule_unit(rule, 0), rule->selector[1]) ||
            !prak_str_eq(prak_rule_unit(rule, 1), rule->selector[2])) {
            prak_rule_fault(t, rule->row, "unit", "not CURRENCY/PER of its row", e);
            goto out;
        }
        /* KHR/USD 4000: one USD buys 4000 KHR */
        fx->rate[fx->n++] = (struct rate){
            prak_rule_unit(rule, 1), prak_rule_unit(rule, 0), rule->id,
            { rule->from, rule->verified < rule->to ? rule->verified : rule->to }, rule->value, rule->confidence
        };
    }
    *out = fx;
    return 0;
out:
    prak_fx_free(fx);
    return -1;
}

static bool same_pair(const void *data, size_t a, size_t b)
{
    const struct prak_fx *fx = data;
    return prak_str_eq(fx->rate[a].from, fx->rate[b].from) && prak_str_eq(fx->rate[a].to, fx->rate[b].to);
}

struct columns {
    size_t from, to, valid_from, valid_to, rate;
    ptrdiff_t confidence;
};

static int bind(struct prak_fx *fx, struct columns *c, struct prak_err *e)
{
    c->confidence = prak_schema_find(prak_table_schema(fx->data), prak_str("confidence"));
    if (prak_law_need(fx->data, "from", &c->from, e) < 0 || prak_law_need(fx->data, "to", &c->to, e) < 0 ||
        prak_law_need(fx->data, "valid_from", &c->valid_from, e) < 0 ||
        prak_law_need(fx->data, "valid_to", &c->valid_to, e) < 0 ||
        prak_law_need(fx->data, "rate", &c->rate, e) < 0)
        return -1;
    return 0;
}

static int name_rate(struct prak_fx *fx, struct rate *rate, struct prak_str day, struct prak_err *e)
{
    size_t n = sizeof "fx.--." + strlen(fx->name) + rate->from.n + rate->to.n + day.n;
    char *id = prak_arena_take(fx->arena, n, e);
    if (!id)
        return -1;
    int len = snprintf(id, n, "fx.%s%s%.*s-%.*s.%.*s", fx->name, *fx->name ? "-" : "", (int)rate->from.n,
                       rate->from.p, (int)rate->to.n, rate->to.p, (int)day.n, day.p);
    rate->id = (struct prak_str){ id, (size_t)len };
    return 0;
}

static int read_rate(const struct prak_rules *r, struct prak_fx *fx, const struct columns *c, size_t row,
                     struct prak_err *e)
{
    struct rate *rate = &fx->rate[row];
    rate->from = prak_table_cell(fx->data, row, c->from);
    rate->to = prak_table_cell(fx->data, row, c->to);
    if (prak_rules_currency(r, rate->from) < 0)
        return prak_law_fault(fx->data, row, "from", "unlisted currency", e);
    if (prak_rules_currency(r, rate->to) < 0 || prak_str_eq(rate->from, rate->to))
        return prak_law_fault(fx->data, row, "to", "unlisted currency, or the same as 'from'", e);
    if (prak_law_range(fx->data, row, c->valid_from, c->valid_to, &rate->days.from, &rate->days.to, e) < 0 ||
        prak_law_number(fx->data, row, c->rate, "rate", &rate->rate, e) < 0)
        return -1;
    if (prak_dec_sign(rate->rate) <= 0)
        return prak_law_fault(fx->data, row, "rate", "a rate must be above zero", e);
    if (c->confidence >= 0 && prak_table_cell(fx->data, row, (size_t)c->confidence).n > 0 &&
        prak_law_confidence(fx->data, row, (size_t)c->confidence, &rate->confidence, e) < 0)
        return -1;
    return name_rate(fx, rate, prak_table_cell(fx->data, row, c->valid_from), e);
}

/*
 * Two rows for the two directions of a pair on the same days: buying and selling differ by a little, and where they
 * differ by more than a tenth one of them is upside down.
 */
static bool contradict(const struct rate *a, const struct rate *b)
{
    struct prak_dec there_and_back, least = { 9, 1 }, most = { 11, 1 };

    if (!prak_str_eq(a->from, b->to) || !prak_str_eq(a->to, b->from) || a->days.from > b->days.to ||
        b->days.from > a->days.to)
        return false;
    return prak_dec_mul(a->rate, b->rate, &there_and_back) == 0 &&
           (prak_dec_cmp(there_and_back, least) < 0 || prak_dec_cmp(there_and_back, most) > 0);
}

static int check_directions(const struct prak_fx *fx, struct prak_err *e)
{
    for (size_t b = 1; b < fx->n; b++)
        for (size_t a = 0; a < b; a++)
            if (contradict(&fx->rate[a], &fx->rate[b])) {
                prak_law_fault(fx->data, b, "rate", "contradicts the rate of the other direction", e);
                return prak_err_hint(e, "the other row is at line %llu; 'rate' says how much of 'to' one 'from' buys",
                                     (unsigned long long)prak_table_line(fx->data, a));
            }
    return 0;
}

static int read_file(const struct prak_rules *r, struct prak_fx *fx, struct prak_err *e)
{
    struct columns c;
    if (bind(fx, &c, e) < 0)
        return -1;
    fx->n = prak_table_rows(fx->data);
    struct prak_law_span *span = prak_arena_array(fx->arena, fx->n + 1, sizeof *span, e);
    if (!span || !(fx->rate = prak_arena_array(fx->arena, fx->n + 1, sizeof *fx->rate, e)))
        return -1;
    for (size_t row = 0; row < fx->n; row++) {
        if (read_rate(r, fx, &c, row, e) < 0)
            return -1;
        span[row] = fx->rate[row].days;
    }
    size_t a, b;
    if (!prak_law_overlap(span, fx->n, same_pair, fx, &a, &b))
        return check_directions(fx, e);
    prak_law_fault(fx->data, b, "valid_from", "in force at the same time as another rate of the same pair",
                   e);
    return prak_err_hint(e, "the other row is at line %llu",
                         (unsigned long long)prak_table_line(fx->data, a));
}

/* Only a rule without a table of its own lends its name to a file. */
static int check_name(struct prak_rules *r, const char *name, struct prak_err *e)
{
    const struct prak_rule_table *list;
    if (prak_rules_load(r, CONVERSION, &list, e) < 0)
        return -1;
    if (without_table(list, name))
        return 0;
    if (prak_rule_row(list, prak_str(name)) == SIZE_MAX)
        return unknown_rule(NULL, list, name, e);
    prak_fail(e, PRAK_EUSAGE, "the rates of '%.80s' are among the rules", name);
    return prak_err_hint(e, "leave --fx or --fx-rule out");
}

static int open_file(struct prak_rules *r, const char *name, const char *path, struct prak_fx **out,
                     struct prak_err *e)
{
    static const struct prak_load_options how = { .comments = true, .limit = TABLE_LIMIT };
    if (prak_rules_load(r, "currencies", NULL, e) < 0 || (*name && check_name(r, name, e) < 0))
        return -1;
    struct prak_fx *fx = fresh(e);
    if (!fx)
        return -1;
    if (!(fx->name = prak_arena_copy(fx->arena, name, strlen(name), e)) ||
        prak_load(path, &how, fx->hex, &fx->data, e) < 0 || read_file(r, fx, e) < 0) {
        prak_fx_free(fx);
        return -1;
    }
    *out = fx;
    return 0;
}

int prak_fx_open(struct prak_rules *r, const char *name, const char *path, struct prak_fx **out, struct prak_err *e)
{
    *out = NULL;
    if (path)
        return open_file(r, name ? name : "", path, out, e);
    return name ? open_rule(r, name, out, e) : 0;
}

static enum prak_rule_verdict one_way(const struct prak_fx *fx, struct prak_str from, struct prak_str to,
                                      int32_t first, int32_t last, struct prak_rate *out)
{
    for (size_t i = 0; i < fx->n; i++) {
        const struct rate *r = &fx->rate[i];
        if (r->days.from > last || r->days.to < first || !prak_str_eq(r->from, from) ||
            !prak_str_eq(r->to, to))
            continue;
        if (r->days.from > first || r->days.to < last)
            return PRAK_RULE_CHANGES;
        *out = (struct prak_rate){ .rate = r->rate, .id = r->id, .confidence = r->confidence };
        return PRAK_RULE_FOUND;
    }
    return PRAK_RULE_NONE;
}

enum prak_rule_verdict prak_fx_find(const struct prak_fx *fx, struct prak_str from, struct prak_str to,
                                    int32_t first, int32_t last, struct prak_rate *out)
{
    if (!fx)
        return PRAK_RULE_NONE;
    enum prak_rule_verdict v = one_way(fx, from, to, first, last, out);
    if (v == PRAK_RULE_NONE && (v = one_way(fx, to, from, first, last, out)) == PRAK_RULE_FOUND)
        out->divide = true;
    return v;
}
