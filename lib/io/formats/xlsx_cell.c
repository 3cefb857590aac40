/*
 * xlsx_cell.c - the text of a cell by its type and style.
 *
 * A spreadsheet stores numbers as doubles and writes up to 17 digits: the shortest decimal of the same double
 * is what its user typed. Dates are counts of days, here made ISO 8601; milliseconds are the finest that a
 * day count holds, so finer noise is rounded away and what remains is shown.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "io/formats/xlsx.h"

#define DAY_MS 86400000.0

static const char *const error_codes[] = {
    "#NULL!",  "#DIV/0!", "#VALUE!", "#REF!",     "#NAME?", "#NUM!",     "#N/A",      "#GETTING_DATA",
    "#SPILL!", "#CALC!",  "#FIELD!", "#BLOCKED!", "#BUSY!", "#CONNECT!", "#UNKNOWN!", "#EXTERNAL!",
};
/* Whole sentences, so that nothing of the cell itself can be in a message. */
static const char *const error_texts[] = {
    "holds the error #NULL!",     "holds the error #DIV/0!",       "holds the error #VALUE!",
    "holds the error #REF!",      "holds the error #NAME?",        "holds the error #NUM!",
    "holds the error #N/A",       "holds the error #GETTING_DATA", "holds the error #SPILL!",
    "holds the error #CALC!",     "holds the error #FIELD!",       "holds the error #BLOCKED!",
    "holds the error #BUSY!",     "holds the error #CONNECT!",     "holds the error #UNKNOWN!",
    "holds the error #EXTERNAL!",
};

static struct prak_str trim(struct prak_str s)
{
    while (s.n > 0 && strchr(" \t\r\n", *s.p) && *s.p)
        s.p++, s.n--;
    while (s.n > 0 && s.p[s.n - 1] && strchr(" \t\r\n", s.p[s.n - 1]))
        s.n--;
    return s;
}

