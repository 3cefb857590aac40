/*
 * lanes_codes.h - looking up the numbers of texts; each lanes_*.c includes it after it has said what key_of and
 * digits_of are, and whether a slot holds a text: is_text.
 */
static size_t find_codes(const struct prak_codes *c, const struct prak_slice *cell, size_t n, uint32_t *out)
{
    const struct prak_coded *slot = c->slot;
    const uint32_t *direct = c->direct;
    const size_t mask = c->mask;
    const uint64_t seed = c->seed;
    for (size_t i = 0; i < n; i++) {
        uint64_t low, high;
        const uint32_t length = cell[i].n;
        if (length > PRAK_CODE_SHORT)
            return i;
        const text_t text = text_of(cell[i].p, length);
        words_of(text, &low, &high);
        const size_t place = digits_of(low, high, length);
        if (place != SIZE_MAX) {
            if (direct[place] == 0)
                return i;
            out[i] = direct[place] - 1;
            continue;
        }
        size_t at = prak_code_spread(low, high, length, seed) & mask;
        while (!is_text(&slot[at], text, length)) {
            if (slot[at].length == UINT32_MAX)
                return i;
            at = (at + 1) & mask;
        }
        out[i] = slot[at].code;
    }
    return n;
}
