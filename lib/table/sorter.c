/*
 * sorter.c - see sorter.h. In memory an index entry holds the first eight bytes of the key as a big-endian number: a
 * least-significant-digit radix sort over these orders nearly everything and skips the bytes that all keys share;
 * what is left equal is ordered by the whole key.
 */
#include "table/sorter.h"

#include <stdlib.h>
#include <string.h>

#include "table/spill.h"

#define CHUNK   (1u << 20)
#define MAX_RUN 4096
#define READ_AT_ONCE (1u << 17)

/* A row in memory or in a run: this header, the key, the data. */
struct head {
    uint32_t key_len, data_len;
};

struct entry {
    uint64_t prefix;
    const char *row; /* its head */
};

struct chunk {
    struct chunk *next;
    size_t n, cap;
    char p[];
};

/* A sorted run: a stretch of the spill, read through a window. */
struct run {
    uint64_t at, end;
    char *window;
    size_t from, to, cap;
    struct head head;
    const char *row; /* of the row at hand, NULL at the end */
};

struct prak_sorter {
    size_t budget, held;
    uint64_t count;
    struct chunk *chunk, *spare;
    struct entry *entry, *other; /* other: the radix sort's second half */
    size_t n, cap, next;
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

    if (s)
        s->budget = budget < 65536 ? 65536 : budget;
    return s;
}

static void free_chunks(struct chunk *c)
{
    while (c) {
        struct chunk *next = c->next;
        free(c);
        c = next;
    }
}

void prak_sorter_free(struct prak_sorter *s)
{
    if (!s)
        return;
    free_chunks(s->chunk);
    free_chunks(s->spare);
    free(s->entry);
    free(s->other);
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

/* ---- order ---- */

static struct head head_of(const char *row)
{
    struct head h;

    memcpy(&h, row, sizeof h);
    return h;
}

static int compare_keys(const char *a, size_t na, const char *b, size_t nb)
{
    int c = memcmp(a, b, na < nb ? na : nb);

    return c ? c : na < nb ? -1 : na > nb;
}

static int compare_rows(const char *a, const char *b)
{
    return compare_keys(a + sizeof(struct head), head_of(a).key_len, b + sizeof(struct head), head_of(b).key_len);
}

static uint64_t prefix_of(struct prak_str key)
{
    uint64_t v = 0;

    for (size_t i = 0; i < 8; i++)
        v = v << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    return v;
}

/* Stable, by prefix; bytes that all prefixes share are passed over. */
static void radix_sort(struct prak_sorter *s)
{
    uint64_t all = ~UINT64_C(0), any = 0;

    for (size_t i = 0; i < s->n; i++) {
        all &= s->entry[i].prefix;
        any |= s->entry[i].prefix;
    }
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t count[256] = { 0 }, at = 0;
        if (((all ^ any) >> shift & 255) == 0)
            continue;
        for (size_t i = 0; i < s->n; i++)
            count[s->entry[i].prefix >> shift & 255]++;
        for (size_t k = 0; k < 256; k++) {
            size_t here = count[k];
            count[k] = at;
            at += here;
        }
        for (size_t i = 0; i < s->n; i++)
            s->other[count[s->entry[i].prefix >> shift & 255]++] = s->entry[i];
        struct entry *swap = s->entry;
        s->entry = s->other;
        s->other = swap;
    }
}

/* Stable merge sort of entries of equal prefix by their whole keys. */
static void merge_sort(struct entry *a, struct entry *room, size_t n)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t from = 0; from < n; from += 2 * width) {
            size_t middle = from + width < n ? from + width : n, end = middle + width < n ? middle + width : n;
            size_t i = from, k = middle, out = from;
            while (i < middle && k < end)
                room[out++] = compare_rows(a[k].row, a[i].row) < 0 ? a[k++] : a[i++];
            while (i < middle)
                room[out++] = a[i++];
            while (k < end)
                room[out++] = a[k++];
        }
        memcpy(a, room, n * sizeof *a);
    }
}

