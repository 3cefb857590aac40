/*
 * first.c - first-wins keys (unique, distinct): the claims of a block, judged in the order of the input when it is the
 * block's turn to be written.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

#define AHEAD 24 /* claims whose slots are fetched before they are judged */

/*
 * Judges the claims [from, to) of one row: *lost is the first key that was taken before, or NULL. A row that loses a
 * unique key takes none; one that is only repeated (distinct) keeps its unique keys.
 */
static int judge_row(struct prak_run *r, struct prak_task *t, size_t from, size_t to, struct prak_claim_entry **lost,
                     struct prak_err *e)
{
    *lost = NULL;
    if (to - from == 1) {
        struct prak_claim_entry *c = &t->claim[from];
        const int added = prak_seen_put(r->first[c->first].seen, c->key, e);
        c->lost = added == 0;
        *lost = c->lost ? c : NULL;
        return added < 0 ? -1 : 0;
    }
    for (int kind = PRAK_UNIQUE; kind <= PRAK_DISTINCT && !*lost; kind++) {
        for (size_t i = from; i < to; i++) {
            struct prak_claim_entry *c = &t->claim[i];
            if ((int)r->first[c->first].kind != kind || !prak_seen_has(r->first[c->first].seen, c->key))
                continue;
            c->lost = true;
            if (!*lost)
                *lost = c;
        }
        for (size_t i = from; i < to && !*lost; i++)
            if ((int)r->first[t->claim[i].first].kind == kind &&
                prak_seen_put(r->first[t->claim[i].first].seen, t->claim[i].key, e) < 0)
                return -1;
    }
    return 0;
}

/* One line for the row, with every key that it lost. */
static int reject_lost(struct prak_run *r, struct prak_task *t, const struct prak_claim_entry *c,
                       const struct prak_claim_entry *end, struct prak_err *e)
{
    static const char text[] = "not unique: an earlier row has this value";
    struct prak_buf line = { 0 }, *part[] = { &t->reject_column, &t->reject_code, &t->reject_text };

    for (const struct prak_claim_entry *k = c; k < end; k++) {
        const char *word[] = { r->first[k->first].label, "unique-error", text };
        for (size_t i = 0; i < 3 && k->lost; i++) {
            if (k != c)
                prak_buf_byte(part[i], '|');
            prak_buf_text(part[i], word[i]);
        }
    }
    prak_reject_line(&line, c->source, c->line, c->recno, (struct prak_str){ part[0]->p, part[0]->n },
                     (struct prak_str){ part[1]->p, part[1]->n }, (struct prak_str){ part[2]->p, part[2]->n },
                     (struct prak_str){ c->record.p, c->record.n });
    int failed = prak_buf_check(&line, e) || prak_rejects_write(r, line.p, line.n, e);
    for (size_t i = 0; i < 3; i++)
        part[i]->n = 0;
    prak_buf_free(&line);
    return failed ? -1 : 0;
}

static int lose_row(struct prak_run *r, struct prak_task *t, const struct prak_claim_entry *c,
                    const struct prak_claim_entry *end, struct prak_err *e)
{
    const struct prak_first_key *f = &r->first[c->first];

    if (c->out_off != SIZE_MAX) {
        t->rows_out -= c->out_rows;
        t->rows_used--;
    }
    if (f->kind == PRAK_DISTINCT) {
        t->counter[f->counter]++;
        return 0;
    }
    if (!r->common.rejects) {
        prak_fail(e, PRAK_EDATA, "not unique: an earlier row has this value");
        prak_err_source(e, c->source);
        prak_err_place(e, c->line, c->recno, 0);
        prak_err_column(e, f->label, strlen(f->label));
        return -1;
    }
    if (c->dropped)
        t->counter[c->counter]--; /* it is rejected, not dropped */
    t->rejected++;
    return reject_lost(r, t, c, end, e);
}

/* What was written to a port for this row stays out of it. */
static int skip_port(struct prak_run *r, struct prak_task *t, const struct prak_claim_entry *c, size_t *done,
                     struct prak_err *e)
{
    if (!c->port_len)
        return 0;
    if (prak_write_all(r->port[c->port].fd, r->port[c->port].path, t->port[c->port].p + done[c->port],
                       c->port_off - done[c->port], e))
        return -1;
    done[c->port] = c->port_off + c->port_len;
    return 0;
}

/* What of the block has been dealt with: output up to `out` stands in [0, kept), rejects up to `rejects` are written. */
struct written {
    size_t out, kept, rejects, port[PRAK_MAX_PORTS];
};

/* Output up to `to` is kept, less what lost rows left before it. */
static void keep_output(struct prak_task *t, struct written *w, size_t to)
{
    if (w->kept != w->out && to > w->out)
        memmove(t->out.p + w->kept, t->out.p + w->out, to - w->out);
    w->kept += to - w->out;
    w->out = to;
}

/* Output and rejects up to these places leave. */
static int flush(struct prak_run *r, struct prak_task *t, struct written *w, size_t out, size_t rejects,
                 struct prak_err *e)
{
    keep_output(t, w, out);
    const size_t n = w->kept, from = w->rejects;
    w->kept = 0;
    w->rejects = rejects;
    return prak_rejects_write(r, t->rejects.p + from, rejects - from, e) || prak_sink_rows(r, t->out.p, n, e) ? -1 : 0;
}

/* The row of the claims [c, end) goes, as far as it was written. */
static int take_out(struct prak_run *r, struct prak_task *t, struct written *w, struct prak_claim_entry *lost,
                    const struct prak_claim_entry *c, const struct prak_claim_entry *end, struct prak_err *e)
{
    const struct prak_claim_entry *last = end - 1;

    if (last->out_off != SIZE_MAX) {
        keep_output(t, w, last->out_off);
        w->out = last->out_off + last->out_len;
    }
    if (r->first[lost->first].kind == PRAK_UNIQUE && /* a line of its own in the rejects, or the end */
        (flush(r, t, w, w->out, c->reject_off, e) || skip_port(r, t, lost, w->port, e)))
        return -1;
    return lose_row(r, t, lost, end, e);
}

int prak_first_write(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    struct written w = { 0 };

    for (size_t i = 0; i < t->nclaim;) {
        struct prak_claim_entry *c = &t->claim[i], *lost;
        size_t next = i + 1;
        while (next < t->nclaim && t->claim[next].same_row)
            next++;
        if (i + AHEAD < t->nclaim)
            prak_seen_prefetch(r->first[c[AHEAD].first].seen, c[AHEAD].key);
        if (judge_row(r, t, i, next, &lost, e)) {
            struct prak_err later = { 0 }; /* what came before still leaves */
            const size_t start = t->claim[next - 1].out_off;
            (void)flush(r, t, &w, start == SIZE_MAX ? w.out : start, c->reject_off, &later);
            return -1;
        }
        if (lost && take_out(r, t, &w, lost, c, &t->claim[next], e))
            return -1;
        i = next;
    }
    return flush(r, t, &w, t->out.n, t->rejects.n, e) || prak_ports_write(r, t, w.port, e) ? -1 : 0;
}
