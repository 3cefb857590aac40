#include "io/table_schema.h"

#include <string.h>

#include "base/decimal.h"
#include "io/doc.h"

/* What a load carries along. */
struct loader {
    struct prak_arena *a;
    struct prak_texts missing; /* of the whole schema */
};

static int copy(struct loader *l, struct prak_str s, struct prak_str *out, struct prak_err *e)
{
    char *p = prak_arena_copy(l->a, s.p ? s.p : "", s.n, e);

    *out = (struct prak_str){ p, s.n };
    return p ? 0 : -1;
}

static int wrong(const char *key, const char *want, struct prak_err *e)
{
    return prak_fail(e, PRAK_EUSAGE, "'%s' of the schema is not %s", key, want);
}

/* A member that is a text; absent: left alone. */
static int read_text(struct loader *l, const struct prak_json *n, const char *key, struct prak_str *out,
                     struct prak_err *e)
{
    const struct prak_json *m = prak_json_member(n, key);

    if (!m)
        return 0;
    if (prak_json_kind(m) != PRAK_N_TEXT)
        return wrong(key, "text", e);
    return copy(l, prak_json_text(m), out, e);
}

static int read_bool(const struct prak_json *n, const char *key, bool *out, struct prak_err *e)
{
    const struct prak_json *m = prak_json_member(n, key);

    if (!m)
        return 0;
    if (prak_json_kind(m) != PRAK_N_BOOL)
        return wrong(key, "true or false", e);
    *out = prak_json_bool(m);
    return 0;
}

/* Text or number, as text: bounds and choices may be written either way. */
static int read_scalar(struct loader *l, const struct prak_json *m, const char *key, struct prak_str *out,
                       struct prak_err *e)
{
    switch (prak_json_kind(m)) {
    case PRAK_N_TEXT:
        return copy(l, prak_json_text(m), out, e);
    case PRAK_N_NUMBER:
        return prak_json_number(m, l->a, out, e);
    case PRAK_N_BOOL:
        *out = prak_str(prak_json_bool(m) ? "true" : "false");
        return 0;
    case PRAK_N_NULL:
    case PRAK_N_LIST:
    case PRAK_N_OBJECT:
        break;
    }
    return wrong(key, "a text or number", e);
}

/* A list of texts (or {"value": …} as v2 allows for missing values); absent: left alone. */
static int read_texts(struct loader *l, const struct prak_json *n, const char *key, struct prak_texts *out,
                      struct prak_err *e)
{
    const struct prak_json *m = prak_json_member(n, key);

    if (!m)
        return 0;
    if (prak_json_kind(m) != PRAK_N_LIST)
        return wrong(key, "a list", e);
    size_t count = prak_json_count(m);
    struct prak_str *v = prak_arena_array(l->a, count ? count : 1, sizeof *v, e);
    if (!v)
        return -1;
    for (size_t i = 0; i < count; i++) {
        const struct prak_json *item = prak_json_item(m, i);
        if (prak_json_kind(item) == PRAK_N_OBJECT && prak_json_member(item, "value"))
            item = prak_json_member(item, "value");
        if (read_scalar(l, item, key, &v[i], e))
            return -1;
    }
    *out = (struct prak_texts){ count, v };
    return 0;
}

static int read_length(const struct prak_json *n, const char *key, struct prak_arena *a, size_t *out,
                       struct prak_err *e)
{
    const struct prak_json *m = prak_json_member(n, key);
    struct prak_str text;
    struct prak_dec d;
    int64_t v;

    if (!m)
        return 0;
    if (prak_json_kind(m) != PRAK_N_NUMBER || prak_json_number(m, a, &text, e) ||
        prak_dec_parse(text.p, text.n, false, &d) || prak_dec_to_int64(d, &v) || v < 0)
        return wrong(key, "a length", e);
    *out = (size_t)v;
    return 0;
}

static int read_bound(struct loader *l, const struct prak_json *n, const char *key, struct prak_str *out,
                      struct prak_err *e)
{
    const struct prak_json *m = prak_json_member(n, key);

    return m ? read_scalar(l, m, key, out, e) : 0;
}

/* A misspelt check would be one that is never made. */
static int refuse_unknown(struct loader *l, const struct prak_json *n, const char *const *known, size_t nknown,
                          const char *what, bool own_only, struct prak_err *e)
{
    struct prak_str *key, names[16];
    size_t nkey;

    if (prak_json_keys(n, l->a, &key, &nkey, e))
        return -1;
    for (size_t i = 0; i < nknown; i++)
        names[i] = prak_str(known[i]);
    for (size_t i = 0; i < nkey; i++) {
        size_t k = 0;
        if (own_only && (key[i].n < 5 || memcmp(key[i].p, "prak:", 5) != 0))
            continue;
        while (k < nknown && !prak_str_eq(names[k], key[i]))
            k++;
        if (k < nknown)
            continue;
        prak_fail(e, PRAK_EUSAGE, "unknown %s '%.*s'", what, (int)(key[i].n < 80 ? key[i].n : 80), key[i].p);
        const ptrdiff_t near = prak_str_nearest(key[i], names, nknown);
        return near < 0 ? -1 : prak_err_hint(e, "did you mean '%s'?", known[near]);
    }
    return 0;
}

