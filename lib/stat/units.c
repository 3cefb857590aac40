/*
 * units.c - the variance of one stage of clusters out of exact integers, where there are many units.
 *
 * With T_j = sum S_j and Q_jl = sum S_j S_l over the units of a stratum, S_j being their totals of term j, the variance
 * of g'S is rest / (n - 1) x sum g_j g_l (n Q_jl - T_j T_l). The brackets are exact, so only those few sums are taken in
 * binary128 and not some for each unit. What does not fit 127 bits, or is nearly all lost when the products of the
 * gradient are added up, is left to the engine that takes each unit's influence.
 */
#include "stat/cells.h"

enum { MOST_TERMS = 3, MOST_PRODUCTS = MOST_TERMS * (MOST_TERMS + 1) / 2 };

struct sum {
    prak_i128 t[MOST_TERMS], q[MOST_PRODUCTS];
};

struct walk {
    const struct prak_book *b;
    const struct prak_sums *sums;
    unsigned k, at, present;
    const prak_quad *gradient;
    prak_quad v, size;        /* the variance, and the sum of what it is made of without signs */
    struct prak_variance *out;
};

/* S of one unit; false: too large. */
static bool add_unit(const struct walk *w, size_t row, struct sum *s)
{
    int64_t x[MOST_TERMS];
    const prak_i128 limit = (prak_i128)1 << 62;
    bool over = false;
    for (unsigned j = 0; j < w->k; j++) {
        const prak_i128 m = prak_sums_integer(w->sums, row, w->at + j);
        over |= m >= limit || m <= -limit;
        x[j] = (int64_t)m;
        s->t[j] += m;
    }
    unsigned at = 0;
    for (unsigned j = 0; j < w->k; j++)
        for (unsigned l = j; l < w->k; l++, at++)
            over |= __builtin_add_overflow(s->q[at], (prak_i128)x[j] * x[l], &s->q[at]);
    return !over;
}

static bool close_stratum(struct walk *w, uint32_t stratum, const struct sum *s)
{
    const struct prak_frame *f = &w->b->frame;
    const uint64_t n = f->s->stratum[stratum].units;
    if (n < 2)
        return true; /* none is lonely: it is certain */
    const prak_quad factor = ((prak_quad)1 - f->share[stratum]) / (prak_quad)(n - 1);
    prak_quad v = 0;
    unsigned at = 0;
    for (unsigned j = 0; j < w->k; j++)
        for (unsigned l = j; l < w->k; l++, at++) {
            prak_i128 nq, tt, c;
            if (__builtin_mul_overflow(s->q[at], (prak_i128)n, &nq) || __builtin_mul_overflow(s->t[j], s->t[l], &tt) ||
                __builtin_sub_overflow(nq, tt, &c))
                return false;
            const struct prak_dec d = { c, w->sums->scale[w->at + j] + w->sums->scale[w->at + l] };
            const prak_quad twice = j == l ? 1 : 2;
            const prak_quad part = twice * w->gradient[j] * w->gradient[l] * prak_dec_to_quad(d) * factor;
            v += part;
            w->size += part < 0 ? -part : part;
        }
    w->v += v > 0 ? v : 0;
    return true;
}

static bool walk(struct walk *w, size_t from, size_t to)
{
    const struct prak_book *b = w->b;
    const struct prak_sample *sample = b->frame.s;
    uint32_t open = PRAK_NONE, counted = PRAK_NONE;
    struct sum s = { .t = { 0 } };
    for (size_t i = from; i < to; i++) {
        const uint32_t row = b->leaf.row[i], stratum = sample->unit[b->t->leaf.row[row].leaf];
        prak_book_ahead(b, i);
        if (stratum != open) {
            if (open != PRAK_NONE && !close_stratum(w, open, &s))
                return false;
            s = (struct sum){ .t = { 0 } };
            open = stratum;
        }
        if (!add_unit(w, row, &s))
            return false;
        if (prak_sums_count(w->sums, row, w->present)) {
            w->out->units++;
            w->out->strata += stratum != counted;
            counted = stratum;
        }
    }
    return open == PRAK_NONE || close_stratum(w, open, &s);
}

bool prak_units_variance(const struct prak_book *b, uint32_t group, size_t stat, const prak_quad *gradient,
                         struct prak_variance *out)
{
    const struct prak_statistic *s = &b->p->stat[stat];
    const struct prak_design *d = &b->p->design;
    struct walk w = { .b = b, .sums = &b->t->leaf.sums, .k = s->k[b->t->pass], .at = s->offset[b->t->pass],
                      .present = s->present[b->t->pass], .gradient = gradient, .out = out };
    memset(out, 0, sizeof *out);
    if (d->rep || d->stages != 1 || d->rows || b->frame.weight || b->frame.nlonely || w.k > MOST_TERMS ||
        w.sums->form == PRAK_SUMS_WIDE || !walk(&w, b->leaf.start[group], b->leaf.start[group + 1]))
        return false;
    out->v = w.v;
    out->defined = true;
    return w.v > w.size * (prak_quad)1e-10;
}
