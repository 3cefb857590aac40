/*
 * contract_due_term.c - what the end of a contract brings: notice, and what its lack does; severance, damages.
 */
#include "domain/contract_due_job.h"

/* ---- notice ---- */

static bool in_band(const struct prak_due_band *b, int32_t first, int32_t last)
{
    const int32_t from = b->from > 0 ? prak_date_period_end(first, b->from) : first - 1;
    if (last < from || (last == from && !b->from_in))
        return false;
    const int32_t to = b->topped ? prak_date_period_end(first, b->to) : PRAK_DUE_NEVER;
    return last < to || (last == to && b->to_in);
}

/* The band of a span, by the rule of a day. */
static int find_band(struct prak_due_job *j, int32_t first, int32_t last, int32_t day, const struct prak_due_band **out,
                     struct prak_err *e)
{
    const struct prak_str contract = prak_str(j->facts->udc ? "UDC" : "FDC");
    for (size_t i = 0; i < j->law->nband; i++) {
        const struct prak_due_band *b = &j->law->band[i];
        if (b->rule->from > day || b->rule->to < day || !prak_str_eq(b->rule->selector[0], contract) || !in_band(b, first, last))
            continue;
        if (b->rule->verified < day)
            return prak_due_empty(j, b->rule->lapsed);
        *out = b;
        return prak_due_use(j, b->rule->id, b->rule->confidence, e);
    }
    return prak_due_empty(j, prak_str("no_rule"));
}

static bool in_months(const struct prak_due_band *b)
{
    return prak_str_is(b->rule->unit, "months");
}

/* Days since the last day from which so many months, to the same day, do not go beyond this one. -1: before the years. */
static int32_t days_back(int32_t day, int32_t months)
{
    int32_t from = prak_date_add_months(day, -months);
    if (from == INT32_MIN)
        return -1;
    for (int32_t until; from < day; from++) {
        until = prak_date_add_months(from + 1, months);
        if (until == INT32_MIN || until > day)
            break;
    }
    return day - from;
}

