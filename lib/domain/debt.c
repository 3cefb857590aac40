/*
 * debt.c - the judgement that debt.h describes, but for the payments (debt_shape.c) and the words (debt_text.c).
 */
#include "domain/debt.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/hash.h"
#include "domain/debt_law.h"

static const char TYPE[] = "type-error", CONSTRAINT[] = "constraint-error";

int prak_debt_bad(struct prak_debt_job *j, enum prak_debt_fact fact, const char *code, const char *msg,
                  struct prak_err *e)
{
    j->code = code;
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, j->law->column[fact].p, j->law->column[fact].n);
    prak_err_value(e, j->cell[fact].p, j->cell[fact].n);
    return -1;
}

int prak_debt_too_long(struct prak_debt_job *j, struct prak_err *e)
{
    j->code = CONSTRAINT;
    return prak_fail(e, PRAK_EDATA, "the numbers of the loan have too many digits");
}

/* ---- step 1: reading ---- */

static int read_amount(struct prak_debt_job *j, enum prak_debt_fact fact, bool zero, struct prak_dec *d,
                       struct prak_err *e)
{
    struct prak_str cell = j->cell[fact];
    if (cell.n == 0)
        return 0;
    enum prak_num_verdict v = prak_dec_parse(cell.p, cell.n, false, d);
    if (v != PRAK_NUM_OK)
        return prak_debt_bad(j, fact, TYPE, prak_num_reason(v), e);
    if (prak_dec_sign(*d) < 0)
        return prak_debt_bad(j, fact, CONSTRAINT, "an amount cannot be negative", e);
    if (!zero && prak_dec_sign(*d) == 0)
        return prak_debt_bad(j, fact, CONSTRAINT, "must be above zero", e);
    j->has[fact] = true;
    return 0;
}

static int read_date(struct prak_debt_job *j, enum prak_debt_fact fact, int32_t *day, struct prak_err *e)
{
    struct prak_str cell = j->cell[fact];
    if (cell.n == 0)
        return 0;
    if (prak_date_parse(cell.p, cell.n, day) < 0)
        return prak_debt_bad(j, fact, TYPE, "not a date (YYYY-MM-DD)", e);
    j->has[fact] = true;
    return 0;
}

static int read_currency(struct prak_debt_job *j, enum prak_debt_fact fact, struct prak_err *e)
{
    if (j->cell[fact].n > 0 && prak_rules_currency(j->law->rules, j->cell[fact]) < 0)
        return prak_debt_bad(j, fact, CONSTRAINT, "unlisted currency", e);
    j->has[fact] = j->cell[fact].n > 0;
    return 0;
}

static int read_facts(struct prak_debt_job *j, struct prak_err *e)
{
    if (read_amount(j, PRAK_DEBT_PRINCIPAL, false, &j->principal, e) < 0 || read_currency(j, PRAK_DEBT_CURRENCY, e) < 0 ||
        read_date(j, PRAK_DEBT_DATE, &j->date, e) < 0 || read_amount(j, PRAK_DEBT_PAYMENT, false, &j->payment, e) < 0 ||
        read_amount(j, PRAK_DEBT_FEES, true, &j->fees, e) < 0 ||
        read_amount(j, PRAK_DEBT_SAVINGS, true, &j->savings, e) < 0 ||
        read_date(j, PRAK_DEBT_REFINANCED, &j->refinanced, e) < 0 ||
        read_amount(j, PRAK_DEBT_INCOME, true, &j->income, e) < 0 ||
        read_currency(j, PRAK_DEBT_INCOME_CURRENCY, e) < 0 || read_amount(j, PRAK_DEBT_SERVICE, true, &j->service, e) < 0)
        return -1;
    struct prak_str lender = j->cell[PRAK_DEBT_LENDER];
    if (lender.n > 0 && prak_rule_row(j->law->lenders, lender) == SIZE_MAX)
        return prak_debt_bad(j, PRAK_DEBT_LENDER, CONSTRAINT, "unlisted lender type", e);
    j->has[PRAK_DEBT_LENDER] = lender.n > 0;
    if (j->has[PRAK_DEBT_REFINANCED] && j->has[PRAK_DEBT_DATE] && j->refinanced < j->date)
        return prak_debt_bad(j, PRAK_DEBT_REFINANCED, CONSTRAINT, "before the loan was made", e);
    return 0;
}

