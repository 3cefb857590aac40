/*
 * contract_due.h - what is due by a contract as of a day: notice, severance, seniority, back pay, damages. Pure: facts
 * in, amounts out; every number of law is a rule of notice_periods, seniority and overtime (month_days_divisor).
 *
 * A span of n months that begins on day S ends on the day before the anniversary, clipped to the month's end. A month that
 * is not whole counts as its days over those which it would have. Amounts are exact until they are rounded once, half-even,
 * to the digits of their currency, and figured from the one monthly wage of the row.
 *
 * Each kind gives an amount, the rules it rests on and the worst of their confidences, or nothing, with a reason.
 * `type_unknown` where there is no lawful type under the reading; `udc_only` and `fdc_only` where the kind is not for it.
 *
 * Notice, in days: what an end on the day asked about needs (a term's: at its last day), by the term's length or, for an
 * undetermined contract, by continuous service; n months are the days to the same day n months later. `not_in_force` when
 * the day is not one of the contract; `udc_before_end` when the term will not be one any more on its last day.
 *
 * Where it is told when notice was given, that of a contract which has ended is what its end needed on its last day, n months
 * being the days since the last day on which notice would have been enough; beside it the days that were given, from the day of notice
 * to the last one. Two kinds more come of it:
 *  - extension: a fixed term that ended without enough notice, and that nothing followed, lasts its own length longer; or
 *    under the reading it is of undetermined duration, when it would be so on that last day;
 *  - pay in lieu: of an undetermined contract that the employer ended, the wages from the day after its end to the day
 *    until which notice would have lasted.
 *
 * Severance: per cent of the wages paid during a fixed term that ended on the day or before (`not_ended`).
 *
 * Seniority: days' wages for each half-year (January to June, July to December) that ended on the day or before, in which the
 * chain held at least a month of service without a fixed term. The half-year goes to the last of its rows, so that the sum
 * over rows counts it once. Those whose payment was suspended are left out and told: `seniority_postponed`. Wages are not
 * known by half-year: `seniority_at_given_wage`.
 *
 * Back pay: days' wages for each half-year of such service before the seniority indemnity began, one at each payment of June and
 * December in which there still is service, from the first payment of the sector on, up to the cap. `back_pay_postponed`
 * and `back_pay_at_given_wage` likewise. Whether a half-year that was not whole counts, and whether days without a mention
 * of the old half-years go on beyond their number, nobody has shown: figured each way, and where that differs nothing is
 * given but `back_pay_part_half_year` or `back_pay_number_unread`. `coverage_unverified`: the sector's rate is not known.
 *
 * Damages: per cent of the wages from the day after the last one to that which had been agreed, of a fixed term that the
 * employer ended before it; `not_cut_short` without such a day. Of an undetermined contract that the employer ended without
 * valid reason: per cent of the seniority payments of its chain, up to the cap. Those that were received, or, where that is
 * not told, those that had come due by its last day.
 */
#ifndef PRAK_DOMAIN_CONTRACT_DUE_H
#define PRAK_DOMAIN_CONTRACT_DUE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/str.h"
#include "domain/contract_end.h"
#include "law/rules.h"

enum prak_due_kind {
    PRAK_DUE_NOTICE,
    PRAK_DUE_EXTENSION,  /* with the day of notice */
    PRAK_DUE_NOTICE_PAY, /* and a wage */
    PRAK_DUE_SEVERANCE,
    PRAK_DUE_SENIORITY,
    PRAK_DUE_BACK_PAY,
    PRAK_DUE_DAMAGES,
    PRAK_DUE_KINDS
};

/* Cells that only dues need. */
enum prak_due_fact {
    PRAK_DUE_WAGE,       /* a month's */
    PRAK_DUE_CURRENCY,
    PRAK_DUE_SECTOR,     /* a name of sectors.csv */
    PRAK_DUE_AGREED_END, /* the last day agreed, where the employer ended it before; empty: it was not cut short */
    PRAK_DUE_GIVEN,          /* the day on which notice was given, or none; empty: not known */
    PRAK_DUE_VALID_REASON,   /* true, false, yes or no; empty: not known */
    PRAK_DUE_SENIORITY_PAID, /* what was received in all; empty: not known */
    PRAK_DUE_FACTS
};

struct prak_due_options {
    const char *also;                   /* comma list of notice, severance, seniority, back-pay, damages; or NULL */
    const char *column[PRAK_DUE_FACTS]; /* the user's names, for messages and missing_COLUMN; NULL: not there */
    bool strict;                        /* refuse rules of confidence seed and memory */
};

struct prak_due_law; /* read-only, for any number of threads */

