/*
 * cashflow.c - roots of the two equations of cashflow.h, in u = ln(1 + rate): there they are sums of exponentials, which
 * Newton's method solves in a few steps for loans of the usual kind. The others go to Brent's method of GSL, within a
 * bracket over which the sign is seen to change.
 */
#include "stat/cashflow.h"

#include <assert.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdbool.h>

#include "base/date.h"
#include "base/elementary.h"
#include "base/wide.h"

#define LEAST_YEAR 0.01 /* 1 + rate of a year */
#define MOST       1e6  /* rate */

struct equation {
    const void *flows;
    double (*value)(const void *flows, double u, double *slope); /* what is received less what is paid; slope may be NULL */
};

/* ---- solving within a bracket ---- */

static double gsl_value(double u, void *eq)
{
    const struct equation *q = eq;
    return q->value(q->flows, u, NULL);
}

/* The state of GSL's solver lies here: its allocation would end the program where memory is out. */
static double brent(const struct equation *q, double low, double high)
{
    struct equation mine = *q;
    _Alignas(max_align_t) unsigned char state[256];
    gsl_root_fsolver s = { .type = gsl_root_fsolver_brent, .state = state };
    gsl_function f = { gsl_value, &mine };
    assert(gsl_root_fsolver_brent->size <= sizeof state);
    gsl_root_fsolver_set(&s, &f, low, high);
    for (int i = 0; i < 200; i++) {
        gsl_root_fsolver_iterate(&s);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(&s), gsl_root_fsolver_x_upper(&s), 1e-17, 4e-16) ==
            GSL_SUCCESS)
            break;
    }
    double u = gsl_root_fsolver_root(&s), slope, v = q->value(q->flows, u, &slope);
    /* one step of Newton's: the interval is as narrow as numbers are, its ends need not be the best of them */
    double better = u - v / slope;
    return slope != 0 && better > low && better < high && fabs(better - u) < 1e-9 ? better : u;
}

/* One sign at each end? -1, 0 (a root), 1; NaN and infinite values have none: 2. */
static int sign_at(const struct equation *q, double u)
{
    double v = q->value(q->flows, u, NULL);
    return !isfinite(v) ? 2 : (v > 0) - (v < 0);
}

/* How often the sign changes on a grid. */
static int changes(const struct equation *q, double low, double high)
{
    const int steps = 2000;
    int n = 0, before = 0;
    for (int i = 0; i <= steps; i++) {
        int s = sign_at(q, low + (high - low) * i / steps);
        if (s == 2 || s == 0)
            continue;
        n += before != 0 && s != before;
        before = s;
    }
    return n;
}

static enum prak_rate_verdict between(const struct equation *q, unsigned most, double low, double high, double *u)
{
    int a = sign_at(q, low), b = sign_at(q, high);
    if (most == 0)
        return PRAK_RATE_NONE;
    if (most > 1)
        return changes(q, low, high) == 0 && a == b ? PRAK_RATE_NONE : PRAK_RATE_SEVERAL;
    if (a * b != -1) /* the one rate lies outside: too much is paid at the highest, or too little at the lowest */
        return a == -1 && b == -1 ? PRAK_RATE_RANGE : PRAK_RATE_NONE;
    *u = brent(q, low, high);
    return PRAK_RATE_FOUND;
}

/* ---- flows at any times ---- */

struct any {
    const struct prak_flow *f;
    size_t n;
};

static double any_value(const void *flows, double u, double *slope)
{
    const struct any *a = flows;
    const double rate = expm1(u);
    double v = 0, d = 0;
    for (size_t k = 0; k < a->n; k++) {
        const struct prak_flow *f = &a->f[k];
        double now = f->amount * exp(-u * f->whole), odd = 1 + f->part * rate;
        now /= odd;
        v += now;
        d -= now * (f->whole + f->part * (1 + rate) / odd);
    }
    if (slope)
        *slope = d;
    return v;
}

struct count {
    double sum, size;
    int sign;
    unsigned changes;
};

/* A sum that rounding alone may have made is none. */
static void count_add(struct count *c, double flow)
{
    c->sum += flow;
    c->size += fabs(flow);
    int sign = fabs(c->sum) <= 1e-13 * c->size ? 0 : c->sum > 0 ? 1 : -1;
    c->changes += sign != 0 && c->sign != 0 && sign != c->sign;
    c->sign = sign ? sign : c->sign;
}

/* Sign changes of the partial sums at u: from the first flow, or from the last. */
static unsigned count(const struct prak_flow *f, size_t n, double u, bool from_last)
{
    struct count c = { 0 };
    const double origin = u * f[from_last ? n - 1 : 0].whole;
    for (size_t k = 0; k < n; k++) {
        const struct prak_flow *g = &f[from_last ? n - 1 - k : k];
        count_add(&c, g->amount * exp(origin - u * (g->whole + g->part)));
    }
    return c.changes;
}

