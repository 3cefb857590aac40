/*
 * load.h - a second input, read whole into a table.
 */
#ifndef PRAK_IO_LOAD_H
#define PRAK_IO_LOAD_H
#include "base/err.h"
#include "io/reader.h"
#include "table/table.h"

/*
 * Reads path (CSV, TSV or JSON Lines). comments: lines that begin with '#' before the header are passed over (rule
 * tables). An end mark that is there is checked, one that is not there is not asked for. hex: NULL, or receives the SHA-256 of the bytes. limit: bytes of memory, 0 = none.
 */
int prak_load(const char *path, bool comments, size_t limit, char hex[65], struct prak_table **out, struct prak_err *e);
#endif
