/*
 * field_screen.c - cells that are plainly as their field says, many at a time: whatever is not plain is left to
 * prak_field_check.
 */
#include "base/date.h"
#include "base/hash.h"
#include "table/cell.h"
#include "table/field_read.h"

enum { LOW, HIGH, ABOVE, BELOW };

static bool is_default(const struct prak_field *f)
{
    return f->format.n == 0 || prak_str_is(f->format, "default");
}

/* ---- preparing ---- */

/* v * 10^scale, rounded down, as far as an int64_t goes; *exact: nothing was lost. */
static int64_t scaled(struct prak_dec v, int scale, bool *exact)
{
    const prak_i128 most = INT64_MAX;
    prak_i128 m = v.m;
    int32_t more = scale - v.scale;

    *exact = true;
    for (; more > 0 && m < most && m > -most; more--)
        m *= 10;
    for (; more < 0 && m != 0 && m != -1; more++) {
        const prak_i128 rest = m % 10;
        *exact = *exact && rest == 0;
        m = m / 10 - (rest < 0);
    }
    *exact = *exact && (more >= 0 || m == 0);
    return m > most ? INT64_MAX : m < -most ? -INT64_MAX : (int64_t)m;
}

/* The whole numbers that hold, for one number of digits after the point. */
static void number_range(const struct prak_field_ready *r, int scale, int64_t *low, int64_t *high)
{
    bool exact;

    *low = -INT64_MAX;
    *high = INT64_MAX;
    for (int i = LOW; i <= BELOW; i++) {
        if (!r->has[i])
            continue;
        const int64_t v = scaled(r->bound[i].num, scale, &exact);
        if (i == LOW || i == ABOVE) {
            const int64_t from = v + (v < INT64_MAX && (i == ABOVE || !exact));
            *low = from > *low ? from : *low;
        } else {
            const int64_t to = v - (v > -INT64_MAX && i == BELOW && exact);
            *high = to < *high ? to : *high;
        }
    }
}

/* A day as eight digits. */
static int64_t digits_of(struct prak_civil c)
{
    return (int64_t)c.year * 10000 + c.month * 100 + c.day;
}

static void date_range(const struct prak_field_ready *r, int64_t *low, int64_t *high)
{
    *low = 0;
    *high = INT64_MAX;
    for (int i = LOW; i <= BELOW; i++) {
        if (!r->has[i])
            continue;
        const int64_t v = digits_of(prak_date_civil((int32_t)r->bound[i].order));
        if (i == LOW || i == ABOVE)
            *low = v + (i == ABOVE) > *low ? v + (i == ABOVE) : *low;
        else
            *high = v - (i == BELOW) < *high ? v - (i == BELOW) : *high;
    }
}

static int make_set(const struct prak_field *f, struct prak_screen *s, struct prak_arena *a, struct prak_err *e)
{
    size_t slots = 4;

    while (slots < f->choices.n * 2)
        slots *= 2;
    s->set = prak_arena_array(a, slots, sizeof *s->set, e);
    if (!s->set)
        return -1;
    s->mask = slots - 1;
    for (size_t i = 0; i < f->choices.n; i++) {
        size_t k = prak_hash(f->choices.v[i].p, f->choices.v[i].n) & s->mask;
        while (s->set[k].n)
            k = (k + 1) & s->mask;
        s->set[k] = f->choices.v[i];
    }
    return 0;
}

int prak_screen_prepare(struct prak_field *f, struct prak_arena *a, struct prak_err *e)
{
    struct prak_screen *s = &f->ready->screen;
    const bool listed = f->choices.n > 0, lengths = f->min_length || f->max_length != SIZE_MAX;
    const bool point = f->decimal_char.n == 0 || prak_str_is(f->decimal_char, ".");

    s->kind = PRAK_SCREEN_NONE;
    if (f->ready->pattern || f->ready->format)
        return 0;
    switch (f->type) {
    case PRAK_FIELD_STRING:
    case PRAK_FIELD_ANY:
        s->kind = lengths ? PRAK_SCREEN_NONE : listed ? PRAK_SCREEN_SET : PRAK_SCREEN_TEXT;
        return s->kind == PRAK_SCREEN_SET ? make_set(f, s, a, e) : 0;
    case PRAK_FIELD_NUMBER:
    case PRAK_FIELD_INTEGER:
        if (!listed && point && f->group_char.n == 0)
            s->kind = f->type == PRAK_FIELD_NUMBER ? PRAK_SCREEN_NUMBER : PRAK_SCREEN_INTEGER;
        for (int k = 0; k < PRAK_SCREEN_SCALES; k++)
            number_range(f->ready, k, &s->low[k], &s->high[k]);
        return 0;
    case PRAK_FIELD_DATE:
    case PRAK_FIELD_YEARMONTH:
    case PRAK_FIELD_YEAR:
        if (!listed && is_default(f))
            s->kind = PRAK_SCREEN_DATE;
        s->length = f->type == PRAK_FIELD_DATE ? 10 : f->type == PRAK_FIELD_YEARMONTH ? 7 : 4;
        date_range(f->ready, &s->low[0], &s->high[0]);
        return 0;
    case PRAK_FIELD_BOOLEAN:
    case PRAK_FIELD_DATETIME:
    case PRAK_FIELD_TIME:
        break;
    }
    return 0;
}

