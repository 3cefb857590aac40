/*
 * member.c - options and tables that membership is judged by.
 */
#include <stdlib.h>

#include "base/date.h"
#include "domain/member_ledger.h"

static const char *const option_name[PRAK_MEMBER_NFACT] = { "person",   "union",    "joined",      "left",    "dues", "dues-until",
                                                            "verified", "employee", "dues-amount", "currency" };

/* ---- options ---- */

struct option {
    const char *name;
    bool given, spells, ledger; /* the others: has it a meaning there? */
    const char *needs; /* without it, it has none; NULL: it has */
};

static int check_modes(const struct prak_member_options *o, struct prak_err *e)
{
    const struct option option[] = {
        { "ledger", o->ledger, false, true, NULL },
        { "months", o->months, false, true, "ledger" },
        { "dues-amount", o->column[PRAK_MEMBER_AMOUNT], false, true, "ledger" },
        { "currency", o->column[PRAK_MEMBER_CURRENCY], false, true, "ledger" },
        { "keys", o->keys, true, false, "spells" },
        { "dues", o->column[PRAK_MEMBER_DUES], false, true, NULL },
        { "dues-until", o->column[PRAK_MEMBER_DUES_UNTIL], true, false, NULL },
        { "verified", o->column[PRAK_MEMBER_VERIFIED], false, false, NULL },
        { "employee", o->column[PRAK_MEMBER_EMPLOYEE], false, false, NULL },
        { "workers", o->staff, false, false, NULL },
        { "overlap", o->overlap, false, false, NULL },
        { "total", o->total, false, true, NULL },
        { "since", o->since, false, false, NULL },
        { "by", o->nby > 0, true, false, NULL },
        { "strict", o->strict, false, false, NULL },
    };
    const char *mode = o->spells ? "spells" : o->ledger ? "ledger" : NULL;

    for (size_t i = 0; i < sizeof option / sizeof *option; i++) {
        const struct option *x = &option[i];
        if (x->given && mode && !(o->spells ? x->spells : x->ledger))
            return prak_fail(e, PRAK_EUSAGE, "--%s and --%s exclude each other", mode, x->name);
        if (x->given && !mode && x->needs)
            return prak_fail(e, PRAK_EUSAGE, "--%s needs --%s", x->name, x->needs);
    }
    if (o->ledger && (!o->months || !o->column[PRAK_MEMBER_AMOUNT]))
        return prak_fail(e, PRAK_EUSAGE, "--ledger needs --months and --dues-amount");
    return 0;
}

int prak_member_options_check(const struct prak_member_options *o, struct prak_err *e)
{
    static const enum prak_member_fact of_person[] = { PRAK_MEMBER_DUES, PRAK_MEMBER_DUES_UNTIL, PRAK_MEMBER_VERIFIED,
                                                       PRAK_MEMBER_EMPLOYEE };
    const bool person = o->column[PRAK_MEMBER_PERSON];

    if (check_modes(o, e) < 0)
        return -1;
    for (size_t i = 0; i < sizeof of_person / sizeof *of_person; i++)
        if (o->column[of_person[i]] && !person && !o->ledger)
            return prak_fail(e, PRAK_EUSAGE, "--%s needs --person: it is about persons", option_name[of_person[i]]);
    if ((o->since || o->overlap || o->decisions || o->spells) && !person)
        return prak_fail(e, PRAK_EUSAGE, "--%s needs --person: it is about persons",
                         o->since ? "since" : o->overlap ? "overlap" : o->spells ? "spells" : "same");
    if (o->column[PRAK_MEMBER_DUES] && o->column[PRAK_MEMBER_DUES_UNTIL])
        return prak_fail(e, PRAK_EUSAGE, "--dues and --dues-until exclude each other");
    if (o->nby && o->overlap)
        return prak_fail(e, PRAK_EUSAGE, "--by and --overlap exclude each other: a person may be in two groups");
    if (o->nby > PRAK_MEMBER_BY)
        return prak_fail(e, PRAK_EUSAGE, "--by: more than %d columns", PRAK_MEMBER_BY);
    if (o->grace && !o->column[PRAK_MEMBER_DUES_UNTIL])
        return prak_fail(e, PRAK_EUSAGE, "--grace needs --dues-until");
    return 0;
}

static int read_option_day(const char *option, const char *text, int32_t *day, struct prak_err *e)
{
    if (prak_date_parse(text, strlen(text), day) == 0)
        return 0;
    return prak_fail(e, PRAK_EUSAGE, "--%s: '%.40s' is not a date (YYYY-MM-DD)", option, text);
}

/* 3m or 90d */
static int read_grace(struct prak_member *m, const char *text, struct prak_err *e)
{
    int32_t n = 0;
    const char *p = text;

    for (; *p >= '0' && *p <= '9' && n < INT32_MAX / 100; p++)
        n = n * 10 + (*p - '0');
    if (p == text || (*p != 'm' && *p != 'd') || p[1] != '\0')
        return prak_fail(e, PRAK_EUSAGE, "--grace: '%.40s' is not a number of months or days, such as 3m or 90d", text);
    *(*p == 'm' ? &m->grace_months : &m->grace_days) = n;
    return 0;
}

static int read_days(struct prak_member *m, const struct prak_member_options *o, struct prak_err *e)
{
    if (read_option_day("on", o->on, &m->on, e) < 0 || (o->grace && read_grace(m, o->grace, e) < 0))
        return -1;
    m->has_since = o->since != NULL;
    if (!m->has_since)
        return 0;
    if (read_option_day("since", o->since, &m->since, e) < 0)
        return -1;
    return m->since < m->on ? 0 : prak_fail(e, PRAK_EUSAGE, "--since is not before --on");
}

