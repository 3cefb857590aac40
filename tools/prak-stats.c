/*
 * prak-stats - design-based statistics of survey rows: counts, totals, means, shares, ratios, quantiles, histograms.
 *
 * Reads:  any rows; the columns named by the design, the groupings and the statistics.
 * Writes: one tidy row for each grouping, group, statistic and level (or, with --wide, one a group); without a
 *         statistic, a readable description of every column.
 */
#include "cli/tool.h"
#include "prak.h"

struct stats {
    struct prak_stat_options o;
    struct prak_stat_plan *plan;
    struct prak_arena *arena;
    const char **statistic; /* operands with a '(' */
    size_t cap;
    unsigned whole; /* counter */
};

struct stats_part {
    struct prak_stat_part *part;
};

#define AT(field) offsetof(struct stats, o.field)
static const struct prak_opt options[] = {
    { PRAK_OPT_LIST, 'g', "group", "COLUMNS", NULL, NULL, "a grouping; '' is the total; may be repeated",
      AT(groups), false },
    { PRAK_OPT_TEXT, 0, "design", "FILE", NULL, NULL, "survey design as JSON", AT(design), false },
    { PRAK_OPT_TEXT, 'w', "weight", "COLUMN", NULL, NULL, "sampling weight", AT(weight), false },
    { PRAK_OPT_TEXT, 0, "strata", "COLUMNS", NULL, NULL, "strata, item i is of stage i", AT(strata), false },
    { PRAK_OPT_TEXT, 0, "cluster", "COLUMNS", NULL, NULL, "sampling units, item i is of stage i", AT(cluster), false },
    { PRAK_OPT_TEXT, 0, "fpc", "COLUMNS", NULL, NULL, "population counts (or fractions up to 1) by stage",
      AT(fpc), false },
    { PRAK_OPT_TEXT, 0, "repweights", "GLOB", NULL, NULL, "replicate weights", AT(repweights), false },
    { PRAK_OPT_TEXT, 0, "reptype", "TYPE", NULL, NULL, "kind of replicate weights", AT(reptype), false },
    { PRAK_OPT_TEXT, 0, "replicates", "N", NULL, NULL, "bootstrap replicates to make", AT(replicates), false },
    { PRAK_OPT_TEXT, 0, "seed", "N", NULL, NULL, "what they are made from", AT(seed), false },
    { PRAK_OPT_TEXT, 0, "lonely", "POLICY", NULL, "fail|certainty|average|adjust",
      "strata with one sampling unit (fail)", AT(lonely), false },
    { PRAK_OPT_TEXT, 0, "where", "EXPR", NULL, NULL, "only these rows; the design is kept", AT(where), false },
    { PRAK_OPT_LIST, 0, "currency", "COLUMN", NULL, NULL, "two values in the rows used stop the program",
      AT(currency), false },
    { PRAK_OPT_TEXT, 0, "ci", "PERCENT", NULL, NULL, "confidence level (95)", AT(ci), false },
    { PRAK_OPT_TEXT, 0, "interval", "KIND", "t", "t|z", "quantiles of t, on the design's degrees of freedom, or z",
      AT(interval), false },
    { PRAK_OPT_TEXT, 0, "share-ci", "KIND", "logit", "logit|symmetric|beta|wilson|xlogit|exact|score",
      "interval of shares",
      AT(share_ci), false },
    { PRAK_OPT_TEXT, 0, "deff", "KIND", "wr", "wr|wor", "design effect with or without replacement", AT(deff), false },
    { PRAK_OPT_TEXT, 0, "min-n", "N", "5", NULL, "figures on fewer rows are suppressed; 0: nothing is", AT(min_n), false },
    { PRAK_OPT_TEXT, 0, "caution-n", "N", "30", NULL, "figures on fewer rows are flagged caution", AT(caution_n), false },
    { PRAK_OPT_TEXT, 0, "max-cv", "X", "0.3", NULL, "so are those with a larger standard error, as part of the estimate",
      AT(max_cv), false },
    { PRAK_OPT_TEXT, 0, "dominance", "N,K", NULL, NULL,
      "amounts of which the N largest contributions are over K per cent are suppressed", AT(dominance), false },
    { PRAK_OPT_TEXT, 0, "p-percent", "P", NULL, NULL,
      "so are those of which the second largest can tell the largest to P per cent", AT(p_percent), false },
    { PRAK_OPT_FLAG, 0, "wide", NULL, NULL, NULL, "one row a group; each statistic needs a NAME=", AT(wide), false },
    { PRAK_OPT_FLAG, 0, "describe", NULL, NULL, NULL, "describe every column (also without a statistic)",
      AT(describe), false },
    PRAK_OPT_END
};

