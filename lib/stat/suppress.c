/*
 * suppress.c - secondary suppression: a greedy choice, then an audit by linear programming that may ask for more.
 */
#include "stat/suppress.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stat/simplex.h"

#define MOST_TABLEAU ((size_t)24 << 20) /* doubles */
#define MOST_EFFORT  1e9                /* elements worked on: some seconds, the same answer on every machine */
#define NONE UINT32_MAX

enum { GOOD_UP = 1, GOOD_DOWN = 2 };

struct work {
    struct prak_suppress *s;
    size_t *at;               /* [n + 1] relations of each number */
    uint32_t *relation;
    uint32_t *unknown;        /* [relations] members not published */
    uint32_t *stack;          /* relations that have come to a single one */
    size_t nstack, cap_stack;
    double effort;            /* of the audit so far */
    unsigned char *good;      /* [measures * n] what the audit has proved; more left out does not undo it */
    uint32_t *place;          /* [n] column in the block at hand, NONE outside */
    uint32_t *block;          /* its numbers */
    uint32_t *rows;           /* its relations */
    uint32_t *seen;           /* [relations] number of the block they were met in */
    size_t nblock, nrows;
    uint32_t serial;
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

/* The best published number of a relation, against *best so far. */
static void look_in(const struct work *w, uint32_t r, uint32_t *best, struct score *score)
{
    const struct prak_suppress *s = w->s;
    for (size_t i = s->start[r]; i < s->start[r + 1]; i++) {
        uint32_t v = s->member[i];
        if (s->state[v] != PRAK_SHOWN || !(s->x[v] > 0))
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
        look_in(w, r, &best, &score);
        if (best != NONE && leave_out(w, best, e))
            return -1;
    }
    return 0;
}

/* ---- the audit ---- */

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

/* All numbers not published that hang together with v. */
static void find_block(struct work *w, uint32_t v)
{
    const struct prak_suppress *s = w->s;
    w->nblock = w->nrows = 0;
    w->serial++;
    w->place[v] = 0;
    w->block[w->nblock++] = v;
    for (size_t next = 0; next < w->nblock; next++) {
        uint32_t u = w->block[next];
        for (size_t i = w->at[u]; i < w->at[u + 1]; i++) {
            uint32_t r = w->relation[i];
            if (w->seen[r] == w->serial)
                continue;
            w->seen[r] = w->serial;
            w->rows[w->nrows++] = r;
            for (size_t k = s->start[r]; k < s->start[r + 1]; k++) {
                uint32_t o = s->member[k];
                if (s->state[o] == PRAK_SHOWN || w->place[o] != NONE)
                    continue;
                w->place[o] = (uint32_t)w->nblock;
                w->block[w->nblock++] = o;
            }
        }
    }
}

static void forget_block(struct work *w)
{
    for (size_t i = 0; i < w->nblock; i++)
        w->place[w->block[i]] = NONE;
}

/* A relation binds a measure that all its members have. */
static bool binds(const struct prak_suppress *s, size_t measure, uint32_t r)
{
    for (size_t i = s->start[r]; i < s->start[r + 1]; i++)
        if (!has(s, measure, s->member[i]))
            return false;
    return true;
}

static int too_many(const struct work *w, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "too many figures to leave out (%zu) to be sure that none can be worked out", w->nblock);
    return prak_err_hint(e, "ask for fewer groupings at once, or larger groups; --min-n 0 leaves nothing out");
}

static int make_system(const struct work *w, size_t measure, struct prak_simplex *lp, struct prak_err *e)
{
    const struct prak_suppress *s = w->s;
    if (w->nrows && w->nblock > MOST_TABLEAU / w->nrows)
        return too_many(w, e);
    if (prak_simplex_new(lp, w->nrows, w->nblock, e))
        return -1;
    for (size_t i = 0; i < w->nrows; i++) {
        uint32_t r = w->rows[i];
        if (!binds(s, measure, r))
            continue;
        for (size_t k = s->start[r]; k < s->start[r + 1]; k++) {
            uint32_t place = w->place[s->member[k]];
            if (place != NONE)
                lp->a[i * lp->n + place] += k == s->start[r] ? -1 : 1;
        }
    }
    prak_simplex_reduce(lp);
    return 0;
}

