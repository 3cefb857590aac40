/*
 * rules_cover.c - no case has two rules on one day, and in a table that is called complete none is left out.
 *
 * Rows of the same selectors apart from the band are a group. What a group covers is a figure of days and bands: where
 * it is complete, each day from its first to its last has all bands from its lowest to its highest.
 */
#include "base/arena.h"
#include "base/date.h"
#include "law/rules.h"
#include "law/rules_check.h"
#include "law/rules_table.h"

static bool bands_meet(const struct prak_rule *a, const struct prak_rule *b)
{
    if (!a->banded || !b->banded)
        return true;
    return (!b->topped || prak_dec_cmp(a->band_from, b->band_to) <= 0) &&
           (!a->topped || prak_dec_cmp(b->band_from, a->band_to) <= 0);
}

static bool same_case(const void *data, size_t a, size_t b)
{
    const struct prak_rule_table *t = data;
    for (size_t k = 0; k < t->nselector; k++) {
        struct prak_str x = t->rule[a].selector[k], y = t->rule[b].selector[k];
        if ((ptrdiff_t)k != t->band && !prak_str_eq(x, y) && !prak_str_is(x, "any") && !prak_str_is(y, "any"))
            return false;
    }
    return bands_meet(&t->rule[a], &t->rule[b]);
}

static int check_overlap(struct prak_rules *r, const struct prak_rule_table *t, struct prak_err *e)
{
    struct prak_law_span *span = prak_arena_array(r->arena, t->nrule + 1, sizeof *span, e);
    size_t a, b;
    if (!span)
        return -1;
    for (size_t i = 0; i < t->nrule; i++)
        span[i] = (struct prak_law_span){ t->rule[i].from, t->rule[i].to };
    if (!prak_law_overlap(span, t->nrule, same_case, t, &a, &b))
        return 0;
    prak_law_fault(t->data, b, "valid_from", "in force at the same time as another row of the same selectors", e);
    return prak_err_hint(e, "the other row is at line %llu", (unsigned long long)prak_table_line(t->data, a));
}

static bool same_group(const struct prak_rule_table *t, size_t a, size_t b)
{
    for (size_t k = 0; k < t->nselector; k++)
        if ((ptrdiff_t)k != t->band && !prak_str_eq(t->rule[a].selector[k], t->rule[b].selector[k]))
            return false;
    return true;
}

/* The ends of a group. */
struct ends {
    size_t group; /* its first row */
    int32_t last;
    bool banded, topped;
    struct prak_dec lowest, highest;
};

static struct ends measure(const struct prak_rule_table *t, size_t group)
{
    struct ends m = { .group = group, .last = INT32_MIN, .topped = true };
    for (size_t i = group; i < t->nrule; i++) {
        const struct prak_rule *rule = &t->rule[i];
        if (!same_group(t, group, i))
            continue;
        m.last = rule->to > m.last ? rule->to : m.last;
        if (!rule->banded)
            continue;
        if (!m.banded || prak_dec_cmp(rule->band_from, m.lowest) < 0)
            m.lowest = rule->band_from;
        if (rule->topped && (!m.banded || prak_dec_cmp(rule->band_to, m.highest) > 0))
            m.highest = rule->band_to;
        m.topped = m.topped && rule->topped;
        m.banded = true;
    }
    return m;
}

/* The rule in force on the day whose band is the next above `below` (NULL: the lowest); SIZE_MAX: none. */
static size_t next_band(const struct prak_rule_table *t, const struct ends *m, int32_t day,
                        const struct prak_dec *below)
{
    size_t next = SIZE_MAX;
    for (size_t i = m->group; i < t->nrule; i++) {
        const struct prak_rule *rule = &t->rule[i];
        if (rule->from > day || rule->to < day || !same_group(t, m->group, i) ||
            (below && prak_dec_cmp(rule->band_from, *below) <= 0))
            continue;
        if (next == SIZE_MAX || prak_dec_cmp(rule->band_from, t->rule[next].band_from) < 0)
            next = i;
    }
    return next;
}

/* Is `upper` the number that follows `lower`, counted in the last digit that either is written with? */
static bool follows(struct prak_dec lower, struct prak_dec upper)
{
    int32_t scale = lower.scale > upper.scale ? lower.scale : upper.scale;
    struct prak_dec step = { 1, scale > 0 ? scale : 0 }, next;
    return prak_dec_add(lower, step, &next) == 0 && prak_dec_cmp(next, upper) == 0;
}

static int lacks(const struct prak_rule_table *t, size_t row, const char *column, int32_t day, struct prak_err *e)
{
    char date[PRAK_DATE_TEXT];
    prak_law_fault(t->data, row, column, "the table is called complete, but a rule is missing here", e);
    prak_date_format(day, date);
    return prak_err_hint(e, "see %s in this row's selectors, or the list tables.csv", date);
}

/* All bands of the group on this day; row: what a fault is told of. */
static int check_day(const struct prak_rule_table *t, const struct ends *m, int32_t day, size_t row,
                     struct prak_err *e)
{
    size_t i = next_band(t, m, day, NULL);
    if (i == SIZE_MAX)
        return lacks(t, row, "valid_to", day, e);
    if (!m->banded || !t->rule[i].banded)
        return 0;
    if (prak_dec_cmp(t->rule[i].band_from, m->lowest) != 0)
        return lacks(t, i, "band_from", day, e);
    while (t->rule[i].topped) {
        size_t next = next_band(t, m, day, &t->rule[i].band_to);
        if (next == SIZE_MAX)
            return m->topped && prak_dec_cmp(t->rule[i].band_to, m->highest) == 0 ? 0
                                                                                  : lacks(t, i, "band_to", day, e);
        if (!follows(t->rule[i].band_to, t->rule[next].band_from))
            return lacks(t, i, "band_to", day, e);
        i = next;
    }
    return 0;
}

/* Between the days on which a rule begins, or the day after one ends, nothing changes. */
static int check_group(const struct prak_rule_table *t, size_t group, struct prak_err *e)
{
    const struct ends m = measure(t, group);
    for (size_t i = group; i < t->nrule; i++) {
        if (!same_group(t, group, i))
            continue;
        if (check_day(t, &m, t->rule[i].from, i, e) < 0 ||
            (t->rule[i].to < m.last && check_day(t, &m, t->rule[i].to + 1, i, e) < 0))
            return -1;
    }
    return 0;
}

static bool is_complete(const struct prak_rules *r, const struct prak_rule_table *t)
{
    size_t row = r->complete ? prak_rule_row(r->complete, prak_str(t->name)) : SIZE_MAX;
    return row != SIZE_MAX && prak_str_is(prak_rule_cell(r->complete, row, "complete"), "yes");
}

int prak_law_check_cover(struct prak_rules *r, const struct prak_rule_table *t, struct prak_err *e)
{
    if (check_overlap(r, t, e) < 0)
        return -1;
    if (!is_complete(r, t))
        return 0;
    for (size_t i = 0; i < t->nrule; i++) {
        size_t first = 0; /* a group is looked at from its first row */
        while (first < i && !same_group(t, first, i))
            first++;
        if (first == i && check_group(t, i, e) < 0)
            return -1;
    }
    return 0;
}
