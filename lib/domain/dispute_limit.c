/*
 * dispute_limit.c - the last day of a step: its rule, and the days counted by it.
 */
#include "base/date.h"
#include "domain/dispute_law.h"

#define WORKWEEK "workweek"
#define MOST     10 /* readings of one step, and texts of one limit */

struct limit {
    const struct prak_dispute_law *law;
    const struct prak_dispute_step *step;
    struct prak_dispute_run *run;
    struct prak_arena *arena;
};

static void reason(struct limit *l, struct prak_str text)
{
    if (l->run->reason.n < MOST)
        l->run->reason.v[l->run->reason.n++] = text;
}

/* false: --strict refuses it. */
static bool use(struct limit *l, const struct prak_rule *rule)
{
    if (l->law->strict && prak_confidence_unverified(rule->confidence)) {
        reason(l, prak_str("unverified"));
        return false;
    }
    l->run->rule.v[l->run->rule.n++] = rule->id;
    l->run->confidence = prak_confidence_worst(l->run->confidence, rule->confidence);
    return true;
}

static const struct prak_rule *of_kind(const struct prak_rule **rule, size_t n, struct prak_str day_kind)
{
    for (size_t i = 0; i < n; i++)
        if (prak_str_eq(rule[i]->selector[PRAK_BY_DAY_KIND], day_kind))
            return rule[i];
    return NULL;
}

/* The rule in force on the first day, by the reading that was chosen where there are several. */
static const struct prak_rule *choose(struct limit *l)
{
    const struct prak_str select[PRAK_DISPUTE_SELECTORS] = { l->step->dispute, l->step->name, { "", 0 } };
    const struct prak_rule *rule[MOST];
    size_t n;
    const enum prak_rule_verdict v =
        prak_rule_match(l->law->steps, select, l->run->from, l->run->from, rule, MOST, &n);
    if (v == PRAK_RULE_UNVERIFIED) {
        reason(l, rule[0]->lapsed);
        return NULL;
    }
    if (v != PRAK_RULE_FOUND) {
        reason(l, prak_str(v == PRAK_RULE_MANY ? "day_kind_conflict" : "no_rule"));
        return NULL;
    }
    if (n == 1)
        return rule[0];
    const struct prak_rule *chosen = l->law->day_kind.n > 0 ? of_kind(rule, n, l->law->day_kind) : NULL;
    reason(l, chosen ? l->law->assumed_kind : prak_str("day_kind_conflict"));
    return chosen;
}

static bool working_week(struct limit *l, struct prak_workweek *w)
{
    const struct prak_str select[PRAK_DISPUTE_SELECTORS] = { { "", 0 }, prak_str(WORKWEEK), { "", 0 } };
    const struct prak_rule *rule;
    int64_t n;
    if (l->law->week_given) {
        *w = l->law->week;
        reason(l, l->law->assumed_week);
        return true;
    }
    if (prak_rule_find(l->law->steps, select, l->run->from, l->run->from, &rule) != PRAK_RULE_FOUND ||
        prak_dec_to_int64(rule->value, &n) < 0 || prak_workweek_first(n, w) < 0) {
        reason(l, prak_str("no_workweek"));
        return false;
    }
    return use(l, rule);
}

/* 1: the day is set; 0: the reason is; -1: memory. */
static int count_working(struct limit *l, int64_t n, int32_t *day, struct prak_err *e)
{
    struct prak_workweek week;
    struct prak_buf text = { 0 };
    int year = 0;
    if (!working_week(l, &week))
        return 0;
    const int got = prak_calendar_working(l->law->calendar, week, l->run->from, n, day, &year);
    if (got < 0)
        reason(l, prak_str("deadline_out_of_range"));
    if (got != 1)
        return got == 0;
    prak_buf_fmt(&text, "%d", year);
    const struct prak_str digits = { text.p, text.n };
    const struct prak_str why = prak_buf_check(&text, e) < 0
                                    ? (struct prak_str){ NULL, 0 }
                                    : prak_dispute_joined(l->arena, "holidays_not_known_", digits, e);
    prak_buf_free(&text);
    if (!why.p)
        return -1;
    l->run->lacks_holidays = true;
    reason(l, why);
    return 0;
}

