/*
 * contract_due.c - what the kinds of contract_due.h share: cells, rules, reasons, spans of months; and the order of it all.
 */
#include "domain/contract_due.h"

#include "domain/contract_due_job.h"

static const char TYPE[] = "type-error", CONSTRAINT[] = "constraint-error";

/* ---- spans of months ---- */

int prak_due_length_of(int32_t first, int32_t last, struct prak_due_length *out)
{
    const int32_t n = prak_date_periods(first, last);
    const int32_t end = n > 0 ? prak_date_period_end(first, n) : first - 1, next = prak_date_period_end(first, n + 1);
    if (next == INT32_MAX)
        return -1;
    *out = (struct prak_due_length){ n, last - end, next - end };
    return 0;
}

/* ---- reasons and rules ---- */

int prak_due_empty(struct prak_due_job *j, struct prak_str why)
{
    *j->out = (struct prak_due){ .reason = { why }, .nreason = 1 };
    return PRAK_DUE_DONE;
}

void prak_due_note(struct prak_due_job *j, const char *what)
{
    struct prak_due *out = j->out;
    if (!prak_str_among(out->reason, out->nreason, prak_str(what)))
        out->reason[out->nreason++] = prak_str(what);
}

int prak_due_too_long(struct prak_due_job *j, struct prak_err *e)
{
    j->code = CONSTRAINT;
    return prak_fail(e, PRAK_EDATA, "the amount has too many digits");
}

int prak_due_use(struct prak_due_job *j, struct prak_str id, enum prak_confidence c, struct prak_err *e)
{
    struct prak_due *out = j->out;
    if (j->law->strict && prak_confidence_unverified(c))
        return prak_due_empty(j, prak_str("unverified"));
    out->confidence = prak_confidence_worst(out->confidence, c);
    if (prak_str_among(out->rule, out->nrule, id))
        return PRAK_DUE_GO_ON;
    if (out->nrule == PRAK_DUE_RULES) {
        j->code = CONSTRAINT;
        return prak_fail(e, PRAK_EDATA, "more than %d rules hold for one amount", PRAK_DUE_RULES);
    }
    out->rule[out->nrule++] = id;
    return PRAK_DUE_GO_ON;
}

static int found(struct prak_due_job *j, enum prak_rule_verdict v, const struct prak_rule *rule, const char *none,
                 struct prak_err *e)
{
    if (v == PRAK_RULE_FOUND)
        return prak_due_use(j, rule->id, rule->confidence, e);
    if (v == PRAK_RULE_UNVERIFIED)
        return prak_due_empty(j, rule->lapsed);
    return prak_due_empty(j, prak_str(none));
}

int prak_due_find(struct prak_due_job *j, const char *name, const char *payment, struct prak_str sector, int32_t day,
                  const struct prak_rule **rule, struct prak_err *e)
{
    const struct prak_str select[] = { prak_str(name), sector, { "", 0 }, prak_str(payment) };
    const enum prak_rule_verdict v = prak_rule_find(j->law->seniority, select, day, day, rule);
    return found(j, v, *rule, "no_rule", e);
}

int prak_due_divisor(struct prak_due_job *j, int32_t day, const struct prak_rule **rule, struct prak_err *e)
{
    const struct prak_str select = prak_str("month_days_divisor");
    const enum prak_rule_verdict v = prak_rule_find(j->law->overtime, &select, day, day, rule);
    return found(j, v, *rule, "no_divisor", e);
}

/* ---- cells ---- */

static int bad(struct prak_due_job *j, enum prak_due_fact fact, const char *code, const char *msg, struct prak_err *e)
{
    const struct prak_str name = j->law->column[fact], cell = j->facts->cell[fact];
    j->code = code;
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, name.p, name.n);
    prak_err_value(e, cell.p, cell.n);
    return -1;
}

