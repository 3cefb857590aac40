/*
 * member_dues.c - members of a month and what is expected of them meet what they paid, person by person; then all goes up the tree.
 */
#include <stdlib.h>

#include "domain/member_ledger.h"

/* What is kept of a row: of a roster, in the months from first to last; or of the ledger, in one. */
struct charge {
    uint32_t organisation, first, last;
    bool payment, expected, has_amount, no_joined, no_dues;
    struct prak_dec amount;
};

static int add(struct prak_dec *sum, struct prak_dec d, struct prak_err *e)
{
    return prak_dec_add(*sum, d, sum) == 0 ? 0 : prak_fail(e, PRAK_EDATA, "a sum of dues has over %d digits", PRAK_DEC_DIGITS);
}

int prak_member_add_due(struct prak_member_due *into, const struct prak_member_due *from, struct prak_err *e)
{
    into->payments += from->payments;
    into->members += from->members;
    into->paid += from->paid;
    into->unpaid += from->unpaid;
    into->unknown += from->unknown;
    into->twice += from->twice;
    into->any |= from->any;
    into->ledger |= from->ledger;
    into->expects |= from->expects;
    for (size_t k = 0; k < PRAK_DUE_GAPS; k++)
        into->gap[k] |= from->gap[k];
    return add(&into->expected, from->expected, e) < 0 || add(&into->received, from->received, e) < 0 ? -1 : 0;
}

/* ---- rows of rosters ---- */

static int add_unnamed(struct prak_member_due *due, const struct charge *c, bool no_key, struct prak_err *e)
{
    for (size_t i = c->first; i <= c->last; i++) {
        due[i].any = true;
        due[i].gap[PRAK_DUE_NO_KEY] |= no_key;
        due[i].gap[PRAK_DUE_NO_JOINED] |= c->no_joined;
        due[i].gap[PRAK_DUE_NO_DUES] |= c->no_dues;
        due[i].gap[PRAK_DUE_NO_AMOUNT] |= c->expected && !c->has_amount;
        due[i].members += c->expected;
        due[i].expects |= c->expected;
        if (c->expected && c->has_amount && add(&due[i].expected, c->amount, e) < 0)
            return -1;
    }
    return 0;
}

int prak_member_add_charge(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_entry *row,
                           enum prak_member_use *use, struct prak_err *e)
{
    const struct prak_member_ledger *l = m->ledger;
    struct charge c = { .organisation = row->organisation, .expected = row->pays || !m->there[PRAK_MEMBER_DUES],
                        .has_amount = row->has_amount, .amount = row->amount, .no_joined = row->gap[PRAK_GAP_JOINED],
                        .no_dues = row->gap[PRAK_GAP_DUES] };
    size_t first = 0, end = l->nmonth;

    while (first < end && l->end[first] < row->joined)
        first++;
    while (end > first && l->end[end - 1] > row->left)
        end--;
    *use = first < end ? PRAK_MEMBER_USED : PRAK_MEMBER_PASSED;
    if (first == end)
        return 0;
    c.first = (uint32_t)first;
    c.last = (uint32_t)end - 1;
    if (row->person.n == 0)
        return add_unnamed(p->due + row->organisation * l->nmonth, &c, row->gap[PRAK_GAP_PERSON], e);
    return prak_member_keep(m, p, row->person, &c, sizeof c, e);
}

/* ---- persons ---- */

/* Of the person and the month at hand: what a union has of him; what is below an organisation. */
struct of_union {
    bool there, member, expected, has_amount, two_amounts;
    struct prak_dec amount;
    uint64_t payments;
};
struct below {
    bool there, member, expected, two_unions, twice;
    struct prak_dec paid;
};

struct meeting {
    const struct prak_member *m;
    const struct prak_member_ledger *l;
    struct prak_member_due *own, *all; /* of each organisation, each month: itself; and below it */
    struct charge *row;
    size_t n, cap;
    struct of_union *of_union;
    struct below *below;
    uint32_t *unions, *touched;
    size_t nunion, ntouched;
};

