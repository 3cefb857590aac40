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

/* A column with checks or recodes. */
struct column {
    const struct prak_field *field; /* NULL: recodes only */
    struct prak_str name;
    struct prak_table *recode;
    size_t recode_to;
    unsigned cell, out;
};

/* A derived or marked column; later expressions may name it. */
struct derived {
    struct prak_str name;
    struct prak_expr *expr;
    unsigned cell, out;
    bool mark;
};

/* Cells that together may stand only once (unique) or are written only once (distinct). */
struct key {
    size_t n;
    unsigned *cell, first;
};

struct clean {
    const char *schema_path, *where, *select, *distinct, *log;
    struct prak_list renames, recodes, derives, marks;
    struct prak_run *run;
    struct prak_table_schema schema;
    size_t ninput, ncolumn, nderived, nkey, ncell; /* cells: bound columns, then derived ones from ninput on */
    struct column *column;
    struct derived *derived;
    struct key *key, once; /* once: --distinct */
    struct prak_expr *condition;
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

    for (size_t k = 0; k < t->nderived; k++)
        if (prak_str_eq(t->derived[k].name, name)) {
            *cell = t->derived[k].cell;
            return 0;
        }
    if (prak_schema_need(prak_output(t->run), name, &i, e))
        return -1;
    return prak_in(t->run, prak_input(t->run)->name[i], cell, e);
}

static int add_column(struct clean *t, const struct prak_field *f, struct prak_str name, struct column **out,
                      struct prak_err *e)
{
    struct column *c = t->column;

    while (c < t->column + t->ncolumn && !prak_str_eq(c->name, name))
        c++;
    *out = c;
    if (c < t->column + t->ncolumn)
        return 0;
    *c = (struct column){ .field = f, .name = name };
    t->ncolumn++;
    return find_cell(t, name, &c->cell, e) ||
           prak_replace(t->run, name, f ? prak_field_json(f) : PRAK_TEXT, &c->out, e);
}

static int add_columns(struct clean *t, struct prak_err *e)
{
    struct column *c;

    t->column = prak_arena_array(prak_run_arena(t->run), t->schema.nfield + t->recodes.n + 1, sizeof *c, e);
    if (!t->column)
        return -1;
    for (size_t i = 0; i < t->schema.nfield; i++)
        if (add_column(t, &t->schema.field[i], t->schema.field[i].name, &c, e))
            return -1;
    for (size_t i = 0; i < t->recodes.n; i++) {
        struct prak_str name;
        const char *path;
        size_t from;
        if (prak_assignment_parse("recode", t->recodes.v[i], "FILE", &name, &path, e) || add_column(t, NULL, name, &c, e) ||
            prak_run_table(t->run, path, false, &c->recode, e) ||
            prak_schema_need(prak_table_schema(c->recode), prak_str("from"), &from, e) ||
            prak_schema_need(prak_table_schema(c->recode), prak_str("to"), &c->recode_to, e) ||
            prak_table_index(c->recode, &from, 1, e))
            return -1;
        if (!prak_table_unique(c->recode, &from))
            return prak_fail(e, PRAK_EDATA, "'%.160s' recodes one value twice", path);
    }
    return 0;
}

static int add_derived(struct clean *t, const struct prak_list *list, bool mark, struct prak_err *e)
{
    const struct prak_binder binder = { find_cell, t };

    for (size_t i = 0; i < list->n; i++) {
        struct derived *d = &t->derived[t->nderived];
        const char *text;
        if (prak_assignment_parse(mark ? "mark" : "derive", list->v[i], "EXPR", &d->name, &text, e) ||
            prak_expr_compile(prak_str(text), &binder, prak_run_arena(t->run), &d->expr, e))
            return -1;
        d->mark = mark;
        d->cell = (unsigned)(t->ninput + t->nderived);
        if (prak_add(t->run, d->name, d->mark ? PRAK_BOOLEAN : prak_expr_type(d->expr), &d->out, e))
            return -1;
        t->nderived++;
    }
    return 0;
}

static int add_key(struct clean *t, struct key *k, enum prak_first kind, const struct prak_str *name, size_t n,
                   struct prak_err *e)
{
    k->n = n;
    k->cell = prak_arena_array(prak_run_arena(t->run), n ? n : 1, sizeof *k->cell, e);
    for (size_t i = 0; k->cell && i < n; i++)
        if (find_cell(t, name[i], &k->cell[i], e))
            return -1;
    return k->cell ? prak_first(t->run, kind, name, n, &k->first, e) : -1;
}

