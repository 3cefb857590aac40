/*
 * protect.c - the output of a run as numbers that add up, for suppress.h.
 */
#include "stat/protect.h"

#include <stdlib.h>

#include "stat/cross.h"
#include "stat/rules.h"
#include "stat/suppress.h"

#define MOST_COLUMNS  64
#define MOST_FAMILIES 512

struct family {            /* a grouping, or a part that groupings share */
    uint64_t columns;
    size_t first, n;       /* its entries */
    bool unseen;
};

struct entry {             /* a group */
    size_t family;
    uint32_t group;        /* PRAK_NONE: not in the output */
    struct prak_str *cell; /* [group columns] */
    uint32_t items, last;  /* a list, in order; PRAK_NONE: none */
};

struct item {              /* a level of an entry */
    uint32_t entry, stat, level, number, next;
    struct prak_str text;  /* bytes that name it */
};

struct pair {              /* a sum and one of its parts, in one of the lists that add up to it */
    uint32_t list, sum, part;
};

struct model {
    const struct prak_book *b;
    const struct prak_stat_plan *p;
    struct prak_arena *arena;
    prak_quad *amount;       /* [group * nstat + statistic] sum of w x, where a rule asks for it */
    size_t *kind, nkind;     /* measures from the third on: the statistics whose amounts they are */
    size_t *class, nclass;   /* [nstat] statistics over the same rows */
    struct family family[MOST_FAMILIES];
    size_t nfamily;
    struct entry *entry;
    size_t nentry, cap_entry;
    struct item *item;
    size_t nitem, cap_item;
    struct prak_map *entries, *items;
    double *x;               /* [number * measures + measure] while it grows */
    unsigned char *state;
    size_t n, cap, measures;
    uint32_t *base;          /* [entry * nclass + class] */
    struct pair *pair;
    size_t npair, cap_pair;
    uint32_t list;
    struct prak_buf key;
};

/* Room for one more; a new array in *p. */
static int room(void *p, size_t n, size_t *cap, size_t size, struct prak_err *e)
{
    void **array = p;
    if (n < *cap)
        return 0;
    size_t more = *cap ? *cap * 2 : 64;
    void *q = realloc(*array, more * size);
    if (!q)
        return prak_fail_memory(e);
    *array = q;
    *cap = more;
    return 0;
}

/* ---- the rules ---- */

static const struct prak_cell *cell_of(const struct model *m, uint32_t group, size_t stat)
{
    return &m->b->t->cell[group * m->p->nstat + stat];
}

static bool few(const struct model *m, uint64_t n)
{
    return n > 0 && n < m->p->min_n;
}

static bool has_levels(const struct model *m, size_t stat)
{
    return m->p->stat[stat].est->kinds & PRAK_EST_LEVELS;
}

static bool ruled_out(const struct model *m, uint32_t group, size_t stat)
{
    const struct prak_cell *c = cell_of(m, group, stat);
    if (c->n && prak_rules_amount(m->p, &m->p->stat[stat]) &&
        prak_rules_concentrated(m->b->t, group, stat, m->amount[group * m->p->nstat + stat]))
        return true;
    if (c->n && m->p->stat[stat].two_sides && (c->side[0] < m->p->min_n || c->side[1] < m->p->min_n))
        return true;
    return few(m, c->n);
}

/* Does any rule leave anything out? */
static bool any_ruled_out(const struct model *m)
{
    const struct prak_stat_part *t = m->b->t;
    size_t groups = prak_map_count(t->group), levels = prak_map_count(t->level);
    for (uint32_t g = 0; g < groups; g++)
        for (size_t i = 0; i < m->p->nstat; i++)
            if (ruled_out(m, g, i))
                return true;
    for (size_t l = 0; l < levels; l++)
        if (has_levels(m, t->levels[l].stat) && few(m, t->levels[l].n))
            return true;
    return false;
}

/* ---- statistics over the same rows ---- */

static bool same_domain(const struct model *m, size_t i, size_t j)
{
    return prak_str_eq(m->p->stat[i].among_text, m->p->stat[j].among_text);
}

