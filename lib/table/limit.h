/*
 * limit.h - a row's number beside one that was kept of rows alike: is it less, by how much, and both as text.
 */
#ifndef PRAK_TABLE_LIMIT_H
#define PRAK_TABLE_LIMIT_H
#include <stdbool.h>
#include <stdint.h>

#include "table/batch.h"

/* How a number can stand beside the limit. */
enum prak_beside_limit { PRAK_LIMIT_KEPT, PRAK_LIMIT_LACKS, PRAK_LIMIT_EMPTY, PRAK_NLIMIT }; /* EMPTY: there is no number */

struct prak_form; /* what a row is written with (cli/tool.h) */

/* What is kept of rows alike begins so. All zero: nothing is known of their limit. */
struct prak_limit {
    uint32_t least; /* in units of the last of `digits` digits after the point; 0: no number is below it */
    uint8_t digits; /* PRAK_LIMIT_DIGITS at most */
    bool known;
    uint8_t zero;   /* the four of them are compared as one word */
    bool shown;     /* the row shows the number, which then has at most `digits` digits, and what it lacks */
    const struct prak_form *form[PRAK_NLIMIT]; /* NULL: none is known */
};
#define PRAK_LIMIT_DIGITS 6
#define PRAK_LIMIT_TEXT   8 /* bytes of the text of a number */
/* A number below that has a text of so many bytes. */
static inline uint64_t prak_limit_most(unsigned digits)
{
    return digits ? 10 * 1000 * 1000 : 100 * 1000 * 1000;
}

#define PRAK_WEIGHED 128 /* rows at once */

struct prak_weighed {
    const struct prak_form *form[PRAK_WEIGHED];
    uint64_t text[2][PRAK_WEIGHED]; /* bytes of the number, and of what it lacks */
    uint64_t n[2][PRAK_WEIGHED];    /* how many there are; 0: the row does not show it */
};

struct prak_weigher {
    const char *name;
    bool (*usable)(void);
    /*
     * The first rows, n <= PRAK_WEIGHED of them, up to one whose number is not plain, or too long, or of which what was kept
     * (NULL: nothing) does not say its form. Returns how many.
     */
    size_t (*weigh)(const struct prak_batch *b, const struct prak_slice *cell, void *const *kept, size_t n,
                    struct prak_weighed *w);
};

/* The fastest first; NULL ends. They differ in nothing but time. */
extern const struct prak_weigher *const prak_weighers[];
const struct prak_weigher *prak_weigher_best(void);
/* Of the rows from `row` on, for any machine. */
size_t prak_limit_rows(const struct prak_batch *b, const struct prak_slice *cell, void *const *kept, size_t row, size_t n,
                       struct prak_weighed *w);
#endif
