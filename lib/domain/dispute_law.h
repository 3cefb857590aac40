/*
 * dispute_law.h - the loaded tables of disputes; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_DISPUTE_LAW_H
#define PRAK_DOMAIN_DISPUTE_LAW_H
#include "domain/dispute.h"
#include "law/sentence.h"

/* A step of one kind of dispute, whatever its dates and readings. */
struct prak_dispute_step {
    struct prak_str dispute, name;
    bool limited; /* by a time; else it is open to be taken */
    bool lapses;
    bool *runs;   /* by stage */
    bool *made;   /* by kind of event: does it make the step? */
    struct prak_str late, unsettled, lapsed; /* reasons */
};

struct prak_dispute_stage {
    struct prak_str name, outcome;
    bool closed;
};

struct prak_dispute_kind { /* of event */
    struct prak_str name, dispute, outcome;
    struct prak_str agrees; /* the rule that lets it count; n 0: it is no agreement */
    struct prak_str other;  /* reason: an event of another kind of dispute */
    size_t stage, agreed;   /* SIZE_MAX: none */
    bool opens;
};

struct prak_dispute_law {
    const struct prak_rule_table *steps;
    const struct prak_calendar *calendar;
    const struct prak_sentences *sentences; /* NULL: none asked for */
    int32_t on;
    bool strict, week_given;
    struct prak_workweek week;
    struct prak_str day_kind; /* n 0: not chosen */
    struct prak_str assumed_kind, assumed_week;
    struct prak_str column[PRAK_DISPUTE_NFACT], missing[PRAK_DISPUTE_NFACT], differs[PRAK_DISPUTE_NFACT];
    struct prak_dispute_step *step;
    struct prak_dispute_stage *stage;
    struct prak_dispute_kind *kind;
    size_t nstep, nstage, nkind;
};

#define PRAK_ANY "any"
enum { PRAK_BY_DISPUTE, PRAK_BY_STEP, PRAK_BY_DAY_KIND, PRAK_DISPUTE_SELECTORS }; /* of dispute_steps */

/* Two texts as one, in the arena; NULL p: memory. */
struct prak_str prak_dispute_joined(struct prak_arena *a, const char *before, struct prak_str text, struct prak_err *e);
/* The step of this kind of dispute with a limit in a stage, or NULL. */
const struct prak_dispute_step *prak_dispute_limited(const struct prak_dispute_law *law, struct prak_str dispute,
                                                     size_t stage);
/* The rule of a step without a limit on a day; NULL: none, or *why: nobody has shown that it still held. */
const struct prak_rule *prak_dispute_open(const struct prak_dispute_law *law, struct prak_str dispute,
                                          struct prak_str step, int32_t day, struct prak_str *why);
/* Fills deadline, rules, confidence and reasons of a run whose step and `from` are set. -1: memory. */
int prak_dispute_limit(const struct prak_dispute_law *law, const struct prak_dispute_step *step,
                       struct prak_dispute_run *run, struct prak_arena *a, struct prak_err *e);
#endif
