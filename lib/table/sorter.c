/*
 * sorter.c - see sorter.h. Rows lie in slabs one after another; an entry of sixteen bytes holds the first eight bytes of a
 * row's key and its place. A row whose key is no longer than that lies there as it will leave; any other has a head and
 * its whole key before it.
 */
#include "table/sorter.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "table/sort_private.h"
#include "table/spill.h"

#define FIRST_SLAB   ((size_t)1 << 16)
#define LAST_SLAB    ((size_t)1 << 24)
#define MOST_SLABS   ((size_t)1 << 20)
#define MOST_OFFSET  ((size_t)1 << PRAK_SORT_OFFSET_BITS)
#define SPAN_ENTRIES ((size_t)1 << 15)
#define WRITE_AT_ONCE (1u << 20)
#define MAX_RUN 4096
#define READ_AT_ONCE (1u << 17)
#define AHEAD 24

typedef struct prak_sort_entry entry;

/* A sorted run: a stretch of the spill, read through a window. */
struct run {
    uint64_t at, end;
    char *window;
    size_t from, to, cap;
    struct prak_sort_head head;
    const char *row; /* of the row at hand, NULL at the end */
};

struct prak_sorter {
    size_t budget, held;
    uint64_t count, all, any; /* all, any: of the leads held */
    char **slab;
    size_t nslab, cap_slab, slab_used, slab_size; /* used, size: of the last */
    struct prak_sort_span *span;
    size_t nspan, cap_span, span_cap; /* span_cap: room of the last */
    entry *entry; /* in order, when nothing was spilled */
    size_t n, next;
    struct prak_spill *spill;
    struct run *run;
    size_t nrun;
    size_t *heap; /* runs by their row at hand */
    size_t nheap;
    bool sorted;
};

struct prak_sorter *prak_sorter_new(size_t budget)
{
    struct prak_sorter *s = calloc(1, sizeof *s);

    if (s) {
        s->budget = budget < 65536 ? 65536 : budget;
        s->all = UINT64_MAX;
    }
    return s;
}

/* Forgets the rows held. */
static void drop_rows(struct prak_sorter *s)
{
    for (size_t i = 0; i < s->nslab; i++)
        free(s->slab[i]);
    for (size_t i = 0; i < s->nspan; i++)
        free(s->span[i].p);
    s->nslab = s->slab_used = s->slab_size = 0;
    s->nspan = s->span_cap = 0;
    s->n = s->held = 0;
    s->all = UINT64_MAX;
    s->any = 0;
}

void prak_sorter_free(struct prak_sorter *s)
{
    if (!s)
        return;
    drop_rows(s);
    free(s->slab);
    free(s->span);
    free(s->entry);
    for (size_t i = 0; i < s->nrun; i++)
        free(s->run[i].window);
    free(s->run);
    free(s->heap);
    prak_spill_free(s->spill);
    free(s);
}

uint64_t prak_sorter_count(const struct prak_sorter *s)
{
    return s->count;
}

static struct prak_sort_head head_of(const char *row)
{
    struct prak_sort_head h;

    memcpy(&h, row, sizeof h);
    return h;
}

static bool is_headed(uint64_t place)
{
    return (place & PRAK_SORT_HEADED) == PRAK_SORT_HEADED;
}

static int compare_rows(const char *a, const char *b)
{
    const uint32_t na = head_of(a).key_len, nb = head_of(b).key_len;
    const int c = memcmp(a + sizeof(struct prak_sort_head), b + sizeof(struct prak_sort_head), na < nb ? na : nb);

    return c ? c : na < nb ? -1 : na > nb;
}

static void put_lead(char b[8], uint64_t lead)
{
    for (int i = 7; i >= 0; i--, lead >>= 8)
        b[i] = (char)lead;
}

/* ---- room ---- */

