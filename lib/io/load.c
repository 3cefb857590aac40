/*
 * load.c - a whole file as a table.
 */
#include "io/load.h"

#include <stdlib.h>
#include <string.h>

#include "io/source.h"
#include "io/write.h"

struct load {
    struct prak_source *source;
    struct prak_reader *reader;
    struct prak_cutter *cutter;
    struct prak_block block;
    struct prak_table *table;
    struct prak_str *cells;
    size_t *bound;
    unsigned char *seen; /* JSON Lines: kinds of cells of each column */
};

enum { SEEN_NUMBER = 1, SEEN_BOOLEAN = 2, SEEN_TEXT = 4 };

static int open_table(struct load *l, const char *path, const struct prak_load_options *how, struct prak_err *e)
{
    struct prak_reader_options o = { .comments = how->comments, .prove = !how->comments };
    struct prak_schema *s;

    if (prak_reader_new(l->source, &o, &l->reader, e))
        return -1;
    l->table = prak_table_new(path, how->limit);
    if (!l->table)
        return prak_fail_memory(e);
    s = prak_table_schema(l->table);
    if (prak_reader_header(l->reader, s, e) || (how->nlead && prak_table_lead(l->table, how->lead, how->nlead, e)))
        return -1;
    l->bound = calloc(s->n + 1, sizeof *l->bound);
    l->cells = calloc(s->n + 1, sizeof *l->cells);
    l->seen = calloc(s->n + 1, 1);
    if (!l->bound || !l->cells || !l->seen)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->n; i++)
        l->bound[i] = i;
    return prak_cutter_new(l->reader, s, l->bound, s->n, &l->cutter, e);
}

static unsigned char kind_of(const struct prak_slice *cell)
{
    if (cell->n == 0)
        return 0;
    return !cell->bare ? SEEN_TEXT : *cell->p == 't' || *cell->p == 'f' ? SEEN_BOOLEAN : SEEN_NUMBER;
}

/* A JSON Lines column whose every cell is a number (or true or false) is of that type, and leaves so. */
static void set_types(struct load *l)
{
    struct prak_schema *s = prak_table_schema(l->table);

    for (size_t k = 0; k < s->n; k++)
        s->type[k] = l->seen[k] == SEEN_NUMBER ? PRAK_NUMBER : l->seen[k] == SEEN_BOOLEAN ? PRAK_BOOLEAN : PRAK_TEXT;
}

static int add_rows(struct load *l, struct prak_err *e)
{
    size_t n = prak_table_schema(l->table)->n;
    struct prak_batch b = { 0 };
    int rc;

    while ((rc = prak_cutter_next(l->cutter, &b, NULL, e)) > 0) {
        for (size_t r = 0; r < b.nrow; r++) {
            bool plain = true;
            for (size_t k = 0; k < n; k++) {
                l->cells[k] = prak_cell_str(&b.cell[k][r]);
                l->seen[k] |= kind_of(&b.cell[k][r]);
                plain = plain && (b.cell[k][r].plain || !prak_csv_needs_quotes(l->cells[k].p, l->cells[k].n, ',', false));
            }
            if (prak_table_add(l->table, l->cells, plain, b.line[r], e))
                return -1;
        }
    }
    return rc;
}

int prak_load(const char *path, const struct prak_load_options *how, char hex[65], struct prak_table **out,
              struct prak_err *e)
{
    struct load l = { 0 };
    int rc = -1, got;

    if (prak_source_open(path, &l.source, e))
        return -1;
    if (hex)
        prak_source_hash(l.source);
    if (open_table(&l, path, how, e))
        goto out;
    while ((got = prak_reader_block(l.reader, &l.block, e)) > 0) {
        prak_cutter_start(l.cutter, &l.block);
        if (add_rows(&l, e))
            goto out;
    }
    if (got < 0 || prak_reader_end(l.reader, NULL, e))
        goto out;
    if (hex)
        prak_source_digest(l.source, hex);
    set_types(&l);
    *out = l.table;
    l.table = NULL;
    rc = 0;
out:
    if (rc)
        prak_err_source(e, prak_source_name(l.source));
    prak_table_free(l.table);
    prak_cutter_free(l.cutter);
    prak_block_free(&l.block);
    prak_reader_free(l.reader);
    prak_source_close(l.source);
    free(l.bound);
    free(l.seen);
    free(l.cells);
    return rc;
}
