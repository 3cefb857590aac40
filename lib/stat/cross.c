/*
 * cross.c - cross tables: names of levels, margins, and the variance of a share of a margin.
 */
#include "stat/cross.h"

#define SHARE 2 /* the argument */

void prak_cross_put(struct prak_buf *b, struct prak_str value)
{
    bool quote = false;
    for (size_t i = 0; i < value.n; i++)
        quote = quote || value.p[i] == ',' || value.p[i] == '"' || value.p[i] == '\n' || value.p[i] == '\r';
    if (!quote) {
        prak_buf_add(b, value.p, value.n);
        return;
    }
    prak_buf_byte(b, '"');
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '"')
            prak_buf_byte(b, '"');
        prak_buf_byte(b, value.p[i]);
    }
    prak_buf_byte(b, '"');
}

void prak_cross_split(struct prak_str level, struct prak_str *row, struct prak_str *column)
{
    bool quoted = false;
    size_t at = 0;
    while (at < level.n && (quoted || level.p[at] != ','))
        quoted ^= level.p[at++] == '"';
    *row = (struct prak_str){ level.p, at };
    *column = at < level.n ? (struct prak_str){ level.p + at + 1, level.n - at - 1 } : (struct prak_str){ "", 0 };
}

enum prak_cross_share prak_cross_share(const struct prak_statistic *s)
{
    return s->est->kinds & PRAK_EST_CROSS ? (enum prak_cross_share)s->arg[SHARE].choice : PRAK_CROSS_TOTAL;
}

uint32_t prak_cross_base(const struct prak_book *b, uint32_t group, uint32_t stat, struct prak_str level, bool *whole)
{
    enum prak_cross_share share = prak_cross_share(&b->p->stat[stat]);
    uint32_t head[2] = { group, stat }, base = PRAK_NONE;
    struct prak_str row, column;
    struct prak_buf key = { 0 };
    *whole = false;
    if (share == PRAK_CROSS_TOTAL)
        return PRAK_NONE;
    prak_cross_split(level, &row, &column);
    *whole = share == PRAK_CROSS_ROW ? column.n == 0 : row.n == 0;
    if (*whole || row.n == 0 || column.n == 0)
        return PRAK_NONE;
    prak_buf_add(&key, head, sizeof head);
    if (share == PRAK_CROSS_ROW)
        prak_buf_add(&key, row.p, row.n + 1);
    else
        prak_buf_add(&key, column.p - 1, column.n + 1);
    if (!key.failed)
        base = prak_map_find(b->t->level, (struct prak_str){ key.p, key.n });
    prak_buf_free(&key);
    return base;
}

/* As of a level in its cell (cells.c), with the margin's leaves for the cell's. z is n times the influence. */
void prak_cross_variance(struct prak_book *b, uint32_t level, uint32_t base, prak_quad v, prak_quad n,
                         struct prak_variance *out)
{
    const struct prak_leaf_table *t = &b->t->level_leaf;
    size_t count = 0, next = b->level.start[level], last = b->level.start[level + 1];
    for (size_t i = b->level.start[base]; i < b->level.start[base + 1]; i++) {
        size_t row = b->level.row[i];
        struct prak_influence *z = &b->z[count++];
        *z = (struct prak_influence){ .leaf = t->row[row].leaf };
        bool here = next < last && t->row[b->level.row[next]].leaf == z->leaf;
        size_t own = here ? b->level.row[next++] : 0;
        z->z = -v * prak_sums_quad(&t->sums, row, 0);
        z->positive = prak_sums_count(&t->sums, row, b->p->squares ? 2 : 1);
        if (here)
            z->z += prak_sums_quad(&t->sums, own, 0);
        if (b->p->design.rows) {
            z->zz = v * v * prak_sums_quad(&t->sums, row, 1);
            if (here)
                z->zz += prak_sums_quad(&t->sums, own, 1) * ((prak_quad)1 - 2 * v);
        }
        if (b->frame.weight) {
            prak_quad w = b->frame.weight[z->leaf];
            z->z *= w;
            z->zz *= w * w;
        }
    }
    prak_design_variance(&b->frame, b->z, count, out);
    out->v = out->v / (n * n);
}
