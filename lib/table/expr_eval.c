/*
 * expr_eval.c - the value of a tree at a row.
 */
#include "base/date.h"
#include "table/expr_tree.h"

static struct prak_slice slice_at(const struct prak_row *r, unsigned bound)
{
    const struct prak_eval *ev = r->ev;
    if (ev && ev->override && bound < ev->noverride && (!ev->overridden || ev->overridden[bound]))
        return ev->override[bound];
    return r->b->cell[bound][r->row];
}

int prak_value_fail(const struct prak_row *r, const struct prak_node *n, const struct prak_value *v,
                    const char *what)
{
    struct prak_err *e = r->e;
    prak_fail(e, PRAK_EDATA, "%s", what);
    if (v && v->kind == PRAK_V_TEXT)
        prak_err_value(e, v->text.p, v->text.n);
    if (n && n->op == PRAK_X_COLUMN)
        prak_err_column(e, n->text.p, n->text.n);
    if (r->b->source)
        prak_err_source(e, r->b->source);
    prak_err_place(e, r->b->line ? r->b->line[r->row] : 0, r->b->first_record + r->row, 0);
    return -1;
}

int prak_to_number(const struct prak_row *r, const struct prak_node *n, struct prak_value *v)
{
    if (v->kind == PRAK_V_NUMBER || v->kind == PRAK_V_MISSING)
        return 0;
    if (v->kind != PRAK_V_TEXT || !v->cell)
        return prak_value_fail(r, n, v, "not a number");
    struct prak_dec d;
    enum prak_num_verdict verdict = prak_dec_parse(v->text.p, v->text.n, false, &d);
    if (verdict != PRAK_NUM_OK)
        return prak_value_fail(r, n, v, prak_num_reason(verdict));
    return prak_set_number(v, d);
}

/* Cells, and literals beside a date, are read; month: the same for months. */
static int to_time(const struct prak_row *r, const struct prak_node *n, struct prak_value *v,
                   enum prak_kind kind)
{
    if (v->kind == kind || v->kind == PRAK_V_MISSING)
        return 0;
    int32_t day;
    bool date = kind == PRAK_V_DATE;
    if (v->kind != PRAK_V_TEXT || (date ? prak_date_parse(v->text.p, v->text.n, &day)
                                        : prak_month_parse(v->text.p, v->text.n, &day)) < 0)
        return prak_value_fail(r, n, v, date ? "not a date (YYYY-MM-DD)" : "not a month (YYYY-MM)");
    return prak_set_day(v, kind, day);
}

/* *truth 1, 0 or -1 for missing. */
static int to_truth(const struct prak_row *r, const struct prak_node *n, const struct prak_value *v,
                    int *truth)
{
    if (v->kind == PRAK_V_MISSING)
        *truth = -1;
    else if (v->kind == PRAK_V_BOOL)
        *truth = v->truth;
    else if (v->kind == PRAK_V_TEXT && v->cell && prak_str_is(v->text, "true"))
        *truth = 1;
    else if (v->kind == PRAK_V_TEXT && v->cell && prak_str_is(v->text, "false"))
        *truth = 0;
    else
        return prak_value_fail(r, n, v, "neither true nor false");
    return 0;
}

static int node_truth(const struct prak_row *r, const struct prak_node *n, int *truth)
{
    struct prak_value v;
    if (prak_node_eval(r, n, &v) < 0)
        return -1;
    return to_truth(r, n, &v, truth);
}

int prak_node_number(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    return prak_node_eval(r, n, out) < 0 ? -1 : prak_to_number(r, n, out);
}

int prak_node_time(const struct prak_row *r, const struct prak_node *n, enum prak_kind kind,
                   struct prak_value *out)
{
    return prak_node_eval(r, n, out) < 0 ? -1 : to_time(r, n, out, kind);
}

int prak_node_text(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_eval(r, n, out) < 0)
        return -1;
    if (out->kind != PRAK_V_TEXT && out->kind != PRAK_V_MISSING)
        return prak_value_fail(r, n, NULL, "not a text");
    return 0;
}

int prak_value_order(const struct prak_value *a, const struct prak_value *b)
{
    if (a->kind == PRAK_V_NUMBER)
        return prak_number_order(&a->num, &b->num);
    if (a->kind == PRAK_V_TEXT)
        return prak_str_cmp(a->text, b->text);
    if (a->kind == PRAK_V_BOOL)
        return a->truth - b->truth;
    return (a->day > b->day) - (a->day < b->day);
}