static int add_keys(struct clean *t, struct prak_err *e)
{
    t->key = prak_arena_array(prak_run_arena(t->run), t->schema.nfield + t->schema.nkey + 1, sizeof *t->key, e);
    for (size_t i = 0; t->key && i < t->schema.nfield; i++)
        if (t->schema.field[i].unique &&
            add_key(t, &t->key[t->nkey++], PRAK_UNIQUE, &t->schema.field[i].name, 1, e))
            return -1;
    for (size_t i = 0; t->key && i < t->schema.nkey; i++)
        if (add_key(t, &t->key[t->nkey++], PRAK_UNIQUE, t->schema.key[i].v, t->schema.key[i].n, e))
            return -1;
    return t->key ? 0 : -1;
}

static int add_choice(struct clean *t, struct prak_err *e)
{
    const struct prak_binder binder = { find_cell, t };
    struct prak_str *name;
    size_t n;

    if (t->where && (prak_expr_compile(prak_str(t->where), &binder, prak_run_arena(t->run), &t->condition, e) ||
                     prak_counter(t->run, "dropped, the condition is false", false, &t->where_false, e) ||
                     prak_counter(t->run, "dropped, the condition is missing", false, &t->where_missing, e)))
        return -1;
    if (t->distinct && (prak_columns_parse(t->distinct, prak_run_arena(t->run), &name, &n, e) ||
                        add_key(t, &t->once, PRAK_DISTINCT, name, n, e)))
        return -1;
    if (t->select && (prak_columns_parse(t->select, prak_run_arena(t->run), &name, &n, e) ||
                      prak_select(t->run, name, n, e)))
        return -1;
    return prak_port(t->run, t->log, "record,column,old,new,rule\n", &t->log_port, e);
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct clean *t = plan;
    char hex[65] = "";

    t->run = run;
    t->ninput = prak_input(run)->n;
    t->ncell = t->ninput + t->derives.n + t->marks.n;
    t->derived = prak_arena_array(prak_run_arena(run), t->derives.n + t->marks.n + 1, sizeof *t->derived, e);
    if (!t->derived || (t->schema_path && (prak_table_schema_load(t->schema_path, prak_run_arena(run), hex, &t->schema, e) ||
                                           prak_run_uses(run, t->schema_path, hex, e))))
        return -1;
    return prak_rename_list(run, &t->renames, e) || add_columns(t, e) || add_keys(t, e) || add_derived(t, &t->derives, false, e) ||
                   add_derived(t, &t->marks, true, e) || add_choice(t, e)
               ? -1
               : 0;
}

/* ---- rows ---- */

/* One row at work: the cells that were changed or derived stand before those of the batch. */
struct work {
    const struct clean *t;
    const struct prak_batch *b;
    size_t row;
    struct prak_task *task;
    struct prak_slice *now; /* [ncell] */
    uint8_t *changed;       /* [ncell] */
    struct prak_eval eval;
    struct prak_buf key;
    bool bad;
};

static struct prak_slice cell_of(const struct work *w, unsigned cell)
{
    return w->changed[cell] ? w->now[cell] : w->b->cell[cell][w->row];
}

static void log_change(struct work *w, const struct column *c, struct prak_str old, struct prak_str new,
                       const char *rule)
{
    char record[24];
    const int n = snprintf(record, sizeof record, "%llu", (unsigned long long)prak_origin(w->b, w->row).record);

    prak_port_row(w->task, w->t->log_port,
                  (const struct prak_str[]){ { record, (size_t)n }, c->name, old, new, prak_str(new.n ? rule : "missing") },
                  5);
}

static struct prak_slice recode(struct work *w, const struct column *c, struct prak_slice cell)
{
    const struct prak_str from = prak_cell_str(&cell);
    size_t hit = cell.n ? prak_table_first(c->recode, &from, 1, &w->key) : SIZE_MAX;

    if (hit == SIZE_MAX)
        return cell;
    const struct prak_str to = prak_table_cell(c->recode, hit, c->recode_to);
    if (!prak_str_eq(from, to))
        log_change(w, c, from, to, "recode");
    return (struct prak_slice){ .p = to.p, .n = (uint32_t)to.n };
}

