/*
 * decimal.h - exact decimal numbers: value = m * 10^-scale.
 *
 * Money, counts and measures are these; doubles live in stat and draw only. At most 38 significant digits;
 * a result that needs more is refused (prak_dec_* return -1), never rounded in silence.
 */
#ifndef PRAK_BASE_DECIMAL_H
#define PRAK_BASE_DECIMAL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/quad.h"

__extension__ typedef __int128 prak_i128;
__extension__ typedef unsigned __int128 prak_u128;

#define PRAK_DEC_DIGITS 38
#define PRAK_FRACTION_DIGITS 6 /* after the point, of a fraction as it is shown */
#define PRAK_DEC_TEXT   64 /* room for the longest plain text that prak_dec_format writes, NUL included */

struct prak_dec {
    prak_i128 m;   /* |m| < 10^38 */
    int32_t scale; /* digits after the point; negative: zeros before it. -308 <= scale <= 346 */
};

enum prak_num_verdict {
    PRAK_NUM_OK = 0,
    PRAK_NUM_SYNTAX,   /* not a number by the grammar below */
    PRAK_NUM_DIGITS,   /* over 38 significant digits (trailing zeros after the point count as written) */
    PRAK_NUM_RANGE     /* not 0 and not within 1e-307 .. 1e308 */
};

/*
 * Strict grammar, locale-free: -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?
 * lax: also a leading +, leading zeros, ".5" and "5.".
 */
enum prak_num_verdict prak_dec_parse(const char *p, size_t n, bool lax, struct prak_dec *d);
/* For a message: "not a number", "over 38 significant digits", "number out of range" */
const char *prak_num_reason(enum prak_num_verdict v);

static inline struct prak_dec prak_dec_int(int64_t v)
{
    return (struct prak_dec){ v, 0 };
}
bool prak_dec_is_zero(struct prak_dec d);
int prak_dec_sign(struct prak_dec d);
/* -1, 0, 1; exact for any scales. */
int prak_dec_cmp(struct prak_dec a, struct prak_dec b);
/* Exact; -1 when the result needs over 38 digits. */
int prak_dec_add(struct prak_dec a, struct prak_dec b, struct prak_dec *out);
int prak_dec_sub(struct prak_dec a, struct prak_dec b, struct prak_dec *out);
int prak_dec_mul(struct prak_dec a, struct prak_dec b, struct prak_dec *out);
/* 34 significant digits, half-even; trailing zeros dropped; -1 when b is zero or out of range. */
int prak_dec_div(struct prak_dec a, struct prak_dec b, struct prak_dec *out);
/* To `digits` digits after the point, half-even; fewer digits are padded. -1 when over 38 digits. */
int prak_dec_round(struct prak_dec a, int digits, struct prak_dec *out);
/* a * b / c rounded once, half-even, to `digits` after the point; -1 when c is zero or over 38 digits. */
int prak_dec_muldiv(struct prak_dec a, struct prak_dec b, struct prak_dec c, int digits, struct prak_dec *out);
/* Same value without trailing zeros after the point (scale >= 0 where possible). */
struct prak_dec prak_dec_trim(struct prak_dec d);
bool prak_dec_is_integer(struct prak_dec d);
/* -1 when not an integer or outside int64. */
int prak_dec_to_int64(struct prak_dec d, int64_t *v);
double prak_dec_to_double(struct prak_dec d); /* correctly rounded */
prak_quad prak_dec_to_quad(struct prak_dec d);
/* Plain text where it has at most 45 characters and 38 digits that count, else mDDDeX: always a text that
 * prak_dec_parse reads back to the same value. Returns its length. */
size_t prak_dec_format(struct prak_dec d, char out[PRAK_DEC_TEXT]);

/* Shortest text that reads back to the same double, plain for 1e-6 <= |v| < 1e21; v must be finite. -0 is "0". */
size_t prak_double_format(double v, char out[32]);
#endif