/* Brings two values that are not missing to one kind. */
static int meet(const struct prak_row *r, const struct prak_node *n, struct prak_value *a,
                const struct prak_node *m, struct prak_value *b, bool order)
{
    static const enum prak_kind times[] = { PRAK_V_DATE, PRAK_V_MONTH };
    for (unsigned i = 0; i < 2; i++)
        if (a->kind == times[i] || b->kind == times[i])
            return to_time(r, n, a, times[i]) < 0 ? -1 : to_time(r, m, b, times[i]);
    if (a->kind == PRAK_V_BOOL || b->kind == PRAK_V_BOOL) {
        int s, t;
        if (order)
            return prak_value_fail(r, n, a, "true and false have no order");
        if (to_truth(r, n, a, &s) < 0 || to_truth(r, m, b, &t) < 0)
            return -1;
        return prak_set_truth(a, s) < 0 ? -1 : prak_set_truth(b, t);
    }
    bool texts = a->kind == PRAK_V_TEXT && b->kind == PRAK_V_TEXT;
    if (texts && (!order || !a->cell || !b->cell))
        return 0;
    return prak_to_number(r, n, a) < 0 ? -1 : prak_to_number(r, m, b);
}

static int by_order(enum prak_op op, int order)
{
    switch ((int)op) {
    case PRAK_X_NE:
        return order != 0;
    case PRAK_X_LT:
        return order < 0;
    case PRAK_X_LE:
        return order <= 0;
    case PRAK_X_GT:
        return order > 0;
    case PRAK_X_GE:
        return order >= 0;
    default:
        return order == 0;
    }
}

/* *a may be turned into another kind; b is the caller's copy. */
static int compare(const struct prak_row *r, enum prak_op op, const struct prak_node *n, struct prak_value *a,
                   const struct prak_node *m, struct prak_value *b, int *truth)
{
    *truth = -1;
    if (a->kind == PRAK_V_MISSING || b->kind == PRAK_V_MISSING)
        return 0;
    bool order = op >= PRAK_X_LT && op <= PRAK_X_GE;
    if (meet(r, n, a, m, b, order) < 0)
        return -1;
    *truth = by_order(op, prak_value_order(a, b));
    return 0;
}

/* A column beside a number: no values are copied. */
static int quick_compare(const struct prak_row *r, const struct prak_node *n, int *truth)
{
    const struct prak_node *column = n->kid;
    struct prak_slice s = slice_at(r, column->bound);
    *truth = -1;
    if (s.n == 0)
        return 0;
    struct prak_dec d;
    enum prak_num_verdict verdict = prak_dec_parse(s.p, s.n, false, &d);
    if (verdict != PRAK_NUM_OK) {
        struct prak_value v = { .kind = PRAK_V_TEXT, .cell = true, .text = { s.p, s.n } };
        return prak_value_fail(r, column, &v, prak_num_reason(verdict));
    }
    *truth = by_order(n->op, prak_number_order(&d, &column->next->value.num));
    return 0;
}

static int eval_comparison(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    int truth;
    if (n->quick) {
        if (quick_compare(r, n, &truth) < 0)
            return -1;
        return prak_set_truth(out, truth);
    }
    struct prak_value a, b;
    if (prak_node_eval(r, n->kid, &a) < 0 || prak_node_eval(r, n->kid->next, &b) < 0 ||
        compare(r, n->op, n->kid, &a, n->kid->next, &b, &truth) < 0)
        return -1;
    return prak_set_truth(out, truth);
}

/* x in (a, b): x == a or x == b. */
static int eval_in(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    struct prak_value left;
    if (prak_node_eval(r, n->kid, &left) < 0)
        return -1;
    int found = 0;
    for (const struct prak_node *k = n->kid->next; k && found != 1; k = k->next) {
        struct prak_value a = left, b;
        int truth;
        if (prak_node_eval(r, k, &b) < 0 || compare(r, PRAK_X_EQ, n->kid, &a, k, &b, &truth) < 0)
            return -1;
        if (truth)
            found = truth;
    }
    return prak_set_truth(out, found);
}

/* Stops at the kid that decides, so that `x != "n/a" and x > 5` reads no n/a as a number. */
static int eval_logic(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    int decides = n->op == PRAK_X_OR, all = !decides;
    for (const struct prak_node *k = n->kid; k; k = k->next) {
        int truth;
        if (node_truth(r, k, &truth) < 0)
            return -1;
        if (truth == decides) {
            all = decides;
            break;
        }
        if (truth < 0)
            all = -1;
    }
    return prak_set_truth(out, all);
}