static int read_constraints(struct loader *l, const struct prak_json *n, struct prak_field *f, struct prak_err *e)
{
    static const char *const known[] = { "required",  "unique",  "minLength",        "maxLength",        "minimum",
                                         "maximum",   "pattern", "exclusiveMinimum", "exclusiveMaximum", "enum" };

    if (!n)
        return 0;
    if (prak_json_kind(n) != PRAK_N_OBJECT)
        return wrong("constraints", "an object", e);
    if (prak_json_member(n, "jsonSchema"))
        return prak_fail(e, PRAK_EUSAGE, "the constraint 'jsonSchema' is not checked by prak; take it out");
    if (refuse_unknown(l, n, known, sizeof known / sizeof *known, "constraint", false, e))
        return -1;
    return read_bool(n, "required", &f->required, e) || read_bool(n, "unique", &f->unique, e) ||
           read_length(n, "minLength", l->a, &f->min_length, e) ||
           read_length(n, "maxLength", l->a, &f->max_length, e) || read_bound(l, n, "minimum", &f->minimum, e) ||
           read_bound(l, n, "maximum", &f->maximum, e) ||
           read_bound(l, n, "exclusiveMinimum", &f->exclusive_minimum, e) ||
           read_bound(l, n, "exclusiveMaximum", &f->exclusive_maximum, e) ||
           read_text(l, n, "pattern", &f->pattern, e) || read_texts(l, n, "enum", &f->choices, e);
}

/* Our own keys. */
static int read_own(struct loader *l, const struct prak_json *n, struct prak_field *f, struct prak_err *e)
{
    static const char *const known[] = { "prak:lax", "prak:trim", "prak:digits" };
    struct prak_str digits = { "", 0 };

    if (prak_json_member(n, "categories")) {
        prak_fail(e, PRAK_EUSAGE, "'categories' are not checked by clean");
        return prak_err_hint(e, "write them as the constraint 'enum'");
    }
    if (refuse_unknown(l, n, known, 3, "key", true, e) || read_bool(n, "prak:lax", &f->lax, e) || read_bool(n, "prak:trim", &f->trim, e) ||
        read_text(l, n, "prak:digits", &digits, e))
        return -1;
    f->digits_khmer = prak_str_is(digits, "khmer");
    if (digits.n && !f->digits_khmer && !prak_str_is(digits, "latin"))
        return prak_fail(e, PRAK_EUSAGE, "'prak:digits' of the schema is khmer or latin");
    return 0;
}

static int read_field(struct loader *l, const struct prak_json *n, struct prak_field *f, struct prak_err *e)
{
    struct prak_str name = { "", 0 }, type = prak_str("string");

    if (prak_json_kind(n) != PRAK_N_OBJECT)
        return wrong("fields", "a list of objects", e);
    if (read_text(l, n, "name", &name, e) || read_text(l, n, "type", &type, e))
        return -1;
    if (name.n == 0)
        return prak_fail(e, PRAK_EUSAGE, "a field of the schema has no name");
    *f = prak_field_default(name);
    f->missing = l->missing;
    if (prak_field_type_parse(type, &f->type)) {
        prak_fail(e, PRAK_EUSAGE, "'%.*s' is not a type that prak checks", (int)type.n, type.p);
    } else if (read_text(l, n, "format", &f->format, e) == 0 && read_bool(n, "bareNumber", &f->bare_number, e) == 0 &&
               read_text(l, n, "decimalChar", &f->decimal_char, e) == 0 &&
               read_text(l, n, "groupChar", &f->group_char, e) == 0 &&
               read_texts(l, n, "trueValues", &f->true_values, e) == 0 &&
               read_texts(l, n, "falseValues", &f->false_values, e) == 0 &&
               read_texts(l, n, "missingValues", &f->missing, e) == 0 && read_own(l, n, f, e) == 0 &&
               read_constraints(l, prak_json_member(n, "constraints"), f, e) == 0 &&
               prak_field_prepare(f, l->a, e) == 0) {
        return 0;
    }
    prak_err_column(e, name.p, name.n);
    return -1;
}

static struct prak_field *find_field(const struct prak_table_schema *s, struct prak_str name)
{
    for (size_t i = 0; i < s->nfield; i++)
        if (prak_str_eq(s->field[i].name, name))
            return &s->field[i];
    return NULL;
}

