/*
 * fx.h - converting money by a named rule or by a user's table, never by a rate nobody named.
 *
 * A rate says how much of `to` one unit of `from` buys. It serves both directions: the other one divides by
 * it, so that a table need hold each pair once; where a table holds both, the row of the asked direction is
 * used.
 */
#ifndef PRAK_LAW_FX_H
#define PRAK_LAW_FX_H
#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "law/rules.h"

struct prak_fx;

/*
 * As the options --fx-rule NAME and --fx FILE say, either may be NULL; without both *out is NULL and nothing is
 * converted. The rules must outlive it.
 *
 * NAME alone: a rule of exchange_rate.csv ("annual_average"). EUSAGE for one that the list conversion.csv says has no
 * table there, and for a name that nobody knows, with the nearest one as hint.
 *
 * FILE: a user's table: from,to,valid_from,valid_to,rate and, if wanted, confidence (empty: the user answers for the
 * rate, and it does not count in a finding's confidence). The id of a row is `fx.FROM-TO.VALID_FROM`. Refused (EDATA,
 * file and line): a currency that the rules do not list, a rate that is not above zero, bad dates, overlaps.
 *
 * Both: the file holds the rates of a rule that conversion.csv lists without a table ("nbc_15th"), and the ids name it:
 * `fx.nbc_15th-FROM-TO.VALID_FROM`. EUSAGE for any other name.
 */
int prak_fx_open(struct prak_rules *r, const char *name, const char *path, struct prak_fx **out, struct prak_err *e);
void prak_fx_free(struct prak_fx *fx); /* NULL is allowed */
/* SHA-256 of the user's table; "" for a named rule, whose table is among the rules' files. */
const char *prak_fx_hash(const struct prak_fx *fx);

struct prak_rate {
    struct prak_dec rate; /* above zero */
    bool divide;          /* amount in `to` = amount / rate; else amount * rate */
    struct prak_str id;
    enum prak_confidence confidence;
};
/* The rate on each day of first..last: FOUND, NONE, or CHANGES where it changes inside them. fx NULL: NONE.
 */
enum prak_rule_verdict prak_fx_find(const struct prak_fx *fx, struct prak_str from, struct prak_str to,
                                    int32_t first, int32_t last, struct prak_rate *out);
#endif
