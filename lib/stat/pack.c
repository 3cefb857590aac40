/*
 * pack.c - the hash table of steps, its sorted runs, and their merging into one.
 */
#include "stat/pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/wide.h"
#include "stat/pages.h"

#define VALUE_MASK   (((uint64_t)1 << PRAK_PACK_VALUE_BITS) - 1)
#define FIRST_SLOTS  1024
#define CURSOR_STEPS 256
#define SMALL_RUN    4096 /* steps: stays in memory */
#define PAGE_STEPS   48   /* as many of one block take more room as slots than as a page */

struct segment { /* the steps of one cell */
    uint32_t cell;
    uint64_t at, n;
    prak_i128 before; /* weight of the run's steps before it */
};

struct run {
    struct prak_pack_step *memory; /* or */
    int fd;
    off_t offset;
    uint64_t n;
    struct segment *segment; /* by cell */
    size_t nsegment;
    prak_i128 *before;       /* [n / BLOCK + 1] weight of the steps before each block; NULL: not indexed */
    int32_t value_scale, weight_scale;
};

struct prak_pack {
    struct prak_pack_step *slot; /* key 0 = free */
    size_t mask, n, most;        /* steps in slots and pages; most: that the budget holds */
    size_t used, room;           /* slots; bytes of slots and pages */
    struct prak_pages pages;
    int32_t value_scale, weight_scale;
    uint64_t top;                /* of |value|, at most */
    struct run *run;
    size_t nrun;
    int *file;                   /* of the runs; the first is written to */
    size_t nfile;
    off_t written;
    bool finished;
};

struct prak_pack *prak_pack_new(size_t budget)
{
    struct prak_pack *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    size_t slots = FIRST_SLOTS;
    while (slots * 2 * sizeof *p->slot <= budget && slots < (size_t)1 << 31)
        slots *= 2;
    p->most = slots / 8 * 6;
    p->room = slots * sizeof *p->slot;
    return p;
}

static void run_free(struct run *r)
{
    free(r->memory);
    free(r->segment);
    free(r->before);
}

void prak_pack_free(struct prak_pack *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->nrun; i++)
        run_free(&p->run[i]);
    for (size_t i = 0; i < p->nfile; i++)
        close(p->file[i]);
    free(p->run);
    free(p->file);
    prak_pages_free(&p->pages);
    free(p->slot);
    free(p);
}

static inline size_t place(uint64_t key)
{
    uint64_t h = key * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(h ^ h >> 32);
}

/* The slots in n places; those whose key has a page go there. */
static int spread(struct prak_pack *p, size_t n, struct prak_err *e)
{
    struct prak_pack_step *slot = calloc(n, sizeof *slot);
    if (!slot)
        return prak_fail_memory(e);
    for (size_t i = 0; p->slot && i <= p->mask; i++) {
        const struct prak_pack_step *s = &p->slot[i];
        int64_t *weight = s->key && s->weight > 0 ? prak_pages_find(&p->pages, s->key) : NULL;
        if (!s->key)
            continue;
        if (weight && *weight == 0) {
            *weight = s->weight;
            p->used--;
            continue;
        }
        size_t at = place(s->key) & (n - 1);
        while (slot[at].key)
            at = (at + 1) & (n - 1);
        slot[at] = *s;
    }
    free(p->slot);
    p->slot = slot;
    p->mask = n - 1;
    return 0;
}

