/*
 * dispute.h - the events of a case as a timeline: where it stands, what is due next and by when, what it came to.
 *
 * Pure: what is known of a case goes in, a finding comes out. No number of law is here: stages, events and limits are
 * tables of the rules folder. The finding and its texts live in the facts' scratch arena and in the law.
 */
#ifndef PRAK_DOMAIN_DISPUTE_H
#define PRAK_DOMAIN_DISPUTE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "law/calendar.h"
#include "law/rules.h"

enum prak_dispute_fact {
    PRAK_DISPUTE_CASE,
    PRAK_DISPUTE_EVENT,
    PRAK_DISPUTE_DATE,
    PRAK_DISPUTE_FILED, /* its type as filed … */
    PRAK_DISPUTE_CLASSIFIED, /* … and as the inspector classified it */
    PRAK_DISPUTE_NFACT
};

struct prak_dispute_options {
    const char *column[PRAK_DISPUTE_NFACT]; /* names in the data; NULL: not there */
    const char *on, *day_kind, *workweek;   /* the options' texts; NULL: not given, but for on */
    const char *explain;                    /* a language of case_text */
    bool strict;
    const struct prak_calendar *calendar; /* NULL: no holidays are known */
};

struct prak_dispute_law;
/* Loads and checks the tables; EUSAGE for an option that says nothing. The law is the arena's. */
int prak_dispute_law_new(struct prak_rules *r, const struct prak_dispute_options *o, struct prak_arena *a,
                         const struct prak_dispute_law **out, struct prak_err *e);

/* ---- what is known of a case ---- */

struct prak_dispute_event {
    int32_t day;
    uint32_t kind; /* row of case_events */
};

struct prak_dispute_facts {
    struct prak_arena *scratch;
    struct prak_dispute_event *event; /* room for as many as rows */
    size_t nevent;
    struct prak_str filed, classified; /* n 0: not known */
    bool lacks_event, lacks_date;      /* a row without it */
    bool filed_differs, classified_differs;
    bool rejected; /* a row of the case was refused */
    const struct prak_str *carried; /* further reasons to tell: of columns that the caller passes on */
    size_t ncarried;
};

/*
 * Takes a row. 0: it is there on the day of --on; 1: it is dated later and does not count; -1: a cell is bad, and *code
 * is the frictionless reason.
 */
int prak_dispute_take(const struct prak_dispute_law *law, const struct prak_str cell[PRAK_DISPUTE_NFACT],
                      struct prak_dispute_facts *facts, const char **code, struct prak_err *e);

/* ---- the finding ---- */

struct prak_dispute_texts {
    struct prak_str *v;
    size_t n;
};

/* A step with a limit, from the day on which its stage began. */
struct prak_dispute_run {
    struct prak_str step;
    int32_t from;
    bool ended, made; /* ended: the case left the stage; made: by this very step */
    int32_t until;    /* when it ended, or the day of --on */
    bool has_deadline;
    int32_t deadline, overdue; /* overdue: days from the deadline to until, or 0 */
    bool lacks_holidays;       /* those of a year are not known */
    struct prak_dispute_texts rule, reason;
    enum prak_confidence confidence;
};

/* The case begins, or is closed, or is open again. */
struct prak_dispute_turn {
    int32_t day;
    bool closed;
};

struct prak_dispute_finding {
    bool known;  /* the rows make a timeline; else there are reasons only */
    bool begins; /* its first event is one that cases begin with */
    struct prak_str stage, outcome;
    bool closed;
    int32_t first, since, until; /* days: the first event; the stage; when it was closed, or --on */
    bool lacks_holidays;         /* some limit could not be reckoned for want of them */
    const struct prak_dispute_run *run, *pending; /* in order; pending NULL: nothing has a limit now */
    size_t nrun;
    const struct prak_dispute_turn *turn; /* the first is the first event */
    size_t nturn;
    struct prak_dispute_texts next, rule, reason;
    enum prak_confidence confidence;
    struct prak_str filed, classified; /* as they count; n 0: not known, or said in two ways */
    bool has_misclassified, misclassified;
    struct prak_str kind; /* of dispute that decides; n 0: not known */
};

/* -1: memory. Orders the events of facts by day, those of one day as case_events lists them. */
int prak_dispute_judge(const struct prak_dispute_law *law, struct prak_dispute_facts *facts,
                       struct prak_dispute_finding *f, struct prak_err *e);

/* The reason for a column of which the rows of a case say two things; p NULL: memory. */
struct prak_str prak_dispute_differs(struct prak_arena *a, struct prak_str column, struct prak_err *e);
/* The day of --on. */
int32_t prak_dispute_on(const struct prak_dispute_law *law);
/* The finding in sentences; failure stays in the buffer. */
void prak_dispute_explain(const struct prak_dispute_law *law, const struct prak_dispute_finding *f,
                          struct prak_buf *out);
#endif