/* ---- what a finding is made of ---- */

static void reason(struct prak_debt_job *j, struct prak_str why)
{
    struct prak_debt_finding *f = j->f;
    for (size_t i = 0; i < f->nreason; i++)
        if (prak_str_eq(f->reason[i], why))
            return;
    if (f->nreason < PRAK_DEBT_REASONS)
        f->reason[f->nreason++] = why;
}

static void use(struct prak_debt_job *j, struct prak_str id, enum prak_confidence c)
{
    for (size_t i = 0; i < j->f->nrule; i++)
        if (prak_str_eq(j->f->rule[i], id))
            return;
    if (j->f->nrule < PRAK_DEBT_RULES)
        j->f->rule[j->f->nrule++] = id;
    j->f->confidence = prak_confidence_worst(j->f->confidence, c);
}

/* The rule in force on a day, or why none. */
static struct prak_str find_rule(const struct prak_debt_job *j, struct prak_str key, int32_t day,
                                 const struct prak_rule **rule)
{
    switch (prak_rule_find(j->law->debt, &key, day, day, rule)) {
    case PRAK_RULE_FOUND:
        return prak_str(j->law->strict && prak_confidence_unverified((*rule)->confidence) ? "unverified" : "");
    case PRAK_RULE_UNVERIFIED:
        return (*rule)->lapsed;
    case PRAK_RULE_NONE:
    case PRAK_RULE_CHANGES:
    case PRAK_RULE_MANY:
        break;
    }
    return prak_str("no_rule");
}

/* ---- steps 3 and 4: payments and rates ---- */

/* A loan as it goes on to the steps behind: interest of it, and all payments over so many months. */
struct loan {
    struct prak_share instalment, interest; /* times the principal */
    bool one_instalment;                         /* there is one that can be named */
    struct prak_share months;
    struct prak_rates bare, whole; /* fees apart; with fees and savings */
    bool has_whole;
};

static struct prak_str verdict(enum prak_rate_verdict v)
{
    static const char *const name[] = { [PRAK_RATE_FOUND] = "",
                                        [PRAK_RATE_NONE] = "no_single_rate",
                                        [PRAK_RATE_SEVERAL] = "several_rates",
                                        [PRAK_RATE_RANGE] = "rate_out_of_range",
                                        [PRAK_RATE_PERIOD] = "no_common_interval" };
    return prak_str(name[v]);
}

/* Fees or savings that a column has, but not here: what they would change is not known. */
static bool unknown_fees(struct prak_debt_job *j, enum prak_debt_fact fact)
{
    if (!j->law->there[fact] || j->has[fact])
        return false;
    reason(j, j->law->missing[fact]);
    return true;
}

/* What is not received at the beginning. */
static int held_back(struct prak_debt_job *j, struct prak_dec *sum, struct prak_err *e)
{
    return prak_dec_add(j->fees, j->savings, sum) < 0 ? prak_debt_too_long(j, e) : 0;
}

static int by_terms(struct prak_debt_job *j, const struct prak_debt_shape *s, struct loan *l, struct prak_err *e)
{
    struct prak_dec held;
    *l = (struct loan){ s->instalment, s->interest, true, s->months, s->rates, s->rates, true };
    j->f->instalments = s->n;
    if (held_back(j, &held, e) < 0)
        return -1;
    if (prak_dec_is_zero(held))
        return 0;
    struct prak_regular r = s->flows;
    /* of the principal: 1 - held, and the last payment less the savings */
    r.received.below = r.last.below = j->principal;
    if (prak_dec_sub(j->principal, held, &r.received.above) < 0 ||
        prak_dec_mul(s->flows.last.above, j->principal, &r.last.above) < 0 ||
        prak_dec_sub(r.last.above, j->savings, &r.last.above) < 0)
        return prak_debt_too_long(j, e);
    prak_rates_regular(&r, &l->whole);
    return 0;
}

