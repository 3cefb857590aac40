/*
 * test_suppress.c - random tables: nothing left out can be worked out from what is published.
 *
 * The checker shares nothing with lib/stat/suppress.c: it forgets the relations, takes the finest cells as unknowns
 * and every published number as an equation over them, eliminates with exact fractions (is a sum of unknowns fixed?)
 * and finds the least and greatest value of each number left out by a two-phase simplex with exact fractions and
 * Bland's rule. PRAK_LONG=1: twenty times as many tables, larger ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stat/suppress.h"

#define MOST      512 /* numbers */
#define MOST_FINE 64
#define MOST_ROW  160
#define WIDTH     5
#define PERCENT   10

static uint64_t seed;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* ---- fractions ---- */

struct frac {
    int64_t p, q; /* q > 0 */
};

__extension__ typedef __int128 wide;

static struct frac reduced(wide p, wide q)
{
    wide a = p < 0 ? -p : p, b = q;
    while (b) {
        wide r = a % b;
        a = b;
        b = r;
    }
    if (a > 1) {
        p /= a;
        q /= a;
    }
    assert_true(p < INT64_MAX && p > -INT64_MAX && q < INT64_MAX && q > 0);
    return (struct frac){ (int64_t)p, (int64_t)q };
}

static struct frac whole(int64_t p)
{
    return (struct frac){ p, 1 };
}

/* a - b c */
static struct frac less_product(struct frac a, struct frac b, struct frac c)
{
    if (b.p == 0 || c.p == 0)
        return a;
    if (a.q == 1 && b.q == 1 && c.q == 1)
        return whole(a.p - b.p * c.p);
    struct frac m = reduced((wide)b.p * c.p, (wide)b.q * c.q);
    return reduced((wide)a.p * m.q - (wide)m.p * a.q, (wide)a.q * m.q);
}

static struct frac over(struct frac a, struct frac b)
{
    if (b.p == b.q)
        return a;
    return b.p < 0 ? reduced(-(wide)a.p * b.q, (wide)a.q * -(wide)b.p) : reduced((wide)a.p * b.q, (wide)a.q * b.p);
}

/* a < b */
static bool below(struct frac a, struct frac b)
{
    return (wide)a.p * b.q < (wide)b.p * a.q;
}

/* ---- a table: up to three variables, some of their groupings, rows and weights ---- */

struct table {
    unsigned dims, size[3];
    unsigned nfine;
    int64_t fine[2][MOST_FINE]; /* rows, weight */
    uint32_t n;
    struct {
        unsigned mask, cell[3]; /* of the grouping: variable d is fixed where bit d is there */
    } number[MOST];
    double x[2 * MOST];
    unsigned char state[MOST], primary[MOST];
    uint32_t next[MOST];
    size_t start[8 * MOST], relations;
    uint32_t member[16 * MOST];
    bool given[8], there[8];
};

static bool lies_in(const struct table *t, unsigned fine, uint32_t v)
{
    for (unsigned d = 0, rest = fine; d < t->dims; d++) {
        if (t->number[v].mask >> d & 1 && t->number[v].cell[d] != rest % t->size[d])
            return false;
        rest /= t->size[d];
    }
    return true;
}

static void add_numbers(struct table *t, unsigned mask)
{
    unsigned cells = 1;
    for (unsigned d = 0; d < t->dims; d++)
        cells *= mask >> d & 1 ? t->size[d] : 1;
    for (unsigned c = 0; c < cells; c++) {
        uint32_t v = t->n++;
        int64_t sum[2] = { 0, 0 };
        assert_true(v < MOST);
        t->number[v].mask = mask;
        for (unsigned d = 0, rest = c; d < t->dims; d++)
            if (mask >> d & 1) {
                t->number[v].cell[d] = rest % t->size[d];
                rest /= t->size[d];
            }
        for (unsigned f = 0; f < t->nfine; f++)
            for (int k = 0; lies_in(t, f, v) && k < 2; k++)
                sum[k] += t->fine[k][f];
        t->x[v] = (double)sum[0];
        t->x[MOST + v] = (double)sum[1];
        t->primary[v] = t->given[mask] && sum[0] > 0 && sum[0] < WIDTH;
        t->state[v] = !t->given[mask] ? PRAK_UNSEEN : t->primary[v] ? PRAK_LEFT_OUT : PRAK_SHOWN;
        t->next[v] = v;
    }
}