static int sort_held(struct prak_sorter *s, struct prak_err *e)
{
    free(s->other);
    s->other = malloc((s->cap ? s->cap : 1) * sizeof *s->other);
    if (!s->other)
        return prak_fail_memory(e);
    radix_sort(s);
    for (size_t from = 0, to; from < s->n; from = to) {
        bool longer = false;
        for (to = from; to < s->n && s->entry[to].prefix == s->entry[from].prefix; to++)
            longer = longer || head_of(s->entry[to].row).key_len != 8;
        if (longer && to - from > 1)
            merge_sort(s->entry + from, s->other + from, to - from);
    }
    free(s->other);
    s->other = NULL;
    return 0;
}

/* ---- adding ---- */

static int add_run(struct prak_sorter *s, uint64_t at, uint64_t end, struct prak_err *e)
{
    struct run *p = realloc(s->run, (s->nrun + 1) * sizeof *p);

    if (!p)
        return prak_fail_memory(e);
    s->run = p;
    s->run[s->nrun++] = (struct run){ .at = at, .end = end };
    return 0;
}

static int spill_run(struct prak_sorter *s, struct prak_err *e)
{
    struct prak_buf b = { 0 };
    int failed = sort_held(s, e) || (!s->spill && prak_spill_new(&s->spill, e));
    uint64_t at = failed ? 0 : prak_spill_size(s->spill);

    if (!failed && s->nrun == MAX_RUN)
        failed = prak_fail(e, PRAK_EDATA, "too many rows to sort in this memory; raise --memory");
    for (size_t i = 0; i < s->n && !failed; i++) {
        struct head h = head_of(s->entry[i].row);
        prak_buf_add(&b, s->entry[i].row, sizeof h + h.key_len + h.data_len);
        if (b.n > CHUNK) {
            failed = prak_buf_check(&b, e) || prak_spill_add(s->spill, b.p, b.n, e);
            b.n = 0;
        }
    }
    failed = failed || prak_buf_check(&b, e) || prak_spill_add(s->spill, b.p, b.n, e) ||
             add_run(s, at, prak_spill_size(s->spill), e);
    prak_buf_free(&b);
    s->n = s->held = 0;
    while (s->chunk) { /* the memory serves the next run */
        struct chunk *c = s->chunk;
        s->chunk = c->next;
        c->next = s->spare;
        c->n = 0;
        s->spare = c;
    }
    return failed ? -1 : 0;
}

static char *room_for(struct prak_sorter *s, size_t n)
{
    struct chunk *c = s->chunk;

    if (!c || c->cap - c->n < n) {
        if (s->spare && s->spare->cap >= n) {
            c = s->spare;
            s->spare = c->next;
        } else {
            size_t cap = n > CHUNK ? n : CHUNK;
            c = malloc(sizeof *c + cap);
            if (!c)
                return NULL;
            c->cap = cap;
        }
        c->n = 0;
        c->next = s->chunk;
        s->chunk = c;
    }
    c->n += n;
    return c->p + c->n - n;
}

static int grow_index(struct prak_sorter *s, struct prak_err *e)
{
    size_t cap = s->cap ? s->cap * 2 : 1024;
    struct entry *p = realloc(s->entry, cap * sizeof *p);

    if (!p)
        return prak_fail_memory(e);
    s->entry = p;
    s->cap = cap;
    return 0;
}

