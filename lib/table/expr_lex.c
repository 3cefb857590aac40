/*
 * expr_lex.c - the words of an expression.
 */
#include "base/utf8.h"
#include "table/expr_tree.h"

static const char *const keywords[] = { "and",  "or",   "not",  "in",    "if",
                                        "then", "else", "true", "false", "missing" };

int prak_expr_fail(struct prak_err *e, struct prak_str text, size_t at, const char *what)
{
    size_t place = at < text.n ? at : text.n;
    prak_fail(e, PRAK_EUSAGE, "%s at character %zu of the expression", what,
              (place ? prak_utf8_count(text.p, place) : 0) + 1);
    prak_err_place(e, 0, 0, place + 1);
    return -1;
}

bool prak_lex_keyword(struct prak_str name)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (prak_str_is(name, keywords[i]))
            return true;
    return false;
}

/* Letters and marks of every script; not the spaces, quotes, dashes and operators outside ASCII. */
static bool name_code(uint32_t c)
{
    if (c < 0xC0)
        return c == 0xAA || c == 0xB5 || c == 0xBA;
    if (c == 0xD7 || c == 0xF7)
        return false;
    if (c >= 0x2000 && c <= 0x206F)
        return c >= 0x200B && c <= 0x200D; /* Khmer text has them between words */
    if ((c >= 0x2190 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3003) || c == 0xFEFF)
        return false;
    return c < 0xFF01 || c > 0xFF0F;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool name_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

size_t prak_lex_name(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n) {
        if (name_start(p[i]) || (i && (is_digit(p[i]) || p[i] == '.'))) {
            i++;
            continue;
        }
        if (!((unsigned char)p[i] & 0x80))
            break;
        uint32_t c;
        size_t step = prak_utf8_next(p + i, n - i, &c);
        if (!name_code(c))
            break;
        i += step;
    }
    return i;
}

/* Text in quotes: the mark doubled stands for one. */
static int lex_quoted(struct prak_str text, char mark, struct prak_arena *a, struct prak_token *t,
                      struct prak_err *e)
{
    size_t end = t->at + 1, marks = 0;
    while (end < text.n && (text.p[end] != mark || (end + 1 < text.n && text.p[end + 1] == mark))) {
        if (text.p[end] == mark) {
            marks++;
            end++;
        }
        end++;
    }
    if (end >= text.n)
        return prak_expr_fail(
            e, text, t->at, mark == '"' ? "text without its closing '\"'" : "a name without its closing '`'");
    const char *from = text.p + t->at + 1;
    t->n = end + 1 - t->at;
    t->text = (struct prak_str){ from, t->n - 2 };
    if (!marks)
        return 0;
    char *copy = prak_arena_take(a, t->n, e), *w = copy;
    if (!copy)
        return -1;
    for (size_t i = 0; i < t->n - 2; i++) {
        *w++ = from[i];
        i += from[i] == mark;
    }
    t->text = (struct prak_str){ copy, (size_t)(w - copy) };
    return 0;
}

/* As far as a number may reach; the strict grammar judges it afterwards. */
static int lex_number(struct prak_str text, struct prak_token *t, struct prak_err *e)
{
    size_t i = t->at;
    while (i < text.n) {
        char c = text.p[i];
        bool exponent = (c == '+' || c == '-') && i > t->at && (text.p[i - 1] == 'e' || text.p[i - 1] == 'E');
        if (exponent || c == '.' || is_digit(c) || name_start(c) || ((unsigned char)c & 0x80))
            i++;
        else
            break;
    }
    t->n = i - t->at;
    t->text = (struct prak_str){ text.p + t->at, t->n };
    struct prak_dec d;
    enum prak_num_verdict v = prak_dec_parse(t->text.p, t->n, false, &d);
    if (v == PRAK_NUM_OK)
        return 0;
    prak_expr_fail(e, text, t->at, prak_num_reason(v));
    if (v == PRAK_NUM_SYNTAX)
        prak_err_hint(e, "text goes in \"…\", a name that begins with a digit in `…`");
    return -1;
}

static int lex_symbol(struct prak_str text, struct prak_token *t, struct prak_err *e)
{
    const char *p = text.p + t->at;
    size_t left = text.n - t->at;
    t->n = left > 1 && p[1] == '=' && strchr("<>=!", p[0]) && p[0] ? 2 : 1;
    t->text = (struct prak_str){ p, t->n };
    if (t->n == 2 || (p[0] && strchr("()+-*/,<>", p[0])))
        return 0;
    prak_expr_fail(e, text, t->at, "unexpected character");
    unsigned char c = (unsigned char)p[0];
    if (c == '=')
        return prak_err_hint(e, "equality is written ==");
    if (c == '\'')
        return prak_err_hint(e, "text goes in \"…\", an odd name in `…`");
    if (c == '&' || c == '|' || c == '!')
        return prak_err_hint(e, "conditions are joined by the words and, or, not");
    if (left > 2 && c == 0xE2 && (unsigned char)p[1] == 0x80)
        return prak_err_hint(e, "quotes and minus are the plain ones of the keyboard: \" and -");
    return -1;
}

int prak_lex(struct prak_str text, size_t pos, struct prak_arena *a, struct prak_token *t, struct prak_err *e)
{
    while (pos < text.n && text.p[pos] && strchr(" \t\r\n", text.p[pos]))
        pos++;
    *t = (struct prak_token){ .kind = PRAK_T_END, .at = pos };
    if (pos == text.n)
        return 0;
    const char *p = text.p + pos;
    if (*p == '"') {
        t->kind = PRAK_T_TEXT;
        return lex_quoted(text, '"', a, t, e);
    }
    if (*p == '`') {
        t->kind = PRAK_T_NAME;
        t->quoted = true;
        return lex_quoted(text, '`', a, t, e);
    }
    if (is_digit(*p) || (*p == '.' && pos + 1 < text.n && is_digit(p[1]))) {
        t->kind = PRAK_T_NUMBER;
        return lex_number(text, t, e);
    }
    t->n = prak_lex_name(p, text.n - pos);
    if (t->n) {
        t->text = (struct prak_str){ p, t->n };
        t->kind = prak_lex_keyword(t->text) ? PRAK_T_WORD : PRAK_T_NAME;
        return 0;
    }
    t->kind = PRAK_T_SYMBOL;
    return lex_symbol(text, t, e);
}
