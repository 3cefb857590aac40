/*
 * fold_tally.c - rows of clusters into packed sums of (group, leaf), where all that is asked of a row is a few sums.
 *
 * Fields: the rows; where there are weights, theirs; then for each statistic its own rows and weights, which are there
 * only if some row had no value, and w x_j. Sums of squares for the design effect are kept by group.
 */
#include <stdlib.h>

#include "stat/fold.h"
#include "stat/tally.h"

enum { MOST_BYTES = 16 << 20, MOST_CROSSED = 2 * MOST_BYTES, /* of a square; where most rows need it */
       MOST_BITS = 86 /* of w x x, that 2^40 rows fit */ };

struct own {              /* of a statistic */
    unsigned field;       /* its rows, then its weights, then w x_1 … */
    bool missing;         /* it has rows of its own */
    bool truth;           /* x_1 is 0 or 1, its own square */
    unsigned square;      /* the first of its sums of squares */
    int32_t scale[PRAK_TERMS];
};

struct prak_tallied {
    struct prak_tally t;
    struct own *own;      /* [nstat] */
    bool suits, weighted;
    unsigned nfield, nsquare;
    int32_t w_scale;
    unsigned char bits[PRAK_TALLY_FIELDS];
    prak_i128 *square;    /* [group * nsquare + i] */
    size_t cap_square;
    int64_t term[PRAK_FOLD_ROWS], taken[PRAK_TALLY_TAKEN];
    uint32_t at[PRAK_TALLY_TAKEN];
    uint64_t word[PRAK_TALLY_WORDS * PRAK_FOLD_ROWS];
};

static bool simple(const struct prak_statistic *s)
{
    return (s->shape == PRAK_SHAPE_NUMBERS || s->shape == PRAK_SHAPE_TEST) && s->k[0] > 0 && s->k[1] == 0 &&
           !s->present[0] && s->among_var == SIZE_MAX && !s->constant && !s->classes && !s->two_sides &&
           !(s->est->kinds & (PRAK_EST_RANGE | PRAK_EST_LEVELS));
}

/* Numbers the fields; false: there are too many, or something else is asked for. */
static bool number_fields(struct prak_tallied *y, const struct prak_stat_plan *p)
{
    unsigned field = y->weighted ? 2 : 1;
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        struct own *o = &y->own[i];
        if (!simple(s))
            return false;
        o->field = field;
        field += (y->weighted ? 1 : 0) + s->k[0];
        if (field > PRAK_TALLY_FIELDS)
            return false;
        o->truth = s->shape == PRAK_SHAPE_TEST;
        o->square = y->nsquare;
        if (s->est->kinds & PRAK_EST_DEFF && !o->truth)
            y->nsquare += s->k[0] * (s->k[0] - 1) / 2;
    }
    y->nfield = field;
    return true;
}

static int tallied_new(struct prak_fold *f, int pass, struct prak_err *e)
{
    const struct prak_stat_plan *p = f->plan;
    struct prak_tallied *y = f->tallied = calloc(1, sizeof *y);
    if (!y)
        return prak_fail_memory(e);
    y->own = calloc(p->nstat + 1, sizeof *y->own);
    if (!y->own)
        return prak_fail_memory(e);
    y->weighted = p->weight_var != SIZE_MAX;
    y->suits = pass == 0 && !p->squares && !p->has_confidence && !p->top && f->leaf.n && p->nstat &&
               number_fields(y, p);
    return 0;
}

void prak_tallied_free(struct prak_tallied *y)
{
    if (!y)
        return;
    prak_tally_free(&y->t);
    free(y->square);
    free(y->own);
    free(y);
}

size_t prak_tallied_bytes(const struct prak_fold *f)
{
    return f && f->tallied ? prak_tally_bytes(&f->tallied->t) : 0;
}

/* The lines that were taken out, a field into a column of a table. */
static int add_field(struct prak_tallied *y, size_t field, int32_t scale, struct prak_sums *sums, unsigned col,
                     const uint32_t *at, struct prak_err *e)
{
    uint16_t row[PRAK_TALLY_TAKEN];
    for (size_t i = 0; i < y->t.taken; i++)
        row[i] = (uint16_t)i;
    const uint64_t most = prak_tally_field(&y->t, field, y->taken);
    const struct prak_factor f = { y->taken, scale, (double)most };
    const struct prak_take take = { y->t.taken, row, at };
    return prak_sums_add_rows(sums, col, &take, &f, 1, e);
}

