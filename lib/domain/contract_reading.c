/*
 * contract_reading.c - one reading put to a key's contracts: steps 3 to 7 of contract.h.
 */
#include "base/date.h"
#include "domain/contract_law.h"

/* A reading on its way along the rows. */
struct walk {
    const struct prak_contract_law *law;
    const struct prak_contract_reading *reading;
    struct prak_contract_row *const *row;
    struct prak_contract_finding *out; /* by place of the row in `row` */
    size_t n;
    bool restart;            /* any break ends a chain, where nobody found what it does */
    int32_t anchor, renewal; /* days that totals are counted from */
    bool renewing;           /* the first term of the chain is over: there is a day for renewals */
    bool headless;           /* the chain began with a tacit row */
};

/* The first day of undetermined duration, and what gives it. */
struct change {
    int32_t day;
    const struct prak_rule *rule[PRAK_CONTRACT_LIMITS];
    size_t nrule;
    int32_t signed_on;
    bool any, declared;
};

/* ---- one row by itself ---- */

/*
 * Rules in force when the row was signed; NULL where there is none. false: one of the reading is lacking; then just those of
 * any reading are left.
 */
static bool pick(const struct walk *w, const struct prak_contract_row *x, const struct prak_contract_version **v,
                 struct prak_contract_finding *f)
{
    bool whole = true;
    for (size_t k = 0; k < PRAK_LIMIT_COUNT; k++) {
        const struct prak_contract_versions *all = &w->reading->limit[k];
        v[k] = all->n > 0 ? prak_contract_version(all, x->signed_on) : NULL;
        if (v[k] && v[k]->rule->verified < x->signed_on) {
            f->lapsed = v[k]->rule->lapsed;
            v[k] = NULL;
        } else if (all->n > 0 && !v[k]) {
            f->not_in_force = true;
        }
        whole = whole && (all->n == 0 || v[k]);
    }
    for (size_t k = 0; k < PRAK_LIMIT_COUNT && !whole; k++)
        v[k] = v[k] && v[k]->common ? v[k] : NULL;
    return whole;
}

static void put_day(struct change *c, const struct prak_contract_row *x, const struct prak_rule *rule, int32_t day)
{
    day = day > x->start ? day : x->start;
    day = day > rule->from ? day : rule->from;
    if (day > x->reach || (c->any && day > c->day)) /* a rule that began when it was over does not turn it */
        return;
    if (!c->any || day < c->day)
        c->nrule = 0;
    c->any = true;
    c->day = day;
    c->signed_on = x->signed_on;
    c->rule[c->nrule++] = rule;
}

/* A limit in months: passed, or kept. */
static void count_limit(struct change *c, const struct prak_contract_row *x, const struct prak_contract_version *v,
                        int32_t from, struct prak_contract_finding *f)
{
    if (!v)
        return;
    f->rule[f->nrule++] = v->rule;
    if (prak_date_period_over(from, v->amount, x->reach))
        put_day(c, x, v->rule, prak_date_period_end(from, v->amount) + 1);
}

static void judge_fdc(struct change *c, const struct prak_contract_row *x, const struct prak_contract_version **v,
                      struct prak_contract_finding *f)
{
    if (v[PRAK_LIMIT_WRITTEN] && v[PRAK_LIMIT_WRITTEN]->amount > 0 && !x->written)
        put_day(c, x, v[PRAK_LIMIT_WRITTEN]->rule, x->start);
    if (v[PRAK_LIMIT_END] && v[PRAK_LIMIT_END]->amount > 0 && x->end == PRAK_CONTRACT_NO_END)
        put_day(c, x, v[PRAK_LIMIT_END]->rule, x->start);
    count_limit(c, x, v[PRAK_LIMIT_TERM], x->start, f);
}

