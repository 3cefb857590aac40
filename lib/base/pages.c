#define _DEFAULT_SOURCE /* madvise */
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGE ((size_t)2 << 20)

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
