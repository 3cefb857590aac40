/*
 * buf.h - a growing byte buffer with a stated maximum.
 *
 * Zero-initialised is a valid empty buffer with no maximum. A failed append leaves the content as it was
 * and sets `failed`; callers that append many small pieces may check once at the end with prak_buf_check.
 */
#ifndef PRAK_BASE_BUF_H
#define PRAK_BASE_BUF_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"

struct prak_buf {
    char *p;
    size_t n, cap, max; /* max 0 = no maximum */
    bool failed;
    bool over; /* it failed because of max */
};

void prak_buf_free(struct prak_buf *b);
int prak_buf_reserve(struct prak_buf *b, size_t more); /* 0 or -1; room for `more` bytes after n */
void prak_buf_add_slow(struct prak_buf *b, const void *p, size_t n);
static inline void prak_buf_add(struct prak_buf *b, const void *p, size_t n)
{
    if (n && n <= b->cap - b->n) { /* an empty piece may be NULL */
        memcpy(b->p + b->n, p, n);
        b->n += n;
    } else {
        prak_buf_add_slow(b, p, n);
    }
}
static inline void prak_buf_byte(struct prak_buf *b, char c)
{
    if (b->n < b->cap)
        b->p[b->n++] = c;
    else
        prak_buf_add_slow(b, &c, 1);
}
void prak_buf_text(struct prak_buf *b, const char *s);
void prak_buf_fmt(struct prak_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* -1 and "out of memory" (or "larger than N bytes") when any append failed. */
int prak_buf_check(const struct prak_buf *b, struct prak_err *e);
/* Appends a NUL that is not counted; returns p, or NULL when memory is out. */
const char *prak_buf_cstr(struct prak_buf *b);
#endif
