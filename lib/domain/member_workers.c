/*
 * member_workers.c - how many people work where: by enterprise, or by organisation.
 */
#include "domain/member_plan.h"

struct reading {
    const struct prak_member *m;
    struct prak_table *table;
    bool by_enterprise;
    size_t key, workers, employees;
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
    r->by_enterprise = enterprise >= 0;
    r->key = (size_t)(r->by_enterprise ? enterprise : organisation);
    m->has_employees = employees >= 0;
    r->employees = m->has_employees ? (size_t)employees : 0;
    return 0;
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
    if (r->by_enterprise)
        *out = &r->m->of_enterprise[id];
    else if (t->told[id].enterprise != UINT32_MAX)
        *out = &r->m->of_enterprise[t->told[id].enterprise];
    else
        *out = &r->m->of_organisation[id];
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

    if (bind(&r, m, e) < 0)
        return -1;
    m->of_enterprise =
        prak_arena_array(m->tree->arena, prak_map_count(m->tree->enterprises) + 1, sizeof *m->of_enterprise, e);
    m->of_organisation = prak_arena_array(m->tree->arena, m->tree->n + 1, sizeof *m->of_organisation, e);
    if (!m->of_enterprise || !m->of_organisation)
        return -1;
    for (size_t row = 0; row < prak_table_rows(t); row++)
        if (read_row(&r, row, e) < 0)
            return -1;
    return 0;
}

const struct prak_member_workers *prak_member_workers_of(const struct prak_member *m, uint32_t id)
{
    const uint32_t enterprise = m->tree->told[id].enterprise;
    const struct prak_member_workers *w;

    if (!m->of_organisation)
        return NULL;
    w = enterprise != UINT32_MAX ? &m->of_enterprise[enterprise] : &m->of_organisation[id];
    return w->there ? w : NULL;
}
