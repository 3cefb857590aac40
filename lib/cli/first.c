/*
 * first.c - first-wins keys (unique, distinct): the claims of a block, judged in the order of the input when it is the
 * block's turn to be written.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/run.h"

static struct prak_str claim_key(const struct prak_task *t, const struct prak_claim_entry *c)
{
    return (struct prak_str){ t->keys.p + c->key_off, c->key_len };
}

static bool is_taken(const struct prak_run *r, const struct prak_task *t, const struct prak_claim_entry *c)
{
    return prak_map_find(r->first[c->first].seen, claim_key(t, c)) != UINT32_MAX;
}

/*
 * Judges the claims [from, to) of one row: *lost is the first key that was taken before, or NULL. A row that loses a
 * unique key takes none; one that is only repeated (distinct) keeps its unique keys.
 */
static int judge_row(struct prak_run *r, struct prak_task *t, size_t from, size_t to, struct prak_claim_entry **lost,
                     struct prak_err *e)
{
    *lost = NULL;
    for (int kind = PRAK_UNIQUE; kind <= PRAK_DISTINCT && !*lost; kind++) {
        for (size_t i = from; i < to; i++) {
            struct prak_claim_entry *c = &t->claim[i];
            if ((int)r->first[c->first].kind != kind || !is_taken(r, t, c))
                continue;
            c->lost = true;
            if (!*lost)
                *lost = c;
        }
        for (size_t i = from; i < to && !*lost; i++) {
            uint32_t id;
            if ((int)r->first[t->claim[i].first].kind == kind &&
                prak_map_put(r->first[t->claim[i].first].seen, claim_key(t, &t->claim[i]), &id, NULL, e))
                return -1;
        }
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

int prak_first_write(struct prak_run *r, struct prak_task *t, struct prak_err *e)
{
    size_t out = 0, rej = 0, port[PRAK_MAX_PORTS] = { 0 };

    for (size_t i = 0; i < t->nclaim;) {
        struct prak_claim_entry *c = &t->claim[i], *lost;
        size_t next = i + 1;
        while (next < t->nclaim && t->claim[next].same_row)
            next++;
        if (prak_rejects_write(r, t->rejects.p + rej, c->reject_off - rej, e))
            return -1;
        rej = c->reject_off;
        if (judge_row(r, t, i, next, &lost, e))
            return -1;
        const struct prak_claim_entry *last = &t->claim[next - 1];
        size_t start = last->out_off == SIZE_MAX ? out : last->out_off;
        if (prak_sink_rows(r, t->out.p + out, start - out, e))
            return -1;
        out = start;
        if (lost) {
            if (last->out_off != SIZE_MAX)
                out = last->out_off + last->out_len;
            if ((r->first[lost->first].kind == PRAK_UNIQUE && skip_port(r, t, lost, port, e)) ||
                lose_row(r, t, lost, &t->claim[next], e))
                return -1;
        }
        i = next;
    }
    if (prak_rejects_write(r, t->rejects.p + rej, t->rejects.n - rej, e) || prak_ports_write(r, t, port, e))
        return -1;
    return prak_sink_rows(r, t->out.p + out, t->out.n - out, e);
}
