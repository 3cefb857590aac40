#define _DEFAULT_SOURCE /* madvise */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE PRAK_PAGES_LARGE

void prak_pages_large(void *p, size_t n)
{
#ifdef MADV_HUGEPAGE
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), past = page - (size_t)((uintptr_t)p % page);

    if (p && n >= 2 * LARGE && page < LARGE)
        (void)madvise((char *)p + past, (n - past) / page * page, MADV_HUGEPAGE);
#else
    (void)p, (void)n;
#endif
}

void *prak_pages_new(size_t n)
{
    char *p = mmap(NULL, n + LARGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return NULL;
    const size_t before = (LARGE - (size_t)((uintptr_t)p % LARGE)) % LARGE;
    if (before)
        (void)munmap(p, before);
    (void)munmap(p + before + n, LARGE - before);
#ifdef MADV_HUGEPAGE
    (void)madvise(p + before, n, MADV_HUGEPAGE);
#endif
    return p + before;
}

void prak_pages_drop(void *p, size_t n)
{
    if (p)
        (void)munmap(p, n);
}
