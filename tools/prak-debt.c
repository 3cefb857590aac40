/*
 * prak-debt - what a loan costs, beside the cap of interest in force when it was made, and of whose income.
 *
 * Reads:  one row a loan; columns named by --principal, --currency, --date and those of its terms; with --schedule a
 *         table of its payments. With --service one row a person or household, whose debt service is known.
 * Writes: the same rows, plus instalment, monthly_service, total_cost, nominal_rate, effective_rate, above_cap,
 *         interest_over_cap, debt_rule, debt_confidence, debt_reason, debt_currency; and apr_us, debt_text, dsr and
 *         over_NAME of each threshold, as far as they are wanted.
 */
#include "prak.h"

#include "cli/tool.h"

enum out {
    INSTALMENT, SERVICE, COST, NOMINAL, EFFECTIVE, ABOVE, OVER, RULE, CONFIDENCE, REASON, CURRENCY, APR, TEXT, DSR, NOUT
};

struct debt {
    const char *column[PRAK_DEBT_NFACT]; /* options: names by fact */
    const char *schedule, *on, *thresholds, *into, *fx_rule, *fx_file, *rules_dir, *explain;
    struct prak_dec tolerance;
    bool strict, apr;
    struct prak_rules *rules;
    struct prak_fx *fx;
    const struct prak_debt_law *law;
    bool bound[PRAK_DEBT_NFACT], wanted[NOUT];
    unsigned in[PRAK_DEBT_NFACT], out[NOUT], over[PRAK_DEBT_THRESHOLDS], key;
    struct prak_str constant[PRAK_DEBT_NFACT]; /* a word that holds for all rows, not a column */
    size_t nthreshold;
    size_t table_key;
    struct prak_debt_schedule rows;
    unsigned astray, fraction;
};

struct part {
    struct prak_debt_shapes shapes;
    struct prak_buf text;
};

#define AT(field)    offsetof(struct debt, field)
#define COLUMN(fact) AT(column) + (fact) * sizeof(const char *)
#define OPT(name, arg, at, help) { PRAK_OPT_TEXT, 0, name, arg, NULL, NULL, help, at, false }

static const struct prak_opt options[] = {
    OPT("principal", "COL", COLUMN(PRAK_DEBT_PRINCIPAL), "the sum lent"),
    OPT("currency", "COL|CODE", COLUMN(PRAK_DEBT_CURRENCY), "its currency: a column, or one code for all rows"),
    OPT("date", "COL|DATE", COLUMN(PRAK_DEBT_DATE), "day on which it was lent"),
    OPT("rate", "COL", COLUMN(PRAK_DEBT_RATE), "rate in per cent of its period"),
    OPT("rate-period", "COL|WORD", COLUMN(PRAK_DEBT_PERIOD), "year, month or term: what the rate is for"),
    OPT("method", "COL|WORD", COLUMN(PRAK_DEBT_METHOD),
        "declining, equal-principal, balloon, flat, per-term or daily"),
    OPT("term-months", "COL", COLUMN(PRAK_DEBT_TERM), "months until the last payment"),
    OPT("instalments", "COL", COLUMN(PRAK_DEBT_INSTALMENTS), "how many; without it one a month, or a day (daily)"),
    OPT("grace", "COL", COLUMN(PRAK_DEBT_GRACE), "months at the beginning in which interest alone is paid"),
    OPT("payment", "COL", COLUMN(PRAK_DEBT_PAYMENT), "the instalment itself, where it stands in for rate and method"),
    OPT("fees", "COL", COLUMN(PRAK_DEBT_FEES), "paid at the beginning"),
    OPT("savings", "COL", COLUMN(PRAK_DEBT_SAVINGS), "held back at the beginning, returned with the last payment"),
    OPT("lender-type", "COL|NAME", COLUMN(PRAK_DEBT_LENDER), "a name of lender_types.csv: whether there is a cap"),
    OPT("refinanced", "COL", COLUMN(PRAK_DEBT_REFINANCED), "day on which it was last restructured or refinanced"),
    OPT("schedule", "FILE", AT(schedule), "payments of the loans: columns date and amount (received: below 0)"),
    OPT("on", "NAME", AT(on), "key of loan and schedule: NAME or LOAN=SCHEDULE"),
    OPT("income", "COL", COLUMN(PRAK_DEBT_INCOME), "a month's income; adds dsr"),
    OPT("income-currency", "COL|CODE", COLUMN(PRAK_DEBT_INCOME_CURRENCY), "its currency, where it is another"),
    OPT("thresholds", "NAMES", AT(thresholds), "add over_NAME for each: insolvent is the rule dsr_insolvent"),
    OPT("service", "COL", COLUMN(PRAK_DEBT_SERVICE), "a month's debt service of all loans: only dsr and over_NAME"),
    OPT("into", "CODE", AT(into), "give the amounts in this currency"),
    OPT("fx-rule", "NAME", AT(fx_rule), "convert by a rule of exchange_rate.csv, such as annual_average"),
    OPT("fx", "FILE", AT(fx_file), "convert by a table of your own: from,to,valid_from,valid_to,rate"),
    { PRAK_OPT_DECIMAL, 0, "tolerance", "X", "0", NULL, "above_cap is more than X per cent of a year above",
      AT(tolerance), false },
    { PRAK_OPT_FLAG, 0, "apr", NULL, NULL, NULL, "add apr_us, the nominal rate with fees", AT(apr), false },
    OPT("explain", "LANG", AT(explain), "add debt_text, the finding in words: en or km"),
    OPT("rules", "DIR", AT(rules_dir), "folder of the rule tables"),
    { PRAK_OPT_FLAG, 0, "strict", NULL, NULL, NULL, "refuse rules of confidence seed and memory", AT(strict), false },
    PRAK_OPT_END,
};

