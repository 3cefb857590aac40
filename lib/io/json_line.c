/*
 * json_line.c - one flat JSON object into slices of its own bytes: numbers keep their text, which no tree would.
 *
 * The grammar is RFC 8259 in UTF-8. What it refuses jansson must refuse too; if not, the two definitions differ and
 * that is the message.
 */
#include <jansson.h>
#include <string.h>

#include "base/utf8.h"
#include "io/private.h"

#define ONES   0x0101010101010101u
#define HIGHS  0x8080808080808080u
#define POISON "{\"#prak-failed\":"

struct line {
    const char *p, *at, *end;
    const char *fault;
    struct prak_arena *arena;
    size_t field; /* limit */
    struct prak_err *e;
};

/* A refusal by grammar. */
static int fail(struct line *s, const char *at, const char *msg)
{
    s->fault = at;
    return prak_fail(s->e, PRAK_EDATA, "%s", msg);
}

static void blanks(struct line *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\t' || *s->at == '\r' || *s->at == '\n'))
        s->at++;
}

/* The next quote, backslash or control byte. */
static const char *string_run(const char *q, const char *end)
{
    while (end - q >= 8) {
        uint64_t w, a, b, hit;

        memcpy(&w, q, 8);
        a = w ^ (ONES * '"');
        b = w ^ (ONES * '\\');
        hit = (((a - ONES) & ~a) | ((b - ONES) & ~b) | ((w - ONES * 0x20) & ~w)) & HIGHS;
        if (hit)
            break;
        q += 8;
    }
    while (q < end && *q != '"' && *q != '\\' && (unsigned char)*q >= 0x20)
        q++;
    return q;
}

static int hex4(const char *p, const char *end, unsigned *v)
{
    *v = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        unsigned d;

        if (c >= '0' && c <= '9')
            d = (unsigned)(c - '0');
        else if ((c | 32) >= 'a' && (c | 32) <= 'f')
            d = (unsigned)((c | 32) - 'a') + 10;
        else
            return -1;
        *v = *v << 4 | d;
    }
    return 0;
}

static char *put_code(char *o, uint32_t c)
{
    if (c < 0x80) {
        *o++ = (char)c;
        return o;
    }
    if (c < 0x800) {
        *o++ = (char)(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            *o++ = (char)(0xe0 | c >> 12);
        } else {
            *o++ = (char)(0xf0 | c >> 18);
            *o++ = (char)(0x80 | (c >> 12 & 0x3f));
        }
        *o++ = (char)(0x80 | (c >> 6 & 0x3f));
    }
    *o++ = (char)(0x80 | (c & 0x3f));
    return o;
}

/* The escape at s->at (a backslash, and a byte after it) undone to *o. */
static int escape(struct line *s, char **o)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at = s->at, *k;
    unsigned v, low;

    if (at[1] != 'u') {
        k = memchr(from, at[1], sizeof from - 1);
        if (!k)
            return fail(s, at, "invalid escape");
        *(*o)++ = to[k - from];
        s->at += 2;
        return 0;
    }
    if (hex4(at + 2, s->end, &v))
        return fail(s, at, "invalid escape");
    if (v == 0)
        return fail(s, at, "\\u0000 in a string");
    s->at += 6;
    if (v >= 0xd800 && v <= 0xdfff) {
        if (v > 0xdbff || s->end - s->at < 6 || s->at[0] != '\\' || s->at[1] != 'u' ||
            hex4(s->at + 2, s->end, &low) || low < 0xdc00 || low > 0xdfff)
            return fail(s, at, "lone surrogate in a string");
        s->at += 6;
        *o = put_code(*o, 0x10000 + ((v & 0x3ff) << 10 | (low & 0x3ff)));
    } else {
        *o = put_code(*o, v);
    }
    return 0;
}

/* Where the text from q on is closed, or end. */
static const char *string_end(const char *q, const char *end)
{
    while ((q = string_run(q, end)) < end && *q != '"')
        q += *q == '\\' && end - q > 1 ? 2 : 1;
    return q;
}

