/*
 * prak-wage - a month's pay beside the legal minimum in force in that month.
 *
 * Reads:  one row a worker and pay month; columns named by --wage, --currency, --month, --sector and, if
 * there are any, --worker-type and --days-worked. Writes: the same rows, plus wage_month, wage_currency,
 * minimum, shortfall, below_minimum, wage_rule, wage_confidence, wage_assumed, wage_reason.
 */
#include "prak.h"

#include "cli/tool.h"

enum out { MONTH, CURRENCY, MINIMUM, SHORTFALL, BELOW, RULE, CONFIDENCE, ASSUMED, REASON, NOUT };

struct wage {
    const char *column[PRAK_WAGE_NFACT]; /* options: names by fact */
    const char *assume, *fx_rule, *fx_file, *rules_dir;
    bool strict;
    struct prak_rules *rules;
    struct prak_fx *fx;
    const struct prak_wage_law *law;
    bool bound[PRAK_WAGE_NFACT];
    unsigned in[PRAK_WAGE_NFACT], out[NOUT];
    struct prak_str constant; /* --currency is a code, not a column */
};

/* What rows with the same facts but for the pay come to. */
enum { NO_PAY = PRAK_WAGE_OUTCOMES, NFORM };
struct kept {
    struct prak_wage_kept found;
    struct prak_form *form[NFORM]; /* by outcome */
};

#define COLUMN(fact) offsetof(struct wage, column) + (fact) * sizeof(const char *)

static const struct prak_opt options[] = {
    { .kind = PRAK_OPT_TEXT,
      .name = "wage",
      .arg = "COL",
      .offset = COLUMN(PRAK_WAGE_PAY),
      .required = true,
      .help = "basic pay received for the month, without allowances" },
    { .kind = PRAK_OPT_TEXT,
      .name = "currency",
      .arg = "COL|CODE",
      .offset = COLUMN(PRAK_WAGE_CURRENCY),
      .required = true,
      .help = "currency of the pay: a column, or one code for all rows" },
    { .kind = PRAK_OPT_TEXT,
      .name = "month",
      .arg = "COL",
      .offset = COLUMN(PRAK_WAGE_MONTH),
      .required = true,
      .help = "pay month: YYYY-MM or YYYY-MM-DD" },
    { .kind = PRAK_OPT_TEXT,
      .name = "sector",
      .arg = "COL",
      .offset = COLUMN(PRAK_WAGE_SECTOR),
      .required = true,
      .help = "sector, by a name of sectors.csv" },
    { .kind = PRAK_OPT_TEXT,
      .name = "worker-type",
      .arg = "COL",
      .offset = COLUMN(PRAK_WAGE_TYPE),
      .help = "worker type, by a name of worker_types.csv" },
    { .kind = PRAK_OPT_TEXT,
      .name = "days-worked",
      .arg = "COL",
      .offset = COLUMN(PRAK_WAGE_DAYS),
      .help = "days worked in the month; pay for a part is scaled to the whole" },
    { .kind = PRAK_OPT_TEXT,
      .name = "assume",
      .arg = "LIST",
      .offset = offsetof(struct wage, assume),
      .help = "what stands in for missing facts: regular (or another worker type), full-month" },
    { .kind = PRAK_OPT_TEXT,
      .name = "fx-rule",
      .arg = "NAME",
      .offset = offsetof(struct wage, fx_rule),
      .help = "convert by a rule of exchange_rate.csv, such as annual_average" },
    { .kind = PRAK_OPT_TEXT,
      .name = "fx",
      .arg = "FILE",
      .offset = offsetof(struct wage, fx_file),
      .help = "convert by a table of your own: from,to,valid_from,valid_to,rate" },
    { .kind = PRAK_OPT_TEXT,
      .name = "rules",
      .arg = "DIR",
      .offset = offsetof(struct wage, rules_dir),
      .help = "folder of the rule tables" },
    { .kind = PRAK_OPT_FLAG,
      .name = "strict",
      .offset = offsetof(struct wage, strict),
      .help = "refuse rules of confidence seed and memory" },
    PRAK_OPT_END,
};

