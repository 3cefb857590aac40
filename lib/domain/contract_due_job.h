/*
 * contract_due_job.h - the loaded law of what is due, and a row on its way through a kind; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_CONTRACT_DUE_JOB_H
#define PRAK_DOMAIN_CONTRACT_DUE_JOB_H
#include "base/date.h"
#include "domain/contract_due.h"

/* Months of a half-year. */
#define PRAK_DUE_HALF (PRAK_MONTHS_IN_YEAR / 2)

/* Which lengths a row of notice_periods is for. */
struct prak_due_band {
    const struct prak_rule *rule;
    int32_t from, to;      /* months */
    bool from_in, to_in;   /* is the exact month in the band? */
    bool topped;           /* to is one */
    int32_t value;
};

struct prak_due_law {
    const struct prak_rules *rules;
    const struct prak_rule_table *notice, *seniority, *overtime, *sectors;
    bool wanted[PRAK_DUE_KINDS], strict;
    bool unfair; /* it is told whether there was a valid reason */
    struct prak_str column[PRAK_DUE_FACTS], missing[PRAK_DUE_FACTS];
    struct prak_due_band *band;
    size_t nband;
    int32_t begins; /* first day of the seniority indemnity */
    struct prak_due_column out[PRAK_DUE_COLUMNS];
    size_t nout;
    struct prak_str confidence[PRAK_CONFIDENCE_MEMORY + 1];
};

/* A half-year of a chain. */
struct prak_due_half {
    int32_t first, last;
    const char *payment; /* the selector: June, December */
    bool month;          /* at least a month of service without a fixed term */
    size_t owner;        /* the last row with such service in it, */
    size_t payer;        /* and on its last day; SIZE_MAX: none */
};
struct prak_due_chain {
    int32_t on;
    const struct prak_due_span *row;
    size_t nrow, nhalf;
    struct prak_due_half *half; /* from the first with such service in it on; those that have ended */
    int32_t old, old_rest;      /* months of such service before the indemnity, and days beyond them */
};

/* What a step says, besides -1: an error. */
enum { PRAK_DUE_DONE, PRAK_DUE_GO_ON };

struct prak_due_job {
    const struct prak_due_law *law;
    const struct prak_due_facts *facts;
    struct prak_due_span span;
    int32_t on, agreed;
    bool cut;                      /* it ended before the day agreed */
    bool notice_known, notice_was; /* notice_was: it was given, on the day `notice` */
    int32_t notice;
    bool reason_known, valid_reason;
    struct prak_dec wage, paid;
    int digits;              /* of the currency */
    struct prak_str sector;  /* of back pay; n 0: not known */
    struct prak_due *out;
    const char *code;        /* of a bad cell */
};

/* A span in months; rest days of one that would have `of`. last is at least the day before the first. -1: past the years. */
struct prak_due_length {
    int32_t months, rest, of;
};
int prak_due_length_of(int32_t first, int32_t last, struct prak_due_length *out);

/* Nothing but a reason: PRAK_DUE_DONE. */
int prak_due_empty(struct prak_due_job *j, struct prak_str why);
/* Beside what there is. */
void prak_due_note(struct prak_due_job *j, const char *what);
int prak_due_too_long(struct prak_due_job *j, struct prak_err *e);
/* The amount rests on it. */
int prak_due_use(struct prak_due_job *j, struct prak_str id, enum prak_confidence c, struct prak_err *e);
/* The one rule of a day of the tables seniority and overtime; DONE: there is none, and the reason is given. */
int prak_due_find(struct prak_due_job *j, const char *name, const char *payment, struct prak_str sector, int32_t day,
                  const struct prak_rule **rule, struct prak_err *e);
int prak_due_divisor(struct prak_due_job *j, int32_t day, const struct prak_rule **rule, struct prak_err *e);
/* Did the employer end it? DONE: another did, or it is not known. */
int prak_due_by_employer(struct prak_due_job *j);
/* Are wage and currency there? */
int prak_due_money(struct prak_due_job *j);

/* The kinds: GO_ON with the amount, DONE with the reason, -1. */
int prak_due_notice(struct prak_due_job *j, struct prak_err *e);
int prak_due_extension(struct prak_due_job *j, struct prak_err *e);
int prak_due_notice_pay(struct prak_due_job *j, struct prak_err *e);
int prak_due_severance(struct prak_due_job *j, struct prak_err *e);
int prak_due_seniority(struct prak_due_job *j, struct prak_err *e);
int prak_due_back_pay(struct prak_due_job *j, struct prak_err *e);
int prak_due_damages(struct prak_due_job *j, struct prak_err *e);
int prak_due_unfair(struct prak_due_job *j, struct prak_err *e); /* damages of a UDC */

/* Per cent of the wages of a span. */
int prak_due_wages_of(struct prak_due_job *j, int32_t first, int32_t last, struct prak_dec percent, struct prak_err *e);
/* Days' wages of seniority and back pay of the whole chain up to the row's last day. */
int prak_due_served(struct prak_due_job *j, struct prak_dec *days, const struct prak_rule **divisor, struct prak_err *e);
/* The divisor of a day, which must be that of the days before. */
int prak_due_same_divisor(struct prak_due_job *j, int32_t day, const struct prak_rule **divisor, struct prak_err *e);

/* The columns of what is wanted. */
int prak_due_columns_make(struct prak_due_law *law, struct prak_arena *a, struct prak_err *e);
#endif
