/*
 * prak-case - where each case of a register stands on a day: its stage, what is due next and by when, what it came to.
 *
 * Reads:  one row an event of a case, in any order; columns named by --case, --event, --date and the types; with
 *         --holidays a table of holidays.
 * Writes: one row a case: its id, its types, --carry, and stage, stage_since, days_in_stage, deadline, overdue_days,
 *         next_step, outcome, misclassified, case_rule, case_confidence, case_reason, case_text; with --spells one
 *         row a case for survival, with --steps one row a step that had a limit, with --flow one row a month.
 */
#include "prak.h"

#include "cli/tool.h"

struct passed { /* a column that leaves as the rows of the case have it */
    unsigned in, out;
    struct prak_str differs; /* the reason where they do not agree; n 0: told elsewhere */
};

struct plan {
    const char *column[PRAK_DISPUTE_NFACT];
    const char *on, *holidays, *carry, *day_kind, *workweek, *explain, *flow, *rules_dir; /* options */
    bool strict, spells, steps, no_id;
    struct prak_rules *rules;
    const struct prak_dispute_law *law;
    enum prak_dispute_form form;
    struct prak_dispute_months months;
    bool bound[PRAK_DISPUTE_NFACT];
    unsigned in[PRAK_DISPUTE_NFACT], out[PRAK_DISPUTE_COLUMNS], later, beside, holidays_lack, unknown;
    const struct prak_dispute_column *made;
    size_t nmade, npass;
    struct passed *pass;
};

struct part {
    struct prak_buf text;
    struct prak_dispute_flow flow;
};

#define AT(field)    offsetof(struct plan, field)
#define COLUMN(fact) AT(column) + (fact) * sizeof(const char *)
#define OPT(name, arg, at, help, needed) { PRAK_OPT_TEXT, 0, name, arg, NULL, NULL, help, at, needed }
#define FLAG(name, at, help) { PRAK_OPT_FLAG, 0, name, NULL, NULL, NULL, help, at, false }

static const struct prak_opt options[] = {
    OPT("case", "COL", COLUMN(PRAK_DISPUTE_CASE), "id of the case", true),
    OPT("event", "COL", COLUMN(PRAK_DISPUTE_EVENT), "what happened: a word of case_events.csv", true),
    OPT("date", "COL", COLUMN(PRAK_DISPUTE_DATE), "when: YYYY-MM-DD", true),
    OPT("on", "DATE", AT(on), "the day of the finding; later events do not count", true),
    OPT("type-filed", "COL", COLUMN(PRAK_DISPUTE_FILED), "individual or collective, as filed", false),
    OPT("type-classified", "COL", COLUMN(PRAK_DISPUTE_CLASSIFIED), "the same as the inspector classified it", false),
    OPT("holidays", "FILE", AT(holidays), "holidays: column date, or from and to", false),
    { PRAK_OPT_TEXT, 0, "day-kind", "KIND", NULL, "calendar|working", "which days, where the sources do not agree",
      AT(day_kind), false },
    OPT("workweek", "DAYS", AT(workweek), "first and last working day, such as mon-sat", false),
    OPT("carry", "COLS", AT(carry), "pass these columns on: facts of the whole case", false),
    FLAG("spells", AT(spells), "one row a case: start, until, days, result, censored"),
    FLAG("steps", AT(steps), "one row a step with a limit: by when, and when it was made"),
    OPT("flow", "MONTHS", AT(flow), "one row a month of FROM..TO: cases opened, closed, left", false),
    FLAG("no-id", AT(no_id), "leave the id of the case out"),
    OPT("explain", "LANG", AT(explain), "add case_text, the finding in words: en or km", false),
    OPT("rules", "DIR", AT(rules_dir), "folder of the rule tables", false),
    FLAG("strict", AT(strict), "refuse rules of confidence seed and memory"),
    PRAK_OPT_END,
};

static int open_law(struct plan *t, struct prak_run *run, struct prak_err *e)
{
    struct prak_dispute_options o = { .on = t->on, .day_kind = t->day_kind, .workweek = t->workweek,
                                      .explain = t->explain, .strict = t->strict };
    struct prak_table *holidays;
    const char *dir;
    memcpy(o.column, t->column, sizeof o.column);
    if (t->spells + t->steps + (t->explain != NULL) + (t->flow != NULL) > 1 || (t->flow && t->carry))
        return prak_fail(e, PRAK_EUSAGE, "--spells, --steps, --flow and --explain exclude each other, --flow and --carry too");
    t->form = t->flow      ? PRAK_DISPUTE_FLOW
              : t->spells  ? PRAK_DISPUTE_SPELLS
              : t->steps   ? PRAK_DISPUTE_STEPS
              : t->explain ? PRAK_DISPUTE_TOLD
                           : PRAK_DISPUTE_CASES;
    if (t->holidays && (prak_run_table(run, t->holidays, NULL, 0, &holidays, e) < 0 ||
                        prak_calendar_new(holidays, prak_run_arena(run), &o.calendar, e) < 0))
        return -1;
    if (prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0 ||
        prak_dispute_law_new(t->rules, &o, prak_run_arena(run), &t->law, e) < 0 ||
        (t->flow && prak_dispute_months_parse(t->flow, t->law, &t->months, e) < 0))
        return -1;
    return prak_run_uses_rules(run, t->rules, NULL, NULL, e);
}

