/*
 * prak-contract - contracts of fixed duration that the law holds to be of undetermined duration, by named readings.
 *
 * Reads:  one row a contract, in any order; columns named by --worker, --employer, --type, --start, --end and, if there are
 *         any, --signed and --written.
 * Writes: the same rows, plus chain, chain_months, break_days, declared_type; for each reading R lawful_type_R, udc_from_R,
 *         contract_rule_R, udc_signed_R; contract_confidence, contract_reason; contract_text and what is due, as far as they are wanted. Or instead a table of the
 *         terms that end around events, one row a spell, or one row an employer.
 */
#include "prak.h"

#include "cli/tool.h"

struct contract {
    const char *column[PRAK_CONTRACT_NFACT]; /* options: names by fact */
    const char *on, *reading, *assume, *rules_dir;
    const char *more_column[PRAK_MORE_FACTS], *also, *events, *window, *summary_by, *explain;
    bool strict, spells;
    struct prak_rules *rules;
    const struct prak_contract_law *law;
    struct prak_more *more;
    size_t more_bound[PRAK_MORE_FACTS], nmore; /* those that are columns */
    struct prak_str constant[PRAK_MORE_FACTS]; /* a word that holds for all rows, not a column */
    unsigned more_in[PRAK_MORE_FACTS], more_out[PRAK_MORE_COLUMNS], left, absent;
    bool bound[PRAK_CONTRACT_NFACT];
    unsigned in[PRAK_CONTRACT_NFACT];
};

#define AT(field)    offsetof(struct contract, field)
#define COLUMN(fact) AT(column) + (fact) * sizeof(const char *)
#define MORE(fact)   AT(more_column) + (fact) * sizeof(const char *)
#define TEXT(name, arg, at, needed, help) { PRAK_OPT_TEXT, 0, name, arg, NULL, NULL, help, at, needed }

static const struct prak_opt options[] = {
    TEXT("worker", "COL", COLUMN(PRAK_CONTRACT_WORKER), true, "who works; with the employer the key of a chain"),
    TEXT("employer", "COL", COLUMN(PRAK_CONTRACT_EMPLOYER), true, "for whom"),
    TEXT("type", "COL", COLUMN(PRAK_CONTRACT_TYPE), true, "declared type, by a word of contract_types.csv"),
    TEXT("start", "COL", COLUMN(PRAK_CONTRACT_START), true, "first day"),
    TEXT("end", "COL", COLUMN(PRAK_CONTRACT_END), true, "last day; empty: none was agreed"),
    TEXT("signed", "COL", COLUMN(PRAK_CONTRACT_SIGNED), false, "day of signing, which chooses the rule; without it the start"),
    TEXT("written", "COL", COLUMN(PRAK_CONTRACT_WRITTEN), false, "whether it was written; without it, taken as written"),
    TEXT("on", "DATE", AT(on), true, "as of this day"),
    TEXT("reading", "NAMES", AT(reading), false, "names of contract_readings.csv, or all, as without this"),
    TEXT("assume", "WORD", AT(assume), false,
         "where nobody found what a break does: breaks-join the chain, or breaks-restart it"),
    TEXT("wage", "COL", MORE(PRAK_DUE_WAGE), false, "what is paid a month"),
    TEXT("currency", "COL|CODE", MORE(PRAK_DUE_CURRENCY), false, "its currency: a column, or one code for all rows"),
    TEXT("sector", "COL|NAME", MORE(PRAK_DUE_SECTOR), false, "a name of sectors.csv, for back pay"),
    TEXT("agreed-end", "COL", MORE(PRAK_DUE_AGREED_END), false, "the last day agreed, where it was ended before"),
    TEXT("ended-by", "COL", MORE(PRAK_MORE_ENDED_BY), false, "who ended it, by a word of contract_ends.csv; empty: not known"),
    TEXT("notice", "COL", MORE(PRAK_DUE_GIVEN), false, "the day on which notice was given, or none; empty: not known"),
    TEXT("valid-reason", "COL", MORE(PRAK_DUE_VALID_REASON), false, "for damages: whether there was a valid reason to end it"),
    TEXT("seniority-paid", "COL", MORE(PRAK_DUE_SENIORITY_PAID), false, "for damages: seniority payments received in all"),
    TEXT("also", "KINDS", AT(also), false, "add what is due: notice, severance, seniority, back-pay, damages"),
    TEXT("events", "FILE", AT(events), false, "instead: contracts that end around events (employer,event,date)"),
    TEXT("window", "DAYS", AT(window), false, "days before an event, and from it on: 90d"),
    TEXT("member", "COL", MORE(PRAK_MORE_MEMBER), false, "for events: is the worker a member?"),
    { PRAK_OPT_FLAG, 0, "spells", NULL, NULL, NULL, "instead: one row for each chain that began with an FDC", AT(spells),
      false },
    { PRAK_OPT_TEXT, 0, "summary-by", "employer", NULL, "employer",
      "instead: one row an employer, workers on contracts declared FDC that are in force", AT(summary_by), false },
    TEXT("explain", "en|km", AT(explain), false, "add contract_text, the findings in English or Khmer"),
    TEXT("rules", "DIR", AT(rules_dir), false, "folder of the rule tables"),
    { PRAK_OPT_FLAG, 0, "strict", NULL, NULL, NULL, "refuse rules of confidence seed and memory", AT(strict), false },
    PRAK_OPT_END,
};

