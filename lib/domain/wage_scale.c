/*
 * wage_scale.c - step 4 of wage.h: what stands between the pay and the pay of a full month of full time.
 */
#include "base/date.h"
#include "domain/wage_job.h"

static const char *const period_name[PRAK_WAGE_NPERIOD] = { "month", "piece", "week", "day", "hour" };

static const char CONSTRAINT[] = "constraint-error";

bool prak_wage_period_named(struct prak_str word)
{
    for (size_t i = 0; i < PRAK_WAGE_NPERIOD; i++)
        if (prak_str_is(word, period_name[i]))
            return true;
    return false;
}

static int read_period(struct prak_wage_job *j, struct prak_err *e)
{
    for (int i = 0; i < PRAK_WAGE_NPERIOD; i++)
        if (prak_str_is(j->cell[PRAK_WAGE_PERIOD], period_name[i])) {
            j->period = (enum prak_wage_period)i;
            return 0;
        }
    return prak_wage_bad(j, PRAK_WAGE_PERIOD, CONSTRAINT, "not a period (month, week, day, hour or piece)", e);
}

int prak_wage_most_hours(enum prak_wage_period period)
{
    const int january = 1; /* as long as the longest month, whatever the year */
    if (period == PRAK_WAGE_BY_DAY)
        return PRAK_HOURS_IN_DAY;
    return PRAK_HOURS_IN_DAY * (period == PRAK_WAGE_BY_WEEK ? PRAK_DAYS_IN_WEEK : prak_days_in_month(1, january));
}

static int read_hours(struct prak_wage_job *j, struct prak_err *e)
{
    if (prak_wage_read_number(j, PRAK_WAGE_HOURS, &j->hours, e) < 0)
        return -1;
    if (prak_dec_sign(j->hours) <= 0)
        return prak_wage_bad(j, PRAK_WAGE_HOURS, CONSTRAINT, "hours must be above zero", e);
    if (prak_dec_cmp(j->hours, prak_dec_int(prak_wage_most_hours(j->period))) > 0)
        return prak_wage_bad(j, PRAK_WAGE_HOURS, CONSTRAINT, "more hours than the period has", e);
    j->has_hours = true;
    return 0;
}

static int read_share(struct prak_wage_job *j, struct prak_err *e)
{
    if (prak_wage_read_number(j, PRAK_WAGE_SHARE, &j->share, e) < 0)
        return -1;
    if (prak_dec_sign(j->share) <= 0 || prak_dec_cmp(j->share, prak_dec_int(1)) > 0)
        return prak_wage_bad(j, PRAK_WAGE_SHARE, CONSTRAINT, "a share of full time is above 0 and at most 1", e);
    j->part_time = prak_dec_cmp(j->share, prak_dec_int(1)) < 0;
    return 0;
}

int prak_wage_read_time(struct prak_wage_job *j, struct prak_err *e)
{
    if (j->cell[PRAK_WAGE_PERIOD].n > 0 && read_period(j, e) < 0)
        return -1;
    if (j->cell[PRAK_WAGE_HOURS].n > 0 && read_hours(j, e) < 0)
        return -1;
    return j->cell[PRAK_WAGE_SHARE].n > 0 ? read_share(j, e) : 0;
}

/* One rule of working time. */
static int find_time(struct prak_wage_job *j, const char *name, const struct prak_rule **rule)
{
    const struct prak_str key = prak_str(name);
    switch (prak_rule_find(j->law->divisors, &key, j->first, j->last, rule)) {
    case PRAK_RULE_FOUND:
        return PRAK_WAGE_GO_ON;
    case PRAK_RULE_CHANGES:
        return prak_wage_empty(j, prak_str("rule_changes"));
    case PRAK_RULE_UNVERIFIED:
        return prak_wage_empty(j, (*rule)->lapsed);
    case PRAK_RULE_NONE:
    case PRAK_RULE_MANY:
        break;
    }
    return prak_wage_empty(j, prak_str("no_divisor"));
}

/* The rule's number leaves no trace in the finding, but that something is full rests on it. */
static void lean_on(struct prak_wage_job *j, const struct prak_rule *rule)
{
    j->f->confidence = prak_confidence_worst(j->f->confidence, rule->confidence);
}

