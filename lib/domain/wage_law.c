/*
 * wage_law.c - loads the tables that wages are judged by, and checks what prak_rules_load cannot know.
 */
#include "domain/wage_law.h"

static const char *const assume_name[PRAK_ASSUME_COUNT] = {
    [PRAK_ASSUME_FULL_MONTH] = "full-month",       [PRAK_ASSUME_FULL_TIME] = "full-time",
    [PRAK_ASSUME_PART_TIME] = "part-time-pro-rata", [PRAK_ASSUME_NO_OVERTIME] = "no-overtime",
    [PRAK_ASSUME_NO_HOUSING] = "no-free-housing",  [PRAK_ASSUME_GROSS] = "wage-is-gross",
    [PRAK_ASSUME_RESIDENT] = "resident",           [PRAK_ASSUME_NO_DEPENDENTS] = "no-dependents",
};

struct prak_str prak_wage_assumption(enum prak_wage_assume what)
{
    return prak_str(assume_name[what]);
}

static bool assume_word(struct prak_wage_law *law, struct prak_str word)
{
    for (size_t i = 0; i < PRAK_ASSUME_COUNT; i++)
        if (prak_str_is(word, assume_name[i]))
            return law->assume[i] = true;
    return false;
}

static int assume(struct prak_wage_law *law, const char *list, struct prak_err *e)
{
    for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL) {
        struct prak_str word = { p, strcspn(p, ",") };
        if (assume_word(law, word))
            continue;
        if (word.n == 0 || prak_rule_row(law->types, word) == SIZE_MAX) {
            prak_fail(e, PRAK_EUSAGE, "unknown assumption '%.*s'", (int)word.n, word.p);
            return prak_err_hint(e, "there are the worker types, such as regular, and full-month, full-time, "
                                    "part-time-pro-rata, no-overtime, no-free-housing, wage-is-gross, resident, "
                                    "no-dependents");
        }
        if (law->type.n > 0 && !prak_str_eq(law->type, word))
            return prak_fail(e, PRAK_EUSAGE, "two worker types are assumed");
        law->type = word;
    }
    return 0;
}

int prak_wage_name_missing(struct prak_str column, struct prak_arena *a, struct prak_str *out, struct prak_err *e)
{
    static const char prefix[] = "missing_";
    const size_t lead = sizeof prefix - 1;
    char *text = prak_arena_take(a, lead + column.n, e);
    if (!text)
        return -1;
    memcpy(text, prefix, lead);
    if (column.n > 0)
        memcpy(text + lead, column.p, column.n);
    *out = (struct prak_str){ text, lead + column.n };
    return 0;
}

static int name_columns(struct prak_wage_law *law, const struct prak_wage_options *o, struct prak_arena *a,
                        struct prak_err *e)
{
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++) {
        law->column[i] = prak_str(o->column[i] ? o->column[i] : "");
        if (prak_wage_name_missing(law->column[i], a, &law->missing[i], e) < 0)
            return -1;
    }
    return 0;
}

