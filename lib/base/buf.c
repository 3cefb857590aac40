/*
 * buf.c - growth by half, never beyond the stated maximum.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void prak_buf_free(struct prak_buf *b)
{
    free(b->p);
    b->p = NULL;
    b->n = b->cap = 0;
    b->failed = b->over = false;
}

int prak_buf_reserve(struct prak_buf *b, size_t more)
{
    if (b->p && more <= b->cap - b->n)
        return 0;
    size_t most = b->max ? b->max : SIZE_MAX / 4;
    if (b->n > most || more > most - b->n) {
        b->failed = true;
        b->over = b->max != 0;
        return -1;
    }
    size_t need = b->n + more;
    size_t cap = b->cap + b->cap / 2;
    if (cap < need)
        cap = need;
    if (cap < 64)
        cap = 64;
    if (cap > most)
        cap = most;
    char *p = realloc(b->p, cap ? cap : 1);
    if (!p) {
        b->failed = true;
        return -1;
    }
    b->p = p;
    b->cap = cap;
    return 0;
}

void prak_buf_add_slow(struct prak_buf *b, const void *p, size_t n)
{
    if (n == 0 || prak_buf_reserve(b, n))
        return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void prak_buf_text(struct prak_buf *b, const char *s)
{
    prak_buf_add(b, s, strlen(s));
}

void prak_buf_fmt(struct prak_buf *b, const char *fmt, ...)
{
    char small[256];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0) {
        b->failed = true;
    } else if ((size_t)n < sizeof small) {
        prak_buf_add(b, small, (size_t)n);
    } else {
        char *large = malloc((size_t)n + 1); /* vsnprintf needs room for a NUL that the maximum may not have */
        if (!large) {
            b->failed = true;
            return;
        }
        va_start(ap, fmt);
        if (vsnprintf(large, (size_t)n + 1, fmt, ap) == n)
            prak_buf_add(b, large, (size_t)n);
        else
            b->failed = true;
        va_end(ap);
        free(large);
    }
}

int prak_buf_check(const struct prak_buf *b, struct prak_err *e)
{
    if (!b->failed)
        return 0;
    if (b->over)
        return prak_fail(e, PRAK_EDATA, "larger than %zu bytes", b->max);
    return prak_fail_memory(e);
}

const char *prak_buf_cstr(struct prak_buf *b)
{
    if (b->p && b->n < b->cap) {
        b->p[b->n] = '\0';
        return b->p;
    }
    /* the NUL is no content: it may stand just beyond the maximum */
    char *p = realloc(b->p, b->n + 1);
    if (!p) {
        b->failed = true;
        return NULL;
    }
    b->p = p;
    b->p[b->n] = '\0';
    if (b->cap < b->n)
        b->cap = b->n;
    return b->p;
}
