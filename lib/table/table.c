/*
 * table.c - rows are packed one after another: a head (flags, the hit bit, the next row of the same key), the ends of the
 * cells, then the cells with commas between them, so that several can leave as they stand. What a match looks at lies
 * together, so that it costs one cache miss.
 *
 * The index is open addressing with 8-byte slots: half of a key's hash and the first row that has it; later rows of the
 * key hang on that one. A key is compared with the cells of its row.
 */
#include "table/table.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/pages.h"
#include "base/threads.h"

#define NO_ROW UINT32_MAX
#define FREE   UINT64_MAX
#define FIRST_SLAB ((size_t)1 << 14)
#define LAST_SLAB  ((size_t)1 << 24)
#define PLAIN 0x80 /* flags: this, and how many bytes an end has */
#define AT_ONCE 128 /* keys looked up side by side */
#define INDEX_THREADS 8
#define SPARSE_ROWS ((size_t)1 << 16) /* up to here slots are cheaper than looking at a second one */

/* The head of a row. */
enum { FLAGS = 0, HIT = 1, NEXT = 2, HEAD = 6 };

struct slab {
    struct slab *next;
    size_t used, size;
    char p[];
};

struct prak_table_part {
    struct prak_table *table;
    struct slab *slab;
    size_t grow; /* size of the next slab */
    char **row;
    uint64_t *line;
    size_t n, cap, bytes; /* rows packed and not yet appended */
};

struct prak_table {
    struct prak_arena *arena;
    struct prak_schema schema;
    const char *source;
    size_t *place, *column; /* [column] where it stands in a row, and back; NULL: as in the schema */
    char **row;
    uint64_t *line;      /* NULL while they are consecutive */
    uint64_t first_line;
    size_t n, cap;
    struct slab *slab;
    struct prak_table_part *own; /* for rows that are added one by one */
    size_t bytes, limit; /* of what is not in the arena */
    size_t *key_place;
    size_t key_n;
    uint64_t *slot; /* hash above, row below */
    size_t mask;
    size_t index_bytes;
    uint32_t repeated;
};

static inline uint32_t next_of(const char *row)
{
    uint32_t next;

    memcpy(&next, row + NEXT, sizeof next);
    return next;
}

static inline void set_next(char *row, uint32_t next)
{
    memcpy(row + NEXT, &next, sizeof next);
}

static inline _Atomic unsigned char *hit_of(const struct prak_table *t, size_t row)
{
    return (_Atomic unsigned char *)(void *)(t->row[row] + HIT);
}

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
    free(t->slot);
    t->slot = NULL;
    t->bytes -= t->index_bytes;
    t->index_bytes = 0;
    t->repeated = NO_ROW;
}

void prak_table_free(struct prak_table *t)
{
    if (!t)
        return;
    drop_index(t);
    prak_table_part_free(t->own);
    for (struct slab *s = t->slab, *next; s; s = next) {
        next = s->next;
        free(s);
    }
    free(t->row);
    free(t->line);
    prak_arena_free(t->arena);
    free(t);
}

struct prak_schema *prak_table_schema(struct prak_table *t)
{
    return &t->schema;
}

int prak_table_lead(struct prak_table *t, const struct prak_str *names, size_t n, struct prak_err *e)
{
    size_t next = 0;

    t->place = prak_arena_array(t->arena, t->schema.n + 1, sizeof *t->place, e);
    t->column = prak_arena_array(t->arena, t->schema.n + 1, sizeof *t->column, e);
    if (!t->place || !t->column)
        return -1;
    for (size_t i = 0; i < t->schema.n; i++)
        t->place[i] = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        const ptrdiff_t col = prak_schema_find(&t->schema, names[i]);
        if (col >= 0 && t->place[col] == SIZE_MAX)
            t->place[col] = next++;
    }
    for (size_t i = 0; i < t->schema.n; i++)
        if (t->place[i] == SIZE_MAX)
            t->place[i] = next++;
    for (size_t i = 0; i < t->schema.n; i++)
        t->column[t->place[i]] = i;
    return 0;
}

static inline size_t place_of(const struct prak_table *t, size_t col)
{
    return t->place ? t->place[col] : col;
}

