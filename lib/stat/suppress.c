/*
 * suppress.c - secondary suppression: a greedy choice, then an audit by moves that may ask for more.
 */
#include "stat/suppress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stat/move.h"

#define NONE  UINT32_MAX
#define SLACK 1e-9
#define ROUNDS 3        /* each with larger blocks, for what the one before did not prove; the last mends */
#define LARGE  4800     /* numbers a block grows to before one more is left out */
#define MOST_EFFORT 5e9 /* terms worked on: some ten seconds, the same on every machine */

enum { GOOD_UP = 1, GOOD_DOWN = 2 };

struct work {
    struct prak_suppress *s;
    size_t *at;               /* [n + 1] relations of each number */
    uint32_t *relation;
    uint32_t *unknown;        /* [relations] members not published */
    uint32_t *stack;          /* relations that have come to a single one */
    size_t nstack, cap_stack;
    unsigned char *good;      /* [measures * n] what the audit has proved; more left out does not undo it */
    uint32_t *late;           /* [n] what was left out in the end, in this order */
    size_t nlate;
    /* the block at hand: its numbers, the relations they are in, and how these can move in a measure */
    size_t measure, nblock, nrows, most_block;
    uint32_t *block, *rows;
    uint32_t *place;          /* [n] in the block, NONE outside */
    uint32_t *row;            /* [relations] row of those that were seen, NONE: does not bind the measure */
    uint32_t *seen;           /* [relations] serial number of the block they were met in */
    uint32_t serial;
    uint32_t *near, *met;     /* [n] what is in a relation with the block but not in it; [n] in how many */
    size_t nnear;
    double effort;            /* as lp.effort, for what is done here */
    bool cut;                 /* the block does not hold all that hangs together */
    struct prak_simplex lp;
    struct prak_move move;
};

static bool has(const struct prak_suppress *s, size_t measure, uint32_t v)
{
    return s->x[measure * s->n + v] >= 0;
}