static int open_law(struct wage *t, struct prak_run *run, struct prak_err *e)
{
    const char *dir;
    if (t->fx_rule && t->fx_file)
        return prak_fail(e, PRAK_EUSAGE, "--fx-rule and --fx exclude each other");
    if (prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0)
        return -1;
    if (t->fx_rule && prak_fx_rule(t->rules, t->fx_rule, &t->fx, e) < 0)
        return -1;
    if (t->fx_file && prak_fx_file(t->rules, t->fx_file, &t->fx, e) < 0)
        return -1;
    struct prak_wage_options o = { .assume = t->assume, .fx = t->fx, .strict = t->strict };
    memcpy(o.column, t->column, sizeof o.column);
    if (prak_wage_law_new(t->rules, &o, prak_run_arena(run), &t->law, e) < 0)
        return -1;
    if (t->fx_file && prak_run_uses(run, t->fx_file, prak_fx_hash(t->fx), e) < 0)
        return -1;
    for (size_t i = 0; i < prak_rules_files(t->rules); i++) {
        struct prak_rules_file f = prak_rules_file(t->rules, i);
        if (prak_run_uses(run, f.path, f.hex, e) < 0)
            return -1;
    }
    return 0;
}

/* What there is to remember rows by: all facts but the pay. */
static int remember(struct wage *t, struct prak_run *run, struct prak_err *e)
{
    struct prak_memo_fact fact[PRAK_WAGE_NFACT];
    size_t n = 0;
    for (size_t i = PRAK_WAGE_PAY + 1; i < PRAK_WAGE_NFACT; i++)
        if (t->bound[i])
            fact[n++] = (struct prak_memo_fact){ t->in[i], i == PRAK_WAGE_MONTH };
    return prak_remember(run, fact, n, sizeof(struct kept), e);
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    static const char *const name[NOUT] = { "wage_month",      "wage_currency", "minimum",
                                            "shortfall",       "below_minimum", "wage_rule",
                                            "wage_confidence", "wage_assumed",  "wage_reason" };
    struct wage *t = plan;
    if (open_law(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++) {
        if (!t->column[i])
            continue;
        struct prak_str column = prak_str(t->column[i]);
        if (i == PRAK_WAGE_CURRENCY && prak_schema_find(prak_input(run), column) < 0 &&
            prak_rules_currency(t->rules, column) >= 0) {
            t->constant = column;
            continue;
        }
        if (prak_in(run, column, &t->in[i], e) < 0)
            return -1;
        t->bound[i] = true;
    }
    for (size_t i = 0; i < NOUT; i++) {
        enum prak_type type = i == BELOW                                     ? PRAK_BOOLEAN
                              : i == MONTH || i == MINIMUM || i == SHORTFALL ? PRAK_NUMBER
                                                                             : PRAK_TEXT;
        if (prak_add(run, prak_str(name[i]), type, &t->out[i], e) < 0)
            return -1;
    }
    return remember(t, run, e);
}

static void text(struct prak_task *task, unsigned col, struct prak_str s)
{
    prak_cell(task, col, s.p, s.n);
}

/* Parts joined by '|', in the batch's arena. */
static int joined(struct prak_task *task, unsigned col, const struct prak_str *part, size_t n,
                  struct prak_err *e)
{
    size_t size = 0;
    if (n == 1)
        text(task, col, part[0]);
    if (n <= 1)
        return 0;
    for (size_t i = 0; i < n; i++)
        size += part[i].n + 1;
    char *p = prak_arena_take(prak_arena(task), size, e);
    if (!p)
        return -1;
    prak_cell(task, col, p, prak_wage_join(part, n, p));
    return 0;
}

static int write_finding(const struct wage *t, const struct prak_wage_finding *f, struct prak_task *task,
                         struct prak_err *e)
{
    if (f->has_wage) {
        prak_cell_dec(task, t->out[MONTH], f->wage_month);
        text(task, t->out[CURRENCY], f->wage_currency);
    }
    if (f->has_minimum) {
        prak_cell_dec(task, t->out[MINIMUM], f->minimum);
        prak_cell_dec(task, t->out[SHORTFALL], f->shortfall);
        prak_cell_bool(task, t->out[BELOW], f->below_minimum);
    }
    text(task, t->out[CONFIDENCE], prak_str(prak_confidence_name(f->confidence)));
    text(task, t->out[REASON], f->reason);
    if (joined(task, t->out[RULE], f->rule, f->nrule, e) < 0)
        return -1;
    return joined(task, t->out[ASSUMED], f->assumed, f->nassumed, e);
}

/* The case of facts that are new; it borrows from what is remembered of them. */
static void settle(const struct wage *t, struct prak_memo *memo, struct kept *k)
{
    struct prak_wage_facts facts = { .cell[PRAK_WAGE_CURRENCY] = t->constant };
    for (size_t i = PRAK_WAGE_PAY + 1, at = 0; i < PRAK_WAGE_NFACT; i++)
        if (t->bound[i])
            facts.cell[i] = prak_memo_fact(memo, k, at++);
    prak_wage_keep(t->law, &facts, prak_memo_arena(memo), &k->found);
}

static int judge_row(const void *plan, const struct prak_batch *b, size_t row, void *kept, struct prak_task *task,
                     struct prak_err *e)
{
    const struct wage *t = plan;
    struct kept *k = kept;
    struct prak_wage_facts facts = { .cell[PRAK_WAGE_CURRENCY] = t->constant };
    struct prak_wage_finding found;
    struct prak_err bad;
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++)
        if (t->bound[i])
            facts.cell[i] = prak_cell_str(&b->cell[t->in[i]][row]);
    const struct prak_str pay = facts.cell[PRAK_WAGE_PAY];
    if (k && !k->found.tried)
        settle(t, prak_task_memo(task), k);
    const struct prak_wage_case *c = k ? k->found.c : NULL;
    if ((!c || prak_wage_judge_pay(t->law, c, pay, &found)) &&
        prak_wage_judge(t->law, &facts, &found, &bad) < 0) {
        if (prak_reject_err(task, b, row, found.reason.p, &bad) == 0)
            return 0;
        *e = bad;
        return -1;
    }
    const unsigned outcome = pay.n == 0 ? NO_PAY : prak_wage_outcome(&found);
    struct prak_filled v = { .form = k ? k->form[outcome] : NULL, .row = (uint32_t)row };
    if (v.form && prak_amount_of(found.wage_month, &v.amount[0]) && prak_amount_of(found.shortfall, &v.amount[1]))
        return prak_emit_forms(task, b, &v, 1, e);
    if (write_finding(t, &found, task, e) < 0)
        return -1;
    if (c) {
        const unsigned open[] = { t->out[MONTH], t->out[SHORTFALL] };
        k->form[outcome] = prak_form_keep(task, open, (size_t)found.has_wage + found.below_minimum);
    }
    return prak_emit(task, b, row, e);
}