/* Bounds and gains: to move one number (or all that want it, for NONE) as far as it needs. */
static void aim(const struct work *w, size_t measure, uint32_t only, bool up, struct prak_simplex *lp)
{
    const struct prak_suppress *s = w->s;
    for (size_t j = 0; j < lp->n; j++) {
        uint32_t v = w->block[j];
        double x = s->x[measure * s->n + v];
        lp->low[j] = x > 0 ? -x : 0;
        lp->high[j] = (double)INFINITY;
        lp->gain[j] = 0;
        if ((only != NONE && only != v) || !wants(w, measure, v, up))
            continue;
        lp->gain[j] = up ? 1 : -1;
        if (up)
            lp->high[j] = need(s, measure, v, up);
        else
            lp->low[j] = -need(s, measure, v, up);
    }
}

/* The relations themselves, not the reduced ones, must hold for the move. */
static bool holds(const struct work *w, size_t measure, const struct prak_simplex *lp)
{
    const struct prak_suppress *s = w->s;
    for (size_t i = 0; i < w->nrows; i++) {
        uint32_t r = w->rows[i];
        double sum = 0, size = 0;
        if (!binds(s, measure, r))
            continue;
        for (size_t k = s->start[r]; k < s->start[r + 1]; k++) {
            uint32_t place = w->place[s->member[k]];
            double d = place == NONE ? 0 : lp->d[place];
            sum += k == s->start[r] ? -d : d;
            size += fabs(d);
        }
        if (fabs(sum) > 1e-9 * size)
            return false;
    }
    return true;
}

/* Marks what a move proves; how many of those that want. */
static size_t learn(struct work *w, size_t measure, const struct prak_simplex *lp)
{
    struct prak_suppress *s = w->s;
    size_t fresh = 0;
    if (!holds(w, measure, lp))
        return 0;
    for (size_t j = 0; j < lp->n; j++) {
        uint32_t v = w->block[j];
        for (int up = 0; up < 2; up++) {
            double far = up ? lp->d[j] : -lp->d[j], enough = need(s, measure, v, up);
            if (!wants(w, measure, v, up) || far < enough * (1 - 1e-9))
                continue;
            w->good[measure * s->n + v] |= up ? GOOD_UP : GOOD_DOWN;
            fresh++;
        }
    }
    return fresh;
}

/* How far a single relation lets its numbers move: without an end, or as far as others can fall. */
struct room {
    bool free;                /* it does not bind the measure */
    size_t parts, sums;       /* in the block */
    double of_parts, of_sums; /* what they can fall by */
};

/* false: a number is in it more than once. */
static bool find_room(const struct work *w, size_t measure, struct room *out)
{
    const struct prak_suppress *s = w->s;
    uint32_t r = w->rows[0];
    size_t first = s->start[r];
    *out = (struct room){ .free = !binds(s, measure, r) };
    for (size_t k = first; k < s->start[r + 1]; k++) {
        uint32_t v = s->member[k];
        if (w->place[v] == NONE)
            continue;
        double x = s->x[measure * s->n + v];
        bool sum = k == first;
        out->parts += !sum;
        out->sums += sum;
        *(sum ? &out->of_sums : &out->of_parts) += x > 0 ? x : 0;
    }
    return out->parts + out->sums == w->nblock;
}

/* Can v move as far as it needs, up or down? What it takes from the sum the other parts must give, or the sum itself. */
static bool can_move(const struct work *w, size_t measure, const struct room *room, uint32_t v, bool up)
{
    const struct prak_suppress *s = w->s;
    bool sum = s->member[s->start[w->rows[0]]] == v;
    double x = s->x[measure * s->n + v], fall = need(s, measure, v, up) * (1 - 1e-9);
    double own = x > 0 ? x : 0;
    if (room->free)
        return true;
    if (sum) /* up: parts rise; down: they fall */
        return up ? room->parts > 0 : room->of_parts >= fall;
    if (up) /* the sum rises, or other parts fall */
        return room->sums > 0 || room->of_parts - own >= fall;
    return room->parts > 1 || room->of_sums >= fall;
}