/* From a part to another, or to itself. */
struct gift {
    struct prak_stat_part *from, *into;
    const uint32_t *group, *leaf;
};

static int add_statistic(struct prak_tallied *y, struct prak_stat_part *into, size_t stat, struct prak_err *e)
{
    const struct prak_statistic *s = &into->plan->stat[stat];
    const struct own *o = &y->own[stat];
    const unsigned first = o->field + (y->weighted ? 1 : 0), rows = o->missing ? o->field : 0;
    const unsigned weights = !y->weighted ? rows : o->missing ? o->field + 1 : 1;
    unsigned col = s->offset[0];
    if (add_field(y, weights, y->w_scale, &into->leaf.sums, col++, y->at, e))
        return -1;
    for (unsigned j = 1; j < s->k[0]; j++)
        if (add_field(y, first + j, y->w_scale + o->scale[j], &into->leaf.sums, col++, y->at, e))
            return -1;
    if (s->est->kinds & PRAK_EST_DEFF && o->truth &&
        add_field(y, first + 1, y->w_scale, &into->deff, s->deff_offset, y->t.owner, e))
        return -1;
    (void)prak_tally_field(&y->t, rows, y->taken);
    for (size_t i = 0; i < y->t.taken; i++) {
        struct prak_cell *cell = &into->cell[y->t.owner[i] * into->plan->nstat + stat];
        cell->n += (uint64_t)y->taken[i];
        cell->positive += (uint64_t)y->taken[i];
    }
    return 0;
}

static int hand_over(void *data, struct prak_err *e)
{
    const struct gift *g = data;
    struct prak_stat_part *into = g->into;
    struct prak_tallied *y = g->from->fold->tallied;
    for (size_t i = 0; i < y->t.taken; i++) {
        size_t at;
        if (g->group) {
            y->t.owner[i] = g->group[y->t.owner[i]];
            y->t.leaf[i] = g->leaf[y->t.leaf[i]];
        }
        if (prak_leaf_table_put(&into->leaf, y->t.owner[i], y->t.leaf[i], &at, e))
            return -1;
        y->at[i] = (uint32_t)at;
    }
    if (add_field(y, 0, 0, &into->leaf.sums, 0, y->at, e))
        return -1;
    for (size_t s = 0; s < into->plan->nstat; s++)
        if (add_statistic(y, into, s, e))
            return -1;
    y->t.taken = 0;
    return 0;
}

static int give_square(const struct gift *g, unsigned square, unsigned col, int32_t scale, struct prak_err *e)
{
    struct prak_tallied *y = g->from->fold->tallied;
    for (size_t i = 0; i < y->cap_square; i++) {
        prak_i128 *v = &y->square[i * y->nsquare + square];
        if (*v && prak_sums_add(&g->into->deff, g->group ? g->group[i] : i, col, (struct prak_dec){ *v, scale }, e))
            return -1;
        *v = 0;
    }
    return 0;
}

static int give_squares(const struct gift *g, struct prak_err *e)
{
    const struct prak_stat_plan *p = g->from->plan;
    const struct prak_tallied *y = g->from->fold->tallied;
    for (size_t s = 0; s < p->nstat; s++) {
        const struct prak_statistic *stat = &p->stat[s];
        const struct own *o = &y->own[s];
        unsigned square = o->square, col = stat->deff_offset;
        if (o->truth || !(stat->est->kinds & PRAK_EST_DEFF))
            continue;
        for (unsigned j = 1; j < stat->k[0]; j++)
            for (unsigned l = j; l < stat->k[0]; l++)
                if (give_square(g, square++, col++, y->w_scale + o->scale[j] + o->scale[l], e))
                    return -1;
    }
    return 0;
}

/* In the order of the leaves' keys, in which the sums will be asked for. */
int prak_tallied_give(struct prak_stat_part *from, struct prak_stat_part *into, const uint32_t *group,
                      const uint32_t *leaf, struct prak_err *e)
{
    struct prak_tallied *y = from->fold ? from->fold->tallied : NULL;
    struct gift g = { from, into, group, leaf };
    uint32_t *order;
    if (!y || !y->t.home)
        return 0;
    if (prak_sample_order(&from->sample, &from->plan->design, &order, e))
        return -1;
    y->t.full = hand_over;
    y->t.data = &g;
    int rc = prak_tally_empty(&y->t, order, prak_sample_leaves(&from->sample, &from->plan->design), e);
    free(order);
    if (rc || give_squares(&g, e))
        return -1;
    prak_tally_free(&y->t);
    return 0;
}

