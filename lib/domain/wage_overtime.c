/*
 * wage_overtime.c - overtime due: hours by kind, their premiums, and the hourly wage they are paid by.
 */
#include "domain/wage_due_job.h"

#define SUBSTITUTE "holiday_on_sunday_substitute"

/* By the kinds of hours; substitute hours are paid as holidays, where they are. */
static const char *const premium[] = { "pay_overtime_day", "pay_overtime_night", "pay_weekly_rest",
                                       "pay_public_holiday", "pay_public_holiday", "pay_night_shift" };

int prak_wage_overtime_check(const struct prak_wage_due_law *d, struct prak_err *e)
{
    const struct prak_rule_table *t = d->law->divisors;
    for (size_t i = 0; i < prak_rule_count(t); i++) {
        const struct prak_rule *rule = prak_rule_at(t, i);
        bool counts = false;
        for (size_t k = 0; k < sizeof premium / sizeof *premium; k++)
            counts = counts || prak_str_is(rule->selector[0], premium[k]);
        if (counts && (!rule->has_value || prak_dec_cmp(rule->value, prak_dec_int(1)) < 0 || !prak_str_is(rule->unit, "x")))
            return prak_rule_fault(t, rule->row, "value", "not x, at least 1", e);
        if (prak_str_is(rule->selector[0], SUBSTITUTE) && !rule->has_value)
            return prak_rule_fault(t, rule->row, "value", "not a number of days", e);
    }
    return 0;
}

static int find(struct prak_wage_due_job *j, const char *name, const char *none, const struct prak_rule **rule,
                struct prak_err *e)
{
    const struct prak_str key = prak_str(name);
    *rule = NULL;
    const enum prak_rule_verdict v =
        prak_rule_find(j->d->law->divisors, &key, j->base.first, j->base.last, rule);
    const struct prak_str why = prak_wage_due_why(v, *rule, none);
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    return prak_wage_due_use(j, (*rule)->id, (*rule)->confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* Hours of a kind; 0 for one that is not asked about. */
static int read_hours(struct prak_wage_due_job *j, enum prak_wage_more kind, struct prak_dec *hours, struct prak_err *e)
{
    *hours = prak_dec_int(0);
    if (j->d->column[kind].n == 0)
        return PRAK_WAGE_GO_ON;
    if (j->more[kind].n == 0 && j->d->law->assume[PRAK_ASSUME_NO_OVERTIME]) {
        prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_NO_OVERTIME));
        return PRAK_WAGE_GO_ON;
    }
    return prak_wage_due_number(j, kind, hours, e);
}

/* Is the ordinary pay of a holiday in the wage already? */
static bool holiday_in_wage(const struct prak_wage_due_job *j)
{
    return j->base.period == PRAK_WAGE_BY_MONTH || j->base.period == PRAK_WAGE_BY_WEEK;
}

/* times: what each hour of the kind is paid by. */
static int find_premium(struct prak_wage_due_job *j, enum prak_wage_more kind, struct prak_dec *times, struct prak_err *e)
{
    const struct prak_rule *rule;
    int step;
    if (kind == PRAK_WAGE_OT_SUBSTITUTE) {
        if ((step = find(j, SUBSTITUTE, "no_rule", &rule, e)) != PRAK_WAGE_GO_ON)
            return step;
        if (prak_dec_sign(rule->value) == 0) { /* an ordinary day */
            *times = prak_dec_int(0);
            return PRAK_WAGE_GO_ON;
        }
    }
    if ((step = find(j, premium[kind], "no_rule", &rule, e)) != PRAK_WAGE_GO_ON)
        return step;
    *times = rule->value;
    bool in_wage = kind == PRAK_WAGE_OT_SHIFT; /* what an hour of a shift is paid by anyhow */
    if (kind == PRAK_WAGE_OT_HOLIDAY || kind == PRAK_WAGE_OT_SUBSTITUTE) {
        prak_wage_due_assumed(j, prak_str(j->d->whole_holiday ? "holiday-pay=whole" : "holiday-pay=extra"));
        in_wage = !j->d->whole_holiday && holiday_in_wage(j);
    }
    if (in_wage && prak_dec_sub(*times, prak_dec_int(1), times) < 0)
        return prak_wage_due_too_long(j, e);
    return PRAK_WAGE_GO_ON;
}