/* ---- cells ---- */

static bool is_code(const struct prak_field *f, const struct prak_slice *s)
{
    for (size_t i = 0; i < f->missing.n; i++)
        if (f->missing.v[i].n == s->n && memcmp(f->missing.v[i].p, s->p, s->n) == 0)
            return true;
    return false;
}

/* A plain number of at most 18 characters. */
static bool long_number(const struct prak_slice *s, int64_t *m, unsigned *scale)
{
    const char *p = s->p, *const end = p + s->n;
    const bool negative = s->n && *p == '-';
    const char *const first = p += negative, *point = NULL;
    int64_t v = 0;

    if (s->n >= PRAK_SCREEN_SCALES)
        return false;
    for (; p < end; p++) {
        if (*p == '.' && !point && p > first)
            point = p;
        else if (*p >= '0' && *p <= '9')
            v = v * 10 + (*p - '0');
        else
            return false;
    }
    if (p == first || point == end - 1 || (*first == '0' && end - first > 1 && point != first + 1))
        return false;
    *scale = point ? (unsigned)(end - point - 1) : 0;
    *m = negative ? -v : v;
    return true;
}

static inline bool good_number(const struct prak_field *f, const struct prak_batch *b, const struct prak_slice *s)
{
    const struct prak_screen *k = &f->ready->screen;
    uint64_t word;
    unsigned scale;
    int64_t m;
    bool text;

    if (prak_cell_word(b, s, &word, &scale, &text))
        m = (int64_t)word;
    else if (!long_number(s, &m, &scale))
        return false;
    return m >= k->low[scale] && m <= k->high[scale] && (k->kind == PRAK_SCREEN_NUMBER || scale == 0);
}

static inline unsigned digit(char c)
{
    return (unsigned)(unsigned char)c - '0';
}

/* YYYY-MM-DD, or as much of it as the field has. */
static inline bool good_date(const struct prak_field *f, const struct prak_slice *s)
{
    const struct prak_screen *k = &f->ready->screen;
    const char *p = s->p;
    unsigned month = 1, day = 1;

    if (s->n != k->length)
        return false;
    const unsigned year = digit(p[0]) * 1000 + digit(p[1]) * 100 + digit(p[2]) * 10 + digit(p[3]);
    bool good = digit(p[0]) < 10 && digit(p[1]) < 10 && digit(p[2]) < 10 && digit(p[3]) < 10 && year > 0;
    if (k->length >= 7) {
        good = good && p[4] == '-' && digit(p[5]) < 2 && digit(p[6]) < 10;
        month = digit(p[5]) * 10 + digit(p[6]);
        good = good && month - 1 < 12;
    }
    if (k->length == 10) {
        good = good && p[7] == '-' && digit(p[8]) < 4 && digit(p[9]) < 10;
        day = digit(p[8]) * 10 + digit(p[9]);
    }
    if (!good || (day - 1 >= 28 && (day == 0 || (int)day > prak_days_in_month((int)year, (int)month))))
        return false;
    const int64_t v = (int64_t)year * 10000 + month * 100 + day;
    return v >= k->low[0] && v <= k->high[0] &&
           (f->lax || year - PRAK_BUDDHIST_FIRST > PRAK_BUDDHIST_LAST - PRAK_BUDDHIST_FIRST);
}

static bool in_set(const struct prak_screen *k, const struct prak_slice *s)
{
    for (size_t i = prak_hash(s->p, s->n) & k->mask; k->set[i].n; i = (i + 1) & k->mask)
        if (k->set[i].n == s->n && memcmp(k->set[i].p, s->p, s->n) == 0)
            return true;
    return false;
}

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline bool good_text(const struct prak_field *f, const struct prak_slice *s)
{
    if (f->trim && (is_blank(s->p[0]) || is_blank(s->p[s->n - 1])))
        return false;
    return f->ready->screen.kind == PRAK_SCREEN_TEXT || in_set(&f->ready->screen, s);
}

size_t prak_field_screen(const struct prak_field *f, const struct prak_batch *b, unsigned cell, uint32_t *doubt)
{
    const struct prak_slice *s = b->cell[cell];
    size_t n = 0;

    for (size_t row = 0; row < b->nrow; row++, s++) {
        bool good = false;
        if (s->n == 0)
            good = !f->required;
        else if (f->missing.n && is_code(f, s))
            good = false;
        else if (f->ready->screen.kind == PRAK_SCREEN_NUMBER || f->ready->screen.kind == PRAK_SCREEN_INTEGER)
            good = good_number(f, b, s);
        else if (f->ready->screen.kind == PRAK_SCREEN_DATE)
            good = good_date(f, s);
        else if (f->ready->screen.kind != PRAK_SCREEN_NONE)
            good = good_text(f, s);
        doubt[n] = (uint32_t)row;
        n += !good;
    }
    return n;
}