static unsigned bits_of(uint64_t most)
{
    return most ? 64 - (unsigned)__builtin_clzll(most) : 1;
}

/* What a chunk asks for. */
struct asked {
    bool scales;          /* are those of what is there */
    unsigned char bits[PRAK_TALLY_FIELDS];
};

static void want(struct asked *a, size_t field, unsigned bits)
{
    if (a->bits[field] < bits)
        a->bits[field] = (unsigned char)(bits == 1 ? 1 : bits + 1); /* one more: the next rows' are about as long */
}

/* False: these rows cannot be packed. */
static bool ask(const struct prak_chunk *c, struct asked *a)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_fold *f = c->t->fold;
    const struct prak_tallied *y = f->tallied;
    const struct prak_vector *w = y->weighted ? &f->vec[p->weight_var] : NULL;
    const unsigned w_bits = w ? bits_of(w->most) : 0;
    memcpy(a->bits, y->bits, sizeof a->bits);
    a->bits[0] = 1;
    a->scales = !w || w->scale == y->w_scale;
    if (w)
        want(a, 1, w_bits);
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        const struct own *o = &y->own[i];
        const unsigned first = o->field + (w ? 1 : 0);
        unsigned widest = 0;
        if (o->missing || f->use[i].n < f->n) {
            a->bits[o->field] = 1;
            if (w)
                want(a, o->field + 1, w_bits);
        }
        for (unsigned j = 1; j < s->k[0]; j++) {
            const struct prak_vector *x = &f->vec[s->var[j - 1]];
            const unsigned bits = bits_of(x->most);
            if (x->least < 0 || w_bits + bits > 62)
                return false;
            want(a, first + j, w_bits + bits - (w && x->most <= 1));
            a->scales = a->scales && x->scale == o->scale[j];
            widest = bits > widest ? bits : widest;
        }
        if (s->est->kinds & PRAK_EST_DEFF && w_bits + 2 * widest > MOST_BITS)
            return false;
    }
    return true;
}

/* Room for a square, of what the groups may take. */
static size_t room(const struct prak_stat_plan *p, size_t most)
{
    const size_t share = p->memory / p->parts / 4;
    return p->memory && share < most ? share : most;
}

/* Takes the form that a chunk asks for, where that is another. */
static int take_form(const struct prak_chunk *c, const struct asked *a, struct prak_err *e)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_fold *f = c->t->fold;
    struct prak_tallied *y = f->tallied;
    struct prak_tally_form form;
    if (y->t.home && a->scales && memcmp(a->bits, y->bits, sizeof a->bits) == 0)
        return 1;
    if (!prak_tally_arrange(&form, a->bits, y->nfield))
        return 0;
    if (prak_tallied_give(c->t, c->t, NULL, NULL, e) ||
        prak_tally_start(&y->t, &form, p->ngrouping, room(p, MOST_BYTES), e))
        return -1;
    memcpy(y->bits, a->bits, sizeof y->bits);
    y->w_scale = y->weighted ? f->vec[p->weight_var].scale : 0;
    for (size_t i = 0; i < p->nstat; i++) {
        struct own *o = &y->own[i];
        o->missing = a->bits[o->field] > 0;
        for (unsigned j = 1; j < p->stat[i].k[0]; j++)
            o->scale[j] = f->vec[p->stat[i].var[j - 1]].scale;
    }
    return 1;
}