static bool same_rows(const struct model *m, size_t i, size_t j)
{
    size_t groups = prak_map_count(m->b->t->group);
    if (!same_domain(m, i, j))
        return false;
    for (uint32_t g = 0; g < groups; g++) {
        const struct prak_cell *a = cell_of(m, g, i), *b = cell_of(m, g, j);
        if (a->n != b->n || a->missing != b->missing)
            return false;
    }
    return true;
}

static int find_classes(struct model *m, struct prak_err *e)
{
    m->class = prak_arena_array(m->arena, m->p->nstat + 1, sizeof *m->class, e);
    if (!m->class)
        return -1;
    for (size_t i = 0; i < m->p->nstat; i++) {
        size_t j = 0;
        while (j < i && !same_rows(m, i, j))
            j++;
        m->class[i] = j < i ? m->class[j] : m->nclass++;
    }
    return 0;
}

/* ---- numbers ---- */

static int add_number(struct model *m, unsigned char state, uint32_t *number, struct prak_err *e)
{
    if (m->n == m->cap) {
        size_t cap = m->cap, more = m->cap;
        if (room(&m->state, m->n, &cap, sizeof *m->state, e) ||
            room(&m->x, m->n, &more, m->measures * sizeof *m->x, e))
            return -1;
        m->cap = more;
    }
    if (m->n >= PRAK_NONE - 1)
        return prak_fail(e, PRAK_EDATA, "too many figures to be sure that none can be worked out");
    m->state[m->n] = state;
    for (size_t k = 0; k < m->measures; k++)
        m->x[m->n * m->measures + k] = k < 2 ? 0 : -1;
    *number = (uint32_t)m->n++;
    return 0;
}

static void set_number(struct model *m, uint32_t number, double rows, double weight)
{
    m->x[number * m->measures] = rows;
    m->x[number * m->measures + 1] = weight;
}

/* Bytes of an entry's place in a family: its cells of these columns. */
static int entry_key(struct model *m, size_t family, const struct prak_str *cell, struct prak_err *e)
{
    uint32_t which = (uint32_t)family;
    m->key.n = 0;
    prak_buf_add(&m->key, &which, sizeof which);
    for (size_t c = 0; c < m->p->ngroup_name; c++)
        if (m->family[family].columns >> c & 1)
            prak_key_part(&m->key, cell[c]);
    return prak_buf_check(&m->key, e);
}

static int add_entry(struct model *m, size_t family, uint32_t group, struct prak_str *cell, uint32_t *id,
                     struct prak_err *e)
{
    int added;
    if (entry_key(m, family, cell, e) ||
        prak_map_put(m->entries, (struct prak_str){ m->key.p, m->key.n }, id, &added, e))
        return -1;
    if (!added)
        return 0;
    if (m->nentry == m->cap_entry) {
        size_t cap = m->cap_entry, more = m->cap_entry;
        if (room(&m->entry, m->nentry, &cap, sizeof *m->entry, e) ||
            room(&m->base, m->nentry, &more, m->nclass * sizeof *m->base, e))
            return -1;
        m->cap_entry = more;
    }
    m->entry[m->nentry++] = (struct entry){ family, group, cell, PRAK_NONE, PRAK_NONE };
    for (size_t c = 0; c < m->nclass; c++)
        if (add_number(m, group == PRAK_NONE ? PRAK_UNSEEN : PRAK_SHOWN, &m->base[*id * m->nclass + c], e))
            return -1;
    for (size_t k = 0; k < m->nkind; k++)
        m->x[m->base[*id * m->nclass + m->class[m->kind[k]]] * m->measures + 2 + k] = 0;
    return 0;
}

static int add_item(struct model *m, uint32_t entry, uint32_t stat, uint32_t level, struct prak_str text,
                    uint32_t *id, struct prak_err *e)
{
    uint32_t head[2] = { entry, stat };
    int added;
    m->key.n = 0;
    prak_buf_add(&m->key, head, sizeof head);
    prak_buf_add(&m->key, text.p, text.n);
    if (prak_buf_check(&m->key, e) ||
        prak_map_put(m->items, (struct prak_str){ m->key.p, m->key.n }, id, &added, e))
        return -1;
    if (!added)
        return 0;
    if (room(&m->item, m->nitem, &m->cap_item, sizeof *m->item, e))
        return -1;
    struct item *it = &m->item[m->nitem++];
    struct entry *en = &m->entry[entry];
    *it = (struct item){ .entry = entry, .stat = stat, .level = level, .next = PRAK_NONE, .text = text };
    if (en->items == PRAK_NONE)
        en->items = *id;
    else
        m->item[en->last].next = *id;
    en->last = *id;
    return add_number(m, level == PRAK_NONE ? PRAK_UNSEEN : PRAK_SHOWN, &it->number, e);
}

