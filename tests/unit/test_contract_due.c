/*
 * test_contract_due.c - what is due by a contract, each case worked by hand beside it. The wage is 260 dollars, which is 10 a
 * working day (26 of them in a month). Run from the top of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "domain/contract_due.h"

#define NEVER "9999-12-30" /* stands for no end, or for no such day */

static struct prak_rules *rules;
static struct prak_arena *arena;
static const struct prak_due_law *law;
static const struct prak_due_options all = { .also = "notice,severance,seniority,back-pay,damages",
                                             .column = { "wage", "currency", "sector", "agreed" } };
static const struct prak_due_law *ends; /* with the columns of how it ended */
static const struct prak_due_options told = { .also = "notice,damages",
                                              .column = { "wage", "currency", "sector", "agreed", "notice", "valid", "paid" } };

static int set_up(void **state)
{
    struct prak_err e;
    (void)state;
    return prak_rules_open("lib/rules", &rules, &e) < 0 || !(arena = prak_arena_new(0)) ||
                   prak_due_law_new(rules, &all, arena, &law, &e) < 0 || prak_due_law_new(rules, &told, arena, &ends, &e) < 0
               ? -1
               : 0;
}

static int tear_down(void **state)
{
    (void)state;
    prak_rules_free(rules);
    prak_arena_free(arena);
    return 0;
}

static int32_t day(const char *text)
{
    int32_t d;
    if (strcmp(text, NEVER) == 0)
        return PRAK_DUE_NEVER;
    if (prak_date_parse(text, strlen(text), &d) < 0)
        fail_msg("%s is not a date", text);
    return d;
}

/* The rows of a chain: first, last, udc_from. The one asked about is the last, unless self says another. */
#define MOST 4
struct ask {
    const char *row[MOST][3];
    const char *on, *service;
    const char *wage, *currency, *sector, *agreed, *notice, *valid, *paid;
    struct prak_due_extension longer;
    enum prak_end_by by;
    bool followed, tacit, chain_unknown;
    bool ended; /* by the law that knows how it ended */
    size_t self;
    bool other, unknown; /* other: self is given */
};

static int answer(const struct ask *a, struct prak_due due[PRAK_DUE_KINDS], const char **code, struct prak_err *e)
{
    struct prak_due_span *row = prak_arena_array(arena, MOST, sizeof *row, e);
    struct prak_due_facts f = { .known = !a->unknown };
    const int32_t on = day(a->on);
    size_t n = 0;
    for (; n < MOST && a->row[n][0]; n++)
        row[n] = (struct prak_due_span){ day(a->row[n][0]), day(a->row[n][1]), day(a->row[n][2]) };
    f.self = a->other ? a->self : n - 1;
    const struct prak_due_span *s = &row[f.self];
    f.udc = s->udc_from <= (s->last < on ? s->last : on);
    f.service = a->service ? day(a->service) : row[0].first;
    f.cell[PRAK_DUE_WAGE] = prak_str(a->wage ? a->wage : "260");
    f.cell[PRAK_DUE_CURRENCY] = prak_str(a->currency ? a->currency : "USD");
    f.cell[PRAK_DUE_SECTOR] = prak_str(a->sector ? a->sector : "garment");
    f.cell[PRAK_DUE_AGREED_END] = prak_str(a->agreed ? a->agreed : "");
    f.cell[PRAK_DUE_GIVEN] = prak_str(a->notice ? a->notice : "");
    f.cell[PRAK_DUE_VALID_REASON] = prak_str(a->valid ? a->valid : "");
    f.cell[PRAK_DUE_SENIORITY_PAID] = prak_str(a->paid ? a->paid : "");
    f.by = a->by;
    f.followed = a->followed;
    f.term = !a->tacit;
    f.chain_unknown = a->chain_unknown;
    f.extension = a->longer;
    if (prak_due_chain_new(a->ended ? ends : law, on, row, n, arena, &f.chain, e) < 0)
        fail_msg("%s", e->msg);
    return prak_due_all(a->ended ? ends : law, &f, due, code, e);
}

