/*
 * member_ledger.h - a ledger of dues received, by organisation and month, beside what was to be expected of the members there were;
 * private to lib/domain.
 *
 * A member of a month is one on its last day, by the roster and the tree of that day. What is expected of an organisation is
 * what its unions expect: of each of their members once. A payment counts for the organisation that had it, and those above.
 */
#ifndef PRAK_DOMAIN_MEMBER_LEDGER_H
#define PRAK_DOMAIN_MEMBER_LEDGER_H
#include "domain/member_plan.h"

struct prak_member_ledger {
    struct prak_table *table;
    size_t organisation, month, amount;
    ptrdiff_t person; /* its column; -1: not there */
    struct prak_str currency; /* the only one there is; n 0: not told */
    int digits;               /* after the point, of that currency */
    size_t nmonth;
    int32_t first;                      /* number of the first month */
    int32_t *end;                       /* last day of each */
    const struct prak_member_ids **above; /* by the tree of that day */
};
/* Checks the options, months and all rows of the ledger; m has its tree and its day. */
int prak_member_ledger_new(const struct prak_member *m, const struct prak_member_options *o, const struct prak_rules *r,
                           const struct prak_member_ledger **out, struct prak_err *e);

struct prak_member_payment {
    uint32_t organisation;
    size_t month; /* SIZE_MAX: not one of those that are asked about */
    struct prak_str person;
    struct prak_dec amount;
};
int prak_member_payment(const struct prak_member *m, const struct prak_member_ledger *l, size_t row, struct prak_member_payment *out,
                        struct prak_err *e);

/* What is in doubt, in the order of the reasons. */
enum prak_due_gap {
    PRAK_DUE_NO_KEY,       /* a row without a person */
    PRAK_DUE_NO_JOINED,
    PRAK_DUE_NO_DUES,      /* nobody knows whether they are authorised */
    PRAK_DUE_NO_AMOUNT,
    PRAK_DUE_TWO_AMOUNTS,  /* of one person in one union */
    PRAK_DUE_TWO_UNIONS,
    PRAK_DUE_NO_PAYER,     /* a row of the ledger without a person */
    PRAK_DUE_NOT_AUTHORISED, /* a member paid all the same */
    PRAK_DUE_NO_LEDGER,      /* of a union below with members, neither it nor any above it has rows */
    PRAK_DUE_GAPS
};

/* Of an organisation in a month: by itself, then all below it. */
struct prak_member_due {
    struct prak_dec expected, received;
    uint64_t payments; /* rows of the ledger */
    uint64_t members, paid, unpaid, unknown, twice;
    bool any;    /* has members in force, to pay or not */
    bool ledger; /* has rows in it, in whatever month */
    bool expects; /* has members who are expected to pay */
    bool gap[PRAK_DUE_GAPS];
};
int prak_member_add_due(struct prak_member_due *into, const struct prak_member_due *from, struct prak_err *e);

int prak_member_add_charge(const struct prak_member *m, struct prak_member_part *p, const struct prak_member_entry *row,
                           enum prak_member_use *use, struct prak_err *e);
/* Of each organisation, each month: all that is below it. Uses up the part. */
int prak_member_dues(const struct prak_member *m, struct prak_member_part *p, struct prak_arena *a, struct prak_member_due **out,
                     struct prak_err *e);

struct prak_member_dues; /* to be read one by one */
int prak_member_dues_new(const struct prak_member *m, struct prak_member_part *p, struct prak_member_dues **out,
                         struct prak_err *e);
void prak_member_dues_free(struct prak_member_dues *d); /* NULL is allowed */
void prak_member_dues_columns(struct prak_member *m);
int prak_member_dues_line(struct prak_member_dues *d, struct prak_member_cell *cell, struct prak_err *e);
#endif
