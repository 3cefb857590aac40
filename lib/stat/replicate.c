/*
 * replicate.c - the factors of each replicate, the estimate in each, and their spread.
 */
#include "stat/replicate.h"

#include <stdlib.h>

#include "base/hash.h"
#include "stat/look.h"

struct prak_rep_set {
    const struct prak_stat_plan *p;
    const struct prak_replication *plan;
    const struct prak_frame *f;
    const prak_quad *given;   /* [leaf * n + replicate], the part's */
    size_t leaves, n;         /* n: replicates; for the jackknife one a unit */
    uint32_t *stratum;        /* [leaf] */
    uint32_t *by_rank;        /* [leaf] leaves in the order of their keys */
    uint32_t *place;          /* [leaf] number within its stratum, in that order */
    uint32_t *number;         /* [stratum] number of the stratum in that order */
    uint16_t *draws;          /* bootstrap: [replicate * leaves + leaf] */
    prak_quad *lambda;        /* bootstrap: [stratum] */
    prak_quad scale;
    prak_quad *factor;        /* scratch: [leaf + 1], as the maps count classes */
    uint32_t *at;             /* scratch: [leaf] place in the cell, + 1 */
};

static uint64_t units_of(const struct prak_rep_set *s, uint32_t stratum)
{
    return s->f->s->stratum[stratum].units;
}

static bool jackknife(const struct prak_rep_set *s)
{
    return !s->plan->given && (s->plan->type == PRAK_REP_JK1 || s->plan->type == PRAK_REP_JKN);
}

/* ---- bootstrap ---- */

static void put_u64(unsigned char *p, uint64_t v)
{
    for (int i = 0; i < 8; i++)
        p[i] = (unsigned char)(v >> (8 * i));
}

/* A number below n from the words, each as likely (Lemire 2019). */
static uint64_t pick(unsigned char text[48], uint64_t n)
{
    for (uint64_t attempt = 0;; attempt++) {
        put_u64(text + 40, attempt);
        prak_u128 wide = (prak_u128)prak_hash(text, 48) * n;
        if ((uint64_t)wide >= -n % n)
            return (uint64_t)(wide >> 64);
    }
}

static void draw(struct prak_rep_set *s, size_t replicate, uint32_t stratum, const uint32_t *leaf)
{
    uint64_t n = units_of(s, stratum);
    struct prak_str key = prak_map_key(s->f->s->strata, stratum);
    struct prak_digest128 d = prak_hash128(key.p, key.n);
    unsigned char text[48];
    put_u64(text, s->plan->seed);
    put_u64(text + 8, replicate);
    put_u64(text + 16, d.low);
    put_u64(text + 24, d.high);
    for (uint64_t j = 0; j + 1 < n; j++) {
        put_u64(text + 32, j);
        uint16_t *k = &s->draws[replicate * s->leaves + leaf[pick(text, n)]];
        if (*k < UINT16_MAX)
            ++*k;
    }
}

static int make_draws(struct prak_rep_set *s, struct prak_err *e)
{
    const struct prak_frame *f = s->f;
    if (prak_rep_fits(s->p, s->leaves, sizeof *s->draws, e))
        return -1;
    s->draws = calloc(s->n * s->leaves + 1, sizeof *s->draws);
    s->lambda = calloc(f->s->nstratum + 1, sizeof *s->lambda);
    if (!s->draws || !s->lambda)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->leaves; i += units_of(s, s->stratum[s->by_rank[i]])) {
        uint32_t h = s->stratum[s->by_rank[i]];
        prak_quad rest = (prak_quad)1 - f->share[h];
        s->lambda[h] = prak_quad_sqrt(rest > 0 ? rest : 0);
        for (size_t r = 0; r < s->n; r++)
            draw(s, r, h, s->by_rank + i);
    }
    return 0;
}

/* ---- halves ---- */

static int need_pairs(const struct prak_rep_set *s, struct prak_err *e)
{
    for (uint32_t h = 0; h < s->f->s->nstratum; h++)
        if (units_of(s, h) != 2) {
            prak_fail(e, PRAK_EDATA, "a stratum has %llu sampling units; %s needs two in each",
                      (unsigned long long)units_of(s, h), prak_rep_type_name(s->plan));
            return prak_err_hint(e, "JKn and bootstrap take any number");
        }
    return 0;
}

