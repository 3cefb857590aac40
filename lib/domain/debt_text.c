/*
 * debt_text.c - a finding about a debt in the sentences of debt_text.csv, and what a rate of no period may mean.
 */
#include "domain/debt_text.h"

#include "domain/debt_law.h"

const char *const prak_debt_value_name[PRAK_DEBT_VALUES] = {
    [PRAK_SAY_INSTALMENTS] = "instalments",
    [PRAK_SAY_INSTALMENT] = "instalment",
    [PRAK_SAY_SERVICE] = "monthly_service",
    [PRAK_SAY_COST] = "total_cost",
    [PRAK_SAY_NOMINAL] = "nominal_rate",
    [PRAK_SAY_EFFECTIVE] = "effective_rate",
    [PRAK_SAY_CURRENCY] = "currency",
    [PRAK_SAY_CAP] = "cap",
    [PRAK_SAY_OVER] = "interest_over_cap",
    [PRAK_SAY_LENDER] = "lender",
    [PRAK_SAY_DSR] = "dsr",
    [PRAK_SAY_THRESHOLD] = "threshold",
    [PRAK_SAY_NAME] = "name",
    [PRAK_SAY_OF] = "denominator",
    [PRAK_SAY_RULE] = "rule",
    [PRAK_SAY_CONFIDENCE] = "confidence",
    [PRAK_SAY_RATE] = "rate",
    [PRAK_SAY_TERM] = "term",
    [PRAK_SAY_REASON] = "reason",
};

/* Values as text: numbers are written into room. */
struct saying {
    const struct prak_debt_law *law;
    const struct prak_debt_facts *facts;
    const struct prak_debt_finding *f;
    struct prak_buf *out;
    struct prak_str value[PRAK_DEBT_VALUES];
    char room[PRAK_DEBT_VALUES][PRAK_DEC_TEXT];
};

static void number(struct saying *s, enum prak_debt_value which, bool known, struct prak_dec d)
{
    if (known)
        s->value[which] = (struct prak_str){ s->room[which], prak_dec_format(d, s->room[which]) };
}

/* Without the zeros that fill its digits. */
static void rate(struct saying *s, enum prak_debt_value which, bool known, struct prak_dec d)
{
    number(s, which, known, prak_dec_trim(d));
}

static void rule(struct saying *s, const struct prak_rule *r)
{
    s->value[PRAK_SAY_RULE] = r->id;
    s->value[PRAK_SAY_CONFIDENCE] = prak_str(prak_confidence_name(r->confidence));
}

static void say_of(struct saying *s, const char *stem, struct prak_str word, const char *between)
{
    prak_sentences_say(s->law->sentences, stem, word, s->value, between, s->out);
}

static void say(struct saying *s, const char *code)
{
    say_of(s, code, (struct prak_str){ "", 0 }, " ");
}

static void begin(struct saying *s, const struct prak_debt_law *law, const struct prak_debt_facts *facts,
                  const struct prak_debt_finding *f, struct prak_buf *out)
{
    const struct prak_str lender = facts->cell[PRAK_DEBT_LENDER];
    *s = (struct saying){ .law = law, .facts = facts, .f = f, .out = out };
    number(s, PRAK_SAY_INSTALMENTS, f->instalments > 0, prak_dec_int(f->instalments));
    number(s, PRAK_SAY_INSTALMENT, f->has_instalment, f->instalment);
    number(s, PRAK_SAY_SERVICE, f->has_service, f->monthly_service);
    number(s, PRAK_SAY_COST, f->has_total, f->total_cost);
    rate(s, PRAK_SAY_NOMINAL, f->has_nominal, f->nominal_rate);
    rate(s, PRAK_SAY_EFFECTIVE, f->has_effective, f->effective_rate);
    number(s, PRAK_SAY_OVER, f->has_over, f->interest_over_cap);
    rate(s, PRAK_SAY_DSR, f->has_dsr, f->dsr);
    rate(s, PRAK_SAY_CAP, f->cap != NULL, f->cap ? f->cap->value : prak_dec_int(0));
    s->value[PRAK_SAY_CURRENCY] = f->currency;
    s->value[PRAK_SAY_RATE] = facts->cell[PRAK_DEBT_RATE];
    s->value[PRAK_SAY_TERM] = facts->cell[PRAK_DEBT_TERM];
    if (lender.n > 0 && prak_rule_row(law->lenders, lender) != SIZE_MAX)
        s->value[PRAK_SAY_LENDER] = prak_rule_cell(law->lenders, prak_rule_row(law->lenders, lender), law->language);
    if (!f->has_effective)
        s->value[PRAK_SAY_EFFECTIVE] = prak_str("-");
}

/* ---- what a rate of no period may mean ---- */

static void take(const struct prak_debt_law *law, size_t row, const char *column, struct prak_str *cell)
{
    if (cell->n == 0)
        *cell = prak_rule_cell(law->readings, row, column);
}