/* Adds a key; one of a single field is the same as the constraint unique. */
static int add_key(struct prak_table_schema *s, const struct prak_texts *key, struct prak_err *e)
{
    struct prak_field *f = NULL;

    for (size_t i = 0; i < key->n; i++)
        if (!(f = find_field(s, key->v[i])))
            return prak_fail(e, PRAK_EUSAGE, "a key names '%.*s', which is no field of the schema",
                             (int)(key->v[i].n < 80 ? key->v[i].n : 80), key->v[i].p);
    if (key->n == 0)
        return prak_fail(e, PRAK_EUSAGE, "a key of the schema names no field");
    if (key->n == 1 && f->unique)
        return 0;
    if (key->n == 1)
        f->unique = true;
    s->key[s->nkey++] = *key;
    return 0;
}

/* A name, or a list of names. */
static int read_key(struct loader *l, const struct prak_json *m, const char *what, struct prak_texts *key,
                    struct prak_err *e)
{
    const bool one = prak_json_kind(m) == PRAK_N_TEXT;

    if (!one && prak_json_kind(m) != PRAK_N_LIST)
        return wrong(what, "a name or a list of names", e);
    const size_t n = one ? 1 : prak_json_count(m);
    struct prak_str *v = prak_arena_array(l->a, n ? n : 1, sizeof *v, e);
    for (size_t i = 0; v && i < n; i++) {
        const struct prak_json *item = one ? m : prak_json_item(m, i);
        if (prak_json_kind(item) != PRAK_N_TEXT)
            return wrong(what, "a name or a list of names", e);
        if (copy(l, prak_json_text(item), &v[i], e))
            return -1;
    }
    *key = (struct prak_texts){ n, v };
    return v ? 0 : -1;
}

/* The unique fields, the primary key (whose fields are required, says Table Schema), the unique keys. */
static int read_keys(struct loader *l, const struct prak_json *root, struct prak_table_schema *s, struct prak_err *e)
{
    const struct prak_json *primary = prak_json_member(root, "primaryKey");
    const struct prak_json *unique = prak_json_member(root, "uniqueKeys");
    struct prak_texts key;

    if (unique && prak_json_kind(unique) != PRAK_N_LIST)
        return wrong("uniqueKeys", "a list of lists of names", e);
    const size_t n = unique ? prak_json_count(unique) : 0;
    s->key = prak_arena_array(l->a, s->nfield + n + 1, sizeof *s->key, e);
    if (!s->key)
        return -1;
    for (size_t i = 0; i < s->nfield; i++)
        if (s->field[i].unique)
            s->key[s->nkey++] = (struct prak_texts){ 1, &s->field[i].name };
    if (primary) {
        if (read_key(l, primary, "primaryKey", &key, e) || add_key(s, &key, e))
            return -1;
        for (size_t k = 0; k < key.n; k++)
            find_field(s, key.v[k])->required = true;
    }
    for (size_t i = 0; i < n; i++) {
        const struct prak_json *item = prak_json_item(unique, i);
        if (prak_json_kind(item) == PRAK_N_TEXT) /* ["a","b"]: one key of two or two of one? */
            return wrong("uniqueKeys", "a list of lists of names", e);
        if (read_key(l, item, "uniqueKeys", &key, e) || add_key(s, &key, e))
            return -1;
    }
    return 0;
}

static int read_schema(struct loader *l, const struct prak_json *root, struct prak_table_schema *s,
                       struct prak_err *e)
{
    const struct prak_json *fields = prak_json_kind(root) == PRAK_N_OBJECT ? prak_json_member(root, "fields") : NULL;

    if (!fields || prak_json_kind(fields) != PRAK_N_LIST)
        return prak_fail(e, PRAK_EUSAGE, "not a table schema: it has no list 'fields'");
    if (prak_json_member(root, "foreignKeys")) {
        prak_fail(e, PRAK_EUSAGE, "'foreignKeys' are not checked by clean; take them out");
        return prak_err_hint(e, "prak join --require-all checks a key against a table");
    }
    if (read_texts(l, root, "missingValues", &l->missing, e))
        return -1;
    s->nfield = prak_json_count(fields);
    s->field = prak_arena_array(l->a, s->nfield ? s->nfield : 1, sizeof *s->field, e);
    if (!s->field)
        return -1;
    for (size_t i = 0; i < s->nfield; i++) {
        if (read_field(l, prak_json_item(fields, i), &s->field[i], e))
            return -1;
        struct prak_table_schema before = { .nfield = i, .field = s->field };
        if (find_field(&before, s->field[i].name))
            return prak_fail(e, PRAK_EUSAGE, "the schema has the field '%.*s' twice", (int)s->field[i].name.n,
                             s->field[i].name.p);
    }
    return read_keys(l, root, s, e);
}

int prak_table_schema_load(const char *path, struct prak_arena *a, char hex[65], struct prak_table_schema *out,
                           struct prak_err *e)
{
    struct loader l = { .a = a };
    struct prak_doc *doc;

    *out = (struct prak_table_schema){ 0 };
    if (prak_doc_load(path, hex, &doc, e))
        return -1;
    int failed = read_schema(&l, prak_doc_root(doc), out, e);
    prak_doc_free(doc);
    if (failed)
        prak_err_source(e, path);
    return failed ? -1 : 0;
}
