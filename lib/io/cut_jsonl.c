/*
 * cut_jsonl.c - JSON Lines records into the slots of their columns.
 */
#include <string.h>

#include "io/private.h"

struct row {
    struct prak_cutter *c;
    const struct prak_slot *slots;
    size_t row;
    bool learn;
    size_t expected; /* the column whose key comes next when the order is the first line's */
};

static int find_key(void *data, struct prak_str key, struct prak_slice **to, struct prak_err *e)
{
    struct row *r = data;
    struct prak_cutter *c = r->c;
    size_t column = r->expected;
    uint32_t slot;

    if (column >= c->width || !prak_str_eq(key, c->schema->name[column])) {
        uint32_t id = prak_map_find(c->names, key);

        if (id == UINT32_MAX) {
            prak_fail(e, PRAK_EDATA, "key is not among the columns");
            prak_err_column(e, key.p, key.n);
            return prak_err_hint(e, "name every column: --columns a,b");
        }
        column = id;
    }
    r->expected = column + 1;
    if (c->stamp[column] == c->serial) {
        prak_fail(e, PRAK_EDATA, "key repeated in one object");
        prak_err_column(e, key.p, key.n);
        return -1;
    }
    c->stamp[column] = c->serial;
    if (r->learn)
        c->shape.cell[c->shape.seen].column = column;
    slot = r->slots == c->all ? (uint32_t)column : c->slot_of[column];
    *to = slot == UINT32_MAX ? NULL : &r->slots[slot].base[r->row];
    return 0;
}

static void note_value(void *data, const char *from, const char *to)
{
    struct prak_shape *h = &((struct row *)data)->c->shape;

    h->cell[h->seen].value = from;
    h->cell[h->seen++].end = to;
}

int prak_cut_json(struct prak_cutter *c, const struct prak_slot *slots, size_t row, const char *p, const char *end,
                  struct prak_cut *out, struct prak_err *e)
{
    struct row r = { c, slots, row, c->indexed && slots != c->all, 0 };
    struct prak_json_sink sink = { find_key, r.learn ? note_value : NULL, &r };
    const char *q = memchr(p, '\n', (size_t)(end - p));
    size_t body = (size_t)((q ? q : end) - p), bad;

    *out = (struct prak_cut){ .whole = body + (q != NULL), .fields = c->width, .lines = q != NULL };
    if (out->whole > c->limits.record) {
        prak_fail(e, PRAK_EDATA, "record longer than %zu bytes", c->limits.record);
        return -1;
    }
    if (body && p[body - 1] == '\r')
        body--;
    out->body = body;
    c->serial++;
    for (const struct prak_slot *s = slots; s->column != SIZE_MAX; s++)
        s->base[row] = (struct prak_slice){ p, 0, 0, 0 };
    bad = c->bad >= p && c->bad < p + body ? (size_t)(c->bad - p) : body;
    c->shape.seen = 0;
    if (prak_jsonl_record(p, body, bad, &c->limits, c->arena, &sink, e))
        return -1;
    if (r.learn)
        prak_shape_learn(c, p, p + out->whole);
    return 1;
}