static int push(struct work *w, uint32_t r, struct prak_err *e)
{
    if (w->nstack == w->cap_stack) {
        size_t cap = w->cap_stack ? w->cap_stack * 2 : 64;
        uint32_t *p = realloc(w->stack, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        w->stack = p;
        w->cap_stack = cap;
    }
    w->stack[w->nstack++] = r;
    return 0;
}

/* Notes that v is not published: its relations have one more unknown. */
static int note(struct work *w, uint32_t v, struct prak_err *e)
{
    for (size_t i = w->at[v]; i < w->at[v + 1]; i++)
        if (++w->unknown[w->relation[i]] == 1 && push(w, w->relation[i], e))
            return -1;
    return 0;
}

static int leave_out(struct work *w, uint32_t v, struct prak_err *e)
{
    struct prak_suppress *s = w->s;
    uint32_t u = v;
    do {
        if (s->state[u] == PRAK_SHOWN && s->x[u] > 0) {
            s->state[u] = PRAK_LEFT_OUT;
            w->late[w->nlate++] = u;
            if (note(w, u, e))
                return -1;
        }
        u = s->next[u];
    } while (u != v);
    return 0;
}

/* ---- the choice ---- */

struct score {
    int singles; /* relations that would come to a single unknown, less those that would have a second */
    double rows, weight;
};

static struct score score_of(const struct work *w, uint32_t v)
{
    const struct prak_suppress *s = w->s;
    struct score out = { 0, 0, 0 };
    uint32_t u = v;
    do {
        for (size_t i = w->at[u]; i < w->at[u + 1]; i++) {
            uint32_t r = w->relation[i], unknown = w->unknown[r];
            if (s->start[r + 1] - s->start[r] == 2)
                continue; /* the same number twice: both go */
            out.singles += (unknown == 0) - (unknown == 1);
        }
        if (s->x[u] > out.rows)
            out.rows = s->x[u];
        if (s->measures > 1 && s->x[s->n + u] > out.weight)
            out.weight = s->x[s->n + u];
        u = s->next[u];
    } while (u != v);
    return out;
}

static bool better(const struct score *a, const struct score *b)
{
    if (a->singles != b->singles)
        return a->singles < b->singles;
    if (a->rows != b->rows)
        return a->rows < b->rows;
    return a->weight < b->weight;
}

static bool helps(const struct work *w, uint32_t u);

/* The best published number of a relation, against *best so far. */
static void look_in(const struct work *w, uint32_t r, bool helping, uint32_t *best, struct score *score)
{
    const struct prak_suppress *s = w->s;
    for (size_t i = s->start[r]; i < s->start[r + 1]; i++) {
        uint32_t v = s->member[i];
        if (s->state[v] != PRAK_SHOWN || !(s->x[v] > 0) || (helping && !helps(w, v)))
            continue;
        struct score own = score_of(w, v);
        if (*best == NONE || better(&own, score)) {
            *best = v;
            *score = own;
        }
    }
}

/* The number left out that stands alone in a relation, or NONE. */
static uint32_t single(const struct work *w, uint32_t r)
{
    const struct prak_suppress *s = w->s;
    if (w->unknown[r] != 1)
        return NONE;
    for (size_t i = s->start[r]; i < s->start[r + 1]; i++)
        if (s->state[s->member[i]] == PRAK_LEFT_OUT)
            return s->member[i];
    return NONE;
}

static int close_relations(struct work *w, struct prak_err *e)
{
    while (w->nstack) {
        uint32_t r = w->stack[--w->nstack], best = NONE;
        struct score score;
        if (single(w, r) == NONE)
            continue;
        look_in(w, r, false, &best, &score);
        if (best != NONE && leave_out(w, best, e))
            return -1;
    }
    return 0;
}

/* ---- the audit ---- */

static bool tired(const struct work *w)
{
    const double most = w->s->most_effort > 0 ? w->s->most_effort : MOST_EFFORT;

    return w->lp.effort + w->move.effort + w->effort > most;
}

static double need(const struct prak_suppress *s, size_t measure, uint32_t v, bool up)
{
    double x = s->x[measure * s->n + v];
    if (s->state[v] != PRAK_LEFT_OUT || x < 0)
        return 0;
    if (measure)
        return x * s->percent / 100;
    if (up)
        return x < s->width ? s->width - x : 0;
    return x < s->width ? x : s->width;
}

static bool wants(const struct work *w, size_t measure, uint32_t v, bool up)
{
    return !(w->good[measure * w->s->n + v] & (up ? GOOD_UP : GOOD_DOWN)) && need(w->s, measure, v, up) > 0;
}

/* A relation binds a measure that all its members have. */
static bool binds(const struct prak_suppress *s, size_t measure, uint32_t r)
{
    for (size_t i = s->start[r]; i < s->start[r + 1]; i++)
        if (!has(s, measure, s->member[i]))
            return false;
    return true;
}

/* Into the block; what it is in a relation with may come next. */
static void place(struct work *w, uint32_t v)
{
    const struct prak_suppress *s = w->s;
    w->place[v] = (uint32_t)w->nblock;
    w->block[w->nblock++] = v;
    for (size_t i = w->at[v]; i < w->at[v + 1]; i++) {
        uint32_t r = w->relation[i];
        if (w->seen[r] == w->serial)
            continue;
        w->seen[r] = w->serial;
        w->rows[w->nrows++] = r;
        w->row[r] = binds(s, w->measure, r) ? prak_simplex_row(&w->lp) : NONE;
        for (size_t k = s->start[r]; k < s->start[r + 1]; k++) {
            uint32_t u = s->member[k];
            if (s->state[u] == PRAK_SHOWN || w->place[u] != NONE)
                continue;
            if (w->met[u]++ == 0)
                w->near[w->nnear++] = u;
        }
    }
}

/* Of what is near the block, what brings the fewest relations with it; the largest. */
static size_t choose_near(struct work *w)
{
    const struct prak_suppress *s = w->s;
    size_t best = 0, fewest = SIZE_MAX;
    double most = 0;
    w->effort += (double)w->nnear;
    for (size_t i = 0; i < w->nnear; i++) {
        uint32_t u = w->near[i];
        size_t more = w->at[u + 1] - w->at[u] - w->met[u];
        double x = s->x[w->measure * s->n + u];
        if (more < fewest || (more == fewest && x > most)) {
            best = i;
            fewest = more;
            most = x;
        }
    }
    return best;
}

static void place_near(struct work *w, size_t most)
{
    while (w->nnear && w->nblock < most) {
        size_t i = choose_near(w);
        uint32_t u = w->near[i];
        w->near[i] = w->near[--w->nnear];
        w->met[u] = 0;
        place(w, u);
    }
    w->cut = w->nnear > 0; /* the rest is taken as known: this only makes the others harder to move */
}

/* The column of a number of the block. */
static void add_column(struct work *w, uint32_t v)
{
    const struct prak_suppress *s = w->s;
    uint32_t j = prak_simplex_column(&w->lp);
    for (size_t i = w->at[v]; i < w->at[v + 1]; i++) {
        uint32_t r = w->relation[i];
        if (w->row[r] == NONE || (i > w->at[v] && r == w->relation[i - 1]))
            continue;
        for (size_t k = s->start[r]; k < s->start[r + 1]; k++)
            if (s->member[k] == v)
                prak_simplex_term(&w->lp, w->row[r], k == s->start[r] ? -1 : 1);
    }
    double x = s->x[w->measure * s->n + v];
    w->lp.low[j] = x > 0 ? -x : 0;
    w->lp.high[j] = (double)INFINITY;
}

/* Takes v into the block, and numbers not published that hang together with it, as far as the block may grow. */
static int grow_block(struct work *w, uint32_t v, struct prak_err *e)
{
    if (w->place[v] == NONE) {
        if (w->met[v]) {
            size_t i = 0;
            while (w->near[i] != v)
                i++;
            w->near[i] = w->near[--w->nnear];
            w->met[v] = 0;
        }
        place(w, v);
    }
    place_near(w, w->most_block);
    while (w->lp.n < w->nblock)
        add_column(w, w->block[w->lp.n]);
    return prak_move_basis(&w->move, &w->lp, e);
}

static void clear_block(struct work *w)
{
    for (size_t i = 0; i < w->nblock; i++)
        w->place[w->block[i]] = NONE;
    for (size_t i = 0; i < w->nnear; i++)
        w->met[w->near[i]] = 0;
    w->nblock = w->nrows = w->nnear = 0;
    w->serial++;
}

static int begin_block(struct work *w, size_t measure, uint32_t v, size_t most, struct prak_err *e)
{
    clear_block(w);
    w->measure = measure;
    w->most_block = most;
    prak_simplex_clear(&w->lp);
    prak_move_clear(&w->move);
    return grow_block(w, v, e) || prak_simplex_start(&w->lp, w->move.basis, e) ? -1 : 0;
}

/* Bounds and gains: to move one number (or all that want it, for NONE) as far as it needs. */
static void aim(struct work *w, uint32_t only, bool up)
{
    const struct prak_suppress *s = w->s;
    struct prak_simplex *lp = &w->lp;
    for (size_t j = 0; j < lp->n; j++) {
        uint32_t v = w->block[j];
        double x = s->x[w->measure * s->n + v];
        lp->low[j] = x > 0 ? -x : 0;
        lp->high[j] = (double)INFINITY;
        lp->gain[j] = 0;
        if ((only != NONE && only != v) || !wants(w, w->measure, v, up))
            continue;
        lp->gain[j] = up ? 1 : -1;
        if (up)
            lp->high[j] = fmax(lp->d[j], need(s, w->measure, v, up));
        else
            lp->low[j] = fmin(lp->d[j], -need(s, w->measure, v, up));
    }
}

/* Is the move one in whole numbers, with nothing below 0 but by rounding? (One a trifle too long is as good shorter.) */
static bool is_exact(struct work *w)
{
    const struct prak_suppress *s = w->s;
    if (!prak_move_exact(&w->move, &w->lp))
        return false;
    for (size_t j = 0; j < w->lp.n; j++) {
        double x = s->x[w->measure * s->n + w->block[j]];
        if ((double)w->move.d[j] < (x > 0 ? -x * w->move.unit * (1 + SLACK) : 0))
            return false;
    }
    return true;
}

/* Marks what the move proves; how many of those that want. */
static size_t learn(struct work *w)
{
    struct prak_suppress *s = w->s;
    size_t fresh = 0;
    for (int prove = 0; prove < 2; prove++) {
        fresh = 0;
        for (size_t j = 0; j < w->lp.n; j++)
            for (int up = 0; up < 2; up++) {
                uint32_t v = w->block[j];
                if (!wants(w, w->measure, v, up))
                    continue;
                double far = prove ? (double)w->move.d[j] / w->move.unit : w->lp.d[j];
                if ((up ? far : -far) < need(s, w->measure, v, up) * (1 - SLACK))
                    continue;
                fresh++;
                if (prove)
                    w->good[w->measure * s->n + v] |= up ? GOOD_UP : GOOD_DOWN;
            }
        if (fresh == 0)
            return 0;
        if (!prove && !is_exact(w))
            return 0;
    }
    return fresh;
}

/* All that want at once, until that brings nothing more. */
static int audit_all(struct work *w, bool up, struct prak_err *e)
{
    do {
        aim(w, NONE, up);
        if (prak_simplex_maximise(&w->lp, e))
            return -1;
    } while (learn(w) && !tired(w));
    return 0;
}

static int audit_one(struct work *w, uint32_t v, bool up, struct prak_err *e)
{
    aim(w, v, up);
    if (prak_simplex_maximise(&w->lp, e))
        return -1;
    (void)learn(w);
    return 0;
}

/* Would it help what was just aimed at if this number, published so far, could move? The prices of the relations tell. */
static bool helps(const struct work *w, uint32_t u)
{
    const struct prak_suppress *s = w->s;
    double rate = 0;
    for (size_t i = w->at[u]; i < w->at[u + 1]; i++) {
        uint32_t r = w->relation[i];
        if (w->seen[r] != w->serial || w->row[r] == NONE)
            continue;
        rate += s->member[s->start[r]] == u ? -w->lp.price[w->row[r]] : w->lp.price[w->row[r]];
    }
    return fabs(rate) > 1e-6;
}

/* One number more: one that helps, of the relations of v, else of its block; else any. */
static int leave_out_near(struct work *w, uint32_t v, bool *none, struct prak_err *e)
{
    uint32_t best = NONE;
    struct score score;
    for (int any = 0; best == NONE && any < 2; any++) {
        for (size_t i = w->at[v]; i < w->at[v + 1]; i++)
            look_in(w, w->relation[i], !any, &best, &score);
        for (size_t i = 0; best == NONE && i < w->nrows; i++)
            look_in(w, w->rows[i], !any, &best, &score);
    }
    *none = best == NONE;
    return *none ? 0 : leave_out(w, best, e) || close_relations(w, e) ? -1 : 0;
}

static bool touches(const struct work *w, uint32_t v)
{
    for (size_t i = w->at[v]; i < w->at[v + 1]; i++)
        if (w->seen[w->relation[i]] == w->serial)
            return true;
    return false;
}

static int leave_out_more(struct work *w, uint32_t v, struct prak_err *e)
{
    size_t done = w->nlate;
    bool none;
    if (leave_out_near(w, v, &none, e))
        return -1;
    if (none && w->cut) {
        w->most_block *= 2;
        return grow_block(w, v, e);
    }
    if (none) /* the whole block is left out, sums and all: any multiple of it will do */
        w->good[w->measure * w->s->n + v] = GOOD_UP | GOOD_DOWN;
    for (size_t i = done; i < w->nlate; i++)
        if (touches(w, w->late[i]) && grow_block(w, w->late[i], e))
            return -1;
    return 0;
}

/* Until v can move as far as it must the block grows, then one number more is left out. */
static int mend(struct work *w, uint32_t v, bool up, struct prak_err *e)
{
    while (wants(w, w->measure, v, up) && !tired(w)) {
        if (audit_one(w, v, up, e))
            return -1;
        if (!wants(w, w->measure, v, up))
            return 0;
        bool grows = w->cut && w->most_block < LARGE;
        if (grows)
            w->most_block *= 2;
        if (grows ? grow_block(w, v, e) : leave_out_more(w, v, e))
            return -1;
    }
    return 0;
}

/* Proves what it can of the block, together and then one by one; what it cannot is mended. */
static int audit_whole(struct work *w, struct prak_err *e)
{
    if (audit_all(w, false, e) || audit_all(w, true, e))
        return -1;
    for (bool again = true; again;) {
        size_t done = w->nlate;
        for (int up = 0; up < 2; up++)
            for (size_t j = 0; j < w->nblock; j++)
                if (mend(w, w->block[j], up, e))
                    return -1;
        again = w->nlate > done && !tired(w);
    }
    return 0;
}

/*
 * The same of v in a block that does not hold all that hangs together with it. Only the last round mends; its blocks are
 * large, so that what else is to be proved in one goes on from there.
 */
static int audit_around(struct work *w, uint32_t v, int round, struct prak_err *e)
{
    const bool mends = round == ROUNDS - 1;

    if (round == 0 && (audit_all(w, false, e) || audit_all(w, true, e)))
        return -1;
    for (int up = 0; up < 2; up++)
        if (wants(w, w->measure, v, up) && (mends ? mend(w, v, up, e) : audit_one(w, v, up, e)))
            return -1;
    for (size_t j = 0; mends && j < w->nblock; j++)
        for (int up = 0; up < 2 && !tired(w); up++)
            if (wants(w, w->measure, w->block[j], up) && audit_one(w, w->block[j], up, e))
                return -1;
    return 0;
}

/* The last resort: all that hangs together with v is left out, sums and all; any multiple of it will do. */
static int leave_out_whole(struct work *w, uint32_t v, struct prak_err *e)
{
    struct prak_suppress *s = w->s;
    size_t done = w->nlate, n = 0;
    clear_block(w);
    for (w->place[v] = 0, w->block[w->nblock++] = v; n < w->nblock; n++) {
        uint32_t u = w->block[n];
        for (size_t k = 0; k < s->measures; k++)
            w->good[k * s->n + u] = GOOD_UP | GOOD_DOWN;
        for (size_t i = w->at[u]; i < w->at[u + 1]; i++) {
            uint32_t r = w->relation[i];
            if (w->seen[r] == w->serial)
                continue;
            w->seen[r] = w->serial;
            for (size_t k = s->start[r]; k < s->start[r + 1]; k++) {
                uint32_t o = s->member[k];
                if (leave_out(w, o, e))
                    return -1;
                if (s->state[o] == PRAK_SHOWN || w->place[o] != NONE)
                    continue;
                w->place[o] = (uint32_t)w->nblock;
                w->block[w->nblock++] = o;
            }
        }
    }
    s->whole += w->nlate - done;
    return close_relations(w, e);
}

/* Is it a part, and in no other relation? */
static bool is_leaf(const struct work *w, uint32_t r, size_t i)
{
    const struct prak_suppress *s = w->s;
    const uint32_t v = s->member[i];

    return i > s->start[r] && s->state[v] != PRAK_SHOWN && w->at[v + 1] - w->at[v] == 1;
}

/*
 * Parts that are in one relation alone balance one another: one can rise by what the others can fall, and fall when there
 * is another to rise; each when the relation does not bind. No program is needed for them, of which there may be many.
 */
static void audit_leaves(struct work *w, size_t measure, uint32_t r)
{
    const struct prak_suppress *s = w->s;
    const double *x = s->x + measure * s->n;
    const bool free_to_move = !binds(s, measure, r);
    size_t leaves = 0;
    double fall = 0;

    for (size_t i = s->start[r]; i < s->start[r + 1]; i++)
        if (is_leaf(w, r, i)) {
            leaves++;
            fall += fmax(x[s->member[i]], 0);
        }
    for (size_t i = s->start[r]; i < s->start[r + 1]; i++) {
        const uint32_t v = s->member[i];
        if (!is_leaf(w, r, i) || !has(s, measure, v))
            continue;
        if (free_to_move || fall * (1 - SLACK) - x[v] >= need(s, measure, v, true))
            w->good[measure * s->n + v] |= GOOD_UP;
        if (free_to_move || leaves > 1)
            w->good[measure * s->n + v] |= GOOD_DOWN;
    }
}

static bool wants_any(const struct work *w, size_t measure, uint32_t v)
{
    return wants(w, measure, v, true) || wants(w, measure, v, false);
}

static int audit_number(struct work *w, size_t measure, uint32_t v, int round, struct prak_err *e)
{
    static const size_t size[ROUNDS] = { 150, 600, 2400 };

    if (!tired(w) && (begin_block(w, measure, v, size[round], e) ||
                      (w->cut ? audit_around(w, v, round, e) : audit_whole(w, e))))
        return -1;
    return round == ROUNDS - 1 && wants_any(w, measure, v) ? leave_out_whole(w, v, e) : 0;
}

static int audit_measure(struct work *w, size_t measure, struct prak_err *e)
{
    const struct prak_suppress *s = w->s;
    for (uint32_t r = 0; r < s->relations; r++)
        audit_leaves(w, measure, r);
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t v = 0; v < s->n; v++)
            if (wants_any(w, measure, v) && audit_number(w, measure, v, round, e))
                return -1;
    return 0;
}