static void add_relations(struct table *t)
{
    size_t used = 0;
    t->relations = 0;
    for (uint32_t v = 0; v < t->n; v++)
        for (unsigned mask = 0; mask < 8; mask++) {
            bool covers =
                t->there[mask] && mask != t->number[v].mask && (mask & t->number[v].mask) == t->number[v].mask;
            for (unsigned mid = 0; mid < 8; mid++)
                if (t->there[mid] && mid != mask && mid != t->number[v].mask &&
                    (mid & t->number[v].mask) == t->number[v].mask && (mid & mask) == mid)
                    covers = false;
            if (!covers)
                continue;
            t->start[t->relations++] = used;
            t->member[used++] = v;
            for (uint32_t u = 0; u < t->n; u++) {
                bool part = t->number[u].mask == mask;
                for (unsigned d = 0; d < 3; d++)
                    if (t->number[v].mask >> d & 1 && t->number[u].cell[d] != t->number[v].cell[d])
                        part = false;
                if (part)
                    t->member[used++] = u;
            }
            assert_true(used < 16 * MOST && t->relations < 8 * MOST - 1);
        }
    t->start[t->relations] = used;
}

static void make_table(struct table *t, bool large, bool full)
{
    memset(t, 0, sizeof *t);
    t->dims = full ? 3 : 1 + draw(3);
    t->nfine = 1;
    for (unsigned d = 0; d < t->dims; d++) {
        t->size[d] = t->dims == 1 ? 2 + draw(10) : 2 + draw(t->dims == 2 ? (large ? 6 : 4) : (large || full ? 3 : 2));
        t->nfine *= t->size[d];
    }
    unsigned much = draw(3), zeros = draw(4);
    for (unsigned f = 0; f < t->nfine; f++) {
        t->fine[0][f] = draw(10) < zeros ? 0 : 1 + draw(much == 0 ? 8 : much == 1 ? 20 : 60);
        t->fine[1][f] = t->fine[0][f] * (1 + draw(9));
    }
    unsigned all = (1U << t->dims) - 1;
    for (unsigned m = 0; m <= all; m++)
        t->given[m] = full || m == all || draw(4) > 0;
    for (unsigned m = 0; m <= all; m++)
        t->there[m] = t->given[m];
    for (unsigned a = 0; a <= all; a++)
        for (unsigned b = 0; b <= all; b++)
            if (t->there[a] && t->there[b])
                t->there[a & b] = true;
    for (unsigned m = 0; m <= all; m++)
        if (t->there[m])
            add_numbers(t, m);
    for (uint32_t v = 0; v < t->n; v++)
        t->x[t->n + v] = t->x[MOST + v];
    add_relations(t);
}

/* ---- what a reader can work out ---- */

struct reader {
    unsigned n, m;                        /* unknown finest cells, equations */
    unsigned fine[MOST_FINE];
    struct frac a[MOST_ROW][MOST_FINE + 1]; /* last column: right side */
};

