/*
 * contract_summary.c - workers by employer, one key after another.
 */
#include "domain/contract_summary.h"

#include <stdlib.h>

#include "domain/contract_law.h"
#include "table/map.h"

enum { WORKERS, CONTRACTS, DECLARED, UDC }; /* then, by reading, undecided */

struct prak_contract_summary {
    const struct prak_contract_law *law;
    struct prak_map *employer;
    uint64_t *sum; /* by employer, `width` each */
    size_t width, cap;
};

int prak_contract_summary_new(const struct prak_contract_law *law, size_t limit, struct prak_contract_summary **out,
                              struct prak_err *e)
{
    /* what is written of an employer at the end takes many times what is kept */
    struct prak_contract_summary *s = calloc(1, sizeof *s);
    if (!s || !(s->employer = prak_map_new(limit / 10))) {
        free(s);
        return prak_fail_memory(e);
    }
    s->law = law;
    s->width = UDC + 2 * law->nreading;
    *out = s;
    return 0;
}

void prak_contract_summary_free(struct prak_contract_summary *s)
{
    if (!s)
        return;
    prak_map_free(s->employer);
    free(s->sum);
    free(s);
}

/* Sums of an employer, all 0 at first. */
static uint64_t *sums_of(struct prak_contract_summary *s, struct prak_str employer, struct prak_err *e)
{
    uint32_t id;
    int added;
    if (prak_map_put(s->employer, employer, &id, &added, e) < 0)
        return NULL;
    if (id >= s->cap) {
        const size_t cap = s->cap ? s->cap * 2 : 100;
        uint64_t *p = realloc(s->sum, cap * s->width * sizeof *p);
        if (!p) {
            prak_fail_memory(e);
            return NULL;
        }
        s->sum = p;
        s->cap = cap;
    }
    uint64_t *sum = s->sum + id * s->width;
    if (added)
        memset(sum, 0, s->width * sizeof *sum);
    return sum;
}

static bool in_force(const struct prak_contract_law *law, const struct prak_contract_row *x)
{
    return !x->bad && !x->after_on && x->has_start && x->kind != PRAK_CONTRACT_UNKNOWN && x->start <= law->on &&
           x->end >= law->on;
}

static void count_reading(const struct prak_contract_summary *s, size_t r, const struct prak_contract_row *row, size_t n,
                          uint64_t *sum)
{
    bool udc = false, unknown = false;
    for (size_t i = 0; i < n; i++) {
        if (!in_force(s->law, &row[i]) || row[i].kind != PRAK_CONTRACT_FDC)
            continue;
        const struct prak_contract_finding *f = row[i].there ? &row[i].found[r] : NULL;
        udc = udc || (f && f->known && f->udc);
        unknown = unknown || !f || !f->known;
    }
    sum[UDC + r] += udc;
    sum[UDC + s->law->nreading + r] += unknown && !udc;
}

int prak_contract_summary_add(struct prak_contract_summary *s, struct prak_str employer, const struct prak_contract_row *row,
                              size_t n, uint64_t *left, struct prak_err *e)
{
    size_t contracts = 0, fdc = 0;
    for (size_t i = 0; i < n; i++) {
        const bool known = !row[i].missing_worker && !row[i].missing_employer;
        *left += !row[i].bad && !(row[i].after_on && known) &&
                 (!known || !row[i].has_start || row[i].kind == PRAK_CONTRACT_UNKNOWN);
        if (known && in_force(s->law, &row[i])) {
            contracts++;
            fdc += row[i].kind == PRAK_CONTRACT_FDC;
        }
    }
    if (n == 0 || row[0].missing_employer)
        return 0;
    uint64_t *sum = sums_of(s, employer, e); /* an employer without a contract in force has its row, too */
    if (!sum)
        return -1;
    sum[CONTRACTS] += contracts;
    sum[WORKERS] += contracts > 0;
    sum[DECLARED] += fdc > 0;
    for (size_t r = 0; r < s->law->nreading && fdc > 0; r++)
        count_reading(s, r, row, n, sum);
    return 0;
}

static int by_employer(const void *a, const void *b)
{
    return prak_str_cmp(((const struct prak_contract_total *)a)->employer, ((const struct prak_contract_total *)b)->employer);
}

int prak_contract_summary_rows(const struct prak_contract_summary *s, struct prak_arena *a, struct prak_contract_total **out,
                               size_t *n, struct prak_err *e)
{
    *n = prak_map_count(s->employer);
    struct prak_contract_total *row = prak_arena_array(a, *n + 1, sizeof *row, e);
    if (!row)
        return -1;
    for (size_t i = 0; i < *n; i++) {
        const uint64_t *sum = s->sum + i * s->width;
        row[i] = (struct prak_contract_total){ prak_map_key(s->employer, (uint32_t)i), sum[WORKERS], sum[CONTRACTS], sum[DECLARED],
                                               sum + UDC, sum + UDC + s->law->nreading };
    }
    qsort(row, *n, sizeof *row, by_employer);
    *out = row;
    return 0;
}
