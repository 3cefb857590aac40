/*
 * wage_tax.c - the tax on a month's salary: progressive bands, less a deduction, after relief for dependents.
 */
#include "domain/wage_due_job.h"

enum { BY_RESIDENT, BY_BAND, BY_COUNT }; /* the selectors of the table */

static struct prak_str cell(const struct prak_rule *rule, const char *column)
{
    return prak_rule_cell(rule->table, rule->row, column);
}

static int read_deduction(const struct prak_rule *rule, struct prak_dec *d, struct prak_err *e)
{
    const struct prak_str text = cell(rule, "deduction");
    if (prak_dec_parse(text.p, text.n, false, d) != PRAK_NUM_OK || prak_dec_sign(*d) < 0)
        return prak_rule_fault(rule->table, rule->row, "deduction", "not an amount", e);
    return 0;
}

static int check_band(struct prak_rules *r, const struct prak_rule *rule, struct prak_err *e)
{
    const struct prak_rule_table *t = rule->table;
    const struct prak_str currency = cell(rule, "currency");
    struct prak_dec unused;
    if (!rule->has_value || prak_dec_sign(rule->value) < 0 || !prak_str_is(rule->unit, "percent"))
        return prak_rule_fault(t, rule->row, "value", "not percent, at least 0", e);
    if (prak_rules_currency(r, currency) < 0 || !prak_str_eq(currency, cell(prak_rule_at(t, 0), "currency")))
        return prak_rule_fault(t, rule->row, "currency", "unlisted, or not that of the other rows", e);
    return read_deduction(rule, &unused, e);
}

int prak_wage_tax_load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e)
{
    if (prak_rules_load(r, "salary_tax", &d->tax, e) < 0 || prak_rules_load(r, "salary_tax_relief", &d->relief, e) < 0)
        return -1;
    const struct prak_rule_table *t = d->tax, *l = d->relief;
    if (prak_rule_selectors(t) != BY_COUNT)
        return prak_rule_fault(t, SIZE_MAX, NULL, "selectors must be resident, band_from", e);
    for (size_t i = 0; i < prak_rule_count(t); i++)
        if (check_band(r, prak_rule_at(t, i), e) < 0)
            return -1;
    if (prak_rule_selectors(l) != 1)
        return prak_rule_fault(l, SIZE_MAX, NULL, "selector must be relief", e);
    for (size_t i = 0; i < prak_rule_count(l); i++) {
        const struct prak_rule *rule = prak_rule_at(l, i);
        if (!rule->has_value || prak_dec_sign(rule->value) < 0 || prak_rule_count(t) == 0 ||
            !prak_str_eq(prak_rule_unit(rule, 0), cell(prak_rule_at(t, 0), "currency")) ||
            !prak_str_is(prak_rule_unit(rule, 1), "month"))
            return prak_rule_fault(l, rule->row, "value", "not an amount a month in the currency of the tax", e);
    }
    return 0;
}

static int read_resident(struct prak_wage_due_job *j, bool *resident, struct prak_err *e)
{
    *resident = true;
    if (j->more[PRAK_WAGE_RESIDENT].n > 0)
        return prak_wage_due_truth(j, PRAK_WAGE_RESIDENT, resident, e);
    if (!j->d->law->assume[PRAK_ASSUME_RESIDENT])
        return prak_wage_due_empty(j, prak_str("unknown_residence"));
    prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_RESIDENT));
    return PRAK_WAGE_GO_ON;
}

/* Taken off before the tax, times den. */
static int relieve(struct prak_wage_due_job *j, struct prak_dec den, struct prak_dec *num, struct prak_err *e)
{
    const struct prak_str dependent = prak_str("dependent");
    const struct prak_rule *rule = NULL;
    struct prak_dec off;
    int64_t n;
    if (j->more[PRAK_WAGE_DEPENDENTS].n == 0) {
        if (!j->d->law->assume[PRAK_ASSUME_NO_DEPENDENTS])
            return prak_wage_due_empty(j, prak_str("unknown_dependents"));
        prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_NO_DEPENDENTS));
        return PRAK_WAGE_GO_ON;
    }
    const int step = prak_wage_due_count(j, PRAK_WAGE_DEPENDENTS, &n, e);
    if (step != PRAK_WAGE_GO_ON || n == 0)
        return step;
    const enum prak_rule_verdict v = prak_rule_find(j->d->relief, &dependent, j->base.first, j->base.last, &rule);
    const struct prak_str why = prak_wage_due_why(v, rule, "no_rule");
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    if (prak_dec_mul(rule->value, prak_dec_int(n), &off) < 0 || prak_dec_mul(off, den, &off) < 0 ||
        prak_dec_sub(*num, off, num) < 0)
        return prak_wage_due_too_long(j, e);
    if (prak_dec_sign(*num) < 0)
        *num = prak_dec_int(0);
    return prak_wage_due_use(j, rule->id, rule->confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* num / den x percent / 100 - deduction, rounded once. */
static int tax_band(struct prak_wage_due_job *j, bool resident, struct prak_dec num, struct prak_dec den, int digits,
                    struct prak_err *e)
{
    const struct prak_str select[BY_COUNT] = { prak_str(resident ? "yes" : "no"), { "", 0 } };
    const struct prak_rule *rule = NULL;
    struct prak_dec whole, off;
    /* bands are in whole units and meet without a step, so that the nearest whole one decides */
    if (prak_dec_muldiv(num, prak_dec_int(1), den, digits, &whole) < 0)
        return prak_wage_due_too_long(j, e);
    const enum prak_rule_verdict v = prak_rule_band(j->d->tax, select, j->base.first, j->base.last, &whole, &rule);
    const struct prak_str why = prak_wage_due_why(v, rule, "no_rule");
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    if (prak_wage_due_use(j, rule->id, rule->confidence, e) < 0 || read_deduction(rule, &off, e) < 0)
        return -1;
    if (prak_dec_mul(den, prak_dec_int(100), &den) < 0 || prak_dec_mul(off, den, &off) < 0 ||
        prak_dec_mul(num, rule->value, &num) < 0 || prak_dec_sub(num, off, &num) < 0)
        return prak_wage_due_too_long(j, e);
    if (prak_dec_sign(num) < 0)
        num = prak_dec_int(0);
    return prak_dec_muldiv(num, prak_dec_int(1), den, digits, &j->out->amount) < 0 ? prak_wage_due_too_long(j, e)
                                                                                   : PRAK_WAGE_GO_ON;
}

int prak_wage_due_tax(struct prak_wage_due_job *j, struct prak_err *e)
{
    const struct prak_rule_table *t = j->d->tax;
    struct prak_dec num, den;
    bool resident = true;
    if (j->base.cell[PRAK_WAGE_MONTH].n == 0)
        return prak_wage_due_empty(j, j->d->law->missing[PRAK_WAGE_MONTH]);
    if (prak_rule_count(t) == 0)
        return prak_wage_due_empty(j, prak_str("no_rule"));
    j->out->currency = cell(prak_rule_at(t, 0), "currency");
    int step = prak_wage_due_gross(j, j->out->currency, &num, &den, e);
    if (step == PRAK_WAGE_GO_ON)
        step = read_resident(j, &resident, e);
    if (step == PRAK_WAGE_GO_ON && resident)
        step = relieve(j, den, &num, e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    return tax_band(j, resident, num, den, prak_rules_currency(j->d->law->rules, j->out->currency), e);
}
