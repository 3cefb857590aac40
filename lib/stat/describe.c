/*
 * describe.c - one readable row a column: type, rows, missing, distinct, least, greatest, mean.
 */
#include <stdlib.h>

#include "base/date.h"
#include "stat/distinct.h"
#include "stat/lanes.h"
#include "stat/plan.h"

#define MOST_MARKS  ((size_t)1 << 20) /* numbers below it are marked by a bit each when they have come */
#define ALL_MARKS   ((size_t)1 << 23) /* bits of all columns */
#define MOST_VALUES 100000 /* with --show-values: of a column, beyond it none is the most frequent */
#define SCALES      19

struct prak_describe_plan {
    size_t n, budget;
    struct prak_str *name;
    unsigned *bound;
};

enum kind { TEXT, DATE, TRUTH, NUMBER }; /* NUMBER: as plain numbers are not written */

struct tally { /* of one column */
    uint64_t n, missing, count[NUMBER + 1];
    uint32_t scales;               /* bit s: there are plain numbers of scale s */
    prak_i128 sum[SCALES];         /* of those */
    int64_t low[SCALES], high[SCALES];
    bool ranged;                   /* the other numbers: */
    struct prak_dec least, most;
    struct prak_exact total;
    int32_t first, last;
    struct prak_map *value;        /* with --show-values */
    uint64_t *times;               /* [value] */
    size_t cap;
    bool many;
    bool texts;                    /* the last rows were */
    int guess;                     /* digits after the point of most rows, for the quick way */
    int marked;                    /* what they were when the first mark was set */
    uint64_t *mark;                /* [nmark / 64 + 1] the last is always 0 */
    size_t nmark;
};

struct prak_describe {
    size_t n;
    struct tally *column;
    struct prak_distinct *distinct;
    const struct prak_lanes *lanes;
    size_t nmark;                  /* bits of all columns */
    int64_t m[PRAK_FOLD_ROWS];     /* of some rows of a column */
    uint64_t key[PRAK_FOLD_ROWS];
    int8_t scale[PRAK_FOLD_ROWS];
    uint16_t other[PRAK_FOLD_ROWS];
    struct prak_seen_key text[PRAK_FOLD_ROWS];
    uint8_t tag[PRAK_FOLD_ROWS];
    struct prak_slice left[PRAK_FOLD_ROWS];
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
                       size_t budget, struct prak_err *e)
{
    struct prak_describe_plan *d = prak_arena_array(p->arena, 1, sizeof *d, e);
    p->describe = d;
    if (!d)
        return -1;
    d->budget = budget;
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
        prak_map_free(d->column[i].value);
        free(d->column[i].times);
        free(d->column[i].mark);
        prak_exact_free(&d->column[i].total);
    }
    prak_distinct_free(d->distinct);
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
    d->lanes = prak_lanes_best();
    d->column = calloc(d->n + 1, sizeof *d->column);
    d->distinct = prak_distinct_new(d->n, p->describe->budget);
    if (!d->column || !d->distinct)
        return prak_fail_memory(e);
    for (size_t i = 0; p->show_values && i < d->n; i++) {
        d->column[i].value = prak_map_new(0);
        if (!d->column[i].value)
            return prak_fail_memory(e);
    }
    return 0;
}

static int note_value(struct tally *c, struct prak_str v, uint64_t times, struct prak_err *e)
{
    uint32_t id;
    int added;
    if (c->many)
        return 0;
    if (prak_map_count(c->value) == MOST_VALUES && prak_map_find(c->value, v) == UINT32_MAX) {
        c->many = true;
        return 0;
    }
    if (prak_map_put(c->value, v, &id, &added, e))
        return -1;
    if (id >= c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 32;
        uint64_t *t = realloc(c->times, cap * sizeof *t);
        if (!t)
            return prak_fail_memory(e);
        c->times = t;
        c->cap = cap;
    }
    c->times[id] = (added ? 0 : c->times[id]) + times;
    return 0;
}

static void note_range(struct tally *c, struct prak_dec v)
{
    if (!c->ranged || prak_dec_cmp(v, c->least) < 0)
        c->least = v;
    if (!c->ranged || prak_dec_cmp(v, c->most) > 0)
        c->most = v;
    c->ranged = true;
}

static void note_day(struct tally *c, int32_t day)
{
    if (c->count[DATE] == 0 || day < c->first)
        c->first = day;
    if (c->count[DATE] == 0 || day > c->last)
        c->last = day;
}

