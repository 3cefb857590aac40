/*
 * describe.c - one readable row a column: type, rows, missing, distinct, least, greatest, mean.
 */
#include <stdlib.h>

#include "base/date.h"
#include "stat/plan.h"

#define MOST_DISTINCT 100000 /* beyond it distinct is left empty */

struct prak_describe_plan {
    size_t n;
    struct prak_str *name;
    unsigned *bound;
};

struct tally { /* of one column */
    uint64_t n, missing, number, date, truth;
    struct prak_map *distinct;
    uint64_t *count;   /* [distinct], with --show-values */
    size_t cap;
    bool many;
    struct prak_dec least, most;
    int32_t first, last;
    struct prak_exact total;
};

struct prak_describe {
    size_t n;
    struct tally *column;
};

static const struct {
    const char *name;
    enum prak_type type;
} columns[] = { { "column", PRAK_TEXT },    { "type", PRAK_TEXT },   { "n", PRAK_NUMBER },
                { "n_missing", PRAK_NUMBER }, { "distinct", PRAK_NUMBER }, { "min", PRAK_TEXT },
                { "max", PRAK_TEXT },       { "mean", PRAK_NUMBER }, { "note", PRAK_TEXT },
                { "most_frequent", PRAK_TEXT } };

size_t prak_describe_columns(const struct prak_stat_plan *p)
{
    return sizeof columns / sizeof *columns - (p->show_values ? 0 : 1);
}

struct prak_str prak_describe_column(const struct prak_stat_plan *p, size_t i, enum prak_type *type)
{
    (void)p;
    *type = columns[i].type;
    return prak_str(columns[i].name);
}

int prak_describe_plan(struct prak_stat_plan *p, const struct prak_schema *input, const struct prak_binder *binder,
                       struct prak_err *e)
{
    struct prak_describe_plan *d = prak_arena_array(p->arena, 1, sizeof *d, e);
    p->describe = d;
    if (!d)
        return -1;
    d->n = input->n;
    d->name = prak_arena_array(p->arena, d->n + 1, sizeof *d->name, e);
    d->bound = d->name ? prak_arena_array(p->arena, d->n + 1, sizeof *d->bound, e) : NULL;
    if (!d->bound)
        return -1;
    for (size_t i = 0; i < d->n; i++) {
        d->name[i] = input->name[i];
        if (binder->bind(binder->data, d->name[i], &d->bound[i], e))
            return -1;
    }
    return 0;
}

void prak_describe_free(struct prak_describe *d)
{
    if (!d)
        return;
    for (size_t i = 0; d->column && i < d->n; i++) {
        prak_map_free(d->column[i].distinct);
        free(d->column[i].count);
        prak_exact_free(&d->column[i].total);
    }
    free(d->column);
    free(d);
}

int prak_describe_new(const struct prak_stat_plan *p, struct prak_describe **out, struct prak_err *e)
{
    struct prak_describe *d = calloc(1, sizeof *d);
    if (!d)
        return prak_fail_memory(e);
    *out = d;
    d->n = p->describe->n;
    d->column = calloc(d->n + 1, sizeof *d->column);
    if (!d->column)
        return prak_fail_memory(e);
    for (size_t i = 0; i < d->n; i++) {
        d->column[i].distinct = prak_map_new(0);
        if (!d->column[i].distinct)
            return prak_fail_memory(e);
    }
    return 0;
}

static int note_value(const struct prak_stat_plan *p, struct tally *c, struct prak_str v, uint64_t times,
                      struct prak_err *e)
{
    uint32_t id;
    int added;
    if (c->many)
        return 0;
    if (prak_map_count(c->distinct) == MOST_DISTINCT && prak_map_find(c->distinct, v) == UINT32_MAX) {
        c->many = true;
        return 0;
    }
    if (prak_map_put(c->distinct, v, &id, &added, e))
        return -1;
    if (!p->show_values)
        return 0;
    if (id >= c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 32;
        uint64_t *t = realloc(c->count, cap * sizeof *t);
        if (!t)
            return prak_fail_memory(e);
        c->count = t;
        c->cap = cap;
    }
    c->count[id] = (added ? 0 : c->count[id]) + times;
    return 0;
}

static void note_range(struct tally *c, struct prak_dec v)
{
    if (c->number == 0 || prak_dec_cmp(v, c->least) < 0)
        c->least = v;
    if (c->number == 0 || prak_dec_cmp(v, c->most) > 0)
        c->most = v;
}

static int note_cell(const struct prak_stat_plan *p, struct tally *c, struct prak_str v, struct prak_err *e)
{
    struct prak_dec d;
    int32_t day;
    if (v.n == 0) {
        c->missing++;
        return 0;
    }
    c->n++;
    if (prak_dec_parse(v.p, v.n, false, &d) == PRAK_NUM_OK) {
        note_range(c, d);
        c->number++;
        if (prak_exact_add(&c->total, d, e))
            return -1;
    } else if (v.n == 10 && prak_date_parse(v.p, v.n, &day) == 0) {
        if (c->date == 0 || day < c->first)
            c->first = day;
        if (c->date == 0 || day > c->last)
            c->last = day;
        c->date++;
    } else if (prak_str_is(v, "true") || prak_str_is(v, "false")) {
        c->truth++;
    }
    return note_value(p, c, v, 1, e);
}

