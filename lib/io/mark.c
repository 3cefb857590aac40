/*
 * mark.c - the end mark of a stream (prak-data(5)).
 */
#include <string.h>

#include "io/private.h"

char prak_separator(enum prak_format f)
{
    return (char)(f == PRAK_TSV ? '\t' : f == PRAK_SEMICOLON ? ';' : ',');
}

bool prak_mark_begins(enum prak_format f, const char *p, size_t n)
{
    static const char key[] = "{\"" PRAK_MARK "\"";

    if (f == PRAK_JSONL)
        return n >= sizeof key - 1 && memcmp(p, key, sizeof key - 1) == 0;
    if (n < PRAK_MARK_LEN || *p != '#' || memcmp(p, PRAK_MARK, PRAK_MARK_LEN) != 0)
        return false;
    return n == PRAK_MARK_LEN || p[PRAK_MARK_LEN] == prak_separator(f) || p[PRAK_MARK_LEN] == '\n' ||
           p[PRAK_MARK_LEN] == '\r';
}

/* An unsigned integer as prak writes it. */
static bool take_number(const char **p, const char *end, uint64_t *v)
{
    const char *s = *p;

    *v = 0;
    while (s < end && *s >= '0' && *s <= '9') {
        uint64_t digit = (uint64_t)(*s - '0');

        if (s > *p && **p == '0')
            return false;
        if (*v > (UINT64_MAX - digit) / 10)
            return false;
        *v = *v * 10 + digit;
        s++;
    }
    if (s == *p)
        return false;
    *p = s;
    return true;
}

static bool take_text(const char **p, const char *end, const char *text)
{
    size_t n = strlen(text);

    if ((size_t)(end - *p) < n || memcmp(*p, text, n) != 0)
        return false;
    *p += n;
    return true;
}

bool prak_mark_parse(enum prak_format f, const char *p, size_t n, struct prak_end_mark *m)
{
    static const char *const lead[5] = { "{\"" PRAK_MARK "\":", ",\"begin\":", ",\"end\":", ",\"head\":", ",\"size\":" };
    const char *end = p + n, separator[2] = { prak_separator(f), '\0' };
    uint64_t v[5] = { 0 };
    size_t k = 0;

    if (!prak_mark_begins(f, p, n) || end[-1] != '\n')
        return false;
    end -= n > 1 && end[-2] == '\r' ? 2 : 1;
    if (f != PRAK_JSONL)
        p += PRAK_MARK_LEN;
    for (; k < 5; k++)
        if (!take_text(&p, end, f == PRAK_JSONL ? lead[k] : separator) || !take_number(&p, end, &v[k]))
            break;
    if (k != 1 && k != 5)
        return false;
    if (f == PRAK_JSONL && !take_text(&p, end, "}"))
        return false;
    if (p != end)
        return false;
    *m = (struct prak_end_mark){ true, k == 5, v[0], v[1], v[2], v[3], v[4] };
    return true;
}