/* What the row comes to by itself; f: as an FDC that keeps its limits. Rules of any reading hold before it began, too. */
__attribute__((always_inline)) static inline void judge_row(const struct walk *w, const struct prak_contract_row *x,
                                                            struct change *c, struct prak_contract_finding *f)
{
    const struct prak_contract_version *v[PRAK_LIMIT_COUNT];
    *c = (struct change){ .any = false };
    if (x->kind == PRAK_CONTRACT_UDC) {
        *c = (struct change){ .day = x->start, .any = true, .declared = true };
        return;
    }
    f->known = pick(w, x, v, f);
    if (x->kind == PRAK_CONTRACT_FDC)
        judge_fdc(c, x, v, f);
    if (w->headless) { /* totals lack their beginning; where terms are not added up, those of tacit rows alone */
        f->headless = x->kind == PRAK_CONTRACT_TACIT || w->reading->breaks != PRAK_BREAKS_EACH;
        return;
    }
    if (x->kind == PRAK_CONTRACT_TACIT)
        count_limit(c, x, v[PRAK_LIMIT_TACIT], w->anchor, f);
    if (w->renewing)
        count_limit(c, x, v[PRAK_LIMIT_RENEWALS], w->renewal, f);
    count_limit(c, x, v[PRAK_LIMIT_TOTAL], w->anchor, f);
}

/* ---- rows one after another ---- */

/* Does the row begin another chain, whose totals start anew? */
static bool begins_chain(const struct walk *w, size_t i)
{
    const struct prak_contract_row *x = w->row[i];
    if (i == 0)
        return true;
    if (x->gap <= 0)
        return false;
    if (w->reading->breaks != PRAK_BREAKS_RULE)
        return w->restart;
    const struct prak_contract_versions *all = &w->reading->limit[PRAK_LIMIT_RESTART];
    const struct prak_contract_version *v = prak_contract_version(all, x->signed_on);
    return prak_contract_long_break(x->start - x->gap - 1, x->start, (v ? v : all->v)->amount);
}

/* Or one that what was before does not make a UDC? */
static bool stands_alone(const struct walk *w, size_t i)
{
    return begins_chain(w, i) || (w->reading->breaks == PRAK_BREAKS_EACH && w->row[i]->gap > 0);
}

static void go_on(struct walk *w, size_t i)
{
    const struct prak_contract_row *x = w->row[i];
    if (begins_chain(w, i)) {
        w->anchor = x->start;
        w->renewing = false;
        w->headless = x->kind == PRAK_CONTRACT_TACIT;
    } else if (x->gap > 0) {
        w->anchor += x->gap;
        w->renewal += x->gap;
    }
}

/*
 * As of the day `state`. u: the first change there is; unknown: a row so far may be a UDC that the totals known do not show;
 * headless: the row begins a chain that lacks its beginning.
 */
static void settle(const struct prak_contract_row *x, const struct change *u, bool unknown, bool headless, int32_t state,
                   struct prak_contract_finding *f)
{
    f->headless = false;
    if (!f->known)
        return;
    f->has_from = u->any && u->day <= x->reach;
    f->udc = f->has_from && u->day <= state;
    if ((unknown && !f->udc) || headless) {
        *f = (struct prak_contract_finding){ .headless = true };
        return;
    }
    if (!f->has_from)
        return;
    f->from = u->day;
    f->after_udc = u->declared;
    f->has_signed = !u->declared;
    f->signed_on = u->signed_on;
    f->nrule = u->nrule;
    memcpy(f->rule, u->rule, sizeof f->rule);
}

static void settle_row(const struct walk *w, size_t i, const struct change *u, bool *unknown)
{
    const struct prak_contract_row *x = w->row[i];
    struct prak_contract_finding *f = &w->out[i];
    if (x->kind == PRAK_CONTRACT_UDC) {
        *f = (struct prak_contract_finding){ .known = true, .udc = true, .has_from = true, .from = x->start };
        return;
    }
    *unknown = *unknown || f->headless;
    settle(x, u, *unknown, x->kind == PRAK_CONTRACT_TACIT && begins_chain(w, i),
           x->reach < w->law->on ? x->reach : w->law->on, f);
}

/* As of its last day, if nothing before has made a UDC of it. */
static void judge_as(const struct walk *w, const struct prak_contract_row *x, struct prak_contract_finding *f)
{
    struct change own;
    *f = (struct prak_contract_finding){ .known = false };
    judge_row(w, x, &own, f);
    settle(x, &own, f->headless, false, x->reach, f);
}

