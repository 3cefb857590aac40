/*
 * rights.c - writes the made-up samples of contracts, unions and cases. No row is a person; no worker,
 * factory, local union or case of them exists. Only names of federations and confederations are real.
 *
 *     rights DIRECTORY      the small files: unions.csv, roster.csv, workers.csv, union-events.csv,
 * cases.csv, case-events.csv, labour-force.csv, training.csv, migrants.csv rights --contracts    the
 * contracts of 60 factories, to standard output
 *
 * MADE UP AND TUNED: published figures come out of these files because they were put in. A pipeline that
 * gives 33,923 workers of 49 factories shows that the program counts what the sentence counts, and is no
 * evidence for the sentence.
 *
 * The bytes depend on nothing but this file: own random numbers, each table its own, and never two draws in
 * one expression where their order would show.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "rights: %s: %s\n", what, why);
    exit(3);
}

static void finish(FILE *f, const char *path)
{
    bool bad = ferror(f) != 0;
    if (fclose(f) != 0 || bad)
        fail(path, "cannot write");
}

/* ---- days: number 0 is 1970-01-01 ---- */

static int day_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year, era = y / 400, of_era = y % 400;
    int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

struct date {
    int year, month, day;
};

static struct date date_of(int number)
{
    int n = number + 719468, era = n / 146097, of_era = n % 146097;
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    struct date d = { y + era * 400, m < 10 ? m + 3 : m - 9, of_year - (153 * m + 2) / 5 + 1 };
    d.year += d.month <= 2;
    return d;
}

/* The same day n months on; days here are up to 28, so that no month is too short for them. */
static int months_on(int number, int n)
{
    struct date d = date_of(number);
    int m = d.year * 12 + d.month - 1 + n;
    return day_of(m / 12, m % 12 + 1, d.day);
}

static int to_28(int number)
{
    struct date d = date_of(number);
    return d.day > 28 ? number - (d.day - 28) : number;
}

