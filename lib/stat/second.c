/*
 * second.c - the second pass without rows: of rows of weight 1 in a design without strata and sampling units the
 * value -> weight maps have kept everything that estimators ask for again. The sums are those of a pass, to the digit.
 */
#include <stdlib.h>

#include "stat/rules.h"

bool prak_second_suits(const struct prak_stat_plan *p)
{
    const struct prak_design *d = &p->design;
    if (!p->two_pass || !d->rows || d->has_weight || d->derived || d->rep || d->made || d->nstrata || d->ncluster || d->nfpc)
        return false;
    for (size_t i = 0; i < p->nstat; i++)
        if (p->stat[i].k[1] && (!p->stat[i].est->of_value || !p->stat[i].map || p->stat[i].rule == 2))
            return false;
    return true;
}

/* `rows` rows of weight 1 that have the same terms. */
static int add_rows(struct prak_stat_part *t, size_t stat, size_t at, struct prak_dec rows, const struct prak_terms *x,
                    struct prak_err *e)
{
    const struct prak_statistic *s = &t->plan->stat[stat];
    struct prak_sums *sums = &t->leaf.sums;
    unsigned k = s->k[1], c = s->offset[1];
    for (unsigned j = 0; j < k; j++)
        if (prak_sums_add2(sums, at, c++, rows, x->x[j], e))
            return -1;
    for (unsigned j = 0; j < k; j++)
        for (unsigned l = j; l < k; l++)
            if (prak_sums_add3(sums, at, c++, rows, x->x[j], x->x[l], e))
                return -1;
    return 0;
}

static int add_values(struct prak_stat_part *t, const struct prak_stat_part *whole, uint32_t group, size_t stat,
                      size_t at, struct prak_err *e)
{
    const struct prak_statistic *s = &t->plan->stat[stat];
    const struct prak_state *state = &whole->state[group * t->plan->nstat + stat];
    struct prak_scan *scan;
    struct prak_step step;
    int got;
    if (prak_scan_open(whole->curve, prak_curve_cell(t->plan, group, stat, 0), &scan, e))
        return -1;
    for (size_t i = 0; (got = prak_scan_next(scan, &step, e)) > 0; i++) {
        struct prak_terms x = { .x = { prak_dec_int(1) } };
        struct prak_dec value = { step.value_m, step.value_scale }, rows = { step.weight_m, step.weight_scale };
        if (s->est->of_value(s, state, i, value, &x, e) || add_rows(t, stat, at, rows, &x, e)) {
            got = -1;
            break;
        }
    }
    prak_scan_close(scan);
    return got;
}

/* Of a quantile: the rows up to it, and those beyond. */
static int add_cut(struct prak_stat_part *t, const struct prak_stat_part *whole, uint32_t group, size_t stat, size_t at,
                   struct prak_err *e)
{
    size_t i = group * t->plan->nstat + stat;
    struct prak_terms x = { .x = { { 1, 0 }, { 1, 0 } } };
    struct prak_dec below, beyond;
    if (prak_curve_below(whole->curve, prak_curve_cell(t->plan, group, stat, 0), whole->state[i].cut, &below, e))
        return -1;
    if (prak_dec_sub(prak_dec_int((int64_t)whole->cell[i].n), below, &beyond))
        return prak_fail(e, PRAK_EDATA, "too many rows for one group");
    if (add_rows(t, stat, at, below, &x, e))
        return -1;
    x.x[1].m = 0;
    return add_rows(t, stat, at, beyond, &x, e);
}

/* A group's row of sums. */
static int add_group(struct prak_stat_part *t, const struct prak_stat_part *whole, size_t row, const uint32_t *leaf,
                     struct prak_err *e)
{
    const struct prak_stat_plan *p = t->plan;
    const struct prak_leaf_row *from = &whole->leaf.row[row];
    uint32_t group;
    size_t at;
    if (prak_part_group_key(t, prak_map_key(whole->group, from->owner), &group, e) ||
        prak_leaf_table_put(&t->leaf, group, leaf[from->leaf], &at, e) ||
        prak_sums_add(&t->leaf.sums, at, 0, prak_dec_int((int64_t)prak_sums_count(&whole->leaf.sums, row, 0)), e))
        return -1;
    for (size_t i = 0; i < p->nstat; i++) {
        const struct prak_statistic *s = &p->stat[i];
        if (s->k[1] == 0)
            continue;
        int64_t present = s->present[1] ? (int64_t)prak_sums_count(&whole->leaf.sums, row, s->present[0]) : 0;
        if (s->present[1] && prak_sums_add(&t->leaf.sums, at, s->present[1], prak_dec_int(present), e))
            return -1;
        if (whole->state[from->owner * p->nstat + i].known &&
            (s->shape == PRAK_SHAPE_QUANTILE ? add_cut(t, whole, from->owner, i, at, e)
                                             : add_values(t, whole, from->owner, i, at, e)))
            return -1;
    }
    return 0;
}

int prak_second_make(const struct prak_stat_plan *p, const struct prak_stat_part *whole, struct prak_stat_part **out,
                     struct prak_err *e)
{
    struct prak_stat_part *t;
    uint32_t *leaf = calloc(prak_sample_leaves(&whole->sample, &p->design) + 1, sizeof *leaf);
    if (!leaf || prak_stat_part_new(p, &t, e)) {
        free(leaf);
        return leaf ? -1 : prak_fail_memory(e);
    }
    int rc = prak_part_start(t, whole, e) || prak_sample_merge(&t->sample, &p->design, &whole->sample, leaf, e) ? -1 : 0;
    for (size_t i = 0; !rc && i < whole->leaf.sums.n; i++)
        rc = add_group(t, whole, i, leaf, e);
    free(leaf);
    if (rc)
        prak_stat_part_free(t);
    else
        *out = t;
    return rc;
}
