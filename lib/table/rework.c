/*
 * rework.c - a row at work: recode, check, derive, ask; its keys.
 */
#include "table/rework.h"

#include <string.h>

#include "table/map.h"

void prak_rework_end(struct prak_rework *w)
{
    prak_buf_free(&w->key);
}

const struct prak_slice *prak_rework_cell(const struct prak_rework *w, unsigned cell)
{
    return w->set[cell] ? &w->now[cell] : &w->batch->cell[cell][w->row];
}

/* Room for one more in a list of the arena. */
static int grow(struct prak_arena *a, void **list, size_t n, size_t *cap, size_t size, struct prak_err *e)
{
    if (n < *cap)
        return 0;
    const size_t more = *cap ? *cap * 2 : 8;
    void *next = prak_arena_array(a, more, size, e);
    if (!next)
        return -1;
    if (n)
        memcpy(next, *list, n * size);
    *list = next;
    *cap = more;
    return 0;
}

static int add_flaw(struct prak_rework *w, struct prak_flaw flaw, struct prak_err *e)
{
    void *list = w->flaw;

    if (grow(w->arena, &list, w->nflaw, &w->cap_flaw, sizeof flaw, e))
        return -1;
    w->flaw = list;
    w->flaw[w->nflaw++] = flaw;
    return 0;
}

/* The same from the error of an expression; any other error is not the row's fault. */
static int add_failure(struct prak_rework *w, struct prak_err *e)
{
    struct prak_str text[3] = { prak_str(e->column), prak_str(e->msg), prak_str(e->value) };

    if (e->code != PRAK_EDATA)
        return -1;
    for (size_t i = 0; i < 3; i++) {
        struct prak_err why = { 0 };
        text[i].p = prak_arena_copy(w->arena, text[i].p, text[i].n + 1, &why);
        if (!text[i].p) {
            *e = why;
            return -1;
        }
    }
    return add_flaw(w, (struct prak_flaw){ text[0], text[2], "type-error", text[1].p }, e);
}

static void put(struct prak_rework *w, unsigned cell, struct prak_slice new)
{
    w->now[cell] = new;
    w->set[cell] = 1;
}

/* Puts a new cell in the place of the old one and notes it. */
static int change(struct prak_rework *w, const struct prak_rework_column *c, struct prak_slice new, const char *rule,
                  struct prak_err *e)
{
    const struct prak_str old = prak_cell_str(prak_rework_cell(w, c->cell)), text = prak_cell_str(&new);
    void *list = w->change;

    put(w, c->cell, new);
    if (prak_str_eq(old, text))
        return 0;
    if (grow(w->arena, &list, w->nchange, &w->cap_change, sizeof *w->change, e))
        return -1;
    w->change = list;
    w->change[w->nchange++] = (struct prak_change){ c->name, old, text, rule };
    return 0;
}

/* What the cell is recoded to, if that is another text. */
static bool recoded(const struct prak_rework_column *c, const struct prak_slice *cell, struct prak_str *to)
{
    const struct prak_str from = prak_cell_str(cell);

    if (!c->recode || from.n == 0)
        return false;
    const size_t hit = prak_table_first(c->recode, &from);
    if (hit == SIZE_MAX)
        return false;
    *to = prak_table_cell(c->recode, hit, c->recode_to);
    return !prak_str_eq(from, *to);
}

static int recode(struct prak_rework *w, const struct prak_rework_column *c, struct prak_err *e)
{
    struct prak_str to;

    if (!recoded(c, prak_rework_cell(w, c->cell), &to))
        return 0;
    return change(w, c, (struct prak_slice){ .p = to.p, .n = (uint32_t)to.n }, "recode", e);
}

static int check(struct prak_rework *w, const struct prak_rework_column *c, struct prak_err *e)
{
    const struct prak_slice came = *prak_rework_cell(w, c->cell);
    struct prak_slice out;
    unsigned faults = 0;

    if (!c->field)
        return 0;
    if (prak_field_check(c->field, came, w->arena, &out, &faults, e) ||
        change(w, c, out, out.n ? "type" : "missing", e))
        return -1;
    for (unsigned bit = 1; faults && bit < 1u << PRAK_FAULT_BITS; bit <<= 1)
        if ((faults & bit) &&
            add_flaw(w,
                     (struct prak_flaw){ c->name, prak_cell_str(&came), prak_field_fault_code(bit),
                                         prak_field_fault_text(c->field, bit) },
                     e))
            return -1;
    return 0;
}

/* Marks the rows whose cell of the column a recode or check changes or finds fault with. */
static int look(struct prak_rework *w, const struct prak_rework_column *c, uint8_t *work, uint32_t *doubt, struct prak_err *e)
{
    const struct prak_batch *b = w->batch;
    struct prak_str to;

    for (size_t row = 0; c->recode && row < b->nrow; row++)
        work[row] |= recoded(c, &b->cell[c->cell][row], &to);
    const size_t n = c->field ? prak_field_screen(c->field, b, c->cell, doubt) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct prak_slice *came = &b->cell[c->cell][doubt[i]];
        struct prak_slice out;
        unsigned faults;
        if (work[doubt[i]])
            continue;
        if (prak_field_check(c->field, *came, w->arena, &out, &faults, e))
            return -1;
        work[doubt[i]] = faults || !prak_str_eq(prak_cell_str(came), prak_cell_str(&out));
    }
    return 0;
}

