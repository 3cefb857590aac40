/*
 * runs.c - steps sorted by the digits of their keys, runs written and read.
 */
#include "stat/runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pages.h"

#define WRITE_STEPS 4096
#define DIGIT_BITS  11 /* at most */

void prak_run_free(struct prak_run *r)
{
    free(r->memory);
    free(r->segment);
    free(r->before);
    free(r->square_before);
    *r = (struct prak_run){ .fd = -1 };
}

static int write_steps(int fd, off_t at, const uint64_t *s, size_t words, struct prak_err *e)
{
    const char *from = (const char *)s;
    for (size_t left = words * sizeof *s; left;) {
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

/* As they are in the run. */
static int read_raw(const struct prak_run *r, uint64_t at, uint64_t *to, size_t n, struct prak_err *e)
{
    const size_t bytes = r->words * sizeof *to;
    char *into = (char *)to;
    off_t from = r->offset + (off_t)(at * bytes);
    if (r->memory) {
        memcpy(to, r->memory + at * r->words, n * bytes);
        return 0;
    }
    for (size_t left = n * bytes; left;) {
        ssize_t k = pread(r->fd, into, left, from);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return prak_fail_errno(e, "read from", "a temporary file");
        into += k;
        from += k;
        left -= (size_t)k;
    }
    return 0;
}

/* From the end of `to` to its beginning. */
static void widen(const struct prak_narrow *f, unsigned words, const uint64_t *raw, uint64_t *to, size_t n)
{
    for (size_t i = 0; i < n && words == 2; i++) {
        const uint64_t s = raw[i];
        to[2 * i] = prak_narrow_value(f, s);
        to[2 * i + 1] = (uint64_t)prak_narrow_weight(f, s);
    }
    for (size_t i = 0; i < n && words == 3; i++) {
        const uint64_t s = raw[i];
        prak_u128 both;
        (void)prak_pages_both(prak_narrow_weight(f, s), &both); /* it has been asked before */
        to[3 * i] = prak_narrow_value(f, s);
        to[3 * i + 1] = (uint64_t)both;
        to[3 * i + 2] = (uint64_t)(both >> 64);
    }
}

int prak_run_read(const struct prak_run *r, unsigned words, uint64_t at, uint64_t *to, size_t n, struct prak_err *e)
{
    uint64_t *raw = to + n * (words - r->words);
    const int rc = read_raw(r, at, raw, n, e);
    if (!rc && r->words == 1)
        widen(&r->form, words, raw, to, n);
    return rc;
}

const struct prak_segment *prak_run_find(const struct prak_run *r, uint32_t cell)
{
    size_t low = 0, high = r->nsegment;
    while (low < high) {
        const size_t mid = low + (high - low) / 2;
        if (r->segment[mid].cell < cell)
            low = mid + 1;
        else
            high = mid;
    }
    return low < r->nsegment && r->segment[low].cell == cell ? &r->segment[low] : NULL;
}

bool prak_step_join(uint64_t *a, const uint64_t *b, unsigned words)
{
    int64_t sum;
    if (words == 2) {
        if (__builtin_add_overflow((int64_t)a[1], (int64_t)b[1], &sum))
            return false;
        a[1] = (uint64_t)sum;
        return true;
    }
    prak_u128 both = prak_step_both(a);
    if (!prak_pages_join(&both, prak_step_both(b)))
        return false;
    a[1] = (uint64_t)both;
    a[2] = (uint64_t)(both >> 64);
    return true;
}

/* ---- sorting ---- */

static inline void place_by_digit(const uint64_t *a, uint64_t *b, size_t n, unsigned shift, unsigned bits,
                                  unsigned words)
{
    const uint64_t mask = ((uint64_t)1 << bits) - 1;
    size_t count[1 << DIGIT_BITS], at = 0;
    memset(count, 0, sizeof *count << bits);
    for (size_t i = 0; i < n; i++)
        count[a[i * words] >> shift & mask]++;
    for (size_t k = 0; k <= mask; k++) {
        const size_t c = count[k];
        count[k] = at;
        at += c * words;
    }
    for (size_t i = 0; i < n; i++) {
        size_t *to = &count[a[i * words] >> shift & mask];
        prak_step_copy(b + *to, a + i * words, words);
        *to += words;
    }
}

static void insert(uint64_t *a, size_t n, unsigned words)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t s[PRAK_RUN_MOST_WORDS];
        size_t k = i;
        prak_step_copy(s, a + i * words, words);
        for (; k && a[(k - 1) * words] > s[0]; k--)
            prak_step_copy(a + k * words, a + (k - 1) * words, words);
        prak_step_copy(a + k * words, s, words);
    }
}

