/*
 * emit_form_rows.h - the rows of a writer of forms; emit_form_*.c include it after they have said how 64 bytes are copied: copy_64.
 */
static inline char *put_64s(char *o, const char *p, size_t n)
{
    copy_64(o, p);
    for (size_t i = 64; i < n; i += 64)
        copy_64(o + i, p + i);
    return o + n;
}

/* A record mostly has up to 96 bytes. */
static inline char *put_record(char *o, const char *p, size_t n)
{
    copy_64(o, p);
    if (n > 64) {
        memcpy(o + 64, p + 64, 32);
        for (size_t i = 96; i < n; i += 64)
            copy_64(o + i, p + i);
    }
    return o + n;
}

/* What a copy writes too much is written over; no one can guess how many steps it would take to write less. */
static inline char *put_form(const struct prak_form *f, const struct prak_weighed *w, size_t i, char *o)
{
    const size_t first = f->piece[0], second = f->piece[1], last = f->piece[2];
    const bool easy = f->easy;
    const char *p = f->text;

    memcpy(o, p, 16);
    if (__builtin_expect(!easy, 0))
        put_64s(o, p, first);
    o += first;
    memcpy(o, &w->text[0][i], PRAK_LIMIT_TEXT);
    o += w->n[0][i];
    p += first;
    memcpy(o, p, 16);
    if (__builtin_expect(!easy, 0))
        put_64s(o, p, second);
    o += second;
    memcpy(o, &w->text[1][i], PRAK_LIMIT_TEXT);
    o += w->n[1][i];
    p += second;
    copy_64(o, p);
    copy_64(o + 64, p + 64);
    if (__builtin_expect(!easy, 0))
        put_64s(o, p, last);
    return o + last;
}

/* The input's columns of a row; NULL: cell by cell. */
__attribute__((always_inline)) static inline char *put_input(const struct prak_task *t, const struct prak_batch *b, size_t row,
                                                             enum prak_form_way way, char *o)
{
    if (way == PRAK_WAY_UNQUOTE)
        return prak_emit_record(b->grid, row, t->run->out_format == PRAK_TSV ? '\t' : ',', o);
    if (way == PRAK_WAY_MEMBERS)
        return prak_emit_members(t, b->grid, row, b->grid->width, o);
    const struct prak_record r = prak_batch_record(b, row);
    return put_record(o, r.p, r.n - (way == PRAK_WAY_LINE));
}

__attribute__((always_inline)) static inline size_t put_rows(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i,
                                                             size_t n, const struct prak_weighed *w, enum prak_form_way way)
{
    char *o = t->out.p + t->out.n;

    for (; i < n; i++) {
        for (size_t line = 0; line < 192; line += 64) /* as many as a row has, called for some rows before */
            __builtin_prefetch(o + PRAK_FORM_AHEAD + line, 1);
        char *next = put_input(t, b, row + i, way, o);
        if (!next)
            break;
        o = put_form(w->form[i], w, i, next);
    }
    t->out.n = (size_t)(o - t->out.p);
    return i;
}

static size_t put_some(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i, size_t n, const struct prak_weighed *w)
{
    switch ((enum prak_form_way)t->form_way) {
    case PRAK_WAY_RECORD:
        return put_rows(t, b, row, i, n, w, PRAK_WAY_RECORD);
    case PRAK_WAY_UNQUOTE:
        return put_rows(t, b, row, i, n, w, PRAK_WAY_UNQUOTE);
    case PRAK_WAY_LINE:
        return put_rows(t, b, row, i, n, w, PRAK_WAY_LINE);
    case PRAK_WAY_MEMBERS:
        return put_rows(t, b, row, i, n, w, PRAK_WAY_MEMBERS);
    case PRAK_WAY_CELLS:
        break;
    }
    return i;
}
