/*
 * sentence.c - templates are cut into pieces when they are loaded, so that a row of data only puts them together.
 */
#include "law/sentence.h"

#include "law/rules_check.h"
#include "law/rules_table.h"

#define NO_VALUE SIZE_MAX

/* Text, then a value. */
struct piece {
    struct prak_str text;
    size_t value; /* of the names, or NO_VALUE */
};

struct prak_sentence {
    struct prak_str code;
    const struct piece *piece;
    size_t n;
};

struct prak_sentences {
    size_t n;
    struct prak_sentence *sentence;
};

/* What is being cut. */
struct cut {
    const struct prak_rule_table *t;
    const char *const *name;
    size_t nname, row, col;
    struct prak_arena *arena;
};

static int fault(const struct cut *c, const char *msg, struct prak_err *e)
{
    struct prak_str column = prak_table_schema(c->t->data)->name[c->col];
    prak_law_fault(c->t->data, c->row, NULL, msg, e);
    prak_err_column(e, column.p, column.n);
    return -1;
}

static int find_value(const struct cut *c, struct prak_str name, size_t *value, struct prak_err *e)
{
    for (*value = 0; *value < c->nname; ++*value)
        if (prak_str_is(name, c->name[*value]))
            return 0;
    fault(c, "unknown placeholder", e);
    return prak_err_hint(e, "there is no {%.*s}", (int)(name.n < 40 ? name.n : 40), name.p);
}

/* One piece off the front of the text; a brace that stands for itself ends the text of its piece. */
static int take(const struct cut *c, struct prak_str *text, struct piece *out, struct prak_err *e)
{
    const char *brace = memchr(text->p, '{', text->n);
    size_t before = brace ? (size_t)(brace - text->p) : text->n;
    *out = (struct piece){ { text->p, before }, NO_VALUE };
    if (!brace) {
        text->n = 0;
        return 0;
    }
    size_t used = before + 2;
    if (before + 1 < text->n && brace[1] == '{') {
        out->text.n++;
    } else {
        const char *end = memchr(brace, '}', text->n - before);
        if (!end)
            return fault(c, "a brace is not closed", e);
        if (find_value(c, (struct prak_str){ brace + 1, (size_t)(end - brace) - 1 }, &out->value, e) < 0)
            return -1;
        used = (size_t)(end - text->p) + 1;
    }
    text->p += used;
    text->n -= used;
    return 0;
}

static int cut(const struct cut *c, struct prak_sentence *out, struct prak_err *e)
{
    struct prak_str text = prak_table_cell(c->t->data, c->row, c->col);
    size_t most = 1;
    if (text.n == 0)
        return fault(c, "no sentence in this language", e);
    for (size_t i = 0; i < text.n; i++)
        most += text.p[i] == '{';
    struct piece *piece = prak_arena_array(c->arena, most, sizeof *piece, e);
    if (!piece)
        return -1;
    *out = (struct prak_sentence){ prak_table_cell(c->t->data, c->row, 0), piece, 0 };
    while (text.n > 0)
        if (take(c, &text, &piece[out->n++], e) < 0)
            return -1;
    return 0;
}

static bool is_language(const struct prak_schema *s, size_t col)
{
    return col > 0 && !prak_str_is(s->name[col], "note");
}

static int find_language(const struct prak_rule_table *t, const char *language, size_t *col, struct prak_err *e)
{
    const struct prak_schema *s = prak_table_schema(t->data);
    struct prak_buf list = { 0 };
    for (*col = 0; *col < s->n; ++*col)
        if (is_language(s, *col) && prak_str_is(s->name[*col], language))
            return 0;
    for (size_t i = 0; i < s->n; i++)
        if (is_language(s, i)) {
            prak_buf_text(&list, list.n ? ", " : "");
            prak_buf_add(&list, s->name[i].p, s->name[i].n);
        }
    prak_fail(e, PRAK_EUSAGE, "unknown language '%.40s'", language);
    prak_err_hint(e, "there is %s", list.n ? prak_buf_cstr(&list) : "none");
    prak_buf_free(&list);
    return -1;
}

static int cut_all(struct cut *c, size_t language, struct prak_sentences *s, struct prak_err *e)
{
    const struct prak_schema *schema = prak_table_schema(c->t->data);
    struct prak_sentence other; /* a fault in another language is a fault of the table */
    for (c->row = 0; c->row < s->n; c->row++)
        for (c->col = 0; c->col < schema->n; c->col++)
            if (is_language(schema, c->col) && cut(c, c->col == language ? &s->sentence[c->row] : &other, e) < 0)
                return -1;
    return 0;
}

int prak_sentences_load(struct prak_rules *r, const char *table, const char *language, const char *const *name,
                        size_t nname, struct prak_arena *a, const struct prak_sentences **out, struct prak_err *e)
{
    struct cut c = { .name = name, .nname = nname, .arena = a };
    size_t col;
    if (prak_rules_load(r, table, &c.t, e) < 0 || find_language(c.t, language, &col, e) < 0)
        return -1;
    struct prak_sentences *s = prak_arena_array(a, 1, sizeof *s, e);
    if (!s)
        return -1;
    s->n = prak_rule_rows(c.t);
    if (!(s->sentence = prak_arena_array(a, s->n + 1, sizeof *s->sentence, e)) || cut_all(&c, col, s, e) < 0)
        return -1;
    *out = s;
    return 0;
}

bool prak_sentences_has(const struct prak_sentences *s, struct prak_str code)
{
    for (size_t i = 0; i < s->n; i++)
        if (prak_str_eq(s->sentence[i].code, code))
            return true;
    return false;
}

const struct prak_sentence *prak_sentences_find(const struct prak_sentences *s, struct prak_str code)
{
    const struct prak_sentence *best = NULL;
    for (size_t i = 0; i < s->n; i++) {
        struct prak_str own = s->sentence[i].code;
        if (prak_str_eq(own, code))
            return &s->sentence[i];
        if (own.n < code.n && code.p[own.n] == '_' && memcmp(own.p, code.p, own.n) == 0 &&
            (!best || own.n > best->code.n))
            best = &s->sentence[i];
    }
    return best;
}

void prak_sentence_add(const struct prak_sentence *t, const struct prak_str *value, struct prak_buf *out)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct piece *p = &t->piece[i];
        prak_buf_add(out, p->text.p, p->text.n);
        if (p->value != NO_VALUE)
            prak_buf_add(out, value[p->value].p, value[p->value].n);
    }
}

void prak_sentences_say(const struct prak_sentences *s, const char *stem, struct prak_str word, const struct prak_str *value,
                        const char *between, struct prak_buf *out)
{
    char code[256]; /* of a longer word the beginning decides */
    size_t n = strlen(stem), room;
    memcpy(code, stem, n);
    if (n > 0 && word.n > 0)
        code[n++] = '_';
    room = word.n < sizeof code - n ? word.n : sizeof code - n;
    memcpy(code + n, word.p, room);
    const struct prak_sentence *t = prak_sentences_find(s, (struct prak_str){ code, n + room });
    if (!t)
        return;
    if (out->n > 0)
        prak_buf_text(out, between);
    prak_sentence_add(t, value, out);
}