/* Room for n bytes that lie together, at *place (without a length). */
static char *take_bytes(struct prak_sorter *s, size_t n, uint64_t *place)
{
    if (s->nslab == 0 || s->slab_size - s->slab_used < n || s->slab_used >= MOST_OFFSET) {
        size_t size = s->nslab == 0 ? FIRST_SLAB : s->slab_size * 2 < LAST_SLAB ? s->slab_size * 2 : LAST_SLAB;
        size = n > size ? n : size;
        if (s->nslab == s->cap_slab) {
            const size_t cap = s->cap_slab ? s->cap_slab * 2 : 16;
            char **p = cap > MOST_SLABS ? NULL : realloc(s->slab, cap * sizeof *p);
            if (!p)
                return NULL;
            s->slab = p;
            s->cap_slab = cap;
        }
        if (!(s->slab[s->nslab] = malloc(size)))
            return NULL;
        prak_pages_large(s->slab[s->nslab++], size);
        s->slab_size = size;
        s->slab_used = 0;
    }
    char *at = s->slab[s->nslab - 1] + s->slab_used;
    *place = ((uint64_t)(s->nslab - 1) << PRAK_SORT_OFFSET_BITS | s->slab_used) << 16;
    s->slab_used += n;
    return at;
}

static entry *take_entries(struct prak_sorter *s, size_t n)
{
    if (s->nspan == 0 || s->span_cap - s->span[s->nspan - 1].n < n) {
        const size_t room = n > SPAN_ENTRIES ? n : s->nspan == 0 ? (n > 1024 ? n : 1024) : SPAN_ENTRIES;
        if (s->nspan == s->cap_span) {
            const size_t cap = s->cap_span ? s->cap_span * 2 : 16;
            struct prak_sort_span *p = realloc(s->span, cap * sizeof *p);
            if (!p)
                return NULL;
            s->span = p;
            s->cap_span = cap;
        }
        entry *p = malloc(room * sizeof *p);
        if (!p)
            return NULL;
        s->span[s->nspan++] = (struct prak_sort_span){ p, 0 };
        s->span_cap = room;
    }
    struct prak_sort_span *last = &s->span[s->nspan - 1];
    last->n += n;
    s->n += n;
    s->count += n;
    return last->p + last->n - n;
}

/* ---- runs ---- */

static int order_held(struct prak_sorter *s, unsigned threads, struct prak_err *e)
{
    if (prak_sort_order(s->span, s->nspan, s->n, s->slab, s->all ^ s->any, threads, &s->entry, e))
        return -1;
    for (size_t i = 0; i < s->nspan; i++)
        free(s->span[i].p);
    s->nspan = 0;
    return 0;
}

static int add_run(struct prak_sorter *s, uint64_t at, uint64_t end, struct prak_err *e)
{
    struct run *p = realloc(s->run, (s->nrun + 1) * sizeof *p);

    if (!p)
        return prak_fail_memory(e);
    s->run = p;
    s->run[s->nrun++] = (struct run){ .at = at, .end = end };
    return 0;
}

/* A row as it stands in a run: always with a head. */
static void put_row(const struct prak_sorter *s, const entry *x, struct prak_buf *b)
{
    const char *row = prak_sort_at(s->slab, x->place);
    struct prak_sort_head h = { 8, (uint32_t)(x->place & PRAK_SORT_HEADED) };
    char key[8];

    if (is_headed(x->place)) {
        h = head_of(row);
        prak_buf_add(b, row, sizeof h + h.key_len + h.data_len);
        return;
    }
    put_lead(key, x->lead);
    prak_buf_add(b, &h, sizeof h);
    prak_buf_add(b, key, sizeof key);
    prak_buf_add(b, row, h.data_len);
}

static void fetch(const struct prak_sorter *s, size_t i)
{
    const char *row = prak_sort_at(s->slab, s->entry[i].place);

    __builtin_prefetch(row);
    __builtin_prefetch(row + 64);
}

