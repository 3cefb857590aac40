/*
 * member_dues_line.c - what was expected and received becomes rows: of each organisation, each month.
 */
#include <stdlib.h>

#include "base/date.h"
#include "domain/member_ledger.h"
#include "domain/member_view.h"

struct prak_member_dues {
    const struct prak_member *m;
    struct prak_arena *arena;
    struct prak_member_due *due;   /* of each organisation, each month */
    struct prak_member_then **then; /* of each month, each organisation */
    size_t at;                     /* the next */
    char month[PRAK_DATE_TEXT];
    struct prak_str reason[PRAK_MEMBER_REASONS];
    size_t nreason;
};

static int fill(struct prak_member_dues *d, struct prak_member_part *p, struct prak_err *e)
{
    const struct prak_member *m = d->m;
    const struct prak_member_ledger *l = m->ledger;
    const size_t n = m->tree->n;

    if (!(d->arena = prak_arena_new(m->limit)))
        return prak_fail_memory(e);
    bool *roster = prak_arena_array(d->arena, n + 1, sizeof *roster, e);
    if (!roster || !(d->then = prak_arena_array(d->arena, l->nmonth, sizeof *d->then, e)))
        return -1;
    for (size_t i = 0; i < n; i++)
        roster[i] = m->roster[i] || p->claim[i].roster;
    for (size_t i = 0; i < l->nmonth; i++)
        if (prak_member_rosters(m->tree, l->above[i], l->end[i], roster, d->arena, &d->then[i], e) < 0)
            return -1;
    return prak_member_dues(m, p, d->arena, &d->due, e);
}

int prak_member_dues_new(const struct prak_member *m, struct prak_member_part *p, struct prak_member_dues **out,
                         struct prak_err *e)
{
    struct prak_member_dues *d = calloc(1, sizeof *d);

    *out = NULL;
    if (!d)
        return prak_fail_memory(e);
    d->m = m;
    if (fill(d, p, e) < 0) {
        prak_member_dues_free(d);
        return -1;
    }
    *out = d;
    return 0;
}

void prak_member_dues_free(struct prak_member_dues *d)
{
    if (!d)
        return;
    prak_arena_free(d->arena);
    free(d);
}

/* ---- rows ---- */

enum cell { ORGANISATION, LEVEL, MONTH, MEMBERS, EXPECTED, RECEIVED, DIFFERENCE, CURRENCY, PAID, UNPAID, UNKNOWN, TWICE, REASON };

void prak_member_dues_columns(struct prak_member *m)
{
    static const char *const text[] = { "organisation", "level", "month" },
                      *const sum[] = { "members", "expected", "received", "difference" },
                      *const count[] = { "members_paid", "members_unpaid", "payers_unknown", "paid_twice" };

    prak_member_put_all(m, text, sizeof text / sizeof *text, PRAK_TEXT);
    prak_member_put_all(m, sum, sizeof sum / sizeof *sum, PRAK_NUMBER);
    prak_member_put(m, prak_str("currency"), PRAK_TEXT);
    prak_member_put_all(m, count, sizeof count / sizeof *count, PRAK_NUMBER);
    prak_member_put(m, prak_str("ledger_reason"), PRAK_TEXT);
}

static void doubt(struct prak_member_dues *d, bool there, const char *code)
{
    if (there)
        d->reason[d->nreason++] = prak_str(code);
}

static void find_doubts(struct prak_member_dues *d, const struct prak_member_due *x, const struct prak_member_then *then,
                        bool in_force)
{
    static const char *const name[PRAK_DUE_GAPS] = { "person_missing", "joined_missing", "dues_missing",  "amount_missing",
                                                     "amount_differs", "two_unions",     "payer_missing", "not_authorised",
                                                     "ledger_missing" };

    d->nreason = 0;
    doubt(d, !in_force, "not_in_force");
    doubt(d, !then->roster, "no_roster");
    doubt(d, then->roster && then->bare, "roster_missing");
    doubt(d, then->roster && !d->m->there[PRAK_MEMBER_PERSON], "missing_person_column");
    doubt(d, !x->ledger, "no_ledger");
    for (size_t i = 0; i < PRAK_DUE_GAPS; i++)
        doubt(d, x->gap[i] && (i != PRAK_DUE_NO_LEDGER || x->ledger), name[i]);
}

