/*
 * simplex.c - primal simplex for bounded columns: revised, the inverse of the basis as a product of steps.
 */
#include "stat/simplex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TINY       1e-9
#define LEAST      1e-7  /* pivot: the matrix is of small whole numbers, what is smaller is noise */
#define NOISE      1e-13
#define MOST_STEPS 64    /* between two inversions */

int prak_simplex_new(struct prak_simplex *s, size_t m, size_t n, size_t terms, struct prak_err *e)
{
    memset(s, 0, sizeof *s);
    s->most_m = m;
    s->most_n = n;
    s->most_terms = terms;
    s->start = calloc(n + 2, sizeof *s->start);
    s->term = calloc(terms + 1, sizeof *s->term);
    s->d = calloc(n + 1, sizeof *s->d);
    s->low = calloc(n + 1, sizeof *s->low);
    s->high = calloc(n + 1, sizeof *s->high);
    s->gain = calloc(n + 1, sizeof *s->gain);
    s->at = calloc(n + 1, sizeof *s->at);
    s->basis = calloc(m + 1, sizeof *s->basis);
    s->alpha = calloc(m + 1, sizeof *s->alpha);
    s->price = calloc(m + 1, sizeof *s->price);
    s->scratch = calloc(n + 4 * m + terms + 2, sizeof *s->scratch);
    if (s->start && s->term && s->d && s->low && s->high && s->gain && s->at && s->basis && s->alpha && s->price &&
        s->scratch)
        return 0;
    prak_simplex_free(s);
    return prak_fail_memory(e);
}

void prak_simplex_free(struct prak_simplex *s)
{
    free(s->start);
    free(s->term);
    free(s->d);
    free(s->low);
    free(s->high);
    free(s->gain);
    free(s->at);
    free(s->basis);
    prak_inverse_free(&s->inverse);
    free(s->alpha);
    free(s->price);
    free(s->scratch);
    memset(s, 0, sizeof *s);
}

void prak_simplex_clear(struct prak_simplex *s)
{
    s->m = s->n = s->inverse.nstep = s->inverse.nother = s->inverted = 0;
    s->start[0] = 0;
}

static void reset(struct prak_simplex *s)
{
    for (size_t j = 0; j < s->n; j++) {
        s->d[j] = 0;
        s->at[j] = PRAK_FREE;
    }
    for (size_t i = 0; i < s->m; i++)
        s->basis[i] = PRAK_FREE;
    s->inverse.nstep = s->inverse.nother = s->inverted = 0;
}

uint32_t prak_simplex_row(struct prak_simplex *s)
{
    s->basis[s->m] = PRAK_FREE;
    return (uint32_t)s->m++;
}

uint32_t prak_simplex_column(struct prak_simplex *s)
{
    size_t j = s->n++;
    s->start[j + 1] = s->start[j];
    s->d[j] = s->low[j] = s->high[j] = s->gain[j] = 0;
    s->at[j] = PRAK_FREE;
    return (uint32_t)j;
}

void prak_simplex_term(struct prak_simplex *s, uint32_t row, double value)
{
    size_t *last = &s->start[s->n];
    for (size_t k = s->start[s->n - 1]; k < *last; k++)
        if (s->term[k].row == row) {
            s->term[k].value += value;
            if (s->term[k].value == 0)
                s->term[k] = s->term[--*last];
            return;
        }
    s->term[(*last)++] = (struct prak_simplex_term){ row, value };
}

/* ---- the inverse ---- */

double prak_inverse_apply(const struct prak_inverse *b, double *v)
{
    double effort = (double)b->nstep;
    for (size_t k = 0; k < b->nstep; k++) {
        const struct prak_inverse_step *p = &b->step[k];
        size_t last = k + 1 < b->nstep ? p[1].first : b->nother;
        double t = v[p->row];
        if (t == 0)
            continue;
        v[p->row] = t * p->pivot;
        for (size_t i = p->first; i < last; i++)
            v[b->other[i].row] += b->other[i].value * t;
        effort += (double)(last - p->first);
    }
    return effort;
}

static void forward(struct prak_simplex *s, double *v)
{
    s->effort += prak_inverse_apply(&s->inverse, v);
}