/* Pages for blocks that have many keys in the slots: their steps, in *moving. */
static int make_pages(struct prak_pack *p, size_t *moving, struct prak_err *e)
{
    struct prak_pack_step *block = calloc(p->mask + 1, sizeof *block); /* number + 1, keys */
    size_t bytes = (p->mask + 1) * sizeof *p->slot + p->pages.n * PRAK_PAGE_BYTES;
    int rc = 0;
    if (!block)
        return prak_fail_memory(e);
    for (size_t i = 0; i <= p->mask; i++) {
        const uint64_t number = (p->slot[i].key >> PRAK_PAGE_BITS) + 1;
        if (!p->slot[i].key || p->slot[i].weight <= 0)
            continue;
        size_t at = place(number) & p->mask;
        while (block[at].key && block[at].key != number)
            at = (at + 1) & p->mask;
        block[at].key = number;
        block[at].weight++;
    }
    for (size_t i = 0; !rc && i <= p->mask; i++) {
        if (block[i].weight < PAGE_STEPS || bytes + PRAK_PAGE_BYTES > p->room ||
            prak_pages_find(&p->pages, (block[i].key - 1) << PRAK_PAGE_BITS))
            continue;
        rc = prak_pages_put(&p->pages, block[i].key - 1, e);
        *moving += (size_t)block[i].weight;
        bytes += PRAK_PAGE_BYTES;
    }
    free(block);
    return rc;
}

static int table_to_run(struct prak_pack *p, bool keep, struct prak_err *e);

/* Room for a key more in the slots. */
static int grow(struct prak_pack *p, struct prak_err *e)
{
    size_t moving = 0, n = FIRST_SLOTS;
    if (!p->slot)
        return spread(p, n, e);
    if (make_pages(p, &moving, e))
        return -1;
    while ((p->used - moving) * 2 > n)
        n *= 2;
    if (n > p->mask + 1 && p->pages.n && n * sizeof *p->slot + p->pages.n * PRAK_PAGE_BYTES > p->room)
        return table_to_run(p, false, e);
    return spread(p, n, e);
}

/* By bytes from the lowest, leaving out those that are the same in all keys. */
static struct prak_pack_step *sort(struct prak_pack_step *a, struct prak_pack_step *b, size_t n)
{
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= a[i].key ^ a[0].key;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t count[256] = { 0 }, at = 0;
        if (!(differ >> shift & 0xFF))
            continue;
        for (size_t i = 0; i < n; i++)
            count[a[i].key >> shift & 0xFF]++;
        for (size_t k = 0; k < 256; k++) {
            size_t c = count[k];
            count[k] = at;
            at += c;
        }
        for (size_t i = 0; i < n; i++)
            b[count[a[i].key >> shift & 0xFF]++] = a[i];
        struct prak_pack_step *t = a;
        a = b;
        b = t;
    }
    return a;
}

static int write_steps(int fd, off_t at, const struct prak_pack_step *s, size_t n, struct prak_err *e)
{
    const char *from = (const char *)s;
    for (size_t left = n * sizeof *s; left;) {
        ssize_t k = pwrite(fd, from, left, at);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return prak_fail_errno(e, "write to", "a temporary file");
        from += k;
        at += k;
        left -= (size_t)k;
    }
    return 0;
}

static int read_steps(const struct run *r, uint64_t at, struct prak_pack_step *s, size_t n, struct prak_err *e)
{
    char *to = (char *)s;
    off_t from = r->offset + (off_t)(at * sizeof *s);
    if (r->memory) {
        memcpy(s, r->memory + at, n * sizeof *s);
        return 0;
    }
    for (size_t left = n * sizeof *s; left;) {
        ssize_t k = pread(r->fd, to, left, from);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return prak_fail_errno(e, "read from", "a temporary file");
        to += k;
        from += k;
        left -= (size_t)k;
    }
    return 0;
}

static int need_file(struct prak_pack *p, struct prak_err *e)
{
    if (p->nfile)
        return 0;
    p->file = calloc(1, sizeof *p->file);
    if (!p->file)
        return prak_fail_memory(e);
    p->file[0] = prak_curve_file(e);
    if (p->file[0] < 0)
        return -1;
    p->nfile = 1;
    return 0;
}

static struct run *new_run(struct prak_pack *p, struct prak_err *e)
{
    struct run *r = realloc(p->run, (p->nrun + 1) * sizeof *r);
    if (!r) {
        prak_fail_memory(e);
        return NULL;
    }
    p->run = r;
    r = &p->run[p->nrun++];
    *r = (struct run){ .fd = -1, .value_scale = p->value_scale, .weight_scale = p->weight_scale };
    return r;
}

