/*
 * sort_order.c - a least-significant-digit radix sort of leads, each thread with its share of the entries; then rows of
 * the same lead by the next eight bytes of their keys, and so on.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/pages.h"
#include "base/threads.h"
#include "table/sort_private.h"

#define MAX_THREADS 16
#define DIGITS      7
#define VALUES      1024
#define FEW         48    /* entries that are inserted rather than counted */
#define ONE_THREAD  50000 /* fewer are not worth a thread */
#define AHEAD       16

typedef struct prak_sort_entry entry;

/* The digits of a lead as sort_key.c makes it for numbers: three decimal digits fill ten bits. */
static const unsigned char digit_shift[DIGITS] = { 0, 5, 15, 25, 35, 45, 55 }, digit_bits[DIGITS] = { 5, 10, 10, 10, 10, 10, 9 };

struct share {
    const struct prak_sort_span *span;
    size_t nspan, count[VALUES];
    unsigned shift, mask;
    entry *to;
    /* of the ties */
    entry *a, *room;
    size_t n;
    char *const *slab;
};

static void *count_share(void *arg)
{
    struct share *s = arg;

    memset(s->count, 0, sizeof s->count);
    for (size_t k = 0; k < s->nspan; k++)
        for (const entry *p = s->span[k].p, *end = p + s->span[k].n; p < end; p++)
            s->count[p->lead >> s->shift & s->mask]++;
    return NULL;
}

static void *scatter_share(void *arg)
{
    struct share *s = arg;

    for (size_t k = 0; k < s->nspan; k++)
        for (const entry *p = s->span[k].p, *end = p + s->span[k].n; p < end; p++)
            s->to[s->count[p->lead >> s->shift & s->mask]++] = *p;
    return NULL;
}

/* Spans to shares, each about as large. */
static void deal(struct share *s, unsigned n, const struct prak_sort_span *span, size_t nspan, size_t total)
{
    size_t at = 0, seen = 0;

    for (unsigned i = 0; i < n; i++) {
        s[i].span = span + at;
        s[i].nspan = 0;
        while (at < nspan && (i + 1 == n || seen < total / n * (i + 1))) {
            seen += span[at++].n;
            s[i].nspan++;
        }
    }
}

static void one_digit(struct share *s, unsigned n, unsigned digit, entry *to)
{
    size_t at = 0;

    for (unsigned i = 0; i < n; i++) {
        s[i].shift = digit_shift[digit];
        s[i].mask = (1u << digit_bits[digit]) - 1;
        s[i].to = to;
    }
    prak_threads_run(n, count_share, s, sizeof *s);
    for (size_t v = 0; v < VALUES; v++)
        for (unsigned i = 0; i < n; i++) {
            const size_t here = s[i].count[v];
            s[i].count[v] = at;
            at += here;
        }
    prak_threads_run(n, scatter_share, s, sizeof *s);
}

/* ---- rows of the same lead ---- */

static struct prak_sort_head head_at(const char *row)
{
    struct prak_sort_head h;

    memcpy(&h, row, sizeof h);
    return h;
}

static int compare_keys(const char *a, const char *b)
{
    const uint32_t na = head_at(a).key_len, nb = head_at(b).key_len;
    const int c = memcmp(a + sizeof(struct prak_sort_head), b + sizeof(struct prak_sort_head), na < nb ? na : nb);

    return c ? c : na < nb ? -1 : na > nb;
}

/* Stable, by whole keys. */
static void merge_by_key(entry *a, entry *room, size_t n, char *const *slab)
{
    for (size_t width = 1; width < n; width *= 2) {
        for (size_t from = 0; from < n; from += 2 * width) {
            size_t middle = from + width < n ? from + width : n, end = middle + width < n ? middle + width : n;
            size_t i = from, k = middle, out = from;
            while (i < middle && k < end)
                room[out++] = compare_keys(prak_sort_at(slab, a[k].place), prak_sort_at(slab, a[i].place)) < 0 ? a[k++]
                                                                                                             : a[i++];
            while (i < middle)
                room[out++] = a[i++];
            while (k < end)
                room[out++] = a[k++];
        }
        memcpy(a, room, n * sizeof *a);
    }
}

static void insert_by_lead(entry *a, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const entry x = a[i];
        size_t k = i;
        for (; k > 0 && a[k - 1].lead > x.lead; k--)
            a[k] = a[k - 1];
        a[k] = x;
    }
}

/* Stable, by lead, in this thread. */
static void sort_by_lead(entry *a, entry *room, size_t n, uint64_t differ)
{
    entry *from = a, *to = room;

    if (n <= FEW) {
        insert_by_lead(a, n);
        return;
    }
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t count[256] = { 0 }, at = 0;
        if ((differ >> shift & 255) == 0)
            continue;
        for (size_t i = 0; i < n; i++)
            count[from[i].lead >> shift & 255]++;
        for (size_t k = 0; k < 256; k++) {
            const size_t here = count[k];
            count[k] = at;
            at += here;
        }
        for (size_t i = 0; i < n; i++)
            to[count[from[i].lead >> shift & 255]++] = from[i];
        entry *swap = from;
        from = to;
        to = swap;
    }
    if (from != a)
        memcpy(a, from, n * sizeof *a);
}