static int by_day(const void *a, const void *b)
{
    int32_t x = ((const struct prak_dated *)a)->day, y = ((const struct prak_dated *)b)->day;
    return (x > y) - (x < y);
}

static int refuse_schedule(struct prak_debt_job *j, const char *msg, struct prak_err *e)
{
    j->code = CONSTRAINT;
    return prak_fail(e, PRAK_EDATA, "%s", msg);
}

/* Days on which nothing is left to pay or to receive are none. */
static size_t drop_empty(struct prak_dated *all, size_t n)
{
    size_t kept = 1;
    for (size_t k = 1; k < n; k++)
        if (!prak_dec_is_zero(all[k].amount))
            all[kept++] = all[k];
    return kept;
}

/* The flows of a borrower in order, each day once, behind the principal; *paid: all payments, *cost: less what came. */
static int order_flows(struct prak_debt_job *j, struct prak_dated *all, size_t *n, struct prak_dec *paid,
                       struct prak_dec *cost, bool *alike, struct prak_err *e)
{
    struct prak_dated *flow = j->facts->flow;
    const size_t count = j->facts->nflow;
    size_t at = 0;
    qsort(flow, count, sizeof *flow, by_day);
    if (flow[0].day < j->date)
        return refuse_schedule(j, "the schedule begins before the loan", e);
    all[0] = (struct prak_dated){ j->date, j->principal };
    *paid = prak_dec_int(0);
    *cost = (struct prak_dec){ -j->principal.m, j->principal.scale };
    *alike = true;
    for (size_t k = 0; k < count; k++) {
        *alike = *alike && prak_dec_cmp(flow[k].amount, flow[0].amount) == 0;
        if ((prak_dec_sign(flow[k].amount) > 0 && prak_dec_add(*paid, flow[k].amount, paid) < 0) ||
            prak_dec_add(*cost, flow[k].amount, cost) < 0)
            return prak_debt_too_long(j, e);
        if (flow[k].day != all[at].day)
            all[++at] = (struct prak_dated){ flow[k].day, prak_dec_int(0) };
        if (prak_dec_sub(all[at].amount, flow[k].amount, &all[at].amount) < 0)
            return prak_debt_too_long(j, e);
    }
    *n = drop_empty(all, at + 1);
    return 0;
}

/* Months that a schedule takes, at least one: whole ones where it ends on the loan's day, else days 12 / 365. */
static struct prak_share months_of(const struct prak_debt_job *j, int32_t last)
{
    int32_t whole = prak_date_months(j->date, last);
    struct prak_share m = { prak_dec_int(whole), prak_dec_int(1) };
    if (prak_date_add_months(j->date, whole) != last)
        m = (struct prak_share){ prak_dec_int((int64_t)(last - j->date) * PRAK_YEAR_MONTHS),
                                      prak_dec_int(PRAK_YEAR_DAYS) };
    if (prak_dec_cmp(m.above, m.below) < 0)
        m.above = m.below;
    return m;
}

