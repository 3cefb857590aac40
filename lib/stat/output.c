/*
 * output.c - a result to one tidy record, or to its columns of a wide one; the publish flag.
 */
#include <math.h>

#include "stat/output.h"
#include "stat/replicate.h"
#include "stat/rules.h"

enum { STATISTIC, FUNCTION, LEVEL, LOW, HIGH, UNIT, ESTIMATE, SE, CI_LOW, CI_HIGH, N, N_MISSING, SUM_WEIGHTS, DF, DEFF,
       REFERENCE, METHOD, DESIGN, CONFIDENCE, FLAG, FIXED };

static const struct {
    const char *name;
    enum prak_type type;
} fixed[FIXED] = {
    [STATISTIC] = { "statistic", PRAK_TEXT },   [FUNCTION] = { "function", PRAK_TEXT },
    [LEVEL] = { "level", PRAK_TEXT },           [LOW] = { "low", PRAK_NUMBER },
    [HIGH] = { "high", PRAK_NUMBER },           [UNIT] = { "unit", PRAK_TEXT },
    [ESTIMATE] = { "estimate", PRAK_NUMBER },   [SE] = { "se", PRAK_NUMBER },
    [CI_LOW] = { "ci_low", PRAK_NUMBER },       [CI_HIGH] = { "ci_high", PRAK_NUMBER },
    [N] = { "n", PRAK_NUMBER },                 [N_MISSING] = { "n_missing", PRAK_NUMBER },
    [SUM_WEIGHTS] = { "sum_weights", PRAK_NUMBER }, [DF] = { "df", PRAK_NUMBER },
    [DEFF] = { "deff", PRAK_NUMBER },           [REFERENCE] = { "reference", PRAK_NUMBER },
    [METHOD] = { "method", PRAK_TEXT },         [DESIGN] = { "design", PRAK_TEXT },
    [CONFIDENCE] = { "confidence", PRAK_TEXT }, [FLAG] = { "flag", PRAK_TEXT },
};

enum { WIDE = 6 };
static const struct {
    const char *suffix;
    enum prak_type type;
} wide[WIDE] = { { "", PRAK_NUMBER },        { "_se", PRAK_NUMBER }, { "_ci_low", PRAK_NUMBER },
                 { "_ci_high", PRAK_NUMBER }, { "_n", PRAK_NUMBER },  { "_flag", PRAK_TEXT } };

size_t prak_output_columns(const struct prak_stat_plan *p)
{
    return 1 + p->ngroup_name + (p->wide ? p->nstat * WIDE : (size_t)FIXED);
}

struct prak_str prak_output_column(const struct prak_stat_plan *p, size_t i, enum prak_type *type)
{
    *type = PRAK_TEXT;
    if (i == 0)
        return prak_str("grouping");
    if (--i < p->ngroup_name)
        return p->group_name[i];
    i -= p->ngroup_name;
    if (!p->wide) {
        *type = fixed[i].type;
        return prak_str(fixed[i].name);
    }
    *type = wide[i % WIDE].type;
    return p->wide_name[i];
}

int prak_output_wide_names(struct prak_stat_plan *p, struct prak_err *e)
{
    p->wide_name = prak_arena_array(p->arena, p->nstat * WIDE + 1, sizeof *p->wide_name, e);
    if (!p->wide_name)
        return -1;
    for (size_t i = 0; i < p->nstat * WIDE; i++) {
        struct prak_str name = p->stat[i / WIDE].name;
        size_t more = strlen(wide[i % WIDE].suffix);
        char *t = prak_arena_take(p->arena, name.n + more + 1, e);
        if (!t)
            return -1;
        memcpy(t, name.p, name.n);
        memcpy(t + name.n, wide[i % WIDE].suffix, more);
        p->wide_name[i] = (struct prak_str){ t, name.n + more };
    }
    return 0;
}

/* ---- cells ---- */

