/*
 * test_debt.c - random loans against payments that are written out one by one and rates found by halving; terms kept from
 * before change nothing; what a cap and a threshold say around their first day. Run from the top of the tree.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "domain/debt.h"

#define MOST 400

struct fixture {
    struct prak_rules *rules;
    struct prak_arena *arena;
    const struct prak_debt_law *law;
    struct prak_debt_shapes *shapes;
};

static int set_up(void **state)
{
    static struct fixture x;
    struct prak_err e = { 0 };
    struct prak_debt_options o = { .column = { "principal", "currency", "date", "rate", "period", "method", "term",
                                               "instalments", "grace", NULL, "fees", "savings", "lender", "again", "income" },
                                   .thresholds = "insolvent,client_protection",
                                   .explain = "en",
                                   .tolerance = prak_dec_int(0) };
    x.arena = prak_arena_new(0);
    x.shapes = calloc(1, sizeof *x.shapes);
    if (!x.arena || !x.shapes || prak_rules_open("lib/rules", &x.rules, &e) < 0 ||
        prak_debt_law_new(x.rules, &o, x.arena, &x.law, &e) < 0)
        fail_msg("%s:%d: %s", e.source, (int)e.line, e.msg);
    *state = &x;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    free(x->shapes);
    prak_rules_free(x->rules);
    prak_arena_free(x->arena);
    return 0;
}

static uint64_t seed = 20170401;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* A made-up loan, as cells and as numbers. */
struct loan {
    char text[PRAK_DEBT_NFACT][24];
    struct prak_debt_facts facts;
    double principal, fees, savings, rate; /* of one period */
    unsigned n, grace, method;
    double a_year, months;
    double pay[MOST];
};

static const char *const methods[] = { "declining", "equal-principal", "balloon", "flat", "per-term", "daily" };
enum { DECLINING, EQUAL, BALLOON, FLAT, TERM, DAILY };

static void cell(struct loan *l, enum prak_debt_fact fact, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    vsnprintf(l->text[fact], sizeof l->text[fact], format, ap);
    va_end(ap);
    l->facts.cell[fact] = prak_str(l->text[fact]);
}

/* Payment by payment, as a lender's book has it. */
static void write_book(struct loan *l)
{
    const double whole = l->rate * l->n; /* interest of the term, were nothing repaid */
    double left = l->principal;
    unsigned m = l->n - l->grace;
    for (unsigned k = 0; k < l->n; k++) {
        const bool only = k < l->grace;
        double interest = l->rate * (l->method >= FLAT ? l->principal : left), back = only ? 0 : l->principal / m;
        if (l->method == DECLINING && !only) {
            double level = l->rate > 0 ? l->principal * l->rate / (1 - pow(1 + l->rate, -(double)m)) : l->principal / m;
            back = level - interest;
        }
        if (l->method == BALLOON)
            back = k + 1 == l->n ? l->principal : 0;
        if (l->method >= TERM)
            interest = l->principal * whole / l->n;
        left -= back;
        l->pay[k] = interest + back;
    }
    assert_true(fabs(left) < 1e-6 * l->principal);
}

static void make_loan(struct loan *l)
{
    static const char *const period[] = { "year", "month", "term" };
    memset(l, 0, sizeof *l);
    const unsigned which = draw(3), rate = draw(600), term = 1 + draw(60);
    l->method = draw(6);
    l->n = l->method == DAILY ? 1 + draw(300) : term;
    l->principal = 100 * (1 + draw(500)) + draw(100);
    l->grace = l->method < TERM && draw(3) == 0 ? draw(l->n) : 0;
    l->fees = draw(2) ? draw((unsigned)l->principal / 4) : 0;
    l->savings = draw(3) ? 0 : draw((unsigned)l->principal / 8);
    l->months = l->method == DAILY ? l->n * 12 / 365.0 : term;
    l->a_year = l->method == DAILY ? 365 : 12;
    const double share = rate / 10000.0; /* of the period */
    l->rate = (which == 0 ? share * term / 12 : which == 1 ? share * term : share) / l->n;
    cell(l, PRAK_DEBT_PRINCIPAL, "%.0f", l->principal);
    cell(l, PRAK_DEBT_CURRENCY, "USD");
    cell(l, PRAK_DEBT_DATE, "2020-%02u-%02u", 1 + draw(12), 1 + draw(28));
    cell(l, PRAK_DEBT_RATE, "%u.%02u", rate / 100, rate % 100);
    cell(l, PRAK_DEBT_PERIOD, "%s", period[which]);
    cell(l, PRAK_DEBT_METHOD, "%s", methods[l->method]);
    cell(l, PRAK_DEBT_TERM, "%u", term);
    cell(l, PRAK_DEBT_INSTALMENTS, "%u", l->n);
    cell(l, PRAK_DEBT_GRACE, "%u", l->grace);
    cell(l, PRAK_DEBT_FEES, "%.0f", l->fees);
    cell(l, PRAK_DEBT_SAVINGS, "%.0f", l->savings);
    cell(l, PRAK_DEBT_LENDER, "mfi");
    cell(l, PRAK_DEBT_INCOME, "%u", 1 + draw(500));
    write_book(l);
}

