/*
 * debt_law.c - loads the tables that debts are judged by, and checks what prak_rules_load cannot know.
 */
#include "base/date.h"
#include "domain/debt_law.h"
#include "domain/debt_text.h"

static int name_columns(struct prak_debt_law *law, const struct prak_debt_options *o, struct prak_arena *a,
                        struct prak_err *e)
{
    static const char prefix[] = "missing_";
    const size_t lead = sizeof prefix - 1;
    for (size_t i = 0; i < PRAK_DEBT_NFACT; i++) {
        law->there[i] = o->column[i] != NULL;
        law->column[i] = prak_str(o->column[i] ? o->column[i] : "");
        size_t n = law->column[i].n;
        char *text = prak_arena_take(a, lead + n + 1, e);
        if (!text)
            return -1;
        memcpy(text, prefix, lead);
        memcpy(text + lead, law->column[i].p, n + 1);
        law->missing[i] = (struct prak_str){ text, lead + n };
    }
    return 0;
}

/* ---- options ---- */

static int needed(const char *name, struct prak_err *e)
{
    prak_fail(e, PRAK_EUSAGE, "--%s is needed", name);
    return prak_err_hint(e, "a loan has --principal, --currency, --date and its terms or --schedule; --service has none");
}

int prak_debt_options_check(const struct prak_debt_options *o, struct prak_err *e)
{
    static const struct {
        enum prak_debt_fact fact;
        const char *name;
        bool always;
    } loan[] = { { PRAK_DEBT_PRINCIPAL, "principal", true }, { PRAK_DEBT_DATE, "date", true },
                 { PRAK_DEBT_RATE, "rate", false },          { PRAK_DEBT_PERIOD, "rate-period", false },
                 { PRAK_DEBT_METHOD, "method", false },      { PRAK_DEBT_TERM, "term-months", false } };
    const bool service = o->column[PRAK_DEBT_SERVICE], paid = o->column[PRAK_DEBT_PAYMENT];
    if (!o->column[PRAK_DEBT_CURRENCY])
        return needed("currency", e);
    if (service && !o->column[PRAK_DEBT_INCOME])
        return needed("income", e);
    if (o->thresholds && !o->column[PRAK_DEBT_INCOME])
        return prak_fail(e, PRAK_EUSAGE, "--thresholds needs --income");
    if (prak_dec_sign(o->tolerance) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--tolerance is below 0");
    if (o->into && !o->converts)
        return prak_fail(e, PRAK_EUSAGE, "--into needs --fx-rule or --fx");
    for (size_t i = 0; i < sizeof loan / sizeof *loan; i++) {
        const bool given = o->column[loan[i].fact];
        const bool spared = !loan[i].always && (o->schedule || (paid && loan[i].fact != PRAK_DEBT_TERM));
        if (service && given && loan[i].fact != PRAK_DEBT_DATE)
            return prak_fail(e, PRAK_EUSAGE, "--service and --%s exclude each other", loan[i].name);
        if (!service && !given && !spared)
            return needed(loan[i].name, e);
    }
    return service && o->schedule ? prak_fail(e, PRAK_EUSAGE, "--service and --schedule exclude each other") : 0;
}

/* ---- tables ---- */

static int check_rule(const struct prak_debt_law *law, const struct prak_rule *rule, struct prak_err *e)
{
    static const struct prak_str cap = { "rate_cap_", sizeof "rate_cap_" - 1 },
                                 dsr = { PRAK_THRESHOLD, sizeof PRAK_THRESHOLD - 1 };
    struct prak_str key = rule->selector[0];
    bool is_cap = key.n > cap.n && memcmp(key.p, cap.p, cap.n) == 0;
    bool is_dsr = key.n > dsr.n && memcmp(key.p, dsr.p, dsr.n) == 0;
    if ((is_cap || is_dsr) && (!rule->has_value || prak_dec_sign(rule->value) < 0))
        return prak_rule_fault(law->debt, rule->row, "value", "not a number from 0 on", e);
    if (is_cap && !prak_str_is(rule->unit, "percent/year"))
        return prak_rule_fault(law->debt, rule->row, "unit", "not percent/year", e);
    if (is_dsr && !prak_str_is(rule->unit, "percent"))
        return prak_rule_fault(law->debt, rule->row, "unit", "not percent", e);
    return 0;
}

static int check_lenders(const struct prak_debt_law *law, struct prak_err *e)
{
    for (size_t i = 0; i < prak_rule_rows(law->lenders); i++) {
        struct prak_str status = prak_rule_cell(law->lenders, i, "status"), cap = prak_rule_cell(law->lenders, i, "cap"),
                        flat = prak_rule_cell(law->lenders, i, "flat");
        if (prak_str_is(status, "capped")) {
            if (!prak_rule_names(law->debt, 0, cap))
                return prak_rule_fault(law->lenders, i, "cap", "not a rule of debt_rules", e);
        } else if (cap.n > 0 || (!prak_str_is(status, "none") && !prak_str_is(status, "unverified"))) {
            return prak_rule_fault(law->lenders, i, "status", "not capped, or none or unverified without a cap", e);
        }
        if (flat.n > 0 && !prak_rule_names(law->debt, 0, flat))
            return prak_rule_fault(law->lenders, i, "flat", "not a rule of debt_rules", e);
    }
    return 0;
}

static int check_readings(const struct prak_debt_law *law, struct prak_err *e)
{
    const struct prak_rule_table *t = law->readings;
    for (size_t i = 0; i < prak_rule_rows(t); i++) {
        if (prak_debt_period_of(prak_rule_cell(t, i, "rate_period")) < 0)
            return prak_rule_fault(t, i, "rate_period", "not year, month or term", e);
        if (prak_debt_method_of(prak_rule_cell(t, i, "method")) < 0)
            return prak_rule_fault(t, i, "method", "unknown method", e);
    }
    return 0;
}

/* ---- names ---- */

static int name_threshold(struct prak_debt_law *law, struct prak_str name, struct prak_arena *a, struct prak_err *e)
{
    static const struct prak_str dsr = { PRAK_THRESHOLD, sizeof PRAK_THRESHOLD - 1 };
    const bool whole = name.n > dsr.n && memcmp(name.p, dsr.p, dsr.n) == 0;
    struct prak_str rule = name;
    if (law->nthreshold == PRAK_DEBT_THRESHOLDS)
        return prak_fail(e, PRAK_EUSAGE, "more than %d thresholds", PRAK_DEBT_THRESHOLDS);
    if (!whole) {
        char *text = prak_arena_take(a, dsr.n + name.n, e);
        if (!text)
            return -1;
        memcpy(text, dsr.p, dsr.n);
        if (name.n > 0)
            memcpy(text + dsr.n, name.p, name.n);
        rule = (struct prak_str){ text, dsr.n + name.n };
    }
    if (!prak_rule_names(law->debt, 0, rule)) {
        prak_fail(e, PRAK_EUSAGE, "unknown threshold '%.*s'", (int)(name.n < 100 ? name.n : 100), name.p);
        return prak_err_hint(e, "a threshold NAME is the rule dsr_NAME of debt_rules, such as insolvent");
    }
    for (size_t i = 0; i < law->nthreshold; i++)
        if (prak_str_eq(law->name[i], name))
            return prak_fail(e, PRAK_EUSAGE, "threshold '%.*s' twice", (int)name.n, name.p);
    law->name[law->nthreshold] = name;
    law->threshold[law->nthreshold++] = rule;
    return 0;
}

static int name_thresholds(struct prak_debt_law *law, const char *list, struct prak_arena *a, struct prak_err *e)
{
    for (const char *p = list; p; p = strchr(p, ',') ? strchr(p, ',') + 1 : NULL)
        if (name_threshold(law, (struct prak_str){ p, strcspn(p, ",") }, a, e) < 0)
            return -1;
    return 0;
}

static int load_words(struct prak_debt_law *law, struct prak_rules *r, const char *language, struct prak_arena *a,
                      struct prak_err *e)
{
    if (!language)
        return 0;
    law->language = language;
    if (prak_rules_load(r, "debt_readings", &law->readings, e) < 0 || check_readings(law, e) < 0)
        return -1;
    return prak_sentences_load(r, "debt_text", language, prak_debt_value_name, PRAK_DEBT_VALUES, a, &law->sentences, e);
}

int prak_debt_law_new(struct prak_rules *r, const struct prak_debt_options *o, struct prak_arena *a,
                      const struct prak_debt_law **out, struct prak_err *e)
{
    struct prak_debt_law *law = prak_arena_array(a, 1, sizeof *law, e);
    if (!law)
        return -1;
    law->rules = r;
    law->fx = o->fx;
    law->tolerance = o->tolerance;
    law->strict = o->strict;
    law->schedule = o->schedule;
    law->into = prak_str(o->into ? o->into : "");
    if (prak_rules_load(r, "currencies", NULL, e) < 0 || prak_rules_load(r, "debt_rules", &law->debt, e) < 0 ||
        prak_rules_load(r, "lender_types", &law->lenders, e) < 0)
        return -1;
    if (prak_rule_selectors(law->debt) != 1)
        return prak_rule_fault(law->debt, SIZE_MAX, NULL, "selector must be rule", e);
    for (size_t i = 0; i < prak_rule_count(law->debt); i++)
        if (check_rule(law, prak_rule_at(law->debt, i), e) < 0)
            return -1;
    if (law->into.n > 0 && prak_rules_currency(r, law->into) < 0)
        return prak_fail(e, PRAK_EUSAGE, "unlisted currency '%s'", o->into);
    if (check_lenders(law, e) < 0 || name_thresholds(law, o->thresholds, a, e) < 0 || name_columns(law, o, a, e) < 0 ||
        load_words(law, r, o->explain, a, e) < 0)
        return -1;
    *out = law;
    return 0;
}

size_t prak_debt_thresholds(const struct prak_debt_law *law, struct prak_str name[PRAK_DEBT_THRESHOLDS])
{
    memcpy(name, law->name, sizeof law->name);
    return law->nthreshold;
}

bool prak_debt_word(const struct prak_debt_law *law, enum prak_debt_fact fact, struct prak_str word)
{
    int32_t day;
    if (fact == PRAK_DEBT_CURRENCY || fact == PRAK_DEBT_INCOME_CURRENCY)
        return prak_rules_currency(law->rules, word) >= 0;
    if (fact == PRAK_DEBT_DATE)
        return prak_date_parse(word.p, word.n, &day) == 0;
    if (fact == PRAK_DEBT_PERIOD)
        return prak_debt_period_of(word) >= 0;
    if (fact == PRAK_DEBT_METHOD)
        return prak_debt_method_of(word) >= 0;
    return fact == PRAK_DEBT_LENDER && prak_rule_row(law->lenders, word) != SIZE_MAX;
}
