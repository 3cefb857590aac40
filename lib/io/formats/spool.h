/*
 * spool.h - a descriptor that can seek, of a source that may not.
 */
#ifndef PRAK_IO_FORMATS_SPOOL_H
#define PRAK_IO_FORMATS_SPOOL_H
#include "io/source.h"

/*
 * The file itself when s is a regular one read from its beginning, else a copy of what is left of s in an
 * unlinked temporary file (0600, in $TMPDIR or /tmp) of at most `limit` bytes. The descriptor is the
 * caller's; -1 on failure.
 */
int prak_spool(struct prak_source *s, uint64_t limit, struct prak_err *e);
#endif
