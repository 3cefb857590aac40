/*
 * schema.c - column names in order, the column lists and pairs of the command line.
 */
#include "table/schema.h"

#include <string.h>

#include <stdint.h>

#define NAME_SHOWN 80 /* bytes of a name in a message */

/* Bytes of a name to show: cut between code points. */
static int shown(struct prak_str name)
{
    size_t n = name.n;
    if (n > NAME_SHOWN) {
        n = NAME_SHOWN;
        while (n > 0 && ((unsigned char)name.p[n] & 0xC0) == 0x80)
            n--;
    }
    return (int)n;
}

static int grow(struct prak_schema *s, struct prak_err *e)
{
    size_t cap = s->cap ? s->cap * 2 : 16;
    struct prak_str *name = prak_arena_array(s->arena, cap, sizeof *name, e);
    if (!name)
        return -1;
    enum prak_type *type = prak_arena_array(s->arena, cap, sizeof *type, e);
    if (!type)
        return -1;
    if (s->n) {
        memcpy(name, s->name, s->n * sizeof *name);
        memcpy(type, s->type, s->n * sizeof *type);
    }
    s->name = name;
    s->type = type;
    s->cap = cap;
    return 0;
}

int prak_schema_add(struct prak_schema *s, struct prak_str name, enum prak_type type, struct prak_err *e)
{
    if (name.n == 0)
        return prak_fail(e, PRAK_EUSAGE, "column %zu has no name", s->n + 1);
    if (prak_schema_find(s, name) >= 0)
        return prak_fail(e, PRAK_EUSAGE, "column '%.*s' appears twice", shown(name), name.p);
    if (s->n == s->cap && grow(s, e) < 0)
        return -1;
    const char *copy = prak_arena_copy(s->arena, name.p, name.n, e);
    if (!copy)
        return -1;
    s->name[s->n] = (struct prak_str){ copy, name.n };
    s->type[s->n] = type;
    s->n++;
    return 0;
}

ptrdiff_t prak_schema_find(const struct prak_schema *s, struct prak_str name)
{
    for (size_t i = 0; i < s->n; i++)
        if (prak_str_eq(s->name[i], name))
            return (ptrdiff_t)i;
    return -1;
}

int prak_schema_need(const struct prak_schema *s, struct prak_str name, size_t *ix, struct prak_err *e)
{
    ptrdiff_t at = prak_schema_find(s, name);
    if (at >= 0) {
        *ix = (size_t)at;
        return 0;
    }
    prak_fail(e, PRAK_EUSAGE, "unknown column '%.*s'", shown(name), name.p);
    ptrdiff_t near = s->n ? prak_str_nearest(name, s->name, s->n) : -1;
    if (near >= 0)
        prak_err_hint(e, "did you mean '%.*s'?", shown(s->name[near]), s->name[near].p);
    return -1;
}

/*
 * One name of a list: in quotes with "" for one quote, or bare up to a stop character. The copy is written
 * to *w, which is never ahead of the text read, and *w moves past it.
 */
static int list_name(const char **p, const char *stops, char **w, struct prak_str *name, struct prak_err *e)
{
    char *start = *w;
    if (**p == '"') {
        for (++*p;; ++*p) {
            if (**p == '\0')
                return prak_fail(e, PRAK_EUSAGE, "column list: a quote is not closed");
            if (**p == '"' && *++*p != '"')
                break;
            *(*w)++ = **p;
        }
    } else {
        while (**p && !strchr(stops, **p)) {
            if (**p == '"')
                return prak_fail(e, PRAK_EUSAGE, "column list: a quote inside a bare name");
            *(*w)++ = *(*p)++;
        }
    }
    *name = (struct prak_str){ start, (size_t)(*w - start) };
    if (name->n == 0)
        return prak_fail(e, PRAK_EUSAGE, "column list: a name is empty");
    return 0;
}

/* The most names that the text can hold. */
static size_t room_for(const char *text)
{
    size_t n = 1;
    for (; *text; text++)
        n += *text == ',';
    return n;
}

/* left and, when pairs are read, right. */
static int parse_list(const char *text, struct prak_arena *a, struct prak_str **left, struct prak_str **right,
                      size_t *n, struct prak_err *e)
{
    *n = 0;
    *left = NULL;
    if (right)
        *right = NULL;
    if (!*text)
        return 0;
    size_t room = room_for(text);
    char *w = prak_arena_take(a, strlen(text) + 1, e);
    struct prak_str *l = w ? prak_arena_array(a, room, sizeof *l, e) : NULL;
    struct prak_str *r = l && right ? prak_arena_array(a, room, sizeof *r, e) : l;
    if (!r)
        return -1;
    const char *stops = right ? ",=" : ",";
    for (const char *p = text;; p++) {
        if (list_name(&p, stops, &w, &l[*n], e) < 0)
            return -1;
        r[*n] = l[*n];
        if (right && *p == '=') {
            p++;
            if (list_name(&p, stops, &w, &r[*n], e) < 0)
                return -1;
        }
        ++*n;
        if (*p == '\0')
            break;
        if (*p != ',')
            return prak_fail(e, PRAK_EUSAGE, "column list: expected a comma at byte %zu",
                             (size_t)(p - text) + 1);
    }
    *left = l;
    if (right)
        *right = r;
    return 0;
}

int prak_columns_parse(const char *text, struct prak_arena *a, struct prak_str **names, size_t *n,
                       struct prak_err *e)
{
    return parse_list(text, a, names, NULL, n, e);
}

int prak_pairs_parse(const char *text, struct prak_arena *a, struct prak_str **left, struct prak_str **right,
                     size_t *n, struct prak_err *e)
{
    return parse_list(text, a, left, right, n, e);
}

int prak_assignment_parse(const char *option, const char *text, const char *want, struct prak_str *name,
                          const char **rest, struct prak_err *e)
{
    const char *eq = strchr(text, '=');

    if (!eq || eq == text || !eq[1])
        return prak_fail(e, PRAK_EUSAGE, "--%s: '%.60s' is not COL=%s", option, text, want);
    *name = (struct prak_str){ text, (size_t)(eq - text) };
    *rest = eq + 1;
    return 0;
}

int prak_keys_parse(const char *option, const char *text, size_t most, struct prak_arena *a, struct prak_str **left,
                    struct prak_str **right, size_t *n, struct prak_err *e)
{
    if (prak_pairs_parse(text, a, left, right, n, e))
        return -1;
    if (*n == 0 || *n > most)
        return prak_fail(e, PRAK_EUSAGE, "--%s names %s", option, *n ? "too many columns" : "no column");
    for (size_t i = 0; i < *n; i++)
        if (prak_str_among(*left, i, (*left)[i]) || prak_str_among(*right, i, (*right)[i]))
            return prak_fail(e, PRAK_EUSAGE, "--%s names a column twice", option);
    return 0;
}
