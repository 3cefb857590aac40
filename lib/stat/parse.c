/*
 * parse.c - `NAME=fn(x, key=…)` to a statistic: estimator, compiled arguments, canonical title.
 */
#include "stat/plan.h"

/* Notices the columns that wage writes in wage_currency. */
struct watch {
    const struct prak_binder *inner;
    bool money;
};

static int watch_bind(void *data, struct prak_str name, unsigned *bound, struct prak_err *e)
{
    struct watch *w = data;
    if (prak_str_is(name, "wage_month") || prak_str_is(name, "minimum") || prak_str_is(name, "shortfall"))
        w->money = true;
    return w->inner->bind(w->inner->data, name, bound, e);
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Blanks go, but between two words one stays, and one is put after each comma; quoted text is left alone. */
static void tidy(struct prak_buf *b, struct prak_str s)
{
    char quote = 0;
    bool blank = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quote) {
            prak_buf_byte(b, c);
            if (c == '\\' && i + 1 < s.n)
                prak_buf_byte(b, s.p[++i]);
            else if (c == quote)
                quote = 0;
            continue;
        }
        if (is_blank(c)) {
            blank = true;
            continue;
        }
        char before = b->n ? b->p[b->n - 1] : '(';
        bool text_before = before == '"' || before == '`', text_now = c == '"' || c == '`';
        if (blank && (is_word(before) || text_before) && (is_word(c) || text_now))
            prak_buf_byte(b, ' ');
        blank = false;
        prak_buf_byte(b, c);
        if (c == ',')
            prak_buf_byte(b, ' ');
        if (c == '"' || c == '`')
            quote = c;
    }
}

static int make_title(struct prak_stat_plan *p, const struct prak_call *c, struct prak_statistic *s, struct prak_err *e)
{
    if (c->name.n) {
        s->name = s->title = c->name;
        return 0;
    }
    struct prak_buf b = { 0 };
    prak_buf_add(&b, c->function.p, c->function.n);
    prak_buf_byte(&b, '(');
    for (size_t i = 0; i < c->n; i++) {
        if (i)
            prak_buf_text(&b, ", ");
        if (c->arg[i].key.n) {
            prak_buf_add(&b, c->arg[i].key.p, c->arg[i].key.n);
            prak_buf_byte(&b, '=');
        }
        tidy(&b, c->arg[i].text);
    }
    prak_buf_byte(&b, ')');
    int rc = prak_buf_check(&b, e);
    if (!rc) {
        s->title = (struct prak_str){ prak_arena_copy(p->arena, b.p, b.n, e), b.n };
        rc = s->title.p ? 0 : -1;
    }
    prak_buf_free(&b);
    return rc;
}

static int unknown_function(struct prak_str name, struct prak_err *e)
{
    struct prak_str known[256];
    size_t n = 0;
    for (; prak_estimators[n] && n < 256; n++)
        known[n] = prak_str(prak_estimators[n]->name);
    prak_fail(e, PRAK_EUSAGE, "unknown statistic '%.*s'", (int)(name.n > 64 ? 64 : name.n), name.p);
    ptrdiff_t near = prak_str_nearest(name, known, n);
    return near < 0 ? -1 : prak_err_hint(e, "did you mean %s?", prak_estimators[near]->name);
}

/* 0 where the word is one of "a|b|c": its place in *choice. */
static int choose(const char *choices, struct prak_str word, int *choice)
{
    int at = 0;
    for (const char *p = choices;; at++) {
        size_t n = strcspn(p, "|");
        if (prak_str_eq(word, (struct prak_str){ p, n })) {
            *choice = at;
            return 0;
        }
        if (!p[n])
            return -1;
        p += n + 1;
    }
}

static int set_fraction(const struct prak_estimator *est, const struct prak_param *q, struct prak_arg *a,
                        struct prak_str text, struct prak_err *e)
{
    const char *bar = memchr(text.p, '/', text.n);
    size_t n = bar ? (size_t)(bar - text.p) : text.n;
    a->over = prak_dec_int(1);
    if (prak_dec_parse(text.p, n, false, &a->number) != PRAK_NUM_OK ||
        (bar && prak_dec_parse(bar + 1, text.n - n - 1, false, &a->over) != PRAK_NUM_OK))
        return prak_fail(e, PRAK_EUSAGE, "%s: '%s' must be a number or a fraction such as 2/3", est->name, q->name);
    if (prak_dec_sign(a->number) <= 0 || prak_dec_sign(a->over) <= 0)
        return prak_fail(e, PRAK_EUSAGE, "%s: '%s' must be above 0", est->name, q->name);
    return 0;
}

