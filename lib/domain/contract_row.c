/*
 * contract_row.c - the findings of a row as columns and cells.
 */
#include "base/date.h"
#include "domain/contract_more_job.h"

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
    static const char *const stem[PRAK_MORE_OF_READING] = { "lawful_type", "udc_from", "contract_rule", "udc_signed" };
    for (size_t i = 0; i < PRAK_MORE_OF_READING; i++)
        if (prak_more_put_reading(m, stem[i], r, PRAK_TEXT, a, e) < 0)
            return -1;
    return 0;
}

int prak_more_row_columns(struct prak_more *m, struct prak_arena *a, struct prak_err *e)
{
    static const char *const name[] = { "chain",         "chain_months",        "break_days",
                                        "declared_type", "contract_confidence", "contract_reason" };
    for (int i = PRAK_MORE_CHAIN; i <= PRAK_MORE_REASON; i++) {
        for (size_t r = 0; i == PRAK_MORE_CONFIDENCE && r < prak_contract_readings(m->law); r++)
            if (reading_columns(m, r, a, e) < 0)
                return -1;
        prak_more_put(m, prak_str(name[i]), i <= PRAK_MORE_BREAK ? PRAK_NUMBER : PRAK_TEXT);
    }
    if (m->words)
        prak_more_put(m, prak_str("contract_text"), PRAK_TEXT);
    return 0;
}

static struct prak_more_cell kind_cell(const struct prak_more *m, enum prak_contract_kind kind)
{
    return (struct prak_more_cell){ .plain = true, .part = &m->kind[kind], .npart = 1 };
}

static int rule_cell(const struct prak_more *m, const struct prak_contract_finding *f, struct prak_more_cell *cell,
                     struct prak_arena *a, struct prak_err *e)
{
    struct prak_str id[PRAK_CONTRACT_LIMITS];
    size_t size = 1;
    for (size_t i = 0; i < f->nrule; i++) {
        id[i] = f->rule[i]->id;
        size += id[i].n + 1;
    }
    char *text = f->nrule > 0 ? prak_arena_take(a, size, e) : NULL;
    if (f->nrule == 0)
        return 0;
    if (!text || prak_more_text(cell, (struct prak_str){ text, prak_str_join(id, f->nrule, '|', text) }, a, e) < 0)
        return -1;
    cell->plain = m->plain_ids;
    return 0;
}

static int finding_cells(const struct prak_more *m, const struct prak_contract_finding *f, struct prak_more_cell *cell, struct prak_arena *a,
                         struct prak_err *e)
{
    if (!f->known)
        return 0;
    if (rule_cell(m, f, &cell[PRAK_MORE_RULE], a, e) < 0 || (f->has_from && prak_more_day(&cell[PRAK_MORE_FROM], f->from, a, e) < 0) ||
        (f->has_signed && prak_more_day(&cell[PRAK_MORE_SIGNED], f->signed_on, a, e) < 0))
        return -1;
    cell[PRAK_MORE_LAWFUL] = kind_cell(m, f->udc ? PRAK_CONTRACT_UDC : PRAK_CONTRACT_FDC);
    return 0;
}

static int text_cell(const struct prak_more *m, const struct prak_contract_row *x, struct prak_more_cell *cell,
                     struct prak_arena *a, struct prak_err *e)
{
    struct prak_buf text = { 0 };
    prak_contract_explain(m->words, x, &text);
    char *copy = prak_buf_check(&text, e) < 0 ? NULL : prak_arena_copy(a, text.n > 0 ? text.p : "", text.n, e);
    const struct prak_str all = { copy, text.n };
    prak_buf_free(&text);
    return copy ? prak_more_text(cell, all, a, e) : -1;
}

int prak_more_row_cells(const struct prak_more *m, const struct prak_contract_row *x, struct prak_more_cell *cell,
                        struct prak_arena *a, struct prak_err *e)
{
    const size_t readings = prak_contract_readings(m->law);
    struct prak_more_cell *by = cell + PRAK_MORE_CONFIDENCE, *tail = by + readings * PRAK_MORE_OF_READING;
    struct prak_str *reason = prak_arena_take(a, PRAK_CONTRACT_REASONS * sizeof *reason, e);
    if (!reason)
        return -1;
    tail[PRAK_MORE_REASON - PRAK_MORE_CONFIDENCE] = (struct prak_more_cell){ .part = reason, .npart = prak_contract_reasons(m->law, x, reason) };
    if (m->words && text_cell(m, x, &tail[PRAK_MORE_TEXT - PRAK_MORE_CONFIDENCE], a, e) < 0)
        return -1;
    if (x->kind != PRAK_CONTRACT_UNKNOWN)
        cell[PRAK_MORE_DECLARED] = kind_cell(m, x->kind);
    if (!x->there)
        return 0;
    cell[PRAK_MORE_CHAIN] = prak_more_number(x->chain);
    cell[PRAK_MORE_MONTHS] = prak_more_number(x->months);
    if (!x->first)
        cell[PRAK_MORE_BREAK] = prak_more_number(x->gap);
    for (size_t r = 0; r < readings; r++)
        if (finding_cells(m, &x->found[r], by + r * PRAK_MORE_OF_READING, a, e) < 0)
            return -1;
    *tail = (struct prak_more_cell){ .part = &m->confidence[x->confidence], .npart = x->confidence > PRAK_CONFIDENCE_NONE };
    return 0;
}
