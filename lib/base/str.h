/*
 * str.h - a borrowed piece of text (bytes, may hold NUL), and the few things done with it.
 */
#ifndef PRAK_BASE_STR_H
#define PRAK_BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct prak_str {
    const char *p;
    size_t n;
};

/* The list that a repeated option fills. */
struct prak_list {
    size_t n;
    const char *const *v;
};

static inline struct prak_str prak_str(const char *s)
{
    return (struct prak_str){ s, strlen(s) };
}
static inline bool prak_str_eq(struct prak_str a, struct prak_str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}
static inline bool prak_str_is(struct prak_str a, const char *s)
{
    return prak_str_eq(a, prak_str(s));
}
/* Is it one of the names? */
bool prak_str_among(const struct prak_str *names, size_t n, struct prak_str name);
/* Parts joined by the byte, no NUL; out has room for each part and one byte more. Returns the length. */
size_t prak_str_join(const struct prak_str *part, size_t n, char between, char *out);
/* Puts the text behind its length, a byte, at key + at; room: bytes of key, at most 256. Where it ends, or 0: no room. */
size_t prak_str_pack(struct prak_str s, char *key, size_t at, size_t room);
/* Order by bytes, shorter first among equals. */
int prak_str_cmp(struct prak_str a, struct prak_str b);
/* Index of the name nearest to `s` (edit distance at most a third of its length, at least 1), or -1. */
ptrdiff_t prak_str_nearest(struct prak_str s, const struct prak_str *names, size_t n);
/* Glob with * and ? over bytes, no recursion. */
bool prak_str_glob(struct prak_str pattern, struct prak_str text);
#endif
