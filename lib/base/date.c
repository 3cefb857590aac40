/*
 * date.c - civil calendar arithmetic by eras of 400 years (146097 days), all in 64 bits inside.
 */
#include "base/date.h"

#include <stdbool.h>

enum { YEAR_FIRST = 1, YEAR_LAST = 9999 };

static bool leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

int prak_days_in_month(int year, int month)
{
    static const unsigned char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    if (month < 1 || month > 12)
        return 0;
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

int prak_date_valid(struct prak_civil c)
{
    return c.year >= YEAR_FIRST && c.year <= YEAR_LAST && c.day >= 1 && c.day <= prak_days_in_month(c.year, c.month);
}

/* Years begin in March here, so that the leap day is the last of its year. */
int32_t prak_date_day(struct prak_civil c)
{
    int64_t y = (int64_t)c.year - (c.month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year = y - era * 400;
    int64_t day_of_year = (153 * (c.month + (c.month > 2 ? -3 : 9)) + 2) / 5 + c.day - 1;
    int64_t day_of_era = year * 365 + year / 4 - year / 100 + day_of_year;
    return (int32_t)(era * 146097 + day_of_era - 719468);
}

struct prak_civil prak_date_civil(int32_t day)
{
    int64_t z = (int64_t)day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    int64_t m = (5 * day_of_year + 2) / 153;
    struct prak_civil c;
    c.day = (int)(day_of_year - (153 * m + 2) / 5 + 1);
    c.month = (int)(m < 10 ? m + 3 : m - 9);
    c.year = (int)(year + era * 400 + (c.month <= 2));
    return c;
}

/* Between `least` and `most` ASCII digits; returns how many were read, 0 for none or too few. */
static size_t digits(const char *p, size_t n, size_t least, size_t most, int *value)
{
    size_t i = 0;
    int v = 0;
    for (; i < n && i < most && p[i] >= '0' && p[i] <= '9'; i++)
        v = v * 10 + (p[i] - '0');
    *value = v;
    return i < least ? 0 : i;
}

static int finish(struct prak_civil c, int32_t *day)
{
    if (!prak_date_valid(c))
        return -1;
    *day = prak_date_day(c);
    return 0;
}

int prak_date_parse(const char *p, size_t n, int32_t *day)
{
    struct prak_civil c;
    if (n != 10 || p[4] != '-' || p[7] != '-' || !digits(p, 4, 4, 4, &c.year) || !digits(p + 5, 2, 2, 2, &c.month) ||
        !digits(p + 8, 2, 2, 2, &c.day))
        return -1;
    return finish(c, day);
}

int prak_month_parse(const char *p, size_t n, int32_t *first_day)
{
    struct prak_civil c = { .day = 1 };
    if (n != 7 || p[4] != '-' || !digits(p, 4, 4, 4, &c.year) || !digits(p + 5, 2, 2, 2, &c.month))
        return -1;
    return finish(c, first_day);
}

size_t prak_date_month_length(const char *p, size_t n)
{
    int32_t day;
    if (n != 10 || p[4] != '-' || p[7] != '-')
        return n;
    const bool common = p[8] >= '0' && p[8] <= '2' && p[9] >= '1' && p[9] <= '8'; /* a day that every month has */
    return common || prak_date_parse(p, n, &day) == 0 ? 7 : n;
}

void prak_date_format(int32_t day, char out[PRAK_DATE_TEXT])
{
    struct prak_civil c = prak_date_civil(day);
    if (!prak_date_valid(c)) {
        out[0] = '\0';
        return;
    }
    int part[3] = { c.year, c.month, c.day };
    static const unsigned char end[3] = { 4, 7, 10 };
    for (int k = 0; k < 3; k++)
        for (int i = end[k] - 1, w = k == 0 ? 4 : 2; w > 0; i--, w--) {
            out[i] = (char)('0' + part[k] % 10);
            part[k] /= 10;
        }
    out[4] = out[7] = '-';
    out[10] = '\0';
}

int32_t prak_date_add_months(int32_t day, int32_t months)
{
    struct prak_civil c = prak_date_civil(day);
    int64_t total = (int64_t)c.year * 12 + (c.month - 1) + months;
    if (total < (int64_t)YEAR_FIRST * 12 || total >= (int64_t)(YEAR_LAST + 1) * 12)
        return INT32_MIN;
    c.year = (int)(total / 12);
    c.month = (int)(total % 12) + 1;
    int last = prak_days_in_month(c.year, c.month);
    if (c.day > last)
        c.day = last;
    return prak_date_day(c);
}

int32_t prak_date_months(int32_t a, int32_t b)
{
    if (b < a)
        return -prak_date_months(b, a);
    struct prak_civil from = prak_date_civil(a), to = prak_date_civil(b);
    int32_t whole = (int32_t)(((int64_t)to.year - from.year) * 12 + to.month - from.month);
    /* the day of `a` in the month of `b`, or that month's last day where it does not exist */
    int last = prak_days_in_month(to.year, to.month);
    int due = from.day < last ? from.day : last;
    return to.day < due ? whole - 1 : whole;
}

int32_t prak_date_period_end(int32_t first, int32_t months)
{
    struct prak_civil c = prak_date_civil(first);
    const int64_t total = (int64_t)c.year * 12 + (c.month - 1) + months - (c.day == 1);
    if (total >= (int64_t)(YEAR_LAST + 1) * 12)
        return INT32_MAX;
    const int before = c.day - 1;
    c.year = (int)(total / 12);
    c.month = (int)(total % 12) + 1;
    c.day = prak_days_in_month(c.year, c.month);
    if (before > 0 && before < c.day)
        c.day = before;
    return prak_date_day(c);
}

int prak_date_period_over(int32_t first, int32_t months, int32_t day)
{
    /* a month has 28 days or more */
    if ((int64_t)day - first < (int64_t)months * 28)
        return 0;
    return day > prak_date_period_end(first, months);
}

int32_t prak_date_periods(int32_t first, int32_t last)
{
    if (last < first)
        return 0;
    const struct prak_civil from = prak_date_civil(first), to = prak_date_civil(last);
    int32_t n = (to.year - from.year) * 12 + to.month - from.month + 1;
    while (n > 0 && prak_date_period_end(first, n) > last)
        n--;
    return n;
}

/* What one %X of a pattern may hold. */
struct field {
    char letter;
    unsigned char least, most;
    short low, high;
};

static const struct field fields[] = {
    { 'Y', 4, 4, YEAR_FIRST, YEAR_LAST }, { 'y', 2, 2, 0, 99 }, { 'm', 1, 2, 1, 12 }, { 'd', 1, 2, 1, 31 },
    { 'H', 1, 2, 0, 23 },                 { 'M', 1, 2, 0, 59 }, { 'S', 1, 2, 0, 60 },
};

static const struct field *field_of(char letter)
{
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (fields[i].letter == letter)
            return &fields[i];
    return NULL;
}

static void keep(struct prak_civil *c, char letter, int value)
{
    if (letter == 'Y')
        c->year = value;
    else if (letter == 'y')
        c->year = 2000 + value;
    else if (letter == 'm')
        c->month = value;
    else if (letter == 'd')
        c->day = value;
}

int prak_date_parse_pattern(const char *p, size_t n, const char *pattern, int32_t *day)
{
    struct prak_civil c = { .day = 1 }; /* a pattern without %d means the first of the month */
    size_t i = 0;
    for (; *pattern; pattern++) {
        if (*pattern != '%' || pattern[1] == '%') {
            if (i == n || p[i] != *pattern)
                return -1;
            i++;
            pattern += *pattern == '%';
            continue;
        }
        const struct field *f = field_of(*++pattern);
        if (!f)
            return -1;
        int value;
        size_t got = digits(p + i, n - i, f->least, f->most, &value);
        if (!got || value < f->low || value > f->high)
            return -1;
        keep(&c, f->letter, value);
        i += got;
    }
    return i == n ? finish(c, day) : -1;
}
