/*
 * wage_due.c - what the kinds of wage_due.h share: facts, rules, conversion; and the order of it all.
 */
#include "domain/wage_due.h"

#include "domain/wage_due_job.h"

static const char TYPE[] = "type-error", CONSTRAINT[] = "constraint-error";

/* ---- reasons, rules, assumptions ---- */

int prak_wage_due_empty(struct prak_wage_due_job *j, struct prak_str why)
{
    j->out->has = false;
    j->out->nrule = j->out->nassumed = 0;
    j->out->confidence = PRAK_CONFIDENCE_NONE;
    j->out->reason = why;
    return PRAK_WAGE_DONE;
}

struct prak_str prak_wage_due_why(enum prak_rule_verdict v, const struct prak_rule *rule, const char *none)
{
    switch (v) {
    case PRAK_RULE_FOUND:
        return prak_str("");
    case PRAK_RULE_CHANGES:
        return prak_str("rule_changes");
    case PRAK_RULE_UNVERIFIED:
        return rule->lapsed;
    case PRAK_RULE_NONE:
    case PRAK_RULE_MANY:
        break;
    }
    return prak_str(none);
}

bool prak_wage_due_ended(const struct prak_rule_table *t, const struct prak_str *select, size_t n, int32_t first)
{
    for (size_t i = 0; i < prak_rule_count(t); i++) {
        const struct prak_rule *rule = prak_rule_at(t, i);
        size_t k = 0;
        while (k < n && (prak_str_eq(rule->selector[k], select[k]) || prak_str_is(rule->selector[k], "any")))
            k++;
        if (k == n && rule->to < first)
            return true;
    }
    return false;
}

int prak_wage_due_use(struct prak_wage_due_job *j, struct prak_str id, enum prak_confidence c, struct prak_err *e)
{
    struct prak_wage_due *out = j->out;
    out->confidence = prak_confidence_worst(out->confidence, c);
    if (prak_str_among(out->rule, out->nrule, id))
        return 0;
    if (out->nrule == PRAK_RULES_JOINED) {
        out->reason = prak_str(CONSTRAINT);
        return prak_fail(e, PRAK_EDATA, "more than %d rules hold for one amount", PRAK_RULES_JOINED);
    }
    out->rule[out->nrule++] = id;
    return 0;
}

void prak_wage_due_assumed(struct prak_wage_due_job *j, struct prak_str what)
{
    struct prak_wage_due *out = j->out;
    if (!prak_str_among(out->assumed, out->nassumed, what))
        out->assumed[out->nassumed++] = what;
}

int prak_wage_due_too_long(struct prak_wage_due_job *j, struct prak_err *e)
{
    j->out->reason = prak_str(CONSTRAINT);
    return prak_fail(e, PRAK_EDATA, "the amount has too many digits");
}

int prak_wage_due_adopt(struct prak_wage_due_job *j, struct prak_err *e)
{
    const struct prak_wage_finding *f = &j->finding;
    for (size_t i = 0; i < f->nrule; i++)
        if (prak_wage_due_use(j, f->rule[i], f->confidence, e) < 0)
            return -1;
    for (size_t i = 0; i < f->nassumed; i++)
        prak_wage_due_assumed(j, f->assumed[i]);
    j->out->confidence = prak_confidence_worst(j->out->confidence, f->confidence);
    return 0;
}

/* ---- cells ---- */

int prak_wage_due_bad(struct prak_wage_due_job *j, enum prak_wage_more fact, const char *code, const char *msg,
                      struct prak_err *e)
{
    const struct prak_str name = j->d->column[fact];
    j->out->reason = prak_str(code);
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, name.p, name.n);
    prak_err_value(e, j->more[fact].p, j->more[fact].n);
    return -1;
}

