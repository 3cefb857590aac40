/*
 * emit_form.c - rows whose added cells were written before: their record, what was kept, and the numbers of the row.
 */
#include "cli/emit_form.h"

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

const struct prak_form *prak_form_keep(struct prak_task *t, const unsigned *open, size_t nopen)
{
    const enum prak_format f = t->run->out_format;
    uint32_t end[PRAK_FORM_OPEN + 1];

    if (!t->memo || !t->emit.quick || !t->emit.added || nopen > PRAK_FORM_OPEN ||
        (f != PRAK_CSV && f != PRAK_TSV && f != PRAK_JSONL && f != PRAK_JSON))
        return NULL;
    const int tail = write_pieces(t, open, nopen, end);
    if (tail < 0 || t->form.n > UINT32_MAX / 2)
        return NULL;
    struct prak_form head = { .tail = (uint32_t)tail };
    head.room = (uint32_t)(t->form.n + nopen * PRAK_LIMIT_TEXT + 3 * (size_t)PRAK_FORM_SPARE);
    for (size_t i = 0; i <= nopen; i++)
        head.piece[i < nopen ? i : PRAK_FORM_OPEN] = end[i] - (i ? end[i - 1] : 0);
    head.piece[PRAK_FORM_OPEN] += head.tail;
    head.easy = head.piece[0] <= 16 && head.piece[1] <= 16 && head.piece[2] <= 128;
    if (t->form_room < head.room)
        t->form_room = head.room;
    /* with what may be read behind it */
    t->scratch.n = 0;
    prak_buf_add(&t->scratch, &head, sizeof head);
    prak_buf_add(&t->scratch, t->form.p, t->form.n);
    return t->scratch.failed ? NULL : prak_memo_same(t->memo, t->scratch.p, t->scratch.n, PRAK_FORM_SPARE);
}

/* ---- writing ---- */

static enum prak_form_way way_of(struct prak_task *t, const struct prak_batch *b)
{
    const struct prak_run *r = t->run;
    const size_t columns = r->out.n - t->emit.added;

    if (t->other_format || r->nfirst || t->group || columns != r->input[0].schema.n)
        return PRAK_WAY_CELLS;
    if (b->lines)
        return t->emit.leads && b->lines->canonical ? PRAK_WAY_LINE : PRAK_WAY_CELLS;
    if (prak_emit_has_members(t, b, columns))
        return PRAK_WAY_MEMBERS;
    if (!b->grid || !r->identity || columns < 2 || b->grid->returns || r->in_format != r->out_format)
        return PRAK_WAY_CELLS;
    return b->grid->quotes ? PRAK_WAY_UNQUOTE : PRAK_WAY_RECORD;
}

/* The row cell by cell, and its form as one text. */
static int emit_cells(struct prak_task *t, const struct prak_batch *b, size_t row, const struct prak_form *f,
                      const struct prak_str number[PRAK_FORM_OPEN], struct prak_err *e)
{
    const bool separated = t->run->out_format == PRAK_CSV || t->run->out_format == PRAK_TSV; /* the emitter writes the first */
    const char *p = f->text;

    t->form.n = 0;
    for (size_t i = 0; i <= PRAK_FORM_OPEN; i++) {
        prak_buf_add(&t->form, p, f->piece[i] - (i == PRAK_FORM_OPEN ? f->tail : 0));
        p += f->piece[i];
        if (i < PRAK_FORM_OPEN)
            prak_buf_add(&t->form, number[i].p, number[i].n);
    }
    if (t->form.failed)
        return prak_fail_memory(e);
    prak_cell(t, 0, t->form.p + separated, t->form.n - separated);
    t->slot_set[0] = PRAK_SLOT_WRITTEN;
    t->written = t->emit.added;
    return prak_emit(t, b, row, e);
}

/* n rows from `row` on have left. */
static void note_rows(struct prak_task *t, size_t row, size_t n)
{
    const uint64_t emitted = UINT64_C(0x0101010101010101);
    _Static_assert(PRAK_ROW_EMITTED == 1, "a bit of each byte");
    uint8_t *state = t->state + row, *const end = state + n;
    uint64_t eight, used = 0;

    for (; end - state >= 8; state += 8) {
        memcpy(&eight, state, 8);
        used += 8 - ((eight & emitted) * emitted >> 56);
        eight |= emitted;
        memcpy(state, &eight, 8);
    }
    for (; state < end; state++) {
        used += !(*state & PRAK_ROW_EMITTED);
        *state |= PRAK_ROW_EMITTED;
    }
    t->rows_out += n;
    t->rows_used += used;
}

/* n rows from `row` on. */
static int put_weighed(struct prak_task *t, const struct prak_batch *b, size_t row, size_t n, const struct prak_weighed *w,
                       struct prak_err *e)
{
    for (size_t i = 0; i < n; i++) {
        const struct prak_record first = prak_batch_record(b, row + i), last = prak_batch_record(b, row + n - 1);
        if (prak_buf_reserve(&t->out, (size_t)(last.p + last.n - first.p) + (n - i) * (t->form_room + t->emit.room)))
            return prak_fail_memory(e);
        const size_t done = t->form_rows(t, b, row, i, n, w);
        note_rows(t, row + i, done - i);
        i = done;
        if (i == n)
            break;
        const struct prak_str number[] = { { (const char *)&w->text[0][i], w->n[0][i] }, { (const char *)&w->text[1][i], w->n[1][i] } };
        if (emit_cells(t, b, row + i, w->form[i], number, e))
            return -1;
    }
    return 0;
}

int prak_emit_form(struct prak_task *t, const struct prak_batch *b, size_t row, const struct prak_form *f,
                   const struct prak_str number[PRAK_FORM_OPEN], struct prak_err *e)
{
    struct prak_weighed w;

    if (number[0].n > PRAK_LIMIT_TEXT || number[1].n > PRAK_LIMIT_TEXT)
        return emit_cells(t, b, row, f, number, e);
    w.form[0] = f;
    for (size_t i = 0; i < PRAK_FORM_OPEN; i++) {
        w.text[i][0] = 0;
        w.n[i][0] = number[i].n;
        if (number[i].n)
            memcpy(&w.text[i][0], number[i].p, number[i].n);
    }
    prak_emit_flush(t);
    return put_weighed(t, b, row, 1, &w, e);
}

int prak_emit_alike(struct prak_task *t, const struct prak_batch *b, unsigned number,
                    int (*judge)(const void *plan, const struct prak_batch *, size_t row, void *kept, struct prak_task *,
                                 struct prak_err *),
                    const void *plan, struct prak_err *e)
{
    const struct prak_weigher *const weigher = prak_weigher_best();
    struct prak_weighed w;
    void *const *kept = NULL;

    if (t->memo) {
        prak_memo_begin(t->memo, b);
        kept = prak_memo_find(t->memo, b, 0, 0);
    }
    t->form_way = (uint8_t)way_of(t, b);
    t->form_rows = prak_form_avx512_usable() ? prak_form_rows_avx512 : prak_form_rows;
    prak_emit_flush(t);
    for (size_t row = 0, found = 0; row < b->nrow;) {
        const size_t most = b->nrow - row < PRAK_WEIGHED ? b->nrow - row : PRAK_WEIGHED;
        for (; kept && found < row + most; found += most) /* while their text is near */
            (void)prak_memo_find(t->memo, b, found, b->nrow - found < most ? b->nrow - found : most);
        const size_t n = kept ? weigher->weigh(b, b->cell[number] + row, kept + row, most, &w) : 0;
        if (n && put_weighed(t, b, row, n, &w, e))
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