static void read_table(const struct table *t, int measure, struct reader *r)
{
    bool known[MOST_FINE] = { false };
    memset(r, 0, sizeof *r);
    for (unsigned f = 0; f < t->nfine; f++)
        known[f] = t->fine[0][f] == 0;
    for (uint32_t v = 0; v < t->n; v++)
        for (unsigned f = 0; t->number[v].mask == (1U << t->dims) - 1 && f < t->nfine; f++)
            if (t->state[v] == PRAK_SHOWN && lies_in(t, f, v))
                known[f] = true;
    for (unsigned f = 0; f < t->nfine; f++)
        if (!known[f])
            r->fine[r->n++] = f;
    for (uint32_t v = 0; v < t->n; v++) {
        if (t->state[v] != PRAK_SHOWN)
            continue;
        bool any = false;
        int64_t rest = 0;
        for (unsigned j = 0; j < r->n; j++) {
            bool in = lies_in(t, r->fine[j], v);
            r->a[r->m][j] = whole(in);
            rest += in ? t->fine[measure][r->fine[j]] : 0;
            any = any || in;
        }
        r->a[r->m][r->n] = whole(rest);
        r->m += any;
        assert_true(r->m < MOST_ROW - 1);
    }
}

static void pivot(struct reader *r, unsigned row, unsigned col, struct frac *extra)
{
    struct frac by = r->a[row][col];
    for (unsigned j = 0; j <= r->n; j++)
        r->a[row][j] = over(r->a[row][j], by);
    for (unsigned i = 0; i <= r->m; i++) {
        struct frac *to = i == r->m ? extra : r->a[i], f = to ? to[col] : whole(0);
        for (unsigned j = 0; i != row && f.p && j <= r->n; j++)
            to[j] = less_product(to[j], f, r->a[row][j]);
    }
}

/* Exact elimination: is this sum of unknowns fixed by the equations? */
static bool solvable(const struct reader *from, const struct table *t, uint32_t v)
{
    static struct reader r;
    struct frac sum[MOST_FINE + 1] = { { 0, 1 } };
    r = *from;
    for (unsigned j = 0; j < r.n; j++)
        sum[j] = whole(lies_in(t, r.fine[j], v));
    sum[r.n] = whole(0);
    for (unsigned i = 0; i < r.m; i++)
        for (unsigned j = 0; j < r.n; j++)
            if (r.a[i][j].p) {
                pivot(&r, i, j, sum);
                break;
            }
    for (unsigned j = 0; j < r.n; j++)
        if (sum[j].p)
            return false;
    return true;
}

/* Simplex with Bland's rule on r (basis given, right sides >= 0): least value of the cost; cost is reduced in place. */
static struct frac least(struct reader *r, unsigned *basis, struct frac *cost, unsigned columns)
{
    for (;;) {
        unsigned in = 0, out = r->m;
        while (in < columns && cost[in].p >= 0)
            in++;
        if (in == columns)
            return reduced(-(wide)cost[r->n].p, cost[r->n].q);
        for (unsigned i = 0; i < r->m; i++) {
            if (r->a[i][in].p <= 0)
                continue;
            struct frac mine = over(r->a[i][r->n], r->a[i][in]);
            struct frac best = out == r->m ? mine : over(r->a[out][r->n], r->a[out][in]);
            if (out == r->m || below(mine, best) || (!below(best, mine) && basis[i] < basis[out]))
                out = i;
        }
        if (out == r->m)
            return (struct frac){ INT64_MIN, 1 }; /* no bound */
        pivot(r, out, in, cost);
        basis[out] = in;
    }
}

/*
 * Phase one, done once a table: artificial columns are not kept, a row whose artificial stays is a row of zeros.
 * The true cells are a solution, so an equation can be made by elimination with right sides >= 0 by Bland alone.
 */
static void feasible(struct reader *r, unsigned *basis)
{
    struct frac cost[MOST_FINE + 1];
    unsigned m = 0;
    for (unsigned j = 0; j <= r->n; j++) {
        cost[j] = whole(0);
        for (unsigned i = 0; i < r->m; i++)
            cost[j] = less_product(cost[j], whole(1), r->a[i][j]);
    }
    for (unsigned i = 0; i < r->m; i++)
        basis[i] = MOST_FINE + i; /* artificial */
    struct frac left = least(r, basis, cost, r->n);
    assert_int_equal(left.p, 0);
    for (unsigned i = 0; i < r->m; i++) {
        for (unsigned j = 0; basis[i] >= MOST_FINE && j < r->n; j++)
            if (r->a[i][j].p) {
                pivot(r, i, j, NULL);
                basis[i] = j;
            }
        if (basis[i] >= MOST_FINE)
            continue;
        if (m != i)
            memcpy(r->a[m], r->a[i], sizeof r->a[i]);
        basis[m++] = basis[i];
    }
    r->m = m;
}