static int pass_column(struct plan *t, struct prak_run *run, struct prak_str name, bool tell, struct prak_err *e)
{
    struct passed *p = &t->pass[t->npass++];
    size_t at;
    if (prak_in(run, name, &p->in, e) < 0 || prak_schema_need(prak_input(run), name, &at, e) < 0 ||
        prak_add(run, name, prak_input(run)->type[at], &p->out, e) < 0)
        return -1;
    p->differs = tell ? prak_dispute_differs(prak_run_arena(run), name, e) : prak_str("");
    return p->differs.p ? 0 : -1;
}

/* The id and the types, then --carry, then what is found. */
static int add_columns(struct plan *t, struct prak_run *run, struct prak_err *e)
{
    static const enum prak_dispute_fact own[] = { PRAK_DISPUTE_CASE, PRAK_DISPUTE_FILED, PRAK_DISPUTE_CLASSIFIED };
    struct prak_str *carry = NULL;
    size_t n = 0;
    if (t->carry && prak_columns_parse(t->carry, prak_run_arena(run), &carry, &n, e) < 0)
        return prak_in_option("carry", NULL, e);
    if (!(t->pass = prak_arena_array(prak_run_arena(run), n + PRAK_DISPUTE_NFACT, sizeof *t->pass, e)))
        return -1;
    prak_output_none(run);
    for (size_t i = t->no_id; !t->flow && i < sizeof own / sizeof *own; i++)
        if (t->bound[own[i]] && pass_column(t, run, prak_str(t->column[own[i]]), false, e) < 0)
            return -1;
    for (size_t i = 0; i < n; i++)
        if (pass_column(t, run, carry[i], true, e) < 0)
            return -1;
    t->nmade = prak_dispute_columns(t->form, &t->made);
    for (size_t i = 0; i < t->nmade; i++)
        if (prak_add(run, prak_str(t->made[i].name), t->made[i].type, &t->out[i], e) < 0)
            return -1;
    return 0;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct plan *t = plan;
    if (open_law(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_DISPUTE_NFACT; i++) {
        t->bound[i] = t->column[i] != NULL;
        if (t->bound[i] && prak_in(run, prak_str(t->column[i]), &t->in[i], e) < 0)
            return -1;
    }
    if (prak_counter(run, "dated after --on", false, &t->later, e) < 0 ||
        prak_counter(run, t->flow ? "rows of the cases counted" : "further rows of a case", false, &t->beside, e) < 0 ||
        prak_warning(run, "cases left out, for of their events not all are known", &t->unknown, e) < 0 ||
        prak_warning(run, "cases with a limit in a year whose holidays are not known", &t->holidays_lack, e) < 0)
        return -1;
    return prak_group_key(run, &t->in[PRAK_DISPUTE_CASE], 1, e) < 0 ? -1 : add_columns(t, run, e);
}

/* ---- one case ---- */

struct one {
    struct prak_dispute_facts facts;
    struct prak_agreed *said;
    struct prak_str *carried;
    size_t row; /* where the finding goes: its first row that counts; SIZE_MAX: none does */
};

static int make_one(const struct plan *t, const struct prak_batch *b, struct prak_task *task, struct one *c,
                    struct prak_err *e)
{
    struct prak_arena *a = prak_arena(task);
    *c = (struct one){ .facts.scratch = a, .row = SIZE_MAX };
    c->facts.event = prak_arena_array(a, b->nrow, sizeof *c->facts.event, e);
    c->said = prak_arena_array(a, t->npass + 1, sizeof *c->said, e);
    c->facts.carried = c->carried = prak_arena_array(a, t->npass + 1, sizeof *c->carried, e);
    return c->facts.event && c->said && c->carried ? 0 : -1;
}

static int take_row(const struct plan *t, const struct prak_batch *b, size_t row, struct prak_task *task, struct one *c,
                    struct prak_err *e)
{
    struct prak_str cell[PRAK_DISPUTE_NFACT] = { { "", 0 } };
    const char *code;
    struct prak_err bad = { 0 };
    for (size_t i = 0; i < PRAK_DISPUTE_NFACT; i++)
        if (t->bound[i])
            cell[i] = prak_cell_str(&b->cell[t->in[i]][row]);
    const int got = prak_dispute_take(t->law, cell, &c->facts, &code, &bad);
    if (got < 0) {
        if (prak_reject_err(task, b, row, code, &bad) == 0)
            return 0;
        *e = bad;
        return -1;
    }
    if (got > 0 || c->row != SIZE_MAX || t->flow)
        prak_drop(task, row, got > 0 ? t->later : t->beside);
    if (got == 0 && c->row == SIZE_MAX)
        c->row = row;
    for (size_t i = 0; i < t->npass && got == 0; i++)
        prak_agree(&c->said[i], &b->cell[t->pass[i].in][row]);
    return 0;
}

static int put_cells(const struct plan *t, const struct prak_dispute_cell *cell, struct prak_task *task, struct prak_err *e)
{
    for (size_t i = 0; i < t->nmade; i++) {
        if (cell[i].has_number)
            prak_cell_dec(task, t->out[i], prak_dec_int(cell[i].number));
        else if (cell[i].has_truth)
            prak_cell_bool(task, t->out[i], cell[i].truth);
        else if (cell[i].texts.n > 0 && prak_cell_joined(task, t->out[i], cell[i].texts.v, cell[i].texts.n, e) < 0)
            return -1;
        else if (cell[i].texts.n == 0)
            prak_cell_text(task, t->out[i], cell[i].text.n > 0 ? cell[i].text : prak_str(cell[i].date));
    }
    return 0;
}

static int write_row(const struct plan *t, const struct prak_batch *b, const struct one *c,
                     const struct prak_dispute_finding *f, size_t nth, struct prak_task *task, struct prak_err *e)
{
    struct prak_dispute_cell cell[PRAK_DISPUTE_COLUMNS];
    prak_dispute_cells(t->form, t->law, f, nth, cell);
    if (t->explain) {
        struct prak_buf *text = &((struct part *)prak_part(task))->text;
        text->n = 0;
        prak_dispute_explain(t->law, f, text);
        if (prak_buf_check(text, e) < 0)
            return -1;
        cell[t->nmade - 1].text = (struct prak_str){ text->p, text->n };
    }
    for (size_t i = 0; i < t->npass; i++)
        if (c->said[i].cell && !c->said[i].differs)
            prak_cell_slice(task, t->pass[i].out, c->said[i].cell);
    return put_cells(t, cell, task, e) < 0 ? -1 : prak_emit(task, b, c->row, e);
}

static int judge(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct plan *t = plan;
    struct prak_dispute_finding f;
    struct one c;
    if (make_one(t, b, task, &c, e) < 0)
        return -1;
    for (size_t row = 0; row < b->nrow; row++)
        if (take_row(t, b, row, task, &c, e) < 0)
            return -1;
    prak_count(task, t->unknown, c.row == SIZE_MAX && c.facts.rejected);
    if (c.row == SIZE_MAX)
        return 0;
    for (size_t i = 0; i < t->npass; i++)
        if (c.said[i].differs && t->pass[i].differs.n > 0)
            c.carried[c.facts.ncarried++] = t->pass[i].differs;
    if (prak_dispute_judge(t->law, &c.facts, &f, e) < 0)
        return -1;
    if (t->flow) {
        prak_count(task, t->unknown, !prak_dispute_flow_add(&((struct part *)prak_part(task))->flow, &f));
        return 0;
    }
    prak_count(task, t->holidays_lack, f.lacks_holidays);
    for (size_t i = 0; i < prak_dispute_rows(t->form, &f); i++)
        if (write_row(t, b, &c, &f, i, task, e) < 0)
            return -1;
    return 0;
}

static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct plan *t = plan;
    struct prak_dispute_cell cell[PRAK_DISPUTE_COLUMNS];
    (void)whole;
    for (size_t i = 0; i < t->months.n; i++) {
        prak_dispute_flow_cells(&((struct part *)part)->flow, i, cell);
        if (put_cells(t, cell, task, e) < 0 || prak_emit(task, NULL, 0, e) < 0)
            return -1;
    }
    return 0;
}

static int part_new(const void *plan, void *part, struct prak_err *e)
{
    return prak_dispute_flow_new(&((struct part *)part)->flow, ((const struct plan *)plan)->months, e);
}

static void part_free(void *part)
{
    prak_buf_free(&((struct part *)part)->text);
    prak_dispute_flow_free(&((struct part *)part)->flow);
}

static void close_law(void *plan)
{
    prak_rules_free(((struct plan *)plan)->rules);
}

static const struct prak_tool tool = {
    .name = "case",
    .brief = "where the cases of a register stand, and what is due by when",
    .synopsis = "[options] --case COL --event COL --date COL --on DATE [FILE …]",
    .example = "prak case --case case_id --event event --date date --on 2024-06-30 samples/rights/case-events.csv",
    .memory = "--memory; all rows of a key",
    .opts = options,
    .plan_size = sizeof(struct plan),
    .part_size = sizeof(struct part),
    .part_new = part_new,
    .part_free = part_free,
    .begin = begin,
    .group = judge,
    .end = end,
    .close = close_law,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
