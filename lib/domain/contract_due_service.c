/*
 * contract_due_service.c - what service without a fixed term brings by half-years: seniority, back pay for the time before it.
 */
#include <stdlib.h>

#include "domain/contract_due_job.h"

/* ---- the half-years of a chain ---- */

struct part {
    int32_t first, last;
    size_t row;
};

static void half_of(int32_t day, struct prak_due_half *h)
{
    struct prak_civil c = prak_date_civil(day);
    const int second = (c.month - 1) / PRAK_DUE_HALF;
    c.month = 1 + second * PRAK_DUE_HALF;
    c.day = 1;
    *h = (struct prak_due_half){ .first = prak_date_day(c), .payment = second ? "December" : "June", .owner = SIZE_MAX,
                                 .payer = SIZE_MAX };
    h->last = prak_date_period_end(h->first, PRAK_DUE_HALF);
}

/* Service without a fixed term, by row, up to the day asked about. */
static size_t take_parts(const struct prak_due_chain *c, struct part *part)
{
    size_t n = 0;
    for (size_t i = 0; i < c->nrow; i++) {
        const struct prak_due_span *s = &c->row[i];
        const struct part p = { s->udc_from > s->first ? s->udc_from : s->first, s->last < c->on ? s->last : c->on, i };
        if (p.first <= p.last)
            part[n++] = p;
    }
    return n;
}

static int by_day(const void *a, const void *b)
{
    const struct part *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Parts by their first day become spells that do not touch. */
static size_t join_parts(const struct part *part, size_t n, struct part *spell)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (m > 0 && part[i].first <= spell[m - 1].last + 1) {
            if (part[i].last > spell[m - 1].last)
                spell[m - 1].last = part[i].last;
        } else {
            spell[m++] = part[i];
        }
    return m;
}

/* The first day of service within first..last moved by the breaks after it, and the last day; false: there is none. */
static bool anchor_of(const struct part *spell, size_t n, int32_t first, int32_t last, int32_t *anchor, int32_t *end)
{
    bool any = false;
    for (size_t i = 0; i < n && spell[i].first <= last; i++) {
        const int32_t from = spell[i].first > first ? spell[i].first : first, to = spell[i].last < last ? spell[i].last : last;
        if (from > to)
            continue;
        *anchor = any ? *anchor + from - *end - 1 : from;
        *end = to;
        any = true;
    }
    return any;
}

static void set_owners(struct prak_due_chain *c, const struct part *part, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < c->nhalf; k++) {
            struct prak_due_half *h = &c->half[k];
            if (part[i].first > h->last || part[i].last < h->first)
                continue;
            if (h->owner == SIZE_MAX || part[i].row > h->owner)
                h->owner = part[i].row;
            if (part[i].last >= h->last && (h->payer == SIZE_MAX || part[i].row > h->payer))
                h->payer = part[i].row;
        }
}

/* The half-years from the day the indemnity began, or service did, on. */
static int make_halves(const struct prak_due_law *law, struct prak_due_chain *c, const struct part *spell, size_t n,
                       struct prak_arena *a, struct prak_err *e)
{
    struct prak_due_half h;
    int32_t anchor, end;
    size_t count = 0;
    const int32_t start = n > 0 && spell[0].first > law->begins ? spell[0].first : law->begins;
    if (n == 0 || law->begins == PRAK_DUE_NEVER)
        return 0;
    for (half_of(start, &h); h.last <= c->on; half_of(h.last + 1, &h))
        count++;
    if (!(c->half = prak_arena_array(a, count ? count : 1, sizeof *c->half, e)))
        return -1;
    size_t from = 0; /* the spells before it have ended */
    for (half_of(start, &h); h.last <= c->on; half_of(h.last + 1, &h)) {
        while (from < n && spell[from].last < h.first)
            from++;
        if (from == n)
            break;
        h.month = anchor_of(spell + from, n - from, h.first, h.last, &anchor, &end) && prak_date_period_end(anchor, 1) <= end;
        c->half[c->nhalf++] = h;
    }
    return 0;
}

int prak_due_chain_new(const struct prak_due_law *law, int32_t on, const struct prak_due_span *row, size_t nrow,
                       struct prak_arena *a, const struct prak_due_chain **out, struct prak_err *e)
{
    struct prak_due_chain *c = prak_arena_array(a, 1, sizeof *c, e);
    struct prak_due_length old;
    int32_t anchor, end;
    if (!c)
        return -1;
    *c = (struct prak_due_chain){ .on = on, .row = row, .nrow = nrow };
    *out = c;
    if (!law->wanted[PRAK_DUE_SENIORITY] && !law->wanted[PRAK_DUE_BACK_PAY] && !law->unfair)
        return 0;
    struct part *part = prak_arena_array(a, nrow + 1, sizeof *part, e), *spell = prak_arena_array(a, nrow + 1, sizeof *spell, e);
    if (!part || !spell)
        return -1;
    const size_t n = take_parts(c, part);
    qsort(part, n, sizeof *part, by_day);
    const size_t m = join_parts(part, n, spell);
    if (make_halves(law, c, spell, m, a, e) < 0)
        return -1;
    set_owners(c, part, n);
    if (anchor_of(spell, m, INT32_MIN, law->begins - 1, &anchor, &end) && prak_due_length_of(anchor, end, &old) == 0) {
        c->old = old.months;
        c->old_rest = old.rest;
    }
    return 0;
}