static int open_law(struct debt *t, struct prak_run *run, struct prak_err *e)
{
    const char *dir;
    struct prak_debt_options o = { .into = t->into, .thresholds = t->thresholds, .explain = t->explain,
                                   .tolerance = t->tolerance, .strict = t->strict, .schedule = t->schedule != NULL,
                                   .converts = t->fx_rule || t->fx_file };
    memcpy(o.column, t->column, sizeof o.column);
    if (!t->schedule != !t->on)
        return prak_fail(e, PRAK_EUSAGE, "--schedule and --on go together");
    if (prak_debt_options_check(&o, e) < 0 || prak_rules_dir(run, t->rules_dir, &dir, e) < 0 ||
        prak_rules_open(dir, &t->rules, e) < 0 || prak_fx_open(t->rules, t->fx_rule, t->fx_file, &t->fx, e) < 0)
        return -1;
    o.fx = t->fx;
    if (prak_debt_law_new(t->rules, &o, prak_run_arena(run), &t->law, e) < 0 ||
        (t->fx_file && prak_run_uses(run, t->fx_file, prak_fx_hash(t->fx), e) < 0))
        return -1;
    for (size_t i = 0; i < prak_rules_files(t->rules); i++) {
        struct prak_rules_file f = prak_rules_file(t->rules, i);
        if (prak_run_uses(run, f.path, f.hex, e) < 0)
            return -1;
    }
    return 0;
}

static int open_schedule(struct debt *t, struct prak_run *run, struct prak_err *e)
{
    const char *equal = strchr(t->on, '=');
    struct prak_str left = { t->on, equal ? (size_t)(equal - t->on) : strlen(t->on) };
    struct prak_str right = equal ? prak_str(equal + 1) : left;
    if (prak_in(run, left, &t->key, e) < 0 || prak_run_table(run, t->schedule, NULL, 0, &t->rows.table, e) < 0)
        return -1;
    const struct prak_schema *s = prak_table_schema(t->rows.table);
    if (prak_schema_need(s, right, &t->table_key, e) < 0 || prak_schema_need(s, prak_str("date"), &t->rows.day, e) < 0 ||
        prak_schema_need(s, prak_str("amount"), &t->rows.amount, e) < 0)
        return prak_err_source(e, prak_table_source(t->rows.table)), -1;
    if (prak_warning(run, "payments of the schedule whose loan is not there", &t->astray, e) < 0)
        return -1;
    return prak_run_index(run, t->rows.table, &t->table_key, 1, e);
}

