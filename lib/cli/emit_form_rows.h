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

/* A form with long pieces. */
static __attribute__((noinline)) char *put_long(const struct prak_form *f, const struct prak_weighed *w, size_t i, char *o)
{
    const char *p = f->text;

    for (size_t k = 0; k < PRAK_FORM_OPEN; k++) {
        o = put_64s(o, p, f->piece[k]);
        memcpy(o, &w->text[k][i], PRAK_LIMIT_TEXT);
        o += w->n[k][i];
        p += f->piece[k];
    }
    return put_64s(o, p, f->piece[PRAK_FORM_OPEN]);
}

/* What a copy writes too much is written over; no one can guess how many steps it would take to write less. */
static inline char *put_form(const struct prak_form *f, const struct prak_weighed *w, size_t i, char *o)
{
    const size_t first = f->piece[0], second = f->piece[1], last = f->piece[2]; /* before what is written could be them */
    const char *p = f->text;

    if (__builtin_expect(!f->easy, 0))
        return put_long(f, w, i, o);
    memcpy(o, p, 16);
    o += first;
    memcpy(o, &w->text[0][i], PRAK_LIMIT_TEXT);
    o += w->n[0][i];
    p += first;
    memcpy(o, p, 16);
    o += second;
    memcpy(o, &w->text[1][i], PRAK_LIMIT_TEXT);
    o += w->n[1][i];
    p += second;
    copy_64(o, p);
    copy_64(o + 64, p + 64);
    return o + last;
}

/* The lines of the output that a row takes are called for some rows before. */
static inline void call_for_lines(const char *o)
{
    for (size_t i = 0; i < 192; i += 64)
        __builtin_prefetch(o + PRAK_FORM_AHEAD + i, 1);
}

/* Rows that leave as the records that they are, each behind the one before. */
static size_t put_records(struct prak_task *t, const struct prak_grid *g, size_t row, size_t i, size_t n, const struct prak_weighed *w)
{
    const uint32_t *end = g->at + (row + i + 1) * g->width - 1;
    const size_t width = g->width;
    const char *p = g->p + (size_t)(*(end - width) + 1);
    char *o = t->out.p + t->out.n;

    for (; i < n; i++, end += width) {
        const char *to = g->p + *end;
        call_for_lines(o);
        o = put_form(w->form[i], w, i, put_record(o, p, (size_t)(to - p)));
        p = to + 1;
    }
    t->out.n = (size_t)(o - t->out.p);
    return i;
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
    return put_record(o, r.p, r.n - 1u);
}

__attribute__((always_inline)) static inline size_t put_rows(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i,
                                                             size_t n, const struct prak_weighed *w, enum prak_form_way way)
{
    char *o = t->out.p + t->out.n;

    for (; i < n; i++) {
        call_for_lines(o);
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
        return put_records(t, b->grid, row, i, n, w);
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