static int by_schedule(struct prak_debt_job *j, struct loan *l, struct prak_dec *paid, struct prak_err *e)
{
    const struct prak_debt_facts *facts = j->facts;
    struct prak_dec cost, held;
    size_t n = 1;
    struct prak_dated *all = prak_arena_array(facts->scratch, facts->nflow + 1, sizeof *all, e);
    if (!all || order_flows(j, all, &n, paid, &cost, &l->one_instalment, e) < 0)
        return -1;
    l->instalment = (struct prak_share){ facts->flow[0].amount, j->principal };
    l->one_instalment = l->one_instalment && prak_dec_sign(facts->flow[0].amount) > 0;
    l->interest = (struct prak_share){ cost, j->principal };
    l->months = months_of(j, all[n - 1].day);
    if (prak_rates_dated(all, n, facts->scratch, &l->bare, e) < 0)
        return -1;
    l->whole = l->bare;
    l->has_whole = true;
    if (held_back(j, &held, e) < 0)
        return -1;
    if (prak_dec_is_zero(held))
        return 0;
    if (prak_dec_sub(all[0].amount, held, &all[0].amount) < 0 ||
        prak_dec_add(all[n - 1].amount, j->savings, &all[n - 1].amount) < 0)
        return prak_debt_too_long(j, e);
    return prak_rates_dated(all, n, facts->scratch, &l->whole, e);
}

/* ---- step 5: money ---- */

/* amount share times over: in the currency of the finding. */
struct money {
    struct prak_dec times, over;
    int digits;
    bool known, same; /* same: nothing is converted */
};

/* To the currency asked for. Unknown: the reason is told. */
static void find_money(struct prak_debt_job *j, struct prak_str from, struct prak_str to, struct money *m)
{
    struct prak_rate rate;
    *m = (struct money){ prak_dec_int(1), prak_dec_int(1), prak_rules_currency(j->law->rules, to), true, true };
    if (prak_str_eq(from, to))
        return;
    m->known = m->same = false;
    if (!j->has[PRAK_DEBT_DATE]) {
        reason(j, j->law->missing[PRAK_DEBT_DATE]);
        return;
    }
    if (prak_fx_find(j->law->fx, from, to, j->date, j->date, &rate) != PRAK_RULE_FOUND) {
        reason(j, prak_str("no_rate"));
        return;
    }
    if (j->law->strict && prak_confidence_unverified(rate.confidence)) {
        reason(j, prak_str("unverified"));
        return;
    }
    *(rate.divide ? &m->over : &m->times) = rate.rate;
    m->known = true;
    use(j, rate.id, rate.confidence);
}

/* A share of the principal, not rounded yet. */
static int carry(const struct prak_debt_job *j, struct prak_share s, struct prak_dec *out)
{
    return prak_dec_muldiv(j->principal, s.above, s.below, PRAK_MONEY_DIGITS, out);
}

static int convert(struct prak_dec amount, const struct money *m, struct prak_dec *out)
{
    if (m->same)
        return prak_dec_round(amount, m->digits, out);
    return prak_dec_muldiv(amount, m->times, m->over, m->digits, out);
}

/* Payments over months: the draws of a schedule are none. */
static int monthly(struct prak_dec payments, struct prak_share months, const struct money *m, struct prak_dec *out)
{
    struct prak_dec times, over;
    if (prak_dec_mul(m->times, months.below, &times) < 0 || prak_dec_mul(m->over, months.above, &over) < 0)
        return -1;
    return prak_dec_muldiv(payments, times, over, m->digits, out);
}

/* paid: the payments of a schedule, or NULL. */
static int give_money(struct prak_debt_job *j, const struct loan *l, const struct prak_dec *paid, const struct money *m,
                      struct prak_err *e)
{
    struct prak_debt_finding *f = j->f;
    struct prak_dec instalment, interest, payments, cost;
    if (!m->known)
        return 0;
    f->currency = j->law->into.n ? j->law->into : j->cell[PRAK_DEBT_CURRENCY];
    if (carry(j, l->instalment, &instalment) < 0 || carry(j, l->interest, &interest) < 0 ||
        prak_dec_add(interest, j->principal, &payments) < 0 || prak_dec_add(interest, j->fees, &cost) < 0 ||
        convert(instalment, m, &f->instalment) < 0 ||
        monthly(paid ? *paid : payments, l->months, m, &f->monthly_service) < 0 || convert(cost, m, &f->total_cost) < 0)
        return prak_debt_too_long(j, e);
    f->has_instalment = l->one_instalment;
    f->has_service = true;
    f->has_total = l->bare.effective_is != PRAK_RATE_NONE && !unknown_fees(j, PRAK_DEBT_FEES);
    return 0;
}

