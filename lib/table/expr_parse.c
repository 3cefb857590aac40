/*
 * expr_parse.c - text to tree, by recursive descent with a limit on the depth that was written.
 */
#include <stdio.h>

#include "base/utf8.h"
#include "table/expr_tree.h"

struct parser {
    struct prak_str text;
    struct prak_token tok; /* the next one */
    const struct prak_binder *binder;
    struct prak_arena *arena;
    struct prak_err *e;
    unsigned depth;
};

static struct prak_node *parse_expr(struct parser *p);

static struct prak_node *fail(struct parser *p, size_t at, const char *what)
{
    prak_expr_fail(p->e, p->text, at, what);
    return NULL;
}

static int advance(struct parser *p)
{
    return prak_lex(p->text, p->tok.at + p->tok.n, p->arena, &p->tok, p->e);
}

static bool is_word(const struct parser *p, const char *word)
{
    return p->tok.kind == PRAK_T_WORD && prak_str_is(p->tok.text, word);
}

static bool is_symbol(const struct parser *p, const char *symbol)
{
    return p->tok.kind == PRAK_T_SYMBOL && prak_str_is(p->tok.text, symbol);
}

static int expect(struct parser *p, bool found, const char *what)
{
    if (found)
        return advance(p);
    return fail(p, p->tok.at, what) ? 0 : -1;
}

static struct prak_node *node_new(struct parser *p, enum prak_op op, size_t at)
{
    struct prak_node *n = prak_arena_array(p->arena, 1, sizeof *n, p->e);
    if (n) {
        n->op = op;
        n->at = at;
    }
    return n;
}

/* Adds a kid behind *last. */
static void adopt(struct prak_node *n, struct prak_node **last, struct prak_node *kid)
{
    if (*last)
        (*last)->next = kid;
    else
        n->kid = kid;
    *last = kid;
    n->nkid++;
}

/* Checks the types of a finished node; the message stands where the offending kid or the node begins. */
static struct prak_node *finish(struct parser *p, struct prak_node *n)
{
    const char *why = NULL, *hint = NULL;
    if (prak_node_check(n, &why, &hint) == 0)
        return n;
    fail(p, n->at, why);
    if (hint)
        prak_err_hint(p->e, "%s", hint);
    return NULL;
}

static int deeper(struct parser *p)
{
    if (p->depth++ < PRAK_EXPR_DEPTH)
        return 0;
    prak_fail(p->e, PRAK_EUSAGE, "expression nested too deeply (over %d levels)", PRAK_EXPR_DEPTH);
    prak_err_place(p->e, 0, 0, p->tok.at + 1);
    return -1;
}

/* `( kid, kid, … )` from the opening parenthesis on. */
static int parse_list(struct parser *p, struct prak_node *n, struct prak_node **last)
{
    if (expect(p, is_symbol(p, "("), "expected '('") < 0)
        return -1;
    if (is_symbol(p, ")") && n->op == PRAK_X_CALL)
        return advance(p);
    for (;;) {
        struct prak_node *kid = parse_expr(p);
        if (!kid)
            return -1;
        adopt(n, last, kid);
        if (!is_symbol(p, ","))
            return expect(p, is_symbol(p, ")"), "expected ',' or ')'");
        if (advance(p) < 0)
            return -1;
    }
}

static const struct prak_function *find_function(struct parser *p, struct prak_str name, size_t at)
{
    struct prak_str known[32];
    for (size_t i = 0; i < prak_nfunctions && i < 32; i++) {
        known[i] = prak_str(prak_functions[i].name);
        if (prak_str_eq(known[i], name))
            return &prak_functions[i];
    }
    char what[96];
    snprintf(what, sizeof what, "unknown function '%.*s'", (int)(name.n < 40 ? name.n : 40), name.p);
    prak_expr_fail(p->e, p->text, at, what);
    ptrdiff_t near = prak_str_nearest(name, known, prak_nfunctions);
    if (near >= 0)
        prak_err_hint(p->e, "did you mean %s()?", prak_functions[near].name);
    return NULL;
}

static struct prak_node *parse_call(struct parser *p, struct prak_token name)
{
    struct prak_node *n = node_new(p, PRAK_X_CALL, name.at), *last = NULL;
    if (!n)
        return NULL;
    n->fn = find_function(p, name.text, name.at);
    if (!n->fn || parse_list(p, n, &last) < 0)
        return NULL;
    if (n->nkid < n->fn->least || n->nkid > n->fn->most) {
        prak_fail(p->e, PRAK_EUSAGE, "%s() takes %s%u argument%s, not %u", n->fn->name,
                  n->fn->least == n->fn->most ? ""
                  : n->nkid < n->fn->least    ? "at least "
                                              : "at most ",
                  n->nkid < n->fn->least ? n->fn->least : n->fn->most,
                  (n->nkid < n->fn->least ? n->fn->least : n->fn->most) == 1 ? "" : "s", n->nkid);
        prak_err_place(p->e, 0, 0, n->at + 1);
        return NULL;
    }
    if (!finish(p, n))
        return NULL;
    if (strcmp(n->fn->name, "matches") == 0 &&
        prak_regex_new_in(p->arena, n->kid->next->text, false, &n->regex, p->e) < 0) {
        prak_err_place(p->e, 0, 0, n->kid->next->at + 1);
        return NULL;
    }
    return n;
}

