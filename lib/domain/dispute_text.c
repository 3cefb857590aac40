/*
 * dispute_text.c - a finding about a case in the sentences of case_text.csv.
 */
#include "domain/dispute_text.h"

#include "base/date.h"
#include "base/decimal.h"
#include "domain/dispute_law.h"

const char *const prak_dispute_value_name[PRAK_DISPUTE_VALUES] = {
    [PRAK_SAY_SINCE] = "since",       [PRAK_SAY_DAYS] = "days",
    [PRAK_SAY_ON] = "on",             [PRAK_SAY_DEADLINE] = "deadline",
    [PRAK_SAY_OVERDUE] = "overdue",   [PRAK_SAY_RULE] = "rule",
    [PRAK_SAY_CONFIDENCE] = "confidence", [PRAK_SAY_FILED] = "filed",
    [PRAK_SAY_CLASSIFIED] = "classified", [PRAK_SAY_REASON] = "reason",
};

/* Values as text: days and dates are written into room. */
struct saying {
    const struct prak_dispute_law *law;
    struct prak_buf *out;
    struct prak_str value[PRAK_DISPUTE_VALUES];
    char room[PRAK_DISPUTE_VALUES][PRAK_DEC_TEXT];
};

static void date(struct saying *s, enum prak_dispute_value which, int32_t day)
{
    char text[PRAK_DATE_TEXT];
    prak_date_format(day, text);
    memcpy(s->room[which], text, sizeof text);
    s->value[which] = prak_str(s->room[which]);
}

static void number(struct saying *s, enum prak_dispute_value which, int32_t n)
{
    s->value[which] = (struct prak_str){ s->room[which], prak_dec_format(prak_dec_int(n), s->room[which]) };
}

static void say_of(struct saying *s, const char *stem, struct prak_str word)
{
    prak_sentences_say(s->law->sentences, stem, word, s->value, " ", s->out);
}

static void say(struct saying *s, const char *code)
{
    say_of(s, code, (struct prak_str){ "", 0 });
}

static void say_due(struct saying *s, const struct prak_dispute_run *run)
{
    struct prak_buf rules = { 0 };
    for (size_t i = 0; i < run->rule.n; i++) {
        prak_buf_text(&rules, i > 0 ? "|" : "");
        prak_buf_add(&rules, run->rule.v[i].p, run->rule.v[i].n);
    }
    if (rules.failed)
        s->out->failed = true;
    else
        s->value[PRAK_SAY_RULE] = (struct prak_str){ rules.p, rules.n };
    s->value[PRAK_SAY_CONFIDENCE] = prak_str(prak_confidence_name(run->confidence));
    date(s, PRAK_SAY_DEADLINE, run->deadline);
    number(s, PRAK_SAY_OVERDUE, run->overdue);
    say_of(s, "due", run->step);
    if (run->overdue > 0)
        say(s, "overdue");
    s->value[PRAK_SAY_RULE] = (struct prak_str){ "", 0 };
    prak_buf_free(&rules);
}

void prak_dispute_explain(const struct prak_dispute_law *law, const struct prak_dispute_finding *f,
                          struct prak_buf *out)
{
    struct saying s = { .law = law, .out = out };
    date(&s, PRAK_SAY_ON, law->on);
    s.value[PRAK_SAY_FILED] = f->filed;
    s.value[PRAK_SAY_CLASSIFIED] = f->classified;
    if (f->stage.n > 0) {
        date(&s, PRAK_SAY_SINCE, f->since);
        number(&s, PRAK_SAY_DAYS, law->on - f->since);
        say_of(&s, "stage", f->stage);
    }
    if (f->closed)
        say_of(&s, "outcome", f->outcome);
    if (f->pending && f->pending->has_deadline)
        say_due(&s, f->pending);
    for (size_t i = 0; i < f->next.n; i++)
        if (!f->pending || !prak_str_eq(f->next.v[i], f->pending->step))
            say_of(&s, "open", f->next.v[i]);
    if (f->has_misclassified && f->misclassified)
        say(&s, "misclassified");
    for (size_t i = 0; i < f->reason.n; i++) {
        s.value[PRAK_SAY_REASON] = f->reason.v[i];
        say_of(&s, "", f->reason.v[i]);
    }
}