/* ---- payments ---- */

/* off: was the payment of a half-year suspended? note: what to say then, NULL: nothing, for it is another row's. */
static int postponed(struct prak_due_job *j, const char *name, const struct prak_due_half *h, const char *note, bool *off,
                     struct prak_err *e)
{
    const struct prak_str select[] = { prak_str(name), j->sector, { "", 0 }, prak_str(h->payment) };
    const struct prak_rule *rule;
    *off = prak_rule_find(j->law->seniority, select, h->last, h->last, &rule) != PRAK_RULE_NONE;
    if (!*off || !note)
        return PRAK_DUE_GO_ON;
    prak_due_note(j, note);
    return prak_due_find(j, name, h->payment, j->sector, h->last, &rule, e);
}

/* Days of wages become money. */
static int pay_days(struct prak_due_job *j, struct prak_dec days, const struct prak_rule *divisor, const char *note,
                    struct prak_err *e)
{
    const struct prak_dec per = divisor ? divisor->value : prak_dec_int(1);
    if (prak_dec_sign(days) > 0)
        prak_due_note(j, note);
    if (prak_dec_muldiv(j->wage, days, per, j->digits, &j->out->amount) < 0)
        return prak_due_too_long(j, e);
    return PRAK_DUE_GO_ON;
}

