/*
 * member_spell.c - how long persons stay: rows of a person whose days touch are one spell in an organisation, which ends when he
 * leaves, when dues and grace are over, or when the tree takes his union from below it; or it goes on.
 */
#include <arpa/inet.h>
#include <stdlib.h>

#include "base/date.h"
#include "domain/member_plan.h"

/* How a spell ends. Of several on the same day the first counts: who is a member still has not left. */
enum how { CENSORED, MOVED, LEFT, LAPSED, EXITS };

/* What is kept of a row. */
struct stay {
    uint32_t organisation;
    int32_t from, to; /* INT32_MIN, INT32_MAX: open */
    uint8_t how, no_start, no_dues; /* no_start: since unknown times; no_dues: until when dues are paid is not told */
    uint8_t older;                  /* than its first day here: the tree brought the union */
};

/* Days from..to, up to ON, in any organisation that is asked about. */
static bool is_anywhere(const struct prak_member *m, const struct stay *x)
{
    const struct prak_member_spans *spans = &m->spans[x->organisation];
    const int32_t to = x->to < m->on ? x->to : m->on;

    for (size_t i = 0; i < spans->n; i++)
        if (spans->span[i].from <= to && spans->span[i].to >= x->from)
            return true;
    return false;
}

int prak_member_add_stay(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_entry *row,
                         enum prak_member_use *use, struct prak_err *e)
{
    const bool lapses = row->covered < row->left;
    const struct stay stay = { .organisation = row->organisation, .from = row->joined,
                               .to = lapses ? row->covered : row->left, .how = lapses ? LAPSED : LEFT,
                               .no_start = row->joined == INT32_MIN, .no_dues = row->gap[PRAK_GAP_DUES] };

    *use = row->joined > m->on       ? PRAK_MEMBER_PASSED
           : row->person.n == 0      ? PRAK_MEMBER_NO_PERSON
           : stay.to < stay.from     ? PRAK_MEMBER_NEVER_PAID
           : !is_anywhere(m, &stay)  ? PRAK_MEMBER_OUTSIDE
                                     : PRAK_MEMBER_USED;
    return *use == PRAK_MEMBER_USED ? prak_member_keep(m, p, row->person, &stay, sizeof stay, e) : 0;
}

/* ---- spells of a person ---- */

struct prak_member_spells {
    const struct prak_member *m;
    struct prak_arena *arena;
    struct prak_sorter *sorter; /* of all spells: all that a line needs is in the key */
    const struct prak_map *groups;
    uint32_t *order, *rank; /* groups in their order, and the place of each in it */
    size_t ngroup;
    struct stay *stay; /* of the person at hand */
    size_t n, cap;
    struct prak_buf key, person; /* person: and group, as they were kept */
    char day[2][PRAK_DATE_TEXT];
    struct prak_str reason[PRAK_MEMBER_REASONS];
};

/* What leads a key. Numbers are in network order, so that their bytes sort as they do. */
struct lead {
    uint32_t organisation, group, from, to;
    uint8_t how, no_start, no_dues, uncertain; /* uncertain: of a row, since unknown times */
    uint32_t older; /* as wide as it is so that no byte is left between */
};
_Static_assert(sizeof(struct lead) == (1 + 1 + 1 + 1 + 1 + 1) * sizeof(uint32_t), "every byte of a key is written");

static uint32_t sortable(int32_t day)
{
    return htonl((uint32_t)((int64_t)day - INT32_MIN));
}

static int32_t day_of(uint32_t sorted)
{
    return (int32_t)((int64_t)ntohl(sorted) + INT32_MIN);
}

