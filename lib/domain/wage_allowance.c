/*
 * wage_allowance.c - the allowances due on top of the minimum wage.
 */
#include "base/date.h"
#include "domain/wage_due_job.h"

enum { BY_SECTOR, BY_COMPONENT, BY_BAND, BY_COUNT }; /* the selectors of the table */

static const char ATTENDANCE[] = "attendance", HOUSING[] = "transport_housing", MEAL[] = "meal_overtime",
                  SENIORITY[] = "seniority_bonus";

/* Amounts on the way: those by the month, and those by the day, which may be in another currency. */
struct sum {
    struct prak_str sector;
    struct prak_str currency; /* of those by the month; n 0: none yet */
    struct prak_dec month, day;
    struct prak_str day_currency;
    bool any; /* a component has a rule */
};

static int check_rule(struct prak_rules *r, const struct prak_rule_table *t, const struct prak_rule *rule,
                      struct prak_err *e)
{
    const struct prak_str component = rule->selector[BY_COMPONENT], per = prak_rule_unit(rule, 1);
    const bool meal = prak_str_is(component, MEAL);
    if (!meal && !prak_str_is(component, ATTENDANCE) && !prak_str_is(component, HOUSING) &&
        !prak_str_is(component, SENIORITY))
        return prak_rule_fault(t, rule->row, "component", "not one that prak knows", e);
    if (!rule->has_value || prak_dec_sign(rule->value) < 0)
        return prak_rule_fault(t, rule->row, "value", "an allowance cannot be negative", e);
    if (prak_rules_currency(r, prak_rule_unit(rule, 0)) < 0 || !prak_str_is(per, meal ? "day" : "month"))
        return prak_rule_fault(t, rule->row, "unit", meal ? "not CURRENCY/day" : "not CURRENCY/month", e);
    return 0;
}

int prak_wage_allowances_load(struct prak_rules *r, struct prak_wage_due_law *d, struct prak_err *e)
{
    if (prak_rules_load(r, "allowances", &d->allowances, e) < 0)
        return -1;
    const struct prak_rule_table *t = d->allowances;
    if (prak_rule_selectors(t) != BY_COUNT)
        return prak_rule_fault(t, SIZE_MAX, NULL, "selectors must be sector, component, band_from", e);
    for (size_t i = 0; i < prak_rule_count(t); i++)
        if (check_rule(r, t, prak_rule_at(t, i), e) < 0)
            return -1;
    return 0;
}

/* The rule of a component; NULL: there is none for the month, and the component is left out. */
static int find(struct prak_wage_due_job *j, struct sum *s, const char *component, const struct prak_dec *year,
                const struct prak_rule **rule)
{
    const struct prak_str select[BY_COUNT] = { s->sector, prak_str(component), { "", 0 } };
    const struct prak_dec first = prak_dec_int(1);
    *rule = NULL;
    const enum prak_rule_verdict v =
        prak_rule_band(j->d->allowances, select, j->base.first, j->base.last, year ? year : &first, rule);
    const struct prak_str why = prak_wage_due_why(v, *rule, "");
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    if (v != PRAK_RULE_FOUND && prak_wage_due_ended(j->d->allowances, select, BY_BAND, j->base.first))
        return prak_wage_due_empty(j, prak_str("no_rule"));
    if (v != PRAK_RULE_FOUND)
        *rule = NULL;
    else
        s->any = true;
    return PRAK_WAGE_GO_ON;
}

