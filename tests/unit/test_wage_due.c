/*
 * test_wage_due.c - what is due besides the minimum: overtime, allowances, social security, tax; arrears and the cost of
 * a raise. Run from the top of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "domain/wage_due.h"

#define ASSUME "regular,full-month,no-free-housing,resident,no-dependents,wage-is-gross"

struct fixture {
    struct prak_rules *rules;
    struct prak_arena *arena;
    struct prak_fx *fx;
    struct prak_wage_dues *dues;
    const struct prak_wage_law *law, *bare, *strict;
    const struct prak_wage_due_law *due, *bare_due, *strict_due, *whole, *with;
};

static const struct prak_wage_due_options all = {
    .column = { [PRAK_WAGE_SENIORITY] = "months", [PRAK_WAGE_MEAL_DAYS] = "meals", [PRAK_WAGE_HOUSING] = "housing",
                [PRAK_WAGE_GROSS] = "gross", [PRAK_WAGE_RESIDENT] = "resident", [PRAK_WAGE_DEPENDENTS] = "dependents" },
    .overtime = "day=day,night=night,rest=rest,holiday=holiday,substitute=sunday",
    .arrears = "from..to",
    .also = "nssf,tax",
    .raise_to = "232",
};

static const struct prak_wage_law *law_of(struct fixture *x, const char *assume, bool strict)
{
    const struct prak_wage_law *l = NULL;
    struct prak_err e = { 0 };
    const struct prak_wage_options o = { .column = { "pay", "currency", "month", "sector", "type", "days", "period",
                                                     "hours", "share" },
                                         .assume = assume,
                                         .fx = x->fx,
                                         .strict = strict };
    if (prak_wage_law_new(x->rules, &o, x->arena, &l, &e) < 0)
        fail_msg("%s", e.msg);
    return l;
}

static const struct prak_wage_due_law *due_of(struct fixture *x, const struct prak_wage_law *law,
                                              const struct prak_wage_due_options *o)
{
    const struct prak_wage_due_law *d = NULL;
    struct prak_err e = { 0 };
    if (prak_wage_due_law_new(x->rules, law, o, x->arena, &d, &e) < 0)
        fail_msg("%s", e.msg);
    return d;
}

static int set_up(void **state)
{
    static struct fixture x;
    struct prak_err e;
    struct prak_wage_due_options o = all;
    *state = &x;
    if (prak_rules_open("lib/rules", &x.rules, &e) < 0 || !(x.arena = prak_arena_new(0)) ||
        prak_fx_open(x.rules, "annual_average", NULL, &x.fx, &e) < 0 || !(x.dues = calloc(1, sizeof *x.dues)))
        return -1;
    x.law = law_of(&x, ASSUME ",full-time,no-overtime", false);
    x.bare = law_of(&x, NULL, false);
    x.strict = law_of(&x, ASSUME ",full-time,no-overtime", true);
    x.due = due_of(&x, x.law, &o);
    x.bare_due = due_of(&x, x.bare, &o);
    x.strict_due = due_of(&x, x.strict, &o);
    o.holiday = "whole";
    x.whole = due_of(&x, x.law, &o);
    o.holiday = "extra";
    o.ot_base = "base+allowances";
    o.column[PRAK_WAGE_ALLOWANCE] = "allowances";
    x.with = due_of(&x, x.law, &o);
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    prak_fx_free(x->fx);
    prak_rules_free(x->rules);
    prak_arena_free(x->arena);
    free(x->dues);
    return 0;
}

/* The cells that differ from 208 dollars of a garment worker in March 2024. */
struct row {
    const char *pay, *currency, *month, *sector, *days, *period, *hours, *share;
    const char *more[PRAK_WAGE_NMORE];
};

static struct prak_str cell(const char *text, const char *otherwise)
{
    return prak_str(text ? text : otherwise);
}

static struct prak_wage_facts facts_of(const struct row *r)
{
    return (struct prak_wage_facts){ { cell(r->pay, "208"), cell(r->currency, "USD"), cell(r->month, "2024-03"),
                                       cell(r->sector, "garment"), prak_str(""), cell(r->days, ""),
                                       cell(r->period, "month"), cell(r->hours, ""), cell(r->share, "1") } };
}

