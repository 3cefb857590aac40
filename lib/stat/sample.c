/*
 * sample.c - entering rows into the tree of strata and units, and merging two trees.
 */
#include "stat/sample.h"

#include <stdlib.h>

int prak_sample_init(struct prak_sample *s, const struct prak_design *d, struct prak_err *e)
{
    memset(s, 0, sizeof *s);
    s->last_leaf = PRAK_NONE;
    s->strata = prak_map_new(0);
    s->units = prak_map_new(0);
    s->owner = d->nest || d->ncluster == 0 ? NULL : prak_map_new(0);
    if (!s->strata || !s->units || (!d->nest && d->ncluster && !s->owner))
        return prak_fail_memory(e);
    return 0;
}

void prak_sample_free(struct prak_sample *s)
{
    prak_map_free(s->strata);
    prak_map_free(s->units);
    prak_map_free(s->owner);
    free(s->stratum);
    free(s->unit);
    free(s->owner_stratum);
    prak_buf_free(&s->key);
    prak_buf_free(&s->last);
    memset(s, 0, sizeof *s);
}

size_t prak_sample_leaves(const struct prak_sample *s, const struct prak_design *d)
{
    return d->rows ? s->nstratum : s->nunit;
}

static int cell_error(const struct prak_slice *c, struct prak_str name, const char *what, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", what);
    prak_err_column(e, name.p, name.n);
    prak_err_value(e, c->p, c->n);
    return -1;
}

static int read_number(const struct prak_batch *b, size_t row, unsigned bound, struct prak_str name,
                       struct prak_dec *v, struct prak_err *e)
{
    const struct prak_slice *c = &b->cell[bound][row];
    if (c->n == 0)
        return cell_error(c, name, "a column of the design is missing", e);
    enum prak_num_verdict verdict = prak_dec_parse(c->p, c->n, false, v);
    return verdict ? cell_error(c, name, prak_num_reason(verdict), e) : 0;
}

static int need_cell(const struct prak_batch *b, size_t row, unsigned bound, struct prak_str name, struct prak_err *e)
{
    const struct prak_slice *c = &b->cell[bound][row];
    return c->n ? 0 : cell_error(c, name, "a column of the design is missing", e);
}

int prak_sample_check(const struct prak_design *d, const struct prak_batch *b, size_t row, struct prak_dec *weight,
                      struct prak_dec fpc[PRAK_STAGES], struct prak_err *e)
{
    *weight = prak_dec_int(1);
    if (d->has_weight) {
        if (read_number(b, row, d->weight, d->weight_name, weight, e))
            return -1;
        if (prak_dec_sign(*weight) < 0)
            return cell_error(&b->cell[d->weight][row], d->weight_name, "negative weight", e);
    }
    for (unsigned i = 0; i < d->nstrata; i++)
        if (need_cell(b, row, d->strata[i], d->strata_name[i], e))
            return -1;
    for (unsigned i = 0; i < d->ncluster && !d->made; i++)
        if (need_cell(b, row, d->cluster[i], d->cluster_name[i], e))
            return -1;
    for (unsigned i = 0; i < d->nfpc; i++) {
        if (read_number(b, row, d->fpc[i], d->fpc_name[i], &fpc[i], e))
            return -1;
        if (prak_dec_sign(fpc[i]) <= 0)
            return cell_error(&b->cell[d->fpc[i]][row], d->fpc_name[i],
                              "a population count or sampling fraction must be above 0", e);
    }
    return 0;
}

