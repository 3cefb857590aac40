/*
 * member_range.c - what is below each organisation, once each: claims, ranges told, workers.
 */
#include "domain/member_view.h"

/* Walks on behalf of all organisations. */
struct going {
    struct prak_member_view *r;
    const struct prak_member_tree *tree;
    struct prak_member_walk walk;
    bool *leaf;
    uint32_t *met; /* of enterprises: the organisation that had it last, plus 1 */
    uint32_t *counted, *list; /* the same of organisations with a number; those of the last walk */
};

/* Nobody is below it but those that are above it too, on a cycle. */
static bool is_leaf(struct going *g, uint32_t id)
{
    const struct prak_member_ids above = g->tree->above[id];
    bool leaf = true;
    uint32_t at;

    if (g->tree->children[id].n == 0 || !g->tree->cycle[id])
        return g->tree->children[id].n == 0;
    prak_member_walk_begin(&g->walk, id);
    while (leaf && prak_member_walk_next(&g->walk, &at)) {
        leaf = false;
        for (size_t i = 0; i < above.n && !leaf; i++)
            leaf = above.id[i] == at;
        prak_member_walk_follow(&g->walk, g->tree->children[at]);
    }
    prak_member_walk_end(&g->walk);
    return leaf;
}

/* The total is above those too that are not in force: of them it needs nothing. */
static bool is_needed(const struct going *g, uint32_t id, uint32_t at)
{
    return g->leaf[at] && (id != g->tree->total || g->tree->in_force[at]);
}

/* What a union has is of all above it. */
static void lift(struct going *g, uint32_t id)
{
    const struct prak_member_ids above = g->tree->above[id];
    const struct prak_member_claim *c = &g->r->claim[id];
    const bool told = g->r->figures[id].told;

    for (size_t i = 0; i < above.n; i++) {
        struct prak_member_figures *f = &g->r->figures[above.id[i]];
        f->roster |= c->roster;
        f->bare |= is_needed(g, above.id[i], id) && !c->roster;
        f->told_below |= told;
        f->rows += c->rows;
        for (size_t k = 0; k < PRAK_GAPS; k++)
            f->gap[k] += c->gap[k];
        if (told && g->tree->told[id].least > f->told_least)
            f->told_least = g->tree->told[id].least;
    }
}

/* Down, but not below what is told. */
static void add_claims(struct going *g, uint32_t id)
{
    struct prak_member_figures *f = &g->r->figures[id];
    const bool person = g->r->m->there[PRAK_MEMBER_PERSON];
    uint64_t told = 0;
    uint32_t at;

    prak_member_walk_begin(&g->walk, id);
    while (prak_member_walk_next(&g->walk, &at)) {
        const struct prak_member_figures *x = &g->r->figures[at];
        if (x->told) {
            told += g->tree->told[at].most > x->rows ? g->tree->told[at].most : x->rows;
            continue;
        }
        f->claims.most += g->r->claim[at].rows;
        f->claims.open |= is_needed(g, id, at) && !g->r->claim[at].roster;
        prak_member_walk_follow(&g->walk, g->tree->children[at]);
    }
    prak_member_walk_end(&g->walk);
    f->claims.most += told;
    f->members.least = person ? g->r->persons[id].now : f->rows > 0;
    f->members.most = (person ? g->r->persons[id].now + f->gap[PRAK_GAP_PERSON] : f->rows) + told;
    f->members.open = f->claims.open;
    if (f->members.least < f->told_least)
        f->members.least = f->told_least;
    if (f->members.most < f->members.least)
        f->members.most = f->members.least;
}

/* Is it below another that is counted by a number of its own, by whatever way? Then it is in that number. */
static bool is_in_other(const struct going *g, uint32_t id, uint32_t at)
{
    const struct prak_member_ids above = g->tree->above[at];

    for (size_t i = 0; i < above.n; i++) {
        const uint32_t x = above.id[i];
        if (x != at && g->counted[x] == id + 1 && g->tree->told[x].enterprise == UINT32_MAX && !g->tree->cycle[x])
            return true;
    }
    return false;
}