/* The rate of a period at which `received` is what is paid, by halving; -1: more than one cannot be excluded here. */
static double halve(const struct loan *l, double received, double back)
{
    double low = -0.1, high = 100;
    for (int i = 0; i < 300; i++) {
        double mid = (low + high) / 2, sum = received, v = 1;
        for (unsigned k = 0; k < l->n; k++) {
            v /= 1 + mid;
            sum -= (l->pay[k] - (k + 1 == l->n ? back : 0)) * v;
        }
        *(sum < 0 ? &low : &high) = mid;
    }
    return low;
}

static void close_to(struct prak_dec got, double want, double step, const char *what, const struct loan *l)
{
    if (!(fabs(prak_dec_to_double(got) - want) <= step / 2 + 1e-9 * fabs(want)))
        fail_msg("%s: %.17g, wanted %.17g (%s %s %s %s %s n %u grace %u)", what, prak_dec_to_double(got), want,
                 l->text[PRAK_DEBT_PRINCIPAL], l->text[PRAK_DEBT_RATE], l->text[PRAK_DEBT_PERIOD],
                 l->text[PRAK_DEBT_METHOD], l->text[PRAK_DEBT_TERM], l->n, l->grace);
}

static struct prak_debt_finding judged(struct fixture *x, struct prak_debt_shapes *shapes, const struct prak_debt_facts *facts)
{
    struct prak_debt_finding f;
    struct prak_err e = { 0 };
    const char *code;
    if (prak_debt_judge(x->law, shapes, facts, &f, &code, &e) < 0)
        fail_msg("%s: %s", e.column, e.msg);
    return f;
}

static void books_agree(void **state)
{
    struct fixture *x = *state;
    static struct loan l;
    unsigned seen = 0;
    for (int trial = 0; trial < 20000; trial++) {
        make_loan(&l);
        struct prak_debt_finding f = judged(x, x->shapes, &l.facts);
        double sum = 0, months = l.months < 1 ? 1 : l.months;
        for (unsigned k = 0; k < l.n; k++)
            sum += l.pay[k];
        assert_true(f.has_instalment && f.has_service && f.has_total && f.has_nominal && f.has_cap);
        close_to(f.instalment, l.method == BALLOON ? l.pay[0] : l.pay[l.grace], 0.01, "instalment", &l);
        close_to(f.monthly_service, sum / months, 0.01, "monthly_service", &l);
        close_to(f.total_cost, sum - l.principal + l.fees, 0.01, "total_cost", &l);
        double bare = halve(&l, l.principal, 0), cap = 18, nominal = 100 * bare * l.a_year;
        close_to(f.nominal_rate, nominal, 0.0001, "nominal_rate", &l);
        close_to(f.interest_over_cap, f.above_cap ? (sum - l.principal) * (nominal - cap) / nominal : 0, 0.01,
                 "interest_over_cap", &l);
        assert_true(f.above_cap == (prak_dec_to_double(f.nominal_rate) > cap));
        if (!f.has_effective) /* savings beyond the last payment: then it is said why */
            assert_true(f.nreason > 0);
        else if (l.pay[l.n - 1] >= l.savings) {
            double rate = halve(&l, l.principal - l.fees - l.savings, l.savings);
            close_to(f.effective_rate, 100 * (pow(1 + rate, l.a_year) - 1), 0.0001, "effective_rate", &l);
            seen++;
        }
    }
    assert_true(seen > 15000);
}

static bool same_dec(bool has_a, struct prak_dec a, bool has_b, struct prak_dec b)
{
    return has_a == has_b && (!has_a || (a.m == b.m && a.scale == b.scale));
}

