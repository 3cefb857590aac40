/*
 * test_wage.c - the wage judgement: legal floors at the day before, first, last and day after of every rule,
 * scaling, conversion, rounding, and each reason. Run from the top of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "domain/wage.h"

#define RULES  "lib/rules"
#define ANNUAL "annual_average"

struct fixture {
    struct prak_rules *rules;
    struct prak_arena *arena;
    struct prak_fx *fx;
    const struct prak_wage_law *plain, *assuming, *strict, *converting;
};

static const struct prak_wage_options names = { .column = { "base_wage", "currency", "pay_month", "sector",
                                                            "worker_type", "days_worked" } };

static const struct prak_wage_law *law(struct fixture *x, const char *assume, const struct prak_fx *fx,
                                       bool strict)
{
    const struct prak_wage_law *l = NULL;
    struct prak_wage_options o = names;
    struct prak_err e = { 0 };
    o.assume = assume;
    o.fx = fx;
    o.strict = strict;
    if (prak_wage_law_new(x->rules, &o, x->arena, &l, &e) < 0)
        fail_msg("%s:%d: %s", e.source, (int)e.line, e.msg);
    return l;
}

static int set_up(void **state)
{
    static struct fixture x;
    struct prak_err e;
    if (prak_rules_open(RULES, &x.rules, &e) < 0 || !(x.arena = prak_arena_new(0)) ||
        prak_fx_open(x.rules, ANNUAL, NULL, &x.fx, &e) < 0)
        return -1;
    x.plain = law(&x, NULL, NULL, false);
    x.assuming = law(&x, "regular,full-month", NULL, false);
    x.strict = law(&x, "full-month,regular", x.fx, true);
    x.converting = law(&x, "regular,full-month", x.fx, false);
    *state = &x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    prak_fx_free(x->fx);
    prak_rules_free(x->rules);
    prak_arena_free(x->arena);
    return 0;
}

static bool same_texts(const struct prak_str *a, const struct prak_str *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!prak_str_eq(a[i], b[i]))
            return false;
    return true;
}

static bool same_number(struct prak_dec a, struct prak_dec b)
{
    return a.m == b.m && a.scale == b.scale;
}

static bool is_text(const struct prak_weighed *w, size_t which, struct prak_dec d)
{
    char text[PRAK_DEC_TEXT];
    const size_t n = prak_dec_format(d, text);
    return w->n[which][0] == n && memcmp(&w->text[which][0], text, n) == 0;
}

/* So it does beside its limit, as far as that is known. */
static void weighed_alike(const struct prak_wage_law *l, const struct prak_wage_case *c, struct prak_str pay,
                          const struct prak_wage_finding *f)
{
    static const char form[2]; /* by outcome */
    struct prak_limit k = prak_wage_limit(l, c);
    char text[80] = { 0 };
    const struct prak_slice cell = { .p = text, .n = (uint32_t)pay.n, .plain = 1 };
    const struct prak_grid grid = { .p = text };
    const struct prak_record record = { .p = text, .n = sizeof text };
    const struct prak_batch b = { .nrow = 1, .grid = &grid, .record = &record };
    void *const kept = &k;
    for (int i = 0; i < 2; i++)
        k.form[i] = (const struct prak_form *)(const void *)&form[i];
    assert_true(pay.n < sizeof text - 16);
    memcpy(text, pay.p, pay.n);
    for (size_t i = 0; prak_weighers[i]; i++) {
        struct prak_weighed w;
        if (!prak_weighers[i]->usable() || !prak_weighers[i]->weigh(&b, &cell, &kept, 1, &w))
            continue;
        assert_int_equal(k.shown, f->has_wage);
        assert_true((const void *)w.form[0] == &form[prak_wage_outcome(f)]);
        assert_true(f->has_wage ? is_text(&w, 0, f->wage_month) : w.n[0][0] == 0);
        assert_true(f->below_minimum ? is_text(&w, 1, f->shortfall) : w.n[1][0] == 0);
    }
}