/* An operand with a '(' is a statistic, any other a file. */
static int operand(void *plan, struct prak_run *run, const char *text, struct prak_err *e)
{
    struct stats *s = plan;
    if (!strchr(text, '('))
        return 0;
    size_t n = s->o.statistics.n;
    if (n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 16;
        const char **v = prak_arena_array(prak_run_arena(run), cap, sizeof *v, e);
        if (!v)
            return -1;
        if (n)
            memcpy(v, s->statistic, n * sizeof *v);
        s->statistic = v;
        s->cap = cap;
    }
    s->statistic[n] = text;
    s->o.statistics = (struct prak_list){ n + 1, s->statistic };
    return 1;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct stats *s = plan;
    struct prak_binder binder = prak_run_binder(run);
    s->o.show_values = prak_show_values(run);
    s->o.memory = prak_memory(run);
    s->o.threads = prak_threads(run);
    prak_output_none(run);
    if (prak_stat_plan_new(&s->o, prak_input(run), &binder, prak_run_arena(run), &s->plan, e))
        return -1;
    if (s->o.design && prak_run_uses(run, s->o.design, prak_stat_design_hash(s->plan), e))
        return -1;
    for (size_t i = 0; i < prak_stat_columns(s->plan); i++) {
        enum prak_type type;
        unsigned col;
        struct prak_str name = prak_stat_column(s->plan, i, &type);
        if (prak_add(run, name, type, &col, e))
            return -1;
    }
    if (prak_stat_two_pass(s->plan))
        prak_two_pass(run);
    return prak_warning(run, "figures left out with all they add up with, for want of a smaller choice in time",
                        &s->whole, e);
}

static int part_new(const void *plan, void *part, struct prak_err *e)
{
    const struct stats *s = plan;
    struct stats_part *t = part;
    return prak_stat_part_new(s->plan, &t->part, e);
}

static void part_free(void *part)
{
    struct stats_part *t = part;
    prak_stat_part_free(t->part);
}

struct refusal {
    struct prak_task *task;
    const struct prak_batch *b;
    bool again;
};

/* What the first pass has set aside stays aside; it would have stopped otherwise. */
static int refuse(void *data, size_t row, struct prak_err *why)
{
    struct refusal *r = data;
    return r->again ? 0 : prak_reject_err(r->task, r->b, row, "type-error", why);
}

static int fold(const void *plan, const void *whole, void *part, const struct prak_batch *b, struct prak_task *task,
                struct prak_err *e)
{
    const struct stats *s = plan;
    const struct stats_part *w = whole;
    struct stats_part *t = part;
    struct refusal r = { task, b, w != NULL };
    return prak_stat_batch(s->plan, w ? w->part : NULL, t->part, b, prak_arena(task), refuse, &r, e);
}

static int merge(const void *plan, void *into, void *from, struct prak_err *e)
{
    const struct stats *s = plan;
    struct stats_part *a = into, *b = from;
    return prak_stat_merge(s->plan, a->part, b->part, e);
}

static int between(const void *plan, void *whole, struct prak_err *e)
{
    const struct stats *s = plan;
    struct stats_part *w = whole;
    return prak_stat_between(s->plan, w->part, e);
}

struct closing {
    struct prak_task *task;
    unsigned whole;
};

static void put_cell(void *data, unsigned col, const char *p, size_t n)
{
    struct closing *c = data;
    prak_cell(c->task, col, p, n);
}

static int emit(void *data, struct prak_err *e)
{
    struct closing *c = data;
    return prak_emit(c->task, NULL, 0, e);
}

static void count_whole(void *data, size_t numbers)
{
    struct closing *c = data;
    prak_count(c->task, c->whole, numbers);
}

static int end(const void *plan, void *whole, void *part, struct prak_task *task, struct prak_err *e)
{
    const struct stats *s = plan;
    struct stats_part *w = whole, *t = part;
    struct closing c = { task, s->whole };
    struct prak_stat_sink sink = { &c, put_cell, emit, count_whole };
    return prak_stat_end(s->plan, w->part, w == t ? NULL : t->part, &sink, e);
}

static const struct prak_tool tool = {
    .name = "stats",
    .brief = "survey statistics with design-based standard errors",
    .synopsis = "[options] ['[NAME=]fn(args)' …] [FILE …]",
    .example = "prak stats -g union 'mean(wage)' 'median(wage)' samples/psid1982.csv",
    .memory = "groups",
    .opts = options,
    .plan_size = sizeof(struct stats),
    .part_size = sizeof(struct stats_part),
    .operand = operand,
    .begin = begin,
    .fold = fold,
    .part_new = part_new,
    .part_free = part_free,
    .merge = merge,
    .between = between,
    .end = end,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