static int grow_squares(struct prak_tallied *y, size_t groups, struct prak_err *e)
{
    size_t cap = y->cap_square ? y->cap_square : 64;
    while (cap < groups)
        cap *= 2;
    prak_i128 *p = realloc(y->square, (cap * y->nsquare + 1) * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    memset(p + y->cap_square * y->nsquare, 0, (cap - y->cap_square) * y->nsquare * sizeof *p);
    y->square = p;
    y->cap_square = cap;
    return 0;
}

/* A field of the words: v of every row, or of those listed. */
static void put(struct prak_tallied *y, size_t field, const int64_t *restrict v, const struct prak_use *only)
{
    const unsigned shift = y->t.form.shift[field];
    uint64_t *restrict word = y->word + (size_t)y->t.form.word[field] * PRAK_FOLD_ROWS;
    if (only)
        for (size_t k = 0; k < only->n; k++)
            word[only->row[k]] += (uint64_t)v[only->row[k]] << shift;
    else
        for (size_t i = 0; i < PRAK_FOLD_ROWS; i++)
            word[i] += (uint64_t)v[i] << shift;
}

static void multiply(int64_t *restrict to, const int64_t *restrict a, const int64_t *restrict b)
{
    for (size_t i = 0; i < PRAK_FOLD_ROWS; i++)
        to[i] = (int64_t)((uint64_t)a[i] * (uint64_t)b[i]);
}

static void fill(int64_t *to, int64_t v)
{
    for (size_t i = 0; i < PRAK_FOLD_ROWS; i++)
        to[i] = v;
}

/* The words of all rows; what they hold of rows that are not used is of no account. */
static void pack(const struct prak_chunk *c)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_fold *f = c->t->fold;
    struct prak_tallied *y = f->tallied;
    const int64_t *w = y->weighted ? f->vec[p->weight_var].m : NULL;
    for (size_t i = 0; i < PRAK_FOLD_ROWS; i++)
        y->word[i] = 1;
    memset(y->word + PRAK_FOLD_ROWS, 0, (y->t.form.words - 1) * PRAK_FOLD_ROWS * sizeof *y->word);
    if (w)
        put(y, 1, w, NULL);
    for (size_t i = 0; i < p->nstat; i++) {
        const struct own *o = &y->own[i];
        const unsigned first = o->field + (w ? 1 : 0);
        const struct prak_use *only = f->use[i].n < f->n ? &f->use[i] : NULL;
        if (o->missing) {
            fill(y->term, 1);
            put(y, o->field, y->term, only);
            if (w)
                put(y, o->field + 1, w, only);
        }
        for (unsigned j = 1; j < p->stat[i].k[0]; j++) {
            const int64_t *x = f->vec[p->stat[i].var[j - 1]].m;
            if (w)
                multiply(y->term, w, x);
            put(y, first + j, w ? y->term : x, only);
        }
    }
}

/* w x_j x_l of the rows of a statistic, by group. */
static void add_squares(const struct prak_chunk *c, size_t stat)
{
    const struct prak_stat_plan *p = c->t->plan;
    const struct prak_statistic *s = &p->stat[stat];
    const struct prak_fold *f = c->t->fold;
    struct prak_tallied *y = f->tallied;
    const struct prak_use *u = &f->use[stat];
    prak_i128 *to = y->square + y->own[stat].square;
    if (y->own[stat].truth || !(s->est->kinds & PRAK_EST_DEFF))
        return;
    for (unsigned j = 1; j < s->k[0]; j++) {
        const int64_t *a = f->vec[s->var[j - 1]].m;
        if (y->weighted) {
            multiply(y->term, f->vec[p->weight_var].m, a);
            a = y->term;
        }
        for (unsigned l = j; l < s->k[0]; l++, to++) {
            const int64_t *b = f->vec[s->var[l - 1]].m;
            for (size_t k = 0; k < u->n; k++) {
                const size_t i = u->row[k];
                to[f->group_id[i] * y->nsquare] += (prak_i128)a[i] * b[i];
            }
        }
    }
}

int prak_fold_tally(const struct prak_chunk *c, size_t grouping, struct prak_err *e)
{
    struct prak_stat_part *t = c->t;
    const struct prak_stat_plan *p = t->plan;
    struct prak_fold *f = t->fold;
    struct asked a;
    if (!f->tallied && tallied_new(f, t->pass, e))
        return -1;
    struct prak_tallied *y = f->tallied;
    if (!y->suits || !f->heavy || !ask(c, &a))
        return 0;
    const size_t groups = prak_map_count(t->group);
    int rc = take_form(c, &a, e);
    if (rc <= 0)
        return rc;
    if (y->nsquare && groups > y->cap_square && grow_squares(y, groups, e))
        return -1;
    if (grouping == 0)
        pack(c);
    struct gift g = { t, t, NULL, NULL };
    const struct prak_tally_rows r = { grouping,    groups,     prak_sample_leaves(&t->sample, &p->design),
                                       f->n,        f->whole ? NULL : f->row,
                                       f->group_id, f->leaf_id, y->word };
    y->t.full = hand_over;
    y->t.data = &g;
    rc = prak_tally_add(&y->t, &r, e);
    if (rc < 0)
        return -1;
    if (rc == 0 && y->t.most < room(p, MOST_CROSSED))
        y->t.most = room(p, MOST_CROSSED);
    else
        y->suits = rc > 0;
    for (size_t i = 0; i < p->nstat; i++)
        add_squares(c, i);
    return 1;
}