int prak_sorter_spill(struct prak_sorter *s, unsigned threads, struct prak_err *e)
{
    struct prak_buf b = { 0 };
    int failed = order_held(s, threads, e) || (!s->spill && prak_spill_new(&s->spill, e));
    uint64_t at = failed ? 0 : prak_spill_size(s->spill);

    if (!failed && s->nrun == MAX_RUN)
        failed = prak_fail(e, PRAK_EDATA, "too many rows to sort in this memory; raise --memory");
    for (size_t i = 0; i < s->n && !failed; i++) {
        if (i + AHEAD < s->n)
            fetch(s, i + AHEAD);
        put_row(s, &s->entry[i], &b);
        if (b.n > WRITE_AT_ONCE) {
            failed = prak_buf_check(&b, e) || prak_spill_add(s->spill, b.p, b.n, e);
            b.n = 0;
        }
    }
    failed = failed || prak_buf_check(&b, e) || prak_spill_add(s->spill, b.p, b.n, e) ||
             add_run(s, at, prak_spill_size(s->spill), e);
    prak_buf_free(&b);
    free(s->entry);
    s->entry = NULL;
    drop_rows(s);
    return failed ? -1 : 0;
}

/* ---- adding ---- */

static bool is_full(const struct prak_sorter *s, size_t rows, size_t bytes)
{
    return s->n && s->held + bytes + rows * 2 * sizeof(entry) > s->budget;
}

static void note_lead(struct prak_sorter *s, uint64_t lead)
{
    s->all &= lead;
    s->any |= lead;
}

int prak_sorter_add(struct prak_sorter *s, struct prak_str key, struct prak_str data, struct prak_err *e)
{
    const struct prak_sort_head h = { (uint32_t)key.n, (uint32_t)data.n };
    const size_t size = sizeof h + key.n + data.n;
    uint64_t lead = 0, place;

    if (is_full(s, 1, size) && prak_sorter_spill(s, 1, e))
        return -1;
    char *row = take_bytes(s, size, &place);
    entry *x = row ? take_entries(s, 1) : NULL;
    if (!x)
        return prak_fail_memory(e);
    memcpy(row, &h, sizeof h);
    if (key.n)
        memcpy(row + sizeof h, key.p, key.n);
    if (data.n)
        memcpy(row + sizeof h + key.n, data.p, data.n);
    for (size_t i = 0; i < 8; i++)
        lead = lead << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    *x = (entry){ lead, place | PRAK_SORT_HEADED };
    note_lead(s, lead);
    s->held += size + 2 * sizeof *x;
    return 0;
}

/* ---- many rows at once ---- */

void prak_sort_row_begin(struct prak_sort_rows *r, const struct prak_sort_key *key, struct prak_buf *bytes)
{
    const struct prak_sort_head h = { (uint32_t)(8 + key->more.n), 0 };
    char lead[8];

    r->start = bytes->n;
    r->key = key;
    if (!key->more.n)
        return;
    put_lead(lead, key->lead);
    prak_buf_add(bytes, &h, sizeof h);
    prak_buf_add(bytes, lead, sizeof lead);
    prak_buf_add(bytes, key->more.p, key->more.n);
}

/* Puts a head before a row that is too long for its length to stand in an entry. */
static void add_head(struct prak_sort_rows *r, struct prak_buf *bytes)
{
    char front[sizeof(struct prak_sort_head) + 8];
    const struct prak_sort_head h = { 8, 0 };
    const size_t n = bytes->n - r->start;

    memcpy(front, &h, sizeof h);
    put_lead(front + sizeof h, r->key->lead);
    prak_buf_add(bytes, front, sizeof front); /* for the room */
    if (bytes->failed)
        return;
    memmove(bytes->p + r->start + sizeof front, bytes->p + r->start, n);
    memcpy(bytes->p + r->start, front, sizeof front);
}

static int more_rows(struct prak_sort_rows *r, struct prak_err *e)
{
    const size_t cap = r->cap ? r->cap * 2 : 1024;
    struct prak_sort_row *p = realloc(r->row, cap * sizeof *p);

    if (!p)
        return prak_fail_memory(e);
    r->row = p;
    r->cap = cap;
    return 0;
}

