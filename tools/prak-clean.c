/*
 * prak-clean - rows as they should be: types and rules of a schema, then filter, derive, select.
 *
 * Reads:  rows, a Frictionless Table Schema, tables of recodes.
 * Writes: the rows with canonical cells; rejects with reasons; a log of changed cells.
 * Order:  rename, recode, missing codes and types, constraints and unique, derive, mark, where, distinct, select.
 */
#include <stdio.h>
#include <string.h>

#include "prak.h"

#include "cli/tool.h"

struct clean {
    const char *schema_path, *where, *select, *distinct, *log;
    struct prak_list renames, recodes, derives, marks;
    struct prak_run *run;
    struct prak_table_schema schema;
    struct prak_rework_plan work; /* cells: bound columns, then derived ones from ninput on */
    size_t ninput, nkey;
    struct prak_first_of *key, once; /* once: --distinct */
    bool bare, checks; /* no cell changes, so that rows go many at a time; or they are recoded and checked, and no more */
    unsigned where_false, where_missing, log_port;
};

#define AT(field) offsetof(struct clean, field)
static const struct prak_opt options[] = {
    { PRAK_OPT_TEXT, 0, "schema", "FILE", NULL, NULL, "Frictionless Table Schema (JSON) that the columns must obey",
      AT(schema_path), false },
    { PRAK_OPT_LIST, 0, "rename", "OLD=NEW,…", NULL, NULL, "rename columns, before everything else", AT(renames), false },
    { PRAK_OPT_LIST, 0, "recode", "COL=FILE", NULL, NULL, "replace cells by the table FILE with the columns from,to",
      AT(recodes), false },
    { PRAK_OPT_LIST, 0, "derive", "COL=EXPR", NULL, NULL, "add a column with the value of an expression", AT(derives),
      false },
    { PRAK_OPT_LIST, 0, "mark", "COL=EXPR", NULL, NULL, "add a column that says whether the condition holds", AT(marks),
      false },
    { PRAK_OPT_TEXT, 0, "where", "EXPR", NULL, NULL, "keep the rows for which the condition is true", AT(where), false },
    { PRAK_OPT_TEXT, 0, "distinct", "COLS", NULL, NULL, "keep the first row of each value of these columns",
      AT(distinct), false },
    { PRAK_OPT_TEXT, 0, "select", "COLS", NULL, NULL, "keep just these columns, in this order", AT(select), false },
    { PRAK_OPT_TEXT, 0, "log", "FILE", NULL, NULL, "write every changed cell to FILE (record,column,old,new,rule)",
      AT(log), false },
    PRAK_OPT_END,
};

/* ---- begin ---- */

/* The cell of a name as it is after the renames: a bound input column, or a column derived before. */
static int find_cell(void *plan, struct prak_str name, unsigned *cell, struct prak_err *e)
{
    struct clean *t = plan;
    size_t i;

    for (size_t k = 0; k < t->work.nderived; k++)
        if (prak_str_eq(t->work.derived[k].name, name)) {
            *cell = t->work.derived[k].cell;
            return 0;
        }
    if (prak_schema_need(prak_output(t->run), name, &i, e))
        return -1;
    return prak_in(t->run, prak_input(t->run)->name[i], cell, e);
}

static int add_column(struct clean *t, const struct prak_field *f, struct prak_str name,
                      struct prak_rework_column **out, struct prak_err *e)
{
    struct prak_rework_column *c = t->work.column, *end = c + t->work.ncolumn;
    size_t i;

    while (c < end && !prak_str_eq(c->name, name))
        c++;
    *out = c;
    if (c < end)
        return 0;
    t->work.ncolumn++;
    *c = (struct prak_rework_column){ .field = f, .name = name };
    return find_cell(t, name, &c->cell, e) || prak_schema_need(prak_output(t->run), name, &i, e) ||
           prak_replace(t->run, name, f ? prak_field_json(f) : prak_output(t->run)->type[i], &c->out, e);
}

static int add_recode(struct clean *t, const char *text, struct prak_err *e)
{
    struct prak_str name;
    struct prak_rework_column *c;
    struct prak_table *table;
    const char *path;

    if (prak_assignment_parse("recode", text, "FILE", &name, &path, e))
        return -1;
    if (add_column(t, NULL, name, &c, e))
        return prak_in_option("recode", NULL, e);
    if (c->recode)
        return prak_fail(e, PRAK_EUSAGE, "--recode: column '%.*s' has two tables", (int)name.n, name.p);
    if (prak_run_table(t->run, path, NULL, 0, &table, e) || prak_recode_prepare(table, &c->recode_to, e))
        return -1;
    c->recode = table;
    return 0;
}