static struct prak_node *parse_name(struct parser *p)
{
    struct prak_token name = p->tok;
    if (advance(p) < 0)
        return NULL;
    if (!name.quoted && is_symbol(p, "("))
        return parse_call(p, name);
    struct prak_node *n = node_new(p, PRAK_X_COLUMN, name.at);
    if (!n)
        return NULL;
    n->text = name.text;
    n->known = PRAK_K_CELL;
    if (p->binder->bind(p->binder->data, name.text, &n->bound, p->e) < 0) {
        prak_err_place(p->e, 0, 0, name.at + 1);
        return NULL;
    }
    return n;
}

/* A number (negative: its sign stood before it), a text, true, false or missing. */
static struct prak_node *parse_literal(struct parser *p, size_t at)
{
    struct prak_node *n = node_new(p, PRAK_X_CONST, at);
    if (!n)
        return NULL;
    n->fixed = true;
    n->text = p->tok.text;
    if (p->tok.kind == PRAK_T_NUMBER) {
        n->known = PRAK_K_NUMBER;
        n->value.kind = PRAK_V_NUMBER;
        if (at != p->tok.at) {
            char *w = prak_arena_take(p->arena, n->text.n + 1, p->e);
            if (!w)
                return NULL;
            w[0] = '-';
            memcpy(w + 1, n->text.p, n->text.n);
            n->text = (struct prak_str){ w, n->text.n + 1 };
        }
        prak_dec_parse(n->text.p, n->text.n, false, &n->value.num);
    } else if (p->tok.kind == PRAK_T_TEXT) {
        n->known = n->text.n ? PRAK_K_TEXT : PRAK_K_MISSING;
        n->value.kind = n->text.n ? PRAK_V_TEXT : PRAK_V_MISSING;
        n->value.text = n->text;
    } else if (is_word(p, "missing")) {
        n->known = PRAK_K_MISSING;
    } else {
        n->known = PRAK_K_BOOL;
        n->value.kind = PRAK_V_BOOL;
        n->value.truth = is_word(p, "true");
    }
    return advance(p) < 0 ? NULL : n;
}

static struct prak_node *parse_primary(struct parser *p)
{
    if (p->tok.kind == PRAK_T_NAME)
        return parse_name(p);
    if (p->tok.kind == PRAK_T_NUMBER || p->tok.kind == PRAK_T_TEXT || is_word(p, "true") ||
        is_word(p, "false") || is_word(p, "missing"))
        return parse_literal(p, p->tok.at);
    if (is_symbol(p, "(")) {
        if (advance(p) < 0)
            return NULL;
        struct prak_node *n = parse_expr(p);
        if (!n || expect(p, is_symbol(p, ")"), "expected ')'") < 0)
            return NULL;
        return n;
    }
    if (p->tok.kind == PRAK_T_END)
        return fail(p, p->tok.at, "expected a value");
    fail(p, p->tok.at, "expected a value");
    if (is_word(p, "if") || is_word(p, "not"))
        prak_err_hint(p->e, "put '%s …' in parentheses here", is_word(p, "if") ? "if" : "not");
    return NULL;
}

static struct prak_node *parse_unary(struct parser *p)
{
    if (!is_symbol(p, "-"))
        return parse_primary(p);
    size_t at = p->tok.at;
    if (deeper(p) < 0 || advance(p) < 0)
        return NULL;
    struct prak_node *n;
    if (p->tok.kind == PRAK_T_NUMBER) {
        n = parse_literal(p, at);
    } else {
        struct prak_node *kid = parse_unary(p), *last = NULL;
        n = kid ? node_new(p, PRAK_X_NEGATE, at) : NULL;
        if (!n)
            return NULL;
        adopt(n, &last, kid);
        n = finish(p, n);
    }
    p->depth--;
    return n;
}

/* kid (sign kid)*: one node for the whole chain. */
static struct prak_node *parse_arithmetic(struct parser *p, enum prak_op op)
{
    bool sum = op == PRAK_X_SUM;
    const char *plain = sum ? "+" : "*", *inverse = sum ? "-" : "/";
    struct prak_node *first = sum ? parse_arithmetic(p, PRAK_X_PRODUCT) : parse_unary(p);
    if (!first || (!is_symbol(p, plain) && !is_symbol(p, inverse)))
        return first;
    struct prak_node *n = node_new(p, op, first->at), *last = NULL;
    if (!n)
        return NULL;
    adopt(n, &last, first);
    while (is_symbol(p, plain) || is_symbol(p, inverse)) {
        bool inverted = is_symbol(p, inverse);
        if (advance(p) < 0)
            return NULL;
        struct prak_node *kid = sum ? parse_arithmetic(p, PRAK_X_PRODUCT) : parse_unary(p);
        if (!kid)
            return NULL;
        kid->inverse = inverted;
        adopt(n, &last, kid);
    }
    return finish(p, n);
}

