/*
 * plan.h - what a run of statistics has to do, and what a part holds; private to lib/stat.
 */
#ifndef PRAK_STAT_PLAN_H
#define PRAK_STAT_PLAN_H
#include "base/buf.h"
#include "base/exact.h"
#include "stat/codes.h"
#include "stat/column.h"
#include "stat/curve.h"
#include "stat/estimator.h"
#include "stat/sample.h"
#include "stat/stat.h"
#include "stat/sums.h"
#include "table/map.h"

#define PRAK_MOST_TOP 16

enum prak_share_ci { PRAK_CI_LOGIT, PRAK_CI_SYMMETRIC, PRAK_CI_BETA, PRAK_CI_WILSON, PRAK_CI_XLOGIT,
                     PRAK_CI_EXACT, PRAK_CI_SCORE };
enum prak_column_type { PRAK_COL_FIXED, PRAK_COL_GROUP, PRAK_COL_WIDE };

struct prak_grouping {
    struct prak_str text;  /* as it goes to the output: the list */
    size_t n;
    unsigned *bound;
    size_t *column;        /* place of each name among the group columns */
};

struct prak_currency {
    struct prak_str name;
    unsigned bound;
    bool wage;             /* wage_currency: judged for money statistics only */
};

struct prak_describe_plan;

struct prak_stat_plan {
    struct prak_arena *arena;
    struct prak_design design;
    char design_hash[65];
    struct prak_str design_text;      /* output column `design` */
    struct prak_grouping *grouping;
    size_t ngrouping;
    struct prak_str *group_name;      /* union, in order of first mention */
    size_t ngroup_name;
    struct prak_statistic *stat;
    size_t nstat;
    struct prak_expr *where;
    struct prak_str where_text;       /* as given; it goes to the output, at the end of `method` */
    struct prak_var *var;             /* what is read of a row, each once */
    size_t nvar, weight_var, where_var, fpc_var[PRAK_STAGES]; /* SIZE_MAX: none */
    struct prak_currency *currency;
    size_t ncurrency;
    bool has_confidence;
    unsigned confidence;
    struct prak_str confidence_name;

    struct prak_str ci_text;
    double level;                     /* 0.95 */
    bool z;
    enum prak_share_ci share_ci;
    bool wor;                         /* deff without replacement */
    uint64_t min_n, caution_n;
    double max_cv, dominance_k, p_percent;
    unsigned dominance_n, top;        /* top: largest contributions kept of a cell, 0 without such a rule */
    bool wide, show_values;
    struct prak_str *wide_name;
    bool squares;                     /* leaves keep sums of products (rows are units, or weights are derived) */
    unsigned stride[2];               /* sums of a leaf of a group, by pass; the first counts rows of positive weight */
    unsigned level_stride;            /* sums of a leaf of a level: w, w w with squares, then terms of classes */
    unsigned deff_stride;             /* sums of w x_j x_k of a group */
    size_t curve_budget;
    size_t replicate_budget;          /* of a part's replicate weights */
    size_t memory, parts;             /* of groups and levels, in the parts that there are at once; 0: no limit */
    bool two_pass, by_value;          /* by_value: the second is made from the maps */

    struct prak_describe_plan *describe; /* or NULL */
};

/* A group of a grouping and a statistic. */
struct prak_cell {
    uint64_t side[PRAK_SIDES];        /* two_sides: rows of each map */
    uint64_t n, missing, positive;    /* rows used, rows with a missing value, rows used of positive weight */
    struct prak_dec least, most, constant;
    bool ranged, has_constant, mixed_constant, below_0;
    uint8_t confidence;               /* worst seen, 0 = none */
};

struct prak_leaf_row {                /* key of a row of sums */
    uint32_t owner;                   /* group or level */
    uint32_t leaf;
};

struct prak_leaf_slot {
    struct prak_leaf_row key;
    uint32_t next;                    /* row + 1, 0 = free */
};

