/*
 * words.c - a number as one word, for any machine; and the choice among the ways.
 */
#include "table/words.h"

#include "base/decimal_word.h"

/* Does a plain number of at most eight bytes, of which eight may be read, hold? 2: to be read by the grammar. */
static inline unsigned holds_word(const char *p, uint32_t n, const struct prak_range *t)
{
    uint64_t digits;
    unsigned scale;

    if (!prak_word_read(p, n, &digits, &scale))
        return 2;
    return (2 * digits - t->from[scale] <= t->length[scale]) ^ t->flip; /* no branch: no one can guess it */
}

/* The rows from `row` on of a column of a grid that are such numbers; returns the first that is none. */
static size_t test_words(const struct prak_slice *cell, size_t row, size_t nrow, const struct prak_range *t, uint32_t *hold,
                         size_t *nhold)
{
    size_t n = *nhold;

    for (; row < nrow; row++) {
        const struct prak_slice *s = &cell[row];
        unsigned holds;
        if (s->n - 1 >= 8 || !s->plain || (holds = holds_word(s->p, s->n, t)) > 1)
            break;
        hold[n] = (uint32_t)row;
        n += holds;
    }
    *nhold = n;
    return row;
}

static bool usable(void)
{
    return true;
}

static const struct prak_words portable = { "portable", usable, test_words };

extern const struct prak_words prak_words_avx512;
const struct prak_words *const prak_words_all[] = { &prak_words_avx512, &portable, NULL };

const struct prak_words *prak_words_best(void)
{
    return prak_words_avx512.usable() ? &prak_words_avx512 : &portable;
}
