/*
 * variance.c - ultimate cluster and recursive multistage variance in binary128.
 *
 * Leaves are sorted by the bytes of their path of keys, so that the units of a stratum, and the strata of a unit, are
 * neighbours and every sum is taken in one fixed order.
 */
#include "stat/variance.h"

#include <string.h>

/* A stratum being summed: over the units seen so far. */
struct level {
    uint32_t stratum, unit;  /* open ones, PRAK_NONE = none */
    prak_quad z_unit, v_unit; /* of the open unit: its total; variance inside it */
    prak_quad mean_shift;    /* first z of the stratum: sums are taken from it */
    prak_quad s1, s2;        /* sum and sum of squares of z - mean_shift */
    uint64_t seen;
    prak_quad inside;        /* sum over units of the variance inside */
    prak_quad v;             /* variance of the strata closed since the parent unit was opened */
    prak_quad below;         /* what the stages below add to it */
    prak_quad z;             /* total of the same */
    uint64_t bad;
};

struct engine {
    const struct prak_frame *f;
    struct level lv[PRAK_STAGES];
    prak_quad grand[PRAK_STAGES]; /* adjust: mean over all units of the stage */
    bool undefined;
};

/* sum (z - zbar)^2 over all n units, of which `seen` are given and the others are 0. */
static prak_quad spread(const struct level *l, uint64_t n)
{
    prak_quad rest = (prak_quad)(n - l->seen), s1 = l->s1, s2 = l->s2;
    s1 -= rest * l->mean_shift;
    s2 += rest * l->mean_shift * l->mean_shift;
    return s2 - s1 * s1 / (prak_quad)n;
}

static void close_stratum(struct engine *g, unsigned stage)
{
    struct level *l = &g->lv[stage];
    if (l->stratum == PRAK_NONE)
        return;
    const struct prak_frame *f = g->f;
    uint64_t n = f->s->stratum[l->stratum].units;
    prak_quad share = f->share[l->stratum], rest = (prak_quad)1 - share, v = 0;
    if (n > 1) {
        v = rest * (prak_quad)n / (prak_quad)(n - 1) * spread(l, n);
    } else if (prak_frame_is_lonely(f, l->stratum)) {
        prak_quad z = l->mean_shift + l->s1;
        for (size_t i = 0; stage == 0 && i < f->nlonely; i++)
            if (f->lonely_list[i] == l->stratum)
                f->lonely_seen[i] = 1;
        if (f->d->lonely == PRAK_LONELY_ADJUST)
            v = rest * (z - g->grand[stage]) * (z - g->grand[stage]);
        else if (f->d->lonely == PRAK_LONELY_FAIL)
            g->undefined = true;
    }
    if (v < 0)
        v = 0;
    l->v += v;
    l->below += share * l->inside;
    l->z += l->s1 + (prak_quad)l->seen * l->mean_shift;
    l->stratum = PRAK_NONE;
}

static void add_unit(struct level *l, prak_quad z, prak_quad inside)
{
    if (l->seen == 0)
        l->mean_shift = z;
    if (l->seen++) {
        prak_quad dz = z - l->mean_shift;
        l->s1 += dz;
        l->s2 += dz * dz;
    }
    if (inside != 0)
        l->inside += inside;
}

/* lonely=average: at their own stage, the strata that can be estimated stand for the others. */
static prak_quad averaged(struct engine *g, const struct level *l, uint64_t strata, uint64_t lonely)
{
    if (g->f->d->lonely != PRAK_LONELY_AVERAGE || lonely == 0)
        return l->v + l->below;
    if (lonely >= strata) {
        g->undefined = true;
        return l->v;
    }
    return l->v * (prak_quad)strata / (prak_quad)(strata - lonely) + l->below;
}

/* Closes the open unit of a stage: what its inner stages gave becomes its total and its inner variance. */
static void close_unit(struct engine *g, unsigned stage)
{
    struct level *l = &g->lv[stage];
    if (l->unit == PRAK_NONE)
        return;
    prak_quad z = l->z_unit, inside = 0;
    if (stage + 1 < g->f->d->stages) {
        struct level *in = &g->lv[stage + 1];
        close_unit(g, stage + 1);
        close_stratum(g, stage + 1);
        z = in->z;
        inside = averaged(g, in, g->f->children[l->unit], g->f->lonely_children[l->unit]);
        in->z = 0;
        in->v = in->below = 0;
    }
    add_unit(l, z, inside);
    l->unit = PRAK_NONE;
    l->z_unit = 0;
}

