/*
 * contract_due_law.c - loads the tables that dues are figured by, and checks what prak_rules_load cannot know.
 */
#include "domain/contract_due_job.h"

/* option: that asks for it; NULL: another asks. head: its own columns, the numbers first where there are any. */
static const struct {
    const char *option, *stem, *head[PRAK_DUE_HEADS];
    bool number, money;
} kind_of[PRAK_DUE_KINDS] = {
    [PRAK_DUE_NOTICE] = { "notice", "notice", { "notice_days", "notice_given" }, true, false },
    [PRAK_DUE_EXTENSION] = { NULL, "notice_extended", { "notice_extended_to", "notice_extended_type" }, false, false },
    [PRAK_DUE_NOTICE_PAY] = { NULL, "notice_pay", { "notice_pay_due", NULL }, true, true },
    [PRAK_DUE_SEVERANCE] = { "severance", "severance", { "severance_due", NULL }, true, true },
    [PRAK_DUE_SENIORITY] = { "seniority", "seniority", { "seniority_due", NULL }, true, true },
    [PRAK_DUE_BACK_PAY] = { "back-pay", "back_pay", { "back_pay_due", NULL }, true, true },
    [PRAK_DUE_DAMAGES] = { "damages", "damages", { "damages_due", NULL }, true, true },
};

/* ---- options ---- */

static int want(struct prak_due_law *law, struct prak_str name, struct prak_err *e)
{
    for (int i = 0; i < PRAK_DUE_KINDS; i++)
        if (kind_of[i].option && prak_str_is(name, kind_of[i].option)) {
            law->wanted[i] = true;
            return 0;
        }
    prak_fail(e, PRAK_EUSAGE, "--also: unknown '%.*s'", (int)(name.n < 100 ? name.n : 100), name.p);
    return prak_err_hint(e, "it is one or more of notice, severance, seniority, back-pay, damages, joined by commas");
}

static int check_columns(const struct prak_due_law *law, const struct prak_due_options *o, struct prak_err *e)
{
    static const struct {
        enum prak_due_fact fact;
        const char *name;
        bool of[PRAK_DUE_KINDS];
    } need[] = {
        { PRAK_DUE_WAGE,
          "wage",
          { [PRAK_DUE_SEVERANCE] = true, [PRAK_DUE_SENIORITY] = true, [PRAK_DUE_BACK_PAY] = true, [PRAK_DUE_DAMAGES] = true } },
        { PRAK_DUE_CURRENCY,
          "currency",
          { [PRAK_DUE_SEVERANCE] = true, [PRAK_DUE_SENIORITY] = true, [PRAK_DUE_BACK_PAY] = true, [PRAK_DUE_DAMAGES] = true } },
        { PRAK_DUE_SECTOR, "sector", { [PRAK_DUE_BACK_PAY] = true } },
        { PRAK_DUE_AGREED_END, "agreed-end", { [PRAK_DUE_DAMAGES] = true } },
    };
    for (int kind = 0; kind < PRAK_DUE_KINDS; kind++)
        for (size_t i = 0; law->wanted[kind] && i < sizeof need / sizeof *need; i++)
            if (need[i].of[kind] && !o->column[need[i].fact])
                return prak_fail(e, PRAK_EUSAGE, "--also %s needs --%s", kind_of[kind].option, need[i].name);
    if (law->wanted[PRAK_DUE_EXTENSION] && !o->column[PRAK_DUE_AGREED_END]) {
        prak_fail(e, PRAK_EUSAGE, "--notice needs --agreed-end");
        return prak_err_hint(e, "a term that was cut short does not go on for want of notice");
    }
    if (law->wanted[PRAK_DUE_NOTICE_PAY] && !o->column[PRAK_DUE_CURRENCY])
        return prak_fail(e, PRAK_EUSAGE, "--notice with --wage needs --currency");
    return 0;
}

static int name_columns(struct prak_due_law *law, const struct prak_due_options *o, struct prak_arena *a,
                        struct prak_err *e)
{
    static const char *const fact[PRAK_DUE_FACTS] = { "wage",   "currency",     "sector",        "agreed_end",
                                                      "notice", "valid_reason", "seniority_paid" };
    for (int i = 0; i < PRAK_DUE_FACTS; i++) {
        const struct prak_str part[] = { prak_str("missing"), prak_str(o->column[i] ? o->column[i] : fact[i]) };
        char *text = prak_arena_take(a, part[0].n + part[1].n + 2, e);
        if (!text)
            return -1;
        law->column[i] = part[1];
        law->missing[i] = (struct prak_str){ text, prak_str_join(part, 2, '_', text) };
    }
    for (enum prak_confidence c = 0; c <= PRAK_CONFIDENCE_MEMORY; c++)
        law->confidence[c] = prak_str(prak_confidence_name(c));
    return 0;
}