/* "120.00" or "120.00 note" or "- reason". */
static void expect(enum prak_due_kind kind, struct ask a, const char *want)
{
    struct prak_due due[PRAK_DUE_KINDS];
    struct prak_err e = { 0 };
    const char *code;
    char got[200], text[PRAK_DEC_TEXT];
    if (answer(&a, due, &code, &e) < 0)
        fail_msg("%s: %s", e.column, e.msg);
    const struct prak_due *d = &due[kind];
    const size_t n = d->has ? prak_dec_format(d->amount, text) : 0;
    const bool words = kind == PRAK_DUE_EXTENSION && d->has;
    int at = words ? snprintf(got, sizeof got, "%s %s", d->word[0].p, d->word[1].p)
                   : snprintf(got, sizeof got, "%.*s", d->has ? (int)n : 1, d->has ? text : "-");
    for (size_t i = 0; i < d->nreason; i++)
        at += snprintf(got + at, sizeof got - (size_t)at, "%c%.*s", i ? '|' : ' ', (int)d->reason[i].n, d->reason[i].p);
    if (strcmp(got, want) != 0)
        fail_msg("%s..%s on %s: got '%s', wanted '%s'", a.row[0][0], a.row[0][1], a.on, got, want);
}
#define ASK(...) ((struct ask){ __VA_ARGS__ })

/* ---- notice ---- */

#define UDC(from, day) ASK(.row = { { from, NEVER, from } }, .on = day)
#define TERM(from, to, day) ASK(.row = { { from, to, NEVER } }, .on = day)

static void notice_by_service(void **state)
{
    (void)state;
    /* from 15 January 2024: six months are full on 14 July 2024, two years on 14 January 2026 */
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2024-01-15"), "7");
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2024-07-13"), "7");
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2024-07-14"), "15");
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2026-01-14"), "15"); /* two years: not more than two */
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2026-01-15"), "31"); /* a month: to 15 February */
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2026-01-31"), "28"); /* to 28 February */
    expect(PRAK_DUE_NOTICE, UDC("2022-01-15", "2024-01-31"), "29"); /* to 29 February */
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2029-01-14"), "31"); /* five years: still a month, to 14 February */
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2029-01-15"), "59"); /* two: to 15 March */
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2034-01-14"), "59");
    expect(PRAK_DUE_NOTICE, UDC("2024-01-15", "2034-01-15"), "90"); /* three: to 15 April */
    /* from a 31st: its six months end on 28 February 2023; from a 1st on the month's last day */
    expect(PRAK_DUE_NOTICE, UDC("2022-08-31", "2023-02-27"), "7");
    expect(PRAK_DUE_NOTICE, UDC("2022-08-31", "2023-02-28"), "15");
    expect(PRAK_DUE_NOTICE, UDC("2023-03-01", "2023-08-30"), "7");
    expect(PRAK_DUE_NOTICE, UDC("2023-03-01", "2023-08-31"), "15");
    /* service from the first term on, though the row began later */
    expect(PRAK_DUE_NOTICE,
           ASK(.row = { { "2023-01-01", "2023-12-31", NEVER }, { "2024-01-01", NEVER, "2024-01-01" } }, .on = "2025-01-01"), "31");
}

