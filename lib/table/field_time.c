/*
 * field_time.c - dates and times: ISO 8601, or the pattern of the field; nothing is guessed.
 */
#include "table/field_time.h"

#include <stdio.h>

#include "base/date.h"

struct moment {
    int year, month, day, hour, minute, second;
    int micros, zone; /* zone: minutes east of UTC */
    bool zoned;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* From `least` to `most` digits at *i. */
static bool take_number(struct prak_str t, size_t *i, size_t least, size_t most, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < most && *i + n < t.n && is_digit(t.p[*i + n]))
        v = v * 10 + (t.p[*i + n++] - '0');
    *i += n;
    *out = v;
    return n >= least;
}

static bool take_char(struct prak_str t, size_t *i, char c)
{
    if (*i == t.n || t.p[*i] != c)
        return false;
    ++*i;
    return true;
}

static bool valid_date(const struct prak_field *f, const struct moment *m)
{
    if (!f->lax && m->year >= PRAK_BUDDHIST_FIRST && m->year <= PRAK_BUDDHIST_LAST)
        return false;
    return prak_date_valid((struct prak_civil){ m->year, m->month, m->day }) == 1;
}

static bool valid_time(const struct moment *m)
{
    return m->hour < 24 && m->minute < 60 && m->second < 60;
}

/* YYYY-MM-DD; lax: months and days of one digit. */
static bool take_date(const struct prak_field *f, struct prak_str t, size_t *i, struct moment *m)
{
    size_t least = f->lax ? 1 : 2;
    return take_number(t, i, 4, 4, &m->year) && take_char(t, i, '-') &&
           take_number(t, i, least, 2, &m->month) && take_char(t, i, '-') &&
           take_number(t, i, least, 2, &m->day);
}

/* hh:mm:ss, a fraction; lax: without seconds. */
static bool take_time(const struct prak_field *f, struct prak_str t, size_t *i, struct moment *m)
{
    if (!take_number(t, i, 2, 2, &m->hour) || !take_char(t, i, ':') || !take_number(t, i, 2, 2, &m->minute))
        return false;
    if (!take_char(t, i, ':'))
        return f->lax;
    if (!take_number(t, i, 2, 2, &m->second))
        return false;
    if (take_char(t, i, '.')) {
        size_t from = *i, n;
        if (!take_number(t, i, 1, 6, &m->micros))
            return false;
        for (n = *i - from; n < 6; n++)
            m->micros *= 10;
        while (*i < t.n && is_digit(t.p[*i]))
            ++*i;
    }
    return true;
}

/* Nothing, Z, or +hh:mm. */
static bool take_zone(struct prak_str t, size_t *i, struct moment *m)
{
    if (*i == t.n)
        return true;
    m->zoned = true;
    if (take_char(t, i, 'Z'))
        return true;
    int hours, minutes, sign = t.p[*i] == '-' ? -1 : 1;
    if (!take_char(t, i, '+') && !take_char(t, i, '-'))
        return false;
    if (!take_number(t, i, 2, 2, &hours) || !take_char(t, i, ':') || !take_number(t, i, 2, 2, &minutes) ||
        hours > 14 || minutes > 59)
        return false;
    m->zone = sign * (hours * 60 + minutes);
    return true;
}

/* least: digits that a part of two must have; 2 where no other character parts it from its neighbour. */
static bool take_directive(char c, size_t least, struct prak_str t, size_t *i, struct moment *m)
{
    bool ok = false;
    switch (c) {
    case 'Y':
        return take_number(t, i, 4, 4, &m->year);
    case 'y':
        ok = take_number(t, i, 2, 2, &m->year);
        m->year += 2000;
        return ok;
    case 'm':
        return take_number(t, i, least, 2, &m->month);
    case 'd':
        return take_number(t, i, least, 2, &m->day);
    case 'H':
        return take_number(t, i, least, 2, &m->hour);
    case 'M':
        return take_number(t, i, least, 2, &m->minute);
    case 'S':
        return take_number(t, i, least, 2, &m->second);
    case '%':
        return take_char(t, i, '%');
    default:
        return false;
    }
}

static bool by_pattern(struct prak_str pattern, struct prak_str t, struct moment *m)
{
    size_t i = 0;
    bool after = false;
    for (size_t k = 0; k < pattern.n; k++) {
        bool directive = pattern.p[k] == '%' && k + 1 < pattern.n;
        bool before = directive && k + 2 < pattern.n && pattern.p[k + 2] == '%';
        if (directive ? !take_directive(pattern.p[++k], after || before ? 2 : 1, t, &i, m)
                      : !take_char(t, &i, pattern.p[k]))
            return false;
        after = directive;
    }
    return i == t.n;
}