/* Sylvester's Hadamard matrix; its first column is not used. */
static bool in_half(const struct prak_rep_set *s, size_t replicate, uint32_t leaf)
{
    unsigned long long both = (unsigned long long)replicate & (s->number[s->stratum[leaf]] + 1ULL);
    return (__builtin_popcountll(both) & 1) == (int)s->place[leaf];
}

/* ---- factors ---- */

/* Of the replicates but the jackknife's. */
static prak_quad factor_of(const struct prak_rep_set *s, size_t r, uint32_t leaf)
{
    if (s->plan->given)
        return s->given[leaf * s->n + r];
    if (s->plan->type != PRAK_REP_BOOTSTRAP)
        return in_half(s, r, leaf) ? (prak_quad)2 - s->plan->rho : s->plan->rho;
    uint32_t h = s->stratum[leaf];
    uint64_t n = units_of(s, h);
    if (n < 2)
        return 1;
    return (prak_quad)1 - s->lambda[h] +
           s->lambda[h] * (prak_quad)n / (prak_quad)(n - 1) * (prak_quad)s->draws[r * s->leaves + leaf];
}

/* All factors of a replicate; of the jackknife, replicate r leaves out the leaf of rank r. */
static void fill(struct prak_rep_set *s, size_t r)
{
    uint32_t out = jackknife(s) ? s->by_rank[r] : 0, own = jackknife(s) ? s->stratum[out] : 0;
    prak_quad n = (prak_quad)units_of(s, own);
    for (uint32_t i = 0; i < s->leaves; i++) {
        if (!jackknife(s))
            s->factor[i + 1] = factor_of(s, r, i);
        else if (s->stratum[i] != own)
            s->factor[i + 1] = 1;
        else
            s->factor[i + 1] = i == out ? (prak_quad)0 : n / (n - 1);
    }
}

/* Jackknife: (1 - f) (n - 1)/n of the stratum; 0: its replicates do not count. */
static prak_quad unit_rscale(const struct prak_rep_set *s, uint32_t stratum)
{
    prak_quad n = (prak_quad)units_of(s, stratum), rest = (prak_quad)1 - s->f->share[stratum];
    return n > 1 && rest > 0 ? rest * (n - 1) / n : (prak_quad)0;
}

static prak_quad rscale_of(const struct prak_rep_set *s, size_t r)
{
    if (jackknife(s))
        return unit_rscale(s, s->stratum[s->by_rank[r]]);
    return s->plan->rscale ? s->plan->rscale[r] : (prak_quad)1;
}

static prak_quad scale_of(const struct prak_rep_set *s)
{
    prak_quad n = (prak_quad)s->n, keep = (prak_quad)1 - s->plan->rho;
    if (s->plan->scale > 0)
        return s->plan->scale;
    switch (s->plan->type) {
    case PRAK_REP_JK1:
        return s->plan->given ? (n - 1) / n : (prak_quad)1;
    case PRAK_REP_BRR:
    case PRAK_REP_FAY:
        return (prak_quad)1 / (n * keep * keep);
    case PRAK_REP_BOOTSTRAP:
        return (prak_quad)1 / (n - 1);
    case PRAK_REP_JKN:
    case PRAK_REP_OTHER:
        break;
    }
    return 1;
}

/* ---- open ---- */

static int number_leaves(struct prak_rep_set *s, struct prak_err *e)
{
    const struct prak_frame *f = s->f;
    s->stratum = calloc(s->leaves + 1, sizeof *s->stratum);
    s->by_rank = calloc(s->leaves + 1, sizeof *s->by_rank);
    s->place = calloc(s->leaves + 1, sizeof *s->place);
    s->number = calloc(f->s->nstratum + 1, sizeof *s->number);
    s->factor = calloc(s->leaves + 2, sizeof *s->factor);
    s->at = calloc(s->leaves + 1, sizeof *s->at);
    if (!s->stratum || !s->by_rank || !s->place || !s->number || !s->factor || !s->at)
        return prak_fail_memory(e);
    for (uint32_t i = 0; i < s->leaves; i++)
        s->by_rank[f->rank[i]] = i;
    uint32_t strata = 0, place = 0, last = PRAK_NONE;
    for (size_t i = 0; i < s->leaves; i++) {
        uint32_t leaf = s->by_rank[i], h = prak_frame_stratum(f, leaf);
        if (h != last) {
            s->number[h] = strata++;
            place = 0;
        }
        s->stratum[leaf] = last = h;
        s->place[leaf] = place++;
    }
    return 0;
}