/* A step more of a run being made, in order. */
static int note_step(struct run *r, size_t *cap, uint64_t key, prak_i128 before, struct prak_err *e)
{
    uint32_t cell = (uint32_t)(key >> PRAK_PACK_VALUE_BITS);
    if (r->nsegment == 0 || r->segment[r->nsegment - 1].cell != cell) {
        if (r->nsegment == *cap) {
            *cap = *cap ? *cap * 2 : 16;
            struct segment *s = realloc(r->segment, *cap * sizeof *s);
            if (!s)
                return prak_fail_memory(e);
            r->segment = s;
        }
        r->segment[r->nsegment++] = (struct segment){ cell, r->n, 0, before };
    }
    r->segment[r->nsegment - 1].n++;
    r->n++;
    return 0;
}

/* The steps of the pages, in order; those that a slot has, too, go there. The pages are freed. */
static size_t empty_pages(struct prak_pack *p, struct prak_pack_step *to)
{
    size_t n = 0;
    for (size_t i = 0; p->pages.n && i <= p->mask; i++) {
        struct prak_pack_step *s = &p->slot[i];
        int64_t *weight = s->key ? prak_pages_find(&p->pages, s->key) : NULL, sum;
        if (weight && !__builtin_add_overflow(*weight, s->weight, &sum)) {
            s->weight = sum;
            *weight = 0;
        }
    }
    prak_pages_sort(&p->pages);
    for (size_t i = 0; i < p->pages.n; i++) {
        struct prak_page *page = &p->pages.page[i];
        for (size_t k = 0; k < PRAK_PAGE_KEYS; k++)
            if (page->weight[k])
                to[n++] = (struct prak_pack_step){ page->block << PRAK_PAGE_BITS | k, page->weight[k] };
        free(page->weight);
        page->weight = NULL;
    }
    prak_pages_free(&p->pages);
    return n;
}

/* All steps in order, in the slots or in copy, which has places for all. */
static struct prak_pack_step *sorted_steps(struct prak_pack *p, struct prak_pack_step *copy, size_t *n)
{
    struct prak_pack_step *paged = copy + p->used, *from;
    size_t npaged = empty_pages(p, paged), used = 0, k = 0;
    for (size_t i = 0; i <= p->mask; i++)
        if (p->slot[i].key)
            p->slot[used++] = p->slot[i];
    from = sort(p->slot, copy, used);
    *n = used + npaged;
    if (npaged == 0)
        return from;
    if (from == copy)
        memcpy(p->slot, copy, used * sizeof *copy);
    for (size_t i = 0, j = 0; i < used || j < npaged;) /* what is written stays behind what is read */
        copy[k++] = j == npaged || (i < used && p->slot[i].key <= paged[j].key) ? p->slot[i++] : paged[j++];
    return copy;
}

/* The table, sorted, as a run: kept in memory when it is to be read next or small. */
static int table_to_run(struct prak_pack *p, bool keep, struct prak_err *e)
{
    size_t n = 0, cap = 0;
    struct run *r = new_run(p, e);
    struct prak_pack_step *copy = r ? malloc((p->n + p->used + 1) * sizeof *copy) : NULL;
    if (!copy)
        return r ? prak_fail_memory(e) : -1;
    struct prak_pack_step *sorted = sorted_steps(p, copy, &n);
    int rc = 0;
    for (size_t i = 0; !rc && i < n; i++)
        rc = note_step(r, &cap, sorted[i].key, 0, e);
    if (rc) {
        r->n = 0;
    } else if (keep || n <= SMALL_RUN) {
        if (sorted != copy)
            memcpy(copy, sorted, n * sizeof *copy);
        r->memory = copy;
        copy = NULL;
    } else if (need_file(p, e) || write_steps(p->file[0], p->written, sorted, n, e)) {
        rc = -1;
    } else {
        r->fd = p->file[0];
        r->offset = p->written;
        p->written += (off_t)(n * sizeof *sorted);
    }
    free(copy);
    if (keep) {
        free(p->slot);
        p->slot = NULL;
    } else {
        memset(p->slot, 0, (p->mask + 1) * sizeof *p->slot);
    }
    p->n = p->used = 0;
    return rc;
}

