/*
 * spill.h - bytes that do not fit in memory: a file in $TMPDIR, mode 0600, unlinked at once, so that nothing is left
 * behind however the program ends.
 */
#ifndef PRAK_TABLE_SPILL_H
#define PRAK_TABLE_SPILL_H
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct prak_spill;

int prak_spill_new(struct prak_spill **out, struct prak_err *e);
void prak_spill_free(struct prak_spill *s); /* NULL is allowed */
int prak_spill_add(struct prak_spill *s, const void *p, size_t n, struct prak_err *e);
uint64_t prak_spill_size(const struct prak_spill *s);
/* n bytes at an offset; past the end: EDATA "temporary file cut short". */
int prak_spill_read(const struct prak_spill *s, uint64_t offset, void *p, size_t n, struct prak_err *e);
/* Gives the descriptor away, at offset 0; the spill is empty afterwards. */
int prak_spill_take(struct prak_spill *s, int *fd, struct prak_err *e);
#endif