/* The amount and its currency, or the reason; a bad cell. */
static const char *due(struct fixture *x, const struct prak_wage_due_law *d, enum prak_wage_kind kind,
                       const struct row *r)
{
    static char out[512];
    const struct prak_wage_facts facts = facts_of(r);
    struct prak_str more[PRAK_WAGE_NMORE];
    struct prak_wage_finding f = { .has_wage = false };
    struct prak_err e = { 0 };
    char amount[PRAK_DEC_TEXT];
    for (size_t i = 0; i < PRAK_WAGE_NMORE; i++)
        more[i] = cell(r->more[i], i == PRAK_WAGE_SENIORITY ? "0" : i >= PRAK_WAGE_FROM ? "2024-01" : "");
    if (prak_wage_due_all(d, &facts, more, x->dues, &f, &e) < 0) {
        snprintf(out, sizeof out, "bad %s: %s", e.column, e.msg);
        return out;
    }
    const struct prak_wage_due *found = &x->dues->due[kind];
    assert_true(found->has == (found->reason.n == 0));
    if (found->has) {
        prak_dec_format(found->amount, amount);
        snprintf(out, sizeof out, "%s %.*s", amount, (int)found->currency.n, found->currency.p);
    } else {
        assert_int_equal(found->nrule, 0);
        assert_int_equal(found->confidence, PRAK_CONFIDENCE_NONE);
        assert_int_equal(found->currency.n, 0);
        snprintf(out, sizeof out, "%.*s", (int)found->reason.n, found->reason.p);
    }
    return out;
}

static const char *rules(const struct fixture *x, enum prak_wage_kind kind)
{
    static char out[4096];
    const struct prak_wage_due *found = &x->dues->due[kind];
    out[prak_str_join(found->rule, found->nrule, '|', out)] = '\0';
    return out;
}

#define OVERTIME(d, ...)   due(x, d, PRAK_WAGE_OVERTIME, &(struct row){ __VA_ARGS__ })
#define ALLOWANCES(d, ...) due(x, d, PRAK_WAGE_ALLOWANCES, &(struct row){ __VA_ARGS__ })
#define NSSF(d, ...)       due(x, d, PRAK_WAGE_NSSF, &(struct row){ __VA_ARGS__ })
#define TAX(d, ...)        due(x, d, PRAK_WAGE_TAX, &(struct row){ __VA_ARGS__ })
#define ARREARS(d, ...)    due(x, d, PRAK_WAGE_ARREARS, &(struct row){ __VA_ARGS__ })

static void overtime_kinds(void **state)
{
    struct fixture *x = *state;
    /* 208 a month is 1 an hour */
    assert_string_equal(OVERTIME(x->due, .pay = "208"), "0.00 USD");
    assert_string_equal(rules(x, PRAK_WAGE_OVERTIME), "overtime.month_hours_divisor.2018-09-23");
    assert_string_equal(OVERTIME(x->due, .more = { "10" }), "15.00 USD");
    assert_string_equal(rules(x, PRAK_WAGE_OVERTIME),
                        "overtime.month_hours_divisor.2018-09-23|overtime.pay_overtime_day.2007-07-20");
    assert_string_equal(OVERTIME(x->due, .more = { "", "10" }), "20.00 USD");
    assert_string_equal(OVERTIME(x->due, .more = { "", "", "8" }), "16.00 USD");
    assert_string_equal(OVERTIME(x->due, .more = { "10", "2", "8", "8" }), "43.00 USD");
    assert_int_equal(x->dues->due[PRAK_WAGE_OVERTIME].confidence, PRAK_CONFIDENCE_DERIVED);
    assert_string_equal(OVERTIME(x->due, .pay = "205", .more = { "1" }), "1.48 USD"); /* 1.4783 */
    assert_string_equal(OVERTIME(x->due, .more = { "0.5" }), "0.75 USD");
    assert_string_equal(OVERTIME(x->bare_due, .days = "26", .more = { "1", "", "0", "0", "0" }), "missing_night");
    assert_string_equal(OVERTIME(x->bare_due, .days = "26", .more = { "1", "0", "0", "0", "0" }), "1.50 USD");
    assert_string_equal(OVERTIME(x->bare_due, .more = { "1", "0", "0", "0", "0" }), "unknown_attendance");
    assert_string_equal(OVERTIME(x->due, .more = { "-1" }), "bad day: negative");
    assert_string_equal(OVERTIME(x->due, .more = { "745" }), "bad day: more hours than a month has");
    assert_string_equal(OVERTIME(x->due, .more = { "two" }), "bad day: not a number");
}

