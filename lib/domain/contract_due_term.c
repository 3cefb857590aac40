/*
 * contract_due_term.c - what the end of a contract brings: notice, severance, damages.
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

int prak_due_notice(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_due_span *s = &j->span;
    const bool udc = j->facts->udc;
    const struct prak_due_band *band = NULL;
    if (j->on < s->first || j->on > s->last)
        return prak_due_empty(j, prak_str("not_in_force"));
    if (!udc && s->udc_from != PRAK_DUE_NEVER && s->udc_from <= s->last)
        return prak_due_empty(j, prak_str("udc_before_end"));
    const int32_t day = udc ? j->on : s->last;
    const int step = find_band(j, udc ? j->facts->service : s->first, day, day, &band, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    int32_t days = band->value;
    if (prak_str_is(band->rule->unit, "months")) {
        const int32_t later = prak_date_add_months(day, days);
        if (later == INT32_MIN)
            return prak_due_empty(j, prak_str("no_rule"));
        days = later - day;
    }
    j->out->amount = prak_dec_int(days);
    return PRAK_DUE_GO_ON;
}

/* ---- per cent of the wages of a span ---- */

static int wages_of(struct prak_due_job *j, int32_t first, int32_t last, struct prak_dec percent, struct prak_err *e)
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
    return step == PRAK_DUE_GO_ON ? wages_of(j, j->span.first, j->span.last, rule->value, e) : step;
}

int prak_due_damages(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_rule *rule;
    if (j->facts->cell[PRAK_DUE_AGREED_END].n == 0)
        return prak_due_empty(j, prak_str("not_cut_short"));
    if (j->span.last > j->on)
        return prak_due_empty(j, prak_str("not_ended"));
    int step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_find(j, "damages_early_end", "", j->sector, j->span.last, &rule, e);
    return step == PRAK_DUE_GO_ON ? wages_of(j, j->span.last + 1, j->agreed, rule->value, e) : step;
}