/* The facts under a reading; false: it does not go with them. */
static bool read_as(const struct prak_debt_law *law, size_t row, struct prak_debt_facts *facts)
{
    struct prak_str *cell = facts->cell, term = prak_rule_cell(law->readings, row, "term_months");
    const bool any = prak_str_is(prak_rule_cell(law->readings, row, "any_term"), "yes");
    if (cell[PRAK_DEBT_TERM].n > 0 && !any && !prak_str_eq(cell[PRAK_DEBT_TERM], term))
        return false;
    const struct prak_str method = prak_rule_cell(law->readings, row, "method");
    /* days are not months, and a loan of another method is not counted by the day */
    if (cell[PRAK_DEBT_METHOD].n > 0 &&
        prak_str_is(method, "daily") != prak_str_is(cell[PRAK_DEBT_METHOD], "daily"))
        return false;
    take(law, row, "rate_period", &cell[PRAK_DEBT_PERIOD]);
    take(law, row, "method", &cell[PRAK_DEBT_METHOD]);
    take(law, row, "term_months", &cell[PRAK_DEBT_TERM]);
    take(law, row, "instalments", &cell[PRAK_DEBT_INSTALMENTS]);
    if (cell[PRAK_DEBT_INSTALMENTS].n == 0)
        cell[PRAK_DEBT_INSTALMENTS] = cell[PRAK_DEBT_TERM];
    cell[PRAK_DEBT_FEES] = cell[PRAK_DEBT_SAVINGS] = cell[PRAK_DEBT_INCOME] = (struct prak_str){ "", 0 };
    return true;
}

static bool same_terms(const struct prak_debt_facts *a, const struct prak_debt_facts *b)
{
    for (size_t i = PRAK_DEBT_PERIOD; i <= PRAK_DEBT_INSTALMENTS; i++)
        if (!prak_str_eq(a->cell[i], b->cell[i]))
            return false;
    return true;
}

/* Did an earlier reading come to the same terms? */
static bool repeats(const struct saying *s, const struct prak_debt_law *law, size_t row,
                    const struct prak_debt_facts *now)
{
    for (size_t i = 0; i < row; i++) {
        struct prak_debt_facts before = *s->facts;
        if (read_as(law, i, &before) && same_terms(&before, now))
            return true;
    }
    return false;
}

static void say_readings(struct saying *s)
{
    const struct prak_debt_law *law = s->law;
    size_t told = 0, above = 0;
    const struct prak_rule *cap = NULL;
    struct prak_debt_law plain = *law; /* no thresholds, no fees: rates only */
    plain.nthreshold = 0;
    plain.there[PRAK_DEBT_FEES] = plain.there[PRAK_DEBT_SAVINGS] = plain.there[PRAK_DEBT_INCOME] = false;
    for (size_t i = 0; i < prak_rule_rows(law->readings); i++) {
        struct prak_debt_facts facts = *s->facts;
        struct prak_debt_finding f;
        struct prak_err ignored;
        struct saying one;
        const char *code;
        if (!read_as(law, i, &facts) || repeats(s, law, i, &facts) ||
            prak_debt_judge(&plain, NULL, &facts, &f, &code, &ignored) < 0 || !f.has_nominal)
            continue;
        begin(&one, law, &facts, &f, s->out);
        char name[100];
        const struct prak_str period = facts.cell[PRAK_DEBT_PERIOD], method = facts.cell[PRAK_DEBT_METHOD];
        size_t n = period.n + 1 + method.n;
        if (n > sizeof name)
            continue;
        memcpy(name, period.p, period.n);
        name[period.n] = '_';
        memcpy(name + period.n + 1, method.p, method.n);
        say_of(&one, "reading", (struct prak_str){ name, n }, told++ ? "; " : ": ");
        above += f.has_cap && f.above_cap;
        cap = f.cap;
    }
    prak_buf_text(s->out, ".");
    if (told > 0 && above == told) {
        rate(s, PRAK_SAY_CAP, true, cap->value);
        rule(s, cap);
        say(s, "readings_above");
    }
}

/* ---- all of it ---- */

static void say_cap(struct saying *s)
{
    if (s->f->has_cap) {
        rule(s, s->f->cap);
        say(s, s->f->above_cap ? "above_cap" : "within_cap");
    }
    if (s->f->flat_forbidden) {
        rule(s, s->f->flat_forbidden);
        say(s, "flat_forbidden");
    }
}

static void say_income(struct saying *s)
{
    if (!s->f->has_dsr)
        return;
    say(s, "dsr");
    for (size_t i = 0; i < s->law->nthreshold; i++) {
        if (!s->f->threshold[i].known)
            continue;
        rule(s, s->f->threshold[i].rule);
        s->value[PRAK_SAY_NAME] = s->law->name[i];
        s->value[PRAK_SAY_OF] = prak_rule_cell(s->law->debt, s->f->threshold[i].rule->row, "denominator");
        rate(s, PRAK_SAY_THRESHOLD, true, s->f->threshold[i].rule->value);
        say(s, s->f->threshold[i].over ? "over" : "under");
    }
}

void prak_debt_explain(const struct prak_debt_law *law, const struct prak_debt_facts *facts,
                       const struct prak_debt_finding *f, struct prak_buf *out)
{
    struct saying s;
    begin(&s, law, facts, f, out);
    if (f->has_total)
        say_of(&s, "cost", facts->nflow > 0 ? prak_str("schedule") : facts->cell[PRAK_DEBT_METHOD], " ");
    if (f->has_nominal)
        say(&s, f->has_effective ? "rates" : "rates_nominal");
    say_cap(&s);
    say_income(&s);
    for (size_t i = 0; i < f->nreason; i++) {
        s.value[PRAK_SAY_REASON] = f->reason[i];
        say_of(&s, "", f->reason[i], " ");
        if (prak_str_is(f->reason[i], "rate_period_unknown"))
            say_readings(&s);
    }
}
