/*
 * vars.c - what a plan reads of a row: weight, domain and arguments, each once however many statistics use it.
 */
#include "stat/rules.h"

static bool same(const struct prak_var *a, const struct prak_var *b)
{
    bool number = a->kind == PRAK_VAR_NUMBER || a->kind == PRAK_VAR_COLUMN;
    if (number != (b->kind == PRAK_VAR_NUMBER || b->kind == PRAK_VAR_COLUMN))
        return false;
    if (a->kind == PRAK_VAR_COLUMN && b->kind == PRAK_VAR_COLUMN)
        return a->bound == b->bound;
    return a->text.n && prak_str_eq(a->text, b->text);
}

static size_t put(struct prak_stat_plan *p, const struct prak_var *v)
{
    for (size_t i = 0; i < p->nvar; i++)
        if (same(&p->var[i], v))
            return i;
    p->var[p->nvar] = *v;
    return p->nvar++;
}

static size_t column(struct prak_stat_plan *p, unsigned bound)
{
    return put(p, &(struct prak_var){ .kind = PRAK_VAR_COLUMN, .bound = bound });
}

static size_t number(struct prak_stat_plan *p, const struct prak_expr *x, struct prak_str text)
{
    struct prak_var v = { .kind = PRAK_VAR_NUMBER, .x = x, .text = text };
    return prak_expr_is_column(x, &v.bound) ? column(p, v.bound) : put(p, &v);
}

static size_t test(struct prak_stat_plan *p, const struct prak_expr *x, struct prak_str text)
{
    struct prak_var v = { .kind = PRAK_VAR_TEST, .x = x, .text = text };
    if (prak_expr_is_comparison(x, &v.bound, &v.relation, &v.literal)) {
        v.kind = PRAK_VAR_COMPARE;
        v.column = column(p, v.bound);
    }
    return put(p, &v);
}

static void of_statistic(struct prak_stat_plan *p, struct prak_statistic *s)
{
    unsigned bound;
    s->shape = s->est->shape;
    s->among_var = s->among ? test(p, s->among, s->among_text) : SIZE_MAX;
    for (unsigned i = 0; i < PRAK_ARGS; i++)
        s->var[i] = SIZE_MAX;
    if (s->shape == PRAK_SHAPE_AMOUNT && s->k[0] > 1)
        s->shape = PRAK_SHAPE_ASK; /* a method with terms of its own */
    if (s->shape == PRAK_SHAPE_LEVEL && !prak_expr_is_column(s->arg[0].x, &bound))
        s->shape = PRAK_SHAPE_ASK;
    if (prak_rules_amount(p, s))
        s->shape = PRAK_SHAPE_ASK;
    if (s->shape == PRAK_SHAPE_ASK || s->shape == PRAK_SHAPE_LEVEL)
        return;
    for (unsigned i = 0; i < PRAK_ARGS && s->est->param[i].kind != PRAK_P_END; i++) {
        const struct prak_arg *a = &s->arg[i];
        if (!a->given)
            continue;
        if (s->est->param[i].kind == PRAK_P_NUMBER)
            s->var[i] = number(p, a->x, a->text);
        else if (s->est->param[i].kind == PRAK_P_TEST)
            s->var[i] = test(p, a->x, a->text);
    }
}

static bool is_value(const struct prak_statistic *s)
{
    return s->shape == PRAK_SHAPE_QUANTILE || s->shape == PRAK_SHAPE_AMOUNT;
}

/* Rules that need no more of a map than weights have one, the others each its own. */
static int map_of(int rule)
{
    return rule == PRAK_RULE_HF2 ? PRAK_RULE_MATH : rule;
}

/* Statistics of the same values in the same rows share a map. */
static void share_curve(struct prak_stat_plan *p, size_t i)
{
    const struct prak_statistic *s = &p->stat[i];
    p->stat[i].curve = i;
    if (!is_value(s))
        return;
    for (size_t j = 0; j < i; j++) {
        const struct prak_statistic *a = &p->stat[j];
        if (is_value(a) && a->var[0] == s->var[0] && a->among_var == s->among_var &&
            map_of(a->rule) == map_of(s->rule)) {
            p->stat[i].curve = a->curve;
            return;
        }
    }
}

int prak_vars_plan(struct prak_stat_plan *p, struct prak_str where, struct prak_err *e)
{
    size_t most = 2 + PRAK_STAGES + p->nstat * (2 + 2 * PRAK_ARGS) + 2;
    p->var = prak_arena_array(p->arena, most, sizeof *p->var, e);
    if (!p->var)
        return -1;
    p->weight_var = p->design.has_weight ? column(p, p->design.weight) : SIZE_MAX;
    for (unsigned i = 0; i < PRAK_STAGES; i++)
        p->fpc_var[i] = i < p->design.nfpc ? column(p, p->design.fpc[i]) : SIZE_MAX;
    p->where_var = p->where ? test(p, p->where, where) : SIZE_MAX;
    for (size_t i = 0; i < p->nstat; i++)
        of_statistic(p, &p->stat[i]);
    for (size_t i = 0; i < p->nstat; i++)
        share_curve(p, i);
    return 0;
}