int prak_sorter_add(struct prak_sorter *s, struct prak_str key, struct prak_str data, struct prak_err *e)
{
    struct head h = { (uint32_t)key.n, (uint32_t)data.n };
    size_t size = sizeof h + key.n + data.n;

    if (s->n && s->held + size + 2 * sizeof(struct entry) > s->budget && spill_run(s, e))
        return -1;
    if (s->n == s->cap && grow_index(s, e))
        return -1;
    char *row = room_for(s, size);
    if (!row)
        return prak_fail_memory(e);
    memcpy(row, &h, sizeof h);
    if (key.n)
        memcpy(row + sizeof h, key.p, key.n);
    if (data.n)
        memcpy(row + sizeof h + key.n, data.p, data.n);
    s->entry[s->n++] = (struct entry){ prefix_of(key), row };
    s->held += size + 2 * sizeof(struct entry);
    s->count++;
    return 0;
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

static int begin_merge(struct prak_sorter *s, struct prak_err *e)
{
    s->sorted = true;
    if (s->nrun == 0)
        return sort_held(s, e);
    if (s->n && spill_run(s, e))
        return -1;
    free_chunks(s->spare);
    s->spare = NULL;
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
    struct head h = head_of(row);

    *key = (struct prak_str){ row + sizeof h, h.key_len };
    *data = (struct prak_str){ row + sizeof h + h.key_len, h.data_len };
}

int prak_sorter_next(struct prak_sorter *s, struct prak_str *key, struct prak_str *data, struct prak_err *e)
{
    if (!s->sorted) {
        if (begin_merge(s, e))
            return -1;
    } else if (s->nheap) { /* the row given last is done with */
        if (next_of_run(s, &s->run[s->heap[0]], e))
            return -1;
        if (!s->run[s->heap[0]].row)
            s->heap[0] = s->heap[--s->nheap];
        sift(s, 0);
    }
    if (s->nrun == 0) {
        if (s->next == s->n)
            return 0;
        give(s->entry[s->next++].row, key, data);
        return 1;
    }
    if (!s->nheap)
        return 0;
    give(s->run[s->heap[0]].row, key, data);
    return 1;
}

/* ---- keys ---- */

enum { MISSING_FIRST = 0, PRESENT = 1, MISSING_LAST = 2 };

void prak_sort_key_missing(struct prak_buf *key, bool first)
{
    prak_buf_byte(key, first ? MISSING_FIRST : MISSING_LAST);
}

static void invert(struct prak_buf *key, size_t from)
{
    for (size_t i = from; i < key->n; i++)
        key->p[i] = (char)~key->p[i];
}

/* A NUL is written as 00 FF and the end as 00 00, so that a shorter text comes first whatever follows. */
void prak_sort_key_text(struct prak_buf *key, struct prak_str text, bool descending)
{
    prak_buf_byte(key, PRESENT);
    size_t from = key->n;
    for (const char *p = text.p, *end = text.p + text.n; p < end;) {
        const char *nul = memchr(p, 0, (size_t)(end - p));
        size_t n = (size_t)((nul ? nul : end) - p);
        prak_buf_add(key, p, n);
        p += n;
        if (nul) {
            prak_buf_add(key, "\0\xff", 2);
            p++;
        }
    }
    prak_buf_add(key, "\0\0", 2);
    if (descending)
        invert(key, from);
}

void prak_sort_key_int(struct prak_buf *key, int64_t value, bool descending)
{
    const uint64_t v = (uint64_t)value ^ UINT64_C(1) << 63;

    prak_buf_byte(key, PRESENT);
    size_t from = key->n;
    for (int shift = 56; shift >= 0; shift -= 8)
        prak_buf_byte(key, (char)(v >> shift));
    if (descending)
        invert(key, from);
}

/* Sign, decimal exponent of the first digit, then the digits two to a byte; a negative number has all of it inverted. */
void prak_sort_key_number(struct prak_buf *key, struct prak_dec value, bool descending)
{
    const int sign = prak_dec_sign(value);
    unsigned char digit[PRAK_DEC_DIGITS + 2] = { 0 };
    int n = 0;
    prak_u128 m = value.m < 0 ? (prak_u128)0 - (prak_u128)value.m : (prak_u128)value.m;

    prak_buf_byte(key, PRESENT);
    size_t from = key->n;
    prak_buf_byte(key, (char)(sign < 0 ? 0 : sign == 0 ? 1 : 2));
    if (sign) {
        for (prak_u128 rest = m; rest; rest /= 10)
            n++;
        for (int i = n - 1; i >= 0; i--, m /= 10)
            digit[i] = (unsigned char)(m % 10);
        const unsigned exponent = (unsigned)(n - value.scale + 1024); /* of 0.d1d2…, never negative */
        size_t tail = key->n;
        prak_buf_byte(key, (char)(exponent >> 8));
        prak_buf_byte(key, (char)exponent);
        while (n > 0 && digit[n - 1] == 0)
            n--;
        for (int i = 0; i < n; i += 2)
            prak_buf_byte(key, (char)(digit[i] * 10 + digit[i + 1] + 1));
        prak_buf_byte(key, 0);
        if (sign < 0)
            invert(key, tail);
    }
    if (descending)
        invert(key, from);
}
