/*
 * field.c - preparing a field and judging its cells.
 */
#include "table/field.h"

#include "base/utf8.h"
#include "table/field_read.h"

enum bound { LOW, HIGH, ABOVE, BELOW };

static const char *const type_name[] = { "string",   "number", "integer", "boolean",   "date",
                                         "datetime", "time",   "year",    "yearmonth", "any" };

static const struct {
    unsigned fault;
    const char *code, *text;
} faults_known[PRAK_FAULT_BITS] = {
    { PRAK_FAULT_TYPE, "type-error", NULL },
    { PRAK_FAULT_REQUIRED, "constraint-error:required", "missing, but required" },
    { PRAK_FAULT_UNIQUE, "constraint-error:unique", "not unique" },
    { PRAK_FAULT_MINIMUM, "constraint-error:minimum", "under the minimum" },
    { PRAK_FAULT_MAXIMUM, "constraint-error:maximum", "over the maximum" },
    { PRAK_FAULT_EXCLUSIVE_MINIMUM, "constraint-error:exclusiveMinimum", "not over the exclusive minimum" },
    { PRAK_FAULT_EXCLUSIVE_MAXIMUM, "constraint-error:exclusiveMaximum", "not under the exclusive maximum" },
    { PRAK_FAULT_MIN_LENGTH, "constraint-error:minLength", "too short" },
    { PRAK_FAULT_MAX_LENGTH, "constraint-error:maxLength", "too long" },
    { PRAK_FAULT_PATTERN, "constraint-error:pattern", "does not match the pattern" },
    { PRAK_FAULT_ENUM, "constraint-error:enum", "not one of the listed values" },
};

static const char *const type_fault[] = {
    "not of the format",       "not a number",
    "not an integer",          "not a boolean",
    "not a date (YYYY-MM-DD)", "not a datetime (YYYY-MM-DDThh:mm:ss)",
    "not a time (hh:mm:ss)",   "not a year (YYYY)",
    "not a month (YYYY-MM)",   "not of the type",
};

const char *prak_field_fault_code(unsigned fault)
{
    for (size_t i = 0; i < PRAK_FAULT_BITS; i++)
        if (faults_known[i].fault == fault)
            return faults_known[i].code;
    return "constraint-error";
}

const char *prak_field_fault_text(const struct prak_field *f, unsigned fault)
{
    if (fault == PRAK_FAULT_TYPE) {
        bool pattern = f->type >= PRAK_FIELD_DATE && f->type <= PRAK_FIELD_YEARMONTH && f->format.n &&
                       !prak_str_is(f->format, "default");
        return pattern ? "not in the date format of the schema" : type_fault[f->type];
    }
    for (size_t i = 0; i < PRAK_FAULT_BITS; i++)
        if (faults_known[i].fault == fault)
            return faults_known[i].text;
    return "refused";
}

struct prak_field prak_field_default(struct prak_str name)
{
    return (struct prak_field){ .name = name,
                                .type = PRAK_FIELD_STRING,
                                .bare_number = true,
                                .decimal_char = prak_str("."),
                                .max_length = SIZE_MAX };
}

int prak_field_type_parse(struct prak_str name, enum prak_field_type *type)
{
    for (size_t i = 0; i < sizeof type_name / sizeof *type_name; i++)
        if (prak_str_is(name, type_name[i])) {
            *type = (enum prak_field_type)i;
            return 0;
        }
    return -1;
}

enum prak_type prak_field_json(const struct prak_field *f)
{
    if (f->type == PRAK_FIELD_NUMBER || f->type == PRAK_FIELD_INTEGER)
        return PRAK_NUMBER;
    return f->type == PRAK_FIELD_BOOLEAN ? PRAK_BOOLEAN : PRAK_TEXT;
}

/* --- preparing --- */

static int refuse(const struct prak_field *f, struct prak_err *e, const char *what)
{
    prak_fail(e, PRAK_EUSAGE, "%s", what);
    prak_err_column(e, f->name.p, f->name.n);
    return -1;
}

static bool is_number(const struct prak_field *f)
{
    return f->type == PRAK_FIELD_NUMBER || f->type == PRAK_FIELD_INTEGER;
}

static bool is_time(const struct prak_field *f)
{
    return f->type >= PRAK_FIELD_DATE && f->type <= PRAK_FIELD_YEARMONTH;
}

