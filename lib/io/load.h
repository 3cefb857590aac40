/*
 * load.h - a second input, read whole into a table.
 */
#ifndef PRAK_IO_LOAD_H
#define PRAK_IO_LOAD_H
#include "base/err.h"
#include "io/reader.h"
#include "table/table.h"

/* How a table is read. 0: its form is proved by its header and no end mark is needed. */
enum {
    PRAK_LOAD_COMMENTS = 1,     /* lines that begin with '#' before the header are passed over (rule tables) */
    PRAK_LOAD_NEED_END_MARK = 2 /* refused without an end mark */
};

/*
 * Reads path (CSV, TSV or JSON Lines). hex: NULL, or receives the SHA-256 of the bytes. limit: bytes of memory, 0 = none.
 */
int prak_load(const char *path, unsigned how, size_t limit, char hex[65], struct prak_table **out, struct prak_err *e);
#endif
