/*
 * cashflow.h - the rates of a loan from what is received and what is paid.
 *
 * Two rates are named apart:
 *  effective (EU): X with sum of flow / (1 + X)^t = 0, t in years. Directive 2008/48/EC, Annex I; a year is 365 days or
 *      12 equal months, whatever the calendar says.
 *  nominal (US): rate i of a unit period times the unit periods of a year, with sum of flow / ((1 + part i)(1 + i)^whole)
 *      = 0, a flow being `whole` unit periods and a `part` of one after the first. 12 CFR 1026 (Regulation Z),
 *      Appendix J, actuarial method.
 * Both in R: uniroot(function(i) sum(flow / (1 + i)^t), c(-0.99, 1e6), tol = 1e-15).
 *
 * A rate is looked for above -99 % a year. Where the signs of the flows do not prove that there is one only, it is not
 * given: PRAK_RATE_SEVERAL. What proves it: the partial sums of the flows, discounted at some rate, change their sign at
 * least as often as there are rates above that (Laguerre's extension of the rule of Descartes); from the end the same
 * holds for the rates below.
 */
#ifndef PRAK_STAT_CASHFLOW_H
#define PRAK_STAT_CASHFLOW_H
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"

#define PRAK_YEAR_MONTHS 12
#define PRAK_YEAR_DAYS   365
#define PRAK_RATE_DIGITS 4 /* after the point, of a rate in per cent as it is shown */
#define PRAK_FLOWS_MOST  40000
#define PRAK_MONEY_DIGITS 18 /* after the point, of an amount that is not rounded yet */

enum prak_rate_verdict {
    PRAK_RATE_FOUND,
    PRAK_RATE_NONE,    /* no rate: nothing is received (of a loan: at first), nothing is paid, or never in balance */
    PRAK_RATE_SEVERAL, /* several, or that cannot be excluded */
    PRAK_RATE_RANGE,   /* over 1e8 % */
    PRAK_RATE_PERIOD   /* nominal: no interval comes twice, nor is a month near to what they are in the middle */
};

/* ---- the equations themselves ---- */

struct prak_flow {
    double whole, part; /* periods after the first flow; part: the odd rest, for the US equation, from 0 to below 1 */
    double amount;      /* received by the borrower above 0, paid below 0 */
};
/* The rate of a period, as a fraction. Flows in order of time; periods: how many make a year. */
enum prak_rate_verdict prak_rate_of(const struct prak_flow *f, size_t n, double periods, double *rate);

/* ---- loans: money in decimals, rates in per cent of a year, to 12 digits after the point ---- */

/* Exactly above / below. */
struct prak_share {
    struct prak_dec above, below;
};

struct prak_rates {
    enum prak_rate_verdict effective_is, nominal_is;
    struct prak_dec effective, nominal;
};

#define PRAK_LEVELS 2
/* A loan repaid at equal intervals: `level` after `level` of payments amount, amount + step, amount + 2 step … */
struct prak_regular {
    struct prak_share received; /* at the beginning */
    struct prak_level {
        uint32_t n;
        struct prak_share amount, step;
    } level[PRAK_LEVELS];
    size_t nlevel;
    struct prak_share last;   /* added to the last payment */
    struct prak_share a_year; /* payments: 12, 365, 4 … */
};
void prak_rates_regular(const struct prak_regular *r, struct prak_rates *out);
/* Effective rate of a nominal one that is compounded so often a year; both in per cent. */
void prak_rates_nominal(struct prak_dec nominal, struct prak_share a_year, struct prak_rates *out);
/* n equal payments for 1 received, at a rate of a period above 0: i / (1 - (1 + i)^-n), to 30 digits after the point. */
void prak_annuity(struct prak_share i, uint32_t n, struct prak_dec *out);

/*
 * A loan by its dates, in order, each once; the first is that of the loan. Times are twelfths of a year where each date
 * is a number of whole months after the first, else days / 365. The unit period is the interval that comes most often, a
 * number of months up to a year in the first case, a day or a number of weeks in the second; else it is a month, and the
 * odd days of one are thirtieths. The whole time where there is one payment only.
 */
struct prak_dated {
    int32_t day;
    struct prak_dec amount; /* received above 0, paid below 0 */
};
/* scratch: for the time of the call. -1: memory. */
int prak_rates_dated(const struct prak_dated *f, size_t n, struct prak_arena *scratch, struct prak_rates *out,
                     struct prak_err *e);
#endif
