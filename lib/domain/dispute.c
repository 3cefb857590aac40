/*
 * dispute.c - the events of a case in order, the stages they lead through, and the limits that ran in them.
 */
#include "domain/dispute.h"

#include <stdlib.h>

#include "domain/dispute_law.h"

/* A case on its way through its events. */
struct walk {
    const struct prak_dispute_law *law;
    struct prak_arena *arena;
    struct prak_dispute_finding *f;
    struct prak_dispute_run *run;
    struct prak_dispute_turn *turn;
    const struct prak_dispute_step **step; /* of each run */
    const struct prak_dispute_kind *agreed;
    size_t stage, room; /* room: of reasons and rules */
    bool strict;        /* a rule was refused */
};

static void tell(const struct walk *w, struct prak_dispute_texts *list, struct prak_str text)
{
    if (!prak_str_among(list->v, list->n, text) && list->n < w->room)
        list->v[list->n++] = text;
}

static void tell_why(const struct walk *w, const char *reason)
{
    tell(w, &w->f->reason, prak_str(reason));
}

static void use_rule(struct walk *w, struct prak_str id, enum prak_confidence c)
{
    tell(w, &w->f->rule, id);
    w->f->confidence = prak_confidence_worst(w->f->confidence, c);
}

/* The rule of an open step, if it is known to hold and --strict lets it be. */
static const struct prak_rule *open_rule(struct walk *w, struct prak_str step, int32_t day)
{
    struct prak_str why = { "", 0 };
    const struct prak_rule *rule = w->f->kind.n > 0 ? prak_dispute_open(w->law, w->f->kind, step, day, &why) : NULL;
    if (why.n > 0)
        tell(w, &w->f->reason, why);
    if (rule && w->law->strict && prak_confidence_unverified(rule->confidence)) {
        w->strict = true;
        return NULL;
    }
    if (rule)
        use_rule(w, rule->id, rule->confidence);
    return rule;
}

/* ---- of which kind it is ---- */

/* What the events are of, where they are of one kind. */
static struct prak_str kind_of_events(const struct prak_dispute_law *law, const struct prak_dispute_facts *facts)
{
    struct prak_str found = { "", 0 };
    for (size_t i = 0; i < facts->nevent; i++) {
        const struct prak_str own = law->kind[facts->event[i].kind].dispute;
        if (prak_str_is(own, PRAK_ANY) || prak_str_eq(own, found))
            continue;
        if (found.n > 0)
            return (struct prak_str){ "", 0 };
        found = own;
    }
    return found;
}

static void find_kind(const struct walk *w, const struct prak_dispute_facts *facts)
{
    const bool filed = facts->filed.n > 0 && !facts->filed_differs,
               classified = facts->classified.n > 0 && !facts->classified_differs;
    w->f->has_misclassified = filed && classified;
    w->f->misclassified = w->f->has_misclassified && !prak_str_eq(facts->filed, facts->classified);
    if (filed)
        w->f->filed = facts->filed;
    if (classified)
        w->f->classified = facts->classified;
    if (facts->filed_differs)
        tell(w, &w->f->reason, w->law->differs[PRAK_DISPUTE_FILED]);
    if (facts->classified_differs)
        tell(w, &w->f->reason, w->law->differs[PRAK_DISPUTE_CLASSIFIED]);
    if (classified)
        w->f->kind = facts->classified;
    else if (facts->classified_differs)
        return;
    else if (filed)
        w->f->kind = facts->filed;
    else if (!facts->filed_differs)
        w->f->kind = kind_of_events(w->law, facts);
}

/* ---- from event to event ---- */

/* Does a case of any kind have a step here? */
static bool has_steps(const struct walk *w)
{
    for (size_t i = 0; i < w->law->nstep; i++)
        if (w->law->step[i].runs[w->stage])
            return true;
    return false;
}