static int check_column(struct work *w, const struct column *c, struct prak_err *e)
{
    struct prak_slice cell = cell_of(w, c->cell), old;
    unsigned faults = 0;

    if (c->recode)
        cell = recode(w, c, cell);
    old = cell;
    if (c->field && prak_field_check(c->field, old, prak_arena(w->task), &cell, &faults, e))
        return -1;
    for (unsigned bit = 1; bit < 1u << PRAK_FAULT_BITS; bit <<= 1)
        if (faults & bit) {
            w->bad = true;
            if (prak_reject(w->task, w->b, w->row, c->name, prak_field_fault_code(bit),
                            prak_field_fault_text(c->field, bit), e))
                return -1;
        }
    if (!prak_str_eq(prak_cell_str(&old), prak_cell_str(&cell)))
        log_change(w, c, prak_cell_str(&old), prak_cell_str(&cell), "type");
    w->now[c->cell] = cell;
    w->changed[c->cell] = 1;
    prak_cell_slice(w->task, c->out, &w->now[c->cell]);
    return 0;
}

/* Missing parts exempt a unique key; for distinct they are a value like any other. */
static int claim(struct work *w, const struct key *k, bool exempt, struct prak_err *e)
{
    w->key.n = 0;
    for (size_t i = 0; i < k->n; i++) {
        const struct prak_slice cell = cell_of(w, k->cell[i]);
        if (exempt && cell.n == 0)
            return 0;
        prak_key_part(&w->key, prak_cell_str(&cell));
    }
    return prak_buf_check(&w->key, e) ||
           prak_claim(w->task, w->b, w->row, k->first, (struct prak_str){ w->key.p, w->key.n }, e);
}

static int derive(struct work *w, const struct derived *d, struct prak_err *e)
{
    struct prak_value v = { .kind = PRAK_V_MISSING };
    char room[PRAK_DEC_TEXT];
    int truth = -1;

    if (d->mark ? prak_expr_test(d->expr, w->b, w->row, &w->eval, &truth, e)
                : prak_expr_eval(d->expr, w->b, w->row, &w->eval, &v, e)) {
        w->bad = true;
        return prak_reject_err(w->task, w->b, w->row, "type-error", e);
    }
    if (d->mark && truth >= 0)
        v = (struct prak_value){ .kind = PRAK_V_BOOL, .truth = truth };
    const struct prak_str text = prak_value_text(&v, room);
    const char *kept = prak_arena_copy(prak_arena(w->task), text.p ? text.p : "", text.n, e);
    if (!kept)
        return -1;
    w->now[d->cell] = (struct prak_slice){ .p = kept, .n = (uint32_t)text.n };
    w->changed[d->cell] = 1;
    prak_cell_slice(w->task, d->out, &w->now[d->cell]);
    return 0;
}

static int do_row(struct work *w, struct prak_err *e)
{
    const struct clean *t = w->t;
    int keep = 1;

    w->bad = false;
    memset(w->changed, 0, t->ncell);
    for (size_t i = 0; i < t->ncolumn; i++)
        if (check_column(w, &t->column[i], e))
            return -1;
    for (size_t i = 0; i < t->nkey && !w->bad; i++)
        if (claim(w, &t->key[i], true, e))
            return -1;
    for (size_t i = 0; i < t->nderived && !w->bad; i++)
        if (derive(w, &t->derived[i], e))
            return -1;
    if (!w->bad && t->condition && prak_expr_test(t->condition, w->b, w->row, &w->eval, &keep, e)) {
        w->bad = true;
        if (prak_reject_err(w->task, w->b, w->row, "type-error", e))
            return -1;
    }
    if (w->bad)
        return 0;
    if (keep != 1) {
        prak_count(w->task, keep ? t->where_missing : t->where_false, 1);
        return 0;
    }
    return (t->distinct && claim(w, &t->once, false, e)) || prak_emit(w->task, w->b, w->row, e);
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct clean *t = plan;
    struct work w = { .t = t, .b = b, .task = task };
    int failed = 0;

    w.now = prak_arena_array(prak_arena(task), t->ncell, sizeof *w.now, e);
    w.changed = prak_arena_array(prak_arena(task), t->ncell, 1, e);
    if (!w.now || !w.changed)
        return -1;
    w.eval = (struct prak_eval){ prak_arena(task), w.now, w.changed, t->ncell };
    for (w.row = 0; w.row < b->nrow && !failed; w.row++)
        failed = do_row(&w, e);
    prak_buf_free(&w.key);
    return failed ? -1 : 0;
}

static const struct prak_tool tool = {
    .name = "clean",
    .brief = "check and tidy rows by a schema; filter, derive and select",
    .synopsis = "[options] [FILE …]",
    .example = "prak clean --where 'union == \"yes\"' --select id,wage,union workers.csv",
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