static struct of_union *union_of(struct meeting *d, uint32_t id)
{
    if (!d->of_union[id].there)
        d->unions[d->nunion++] = id;
    d->of_union[id].there = true;
    return &d->of_union[id];
}

static struct below *below_of(struct meeting *d, uint32_t id)
{
    if (!d->below[id].there)
        d->touched[d->ntouched++] = id;
    d->below[id].there = true;
    return &d->below[id];
}

static int take_row(struct meeting *d, const struct charge *c, size_t month, struct prak_err *e)
{
    struct of_union *u = union_of(d, c->organisation);
    struct prak_member_due *own = &d->own[c->organisation * d->l->nmonth + month];
    const struct prak_member_ids above = d->l->above[month][c->organisation];

    if (c->payment) {
        u->payments++;
        for (size_t i = 0; i < above.n; i++)
            if (add(&below_of(d, above.id[i])->paid, c->amount, e) < 0)
                return -1;
        return 0;
    }
    u->member = true;
    u->expected |= c->expected;
    own->gap[PRAK_DUE_NO_JOINED] |= c->no_joined;
    own->gap[PRAK_DUE_NO_DUES] |= c->no_dues;
    if (!c->expected || !c->has_amount)
        return 0;
    u->two_amounts |= u->has_amount && prak_dec_cmp(u->amount, c->amount) != 0;
    u->has_amount = true;
    u->amount = c->amount;
    return 0;
}

/* All rows of the month are known. */
static int close_union(struct meeting *d, uint32_t id, size_t month, struct prak_err *e)
{
    const struct of_union u = d->of_union[id];
    struct prak_member_due *own = &d->own[id * d->l->nmonth + month];
    const struct prak_member_ids above = d->l->above[month][id];

    d->of_union[id] = (struct of_union){ .there = false };
    for (size_t i = 0; i < above.n; i++) {
        struct below *b = below_of(d, above.id[i]);
        b->member |= u.member;
        b->two_unions |= u.expected && b->expected;
        b->expected |= u.expected;
        b->twice |= u.payments > 1;
    }
    if (!u.expected)
        return 0;
    own->expects = true;
    own->gap[PRAK_DUE_NO_AMOUNT] |= !u.has_amount;
    own->gap[PRAK_DUE_TWO_AMOUNTS] |= u.two_amounts;
    return u.has_amount ? add(&own->expected, u.amount, e) : 0;
}

static void count(struct prak_member_due *all, const struct below *b)
{
    const bool paid = prak_dec_sign(b->paid) > 0;

    all->any |= b->member;
    all->members += b->expected;
    all->paid += b->expected && paid;
    all->unpaid += b->expected && !paid;
    all->unknown += !b->member && paid;
    all->twice += b->twice;
    all->gap[PRAK_DUE_TWO_UNIONS] |= b->two_unions;
    all->gap[PRAK_DUE_NOT_AUTHORISED] |= b->member && !b->expected && paid;
}

static int close_person(struct meeting *d, struct prak_err *e)
{
    size_t first = d->l->nmonth, last = 0;

    for (size_t i = 0; i < d->n; i++) {
        first = d->row[i].first < first ? d->row[i].first : first;
        last = d->row[i].last > last ? d->row[i].last : last;
    }
    for (size_t month = first; month <= last && d->n > 0; month++) {
        d->nunion = d->ntouched = 0;
        for (size_t i = 0; i < d->n; i++)
            if (d->row[i].first <= month && month <= d->row[i].last && take_row(d, &d->row[i], month, e) < 0)
                return -1;
        for (size_t i = 0; i < d->nunion; i++)
            if (close_union(d, d->unions[i], month, e) < 0)
                return -1;
        for (size_t i = 0; i < d->ntouched; i++) {
            count(&d->all[d->touched[i] * d->l->nmonth + month], &d->below[d->touched[i]]);
            d->below[d->touched[i]] = (struct below){ .there = false };
        }
    }
    d->n = 0;
    return 0;
}