/* Calendar days, or months and years to the same day; INT32_MIN: not a day that can be written. */
static int32_t count_calendar(int32_t from, int64_t n, struct prak_str unit)
{
    const char first = unit.p[0];
    int64_t days = first == 'w' ? n * PRAK_DAYS_IN_WEEK : n, months = first == 'y' ? n * PRAK_MONTHS_IN_YEAR : n;
    char text[PRAK_DATE_TEXT];
    if (n > INT32_MAX / (PRAK_DAYS_IN_WEEK + PRAK_MONTHS_IN_YEAR))
        return INT32_MIN;
    if (first == 'm' || first == 'y')
        return prak_date_add_months(from, (int32_t)months);
    if (from + days > INT32_MAX)
        return INT32_MIN;
    prak_date_format((int32_t)(from + days), text);
    return text[0] ? (int32_t)(from + days) : INT32_MIN;
}

static int find_deadline(struct limit *l, const struct prak_rule *rule, int32_t *day, struct prak_err *e)
{
    int64_t n;
    if (prak_dec_to_int64(rule->value, &n) < 0)
        return 0;
    if (prak_str_is(rule->selector[PRAK_BY_DAY_KIND], "working"))
        return count_working(l, n, day, e);
    *day = count_calendar(l->run->from, n, rule->unit);
    if (*day == INT32_MIN)
        reason(l, prak_str("deadline_out_of_range"));
    return *day != INT32_MIN;
}

int prak_dispute_limit(const struct prak_dispute_law *law, const struct prak_dispute_step *step,
                       struct prak_dispute_run *run, struct prak_arena *a, struct prak_err *e)
{
    struct limit l = { law, step, run, a };
    run->step = step->name;
    run->confidence = PRAK_CONFIDENCE_NONE;
    run->rule = run->reason = (struct prak_dispute_texts){ 0 };
    run->rule.v = prak_arena_array(a, MOST, sizeof *run->rule.v, e);
    run->reason.v = prak_arena_array(a, MOST, sizeof *run->reason.v, e);
    if (!run->rule.v || !run->reason.v)
        return -1;
    const struct prak_rule *rule = choose(&l);
    if (rule && use(&l, rule)) {
        const int got = find_deadline(&l, rule, &run->deadline, e);
        if (got < 0)
            return -1;
        run->has_deadline = got > 0;
    }
    if (!run->has_deadline) { /* no number was used in the end */
        run->rule.n = 0;
        run->confidence = PRAK_CONFIDENCE_NONE;
        return 0;
    }
    run->overdue = run->until > run->deadline ? run->until - run->deadline : 0;
    return 0;
}

const struct prak_dispute_step *prak_dispute_limited(const struct prak_dispute_law *law, struct prak_str dispute,
                                                     size_t stage)
{
    for (size_t i = 0; i < law->nstep; i++) {
        const struct prak_dispute_step *s = &law->step[i];
        if (s->limited && s->runs[stage] && prak_str_eq(s->dispute, dispute))
            return s;
    }
    return NULL;
}

const struct prak_rule *prak_dispute_open(const struct prak_dispute_law *law, struct prak_str dispute,
                                          struct prak_str step, int32_t day, struct prak_str *why)
{
    const struct prak_str select[PRAK_DISPUTE_SELECTORS] = { dispute, step, { "", 0 } };
    const struct prak_rule *rule;
    const enum prak_rule_verdict v = prak_rule_find(law->steps, select, day, day, &rule);
    if (v == PRAK_RULE_UNVERIFIED)
        *why = rule->lapsed;
    return v == PRAK_RULE_FOUND && !prak_dec_is_zero(rule->value) ? rule : NULL;
}