/* Audits all; *again: something more was left out. */
static int audit(struct work *w, bool *again, struct prak_err *e)
{
    size_t done = w->nlate;
    for (size_t measure = 0; measure < w->s->measures; measure++)
        if (audit_measure(w, measure, e))
            return -1;
    *again = w->nlate > done;
    return 0;
}

/* ---- all ---- */

static int index_relations(struct work *w, struct prak_err *e)
{
    const struct prak_suppress *s = w->s;
    size_t total = s->start[s->relations];
    w->at = calloc(s->n + 2, sizeof *w->at);
    w->relation = calloc(total + 1, sizeof *w->relation);
    w->unknown = calloc(s->relations + 1, sizeof *w->unknown);
    w->good = calloc(s->measures * s->n + 1, 1);
    w->place = malloc((s->n + 1) * sizeof *w->place);
    w->block = malloc((s->n + 1) * sizeof *w->block);
    w->rows = malloc((s->relations + 1) * sizeof *w->rows);
    w->row = malloc((s->relations + 1) * sizeof *w->row);
    w->seen = calloc(s->relations + 1, sizeof *w->seen);
    w->near = malloc((s->n + 1) * sizeof *w->near);
    w->met = calloc(s->n + 1, sizeof *w->met);
    w->late = malloc((s->n + 1) * sizeof *w->late);
    if (!w->at || !w->relation || !w->unknown || !w->good || !w->place || !w->block || !w->rows || !w->row ||
        !w->seen || !w->late || !w->near || !w->met)
        return prak_fail_memory(e);
    if (prak_simplex_new(&w->lp, s->relations, s->n, total, e) || prak_move_new(&w->move, s->relations, s->n, e))
        return -1;
    memset(w->place, 0xFF, (s->n + 1) * sizeof *w->place);
    for (size_t i = 0; i < total; i++)
        w->at[s->member[i] + 2]++;
    for (size_t v = 0; v < s->n; v++)
        w->at[v + 2] += w->at[v + 1];
    for (uint32_t r = 0; r < s->relations; r++)
        for (size_t i = s->start[r]; i < s->start[r + 1]; i++)
            w->relation[w->at[s->member[i] + 1]++] = r;
    return 0;
}

static void free_work(struct work *w)
{
    free(w->at);
    free(w->relation);
    free(w->unknown);
    free(w->stack);
    free(w->good);
    free(w->place);
    free(w->block);
    free(w->rows);
    free(w->row);
    free(w->seen);
    free(w->late);
    free(w->near);
    free(w->met);
    prak_simplex_free(&w->lp);
    prak_move_free(&w->move);
}

/* What the rules leave out, with what goes together with it, and what is never printed. */
static int begin(struct work *w, struct prak_err *e)
{
    struct prak_suppress *s = w->s;
    for (uint32_t v = 0; v < s->n; v++)
        if (s->state[v] != PRAK_SHOWN && note(w, v, e))
            return -1;
    for (uint32_t v = 0; v < s->n; v++)
        if (s->state[v] == PRAK_LEFT_OUT && leave_out(w, v, e))
            return -1;
    return 0;
}

int prak_suppress(struct prak_suppress *s, struct prak_err *e)
{
    struct work w = { .s = s };
    bool again = true;
    int rc = index_relations(&w, e) || begin(&w, e) || close_relations(&w, e) ? -1 : 0;
    while (!rc && again)
        rc = audit(&w, &again, e);
    free_work(&w);
    return rc;
}