int prak_rep_open(const struct prak_book *b, struct prak_rep_set **out, struct prak_err *e)
{
    const struct prak_replication *plan = b->p->design.rep;
    *out = NULL;
    if (!plan)
        return 0;
    struct prak_rep_set *s = calloc(1, sizeof *s);
    if (!s)
        return prak_fail_memory(e);
    *s = (struct prak_rep_set){ .p = b->p, .plan = plan, .f = &b->frame, .given = b->t->rep.factor, .n = plan->n };
    s->leaves = prak_sample_leaves(b->frame.s, b->frame.d);
    bool halves = plan->type == PRAK_REP_BRR || plan->type == PRAK_REP_FAY;
    int rc = number_leaves(s, e);
    if (!rc && jackknife(s))
        s->n = s->leaves;
    if (!rc && !plan->given && halves) {
        rc = need_pairs(s, e);
        for (s->n = 1; s->n <= b->frame.s->nstratum;)
            s->n *= 2;
    }
    if (!rc && !plan->given && plan->type == PRAK_REP_BOOTSTRAP)
        rc = make_draws(s, e);
    s->scale = scale_of(s);
    if (rc)
        prak_rep_close(s);
    else
        *out = s;
    return rc;
}

void prak_rep_close(struct prak_rep_set *s)
{
    if (!s)
        return;
    free(s->stratum);
    free(s->by_rank);
    free(s->place);
    free(s->number);
    free(s->draws);
    free(s->lambda);
    free(s->factor);
    free(s->at);
    free(s);
}

bool prak_rep_recomputes(const struct prak_rep_set *s)
{
    return s && s->plan->type != PRAK_REP_JK1 && s->plan->type != PRAK_REP_JKN;
}

/* ---- spread ---- */

struct theta { /* one value of the estimate and the replicates that have it */
    prak_quad value, count, rscale;
};
struct spread {
    struct theta *list;
    size_t n;
};

static void put(struct spread *l, const struct prak_point *p, prak_quad count, prak_quad rscale)
{
    if (p->defined && rscale > 0)
        l->list[l->n++] = (struct theta){ p->value, count, rscale };
}

static void settle(const struct prak_rep_set *s, const struct spread *l, prak_quad theta, struct prak_variance *v)
{
    prak_quad count = 0, mean = 0, sum = 0;
    for (size_t i = 0; i < l->n; i++) {
        count += l->list[i].count;
        mean += l->list[i].count * (l->list[i].value - theta); /* about the estimate, so that no digits are lost */
    }
    mean = s->plan->mse || !(count > 0) ? 0 : mean / count;
    for (size_t i = 0; i < l->n; i++) {
        prak_quad d = l->list[i].value - theta - mean;
        sum += l->list[i].rscale * d * d;
    }
    v->v = s->scale * sum;
    v->defined = count > 0;
}

/* ---- degrees of freedom of given weights: the rank of the replicates less one (R: degf, tolerance 1e-5) ---- */

/* What is left of x beyond the rows of the basis; twice, for the digits. */
static double reduce(double *x, const double *basis, size_t rank, size_t n)
{
    double left = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < rank; k++) {
            double dot = 0;
            for (size_t j = 0; j < n; j++)
                dot += x[j] * basis[k * n + j];
            for (size_t j = 0; j < n; j++)
                x[j] -= dot * basis[k * n + j];
        }
    for (size_t j = 0; j < n; j++)
        left += x[j] * x[j];
    return left;
}

static int rank_of(const struct prak_rep_set *s, const struct prak_book *b, size_t nleaf, uint64_t *out,
                   struct prak_err *e)
{
    size_t n = s->n, rank = 0, most = nleaf < n ? nleaf : n;
    double *basis = malloc(n * (most + 1) * sizeof *basis);
    if (!basis)
        return prak_fail_memory(e);
    for (size_t i = 0; i < nleaf && rank < n; i++) {
        double *x = basis + rank * n, size = 0;
        if (b->z[i].positive == 0)
            continue;
        for (size_t j = 0; j < n; j++) {
            x[j] = (double)s->given[b->z[i].leaf * n + j];
            size += x[j] * x[j];
        }
        double left = reduce(x, basis, rank, n);
        if (!(left > 1e-10 * size))
            continue;
        double length = (double)prak_quad_sqrt((prak_quad)left);
        for (size_t j = 0; j < n; j++)
            x[j] /= length;
        rank++;
    }
    *out = rank;
    free(basis);
    return 0;
}

