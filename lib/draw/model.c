/* model.c - from the columns of tidy statistics to charts. */
#include "draw/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum column {
    GROUPING,
    STATISTIC,
    FUNCTION,
    LEVEL,
    LOW,
    HIGH,
    UNIT,
    ESTIMATE,
    CI_LOW,
    CI_HIGH,
    N,
    N_MISSING,
    DEFF,
    REFERENCE,
    METHOD,
    DESIGN,
    CONFIDENCE,
    FLAG,
    COLUMNS
};
static const char *const column_name[COLUMNS] = {
    "grouping", "statistic", "function",  "level", "low",       "high",   "unit",   "estimate",   "ci_low",
    "ci_high",  "n",         "n_missing", "deff",  "reference", "method", "design", "confidence", "flag"
};

static size_t find(const struct prak_draw_table *t, size_t from, const char *name)
{
    for (size_t i = from; i < t->ncol; i++)
        if (prak_str_is(t->name[i], name))
            return i;
    return t->ncol;
}

/* The columns of prak itself follow the group columns, so a group column of the same name is not taken. */
static bool columns_of(const struct prak_draw_table *t, size_t at[COLUMNS])
{
    size_t from = t->ncol;
    for (size_t i = 0; i + 1 < t->ncol; i++)
        if (prak_str_is(t->name[i], "statistic") && prak_str_is(t->name[i + 1], "function"))
            from = i;
    for (int k = 0; k < COLUMNS; k++) {
        at[k] = find(t, k == GROUPING ? 0 : from, column_name[k]);
        if (at[k] >= t->ncol)
            return false;
    }
    return at[GROUPING] == 0;
}

bool prak_draw_model_has_columns(const struct prak_draw_table *t)
{
    size_t at[COLUMNS];
    return columns_of(t, at);
}

struct source {
    const struct prak_draw_table *t;
    size_t table, at[COLUMNS];
};

static struct prak_str cell(const struct source *s, size_t row, enum column c)
{
    return s->t->cell[row * s->t->ncol + s->at[c]];
}

static int value(struct prak_draw_run *d, const struct source *s, size_t row, enum column c,
                 struct prak_draw_value *v)
{
    struct prak_str t = cell(s, row, c);
    *v = (struct prak_draw_value){ 0 };
    if (!t.n)
        return 0;
    enum prak_num_verdict bad = prak_dec_parse(t.p, t.n, false, &v->d);
    if (bad) {
        prak_fail(d->e, PRAK_EDATA, "%s", prak_num_reason(bad));
        prak_err_source(d->e, s->t->file ? s->t->file : "");
        prak_err_place(d->e, 0, row + 1, 0);
        prak_err_column(d->e, column_name[c], strlen(column_name[c]));
        prak_err_value(d->e, t.p, t.n);
        d->failed = true;
        return -1;
    }
    v->has = true;
    v->v = prak_dec_to_double(v->d);
    return 0;
}

/* One name of the CSV list that `grouping` is; advances *s. */
static struct prak_str list_next(struct prak_draw_run *d, struct prak_str *s)
{
    struct prak_str r = *s;
    if (s->p[0] == '"') {
        char *p = prak_draw_array(d, s->n, 1);
        size_t n = 0, i = 1;
        for (; p && i < s->n; i++) {
            if (s->p[i] == '"' && (i + 1 >= s->n || s->p[++i] != '"'))
                break;
            p[n++] = s->p[i];
        }
        while (i < s->n && s->p[i] != ',')
            i++;
        r = (struct prak_str){ p ? p : "", n };
        i += i < s->n;
        *s = (struct prak_str){ s->p + i, s->n - i };
        return r;
    }
    const char *comma = memchr(s->p, ',', s->n);
    r.n = comma ? (size_t)(comma - s->p) : s->n;
    size_t skip = r.n + (comma != NULL);
    *s = (struct prak_str){ s->p + skip, s->n - skip };
    return r;
}