/* A case that was settled before comes to the same; rc: what prak_wage_judge returned. */
static void settled_alike(const struct prak_wage_law *l, const struct prak_wage_facts *facts, int rc,
                          const struct prak_wage_finding *f)
{
    const struct prak_str pay = facts->cell[PRAK_WAGE_PAY];
    struct prak_wage_finding g;
    struct prak_wage_case c;
    if (prak_wage_settle(l, facts, &c) < 0) {
        assert_true(rc < 0 || pay.n == 0);
        return;
    }
    const int settled = prak_wage_judge_pay(l, &c, pay, &g);
    assert_int_equal(settled, rc < 0 || pay.n == 0);
    if (settled != 0)
        return;
    assert_int_equal(g.has_wage, f->has_wage);
    assert_int_equal(g.has_minimum, f->has_minimum);
    assert_int_equal(g.below_minimum, f->below_minimum);
    assert_int_equal(g.confidence, f->confidence);
    assert_int_equal(g.nrule, f->nrule);
    assert_int_equal(g.nassumed, f->nassumed);
    const struct prak_dec x[] = { g.wage_month, g.minimum, g.shortfall },
                          y[] = { f->wage_month, f->minimum, f->shortfall };
    for (size_t i = 0; i < 3; i++)
        assert_true(same_number(x[i], y[i]));
    assert_true(same_texts(g.rule, f->rule, f->nrule) && same_texts(g.assumed, f->assumed, f->nassumed));
    assert_true(prak_str_eq(g.reason, f->reason) && prak_str_eq(g.wage_currency, f->wage_currency));
    weighed_alike(l, &c, pay, f);
}

/* The finding as one line: wage currency minimum shortfall below rules confidence assumed reason, '-' for
 * empty. */
static const char *line(const struct prak_wage_law *l, const char *wage, const char *currency,
                        const char *month, const char *sector, const char *type, const char *days)
{
    static char out[2048];
    struct prak_wage_facts facts = { { prak_str(wage), prak_str(currency), prak_str(month), prak_str(sector),
                                       prak_str(type), prak_str(days) } };
    struct prak_wage_finding f;
    struct prak_err e = { 0 };
    char number[3][PRAK_DEC_TEXT] = { "-", "-", "-" }, list[2][512] = { "-", "-" };
    const int rc = prak_wage_judge(l, &facts, &f, &e);
    settled_alike(l, &facts, rc, &f);
    if (rc < 0) {
        snprintf(out, sizeof out, "bad %s: %s", e.column, e.msg);
        return out;
    }
    if (f.has_wage)
        prak_dec_format(f.wage_month, number[0]);
    if (f.has_minimum) {
        prak_dec_format(f.minimum, number[1]);
        prak_dec_format(f.shortfall, number[2]);
    }
    if (f.nrule)
        list[0][prak_str_join(f.rule, f.nrule, '|', list[0])] = '\0';
    if (f.nassumed)
        list[1][prak_str_join(f.assumed, f.nassumed, '|', list[1])] = '\0';
    snprintf(out, sizeof out, "%s %.*s %s %s %s %s %s %s %.*s", number[0],
             f.has_wage ? (int)f.wage_currency.n : 1, f.has_wage ? f.wage_currency.p : "-", number[1],
             number[2],
             !f.has_minimum    ? "-"
             : f.below_minimum ? "true"
                               : "false",
             list[0], f.confidence ? prak_confidence_name(f.confidence) : "-", list[1],
             f.reason.n ? (int)f.reason.n : 1, f.reason.n ? f.reason.p : "-");
    return out;
}

#define M2024    "minimum_wage.tgft-base-regular.2024-01-01"
#define D2018    "overtime.month_days_divisor.2018-09-23"
#define FX(year) "exchange_rate.annual_average-KHR-USD." year "-01-01"