static int read_sector(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_str name = j->facts->cell[PRAK_DUE_SECTOR];
    const int32_t day = j->span.last < j->on ? j->span.last : j->on;
    const struct prak_rule *rule;
    if (name.n == 0 || !j->law->sectors)
        return 0;
    if (!prak_rule_names(j->law->sectors, 0, name))
        return bad(j, PRAK_DUE_SECTOR, CONSTRAINT, "unlisted sector", e);
    if (prak_rule_find(j->law->sectors, &name, day, day, &rule) == PRAK_RULE_FOUND)
        j->sector = prak_rule_cell(j->law->sectors, rule->row, "seniority_sector");
    return 0;
}

static int read_money(struct prak_due_job *j, enum prak_due_fact fact, struct prak_dec *out, struct prak_err *e)
{
    const struct prak_str cell = j->facts->cell[fact];
    if (cell.n == 0)
        return 0;
    const enum prak_num_verdict v = prak_dec_parse(cell.p, cell.n, false, out);
    if (v != PRAK_NUM_OK)
        return bad(j, fact, TYPE, prak_num_reason(v), e);
    return prak_dec_sign(*out) < 0 ? bad(j, fact, CONSTRAINT, "negative", e) : 0;
}

static int read_notice(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_str cell = j->facts->cell[PRAK_DUE_GIVEN];
    j->notice_known = cell.n > 0;
    j->notice_was = cell.n > 0 && !prak_str_is(cell, "none");
    if (!j->notice_was)
        return 0;
    if (prak_date_parse(cell.p, cell.n, &j->notice) < 0)
        return bad(j, PRAK_DUE_GIVEN, TYPE, "not a date (YYYY-MM-DD), nor none", e);
    return j->notice < j->span.first ? bad(j, PRAK_DUE_GIVEN, CONSTRAINT, "before the start", e) : 0;
}

static int read_reason(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_str cell = j->facts->cell[PRAK_DUE_VALID_REASON];
    j->reason_known = cell.n > 0;
    j->valid_reason = prak_str_is(cell, "true") || prak_str_is(cell, "yes");
    if (cell.n > 0 && !j->valid_reason && !prak_str_is(cell, "false") && !prak_str_is(cell, "no"))
        return bad(j, PRAK_DUE_VALID_REASON, TYPE, "not true, false, yes or no", e);
    return 0;
}

static int read_agreed(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_str end = j->facts->cell[PRAK_DUE_AGREED_END];
    if (end.n == 0)
        return 0;
    if (prak_date_parse(end.p, end.n, &j->agreed) < 0)
        return bad(j, PRAK_DUE_AGREED_END, TYPE, "not a date (YYYY-MM-DD)", e);
    if (j->span.last == PRAK_DUE_NEVER)
        return bad(j, PRAK_DUE_AGREED_END, CONSTRAINT, "the contract has no end before it", e);
    if (prak_date_period_end(j->agreed + 1, 1) == INT32_MAX)
        return bad(j, PRAK_DUE_AGREED_END, CONSTRAINT, "too far away", e);
    if (j->agreed < j->span.last)
        return bad(j, PRAK_DUE_AGREED_END, CONSTRAINT, "before the end", e);
    j->cut = j->agreed > j->span.last;
    return 0;
}

static int read_cells(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_str *cell = j->facts->cell;
    if (read_money(j, PRAK_DUE_WAGE, &j->wage, e) < 0)
        return -1;
    if (cell[PRAK_DUE_CURRENCY].n > 0 && (j->digits = prak_rules_currency(j->law->rules, cell[PRAK_DUE_CURRENCY])) < 0)
        return bad(j, PRAK_DUE_CURRENCY, CONSTRAINT, "unlisted currency", e);
    struct prak_dec most; /* no amount is more than so many times the wage */
    if (prak_dec_muldiv(j->wage, prak_dec_int(INT32_MAX), prak_dec_int(1), j->digits, &most) < 0)
        return bad(j, PRAK_DUE_WAGE, CONSTRAINT, "too many digits", e);
    if (read_agreed(j, e) < 0 || read_notice(j, e) < 0 || read_reason(j, e) < 0 ||
        read_money(j, PRAK_DUE_SENIORITY_PAID, &j->paid, e) < 0)
        return -1;
    if (cell[PRAK_DUE_SENIORITY_PAID].n > 0 &&
        prak_dec_muldiv(j->paid, prak_dec_int(INT32_MAX), prak_dec_int(1), j->digits, &most) < 0)
        return bad(j, PRAK_DUE_SENIORITY_PAID, CONSTRAINT, "too many digits", e);
    return read_sector(j, e);
}