/* v becomes v B^-1. */
static void backward(struct prak_simplex *s, double *v)
{
    const struct prak_inverse *b = &s->inverse;
    size_t last = b->nother;
    for (size_t k = b->nstep; k-- > 0;) {
        const struct prak_inverse_step *p = &b->step[k];
        double sum = v[p->row] * p->pivot;
        for (size_t i = p->first; i < last; i++)
            sum += b->other[i].value * v[b->other[i].row];
        v[p->row] = sum;
        last = p->first;
    }
    s->effort += (double)(b->nstep + b->nother);
}

static int room(void *p, size_t need, size_t *cap, size_t size, struct prak_err *e)
{
    void **array = p;
    if (need <= *cap)
        return 0;
    size_t more = need * 2 + 64;
    void *q = realloc(*array, more * size);
    if (!q)
        return prak_fail_memory(e);
    *array = q;
    *cap = more;
    return 0;
}

int prak_inverse_add(struct prak_inverse *b, const double *alpha, size_t m, uint32_t row, struct prak_err *e)
{
    if (room(&b->step, b->nstep + 1, &b->cap_step, sizeof *b->step, e) ||
        room(&b->other, b->nother + m, &b->cap_other, sizeof *b->other, e))
        return -1;
    double pivot = 1 / alpha[row];
    b->step[b->nstep++] = (struct prak_inverse_step){ row, b->nother, pivot };
    for (uint32_t i = 0; i < m; i++)
        if (i != row && fabs(alpha[i]) > NOISE)
            b->other[b->nother++] = (struct prak_simplex_term){ i, -alpha[i] * pivot };
    return 0;
}

void prak_inverse_free(struct prak_inverse *b)
{
    free(b->step);
    free(b->other);
}

static int add_step(struct prak_simplex *s, uint32_t row, struct prak_err *e)
{
    return prak_inverse_add(&s->inverse, s->alpha, s->m, row, e);
}

void prak_simplex_spread(const struct prak_simplex *s, size_t j, double *v)
{
    memset(v, 0, s->m * sizeof *v);
    for (size_t k = s->start[j]; k < s->start[j + 1]; k++)
        v[s->term[k].row] += s->term[k].value;
}

/*
 * The order in which the columns of a basis are pivoted. A row that a single column is left in goes to the front, a
 * column that has a single row left to the back, in reverse: neither is touched by the steps before it. Only what
 * lies between fills up.
 */
struct order {
    uint32_t *column, *row;       /* [m] front, middle (no rows yet), back */
    size_t front, back;           /* the middle lies between */
    uint32_t *in_row, *in_column; /* [m], [n] terms left; GONE: taken */
    uint32_t *first, *list;       /* [m + 1] columns of each row */
};

#define GONE UINT32_MAX

static bool inner(const struct prak_simplex *s, size_t term)
{
    return s->basis[s->term[term].row] != PRAK_FREE;
}

static void lay_out(struct prak_simplex *s, struct order *o)
{
    o->column = s->scratch;
    o->row = o->column + s->m;
    o->in_row = o->row + s->m;
    o->first = o->in_row + s->m;
    o->in_column = o->first + s->m + 1;
    o->list = o->in_column + s->n;
    memset(o->in_row, 0, s->m * sizeof *o->in_row);
    o->front = o->back = 0;
    for (size_t i = 0; i < s->m; i++) {
        uint32_t j = s->basis[i];
        if (j == PRAK_FREE)
            continue;
        o->back++;
        o->in_column[j] = 0;
        for (size_t k = s->start[j]; k < s->start[j + 1]; k++)
            if (inner(s, k)) {
                o->in_row[s->term[k].row]++;
                o->in_column[j]++;
            }
    }
    o->first[0] = 0;
    for (size_t i = 0; i < s->m; i++) {
        o->row[i] = o->first[i];
        o->first[i + 1] = o->first[i] + o->in_row[i];
    }
    for (size_t i = 0; i < s->m; i++) {
        uint32_t j = s->basis[i];
        if (j == PRAK_FREE)
            continue;
        for (size_t k = s->start[j]; k < s->start[j + 1]; k++)
            if (inner(s, k))
                o->list[o->row[s->term[k].row]++] = j;
    }
}

/* Takes a column and its row out of what is left. */
static void take(const struct prak_simplex *s, struct order *o, size_t place, uint32_t j, uint32_t row)
{
    o->column[place] = j;
    o->row[place] = row;
    o->in_column[j] = GONE;
    for (size_t k = s->start[j]; k < s->start[j + 1]; k++)
        if (inner(s, k) && o->in_row[s->term[k].row] != GONE)
            o->in_row[s->term[k].row]--;
    o->in_row[row] = GONE;
    for (uint32_t k = o->first[row]; k < o->first[row + 1]; k++)
        if (o->in_column[o->list[k]] != GONE)
            o->in_column[o->list[k]]--;
}

