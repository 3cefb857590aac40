/*
 * member_count.c - a roster's row: is it in force, what does it say, whose is it. Persons go to a sorter, so that their rows
 * meet; claims are counted at once.
 */
#include <stdlib.h>

#include "base/date.h"
#include "domain/member_ledger.h"

#define MARK(x) (1u << PRAK_MARK_##x)

int prak_member_part_new(const struct prak_member *m, struct prak_member_part **out, struct prak_err *e)
{
    struct prak_member_part *p = calloc(1, sizeof *p);
    uint32_t only;

    *out = NULL;
    if (!p)
        return prak_fail_memory(e);
    p->n = m->tree->n;
    p->limit = m->limit;
    p->groups = prak_map_new(0);
    p->sorter = calloc(1, sizeof(struct prak_sorter *));
    if (p->sorter && (p->sorter[0] = prak_sorter_new(m->memory)))
        p->nsorter = 1;
    if (m->mode == PRAK_MEMBER_LEDGER)
        p->due = calloc(p->n * m->ledger->nmonth + 1, sizeof *p->due);
    if (!p->groups || !p->nsorter || (m->mode == PRAK_MEMBER_LEDGER && !p->due)) {
        prak_member_part_free(p);
        return prak_fail_memory(e);
    }
    p->ndue = p->due ? p->n * m->ledger->nmonth : 0;
    if (!m->nby && prak_member_group(p, (struct prak_str){ "", 0 }, &only, e) < 0) {
        prak_member_part_free(p);
        return -1;
    }
    *out = p;
    return 0;
}

int prak_member_group(struct prak_member_part *p, struct prak_str group, uint32_t *id, struct prak_err *e)
{
    if (prak_map_put(p->groups, group, id, NULL, e) < 0)
        return -1;
    if (*id < p->cap)
        return 0;
    const size_t cap = p->cap ? 2 * p->cap : 1, size = p->n * sizeof *p->claim;
    if (p->limit && cap > p->limit / (size + 1))
        return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached: too many groups", p->limit);
    struct prak_member_claim *claim = realloc(p->claim, cap * size + 1);
    if (!claim)
        return prak_fail_memory(e);
    memset((char *)claim + p->cap * size, 0, (cap - p->cap) * size);
    p->claim = claim;
    p->cap = cap;
    return 0;
}

void prak_member_part_free(struct prak_member_part *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->nsorter; i++)
        prak_sorter_free(p->sorter[i]);
    free(p->sorter);
    free(p->claim);
    free(p->due);
    prak_map_free(p->groups);
    prak_buf_free(&p->key);
    prak_buf_free(&p->group);
    free(p);
}

static void add_claim(struct prak_member_claim *into, const struct prak_member_claim *from)
{
    into->roster |= from->roster;
    into->rows += from->rows;
    for (size_t k = 0; k < PRAK_GAPS; k++)
        into->gap[k] += from->gap[k];
}

int prak_member_merge(struct prak_member_part *into, struct prak_member_part *from, struct prak_err *e)
{
    struct prak_sorter **s = realloc(into->sorter, (into->nsorter + from->nsorter) * sizeof(struct prak_sorter *));

    if (!s)
        return prak_fail_memory(e);
    into->sorter = s;
    memcpy(s + into->nsorter, from->sorter, from->nsorter * sizeof(struct prak_sorter *));
    into->nsorter += from->nsorter;
    from->nsorter = 0;
    for (size_t i = 0; i < into->ndue; i++)
        if (prak_member_add_due(&into->due[i], &from->due[i], e) < 0)
            return -1;
    for (uint32_t g = 0; g < prak_map_count(from->groups); g++) {
        uint32_t id;
        if (prak_member_group(into, prak_map_key(from->groups, g), &id, e) < 0)
            return -1;
        for (size_t i = 0; i < into->n; i++)
            add_claim(&into->claim[id * into->n + i], &from->claim[g * into->n + i]);
    }
    return 0;
}

/* ---- cells ---- */

/* A row on its way. */
struct claim {
    const struct prak_member *m;
    const struct prak_member_facts *facts;
    const char *code;
    struct prak_member_entry row;
};

static int bad(struct claim *c, enum prak_member_fact fact, const char *code, const char *msg, struct prak_err *e)
{
    c->code = code;
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_column(e, c->m->column[fact].p, c->m->column[fact].n);
    prak_err_value(e, c->facts->cell[fact].p, c->facts->cell[fact].n);
    return -1;
}

