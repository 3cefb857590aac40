/*
 * emit_form.c - rows whose added cells were written before: their record, what was kept, and the numbers of the row.
 */
#include "base/decimal_word.h"
#include "cli/emit.h"

#define FILLED 32 /* rows that are written at once */
#define SPARE 128 /* bytes that a copy may read and write past its end */

/*
 * Pieces of text, between which the numbers stand: all that follows the input's columns, with its separators or keys. `tail`
 * bytes behind them end the row.
 */
struct prak_form {
    uint32_t nopen, tail, room; /* room: the most bytes that writing it takes */
    uint32_t piece[PRAK_FORM_OPEN + 1];   /* [nopen + 1] their lengths */
    char text[];
};

/* How the input's columns of a batch's rows leave. */
enum way {
    WAY_UNKNOWN,
    WAY_CELLS,   /* as prak_emit_row writes them */
    WAY_RECORD,  /* as the record that they are */
    WAY_UNQUOTE, /* the same without quotes that are not needed */
    WAY_LINE,    /* a line of JSON without its brace */
    WAY_MEMBERS  /* texts of a grid as members of JSON */
};

/* ---- keeping ---- */

static bool is_open(const unsigned *open, size_t nopen, size_t slot)
{
    for (size_t i = 0; i < nopen; i++)
        if (open[i] == slot)
            return true;
    return false;
}

/* Where a number of an open column begins in the cell that ends the buffer; 0: it would not stand there as it is. */
static size_t before_number(const struct prak_buf *b)
{
    return b->n && b->p[b->n - 1] == '0' ? b->n - 1 : 0;
}

/* The added cells, one after another; end: where each piece ends. -1: they cannot be kept. */
static int write_pieces(struct prak_task *t, const unsigned *open, size_t nopen, uint32_t *end)
{
    static const struct prak_slice none = { .p = "", .plain = 1 }, zero = { .p = "0", .n = 1, .plain = 1 };
    const struct prak_run *r = t->run;
    const size_t first = r->out.n - t->emit.added;
    size_t n = 0;

    t->form.n = 0;
    for (size_t i = 0; i < t->emit.added; i++) {
        const struct prak_slice *s = t->slot_set[i] ? &t->slot[i] : &none;
        const bool opens = n < nopen && is_open(open, nopen, i);
        if (t->slot_set[i] == PRAK_SLOT_WRITTEN)
            return -1;
        prak_write_cell(&r->writer, &t->form, first + i, opens ? &zero : s);
        if (!opens)
            continue;
        if (!(t->form.n = before_number(&t->form)))
            return -1;
        end[n++] = (uint32_t)t->form.n;
    }
    end[n] = (uint32_t)t->form.n;
    const size_t body = t->form.n;
    prak_write_end(&r->writer, &t->form);
    return t->form.failed || n != nopen ? -1 : (int)(t->form.n - body);
}

struct prak_form *prak_form_keep(struct prak_task *t, const unsigned *open, size_t nopen)
{
    const enum prak_format f = t->run->out_format;
    struct prak_err ignored = { 0 };
    uint32_t end[PRAK_FORM_OPEN + 1];

    if (!t->memo || !t->emit.quick || !t->emit.added || nopen > PRAK_FORM_OPEN ||
        (f != PRAK_CSV && f != PRAK_TSV && f != PRAK_JSONL && f != PRAK_JSON))
        return NULL;
    struct prak_arena *a = prak_memo_arena(t->memo);
    const int tail = write_pieces(t, open, nopen, end);
    if (tail < 0 || t->form.n > UINT32_MAX / 2)
        return NULL;
    struct prak_form *form = prak_arena_array(a, 1, sizeof *form + t->form.n + SPARE, &ignored);
    if (!form)
        return NULL;
    form->nopen = (uint32_t)nopen;
    form->tail = (uint32_t)tail;
    form->room = (uint32_t)(t->form.n + nopen * PRAK_DEC_TEXT + 2 * (size_t)SPARE);
    if (t->form_room < form->room)
        t->form_room = form->room;
    for (size_t i = 0; i <= nopen; i++)
        form->piece[i] = end[i] - (i ? end[i - 1] : 0);
    memcpy(form->text, t->form.p, t->form.n);
    return form;
}