/* The same few terms again and again, and in the same slots: with the worker's memory and without. */
static void memory_changes_nothing(void **state)
{
    struct fixture *x = *state;
    static struct loan l;
    for (int trial = 0; trial < 20000; trial++) {
        seed = 1 + (uint64_t)draw(50) * 977;
        make_loan(&l);
        seed = (uint64_t)trial * 7919;
        cell(&l, PRAK_DEBT_PRINCIPAL, "%u", 1 + draw(100000));
        if (draw(3) == 0)
            cell(&l, PRAK_DEBT_FEES, "");
        if (draw(9) == 0)
            cell(&l, PRAK_DEBT_TERM, "");
        struct prak_debt_finding a = judged(x, x->shapes, &l.facts), b = judged(x, NULL, &l.facts);
        assert_true(same_dec(a.has_instalment, a.instalment, b.has_instalment, b.instalment));
        assert_true(same_dec(a.has_service, a.monthly_service, b.has_service, b.monthly_service));
        assert_true(same_dec(a.has_total, a.total_cost, b.has_total, b.total_cost));
        assert_true(same_dec(a.has_nominal, a.nominal_rate, b.has_nominal, b.nominal_rate));
        assert_true(same_dec(a.has_effective, a.effective_rate, b.has_effective, b.effective_rate));
        assert_true(same_dec(a.has_apr, a.apr, b.has_apr, b.apr));
        assert_true(same_dec(a.has_over, a.interest_over_cap, b.has_over, b.interest_over_cap));
        assert_true(same_dec(a.has_dsr, a.dsr, b.has_dsr, b.dsr));
        assert_true(a.above_cap == b.above_cap && a.instalments == b.instalments && a.nrule == b.nrule);
        assert_int_equal(a.nreason, b.nreason);
        for (size_t i = 0; i < a.nreason; i++)
            assert_true(prak_str_eq(a.reason[i], b.reason[i]));
    }
}

/* 1.5 % a month on the declining balance is some 0.83 % flat over 12 to 36 months; a little more is over the cap. */
static void cheap_flat_loans(void **state)
{
    struct fixture *x = *state;
    static struct loan l;
    for (unsigned n = 12; n <= 36; n++) {
        make_loan(&l);
        cell(&l, PRAK_DEBT_PRINCIPAL, "100000");
        cell(&l, PRAK_DEBT_PERIOD, "month");
        cell(&l, PRAK_DEBT_GRACE, "0");
        cell(&l, PRAK_DEBT_FEES, "0");
        cell(&l, PRAK_DEBT_TERM, "%u", n);
        cell(&l, PRAK_DEBT_INSTALMENTS, "%u", n);
        cell(&l, PRAK_DEBT_METHOD, "declining");
        cell(&l, PRAK_DEBT_RATE, "1.5");
        struct prak_debt_finding f = judged(x, NULL, &l.facts);
        double flat = prak_dec_to_double(f.total_cost) / 1000 / n; /* per cent of the sum a month */
        assert_true(flat > 0.82 && flat < 0.84 && !f.above_cap);
        cell(&l, PRAK_DEBT_METHOD, "flat");
        cell(&l, PRAK_DEBT_RATE, "%.4f", flat - 0.0002);
        f = judged(x, NULL, &l.facts);
        assert_false(f.above_cap);
        cell(&l, PRAK_DEBT_RATE, "%.4f", flat + 0.0002);
        f = judged(x, NULL, &l.facts);
        assert_true(f.above_cap);
        assert_non_null(f.flat_forbidden);
    }
}

static void days_of_rules(void **state)
{
    static const struct {
        const char *day, *again;
        bool cap;
    } days[] = { { "2017-03-31", "", false },          { "2017-04-01", "", true },
                 { "2017-04-02", "", true },           { "2001-01-01", "2017-03-31", false },
                 { "2001-01-01", "2017-04-01", true }, { "2016-12-31", "2030-01-01", true } };
    struct fixture *x = *state;
    static struct loan l;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        make_loan(&l);
        cell(&l, PRAK_DEBT_DATE, "%s", days[i].day);
        cell(&l, PRAK_DEBT_REFINANCED, "%s", days[i].again);
        struct prak_debt_finding f = judged(x, NULL, &l.facts);
        assert_int_equal(f.has_cap, days[i].cap);
        /* the thresholds are those of the day of the loan: of 2013-02-01 and 2017-01-01 */
        assert_int_equal(f.threshold[0].known, strcmp(days[i].day, "2013-02-01") >= 0);
        assert_int_equal(f.threshold[1].known, strcmp(days[i].day, "2017-01-01") >= 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(books_agree),
        cmocka_unit_test(memory_changes_nothing),
        cmocka_unit_test(cheap_flat_loans),
        cmocka_unit_test(days_of_rules),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