static int prepare_format(struct prak_field *f, struct prak_arena *a, struct prak_err *e)
{
    static const struct {
        const char *name, *pattern;
    } known[] = {
        { "email", "[^@\\s]+@[^@\\s.]+(\\.[^@\\s.]+)+" },
        { "uri", "[A-Za-z][A-Za-z0-9+.-]*:\\S+" },
        { "uuid", "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" },
    };
    if (f->format.n == 0 || prak_str_is(f->format, "default"))
        return 0;
    if (f->type == PRAK_FIELD_STRING) {
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (prak_str_is(f->format, known[i].name))
                return prak_regex_new_in(a, prak_str(known[i].pattern), true, &f->ready->format, e);
        return refuse(f, e, "a string has the formats default, email, uri and uuid");
    }
    if (!is_time(f))
        return refuse(f, e, "this type has no format but default");
    if (prak_str_is(f->format, "any")) {
        refuse(f, e, "format 'any' would guess dates");
        return prak_err_hint(e, "write the pattern, as in %%d/%%m/%%Y");
    }
    const char *fault = prak_field_pattern_fault(f->type, f->format);
    return fault ? refuse(f, e, fault) : 0;
}

/* A value of the schema file: in plain form, or as the cells are written. */
static int read_value(const struct prak_field *f, struct prak_str text, struct prak_arena *a,
                      struct prak_reading *out, const char *what, struct prak_err *e)
{
    struct prak_field plain = *f;
    plain.format = (struct prak_str){ "", 0 };
    plain.decimal_char = prak_str(".");
    plain.group_char = (struct prak_str){ "", 0 };
    plain.bare_number = true;
    int rc = prak_field_read(f->type == PRAK_FIELD_STRING ? f : &plain, text, a, out, e);
    if (rc == 0)
        rc = prak_field_read(f, text, a, out, e);
    if (rc < 0)
        return -1;
    return rc ? 0 : refuse(f, e, what);
}

/* -1, 0, 1; 2 when one time has a zone and the other none. */
static int order(const struct prak_field *f, const struct prak_reading *a, const struct prak_reading *b)
{
    if (is_number(f))
        return prak_dec_cmp(a->num, b->num);
    if (a->zoned != b->zoned)
        return 2;
    return (a->order > b->order) - (a->order < b->order);
}

static int prepare_bounds(struct prak_field *f, struct prak_arena *a, struct prak_err *e)
{
    const struct prak_str *text[] = { &f->minimum, &f->maximum, &f->exclusive_minimum,
                                      &f->exclusive_maximum };
    struct prak_field_ready *r = f->ready;
    for (size_t i = 0; i < 4; i++) {
        r->has[i] = text[i]->n > 0;
        if (!r->has[i])
            continue;
        if (!is_number(f) && !is_time(f))
            return refuse(f, e, "only numbers, dates and times have a minimum and a maximum");
        if (read_value(f, *text[i], a, &r->bound[i], "a bound is not of the field's type", e) < 0)
            return -1;
    }
    for (int low = LOW; low <= ABOVE; low += ABOVE - LOW)
        for (int high = HIGH; high <= BELOW; high += BELOW - HIGH) {
            if (!r->has[low] || !r->has[high])
                continue;
            int o = order(f, &r->bound[low], &r->bound[high]);
            if (o > 0 || (o == 0 && (low == ABOVE || high == BELOW)))
                return refuse(f, e, "no value lies between the minimum and the maximum");
        }
    return 0;
}

static int prepare_choices(struct prak_field *f, struct prak_arena *a, struct prak_err *e)
{
    if (f->choices.n == 0)
        return 0;
    f->ready->choice = prak_arena_array(a, f->choices.n, sizeof *f->ready->choice, e);
    if (!f->ready->choice)
        return -1;
    for (size_t i = 0; i < f->choices.n; i++)
        if (read_value(f, f->choices.v[i], a, &f->ready->choice[i],
                       "a value of enum is not of the field's type", e) < 0)
            return -1;
    return 0;
}

static int prepare_marks(const struct prak_field *f, struct prak_err *e)
{
    struct prak_str d = f->decimal_char, g = f->group_char;
    if (d.n && prak_utf8_count(d.p, d.n) != 1)
        return refuse(f, e, "decimalChar is one character");
    if (g.n && prak_utf8_count(g.p, g.n) != 1)
        return refuse(f, e, "groupChar is one character");
    if ((g.n && prak_str_eq(d, g)) || (d.n == 0 && prak_str_is(g, ".")))
        return refuse(f, e, "decimalChar and groupChar are the same");
    if ((d.n == 1 && strchr("0123456789+-eE", d.p[0])) || (g.n == 1 && strchr("0123456789+-eE", g.p[0])))
        return refuse(f, e, "decimalChar and groupChar cannot be part of a number");
    for (size_t i = 0; i < f->true_values.n; i++)
        for (size_t k = 0; k < f->false_values.n; k++)
            if (prak_str_eq(f->true_values.v[i], f->false_values.v[k]))
                return refuse(f, e, "a value is both true and false");
    return 0;
}

