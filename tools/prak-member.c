/*
 * prak-member - who is organised where, and how many really: rosters of unions beside a tree of organisations with dates.
 *
 * Reads:  one row a membership (person, union, joined, left, dues); a tree of organisations; perhaps workers by enterprise,
 *         decisions that two keys are one person, and a ledger of dues received.
 * Writes: one row an organisation in force on the day: what is claimed, how many persons that is, the honest range, double
 *         membership, density and thresholds of the law; --overlap: persons in each two unions. Or instead one row a spell
 *         of membership, or one row an organisation and month: dues expected and received.
 */
#include "prak.h"

#include "cli/tool.h"

#define LEVELS "local|federation|confederation"
#define HELD   ((size_t)40 << 20) /* of persons in memory, all threads together */

#define FLUSH  ((size_t)1 << 12)  /* rows between writes */

struct member {
    struct prak_member_options o;
    const char *tree, *rules_dir, *by;
    unsigned in_group[PRAK_MEMBER_BY];
    struct prak_rules *rules;
    struct prak_member *m;
    uint32_t *of_input; /* where the file is the union */
    size_t fact[PRAK_MEMBER_NFACT], nfact; /* those with a column */
    unsigned in[PRAK_MEMBER_NFACT], out[PRAK_MEMBER_COLUMNS];
    unsigned port, use[PRAK_MEMBER_USES];
};

struct part {
    struct prak_member_part *p;
};

#define AT(field)    offsetof(struct member, field)
#define COLUMN(fact) AT(o.column) + (fact) * sizeof(const char *)
#define OPT(name, arg, choices, help, at, must) { PRAK_OPT_TEXT, 0, name, arg, NULL, choices, help, at, must }

static const struct prak_opt options[] = {
    OPT("tree", "FILE", NULL, "organisations: organisation, parent, level, valid_from, valid_to, and more", AT(tree), true),
    OPT("on", "DATE", NULL, "the day that is asked about", AT(o.on), true),
    OPT("level", "LEVEL", LEVELS, "only organisations of this level", AT(o.level), false),
    OPT("person", "COL", NULL, "key of the person; without it persons are not known", COLUMN(PRAK_MEMBER_PERSON), false),
    OPT("union", "COL", NULL, "organisation of the tree; without it the name of the file is", COLUMN(PRAK_MEMBER_UNION), false),
    OPT("joined", "COL", NULL, "first day of membership", COLUMN(PRAK_MEMBER_JOINED), false),
    OPT("left", "COL", NULL, "last day of membership; empty: still a member", COLUMN(PRAK_MEMBER_LEFT), false),
    OPT("dues", "COL", NULL, "true or false: pays dues", COLUMN(PRAK_MEMBER_DUES), false),
    OPT("dues-until", "COL", NULL, "the same as the last day that dues are paid for", COLUMN(PRAK_MEMBER_DUES_UNTIL), false),
    OPT("grace", "Nm|Nd", NULL, "months or days after that day in which a member still pays", AT(o.grace), false),
    OPT("verified", "COL", NULL, "true or false: somebody has checked it", COLUMN(PRAK_MEMBER_VERIFIED), false),
    OPT("employee", "COL", NULL, "true or false: is an employee; density_net counts these", COLUMN(PRAK_MEMBER_EMPLOYEE), false),
    OPT("workers", "FILE", NULL, "organisation or enterprise, workers, and perhaps employees", AT(o.staff), false),
    OPT("same", "FILE", NULL, "person, same_as: decisions that two keys are one person", AT(o.decisions), false),
    OPT("overlap", "FILE", NULL, "write the persons in each two unions to FILE", AT(o.overlap), false),
    OPT("total", "NAME", NULL, "a last row of this name: all organisations together", AT(o.total), false),
    OPT("since", "DATE", NULL, "add persons_since, joined and left: what changed from this day to --on", AT(o.since), false),
    OPT("by", "COLS", NULL, "a row for each organisation and combination of these columns of the rosters", AT(by), false),
    { PRAK_OPT_FLAG, 0, "spells", NULL, NULL, NULL, "instead: a row for each spell of membership until --on", AT(o.spells), false },
    { PRAK_OPT_FLAG, 0, "keys", NULL, NULL, NULL, "write the keys of persons beside their spells", AT(o.keys), false },
    OPT("ledger", "FILE", NULL, "instead: dues by month (organisation, month, amount, person, currency)", AT(o.ledger), false),
    OPT("months", "MONTHS", NULL, "the months of a ledger, FROM..TO", AT(o.months), false),
    OPT("dues-amount", "COL|AMOUNT", NULL, "dues of a month: a column, or one amount for all", COLUMN(PRAK_MEMBER_AMOUNT), false),
    OPT("currency", "COL|CODE", NULL, "their currency: a column, or one code for all", COLUMN(PRAK_MEMBER_CURRENCY), false),
    OPT("rules", "DIR", NULL, "folder of the rule tables", AT(rules_dir), false),
    { PRAK_OPT_FLAG, 0, "strict", NULL, NULL, NULL, "refuse rules of confidence seed and memory", AT(o.strict), false },
    PRAK_OPT_END,
};

