/*
 * pages.h - large tables ask for large pages: a table probed at random misses the page tables as often as the cache.
 */
#ifndef PRAK_BASE_PAGES_H
#define PRAK_BASE_PAGES_H
#include <stddef.h>

/* Advises the system; without effect where it has none, or where the memory is small. p: from malloc, not yet used. */
void prak_pages_large(void *p, size_t n);
/* Zeros for many small things, n a multiple of PRAK_PAGES_LARGE: on large pages where there are such. NULL: memory is out. */
#define PRAK_PAGES_LARGE ((size_t)2 << 20)
void *prak_pages_new(size_t n);
void prak_pages_drop(void *p, size_t n);
#endif
