/*
 * expr_batch.c - a condition over a batch; a column beside a number is compared as integers, one bound for each number
 * of digits after the point.
 */
#include "table/expr.h"
#include "table/words.h"

#define MOST_BYTES 18 /* of a cell read here: its digits fit in an int64_t */

/* floor(number * 10^digits), and whether that is exact. */
struct bound {
    int64_t whole[MOST_BYTES + 1];
    bool exact[MOST_BYTES + 1];
};

/* -1: the number is out of reach. */
static int make_bound(struct prak_dec d, struct bound *k)
{
    const prak_i128 most = INT64_MAX;
    prak_i128 power = 1, m = d.m;

    if (d.scale < 0 || d.scale > MOST_BYTES || m >= most / 2 || m <= -most / 2)
        return -1;
    for (int32_t i = 0; i < d.scale; i++)
        power *= 10;
    for (int s = 0; s <= MOST_BYTES; s++) {
        prak_i128 q = m / power, rest = m % power;
        if (rest < 0)
            q--;
        k->exact[s] = rest == 0;
        k->whole[s] = q > most ? INT64_MAX : q < -most ? -INT64_MAX : (int64_t)q;
        if (power > 1)
            power /= 10;
        else
            m *= 10; /* below 10^37 */
    }
    return 0;
}

#define FAR (INT64_C(1) << 61)

static void make_range(enum prak_relation relation, const struct bound *k, struct prak_range *t)
{
    t->flip = relation == PRAK_REL_NE;
    for (int s = 0; s < 9; s++) {
        const int64_t whole = k->whole[s] > FAR / 2 ? FAR / 2 : k->whole[s] < -FAR / 2 ? -FAR / 2 : k->whole[s];
        const int64_t at = 2 * whole + !k->exact[s];
        const int64_t from = relation == PRAK_REL_LT || relation == PRAK_REL_LE ? -2 * FAR : at + (relation == PRAK_REL_GT);
        const int64_t to = relation == PRAK_REL_GT || relation == PRAK_REL_GE ? 2 * FAR : at - (relation == PRAK_REL_LT);
        t->from[s] = (uint64_t)from;
        t->length[s] = (uint64_t)to - (uint64_t)from;
    }
}

/* A plain number of few digits: -1 below, 0 equal, 1 above the bound; 2: to be read by the grammar. */
static inline int order_of(const char *p, uint32_t n, const struct bound *k)
{
    const uint32_t sign = *p == '-';
    uint32_t i = sign, scale = 0;
    int64_t v = 0;
    unsigned d;

    if (n > MOST_BYTES)
        return 2;
    for (; i < n && (d = (unsigned)(unsigned char)p[i] - '0') < 10; i++)
        v = v * 10 + d;
    if (i == sign || (p[sign] == '0' && i > sign + 1))
        return 2;
    if (i < n) {
        if (p[i] != '.' || i + 1 == n)
            return 2;
        scale = n - ++i;
        for (; i < n && (d = (unsigned)(unsigned char)p[i] - '0') < 10; i++)
            v = v * 10 + d;
        if (i < n)
            return 2;
    }
    v = sign ? -v : v;
    const int64_t w = k->whole[scale];
    return v > w ? 1 : v < w || !k->exact[scale] ? -1 : 0;
}

static bool accepts(enum prak_relation relation, int order)
{
    switch (relation) {
    case PRAK_REL_EQ:
        return order == 0;
    case PRAK_REL_NE:
        return order != 0;
    case PRAK_REL_LT:
        return order < 0;
    case PRAK_REL_LE:
        return order <= 0;
    case PRAK_REL_GT:
        return order > 0;
    case PRAK_REL_GE:
        return order >= 0;
    }
    return false;
}

size_t prak_expr_test_batch(const struct prak_expr *x, const struct prak_batch *b, size_t from, const struct prak_eval *ev,
                            uint32_t *hold, size_t *nhold, uint64_t *missing, struct prak_err *e)
{
    enum prak_relation relation;
    struct prak_dec number;
    struct bound k;
    unsigned column;
    bool good[3] = { false };
    const bool quick = !ev->override && prak_expr_is_comparison(x, &column, &relation, &number) && make_bound(number, &k) == 0;
    size_t n = *nhold, row = from;
    struct prak_range t = { 0 };
    const struct prak_words *const words = prak_words_best();

    for (int order = -1; quick && order <= 1; order++)
        good[order + 1] = accepts(relation, order);
    if (quick)
        make_range(relation, &k, &t);
    for (; row < b->nrow; row++) {
        int order = 2, truth;

        if (quick && (b->grid || b->lines)) /* 64 bytes behind either may be read */
            row = words->test(b->cell[column], row, b->nrow, &t, hold, &n);
        if (row == b->nrow)
            break;
        if (quick && b->cell[column][row].n)
            order = order_of(b->cell[column][row].p, b->cell[column][row].n, &k);
        if (order < 2) {
            hold[n] = (uint32_t)row;
            n += good[order + 1];
            continue;
        }
        if (prak_expr_test(x, b, row, ev, &truth, e))
            break;
        if (truth > 0)
            hold[n++] = (uint32_t)row;
        *missing += truth < 0;
    }
    *nhold = n;
    return row;
}