static int add_part(struct prak_member_spells *s, struct stay part, struct prak_err *e)
{
    if (s->n == s->cap) {
        const size_t cap = 2 * s->cap + 100;
        if (s->m->limit && cap > s->m->limit / sizeof *s->stay)
            return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached: too many rows of one person", s->m->limit);
        struct stay *p = realloc(s->stay, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        s->stay = p;
        s->cap = cap;
    }
    s->stay[s->n++] = part;
    return 0;
}

/* The row, in each organisation that is asked about. */
static int take(struct prak_member_spells *s, struct prak_str data, struct prak_err *e)
{
    const int32_t on = s->m->on;
    struct stay stay;

    memcpy(&stay, data.p, sizeof stay);
    const struct prak_member_spans *spans = &s->m->spans[stay.organisation];
    for (size_t i = 0; i < spans->n; i++) {
        const struct prak_member_span *span = &spans->span[i];
        struct stay part = stay;
        part.organisation = span->organisation;
        part.from = span->from > stay.from ? span->from : stay.from;
        part.to = span->to < stay.to ? span->to : stay.to;
        part.older = !stay.no_start && span->from > stay.from;
        part.how = span->to < stay.to ? MOVED : stay.how;
        if (part.from > part.to || part.from > on)
            continue;
        if (part.to > on) {
            part.to = on;
            part.how = CENSORED;
        }
        if (add_part(s, part, e) < 0)
            return -1;
    }
    return 0;
}

static int by_begin(const void *a, const void *b)
{
    const struct stay *x = a, *y = b;

    if (x->organisation != y->organisation)
        return x->organisation < y->organisation ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->no_start > y->no_start) - (x->no_start < y->no_start); /* one that knows it says it for all */
}

static int keep_spell(struct prak_member_spells *s, const struct stay *x, bool uncertain, struct prak_err *e)
{
    struct prak_str group;
    const struct prak_str person =
        prak_member_key_person(s->m, (struct prak_str){ s->person.p, s->person.n }, &group);
    const struct lead lead = { .organisation = htonl(x->organisation),
                               .group = htonl(s->rank[prak_map_find(s->groups, group)]),
                               .from = x->no_start ? 0 : sortable(x->from), .to = sortable(x->to), .how = x->how,
                               .no_start = x->no_start, .no_dues = x->no_dues, .uncertain = uncertain, .older = x->older };

    s->key.n = 0;
    prak_buf_add(&s->key, &lead, sizeof lead);
    if (s->m->keys)
        prak_buf_add(&s->key, person.p, person.n);
    if (prak_buf_check(&s->key, e) < 0)
        return -1;
    return prak_sorter_add(s->sorter, (struct prak_str){ s->key.p, s->key.n }, (struct prak_str){ "", 0 }, e);
}

static int close_person(struct prak_member_spells *s, struct prak_err *e)
{
    size_t next;

    if (s->n > 1)
        qsort(s->stay, s->n, sizeof *s->stay, by_begin);
    for (size_t i = 0; i < s->n; i = next) {
        struct stay x = s->stay[i];
        bool uncertain = x.no_start;
        for (next = i + 1; next < s->n; next++) {
            const struct stay *y = &s->stay[next];
            if (y->organisation != x.organisation || y->from > (int64_t)x.to + 1)
                break;
            if (y->to > x.to || (y->to == x.to && y->how < x.how))
                x.how = y->how;
            if (y->to > x.to)
                x.to = y->to;
            x.no_dues |= y->no_dues;
            x.older |= y->older && y->from == x.from;
            uncertain |= y->no_start;
        }
        if (keep_spell(s, &x, uncertain, e) < 0)
            return -1;
    }
    s->n = 0;
    return 0;
}

static int go_through(struct prak_member_spells *s, struct prak_member_meeting *w, struct prak_err *e)
{
    struct prak_str key, data;
    bool same;
    int got;

    while ((got = prak_member_meet_next(w, &key, &data, &same, e)) > 0) {
        if (!same) {
            if (close_person(s, e) < 0)
                return -1;
            s->person.n = 0;
            prak_buf_add(&s->person, key.p, key.n);
            if (prak_buf_check(&s->person, e) < 0)
                return -1;
        }
        if (take(s, data, e) < 0)
            return -1;
    }
    return got < 0 ? -1 : close_person(s, e);
}

