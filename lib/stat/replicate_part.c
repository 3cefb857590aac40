/*
 * replicate_part.c - while rows come: the replicate weights of a row, and the unit that they make.
 */
#include <stdlib.h>

#include "base/hash.h"
#include "stat/replicate.h"

static int bad(const struct prak_replication *p, unsigned i, const struct prak_slice *c, const char *what,
               struct prak_err *e)
{
    prak_fail(e, PRAK_EDATA, "%s", what);
    prak_err_column(e, p->name[i].p, p->name[i].n);
    prak_err_value(e, c->p, c->n);
    return -1;
}

static int read_factor(const struct prak_replication *p, unsigned i, const struct prak_slice *c,
                       struct prak_dec weight, prak_quad *factor, struct prak_err *e)
{
    struct prak_dec v;
    if (c->n == 0)
        return bad(p, i, c, "a column of the design is missing", e);
    enum prak_num_verdict verdict = prak_dec_parse(c->p, c->n, false, &v);
    if (verdict)
        return bad(p, i, c, prak_num_reason(verdict), e);
    if (prak_dec_sign(v) < 0)
        return bad(p, i, c, "negative weight", e);
    *factor = prak_dec_to_quad(v);
    if (p->multiples)
        return 0;
    if (prak_dec_sign(weight) > 0)
        *factor = *factor / prak_dec_to_quad(weight);
    else if (prak_dec_sign(v) != 0)
        return bad(p, i, c, "a replicate weight where the weight is 0", e);
    return 0;
}

static void put_u64(struct prak_buf *b, uint64_t v)
{
    for (int i = 56; i >= 0; i -= 8)
        prak_buf_byte(b, (char)(v >> i & 0xFF));
}

/* A digest stands for the weights: rows with the same ones are one unit. */
static int read_given(struct prak_rep_part *t, const struct prak_replication *p, const struct prak_batch *b,
                      size_t row, struct prak_dec weight, struct prak_err *e)
{
    if (!t->row && !(t->row = calloc(p->n, sizeof *t->row)))
        return prak_fail_memory(e);
    struct prak_dec trimmed = prak_dec_trim(weight);
    put_u64(&t->key, (uint64_t)(trimmed.m >> 64));
    put_u64(&t->key, (uint64_t)trimmed.m);
    put_u64(&t->key, (uint64_t)(int64_t)trimmed.scale);
    for (unsigned i = 0; i < p->n; i++) {
        const struct prak_slice *c = &b->cell[p->column[i]][row];
        if (read_factor(p, i, c, weight, &t->row[i], e))
            return -1;
        prak_key_part(&t->key, prak_cell_str(c));
    }
    if (prak_buf_check(&t->key, e))
        return -1;
    struct prak_digest128 d = prak_hash128(t->key.p, t->key.n);
    t->key.n = 0;
    put_u64(&t->key, d.high);
    put_u64(&t->key, d.low);
    return 0;
}

int prak_rep_read(struct prak_stat_part *t, const struct prak_batch *b, size_t row, struct prak_dec weight,
                  struct prak_err *e)
{
    const struct prak_replication *p = t->plan->design.rep;
    if (!t->plan->design.made)
        return 0;
    t->rep.key.n = 0;
    if (!p->given) { /* each row is a unit */
        put_u64(&t->rep.key, b->input);
        put_u64(&t->rep.key, b->first_record + row);
    } else if (read_given(&t->rep, p, b, row, weight, e)) {
        return -1;
    }
    t->sample.made = (struct prak_str){ t->rep.key.p, t->rep.key.n };
    return prak_buf_check(&t->rep.key, e);
}

int prak_rep_fits(const struct prak_stat_plan *p, size_t units, size_t each, struct prak_err *e)
{
    size_t n = p->design.rep->n ? p->design.rep->n : 1;
    if (units <= p->replicate_budget / each / n)
        return 0;
    prak_fail(e, PRAK_ESYS, "%zu sampling units x %zu replicates need over half of --memory", units, n);
    return prak_err_hint(e, "raise --memory, or name --strata and --cluster and let --reptype make the weights");
}

static int keep(const struct prak_stat_plan *p, struct prak_rep_part *r, uint32_t leaf, const prak_quad *factor,
                struct prak_err *e)
{
    unsigned n = p->design.rep->n;
    if (leaf < r->leaves)
        return 0;
    if (leaf >= r->cap) {
        size_t most = p->replicate_budget / sizeof *r->factor / n, cap = r->cap ? r->cap * 2 : 64;
        if (prak_rep_fits(p, (size_t)leaf + 1, sizeof *r->factor, e))
            return -1;
        while (cap <= leaf)
            cap *= 2;
        if (cap > most)
            cap = most;
        prak_quad *more = realloc(r->factor, cap * n * sizeof *more);
        if (!more)
            return prak_fail_memory(e);
        r->factor = more;
        r->cap = cap;
    }
    memcpy(r->factor + (size_t)leaf * n, factor, n * sizeof *factor);
    r->leaves = (size_t)leaf + 1; /* leaves are numbered as they are found */
    return 0;
}

int prak_rep_keep(struct prak_stat_part *t, uint32_t leaf, struct prak_err *e)
{
    const struct prak_replication *p = t->plan->design.rep;
    return p->given ? keep(t->plan, &t->rep, leaf, t->rep.row, e) : 0;
}

int prak_rep_merge(struct prak_stat_part *into, const struct prak_stat_part *from, const uint32_t *leaf,
                   struct prak_err *e)
{
    const struct prak_replication *p = into->plan->design.rep;
    if (!p || !p->given)
        return 0;
    for (size_t i = 0; i < from->rep.leaves; i++)
        if (keep(into->plan, &into->rep, leaf[i], from->rep.factor + i * p->n, e))
            return -1;
    return 0;
}

void prak_rep_free(struct prak_rep_part *r)
{
    free(r->factor);
    free(r->row);
    prak_buf_free(&r->key);
    memset(r, 0, sizeof *r);
}
