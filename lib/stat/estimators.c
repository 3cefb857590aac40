/*
 * estimators.c - the only place that knows which estimators exist.
 */
#include "stat/estimator.h"

#include "base/date.h"

#define PRAK_ESTIMATOR(name) extern const struct prak_estimator prak_est_##name;
#include "stat/estimators.def"
#undef PRAK_ESTIMATOR

const struct prak_estimator *const prak_estimators[] = {
#define PRAK_ESTIMATOR(name) &prak_est_##name,
#include "stat/estimators.def"
#undef PRAK_ESTIMATOR
    NULL
};

const struct prak_estimator *prak_estimator_find(struct prak_str name)
{
    for (size_t i = 0; prak_estimators[i]; i++)
        if (prak_str_is(name, prak_estimators[i]->name))
            return prak_estimators[i];
    return NULL;
}

int prak_row_number(const struct prak_expr *x, const struct prak_row *r, struct prak_dec *v, struct prak_err *e)
{
    struct prak_value out;
    if (prak_expr_number(x, r->b, r->row, r->ev, &out, e))
        return -1;
    if (out.kind == PRAK_V_MISSING)
        return 0;
    *v = out.num;
    return 1;
}

int prak_row_test(const struct prak_expr *x, const struct prak_row *r, bool *truth, struct prak_err *e)
{
    int t;
    if (prak_expr_test(x, r->b, r->row, r->ev, &t, e))
        return -1;
    *truth = t == 1;
    return t < 0 ? 0 : 1;
}

/* The value's text, in the evaluation's arena where it is not a piece of the row. */
static int text_of(const struct prak_value *v, const struct prak_row *r, struct prak_str *out, struct prak_err *e)
{
    char buf[PRAK_DEC_TEXT] = "";
    size_t n = 0;
    switch (v->kind) {
    case PRAK_V_TEXT:
        *out = v->text;
        return 0;
    case PRAK_V_BOOL:
        *out = prak_str(v->truth ? "true" : "false");
        return 0;
    case PRAK_V_NUMBER:
        n = prak_dec_format(prak_dec_trim(v->num), buf);
        break;
    case PRAK_V_DATE:
    case PRAK_V_MONTH:
        prak_date_format(v->day, buf);
        n = v->kind == PRAK_V_DATE ? 10 : 7;
        break;
    case PRAK_V_MISSING:
        break;
    }
    char *p = prak_arena_copy(r->ev->arena, buf, n, e);
    if (!p)
        return -1;
    *out = (struct prak_str){ p, n };
    return 0;
}

int prak_row_text(const struct prak_expr *x, const struct prak_row *r, struct prak_str *out, struct prak_err *e)
{
    struct prak_value v;
    if (prak_expr_eval(x, r->b, r->row, r->ev, &v, e))
        return -1;
    if (v.kind == PRAK_V_MISSING || (v.kind == PRAK_V_TEXT && v.text.n == 0))
        return 0;
    return text_of(&v, r, out, e) ? -1 : 1;
}

int prak_row_within(const struct prak_statistic *s, const struct prak_row *r, enum prak_domain domain,
                    struct prak_dec *v, struct prak_err *e)
{
    int there = prak_row_number(s->arg[0].x, r, v, e);
    if (there <= 0 || prak_dec_sign(*v) > 0 || (domain == PRAK_NOT_NEGATIVE && prak_dec_sign(*v) == 0))
        return there;
    char text[PRAK_DEC_TEXT];
    size_t n = prak_dec_format(*v, text);
    prak_fail(e, PRAK_EDATA, "%s needs values %s", s->est->name, domain == PRAK_POSITIVE ? "above 0" : "of 0 or more");
    prak_err_value(e, text, n);
    return prak_err_hint(e, "leave such rows out in words: among=(%.*s > 0)",
                         (int)(s->arg[0].text.n > 60 ? 60 : s->arg[0].text.n), s->arg[0].text.p);
}
