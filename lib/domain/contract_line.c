/*
 * contract_line.c - the lines of prak contract: rows with findings and dues, spells, events.
 */
#include <stdlib.h>

#include "base/date.h"
#include "domain/contract_more_job.h"

/* ---- cells ---- */

int prak_more_member(struct prak_str cell, enum prak_event_member *out)
{
    *out = PRAK_EVENT_UNKNOWN;
    if (prak_str_is(cell, "true") || prak_str_is(cell, "yes"))
        *out = PRAK_EVENT_MEMBER;
    else if (prak_str_is(cell, "false") || prak_str_is(cell, "no"))
        *out = PRAK_EVENT_OTHER;
    return *out == PRAK_EVENT_UNKNOWN && cell.n > 0 ? -1 : 0;
}

struct prak_more_cell prak_more_number(int64_t n)
{
    return (struct prak_more_cell){ .has = true, .number = prak_dec_int(n) };
}

int prak_more_text(struct prak_more_cell *cell, struct prak_str s, struct prak_arena *a, struct prak_err *e)
{
    struct prak_str *part = prak_arena_take(a, sizeof *part, e);
    if (!part)
        return -1;
    *part = s;
    *cell = (struct prak_more_cell){ .part = part, .npart = s.n > 0 };
    return 0;
}

int prak_more_day(struct prak_more_cell *cell, int32_t day, struct prak_arena *a, struct prak_err *e)
{
    char *p = prak_arena_take(a, PRAK_DATE_TEXT, e);
    if (!p)
        return -1;
    prak_date_format(day, p);
    if (prak_more_text(cell, (struct prak_str){ p, PRAK_DATE_TEXT - 1 }, a, e) < 0)
        return -1;
    cell->plain = true;
    return 0;
}

int prak_more_make(const struct prak_more *m, size_t n, struct prak_arena *a, struct prak_more_line **line, struct prak_err *e)
{
    struct prak_more_cell *cell = prak_arena_array(a, n * m->nout + 1, sizeof *cell, e);
    *line = prak_arena_array(a, n + 1, sizeof **line, e);
    if (!cell || !*line)
        return -1;
    for (size_t i = 0; i < n; i++)
        (*line)[i] = (struct prak_more_line){ i, cell + i * m->nout };
    return 0;
}

/* The words were checked when they were read. */
static enum prak_end_by ended_by(const struct prak_more *m, const struct prak_more_key *key, size_t row)
{
    enum prak_end_by by = PRAK_END_UNKNOWN;
    if (m->ends)
        prak_ends_read(m->ends, key->cell[row * PRAK_MORE_FACTS + PRAK_MORE_ENDED_BY], &by);
    return by;
}

static int due_line(const struct prak_more *m, const struct prak_due_facts *fact, struct prak_more_line *line,
                    struct prak_arena *a, struct prak_err *e)
{
    struct prak_due_cell cell[PRAK_DUE_COLUMNS];
    const char *code; /* of a cell that prak_more_check took, the amount is too long */
    struct prak_due *due = prak_arena_take(a, PRAK_DUE_KINDS * sizeof *due, e);
    struct prak_due_facts *kept = prak_arena_take(a, sizeof *kept, e);
    if (!due || !kept)
        return -1;
    *kept = *fact;
    if (prak_due_all(m->due, kept, due, &code, e) < 0)
        return -1;
    prak_due_cells(m->due, kept, due, cell);
    for (size_t i = 0; i < m->nout - m->first_due; i++)
        line->cell[m->first_due + i] = (struct prak_more_cell){ .has = cell[i].has, .number = cell[i].amount, .part = cell[i].part,
                                                 .npart = cell[i].npart };
    return 0;
}

