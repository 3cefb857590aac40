/*
 * options.c - the command line: one table for what every program shares, one for the program's own. Long names are
 * never abbreviated, so that a script goes on working when an option is added.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/run.h"

#define COMMON(field) offsetof(struct prak_common, field)

static const struct prak_opt common_options[] = {
    { PRAK_OPT_TEXT, 'o', "output", "FILE", NULL, NULL, "write to FILE, whole or not at all", COMMON(out), false },
    { PRAK_OPT_TEXT, 0, "rejects", "FILE", NULL, NULL, "set bad rows aside in FILE instead of stopping at the first",
      COMMON(rejects), false },
    { PRAK_OPT_TEXT, 0, "max-rejects", "N|P%", "10%", NULL, "how many rows may be set aside", COMMON(max_rejects),
      false },
    { PRAK_OPT_FLAG, 0, "summary", NULL, NULL, NULL, "tell on stderr what became of every row", COMMON(summary), false },
    { PRAK_OPT_TEXT, 0, "record", "FILE", NULL, NULL, "append one JSON line about this run (also PRAK_RECORD)",
      COMMON(record), false },
    { PRAK_OPT_TEXT, 0, "from", "FORMAT", NULL, NULL, "csv, tsv, semicolon or jsonl; import knows more", COMMON(from),
      false },
    { PRAK_OPT_TEXT, 0, "to", "FORMAT", NULL, "csv|tsv|jsonl|json", "what to write", COMMON(to), false },
    { PRAK_OPT_TEXT, 0, "columns", "NAMES", NULL, NULL, "columns of JSON Lines that the first line does not show",
      COMMON(columns), false },
    { PRAK_OPT_TEXT, 0, "types", "COL=TYPE,…", NULL, NULL, "number, boolean or text, for how JSON is written",
      COMMON(types), false },
    { PRAK_OPT_FLAG, 0, "end-mark", NULL, NULL, NULL, "end the output with a record that proves it whole",
      COMMON(end_mark), false },
    { PRAK_OPT_FLAG, 0, "need-end-mark", NULL, NULL, NULL, "refuse an input that does not end with that record",
      COMMON(need_end_mark), false },
    { PRAK_OPT_COUNT, 0, "threads", "N", "0", NULL, "worker threads; 0: one a core, at most 4; in a pipeline those that find work",
      COMMON(threads), false },
    { PRAK_OPT_COUNT, 0, "memory", "SIZE", "1G", NULL, "memory for tables and keys", COMMON(memory), false },
    { PRAK_OPT_COUNT, 0, "block-size", "N", "0", NULL, "bytes read at a time (for tests); 0: 256K, in a pipeline 128K",
      COMMON(block_size), false },
    { PRAK_OPT_COUNT, 0, "max-field", "SIZE", "1M", NULL, "longest cell accepted", COMMON(max_field), false },
    { PRAK_OPT_COUNT, 0, "max-record", "SIZE", "16M", NULL, "longest record accepted", COMMON(max_record), false },
    { PRAK_OPT_COUNT, 0, "max-columns", "N", "10000", NULL, "most columns accepted", COMMON(max_columns), false },
    { PRAK_OPT_FLAG, 0, "show-values", NULL, NULL, NULL, "let messages hold cell values (they may be about people)",
      COMMON(show_values), false },
    { PRAK_OPT_FLAG, 0, "bom", NULL, NULL, NULL, "begin the output with a byte order mark, for Excel", COMMON(bom),
      false },
    { PRAK_OPT_TEXT, 0, "color", "WHEN", "auto", "auto|always|never", "colour on a terminal", COMMON(colour), false },
    { PRAK_OPT_FLAG, 0, "no-progress", NULL, NULL, NULL, "no progress line on a terminal", COMMON(no_progress), false },
    { PRAK_OPT_FLAG, 'v', "verbose", NULL, NULL, NULL, "say more on stderr", COMMON(verbose), false },
    { PRAK_OPT_FLAG, 'q', "quiet", NULL, NULL, NULL, "say only errors", COMMON(quiet), false },
    { PRAK_OPT_FLAG, 'h', "help", NULL, NULL, NULL, "this text", COMMON(help), false },
    { PRAK_OPT_FLAG, 0, "version", NULL, NULL, NULL, "name, version and licence", COMMON(version), false },
    PRAK_OPT_END,
};

static int bad_value(const struct prak_opt *o, const char *text, const char *want, struct prak_err *e)
{
    return prak_fail(e, PRAK_EUSAGE, "--%s: '%.60s' is not %s", o->name, text, want);
}

/* N with an optional K, M or G. */
static int parse_count(const struct prak_opt *o, const char *text, uint64_t *v, struct prak_err *e)
{
    char *end;

    errno = 0;
    unsigned long long n = strtoull(text, &end, 10);
    unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;
    if (end == text || *text == '-' || *text == '+' || errno || end[shift ? 1 : 0] || n > (UINT64_MAX >> shift))
        return bad_value(o, text, "a whole number (K, M and G may follow)", e);
    *v = (uint64_t)n << shift;
    return 0;
}

