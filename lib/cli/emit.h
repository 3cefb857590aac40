/*
 * emit.h - what the ways to write rows share; private to lib/cli.
 */
#ifndef PRAK_CLI_EMIT_H
#define PRAK_CLI_EMIT_H
#include <string.h>

#include "cli/run.h"

#define PRAK_EMIT_SPARE 64 /* bytes that prak_emit_copy may read and write past the end */

static inline char *prak_emit_copy(char *o, const char *p, size_t n)
{
    memcpy(o, p, 16);
    for (size_t i = 16; i < n; i += 32) {
        memcpy(o + i, p + i, 16);
        memcpy(o + i + 16, p + i + 16, 16);
    }
    return o + n;
}

/* The row has left. */
static inline void prak_emit_note(struct prak_task *t, size_t row)
{
    t->rows_used += !(t->state[row] & PRAK_ROW_EMITTED);
    t->state[row] |= PRAK_ROW_EMITTED;
}

/* Any bit: a cell between from and to, or not far behind, may need its quotes. */
static inline uint64_t prak_emit_marks(const uint64_t *special, uint32_t from, uint32_t to)
{
    const uint64_t *w = special + (from >> 6);
    uint64_t any = w[0] | w[1] | w[2]; /* how many words short rows lie in cannot be guessed */

    for (const uint64_t *last = special + (to >> 6); w + 2 < last; w++)
        any |= w[3];
    return any;
}

/* Could the text be an end mark or begin with a byte order mark, as the first cell of a record? */
static inline bool prak_emit_odd_first(const char *p, size_t n)
{
    return n && (*p == '#' || *p == '\xef');
}

/* A row of a batch with lines; 1, or -1: memory. In emit_lines.c. */
int prak_emit_line(struct prak_task *t, const struct prak_batch *b, size_t row, struct prak_err *e);
/* Rows of a batch with lines, of which no cell was set; rows NULL: the first n. */
int prak_emit_lines(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, struct prak_err *e);
#endif
