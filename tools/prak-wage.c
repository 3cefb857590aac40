/*
 * prak-wage - a month's pay beside the legal minimum in force in that month.
 *
 * Reads:  one row a worker and pay month; columns named by --wage, --currency, --month, --sector and, if
 * there are any, --worker-type, --days-worked and those of what else is asked for. Writes: the same rows, plus
 * wage_month, wage_currency, minimum, shortfall, below_minimum, wage_rule, wage_confidence, wage_assumed,
 * wage_reason; and the columns X_due … of overtime, allowances, nssf, tax and arrears, as far as they are wanted.
 */
#include "prak.h"

#include "cli/tool.h"


struct wage {
    const char *column[PRAK_WAGE_NFACT]; /* options: names by fact */
    const char *assume, *tolerance, *heap, *fx_rule, *fx_file, *rules_dir;
    struct prak_wage_due_options also;
    bool strict;
    struct prak_rules *rules;
    struct prak_fx *fx;
    const struct prak_wage_law *law;
    const struct prak_wage_due_law *due;
    bool more; /* than the wage */
    bool bound[PRAK_WAGE_NFACT], more_bound[PRAK_WAGE_NMORE];
    unsigned in[PRAK_WAGE_NFACT], more_in[PRAK_WAGE_NMORE], out[PRAK_WAGE_COLUMNS];
    const struct prak_wage_column *column_out;
    size_t nout;
    struct prak_str constant[PRAK_WAGE_NFACT]; /* --currency is a code, --period a word, not a column */
};

/* What rows with the same facts but for the pay come to. */
enum { NO_PAY = PRAK_WAGE_OUTCOMES, NFORM };
struct kept {
    struct prak_wage_kept found;
    const struct prak_form *form[NFORM]; /* by outcome */
};

#define AT(field)    offsetof(struct wage, field)
#define COLUMN(fact) AT(column) + (fact) * sizeof(const char *)
#define MORE(fact)   AT(also.column) + (fact) * sizeof(const char *)
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
    TEXT("overtime", "KIND=COL,…", AT(also.overtime), false,
         "overtime due for hours of the month: day, night, rest, holiday, substitute (for a holiday on a Sunday), shift"),
    { PRAK_OPT_TEXT, 0, "ot-base", "WORD", "base", "base|base+allowances", "what the hourly wage is figured from",
      AT(also.ot_base), false },
    { PRAK_OPT_TEXT, 0, "holiday-pay", "WORD", "extra", "extra|whole",
      "a holiday that is in the wage already owes what comes on top of it, or its whole pay", AT(also.holiday), false },
    TEXT("allowances", "COL", MORE(PRAK_WAGE_ALLOWANCE), false, "allowances received for the month"),
    TEXT("seniority-months", "COL", MORE(PRAK_WAGE_SENIORITY), false, "allowances due; complete months of service"),
    TEXT("meal-days", "COL", MORE(PRAK_WAGE_MEAL_DAYS), false, "days with overtime and without a free meal"),
    TEXT("free-housing", "COL", MORE(PRAK_WAGE_HOUSING), false, "whether housing or transport is free"),
    TEXT("also", "LIST", AT(also.also), false, "nssf, tax: contributions and tax due, to check a payslip"),
    TEXT("gross", "COL", MORE(PRAK_WAGE_GROSS), false, "all pay of the month that these are figured from"),
    TEXT("resident", "COL", MORE(PRAK_WAGE_RESIDENT), false, "whether the tax is that of a resident"),
    TEXT("dependents", "COL", MORE(PRAK_WAGE_DEPENDENTS), false, "spouse without work and minor children"),
    TEXT("arrears", "FROM..TO", AT(also.arrears), false,
         "shortfalls of these months added up, at the same pay; months, or columns of months"),
    TEXT("raise-to", "X", AT(also.raise_to), false, "add raise_cost, what a minimum of X would cost"),
    TEXT("explain", "en|km", AT(also.explain), false, "add wage_text, a sentence a finding, in English or Khmer"),
    TEXT("assume", "LIST", AT(assume), false,
         "what stands in for missing facts: regular (or another worker type), full-month, full-time, "
         "part-time-pro-rata, no-overtime, no-free-housing, wage-is-gross, resident, no-dependents"),
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
    if (prak_wage_law_new(t->rules, &o, prak_run_arena(run), &t->law, e) < 0 ||
        prak_wage_due_law_new(t->rules, t->law, &t->also, prak_run_arena(run), &t->due, e) < 0)
        return -1;
    return prak_run_uses_rules(run, t->rules, t->fx_file, t->fx, e);
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
    struct wage *t = plan;
    if (open_law(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++) {
        if (!t->column[i])
            continue;
        struct prak_str column = prak_str(t->column[i]);
        if (is_constant(t, run, i, column))
            t->constant[i] = column;
        else if (prak_in(run, column, &t->in[i], e) < 0)
            return -1;
        else
            t->bound[i] = true;
    }
    for (size_t i = 0; i < PRAK_WAGE_NMORE; i++) {
        const struct prak_str column = prak_wage_due_column(t->due, i);
        if (column.n > 0 && prak_in(run, column, &t->more_in[i], e) < 0)
            return -1;
        t->more_bound[i] = column.n > 0;
    }
    t->more = prak_wage_due_any(t->due);
    t->nout = prak_wage_columns(t->due, &t->column_out);
    for (size_t i = 0; i < t->nout; i++)
        if (prak_add(run, t->column_out[i].name, t->column_out[i].type, &t->out[i], e) < 0)
            return -1;
    return remember(t, run, e);
}

