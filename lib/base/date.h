/*
 * date.h - civil dates as days since 1970-01-01 (proleptic Gregorian calendar), and months. ISO 8601 only.
 * Years 0001 to 9999. Functions return 0 or -1 and set no error: the caller knows the column.
 */
#ifndef PRAK_BASE_DATE_H
#define PRAK_BASE_DATE_H
#include <stddef.h>
#include <stdint.h>

#define PRAK_DATE_TEXT 11
#define PRAK_HOURS_IN_DAY   24
#define PRAK_DAYS_IN_WEEK   7
#define PRAK_MONTHS_IN_YEAR 12

struct prak_civil {
    int year, month, day;
};

int32_t prak_date_day(struct prak_civil c); /* c must be valid */
struct prak_civil prak_date_civil(int32_t day);
int prak_date_valid(struct prak_civil c); /* 1 or 0 */
int prak_date_parse(const char *p, size_t n, int32_t *day);              /* YYYY-MM-DD */
int prak_month_parse(const char *p, size_t n, int32_t *first_day);       /* YYYY-MM */
/* How much of a date's text is its month: 7 when it is a date if that month is one, else n. */
size_t prak_date_month_length(const char *p, size_t n);
void prak_date_format(int32_t day, char out[PRAK_DATE_TEXT]);            /* YYYY-MM-DD; "" outside 0001..9999 */
int prak_days_in_month(int year, int month);
/* The same day `months` later, clipped to the month's end; INT32_MIN when that leaves the years 0001 to 9999. */
int32_t prak_date_add_months(int32_t day, int32_t months);
/* Complete months from a to b (negative when b < a); month ends count as the whole month. */
int32_t prak_date_months(int32_t a, int32_t b);
/*
 * The last day of `months` (1 or more) that begin on a day: the day before the anniversary, clipped to the month's end (31
 * January and a month: the last of February; 1 March and a month: 31 March). INT32_MAX when that is past the year 9999.
 */
int32_t prak_date_period_end(int32_t first, int32_t months);
/* Is the day after these months? Mostly found without the calendar. */
int prak_date_period_over(int32_t first, int32_t months, int32_t day); /* 1 or 0 */
/* Complete months, so reckoned, from a day to another, both included; 0 when that is before the first. */
int32_t prak_date_periods(int32_t first, int32_t last);
/*
 * By pattern, for other written dates: %Y %m %d %H %M %S %y(20yy) and literals, as in strptime; digits are
 * ASCII only; the time of day is checked and dropped. %Y and %y take all their digits, the others one or two;
 * without %d the day is the first. -1 when the text does not match whole.
 */
int prak_date_parse_pattern(const char *p, size_t n, const char *pattern, int32_t *day);
#endif