/* More digits after the point, unless values that have come would then have too many in all. */
static int raise(struct prak_pack *p, int32_t value, int32_t weight, struct prak_err *e)
{
    int32_t more = value > p->value_scale ? value - p->value_scale : 0;
    if (p->top > (uint64_t)PRAK_PACK_MOST / prak_pow10_64[more])
        return 0;
    if (p->n && table_to_run(p, false, e))
        return -1;
    p->top *= prak_pow10_64[more];
    p->value_scale += more;
    if (weight > p->weight_scale)
        p->weight_scale = weight;
    return 1;
}

int prak_pack_scales(struct prak_pack *p, int32_t value, uint64_t most, int32_t weight, int64_t *by_value,
                     int64_t *by_weight, struct prak_err *e)
{
    if (value < 0 || weight < 0 || value > 18 || weight > 18)
        return 0;
    int rc = value > p->value_scale || weight > p->weight_scale ? raise(p, value, weight, e) : 1;
    if (rc <= 0)
        return rc;
    *by_value = (int64_t)prak_pow10_64[p->value_scale - value];
    *by_weight = (int64_t)prak_pow10_64[p->weight_scale - weight];
    uint64_t top = most > (uint64_t)PRAK_PACK_MOST / (uint64_t)*by_value ? (uint64_t)PRAK_PACK_MOST : most * (uint64_t)*by_value;
    if (top > p->top)
        p->top = top;
    return 1;
}

void prak_pack_prefetch(const struct prak_pack *p, uint64_t key)
{
    if (p->slot)
        __builtin_prefetch(&p->slot[place(key) & p->mask], 1);
}

int prak_pack_add(struct prak_pack *p, uint64_t key, int64_t weight, struct prak_err *e)
{
    if (!p->slot && grow(p, e))
        return -1;
    int64_t *to = weight > 0 ? prak_pages_find(&p->pages, key) : NULL, sum;
    size_t at = place(key) & p->mask;
    if (to) {
        if (__builtin_add_overflow(*to, weight, &sum))
            return 0;
        p->n += *to == 0;
        *to = sum;
        return 1;
    }
    while (p->slot[at].key && p->slot[at].key != key)
        at = (at + 1) & p->mask;
    if (p->slot[at].key) {
        if (__builtin_add_overflow(p->slot[at].weight, weight, &sum))
            return 0;
        p->slot[at].weight = sum;
        return 1;
    }
    if (p->n >= p->most || p->used >= (p->mask + 1) / 4 * 3) {
        if (p->n >= p->most ? table_to_run(p, false, e) : grow(p, e))
            return -1;
        return prak_pack_add(p, key, weight, e); /* it may have a page now */
    }
    p->slot[at] = (struct prak_pack_step){ key, weight };
    p->n++;
    p->used++;
    return 1;
}

int prak_pack_add_rows(struct prak_pack *p, const uint64_t *key, const int64_t *weight, int64_t one, size_t n,
                       uint16_t *left, size_t *nleft, struct prak_err *e)
{
    size_t fresh;
    if (p->pages.n && p->n + n > p->most && table_to_run(p, false, e))
        return -1;
    *nleft = prak_pages_add(&p->pages, key, weight, one, n, left, &fresh);
    p->n += fresh;
    for (size_t i = 0; i < *nleft; i++)
        prak_pack_prefetch(p, key[left[i]]);
    return 0;
}

static int take_files(struct prak_pack *into, struct prak_pack *from, struct prak_err *e)
{
    if (from->nfile == 0)
        return 0;
    if (need_file(into, e))
        return -1;
    int *file = realloc(into->file, (into->nfile + from->nfile) * sizeof *file);
    if (!file)
        return prak_fail_memory(e);
    into->file = file;
    memcpy(file + into->nfile, from->file, from->nfile * sizeof *file);
    into->nfile += from->nfile;
    from->nfile = 0;
    return 0;
}

static int by_cell(const void *x, const void *y)
{
    const struct segment *a = x, *b = y;
    return (a->cell > b->cell) - (a->cell < b->cell);
}

