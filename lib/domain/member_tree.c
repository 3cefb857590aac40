/*
 * member_tree.c - the table of organisations becomes edges on a day, and what is above each.
 */
#include "domain/member_tree.h"

#include <stdlib.h>

#include "base/date.h"

enum column { ORGANISATION, PARENT, LEVEL, FROM, TO, NEEDED, LEAST = NEEDED, MOST, KIND, ENTERPRISE, REGISTERED, COLUMNS };

static const char *const column_name[COLUMNS] = { "organisation", "parent",      "level", "valid_from", "valid_to",
                                                  "members_min",  "members_max", "kind",  "enterprise", "registered" };

_Static_assert(COLUMNS <= PRAK_MEMBER_BY, "prak_member_check_names has room for as many");

struct reading {
    struct prak_member_tree *tree;
    ptrdiff_t col[COLUMNS]; /* -1: not there */
};

int prak_member_fault(const struct prak_table *t, size_t row, const char *column, const char *msg, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_source(e, prak_table_source(t));
    prak_err_place(e, prak_table_line(t, row), 0, 0);
    if (column)
        prak_err_column(e, column, strlen(column));
    return -1;
}

int prak_member_number(const struct prak_table *t, size_t row, size_t col, const char *column, uint64_t *v, struct prak_err *e)
{
    const struct prak_str cell = prak_table_cell(t, row, col);
    struct prak_dec d;
    int64_t n;

    if (prak_dec_parse(cell.p, cell.n, false, &d) != PRAK_NUM_OK || prak_dec_to_int64(d, &n) < 0 || n < 0 || n > UINT32_MAX)
        return prak_member_fault(t, row, column, "not a whole number of persons", e);
    *v = (uint64_t)n;
    return 0;
}

int prak_member_check_names(struct prak_table *t, const char *const *may, size_t n, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(t);
    struct prak_str name[PRAK_MEMBER_BY], all[PRAK_MEMBER_BY];
    size_t nname = 0;

    for (size_t i = 0; i < n; i++) {
        all[i] = prak_str(may[i]);
        if (prak_schema_find(s, all[i]) < 0)
            name[nname++] = all[i];
    }
    for (size_t i = 0; i < s->n; i++) {
        const ptrdiff_t near = prak_str_among(all, n, s->name[i]) ? -1 : prak_str_nearest(s->name[i], name, nname);
        if (near < 0)
            continue;
        prak_fail(e, PRAK_EDATA, "unknown, and there is no column '%s'", name[near].p);
        prak_err_source(e, prak_table_source(t));
        prak_err_column(e, s->name[i].p, s->name[i].n);
        return prak_err_hint(e, "did you mean '%s'? what is something else needs a name less like it", name[near].p);
    }
    return 0;
}

static struct prak_str cell_of(const struct reading *r, size_t row, enum column c)
{
    return r->col[c] < 0 ? (struct prak_str){ "", 0 } : prak_table_cell(r->tree->table, row, (size_t)r->col[c]);
}

static int bad(const struct reading *r, size_t row, enum column c, const char *msg, struct prak_err *e)
{
    return prak_member_fault(r->tree->table, row, column_name[c], msg, e);
}

static int bind(struct reading *r, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(r->tree->table);
    size_t ix;

    for (size_t c = 0; c < COLUMNS; c++) {
        r->col[c] = prak_schema_find(s, prak_str(column_name[c]));
        if (r->col[c] < 0 && c < NEEDED) {
            (void)prak_schema_need(s, prak_str(column_name[c]), &ix, e);
            return prak_err_source(e, prak_table_source(r->tree->table)), -1;
        }
    }
    r->tree->has_registered = r->col[REGISTERED] >= 0;
    if ((r->col[LEAST] < 0) == (r->col[MOST] < 0))
        return prak_member_check_names(r->tree->table, column_name, COLUMNS, e);
    prak_fail(e, PRAK_EDATA, "members_min and members_max go together");
    return prak_err_source(e, prak_table_source(r->tree->table)), -1;
}