static const char *group_of(struct prak_draw_run *d, const struct source *s, size_t row)
{
    struct prak_str list = cell(s, row, GROUPING);
    const char *r = NULL;
    while (list.n && !d->failed) {
        struct prak_str name = list_next(d, &list);
        struct prak_str v = { "", 0 };
        for (size_t i = 1; i < s->at[STATISTIC]; i++)
            if (prak_str_eq(s->t->name[i], name))
                v = s->t->cell[row * s->t->ncol + i];
        const char *text = v.n ? prak_draw_text_clean(d, v) : prak_draw_word(d, PRAK_W_MISSING_GROUP);
        r = r ? prak_draw_text(d, "%s \xC2\xB7 %s", r, text) : text;
    }
    return r ? r : prak_draw_word(d, PRAK_W_ALL);
}

static int row_of(struct prak_draw_run *d, const struct source *s, size_t row, struct prak_draw_row *r)
{
    if (value(d, s, row, LOW, &r->low) || value(d, s, row, HIGH, &r->high) ||
        value(d, s, row, ESTIMATE, &r->estimate) || value(d, s, row, CI_LOW, &r->ci_low) ||
        value(d, s, row, CI_HIGH, &r->ci_high) || value(d, s, row, N, &r->n) ||
        value(d, s, row, N_MISSING, &r->missing) || value(d, s, row, REFERENCE, &r->reference) ||
        value(d, s, row, DEFF, &r->deff))
        return -1;
    struct prak_str flag = cell(s, row, FLAG);
    r->suppress = prak_str_is(flag, "suppress");
    r->caution = prak_str_is(flag, "caution");
    if (flag.n && !r->suppress && !r->caution && !prak_str_is(flag, "ok")) {
        prak_fail(d->e, PRAK_EDATA, "not ok, caution or suppress");
        prak_err_source(d->e, s->t->file ? s->t->file : "");
        prak_err_place(d->e, 0, row + 1, 0);
        prak_err_column(d->e, column_name[FLAG], strlen(column_name[FLAG]));
        prak_err_value(d->e, flag.p, flag.n);
        d->failed = true;
        return -1;
    }
    if (r->suppress) {
        struct prak_draw_value none = { 0 };
        r->estimate = r->ci_low = r->ci_high = r->deff = none;
    }
    if (!r->ci_low.has || !r->ci_high.has)
        r->ci_low.has = r->ci_high.has = false;
    r->flag = prak_draw_text_clean(d, flag);
    r->unit = prak_draw_text_clean(d, cell(s, row, UNIT));
    r->group = group_of(d, s, row);
    r->total = !cell(s, row, GROUPING).n;
    r->level = prak_draw_text_clean(d, cell(s, row, LEVEL));
    r->label = r->group;
    if (*r->level)
        r->label =
            cell(s, row, GROUPING).n ? prak_draw_text(d, "%s \xC2\xB7 %s", r->group, r->level) : r->level;
    return 0;
}

/* Adds `text` to a ", " list when it is not in it yet. */
static const char *list_add(struct prak_draw_run *d, const char *list, const char *text)
{
    size_t n = strlen(text);
    for (const char *s = list; n && *s;) {
        size_t k = strcspn(s, ",");
        if (k == n && !strncmp(s, text, n))
            return list;
        s += k;
        s += strspn(s, ", ");
    }
    if (!n)
        return list;
    return *list ? prak_draw_text(d, "%s, %s", list, text) : text;
}

static const char *list_words(struct prak_draw_run *d, struct prak_str list)
{
    const char *r = "";
    while (list.n && !d->failed) {
        const char *name = prak_draw_text_clean(d, list_next(d, &list));
        r = *r ? prak_draw_text(d, "%s, %s", r, name) : name;
    }
    return r;
}

