/*
 * member_cells.c - the columns of the output, and the cells of its rows: of findings here, else of spells or of dues.
 */
#include "domain/member_ledger.h"
#include "domain/member_view.h"

void prak_member_put(struct prak_member *m, struct prak_str name, enum prak_type type)
{
    m->column_out[m->ncolumn_out++] = (struct prak_member_column){ name, type };
}

void prak_member_put_all(struct prak_member *m, const char *const *name, size_t n, enum prak_type type)
{
    for (size_t i = 0; i < n; i++)
        prak_member_put(m, prak_str(name[i]), type);
}

size_t prak_member_columns(const struct prak_member *m, const struct prak_member_column **out)
{
    *out = m->column_out;
    return m->ncolumn_out;
}

#define PUT(m, list, type) prak_member_put_all(m, list, sizeof list / sizeof *list, type)

void prak_member_finding_columns(struct prak_member *m)
{
    static const char *const name[] = { "organisation", "level" },
                      *const count[] = { "claimed", "dues_paying", "verified", "persons",     "low",
                                         "high",    "overlap",     "workers",  "density_net", "density_gross" },
                      *const text[] = { "threshold", "member_rule", "member_confidence", "member_reason" },
                      *const change[] = { "persons_since", "joined", "left" };

    PUT(m, name, PRAK_TEXT);
    for (size_t k = 0; k < m->nby; k++)
        prak_member_put(m, m->by[k], PRAK_TEXT);
    PUT(m, count, PRAK_NUMBER);
    PUT(m, text, PRAK_TEXT);
    if (m->has_employees)
        prak_member_put(m, prak_str("employees"), PRAK_NUMBER);
    if (m->has_since)
        PUT(m, change, PRAK_NUMBER);
}

static struct prak_member_cell texts(const struct prak_str *part, size_t n)
{
    return (struct prak_member_cell){ .text = { "", 0 }, .part = part, .npart = n };
}

static void finding_cells(const struct prak_member *m, const struct prak_member_finding *f, struct prak_member_cell *cell)
{
    size_t n = 0;

    cell[n++] = prak_member_cell_text(f->organisation);
    cell[n++] = prak_member_cell_text(f->level);
    for (size_t k = 0; k < m->nby; k++)
        cell[n++] = prak_member_cell_text(f->by[k]);
    cell[n++] = prak_member_cell_count(f->has_claimed, f->claimed);
    cell[n++] = prak_member_cell_count(f->has_dues, f->dues_paying);
    cell[n++] = prak_member_cell_count(f->has_verified, f->verified);
    cell[n++] = prak_member_cell_count(f->has_persons, f->persons);
    cell[n++] = prak_member_cell_count(f->has_low, f->low);
    cell[n++] = prak_member_cell_count(f->has_high, f->high);
    cell[n++] = prak_member_cell_count(f->has_persons, f->overlap);
    cell[n++] = prak_member_cell_count(f->has_workers, f->workers);
    cell[n++] = prak_member_cell_number(f->has_net, f->density_net);
    cell[n++] = prak_member_cell_number(f->has_gross, f->density_gross);
    cell[n++] = texts(f->threshold, f->nthreshold);
    cell[n++] = texts(f->rule, f->nrule);
    cell[n++] = prak_member_cell_text(prak_str(prak_confidence_name(f->confidence)));
    cell[n++] = texts(f->reason, f->nreason);
    if (m->has_employees)
        cell[n++] = prak_member_cell_count(f->has_employees, f->employees);
    if (!m->has_since)
        return;
    cell[n++] = prak_member_cell_count(f->has_since, f->persons_since);
    cell[n++] = prak_member_cell_count(f->has_change, f->joined);
    cell[n] = prak_member_cell_count(f->has_change, f->left);
}

static bool next_finding(struct prak_member_result *r)
{
    for (; r->at < r->m->tree->n; r->at++, r->at_group = 0) {
        while (r->at_group < r->nview) {
            struct prak_member_finding *f = &r->finding;
            if (prak_member_finding(r, r->at, r->at_group++, f) &&
                (r->m->level == PRAK_NO_LEVEL || f->is_total || prak_str_is(f->level, prak_member_level_name(r->m->level))))
                return true;
        }
    }
    return false;
}

int prak_member_line(struct prak_member_result *r, const struct prak_member_cell **cell, struct prak_err *e)
{
    *cell = r->cell;
    if (r->spells)
        return prak_member_spell_line(r->spells, r->cell, e);
    if (r->dues)
        return prak_member_dues_line(r->dues, r->cell, e);
    if (!next_finding(r))
        return 0;
    finding_cells(r->m, &r->finding, r->cell);
    return 1;
}