const char *prak_field_pattern_fault(enum prak_field_type type, struct prak_str pattern)
{
    bool seen[128] = { false };
    for (size_t k = 0; k < pattern.n; k++) {
        if (pattern.p[k] != '%')
            continue;
        if (++k == pattern.n || !pattern.p[k] || !strchr("YymdHMS%", pattern.p[k]))
            return "a pattern knows %Y %y %m %d %H %M %S only";
        if (pattern.p[k] != '%' && seen[(unsigned char)pattern.p[k]])
            return "a part stands twice in the pattern";
        seen[(unsigned char)pattern.p[k]] = true;
    }
    if (seen['Y'] && seen['y'])
        return "a part stands twice in the pattern";
    bool year = seen['Y'] || seen['y'], clock = seen['H'] && seen['M'];
    bool day_parts = year && seen['m'] && seen['d'], any_clock = seen['H'] || seen['M'] || seen['S'];
    bool ok = type == PRAK_FIELD_DATE        ? day_parts && (clock || !any_clock)
              : type == PRAK_FIELD_DATETIME  ? day_parts && clock
              : type == PRAK_FIELD_TIME      ? clock && !year && !seen['m'] && !seen['d']
              : type == PRAK_FIELD_YEARMONTH ? year && seen['m'] && !seen['d'] && !any_clock
                                             : year && !seen['m'] && !seen['d'] && !any_clock;
    return ok ? NULL : "the pattern lacks a part of the type, or has one too many";
}

/* The moment by the default format of the type. */
static bool by_default(const struct prak_field *f, struct prak_str t, struct moment *m)
{
    size_t i = 0;
    switch ((int)f->type) {
    case PRAK_FIELD_DATE:
        /* midnight in UTC is how spreadsheets and JSON write a day; any other time is not one */
        return take_date(f, t, &i, m) &&
               (i == t.n || (t.n - i == 10 && memcmp(t.p + i, "T00:00:00Z", 10) == 0));
    case PRAK_FIELD_DATETIME:
        return take_date(f, t, &i, m) && (take_char(t, &i, 'T') || (f->lax && take_char(t, &i, ' '))) &&
               take_time(f, t, &i, m) && take_zone(t, &i, m) && i == t.n;
    case PRAK_FIELD_TIME:
        return take_time(f, t, &i, m) && i == t.n;
    case PRAK_FIELD_YEARMONTH:
        return take_number(t, &i, 4, 4, &m->year) && take_char(t, &i, '-') &&
               take_number(t, &i, f->lax ? 1 : 2, 2, &m->month) && i == t.n;
    default:
        return take_number(t, &i, 4, 4, &m->year) && i == t.n;
    }
}

/* The text in ISO 8601; a fraction and a zone are kept as they were written. */
static size_t write_moment(enum prak_field_type type, const struct moment *m, char out[64])
{
    int n = 0;
    switch ((int)type) {
    case PRAK_FIELD_DATE:
        n = snprintf(out, 64, "%04d-%02d-%02d", m->year, m->month, m->day);
        break;
    case PRAK_FIELD_DATETIME:
        n = snprintf(out, 64, "%04d-%02d-%02dT%02d:%02d:%02d", m->year, m->month, m->day, m->hour, m->minute,
                     m->second);
        break;
    case PRAK_FIELD_TIME:
        n = snprintf(out, 64, "%02d:%02d:%02d", m->hour, m->minute, m->second);
        break;
    case PRAK_FIELD_YEARMONTH:
        n = snprintf(out, 64, "%04d-%02d", m->year, m->month);
        break;
    default:
        n = snprintf(out, 64, "%04d", m->year);
        break;
    }
    return n > 0 ? (size_t)n : 0;
}

/* Where the fraction or the zone begins in a text of the default format. */
static size_t tail_at(struct prak_str t)
{
    size_t i = t.n;
    for (size_t k = 0; k < t.n; k++)
        if (t.p[k] == '.' || t.p[k] == 'Z' || t.p[k] == '+' || (t.p[k] == '-' && k > 10)) {
            i = k;
            break;
        }
    return i;
}

int prak_field_read_time(const struct prak_field *f, struct prak_str text, struct prak_arena *a,
                         struct prak_reading *out, struct prak_err *e)
{
    struct moment m = { .year = 2000, .month = 1, .day = 1 };
    bool pattern = f->format.n && !prak_str_is(f->format, "default");
    if (!(pattern ? by_pattern(f->format, text, &m) : by_default(f, text, &m)) || !valid_time(&m))
        return 0;
    if (f->type != PRAK_FIELD_TIME && !valid_date(f, &m))
        return 0;
    int64_t day = prak_date_day((struct prak_civil){ m.year, m.month, m.day });
    bool clock = f->type == PRAK_FIELD_TIME || f->type == PRAK_FIELD_DATETIME;
    if (f->type == PRAK_FIELD_TIME)
        day = 0;
    out->order = day;
    if (clock)
        out->order = ((day * 24 + m.hour) * 60 + m.minute - m.zone) * 60000000 + m.second * INT64_C(1000000) +
                     m.micros;
    out->zoned = m.zoned;
    char room[64];
    size_t n = write_moment(f->type, &m, room);
    size_t tail = clock && !pattern ? tail_at(text) : text.n;
    if (n + (text.n - tail) == text.n && memcmp(room, text.p, n) == 0) {
        out->text = text;
        return 1;
    }
    char *copy = prak_arena_take(a, n + (text.n - tail) + 1, e);
    if (!copy)
        return -1;
    memcpy(copy, room, n);
    memcpy(copy + n, text.p + tail, text.n - tail);
    out->text = (struct prak_str){ copy, n + (text.n - tail) };
    return 1;
}
