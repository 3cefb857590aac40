/*
 * contract_row.c - the findings of a row as columns and cells.
 */
#include "base/date.h"
#include "domain/contract_more_job.h"

enum { CHAIN, MONTHS, BREAK, DECLARED, CONFIDENCE, REASON };
enum { LAWFUL, FROM, RULE, SIGNED, OF_READING };

int prak_more_put_reading(struct prak_more *m, const char *stem, size_t r, enum prak_type type, struct prak_arena *a,
                          struct prak_err *e)
{
    const struct prak_str part[] = { prak_str(stem), prak_contract_reading(m->law, r) };
    char *text = prak_arena_take(a, part[0].n + part[1].n + 2, e);
    if (!text)
        return -1;
    prak_more_put(m, (struct prak_str){ text, prak_str_join(part, 2, '_', text) }, type);
    return 0;
}

static int reading_columns(struct prak_more *m, size_t r, struct prak_arena *a, struct prak_err *e)
{
    static const char *const stem[OF_READING] = { "lawful_type", "udc_from", "contract_rule", "udc_signed" };
    for (size_t i = 0; i < OF_READING; i++)
        if (prak_more_put_reading(m, stem[i], r, PRAK_TEXT, a, e) < 0)
            return -1;
    return 0;
}

int prak_more_row_columns(struct prak_more *m, struct prak_arena *a, struct prak_err *e)
{
    static const char *const name[] = { "chain",         "chain_months",        "break_days",
                                        "declared_type", "contract_confidence", "contract_reason" };
    for (int i = CHAIN; i <= REASON; i++) {
        for (size_t r = 0; i == CONFIDENCE && r < prak_contract_readings(m->law); r++)
            if (reading_columns(m, r, a, e) < 0)
                return -1;
        prak_more_put(m, prak_str(name[i]), i <= BREAK ? PRAK_NUMBER : PRAK_TEXT);
    }
    return 0;
}

static int finding_cells(const struct prak_contract_finding *f, struct prak_more_cell *cell, struct prak_arena *a,
                         struct prak_err *e)
{
    if (!f->known)
        return 0;
    struct prak_str *id = prak_arena_array(a, PRAK_CONTRACT_LIMITS, sizeof *id, e);
    if (!id)
        return -1;
    for (size_t i = 0; i < f->nrule; i++)
        id[i] = f->rule[i]->id;
    cell[RULE] = (struct prak_more_cell){ .part = id, .npart = f->nrule };
    if ((f->has_from && prak_more_day(&cell[FROM], f->from, a, e) < 0) ||
        (f->has_signed && prak_more_day(&cell[SIGNED], f->signed_on, a, e) < 0))
        return -1;
    return prak_more_text(&cell[LAWFUL], prak_contract_kind_name(f->udc ? PRAK_CONTRACT_UDC : PRAK_CONTRACT_FDC), a, e);
}

int prak_more_row_cells(const struct prak_more *m, const struct prak_contract_row *x, struct prak_more_cell *cell,
                        struct prak_arena *a, struct prak_err *e)
{
    const size_t readings = prak_contract_readings(m->law);
    struct prak_more_cell *by = cell + CONFIDENCE, *tail = by + readings * OF_READING;
    struct prak_str *reason = prak_arena_array(a, PRAK_CONTRACT_REASONS, sizeof *reason, e);
    if (!reason)
        return -1;
    tail[1] = (struct prak_more_cell){ .part = reason, .npart = prak_contract_reasons(m->law, x, reason) };
    if (x->kind != PRAK_CONTRACT_UNKNOWN && prak_more_text(&cell[DECLARED], prak_contract_kind_name(x->kind), a, e) < 0)
        return -1;
    if (!x->there)
        return 0;
    cell[CHAIN] = prak_more_number(x->chain);
    cell[MONTHS] = prak_more_number(x->months);
    if (!x->first)
        cell[BREAK] = prak_more_number(x->gap);
    for (size_t r = 0; r < readings; r++)
        if (finding_cells(&x->found[r], by + r * OF_READING, a, e) < 0)
            return -1;
    tail[0] = (struct prak_more_cell){ .part = &m->confidence[x->confidence], .npart = x->confidence > PRAK_CONFIDENCE_NONE };
    return 0;
}
