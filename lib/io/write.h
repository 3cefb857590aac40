/*
 * write.h - cells to bytes: canonical CSV, TSV, JSON Lines, a JSON array.
 *
 * CSV is quoted exactly where needed: a separator, quote, CR or LF in the cell; a record that would be a blank line
 * (one column, missing) is `""`; a first cell that begins with a byte order mark or is `#prak-end`.
 * JSON: a string unless the cell is bare or its column is numeric or boolean and its text is one; missing is null.
 */
#ifndef PRAK_IO_WRITE_H
#define PRAK_IO_WRITE_H
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/reader.h"
#include "table/batch.h"
#include "table/schema.h"

struct prak_writer {
    enum prak_format format; /* CSV, TSV, JSONL, JSON */
    const struct prak_schema *schema; /* output columns */
    struct prak_str *key; /* JSON: `"name":` of each column, made by prak_writer_init */
    bool bom;
};
int prak_writer_init(struct prak_writer *w, enum prak_format format, const struct prak_schema *s, struct prak_arena *a,
                     struct prak_err *e);
/* PRAK_JSON: every record begins with a comma; the caller drops this many bytes before the very first one (else 0). */
size_t prak_write_lead(const struct prak_writer *w);
void prak_write_header(const struct prak_writer *w, struct prak_buf *out); /* JSON: "[" */
/* One cell of a record; col counts from 0; the caller ends the record. */
void prak_write_cell(const struct prak_writer *w, struct prak_buf *out, size_t col, const struct prak_slice *cell);
/* JSON only: the same without what a record of an array begins with. */
void prak_write_member(const struct prak_writer *w, struct prak_buf *out, size_t col, const struct prak_slice *cell);
void prak_write_end(const struct prak_writer *w, struct prak_buf *out); /* end of the record  */
/*
 * A record whose bytes are canonical in this writer's own format (CSV read, CSV written; TSV likewise; never JSON),
 * followed by further cells: writes the bytes; cells go on with `col`.
 */
void prak_write_raw(const struct prak_writer *w, struct prak_buf *out, const char *p, size_t n);
void prak_write_finish(const struct prak_writer *w, uint64_t records, struct prak_buf *out); /* JSON: "]" */
void prak_write_end_mark(const struct prak_writer *w, const struct prak_end_mark *m, struct prak_buf *out);
/* The record that no strict reader accepts (DESIGN 2.7). */
void prak_write_poison(const struct prak_writer *w, struct prak_buf *out);
/* Does a CSV cell need quotes? first: it is the record's first. */
bool prak_csv_needs_quotes(const char *p, size_t n, char separator, bool first);
void prak_csv_put(struct prak_buf *out, const char *p, size_t n, char separator, bool first);
void prak_json_put_string(struct prak_buf *out, const char *p, size_t n);
#endif