static void shifts(void **state)
{
    struct fixture *x = *state;
    struct prak_wage_due_options o = { .overtime = "night=night,shift=shift" };
    const struct prak_wage_due_law *d = due_of(x, x->law, &o);
    /* 130 %, of which the wage holds 100 % whatever it is paid for */
    assert_string_equal(OVERTIME(d, .more = { [PRAK_WAGE_OT_SHIFT] = "100" }), "30.00 USD");
    assert_string_equal(rules(x, PRAK_WAGE_OVERTIME),
                        "overtime.month_hours_divisor.2018-09-23|overtime.pay_night_shift.2007-07-20");
    assert_string_equal(OVERTIME(d, .pay = "1", .period = "hour", .more = { [PRAK_WAGE_OT_SHIFT] = "100" }), "30.00 USD");
    assert_string_equal(OVERTIME(d, .more = { [PRAK_WAGE_OT_NIGHT] = "10", [PRAK_WAGE_OT_SHIFT] = "10" }), "23.00 USD");
    o.holiday = "whole";
    assert_string_equal(OVERTIME(due_of(x, x->law, &o), .more = { [PRAK_WAGE_OT_SHIFT] = "100" }), "30.00 USD");
}

static void overtime_wage(void **state)
{
    struct fixture *x = *state;
    /* half the month paid, the same hour; by the day, hour and week too */
    assert_string_equal(OVERTIME(x->due, .pay = "104", .days = "13", .more = { "10" }), "15.00 USD");
    assert_string_equal(OVERTIME(x->due, .pay = "8", .period = "day", .more = { "10" }), "15.00 USD");
    assert_string_equal(OVERTIME(x->due, .pay = "1", .period = "hour", .more = { "10" }), "15.00 USD");
    assert_string_equal(OVERTIME(x->due, .pay = "48", .period = "week", .more = { "10" }), "15.00 USD");
    assert_string_equal(OVERTIME(x->due, .period = "piece", .more = { "10" }), "unknown_hourly_wage");
    /* riel at 4075, in the currency of the floors; without a floor, too */
    assert_string_equal(OVERTIME(x->due, .pay = "847600", .currency = "KHR", .more = { "10" }), "15.00 USD");
    assert_string_equal(rules(x, PRAK_WAGE_OVERTIME),
                        "exchange_rate.annual_average-KHR-USD.2024-01-01|overtime.month_hours_divisor.2018-09-23|"
                        "overtime.pay_overtime_day.2007-07-20");
    assert_int_equal(x->dues->due[PRAK_WAGE_OVERTIME].confidence, PRAK_CONFIDENCE_MEMORY);
    assert_string_equal(OVERTIME(x->strict_due, .pay = "847600", .currency = "KHR", .more = { "10" }), "unverified");
    assert_string_equal(OVERTIME(x->due, .sector = "education", .more = { "10" }), "15.00 USD");
    assert_string_equal(OVERTIME(x->bare_due, .pay = "8000", .currency = "THB", .days = "26",
                                 .more = { "1", "0", "0", "0", "0" }),
                        "no_rate");
    /* the divisor begins on 2018-09-23 */
    assert_string_equal(OVERTIME(x->due, .month = "2018-08", .more = { "10" }), "no_divisor");
    assert_string_equal(OVERTIME(x->due, .month = "2018-09", .more = { "10" }), "rule_changes");
    assert_string_equal(OVERTIME(x->due, .month = "2018-10", .more = { "10" }), "15.00 USD");
    /* allowances of the month in the base: 208 + 17 */
    assert_string_equal(OVERTIME(x->with, .more = { "10", [PRAK_WAGE_ALLOWANCE] = "17" }), "16.23 USD"); /* 16.226 */
    assert_string_equal(OVERTIME(x->with, .pay = "104", .days = "13", .more = { "10", [PRAK_WAGE_ALLOWANCE] = "17" }),
                        "16.23 USD");
    assert_string_equal(OVERTIME(x->with, .pay = "847600", .currency = "KHR",
                                 .more = { "10", [PRAK_WAGE_ALLOWANCE] = "69275" }),
                        "16.23 USD");
    assert_string_equal(OVERTIME(x->with, .more = { "10" }), "missing_allowances");
}

