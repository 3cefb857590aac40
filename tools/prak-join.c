/*
 * prak-join - match rows with a table by key.
 *
 * Reads:  LEFT rows (a stream) and RIGHT (a table held in memory).
 * Writes: left rows in their order with the right's other columns, then, for right and full, the right rows that no
 *         left row met, in table order. A blank key never matches.
 */
#include <stdio.h>

#include "prak.h"

#include "cli/tool.h"

#define MAX_KEYS 64
#define KINDS "left|inner|right|full|semi|anti"
enum kind { LEFT, INNER, RIGHT, FULL, SEMI, ANTI };

struct join {
    const char *kind_name, *on, *expect, *prefix, *suffix, *where, *unmatched;
    bool coalesce, require_all;
    enum kind kind;
    struct prak_table *right;
    struct prak_str *left_key, *right_key;
    size_t nkey;
    unsigned *bound, *key_cell; /* left key columns: as read, and as written */
    size_t *right_col;          /* right key columns */
    size_t nadded;
    struct added {              /* a right column that goes to the output */
        size_t col;
        unsigned out, left;
        bool fill;              /* only where the left cell is missing (--coalesce) */
        size_t together;        /* it and the next ones stand side by side in the table and in the output */
    } *added;
    bool plain; /* a row is written as it is with the right's other columns, nothing else */
    struct prak_beside beside;
    struct prak_expr *condition;
    unsigned matched, unmatched_left, blank, unmatched_right, refused, port;
};

#define AT(field) offsetof(struct join, field)
static const struct prak_opt options[] = {
    { PRAK_OPT_TEXT, 0, "kind", "KIND", "left", KINDS, "which rows are written", AT(kind_name), false },
    { PRAK_OPT_TEXT, 0, "on", "KEYS", NULL, NULL, "key columns: NAME or LEFT=RIGHT, several with commas", AT(on), true },
    { PRAK_OPT_TEXT, 0, "expect", "CARDINALITY", NULL, "1:1|m:1|1:m|m:m",
      "how often a key may stand on a side (m:1, semi and anti m:m)", AT(expect), false },
    { PRAK_OPT_TEXT, 0, "prefix", "TEXT", NULL, NULL, "put before the names of the right's columns that the left has too",
      AT(prefix), false },
    { PRAK_OPT_TEXT, 0, "suffix", "TEXT", NULL, NULL, "put after them", AT(suffix), false },
    { PRAK_OPT_FLAG, 0, "coalesce", NULL, NULL, NULL, "same-named columns: the left cell, where missing the right one",
      AT(coalesce), false },
    { PRAK_OPT_TEXT, 0, "where", "EXPR", NULL, NULL, "left rows that may match; the others count as not matched",
      AT(where), false },
    { PRAK_OPT_FLAG, 0, "require-all", NULL, NULL, NULL, "refuse a left row without a match", AT(require_all), false },
    { PRAK_OPT_TEXT, 0, "unmatched", "FILE", NULL, NULL, "write the places of left rows without a match to FILE",
      AT(unmatched), false },
    PRAK_OPT_END,
};

static int bind_keys(struct join *t, struct prak_run *run, struct prak_err *e)
{
    struct prak_arena *a = prak_run_arena(run);

    t->bound = prak_arena_array(a, t->nkey, sizeof *t->bound, e);
    t->right_col = prak_arena_array(a, t->nkey, sizeof *t->right_col, e);
    t->key_cell = prak_arena_array(a, t->nkey, sizeof *t->key_cell, e);
    if (!t->bound || !t->right_col || !t->key_cell)
        return -1;
    for (size_t i = 0; i < t->nkey; i++) {
        if (prak_in(run, t->left_key[i], &t->bound[i], e))
            return -1;
        if (prak_schema_need(prak_table_schema(t->right), t->right_key[i], &t->right_col[i], e))
            return prak_err_source(e, prak_table_source(t->right)), -1;
        if ((t->kind == RIGHT || t->kind == FULL) &&
            prak_replace(run, t->left_key[i], PRAK_TEXT, &t->key_cell[i], e))
            return -1;
    }
    return prak_run_index(run, t->right, t->right_col, t->nkey, e);
}

/* The output name of a right column that the left has too. */
static int add_same_named(const struct join *t, struct prak_run *run, struct prak_str name, enum prak_type type,
                          struct added *k, struct prak_err *e)
{
    struct prak_buf b = { 0 };

