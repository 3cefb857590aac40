/*
 * dispute_law.c - loads the tables that cases are judged by, and checks what prak_rules_load cannot know.
 */
#include "domain/dispute_law.h"

#include "base/date.h"
#include "domain/dispute_text.h"

struct prak_str prak_dispute_joined(struct prak_arena *a, const char *before, struct prak_str text, struct prak_err *e)
{
    const size_t n = strlen(before);
    char *p = prak_arena_take(a, n + text.n + 1, e);
    if (!p)
        return (struct prak_str){ NULL, 0 };
    memcpy(p, before, n);
    if (text.n > 0)
        memcpy(p + n, text.p, text.n);
    return (struct prak_str){ p, n + text.n };
}

struct prak_str prak_dispute_differs(struct prak_arena *a, struct prak_str column, struct prak_err *e)
{
    return prak_dispute_joined(a, "differs_", column, e);
}

static size_t find_stage(const struct prak_dispute_law *law, struct prak_str name)
{
    for (size_t i = 0; i < law->nstage; i++)
        if (prak_str_eq(law->stage[i].name, name))
            return i;
    return SIZE_MAX;
}

static size_t find_kind(const struct prak_dispute_law *law, struct prak_str name)
{
    for (size_t i = 0; i < law->nkind; i++)
        if (prak_str_eq(law->kind[i].name, name))
            return i;
    return SIZE_MAX;
}

/* yes or no; -1: neither. */
static int truth(const struct prak_rule_table *t, size_t row, const char *column, bool *out, struct prak_err *e)
{
    const struct prak_str word = prak_rule_cell(t, row, column);
    *out = prak_str_is(word, "yes");
    return *out || prak_str_is(word, "no") ? 0 : prak_rule_fault(t, row, column, "not yes or no", e);
}

/* ---- stages and events ---- */

static int read_stages(struct prak_dispute_law *law, struct prak_rules *r, struct prak_arena *a, struct prak_err *e)
{
    const struct prak_rule_table *t;
    if (prak_rules_load(r, "case_stages", &t, e) < 0)
        return -1;
    const size_t n = prak_rule_rows(t);
    if (!(law->stage = prak_arena_array(a, n + 1, sizeof *law->stage, e)))
        return -1;
    for (; law->nstage < n; law->nstage++) {
        struct prak_dispute_stage *s = &law->stage[law->nstage];
        s->name = prak_rule_cell(t, law->nstage, "stage");
        s->outcome = prak_rule_cell(t, law->nstage, "outcome");
        if (truth(t, law->nstage, "closed", &s->closed, e) < 0)
            return -1;
        if (s->closed != (s->outcome.n > 0))
            return prak_rule_fault(t, law->nstage, "outcome", "needed where closed is yes, and only there", e);
    }
    return 0;
}

/* A cell that names a stage or is empty. */
static int stage_cell(const struct prak_dispute_law *law, const struct prak_rule_table *t, size_t row, const char *column,
                      size_t *out, struct prak_err *e)
{
    const struct prak_str name = prak_rule_cell(t, row, column);
    *out = name.n > 0 ? find_stage(law, name) : SIZE_MAX;
    return name.n > 0 && *out == SIZE_MAX ? prak_rule_fault(t, row, column, "not a stage of case_stages", e) : 0;
}

static int read_kind(struct prak_dispute_law *law, const struct prak_rule_table *t, size_t row, struct prak_arena *a,
                     struct prak_err *e)
{
    struct prak_dispute_kind *k = &law->kind[row];
    k->name = prak_rule_cell(t, row, "event");
    k->dispute = prak_rule_cell(t, row, "dispute");
    k->outcome = prak_rule_cell(t, row, "outcome");
    k->agrees = prak_rule_cell(t, row, "agrees");
    k->other = prak_dispute_joined(a, "other_procedure_", k->name, e);
    if (!k->other.p || truth(t, row, "opens", &k->opens, e) < 0 || stage_cell(law, t, row, "stage", &k->stage, e) < 0 ||
        stage_cell(law, t, row, "if_agreed", &k->agreed, e) < 0)
        return -1;
    if (k->dispute.n == 0)
        return prak_rule_fault(t, row, "dispute", "empty: whose event it is, or any", e);
    if (k->outcome.n > 0 && (k->stage == SIZE_MAX || !law->stage[k->stage].closed))
        return prak_rule_fault(t, row, "outcome", "its stage is not closed", e);
    return 0;
}

