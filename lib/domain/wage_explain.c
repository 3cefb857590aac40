/*
 * wage_explain.c - findings in words: a sentence each, from the tables wage_text and text.
 */
#include "base/date.h"
#include "domain/wage_due_job.h"

/* What a template may name. */
enum {
    WAGE,
    CURRENCY,
    MINIMUM,
    SHORTFALL,
    MONTH,
    RULE,
    SURE,
    REASON,
    WHY,
    AMOUNT,
    WORKER,
    EMPLOYER,
    RAISE,
    FROM,
    TO,
    ASSUMED,
    NVALUE
};
static const char *const value_name[NVALUE] = {
    [WAGE] = "wage",   [CURRENCY] = "currency", [MINIMUM] = "minimum", [SHORTFALL] = "shortfall", [MONTH] = "month",
    [RULE] = "rule",   [SURE] = "sure",         [REASON] = "reason",   [WHY] = "why",             [AMOUNT] = "amount",
    [WORKER] = "worker", [EMPLOYER] = "employer", [RAISE] = "raise",   [FROM] = "from",           [TO] = "to",
    [ASSUMED] = "assumed",
};

/* A sentence on its way: the values of one finding. */
struct saying {
    const struct prak_wage_due_law *d;
    struct prak_str value[NVALUE];
    char number[NVALUE][PRAK_DEC_TEXT];
    struct prak_buf joined, out;
};

static const char *const code_name[] = { "below", "below_unsure", "within", "enough", "enough_unsure", "wage", "nothing",
                                         "raise", "assumed" };

static const char *const none_name[PRAK_WAGE_NKIND] = { "overtime_none", "allowances_none", "nssf_none", "tax_none",
                                                        "arrears_none" };

/* Every code has its own sentence: no row is without one, and none is told by that of a code which begins like it. */
static int check(const struct prak_wage_due_law *d, const struct prak_sentences *words, struct prak_err *e)
{
    const char *missing = NULL;
    for (size_t i = 0; i < sizeof code_name / sizeof *code_name; i++)
        if (!prak_sentences_has(words, prak_str(code_name[i])))
            missing = code_name[i];
    for (enum prak_wage_kind kind = 0; kind < PRAK_WAGE_NKIND; kind++) {
        if (d->wanted[kind] && !prak_sentences_has(words, prak_str(none_name[kind])))
            missing = none_name[kind];
        if (d->wanted[kind] && !prak_sentences_has(words, prak_str(prak_wage_kind_name(kind))))
            missing = prak_wage_kind_name(kind);
    }
    for (int i = 0; i <= PRAK_CONFIDENCE_MEMORY; i++)
        if (!d->sure[i])
            missing = "sure";
    return missing ? prak_fail(e, PRAK_EDATA, "the table wage_text has no sentence '%s'", missing) : 0;
}

int prak_wage_explain_load(struct prak_rules *r, struct prak_wage_due_law *d, const char *language, struct prak_arena *a,
                           struct prak_err *e)
{
    if (!language)
        return 0;
    if (prak_sentences_load(r, "wage_text", language, value_name, NVALUE, a, &d->words, e) < 0 ||
        prak_sentences_load(r, "text", language, NULL, 0, a, &d->reasons, e) < 0)
        return -1;
    for (int i = 0; i <= PRAK_CONFIDENCE_MEMORY; i++) {
        const struct prak_str part[] = { prak_str("sure"), prak_str(i == 0 ? "none" : prak_confidence_name(i)) };
        char *code = prak_arena_take(a, part[0].n + part[1].n + 2, e);
        if (!code)
            return -1;
        d->sure[i] = prak_sentences_find(d->words, (struct prak_str){ code, prak_str_join(part, 2, '_', code) });
    }
    return check(d, d->words, e);
}

static void number(struct saying *s, int value, struct prak_dec d)
{
    s->value[value] = (struct prak_str){ s->number[value], prak_dec_format(d, s->number[value]) };
}

/* Where the rule stands in the law; n 0: a rate of a table of one's own, or a rule that was worked out. */
static struct prak_str instrument(const struct prak_wage_due_law *d, struct prak_str id)
{
    const struct prak_rule_table *const table[] = { d->law->minimum, d->law->divisors, d->allowances, d->nssf,
                                                    d->brackets,     d->tax,           d->relief };
    for (size_t t = 0; t < sizeof table / sizeof *table; t++)
        for (size_t i = 0; table[t] && i < prak_rule_count(table[t]); i++)
            if (prak_str_eq(prak_rule_at(table[t], i)->id, id))
                return prak_rule_cell(table[t], prak_rule_at(table[t], i)->row, "instrument");
    return prak_str("");
}

/* Parts one after another with commas; they stay where they are until the next row. */
static void list(struct saying *s, int value, const struct prak_str *part, size_t n)
{
    s->joined.n = 0;
    for (size_t i = 0; i < n; i++) {
        prak_buf_text(&s->joined, i ? ", " : "");
        prak_buf_add(&s->joined, part[i].p, part[i].n);
    }
    s->value[value] = (struct prak_str){ s->joined.p ? s->joined.p : "", s->joined.n };
}