int prak_due_same_divisor(struct prak_due_job *j, int32_t day, const struct prak_rule **divisor, struct prak_err *e)
{
    const struct prak_rule *rule;
    const int step = prak_due_divisor(j, day, &rule, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    if (*divisor && prak_dec_cmp((*divisor)->value, rule->value) != 0)
        return prak_due_empty(j, prak_str("rule_changes"));
    *divisor = rule;
    return PRAK_DUE_GO_ON;
}

/* Days' wages of the half-years of the row, or of all that the chain had ended by the row's last day. */
static int indemnity_days(struct prak_due_job *j, bool all, struct prak_dec *days, const struct prak_rule **divisor,
                          struct prak_err *e)
{
    const struct prak_due_chain *c = j->facts->chain;
    const struct prak_rule *rule;
    int step = PRAK_DUE_GO_ON;
    *days = prak_dec_int(0);
    for (size_t i = 0; step == PRAK_DUE_GO_ON && i < c->nhalf; i++) {
        const struct prak_due_half *h = &c->half[i];
        bool off;
        if (!h->month || (all ? h->last > j->span.last : h->owner != j->facts->self))
            continue;
        step = postponed(j, "postponement_seniority", h, "seniority_postponed", &off, e);
        if (step != PRAK_DUE_GO_ON || off)
            continue;
        step = prak_due_find(j, "seniority_indemnity", h->payment, j->sector, h->last, &rule, e);
        if (step == PRAK_DUE_GO_ON)
            step = prak_due_same_divisor(j, h->last, divisor, e);
        if (step == PRAK_DUE_GO_ON && prak_dec_add(*days, rule->value, days) < 0)
            return prak_due_too_long(j, e);
    }
    return step;
}

int prak_due_seniority(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_rule *divisor = NULL;
    struct prak_dec days;
    int step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = indemnity_days(j, false, &days, &divisor, e);
    return step == PRAK_DUE_GO_ON ? pay_days(j, days, divisor, "seniority_at_given_wage", e) : step;
}

/* ---- back pay ---- */

/* Ways to count the half-years of old service that a payment is for. */
enum way { WHOLE, BEGUN, AS_TOLD, WAYS };
struct count {
    int32_t limit[WAYS];          /* payments there are; AS_TOLD: PRAK_DUE_NEVER where no number is told */
    int32_t paid;                 /* payments so far */
    struct prak_dec days[WAYS];   /* so far, of the whole chain */
    struct prak_dec own[WAYS];    /* of these the row's */
};

/* One payment: what it adds under each way, up to the cap. */
static int pay_half(struct prak_due_job *j, struct count *n, const struct prak_rule *rule, struct prak_dec cap, bool own,
                    struct prak_err *e)
{
    n->limit[AS_TOLD] = prak_rule_cell(rule->table, rule->row, "as_many_as").n > 0 ? n->limit[BEGUN] : PRAK_DUE_NEVER;
    for (int way = 0; way < WAYS; way++) {
        struct prak_dec sum, add = rule->value, rest;
        if (n->paid >= n->limit[way])
            continue;
        if (prak_dec_sub(cap, n->days[way], &rest) < 0)
            return prak_due_too_long(j, e);
        if (prak_dec_cmp(rest, add) < 0)
            add = prak_dec_sign(rest) < 0 ? prak_dec_int(0) : rest;
        if (prak_dec_add(n->days[way], add, &sum) < 0)
            return prak_due_too_long(j, e);
        n->days[way] = sum;
        if (own && prak_dec_add(n->own[way], add, &n->own[way]) < 0)
            return prak_due_too_long(j, e);
    }
    n->paid++;
    return PRAK_DUE_GO_ON;
}

/* The rule of a payment, when there is one on that day: GO_ON; DONE: none is made then. */
static int payment_of(struct prak_due_job *j, const struct prak_due_half *h, const struct prak_rule **rule)
{
    const struct prak_str select[] = { prak_str("seniority_backpay"), j->sector, { "", 0 }, prak_str(h->payment) };
    int32_t first;
    if (prak_rule_find(j->law->seniority, select, h->last, h->last, rule) != PRAK_RULE_FOUND)
        return PRAK_DUE_DONE;
    const struct prak_str month = prak_rule_cell(j->law->seniority, (*rule)->row, "first_payment");
    return month.n > 0 && prak_month_parse(month.p, month.n, &first) == 0 && h->last < first ? PRAK_DUE_DONE : PRAK_DUE_GO_ON;
}

static int add_half(struct prak_due_job *j, bool all, const struct prak_due_half *h, struct count *n,
                    const struct prak_rule **divisor, struct prak_err *e)
{
    const struct prak_rule *rule;
    const bool own = all || h->payer == j->facts->self;
    struct prak_dec months, cap;
    bool off;
    if (h->payer == SIZE_MAX || payment_of(j, h, &rule) == PRAK_DUE_DONE || n->paid >= n->limit[AS_TOLD])
        return PRAK_DUE_GO_ON;
    int step = postponed(j, "postponement_back_pay", h, own ? "back_pay_postponed" : NULL, &off, e);
    if (step == PRAK_DUE_GO_ON && off)
        return step;
    if (step == PRAK_DUE_GO_ON)
        step = prak_due_same_divisor(j, h->last, divisor, e);
    if (step == PRAK_DUE_GO_ON && own)
        step = prak_due_use(j, rule->id, rule->confidence, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    const struct prak_str text = prak_rule_cell(rule->table, rule->row, "cap");
    if (prak_dec_parse(text.p, text.n, false, &months) != PRAK_NUM_OK || prak_dec_mul(months, (*divisor)->value, &cap) < 0)
        return prak_due_too_long(j, e);
    return pay_half(j, n, rule, cap, own, e);
}

/* Days' wages of old service that were due with the row, or with all of the chain by the row's last day. */
static int back_pay_days(struct prak_due_job *j, bool all, struct prak_dec *days, const struct prak_rule **divisor,
                         struct prak_err *e)
{
    const struct prak_due_chain *c = j->facts->chain;
    const int32_t whole = c->old / PRAK_DUE_HALF, begun = whole + (c->old % PRAK_DUE_HALF > 0 || c->old_rest > 0);
    const struct prak_dec none = prak_dec_int(0);
    struct count n = { .limit = { whole, begun, PRAK_DUE_NEVER }, .days = { none, none, none }, .own = { none, none, none } };
    int step = PRAK_DUE_GO_ON;
    *days = none;
    if (all && begun == 0)
        return step;
    if (j->facts->cell[PRAK_DUE_SECTOR].n == 0)
        return prak_due_empty(j, j->law->missing[PRAK_DUE_SECTOR]);
    if (j->sector.n == 0)
        return prak_due_empty(j, prak_str("coverage_unverified"));
    for (size_t i = 0; begun > 0 && step == PRAK_DUE_GO_ON && i < c->nhalf; i++) /* no payment is behind the chain's end */
        step = add_half(j, all, &c->half[i], &n, divisor, e);
    if (step != PRAK_DUE_GO_ON)
        return step;
    if (prak_dec_cmp(n.own[WHOLE], n.own[BEGUN]) != 0)
        return prak_due_empty(j, prak_str("back_pay_part_half_year"));
    if (prak_dec_cmp(n.own[BEGUN], n.own[AS_TOLD]) != 0)
        return prak_due_empty(j, prak_str("back_pay_number_unread"));
    *days = n.own[BEGUN];
    return step;
}

int prak_due_back_pay(struct prak_due_job *j, struct prak_err *e)
{
    const struct prak_rule *divisor = NULL;
    struct prak_dec days;
    int step = prak_due_money(j);
    if (step == PRAK_DUE_GO_ON)
        step = back_pay_days(j, false, &days, &divisor, e);
    return step == PRAK_DUE_GO_ON ? pay_days(j, days, divisor, "back_pay_at_given_wage", e) : step;
}

/* ---- both ---- */

int prak_due_served(struct prak_due_job *j, struct prak_dec *days, const struct prak_rule **divisor, struct prak_err *e)
{
    struct prak_dec old;
    if (j->facts->chain_unknown)
        return prak_due_empty(j, prak_str("type_unknown"));
    int step = indemnity_days(j, true, days, divisor, e);
    if (step == PRAK_DUE_GO_ON)
        step = back_pay_days(j, true, &old, divisor, e);
    if (step == PRAK_DUE_GO_ON && prak_dec_add(*days, old, days) < 0)
        return prak_due_too_long(j, e);
    return step;
}
