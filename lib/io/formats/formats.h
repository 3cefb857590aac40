/*
 * formats.h - files that are not CSV, TSV or JSON Lines as they stand, read as one of these. Only import
 * links it.
 *
 * gzip is unwrapped; a worksheet of an .xlsx workbook is turned into canonical CSV while it is read, in
 * constant memory apart from the workbook's shared strings; a JSON array becomes JSON Lines. Nothing is ever
 * written beside the input: a workbook from a pipe is kept in an unlinked temporary file.
 */
#ifndef PRAK_IO_FORMATS_FORMATS_H
#define PRAK_IO_FORMATS_FORMATS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "io/source.h"

/* 0 in any of them is the default. */
struct prak_format_limits {
    uint64_t ratio; /* unpacked to packed bytes, looked at beyond 1 MiB unpacked; default 200 */
    uint64_t
        total; /* bytes that a workbook unpacks to or gives, and that are kept of a pipe; default 4 GiB */
    uint64_t strings; /* bytes of the shared strings held in memory; default 512 MiB */
    size_t field;     /* bytes of a cell; default 1 MiB */
    size_t record;    /* bytes of a row; default 16 MiB */
    size_t columns;   /* default 10,000 */
};

struct prak_format_options {
    const char *from;  /* csv tsv json jsonl xlsx; NULL = by content */
    const char *sheet; /* its name, else its number from 1; NULL = the first visible one */
    size_t
        header_row; /* from 1; 0 = the first row that is not empty. Rows before it are passed over unread */
    bool list_sheets; /* number,name,state of a workbook's sheets in tab order (visible, hidden, very_hidden, chart) */
    bool formulas;  /* a formula without a stored result is a missing cell; false: it is refused */
    struct prak_format_limits limits;
};

/*
 * Opens path ("-" is standard input) as CSV, TSV or JSON Lines bytes. The path is borrowed; the options are
 * not. *records_only: lines of the bytes are not lines of the file, so that only record numbers mean
 * something. Errors of a worksheet carry its row as the line. EDATA: content that is not what it should be;
 * EUSAGE: no such sheet or format; ESYS: open, I/O, memory.
 */
int prak_formats_open(const char *path, const struct prak_format_options *o, struct prak_source **out,
                      bool *records_only, struct prak_err *e);
#endif
