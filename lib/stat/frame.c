/*
 * frame.c - the design once all rows are in: order of leaves, sampling fractions, derived weights, lonely strata.
 */
#include <stdlib.h>

#include "stat/sample.h"

struct ranked {
    struct prak_str key;
    uint32_t id;
};

static int by_key(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    return prak_str_cmp(x->key, y->key);
}

int prak_sample_order(const struct prak_sample *s, const struct prak_design *d, uint32_t **out, struct prak_err *e)
{
    const struct prak_map *m = d->rows ? s->strata : s->units;
    size_t n = prak_sample_leaves(s, d);
    struct ranked *r = calloc(n + 1, sizeof *r);
    uint32_t *order = calloc(n + 1, sizeof *order);
    if (!r || !order) {
        free(r);
        free(order);
        return prak_fail_memory(e);
    }
    for (uint32_t i = 0; i < n; i++)
        r[i] = (struct ranked){ prak_map_key(m, i), i };
    qsort(r, n, sizeof *r, by_key);
    for (size_t i = 0; i < n; i++)
        order[i] = r[i].id;
    free(r);
    *out = order;
    return 0;
}

static int rank_leaves(struct prak_frame *f, struct prak_err *e)
{
    uint32_t *order;
    size_t n = prak_sample_leaves(f->s, f->d);
    f->rank = calloc(n + 1, sizeof *f->rank);
    if (!f->rank)
        return prak_fail_memory(e);
    if (prak_sample_order(f->s, f->d, &order, e))
        return -1;
    for (uint32_t i = 0; i < n; i++)
        f->rank[order[i]] = i;
    free(order);
    return 0;
}

static struct prak_str name_of(const struct prak_frame *f, uint32_t stage)
{
    return stage < f->d->nstrata ? f->d->strata_name[stage] : (struct prak_str){ "", 0 };
}

static int fpc_error(const struct prak_frame *f, uint32_t stage, const char *what, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", what);
    prak_err_column(e, f->d->fpc_name[stage].p, f->d->fpc_name[stage].n);
    return -1;
}

/* n/N: units over the count, or the fraction itself where no value of the stage's column is above 1. */
static int shares(struct prak_frame *f, struct prak_err *e)
{
    const struct prak_sample *s = f->s;
    f->share = calloc(s->nstratum + 1, sizeof *f->share);
    if (!f->share)
        return prak_fail_memory(e);
    bool counts[PRAK_STAGES] = { false };
    for (size_t i = 0; i < s->nstratum; i++) {
        const struct prak_stratum *h = &s->stratum[i];
        if (h->has_fpc && prak_dec_cmp(h->fpc, prak_dec_int(1)) > 0)
            counts[h->stage] = true;
    }
    for (size_t i = 0; i < s->nstratum; i++) {
        const struct prak_stratum *h = &s->stratum[i];
        f->units[h->stage] += h->units;
        if (!h->has_fpc)
            continue;
        if (h->mixed_fpc)
            return fpc_error(f, h->stage, "the population count is not the same throughout a stratum", e);
        if (counts[h->stage] && prak_dec_cmp(h->fpc, prak_dec_int(1)) < 0)
            return fpc_error(f, h->stage, "population counts and sampling fractions are mixed", e);
        if (!counts[h->stage]) {
            f->share[i] = prak_dec_to_quad(h->fpc);
        } else {
            if (prak_dec_cmp(h->fpc, prak_dec_int((int64_t)h->units)) < 0)
                return fpc_error(f, h->stage, "a stratum has more units in the sample than in the population", e);
            f->share[i] = (prak_quad)h->units / prak_dec_to_quad(h->fpc);
        }
    }
    return 0;
}

uint32_t prak_frame_stratum(const struct prak_frame *f, uint32_t leaf)
{
    return f->d->rows ? leaf : f->s->unit[leaf];
}

static int derive_weights(struct prak_frame *f, struct prak_err *e)
{
    size_t n = prak_sample_leaves(f->s, f->d);
    f->weight = calloc(n + 1, sizeof *f->weight);
    f->class_weight = calloc(f->s->nstratum + 1, sizeof *f->class_weight);
    if (!f->weight || !f->class_weight)
        return prak_fail_memory(e);
    for (uint32_t i = 0; i < n; i++) {
        prak_quad w = 1;
        for (uint32_t h = prak_frame_stratum(f, i);;) {
            w = w / f->share[h];
            uint32_t parent = f->s->stratum[h].parent;
            if (parent == PRAK_NONE)
                break;
            h = f->s->unit[parent];
        }
        f->weight[i] = w;
        f->class_weight[prak_frame_stratum(f, i)] = w;
    }
    return 0;
}

