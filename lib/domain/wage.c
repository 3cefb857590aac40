/*
 * wage.c - the judgement that wage.h describes, step by step. Every number of law comes from a rule table.
 */
#include "domain/wage.h"

#include "base/date.h"
#include "domain/wage_job.h"

/* ---- step 1: reading the facts ---- */

static const char TYPE[] = "type-error", CONSTRAINT[] = "constraint-error";

int prak_wage_bad(const struct prak_wage_job *j, enum prak_wage_fact fact, const char *code, const char *msg,
               struct prak_err *e)
{
    j->f->reason = prak_str(code);
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, j->law->column[fact].p, j->law->column[fact].n);
    prak_err_value(e, j->cell[fact].p, j->cell[fact].n);
    return -1;
}

int prak_wage_read_number(const struct prak_wage_job *j, enum prak_wage_fact fact, struct prak_dec *d, struct prak_err *e)
{
    enum prak_num_verdict v = prak_dec_parse(j->cell[fact].p, j->cell[fact].n, false, d);
    return v == PRAK_NUM_OK ? 0 : prak_wage_bad(j, fact, TYPE, prak_num_reason(v), e);
}

static int read_month(struct prak_wage_job *j, struct prak_err *e)
{
    struct prak_str cell = j->cell[PRAK_WAGE_MONTH];
    int32_t day;
    if (prak_month_parse(cell.p, cell.n, &day) < 0 && prak_date_parse(cell.p, cell.n, &day) < 0)
        return prak_wage_bad(j, PRAK_WAGE_MONTH, TYPE, "not a month (YYYY-MM) or a date (YYYY-MM-DD)", e);
    struct prak_civil c = prak_date_civil(day);
    c.day = 1;
    j->first = prak_date_day(c);
    j->last = j->first + prak_days_in_month(c.year, c.month) - 1;
    return 0;
}

static int read_days(struct prak_wage_job *j, struct prak_err *e)
{
    const int january = 1; /* as long as the longest month, whatever the year */
    struct prak_dec twice;
    if (prak_wage_read_number(j, PRAK_WAGE_DAYS, &j->days, e) < 0)
        return -1;
    if (prak_dec_sign(j->days) <= 0)
        return prak_wage_bad(j, PRAK_WAGE_DAYS, CONSTRAINT, "days worked must be above zero", e);
    /* a share of the month or hours, not days */
    if (prak_dec_add(j->days, j->days, &twice) == 0 && prak_dec_cmp(twice, prak_dec_int(1)) < 0)
        return prak_wage_bad(j, PRAK_WAGE_DAYS, CONSTRAINT, "less than half a day worked", e);
    if (prak_dec_cmp(j->days, prak_dec_int(prak_days_in_month(1, january))) > 0)
        return prak_wage_bad(j, PRAK_WAGE_DAYS, CONSTRAINT, "more days worked than a month has", e);
    j->has_days = true;
    return 0;
}

int prak_wage_read(struct prak_wage_job *j, struct prak_err *e)
{
    const struct prak_str *cell = j->cell;
    if (cell[PRAK_WAGE_PAY].n > 0) {
        if (prak_wage_read_number(j, PRAK_WAGE_PAY, &j->pay, e) < 0)
            return -1;
        if (prak_dec_sign(j->pay) < 0)
            return prak_wage_bad(j, PRAK_WAGE_PAY, CONSTRAINT, "a wage cannot be negative", e);
    }
    if (cell[PRAK_WAGE_CURRENCY].n > 0 && prak_rules_currency(j->law->rules, cell[PRAK_WAGE_CURRENCY]) < 0)
        return prak_wage_bad(j, PRAK_WAGE_CURRENCY, CONSTRAINT, "unlisted currency", e);
    if (cell[PRAK_WAGE_MONTH].n > 0 && read_month(j, e) < 0)
        return -1;
    if (cell[PRAK_WAGE_SECTOR].n > 0 && !prak_rule_names(j->law->sectors, 0, cell[PRAK_WAGE_SECTOR]))
        return prak_wage_bad(j, PRAK_WAGE_SECTOR, CONSTRAINT, "unlisted sector", e);
    if (cell[PRAK_WAGE_TYPE].n > 0 && prak_rule_row(j->law->types, cell[PRAK_WAGE_TYPE]) == SIZE_MAX)
        return prak_wage_bad(j, PRAK_WAGE_TYPE, CONSTRAINT, "unlisted worker type", e);
    if (cell[PRAK_WAGE_DAYS].n > 0 && read_days(j, e) < 0)
        return -1;
    return prak_wage_read_time(j, e);
}

