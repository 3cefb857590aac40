/*
 * emit_form.c - rows whose added cells were written before: their record, what was kept, and the numbers of the row.
 */
#include "base/decimal_word.h"
#include "cli/emit.h"

#define SPARE 64 /* bytes that a copy may read and write past its end */

/*
 * Pieces of text, between which the numbers stand: all that follows the input's columns, with its separators or keys. `tail`
 * bytes behind them end the row.
 */
struct prak_form {
    size_t nopen, tail, room; /* room: the most bytes that writing it takes */
    uint32_t *piece;          /* [nopen + 1] their lengths */
    char *text;
};

/* How the input's columns of a batch's rows leave. */
enum way {
    WAY_UNKNOWN,
    WAY_CELLS,   /* as prak_emit_row writes them */
    WAY_RECORD,  /* as the record that they are */
    WAY_UNQUOTE, /* the same without quotes that are not needed */
    WAY_LINE     /* a line of JSON without its brace */
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
        const bool opens = is_open(open, nopen, i);
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

    if (!t->memo || !t->emit.quick || !t->emit.added || nopen > t->emit.added ||
        (f != PRAK_CSV && f != PRAK_TSV && f != PRAK_JSONL && f != PRAK_JSON))
        return NULL;
    struct prak_arena *a = prak_memo_arena(t->memo);
    uint32_t *end = prak_arena_array(t->arena, t->emit.added + 1, sizeof *end, &ignored);
    const int tail = end ? write_pieces(t, open, nopen, end) : -1;
    if (tail < 0)
        return NULL;
    struct prak_form *form = prak_arena_array(a, 1, sizeof *form, &ignored);
    uint32_t *piece = prak_arena_array(a, nopen + 1, sizeof *piece, &ignored);
    char *text = prak_arena_array(a, 1, t->form.n + SPARE, &ignored);
    if (!form || !piece || !text)
        return NULL;
    for (size_t i = 0; i <= nopen; i++)
        piece[i] = end[i] - (i ? end[i - 1] : 0);
    memcpy(text, t->form.p, t->form.n);
    *form = (struct prak_form){ nopen, (size_t)tail, t->form.n + nopen * PRAK_DEC_TEXT + (2 * SPARE), piece, text };
    return form;
}

/* ---- writing ---- */

static inline char *put_number(struct prak_dec d, char *o)
{
    if (__builtin_expect(d.m >= 0 && d.m < 100000000 && d.scale >= 0 && d.scale < PRAK_WORD_DIGITS, 1))
        return prak_word_write((uint64_t)d.m, (unsigned)d.scale, o);
    return o + prak_dec_format(d, o);
}

/* Takes f->room bytes at most. */
static inline char *put_form(const struct prak_form *f, const struct prak_dec *number, size_t tail, char *o)
{
    const char *p = f->text;

    for (size_t i = 0; i < f->nopen; i++) {
        o = prak_emit_copy(o, p, f->piece[i]);
        p += f->piece[i];
        o = put_number(number[i], o);
    }
    return prak_emit_copy(o, p, f->piece[f->nopen] + tail);
}

static enum way way_of(const struct prak_task *t, const struct prak_batch *b)
{
    const struct prak_run *r = t->run;
    const size_t columns = r->out.n - t->emit.added;

    if (t->other_format || r->nfirst || t->group || columns != r->input[0].schema.n)
        return WAY_CELLS;
    if (b->lines)
        return t->emit.leads && b->lines->canonical ? WAY_LINE : WAY_CELLS;
    if (!b->grid || !r->identity || columns < 2 || b->grid->returns || r->in_format != r->out_format)
        return WAY_CELLS;
    return b->grid->quotes ? WAY_UNQUOTE : WAY_RECORD;
}

/* The row cell by cell, and its form as one text. */
static int emit_cells(struct prak_task *t, const struct prak_batch *b, size_t row, const struct prak_form *f,
                      const struct prak_dec *number, struct prak_err *e)
{
    const bool separated = t->run->out_format == PRAK_CSV || t->run->out_format == PRAK_TSV; /* the emitter writes the first */

    t->form.n = 0;
    if (prak_buf_reserve(&t->form, f->room))
        return prak_fail_memory(e);
    const char *end = put_form(f, number, 0, t->form.p), *from = t->form.p + separated;
    prak_cell(t, 0, from, (size_t)(end - from));
    t->slot_set[0] = PRAK_SLOT_WRITTEN;
    t->written = t->emit.added;
    return prak_emit(t, b, row, e);
}

int prak_emit_form(struct prak_task *t, const struct prak_batch *b, size_t row, const struct prak_form *f,
                   const struct prak_dec *number, struct prak_err *e)
{
    const struct prak_record r = prak_batch_record(b, row);

    if (t->form_way == WAY_UNKNOWN) {
        t->form_way = (uint8_t)way_of(t, b);
        prak_emit_flush(t);
    }
    if (t->form_way == WAY_CELLS)
        return emit_cells(t, b, row, f, number, e);
    if (t->out.cap - t->out.n < r.n + f->room && prak_buf_reserve(&t->out, r.n + f->room))
        return prak_fail_memory(e);
    char *o = t->out.p + t->out.n;
    if (t->form_way == WAY_UNQUOTE)
        o = prak_emit_record(b->grid, row, t->run->out_format == PRAK_TSV ? '\t' : ',', o);
    else
        o = prak_emit_copy(o, r.p, r.n - (t->form_way == WAY_LINE));
    if (!o)
        return emit_cells(t, b, row, f, number, e);
    t->out.n = (size_t)(put_form(f, number, f->tail, o) - t->out.p);
    t->rows_out++;
    t->rows_used += !(t->state[row] & PRAK_ROW_EMITTED);
    t->state[row] |= PRAK_ROW_EMITTED;
    return 0;
}