/* ---- notice_periods ---- */

/* A whole number of months or days, from 0 on. */
static int whole(const struct prak_rule *rule, const char *column, struct prak_str text, int32_t *out, struct prak_err *e)
{
    struct prak_dec d;
    int64_t n;
    if (prak_dec_parse(text.p, text.n, false, &d) != PRAK_NUM_OK || prak_dec_to_int64(d, &n) < 0 || n < 0 || n > INT16_MAX)
        return prak_rule_fault(rule->table, rule->row, column, "not a whole number from 0 on", e);
    *out = (int32_t)n;
    return 0;
}

static int read_boundary(const struct prak_rule *rule, struct prak_due_band *b, struct prak_err *e)
{
    static const char *const form[] = { "[a,b]", "[a,b)", "(a,b]", "(a,b)", "[a,)", "(a,)" };
    const struct prak_str text = prak_rule_cell(rule->table, rule->row, "boundary");
    size_t i = 0;
    while (i < sizeof form / sizeof *form && !prak_str_is(text, form[i]))
        i++;
    if (i == sizeof form / sizeof *form || (form[i][text.n - 2] == 'b') != b->topped)
        return prak_rule_fault(rule->table, rule->row, "boundary", "not [a,b] or [a,b) … of its band", e);
    b->from_in = text.p[0] == '[';
    b->to_in = text.p[text.n - 1] == ']';
    return 0;
}

static int read_band(const struct prak_rule *rule, struct prak_due_band *b, struct prak_err *e)
{
    const struct prak_str contract = rule->selector[0], to = prak_rule_cell(rule->table, rule->row, "to_months");
    int64_t value;
    b->rule = rule;
    b->topped = to.n > 0;
    if (!prak_str_is(contract, "FDC") && !prak_str_is(contract, "UDC"))
        return prak_rule_fault(rule->table, rule->row, "contract", "not FDC or UDC", e);
    if (!prak_str_is(rule->unit, "days") && !prak_str_is(rule->unit, "months"))
        return prak_rule_fault(rule->table, rule->row, "unit", "not days or months", e);
    if (prak_dec_to_int64(rule->value, &value) < 0 || value < 0 || value > INT16_MAX)
        return prak_rule_fault(rule->table, rule->row, "value", "not a whole number from 0 on", e);
    b->value = (int32_t)value;
    if (whole(rule, "from_months", rule->selector[1], &b->from, e) < 0 ||
        (b->topped && whole(rule, "to_months", to, &b->to, e) < 0))
        return -1;
    return read_boundary(rule, b, e);
}

/* Bands of a contract that are in force together: where one ends the next begins, and the exact month is in one of the two. */
static int check_meeting(const struct prak_due_band *a, const struct prak_due_band *b, struct prak_err *e)
{
    if (!prak_str_eq(a->rule->selector[0], b->rule->selector[0]) || a->rule->to < b->rule->from || b->rule->to < a->rule->from)
        return 0;
    const bool ends_before = a->topped && a->to < b->from, begins_after = b->topped && b->to < a->from;
    const bool meet = a->topped && a->to == b->from, met = b->topped && b->to == a->from;
    if ((meet && a->to_in == b->from_in) || (met && b->to_in == a->from_in) || (!meet && !met && !ends_before && !begins_after))
        return prak_rule_fault(a->rule->table, a->rule->row, "boundary", "bands share months or leave one out", e);
    return 0;
}

static int load_notice(struct prak_due_law *law, struct prak_rules *r, struct prak_arena *a, struct prak_err *e)
{
    if (prak_rules_load(r, "notice_periods", &law->notice, e) < 0)
        return -1;
    if (prak_rule_selectors(law->notice) != 2)
        return prak_rule_fault(law->notice, SIZE_MAX, NULL, "selectors must be contract, from_months", e);
    law->nband = prak_rule_count(law->notice);
    if (!(law->band = prak_arena_array(a, law->nband ? law->nband : 1, sizeof *law->band, e)))
        return -1;
    for (size_t i = 0; i < law->nband; i++) {
        if (read_band(prak_rule_at(law->notice, i), &law->band[i], e) < 0)
            return -1;
        for (size_t k = 0; k < i; k++)
            if (check_meeting(&law->band[i], &law->band[k], e) < 0)
                return -1;
    }
    return 0;
}