/* The file's name without its folder and ending: ccu for rosters/ccu.csv. */
static struct prak_str stem(const char *path)
{
    const char *slash = strrchr(path, '/'), *p = slash ? slash + 1 : path, *dot = strrchr(p, '.');

    return (struct prak_str){ p, dot && dot > p ? (size_t)(dot - p) : strlen(p) };
}

static int name_inputs(struct member *t, struct prak_run *run, struct prak_err *e)
{
    struct prak_str near;

    if (!(t->of_input = prak_arena_array(prak_run_arena(run), prak_inputs(run) + 1, sizeof *t->of_input, e)))
        return -1;
    for (size_t i = 0; i < prak_inputs(run); i++) {
        const char *path = prak_input_name(run, i);
        if (strcmp(path, "-") == 0 || strcmp(path, "<stdin>") == 0)
            return prak_fail(e, PRAK_EUSAGE, "rows from standard input need --union: no file's name tells it");
        const struct prak_str name = stem(path);
        t->of_input[i] = prak_member_find(t->m, name, &near);
        if (t->of_input[i] == UINT32_MAX) {
            prak_fail(e, PRAK_EUSAGE, "no organisation '%.*s' in the tree, as the file is called",
                      (int)(name.n < 100 ? name.n : 100), name.p);
            prak_err_source(e, path);
            return prak_err_hint(e, "there is '%.*s'; --union names a column that has it", (int)near.n, near.p);
        }
        prak_member_has_roster(t->m, t->of_input[i]);
    }
    return 0;
}

/* A column of the name goes before an amount and a currency. */
static bool is_word(const struct member *t, struct prak_run *run, size_t fact, struct prak_str text)
{
    struct prak_dec d;

    if (prak_schema_find(prak_input(run), text) >= 0)
        return false;
    return fact == PRAK_MEMBER_AMOUNT ? prak_dec_parse(text.p, text.n, false, &d) == PRAK_NUM_OK
                                      : fact == PRAK_MEMBER_CURRENCY && prak_rules_currency(t->rules, text) >= 0;
}