static int add_group(struct model *m, uint32_t group, struct prak_err *e)
{
    struct prak_str key = prak_map_key(m->b->t->group, group), part;
    size_t which = (size_t)(unsigned char)key.p[0] << 8 | (unsigned char)key.p[1];
    const struct prak_grouping *g = &m->p->grouping[which];
    struct prak_str *cell = prak_arena_array(m->arena, m->p->ngroup_name + 1, sizeof *cell, e);
    uint32_t id;
    if (!cell)
        return -1;
    key = (struct prak_str){ key.p + 2, key.n - 2 };
    for (size_t i = 0; i < g->n && prak_key_next(&key, &part) == 0; i++)
        cell[g->column[i]] = part;
    if (add_entry(m, which, group, cell, &id, e))
        return -1;
    for (size_t i = 0; i < m->p->nstat; i++) {
        uint32_t number = m->base[id * m->nclass + m->class[i]];
        prak_quad total[PRAK_TERMS] = { 0 };
        if (ruled_out(m, group, i))
            m->state[number] = PRAK_LEFT_OUT;
        if (prak_book_totals(m->b, group, i, total, e))
            return -1;
        set_number(m, number, (double)cell_of(m, group, i)->n, (double)total[0]);
    }
    for (size_t k = 0; k < m->nkind; k++)
        m->x[m->base[id * m->nclass + m->class[m->kind[k]]] * m->measures + 2 + k] =
            (double)m->amount[group * m->p->nstat + m->kind[k]];
    return 0;
}

struct ranked {
    uint32_t entry, level;
    const struct prak_level *l;
    struct prak_str text;
};

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (a->entry != b->entry)
        return a->entry < b->entry ? -1 : 1;
    if (a->l->stat != b->l->stat)
        return a->l->stat < b->l->stat ? -1 : 1;
    if (a->l->bin != b->l->bin)
        return a->l->bin < b->l->bin ? -1 : 1;
    return prak_str_cmp(a->text, b->text);
}

/* entry: [group]. */
static int add_levels(struct model *m, const uint32_t *entry, struct prak_err *e)
{
    const struct prak_stat_part *t = m->b->t;
    size_t n = prak_map_count(t->level), used = 0;
    struct ranked *r = calloc(n + 1, sizeof *r);
    int rc = r ? 0 : prak_fail_memory(e);
    for (uint32_t i = 0; !rc && i < n; i++) {
        struct prak_str key = prak_map_key(t->level, i);
        if (has_levels(m, t->levels[i].stat))
            r[used++] = (struct ranked){ entry[t->levels[i].group], i, &t->levels[i], { key.p + 8, key.n - 8 } };
    }
    if (!rc)
        qsort(r, used, sizeof *r, by_rank);
    for (size_t i = 0; !rc && i < used; i++) {
        uint32_t id;
        rc = add_item(m, r[i].entry, r[i].l->stat, r[i].level, r[i].text, &id, e);
        if (rc)
            break;
        uint32_t number = m->item[id].number;
        set_number(m, number, (double)r[i].l->n, (double)prak_book_level_total(m->b, r[i].level));
        if (few(m, r[i].l->n))
            m->state[number] = PRAK_LEFT_OUT;
    }
    free(r);
    return rc;
}

static int add_given(struct model *m, const uint32_t *order, struct prak_err *e)
{
    size_t groups = prak_map_count(m->b->t->group);
    uint32_t *entry = prak_arena_array(m->arena, groups + 1, sizeof *entry, e);
    if (!entry)
        return -1;
    for (size_t g = 0; g < m->p->ngrouping; g++) {
        struct family *f = &m->family[m->nfamily++];
        for (size_t i = 0; i < m->p->grouping[g].n; i++)
            f->columns |= UINT64_C(1) << m->p->grouping[g].column[i];
    }
    for (size_t i = 0; i < groups; i++) {
        entry[order[i]] = (uint32_t)m->nentry;
        if (add_group(m, order[i], e))
            return -1;
        struct family *f = &m->family[m->entry[m->nentry - 1].family];
        if (f->n++ == 0)
            f->first = m->nentry - 1;
    }
    return add_levels(m, entry, e);
}