static void whole_findings(void **state)
{
    const struct fixture *x = *state;
    assert_string_equal(line(x->plain, "200", "USD", "2024-03", "garment", "regular", "26"),
                        "200.00 USD 204.00 4.00 true " M2024 " 2src - -");
    assert_string_equal(line(x->plain, "204", "USD", "2024-03-31", "garment", "regular", "31"),
                        "204.00 USD 204.00 0.00 false " M2024 " 2src - -");
    assert_string_equal(line(x->plain, "201.5", "USD", "2024-03", "footwear", "probation", "26.5"),
                        "201.50 USD 202.00 0.50 true minimum_wage.tgft-base-probation.2024-01-01 1src - -");
    assert_string_equal(line(x->assuming, "300", "USD", "2024-12", "textile", "", ""),
                        "300.00 USD 204.00 0.00 false " M2024 " 2src regular|full-month -");
    assert_string_equal(line(x->assuming, "300", "USD", "2024-12", "textile", "regular", ""),
                        "300.00 USD 204.00 0.00 false " M2024 " 2src full-month -");
    assert_string_equal(line(x->assuming, "0", "USD", "2024-12", "travel goods", "", "26"),
                        "0.00 USD 204.00 204.00 true " M2024 " 1src regular -");
    /* two components, and the worst confidence of both */
    assert_string_equal(line(x->assuming, "50", "USD", "2008-04", "garment", "", ""),
                        "50.00 USD 56.00 6.00 true minimum_wage.tgf-base-regular.2007-01-01|"
                        "minimum_wage.tgf-cola-any.2008-04-01 memory regular|full-month -");
}

static void scaling(void **state)
{
    const struct fixture *x = *state;
    assert_string_equal(line(x->plain, "100", "USD", "2024-03", "garment", "regular", "13"),
                        "200.00 USD 204.00 4.00 true " M2024 "|" D2018 " 2src - -");
    assert_string_equal(line(x->plain, "100", "USD", "2024-03", "garment", "regular", "12.5"),
                        "208.00 USD 204.00 0.00 false " M2024 "|" D2018 " 2src - -");
    assert_string_equal(line(x->plain, "196.15", "USD", "2024-03", "garment", "regular", "25"),
                        "204.00 USD 204.00 0.00 false " M2024 "|" D2018 " 2src - -"); /* 203.996 */
    assert_string_equal(line(x->plain, "7.85", "USD", "2024-03", "garment", "regular", "0.5"),
                        "408.20 USD 204.00 0.00 false " M2024 "|" D2018 " 2src - -");
    assert_string_equal(line(x->plain, "150", "USD", "2018-10", "garment", "regular", "13"),
                        "300.00 USD 170.00 0.00 false minimum_wage.tgf-base-regular.2018-01-01|" D2018
                        " 2src - -");
    assert_string_equal(line(x->plain, "150", "USD", "2018-08", "garment", "regular", "13"),
                        "- - - - - - - - no_divisor");
    assert_string_equal(line(x->plain, "150", "USD", "2018-08", "garment", "regular", "26"),
                        "- - - - - - - - no_divisor");
    assert_string_equal(line(x->plain, "150", "USD", "2018-09", "garment", "regular", "13"),
                        "- - - - - - - - rule_changes");
    assert_string_equal(
        line(x->assuming, "150", "USD", "2018-09", "garment", "", ""),
        "150.00 USD 170.00 20.00 true minimum_wage.tgf-base-regular.2018-01-01 2src regular|full-month -");
}

static void rounding(void **state)
{
    const struct fixture *x = *state;
    static const struct {
        const char *wage, *want, *below;
    } at[] = { { "203.995", "204.00", "false" },
               { "203.985", "203.98", "true" },
               { "203.9950000000001", "204.00", "false" },
               { "203.994999999", "203.99", "true" },
               { "204.005", "204.00", "false" },
               { "204.015", "204.02", "false" },
               { "2.04e2", "204.00", "false" } };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        const char *got = line(x->assuming, at[i].wage, "USD", "2024-03", "garment", "", "");
        assert_int_equal(strncmp(got, at[i].want, strlen(at[i].want)), 0);
        assert_non_null(strstr(got, at[i].below));
    }
    /* 831302.0375 / 4075 = 204.0005, rounded once to 204.00 */
    assert_int_equal(strncmp(line(x->converting, "831302.0375", "KHR", "2024-03", "garment", "", ""), "204.00 USD", 10), 0);
}