/* ---- what a finding is made of ---- */

static void reason(struct prak_wage_job *j, struct prak_str code)
{
    if (j->f->reason.n == 0)
        j->f->reason = code;
}

/*
 * The whole finding is empty but for its reason: the first that was found. That there is no floor is no reason for a
 * wage to be empty, and gives way.
 */
int prak_wage_empty(struct prak_wage_job *j, struct prak_str why)
{
    if (j->f->reason.n > 0 && !prak_str_is(j->f->reason, "no_floor"))
        why = j->f->reason;
    memset(j->f, 0, sizeof *j->f);
    j->f->reason = why;
    return PRAK_WAGE_DONE;
}

static int full(struct prak_wage_job *j, struct prak_err *e)
{
    j->f->reason = prak_str(CONSTRAINT);
    return prak_fail(e, PRAK_EDATA, "more than %d rules hold for one wage", PRAK_WAGE_RULES);
}

int prak_wage_use(struct prak_wage_job *j, struct prak_str id, enum prak_confidence c, struct prak_err *e)
{
    if (j->f->nrule == PRAK_WAGE_RULES)
        return full(j, e);
    j->f->rule[j->f->nrule++] = id;
    j->f->confidence = prak_confidence_worst(j->f->confidence, c);
    return 0;
}

void prak_wage_assumed(struct prak_wage_job *j, struct prak_str what)
{
    j->f->assumed[j->f->nassumed++] = what;
}

int prak_wage_too_long(struct prak_wage_job *j, struct prak_err *e)
{
    j->f->reason = prak_str(CONSTRAINT);
    return prak_fail(e, PRAK_EDATA, "the wage has too many digits");
}

/* ---- steps 2 and 3: the floor ---- */

static bool is_empty(const struct prak_wage_job *j, enum prak_wage_fact fact)
{
    return j->cell[fact].n == 0 && j->law->column[fact].n > 0;
}

bool prak_wage_no_period(const struct prak_wage_job *j)
{
    return is_empty(j, PRAK_WAGE_PERIOD);
}

bool prak_wage_no_share(const struct prak_wage_job *j)
{
    return is_empty(j, PRAK_WAGE_SHARE) && !j->law->assume[PRAK_ASSUME_FULL_TIME];
}

int prak_wage_missing(struct prak_wage_job *j)
{
    for (size_t i = PRAK_WAGE_PAY; i <= PRAK_WAGE_SECTOR; i++)
        if (j->cell[i].n == 0)
            return prak_wage_empty(j, j->law->missing[i]);
    if (prak_wage_no_period(j))
        return prak_wage_empty(j, j->law->missing[PRAK_WAGE_PERIOD]);
    if (prak_wage_no_share(j))
        return prak_wage_empty(j, j->law->missing[PRAK_WAGE_SHARE]);
    return PRAK_WAGE_GO_ON;
}

/* Which rule sector, or why none. */
struct prak_str prak_wage_sector(const struct prak_wage_job *j, const struct prak_rule **row)
{
    switch (prak_rule_find(j->law->sectors, &j->cell[PRAK_WAGE_SECTOR], j->first, j->last, row)) {
    case PRAK_RULE_FOUND: {
        struct prak_str status = prak_rule_cell(j->law->sectors, (*row)->row, "status");
        if (prak_str_is(status, "none"))
            return prak_str("no_floor");
        return prak_str(prak_str_is(status, "unverified") ? "coverage_unverified" : "");
    }
    case PRAK_RULE_CHANGES:
        return prak_str("rule_changes");
    case PRAK_RULE_UNVERIFIED:
        return (*row)->lapsed;
    case PRAK_RULE_NONE:
    case PRAK_RULE_MANY:
        break;
    }
    return prak_str("no_rule");
}

