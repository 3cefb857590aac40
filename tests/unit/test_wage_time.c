/*
 * test_wage_time.c - pay by the month, week, day, hour and piece, hours, part time, tolerance and heaps. Run from the
 * top of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/wage.h"

struct fixture {
    struct prak_rules *rules;
    struct prak_arena *arena;
};

/* The cells that differ from a regular worker of 2024. */
struct row {
    const char *pay, *month, *sector, *days, *period, *hours, *share;
    const char *want; /* wage, below_minimum, band, rules but the floor's, assumptions, reason; "-": empty */
};

static const struct prak_wage_law *law_of(struct fixture *x, const char *assume, const char *tolerance,
                                          const char *heap)
{
    const struct prak_wage_law *l = NULL;
    struct prak_err e = { 0 };
    const struct prak_wage_options o = { .column = { "pay", "currency", "month", "sector", "type", "days", "period",
                                                     "hours", "share" },
                                         .assume = assume,
                                         .tolerance = tolerance,
                                         .heap = heap };
    if (prak_wage_law_new(x->rules, &o, x->arena, &l, &e) < 0)
        fail_msg("%s", e.msg);
    return l;
}

static int set_up(void **state)
{
    static struct fixture x;
    struct prak_err e;
    *state = &x;
    return prak_rules_open("lib/rules", &x.rules, &e) < 0 || !(x.arena = prak_arena_new(0)) ? -1 : 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    prak_rules_free(x->rules);
    prak_arena_free(x->arena);
    return 0;
}

static void describe(const struct prak_wage_finding *f, char out[1024])
{
    char wage[PRAK_DEC_TEXT] = "-", list[2][400] = { "-", "-" };
    size_t lead = 0;
    while (lead < f->nrule && strncmp(f->rule[lead].p, "minimum_wage", strlen("minimum_wage")) == 0)
        lead++;
    if (f->has_wage)
        prak_dec_format(f->wage_month, wage);
    if (f->nrule > lead)
        list[0][prak_str_join(f->rule + lead, f->nrule - lead, '|', list[0])] = '\0';
    if (f->nassumed)
        list[1][prak_str_join(f->assumed, f->nassumed, '|', list[1])] = '\0';
    snprintf(out, 1024, "%s %s %s %s %s %.*s", wage, !f->has_minimum ? "-" : f->below_minimum ? "true" : "false",
             f->band ? prak_wage_band_name(f->band) : "-", list[0], list[1], f->reason.n ? (int)f->reason.n : 1,
             f->reason.n ? f->reason.p : "-");
}

static struct prak_str cell(const char *text, const char *otherwise)
{
    return prak_str(text ? text : otherwise);
}

/* Each row by itself, and as a case that was settled before. */
static void come_to(const struct prak_wage_law *l, const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct row *r = &row[i];
        const struct prak_wage_facts facts = {
            { cell(r->pay, "200"), prak_str("USD"), cell(r->month, "2024-03"), cell(r->sector, "garment"),
              prak_str("regular"), cell(r->days, ""), cell(r->period, "month"), cell(r->hours, ""), cell(r->share, "1") }
        };
        struct prak_wage_finding f;
        struct prak_err e = { 0 };
        char got[1024], again[1024];
        if (prak_wage_judge(l, &facts, &f, &e) < 0) {
            snprintf(got, sizeof got, "bad %s: %s", e.column, e.msg);
        } else {
            describe(&f, got);
            struct prak_wage_case c;
            assert_int_equal(prak_wage_settle(l, &facts, &c), 0);
            assert_int_equal(prak_wage_judge_pay(l, &c, facts.cell[PRAK_WAGE_PAY], &f), 0);
            describe(&f, again);
            assert_string_equal(again, got);
        }
        if (strcmp(got, r->want) != 0)
            fail_msg("row %zu: %s, expected %s", i, got, r->want);
    }
}

#define COME_TO(l, rows) come_to(l, rows, sizeof rows / sizeof *rows)

#define D  "overtime.month_days_divisor.2018-09-23"
#define H  "overtime.month_hours_divisor.2018-09-23"
#define WW "overtime.normal_hours_week.1997-03-13"