static void notice_of_terms(void **state)
{
    (void)state;
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2024-06-30", "2024-03-01"), "0");  /* six months */
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2024-07-01", "2024-03-01"), "10"); /* and a day */
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2024-12-31", "2024-03-01"), "10");
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2025-01-01", "2024-03-01"), "15");
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2025-12-31", "2024-03-01"), "15");
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2024-12-31", "2024-12-31"), "10");
    expect(PRAK_DUE_NOTICE, TERM("2024-01-01", "2024-12-31", "2025-01-01"), "- not_in_force");
    expect(PRAK_DUE_NOTICE, TERM("2024-01-02", "2024-12-31", "2024-01-01"), "- not_in_force");
    /* 36 months, of undetermined duration after 24: no fixed term on its last day */
    expect(PRAK_DUE_NOTICE, ASK(.row = { { "2024-01-01", "2026-12-31", "2026-01-01" } }, .on = "2025-06-01"), "- udc_before_end");
    expect(PRAK_DUE_NOTICE, ASK(.row = { { "2024-01-01", "2026-12-31", "2026-01-01" } }, .on = "2026-01-01"), "31");
    expect(PRAK_DUE_NOTICE, TERM("1996-01-01", "1996-12-31", "1996-06-01"), "- no_rule"); /* before the law */
    expect(PRAK_DUE_NOTICE, ASK(.row = { { "2024-01-01", "2024-12-31", NEVER } }, .on = "2024-03-01", .unknown = true), "- type_unknown");
}

/* ---- per cent of the wages of a span ---- */

static void severance(void **state)
{
    (void)state;
    expect(PRAK_DUE_SEVERANCE, TERM("2024-01-01", "2024-12-31", "2024-12-31"), "156.00"); /* 12 x 260 x 5 % */
    expect(PRAK_DUE_SEVERANCE, TERM("2024-01-01", "2024-12-31", "2024-12-30"), "- not_ended");
    /* 15 January to 20 March: two months to 14 March, then 6 of the 31 days to 14 April: 13 x (2 + 6/31) = 28.516 */
    expect(PRAK_DUE_SEVERANCE, TERM("2024-01-15", "2024-03-20", "2024-12-31"), "28.52");
    /* the same in riel, which have no digits: 50,000 x (2 + 6/31) = 109,677.4 */
    expect(PRAK_DUE_SEVERANCE,
           ASK(.row = { { "2024-01-15", "2024-03-20", NEVER } }, .on = "2024-12-31", .wage = "1000000", .currency = "KHR"), "109677");
    expect(PRAK_DUE_SEVERANCE, TERM("2024-02-01", "2024-02-29", "2024-12-31"), "13.00"); /* a whole month */
    expect(PRAK_DUE_SEVERANCE, TERM("2024-02-01", "2024-02-28", "2024-12-31"), "12.55"); /* 28 of its 29 days */
    expect(PRAK_DUE_SEVERANCE, TERM("2024-01-31", "2024-02-29", "2024-12-31"), "13.00"); /* of a 31st: to the month's end */
    expect(PRAK_DUE_SEVERANCE, TERM("2024-01-31", "2024-01-31", "2024-12-31"), "0.43");  /* a day of 30: 13 / 30 */
    expect(PRAK_DUE_SEVERANCE, ASK(.row = { { "2024-01-01", "2024-12-31", NEVER } }, .on = "2025-01-01", .wage = ""), "- missing_wage");
    expect(PRAK_DUE_SEVERANCE, ASK(.row = { { "2024-01-01", "2024-12-31", NEVER } }, .on = "2025-01-01", .currency = ""),
           "- missing_currency");
    expect(PRAK_DUE_SEVERANCE, UDC("2024-01-01", "2024-12-31"), "- fdc_only");
    /* half to even, once: 0.10 x 5 % x 1 month = 0.005; 0.30: 0.015 */
    expect(PRAK_DUE_SEVERANCE, ASK(.row = { { "2024-01-01", "2024-01-31", NEVER } }, .on = "2025-01-01", .wage = "0.10"), "0.00");
    expect(PRAK_DUE_SEVERANCE, ASK(.row = { { "2024-01-01", "2024-01-31", NEVER } }, .on = "2025-01-01", .wage = "0.30"), "0.02");
}

