/*
 * prak-wage - a month's pay beside the legal minimum in force in that month.
 *
 * Reads:  one row a worker and pay month; columns named by --wage, --currency, --month, --sector and, if
 * there are any, --worker-type and --days-worked. Writes: the same rows, plus wage_month, wage_currency,
 * minimum, shortfall, below_minimum, wage_rule, wage_confidence, wage_assumed, wage_reason.
 */
#include "prak.h"

#include "cli/tool.h"

enum out { MONTH, CURRENCY, MINIMUM, SHORTFALL, BELOW, RULE, CONFIDENCE, ASSUMED, REASON, BAND, NOUT };

struct wage {
    const char *column[PRAK_WAGE_NFACT]; /* options: names by fact */
    const char *assume, *tolerance, *heap, *fx_rule, *fx_file, *rules_dir;
    bool strict;
    struct prak_rules *rules;
    struct prak_fx *fx;
    const struct prak_wage_law *law;
    bool bound[PRAK_WAGE_NFACT];
    unsigned in[PRAK_WAGE_NFACT], out[NOUT];
    struct prak_str constant[PRAK_WAGE_NFACT]; /* --currency is a code, --period a word, not a column */
};

/* What rows with the same facts but for the pay come to. */
enum { NO_PAY = PRAK_WAGE_OUTCOMES, NFORM };
struct kept {
    struct prak_wage_kept found;
    struct prak_form *form[NFORM]; /* by outcome */
};

#define AT(field)    offsetof(struct wage, field)
#define COLUMN(fact) AT(column) + (fact) * sizeof(const char *)
#define TEXT(name, arg, at, needed, help) { PRAK_OPT_TEXT, 0, name, arg, NULL, NULL, help, at, needed }

static const struct prak_opt options[] = {
    TEXT("wage", "COL", COLUMN(PRAK_WAGE_PAY), true, "basic pay received for the period, without allowances"),
    TEXT("currency", "COL|CODE", COLUMN(PRAK_WAGE_CURRENCY), true,
         "currency of the pay: a column, or one code for all rows"),
    TEXT("month", "COL", COLUMN(PRAK_WAGE_MONTH), true, "pay month: YYYY-MM or YYYY-MM-DD"),
    TEXT("sector", "COL", COLUMN(PRAK_WAGE_SECTOR), true, "sector, by a name of sectors.csv"),
    TEXT("worker-type", "COL", COLUMN(PRAK_WAGE_TYPE), false, "worker type, by a name of worker_types.csv"),
    TEXT("days-worked", "COL", COLUMN(PRAK_WAGE_DAYS), false,
         "days worked in the month; pay for a part is scaled to the whole"),
    TEXT("period", "COL|WORD", COLUMN(PRAK_WAGE_PERIOD), false,
         "what the pay is for: month (as without this), week, day, hour or piece"),
    TEXT("hours", "COL", COLUMN(PRAK_WAGE_HOURS), false,
         "normal hours that the pay is for, in the period; they take the place of days"),
    TEXT("part-time", "COL", COLUMN(PRAK_WAGE_SHARE), false, "share of full time, above 0 to 1"),
    TEXT("assume", "LIST", AT(assume), false,
         "what stands in for missing facts: regular (or another worker type), full-month, full-time, "
         "part-time-pro-rata"),
    TEXT("tolerance", "X", AT(tolerance), false,
         "below_minimum is more than X below; wage_band tells below, at and above"),
    TEXT("heap", "X", AT(heap), false,
         "pay told in whole X may be rounded: wage_band is unsure where half of X decides"),
    TEXT("fx-rule", "NAME", AT(fx_rule), false,
         "convert by a named rule, such as annual_average; with --fx: the rule that its rates are of"),
    TEXT("fx", "FILE", AT(fx_file), false, "convert by a table of your own: from,to,valid_from,valid_to,rate"),
    TEXT("rules", "DIR", AT(rules_dir), false, "folder of the rule tables"),
    { PRAK_OPT_FLAG, 0, "strict", NULL, NULL, NULL, "refuse rules of confidence seed and memory", AT(strict), false },
    PRAK_OPT_END,
};