/* Units and strata whose difference is the degrees of freedom. */
static int set_df(const struct prak_rep_set *s, const struct prak_book *b, size_t nleaf, struct prak_variance *v,
                  struct prak_err *e)
{
    if (s->plan->given && v->units) {
        v->strata = 1;
        return rank_of(s, b, nleaf, &v->units, e);
    }
    if (!jackknife(s) && v->units > v->strata && v->units - v->strata > s->n - 1)
        v->units = v->strata + s->n - 1;
    return 0;
}

/* ---- functions of totals ---- */

struct totals { /* of a cell by leaf */
    const struct prak_statistic *stat; /* NULL: share of the second total in the first */
    const struct prak_state *state;
    unsigned k;
    size_t n;
    uint32_t *leaf;
    prak_quad *sum;       /* [n * k] */
    struct spread spread; /* room for all replicates */
};

static void evaluate(const struct totals *c, const prak_quad *total, struct prak_point *out)
{
    memset(out, 0, sizeof *out);
    if (c->stat) {
        c->stat->est->point(c->stat, total, c->state, out);
    } else if (total[0] > 0) {
        out->defined = true;
        out->value = total[1] / total[0];
    }
}

static int totals_new(struct totals *c, const struct prak_rep_set *s, size_t n, unsigned k, struct prak_err *e)
{
    size_t room = jackknife(s) ? n + s->f->s->nstratum + 2 : s->n;
    c->n = n;
    c->k = k;
    c->leaf = calloc(n + 1, sizeof *c->leaf);
    c->sum = calloc(n * k + 1, sizeof *c->sum);
    c->spread.list = calloc(room + 1, sizeof *c->spread.list);
    c->spread.n = 0;
    return c->leaf && c->sum && c->spread.list ? 0 : prak_fail_memory(e);
}

static void totals_free(struct totals *c)
{
    free(c->leaf);
    free(c->sum);
    free(c->spread.list);
}

static void each_replicate(const struct prak_rep_set *s, struct totals *c)
{
    struct prak_point p;
    for (size_t r = 0; r < s->n; r++) {
        prak_quad total[PRAK_TERMS] = { 0 };
        for (size_t i = 0; i < c->n; i++) {
            prak_quad factor = factor_of(s, r, c->leaf[i]);
            for (unsigned j = 0; j < c->k; j++)
                total[j] += factor * c->sum[i * c->k + j];
        }
        evaluate(c, total, &p);
        put(&c->spread, &p, 1, rscale_of(s, r));
    }
}

/*
 * Leaving out unit u of a stratum with sum S gives T + S/(n-1) - n/(n-1) u. Leaves of a stratum are neighbours; its
 * units without rows of the cell give one and the same value, and so do all units of strata without such rows.
 */
static void each_unit(const struct prak_rep_set *s, struct totals *c)
{
    prak_quad all[PRAK_TERMS] = { 0 }, rscale = 0, count = 0;
    struct prak_point p;
    for (size_t i = 0; i < c->n; i++)
        for (unsigned j = 0; j < c->k; j++)
            all[j] += c->sum[i * c->k + j];
    for (uint32_t i = 0; i < s->leaves; i++)
        if (rscale_of(s, i) > 0) {
            rscale += rscale_of(s, i);
            count += 1;
        }
    for (size_t i = 0, next; i < c->n; i = next) {
        uint32_t h = s->stratum[c->leaf[i]];
        prak_quad n = (prak_quad)units_of(s, h), own[PRAK_TERMS] = { 0 }, r = unit_rscale(s, h);
        for (next = i; next < c->n && s->stratum[c->leaf[next]] == h; next++)
            for (unsigned j = 0; j < c->k; j++)
                own[j] += c->sum[next * c->k + j];
        if (!(r > 0))
            continue;
        for (size_t u = i; u <= next; u++) { /* the last stands for units without rows of the cell */
            prak_quad total[PRAK_TERMS], same = u < next ? (prak_quad)1 : n - (prak_quad)(next - i);
            for (unsigned j = 0; j < c->k; j++)
                total[j] = all[j] + own[j] / (n - 1) - (u < next ? n / (n - 1) * c->sum[u * c->k + j] : 0);
            evaluate(c, total, &p);
            put(&c->spread, &p, same, same * r);
        }
        rscale -= n * r;
        count -= n;
    }
    evaluate(c, all, &p);
    if (count > 0)
        put(&c->spread, &p, count, rscale);
}