static void damages(void **state)
{
    (void)state;
    /* July to December: six months of 260 */
    expect(PRAK_DUE_DAMAGES, ASK(.row = { { "2024-01-01", "2024-06-30", NEVER } }, .on = "2024-12-31", .agreed = "2024-12-31"), "1560.00");
    /* 11 June to 31 July: a month to 10 July, then 21 of 31 days: 260 x 1.6774 = 436.13 */
    expect(PRAK_DUE_DAMAGES, ASK(.row = { { "2024-01-01", "2024-06-10", NEVER } }, .on = "2024-06-10", .agreed = "2024-07-31"), "436.13");
    expect(PRAK_DUE_DAMAGES, ASK(.row = { { "2024-01-01", "2024-06-30", NEVER } }, .on = "2024-12-31", .agreed = "2024-06-30"), "0.00");
    expect(PRAK_DUE_DAMAGES, ASK(.row = { { "2024-01-01", "2024-06-30", NEVER } }, .on = "2024-06-29", .agreed = "2024-12-31"), "- not_ended");
    expect(PRAK_DUE_DAMAGES, TERM("2024-01-01", "2024-06-30", "2024-12-31"), "- not_cut_short");
    /* a contract without an end was not cut short */
    struct prak_due due[PRAK_DUE_KINDS];
    struct prak_err e = { 0 };
    const char *code;
    const struct ask endless = { .row = { { "2024-01-01", NEVER, "2024-01-01" } }, .on = "2024-12-31", .agreed = "2025-12-31" };
    assert_int_equal(answer(&endless, due, &code, &e), -1);
    assert_string_equal(e.msg, "the contract has no end before it");
    expect(PRAK_DUE_DAMAGES, UDC("2024-01-01", "2024-12-31"), "- not_ended");
}

/* ---- seniority ---- */

#define AT_WAGE " seniority_at_given_wage"

static void seniority(void **state)
{
    (void)state;
    /* 7.5 days of 10 at the end of each half-year from 2019 on; those of 2020 and 2021 were suspended */
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2018-12-31"), "0.00");
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2019-06-29"), "0.00");
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2019-06-30"), "75.00" AT_WAGE);
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2019-12-30"), "75.00" AT_WAGE);
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2019-12-31"), "150.00" AT_WAGE);
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2020-06-30"), "150.00 seniority_postponed|seniority_at_given_wage");
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2022-06-29"), "150.00 seniority_postponed|seniority_at_given_wage");
    expect(PRAK_DUE_SENIORITY, UDC("2018-01-01", "2022-06-30"), "225.00 seniority_postponed|seniority_at_given_wage");
    expect(PRAK_DUE_SENIORITY, UDC("2020-03-01", "2021-12-31"), "0.00 seniority_postponed");
    /* at least a month: June is one, from the 2nd it is not */
    expect(PRAK_DUE_SENIORITY, UDC("2022-06-01", "2022-06-30"), "75.00" AT_WAGE);
    expect(PRAK_DUE_SENIORITY, UDC("2022-06-02", "2022-06-30"), "0.00");
    expect(PRAK_DUE_SENIORITY, UDC("2022-06-02", "2022-12-31"), "75.00" AT_WAGE);
    /* the end of service inside a half-year */
    expect(PRAK_DUE_SENIORITY, ASK(.row = { { "2022-01-01", "2022-01-31", "2022-01-01" } }, .on = "2022-06-30"), "75.00" AT_WAGE);
    expect(PRAK_DUE_SENIORITY, ASK(.row = { { "2022-01-01", "2022-01-30", "2022-01-01" } }, .on = "2022-06-30"), "0.00");
    /* a term that became one of undetermined duration: counted from that day; 31 May to 30 June is a month */
    expect(PRAK_DUE_SENIORITY, ASK(.row = { { "2022-01-01", "2022-12-31", "2022-05-31" } }, .on = "2022-06-30"), "75.00" AT_WAGE);
    expect(PRAK_DUE_SENIORITY, ASK(.row = { { "2022-01-01", "2022-12-31", "2022-06-02" } }, .on = "2022-06-30"), "0.00");
    expect(PRAK_DUE_SENIORITY, TERM("2022-01-01", "2022-12-31", "2022-06-30"), "- udc_only");
    /* riel: 7.5 x 1,000,000 / 26 = 288,461.5 */
    expect(PRAK_DUE_SENIORITY,
           ASK(.row = { { "2022-01-01", NEVER, "2022-01-01" } }, .on = "2022-06-30", .wage = "1000000", .currency = "KHR"), "288462" AT_WAGE);
}

