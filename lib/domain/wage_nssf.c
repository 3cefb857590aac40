/*
 * wage_nssf.c - contributions to social security, the worker's and the employer's.
 */
#include "domain/wage_due_job.h"

enum { BY_SCHEME, BY_PAYER, BY_COUNT }; /* the selectors of the table */
enum { WORKER, EMPLOYER };

static struct prak_str cell(const struct prak_rule *rule, const char *column)
{
    return prak_rule_cell(rule->table, rule->row, column);
}

static int read_bound(const struct prak_rule *rule, const char *column, struct prak_dec *d, struct prak_err *e)
{
    const struct prak_str text = cell(rule, column);
    if (text.n > 0 && prak_dec_parse(text.p, text.n, false, d) != PRAK_NUM_OK)
        return prak_rule_fault(rule->table, rule->row, column, "not a number", e);
    return 0;
}

static int check_rule(struct prak_rules *r, const struct prak_rule *rule, struct prak_err *e)
{
    const struct prak_rule_table *t = rule->table;
    const struct prak_str payer = rule->selector[BY_PAYER], method = cell(rule, "base_method");
    struct prak_dec unused;
    if (!prak_str_is(payer, "worker") && !prak_str_is(payer, "employer"))
        return prak_rule_fault(t, rule->row, "payer", "not worker or employer", e);
    if (!rule->has_value || prak_dec_sign(rule->value) < 0 || !prak_str_is(rule->unit, "percent"))
        return prak_rule_fault(t, rule->row, "value", "not percent, at least 0", e);
    if (!prak_str_is(method, "wage") && !prak_str_is(method, "bracket"))
        return prak_rule_fault(t, rule->row, "base_method", "not wage or bracket", e);
    if (prak_rules_currency(r, cell(rule, "base_currency")) < 0)
        return prak_rule_fault(t, rule->row, "base_currency", "unlisted currency", e);
    if (!prak_str_eq(cell(rule, "base_currency"), cell(prak_rule_at(t, 0), "base_currency")))
        return prak_rule_fault(t, rule->row, "base_currency", "not that of the other rows", e);
    return read_bound(rule, "base_floor", &unused, e) < 0 ? -1 : read_bound(rule, "base_ceiling", &unused, e);
}

int prak_wage_nssf_load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e)
{
    if (prak_rules_load(r, "nssf", &d->nssf, e) < 0 || prak_rules_load(r, "nssf_brackets", &d->brackets, e) < 0)
        return -1;
    const struct prak_rule_table *t = d->nssf, *b = d->brackets;
    if (prak_rule_selectors(t) != BY_COUNT)
        return prak_rule_fault(t, SIZE_MAX, NULL, "selectors must be scheme, payer", e);
    for (size_t i = 0; i < prak_rule_count(t); i++)
        if (check_rule(r, prak_rule_at(t, i), e) < 0)
            return -1;
    if (prak_rule_selectors(b) != 1)
        return prak_rule_fault(b, SIZE_MAX, NULL, "selector must be band_from", e);
    for (size_t i = 0; i < prak_rule_count(b); i++) {
        const struct prak_rule *rule = prak_rule_at(b, i);
        if (!rule->has_value || prak_dec_sign(rule->value) < 0 || prak_rule_count(t) == 0 ||
            !prak_str_eq(prak_rule_unit(rule, 0), cell(prak_rule_at(t, 0), "base_currency")))
            return prak_rule_fault(b, rule->row, "value", "not an amount in the currency of the schemes", e);
    }
    return 0;
}

/* The gross pay num / den, and what is paid of it so far: percent x wage x den. */
struct base {
    struct prak_dec num, den, paid[2];
    struct prak_str currency;
    int digits;
};