static void date_put(FILE *f, int number)
{
    struct date d = date_of(number);
    fprintf(f, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static int later(uint64_t *r, int day, int least, unsigned span)
{
    return day + least + (int)below(r, span);
}

/* How many of `whole` fall to place i of n, by weights that a place's number gives: they add up to `whole`.
 */
static unsigned part_of(unsigned whole, unsigned i, unsigned n)
{
    uint64_t before = 0, through = 0, sum = 0;
    for (unsigned k = 0; k < n; k++) {
        unsigned weight = 40 + k * 37 % 101;
        before += k < i ? weight : 0;
        through += k <= i ? weight : 0;
        sum += weight;
    }
    return (unsigned)(whole * through / sum - whole * before / sum);
}

/* ---- contracts ---- */

enum {
    FACTORIES = 60,
    TUNED = 49,          /* factories with workers whose contract should be undetermined */
    MISDECLARED = 33923, /* such workers, by the Arbitration Council's reading on ON */
    NOT_RE_EMPLOYED =
        630 /* members whose contract ended after a union event of their factory and was not renewed */
};

/* Contracts one after another: `term` months each, of which number `at` (from 0) runs on ON, begun `low` to
 * `high` complete months before it. */
static const struct pattern {
    int term, at, low, high;
    bool oral;
    unsigned per_mille;
} misdeclared[] = {
    { 6, 4, 24, 29, false, 190 },  /* over 24 months in all, renewals not: the two readings differ */
    { 6, 5, 30, 35, false, 130 },  /* renewals too */
    { 6, 7, 42, 47, false, 90 },   { 12, 2, 24, 35, false, 270 }, { 12, 3, 36, 47, false, 130 },
    { 24, 1, 24, 46, false, 110 },
    { 36, 0, 24, 34, false, 50 }, /* one term of more than 24 months: every reading agrees */
    { 12, 0, 2, 10, true, 30 },   /* by word of mouth only */
}, rightly[] = {
    { 6, 0, 0, 5, false, 220 },    { 6, 1, 6, 11, false, 180 },   { 6, 2, 12, 17, false, 130 },
    { 6, 3, 18, 22, false, 60 },   { 12, 0, 0, 11, false, 240 },  { 12, 1, 12, 22, false, 110 },
    { 24, 0, 0, 22, false, 60 },
};

struct factory {
    unsigned number;
    int event; /* day of the union event, or 0 */
};

struct contracts {
    FILE *f;
    uint64_t random;
    unsigned workers;
    int on;
};

struct person {
    unsigned id;
    bool woman, member;
};

static struct person person_new(struct contracts *c, unsigned member_per_mille)
{
    struct person p = { .id = ++c->workers };
    p.woman = chance(&c->random, 790);
    p.member = chance(&c->random, member_per_mille);
    return p;
}

/* end 0: none was agreed. */
static void contract_put(struct contracts *c, const struct factory *f, const struct person *p,
                         const char *type, int start, int end, bool oral)
{
    fprintf(c->f, "C%06u,F%02u,%s,%s,%s,", p->id, f->number, p->woman ? "female" : "male",
            p->member ? "true" : "false", type);
    date_put(c->f, start);
    fputs(",", c->f);
    if (end != 0)
        date_put(c->f, end);
    fputs(",", c->f);
    date_put(c->f, start - (int)below(&c->random, 6));
    fprintf(c->f, ",%s\n", oral ? "false" : "true");
}

/* `n` terms from `start` on, each from the day after the one before. */
static void terms_put(struct contracts *c, const struct factory *f, const struct person *p, int start,
                      int term, int n, bool oral)
{
    for (int i = 0; i < n; i++)
        contract_put(c, f, p, "FDC", months_on(start, i * term), months_on(start, (i + 1) * term) - 1, oral);
}

/* The first day of work of someone who has been there `months` complete months on ON, and some days. */
static int begun(struct contracts *c, int months)
{
    int there = to_28(c->on);
    return to_28(months_on(there, -months) - 3 - (int)below(&c->random, 18));
}

static void pattern_put(struct contracts *c, const struct factory *f, const struct pattern *all, size_t n,
                        unsigned member)
{
    unsigned weight[16];
    for (size_t i = 0; i < n; i++)
        weight[i] = all[i].per_mille;
    const struct pattern *of = &all[pick(&c->random, weight, n)];
    struct person p = person_new(c, member);
    int months = of->low + (int)below(&c->random, (unsigned)(of->high - of->low + 1));
    terms_put(c, f, &p, begun(c, months), of->term, of->at + 1, of->oral);
}

/* Five terms of half a year, some days without a contract, and two more: what the council makes of the break
 * is not known. */
static void short_break_put(struct contracts *c, const struct factory *f, unsigned member)
{
    struct person p = person_new(c, member);
    int back = begun(c, 6 + (int)below(&c->random, 6)), gap = 4 + (int)below(&c->random, 20);
    terms_put(c, f, &p, to_28(months_on(to_28(back - gap), -30)), 6, 4, false);
    int last = months_on(to_28(months_on(to_28(back - gap), -30)), 24);
    contract_put(c, f, &p, "FDC", last, back - gap - 1, false);
    terms_put(c, f, &p, back, 6, 2, false);
}

/* Two years, more than a month at home, and again: a new chain under Instruction 050/19. */
static void long_break_put(struct contracts *c, const struct factory *f)
{
    struct person p = person_new(c, 90);
    int back = begun(c, 1 + (int)below(&c->random, 10));
    int first = to_28(months_on(to_28(back - 35 - (int)below(&c->random, 20)), -24));
    terms_put(c, f, &p, first, 12, 2, false);
    contract_put(c, f, &p, "FDC", back, months_on(back, 12) - 1, false);
}

/* Someone whose last term of half a year ended on a day of `from` .. `from` + 89 and was not renewed. */
static void ended_put(struct contracts *c, const struct factory *f, int from, unsigned member)
{
    struct person p = person_new(c, member);
    int end = later(&c->random, from, 4, 82);
    int after = to_28(end + 1), n = 1 + (int)below(&c->random, 3);
    terms_put(c, f, &p, months_on(after, -6 * n), 6, n, false);
}

static void union_event_put(struct contracts *c, const struct factory *f, unsigned of_event)
{
    for (unsigned i = 0; i < part_of(NOT_RE_EMPLOYED, of_event, 14); i++)
        ended_put(c, f, f->event, 1000);
    for (unsigned n = 12 + below(&c->random, 25); n > 0; n--)
        ended_put(c, f, f->event, 0);
    for (unsigned n = below(&c->random, 4); n > 0; n--)
        ended_put(c, f, f->event - 90, 1000);
    for (unsigned n = 12 + below(&c->random, 25); n > 0; n--)
        ended_put(c, f, f->event - 90, 0);
}

/* Is factory i of FACTORIES one of the TUNED, and which? -1: no. */
static int tuned_of(unsigned i)
{
    unsigned before = i * TUNED / FACTORIES;
    return (i + 1) * TUNED / FACTORIES > before ? (int)before : -1;
}

static const char *const event_word[] = { "registration", "leader_elected", "strike" };

/* Fourteen of them have a union event, of 2022 and 2023. */
static int event_of(unsigned i, unsigned *of_event)
{
    *of_event = i / 4;
    if (i % 4 != 1 || i >= 56)
        return 0;
    return day_of(2022, 2, 10) + (int)(*of_event * 41);
}

static void factory_put(struct contracts *c, unsigned i)
{
    unsigned of_event;
    struct factory f = { .number = i + 1, .event = event_of(i, &of_event) };
    unsigned member = f.event ? 260 : 110, n = 0;
    int tuned = tuned_of(i);
    if (tuned >= 0)
        n = part_of(MISDECLARED, (unsigned)tuned, TUNED);
    for (unsigned k = 0; k < n; k++)
        pattern_put(c, &f, misdeclared, COUNT(misdeclared), member);
    for (unsigned k = 0; k < n / 29; k++)
        short_break_put(c, &f, member);
    for (unsigned k = 0; k < n / 53 && !f.event; k++)
        long_break_put(c, &f);
    for (unsigned k = 120 + below(&c->random, 160); k > 0; k--)
        pattern_put(c, &f, rightly, COUNT(rightly), member);
    for (unsigned k = 60 + below(&c->random, 160) + (n ? 0 : 300); k > 0; k--) {
        struct person p = person_new(c, member);
        contract_put(c, &f, &p, "UDC", to_28(c->on - 30 - (int)below(&c->random, 3000)), 0, false);
    }
    if (f.event)
        union_event_put(c, &f, of_event);
}

static void contracts_put(FILE *f)
{
    struct contracts c = { .f = f, .random = 67, .on = day_of(2024, 2, 29) };
    fputs("worker_id,factory_id,sex,member,type,start,end,signed,written\n", f);
    for (unsigned i = 0; i < FACTORIES; i++)
        factory_put(&c, i);
}

static void union_events_put(FILE *f)
{
    fputs("employer,event,date\n", f);
    for (unsigned i = 0; i < FACTORIES; i++) {
        unsigned of_event;
        int day = event_of(i, &of_event);
        if (day == 0)
            continue;
        fprintf(f, "F%02u,%s,", i + 1, event_word[of_event % COUNT(event_word)]);
        date_put(f, day);
        fputs("\n", f);
    }
}

/* ---- unions ---- */

/* Nineteen provinces, the six with more than one local first. */
static const char *const province[] = {
    "Phnom Penh",     "Kandal",       "Kampong Speu", "Takeo",           "Svay Rieng",
    "Preah Sihanouk", "Kampong Cham", "Prey Veng",    "Kampong Chhnang", "Kampong Thom",
    "Kampot",         "Koh Kong",     "Battambang",   "Siem Reap",       "Tboung Khmum",
    "Pursat",         "Kratie",       "Pailin",       "Ratanak Kiri",
};

enum { MERGED = 27, LOCALS = 35 }; /* locals of the three federations that merged; the others are of CATU */

static const char *federation_of(unsigned local)
{
    return local >= MERGED ? "CATU" : local % 9 < 4 ? "FUFU" : local % 9 < 7 ? "INTUFE" : "CULL";
}

static const char *province_of(unsigned local)
{
    return local < MERGED ? province[local < 19 ? local : local - 19] : province[(local - MERGED) % 5];
}

static void tree_put(FILE *f)
{
    fputs("organisation,parent,level,valid_from,valid_to,kind,members_min,members_max,enterprise,registered,"
          "province,name\n"
          "CCU,CITA,confederation,2006-08-06,,union,25000,90000,,,,Cambodian Confederation of Unions\n"
          "CITA,CCU,federation,2006-08-06,,association,,,,,,Cambodian Independent Teachers' Association\n"
          "FTUWKC,CCU,federation,2006-08-06,,union,,,,,,Free Trade Union of Workers of the Kingdom of "
          "Cambodia\n"
          "FCIS,CCU,federation,2006-08-06,,union,,,,,,Federation of Cambodian Intellectuals and Students\n"
          "PCA,CCU,federation,2006-08-06,,association,,,,,,Professors Council Association\n"
          "FTU,CCU,federation,2006-08-06,,union,,,,,,Free Trade Union\n"
          "CATU,CCU,federation,2006-08-06,,union,,,,,,Cambodian Alliance of Trade Unions\n"
          "FUFU,,federation,,2023-10-22,union,,,,,,FUFU\n"
          "INTUFE,,federation,,2023-10-22,union,,,,,,INTUFE\n"
          "CULL,,federation,,2023-10-22,union,,,,,,CULL\n"
          "CCC,,confederation,2023-10-23,,union,,,,,,Cambodian Cross Sector Confederation\n",
          f);
    uint64_t random = 23;
    for (unsigned i = 0; i < LOCALS; i++) {
        int day = day_of(2017, 3, 1) + (int)below(&random, 1800);
        for (int now = 0; now < (i < MERGED ? 2 : 1); now++) {
            fprintf(f, "L%02u,%s,local,", i + 1, now ? "CCC" : federation_of(i));
            if (now)
                fputs("2023-10-23,", f);
            else
                date_put(f, day), fputs(i < MERGED ? ",2023-10-22" : ",", f);
            fprintf(f, ",union,,,E%02u,", i + 1);
            date_put(f, day);
            fprintf(f, ",%s,\n", province_of(i));
        }
    }
}

static unsigned local_size(unsigned local)
{
    return local == 11 ? 8 : 16 + local * 29 % 53; /* one has fewer than ten members */
}

static void workers_put(FILE *f)
{
    fputs("enterprise,workers,employees\n", f);
    for (unsigned i = 0; i < LOCALS; i++) {
        unsigned size = local_size(i), workers = i % 3 == 0 ? size * 2 + i : size * 5 + 7 * i;
        fprintf(f, "E%02u,%u,%u\n", i + 1, workers, workers - workers / 25);
    }
}

/* Some are in two unions: of CATU and another, or of two that became CCC, where they had been of two
 * federations. */
static void roster_put(FILE *f)
{
    uint64_t random = 54;
    unsigned person = 0;
    fputs("person_id,union,joined,left,dues,verified,sex\n", f);
    for (unsigned i = 0; i < LOCALS; i++) {
        for (unsigned k = local_size(i); k > 0; k--) {
            unsigned id = ++person;
            if (i > 3 && chance(&random, i >= MERGED ? 90 : 25))
                id = 1 + below(&random, 150);
            int joined = day_of(2019, 1, 10) + (int)below(&random, 1500);
            fprintf(f, "P%05u,L%02u,", id, i + 1);
            date_put(f, joined);
            fputs(",", f);
            if (chance(&random, 60))
                date_put(f, day_of(2023, 3, 1) + (int)below(&random, 360));
            bool paying = chance(&random, 830), seen = chance(&random, 610);
            fprintf(f, ",%s,%s,%s\n", paying ? "true" : "false", seen ? "true" : "false",
                    id * 37 % 100 < 74 ? "female" : "male");
        }
    }
}

/* ---- cases ---- */

enum course { COLLECTIVE, INDIVIDUAL, MISCLASSIFIED, MISCLASSIFIED_ARBITRATED, CRIMINAL };

/* Leaders dismissed: 4,189. Cases misclassified that never came before arbitrators: 69. Leaders convicted:
 * 104. Victims: 250. */
static const struct kind {
    const char *violation, *who;
    enum course course;
    unsigned cases, persons;
} kinds[] = {
    { "dismissal of leaders", "leader", COLLECTIVE, 121, 1946 },
    { "dismissal of leaders", "leader", INDIVIDUAL, 104, 1180 },
    { "dismissal of leaders", "leader", MISCLASSIFIED, 52, 980 },
    { "dismissal of leaders", "leader", MISCLASSIFIED_ARBITRATED, 5, 83 },
    { "non-renewal", "member", COLLECTIVE, 24, 402 },
    { "non-renewal", "member", MISCLASSIFIED, 17, 228 },
    { "discrimination", "member", INDIVIDUAL, 26, 61 },
    { "harassment", "member", INDIVIDUAL, 14, 14 },
    { "prosecution of leaders", "leader", CRIMINAL, 58, 104 },
    { "trafficking", "victim", CRIMINAL, 29, 163 },
    { "fraud", "victim", CRIMINAL, 21, 87 },
};

struct cases {
    FILE *cases, *events;
    uint64_t random;
    unsigned n;
    int on, day; /* day: of the last event */
    bool over;   /* the next one is after ON: the register does not have it yet */
};

static void event_put(struct cases *c, const char *word, int least, unsigned span)
{
    c->day = later(&c->random, c->day, least, span);
    c->over = c->over || c->day > c->on;
    if (c->over)
        return;
    fprintf(c->events, "K%04u,%s,", c->n, word);
    date_put(c->events, c->day);
    fputs("\n", c->events);
}

static void end_put(struct cases *c)
{
    static const char *const word[] = { "reinstated", "compensated", "settled", "lost", "withdrawn" };
    static const unsigned weight[] = { 22, 34, 20, 18, 6 };
    size_t which = pick(&c->random, weight, COUNT(weight));
    if (chance(&c->random, 720))
        event_put(c, word[which], 5, 60);
}

static void collective_put(struct cases *c)
{
    event_put(c, "notice", 0, 1);
    event_put(c, "designation", 1, 3);
    if (chance(&c->random, 330)) {
        event_put(c, "conciliated", 4, 16);
        return;
    }
    event_put(c, "non_conciliation", 6, 14);
    event_put(c, "referral", 1, 5);
    event_put(c, "award", 10, 14);
    if (chance(&c->random, 380))
        event_put(c, "objection", 2, 7);
    end_put(c);
}

static void individual_put(struct cases *c)
{
    event_put(c, "complaint", 0, 1);
    event_put(c, "hearing", 6, 22);
    if (chance(&c->random, 360)) {
        event_put(c, "conciliated", 0, 9);
        return;
    }
    event_put(c, "non_conciliation", 0, 12);
    bool arbitrated = chance(&c->random, 160);
    event_put(c, arbitrated ? "arbitration_filing" : "court_filing", 9, 60);
    event_put(c, arbitrated ? "award" : "judgment", 30, arbitrated ? 60 : 400);
    end_put(c);
}

/* Filed as collective, called individual by the inspector, and so never referred. */
static void misclassified_put(struct cases *c, bool arbitrated)
{
    event_put(c, "notice", 0, 1);
    event_put(c, "hearing", 6, 30);
    if (!arbitrated && chance(&c->random, 240))
        return;
    event_put(c, "non_conciliation", 0, 20);
    if (arbitrated)
        event_put(c, "arbitration_filing", 10, 40);
    else if (chance(&c->random, 300))
        event_put(c, "court_filing", 15, 70);
}

static void criminal_put(struct cases *c)
{
    event_put(c, "charge", 0, 1);
    event_put(c, "judgment", 60, 300);
    event_put(c, "convicted", 0, 1);
}

static void case_put(struct cases *c, const struct kind *k, unsigned persons)
{
    static const char *const filed[] = { "collective", "individual", "collective", "collective", "criminal" };
    static const char *const classified[] = { "collective", "individual", "individual", "individual",
                                              "criminal" };
    static const unsigned where[] = { 26, 18, 14, 9, 7, 6, 4, 4, 3, 2, 2, 2, 2, 1 };
    c->n++;
    size_t in = pick(&c->random, where, COUNT(where));
    fprintf(c->cases, "K%04u,%s,%s,%u,%s,%s,%s\n", c->n, k->violation, k->who, persons, province[in],
            filed[k->course], classified[k->course]);
    /* criminal cases are old enough to be over */
    c->day = day_of(2021, 10, 6) + (int)below(&c->random, k->course == CRIMINAL ? 500 : 840);
    c->over = false;
    switch (k->course) {
    case COLLECTIVE:
        collective_put(c);
        break;
    case INDIVIDUAL:
        individual_put(c);
        break;
    case MISCLASSIFIED:
    case MISCLASSIFIED_ARBITRATED:
        misclassified_put(c, k->course == MISCLASSIFIED_ARBITRATED);
        break;
    case CRIMINAL:
        criminal_put(c);
        break;
    }
}

/* Leaders on trial who were not convicted, or not yet. */
static void trials_put(struct cases *c)
{
    for (unsigned i = 0; i < 19; i++) {
        c->n++;
        fprintf(c->cases, "K%04u,prosecution of leaders,leader,%u,%s,criminal,criminal\n", c->n, 1 + i % 3,
                province[i % 4]);
        c->day = day_of(2023, 6, 1) + (int)below(&c->random, 250);
        c->over = false;
        event_put(c, "charge", 0, 1);
        if (i % 2 == 0)
            event_put(c, "judgment", 40, 60), event_put(c, "acquitted", 0, 1);
    }
}

static void cases_put(FILE *cases, FILE *events)
{
    struct cases c = { .cases = cases, .events = events, .random = 314, .on = day_of(2024, 2, 29) };
    fputs("case_id,violation,who,persons,province,filed,classified\n", cases);
    fputs("case_id,event,date\n", events);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        unsigned given = 0;
        for (unsigned k = 0; k < kinds[i].cases; k++) {
            unsigned rest = kinds[i].persons - given, left = kinds[i].cases - k, even = rest / left, n = even;
            if (k + 1 < kinds[i].cases && even > 1)
                n = 1 + even / 2 + below(&c.random, even);
            if (n + (left - 1) > rest)
                n = rest - (left - 1);
            if (k + 1 == kinds[i].cases)
                n = rest;
            given += n;
            case_put(&c, &kinds[i], n);
        }
    }
    trials_put(&c);
}

/* ---- who works, trains, migrates ---- */

/* 1,600 people of working age who work, each for 5,625: 60 per cent of those in garments are in a union, few
 * elsewhere. And 44 children who worked in the week before. */
static void labour_force_put(FILE *f)
{
    static const char *const sector[] = { "agriculture", "trade",  "construction",
                                          "transport",   "public", "other" };
    static const unsigned weight[] = { 380, 210, 130, 70, 110, 100 };
    uint64_t r = 600;
    unsigned garment = 0, organised = 0, others = 0;
    fputs("person_id,stratum,cluster,weight,sex,age,sector,status,union_member,nssf,hours\n", f);
    for (unsigned i = 0; i < 1644; i++) {
        bool child = i % 37 == 36, urban = i / 24 % 2 == 0;
        bool in_garment = !child && i % 80 % 16 == 3 && garment < 100;
        unsigned hours, age = child ? 9 + below(&r, 6) : 15 + (below(&r, 27) + below(&r, 27)) * 9 / 10;
        const char *in =
            in_garment ? "garment" : sector[child ? below(&r, 3) : pick(&r, weight, COUNT(weight))];
        bool employee = in_garment || (!child && (in[0] == 'p' || in[0] == 'c' || chance(&r, 310)));
        bool member = !in_garment && !child && employee && others % 200 == 90;
        if (in_garment) { /* 60 of the 100, anywhere among them */
            member = below(&r, 100 - garment) < 60 - organised;
            organised += member;
        }
        bool nssf = employee && chance(&r, in_garment ? 930 : in[0] == 'p' ? 880 : 240);
        garment += in_garment;
        others += employee && !in_garment;
        hours = child ? 6 + below(&r, 34) : in_garment ? 48 + 6 * below(&r, 3) : 28 + below(&r, 36);
        fprintf(f, "Q%04u,%s,%u,5625,%s,%u,%s,%s,%s,", i + 1, urban ? "urban" : "rural", 1 + i / 24,
                chance(&r, in_garment ? 790 : 480) ? "female" : "male", age, in,
                employee ? "employee"
                : child  ? "family"
                         : "own-account",
                member ? "true" : "false");
        fprintf(f, "%s,%u\n", employee ? nssf ? "true" : "false" : "", hours);
    }
}

/* Six in ten who attended were women, exactly; a person who came twice is counted twice. */
static void training_put(FILE *f)
{
    static const char *const topic[] = { "digital security", "citizen journalism", "labour law",
                                         "organising" };
    uint64_t r = 17;
    unsigned all = 0, women = 0;
    fputs("session_id,date,topic,province,women,men\n", f);
    for (unsigned i = 0; i < 168; i++) {
        unsigned n = 14 + below(&r, 24), off = below(&r, 5);
        if (i == 167)
            n += 5 - (all + n) % 5, off = 2;
        unsigned w = (all + n) * 3 / 5 - women; /* six in ten of all so far, and up to two off */
        w = w + off < 2 ? 0 : w + off - 2 > n ? n : w + off - 2;
        all += n;
        women += w;
        fprintf(f, "T%03u,", i + 1);
        date_put(f, day_of(2017, 2, 6) + (int)(i * 15 + below(&r, 12)));
        fprintf(f, ",%s,", topic[below(&r, COUNT(topic))]);
        fprintf(f, "%s,%u,%u\n", province[below(&r, COUNT(province))], w, n - w);
    }
}

/* 500 people who came home, each for 6,000: no less than three million. */
static void migrants_put(FILE *f)
{
    static const struct {
        const char *name;
        unsigned weight, documented;
    } to[] = { { "Thailand", 700, 560 },
               { "South Korea", 120, 980 },
               { "Malaysia", 90, 720 },
               { "Japan", 40, 1000 },
               { "other", 50, 700 } };
    static const char *const work[] = { "construction", "fishing", "domestic work", "factory", "farm" };
    unsigned weight[COUNT(to)];
    uint64_t r = 3000;
    for (size_t i = 0; i < COUNT(to); i++)
        weight[i] = to[i].weight;
    fputs("migrant_id,destination,documented,sex,work,weight\n", f);
    for (unsigned i = 0; i < 500; i++) {
        size_t where = pick(&r, weight, COUNT(to));
        bool papers = chance(&r, to[where].documented), woman = chance(&r, 430);
        fprintf(f, "M%03u,%s,%s,%s,%s,6000\n", i + 1, to[where].name, papers ? "true" : "false",
                woman ? "female" : "male", work[below(&r, COUNT(work))]);
    }
}

/* ---- files ---- */

static FILE *create(const char *directory, const char *name, char *path, size_t size)
{
    int n = snprintf(path, size, "%s/%s", directory, name);
    if (n < 0 || (size_t)n >= size)
        fail(directory, "path too long");
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        fail(path, strerror(errno));
    return f;
}

static void write_all(const char *directory)
{
    static const struct {
        const char *name;
        void (*put)(FILE *);
    } table[] = {
        { "unions.csv", tree_put },
        { "roster.csv", roster_put },
        { "workers.csv", workers_put },
        { "union-events.csv", union_events_put },
        { "labour-force.csv", labour_force_put },
        { "training.csv", training_put },
        { "migrants.csv", migrants_put },
    };
    char path[4096], events_path[4096];
    for (size_t i = 0; i < COUNT(table); i++) {
        FILE *f = create(directory, table[i].name, path, sizeof path);
        table[i].put(f);
        finish(f, path);
    }
    FILE *cases = create(directory, "cases.csv", path, sizeof path);
    FILE *events = create(directory, "case-events.csv", events_path, sizeof events_path);
    cases_put(cases, events);
    finish(cases, path);
    finish(events, events_path);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "--contracts") == 0) {
        contracts_put(stdout);
        finish(stdout, "standard output");
    } else if (argc == 2 && argv[1][0] != '-') {
        write_all(argv[1]);
    } else {
        fprintf(stderr, "usage: rights DIRECTORY | rights --contracts\n");
        return 2;
    }
    return 0;
}
