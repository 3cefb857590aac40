/*
 * test_simplex.c - the sparse simplex and the exact move by hand and against an oracle that shares nothing with them.
 *
 * The oracle: for random systems of small whole numbers, the greatest d of a column in A d = 0 within whole bounds, by
 * trying all whole d where A is a network (its extreme points are whole), and for the move A D = 0 in 128 bits.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stat/move.h"
#include "stat/simplex.h"

#define MOST 12

static uint64_t seed = 20240601;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* Each column of a network is in two rows at most, once with 1 and once with -1: an arc between nodes. */
struct network {
    unsigned nodes, arcs;
    unsigned from[MOST], to[MOST]; /* node `nodes` is outside */
    int low[MOST], high[MOST];
};

static void make_network(struct network *w)
{
    w->nodes = 2 + draw(3);
    w->arcs = w->nodes + draw(3);
    for (unsigned j = 0; j < w->arcs; j++) {
        w->from[j] = draw(w->nodes + 1);
        do
            w->to[j] = draw(w->nodes + 1);
        while (w->to[j] == w->from[j]);
        w->low[j] = -(int)draw(3);
        w->high[j] = (int)draw(3);
    }
}

/* The greatest of way * d[of], all whole d tried. */
static int try_all(const struct network *w, int *d, unsigned j, unsigned of, int way)
{
    int best = -1000, left[MOST] = { 0 };
    if (j < w->arcs) {
        for (d[j] = w->low[j]; d[j] <= w->high[j]; d[j]++) {
            int own = try_all(w, d, j + 1, of, way);
            best = own > best ? own : best;
        }
        return best;
    }
    for (unsigned k = 0; k < w->arcs; k++) {
        left[w->from[k]] -= d[k];
        left[w->to[k]] += d[k];
    }
    for (unsigned i = 0; i < w->nodes; i++)
        if (left[i] != 0)
            return best;
    return way * d[of];
}

static void load(struct prak_simplex *s, const struct network *w)
{
    prak_simplex_clear(s);
    for (unsigned i = 0; i < w->nodes; i++)
        assert_int_equal(prak_simplex_row(s), i);
    for (unsigned j = 0; j < w->arcs; j++) {
        assert_int_equal(prak_simplex_column(s), j);
        if (w->from[j] < w->nodes)
            prak_simplex_term(s, w->from[j], -1);
        if (w->to[j] < w->nodes)
            prak_simplex_term(s, w->to[j], 1);
        s->low[j] = w->low[j];
        s->high[j] = w->high[j];
    }
}

static void check_within(const struct prak_simplex *s)
{
    double left[MOST] = { 0 };
    for (size_t j = 0; j < s->n; j++) {
        assert_true(s->d[j] >= s->low[j] && s->d[j] <= s->high[j]);
        for (size_t k = s->start[j]; k < s->start[j + 1]; k++)
            left[s->term[k].row] += s->term[k].value * s->d[j];
    }
    for (size_t i = 0; i < s->m; i++)
        assert_true(fabs(left[i]) < 1e-9);
}

/* One column after the other, up and down, from where the last left off; from no basis and from that of the move. */
static void test_networks(void **state)
{
    struct network w;
    struct prak_simplex s;
    struct prak_move b;
    struct prak_err e;
    int d[MOST];
    (void)state;
    assert_int_equal(prak_simplex_new(&s, MOST, MOST, 4 * MOST, &e), 0);
    assert_int_equal(prak_move_new(&b, MOST, MOST, &e), 0);
    for (unsigned i = 0; i < 1500; i++) {
        make_network(&w);
        load(&s, &w);
        prak_move_clear(&b);
        assert_int_equal(prak_move_basis(&b, &s, &e), 0);
        assert_true(fabs(b.whole - 1) < 1e-9); /* a network's bases have the determinant 1 */
        if (i % 2)
            assert_int_equal(prak_simplex_start(&s, b.basis, &e), 0);
        for (unsigned j = 0; j < w.arcs; j++)
            for (int way = -1; way <= 1; way += 2) {
                s.gain[j] = way;
                assert_int_equal(prak_simplex_maximise(&s, &e), 0);
                s.gain[j] = 0;
                check_within(&s);
                assert_true(fabs(way * s.d[j] - try_all(&w, d, 0, j, way)) < 1e-9);
                assert_true(prak_move_exact(&b, &s));
                for (size_t k = 0; k < s.n; k++)
                    assert_true(fabs((double)b.d[k] / b.unit - s.d[k]) < 1e-9);
            }
    }
    assert_true(s.effort > 0 && b.effort > 0);
    prak_simplex_free(&s);
    prak_move_free(&b);
}