/* What is not a plain number, and not known as something else. */
static int note_text(struct prak_describe *d, size_t column, struct prak_str v, struct prak_seen_key key,
                     struct prak_err *e)
{
    struct tally *c = &d->column[column];
    struct prak_dec number = { 0, 0 };
    int32_t day;
    int kind = prak_distinct_known(d->distinct, column, key);
    bool added = kind < 0;
    if (added || kind == NUMBER)
        kind = prak_dec_parse(v.p, v.n, false, &number) == PRAK_NUM_OK ? NUMBER : TEXT;
    if (kind == NUMBER) {
        note_range(c, number);
        if (prak_exact_add(&c->total, number, e))
            return -1;
    } else if (added && v.n == 10 && prak_date_parse(v.p, v.n, &day) == 0) {
        note_day(c, day);
        kind = DATE;
    } else if (added && (prak_str_is(v, "true") || prak_str_is(v, "false"))) {
        kind = TRUTH;
    }
    c->count[kind]++;
    return added ? prak_distinct_text(d->distinct, column, key, (uint8_t)kind, e) : 0;
}

/* Plain numbers of one scale, their sum, least and greatest. */
static void note_sum(struct tally *c, int scale, prak_i128 sum, int64_t low, int64_t high)
{
    const bool first = !(c->scales >> scale & 1);
    c->scales |= (uint32_t)1 << scale;
    c->sum[scale] += sum;
    if (first || low < c->low[scale])
        c->low[scale] = low;
    if (first || high > c->high[scale])
        c->high[scale] = high;
}

/* The same one by one: sums of the halves cannot leave 64 bits. */
static void note_scale(struct tally *c, int scale, const int64_t *m, size_t n)
{
    int64_t low = m[0], high = m[0], upper = 0, lower = 0;
    for (size_t i = 0; i < n; i++) {
        low = m[i] < low ? m[i] : low;
        high = m[i] > high ? m[i] : high;
        upper += m[i] >> 32;
        lower += (int64_t)((uint64_t)m[i] & UINT32_MAX);
    }
    note_sum(c, scale, (prak_i128)upper * ((prak_i128)1 << 32) + lower, low, high);
}

static void note_plain(struct tally *c, const int64_t *m, const int8_t *scale, size_t n)
{
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && scale[to] == scale[from]; to++)
            ;
        note_scale(c, scale[from], m + from, to - from);
    }
}

/* Plain numbers of some rows are moved to the front; the rest is listed. */
static size_t part_rows(struct prak_describe *d, const struct prak_slice *cell, size_t n, size_t *others)
{
    size_t k = 0, other = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t m = d->m[i];
        bool plain = d->scale[i] >= 0 && m < PRAK_DISTINCT_MOST && m > -PRAK_DISTINCT_MOST && (m || *cell[i].p != '-');
        d->m[k] = m;
        d->scale[k] = d->scale[i];
        d->key[k] = prak_distinct_number(m, d->scale[i]);
        d->other[other] = (uint16_t)i;
        k += plain;
        other += !plain;
    }
    *others = other;
    return k;
}

static int note_numbers(struct prak_describe *d, size_t column, const struct prak_slice *cell, size_t n,
                        size_t *others, struct prak_err *e)
{
    struct tally *c = &d->column[column];
    prak_cells_read(cell, n, d->m, d->scale);
    size_t plain = part_rows(d, cell, n, others);
    note_plain(c, d->m, d->scale, plain);
    c->n += plain;
    if (plain > n / 2)
        c->guess = d->scale[plain - 1];
    return prak_distinct_numbers(d->distinct, column, d->key, plain, e);
}

/* The rows that are listed; those with a text that has come before need no more than a look at what it was. */
static int note_others(struct prak_describe *d, size_t column, const struct prak_slice *cell, size_t n,
                       struct prak_err *e)
{
    struct tally *c = &d->column[column];
    for (size_t k = 0; k < n; k++)
        d->text[k] = prak_seen_key(prak_cell_str(&cell[d->other[k]]));
    for (size_t k = 0; k < n; k++) {
        const struct prak_slice *s = &cell[d->other[k]];
        if (s->n == 0) {
            c->missing++;
            continue;
        }
        c->n++;
        int kind = prak_distinct_known(d->distinct, column, d->text[k]);
        if (kind >= 0 && kind != NUMBER)
            c->count[kind]++;
        else if (note_text(d, column, prak_cell_str(s), d->text[k], e))
            return -1;
    }
    return 0;
}