bool prak_table_beside(const struct prak_table *t, size_t left, size_t right)
{
    return place_of(t, right) == place_of(t, left) + 1;
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

/* ---- rows ---- */

static int more_rows(struct prak_table *t, struct prak_err *e)
{
    size_t cap = t->cap ? t->cap * 2 : 64;
    if (cap >= NO_ROW)
        return prak_fail(e, PRAK_EDATA, "a table in memory has at most %lu rows", (unsigned long)NO_ROW / 2);
    if (charge(t, cap - t->cap, sizeof *t->row + (t->line ? sizeof *t->line : 0), e) < 0)
        return -1;
    char **row = realloc(t->row, cap * sizeof *row);
    if (!row)
        return prak_fail_memory(e);
    t->row = row;
    uint64_t *line = t->line ? realloc(t->line, cap * sizeof *line) : NULL;
    if (t->line && !line)
        return prak_fail_memory(e);
    t->line = line;
    t->cap = cap;
    return 0;
}

/* The lines are no longer consecutive, so each row has its own. */
static int keep_lines(struct prak_table *t, struct prak_err *e)
{
    if (charge(t, t->cap, sizeof *t->line, e))
        return -1;
    t->line = malloc(t->cap * sizeof *t->line);
    if (!t->line)
        return prak_fail_memory(e);
    for (size_t i = 0; i < t->n; i++)
        t->line[i] = t->first_line + i;
    return 0;
}

static char *room_for(struct prak_table_part *m, size_t n, struct prak_err *e)
{
    struct slab *s = m->slab;

    if (!s || s->size - s->used < n) {
        const size_t size = n > m->grow ? n : m->grow;
        s = malloc(sizeof *s + size);
        if (!s) {
            prak_fail_memory(e);
            return NULL;
        }
        prak_pages_large(s, sizeof *s + size);
        s->used = 0;
        s->size = size;
        s->next = m->slab;
        m->slab = s;
        m->grow = m->grow < LAST_SLAB ? m->grow * 2 : LAST_SLAB;
    }
    s->used += n;
    return s->p + s->used - n;
}

static void put_end(char *at, unsigned width, size_t end)
{
    if (width == 1) {
        *(unsigned char *)at = (unsigned char)end;
    } else if (width == 2) {
        const uint16_t v = (uint16_t)end;
        memcpy(at, &v, sizeof v);
    } else {
        const uint32_t v = (uint32_t)end;
        memcpy(at, &v, sizeof v);
    }
}

static inline size_t get_end(const char *ends, unsigned width, size_t col)
{
    uint16_t half;
    uint32_t full;

    if (width == 1)
        return ((const unsigned char *)ends)[col];
    if (width == 2) {
        memcpy(&half, ends + 2 * col, sizeof half);
        return half;
    }
    memcpy(&full, ends + 4 * col, sizeof full);
    return full;
}

/* The ends, then the cells, in their places. */
static void pack_cells(const struct prak_table *t, char *ends, unsigned width, const struct prak_str *cells)
{
    const size_t columns = t->schema.n;
    char *const start = ends + columns * width, *w = start;

    for (size_t i = 0; i < columns; i++) {
        const struct prak_str *cell = &cells[t->column ? t->column[i] : i];
        if (i)
            *w++ = ',';
        if (cell->n)
            memcpy(w, cell->p, cell->n);
        w += cell->n;
        put_end(ends + i * width, width, (size_t)(w - start));
    }
}

struct prak_table_part *prak_table_part_new(struct prak_table *t)
{
    struct prak_table_part *m = calloc(1, sizeof *m);

    if (m) {
        m->table = t;
        m->grow = FIRST_SLAB;
    }
    return m;
}

void prak_table_part_free(struct prak_table_part *m)
{
    if (!m)
        return;
    while (m->slab) { /* they hold the table's rows */
        struct slab *s = m->slab;
        m->slab = s->next;
        s->next = m->table->slab;
        m->table->slab = s;
    }
    free(m->row);
    free(m->line);
    free(m);
}

static int more_places(struct prak_table_part *m, struct prak_err *e)
{
    const size_t cap = m->cap ? m->cap * 2 : 64;
    void *row = realloc(m->row, cap * sizeof *m->row);

    m->row = row ? row : m->row;
    void *line = realloc(m->line, cap * sizeof *m->line);
    m->line = line ? line : m->line;
    if (!row || !line)
        return prak_fail_memory(e);
    m->cap = cap;
    return 0;
}

int prak_table_part_add(struct prak_table_part *m, const struct prak_str *cells, bool plain, uint64_t line,
                        struct prak_err *e)
{
    const struct prak_table *t = m->table;
    const size_t columns = t->schema.n;
    size_t bytes = columns ? columns - 1 : 0;

    for (size_t i = 0; i < columns; i++) {
        if (cells[i].n > UINT32_MAX - bytes)
            return prak_fail(e, PRAK_EDATA, "a record is over 4 GiB");
        bytes += cells[i].n;
    }
    const unsigned width = bytes <= UINT8_MAX ? 1 : bytes <= UINT16_MAX ? 2 : 4;
    const size_t whole = HEAD + columns * width + bytes;
    if (m->n == m->cap && more_places(m, e))
        return -1;
    char *p = room_for(m, whole, e);
    if (!p)
        return -1;
    p[FLAGS] = (char)(width | (plain ? PLAIN : 0));
    p[HIT] = 0;
    set_next(p, NO_ROW);
    pack_cells(t, p + HEAD, width, cells);
    m->line[m->n] = line;
    m->row[m->n++] = p;
    m->bytes += whole;
    return 0;
}

int prak_table_append(struct prak_table_part *m, struct prak_err *e)
{
    struct prak_table *t = m->table;

    if (charge(t, m->bytes, 1, e))
        return -1;
    for (size_t i = 0; i < m->n; i++) {
        const uint64_t line = m->line[i];
        if (t->n == 0)
            t->first_line = line;
        if ((t->n == t->cap && more_rows(t, e)) || (!t->line && line != t->first_line + t->n && keep_lines(t, e)))
            return -1;
        if (t->line)
            t->line[t->n] = line;
        t->row[t->n++] = m->row[i];
    }
    m->n = m->bytes = 0;
    return 0;
}

int prak_table_add(struct prak_table *t, const struct prak_str *cells, bool plain, uint64_t line, struct prak_err *e)
{
    if (!t->own && !(t->own = prak_table_part_new(t)))
        return prak_fail_memory(e);
    return prak_table_part_add(t->own, cells, plain, line, e) || prak_table_append(t->own, e) ? -1 : 0;
}

const char *prak_table_source(const struct prak_table *t)
{
    return t->source;
}

size_t prak_table_rows(const struct prak_table *t)
{
    return t->n;
}

/* n cells of a row from a place on, and the commas between them. */
static inline struct prak_str stretch(const struct prak_table *t, const char *row, size_t place, size_t n)
{
    const unsigned width = (unsigned char)row[FLAGS] & ~(unsigned)PLAIN;
    const char *ends = row + HEAD, *start = ends + t->schema.n * width;
    const size_t from = place ? get_end(ends, width, place - 1) + 1 : 0;

    return (struct prak_str){ start + from, get_end(ends, width, place + n - 1) - from };
}

struct prak_str prak_table_cell(const struct prak_table *t, size_t row, size_t col)
{
    return stretch(t, t->row[row], place_of(t, col), 1);
}

struct prak_str prak_table_cell_after(const struct prak_table *t, size_t row, size_t col, size_t k)
{
    return stretch(t, t->row[row], place_of(t, col) + k, 1);
}

struct prak_str prak_table_written(const struct prak_table *t, size_t row, size_t col, size_t n)
{
    if (!(t->row[row][FLAGS] & PLAIN))
        return (struct prak_str){ NULL, 0 };
    return stretch(t, t->row[row], place_of(t, col), n);
}

uint64_t prak_table_line(const struct prak_table *t, size_t row)
{
    return t->line ? t->line[row] : t->first_line + row;
}

/* ---- keys ---- */

__extension__ typedef unsigned __int128 wide;

static inline uint64_t fold(uint64_t a, uint64_t b)
{
    const wide m = (wide)a * b;

    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

static inline uint64_t load(const char *p, size_t n)
{
    uint64_t v = 0;

    memcpy(&v, p, n);
    return v;
}

static inline uint64_t hash_word(uint64_t a, uint64_t b, size_t n)
{
    return fold(a ^ UINT64_C(0x9e3779b97f4a7c15), b ^ UINT64_C(0xe7037ed1a0b428db) ^ (uint64_t)n << 56);
}

/* Another part of a key. Most are short, and are hashed here. */
static inline uint64_t hash_part(uint64_t h, const char *p, size_t n)
{
    uint64_t a, b = 0;

    if (n > 16) {
        a = prak_hash(p, n);
    } else if (n >= 8) {
        a = load(p, 8);
        b = load(p + n - 8, 8);
    } else if (n >= 4) {
        a = load(p, 4) | load(p + n - 4, 4) << 8 * (n - 4);
    } else { /* both: its bytes as a word (short_word) */
        a = n ? (unsigned char)p[0] | (uint64_t)(unsigned char)p[n >> 1] << 8 * (n >> 1) |
                    (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1)
              : 0;
    }
    return hash_word(a ^ h, b, n);
}

/* The hash of a row's key, never 0; 0 when a part is blank. */
static uint64_t hash_row(const struct prak_table *t, const char *row)
{
    uint64_t h = 0;

    for (size_t i = 0; i < t->key_n; i++) {
        const struct prak_str s = stretch(t, row, t->key_place[i], 1);
        if (s.n == 0)
            return 0;
        h = hash_part(h, s.p, s.n);
    }
    return h ? h : 1;
}

static inline bool same_cell(struct prak_str a, const char *p, size_t n)
{
    if (a.n != n)
        return false;
    if (n > 16)
        return memcmp(a.p, p, n) == 0;
    if (n >= 8)
        return load(a.p, 8) == load(p, 8) && load(a.p + n - 8, 8) == load(p + n - 8, 8);
    if (n >= 4)
        return load(a.p, 4) == load(p, 4) && load(a.p + n - 4, 4) == load(p + n - 4, 4);
    return n == 0 || (a.p[0] == p[0] && a.p[n >> 1] == p[n >> 1] && a.p[n - 1] == p[n - 1]);
}

static bool same_key(const struct prak_table *t, const char *a, const char *b)
{
    for (size_t i = 0; i < t->key_n; i++) {
        const struct prak_str s = stretch(t, b, t->key_place[i], 1);
        if (!same_cell(stretch(t, a, t->key_place[i], 1), s.p, s.n))
            return false;
    }
    return true;
}

static inline uint64_t slot_of(uint64_t hash, uint64_t row)
{
    return (hash & ~UINT64_C(0xffffffff)) | row;
}

static inline size_t home(const struct prak_table *t, uint64_t hash)
{
    return (size_t)hash & t->mask;
}

/*
 * Rows come from the last to the first, so that each becomes the head of its key's. Several threads enter them, each
 * those whose home is in its stretch of the slots; what would go beyond the end of it waits until all are done. A key's
 * rows stay in order: where one has gone beyond, the ones before it do too.
 */
struct entering {
    struct prak_table *t;
    uint64_t *hash;   /* [row] */
    size_t from, to;  /* rows to be hashed */
    size_t low, high; /* slots to be filled */
    uint32_t *beyond;
    size_t nbeyond, cap_beyond, nrow;
    uint32_t row[AT_ONCE], repeated;
    bool failed;
};

/* Looks at the slots from `from` to `to`; false: all are taken by others. */
static bool enter(struct entering *j, uint32_t row, size_t from, size_t to)
{
    struct prak_table *t = j->t;
    const uint64_t hash = j->hash[row];

    for (size_t i = from; i < to; i++) {
        const uint64_t at = t->slot[i];
        const uint32_t head = (uint32_t)at;
        if (at != FREE && ((at ^ hash) >> 32 != 0 || !same_key(t, t->row[head], t->row[row])))
            continue;
        set_next(t->row[row], at == FREE ? NO_ROW : head);
        if (at != FREE && head < j->repeated)
            j->repeated = head;
        t->slot[i] = slot_of(hash, row);
        return true;
    }
    return false;
}

static void go_beyond(struct entering *j, uint32_t row)
{
    if (j->nbeyond == j->cap_beyond) {
        const size_t cap = j->cap_beyond ? j->cap_beyond * 2 : 64;
        uint32_t *p = realloc(j->beyond, cap * sizeof *p);
        j->failed = j->failed || !p;
        if (!p)
            return;
        j->beyond = p;
        j->cap_beyond = cap;
    }
    j->beyond[j->nbeyond++] = row;
}

static void enter_some(struct entering *j)
{
    struct prak_table *t = j->t;

    for (size_t i = 0; i < j->nrow; i++) { /* a row of the same key will be compared */
        const uint64_t hash = j->hash[j->row[i]], at = t->slot[home(t, hash)];
        if (at != FREE && (at ^ hash) >> 32 == 0)
            __builtin_prefetch(t->row[(uint32_t)at]);
    }
    for (size_t i = 0; i < j->nrow; i++)
        if (!enter(j, j->row[i], home(t, j->hash[j->row[i]]), j->high))
            go_beyond(j, j->row[i]);
    j->nrow = 0;
}

static void *hash_rows(void *arg)
{
    struct entering *j = arg;
    struct prak_table *t = j->t;

    for (size_t row = j->from; row < j->to; row++) {
        t->row[row][HIT] = 0;
        set_next(t->row[row], NO_ROW);
        j->hash[row] = hash_row(t, t->row[row]);
    }
    return NULL;
}

static void *enter_rows(void *arg)
{
    struct entering *j = arg;
    const struct prak_table *t = j->t;

    memset(t->slot + j->low, 0xFF, (j->high - j->low) * sizeof *t->slot);
    for (size_t row = t->n; row-- > 0;) {
        const size_t at = home(t, j->hash[row]);
        if (at < j->low || at >= j->high || j->hash[row] == 0)
            continue;
        __builtin_prefetch(&t->slot[at], 1);
        __builtin_prefetch(t->row[row]);
        j->row[j->nrow++] = (uint32_t)row;
        if (j->nrow == AT_ONCE)
            enter_some(j);
    }
    enter_some(j);
    return NULL;
}

static int enter_all(struct prak_table *t, size_t threads, struct prak_err *e)
{
    struct entering job[INDEX_THREADS];
    const size_t n = t->n < SPARSE_ROWS || threads < 1 ? 1 : threads < INDEX_THREADS ? threads : INDEX_THREADS;
    const size_t slots = t->mask + 1;
    uint64_t *hash = malloc((t->n + 1) * sizeof *hash);
    bool failed = !hash;

    for (size_t k = 0; k < n; k++)
        job[k] = (struct entering){ .t = t, .hash = hash, .from = t->n / n * k, .to = k + 1 < n ? t->n / n * (k + 1) : t->n,
                                    .low = slots / n * k, .high = k + 1 < n ? slots / n * (k + 1) : slots,
                                    .repeated = NO_ROW };
    if (!failed) {
        prak_threads_run(n, hash_rows, job, sizeof *job);
        prak_threads_run(n, enter_rows, job, sizeof *job);
    }
    for (size_t k = 0; k < n; k++) {
        failed = failed || job[k].failed;
        for (size_t i = 0; i < job[k].nbeyond && !failed; i++)
            if (!enter(&job[k], job[k].beyond[i], home(t, hash[job[k].beyond[i]]), slots))
                (void)enter(&job[k], job[k].beyond[i], 0, slots);
        t->repeated = job[k].repeated < t->repeated ? job[k].repeated : t->repeated;
        free(job[k].beyond);
    }
    free(hash);
    return failed ? prak_fail_memory(e) : 0;
}

/* The places of the rows in large pages, now that their number is known: looking one up seldom misses the TLB then. */
static void settle_rows(struct prak_table *t)
{
    char **row = t->n ? malloc(t->n * sizeof *row) : NULL;

    if (!row) /* no matter */
        return;
    prak_pages_large(row, t->n * sizeof *row);
    memcpy(row, t->row, t->n * sizeof *row);
    free(t->row);
    t->row = row;
    t->cap = t->n;
}

int prak_table_index(struct prak_table *t, const size_t *cols, size_t n, struct prak_err *e)
{
    return prak_table_index_by(t, cols, n, 1, e);
}

int prak_table_index_by(struct prak_table *t, const size_t *cols, size_t n, size_t threads, struct prak_err *e)
{
    size_t slots = 16;

    drop_index(t);
    t->key_n = n;
    t->key_place = prak_arena_array(t->arena, n, sizeof *t->key_place, e);
    if (!t->key_place)
        return -1;
    for (size_t i = 0; i < n; i++)
        t->key_place[i] = place_of(t, cols[i]);
    while (slots < (t->n < SPARSE_ROWS ? t->n * 2 : t->n + t->n / 2))
        slots *= 2;
    const size_t before = t->bytes;
    if (charge(t, slots, sizeof *t->slot, e)) {
        t->bytes = before;
        return -1;
    }
    t->index_bytes = t->bytes - before;
    t->slot = malloc(slots * sizeof *t->slot);
    if (!t->slot) {
        drop_index(t);
        return prak_fail_memory(e);
    }
    prak_pages_large(t->slot, slots * sizeof *t->slot);
    t->mask = slots - 1;
    settle_rows(t);
    if (enter_all(t, threads, e)) {
        drop_index(t);
        return -1;
    }
    return 0;
}

/* The next row of the hash's upper half from slot *i on, or NO_ROW; *i is left on the slot after it. */
static inline uint32_t candidate(const struct prak_table *t, uint64_t hash, size_t *i)
{
    for (;;) {
        const uint64_t at = t->slot[*i];
        *i = (*i + 1) & t->mask;
        if (at == FREE)
            return NO_ROW;
        if ((at ^ hash) >> 32 == 0)
            return (uint32_t)at;
    }
}

size_t prak_table_first(const struct prak_table *t, const struct prak_str *key)
{
    uint64_t h = 0;

    for (size_t i = 0; i < t->key_n; i++)
        h = hash_part(h, key[i].p, key[i].n);
    h = h ? h : 1;
    for (size_t i = home(t, h);;) {
        const uint32_t row = candidate(t, h, &i);
        size_t k = 0;
        if (row == NO_ROW)
            return SIZE_MAX;
        while (k < t->key_n && same_cell(stretch(t, t->row[row], t->key_place[k], 1), key[k].p, key[k].n))
            k++;
        if (k == t->key_n)
            return row;
    }
}

static inline bool row_has(const struct prak_table *t, const char *row, const struct prak_slice *const *key, size_t at)
{
    for (size_t k = 0; k < t->key_n; k++)
        if (!same_cell(stretch(t, row, t->key_place[k], 1), key[k][at].p, key[k][at].n))
            return false;
    return true;
}

#define SHORT 7 /* bytes of a key that is compared as a word */

/* The same of a key of one part and up to SHORT bytes: the eight bytes up to its end, of which those before it go. */
static inline bool row_has_word(const struct prak_table *t, const char *row, const struct prak_slice *key, uint64_t word)
{
    const struct prak_str s = stretch(t, row, t->key_place[0], 1);
    const char *from = s.p + s.n - 8;
    uint64_t v;

    if (s.n != key->n)
        return false;
    if (__builtin_expect(from < row + NEXT, 0)) /* what stands there may be marked meanwhile */
        return same_cell(s, key->p, key->n);
    memcpy(&v, from, sizeof v);
    return v >> (64 - 8 * key->n) == word;
}

/* Keys of up to SHORT bytes, behind which eight may be read, as words; false: not all are like that. */
static bool short_words(const struct prak_slice *key, size_t n, uint64_t *word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t other = 0;

    for (size_t i = 0; i < n; i++)
        other |= (key[i].n > SHORT) | (!key[i].plain & (key[i].n > 0));
    for (size_t i = 0; !other && i < n; i++) {
        word[i] = 0;
        if (key[i].n) {
            memcpy(&word[i], key[i].p, 8);
            word[i] &= (UINT64_C(1) << 8 * key[i].n) - 1;
        }
    }
    return !other;
#else
    (void)key, (void)n, (void)word;
    return false;
#endif
}

/* As hash_some of such keys. */
static void hash_words(const struct prak_table *t, const struct prak_slice *key, size_t n, const uint64_t *word, uint64_t *hash)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t h = hash_word(word[i], 0, key[i].n);
        hash[i] = key[i].n ? h ? h : 1 : 0;
        __builtin_prefetch(&t->slot[home(t, hash[i])]);
    }
}

