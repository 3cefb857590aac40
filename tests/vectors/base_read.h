/*
 * base_read.h - reads the vector files of the base tests: lines of ';'-separated fields.
 */
#ifndef PRAK_TESTS_BASE_READ_H
#define PRAK_TESTS_BASE_READ_H
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"

enum { VECTOR_FIELDS = 8, VECTOR_LINE = 1 << 16 };

struct vectors {
    FILE *file;
    unsigned line;
    char text[VECTOR_LINE];
    char *field[VECTOR_FIELDS];
};

/* Tests run from the root of the source. */
static inline int vectors_open(struct vectors *v, const char *path)
{
    v->line = 0;
    v->file = fopen(path, "r");
    if (!v->file)
        fprintf(stderr, "cannot open %s: run the tests from the root of the source\n", path);
    return v->file ? 0 : -1;
}

static inline int vectors_next(struct vectors *v)
{
    static char none[1];
    if (!fgets(v->text, sizeof v->text, v->file)) {
        fclose(v->file);
        return 0;
    }
    v->line++;
    v->text[strcspn(v->text, "\n")] = '\0';
    char *p = v->text;
    for (int i = 0; i < VECTOR_FIELDS; i++) {
        v->field[i] = p ? p : none;
        p = p ? strchr(p, ';') : NULL;
        if (p)
            *p++ = '\0';
    }
    return 1;
}

static inline uint64_t bits_of(double v)
{
    uint64_t b;
    memcpy(&b, &v, sizeof b);
    return b;
}

/* "-HEX", "EXP2" as a binary128. */
static inline prak_quad quad_of(const char *hex, const char *exp2)
{
    prak_u128 m = 0;
    int negative = *hex == '-';
    for (const char *p = hex + negative; *p; p++)
        m = m << 4 | (unsigned)(*p <= '9' ? *p - '0' : *p - 'a' + 10);
    prak_quad q = (prak_quad)m;
    long e = strtol(exp2, NULL, 10);
    for (; e > 0; e--)
        q *= 2;
    for (; e < 0; e++)
        q /= 2;
    return negative ? -q : q;
}
#endif