static int eval_if(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    const struct prak_node *k = n->kid;
    while (k->next) {
        int truth;
        if (node_truth(r, k, &truth) < 0)
            return -1;
        if (truth < 0)
            return prak_set_missing(out);
        k = k->next;
        if (truth)
            return prak_node_eval(r, k, out);
        k = k->next;
    }
    return prak_node_eval(r, k, out);
}

static int eval_one(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (n->op == PRAK_X_NEGATE) {
        if (prak_node_number(r, n->kid, out) < 0)
            return -1;
        if (out->kind == PRAK_V_NUMBER)
            out->num.m = -out->num.m;
        return 0;
    }
    int truth;
    if (node_truth(r, n->kid, &truth) < 0)
        return -1;
    return prak_set_truth(out, truth < 0 ? -1 : !truth);
}

int prak_node_eval(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (n->fixed) {
        *out = n->value;
        return 0;
    }
    switch (n->op) {
    case PRAK_X_CONST:
        break;
    case PRAK_X_COLUMN: {
        struct prak_slice s = slice_at(r, n->bound);
        return s.n ? prak_set_text(out, (struct prak_str){ s.p, s.n }, true) : prak_set_missing(out);
    }
    case PRAK_X_IF:
        return eval_if(r, n, out);
    case PRAK_X_OR:
    case PRAK_X_AND:
        return eval_logic(r, n, out);
    case PRAK_X_EQ:
    case PRAK_X_NE:
    case PRAK_X_LT:
    case PRAK_X_LE:
    case PRAK_X_GT:
    case PRAK_X_GE:
        return eval_comparison(r, n, out);
    case PRAK_X_IN:
        return eval_in(r, n, out);
    case PRAK_X_SUM:
        return prak_eval_sum(r, n, out);
    case PRAK_X_PRODUCT:
        return prak_eval_product(r, n, out);
    case PRAK_X_NOT:
    case PRAK_X_NEGATE:
        return eval_one(r, n, out);
    case PRAK_X_CALL:
        return n->fn->eval(r, n, out);
    }
    return prak_set_missing(out);
}

int prak_expr_eval(const struct prak_expr *x, const struct prak_batch *b, size_t row,
                   const struct prak_eval *ev, struct prak_value *out, struct prak_err *e)
{
    struct prak_row r = { b, row, ev, e };
    return prak_node_eval(&r, x->root, out);
}

int prak_expr_test(const struct prak_expr *x, const struct prak_batch *b, size_t row,
                   const struct prak_eval *ev, int *truth, struct prak_err *e)
{
    struct prak_row r = { b, row, ev, e };
    if (x->root->quick)
        return quick_compare(&r, x->root, truth);
    return node_truth(&r, x->root, truth);
}

int prak_expr_number(const struct prak_expr *x, const struct prak_batch *b, size_t row,
                     const struct prak_eval *ev, struct prak_value *out, struct prak_err *e)
{
    struct prak_row r = { b, row, ev, e };
    return prak_node_number(&r, x->root, out);
}

enum prak_type prak_expr_type(const struct prak_expr *x)
{
    return x->root->known == PRAK_K_BOOL     ? PRAK_BOOLEAN
           : x->root->known == PRAK_K_NUMBER ? PRAK_NUMBER
                                             : PRAK_TEXT;
}

bool prak_expr_is_column(const struct prak_expr *x, unsigned *bound)
{
    if (x->root->op != PRAK_X_COLUMN)
        return false;
    *bound = x->root->bound;
    return true;
}

bool prak_expr_is_comparison(const struct prak_expr *x, unsigned *bound, enum prak_relation *relation,
                             struct prak_dec *number)
{
    const struct prak_node *n = x->root;
    if (!n->quick)
        return false;
    *bound = n->kid->bound;
    *relation = (enum prak_relation)(n->op - PRAK_X_EQ);
    *number = n->kid->next->value.num;
    return true;
}

struct prak_str prak_value_text(const struct prak_value *v, char room[PRAK_DEC_TEXT])
{
    switch (v->kind) {
    case PRAK_V_MISSING:
        break;
    case PRAK_V_BOOL:
        return prak_str(v->truth ? "true" : "false");
    case PRAK_V_NUMBER:
        return (struct prak_str){ room, prak_dec_format(v->num, room) };
    case PRAK_V_TEXT:
        return v->text;
    case PRAK_V_DATE:
        prak_date_format(v->day, room);
        return (struct prak_str){ room, PRAK_DATE_TEXT - 1 };
    case PRAK_V_MONTH:
        prak_date_format(v->day, room);
        return (struct prak_str){ room, 7 };
    }
    return (struct prak_str){ "", 0 };
}
