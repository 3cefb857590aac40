/*
 * dispute_flow.c - a case is open from its first event on, or closed, and each turn falls in a month.
 */
#include "domain/dispute_flow.h"

#include <stdlib.h>

enum { MONTH, OPENED, APPEARED, REOPENED, CLOSED, BACKLOG };

static int32_t month_of(int32_t day)
{
    const struct prak_civil c = prak_date_civil(day);
    return (int32_t)(c.year * PRAK_MONTHS_IN_YEAR + c.month - 1);
}

int prak_dispute_months_parse(const char *text, const struct prak_dispute_law *law, struct prak_dispute_months *out,
                              struct prak_err *e)
{
    const char *dots = strstr(text, "..");
    int32_t first, last;
    if (!dots || prak_month_parse(text, (size_t)(dots - text), &first) < 0 ||
        prak_month_parse(dots + 2, strlen(dots + 2), &last) < 0 || last < first)
        return prak_fail(e, PRAK_EUSAGE, "--flow is not MONTH..MONTH, such as 2023-01..2024-06");
    if (month_of(prak_dispute_on(law) + 1) <= month_of(last))
        return prak_fail(e, PRAK_EUSAGE, "--flow ends with a month that is not over on the day of --on");
    *out = (struct prak_dispute_months){ month_of(first), (size_t)(month_of(last) - month_of(first)) + 1 };
    return 0;
}

int prak_dispute_flow_new(struct prak_dispute_flow *w, struct prak_dispute_months months, struct prak_err *e)
{
    w->months = months;
    w->count = calloc(months.n + 1, sizeof *w->count);
    return w->count ? 0 : prak_fail_memory(e);
}

void prak_dispute_flow_free(struct prak_dispute_flow *w)
{
    free(w->count);
    w->count = NULL;
}

bool prak_dispute_flow_add(struct prak_dispute_flow *w, const struct prak_dispute_finding *f)
{
    for (size_t i = 0; i < f->nturn && f->known; i++) {
        const struct prak_dispute_turn *turn = &f->turn[i];
        const int32_t month = month_of(turn->day) - w->months.first;
        if (month < 0)
            w->before += turn->closed ? -1 : 1;
        if (month < 0 || (size_t)month >= w->months.n)
            continue;
        struct prak_dispute_count *c = &w->count[month];
        int64_t *which = turn->closed ? &c->closed : i > 0 ? &c->reopened : f->begins ? &c->opened : &c->appeared;
        ++*which;
    }
    return f->known;
}

static void number(struct prak_dispute_cell *c, int64_t n)
{
    c->has_number = true;
    c->number = n;
}

void prak_dispute_flow_cells(const struct prak_dispute_flow *w, size_t nth, struct prak_dispute_cell *cell)
{
    const int32_t month = w->months.first + (int32_t)nth;
    const struct prak_dispute_count *c = &w->count[nth];
    const struct prak_civil first = { month / PRAK_MONTHS_IN_YEAR, month % PRAK_MONTHS_IN_YEAR + 1, 1 };
    int64_t left = w->before;
    memset(cell, 0, PRAK_DISPUTE_COLUMNS * sizeof *cell);
    for (size_t i = 0; i <= nth; i++)
        left += w->count[i].opened + w->count[i].appeared + w->count[i].reopened - w->count[i].closed;
    prak_date_format(prak_date_day(first), cell[MONTH].date);
    cell[MONTH].date[prak_date_month_length(cell[MONTH].date, PRAK_DATE_TEXT - 1)] = '\0';
    number(&cell[OPENED], c->opened);
    number(&cell[APPEARED], c->appeared);
    number(&cell[REOPENED], c->reopened);
    number(&cell[CLOSED], c->closed);
    number(&cell[BACKLOG], left);
}
