/*
 * once.c - distinct rows, when nothing else is asked of them: the first row of each key leaves.
 *
 * The workers make the keys of a block. Then, in the order of the input and in a turn of its own, the block's keys are
 * judged; what is left of it is gathered side by side with the judging of the next one, and written when it is the
 * block's turn. A row whose bytes may leave as they are is not copied before it is judged.
 *
 * When the keys do not fit into --memory the set stays as it is. A row whose key is in it goes, as before; every other
 * row is put aside in a temporary file, its key in another. At the end the keys are dealt to partitions by hash, each
 * of which is judged in the order of the input (again and again, if it does not fit either), and the rows that were
 * first of their key leave in order. Memory then: --memory and a bit for each row put aside.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

#define PARTS      64u
#define PART_BYTES ((size_t)1 << 14) /* of each partition before it is written */
#define CHUNK      ((size_t)1 << 18)
#define ENTRIES    512 /* of a partition, judged at once */

enum { FIRST_ROW, LOST, ASIDE };

struct prak_once {
    struct prak_run *run;
    pthread_mutex_t lock;
    pthread_cond_t turn;
    uint64_t seq;
    unsigned first;
    bool full; /* no key is added any more */
    uint64_t size, bytes, asked; /* of the first input, 0: unknown; of the blocks judged, and their rows */
    /* what was put aside */
    struct prak_spill *rows, *keys;
    uint64_t naside;
};

/* A key put aside, and the how manieth it was. */
struct entry {
    struct prak_seen_key key;
    uint64_t ordinal;
};

int prak_once(struct prak_run *r, struct prak_err *e)
{
    struct prak_once *o = calloc(1, sizeof *o);

    if (!o)
        return prak_fail_memory(e);
    o->run = r;
    o->size = r->bytes_total;
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->turn, NULL);
    r->once = o;
    return 0;
}

void prak_once_free(struct prak_run *r)
{
    struct prak_once *o = r->once;

    if (!o)
        return;
    prak_spill_free(o->rows);
    prak_spill_free(o->keys);
    pthread_mutex_destroy(&o->lock);
    pthread_cond_destroy(&o->turn);
    free(o);
    r->once = NULL;
}

void prak_once_task_free(struct prak_task *t)
{
    free(t->once.key);
    free(t->once.row);
    free(t->once.fate);
    prak_buf_free(&t->once.kept);
    prak_buf_free(&t->once.rows);
    prak_buf_free(&t->once.keys);
}

/* ---- the rows of a batch ---- */

static int more_claims(struct prak_once_claims *c, size_t n, struct prak_err *e)
{
    size_t cap = c->cap ? c->cap : PRAK_BATCH_ROWS;

    while (cap < c->n + n)
        cap *= 2;
    if (cap == c->cap)
        return 0;
    void *key = realloc(c->key, cap * sizeof *c->key);
    c->key = key ? key : c->key;
    void *row = realloc(c->row, cap * sizeof *c->row);
    c->row = row ? row : c->row;
    void *fate = realloc(c->fate, cap);
    c->fate = fate ? fate : c->fate;
    if (!key || !row || !fate)
        return prak_fail_memory(e);
    c->cap = cap;
    return 0;
}

static int make_keys(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n,
                     const struct prak_first_of *k, struct prak_err *e)
{
    struct prak_seen_key *key = t->once.key + t->once.n;
    const struct prak_slice *cell = k->n == 1 ? b->cell[k->cell[0]] : NULL;

    for (size_t i = 0; cell && i < n; i++)
        key[i] = prak_seen_key(prak_cell_str(&cell[rows ? rows[i] : i]));
    for (size_t i = 0; !cell && i < n; i++) {
        t->scratch.n = 0;
        for (size_t p = 0; p < k->n; p++)
            prak_key_part(&t->scratch, prak_cell_str(&b->cell[k->cell[p]][rows ? rows[i] : i]));
        if (prak_buf_check(&t->scratch, e))
            return -1;
        key[i] = prak_seen_key((struct prak_str){ t->scratch.p, t->scratch.n });
    }
    return 0;
}

