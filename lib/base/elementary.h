/*
 * elementary.h - logarithm, exponential and power in binary128, and the decimal next to a binary128 number.
 *
 * For terms of sums: a row's term is a decimal that depends on the row alone, so that exact sums of such terms do not
 * depend on order. Errors are some 1e-32 of the result (of 1, for logarithms near 0).
 */
#ifndef PRAK_BASE_ELEMENTARY_H
#define PRAK_BASE_ELEMENTARY_H
#include "base/decimal.h"
#include "base/quad.h"

prak_quad prak_quad_log(prak_quad x); /* natural; 1e-300 < x < 1e300 */
prak_quad prak_quad_exp(prak_quad x); /* held within exp(-11000), which is given as 0, and exp(11000) */

/* Half-even, to `digits` (1..34) significant digits, at most `places` after the point; 0 outside 1e-300..1e300. */
struct prak_dec prak_dec_from_quad(prak_quad v, int digits, int places);
/* ln x to 26 digits after the point; x > 0. */
struct prak_dec prak_dec_log(struct prak_dec x);
/*
 * x^a: exact for whole a from 0 to 8 where 38 digits hold it, else 24 significant digits; x > 0, or x = 0 and a >= 0.
 * -1 outside 1e-300..1e300.
 */
int prak_dec_power(struct prak_dec x, struct prak_dec a, struct prak_dec *out);
#endif
