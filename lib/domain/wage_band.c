/*
 * wage_band.c - below, at or above the minimum within a stated tolerance, and wages that were perhaps rounded.
 */
#include "domain/wage_job.h"

const char *prak_wage_band_name(enum prak_wage_band band)
{
    static const char *const name[] = { "", "below", "at", "above", "unsure" };
    return name[band];
}

static enum prak_wage_band place(struct prak_dec wage, struct prak_dec low, struct prak_dec high)
{
    return prak_dec_cmp(wage, low) < 0    ? PRAK_WAGE_BELOW
           : prak_dec_cmp(wage, high) > 0 ? PRAK_WAGE_ABOVE
                                          : PRAK_WAGE_AT;
}

/* A whole number of heaps, so that it may have been rounded to it. */
static bool heaped(struct prak_dec pay, struct prak_dec heap)
{
    struct prak_dec times, back;
    return prak_dec_sign(pay) > 0 && prak_dec_div(pay, heap, &times) == 0 && prak_dec_is_integer(times) &&
           prak_dec_mul(times, heap, &back) == 0 && prak_dec_cmp(back, pay) == 0;
}

/* The wage if the pay had been half a heap less, or more: from twice the pay, and twice what it is divided by. */
static int shifted(const struct prak_wage_job *j, bool up, struct prak_dec times, struct prak_dec over, int digits,
                   struct prak_dec *wage)
{
    struct prak_dec twice;
    if (prak_dec_mul(j->pay, prak_dec_int(2), &twice) < 0 || prak_dec_mul(over, prak_dec_int(2), &over) < 0)
        return -1;
    if ((up ? prak_dec_add : prak_dec_sub)(twice, j->law->heap, &twice) < 0)
        return -1;
    return prak_dec_muldiv(twice, times, over, digits, wage);
}

int prak_wage_place(struct prak_wage_job *j, struct prak_dec times, struct prak_dec over, int digits,
                    struct prak_err *e)
{
    struct prak_wage_finding *f = j->f;
    struct prak_dec low, high, less, more;
    if (prak_dec_sub(f->minimum, j->law->tolerance, &low) < 0 ||
        prak_dec_add(f->minimum, j->law->tolerance, &high) < 0)
        return prak_wage_too_long(j, e);
    f->band = place(f->wage_month, low, high);
    f->below_minimum = f->band == PRAK_WAGE_BELOW;
    if (prak_dec_sign(j->law->heap) == 0 || !heaped(j->pay, j->law->heap))
        return 0;
    if (shifted(j, false, times, over, digits, &less) < 0 || shifted(j, true, times, over, digits, &more) < 0)
        return prak_wage_too_long(j, e);
    if ((place(less, low, high) == PRAK_WAGE_BELOW) != (place(more, low, high) == PRAK_WAGE_BELOW))
        f->band = PRAK_WAGE_UNSURE;
    return 0;
}