/* What an end that has come needed. */
static int needed_at_end(struct prak_due_job *j, const struct prak_due_band **band, int32_t *days, struct prak_err *e)
{
    const struct prak_due_span *s = &j->span;
    if (!j->facts->udc && j->cut)
        return prak_due_empty(j, prak_str("cut_short"));
    const int step = find_band(j, j->facts->udc ? j->facts->service : s->first, s->last, s->last, band, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    *days = in_months(*band) ? days_back(s->last, (*band)->value) : (*band)->value;
    return *days < 0 ? prak_due_empty(j, prak_str("no_rule")) : PRAK_DUE_GO_ON;
}

/* Notice that comes after the end is none. */
static int32_t given(const struct prak_due_job *j)
{
    return j->notice_was && j->notice < j->span.last ? j->span.last - j->notice : 0;
}

static int notice_at_end(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_due_band *band;
    int32_t days;
    const int step = needed_at_end(j, &band, &days, e);
    if (step < 0)
        return -1;
    if (step == PRAK_DUE_GO_ON)
        j->out->amount = prak_dec_int(days);
    j->out->has_given = j->notice_known;
    j->out->given = prak_dec_int(given(j));
    if (!j->notice_known)
        prak_due_note(j, "notice_not_known");
    if (j->notice_was && j->notice > j->span.last)
        prak_due_note(j, "notice_after_end");
    return step;
}

int prak_due_notice(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_due_span *s = &j->span;
    const bool udc = j->facts->udc;
    const struct prak_due_band *band = NULL;
    if (j->law->wanted[PRAK_DUE_EXTENSION] && s->last <= j->on)
        return notice_at_end(j, e);
    if (j->on < s->first || j->on > s->last)
        return prak_due_empty(j, prak_str("not_in_force"));
    if (!udc && s->udc_from != PRAK_DUE_NEVER && s->udc_from <= s->last)
        return prak_due_empty(j, prak_str("udc_before_end"));
    const int32_t day = udc ? j->on : s->last;
    const int step = find_band(j, udc ? j->facts->service : s->first, day, day, &band, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    int32_t days = band->value;
    if (in_months(band)) {
        const int32_t later = prak_date_add_months(day, days);
        if (later == INT32_MIN)
            return prak_due_empty(j, prak_str("no_rule"));
        days = later - day;
    }
    j->out->amount = prak_dec_int(days);
    return PRAK_DUE_GO_ON;
}

/* ---- notice that was not given ---- */

/* Is it the end of the chain, and is the notice known? */
static int is_end(struct prak_due_job *j)
{
    if (j->span.last > j->on)
        return prak_due_empty(j, prak_str("not_ended"));
    if (j->facts->followed)
        return prak_due_empty(j, prak_str("followed"));
    return PRAK_DUE_GO_ON;
}

static int extended(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_due_extension *x = &j->facts->extension;
    struct prak_due *out = j->out;
    int step = PRAK_DUE_GO_ON;
    if (!x->asked)
        return prak_due_empty(j, prak_str("no_rule"));
    if (!x->known)
        return prak_due_empty(j, prak_str("extended_type_unknown"));
    for (size_t i = 0; i < x->nrule && step == PRAK_DUE_GO_ON; i++)
        step = prak_due_use(j, x->rule[i]->id, x->rule[i]->confidence, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    if (x->assumed)
        prak_due_note(j, j->facts->assumed);
    if (!x->udc)
        prak_date_format(x->last, out->day);
    out->word[0] = prak_str(out->day);
    out->word[1] = prak_str(x->udc ? "UDC" : "FDC");
    return PRAK_DUE_GO_ON;
}

int prak_due_extension(struct prak_due_job *j, struct prak_err *e)
{
    const enum prak_end_by by = j->facts->by;
    const struct prak_due_band *band;
    int32_t days;
    if (!j->facts->term)
        return prak_due_empty(j, prak_str("no_term"));
    int step = is_end(j);
    if (step != PRAK_DUE_GO_ON)
        return step;
    if (by != PRAK_END_UNKNOWN && by != PRAK_END_EMPLOYER && by != PRAK_END_TERM)
        return prak_due_empty(j, prak_str(prak_end_reason(by)));
    step = needed_at_end(j, &band, &days, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    if (!j->notice_known && days > 0)
        return prak_due_empty(j, prak_str("notice_not_known"));
    return given(j) >= days ? prak_due_empty(j, prak_str("enough_notice")) : extended(j, e);
}

/* The last day that notice would have lasted until, had it been given when it was, or on the last day. */
static int32_t notice_until(const struct prak_due_job *j, const struct prak_due_band *band)
{
    const int32_t last = j->span.last, from = given(j) > 0 ? j->notice : last;
    if (!in_months(band))
        return from + band->value;
    return from < last ? prak_date_add_months(from, band->value) : prak_date_period_end(last + 1, band->value);
}

int prak_due_notice_pay(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_due_band *band;
    int32_t days;
    int step = is_end(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_by_employer(j);
    if (step == PRAK_DUE_GO_ON && !j->notice_known)
        step = prak_due_empty(j, prak_str("notice_not_known"));
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = needed_at_end(j, &band, &days, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    const int32_t until = notice_until(j, band);
    if (until == INT32_MAX || until == INT32_MIN)
        return prak_due_empty(j, prak_str("no_rule"));
    return prak_due_wages_of(j, j->span.last + 1, until > j->span.last ? until : j->span.last, prak_dec_int(100), e);
}

/* ---- per cent of the wages of a span ---- */

int prak_due_wages_of(struct prak_due_job *j, int32_t first, int32_t last, struct prak_dec percent, struct prak_err *e)
{
    struct prak_due_length span;
    struct prak_dec num, den;
    if (prak_due_length_of(first, last, &span) < 0)
        return prak_due_empty(j, prak_str("no_rule"));
    /* wage x (months + rest / of) x percent / 100 */
    if (prak_dec_mul(prak_dec_int(span.of), prak_dec_int(span.months), &num) < 0 ||
        prak_dec_add(num, prak_dec_int(span.rest), &num) < 0 || prak_dec_mul(num, percent, &num) < 0 ||
        prak_dec_mul(prak_dec_int(span.of), prak_dec_int(100), &den) < 0 ||
        prak_dec_muldiv(j->wage, num, den, j->digits, &j->out->amount) < 0)
        return prak_due_too_long(j, e);
    return PRAK_DUE_GO_ON;
}

int prak_due_severance(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_rule *rule;
    if (j->span.last > j->on)
        return prak_due_empty(j, prak_str("not_ended"));
    int step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_find(j, "severance", "", j->sector, j->span.last, &rule, e);
    return step == PRAK_DUE_GO_ON ? prak_due_wages_of(j, j->span.first, j->span.last, rule->value, e) : step;
}

int prak_due_damages(struct prak_due_job *j, struct prak_err *e)
{
    const enum prak_end_by by = j->facts->by;
    const struct prak_rule *rule;
    if (j->facts->udc)
        return prak_due_unfair(j, e);
    if (j->facts->cell[PRAK_DUE_AGREED_END].n == 0)
        return prak_due_empty(j, prak_str("not_cut_short"));
    if (j->span.last > j->on)
        return prak_due_empty(j, prak_str("not_ended"));
    int step = by == PRAK_END_UNKNOWN ? PRAK_DUE_GO_ON : prak_due_by_employer(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_find(j, "damages_early_end", "", j->sector, j->span.last, &rule, e);
    return step == PRAK_DUE_GO_ON ? prak_due_wages_of(j, j->span.last + 1, j->agreed, rule->value, e) : step;
}

/* Per cent of what was received for service, up to so many months' wages. */
static int share_of(struct prak_due_job *j, const struct prak_rule *rule, struct prak_dec num, struct prak_dec den,
                    struct prak_err *e)
{
    const struct prak_str text = prak_rule_cell(rule->table, rule->row, "cap");
    struct prak_dec months, most;
    if (prak_dec_mul(num, rule->value, &num) < 0 || prak_dec_mul(den, prak_dec_int(100), &den) < 0 ||
        prak_dec_muldiv(num, prak_dec_int(1), den, j->digits, &j->out->amount) < 0)
        return prak_due_too_long(j, e);
    if (text.n == 0)
        return PRAK_DUE_GO_ON;
    if (prak_dec_parse(text.p, text.n, false, &months) != PRAK_NUM_OK ||
        prak_dec_muldiv(j->wage, months, prak_dec_int(1), j->digits, &most) < 0)
        return prak_due_too_long(j, e);
    if (prak_dec_cmp(most, j->out->amount) < 0)
        j->out->amount = most;
    return PRAK_DUE_GO_ON;
}

int prak_due_unfair(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_rule *rule, *divisor = NULL;
    struct prak_dec days, num = j->paid;
    int step = is_end(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_by_employer(j);
    if (step == PRAK_DUE_GO_ON && !j->reason_known)
        step = prak_due_empty(j, prak_str("reason_not_known"));
    if (step == PRAK_DUE_GO_ON && j->valid_reason)
        step = prak_due_empty(j, prak_str("valid_reason"));
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_find(j, "damages_unfair", "", j->sector, j->span.last, &rule, e);
    if (step != PRAK_DUE_GO_ON || j->facts->cell[PRAK_DUE_SENIORITY_PAID].n > 0)
        return step == PRAK_DUE_GO_ON ? share_of(j, rule, num, prak_dec_int(1), e) : step;
    step = prak_due_served(j, &days, &divisor, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    prak_due_note(j, "seniority_taken_as_due");
    if (prak_dec_mul(j->wage, days, &num) < 0)
        return prak_due_too_long(j, e);
    return share_of(j, rule, num, divisor ? divisor->value : prak_dec_int(1), e);
}