static int read_union(struct claim *c, struct prak_err *e)
{
    const struct prak_str cell = c->facts->cell[PRAK_MEMBER_UNION];

    c->row.organisation = c->facts->organisation;
    if (!c->m->there[PRAK_MEMBER_UNION])
        return 0;
    if (cell.n == 0)
        return bad(c, PRAK_MEMBER_UNION, "constraint-error", "missing", e);
    c->row.organisation = prak_map_find(c->m->tree->names, cell);
    return c->row.organisation == UINT32_MAX ? bad(c, PRAK_MEMBER_UNION, "constraint-error", "union not in the tree", e) : 0;
}

/* An empty cell is `open`. */
static int read_day(struct claim *c, enum prak_member_fact fact, int32_t open, int32_t *day, struct prak_err *e)
{
    const struct prak_str cell = c->facts->cell[fact];

    *day = open;
    return cell.n == 0 || prak_date_parse(cell.p, cell.n, day) == 0
               ? 0
               : bad(c, fact, "type-error", "not a date (YYYY-MM-DD)", e);
}

static bool is_word(struct prak_str cell, const struct prak_str *word, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (prak_str_eq(cell, word[i]))
            return true;
    return false;
}

#define WORD(s) { s, sizeof s - 1 }
static int read_word(struct claim *c, enum prak_member_fact fact, bool *truth, struct prak_err *e)
{
    static const struct prak_str yes[] = { WORD("true"), WORD("1"), WORD("True"), WORD("TRUE") },
                                 no[] = { WORD("false"), WORD("0"), WORD("False"), WORD("FALSE") };
    const struct prak_str cell = c->facts->cell[fact];

    *truth = is_word(cell, yes, sizeof yes / sizeof *yes);
    return *truth || is_word(cell, no, sizeof no / sizeof *no) ? 0 : bad(c, fact, "type-error", "not true or false", e);
}

/* Mostly there is no such column. */
static inline int read_truth(struct claim *c, enum prak_member_fact fact, bool *truth, struct prak_err *e)
{
    *truth = false;
    return c->facts->cell[fact].n == 0 ? 0 : read_word(c, fact, truth, e);
}

static int read_spell(struct claim *c, struct prak_err *e)
{
    const struct prak_member *m = c->m;
    struct prak_member_entry *row = &c->row;

    if (read_day(c, PRAK_MEMBER_JOINED, INT32_MIN, &row->joined, e) < 0 ||
        read_day(c, PRAK_MEMBER_LEFT, INT32_MAX, &row->left, e) < 0)
        return -1;
    if (row->left < row->joined)
        return bad(c, PRAK_MEMBER_LEFT, "constraint-error", "before the day of joining", e);
    row->gap[PRAK_GAP_JOINED] = m->there[PRAK_MEMBER_JOINED] && row->joined == INT32_MIN;
    if (row->joined <= m->on && m->on <= row->left)
        row->marks |= MARK(NOW);
    if (m->has_since && row->joined <= m->since && m->since <= row->left)
        row->marks |= MARK(THEN);
    return 0;
}

/* The last day that is still covered by dues paid until `day`. */
static int32_t covered_until(const struct prak_member *m, int32_t day)
{
    const int32_t last = prak_date_add_months(day, m->grace_months);

    return last == INT32_MIN /* past all dates */ || last > INT32_MAX - m->grace_days ? INT32_MAX : last + m->grace_days;
}

static int read_dues(struct claim *c, struct prak_err *e)
{
    const struct prak_member *m = c->m;
    int32_t until;

    if (read_truth(c, PRAK_MEMBER_DUES, &c->row.pays, e) < 0 ||
        read_day(c, PRAK_MEMBER_DUES_UNTIL, INT32_MIN, &until, e) < 0)
        return -1;
    c->row.gap[PRAK_GAP_DUES] = (m->there[PRAK_MEMBER_DUES] && c->facts->cell[PRAK_MEMBER_DUES].n == 0) ||
                                (m->there[PRAK_MEMBER_DUES_UNTIL] && until == INT32_MIN);
    c->row.covered = until == INT32_MIN ? INT32_MAX : covered_until(m, until);
    if (until != INT32_MIN)
        c->row.pays = c->row.covered >= m->on;
    c->row.marks |= c->row.pays ? MARK(DUES) : 0;
    return 0;
}