static int read_kinds(struct prak_dispute_law *law, struct prak_rules *r, struct prak_arena *a, struct prak_err *e)
{
    const struct prak_rule_table *t;
    if (prak_rules_load(r, "case_events", &t, e) < 0)
        return -1;
    law->nkind = prak_rule_rows(t);
    if (!(law->kind = prak_arena_array(a, law->nkind + 1, sizeof *law->kind, e)))
        return -1;
    for (size_t row = 0; row < law->nkind; row++)
        if (read_kind(law, t, row, a, e) < 0)
            return -1;
    return 0;
}

static bool is_dispute(const struct prak_dispute_law *law, struct prak_str word)
{
    bool found = false;
    for (size_t i = 0; i < law->nkind && !found; i++)
        found = prak_str_eq(law->kind[i].dispute, word);
    return found && !prak_str_is(word, PRAK_ANY);
}

/* ---- steps ---- */

static bool among(const char *const *word, size_t n, struct prak_str text)
{
    for (size_t i = 0; i < n; i++)
        if (prak_str_is(text, word[i]))
            return true;
    return false;
}

/* The number and its unit: a time that can be counted, or the yes of a step that is open. */
static int check_limit(const struct prak_dispute_law *law, const struct prak_rule *rule, bool limited, struct prak_err *e)
{
    static const char *const units[] = { "day", "days", "week", "weeks", "month", "months", "year", "years" };
    const size_t row = rule->row;
    int64_t n;
    if (!limited)
        return 0;
    if (!among(units, sizeof units / sizeof *units, rule->unit))
        return prak_rule_fault(law->steps, row, "unit", "not days, weeks, months, years or bool", e);
    if (prak_dec_to_int64(rule->value, &n) < 0 || n < 1)
        return prak_rule_fault(law->steps, row, "value", "not a whole number from 1 on", e);
    if (!prak_str_is(rule->selector[PRAK_BY_DAY_KIND], "calendar") && !prak_str_is(rule->selector[PRAK_BY_DAY_KIND], "working"))
        return prak_rule_fault(law->steps, row, "day_kind", "not calendar or working", e);
    if (prak_str_is(rule->selector[PRAK_BY_DAY_KIND], "working") && !among(units, 2, rule->unit))
        return prak_rule_fault(law->steps, row, "unit", "working days are days", e);
    return 0;
}

/* Marks what the cell names, joined by '|'. */
static int mark(const struct prak_dispute_law *law, const struct prak_rule *rule, const char *column,
                size_t (*find)(const struct prak_dispute_law *, struct prak_str), bool *out, struct prak_err *e)
{
    struct prak_str text = prak_rule_cell(law->steps, rule->row, column);
    while (text.n > 0) {
        const char *bar = memchr(text.p, '|', text.n);
        const struct prak_str name = { text.p, bar ? (size_t)(bar - text.p) : text.n };
        const size_t at = find(law, name), used = name.n + (bar != NULL);
        if (at == SIZE_MAX)
            return prak_rule_fault(law->steps, rule->row, column, "names what is not in its list", e);
        out[at] = true;
        text.p += used;
        text.n -= used;
    }
    return 0;
}

static int new_step(struct prak_dispute_law *law, const struct prak_rule *rule, struct prak_dispute_step *s,
                    struct prak_arena *a, struct prak_err *e)
{
    s->dispute = rule->selector[PRAK_BY_DISPUTE];
    s->name = rule->selector[PRAK_BY_STEP];
    s->limited = !prak_str_is(rule->unit, "bool");
    s->runs = prak_arena_array(a, law->nstage + 1, sizeof *s->runs, e);
    s->made = prak_arena_array(a, law->nkind + 1, sizeof *s->made, e);
    s->late = prak_dispute_joined(a, "late_", s->name, e);
    s->unsettled = prak_dispute_joined(a, "unsettled_", s->name, e);
    s->lapsed = prak_dispute_joined(a, "lapsed_", s->name, e);
    if (!s->runs || !s->made || !s->late.p || !s->unsettled.p || !s->lapsed.p)
        return -1;
    if (!is_dispute(law, s->dispute))
        return prak_rule_fault(law->steps, rule->row, "dispute", "no event of case_events is of this dispute", e);
    if (truth(law->steps, rule->row, "lapses", &s->lapses, e) < 0 ||
        mark(law, rule, "stages", find_stage, s->runs, e) < 0)
        return -1;
    return mark(law, rule, "made_by", find_kind, s->made, e);
}