static int add_month(struct prak_wage_due_job *j, struct sum *s, const struct prak_rule *rule, struct prak_err *e)
{
    const struct prak_str currency = prak_rule_unit(rule, 0);
    if (s->currency.n > 0 && !prak_str_eq(s->currency, currency))
        return prak_wage_due_empty(j, prak_str("no_rate"));
    s->currency = currency;
    if (prak_dec_add(s->month, rule->value, &s->month) < 0)
        return prak_wage_due_too_long(j, e);
    return prak_wage_due_use(j, rule->id, rule->confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* Was the month worked in full? Days say it, whatever the pay is for, or the hours of a month. */
static int attended(struct prak_wage_due_job *j, bool *full, struct prak_err *e)
{
    const struct prak_wage_job *b = &j->base;
    const bool of_month = b->period == PRAK_WAGE_BY_MONTH || b->period == PRAK_WAGE_BY_PIECE;
    const bool by_hours = !b->has_days && b->has_hours && of_month;
    const struct prak_str key = prak_str(by_hours ? PRAK_HOURS_DIVISOR : PRAK_DAYS_DIVISOR);
    const struct prak_rule *rule = NULL;
    (void)e;
    *full = true;
    if (by_hours && prak_wage_no_period(b)) /* hours of what? */
        return prak_wage_due_empty(j, j->d->law->missing[PRAK_WAGE_PERIOD]);
    if (!b->has_days && !by_hours) {
        if (!j->d->law->assume[PRAK_ASSUME_FULL_MONTH])
            return prak_wage_due_empty(j, prak_str("unknown_attendance"));
        prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_FULL_MONTH));
        return PRAK_WAGE_GO_ON;
    }
    const enum prak_rule_verdict v = prak_rule_find(j->d->law->divisors, &key, b->first, b->last, &rule);
    const struct prak_str why = prak_wage_due_why(v, rule, "no_divisor");
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    *full = prak_dec_cmp(by_hours ? b->hours : b->days, rule->value) >= 0;
    j->out->confidence = prak_confidence_worst(j->out->confidence, rule->confidence);
    return PRAK_WAGE_GO_ON;
}

static int housed(struct prak_wage_due_job *j, bool *free, struct prak_err *e)
{
    *free = false;
    if (j->more[PRAK_WAGE_HOUSING].n > 0)
        return prak_wage_due_truth(j, PRAK_WAGE_HOUSING, free, e);
    if (!j->d->law->assume[PRAK_ASSUME_NO_HOUSING])
        return prak_wage_due_empty(j, prak_str("unknown_housing"));
    prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_NO_HOUSING));
    return PRAK_WAGE_GO_ON;
}

static int add_attendance(struct prak_wage_due_job *j, struct sum *s, struct prak_err *e)
{
    const struct prak_rule *rule;
    bool full;
    int step = find(j, s, ATTENDANCE, NULL, &rule);
    if (step != PRAK_WAGE_GO_ON || !rule || (step = attended(j, &full, e)) != PRAK_WAGE_GO_ON)
        return step;
    return full ? add_month(j, s, rule, e) : PRAK_WAGE_GO_ON;
}

static int add_housing(struct prak_wage_due_job *j, struct sum *s, struct prak_err *e)
{
    const struct prak_rule *rule;
    bool free;
    int step = find(j, s, HOUSING, NULL, &rule);
    if (step != PRAK_WAGE_GO_ON || !rule || (step = housed(j, &free, e)) != PRAK_WAGE_GO_ON)
        return step;
    return free ? PRAK_WAGE_GO_ON : add_month(j, s, rule, e);
}

