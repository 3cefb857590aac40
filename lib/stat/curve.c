/*
 * curve.c - value -> weight maps: a hash table of steps, sorted runs beyond the budget, a merge on reading.
 */
#include "stat/curve.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "stat/pack.h"

#define SCAN_STEPS 128 /* read from a run at a time */

/* The steps of one cell in a run. */
struct segment {
    uint32_t cell;
    uint64_t at, n; /* first step, number of steps */
};

struct run {
    int fd;
    struct segment *segment;
    size_t nsegment;
    uint32_t *class_map; /* NULL: as written */
    size_t nclass;
};

struct prak_curve {
    struct prak_step *step; /* open addressing by slot */
    uint32_t *slot;         /* step index + 1 */
    size_t n, cap, mask, budget;
    struct run *run;
    size_t nrun;
    bool squares, finished;
    struct prak_pack *pack; /* steps that are short */
};

struct prak_curve *prak_curve_new(size_t budget, bool squares)
{
    struct prak_curve *c = calloc(1, sizeof *c);
    if (c)
        c->budget = budget / (sizeof(struct prak_step) + 2 * sizeof(uint32_t));
    if (c && c->budget < 256)
        c->budget = 256;
    if (c)
        c->squares = squares;
    if (c && !(c->pack = prak_pack_new(budget, squares))) {
        prak_curve_free(c);
        return NULL;
    }
    return c;
}

void prak_curve_free(struct prak_curve *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->nrun; i++) {
        close(c->run[i].fd);
        free(c->run[i].segment);
        free(c->run[i].class_map);
    }
    prak_pack_free(c->pack);
    free(c->run);
    free(c->step);
    free(c->slot);
    free(c);
}

static uint64_t hash_of(const struct prak_curve *c, const struct prak_step *s)
{
    uint64_t k[5] = { (uint64_t)s->value_m, (uint64_t)(s->value_m >> 64), (uint64_t)(uint32_t)s->value_scale,
                      (uint64_t)s->cell << 32 | s->class, c->squares ? (uint64_t)s->first_m : 0 };
    return prak_hash(k, sizeof k);
}

/* With squares the rows of a step have the same weight: then the sum of their squares is weight times first. */
static bool same(const struct prak_curve *c, const struct prak_step *a, const struct prak_step *b)
{
    return a->cell == b->cell && a->class == b->class && a->value_scale == b->value_scale && a->value_m == b->value_m &&
           (!c->squares || (a->first_m == b->first_m && a->first_scale == b->first_scale));
}

static int grow(struct prak_curve *c, struct prak_err *e)
{
    size_t cap = c->cap ? c->cap * 2 : 256;
    struct prak_step *p = realloc(c->step, cap * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    c->step = p;
    uint32_t *slot = calloc(cap * 2, sizeof *slot);
    if (!slot)
        return prak_fail_memory(e);
    free(c->slot);
    c->slot = slot;
    c->cap = cap;
    c->mask = cap * 2 - 1;
    for (size_t i = 0; i < c->n; i++) {
        size_t at = hash_of(c, &c->step[i]) & c->mask;
        while (c->slot[at])
            at = (at + 1) & c->mask;
        c->slot[at] = (uint32_t)i + 1;
    }
    return 0;
}

static struct prak_dec value_of(const struct prak_step *s)
{
    return (struct prak_dec){ s->value_m, s->value_scale };
}

/* a += b; both of one value. */
static int join(struct prak_step *a, const struct prak_step *b, struct prak_err *e)
{
    struct prak_dec w;
    if (prak_dec_add((struct prak_dec){ a->weight_m, a->weight_scale },
                     (struct prak_dec){ b->weight_m, b->weight_scale }, &w))
        return prak_fail(e, PRAK_EDATA, "the sum of weights of one value needs over 38 digits");
    a->weight_m = w.m;
    a->weight_scale = w.scale;
    if (b->order < a->order) {
        a->order = b->order;
        a->first_m = b->first_m;
        a->first_scale = b->first_scale;
    }
    return 0;
}

static int by_value(const struct prak_step *a, const struct prak_step *b)
{
    int d = a->value_scale == b->value_scale ? (a->value_m > b->value_m) - (a->value_m < b->value_m)
                                             : prak_dec_cmp(value_of(a), value_of(b));
    return d ? d : (a->class > b->class) - (a->class < b->class);
}

static int by_cell_value(const void *x, const void *y)
{
    const struct prak_step *a = x, *b = y;
    if (a->cell != b->cell)
        return a->cell < b->cell ? -1 : 1;
    return by_value(a, b);
}

int prak_curve_file(struct prak_err *e)
{
    const char *dir = getenv("TMPDIR");
    char path[4096];
    if (!dir || !*dir || strlen(dir) > sizeof path - 32)
        dir = "/tmp";
    size_t n = strlen(dir);
    memcpy(path, dir, n);
    memcpy(path + n, "/prak-XXXXXX", 13);
    int fd = mkstemp(path);
    if (fd < 0)
        return prak_fail_errno(e, "create a temporary file in", dir);
    unlink(path);
    return fd;
}

static int write_all(int fd, const void *p, size_t n, struct prak_err *e)
{
    const char *at = p;
    while (n) {
        ssize_t k = write(fd, at, n);
        if (k < 0)
            return prak_fail_errno(e, "write to", "a temporary file");
        at += k;
        n -= (size_t)k;
    }
    return 0;
}

static int list_segments(struct run *r, const struct prak_step *step, size_t n, struct prak_err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += i == 0 || step[i].cell != step[i - 1].cell;
    r->segment = calloc(count + 1, sizeof *r->segment);
    if (!r->segment)
        return prak_fail_memory(e);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || step[i].cell != step[i - 1].cell)
            r->segment[r->nsegment++] = (struct segment){ step[i].cell, i, 0 };
        r->segment[r->nsegment - 1].n++;
    }
    return 0;
}