static uint32_t column_left(const struct order *o, uint32_t row)
{
    uint32_t k = o->first[row];
    while (o->in_column[o->list[k]] == GONE)
        k++;
    return o->list[k];
}

static uint32_t row_left(const struct prak_simplex *s, const struct order *o, uint32_t j)
{
    size_t k = s->start[j];
    while (!inner(s, k) || o->in_row[s->term[k].row] == GONE)
        k++;
    return s->term[k].row;
}

static void find_order(struct prak_simplex *s, struct order *o)
{
    lay_out(s, o);
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < s->m; i++) {
            if (s->basis[i] == PRAK_FREE || o->in_row[i] != 1)
                continue;
            take(s, o, o->front++, column_left(o, i), i);
            more = true;
        }
        for (size_t i = 0; i < s->m; i++) {
            uint32_t j = s->basis[i];
            if (j == PRAK_FREE || o->in_column[j] != 1)
                continue;
            take(s, o, --o->back, j, row_left(s, o, j));
            more = true;
        }
        s->effort += (double)(2 * s->m);
    }
    size_t middle = o->front;
    for (size_t i = 0; i < s->m; i++)
        if (s->basis[i] != PRAK_FREE && o->in_column[s->basis[i]] != GONE)
            o->column[middle++] = s->basis[i];
}

/* Of the rows left the one that few columns are left in, among those whose term is not small. */
static uint32_t choose_pivot(const struct prak_simplex *s, const struct order *o, const double *alpha)
{
    double most = 0;
    uint32_t best = PRAK_FREE;
    for (size_t i = 0; i < s->m; i++)
        if (s->basis[i] != PRAK_FREE && o->in_row[i] != GONE && fabs(alpha[i]) > most)
            most = fabs(alpha[i]);
    for (uint32_t i = 0; most > LEAST && i < s->m; i++)
        if (s->basis[i] != PRAK_FREE && o->in_row[i] != GONE && fabs(alpha[i]) >= most / 4 &&
            (best == PRAK_FREE || o->in_row[i] < o->in_row[best]))
            best = i;
    return best;
}

/* The basic columns from the others. */
static void find_basics(struct prak_simplex *s)
{
    double *v = s->alpha;
    memset(v, 0, s->m * sizeof *v);
    for (size_t j = 0; j < s->n; j++)
        for (size_t k = s->start[j]; s->at[j] == PRAK_FREE && s->d[j] != 0 && k < s->start[j + 1]; k++)
            v[s->term[k].row] -= s->term[k].value * s->d[j];
    forward(s, v);
    for (size_t i = 0; i < s->m; i++) {
        uint32_t j = s->basis[i];
        if (j != PRAK_FREE)
            s->d[j] = v[i] < s->low[j] ? s->low[j] : v[i] > s->high[j] ? s->high[j] : v[i];
    }
}

/* The inverse anew; a basis that turns out to be none begins anew at d = 0. */
static int invert(struct prak_simplex *s, struct prak_err *e)
{
    struct order o;
    bool none = false;
    find_order(s, &o);
    s->inverse.nstep = s->inverse.nother = 0;
    size_t all = 0;
    for (size_t i = 0; i < s->m; i++)
        all += s->basis[i] != PRAK_FREE;
    for (size_t k = 0; k < all && !none; k++) {
        prak_simplex_spread(s, o.column[k], s->alpha);
        if (k >= o.front && k < o.back) {
            forward(s, s->alpha);
            o.row[k] = choose_pivot(s, &o, s->alpha);
            none = o.row[k] == PRAK_FREE;
        }
        if (!none && (add_step(s, o.row[k], e)))
            return -1;
        if (!none)
            o.in_row[o.row[k]] = GONE;
    }
    if (none) {
        reset(s);
        return 0;
    }
    for (size_t k = 0; k < all; k++) {
        s->basis[o.row[k]] = o.column[k];
        s->at[o.column[k]] = o.row[k];
    }
    s->inverted = s->inverse.nstep;
    find_basics(s);
    return 0;
}

