/*
 * field_read.h - what field.c and field_read.c share; private to lib/table.
 */
#ifndef PRAK_TABLE_FIELD_READ_H
#define PRAK_TABLE_FIELD_READ_H
#include <stdint.h>

#include "base/decimal.h"
#include "table/field.h"
#include "table/regex.h"

/* Buddhist Era years (Gregorian + 543) of 1900 to 2100: Khmer and Thai documents use them, so they are asked about. */
#define PRAK_BUDDHIST_FIRST 2443
#define PRAK_BUDDHIST_LAST  2643

/* A cell as its type reads it. */
struct prak_reading {
    struct prak_str text; /* canonical */
    struct prak_dec num;  /* numbers */
    int64_t order;        /* dates: days; times: microseconds */
    bool zoned;           /* the time has a zone */
};

/* What most cells of the field look like (field_screen.c). */
enum prak_screen_kind {
    PRAK_SCREEN_NONE, /* each is to be checked */
    PRAK_SCREEN_TEXT,
    PRAK_SCREEN_SET,
    PRAK_SCREEN_NUMBER,
    PRAK_SCREEN_INTEGER,
    PRAK_SCREEN_DATE
};
#define PRAK_SCREEN_SCALES 19 /* a plain number has fewer characters */
struct prak_screen {
    enum prak_screen_kind kind;
    int64_t low[PRAK_SCREEN_SCALES], high[PRAK_SCREEN_SCALES]; /* by digits after the point; a day as YYYYMMDD */
    size_t length, mask; /* of a date; slots - 1 */
    struct prak_str *set;
};

struct prak_field_ready {
    struct prak_screen screen;
    bool has[4];
    struct prak_reading bound[4]; /* minimum, maximum, exclusive minimum, exclusive maximum */
    struct prak_reading *choice;
    struct prak_regex *pattern, *format;
};

/* Reads trimmed text. 1, or 0 when it is not of the type, or -1 when memory is out. */
int prak_field_read(const struct prak_field *f, struct prak_str text, struct prak_arena *a,
                    struct prak_reading *out, struct prak_err *e);
int prak_screen_prepare(struct prak_field *f, struct prak_arena *a, struct prak_err *e);
/* What is wrong with the date pattern for this type, or NULL. */
const char *prak_field_pattern_fault(enum prak_field_type type, struct prak_str pattern);
#endif
