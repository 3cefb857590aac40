/*
 * wage_arrears.c - what a pay lacks to the minimum of each month from the first to the last.
 */
#include "base/date.h"
#include "domain/wage_due_job.h"

#define SAME_PAY "same-pay"

int prak_wage_due_month(struct prak_wage_due_job *j, enum prak_wage_more fact, int32_t *first, struct prak_err *e)
{
    const struct prak_str text = j->more[fact];
    if (prak_month_parse(text.p, text.n, first) < 0 && prak_date_parse(text.p, text.n, first) < 0)
        return prak_wage_due_bad(j, fact, "type-error", "not a month (YYYY-MM) or a date (YYYY-MM-DD)", e);
    struct prak_civil c = prak_date_civil(*first);
    c.day = 1;
    *first = prak_date_day(c);
    return PRAK_WAGE_GO_ON;
}

static int read_end(struct prak_wage_due_job *j, enum prak_wage_more fact, int32_t *first, struct prak_err *e)
{
    return j->more[fact].n == 0 ? prak_wage_due_empty(j, j->d->missing[fact]) : prak_wage_due_month(j, fact, first, e);
}

/* The finding of one month, as prak_wage_judge has it. */
static int judge(struct prak_wage_due_job *j, int32_t month, struct prak_wage_finding *f, struct prak_err *e)
{
    char text[PRAK_DATE_TEXT];
    struct prak_wage_facts facts = *j->facts;
    prak_date_format(month, text);
    facts.cell[PRAK_WAGE_MONTH] = (struct prak_str){ text, prak_date_month_length(text, strlen(text)) };
    const struct prak_wage_case *c = j->cases ? prak_wage_case_of(j->d->law, j->cases, &facts) : NULL;
    if (c && prak_wage_judge_pay(j->d->law, c, facts.cell[PRAK_WAGE_PAY], f) == 0)
        return 0;
    if (prak_wage_judge(j->d->law, &facts, f, e) == 0)
        return 0;
    j->out->reason = f->reason;
    return -1;
}

/* What outlives the case that the finding came from. */
static struct prak_str lasting(const struct prak_wage_due_job *j, struct prak_str currency)
{
    const struct prak_str paid = j->facts->cell[PRAK_WAGE_CURRENCY];
    return prak_str_eq(currency, paid) ? paid : currency;
}

static int add_month(struct prak_wage_due_job *j, int32_t month, struct prak_dec *sum, struct prak_err *e)
{
    struct prak_wage_finding f;
    if (judge(j, month, &f, e) < 0)
        return -1;
    if (!f.has_minimum)
        return prak_wage_due_empty(j, f.reason);
    if (j->out->currency.n > 0 && !prak_str_eq(j->out->currency, f.wage_currency))
        return prak_wage_due_empty(j, prak_str("no_rate"));
    j->out->currency = lasting(j, f.wage_currency);
    for (size_t i = 0; i < f.nrule; i++)
        if (prak_wage_due_use(j, f.rule[i], f.confidence, e) < 0)
            return -1;
    for (size_t i = 0; i < f.nassumed; i++)
        prak_wage_due_assumed(j, f.assumed[i]);
    return prak_dec_add(*sum, f.shortfall, sum) < 0 ? prak_wage_due_too_long(j, e) : PRAK_WAGE_GO_ON;
}

int prak_wage_due_arrears(struct prak_wage_due_job *j, struct prak_err *e)
{
    struct prak_dec sum = prak_dec_int(0);
    int32_t month, last;
    int step = read_end(j, PRAK_WAGE_FROM, &month, e);
    if (step == PRAK_WAGE_GO_ON)
        step = read_end(j, PRAK_WAGE_TO, &last, e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    while (step == PRAK_WAGE_GO_ON && month <= last) {
        step = add_month(j, month, &sum, e);
        month = prak_date_add_months(month, 1);
    }
    if (step != PRAK_WAGE_GO_ON)
        return step;
    prak_wage_due_assumed(j, prak_str(SAME_PAY));
    j->out->amount = sum;
    return PRAK_WAGE_GO_ON;
}