static int open_law(struct contract *t, struct prak_run *run, struct prak_err *e)
{
    const char *dir;
    struct prak_contract_options o = { .on = t->on, .reading = t->reading, .assume = t->assume, .strict = t->strict };
    struct prak_more_options more = { .also = t->also, .events = t->events, .window = t->window, .spells = t->spells,
                                      .summary_by = t->summary_by, .memory = prak_memory(run), .explain = t->explain, .strict = t->strict };
    memcpy(o.column, t->column, sizeof o.column);
    memcpy(more.column, t->more_column, sizeof more.column);
    if (prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0 ||
        prak_contract_law_new(t->rules, &o, prak_run_arena(run), &t->law, e) < 0 ||
        prak_more_new(t->rules, t->law, &more, prak_run_arena(run), &t->more, e) < 0)
        return -1;
    return prak_run_uses_rules(run, t->rules, NULL, NULL, e);
}

static int add_columns(struct contract *t, struct prak_run *run, struct prak_err *e)
{
    const struct prak_more_column *column;
    struct prak_table *table;
    size_t key;
    if (prak_more_alone(t->more) &&
        prak_warning(run, t->summary_by ? "contracts without worker, employer, type or start, not counted"
                                        : "contracts without a place in a chain, left out", &t->left, e) < 0)
        return -1;
    if (t->events && (prak_run_table(run, t->events, NULL, 0, &table, e) < 0 ||
                      prak_more_events(t->more, table, prak_run_arena(run), &key, e) < 0 ||
                      prak_run_index(run, table, &key, 1, e) < 0 ||
                      prak_warning(run, "events of an employer that has no contracts", &t->absent, e) < 0))
        return -1;
    const size_t n = prak_more_columns(t->more, &column);
    for (size_t i = 0; i < n; i++)
        if (prak_add(run, column[i].name, column[i].type, &t->more_out[i], e) < 0)
            return -1;
    return 0;
}

