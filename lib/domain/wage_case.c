/*
 * wage_case.c - what was settled before is not settled again: most pays are compared with a case's minimum as integers.
 */
#include "base/wide.h"
#include "domain/wage_law.h"

unsigned prak_wage_outcome(const struct prak_wage_finding *f)
{
    return 2 * f->band + f->below_minimum;
}

static bool is_one(struct prak_dec d)
{
    return d.m == 1 && d.scale == 0;
}

struct prak_limit prak_wage_limit(const struct prak_wage_law *law, const struct prak_wage_case *c)
{
    const struct prak_wage_finding *f = &c->finding;
    struct prak_limit k = { .known = true };
    struct prak_dec minimum = f->minimum;

    if (!c->open || (law->strict && prak_confidence_unverified(f->confidence)))
        return k; /* no pay shows */
    k.shown = true;
    k.digits = (uint8_t)c->digits;
    k.known = !law->bands && is_one(c->times) && is_one(c->over) && c->digits >= 0 && c->digits <= PRAK_LIMIT_DIGITS;
    if (k.known && f->has_minimum) {
        k.known = minimum.scale <= c->digits && prak_dec_round(minimum, c->digits, &minimum) == 0 && minimum.m >= 0 &&
                  minimum.m < (prak_i128)prak_limit_most(k.digits);
        k.least = k.known ? (uint32_t)minimum.m : 0;
    }
    return k;
}

void prak_wage_keep(const struct prak_wage_law *law, const struct prak_wage_facts *facts, struct prak_arena *a,
                    struct prak_wage_kept *kept)
{
    struct prak_err ignored = { 0 };
    struct prak_wage_case *c = prak_arena_array(a, 1, sizeof *c, &ignored);
    kept->tried = true;
    if (!c || prak_wage_settle(law, facts, c) < 0)
        return;
    kept->c = c;
    kept->limit = prak_wage_limit(law, c);
}
