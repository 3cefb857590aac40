/*
 * member_workers.c - how many people work where: by enterprise, or by organisation, and of groups.
 */
#include "domain/member_plan.h"

struct reading {
    const struct prak_member *m;
    struct prak_table *table;
    bool by_enterprise;
    size_t key, workers, employees, by[PRAK_MEMBER_BY];
    uint32_t *group; /* of each row */
};

static int bind(struct reading *r, struct prak_member *m, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(r->table);
    const ptrdiff_t enterprise = prak_schema_find(s, prak_str("enterprise")),
                    organisation = prak_schema_find(s, prak_str("organisation")), employees =
                        prak_schema_find(s, prak_str("employees"));

    if ((enterprise < 0) == (organisation < 0)) {
        prak_fail(e, PRAK_EDATA, "needs a column organisation or a column enterprise, and not both");
        return prak_err_source(e, prak_table_source(r->table)), -1;
    }
    if (prak_schema_need(s, prak_str("workers"), &r->workers, e) < 0)
        return prak_err_source(e, prak_table_source(r->table)), -1;
    for (size_t i = 0; i < m->nby; i++)
        if (prak_schema_need(s, m->by[i], &r->by[i], e) < 0)
            return prak_err_source(e, prak_table_source(r->table)), -1;
    r->by_enterprise = enterprise >= 0;
    r->key = (size_t)(r->by_enterprise ? enterprise : organisation);
    m->has_employees = employees >= 0;
    r->employees = m->has_employees ? (size_t)employees : 0;
    return 0;
}

/* Numbers of a group stand together: of an enterprise, or of an organisation without one. */
static struct prak_member_workers *place(const struct prak_member *m, size_t group, uint32_t enterprise, uint32_t organisation)
{
    if (enterprise != UINT32_MAX)
        return &m->of_enterprise[group * prak_map_count(m->tree->enterprises) + enterprise];
    return &m->of_organisation[group * m->tree->n + organisation];
}

static int name_groups(struct reading *r, struct prak_err *e)
{
    const size_t n = prak_table_rows(r->table);
    struct prak_buf b = { 0 };
    int failed = 0;

    if (!(r->group = prak_arena_array(r->m->tree->arena, n + 1, sizeof *r->group, e)))
        return -1;
    for (size_t row = 0; row < n && !failed; row++) {
        b.n = 0;
        for (size_t i = 0; i < r->m->nby; i++)
            prak_key_part(&b, prak_table_cell(r->table, row, r->by[i]));
        failed = prak_buf_check(&b, e) < 0 ||
                 prak_map_put(r->m->staff, (struct prak_str){ b.n ? b.p : "", b.n }, &r->group[row], NULL, e) < 0;
    }
    prak_buf_free(&b);
    return failed ? -1 : 0;
}

/* Where the numbers of a row go; NULL: nowhere, the tree has no such enterprise. */
static int place_of(const struct reading *r, size_t row, struct prak_member_workers **out, struct prak_err *e)
{
    const struct prak_member_tree *t = r->m->tree;
    const struct prak_str key = prak_table_cell(r->table, row, r->key);
    const char *name = r->by_enterprise ? "enterprise" : "organisation";
    const uint32_t id = prak_map_find(r->by_enterprise ? t->enterprises : t->names, key);

    *out = NULL;
    if (key.n == 0)
        return prak_member_fault(r->table, row, name, "missing", e);
    if (id == UINT32_MAX) /* a list of all enterprises may be longer than the tree */
        return r->by_enterprise ? 0 : prak_member_fault(r->table, row, name, "not an organisation of the tree", e);
    *out = place(r->m, r->group[row], r->by_enterprise ? id : t->told[id].enterprise, r->by_enterprise ? UINT32_MAX : id);
    return 0;
}

static int read_row(const struct reading *r, size_t row, struct prak_err *e)
{
    struct prak_member_workers w = { .there = true, .row = row }, *at;

    if (place_of(r, row, &at, e) < 0 ||
        prak_member_number(r->table, row, r->workers, "workers", &w.workers, e) < 0 ||
        (r->m->has_employees && prak_member_number(r->table, row, r->employees, "employees", &w.employees, e) < 0))
        return -1;
    if (w.employees > w.workers)
        return prak_member_fault(r->table, row, "employees", "more than workers", e);
    if (!at)
        return 0;
    if (at->there && (r->by_enterprise || at->workers != w.workers || at->employees != w.employees)) {
        prak_member_fault(r->table, row, "workers", "the enterprise has its number in another row", e);
        return prak_err_hint(e, "the other row is at line %llu", (unsigned long long)prak_table_line(r->table, at->row));
    }
    *at = w;
    return 0;
}

int prak_member_workers_read(struct prak_member *m, struct prak_table *t, struct prak_err *e)
{
    struct reading r = { .m = m, .table = t };

    if (!(m->staff = prak_map_new(0)))
        return prak_fail_memory(e);
    if (bind(&r, m, e) < 0 || name_groups(&r, e) < 0)
        return -1;
    const size_t groups = prak_map_count(m->staff);
    m->of_enterprise = prak_arena_array(m->tree->arena, groups * prak_map_count(m->tree->enterprises) + 1,
                                        sizeof *m->of_enterprise, e);
    m->of_organisation = prak_arena_array(m->tree->arena, groups * m->tree->n + 1, sizeof *m->of_organisation, e);
    if (!m->of_enterprise || !m->of_organisation)
        return -1;
    for (size_t row = 0; row < prak_table_rows(t); row++)
        if (read_row(&r, row, e) < 0)
            return -1;
    return 0;
}

const struct prak_member_workers *prak_member_workers_of(const struct prak_member *m, size_t staff, uint32_t id)
{
    const struct prak_member_workers *w = staff == SIZE_MAX ? NULL : place(m, staff, m->tree->told[id].enterprise, id);

    return w && w->there ? w : NULL;
}
