/*
 * runs.h - sorted runs of packed steps, in memory or in a file; private to pack.c and its like.
 *
 * A step is `words` numbers: the key, then the weight, or with squares the weight and the squares as pages.h has them.
 * A key stands several times in a run where the sums of its weights are too long for one step.
 *
 * In a narrow run a step is one number: the value above, the weight below. With squares each is a row, or rows of one
 * weight would not be told from their sum.
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
struct prak_narrow {        /* what a narrow run's numbers are: value - base << bits | weight */
    uint64_t base, top;     /* least and greatest value, as they are in a key */
    unsigned bits;          /* of the weight; 0: all are `one` */
    int64_t one;
};
struct prak_run {
    uint64_t *memory;       /* or */
    int fd;
    off_t offset;
    unsigned words;         /* 1: narrow */
    struct prak_narrow form;
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
/* As steps of `words` numbers, where the run is narrow without their cell. */
int prak_run_read(const struct prak_run *r, unsigned words, uint64_t at, uint64_t *to, size_t n, struct prak_err *e);
/* The segments of a narrow run, which are not sorted until then. */
int prak_run_sort(struct prak_run *r, const struct prak_segment *segment, size_t n, struct prak_err *e);
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
static inline uint64_t prak_narrow_value(const struct prak_narrow *f, uint64_t s)
{
    return f->base + (s >> f->bits);
}
static inline int64_t prak_narrow_weight(const struct prak_narrow *f, uint64_t s)
{
    return f->bits ? (int64_t)(s & (((uint64_t)1 << f->bits) - 1)) : f->one;
}
static inline unsigned prak_bits_of(uint64_t x)
{
    return x ? 64 - (unsigned)__builtin_clzll(x) : 0;
}
static inline int64_t prak_step_value(const uint64_t *s)
{
    return (int64_t)(s[0] & PRAK_RUN_VALUE_MASK) - PRAK_PACK_MOST - 1;
}
static inline void prak_step_copy(uint64_t *to, const uint64_t *from, unsigned words)
{
    to[0] = from[0];
    if (words > 1)
        to[1] = from[1];
    if (words == 3)
        to[2] = from[2];
}
/* a += b, of one key; false: it does not fit. */
bool prak_step_join(uint64_t *a, const uint64_t *b, unsigned words);

/* Sorts n steps by the bits of their first number from `from` on, in a or b, whichever it gives back. */
uint64_t *prak_steps_sort(uint64_t *a, uint64_t *b, size_t n, unsigned words, unsigned from);
/* Joins sorted steps of one key: the number that stays. */
size_t prak_steps_join(uint64_t *a, size_t n, unsigned words);

/* All of a run of a file. */
int prak_run_write(const struct prak_run *r, const uint64_t *step, struct prak_err *e);

/* A run being written, step by step in order. */
struct prak_run_writer {
    struct prak_run run;
    bool indexed, squares;
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

/*
 * Rows as they come, where sorting a list of them has not made it shorter: when they are full they go by cell to a narrow
 * run, which is sorted when all is there.
 */
struct prak_log {
    uint64_t *key, *spare;   /* [cap] */
    int64_t *weight;         /* NULL: all are `one` */
    size_t n, cap;
    int64_t one;
    uint64_t least, most;    /* value, as it is in a key */
    uint64_t top, weights;   /* greatest key; bits of all weights */
    bool on, never;          /* never: it did not suit */
    size_t runs;             /* that it has made */
};

struct prak_pack {
    unsigned words;
    size_t room;
    struct prak_log log;
    bool weighted;           /* rows given some at a time have weights of their own, or all that of `one` */
    int64_t one;
    uint64_t rows, apart;    /* given some at a time; those of them that had no page */
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
    bool joined;             /* the steps of a cell are all in one run */
};

/* A row's step; false: its weight does not fit. */
static inline bool prak_row_step(const struct prak_pack *p, uint64_t key, int64_t weight, uint64_t step[3])
{
    prak_u128 both = (uint64_t)weight;
    if (p->words == 3 && !prak_pages_both(weight, &both))
        return false;
    step[0] = key;
    step[1] = (uint64_t)both;
    step[2] = (uint64_t)(both >> 64);
    return true;
}
/* Step `at` of a page; false: there is none. */
static inline bool prak_page_step(const struct prak_pages *pages, const struct prak_page *page, size_t at, uint64_t step[3])
{
    const prak_u128 sum = pages->squares  ? page->sum.both[at]
                          : pages->counts ? (prak_u128)(uint64_t)pages->one * page->sum.count[at]
                                          : (prak_u128)page->sum.weight[at];
    step[0] = page->block << PRAK_PAGE_BITS | at;
    step[1] = (uint64_t)sum;
    step[2] = (uint64_t)(sum >> 64);
    return sum != 0;
}

#define PRAK_PACK_SMALL 4096 /* steps of a run that stays in memory */
/* A run in memory of `most` steps, or of the file where that is 0; ends it, or drops it where there was a failure. */
int prak_pack_start_run(struct prak_pack *p, struct prak_run_writer *w, unsigned words, size_t most, struct prak_err *e);
int prak_pack_end_run(struct prak_pack *p, struct prak_run_writer *w, int failed, struct prak_err *e);
/* All is in memory: pages and the list, which is sorted, to one run, there too where it is not too large (pack_end.c). */
int prak_pack_one_run(struct prak_pack *p, struct prak_err *e);
/* One more for the list (pack.c). */
int prak_pack_append(struct prak_pack *p, const uint64_t *step, struct prak_err *e);
int prak_pack_keep_run(struct prak_pack *p, struct prak_run *run, struct prak_err *e); /* freed where it fails */
int prak_pack_need_file(struct prak_pack *p, struct prak_err *e);

/* pack_log.c */
/* From now on; the list is sorted, and gives rows to it. */
int prak_log_start(struct prak_pack *p, struct prak_err *e);
/* Rows left[n], or the first n where `all`, of key and weight as prak_pack_add_rows has them: those that do not fit go
 * to left, *nleft of them. */
int prak_log_add(struct prak_pack *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n, bool all,
                 uint16_t *left, size_t *nleft, struct prak_err *e);
/* What is in it to a run, in memory or not. */
int prak_log_empty(struct prak_pack *p, bool memory, struct prak_err *e);
void prak_log_free(struct prak_log *l); /* without what is in it */

/* All runs into some, of which each has other cells, by some threads (pack_join.c). */
int prak_pack_join(struct prak_pack *p, unsigned threads, struct prak_err *e);
#endif
