/*
 * contract.c - a key's contracts from cells to findings and their reasons.
 */
#include "domain/contract.h"

#include "base/date.h"
#include "domain/contract_law.h"

static const char TYPE[] = "type-error", CONSTRAINT[] = "constraint-error";

/* ---- step 1: reading ---- */

struct reader {
    const struct prak_contract_law *law;
    const struct prak_str *cell;
    const char **code;
    struct prak_err *e;
};

static int bad(const struct reader *r, enum prak_contract_fact fact, const char *code, const char *msg)
{
    *r->code = code;
    prak_fail(r->e, PRAK_EDATA, "%s", msg);
    prak_err_column(r->e, r->law->column[fact].p, r->law->column[fact].n);
    prak_err_value(r->e, r->cell[fact].p, r->cell[fact].n);
    return -1;
}

/* An empty cell leaves the day as it is. */
static int read_day(const struct reader *r, enum prak_contract_fact fact, int32_t *day)
{
    const struct prak_str cell = r->cell[fact];
    if (cell.n > 0 && prak_date_parse(cell.p, cell.n, day) < 0)
        return bad(r, fact, TYPE, "not a date (YYYY-MM-DD)");
    return 0;
}

static int read_type(const struct reader *r, struct prak_contract_row *row)
{
    const struct prak_str cell = r->cell[PRAK_CONTRACT_TYPE];
    if (cell.n == 0)
        return 0;
    const size_t at = prak_rule_row(r->law->types, cell);
    if (at == SIZE_MAX)
        return bad(r, PRAK_CONTRACT_TYPE, CONSTRAINT, "unlisted contract type");
    row->kind = r->law->kind[at];
    return 0;
}

static int read_written(const struct reader *r, struct prak_contract_row *row)
{
    const struct prak_str cell = r->cell[PRAK_CONTRACT_WRITTEN];
    if (cell.n == 0)
        return 0;
    row->written_known = true;
    row->written = prak_str_is(cell, "true") || prak_str_is(cell, "yes");
    if (!row->written && !prak_str_is(cell, "false") && !prak_str_is(cell, "no"))
        return bad(r, PRAK_CONTRACT_WRITTEN, TYPE, "not true, false, yes or no");
    return 0;
}

int prak_contract_read(const struct prak_contract_law *law, const struct prak_str *cell, struct prak_contract_row *row,
                       const char **code, struct prak_err *e)
{
    const struct reader r = { law, cell, code, e };
    *row = (struct prak_contract_row){ .kind = PRAK_CONTRACT_UNKNOWN, .end = PRAK_CONTRACT_NO_END, .written = true };
    if (read_type(&r, row) < 0 || read_day(&r, PRAK_CONTRACT_START, &row->start) < 0 ||
        read_day(&r, PRAK_CONTRACT_END, &row->end) < 0)
        return -1;
    row->has_start = cell[PRAK_CONTRACT_START].n > 0;
    if (row->has_start && row->end < row->start)
        return bad(&r, PRAK_CONTRACT_END, CONSTRAINT, "before the start");
    row->signed_on = row->start;
    row->signed_as_start = law->there[PRAK_CONTRACT_SIGNED] && cell[PRAK_CONTRACT_SIGNED].n == 0;
    if (read_day(&r, PRAK_CONTRACT_SIGNED, &row->signed_on) < 0 || read_written(&r, row) < 0)
        return -1;
    row->after_on = (row->has_start || cell[PRAK_CONTRACT_SIGNED].n > 0) && row->signed_on > law->on;
    return 0;
}

/* ---- the whole key ---- */

/* Takes the rows that are there; false: one is not known, so that none has a finding. */
static bool gather(struct prak_contract_row *row, size_t n, struct prak_contract_row **there, size_t *nthere)
{
    bool whole = true;
    *nthere = 0;
    for (size_t i = 0; i < n; i++) {
        row[i].place = i;
        if (row[i].bad || (!row[i].after_on && (!row[i].has_start || row[i].kind == PRAK_CONTRACT_UNKNOWN)))
            whole = false;
        else if (!row[i].after_on)
            there[(*nthere)++] = &row[i];
    }
    return whole;
}

