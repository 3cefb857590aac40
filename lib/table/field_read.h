/*
 * field_read.h - what field.c and field_read.c share; private to lib/table.
 */
#ifndef PRAK_TABLE_FIELD_READ_H
#define PRAK_TABLE_FIELD_READ_H
#include <stdint.h>

#include "base/decimal.h"
#include "table/field.h"
#include "table/regex.h"

/* A cell as its type reads it. */
struct prak_reading {
    struct prak_str text; /* canonical */
    struct prak_dec num;  /* numbers */
    int64_t order;        /* dates: days; times: microseconds */
    bool zoned;           /* the time has a zone */
};

struct prak_field_ready {
    bool has[4];
    struct prak_reading bound[4]; /* minimum, maximum, exclusive minimum, exclusive maximum */
    struct prak_reading *choice;
    struct prak_regex *pattern, *format;
};

/* Reads trimmed text. 1, or 0 when it is not of the type, or -1 when memory is out. */
int prak_field_read(const struct prak_field *f, struct prak_str text, struct prak_arena *a,
                    struct prak_reading *out, struct prak_err *e);
/* What is wrong with the date pattern for this type, or NULL. */
const char *prak_field_pattern_fault(enum prak_field_type type, struct prak_str pattern);
#endif
