/*
 * expr_format.c - a tree to canonical text that reads back to the same tree.
 */
#include "table/expr_tree.h"

/* How tightly an operator binds; a kid that binds less than its place asks goes in parentheses. */
enum bind { B_IF, B_OR, B_AND, B_NOT, B_COMPARE, B_SUM, B_PRODUCT, B_UNARY, B_PRIMARY };

static void put(const struct prak_node *n, enum bind least, struct prak_buf *out);

static enum bind binding(const struct prak_node *n)
{
    switch (n->op) {
    case PRAK_X_IF:
        return B_IF;
    case PRAK_X_OR:
        return B_OR;
    case PRAK_X_AND:
        return B_AND;
    case PRAK_X_NOT:
        return B_NOT;
    case PRAK_X_EQ:
    case PRAK_X_NE:
    case PRAK_X_LT:
    case PRAK_X_LE:
    case PRAK_X_GT:
    case PRAK_X_GE:
    case PRAK_X_IN:
        return B_COMPARE;
    case PRAK_X_SUM:
        return B_SUM;
    case PRAK_X_PRODUCT:
        return B_PRODUCT;
    case PRAK_X_NEGATE:
        return B_UNARY;
    case PRAK_X_CONST:
        return n->known == PRAK_K_NUMBER && n->text.p[0] == '-' ? B_UNARY : B_PRIMARY;
    case PRAK_X_COLUMN:
    case PRAK_X_CALL:
        return B_PRIMARY;
    }
    return B_PRIMARY;
}

static void put_quoted(struct prak_str text, char mark, struct prak_buf *out)
{
    prak_buf_byte(out, mark);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == mark)
            prak_buf_byte(out, mark);
        prak_buf_byte(out, text.p[i]);
    }
    prak_buf_byte(out, mark);
}

static void put_name(struct prak_str name, struct prak_buf *out)
{
    if (name.n && prak_lex_name(name.p, name.n) == name.n && !prak_lex_keyword(name))
        prak_buf_add(out, name.p, name.n);
    else
        put_quoted(name, '`', out);
}

static void put_literal(const struct prak_node *n, struct prak_buf *out)
{
    if (n->known == PRAK_K_TEXT || (n->known == PRAK_K_MISSING && n->text.n == 0))
        put_quoted(n->text, '"', out);
    else
        prak_buf_add(out, n->text.p, n->text.n);
}

static void put_list(const struct prak_node *k, struct prak_buf *out)
{
    prak_buf_byte(out, '(');
    for (; k; k = k->next) {
        put(k, B_IF, out);
        if (k->next)
            prak_buf_text(out, ", ");
    }
    prak_buf_byte(out, ')');
}

static void put_if(const struct prak_node *n, struct prak_buf *out)
{
    const struct prak_node *k = n->kid;
    for (; k->next; k = k->next) {
        prak_buf_text(out, "if ");
        put(k, B_OR, out);
        prak_buf_text(out, " then ");
        k = k->next;
        put(k, B_IF, out);
        prak_buf_text(out, " else ");
    }
    put(k, B_IF, out);
}

/* first OP next OP next … */
static void put_chain(const struct prak_node *n, const char *plain, const char *inverse, enum bind own,
                      struct prak_buf *out)
{
    put(n->kid, own, out);
    for (const struct prak_node *k = n->kid->next; k; k = k->next) {
        prak_buf_text(out, k->inverse ? inverse : plain);
        put(k, (enum bind)(own + 1), out);
    }
}

static void put_comparison(const struct prak_node *n, struct prak_buf *out)
{
    static const char *const sign[] = { " == ", " != ", " < ", " <= ", " > ", " >= ", " in " };
    put(n->kid, B_SUM, out);
    prak_buf_text(out, sign[n->op - PRAK_X_EQ]);
    if (n->op == PRAK_X_IN)
        put_list(n->kid->next, out);
    else
        put(n->kid->next, B_SUM, out);
}

static void put_bare(const struct prak_node *n, struct prak_buf *out)
{
    switch (n->op) {
    case PRAK_X_CONST:
        put_literal(n, out);
        break;
    case PRAK_X_COLUMN:
        put_name(n->text, out);
        break;
    case PRAK_X_IF:
        put_if(n, out);
        break;
    case PRAK_X_OR:
        put_chain(n, " or ", " or ", B_OR, out);
        break;
    case PRAK_X_AND:
        put_chain(n, " and ", " and ", B_AND, out);
        break;
    case PRAK_X_NOT:
        prak_buf_text(out, "not ");
        put(n->kid, B_NOT, out);
        break;
    case PRAK_X_SUM:
        put_chain(n, " + ", " - ", B_SUM, out);
        break;
    case PRAK_X_PRODUCT:
        put_chain(n, " * ", " / ", B_PRODUCT, out);
        break;
    case PRAK_X_NEGATE:
        prak_buf_byte(out, '-');
        put(n->kid, B_UNARY, out);
        break;
    case PRAK_X_CALL:
        prak_buf_text(out, n->fn->name);
        put_list(n->kid, out);
        break;
    case PRAK_X_EQ:
    case PRAK_X_NE:
    case PRAK_X_LT:
    case PRAK_X_LE:
    case PRAK_X_GT:
    case PRAK_X_GE:
    case PRAK_X_IN:
        put_comparison(n, out);
        break;
    }
}

static void put(const struct prak_node *n, enum bind least, struct prak_buf *out)
{
    bool wrap = binding(n) < least;
    if (wrap)
        prak_buf_byte(out, '(');
    put_bare(n, out);
    if (wrap)
        prak_buf_byte(out, ')');
}

int prak_expr_format(const struct prak_expr *x, struct prak_buf *out)
{
    put(x->root, B_IF, out);
    return out->failed ? -1 : 0;
}