/* Of a ledger. */
static int read_amount(struct claim *c, struct prak_err *e)
{
    const struct prak_str cell = c->facts->cell[PRAK_MEMBER_AMOUNT], code = c->facts->cell[PRAK_MEMBER_CURRENCY];

    c->row.has_amount = cell.n > 0;
    if (cell.n > 0 && prak_dec_parse(cell.p, cell.n, false, &c->row.amount) != PRAK_NUM_OK)
        return bad(c, PRAK_MEMBER_AMOUNT, "type-error", "not a number", e);
    if (cell.n > 0 && prak_dec_sign(c->row.amount) < 0)
        return bad(c, PRAK_MEMBER_AMOUNT, "constraint-error", "below 0", e);
    if (cell.n > 0 && !prak_str_eq(code, c->m->ledger->currency))
        return bad(c, PRAK_MEMBER_CURRENCY, "constraint-error", "not the currency of the ledger", e);
    return 0;
}

static int read_claim(struct claim *c, struct prak_err *e)
{
    const struct prak_member *m = c->m;
    bool verified, employee;

    if (read_union(c, e) < 0 || read_spell(c, e) < 0 || read_dues(c, e) < 0 ||
        read_truth(c, PRAK_MEMBER_VERIFIED, &verified, e) < 0 || read_truth(c, PRAK_MEMBER_EMPLOYEE, &employee, e) < 0)
        return -1;
    c->row.person = c->facts->cell[PRAK_MEMBER_PERSON];
    c->row.gap[PRAK_GAP_PERSON] = m->there[PRAK_MEMBER_PERSON] && c->row.person.n == 0;
    c->row.gap[PRAK_GAP_EMPLOYEE] = m->there[PRAK_MEMBER_EMPLOYEE] && c->facts->cell[PRAK_MEMBER_EMPLOYEE].n == 0;
    c->row.marks |= (verified ? MARK(VERIFIED) : 0) | (employee || !m->there[PRAK_MEMBER_EMPLOYEE] ? MARK(EMPLOYEE) : 0);
    if (!(c->row.marks & MARK(NOW)))
        c->row.marks &= MARK(THEN);
    return m->mode == PRAK_MEMBER_LEDGER ? read_amount(c, e) : 0;
}

/* ---- adding ---- */

static int group_of(const struct claim *c, struct prak_member_part *p, uint32_t *id, struct prak_err *e)
{
    *id = 0;
    p->group.n = 0;
    if (!c->m->nby)
        return 0;
    for (size_t i = 0; i < c->m->nby; i++)
        prak_key_part(&p->group, c->facts->by[i]);
    return prak_buf_check(&p->group, e) < 0 ? -1
                                            : prak_member_group(p, (struct prak_str){ p->group.p, p->group.n }, id, e);
}

static int count_row(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_entry *row,
                     struct prak_member_claim *claim, enum prak_member_use *use, struct prak_err *e)
{
    const struct prak_member_note note = { row->organisation, row->marks };
    const bool in_force = row->marks & MARK(NOW);

    *use = in_force ? PRAK_MEMBER_USED : PRAK_MEMBER_PASSED;
    claim->rows += in_force;
    for (size_t k = 0; k < PRAK_GAPS; k++)
        claim->gap[k] += in_force && row->gap[k];
    if (!m->there[PRAK_MEMBER_PERSON] || row->gap[PRAK_GAP_PERSON] || !row->marks)
        return 0;
    return prak_member_keep(m, p, row->person, &note, sizeof note, e);
}

int prak_member_add(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_facts *facts,
                    enum prak_member_use *use, const char **code, struct prak_err *e)
{
    struct claim c = { .m = m, .facts = facts };
    uint32_t group;

    *code = NULL;
    if (read_claim(&c, e) < 0) {
        *code = c.code;
        return -1;
    }
    if (group_of(&c, p, &group, e) < 0)
        return -1;
    struct prak_member_claim *claim = &p->claim[group * p->n + c.row.organisation];
    claim->roster = true;
    if (m->mode == PRAK_MEMBER_SPELLS)
        return prak_member_add_stay(m, p, &c.row, use, e);
    if (m->mode == PRAK_MEMBER_LEDGER)
        return prak_member_add_charge(m, p, &c.row, use, e);
    return count_row(m, p, &c.row, claim, use, e);
}
