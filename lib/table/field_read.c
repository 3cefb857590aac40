/*
 * field_read.c - numbers and booleans as a schema says they are written.
 */
#include "table/field_read.h"

#include "base/utf8.h"
#include "table/field_time.h"

static bool at_char(struct prak_str text, size_t i, struct prak_str c)
{
    return c.n && c.n <= text.n - i && memcmp(text.p + i, c.p, c.n) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Khmer digits (U+17E0 - U+17E9) to ASCII; the text itself when it has none. */
static int ascii_digits(struct prak_str *text, struct prak_arena *a, struct prak_err *e)
{
    char *copy = NULL, *w = NULL;
    for (size_t i = 0; i < text->n; i++) {
        const unsigned char *p = (const unsigned char *)text->p + i;
        bool khmer = text->n - i >= 3 && p[0] == 0xE1 && p[1] == 0x9F && p[2] >= 0xA0 && p[2] <= 0xA9;
        if (khmer && !copy) {
            copy = prak_arena_take(a, text->n, e);
            if (!copy)
                return -1;
            memcpy(copy, text->p, i);
            w = copy + i;
        }
        if (khmer) {
            *w++ = (char)('0' + (p[2] - 0xA0));
            i += 2;
        } else if (copy) {
            *w++ = text->p[i];
        }
    }
    if (copy)
        *text = (struct prak_str){ copy, (size_t)(w - copy) };
    return 0;
}

/*
 * What may stand around a number that is not bare: letters, %, signs of money, blanks. Never what could be
 * part of the number or turn its sign: digits of other scripts, fractions, dashes, brackets.
 */
static bool around_number(uint32_t c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '$' || c == '%' || c == ' ';
    if (c >= 0x20A0 && c <= 0x20CF)
        return true;
    if (c >= 0x1780 && c <= 0x17DB) /* Khmer letters and the riel sign, not its digits */
        return true;
    return c == 0xA0 || (c >= 0xA2 && c <= 0xA5) || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) ||
           (c >= 0xE01 && c <= 0xE4E);
}

static void strip_around(struct prak_str *t)
{
    uint32_t c;
    while (t->n) {
        size_t step = prak_utf8_next(t->p, t->n, &c);
        if (!around_number(c))
            break;
        t->p += step;
        t->n -= step;
    }
    while (t->n) {
        size_t i = t->n - 1;
        while (i > 0 && ((unsigned char)t->p[i] & 0xC0) == 0x80)
            i--;
        prak_utf8_next(t->p + i, t->n - i, &c);
        if (!around_number(c))
            break;
        t->n = i;
    }
}

/* Length of the run of digits, letters apart. */
static size_t digits_at(struct prak_str t, size_t i)
{
    size_t n = 0;
    while (i + n < t.n && is_digit(t.p[i + n]))
        n++;
    return n;
}

/*
 * Whole part with its groups: d{1,3} (sep d{2,3})* sep d{3}, or plain digits. Copies the digits to *w;
 * the place after them, or SIZE_MAX when the groups are wrong (12,5 with a comma for groups is no 125).
 */
static size_t copy_groups(struct prak_str t, size_t i, struct prak_str sep, char **w)
{
    size_t n = digits_at(t, i), last = 3;
    bool grouped = false;
    for (;;) {
        memcpy(*w, t.p + i, n);
        *w += n;
        i += n;
        if (!at_char(t, i, sep))
            break;
        if ((!grouped && (n == 0 || n > 3)) || (grouped && n != 2 && n != 3))
            return SIZE_MAX;
        grouped = true;
        i += sep.n;
        last = n = digits_at(t, i);
    }
    return grouped && last != 3 ? SIZE_MAX : i;
}