/* --NAME X, as `NAME=X` in findings. */
static int state_amount(struct prak_wage_law *law, const char *name, const char *text, struct prak_dec *amount,
                        struct prak_arena *a, struct prak_err *e)
{
    if (!text)
        return 0;
    const size_t lead = strlen(name), n = strlen(text);
    if (prak_dec_parse(text, n, false, amount) != PRAK_NUM_OK || prak_dec_sign(*amount) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--%s: not an amount of money", name);
    char *both = prak_arena_take(a, lead + 1 + n, e);
    if (!both)
        return -1;
    memcpy(both, name, lead);
    both[lead] = '=';
    memcpy(both + lead + 1, text, n);
    law->bands = true;
    law->stated[law->nstated++] = (struct prak_str){ both, lead + 1 + n };
    return 0;
}

static int check_sectors(const struct prak_wage_law *law, struct prak_err *e)
{
    for (size_t i = 0; i < prak_rule_count(law->sectors); i++) {
        struct prak_str status = prak_rule_cell(law->sectors, i, "status");
        struct prak_str sector = prak_rule_cell(law->sectors, i, "rule_sector");
        if (prak_str_is(status, "floor")) {
            if (!prak_rule_names(law->minimum, PRAK_BY_SECTOR, sector))
                return prak_rule_fault(law->sectors, i, "rule_sector", "not a sector of minimum_wage", e);
        } else if (sector.n > 0 || (!prak_str_is(status, "none") && !prak_str_is(status, "unverified"))) {
            return prak_rule_fault(law->sectors, i, "status",
                                   "not floor, or none or unverified without rule_sector", e);
        }
    }
    return 0;
}

/* Components that are in force together are summed, so they must be money of one currency a month. */
static int check_floor(const struct prak_wage_law *law, const struct prak_rule *rule, struct prak_err *e)
{
    const struct prak_rule_table *t = law->minimum;
    struct prak_str type = rule->selector[PRAK_BY_TYPE], currency = prak_rule_unit(rule, 0);
    if (!prak_str_is(type, "any") && prak_rule_row(law->types, type) == SIZE_MAX)
        return prak_rule_fault(t, rule->row, "worker_type", "not a row of worker_types, nor any", e);
    if (!rule->has_value || !prak_str_is(prak_rule_unit(rule, 1), "month") ||
        prak_rules_currency(law->rules, currency) < 0)
        return prak_rule_fault(t, rule->row, "unit", "not CURRENCY/month", e);
    if (prak_dec_sign(rule->value) < 0)
        return prak_rule_fault(t, rule->row, "value", "a minimum wage cannot be negative", e);
    for (size_t i = 0; i < rule->row; i++) {
        const struct prak_rule *other = prak_rule_at(t, i);
        if (prak_str_eq(rule->selector[PRAK_BY_SECTOR], other->selector[PRAK_BY_SECTOR]) &&
            rule->from <= other->to && other->from <= rule->to &&
            !prak_str_eq(currency, prak_rule_unit(other, 0)))
            return prak_rule_fault(t, rule->row, "unit", "two currencies in one sector at the same time", e);
    }
    return 0;
}

/* The rules of working time that scale a pay. */
static int check_divisor(const struct prak_wage_law *law, const struct prak_rule *rule, struct prak_err *e)
{
    static const struct {
        const char *rule, *unit, *fault;
    } need[] = { { PRAK_DAYS_DIVISOR, "days/month", "not days/month above zero" },
                 { PRAK_HOURS_DIVISOR, "hours/month", "not hours/month above zero" },
                 { PRAK_NORMAL_DAY, "hours/day", "not hours/day above zero" },
                 { PRAK_NORMAL_WEEK, "hours/week", "not hours/week above zero" } };
    for (size_t i = 0; i < sizeof need / sizeof *need; i++)
        if (prak_str_is(rule->selector[0], need[i].rule) &&
            (!rule->has_value || prak_dec_sign(rule->value) <= 0 || !prak_str_is(rule->unit, need[i].unit)))
            return prak_rule_fault(law->divisors, rule->row, "value", need[i].fault, e);
    return 0;
}

/* What another country's tables must have in common with ours; so that judging a row meets no fault of a
 * table. */
static int check_tables(const struct prak_wage_law *law, struct prak_err *e)
{
    if (prak_rule_selectors(law->sectors) != 1)
        return prak_rule_fault(law->sectors, SIZE_MAX, NULL, "selector must be sector", e);
    if (prak_rule_selectors(law->divisors) != 1)
        return prak_rule_fault(law->divisors, SIZE_MAX, NULL, "selector must be rule", e);
    if (prak_rule_selectors(law->minimum) != PRAK_BY_COUNT)
        return prak_rule_fault(law->minimum, SIZE_MAX, NULL,
                               "selectors must be sector, component, worker_type", e);
    for (size_t i = 0; i < prak_rule_count(law->minimum); i++)
        if (check_floor(law, prak_rule_at(law->minimum, i), e) < 0)
            return -1;
    for (size_t i = 0; i < prak_rule_count(law->divisors); i++)
        if (check_divisor(law, prak_rule_at(law->divisors, i), e) < 0)
            return -1;
    return check_sectors(law, e);
}

/* The currency that all floors share. */
static struct prak_str one_currency(const struct prak_rule_table *t)
{
    struct prak_str first = { "", 0 };
    for (size_t i = 0; i < prak_rule_count(t); i++) {
        struct prak_str currency = prak_rule_unit(prak_rule_at(t, i), 0);
        if (i > 0 && !prak_str_eq(currency, first))
            return (struct prak_str){ "", 0 };
        first = currency;
    }
    return first;
}

int prak_wage_law_new(struct prak_rules *r, const struct prak_wage_options *o, struct prak_arena *a,
                      const struct prak_wage_law **out, struct prak_err *e)
{
    struct prak_wage_law *law = prak_arena_array(a, 1, sizeof *law, e);
    if (!law)
        return -1;
    law->rules = r;
    law->fx = o->fx;
    law->strict = o->strict;
    if (prak_rules_load(r, "currencies", NULL, e) < 0 ||
        prak_rules_load(r, "minimum_wage", &law->minimum, e) < 0 ||
        prak_rules_load(r, "sectors", &law->sectors, e) < 0 ||
        prak_rules_load(r, "overtime", &law->divisors, e) < 0 ||
        prak_rules_load(r, "worker_types", &law->types, e) < 0)
        return -1;
    if (check_tables(law, e) < 0 || assume(law, o->assume, e) < 0 || name_columns(law, o, a, e) < 0 ||
        state_amount(law, "tolerance", o->tolerance, &law->tolerance, a, e) < 0 ||
        state_amount(law, "heap", o->heap, &law->heap, a, e) < 0)
        return -1;
    law->currency = one_currency(law->minimum);
    *out = law;
    return 0;
}