/* Rows of sums by (owner, leaf). */
struct prak_leaf_table {
    struct prak_sums sums;
    struct prak_leaf_row *row;
    size_t cap_row;
    bool plain;                       /* row i is owner i, leaf 0 */
    uint32_t *square;                 /* [owner << bits | leaf], row + 1, 0 = none; NULL: too large, slots instead */
    unsigned bits;                    /* of leaf */
    size_t owners;
    struct prak_leaf_slot *slot;      /* open addressing */
    size_t mask;
};

struct prak_level {
    uint32_t group, stat;
    int64_t bin;
    uint64_t n, positive;             /* rows, rows of positive weight */
};

struct prak_describe;
struct prak_fold;

struct prak_rep_part {              /* replicate.h */
    prak_quad *factor;        /* given: [leaf * n + replicate] */
    size_t leaves, cap;
    prak_quad *row;           /* of the row at hand */
    struct prak_buf key;
};

struct prak_stat_part {
    const struct prak_stat_plan *plan;
    int pass;
    struct prak_sample sample;
    struct prak_rep_part rep;
    struct prak_map *group;           /* key: grouping number, then its cells */
    struct prak_cell *cell;           /* [group * nstat + statistic] */
    struct prak_state *state;         /* the same; filled between the passes */
    bool summed;                      /* prak_second_first is done */
    struct prak_arena *fits;          /* what the states point to */
    size_t cap_group;
    prak_quad *top;                   /* [(group * nstat + statistic) * plan.top] largest contributions */
    struct prak_leaf_table leaf;      /* (group, leaf) */
    struct prak_sums deff;            /* [group] */
    struct prak_map *level;           /* key: group, statistic, level */
    struct prak_level *levels;
    size_t cap_level;
    struct prak_leaf_table level_leaf;/* (level, leaf): w, and w w where rows are units */
    struct prak_curve *curve;
    struct prak_buf *currency;        /* first value of each */
    bool *currency_seen, *currency_mixed;

    /* of the row at hand */
    struct prak_buf key;
    struct prak_terms *terms;         /* [nstat] */
    int8_t *there;                    /* [nstat] -1 not in the domain, 0 missing, 1 used */
    uint32_t *last_group;             /* [grouping] */
    struct prak_buf *last_key;        /* [grouping] */
    uint32_t *whole_group;            /* second pass: group -> group of the whole */
    size_t cap_whole;
    struct prak_fold *fold;           /* of many rows at a time */
    struct prak_describe *describe;
};

/* The maps of a cell: PRAK_SIDES neighbours. */
static inline uint32_t prak_curve_cell(const struct prak_stat_plan *p, uint32_t group, size_t stat, unsigned side)
{
    return (uint32_t)((group * p->nstat + p->stat[stat].curve) * PRAK_SIDES + side);
}
/*
 * A row's weight in the map of a statistic: rule survey takes the double that R has for it, times 2^80, as an integer
 * (quantile.c). -1: one that this does not hold, EDATA.
 */
int prak_curve_weight(const struct prak_statistic *s, struct prak_dec weight, struct prak_dec *out, struct prak_err *e);

/* vars.c */
int prak_vars_plan(struct prak_stat_plan *p, struct prak_str where, struct prak_err *e);

/* A row, read and checked. */
struct prak_reading {
    struct prak_row row;
    struct prak_dec weight, square, fpc[PRAK_STAGES];
    bool in_domain;
    uint8_t confidence;
};

/* part.c */
int prak_part_first(struct prak_stat_part *t, size_t i, const struct prak_reading *r, const struct prak_terms *x,
                    uint32_t group, uint32_t leaf, size_t at, struct prak_err *e);
int prak_part_second(struct prak_stat_part *t, const struct prak_stat_part *whole, size_t i,
                     const struct prak_reading *r, uint32_t group, size_t at, struct prak_err *e);