static int add_components(struct prak_wage_job *j, const struct prak_rule *const *rule, size_t n, struct prak_err *e)
{
    struct prak_dec sum = prak_dec_int(0);
    bool base = false;
    for (size_t i = 0; i < n; i++) {
        base = base || prak_str_is(rule[i]->selector[PRAK_BY_COMPONENT], "base");
        if (prak_dec_add(sum, rule[i]->value, &sum) < 0)
            return prak_wage_too_long(j, e);
    }
    if (!base) { /* an allowance alone is no floor */
        reason(j, prak_str("no_rule"));
        return 0;
    }
    for (size_t i = 0; i < n; i++)
        if (prak_wage_use(j, rule[i]->id, rule[i]->confidence, e) < 0)
            return -1;
    j->f->has_minimum = true;
    j->f->minimum = sum;
    j->floor_currency = prak_rule_unit(rule[0], 0);
    return 0;
}

int prak_wage_floor(struct prak_wage_job *j, struct prak_err *e)
{
    const struct prak_rule *row = NULL, *rule[PRAK_WAGE_RULES];
    struct prak_str why = prak_wage_sector(j, &row);
    size_t n;
    struct prak_str type = j->cell[PRAK_WAGE_TYPE].n > 0 ? j->cell[PRAK_WAGE_TYPE] : j->law->type;
    if (why.n == 0 && type.n == 0)
        why = prak_str("unknown_worker_type");
    if (why.n > 0) {
        reason(j, why);
        return 0;
    }
    struct prak_str select[] = { prak_rule_cell(j->law->sectors, row->row, "rule_sector"), { "", 0 }, type };
    switch (prak_rule_match(j->law->minimum, select, j->first, j->last, rule, PRAK_WAGE_RULES, &n)) {
    case PRAK_RULE_NONE:
        reason(j, prak_str("no_rule"));
        return 0;
    case PRAK_RULE_CHANGES:
        reason(j, prak_str("rule_changes"));
        return 0;
    case PRAK_RULE_UNVERIFIED:
        reason(j, rule[0]->lapsed);
        return 0;
    case PRAK_RULE_MANY:
        return full(j, e);
    case PRAK_RULE_FOUND:
        break;
    }
    if (add_components(j, rule, n, e) < 0)
        return -1;
    if (j->f->has_minimum) {
        j->f->confidence = prak_confidence_worst(j->f->confidence, row->confidence);
        if (j->cell[PRAK_WAGE_TYPE].n == 0)
            prak_wage_assumed(j, type);
        for (size_t i = 0; i < j->law->nstated; i++)
            prak_wage_assumed(j, j->law->stated[i]);
    }
    return 0;
}

/* ---- steps 4 and 5: the wage of a full month, in the floor's currency ---- */

