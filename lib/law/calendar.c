/*
 * calendar.c - holidays as sorted days; working days are counted one by one, for limits are short.
 */
#include "law/calendar.h"

#include <stdlib.h>

#include "base/date.h"
#include "law/rules_check.h"

#define LONGEST_HOLIDAY 366
#define LAST_YEAR       9999
#define THURSDAY        3 /* 1970-01-01 */

static const char weekday_name[PRAK_DAYS_IN_WEEK][4] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

struct prak_calendar {
    int32_t *day; /* ascending */
    size_t n;
};

int prak_workweek_first(int64_t n, struct prak_workweek *w)
{
    if (n < 1 || n > PRAK_DAYS_IN_WEEK)
        return -1;
    w->days = (uint8_t)((1u << n) - 1);
    return 0;
}

static int weekday_of(struct prak_str name)
{
    for (int i = 0; i < PRAK_DAYS_IN_WEEK; i++)
        if (prak_str_is(name, weekday_name[i]))
            return i;
    return -1;
}

int prak_workweek_parse(struct prak_str text, struct prak_workweek *w)
{
    const char *minus = text.n ? memchr(text.p, '-', text.n) : NULL;
    if (!minus)
        return -1;
    const size_t before = (size_t)(minus - text.p);
    const int first = weekday_of((struct prak_str){ text.p, before }),
              last = weekday_of((struct prak_str){ minus + 1, text.n - before - 1 });
    if (first < 0 || last < 0)
        return -1;
    w->days = 0;
    for (int i = first;; i = (i + 1) % PRAK_DAYS_IN_WEEK) {
        w->days = (uint8_t)(w->days | 1u << i);
        if (i == last)
            return 0;
    }
}

/* ---- holidays ---- */

struct span {
    int32_t first, last;
};

struct columns {
    bool spans;
    size_t date, from, to;
};

static int find_columns(struct prak_table *t, struct columns *c, struct prak_err *e)
{
    const ptrdiff_t date = prak_schema_find(prak_table_schema(t), prak_str("date"));
    c->spans = date < 0 && prak_schema_find(prak_table_schema(t), prak_str("from")) >= 0;
    if (c->spans)
        return prak_law_need(t, "from", &c->from, e) < 0 || prak_law_need(t, "to", &c->to, e) < 0 ? -1 : 0;
    return prak_law_need(t, "date", &c->date, e);
}

static int read_span(const struct prak_table *t, size_t row, const struct columns *c, struct span *s, struct prak_err *e)
{
    if (!c->spans) {
        const int failed = prak_law_day(t, row, c->date, "date", &s->first, e);
        s->last = s->first;
        return failed;
    }
    if (prak_law_day(t, row, c->from, "from", &s->first, e) < 0 || prak_law_day(t, row, c->to, "to", &s->last, e) < 0)
        return -1;
    if (s->last < s->first)
        return prak_law_fault(t, row, "to", "ends before it begins", e);
    if (s->last - s->first >= LONGEST_HOLIDAY)
        return prak_law_fault(t, row, "to", "a holiday of more than a year", e);
    return 0;
}

static int by_day(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

int prak_calendar_new(struct prak_table *holidays, struct prak_arena *a, const struct prak_calendar **out,
                      struct prak_err *e)
{
    struct prak_calendar *c = prak_arena_array(a, 1, sizeof *c, e);
    struct columns columns = { 0 };
    struct span s;
    size_t total = 0;
    if (!c || find_columns(holidays, &columns, e) < 0)
        return -1;
    for (size_t row = 0; row < prak_table_rows(holidays); row++) {
        if (read_span(holidays, row, &columns, &s, e) < 0)
            return -1;
        total += (size_t)(s.last - s.first) + 1;
    }
    if (!(c->day = prak_arena_array(a, total + 1, sizeof *c->day, e)))
        return -1;
    for (size_t row = 0; row < prak_table_rows(holidays); row++) {
        if (read_span(holidays, row, &columns, &s, e) < 0)
            return -1;
        for (int32_t day = s.first; day <= s.last; day++)
            c->day[c->n++] = day;
    }
    qsort(c->day, c->n, sizeof *c->day, by_day);
    *out = c;
    return 0;
}

/* How many holidays are before the day. */
static size_t before(const struct prak_calendar *c, int32_t day)
{
    size_t low = 0, high = c->n;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (c->day[mid] < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool knows_year(const struct prak_calendar *c, int year)
{
    if (!c)
        return false;
    const size_t i = before(c, prak_date_day((struct prak_civil){ year, 1, 1 }));
    return i < c->n && prak_date_civil(c->day[i]).year == year;
}

static bool is_holiday(const struct prak_calendar *c, int32_t day)
{
    const size_t i = before(c, day);
    return i < c->n && c->day[i] == day;
}

static unsigned weekday(int32_t day)
{
    const int d = (int)(((int64_t)day + THURSDAY) % PRAK_DAYS_IN_WEEK);
    return (unsigned)(d < 0 ? d + PRAK_DAYS_IN_WEEK : d);
}

int prak_calendar_working(const struct prak_calendar *c, struct prak_workweek w, int32_t day, int64_t n, int32_t *out,
                          int *year)
{
    int known = 0; /* the last year that was asked about */
    if (w.days == 0)
        return -1;
    for (int32_t d = day; n > 0;) {
        const int now = prak_date_civil(++d).year;
        if (now > LAST_YEAR)
            return -1;
        if (now != known && !knows_year(c, now)) {
            *year = now;
            return 1;
        }
        known = now;
        if (!((unsigned)w.days >> weekday(d) & 1u) || is_holiday(c, d))
            continue;
        *out = d;
        n--;
    }
    return 0;
}
