/*
 * pages.h - large tables ask for large pages: a table probed at random misses the page tables as often as the cache.
 */
#ifndef PRAK_BASE_PAGES_H
#define PRAK_BASE_PAGES_H
#include <stddef.h>

/* Advises the system; without effect where it has none, or where the memory is small. p: from malloc, not yet used. */
void prak_pages_large(void *p, size_t n);
#endif
