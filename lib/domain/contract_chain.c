/*
 * contract_chain.c - the order of a key's contracts, the breaks between them, and the chains that they make.
 */
#include <stdlib.h>

#include "base/date.h"
#include "domain/contract_law.h"

int prak_contract_compare(const struct prak_contract_row *a, const struct prak_contract_row *b)
{
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    if (a->signed_on != b->signed_on)
        return a->signed_on < b->signed_on ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

static int by_order(const void *a, const void *b)
{
    return prak_contract_compare(*(struct prak_contract_row *const *)a, *(struct prak_contract_row *const *)b);
}

/* Rows mostly come in order. */
static void put_in_order(struct prak_contract_row **row, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (prak_contract_compare(row[i - 1], row[i]) > 0) {
            qsort(row, n, sizeof *row, by_order);
            return;
        }
}

bool prak_contract_long_break(int32_t covered, int32_t start, int32_t months)
{
    return start > covered && prak_date_period_over(covered + 1, months, start);
}

/* The rule on breaks when the row was signed; at other times the earliest there is. */
static bool begins_chain(const struct prak_contract_law *law, const struct prak_contract_row *row, int32_t covered)
{
    const struct prak_contract_version *v = prak_contract_version(&law->restart, row->signed_on);
    if (!v && law->restart.n > 0)
        v = &law->restart.v[0];
    return v && prak_contract_long_break(covered, row->start, v->amount);
}

void prak_contract_chain(const struct prak_contract_law *law, struct prak_contract_row **row, size_t n)
{
    int32_t covered = 0, anchor = 0, chain = 0;
    bool open = false; /* nothing is a break behind what has no end */
    put_in_order(row, n);
    for (size_t i = 0; i < n; i++) {
        struct prak_contract_row *x = row[i];
        x->reach = x->end;
        if (x->end == PRAK_CONTRACT_NO_END)
            x->reach = x->start > law->on ? x->start : law->on;
        x->gap = i > 0 ? x->start - covered - 1 : 0;
        x->gap = open && x->gap > 0 ? 0 : x->gap;
        x->first = i == 0 || (x->gap > 0 && begins_chain(law, x, covered));
        open = open || x->end == PRAK_CONTRACT_NO_END;
        if (x->first) {
            chain++;
            anchor = x->start;
        } else if (x->gap > 0) {
            anchor += x->gap;
        }
        if (i == 0 || x->reach > covered)
            covered = x->reach;
        x->chain = chain;
        if (x->start <= law->on)
            x->months = prak_date_periods(anchor, covered < law->on ? covered : law->on);
        else /* what lies ahead changes nothing, nor does the break before it */
            x->months = x->first ? 0 : row[i - 1]->months;
    }
}
