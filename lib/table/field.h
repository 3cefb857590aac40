/*
 * field.h - one field of a Frictionless Table Schema (v2): what a cell must be, judged cell by cell.
 *
 * Start from prak_field_default(), fill it (texts are borrowed and must outlive the field), prepare it once,
 * then check cells from any number of threads. Files and JSON are read elsewhere. Unique needs all rows: the
 * caller compares canonical cells and reports PRAK_FAULT_UNIQUE itself.
 */
#ifndef PRAK_TABLE_FIELD_H
#define PRAK_TABLE_FIELD_H
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/batch.h"
#include "table/schema.h"

enum prak_field_type {
    PRAK_FIELD_STRING,
    PRAK_FIELD_NUMBER,
    PRAK_FIELD_INTEGER,
    PRAK_FIELD_BOOLEAN,
    PRAK_FIELD_DATE,
    PRAK_FIELD_DATETIME,
    PRAK_FIELD_TIME,
    PRAK_FIELD_YEAR,
    PRAK_FIELD_YEARMONTH,
    PRAK_FIELD_ANY
};

struct prak_texts {
    size_t n;
    const struct prak_str *v;
};

struct prak_field {
    struct prak_str name;
    enum prak_field_type type;
    struct prak_str format; /* n 0 = "default"; dates and times: a pattern of %Y %y %m %d %H %M %S; string:
                               email uri uuid */

    bool bare_number;             /* false: letters, % and signs of money around a number are taken off */
    struct prak_str decimal_char; /* one character */
    struct prak_str group_char;   /* n 0 = none; groups are of three digits (inner ones of two or three) */
    struct prak_texts true_values, false_values; /* n 0 = true True TRUE 1, false False FALSE 0 */
    struct prak_texts missing; /* beside the empty cell; whole cells, before and after trimming */
    bool lax; /* prak:lax: +5 007 .5 5. are numbers; 2024-5-1 is a date; a blank may stand for T; years
                 2443-2643 */
    bool digits_khmer; /* prak:digits: numbers and dates may be in Khmer digits */
    bool trim;         /* prak:trim: outer spaces and tabs go (never U+00A0) */

    bool required, unique;
    size_t min_length, max_length; /* code points; 0 and SIZE_MAX = none; string and any only */
    struct prak_str minimum, maximum, exclusive_minimum, exclusive_maximum; /* n 0 = none */
    struct prak_str pattern;   /* p NULL = none; the whole cell, after trimming, must match */
    struct prak_texts choices; /* "enum"; n 0 = none */

    struct prak_field_ready *ready; /* filled by prak_field_prepare */
};

/* Faults of a cell, a set of bits. */
enum prak_field_fault {
    PRAK_FAULT_TYPE = 1 << 0,
    PRAK_FAULT_REQUIRED = 1 << 1,
    PRAK_FAULT_UNIQUE = 1 << 2,
    PRAK_FAULT_MINIMUM = 1 << 3,
    PRAK_FAULT_MAXIMUM = 1 << 4,
    PRAK_FAULT_EXCLUSIVE_MINIMUM = 1 << 5,
    PRAK_FAULT_EXCLUSIVE_MAXIMUM = 1 << 6,
    PRAK_FAULT_MIN_LENGTH = 1 << 7,
    PRAK_FAULT_MAX_LENGTH = 1 << 8,
    PRAK_FAULT_PATTERN = 1 << 9, /* also when the match needs too many steps */
    PRAK_FAULT_ENUM = 1 << 10
};
#define PRAK_FAULT_BITS 11 /* bit = 1u << i, i < PRAK_FAULT_BITS */

/* A string field without constraints, numbers bare with a point. */
struct prak_field prak_field_default(struct prak_str name);
/* "integer" … ; 0, or -1 when there is no such type (or none that is supported). */
int prak_field_type_parse(struct prak_str name, enum prak_field_type *type);
/* Compiles the pattern, reads bounds and choices. EUSAGE (column set) for what is wrong or contradicts
 * itself. */
int prak_field_prepare(struct prak_field *f, struct prak_arena *a, struct prak_err *e);
/*
 * Judges a cell. *out: the canonical cell: n 0 when missing; numbers in the strict grammar with the digits
 * that were written (1.10 stays 1.10), ISO 8601 dates and times, true/false; strings as they came. Borrows
 * from `in`, from the field or from the arena. With PRAK_FAULT_TYPE *out is `in`. *faults: 0 when all is
 * well. -1 only when memory is out.
 */
int prak_field_check(const struct prak_field *f, struct prak_slice in, struct prak_arena *a,
                     struct prak_slice *out, unsigned *faults, struct prak_err *e);
/*
 * The rows of a batch whose cell is in doubt: prak_field_check may change it or find fault with it. Every other is well as
 * it stands. Returns how many; doubt has room for all.
 */
size_t prak_field_screen(const struct prak_field *f, const struct prak_batch *b, unsigned cell, uint32_t *doubt);
/* The reason code of one fault: "type-error", "constraint-error:required", "constraint-error:minLength" … */
const char *prak_field_fault_code(unsigned fault);
/* The same for a message: "not a date (YYYY-MM-DD)", "missing, but required", "under the minimum" … */
const char *prak_field_fault_text(const struct prak_field *f, unsigned fault);
/* How the canonical cells are written in JSON. */
enum prak_type prak_field_json(const struct prak_field *f);
#endif