static int bind_more(struct contract *t, struct prak_run *run, struct prak_err *e)
{
    for (size_t i = 0; i < PRAK_MORE_FACTS; i++) {
        if (!t->more_column[i])
            continue;
        const struct prak_str column = prak_str(t->more_column[i]);
        if (prak_schema_find(prak_input(run), column) < 0 && prak_more_word(t->more, i, column)) {
            t->constant[i] = column;
            continue;
        }
        t->more_bound[t->nmore++] = i;
        if (prak_in(run, column, &t->more_in[i], e) < 0)
            return -1;
    }
    return 0;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct contract *t = plan;
    unsigned key[2];
    if (open_law(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_CONTRACT_NFACT; i++) {
        t->bound[i] = t->column[i] != NULL;
        if (t->bound[i] && prak_in(run, prak_str(t->column[i]), &t->in[i], e) < 0)
            return -1;
    }
    key[0] = t->in[PRAK_CONTRACT_WORKER];
    key[1] = t->in[PRAK_CONTRACT_EMPLOYER];
    if (bind_more(t, run, e) < 0 || prak_group_key(run, key, 2, e) < 0)
        return -1;
    if (prak_more_alone(t->more))
        prak_output_none(run);
    return add_columns(t, run, e);
}

/* ---- output ---- */

static int write_line(const struct contract *t, const struct prak_more_line *line, const struct prak_batch *b,
                      struct prak_task *task, struct prak_err *e)
{
    const struct prak_more_column *column;
    const size_t n = prak_more_columns(t->more, &column);
    for (size_t i = 0; i < n; i++) {
        const struct prak_more_cell *cell = &line->cell[i];
        if (cell->has && column[i].type == PRAK_BOOLEAN)
            prak_cell_bool(task, t->more_out[i], cell->truth);
        else if (cell->has)
            prak_cell_dec(task, t->more_out[i], cell->number);
        else if (cell->plain)
            prak_cell_slice(task, t->more_out[i],
                            &(struct prak_slice){ .p = cell->part->p, .n = (uint32_t)cell->part->n, .plain = 1 });
        else if (prak_cell_joined(task, t->more_out[i], cell->part, cell->npart, e) < 0)
            return -1;
    }
    return prak_emit(task, b, line->row, e);
}

/* ---- a key ---- */

static int read_row(const struct contract *t, const struct prak_batch *b, size_t row, struct prak_contract_row *x,
                    struct prak_str *more, struct prak_task *task, struct prak_err *e)
{
    struct prak_str cell[PRAK_CONTRACT_NFACT];
    struct prak_err bad = { 0 };
    const char *code = "constraint-error";
    for (size_t i = 0; i < PRAK_CONTRACT_NFACT; i++)
        cell[i] = t->bound[i] ? prak_cell_str(&b->cell[t->in[i]][row]) : (struct prak_str){ "", 0 };
    memcpy(more, t->constant, sizeof t->constant);
    for (size_t i = 0; i < t->nmore; i++)
        more[t->more_bound[i]] = prak_cell_str(&b->cell[t->more_in[t->more_bound[i]]][row]);
    if (prak_contract_read(t->law, cell, x, &code, &bad) == 0 && prak_more_check(t->more, more, x, &code, &bad) == 0)
        return 0;
    x->bad = true;
    if (prak_reject_err(task, b, row, code, &bad) == 0)
        return 0;
    *e = bad;
    return -1;
}

static int group(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct contract *t = plan;
    struct prak_more_sums *sums = prak_part(task);
    const uint64_t left = sums->left;
    struct prak_arena *a = prak_arena(task);
    struct prak_contract_row *row = prak_arena_take(a, b->nrow * sizeof *row, e);
    struct prak_str *cell = prak_arena_take(a, b->nrow * PRAK_MORE_FACTS * sizeof *cell, e);
    struct prak_more_line *line = NULL;
    size_t n;
    if (!row || !cell)
        return -1;
    for (size_t i = 0; i < b->nrow; i++)
        if (read_row(t, b, i, &row[i], cell + i * PRAK_MORE_FACTS, task, e) < 0)
            return -1;
    const struct prak_more_key key = { prak_cell_str(&b->cell[t->in[PRAK_CONTRACT_WORKER]][0]),
                                       prak_cell_str(&b->cell[t->in[PRAK_CONTRACT_EMPLOYER]][0]), row, cell, b->nrow };
    if (prak_more_ask(t->more, row, b->nrow, a, e) < 0 ||
        prak_contract_judge(t->law, key.worker.n > 0, key.employer.n > 0, row, b->nrow, a, e) < 0 ||
        prak_more_lines(t->more, &key, sums, a, &line, &n, e) < 0)
        return -1;
    prak_count(task, t->left, sums->left - left);
    for (size_t i = 0; i < n; i++)
        if (write_line(t, &line[i], b, task, e) < 0)
            return -1;
    return 0;
}

static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct contract *t = plan;
    struct prak_more_line *line = NULL;
    uint64_t absent;
    size_t n;
    (void)whole;
    if (prak_more_end(t->more, part, prak_arena(task), &line, &n, &absent, e) < 0)
        return -1;
    prak_count(task, t->absent, absent);
    for (size_t i = 0; i < n; i++)
        if (write_line(t, &line[i], NULL, task, e) < 0)
            return -1;
    return 0;
}

static int part_new(const void *plan, void *part, struct prak_err *e)
{
    return prak_more_sums_new(((const struct contract *)plan)->more, part, e);
}

static void part_free(void *part)
{
    prak_more_sums_free(part);
}

static void close_law(void *plan)
{
    prak_rules_free(((struct contract *)plan)->rules);
}

static const struct prak_tool tool = {
    .name = "contract",
    .brief = "which contracts are of undetermined duration, by named readings",
    .synopsis = "[options] --worker COL --employer COL --type COL --start COL --end COL --on DATE [FILE …]",
    .example = "prak contract --worker worker_id --employer factory_id --type type --start starts --end ends "
               "--signed signed_on --written written --on 2024-06-30 samples/contracts.csv",
    .memory = "--memory; all rows of a key",
    .opts = options,
    .plan_size = sizeof(struct contract),
    .part_size = sizeof(struct prak_more_sums),
    .part_new = part_new,
    .part_free = part_free,
    .begin = begin,
    .group = group,
    .end = end,
    .close = close_law,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