static void put(struct prak_output *o, size_t col, const char *text, size_t n)
{
    if (n == 0)
        return;
    char *copy = prak_arena_copy(o->arena, text, n, &o->err);
    if (!copy)
        o->failed = true;
    else
        o->sink->cell(o->sink->data, (unsigned)col, copy, n);
}

static void put_double(struct prak_output *o, size_t col, double v)
{
    char text[32];
    if (isfinite(v))
        put(o, col, text, prak_double_format(v, text));
}

static void put_dec(struct prak_output *o, size_t col, struct prak_dec v)
{
    char text[PRAK_DEC_TEXT];
    put(o, col, text, prak_dec_format(prak_dec_trim(v), text));
}

static void put_exact(struct prak_output *o, size_t col, const struct prak_exact *v)
{
    o->text.n = 0;
    prak_exact_format(v, &o->text);
    if (prak_buf_check(&o->text, &o->err))
        o->failed = true;
    else
        put(o, col, o->text.p, o->text.n);
}

static void put_count(struct prak_output *o, size_t col, uint64_t v)
{
    o->text.n = 0;
    prak_buf_fmt(&o->text, "%llu", (unsigned long long)v);
    put(o, col, o->text.p, o->text.n);
}

static void put_text(struct prak_output *o, size_t col, const char *text)
{
    put(o, col, text, strlen(text));
}

static const char *flag_of(const struct prak_stat_plan *p, const struct prak_result *r)
{
    if (r->suppress || r->cell->n == 0)
        return "suppress";
    bool unsteady = r->has_se && r->has_estimate && r->estimate != 0 && r->se / fabs(r->estimate) > p->max_cv;
    return r->cell->n < p->caution_n || unsteady ? "caution" : "ok";
}

static void put_estimate(struct prak_output *o, size_t col, const struct prak_result *r)
{
    if (!r->has_estimate)
        return;
    if (r->exact)
        put_exact(o, col, r->exact);
    else if (r->dec)
        put_dec(o, col, *r->dec);
    else
        put_double(o, col, r->estimate);
}

/* estimate, se, ci_low, ci_high in four columns from `col`; a suppressed cell shows a count of no rows only. */
static void put_figures(struct prak_output *o, size_t col, const struct prak_result *r, const char *flag)
{
    const struct prak_estimator *est = o->plan->stat[r->stat].est;
    if (strcmp(flag, "suppress") == 0) {
        if (r->cell->n == 0 && strcmp(est->unit, "count") == 0)
            put_text(o, col, "0");
        return;
    }
    put_estimate(o, col, r);
    if (r->has_se)
        put_double(o, col + 1, r->se);
    if (r->ci.low_there)
        put_double(o, col + 2, r->ci.low);
    if (r->ci.high_there)
        put_double(o, col + 3, r->ci.high);
}

static void put_method(struct prak_output *o, size_t col, const struct prak_statistic *s)
{
    static const char *const share[] = { "logit", "symmetric", "beta", "wilson", "xlogit", "exact", "score" };
    static const char *const rule[] = { "math", "hf2", "hf4", "survey" };
    const struct prak_stat_plan *p = o->plan;
    bool moments = s->est->kinds & PRAK_EST_MOMENTS, curve = s->k[1] > 0;
    struct prak_buf *b = &o->text;
    b->n = 0;
    if (!(s->est->kinds & PRAK_EST_RANGE)) {
        prak_buf_fmt(b, "variance=%s;ci=%s;interval=%s;", prak_rep_method(p->design.rep, curve && !moments && !s->fitted),
                     p->ci_text.p, p->z ? "z" : "t");
        if (s->est->kinds & PRAK_EST_SHARE)
            prak_buf_fmt(b, "share_ci=%s;", share[p->share_ci]);
        if (curve && !(s->est->kinds & PRAK_EST_NO_RULE))
            prak_buf_fmt(b, "rule=%s;", rule[s->rule]);
        if (s->est->kinds & PRAK_EST_DEFF)
            prak_buf_fmt(b, "deff=%s;", p->wor ? "wor" : "wr");
    }
    prak_rules_text(p, o->whole, b);
    if (p->where) { /* last: it may hold any character */
        prak_buf_fmt(b, "%swhere=", b->n && b->p[b->n - 1] != ';' ? ";" : "");
        prak_buf_add(b, p->where_text.p, p->where_text.n);
    }
    if (prak_buf_check(b, &o->err))
        o->failed = true;
    else
        put(o, col, b->p, b->n);
}

