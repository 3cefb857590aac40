/*
 * doc.c - JSON documents: jansson's tree behind names of our own.
 */
#include "io/doc.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "io/source.h"

#define DOC_MAX   ((size_t)64 << 20)
#define DOC_DEPTH 64
#define BOM       "\xef\xbb\xbf"

struct prak_doc {
    json_t *root;
};

/* The tree is only read; jansson's iterators ask for a pointer they could write through. */
static json_t *tree(const struct prak_json *n)
{
    json_t *j;

    memcpy(&j, &n, sizeof j);
    return j;
}

static const struct prak_json *node(const json_t *j)
{
    return (const struct prak_json *)(const void *)j;
}

static int read_all(const char *path, char hex[65], struct prak_buf *b, struct prak_err *e)
{
    struct prak_source *s;
    ptrdiff_t got;

    if (prak_source_open(path, &s, e))
        return -1;
    if (hex)
        prak_source_hash(s);
    for (;;) {
        if (prak_buf_reserve(b, (size_t)64 << 10)) {
            prak_buf_check(b, e);
            got = -1;
            break;
        }
        got = prak_source_read(s, b->p + b->n, b->cap - b->n, e);
        if (got <= 0)
            break;
        b->n += (size_t)got;
    }
    if (got < 0)
        prak_err_source(e, prak_source_name(s));
    else if (hex)
        prak_source_digest(s, hex);
    prak_source_close(s);
    return got < 0 ? -1 : 0;
}

/* Brackets open at once, outside strings; *at: where they are too many. */
static bool too_deep(const char *p, size_t n, size_t *at)
{
    size_t depth = 0;
    bool string = false;

    for (size_t i = 0; i < n; i++) {
        char c = p[i];

        if (string && c == '\\')
            i++;
        else if (c == '"')
            string = !string;
        else if (!string && (c == '{' || c == '[') && ++depth > DOC_DEPTH) {
            *at = i;
            return true;
        } else if (!string && (c == '}' || c == ']') && depth)
            depth--;
    }
    return false;
}

static int refuse(const char *path, const char *p, size_t at, const char *msg, struct prak_err *e)
{
    size_t from = at;
    uint64_t line = 1;

    while (from > 0 && p[from - 1] != '\n')
        from--;
    for (size_t i = 0; i < from; i++)
        line += p[i] == '\n';
    prak_fail(e, PRAK_EDATA, "%s", msg);
    prak_err_source(e, strcmp(path, "-") == 0 ? "<stdin>" : path);
    prak_err_place(e, line, 0, at - from + 1);
    return -1;
}

/* jansson's text quotes the document ("near '…'"): only the kind of fault is kept. */
static const char *reason(const json_error_t *why)
{
    switch (json_error_code(why)) {
    case json_error_out_of_memory:
        return "out of memory";
    case json_error_stack_overflow:
        return "nested too deep";
    case json_error_premature_end_of_input:
        return "the document is cut short";
    case json_error_end_of_input_expected:
        return "text after the document";
    case json_error_duplicate_key:
        return "key repeated in one object";
    case json_error_numeric_overflow:
        return "number out of range";
    case json_error_invalid_utf8:
        return "invalid UTF-8";
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return "\\u0000 in a string";
    case json_error_unknown:
    case json_error_cannot_open_file:
    case json_error_invalid_argument:
    case json_error_invalid_syntax:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_item_not_found:
    case json_error_index_out_of_range:
        break;
    }
    return "not a JSON document";
}

/* jansson may call a document malformed when it ran out of memory inside it. */
static _Thread_local bool refused;

static void *note_refused(size_t n)
{
    void *p = malloc(n);

    refused = refused || !p;
    return p;
}