/* A half-year of several rows is that of the last of them, and what they hold adds up. */
static void seniority_of_chains(void **state)
{
    static const struct ask two = { .row = { { "2022-01-01", "2022-03-31", "2022-01-01" }, { "2022-04-01", NEVER, "2022-04-01" } },
                                    .on = "2022-12-31" };
    struct ask x = two;
    (void)state;
    expect(PRAK_DUE_SENIORITY, x, "150.00" AT_WAGE);
    x.other = true;
    expect(PRAK_DUE_SENIORITY, x, "0.00");
    /* the second row ended before the first: from then on the half-years are the first's again */
    x = (struct ask){ .row = { { "2022-01-01", NEVER, "2022-01-01" }, { "2022-08-01", "2022-10-31", "2022-08-01" } },
                      .on = "2023-06-30" };
    expect(PRAK_DUE_SENIORITY, x, "75.00" AT_WAGE);
    x.other = true;
    expect(PRAK_DUE_SENIORITY, x, "150.00" AT_WAGE); /* June 2022 and 2023 */
    /* 1 to 20 January, 5 days of break, 26 January to 5 February: a month of service when the break is not counted */
    x = (struct ask){ .row = { { "2022-01-01", "2022-01-20", "2022-01-01" }, { "2022-01-26", "2022-02-05", "2022-01-26" } },
                      .on = "2022-06-30" };
    expect(PRAK_DUE_SENIORITY, x, "75.00" AT_WAGE);
    x.row[1][1] = "2022-02-04";
    expect(PRAK_DUE_SENIORITY, x, "0.00");
    /* three weeks of June and two of July: neither half-year holds a month */
    x = (struct ask){ .row = { { "2022-06-10", "2022-06-30", "2022-06-10" }, { "2022-07-01", "2022-07-15", "2022-07-01" } },
                      .on = "2022-12-31" };
    expect(PRAK_DUE_SENIORITY, x, "0.00");
}

/* ---- back pay ---- */

#define PAID " back_pay_at_given_wage"
#define PUT_OFF " back_pay_postponed|back_pay_at_given_wage"

static void back_pay_of_garments(void **state)
{
    (void)state;
    /* 2017 and 2018 are four half-years of 15 days: June and December 2019, none in 2020 and 2021, June and December 2022 */
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2019-06-29"), "0.00");
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2019-06-30"), "150.00" PAID);
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2019-12-31"), "300.00" PAID);
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2021-12-31"), "300.00" PUT_OFF);
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2022-06-30"), "450.00" PUT_OFF);
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2022-12-31"), "600.00" PUT_OFF);
    expect(PRAK_DUE_BACK_PAY, UDC("2017-01-01", "2026-12-31"), "600.00" PUT_OFF);
    /* nine months are one half-year and a begun one: the first payment is sure, the second is not */
    expect(PRAK_DUE_BACK_PAY, UDC("2018-04-01", "2019-06-30"), "150.00" PAID);
    expect(PRAK_DUE_BACK_PAY, UDC("2018-04-01", "2019-12-31"), "- back_pay_part_half_year");
    expect(PRAK_DUE_BACK_PAY, UDC("2018-12-31", "2019-06-30"), "- back_pay_part_half_year"); /* a day */
    expect(PRAK_DUE_BACK_PAY, UDC("2019-01-01", "2026-12-31"), "0.00");
    /* six months' wages at most: 10 payments of 15 days to December 2025, the next has 6 days left */
    expect(PRAK_DUE_BACK_PAY, UDC("2000-01-01", "2025-12-31"), "1500.00" PUT_OFF);
    expect(PRAK_DUE_BACK_PAY, UDC("2000-01-01", "2026-06-30"), "1560.00" PUT_OFF);
    expect(PRAK_DUE_BACK_PAY, UDC("2000-01-01", "2026-12-31"), "1560.00" PUT_OFF);
    /* who is gone before the end of June is not paid in June */
    expect(PRAK_DUE_BACK_PAY, ASK(.row = { { "2017-01-01", "2019-06-29", "2017-01-01" } }, .on = "2019-12-31"), "0.00");
    expect(PRAK_DUE_BACK_PAY, ASK(.row = { { "2017-01-01", "2019-06-30", "2017-01-01" } }, .on = "2019-12-31"), "150.00" PAID);
    /* a term until 2018 that was found to be of undetermined duration from July 2018 on: one half-year */
    expect(PRAK_DUE_BACK_PAY, ASK(.row = { { "2016-07-01", NEVER, "2018-07-01" } }, .on = "2019-12-31"), "150.00" PAID);
    expect(PRAK_DUE_BACK_PAY, TERM("2017-01-01", "2019-12-31", "2019-06-30"), "- udc_only");
}