int prak_part_start(struct prak_stat_part *t, const struct prak_stat_part *whole, struct prak_err *e);
/* The group of the whole that a group of the second pass is, PRAK_NONE: none. */
int prak_part_whole_group(struct prak_stat_part *t, const struct prak_stat_part *whole, uint32_t group, uint32_t *id,
                          struct prak_err *e);
/* Place in the order of confidence, or -1. */
int prak_part_confidence(const struct prak_slice *cell, uint8_t *out);
void prak_part_currency(struct prak_stat_part *t, size_t c, const struct prak_batch *b, size_t row);
void prak_part_note(struct prak_cell *c, const struct prak_statistic *s, const struct prak_terms *x, bool positive);
uint32_t prak_part_class(const struct prak_stat_part *t, uint32_t leaf);

/* fold.c */
void prak_fold_free(struct prak_fold *f);
/* fold_tally.c */
size_t prak_tallied_bytes(const struct prak_fold *f);
/*
 * Packed sums of `from` into the sums of `into`, whose numbers of its groups and leaves are group[] and leaf[]; NULL:
 * they are the same part.
 */
int prak_tallied_give(struct prak_stat_part *from, struct prak_stat_part *into, const uint32_t *group,
                      const uint32_t *leaf, struct prak_err *e);
/* fold_stage.c */
/* Rows that were kept aside into the sums: before anybody looks at those. */
int prak_fold_settle(struct prak_stat_part *t, struct prak_err *e);

/* second.c */
/* Is all that the second pass asks of a row its value? */
bool prak_second_suits(const struct prak_stat_plan *p);
/* Are a statistic's rows counted by its map? */
static inline bool prak_second_counts(const struct prak_stat_plan *p, const struct prak_statistic *s)
{
    return p->by_value && !p->design.has_weight && s->k[1];
}
/* The first pass's sums and counts of what has maps, out of these: they are not added row by row. Once, at its end. */
int prak_second_first(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_err *e);
/* The second pass's part out of the maps of the first, after prak_stat_between. */
int prak_second_make(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_stat_part **out,
                     struct prak_err *e);

/* second_ladder.c */
/* Sums of 1, x and D(x) (look.h) of a cell's rows, and of the products of two of them: */
struct prak_ladder_sums {
    struct prak_exact term[3], square[6]; /* square: 1, x, D, x x, x D, D D, each times the weight squared */
};
/* In integers: 1, 0: they do not suit, -1. Only for a plain cell (curve.h). */
int prak_ladder_sum(const struct prak_curve *c, uint32_t cell, struct prak_ladder_sums *out, struct prak_err *e);

/* leaves.c */
int prak_leaf_table_init(struct prak_leaf_table *t, unsigned stride, struct prak_err *e);
void prak_leaf_table_free(struct prak_leaf_table *t);
int prak_leaf_table_put(struct prak_leaf_table *t, uint32_t owner, uint32_t leaf, size_t *row, struct prak_err *e);
static inline size_t prak_leaf_place(uint32_t owner, uint32_t leaf)
{
    uint64_t h = ((uint64_t)owner << 32 | leaf) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h ^ h >> 29);
}

/* Row of (owner, leaf) or SIZE_MAX. */
static inline size_t prak_leaf_table_find(const struct prak_leaf_table *t, uint32_t owner, uint32_t leaf)
{
    if (t->square) {
        if (owner >= t->owners || leaf >> t->bits)
            return SIZE_MAX;
        return (size_t)t->square[(size_t)owner << t->bits | leaf] - 1;
    }
    for (size_t at = prak_leaf_place(owner, leaf) & t->mask; t->slot && t->slot[at].next; at = (at + 1) & t->mask)
        if (t->slot[at].key.owner == owner && t->slot[at].key.leaf == leaf)
            return t->slot[at].next - 1;
    return SIZE_MAX;
}

