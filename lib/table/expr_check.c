/*
 * expr_check.c - what can be known of types before the first row, and refused there.
 */
#include "base/date.h"
#include "table/expr_tree.h"

enum prak_known prak_known_join(enum prak_known a, enum prak_known b)
{
    if (a == b || b == PRAK_K_MISSING)
        return a;
    return a == PRAK_K_MISSING ? b : PRAK_K_ANY;
}

/* Not known before the row is seen. */
static bool open_kind(enum prak_known k)
{
    return k == PRAK_K_ANY || k == PRAK_K_CELL || k == PRAK_K_MISSING;
}

static bool is_time(enum prak_known k)
{
    return k == PRAK_K_DATE || k == PRAK_K_MONTH;
}

static int refuse(const char **why, const char *text)
{
    *why = text;
    return -1;
}

static int check_conditions(const struct prak_node *n, const char **why)
{
    unsigned i = 0;
    for (const struct prak_node *k = n->kid; k; k = k->next, i++) {
        if (n->op == PRAK_X_IF && (i % 2 == 1 || i + 1 == n->nkid))
            continue;
        if (k->known != PRAK_K_BOOL && !open_kind(k->known))
            return refuse(why, "a condition that is neither true nor false");
    }
    return 0;
}

static int check_sum(struct prak_node *n, const char **why, const char **hint)
{
    enum prak_known sum = n->kid->known;
    for (const struct prak_node *k = n->kid; k; k = k->next) {
        if (k->known == PRAK_K_BOOL || k->known == PRAK_K_TEXT)
            return refuse(why, "arithmetic on what is not a number");
        if (k == n->kid)
            continue;
        if (is_time(k->known) && (is_time(sum) || k->inverse)) {
            *hint = "the time from a to b is days(a, b) or months(a, b)";
            return refuse(why, "dates and months are only moved by numbers");
        }
        if (is_time(k->known))
            sum = k->known;
        else if (!is_time(sum))
            sum = sum == PRAK_K_ANY || k->known == PRAK_K_ANY ? PRAK_K_ANY : PRAK_K_NUMBER;
    }
    n->known = sum;
    return 0;
}

static int check_numbers(struct prak_node *n, const char **why)
{
    for (const struct prak_node *k = n->kid; k; k = k->next)
        if (k->known != PRAK_K_NUMBER && !open_kind(k->known))
            return refuse(why, "arithmetic on what is not a number");
    n->known = PRAK_K_NUMBER;
    return 0;
}

static bool literal_text(const struct prak_node *n)
{
    return n->op == PRAK_X_CONST && n->known == PRAK_K_TEXT;
}

static bool literal_empty(const struct prak_node *n)
{
    return n->op == PRAK_X_CONST && n->known == PRAK_K_MISSING && n->text.n == 0;
}

/* A date or month beside: the same kind, a cell, or a literal that reads as one. */
static bool beside_time(enum prak_known time, const struct prak_node *n)
{
    int32_t day;
    if (literal_text(n))
        return (time == PRAK_K_DATE ? prak_date_parse(n->text.p, n->text.n, &day)
                                    : prak_month_parse(n->text.p, n->text.n, &day)) == 0;
    return n->known == time || open_kind(n->known);
}

static int check_order(const struct prak_node *l, const struct prak_node *r, const char **why,
                       const char **hint)
{
    if (l->known == PRAK_K_BOOL || r->known == PRAK_K_BOOL)
        return refuse(why, "true and false have no order");
    if ((literal_text(l) && open_kind(r->known)) || (literal_text(r) && open_kind(l->known))) {
        *hint = "write date(\"…\") or month(\"…\") to compare dates, text(x) < \"…\" to compare characters";
        return refuse(why, "a text beside a comparison of numbers");
    }
    return 0;
}

static int check_pair(const struct prak_node *l, const struct prak_node *r, bool order, const char **why,
                      const char **hint)
{
    if (literal_empty(l) || literal_empty(r)) {
        *hint = "an empty cell is missing: is_missing(x)";
        return refuse(why, "comparison with an empty text");
    }
    for (int turn = 0; turn < 2; turn++) {
        const struct prak_node *a = turn ? r : l, *b = turn ? l : r;
        if (is_time(a->known)) {
            if (beside_time(a->known, b))
                return 0;
            return refuse(why, a->known == PRAK_K_DATE ? "a date is compared with what is not a date"
                                                       : "a month is compared with what is not a month");
        }
        if (a->known == PRAK_K_NUMBER && b->known != PRAK_K_NUMBER && !open_kind(b->known))
            return refuse(why, "a number is compared with what is not a number");
        if (a->known == PRAK_K_BOOL && b->known != PRAK_K_BOOL && !open_kind(b->known))
            return refuse(why, "true or false is compared with something else");
    }
    return order ? check_order(l, r, why, hint) : 0;
}

static int check_comparison(struct prak_node *n, const char **why, const char **hint)
{
    bool order = n->op >= PRAK_X_LT && n->op <= PRAK_X_GE;
    for (const struct prak_node *k = n->kid->next; k; k = k->next)
        if (check_pair(n->kid, k, order, why, hint) < 0)
            return -1;
    n->known = PRAK_K_BOOL;
    n->quick = n->op != PRAK_X_IN && n->kid->op == PRAK_X_COLUMN && n->kid->next->op == PRAK_X_CONST &&
               n->kid->next->known == PRAK_K_NUMBER;
    return 0;
}

static int check_if(struct prak_node *n, const char **why)
{
    if (check_conditions(n, why) < 0)
        return -1;
    unsigned i = 0;
    enum prak_known known = PRAK_K_MISSING;
    for (const struct prak_node *k = n->kid; k; k = k->next, i++)
        if (i % 2 == 1 || i + 1 == n->nkid)
            known = prak_known_join(known, k->known);
    n->known = known;
    return 0;
}

int prak_node_check(struct prak_node *n, const char **why, const char **hint)
{
    switch (n->op) {
    case PRAK_X_CONST:
    case PRAK_X_COLUMN:
        return 0;
    case PRAK_X_IF:
        return check_if(n, why);
    case PRAK_X_OR:
    case PRAK_X_AND:
    case PRAK_X_NOT:
        n->known = PRAK_K_BOOL;
        return check_conditions(n, why);
    case PRAK_X_EQ:
    case PRAK_X_NE:
    case PRAK_X_LT:
    case PRAK_X_LE:
    case PRAK_X_GT:
    case PRAK_X_GE:
    case PRAK_X_IN:
        return check_comparison(n, why, hint);
    case PRAK_X_SUM:
        return check_sum(n, why, hint);
    case PRAK_X_PRODUCT:
    case PRAK_X_NEGATE:
        return check_numbers(n, why);
    case PRAK_X_CALL:
        return n->fn->check(n, why, hint);
    }
    return 0;
}
