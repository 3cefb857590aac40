/*
 * stat.h - design-based statistics: from the options and the rows to a tidy table.
 *
 * A plan is made once and is read-only; each worker folds rows into a part; parts merge in any order and give the
 * same bytes; prak_stat_end turns the merged part into output records. Nothing here prints, exits or keeps globals.
 * Memory: groups x levels x sampling units; curves (quantiles) spill beyond their budget.
 */
#ifndef PRAK_STAT_STAT_H
#define PRAK_STAT_STAT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/batch.h"
#include "table/expr.h"
#include "table/schema.h"

/* As the command line gives them; NULL = not given. */
struct prak_stat_options {
    struct prak_list groups, statistics, currency;
    const char *design, *weight, *strata, *cluster, *fpc, *repweights, *reptype, *lonely, *confidence, *where;
    const char *replicates, *seed;
    const char *ci, *interval, *share_ci, *deff, *min_n, *caution_n, *max_cv, *dominance, *p_percent;
    bool wide, describe, show_values;
    size_t memory; /* --memory, 0 = the default */
    unsigned threads; /* parts there may be at once, 0 = one */
};

struct prak_stat_plan;
struct prak_stat_part;

/* Options and design file, checked against each other and the columns. Memory from the arena. */
int prak_stat_plan_new(const struct prak_stat_options *o, const struct prak_schema *input,
                       const struct prak_binder *binder, struct prak_arena *a, struct prak_stat_plan **out,
                       struct prak_err *e);
/* SHA-256 of the design file, "" without one. */
const char *prak_stat_design_hash(const struct prak_stat_plan *p);
bool prak_stat_two_pass(const struct prak_stat_plan *p);
size_t prak_stat_columns(const struct prak_stat_plan *p);
struct prak_str prak_stat_column(const struct prak_stat_plan *p, size_t i, enum prak_type *type);

int prak_stat_part_new(const struct prak_stat_plan *p, struct prak_stat_part **out, struct prak_err *e);
void prak_stat_part_free(struct prak_stat_part *t);
/*
 * One row; whole: NULL, or the first pass's part in the second. 1: it is refused, with the place set; the part is as
 * it was, so that the caller may set the row aside. -1: a failure after which the part is of no use.
 */
int prak_stat_row(const struct prak_stat_plan *p, const struct prak_stat_part *whole, struct prak_stat_part *t,
                  const struct prak_batch *b, size_t row, struct prak_arena *a, struct prak_err *e);
/*
 * The rows of a batch, as one by one but quicker. bad: is given each row that prak_stat_row would refuse
 * and says 0 to go on without it, -1 to stop; its place is set.
 */
int prak_stat_batch(const struct prak_stat_plan *p, const struct prak_stat_part *whole, struct prak_stat_part *t,
                    const struct prak_batch *b, struct prak_arena *a,
                    int (*bad)(void *data, size_t row, struct prak_err *why), void *data, struct prak_err *e);
/* Adds `from`, which may be emptied, to `into`; both of the same pass. */
int prak_stat_merge(const struct prak_stat_plan *p, struct prak_stat_part *into, struct prak_stat_part *from,
                    struct prak_err *e);
/* Between the passes, on the merged first part: finds the quantiles. */
int prak_stat_between(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_err *e);

/* Where output records go: cells (kept until emit), then emit. */
struct prak_stat_sink {
    void *data;
    void (*cell)(void *data, unsigned col, const char *p, size_t n);
    int (*emit)(void *data, struct prak_err *e);
    void (*whole)(void *data, size_t numbers); /* left out with all that they hang together with: see suppress.h */
};
/* second: the second pass's part, NULL in one pass. */
int prak_stat_end(const struct prak_stat_plan *p, struct prak_stat_part *whole, struct prak_stat_part *second,
                  const struct prak_stat_sink *out, struct prak_err *e);
#endif