/* A name given by the user, as words: `paid_below` is "Paid below". An expression stays what it is. */
static const char *words_of(struct prak_draw_run *d, const char *name)
{
    char *s;
    for (const char *p = name; *p; p++)
        if (*p != '_' && (*p < '0' || *p > '9') && ((*p | 32) < 'a' || (*p | 32) > 'z'))
            return name;
    s = prak_draw_array(d, strlen(name) + 1, 1);
    for (size_t i = 0; s && name[i]; i++)
        s[i] = name[i] == '_' ? ' ' : name[i];
    if (s && *s >= 'a' && *s <= 'z')
        *s = (char)(*s - 'a' + 'A');
    return s ? s : name;
}

static void start(struct prak_draw_run *d, const struct source *s, size_t row, struct prak_chart *c)
{
    c->table = s->table;
    c->file = s->t->file ? s->t->file : "";
    c->name = prak_draw_text_clean(d, cell(s, row, STATISTIC));
    c->function = prak_draw_text_clean(d, cell(s, row, FUNCTION));
    c->grouping = list_words(d, cell(s, row, GROUPING));
    c->grouped = cell(s, row, GROUPING).n > 0;
    c->method = prak_draw_text_clean(d, cell(s, row, METHOD));
    c->design = prak_draw_text_clean(d, cell(s, row, DESIGN));
    c->confidence = "";
    c->fraction = prak_str_is(cell(s, row, UNIT), "fraction");
    c->kind = !strcmp(c->function, "hist") ? PRAK_HIST : !strcmp(c->function, "freq") ? PRAK_FREQ : PRAK_DOT;
    c->title = words_of(d, c->name);
}

/* Which chart a row belongs to; a new one is put at the end. Rows of one chart come together mostly. */
static size_t place(struct prak_draw_run *d, const struct source *s, size_t row, struct prak_chart *c,
                    size_t *n, size_t *first)
{
    for (size_t i = *n; i-- > 0;) {
        if (c[i].table == s->table && prak_str_eq(cell(s, row, STATISTIC), cell(s, first[i], STATISTIC)) &&
            prak_str_eq(cell(s, row, GROUPING), cell(s, first[i], GROUPING)))
            return i;
    }
    first[*n] = row;
    start(d, s, row, &c[*n]);
    return (*n)++;
}

static int digits_for(const struct prak_chart *c)
{
    double top = 0;
    bool whole = true;
    for (size_t i = 0; i < c->n; i++) {
        double v = fabs(c->row[i].estimate.v);
        if (!c->row[i].estimate.has)
            continue;
        top = v > top ? v : top;
        whole = whole && prak_dec_is_integer(c->row[i].estimate.d);
    }
    if (c->fraction)
        return 1;
    return top >= 100 || (whole && top >= 10) ? 0 : top >= 10 ? 1 : top >= 1 ? 2 : 3;
}

/* The rows of one cell stand together in tidy statistics. */
static void number_cells(struct prak_chart *c)
{
    for (size_t i = 0; i < c->n; i++)
        c->row[i].cell = i && !strcmp(c->row[i].group, c->row[i - 1].group) ? c->row[i - 1].cell : c->cells++;
}