/* An empty cell is `open`. */
static int read_day(const struct reading *r, size_t row, enum column c, int32_t open, int32_t *day, struct prak_err *e)
{
    const struct prak_str cell = cell_of(r, row, c);

    *day = open;
    return cell.n == 0 || prak_date_parse(cell.p, cell.n, day) == 0 ? 0 : bad(r, row, c, "not a date (YYYY-MM-DD)", e);
}

const char *prak_member_level_name(enum prak_member_level level)
{
    static const char *const name[PRAK_LEVELS] = { "", "local", "federation", "confederation" };

    return name[level];
}

static int read_words(const struct reading *r, size_t row, struct prak_member_told *t, struct prak_err *e)
{
    const struct prak_str word = cell_of(r, row, LEVEL), kind = cell_of(r, row, KIND);
    size_t i = 0;

    while (i < PRAK_LEVELS && !prak_str_is(word, prak_member_level_name((enum prak_member_level)i)))
        i++;
    if (i == PRAK_LEVELS)
        return bad(r, row, LEVEL, "not local, federation, confederation or empty", e);
    t->level = (enum prak_member_level)i;
    t->association = prak_str_is(kind, "association");
    return t->association || kind.n == 0 || prak_str_is(kind, "union") ? 0
                                                                      : bad(r, row, KIND, "not union, association or empty", e);
}

static int read_range(const struct reading *r, size_t row, struct prak_member_told *t, struct prak_err *e)
{
    const bool least = cell_of(r, row, LEAST).n > 0, most = cell_of(r, row, MOST).n > 0;

    if (least != most)
        return bad(r, row, least ? MOST : LEAST, "one end of a range without the other", e);
    if (!least)
        return 0;
    t->has_range = true;
    if (prak_member_number(r->tree->table, row, (size_t)r->col[LEAST], column_name[LEAST], &t->least, e) < 0 ||
        prak_member_number(r->tree->table, row, (size_t)r->col[MOST], column_name[MOST], &t->most, e) < 0)
        return -1;
    return t->least > t->most ? bad(r, row, LEAST, "more than members_max", e) : 0;
}

static int read_told(const struct reading *r, size_t row, struct prak_member_told *t, struct prak_err *e)
{
    const struct prak_str enterprise = cell_of(r, row, ENTERPRISE);

    *t = (struct prak_member_told){ .enterprise = UINT32_MAX };
    t->has_registered = cell_of(r, row, REGISTERED).n > 0;
    if (enterprise.n > 0 && prak_map_put(r->tree->enterprises, enterprise, &t->enterprise, NULL, e) < 0)
        return -1;
    return read_words(r, row, t, e) < 0 || read_range(r, row, t, e) < 0 ||
                   read_day(r, row, REGISTERED, 0, &t->registered, e) < 0
               ? -1
               : 0;
}

static int read_row(const struct reading *r, size_t i, struct prak_err *e)
{
    struct prak_member_tree *t = r->tree;
    struct prak_member_row *row = &t->row[i];
    const struct prak_str parent = cell_of(r, i, PARENT);

    row->organisation = prak_map_find(t->names, cell_of(r, i, ORGANISATION));
    row->parent = parent.n > 0 ? prak_map_find(t->names, parent) : UINT32_MAX;
    if (parent.n > 0 && row->parent == UINT32_MAX)
        return bad(r, i, PARENT, "not an organisation of the tree", e);
    if (read_day(r, i, FROM, INT32_MIN, &row->from, e) < 0 || read_day(r, i, TO, INT32_MAX, &row->to, e) < 0)
        return -1;
    if (row->to < row->from)
        return bad(r, i, TO, "before valid_from", e);
    row->next = t->last[row->organisation];
    t->last[row->organisation] = i;
    return read_told(r, i, &row->told, e);
}

