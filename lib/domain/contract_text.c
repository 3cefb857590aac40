/*
 * contract_text.c - findings about contracts in words.
 */
#include "domain/contract_text.h"

#include "base/date.h"
#include "domain/contract_law.h"
#include "law/sentence.h"

enum value { READING, FROM, SIGNED, MONTHS, RULE, CONFIDENCE, ON, REASON, VALUES };

static const char *const value_name[VALUES] = { "reading", "udc_from",   "signed", "months",
                                                "rule",    "confidence", "on",     "reason" };

struct prak_contract_words {
    const struct prak_contract_law *law;
    const struct prak_sentences *sentences;
    struct prak_str reading[PRAK_RULES_NAMED]; /* as the language calls it */
    char on[PRAK_DATE_TEXT];
};

/* Values as text; dates and numbers are written into room. */
struct saying {
    const struct prak_contract_words *w;
    struct prak_buf *out;
    struct prak_str value[VALUES];
    char room[VALUES][PRAK_DEC_TEXT];
    struct prak_buf rules;
};

int prak_contract_words_new(struct prak_rules *r, const struct prak_contract_law *law, const char *language,
                            struct prak_arena *a, const struct prak_contract_words **out, struct prak_err *e)
{
    struct prak_contract_words *w = prak_arena_array(a, 1, sizeof *w, e);
    if (!w || prak_sentences_load(r, "contract_text", language, value_name, VALUES, a, &w->sentences, e) < 0)
        return -1;
    w->law = law;
    prak_date_format(law->on, w->on);
    for (size_t i = 0; i < law->nreading; i++) {
        w->reading[i] = prak_rule_cell(law->readings, prak_rule_row(law->readings, law->reading[i].name), language);
        if (w->reading[i].n == 0)
            w->reading[i] = law->reading[i].name;
    }
    *out = w;
    return 0;
}

static void say_of(struct saying *s, const char *stem, struct prak_str word)
{
    prak_sentences_say(s->w->sentences, stem, word, s->value, " ", s->out);
}

static void say(struct saying *s, const char *code)
{
    say_of(s, code, (struct prak_str){ "", 0 });
}

static void put_day(struct saying *s, enum value which, int32_t day)
{
    prak_date_format(day, s->room[which]);
    s->value[which] = prak_str(s->room[which]);
}

static void put_rules(struct saying *s, const struct prak_contract_finding *f)
{
    enum prak_confidence worst = PRAK_CONFIDENCE_NONE;
    s->rules.n = 0;
    for (size_t i = 0; i < f->nrule; i++) {
        if (i > 0)
            prak_buf_byte(&s->rules, '|');
        prak_buf_add(&s->rules, f->rule[i]->id.p, f->rule[i]->id.n);
        worst = prak_confidence_worst(worst, f->rule[i]->confidence);
    }
    s->value[RULE] = (struct prak_str){ s->rules.p, s->rules.n };
    s->value[CONFIDENCE] = prak_str(prak_confidence_name(worst));
    if (f->nrule > 0 && f->rule[0]->has_value)
        s->value[MONTHS] = (struct prak_str){ s->room[MONTHS], prak_dec_format(prak_dec_trim(f->rule[0]->value), s->room[MONTHS]) };
}

/* A rule's name is its last selector. */
static struct prak_str why(const struct prak_contract_finding *f)
{
    if (f->after_udc || f->nrule == 0)
        return prak_str("declared");
    return f->rule[0]->selector[prak_rule_selectors(f->rule[0]->table) - 1];
}

static void say_finding(struct saying *s, size_t r, const struct prak_contract_finding *f)
{
    s->value[READING] = s->w->reading[r];
    put_rules(s, f);
    if (f->has_from)
        put_day(s, FROM, f->from);
    if (f->has_signed)
        put_day(s, SIGNED, f->signed_on);
    if (f->known && f->udc)
        say_of(s, "udc", why(f));
    else if (f->known && f->has_from)
        say_of(s, "will", f->after_udc ? why(f) : (struct prak_str){ "", 0 });
    else if (f->known)
        say(s, "fdc");
    if (f->known && f->has_signed)
        say(s, "signed");
    if (f->not_in_force)
        say(s, "not_in_force");
    if (f->unread)
        say(s, "break_unread");
}

/* Reasons but those of a reading, which were told beside it. */
static void say_reasons(struct saying *s, const struct prak_contract_row *row)
{
    struct prak_str reason[PRAK_CONTRACT_REASONS];
    const size_t n = prak_contract_reasons(s->w->law, row, reason);
    for (size_t i = 0; i < n; i++) {
        s->value[REASON] = reason[i];
        say_of(s, "", reason[i]);
    }
}

void prak_contract_explain(const struct prak_contract_words *w, const struct prak_contract_row *row, struct prak_buf *out)
{
    struct saying s = { .w = w, .out = out };
    out->n = 0;
    s.value[ON] = prak_str(w->on);
    if (row->there && row->kind == PRAK_CONTRACT_UDC)
        say(&s, "declared");
    else if (row->there)
        for (size_t r = 0; r < w->law->nreading; r++)
            say_finding(&s, r, &row->found[r]);
    say_reasons(&s, row);
    if (s.rules.failed)
        out->failed = true;
    prak_buf_free(&s.rules);
}
