/*
 * member_span.c - from which day to which is an organisation of a level above a union? The tree between the days on which any row
 * of it that matters begins or ends is one tree.
 */
#include <stdlib.h>

#include "domain/member_plan.h"

struct look {
    const struct prak_member_tree *t;
    enum prak_member_level level;
    struct prak_member_walk walk;
    int32_t *day; /* on which something begins */
    size_t nday, cap_day;
    struct prak_member_span *span; /* of the union at hand */
    size_t n, cap;
    size_t *open; /* of each organisation, its last span + 1 */
};

static int add_day(struct look *l, int32_t day, struct prak_err *e)
{
    if (l->nday == l->cap_day) {
        const size_t cap = 2 * l->cap_day + 100;
        int32_t *p = realloc(l->day, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        l->day = p;
        l->cap_day = cap;
    }
    l->day[l->nday++] = day;
    return 0;
}

static int by_day(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

    return (x > y) - (x < y);
}

/* Begins and ends of all rows of what is ever above the union. */
static int find_days(struct look *l, uint32_t of, struct prak_err *e)
{
    uint32_t at;

    l->nday = 0;
    prak_member_walk_begin(&l->walk, of);
    while (prak_member_walk_next(&l->walk, &at)) {
        for (size_t k = l->t->last[at]; k != SIZE_MAX; k = l->t->row[k].next) {
            const struct prak_member_row *row = &l->t->row[k];
            if ((row->from > INT32_MIN && add_day(l, row->from, e) < 0) ||
                (row->to < INT32_MAX && add_day(l, row->to + 1, e) < 0))
                return -1;
            if (row->parent != UINT32_MAX)
                prak_member_walk_follow(&l->walk, (struct prak_member_ids){ &row->parent, 1 });
        }
    }
    prak_member_walk_end(&l->walk);
    if (l->nday > 0)
        qsort(l->day, l->nday, sizeof *l->day, by_day);
    return 0;
}

static int add_span(struct look *l, struct prak_member_span span, struct prak_err *e)
{
    const size_t open = l->open[span.organisation];

    if (open > 0 && (int64_t)l->span[open - 1].to + 1 == span.from) {
        l->span[open - 1].to = span.to;
        return 0;
    }
    if (l->n == l->cap) {
        const size_t cap = 2 * l->cap + 100;
        struct prak_member_span *p = realloc(l->span, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        l->span = p;
        l->cap = cap;
    }
    l->span[l->n++] = span;
    l->open[span.organisation] = l->n;
    return 0;
}

/* Without a level the union alone is. */
static bool is_asked(const struct look *l, uint32_t of, uint32_t at, const struct prak_member_row *row)
{
    return l->level == PRAK_NO_LEVEL ? at == of : row->told.level == l->level;
}

/* What is above the union in days that have one tree. */
static int look_up(struct look *l, uint32_t of, int32_t from, int32_t to, struct prak_err *e)
{
    const int32_t day = from == INT32_MIN ? to : from;
    uint32_t at;

    prak_member_walk_begin(&l->walk, of);
    while (prak_member_walk_next(&l->walk, &at)) {
        const struct prak_member_row *told = prak_member_tree_row(l->t, at, day);
        if (told && prak_member_row_holds(told, day) && is_asked(l, of, at, told) &&
            add_span(l, (struct prak_member_span){ at, from, to }, e) < 0)
            return -1;
        for (size_t k = l->t->last[at]; k != SIZE_MAX; k = l->t->row[k].next)
            if (l->t->row[k].parent != UINT32_MAX && prak_member_row_holds(&l->t->row[k], day))
                prak_member_walk_follow(&l->walk, (struct prak_member_ids){ &l->t->row[k].parent, 1 });
    }
    prak_member_walk_end(&l->walk);
    return 0;
}

static int spans_of(struct look *l, uint32_t of, struct prak_member_spans *out, struct prak_err *e)
{
    int32_t from = INT32_MIN;

    l->n = 0;
    if (find_days(l, of, e) < 0)
        return -1;
    for (size_t i = 0; i < l->nday; i++) {
        if (l->day[i] > from && look_up(l, of, from, l->day[i] - 1, e) < 0)
            return -1;
        from = l->day[i];
    }
    if (look_up(l, of, from, INT32_MAX, e) < 0)
        return -1;
    struct prak_member_span *kept = prak_arena_array(l->t->arena, l->n + 1, sizeof *kept, e);
    if (!kept)
        return -1;
    for (size_t i = 0; i < l->n; i++) {
        kept[i] = l->span[i];
        l->open[kept[i].organisation] = 0;
    }
    *out = (struct prak_member_spans){ kept, l->n };
    return 0;
}

int prak_member_spans_new(const struct prak_member_tree *t, enum prak_member_level level, const struct prak_member_spans **out,
                          struct prak_err *e)
{
    struct look l = { .t = t, .level = level };
    struct prak_member_spans *spans = prak_arena_array(t->arena, t->n + 1, sizeof *spans, e);
    int failed = !spans || prak_member_walk_new(t->n, t->arena, &l.walk, e) < 0 ||
                 !(l.open = prak_arena_array(t->arena, t->n + 1, sizeof *l.open, e));

    for (uint32_t i = 0; i < t->n && !failed; i++)
        failed = spans_of(&l, i, &spans[i], e) < 0;
    free(l.day);
    free(l.span);
    *out = spans;
    return failed ? -1 : 0;
}
