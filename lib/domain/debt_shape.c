/*
 * debt_shape.c - step 3 of debt.h: from the terms of a loan to its payments, for a principal of 1.
 */
#include "base/date.h"
#include "domain/debt_law.h"

static const char *const period_name[PRAK_PERIODS] = { "year", "month", "term" };
static const char *const method_name[PRAK_METHODS] = { "declining", "equal-principal", "balloon",
                                                       "flat",      "per-term",        "daily" };

static int find(const char *const *name, int n, struct prak_str word)
{
    for (int i = 0; i < n; i++)
        if (prak_str_is(word, name[i]))
            return i;
    return -1;
}

int prak_debt_period_of(struct prak_str word)
{
    return find(period_name, PRAK_PERIODS, word);
}

int prak_debt_method_of(struct prak_str word)
{
    return find(method_name, PRAK_METHODS, word);
}

/* ---- reading ---- */

static const char TYPE[] = "type-error", CONSTRAINT[] = "constraint-error";

static int read_number(struct prak_debt_job *j, enum prak_debt_fact fact, bool zero, const char *msg, struct prak_dec *d,
                       struct prak_err *e)
{
    if (j->cell[fact].n == 0)
        return 0;
    enum prak_num_verdict v = prak_dec_parse(j->cell[fact].p, j->cell[fact].n, false, d);
    if (v != PRAK_NUM_OK)
        return prak_debt_bad(j, fact, TYPE, prak_num_reason(v), e);
    if (prak_dec_sign(*d) < 0 || (!zero && prak_dec_sign(*d) == 0))
        return prak_debt_bad(j, fact, CONSTRAINT, msg, e);
    j->has[fact] = true;
    return 0;
}

/* A whole number, at most PRAK_FLOWS_MOST. */
static int read_count(struct prak_debt_job *j, enum prak_debt_fact fact, bool zero, uint32_t *n, struct prak_err *e)
{
    struct prak_dec d;
    int64_t v = 0;
    if (read_number(j, fact, zero, zero ? "cannot be negative" : "must be above zero", &d, e) < 0)
        return -1;
    if (!j->has[fact])
        return 0;
    if (prak_dec_to_int64(d, &v) < 0)
        return prak_debt_bad(j, fact, CONSTRAINT, "not a whole number", e);
    if (v > PRAK_FLOWS_MOST)
        return prak_debt_bad(j, fact, CONSTRAINT, "more than a loan can have", e);
    *n = (uint32_t)v;
    return 0;
}

int prak_debt_read_terms(struct prak_debt_job *j, struct prak_err *e)
{
    const struct prak_str *cell = j->cell;
    j->period = cell[PRAK_DEBT_PERIOD].n ? prak_debt_period_of(cell[PRAK_DEBT_PERIOD]) : -1;
    j->method = cell[PRAK_DEBT_METHOD].n ? prak_debt_method_of(cell[PRAK_DEBT_METHOD]) : -1;
    j->has[PRAK_DEBT_PERIOD] = cell[PRAK_DEBT_PERIOD].n > 0;
    j->has[PRAK_DEBT_METHOD] = cell[PRAK_DEBT_METHOD].n > 0;
    if (j->has[PRAK_DEBT_PERIOD] && j->period < 0)
        return prak_debt_bad(j, PRAK_DEBT_PERIOD, CONSTRAINT, "not year, month or term (empty: not known)", e);
    if (j->has[PRAK_DEBT_METHOD] && j->method < 0)
        return prak_debt_bad(j, PRAK_DEBT_METHOD, CONSTRAINT,
                             "not declining, equal-principal, balloon, flat, per-term or daily", e);
    if (read_number(j, PRAK_DEBT_RATE, true, "a rate cannot be negative", &j->rate, e) < 0 ||
        read_number(j, PRAK_DEBT_TERM, false, "a term must be above zero", &j->term, e) < 0)
        return -1;
    if (j->has[PRAK_DEBT_TERM] && prak_dec_cmp(j->term, prak_dec_int(PRAK_FLOWS_MOST)) > 0)
        return prak_debt_bad(j, PRAK_DEBT_TERM, CONSTRAINT, "more months than a loan can have", e);
    if (read_count(j, PRAK_DEBT_INSTALMENTS, false, &j->instalments, e) < 0)
        return -1;
    return read_count(j, PRAK_DEBT_GRACE, true, &j->grace, e);
}