static int take_runs(struct prak_pack *into, struct prak_pack *from, const uint32_t *cell_map, struct prak_err *e)
{
    if (take_files(into, from, e))
        return -1;
    struct run *run = realloc(into->run, (into->nrun + from->nrun + 1) * sizeof *run);
    if (!run)
        return prak_fail_memory(e);
    into->run = run;
    for (size_t i = 0; i < from->nrun; i++) {
        struct run *r = &from->run[i];
        for (size_t k = 0; k < r->nsegment; k++)
            r->segment[k].cell = cell_map[r->segment[k].cell];
        qsort(r->segment, r->nsegment, sizeof *r->segment, by_cell);
        run[into->nrun++] = *r;
    }
    from->nrun = 0;
    return 0;
}

struct moving { /* of one map's steps into another */
    struct prak_pack *into, *from;
    const uint32_t *cell_map;
    int suits;
    int64_t by_value, by_weight;
    int (*left)(void *data, uint32_t cell, struct prak_dec value, struct prak_dec weight, struct prak_err *e);
    void *data;
};

static int move_step(const struct moving *m, struct prak_pack_step s, struct prak_err *e)
{
    uint32_t cell = m->cell_map[s.key >> PRAK_PACK_VALUE_BITS];
    int64_t value = (int64_t)(s.key & VALUE_MASK) - PRAK_PACK_MOST - 1, v, w;
    bool fits = m->suits && !__builtin_mul_overflow(value, m->by_value, &v) &&
                !__builtin_mul_overflow(s.weight, m->by_weight, &w) && v <= PRAK_PACK_MOST && v >= -PRAK_PACK_MOST &&
                cell < PRAK_PACK_CELLS;
    int got = fits ? prak_pack_add(m->into, prak_pack_key(cell, v), w, e) : 0;
    if (got == 0)
        return m->left(m->data, cell, (struct prak_dec){ value, m->from->value_scale },
                       (struct prak_dec){ s.weight, m->from->weight_scale }, e);
    return got < 0 ? -1 : 0;
}

/* Whole pages where the scales are the same and there is room, else step by step. */
static int move_pages(const struct moving *m, struct prak_err *e)
{
    struct prak_pack *into = m->into;
    const unsigned shift = PRAK_PACK_VALUE_BITS - PRAK_PAGE_BITS;
    for (size_t i = 0; m->from->pages.n && i <= m->from->pages.mask; i++) {
        struct prak_page *page = &m->from->pages.page[i];
        if (!page->weight)
            continue;
        const uint32_t cell = m->cell_map[page->block >> shift];
        const uint64_t block = (uint64_t)cell << shift | (page->block & (((uint64_t)1 << shift) - 1));
        size_t bytes = (into->slot ? into->mask + 1 : 0) * sizeof *into->slot + (into->pages.n + 1) * PRAK_PAGE_BYTES;
        if (m->suits && m->by_value == 1 && m->by_weight == 1 && cell < PRAK_PACK_CELLS && bytes <= into->room &&
            !prak_pages_find(&into->pages, block << PRAK_PAGE_BITS) && prak_pages_put(&into->pages, block, e))
            return -1;
        for (size_t k = 0; k < PRAK_PAGE_KEYS; k++) {
            struct prak_pack_step s = { page->block << PRAK_PAGE_BITS | k, page->weight[k] };
            if (s.weight && move_step(m, s, e))
                return -1;
        }
        free(page->weight);
        page->weight = NULL;
    }
    return 0;
}

int prak_pack_merge(struct prak_pack *into, struct prak_pack *from, const uint32_t *cell_map,
                    int (*left)(void *data, uint32_t cell, struct prak_dec value, struct prak_dec weight,
                                struct prak_err *e),
                    void *data, struct prak_err *e)
{
    struct moving m = { .into = into, .from = from, .cell_map = cell_map, .left = left, .data = data };
    m.suits = prak_pack_scales(into, from->value_scale, from->top, from->weight_scale, &m.by_value, &m.by_weight, e);
    if (m.suits < 0 || take_runs(into, from, cell_map, e))
        return -1;
    for (size_t i = 0; from->slot && i <= from->mask; i++)
        if (from->slot[i].key && move_step(&m, from->slot[i], e))
            return -1;
    if (move_pages(&m, e))
        return -1;
    prak_pages_free(&from->pages);
    free(from->slot);
    from->slot = NULL;
    from->n = from->used = 0;
    return 0;
}