/* Room for a mark of each number up to `most`; without it numbers are looked up each time. */
static int more_marks(struct prak_describe *d, struct tally *c, uint64_t most, struct prak_err *e)
{
    size_t n = c->nmark ? c->nmark : 64;
    while (n <= most && n < MOST_MARKS)
        n *= 2;
    if (most >= n || d->nmark + (n - c->nmark) > ALL_MARKS)
        return 0;
    uint64_t *p = realloc(c->mark, (n / 64 + 1) * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    memset(p + c->nmark / 64, 0, (n / 64 + 1 - c->nmark / 64) * sizeof *p);
    d->nmark += n - c->nmark;
    c->mark = p;
    c->nmark = n;
    return 0;
}

/* Keys of the numbers in d->m that have not come before, or may not have; returns how many. */
static size_t new_keys(struct prak_describe *d, struct tally *c, size_t n)
{
    const uint64_t key = prak_distinct_number(0, c->guess), most = c->nmark;
    size_t k = 0;
    if (most == 0 || c->marked != c->guess) {
        for (size_t i = 0; i < n; i++)
            d->key[i] = key | (uint64_t)d->m[i];
        return n;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t v = (uint64_t)d->m[i];
        d->key[k] = key | v;
        k += !(c->mark[(v < most ? v : most) / 64] >> (v & 63) & 1);
    }
    for (size_t i = 0; i < k; i++) {
        const uint64_t v = d->key[i] ^ key;
        if (v < most)
            c->mark[v / 64] |= (uint64_t)1 << (v & 63);
    }
    return k;
}

/* Numbers that are written like those before, quickly; the other cells are kept for a closer look: how many, or -1. */
static ptrdiff_t take_alike(struct prak_describe *d, size_t column, const struct prak_slice *cell, size_t n,
                            struct prak_slice *left, struct prak_err *e)
{
    struct tally *c = &d->column[column];
    struct prak_span span;
    const size_t others = d->lanes->numbers(cell, n, c->guess, d->m, d->other, &span);
    size_t to = 0, from = 0;
    uint64_t sum = 0; /* of less than 10^16 each */
    for (size_t k = 0; k < others; k++) {
        const size_t at = d->other[k];
        memmove(d->m + to, d->m + from, (at - from) * sizeof *d->m);
        to += at - from;
        from = at + 1;
        left[k] = cell[at];
    }
    memmove(d->m + to, d->m + from, (n - from) * sizeof *d->m);
    n -= others;
    if (n == 0)
        return (ptrdiff_t)others;
    for (size_t i = 0; i < n; i++)
        sum += (uint64_t)d->m[i];
    note_sum(c, c->guess, sum, (int64_t)span.least, (int64_t)span.most);
    c->n += n;
    if (c->nmark == 0)
        c->marked = c->guess;
    if (span.most >= c->nmark && span.most < MOST_MARKS && c->marked == c->guess && more_marks(d, c, span.most, e))
        return -1;
    return prak_distinct_numbers(d->distinct, column, d->key, new_keys(d, c, n), e) ? -1 : (ptrdiff_t)others;
}

/* A column of which the rows before were all texts: those that are known. The others are kept for a closer look. */
static size_t take_known(struct prak_describe *d, size_t column, const struct prak_slice *cell, size_t n,
                         struct prak_slice *left)
{
    struct tally *c = &d->column[column];
    size_t k = 0, count[NUMBER + 1] = { 0 };
    prak_distinct_tags(d->distinct, d->lanes, column, cell, n, d->tag);
    for (size_t i = 0; i < n; i++) {
        const unsigned kind = d->tag[i];
        count[TEXT] += kind == TEXT;
        count[DATE] += kind == DATE;
        count[TRUTH] += kind == TRUTH;
        left[k] = cell[i];
        k += kind >= NUMBER;
    }
    for (unsigned kind = TEXT; kind < NUMBER; kind++)
        c->count[kind] += count[kind];
    c->n += n - k;
    return k;
}

static int note_column(struct prak_describe *d, size_t column, const struct prak_slice *cell, size_t n,
                       struct prak_err *e)
{
    struct tally *c = &d->column[column];
    size_t others, left = n;
    const struct prak_slice *look = cell;
    for (size_t i = 0; c->value && i < n; i++)
        if (cell[i].n && note_value(c, prak_cell_str(&cell[i]), 1, e))
            return -1;
    if (c->texts) {
        left = take_known(d, column, cell, n, d->left);
        look = d->left;
    } else if (d->lanes->numbers) {
        const ptrdiff_t kept = take_alike(d, column, cell, n, d->left, e);
        if (kept < 0)
            return -1;
        left = (size_t)kept;
        look = d->left;
    }
    if (left == 0)
        return 0;
    if (note_numbers(d, column, look, left, &others, e) || note_others(d, column, look, others, e))
        return -1;
    c->texts = others == left && c->count[TEXT] + c->count[DATE] + c->count[TRUTH] > c->n / 2;
    return 0;
}

int prak_describe_rows(const struct prak_stat_plan *p, struct prak_describe *d, const struct prak_batch *b, size_t first,
                       size_t n, struct prak_err *e)
{
    for (size_t end = first + n; first < end; first += PRAK_FOLD_ROWS)
        for (size_t i = 0; i < d->n; i++)
            if (note_column(d, i, b->cell[p->describe->bound[i]] + first,
                            end - first < PRAK_FOLD_ROWS ? end - first : PRAK_FOLD_ROWS, e))
                return -1;
    return 0;
}

static int merge_tally(struct tally *a, const struct tally *b, struct prak_err *e)
{
    for (unsigned s = 0; s < SCALES; s++) {
        bool first = !(a->scales >> s & 1);
        if (!(b->scales >> s & 1))
            continue;
        a->sum[s] += b->sum[s];
        if (first || b->low[s] < a->low[s])
            a->low[s] = b->low[s];
        if (first || b->high[s] > a->high[s])
            a->high[s] = b->high[s];
    }
    a->scales |= b->scales;
    if (b->ranged) {
        note_range(a, b->least);
        note_range(a, b->most);
    }
    if (b->count[DATE]) {
        note_day(a, b->first);
        a->count[DATE]++;
        note_day(a, b->last);
        a->count[DATE]--;
    }
    a->n += b->n;
    a->missing += b->missing;
    for (unsigned k = 0; k <= NUMBER; k++)
        a->count[k] += b->count[k];
    a->many = a->many || b->many;
    for (uint32_t i = 0; b->value && i < prak_map_count(b->value); i++)
        if (note_value(a, prak_map_key(b->value, i), b->times[i], e))
            return -1;
    return prak_exact_merge(&a->total, &b->total, e);
}

int prak_describe_merge(struct prak_describe *into, struct prak_describe *from, struct prak_err *e)
{
    for (size_t i = 0; i < into->n; i++)
        if (merge_tally(&into->column[i], &from->column[i], e))
            return -1;
    return prak_distinct_merge(into->distinct, from->distinct, e);
}

/* ---- the end ---- */

/* The plain numbers to the others. */
static int join_scales(struct tally *c, struct prak_err *e)
{
    c->count[NUMBER] = c->n;
    for (unsigned k = TEXT; k < NUMBER; k++)
        c->count[NUMBER] -= c->count[k];
    for (int32_t s = 0; s < SCALES; s++) {
        if (!(c->scales >> s & 1))
            continue;
        note_range(c, (struct prak_dec){ c->low[s], s });
        note_range(c, (struct prak_dec){ c->high[s], s });
        if (prak_exact_add(&c->total, (struct prak_dec){ c->sum[s], s }, e))
            return -1;
    }
    return 0;
}

static const char *type_of(const struct tally *c)
{
    if (c->n == 0)
        return "empty";
    return c->count[NUMBER] == c->n  ? "number"
           : c->count[DATE] == c->n  ? "date"
           : c->count[TRUTH] == c->n ? "boolean"
                                     : "text";
}

/* The most frequent value; the first by bytes among equals. */
static struct prak_str most_frequent(const struct tally *c)
{
    struct prak_str best = { "", 0 };
    uint64_t most = 0;
    for (uint32_t i = 0; c->value && i < prak_map_count(c->value); i++) {
        struct prak_str v = prak_map_key(c->value, i);
        if (c->times[i] > most || (c->times[i] == most && prak_str_cmp(v, best) < 0)) {
            most = c->times[i];
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
        struct tally *c = &d->column[i];
        struct line l = { .out = out };
        uint64_t distinct;
        if (join_scales(c, e) || prak_distinct_count(d->distinct, i, &distinct, e))
            return -1;
        const char *type = type_of(c), *note = c->count[NUMBER] && c->count[NUMBER] < c->n ? "some are numbers" : "";
        out->cell(out->data, 0, p->describe->name[i].p, p->describe->name[i].n);
        out->cell(out->data, 1, type, strlen(type));
        put_count(&l, 2, c->n);
        put_count(&l, 3, c->missing);
        put_count(&l, 4, distinct);
        put_range(&l, c, type);
        bool text = p->show_values && strcmp(type, "text") == 0;
        if (text && c->many)
            note = "over 100000 different values";
        out->cell(out->data, 8, note, strlen(note));
        struct prak_str best = text && !c->many ? most_frequent(c) : (struct prak_str){ "", 0 };
        if (best.n)
            out->cell(out->data, 9, best.p, best.n);
        if (out->emit(out->data, e))
            return -1;
    }
    return 0;
}