static int add_run(struct prak_curve *c, struct run *r, struct prak_err *e)
{
    struct run *p = realloc(c->run, (c->nrun + 1) * sizeof *p);
    if (!p)
        return prak_fail_memory(e);
    c->run = p;
    c->run[c->nrun++] = *r;
    return 0;
}

static int spill(struct prak_curve *c, struct prak_err *e)
{
    struct run r = { .fd = prak_curve_file(e) };
    if (r.fd < 0)
        return -1;
    qsort(c->step, c->n, sizeof *c->step, by_cell_value);
    if (write_all(r.fd, c->step, c->n * sizeof *c->step, e) || list_segments(&r, c->step, c->n, e) ||
        add_run(c, &r, e)) {
        close(r.fd);
        free(r.segment);
        return -1;
    }
    c->n = 0;
    memset(c->slot, 0, (c->mask + 1) * sizeof *c->slot);
    return 0;
}

static int add_step(struct prak_curve *c, const struct prak_step *s, struct prak_err *e)
{
    if (c->n == c->budget && spill(c, e))
        return -1;
    if (c->n == c->cap && grow(c, e))
        return -1;
    size_t at = hash_of(c, s) & c->mask;
    for (; c->slot[at]; at = (at + 1) & c->mask)
        if (same(c, &c->step[c->slot[at] - 1], s))
            return join(&c->step[c->slot[at] - 1], s, e);
    c->step[c->n++] = *s;
    c->slot[at] = (uint32_t)c->n;
    return 0;
}

struct prak_pack *prak_curve_pack(struct prak_curve *c)
{
    return c->pack;
}

/* 1 where it is one of the short ones. */
static int add_packed(struct prak_curve *c, uint32_t cell, struct prak_dec value, struct prak_dec weight,
                      struct prak_err *e)
{
    int64_t by_value, by_weight, w;
    prak_i128 most = PRAK_PACK_MOST, m = value.m < 0 ? -value.m : value.m;
    if (cell >= PRAK_PACK_CELLS || m > most || weight.m > INT64_MAX)
        return 0;
    int rc = prak_pack_scales(c->pack, value.scale, (uint64_t)m, weight.scale, &by_value, &by_weight, e);
    if (rc <= 0 || m * by_value > most || __builtin_mul_overflow((int64_t)weight.m, by_weight, &w))
        return rc < 0 ? -1 : 0;
    return prak_pack_add(c->pack, prak_pack_key(cell, (int64_t)value.m * by_value), w, e);
}