/* ---- reading ---- */

size_t prak_pack_runs(const struct prak_pack *p)
{
    return p->nrun;
}

static const struct segment *find(const struct run *r, uint32_t cell)
{
    struct segment key = { .cell = cell };
    return r->nsegment ? bsearch(&key, r->segment, r->nsegment, sizeof key, by_cell) : NULL;
}

size_t prak_pack_steps(const struct prak_pack *p, uint32_t cell)
{
    size_t n = 0;
    for (size_t i = 0; i < p->nrun; i++) {
        const struct segment *s = find(&p->run[i], cell);
        n += s ? (size_t)s->n : 0;
    }
    return n;
}

bool prak_pack_open(const struct prak_pack *p, size_t run, uint32_t cell, struct prak_pack_cursor *c)
{
    const struct run *r = &p->run[run];
    const struct segment *s = find(r, cell);
    *c = (struct prak_pack_cursor){ .p = p, .run = run };
    if (!s)
        return false;
    c->at = s->at;
    c->end = s->at + s->n;
    c->before = s->before;
    c->value_scale = r->value_scale;
    c->weight_scale = r->weight_scale;
    return true;
}

int prak_pack_next(struct prak_pack_cursor *c, int64_t *value, int64_t *weight, struct prak_err *e)
{
    if (c->used == c->buffered) {
        size_t n = c->end - c->at < CURSOR_STEPS ? (size_t)(c->end - c->at) : CURSOR_STEPS;
        if (n == 0)
            return 0;
        if (!c->buf && !(c->buf = malloc(CURSOR_STEPS * sizeof *c->buf)))
            return prak_fail_memory(e);
        if (read_steps(&c->p->run[c->run], c->at, c->buf, n, e))
            return -1;
        c->at += n;
        c->buffered = n;
        c->used = 0;
    }
    const struct prak_pack_step *s = &c->buf[c->used++];
    *value = (int64_t)(s->key & VALUE_MASK) - PRAK_PACK_MOST - 1;
    *weight = s->weight;
    return 1;
}

void prak_pack_close(struct prak_pack_cursor *c)
{
    free(c->buf);
    c->buf = NULL;
}

void prak_pack_skip(struct prak_pack_cursor *c, prak_quad below, struct prak_dec *weight)
{
    const struct run *r = &c->p->run[c->run];
    *weight = (struct prak_dec){ 0, c->weight_scale };
    if (!r->before || c->used || c->buffered || c->at == c->end)
        return;
    uint64_t low = c->at / PRAK_PACK_BLOCK, high = (c->end - 1) / PRAK_PACK_BLOCK; /* blocks that start in the cell */
    while (low < high) { /* the last block whose weight before it is below */
        uint64_t mid = low + (high - low + 1) / 2;
        if (prak_dec_to_quad((struct prak_dec){ r->before[mid] - c->before, c->weight_scale }) < below)
            low = mid;
        else
            high = mid - 1;
    }
    if (low * PRAK_PACK_BLOCK <= c->at)
        return;
    weight->m = r->before[low] - c->before;
    c->at = low * PRAK_PACK_BLOCK;
}

/* Forward over whole blocks that begin with a value not above `at`. */
static int skip_values(struct prak_pack_cursor *c, struct prak_dec at, struct prak_dec *weight, struct prak_err *e)
{
    const struct run *r = &c->p->run[c->run];
    uint64_t low = c->at / PRAK_PACK_BLOCK, high = (c->end - 1) / PRAK_PACK_BLOCK;
    while (low < high) {
        uint64_t mid = low + (high - low + 1) / 2;
        struct prak_pack_step s;
        if (read_steps(r, mid * PRAK_PACK_BLOCK, &s, 1, e))
            return -1;
        int64_t value = (int64_t)(s.key & VALUE_MASK) - PRAK_PACK_MOST - 1;
        if (prak_dec_cmp((struct prak_dec){ value, c->value_scale }, at) <= 0)
            low = mid;
        else
            high = mid - 1;
    }
    if (low * PRAK_PACK_BLOCK > c->at) {
        weight->m = r->before[low] - c->before;
        c->at = low * PRAK_PACK_BLOCK;
    }
    return 0;
}

