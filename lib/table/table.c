/*
 * table.c - rows are packed one after another in an arena: the ends of the cells, then their bytes.
 */
#include "table/table.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/buf.h"
#include "table/map.h"

#define NO_ROW UINT32_MAX

struct row {
    const char *p; /* uint32_t end[columns], then the bytes */
    uint64_t line;
};

struct prak_table {
    struct prak_arena *arena;
    struct prak_schema schema;
    const char *source;
    struct row *row;
    size_t n, cap;
    size_t bytes, limit; /* of what is not in the arena */
    struct prak_map *map;
    size_t *key_col;
    size_t key_n;
    uint32_t *first; /* [key id] */
    uint32_t *next;  /* [row] */
    uint32_t repeated;
    _Atomic unsigned char *hit; /* [row] */
};

struct prak_table *prak_table_new(const char *source, size_t limit)
{
    struct prak_table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    struct prak_err ignored = { 0 };
    t->arena = prak_arena_new(limit);
    if (t->arena)
        t->source = prak_arena_copy(t->arena, source, strlen(source), &ignored);
    if (!t->source) {
        prak_table_free(t);
        return NULL;
    }
    t->schema.arena = t->arena;
    t->limit = limit;
    t->repeated = NO_ROW;
    return t;
}

static void drop_index(struct prak_table *t)
{
    prak_map_free(t->map);
    free(t->first);
    free(t->next);
    free(t->hit);
    t->map = NULL;
    t->first = NULL;
    t->next = NULL;
    t->hit = NULL;
    t->repeated = NO_ROW;
}

void prak_table_free(struct prak_table *t)
{
    if (!t)
        return;
    drop_index(t);
    free(t->row);
    prak_arena_free(t->arena);
    free(t);
}

struct prak_schema *prak_table_schema(struct prak_table *t)
{
    return &t->schema;
}

/* Memory beside the arena counts against the same limit. */
static int charge(struct prak_table *t, size_t count, size_t size, struct prak_err *e)
{
    if (count > SIZE_MAX / size)
        return prak_fail_memory(e);
    size_t more = count * size, used = t->bytes + prak_arena_used(t->arena);
    if (t->limit && (more > t->limit || used > t->limit - more))
        return prak_fail(e, PRAK_EDATA, "memory limit of %zu bytes reached", t->limit);
    t->bytes += more;
    return 0;
}

static int more_rows(struct prak_table *t, struct prak_err *e)
{
    size_t cap = t->cap ? t->cap * 2 : 64;
    if (cap >= NO_ROW)
        return prak_fail(e, PRAK_EDATA, "a table in memory has at most %lu rows", (unsigned long)NO_ROW / 2);
    if (charge(t, cap - t->cap, sizeof *t->row, e) < 0)
        return -1;
    struct row *row = realloc(t->row, cap * sizeof *row);
    if (!row)
        return prak_fail_memory(e);
    t->row = row;
    t->cap = cap;
    return 0;
}

int prak_table_add(struct prak_table *t, const struct prak_str *cells, uint64_t line, struct prak_err *e)
{
    size_t columns = t->schema.n, bytes = 0;
    for (size_t i = 0; i < columns; i++) {
        if (cells[i].n > UINT32_MAX - bytes)
            return prak_fail(e, PRAK_EDATA, "a record is over 4 GiB");
        bytes += cells[i].n;
    }
    if (t->n == t->cap && more_rows(t, e) < 0)
        return -1;
    uint32_t *end = prak_arena_take(t->arena, columns * sizeof *end + bytes + 1, e);
    if (!end)
        return -1;
    char *start = (char *)(end + columns), *w = start;
    for (size_t i = 0; i < columns; i++) {
        if (cells[i].n)
            memcpy(w, cells[i].p, cells[i].n);
        w += cells[i].n;
        end[i] = (uint32_t)(w - start);
    }
    t->row[t->n++] = (struct row){ (const char *)end, line };
    return 0;
}

const char *prak_table_source(const struct prak_table *t)
{
    return t->source;
}

size_t prak_table_rows(const struct prak_table *t)
{
    return t->n;
}

struct prak_str prak_table_cell(const struct prak_table *t, size_t row, size_t col)
{
    const uint32_t *end = (const uint32_t *)(const void *)t->row[row].p;
    const char *start = (const char *)(end + t->schema.n);
    uint32_t from = col ? end[col - 1] : 0;
    return (struct prak_str){ start + from, end[col] - from };
}

