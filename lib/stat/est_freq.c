/*
 * Frequencies: for each value v of x, its fraction of the cell, p_v = sum(w 1[x = v]) / sum(w).
 *
 * Units:     fractions of the weight of the rows that have x; they add up to 1.     Memory: cells x levels x leaves.
 * Levels:    the values as characters, found as rows come, ordered by bytes; numbers in their shortest plain text.
 * Influence: (1[x = v] - p_v) / sum(w).
 * R check:   survey::svymean(~factor(x), design, na.rm = TRUE)
 */
#include "base/date.h"
#include "stat/estimator.h"

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

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_value v;
    if (prak_expr_eval(s->arg[0].x, r->b, r->row, r->ev, &v, e))
        return -1;
    if (v.kind == PRAK_V_MISSING || (v.kind == PRAK_V_TEXT && v.text.n == 0))
        return 0;
    return text_of(&v, r, &t->level, e) ? -1 : 1;
}

extern const struct prak_estimator prak_est_freq;
const struct prak_estimator prak_est_freq = {
    .name = "freq", .formula = "sum(w 1[x = v]) / sum(w)", .source = "Taylor linearisation", .unit = "fraction",
    .kinds = PRAK_EST_LEVELS | PRAK_EST_SHARE | PRAK_EST_DEFF, .k = { 1, 0 },
    .param = { { PRAK_P_VALUE, "x", NULL, true } }, .row = row,
};