static int keep_row(struct meeting *d, struct prak_str data, struct prak_err *e)
{
    if (d->n == d->cap) {
        const size_t cap = 2 * d->cap + 100;
        if (d->m->limit && cap > d->m->limit / sizeof *d->row)
            return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached: too many rows of one person", d->m->limit);
        struct charge *p = realloc(d->row, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        d->row = p;
        d->cap = cap;
    }
    memcpy(&d->row[d->n++], data.p, sizeof *d->row);
    return 0;
}

static int go_through(struct meeting *d, struct prak_member_meeting *w, struct prak_err *e)
{
    struct prak_str key, data;
    bool same;
    int got;

    while ((got = prak_member_meet_next(w, &key, &data, &same, e)) > 0)
        if ((!same && close_person(d, e) < 0) || keep_row(d, data, e) < 0)
            return -1;
    return got < 0 ? -1 : close_person(d, e);
}

/* ---- all together ---- */

static int take_ledger(struct meeting *d, struct prak_member_part *p, struct prak_err *e)
{
    const struct prak_member_ledger *l = d->l;
    struct prak_member_payment payment;

    for (size_t row = 0; row < prak_table_rows(l->table); row++) {
        if (prak_member_payment(d->m, l, row, &payment, e) < 0)
            return -1;
        struct prak_member_due *own = &d->own[payment.organisation * l->nmonth];
        for (size_t i = 0; i < l->nmonth && !own[i].ledger; i++)
            own[i].ledger = true;
        if (payment.month == SIZE_MAX)
            continue;
        own += payment.month;
        own->payments++;
        own->gap[PRAK_DUE_NO_PAYER] |= l->person >= 0 && payment.person.n == 0;
        if (add(&own->received, payment.amount, e) < 0)
            return -1;
        if (payment.person.n == 0 || !d->m->there[PRAK_MEMBER_PERSON])
            continue;
        const struct charge c = { .organisation = payment.organisation, .first = (uint32_t)payment.month,
                                  .last = (uint32_t)payment.month, .payment = true, .amount = payment.amount };
        if (prak_member_keep(d->m, p, payment.person, &c, sizeof c, e) < 0)
            return -1;
    }
    return 0;
}

static int climb(struct meeting *d, struct prak_err *e)
{
    const size_t nmonth = d->l->nmonth;

    for (size_t i = 0; i < d->m->tree->n; i++) {
        for (size_t month = 0; month < nmonth; month++) {
            const struct prak_member_ids above = d->l->above[month][i];
            bool told = false;
            for (size_t k = 0; k < above.n; k++)
                told |= d->own[above.id[k] * nmonth + month].ledger;
            d->own[i * nmonth + month].gap[PRAK_DUE_NO_LEDGER] = d->own[i * nmonth + month].expects && !told;
            for (size_t k = 0; k < above.n; k++)
                if (prak_member_add_due(&d->all[above.id[k] * nmonth + month], &d->own[i * nmonth + month], e) < 0)
                    return -1;
        }
    }
    return 0;
}

int prak_member_dues(const struct prak_member *m, struct prak_member_part *p, struct prak_arena *a, struct prak_member_due **out,
                     struct prak_err *e)
{
    const size_t n = m->tree->n + 1;
    struct meeting d = { .m = m, .l = m->ledger, .own = p->due };
    struct prak_member_meeting w;

    *out = d.all = prak_arena_array(a, n * m->ledger->nmonth, sizeof *d.all, e);
    d.of_union = prak_arena_array(a, n, sizeof *d.of_union, e);
    d.below = prak_arena_array(a, n, sizeof *d.below, e);
    d.unions = prak_arena_array(a, n, sizeof *d.unions, e);
    d.touched = prak_arena_array(a, n, sizeof *d.touched, e);
    if (!d.all || !d.of_union || !d.below || !d.unions || !d.touched || take_ledger(&d, p, e) < 0 ||
        prak_member_meet(p, a, &w, e) < 0)
        return -1;
    const int failed = go_through(&d, &w, e);
    prak_member_meet_end(&w);
    free(d.row);
    return failed ? -1 : climb(&d, e);
}