static void open_stratum(struct engine *g, unsigned stage, uint32_t stratum)
{
    struct level *l = &g->lv[stage];
    if (l->stratum == stratum)
        return;
    close_unit(g, stage);
    close_stratum(g, stage);
    l->stratum = stratum;
    l->mean_shift = l->s1 = l->s2 = l->inside = 0;
    l->seen = 0;
}

static void open_unit(struct engine *g, unsigned stage, uint32_t unit)
{
    struct level *l = &g->lv[stage];
    if (l->unit == unit)
        return;
    close_unit(g, stage);
    l->unit = unit;
}

/* The strata and units on the way to a leaf, first stage first. */
static void ancestry(const struct prak_frame *f, uint32_t leaf, uint32_t stratum[PRAK_STAGES],
                     uint32_t unit[PRAK_STAGES])
{
    unsigned last = f->d->stages - 1;
    uint32_t h = prak_frame_stratum(f, leaf);
    unit[last] = f->d->rows ? PRAK_NONE : leaf;
    for (unsigned i = last;; i--) {
        stratum[i] = h;
        if (i == 0)
            break;
        unit[i - 1] = f->s->stratum[h].parent;
        h = f->s->unit[unit[i - 1]];
    }
}

static void enter_leaf(struct engine *g, const struct prak_influence *a)
{
    uint32_t stratum[PRAK_STAGES], unit[PRAK_STAGES];
    const struct prak_frame *f = g->f;
    unsigned last = f->d->stages - 1;
    ancestry(f, a->leaf, stratum, unit);
    for (unsigned i = 0; i <= last; i++) {
        open_stratum(g, i, stratum[i]);
        if (i < last || !f->d->rows)
            open_unit(g, i, unit[i]);
    }
    struct level *l = &g->lv[last];
    if (!f->d->rows) {
        l->z_unit = a->z; /* a leaf is a unit of the last stage: it comes once */
        return;
    }
    /* Rows are the units: their sums come ready; rows outside the cell count as zeros. */
    uint64_t n = f->s->stratum[stratum[last]].units;
    l->seen = n;
    l->mean_shift = 0;
    l->s1 = a->z;
    l->s2 = a->zz;
}

/* Units and strata of the first stage with rows of positive weight. */
static void count_first(const struct prak_frame *f, const struct prak_influence *a, size_t n,
                        struct prak_variance *out)
{
    uint32_t last_unit = PRAK_NONE, last_stratum = PRAK_NONE;
    for (size_t i = 0; i < n; i++) {
        uint32_t stratum[PRAK_STAGES], unit[PRAK_STAGES];
        if (a[i].positive == 0)
            continue;
        ancestry(f, a[i].leaf, stratum, unit);
        if (stratum[0] != last_stratum)
            out->strata++;
        last_stratum = stratum[0];
        if (f->d->rows && f->d->stages == 1)
            out->units += a[i].positive;
        else if (unit[0] != last_unit)
            out->units++;
        last_unit = unit[0];
    }
}

/* adjust: the grand mean of the units of each stage, over the whole sample. */
static void grand_means(struct engine *g, const struct prak_influence *a, size_t n)
{
    prak_quad total = 0;
    if (g->f->d->lonely != PRAK_LONELY_ADJUST)
        return;
    for (size_t i = 0; i < n; i++)
        total += a[i].z;
    for (unsigned i = 0; i < g->f->d->stages; i++)
        g->grand[i] = g->f->units[i] ? total / (prak_quad)g->f->units[i] : 0;
}

/* adjust: a lonely stratum without rows of the cell lies off the grand mean all the same. */
static void adjust_absent(struct engine *g)
{
    const struct prak_frame *f = g->f;
    if (f->d->lonely != PRAK_LONELY_ADJUST)
        return;
    for (size_t i = 0; i < f->nlonely; i++)
        if (!f->lonely_seen[i]) {
            prak_quad rest = (prak_quad)1 - f->share[f->lonely_list[i]];
            g->lv[0].v += rest * g->grand[0] * g->grand[0];
        }
}

void prak_design_variance(const struct prak_frame *f, struct prak_influence *a, size_t n, struct prak_variance *out)
{
    struct engine g = { .f = f };
    memset(out, 0, sizeof *out);
    if (f->nlonely)
        memset(f->lonely_seen, 0, f->nlonely);
    for (unsigned i = 0; i < PRAK_STAGES; i++)
        g.lv[i].stratum = g.lv[i].unit = PRAK_NONE;
    grand_means(&g, a, n);
    for (size_t i = 0; i < n; i++)
        enter_leaf(&g, &a[i]);
    close_unit(&g, 0);
    close_stratum(&g, 0);
    adjust_absent(&g);
    out->v = averaged(&g, &g.lv[0], f->top, f->lonely_top);
    count_first(f, a, n, out);
    out->defined = !g.undefined;
}