static int give_rate(struct prak_debt_job *j, enum prak_rate_verdict v, struct prak_dec rate, bool *has,
                     struct prak_dec *out, struct prak_err *e)
{
    if (v != PRAK_RATE_FOUND) {
        reason(j, verdict(v));
        return 0;
    }
    *has = true;
    return prak_dec_round(rate, PRAK_RATE_DIGITS, out) < 0 ? prak_debt_too_long(j, e) : 0;
}

static int give_rates(struct prak_debt_job *j, const struct loan *l, struct prak_err *e)
{
    struct prak_debt_finding *f = j->f;
    if (give_rate(j, l->bare.nominal_is, l->bare.nominal, &f->has_nominal, &f->nominal_rate, e) < 0)
        return -1;
    if (unknown_fees(j, PRAK_DEBT_FEES) || unknown_fees(j, PRAK_DEBT_SAVINGS))
        return 0;
    if (give_rate(j, l->whole.effective_is, l->whole.effective, &f->has_effective, &f->effective_rate, e) < 0)
        return -1;
    return give_rate(j, l->whole.nominal_is, l->whole.nominal, &f->has_apr, &f->apr, e);
}

/* ---- step 6: the cap ---- */

/* The cap of the lender on the day that counts, or why none. */
static struct prak_str find_cap(struct prak_debt_job *j, const struct prak_rule **cap)
{
    if (!j->has[PRAK_DEBT_LENDER])
        return prak_str("unknown_lender_type");
    size_t row = prak_rule_row(j->law->lenders, j->cell[PRAK_DEBT_LENDER]);
    struct prak_str status = prak_rule_cell(j->law->lenders, row, "status");
    if (!prak_str_is(status, "capped"))
        return prak_str(prak_str_is(status, "none") ? "no_cap_rule" : "coverage_unverified");
    if (!j->has[PRAK_DEBT_DATE])
        return j->law->missing[PRAK_DEBT_DATE];
    return find_rule(j, prak_rule_cell(j->law->lenders, row, "cap"),
                     j->has[PRAK_DEBT_REFINANCED] ? j->refinanced : j->date, cap);
}

/* Flat interest that the lender may not take, where the rules say so; it is told in words only. */
static void find_flat(struct prak_debt_job *j)
{
    const struct prak_rule *rule;
    if (j->method != PRAK_FLAT || !j->has[PRAK_DEBT_DATE] || !j->has[PRAK_DEBT_LENDER])
        return;
    size_t row = prak_rule_row(j->law->lenders, j->cell[PRAK_DEBT_LENDER]);
    struct prak_str key = prak_rule_cell(j->law->lenders, row, "flat");
    if (key.n > 0 && find_rule(j, key, j->date, &rule).n == 0)
        j->f->flat_forbidden = rule;
}

static int judge_cap(struct prak_debt_job *j, const struct loan *l, const struct money *m, struct prak_err *e)
{
    struct prak_debt_finding *f = j->f;
    const struct prak_rule *cap = NULL;
    struct prak_dec most, interest, nominal = l->bare.nominal;
    struct prak_str why = find_cap(j, &cap);
    find_flat(j);
    if (why.n > 0) {
        reason(j, why);
        return 0;
    }
    if (!f->has_nominal)
        return 0;
    if (prak_dec_sign(f->nominal_rate) < 0) {
        reason(j, prak_str("repaid_less"));
        return 0;
    }
    use(j, cap->id, cap->confidence);
    f->cap = cap;
    f->has_cap = true;
    if (prak_dec_add(cap->value, j->law->tolerance, &most) < 0)
        return prak_debt_too_long(j, e);
    f->above_cap = prak_dec_cmp(f->nominal_rate, most) > 0;
    if (!m->known)
        return 0;
    f->has_over = true;
    struct prak_dec beyond = prak_dec_int(0);
    if (f->above_cap &&
        (carry(j, l->interest, &interest) < 0 || prak_dec_sub(nominal, cap->value, &beyond) < 0 ||
         prak_dec_muldiv(interest, beyond, nominal, PRAK_MONEY_DIGITS, &beyond) < 0))
        return prak_debt_too_long(j, e);
    return convert(beyond, m, &f->interest_over_cap) < 0 ? prak_debt_too_long(j, e) : 0;
}

