/*
 * protect.h - which rows of the output are left out: the rules, and what else goes so that nothing can be worked
 * out; private to lib/stat.
 *
 * The numbers are the rows of data behind each group and statistic and behind each of its levels. They add up: groups
 * of a finer grouping to the group of a coarser one, also where two groupings only share a part that was not asked
 * for, and levels to their group. Statistics over the same rows share their numbers; those over nearly the same are
 * left out together. suppress.h does the rest.
 */
#ifndef PRAK_STAT_PROTECT_H
#define PRAK_STAT_PROTECT_H
#include "stat/cells.h"

#define PRAK_PROTECT_PERCENT 10 /* of weights and amounts, on both sides */

struct prak_protection {
    unsigned char *cell;  /* [group * nstat + statistic] is left out */
    unsigned char *level; /* [level] is left out, though its group is not */
    size_t whole;         /* numbers left out with all that they hang together with: see suppress.h */
};

/* order: groups as they are printed. Freed by the caller, also after a failure. */
int prak_protect(const struct prak_book *b, const uint32_t *order, struct prak_protection *out, struct prak_err *e);
void prak_protection_free(struct prak_protection *p);
#endif
