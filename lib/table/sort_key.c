/*
 * sort_key.c - a lead of 64 bits: for a missing cell 0 or all ones; for a number its sign, eight bits of exponent and
 * sixteen digits, three to ten bits, so that a short number leaves the lower bits zero and a radix sort passes them over;
 * for a text seven bytes and a length. The lowest bits say when the value goes on in `more`, so that of one lead all rows
 * do or none.
 */
#include "table/sort_key.h"

#include <string.h>


enum { MISSING_FIRST = 0, PRESENT = 1, MISSING_LAST = 2 };

void prak_sort_key_missing(struct prak_buf *key, bool first)
{
    prak_buf_byte(key, first ? MISSING_FIRST : MISSING_LAST);
}

static void invert(struct prak_buf *key, size_t from)
{
    for (size_t i = from; i < key->n; i++)
        key->p[i] = (char)~key->p[i];
}

/* A NUL is written as 00 FF and the end as 00 00, so that a shorter text comes first whatever follows. */
void prak_sort_key_text(struct prak_buf *key, struct prak_str text, bool descending)
{
    prak_buf_byte(key, PRESENT);
    size_t from = key->n;
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        const char *nul = memchr(p, 0, (size_t)(end - p));
        size_t n = (size_t)((nul ? nul : end) - p);
        prak_buf_add(key, p, n);
        p += n;
        if (nul) {
            prak_buf_add(key, "\0\xff", 2);
            p++;
        }
    }
    prak_buf_add(key, "\0\0", 2);
    if (descending)
        invert(key, from);
}

void prak_sort_key_int(struct prak_buf *key, int64_t value, bool descending)
{
    const uint64_t v = (uint64_t)value ^ UINT64_C(1) << 63;

    prak_buf_byte(key, PRESENT);
    size_t from = key->n;
    for (int shift = 56; shift >= 0; shift -= 8)
        prak_buf_byte(key, (char)(v >> shift));
    if (descending)
        invert(key, from);
}

/* Sign, decimal exponent of the first digit, then the digits two to a byte; a negative number has all of it inverted. */
void prak_sort_key_number(struct prak_buf *key, struct prak_dec value, bool descending)
{
    const int sign = prak_dec_sign(value);
    unsigned char digit[PRAK_DEC_DIGITS + 2] = { 0 };
    int n = 0;
    prak_u128 m = value.m < 0 ? (prak_u128)0 - (prak_u128)value.m : (prak_u128)value.m;

    prak_buf_byte(key, PRESENT);
    size_t from = key->n;
    prak_buf_byte(key, (char)(sign < 0 ? 0 : sign == 0 ? 1 : 2));
    if (sign) {
        for (prak_u128 rest = m; rest; rest /= 10)
            n++;
        for (int i = n - 1; i >= 0; i--, m /= 10)
            digit[i] = (unsigned char)(m % 10);
        const unsigned exponent = (unsigned)(n - value.scale + 1024); /* of 0.d1d2…, never negative */
        size_t tail = key->n;
        prak_buf_byte(key, (char)(exponent >> 8));
        prak_buf_byte(key, (char)exponent);
        while (n > 0 && digit[n - 1] == 0)
            n--;
        for (int i = 0; i < n; i += 2)
            prak_buf_byte(key, (char)(digit[i] * 10 + digit[i + 1] + 1));
        prak_buf_byte(key, 0);
        if (sign < 0)
            invert(key, tail);
    }
    if (descending)
        invert(key, from);
}

/* ---- the lead ---- */

#define LEAD_DIGITS 16
#define TOP (UINT64_C(1) << 63)
#define EXPONENT_ZERO 128 /* of 0.d1d2…; in the lead 1 to 254 */

static const uint64_t ten[] = {
    1u, 10u, 100u, 1000u, 10000u, 100000u, 1000000u, 10000000u, 100000000u, 1000000000u, 10000000000u, 100000000000u,
    1000000000000u, 10000000000000u, 100000000000000u, 1000000000000000u, 10000000000000000u,
};

void prak_sort_key_start(struct prak_sort_key *k)
{
    k->lead = 0;
    k->parts = 0;
    k->more.n = 0;
}

void prak_sort_add_missing(struct prak_sort_key *k, bool first)
{
    if (k->parts++)
        prak_sort_key_missing(&k->more, first);
    else
        k->lead = first ? 0 : UINT64_MAX;
}

void prak_sort_add_day(struct prak_sort_key *k, int32_t day, bool descending)
{
    const uint64_t v = TOP + (uint64_t)(int64_t)day;

    if (k->parts++)
        prak_sort_key_int(&k->more, day, descending);
    else
        k->lead = descending ? ~v : v;
}