static int add_seniority(struct prak_wage_due_job *j, struct sum *s, struct prak_err *e)
{
    const struct prak_rule *rule;
    int64_t months;
    int step = prak_wage_due_count(j, PRAK_WAGE_SENIORITY, &months, e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    const struct prak_dec year = prak_dec_int(months / PRAK_MONTHS_IN_YEAR + 1);
    step = find(j, s, SENIORITY, &year, &rule);
    return step == PRAK_WAGE_GO_ON && rule ? add_month(j, s, rule, e) : step;
}

static int add_meals(struct prak_wage_due_job *j, struct sum *s, struct prak_err *e)
{
    const struct prak_rule *rule;
    struct prak_dec days;
    if (j->d->column[PRAK_WAGE_MEAL_DAYS].n == 0)
        return PRAK_WAGE_GO_ON;
    if (j->more[PRAK_WAGE_MEAL_DAYS].n == 0 && j->d->law->assume[PRAK_ASSUME_NO_OVERTIME]) {
        prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_NO_OVERTIME));
        return PRAK_WAGE_GO_ON;
    }
    int step = prak_wage_due_number(j, PRAK_WAGE_MEAL_DAYS, &days, e);
    if (step == PRAK_WAGE_GO_ON)
        step = find(j, s, MEAL, NULL, &rule);
    if (step != PRAK_WAGE_GO_ON || !rule || prak_dec_sign(days) == 0)
        return step;
    if (prak_dec_mul(days, rule->value, &s->day) < 0)
        return prak_wage_due_too_long(j, e);
    s->day_currency = prak_rule_unit(rule, 0);
    return prak_wage_due_use(j, rule->id, rule->confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* The sector of allowances.csv, or why there is none. */
static int find_sector(struct prak_wage_due_job *j, struct sum *s)
{
    const struct prak_rule *row = NULL;
    const struct prak_str why = prak_wage_sector(&j->base, &row);
    if (why.n > 0)
        return prak_wage_due_empty(j, why);
    s->sector = prak_rule_cell(j->d->law->sectors, row->row, "allowance_sector");
    if (s->sector.n == 0)
        return prak_wage_due_empty(j, prak_str("coverage_unverified"));
    j->out->confidence = prak_confidence_worst(j->out->confidence, row->confidence);
    return PRAK_WAGE_GO_ON;
}

/* By the month, and by the day at its rate, rounded once. */
static int add_up(struct prak_wage_due_job *j, const struct sum *s, struct prak_err *e)
{
    struct prak_dec times = prak_dec_int(1), over = times, by_day, by_month;
    j->out->currency = s->currency.n > 0 ? s->currency : j->d->law->currency.n > 0 ? j->d->law->currency : s->day_currency;
    if (s->day_currency.n > 0) {
        const int step = prak_wage_due_converted(j, s->day_currency, j->out->currency, &times, &over, e);
        if (step != PRAK_WAGE_GO_ON)
            return step;
    }
    if (prak_dec_mul(s->day, times, &by_day) < 0 || prak_dec_mul(s->month, over, &by_month) < 0 ||
        prak_dec_add(by_day, by_month, &by_day) < 0 ||
        prak_dec_muldiv(by_day, prak_dec_int(1), over, prak_rules_currency(j->d->law->rules, j->out->currency),
                        &j->out->amount) < 0)
        return prak_wage_due_too_long(j, e);
    return PRAK_WAGE_GO_ON;
}

/* No text was found that says what part of an allowance part-time work is due. */
static int full_time(struct prak_wage_due_job *j)
{
    const struct prak_wage_job *b = &j->base;
    if (prak_wage_no_share(b))
        return prak_wage_due_empty(j, j->d->law->missing[PRAK_WAGE_SHARE]);
    if (b->part_time)
        return prak_wage_due_empty(j, prak_str("part_time_unsettled"));
    if (b->cell[PRAK_WAGE_SHARE].n == 0 && j->d->law->column[PRAK_WAGE_SHARE].n > 0)
        prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_FULL_TIME));
    return PRAK_WAGE_GO_ON;
}

int prak_wage_due_allowances(struct prak_wage_due_job *j, struct prak_err *e)
{
    static int (*const add[])(struct prak_wage_due_job *, struct sum *, struct prak_err *) = {
        add_attendance, add_housing, add_seniority, add_meals
    };
    struct sum s = { .currency = { "", 0 }, .day_currency = { "", 0 }, .month = prak_dec_int(0), .day = prak_dec_int(0) };
    for (size_t i = PRAK_WAGE_MONTH; i <= PRAK_WAGE_SECTOR; i++)
        if (j->base.cell[i].n == 0)
            return prak_wage_due_empty(j, j->d->law->missing[i]);
    int step = find_sector(j, &s);
    if (step == PRAK_WAGE_GO_ON)
        step = full_time(j);
    for (size_t i = 0; step == PRAK_WAGE_GO_ON && i < sizeof add / sizeof *add; i++)
        step = add[i](j, &s, e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    return s.any ? add_up(j, &s, e) : prak_wage_due_empty(j, prak_str("no_rule"));
}