static int row_lines(const struct prak_more *m, const struct prak_more_key *key, struct prak_arena *a,
                     struct prak_more_line **line, size_t *n, struct prak_err *e)
{
    struct prak_due_facts *fact = prak_arena_array(a, key->n + 1, sizeof *fact, e);
    if (!fact || prak_more_make(m, key->n, a, line, e) < 0 ||
        (m->due && prak_contract_due_facts(m->due, 0, m->law->on, key->row, key->n, a, fact, e) < 0))
        return -1;
    for (size_t i = 0; i < key->n; i++) {
        struct prak_more_line *x = &(*line)[*n];
        if (key->row[i].bad)
            continue;
        x->row = i;
        (*n)++;
        memcpy(fact[i].cell, key->cell + i * PRAK_MORE_FACTS, sizeof fact[i].cell);
        fact[i].by = ended_by(m, key, i);
        fact[i].assumed = prak_contract_assumed(m->law->assume).p;
        if (prak_more_row_cells(m, &key->row[i], x->cell, a, e) < 0 || (m->due && due_line(m, &fact[i], x, a, e) < 0))
            return -1;
    }
    return 0;
}

static int spell_line(const struct prak_more *m, const struct prak_more_key *key, const struct prak_contract_spell *s,
                      struct prak_more_line *line, struct prak_arena *a, struct prak_err *e)
{
    struct prak_more_cell *c = line->cell;
    const bool known = s->how != PRAK_EXIT_UNKNOWN;
    struct prak_str *reason = known ? NULL : prak_arena_array(a, PRAK_CONTRACT_REASONS, sizeof *reason, e);
    line->row = s->row;
    if (!known && !reason)
        return -1;
    if (prak_more_text(c++, key->worker, a, e) < 0 || prak_more_text(c++, key->employer, a, e) < 0)
        return -1;
    *c++ = prak_more_number(s->chain);
    if (prak_more_day(c++, s->start, a, e) < 0 || (known && prak_more_day(c, s->until, a, e) < 0))
        return -1;
    c++;
    if (known) {
        *c = prak_more_number(s->months);
        c[1] = prak_more_number(s->days);
    }
    c += 2;
    if (known)
        return prak_more_text(c, prak_str(prak_contract_exit_name(s->how)), a, e) < 0 ||
                       (s->assumed && prak_more_text(c + 1, prak_contract_assumed(m->law->assume), a, e) < 0)
                   ? -1
                   : 0;
    *++c = (struct prak_more_cell){ .part = reason, .npart = prak_contract_reasons(m->law, &key->row[s->unknown], reason) };
    return 0;
}

static int spell_lines(const struct prak_more *m, const struct prak_more_key *key, struct prak_arena *a,
                       struct prak_more_line **line, size_t *n, struct prak_err *e)
{
    struct prak_contract_spell *spell = prak_arena_array(a, key->n + 1, sizeof *spell, e);
    struct prak_contract_ending *ending = prak_arena_array(a, key->n + 1, sizeof *ending, e);
    if (!spell || !ending)
        return -1;
    for (size_t i = 0; i < key->n; i++) {
        const struct prak_str end = key->cell[i * PRAK_MORE_FACTS + PRAK_DUE_AGREED_END];
        int32_t day;
        ending[i].cut = prak_date_parse(end.p, end.n, &day) == 0 && day > key->row[i].end;
        ending[i].by = ended_by(m, key, i);
    }
    if (prak_contract_spells(0, m->law->on, m->joins, key->row, ending, key->n, a, spell, n, e) < 0 ||
        prak_more_make(m, *n, a, line, e) < 0)
        return -1;
    for (size_t i = 0; i < *n; i++)
        if (spell_line(m, key, &spell[i], &(*line)[i], a, e) < 0)
            return -1;
    return 0;
}

static int count_events(const struct prak_more *m, const struct prak_more_key *key, struct prak_event_count *count,
                        struct prak_arena *a, struct prak_err *e)
{
    struct prak_event_term *term = prak_arena_array(a, key->n + 1, sizeof *term, e);
    size_t *of = prak_arena_array(a, key->n + 1, sizeof *of, e);
    if (!term || !of)
        return -1;
    const size_t n = prak_contract_terms(key->row, key->n, term, of);
    for (size_t i = 0; i < n; i++)
        prak_more_member(key->cell[of[i] * PRAK_MORE_FACTS + PRAK_MORE_MEMBER], &term[i].member);
    prak_events_add(m->events, key->employer, key->worker, term, n, count);
    return 0;
}