/* ---- seniority ---- */

static int check_seniority(struct prak_due_law *law, const struct prak_rule *rule, struct prak_err *e)
{
    const struct prak_str name = rule->selector[0], cap = prak_rule_cell(law->seniority, rule->row, "cap"),
                          month = prak_rule_cell(law->seniority, rule->row, "first_payment");
    const bool indemnity = prak_str_is(name, "seniority_indemnity"), back_pay = prak_str_is(name, "seniority_backpay");
    struct prak_dec number;
    int32_t day;
    if (!rule->has_value || prak_dec_sign(rule->value) < 0)
        return prak_rule_fault(law->seniority, rule->row, "value", "not a number from 0 on", e);
    if ((indemnity || back_pay) && !prak_str_is(rule->unit, "days"))
        return prak_rule_fault(law->seniority, rule->row, "unit", "not days", e);
    if ((prak_str_is(name, "severance") || prak_str_is(name, "damages_early_end") || prak_str_is(name, "damages_unfair")) &&
        !prak_str_is(rule->unit, "percent"))
        return prak_rule_fault(law->seniority, rule->row, "unit", "not percent", e);
    if ((back_pay || cap.n > 0) && prak_dec_parse(cap.p, cap.n, false, &number) != PRAK_NUM_OK)
        return prak_rule_fault(law->seniority, rule->row, "cap", "not a number of months", e);
    if (month.n > 0 && prak_month_parse(month.p, month.n, &day) < 0)
        return prak_rule_fault(law->seniority, rule->row, "first_payment", "not a month (YYYY-MM)", e);
    if (indemnity && rule->from < law->begins)
        law->begins = rule->from;
    return 0;
}

static int load_money(struct prak_due_law *law, struct prak_rules *r, struct prak_err *e)
{
    static const char *const selector[] = { "rule", "sector", "contract", "payment" };
    if (prak_rules_load(r, "seniority", &law->seniority, e) < 0 || prak_rules_load(r, "overtime", &law->overtime, e) < 0)
        return -1;
    if (prak_rule_selectors(law->seniority) != sizeof selector / sizeof *selector)
        return prak_rule_fault(law->seniority, SIZE_MAX, NULL, "selectors must be rule, sector, contract, payment", e);
    if (prak_rule_selectors(law->overtime) != 1)
        return prak_rule_fault(law->overtime, SIZE_MAX, NULL, "selector must be rule", e);
    for (size_t i = 0; i < prak_rule_count(law->seniority); i++)
        if (check_seniority(law, prak_rule_at(law->seniority, i), e) < 0)
            return -1;
    return 0;
}

/* ---- all of it ---- */