/* ---- step 7: debt service and income ---- */

static void judge_thresholds(struct prak_debt_job *j)
{
    for (size_t i = 0; i < j->law->nthreshold; i++) {
        const struct prak_rule *rule;
        if (!j->has[PRAK_DEBT_DATE]) {
            reason(j, j->law->missing[PRAK_DEBT_DATE]);
            return;
        }
        struct prak_str why = find_rule(j, j->law->threshold[i], j->date, &rule);
        if (why.n > 0) {
            reason(j, why);
            continue;
        }
        j->f->threshold[i].known = true;
        j->f->threshold[i].over = prak_dec_cmp(j->f->dsr, rule->value) > 0;
        j->f->threshold[i].rule = rule;
        use(j, rule->id, rule->confidence);
    }
}

static int judge_income(struct prak_debt_job *j, struct prak_err *e)
{
    struct prak_debt_finding *f = j->f;
    struct money m;
    struct prak_dec service, divisor;
    if (!j->law->there[PRAK_DEBT_INCOME] || !f->has_service)
        return 0;
    if (!j->has[PRAK_DEBT_INCOME]) {
        reason(j, j->law->missing[PRAK_DEBT_INCOME]);
        return 0;
    }
    if (prak_dec_is_zero(j->income)) {
        reason(j, prak_str("income_zero"));
        return 0;
    }
    struct prak_str currency = f->currency;
    if (j->law->there[PRAK_DEBT_INCOME_CURRENCY] || j->cell[PRAK_DEBT_INCOME_CURRENCY].n > 0) {
        if (!j->has[PRAK_DEBT_INCOME_CURRENCY]) {
            reason(j, j->law->missing[PRAK_DEBT_INCOME_CURRENCY]);
            return 0;
        }
        currency = j->cell[PRAK_DEBT_INCOME_CURRENCY];
    }
    find_money(j, f->currency, currency, &m);
    if (!m.known)
        return 0;
    if (prak_dec_mul(f->monthly_service, m.times, &service) < 0 || prak_dec_mul(j->income, m.over, &divisor) < 0 ||
        prak_dec_muldiv(service, prak_dec_int(100), divisor, PRAK_RATE_DIGITS, &f->dsr) < 0)
        return prak_debt_too_long(j, e);
    f->has_dsr = true;
    judge_thresholds(j);
    return 0;
}

/* A month's service is a fact. */
static int judge_service(struct prak_debt_job *j, struct prak_err *e)
{
    static const enum prak_debt_fact need[] = { PRAK_DEBT_SERVICE, PRAK_DEBT_CURRENCY };
    struct prak_debt_finding *f = j->f;
    for (size_t i = 0; i < sizeof need / sizeof *need; i++)
        if (!j->has[need[i]]) {
            reason(j, j->law->missing[need[i]]);
            return 0;
        }
    f->has_service = true;
    f->monthly_service = j->service;
    f->currency = j->cell[PRAK_DEBT_CURRENCY];
    return judge_income(j, e);
}

/* ---- all of it ---- */