/* The rows as they leave, behind t->out; end[i]: where row i ends there. */
static int write_rows(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n, size_t *end,
                      struct prak_err *e)
{
    if (b->grid && b->grid->quotes && t->emit.quick && !t->other_format && prak_emit_is_bulk(t, b))
        return prak_emit_bulk(t, b, rows, n, end, e);
    for (size_t i = 0; i < n; i++) {
        if (prak_emit_row(t, b, rows ? rows[i] : i, e) < 0)
            return -1;
        end[i] = t->out.n;
    }
    return 0;
}

int prak_emit_first(struct prak_task *t, const struct prak_batch *b, const uint32_t *rows, size_t n,
                    const struct prak_first_of *k, struct prak_err *e)
{
    struct prak_once_claims *c = &t->once;
    const size_t at = t->out.n;
    size_t *end = NULL;

    if (more_claims(c, n, e) || make_keys(t, b, rows, n, k, e))
        return -1;
    if (!prak_emit_copies(t, b) &&
        (!(end = prak_arena_array(t->arena, n ? n : 1, sizeof *end, e)) || write_rows(t, b, rows, n, end, e)))
        return -1;
    c->first = k->first;
    for (size_t i = 0; i < n; i++) {
        const struct prak_record r = prak_batch_record(b, rows ? rows[i] : i);
        c->row[c->n++] = end ? (struct prak_once_row){ NULL, end[i] - (i ? end[i - 1] : at) }
                             : (struct prak_once_row){ r.p, r.n + 1 };
    }
    return 0;
}

/* ---- a block ---- */

/* Marks lost rows; from the first one for which there is no room on, those that are not are put aside. */
static void judge(struct prak_once *o, struct prak_once_claims *c, size_t bytes)
{
    struct prak_seen *seen = o->run->first[c->first].seen;
    size_t done = 0;

    o->first = c->first;
    o->bytes += bytes;
    o->asked += c->n;
    if (!o->full) {
        if (o->asked && o->bytes < o->size) /* the rows to come may be as long */
            prak_seen_expect(seen, o->size * 16 / (o->bytes * 16 / o->asked));
        done = prak_seen_judge(seen, c->key, c->n, c->fate);
        o->full = done < c->n;
    }
    c->sure = done;
    for (size_t i = done; i < c->n; i++)
        c->fate[i] = prak_seen_has(seen, c->key[i]) ? LOST : ASIDE;
}

/* What leaves of the rows before c->sure; rows that stand side by side are copied at once. */
static void gather(struct prak_task *t)
{
    struct prak_once_claims *c = &t->once;
    const char *written = t->out.p ? t->out.p : "", *from = NULL, *to = NULL;

    for (size_t i = 0; i < c->sure; i++) {
        const char *p = c->row[i].p ? c->row[i].p : written;
        written += c->row[i].p ? 0 : c->row[i].n;
        if (c->fate[i] != FIRST_ROW)
            continue;
        if (p != to) {
            if (from)
                prak_buf_add(&c->kept, from, (size_t)(to - from));
            from = p;
        }
        to = p + c->row[i].n;
        t->rows_out++;
        t->rows_used++;
    }
    c->tail = from;
    c->tail_n = (size_t)(to - from);
    for (size_t i = c->sure; i < c->n; i++) {
        const uint64_t n = c->row[i].n;
        const char *p = c->row[i].p ? c->row[i].p : written;
        written += c->row[i].p ? 0 : n;
        if (c->fate[i] != ASIDE)
            continue;
        prak_buf_add(&c->rows, &n, sizeof n);
        prak_buf_add(&c->rows, p, n);
        prak_buf_add(&c->keys, &c->key[i], sizeof c->key[i]);
    }
}

void prak_once_turn(struct prak_task *t)
{
    struct prak_run *r = t->run;
    struct prak_once *o = r->once;
    struct prak_once_claims *c = &t->once;
    struct prak_err e = { 0 };

    pthread_mutex_lock(&o->lock);
    while (o->seq != t->seq)
        pthread_cond_wait(&o->turn, &o->lock);
    if (!atomic_load(&r->stop))
        judge(o, c, t->block.n);
    else
        c->n = 0;
    o->seq++;
    pthread_cond_broadcast(&o->turn);
    pthread_mutex_unlock(&o->lock);
    gather(t);
    for (size_t i = 0; i < c->n; i++)
        t->counter[r->first[c->first].counter] += c->fate[i] == LOST;
    if (prak_buf_check(&c->kept, &e) || prak_buf_check(&c->rows, &e) || prak_buf_check(&c->keys, &e)) {
        t->failed = true;
        t->err = e;
        c->kept.n = c->tail_n = c->rows.n = c->keys.n = 0;
    }
}