static int name_organisations(struct reading *r, bool total, struct prak_err *e)
{
    struct prak_member_tree *t = r->tree;
    uint32_t id;

    for (size_t i = 0; i < t->nrow; i++) {
        const struct prak_str name = cell_of(r, i, ORGANISATION);
        if (name.n == 0)
            return bad(r, i, ORGANISATION, "missing", e);
        if (prak_map_put(t->names, name, &id, NULL, e) < 0)
            return -1;
    }
    t->n = prak_map_count(t->names) + total;
    t->total = total ? (uint32_t)t->n - 1 : UINT32_MAX;
    return 0;
}

/* ---- rows of one organisation on the same days ---- */

static enum column differs(const struct prak_member_told *a, const struct prak_member_told *b)
{
    if (a->level != b->level)
        return LEVEL;
    if (a->association != b->association)
        return KIND;
    if (a->enterprise != b->enterprise)
        return ENTERPRISE;
    if (a->has_range != b->has_range || a->least != b->least)
        return LEAST;
    if (a->most != b->most)
        return MOST;
    return a->has_registered != b->has_registered || a->registered != b->registered ? REGISTERED : COLUMNS;
}

static int check_pair(const struct reading *r, size_t a, size_t b, struct prak_err *e)
{
    const struct prak_member_row *x = &r->tree->row[a], *y = &r->tree->row[b];
    const enum column c = differs(&x->told, &y->told);

    if (x->from > y->to || y->from > x->to)
        return 0;
    if (c == COLUMNS && (x->parent != y->parent || x->parent == UINT32_MAX))
        return 0;
    if (c != COLUMNS)
        bad(r, b, c, "another row of the same organisation and days says otherwise", e);
    else
        bad(r, b, PARENT, "the edge is in force at the same time in another row", e);
    return prak_err_hint(e, "the other row is at line %llu", (unsigned long long)prak_table_line(r->tree->table, a));
}

static int check_rows(const struct reading *r, struct prak_err *e)
{
    for (size_t b = 0; b < r->tree->nrow; b++)
        for (size_t a = r->tree->row[b].next; a != SIZE_MAX; a = r->tree->row[a].next)
            if (check_pair(r, a, b, e) < 0)
                return -1;
    return 0;
}

/* ---- on a day ---- */

bool prak_member_row_holds(const struct prak_member_row *row, int32_t day)
{
    return row->from <= day && day <= row->to;
}

/* Is row a a better answer than b to what the organisation is on the day? */
static bool nearer(const struct prak_member_row *a, const struct prak_member_row *b, int32_t day)
{
    if (prak_member_row_holds(a, day) || prak_member_row_holds(b, day))
        return prak_member_row_holds(a, day);
    if ((a->to < day) != (b->to < day))
        return a->to < day;
    return a->to < day ? a->to > b->to : a->from < b->from;
}

const struct prak_member_row *prak_member_tree_row(const struct prak_member_tree *t, uint32_t id, int32_t day)
{
    if (id == t->total)
        return NULL;
    size_t best = t->last[id];
    for (size_t k = t->row[best].next; k != SIZE_MAX; k = t->row[k].next)
        if (nearer(&t->row[k], &t->row[best], day))
            best = k;
    return &t->row[best];
}

bool prak_member_tree_holds(const struct prak_member_tree *t, uint32_t id, int32_t day)
{
    const struct prak_member_row *row = prak_member_tree_row(t, id, day);

    return !row || prak_member_row_holds(row, day);
}

static int tell(struct prak_member_tree *t, int32_t day, struct prak_err *e)
{
    t->told = prak_arena_array(t->arena, t->n + 1, sizeof *t->told, e);
    t->in_force = prak_arena_array(t->arena, t->n + 1, sizeof *t->in_force, e);
    if (!t->told || !t->in_force)
        return -1;
    for (uint32_t i = 0; i < t->n; i++) {
        const struct prak_member_row *row = prak_member_tree_row(t, i, day);
        t->told[i] = row ? row->told : (struct prak_member_told){ .enterprise = UINT32_MAX };
        t->in_force[i] = prak_member_tree_holds(t, i, day);
    }
    return 0;
}