static int add_columns(struct clean *t, struct prak_err *e)
{
    struct prak_rework_column *c;

    t->work.column = prak_arena_array(prak_run_arena(t->run), t->schema.nfield + t->recodes.n + 1, sizeof *c, e);
    if (!t->work.column)
        return -1;
    for (size_t i = 0; i < t->schema.nfield; i++)
        if (add_column(t, &t->schema.field[i], t->schema.field[i].name, &c, e)) {
            prak_err_source(e, t->schema_path);
            return -1;
        }
    for (size_t i = 0; i < t->recodes.n; i++)
        if (add_recode(t, t->recodes.v[i], e))
            return -1;
    return 0;
}

static int add_derived(struct clean *t, const struct prak_list *list, bool mark, struct prak_err *e)
{
    const struct prak_binder binder = { find_cell, t };
    const char *option = mark ? "mark" : "derive", *text;

    for (size_t i = 0; i < list->n; i++) {
        struct prak_rework_derived *d = &t->work.derived[t->work.nderived];
        if (prak_assignment_parse(option, list->v[i], "EXPR", &d->name, &text, e))
            return -1;
        d->mark = mark;
        d->cell = (unsigned)(t->ninput + t->work.nderived);
        if (prak_expr_compile(prak_str(text), &binder, prak_run_arena(t->run), &d->expr, e) ||
            prak_add(t->run, d->name, mark ? PRAK_BOOLEAN : prak_expr_type(d->expr), &d->out, e))
            return prak_in_option(option, &d->name, e);
        t->work.nderived++;
    }
    return 0;
}

static int add_key(struct clean *t, struct prak_first_of *k, enum prak_first kind, const struct prak_str *name, size_t n,
                   struct prak_err *e)
{
    unsigned *cell = prak_arena_array(prak_run_arena(t->run), n ? n : 1, sizeof *cell, e);

    for (size_t i = 0; cell && i < n; i++)
        if (find_cell(t, name[i], &cell[i], e))
            return -1;
    *k = (struct prak_first_of){ .cell = cell, .n = n };
    return cell ? prak_first(t->run, kind, name, n, &k->first, e) : -1;
}

static int add_keys(struct clean *t, struct prak_err *e)
{
    t->key = prak_arena_array(prak_run_arena(t->run), t->schema.nkey + 1, sizeof *t->key, e);
    for (size_t i = 0; t->key && i < t->schema.nkey; i++)
        if (add_key(t, &t->key[t->nkey++], PRAK_UNIQUE, t->schema.key[i].v, t->schema.key[i].n, e))
            return -1;
    return t->key ? 0 : -1;
}

static int add_list(struct clean *t, const char *option, const char *text, struct prak_err *e)
{
    const bool select = strcmp(option, "select") == 0;
    struct prak_str *name;
    size_t n;

    if (!text)
        return 0;
    if (!*text)
        return prak_fail(e, PRAK_EUSAGE, "--%s names no column", option);
    if (prak_columns_parse(text, prak_run_arena(t->run), &name, &n, e) ||
        (select ? prak_select(t->run, name, n, e) : add_key(t, &t->once, PRAK_DISTINCT, name, n, e)))
        return prak_in_option(option, NULL, e);
    return 0;
}

static int add_choice(struct clean *t, struct prak_err *e)
{
    const struct prak_binder binder = { find_cell, t };

    if (t->where && prak_expr_compile(prak_str(t->where), &binder, prak_run_arena(t->run), &t->work.condition, e))
        return prak_in_option("where", NULL, e);
    if (t->where && (prak_counter(t->run, "dropped, the condition is false", false, &t->where_false, e) ||
                     prak_counter(t->run, "dropped, the condition is missing", false, &t->where_missing, e)))
        return -1;
    t->bare = !t->work.ncolumn && !t->work.nderived && !t->nkey;
    t->checks = !t->bare && !t->work.nderived && !t->nkey && !t->distinct;
    return add_list(t, "distinct", t->distinct, e) || add_list(t, "select", t->select, e) ||
           (t->bare && t->distinct && prak_once(t->run, e)) ||
           prak_port(t->run, t->log, "record,column,old,new,rule\n", &t->log_port, e);
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct clean *t = plan;
    char hex[65] = "";

    t->run = run;
    t->ninput = prak_input(run)->n;
    t->work.ncell = t->ninput + t->derives.n + t->marks.n;
    t->work.derived = prak_arena_array(prak_run_arena(run), t->derives.n + t->marks.n + 1, sizeof *t->work.derived, e);
    if (!t->work.derived || (t->schema_path && (prak_table_schema_load(t->schema_path, prak_run_arena(run), hex, &t->schema, e) ||
                                           prak_run_uses(run, t->schema_path, hex, e))))
        return -1;
    if (prak_rename_list(run, &t->renames, e))
        return prak_in_option("rename", NULL, e);
    return add_columns(t, e) || add_keys(t, e) || add_derived(t, &t->derives, false, e) ||
                   add_derived(t, &t->marks, true, e) || add_choice(t, e)
               ? -1
               : 0;
}

