/*
 * member_find.c - the figures of an organisation become a finding, with the reasons for what is empty or in doubt.
 */
#include <stdlib.h>

#include "domain/member_ledger.h"
#include "domain/member_view.h"

void prak_member_reason(struct prak_member_finding *f, struct prak_str code)
{
    if (!prak_str_among(f->reason, f->nreason, code) && f->nreason < PRAK_MEMBER_REASONS)
        f->reason[f->nreason++] = code;
}

static void doubt(struct prak_member_finding *f, bool there, const char *code)
{
    if (there)
        prak_member_reason(f, prak_str(code));
}

/* ---- all organisations ---- */

struct group {
    uint32_t id;
    struct prak_str cells;
};

static int by_cells(const void *a, const void *b)
{
    struct prak_str x = ((const struct group *)a)->cells, y = ((const struct group *)b)->cells, p, q;
    int c = 0;

    while (c == 0 && prak_key_next(&x, &p) == 0 && prak_key_next(&y, &q) == 0)
        c = prak_str_cmp(p, q);
    return c;
}

int prak_member_order_groups(const struct prak_map *groups, struct prak_arena *a, uint32_t **order, size_t *n,
                             struct prak_err *e)
{
    *n = prak_map_count(groups);
    struct group *group = prak_arena_array(a, *n + 1, sizeof *group, e);
    if (!group || !(*order = prak_arena_array(a, *n + 1, sizeof **order, e)))
        return -1;
    for (uint32_t i = 0; i < *n; i++)
        group[i] = (struct group){ i, prak_map_key(groups, i) };
    qsort(group, *n, sizeof *group, by_cells);
    for (size_t i = 0; i < *n; i++)
        (*order)[i] = group[i].id;
    return 0;
}

/* Groups that only the table of workers has are groups too. */
static int take_part(struct prak_member_result *r, struct prak_member_part *p, struct prak_err *e)
{
    const struct prak_member *m = r->m;
    uint32_t id;

    for (uint32_t g = 0; m->nby && m->staff && g < prak_map_count(m->staff); g++)
        if (prak_member_group(p, prak_map_key(m->staff, g), &id, e) < 0)
            return -1;
    r->groups = p->groups;
    r->claim = p->claim;
    r->nview = prak_map_count(p->groups);
    for (size_t i = 0; i < m->tree->n; i++) { /* a union whose rows are all of other groups has a roster */
        bool roster = m->roster[i];
        for (size_t g = 0; g < r->nview; g++)
            roster |= r->claim[g * m->tree->n + i].roster;
        for (size_t g = 0; g < r->nview; g++)
            r->claim[g * m->tree->n + i].roster = roster;
    }
    return 0;
}

static bool is_among(struct prak_member_ids ids, uint32_t id)
{
    for (size_t i = 0; i < ids.n; i++)
        if (ids.id[i] == id)
            return true;
    return false;
}

/* What is below an organisation on another day may be nothing today, and the other way round. */
int prak_member_rosters(const struct prak_member_tree *t, const struct prak_member_ids *above, int32_t day, const bool *roster,
                        struct prak_arena *a, struct prak_member_then **out, struct prak_err *e)
{
    struct prak_member_then *then = prak_arena_array(a, t->n + 1, sizeof *then, e);
    bool *inner = prak_arena_array(a, t->n + 1, sizeof *inner, e); /* others are below it, and not above */

    if (!then || !inner)
        return -1;
    for (uint32_t i = 0; i < t->n; i++)
        for (size_t k = 0; k < above[i].n; k++)
            inner[above[i].id[k]] |= above[i].id[k] != i && !is_among(above[above[i].id[k]], i);
    for (uint32_t i = 0; i < t->n; i++) {
        then[i].there = prak_member_tree_holds(t, i, day);
        const bool lacks = !roster[i] && !inner[i] && i != t->total && then[i].there;
        for (size_t k = 0; k < above[i].n; k++) {
            then[above[i].id[k]].roster |= roster[i];
            then[above[i].id[k]].bare |= lacks;
        }
    }
    *out = then;
    return 0;
}

static int rosters_since(struct prak_member_result *r, const struct prak_member_then **out, struct prak_err *e)
{
    const struct prak_member *m = r->m;
    struct prak_member_then *then;
    bool *roster = prak_arena_array(r->arena, m->tree->n + 1, sizeof *roster, e);

    if (!roster)
        return -1;
    for (size_t i = 0; i < m->tree->n; i++)
        roster[i] = r->nview > 0 ? r->claim[i].roster : m->roster[i];
    if (prak_member_rosters(m->tree, m->above_since, m->since, roster, r->arena, &then, e) < 0)
        return -1;
    *out = then;
    return 0;
}

