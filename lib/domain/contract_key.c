/*
 * contract_key.c - walks the chains of a key for what is due, what ends around events, and spells.
 */
#include "domain/contract_key.h"

#include <stdlib.h>

#include "base/date.h"
#include "domain/contract_due_job.h"
#include "domain/contract_law.h"

/* ---- rows by chain ---- */

static int by_chain(const void *a, const void *b)
{
    return prak_contract_compare(*(const struct prak_contract_row *const *)a, *(const struct prak_contract_row *const *)b);
}

/* The rows that are there, in the order of their chains; NULL: memory is out. */
static const struct prak_contract_row **in_order(const struct prak_contract_row *row, size_t n, size_t *there,
                                                 struct prak_arena *a, struct prak_err *e)
{
    const struct prak_contract_row **out = prak_arena_array(a, n + 1, sizeof *out, e);
    *there = 0;
    for (size_t i = 0; out && i < n; i++)
        if (row[i].there)
            out[(*there)++] = &row[i];
    if (out)
        qsort(out, *there, sizeof *out, by_chain);
    return out;
}

/* Where the chain that begins at `from` ends. */
static size_t chain_end(const struct prak_contract_row **row, size_t n, size_t from)
{
    size_t to = from + 1;
    while (to < n && row[to]->chain == row[from]->chain)
        to++;
    return to;
}

/* ---- what is due ---- */

/* The last row of a chain: that with its last day. */
static size_t last_of(const struct prak_contract_row **row, size_t n)
{
    size_t last = 0;
    for (size_t i = 1; i < n; i++)
        if (row[i]->end >= row[last]->end)
            last = i;
    return last;
}

int prak_contract_ask_longer(struct prak_contract_row *row, size_t n, struct prak_arena *a, struct prak_err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct prak_contract_row *x = &row[i];
        struct prak_due_length length;
        if (x->bad || !x->has_start || x->kind != PRAK_CONTRACT_FDC || x->end == PRAK_CONTRACT_NO_END ||
            prak_due_length_of(x->start, x->end, &length) < 0)
            continue;
        const int32_t whole = length.months > 0 ? prak_date_period_end(x->end + 1, length.months) : x->end;
        if (whole == INT32_MAX || prak_date_period_end(whole + 1, 1) == INT32_MAX)
            continue;
        if (!(x->longer = prak_arena_array(a, 1, sizeof *x->longer, e)))
            return -1;
        x->longer->end = whole + length.rest;
    }
    return 0;
}

static struct prak_due_extension extension_of(const struct prak_contract_row *x)
{
    const struct prak_contract_longer *l = x->longer;
    if (!l)
        return (struct prak_due_extension){ .asked = false };
    return (struct prak_due_extension){ .asked = true, .known = l->found.known, .udc = l->found.udc, .assumed = l->found.assumed,
                                        .last = l->end, .rule = l->found.rule, .nrule = l->found.nrule };
}

static int due_facts(const struct prak_due_law *law, size_t reading, int32_t on, const struct prak_contract_row *base,
                     const struct prak_contract_row **row, size_t n, struct prak_arena *a, struct prak_due_facts *fact,
                     struct prak_err *e)
{
    const struct prak_due_chain *chain;
    int32_t service = row[0]->start;
    struct prak_due_span *span = prak_arena_array(a, n, sizeof *span, e);
    if (!span)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const struct prak_contract_finding *f = &row[i]->found[reading];
        span[i] = (struct prak_due_span){ row[i]->start, row[i]->end, f->known && f->has_from ? f->from : PRAK_DUE_NEVER };
    }
    if (prak_due_chain_new(law, on, span, n, a, &chain, e) < 0)
        return -1;
    const size_t last = last_of(row, n);
    bool unknown = false;
    for (size_t i = 0; i < n; i++)
        unknown = unknown || !row[i]->found[reading].known;
    for (size_t i = 0; i < n; i++) {
        const struct prak_contract_finding *f = &row[i]->found[reading];
        if (i > 0 && row[i]->gap > 0)
            service += row[i]->gap;
        fact[row[i] - base] =
            (struct prak_due_facts){ .chain = chain, .self = i, .known = f->known, .udc = f->udc, .service = service,
                                     .chain_unknown = unknown, .followed = i != last,
                                     .term = row[i]->kind == PRAK_CONTRACT_FDC, .extension = extension_of(row[i]) };
    }
    return 0;
}

int prak_contract_due_facts(const struct prak_due_law *law, size_t reading, int32_t on, const struct prak_contract_row *row,
                            size_t n, struct prak_arena *a, struct prak_due_facts *fact, struct prak_err *e)
{
    size_t there;
    const struct prak_contract_row **order = in_order(row, n, &there, a, e);
    if (!order)
        return -1;
    for (size_t i = 0; i < n; i++)
        fact[i] = (struct prak_due_facts){ .chain = NULL };
    for (size_t from = 0, to; from < there; from = to) {
        to = chain_end(order, there, from);
        if (due_facts(law, reading, on, row, order + from, to - from, a, fact, e) < 0)
            return -1;
    }
    return 0;
}