static void add_number(struct going *g, uint32_t id, uint32_t at)
{
    const struct prak_member_workers *w = prak_member_workers_of(g->r->m, g->r->staff, at);
    const uint32_t enterprise = g->tree->told[at].enterprise;

    if (is_in_other(g, id, at) || (enterprise != UINT32_MAX && g->met[enterprise] == id + 1))
        return;
    if (enterprise != UINT32_MAX)
        g->met[enterprise] = id + 1;
    g->r->figures[id].workers += w->workers;
    g->r->figures[id].employees += w->employees;
}

/* Down, but not below what has a number. Members whose fellow workers nobody has counted leave the sum open, at the bottom
 * or above it: they would be a share of people among whom they are not. */
static void add_workers(struct going *g, uint32_t id)
{
    bool open = false;
    size_t n = 0;
    uint32_t at;

    prak_member_walk_begin(&g->walk, id);
    while (prak_member_walk_next(&g->walk, &at)) {
        const bool gone = id == g->tree->total && !g->tree->in_force[at] && g->r->claim[at].rows == 0;
        if (!gone && prak_member_workers_of(g->r->m, g->r->staff, at)) {
            g->counted[at] = id + 1;
            g->list[n++] = at;
            continue;
        }
        open |= is_needed(g, id, at) || g->r->claim[at].rows > 0;
        prak_member_walk_follow(&g->walk, g->tree->children[at]);
    }
    prak_member_walk_end(&g->walk);
    for (size_t i = 0; i < n; i++)
        add_number(g, id, g->list[i]);
    g->r->figures[id].has_workers = !open;
}

static void list_locals(struct going *g, uint32_t id)
{
    const struct prak_member_told *t = &g->tree->told[id];
    struct prak_member_view *r = g->r;

    if (t->enterprise == UINT32_MAX || t->level != PRAK_LOCAL || t->association || !g->tree->in_force[id])
        return;
    r->next_local[id] = r->first_local[t->enterprise];
    r->first_local[t->enterprise] = id;
}

static int prepare(struct going *g, struct prak_err *e)
{
    struct prak_member_view *r = g->r;
    const size_t n = g->tree->n, enterprises = prak_map_count(g->tree->enterprises);

    r->figures = prak_arena_array(r->arena, n + 1, sizeof *r->figures, e);
    r->next_local = prak_arena_array(r->arena, n + 1, sizeof *r->next_local, e);
    r->first_local = prak_arena_array(r->arena, enterprises + 1, sizeof *r->first_local, e);
    g->leaf = prak_arena_array(r->arena, n + 1, sizeof *g->leaf, e);
    g->met = prak_arena_array(r->arena, enterprises + 1, sizeof *g->met, e);
    g->counted = prak_arena_array(r->arena, n + 1, sizeof *g->counted, e);
    g->list = prak_arena_array(r->arena, n + 1, sizeof *g->list, e);
    if (!r->figures || !r->next_local || !r->first_local || !g->leaf || !g->met || !g->counted || !g->list)
        return -1;
    for (size_t i = 0; i < enterprises; i++)
        r->first_local[i] = UINT32_MAX;
    return prak_member_walk_new(n, r->arena, &g->walk, e);
}

int prak_member_ranges(struct prak_member_view *r, struct prak_err *e)
{
    struct going g = { .r = r, .tree = r->m->tree };
    const uint32_t n = (uint32_t)g.tree->n;

    if (prepare(&g, e) < 0)
        return -1;
    for (uint32_t id = 0; id < n; id++) {
        g.leaf[id] = is_leaf(&g, id);
        r->figures[id].told = !r->m->nby && g.tree->told[id].has_range && g.tree->in_force[id] && !r->claim[id].roster;
        r->next_local[id] = UINT32_MAX;
    }
    for (uint32_t id = 0; id < n; id++)
        lift(&g, id);
    for (uint32_t id = 0; id < n; id++) {
        add_claims(&g, id);
        if (r->m->staff)
            add_workers(&g, id);
        list_locals(&g, id);
    }
    return 0;
}
