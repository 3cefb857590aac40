/*
 * wage_job.h - a row on its way through the steps of wage.h, and what the steps share; private to lib/domain.
 */
#ifndef PRAK_DOMAIN_WAGE_JOB_H
#define PRAK_DOMAIN_WAGE_JOB_H
#include "domain/wage_law.h"

/* What the pay is paid for. */
enum prak_wage_period {
    PRAK_WAGE_BY_MONTH,
    PRAK_WAGE_BY_PIECE, /* what the pieces of a month came to */
    PRAK_WAGE_BY_WEEK,
    PRAK_WAGE_BY_DAY,
    PRAK_WAGE_BY_HOUR,
    PRAK_WAGE_NPERIOD
};

struct prak_wage_job {
    const struct prak_wage_law *law;
    const struct prak_str *cell;
    struct prak_wage_finding *f;
    int32_t first, last; /* days of the month */
    struct prak_dec pay, days, hours, share;
    bool has_days, has_hours, part_time; /* part_time: share is below 1 */
    enum prak_wage_period period;
    struct prak_str floor_currency; /* with has_minimum */
};

/* Steps return 1 to go on, 0 when the finding is complete (with its reason), -1 on failure. */
enum { PRAK_WAGE_GO_ON = 1, PRAK_WAGE_DONE = 0 };

/* Step 1. */
int prak_wage_read(struct prak_wage_job *j, struct prak_err *e);
int prak_wage_read_number(const struct prak_wage_job *j, enum prak_wage_fact fact, struct prak_dec *d,
                          struct prak_err *e);
/* Period, hours and share of full time, as far as their cells are there. */
int prak_wage_read_time(struct prak_wage_job *j, struct prak_err *e);
/* Hours that a period has at most; an hour's pay is of a month. */
int prak_wage_most_hours(enum prak_wage_period period);
/* A cell that cannot be what it must be; code: a reason code of frictionless. Always -1. */
int prak_wage_bad(const struct prak_wage_job *j, enum prak_wage_fact fact, const char *code, const char *msg,
                  struct prak_err *e);
/* The pay times `times` over `over` is that of a full month of full time; both come as 1. */
int prak_wage_scale(struct prak_wage_job *j, struct prak_dec *times, struct prak_dec *over, struct prak_err *e);
/* Where the wage lies beside the minimum, which are both there: below_minimum and band. */
int prak_wage_place(struct prak_wage_job *j, struct prak_dec times, struct prak_dec over, int digits,
                    struct prak_err *e);

/* Step 2: a needed fact that is not there. */
int prak_wage_missing(struct prak_wage_job *j);
/* The column of what the pay is for, or of the share of full time, has an empty cell, and nothing is assumed in its place. */
bool prak_wage_no_period(const struct prak_wage_job *j);
bool prak_wage_no_share(const struct prak_wage_job *j);
/* Step 3. The row of the sector, and why it has no floor (n 0: it has). */
struct prak_str prak_wage_sector(const struct prak_wage_job *j, const struct prak_rule **row);
int prak_wage_floor(struct prak_wage_job *j, struct prak_err *e);
/* Step 5: into the currency of the floor, times and over going on. */
int prak_wage_convert(struct prak_wage_job *j, struct prak_dec *times, struct prak_dec *over, struct prak_err *e);

/* The whole finding is empty but for its reason. */
int prak_wage_empty(struct prak_wage_job *j, struct prak_str why);
int prak_wage_use(struct prak_wage_job *j, struct prak_str id, enum prak_confidence c, struct prak_err *e);
void prak_wage_assumed(struct prak_wage_job *j, struct prak_str what);
int prak_wage_too_long(struct prak_wage_job *j, struct prak_err *e);
#endif
