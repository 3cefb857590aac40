/*
 * member_meet.c - what parts have kept of persons, brought together: in the order of their keys, those of one person and group one
 * after another.
 */
#include "base/hash.h"
#include "domain/member_plan.h"

/* A hash leads: it spreads the sort better than keys that begin alike. Behind a group's person stands the group. */
int prak_member_keep(const struct prak_member *m, struct prak_member_part *p, struct prak_str person, const void *note,
                     size_t size, struct prak_err *e)
{
    const size_t known = m->same ? prak_table_first(m->same, &person) : SIZE_MAX;

    if (known != SIZE_MAX)
        person = prak_table_cell(m->same, known, m->same_as);
    const uint64_t hash = prak_hash(person.p, person.n);
    p->key.n = 0;
    prak_buf_add(&p->key, &hash, sizeof hash);
    if (m->nby)
        prak_key_part(&p->key, person);
    else
        prak_buf_add(&p->key, person.p, person.n);
    prak_buf_add(&p->key, p->group.p, p->group.n);
    if (prak_buf_check(&p->key, e) < 0)
        return -1;
    return prak_sorter_add(p->sorter[0], (struct prak_str){ p->key.p, p->key.n }, (struct prak_str){ note, size }, e);
}

struct prak_str prak_member_key_person(const struct prak_member *m, struct prak_str key, struct prak_str *group)
{
    struct prak_str rest = { key.p + sizeof(uint64_t), key.n - sizeof(uint64_t) }, person = rest;

    if (m->nby && prak_key_next(&rest, &person) == 0)
        *group = rest;
    else
        *group = (struct prak_str){ "", 0 };
    return person;
}

struct prak_member_head {
    struct prak_str key, data;
    bool there;
};

static int advance(struct prak_sorter *s, struct prak_member_head *h, struct prak_err *e)
{
    const int got = prak_sorter_next(s, &h->key, &h->data, e);

    h->there = got > 0;
    return got < 0 ? -1 : 0;
}

int prak_member_meet(struct prak_member_part *p, struct prak_arena *a, struct prak_member_meeting *w, struct prak_err *e)
{
    *w = (struct prak_member_meeting){ .part = p, .at = SIZE_MAX };
    if (!(w->head = prak_arena_array(a, p->nsorter, sizeof *w->head, e)))
        return -1;
    for (size_t i = 0; i < p->nsorter; i++)
        if (advance(p->sorter[i], &w->head[i], e) < 0)
            return -1;
    return 0;
}

void prak_member_meet_end(struct prak_member_meeting *w)
{
    prak_buf_free(&w->last);
}

/* The sorter whose next row comes first, or n. */
static size_t first_of(const struct prak_member_head *h, size_t n)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++)
        if (h[i].there && (best == n || prak_str_cmp(h[i].key, h[best].key) < 0))
            best = i;
    return best;
}

int prak_member_meet_next(struct prak_member_meeting *w, struct prak_str *key, struct prak_str *data, bool *same,
                          struct prak_err *e)
{
    const size_t n = w->part->nsorter;
    const bool first = w->at == SIZE_MAX;

    if (!first && w->at < n && advance(w->part->sorter[w->at], &w->head[w->at], e) < 0)
        return -1;
    if ((w->at = first_of(w->head, n)) == n)
        return 0;
    *key = w->head[w->at].key;
    *data = w->head[w->at].data;
    *same = !first && prak_str_eq(*key, (struct prak_str){ w->last.p, w->last.n });
    if (*same)
        return 1;
    w->last.n = 0;
    prak_buf_add(&w->last, key->p, key->n);
    return prak_buf_check(&w->last, e) < 0 ? -1 : 1;
}