/* The amounts that a rule on contributions judges; those of 0 or more throughout are measures too. */
static int find_amounts(struct model *m, struct prak_err *e)
{
    size_t groups = prak_map_count(m->b->t->group);
    m->measures = 2;
    if (!m->p->top)
        return 0;
    m->amount = prak_arena_array(m->arena, groups * m->p->nstat + 1, sizeof *m->amount, e);
    m->kind = m->amount ? prak_arena_array(m->arena, m->p->nstat + 1, sizeof *m->kind, e) : NULL;
    if (!m->kind)
        return -1;
    for (size_t i = 0; i < m->p->nstat; i++) {
        bool below_0 = false;
        if (!prak_rules_amount(m->p, &m->p->stat[i]))
            continue;
        for (uint32_t g = 0; g < groups; g++) {
            prak_quad total[PRAK_TERMS] = { 0 };
            if (prak_book_totals(m->b, g, i, total, e))
                return -1;
            m->amount[g * m->p->nstat + i] = total[1];
            below_0 = below_0 || cell_of(m, g, i)->below_0;
        }
        if (!below_0)
            m->kind[m->nkind++] = i;
    }
    m->measures = 2 + m->nkind;
    return 0;
}

/* ---- what adds up ---- */

static int add_pair(struct model *m, uint32_t sum, uint32_t part, struct prak_err *e)
{
    if (room(&m->pair, m->npair, &m->cap_pair, sizeof *m->pair, e))
        return -1;
    m->pair[m->npair++] = (struct pair){ m->list, sum, part };
    return 0;
}

static void add_to(struct model *m, uint32_t sum, uint32_t part)
{
    for (size_t k = 0; k < m->measures; k++)
        if (m->x[sum * m->measures + k] >= 0)
            m->x[sum * m->measures + k] += m->x[part * m->measures + k];
}

/* Levels of a part add up to those of the entry `sum`. */
static int add_up_items(struct model *m, uint32_t sum, uint32_t part, bool make, struct prak_err *e)
{
    for (uint32_t next; part != PRAK_NONE; part = next) {
        struct item it = m->item[part];
        uint32_t id;
        next = it.next;
        if (add_item(m, sum, it.stat, PRAK_NONE, it.text, &id, e))
            return -1;
        if (make)
            add_to(m, m->item[id].number, it.number);
        else if (add_pair(m, m->item[id].number, it.number, e))
            return -1;
    }
    return 0;
}

/* The entries of `fine` add up to those of `coarse`; make: these are only made by it. */
static int add_up(struct model *m, size_t coarse, size_t fine, bool make, struct prak_err *e)
{
    size_t last = m->family[fine].first + m->family[fine].n;
    for (size_t i = m->family[fine].first; i < last; i++) {
        uint32_t sum;
        struct prak_str *cell = m->entry[i].cell;
        if (make ? add_entry(m, coarse, PRAK_NONE, cell, &sum, e) : entry_key(m, coarse, cell, e))
            return -1;
        if (!make)
            sum = prak_map_find(m->entries, (struct prak_str){ m->key.p, m->key.n });
        if (sum == PRAK_NONE)
            continue;
        for (size_t c = 0; c < m->nclass; c++) {
            uint32_t to = m->base[sum * m->nclass + c], from = m->base[i * m->nclass + c];
            if (make)
                add_to(m, to, from);
            else if (add_pair(m, to, from, e))
                return -1;
        }
        if (add_up_items(m, sum, m->entry[i].items, make, e))
            return -1;
    }
    return 0;
}

static bool is_family(const struct model *m, uint64_t columns)
{
    for (size_t i = 0; i < m->nfamily; i++)
        if (m->family[i].columns == columns)
            return true;
    return false;
}