int prak_curve_add(struct prak_curve *c, uint32_t cell, uint32_t class, struct prak_dec value, struct prak_dec weight,
                   uint64_t order, struct prak_err *e)
{
    struct prak_step s;
    memset(&s, 0, sizeof s); /* steps are written as bytes: no stray padding */
    value = prak_dec_trim(value);
    s.value_m = value.m;
    s.value_scale = value.m == 0 ? 0 : value.scale;
    if (order == PRAK_NO_ORDER && class == 0) {
        int got = add_packed(c, cell, (struct prak_dec){ s.value_m, s.value_scale }, weight, e);
        if (got)
            return got < 0 ? -1 : 0;
    }
    s.weight_m = s.first_m = weight.m;
    s.weight_scale = s.first_scale = weight.scale;
    s.order = weight.m ? order : PRAK_NO_ORDER; /* a row that counts for nothing is not the first */
    s.cell = cell;
    s.class = class;
    return add_step(c, &s, e);
}

static int move_run(struct prak_curve *into, struct run *r, const uint32_t *cell_map, const uint32_t *class_map,
                    size_t nclass, struct prak_err *e)
{
    for (size_t i = 0; i < r->nsegment; i++)
        r->segment[i].cell = cell_map[r->segment[i].cell];
    if (r->class_map) {
        for (size_t i = 0; i < r->nclass; i++)
            r->class_map[i] = class_map[r->class_map[i]];
    } else {
        r->class_map = malloc((nclass + 1) * sizeof *r->class_map);
        if (!r->class_map)
            return prak_fail_memory(e);
        if (nclass)
            memcpy(r->class_map, class_map, nclass * sizeof *class_map);
        r->nclass = nclass;
    }
    return add_run(into, r, e);
}

int prak_curve_merge(struct prak_curve *into, struct prak_curve *from, const uint32_t *cell_map,
                     const uint32_t *class_map, size_t nclass, struct prak_err *e)
{
    for (size_t i = 0; i < from->n; i++) {
        struct prak_step s = from->step[i];
        s.cell = cell_map[s.cell];
        s.class = class_map[s.class];
        if (add_step(into, &s, e))
            return -1;
    }
    from->n = 0;
    if (prak_pack_merge(into->pack, from->pack, cell_map, e))
        return -1;
    while (from->nrun) {
        if (move_run(into, &from->run[from->nrun - 1], cell_map, class_map, nclass, e))
            return -1;
        from->nrun--;
    }
    return 0;
}

int prak_curve_finish(struct prak_curve *c, unsigned threads, struct prak_err *e)
{
    if (!c->finished && prak_pack_finish(c->pack, threads, e))
        return -1;
    if (!c->finished && c->n)
        qsort(c->step, c->n, sizeof *c->step, by_cell_value);
    c->finished = true;
    return 0;
}

/* ---- reading ---- */

struct head { /* one source of sorted steps */
    const struct run *run; /* NULL: memory */
    const struct prak_step *now;
    uint64_t at, end;
    struct prak_step *buf;
    size_t buffered, used;
    bool packed;
    struct prak_pack_cursor pack;
    struct prak_step own; /* packed: the step at hand */
    prak_i128 square;     /* packed, with squares: of its weights */
};

struct prak_scan {
    struct head *head;
    size_t n, live;
    struct head **heap; /* [live] sources that have a step, least on top */
    uint32_t cell;
    bool squares;
    const struct prak_step *memory;
};

static int refill(struct head *h, struct prak_err *e)
{
    size_t want = h->end - h->at < SCAN_STEPS ? (size_t)(h->end - h->at) : SCAN_STEPS, got = 0;
    off_t from = (off_t)(h->at * sizeof *h->buf);
    while (got < want * sizeof *h->buf) {
        ssize_t k = pread(h->run->fd, (char *)h->buf + got, want * sizeof *h->buf - got, from + (off_t)got);
        if (k <= 0)
            return prak_fail_errno(e, "read from", "a temporary file");
        got += (size_t)k;
    }
    for (size_t i = 0; h->run->class_map && i < want; i++)
        h->buf[i].class = h->run->class_map[h->buf[i].class];
    h->at += want;
    h->buffered = want;
    h->used = 0;
    return 0;
}