static int add_columns(struct debt *t, struct prak_run *run, struct prak_err *e)
{
    static const char *const name[NOUT] = {
        "instalment", "monthly_service", "total_cost",  "nominal_rate",  "effective_rate", "above_cap", "interest_over_cap",
        "debt_rule",  "debt_confidence", "debt_reason", "debt_currency", "apr_us",         "debt_text", "dsr"
    };
    struct prak_str threshold[PRAK_DEBT_THRESHOLDS];
    t->nthreshold = prak_debt_thresholds(t->law, threshold);
    for (size_t i = 0; i < NOUT; i++) {
        t->wanted[i] = i == APR    ? t->apr && !t->column[PRAK_DEBT_SERVICE]
                       : i == TEXT ? t->explain != NULL
                       : i == DSR  ? t->column[PRAK_DEBT_INCOME] != NULL
                       : i < RULE  ? !t->column[PRAK_DEBT_SERVICE]
                                   : true;
        enum prak_type type = i == ABOVE                                      ? PRAK_BOOLEAN
                              : i < RULE || i == APR || i == DSR              ? PRAK_NUMBER
                                                                              : PRAK_TEXT;
        if (t->wanted[i] && prak_add(run, prak_str(name[i]), type, &t->out[i], e) < 0)
            return -1;
    }
    for (size_t i = 0; i < t->nthreshold; i++) {
        char *over = prak_arena_take(prak_run_arena(run), threshold[i].n + 5, e);
        if (!over)
            return -1;
        memcpy(over, "over_", 5);
        memcpy(over + 5, threshold[i].p, threshold[i].n);
        if (prak_add(run, (struct prak_str){ over, threshold[i].n + 5 }, PRAK_BOOLEAN, &t->over[i], e) < 0)
            return -1;
    }
    return 0;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct debt *t = plan;
    if (open_law(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_DEBT_NFACT; i++) {
        if (!t->column[i])
            continue;
        struct prak_str column = prak_str(t->column[i]);
        if (prak_schema_find(prak_input(run), column) < 0 && prak_debt_word(t->law, (enum prak_debt_fact)i, column)) {
            t->constant[i] = column;
            continue;
        }
        if (prak_in(run, column, &t->in[i], e) < 0)
            return -1;
        t->bound[i] = true;
    }
    if (prak_warning(run, "loans of less than 1 % a year: is the rate a fraction", &t->fraction, e) < 0)
        return -1;
    return t->schedule && open_schedule(t, run, e) < 0 ? -1 : add_columns(t, run, e);
}

/* Texts joined by '|', in the batch's arena. */
static int joined(struct prak_task *task, unsigned col, const struct prak_str *part, size_t n, struct prak_err *e)
{
    size_t size = 1;
    for (size_t i = 0; i < n; i++)
        size += part[i].n + 1;
    char *p = n ? prak_arena_take(prak_arena(task), size, e) : NULL;
    if (p)
        prak_cell(task, col, p, prak_debt_join(part, n, p));
    return n && !p ? -1 : 0;
}

static void number(const struct debt *t, struct prak_task *task, enum out which, bool known, struct prak_dec d)
{
    if (known && t->wanted[which])
        prak_cell_dec(task, t->out[which], d);
}

static int write_finding(const struct debt *t, const struct prak_debt_finding *f, struct prak_task *task,
                         struct prak_err *e)
{
    number(t, task, INSTALMENT, f->has_instalment, f->instalment);
    number(t, task, SERVICE, f->has_service, f->monthly_service);
    number(t, task, COST, f->has_total, f->total_cost);
    number(t, task, NOMINAL, f->has_nominal, f->nominal_rate);
    number(t, task, EFFECTIVE, f->has_effective, f->effective_rate);
    number(t, task, OVER, f->has_over, f->interest_over_cap);
    number(t, task, APR, f->has_apr, f->apr);
    number(t, task, DSR, f->has_dsr, f->dsr);
    if (f->has_cap)
        prak_cell_bool(task, t->out[ABOVE], f->above_cap);
    for (size_t i = 0; i < t->nthreshold; i++)
        if (f->threshold[i].known)
            prak_cell_bool(task, t->over[i], f->threshold[i].over);
    prak_cell_text(task, t->out[CONFIDENCE], prak_str(prak_confidence_name(f->confidence)));
    prak_cell_text(task, t->out[CURRENCY], f->currency);
    if (joined(task, t->out[RULE], f->rule, f->nrule, e) < 0)
        return -1;
    return joined(task, t->out[REASON], f->reason, f->nreason, e);
}

static int judge_row(const struct debt *t, const struct prak_batch *b, size_t row, struct prak_task *task,
                     struct prak_err *e)
{
    struct part *part = prak_part(task);
    struct prak_debt_facts facts = { 0 };
    struct prak_debt_finding found;
    struct prak_err bad = { 0 };
    const char *code = "constraint-error";
    for (size_t i = 0; i < PRAK_DEBT_NFACT; i++)
        facts.cell[i] = t->bound[i] ? prak_cell_str(&b->cell[t->in[i]][row]) : t->constant[i];
    facts.scratch = prak_arena(task);
    if ((t->schedule && prak_debt_take_schedule(&t->rows, prak_cell_str(&b->cell[t->key][row]), &facts, &bad) < 0) ||
        prak_debt_judge(t->law, &part->shapes, &facts, &found, &code, &bad) < 0) {
        if (bad.code == PRAK_EDATA && prak_reject_err(task, b, row, code, &bad) == 0)
            return 0;
        *e = bad;
        return -1;
    }
    if (found.has_nominal && prak_dec_sign(found.nominal_rate) > 0 && prak_dec_cmp(found.nominal_rate, prak_dec_int(1)) < 0)
        prak_count(task, t->fraction, 1);
    if (t->explain) {
        part->text.n = 0;
        prak_debt_explain(t->law, &facts, &found, &part->text);
        if (prak_buf_check(&part->text, e) < 0)
            return -1;
        prak_cell(task, t->out[TEXT], part->text.p, part->text.n);
    }
    return write_finding(t, &found, task, e) < 0 ? -1 : prak_emit(task, b, row, e);
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    for (size_t row = 0; row < b->nrow; row++)
        if (judge_row(plan, b, row, task, e) < 0)
            return -1;
    return 0;
}

/* Payments of no loan are not lost in silence. */
static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct debt *t = plan;
    (void)whole, (void)part, (void)e;
    for (size_t row = 0; t->schedule && row < prak_table_rows(t->rows.table); row++)
        if (!prak_table_marked(t->rows.table, row))
            prak_count(task, t->astray, 1);
    return 0;
}

static void part_free(void *part)
{
    prak_buf_free(&((struct part *)part)->text);
}

static void close_law(void *plan)
{
    struct debt *t = plan;
    prak_fx_free(t->fx);
    prak_rules_free(t->rules);
}

static const struct prak_tool tool = {
    .name = "debt",
    .brief = "what a loan costs, beside the cap of interest in force",
    .synopsis = "[options] --principal COL --currency COL|CODE --date COL|DATE TERMS [FILE …]",
    .example = "prak debt --principal principal --currency currency --date lent_on --rate rate --rate-period rate_period "
               "--method method --term-months term_months --lender-type lender samples/loans.csv",
    .memory = "constant; all rows of the schedule",
    .opts = options,
    .plan_size = sizeof(struct debt),
    .part_size = sizeof(struct part),
    .part_free = part_free,
    .begin = begin,
    .map = map,
    .end = end,
    .close = close_law,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