/* Groups out, the decimal character to a point. 1, 0 not a number, -1 memory. */
static int plain_number(const struct prak_field *f, struct prak_str *t, struct prak_arena *a,
                        struct prak_err *e)
{
    bool point = f->decimal_char.n == 0 || prak_str_is(f->decimal_char, ".");
    if (point && f->group_char.n == 0)
        return 1;
    char *copy = prak_arena_take(a, t->n + 1, e), *w = copy;
    if (!copy)
        return -1;
    size_t i = 0;
    if (i < t->n && (t->p[i] == '-' || t->p[i] == '+'))
        *w++ = t->p[i++];
    i = copy_groups(*t, i, f->group_char, &w);
    if (i == SIZE_MAX)
        return 0;
    struct prak_str mark = point ? prak_str(".") : f->decimal_char;
    if (at_char(*t, i, mark)) {
        *w++ = '.';
        i += mark.n;
    }
    for (; i < t->n; i++) {
        if (t->p[i] == '.' || at_char(*t, i, f->group_char))
            return 0;
        *w++ = t->p[i];
    }
    *t = (struct prak_str){ copy, (size_t)(w - copy) };
    return 1;
}

static bool whole_number(struct prak_str t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!is_digit(t.p[i]) && !(i == 0 && (t.p[i] == '-' || t.p[i] == '+')))
            return false;
    return true;
}

static int read_number(const struct prak_field *f, struct prak_str t, struct prak_arena *a,
                       struct prak_reading *out, struct prak_err *e)
{
    if (!f->bare_number)
        strip_around(&t);
    int rc = plain_number(f, &t, a, e);
    if (rc <= 0)
        return rc;
    if (f->type == PRAK_FIELD_INTEGER && !whole_number(t))
        return 0;
    out->text = t;
    if (prak_dec_parse(t.p, t.n, false, &out->num) == PRAK_NUM_OK)
        return 1;
    if (!f->lax || prak_dec_parse(t.p, t.n, true, &out->num) != PRAK_NUM_OK)
        return 0;
    char room[PRAK_DEC_TEXT];
    size_t n = prak_dec_format(out->num, room);
    const char *copy = prak_arena_copy(a, room, n, e);
    out->text = (struct prak_str){ copy, n };
    return copy ? 1 : -1;
}

static bool listed(struct prak_texts list, struct prak_str text)
{
    for (size_t i = 0; i < list.n; i++)
        if (prak_str_eq(list.v[i], text))
            return true;
    return false;
}

static int read_boolean(const struct prak_field *f, struct prak_str t, struct prak_reading *out)
{
    static const struct prak_str yes[] = { { "true", 4 }, { "True", 4 }, { "TRUE", 4 }, { "1", 1 } };
    static const struct prak_str no[] = { { "false", 5 }, { "False", 5 }, { "FALSE", 5 }, { "0", 1 } };
    struct prak_texts trues = f->true_values.n ? f->true_values : (struct prak_texts){ 4, yes };
    struct prak_texts falses = f->false_values.n ? f->false_values : (struct prak_texts){ 4, no };
    bool truth = listed(trues, t);
    if (!truth && !listed(falses, t))
        return 0;
    out->text = prak_str(truth ? "true" : "false");
    return 1;
}

static int read_string(const struct prak_field *f, struct prak_str t)
{
    if (!f->ready || !f->ready->format)
        return 1;
    struct prak_err why;
    int hit;
    return prak_regex_match(f->ready->format, t, &hit, &why) == 0 && hit;
}

int prak_field_read(const struct prak_field *f, struct prak_str text, struct prak_arena *a,
                    struct prak_reading *out, struct prak_err *e)
{
    *out = (struct prak_reading){ .text = text };
    if (f->type == PRAK_FIELD_ANY)
        return 1;
    if (f->type == PRAK_FIELD_STRING)
        return read_string(f, text);
    if (f->digits_khmer && ascii_digits(&text, a, e) < 0)
        return -1;
    out->text = text;
    if (f->type == PRAK_FIELD_BOOLEAN)
        return read_boolean(f, text, out);
    if (f->type == PRAK_FIELD_NUMBER || f->type == PRAK_FIELD_INTEGER)
        return read_number(f, text, a, out, e);
    return prak_field_read_time(f, text, a, out, e);
}