int prak_wage_convert(struct prak_wage_job *j, struct prak_dec *times, struct prak_dec *over, struct prak_err *e)
{
    struct prak_str paid = j->cell[PRAK_WAGE_CURRENCY];
    struct prak_rate rate;
    /* without a floor, the currency that all floors are in: a column of wages is of one currency */
    struct prak_str legal = j->f->has_minimum ? j->floor_currency : j->law->currency;
    j->f->wage_currency = paid;
    if (legal.n == 0 || prak_str_eq(paid, legal))
        return PRAK_WAGE_GO_ON;
    j->f->wage_currency = legal;
    switch (prak_fx_find(j->law->fx, paid, legal, j->first, j->last, &rate)) {
    case PRAK_RULE_FOUND:
        break;
    case PRAK_RULE_CHANGES:
        return prak_wage_empty(j, prak_str("rule_changes"));
    case PRAK_RULE_NONE:
    case PRAK_RULE_MANY:
    case PRAK_RULE_UNVERIFIED: /* rates end on their last verified day */
        return prak_wage_empty(j, prak_str("no_rate"));
    }
    struct prak_dec *side = rate.divide ? over : times;
    if (prak_dec_mul(*side, rate.rate, side) < 0)
        return prak_wage_too_long(j, e);
    return prak_wage_use(j, rate.id, rate.confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* Money shows at least the digits of its currency; a legal figure with more is not rounded. */
static int show(struct prak_dec *d, int digits)
{
    return d->scale < digits ? prak_dec_round(*d, digits, d) : 0;
}

static int compare(struct prak_wage_job *j, struct prak_dec times, struct prak_dec over, int digits, struct prak_err *e)
{
    struct prak_wage_finding *f = j->f;
    const bool less = prak_dec_cmp(f->wage_month, f->minimum) < 0;
    f->below_minimum = less;
    f->shortfall = prak_dec_int(0);
    if (less && prak_dec_sub(f->minimum, f->wage_month, &f->shortfall) < 0)
        return prak_wage_too_long(j, e);
    if (j->law->bands && prak_wage_place(j, times, over, digits, e) < 0)
        return -1;
    return show(&f->minimum, digits) < 0 || show(&f->shortfall, digits) < 0 ? prak_wage_too_long(j, e) : 0;
}

/* Steps 2 to 5 as far as the pay does not matter. */
static int settle(struct prak_wage_job *j, struct prak_dec *times, struct prak_dec *over, struct prak_err *e)
{
    *times = *over = prak_dec_int(1);
    int step = prak_wage_missing(j);
    if (step == PRAK_WAGE_GO_ON && prak_wage_floor(j, e) < 0)
        return -1;
    if (step == PRAK_WAGE_GO_ON)
        step = prak_wage_scale(j, times, over, e);
    if (step == PRAK_WAGE_GO_ON)
        step = prak_wage_convert(j, times, over, e);
    return step;
}

static bool is_one(struct prak_dec d)
{
    return d.m == 1 && d.scale == 0;
}

static int weigh_pay(struct prak_wage_job *j, struct prak_dec times, struct prak_dec over, int digits, struct prak_err *e)
{
    const bool as_it_is = is_one(times) && is_one(over) && j->pay.scale <= digits;
    struct prak_dec *month = &j->f->wage_month;
    if ((as_it_is ? prak_dec_round(j->pay, digits, month) : prak_dec_muldiv(j->pay, times, over, digits, month)) < 0)
        return prak_wage_too_long(j, e);
    j->f->has_wage = true;
    return j->f->has_minimum ? compare(j, times, over, digits, e) : 0;
}

static void be_strict(struct prak_wage_job *j)
{
    if (j->law->strict && prak_confidence_unverified(j->f->confidence))
        prak_wage_empty(j, prak_str("unverified"));
}

int prak_wage_judge(const struct prak_wage_law *law, const struct prak_wage_facts *facts,
                    struct prak_wage_finding *out, struct prak_err *e)
{
    struct prak_wage_job j = { .law = law, .cell = facts->cell, .f = out };
    struct prak_dec times, over;
    memset(out, 0, sizeof *out);
    if (prak_wage_read(&j, e) < 0)
        return -1;
    const int step = settle(&j, &times, &over, e);
    if (step < 0)
        return -1;
    if (step == PRAK_WAGE_GO_ON && weigh_pay(&j, times, over, prak_rules_currency(law->rules, out->wage_currency), e) < 0)
        return -1;
    be_strict(&j);
    return 0;
}

int prak_wage_settle(const struct prak_wage_law *law, const struct prak_wage_facts *facts, struct prak_wage_case *out)
{
    struct prak_wage_facts some = *facts;
    struct prak_wage_job j = { .law = law, .cell = some.cell, .f = &out->finding };
    struct prak_err ignored = { 0 };
    some.cell[PRAK_WAGE_PAY] = prak_str("0");
    memset(out, 0, sizeof *out);
    if (prak_wage_read(&j, &ignored) < 0)
        return -1;
    const int step = settle(&j, &out->times, &out->over, &ignored);
    out->open = step == PRAK_WAGE_GO_ON;
    if (out->open)
        out->digits = prak_rules_currency(law->rules, out->finding.wage_currency);
    return step < 0 ? -1 : 0;
}

int prak_wage_judge_pay(const struct prak_wage_law *law, const struct prak_wage_case *c, struct prak_str pay,
                        struct prak_wage_finding *out)
{
    struct prak_wage_job j = { .law = law, .f = out };
    struct prak_err ignored = { 0 };
    if (pay.n == 0 || prak_dec_parse(pay.p, pay.n, false, &j.pay) != PRAK_NUM_OK || prak_dec_sign(j.pay) < 0)
        return 1;
    *out = c->finding;
    if (c->open && weigh_pay(&j, c->times, c->over, c->digits, &ignored) < 0)
        return 1;
    be_strict(&j);
    return 0;
}