    if (t->coalesce) {
        k->fill = true;
        return prak_in(run, name, &k->left, e) || prak_replace(run, name, type, &k->out, e);
    }
    if (!t->prefix && !t->suffix) { /* never a silent rename */
        prak_fail(e, PRAK_EUSAGE, "both tables have a column '%.*s'", (int)name.n, name.p);
        return prak_err_hint(e, "use --prefix, --suffix or --coalesce");
    }
    prak_buf_fmt(&b, "%s%.*s%s", t->prefix ? t->prefix : "", (int)name.n, name.p, t->suffix ? t->suffix : "");
    int failed = prak_buf_check(&b, e) || prak_add(run, (struct prak_str){ b.p, b.n }, type, &k->out, e);
    prak_buf_free(&b);
    return failed ? -1 : 0;
}

static int add_columns(struct join *t, struct prak_run *run, struct prak_err *e)
{
    const struct prak_schema *right = prak_table_schema(t->right), *left = prak_input(run);

    if (!(t->added = prak_arena_array(prak_run_arena(run), right->n, sizeof *t->added, e)))
        return -1;
    for (size_t i = 0; i < right->n && t->kind != SEMI && t->kind != ANTI; i++) {
        struct added *k = &t->added[t->nadded];
        if (prak_str_among(t->right_key, t->nkey, right->name[i]))
            continue;
        k->col = i;
        t->nadded++;
        if (prak_schema_find(left, right->name[i]) >= 0 ? add_same_named(t, run, right->name[i], right->type[i], k, e)
                                                        : prak_add(run, right->name[i], right->type[i], &k->out, e))
            return -1;
    }
    for (struct added *k = t->added + t->nadded, *next = NULL; k-- > t->added; next = k)
        k->together = !k->fill && next && !next->fill && prak_table_beside(t->right, k->col, next->col) ? next->together + 1
                                                                                                     : 1;
    return 0;
}

static int check_right(const struct join *t, struct prak_err *e)
{
    char text[64];

    snprintf(text, sizeof text, "key stands more than once, --expect %s", t->expect);
    if (t->expect[2] == 'm' || !prak_table_refuse_repeated(t->right, text, e))
        return 0;
    return prak_err_hint(e, "--expect 1:m or m:m allows it");
}

static void set_plain(struct join *t)
{
    t->plain = (t->kind == INNER || t->kind == LEFT) && !t->where && !t->unmatched && !t->require_all &&
               t->expect[0] != '1' && t->nadded && t->added->together == t->nadded && !t->added->fill;
    t->beside = (struct prak_beside){ .table = t->right, .col = t->added->col, .n = t->nadded, .out = t->added->out,
                                      .all = t->kind == LEFT, .key = t->bound, .nkey = t->nkey, .matched = t->matched,
                                      .unmatched = t->unmatched_left, .blank = t->blank };
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct join *t = plan;
    struct prak_binder binder = prak_run_binder(run);

    t->kind = (enum kind)prak_choice(KINDS, t->kind_name);
    if (!t->expect) /* a match that adds nothing cannot multiply rows */
        t->expect = t->kind == SEMI || t->kind == ANTI ? "m:m" : "m:1";
    if (t->coalesce && (t->prefix || t->suffix))
        return prak_fail(e, PRAK_EUSAGE, "--coalesce excludes --prefix and --suffix");
    if (prak_keys_parse("on", t->on, MAX_KEYS, prak_run_arena(run), &t->left_key, &t->right_key, &t->nkey, e) ||
        prak_run_table(run, prak_table_operand(run), t->right_key, t->nkey, &t->right, e) || bind_keys(t, run, e) ||
        check_right(t, e) || add_columns(t, run, e) ||
        (t->where && prak_expr_compile(prak_str(t->where), &binder, prak_run_arena(run), &t->condition, e)) ||
        (t->expect[0] == '1' && prak_first(run, PRAK_UNIQUE, t->left_key, t->nkey, &t->refused, e)))
        return -1;
    const bool failed = prak_port(run, t->unmatched, "file,line,record\n", &t->port, e) ||
                        prak_counter(run, "left rows matched", true, &t->matched, e) ||
                        prak_counter(run, "left rows without a match", true, &t->unmatched_left, e) ||
                        prak_counter(run, "of these with a blank key", true, &t->blank, e) ||
                        prak_counter(run, "right rows without a match", true, &t->unmatched_right, e);
    set_plain(t);
    return failed ? -1 : 0;
}

/* May this left row match? *found becomes SIZE_MAX when not. */
static int check_left(const struct join *t, const struct prak_batch *b, size_t row, struct prak_task *task,
                      struct prak_buf *scratch, size_t *found, struct prak_err *e)
{
    const struct prak_eval ev = { .arena = prak_arena(task) };
    int truth = 1;