static void periods(void **state)
{
    static const struct row row[] = {
        { .pay = "200", .days = "26", .want = "200.00 true - - - -" },
        { .pay = "200", .days = "26", .period = "piece", .want = "200.00 true - - - -" },
        { .pay = "102", .days = "13", .period = "piece", .want = "204.00 false - " D " - -" },
        { .pay = "200", .period = "piece", .want = "- - - - - unknown_attendance" },
        { .pay = "7.84", .period = "day", .want = "203.84 true - " D " - -" },
        { .pay = "7.85", .period = "day", .want = "204.10 false - " D " - -" },
        { .pay = "7.85", .period = "day", .days = "3", .want = "204.10 false - " D " - -" },
        { .pay = "0.98", .period = "hour", .want = "203.84 true - " H " - -" },
        { .pay = "0.98", .period = "hour", .hours = "12", .want = "203.84 true - " H " - -" },
        { .pay = "47", .period = "week", .want = "203.67 true - " H "|" WW " - -" },  /* x 208 / 48 */
        { .pay = "47.08", .period = "week", .want = "204.01 false - " H "|" WW " - -" },
        { .pay = "1", .period = "", .want = "- - - - - missing_period" },
        { .pay = "1", .period = "year", .want = "bad period: not a period (month, week, day, hour or piece)" },
        /* no divisor before 2018-09-23, whatever the period; a month in which it begins is none */
        { .pay = "7", .period = "day", .month = "2018-08", .want = "- - - - - no_divisor" },
        { .pay = "7", .period = "day", .month = "2018-09", .want = "- - - - - rule_changes" },
        { .pay = "7", .period = "day", .month = "2018-10", .want = "182.00 false - " D " - -" },
        { .pay = "1", .period = "hour", .month = "2018-08", .want = "- - - - - no_divisor" },
        { .pay = "40", .period = "week", .month = "2018-08", .want = "- - - - - no_divisor" },
        /* a rate without a floor is a wage nevertheless */
        { .pay = "8", .period = "day", .sector = "education", .want = "208.00 - - " D " - no_floor" },
    };
    COME_TO(law_of(*state, NULL, NULL, NULL), row);
}

static void hours(void **state)
{
    static const struct row row[] = {
        { .pay = "102", .hours = "104", .want = "204.00 false - " H " - -" },
        { .pay = "204", .hours = "208", .want = "204.00 false - - - -" },
        { .pay = "204", .hours = "260", .want = "204.00 false - - - -" },
        { .pay = "102", .hours = "104", .days = "26", .want = "204.00 false - " H " - -" },
        { .pay = "4", .hours = "4", .period = "day", .want = "208.00 false - " H " - -" },
        { .pay = "8", .hours = "8", .period = "day", .want = "208.00 false - " D " - -" },
        { .pay = "8", .hours = "10", .period = "day", .want = "208.00 false - " D " - -" },
        { .pay = "24", .hours = "24", .period = "week", .want = "208.00 false - " H " - -" },
        { .pay = "48", .hours = "48", .period = "week", .want = "208.00 false - " H "|" WW " - -" },
        { .pay = "48", .hours = "60", .period = "week", .want = "208.00 false - " H "|" WW " - -" },
        { .hours = "0", .want = "bad hours: hours must be above zero" },
        { .hours = "-1", .want = "bad hours: hours must be above zero" },
        { .hours = "eight", .want = "bad hours: not a number" },
        { .hours = "744", .days = "26", .want = "200.00 true - - - -" },
        { .hours = "744.5", .want = "bad hours: more hours than the period has" },
        { .hours = "24.5", .period = "day", .want = "bad hours: more hours than the period has" },
        { .hours = "168.5", .period = "week", .want = "bad hours: more hours than the period has" },
    };
    COME_TO(law_of(*state, NULL, NULL, NULL), row);
}

