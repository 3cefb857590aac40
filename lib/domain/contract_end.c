/*
 * contract_end.c - words for who ended a contract.
 */
#include "domain/contract_end.h"

static const char *const kind_name[PRAK_END_COUNT] = { NULL, "employer", "worker", "agreement", "term", "other" };

struct prak_ends {
    const struct prak_rule_table *table;
    enum prak_end_by *by; /* by row */
};

int prak_ends_load(struct prak_rules *r, struct prak_arena *a, const struct prak_ends **out, struct prak_err *e)
{
    struct prak_ends *ends = prak_arena_array(a, 1, sizeof *ends, e);
    if (!ends || prak_rules_load(r, "contract_ends", &ends->table, e) < 0)
        return -1;
    const size_t n = prak_rule_rows(ends->table);
    if (!(ends->by = prak_arena_array(a, n + 1, sizeof *ends->by, e)))
        return -1;
    for (size_t i = 0; i < n; i++) {
        const struct prak_str kind = prak_rule_cell(ends->table, i, "kind");
        enum prak_end_by by = PRAK_END_EMPLOYER;
        while (by < PRAK_END_COUNT && !prak_str_is(kind, kind_name[by]))
            by++;
        if (by == PRAK_END_COUNT)
            return prak_rule_fault(ends->table, i, "kind", "not employer, worker, agreement, term or other", e);
        ends->by[i] = by;
    }
    *out = ends;
    return 0;
}

int prak_ends_read(const struct prak_ends *ends, struct prak_str cell, enum prak_end_by *out)
{
    *out = PRAK_END_UNKNOWN;
    if (cell.n == 0)
        return 0;
    const size_t at = prak_rule_row(ends->table, cell);
    if (at == SIZE_MAX)
        return -1;
    *out = ends->by[at];
    return 0;
}

const char *prak_end_reason(enum prak_end_by by)
{
    static const char *const reason[PRAK_END_COUNT] = { "ended_by_not_known", "ended_by_employer", "ended_by_worker",
                                                        "ended_by_agreement", "ended_by_term",     "ended_by_other" };
    return reason[by];
}
