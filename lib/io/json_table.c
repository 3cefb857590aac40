/*
 * json_table.c - a JSON array of flat objects, one element a line, as the bytes pass by.
 *
 * Only the array's own structure is judged here; the elements are judged by the reader of JSON Lines behind.
 */
#include "io/json_table.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)64 * 1024)
#define DEPTH 64

enum place { BEFORE, FIRST, ELEMENT, INSIDE, AFTER, DONE };

struct array {
    struct prak_source *in;
    enum place place;
    unsigned depth;
    bool string, escape;
    bool owed; /* the line end of the element just closed */
    size_t from, to;
    unsigned bom;
    uint64_t line, column;
    char chunk[CHUNK];
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int not_table(const struct array *a, const char *why, struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "not a table: %s", why);
    e->line = a->line;
    e->byte = a->column;
    return -1;
}

/* A byte within an element; *out: what to write. */
static int inside(struct array *a, char c, char *out, struct prak_err *e)
{
    *out = c;
    if (a->string) {
        if ((unsigned char)c < 0x20)
            return not_table(a, "control character in a string", e);
        if (a->escape)
            a->escape = false;
        else if (c == '\\')
            a->escape = true;
        else if (c == '"')
            a->string = false;
        return 0;
    }
    if (c == '"') {
        a->string = true;
    } else if (c == '{' || c == '[') {
        if (++a->depth > DEPTH)
            return not_table(a, "nested too deep", e);
    } else if (c == '}' || c == ']') {
        if (--a->depth == 0)
            a->place = AFTER;
    } else if (c == '\n' || c == '\r') {
        *out = ' ';
    }
    return 0;
}

/* One byte of the document: how many bytes it writes to out (at most 1), or -1. */
static int step(struct array *a, char c, char *out, struct prak_err *e)
{
    if (a->place == INSIDE) {
        if (inside(a, c, out, e))
            return -1;
        a->owed = a->place == AFTER;
        return 1;
    }
    if (is_space(c))
        return 0;
    switch (a->place) {
    case BEFORE:
        if (c == "\xef\xbb\xbf"[a->bom] && a->line == 1 && a->column == a->bom + 1u) {
            a->bom++;
            return 0;
        }
        if (c != '[' || a->bom % 3)
            return not_table(a, "not an array", e);
        a->place = FIRST;
        return 0;
    case FIRST:
    case ELEMENT:
        if (c == ']' && a->place == FIRST) {
            a->place = DONE;
            return 0;
        }
        if (c != '{')
            return not_table(a, "an element is not an object", e);
        a->place = INSIDE;
        a->depth = 1;
        *out = c;
        return 1;
    case AFTER:
        if (c != ',' && c != ']')
            return not_table(a, "',' or ']' expected", e);
        a->place = c == ',' ? ELEMENT : DONE;
        return 0;
    case INSIDE:
    case DONE:
        break;
    }
    return not_table(a, "text after the array", e);
}

static ptrdiff_t array_read(void *state, char *p, size_t n, struct prak_err *e)
{
    struct array *a = state;
    size_t put = 0;

    while (put == 0) {
        if (a->owed) {
            p[put++] = '\n';
            a->owed = false;
        }
        if (a->from == a->to) {
            ptrdiff_t got = prak_source_read(a->in, a->chunk, CHUNK, e);

            if (got < 0)
                return -1;
            if (got == 0 && put)
                break;
            if (got == 0)
                return a->place == DONE ? 0 : not_table(a, "the array is cut short", e);
            a->from = 0;
            a->to = (size_t)got;
        }
        while (a->from < a->to && put < n && !a->owed) {
            char c = a->chunk[a->from++];
            int rc;

            if (c == '\n') {
                a->line++;
                a->column = 0;
            } else {
                a->column++;
            }
            rc = step(a, c, p + put, e);
            if (rc < 0)
                return -1;
            put += (size_t)rc;
        }
    }
    return (ptrdiff_t)put;
}

int prak_json_feed(struct prak_source *in, struct prak_feed *out, struct prak_err *e)
{
    struct array *a = malloc(sizeof *a);

    if (!a)
        return prak_fail_memory(e);
    memset(a, 0, offsetof(struct array, chunk));
    a->in = in;
    a->line = 1;
    *out = (struct prak_feed){ array_read, free, a };
    return 0;
}