static void put_group(struct prak_output *o, struct prak_str key)
{
    const struct prak_stat_plan *p = o->plan;
    size_t which = (size_t)(unsigned char)key.p[0] << 8 | (unsigned char)key.p[1];
    const struct prak_grouping *g = &p->grouping[which];
    struct prak_str rest = { key.p + 2, key.n - 2 }, part;
    put(o, 0, g->text.p, g->text.n);
    for (size_t i = 0; i < g->n && prak_key_next(&rest, &part) == 0; i++)
        put(o, 1 + g->column[i], part.p, part.n);
}

/* What the figure rests on: of a suppressed one it would give away by subtraction what is left out. */
static void put_base(struct prak_output *o, size_t c, const struct prak_result *r, const char *flag)
{
    put_count(o, c + N, r->cell->n);
    put_count(o, c + N_MISSING, r->cell->missing);
    if (r->weight)
        put_exact(o, c + SUM_WEIGHTS, r->weight);
    else
        put_double(o, c + SUM_WEIGHTS, r->weight_about);
    if (r->has_df)
        put_double(o, c + DF, r->df);
    if (r->has_deff && strcmp(flag, "suppress") != 0)
        put_double(o, c + DEFF, r->deff);
}

static void put_facts(struct prak_output *o, size_t c, const struct prak_result *r, const char *flag)
{
    static const char *const confidence[] = { "", "2src", "1src", "derived", "seed", "memory" };
    const struct prak_statistic *s = &o->plan->stat[r->stat];
    if (!r->suppress)
        put_base(o, c, r, flag);
    if (r->has_reference)
        put_dec(o, c + REFERENCE, r->reference);
    put_method(o, c + METHOD, s);
    put(o, c + DESIGN, o->plan->design_text.p, o->plan->design_text.n);
    if (!r->suppress)
        put_text(o, c + CONFIDENCE, confidence[r->cell->confidence]);
    put_text(o, c + FLAG, flag);
}

static void put_tidy(struct prak_output *o, const struct prak_result *r)
{
    const struct prak_statistic *s = &o->plan->stat[r->stat];
    size_t c = 1 + o->plan->ngroup_name;
    const char *flag = flag_of(o->plan, r);
    put(o, c + STATISTIC, s->title.p, s->title.n);
    put_text(o, c + FUNCTION, s->est->name);
    if (r->has_level)
        put(o, c + LEVEL, r->level.p, r->level.n);
    if (r->has_bin) {
        put_dec(o, c + LOW, r->low);
        put_dec(o, c + HIGH, r->high);
    }
    put_text(o, c + UNIT, s->est->unit);
    put_figures(o, c + ESTIMATE, r, flag);
    put_facts(o, c, r, flag);
}

int prak_output_emit(struct prak_output *o, struct prak_err *e)
{
    if (o->failed) {
        *e = o->err;
        return -1;
    }
    int rc = o->sink->emit(o->sink->data, e);
    prak_arena_reset(o->arena);
    return rc;
}

int prak_output_row(struct prak_output *o, struct prak_str group_key, const struct prak_result *r, struct prak_err *e)
{
    const struct prak_stat_plan *p = o->plan;
    if (!p->wide || r->stat == 0)
        put_group(o, group_key);
    if (!p->wide) {
        put_tidy(o, r);
        return prak_output_emit(o, e);
    }
    size_t c = 1 + p->ngroup_name + r->stat * WIDE;
    const char *flag = flag_of(p, r);
    put_figures(o, c, r, flag);
    if (!r->suppress)
        put_count(o, c + 4, r->cell->n);
    put_text(o, c + 5, flag);
    return r->stat + 1 == p->nstat ? prak_output_emit(o, e) : 0;
}
