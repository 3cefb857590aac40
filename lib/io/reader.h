/*
 * reader.h - bytes to batches: record-aligned blocks, then rows cut into bound columns.
 *
 * One definition (io/csv_ref.h: libcsv inside guards) says what CSV is; the fast cutter takes well-formed records
 * and gives every other one to it, which reads or refuses with line and column.
 * The reader is used by one thread at a time (the engine holds a lock); a cutter belongs to one thread.
 */
#ifndef PRAK_IO_READER_H
#define PRAK_IO_READER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "io/source.h"
#include "table/batch.h"
#include "table/schema.h"

enum prak_format { PRAK_FORMAT_AUTO, PRAK_CSV, PRAK_TSV, PRAK_SEMICOLON, PRAK_JSONL, PRAK_JSON };

struct prak_limits {
    size_t field;   /* bytes of a cell, default 1 MiB */
    size_t record;  /* bytes of a record, default 16 MiB */
    size_t columns; /* default 10,000 */
    size_t depth;   /* JSON, default 64 */
};

struct prak_reader_options {
    enum prak_format format;  /* AUTO: JSON Lines when the first byte that is not white space is '{'; TSV and ';'
                                 only when proved by the header (no comma, at least one tab / semicolon, every
                                 name non-empty and unique) and `prove` is set (import); else CSV */
    bool prove;
    bool ragged;              /* give records of another width to the caller (cut.fault) instead of failing */
    const char *columns;      /* --columns: for JSON Lines without rows or with later keys; NULL = none */
    size_t block_size;        /* default 256 KiB */
    struct prak_limits limits;
    bool need_end_mark;
    bool records_only;        /* a feed: line numbers are record numbers + 1 */
    bool comments;            /* CSV, TSV: skip lines that begin with '#' before the header (rule tables) */
};

/* The end mark (prak-data(5)): `#prak-end,RECORDS[,BEGIN,END,HEAD,SIZE]`, JSON Lines {"#prak-end":RECORDS…}. */
struct prak_end_mark {
    bool seen, tile;
    uint64_t records, begin, end, head, size;
};

struct prak_reader;

struct prak_piece;

/* Whole records, in order. */
struct prak_block {
    char *p;
    size_t n;
    char *room; /* its memory, or the piece's is */
    size_t cap;
    struct prak_piece *piece;
    uint64_t first_record; /* 1-based */
    uint64_t first_line;   /* 1-based */
    bool last;             /* no block follows (may be false on the last one too: then the next call returns 0) */
};

int prak_reader_new(struct prak_source *s, const struct prak_reader_options *o, struct prak_reader **out,
                    struct prak_err *e);
void prak_reader_free(struct prak_reader *r); /* does not close the source */
enum prak_format prak_reader_format(const struct prak_reader *r);
/* The header (JSON Lines: the keys of the first object). Empty input, blank, empty or repeated names: EDATA. */
int prak_reader_header(struct prak_reader *r, struct prak_schema *out, struct prak_err *e);
/*
 * The next block into b (its memory is grown and reused; free with prak_block_free). 1 got, 0 end, -1 failure.
 * first_line is exact; first_record too (records are counted by the reader while it cuts blocks).
 */
int prak_reader_block(struct prak_reader *r, struct prak_block *b, struct prak_err *e);
void prak_block_free(struct prak_block *b);
/*
 * The same in three steps, so that several threads may read a regular file: prak_reader_ahead, under the caller's lock,
 * gives the place of a piece of it; prak_reader_fetch reads the piece, without a lock; prak_reader_join, under the lock
 * and in the order of prak_reader_ahead, makes a block of it: 1, 0 end, -1 failure, PRAK_NONE when no record ends in it.
 * While prak_reader_splits, which once true is always true; prak_reader_block is not called then.
 */
enum { PRAK_NONE = 2 };
bool prak_reader_splits(const struct prak_reader *r);
int prak_reader_ahead(struct prak_reader *r, struct prak_block *b, struct prak_err *e);
void prak_reader_fetch(const struct prak_reader *r, struct prak_block *b);
int prak_reader_join(struct prak_reader *r, struct prak_block *b, struct prak_err *e);
/* After the end: the mark, checked against the number of records read; wrong, repeated or missing: EDATA. */
int prak_reader_end(struct prak_reader *r, struct prak_end_mark *mark, struct prak_err *e);

/* The text of the JSON string p[0..n), quotes and all: 1; 0: it is not one string; -1: memory. */
int prak_json_unquote(const char *p, size_t n, struct prak_arena *a, struct prak_str *out, struct prak_err *e);
/* The escape at p, whose backslash is not the last byte before end, undone to *o, 4 bytes at most; its length, 0: it is none. */
size_t prak_json_unescape(const char *p, const char *end, char **o);

struct prak_cutter;

/* bound[k] = column index of bound column k. The names are for messages. */
int prak_cutter_new(const struct prak_reader *r, const struct prak_schema *schema, const size_t *bound, size_t nbound,
                    struct prak_cutter **out, struct prak_err *e);
/*
 * What the caller does without: the cells of the bound columns from `nread` on, and (lean) whether a record with quotes
 * is canonical, in a batch that has a grid. Without this call nothing is left out.
 */
void prak_cutter_lean(struct prak_cutter *c, const size_t *bound, size_t nread, bool lean);
/* The caller reads no record: batch.record says nothing from now on. Where no column is bound there is no grid either. */
void prak_cutter_bare(struct prak_cutter *c);
void prak_cutter_free(struct prak_cutter *c);
/* Starts on a block (borrowed until the next start). */
void prak_cutter_start(struct prak_cutter *c, const struct prak_block *b);
/*
 * A record of another width than the header's, given out when options.ragged is set (CSV and TSV only).
 * `before` rows of the batch come before it.
 */
struct prak_fault {
    size_t before;
    struct prak_record record;
    uint64_t line, recno;
    size_t fields; /* how many it has; 1 empty one: a blank line */
};
/*
 * The next at most PRAK_BATCH_ROWS rows. 1 got rows or a fault, 0 block done, -1 EDATA with source, line, byte.
 * The batch and what it points at live until the next call. A fault ends a batch early (fault->recno > 0).
 */
int prak_cutter_next(struct prak_cutter *c, struct prak_batch *b, struct prak_fault *fault, struct prak_err *e);
/* Cuts one record of the current batch whole: every column, in order, into cells [ncol]; for copying and rejects. */
int prak_cutter_record(struct prak_cutter *c, const struct prak_batch *b, size_t row, struct prak_slice *cells,
                       struct prak_err *e);
struct prak_arena *prak_cutter_arena(struct prak_cutter *c); /* reset at each prak_cutter_next */
#endif
