/*
 * rules_row.c - one row of a rule table becomes a rule, or a fault with its line and column.
 */
#include "law/rules.h"
#include "law/rules_check.h"
#include "law/rules_table.h"

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
    if (from.n == 0)
        prak_buf_text(&want, "open");
    prak_buf_add(&want, from.p, from.n);
    int rc = prak_buf_check(&want, e);
    if (rc == 0 && !prak_str_eq(rule->id, (struct prak_str){ want.p, want.n }))
        rc = prak_law_fault(t->data, row, "rule_id", "not TABLE.SELECTORS.VALID_FROM of its row", e);
    prak_buf_free(&want);
    return rc;
}

static int check_unit(const struct prak_rules *r, struct prak_str unit)
{
    static const char *const words[] = { "day",     "days", "working_day", "working_days", "hour",    "hours",
                                         "week",    "weeks", "month",      "months",       "year",    "years",
                                         "payment", "payments", "percent", "persons",      "organisations", "ratio", "x", "bool" };
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
    if (prak_str_is(rule->unit, "bool") && !prak_dec_is_zero(rule->value) &&
        prak_dec_cmp(rule->value, prak_dec_int(1)) != 0)
        return prak_law_fault(t->data, row, "value", "neither 0 nor 1", e);
    return 0;
}

static int read_band(const struct prak_rule_table *t, size_t row, struct prak_rule *rule, struct prak_err *e)
{
    if (t->band < 0)
        return 0;
    struct prak_str top = prak_table_cell(t->data, row, t->band_to);
    rule->banded = !prak_str_is(rule->selector[t->band], "any");
    rule->topped = top.n > 0;
    if (!rule->banded)
        return rule->topped ? prak_law_fault(t->data, row, "band_to", "a band of any has no end", e) : 0;
    if (prak_law_number(t->data, row, (size_t)t->band + 1, "band_from", &rule->band_from, e) < 0 ||
        (rule->topped && prak_law_number(t->data, row, t->band_to, "band_to", &rule->band_to, e) < 0))
        return -1;
    if (rule->topped && prak_dec_cmp(rule->band_to, rule->band_from) < 0)
        return prak_law_fault(t->data, row, "band_to", "ends before it begins", e);
    return 0;
}

/* valid_from may be empty here: since when is not known, and nobody says that it was ever otherwise. */
static int read_days(const struct prak_rule_table *t, size_t row, struct prak_rule *rule, struct prak_err *e)
{
    if (prak_table_cell(t->data, row, t->from).n > 0)
        return prak_law_range(t->data, row, t->from, t->to, &rule->from, &rule->to, e);
    rule->from = INT32_MIN;
    rule->to = INT32_MAX;
    return prak_table_cell(t->data, row, t->to).n > 0
               ? prak_law_day(t->data, row, t->to, "valid_to", &rule->to, e)
               : 0;
}

static int read_verified(struct prak_rules *r, const struct prak_rule_table *t, size_t row, struct prak_rule *rule,
                         struct prak_err *e)
{
    static const char lead[] = "unverified_after_";
    rule->verified = INT32_MAX;
    if (!t->limited || prak_table_cell(t->data, row, t->verified).n == 0)
        return 0;
    if (prak_law_day(t->data, row, t->verified, "verified_to", &rule->verified, e) < 0)
        return -1;
    if (rule->verified < rule->from || rule->verified >= rule->to)
        return prak_law_fault(t->data, row, "verified_to", "not a day within the rule's own, before its last", e);
    struct prak_str date = prak_table_cell(t->data, row, t->verified);
    char *text = prak_arena_take(r->arena, sizeof lead + date.n, e);
    if (!text)
        return -1;
    memcpy(text, lead, sizeof lead - 1);
    memcpy(text + sizeof lead - 1, date.p, date.n);
    rule->lapsed = (struct prak_str){ text, sizeof lead - 1 + date.n };
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

int prak_law_read_rule(struct prak_rules *r, struct prak_rule_table *t, size_t row, struct prak_err *e)
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
        read_band(t, row, rule, e) < 0 || read_days(t, row, rule, e) < 0 ||
        read_verified(r, t, row, rule, e) < 0 || check_value(r, t, row, rule, e) < 0 ||
        prak_law_confidence(t->data, row, t->confidence, &rule->confidence, e) < 0 ||
        check_precision(t, row, e) < 0)
        return -1;
    return check_id(t, row, rule, e);
}
