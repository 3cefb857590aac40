/*
 * Select-multiple: for each choice its fraction of the respondents, where a cell holds the choices of one
 * respondent, joined by a blank (Kobo) or another separator.
 *
 * Units:     fractions of the weight of the rows that have x; they need not add up to 1.
 * Levels:    the choices, ordered by bytes; named twice in a cell, a choice counts once.
 * Influence: (1[choice in x] - p) / sum(w).     Memory: cells x choices x leaves.
 * R check:   survey::svymean(~I(grepl(choice, x)), design, na.rm = TRUE) for each choice
 */
#include "stat/estimator.h"

enum { X, SEPARATOR };

static bool met(const struct prak_str *v, size_t n, struct prak_str piece)
{
    for (size_t i = 0; i < n; i++)
        if (prak_str_eq(v[i], piece))
            return true;
    return false;
}

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_str text, by = { " ", 1 };
    int there = prak_row_text(s->arg[X].x, r, &text, e);
    if (there > 0 && s->arg[SEPARATOR].given) {
        int given = prak_row_text(s->arg[SEPARATOR].x, r, &by, e);
        if (given <= 0)
            return given < 0 ? -1 : prak_fail(e, PRAK_EDATA, "select_multiple: the separator is empty");
    }
    if (there <= 0)
        return there;
    size_t most = 1;
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == by.p[0];
    struct prak_str *level = prak_arena_array(r->ev->arena, most, sizeof *level, e);
    if (!level)
        return -1;
    t->levels = level;
    for (size_t from = 0, i = 0; i <= text.n;) {
        bool cut = i == text.n || (i + by.n <= text.n && memcmp(text.p + i, by.p, by.n) == 0);
        struct prak_str piece = { text.p + from, i - from };
        if (!cut) {
            i++;
            continue;
        }
        if (piece.n && !met(level, t->nlevel, piece))
            level[t->nlevel++] = piece;
        i += i == text.n ? 1 : by.n;
        from = i;
    }
    return 1;
}

extern const struct prak_estimator prak_est_select_multiple;
const struct prak_estimator prak_est_select_multiple = {
    .name = "select_multiple", .formula = "sum(w 1[choice in x]) / sum(w)", .source = "Taylor linearisation",
    .unit = "fraction", .kinds = PRAK_EST_LEVELS | PRAK_EST_SHARE | PRAK_EST_DEFF | PRAK_EST_SEVERAL, .k = { 1, 0 },
    .param = { { PRAK_P_VALUE, "x", NULL, true }, { PRAK_P_VALUE, "sep", NULL, false } }, .row = row,
};
