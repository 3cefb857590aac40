/*
 * batch.h - a batch of rows as slices of the block they were read from; only bound columns are cut.
 */
#ifndef PRAK_TABLE_BATCH_H
#define PRAK_TABLE_BATCH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct prak_schema;

#define PRAK_BATCH_ROWS 4096 /* a batch never has more */

/* A cell: its text (quotes and escapes undone), borrowed from the block or the batch's arena. */
struct prak_slice {
    const char *p;
    uint32_t n;      /* 0 = missing (an empty cell, "" or null) */
    uint8_t bare;    /* JSON Lines only: was a number, true or false token, not a string */
    uint8_t plain;   /* p points at bytes that need no quotes in CSV: may be copied as they are */
};

/* A record as it stood in the input, without its line end. */
struct prak_record {
    const char *p;
    uint32_t n;
    uint8_t canonical; /* bytes are already what prak would write: may be copied whole */
};

/*
 * The places of every cell of a batch whose records are all regular: the raw bytes of column j of row r (quotes and
 * all) begin at p + at[r * width + j - 1] + 1 and end before p + at[r * width + j], which is a separator or line feed.
 * 64 bytes behind the last of them may be read.
 */
struct prak_grid {
    const char *p;
    const uint32_t *at; /* at[-1] is there too */
    size_t width;
    bool quotes;        /* a cell of the batch may be quoted; false: all stand as prak would write them */
    bool returns;       /* a record may end in CRLF */
    bool controls;      /* a cell may hold a byte below space, other than what makes quotes needed */
    bool canonical;     /* records are, as far as anybody wants to know */
    char *(*unquote)(char *o, const char *p, size_t n); /* copies without quotes; may read and write 64 bytes more */
    const uint64_t *special; /* a bit for each byte from p: in quotes, and what makes them needed */
};

/* Does a quoted cell whose text is p[from..to) need its quotes? (Not asked: is it like an end mark, or a byte order mark.) */
static inline bool prak_grid_special(const uint64_t *special, size_t from, size_t to)
{
    size_t i = from >> 6, last = to >> 6;
    uint64_t w = special[i] & (UINT64_MAX << (from & 63));

    for (; i < last; w = special[++i])
        if (w)
            return true;
    return (w & ~(UINT64_MAX << (to & 63))) != 0;
}

/*
 * The same of a batch from JSON Lines whose lines all have one shape: cell k of row r, `"key":value`, begins at
 * p + at[r * width + k - 1] + 1 and ends before p + at[r * width + k], a comma or line feed outside strings.
 * 64 bytes behind the last of them may be read.
 */
struct prak_lines {
    const char *p;
    const uint32_t *at;      /* at[-1] is there too */
    size_t width;            /* cells of a line */
    const uint32_t *cell_of; /* by input column: its cell, or UINT32_MAX: missing */
    const uint32_t *lead;    /* by cell: the bytes before its value */
    const bool *strings;     /* by cell: all its values are strings */
    size_t tail;             /* the bytes behind the last value, `}` mostly */
    bool returns;            /* lines end in CRLF */
    bool canonical;          /* a line is what prak would write */
    bool escapes;            /* a string may hold a backslash */
    bool marked;             /* or a comma */
    const uint64_t *special; /* a bit for each byte from p: a backslash, or a comma in a string */
    /*
     * Makes lines p[0..n) without such a byte rows of CSV, the cells in the order of the line; may write 64 bytes more. NULL:
     * there is no quick way.
     */
    char *(*values)(char *o, const char *p, size_t n);
};

/* The value of cell k, a string with its quotes or a token; at: the places of its row. */
static inline struct prak_str prak_lines_value(const struct prak_lines *g, const uint32_t *at, size_t k)
{
    const size_t from = (size_t)(at[(ptrdiff_t)k - 1] + 1) + g->lead[k], to = at[k] - (k + 1 == g->width ? g->tail : 0);

    return (struct prak_str){ g->p + from, to - from };
}

/* The first byte of [from, end) with a bit in special, or end. */
static inline size_t prak_lines_mark(const uint64_t *special, size_t from, size_t end)
{
    size_t i = from / 64;
    uint64_t w = special[i] & UINT64_MAX << (from & 63);

    while (!w && ++i * 64 < end)
        w = special[i];
    from = w ? i * 64 + (size_t)__builtin_ctzll(w) : end;
    return from < end ? from : end;
}

struct prak_batch {
    size_t nrow;
    uint64_t first_record;           /* 1-based number, in its input, of row 0 */
    const uint64_t *recno;           /* NULL: rows are consecutive; else the number of each (groups) */
    const struct prak_record *record; /* [nrow], or NULL: the grid says where they stand; see prak_batch_record */
    const uint64_t *line;            /* [nrow] 1-based physical line where the record starts */
    const struct prak_slice *const *cell; /* cell[bound column][row] */
    const char *source;              /* file name or "<stdin>" */
    unsigned input;                  /* which input */
    const struct prak_schema *schema; /* its columns; set by the engine */
    const struct prak_grid *grid;    /* NULL: not all of its records are regular */
    const struct prak_lines *lines;  /* JSON Lines: the same */
};

static inline uint64_t prak_batch_recno(const struct prak_batch *b, size_t row)
{
    return b->recno ? b->recno[row] : b->first_record + row;
}

static inline struct prak_record prak_batch_record(const struct prak_batch *b, size_t row)
{
    const struct prak_grid *g = b->grid;

    if (b->record)
        return b->record[row];
    const uint32_t *at = g->at + row * g->width, from = at[-1] + 1;
    const char *p = g->p + from;
    uint32_t n = at[g->width - 1] - from;
    n -= g->returns && n && p[n - 1] == '\r';
    return (struct prak_record){ p, n, g->canonical && (g->width > 1 || n) };
}

static inline struct prak_str prak_cell_str(const struct prak_slice *s)
{
    return (struct prak_str){ s->p, s->n };
}
#endif
