/*
 * suppress.h - which numbers of a table are left out so that none left out can be had from the others; private to
 * lib/stat.
 *
 * A number counts a set of rows of the data in one or more measures (rows, weight, amounts; all of 0 or more). The
 * relations say which number is the sum of which others. A reader knows the relations and the numbers published,
 * and that none is below 0. Of every number left out he may learn no more than an interval, in rows from 0 to the
 * least number of rows that may be published, or as wide, and in the other measures of `percent` on both sides.
 * Numbers of 0 rows are always published and need no protection.
 *
 * First, while a relation has a single number left out, another of it goes too: one that leaves the fewest other
 * relations with a single one, the smallest first. Then for each number left out a move of the others is looked for
 * that proves its interval: in whole numbers, so that rounding proves nothing. At first moves of a few numbers around
 * it, then of more, up to all that hang together; where linear programming says that there is none, one number more
 * goes: one whose price says that it helps. What was left out stays so: it ends. A search that takes too long is
 * given up, and all that hangs together with what is not proved is left out, sums and all.
 */
#ifndef PRAK_STAT_SUPPRESS_H
#define PRAK_STAT_SUPPRESS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum prak_shown { PRAK_SHOWN, PRAK_LEFT_OUT, PRAK_UNSEEN /* never printed, nothing to protect */ };

struct prak_suppress {
    size_t n, measures;
    const double *x;        /* [measure * n + number]; the first is rows. Below 0: has not this measure */
    unsigned char *state;   /* [n] enum prak_shown; in: what a rule leaves out; out: all that is */
    const uint32_t *next;   /* [n] ring of numbers left out together; itself alone */
    size_t relations;
    const size_t *start;    /* [relations + 1] */
    const uint32_t *member; /* the sum, then its parts */
    double width, percent;
    double most_effort; /* 0: as much as is sensible; tests ask for less, so that a search is given up */
    size_t whole; /* out: numbers left out with all that they hang together with, since the search took too long */
};

int prak_suppress(struct prak_suppress *s, struct prak_err *e);
#endif