/* Edges in force, from child to parent or the other way. */
static int link_up(const struct prak_member_tree *t, int32_t day, bool down, struct prak_member_ids **out, struct prak_err *e)
{
    struct prak_member_ids *links = prak_arena_array(t->arena, t->n + 1, sizeof *links, e);
    uint32_t *id = prak_arena_array(t->arena, t->nrow + 1, sizeof *id, e);
    size_t taken = 0;

    if (!links || !id)
        return -1;
    for (size_t i = 0; i < t->nrow; i++)
        if (t->row[i].parent != UINT32_MAX && prak_member_row_holds(&t->row[i], day))
            links[down ? t->row[i].parent : t->row[i].organisation].n++;
    for (size_t i = 0; i < t->n; i++) {
        links[i].id = id + taken;
        taken += links[i].n;
        links[i].n = 0;
    }
    for (size_t i = 0; i < t->nrow; i++) {
        const struct prak_member_row *row = &t->row[i];
        if (row->parent == UINT32_MAX || !prak_member_row_holds(row, day))
            continue;
        struct prak_member_ids *l = &links[down ? row->parent : row->organisation];
        id[(size_t)(l->id - id) + l->n++] = down ? row->organisation : row->parent;
    }
    *out = links;
    return 0;
}

/* ---- walks ---- */

int prak_member_walk_new(size_t organisations, struct prak_arena *a, struct prak_member_walk *w, struct prak_err *e)
{
    *w = (struct prak_member_walk){ .queue = prak_arena_array(a, organisations + 1, sizeof *w->queue, e),
                                    .seen = prak_arena_array(a, organisations + 1, sizeof *w->seen, e) };
    return w->queue && w->seen ? 0 : -1;
}

static void meet(struct prak_member_walk *w, uint32_t id)
{
    if (w->seen[id])
        return;
    w->seen[id] = true;
    w->queue[w->n++] = id;
}

void prak_member_walk_begin(struct prak_member_walk *w, uint32_t from)
{
    w->n = w->at = 0;
    meet(w, from);
}

bool prak_member_walk_next(struct prak_member_walk *w, uint32_t *id)
{
    if (w->at == w->n)
        return false;
    *id = w->queue[w->at++];
    return true;
}

void prak_member_walk_follow(struct prak_member_walk *w, struct prak_member_ids links)
{
    for (size_t i = 0; i < links.n; i++)
        meet(w, links.id[i]);
}

void prak_member_walk_end(struct prak_member_walk *w)
{
    for (size_t i = 0; i < w->n; i++)
        w->seen[w->queue[i]] = false;
    w->n = w->at = 0;
}

static bool is_above(const struct prak_member_ids *above, uint32_t id, uint32_t what)
{
    for (size_t i = 0; i < above[id].n; i++)
        if (above[id].id[i] == what)
            return true;
    return false;
}

/* Right below the total: what has nothing above it but what is below it too, on a cycle. */
static int add_tops(struct prak_member_tree *t, struct prak_err *e)
{
    uint32_t *id = t->total == UINT32_MAX ? NULL : prak_arena_array(t->arena, t->n, sizeof *id, e);
    size_t n = 0;

    if (!id)
        return t->total == UINT32_MAX ? 0 : -1;
    for (uint32_t i = 0; i < t->total; i++) {
        bool top = true;
        for (size_t k = 0; k < t->above[i].n && top; k++)
            top = t->above[i].id[k] == t->total || is_above(t->above, t->above[i].id[k], i);
        if (top)
            id[n++] = i;
    }
    t->children[t->total] = (struct prak_member_ids){ id, n };
    return 0;
}