static void holidays(void **state)
{
    struct fixture *x = *state;
    /* the ministry's example, Instruction 028/22: 200 / 26 x 200 % = 15.38; half of it is in a monthly wage already */
    assert_string_equal(OVERTIME(x->whole, .pay = "200", .month = "2022-05", .more = { [PRAK_WAGE_OT_HOLIDAY] = "8" }),
                        "15.38 USD");
    assert_string_equal(OVERTIME(x->due, .pay = "200", .month = "2022-05", .more = { [PRAK_WAGE_OT_HOLIDAY] = "8" }),
                        "7.69 USD");
    assert_string_equal(OVERTIME(x->due, .pay = "8", .period = "day", .more = { [PRAK_WAGE_OT_HOLIDAY] = "8" }),
                        "16.00 USD");
    assert_string_equal(OVERTIME(x->due, .pay = "48", .period = "week", .more = { [PRAK_WAGE_OT_HOLIDAY] = "8" }),
                        "8.00 USD");
    /* the day after a holiday on a Sunday: a day off until 5 October 2021 */
    assert_string_equal(OVERTIME(x->due, .month = "2021-09", .more = { [PRAK_WAGE_OT_SUBSTITUTE] = "8" }), "8.00 USD");
    assert_string_equal(OVERTIME(x->due, .month = "2021-10", .more = { [PRAK_WAGE_OT_SUBSTITUTE] = "8" }),
                        "rule_changes");
    assert_string_equal(OVERTIME(x->due, .month = "2021-11", .more = { [PRAK_WAGE_OT_SUBSTITUTE] = "8" }), "0.00 USD");
    assert_string_equal(rules(x, PRAK_WAGE_OVERTIME),
                        "overtime.month_hours_divisor.2018-09-23|overtime.holiday_on_sunday_substitute.2021-10-06");
}

/* The ministry's totals: minimum, attendance, transport and housing; and the highest seniority bonus. */
static void official_totals(void **state)
{
    struct fixture *x = *state;
    static const struct {
        const char *month, *low, *high;
    } at[] = { { "2021-01", "209", "220" }, { "2021-12", "209", "220" }, { "2023-01", "217", "228" },
               { "2023-12", "217", "228" }, { "2026-01", "227", "238" }, { "2026-12", "227", "238" } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        const struct row r = { .month = at[i].month };
        const struct prak_wage_facts facts = facts_of(&r);
        struct prak_wage_finding f;
        struct prak_err e;
        struct prak_dec least, most, sum;
        assert_int_equal(prak_wage_judge(x->law, &facts, &f, &e), 0);
        prak_dec_parse(at[i].low, strlen(at[i].low), false, &least);
        prak_dec_parse(at[i].high, strlen(at[i].high), false, &most);
        for (int months = 0; months <= 360; months++) {
            char text[8];
            snprintf(text, sizeof text, "%d", months);
            due(x, x->due, PRAK_WAGE_ALLOWANCES,
                &(struct row){ .month = at[i].month, .more = { [PRAK_WAGE_SENIORITY] = text } });
            assert_int_equal(prak_dec_add(f.minimum, x->dues->due[PRAK_WAGE_ALLOWANCES].amount, &sum), 0);
            if (months == 0)
                assert_int_equal(prak_dec_cmp(sum, least), 0);
            if (months >= 120)
                assert_int_equal(prak_dec_cmp(sum, most), 0);
            assert_true(prak_dec_cmp(sum, least) >= 0 && prak_dec_cmp(sum, most) <= 0);
        }
    }
}

static void seniority(void **state)
{
    struct fixture *x = *state;
    /* the year in progress: none in the first, 2 in the second … 11 from the eleventh on */
    static const struct {
        const char *months, *want;
    } at[] = { { "0", "17.00 USD" },  { "11", "17.00 USD" },  { "12", "19.00 USD" },  { "23", "19.00 USD" },
               { "24", "20.00 USD" }, { "119", "27.00 USD" }, { "120", "28.00 USD" }, { "131", "28.00 USD" },
               { "132", "28.00 USD" }, { "600", "28.00 USD" } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_SENIORITY] = at[i].months }), at[i].want);
    assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_SENIORITY] = "" }), "missing_months");
    assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_SENIORITY] = "-1" }), "bad months: negative");
    assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_SENIORITY] = "1.5" }), "bad months: not a whole number");
}

