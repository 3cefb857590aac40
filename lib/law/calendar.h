/*
 * calendar.h - working days: the days of a week on which work is done, less the holidays of a table.
 *
 * A year is known if the table has at least one holiday in it. In another year nobody knows which days are holidays,
 * and nothing is counted there.
 */
#ifndef PRAK_LAW_CALENDAR_H
#define PRAK_LAW_CALENDAR_H
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "table/table.h"

struct prak_workweek {
    uint8_t days; /* bit 0: Monday */
};
/* The first n days from Monday on, 1 to 7; -1: another number. */
int prak_workweek_first(int64_t n, struct prak_workweek *w);
/* "mon-fri", "sun-thu": first and last day; -1: not such a text. */
int prak_workweek_parse(struct prak_str text, struct prak_workweek *w);

struct prak_calendar; /* read-only, for any number of threads */
/*
 * Holidays by a column date, or by from and to, both inclusive; other columns are passed over. Refused (EDATA, with
 * file and line): neither column, a bad date, an end before its beginning, a holiday of more than a year.
 */
int prak_calendar_new(struct prak_table *holidays, struct prak_arena *a, const struct prak_calendar **out,
                      struct prak_err *e);
/*
 * The nth working day after the day (that one is not counted). c NULL: no holidays are known in any year. 0; 1: *year
 * is the first whose holidays would have to be known; -1: past the year 9999.
 */
int prak_calendar_working(const struct prak_calendar *c, struct prak_workweek w, int32_t day, int64_t n, int32_t *out,
                          int *year);
#endif