static void conversion(void **state)
{
    struct fixture *x = *state;
    /* 824314 / 4037.5 = 204.164… */
    assert_string_equal(line(x->converting, "824314", "KHR", "2014-05", "garment", "", ""),
                        "204.16 USD 100.00 0.00 false minimum_wage.tgf-base-regular.2014-02-01|" FX(
                            "2014") " 1src regular|full-month -");
    /* 13 of 26 days and riel: 415650 * 26 / (13 * 4075) = 204 exactly, rounded once */
    assert_string_equal(line(x->converting, "415650", "KHR", "2024-05", "garment", "regular", "13"),
                        "204.00 USD 204.00 0.00 false " M2024 "|" D2018 "|" FX("2024") " memory - -");
    assert_string_equal(line(x->converting, "800000", "KHR", "2026-05", "garment", "", ""),
                        "- - - - - - - - no_rate");
    assert_string_equal(line(x->converting, "8000", "THB", "2024-05", "garment", "", ""),
                        "- - - - - - - - no_rate");
    assert_string_equal(line(x->assuming, "800000", "KHR", "2024-05", "garment", "", ""),
                        "- - - - - - - - no_rate");
    /* without a floor, to the currency of the floors, so that a column of wages holds one; no rate for 2026 */
    assert_string_equal(line(x->converting, "800000", "KHR", "2026-05", "education", "", ""),
                        "- - - - - - - - no_rate");
    assert_string_equal(line(x->converting, "407500", "KHR", "2024-05", "education", "", ""),
                        "100.00 USD - - - " FX("2024") " memory full-month no_floor");
}

static void user_table(void **state)
{
    struct fixture *x = *state;
    char path[] = "/tmp/prak-fx-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    static const char text[] = "from,to,valid_from,valid_to,rate\nKHR,USD,2024-01-01,2024-01-31,0.00025\n"
                               "USD,KHR,2024-02-01,2024-02-29,4000\nUSD,KHR,2024-03-01,2024-03-14,4000\n"
                               "USD,KHR,2024-03-15,2024-03-31,4100\n";
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    close(fd);
    struct prak_fx *fx;
    struct prak_err e;
    assert_int_equal(prak_fx_open(x->rules, NULL, path, &fx, &e), 0);
    const struct prak_wage_law *l = law(x, "regular,full-month", fx, false);
    assert_string_equal(line(l, "800000", "KHR", "2024-01", "garment", "", ""),
                        "200.00 USD 204.00 4.00 true " M2024
                        "|fx.KHR-USD.2024-01-01 2src regular|full-month -");
    assert_string_equal(line(l, "800000", "KHR", "2024-02", "garment", "", ""),
                        "200.00 USD 204.00 4.00 true " M2024
                        "|fx.USD-KHR.2024-02-01 2src regular|full-month -");
    assert_string_equal(line(l, "800000", "KHR", "2024-03", "garment", "", ""),
                        "- - - - - - - - rule_changes");
    assert_string_equal(line(l, "800000", "KHR", "2024-04", "garment", "", ""), "- - - - - - - - no_rate");
    prak_fx_free(fx);
    unlink(path);
}

