/*
 * lanes_codes.h - looking up the numbers of texts; each lanes_*.c includes it after it has said what key_of and
 * digits_of are, and whether a slot holds a text: is_text.
 */
enum { CODES_FAR = 4096, CODES_AHEAD = 32 };

/* A text is not known: rows behind it are listed later. */
static size_t stop_at(size_t row, struct prak_longs *longs)
{
    while (longs->n && longs->row[longs->n - 1] > row)
        longs->n--;
    return row;
}

/* The same where the table is far from the processor: what some texts need is called for before any is looked up. */
static size_t find_far_codes(const struct prak_codes *c, const struct prak_slice *cell, size_t i, size_t n, uint32_t *out,
                             struct prak_longs *longs)
{
    const struct prak_coded *const slot = c->slot;
    const size_t mask = c->mask;
    for (size_t first = i; first < n; first += CODES_AHEAD) {
        uint64_t low[CODES_AHEAD], high[CODES_AHEAD];
        size_t at[CODES_AHEAD], row[CODES_AHEAD], many = n - first < CODES_AHEAD ? n - first : CODES_AHEAD, some = 0;
        for (size_t k = 0; k < many; k++) {
            const struct prak_slice *s = &cell[first + k];
            if (s->n > PRAK_CODE_SHORT) {
                longs->row[longs->n++] = (uint32_t)(first + k);
                continue;
            }
            key_of(s->p, s->n, &low[some], &high[some]);
            const size_t place = digits_of(low[some], high[some], s->n);
            at[some] = place != SIZE_MAX ? mask + 1 + place
                                         : prak_code_spread(low[some], high[some], s->n, c->spread) & mask;
            __builtin_prefetch(at[some] > mask ? (const char *)&c->direct[place] : (const char *)&slot[at[some]]);
            row[some++] = first + k;
        }
        for (size_t k = 0; k < some; k++) {
            const uint32_t length = cell[row[k]].n;
            size_t place = at[k];
            if (place > mask) {
                if (c->direct[place - mask - 1] == 0)
                    return stop_at(row[k], longs);
                out[row[k]] = c->direct[place - mask - 1] - 1;
                continue;
            }
            while (((slot[place].low ^ low[k]) | (slot[place].high ^ high[k]) | (slot[place].length ^ length)) != 0) {
                if (slot[place].length == UINT32_MAX)
                    return stop_at(row[k], longs);
                place = (place + 1) & mask;
            }
            out[row[k]] = slot[place].code;
        }
    }
    return n;
}

/* Of the cells from i to n. */
static size_t find_near_codes(const struct prak_codes *c, const struct prak_slice *cell, size_t i, size_t n, uint32_t *out,
                              struct prak_longs *longs)
{
    const struct prak_coded *slot = c->slot;
    const uint32_t *direct = c->direct;
    const size_t mask = c->mask;
    const struct prak_code_seed spread = c->spread;
    for (; i < n; i++) {
        uint64_t low, high;
        const uint32_t length = cell[i].n;
        if (length > PRAK_CODE_SHORT) {
            longs->row[longs->n++] = (uint32_t)i;
            continue;
        }
        const text_t text = text_of(cell[i].p, length);
        words_of(text, &low, &high);
        const size_t place = digits_of(low, high, length);
        if (place != SIZE_MAX) {
            if (direct[place] == 0)
                return i;
            out[i] = direct[place] - 1;
            continue;
        }
        size_t at = prak_code_spread(low, high, length, spread) & mask;
        while (!is_text(&slot[at], text, length)) {
            if (slot[at].length == UINT32_MAX)
                return i;
            at = (at + 1) & mask;
        }
        out[i] = slot[at].code;
    }
    return n;
}