int prak_wage_due_number(struct prak_wage_due_job *j, enum prak_wage_more fact, struct prak_dec *d, struct prak_err *e)
{
    const struct prak_str cell = j->more[fact];
    if (cell.n == 0)
        return prak_wage_due_empty(j, j->d->missing[fact]);
    const enum prak_num_verdict v = prak_dec_parse(cell.p, cell.n, false, d);
    if (v != PRAK_NUM_OK)
        return prak_wage_due_bad(j, fact, TYPE, prak_num_reason(v), e);
    if (prak_dec_sign(*d) < 0)
        return prak_wage_due_bad(j, fact, CONSTRAINT, "negative", e);
    return PRAK_WAGE_GO_ON;
}

int prak_wage_due_count(struct prak_wage_due_job *j, enum prak_wage_more fact, int64_t *n, struct prak_err *e)
{
    struct prak_dec d;
    const int step = prak_wage_due_number(j, fact, &d, e);
    if (step == PRAK_WAGE_GO_ON && prak_dec_to_int64(d, n) < 0)
        return prak_wage_due_bad(j, fact, TYPE, "not a whole number", e);
    return step;
}

int prak_wage_due_truth(struct prak_wage_due_job *j, enum prak_wage_more fact, bool *truth, struct prak_err *e)
{
    const struct prak_str cell = j->more[fact];
    *truth = prak_str_is(cell, "true") || prak_str_is(cell, "yes");
    if (!*truth && !prak_str_is(cell, "false") && !prak_str_is(cell, "no"))
        return prak_wage_due_bad(j, fact, TYPE, "not true, false, yes or no", e);
    return PRAK_WAGE_GO_ON;
}

/* ---- money ---- */

int prak_wage_due_converted(struct prak_wage_due_job *j, struct prak_str from, struct prak_str to, struct prak_dec *times,
                            struct prak_dec *over, struct prak_err *e)
{
    struct prak_rate rate = { .divide = false };
    if (prak_str_eq(from, to))
        return PRAK_WAGE_GO_ON;
    switch (prak_fx_find(j->d->law->fx, from, to, j->base.first, j->base.last, &rate)) {
    case PRAK_RULE_FOUND:
        break;
    case PRAK_RULE_CHANGES:
        return prak_wage_due_empty(j, prak_str("rule_changes"));
    case PRAK_RULE_NONE:
    case PRAK_RULE_MANY:
    case PRAK_RULE_UNVERIFIED:
        return prak_wage_due_empty(j, prak_str("no_rate"));
    }
    struct prak_dec *side = rate.divide ? over : times;
    if (prak_dec_mul(*side, rate.rate, side) < 0)
        return prak_wage_due_too_long(j, e);
    return prak_wage_due_use(j, rate.id, rate.confidence, e) < 0 ? -1 : PRAK_WAGE_GO_ON;
}

int prak_wage_due_gross(struct prak_wage_due_job *j, struct prak_str to, struct prak_dec *num, struct prak_dec *den,
                        struct prak_err *e)
{
    const bool pay = j->more[PRAK_WAGE_GROSS].n == 0 && j->d->law->assume[PRAK_ASSUME_GROSS];
    struct prak_dec gross = j->base.pay, times = prak_dec_int(1);
    *den = prak_dec_int(1);
    for (size_t i = PRAK_WAGE_CURRENCY; i <= PRAK_WAGE_MONTH; i++)
        if (j->base.cell[i].n == 0)
            return prak_wage_due_empty(j, j->d->law->missing[i]);
    if (pay && j->base.cell[PRAK_WAGE_PAY].n == 0)
        return prak_wage_due_empty(j, j->d->law->missing[PRAK_WAGE_PAY]);
    if (pay && prak_wage_no_period(&j->base))
        return prak_wage_due_empty(j, j->d->law->missing[PRAK_WAGE_PERIOD]);
    if (pay && j->base.period != PRAK_WAGE_BY_MONTH && j->base.period != PRAK_WAGE_BY_PIECE)
        return prak_wage_due_empty(j, prak_str("unknown_gross"));
    if (!pay && j->d->column[PRAK_WAGE_GROSS].n == 0)
        return prak_wage_due_empty(j, prak_str("unknown_gross"));
    int step = PRAK_WAGE_GO_ON;
    if (pay)
        prak_wage_due_assumed(j, prak_wage_assumption(PRAK_ASSUME_GROSS));
    else
        step = prak_wage_due_number(j, PRAK_WAGE_GROSS, &gross, e);
    if (step == PRAK_WAGE_GO_ON)
        step = prak_wage_due_converted(j, j->base.cell[PRAK_WAGE_CURRENCY], to, &times, den, e);
    if (step != PRAK_WAGE_GO_ON)
        return step;
    return prak_dec_mul(gross, times, num) < 0 ? prak_wage_due_too_long(j, e) : PRAK_WAGE_GO_ON;
}

