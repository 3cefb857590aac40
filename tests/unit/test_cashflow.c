/*
 * test_cashflow.c - rates of loans: the reference items in tests/vectors/debt.csv, the examples printed in Regulation Z,
 * flows with no rate or several, and that regular loans, dates and flows at any times agree with each other.
 * Run from the top of the tree.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../vectors/base_read.h"
#include "base/arena.h"
#include "base/date.h"
#include "stat/cashflow.h"

#define MOST 64

static void near(double got, double want, double tol, const char *what)
{
    if (!(fabs(got - want) <= tol * fabs(want)))
        fail_msg("%s: %.17g, wanted %.17g", what, got, want);
}

static struct prak_dec dec(const char *text)
{
    struct prak_dec d;
    assert_int_equal(prak_dec_parse(text, strlen(text), false, &d), PRAK_NUM_OK);
    return d;
}

static double fraction(char **p)
{
    double above = strtod(*p, p);
    return **p == '/' ? above / strtod(*p + 1, p) : above;
}

static size_t read_flows(char *p, struct prak_flow *f)
{
    size_t n = 0;
    for (; *p; p += *p == ' ', n++) {
        assert_true(n < MOST);
        f[n].whole = fraction(&p);
        f[n].part = 0;
        f[n].amount = strtod(p + 1, &p);
    }
    return n;
}

static void items_agree(void **state)
{
    static struct vectors v;
    struct prak_flow f[MOST];
    unsigned n = 0;
    (void)state;
    assert_int_equal(vectors_open(&v, "tests/vectors/debt.csv"), 0);
    assert_true(vectors_next(&v)); /* the header */
    for (; vectors_next(&v); n++) {
        double a_year = strtod(v.field[1], NULL), tol = strtod(v.field[5], NULL), rate = 0;
        size_t k, count = read_flows(v.field[6], f);
        assert_int_equal(prak_rate_of(f, count, 1, &rate), PRAK_RATE_FOUND);
        near(rate, strtod(v.field[2], NULL), tol, v.field[0]);
        for (k = 0; k < count; k++)
            f[k].whole *= a_year;
        assert_int_equal(prak_rate_of(f, count, a_year, &rate), PRAK_RATE_FOUND);
        near(rate, strtod(v.field[4], NULL), tol, v.field[0]);
        near(rate * a_year, strtod(v.field[3], NULL), tol, v.field[0]);
    }
    assert_int_equal(n, 14);
}