uint64_t prak_table_line(const struct prak_table *t, size_t row)
{
    return t->row[row].line;
}

/* The bytes under which a key is kept: one cell as it is, several with their lengths. */
static struct prak_str key_bytes(const struct prak_str *key, size_t n, struct prak_buf *scratch)
{
    if (n == 1)
        return key[0];
    scratch->n = 0;
    for (size_t i = 0; i < n; i++)
        prak_key_part(scratch, key[i]);
    return (struct prak_str){ scratch->p, scratch->n };
}

/* Fills t->map and id[row] (NO_ROW where a part is blank) and finds the first repeated row. */
static int number_keys(struct prak_table *t, uint32_t *id, struct prak_buf *scratch, struct prak_err *e)
{
    struct prak_str *part = prak_arena_array(t->arena, t->key_n, sizeof *part, e);
    if (!part)
        return -1;
    for (size_t row = 0; row < t->n; row++) {
        bool blank = false;
        for (size_t i = 0; i < t->key_n; i++) {
            part[i] = prak_table_cell(t, row, t->key_col[i]);
            blank |= part[i].n == 0;
        }
        id[row] = NO_ROW;
        if (blank)
            continue;
        struct prak_str key = key_bytes(part, t->key_n, scratch);
        int added;
        if (prak_buf_check(scratch, e) < 0 || prak_map_put(t->map, key, &id[row], &added, e) < 0)
            return -1;
        if (!added && t->repeated == NO_ROW)
            t->repeated = (uint32_t)row;
    }
    return 0;
}

/* Chains the rows of each key in table order; next[] holds the key ids before. */
static int chain_rows(struct prak_table *t, struct prak_err *e)
{
    size_t keys = prak_map_count(t->map);
    if (charge(t, keys + 1, sizeof *t->first, e) < 0)
        return -1;
    t->first = malloc((keys + 1) * sizeof *t->first);
    if (!t->first)
        return prak_fail_memory(e);
    memset(t->first, 0xFF, (keys + 1) * sizeof *t->first);
    for (size_t row = t->n; row-- > 0;) {
        uint32_t id = t->next[row];
        if (id == NO_ROW)
            continue;
        t->next[row] = t->first[id];
        t->first[id] = (uint32_t)row;
    }
    return 0;
}

int prak_table_index(struct prak_table *t, const size_t *cols, size_t n, struct prak_err *e)
{
    drop_index(t);
    t->key_n = n;
    t->key_col = prak_arena_array(t->arena, n, sizeof *t->key_col, e);
    if (!t->key_col)
        return -1;
    memcpy(t->key_col, cols, n * sizeof *cols);
    if (charge(t, t->n + 1, sizeof *t->next + 1, e) < 0)
        return -1;
    size_t used = t->bytes + prak_arena_used(t->arena);
    t->map = prak_map_new(t->limit ? (t->limit > used ? t->limit - used : 1) : 0);
    t->next = malloc((t->n + 1) * sizeof *t->next);
    t->hit = calloc(t->n + 1, 1);
    if (!t->map || !t->next || !t->hit) {
        drop_index(t);
        return prak_fail_memory(e);
    }
    struct prak_buf scratch = { 0 };
    int rc = number_keys(t, t->next, &scratch, e);
    if (rc == 0)
        rc = chain_rows(t, e);
    prak_buf_free(&scratch);
    if (rc < 0)
        drop_index(t);
    return rc;
}

size_t prak_table_first(const struct prak_table *t, const struct prak_str *key, size_t n,
                        struct prak_buf *scratch)
{
    struct prak_str bytes = key_bytes(key, n, scratch);
    if (scratch->failed)
        return SIZE_MAX;
    uint32_t id = prak_map_find(t->map, bytes);
    return id == UINT32_MAX ? SIZE_MAX : t->first[id];
}

size_t prak_table_next(const struct prak_table *t, size_t row)
{
    return t->next[row] == NO_ROW ? SIZE_MAX : t->next[row];
}

bool prak_table_unique(const struct prak_table *t, size_t *row)
{
    if (t->repeated == NO_ROW)
        return true;
    *row = t->repeated;
    return false;
}

void prak_table_mark(const struct prak_table *t, size_t row)
{
    atomic_store_explicit(&t->hit[row], 1, memory_order_relaxed);
}

bool prak_table_marked(const struct prak_table *t, size_t row)
{
    return atomic_load_explicit(&t->hit[row], memory_order_relaxed) != 0;
}