/* Hours, each times its premium. */
static int weigh_hours(struct prak_wage_due_job *j, struct prak_dec *sum, struct prak_err *e)
{
    *sum = prak_dec_int(0);
    for (enum prak_wage_more kind = PRAK_WAGE_OT_DAY; kind <= PRAK_WAGE_OT_SHIFT; kind++) {
        struct prak_dec hours, times;
        int step = read_hours(j, kind, &hours, e);
        if (step == PRAK_WAGE_GO_ON && prak_dec_sign(hours) > 0) {
            step = find_premium(j, kind, &times, e);
            if (step == PRAK_WAGE_GO_ON && (prak_dec_mul(hours, times, &hours) < 0 || prak_dec_add(*sum, hours, sum) < 0))
                return prak_wage_due_too_long(j, e);
        }
        if (step != PRAK_WAGE_GO_ON)
            return step;
    }
    return PRAK_WAGE_GO_ON;
}

/* The wage of a full month in the currency of the floor, and what that rests on: num / den. */
static int month_wage(struct prak_wage_due_job *j, struct prak_dec *num, struct prak_dec *den, struct prak_err *e)
{
    struct prak_dec times = prak_dec_int(1), over = times, rate_times = times, rate_over = times;
    struct prak_dec allowance = prak_dec_int(0);
    struct prak_wage_finding *f = &j->finding;
    if (prak_wage_floor(&j->base, e) < 0)
        return -1;
    /* the floor itself decides nothing here but the currency */
    f->nrule = f->nassumed = 0;
    f->confidence = PRAK_CONFIDENCE_NONE;
    f->reason = prak_str("");
    int step = prak_wage_scale(&j->base, &times, &over, e);
    if (step == PRAK_WAGE_GO_ON)
        step = prak_wage_convert(&j->base, &rate_times, &rate_over, e);
    if (step == PRAK_WAGE_DONE)
        return prak_wage_due_empty(j, f->reason);
    if (step < 0 || prak_wage_due_adopt(j, e) < 0)
        return -1;
    if (j->d->with_allowances && (step = prak_wage_due_number(j, PRAK_WAGE_ALLOWANCE, &allowance, e)) != PRAK_WAGE_GO_ON)
        return step;
    j->out->currency = f->wage_currency;
    /* (pay x times / over + allowance) x rate */
    if (prak_dec_mul(j->base.pay, times, num) < 0 || prak_dec_mul(allowance, over, &allowance) < 0 ||
        prak_dec_add(*num, allowance, num) < 0 || prak_dec_mul(*num, rate_times, num) < 0 ||
        prak_dec_mul(over, rate_over, den) < 0)
        return prak_wage_due_too_long(j, e);
    return PRAK_WAGE_GO_ON;
}

int prak_wage_due_overtime(struct prak_wage_due_job *j, struct prak_err *e)
{
    struct prak_dec sum, num, den;
    const struct prak_rule *hours;
    int step = prak_wage_missing(&j->base);
    if (step == PRAK_WAGE_DONE)
        return prak_wage_due_empty(j, j->finding.reason);
    if (j->base.period == PRAK_WAGE_BY_PIECE)
        return prak_wage_due_empty(j, prak_str("unknown_hourly_wage"));
    if ((step = month_wage(j, &num, &den, e)) != PRAK_WAGE_GO_ON)
        return step;
    if ((step = find(j, PRAK_HOURS_DIVISOR, "no_divisor", &hours, e)) != PRAK_WAGE_GO_ON)
        return step;
    if ((step = weigh_hours(j, &sum, e)) != PRAK_WAGE_GO_ON)
        return step;
    prak_wage_due_assumed(j, prak_str(j->d->with_allowances ? "ot-base=base+allowances" : "ot-base=base"));
    if (prak_dec_mul(den, hours->value, &den) < 0 ||
        prak_dec_muldiv(num, sum, den, prak_rules_currency(j->d->law->rules, j->out->currency), &j->out->amount) < 0)
        return prak_wage_due_too_long(j, e);
    return PRAK_WAGE_GO_ON;
}
