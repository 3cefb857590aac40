/*
 * plan.c - options to a plan: design, groupings, statistics, and the layout of the sums.
 */
#include "stat/rules.h"

/* Stated maximum of what value -> weight maps keep in memory before they spill, a worker. */
#define CURVE_BUDGET     ((size_t)8 << 20)
#define REPLICATE_BUDGET ((size_t)512 << 20)
#define DEFAULT_MEMORY   ((size_t)1 << 30)

static int parse_level(struct prak_stat_plan *p, const char *ci, struct prak_err *e)
{
    struct prak_dec d;
    const char *text = ci ? ci : "95";
    if (prak_dec_parse(text, strlen(text), false, &d) != PRAK_NUM_OK || prak_dec_sign(d) <= 0 ||
        prak_dec_cmp(d, prak_dec_int(100)) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "--ci is a per cent above 0 and below 100");
    p->ci_text = prak_str(text);
    d.scale += 2;
    p->level = prak_dec_to_double(d);
    return 0;
}

static int choice(const char *option, const char *given, const char *const *word, int n, int *out, struct prak_err *e)
{
    *out = 0;
    for (int i = 0; given && i < n; i++)
        if (strcmp(given, word[i]) == 0) {
            *out = i;
            return 0;
        }
    return given ? prak_fail(e, PRAK_EUSAGE, "--%s: unknown value '%.40s'", option, given) : 0;
}

static int parse_rules(struct prak_stat_plan *p, const struct prak_stat_options *o, const char *ci, struct prak_err *e)
{
    static const char *const interval[] = { "t", "z" };
    static const char *const share[] = { "logit", "symmetric", "beta", "wilson", "xlogit", "exact", "score" };
    static const char *const deff[] = { "wr", "wor" };
    int which;
    if (parse_level(p, ci, e) || choice("interval", o->interval, interval, 2, &which, e))
        return -1;
    p->z = which == 1;
    if (choice("share-ci", o->share_ci, share, 7, &which, e))
        return -1;
    p->share_ci = (enum prak_share_ci)which;
    const struct prak_design *d = &p->design;
    if (p->share_ci >= PRAK_CI_EXACT && (d->has_weight || d->nstrata || d->ncluster || d->nfpc || d->rep)) {
        prak_fail(e, PRAK_EUSAGE, "--share-ci %s is of a count of rows drawn alike, not of a design", share[which]);
        return prak_err_hint(e, "beta and wilson are their counterparts for designs");
    }
    if (choice("deff", o->deff, deff, 2, &which, e))
        return -1;
    p->wor = which == 1;
    return prak_rules_plan(p, o, e);
}

static int add_group_name(struct prak_stat_plan *p, struct prak_str name, size_t *column)
{
    for (size_t i = 0; i < p->ngroup_name; i++)
        if (prak_str_eq(p->group_name[i], name)) {
            *column = i;
            return 0;
        }
    *column = p->ngroup_name;
    p->group_name[p->ngroup_name++] = name;
    return 0;
}

static int parse_grouping(struct prak_stat_plan *p, const char *text, struct prak_str *names, size_t n,
                          const struct prak_schema *input, const struct prak_binder *binder, struct prak_err *e)
{
    struct prak_grouping *g = &p->grouping[p->ngrouping++];
    g->text = prak_str(text);
    g->n = n;
    g->bound = prak_arena_array(p->arena, n + 1, sizeof *g->bound, e);
    g->column = g->bound ? prak_arena_array(p->arena, n + 1, sizeof *g->column, e) : NULL;
    if (!g->column)
        return -1;
    for (size_t i = 0; i < n; i++) {
        size_t ix;
        for (size_t j = 0; j < i; j++)
            if (prak_str_eq(names[i], names[j]))
                return prak_fail(e, PRAK_EUSAGE, "a column is named twice in a grouping");
        if (prak_schema_need(input, names[i], &ix, e) ||
            binder->bind(binder->data, input->name[ix], &g->bound[i], e) ||
            add_group_name(p, input->name[ix], &g->column[i]))
            return -1;
    }
    return 0;
}