static int vary(struct prak_rep_set *s, const struct prak_book *b, size_t nleaf, struct totals *c, prak_quad theta,
                struct prak_variance *v, struct prak_err *e)
{
    if (jackknife(s))
        each_unit(s, c);
    else
        each_replicate(s, c);
    settle(s, &c->spread, theta, v);
    return set_df(s, b, nleaf, v, e);
}

/* The sums of a statistic's terms by leaf, in the order of the leaves' keys. */
static int take_totals(struct totals *c, const struct prak_rep_set *s, const struct prak_book *b, uint32_t group,
                       size_t stat, struct prak_err *e)
{
    const struct prak_statistic *st = &b->p->stat[stat];
    size_t first = b->leaf.start[group], n = b->leaf.start[group + 1] - first;
    unsigned k = st->k[b->t->pass], at = st->offset[b->t->pass];
    if (totals_new(c, s, n, k, e))
        return -1;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = b->leaf.row[first + i];
        c->leaf[i] = b->t->leaf.row[row].leaf;
        for (unsigned j = 0; j < k; j++)
            c->sum[i * k + j] = prak_sums_quad(&b->t->leaf.sums, row, at + j);
    }
    return 0;
}

int prak_rep_moments(struct prak_rep_set *s, const struct prak_book *b, uint32_t group, size_t stat,
                     const struct prak_state *state, prak_quad theta, struct prak_variance *v, struct prak_err *e)
{
    struct totals c = { .stat = &b->p->stat[stat], .state = state };
    int rc = take_totals(&c, s, b, group, stat, e);
    if (!rc)
        rc = vary(s, b, c.n, &c, theta, v, e);
    totals_free(&c);
    return rc;
}

int prak_rep_level(struct prak_rep_set *s, const struct prak_book *b, uint32_t group, size_t stat, uint32_t level,
                   prak_quad theta, struct prak_variance *v, struct prak_err *e)
{
    struct totals c = { .stat = NULL };
    size_t first = b->leaf.start[group], n = b->leaf.start[group + 1] - first;
    size_t next = level == PRAK_NONE ? 0 : b->level.start[level];
    size_t last = level == PRAK_NONE ? 0 : b->level.start[level + 1];
    int rc = totals_new(&c, s, n, 2, e);
    for (size_t i = 0; !rc && i < n; i++) {
        uint32_t row = b->leaf.row[first + i];
        c.leaf[i] = b->t->leaf.row[row].leaf;
        c.sum[2 * i] = prak_sums_quad(&b->t->leaf.sums, row, b->p->stat[stat].offset[b->t->pass]);
        if (next < last && b->t->level_leaf.row[b->level.row[next]].leaf == c.leaf[i])
            c.sum[2 * i + 1] = prak_sums_quad(&b->t->level_leaf.sums, b->level.row[next++], 0);
    }
    if (!rc)
        rc = vary(s, b, n, &c, theta, v, e);
    totals_free(&c);
    return rc;
}

int prak_rep_margin(struct prak_rep_set *s, const struct prak_book *b, uint32_t level, uint32_t base, prak_quad theta,
                    struct prak_variance *v, struct prak_err *e)
{
    const struct prak_leaf_table *t = &b->t->level_leaf;
    struct totals c = { .stat = NULL };
    size_t first = b->level.start[base], n = b->level.start[base + 1] - first;
    size_t next = b->level.start[level], last = b->level.start[level + 1];
    int rc = totals_new(&c, s, n, 2, e);
    for (size_t i = 0; !rc && i < n; i++) {
        uint32_t row = b->level.row[first + i];
        c.leaf[i] = t->row[row].leaf;
        c.sum[2 * i] = prak_sums_quad(&t->sums, row, 0);
        if (next < last && t->row[b->level.row[next]].leaf == c.leaf[i])
            c.sum[2 * i + 1] = prak_sums_quad(&t->sums, b->level.row[next++], 0);
    }
    if (!rc)
        rc = vary(s, b, n, &c, theta, v, e);
    totals_free(&c);
    return rc;
}

/* ---- curves ---- */