/* The hashes of up to AT_ONCE keys, never 0; 0 where a part is blank. Their slots are fetched. */
static void hash_some(const struct prak_table *t, const struct prak_slice *const *key, size_t at, size_t n, uint64_t *hash)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t h = 0;
        bool blank = false;
        for (size_t k = 0; k < t->key_n; k++) {
            blank |= key[k][at + i].n == 0;
            h = hash_part(h, key[k][at + i].p, key[k][at + i].n);
        }
        hash[i] = blank ? 0 : h ? h : 1;
        __builtin_prefetch(&t->slot[home(t, hash[i])]);
    }
}

/* Up to AT_ONCE keys from `at` on: first all slots, then all rows, then the comparisons. */
static void find_some(const struct prak_table *t, const struct prak_slice *const *key, size_t at, size_t n, bool spare,
                      size_t *first)
{
    uint64_t hash[AT_ONCE], word[AT_ONCE];
    size_t slot[AT_ONCE];
    uint32_t row[AT_ONCE];

    const bool words = spare && t->key_n == 1 && short_words(key[0] + at, n, word);
    if (words)
        hash_words(t, key[0] + at, n, word, hash);
    else
        hash_some(t, key, at, n, hash);
    for (size_t i = 0; i < n; i++) {
        slot[i] = home(t, hash[i]);
        row[i] = hash[i] ? candidate(t, hash[i], &slot[i]) : NO_ROW;
        if (row[i] != NO_ROW)
            __builtin_prefetch(&t->row[row[i]]);
    }
    for (size_t i = 0; i < n; i++) {
        if (row[i] == NO_ROW)
            continue;
        __builtin_prefetch(t->row[row[i]], 1);
        __builtin_prefetch(t->row[row[i]] + 64);
    }
    for (size_t i = 0; i < n; i++) {
        while (row[i] != NO_ROW && !(words ? row_has_word(t, t->row[row[i]], &key[0][at + i], word[i])
                                           : row_has(t, t->row[row[i]], key, at + i)))
            row[i] = candidate(t, hash[i], &slot[i]);
        first[i] = row[i] == NO_ROW ? SIZE_MAX : row[i];
    }
    for (size_t i = 0; i < n && t->repeated != NO_ROW; i++) {
        const uint32_t next = first[i] == SIZE_MAX ? NO_ROW : next_of(t->row[first[i]]);
        if (next != NO_ROW)
            __builtin_prefetch(t->row[next], 1);
    }
}