/* A string whose opening quote is at s->at. */
static int string(struct line *s, struct prak_str *out)
{
    const char *open = s->at, *from = open + 1, *q = string_run(from, s->end);
    char *text, *o;

    if (q < s->end && *q == '"') {
        *out = (struct prak_str){ from, (size_t)(q - from) };
        s->at = q + 1;
        return 0;
    }
    text = o = prak_arena_take(s->arena, (size_t)(string_end(q, s->end) - from) + 1, s->e);
    if (!text)
        return -1;
    for (;;) {
        memcpy(o, from, (size_t)(q - from));
        o += q - from;
        s->at = q;
        if (q == s->end || (*q == '\\' && q + 1 == s->end))
            return fail(s, open, "unterminated string");
        if (*q == '"')
            break;
        if (*q != '\\')
            return fail(s, q, *q ? "control character in a string" : "NUL byte");
        if (escape(s, &o))
            return -1;
        from = s->at;
        q = string_run(from, s->end);
    }
    s->at = q + 1;
    *out = (struct prak_str){ text, (size_t)(o - text) };
    return 0;
}

static const char *digits(const char *q, const char *end)
{
    while (q < end && *q >= '0' && *q <= '9')
        q++;
    return q;
}

static int number(struct line *s, struct prak_slice *out)
{
    const char *from = s->at, *end = s->end, *q = from, *d;

    if (*q == '-')
        q++;
    d = q;
    q = digits(q, end);
    if (q == d || (*d == '0' && q - d > 1))
        return fail(s, from, "invalid number");
    if (q < end && *q == '.') {
        d = ++q;
        q = digits(q, end);
        if (q == d)
            return fail(s, from, "invalid number");
    }
    if (q < end && (*q | 32) == 'e') {
        q++;
        if (q < end && (*q == '+' || *q == '-'))
            q++;
        d = q;
        q = digits(q, end);
        if (q == d)
            return fail(s, from, "invalid number");
    }
    *out = (struct prak_slice){ from, (uint32_t)(q - from), 1, 0 };
    s->at = q;
    return 0;
}

static int word(struct line *s, const char *text, struct prak_slice *out)
{
    size_t n = strlen(text);

    if ((size_t)(s->end - s->at) < n || memcmp(s->at, text, n) != 0)
        return fail(s, s->at, "invalid value");
    *out = (struct prak_slice){ s->at, (uint32_t)n, 1, 0 };
    if (*text == 'n')
        *out = (struct prak_slice){ s->at, 0, 0, 0 };
    s->at += n;
    return 0;
}

static int value(struct line *s, struct prak_str key, struct prak_slice *out)
{
    const char *from = s->at;
    struct prak_str text;
    int rc;

    if (from == s->end)
        return fail(s, from, "value expected");
    switch (*from) {
    case '"':
        if (string(s, &text))
            return -1;
        *out = (struct prak_slice){ text.p, (uint32_t)text.n, 0, 0 };
        rc = 0;
        break;
    case 't':
        rc = word(s, "true", out);
        break;
    case 'f':
        rc = word(s, "false", out);
        break;
    case 'n':
        rc = word(s, "null", out);
        break;
    case '{':
    case '[':
        prak_fail(s->e, PRAK_EDATA, "nested value; a table cell is text, number, true, false or null");
        prak_err_column(s->e, key.p, key.n);
        s->e->byte = (uint64_t)(from - s->p) + 1;
        return -1;
    default:
        rc = *from == '-' || (*from >= '0' && *from <= '9') ? number(s, out) : fail(s, from, "invalid value");
    }
    if (rc == 0 && out->n > s->field) {
        prak_fail(s->e, PRAK_EDATA, "cell longer than %zu bytes", s->field);
        s->e->byte = (uint64_t)(from - s->p) + 1;
        return -1;
    }
    return rc;
}

static int pair(struct line *s, const struct prak_json_sink *sink)
{
    const char *from = s->at;
    struct prak_slice cell = { 0 }, *to = NULL;
    struct prak_str key;

    if (from == s->end || *from != '"')
        return fail(s, from, "key in quotes expected");
    if (string(s, &key))
        return -1;
    if (sink->key(sink->data, key, &to, s->e)) {
        s->e->byte = (uint64_t)(from - s->p) + 1;
        return -1;
    }
    blanks(s);
    if (s->at == s->end || *s->at != ':')
        return fail(s, s->at, "':' expected after a key");
    s->at++;
    blanks(s);
    from = s->at;
    if (value(s, key, &cell))
        return -1;
    if (to)
        *to = cell;
    if (sink->value)
        sink->value(sink->data, from, s->at);
    return 0;
}

static int object(struct line *s, const struct prak_json_sink *sink)
{
    blanks(s);
    if (s->at == s->end)
        return fail(s, s->p, "blank line");
    if (*s->at != '{')
        return fail(s, s->at, "not a JSON object");
    s->at++;
    blanks(s);
    if (s->at < s->end && *s->at == '}') {
        s->at++;
    } else {
        for (;;) {
            if (pair(s, sink))
                return -1;
            blanks(s);
            if (s->at == s->end || (*s->at != ',' && *s->at != '}'))
                return fail(s, s->at, "',' or '}' expected");
            if (*s->at++ == '}')
                break;
            blanks(s);
        }
    }
    blanks(s);
    return s->at == s->end ? 0 : fail(s, s->at, "text after the object");
}