/* The terms, each behind its length, and the date where it counts days; 0: they are too long, or not to be kept. */
static size_t make_key(const struct prak_debt_job *j, char *key)
{
    size_t n = 0;
    if (j->has[PRAK_DEBT_PAYMENT])
        return 0;
    for (size_t i = PRAK_DEBT_DATE; i <= PRAK_DEBT_GRACE; i++) {
        struct prak_str s = j->cell[i];
        if (i == PRAK_DEBT_DATE &&
            (!prak_str_is(j->cell[PRAK_DEBT_METHOD], "daily") || j->cell[PRAK_DEBT_INSTALMENTS].n > 0))
            s.n = 0;
        n = prak_str_pack(s, key, n, PRAK_CACHE_KEY);
        if (n == 0)
            return 0;
    }
    return n;
}

/* Settled anew, or by this worker before. */
static int shape(struct prak_debt_job *j, struct prak_debt_shapes *shapes, struct prak_debt_shape *own,
                 const struct prak_debt_shape **out, struct prak_err *e)
{
    char key[PRAK_CACHE_KEY];
    const size_t n = shapes ? make_key(j, key) : 0;
    struct prak_debt_kept *k = n ? &shapes->kept[prak_hash(key, n) % PRAK_CACHE_SLOTS] : NULL;
    *out = k ? &k->shape : own;
    j->method = prak_debt_method_of(j->cell[PRAK_DEBT_METHOD]);
    if (k && k->n == n && memcmp(k->key, key, n) == 0)
        return 0;
    if (k)
        k->n = 0;
    if (prak_debt_read_terms(j, e) < 0 || prak_debt_shape_of(j, k ? &k->shape : own, e) < 0)
        return -1;
    if (k) {
        memcpy(k->key, key, n);
        k->n = n;
    }
    return 0;
}

static int judge_loan(struct prak_debt_job *j, struct prak_debt_shapes *shapes, struct prak_err *e)
{
    static const enum prak_debt_fact need[] = { PRAK_DEBT_PRINCIPAL, PRAK_DEBT_CURRENCY };
    const bool scheduled = j->facts->nflow > 0;
    struct prak_debt_shape own;
    const struct prak_debt_shape *s = NULL;
    struct prak_dec paid;
    struct loan l = { 0 };
    struct money m;
    struct prak_str lost = { "", 0 };
    if (scheduled) {
        if (prak_debt_read_terms(j, e) < 0)
            return -1;
    } else if (shape(j, shapes, &own, &s, e) < 0) {
        return -1;
    }
    for (size_t i = sizeof need / sizeof *need; i-- > 0;)
        lost = j->has[need[i]] ? lost : j->law->missing[need[i]];
    if (lost.n == 0 && scheduled && !j->has[PRAK_DEBT_DATE])
        lost = j->law->missing[PRAK_DEBT_DATE];
    if (lost.n == 0 && s && s->reason.n > 0)
        lost = j->law->schedule ? prak_str("no_schedule") : s->reason;
    if (lost.n > 0) {
        reason(j, lost);
        return 0;
    }
    struct prak_str currency = j->cell[PRAK_DEBT_CURRENCY];
    if ((s ? by_terms(j, s, &l, e) : by_schedule(j, &l, &paid, e)) < 0 || give_rates(j, &l, e) < 0)
        return -1;
    find_money(j, currency, j->law->into.n ? j->law->into : currency, &m);
    if (give_money(j, &l, s ? NULL : &paid, &m, e) < 0 || judge_cap(j, &l, &m, e) < 0)
        return -1;
    return judge_income(j, e);
}

int prak_debt_judge(const struct prak_debt_law *law, struct prak_debt_shapes *shapes, const struct prak_debt_facts *facts,
                    struct prak_debt_finding *out, const char **code, struct prak_err *e)
{
    struct prak_debt_job j = { .law = law, .facts = facts, .cell = facts->cell, .f = out, .method = -1, .period = -1 };
    memset(out, 0, sizeof *out);
    int rc = read_facts(&j, e);
    if (rc == 0)
        rc = law->there[PRAK_DEBT_SERVICE] ? judge_service(&j, e) : judge_loan(&j, shapes, e);
    *code = j.code;
    return rc;
}