/* No more rates than this. */
static unsigned at_most(const struct prak_flow *f, size_t n, double low)
{
    unsigned above = count(f, n, low, false);
    if (above <= 1)
        return above;
    /* on both sides of 0, which is itself none where it leaves a rest */
    struct any a = { f, n };
    double size = 0;
    for (size_t k = 0; k < n; k++)
        size += fabs(f[k].amount);
    if (fabs(any_value(&a, 0, NULL)) <= 1e-13 * size)
        return above;
    unsigned both = count(f, n, 0, false) + count(f, n, 0, true);
    return both < above ? both : above;
}

enum prak_rate_verdict prak_rate_of(const struct prak_flow *f, size_t n, double periods, double *rate)
{
    struct any a = { f, n };
    struct equation q = { &a, any_value };
    double u, low = log(LEAST_YEAR) / periods, high = log1p(MOST);
    if (n < 2)
        return PRAK_RATE_NONE;
    /* late flows at a high rate, early ones at a low one: within what doubles hold */
    double span = f[n - 1].whole + 1 - f[0].whole;
    high = high * span < 600 ? high : 600 / span;
    enum prak_rate_verdict v = between(&q, at_most(f, n, low), low, high, &u);
    if (v == PRAK_RATE_FOUND)
        *rate = expm1(u);
    return v;
}

/* ---- payments at equal intervals ---- */

struct level {
    uint32_t n;
    double amount, step;
};

struct regular {
    double received, last;
    struct level level[PRAK_LEVELS];
    size_t nlevel;
};

/* What is paid, seen from the beginning, and -d/du of it: Horner's scheme in v = exp(-u). */
static double paid(const struct regular *r, double v, double *turn)
{
    double sum = 0, slope = 0, more = r->last;
    for (size_t i = r->nlevel; i-- > 0;) {
        const struct level *l = &r->level[i];
        double k = l->n;
        for (uint32_t left = l->n; left > 0; left--) {
            k -= 1;
            slope = slope * v + sum; /* of the sum, with respect to v */
            sum = sum * v + (l->amount + l->step * k + more);
            more = 0;
        }
    }
    *turn = v * (sum + v * slope);
    return v * sum;
}

static double regular_value(const void *flows, double u, double *slope)
{
    const struct regular *r = flows;
    double turn, p = paid(r, exp(-u), &turn);
    if (slope)
        *slope = turn;
    return r->received - p;
}

static uint64_t payments(const struct regular *r)
{
    uint64_t n = 0;
    for (size_t i = 0; i < r->nlevel; i++)
        n += r->level[i].n;
    return n;
}

/* Nothing but money received at first, then money paid. */
static bool usual(const struct regular *r)
{
    bool all = r->received > 0 && r->nlevel > 0;
    for (size_t i = 0; all && i < r->nlevel; i++) {
        const struct level *l = &r->level[i];
        double end = l->amount + l->step * (l->n - 1) + (i + 1 == r->nlevel ? r->last : 0);
        all = l->amount >= 0 && l->amount + l->step * (l->n - 1) >= 0 && end >= 0 && (i + 1 < r->nlevel || end > 0);
    }
    return all;
}

/*
 * ln paid(u) - ln received is convex in u and nearly a line. By Jensen's inequality the start, at which all is paid in
 * the middle of the times, lies below the root, from where Newton's steps rise to it and cannot pass it.
 */
static bool newton(const struct regular *r, double *u)
{
    double turn, p = paid(r, 1, &turn);
    double at = log(p / r->received) * p / turn;
    for (int i = 0; i < 60; i++) {
        p = paid(r, exp(-at), &turn);
        if (!(p > 0) || !(turn > 0) || !isfinite(p) || !isfinite(turn))
            return false;
        double step = log(p / r->received) * p / turn;
        at += step;
        if (fabs(step) < 1e-10) {
            *u = at;
            return true;
        }
    }
    return false;
}

static unsigned regular_at_most(const struct regular *r, double u)
{
    struct count c = { 0 };
    double discount = 1, v = exp(-u);
    count_add(&c, r->received);
    for (size_t i = 0; i < r->nlevel; i++) {
        for (uint32_t k = 0; k < r->level[i].n; k++) {
            double pay = r->level[i].amount + r->level[i].step * k;
            pay += i + 1 == r->nlevel && k + 1 == r->level[i].n ? r->last : 0;
            discount *= v;
            count_add(&c, -pay * discount);
        }
    }
    return c.changes;
}