int prak_more_lines(const struct prak_more *m, const struct prak_more_key *key, struct prak_more_sums *sums, struct prak_arena *a,
                    struct prak_more_line **line, size_t *n, struct prak_err *e)
{
    *n = 0;
    if (m->summary)
        return prak_contract_summary_add(sums->summary, key->employer, key->row, key->n, &sums->left, e);
    for (size_t i = 0; m->alone && i < key->n; i++)
        sums->left += !key->row[i].there && !key->row[i].after_on && !key->row[i].bad;
    if (m->events)
        return count_events(m, key, sums->count, a, e);
    return m->spells ? spell_lines(m, key, a, line, n, e) : row_lines(m, key, a, line, n, e);
}

/* ---- sums ---- */

int prak_more_sums_new(const struct prak_more *m, struct prak_more_sums *sums, struct prak_err *e)
{
    *sums = (struct prak_more_sums){ .count = NULL };
    if (m->events)
        return prak_events_counts(m->events, &sums->count, e);
    return m->summary ? prak_contract_summary_new(m->law, m->memory, &sums->summary, e) : 0;
}

void prak_more_sums_free(struct prak_more_sums *sums)
{
    free(sums->count);
    prak_contract_summary_free(sums->summary);
}

static int summary_lines(const struct prak_more *m, const struct prak_contract_summary *s, struct prak_arena *a,
                         struct prak_more_line **line, size_t *n, struct prak_err *e)
{
    struct prak_contract_total *total;
    if (prak_contract_summary_rows(s, a, &total, n, e) < 0 || prak_more_make(m, *n, a, line, e) < 0)
        return -1;
    for (size_t i = 0; i < *n; i++) {
        struct prak_more_cell *c = (*line)[i].cell;
        if (prak_more_text(c++, total[i].employer, a, e) < 0)
            return -1;
        *c++ = prak_more_number((int64_t)total[i].workers);
        *c++ = prak_more_number((int64_t)total[i].contracts);
        *c++ = prak_more_number((int64_t)total[i].declared_fdc);
        for (size_t r = 0; r < prak_contract_readings(m->law); r++) {
            *c++ = prak_more_number((int64_t)total[i].udc[r]);
            *c++ = prak_more_number((int64_t)total[i].undecided[r]);
        }
    }
    return 0;
}

static int event_line(const struct prak_more *m, const struct prak_event_row *r, struct prak_more_cell *c, struct prak_arena *a,
                      struct prak_err *e)
{
    if (prak_more_text(c++, r->employer, a, e) < 0 || prak_more_text(c++, r->event, a, e) < 0 || prak_more_text(c++, r->date, a, e) < 0 ||
        (m->o.worker && prak_more_text(c++, r->worker, a, e) < 0) || prak_more_text(c++, prak_str(r->after ? "after" : "before"), a, e) < 0)
        return -1;
    *c++ = (struct prak_more_cell){ .has = r->has_member, .truth = r->member };
    *c++ = prak_more_number((int64_t)r->ending);
    *c++ = prak_more_number((int64_t)r->renewed);
    *c++ = prak_more_number((int64_t)r->not_renewed);
    *c++ = prak_more_number((int64_t)r->censored);
    return 0;
}

int prak_more_end(const struct prak_more *m, const struct prak_more_sums *sums, struct prak_arena *a,
                  struct prak_more_line **line, size_t *n, uint64_t *absent, struct prak_err *e)
{
    struct prak_event_row row[PRAK_EVENT_WINDOWS * PRAK_EVENT_MEMBERS];
    *n = 0;
    *absent = 0;
    if (m->summary)
        return summary_lines(m, sums->summary, a, line, n, e);
    if (!m->events)
        return 0;
    const size_t events = prak_events_rows(m->events);
    if (prak_more_make(m, events * PRAK_EVENT_WINDOWS * PRAK_EVENT_MEMBERS, a, line, e) < 0)
        return -1;
    for (size_t i = 0; i < events; i++) {
        const size_t rows = prak_events_out(m->events, i, &sums->count[i], row);
        *absent += !prak_table_marked(m->table, i);
        for (size_t k = 0; k < rows; k++)
            if (event_line(m, &row[k], (*line)[(*n)++].cell, a, e) < 0)
                return -1;
    }
    return 0;
}