static bool same_columns(const struct prak_grouping *a, const struct prak_grouping *b)
{
    return a->n == b->n && (a->n == 0 || memcmp(a->column, b->column, a->n * sizeof *a->column) == 0);
}

static int refuse_twice(const struct prak_stat_plan *p, struct prak_err *e)
{
    for (size_t i = 0; i < p->ngrouping; i++)
        for (size_t j = 0; j < i; j++)
            if (same_columns(&p->grouping[i], &p->grouping[j])) {
                prak_fail(e, PRAK_EUSAGE, "the grouping '%.*s' is given twice",
                          (int)(p->grouping[i].text.n > 80 ? 80 : p->grouping[i].text.n), p->grouping[i].text.p);
                return prak_err_hint(e, "every group would be there twice; leave one -g out");
            }
    return 0;
}

static int parse_groups(struct prak_stat_plan *p, const struct prak_stat_options *o, const struct prak_schema *input,
                        const struct prak_binder *binder, struct prak_err *e)
{
    size_t n = o->groups.n ? o->groups.n : 1, most = 1;
    if (n > 65535)
        return prak_fail(e, PRAK_EUSAGE, "too many groupings");
    p->grouping = prak_arena_array(p->arena, n, sizeof *p->grouping, e);
    if (!p->grouping)
        return -1;
    struct prak_str **names = prak_arena_array(p->arena, n, sizeof *names, e);
    size_t *count = names ? prak_arena_array(p->arena, n, sizeof *count, e) : NULL;
    if (!count)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (prak_columns_parse(o->groups.n ? o->groups.v[i] : "", p->arena, &names[i], &count[i], e))
            return -1;
        most += count[i];
    }
    p->group_name = prak_arena_array(p->arena, most, sizeof *p->group_name, e);
    if (!p->group_name)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (parse_grouping(p, o->groups.n ? o->groups.v[i] : "", names[i], count[i], input, binder, e))
            return -1;
    return refuse_twice(p, e);
}

static int parse_statistics(struct prak_stat_plan *p, const struct prak_stat_options *o,
                            const struct prak_binder *binder, struct prak_err *e)
{
    p->nstat = o->statistics.n;
    p->stat = prak_arena_array(p->arena, p->nstat + 1, sizeof *p->stat, e);
    if (!p->stat)
        return -1;
    for (size_t i = 0; i < p->nstat; i++) {
        if (prak_statistic_parse(p, o->statistics.v[i], binder, &p->stat[i], e))
            return -1;
        for (size_t j = 0; j < i; j++)
            if (prak_str_eq(p->stat[i].title, p->stat[j].title))
                return prak_fail(e, PRAK_EUSAGE, "two statistics have the same name");
        if (p->wide && p->stat[i].name.n == 0)
            return prak_fail(e, PRAK_EUSAGE, "--wide needs a name for each statistic: NAME=fn(…)");
        const struct prak_estimator *est = p->stat[i].est;
        if (p->wide && (est->kinds & PRAK_EST_LEVELS || (est->parts && est->parts(&p->stat[i]) > 1)))
            return prak_fail(e, PRAK_EUSAGE, "--wide cannot hold %s, which has many rows", p->stat[i].est->name);
    }
    return 0;
}

static int parse_currency(struct prak_stat_plan *p, const struct prak_stat_options *o,
                          const struct prak_schema *input, const struct prak_binder *binder, struct prak_err *e)
{
    bool money = false;
    p->currency = prak_arena_array(p->arena, o->currency.n + 1, sizeof *p->currency, e);
    if (!p->currency)
        return -1;
    for (size_t i = 0; i < o->currency.n; i++)
        p->currency[p->ncurrency++] = (struct prak_currency){ .name = prak_str(o->currency.v[i]) };
    for (size_t i = 0; i < p->nstat; i++)
        money = money || p->stat[i].money;
    if (money && prak_schema_find(input, prak_str("wage_currency")) >= 0)
        p->currency[p->ncurrency++] = (struct prak_currency){ .name = prak_str("wage_currency"), .wage = true };
    for (size_t i = 0; i < p->ncurrency; i++) {
        size_t ix;
        if (prak_schema_need(input, p->currency[i].name, &ix, e) ||
            binder->bind(binder->data, p->currency[i].name, &p->currency[i].bound, e))
            return -1;
    }
    return 0;
}