/* ---- events ---- */

size_t prak_contract_terms(const struct prak_contract_row *row, size_t n, struct prak_event_term *term, size_t *of)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++)
        if (row[i].there) {
            of[m] = i;
            term[m++] = (struct prak_event_term){ .start = row[i].start, .end = row[i].end,
                                                  .fixed = row[i].kind == PRAK_CONTRACT_FDC, .member = PRAK_EVENT_UNKNOWN };
        }
    return m;
}

/* ---- spells ---- */

const char *prak_contract_exit_name(enum prak_contract_exit how)
{
    static const char *const name[] = { "conversion", "not_renewed", "quit", "dismissed", "ended", "censored", "" };
    return name[how];
}

/* The exit of a chain whose last contract was followed by none. */
static enum prak_contract_exit exit_of(const struct prak_contract_row *last, const struct prak_contract_ending *ending)
{
    const bool cut = ending && ending->cut;
    const enum prak_contract_exit ran_out = last->kind == PRAK_CONTRACT_FDC && !cut ? PRAK_EXIT_NOT_RENEWED : PRAK_EXIT_ENDED;
    switch (ending ? ending->by : PRAK_END_UNKNOWN) {
    case PRAK_END_EMPLOYER:
        return ran_out == PRAK_EXIT_NOT_RENEWED ? ran_out : PRAK_EXIT_DISMISSED;
    case PRAK_END_WORKER:
        return PRAK_EXIT_QUIT;
    case PRAK_END_AGREEMENT:
    case PRAK_END_OTHER:
        return PRAK_EXIT_ENDED;
    case PRAK_END_UNKNOWN:
    case PRAK_END_TERM:
    case PRAK_END_COUNT:
        break;
    }
    return ran_out;
}

/* How many rows of a chain began by a day: one that was signed by then may begin after it. */
static size_t begun_by(const struct prak_contract_row **row, size_t n, int32_t day)
{
    size_t begun = 0;
    while (begun < n && row[begun]->start <= day)
        begun++;
    return begun;
}

/* Days of breaks before a day. */
static int32_t breaks_until(const struct prak_contract_row **row, size_t n, int32_t day)
{
    int32_t days = 0;
    for (size_t i = 1; i < n && row[i]->start <= day; i++)
        days += row[i]->gap > 0 ? row[i]->gap : 0;
    return days;
}

static struct prak_contract_spell spell_of(size_t reading, int32_t on, int32_t joins, const struct prak_contract_row *base,
                                           const struct prak_contract_row **row, const struct prak_contract_ending *ending,
                                           size_t n)
{
    const struct prak_contract_row *last = row[last_of(row, n)];
    struct prak_contract_spell s = { .row = (size_t)(row[0] - base), .chain = row[0]->chain, .start = row[0]->start };
    int32_t end = last->end < on ? last->end : on;
    s.how = last->end >= on || prak_date_period_end(last->end + 1, joins) > on
                ? PRAK_EXIT_CENSORED
                : exit_of(last, ending ? &ending[last - base] : NULL);
    s.until = end;
    for (size_t i = 0; i < n && row[i]->start <= end; i++) {
        const struct prak_contract_finding *f = &row[i]->found[reading];
        s.assumed = s.assumed || f->assumed;
        if (!f->known) {
            s.how = PRAK_EXIT_UNKNOWN;
            s.unknown = (size_t)(row[i] - base);
            return s;
        }
        if (f->has_from && f->from <= s.until) {
            s.how = PRAK_EXIT_CONVERSION;
            s.until = f->from > s.start ? f->from : s.start;
            end = s.until - 1;
        }
    }
    const int32_t from = s.start + breaks_until(row, n, s.until);
    s.months = prak_date_periods(from, end);
    s.days = end - from + 1;
    return s;
}

int prak_contract_spells(size_t reading, int32_t on, int32_t joins, const struct prak_contract_row *row,
                         const struct prak_contract_ending *ending, size_t n, struct prak_arena *a,
                         struct prak_contract_spell *spell, size_t *nspell, struct prak_err *e)
{
    size_t there;
    const struct prak_contract_row **order = in_order(row, n, &there, a, e);
    *nspell = 0;
    if (!order)
        return -1;
    for (size_t from = 0, to; from < there; from = to) {
        to = chain_end(order, there, from);
        const size_t begun = begun_by(order + from, to - from, on);
        if (begun > 0 && order[from]->kind == PRAK_CONTRACT_FDC)
            spell[(*nspell)++] = spell_of(reading, on, joins, row, order + from, ending, begun);
    }
    return 0;
}