int prak_pack_below(const struct prak_pack *p, uint32_t cell, struct prak_dec at, struct prak_dec *weight,
                    struct prak_err *e)
{
    struct prak_pack_cursor c;
    int64_t value, w;
    int got;
    *weight = (struct prak_dec){ 0, 0 };
    if (p->nrun == 0)
        return 1;
    if (p->nrun > 1 || !p->run[0].before)
        return 0;
    if (!prak_pack_open(p, 0, cell, &c))
        return 1;
    weight->scale = c.weight_scale;
    if (skip_values(&c, at, weight, e))
        return -1;
    while ((got = prak_pack_next(&c, &value, &w, e)) > 0 &&
           prak_dec_cmp((struct prak_dec){ value, c.value_scale }, at) <= 0)
        weight->m += w;
    prak_pack_close(&c);
    return got < 0 ? -1 : 1;
}

/* ---- the end ---- */

struct source {
    struct prak_pack_cursor c;
    int64_t value, weight;
};

static void sift(struct source *h, size_t n, size_t i)
{
    struct source s = h[i];
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= n)
            break;
        if (child + 1 < n && h[child + 1].value < h[child].value)
            child++;
        if (s.value <= h[child].value)
            break;
        h[i] = h[child];
        i = child;
    }
    h[i] = s;
}

struct joined { /* the one run being written */
    struct prak_pack *p;
    struct run r;
    int fd;
    size_t cap_segment, cap_before, n;
    prak_i128 sum;
    struct prak_pack_step buf[4096];
};

static int flush(struct joined *j, struct prak_err *e)
{
    off_t at = (off_t)((j->r.n - j->n) * sizeof *j->buf);
    if (j->n && write_steps(j->fd, at, j->buf, j->n, e))
        return -1;
    j->n = 0;
    return 0;
}

static int put(struct joined *j, uint64_t key, int64_t weight, struct prak_err *e)
{
    if (j->r.n % PRAK_PACK_BLOCK == 0) {
        size_t i = (size_t)(j->r.n / PRAK_PACK_BLOCK);
        if (i == j->cap_before) {
            j->cap_before = i ? i * 2 : 64;
            prak_i128 *b = realloc(j->r.before, j->cap_before * sizeof *b);
            if (!b)
                return prak_fail_memory(e);
            j->r.before = b;
        }
        j->r.before[i] = j->sum;
    }
    if (note_step(&j->r, &j->cap_segment, key, j->sum, e))
        return -1;
    j->sum += weight;
    j->buf[j->n++] = (struct prak_pack_step){ key, weight };
    return j->n == sizeof j->buf / sizeof *j->buf ? flush(j, e) : 0;
}

static int join_cell(struct joined *j, struct source *h, size_t n, uint32_t cell, struct prak_err *e)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(h, n, i);
    while (n) {
        int64_t value = h[0].value, weight = 0, sum;
        while (n && h[0].value == value) {
            if (__builtin_add_overflow(weight, h[0].weight, &sum)) { /* a step twice is right, too */
                if (put(j, prak_pack_key(cell, value), weight, e))
                    return -1;
                sum = h[0].weight;
            }
            weight = sum;
            int got = prak_pack_next(&h[0].c, &h[0].value, &h[0].weight, e);
            if (got < 0)
                return -1;
            if (got == 0) {
                prak_pack_close(&h[0].c);
                h[0] = h[--n];
                h[n].c.buf = NULL; /* it has moved */
            }
            if (n)
                sift(h, n, 0);
        }
        if (put(j, prak_pack_key(cell, value), weight, e))
            return -1;
    }
    return 0;
}

