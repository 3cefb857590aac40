/*
 * contract_more.c - the columns of prak contract, and the cells that it reads for more than findings.
 */
#include "domain/contract_more.h"

#include "base/date.h"
#include "domain/contract_more_job.h"

/* ---- options ---- */

static int check(const struct prak_contract_law *law, const struct prak_more_options *o, struct prak_err *e)
{
    const char *const one = o->also ? "also" : "spells";
    if ((o->also || o->spells) && prak_contract_readings(law) != 1) {
        prak_fail(e, PRAK_EUSAGE, "--%s needs just one --reading", one);
        return prak_err_hint(e, "what follows from a contract's type follows under a reading");
    }
    if ((o->events && o->also) || (o->events && o->spells) || (o->spells && o->also))
        return prak_fail(e, PRAK_EUSAGE, "--events, --spells and --also exclude each other");
    if (o->summary_by && (o->events || o->spells || o->also))
        return prak_fail(e, PRAK_EUSAGE, "--summary-by and --events, --spells or --also exclude each other");
    if (o->explain && (o->summary_by || o->events || o->spells))
        return prak_fail(e, PRAK_EUSAGE, "--explain and --summary-by, --events or --spells exclude each other");
    if (!o->events != !o->window)
        return prak_fail(e, PRAK_EUSAGE, "--events and --window go together");
    if (o->column[PRAK_MORE_MEMBER] && !o->events)
        return prak_fail(e, PRAK_EUSAGE, "--member needs --events");
    if (o->spells && o->column[PRAK_MORE_ENDED_BY] && !o->column[PRAK_DUE_AGREED_END]) {
        prak_fail(e, PRAK_EUSAGE, "--spells with --ended-by needs --agreed-end");
        return prak_err_hint(e, "a dismissal before the end of a term is told from a term that was not renewed by it");
    }
    if ((o->events || o->spells) && law->restart.n == 0)
        return prak_fail(e, PRAK_EDATA, "no rule says which break begins a new chain");
    return 0;
}

/* Columns that only what is due reads. */
static int check_due(const struct prak_due_law *due, const struct prak_more_options *o, struct prak_err *e)
{
    const bool notice = prak_due_wanted(due, PRAK_DUE_NOTICE), damages = prak_due_wanted(due, PRAK_DUE_DAMAGES);
    if (o->column[PRAK_DUE_GIVEN] && !notice)
        return prak_fail(e, PRAK_EUSAGE, "--notice needs --also notice");
    if (o->column[PRAK_DUE_VALID_REASON] && !damages)
        return prak_fail(e, PRAK_EUSAGE, "--valid-reason needs --also damages");
    if (o->column[PRAK_DUE_VALID_REASON] && !o->column[PRAK_MORE_ENDED_BY])
        return prak_fail(e, PRAK_EUSAGE, "--valid-reason needs --ended-by");
    if (o->column[PRAK_DUE_SENIORITY_PAID] && !o->column[PRAK_DUE_VALID_REASON])
        return prak_fail(e, PRAK_EUSAGE, "--seniority-paid needs --valid-reason");
    if (o->column[PRAK_MORE_ENDED_BY] && !o->spells && !damages && !o->column[PRAK_DUE_GIVEN])
        return prak_fail(e, PRAK_EUSAGE, "--ended-by needs --spells, --notice or --also damages");
    return 0;
}

/* ---- columns ---- */

void prak_more_put(struct prak_more *m, struct prak_str name, enum prak_type type)
{
    m->out[m->nout++] = (struct prak_more_column){ name, type };
}

static void put(struct prak_more *m, const char *name, enum prak_type type)
{
    prak_more_put(m, prak_str(name), type);
}

static void due_columns(struct prak_more *m)
{
    struct prak_due_column column[PRAK_DUE_COLUMNS];
    const size_t n = prak_due_columns(m->due, column);
    m->first_due = m->nout;
    for (size_t i = 0; i < n; i++)
        prak_more_put(m, column[i].name, column[i].number ? PRAK_NUMBER : PRAK_TEXT);
}

static void spell_columns(struct prak_more *m)
{
    put(m, "worker", PRAK_TEXT);
    put(m, "employer", PRAK_TEXT);
    put(m, "chain", PRAK_NUMBER);
    put(m, "start", PRAK_TEXT);
    put(m, "until", PRAK_TEXT);
    put(m, "months", PRAK_NUMBER);
    put(m, "days", PRAK_NUMBER);
    put(m, "exit", PRAK_TEXT);
    put(m, "spell_reason", PRAK_TEXT);
}