/* Step 7: the same term going on, and a renewal behind it. */
static void judge_longer(const struct walk *w, size_t i)
{
    struct prak_contract_row x = *w->row[i];
    struct prak_contract_finding *f = w->restart ? &x.longer->restarted : &x.longer->found, renewed;
    struct walk behind = *w;
    if (!behind.renewing)
        behind.renewal = x.reach + 1;
    behind.renewing = true;
    x.end = x.reach = x.longer->end;
    judge_as(w, &x, f);
    x.start = w->row[i]->reach + 1;
    judge_as(&behind, &x, &renewed);
    if (f->known && (!renewed.known || renewed.udc != f->udc))
        *f = (struct prak_contract_finding){ .unread = true };
}

/* The first day of undetermined duration of rows that make each other so goes to all of them. */
static void walk_rows(struct walk *w)
{
    for (size_t from = 0, to = 0; from < w->n; from = to) {
        struct change first = { .any = false }, own;
        bool unknown = false;
        do {
            const struct prak_contract_row *x = w->row[to];
            go_on(w, to);
            w->out[to] = (struct prak_contract_finding){ .known = false };
            judge_row(w, x, &own, &w->out[to]);
            if (x->longer && w->reading == w->law->reading)
                judge_longer(w, to);
            if (own.any && (!first.any || own.day < first.day))
                first = own;
            if (!w->renewing && x->kind == PRAK_CONTRACT_FDC) {
                w->renewing = true;
                w->renewal = x->reach + 1;
            }
            to++;
        } while (to < w->n && !stands_alone(w, to));
        for (size_t i = from; i < to; i++)
            settle_row(w, i, &first, &unknown);
    }
}

/* ---- what a break does ---- */

static bool alike(const struct prak_contract_finding *a, const struct prak_contract_finding *b)
{
    return a->known == b->known && (!a->known || (a->udc == b->udc && a->has_from == b->has_from &&
                                                  (!a->has_from || a->from == b->from)));
}

/* A rule that this rests on is not trusted. */
static void be_strict(struct prak_contract_finding *f)
{
    for (size_t i = 0; i < f->nrule && f->known; i++)
        if (prak_confidence_unverified(f->rule[i]->confidence)) {
            f->known = false;
            f->unverified = true;
        }
}

static void choose(const struct prak_contract_law *law, struct prak_contract_finding *joined,
                   const struct prak_contract_finding *restarted)
{
    if (alike(joined, restarted))
        return;
    if (law->assume == PRAK_ASSUME_RESTART)
        *joined = *restarted;
    joined->assumed = law->assume != PRAK_ASSUME_NOTHING;
    if (!joined->assumed)
        *joined = (struct prak_contract_finding){ .unread = true };
}

static void add_rules(struct prak_contract_finding *to, const struct prak_contract_finding *from)
{
    for (size_t i = 0; i < from->nrule; i++) {
        size_t k = 0;
        while (k < to->nrule && to->rule[k] != from->rule[i])
            k++;
        if (k == to->nrule && k < PRAK_CONTRACT_LIMITS)
            to->rule[to->nrule++] = from->rule[i];
    }
}

/* Of a longer term only the type is asked for: where both ways have one, by the rules of both. */
static void choose_longer(const struct prak_contract_law *law, struct prak_contract_longer *l)
{
    if (l->found.known && l->restarted.known && l->found.udc == l->restarted.udc)
        add_rules(&l->found, &l->restarted);
    else
        choose(law, &l->found, &l->restarted);
}

void prak_contract_under(const struct prak_contract_law *law, size_t which, struct prak_contract_row *const *row, size_t n,
                         struct prak_contract_finding *room)
{
    struct walk w = { .law = law, .reading = &law->reading[which], .row = row, .n = n, .out = room };
    bool broken = false;
    walk_rows(&w);
    for (size_t i = 0; i < n; i++) {
        row[i]->found[which] = room[i];
        broken = broken || row[i]->gap > 0;
    }
    if (broken && w.reading->breaks != PRAK_BREAKS_RULE) {
        w.restart = true;
        walk_rows(&w);
        for (size_t i = 0; i < n; i++) {
            choose(law, &row[i]->found[which], &room[i]);
            if (row[i]->longer && which == 0)
                choose_longer(law, row[i]->longer);
        }
    }
    for (size_t i = 0; i < n && law->strict; i++)
        be_strict(&row[i]->found[which]);
}
