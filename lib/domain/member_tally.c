/*
 * member_tally.c - the rows of a person meet: below which organisations he is counted, once each, and where two unions have
 * him of which neither is above the other.
 */
#include <stdlib.h>

#include "domain/member_plan.h"

#define MARK(x) (1u << PRAK_MARK_##x)

struct tally {
    const struct prak_member *m;
    struct prak_member_persons *all, *persons; /* persons: those of the group at hand */
    struct prak_member_pairing *pairing;
    uint32_t *of_union, *unions; /* marks by union, and the unions that have any */
    size_t nunion;
    uint32_t *below, *touched; /* marks by organisation, and those that have any */
    size_t ntouched;
    bool *over; /* is this organisation above the union at hand? */
};

static int tally_new(struct tally *t, struct prak_arena *a, struct prak_err *e)
{
    const size_t n = t->m->tree->n + 1;

    t->of_union = prak_arena_array(a, n, sizeof *t->of_union, e);
    t->unions = prak_arena_array(a, n, sizeof *t->unions, e);
    t->below = prak_arena_array(a, n, sizeof *t->below, e);
    t->touched = prak_arena_array(a, n, sizeof *t->touched, e);
    t->over = prak_arena_array(a, n, sizeof *t->over, e);
    return t->of_union && t->unions && t->below && t->touched && t->over ? 0 : -1;
}

static void take_note(struct tally *t, struct prak_str data)
{
    struct prak_member_note note;

    memcpy(&note, data.p, sizeof note);
    if (t->of_union[note.organisation] & note.marks & MARK(NOW))
        note.marks |= MARK(REPEATED);
    if (!t->of_union[note.organisation])
        t->unions[t->nunion++] = note.organisation;
    t->of_union[note.organisation] |= note.marks;
}

static void mark_above(struct tally *t, struct prak_member_ids above, uint32_t marks)
{
    for (size_t i = 0; i < above.n; i++) {
        const uint32_t id = above.id[i];
        if (!t->below[id])
            t->touched[t->ntouched++] = id;
        t->below[id] |= marks;
    }
}

/* ---- two unions of a person ---- */

static int count_pair(struct prak_member_pairing *p, uint32_t a, uint32_t b, struct prak_err *e)
{
    const uint32_t key[2] = { a < b ? a : b, a < b ? b : a };
    uint32_t id;

    if (!p)
        return 0;
    if (prak_map_put(p->map, (struct prak_str){ (const char *)key, sizeof key }, &id, NULL, e) < 0)
        return -1;
    if (id >= p->cap) {
        const size_t cap = p->cap ? 2 * p->cap : 100;
        uint64_t *count = realloc(p->count, cap * sizeof *count);
        if (!count)
            return prak_fail_memory(e);
        memset(count + p->cap, 0, (cap - p->cap) * sizeof *count);
        p->count = count;
        p->cap = cap;
    }
    p->count[id]++;
    return 0;
}

/* `over` is of what is above the one union; marks what is above both, if neither is above the other. */
static void mark_both(struct tally *t, uint32_t one, uint32_t other, uint32_t marks)
{
    const struct prak_member_ids above = t->m->tree->above[other];

    if (t->over[other])
        return;
    for (size_t i = 0; i < above.n; i++)
        if (above.id[i] == one)
            return;
    for (size_t i = 0; i < above.n; i++)
        if (t->over[above.id[i]])
            t->below[above.id[i]] |= marks;
}

static bool is_local(const struct tally *t, uint32_t id)
{
    const struct prak_member_told *told = &t->m->tree->told[id];

    return told->level == PRAK_LOCAL && !told->association;
}