static int fill(struct prak_member_spells *s, struct prak_member_part *p, struct prak_err *e)
{
    struct prak_member_meeting w;

    if (!(s->arena = prak_arena_new(s->m->limit)) || !(s->sorter = prak_sorter_new(s->m->memory)))
        return prak_fail_memory(e);
    s->groups = p->groups;
    if (prak_member_order_groups(p->groups, s->arena, &s->order, &s->ngroup, e) < 0 ||
        !(s->rank = prak_arena_array(s->arena, s->ngroup + 1, sizeof *s->rank, e)))
        return -1;
    for (uint32_t i = 0; i < s->ngroup; i++)
        s->rank[s->order[i]] = i;
    if (prak_member_meet(p, s->arena, &w, e) < 0)
        return -1;
    const int failed = go_through(s, &w, e);
    prak_member_meet_end(&w);
    return failed;
}

int prak_member_spells_new(const struct prak_member *m, struct prak_member_part *p, struct prak_member_spells **out,
                           struct prak_err *e)
{
    struct prak_member_spells *s = calloc(1, sizeof *s);

    *out = NULL;
    if (!s)
        return prak_fail_memory(e);
    s->m = m;
    if (fill(s, p, e) < 0) {
        prak_member_spells_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

void prak_member_spells_free(struct prak_member_spells *s)
{
    if (!s)
        return;
    prak_arena_free(s->arena);
    prak_sorter_free(s->sorter);
    prak_buf_free(&s->key);
    prak_buf_free(&s->person);
    free(s->stay);
    free(s);
}

/* ---- lines ---- */

void prak_member_spell_columns(struct prak_member *m)
{
    static const char *const day[] = { "start", "until" }, *const count[] = { "days", "months" },
                      *const word[] = { "exit", "spell_reason" };

    if (m->keys)
        prak_member_put(m, prak_str("person"), PRAK_TEXT);
    prak_member_put(m, prak_str("organisation"), PRAK_TEXT);
    for (size_t i = 0; i < m->nby; i++)
        prak_member_put(m, m->by[i], PRAK_TEXT);
    prak_member_put_all(m, day, sizeof day / sizeof *day, PRAK_TEXT);
    prak_member_put_all(m, count, sizeof count / sizeof *count, PRAK_NUMBER);
    prak_member_put_all(m, word, sizeof word / sizeof *word, PRAK_TEXT);
}

int prak_member_spell_line(struct prak_member_spells *s, struct prak_member_cell *cell, struct prak_err *e)
{
    static const char *const name[EXITS] = { "censored", "moved", "left", "lapsed" };
    struct prak_str key, data;
    struct lead lead;
    size_t n = 0;
    const int got = prak_sorter_next(s->sorter, &key, &data, e);

    if (got <= 0)
        return got;
    memcpy(&lead, key.p, sizeof lead);
    if (s->m->keys)
        cell[n++] = prak_member_cell_text((struct prak_str){ key.p + sizeof lead, key.n - sizeof lead });
    cell[n++] = prak_member_cell_text(prak_map_key(s->m->tree->names, ntohl(lead.organisation)));
    struct prak_str rest = prak_map_key(s->groups, s->order[ntohl(lead.group)]), part = { "", 0 };
    for (size_t i = 0; i < s->m->nby; i++) {
        (void)prak_key_next(&rest, &part);
        cell[n++] = prak_member_cell_text(part);
    }
    const int32_t from = day_of(lead.from), to = day_of(lead.to);
    s->day[0][0] = '\0';
    if (!lead.no_start)
        prak_date_format(from, s->day[0]);
    prak_date_format(to, s->day[1]);
    cell[n++] = prak_member_cell_text(prak_str(s->day[0]));
    cell[n++] = prak_member_cell_text(prak_str(s->day[1]));
    cell[n++] = prak_member_cell_number(!lead.no_start, prak_dec_int((int64_t)to - from + 1));
    cell[n++] = prak_member_cell_number(!lead.no_start, prak_dec_int(prak_date_periods(from, to)));
    cell[n++] = prak_member_cell_text(prak_str(name[lead.how]));
    size_t nreason = 0;
    if (lead.uncertain)
        s->reason[nreason++] = prak_str("joined_missing");
    if (lead.older)
        s->reason[nreason++] = prak_str("moved_in");
    if (lead.no_dues)
        s->reason[nreason++] = prak_str("dues_missing");
    cell[n] = (struct prak_member_cell){ .part = s->reason, .npart = nreason };
    return 1;
}