static bool comparison(const struct parser *p, enum prak_op *op)
{
    static const char *const sign[] = { "==", "!=", "<", "<=", ">", ">=" };
    for (unsigned i = 0; i < 6; i++)
        if (is_symbol(p, sign[i])) {
            *op = (enum prak_op)(PRAK_X_EQ + i);
            return true;
        }
    *op = PRAK_X_IN;
    return is_word(p, "in");
}

static struct prak_node *parse_comparison(struct parser *p)
{
    struct prak_node *left = parse_arithmetic(p, PRAK_X_SUM), *last = NULL;
    enum prak_op op;
    if (!left || !comparison(p, &op))
        return left;
    struct prak_node *n = node_new(p, op, left->at);
    if (!n || advance(p) < 0)
        return NULL;
    adopt(n, &last, left);
    if (op == PRAK_X_IN) {
        if (parse_list(p, n, &last) < 0)
            return NULL;
    } else {
        struct prak_node *right = parse_arithmetic(p, PRAK_X_SUM);
        if (!right)
            return NULL;
        adopt(n, &last, right);
    }
    if (comparison(p, &op)) {
        fail(p, p->tok.at, "a second comparison in a row");
        prak_err_hint(p->e, "join comparisons with 'and', or use parentheses");
        return NULL;
    }
    return finish(p, n);
}

static struct prak_node *parse_not(struct parser *p)
{
    if (!is_word(p, "not"))
        return parse_comparison(p);
    size_t at = p->tok.at;
    if (deeper(p) < 0 || advance(p) < 0)
        return NULL;
    struct prak_node *kid = parse_not(p), *last = NULL;
    struct prak_node *n = kid ? node_new(p, PRAK_X_NOT, at) : NULL;
    if (!n)
        return NULL;
    adopt(n, &last, kid);
    p->depth--;
    return finish(p, n);
}

static struct prak_node *parse_logic(struct parser *p, enum prak_op op)
{
    bool either = op == PRAK_X_OR;
    const char *word = either ? "or" : "and";
    struct prak_node *first = either ? parse_logic(p, PRAK_X_AND) : parse_not(p);
    if (!first || !is_word(p, word))
        return first;
    struct prak_node *n = node_new(p, op, first->at), *last = NULL;
    if (!n)
        return NULL;
    adopt(n, &last, first);
    while (is_word(p, word)) {
        if (advance(p) < 0)
            return NULL;
        struct prak_node *kid = either ? parse_logic(p, PRAK_X_AND) : parse_not(p);
        if (!kid)
            return NULL;
        adopt(n, &last, kid);
    }
    return finish(p, n);
}

/* if A then B else if C then D else E: one node. */
static struct prak_node *parse_if(struct parser *p)
{
    struct prak_node *n = node_new(p, PRAK_X_IF, p->tok.at), *last = NULL, *kid;
    if (!n)
        return NULL;
    do {
        if (advance(p) < 0)
            return NULL;
        kid = parse_logic(p, PRAK_X_OR);
        if (!kid || expect(p, is_word(p, "then"), "expected 'then'") < 0)
            return NULL;
        adopt(n, &last, kid);
        kid = parse_expr(p);
        if (!kid || expect(p, is_word(p, "else"), "expected 'else'") < 0)
            return NULL;
        adopt(n, &last, kid);
    } while (is_word(p, "if"));
    kid = parse_expr(p);
    if (!kid)
        return NULL;
    adopt(n, &last, kid);
    return finish(p, n);
}

static struct prak_node *parse_expr(struct parser *p)
{
    if (deeper(p) < 0)
        return NULL;
    struct prak_node *n = is_word(p, "if") ? parse_if(p) : parse_logic(p, PRAK_X_OR);
    p->depth--;
    return n;
}

int prak_expr_compile(struct prak_str text, const struct prak_binder *binder, struct prak_arena *arena,
                      struct prak_expr **out, struct prak_err *e)
{
    size_t bad = text.n ? prak_utf8_invalid(text.p, text.n) : 0;
    if (bad < text.n)
        return prak_expr_fail(e, text, bad, "not valid UTF-8");
    const char *copy = prak_arena_copy(arena, text.n ? text.p : "", text.n, e);
    struct prak_expr *x = copy ? prak_arena_array(arena, 1, sizeof *x, e) : NULL;
    if (!x)
        return -1;
    struct parser p = { .text = { copy, text.n }, .binder = binder, .arena = arena, .e = e };
    if (advance(&p) < 0)
        return -1;
    x->root = parse_expr(&p);
    if (!x->root)
        return -1;
    if (p.tok.kind != PRAK_T_END)
        return prak_expr_fail(e, p.text, p.tok.at,
                              is_symbol(&p, ")") ? "unexpected ')'" : "expected an operator");
    *out = x;
    return 0;
}