static int compare_unions(struct tally *t, struct prak_err *e)
{
    for (size_t i = 0; i < t->nunion; i++) {
        const uint32_t one = t->unions[i];
        const struct prak_member_ids above = t->m->tree->above[one];
        if (!(t->of_union[one] & MARK(NOW)))
            continue;
        for (size_t k = 0; k < above.n; k++)
            t->over[above.id[k]] = true;
        for (size_t j = i + 1; j < t->nunion; j++) {
            const uint32_t other = t->unions[j];
            if (!(t->of_union[other] & MARK(NOW)))
                continue;
            mark_both(t, one, other, MARK(OVERLAP) | (is_local(t, one) && is_local(t, other) ? MARK(LOCALS) : 0));
            if (count_pair(t->pairing, one, other, e) < 0)
                return -1;
        }
        for (size_t k = 0; k < above.n; k++)
            t->over[above.id[k]] = false;
    }
    return 0;
}

/* ---- one person ---- */

static void count(struct prak_member_persons *p, uint32_t marks)
{
    const bool now = marks & MARK(NOW), then = marks & MARK(THEN);

    p->now += now;
    p->then += then;
    p->joined += now && !then;
    p->left += then && !now;
    p->dues += (marks & MARK(DUES)) != 0;
    p->verified += (marks & MARK(VERIFIED)) != 0;
    p->employees += (marks & MARK(EMPLOYEE)) != 0;
    p->repeated += (marks & MARK(REPEATED)) != 0;
    p->overlap += (marks & MARK(OVERLAP)) != 0;
    p->locals += (marks & MARK(LOCALS)) != 0;
}

/* In one union, and no other day is asked about: as nearly all are. */
static void close_simple(struct tally *t)
{
    const uint32_t id = t->unions[0];
    const struct prak_member_ids above = t->m->tree->above[id];

    for (size_t i = 0; i < above.n; i++)
        count(&t->persons[above.id[i]], t->of_union[id]);
    t->of_union[id] = 0;
    t->nunion = 0;
}

static int close_person(struct tally *t, struct prak_err *e)
{
    if (t->nunion == 1 && !t->m->has_since) {
        close_simple(t);
        return 0;
    }
    for (size_t i = 0; i < t->nunion; i++) {
        const uint32_t id = t->unions[i], marks = t->of_union[id];
        if (marks & MARK(NOW))
            mark_above(t, t->m->tree->above[id], marks & ~MARK(THEN));
        if (marks & MARK(THEN))
            mark_above(t, t->m->above_since[id], MARK(THEN));
    }
    if (t->nunion > 1 && compare_unions(t, e) < 0)
        return -1;
    for (size_t i = 0; i < t->ntouched; i++) {
        count(&t->persons[t->touched[i]], t->below[t->touched[i]]);
        t->below[t->touched[i]] = 0;
    }
    for (size_t i = 0; i < t->nunion; i++)
        t->of_union[t->unions[i]] = 0;
    t->ntouched = t->nunion = 0;
    return 0;
}

/* ---- all persons ---- */

/* Rows of the group that stands behind the person in a key are counted there. */
static void choose_group(struct tally *t, const struct prak_member_part *p, struct prak_str key)
{
    struct prak_str group;

    t->persons = t->all;
    (void)prak_member_key_person(t->m, key, &group);
    if (t->m->nby)
        t->persons += prak_map_find(p->groups, group) * p->n;
}

static int go_through(struct tally *t, struct prak_member_meeting *w, struct prak_err *e)
{
    struct prak_str key, data;
    bool same;
    int got;

    while ((got = prak_member_meet_next(w, &key, &data, &same, e)) > 0) {
        if (!same) {
            if (close_person(t, e) < 0)
                return -1;
            choose_group(t, w->part, key);
        }
        take_note(t, data);
    }
    return got < 0 ? -1 : close_person(t, e);
}

int prak_member_tally(const struct prak_member *m, struct prak_member_part *p, struct prak_arena *a,
                      struct prak_member_persons *persons, struct prak_member_pairing *pairing, struct prak_err *e)
{
    struct tally t = { .m = m, .all = persons, .persons = persons, .pairing = pairing };
    struct prak_member_meeting w;

    if (tally_new(&t, a, e) < 0 || prak_member_meet(p, a, &w, e) < 0)
        return -1;
    const int failed = go_through(&t, &w, e);
    prak_member_meet_end(&w);
    return failed;
}