void prak_sort_add_text(struct prak_sort_key *k, struct prak_str text, bool descending)
{
    uint64_t v = 0;

    if (k->parts++) {
        prak_sort_key_text(&k->more, text, descending);
        return;
    }
    for (size_t i = 0; i < 7; i++)
        v = v << 8 | (i < text.n ? (unsigned char)text.p[i] : 0);
    v = v << 8 | (text.n < 8 ? text.n : 8);
    k->lead = descending ? ~v : v;
    if (text.n >= 8)
        prak_sort_key_text(&k->more, (struct prak_str){ text.p + 7, text.n - 7 }, descending);
}

static int digits_of(uint64_t m)
{
    int n = m ? (64 - __builtin_clzll(m)) * 1233 >> 12 : 0; /* log10 from log2, one too few at most */

    return n < LEAD_DIGITS + 1 && m >= ten[n] ? n + 1 : n;
}

/* The exponent and sixteen digits (m below 10^16, its first digit not zero); inexact: digits follow. */
static uint64_t magnitude(unsigned exponent, uint64_t m, bool inexact)
{
    const uint64_t front = m / ten[10], rest = m % ten[10];
    uint64_t v = front / 1000 << 44 | front % 1000 << 34;

    if (rest) /* most numbers have six digits or fewer */
        v |= rest / ten[7] << 24 | rest / ten[4] % 1000 << 14 | rest / 10 % 1000 << 4 | rest % 10;
    return ((uint64_t)exponent << 54 | v) << 1 | inexact;
}

/* The same of a number of up to sixteen digits (m, with `scale` of them after the point), with its sign. */
static bool short_lead(bool negative, uint64_t m, int scale, bool inexact, uint64_t *lead)
{
    const int n = digits_of(m), exponent = n - scale + EXPONENT_ZERO;
    uint64_t v;

    if (n == 0) {
        *lead = TOP;
        return true;
    }
    if (exponent >= 1 && exponent <= 254) {
        v = magnitude((unsigned)exponent, m * ten[LEAD_DIGITS - n], inexact);
    } else {
        v = exponent < 1 ? 1 : UINT64_C(255) << 55 | 1;
        inexact = true;
    }
    *lead = negative ? ~(TOP | v) : TOP | v;
    return !inexact;
}

/* The lead of a number; false: digits are missing from it. */
static bool number_lead(struct prak_dec value, uint64_t *lead)
{
    prak_u128 m = value.m < 0 ? (prak_u128)0 - (prak_u128)value.m : (prak_u128)value.m;
    int over = 0;
    bool inexact = false;

    for (; m >= ten[LEAD_DIGITS]; m /= 10, over++)
        inexact = inexact || m % 10 != 0;
    return short_lead(value.m < 0, (uint64_t)m, value.scale - over, inexact, lead);
}

void prak_sort_add_number(struct prak_sort_key *k, struct prak_dec value, bool descending)
{
    if (k->parts++ || !number_lead(value, &k->lead))
        prak_sort_key_number(&k->more, value, descending);
    if (k->parts == 1 && descending)
        k->lead = ~k->lead;
}

/* An optional minus, digits, and perhaps a point and digits, sixteen in all: what most numbers are. False: no such. */
static bool short_number(struct prak_str text, bool *negative, uint64_t *m, int *scale)
{
    const char *p = text.p, *end = text.p + text.n, *point = NULL;
    uint64_t v = 0;

    *negative = p < end && *p == '-';
    p += *negative;
    if (end - p > LEAD_DIGITS || end == p || (*p == '0' && end - p > 1 && p[1] != '.'))
        return false;
    for (const char *first = p; p < end; p++) {
        const unsigned d = (unsigned char)*p - (unsigned)'0';
        if (d <= 9) {
            v = v * 10 + d;
            continue;
        }
        if (*p != '.' || point || p == first || p + 1 == end)
            return false;
        point = p;
    }
    *m = v;
    *scale = point ? (int)(end - point - 1) : 0;
    return true;
}

enum prak_num_verdict prak_sort_add_cell(struct prak_sort_key *k, struct prak_str text, bool descending)
{
    struct prak_dec value;
    uint64_t m;
    int scale;
    bool negative;

    if (k->parts == 0 && short_number(text, &negative, &m, &scale)) {
        k->parts++;
        (void)short_lead(negative, m, scale, false, &k->lead); /* it never goes on */
        k->lead = descending ? ~k->lead : k->lead;
        return PRAK_NUM_OK;
    }
    const enum prak_num_verdict verdict = prak_dec_parse(text.p, text.n, false, &value);
    if (verdict == PRAK_NUM_OK)
        prak_sort_add_number(k, value, descending);
    return verdict;
}