static int use_rule(struct prak_wage_job *j, const struct prak_rule *rule, struct prak_err *e)
{
    return prak_wage_use(j, rule->id, rule->confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

/* done of what a full month has, as the rule tells it: days, or hours. */
static int attend(struct prak_wage_job *j, const char *name, struct prak_dec done, struct prak_dec *times,
                  struct prak_dec *over, bool *part, struct prak_err *e)
{
    const struct prak_rule *rule;
    const int step = find_time(j, name, &rule);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    *part = prak_dec_cmp(done, rule->value) < 0;
    if (!*part) {
        lean_on(j, rule);
        return PRAK_WAGE_GO_ON;
    }
    *times = rule->value;
    *over = done;
    return use_rule(j, rule, e);
}

/* Paid for a month: days or hours say how much of it, or it is assumed to be full. */
static int scale_month(struct prak_wage_job *j, struct prak_dec *times, struct prak_dec *over, struct prak_err *e)
{
    bool part = false;
    int step = PRAK_WAGE_GO_ON;
    if (j->has_hours)
        return attend(j, PRAK_HOURS_DIVISOR, j->hours, times, over, &part, e);
    if (j->has_days)
        step = attend(j, PRAK_DAYS_DIVISOR, j->days, times, over, &part, e);
    else if (j->law->assume[PRAK_ASSUME_FULL_MONTH])
        prak_wage_assumed(j, prak_wage_assumption(PRAK_ASSUME_FULL_MONTH));
    else
        return prak_wage_empty(j, prak_str("unknown_attendance"));
    if (step != PRAK_WAGE_GO_ON || !j->part_time)
        return step;
    if (part) /* fewer days because of the part time, or besides it? */
        return prak_wage_empty(j, prak_str("unknown_hours"));
    *over = j->share;
    return PRAK_WAGE_GO_ON;
}

/* Paid for a week or a day: by the hour, of those that the pay is for or of the normal ones. */
static int scale_hours(struct prak_wage_job *j, const char *normal, struct prak_dec *times, struct prak_dec *over,
                       struct prak_err *e)
{
    const struct prak_rule *month, *whole;
    int step = find_time(j, PRAK_HOURS_DIVISOR, &month);
    if (step == PRAK_WAGE_GO_ON)
        step = find_time(j, normal, &whole);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    const bool part = j->has_hours && prak_dec_cmp(j->hours, whole->value) < 0;
    if (!part && j->period == PRAK_WAGE_BY_DAY) { /* there is a rule for whole days */
        lean_on(j, whole);
        if ((step = find_time(j, PRAK_DAYS_DIVISOR, &month)) != PRAK_WAGE_GO_ON)
            return step;
        *times = month->value;
        return use_rule(j, month, e);
    }
    *times = month->value;
    *over = part ? j->hours : whole->value;
    if (!j->has_hours && j->part_time && prak_dec_mul(*over, j->share, over) < 0)
        return prak_wage_too_long(j, e);
    if (use_rule(j, month, e) < 0)
        return -1;
    if (!part)
        return use_rule(j, whole, e);
    lean_on(j, whole);
    return PRAK_WAGE_GO_ON;
}

/* Paid by the hour, or by the day and no hours told: each day is a whole one. */
static int scale_rate(struct prak_wage_job *j, const char *divisor, struct prak_dec *times, struct prak_err *e)
{
    const struct prak_rule *rule;
    const int step = find_time(j, divisor, &rule);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    *times = rule->value;
    return use_rule(j, rule, e);
}

int prak_wage_scale(struct prak_wage_job *j, struct prak_dec *times, struct prak_dec *over, struct prak_err *e)
{
    if (j->part_time) {
        if (!j->law->assume[PRAK_ASSUME_PART_TIME])
            return prak_wage_empty(j, prak_str("part_time_unsettled"));
        prak_wage_assumed(j, prak_wage_assumption(PRAK_ASSUME_PART_TIME));
    } else if (j->cell[PRAK_WAGE_SHARE].n == 0 && j->law->column[PRAK_WAGE_SHARE].n > 0) {
        prak_wage_assumed(j, prak_wage_assumption(PRAK_ASSUME_FULL_TIME));
    }
    switch (j->period) {
    case PRAK_WAGE_BY_HOUR:
        return scale_rate(j, PRAK_HOURS_DIVISOR, times, e);
    case PRAK_WAGE_BY_DAY:
        if (j->has_hours)
            return scale_hours(j, PRAK_NORMAL_DAY, times, over, e);
        if (j->part_time) /* fewer days, or shorter ones? */
            return prak_wage_empty(j, prak_str("unknown_hours"));
        return scale_rate(j, PRAK_DAYS_DIVISOR, times, e);
    case PRAK_WAGE_BY_WEEK:
        return scale_hours(j, PRAK_NORMAL_WEEK, times, over, e);
    case PRAK_WAGE_BY_MONTH:
    case PRAK_WAGE_BY_PIECE:
    case PRAK_WAGE_NPERIOD:
        break;
    }
    return scale_month(j, times, over, e);
}