static void allowances(void **state)
{
    struct fixture *x = *state;
#define AFTER(n) .more = { [PRAK_WAGE_SENIORITY] = n }
    /* by date: nothing before August 2000; 5, then 7 with the steps to 11, then 10 and 7 */
    static const struct {
        const char *month, *want;
    } at[] = { { "2000-07", "no_rule" },   { "2000-08", "10.00 USD" }, { "2011-02", "10.00 USD" }, { "2011-03", "18.00 USD" },
               { "2012-08", "18.00 USD" }, { "2012-09", "28.00 USD" }, { "2021-12", "28.00 USD" }, { "2022-01", "28.00 USD" },
               { "2026-12", "28.00 USD" } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        assert_string_equal(ALLOWANCES(x->due, .month = at[i].month, AFTER("240")), at[i].want);
    /* facts that decide */
    assert_string_equal(ALLOWANCES(x->due, .days = "25"), "7.00 USD");
    assert_string_equal(ALLOWANCES(x->due, .days = "26"), "17.00 USD");
    assert_string_equal(ALLOWANCES(x->due, .hours = "207"), "7.00 USD");
    assert_string_equal(ALLOWANCES(x->due, .hours = "208"), "17.00 USD");
    assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_HOUSING] = "true", [PRAK_WAGE_SENIORITY] = "0" }),
                        "10.00 USD");
    assert_string_equal(ALLOWANCES(x->bare_due, .days = "26", .more = { [PRAK_WAGE_HOUSING] = "no",
                                                                        [PRAK_WAGE_MEAL_DAYS] = "0" }),
                        "17.00 USD");
    assert_string_equal(ALLOWANCES(x->bare_due, .days = "26"), "unknown_housing");
    assert_string_equal(ALLOWANCES(x->bare_due, .more = { [PRAK_WAGE_HOUSING] = "no" }), "unknown_attendance");
    assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_HOUSING] = "maybe" }),
                        "bad housing: not true, false, yes or no");
    assert_string_equal(ALLOWANCES(x->due, .share = "0.5"), "part_time_unsettled");
    assert_string_equal(ALLOWANCES(x->due, .sector = "education"), "no_floor");
    assert_string_equal(ALLOWANCES(x->due, .sector = "travel goods", .month = "2021-12"), "coverage_unverified");
    assert_string_equal(ALLOWANCES(x->due, .sector = "travel goods"), "coverage_unverified");
    assert_string_equal(ALLOWANCES(x->due, .month = "2018-08", .days = "26"), "no_divisor");
    /* meals: 2,000 riel a day, at 4075 */
    assert_string_equal(ALLOWANCES(x->due, .more = { [PRAK_WAGE_MEAL_DAYS] = "10" }), "21.91 USD"); /* 17 + 4.908 */
    assert_int_equal(x->dues->due[PRAK_WAGE_ALLOWANCES].confidence, PRAK_CONFIDENCE_MEMORY);
    assert_string_equal(ALLOWANCES(x->strict_due, .more = { [PRAK_WAGE_MEAL_DAYS] = "10" }), "unverified");
    assert_string_equal(ALLOWANCES(x->due, .month = "2026-01", .more = { [PRAK_WAGE_MEAL_DAYS] = "10" }), "no_rate");
    assert_string_equal(ALLOWANCES(x->due, .month = "2024-02", .more = { [PRAK_WAGE_MEAL_DAYS] = "30" }),
                        "bad meals: more days than the month has");
    assert_string_equal(ALLOWANCES(x->bare_due, .days = "26", .more = { [PRAK_WAGE_HOUSING] = "no" }), "missing_meals");
}

/* Half-even to whole riel. */
static int64_t rounded(int64_t num, int64_t den)
{
    const int64_t q = num / den, twice = 2 * (num % den);
    return q + (twice > den || (twice == den && q % 2 != 0));
}

static void parts_are(const struct fixture *x, int64_t worker, int64_t employer)
{
    const struct prak_wage_due *found = &x->dues->due[PRAK_WAGE_NSSF];
    assert_true(found->has);
    assert_int_equal(prak_dec_cmp(found->part[0], prak_dec_int(worker)), 0);
    assert_int_equal(prak_dec_cmp(found->part[1], prak_dec_int(employer)), 0);
    assert_int_equal(prak_dec_cmp(found->amount, prak_dec_int(worker + employer)), 0);
}

#define RIEL .currency = "KHR"

static void nssf_brackets(void **state)
{
    struct fixture *x = *state;
    /* 22 brackets, as printed for 0.8 % (nssf.gov.kh); with 1.3 % of health care in 2017 and 2.6 % from 2018 on */
    static const int printed[] = { 1600, 1800, 2200, 2600, 3000, 3400, 3800, 4200, 4600, 5000, 5400,
                                   5800, 6200, 6600, 7000, 7400, 7800, 8200, 8600, 9000, 9400, 9600 };
    const int n = sizeof printed / sizeof *printed;
    for (int i = 0; i < n; i++) {
        const int low = i == 0 ? 0 : 150000 + 50000 * i + 1, high = i == n - 1 ? 5000000 : 200000 + 50000 * i;
        const int edge[] = { low, high };
        for (int k = 0; k < 2; k++) {
            char gross[16];
            const int64_t wage = printed[i] * 1000 / 8;
            snprintf(gross, sizeof gross, "%d", edge[k]);
            NSSF(x->due, RIEL, .month = "2018-06", .more = { [PRAK_WAGE_GROSS] = gross });
            parts_are(x, 0, rounded(wage * 34, 1000));
            NSSF(x->due, RIEL, .month = "2017-12", .more = { [PRAK_WAGE_GROSS] = gross });
            parts_are(x, rounded(wage * 13, 1000), rounded(wage * 21, 1000));
        }
    }
}