static void part_time(void **state)
{
#define PRO "part-time-pro-rata"
    static const struct row silent[] = {
        { .share = "1", .days = "26", .want = "200.00 true - - - -" },
        { .share = "", .days = "26", .want = "- - - - - missing_share" },
        { .share = "0.5", .days = "26", .want = "- - - - - part_time_unsettled" },
        { .share = "0.5", .days = "26", .sector = "education", .want = "- - - - - part_time_unsettled" },
        { .share = "0", .want = "bad share: a share of full time is above 0 and at most 1" },
        { .share = "1.01", .want = "bad share: a share of full time is above 0 and at most 1" },
        { .share = "50", .want = "bad share: a share of full time is above 0 and at most 1" },
    };
    static const struct row stated[] = {
        { .pay = "102", .share = "0.5", .days = "26", .want = "204.00 false - - " PRO " -" },
        { .pay = "200", .share = "1.0", .days = "26", .want = "200.00 true - - - -" },
        { .pay = "200", .share = "", .days = "26", .want = "200.00 true - - full-time -" },
        { .pay = "102", .share = "0.5", .days = "13", .want = "- - - - - unknown_hours" },
        { .pay = "102", .share = "0.5", .hours = "104", .want = "204.00 false - " H " " PRO " -" },
        { .pay = "4", .share = "0.5", .period = "day", .want = "- - - - - unknown_hours" },
        { .pay = "4", .share = "0.5", .hours = "4", .period = "day", .want = "208.00 false - " H " " PRO " -" },
        { .pay = "24", .share = "0.5", .period = "week", .want = "208.00 false - " H "|" WW " " PRO " -" },
        { .pay = "24", .share = "0.5", .hours = "24", .period = "week", .want = "208.00 false - " H " " PRO " -" },
        { .pay = "1", .share = "0.5", .period = "hour", .want = "208.00 false - " H " " PRO " -" },
        { .pay = "102", .share = "0.5", .want = "- - - - - unknown_attendance" },
    };
    COME_TO(law_of(*state, NULL, NULL, NULL), silent);
    COME_TO(law_of(*state, PRO ",full-time", NULL, NULL), stated);
}

static void tolerance(void **state)
{
#define T "tolerance=1.5"
    static const struct row row[] = {
        { .pay = "202.49", .days = "26", .want = "202.49 true below - " T " -" },
        { .pay = "202.5", .days = "26", .want = "202.50 false at - " T " -" },
        { .pay = "205.5", .days = "26", .want = "205.50 false at - " T " -" },
        { .pay = "205.51", .days = "26", .want = "205.51 false above - " T " -" },
        { .pay = "100", .days = "26", .sector = "education", .want = "100.00 - - - - no_floor" },
    };
    COME_TO(law_of(*state, NULL, "1.5", NULL), row);
}

static void heaps(void **state)
{
#define B "heap=10"
    static const struct row row[] = {
        { .pay = "190", .days = "26", .want = "190.00 true below - " B " -" },
        { .pay = "200", .days = "26", .want = "200.00 true unsure - " B " -" },
        { .pay = "201", .days = "26", .want = "201.00 true below - " B " -" },
        { .pay = "200.0", .days = "26", .want = "200.00 true unsure - " B " -" },
        { .pay = "204", .days = "26", .want = "204.00 false at - " B " -" },
        { .pay = "210", .days = "26", .want = "210.00 false above - " B " -" },
        { .pay = "0", .days = "26", .want = "0.00 true below - " B " -" },
        /* half a heap of the pay of 13 days is a whole one of the month's: 190 to 210 */
        { .pay = "100", .days = "13", .want = "200.00 true unsure " D " " B " -" },
        { .pay = "110", .days = "13", .want = "220.00 false above " D " " B " -" },
    };
    static const struct row both[] = {
        { .pay = "200", .days = "26", .want = "200.00 true unsure - tolerance=2|" B " -" },
        { .pay = "210", .days = "26", .want = "210.00 false above - tolerance=2|" B " -" },
    };
    static const struct row wide[] = {
        { .pay = "200", .days = "26", .want = "200.00 false at - tolerance=9|" B " -" },
    };
    COME_TO(law_of(*state, NULL, NULL, "10"), row);
    COME_TO(law_of(*state, NULL, "2", "10"), both);
    COME_TO(law_of(*state, NULL, "9", "10"), wide);
}

static void wrong_amounts(void **state)
{
    struct fixture *x = *state;
    static const char *const wrong[] = { "", "-1", "a few", "1%" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int which = 0; which < 2; which++) {
            const struct prak_wage_law *l;
            struct prak_err e = { 0 };
            const struct prak_wage_options o = { .tolerance = which ? NULL : wrong[i], .heap = which ? wrong[i] : NULL };
            assert_int_equal(prak_wage_law_new(x->rules, &o, x->arena, &l, &e), -1);
            assert_int_equal(e.code, PRAK_EUSAGE);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(periods),   cmocka_unit_test(hours), cmocka_unit_test(part_time),
        cmocka_unit_test(tolerance), cmocka_unit_test(heaps), cmocka_unit_test(wrong_amounts),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