static int check_choice(const struct prak_opt *o, const char *text, struct prak_err *e)
{
    struct prak_str names[32];
    size_t n = 0, len = strlen(text);

    for (const char *p = o->choices; p && n < 32;) {
        const char *bar = strchr(p, '|');
        names[n] = (struct prak_str){ p, bar ? (size_t)(bar - p) : strlen(p) };
        if (names[n].n == len && memcmp(p, text, len) == 0)
            return 0;
        n++;
        p = bar ? bar + 1 : NULL;
    }
    prak_fail(e, PRAK_EUSAGE, "--%s: '%.60s' is not one of %s", o->name, text, o->choices);
    ptrdiff_t near = prak_str_nearest(prak_str(text), names, n);
    return near < 0 ? -1 : prak_err_hint(e, "did you mean '%.*s'?", (int)names[near].n, names[near].p);
}

unsigned prak_choice(const char *choices, const char *text)
{
    size_t n = strlen(text);
    unsigned i = 0;

    for (const char *p = choices; p; i++) {
        const char *bar = strchr(p, '|');
        if ((bar ? (size_t)(bar - p) : strlen(p)) == n && memcmp(p, text, n) == 0)
            return i;
        p = bar ? bar + 1 : NULL;
    }
    return 0;
}

static int add_to_list(struct prak_run *r, struct prak_list *list, const char *text, struct prak_err *e)
{
    const char **v = prak_arena_array(r->arena, list->n + 1, sizeof *v, e);

    if (!v)
        return -1;
    if (list->n)
        memcpy(v, list->v, list->n * sizeof *v);
    v[list->n] = text;
    *list = (struct prak_list){ list->n + 1, v };
    return 0;
}

static int set_option(struct prak_run *r, const struct prak_opt *o, void *field, const char *text, struct prak_err *e)
{
    if (o->choices && text && check_choice(o, text, e))
        return -1;
    switch (o->kind) {
    case PRAK_OPT_FLAG:
        *(bool *)field = true;
        return 0;
    case PRAK_OPT_TEXT:
        *(const char **)field = text;
        return 0;
    case PRAK_OPT_LIST:
        return add_to_list(r, field, text, e);
    case PRAK_OPT_COUNT:
        return parse_count(o, text, field, e);
    case PRAK_OPT_DECIMAL:
        if (prak_dec_parse(text, strlen(text), false, field) == PRAK_NUM_OK)
            return 0;
        return bad_value(o, text, "a number", e);
    }
    return 0;
}

/* As given by the user: of two texts for one thing neither is passed over in silence. */
static int set_given(struct prak_run *r, const struct prak_opt *o, void *field, const char *text, struct prak_err *e)
{
    if (o->kind == PRAK_OPT_TEXT && !o->fallback && !o->choices) {
        const char *before = *(const char **)field;
        if (before && strcmp(before, text))
            return prak_fail(e, PRAK_EUSAGE, "--%s is given twice", o->name);
    }
    return set_option(r, o, field, text, e);
}

/* The option of this long name (n bytes) or letter, in either table; *base receives where its field lies. */
static const struct prak_opt *find_option(struct prak_run *r, const char *name, size_t n, char letter, char **base)
{
    const struct prak_opt *table[2] = { r->tool->opts, common_options };
    char *bases[2] = { r->plan, (char *)&r->common };

    for (int t = 0; t < 2; t++)
        for (const struct prak_opt *o = table[t]; o && o->name; o++)
            if (letter ? o->letter == letter : strlen(o->name) == n && memcmp(o->name, name, n) == 0) {
                *base = bases[t];
                return o;
            }
    return NULL;
}

