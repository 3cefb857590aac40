/*
 * limit.c - a row at a time, for any machine; and the choice among the ways.
 */
#include "table/limit.h"

#include "table/cell.h"

static void put_text(struct prak_weighed *w, size_t which, size_t row, uint64_t m, unsigned digits)
{
    char text[PRAK_LIMIT_TEXT + 16] = { 0 };

    w->n[which][row] = (size_t)(prak_word_write(m, digits, text) - text);
    memcpy(&w->text[which][row], text, sizeof w->text[which][row]);
}

/* The number as it is written: as it stands, or from its digits. */
static void put_number(struct prak_weighed *w, size_t row, const struct prak_slice *cell, bool text, uint64_t m, unsigned digits)
{
    if (!text) {
        put_text(w, 0, row, m, digits);
        return;
    }
    memcpy(&w->text[0][row], cell->p, sizeof w->text[0][row]);
    w->n[0][row] = cell->n;
}

/* false: the row is not for here. */
static bool weigh_row(const struct prak_batch *b, const struct prak_slice *cell, const struct prak_limit *k, size_t row,
                      struct prak_weighed *w)
{
    enum prak_beside_limit beside = PRAK_LIMIT_EMPTY;
    uint64_t m = 0;
    unsigned scale = 0;
    bool text = false;

    if (!k || !k->known || (cell->n && !prak_cell_word(b, cell, &m, &scale, &text)))
        return false;
    w->n[0][row] = w->n[1][row] = 0;
    if (cell->n)
        beside = PRAK_LIMIT_KEPT;
    if (cell->n && k->shown) {
        if (scale > k->digits)
            return false;
        text = text && scale == k->digits;
        for (; scale < k->digits; scale++)
            m *= 10;
        if (m >= prak_limit_most(k->digits))
            return false;
        put_number(w, row, cell, text, m, k->digits);
        if (m < k->least) {
            beside = PRAK_LIMIT_LACKS;
            put_text(w, 1, row, k->least - m, k->digits);
        }
    }
    w->form[row] = k->form[beside];
    return w->form[row] != NULL;
}

size_t prak_limit_rows(const struct prak_batch *b, const struct prak_slice *cell, void *const *kept, size_t row, size_t n,
                       struct prak_weighed *w)
{
    while (row < n && weigh_row(b, &cell[row], kept[row], row, w))
        row++;
    return row;
}

static size_t weigh(const struct prak_batch *b, const struct prak_slice *cell, void *const *kept, size_t n, struct prak_weighed *w)
{
    return prak_limit_rows(b, cell, kept, 0, n, w);
}

static bool usable(void)
{
    return true;
}

static const struct prak_weigher portable = { "portable", usable, weigh };

extern const struct prak_weigher prak_weigher_avx512;
const struct prak_weigher *const prak_weighers[] = { &prak_weigher_avx512, &portable, NULL };

const struct prak_weigher *prak_weigher_best(void)
{
    return prak_weigher_avx512.usable() ? &prak_weigher_avx512 : &portable;
}
