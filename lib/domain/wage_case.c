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

struct prak_wage_units prak_wage_units(const struct prak_wage_law *law, const struct prak_wage_case *c)
{
    const struct prak_wage_finding *f = &c->finding;
    struct prak_wage_units u = { .usual = true };
    struct prak_dec minimum = f->minimum;

    if (!c->open || (law->strict && prak_confidence_unverified(f->confidence)))
        return u; /* no pay shows */
    u.has_wage = true;
    u.has_minimum = f->has_minimum;
    u.digits = (unsigned)c->digits;
    u.usual = !law->bands && is_one(c->times) && is_one(c->over) && c->digits >= 0 && c->digits <= 2 + 2;
    if (u.usual && u.has_minimum) {
        u.usual = minimum.scale <= c->digits && prak_dec_round(minimum, c->digits, &minimum) == 0 && minimum.m >= 0 &&
                  minimum.m <= INT64_MAX;
        u.minimum = u.usual ? (uint64_t)minimum.m : 0;
    }
    return u;
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
    kept->units = prak_wage_units(law, c);
}