/* One unit and not a whole population: its variance cannot be estimated. */
bool prak_frame_is_lonely(const struct prak_frame *f, uint32_t stratum)
{
    prak_quad rest = (prak_quad)1 - f->share[stratum];
    return f->s->stratum[stratum].units == 1 && rest > (prak_quad)1 / 10000000;
}

static int count_children(struct prak_frame *f, struct prak_err *e)
{
    const struct prak_sample *s = f->s;
    f->children = calloc(s->nunit + 1, sizeof *f->children);
    f->lonely_children = calloc(s->nunit + 1, sizeof *f->lonely_children);
    if (!f->children || !f->lonely_children)
        return prak_fail_memory(e);
    for (uint32_t i = 0; i < s->nstratum; i++) {
        uint32_t parent = s->stratum[i].parent, lonely = prak_frame_is_lonely(f, i);
        if (parent == PRAK_NONE) {
            f->top++;
            f->lonely_top += lonely;
        } else {
            f->children[parent]++;
            f->lonely_children[parent] += lonely;
        }
    }
    return 0;
}

/* The lonely stratum whose key comes first, so that the message does not depend on the order of rows. */
static uint32_t first_lonely(const struct prak_frame *f)
{
    uint32_t best = PRAK_NONE;
    for (uint32_t i = 0; i < f->s->nstratum; i++)
        if (prak_frame_is_lonely(f, i) &&
            (best == PRAK_NONE ||
             prak_str_cmp(prak_map_key(f->s->strata, i), prak_map_key(f->s->strata, best)) < 0))
            best = i;
    return best;
}

int prak_frame_lonely(const struct prak_frame *f, struct prak_err *e)
{
    uint32_t i = first_lonely(f);
    if (i == PRAK_NONE || f->d->lonely != PRAK_LONELY_FAIL)
        return 0;
    if (f->d->nstrata == 0 && f->d->ncluster == 0)
        return 0; /* a single row: no standard error, and nothing to be told about the design */
    uint32_t stage = f->s->stratum[i].stage;
    struct prak_str key = prak_map_key(f->s->strata, i), part = { "", 0 }, name = name_of(f, stage);
    for (uint32_t k = 0; k <= stage; k++) {
        struct prak_str skip;
        (void)prak_key_next(&key, &part);
        if (k < stage)
            (void)prak_key_next(&key, &skip);
    }
    if (name.n == 0)
        prak_fail(e, PRAK_EDATA, "there is only one sampling unit at stage %u", (unsigned)stage + 1);
    else
        prak_fail(e, PRAK_EDATA, "stratum '%.*s' has only one sampling unit at stage %u",
                  (int)(part.n > 80 ? 80 : part.n), part.p, (unsigned)stage + 1);
    if (name.n)
        prak_err_column(e, name.p, name.n);
    return prak_err_hint(e, "join it with a neighbouring stratum, or choose --lonely certainty, average or adjust");
}

static int list_lonely(struct prak_frame *f, struct prak_err *e)
{
    f->lonely_list = calloc(f->lonely_top + 1, sizeof *f->lonely_list);
    f->lonely_seen = calloc(f->lonely_top + 1, 1);
    struct ranked *r = calloc(f->lonely_top + 1, sizeof *r);
    if (!f->lonely_list || !f->lonely_seen || !r) {
        free(r);
        return prak_fail_memory(e);
    }
    for (uint32_t i = 0; i < f->s->nstratum; i++)
        if (f->s->stratum[i].stage == 0 && prak_frame_is_lonely(f, i))
            r[f->nlonely++] = (struct ranked){ prak_map_key(f->s->strata, i), i };
    qsort(r, f->nlonely, sizeof *r, by_key);
    for (size_t i = 0; i < f->nlonely; i++)
        f->lonely_list[i] = r[i].id;
    free(r);
    return 0;
}

int prak_frame_init(struct prak_frame *f, const struct prak_design *d, const struct prak_sample *s,
                    struct prak_err *e)
{
    memset(f, 0, sizeof *f);
    f->d = d;
    f->s = s;
    if (rank_leaves(f, e) || shares(f, e) || count_children(f, e) || list_lonely(f, e) ||
        (d->derived && derive_weights(f, e))) {
        prak_frame_free(f);
        return -1;
    }
    return 0;
}

void prak_frame_free(struct prak_frame *f)
{
    free(f->rank);
    free(f->weight);
    free(f->class_weight);
    free(f->share);
    free(f->children);
    free(f->lonely_list);
    free(f->lonely_seen);
    free(f->lonely_children);
    memset(f, 0, sizeof *f);
}