/* By digits from the lowest, leaving out bits that are the same in all keys. */
uint64_t *prak_steps_sort(uint64_t *a, uint64_t *b, size_t n, unsigned words, unsigned from)
{
    enum { FEW = 48 };
    uint64_t differ = 0;
    if (n <= FEW) { /* by all bits, which is as good */
        insert(a, n, words);
        return a;
    }
    for (size_t i = 1; i < n; i++)
        differ |= a[i * words] ^ a[0];
    for (unsigned shift = from, bits; shift < 64 && differ >> shift; shift += bits) {
        shift += (unsigned)__builtin_ctzll(differ >> shift);
        const unsigned left = prak_bits_of(differ >> shift), digits = (left + DIGIT_BITS - 1) / DIGIT_BITS;
        bits = (left + digits - 1) / digits;
        if (words == 1)
            place_by_digit(a, b, n, shift, bits, 1);
        else if (words == 2)
            place_by_digit(a, b, n, shift, bits, 2);
        else
            place_by_digit(a, b, n, shift, bits, 3);
        uint64_t *t = a;
        a = b;
        b = t;
    }
    return a;
}

size_t prak_steps_join(uint64_t *a, size_t n, unsigned words)
{
    size_t k = 0;
    for (size_t i = 1; i < n; i++) {
        uint64_t *last = a + k * words;
        const uint64_t *s = a + i * words;
        if (s[0] == last[0] && prak_step_join(last, s, words))
            continue;
        prak_step_copy(a + ++k * words, s, words);
    }
    return n ? k + 1 : 0;
}

int prak_run_sort(struct prak_run *r, const struct prak_segment *segment, size_t n, struct prak_err *e)
{
    size_t most = 1;
    int rc = 0;
    if (r->words != 1)
        return 0;
    for (size_t i = 0; i < n; i++)
        most = segment[i].n > most ? (size_t)segment[i].n : most;
    uint64_t *own = malloc(2 * most * sizeof *own);
    if (!own)
        return prak_fail_memory(e);
    for (size_t i = 0; !rc && i < n; i++) {
        const size_t k = (size_t)segment[i].n;
        rc = read_raw(r, segment[i].at, own, k, e);
        if (rc)
            break;
        const uint64_t *sorted = prak_steps_sort(own, own + most, k, 1, r->form.bits);
        if (r->memory)
            memcpy(r->memory + segment[i].at, sorted, k * sizeof *sorted);
        else
            rc = write_steps(r->fd, r->offset + (off_t)(segment[i].at * sizeof *sorted), sorted, k, e);
    }
    free(own);
    return rc;
}

/* ---- writing ---- */

int prak_run_write(const struct prak_run *r, const uint64_t *step, struct prak_err *e)
{
    return write_steps(r->fd, r->offset, step, (size_t)r->n * r->words, e);
}

int prak_run_start(struct prak_run_writer *w, unsigned words, bool indexed, size_t most, int fd, off_t offset,
                   struct prak_err *e)
{
    *w = (struct prak_run_writer){ .indexed = indexed, .squares = words == 3 };
    w->run.words = words;
    w->run.fd = most ? -1 : fd;
    w->run.offset = offset;
    w->buf = malloc((most ? most : WRITE_STEPS) * words * sizeof *w->buf);
    if (!w->buf)
        return prak_fail_memory(e);
    if (most) {
        w->run.memory = w->buf;
        prak_pages_large(w->buf, most * words * sizeof *w->buf);
    }
    return 0;
}

