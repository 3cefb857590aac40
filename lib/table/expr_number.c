/*
 * expr_number.c - sums, products and moved dates.
 */
#include "base/date.h"
#include "table/expr_tree.h"

#define DIVISION_DIGITS 34

int prak_number_order(const struct prak_dec *a, const struct prak_dec *b)
{
    static const int64_t power[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
    int32_t gap = a->scale - b->scale;
    if (gap < -6 || gap > 6 || a->m != (int64_t)a->m || b->m != (int64_t)b->m)
        return prak_dec_cmp(*a, *b);
    prak_i128 x = gap < 0 ? a->m * power[-gap] : a->m, y = gap > 0 ? b->m * power[gap] : b->m;
    return (x > y) - (x < y);
}

/* Digits before the point of |d| (0 or less for fractions). */
static int whole_digits(struct prak_dec d)
{
    prak_u128 m = d.m < 0 ? (prak_u128)-d.m : (prak_u128)d.m;
    int n = 0;
    for (; m; m /= 10)
        n++;
    return n - d.scale;
}

static int clamp_digits(int digits)
{
    return digits < 0 ? 0 : digits > 300 ? 300 : digits;
}

static void keep_digits(struct prak_dec *d, int digits)
{
    if (d->scale > digits)
        prak_dec_round(*d, digits, d);
}

/* a + b; where 38 digits do not do and a side was rounded by a division, both are rounded to 34 in all. */
static int add(const struct prak_row *r, struct prak_value *a, struct prak_dec b, bool rounded)
{
    a->rounded |= rounded;
    if (prak_dec_add(a->num, b, &a->num) == 0)
        return 0;
    if (a->rounded) {
        int wa = whole_digits(a->num), wb = whole_digits(b);
        int digits = clamp_digits(DIVISION_DIGITS - (wa > wb ? wa : wb));
        keep_digits(&a->num, digits);
        keep_digits(&b, digits);
        if (prak_dec_add(a->num, b, &a->num) == 0)
            return 0;
    }
    return prak_value_fail(r, NULL, NULL, "a result needs over 38 digits");
}

static int multiply(const struct prak_row *r, struct prak_value *a, const struct prak_value *b)
{
    a->rounded |= b->rounded;
    if (prak_dec_mul(a->num, b->num, &a->num) == 0)
        return 0;
    if (a->rounded) {
        int digits = clamp_digits(DIVISION_DIGITS - whole_digits(a->num) - whole_digits(b->num));
        if (prak_dec_muldiv(a->num, b->num, prak_dec_int(1), digits, &a->num) == 0)
            return 0;
    }
    return prak_value_fail(r, NULL, NULL, "a result needs over 38 digits");
}

static int divide(const struct prak_row *r, struct prak_value *a, const struct prak_value *b)
{
    if (prak_dec_is_zero(b->num)) {
        return prak_set_missing(a);
    }
    if (prak_dec_div(a->num, b->num, &a->num) < 0)
        return prak_value_fail(r, NULL, NULL, "a quotient is out of range");
    a->rounded = true;
    return 0;
}

/* A date moved by days, a month by months. */
static int shift(const struct prak_row *r, struct prak_value *time, const struct prak_value *by, bool back)
{
    int64_t n, last = prak_date_day((struct prak_civil){ 9999, 12, 31 });
    if (prak_dec_to_int64(by->num, &n) < 0 || n > 4000000 || n < -4000000)
        return prak_value_fail(r, NULL, NULL, "a date moves by a whole number, and not past the year 9999");
    n = back ? -n : n;
    if (time->kind == PRAK_V_DATE) {
        n += time->day;
        if (n < prak_date_day((struct prak_civil){ 1, 1, 1 }) || n > last)
            return prak_value_fail(r, NULL, NULL, "a date leaves the years 0001 to 9999");
        time->day = (int32_t)n;
        return 0;
    }
    struct prak_civil c = prak_date_civil(time->day);
    n += (int64_t)c.year * 12 + c.month - 1;
    if (n < 12 || n >= 10000 * 12)
        return prak_value_fail(r, NULL, NULL, "a month leaves the years 0001 to 9999");
    time->day = prak_date_day((struct prak_civil){ (int)(n / 12), (int)(n % 12) + 1, 1 });
    return 0;
}

static bool is_time(const struct prak_value *v)
{
    return v->kind == PRAK_V_DATE || v->kind == PRAK_V_MONTH;
}

static int sum_step(const struct prak_row *r, const struct prak_node *k, struct prak_value *sum,
                    struct prak_value *v)
{
    if (is_time(v)) {
        if (is_time(sum) || k->inverse)
            return prak_value_fail(r, k, NULL, "dates and months are only moved by numbers");
        struct prak_value by = *sum;
        *sum = *v;
        if (by.kind == PRAK_V_MISSING)
            return prak_set_missing(sum);
        return shift(r, sum, &by, false);
    }
    if (prak_to_number(r, k, v) < 0)
        return -1;
    if (sum->kind == PRAK_V_MISSING || v->kind == PRAK_V_MISSING)
        return prak_set_missing(sum);
    if (is_time(sum))
        return shift(r, sum, v, k->inverse);
    struct prak_dec d = v->num;
    if (k->inverse)
        d.m = -d.m;
    return add(r, sum, d, v->rounded);
}

int prak_eval_sum(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    const struct prak_node *k = n->kid;
    if (prak_node_eval(r, k, out) < 0 || (!is_time(out) && prak_to_number(r, k, out) < 0))
        return -1;
    for (k = k->next; k; k = k->next) {
        struct prak_value v;
        if (prak_node_eval(r, k, &v) < 0 || sum_step(r, k, out, &v) < 0)
            return -1;
    }
    return 0;
}

int prak_eval_product(const struct prak_row *r, const struct prak_node *n, struct prak_value *out)
{
    if (prak_node_number(r, n->kid, out) < 0)
        return -1;
    for (const struct prak_node *k = n->kid->next; k; k = k->next) {
        struct prak_value v;
        if (prak_node_number(r, k, &v) < 0)
            return -1;
        if (out->kind == PRAK_V_MISSING || v.kind == PRAK_V_MISSING)
            prak_set_missing(out);
        else if ((k->inverse ? divide(r, out, &v) : multiply(r, out, &v)) < 0)
            return -1;
    }
    return 0;
}