/* -?(0|[1-9][0-9]*) and not -0: digits that no spreadsheet would have rounded, kept as they are. */
static bool plain_integer(struct prak_str s)
{
    size_t sign = s.n > 0 && s.p[0] == '-';
    size_t digits = s.n - sign;
    if (digits == 0 || digits > PRAK_DEC_DIGITS || (s.p[sign] == '0' && (digits > 1 || sign)))
        return false;
    for (size_t i = sign; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

/*
 * -?(0|[1-9][0-9]*)\.[0-9]*[1-9] of at most 15 digits: no shorter decimal can be the same double, so that
 * most cells need no arithmetic.
 */
static bool shortest_already(struct prak_str s)
{
    size_t sign = s.n > 0 && s.p[0] == '-', point = 0;
    if (s.n - sign > 16 || s.n - sign < 3 || s.p[s.n - 1] < '1' || s.p[s.n - 1] > '9')
        return false;
    for (size_t i = sign; i < s.n; i++) {
        if (s.p[i] == '.' && point == 0)
            point = i;
        else if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    }
    return point > sign && (s.p[sign] != '0' || point == sign + 1);
}

static const char *put_number(struct prak_str s, struct prak_buf *out)
{
    struct prak_dec d;
    if (plain_integer(s) || shortest_already(s)) {
        prak_buf_add(out, s.p, s.n);
        return NULL;
    }
    if (prak_dec_parse(s.p, s.n, true, &d) != PRAK_NUM_OK)
        return "holds something that is not a number where a number should be";
    char text[32];
    prak_buf_add(out, text, prak_double_format(prak_dec_to_double(d), text));
    return NULL;
}

static const char *put_day(const struct prak_xlsx *b, int64_t serial, struct prak_buf *out)
{
    char text[PRAK_DATE_TEXT];
    if (b->date1904) {
        serial -= 24107; /* 1904-01-01 is day 0 */
    } else {
        if (serial == 60)
            return "holds 1900-02-29, a day that never was";
        if (serial < 1)
            return "holds a day before 1900-01-01";
        serial -= serial < 60 ? 25568 : 25569; /* 1900-01-01 is day 1, and 1900 passes for a leap year */
    }
    prak_date_format((int32_t)serial, text);
    if (!text[0])
        return "holds a date after 9999-12-31";
    prak_buf_text(out, text);
    return NULL;
}

static void put_clock(int64_t ms, struct prak_buf *out)
{
    int64_t seconds = ms / 1000;
    prak_buf_fmt(out, "%02lld:%02lld:%02lld", (long long)(seconds / 3600), (long long)(seconds / 60 % 60),
                 (long long)(seconds % 60));
    if (ms % 1000)
        prak_buf_fmt(out, ".%03lld", (long long)(ms % 1000));
}

static const char *put_date(const struct prak_xlsx *b, struct prak_str s, enum prak_xlsx_style style,
                            struct prak_buf *out)
{
    struct prak_dec d;
    if (prak_dec_parse(s.p, s.n, true, &d) != PRAK_NUM_OK)
        return "holds something that is not a number where a date should be";
    double v = prak_dec_to_double(d);
    if (v < 0)
        return "holds a date or time before the first day of the calendar";
    if (v >= 2958466)
        return "holds a date after 9999-12-31";
    int64_t ms = (int64_t)floor(v * DAY_MS + 0.5);
    int64_t day = ms / (int64_t)DAY_MS, clock = ms % (int64_t)DAY_MS;
    if (style == PRAK_XLSX_ELAPSED) {
        put_clock(ms, out);
        return NULL;
    }
    bool only_time = day == 0 && (style == PRAK_XLSX_TIME || style == PRAK_XLSX_ANY);
    if (!only_time) {
        const char *why = put_day(b, day, out);
        if (why || (clock == 0 && (style == PRAK_XLSX_DATE || style == PRAK_XLSX_ANY)))
            return why;
        prak_buf_byte(out, 'T');
    }
    put_clock(clock, out);
    return NULL;
}

/* t="d": a date, date and time, or time, already in ISO 8601. */
static const char *put_iso(struct prak_str s, struct prak_buf *out)
{
    int32_t day;
    struct prak_str rest = s;
    if (s.n >= 10 && prak_date_parse(s.p, 10, &day) == 0) {
        rest = (struct prak_str){ s.p + 10, s.n - 10 };
        if (rest.n > 0 && rest.p[0] != 'T')
            return "holds something that is not a date where a date should be";
        rest.p += rest.n > 0, rest.n -= rest.n > 0;
    }
    for (size_t i = 0; i < rest.n; i++)
        if (!strchr("0123456789:.+-Z", rest.p[i]) || !rest.p[i])
            return "holds something that is not a date where a date should be";
    if (rest.p != s.p ? rest.n > 0 && (rest.n < 5 || rest.p[2] != ':') : rest.n < 5 || rest.p[2] != ':')
        return "holds something that is not a date where a date should be";
    prak_buf_add(out, s.p, s.n);
    return NULL;
}

static const char *put_shared(const struct prak_xlsx *b, struct prak_str s, struct prak_buf *out)
{
    size_t count = b->string_ends.n / sizeof(size_t), at = 0;
    if (!plain_integer(s) || s.p[0] == '-' || s.n > 9)
        return "refers to a text that is not in the workbook";
    for (size_t i = 0; i < s.n; i++)
        at = at * 10 + (size_t)(s.p[i] - '0');
    if (at >= count)
        return "refers to a text that is not in the workbook";
    size_t from = 0, to;
    if (at > 0)
        memcpy(&from, b->string_ends.p + (at - 1) * sizeof from, sizeof from);
    memcpy(&to, b->string_ends.p + at * sizeof to, sizeof to);
    if (to > from)
        prak_buf_add(out, b->strings.p + from, to - from);
    return NULL;
}

static const char *put_bool(struct prak_str s, struct prak_buf *out)
{
    bool yes = prak_str_is(s, "1") || prak_str_is(s, "true");
    if (!yes && !prak_str_is(s, "0") && !prak_str_is(s, "false"))
        return "holds something that is neither true nor false";
    prak_buf_text(out, yes ? "true" : "false");
    return NULL;
}

static const char *error_text(struct prak_str s)
{
    for (size_t i = 0; i < sizeof error_codes / sizeof error_codes[0]; i++)
        if (prak_str_is(s, error_codes[i]))
            return error_texts[i];
    return "holds an error";
}

static const char *put_numeric(const struct prak_xlsx *b, const struct prak_xlsx_cell *c, struct prak_str s,
                               struct prak_buf *out)
{
    enum prak_xlsx_style style = PRAK_XLSX_PLAIN;
    if (c->style < b->styles.n)
        style = (enum prak_xlsx_style)b->styles.p[c->style];
    else if (c->style > 0)
        return "has a style that is not in the workbook";
    return style == PRAK_XLSX_PLAIN ? put_number(s, out) : put_date(b, s, style, out);
}

static const char *put_text(struct prak_str s, struct prak_buf *out)
{
    size_t from = out->n;
    prak_buf_add(out, s.p, s.n);
    if (!out->failed)
        prak_xlsx_unescape(out, from);
    return NULL;
}

const char *prak_xlsx_text(const struct prak_xlsx *b, const struct prak_xlsx_cell *c, bool formulas,
                           struct prak_buf *out, const char **hint)
{
    size_t from = out->n;
    const char *why, *type = c->type;
    bool text = strcmp(type, "inlineStr") == 0 || (strcmp(type, "str") == 0 && (c->valued || !c->formula));
    if (text) { /* here an empty <v> is a result too */
        why = put_text(c->value, out);
    } else {
        struct prak_str s = trim(c->value);
        if (strcmp(type, "e") == 0) {
            *hint = "correct the formula, or empty the cell, and save";
            return error_text(s);
        }
        if (s.n == 0) {
            if (!c->formula || formulas)
                return NULL;
            *hint = "open the workbook in a spreadsheet program, recalculate and save";
            return "holds a formula without its result";
        }
        why = strcmp(type, "s") == 0                      ? put_shared(b, s, out)
              : strcmp(type, "b") == 0                    ? put_bool(s, out)
              : strcmp(type, "d") == 0                    ? put_iso(s, out)
              : type[0] == '\0' || strcmp(type, "n") == 0 ? put_numeric(b, c, s, out)
                                                          : "is of a type that no spreadsheet knows";
    }
    if (!why && out->n > from && memchr(out->p + from, '\0', out->n - from))
        why = "holds a NUL character";
    return why;
}