static void nssf(void **state)
{
    struct fixture *x = *state;
#define GROSS(n) RIEL, .more = { [PRAK_WAGE_GROSS] = n }
    assert_string_equal(NSSF(x->due, GROSS("800000"), .month = "2007-12"), "no_rule");
    assert_string_equal(NSSF(x->due, GROSS("800000"), .month = "2016-12"), "no_rule"); /* brackets are known from 2017 */
    NSSF(x->due, GROSS("800000"), .month = "2017-12"); /* bracket 750,001 to 800,000: 775,000 */
    parts_are(x, 10075, 16275);
    NSSF(x->due, GROSS("800000"), .month = "2018-01");
    parts_are(x, 0, 26350);
    NSSF(x->due, GROSS("800000"), .month = "2022-09");
    parts_are(x, 0, 26350);
    NSSF(x->due, GROSS("800000"), .month = "2022-10"); /* the wage itself, with pensions */
    parts_are(x, 16000, 43200);
    NSSF(x->due, GROSS("399999"), .month = "2024-03");
    parts_are(x, 8000, 21600);
    NSSF(x->due, GROSS("1200001"), .month = "2024-03");
    parts_are(x, 24000, 64800);
    NSSF(x->due, GROSS("800000"), .month = "2027-09");
    parts_are(x, 16000, 43200);
    NSSF(x->due, GROSS("800000"), .month = "2027-10");
    parts_are(x, 32000, 59200);
    NSSF(x->due, GROSS("800000"), .month = "2032-09");
    parts_are(x, 32000, 59200);
    /* pensions after that are not known: not a contribution without them */
    assert_string_equal(NSSF(x->due, GROSS("800000"), .month = "2032-10"), "no_rule");
    /* dollars: at the rate of the year, 4075; the sector does not matter */
    assert_string_equal(NSSF(x->due, .sector = "education", .more = { [PRAK_WAGE_GROSS] = "200" }), "60310 KHR");
    assert_int_equal(x->dues->due[PRAK_WAGE_NSSF].confidence, PRAK_CONFIDENCE_MEMORY);
    assert_string_equal(NSSF(x->due, .month = "2026-03", .more = { [PRAK_WAGE_GROSS] = "200" }), "no_rate");
    assert_string_equal(NSSF(x->strict_due, GROSS("800000")), "unverified");
    /* the pay is all there was, if it is assumed, and only a month's */
    assert_string_equal(NSSF(x->due, .pay = "200"), "60310 KHR");
    assert_string_equal(NSSF(x->due, .pay = "8", .period = "day"), "unknown_gross");
    assert_string_equal(NSSF(x->bare_due, .pay = "200"), "missing_gross");
    assert_string_equal(NSSF(x->bare_due, .currency = "", .more = { [PRAK_WAGE_GROSS] = "200" }), "missing_currency");
    assert_string_equal(NSSF(x->bare_due, .month = "", .more = { [PRAK_WAGE_GROSS] = "200" }), "missing_month");
    assert_string_equal(NSSF(x->due, GROSS("-1")), "bad gross: negative");
}

/* Band by band, as the law is read: what lies in each at its own rate. In hundredths. */
static int64_t progressive(const int64_t *from, const int *rate, size_t n, int64_t amount)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t top = i + 1 < n && amount > from[i + 1] ? from[i + 1] : amount;
        if (top > from[i])
            sum += (top - from[i]) * rate[i];
    }
    return sum;
}