static int advance(struct prak_scan *s, struct head *h, struct prak_err *e)
{
    h->now = NULL;
    if (h->packed) {
        int64_t value = 0, weight = 0;
        int got = prak_pack_next(&h->pack, &value, &weight, e);
        h->own.value_m = value;
        h->own.weight_m = h->own.first_m = weight;
        h->square = (prak_i128)h->pack.square;
        h->now = got > 0 ? &h->own : NULL;
        return got < 0 ? -1 : 0;
    }
    if (!h->run) {
        if (h->at < h->end)
            h->now = &s->memory[h->at++];
        return 0;
    }
    if (h->used == h->buffered) {
        if (h->at == h->end)
            return 0;
        if (refill(h, e))
            return -1;
    }
    h->now = &h->buf[h->used++];
    return 0;
}

/* First step in memory of a cell not below `cell`. */
static size_t lower(const struct prak_curve *c, uint32_t cell)
{
    size_t lo = 0, hi = c->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->step[mid].cell < cell)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static int open_runs(struct prak_scan *s, const struct prak_curve *c, struct prak_err *e)
{
    for (size_t i = 0; i < c->nrun; i++)
        for (size_t j = 0; j < c->run[i].nsegment; j++) {
            const struct segment *g = &c->run[i].segment[j];
            if (g->cell != s->cell)
                continue;
            struct head *h = &s->head[s->n++];
            *h = (struct head){ .run = &c->run[i], .at = g->at, .end = g->at + g->n };
            h->buf = malloc(SCAN_STEPS * sizeof *h->buf);
            if (!h->buf)
                return prak_fail_memory(e);
            if (advance(s, h, e))
                return -1;
        }
    return 0;
}

static void sift(struct prak_scan *s, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= s->live)
            return;
        if (child + 1 < s->live && by_value(s->heap[child + 1]->now, s->heap[child]->now) < 0)
            child++;
        if (by_value(s->heap[i]->now, s->heap[child]->now) <= 0)
            return;
        struct head *h = s->heap[i];
        s->heap[i] = s->heap[child];
        s->heap[child] = h;
        i = child;
    }
}

/* The runs of short steps; those below `below` are left out where they are all there is. */
static int open_packed(struct prak_scan *s, const struct prak_curve *c, prak_quad below, struct prak_dec *left_out,
                       struct prak_err *e)
{
    bool alone = s->n == 1 && !s->head[0].now && prak_pack_alone(c->pack);
    for (size_t i = 0; i < prak_pack_runs(c->pack); i++) {
        struct head *h = &s->head[s->n];
        if (!prak_pack_open(c->pack, i, s->cell, &h->pack))
            continue;
        s->n++;
        h->packed = true;
        h->own = (struct prak_step){ .value_scale = h->pack.value_scale, .weight_scale = h->pack.weight_scale,
                                     .first_scale = h->pack.weight_scale, .order = PRAK_NO_ORDER - 1,
                                     .cell = s->cell };
        if (alone)
            prak_pack_skip(&h->pack, below, left_out);
        if (advance(s, h, e))
            return -1;
    }
    return 0;
}

int prak_scan_open_at(const struct prak_curve *c, uint32_t cell, prak_quad below, struct prak_dec *left_out,
                      struct prak_scan **out, struct prak_err *e)
{
    struct prak_scan *s = calloc(1, sizeof *s);
    size_t most = c->nrun + 1 + prak_pack_runs(c->pack);
    *left_out = (struct prak_dec){ 0, 0 };
    if (s) {
        s->head = calloc(most, sizeof *s->head);
        s->heap = calloc(most, sizeof *s->heap);
    }
    if (!s || !s->head || !s->heap) {
        prak_scan_close(s);
        return prak_fail_memory(e);
    }
    s->cell = cell;
    s->memory = c->step;
    s->squares = c->squares;
    s->n = 1;
    s->head[0] = (struct head){ .at = lower(c, cell), .end = lower(c, cell + 1) };
    if (advance(s, &s->head[0], e) || open_runs(s, c, e) || open_packed(s, c, below, left_out, e)) {
        prak_scan_close(s);
        return -1;
    }
    for (size_t i = 0; i < s->n; i++)
        if (s->head[i].now)
            s->heap[s->live++] = &s->head[i];
    for (size_t i = s->live / 2; i-- > 0;)
        sift(s, i);
    *out = s;
    return 0;
}

int prak_scan_open(const struct prak_curve *c, uint32_t cell, struct prak_scan **out, struct prak_err *e)
{
    struct prak_dec none;
    return prak_scan_open_at(c, cell, 0, &none, out, e);
}