/* ---- writing ---- */

__attribute__((always_inline)) static inline char *put_amount(const struct prak_amount *v, char *o)
{
    if (v->n) {
        memcpy(o, v->p, 16);
        return o + v->n;
    }
    if (__builtin_expect(v->m < 100000000 && v->scale < PRAK_WORD_DIGITS, 1))
        return prak_word_write(v->m, v->scale, o);
    return o + prak_dec_format((struct prak_dec){ (prak_i128)v->m, (int32_t)v->scale }, o);
}

bool prak_amount_of(struct prak_dec v, struct prak_amount *amount)
{
    if (v.m < 0 || v.m > INT64_MAX || v.scale < 0 || v.scale > PRAK_DEC_DIGITS)
        return false;
    *amount = (struct prak_amount){ .m = (uint64_t)v.m, .scale = (uint32_t)v.scale };
    return true;
}

/* The last piece of most forms is of this length at most: no one can guess how many steps it takes. */
static inline char *put_last(char *o, const char *p, size_t n)
{
    memcpy(o, p, SPARE);
    for (size_t i = SPARE; i < n; i += SPARE)
        memcpy(o + i, p + i, SPARE);
    return o + n;
}

/* Takes f->room bytes at most. */
__attribute__((always_inline)) static inline char *put_form(const struct prak_form *f, const struct prak_amount *amount, size_t tail, char *o)
{
    const char *p = f->text;

    for (size_t i = 0; i < f->nopen; i++) {
        o = prak_emit_copy(o, p, f->piece[i]);
        p += f->piece[i];
        o = put_amount(&amount[i], o);
    }
    return put_last(o, p, f->piece[f->nopen] + tail);
}

/* The bytes of a record, 64 behind which may be read. */
static inline char *put_record(char *o, const char *p, size_t n)
{
    memcpy(o, p, 64);
    for (size_t i = 64; i < n; i += 64)
        memcpy(o + i, p + i, 64);
    return o + n;
}

static enum way way_of(struct prak_task *t, const struct prak_batch *b)
{
    const struct prak_run *r = t->run;
    const size_t columns = r->out.n - t->emit.added;

    if (t->other_format || r->nfirst || t->group || columns != r->input[0].schema.n)
        return WAY_CELLS;
    if (b->lines)
        return t->emit.leads && b->lines->canonical ? WAY_LINE : WAY_CELLS;
    if (prak_emit_has_members(t, b, columns))
        return WAY_MEMBERS;
    if (!b->grid || !r->identity || columns < 2 || b->grid->returns || r->in_format != r->out_format)
        return WAY_CELLS;
    return b->grid->quotes ? WAY_UNQUOTE : WAY_RECORD;
}

/* The row cell by cell, and its form as one text. */
static int emit_cells(struct prak_task *t, const struct prak_batch *b, size_t row, const struct prak_form *f,
                      const struct prak_amount *amount, struct prak_err *e)
{
    const bool separated = t->run->out_format == PRAK_CSV || t->run->out_format == PRAK_TSV; /* the emitter writes the first */

    t->form.n = 0;
    if (prak_buf_reserve(&t->form, f->room))
        return prak_fail_memory(e);
    const char *end = put_form(f, amount, 0, t->form.p), *from = t->form.p + separated;
    prak_cell(t, 0, from, (size_t)(end - from));
    t->slot_set[0] = PRAK_SLOT_WRITTEN;
    t->written = t->emit.added;
    return prak_emit(t, b, row, e);
}

/* The input's columns of a row; NULL: cell by cell. */
__attribute__((always_inline)) static inline char *put_input(const struct prak_task *t, const struct prak_batch *b, size_t row,
                                                             enum way way, char *o)
{
    const struct prak_record r = prak_batch_record(b, row);

    if (way == WAY_UNQUOTE)
        return prak_emit_record(b->grid, row, t->run->out_format == PRAK_TSV ? '\t' : ',', o);
    if (way == WAY_MEMBERS)
        return prak_emit_members(t, b->grid, row, b->grid->width, o);
    return put_record(o, r.p, r.n - (way == WAY_LINE));
}