static int build_table(struct prak_draw_run *d, struct source *s, struct prak_draw_model *m)
{
    size_t rows = s->t->nrow, n = 0;
    struct prak_chart *c = prak_draw_array(d, rows, sizeof *c);
    size_t *first = prak_draw_array(d, rows, sizeof *first);
    size_t *at = prak_draw_array(d, rows, sizeof *at);
    if (!c || !first || !at)
        return -1;
    for (size_t i = 0; i < rows; i++) {
        at[i] = place(d, s, i, c, &n, first);
        c[at[i]].n++;
    }
    for (size_t i = 0; i < n; i++) {
        c[i].row = prak_draw_array(d, c[i].n, sizeof *c[i].row);
        if (!c[i].row)
            return -1;
        c[i].n = 0;
    }
    for (size_t i = 0; i < rows; i++) {
        struct prak_chart *k = &c[at[i]];
        if (row_of(d, s, i, &k->row[k->n++]))
            return -1;
        k->confidence = list_add(d, k->confidence, prak_draw_text_clean(d, cell(s, i, CONFIDENCE)));
    }
    struct prak_chart *all = prak_draw_array(d, m->n + n, sizeof *all);
    if (!all)
        return -1;
    if (m->n)
        memcpy(all, m->chart, m->n * sizeof *all);
    for (size_t i = 0; i < n; i++) {
        bool other = false;
        for (size_t j = 0; j < n; j++) {
            if (strcmp(c[i].name, c[j].name) || c[i].grouped == c[j].grouped)
                continue;
            other = true;
            if (c[i].grouped) {
                c[i].all = c[j].row;
                c[i].n_all = c[j].n;
            }
        }
        number_cells(&c[i]);
        c[i].digits = digits_for(&c[i]);
        if (c[i].grouped)
            c[i].title = prak_draw_say(d, PRAK_W_BY, c[i].title, c[i].grouping, NULL);
        if (c[i].grouped || !other)
            all[m->n++] = c[i];
    }
    m->chart = all;
    return d->failed ? -1 : 0;
}

int prak_draw_model_build(struct prak_draw_run *d, const struct prak_draw_table *t, size_t n,
                          struct prak_draw_model *m)
{
    for (size_t i = 0; i < n; i++) {
        struct source s = { .t = &t[i], .table = i };
        if (columns_of(s.t, s.at) && s.t->nrow && build_table(d, &s, m))
            return -1;
    }
    return 0;
}

const char *prak_draw_row_number(struct prak_draw_run *d, const struct prak_chart *c,
                                 const struct prak_draw_value *v, int digits)
{
    if (!v->has)
        return "";
    return c->fraction ? prak_draw_percent(d, v->d, digits) : prak_draw_number(d, v->d, c->digits);
}

const char *prak_draw_row_n(struct prak_draw_run *d, const struct prak_chart *c,
                            const struct prak_draw_row *r)
{
    const char *min = prak_draw_text_key(d, c->method, "min_n");
    struct prak_dec m;
    if (!r->n.has)
        return "";
    if (r->suppress && *min && !prak_dec_parse(min, strlen(min), false, &m) && prak_dec_cmp(r->n.d, m) < 0)
        return prak_draw_text(d, "<%s", prak_draw_digits(d, min));
    return prak_draw_number(d, r->n.d, 0);
}

const char *prak_draw_row_interval(struct prak_draw_run *d, const struct prak_chart *c,
                                   const struct prak_draw_row *r, int digits)
{
    if (!r->ci_low.has)
        return "";
    return prak_draw_text(d, "%s\xE2\x80\x93%s", prak_draw_row_number(d, c, &r->ci_low, digits),
                          prak_draw_row_number(d, c, &r->ci_high, digits));
}

const char *prak_draw_row_bin(struct prak_draw_run *d, const struct prak_draw_row *r)
{
    return prak_draw_text(d, "%s\xE2\x80\x93%s", r->low.has ? prak_draw_number_plain(d, r->low.d) : "",
                          r->high.has ? prak_draw_number_plain(d, r->high.d) : "");
}

static int by_estimate(const void *a, const void *b)
{
    const struct prak_draw_row *x = *(const struct prak_draw_row *const *)a,
                               *y = *(const struct prak_draw_row *const *)b;
    if (x->estimate.has != y->estimate.has)
        return x->estimate.has ? -1 : 1;
    if (x->estimate.has && x->estimate.v < y->estimate.v)
        return 1;
    if (x->estimate.has && x->estimate.v > y->estimate.v)
        return -1;
    return x < y ? -1 : x > y; /* as given among equals */
}