/* The key's bytes from `depth` on as a number, zeros after its end. */
static uint64_t word_of(const char *row, size_t depth)
{
    const struct prak_sort_head h = head_at(row);
    unsigned char b[8] = { 0 };
    uint64_t v = 0;

    if (h.key_len > depth)
        memcpy(b, row + sizeof h + depth, h.key_len - depth < 8 ? h.key_len - depth : 8);
    for (size_t i = 0; i < 8; i++)
        v = v << 8 | b[i];
    return v;
}

/* What is left to do for entries that are the same up to `depth`: nothing, the next word, or whole keys. */
enum rest { DONE, NEXT, WHOLE };

static enum rest look(const entry *a, size_t n, char *const *slab, size_t depth)
{
    uint32_t least = UINT32_MAX, most = 0;

    if (n < 2)
        return DONE;
    for (size_t i = 0; i < n; i++) {
        const uint32_t k = head_at(prak_sort_at(slab, a[i].place)).key_len;
        least = k < least ? k : least;
        most = k > most ? k : most;
        if (i + AHEAD < n)
            __builtin_prefetch(prak_sort_at(slab, a[i + AHEAD].place));
    }
    return least > depth ? (n > 8 ? NEXT : WHOLE) : least == most ? DONE : WHOLE;
}

/* Entries of n > 1 rows whose keys are the same up to depth. Its own recursion is as deep as keys are long, so by words
   a few times, then by whole keys. */
static void sort_ties(entry *a, entry *room, size_t n, char *const *slab, size_t depth)
{
    const enum rest rest = depth > 64 * 8 && n > 1 ? WHOLE : look(a, n, slab, depth);
    uint64_t all = UINT64_MAX, any = 0;

    if (rest == WHOLE)
        merge_by_key(a, room, n, slab);
    if (rest != NEXT)
        return;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch(prak_sort_at(slab, a[i + AHEAD].place));
        a[i].lead = word_of(prak_sort_at(slab, a[i].place), depth);
        all &= a[i].lead;
        any |= a[i].lead;
    }
    sort_by_lead(a, room, n, all ^ any);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && a[to].lead == a[from].lead; to++)
            ;
        sort_ties(a + from, room + from, to - from, slab, depth + 8);
    }
}

static void *ties_of_share(void *arg)
{
    struct share *s = arg;

    for (size_t from = 0, to; from < s->n; from = to) {
        bool headed = true; /* else the lead is their whole key; just a long row has a head */
        for (to = from; to < s->n && s->a[to].lead == s->a[from].lead; to++)
            headed = headed && (s->a[to].place & PRAK_SORT_HEADED) == PRAK_SORT_HEADED;
        if (to - from > 1 && headed)
            sort_ties(s->a + from, s->room + from, to - from, s->slab, 8);
    }
    return NULL;
}

static void order_ties(struct share *s, unsigned threads, entry *a, entry *room, size_t n, char *const *slab)
{
    size_t from = 0;

    for (unsigned i = 0; i < threads; i++) {
        size_t to = i + 1 == threads ? n : n / threads * (i + 1);
        to = to < from ? from : to;
        while (to > from && to < n && a[to].lead == a[to - 1].lead)
            to++;
        s[i].a = a + from;
        s[i].room = room + from;
        s[i].n = to - from;
        s[i].slab = slab;
        from = to;
    }
    prak_threads_run(threads, ties_of_share, s, sizeof *s);
}

/* ---- all of it ---- */

static entry *new_entries(size_t n)
{
    entry *p = malloc((n ? n : 1) * sizeof *p);

    if (p)
        prak_pages_large(p, n * sizeof *p);
    return p;
}

/* Is there a row whose key is longer than its lead? */
static bool any_headed(const struct prak_sort_span *span, size_t nspan)
{
    for (size_t k = 0; k < nspan; k++)
        for (size_t i = 0; i < span[k].n; i++)
            if ((span[k].p[i].place & PRAK_SORT_HEADED) == PRAK_SORT_HEADED)
                return true;
    return false;
}

int prak_sort_order(const struct prak_sort_span *span, size_t nspan, size_t n, char *const *slab, uint64_t differ,
                    unsigned threads, struct prak_sort_entry **out, struct prak_err *e)
{
    const unsigned wanted = threads > MAX_THREADS ? MAX_THREADS : threads, t = n < ONE_THREAD || wanted < 2 ? 1 : wanted;
    struct prak_sort_span part[MAX_THREADS];
    struct share *s = calloc(t, sizeof *s);
    entry *a = new_entries(n), *room = new_entries(n);

    if (!s || !a || !room) {
        free(s);
        free(a);
        free(room);
        return prak_fail_memory(e);
    }
    const bool headed = any_headed(span, nspan);
    bool moved = false;
    deal(s, t, span, nspan, n);
    for (unsigned d = 0; d < DIGITS; d++) {
        if ((differ >> digit_shift[d] & ((1u << digit_bits[d]) - 1)) == 0 && (moved || d + 1 < DIGITS))
            continue;
        one_digit(s, t, d, room);
        moved = true;
        entry *swap = a;
        a = room;
        room = swap;
        for (unsigned i = 0; i < t; i++) {
            const size_t from = n / t * i, to = i + 1 == t ? n : n / t * (i + 1);
            part[i] = (struct prak_sort_span){ a + from, to - from };
            s[i].span = &part[i];
            s[i].nspan = 1;
        }
    }
    if (headed)
        order_ties(s, t, a, room, n, slab);
    free(room);
    free(s);
    *out = a;
    return 0;
}
