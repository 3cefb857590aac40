/*
 * sample.h - the sampling design as the rows show it: strata, units of each stage, finite population counts.
 *
 * A stage's strata lie inside a unit of the stage before; units are clusters, or rows where the last stage has no
 * cluster column. Every row belongs to a leaf: its last cluster, or its last stratum where rows are the units.
 * Rows outside a domain are entered too: a domain never changes the design.
 */
#ifndef PRAK_STAT_SAMPLE_H
#define PRAK_STAT_SAMPLE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/quad.h"
#include "base/str.h"
#include "table/batch.h"
#include "table/map.h"

#define PRAK_STAGES 4
#define PRAK_NONE   UINT32_MAX

enum prak_lonely { PRAK_LONELY_FAIL, PRAK_LONELY_CERTAINTY, PRAK_LONELY_AVERAGE, PRAK_LONELY_ADJUST };

/* Column i is of stage i; bound columns of the batch. */
struct prak_design {
    bool has_weight, derived;     /* derived: the weight is the product of N/n over the stages */
    unsigned weight;
    struct prak_str weight_name;
    unsigned nstrata, ncluster, nfpc;
    unsigned strata[PRAK_STAGES], cluster[PRAK_STAGES], fpc[PRAK_STAGES];
    struct prak_str strata_name[PRAK_STAGES], cluster_name[PRAK_STAGES], fpc_name[PRAK_STAGES];
    unsigned stages;              /* used for the variance, at least 1 */
    bool rows;                    /* units of the last stage are rows */
    bool nest;                    /* cluster ids count within their stratum */
    enum prak_lonely lonely;
    bool made;                    /* the one cluster is no column: its key comes with the row (replicate.h) */
    const struct prak_replication *rep; /* replicate.h; NULL: linearised variance */
};

struct prak_stratum {
    uint32_t parent;  /* unit of the stage before, or PRAK_NONE */
    uint32_t stage;
    uint64_t units;
    struct prak_dec fpc;
    bool has_fpc, mixed_fpc;
};

struct prak_sample {
    struct prak_map *strata, *units;
    struct prak_stratum *stratum;
    size_t nstratum, cap_stratum;
    uint32_t *unit;               /* [unit] its stratum */
    size_t nunit, cap_unit;
    struct prak_map *owner;       /* nest false: ids of first-stage clusters */
    uint32_t *owner_stratum;      /* [owner] */
    size_t cap_owner;
    struct prak_buf key, last;
    struct prak_str made;         /* key of the row's unit where the design makes them */
    uint32_t last_leaf;
    struct prak_dec last_fpc[PRAK_STAGES];
};

int prak_sample_init(struct prak_sample *s, const struct prak_design *d, struct prak_err *e);
void prak_sample_free(struct prak_sample *s);
/* Checks a row without entering it: design cells there, weight >= 0, fpc a number > 0. */
int prak_sample_check(const struct prak_design *d, const struct prak_batch *b, size_t row, struct prak_dec *weight,
                      struct prak_dec fpc[PRAK_STAGES], struct prak_err *e);
/* Enters a checked row; *leaf is its leaf. */
int prak_sample_enter(struct prak_sample *s, const struct prak_design *d, const struct prak_batch *b, size_t row,
                      const struct prak_dec fpc[PRAK_STAGES], uint32_t *leaf, struct prak_err *e);
/* Another row of a leaf that is known; its fpc is noted. */
void prak_sample_again(struct prak_sample *s, const struct prak_design *d, uint32_t leaf,
                       const struct prak_dec fpc[PRAK_STAGES]);
/* leaf_map: [leaves of from], filled with ids of into; the caller's. */
int prak_sample_merge(struct prak_sample *into, const struct prak_design *d, const struct prak_sample *from,
                      uint32_t *leaf_map, struct prak_err *e);
size_t prak_sample_leaves(const struct prak_sample *s, const struct prak_design *d);

/* ---- after the last row ---- */

/* The leaves in the order of their keys' bytes; the caller's. */
int prak_sample_order(const struct prak_sample *s, const struct prak_design *d, uint32_t **out, struct prak_err *e);

/* What is asked of the design once all rows are in. */
struct prak_frame {
    const struct prak_design *d;
    const struct prak_sample *s;
    uint32_t *rank;           /* [leaf] place in the order of the keys' bytes */
    prak_quad *weight;        /* [leaf] derived weight, NULL where rows carry theirs */
    prak_quad *class_weight;  /* [stratum] the same by the rows' last stratum, NULL where rows carry theirs */
    prak_quad tie;            /* weights within this fraction of the total are equal; 0: 1e-25 */
    prak_quad *share;         /* [stratum] sampling fraction n/N, 0 without fpc */
    uint32_t *children;       /* [unit] strata of the next stage inside it */
    uint32_t *lonely_children;/* [unit] of these, lonely ones */
    uint32_t *lonely_list;    /* lonely strata of the first stage, by key */
    unsigned char *lonely_seen; /* [nlonely] scratch of the variance engine */
    size_t nlonely;
    uint64_t top, lonely_top; /* strata of the first stage, lonely ones */
    uint64_t units[PRAK_STAGES]; /* units of each stage in the whole sample */
};
/* Checks fpc (constant, not below n) and, for policy fail, lonely strata. */
int prak_frame_init(struct prak_frame *f, const struct prak_design *d, const struct prak_sample *s,
                    struct prak_err *e);
void prak_frame_free(struct prak_frame *f);
bool prak_frame_is_lonely(const struct prak_frame *f, uint32_t stratum);
uint32_t prak_frame_stratum(const struct prak_frame *f, uint32_t leaf);
/* EDATA naming the first lonely stratum, or 0. */
int prak_frame_lonely(const struct prak_frame *f, struct prak_err *e);
#endif