static void back_pay_of_others(void **state)
{
    struct ask x = { .row = { { "2017-01-01", NEVER, "2017-01-01" } }, .on = "2021-12-31", .sector = "construction" };
    (void)state;
    /* 3 days from December 2021 on, a payment that the measures of December 2020 put off as well */
    expect(PRAK_DUE_BACK_PAY, x, "0.00 back_pay_postponed");
    x.on = "2022-06-30";
    expect(PRAK_DUE_BACK_PAY, x, "30.00" PUT_OFF);
    x.on = "2023-12-31";
    expect(PRAK_DUE_BACK_PAY, x, "120.00" PUT_OFF);
    /* the fifth payment: there were four half-years, and the source does not say that they are the limit */
    x.on = "2024-06-30";
    expect(PRAK_DUE_BACK_PAY, x, "- back_pay_number_unread");
    x.sector = "travel goods";
    expect(PRAK_DUE_BACK_PAY, x, "- coverage_unverified");
    x.sector = "";
    expect(PRAK_DUE_BACK_PAY, x, "- missing_sector");
}

/* A payment is that of the row in force on its day. */
static void back_pay_of_chains(void **state)
{
    struct ask x = { .row = { { "2017-01-01", "2019-08-31", "2017-01-01" }, { "2019-09-01", NEVER, "2019-09-01" } },
                     .on = "2022-12-31" };
    (void)state;
    expect(PRAK_DUE_BACK_PAY, x, "450.00" PUT_OFF);
    x.other = true;
    expect(PRAK_DUE_BACK_PAY, x, "150.00" PAID);
}

/* ---- rules, cells and options ---- */

static void rules_are_told(void **state)
{
    struct prak_due due[PRAK_DUE_KINDS];
    struct prak_err e = { 0 };
    const char *code;
    struct ask x = UDC("2017-01-01", "2022-06-30");
    (void)state;
    assert_int_equal(answer(&x, due, &code, &e), 0);
    const struct prak_due *d = &due[PRAK_DUE_BACK_PAY];
    assert_int_equal(d->nrule, 5); /* the divisor, June and December, what put them off in 2020 and in 2021 */
    assert_true(prak_str_is(d->rule[0], "overtime.month_days_divisor.2018-09-23"));
    assert_true(prak_str_is(d->rule[1], "seniority.seniority_backpay-tgf-UDC-June.2019-01-01"));
    assert_int_equal(d->confidence, PRAK_CONFIDENCE_1SRC); /* that of 2021 */
    d = &due[PRAK_DUE_NOTICE];
    assert_int_equal(d->nrule, 1);
    assert_true(prak_str_is(d->rule[0], "notice_periods.UDC-60.1997-03-13"));
    assert_int_equal(d->confidence, PRAK_CONFIDENCE_2SRC);
}

