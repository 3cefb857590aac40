/*
 * ahead.c - pieces of a file, each read and looked at by one thread while others do the same with those around it.
 *
 * Only whether a piece begins inside quotes depends on those before it; where its records end is looked for in either
 * case, without a lock. In their order what one piece leaves is then put before the next.
 */
#include <stdlib.h>
#include <string.h>

#include "io/private.h"

bool prak_reader_splits(const struct prak_reader *r)
{
    return r->header && prak_source_splits(r->source);
}

int prak_reader_ahead(struct prak_reader *r, struct prak_block *b, struct prak_err *e)
{
    const size_t n = r->o.block_size;
    struct prak_piece *x = b->piece;

    if (!x) {
        x = b->piece = calloc(1, sizeof *x);
        if (!x)
            return prak_fail_memory(e);
    }
    if (x->cap < n || !x->room) {
        char *room = malloc(PRAK_HEAD + n + PRAK_SPARE);
        if (!room)
            return prak_fail_memory(e);
        free(x->room);
        x->room = room;
        x->cap = n;
    }
    x->n = n;
    x->at = prak_source_reserve(r->source, n);
    return 0;
}

void prak_reader_fetch(const struct prak_reader *r, struct prak_block *b)
{
    struct prak_piece *x = b->piece;
    char *p = x->room + PRAK_HEAD;
    const ptrdiff_t got = prak_source_fetch(r->source, p, x->n, x->at, &x->err);

    x->failed = got < 0;
    if (x->failed)
        return;
    x->end = (size_t)got < x->n;
    x->n = (size_t)got;
    if (x->n)
        r->scanner->edges(p, x->n, r->ref != NULL, &x->edges);
}

/* The piece goes behind what is held back, in the reader's own memory. */
static int hold(struct prak_reader *r, const struct prak_piece *x, struct prak_err *e)
{
    const size_t want = r->n + x->n;

    if (want > r->cap) {
        const size_t cap = want > 2 * r->cap ? want : 2 * r->cap;
        char *p = realloc(r->buf, cap + PRAK_SPARE);
        if (!p)
            return prak_fail_memory(e);
        r->buf = p;
        r->cap = cap;
    }
    if (x->n)
        memcpy(r->buf + r->n, x->room + PRAK_HEAD, x->n);
    r->n = want;
    return 0;
}

/* What is held back goes before the piece, in the piece's memory. */
static int lend(struct prak_reader *r, struct prak_block *b, struct prak_err *e)
{
    struct prak_piece *x = b->piece;
    const size_t held = r->n;
    char *p = x->room + PRAK_HEAD - held;
    int rc;

    if (held)
        memcpy(p, r->buf, held);
    r->lent = r->buf;
    r->buf = p;
    r->n += x->n;
    rc = prak_reader_judge(r, b, e);
    r->buf = r->lent;
    r->lent = NULL;
    if (rc != PRAK_MORE)
        return rc;
    r->n = held;
    return hold(r, x, e) ? -1 : PRAK_NONE;
}

int prak_reader_join(struct prak_reader *r, struct prak_block *b, struct prak_err *e)
{
    struct prak_piece *x = b->piece;
    int rc;

    if (r->eof) { /* the piece lies behind the end, and something was held back */
        prak_reader_look(r);
        return prak_reader_judge(r, b, e);
    }
    if (x->failed) {
        *e = x->err;
        return -1;
    }
    if (prak_source_settle(r->source, x->room + PRAK_HEAD, x->n, x->end, e))
        return -1;
    r->eof = x->end;
    prak_reader_look(r);
    if (x->n)
        prak_reader_seen(r, &x->edges, x->room + PRAK_HEAD, x->n);
    if (r->n <= PRAK_HEAD && (r->edge.boundary || r->eof || r->n + x->n > r->o.limits.record))
        return lend(r, b, e);
    if (hold(r, x, e))
        return -1;
    rc = prak_reader_judge(r, b, e);
    return rc == PRAK_MORE ? PRAK_NONE : rc;
}
