/*
 * emit_beside.c - rows beside those of a table that match them: records copied whole, and the table's cells behind them.
 */
#include <string.h>

#include "cli/emit.h"

#define PAIRS 512 /* looked up and written at once */

struct pairs {
    size_t n;
    uint32_t row[PAIRS];
    size_t right[PAIRS]; /* SIZE_MAX: none */
    struct prak_str text[PAIRS];
};

/* May records be copied whole and the table's cells behind them? */
static bool copies_beside(const struct prak_task *t, const struct prak_batch *b, const struct prak_beside *k)
{
    const struct prak_run *r = t->run;
    const size_t columns = r->input[0].schema.n;

    if (!b->grid || !t->emit.quick || t->other_format || r->nfirst || t->group || !r->identity || r->nslot != k->n ||
        r->out_format != PRAK_CSV || b->grid->returns || r->out.n != columns + k->n)
        return false;
    for (size_t i = 0; i < k->n; i++)
        if (r->out_col[columns + i].slot != k->out + i)
            return false;
    return true;
}

static inline void put_32(char *o, const char *p)
{
    memcpy(o, p, 16);
    memcpy(o + 16, p + 16, 16);
}

/* Reads nothing past the end: behind a table's cells stands what another thread may be marking. */
static inline char *copy_exact(char *o, const char *p, size_t n)
{
    if (n < 16) {
        memcpy(o, p, n);
        return o + n;
    }
    for (; n > 64; n -= 32, o += 32, p += 32)
        put_32(o, p);
    if (n > 32) { /* how many times a loop goes round cannot be guessed */
        put_32(o, p);
        put_32(o + n - 32, p + n - 32);
    } else {
        memcpy(o, p, 16);
        memcpy(o + n - 16, p + n - 16, 16);
    }
    return o + n;
}

/* A record: as prak_emit_copy, nor is there a loop for one of up to 96 bytes. */
static inline char *copy_record(char *o, const char *p, size_t n)
{
    if (n <= 32)
        return prak_emit_copy(o, p, n);
    put_32(o, p);
    put_32(o + 32, p + 32);
    put_32(o + 64, p + 64);
    for (size_t i = 96; i < n; i += 32)
        put_32(o + i, p + i);
    return o + n;
}

/* Returns how many of the n rows it has written: the next one is to be looked at cell by cell. */
static ptrdiff_t copy_beside(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, const struct prak_str *text,
                             size_t n, struct prak_err *e)
{
    size_t bytes = PRAK_EMIT_SPARE, i = 0;

    for (size_t k = 0; k < n; k++)
        bytes += prak_batch_record(b, rows[k]).n + text[k].n + 2;
    if (prak_buf_reserve(&t->out, bytes))
        return prak_fail_memory(e);
    char *o = t->out.p + t->out.n;
    for (; i < n; i++) {
        const struct prak_record record = prak_batch_record(b, rows[i]);
        char *w = b->grid->quotes ? prak_emit_record(b->grid, rows[i], ',', o) : copy_record(o, record.p, record.n);
        if (!w)
            break;
        *w++ = ',';
        o = copy_exact(w, text[i].p, text[i].n);
        *o++ = '\n';
        prak_emit_note(t, rows[i]);
    }
    t->out.n = (size_t)(o - t->out.p);
    t->rows_out += i;
    return (ptrdiff_t)i;
}

static int emit_beside(struct prak_task *t, const struct prak_batch *b, const struct prak_beside *k, uint32_t row,
                       size_t right, struct prak_str text, struct prak_err *e)
{
    if (right != SIZE_MAX && !(k->n > 1 && prak_cells_written(t, k->out, k->n, text)))
        for (size_t i = 0; i < k->n; i++)
            prak_cell_text(t, k->out + (unsigned)i, prak_table_cell_after(k->table, right, k->col, i));
    return prak_emit(t, b, row, e);
}

static int write_pairs(struct prak_task *t, const struct prak_batch *b, const struct prak_beside *k, struct pairs *p,
                       bool copies, struct prak_err *e)
{
    size_t to;

    prak_table_matched(k->table, p->right, p->n, k->col, k->n, p->text);
    for (size_t i = 0; k->all && i < p->n; i++)
        if (p->right[i] == SIZE_MAX)
            p->text[i] = (struct prak_str){ t->emit.commas, k->n - 1 };
    for (size_t from = 0; from < p->n; from = to) {
        for (to = from; copies && to < p->n && p->text[to].p; to++)
            continue;
        const ptrdiff_t done = to > from ? copy_beside(t, b, p->row + from, p->text + from, to - from, e) : 0;
        if (done < 0)
            return -1;
        to = from + (size_t)done;
        if (to < p->n && emit_beside(t, b, k, p->row[to], p->right[to], p->text[to], e))
            return -1;
        to += to < p->n;
    }
    p->n = 0;
    return 0;
}

static void count_matches(struct prak_task *t, const struct prak_batch *b, const struct prak_beside *k, const size_t *found)
{
    size_t none = 0, blank = 0;

    for (size_t row = 0; row < b->nrow; row++) {
        bool empty = false;
        for (size_t i = 0; found[row] == SIZE_MAX && i < k->nkey; i++)
            empty = empty || b->cell[k->key[i]][row].n == 0;
        none += found[row] == SIZE_MAX;
        blank += empty;
    }
    prak_count(t, k->matched, b->nrow - none);
    prak_count(t, k->unmatched, none);
    prak_count(t, k->blank, blank);
}

int prak_emit_matches(struct prak_task *t, const struct prak_batch *b, const struct prak_beside *k, const size_t *found,
                      struct prak_err *e)
{
    const bool copies = copies_beside(t, b, k);
    size_t ignored;
    const bool unique = prak_table_unique(k->table, &ignored);
    struct pairs p;

    prak_emit_flush(t);
    count_matches(t, b, k, found);
    p.n = 0;
    for (size_t row = 0; row < b->nrow; row++) {
        size_t right = found[row];
        if (right == SIZE_MAX && !k->all)
            continue;
        do {
            p.row[p.n] = (uint32_t)row;
            p.right[p.n++] = right;
            if (p.n == PAIRS && write_pairs(t, b, k, &p, copies, e))
                return -1;
            right = unique || right == SIZE_MAX ? SIZE_MAX : prak_table_next(k->table, right);
        } while (right != SIZE_MAX);
    }
    return write_pairs(t, b, k, &p, copies, e);
}
