/*
 * gzip.h - gzip data as a feed.
 */
#ifndef PRAK_IO_FORMATS_GZIP_H
#define PRAK_IO_FORMATS_GZIP_H
#include "io/formats/formats.h"

/* Owns `packed` from here on, also on failure. name is borrowed. ratio: the greatest allowed, beyond 1 MiB.
 */
int prak_gzip_source(const char *name, struct prak_source *packed, uint64_t ratio, struct prak_source **out,
                     struct prak_err *e);
#endif