/* A block of one relation needs no linear programming: 1, 0 it is another, with *weak as below. */
static int audit_single(struct work *w, size_t measure, uint32_t *weak)
{
    struct room room;
    if (w->nrows != 1 || !find_room(w, measure, &room))
        return 0;
    for (int up = 0; up < 2; up++)
        for (size_t j = 0; j < w->nblock; j++) {
            uint32_t v = w->block[j];
            if (!wants(w, measure, v, up))
                continue;
            if (can_move(w, measure, &room, v, up))
                w->good[measure * w->s->n + v] |= up ? GOOD_UP : GOOD_DOWN;
            else if (*weak == NONE)
                *weak = v;
        }
    return 1;
}

/* A number of the block that cannot move as far as it must, or NONE. */
static int audit_block(struct work *w, size_t measure, uint32_t *weak, struct prak_err *e)
{
    struct prak_simplex lp;
    *weak = NONE;
    if (audit_single(w, measure, weak))
        return 0;
    if (make_system(w, measure, &lp, e))
        return -1;
    lp.most_effort = MOST_EFFORT - w->effort;
    for (int up = 0; up < 2; up++)
        do {
            aim(w, measure, NONE, up, &lp);
            (void)prak_simplex_maximise(&lp);
        } while (learn(w, measure, &lp));
    for (int up = 0; up < 2 && *weak == NONE; up++)
        for (size_t j = 0; j < w->nblock && *weak == NONE; j++) {
            uint32_t v = w->block[j];
            if (!wants(w, measure, v, up))
                continue;
            aim(w, measure, v, up, &lp);
            (void)prak_simplex_maximise(&lp);
            (void)learn(w, measure, &lp);
            if (wants(w, measure, v, up))
                *weak = v;
        }
    w->effort += lp.effort;
    prak_simplex_free(&lp);
    return w->effort > MOST_EFFORT ? too_many(w, e) : 0;
}

/* One number more: of the relations of v, else of its block. */
static int leave_out_near(struct work *w, uint32_t v, bool *none, struct prak_err *e)
{
    uint32_t best = NONE;
    struct score score;
    for (size_t i = w->at[v]; i < w->at[v + 1]; i++)
        look_in(w, w->relation[i], &best, &score);
    for (size_t i = 0; best == NONE && i < w->nrows; i++)
        look_in(w, w->rows[i], &best, &score);
    *none = best == NONE;
    return *none ? 0 : leave_out(w, best, e) || close_relations(w, e) ? -1 : 0;
}

/* Audits all; *again: something more was left out. */
static int audit(struct work *w, bool *again, struct prak_err *e)
{
    const struct prak_suppress *s = w->s;
    *again = false;
    for (size_t measure = 0; measure < s->measures; measure++)
        for (uint32_t v = 0; v < s->n; v++) {
            uint32_t weak;
            bool none = false;
            if (!wants(w, measure, v, true) && !wants(w, measure, v, false))
                continue;
            find_block(w, v);
            int rc = audit_block(w, measure, &weak, e);
            if (!rc && weak != NONE)
                rc = leave_out_near(w, weak, &none, e);
            forget_block(w);
            if (rc)
                return -1;
            if (none) /* the whole block is left out, sums and all: any multiple of it will do */
                w->good[measure * s->n + weak] = GOOD_UP | GOOD_DOWN;
            if (weak != NONE) {
                *again = true;
                v--;
            }
        }
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
    w->seen = calloc(s->relations + 1, sizeof *w->seen);
    if (!w->at || !w->relation || !w->unknown || !w->good || !w->place || !w->block || !w->rows || !w->seen)
        return prak_fail_memory(e);
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
    free(w->seen);
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
