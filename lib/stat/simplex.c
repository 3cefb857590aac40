/*
 * simplex.c - primal simplex for bounded columns, dense.
 */
#include "stat/simplex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TINY 1e-9

int prak_simplex_new(struct prak_simplex *s, size_t m, size_t n, struct prak_err *e)
{
    memset(s, 0, sizeof *s);
    s->m = m;
    s->n = n;
    s->a = calloc(m * n + 1, sizeof *s->a);
    s->d = calloc(n + 1, sizeof *s->d);
    s->low = calloc(n + 1, sizeof *s->low);
    s->high = calloc(n + 1, sizeof *s->high);
    s->gain = calloc(n + 1, sizeof *s->gain);
    s->rate = calloc(n + 1, sizeof *s->rate);
    s->basis = calloc(m + 1, sizeof *s->basis);
    s->basic = calloc(n + 1, sizeof *s->basic);
    s->full = calloc(n + 1, sizeof *s->full);
    if (s->a && s->d && s->low && s->high && s->gain && s->rate && s->basis && s->basic && s->full)
        return 0;
    prak_simplex_free(s);
    return prak_fail_memory(e);
}

void prak_simplex_free(struct prak_simplex *s)
{
    free(s->a);
    free(s->d);
    free(s->low);
    free(s->high);
    free(s->gain);
    free(s->rate);
    free(s->basis);
    free(s->basic);
    free(s->full);
    memset(s, 0, sizeof *s);
}

/* row -= factor * pivot row, most of which is 0 */
static void take_off(double *row, const double *pivot, double factor, const size_t *full, size_t nfull)
{
    for (size_t k = 0; k < nfull; k++) {
        double v = row[full[k]] - factor * pivot[full[k]];
        row[full[k]] = fabs(v) < TINY * TINY ? 0 : v;
    }
}

static size_t find_full(const struct prak_simplex *s, const double *row)
{
    size_t n = 0;
    for (size_t j = 0; j < s->n; j++)
        if (row[j] != 0)
            s->full[n++] = j;
    return n;
}

/* Makes column j the unit column of row i. */
static void pivot(struct prak_simplex *s, size_t i, size_t j)
{
    double *row = s->a + i * s->n, by = row[j];
    size_t nfull = find_full(s, row);
    s->effort += (double)(s->n + s->m);
    for (size_t k = 0; k < nfull; k++)
        row[s->full[k]] /= by;
    row[j] = 1;
    for (size_t r = 0; r < s->m; r++) {
        double *other = s->a + r * s->n, factor = other[j];
        if (r == i || factor == 0)
            continue;
        take_off(other, row, factor, s->full, nfull);
        s->effort += (double)nfull;
        other[j] = 0;
    }
    s->basis[i] = j;
    s->basic[j] = true;
}

void prak_simplex_reduce(struct prak_simplex *s)
{
    size_t done = 0;
    for (size_t i = 0; i < s->m; i++) {
        double *row = s->a + i * s->n;
        size_t best = 0;
        for (size_t j = 1; j < s->n; j++)
            if (fabs(row[j]) > fabs(row[best]))
                best = j;
        if (s->n == 0 || fabs(row[best]) < TINY)
            continue; /* follows from the rows before */
        if (done != i) {
            memcpy(s->a + done * s->n, row, s->n * sizeof *row);
            memset(row, 0, s->n * sizeof *row);
        }
        pivot(s, done++, best);
    }
    s->m = done;
}

static void find_rates(struct prak_simplex *s)
{
    memcpy(s->rate, s->gain, s->n * sizeof *s->rate);
    for (size_t i = 0; i < s->m; i++) {
        const double *row = s->a + i * s->n;
        if (s->gain[s->basis[i]] != 0)
            take_off(s->rate, row, s->gain[s->basis[i]], s->full, find_full(s, row));
    }
}

/* The column to move, n when none gains; `first` takes the first one, so that ties cannot go round. */
static size_t choose_column(const struct prak_simplex *s, bool first)
{
    size_t best = s->n;
    for (size_t j = 0; j < s->n; j++) {
        double r = s->rate[j];
        if (s->basic[j] || fabs(r) < TINY || (r > 0 ? s->d[j] >= s->high[j] : s->d[j] <= s->low[j]))
            continue;
        if (best == s->n || fabs(r) > fabs(s->rate[best]))
            best = j;
        if (first)
            break;
    }
    return best;
}

/* How far column j goes in direction `way`, and the row that stops it (m: its own bound). */
static double choose_row(const struct prak_simplex *s, size_t j, double way, size_t *stop)
{
    double step = way > 0 ? s->high[j] - s->d[j] : s->d[j] - s->low[j], size = 0;
    *stop = s->m;
    for (size_t i = 0; i < s->m; i++) {
        double a = s->a[i * s->n + j] * way;
        size_t b = s->basis[i];
        if (fabs(a) < TINY)
            continue;
        double room = a > 0 ? (s->d[b] - s->low[b]) / a : (s->high[b] - s->d[b]) / -a;
        if (room < 0)
            room = 0;
        if (room < step || (room == step && *stop != s->m && fabs(a) > size)) {
            step = room;
            size = fabs(a);
            *stop = i;
        }
    }
    return step;
}

static void move(struct prak_simplex *s, size_t j, double way, double step, size_t stop)
{
    for (size_t i = 0; i < s->m; i++) {
        size_t b = s->basis[i];
        double v = s->d[b] - s->a[i * s->n + j] * way * step;
        s->d[b] = v < s->low[b] ? s->low[b] : v > s->high[b] ? s->high[b] : v;
    }
    double v = s->d[j] + way * step;
    s->d[j] = stop == s->m ? (way > 0 ? s->high[j] : s->low[j]) : v;
    if (stop == s->m)
        return;
    size_t out = s->basis[stop];
    bool falls = s->a[stop * s->n + j] * way > 0;
    s->d[out] = falls ? s->low[out] : s->high[out];
    s->basic[out] = false;
    pivot(s, stop, j);
    const double *row = s->a + stop * s->n;
    take_off(s->rate, row, s->rate[j], s->full, find_full(s, row));
    s->rate[j] = 0;
}

bool prak_simplex_maximise(struct prak_simplex *s)
{
    size_t most = 20 * (s->m + s->n) + 200;
    memset(s->d, 0, s->n * sizeof *s->d);
    find_rates(s);
    s->effort += (double)s->m * (double)s->n;
    for (size_t turn = 0; turn < most && s->effort <= s->most_effort; turn++) {
        s->effort += (double)(s->n + s->m);
        size_t stop, j = choose_column(s, turn > most / 2);
        if (j == s->n)
            return true;
        double way = s->rate[j] > 0 ? 1 : -1, step = choose_row(s, j, way, &stop);
        if (!isfinite(step))
            return false;
        move(s, j, way, step, stop);
    }
    return false;
}