/* ---- two keys of one person ---- */

static int read_same(struct prak_member *m, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(m->same);
    size_t person, row;

    if (prak_schema_need(s, prak_str("person"), &person, e) < 0 || prak_schema_need(s, prak_str("same_as"), &m->same_as, e) < 0)
        return prak_err_source(e, prak_table_source(m->same)), -1;
    if (prak_table_index(m->same, &person, 1, e) < 0 ||
        prak_table_refuse_repeated(m->same, "the person stands in another row", e) < 0)
        return -1;
    for (row = 0; row < prak_table_rows(m->same); row++) {
        const struct prak_str key = prak_table_cell(m->same, row, person), as = prak_table_cell(m->same, row, m->same_as);
        if (key.n == 0 || as.n == 0)
            return prak_member_fault(m->same, row, key.n == 0 ? "person" : "same_as", "missing", e);
        if (prak_table_first(m->same, &as) != SIZE_MAX)
            return prak_member_fault(m->same, row, "same_as", "is itself the same as another, or as itself", e);
    }
    return 0;
}

/* ---- the whole ---- */

static enum prak_member_level level_named(const char *name)
{
    enum prak_member_level level = PRAK_NO_LEVEL;

    while (name && level < PRAK_LEVELS && strcmp(name, prak_member_level_name(level)) != 0)
        level++;
    return level == PRAK_LEVELS ? PRAK_NO_LEVEL : level;
}

/* What only spells, or only a ledger, or only findings need. */
static int fill_mode(struct prak_member *m, const struct prak_member_options *o, struct prak_rules *r, struct prak_err *e)
{
    if (m->mode == PRAK_MEMBER_SPELLS) {
        prak_member_spell_columns(m);
        return prak_member_spans_new(m->tree, m->level, &m->spans, e);
    }
    if (m->mode == PRAK_MEMBER_LEDGER) {
        prak_member_dues_columns(m);
        return prak_member_ledger_new(m, o, r, &m->ledger, e);
    }
    if (m->has_since && prak_member_tree_above(m->tree, m->since, &m->above_since, e) < 0)
        return -1;
    if (o->workers && prak_member_workers_read(m, o->workers, e) < 0)
        return -1;
    prak_member_finding_columns(m);
    return 0;
}

static int fill(struct prak_member *m, const struct prak_member_options *o, struct prak_rules *r, struct prak_err *e)
{
    for (size_t i = 0; i < PRAK_MEMBER_NFACT; i++) {
        m->there[i] = o->column[i] != NULL;
        m->column[i] = prak_str(o->column[i] ? o->column[i] : option_name[i]);
    }
    m->mode = o->spells ? PRAK_MEMBER_SPELLS : o->ledger ? PRAK_MEMBER_LEDGER : PRAK_MEMBER_FINDINGS;
    m->level = level_named(o->level);
    m->keys = o->keys;
    m->memory = o->memory;
    m->limit = o->limit;
    m->by = o->by;
    m->nby = o->nby;
    m->same = o->same;
    if (read_days(m, o, e) < 0 || prak_member_law_new(r, m->on, o->strict, &m->law, e) < 0 ||
        prak_member_tree_new(o->tree, m->on, o->total != NULL, o->limit, &m->tree, e) < 0)
        return -1;
    if (o->total && prak_map_find(m->tree->names, prak_str(o->total)) != UINT32_MAX)
        return prak_fail(e, PRAK_EUSAGE, "--total: the tree has an organisation '%.80s'", o->total);
    m->total = prak_str(o->total ? o->total : "");
    if (!(m->roster = prak_arena_array(m->tree->arena, m->tree->n + 1, sizeof *m->roster, e)))
        return -1;
    if (fill_mode(m, o, r, e) < 0)
        return -1;
    return m->same ? read_same(m, e) : 0;
}

int prak_member_new(const struct prak_member_options *o, struct prak_rules *r, struct prak_member **out, struct prak_err *e)
{
    struct prak_member *m = calloc(1, sizeof *m);

    *out = NULL;
    if (!m)
        return prak_fail_memory(e);
    if (fill(m, o, r, e) < 0) {
        prak_member_free(m);
        return -1;
    }
    *out = m;
    return 0;
}

void prak_member_free(struct prak_member *m)
{
    if (!m)
        return;
    prak_member_tree_free(m->tree);
    prak_map_free(m->staff);
    free(m);
}

size_t prak_member_organisations(const struct prak_member *m)
{
    return m->tree->n;
}

uint32_t prak_member_find(const struct prak_member *m, struct prak_str organisation, struct prak_str *near)
{
    const uint32_t id = prak_map_find(m->tree->names, organisation);
    struct prak_str names[100];
    size_t n = 0;

    if (near)
        *near = (struct prak_str){ "", 0 };
    if (id != UINT32_MAX || !near)
        return id;
    for (; n < prak_map_count(m->tree->names) && n < sizeof names / sizeof *names; n++)
        names[n] = prak_map_key(m->tree->names, (uint32_t)n);
    const ptrdiff_t best = prak_str_nearest(organisation, names, n);
    if (n > 0)
        *near = names[best < 0 ? 0 : best];
    return UINT32_MAX;
}

void prak_member_has_roster(struct prak_member *m, uint32_t organisation)
{
    m->roster[organisation] = true;
}