/* What is above each; cycle: NULL, or is each above itself? */
static int climb(const struct prak_member_tree *t, const struct prak_member_ids *parents, struct prak_member_ids **out,
                 bool *cycle, struct prak_err *e)
{
    struct prak_member_ids *above = prak_arena_array(t->arena, t->n + 1, sizeof *above, e);
    struct prak_member_walk w;
    uint32_t at;

    if (!above || prak_member_walk_new(t->n, t->arena, &w, e) < 0)
        return -1;
    for (uint32_t i = 0; i < t->n; i++) {
        prak_member_walk_begin(&w, i);
        while (prak_member_walk_next(&w, &at)) {
            for (size_t k = 0; cycle && k < parents[at].n; k++)
                cycle[i] = cycle[i] || parents[at].id[k] == i;
            prak_member_walk_follow(&w, parents[at]);
        }
        if (t->total != UINT32_MAX && i != t->total)
            prak_member_walk_follow(&w, (struct prak_member_ids){ &t->total, 1 });
        uint32_t *id = prak_arena_array(t->arena, w.n, sizeof *id, e);
        if (!id)
            return -1;
        memcpy(id, w.queue, w.n * sizeof *id);
        above[i] = (struct prak_member_ids){ id, w.n };
        prak_member_walk_end(&w);
    }
    *out = above;
    return 0;
}

int prak_member_tree_above(const struct prak_member_tree *t, int32_t day, struct prak_member_ids **above, struct prak_err *e)
{
    struct prak_member_ids *parents;

    return link_up(t, day, false, &parents, e) < 0 ? -1 : climb(t, parents, above, NULL, e);
}

/* ---- the whole ---- */

static int fill(struct prak_member_tree *t, int32_t day, bool total, size_t limit, struct prak_err *e)
{
    struct reading r = { .tree = t };

    t->arena = prak_arena_new(limit);
    t->names = prak_map_new(0);
    t->enterprises = prak_map_new(0);
    if (!t->arena || !t->names || !t->enterprises)
        return prak_fail_memory(e);
    t->nrow = prak_table_rows(t->table);
    if (bind(&r, e) < 0 || name_organisations(&r, total, e) < 0)
        return -1;
    t->row = prak_arena_array(t->arena, t->nrow + 1, sizeof *t->row, e);
    t->last = prak_arena_array(t->arena, t->n + 1, sizeof *t->last, e);
    t->cycle = prak_arena_array(t->arena, t->n + 1, sizeof *t->cycle, e);
    if (!t->row || !t->last || !t->cycle)
        return -1;
    for (size_t i = 0; i < t->n; i++)
        t->last[i] = SIZE_MAX;
    for (size_t i = 0; i < t->nrow; i++)
        if (read_row(&r, i, e) < 0)
            return -1;
    return check_rows(&r, e) < 0 || tell(t, day, e) < 0 || link_up(t, day, false, &t->parents, e) < 0 ||
                   link_up(t, day, true, &t->children, e) < 0 || climb(t, t->parents, &t->above, t->cycle, e) < 0 || add_tops(t, e) < 0
               ? -1
               : 0;
}

int prak_member_tree_new(struct prak_table *table, int32_t day, bool total, size_t limit, struct prak_member_tree **out,
                         struct prak_err *e)
{
    struct prak_member_tree *t = calloc(1, sizeof *t);

    *out = NULL;
    if (!t)
        return prak_fail_memory(e);
    t->table = table;
    if (fill(t, day, total, limit, e) < 0) {
        prak_member_tree_free(t);
        return -1;
    }
    *out = t;
    return 0;
}

void prak_member_tree_free(struct prak_member_tree *t)
{
    if (!t)
        return;
    prak_map_free(t->names);
    prak_map_free(t->enterprises);
    prak_arena_free(t->arena);
    free(t);
}