static void reasons(void **state)
{
    struct fixture *x = *state;
    assert_string_equal(line(x->plain, "", "USD", "2024-03", "garment", "regular", "26"),
                        "- - - - - - - - missing_base_wage");
    assert_string_equal(line(x->plain, "1", "", "2024-03", "garment", "regular", "26"),
                        "- - - - - - - - missing_currency");
    assert_string_equal(line(x->plain, "1", "USD", "", "garment", "regular", "26"),
                        "- - - - - - - - missing_pay_month");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "", "regular", "26"),
                        "- - - - - - - - missing_sector");
    assert_string_equal(line(x->plain, "", "", "", "", "", ""), "- - - - - - - - missing_base_wage");
    assert_string_equal(line(x->plain, "150", "USD", "2024-03", "construction", "", "26"),
                        "150.00 USD - - - - 2src - no_floor");
    assert_string_equal(line(x->plain, "75", "USD", "2024-03", "construction", "", "13"),
                        "150.00 USD - - - " D2018 " 2src - no_floor");
    assert_string_equal(line(x->assuming, "150", "USD", "2021-12", "travel goods", "", ""),
                        "150.00 USD - - - - - full-month coverage_unverified");
    assert_string_equal(line(x->plain, "150", "USD", "2024-03", "garment", "", "26"),
                        "150.00 USD - - - - 2src - unknown_worker_type");
    assert_string_equal(line(x->plain, "150", "USD", "2024-03", "garment", "regular", ""),
                        "- - - - - - - - unknown_attendance");
    /* the first reason is told, but no_floor gives way when the wage is not known either */
    assert_string_equal(line(x->plain, "150", "USD", "2024-03", "construction", "", ""),
                        "- - - - - - - - unknown_attendance");
    assert_string_equal(line(x->plain, "150", "USD", "2010-03", "construction", "", "9"),
                        "- - - - - - - - no_divisor");
    assert_string_equal(line(x->plain, "150", "USD", "2024-03", "garment", "", ""),
                        "- - - - - - - - unknown_worker_type");
    assert_string_equal(line(x->assuming, "150", "USD", "2024-03", "garment", "apprentice", ""),
                        "150.00 USD - - - - - full-month no_rule");
    assert_string_equal(line(x->assuming, "150", "USD", "1996-12", "garment", "", ""),
                        "150.00 USD - - - - - full-month no_rule");
    assert_string_equal(line(x->assuming, "30", "USD", "1997-01", "garment", "probation", ""),
                        "30.00 USD - - - - - full-month no_rule");
    assert_string_equal(
        line(x->assuming, "150", "USD", "2013-12", "garment", "apprentice", ""),
        "150.00 USD 30.00 0.00 false minimum_wage.tgf-base-apprentice.2000-08-01 1src full-month -");
    assert_string_equal(line(x->assuming, "150", "USD", "2014-01", "garment", "apprentice", ""),
                        "150.00 USD - - - - - full-month unverified_after_2013-12-31");
    /* strict: memory and seed are refused, derived is not */
    assert_string_equal(line(x->strict, "50", "USD", "2005-04", "garment", "", ""),
                        "- - - - - - - - unverified");
    assert_string_equal(line(x->strict, "800000", "KHR", "2024-04", "garment", "", ""),
                        "- - - - - - - - unverified");
    assert_string_equal(
        line(x->strict, "207", "USD", "2026-04", "garment", "probation", ""),
        "207.00 USD 208.00 1.00 true minimum_wage.tgft-base-probation.2026-01-01 derived full-month -");
}

static void bad_cells(void **state)
{
    struct fixture *x = *state;
    assert_string_equal(line(x->plain, "-1", "USD", "2024-03", "garment", "", ""),
                        "bad base_wage: a wage cannot be negative");
    assert_string_equal(line(x->plain, "1,000", "USD", "2024-03", "garment", "", ""),
                        "bad base_wage: not a number");
    assert_string_equal(line(x->plain, "1", "dollar", "2024-03", "garment", "", ""),
                        "bad currency: unlisted currency");
    static const char *const month[] = { "2024",    "2024-13",    "2024-3",
                                         "03/2024", "2024-02-30", "2024-03-01T00:00" };
    for (size_t i = 0; i < sizeof month / sizeof *month; i++)
        assert_string_equal(line(x->plain, "1", "USD", month[i], "garment", "", ""),
                            "bad pay_month: not a month (YYYY-MM) or a date (YYYY-MM-DD)");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "Garment", "", ""),
                        "bad sector: unlisted sector");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "other", "", ""),
                        "bad sector: unlisted sector");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "garment", "any", ""),
                        "bad worker_type: unlisted worker type");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "garment", "", "0"),
                        "bad days_worked: days worked must be above zero");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "garment", "", "-2"),
                        "bad days_worked: days worked must be above zero");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "garment", "", "0.49"),
                        "bad days_worked: less than half a day worked");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "garment", "", "31.5"),
                        "bad days_worked: more days worked than a month has");
    assert_string_equal(line(x->plain, "1", "USD", "2024-03", "garment", "", "all"),
                        "bad days_worked: not a number");
    static const char *const wrong[] = { "regular,", "half-month", "regular,probation", "" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct prak_wage_law *l;
        struct prak_wage_options o = names;
        struct prak_err e = { 0 };
        o.assume = wrong[i];
        assert_int_equal(prak_wage_law_new(x->rules, &o, x->arena, &l, &e), -1);
        assert_int_equal(e.code, PRAK_EUSAGE);
    }
}