static void event_columns(struct prak_more *m)
{
    put(m, "employer", PRAK_TEXT);
    put(m, "event", PRAK_TEXT);
    put(m, "date", PRAK_TEXT);
    if (m->o.worker)
        put(m, "worker", PRAK_TEXT);
    put(m, "window", PRAK_TEXT);
    put(m, "member", PRAK_BOOLEAN);
    put(m, "ending", PRAK_NUMBER);
    put(m, "renewed", PRAK_NUMBER);
    put(m, "not_renewed", PRAK_NUMBER);
    put(m, "censored", PRAK_NUMBER);
}

static int summary_columns(struct prak_more *m, struct prak_arena *a, struct prak_err *e)
{
    static const char *const stem[] = { "udc", "undecided" };
    put(m, "employer", PRAK_TEXT);
    put(m, "workers", PRAK_NUMBER);
    put(m, "contracts", PRAK_NUMBER);
    put(m, "declared_fdc", PRAK_NUMBER);
    for (size_t r = 0; r < prak_contract_readings(m->law); r++)
        for (size_t i = 0; i < sizeof stem / sizeof *stem; i++)
            if (prak_more_put_reading(m, stem[i], r, PRAK_NUMBER, a, e) < 0)
                return -1;
    return 0;
}

/* Letters, digits, and what joins them. */
static bool plain_ids(const struct prak_rule_table *t)
{
    for (size_t i = 0; i < prak_rule_count(t); i++) {
        const struct prak_str id = prak_rule_at(t, i)->id;
        for (size_t k = 0; k < id.n; k++)
            if (!((id.p[k] >= 'a' && id.p[k] <= 'z') || (id.p[k] >= 'A' && id.p[k] <= 'Z') ||
                  (id.p[k] >= '0' && id.p[k] <= '9') || id.p[k] == '.' || id.p[k] == '_' || id.p[k] == '-'))
                return false;
    }
    return true;
}

int prak_more_new(struct prak_rules *r, const struct prak_contract_law *law, const struct prak_more_options *o,
                  struct prak_arena *a, struct prak_more **out, struct prak_err *e)
{
    struct prak_due_options due = { .also = o->also, .strict = o->strict };
    struct prak_more *m = prak_arena_array(a, 1, sizeof *m, e);
    if (!m || check(law, o, e) < 0)
        return -1;
    *out = m;
    m->law = law;
    m->alone = o->events || o->spells || o->summary_by;
    m->spells = o->spells;
    m->summary = o->summary_by != NULL;
    m->memory = o->memory;
    for (size_t i = 0; i < PRAK_MORE_FACTS; i++) {
        m->there[i] = o->column[i] != NULL;
        m->column[i] = prak_str(m->there[i] ? o->column[i] : "");
    }
    if (o->events || o->spells) {
        const struct prak_contract_version *v = prak_contract_version(&law->restart, law->on);
        m->joins = (v ? v : law->restart.v)->amount;
    }
    if (o->events)
        m->o = (struct prak_events_options){ .window = o->window, .on = law->on, .months = m->joins,
                                             .member = m->there[PRAK_MORE_MEMBER] };
    if (o->spells)
        spell_columns(m);
    if (m->summary && summary_columns(m, a, e) < 0)
        return -1;
    memcpy(due.column, o->column, sizeof due.column);
    m->plain_ids = plain_ids(law->rules);
    for (enum prak_contract_kind kind = 0; kind < PRAK_CONTRACT_KINDS; kind++)
        m->kind[kind] = prak_contract_kind_name(kind);
    for (enum prak_confidence c = 0; c <= PRAK_CONFIDENCE_MEMORY; c++)
        m->confidence[c] = prak_str(prak_confidence_name(c));
    if (o->explain && prak_contract_words_new(r, law, o->explain, a, &m->words, e) < 0)
        return -1;
    if (o->column[PRAK_MORE_ENDED_BY] && prak_ends_load(r, a, &m->ends, e) < 0)
        return -1;
    if (prak_due_law_new(r, &due, a, &m->due, e) < 0 || check_due(m->due, o, e) < 0 || (!m->alone && prak_more_row_columns(m, a, e) < 0))
        return -1;
    if (m->due)
        due_columns(m);
    return 0;
}