/* ---- rows ---- */

/* Missing parts exempt a unique key; for distinct they are a value like any other. */
static int claim(struct prak_rework *w, const struct prak_first_of *k, bool exempt, struct prak_task *task, struct prak_err *e)
{
    struct prak_str key;
    int found = prak_rework_key(w, k->cell, k->n, exempt, &key, e);

    return found < 0 || (found && prak_claim(task, w->batch, w->row, k->first, key, e)) ? -1 : 0;
}

static void log_changes(const struct clean *t, const struct prak_rework *w, struct prak_task *task)
{
    char record[24];
    const int n = snprintf(record, sizeof record, "%llu", (unsigned long long)prak_origin(w->batch, w->row).record);

    for (size_t i = 0; i < w->nchange; i++) {
        const struct prak_change *k = &w->change[i];
        const struct prak_str line[] = { { record, (size_t)n }, k->column, k->old, k->new, prak_str(k->rule) };
        prak_port_row_of(task, w->row, t->log_port, line, sizeof line / sizeof *line);
    }
}

static int reject_row(const struct prak_rework *w, struct prak_task *task, struct prak_err *e)
{
    for (size_t i = 0; i < w->nflaw; i++)
        if (prak_reject(task, w->batch, w->row, w->flaw[i].column, w->flaw[i].code, w->flaw[i].text, e)) {
            prak_err_value(e, w->flaw[i].value.p, w->flaw[i].value.n);
            return -1;
        }
    return 0;
}

/* A valid row: it claims its keys, even if the condition drops it. */
static int finish_row(const struct clean *t, struct prak_rework *w, int keep, struct prak_task *task,
                      struct prak_err *e)
{
    for (size_t i = 0; i < t->nkey; i++)
        if (claim(w, &t->key[i], true, task, e))
            return -1;
    if (t->distinct && keep == 1 && claim(w, &t->once, false, task, e))
        return -1;
    if (w->nchange)
        log_changes(t, w, task);
    if (keep != 1) {
        prak_drop(task, w->row, keep ? t->where_missing : t->where_false);
        return 0;
    }
    for (size_t i = 0; i < t->work.ncolumn && w->work[w->row]; i++)
        prak_cell_slice(task, t->work.column[i].out, prak_rework_cell(w, t->work.column[i].cell));
    for (size_t i = 0; i < t->work.nderived; i++)
        prak_cell_slice(task, t->work.derived[i].out, prak_rework_cell(w, t->work.derived[i].cell));
    return prak_emit(task, w->batch, w->row, e);
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct clean *t = plan;
    struct prak_rework w;

    if (t->bare)
        return prak_emit_where(task, b, t->work.condition, t->where_false, t->where_missing, t->distinct ? &t->once : NULL, e);
    int keep, failed = prak_rework_start(&w, &t->work, b, prak_arena(task), e);
    for (size_t row = 0; !failed; row++) {
        failed = t->checks && prak_emit_until(task, b, w.work, &row, t->work.condition, t->where_false, t->where_missing, e);
        if (failed || row == b->nrow)
            break;
        failed = prak_rework_row(&w, row, &keep, e) ||
                 (w.nflaw ? reject_row(&w, task, e) : finish_row(t, &w, keep, task, e));
    }
    prak_rework_end(&w);
    return failed ? -1 : 0;
}

static const struct prak_tool tool = {
    .name = "clean",
    .brief = "check and tidy rows by a schema; filter, derive and select",
    .synopsis = "[options] [FILE …]",
    .example = "prak clean --where 'wage > 1000' --select wage,union samples/psid1982.csv",
    .memory = "constant; keys for unique and distinct",
    .opts = options,
    .plan_size = sizeof(struct clean),
    .begin = begin,
    .map = map,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