static int look(struct prak_member_result *r, struct prak_member_part *p, struct prak_err *e)
{
    const struct prak_member *m = r->m;
    const size_t n = m->tree->n;
    const struct prak_member_then *then = NULL;

    if (take_part(r, p, e) < 0 || (m->has_since && rosters_since(r, &then, e) < 0))
        return -1;
    struct prak_member_persons *persons = prak_arena_array(r->arena, r->nview * n + 1, sizeof *persons, e);
    uint32_t *order;
    if (!persons || prak_member_order_groups(r->groups, r->arena, &order, &r->nview, e) < 0 || !(r->view = prak_arena_array(r->arena, r->nview + 1, sizeof *r->view, e)) ||
        prak_member_tally(m, p, r->arena, persons, r->pairing.map ? &r->pairing : NULL, e) < 0)
        return -1;
    for (size_t k = 0; k < r->nview; k++) {
        const uint32_t g = order[k];
        const struct prak_str group = prak_map_key(r->groups, g);
        const uint32_t staff = m->staff ? prak_map_find(m->staff, group) : UINT32_MAX;
        r->view[k] = (struct prak_member_view){ .m = m, .arena = r->arena, .group = group, .persons = persons + g * n,
                                                .staff = staff == UINT32_MAX ? SIZE_MAX : staff,
                                                .claim = r->claim + g * n, .then = then };
        if (prak_member_ranges(&r->view[k], e) < 0)
            return -1;
    }
    return 0;
}

int prak_member_judge(const struct prak_member *m, struct prak_member_part *p, bool pairs, struct prak_member_result **out,
                      struct prak_err *e)
{
    struct prak_member_result *r = calloc(1, sizeof *r);

    *out = NULL;
    if (!r)
        return prak_fail_memory(e);
    r->m = m;
    if (m->mode != PRAK_MEMBER_FINDINGS) {
        const int failed = m->mode == PRAK_MEMBER_SPELLS ? prak_member_spells_new(m, p, &r->spells, e)
                                                         : prak_member_dues_new(m, p, &r->dues, e);
        *out = failed ? NULL : r;
        if (failed)
            prak_member_result_free(r);
        return failed;
    }
    r->arena = prak_arena_new(m->limit);
    r->pairing.map = pairs ? prak_map_new(m->limit) : NULL;
    if (!r->arena || (pairs && !r->pairing.map)) {
        prak_member_result_free(r);
        return prak_fail_memory(e);
    }
    if (look(r, p, e) < 0) {
        prak_member_result_free(r);
        return -1;
    }
    *out = r;
    return 0;
}

void prak_member_result_free(struct prak_member_result *r)
{
    if (!r)
        return;
    prak_member_spells_free(r->spells);
    prak_member_dues_free(r->dues);
    prak_arena_free(r->arena);
    prak_map_free(r->pairing.map);
    free(r->pairing.count);
    free(r);
}

size_t prak_member_groups(const struct prak_member_result *r)
{
    return r->nview;
}

/* ---- one ---- */

static void find_counts(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member *m = r->m;
    const struct prak_member_figures *x = &r->figures[id];
    const struct prak_member_persons *p = &r->persons[id];
    const bool pays = m->there[PRAK_MEMBER_DUES] || m->there[PRAK_MEMBER_DUES_UNTIL];

    f->has_claimed = x->roster;
    f->has_persons = x->roster && m->there[PRAK_MEMBER_PERSON];
    f->has_dues = f->has_persons && pays;
    f->has_verified = f->has_persons && m->there[PRAK_MEMBER_VERIFIED];
    /* Who was not there had nobody; of who was, but had no roster, nobody knows. */
    f->has_since = m->has_since && (r->then[id].roster || (f->has_persons && !r->then[id].there));
    f->has_change = f->has_persons && f->has_since;
    f->claimed = x->rows;
    f->persons = p->now;
    f->dues_paying = p->dues;
    f->verified = p->verified;
    f->overlap = p->overlap;
    f->persons_since = p->then;
    f->joined = p->joined;
    f->left = p->left;
    f->has_low = f->has_persons || x->told_below;
    f->low = f->has_dues ? p->dues : f->has_persons ? p->now : 0;
    if (f->low < x->told_least)
        f->low = x->told_least;
    f->has_high = !x->claims.open;
    f->high = x->claims.most < f->low ? f->low : x->claims.most;
}

/* A part of an incomplete count over all workers would be a wrong number. */
static void find_density(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member *m = r->m;
    const struct prak_member_figures *x = &r->figures[id];
    const uint64_t base = m->has_employees ? x->employees : x->workers;
    const uint64_t members = m->there[PRAK_MEMBER_EMPLOYEE] ? r->persons[id].employees : f->persons;

    if (!m->staff)
        return;
    f->has_workers = x->has_workers;
    f->has_employees = x->has_workers && m->has_employees;
    f->workers = x->workers;
    f->employees = x->employees;
    doubt(f, !x->has_workers, "workers_missing");
    doubt(f, x->has_workers && base == 0, "workers_zero");
    if (!x->has_workers || base == 0 || x->bare || !f->has_claimed)
        return;
    const struct prak_dec all = prak_dec_int((int64_t)base), one = prak_dec_int(1);
    f->has_net = f->has_persons && prak_dec_muldiv(prak_dec_int((int64_t)members), one, all, PRAK_FRACTION_DIGITS,
                                                   &f->density_net) == 0;
    f->has_gross =
        prak_dec_muldiv(prak_dec_int((int64_t)f->claimed), one, all, PRAK_FRACTION_DIGITS, &f->density_gross) == 0;
}