int prak_due_law_new(struct prak_rules *r, const struct prak_due_options *o, struct prak_arena *a,
                     const struct prak_due_law **out, struct prak_err *e)
{
    *out = NULL;
    if (!o->also)
        return 0;
    struct prak_due_law *law = prak_arena_array(a, 1, sizeof *law, e);
    if (!law)
        return -1;
    law->rules = r;
    law->strict = o->strict;
    law->begins = PRAK_DUE_NEVER;
    for (const char *p = o->also; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        if (want(law, (struct prak_str){ p, strcspn(p, ",") }, e) < 0)
            return -1;
    bool money = false;
    for (int i = 0; i < PRAK_DUE_KINDS; i++)
        money = money || (law->wanted[i] && kind_of[i].money);
    law->wanted[PRAK_DUE_EXTENSION] = law->wanted[PRAK_DUE_NOTICE] && o->column[PRAK_DUE_GIVEN];
    law->wanted[PRAK_DUE_NOTICE_PAY] = law->wanted[PRAK_DUE_EXTENSION] && o->column[PRAK_DUE_WAGE];
    law->unfair = law->wanted[PRAK_DUE_DAMAGES] && o->column[PRAK_DUE_VALID_REASON];
    if (check_columns(law, o, e) < 0 || name_columns(law, o, a, e) < 0 || prak_rules_load(r, "currencies", NULL, e) < 0 ||
        (law->wanted[PRAK_DUE_NOTICE] && load_notice(law, r, a, e) < 0) || (money && load_money(law, r, e) < 0) ||
        (o->column[PRAK_DUE_SECTOR] && prak_rules_load(r, "sectors", &law->sectors, e) < 0) ||
        prak_due_columns_make(law, a, e) < 0)
        return -1;
    *out = law;
    return 0;
}

bool prak_due_wanted(const struct prak_due_law *law, enum prak_due_kind kind)
{
    return law && law->wanted[kind];
}

bool prak_due_word(const struct prak_due_law *law, enum prak_due_fact fact, struct prak_str word)
{
    if (fact == PRAK_DUE_CURRENCY)
        return prak_rules_currency(law->rules, word) >= 0;
    return fact == PRAK_DUE_SECTOR && law->sectors && prak_rule_names(law->sectors, 0, word);
}

/* ---- columns ---- */

/* Of notice the second is there with its day only. */
static int heads(const struct prak_due_law *law, int kind)
{
    return kind == PRAK_DUE_NOTICE && !law->wanted[PRAK_DUE_EXTENSION] ? 1 : kind_of[kind].head[1] ? 2 : 1;
}

int prak_due_columns_make(struct prak_due_law *law, struct prak_arena *a, struct prak_err *e)
{
    static const char *const tail[PRAK_DUE_TAILS] = { "rule", "confidence", "reason" };
    bool money = false;
    for (int kind = 0; kind < PRAK_DUE_KINDS; kind++) {
        for (int i = 0; law->wanted[kind] && i < heads(law, kind); i++)
            law->out[law->nout++] = (struct prak_due_column){ prak_str(kind_of[kind].head[i]), kind_of[kind].number };
        for (int i = 0; law->wanted[kind] && i < PRAK_DUE_TAILS; i++) {
            const struct prak_str part[] = { prak_str(kind_of[kind].stem), prak_str(tail[i]) };
            char *text = prak_arena_take(a, part[0].n + part[1].n + 2, e);
            if (!text)
                return -1;
            money = money || kind_of[kind].money;
            law->out[law->nout++] = (struct prak_due_column){ { text, prak_str_join(part, 2, '_', text) }, false };
        }
    }
    if (money)
        law->out[law->nout++] = (struct prak_due_column){ prak_str("contract_currency"), false };
    return 0;
}

size_t prak_due_columns(const struct prak_due_law *law, struct prak_due_column out[PRAK_DUE_COLUMNS])
{
    if (!law)
        return 0;
    memcpy(out, law->out, sizeof law->out);
    return law->nout;
}

static struct prak_due_cell *head_cells(const struct prak_due_law *law, int kind, const struct prak_due *d,
                                        struct prak_due_cell *out)
{
    if (kind == PRAK_DUE_EXTENSION) {
        for (int i = 0; i < PRAK_DUE_HEADS; i++)
            *out++ = (struct prak_due_cell){ .part = &d->word[i], .npart = d->has && d->word[i].n > 0 };
        return out;
    }
    *out++ = (struct prak_due_cell){ .has = d->has, .amount = d->amount };
    if (heads(law, kind) > 1)
        *out++ = (struct prak_due_cell){ .has = d->has_given, .amount = d->given };
    return out;
}

void prak_due_cells(const struct prak_due_law *law, const struct prak_due_facts *facts,
                    const struct prak_due due[PRAK_DUE_KINDS], struct prak_due_cell out[PRAK_DUE_COLUMNS])
{
    bool money = false, has = false;
    for (int kind = 0; kind < PRAK_DUE_KINDS; kind++) {
        if (!law->wanted[kind])
            continue;
        const struct prak_due *d = &due[kind];
        const struct prak_str *confidence = &law->confidence[d->confidence];
        out = head_cells(law, kind, d, out);
        *out++ = (struct prak_due_cell){ .part = d->rule, .npart = d->nrule };
        *out++ = (struct prak_due_cell){ .part = confidence, .npart = confidence->n > 0 };
        *out++ = (struct prak_due_cell){ .part = d->reason, .npart = d->nreason };
        money = money || kind_of[kind].money;
        has = has || (kind_of[kind].money && d->has);
    }
    if (money)
        *out = (struct prak_due_cell){ .part = &facts->cell[PRAK_DUE_CURRENCY], .npart = has };
}