/* The contributory wage by brackets, which are in whole units: times den. */
static int by_bracket(struct prak_wage_due_job *j, const struct base *b, struct prak_dec *wage, struct prak_err *e)
{
    const struct prak_str any = { "", 0 };
    const struct prak_rule *rule = NULL;
    struct prak_dec whole;
    if (prak_dec_muldiv(b->num, prak_dec_int(1), b->den, b->digits, &whole) < 0)
        return prak_wage_due_too_long(j, e);
    const enum prak_rule_verdict v =
        prak_rule_band(j->d->brackets, &any, j->base.first, j->base.last, &whole, &rule);
    const struct prak_str why = prak_wage_due_why(v, rule, "no_rule");
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    if (prak_dec_mul(rule->value, b->den, wage) < 0)
        return prak_wage_due_too_long(j, e);
    return prak_wage_due_use(j, rule->id, rule->confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* Not under the floor nor over the ceiling: times den. */
static int keep_between(struct prak_wage_due_job *j, const struct base *b, const struct prak_rule *rule,
                        struct prak_dec *wage, struct prak_err *e)
{
    static const char *const column[] = { "base_floor", "base_ceiling" };
    for (int i = 0; i < 2; i++) {
        struct prak_dec bound;
        if (cell(rule, column[i]).n == 0)
            continue;
        if (read_bound(rule, column[i], &bound, e) < 0 || prak_dec_mul(bound, b->den, &bound) < 0)
            return prak_wage_due_too_long(j, e);
        const int side = prak_dec_cmp(*wage, bound);
        if (i == 0 ? side < 0 : side > 0)
            *wage = bound;
    }
    return PRAK_WAGE_GO_ON;
}

static int add(struct prak_wage_due_job *j, struct base *b, const struct prak_rule *rule, struct prak_err *e)
{
    struct prak_dec wage;
    struct prak_dec *paid = &b->paid[prak_str_is(rule->selector[BY_PAYER], "worker") ? WORKER : EMPLOYER];
    if (prak_wage_due_use(j, rule->id, rule->confidence, e) < 0)
        return -1;
    if (prak_dec_sign(rule->value) == 0)
        return PRAK_WAGE_GO_ON;
    int step = PRAK_WAGE_GO_ON;
    if (prak_str_is(cell(rule, "base_method"), "bracket"))
        step = by_bracket(j, b, &wage, e);
    else
        wage = b->num;
    if (step == PRAK_WAGE_GO_ON)
        step = keep_between(j, b, rule, &wage, e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    if (prak_dec_mul(wage, rule->value, &wage) < 0 || prak_dec_add(*paid, wage, paid) < 0)
        return prak_wage_due_too_long(j, e);
    return PRAK_WAGE_GO_ON;
}

/* Does a scheme stand still: is the last rule of a payer over, and none has come after it? */
static bool stands_still(const struct prak_wage_due_job *j, const struct prak_rule *const *rule, size_t n)
{
    for (size_t i = 0; i < prak_rule_count(j->d->nssf); i++) {
        const struct prak_rule *old = prak_rule_at(j->d->nssf, i);
        size_t k = 0;
        if (old->to >= j->base.first)
            continue;
        while (k < n && (!prak_str_eq(rule[k]->selector[BY_SCHEME], old->selector[BY_SCHEME]) ||
                         !prak_str_eq(rule[k]->selector[BY_PAYER], old->selector[BY_PAYER])))
            k++;
        if (k == n)
            return true;
    }
    return false;
}

int prak_wage_due_nssf(struct prak_wage_due_job *j, struct prak_err *e)
{
    const struct prak_str any[BY_COUNT] = { { "", 0 }, { "", 0 } };
    const struct prak_rule *rule[PRAK_RULES_JOINED] = { NULL };
    struct base b = { .paid = { prak_dec_int(0), prak_dec_int(0) } };
    size_t n;
    if (j->base.cell[PRAK_WAGE_MONTH].n == 0)
        return prak_wage_due_empty(j, j->d->law->missing[PRAK_WAGE_MONTH]);
    const enum prak_rule_verdict v =
        prak_rule_match(j->d->nssf, any, j->base.first, j->base.last, rule, PRAK_RULES_JOINED, &n);
    const struct prak_str why = prak_wage_due_why(v, rule[0], "no_rule");
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    if (stands_still(j, rule, n))
        return prak_wage_due_empty(j, prak_str("no_rule"));
    b.currency = cell(rule[0], "base_currency");
    b.digits = prak_rules_currency(j->d->law->rules, b.currency);
    int step = prak_wage_due_gross(j, b.currency, &b.num, &b.den, e);
    for (size_t i = 0; step == PRAK_WAGE_GO_ON && i < n; i++)
        step = add(j, &b, rule[i], e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    if (prak_dec_mul(b.den, prak_dec_int(100), &b.den) < 0)
        return prak_wage_due_too_long(j, e);
    for (int i = WORKER; i <= EMPLOYER; i++)
        if (prak_dec_muldiv(b.paid[i], prak_dec_int(1), b.den, b.digits, &j->out->part[i]) < 0)
            return prak_wage_due_too_long(j, e);
    j->out->currency = b.currency;
    return prak_dec_add(j->out->part[WORKER], j->out->part[EMPLOYER], &j->out->amount) < 0
               ? prak_wage_due_too_long(j, e)
               : PRAK_WAGE_GO_ON;
}