static int parse(const char *path, const struct prak_buf *b, json_t **out, struct prak_err *e)
{
    const char *p = b->p;
    size_t n = b->n, at, skip = 0;
    json_error_t why;

    if (n >= 3 && memcmp(p, BOM, 3) == 0)
        skip = 3;
    if (n == skip)
        return refuse(path, p, 0, "empty document", e);
    if (too_deep(p, n, &at))
        return refuse(path, p, at, "nested too deep", e);
    refused = false;
    json_set_alloc_funcs(note_refused, free);
    *out = json_loadb(p + skip, n - skip, JSON_REJECT_DUPLICATES, &why);
    if (*out)
        return 0;
    if (refused || json_error_code(&why) == json_error_out_of_memory)
        return prak_fail_memory(e);
    at = skip + (why.position > 0 ? (size_t)why.position - 1 : 0);
    return refuse(path, p, at < n ? at : n - 1, reason(&why), e);
}

int prak_doc_load(const char *path, char hex[65], struct prak_doc **out, struct prak_err *e)
{
    struct prak_buf b = { .max = DOC_MAX };
    struct prak_doc *d;
    json_t *root;
    int rc = read_all(path, hex, &b, e);

    if (rc == 0)
        rc = parse(path, &b, &root, e);
    prak_buf_free(&b);
    if (rc)
        return -1;
    d = malloc(sizeof *d);
    if (!d) {
        json_decref(root);
        return prak_fail_memory(e);
    }
    d->root = root;
    *out = d;
    return 0;
}

void prak_doc_free(struct prak_doc *d)
{
    if (!d)
        return;
    json_decref(d->root);
    free(d);
}

const struct prak_json *prak_doc_root(const struct prak_doc *d)
{
    return node(d->root);
}

enum prak_json_kind prak_json_kind(const struct prak_json *n)
{
    switch (json_typeof(tree(n))) {
    case JSON_OBJECT:
        return PRAK_N_OBJECT;
    case JSON_ARRAY:
        return PRAK_N_LIST;
    case JSON_STRING:
        return PRAK_N_TEXT;
    case JSON_INTEGER:
    case JSON_REAL:
        return PRAK_N_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return PRAK_N_BOOL;
    case JSON_NULL:
        break;
    }
    return PRAK_N_NULL;
}

size_t prak_json_count(const struct prak_json *n)
{
    return json_is_array(tree(n)) ? json_array_size(tree(n)) : json_object_size(tree(n));
}

const struct prak_json *prak_json_item(const struct prak_json *n, size_t i)
{
    return node(json_array_get(tree(n), i));
}

const struct prak_json *prak_json_member(const struct prak_json *n, const char *key)
{
    return node(json_object_get(tree(n), key));
}

int prak_json_keys(const struct prak_json *n, struct prak_arena *a, struct prak_str **keys, size_t *count,
                   struct prak_err *e)
{
    json_t *j = tree(n);
    size_t total = json_object_size(j), i = 0;
    struct prak_str *list = prak_arena_array(a, total ? total : 1, sizeof *list, e);

    if (!list)
        return -1;
    for (void *it = json_object_iter(j); it && i < total; it = json_object_iter_next(j, it), i++) {
        const char *key = json_object_iter_key(it);

        list[i].n = strlen(key);
        list[i].p = prak_arena_copy(a, key, list[i].n, e);
        if (!list[i].p)
            return -1;
    }
    *keys = list;
    *count = i;
    return 0;
}

struct prak_str prak_json_text(const struct prak_json *n)
{
    if (!json_is_string(tree(n)))
        return (struct prak_str){ "", 0 };
    return (struct prak_str){ json_string_value(tree(n)), json_string_length(tree(n)) };
}

bool prak_json_bool(const struct prak_json *n)
{
    return json_is_true(tree(n));
}

int prak_json_number(const struct prak_json *n, struct prak_arena *a, struct prak_str *text, struct prak_err *e)
{
    char out[32];
    size_t length = 0;

    if (json_is_integer(tree(n)))
        length = (size_t)snprintf(out, sizeof out, "%lld", (long long)json_integer_value(tree(n)));
    else if (json_is_real(tree(n)))
        length = prak_double_format(json_real_value(tree(n)), out);
    text->p = prak_arena_copy(a, out, length, e);
    text->n = length;
    return text->p ? 0 : -1;
}
