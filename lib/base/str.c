/*
 * str.c - order, nearest name, glob.
 */
#include "base/str.h"

enum { NAME_LONGEST = 256 }; /* longer names get no suggestion: the table below stays on the stack */

bool prak_str_among(const struct prak_str *names, size_t n, struct prak_str name)
{
    while (n > 0 && !prak_str_eq(names[n - 1], name))
        n--;
    return n > 0;
}

size_t prak_str_pack(struct prak_str s, char *key, size_t at, size_t room)
{
    if (s.n + 1 > room - at)
        return 0;
    key[at++] = (char)s.n;
    if (s.n)
        memcpy(key + at, s.p, s.n);
    return at + s.n;
}

size_t prak_str_join(const struct prak_str *part, size_t n, char between, char *out)
{
    size_t len = 0;

    for (size_t i = 0; i < n; i++) {
        if (i)
            out[len++] = between;
        if (part[i].n)
            memcpy(out + len, part[i].p, part[i].n);
        len += part[i].n;
    }
    return len;
}

int prak_str_cmp(struct prak_str a, struct prak_str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c < 0 ? -1 : 1;
    return a.n < b.n ? -1 : a.n > b.n;
}

/* Case slips are the commonest misspelling of a column: they cost nothing here. */
static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Insertions, deletions, substitutions and swaps of neighbours, over bytes. */
static unsigned distance(struct prak_str a, struct prak_str b)
{
    unsigned row[3][NAME_LONGEST + 1];
    for (unsigned j = 0; j <= b.n; j++)
        row[0][j] = j;
    for (unsigned i = 1; i <= a.n; i++) {
        unsigned *now = row[i % 3];
        const unsigned *up = row[(i + 2) % 3], *up2 = row[(i + 1) % 3];
        now[0] = i;
        for (unsigned j = 1; j <= b.n; j++) {
            unsigned char ca = lower(a.p[i - 1]), cb = lower(b.p[j - 1]);
            unsigned best = up[j - 1] + (ca != cb);
            best = smaller(best, smaller(up[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && ca == lower(b.p[j - 2]) && lower(a.p[i - 2]) == cb)
                best = smaller(best, up2[j - 2] + 1);
            now[j] = best;
        }
    }
    return row[a.n % 3][b.n];
}

ptrdiff_t prak_str_nearest(struct prak_str s, const struct prak_str *names, size_t n)
{
    if (s.n == 0 || s.n > NAME_LONGEST)
        return -1;
    unsigned limit = s.n < 6 ? 1 : (unsigned)(s.n / 3);
    unsigned best = limit + 1;
    ptrdiff_t found = -1;
    for (size_t i = 0; i < n; i++) {
        size_t m = names[i].n, gap = m > s.n ? m - s.n : s.n - m;
        if (m > NAME_LONGEST || gap >= best)
            continue;
        unsigned d = distance(s, names[i]);
        if (d < best && d < (m > s.n ? m : s.n)) { /* nothing in common is no suggestion */
            best = d;
            found = (ptrdiff_t)i;
        }
    }
    return found;
}

bool prak_str_glob(struct prak_str pattern, struct prak_str text)
{
    size_t i = 0, j = 0, star = pattern.n, mark = 0;
    bool have = false;
    while (j < text.n) {
        if (i < pattern.n && pattern.p[i] == '*') {
            have = true;
            star = i++;
            mark = j;
        } else if (i < pattern.n && (pattern.p[i] == '?' || pattern.p[i] == text.p[j])) {
            i++;
            j++;
        } else if (have) {
            i = star + 1; /* let the last star take one byte more */
            j = ++mark;
        } else {
            return false;
        }
    }
    while (i < pattern.n && pattern.p[i] == '*')
        i++;
    return i == pattern.n;
}