int prak_due_check(const struct prak_due_law *law, const struct prak_str cell[PRAK_DUE_FACTS], int32_t first, int32_t last,
                   const char **code, struct prak_err *e)
{
    struct prak_due_facts facts = { .chain = NULL };
    memcpy(facts.cell, cell, sizeof facts.cell);
    struct prak_due_job j = { .law = law, .facts = &facts, .span = { .first = first, .last = last }, .code = CONSTRAINT };
    if (read_cells(&j, e) == 0)
        return 0;
    *code = j.code;
    return -1;
}

int prak_due_money(struct prak_due_job *j)
{
    for (enum prak_due_fact i = PRAK_DUE_WAGE; i <= PRAK_DUE_CURRENCY; i++)
        if (j->facts->cell[i].n == 0)
            return prak_due_empty(j, j->law->missing[i]);
    return PRAK_DUE_GO_ON;
}

int prak_due_by_employer(struct prak_due_job *j)
{
    return j->facts->by == PRAK_END_EMPLOYER ? PRAK_DUE_GO_ON : prak_due_empty(j, prak_str(prak_end_reason(j->facts->by)));
}

/* ---- the order of it ---- */

static int settle(struct prak_due_job *j, enum prak_due_kind kind, struct prak_err *e)
{
    static int (*const step[PRAK_DUE_KINDS])(struct prak_due_job *, struct prak_err *) = {
        prak_due_notice,    prak_due_extension, prak_due_notice_pay, prak_due_severance,
        prak_due_seniority, prak_due_back_pay,  prak_due_damages
    };
    static const bool udc_only[PRAK_DUE_KINDS] = { [PRAK_DUE_NOTICE_PAY] = true, [PRAK_DUE_SENIORITY] = true,
                                                   [PRAK_DUE_BACK_PAY] = true };
    static const bool fdc_only[PRAK_DUE_KINDS] = { [PRAK_DUE_EXTENSION] = true, [PRAK_DUE_SEVERANCE] = true };
    int got;
    if (!j->facts->known)
        got = prak_due_empty(j, prak_str("type_unknown"));
    else if (udc_only[kind] && !j->facts->udc)
        got = prak_due_empty(j, prak_str("udc_only"));
    else if (fdc_only[kind] && j->facts->udc)
        got = prak_due_empty(j, prak_str("fdc_only"));
    else
        got = step[kind](j, e);
    j->out->has = got == PRAK_DUE_GO_ON;
    return got < 0 ? -1 : 0;
}

int prak_due_all(const struct prak_due_law *law, const struct prak_due_facts *facts, struct prak_due due[PRAK_DUE_KINDS],
                 const char **code, struct prak_err *e)
{
    struct prak_due_job j = { .law = law, .facts = facts, .wage = prak_dec_int(0), .paid = prak_dec_int(0), .code = CONSTRAINT };
    int failed = 0;
    if (facts->chain) {
        j.span = facts->chain->row[facts->self];
        j.on = facts->chain->on;
        failed = read_cells(&j, e);
    }
    for (enum prak_due_kind kind = 0; !failed && kind < PRAK_DUE_KINDS; kind++) {
        if (!law->wanted[kind])
            continue;
        due[kind] = (struct prak_due){ .has = false };
        j.out = &due[kind];
        failed = settle(&j, kind, e);
    }
    if (failed)
        *code = j.code;
    return failed;
}