/* The quantile of a cell in the replicate that the book's factors are of. */
static int quantile(const struct prak_book *b, uint32_t group, size_t stat, struct prak_state *out, struct prak_err *e)
{
    const struct prak_statistic *s = &b->p->stat[stat];
    prak_quad total[PRAK_TERMS] = { 0 };
    *out = (struct prak_state){ .known = false };
    if (prak_book_totals(b, group, stat, total, e))
        return -1;
    struct prak_target target = { .about = total[s->target] };
    uint32_t cell = prak_curve_cell(b->p, group, stat, 0);
    if (s->target == 0)
        target.about *= prak_dec_to_quad(s->p);
    if (total[0] > 0 && prak_curve_targets(b->t, &b->frame, cell, s->rule, total[0], &target, 1, e))
        return -1;
    out->known = target.found;
    out->cut = target.dec;
    out->value = target.value;
    return 0;
}

/* The book with the factors of a replicate for weights. */
static struct prak_book replica(struct prak_rep_set *s, const struct prak_book *b, size_t r)
{
    struct prak_book copy = *b;
    fill(s, r);
    copy.frame.weight = s->factor + 1;
    copy.frame.class_weight = s->factor;
    if (s->plan->given) /* the columns hold products rounded to 15 or 17 digits */
        copy.frame.tie = (prak_quad)1 / 1000000000000000;
    return copy;
}

int prak_rep_curve(struct prak_rep_set *s, const struct prak_book *b, uint32_t group, size_t stat, prak_quad theta,
                   struct prak_variance *v, struct prak_err *e)
{
    const struct prak_statistic *st = &b->p->stat[stat];
    struct spread l = { .list = calloc(s->n + 1, sizeof *l.list) };
    int rc = l.list ? 0 : prak_fail_memory(e);
    for (size_t r = 0; !rc && r < s->n; r++) {
        struct prak_state state;
        struct prak_point p = { .defined = false };
        prak_quad total[PRAK_TERMS] = { 0 };
        if (!(rscale_of(s, r) > 0))
            continue;
        struct prak_book copy = replica(s, b, r);
        rc = quantile(&copy, group, stat, &state, e);
        if (!rc && state.known && st->est->kinds & PRAK_EST_MOMENTS) {
            rc = prak_book_totals(&copy, group, stat, total, e);
            st->est->point(st, total, &state, &p);
        } else {
            p.defined = state.known;
            p.value = state.value;
        }
        put(&l, &p, 1, rscale_of(s, r));
    }
    if (!rc)
        settle(s, &l, theta, v);
    free(l.list);
    return rc;
}

/* The estimate of one replicate: fitted anew, in memory of its own. */
static int refit(const struct prak_look *k, const struct prak_state *base, struct prak_point *p, struct prak_err *e)
{
    const struct prak_statistic *st = &k->book->p->stat[k->stat];
    struct prak_state state = { .rows = base->rows };
    prak_quad total[PRAK_TERMS] = { 0 };
    struct prak_look own = *k;
    struct prak_arena *kept = k->t->fits;
    own.t->fits = prak_arena_new(0);
    int rc = own.t->fits ? st->est->fit(st, &own, &state, e) : prak_fail_memory(e);
    state.part = base->part;
    if (!rc && state.known) {
        rc = st->est->totals(st, &own, &state, total, e);
        if (!rc)
            st->est->point(st, total, &state, p);
    }
    prak_arena_free(own.t->fits);
    own.t->fits = kept;
    return rc;
}

int prak_rep_fitted(struct prak_rep_set *s, const struct prak_book *b, struct prak_stat_part *t, uint32_t group,
                    size_t stat, const struct prak_state *base, prak_quad theta, struct prak_variance *v,
                    struct prak_err *e)
{
    struct spread l = { .list = calloc(s->n + 1, sizeof *l.list) };
    int rc = l.list ? 0 : prak_fail_memory(e);
    for (size_t r = 0; !rc && r < s->n; r++) {
        struct prak_point p = { .defined = false };
        if (!(rscale_of(s, r) > 0))
            continue;
        struct prak_book copy = replica(s, b, r);
        const struct prak_look look = { &copy, t, group, stat };
        rc = refit(&look, base, &p, e);
        put(&l, &p, 1, rscale_of(s, r));
    }
    if (!rc)
        settle(s, &l, theta, v);
    free(l.list);
    return rc;
}