/* The limit that runs ends, or begins anew in a stage with the same step. */
static void leave_stage(struct walk *w, size_t next, const struct prak_dispute_event *event)
{
    struct prak_dispute_finding *f = w->f;
    if (f->nrun == 0 || w->run[f->nrun - 1].ended)
        return;
    if (w->step[f->nrun - 1]->runs[next]) {
        f->nrun--;
        return;
    }
    w->run[f->nrun - 1].ended = true;
    w->run[f->nrun - 1].made = w->step[f->nrun - 1]->made[event->kind];
    w->run[f->nrun - 1].until = event->day;
}

static void enter_stage(struct walk *w, size_t next, const struct prak_dispute_event *event)
{
    const int32_t day = event->day;
    struct prak_dispute_finding *f = w->f;
    const struct prak_dispute_stage *s = &w->law->stage[next];
    leave_stage(w, next, event);
    if (!s->closed)
        f->outcome = (struct prak_str){ "", 0 };
    else if (!f->closed)
        f->until = day;
    if (s->closed != f->closed)
        w->turn[f->nturn++] = (struct prak_dispute_turn){ day, s->closed };
    f->closed = s->closed;
    f->stage = s->name;
    f->since = day;
    w->stage = next;
    if (f->kind.n == 0 && has_steps(w))
        tell_why(w, "type_not_known");
    const struct prak_dispute_step *step = f->kind.n > 0 ? prak_dispute_limited(w->law, f->kind, next) : NULL;
    if (!step)
        return;
    w->step[f->nrun] = step;
    w->run[f->nrun++] = (struct prak_dispute_run){ .step = step->name, .from = day };
}

/* A case may begin by an event of another kind: that is how it was filed, not how it went on. */
static void follow(struct walk *w, const struct prak_dispute_event *event, bool first)
{
    const struct prak_dispute_kind *k = &w->law->kind[event->kind];
    size_t next = k->stage;
    if (!prak_str_is(k->dispute, PRAK_ANY) && w->f->kind.n > 0 && !prak_str_eq(k->dispute, w->f->kind) &&
        !(first && k->opens))
        tell(w, &w->f->reason, k->other);
    if (k->agrees.n > 0)
        w->agreed = k;
    if (k->agreed != SIZE_MAX && w->agreed && open_rule(w, w->agreed->agrees, event->day))
        next = k->agreed;
    if (next == SIZE_MAX)
        return;
    if (next != w->stage)
        enter_stage(w, next, event);
    if (k->outcome.n > 0)
        w->f->outcome = k->outcome;
}

