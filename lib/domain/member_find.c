/*
 * member_find.c - the figures of an organisation become a finding, with the reasons for what is empty or in doubt.
 */
#include <stdlib.h>

#include "domain/member_result.h"

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

int prak_member_judge(const struct prak_member *m, struct prak_member_part *p, bool pairs, struct prak_member_result **out,
                      struct prak_err *e)
{
    struct prak_member_result *r = calloc(1, sizeof *r);
    const size_t n = m->tree->n;

    *out = NULL;
    if (!r)
        return prak_fail_memory(e);
    r->m = m;
    r->claim = p->claim;
    p->claim = NULL;
    r->arena = prak_arena_new(0);
    r->pairing.map = pairs ? prak_map_new(0) : NULL;
    r->persons = r->arena ? prak_arena_array(r->arena, n + 1, sizeof *r->persons, e) : NULL;
    for (size_t i = 0; i < n; i++)
        r->claim[i].roster |= m->roster[i];
    if (!r->persons || (pairs && !r->pairing.map)) {
        prak_member_result_free(r);
        return prak_fail_memory(e);
    }
    if (prak_member_tally(m, p, r->arena, r->persons, pairs ? &r->pairing : NULL, e) < 0 || prak_member_ranges(r, e) < 0) {
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
    prak_arena_free(r->arena);
    prak_map_free(r->pairing.map);
    free(r->pairing.count);
    free(r->claim);
    free(r);
}

/* ---- one ---- */

static void find_counts(const struct prak_member_result *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member *m = r->m;
    const struct prak_member_figures *x = &r->figures[id];
    const struct prak_member_persons *p = &r->persons[id];
    const bool pays = m->there[PRAK_MEMBER_DUES] || m->there[PRAK_MEMBER_DUES_UNTIL];

    f->has_claimed = x->roster;
    f->has_persons = x->roster && m->there[PRAK_MEMBER_PERSON];
    f->has_dues = f->has_persons && pays;
    f->has_verified = f->has_persons && m->there[PRAK_MEMBER_VERIFIED];
    f->has_since = f->has_persons && m->has_since;
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
static void find_density(const struct prak_member_result *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member *m = r->m;
    const struct prak_member_figures *x = &r->figures[id];
    const uint64_t base = m->has_employees ? x->employees : x->workers;
    const uint64_t members = m->there[PRAK_MEMBER_EMPLOYEE] ? r->persons[id].employees : f->persons;

    if (!m->of_organisation)
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

static void find_doubts(const struct prak_member_result *r, uint32_t id, struct prak_member_finding *f)
{
    const struct prak_member *m = r->m;
    const struct prak_member_figures *x = &r->figures[id];

    doubt(f, m->tree->cycle[id], "cycle");
    doubt(f, m->tree->parents[id].n > 1, "two_parents");
    doubt(f, !m->tree->in_force[id], "not_in_force");
    doubt(f, !x->roster, "no_roster");
    doubt(f, x->roster && x->bare, "roster_missing");
    doubt(f, !f->has_high && (x->roster || x->told_below), "range_open");
    doubt(f, x->roster && !m->there[PRAK_MEMBER_PERSON], "missing_person_column");
    doubt(f, x->gap[PRAK_GAP_PERSON] > 0, "person_missing");
    doubt(f, x->gap[PRAK_GAP_JOINED] > 0, "joined_missing");
    doubt(f, x->gap[PRAK_GAP_DUES] > 0, "dues_missing");
    doubt(f, x->gap[PRAK_GAP_EMPLOYEE] > 0, "employee_missing");
}

/* A worker in two local unions is a finding where a rule says one. */
static void find_double(const struct prak_member_result *r, uint32_t id, struct prak_member_finding *f)
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

bool prak_member_finding(const struct prak_member_result *r, size_t i, struct prak_member_finding *f)
{
    static const char *const level[PRAK_LEVELS] = { "", "local", "federation", "confederation" };
    const struct prak_member_tree *t = r->m->tree;
    const uint32_t id = (uint32_t)i;

    if (!t->in_force[id] && r->figures[id].rows == 0 && r->persons[id].then == 0)
        return false;
    *f = (struct prak_member_finding){ .organisation = prak_map_key(t->names, id),
                                       .level = prak_str(level[t->told[id].level]) };
    find_counts(r, id, f);
    find_doubts(r, id, f);
    find_density(r, id, f);
    find_double(r, id, f);
    if (t->in_force[id])
        prak_member_thresholds(r, id, f);
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