/* What two groupings share is a sum of both, though nobody asked for it. */
static int add_shared(struct model *m, struct prak_err *e)
{
    for (size_t i = 1; i < m->nfamily; i++)
        for (size_t j = 0; j < i; j++) {
            uint64_t both = m->family[i].columns & m->family[j].columns;
            if (is_family(m, both))
                continue;
            if (m->nfamily == MOST_FAMILIES)
                return prak_fail(e, PRAK_EDATA, "too many groupings to be sure that no figure can be worked out");
            size_t fine = 0, own = m->nfamily++;
            while ((m->family[fine].columns & both) != both)
                fine++;
            m->family[own] = (struct family){ .columns = both, .first = m->nentry, .unseen = true };
            if (add_up(m, own, fine, true, e))
                return -1;
            m->family[own].n = m->nentry - m->family[own].first;
        }
    return 0;
}

/* Is `fine` a next finer family of `coarse`? Of two with the same columns the later one is. */
static bool next_finer(const struct model *m, size_t coarse, size_t fine)
{
    uint64_t a = m->family[coarse].columns, b = m->family[fine].columns;
    if (a == b)
        return coarse < fine;
    if ((a & b) != a)
        return false;
    for (size_t i = 0; i < m->nfamily; i++) {
        uint64_t c = m->family[i].columns;
        if (c != a && c != b && (a & c) == a && (c & b) == c)
            return false;
    }
    return true;
}

/* A list of sums for each statistic and use, apart from those of groupings. */
static int add_use(struct model *m, const struct item *it, uint32_t use, uint32_t sum, struct prak_err *e)
{
    m->list = UINT32_MAX - (it->stat * 4 + use);
    return add_pair(m, sum, it->number, e);
}

static int find_item(struct model *m, uint32_t entry, uint32_t stat, struct prak_str text, uint32_t *id,
                     struct prak_err *e)
{
    uint32_t head[2] = { entry, stat };
    m->key.n = 0;
    prak_buf_add(&m->key, head, sizeof head);
    prak_buf_add(&m->key, text.p, text.n);
    if (prak_buf_check(&m->key, e))
        return -1;
    *id = prak_map_find(m->items, (struct prak_str){ m->key.p, m->key.n });
    return 0;
}

/* What a level is a part of: its group, or the margins of a cross table, and these of the group. */
static int add_level_sums(struct model *m, size_t i, struct prak_err *e)
{
    struct item it = m->item[i];
    unsigned kinds = m->p->stat[it.stat].est->kinds;
    uint32_t all = m->base[it.entry * m->nclass + m->class[it.stat]], left, top;
    struct prak_str row, column;
    if (kinds & PRAK_EST_SEVERAL)
        return 0;
    if (!(kinds & PRAK_EST_CROSS))
        return add_use(m, &it, 0, all, e);
    prak_cross_split(it.text, &row, &column);
    if (row.n == 0 || column.n == 0)
        return add_use(m, &it, row.n == 0, all, e);
    if (find_item(m, it.entry, it.stat, (struct prak_str){ row.p, row.n + 1 }, &left, e) ||
        find_item(m, it.entry, it.stat, (struct prak_str){ column.p - 1, column.n + 1 }, &top, e))
        return -1;
    if (left != PRAK_NONE && add_use(m, &it, 2, m->item[left].number, e))
        return -1;
    return top == PRAK_NONE ? 0 : add_use(m, &it, 3, m->item[top].number, e);
}

/* The place of a statistic's argument among the group columns, or SIZE_MAX. */
static size_t group_column(const struct model *m, const struct prak_arg *a)
{
    unsigned bound;
    if (!prak_expr_is_column(a->x, &bound))
        return SIZE_MAX;
    for (size_t g = 0; g < m->p->ngrouping; g++)
        for (size_t i = 0; i < m->p->grouping[g].n; i++)
            if (m->p->grouping[g].bound[i] == bound)
                return m->p->grouping[g].column[i];
    return SIZE_MAX;
}

/* Of a cross table over the same rows, the margin that a level of freq is, or PRAK_NONE. */
static int find_margin(struct model *m, const struct item *it, uint32_t cross, uint32_t *id, struct prak_err *e)
{
    const struct prak_stat_plan *p = m->p;
    struct prak_buf text = { 0 };
    *id = PRAK_NONE;
    if (!(p->stat[cross].est->kinds & PRAK_EST_CROSS) || m->class[cross] != m->class[it->stat])
        return 0;
    for (unsigned side = 0; side < 2 && *id == PRAK_NONE; side++) {
        if (!prak_str_eq(p->stat[cross].arg[side].text, p->stat[it->stat].arg[0].text))
            continue;
        text.n = 0;
        if (side == 1)
            prak_buf_byte(&text, ',');
        prak_cross_put(&text, it->text);
        if (side == 0)
            prak_buf_byte(&text, ',');
        if (prak_buf_check(&text, e) ||
            find_item(m, it->entry, cross, (struct prak_str){ text.p, text.n }, id, e)) {
            prak_buf_free(&text);
            return -1;
        }
    }
    prak_buf_free(&text);
    return 0;
}