static int unknown_option(struct prak_run *r, const char *name, size_t n, struct prak_err *e)
{
    struct prak_str names[128];
    size_t count = 0;

    for (const struct prak_opt *o = r->tool->opts; o && o->name && count < 128; o++)
        names[count++] = prak_str(o->name);
    for (const struct prak_opt *o = common_options; o->name && count < 128; o++)
        names[count++] = prak_str(o->name);
    prak_fail(e, PRAK_EUSAGE, "unknown option '--%.*s'", (int)(n > 60 ? 60 : n), name);
    ptrdiff_t near = prak_str_nearest((struct prak_str){ name, n }, names, count);
    if (near >= 0)
        return prak_err_hint(e, "did you mean '--%.*s'?", (int)names[near].n, names[near].p);
    return prak_err_hint(e, "see 'prak-%s --help'", r->tool->name);
}

static int parse_long(struct prak_run *r, int *i, struct prak_err *e)
{
    const char *arg = r->argv[*i] + 2, *eq = strchr(arg, '=');
    size_t n = eq ? (size_t)(eq - arg) : strlen(arg);
    char *base;

    if (n == 12 && memcmp(arg, "options-mdoc", n) == 0) { /* for the manual */
        r->common.mdoc = true;
        return 0;
    }
    const struct prak_opt *o = find_option(r, arg, n, 0, &base);
    if (!o)
        return unknown_option(r, arg, n, e);
    const char *text = eq ? eq + 1 : NULL;
    if (o->kind == PRAK_OPT_FLAG && text)
        return prak_fail(e, PRAK_EUSAGE, "--%s takes no value", o->name);
    if (o->kind != PRAK_OPT_FLAG && !text) {
        if (*i + 1 >= r->argc)
            return prak_fail(e, PRAK_EUSAGE, "--%s needs a value", o->name);
        text = r->argv[++*i];
    }
    if (base == (char *)r->plan) /* a program's own form of a common option (import --from) holds for the engine too */
        for (const struct prak_opt *c = common_options; c->name; c++)
            if (c->kind == o->kind && strcmp(c->name, o->name) == 0 &&
                set_option(r, o, (char *)&r->common + c->offset, text, e))
                return -1;
    return set_given(r, o, base + o->offset, text, e);
}

static int parse_short(struct prak_run *r, int *i, struct prak_err *e)
{
    for (const char *p = r->argv[*i] + 1; *p; p++) {
        char *base;
        const struct prak_opt *o = find_option(r, NULL, 0, *p, &base);
        if (!o) {
            prak_fail(e, PRAK_EUSAGE, "unknown option '-%c'", *p);
            return prak_err_hint(e, "see 'prak-%s --help'", r->tool->name);
        }
        if (o->kind == PRAK_OPT_FLAG) {
            if (set_option(r, o, base + o->offset, NULL, e))
                return -1;
            continue;
        }
        const char *text = p[1] ? p + 1 : NULL;
        if (!text && *i + 1 >= r->argc)
            return prak_fail(e, PRAK_EUSAGE, "-%c needs a value", *p);
        return set_given(r, o, base + o->offset, text ? text : r->argv[++*i], e);
    }
    return 0;
}

static int set_fallbacks(struct prak_run *r, const struct prak_opt *table, char *base, struct prak_err *e)
{
    for (const struct prak_opt *o = table; o && o->name; o++)
        if (o->fallback && o->kind != PRAK_OPT_LIST && set_option(r, o, base + o->offset, o->fallback, e))
            return -1;
    return 0;
}

static int check_required(struct prak_run *r, struct prak_err *e)
{
    for (const struct prak_opt *o = r->tool->opts; o && o->name; o++) {
        const char *field = (const char *)r->plan + o->offset;
        if (!o->required)
            continue;
        bool given = o->kind == PRAK_OPT_LIST ? ((const struct prak_list *)(const void *)field)->n > 0
                                              : *(const char *const *)(const void *)field != NULL;
        if (!given) {
            prak_fail(e, PRAK_EUSAGE, "--%s is needed", o->name);
            return prak_err_hint(e, "see 'prak-%s --help'", r->tool->name);
        }
    }
    return 0;
}