int prak_more_events(struct prak_more *m, struct prak_table *table, struct prak_arena *a, size_t *key, struct prak_err *e)
{
    static const char *const name[PRAK_EVENT_COLUMNS] = { "employer", "event", "date", "worker" };
    const struct prak_schema *s = prak_table_schema(table);
    for (size_t i = 0; i < PRAK_EVENT_WORKER; i++)
        if (prak_schema_need(s, prak_str(name[i]), &m->o.column[i], e) < 0)
            return prak_err_source(e, prak_table_source(table)), -1;
    const ptrdiff_t worker = prak_schema_find(s, prak_str(name[PRAK_EVENT_WORKER]));
    m->o.worker = worker >= 0;
    m->o.column[PRAK_EVENT_WORKER] = m->o.worker ? (size_t)worker : 0;
    m->table = table;
    *key = m->o.column[PRAK_EVENT_EMPLOYER];
    event_columns(m);
    return prak_events_new(table, &m->o, a, &m->events, e);
}

bool prak_more_alone(const struct prak_more *m)
{
    return m->alone;
}

bool prak_more_word(const struct prak_more *m, size_t fact, struct prak_str word)
{
    return m->due && fact < PRAK_DUE_FACTS && prak_due_word(m->due, (enum prak_due_fact)fact, word);
}

size_t prak_more_columns(const struct prak_more *m, const struct prak_more_column **out)
{
    *out = m->out;
    return m->nout;
}

/* ---- cells that are read ---- */

static int bad(const struct prak_more *m, size_t fact, struct prak_str cell, const char *msg, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, m->column[fact].p, m->column[fact].n);
    prak_err_value(e, cell.p, cell.n);
    return -1;
}

static int check_ended_by(const struct prak_more *m, const struct prak_str *cell, const struct prak_contract_row *row,
                          const char **code, struct prak_err *e)
{
    const struct prak_str by = cell[PRAK_MORE_ENDED_BY], end = cell[PRAK_DUE_AGREED_END];
    enum prak_end_by who;
    int32_t day;
    if (!m->ends || by.n == 0)
        return 0;
    *code = "constraint-error";
    if (prak_ends_read(m->ends, by, &who) < 0)
        return bad(m, PRAK_MORE_ENDED_BY, by, "unlisted word for who ended a contract", e);
    if (row->end == PRAK_CONTRACT_NO_END)
        return bad(m, PRAK_MORE_ENDED_BY, by, "the contract has no end", e);
    if (who == PRAK_END_TERM && prak_date_parse(end.p, end.n, &day) == 0 && day > row->end)
        return bad(m, PRAK_MORE_ENDED_BY, by, "a contract that ended before its agreed end did not run out", e);
    return 0;
}

int prak_more_check(const struct prak_more *m, const struct prak_str cell[PRAK_MORE_FACTS], const struct prak_contract_row *row,
                    const char **code, struct prak_err *e)
{
    const struct prak_str end = cell[PRAK_DUE_AGREED_END];
    enum prak_event_member member;
    int32_t day;
    *code = "type-error";
    if (prak_more_member(cell[PRAK_MORE_MEMBER], &member) < 0)
        return bad(m, PRAK_MORE_MEMBER, cell[PRAK_MORE_MEMBER], "not true, false, yes or no", e);
    if (m->spells && end.n > 0 && prak_date_parse(end.p, end.n, &day) < 0)
        return bad(m, PRAK_DUE_AGREED_END, end, "not a date (YYYY-MM-DD)", e);
    if (m->spells && end.n > 0 && day < row->end) {
        *code = "constraint-error";
        return bad(m, PRAK_DUE_AGREED_END, end,
                   row->end == PRAK_CONTRACT_NO_END ? "the contract has no end before it" : "before the end", e);
    }
    if (check_ended_by(m, cell, row, code, e) < 0)
        return -1;
    return m->due ? prak_due_check(m->due, cell, row->has_start ? row->start : INT32_MIN, row->end, code, e) : 0;
}

int prak_more_ask(const struct prak_more *m, struct prak_contract_row *row, size_t n, struct prak_arena *a, struct prak_err *e)
{
    return prak_due_wanted(m->due, PRAK_DUE_EXTENSION) ? prak_contract_ask_longer(row, n, a, e) : 0;
}
