/*
 * field_time.h - dates and times of a schema field; private to lib/table.
 */
#ifndef PRAK_TABLE_FIELD_TIME_H
#define PRAK_TABLE_FIELD_TIME_H
#include "table/field_read.h"

/* As prak_field_read, for the types date, datetime, time, year, yearmonth. */
int prak_field_read_time(const struct prak_field *f, struct prak_str text, struct prak_arena *a,
                         struct prak_reading *out, struct prak_err *e);
#endif
