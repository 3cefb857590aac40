/*
 * prak-member - who is organised where, and how many really: rosters of unions beside a tree of organisations with dates.
 *
 * Reads:  one row a membership (person, union, joined, left, dues); a tree of organisations; perhaps workers by enterprise,
 *         and decisions that two keys are one person.
 * Writes: one row an organisation in force on the day: what is claimed, how many persons that is, the honest range, double
 *         membership, density and thresholds of the law; --overlap: persons in each two unions.
 */
#include "prak.h"

#include "cli/tool.h"

#define LEVELS "local|federation|confederation"
#define HELD   ((size_t)40 << 20) /* of persons in memory, all threads together */

enum out {
    ORGANISATION, LEVEL, CLAIMED, DUES, VERIFIED, PERSONS, LOW, HIGH, OVERLAP, WORKERS, NET, GROSS, THRESHOLD, RULE,
    CONFIDENCE, REASON, EMPLOYEES, SINCE, JOINED, LEFT, NOUT
};

struct member {
    struct prak_member_options o;
    const char *level, *tree, *workers, *rules_dir, *by;
    unsigned in_group[PRAK_MEMBER_BY], out_group[PRAK_MEMBER_BY];
    struct prak_rules *rules;
    struct prak_member *m;
    uint32_t *of_input; /* where the file is the union */
    unsigned in[PRAK_MEMBER_NFACT], out[NOUT];
    bool wanted[NOUT];
    unsigned port, now;
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
    OPT("level", "LEVEL", LEVELS, "only organisations of this level", AT(level), false),
    OPT("person", "COL", NULL, "key of the person; without it persons are not known", COLUMN(PRAK_MEMBER_PERSON), false),
    OPT("union", "COL", NULL, "organisation of the tree; without it the name of the file is", COLUMN(PRAK_MEMBER_UNION), false),
    OPT("joined", "COL", NULL, "first day of membership", COLUMN(PRAK_MEMBER_JOINED), false),
    OPT("left", "COL", NULL, "last day of membership; empty: still a member", COLUMN(PRAK_MEMBER_LEFT), false),
    OPT("dues", "COL", NULL, "true or false: pays dues", COLUMN(PRAK_MEMBER_DUES), false),
    OPT("dues-until", "COL", NULL, "the same as the last day that dues are paid for", COLUMN(PRAK_MEMBER_DUES_UNTIL), false),
    OPT("grace", "Nm|Nd", NULL, "months or days after that day in which a member still pays", AT(o.grace), false),
    OPT("verified", "COL", NULL, "true or false: somebody has checked it", COLUMN(PRAK_MEMBER_VERIFIED), false),
    OPT("employee", "COL", NULL, "true or false: is an employee; density_net counts these", COLUMN(PRAK_MEMBER_EMPLOYEE), false),
    OPT("workers", "FILE", NULL, "organisation or enterprise, workers, and perhaps employees", AT(workers), false),
    OPT("same", "FILE", NULL, "person, same_as: decisions that two keys are one person", AT(o.decisions), false),
    OPT("overlap", "FILE", NULL, "write the persons in each two unions to FILE", AT(o.overlap), false),
    OPT("total", "NAME", NULL, "a last row of this name: all organisations together", AT(o.total), false),
    OPT("since", "DATE", NULL, "add persons_since, joined and left: what changed from this day to --on", AT(o.since), false),
    OPT("by", "COLS", NULL, "a row for each organisation and combination of these columns of the rosters", AT(by), false),
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
        (t->workers && prak_run_table(run, t->workers, NULL, 0, &t->o.workers, e) < 0) ||
        (t->o.decisions && prak_run_table(run, t->o.decisions, NULL, 0, &t->o.same, e) < 0) ||
        prak_rules_dir(run, t->rules_dir, &dir, e) < 0 || prak_rules_open(dir, &t->rules, e) < 0 ||
        prak_member_new(&t->o, t->rules, &t->m, e) < 0)
        return -1;
    return prak_run_uses_rules(run, t->rules, NULL, NULL, e);
}