/* Rows of a way that is not WAY_CELLS, up to one for which that is the only way; returns how many. */
__attribute__((always_inline)) static inline size_t put_rows(struct prak_task *t, const struct prak_batch *b,
                                                             const struct prak_filled *v, size_t n, enum way way)
{
    char *o = t->out.p + t->out.n;
    uint64_t used = 0;
    size_t i = 0;

    for (; i < n; i++) {
        char *w = put_input(t, b, v[i].row, way, o);
        if (!w)
            break;
        o = put_form(v[i].form, v[i].amount, v[i].form->tail, w);
        used += !(t->state[v[i].row] & PRAK_ROW_EMITTED);
        t->state[v[i].row] |= PRAK_ROW_EMITTED;
    }
    t->out.n = (size_t)(o - t->out.p);
    t->rows_out += i;
    t->rows_used += used;
    return i;
}

static size_t put_some(struct prak_task *t, const struct prak_batch *b, const struct prak_filled *v, size_t n)
{
    switch ((enum way)t->form_way) {
    case WAY_RECORD:
        return put_rows(t, b, v, n, WAY_RECORD);
    case WAY_UNQUOTE:
        return put_rows(t, b, v, n, WAY_UNQUOTE);
    case WAY_LINE:
        return put_rows(t, b, v, n, WAY_LINE);
    case WAY_MEMBERS:
        return put_rows(t, b, v, n, WAY_MEMBERS);
    case WAY_UNKNOWN:
    case WAY_CELLS:
        break;
    }
    return 0;
}

int prak_emit_forms(struct prak_task *t, const struct prak_batch *b, const struct prak_filled *v, size_t n, struct prak_err *e)
{
    for (size_t i = 0; i < n; i++) { /* they lie far from each other */
        __builtin_prefetch(v[i].form);
        __builtin_prefetch((const char *)v[i].form + 64);
        __builtin_prefetch((const char *)v[i].form + 128);
    }
    prak_emit_flush(t);
    if (t->form_way == WAY_UNKNOWN)
        t->form_way = (uint8_t)way_of(t, b);
    for (size_t i = 0; i < n; i++) {
        const struct prak_record first = prak_batch_record(b, v[i].row), last = prak_batch_record(b, v[n - 1].row);
        if (prak_buf_reserve(&t->out, (size_t)(last.p + last.n - first.p) + (n - i) * (t->form_room + t->emit.room)))
            return prak_fail_memory(e);
        i += put_some(t, b, v + i, n - i);
        if (i < n && emit_cells(t, b, v[i].row, v[i].form, v[i].amount, e))
            return -1;
    }
    return 0;
}

/* Rows from..to: what was kept of them lies anywhere, and their text no longer near. */
static void call_for(const struct prak_batch *b, void *const *kept, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const char *text = prak_batch_record(b, i).p;
        __builtin_prefetch(kept[i]);
        __builtin_prefetch(text);
        __builtin_prefetch(text + 64);
    }
}

int prak_emit_alike(struct prak_task *t, const struct prak_batch *b,
                    size_t (*fill)(const void *plan, const struct prak_batch *, size_t row, size_t n, void *const *kept,
                                   struct prak_filled *),
                    int (*judge)(const void *plan, const struct prak_batch *, size_t row, void *kept, struct prak_task *,
                                 struct prak_err *),
                    const void *plan, struct prak_err *e)
{
    void *const *kept = t->memo ? prak_memo_rows(t->memo, b) : NULL;
    struct prak_filled v[FILLED];

    for (size_t row = 0, called = 0; row < b->nrow;) {
        const size_t most = b->nrow - row < FILLED ? b->nrow - row : FILLED;
        const size_t ahead = b->nrow - row < 2 * FILLED ? b->nrow : row + 2 * FILLED;
        if (kept && called < ahead) {
            call_for(b, kept, called, ahead);
            called = ahead;
        }
        const size_t n = kept ? fill(plan, b, row, most, kept + row, v) : 0;
        if (n && prak_emit_forms(t, b, v, n, e))
            return -1;
        row += n;
        if (n == most)
            continue;
        if (judge(plan, b, row, kept ? kept[row] : NULL, t, e))
            return -1;
        row++;
    }
    return 0;
}