static int put_stratum(struct prak_sample *s, struct prak_str key, uint32_t parent, uint32_t stage, uint32_t *id,
                       struct prak_err *e)
{
    int added;
    if (prak_map_put(s->strata, key, id, &added, e))
        return -1;
    if (!added)
        return 0;
    if (s->nstratum == s->cap_stratum) {
        size_t cap = s->cap_stratum ? s->cap_stratum * 2 : 16;
        struct prak_stratum *p = realloc(s->stratum, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        s->stratum = p;
        s->cap_stratum = cap;
    }
    s->stratum[s->nstratum++] = (struct prak_stratum){ .parent = parent, .stage = stage };
    return 0;
}

static int put_unit(struct prak_sample *s, struct prak_str key, uint32_t stratum, uint32_t *id, struct prak_err *e)
{
    int added;
    if (prak_map_put(s->units, key, id, &added, e))
        return -1;
    if (!added)
        return 0;
    if (s->nunit == s->cap_unit) {
        size_t cap = s->cap_unit ? s->cap_unit * 2 : 64;
        uint32_t *p = realloc(s->unit, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        s->unit = p;
        s->cap_unit = cap;
    }
    s->unit[s->nunit++] = stratum;
    s->stratum[stratum].units++;
    return 0;
}

static void note_fpc(struct prak_stratum *h, struct prak_dec fpc)
{
    if (h->has_fpc && h->fpc.m == fpc.m && h->fpc.scale == fpc.scale)
        return;
    if (!h->has_fpc) {
        h->fpc = fpc;
        h->has_fpc = true;
    } else if (prak_dec_cmp(h->fpc, fpc) != 0) {
        h->mixed_fpc = true;
        if (prak_dec_cmp(fpc, h->fpc) < 0)
            h->fpc = fpc;
    }
}

/* nest false: the cluster's id must not come back in another stratum. */
static int own(struct prak_sample *s, const struct prak_design *d, struct prak_str cluster, uint32_t stratum,
               struct prak_err *e)
{
    uint32_t id;
    int added;
    if (prak_map_put(s->owner, cluster, &id, &added, e))
        return -1;
    if (id >= s->cap_owner) {
        size_t cap = s->cap_owner ? s->cap_owner * 2 : 64;
        uint32_t *p = realloc(s->owner_stratum, cap * sizeof *p);
        if (!p)
            return prak_fail_memory(e);
        s->owner_stratum = p;
        s->cap_owner = cap;
    }
    if (added)
        s->owner_stratum[id] = stratum;
    if (s->owner_stratum[id] == stratum)
        return 0;
    prak_fail(e, PRAK_EDATA, "a cluster is found in two strata");
    prak_err_column(e, d->cluster_name[0].p, d->cluster_name[0].n);
    return prak_err_hint(e, "\"nest\": true counts cluster ids within each stratum");
}

static struct prak_str stratum_cell(const struct prak_design *d, const struct prak_batch *b, size_t row, unsigned stage)
{
    return stage < d->nstrata ? prak_cell_str(&b->cell[d->strata[stage]][row]) : (struct prak_str){ "", 0 };
}

static struct prak_str cluster_cell(const struct prak_sample *s, const struct prak_design *d,
                                    const struct prak_batch *b, size_t row, unsigned stage)
{
    return d->made ? s->made : prak_cell_str(&b->cell[d->cluster[stage]][row]);
}

/* The path of keys: stratum, cluster, stratum, cluster …; each part carries its length. */
static void path(struct prak_buf *k, const struct prak_sample *s, const struct prak_design *d,
                 const struct prak_batch *b, size_t row)
{
    k->n = 0;
    for (unsigned i = 0; i < d->stages; i++) {
        prak_key_part(k, stratum_cell(d, b, row, i));
        if (i < d->ncluster)
            prak_key_part(k, cluster_cell(s, d, b, row, i));
    }
}

static int enter_new(struct prak_sample *s, const struct prak_design *d, const struct prak_batch *b, size_t row,
                     uint32_t *leaf, struct prak_err *e)
{
    uint32_t parent = PRAK_NONE, stratum = PRAK_NONE;
    s->key.n = 0;
    for (unsigned i = 0; i < d->stages; i++) {
        prak_key_part(&s->key, stratum_cell(d, b, row, i));
        if (prak_buf_check(&s->key, e) ||
            put_stratum(s, (struct prak_str){ s->key.p, s->key.n }, parent, i, &stratum, e))
            return -1;
        if (i >= d->ncluster)
            break;
        struct prak_str cluster = cluster_cell(s, d, b, row, i);
        prak_key_part(&s->key, cluster);
        if (prak_buf_check(&s->key, e))
            return -1;
        if (i == 0 && s->owner && own(s, d, cluster, stratum, e))
            return -1;
        if (put_unit(s, (struct prak_str){ s->key.p, s->key.n }, stratum, &parent, e))
            return -1;
    }
    *leaf = d->rows ? stratum : parent;
    return 0;
}

void prak_sample_again(struct prak_sample *s, const struct prak_design *d, uint32_t leaf,
                       const struct prak_dec fpc[PRAK_STAGES])
{
    uint32_t stratum = d->rows ? leaf : s->unit[leaf];
    if (d->rows)
        s->stratum[stratum].units++;
    for (unsigned i = d->nfpc ? d->stages : 0; i-- > 0;) {
        if (i < d->nfpc)
            note_fpc(&s->stratum[stratum], fpc[i]);
        if (i > 0)
            stratum = s->unit[s->stratum[stratum].parent];
    }
}

int prak_sample_enter(struct prak_sample *s, const struct prak_design *d, const struct prak_batch *b, size_t row,
                      const struct prak_dec fpc[PRAK_STAGES], uint32_t *leaf, struct prak_err *e)
{
    path(&s->key, s, d, b, row);
    if (prak_buf_check(&s->key, e))
        return -1;
    if (s->last_leaf == PRAK_NONE || s->last.n != s->key.n ||
        (s->key.n && memcmp(s->last.p, s->key.p, s->key.n) != 0)) {
        if (enter_new(s, d, b, row, &s->last_leaf, e)) {
            s->last_leaf = PRAK_NONE;
            return -1;
        }
        path(&s->last, s, d, b, row);
        if (prak_buf_check(&s->last, e))
            return -1;
    }
    *leaf = s->last_leaf;
    prak_sample_again(s, d, *leaf, fpc);
    return 0;
}

/* Parents come before children in a sample's numbering, so one sweep over strata and units in order is enough. */
int prak_sample_merge(struct prak_sample *into, const struct prak_design *d, const struct prak_sample *from,
                      uint32_t *leaf_map, struct prak_err *e)
{
    uint32_t *smap = calloc(from->nstratum + 1, sizeof *smap), *umap = calloc(from->nunit + 1, sizeof *umap);
    int rc = smap && umap ? 0 : prak_fail_memory(e);
    for (unsigned stage = 0; !rc && stage < d->stages; stage++) {
        for (uint32_t i = 0; !rc && i < from->nstratum; i++) {
            const struct prak_stratum *h = &from->stratum[i];
            if (h->stage != stage)
                continue;
            uint32_t parent = h->parent == PRAK_NONE ? PRAK_NONE : umap[h->parent];
            rc = put_stratum(into, prak_map_key(from->strata, i), parent, stage, &smap[i], e);
            if (rc)
                break;
            struct prak_stratum *t = &into->stratum[smap[i]];
            if (h->has_fpc)
                note_fpc(t, h->fpc);
            t->mixed_fpc = t->mixed_fpc || h->mixed_fpc;
            if (d->rows && stage + 1 == d->stages)
                t->units += h->units;
        }
        for (uint32_t i = 0; !rc && i < from->nunit; i++)
            if (from->stratum[from->unit[i]].stage == stage)
                rc = put_unit(into, prak_map_key(from->units, i), smap[from->unit[i]], &umap[i], e);
        for (uint32_t i = 0; !rc && stage == 0 && from->owner && i < prak_map_count(from->owner); i++)
            rc = own(into, d, prak_map_key(from->owner, i), smap[from->owner_stratum[i]], e);
    }
    if (!rc) {
        size_t n = prak_sample_leaves(from, d);
        if (n)
            memcpy(leaf_map, d->rows ? smap : umap, n * sizeof *leaf_map);
    }
    free(smap);
    free(umap);
    return rc;
}