/* A level of freq(x) is the group of a grouping by x too, and a margin of a cross table of x. */
static int add_same(struct model *m, size_t i, struct prak_err *e)
{
    struct item it = m->item[i];
    const struct prak_statistic *s = &m->p->stat[it.stat];
    if (strcmp(s->est->name, "freq") != 0)
        return 0;
    for (uint32_t j = 0; j < m->p->nstat; j++) {
        uint32_t margin;
        m->list = UINT32_MAX / 2 + j;
        if (find_margin(m, &it, j, &margin, e) ||
            (margin != PRAK_NONE && add_pair(m, it.number, m->item[margin].number, e)))
            return -1;
    }
    const struct entry *en = &m->entry[it.entry];
    size_t column = group_column(m, &s->arg[0]);
    if (column == SIZE_MAX || m->family[en->family].columns >> column & 1)
        return 0;
    struct prak_str *cell = prak_arena_array(m->arena, m->p->ngroup_name + 1, sizeof *cell, e);
    if (!cell)
        return -1;
    memcpy(cell, en->cell, m->p->ngroup_name * sizeof *cell);
    cell[column] = it.text;
    m->list = UINT32_MAX / 2 - 1;
    for (size_t f = 0; f < m->nfamily; f++) {
        if (m->family[f].columns != (m->family[en->family].columns | UINT64_C(1) << column))
            continue;
        if (entry_key(m, f, cell, e))
            return -1;
        uint32_t other = prak_map_find(m->entries, (struct prak_str){ m->key.p, m->key.n });
        return other == PRAK_NONE ? 0 : add_pair(m, it.number, m->base[other * m->nclass + m->class[it.stat]], e);
    }
    return 0;
}

static int add_sums(struct model *m, struct prak_err *e)
{
    for (size_t i = 0; i < m->nfamily; i++)
        for (size_t j = 0; j < m->nfamily; j++)
            if (i != j && next_finer(m, i, j)) {
                m->list++;
                if (add_up(m, i, j, false, e))
                    return -1;
            }
    for (size_t i = 0; i < m->nitem; i++)
        if (add_level_sums(m, i, e) || add_same(m, i, e))
            return -1;
    return 0;
}

/* ---- to suppress.h and back ---- */