/* Exact, with at least the digits of the currency. */
static struct prak_member_cell amount(const struct prak_member_ledger *l, bool has, struct prak_dec sum)
{
    struct prak_dec shown = prak_dec_trim(sum), padded;

    if (shown.scale < l->digits && prak_dec_round(shown, l->digits, &padded) == 0)
        shown = padded;
    return prak_member_cell_number(has, shown);
}

static int fill_cells(struct prak_member_dues *d, const struct prak_member_due *x, bool roster, bool complete,
                      struct prak_member_cell *cell, struct prak_err *e)
{
    const struct prak_member_ledger *l = d->m->ledger;
    const bool expected = roster && !x->gap[PRAK_DUE_NO_AMOUNT] && !x->gap[PRAK_DUE_TWO_AMOUNTS],
               payers = x->ledger && l->person >= 0 && d->m->there[PRAK_MEMBER_PERSON];
    struct prak_dec difference = { 0, 0 };
    const bool both = expected && complete && x->ledger && !x->gap[PRAK_DUE_NO_LEDGER];

    if (both && prak_dec_sub(x->received, x->expected, &difference) < 0)
        return prak_fail(e, PRAK_EDATA, "a difference of dues has over %d digits", PRAK_DEC_DIGITS);

    cell[MEMBERS] = prak_member_cell_count(roster, x->members);
    cell[EXPECTED] = amount(l, expected, x->expected);
    cell[RECEIVED] = amount(l, x->ledger, x->received);
    cell[DIFFERENCE] = amount(l, both, difference);
    cell[CURRENCY] = prak_member_cell_text(l->currency);
    cell[PAID] = prak_member_cell_count(roster && payers, x->paid);
    cell[UNPAID] = prak_member_cell_count(roster && payers, x->unpaid);
    cell[UNKNOWN] = prak_member_cell_count(roster && payers, x->unknown);
    cell[TWICE] = prak_member_cell_count(payers, x->twice);
    cell[REASON] = (struct prak_member_cell){ .part = d->reason, .npart = d->nreason };
    return 0;
}

int prak_member_dues_line(struct prak_member_dues *d, struct prak_member_cell *cell, struct prak_err *e)
{
    const struct prak_member_tree *t = d->m->tree;
    const struct prak_member_ledger *l = d->m->ledger;

    while (d->at < t->n * l->nmonth) {
        const size_t month = d->at % l->nmonth, i = d->at / l->nmonth;
        const struct prak_member_due *x = &d->due[d->at++];
        const struct prak_member_row *row = prak_member_tree_row(t, (uint32_t)i, l->end[month]);
        const bool in_force = !row || prak_member_row_holds(row, l->end[month]);
        const struct prak_member_then *then = &d->then[month][i];
        if (row && d->m->level != PRAK_NO_LEVEL && row->told.level != d->m->level)
            continue;
        if (!in_force && !x->any && x->payments == 0)
            continue;
        find_doubts(d, x, then, in_force);
        prak_date_format(l->end[month], d->month);
        cell[ORGANISATION] = prak_member_cell_text(row ? prak_map_key(t->names, (uint32_t)i) : d->m->total);
        cell[LEVEL] = prak_member_cell_text(prak_str(prak_member_level_name(row ? row->told.level : PRAK_NO_LEVEL)));
        cell[MONTH] = prak_member_cell_text((struct prak_str){ d->month, prak_date_month_length(d->month, strlen(d->month)) });
        return fill_cells(d, x, then->roster, !then->bare, cell, e) < 0 ? -1 : 1;
    }
    return 0;
}
