/*
 * load.h - a second input, read whole into a table.
 */
#ifndef PRAK_IO_LOAD_H
#define PRAK_IO_LOAD_H
#include "base/err.h"
#include "io/reader.h"
#include "table/table.h"

struct prak_load_options {
    bool comments;                /* lines that begin with '#' before the header are passed over (rule tables) */
    size_t limit;                 /* bytes of memory, 0 = none */
    const struct prak_str *lead;  /* columns to stand first in the rows (prak_table_lead) */
    size_t nlead;
    size_t threads;               /* 0 and 1: one */
};

/*
 * Reads path (CSV, TSV or JSON Lines). An end mark that is there is checked, one that is not there is not asked for.
 * hex: NULL, or receives the SHA-256 of the bytes.
 */
int prak_load(const char *path, const struct prak_load_options *how, char hex[65], struct prak_table **out,
              struct prak_err *e);
#endif