static void tax_bands(void **state)
{
    struct fixture *x = *state;
    static const int rate[] = { 0, 5, 10, 15, 20 };
    static const struct {
        const char *first, *last;
        int64_t from[5];
    } at[] = { { "2015-01", "2016-12", { 0, 800000, 1250000, 8500000, 12500000 } },
               { "2017-01", "2017-12", { 0, 1000000, 1500000, 8500000, 12500000 } },
               { "2018-01", "2020-01", { 0, 1200000, 2000000, 8500000, 12500000 } },
               { "2020-02", "2022-12", { 0, 1300000, 2000000, 8500000, 12500000 } },
               { "2023-01", "2026-12", { 0, 1500000, 2000000, 8500000, 12500000 } } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (size_t k = 0; k < 5; k++)
            for (int near = -1; near <= 1; near++) {
                const int64_t amount = at[i].from[k] + near + (k == 0 ? 1 : 0);
                char gross[24], want[32];
                snprintf(gross, sizeof gross, "%lld", (long long)amount);
                snprintf(want, sizeof want, "%lld KHR",
                         (long long)rounded(progressive(at[i].from, rate, 5, amount), 100));
                assert_string_equal(TAX(x->due, GROSS(gross), .month = at[i].first), want);
                assert_string_equal(TAX(x->due, GROSS(gross), .month = at[i].last), want);
            }
}

static void tax(void **state)
{
    struct fixture *x = *state;
#define PAID(n, ...) RIEL, .more = { [PRAK_WAGE_GROSS] = n, __VA_ARGS__ }
    assert_string_equal(TAX(x->due, GROSS("1000000"), .month = "1997-02"), "no_rule");
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_RESIDENT] = "no")), "600000 KHR");
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_RESIDENT] = "no", [PRAK_WAGE_DEPENDENTS] = "3")),
                        "600000 KHR");
    /* relief: 150,000 from 2018 on, 75,000 before */
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_DEPENDENTS] = "2")), "95000 KHR");
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_DEPENDENTS] = "2"), .month = "2018-01"), "110000 KHR");
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_DEPENDENTS] = "2"), .month = "2017-12"), "160000 KHR");
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_DEPENDENTS] = "50")), "0 KHR");
    assert_string_equal(TAX(x->due, PAID("3000000", [PRAK_WAGE_DEPENDENTS] = "0.5")), "bad dependents: not a whole number");
    assert_string_equal(TAX(x->bare_due, GROSS("3000000")), "unknown_residence");
    assert_string_equal(TAX(x->bare_due, PAID("3000000", [PRAK_WAGE_RESIDENT] = "yes")), "unknown_dependents");
    assert_string_equal(TAX(x->bare_due, PAID("3000000", [PRAK_WAGE_RESIDENT] = "yes", [PRAK_WAGE_DEPENDENTS] = "0")),
                        "125000 KHR");
    assert_string_equal(TAX(x->due, .more = { [PRAK_WAGE_GROSS] = "500" }), "28750 KHR"); /* 2,037,500 */
    assert_string_equal(rules(x, PRAK_WAGE_TAX),
                        "exchange_rate.annual_average-KHR-USD.2024-01-01|salary_tax.yes-2000001.2023-01-01");
    assert_string_equal(TAX(x->due, .month = "2026-01", .more = { [PRAK_WAGE_GROSS] = "500" }), "no_rate");
}

static void arrears(void **state)
{
    struct fixture *x = *state;
#define SPAN(a, b) .more = { [PRAK_WAGE_FROM] = a, [PRAK_WAGE_TO] = b, [PRAK_WAGE_SENIORITY] = "0" }
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("2024-03", "2024-03")), "4.00 USD");
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("2024-03-31", "2024-04-01")), "8.00 USD");
    /* 12 x 0, 12 x 4, 12 x 8, 2 x 10 */
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("2023-01", "2026-02")), "164.00 USD");
    assert_string_equal(rules(x, PRAK_WAGE_ARREARS),
                        "minimum_wage.tgft-base-regular.2023-01-01|minimum_wage.tgft-base-regular.2024-01-01|"
                        "minimum_wage.tgft-base-regular.2025-01-01|minimum_wage.tgft-base-regular.2026-01-01");
    assert_string_equal(ARREARS(x->due, .pay = "200", .month = "", SPAN("2024-03", "2024-03")), "4.00 USD");
    assert_string_equal(ARREARS(x->due, .pay = "300", SPAN("2023-01", "2024-12")), "0.00 USD");
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("2026-12", "2027-01")), "no_rule");
    assert_string_equal(ARREARS(x->due, .pay = "200", .sector = "travel goods", SPAN("2021-12", "2022-01")),
                        "coverage_unverified");
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("", "2027-01")), "missing_from");
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("2024-02", "2024-01")),
                        "bad to: the last month of the arrears is before the first");
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("1900-01", "2000-01")), "bad to: over 100 years of arrears");
    assert_string_equal(ARREARS(x->due, .pay = "200", SPAN("1899", "2000-01")),
                        "bad from: not a month (YYYY-MM) or a date (YYYY-MM-DD)");
    /* the sum of its months, in riel too, whose rate changes */
    struct prak_dec sum = prak_dec_int(0);
    for (int32_t month = prak_date_day((struct prak_civil){ 2011, 1, 1 }), n = 0; n < 156; n++) {
        char text[PRAK_DATE_TEXT];
        struct prak_wage_finding f;
        struct prak_err e;
        prak_date_format(month, text);
        text[7] = '\0';
        const struct row r = { .pay = "400001", RIEL, .month = text };
        const struct prak_wage_facts facts = facts_of(&r);
        assert_int_equal(prak_wage_judge(x->law, &facts, &f, &e), 0);
        assert_true(f.has_minimum);
        assert_int_equal(prak_dec_add(sum, f.shortfall, &sum), 0);
        month = prak_date_add_months(month, 1);
    }
    ARREARS(x->due, .pay = "400001", RIEL, SPAN("2011-01", "2023-12"));
    assert_int_equal(prak_dec_cmp(x->dues->due[PRAK_WAGE_ARREARS].amount, sum), 0);
    assert_true(prak_dec_sign(sum) > 0);
    assert_string_equal(ARREARS(x->strict_due, .pay = "200", SPAN("2005-01", "2005-02")), "unverified");
}