int prak_sort_row_add(struct prak_sort_rows *r, uint64_t lead, size_t at, struct prak_err *e)
{
    if (r->n == r->cap && more_rows(r, e))
        return -1;
    r->row[r->n++] = (struct prak_sort_row){ lead, (uint64_t)at << 1 };
    return 0;
}

int prak_sort_row_end(struct prak_sort_rows *r, struct prak_buf *bytes, struct prak_err *e)
{
    bool headed = r->key->more.n > 0;

    if (r->n == r->cap && more_rows(r, e))
        return -1;
    if (!headed && bytes->n - r->start >= PRAK_SORT_HEADED) {
        add_head(r, bytes);
        headed = true;
    }
    if (prak_buf_check(bytes, e))
        return -1;
    if (headed) {
        struct prak_sort_head h = head_of(bytes->p + r->start);
        h.data_len = (uint32_t)(bytes->n - r->start - sizeof h - h.key_len);
        memcpy(bytes->p + r->start, &h, sizeof h);
    }
    r->row[r->n++] = (struct prak_sort_row){ r->key->lead, (uint64_t)r->start << 1 | headed };
    return 0;
}

int prak_sorter_reserve(struct prak_sorter *s, const struct prak_sort_rows *r, size_t from, size_t bytes,
                        struct prak_sort_place *p, struct prak_err *e)
{
    const size_t begin = from < r->n ? (size_t)(r->row[from].at >> 1) : 0;
    size_t to = r->n, end = bytes;

    if (from == r->n)
        return 0;
    if (bytes - begin > MOST_OFFSET) { /* offsets would not reach: as many rows as do */
        for (to = from + 1; to < r->n && (size_t)(r->row[to].at >> 1) - begin < MOST_OFFSET; to++)
            ;
        end = to < r->n ? (size_t)(r->row[to].at >> 1) : bytes;
    }
    if (is_full(s, to - from, end - begin))
        return 2;
    *p = (struct prak_sort_place){ .from = from, .to = to, .begin = begin, .end = end };
    p->bytes = take_bytes(s, end - begin, &p->place);
    p->entry = p->bytes ? take_entries(s, to - from) : NULL;
    if (!p->entry)
        return prak_fail_memory(e);
    for (size_t i = from; i < to; i++)
        note_lead(s, r->row[i].lead);
    s->held += end - begin + (to - from) * 2 * sizeof(entry);
    return 1;
}

void prak_sorter_fill(const struct prak_sort_place *p, const struct prak_sort_rows *r, const char *bytes)
{
    memcpy(p->bytes, bytes + p->begin, p->end - p->begin);
    for (size_t i = p->from; i < p->to; i++) {
        const size_t at = (size_t)(r->row[i].at >> 1), next = i + 1 < p->to ? (size_t)(r->row[i + 1].at >> 1) : p->end;
        const uint64_t n = r->row[i].at & 1 ? PRAK_SORT_HEADED : next - at;
        p->entry[i - p->from] = (entry){ r->row[i].lead, p->place + ((uint64_t)(at - p->begin) << 16) + n };
    }
}

/* ---- merging ---- */

/* At least n bytes in the window from `from` on, fewer at the run's end. */
static int fill(const struct prak_sorter *s, struct run *r, size_t n, struct prak_err *e)
{
    if (r->to - r->from >= n || r->at == r->end)
        return 0;
    if (r->to > r->from)
        memmove(r->window, r->window + r->from, r->to - r->from);
    r->to -= r->from;
    r->from = 0;
    size_t want = n > READ_AT_ONCE ? n : READ_AT_ONCE;
    if (want > r->cap) {
        char *p = realloc(r->window, want);
        if (!p)
            return prak_fail_memory(e);
        r->window = p;
        r->cap = want;
    }
    size_t more = r->cap - r->to;
    if (more > r->end - r->at)
        more = (size_t)(r->end - r->at);
    if (prak_spill_read(s->spill, r->at, r->window + r->to, more, e))
        return -1;
    r->to += more;
    r->at += more;
    return 0;
}

