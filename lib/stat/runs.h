/*
 * runs.h - sorted runs of packed steps, in memory or in a file; private to pack.c and its like.
 *
 * A step is `words` numbers: the key, then the weight, or with squares the weight and the squares as pages.h has them.
 * A key stands several times in a run where the sums of its weights are too long for one step.
 */
#ifndef PRAK_STAT_RUNS_H
#define PRAK_STAT_RUNS_H
#include <sys/types.h>

#include "stat/pack.h"
#include "stat/pages.h"

#define PRAK_RUN_VALUE_MASK (((uint64_t)1 << PRAK_PACK_VALUE_BITS) - 1)
#define PRAK_RUN_MOST_WORDS 3

struct prak_segment {       /* the steps of one cell */
    uint32_t cell;
    uint64_t at, n;
    prak_i128 before;       /* weight of the run's steps before it, where the run is indexed */
    prak_u128 square_before;
};
struct prak_run {
    uint64_t *memory;       /* or */
    int fd;
    off_t offset;
    uint64_t n;
    struct prak_segment *segment; /* by cell */
    size_t nsegment;
    prak_i128 *before;      /* [n / BLOCK + 1] weight of the steps before each block; NULL: not indexed */
    prak_u128 *square_before;
    prak_i128 all;          /* of all */
    prak_u128 square_all;
    int32_t value_scale, weight_scale;
};
void prak_run_free(struct prak_run *r);
int prak_run_read(const struct prak_run *r, unsigned words, uint64_t at, uint64_t *to, size_t n, struct prak_err *e);
const struct prak_segment *prak_run_find(const struct prak_run *r, uint32_t cell);

static inline int64_t prak_step_weight(const uint64_t *s, unsigned words)
{
    return (int64_t)(words == 2 ? s[1] : s[1] & PRAK_PAGE_WEIGHT_MASK);
}
static inline prak_u128 prak_step_both(const uint64_t *s)
{
    return (prak_u128)s[2] << 64 | s[1];
}
static inline prak_u128 prak_step_square(const uint64_t *s, unsigned words)
{
    return words == 2 ? 0 : prak_step_both(s) >> PRAK_PAGE_WEIGHT_BITS;
}
static inline int64_t prak_step_value(const uint64_t *s)
{
    return (int64_t)(s[0] & PRAK_RUN_VALUE_MASK) - PRAK_PACK_MOST - 1;
}
static inline void prak_step_copy(uint64_t *to, const uint64_t *from, unsigned words)
{
    to[0] = from[0];
    to[1] = from[1];
    if (words == 3)
        to[2] = from[2];
}
/* a += b, of one key; false: it does not fit. */
bool prak_step_join(uint64_t *a, const uint64_t *b, unsigned words);

/* Sorts n steps by key in a or b, whichever it gives back. */
uint64_t *prak_steps_sort(uint64_t *a, uint64_t *b, size_t n, unsigned words);
/* Joins sorted steps of one key: the number that stays. */
size_t prak_steps_join(uint64_t *a, size_t n, unsigned words);

/* A run being written, step by step in order. */
struct prak_run_writer {
    struct prak_run run;
    unsigned words;
    bool indexed;
    size_t cap_segment, cap_before, held;
    uint64_t *buf;          /* of steps that are not yet in the file */
};
/* most: steps, where the run is to stay in memory, else fd and offset of a file. */
int prak_run_start(struct prak_run_writer *w, unsigned words, bool indexed, size_t most, int fd, off_t offset,
                   struct prak_err *e);
/* n steps of a cell. */
int prak_run_put(struct prak_run_writer *w, uint32_t cell, const uint64_t *step, size_t n, struct prak_err *e);
int prak_run_end(struct prak_run_writer *w, struct prak_err *e);
void prak_run_drop(struct prak_run_writer *w); /* after a failure */

struct prak_pack {
    unsigned words;
    size_t room;
    uint64_t *list, *spare;  /* [cap * words] steps as they come; the other, or NULL: what sorting needs */
    size_t n, cap;
    struct prak_pages pages;
    int32_t value_scale, weight_scale;
    uint64_t top;            /* of |value|, at most */
    struct prak_run *run;
    size_t nrun;
    int *file;               /* of the runs; the first is written to */
    size_t nfile;
    off_t written;
    bool finished;
};
/* All runs into one (pack_join.c). */
int prak_pack_join(struct prak_pack *p, struct prak_err *e);
#endif