static void find_doubts(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member *m = r->m;
    const struct prak_member_figures *x = &r->figures[id];

    doubt(f, m->tree->cycle[id], "cycle");
    doubt(f, m->tree->parents[id].n > 1, "two_parents");
    doubt(f, !m->tree->in_force[id], "not_in_force");
    doubt(f, !x->roster, "no_roster");
    doubt(f, x->roster && x->bare, "roster_missing");
    doubt(f, x->roster && m->has_since && !f->has_since, "no_roster_since");
    doubt(f, m->has_since && r->then[id].roster && r->then[id].bare, "roster_missing_since");
    doubt(f, !f->has_high && (x->roster || x->told_below), "range_open");
    doubt(f, x->roster && !m->there[PRAK_MEMBER_PERSON], "missing_person_column");
    doubt(f, x->gap[PRAK_GAP_PERSON] > 0, "person_missing");
    doubt(f, r->persons[id].repeated > 0, "person_repeated");
    doubt(f, x->gap[PRAK_GAP_JOINED] > 0, "joined_missing");
    doubt(f, x->gap[PRAK_GAP_DUES] > 0, "dues_missing");
    doubt(f, x->gap[PRAK_GAP_EMPLOYEE] > 0, "employee_missing");
}

/* A worker in two local unions is a finding where a rule says one. */
static void find_double(const struct prak_member_view *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_rule *rule = r->m->law.rule[PRAK_ONE_UNION];

    if (r->persons[id].locals == 0)
        return;
    if (!rule) {
        prak_member_reason(f, r->m->law.why[PRAK_ONE_UNION]);
        return;
    }
    if (prak_dec_cmp(rule->value, prak_dec_int(1)) > 0)
        return;
    f->rule[f->nrule++] = rule->id;
    f->confidence = prak_confidence_worst(f->confidence, rule->confidence);
    doubt(f, true, "two_local_unions");
}

/* A row for each group there would be many: those with members, or with workers who are none. */
static bool is_listed(const struct prak_member_view *r, uint32_t id)
{
    const struct prak_member_figures *x = &r->figures[id];

    if (x->rows > 0 || r->persons[id].then > 0)
        return true;
    return r->m->tree->in_force[id] && (!r->m->nby || (x->has_workers && x->workers > 0));
}

bool prak_member_finding(const struct prak_member_result *r, size_t i, size_t group, struct prak_member_finding *f)
{
    const struct prak_member_view *v = &r->view[group];
    const struct prak_member_tree *t = r->m->tree;
    const uint32_t id = (uint32_t)i;
    struct prak_str rest = v->group;

    if (!is_listed(v, id))
        return false;
    *f = (struct prak_member_finding){ .organisation = id == t->total ? r->m->total : prak_map_key(t->names, id),
                                       .is_total = id == t->total,
                                       .level = prak_str(prak_member_level_name(t->told[id].level)) };
    for (size_t k = 0; k < r->m->nby; k++)
        (void)prak_key_next(&rest, &f->by[k]);
    find_counts(v, id, f);
    find_doubts(v, id, f);
    find_density(v, id, f);
    if (r->m->nby)
        return true;
    find_double(v, id, f);
    if (t->in_force[id] && !f->is_total)
        prak_member_thresholds(v, id, f);
    return true;
}

/* ---- pairs ---- */

static int by_names(const void *a, const void *b)
{
    const struct prak_member_pair *x = a, *y = b;
    const int c = prak_str_cmp(x->a, y->a);

    return c ? c : prak_str_cmp(x->b, y->b);
}

int prak_member_pairs(struct prak_member_result *r, const struct prak_member_pair **pair, size_t *n, struct prak_err *e)
{
    const struct prak_map *names = r->m->tree->names;

    *n = r->pairing.map ? prak_map_count(r->pairing.map) : 0;
    if (!(r->pair = prak_arena_array(r->arena, *n + 1, sizeof *r->pair, e)))
        return -1;
    for (size_t i = 0; i < *n; i++) {
        uint32_t id[2];
        memcpy(id, prak_map_key(r->pairing.map, (uint32_t)i).p, sizeof id);
        const struct prak_str one = prak_map_key(names, id[0]), other = prak_map_key(names, id[1]);
        const bool turn = prak_str_cmp(one, other) > 0;
        r->pair[i] = (struct prak_member_pair){ turn ? other : one, turn ? one : other, r->pairing.count[i] };
    }
    qsort(r->pair, *n, sizeof *r->pair, by_names);
    *pair = r->pair;
    return 0;
}
