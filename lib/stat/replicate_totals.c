/*
 * replicate_totals.c - totals of the second pass out of a cell's map, as the replicate at hand weights it.
 */
#include "stat/look.h"
#include "stat/walk.h"

int prak_totals_none(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                     prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    (void)s, (void)k, (void)c, (void)total, (void)e;
    return 0;
}

int prak_totals_second(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                       prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    return prak_totals_none(s, k, c, total, e);
}

int prak_totals_first(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                      prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    (void)s, (void)c;
    return prak_book_totals(k->book, k->group, k->stat, total, e);
}

int prak_totals_plain(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                      prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    struct prak_span all;
    int rc = prak_look_span(k, 0, PRAK_ALL, prak_dec_int(0), &all, e);
    (void)s, (void)c;
    total[0] = all.w;
    total[1] = all.wx;
    prak_exact_free(&all.weight);
    return rc;
}

/* sum(w w x) of gini's method=osier: the first pass keeps it by leaf, and a replicate's factor is squared in it. */
static prak_quad total_osier(const struct prak_look *k)
{
    const struct prak_book *b = k->book;
    unsigned col = b->p->stat[k->stat].offset[0] + 1;
    prak_quad sum = 0;
    for (size_t i = b->leaf.start[k->group]; i < b->leaf.start[k->group + 1]; i++) {
        uint32_t row = b->leaf.row[i];
        prak_quad factor = b->frame.weight[b->t->leaf.row[row].leaf];
        sum += factor * factor * prak_sums_quad(&b->t->leaf.sums, row, col);
    }
    return sum;
}

/* D(x) = sum of w (x - v) over the values v up to x. */
int prak_totals_gini(const struct prak_statistic *s, const struct prak_look *k, const struct prak_state *c,
                     prak_quad total[PRAK_TERMS], struct prak_err *e)
{
    struct prak_walk w;
    struct prak_walk_step step;
    prak_quad last = 0, d = 0;
    uint32_t cell = prak_curve_cell(k->book->p, k->group, k->stat, 0);
    (void)c;
    int got = prak_walk_open(&w, k->t, &k->book->frame, cell, e) ? -1 : 1;
    while (got > 0 && (got = prak_walk_next(&w, &step, e)) > 0) {
        prak_quad x = prak_dec_to_quad(step.value);
        d += (x - last) * total[0];
        last = x;
        total[0] += step.about;
        total[1] += step.about * x;
        total[2] += step.about * d;
    }
    prak_walk_close(&w);
    if (got == 0 && s->arg[1].choice == 1)
        total[3] = total_osier(k);
    return got < 0 ? -1 : 0;
}