static int put_aside(struct prak_once *o, struct prak_once_claims *c, struct prak_err *e)
{
    if (!c->keys.n)
        return 0;
    if ((!o->rows && prak_spill_new(&o->rows, e)) || (!o->keys && prak_spill_new(&o->keys, e)) ||
        prak_spill_add(o->rows, c->rows.p, c->rows.n, e) || prak_spill_add(o->keys, c->keys.p, c->keys.n, e))
        return -1;
    o->naside += c->keys.n / sizeof *c->key;
    return 0;
}

int prak_once_write(struct prak_task *t, struct prak_err *e)
{
    struct prak_once_claims *c = &t->once;

    return prak_sink_rows(t->run, c->kept.p, c->kept.n, e) || prak_sink_rows(t->run, c->tail, c->tail_n, e) ||
                   put_aside(t->run->once, c, e)
               ? -1
               : 0;
}

void prak_once_reset(struct prak_task *t)
{
    struct prak_once_claims *c = &t->once;

    c->n = c->sure = c->kept.n = c->rows.n = c->keys.n = c->tail_n = 0;
    c->tail = NULL;
}

/* ---- the end: what was put aside ---- */

struct part {
    struct prak_spill *entries;
    struct prak_buf b;
};

static int part_add(struct part *p, const struct entry *x, struct prak_err *e)
{
    prak_buf_add(&p->b, x, sizeof *x);
    if (p->b.n < PART_BYTES)
        return prak_buf_check(&p->b, e);
    const size_t n = p->b.n;
    p->b.n = 0;
    return prak_spill_add(p->entries, p->b.p, n, e);
}

static int part_flush(struct part *p, struct prak_err *e)
{
    const size_t n = p->b.n;

    p->b.n = 0;
    return n ? prak_spill_add(p->entries, p->b.p, n, e) : 0;
}

static void parts_free(struct part *part, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        prak_spill_free(part[i].entries);
        prak_buf_free(&part[i].b);
    }
}

/* Pieces of a spill, one after another; *n of them bytes at p, 0 at the end. */
static int read_on(const struct prak_spill *s, uint64_t *at, char *p, size_t most, size_t *n, struct prak_err *e)
{
    const uint64_t left = prak_spill_size(s) - *at;

    *n = left < most ? (size_t)left : most;
    if (*n && prak_spill_read(s, *at, p, *n, e))
        return -1;
    *at += *n;
    return 0;
}

static int deal(struct prak_once *o, struct part *part, struct prak_err *e)
{
    const size_t most = CHUNK / sizeof(struct prak_seen_key) * sizeof(struct prak_seen_key);
    struct prak_seen_key *key = malloc(most);
    uint64_t at = 0, ordinal = 0;
    size_t n = 1;
    int failed = key ? 0 : prak_fail_memory(e);

    for (unsigned i = 0; i < PARTS && !failed; i++)
        failed = prak_spill_new(&part[i].entries, e);
    while (!failed && n) {
        failed = read_on(o->keys, &at, (char *)key, most, &n, e);
        for (size_t i = 0; i < n / sizeof *key && !failed; i++) {
            const struct entry x = { key[i], ordinal++ };
            failed = part_add(&part[prak_hash(&x.key, sizeof x.key) % PARTS], &x, e);
        }
    }
    for (unsigned i = 0; i < PARTS && !failed; i++)
        failed = part_flush(&part[i], e);
    free(key);
    return failed ? -1 : 0;
}

/* One piece of a partition. */
static int judge_entries(struct prak_seen *seen, const struct entry *x, size_t n, bool *full, struct part *rest,
                         uint64_t *lost, struct prak_err *e)
{
    struct prak_seen_key key[ENTRIES];
    unsigned char had[ENTRIES];

    for (size_t i = 0; i < n; i++)
        key[i] = x[i].key;
    const size_t done = *full ? 0 : prak_seen_judge(seen, key, n, had);
    *full = *full || done < n;
    for (size_t i = 0; i < n; i++) {
        if (i < done ? had[i] : prak_seen_has(seen, key[i]))
            lost[x[i].ordinal / 64] |= UINT64_C(1) << x[i].ordinal % 64;
        else if (i >= done && part_add(rest, &x[i], e))
            return -1;
    }
    return 0;
}