static enum prak_rate_verdict solve(const struct regular *r, double a_year, double *u)
{
    struct equation q = { r, regular_value };
    double low = log(LEAST_YEAR) / a_year, high = log1p(MOST), n = (double)payments(r);
    if (!(r->received > 0))
        return PRAK_RATE_NONE;
    if (usual(r) && newton(r, u))
        return *u < low ? PRAK_RATE_NONE : *u > high ? PRAK_RATE_RANGE : PRAK_RATE_FOUND;
    low = low * n > -600 ? low : -600 / n;
    high = high * n < 600 ? high : 600 / n;
    return between(&q, regular_at_most(r, low), low, high, u);
}

/* ---- in decimals ---- */

/* A fraction as per cent, to 12 digits after the point: more than a double has of the rates that occur. */
static enum prak_rate_verdict percent(double fraction, struct prak_dec *out)
{
    if (!(fraction <= MOST))
        return PRAK_RATE_RANGE;
    if (fabs(fraction) < 1e4)
        *out = (struct prak_dec){ llrint(fraction * 1e14), 12 };
    else
        *out = prak_dec_from_quad((prak_quad)fraction * 100, 20, 12);
    return PRAK_RATE_FOUND;
}

/* Near enough: within two of its last bits, where prak_dec_to_double takes long to be right in all. */
static double near_double(struct prak_dec d)
{
    const double exact = 1e18; /* and all powers of ten up to it */
    if (d.scale <= 18 || d.scale > 36 || (d.m <= INT64_MAX && d.m >= INT64_MIN))
        return prak_dec_to_double(d);
    return (double)d.m / exact / (double)prak_pow10_64[d.scale - 18];
}

static double number(struct prak_share s)
{
    double v = near_double(s.above);
    return s.below.scale == 0 && s.below.m == 1 ? v : v / near_double(s.below);
}

static void give(enum prak_rate_verdict v, double u, double a_year, struct prak_rates *out)
{
    *out = (struct prak_rates){ .effective_is = v, .nominal_is = v };
    if (v != PRAK_RATE_FOUND)
        return;
    out->nominal_is = percent(expm1(u) * a_year, &out->nominal);
    out->effective_is = percent(expm1(u * a_year), &out->effective);
}

void prak_rates_regular(const struct prak_regular *r, struct prak_rates *out)
{
    struct regular mine = { .received = number(r->received), .last = number(r->last), .nlevel = r->nlevel };
    double a_year = number(r->a_year), u = 0;
    for (size_t i = 0; i < r->nlevel; i++)
        mine.level[i] = (struct level){ r->level[i].n, number(r->level[i].amount), number(r->level[i].step) };
    enum prak_rate_verdict v = solve(&mine, a_year, &u);
    give(v, u, a_year, out);
}

void prak_rates_nominal(struct prak_dec nominal, struct prak_share a_year, struct prak_rates *out)
{
    double times = number(a_year), rate = prak_dec_to_double(nominal) / 100;
    *out = (struct prak_rates){ .nominal = nominal };
    out->effective_is = percent(expm1(times * log1p(rate / times)), &out->effective);
}

void prak_annuity(struct prak_share i, uint32_t n, struct prak_dec *out)
{
    const prak_quad rate = prak_dec_to_quad(i.above) / prak_dec_to_quad(i.below), up = 1 + rate;
    prak_quad power = 1, square = up;
    for (uint32_t k = n; k > 0; k /= 2) {
        power = k % 2 == 1 ? power * square : power;
        square = k > 1 ? square * square : square;
    }
    const prak_quad share = rate / (1 - 1 / power);
    *out = share < (prak_quad)1e6 ? (struct prak_dec){ (prak_i128)(share * (prak_quad)1e18 * (prak_quad)1e12), 30 }
                                  : prak_dec_from_quad(share, 28, 30);
}

/* ---- by dates ---- */

/* Whole months back from a day to not before the first, and the days that are left. */
static int32_t months_back(int32_t first, int32_t day, int32_t *odd)
{
    int32_t n = prak_date_months(first, day) + 1, back = prak_date_add_months(day, -n);
    while (n > 0 && (back == INT32_MIN || back < first))
        back = prak_date_add_months(day, -(--n));
    *odd = back - first;
    return n;
}

/* What a unit period is: so many days, or so many months; with days 0 and odd, months and days of the next. */
struct unit {
    int32_t days, months;
    double a_year;
    bool odd;
};

/* How often each gap of 1 to 28 comes, in months or days, and how often longer ones; the most frequent that may be one. */
static int32_t common_gap(const struct prak_dated *f, size_t n, bool months)
{
    enum { WEEK = 7, MOST_GAP = 28 };
    size_t gaps[MOST_GAP + 1] = { 0 }, longer = 0, best = 1;
    int32_t gap = 0;
    for (size_t k = 0; k + 1 < n; k++) {
        int32_t g = months ? prak_date_months(f[0].day, f[k + 1].day) - prak_date_months(f[0].day, f[k].day)
                           : f[k + 1].day - f[k].day;
        if (g <= (months ? PRAK_YEAR_MONTHS : MOST_GAP))
            gaps[g]++;
        else
            longer++;
    }
    for (int32_t g = 1; g <= MOST_GAP; g++) {
        if (gaps[g] <= best || (!months && g != 1 && g % WEEK != 0))
            continue;
        best = gaps[g];
        gap = g;
    }
    return months || best > longer ? gap : 0;
}