void prak_table_find(const struct prak_table *t, const struct prak_slice *const *key, size_t nrow, bool spare, size_t *first)
{
    for (size_t at = 0; at < nrow; at += AT_ONCE)
        find_some(t, key, at, nrow - at < AT_ONCE ? nrow - at : AT_ONCE, spare, first + at);
}

size_t prak_table_next(const struct prak_table *t, size_t row)
{
    const uint32_t next = next_of(t->row[row]);

    return next == NO_ROW ? SIZE_MAX : next;
}

bool prak_table_unique(const struct prak_table *t, size_t *row)
{
    if (t->repeated == NO_ROW)
        return true;
    *row = t->repeated;
    return false;
}

int prak_table_refuse_repeated(const struct prak_table *t, const char *text, struct prak_err *e)
{
    size_t row;

    if (prak_table_unique(t, &row))
        return 0;
    prak_fail(e, PRAK_EDATA, "%s", text);
    prak_err_source(e, t->source);
    prak_err_place(e, prak_table_line(t, row), row + 1, 0);
    return -1;
}

static inline void mark(const struct prak_table *t, size_t row)
{
    _Atomic unsigned char *hit = hit_of(t, row);

    if (!atomic_load_explicit(hit, memory_order_relaxed)) /* a line that is only read stays in every cache */
        atomic_store_explicit(hit, 1, memory_order_relaxed);
}

void prak_table_mark(const struct prak_table *t, size_t row)
{
    mark(t, row);
}

bool prak_table_marked(const struct prak_table *t, size_t row)
{
    return atomic_load_explicit(hit_of(t, row), memory_order_relaxed) != 0;
}

void prak_table_matched(const struct prak_table *t, const size_t *row, size_t nrow, size_t col, size_t n,
                        struct prak_str *text)
{
    const size_t place = place_of(t, col);

    for (size_t i = 0; i < nrow; i++) {
        text[i] = (struct prak_str){ NULL, 0 };
        if (row[i] == SIZE_MAX)
            continue;
        mark(t, row[i]);
        const char *p = t->row[row[i]];
        if (p[FLAGS] & PLAIN)
            text[i] = stretch(t, p, place, n);
    }
}