static int next_of_run(const struct prak_sorter *s, struct run *r, struct prak_err *e)
{
    if (r->row)
        r->from += sizeof r->head + r->head.key_len + r->head.data_len;
    r->row = NULL;
    if (fill(s, r, sizeof r->head, e))
        return -1;
    if (r->from == r->to)
        return 0;
    r->head = head_of(r->window + r->from);
    if (fill(s, r, sizeof r->head + r->head.key_len + r->head.data_len, e))
        return -1;
    r->row = r->window + r->from;
    return 0;
}

/* Earlier runs hold earlier rows, so that equal keys keep their order. */
static bool before(const struct prak_sorter *s, size_t a, size_t b)
{
    int c = compare_rows(s->run[a].row, s->run[b].row);

    return c ? c < 0 : a < b;
}

static void sift(struct prak_sorter *s, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1, least = i;
        if (child < s->nheap && before(s, s->heap[child], s->heap[least]))
            least = child;
        if (child + 1 < s->nheap && before(s, s->heap[child + 1], s->heap[least]))
            least = child + 1;
        if (least == i)
            return;
        size_t swap = s->heap[i];
        s->heap[i] = s->heap[least];
        s->heap[least] = swap;
        i = least;
    }
}

static int begin_merge(struct prak_sorter *s, unsigned threads, struct prak_err *e)
{
    s->sorted = true;
    if (s->nrun == 0)
        return order_held(s, threads, e);
    if (s->n && prak_sorter_spill(s, threads, e))
        return -1;
    s->heap = calloc(s->nrun, sizeof *s->heap);
    if (!s->heap)
        return prak_fail_memory(e);
    for (size_t i = 0; i < s->nrun; i++) {
        if (next_of_run(s, &s->run[i], e))
            return -1;
        if (s->run[i].row)
            s->heap[s->nheap++] = i;
    }
    for (size_t i = s->nheap / 2; i > 0; i--)
        sift(s, i - 1);
    return 0;
}

static void give(const char *row, struct prak_str *key, struct prak_str *data)
{
    struct prak_sort_head h = head_of(row);

    *key = (struct prak_str){ row + sizeof h, h.key_len };
    *data = (struct prak_str){ row + sizeof h + h.key_len, h.data_len };
}

static struct prak_str data_of(const struct prak_sorter *s, const entry *x)
{
    struct prak_str key, data = { prak_sort_at(s->slab, x->place), x->place & PRAK_SORT_HEADED };

    if (is_headed(x->place))
        give(data.p, &key, &data);
    return data;
}

int prak_sorter_next(struct prak_sorter *s, struct prak_str *key, struct prak_str *data, struct prak_err *e)
{
    if (!s->sorted) {
        if (begin_merge(s, 1, e))
            return -1;
    } else if (s->nheap && s->next) { /* the row given last is done with */
        if (next_of_run(s, &s->run[s->heap[0]], e))
            return -1;
        if (!s->run[s->heap[0]].row)
            s->heap[0] = s->heap[--s->nheap];
        sift(s, 0);
    }
    if (s->nrun == 0) {
        if (s->next == s->n)
            return 0;
        const entry *x = &s->entry[s->next++];
        if (is_headed(x->place))
            give(prak_sort_at(s->slab, x->place), key, data);
        else
            *key = (struct prak_str){ "", 0 }, *data = data_of(s, x);
        return 1;
    }
    if (!s->nheap)
        return 0;
    s->next = 1;
    give(s->run[s->heap[0]].row, key, data);
    return 1;
}

int prak_sorter_sort(struct prak_sorter *s, unsigned threads, bool *held, struct prak_err *e)
{
    if (begin_merge(s, threads, e))
        return -1;
    *held = s->nrun == 0;
    return 0;
}

void prak_sorter_gather(const struct prak_sorter *s, size_t from, size_t n, struct prak_buf *out)
{
    const size_t end = from + n < s->n ? from + n : s->n;

    for (size_t i = from; i < end; i++) {
        if (i + AHEAD < s->n)
            fetch(s, i + AHEAD);
        const struct prak_str data = data_of(s, &s->entry[i]);
        prak_buf_add(out, data.p, data.n);
    }
}
