/*
 * prak-contract - contracts of fixed duration that the law holds to be of undetermined duration, by named readings.
 *
 * Reads:  one row a contract, in any order; columns named by --worker, --employer, --type, --start, --end and, if there are
 *         any, --signed and --written.
 * Writes: the same rows, plus chain, chain_months, break_days, declared_type; for each reading R lawful_type_R, udc_from_R,
 *         contract_rule_R, udc_signed_R; contract_confidence, contract_reason.
 */
#include "prak.h"

#include "cli/tool.h"

enum out { CHAIN, MONTHS, BREAK, DECLARED, CONFIDENCE, REASON, NOUT };
enum by_reading { LAWFUL, FROM, RULE, SIGNED, NBY };

struct contract {
    const char *column[PRAK_CONTRACT_NFACT]; /* options: names by fact */
    const char *on, *reading, *assume, *rules_dir;
    bool strict;
    struct prak_rules *rules;
    const struct prak_contract_law *law;
    bool bound[PRAK_CONTRACT_NFACT];
    unsigned in[PRAK_CONTRACT_NFACT], out[NOUT], by[PRAK_RULES_NAMED][NBY];
};

#define AT(field)    offsetof(struct contract, field)
#define COLUMN(fact) AT(column) + (fact) * sizeof(const char *)
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
    TEXT("rules", "DIR", AT(rules_dir), false, "folder of the rule tables"),
    { PRAK_OPT_FLAG, 0, "strict", NULL, NULL, NULL, "refuse rules of confidence seed and memory", AT(strict), false },
    PRAK_OPT_END,
};

static int open_law(struct contract *t, struct prak_run *run, struct prak_err *e)
{
    const char *dir;
    struct prak_contract_options o = { .on = t->on, .reading = t->reading, .assume = t->assume, .strict = t->strict };
    memcpy(o.column, t->column, sizeof o.column);
    if (prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0 ||
        prak_contract_law_new(t->rules, &o, prak_run_arena(run), &t->law, e) < 0)
        return -1;
    return prak_run_uses_rules(run, t->rules, NULL, NULL, e);
}

static int add_reading(struct contract *t, struct prak_run *run, size_t r, struct prak_err *e)
{
    static const char *const stem[NBY] = { "lawful_type_", "udc_from_", "contract_rule_", "udc_signed_" };
    const struct prak_str reading = prak_contract_reading(t->law, r);
    for (size_t i = 0; i < NBY; i++) {
        const size_t n = strlen(stem[i]);
        char *name = prak_arena_take(prak_run_arena(run), n + reading.n, e);
        if (!name)
            return -1;
        memcpy(name, stem[i], n);
        memcpy(name + n, reading.p, reading.n);
        if (prak_add(run, (struct prak_str){ name, n + reading.n }, PRAK_TEXT, &t->by[r][i], e) < 0)
            return -1;
    }
    return 0;
}

static int add_columns(struct contract *t, struct prak_run *run, struct prak_err *e)
{
    static const char *const name[NOUT] = { "chain",         "chain_months",        "break_days",
                                            "declared_type", "contract_confidence", "contract_reason" };
    for (size_t i = 0; i < NOUT; i++) {
        if (i == CONFIDENCE)
            for (size_t r = 0; r < prak_contract_readings(t->law); r++)
                if (add_reading(t, run, r, e) < 0)
                    return -1;
        if (prak_add(run, prak_str(name[i]), i <= BREAK ? PRAK_NUMBER : PRAK_TEXT, &t->out[i], e) < 0)
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
    return prak_group_key(run, key, 2, e) < 0 ? -1 : add_columns(t, run, e);
}

/* ---- output ---- */

static void put_number(struct prak_task *task, unsigned col, int32_t n)
{
    prak_cell_dec(task, col, prak_dec_int(n));
}

static int put_day(struct prak_task *task, unsigned col, int32_t day, struct prak_err *e)
{
    char *text = prak_arena_take(prak_arena(task), PRAK_DATE_TEXT, e);
    if (!text)
        return -1;
    prak_date_format(day, text);
    prak_cell(task, col, text, PRAK_DATE_TEXT - 1);
    return 0;
}

static int put_finding(const struct contract *t, size_t r, const struct prak_contract_finding *f, struct prak_task *task,
                       struct prak_err *e)
{
    struct prak_str id[PRAK_CONTRACT_LIMITS];
    if (!f->known)
        return 0;
    for (size_t i = 0; i < f->nrule; i++)
        id[i] = f->rule[i]->id;
    prak_cell_text(task, t->by[r][LAWFUL], prak_contract_kind_name(f->udc ? PRAK_CONTRACT_UDC : PRAK_CONTRACT_FDC));
    if ((f->has_from && put_day(task, t->by[r][FROM], f->from, e) < 0) ||
        (f->has_signed && put_day(task, t->by[r][SIGNED], f->signed_on, e) < 0))
        return -1;
    return prak_cell_joined(task, t->by[r][RULE], id, f->nrule, e);
}

static int write_row(const struct contract *t, const struct prak_contract_row *x, const struct prak_batch *b, size_t row,
                     struct prak_task *task, struct prak_err *e)
{
    struct prak_str reason[PRAK_CONTRACT_REASONS];
    const size_t n = prak_contract_reasons(t->law, x, reason);
    if (x->kind != PRAK_CONTRACT_UNKNOWN)
        prak_cell_text(task, t->out[DECLARED], prak_contract_kind_name(x->kind));
    if (x->there) {
        put_number(task, t->out[CHAIN], x->chain);
        put_number(task, t->out[MONTHS], x->months);
        if (!x->first)
            put_number(task, t->out[BREAK], x->gap);
        for (size_t r = 0; r < prak_contract_readings(t->law); r++)
            if (put_finding(t, r, &x->found[r], task, e) < 0)
                return -1;
        prak_cell_text(task, t->out[CONFIDENCE], prak_str(prak_confidence_name(x->confidence)));
    }
    if (prak_cell_joined(task, t->out[REASON], reason, n, e) < 0)
        return -1;
    return prak_emit(task, b, row, e);
}

/* ---- a key ---- */

static int read_row(const struct contract *t, const struct prak_batch *b, size_t row, struct prak_contract_row *x,
                    struct prak_task *task, struct prak_err *e)
{
    struct prak_str cell[PRAK_CONTRACT_NFACT];
    struct prak_err bad = { 0 };
    const char *code = "constraint-error";
    for (size_t i = 0; i < PRAK_CONTRACT_NFACT; i++)
        cell[i] = t->bound[i] ? prak_cell_str(&b->cell[t->in[i]][row]) : (struct prak_str){ "", 0 };
    if (prak_contract_read(t->law, cell, x, &code, &bad) == 0)
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
    struct prak_arena *a = prak_arena(task);
    struct prak_contract_row *row = prak_arena_take(a, b->nrow * sizeof *row, e);
    if (!row)
        return -1;
    for (size_t i = 0; i < b->nrow; i++)
        if (read_row(t, b, i, &row[i], task, e) < 0)
            return -1;
    const bool worker = b->cell[t->in[PRAK_CONTRACT_WORKER]][0].n > 0,
               employer = b->cell[t->in[PRAK_CONTRACT_EMPLOYER]][0].n > 0;
    if (prak_contract_judge(t->law, worker, employer, row, b->nrow, a, e) < 0)
        return -1;
    for (size_t i = 0; i < b->nrow; i++)
        if (!row[i].bad && write_row(t, &row[i], b, i, task, e) < 0)
            return -1;
    return 0;
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
    .begin = begin,
    .group = group,
    .close = close_law,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
