/*
 * debt_schedule.c - the payments of a loan that a table of its own holds.
 */
#include "base/date.h"
#include "domain/debt_law.h"

static int fault(const struct prak_debt_schedule *s, size_t row, const char *msg, struct prak_err *e)
{
    return prak_fail(e, PRAK_EDATA, "line %llu of the schedule: %s", (unsigned long long)prak_table_line(s->table, row),
                     msg);
}

int prak_debt_take_schedule(const struct prak_debt_schedule *s, struct prak_str key, struct prak_debt_facts *facts,
                            struct prak_err *e)
{
    const size_t first = key.n > 0 ? prak_table_first(s->table, &key) : SIZE_MAX;
    size_t n = 0;
    for (size_t row = first; row != SIZE_MAX; row = prak_table_next(s->table, row))
        n++;
    if (n > PRAK_FLOWS_MOST)
        return fault(s, first, "more payments than a loan can have", e);
    if (n > 0 && !(facts->flow = prak_arena_array(facts->scratch, n, sizeof *facts->flow, e)))
        return -1;
    for (size_t row = first; row != SIZE_MAX; row = prak_table_next(s->table, row)) {
        struct prak_str day = prak_table_cell(s->table, row, s->day), amount = prak_table_cell(s->table, row, s->amount);
        struct prak_dated *f = &facts->flow[facts->nflow++];
        prak_table_mark(s->table, row);
        if (prak_date_parse(day.p, day.n, &f->day) < 0)
            return fault(s, row, "date is not a date (YYYY-MM-DD)", e);
        if (prak_dec_parse(amount.p, amount.n, false, &f->amount) != PRAK_NUM_OK)
            return fault(s, row, "amount is not a number", e);
    }
    return 0;
}

size_t prak_debt_join(const struct prak_str *part, size_t n, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        if (i)
            out[len++] = '|';
        memcpy(out + len, part[i].p, part[i].n);
        len += part[i].n;
    }
    return len;
}