/* Intervals of a month, more or less: what a unit is where none comes twice. */
static bool monthly(const struct prak_dated *f, size_t n)
{
    enum { LEAST_DAYS = 20, MOST_DAYS = 45 };
    const int64_t time = (int64_t)f[n - 1].day - f[0].day, intervals = (int64_t)n - 1;
    return time >= LEAST_DAYS * intervals && time <= MOST_DAYS * intervals;
}

/* a_year 0: there is none. */
static struct unit find_unit(const struct prak_dated *f, size_t n, bool months)
{
    const int32_t gap = common_gap(f, n, months);
    if (n == 2) { /* one payment: the whole time is the period */
        int32_t whole = months ? prak_date_months(f[0].day, f[1].day) : f[1].day - f[0].day;
        return months ? (struct unit){ 0, whole, PRAK_YEAR_MONTHS / (double)whole, false }
                      : (struct unit){ whole, 0, PRAK_YEAR_DAYS / (double)whole, false };
    }
    if (gap == 0 && !monthly(f, n))
        return (struct unit){ 0, 0, 0, false };
    if (months)
        return (struct unit){ 0, gap ? gap : 1, PRAK_YEAR_MONTHS / (double)(gap ? gap : 1), false };
    if (gap > 0) /* 52 weeks, or 365 days */
        return (struct unit){ gap, 0, (gap == 1 ? PRAK_YEAR_DAYS : PRAK_YEAR_DAYS - 1) / (double)gap, false };
    return (struct unit){ 0, 1, PRAK_YEAR_MONTHS, true };
}

static void set_flows(const struct prak_dated *f, size_t n, const struct unit *u, struct prak_flow *out)
{
    const double month = 30;
    for (size_t k = 0; k < n; k++) {
        int32_t periods = u->days, time = f[k].day - f[0].day, odd = 0;
        out[k] = (struct prak_flow){ 0, 0, prak_dec_to_double(f[k].amount) };
        if (u->odd) {
            out[k].whole = months_back(f[0].day, f[k].day, &odd);
            out[k].part = odd / month;
            if (out[k].part >= 1) { /* 30 days and more that are no month: from the 31st of one to the 28th of another */
                out[k].whole += 1;
                out[k].part -= 1;
            }
            continue;
        }
        if (u->days == 0) {
            periods = u->months;
            time = prak_date_months(f[0].day, f[k].day);
        }
        out[k].whole = time / periods;
        out[k].part = time % periods / (double)periods;
    }
}

static bool in_months(const struct prak_dated *f, size_t n)
{
    for (size_t k = 1; k < n; k++) {
        int32_t m = prak_date_months(f[0].day, f[k].day);
        if (prak_date_add_months(f[0].day, m) != f[k].day)
            return false;
    }
    return true;
}

int prak_rates_dated(const struct prak_dated *f, size_t n, struct prak_arena *scratch, struct prak_rates *out,
                     struct prak_err *e)
{
    struct prak_flow *flow = prak_arena_array(scratch, n, sizeof *flow, e);
    double x = 0, i = 0;
    if (!flow)
        return -1;
    out->effective_is = out->nominal_is = PRAK_RATE_NONE;
    if (n == 0 || prak_dec_sign(f[0].amount) <= 0)
        return 0;
    const bool months = in_months(f, n);
    for (size_t k = 0; k < n; k++)
        flow[k] = (struct prak_flow){ months ? prak_date_months(f[0].day, f[k].day) / (double)PRAK_YEAR_MONTHS
                                             : (f[k].day - f[0].day) / (double)PRAK_YEAR_DAYS,
                                      0, prak_dec_to_double(f[k].amount) };
    out->effective_is = out->nominal_is = prak_rate_of(flow, n, 1, &x);
    if (out->effective_is == PRAK_RATE_FOUND)
        out->effective_is = percent(x, &out->effective);
    else if (out->effective_is != PRAK_RATE_RANGE) /* the rate of a period may be one that is shown */
        return 0;
    const struct unit unit = find_unit(f, n, months);
    if (unit.a_year == 0) {
        out->nominal_is = PRAK_RATE_PERIOD;
        return 0;
    }
    set_flows(f, n, &unit, flow);
    out->nominal_is = prak_rate_of(flow, n, unit.a_year, &i);
    if (out->nominal_is == PRAK_RATE_FOUND)
        out->nominal_is = percent(i * unit.a_year, &out->nominal);
    return 0;
}