    if (t->condition && prak_expr_test(t->condition, b, row, &ev, &truth, e))
        return -1;
    scratch->n = 0;
    for (size_t i = 0; i < t->nkey; i++) {
        const struct prak_slice *cell = &b->cell[t->bound[i]][row];
        if (cell->n == 0) /* it was not found */
            return prak_count(task, t->blank, 1), 0;
        if (t->expect[0] == '1')
            prak_key_part(scratch, prak_cell_str(cell));
    }
    *found = truth == 1 ? *found : SIZE_MAX;
    if (truth != 1 || t->expect[0] != '1')
        return 0;
    const struct prak_str key = { scratch->p, scratch->n };
    return prak_buf_check(scratch, e) || prak_claim(task, b, row, t->refused, key, e) ? -1 : 0;
}

static void set_right(const struct join *t, const struct prak_batch *b, size_t row, size_t right, struct prak_task *task)
{
    for (const struct added *k = t->added, *end = k + t->nadded, *next; k < end; k = next) {
        next = k + k->together;
        if (k->together > 1 &&
            prak_cells_written(task, k->out, k->together, prak_table_written(t->right, right, k->col, k->together)))
            continue;
        for (; k < next; k++)
            if (!k->fill || !b || b->cell[k->left][row].n == 0)
                prak_cell_text(task, k->out, prak_table_cell(t->right, right, k->col));
    }
}

static int emit_matches(const struct join *t, const struct prak_batch *b, size_t row, size_t right,
                        struct prak_task *task, struct prak_err *e)
{
    prak_count(task, t->matched, 1);
    for (; right != SIZE_MAX; right = prak_table_next(t->right, right)) {
        prak_table_mark(t->right, right);
        if (t->kind == SEMI || t->kind == ANTI)
            continue;
        set_right(t, b, row, right, task);
        if (prak_emit(task, b, row, e))
            return -1;
    }
    return t->kind == SEMI ? prak_emit(task, b, row, e) : 0;
}

static int without_match(const struct join *t, const struct prak_batch *b, size_t row, struct prak_task *task,
                         struct prak_err *e)
{
    prak_count(task, t->unmatched_left, 1);
    if (t->port != PRAK_NO_PORT) {
        const struct prak_origin o = prak_origin(b, row);
        prak_csv_put(prak_port_buf(task, t->port), o.source, prak_str(o.source).n, ',', true);
        prak_buf_fmt(prak_port_buf(task, t->port), ",%llu,%llu\n", (unsigned long long)o.line, (unsigned long long)o.record);
    }
    if (t->require_all)
        return prak_reject(task, b, row, t->left_key[0], "no-match", "no row of the table has this key", e);
    return t->kind == LEFT || t->kind == FULL || t->kind == ANTI ? prak_emit(task, b, row, e) : 0;
}

static int map(const void *plan, const struct prak_batch *b, struct prak_task *task, struct prak_err *e)
{
    const struct join *t = plan;
    const struct prak_slice *key[MAX_KEYS] = { NULL };
    struct prak_buf scratch = { 0 };
    size_t *found = prak_arena_array(prak_arena(task), b->nrow + 1, sizeof *found, e);
    int failed = found ? 0 : -1;

    for (size_t i = 0; i < t->nkey && b->nrow; i++)
        key[i] = b->cell[t->bound[i]];
    if (found)
        prak_table_find(t->right, key, b->nrow, b->grid != NULL, found);
    if (found && t->plain)
        return prak_emit_matches(task, b, &t->beside, found, e);
    for (size_t row = 0; row < b->nrow && !failed; row++) {
        if (check_left(t, b, row, task, &scratch, &found[row], e))
            failed = prak_reject_err(task, b, row, "type-error", e);
        else if (found[row] == SIZE_MAX)
            failed = without_match(t, b, row, task, e);
        else
            failed = emit_matches(t, b, row, found[row], task, e);
    }
    prak_buf_free(&scratch);
    return failed;
}

/* The right rows that no left row met. */
static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct join *t = plan;

    (void)whole, (void)part;
    for (size_t right = 0; right < prak_table_rows(t->right); right++) {
        if (prak_table_marked(t->right, right))
            continue;
        prak_count(task, t->unmatched_right, 1);
        if (t->kind != RIGHT && t->kind != FULL)
            continue;
        set_right(t, NULL, 0, right, task);
        for (size_t i = 0; i < t->nkey; i++)
            prak_cell_text(task, t->key_cell[i], prak_table_cell(t->right, right, t->right_col[i]));
        if (prak_emit(task, NULL, 0, e))
            return -1;
    }
    return 0;
}

static const struct prak_tool tool = {
    .name = "join",
    .brief = "match rows with a table by key",
    .synopsis = "[options] --on NAME|LEFT=RIGHT[,…] [LEFT] RIGHT",
    .example = "prak import samples/kobo-wages.xlsx --sheet worker | prak join --on factory_id samples/factories.csv",
    .memory = "all rows of RIGHT",
    .opts = options,
    .plan_size = sizeof(struct join),
    .flags = PRAK_LAST_IS_TABLE,
    .begin = begin,
    .map = map,
    .end = end,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