/* The sentence of a reason; a reason that has none speaks for itself. */
static void why(struct saying *s, struct prak_str reason)
{
    const struct prak_sentence *t = prak_sentences_find(s->d->reasons, reason);
    s->value[REASON] = s->value[WHY] = reason;
    if (!t)
        return;
    s->joined.n = 0;
    prak_sentence_add(t, NULL, &s->joined);
    s->value[WHY] = (struct prak_str){ s->joined.p ? s->joined.p : "", s->joined.n };
}

static void say(struct saying *s, const char *code)
{
    if (s->out.n)
        prak_buf_byte(&s->out, ' ');
    prak_sentence_add(prak_sentences_find(s->d->words, prak_str(code)), s->value, &s->out);
    s->value[RULE] = s->value[SURE] = s->value[REASON] = s->value[WHY] = s->value[ASSUMED] = prak_str(""); /* the buffer may move */
    s->value[AMOUNT] = s->value[WORKER] = s->value[EMPLOYER] = prak_str(""); /* of one finding only */
}

/* The rules and how sure they are; the words for that hold no values. */
static void rest_on(struct saying *s, const struct prak_str *rule, size_t n, enum prak_confidence c)
{
    struct prak_buf words = { 0 };
    s->joined.n = 0;
    for (size_t i = 0; i < n; i++) {
        const struct prak_str law = instrument(s->d, rule[i]);
        prak_buf_text(&s->joined, i ? ", " : "");
        prak_buf_add(&s->joined, rule[i].p, rule[i].n);
        prak_buf_text(&s->joined, law.n ? " [" : "");
        prak_buf_add(&s->joined, law.p, law.n);
        prak_buf_text(&s->joined, law.n ? "]" : "");
    }
    prak_sentence_add(s->d->sure[c], NULL, &words);
    /* behind the rules, which do not move any more */
    const size_t at = s->joined.n;
    prak_buf_add(&s->joined, words.p, words.n);
    prak_buf_free(&words);
    s->value[RULE] = (struct prak_str){ s->joined.p ? s->joined.p : "", at };
    s->value[SURE] = (struct prak_str){ s->joined.p ? s->joined.p + at : "", s->joined.n - at };
}

static void say_wage(struct saying *s, const struct prak_wage_finding *f)
{
    const bool unsure = f->band == PRAK_WAGE_UNSURE;
    s->value[CURRENCY] = f->wage_currency;
    if (f->has_wage)
        number(s, WAGE, f->wage_month);
    if (!f->has_minimum) {
        why(s, f->reason);
        say(s, f->has_wage ? "wage" : "nothing");
        return;
    }
    number(s, MINIMUM, f->minimum);
    number(s, SHORTFALL, f->shortfall);
    rest_on(s, f->rule, f->nrule, f->confidence);
    if (f->below_minimum)
        say(s, unsure ? "below_unsure" : "below");
    else if (prak_dec_sign(f->shortfall) > 0)
        say(s, "within");
    else
        say(s, unsure ? "enough_unsure" : "enough");
}

static void say_due(struct saying *s, enum prak_wage_kind kind, const struct prak_wage_due *due)
{
    s->value[CURRENCY] = due->currency;
    if (due->has) {
        number(s, AMOUNT, due->amount);
        if (kind == PRAK_WAGE_NSSF) {
            number(s, WORKER, due->part[0]);
            number(s, EMPLOYER, due->part[1]);
        }
        rest_on(s, due->rule, due->nrule, due->confidence);
        say(s, prak_wage_kind_name(kind));
        return;
    }
    why(s, due->reason);
    say(s, none_name[kind]);
}

/* The day decided nothing. */
static struct prak_str month_of(struct prak_str date)
{
    return (struct prak_str){ date.p, prak_date_month_length(date.p, date.n) };
}

int prak_wage_tell(const struct prak_wage_due_law *d, const struct prak_wage_facts *facts, const struct prak_str *more,
                   const struct prak_wage_finding *f, struct prak_arena *a, struct prak_wage_dues *dues,
                   struct prak_err *e)
{
    struct saying s = { .d = d };
    struct prak_dec cost;
    if (!d->words)
        return 0;
    s.value[MONTH] = month_of(facts->cell[PRAK_WAGE_MONTH]);
    s.value[FROM] = month_of(more[PRAK_WAGE_FROM]);
    s.value[TO] = month_of(more[PRAK_WAGE_TO]);
    say_wage(&s, f);
    if (prak_wage_raise_cost(d, f, &cost)) {
        number(&s, RAISE, d->raise_to);
        number(&s, AMOUNT, cost);
        say(&s, "raise");
    }
    for (enum prak_wage_kind kind = 0; kind < PRAK_WAGE_NKIND; kind++)
        if (d->wanted[kind])
            say_due(&s, kind, &dues->due[kind]);
    if (f->nassumed > 0) {
        list(&s, ASSUMED, f->assumed, f->nassumed);
        say(&s, "assumed");
    }
    int rc = prak_buf_check(&s.out, e) < 0 || prak_buf_check(&s.joined, e) < 0 ? -1 : 0;
    char *text = rc < 0 ? NULL : prak_arena_copy(a, s.out.p, s.out.n, e);
    dues->text = (struct prak_str){ text, text ? s.out.n : 0 };
    prak_buf_free(&s.out);
    prak_buf_free(&s.joined);
    return text ? 0 : -1;
}