int prak_field_prepare(struct prak_field *f, struct prak_arena *a, struct prak_err *e)
{
    f->ready = prak_arena_array(a, 1, sizeof *f->ready, e);
    if (!f->ready)
        return -1;
    bool text = f->type == PRAK_FIELD_STRING || f->type == PRAK_FIELD_ANY;
    if (!text && (f->min_length || f->max_length != SIZE_MAX))
        return refuse(f, e, "only strings have a minLength and a maxLength");
    if (f->min_length > f->max_length)
        return refuse(f, e, "minLength is over maxLength");
    if (prepare_marks(f, e) < 0 || prepare_format(f, a, e) < 0)
        return -1;
    if (f->pattern.p && prak_regex_new_in(a, f->pattern, true, &f->ready->pattern, e) < 0) {
        prak_err_column(e, f->name.p, f->name.n);
        return -1;
    }
    return prepare_bounds(f, a, e) < 0 || prepare_choices(f, a, e) < 0 ? -1 : prak_screen_prepare(f, a, e);
}

/* --- judging --- */

static bool is_missing(const struct prak_field *f, struct prak_str text)
{
    if (text.n == 0)
        return true;
    for (size_t i = 0; i < f->missing.n; i++)
        if (prak_str_eq(f->missing.v[i], text))
            return true;
    return false;
}

static struct prak_str trimmed(struct prak_str t)
{
    while (t.n && (t.p[0] == ' ' || t.p[0] == '\t')) {
        t.p++;
        t.n--;
    }
    while (t.n && (t.p[t.n - 1] == ' ' || t.p[t.n - 1] == '\t'))
        t.n--;
    return t;
}

static unsigned judge_bounds(const struct prak_field *f, const struct prak_reading *v)
{
    const struct prak_field_ready *r = f->ready;
    unsigned faults = 0;
    for (int i = LOW; i <= BELOW; i++) {
        if (!r->has[i])
            continue;
        int o = order(f, v, &r->bound[i]);
        bool good = o != 2 && (i == LOW ? o >= 0 : i == HIGH ? o <= 0 : i == ABOVE ? o > 0 : o < 0);
        if (!good)
            faults |= (unsigned)PRAK_FAULT_MINIMUM << i;
    }
    return faults;
}

static bool chosen(const struct prak_field *f, const struct prak_reading *v)
{
    for (size_t i = 0; i < f->choices.n; i++) {
        const struct prak_reading *c = &f->ready->choice[i];
        if (is_number(f) ? prak_dec_cmp(c->num, v->num) == 0 : prak_str_eq(c->text, v->text))
            return true;
    }
    return false;
}

/* 0 or -1; written: the cell as it was written, trimmed. */
static int judge(const struct prak_field *f, struct prak_str written, const struct prak_reading *v,
                 unsigned *faults, struct prak_err *e)
{
    *faults |= judge_bounds(f, v);
    if (f->min_length || f->max_length != SIZE_MAX) {
        size_t length = prak_utf8_count(v->text.p, v->text.n);
        if (length < f->min_length)
            *faults |= PRAK_FAULT_MIN_LENGTH;
        if (length > f->max_length)
            *faults |= PRAK_FAULT_MAX_LENGTH;
    }
    if (f->choices.n && !chosen(f, v))
        *faults |= PRAK_FAULT_ENUM;
    if (!f->ready->pattern)
        return 0;
    struct prak_err why;
    int hit = 0;
    if (prak_regex_match(f->ready->pattern, written, &hit, &why) < 0 && why.code != PRAK_EDATA) {
        *e = why;
        return -1;
    }
    if (!hit)
        *faults |= PRAK_FAULT_PATTERN;
    return 0;
}

int prak_field_check(const struct prak_field *f, struct prak_slice in, struct prak_arena *a,
                     struct prak_slice *out, unsigned *faults, struct prak_err *e)
{
    struct prak_str text = { in.p, in.n };
    bool none = is_missing(f, text);
    *out = in;
    *faults = 0;
    if (!none && f->trim) {
        text = trimmed(text);
        none = is_missing(f, text);
    }
    if (none) {
        *out = (struct prak_slice){ .p = in.p, .n = 0, .plain = 1 };
        *faults = f->required ? PRAK_FAULT_REQUIRED : 0;
        return 0;
    }
    struct prak_reading v;
    int rc = prak_field_read(f, text, a, &v, e);
    if (rc < 0)
        return -1;
    if (rc == 0) {
        *faults = PRAK_FAULT_TYPE;
        return 0;
    }
    bool string = f->type == PRAK_FIELD_STRING || f->type == PRAK_FIELD_ANY;
    out->p = v.text.p;
    out->n = (uint32_t)v.text.n;
    if (v.text.p != in.p || v.text.n != in.n) {
        out->bare = 0;
        out->plain = string ? in.plain : 1; /* numbers, dates, true and false need no quotes */
    }
    return judge(f, text, &v, faults, e);
}