static void bad_cells(void **state)
{
    static const struct {
        const char *wage, *currency, *sector, *agreed, *column, *code;
    } bad[] = {
        { "abc", NULL, NULL, NULL, "wage", "type-error" },
        { "-1", NULL, NULL, NULL, "wage", "constraint-error" },
        { NULL, "XYZ", NULL, NULL, "currency", "constraint-error" },
        { NULL, NULL, "garmnt", NULL, "sector", "constraint-error" },
        { NULL, NULL, NULL, "2024-13-01", "agreed", "type-error" },
        { NULL, NULL, NULL, "2024-12-30", "agreed", "constraint-error" }, /* before the end */
        { NULL, NULL, NULL, "9999-12-31", "agreed", "constraint-error" }, /* no end */
        { "12345678901234567890123456789012345678", NULL, NULL, NULL, "wage", "constraint-error" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct prak_due due[PRAK_DUE_KINDS];
        struct prak_err e = { 0 };
        const char *code = "";
        const struct ask x = { .row = { { "2024-01-01", "2024-12-31", NEVER } }, .on = "2025-01-01", .wage = bad[i].wage,
                               .currency = bad[i].currency, .sector = bad[i].sector, .agreed = bad[i].agreed };
        assert_int_equal(answer(&x, due, &code, &e), -1);
        assert_int_equal(e.code, PRAK_EDATA);
        assert_string_equal(e.column, bad[i].column);
        assert_string_equal(code, bad[i].code);
    }
}

static void bad_options(void **state)
{
    static const struct {
        struct prak_due_options o;
        const char *msg;
    } bad[] = {
        { { .also = "notice,pension" }, "--also: unknown 'pension'" },
        { { .also = "" }, "--also: unknown ''" },
        { { .also = "severance" }, "--also severance needs --wage" },
        { { .also = "notice,seniority", .column = { "wage" } }, "--also seniority needs --currency" },
        { { .also = "back-pay", .column = { "wage", "currency" } }, "--also back-pay needs --sector" },
        { { .also = "damages", .column = { "wage", "currency" } }, "--also damages needs --agreed-end" },
    };
    const struct prak_due_law *none = NULL;
    struct prak_err e = { 0 };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(prak_due_law_new(rules, &bad[i].o, arena, &none, &e), -1);
        assert_int_equal(e.code, PRAK_EUSAGE);
        assert_string_equal(e.msg, bad[i].msg);
    }
    assert_int_equal(prak_due_law_new(rules, &(struct prak_due_options){ .strict = true }, arena, &none, &e), 0);
    assert_null(none);
    assert_false(prak_due_wanted(none, PRAK_DUE_NOTICE));
}

static void columns(void **state)
{
    static const char *const want = "notice_days,notice_rule,notice_confidence,notice_reason,severance_due,severance_rule,"
                                    "severance_confidence,severance_reason,contract_currency";
    struct prak_due_column column[PRAK_DUE_COLUMNS];
    const struct prak_due_law *some;
    struct prak_err e = { 0 };
    char got[400];
    int at = 0;
    (void)state;
    const struct prak_due_options o = { .also = "severance,notice", .column = { "wage", "currency" } };
    assert_int_equal(prak_due_law_new(rules, &o, arena, &some, &e), 0);
    const size_t n = prak_due_columns(some, column);
    for (size_t i = 0; i < n; i++) {
        at += snprintf(got + at, sizeof got - (size_t)at, "%s%.*s", i ? "," : "", (int)column[i].name.n, column[i].name.p);
        assert_int_equal(column[i].number, i == 0 || i == 4);
    }
    assert_string_equal(got, want);
}

/* ---- how it ended ---- */

#define GOES_ON { .asked = true, .known = true, .last = 20088 } /* 2024-12-31 */
#define ENDED_TERM(...)                                                                                                        \
    ASK(.row = { { "2023-01-01", "2023-12-31", NEVER } }, .on = "2024-06-30", .ended = true, __VA_ARGS__)
