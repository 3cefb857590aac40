/*
 * lookup.c - reading loaded rule tables: by selectors and days, by key, by row.
 */
#include "law/rules.h"
#include "law/rules_check.h"
#include "law/rules_table.h"

static const char *const confidence_name[] = { "", "2src", "1src", "derived", "seed", "memory" };

const char *prak_confidence_name(enum prak_confidence c)
{
    return confidence_name[c];
}

int prak_confidence_parse(struct prak_str text, enum prak_confidence *c)
{
    for (int i = PRAK_CONFIDENCE_2SRC; i <= PRAK_CONFIDENCE_MEMORY; i++)
        if (prak_str_is(text, confidence_name[i])) {
            *c = (enum prak_confidence)i;
            return 0;
        }
    return -1;
}

enum prak_confidence prak_confidence_worst(enum prak_confidence a, enum prak_confidence b)
{
    return a > b ? a : b;
}

bool prak_confidence_unverified(enum prak_confidence c)
{
    return c >= PRAK_CONFIDENCE_SEED;
}

size_t prak_rules_files(const struct prak_rules *r)
{
    return r->ntable;
}

struct prak_rules_file prak_rules_file(const struct prak_rules *r, size_t i)
{
    const struct prak_rule_table *t = r->first;
    while (t && i-- > 0)
        t = t->next;
    return t ? (struct prak_rules_file){ t->path, t->hex } : (struct prak_rules_file){ NULL, NULL };
}

size_t prak_rule_count(const struct prak_rule_table *t)
{
    return t->nrule;
}

const struct prak_rule *prak_rule_at(const struct prak_rule_table *t, size_t i)
{
    return &t->rule[i];
}

size_t prak_rule_selectors(const struct prak_rule_table *t)
{
    return t->nselector;
}

bool prak_rule_names(const struct prak_rule_table *t, size_t selector, struct prak_str text)
{
    for (size_t i = 0; i < t->nrule; i++)
        if (prak_str_eq(t->rule[i].selector[selector], text))
            return true;
    return false;
}

size_t prak_rule_rows(const struct prak_rule_table *t)
{
    return prak_table_rows(t->data);
}

struct prak_str prak_rule_cell(const struct prak_rule_table *t, size_t row, const char *column)
{
    ptrdiff_t at = prak_schema_find(prak_table_schema(t->data), prak_str(column));
    return at < 0 ? (struct prak_str){ "", 0 } : prak_table_cell(t->data, row, (size_t)at);
}

size_t prak_rule_row(const struct prak_rule_table *t, struct prak_str key)
{
    /* Lists are short, and the index of prak_table wants a scratch buffer that may fail. */
    for (size_t row = 0; row < prak_table_rows(t->data); row++)
        if (prak_str_eq(prak_table_cell(t->data, row, 0), key))
            return row;
    return SIZE_MAX;
}

int prak_rule_fault(const struct prak_rule_table *t, size_t row, const char *column, const char *msg,
                    struct prak_err *e)
{
    return prak_law_fault(t->data, row, column, msg, e);
}

/* x: the number that the band must hold; NULL: the band is a selector like the others. */
static bool matches(const struct prak_rule *rule, const struct prak_str *select, size_t n, const struct prak_dec *x)
{
    const ptrdiff_t band = x ? rule->table->band : -1;
    for (size_t k = 0; k < n; k++)
        if ((ptrdiff_t)k != band && select[k].n > 0 && !prak_str_eq(rule->selector[k], select[k]) &&
            !prak_str_is(rule->selector[k], "any"))
            return false;
    if (!x || !rule->banded)
        return true;
    return prak_dec_cmp(*x, rule->band_from) >= 0 && (!rule->topped || prak_dec_cmp(*x, rule->band_to) <= 0);
}

struct wanted {
    const struct prak_str *select;
    int32_t first, last;
    const struct prak_dec *x;
};

static enum prak_rule_verdict match(const struct prak_rule_table *t, const struct wanted *w,
                                    const struct prak_rule **out, size_t cap, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < t->nrule; i++) {
        const struct prak_rule *rule = &t->rule[i];
        /* the dates leave a handful of rows, so they come first */
        if (rule->from > w->last || rule->to < w->first || !matches(rule, w->select, t->nselector, w->x))
            continue;
        if (rule->from > w->first || rule->to < w->last)
            return PRAK_RULE_CHANGES;
        if (rule->verified < w->last) {
            out[0] = rule;
            return PRAK_RULE_UNVERIFIED;
        }
        if (*n == cap)
            return PRAK_RULE_MANY;
        out[(*n)++] = rule;
    }
    return *n > 0 ? PRAK_RULE_FOUND : PRAK_RULE_NONE;
}

enum prak_rule_verdict prak_rule_match(const struct prak_rule_table *t, const struct prak_str *select,
                                       int32_t first, int32_t last, const struct prak_rule **out, size_t cap,
                                       size_t *n)
{
    return match(t, &(struct wanted){ select, first, last, NULL }, out, cap, n);
}

enum prak_rule_verdict prak_rule_find(const struct prak_rule_table *t, const struct prak_str *select,
                                      int32_t first, int32_t last, const struct prak_rule **out)
{
    size_t n;
    return prak_rule_match(t, select, first, last, out, 1, &n);
}

enum prak_rule_verdict prak_rule_band(const struct prak_rule_table *t, const struct prak_str *select, int32_t first,
                                      int32_t last, const struct prak_dec *x, const struct prak_rule **out)
{
    size_t n;
    return match(t, &(struct wanted){ select, first, last, x }, out, 1, &n);
}

struct prak_str prak_rule_unit(const struct prak_rule *rule, int part)
{
    const char *slash = rule->unit.n > 0 ? memchr(rule->unit.p, '/', rule->unit.n) : NULL;
    size_t before = slash ? (size_t)(slash - rule->unit.p) : rule->unit.n;
    if (part == 0)
        return (struct prak_str){ rule->unit.p, before };
    return slash ? (struct prak_str){ slash + 1, rule->unit.n - before - 1 } : (struct prak_str){ "", 0 };
}

int prak_rules_currency(const struct prak_rules *r, struct prak_str code)
{
    if (!r->currencies)
        return -1;
    size_t row = prak_rule_row(r->currencies, code);
    if (row == SIZE_MAX)
        return -1;
    struct prak_str digits = prak_rule_cell(r->currencies, row, "digits");
    return digits.n == 1 && digits.p[0] >= '0' && digits.p[0] <= '9' ? digits.p[0] - '0' : -1;
}
