/*
 * replicate.h - variance from replicate weights, for every estimator.
 *
 *   V = scale * sum_r rscale_r (theta_r - c)^2,   c = mean of the theta_r (rscale_r > 0), or with mse the estimate.
 *
 * A replicate is a factor on the weight of each sampling unit: rows whose replicate weights are the same multiples of
 * their weight form one unit (given), or the factors follow from strata and units (JK1, JKn, BRR, Fay, bootstrap).
 * So the exact sums by unit, and the maps by unit, answer every replicate once all rows are in.
 *
 * Bootstrap: Rao, Wu and Yue 1992 with m = n - 1 draws. factor = 1 - L + L n/m k, L = sqrt(1 - f), k the draws of
 * the unit. Draw j of replicate r in a stratum is a hash of (seed, r, stratum, j); it counts the units in the order
 * of their keys' bytes, so nothing depends on the order of rows.
 * R: survey::svrepdesign, as.svrepdesign, svrVar. Memory: units x replicates, 16 bytes each (given) or 2 (bootstrap),
 * refused beyond half of --memory; else units.
 */
#ifndef PRAK_STAT_REPLICATE_H
#define PRAK_STAT_REPLICATE_H
#include "stat/cells.h"

enum prak_rep_type { PRAK_REP_JK1, PRAK_REP_JKN, PRAK_REP_BRR, PRAK_REP_FAY, PRAK_REP_BOOTSTRAP, PRAK_REP_OTHER };

struct prak_replication {
    enum prak_rep_type type;
    bool given;               /* by columns; else made from strata and units */
    bool multiples;           /* the columns hold factors, not whole weights */
    bool mse;
    unsigned n;               /* replicates; 0: as many as the units ask for */
    unsigned *column;
    struct prak_str *name;    /* [n] of the columns */
    prak_quad scale, *rscale; /* scale 0: the type's own; rscale NULL: 1 */
    prak_quad rho;            /* Fay */
    uint64_t seed;
};

/* ---- design.c: what was said ---- */
struct prak_json;
struct prak_rep_said {
    const char *glob, *type, *scale, *rho, *seed, *replicates;
    struct prak_str *rscale;
    size_t nrscale;
    int mse, combined;        /* -1 not said */
};
/* A key of the design file: 1 taken, 0 not one of these, -1. */
int prak_rep_key(struct prak_rep_said *s, struct prak_arena *a, struct prak_str key, const struct prak_json *v,
                 struct prak_err *e);
/* Makes d->rep, or leaves it NULL; the lists of the design are bound and not yet in stages. */
int prak_rep_plan(struct prak_stat_plan *p, const struct prak_rep_said *s, const struct prak_schema *input,
                  const struct prak_binder *b, struct prak_err *e);
/* Appends to the text of the design. */
void prak_rep_describe(const struct prak_replication *r, const struct prak_rep_said *s, struct prak_buf *b);
const char *prak_rep_type_name(const struct prak_replication *r);
/* How a variance is found, in a word; r NULL: linearised. */
const char *prak_rep_method(const struct prak_replication *r, bool quantile);

/* ---- part.c, merge.c: rows ---- */
/* Reads and checks the row's replicate weights, and makes the key of its unit. */
int prak_rep_read(struct prak_stat_part *t, const struct prak_batch *b, size_t row, struct prak_dec weight,
                  struct prak_err *e);
int prak_rep_keep(struct prak_stat_part *t, uint32_t leaf, struct prak_err *e);
int prak_rep_merge(struct prak_stat_part *into, const struct prak_stat_part *from, const uint32_t *leaf,
                   struct prak_err *e);
void prak_rep_free(struct prak_rep_part *r);
/* Refuses what would not fit in the plan's budget. */
int prak_rep_fits(const struct prak_stat_plan *p, size_t units, size_t each, struct prak_err *e);

/* ---- finish.c: once all rows are in ---- */
struct prak_rep_set;
/* *out stays NULL where the variance is linearised. Fails where units do not suit the type. */
int prak_rep_open(const struct prak_book *b, struct prak_rep_set **out, struct prak_err *e);
void prak_rep_close(struct prak_rep_set *s);
/* Are quantiles recomputed in each replicate (else Woodruff's interval is used, as for the jackknife)? */
bool prak_rep_recomputes(const struct prak_rep_set *s);
/* Variance of an estimate that is a function of the cell's totals in this book; v has the cell's units and strata. */
int prak_rep_moments(struct prak_rep_set *s, const struct prak_book *b, uint32_t group, size_t stat,
                     const struct prak_state *state, prak_quad theta, struct prak_variance *v, struct prak_err *e);
/* The same of a level's fraction; level PRAK_NONE: 0. */
int prak_rep_level(struct prak_rep_set *s, const struct prak_book *b, uint32_t group, size_t stat, uint32_t level,
                   prak_quad theta, struct prak_variance *v, struct prak_err *e);
/* Of a level's share of another level that holds it, `base` (a margin of a cross table). */
int prak_rep_margin(struct prak_rep_set *s, const struct prak_book *b, uint32_t level, uint32_t base, prak_quad theta,
                    struct prak_variance *v, struct prak_err *e);
/* Of a quantile, or of a function of it and the first pass's totals: both anew in each replicate. */
int prak_rep_curve(struct prak_rep_set *s, const struct prak_book *b, uint32_t group, size_t stat, prak_quad theta,
                   struct prak_variance *v, struct prak_err *e);
/* Of an estimator that fits: anew in each replicate. base: its state, with the part asked for. */
int prak_rep_fitted(struct prak_rep_set *s, const struct prak_book *b, struct prak_stat_part *t, uint32_t group,
                    size_t stat, const struct prak_state *base, prak_quad theta, struct prak_variance *v,
                    struct prak_err *e);
#endif
