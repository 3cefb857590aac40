/*
 * Histogram: bins [anchor + k width, anchor + (k+1) width), each with its fraction of the cell.
 *
 * Units:     fractions of the weight of the rows that have x; they add up to 1.     Memory: cells x bins x leaves.
 * Edges:     exact decimals; empty bins between the first and the last are given as 0.
 * Anchor:    must be the same in all rows of a cell (the legal minimum, so that no bin straddles it).
 * Influence: (1[x in bin] - p) / sum(w).
 * R check:   survey::svymean(~cut(x, breaks, right = FALSE), design)
 */
#include "stat/estimator.h"

/* floor((x - anchor) / width), exactly. */
static int bin_of(struct prak_dec x, struct prak_dec anchor, struct prak_dec width, int64_t *bin, struct prak_err *e)
{
    struct prak_dec diff, q, back;
    if (prak_dec_sub(x, anchor, &diff) || prak_dec_div(diff, width, &q) || prak_dec_round(q, 0, &q) ||
        prak_dec_to_int64(prak_dec_trim(q), bin) || prak_dec_mul(prak_dec_int(*bin), width, &back))
        return prak_fail(e, PRAK_EDATA, "hist: a value is too far from the anchor for this bin width");
    if (*bin == INT64_MIN || *bin == INT64_MAX)
        return prak_fail(e, PRAK_EDATA, "hist: a value is too far from the anchor for this bin width");
    if (prak_dec_cmp(back, diff) > 0)
        (*bin)--;
    return 0;
}

static int row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec x;
    int there = prak_row_number(s->arg[0].x, r, &x, e);
    if (there <= 0)
        return there;
    there = prak_row_number(s->arg[2].x, r, &t->constant, e);
    if (there <= 0)
        return there;
    return bin_of(x, t->constant, s->arg[1].number, &t->bin, e) ? -1 : 1;
}

static int check(struct prak_statistic *s, struct prak_err *e)
{
    if (prak_dec_sign(s->arg[1].number) <= 0)
        return prak_fail(e, PRAK_EUSAGE, "hist: the bin width must be above 0");
    return 0;
}

extern const struct prak_estimator prak_est_hist;
const struct prak_estimator prak_est_hist = {
    .name = "hist", .formula = "sum(w 1[low <= x < high]) / sum(w)", .source = "Taylor linearisation",
    .unit = "fraction", .kinds = PRAK_EST_LEVELS | PRAK_EST_SHARE | PRAK_EST_DEFF | PRAK_EST_CONSTANT, .k = { 1, 0 },
    .param = { { PRAK_P_NUMBER, "x", NULL, true },
               { PRAK_P_LITERAL, "width", NULL, true },
               { PRAK_P_NUMBER, "anchor", NULL, true } },
    .check = check, .row = row, .shape = PRAK_SHAPE_BINS,
};