/* Does jansson refuse the line as well? */
static bool jansson_refuses(const char *p, size_t n)
{
    json_error_t why;
    json_t *tree = json_loadb(p, n, JSON_REJECT_DUPLICATES, &why);
    bool table = tree && json_is_object(tree);

    json_decref(tree);
    return !table;
}

int prak_jsonl_record(const char *p, size_t n, size_t bad, const struct prak_limits *l, struct prak_arena *a,
                      const struct prak_json_sink *sink, struct prak_err *e)
{
    struct line s = { .p = p, .at = p, .end = p + n, .arena = a, .field = l->field, .e = e };
    int rc = object(&s, sink);

    if (rc && e->code != PRAK_EDATA)
        return -1;
    if (rc && s.fault)
        e->byte = (uint64_t)(s.fault - p) + 1;
    if (rc == 0 || e->byte > bad + 1) {
        if (bad == n)
            return 0;
        rc = prak_fail(e, PRAK_EDATA, p[bad] ? "invalid UTF-8" : "NUL byte");
        e->byte = bad + 1;
        s.fault = p + bad;
    }
    e->line = 1;
    if (rc && n == sizeof POISON - 1 && memcmp(p, POISON, n) == 0) {
        prak_fail(e, PRAK_EDATA, "the program before this one in the pipeline failed");
        e->line = e->byte = 1;
    } else if (s.fault && !jansson_refuses(p, n)) {
        prak_fail(e, PRAK_EDATA, "json definition disagrees");
        e->line = e->byte = 1;
    }
    return rc;
}

bool prak_json_is_token(const char *p, size_t n)
{
    struct prak_err e;
    struct prak_slice cell;
    struct line s = { .p = p, .at = p, .end = p + n, .field = SIZE_MAX, .e = &e };

    return n && *p != '"' && value(&s, prak_str(""), &cell) == 0 && s.at == s.end;
}

int prak_json_unquote(const char *p, size_t n, struct prak_arena *a, struct prak_str *out, struct prak_err *e)
{
    struct prak_err why = { 0 };
    struct line s = { .p = p, .at = p, .end = p + n, .arena = a, .e = &why };

    if (string(&s, out) == 0)
        return s.at == s.end;
    if (why.code == PRAK_EDATA)
        return 0;
    *e = why;
    return -1;
}

size_t prak_json_unescape(const char *p, const char *end, char **o)
{
    struct prak_err why;
    struct line s = { .p = p, .at = p, .end = end, .e = &why };

    return escape(&s, o) ? 0 : (size_t)(s.at - p);
}

struct keys {
    struct prak_schema *schema;
    const struct prak_limits *limits;
    struct prak_map *seen;
};

static int first_key(void *data, struct prak_str key, struct prak_slice **to, struct prak_err *e)
{
    struct keys *k = data;
    uint32_t id;
    int added;

    *to = NULL;
    if (key.n == 0)
        return prak_fail(e, PRAK_EDATA, "empty name for column %zu", k->schema->n + 1);
    if (k->schema->n == k->limits->columns)
        return prak_fail(e, PRAK_EDATA, "more than %zu columns", k->limits->columns);
    if (prak_map_put(k->seen, key, &id, &added, e))
        return -1;
    if (!added) {
        prak_fail(e, PRAK_EDATA, "key repeated in one object");
        prak_err_column(e, key.p, key.n);
        return -1;
    }
    return prak_schema_add(k->schema, key, PRAK_TEXT, e);
}

int prak_jsonl_keys(const char *p, size_t n, const struct prak_limits *l, struct prak_schema *out, struct prak_err *e)
{
    struct keys k = { out, l, prak_map_new(0) };
    struct prak_json_sink sink = { .key = first_key, .data = &k };
    size_t nul = prak_utf8_nul(p, n), bad = prak_utf8_invalid(p, n);
    int rc;

    if (!k.seen)
        return prak_fail_memory(e);
    rc = prak_jsonl_record(p, n, nul < bad ? nul : bad, l, out->arena, &sink, e);
    if (rc == 0 && out->n == 0) {
        rc = prak_fail(e, PRAK_EDATA, "object without keys");
        prak_err_hint(e, "name the columns: --columns a,b");
        e->line = e->byte = 1;
    }
    prak_map_free(k.seen);
    return rc;
}
