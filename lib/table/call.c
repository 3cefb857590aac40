/*
 * call.c - `NAME=fn(arg, key=arg)` cut into its parts; the arguments stay text.
 */
#include "base/utf8.h"
#include "table/expr_tree.h"

#define ARGUMENTS_MAX 64

struct scan {
    struct prak_str text;
    size_t pos;
    struct prak_err *e;
};

/* As in an expression: a long one may go over lines. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void blanks(struct scan *s)
{
    while (s->pos < s->text.n && is_blank(s->text.p[s->pos]))
        s->pos++;
}

static bool at(const struct scan *s, size_t pos, char c)
{
    return pos < s->text.n && s->text.p[pos] == c;
}

static int fail(struct scan *s, size_t pos, const char *what)
{
    prak_fail(s->e, PRAK_EUSAGE, "%s at character %zu of '%.*s'", what,
              (pos ? prak_utf8_count(s->text.p, pos) : 0) + 1, (int)(s->text.n < 80 ? s->text.n : 80),
              s->text.p);
    prak_err_place(s->e, 0, 0, pos + 1);
    return -1;
}

/* Past the closing mark of a quoted piece; a doubled mark opens the next piece at once, which comes to the
 * same. */
static int skip_quoted(struct scan *s)
{
    size_t start = s->pos;
    char mark = s->text.p[s->pos++];
    while (s->pos < s->text.n && s->text.p[s->pos] != mark)
        s->pos++;
    if (s->pos == s->text.n)
        return fail(s, start, "a quote that is not closed");
    s->pos++;
    return 0;
}

/* `name =` (not ==) at the place: the name, and the place after the sign; name.n 0 when there is none. */
static struct prak_str assigned(struct scan *s, bool spaced)
{
    struct scan look = *s;
    size_t n = prak_lex_name(s->text.p + s->pos, s->text.n - s->pos);
    struct prak_str name = { s->text.p + s->pos, n };
    look.pos += n;
    if (spaced)
        blanks(&look);
    if (n == 0 || !at(&look, look.pos, '=') || at(&look, look.pos + 1, '='))
        return (struct prak_str){ name.p, 0 };
    s->pos = look.pos + 1;
    return name;
}

/* One argument, up to ',' or ')' outside quotes and parentheses. */
static int argument(struct scan *s, struct prak_call_arg *arg)
{
    blanks(s);
    arg->key = assigned(s, true);
    blanks(s);
    size_t start = s->pos, depth = 0;
    while (s->pos < s->text.n) {
        char c = s->text.p[s->pos];
        if (c == '"' || c == '`') {
            if (skip_quoted(s) < 0)
                return -1;
            continue;
        }
        if (depth == 0 && (c == ',' || c == ')'))
            break;
        depth += c == '(';
        depth -= c == ')';
        s->pos++;
    }
    if (s->pos == s->text.n)
        return fail(s, s->pos, "expected ')'");
    size_t end = s->pos;
    while (end > start && is_blank(s->text.p[end - 1]))
        end--;
    if (end == start)
        return fail(s, start, "an empty argument");
    arg->text = (struct prak_str){ s->text.p + start, end - start };
    return 0;
}

static int arguments(struct scan *s, struct prak_arena *a, struct prak_call *out)
{
    out->arg = prak_arena_array(a, ARGUMENTS_MAX, sizeof *out->arg, s->e);
    if (!out->arg)
        return -1;
    blanks(s);
    if (at(s, s->pos, ')')) {
        s->pos++;
        return 0;
    }
    for (;;) {
        if (out->n == ARGUMENTS_MAX)
            return fail(s, s->pos, "too many arguments");
        if (argument(s, &out->arg[out->n]) < 0)
            return -1;
        out->n++;
        if (s->text.p[s->pos++] == ')')
            return 0;
    }
}

/* NAME= in front: bare, or in backticks. */
static int label(struct scan *s, struct prak_arena *a, struct prak_str *name)
{
    *name = (struct prak_str){ "", 0 };
    if (!at(s, s->pos, '`')) {
        *name = assigned(s, false);
        return 0;
    }
    struct prak_token t;
    if (prak_lex(s->text, s->pos, a, &t, s->e) < 0)
        return -1;
    size_t after = t.at + t.n;
    if (!at(s, after, '=') || at(s, after + 1, '=') || t.text.n == 0)
        return fail(s, s->pos, "expected NAME=function(…)");
    *name = t.text;
    s->pos = after + 1;
    return 0;
}

int prak_call_parse(struct prak_str text, struct prak_arena *a, struct prak_call *out, struct prak_err *e)
{
    size_t bad = text.n ? prak_utf8_invalid(text.p, text.n) : 0;
    if (bad < text.n)
        return prak_fail(e, PRAK_EUSAGE, "not valid UTF-8 at byte %zu", bad + 1);
    const char *copy = prak_arena_copy(a, text.n ? text.p : "", text.n, e);
    if (!copy)
        return -1;
    struct scan s = { { copy, text.n }, 0, e };
    struct prak_call call = { .n = 0 };
    blanks(&s);
    if (label(&s, a, &call.name) < 0)
        return -1;
    size_t n = prak_lex_name(copy + s.pos, text.n - s.pos);
    if (n == 0 || !at(&s, s.pos + n, '(')) {
        fail(&s, s.pos + n, n ? "expected '('" : "expected a function");
        return prak_err_hint(e, "as in count() or low=share(wage < minimum)");
    }
    call.function = (struct prak_str){ copy + s.pos, n };
    s.pos += n + 1;
    if (arguments(&s, a, &call) < 0)
        return -1;
    blanks(&s);
    if (s.pos < text.n)
        return fail(&s, s.pos, "expected the end");
    *out = call;
    return 0;
}
