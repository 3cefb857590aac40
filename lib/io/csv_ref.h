/*
 * csv_ref.h - the definition of CSV and TSV in prak: libcsv's quoting inside guards.
 *
 * libcsv (strict, strict_fini, repall_nl, no space trimming) judges quoting; the guards judge what it does not: BOM,
 * NUL, UTF-8, lone CR, blank lines, width, names. A record ends in LF or CRLF; a missing final newline is accepted;
 * blank lines at the very end of a file of two or more columns are skipped, in a one-column file each is a missing value.
 */
#ifndef PRAK_IO_CSV_REF_H
#define PRAK_IO_CSV_REF_H
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "io/reader.h"

struct prak_csv_ref;

struct prak_csv_ref *prak_csv_ref_new(char separator, const struct prak_limits *limits); /* NULL: memory */
void prak_csv_ref_free(struct prak_csv_ref *c);
/*
 * Reads the one record that starts at p. final: no bytes follow p + n.
 * Returns its length with its line end, 0 when more bytes are needed (never when final), -1 EDATA: e->line is 1 +
 * the line ends before the fault, e->byte its 1-based byte column in that line, both relative to p.
 * The cells are borrowed until the next call.
 */
ptrdiff_t prak_csv_ref_record(struct prak_csv_ref *c, const char *p, size_t n, int final, const struct prak_str **cells,
                              size_t *ncell, struct prak_err *e);
/* Checks a header record: no empty, no repeated name; the message numbers the columns. */
int prak_csv_ref_names(const struct prak_str *cells, size_t n, struct prak_err *e);
#endif