/* Total floors by month, first and last month each holds, from ministry statements and press of the time. */
static const struct total {
    const char *first, *last, *regular, *probation;
} totals[] = {
    { "1997-01", "2000-07", "40", NULL },   { "2000-08", "2006-12", "45", "40" },
    { "2007-01", "2008-03", "50", "45" },   { "2008-04", "2010-09", "56", "51" },
    { "2010-10", "2011-12", "61", "56" },   { "2012-01", "2013-04", "66", "61" },
    { "2013-05", "2014-01", "80", "75" },   { "2014-02", "2014-12", "100", "95" },
    { "2015-01", "2015-12", "128", "123" }, { "2016-01", "2016-12", "140", "135" },
    { "2017-01", "2017-12", "153", "148" }, { "2018-01", "2018-12", "170", "165" },
    { "2019-01", "2019-12", "182", "177" }, { "2020-01", "2020-12", "190", "185" },
    { "2021-01", "2021-12", "192", "187" }, { "2022-01", "2022-12", "194", "192" },
    { "2023-01", "2023-12", "200", "198" }, { "2024-01", "2024-12", "204", "202" },
    { "2025-01", "2025-12", "208", "206" }, { "2026-01", "2026-12", "210", "208" },
};

static void floor_is(const struct prak_wage_law *l, const char *month, const char *type, const char *amount)
{
    char want[32];
    snprintf(want, sizeof want, " %s%s ", amount ? amount : "-", amount ? ".00" : "");
    const char *got = line(l, "1", "USD", month, "garment", type, "");
    if (strncmp(got, "1.00 USD", 8) != 0 || strncmp(got + 8, want, strlen(want)) != 0)
        fail_msg("%s %s: %s, expected %s", month, type, got, want);
}

static void floors_by_month(void **state)
{
    struct fixture *x = *state;
    const size_t n = sizeof totals / sizeof *totals;
    for (size_t i = 0; i < n; i++) {
        const struct total *t = &totals[i], *before = i ? t - 1 : NULL, *after = i + 1 < n ? t + 1 : NULL;
        int32_t first, last;
        char day[PRAK_DATE_TEXT];
        assert_int_equal(prak_month_parse(t->first, 7, &first), 0);
        assert_int_equal(prak_month_parse(t->last, 7, &last), 0);
        last = prak_date_add_months(last, 1) - 1;
        for (int k = 0; k < 2; k++) {
            const char *type = k ? "probation" : "regular", *now = k ? t->probation : t->regular;
            prak_date_format(first - 1, day);
            floor_is(x->assuming, day, type, !before ? NULL : k ? before->probation : before->regular);
            prak_date_format(first, day);
            floor_is(x->assuming, day, type, now);
            floor_is(x->assuming, t->first, type, now);
            prak_date_format(last, day);
            floor_is(x->assuming, day, type, now);
            floor_is(x->assuming, t->last, type, now);
            prak_date_format(last + 1, day);
            if (after)
                floor_is(x->assuming, day, type, k ? after->probation : after->regular);
        }
    }
    floor_is(x->assuming, "2000-07", "apprentice", NULL);
    floor_is(x->assuming, "2000-08", "apprentice", "30");
    floor_is(x->assuming, "2012-01", "apprentice", "35");
    floor_is(x->assuming, "2022-01", "apprentice", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_findings), cmocka_unit_test(scaling),         cmocka_unit_test(rounding),
        cmocka_unit_test(conversion),     cmocka_unit_test(user_table),      cmocka_unit_test(reasons),
        cmocka_unit_test(bad_cells),      cmocka_unit_test(floors_by_month),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
