/*
 * cell.h - quick readings of cells.
 */
#ifndef PRAK_TABLE_CELL_H
#define PRAK_TABLE_CELL_H
#include "base/decimal_word.h"
#include "table/batch.h"

/*
 * A plain number of 0 or more and at most eight characters: m / 10^scale. false: it is to be read by the grammar. text: as
 * it stands it is what prak would write, and 16 bytes may be read from there.
 */
static inline bool prak_cell_word(const struct prak_batch *b, const struct prak_slice *s, uint64_t *m, unsigned *scale, bool *text)
{
    char copy[PRAK_WORD_DIGITS];
    const char *p = s->p;

    if (s->n - 1 >= PRAK_WORD_DIGITS)
        return false;
    *text = (b->grid || b->lines) && (s->plain || s->bare); /* it stands in the input, of which more may be read */
    if (__builtin_expect(!*text, 0)) {
        memset(copy, 0, sizeof copy);
        p = memcpy(copy, s->p, s->n);
    }
    return prak_word_read(p, s->n, m, scale);
}
#endif