/* 3 x = y + z, 3 y = z + t: thirds, which no binary fraction is; the move is whole all the same. */
static void test_thirds(void **state)
{
    struct prak_simplex s;
    struct prak_move b;
    struct prak_err e;
    (void)state;
    assert_int_equal(prak_simplex_new(&s, 2, 4, 8, &e), 0);
    assert_int_equal(prak_move_new(&b, 2, 4, &e), 0);
    const double term[2][4] = { { 3, -1, -1, 0 }, { 0, 3, -1, -1 } };
    for (unsigned i = 0; i < 2; i++)
        (void)prak_simplex_row(&s);
    for (unsigned j = 0; j < 4; j++) {
        (void)prak_simplex_column(&s);
        for (uint32_t i = 0; i < 2; i++)
            if (term[i][j] != 0)
                prak_simplex_term(&s, i, term[i][j]);
        s.low[j] = -1;
        s.high[j] = j < 2 ? (double)INFINITY : 1;
    }
    s.gain[0] = 1;
    assert_int_equal(prak_move_basis(&b, &s, &e), 0);
    assert_int_equal(prak_simplex_maximise(&s, &e), 0);
    assert_true(fabs(s.d[0] - 5.0 / 9) < 1e-12 && fabs(s.d[1] - 2.0 / 3) < 1e-12); /* z = t = 1 */
    assert_true(prak_move_exact(&b, &s));
    assert_true(3 * b.d[0] == b.d[1] + b.d[2] && 3 * b.d[1] == b.d[2] + b.d[3]);
    assert_true(fabs((double)b.d[0] / b.unit - 5.0 / 9) < 1e-12);
    s.d[0] += 0.25; /* what is no move is near none only if the basis can take it up; the others keep their place */
    if (prak_move_exact(&b, &s))
        assert_true(3 * b.d[0] == b.d[1] + b.d[2] && 3 * b.d[1] == b.d[2] + b.d[3]);
    prak_simplex_free(&s);
    prak_move_free(&b);
}

/* The same row twice adds up, to nothing too; a column that nothing holds goes to its bound, one without a bound stays. */
static void test_terms(void **state)
{
    struct prak_simplex s;
    struct prak_err e;
    (void)state;
    assert_int_equal(prak_simplex_new(&s, 1, 3, 6, &e), 0);
    (void)prak_simplex_row(&s);
    (void)prak_simplex_column(&s);
    prak_simplex_term(&s, 0, 1);
    prak_simplex_term(&s, 0, -1);
    assert_int_equal(s.start[1], 0);
    s.high[0] = 7;
    s.gain[0] = 1;
    (void)prak_simplex_column(&s);
    prak_simplex_term(&s, 0, 1);
    prak_simplex_term(&s, 0, 1);
    assert_int_equal(s.start[2] - s.start[1], 1);
    assert_true(s.term[0].value == 2);
    s.low[1] = -1;
    s.high[1] = 1;
    s.gain[1] = 1; /* held at 0 by its row */
    assert_int_equal(prak_simplex_maximise(&s, &e), 0);
    assert_true(s.d[0] == 7 && s.d[1] == 0);
    (void)prak_simplex_column(&s);
    prak_simplex_term(&s, 0, 1);
    s.low[2] = -4;
    assert_int_equal(prak_simplex_maximise(&s, &e), 0); /* the new column lets the other go up */
    assert_true(fabs(s.d[1] - 1) < 1e-12 && fabs(s.d[2] + 2) < 1e-12);
    prak_simplex_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_thirds),
        cmocka_unit_test(test_networks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