static int by_list(const void *x, const void *y)
{
    const struct pair *a = x, *b = y;
    if (a->list != b->list)
        return a->list < b->list ? -1 : 1;
    if (a->sum != b->sum)
        return a->sum < b->sum ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

struct lists {
    double *x;
    uint32_t *next, *member;
    size_t *start, relations;
};

static int make_lists(struct model *m, struct lists *l, struct prak_err *e)
{
    size_t used = 0;
    l->x = prak_arena_array(m->arena, m->n * m->measures + 1, sizeof *l->x, e);
    l->next = prak_arena_array(m->arena, m->n + 1, sizeof *l->next, e);
    l->start = prak_arena_array(m->arena, m->npair + 2, sizeof *l->start, e);
    l->member = prak_arena_array(m->arena, 2 * m->npair + 2, sizeof *l->member, e);
    if (!l->x || !l->next || !l->start || !l->member)
        return -1;
    for (uint32_t i = 0; i < m->n; i++) {
        l->next[i] = i;
        for (size_t k = 0; k < m->measures; k++)
            l->x[k * m->n + i] = m->x[i * m->measures + k];
    }
    if (m->npair)
        qsort(m->pair, m->npair, sizeof *m->pair, by_list);
    for (size_t i = 0; i < m->npair; i++) {
        if (i == 0 || m->pair[i].list != m->pair[i - 1].list || m->pair[i].sum != m->pair[i - 1].sum) {
            l->start[l->relations++] = used;
            l->member[used++] = m->pair[i].sum;
        }
        l->member[used++] = m->pair[i].part;
    }
    l->start[l->relations] = used;
    return 0;
}

/* Joins the rings of two numbers that are not yet in one. */
static void tie(uint32_t *next, uint32_t a, uint32_t b)
{
    for (uint32_t i = next[a]; i != a; i = next[i])
        if (i == b)
            return;
    uint32_t t = next[a];
    next[a] = next[b];
    next[b] = t;
}

/* Statistics over nearly the same rows of a group: one gives the other away. */
static void tie_classes(const struct model *m, uint32_t *next)
{
    for (size_t i = 0; i < m->p->nstat; i++)
        for (size_t j = 0; j < i; j++) {
            if (m->class[i] == m->class[j] || !same_domain(m, i, j))
                continue;
            for (size_t g = 0; g < m->nentry; g++) {
                uint32_t a = m->base[g * m->nclass + m->class[i]], b = m->base[g * m->nclass + m->class[j]];
                double x = m->x[a * m->measures], y = m->x[b * m->measures];
                if (a != b && x > 0 && y > 0 && x - y < (double)m->p->min_n && y - x < (double)m->p->min_n)
                    tie(next, a, b);
            }
        }
}

static void take_back(const struct model *m, struct prak_protection *out)
{
    for (size_t g = 0; g < m->nentry; g++)
        for (size_t i = 0; m->entry[g].group != PRAK_NONE && i < m->p->nstat; i++)
            out->cell[m->entry[g].group * m->p->nstat + i] =
                m->state[m->base[g * m->nclass + m->class[i]]] == PRAK_LEFT_OUT;
    for (size_t i = 0; i < m->nitem; i++)
        if (m->item[i].level != PRAK_NONE)
            out->level[m->item[i].level] = m->state[m->item[i].number] == PRAK_LEFT_OUT;
}

static int solve(struct model *m, const uint32_t *order, struct prak_protection *out, struct prak_err *e)
{
    struct lists l = { 0 };
    if (m->p->ngroup_name > MOST_COLUMNS || m->p->ngrouping > MOST_FAMILIES / 2)
        return prak_fail(e, PRAK_EDATA, "too many groupings to be sure that no figure can be worked out");
    if (find_classes(m, e) || add_given(m, order, e) || add_shared(m, e) || add_sums(m, e) || make_lists(m, &l, e))
        return -1;
    tie_classes(m, l.next);
    for (size_t r = 0; r < l.relations; r++)
        if (l.start[r + 1] - l.start[r] == 2)
            tie(l.next, l.member[l.start[r]], l.member[l.start[r] + 1]);
    double percent = m->p->p_percent > PRAK_PROTECT_PERCENT ? m->p->p_percent : PRAK_PROTECT_PERCENT;
    struct prak_suppress s = { m->n, m->measures, l.x, m->state, l.next, l.relations, l.start, l.member,
                               (double)m->p->min_n, percent, 0, 0 };
    if (prak_suppress(&s, e))
        return -1;
    out->whole = s.whole;
    take_back(m, out);
    return 0;
}

static void free_model(struct model *m)
{
    prak_arena_free(m->arena);
    prak_map_free(m->entries);
    prak_map_free(m->items);
    prak_buf_free(&m->key);
    free(m->entry);
    free(m->item);
    free(m->x);
    free(m->state);
    free(m->base);
    free(m->pair);
}

int prak_protect(const struct prak_book *b, const uint32_t *order, struct prak_protection *out, struct prak_err *e)
{
    struct model m = { .b = b, .p = b->p };
    out->cell = calloc(prak_map_count(b->t->group) * b->p->nstat + 1, 1);
    out->level = calloc(prak_map_count(b->t->level) + 1, 1);
    if (!out->cell || !out->level)
        return prak_fail_memory(e);
    if (b->p->min_n == 0)
        return 0;
    m.arena = prak_arena_new(0);
    m.entries = prak_map_new(0);
    m.items = prak_map_new(0);
    int rc = m.arena && m.entries && m.items ? find_amounts(&m, e) : prak_fail_memory(e);
    if (!rc && any_ruled_out(&m))
        rc = solve(&m, order, out, e);
    free_model(&m);
    return rc;
}

void prak_protection_free(struct prak_protection *p)
{
    free(p->cell);
    free(p->level);
    *p = (struct prak_protection){ NULL, NULL, 0 };
}