static struct frac bound(const struct reader *from, const unsigned *from_basis, const struct table *t, uint32_t v,
                         int way)
{
    static struct reader r;
    unsigned basis[MOST_ROW];
    struct frac cost[MOST_FINE + 1];
    r = *from;
    memcpy(basis, from_basis, sizeof basis);
    for (unsigned j = 0; j < r.n; j++)
        cost[j] = whole(lies_in(t, r.fine[j], v) ? way : 0);
    cost[r.n] = whole(0);
    for (unsigned i = 0; i < r.m; i++) {
        struct frac f = cost[basis[i]];
        for (unsigned j = 0; f.p && j <= r.n; j++)
            cost[j] = less_product(cost[j], f, r.a[i][j]);
    }
    return least(&r, basis, cost, r.n);
}

/* The part of v that is known: cells outside the unknowns. */
static int64_t known_part(const struct table *t, const struct reader *r, int measure, uint32_t v)
{
    int64_t sum = 0;
    for (unsigned f = 0; f < t->nfine; f++)
        sum += lies_in(t, f, v) ? t->fine[measure][f] : 0;
    for (unsigned j = 0; j < r->n; j++)
        sum -= lies_in(t, r->fine[j], v) ? t->fine[measure][r->fine[j]] : 0;
    return sum;
}

static void check_table(const struct table *t, int measure)
{
    static struct reader r, ready;
    unsigned basis[MOST_ROW];
    read_table(t, measure, &r);
    ready = r;
    feasible(&ready, basis);
    for (uint32_t v = 0; v < t->n; v++) {
        int64_t x = (int64_t)t->x[(size_t)measure * t->n + v];
        assert_true(!t->primary[v] || t->state[v] == PRAK_LEFT_OUT);
        if (t->state[v] != PRAK_LEFT_OUT)
            continue;
        assert_true(x > 0);
        assert_false(solvable(&r, t, v));
        int64_t known = known_part(t, &ready, measure, v);
        struct frac low = bound(&ready, basis, t, v, 1), high = bound(&ready, basis, t, v, -1);
        bool open = high.p == INT64_MIN;
        double from = (double)low.p / (double)low.q + (double)known;
        double to = open ? 1e300 : -(double)high.p / (double)high.q + (double)known;
        assert_true(from <= (double)x && to >= (double)x);
        if (measure == 0 && x < WIDTH) {
            assert_true(from <= 1e-9 && to >= WIDTH - 1e-9);
        } else if (measure == 0) {
            assert_true(to - from >= WIDTH - 1e-9);
        } else {
            assert_true(from <= (double)x * (1 - PERCENT / 100.0) * (1 + 1e-9));
            assert_true(to >= (double)x * (1 + PERCENT / 100.0) * (1 - 1e-9));
        }
    }
}

/* effort: 0, or so little that many a search is given up. */
static unsigned check_tables(unsigned tables, bool thorough, bool full, double effort)
{
    static struct table t;
    unsigned rules = 0, more = 0, shown = 0, whole_tables = 0;
    struct prak_err e;
    seed = 20240315;
    for (unsigned i = 0; i < tables; i++) {
        make_table(&t, thorough, full);
        struct prak_suppress s = { t.n, 2, t.x, t.state, t.next, t.relations, t.start, t.member, WIDTH, PERCENT, effort, 0 };
        assert_int_equal(prak_suppress(&s, &e), 0);
        assert_true(effort > 0 || s.whole == 0);
        whole_tables += s.whole > 0;
        for (uint32_t v = 0; v < t.n; v++) {
            rules += t.primary[v];
            more += t.state[v] == PRAK_LEFT_OUT && !t.primary[v];
            shown += t.state[v] == PRAK_SHOWN && t.x[v] > 0;
        }
        check_table(&t, 0);
        if (i % 4 == 0)
            check_table(&t, 1);
    }
    printf("# %u tables: %u numbers left out by the rule, %u more, %u shown\n", tables, rules, more, shown);
    return whole_tables;
}