static int open_law(struct wage *t, struct prak_run *run, struct prak_err *e)
{
    const char *dir;
    if (prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0)
        return -1;
    if (prak_fx_open(t->rules, t->fx_rule, t->fx_file, &t->fx, e) < 0)
        return -1;
    struct prak_wage_options o = {
        .assume = t->assume, .tolerance = t->tolerance, .heap = t->heap, .fx = t->fx, .strict = t->strict
    };
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

/* A column of the name goes before a currency code; a period is never taken for the column of the month. */
static bool is_constant(const struct wage *t, struct prak_run *run, size_t fact, struct prak_str text)
{
    if (fact == PRAK_WAGE_CURRENCY)
        return prak_schema_find(prak_input(run), text) < 0 && prak_rules_currency(t->rules, text) >= 0;
    return fact == PRAK_WAGE_PERIOD && prak_wage_period_named(text);
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
                                            "wage_confidence", "wage_assumed",  "wage_reason",
                                            "wage_band" };
    struct wage *t = plan;
    if (open_law(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++) {
        if (!t->column[i])
            continue;
        struct prak_str column = prak_str(t->column[i]);
        if (is_constant(t, run, i, column)) {
            t->constant[i] = column;
            continue;
        }
        if (prak_in(run, column, &t->in[i], e) < 0)
            return -1;
        t->bound[i] = true;
    }
    const size_t nout = t->tolerance || t->heap ? NOUT : BAND;
    for (size_t i = 0; i < nout; i++) {
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
        if (f->band)
            text(task, t->out[BAND], prak_str(prak_wage_band_name(f->band)));
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
    struct prak_wage_facts facts = { 0 };
    for (size_t i = PRAK_WAGE_PAY + 1, at = 0; i < PRAK_WAGE_NFACT; i++)
        facts.cell[i] = t->bound[i] ? prak_memo_fact(memo, k, at++) : t->constant[i];
    prak_wage_keep(t->law, &facts, prak_memo_arena(memo), &k->found);
}

/* A row whose cells are not known yet; k: where to keep them, or NULL. */
static int judge_row(const struct wage *t, const struct prak_batch *b, size_t row, struct prak_task *task, struct kept *k,
                     struct prak_err *e)
{
    struct prak_wage_facts facts;
    struct prak_wage_finding found;
    struct prak_err bad;
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++)
        facts.cell[i] = t->bound[i] ? prak_cell_str(&b->cell[t->in[i]][row]) : t->constant[i];
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
    const struct prak_dec number[] = { found.wage_month, found.shortfall };
    if (k && k->form[outcome])
        return prak_emit_form(task, b, row, k->form[outcome], number, e);
    if (write_finding(t, &found, task, e) < 0)
        return -1;
    if (c) {
        const unsigned open[] = { t->out[MONTH], t->out[SHORTFALL] };
        const bool lacks = found.below_minimum || (found.has_minimum && t->tolerance);
        const size_t nopen = !found.has_wage ? 0 : lacks ? 2 : 1;
        k->form[outcome] = prak_form_keep(task, open, nopen);
    }
    return prak_emit(task, b, row, e);
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct wage *t = plan;
    struct prak_memo *memo = prak_task_memo(task);
    void *const *kept = memo ? prak_memo_rows(memo, b) : NULL;
    const struct prak_slice *pay = b->cell[t->in[PRAK_WAGE_PAY]];
    for (size_t row = 0; row < b->nrow; row++) {
        struct kept *k = kept ? kept[row] : NULL;
        struct prak_wage_weighed w = { .outcome = NO_PAY };
        uint64_t m;
        unsigned scale;
        const bool quick = k && (pay[row].n == 0 || (prak_cell_word(b, &pay[row], &m, &scale) &&
                                                     prak_wage_weigh(&k->found.units, m, scale, &w)));
        const struct prak_dec number[] = { w.month, w.shortfall };
        if (quick && k->form[w.outcome] ? prak_emit_form(task, b, row, k->form[w.outcome], number, e)
                                        : judge_row(t, b, row, task, k, e))
            return -1;
    }
    return 0;
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