/* A row of which just the amounts are not known. */
static bool fill_row(const void *plan, const struct prak_batch *b, size_t row, const void *kept, struct prak_filled *v)
{
    const struct wage *t = plan;
    const struct kept *k = kept;
    const struct prak_slice *pay = &b->cell[t->in[PRAK_WAGE_PAY]][row];
    struct prak_wage_weighed w = { .outcome = NO_PAY };
    uint64_t m;
    unsigned scale = 0;
    bool text = false;
    if (pay->n && !(prak_cell_word(b, pay, &m, &scale, &text) && prak_wage_weigh(&k->found.units, m, scale, &w)))
        return false;
    const uint32_t digits = k->found.units.digits;
    v->amount[0] = (struct prak_amount){ pay->p, text && scale == digits ? pay->n : 0, digits, w.month };
    v->amount[1] = (struct prak_amount){ NULL, 0, digits, w.shortfall };
    return (v->form = k->form[w.outcome]) != NULL;
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    return prak_emit_alike(task, b, fill_row, judge_row, plan, e);
}

static void close_law(void *plan)
{
    struct wage *t = plan;
    prak_fx_free(t->fx);
    prak_rules_free(t->rules);
}

static const struct prak_tool tool = {
    .name = "wage",
    .brief = "compare a month's pay with the legal minimum in force",
    .synopsis = "[options] --wage COL --currency COL|CODE --month COL --sector COL [FILE …]",
    .example = "prak import samples/kobo-wages.xlsx --sheet worker | prak clean --schema samples/worker.schema.json "
               "--rejects bad.csv | prak wage --wage base_wage --currency currency --month pay_month --sector sector "
               "--worker-type worker_type --days-worked days_worked",
    .memory = "constant",
    .opts = options,
    .plan_size = sizeof(struct wage),
    .begin = begin,
    .map = map,
    .close = close_law,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