static int write_finding(const struct wage *t, const struct prak_wage_finding *f, struct prak_task *task,
                         struct prak_err *e)
{
    struct prak_wage_cell cell[PRAK_WAGE_COLUMNS];
    prak_wage_cells(t->due, f, prak_part(task), cell);
    for (size_t i = 0; i < t->nout; i++)
        if (t->column_out[i].type == PRAK_TEXT) {
            if (prak_cell_joined(task, t->out[i], cell[i].part, cell[i].npart, e) < 0)
                return -1;
        } else if (cell[i].has && t->column_out[i].type == PRAK_NUMBER) {
            prak_cell_dec(task, t->out[i], cell[i].number);
        } else if (cell[i].has) {
            prak_cell_bool(task, t->out[i], cell[i].truth);
        }
    return 0;
}

/* The case of facts that are new; it borrows from what is remembered of them. */
static void settle(const struct wage *t, struct prak_memo *memo, struct kept *k)
{
    struct prak_wage_facts facts = { 0 };
    for (size_t i = PRAK_WAGE_PAY + 1, at = 0; i < PRAK_WAGE_NFACT; i++)
        facts.cell[i] = t->bound[i] ? prak_memo_fact(memo, k, at++) : t->constant[i];
    prak_wage_keep(t->law, &facts, prak_memo_arena(memo), &k->found);
}

static int find_dues(const struct wage *t, const struct prak_batch *b, size_t row, struct prak_task *task,
                     const struct prak_wage_facts *facts, struct prak_wage_finding *found, struct prak_err *e)
{
    struct prak_str more[PRAK_WAGE_NMORE];
    for (size_t i = 0; i < PRAK_WAGE_NMORE; i++)
        more[i] = t->more_bound[i] ? prak_cell_str(&b->cell[t->more_in[i]][row]) : prak_wage_due_constant(t->due, i);
    if (prak_wage_due_all(t->due, facts, more, prak_part(task), found, e) < 0)
        return -1;
    return prak_wage_tell(t->due, facts, more, found, prak_arena(task), prak_part(task), e);
}

static void keep_form(struct kept *k, unsigned outcome, const struct prak_form *form)
{
    k->form[outcome] = form;
    if (outcome == NO_PAY)
        k->found.limit.form[PRAK_LIMIT_EMPTY] = form;
    else if (k->found.limit.known)
        k->found.limit.form[outcome] = form;
}

/* Is a shortfall among what rows alike do not have in common? */
static bool shows_lack(const struct wage *t, const struct prak_wage_finding *f)
{
    return f->below_minimum || (f->has_minimum && t->tolerance);
}

static int write_form(const struct wage *t, const struct prak_form *form, const struct prak_batch *b, size_t row, const struct prak_wage_finding *f,
                      struct prak_task *task, struct prak_err *e)
{
    char month[PRAK_DEC_TEXT], shortfall[PRAK_DEC_TEXT];
    const struct prak_str number[] = { { month, f->has_wage ? prak_dec_format(f->wage_month, month) : 0 },
                                       { shortfall, shows_lack(t, f) ? prak_dec_format(f->shortfall, shortfall) : 0 } };
    return prak_emit_form(task, b, row, form, number, e);
}

static int judge_row(const void *plan, const struct prak_batch *b, size_t row, void *kept, struct prak_task *task,
                     struct prak_err *e)
{
    const struct wage *t = plan;
    struct kept *k = kept;
    struct prak_wage_facts facts;
    struct prak_wage_finding found;
    struct prak_err bad;
    for (size_t i = 0; i < PRAK_WAGE_NFACT; i++)
        facts.cell[i] = t->bound[i] ? prak_cell_str(&b->cell[t->in[i]][row]) : t->constant[i];
    const struct prak_str pay = facts.cell[PRAK_WAGE_PAY];
    if (k && !k->found.tried)
        settle(t, prak_task_memo(task), k);
    const struct prak_wage_case *c = k ? k->found.c : NULL;
    int rc = c ? prak_wage_judge_pay(t->law, c, pay, &found) : 1;
    if (rc != 0)
        rc = prak_wage_judge(t->law, &facts, &found, &bad);
    if (rc == 0 && t->more)
        rc = find_dues(t, b, row, task, &facts, &found, &bad);
    if (rc < 0) {
        if (prak_reject_err(task, b, row, found.reason.p, &bad) == 0)
            return 0;
        *e = bad;
        return -1;
    }
    const unsigned outcome = pay.n == 0 ? NO_PAY : prak_wage_outcome(&found);
    if (k && k->form[outcome]) /* never with more than the wage */
        return write_form(t, k->form[outcome], b, row, &found, task, e);
    if (write_finding(t, &found, task, e) < 0)
        return -1;
    if (c && !t->more) {
        const unsigned open[] = { t->out[PRAK_WAGE_OUT_MONTH], t->out[PRAK_WAGE_OUT_SHORTFALL] };
        keep_form(k, outcome, prak_form_keep(task, open, (size_t)found.has_wage + shows_lack(t, &found)));
    }
    return prak_emit(task, b, row, e);
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct wage *t = plan;
    return prak_emit_alike(task, b, t->in[PRAK_WAGE_PAY], judge_row, plan, e);
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
    .part_size = sizeof(struct prak_wage_dues),
    .begin = begin,
    .map = map,
    .close = close_law,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
