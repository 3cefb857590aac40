/*
 * wage_cases.c - a worker's memory of cases, by the facts they came from: for findings of many months of one row.
 */
#include "base/date.h"
#include "base/hash.h"
#include "domain/wage_due.h"

/* The facts but the pay, each behind its length; 0: they are too long. */
static size_t make_key(const struct prak_wage_facts *facts, char *key)
{
    size_t n = 0;
    for (size_t i = PRAK_WAGE_PAY + 1; i < PRAK_WAGE_NFACT; i++) {
        struct prak_str s = facts->cell[i];
        if (i == PRAK_WAGE_MONTH) /* the day decides nothing */
            s.n = prak_date_month_length(s.p, s.n);
        n = prak_str_pack(s, key, n, PRAK_CACHE_KEY);
        if (n == 0)
            return 0;
    }
    return n;
}

const struct prak_wage_case *prak_wage_case_of(const struct prak_wage_law *law, struct prak_wage_cases *all,
                                               const struct prak_wage_facts *facts)
{
    char key[PRAK_CACHE_KEY];
    const size_t n = make_key(facts, key);
    if (n == 0)
        return NULL;
    struct prak_wage_slot *k = &all->slot[prak_hash(key, n) % PRAK_CACHE_SLOTS];
    if (k->n != n || memcmp(k->key, key, n) != 0) {
        struct prak_wage_facts mine = { 0 }; /* the case borrows from the key that is kept */
        memcpy(k->key, key, n);
        k->n = n;
        for (size_t i = PRAK_WAGE_PAY + 1, at = 0; i < PRAK_WAGE_NFACT; at += (unsigned char)k->key[at] + 1u, i++)
            mine.cell[i] = (struct prak_str){ k->key + at + 1, (unsigned char)k->key[at] };
        k->settled = prak_wage_settle(law, &mine, &k->c) == 0;
    }
    return k->settled ? &k->c : NULL;
}