static int open_tables(struct member *t, struct prak_run *run, struct prak_err *e)
{
    struct prak_str *by = NULL;
    const char *dir;
    const size_t held = HELD < prak_memory(run) / 2 ? HELD : prak_memory(run) / 2;

    t->o.memory = held / prak_threads(run);
    t->o.limit = prak_memory(run);
    if (t->by && prak_columns_parse(t->by, prak_run_arena(run), &by, &t->o.nby, e) < 0)
        return prak_in_option("by", NULL, e);
    t->o.by = by;
    if (prak_member_options_check(&t->o, e) < 0 || prak_run_table(run, t->tree, NULL, 0, &t->o.tree, e) < 0 ||
        (t->o.staff && prak_run_table(run, t->o.staff, NULL, 0, &t->o.workers, e) < 0) ||
        (t->o.decisions && prak_run_table(run, t->o.decisions, NULL, 0, &t->o.same, e) < 0) ||
        (t->o.ledger && prak_run_table(run, t->o.ledger, NULL, 0, &t->o.payments, e) < 0) ||
        prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0 ||
        prak_rules_load(t->rules, "currencies", NULL, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_MEMBER_NFACT; i++)
        if (t->o.column[i] && is_word(t, run, i, prak_str(t->o.column[i])))
            t->o.constant[i] = prak_str(t->o.column[i]);
    return prak_member_new(&t->o, t->rules, &t->m, e) < 0 ? -1 : prak_run_uses_rules(run, t->rules, NULL, NULL, e);
}

static int add_columns(struct member *t, struct prak_run *run, struct prak_err *e)
{
    const struct prak_member_column *column;
    const size_t n = prak_member_columns(t->m, &column);
    const char *used = t->o.spells ? "rows with a spell" : t->o.ledger ? "rows in force in a month" : "rows in force on the day";

    prak_output_none(run);
    for (size_t i = 0; i < n; i++)
        if (prak_add(run, column[i].name, column[i].type, &t->out[i], e) < 0)
            return t->by ? prak_in_option("by", &column[i].name, e) : -1;
    if (prak_counter(run, used, false, &t->use[PRAK_MEMBER_USED], e) < 0 ||
        prak_warning(run, "rows without a person, of no spell", &t->use[PRAK_MEMBER_NO_PERSON], e) < 0 ||
        prak_warning(run, "rows below nothing of the level that was in force, of no spell", &t->use[PRAK_MEMBER_OUTSIDE], e) < 0)
        return -1;
    return prak_warning(run, "rows whose dues were over before the first day, of no spell", &t->use[PRAK_MEMBER_NEVER_PAID], e);
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct member *t = plan;

    if (open_tables(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_MEMBER_NFACT; i++) {
        if (!t->o.column[i] || t->o.constant[i].n > 0)
            continue;
        if (prak_in(run, prak_str(t->o.column[i]), &t->in[t->nfact], e) < 0)
            return -1;
        t->fact[t->nfact++] = i;
    }
    for (size_t k = 0; k < t->o.nby; k++)
        if (prak_in(run, t->o.by[k], &t->in_group[k], e) < 0)
            return prak_in_option("by", NULL, e);
    if ((!t->o.column[PRAK_MEMBER_UNION] && name_inputs(t, run, e) < 0) || add_columns(t, run, e) < 0)
        return -1;
    return prak_port(run, t->o.overlap, "union_a,union_b,persons\n", &t->port, e);
}

/* ---- rows ---- */

static int part_new(const void *plan, void *part, struct prak_err *e)
{
    return prak_member_part_new(((const struct member *)plan)->m, &((struct part *)part)->p, e);
}

static void part_free(void *part)
{
    prak_member_part_free(((struct part *)part)->p);
}

static int merge(const void *plan, void *into, void *from, struct prak_err *e)
{
    (void)plan;
    return prak_member_merge(((struct part *)into)->p, ((struct part *)from)->p, e);
}

static int fold(const void *plan, const void *whole, void *part, const struct prak_batch *b, struct prak_task *task,
                struct prak_err *e)
{
    const struct member *t = plan;
    struct prak_member_facts facts = { .organisation = t->of_input ? t->of_input[b->input] : 0 };
    struct prak_err bad = { 0 };
    const char *code = NULL;
    size_t count[PRAK_MEMBER_USES] = { 0 };
    enum prak_member_use use;

    (void)whole;
    memcpy(facts.cell, t->o.constant, sizeof facts.cell);
    for (size_t row = 0; row < b->nrow; row++) {
        for (size_t i = 0; i < t->nfact; i++)
            facts.cell[t->fact[i]] = prak_cell_str(&b->cell[t->in[i]][row]);
        for (size_t k = 0; k < t->o.nby; k++)
            facts.by[k] = prak_cell_str(&b->cell[t->in_group[k]][row]);
        if (prak_member_add(t->m, ((struct part *)part)->p, &facts, &use, &code, &bad) == 0) {
            count[use]++;
        } else if (!code || bad.code != PRAK_EDATA || prak_reject_err(task, b, row, code, &bad) < 0) {
            *e = bad;
            return -1;
        }
    }
    for (size_t i = PRAK_MEMBER_USED; i < PRAK_MEMBER_USES; i++)
        prak_count(task, t->use[i], count[i]);
    return 0;
}

static int write_line(const struct member *t, const struct prak_member_cell *cell, struct prak_task *task, struct prak_err *e)
{
    const struct prak_member_column *column;
    const size_t n = prak_member_columns(t->m, &column);

    for (size_t i = 0; i < n; i++) {
        if (cell[i].has)
            prak_cell_dec(task, t->out[i], cell[i].number);
        else if (cell[i].npart == 0)
            prak_cell_text(task, t->out[i], cell[i].text);
        else if (prak_cell_joined(task, t->out[i], cell[i].part, cell[i].npart, e) < 0)
            return -1;
    }
    return prak_emit(task, NULL, 0, e);
}

static int write_pairs(const struct member *t, struct prak_member_result *r, struct prak_task *task, struct prak_err *e)
{
    const struct prak_member_pair *pair;
    char text[PRAK_DEC_TEXT];
    size_t n;

    if (t->port == PRAK_NO_PORT)
        return 0;
    if (prak_member_pairs(r, &pair, &n, e) < 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const struct prak_str cell[] = { pair[i].a, pair[i].b,
                                         { text, prak_dec_format(prak_dec_int((int64_t)pair[i].persons), text) } };
        prak_port_row(task, t->port, cell, sizeof cell / sizeof *cell);
    }
    return 0;
}

static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct member *t = plan;
    const struct prak_member_cell *cell;
    struct prak_member_result *r;
    int got = 1;
    (void)whole;

    if (prak_member_judge(t->m, ((struct part *)part)->p, t->port != PRAK_NO_PORT, &r, e) < 0)
        return -1;
    int failed = write_pairs(t, r, task, e);
    for (size_t n = 1; !failed && (got = prak_member_line(r, &cell, e)) > 0; n++)
        failed = write_line(t, cell, task, e) < 0 || (n % FLUSH == 0 && prak_flush(task, e) < 0);
    prak_member_result_free(r);
    return failed || got < 0 ? -1 : 0;
}

static void close_tables(void *plan)
{
    prak_member_free(((struct member *)plan)->m);
    prak_rules_free(((struct member *)plan)->rules);
}

static const struct prak_tool tool = {
    .name = "member",
    .brief = "who is organised where, and how many really",
    .synopsis = "[options] --tree FILE --on DATE [ROSTER …]",
    .example = "prak member --tree samples/organisations.csv --on 2024-06-30 --person person --union union --joined joined "
               "--left left --dues dues samples/members.csv",
    .memory = "organisations, by groups, and those above each; persons beyond 40 MiB in temporary files",
    .opts = options,
    .plan_size = sizeof(struct member),
    .part_size = sizeof(struct part),
    .begin = begin,
    .fold = fold,
    .part_new = part_new,
    .part_free = part_free,
    .merge = merge,
    .end = end,
    .close = close_tables,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