/* ---- the order of it ---- */

static bool any_kind(const struct prak_wage_due_law *d)
{
    bool any = false;
    for (size_t i = 0; i < PRAK_WAGE_NKIND; i++)
        any = any || d->wanted[i];
    return any;
}

/* The row's cells, read once for all kinds. */
static int read_row(struct prak_wage_due_job *j, struct prak_err *e)
{
    j->base.f = &j->finding;
    if (prak_wage_read(&j->base, e) == 0)
        return prak_wage_due_cells(j, e);
    j->out->reason = j->finding.reason;
    return -1;
}

static int find_due(const struct prak_wage_due_job *row, enum prak_wage_kind kind, struct prak_wage_due *out,
                    struct prak_err *e)
{
    static int (*const find[PRAK_WAGE_NKIND])(struct prak_wage_due_job *, struct prak_err *) = {
        prak_wage_due_overtime, prak_wage_due_allowances, prak_wage_due_nssf, prak_wage_due_tax, prak_wage_due_arrears,
    };
    struct prak_wage_due_job j = *row;
    j.base.f = &j.finding;
    j.out = out;
    out->has = false;
    out->nrule = out->nassumed = 0;
    out->confidence = PRAK_CONFIDENCE_NONE;
    out->reason = out->currency = prak_str("");
    const int step = find[kind](&j, e);
    if (step < 0)
        return -1;
    out->has = step == PRAK_WAGE_GO_ON;
    if (out->has && j.d->law->strict && prak_confidence_unverified(out->confidence))
        prak_wage_due_empty(&j, prak_str("unverified"));
    if (!out->has)
        out->currency = prak_str("");
    return 0;
}

int prak_wage_due_all(const struct prak_wage_due_law *d, const struct prak_wage_facts *facts, const struct prak_str *more,
                      struct prak_wage_dues *dues, struct prak_wage_finding *f, struct prak_err *e)
{
    struct prak_wage_due_job row = { .d = d, .facts = facts, .more = more, .cases = &dues->cases, .out = dues->due };
    row.base = (struct prak_wage_job){ .law = d->law, .cell = facts->cell };
    if (any_kind(d) && read_row(&row, e) < 0) {
        f->reason = dues->due->reason;
        return -1;
    }
    for (enum prak_wage_kind kind = 0; kind < PRAK_WAGE_NKIND; kind++) {
        struct prak_wage_due *due = &dues->due[kind];
        if (!d->wanted[kind])
            continue;
        if (find_due(&row, kind, due, e) < 0) {
            f->reason = due->reason;
            return -1;
        }
        for (size_t i = 0; i < due->nassumed; i++)
            if (!prak_str_among(f->assumed, f->nassumed, due->assumed[i]))
                f->assumed[f->nassumed++] = due->assumed[i];
    }
    return 0;
}

bool prak_wage_raise_cost(const struct prak_wage_due_law *d, const struct prak_wage_finding *f, struct prak_dec *cost)
{
    if (!d->has_raise || !f->has_wage || !f->has_minimum)
        return false;
    if (prak_dec_cmp(f->wage_month, d->raise_to) >= 0) {
        *cost = (struct prak_dec){ 0, f->wage_month.scale };
        return true;
    }
    return prak_dec_sub(d->raise_to, f->wage_month, cost) == 0;
}