int prak_describe_row(const struct prak_stat_plan *p, struct prak_describe *d, const struct prak_batch *b, size_t row,
                      struct prak_err *e)
{
    for (size_t i = 0; i < d->n; i++)
        if (note_cell(p, &d->column[i], prak_cell_str(&b->cell[p->describe->bound[i]][row]), e))
            return -1;
    return 0;
}

static int merge_tally(const struct prak_stat_plan *p, struct tally *a, const struct tally *b, struct prak_err *e)
{
    if (b->number) {
        note_range(a, b->least);
        a->number++;
        note_range(a, b->most);
        a->number += b->number - 1;
    }
    if (b->date) {
        if (a->date == 0 || b->first < a->first)
            a->first = b->first;
        if (a->date == 0 || b->last > a->last)
            a->last = b->last;
        a->date += b->date;
    }
    a->n += b->n;
    a->missing += b->missing;
    a->truth += b->truth;
    a->many = a->many || b->many;
    for (uint32_t i = 0; i < prak_map_count(b->distinct); i++)
        if (note_value(p, a, prak_map_key(b->distinct, i), b->count ? b->count[i] : 1, e))
            return -1;
    return prak_exact_merge(&a->total, &b->total, e);
}

int prak_describe_merge(const struct prak_stat_plan *p, struct prak_describe *into, const struct prak_describe *from,
                        struct prak_err *e)
{
    for (size_t i = 0; i < into->n; i++)
        if (merge_tally(p, &into->column[i], &from->column[i], e))
            return -1;
    return 0;
}

static const char *type_of(const struct tally *c)
{
    if (c->n == 0)
        return "empty";
    return c->number == c->n ? "number" : c->date == c->n ? "date" : c->truth == c->n ? "boolean" : "text";
}

/* The most frequent value; the first by bytes among equals. */
static struct prak_str most_frequent(const struct tally *c)
{
    struct prak_str best = { "", 0 };
    uint64_t most = 0;
    for (uint32_t i = 0; c->count && i < prak_map_count(c->distinct); i++) {
        struct prak_str v = prak_map_key(c->distinct, i);
        if (c->count[i] > most || (c->count[i] == most && prak_str_cmp(v, best) < 0)) {
            most = c->count[i];
            best = v;
        }
    }
    return best;
}

struct line {
    const struct prak_stat_sink *out;
    char text[8][PRAK_DEC_TEXT];
    unsigned used;
};

static void put_count(struct line *l, unsigned col, uint64_t v)
{
    char *t = l->text[l->used++];
    l->out->cell(l->out->data, col, t, prak_dec_format((struct prak_dec){ (prak_i128)v, 0 }, t));
}

static void put_range(struct line *l, const struct tally *c, const char *type)
{
    char *low = l->text[l->used++], *high = l->text[l->used++], *mean = l->text[l->used++];
    if (strcmp(type, "date") == 0) {
        prak_date_format(c->first, low);
        prak_date_format(c->last, high);
        l->out->cell(l->out->data, 5, low, strlen(low));
        l->out->cell(l->out->data, 6, high, strlen(high));
    } else if (strcmp(type, "number") == 0) {
        struct prak_exact n = { .scale = 0 };
        struct prak_err ignored;
        l->out->cell(l->out->data, 5, low, prak_dec_format(prak_dec_trim(c->least), low));
        l->out->cell(l->out->data, 6, high, prak_dec_format(prak_dec_trim(c->most), high));
        if (prak_exact_add(&n, prak_dec_int((int64_t)c->n), &ignored) == 0)
            l->out->cell(l->out->data, 7, mean, prak_double_format(prak_exact_ratio(&c->total, &n), mean));
        prak_exact_free(&n);
    }
}

int prak_describe_end(const struct prak_stat_plan *p, struct prak_describe *d, const struct prak_stat_sink *out,
                      struct prak_err *e)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct tally *c = &d->column[i];
        struct line l = { .out = out };
        const char *type = type_of(c), *note = "";
        out->cell(out->data, 0, p->describe->name[i].p, p->describe->name[i].n);
        out->cell(out->data, 1, type, strlen(type));
        put_count(&l, 2, c->n);
        put_count(&l, 3, c->missing);
        if (!c->many)
            put_count(&l, 4, prak_map_count(c->distinct));
        put_range(&l, c, type);
        if (c->many)
            note = "over 100000 different values";
        else if (c->number && c->number < c->n)
            note = "some are numbers";
        out->cell(out->data, 8, note, strlen(note));
        struct prak_str best = p->show_values ? most_frequent(c) : (struct prak_str){ "", 0 };
        if (best.n && strcmp(type, "text") == 0 && !c->many)
            out->cell(out->data, 9, best.p, best.n);
        if (out->emit(out->data, e))
            return -1;
    }
    return 0;
}