/* ---- how many payments, and what of the term is interest ---- */

static bool lacks(const struct prak_debt_job *j, enum prak_debt_fact fact, struct prak_debt_shape *s)
{
    if (!j->has[fact])
        s->reason = j->law->missing[fact];
    return !j->has[fact];
}

/* A column of theirs that is empty here says that it is not known; without the column the method says it. */
static int count_payments(struct prak_debt_job *j, struct prak_debt_shape *s, struct prak_err *e)
{
    int64_t whole;
    int32_t end;
    if (j->has[PRAK_DEBT_INSTALMENTS]) {
        s->n = j->instalments;
        return 0;
    }
    if (j->law->there[PRAK_DEBT_INSTALMENTS]) {
        s->reason = j->law->missing[PRAK_DEBT_INSTALMENTS];
        return 0;
    }
    if (j->method == PRAK_PER_TERM || (j->has[PRAK_DEBT_TERM] && prak_dec_to_int64(j->term, &whole) < 0)) {
        s->reason = prak_str("unknown_instalments");
        return 0;
    }
    if (lacks(j, PRAK_DEBT_TERM, s))
        return 0;
    if (j->method == PRAK_DAILY) {
        if (lacks(j, PRAK_DEBT_DATE, s))
            return 0;
        end = prak_date_add_months(j->date, (int32_t)whole);
        if (end == INT32_MIN || end - j->date > PRAK_FLOWS_MOST)
            return prak_debt_bad(j, PRAK_DEBT_TERM, CONSTRAINT, "more months than a loan can have", e);
        whole = end - j->date;
    }
    s->n = (uint32_t)whole;
    return 0;
}

/* Payments a year: 365 of daily ones, else 12 n / T; the months of all of them, at least one. */
static void pace(struct prak_debt_job *j, struct prak_debt_shape *s)
{
    struct prak_dec twelve = prak_dec_int((int64_t)s->n * PRAK_YEAR_MONTHS), one = prak_dec_int(1);
    if (j->method == PRAK_DAILY) {
        s->flows.a_year = (struct prak_share){ prak_dec_int(PRAK_YEAR_DAYS), one };
        s->months = (struct prak_share){ twelve, prak_dec_int(PRAK_YEAR_DAYS) };
    } else {
        s->flows.a_year = (struct prak_share){ twelve, j->term };
        s->months = (struct prak_share){ j->term, one };
    }
    if (prak_dec_cmp(s->months.above, s->months.below) < 0)
        s->months.above = s->months.below;
}

/* Interest of the whole term as a share of the principal, were none of it repaid: above / below. */
static int whole_interest(struct prak_debt_job *j, struct prak_share *r, struct prak_err *e)
{
    r->above = j->rate;
    r->below = prak_dec_int(100);
    if (j->period == PRAK_BY_TERM)
        return 0;
    if (prak_dec_mul(j->rate, j->term, &r->above) < 0)
        return prak_debt_too_long(j, e);
    if (j->period == PRAK_BY_YEAR)
        r->below = prak_dec_int(100 * PRAK_YEAR_MONTHS);
    return 0;
}

/* Instalments of the time in which interest alone is paid. -1: not a number of them. */
static int grace_payments(struct prak_debt_job *j, uint32_t n, uint32_t *grace, struct prak_err *e)
{
    struct prak_dec part;
    int64_t whole;
    *grace = 0;
    if (!j->has[PRAK_DEBT_GRACE] || j->grace == 0)
        return 0;
    if (prak_dec_div(prak_dec_int((int64_t)j->grace * n), j->term, &part) < 0 || prak_dec_to_int64(part, &whole) < 0)
        return prak_debt_bad(j, PRAK_DEBT_GRACE, CONSTRAINT, "not a number of instalments", e);
    if (whole >= (int64_t)n)
        return prak_debt_bad(j, PRAK_DEBT_GRACE, CONSTRAINT, "as long as the loan", e);
    *grace = (uint32_t)whole;
    return 0;
}

