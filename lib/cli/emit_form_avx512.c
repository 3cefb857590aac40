/*
 * emit_form_avx512.c - by registers of 64 bytes.
 */
#include "cli/emit_form.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#include "base/avx512.h"

PRAK_AVX512_BEGIN

static inline void copy_64(char *o, const char *p)
{
    _mm512_storeu_si512(o, _mm512_loadu_si512(p));
}

#include "cli/emit_form_rows.h"

size_t prak_form_rows_avx512(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i, size_t n,
                             const struct prak_weighed *w)
{
    return put_some(t, b, row, i, n, w);
}

PRAK_AVX512_END

bool prak_form_avx512_usable(void)
{
    return prak_avx512_usable();
}
#else
size_t prak_form_rows_avx512(struct prak_task *t, const struct prak_batch *b, size_t row, size_t i, size_t n,
                             const struct prak_weighed *w)
{
    return prak_form_rows(t, b, row, i, n, w);
}

bool prak_form_avx512_usable(void)
{
    return false;
}
#endif