static int set_arg(struct prak_stat_plan *p, const struct prak_estimator *est, const struct prak_param *q,
                   struct prak_arg *a, struct prak_str text, const struct prak_binder *binder, struct prak_err *e)
{
    if (a->given)
        return prak_fail(e, PRAK_EUSAGE, "%s: '%s' is given twice", est->name, q->name);
    a->given = true;
    a->text = text;
    switch (q->kind) {
    case PRAK_P_NUMBER:
    case PRAK_P_TEST:
    case PRAK_P_VALUE:
        return prak_expr_compile(text, binder, p->arena, &a->x, e);
    case PRAK_P_LITERAL:
        if (prak_dec_parse(text.p, text.n, false, &a->number) != PRAK_NUM_OK)
            return prak_fail(e, PRAK_EUSAGE, "%s: '%s' must be a number", est->name, q->name);
        return 0;
    case PRAK_P_FRACTION:
        return set_fraction(est, q, a, text, e);
    case PRAK_P_CHOICE:
        if (choose(q->choices, text, &a->choice))
            return prak_fail(e, PRAK_EUSAGE, "%s: '%s' is one of %s", est->name, q->name, q->choices);
        return 0;
    case PRAK_P_END:
        break;
    }
    return prak_fail(e, PRAK_EUSAGE, "%s: too many arguments", est->name);
}

static int set_args(struct prak_stat_plan *p, const struct prak_call *c, struct prak_statistic *s,
                    const struct prak_binder *binder, struct prak_err *e)
{
    const struct prak_estimator *est = s->est;
    size_t next = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct prak_call_arg *a = &c->arg[i];
        if (prak_str_is(a->key, "among") && a->key.n) {
            if (s->among)
                return prak_fail(e, PRAK_EUSAGE, "%s: 'among' is given twice", est->name);
            s->among_text = a->text;
            if (prak_expr_compile(a->text, binder, p->arena, &s->among, e))
                return -1;
            continue;
        }
        size_t k = next;
        if (a->key.n) {
            for (k = 0; k < PRAK_ARGS && est->param[k].kind != PRAK_P_END; k++)
                if (prak_str_is(a->key, est->param[k].name))
                    break;
        } else {
            next++;
        }
        if (k >= PRAK_ARGS || est->param[k].kind == PRAK_P_END)
            return a->key.n ? prak_fail(e, PRAK_EUSAGE, "%s has no argument '%.*s'", est->name,
                                        (int)(a->key.n > 64 ? 64 : a->key.n), a->key.p)
                            : prak_fail(e, PRAK_EUSAGE, "%s: too many arguments", est->name);
        if (set_arg(p, est, &est->param[k], &s->arg[k], a->text, binder, e))
            return -1;
    }
    for (size_t k = 0; k < PRAK_ARGS && est->param[k].kind != PRAK_P_END; k++)
        if (est->param[k].required && !s->arg[k].given)
            return prak_fail(e, PRAK_EUSAGE, "%s needs '%s'", est->name, est->param[k].name);
    return 0;
}

int prak_statistic_parse(struct prak_stat_plan *p, const char *text, const struct prak_binder *binder,
                         struct prak_statistic *s, struct prak_err *e)
{
    struct prak_call c;
    struct watch w = { binder, false };
    struct prak_binder watching = { watch_bind, &w };
    if (prak_call_parse(prak_str(text), p->arena, &c, e))
        return -1;
    s->est = prak_estimator_find(c.function);
    if (!s->est)
        return unknown_function(c.function, e);
    s->k[0] = s->est->k[0];
    s->k[1] = s->est->k[1];
    s->constant = s->est->kinds & PRAK_EST_CONSTANT;
    s->map = s->est->kinds & PRAK_EST_CURVE;
    s->classes = s->est->classes;
    s->fitted = s->est->fit != NULL;
    if (make_title(p, &c, s, e) || set_args(p, &c, s, &watching, e))
        return -1;
    s->money = w.money;
    if (s->est->check && s->est->check(s, e))
        return -1;
    s->fitted = s->fitted && s->k[1]; /* moments are enough for these arguments */
    return 0;
}
