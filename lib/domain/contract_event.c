/*
 * contract_event.c - counts fixed terms that end around events.
 */
#include "domain/contract_event.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"

struct prak_events {
    const struct prak_table *table;
    struct prak_events_options o;
    int32_t window;
    int32_t *day; /* by row */
};

int prak_events_window(const char *text, int32_t *days, struct prak_err *e)
{
    const size_t n = strlen(text);
    struct prak_dec d;
    int64_t v;
    if (n < 2 || text[n - 1] != 'd' || prak_dec_parse(text, n - 1, false, &d) != PRAK_NUM_OK || prak_dec_to_int64(d, &v) < 0 ||
        v < 1 || v > INT16_MAX) {
        prak_fail(e, PRAK_EUSAGE, "--window is not a number of days");
        return prak_err_hint(e, "write it as 90d");
    }
    *days = (int32_t)v;
    return 0;
}

/* ---- the table ---- */

static struct prak_str cell(const struct prak_events *x, size_t row, enum prak_event_column column)
{
    return prak_table_cell(x->table, row, x->o.column[column]);
}

static int fault(const struct prak_events *x, size_t row, const char *msg, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_source(e, prak_table_source(x->table));
    prak_err_place(e, prak_table_line(x->table, row), row + 1, 0);
    return -1;
}

int prak_events_new(const struct prak_table *table, const struct prak_events_options *o, struct prak_arena *a,
                    const struct prak_events **out, struct prak_err *e)
{
    struct prak_events *x = prak_arena_array(a, 1, sizeof *x, e);
    const size_t n = prak_table_rows(table);
    if (!x || !(x->day = prak_arena_array(a, n + 1, sizeof *x->day, e)))
        return -1;
    x->table = table;
    x->o = *o;
    if (prak_events_window(o->window, &x->window, e) < 0)
        return -1;
    for (size_t row = 0; row < n; row++) {
        const struct prak_str day = cell(x, row, PRAK_EVENT_DATE);
        if (cell(x, row, PRAK_EVENT_EMPLOYER).n == 0)
            return fault(x, row, "an event without an employer", e);
        if (prak_date_parse(day.p, day.n, &x->day[row]) < 0)
            return fault(x, row, "date is not a date (YYYY-MM-DD)", e);
    }
    *out = x;
    return 0;
}

int prak_events_counts(const struct prak_events *x, struct prak_event_count **count, struct prak_err *e)
{
    *count = calloc(prak_table_rows(x->table) + 1, sizeof **count);
    return *count ? 0 : prak_fail_memory(e);
}

size_t prak_events_rows(const struct prak_events *x)
{
    return prak_table_rows(x->table);
}

/* ---- outcomes ---- */

static int by_start(const void *a, const void *b)
{
    const struct prak_event_term *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Does one of the terms, which are in the order of their start, begin until a day and last longer? */
static bool outlasted(const struct prak_event_term *term, size_t n, int32_t until, int32_t end)
{
    size_t low = 0, high = n; /* begun: those before low */
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (term[middle].start <= until)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && term[low - 1].most > end;
}

static void count_term(const struct prak_events *x, size_t event, const struct prak_event_term *term,
                       enum prak_event_outcome outcome, struct prak_event_count *count)
{
    const int64_t days = (int64_t)term->end - x->day[event];
    if (days >= 0 && days < x->window)
        count[event].n[PRAK_EVENT_AFTER][term->member][outcome]++;
    else if (days < 0 && days >= -(int64_t)x->window)
        count[event].n[PRAK_EVENT_BEFORE][term->member][outcome]++;
}

void prak_events_add(const struct prak_events *x, struct prak_str employer, struct prak_str worker,
                     struct prak_event_term *term, size_t n, struct prak_event_count *count)
{
    const size_t first = employer.n > 0 ? prak_table_first(x->table, &employer) : SIZE_MAX;
    if (first == SIZE_MAX)
        return;
    for (size_t row = first; row != SIZE_MAX; row = prak_table_next(x->table, row))
        prak_table_mark(x->table, row);
    qsort(term, n, sizeof *term, by_start);
    for (size_t i = 0; i < n; i++)
        term[i].most = i > 0 && term[i - 1].most > term[i].end ? term[i - 1].most : term[i].end;
    for (size_t i = 0; i < n; i++) {
        if (!term[i].fixed || term[i].end == INT32_MAX)
            continue;
        const int32_t until = prak_date_period_end(term[i].end + 1, x->o.months);
        const enum prak_event_outcome outcome = until > x->o.on                           ? PRAK_EVENT_CENSORED
                                                : outlasted(term, n, until, term[i].end) ? PRAK_EVENT_RENEWED
                                                                                         : PRAK_EVENT_NOT_RENEWED;
        for (size_t row = first; row != SIZE_MAX; row = prak_table_next(x->table, row)) {
            const struct prak_str about = x->o.worker ? cell(x, row, PRAK_EVENT_WORKER) : prak_str("");
            if (about.n == 0 || prak_str_eq(about, worker))
                count_term(x, row, &term[i], outcome, count);
        }
    }
}

/* ---- the output ---- */

static uint64_t fill(struct prak_event_row *r, const uint64_t *n)
{
    r->renewed += n[PRAK_EVENT_RENEWED];
    r->not_renewed += n[PRAK_EVENT_NOT_RENEWED];
    r->censored += n[PRAK_EVENT_CENSORED];
    r->ending = r->renewed + r->not_renewed + r->censored;
    return r->ending;
}

size_t prak_events_out(const struct prak_events *x, size_t event, const struct prak_event_count *count,
                       struct prak_event_row out[PRAK_EVENT_WINDOWS * PRAK_EVENT_MEMBERS])
{
    struct prak_event_row row = { .employer = cell(x, event, PRAK_EVENT_EMPLOYER), .event = cell(x, event, PRAK_EVENT_NAME),
                                  .date = cell(x, event, PRAK_EVENT_DATE) };
    size_t n = 0;
    if (x->o.worker)
        row.worker = cell(x, event, PRAK_EVENT_WORKER);
    for (int window = 0; window < PRAK_EVENT_WINDOWS; window++) {
        row.after = window == PRAK_EVENT_AFTER;
        for (int member = x->o.member ? PRAK_EVENT_MEMBER : PRAK_EVENT_UNKNOWN; member < PRAK_EVENT_MEMBERS; member++) {
            struct prak_event_row *r = &out[n];
            *r = row;
            r->has_member = member != PRAK_EVENT_UNKNOWN;
            r->member = member == PRAK_EVENT_MEMBER;
            n += fill(r, count->n[window][member]) > 0 || r->has_member || !x->o.member;
        }
    }
    return n;
}
