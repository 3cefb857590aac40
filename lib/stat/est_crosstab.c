/*
 * Cross table of a and b: for each pair of values its fraction of the cell, of the row (a) or of the column (b),
 * and the margins.
 *
 * Units:     fractions of the weight of the rows that have both values.     Memory: cells x levels x leaves.
 * Levels:    "a,b", a CSV list; margins "a," and ",b". Shares of a row leave out its own margin, which is 1.
 * Influence: (1[a, b] - p 1[base]) / sum(w 1[base]), base: all, the row or the column.
 * R check:   survey::svymean(~interaction(a, b), design); share=row: svyby(~b, ~a, design, svymean)
 */
#include "stat/cross.h"

static int add_level(struct prak_str *to, struct prak_str a, struct prak_str b, const struct prak_row *r,
                     struct prak_err *e)
{
    struct prak_buf text = { 0 };
    prak_cross_put(&text, a);
    prak_buf_byte(&text, ',');
    prak_cross_put(&text, b);
    char *p = prak_buf_check(&text, e) ? NULL : prak_arena_copy(r->ev->arena, text.p, text.n, e);
    *to = (struct prak_str){ p, text.n };
    prak_buf_free(&text);
    return p ? 0 : -1;
}

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    static const struct prak_str all = { "", 0 };
    struct prak_str a, b;
    int there = prak_row_text(s->arg[0].x, r, &a, e), also = there < 0 ? -1 : prak_row_text(s->arg[1].x, r, &b, e);
    if (also < 0)
        return -1;
    if (!there || !also)
        return 0;
    struct prak_str *level = prak_arena_array(r->ev->arena, 3, sizeof *level, e);
    if (!level || add_level(&level[0], a, b, r, e) || add_level(&level[1], a, all, r, e) ||
        add_level(&level[2], all, b, r, e))
        return -1;
    t->levels = level;
    t->nlevel = 3;
    return 1;
}

extern const struct prak_estimator prak_est_crosstab;
const struct prak_estimator prak_est_crosstab = {
    .name = "crosstab", .formula = "sum(w 1[a, b]) / sum(w 1[base])", .source = "Taylor linearisation",
    .unit = "fraction", .kinds = PRAK_EST_LEVELS | PRAK_EST_SHARE | PRAK_EST_DEFF | PRAK_EST_CROSS, .k = { 1, 0 },
    .param = { { PRAK_P_VALUE, "a", NULL, true },
               { PRAK_P_VALUE, "b", NULL, true },
               { PRAK_P_CHOICE, "share", "total|row|column", false } },
    .row = row, .classes = 1,
};