#define ENDED_UDC(...)                                                                                                         \
    ASK(.row = { { "2022-01-01", "2024-03-15", "2022-01-01" } }, .on = "2024-12-31", .by = PRAK_END_EMPLOYER, \
        .ended = true, __VA_ARGS__)

static void notice_at_the_end(void **state)
{
    (void)state;
    expect(PRAK_DUE_NOTICE, ENDED_TERM(.notice = "none"), "10");
    expect(PRAK_DUE_NOTICE, ENDED_TERM(.notice = NULL), "10 notice_not_known");
    expect(PRAK_DUE_NOTICE, ENDED_TERM(.notice = "2024-01-01"), "10 notice_after_end");
    expect(PRAK_DUE_NOTICE, ENDED_TERM(.notice = "none", .agreed = "2024-01-31"), "- cut_short");
    /* a month that ends on 15 March began on 15 February, 29 days before */
    expect(PRAK_DUE_NOTICE, ENDED_UDC(.notice = "none"), "29");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.longer = GOES_ON, .notice = "none"), "2024-12-31 FDC");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.longer = GOES_ON, .notice = "2023-12-22"), "2024-12-31 FDC");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "2023-12-21"), "- enough_notice");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "none", .longer = { .asked = true, .known = true, .udc = true }), " UDC");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "none", .longer = { .asked = true }), "- extended_type_unknown");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "none", .longer = { .asked = false }), "- no_rule");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "none", .followed = true), "- followed");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "none", .tacit = true), "- no_term");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.longer = GOES_ON, .notice = "none", .by = PRAK_END_TERM), "2024-12-31 FDC");
    expect(PRAK_DUE_EXTENSION, ENDED_TERM(.notice = "none", .by = PRAK_END_WORKER), "- ended_by_worker");
    expect(PRAK_DUE_EXTENSION, ENDED_UDC(.notice = "none"), "- fdc_only");
    /* 16 March to 15 April is a month; from 1 March a month lasts until 1 April, 17 of 31 days: 260 x 17 / 31 = 142.58 */
    expect(PRAK_DUE_NOTICE_PAY, ENDED_UDC(.notice = "none"), "260.00");
    expect(PRAK_DUE_NOTICE_PAY, ENDED_UDC(.notice = "2024-03-01"), "142.58");
    expect(PRAK_DUE_NOTICE_PAY, ENDED_UDC(.notice = "2024-02-15"), "0.00");
    expect(PRAK_DUE_NOTICE_PAY, ENDED_TERM(.notice = "none"), "- udc_only");
}

static void damages_of_udc(void **state)
{
    (void)state;
    /* four half-years of 75 by 15 March 2024 */
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "no"), "300.00 seniority_taken_as_due");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "false", .paid = "12.345"), "12.34");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "no", .paid = "1560.01"), "1560.00");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "no", .chain_unknown = true), "- type_unknown");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "no", .chain_unknown = true, .paid = "5"), "5.00");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "yes"), "- valid_reason");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = NULL), "- reason_not_known");
    expect(PRAK_DUE_DAMAGES, ENDED_UDC(.valid = "no", .followed = true), "- followed");
    expect(PRAK_DUE_DAMAGES, ASK(.row = { { "2022-01-01", "2024-03-15", "2022-01-01" } }, .on = "2024-12-31", .valid = "no"),
           "- ended_by_not_known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notice_by_service), cmocka_unit_test(notice_of_terms),     cmocka_unit_test(severance),
        cmocka_unit_test(damages),           cmocka_unit_test(seniority),           cmocka_unit_test(seniority_of_chains),
        cmocka_unit_test(back_pay_of_garments), cmocka_unit_test(back_pay_of_others), cmocka_unit_test(back_pay_of_chains),
        cmocka_unit_test(rules_are_told),    cmocka_unit_test(bad_cells),           cmocka_unit_test(bad_options),
        cmocka_unit_test(notice_at_the_end), cmocka_unit_test(damages_of_udc),      cmocka_unit_test(columns),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
