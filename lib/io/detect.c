/*
 * detect.c - which format an input is, by its first bytes.
 */
#include <string.h>

#include "io/private.h"

#define LOOK ((size_t)64 * 1024)

/* Looks at bytes until one is not white space (or the byte order mark). *first: it, or 0. */
static int first_byte(struct prak_source *s, char *first, struct prak_err *e)
{
    const char *p;
    ptrdiff_t got = 0;

    *first = '\0';
    for (size_t want = 1; want <= LOOK; want *= 2) {
        size_t i = 0;

        got = prak_source_peek(s, &p, want, e);
        if (got < 0)
            return -1;
        if (got >= 1 && *p == PRAK_BOM[0]) {
            if (got >= 3 && memcmp(p, PRAK_BOM, 3) == 0)
                i = 3;
            else if (got < 3 && (size_t)got == want)
                continue;
        }
        while (i < (size_t)got && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
            i++;
        if (i < (size_t)got) {
            *first = p[i];
            return 0;
        }
        if ((size_t)got < want)
            return 0;
    }
    return 0;
}

/* Is the header, read with this separator, one of two or more good names without a comma in it? 0 or 1, -1. */
static int proved(const char *p, size_t n, int final, char separator, const struct prak_limits *l)
{
    struct prak_csv_ref *c = prak_csv_ref_new(separator, l);
    const struct prak_str *cells;
    struct prak_err e;
    size_t ncell;
    ptrdiff_t got;
    int yes;

    if (!c)
        return -1;
    got = prak_csv_ref_record(c, p, n, final, &cells, &ncell, &e);
    yes = got > 0 && ncell > 1 && !memchr(p, ',', (size_t)got) && prak_csv_ref_names(cells, ncell, &e) == 0;
    prak_csv_ref_free(c);
    return yes;
}

/* By the header alone: TSV or semicolons when it can be nothing else. */
static int prove(struct prak_source *s, struct prak_reader_options *o, struct prak_err *e)
{
    static const enum prak_format other[] = { PRAK_TSV, PRAK_SEMICOLON };
    const char *p;
    ptrdiff_t got = 0;
    size_t want = 1, skip;

    do {
        want *= 2;
        got = prak_source_peek(s, &p, want, e);
        if (got < 0)
            return -1;
    } while (want < LOOK && (size_t)got == want && !memchr(p, '\n', (size_t)got));
    got = prak_source_peek(s, &p, want < LOOK / 4 ? want * 4 : LOOK, e); /* a name may hold a line end */
    if (got < 0)
        return -1;
    skip = got >= 3 && memcmp(p, PRAK_BOM, 3) == 0 ? 3 : 0;
    for (size_t i = 0; i < 2; i++) {
        int yes = proved(p + skip, (size_t)got - skip, (size_t)got < want, prak_separator(other[i]), &o->limits);

        if (yes < 0)
            return prak_fail_memory(e);
        if (yes) {
            o->format = other[i];
            return 0;
        }
    }
    return 0;
}

int prak_detect(struct prak_source *s, struct prak_reader_options *o, struct prak_err *e)
{
    char first;

    if (first_byte(s, &first, e))
        return -1;
    o->format = first == '{' ? PRAK_JSONL : PRAK_CSV;
    return o->format == PRAK_CSV && o->prove ? prove(s, o, e) : 0;
}