/* Rows of one step say the same of it, and no other step has a limit in its stages. */
static int check_step(const struct prak_dispute_law *law, const struct prak_rule *rule, const struct prak_dispute_step *s,
                      struct prak_err *e)
{
    for (size_t i = 0; i < law->nstep; i++) {
        const struct prak_dispute_step *o = &law->step[i];
        const bool one = prak_str_eq(o->name, s->name);
        if (!prak_str_eq(o->dispute, s->dispute))
            continue;
        if (one && (o->limited != s->limited || o->lapses != s->lapses || memcmp(o->runs, s->runs, law->nstage) != 0 ||
                    memcmp(o->made, s->made, law->nkind) != 0))
            return prak_rule_fault(law->steps, rule->row, "step", "another row of this step says otherwise of it", e);
        for (size_t k = 0; k < law->nstage && !one && o->limited && s->limited; k++)
            if (o->runs[k] && s->runs[k])
                return prak_rule_fault(law->steps, rule->row, "stages", "another step has a limit in this stage", e);
    }
    return 0;
}

static int read_step(struct prak_dispute_law *law, const struct prak_rule *rule, struct prak_arena *a, struct prak_err *e)
{
    struct prak_dispute_step *s = &law->step[law->nstep];
    if (prak_rule_cell(law->steps, rule->row, "stages").n == 0)
        return 0;
    if (new_step(law, rule, s, a, e) < 0 || check_limit(law, rule, s->limited, e) < 0 ||
        check_step(law, rule, s, e) < 0)
        return -1;
    for (size_t i = 0; i < law->nstep; i++)
        if (prak_str_eq(law->step[i].dispute, s->dispute) && prak_str_eq(law->step[i].name, s->name))
            return 0;
    law->nstep++;
    return 0;
}

static int read_steps(struct prak_dispute_law *law, struct prak_rules *r, struct prak_arena *a, struct prak_err *e)
{
    if (prak_rules_load(r, "dispute_steps", &law->steps, e) < 0)
        return -1;
    if (prak_rule_selectors(law->steps) != PRAK_DISPUTE_SELECTORS)
        return prak_rule_fault(law->steps, SIZE_MAX, NULL, "selectors must be dispute, step, day_kind", e);
    const size_t n = prak_rule_count(law->steps);
    if (!(law->step = prak_arena_array(a, n + 1, sizeof *law->step, e)))
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (!prak_rule_at(law->steps, i)->has_value)
            return prak_rule_fault(law->steps, SIZE_MAX, NULL, "table has no column 'value'", e);
        if (read_step(law, prak_rule_at(law->steps, i), a, e) < 0)
            return -1;
    }
    for (size_t i = 0; i < law->nkind; i++)
        if (law->kind[i].agrees.n > 0 && !prak_rule_names(law->steps, PRAK_BY_STEP, law->kind[i].agrees))
            return prak_fail(e, PRAK_EDATA, "case_events: agrees of '%.*s' is no step of dispute_steps",
                             (int)law->kind[i].name.n, law->kind[i].name.p);
    return 0;
}

/* ---- options ---- */