int prak_scan_next(struct prak_scan *s, struct prak_step *out, struct prak_err *e)
{
    if (s->live == 0)
        return 0;
    *out = *s->heap[0]->now;
    for (bool first = true; s->live; first = false) {
        const struct prak_step *top = s->heap[0]->now;
        if (!first) {
            if (by_value(top, out) != 0)
                break;
            if (join(out, top, e))
                return -1;
        }
        if (advance(s, s->heap[0], e))
            return -1;
        if (!s->heap[0]->now)
            s->heap[0] = s->heap[--s->live];
        sift(s, 0);
    }
    return 1;
}

int prak_scan_next_apart(struct prak_scan *s, struct prak_step *out, struct prak_dec square[2], struct prak_err *e)
{
    if (s->live == 0)
        return 0;
    struct head *top = s->heap[0];
    *out = *top->now;
    square[0] = (struct prak_dec){ out->weight_m, out->weight_scale };
    square[1] = (struct prak_dec){ out->first_m, out->first_scale };
    if (top->packed)
        square[1] = prak_dec_int(1);
    if (top->packed && s->squares)
        square[0] = (struct prak_dec){ top->square, 2 * out->weight_scale };
    if (advance(s, top, e))
        return -1;
    if (!top->now)
        s->heap[0] = s->heap[--s->live];
    sift(s, 0);
    return 1;
}

void prak_scan_close(struct prak_scan *s)
{
    if (!s)
        return;
    for (size_t i = 0; s->head && i < s->n; i++)
        free(s->head[i].buf);
    for (size_t i = 0; s->head && i < s->n; i++)
        prak_pack_close(&s->head[i].pack);
    free(s->head);
    free(s->heap);
    free(s);
}

size_t prak_curve_steps(const struct prak_curve *c, uint32_t cell)
{
    size_t n = lower(c, cell + 1) - lower(c, cell) + prak_pack_steps(c->pack, cell);
    for (size_t i = 0; i < c->nrun; i++)
        for (size_t j = 0; j < c->run[i].nsegment; j++)
            n += c->run[i].segment[j].cell == cell ? (size_t)c->run[i].segment[j].n : 0;
    return n;
}

bool prak_curve_plain(const struct prak_curve *c, uint32_t cell)
{
    return !c->nrun && lower(c, cell) == lower(c, cell + 1) && prak_pack_alone(c->pack);
}

bool prak_curve_open_plain(const struct prak_curve *c, uint32_t cell, struct prak_pack_cursor *out)
{
    return prak_pack_alone(c->pack) && prak_pack_open_alone(c->pack, cell, out);
}

bool prak_curve_squares(const struct prak_curve *c)
{
    return c->squares;
}

void prak_curve_sum_free(struct prak_curve_sum *s)
{
    prak_exact_free(&s->weight);
    prak_exact_free(&s->square);
}

static int add_apart(struct prak_scan *s, const struct prak_dec *at, struct prak_curve_sum *out, struct prak_err *e)
{
    struct prak_step step;
    struct prak_dec square[2];
    int got;
    while ((got = prak_scan_next_apart(s, &step, square, e)) > 0 && (!at || prak_dec_cmp(value_of(&step), *at) <= 0))
        if (prak_exact_add(&out->weight, (struct prak_dec){ step.weight_m, step.weight_scale }, e) ||
            prak_exact_add_product(&out->square, square[0], square[1], e))
            return -1;
    return got < 0 ? -1 : 0;
}

int prak_curve_below(const struct prak_curve *c, uint32_t cell, const struct prak_dec *at, struct prak_curve_sum *out,
                     struct prak_err *e)
{
    struct prak_pack_weight packed;
    struct prak_scan *s;
    int got = prak_curve_plain(c, cell) ? prak_pack_below(c->pack, cell, at, &packed, e) : 0;
    *out = (struct prak_curve_sum){ .weight = { .scale = 0 } };
    if (got < 0)
        return -1;
    if (got > 0) {
        const struct prak_dec weight = { packed.weight, packed.scale };
        const struct prak_dec square = { (prak_i128)packed.square, 2 * packed.scale };
        return prak_exact_add(&out->weight, weight, e) || prak_exact_add(&out->square, c->squares ? square : weight, e)
                   ? -1
                   : 0;
    }
    if (prak_scan_open(c, cell, &s, e))
        return -1;
    got = add_apart(s, at, out, e);
    prak_scan_close(s);
    return got;
}
