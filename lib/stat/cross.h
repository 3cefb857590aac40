/*
 * cross.h - levels of a cross table; private to lib/stat. A level is the CSV list of both values; an empty one
 * stands for all: "a,b", the margins "a," and ",b".
 */
#ifndef PRAK_STAT_CROSS_H
#define PRAK_STAT_CROSS_H
#include "stat/cells.h"

enum prak_cross_share { PRAK_CROSS_TOTAL, PRAK_CROSS_ROW, PRAK_CROSS_COLUMN };

/* A value as one cell of the list, quoted where needed. */
void prak_cross_put(struct prak_buf *b, struct prak_str value);
/* Both cells, as they stand in the list. */
void prak_cross_split(struct prak_str level, struct prak_str *row, struct prak_str *column);
enum prak_cross_share prak_cross_share(const struct prak_statistic *s);
/* The margin that a level is a share of: its level, or PRAK_NONE for the whole cell. *whole: it is that margin. */
uint32_t prak_cross_base(const struct prak_book *b, uint32_t group, uint32_t stat, struct prak_str level, bool *whole);
/* Variance of the fraction v of the level in its base, whose weight is n. */
void prak_cross_variance(struct prak_book *b, uint32_t level, uint32_t base, prak_quad v, prak_quad n,
                         struct prak_variance *out);
#endif