/* ---- the payments ---- */

static int times(struct prak_dec a, int64_t n, struct prak_dec *out)
{
    return prak_dec_mul(a, prak_dec_int(n), out);
}

/* Interest r of the term, g payments of interest alone, then m; i = r / n of one period. */
struct terms {
    struct prak_share r, i;
    uint32_t n, g, m;
};

static struct prak_share none(void)
{
    return (struct prak_share){ prak_dec_int(0), prak_dec_int(1) };
}

static void set_levels(const struct terms *t, struct prak_debt_shape *s)
{
    s->flows.level[0] = (struct prak_level){ t->g, t->i, none() };
    s->flows.level[1] = (struct prak_level){ t->m, s->instalment, none() };
    s->flows.nlevel = PRAK_LEVELS;
}

/* (1 + r) / n of all, or with g: interest r / n alone, then 1 / m more. */
static int level_out(const struct terms *t, struct prak_debt_shape *s)
{
    struct prak_dec more, all;
    s->interest = t->r;
    /* 1 / m + r / n = (below n + above m) / (below n m) */
    if (times(t->r.above, t->m, &more) < 0 || prak_dec_add(t->i.below, more, &all) < 0 ||
        times(t->i.below, t->m, &more) < 0)
        return -1;
    s->instalment = (struct prak_share){ all, more };
    set_levels(t, s);
    return 0;
}

/* a = i / (1 - (1 + i)^-m); interest m a - 1 + g i = ((m a - 1) below + g above) / below of i */
static int declining(const struct terms *t, struct prak_debt_shape *s)
{
    struct prak_dec a, sum, first;
    if (prak_dec_is_zero(t->r.above))
        return level_out(t, s);
    prak_annuity(t->i, t->m, &a);
    s->instalment = (struct prak_share){ a, prak_dec_int(1) };
    if (times(a, t->m, &sum) < 0 || prak_dec_sub(sum, prak_dec_int(1), &sum) < 0)
        return -1;
    s->interest = (struct prak_share){ sum, prak_dec_int(1) };
    if (t->g > 0 && (times(t->i.above, t->g, &first) < 0 ||
                     prak_dec_muldiv(first, prak_dec_int(1), t->i.below, PRAK_MONEY_DIGITS, &first) < 0 ||
                     prak_dec_add(sum, first, &s->interest.above) < 0))
        return -1;
    set_levels(t, s);
    return 0;
}

static int equal_principal(const struct terms *t, struct prak_debt_shape *s)
{
    if (level_out(t, s) < 0)
        return -1;
    /* each is lower by i / m = above m / (below n m) m */
    s->flows.level[1].step = (struct prak_share){ { -t->r.above.m, t->r.above.scale }, s->instalment.below };
    /* r (2 g + m + 1) / 2 n */
    return times(t->r.above, (int64_t)2 * t->g + t->m + 1, &s->interest.above) < 0
               ? -1
               : times(t->r.below, (int64_t)2 * t->n, &s->interest.below);
}

static int balloon(const struct terms *t, struct prak_debt_shape *s)
{
    s->interest = t->r;
    s->instalment = t->i;
    s->flows.last.above = prak_dec_int(1);
    s->flows.level[0] = (struct prak_level){ t->n, t->i, none() };
    s->flows.nlevel = 1;
    /* a single payment is all there is */
    return t->n > 1 ? 0 : prak_dec_add(t->r.above, t->r.below, &s->instalment.above);
}

static int pay_out(const struct prak_debt_job *j, const struct terms *t, struct prak_debt_shape *s)
{
    switch ((enum prak_debt_method)j->method) {
    case PRAK_DECLINING:
        return declining(t, s);
    case PRAK_EQUAL_PRINCIPAL:
        return equal_principal(t, s);
    case PRAK_BALLOON:
        return balloon(t, s);
    case PRAK_FLAT:
    case PRAK_PER_TERM:
    case PRAK_DAILY:
    case PRAK_METHODS:
        break;
    }
    return level_out(t, s);
}

/* ---- rates ---- */

