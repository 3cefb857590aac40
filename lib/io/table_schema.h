/*
 * table_schema.h - a Frictionless Table Schema (v2, JSON) as the checks of table/field.h.
 *
 * Read: fields (name, type, format, missingValues, bareNumber, decimalChar, groupChar, trueValues, falseValues,
 * constraints), missingValues, primaryKey, uniqueKeys, and our own prak:lax, prak:digits, prak:trim. Titles and other
 * words for readers are passed over; a check that prak does not make (foreignKeys, jsonSchema, categories) or know (a
 * misspelt constraint or key of ours) is refused.
 */
#ifndef PRAK_IO_TABLE_SCHEMA_H
#define PRAK_IO_TABLE_SCHEMA_H
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/field.h"

struct prak_table_schema {
    size_t nfield;
    struct prak_field *field;
    size_t nkey;              /* unique fields, primary key (its fields are required), unique keys; none twice */
    struct prak_texts *key;
};

/* Everything lives in the arena. hex receives the SHA-256 of the file. EUSAGE names the field. */
int prak_table_schema_load(const char *path, struct prak_arena *a, char hex[65], struct prak_table_schema *out,
                           struct prak_err *e);
#endif