/* The next cell of any run, after `last`. */
static uint32_t next_cell(const struct prak_pack *p, size_t *place_of)
{
    uint32_t cell = UINT32_MAX;
    for (size_t i = 0; i < p->nrun; i++)
        if (place_of[i] < p->run[i].nsegment && p->run[i].segment[place_of[i]].cell < cell)
            cell = p->run[i].segment[place_of[i]].cell;
    return cell;
}

static int join_runs(struct joined *j, struct source *h, size_t *place_of, struct prak_err *e)
{
    struct prak_pack *p = j->p;
    int rc = 0;
    for (uint32_t cell; !rc && (cell = next_cell(p, place_of)) != UINT32_MAX;) {
        size_t n = 0;
        for (size_t i = 0; !rc && i < p->nrun; i++) {
            if (place_of[i] == p->run[i].nsegment || p->run[i].segment[place_of[i]].cell != cell)
                continue;
            place_of[i]++;
            prak_pack_open(p, i, cell, &h[n].c);
            rc = prak_pack_next(&h[n].c, &h[n].value, &h[n].weight, e) < 0 ? -1 : 0;
            n++;
        }
        if (!rc)
            rc = join_cell(j, h, n, cell, e);
        for (size_t i = 0; i < p->nrun; i++) {
            prak_pack_close(&h[i].c);
            h[i] = (struct source){ .value = 0 };
        }
    }
    return rc ? rc : flush(j, e);
}

static int join_all(struct prak_pack *p, struct prak_err *e)
{
    struct joined *j = calloc(1, sizeof *j);
    struct source *h = calloc(p->nrun + 1, sizeof *h);
    size_t *place_of = calloc(p->nrun + 1, sizeof *place_of);
    int rc = j && h && place_of ? 0 : prak_fail_memory(e);
    if (!rc) {
        *j = (struct joined){ .p = p, .fd = prak_curve_file(e) };
        j->r = (struct run){ .fd = j->fd, .value_scale = p->value_scale, .weight_scale = p->weight_scale };
        rc = j->fd < 0 ? -1 : join_runs(j, h, place_of, e);
    }
    if (!rc) {
        for (size_t i = 0; i < p->nrun; i++)
            run_free(&p->run[i]);
        for (size_t i = 0; i < p->nfile; i++)
            close(p->file[i]);
        free(p->file);
        p->file = malloc(sizeof *p->file);
        p->nfile = p->file != NULL;
        p->run[0] = j->r;
        p->nrun = 1;
        if (p->file)
            p->file[0] = j->fd;
        rc = p->file ? 0 : prak_fail_memory(e);
    } else if (j) {
        run_free(&j->r);
        if (j->fd > 0)
            close(j->fd);
    }
    free(j);
    free(h);
    free(place_of);
    return rc;
}

/* A single run in memory is indexed as it is. */
static int index_run(struct run *r, struct prak_err *e)
{
    r->before = malloc((size_t)(r->n / PRAK_PACK_BLOCK + 1) * sizeof *r->before);
    if (!r->before)
        return prak_fail_memory(e);
    prak_i128 sum = 0;
    size_t s = 0;
    for (uint64_t i = 0; i < r->n; i++) {
        if (i % PRAK_PACK_BLOCK == 0)
            r->before[i / PRAK_PACK_BLOCK] = sum;
        if (s < r->nsegment && r->segment[s].at == i)
            r->segment[s++].before = sum;
        sum += r->memory[i].weight;
    }
    return 0;
}

int prak_pack_finish(struct prak_pack *p, struct prak_err *e)
{
    if (p->finished)
        return 0;
    p->finished = true;
    if (p->n && table_to_run(p, true, e))
        return -1;
    bool same = true;
    for (size_t i = 1; i < p->nrun; i++)
        same = same && p->run[i].value_scale == p->run[0].value_scale && p->run[i].weight_scale == p->run[0].weight_scale;
    if (!same)
        return 0; /* runs of several scales are merged as they are read */
    if (p->nrun == 1 && p->run[0].memory)
        return index_run(&p->run[0], e);
    return p->nrun ? join_all(p, e) : 0;
}