int prak_options_parse(struct prak_run *r, struct prak_err *e)
{
    bool only_operands = false;

    if (set_fallbacks(r, common_options, (char *)&r->common, e) || set_fallbacks(r, r->tool->opts, r->plan, e))
        return -1;
    r->operand = prak_arena_array(r->arena, (size_t)r->argc + 1, sizeof *r->operand, e);
    if (!r->operand)
        return -1;
    for (int i = 1; i < r->argc; i++) {
        const char *arg = r->argv[i];
        int failed = 0;
        if (only_operands || arg[0] != '-' || !arg[1])
            r->operand[r->noperand++] = arg;
        else if (arg[1] != '-')
            failed = parse_short(r, &i, e);
        else if (arg[2])
            failed = parse_long(r, &i, e);
        else
            only_operands = true;
        if (failed)
            return -1;
    }
    if (r->common.help || r->common.version || r->common.mdoc)
        return 0;
    return check_required(r, e);
}

static void help_table(const struct prak_opt *table, struct prak_buf *out)
{
    for (const struct prak_opt *o = table; o && o->name; o++) {
        struct prak_buf left = { 0 };
        if (o->letter)
            prak_buf_fmt(&left, "  -%c, --%s", o->letter, o->name);
        else
            prak_buf_fmt(&left, "      --%s", o->name);
        if (o->arg)
            prak_buf_fmt(&left, " %s", o->arg);
        prak_buf_add(out, left.p, left.n);
        if (left.n > 28)
            prak_buf_text(out, "\n                              ");
        else
            for (size_t n = left.n; n < 30; n++)
                prak_buf_byte(out, ' ');
        prak_buf_text(out, o->help);
        if (o->choices)
            prak_buf_fmt(out, ": %s", o->choices);
        if (o->fallback)
            prak_buf_fmt(out, " [%s]", o->fallback);
        prak_buf_byte(out, '\n');
        prak_buf_free(&left);
    }
}

void prak_options_help(const struct prak_tool *t, struct prak_buf *out)
{
    prak_buf_fmt(out, "usage: prak %s %s\n%s\n\n", t->name, t->synopsis, t->brief);
    help_table(t->opts, out);
    prak_buf_text(out, "\nevery program:\n");
    help_table(common_options, out);
    prak_buf_fmt(out,
                 "\nexit status: 0 done, 1 data refused, 2 usage, 3 system. memory: %s\n"
                 "example: %s\nmanual: man prak-%s\n",
                 t->memory, t->example, t->name);
}

static void mdoc_text(struct prak_buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '\\')
            prak_buf_text(out, "\\e");
        else if (*s == '-')
            prak_buf_text(out, "\\-");
        else
            prak_buf_byte(out, *s);
    }
}

static void mdoc_table(const struct prak_opt *table, struct prak_buf *out)
{
    for (const struct prak_opt *o = table; o && o->name; o++) {
        prak_buf_text(out, ".It ");
        if (o->letter)
            prak_buf_fmt(out, "Fl %c , ", o->letter);
        prak_buf_fmt(out, "Fl \\-%s", o->name);
        if (o->arg)
            prak_buf_fmt(out, " Ar %s", o->arg);
        prak_buf_byte(out, '\n');
        mdoc_text(out, o->help);
        if (o->choices) {
            prak_buf_text(out, ": ");
            mdoc_text(out, o->choices);
        }
        if (o->fallback) {
            prak_buf_text(out, "; default ");
            mdoc_text(out, o->fallback);
        }
        prak_buf_text(out, ".\n");
    }
}

void prak_options_mdoc(const struct prak_tool *t, struct prak_buf *out)
{
    if (t->opts && t->opts->name) {
        prak_buf_text(out, ".Bl -tag -width Ds\n");
        mdoc_table(t->opts, out);
        prak_buf_text(out, ".El\n.Pp\n");
    }
    prak_buf_text(out, "Options that every program has:\n.Bl -tag -width Ds\n");
    mdoc_table(common_options, out);
    prak_buf_text(out, ".El\n");
}
