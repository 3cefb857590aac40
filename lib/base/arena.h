/*
 * arena.h - memory that is given back all at once: one arena for the run, one for each batch.
 */
#ifndef PRAK_BASE_ARENA_H
#define PRAK_BASE_ARENA_H
#include <stddef.h>

#include "base/err.h"

struct prak_arena;

/* limit: bytes the arena may take from the system, 0 = none. NULL when memory is out. */
struct prak_arena *prak_arena_new(size_t limit);
void prak_arena_free(struct prak_arena *a); /* NULL is allowed */
/* n bytes aligned to 16, not cleared; NULL (and *e "out of memory" or "memory limit") on failure. */
void *prak_arena_take(struct prak_arena *a, size_t n, struct prak_err *e);
/* count * size bytes, cleared, overflow checked. */
void *prak_arena_array(struct prak_arena *a, size_t count, size_t size, struct prak_err *e);
/* A copy of n bytes, followed by a NUL that is not counted. */
char *prak_arena_copy(struct prak_arena *a, const char *p, size_t n, struct prak_err *e);
/* Forgets everything handed out, keeps the chunks for reuse. */
void prak_arena_reset(struct prak_arena *a);
size_t prak_arena_used(const struct prak_arena *a);
#endif
