/*
 * rank.c - pairs of values: read, counted, ordered.
 */
#include "stat/rank.h"

#include <stdlib.h>

int prak_rank_row(const struct prak_statistic *s, const struct prak_row *r, struct prak_terms *t, struct prak_err *e)
{
    struct prak_dec v;
    char text[2 * PRAK_DEC_TEXT];
    size_t n = 0;
    for (int i = 0; i < 2; i++) {
        int there = prak_row_number(s->arg[i].x, r, &v, e);
        if (there <= 0)
            return there;
        if (i)
            text[n++] = ' ';
        n += prak_dec_format(prak_dec_trim(v), text + n);
    }
    char *p = prak_arena_copy(r->ev->arena, text, n, e);
    t->level = (struct prak_str){ p, n };
    return p ? 1 : -1;
}

static int split(struct prak_str text, struct prak_dec at[2])
{
    const char *blank = memchr(text.p, ' ', text.n);
    size_t n = blank ? (size_t)(blank - text.p) : text.n;
    return !blank || prak_dec_parse(text.p, n, false, &at[0]) != PRAK_NUM_OK ||
           prak_dec_parse(blank + 1, text.n - n - 1, false, &at[1]) != PRAK_NUM_OK;
}

struct placed {
    struct prak_dec at;
    size_t place;
};

static int by_value(const void *a, const void *b)
{
    const struct placed *p = a, *q = b;
    int d = prak_dec_cmp(p->at, q->at);
    return d ? d : (p->place > q->place) - (p->place < q->place);
}

static int sort_axis(struct prak_pairs_of *p, int axis, struct prak_err *e)
{
    struct placed *list = calloc(p->n + 1, sizeof *list);
    if (!list)
        return prak_fail_memory(e);
    for (size_t i = 0; i < p->n; i++)
        list[i] = (struct placed){ p->pair[i].at[axis], i };
    qsort(list, p->n, sizeof *list, by_value);
    for (size_t i = 0; i < p->n; i++)
        p->order[axis][i] = list[i].place;
    free(list);
    return 0;
}

int prak_rank_take(struct prak_look *k, struct prak_pairs_of **out, struct prak_err *e)
{
    struct prak_pairs_of *p = *out = prak_look_take(k, 1, sizeof *p, e);
    if (!p || prak_look_classes(k, &p->c, &p->n, e))
        return -1;
    p->pair = prak_look_take(k, p->n + 1, sizeof *p->pair, e);
    for (int axis = 0; axis < 2 && p->pair; axis++)
        if (!(p->order[axis] = prak_look_take(k, p->n + 1, sizeof *p->order[axis], e)))
            return -1;
    if (!p->pair)
        return -1;
    for (size_t i = 0; i < p->n; i++) {
        p->pair[i].w = p->c[i].total[0];
        p->pair[i].influence = &p->c[i].term[0];
        p->weight += p->pair[i].w;
        if (split(p->c[i].text, p->pair[i].at))
            return prak_fail(e, PRAK_EDATA, "a pair of values cannot be read back");
    }
    return sort_axis(p, 0, e) || sort_axis(p, 1, e) ? -1 : 0;
}

size_t prak_rank_run(const struct prak_pairs_of *p, int axis, size_t i)
{
    const size_t *order = p->order[axis];
    size_t end = i + 1;
    while (end < p->n && prak_dec_cmp(p->pair[order[end]].at[axis], p->pair[order[i]].at[axis]) == 0)
        end++;
    return end;
}

int prak_rank_again(const struct prak_statistic *s, const struct prak_row *r, const struct prak_state *c,
                    struct prak_terms *t, struct prak_err *e)
{
    const struct prak_pairs_of *p = c->fit;
    int there = prak_rank_row(s, r, t, e);
    if (there <= 0)
        return there;
    const struct prak_class *own = prak_class_find(p->c, p->n, t->level);
    t->x[1] = own ? own->term[0] : prak_dec_int(0);
    return 1;
}

void prak_rank_point(const struct prak_statistic *s, const prak_quad *total, const struct prak_state *c,
                     struct prak_point *out)
{
    const struct prak_pairs_of *p = c->fit;
    (void)s, (void)total;
    out->value = p->value > 1 ? (prak_quad)1 : p->value < -1 ? (prak_quad)-1 : p->value;
    out->gradient[1] = 1;
    out->size = 1;
    out->defined = true;
}
