/*
 * fold.h - many rows of a batch on their way into a part; private to lib/stat.
 */
#ifndef PRAK_STAT_FOLD_H
#define PRAK_STAT_FOLD_H
#include "stat/lanes.h"
#include "stat/plan.h"
#include "stat/stage.h"

#define PRAK_FOLD_FEW 512 /* groups whose rows are counted side by side */

/* The rows of one statistic. */
struct prak_use {
    size_t n, nmissing, npresent;
    const uint16_t *row;              /* used: own, or all of the domain */
    uint16_t own[PRAK_FOLD_ROWS];
    uint16_t missing[PRAK_FOLD_ROWS]; /* in its domain, without a value */
    uint16_t present[PRAK_FOLD_ROWS]; /* both, of positive weight */
    struct prak_terms *terms;         /* [rows] of an estimator that is asked row by row, or NULL */
    int8_t *there;                    /* [rows] the same: 1, 0 missing */
    int64_t *bin;                     /* [rows] BINS */
    struct prak_tuple levels;         /* LEVEL: texts */
    unsigned bound;
    size_t as;                        /* the first statistic that uses just the same rows: itself, at the latest */
    bool means;                       /* its terms are those of a mean alone: they may be staged */
    struct prak_stage stage;
};

struct prak_fold {
    const struct prak_stat_plan *plan;
    const struct prak_lanes *lanes;
    struct prak_vector *vec;          /* [nvar] */
    uint8_t *done;                    /* [nvar] read of this chunk */
    struct prak_use *use;             /* [nstat] */
    struct prak_tallied *tallied;     /* fold_tally.c; NULL: not looked at yet */
    struct prak_tuple leaf, *group;   /* [ngrouping] */
    unsigned leaf_bound[2 * PRAK_STAGES];
    size_t n, npositive;
    const uint16_t *row;              /* in the domain */
    const uint16_t *positive;         /* of these, of positive weight */
    uint16_t every[PRAK_FOLD_ROWS];   /* 0, 1, 2 … */
    uint16_t own_row[PRAK_FOLD_ROWS], own_positive[PRAK_FOLD_ROWS];
    bool whole;                       /* all rows of the chunk are in the domain and go the short way */
    bool heavy;                       /* all weights are above 0 */
    uint8_t slow[PRAK_FOLD_ROWS];     /* goes the long way */
    uint8_t outside[PRAK_FOLD_ROWS];  /* slow or not in the domain */
    uint8_t plus[PRAK_FOLD_ROWS];     /* weight above 0 */
    uint8_t confidence[PRAK_FOLD_ROWS];
    int64_t mark[PRAK_FOLD_ROWS];
    uint32_t cut_group;               /* of the whole */
    int64_t cut;
    uint32_t code[PRAK_FOLD_ROWS], leaf_id[PRAK_FOLD_ROWS], group_id[PRAK_FOLD_ROWS];
    const uint32_t *at;               /* rows of sums: own_at, or the groups */
    uint32_t own_at[PRAK_FOLD_ROWS];
    uint32_t *seen;                   /* [rows of sums] rows of positive weight that were not settled */
    size_t cap_seen, nseen;
    size_t counter;                   /* the statistic whose stage counts the rows of sums; SIZE_MAX: none */
    bool counted;                     /* it has, of this chunk and grouping */
    size_t grouped;                   /* the statistic whose rows are counted by group here; SIZE_MAX: none's */
    size_t ngrouped;
    uint32_t of_group[PRAK_FOLD_FEW], positive_of_group[PRAK_FOLD_FEW];
    uint32_t level_id[PRAK_FOLD_ROWS], level_at[PRAK_FOLD_ROWS];
    uint64_t key[PRAK_FOLD_ROWS];
    uint16_t list[PRAK_FOLD_ROWS];
};

struct prak_chunk { /* rows first … first + n of a batch */
    struct prak_stat_part *t;
    const struct prak_stat_part *whole;
    struct prak_rows rows;
    struct prak_arena *arena;
    int (*bad)(void *data, size_t row, struct prak_err *why);
    void *data;
};

/* Reads everything of the rows and finds those that go the long way (fold_read.c). */
void prak_fold_read(const struct prak_chunk *c);
/* One row of them as prak_stat_row has it; it points into itself. */
void prak_fold_reading(const struct prak_chunk *c, size_t i, struct prak_reading *r);
/* Which rows of the domain a statistic uses. */
void prak_fold_choose(const struct prak_chunk *c, size_t stat);
/* Adds what was read to the groups of a grouping (fold_add.c). */
int prak_fold_add(const struct prak_chunk *c, size_t grouping, struct prak_err *e);
/* A row of positive weight each, after the statistics (fold_stage.c). */
int prak_fold_count(const struct prak_chunk *c, struct prak_err *e);
/* Keeps the rows of a statistic: 1 done, 0 they have to be added, -1. */
int prak_fold_stage(const struct prak_chunk *c, size_t stat, struct prak_err *e);
bool prak_fold_means(const struct prak_stat_plan *p, const struct prak_statistic *s, int pass);
/* Rows of clusters into packed sums (fold_tally.c): 1 done, 0 they have to be added, -1. */
int prak_fold_tally(const struct prak_chunk *c, size_t grouping, struct prak_err *e);
void prak_tallied_free(struct prak_tallied *y);
/* Does the plan read nothing of a row? Then more rows like one that was added are added by their number. */
bool prak_fold_alike(const struct prak_stat_plan *p);
int prak_fold_add_alike(struct prak_stat_part *t, uint32_t leaf, uint32_t group, uint64_t rows, struct prak_err *e);
#endif