static int note_block(struct prak_run_writer *w, struct prak_err *e)
{
    const size_t i = (size_t)(w->run.n / PRAK_PACK_BLOCK);
    if (i == w->cap_before) {
        const size_t cap = i ? i * 2 : 64;
        prak_i128 *before = realloc(w->run.before, cap * sizeof *before);
        if (!before)
            return prak_fail_memory(e);
        w->run.before = before;
        prak_u128 *square = w->squares ? realloc(w->run.square_before, cap * sizeof *square) : NULL;
        if (w->squares && !square)
            return prak_fail_memory(e);
        w->run.square_before = square;
        w->cap_before = cap;
    }
    w->run.before[i] = w->run.all;
    if (w->squares)
        w->run.square_before[i] = w->run.square_all;
    return 0;
}

static int note_cell(struct prak_run_writer *w, uint32_t cell, struct prak_err *e)
{
    struct prak_run *r = &w->run;
    if (r->nsegment == w->cap_segment) {
        const size_t cap = w->cap_segment ? w->cap_segment * 2 : 16;
        struct prak_segment *s = realloc(r->segment, cap * sizeof *s);
        if (!s)
            return prak_fail_memory(e);
        r->segment = s;
        w->cap_segment = cap;
    }
    r->segment[r->nsegment++] = (struct prak_segment){ cell, r->n, 0, r->all, r->square_all };
    return 0;
}

static int flush(struct prak_run_writer *w, struct prak_err *e)
{
    const size_t bytes = w->run.words * sizeof *w->buf;
    const off_t at = w->run.offset + (off_t)((w->run.n - w->held) * bytes);
    if (w->held && write_steps(w->run.fd, at, w->buf, w->held * w->run.words, e))
        return -1;
    w->held = 0;
    return 0;
}

static void sum_steps(struct prak_run *r, bool squares, const uint64_t *step, size_t n)
{
    const struct prak_narrow f = r->form;
    prak_u128 all = 0, square = 0;
    for (size_t i = 0; i < n && r->words == 1 && !squares; i++)
        all += (uint64_t)prak_narrow_weight(&f, step[i]);
    for (size_t i = 0; i < n && r->words == 1 && squares; i++) {
        const uint64_t weight = (uint64_t)prak_narrow_weight(&f, step[i]);
        all += weight;
        square += (prak_u128)weight * weight;
    }
    r->all += (prak_i128)all;
    r->square_all += square;
    for (size_t i = 0; i < n && r->words > 1; i++) {
        r->all += prak_step_weight(step + i * r->words, r->words);
        r->square_all += prak_step_square(step + i * r->words, r->words);
    }
}

/* As many of n steps as go into the block and the buffer. */
static size_t put_some(struct prak_run_writer *w, const uint64_t *step, size_t n)
{
    struct prak_run *r = &w->run;
    const size_t block = PRAK_PACK_BLOCK - (size_t)(r->n % PRAK_PACK_BLOCK);
    const size_t room = r->memory ? n : WRITE_STEPS - w->held;
    const size_t some = n < block ? n : block, k = some < room ? some : room;
    memcpy(w->buf + w->held * r->words, step, k * r->words * sizeof *step);
    if (w->indexed)
        sum_steps(r, w->squares, step, k);
    w->held += k;
    r->n += k;
    return k;
}

int prak_run_put(struct prak_run_writer *w, uint32_t cell, const uint64_t *step, size_t n, struct prak_err *e)
{
    struct prak_run *r = &w->run;
    if ((r->nsegment == 0 || r->segment[r->nsegment - 1].cell != cell) && note_cell(w, cell, e))
        return -1;
    r->segment[r->nsegment - 1].n += n;
    while (n) {
        if (w->indexed && r->n % PRAK_PACK_BLOCK == 0 && note_block(w, e))
            return -1;
        const size_t k = put_some(w, step, n);
        step += k * r->words;
        n -= k;
        if (!r->memory && w->held == WRITE_STEPS && flush(w, e))
            return -1;
    }
    return 0;
}

int prak_run_end(struct prak_run_writer *w, struct prak_err *e)
{
    if (w->run.memory)
        return 0;
    const int rc = flush(w, e);
    free(w->buf);
    w->buf = NULL;
    return rc;
}

void prak_run_drop(struct prak_run_writer *w)
{
    if (!w->run.memory)
        free(w->buf);
    prak_run_free(&w->run);
}