static int add_columns(struct member *t, struct prak_run *run, struct prak_err *e)
{
    static const char *const name[NOUT] = {
        "organisation", "level",       "claimed",       "dues_paying", "verified",    "persons",           "low",
        "high",         "overlap",     "workers",       "density_net", "density_gross", "threshold",       "member_rule",
        "member_confidence", "member_reason", "employees", "persons_since", "joined", "left"
    };

    prak_output_none(run);
    for (size_t i = 0; i < NOUT; i++) {
        for (size_t k = 0; i == CLAIMED && k < t->o.nby; k++)
            if (prak_add(run, t->o.by[k], PRAK_TEXT, &t->out_group[k], e) < 0)
                return prak_in_option("by", &t->o.by[k], e);
        const bool text = i <= LEVEL || (i >= THRESHOLD && i <= REASON);
        t->wanted[i] = i < EMPLOYEES || (i == EMPLOYEES ? prak_member_has_employees(t->m) : t->o.since != NULL);
        if (t->wanted[i] && prak_add(run, prak_str(name[i]), text ? PRAK_TEXT : PRAK_NUMBER, &t->out[i], e) < 0)
            return -1;
    }
    return 0;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct member *t = plan;

    if (open_tables(t, run, e) < 0)
        return -1;
    for (size_t i = 0; i < PRAK_MEMBER_NFACT; i++)
        if (t->o.column[i] && prak_in(run, prak_str(t->o.column[i]), &t->in[i], e) < 0)
            return -1;
    for (size_t k = 0; k < t->o.nby; k++)
        if (prak_in(run, t->o.by[k], &t->in_group[k], e) < 0)
            return prak_in_option("by", NULL, e);
    if (!t->o.column[PRAK_MEMBER_UNION] && name_inputs(t, run, e) < 0)
        return -1;
    if (add_columns(t, run, e) < 0 || prak_counter(run, "rows in force on the day", false, &t->now, e) < 0)
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
    size_t now = 0;
    bool in_force = false;

    (void)whole;
    for (size_t row = 0; row < b->nrow; row++) {
        for (size_t i = 0; i < PRAK_MEMBER_NFACT; i++)
            if (t->o.column[i])
                facts.cell[i] = prak_cell_str(&b->cell[t->in[i]][row]);
        for (size_t k = 0; k < t->o.nby; k++)
            facts.by[k] = prak_cell_str(&b->cell[t->in_group[k]][row]);
        if (prak_member_add(t->m, ((struct part *)part)->p, &facts, &in_force, &code, &bad) == 0) {
            now += in_force;
        } else if (!code || bad.code != PRAK_EDATA || prak_reject_err(task, b, row, code, &bad) < 0) {
            *e = bad;
            return -1;
        }
    }
    prak_count(task, t->now, now);
    return 0;
}

static int write_finding(const struct member *t, const struct prak_member_finding *f, struct prak_task *task,
                         struct prak_err *e)
{
    prak_cell_text(task, t->out[ORGANISATION], f->organisation);
    prak_cell_text(task, t->out[LEVEL], f->level);
    for (size_t k = 0; k < t->o.nby; k++)
        prak_cell_text(task, t->out_group[k], f->by[k]);
    const struct {
        enum out which;
        bool known;
        uint64_t v;
    } count[] = {
        { CLAIMED, f->has_claimed, f->claimed },     { DUES, f->has_dues, f->dues_paying },
        { VERIFIED, f->has_verified, f->verified },  { PERSONS, f->has_persons, f->persons },
        { LOW, f->has_low, f->low },                 { HIGH, f->has_high, f->high },
        { OVERLAP, f->has_persons, f->overlap },     { WORKERS, f->has_workers, f->workers },
        { EMPLOYEES, f->has_employees, f->employees }, { SINCE, f->has_since, f->persons_since },
        { JOINED, f->has_change, f->joined },        { LEFT, f->has_change, f->left },
    };
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        if (count[i].known && t->wanted[count[i].which])
            prak_cell_dec(task, t->out[count[i].which], prak_dec_int((int64_t)count[i].v));
    if (f->has_net)
        prak_cell_dec(task, t->out[NET], f->density_net);
    if (f->has_gross)
        prak_cell_dec(task, t->out[GROSS], f->density_gross);
    prak_cell_text(task, t->out[CONFIDENCE], prak_str(prak_confidence_name(f->confidence)));
    if (prak_cell_joined(task, t->out[THRESHOLD], f->threshold, f->nthreshold, e) < 0 ||
        prak_cell_joined(task, t->out[RULE], f->rule, f->nrule, e) < 0 ||
        prak_cell_joined(task, t->out[REASON], f->reason, f->nreason, e) < 0)
        return -1;
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
    struct prak_member_result *r;
    struct prak_member_finding f;
    (void)whole;

    if (prak_member_judge(t->m, ((struct part *)part)->p, t->port != PRAK_NO_PORT, &r, e) < 0)
        return -1;
    int failed = write_pairs(t, r, task, e);
    for (size_t i = 0; i < prak_member_organisations(t->m) && !failed; i++)
        for (size_t g = 0; g < prak_member_groups(r) && !failed; g++)
            if (prak_member_finding(r, i, g, &f) && (!t->level || f.is_total || prak_str_is(f.level, t->level)))
                failed = write_finding(t, &f, task, e);
    prak_member_result_free(r);
    return failed;
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