/* One pass over a partition: sets the bits of lost rows; entries for which there is no room go to `rest`. */
static int judge_part(struct prak_once *o, const struct prak_spill *entries, struct part *rest, uint64_t *lost,
                      struct prak_err *e)
{
    struct entry x[ENTRIES];
    struct prak_seen *seen = prak_seen_new((size_t)o->run->common.memory);
    uint64_t at = 0;
    size_t n = 1;
    bool full = false;
    int failed = seen ? 0 : prak_fail_memory(e);

    while (!failed && n)
        failed = read_on(entries, &at, (char *)x, sizeof x, &n, e) ||
                 judge_entries(seen, x, n / sizeof *x, &full, rest, lost, e);
    prak_seen_free(seen);
    return failed || part_flush(rest, e) ? -1 : 0;
}

static int judge_whole(struct prak_once *o, struct part *p, uint64_t *lost, struct prak_err *e)
{
    int failed = 0;

    while (!failed && prak_spill_size(p->entries)) {
        struct part rest = { 0 };
        failed = prak_spill_new(&rest.entries, e) || judge_part(o, p->entries, &rest, lost, e);
        parts_free(p, 1);
        *p = rest;
    }
    return failed;
}

/* The next row put aside, its length before it, in b from *from on; b is filled from the file as needed. */
static int next_row(const struct prak_once *o, uint64_t *at, struct prak_buf *b, size_t *from, uint64_t *n,
                    struct prak_err *e)
{
    for (;;) {
        const size_t have = b->n - *from;
        if (have >= sizeof *n) {
            memcpy(n, b->p + *from, sizeof *n);
            if (have - sizeof *n >= *n)
                return 0;
        }
        const size_t more = have >= sizeof *n && *n > CHUNK ? (size_t)*n : CHUNK;
        size_t got;
        if (have)
            memmove(b->p, b->p + *from, have);
        b->n = have;
        *from = 0;
        if (prak_buf_reserve(b, more))
            return prak_fail_memory(e);
        if (read_on(o->rows, at, b->p + b->n, more, &got, e))
            return -1;
        b->n += got;
    }
}

static int write_first_rows(struct prak_once *o, const uint64_t *lost, struct prak_err *e)
{
    struct prak_run *r = o->run;
    struct prak_buf in = { 0 }, out = { 0 };
    uint64_t at = 0, n = 0;
    size_t from = 0;
    int failed = 0;

    for (uint64_t i = 0; i < o->naside && !failed; i++) {
        const bool leaves = !(lost[i / 64] >> i % 64 & 1);
        failed = next_row(o, &at, &in, &from, &n, e);
        if (failed)
            break;
        if (leaves)
            prak_buf_add(&out, in.p + from + sizeof n, n);
        else
            r->counter[r->first[o->first].counter].total++;
        r->rows_out += leaves;
        r->rows_used += leaves;
        from += sizeof n + n;
        if (out.n >= CHUNK) {
            failed = prak_buf_check(&out, e) || prak_sink_rows(r, out.p, out.n, e);
            out.n = 0;
        }
    }
    failed = failed || prak_buf_check(&out, e) || prak_sink_rows(r, out.p, out.n, e);
    prak_buf_free(&in);
    prak_buf_free(&out);
    return failed ? -1 : 0;
}

int prak_once_finish(struct prak_run *r, struct prak_err *e)
{
    struct prak_once *o = r->once;
    struct part part[PARTS] = { { 0 } };

    if (!o->naside)
        return 0;
    prak_seen_free(r->first[o->first].seen); /* its keys are settled */
    r->first[o->first].seen = NULL;
    uint64_t *lost = calloc(o->naside / 64 + 1, sizeof *lost);
    int failed = lost ? deal(o, part, e) : prak_fail_memory(e);
    for (unsigned i = 0; i < PARTS && !failed; i++)
        failed = judge_whole(o, &part[i], lost, e);
    failed = failed || write_first_rows(o, lost, e);
    parts_free(part, PARTS);
    free(lost);
    return failed ? -1 : 0;
}
