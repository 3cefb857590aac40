/*
 * dispute_cells.c - findings about cases as cells: where a case stands, how long it took, which limits were kept.
 */
#include "domain/dispute_cells.h"

enum { STAGE, SINCE, DAYS, DEADLINE, OVERDUE, NEXT, OUTCOME, MISCLASSIFIED, RULE, CONFIDENCE, REASON, TOLD, NCASE };
enum { START, UNTIL, LENGTH, RESULT, CENSORED, WHY, NSPELL };
enum { STEP, FROM, LIMIT, ENDED, MADE, LATE, STEP_RULE, STEP_CONFIDENCE, STEP_REASON, NSTEP };

static const struct prak_dispute_column cases[NCASE] = {
    { "stage", PRAK_TEXT },        { "stage_since", PRAK_TEXT },      { "days_in_stage", PRAK_NUMBER },
    { "deadline", PRAK_TEXT },     { "overdue_days", PRAK_NUMBER },   { "next_step", PRAK_TEXT },
    { "outcome", PRAK_TEXT },      { "misclassified", PRAK_BOOLEAN }, { "case_rule", PRAK_TEXT },
    { "case_confidence", PRAK_TEXT }, { "case_reason", PRAK_TEXT },   { "case_text", PRAK_TEXT },
};
static const struct prak_dispute_column spells[NSPELL] = {
    { "start", PRAK_TEXT },  { "until", PRAK_TEXT },       { "days", PRAK_NUMBER },
    { "result", PRAK_TEXT }, { "censored", PRAK_BOOLEAN }, { "case_reason", PRAK_TEXT },
};
static const struct prak_dispute_column steps[NSTEP] = {
    { "step", PRAK_TEXT }, { "from", PRAK_TEXT },           { "deadline", PRAK_TEXT },  { "ended", PRAK_TEXT },
    { "made", PRAK_BOOLEAN }, { "overdue_days", PRAK_NUMBER }, { "case_rule", PRAK_TEXT }, { "case_confidence", PRAK_TEXT },
    { "case_reason", PRAK_TEXT },
};

static const struct prak_dispute_column months[] = {
    { "month", PRAK_TEXT },      { "opened", PRAK_NUMBER }, { "appeared", PRAK_NUMBER },
    { "reopened", PRAK_NUMBER }, { "closed", PRAK_NUMBER }, { "backlog", PRAK_NUMBER },
};

size_t prak_dispute_columns(enum prak_dispute_form form, const struct prak_dispute_column **out)
{
    static const struct {
        const struct prak_dispute_column *column;
        size_t n;
    } of[PRAK_DISPUTE_FORMS] = { [PRAK_DISPUTE_CASES] = { cases, TOLD },
                                 [PRAK_DISPUTE_TOLD] = { cases, NCASE },
                                 [PRAK_DISPUTE_SPELLS] = { spells, NSPELL },
                                 [PRAK_DISPUTE_STEPS] = { steps, NSTEP },
                                 [PRAK_DISPUTE_FLOW] = { months, sizeof months / sizeof *months } };
    *out = of[form].column;
    return of[form].n;
}

size_t prak_dispute_rows(enum prak_dispute_form form, const struct prak_dispute_finding *f)
{
    return form == PRAK_DISPUTE_STEPS && f->nrun > 0 ? f->nrun : 1;
}

static void number(struct prak_dispute_cell *c, int32_t n)
{
    c->has_number = true;
    c->number = n;
}

static void truth(struct prak_dispute_cell *c, bool v)
{
    c->has_truth = true;
    c->truth = v;
}

static struct prak_str sure(enum prak_confidence c)
{
    return prak_str(prak_confidence_name(c));
}

static void put_case(const struct prak_dispute_law *law, const struct prak_dispute_finding *f, struct prak_dispute_cell *c)
{
    c[STAGE].text = f->stage;
    if (f->stage.n > 0) {
        prak_date_format(f->since, c[SINCE].date);
        number(&c[DAYS], prak_dispute_on(law) - f->since);
    }
    if (f->pending && f->pending->has_deadline) {
        prak_date_format(f->pending->deadline, c[DEADLINE].date);
        number(&c[OVERDUE], f->pending->overdue);
    }
    c[NEXT].texts = f->next;
    c[OUTCOME].text = f->outcome;
    if (f->has_misclassified)
        truth(&c[MISCLASSIFIED], f->misclassified);
    c[RULE].texts = f->rule;
    c[CONFIDENCE].text = sure(f->confidence);
    c[REASON].texts = f->reason;
}

static void put_spell(const struct prak_dispute_finding *f, struct prak_dispute_cell *c)
{
    c[WHY].texts = f->reason;
    if (!f->known)
        return;
    prak_date_format(f->until, c[UNTIL].date);
    c[RESULT].text = f->outcome;
    truth(&c[CENSORED], !f->closed);
    if (!f->begins)
        return;
    prak_date_format(f->first, c[START].date);
    number(&c[LENGTH], f->until - f->first);
}

static void put_step(const struct prak_dispute_finding *f, size_t nth, struct prak_dispute_cell *c)
{
    if (nth >= f->nrun) {
        c[STEP_REASON].texts = f->reason;
        return;
    }
    const struct prak_dispute_run *run = &f->run[nth];
    c[STEP].text = run->step;
    prak_date_format(run->from, c[FROM].date);
    truth(&c[MADE], run->made);
    if (run->ended)
        prak_date_format(run->until, c[ENDED].date);
    if (run->has_deadline) {
        prak_date_format(run->deadline, c[LIMIT].date);
        number(&c[LATE], run->overdue);
    }
    c[STEP_RULE].texts = run->rule;
    c[STEP_CONFIDENCE].text = sure(run->confidence);
    c[STEP_REASON].texts = run->reason;
}

void prak_dispute_cells(enum prak_dispute_form form, const struct prak_dispute_law *law,
                        const struct prak_dispute_finding *f, size_t nth, struct prak_dispute_cell *cell)
{
    memset(cell, 0, PRAK_DISPUTE_COLUMNS * sizeof *cell);
    if (form == PRAK_DISPUTE_SPELLS)
        put_spell(f, cell);
    else if (form == PRAK_DISPUTE_STEPS)
        put_step(f, nth, cell);
    else
        put_case(law, f, cell);
}