static int by_day(const void *a, const void *b)
{
    const struct prak_dispute_event *x = a, *y = b;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

/* ---- what is due ---- */

/* What a step that is over, or a right that has lapsed, adds to the reasons. A right that was not used was not late. */
static void tell_run(const struct walk *w, const struct prak_dispute_step *step, const struct prak_dispute_run *run)
{
    struct prak_dispute_texts *reason = &w->f->reason;
    if (!run->ended && step->lapses && run->overdue > 0)
        tell(w, reason, step->lapsed);
    if (!run->ended || (step->lapses && !run->made))
        return;
    if (!run->has_deadline)
        tell(w, reason, step->unsettled);
    else if (run->overdue > 0)
        tell(w, reason, step->late);
}

static int judge_runs(struct walk *w, struct prak_err *e)
{
    struct prak_dispute_finding *f = w->f;
    for (size_t i = 0; i < f->nrun; i++) {
        struct prak_dispute_run *run = &w->run[i];
        if (!run->ended)
            run->until = w->law->on;
        if (prak_dispute_limit(w->law, w->step[i], run, w->arena, e) < 0)
            return -1;
        f->lacks_holidays = f->lacks_holidays || run->lacks_holidays;
        f->pending = run->ended ? f->pending : run;
        tell_run(w, w->step[i], run);
    }
    return 0;
}

static void find_next(struct walk *w)
{
    struct prak_dispute_finding *f = w->f;
    for (size_t i = 0; i < w->law->nstep; i++) {
        const struct prak_dispute_step *s = &w->law->step[i];
        if (!s->runs[w->stage] || !prak_str_eq(s->dispute, f->kind))
            continue;
        if (s->limited || open_rule(w, s->name, f->since))
            f->next.v[f->next.n++] = s->name;
    }
    if (f->pending) {
        for (size_t i = 0; i < f->pending->rule.n; i++)
            use_rule(w, f->pending->rule.v[i], f->pending->confidence);
        for (size_t i = 0; i < f->pending->reason.n; i++)
            tell(w, &f->reason, f->pending->reason.v[i]);
    } else if (!f->closed && (f->kind.n > 0 || !has_steps(w))) {
        tell_why(w, "no_limit");
    }
    if (w->strict)
        tell_why(w, "unverified");
}

/* ---- all of it ---- */

static int make_room(struct walk *w, const struct prak_dispute_facts *facts, struct prak_err *e)
{
    struct prak_dispute_finding *f = w->f;
    w->room = w->law->nkind + w->law->nstep * (2 + 2) + facts->ncarried + 10 + 10; /* each reason is told once */
    f->run = w->run = prak_arena_array(w->arena, facts->nevent + 1, sizeof *w->run, e);
    w->step = prak_arena_array(w->arena, facts->nevent + 1, sizeof *w->step, e);
    f->turn = w->turn = prak_arena_array(w->arena, facts->nevent + 1, sizeof *w->turn, e);
    f->reason.v = prak_arena_array(w->arena, w->room, sizeof *f->reason.v, e);
    f->rule.v = prak_arena_array(w->arena, w->room, sizeof *f->rule.v, e);
    f->next.v = prak_arena_array(w->arena, w->law->nstep + 1, sizeof *f->next.v, e);
    return w->run && w->step && w->turn && f->reason.v && f->rule.v && f->next.v ? 0 : -1;
}

/* Are all events there, with their days? */
static bool is_whole(const struct walk *w, const struct prak_dispute_facts *facts)
{
    if (facts->lacks_event)
        tell(w, &w->f->reason, w->law->missing[PRAK_DISPUTE_EVENT]);
    if (facts->lacks_date)
        tell(w, &w->f->reason, w->law->missing[PRAK_DISPUTE_DATE]);
    if (facts->rejected)
        tell_why(w, "row_rejected");
    return !facts->lacks_event && !facts->lacks_date && !facts->rejected && facts->nevent > 0;
}

int prak_dispute_judge(const struct prak_dispute_law *law, struct prak_dispute_facts *facts,
                       struct prak_dispute_finding *f, struct prak_err *e)
{
    struct walk w = { .law = law, .arena = facts->scratch, .f = f, .stage = SIZE_MAX };
    *f = (struct prak_dispute_finding){ .until = law->on };
    if (make_room(&w, facts, e) < 0)
        return -1;
    for (size_t i = 0; i < facts->ncarried; i++)
        tell(&w, &f->reason, facts->carried[i]);
    find_kind(&w, facts);
    f->known = is_whole(&w, facts);
    if (!f->known)
        return 0;
    qsort(facts->event, facts->nevent, sizeof *facts->event, by_day);
    f->first = facts->event[0].day;
    f->begins = law->kind[facts->event[0].kind].opens;
    w.turn[f->nturn++] = (struct prak_dispute_turn){ f->first, false };
    if (!f->begins)
        tell_why(&w, "no_beginning");
    for (size_t i = 0; i < facts->nevent; i++)
        follow(&w, &facts->event[i], i == 0);
    if (judge_runs(&w, e) < 0)
        return -1;
    if (w.stage != SIZE_MAX)
        find_next(&w);
    if (!f->closed) {
        f->until = law->on;
        f->outcome = prak_str("open");
    } else if (f->outcome.n == 0) {
        f->outcome = law->stage[w.stage].outcome;
    }
    return 0;
}