static void tell_confidence(struct prak_contract_row *row, size_t n)
{
    row->confidence = PRAK_CONFIDENCE_NONE;
    for (size_t r = 0; r < n; r++)
        for (size_t k = 0; k < row->found[r].nrule && row->found[r].known; k++)
            row->confidence = prak_confidence_worst(row->confidence, row->found[r].rule[k]->confidence);
}

int prak_contract_judge(const struct prak_contract_law *law, bool worker, bool employer, struct prak_contract_row *row,
                        size_t n, struct prak_arena *a, struct prak_err *e)
{
    size_t nthere;
    struct prak_contract_row **there = prak_arena_array(a, n + 1, sizeof *there, e);
    if (!there)
        return -1;
    for (size_t i = 0; i < n; i++) {
        row[i].missing_worker = !worker;
        row[i].missing_employer = !employer;
    }
    if (!worker || !employer)
        return 0;
    if (!gather(row, n, there, &nthere)) {
        for (size_t i = 0; i < nthere; i++)
            there[i]->incomplete = true;
        return 0;
    }
    struct prak_contract_finding *all = prak_arena_take(a, (nthere * law->nreading + 1) * sizeof *all, e),
                                 *room = prak_arena_take(a, (nthere + 1) * sizeof *room, e);
    if (!all || !room)
        return -1;
    for (size_t i = 0; i < nthere; i++) {
        there[i]->there = true;
        there[i]->found = all + i * law->nreading;
    }
    prak_contract_chain(law, there, nthere);
    for (size_t r = 0; r < law->nreading; r++)
        prak_contract_under(law, r, there, nthere, room);
    for (size_t i = 0; i < nthere; i++)
        tell_confidence(there[i], law->nreading);
    return 0;
}

/* ---- reasons ---- */

static size_t blank_reasons(const struct prak_contract_row *row, struct prak_str *reason)
{
    size_t n = 0;
    if (row->missing_worker)
        reason[n++] = prak_str("missing_worker");
    if (row->missing_employer)
        reason[n++] = prak_str("missing_employer");
    if (row->after_on && n == 0)
        reason[n++] = prak_str("after_on");
    if (row->after_on)
        return n;
    if (row->kind == PRAK_CONTRACT_UNKNOWN)
        reason[n++] = prak_str("missing_type");
    if (!row->has_start)
        reason[n++] = prak_str("missing_start");
    if (row->incomplete)
        reason[n++] = prak_str("chain_incomplete");
    return n;
}

/* Is it so under any reading? */
struct told {
    bool fdc, after_udc, headless, assumed, unverified;
};

static struct told sum_up(const struct prak_contract_row *row, size_t n)
{
    struct told t = { .fdc = false };
    for (size_t r = 0; r < n; r++) {
        const struct prak_contract_finding *f = &row->found[r];
        t.fdc = t.fdc || (f->known && !f->udc);
        t.after_udc = t.after_udc || (f->known && f->after_udc);
        t.headless = t.headless || f->headless;
        t.assumed = t.assumed || f->assumed;
        t.unverified = t.unverified || f->unverified;
    }
    return t;
}

static void add(struct prak_str *reason, size_t *n, struct prak_str why)
{
    if (!prak_str_among(reason, *n, why))
        reason[(*n)++] = why;
}

size_t prak_contract_reasons(const struct prak_contract_law *law, const struct prak_contract_row *row,
                             struct prak_str reason[PRAK_CONTRACT_REASONS])
{
    size_t n = 0;
    if (!row->there)
        return blank_reasons(row, reason);
    const struct told t = sum_up(row, law->nreading);
    if (row->signed_as_start)
        reason[n++] = prak_str("signed_taken_as_start");
    if (row->kind == PRAK_CONTRACT_FDC && !row->written_known && t.fdc)
        reason[n++] = prak_str("written_not_known");
    if (t.after_udc)
        reason[n++] = prak_str("fdc_after_udc");
    if (t.headless)
        reason[n++] = prak_str("tacit_without_term");
    for (size_t r = 0; r < law->nreading; r++) {
        const struct prak_contract_finding *f = &row->found[r];
        if (f->not_in_force)
            reason[n++] = law->reading[r].not_in_force;
        if (f->lapsed.n > 0)
            add(reason, &n, f->lapsed);
        if (f->unread)
            reason[n++] = law->reading[r].unread;
    }
    if (t.assumed)
        reason[n++] = prak_contract_assumed(law->assume);
    if (t.unverified)
        reason[n++] = prak_str("unverified");
    return n;
}