/*
 * Loads and checks the tables of what is asked for; nothing asked for: *out is NULL. EUSAGE: an unknown kind, or one that
 * lacks a column. All is borrowed, memory from the arena.
 */
int prak_due_law_new(struct prak_rules *r, const struct prak_due_options *o, struct prak_arena *a,
                     const struct prak_due_law **out, struct prak_err *e);
bool prak_due_wanted(const struct prak_due_law *law, enum prak_due_kind kind);
/* Can this word stand for every row, no column being called so (a currency, a sector)? */
bool prak_due_word(const struct prak_due_law *law, enum prak_due_fact fact, struct prak_str word);

#define PRAK_DUE_NEVER INT32_MAX

/* A row of a chain under one reading; days inclusive. */
struct prak_due_span {
    int32_t first, last; /* last PRAK_DUE_NEVER: without an end */
    int32_t udc_from;    /* of undetermined duration from this day on; PRAK_DUE_NEVER: not */
};

/*
 * What the rows of a chain share, worked out once for all of them: its half-years. row: those that exist on the day, by
 * their start; borrowed. Memory from the arena. -1: none is left.
 */
struct prak_due_chain;
int prak_due_chain_new(const struct prak_due_law *law, int32_t on, const struct prak_due_span *row, size_t nrow,
                       struct prak_arena *a, const struct prak_due_chain **out, struct prak_err *e);

/* A term as if it lasted its own length longer; asked: that can be told. */
struct prak_due_extension {
    bool asked, known, udc, assumed; /* assumed: what is assumed of breaks decides it */
    int32_t last;
    const struct prak_rule *const *rule;
    size_t nrule;
};

struct prak_due_facts {
    const struct prak_due_chain *chain; /* NULL: it has no place in one, and nothing is known */
    bool chain_unknown; /* a row of the chain is without a finding */
    bool followed;      /* it is not the last of its chain */
    bool term;          /* declared of fixed duration */
    enum prak_end_by by;
    struct prak_due_extension extension;
    const char *assumed; /* what is, as a reason */
    size_t self;     /* the row that is asked about */
    bool known, udc; /* known: a lawful type was found for it; which one, on the day or at its end if that was before */
    int32_t service; /* day from which continuous service counts */
    struct prak_str cell[PRAK_DUE_FACTS];
};

/* Are the cells of a row what they must be? first, last: its days. 0, or -1 as prak_due_all. */
int prak_due_check(const struct prak_due_law *law, const struct prak_str cell[PRAK_DUE_FACTS], int32_t first, int32_t last,
                   const char **code, struct prak_err *e);

#define PRAK_DUE_REASONS 10 /* one, or the notes beside an amount */
#define PRAK_DUE_RULES   PRAK_RULES_NAMED
struct prak_due {
    bool has;
    struct prak_dec amount; /* notice: days; else money; an extension has none, but */
    char day[PRAK_DATE_TEXT]; /* its last day, "" where it is one of undetermined duration, */
    struct prak_str word[2];  /* this day and the type */
    bool has_given;
    struct prak_dec given; /* days of notice */
    struct prak_str rule[PRAK_DUE_RULES];
    size_t nrule;
    enum prak_confidence confidence;
    struct prak_str reason[PRAK_DUE_REASONS]; /* why nothing, or notes beside an amount */
    size_t nreason;
};

/* What is wanted of the row; the others are not set. 0, or -1: a bad cell, *code its kind ("type-error" …). */
int prak_due_all(const struct prak_due_law *law, const struct prak_due_facts *facts, struct prak_due due[PRAK_DUE_KINDS],
                 const char **code, struct prak_err *e);

/* The columns of what is wanted, and the cells in their order: an amount (has), or texts to be joined by '|'. */
struct prak_due_column {
    struct prak_str name;
    bool number;
};
struct prak_due_cell {
    bool has;
    struct prak_dec amount;
    const struct prak_str *part;
    size_t npart;
};
/* Of each kind one or two columns of its own, then rules, confidence and reason. */
#define PRAK_DUE_HEADS   2
enum prak_due_tail { PRAK_DUE_RULE, PRAK_DUE_CONFIDENCE, PRAK_DUE_REASON, PRAK_DUE_TAILS };
#define PRAK_DUE_COLUMNS (PRAK_DUE_KINDS * (PRAK_DUE_HEADS + PRAK_DUE_TAILS) + 1)
size_t prak_due_columns(const struct prak_due_law *law, struct prak_due_column out[PRAK_DUE_COLUMNS]);
void prak_due_cells(const struct prak_due_law *law, const struct prak_due_facts *facts,
                    const struct prak_due due[PRAK_DUE_KINDS], struct prak_due_cell out[PRAK_DUE_COLUMNS]);
#endif