static void test_random_tables(void **state)
{
    bool thorough = getenv("PRAK_LONG") != NULL;
    (void)state;
    (void)check_tables(thorough ? 200000 : 10000, thorough, false, 0);
}

/* Three variables, up to four values each, with all margins: the tables whose moves are fractions. */
static void test_three_ways(void **state)
{
    (void)state;
    (void)check_tables(getenv("PRAK_LONG") ? 20000 : 500, false, true, 0);
}

/* A search that is given up leaves out more, and nothing that can be worked out. */
static void test_given_up(void **state)
{
    (void)state;
    assert_true(check_tables(1500, false, false, 1) > 100);
    assert_true(check_tables(200, false, true, 3000) > 20);
}

/* A partition of a base: 3 of 100 among four levels takes the smallest other with it, and no more. */
static void test_partition(void **state)
{
    double x[5] = { 100, 3, 50, 40, 7 };
    unsigned char shown[5] = { PRAK_SHOWN, PRAK_LEFT_OUT, PRAK_SHOWN, PRAK_SHOWN, PRAK_SHOWN };
    const uint32_t next[5] = { 0, 1, 2, 3, 4 }, member[5] = { 0, 1, 2, 3, 4 };
    const size_t start[2] = { 0, 5 };
    struct prak_suppress s = { 5, 1, x, shown, next, 1, start, member, WIDTH, PERCENT, 0, 0 };
    struct prak_err e;
    (void)state;
    assert_int_equal(prak_suppress(&s, &e), 0);
    assert_memory_equal(shown, ((unsigned char[]){ 0, 1, 0, 0, 1 }), 5);
}

/* The second statistic's number of the same rows goes along, and its own table is closed too. */
static void test_together(void **state)
{
    double x[8] = { 60, 3, 27, 30, 58, 3, 26, 29 };
    unsigned char shown[8] = { 0, PRAK_LEFT_OUT, 0, 0, 0, 0, 0, 0 };
    const uint32_t next[8] = { 4, 5, 6, 7, 0, 1, 2, 3 }, member[8] = { 0, 1, 2, 3, 4, 5, 6, 7 };
    const size_t start[3] = { 0, 4, 8 };
    struct prak_suppress s = { 8, 1, x, shown, next, 2, start, member, WIDTH, PERCENT, 0, 0 };
    struct prak_err e;
    (void)state;
    assert_int_equal(prak_suppress(&s, &e), 0);
    assert_memory_equal(shown, ((unsigned char[]){ 0, 1, 1, 0, 0, 1, 1, 0 }), 8);
}

/* Nothing else to leave out: the sum goes. */
static void test_sum_goes(void **state)
{
    double x[3] = { 6, 6, 0 };
    unsigned char shown[3] = { PRAK_SHOWN, PRAK_LEFT_OUT, PRAK_SHOWN };
    const uint32_t next[3] = { 0, 1, 2 }, member[3] = { 0, 1, 2 };
    const size_t start[2] = { 0, 3 };
    struct prak_suppress s = { 3, 1, x, shown, next, 1, start, member, WIDTH, PERCENT, 0, 0 };
    struct prak_err e;
    (void)state;
    assert_int_equal(prak_suppress(&s, &e), 0);
    assert_memory_equal(shown, ((unsigned char[]){ 1, 1, 0 }), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_partition),
        cmocka_unit_test(test_together),
        cmocka_unit_test(test_sum_goes),
        cmocka_unit_test(test_random_tables),
        cmocka_unit_test(test_three_ways),
        cmocka_unit_test(test_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