/* Where that will be looked for. */
static inline void prak_leaf_table_prefetch(const struct prak_leaf_table *t, uint32_t owner, uint32_t leaf)
{
    if (!t->square)
        __builtin_prefetch(&t->slot[prak_leaf_place(owner, leaf) & t->mask]);
    else if (owner < t->owners && leaf >> t->bits == 0)
        __builtin_prefetch(&t->square[(size_t)owner << t->bits | leaf]);
}

/* design.c */
int prak_design_plan(struct prak_stat_plan *p, const struct prak_stat_options *o, const struct prak_schema *input,
                     const struct prak_binder *b, const char **ci, struct prak_err *e);

/* parse.c */
/* A statistic as written: arguments compiled, title made, money noticed. */
int prak_statistic_parse(struct prak_stat_plan *p, const char *text, const struct prak_binder *binder,
                         struct prak_statistic *s, struct prak_err *e);

/* groups.c */
int prak_part_group(struct prak_stat_part *t, size_t grouping, const struct prak_batch *b, size_t row, uint32_t *id,
                    struct prak_err *e);
int prak_part_group_key(struct prak_stat_part *t, struct prak_str key, uint32_t *id, struct prak_err *e);
/* Refuses a part whose groups and levels take more than its share of --memory, or all of it where `whole`. */
int prak_part_fits(const struct prak_stat_part *t, bool whole, struct prak_err *e);
int prak_part_level(struct prak_stat_part *t, uint32_t group, uint32_t stat, struct prak_str level, int64_t bin,
                    uint32_t *id, struct prak_err *e);

/* quantile.c */
struct prak_target {
    const struct prak_exact *exact;   /* p N, exactly; NULL: about */
    prak_quad about;
    bool found, is_dec;
    struct prak_dec dec;
    prak_quad value;
};
/* The values that a rule gives for some targets of one cell, in one look at its map. */
int prak_curve_targets(const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell, int rule,
                       prak_quad n, struct prak_target *target, size_t ntarget, struct prak_err *e);
/* Gaussian kernel density at q of the weight w and of w x (convey's densfun): N f(q), and its like for sums. */
int prak_curve_density(const struct prak_stat_part *t, const struct prak_frame *f, uint32_t cell, prak_quad q,
                       prak_quad density[2], struct prak_err *e);

/* interval.c */
struct prak_interval {
    bool low_there, high_there;
    double low, high;
};
/* t or z quantile at (1 + level) / 2; 0 where df is not above 0. */
double prak_interval_factor(const struct prak_stat_plan *p, double df);
void prak_interval_plain(double v, double se, double factor, struct prak_interval *out);
void prak_interval_share(const struct prak_stat_plan *p, enum prak_share_ci kind, double v, double se, double df,
                         uint64_t n, struct prak_interval *out);

/* describe.c */
int prak_describe_plan(struct prak_stat_plan *p, const struct prak_schema *input, const struct prak_binder *binder,
                       size_t budget, struct prak_err *e);
size_t prak_describe_columns(const struct prak_stat_plan *p);
struct prak_str prak_describe_column(const struct prak_stat_plan *p, size_t i, enum prak_type *type);
int prak_describe_new(const struct prak_stat_plan *p, struct prak_describe **out, struct prak_err *e);
void prak_describe_free(struct prak_describe *d);
int prak_describe_rows(const struct prak_stat_plan *p, struct prak_describe *d, const struct prak_batch *b, size_t first,
                       size_t n, struct prak_err *e);
int prak_describe_merge(struct prak_describe *into, struct prak_describe *from, struct prak_err *e);
int prak_describe_end(const struct prak_stat_plan *p, struct prak_describe *d, const struct prak_stat_sink *out,
                      struct prak_err *e);

/* output.c */
int prak_output_wide_names(struct prak_stat_plan *p, struct prak_err *e);
size_t prak_output_columns(const struct prak_stat_plan *p);
struct prak_str prak_output_column(const struct prak_stat_plan *p, size_t i, enum prak_type *type);

#endif