size_t *prak_chart_order(struct prak_draw_run *d, const struct prak_chart *c)
{
    size_t *o = prak_draw_array(d, c->n, sizeof *o);
    const struct prak_draw_row **p = prak_draw_array(d, c->n, sizeof *p);
    if (!o || !p)
        return NULL;
    for (size_t i = 0; i < c->n; i++)
        p[i] = &c->row[i];
    if (c->kind == PRAK_DOT)
        qsort(p, c->n, sizeof *p, by_estimate);
    for (size_t i = 0; i < c->n; i++)
        o[i] = (size_t)(p[i] - c->row);
    return o;
}

const char *prak_chart_column(struct prak_draw_run *d, const struct prak_chart *c)
{
    if (strncmp(c->name, "hist(", 5))
        return c->name;
    size_t n = strcspn(c->name + 5, ",)");
    return prak_draw_text(d, "%.*s", (int)n, c->name + 5);
}

bool prak_draw_hist_below(const struct prak_draw_row *row, size_t n, struct prak_draw_value *sum)
{
    *sum = (struct prak_draw_value){ .has = true, .d = prak_dec_int(0) };
    for (size_t i = 0; i < n; i++) {
        if (!row[i].reference.has || !row[i].low.has || row[i].suppress)
            return false;
        if (row[i].low.v >= row[i].reference.v)
            continue;
        if (!row[i].high.has || row[i].high.v > row[i].reference.v) /* the bin straddles it */
            return false;
        if (!row[i].estimate.has || prak_dec_add(sum->d, row[i].estimate.d, &sum->d))
            return false;
        sum->v += row[i].estimate.v;
    }
    return n > 0;
}

static const struct prak_draw_row *row_of_group(const struct prak_chart *c, const struct prak_draw_row *bin)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->row[i].total == bin->total && !strcmp(c->row[i].group, bin->group))
            return &c->row[i];
    for (size_t i = 0; i < c->n_all; i++)
        if (bin->total)
            return &c->all[i];
    return NULL;
}

static bool same_subject(const struct prak_chart *c, const struct prak_chart *hist)
{
    return c->table == hist->table && (!c->grouped || !strcmp(c->grouping, hist->grouping) || !hist->grouped);
}

const struct prak_draw_row *prak_draw_model_share_below(struct prak_draw_run *d,
                                                        const struct prak_draw_model *m,
                                                        const struct prak_chart *hist,
                                                        const struct prak_draw_row *bin)
{
    const char *want = prak_draw_text(d, "share(%s < ", prak_chart_column(d, hist));
    for (size_t i = 0; i < m->n && bin->reference.has; i++) {
        const struct prak_chart *c = &m->chart[i];
        struct prak_dec at;
        size_t n = strlen(want);
        if (!same_subject(c, hist) || strncmp(c->name, want, n))
            continue;
        size_t len = strcspn(c->name + n, ")");
        if (!strcmp(c->name + n + len, ")") && !prak_dec_parse(c->name + n, len, false, &at) &&
            !prak_dec_cmp(at, bin->reference.d))
            return row_of_group(c, bin);
    }
    return NULL;
}

const struct prak_draw_row *prak_draw_model_median(struct prak_draw_run *d, const struct prak_draw_model *m,
                                                   const struct prak_chart *hist,
                                                   const struct prak_draw_row *bin)
{
    const char *column = prak_chart_column(d, hist);
    const char *median = prak_draw_text(d, "median(%s)", column);
    const char *half = prak_draw_text(d, "quantile(%s, 0.5", column);
    for (size_t i = 0; i < m->n; i++) {
        const struct prak_chart *c = &m->chart[i];
        size_t n = strlen(half);
        bool quantile = !strncmp(c->name, half, n) && (c->name[n] == ')' || c->name[n] == ',');
        if (same_subject(c, hist) && (quantile || !strcmp(c->name, median)))
            return row_of_group(c, bin);
    }
    return NULL;
}