static void lay_out(struct prak_stat_plan *p)
{
    p->squares = p->design.rows || p->design.derived;
    for (int pass = 0; pass < 2; pass++) {
        p->stride[pass] = 1;
        for (size_t i = 0; i < p->nstat; i++) {
            struct prak_statistic *s = &p->stat[i];
            unsigned k = s->k[pass];
            if (k && s->among)
                s->present[pass] = p->stride[pass]++;
            s->offset[pass] = p->stride[pass];
            if (k)
                p->stride[pass] += k + (p->squares ? k * (k + 1) / 2 : 0);
        }
    }
    unsigned classes = 0;
    for (size_t i = 0; i < p->nstat; i++)
        if (p->stat[i].classes > classes)
            classes = p->stat[i].classes;
    p->level_stride = (p->squares ? 2 : 1) + classes;
    for (size_t i = 0; i < p->nstat; i++) {
        struct prak_statistic *s = &p->stat[i];
        p->two_pass = p->two_pass || s->k[1];
        s->deff_offset = p->deff_stride;
        if (s->est->kinds & PRAK_EST_DEFF && !p->design.derived)
            p->deff_stride += (s->k[0] - 1) * s->k[0] / 2;
    }
}

int prak_stat_plan_new(const struct prak_stat_options *o, const struct prak_schema *input,
                       const struct prak_binder *binder, struct prak_arena *a, struct prak_stat_plan **out,
                       struct prak_err *e)
{
    struct prak_stat_plan *p = prak_arena_array(a, 1, sizeof *p, e);
    const char *ci = NULL;
    if (!p)
        return -1;
    p->arena = a;
    p->wide = o->wide;
    p->show_values = o->show_values;
    p->memory = o->memory;
    p->parts = o->threads ? o->threads : 1;
    p->curve_budget = o->memory ? o->memory / 8 : CURVE_BUDGET;
    if (p->curve_budget > 4 * CURVE_BUDGET / p->parts) /* all together stay below 64 MiB */
        p->curve_budget = 4 * CURVE_BUDGET / p->parts;
    p->replicate_budget = o->memory ? o->memory / 2 : REPLICATE_BUDGET; /* one of each pass is there at the end */
    *out = p;
    if (o->describe && o->statistics.n)
        return prak_fail(e, PRAK_EUSAGE, "--describe takes no statistics");
    if (o->statistics.n == 0)
        return prak_describe_plan(p, input, binder,
                                  (o->memory ? o->memory : DEFAULT_MEMORY) / 4 * 3 / (o->threads ? o->threads : 1), e);
    if (prak_design_plan(p, o, input, binder, &ci, e) || parse_rules(p, o, ci, e) ||
        parse_groups(p, o, input, binder, e) || parse_statistics(p, o, binder, e) ||
        parse_currency(p, o, input, binder, e))
        return -1;
    p->where_text = prak_str(o->where ? o->where : "");
    if (o->where && prak_expr_compile(p->where_text, binder, a, &p->where, e))
        return -1;
    lay_out(p);
    if (prak_vars_plan(p, p->where_text, e))
        return -1;
    p->by_value = prak_second_suits(p);
    return p->wide ? prak_output_wide_names(p, e) : 0;
}

const char *prak_stat_design_hash(const struct prak_stat_plan *p)
{
    return p->design_hash;
}

bool prak_stat_two_pass(const struct prak_stat_plan *p)
{
    return p->two_pass && !p->by_value;
}

size_t prak_stat_columns(const struct prak_stat_plan *p)
{
    return p->describe ? prak_describe_columns(p) : prak_output_columns(p);
}

struct prak_str prak_stat_column(const struct prak_stat_plan *p, size_t i, enum prak_type *type)
{
    return p->describe ? prak_describe_column(p, i, type) : prak_output_column(p, i, type);
}