static int read_options(struct prak_dispute_law *law, const struct prak_dispute_options *o, struct prak_arena *a,
                        struct prak_err *e)
{
    for (size_t i = 0; i < PRAK_DISPUTE_NFACT; i++) {
        law->column[i] = prak_str(o->column[i] ? o->column[i] : "");
        law->missing[i] = prak_dispute_joined(a, "missing_", law->column[i], e);
        law->differs[i] = prak_dispute_differs(a, law->column[i], e);
        if (!law->missing[i].p || !law->differs[i].p)
            return -1;
    }
    law->strict = o->strict;
    law->calendar = o->calendar;
    if (prak_date_parse(o->on, strlen(o->on), &law->on) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--on is not a date (YYYY-MM-DD)");
    law->day_kind = prak_str(o->day_kind ? o->day_kind : "");
    law->assumed_kind = prak_dispute_joined(a, "assumed_day_kind-", law->day_kind, e);
    law->week_given = o->workweek != NULL;
    law->assumed_week = prak_dispute_joined(a, "assumed_workweek-", prak_str(o->workweek ? o->workweek : ""), e);
    if (!law->assumed_kind.p || !law->assumed_week.p)
        return -1;
    if (o->workweek && prak_workweek_parse(prak_str(o->workweek), &law->week) < 0)
        return prak_fail(e, PRAK_EUSAGE, "--workweek is not two days, such as mon-sat");
    return 0;
}

int prak_dispute_law_new(struct prak_rules *r, const struct prak_dispute_options *o, struct prak_arena *a,
                         const struct prak_dispute_law **out, struct prak_err *e)
{
    struct prak_dispute_law *law = prak_arena_array(a, 1, sizeof *law, e);
    if (!law || read_options(law, o, a, e) < 0 || read_stages(law, r, a, e) < 0 || read_kinds(law, r, a, e) < 0 ||
        read_steps(law, r, a, e) < 0)
        return -1;
    if (o->explain && prak_sentences_load(r, "case_text", o->explain, prak_dispute_value_name, PRAK_DISPUTE_VALUES, a,
                                          &law->sentences, e) < 0)
        return -1;
    *out = law;
    return 0;
}

int32_t prak_dispute_on(const struct prak_dispute_law *law)
{
    return law->on;
}

/* ---- a row ---- */

static int bad(const struct prak_dispute_law *law, enum prak_dispute_fact fact, const char *msg, struct prak_str value,
               struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, law->column[fact].p, law->column[fact].n);
    prak_err_value(e, value.p, value.n);
    return -1;
}

/* What the row says of a type; a second word for it is none that counts. */
static void take_type(struct prak_str word, struct prak_str *type, bool *differs)
{
    if (word.n == 0)
        return;
    *differs = *differs || (type->n > 0 && !prak_str_eq(*type, word));
    *type = word;
}

static int check_cells(const struct prak_dispute_law *law, const struct prak_str *cell, uint32_t *kind, const char **code,
                       struct prak_err *e)
{
    *code = "constraint-error";
    if (cell[PRAK_DISPUTE_CASE].n == 0)
        return bad(law, PRAK_DISPUTE_CASE, "empty: a row belongs to a case", cell[PRAK_DISPUTE_CASE], e);
    for (int i = PRAK_DISPUTE_FILED; i <= PRAK_DISPUTE_CLASSIFIED; i++)
        if (cell[i].n > 0 && !is_dispute(law, cell[i]))
            return bad(law, (enum prak_dispute_fact)i, "not a kind of dispute in case_events", cell[i], e);
    const size_t at = find_kind(law, cell[PRAK_DISPUTE_EVENT]);
    *kind = (uint32_t)at;
    if (at == SIZE_MAX && cell[PRAK_DISPUTE_EVENT].n > 0)
        return bad(law, PRAK_DISPUTE_EVENT, "not an event of case_events", cell[PRAK_DISPUTE_EVENT], e);
    return 0;
}

int prak_dispute_take(const struct prak_dispute_law *law, const struct prak_str cell[PRAK_DISPUTE_NFACT],
                      struct prak_dispute_facts *facts, const char **code, struct prak_err *e)
{
    const struct prak_str date = cell[PRAK_DISPUTE_DATE];
    uint32_t kind;
    int32_t day = 0;
    const bool bad_date = date.n > 0 && prak_date_parse(date.p, date.n, &day) < 0, later = date.n > 0 && day > law->on;
    if (check_cells(law, cell, &kind, code, e) < 0) {
        facts->rejected = facts->rejected || (cell[PRAK_DISPUTE_CASE].n > 0 && (bad_date || !later));
        return -1;
    }
    if (bad_date) {
        facts->rejected = true;
        *code = "type-error";
        return bad(law, PRAK_DISPUTE_DATE, "not a date (YYYY-MM-DD)", date, e);
    }
    if (later)
        return 1;
    take_type(cell[PRAK_DISPUTE_FILED], &facts->filed, &facts->filed_differs);
    take_type(cell[PRAK_DISPUTE_CLASSIFIED], &facts->classified, &facts->classified_differs);
    facts->lacks_event = facts->lacks_event || cell[PRAK_DISPUTE_EVENT].n == 0;
    facts->lacks_date = facts->lacks_date || date.n == 0;
    if (cell[PRAK_DISPUTE_EVENT].n > 0 && date.n > 0)
        facts->event[facts->nevent++] = (struct prak_dispute_event){ day, kind };
    return 0;
}