int prak_rework_start(struct prak_rework *w, const struct prak_rework_plan *plan, const struct prak_batch *b,
                      struct prak_arena *a, struct prak_err *e)
{
    const size_t n = plan->ncell ? plan->ncell : 1, rows = b->nrow ? b->nrow : 1;

    *w = (struct prak_rework){ .plan = plan, .batch = b, .arena = a };
    w->now = prak_arena_array(a, n, sizeof *w->now, e);
    w->set = w->now ? prak_arena_array(a, n, 1, e) : NULL;
    uint8_t *work = w->set ? prak_arena_array(a, rows, 1, e) : NULL;
    uint32_t *doubt = work ? prak_arena_take(a, rows * sizeof *doubt, e) : NULL;
    w->eval = (struct prak_eval){ a, w->now, w->set, plan->ncell };
    w->work = work;
    if (!doubt)
        return -1;
    for (size_t i = 0; i < plan->ncolumn; i++)
        if (look(w, &plan->column[i], work, doubt, e))
            return -1;
    return 0;
}

static int derive(struct prak_rework *w, const struct prak_rework_derived *d, struct prak_err *e)
{
    struct prak_value v = { .kind = PRAK_V_MISSING };
    char room[PRAK_DEC_TEXT];
    int truth = -1;

    put(w, d->cell, (struct prak_slice){ .p = "" });
    if (d->mark ? prak_expr_test(d->expr, w->batch, w->row, &w->eval, &truth, e)
                : prak_expr_eval(d->expr, w->batch, w->row, &w->eval, &v, e))
        return add_failure(w, e);
    if (d->mark && truth >= 0)
        v = (struct prak_value){ .kind = PRAK_V_BOOL, .truth = truth };
    const struct prak_str text = prak_value_text(&v, room);
    if (text.n == 0)
        return 0;
    const char *kept = prak_arena_copy(w->arena, text.p, text.n, e);
    if (!kept)
        return -1;
    put(w, d->cell, (struct prak_slice){ .p = kept, .n = (uint32_t)text.n });
    return 0;
}

int prak_rework_row(struct prak_rework *w, size_t row, int *keep, struct prak_err *e)
{
    const struct prak_rework_plan *plan = w->plan;

    w->row = row;
    w->nchange = w->nflaw = 0;
    memset(w->set, 0, plan->ncell);
    *keep = 1;
    for (size_t i = 0; i < plan->ncolumn && w->work[row]; i++)
        if (recode(w, &plan->column[i], e))
            return -1;
    for (size_t i = 0; i < plan->ncolumn && w->work[row]; i++)
        if (check(w, &plan->column[i], e))
            return -1;
    if (w->nflaw) /* expressions see valid cells only */
        return 0;
    for (size_t i = 0; i < plan->nderived; i++)
        if (derive(w, &plan->derived[i], e))
            return -1;
    if (!w->nflaw && plan->condition && prak_expr_test(plan->condition, w->batch, row, &w->eval, keep, e)) {
        *keep = 1;
        return add_failure(w, e);
    }
    return 0;
}

int prak_rework_key(struct prak_rework *w, const unsigned *cells, size_t n, bool exempt, struct prak_str *key,
                    struct prak_err *e)
{
    w->key.n = 0;
    for (size_t i = 0; i < n; i++) {
        const struct prak_slice *cell = prak_rework_cell(w, cells[i]);
        if (exempt && cell->n == 0)
            return 0;
        prak_key_part(&w->key, prak_cell_str(cell));
    }
    if (prak_buf_check(&w->key, e))
        return -1;
    *key = (struct prak_str){ w->key.p, w->key.n };
    return 1;
}

/* ---- tables of recodes ---- */

static int refuse(const struct prak_table *t, size_t row, const char *text, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", text);
    prak_err_source(e, prak_table_source(t));
    prak_err_place(e, prak_table_line(t, row), 0, 0);
    return -1;
}

int prak_recode_prepare(struct prak_table *t, size_t *to, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(t);
    size_t from, row;

    if (prak_schema_need(s, prak_str("from"), &from, e) || prak_schema_need(s, prak_str("to"), to, e)) {
        prak_err_source(e, prak_table_source(t));
        return -1;
    }
    if (prak_table_index(t, &from, 1, e))
        return -1;
    for (row = 0; row < prak_table_rows(t); row++)
        if (prak_table_cell(t, row, from).n == 0)
            return refuse(t, row, "the cell of 'from' is empty, and would never match", e);
    return prak_table_unique(t, &row) ? 0 : refuse(t, row, "an earlier row recodes the same value", e);
}