int prak_simplex_start(struct prak_simplex *s, const uint32_t *basis, struct prak_err *e)
{
    for (size_t j = 0; j < s->n; j++)
        s->at[j] = PRAK_FREE;
    for (uint32_t i = 0; i < s->m; i++) {
        s->basis[i] = basis[i];
        if (basis[i] != PRAK_FREE)
            s->at[basis[i]] = i;
    }
    return invert(s, e);
}

/* ---- steps ---- */

static double rate(const struct prak_simplex *s, size_t j)
{
    double r = s->gain[j];
    for (size_t k = s->start[j]; k < s->start[j + 1]; k++)
        r -= s->price[s->term[k].row] * s->term[k].value;
    return r;
}

/* The column to move and its rate, n when none gains; `first` takes the first one, so that ties cannot go round. */
static size_t choose_column(struct prak_simplex *s, bool first, double *best_rate)
{
    size_t best = s->n;
    memset(s->price, 0, s->m * sizeof *s->price);
    for (size_t i = 0; i < s->m; i++)
        if (s->basis[i] != PRAK_FREE)
            s->price[i] = s->gain[s->basis[i]];
    backward(s, s->price);
    for (size_t j = 0; j < s->n; j++) {
        if (s->at[j] != PRAK_FREE)
            continue;
        double r = rate(s, j);
        if (fabs(r) < TINY || (r > 0 ? s->d[j] >= s->high[j] : s->d[j] <= s->low[j]))
            continue;
        if (best == s->n || fabs(r) > fabs(*best_rate)) {
            best = j;
            *best_rate = r;
        }
        if (first)
            break;
    }
    s->effort += (double)s->start[s->n];
    return best;
}

/* How far column j goes in direction `way`, and the row that stops it (m: its own bound). */
static double choose_row(const struct prak_simplex *s, size_t j, double way, size_t *stop)
{
    double step = way > 0 ? s->high[j] - s->d[j] : s->d[j] - s->low[j], size = 0;
    *stop = s->m;
    for (size_t i = 0; i < s->m; i++) {
        double a = s->alpha[i] * way, far = 0;
        uint32_t b = s->basis[i];
        if (fabs(a) < LEAST)
            continue;
        if (b != PRAK_FREE)
            far = a > 0 ? (s->d[b] - s->low[b]) / a : (s->high[b] - s->d[b]) / -a;
        if (far < 0)
            far = 0;
        if (far < step || (far == step && *stop != s->m && fabs(a) > size)) {
            step = far;
            size = fabs(a);
            *stop = i;
        }
    }
    return step;
}

static int move(struct prak_simplex *s, size_t j, double way, double step, size_t stop, struct prak_err *e)
{
    for (size_t i = 0; step > 0 && i < s->m; i++) {
        uint32_t b = s->basis[i];
        if (b == PRAK_FREE || s->alpha[i] == 0)
            continue;
        double v = s->d[b] - s->alpha[i] * way * step;
        s->d[b] = v < s->low[b] ? s->low[b] : v > s->high[b] ? s->high[b] : v;
    }
    double v = s->d[j] + way * step;
    s->d[j] = stop == s->m ? (way > 0 ? s->high[j] : s->low[j]) : v;
    if (stop == s->m)
        return 0;
    uint32_t out = s->basis[stop];
    if (out != PRAK_FREE) {
        s->d[out] = s->alpha[stop] * way > 0 ? s->low[out] : s->high[out];
        s->at[out] = PRAK_FREE;
    }
    s->basis[stop] = (uint32_t)j;
    s->at[j] = (uint32_t)stop;
    if (add_step(s, (uint32_t)stop, e))
        return -1;
    return s->inverse.nstep - s->inverted >= MOST_STEPS ? invert(s, e) : 0;
}

int prak_simplex_maximise(struct prak_simplex *s, struct prak_err *e)
{
    size_t most = 20 * (s->m + s->n) + 200, still = 0;
    for (size_t turn = 0; turn < most; turn++) {
        size_t stop, j;
        double r = 0, way, step;
        s->effort += (double)(s->n + 2 * s->m);
        if ((j = choose_column(s, still > s->m + 20, &r)) == s->n)
            return 0;
        way = r > 0 ? 1 : -1;
        prak_simplex_spread(s, j, s->alpha);
        forward(s, s->alpha);
        step = choose_row(s, j, way, &stop);
        if (!isfinite(step))
            return 0;
        still = step > 0 ? 0 : still + 1;
        if (move(s, j, way, step, stop, e))
            return -1;
    }
    return 0;
}
