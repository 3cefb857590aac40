/*
 * words.h - which numbers of few characters lie in a range, many cells at a time; private to lib/table.
 */
#ifndef PRAK_TABLE_WORDS_H
#define PRAK_TABLE_WORDS_H
#include "table/batch.h"

/*
 * Which numbers of at most eight characters hold, as a range of twice their digits for each number of them after the
 * point; an odd end lies between two numbers.
 */
struct prak_range {
    uint64_t from[9], length[9];
    bool flip; /* those outside it */
};

struct prak_words {
    const char *name;
    bool (*usable)(void);
    /*
     * Cells from `row` on that are plain numbers of at most eight characters, behind which more may be read: the rows of those
     * that hold go to hold[*nhold …], which has room for every row; *nhold <= row. Returns the first row that is not like that.
     */
    size_t (*test)(const struct prak_slice *cell, size_t row, size_t nrow, const struct prak_range *t, uint32_t *hold,
                   size_t *nhold);
};

/* The fastest first; NULL ends. They differ in nothing but time. */
extern const struct prak_words *const prak_words_all[];
const struct prak_words *prak_words_best(void);
#endif