static void raises(void **state)
{
    struct fixture *x = *state;
    static const struct {
        struct row row;
        const char *want;
    } at[] = { { { .pay = "204" }, "28.00" },
               { { .pay = "232" }, "0.00" },
               { { .pay = "240" }, "0.00" },
               { { .pay = "100", .days = "13" }, "32.00" },
               { { .pay = "204", .sector = "education" }, NULL } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        const struct prak_wage_facts facts = facts_of(&at[i].row);
        struct prak_wage_finding f;
        struct prak_dec cost;
        struct prak_err e;
        char text[PRAK_DEC_TEXT];
        assert_int_equal(prak_wage_judge(x->law, &facts, &f, &e), 0);
        assert_int_equal(prak_wage_raise_cost(x->due, &f, &cost), at[i].want != NULL);
        if (!at[i].want)
            continue;
        prak_dec_format(cost, text);
        assert_string_equal(text, at[i].want);
    }
}

static void refused(void **state)
{
    struct fixture *x = *state;
    static const struct prak_wage_due_options wrong[] = {
        { .overtime = "" },
        { .overtime = "day" },
        { .overtime = "day=" },
        { .overtime = "evening=x" },
        { .overtime = "day=x,day=y" },
        { .overtime = "day=x,", },
        { .arrears = "2024-01" },
        { .arrears = "..2024-01" },
        { .arrears = "2024-01.." },
        { .arrears = "2024-02..2024-01" },
        { .also = "" },
        { .also = "overtime" },
        { .also = "nssf," },
        { .raise_to = "10%" },
        { .raise_to = "-1" },
        { .ot_base = "base+allowances", .overtime = "day=x" },
        { .ot_base = "base+allowances" },
        { .holiday = "whole" },
        { .column = { [PRAK_WAGE_ALLOWANCE] = "a" }, .overtime = "day=x" },
        { .column = { [PRAK_WAGE_GROSS] = "a" } },
        { .column = { [PRAK_WAGE_MEAL_DAYS] = "a" } },
        { .column = { [PRAK_WAGE_HOUSING] = "a" } },
        { .column = { [PRAK_WAGE_RESIDENT] = "a" }, .also = "nssf" },
        { .column = { [PRAK_WAGE_DEPENDENTS] = "a" }, .also = "nssf" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct prak_wage_due_law *d;
        struct prak_err e = { 0 };
        if (prak_wage_due_law_new(x->rules, x->law, &wrong[i], x->arena, &d, &e) != -1 || e.code != PRAK_EUSAGE)
            fail_msg("options %zu are taken", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overtime_kinds), cmocka_unit_test(shifts), cmocka_unit_test(overtime_wage), cmocka_unit_test(holidays),
        cmocka_unit_test(official_totals), cmocka_unit_test(seniority),    cmocka_unit_test(allowances),
        cmocka_unit_test(nssf_brackets),  cmocka_unit_test(nssf),          cmocka_unit_test(tax_bands),
        cmocka_unit_test(tax),            cmocka_unit_test(arrears),       cmocka_unit_test(raises),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