/* What is agreed on the declining balance needs no root: the rate is what it is called. */
static int agreed(const struct prak_debt_job *j, struct prak_dec *nominal)
{
    switch ((enum prak_debt_period)j->period) {
    case PRAK_BY_YEAR:
        *nominal = j->rate;
        return 0;
    case PRAK_BY_MONTH:
        return times(j->rate, PRAK_YEAR_MONTHS, nominal);
    case PRAK_BY_TERM:
    case PRAK_PERIODS:
        break;
    }
    return times(j->rate, PRAK_YEAR_MONTHS, nominal) < 0 ? -1 : prak_dec_div(*nominal, j->term, nominal);
}

static int rates(struct prak_debt_job *j, struct prak_debt_shape *s, struct prak_err *e)
{
    struct prak_dec nominal;
    if (j->method != PRAK_DECLINING && j->method != PRAK_EQUAL_PRINCIPAL && j->method != PRAK_BALLOON) {
        prak_rates_regular(&s->flows, &s->rates);
        return 0;
    }
    if (agreed(j, &nominal) < 0)
        return prak_debt_too_long(j, e);
    prak_rates_nominal(nominal, s->flows.a_year, &s->rates);
    return 0;
}

/* The instalment is a fact: n of them. */
static int given(struct prak_debt_job *j, struct prak_debt_shape *s, struct prak_err *e)
{
    struct prak_dec all;
    s->instalment = (struct prak_share){ j->payment, j->principal };
    s->flows.level[0] = (struct prak_level){ s->n, s->instalment, none() };
    s->flows.nlevel = 1;
    if (times(j->payment, s->n, &all) < 0 || prak_dec_sub(all, j->principal, &all) < 0)
        return prak_debt_too_long(j, e);
    s->interest = (struct prak_share){ all, j->principal };
    prak_rates_regular(&s->flows, &s->rates);
    return 0;
}

static bool lacks_terms(const struct prak_debt_job *j, struct prak_debt_shape *s)
{
    if (j->has[PRAK_DEBT_PAYMENT] && (j->method == PRAK_BALLOON || j->method == PRAK_EQUAL_PRINCIPAL)) {
        s->reason = prak_str("payment_unclear");
        return true;
    }
    if (j->has[PRAK_DEBT_PAYMENT])
        return j->method != PRAK_DAILY && lacks(j, PRAK_DEBT_TERM, s);
    if (j->law->there[PRAK_DEBT_PAYMENT] && !j->law->there[PRAK_DEBT_RATE])
        return lacks(j, PRAK_DEBT_PAYMENT, s);
    if (lacks(j, PRAK_DEBT_RATE, s))
        return true;
    if (!j->has[PRAK_DEBT_PERIOD]) {
        s->reason = prak_str("rate_period_unknown");
        return true;
    }
    if (lacks(j, PRAK_DEBT_METHOD, s))
        return true;
    return (j->method != PRAK_DAILY || j->period != PRAK_BY_TERM) && lacks(j, PRAK_DEBT_TERM, s);
}

int prak_debt_shape_of(struct prak_debt_job *j, struct prak_debt_shape *s, struct prak_err *e)
{
    struct terms t = { 0 };
    memset(s, 0, sizeof *s);
    if (lacks_terms(j, s))
        return 0;
    if (count_payments(j, s, e) < 0)
        return -1;
    if (s->reason.n > 0)
        return 0;
    s->flows.received = (struct prak_share){ prak_dec_int(1), prak_dec_int(1) };
    s->flows.last = none();
    pace(j, s);
    if (j->has[PRAK_DEBT_GRACE] && j->grace > 0 &&
        (j->has[PRAK_DEBT_PAYMENT] || j->method == PRAK_PER_TERM || j->method == PRAK_DAILY)) {
        s->reason = prak_str("grace_unclear");
        return 0;
    }
    if (j->has[PRAK_DEBT_PAYMENT])
        return given(j, s, e);
    t.n = s->n;
    if (whole_interest(j, &t.r, e) < 0 || grace_payments(j, t.n, &t.g, e) < 0)
        return -1;
    t.m = t.n - t.g;
    t.i.above = t.r.above;
    if (times(t.r.below, t.n, &t.i.below) < 0 || pay_out(j, &t, s) < 0)
        return prak_debt_too_long(j, e);
    return rates(j, s, e);
}