/* 12 CFR 1026, Appendix J, (c)(1) to (c)(5): the rates printed there, to two decimals. */
static void regulation_z(void **state)
{
    static const struct example {
        const char *id;
        double a_year, advance, whole, odd, unit, first;
        int n;
        double amount, last, apr;
    } example[] = {
        { "(c)(1)(i)", 12, 5000, 1, 0, 1, 0, 24, 230, 0, 9.69 },
        { "(c)(1)(ii)", 12, 6000, 1, 19, 30, 0, 36, 200, 0, 11.82 },
        { "(c)(1)(iii)", 24, 5000, 0, 6, 15, 0, 24, 219.17, 0, 10.34 },
        { "(c)(1)(iv)", 4, 10000, 1, 39, 90, 0, 40, 385, 0, 8.97 },
        { "(c)(1)(v)", 52, 500, 4, 4, 7, 0, 30, 17.60, 0, 14.96 },
        { "(c)(2)(i)", 12, 5000, 1, 0, 1, 250, 23, 230, 0, 10.08 },
        { "(c)(2)(ii)", 13, 400, 1, 5, 28, 39.50, 11, 38.31, 0, 28.50 },
        { "(c)(3)(i)", 12, 5000, 1, 0, 1, 0, 23, 230, 280, 10.50 },
        { "(c)(3)(ii)", 26, 200, 0, 8, 14, 0, 19, 9.50, 30, 12.22 },
        { "(c)(4)(i)", 12, 5000, 1, 0, 1, 250, 22, 230, 280, 10.90 },
        { "(c)(4)(ii)", 6, 8000, 0, 52, 60, 449.36, 18, 465, 200, 7.30 },
        { "(c)(5)(i)", 365.0 / 255, 1000, 1, 0, 1, 0, 1, 1080, 0, 11.45 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof example / sizeof *example; i++) {
        const struct example *x = &example[i];
        struct prak_flow f[MOST] = { { 0, 0, x->advance } };
        size_t n = 1;
        double rate = 0;
        if (x->first > 0)
            f[n++].amount = -x->first;
        for (int k = 0; k < x->n; k++)
            f[n++].amount = -x->amount;
        if (x->last > 0)
            f[n++].amount = -x->last;
        for (size_t k = 1; k < n; k++) {
            f[k].whole = x->whole + (double)(k - 1);
            f[k].part = x->odd / x->unit;
        }
        assert_int_equal(prak_rate_of(f, n, x->a_year, &rate), PRAK_RATE_FOUND);
        if (fabs(100 * rate * x->a_year - x->apr) > 0.005)
            fail_msg("%s: %.4f, printed %.2f", x->id, 100 * rate * x->a_year, x->apr);
    }
}

static enum prak_rate_verdict verdict(size_t n, const double *amount, double *rate)
{
    struct prak_flow f[MOST] = { { 0, 0, 0 } };
    for (size_t k = 0; k < n; k++)
        f[k] = (struct prak_flow){ (double)k, 0, amount[k] };
    return prak_rate_of(f, n, 1, rate);
}

/* Polynomials made from their roots. */
static void several_rates(void **state)
{
    double rate = -1;
    (void)state;
    /* 1 / (1 + i) = 1/1.1 and 1/1.3 */
    assert_int_equal(verdict(3, (double[]){ 100, -240, 143 }, &rate), PRAK_RATE_SEVERAL);
    /* 1.1, 1.2, 1.3 */
    assert_int_equal(verdict(4, (double[]){ 1000, -3600, 4310, -1716 }, &rate), PRAK_RATE_SEVERAL);
    /* no real root: 100 (x^2 - 2.2 x + 1.22) */
    assert_int_equal(verdict(3, (double[]){ 100, -220, 122 }, &rate), PRAK_RATE_NONE);
    assert_int_equal(verdict(3, (double[]){ 100, 20, 30 }, &rate), PRAK_RATE_NONE);
    assert_int_equal(verdict(3, (double[]){ -100, -20, -30 }, &rate), PRAK_RATE_NONE);
    assert_int_equal(verdict(1, (double[]){ 100 }, &rate), PRAK_RATE_NONE);
    /* the signs change three times, yet a second draw while the first is repaid has one rate */
    assert_int_equal(verdict(5, (double[]){ 1000, -100, 500, -800, -900 }, &rate), PRAK_RATE_FOUND);
    assert_true(rate > 0.05 && rate < 0.1);
    /* less is paid than received */
    assert_int_equal(verdict(3, (double[]){ 100, -40, -50 }, &rate), PRAK_RATE_FOUND);
    assert_true(rate < 0);
    assert_int_equal(verdict(3, (double[]){ 100, -40, -60 }, &rate), PRAK_RATE_FOUND);
    assert_true(fabs(rate) < 1e-15);
}

static struct prak_share whole(struct prak_dec d)
{
    return (struct prak_share){ d, prak_dec_int(1) };
}

static struct prak_regular equal(const char *received, const char *amount, unsigned n, const char *a_year)
{
    return (struct prak_regular){ .received = whole(dec(received)),
                                  .level = { { n, whole(dec(amount)), whole(prak_dec_int(0)) } },
                                  .nlevel = 1,
                                  .last = whole(prak_dec_int(0)),
                                  .a_year = whole(dec(a_year)) };
}

static void expect(const struct prak_rates *r, double nominal, double effective)
{
    assert_int_equal(r->nominal_is, PRAK_RATE_FOUND);
    assert_int_equal(r->effective_is, PRAK_RATE_FOUND);
    near(prak_dec_to_double(r->nominal), nominal, 1e-12, "nominal");
    near(prak_dec_to_double(r->effective), effective, 1e-12, "effective");
}

static void regular_loans(void **state)
{
    struct prak_rates got;
    (void)state;
    struct prak_regular r = equal("880", "98.333333333333333333", 12, "12");
    r.last = whole(dec("-100")); /* debt.flat.fee.saving: the last flow is received */
    prak_rates_regular(&r, &got);
    expect(&got, 43.01057894385978, 52.58890108940441072521861);
    r = equal("100", "5", 22, "365"); /* debt.daily */
    prak_rates_regular(&r, &got);
    expect(&got, 308.31935422322694, 2054.716777949205877138596);
    r = equal("400000", "16000", 4, "12"); /* debt.balloon.khr */
    r.last = whole(dec("400000"));
    prak_rates_regular(&r, &got);
    expect(&got, 48, 60.1032218567680790102016);
    r = equal("990", "98.333333333333333333", 12, "12"); /* debt.declep.fee */
    r.level[0].step = whole(dec("-1.25"));
    prak_rates_regular(&r, &got);
    expect(&got, 19.991828369206097, 21.92930778888533841057163);
    r.nlevel = 2; /* the same in two pieces */
    r.level[0].n = 5;
    r.level[1] = (struct prak_level){ 7, whole(dec("92.083333333333333333")), whole(dec("-1.25")) };
    prak_rates_regular(&r, &got);
    expect(&got, 19.991828369206097, 21.92930778888533841057163);
    r = equal("100", "120", 1, "12");
    prak_rates_regular(&r, &got);
    expect(&got, 240, 791.6100448256);
    r = equal("1200", "100", 12, "12"); /* no interest: exactly 0 */
    prak_rates_regular(&r, &got);
    assert_true(prak_dec_is_zero(got.nominal) && prak_dec_is_zero(got.effective));
    r = equal("100", "15", 10, "365"); /* a year is beyond what is shown, a day's nominal is not */
    prak_rates_regular(&r, &got);
    assert_int_equal(got.effective_is, PRAK_RATE_RANGE);
    assert_int_equal(got.nominal_is, PRAK_RATE_FOUND);
    r = equal("0", "15", 10, "12");
    prak_rates_regular(&r, &got);
    assert_int_equal(got.nominal_is, PRAK_RATE_NONE);
    r = equal("100", "0", 10, "12");
    prak_rates_regular(&r, &got);
    assert_int_equal(got.nominal_is, PRAK_RATE_NONE);
    prak_rates_nominal(dec("18"), whole(dec("12")), &got);
    expect(&got, 18, 19.56181714615352515612901);
}

static void annuities(void **state)
{
    struct prak_share i = { prak_dec_int(15), prak_dec_int(1000) };
    struct prak_dec a, cents;
    (void)state;
    prak_annuity(i, 12, &a); /* debt.decl.1000.1.5.12 */
    near(prak_dec_to_double(a), 0.09167999290622894222, 1e-15, "annuity");
    prak_annuity(i, 1, &a);
    assert_int_equal(prak_dec_round(a, 24, &cents), 0);
    assert_int_equal(prak_dec_cmp(cents, dec("1.015")), 0);
    i.below = dec("1e12"); /* hardly any interest: 1 / 12 and a little */
    prak_annuity(i, 12, &a);
    near(prak_dec_to_double(a), 1 / 12.0 + 15e-12 * 13 / 24, 1e-15, "annuity");
    i.below = prak_dec_int(1); /* 1500 % a period: the interest and next to nothing */
    prak_annuity(i, 4000, &a);
    near(prak_dec_to_double(a), 15, 1e-15, "annuity");
}

static int32_t day(const char *text)
{
    int32_t d;
    assert_int_equal(prak_date_parse(text, strlen(text), &d), 0);
    return d;
}

static void dated_loans(void **state)
{
    struct prak_arena *a = prak_arena_new(0);
    struct prak_dated f[MOST];
    struct prak_rates got;
    struct prak_err e;
    (void)state;
    /* Directive 98/7/EC, Annex III, first and second example: 546 days */
    f[0] = (struct prak_dated){ day("1994-01-01"), dec("1000") };
    f[1] = (struct prak_dated){ day("1995-07-01"), dec("-1200") };
    assert_int_equal(prak_rates_dated(f, 2, a, &got, &e), 0);
    near(prak_dec_to_double(got.effective), 12.92432346572342, 1e-12, "18 months are one year and a half");
    f[1].day--;
    assert_int_equal(prak_rates_dated(f, 2, a, &got, &e), 0);
    near(prak_dec_to_double(got.effective), 100 * (pow(1.2, 365.0 / 545) - 1), 1e-12, "by days");
    /* (c)(1)(ii): a first period of one month and 19 days */
    f[0] = (struct prak_dated){ day("1978-02-10"), dec("6000") };
    for (int k = 1; k <= 36; k++)
        f[k] = (struct prak_dated){ prak_date_add_months(day("1978-03-01"), k), dec("-200") };
    assert_int_equal(prak_rates_dated(f, 37, a, &got, &e), 0);
    assert_true(fabs(prak_dec_to_double(got.nominal) - 11.82) < 0.005);
    /* (c)(1)(v): weeks, the first payment after four and four days */
    f[0] = (struct prak_dated){ day("1978-03-20"), dec("500") };
    for (int k = 1; k <= 30; k++)
        f[k] = (struct prak_dated){ day("1978-04-14") + 7 * k, dec("-17.60") };
    assert_int_equal(prak_rates_dated(f, 31, a, &got, &e), 0);
    assert_true(fabs(prak_dec_to_double(got.nominal) - 14.96) < 0.005);
    /* the ends of months are whole months, and equal the regular loan */
    f[0] = (struct prak_dated){ day("2023-08-31"), dec("1000") };
    for (int k = 1; k <= 12; k++)
        f[k] = (struct prak_dated){ prak_date_add_months(f[0].day, k), dec("-98.333333333333333333") };
    assert_int_equal(prak_rates_dated(f, 13, a, &got, &e), 0);
    expect(&got, 31.716381031572555, 36.75828785435863834100905);
    for (int k = 1; k <= 22; k++) /* debt.daily */
        f[k] = (struct prak_dated){ f[0].day + k, dec("-5") };
    f[0].amount = dec("100");
    assert_int_equal(prak_rates_dated(f, 23, a, &got, &e), 0);
    expect(&got, 308.31935422322694, 2054.716777949205877138596);
    /* quarters: the unit period is one; a single payment: the whole time */
    f[0] = (struct prak_dated){ day("2023-01-31"), dec("1000") };
    for (int k = 1; k <= 4; k++)
        f[k] = (struct prak_dated){ prak_date_add_months(f[0].day, 3 * k), dec(k < 4 ? "-45" : "-1045") };
    assert_int_equal(prak_rates_dated(f, 5, a, &got, &e), 0);
    expect(&got, 18, 100 * (pow(1.045, 4) - 1));
    f[1] = (struct prak_dated){ prak_date_add_months(f[0].day, 6), dec("-1090") };
    assert_int_equal(prak_rates_dated(f, 2, a, &got, &e), 0);
    expect(&got, 18, 100 * (pow(1.09, 2) - 1));
    f[1] = (struct prak_dated){ f[0].day + 255, dec("-1080") }; /* (c)(5)(i) */
    assert_int_equal(prak_rates_dated(f, 2, a, &got, &e), 0);
    expect(&got, 8 * 365.0 / 255, 100 * (pow(1.08, 365.0 / 255) - 1));
    f[1] = (struct prak_dated){ f[0].day + 1, dec("-1200") }; /* a fifth a day: of a year that is beyond what is shown */
    assert_int_equal(prak_rates_dated(f, 2, a, &got, &e), 0);
    assert_int_equal(got.effective_is, PRAK_RATE_RANGE);
    assert_int_equal(got.nominal_is, PRAK_RATE_FOUND);
    near(prak_dec_to_double(got.nominal), 7300, 1e-12, "nominal");
    f[0].amount = dec("-1000"); /* nothing is received */
    assert_int_equal(prak_rates_dated(f, 2, a, &got, &e), 0);
    assert_int_equal(got.nominal_is, PRAK_RATE_NONE);
    prak_arena_free(a);
}

/* The quick way and the slow one of random loans. */
static void regular_equals_any(void **state)
{
    uint64_t seed = 20170401;
    (void)state;
    for (int trial = 0; trial < 3000; trial++) {
        struct prak_flow f[MOST];
        unsigned draw[6];
        for (int i = 0; i < 6; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            draw[i] = (unsigned)(seed >> 40);
        }
        unsigned n = 1 + draw[0] % 40, a_year = draw[1] % 3 == 0 ? 365 : 12;
        int64_t pay = 1 + draw[2] % 500, step = draw[3] % 4, last = (int64_t)(draw[4] % 300) - 100;
        int64_t received = (int64_t)n * pay * (20 + draw[5] % 90) / 100 + 1;
        struct prak_regular r = { .received = whole(prak_dec_int(received)), .nlevel = 1,
                                  .last = whole(prak_dec_int(last)),
                                  .level = { { n, whole(prak_dec_int(pay)), whole(prak_dec_int(step)) } },
                                  .a_year = whole(prak_dec_int(a_year)) };
        struct prak_rates got;
        double rate;
        f[0] = (struct prak_flow){ 0, 0, (double)received };
        for (unsigned k = 1; k <= n; k++)
            f[k] = (struct prak_flow){ k, 0, -(double)(pay + step * (k - 1) + (k == n ? last : 0)) };
        enum prak_rate_verdict v = prak_rate_of(f, n + 1, a_year, &rate);
        prak_rates_regular(&r, &got);
        assert_int_equal(got.nominal_is, v);
        if (v == PRAK_RATE_FOUND && fabs(rate) > 1e-9)
            near(prak_dec_to_double(got.nominal), 100 * rate * a_year, 1e-9, "rate");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_agree),   cmocka_unit_test(regulation_z), cmocka_unit_test(several_rates),
        cmocka_unit_test(regular_loans), cmocka_unit_test(dated_loans),  cmocka_unit_test(regular_equals_any),
        cmocka_unit_test(annuities),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
