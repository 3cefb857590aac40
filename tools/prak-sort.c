/*
 * prak-sort - rows in order, the header first: by text, number or date, several keys, stable.
 *
 * Reads:  rows of one header.
 * Writes: the same rows; equal keys keep the order of the input, missing cells come last (or first).
 */
#include <string.h>

#include "prak.h"

#include "cli/tool.h"

enum type { TEXT, NUMBER, DATE };

struct key {
    struct prak_str name;
    unsigned cell;
    enum type type;
    bool descending;
};

struct sort {
    struct prak_list keys;
    const char *missing;
    size_t nkey;
    struct key *key;
};

#define AT(field) offsetof(struct sort, field)
static const struct prak_opt options[] = {
    { PRAK_OPT_LIST, 'k', "key", "COL[:TYPE][:desc]", NULL, NULL,
      "sort by this column as text (by bytes), number or date; repeat for further keys", AT(keys), true },
    { PRAK_OPT_TEXT, 0, "missing", "WHERE", "last", "last|first", "where missing cells come, whatever the direction",
      AT(missing), false },
    PRAK_OPT_END,
};

/* Takes `:WORD` off the end of *text when it is there. */
static bool take_word(struct prak_str *text, const char *word)
{
    const size_t n = strlen(word);

    if (text->n <= n + 1 || text->p[text->n - n - 1] != ':' || memcmp(text->p + text->n - n, word, n) != 0)
        return false;
    text->n -= n + 1;
    return true;
}

static int begin(void *plan, struct prak_run *run, struct prak_err *e)
{
    struct sort *t = plan;

    t->key = prak_arena_array(prak_run_arena(run), t->keys.n, sizeof *t->key, e);
    if (!t->key)
        return -1;
    for (size_t i = 0; i < t->keys.n; i++) {
        struct key *k = &t->key[t->nkey++];
        k->name = prak_str(t->keys.v[i]);
        if (prak_schema_find(prak_input(run), k->name) < 0) { /* a column may be called `a:number` */
            k->descending = take_word(&k->name, "desc");
            k->type = take_word(&k->name, "number") ? NUMBER : take_word(&k->name, "date") ? DATE : TEXT;
            if (k->type == TEXT)
                (void)take_word(&k->name, "text");
        }
        if (prak_in(run, k->name, &k->cell, e))
            return -1;
    }
    return 0;
}

/* Appends one part of a row's key: NULL, or why the cell has no place in the order. */
static const char *add_part(const struct key *k, struct prak_str cell, struct prak_sort_key *key)
{
    int32_t day;

    switch (k->type) {
    case TEXT:
        break;
    case NUMBER: {
        const enum prak_num_verdict v = prak_sort_add_cell(key, cell, k->descending);
        return v == PRAK_NUM_OK ? NULL : prak_num_reason(v);
    }
    case DATE:
        if (prak_date_parse(cell.p, cell.n, &day) && prak_month_parse(cell.p, cell.n, &day))
            return "not a date (YYYY-MM-DD) or month (YYYY-MM)";
        prak_sort_add_day(key, day, k->descending);
        return NULL;
    }
    prak_sort_add_text(key, cell, k->descending);
    return NULL;
}

static int make_key(const void *plan, const struct prak_batch *b, size_t row, struct prak_sort_key *key,
                    struct prak_task *task, struct prak_err *e)
{
    const struct sort *t = plan;

    for (const struct key *k = t->key; k < t->key + t->nkey; k++) {
        const struct prak_str cell = prak_cell_str(&b->cell[k->cell][row]);
        const char *why = NULL;
        if (cell.n == 0)
            prak_sort_add_missing(key, t->missing[0] == 'f');
        else
            why = add_part(k, cell, key);
        if (why && prak_reject(task, b, row, k->name, "type-error", why, e))
            return -1;
    }
    return 0;
}

static const struct prak_tool tool = {
    .name = "sort",
    .brief = "sort rows by columns, the header first",
    .synopsis = "[options] -k COL[:TYPE][:desc] [FILE …]",
    .example = "prak sort -k union -k wage:number:desc samples/psid1982.csv",
    .memory = "all rows, beyond --memory in temporary files",
    .opts = options,
    .plan_size = sizeof(struct sort),
    .begin = begin,
    .key = make_key,
};

int main(int argc, char **argv)
{
    return prak_main(argc, argv, &tool);
}
