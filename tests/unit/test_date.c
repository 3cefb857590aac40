/*
 * test_date.c - every day of the calendar once, month arithmetic, patterns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"

static int32_t day(const char *text)
{
    int32_t d = INT32_MAX;
    if (prak_date_parse(text, strlen(text), &d))
        fail_msg("%s is not a date", text);
    return d;
}

/* A second calendar, by counting: no formula shared with the library. */
static void test_every_day(void **state)
{
    (void)state;
    int32_t d = day("0001-01-01");
    for (int y = 1; y <= 9999; y++)
        for (int m = 1; m <= 12; m++)
            for (int k = 1; k <= prak_days_in_month(y, m); k++, d++) {
                struct prak_civil c = prak_date_civil(d);
                if (c.year != y || c.month != m || c.day != k || prak_date_day(c) != d)
                    fail_msg("%04d-%02d-%02d", y, m, k);
            }
    assert_int_equal(d, day("9999-12-31") + 1);
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2000-02-29"), 11016);
    assert_int_equal(day("0001-01-01"), -719162);
    assert_int_equal(prak_days_in_month(1900, 2), 28);
    assert_int_equal(prak_days_in_month(2000, 2), 29);
    assert_int_equal(prak_days_in_month(2024, 0), 0);
    assert_int_equal(prak_days_in_month(2024, 13), 0);
}

static void test_parse(void **state)
{
    (void)state;
    static const char *const bad[] = { "",           "2024-1-01",  "2024-01-1",   "2024-02-30", "2023-02-29", "2024-13-01",
                                       "2024-00-10", "2024-01-00", "0000-01-01",  "2024/01/01", "20240101",   "2024-01-01 ",
                                       " 024-01-01", "+024-01-01", "2024-01-01T", "2024-0a-01", "-024-01-01", "2024-01-32" };
    int32_t d = 7;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (prak_date_parse(bad[i], strlen(bad[i]), &d) != -1 || d != 7)
            fail_msg("'%s' was taken", bad[i]);
    assert_int_equal(prak_month_parse("2024-03", 7, &d), 0);
    assert_int_equal(d, day("2024-03-01"));
    assert_int_equal(prak_month_parse("2024-13", 7, &d), -1);
    assert_int_equal(prak_month_parse("2024-3", 6, &d), -1);
    assert_int_equal(prak_month_parse("2024-03-01", 10, &d), -1);
    char out[PRAK_DATE_TEXT];
    prak_date_format(day("0987-06-05"), out);
    assert_string_equal(out, "0987-06-05");
    prak_date_format(INT32_MIN, out);
    assert_string_equal(out, "");
    prak_date_format(INT32_MAX, out);
    assert_string_equal(out, "");
}

static void check_months(const char *a, const char *b, int want)
{
    if (prak_date_months(day(a), day(b)) != want || prak_date_months(day(b), day(a)) != -want)
        fail_msg("%s to %s: %d, want %d", a, b, prak_date_months(day(a), day(b)), want);
}

static void test_months(void **state)
{
    (void)state;
    check_months("2024-01-31", "2024-02-29", 1);
    check_months("2024-01-31", "2024-02-28", 0);
    check_months("2023-01-31", "2023-02-28", 1);
    check_months("2024-01-15", "2024-02-14", 0);
    check_months("2024-01-15", "2024-02-15", 1);
    check_months("2024-02-29", "2024-03-28", 0);
    check_months("2024-02-29", "2024-03-29", 1);
    check_months("2020-02-29", "2021-02-28", 12);
    check_months("2024-05-05", "2024-05-05", 0);
    check_months("2023-12-31", "2024-01-30", 0);
    check_months("2023-12-31", "2024-01-31", 1);
    check_months("2022-03-01", "2024-03-01", 24);
    check_months("0001-01-01", "9999-12-31", 9998 * 12 + 11);
    static const struct {
        const char *from;
        int32_t months;
        const char *to;
    } add[] = {
        { "2024-01-31", 1, "2024-02-29" },   { "2024-01-31", 13, "2025-02-28" }, { "2024-03-31", -1, "2024-02-29" },
        { "2024-01-01", -1, "2023-12-01" },  { "2024-05-31", 0, "2024-05-31" },  { "2024-12-15", 1, "2025-01-15" },
        { "2024-02-29", -12, "2023-02-28" }, { "2000-02-29", 1200, "2100-02-28" },
    };
    for (size_t i = 0; i < sizeof add / sizeof add[0]; i++)
        assert_int_equal(prak_date_add_months(day(add[i].from), add[i].months), day(add[i].to));
    assert_true(prak_date_add_months(day("9999-12-01"), 1) == INT32_MIN);
    assert_true(prak_date_add_months(day("0001-01-31"), -1) == INT32_MIN);
    assert_true(prak_date_add_months(0, INT32_MAX) == INT32_MIN);
    assert_true(prak_date_add_months(0, INT32_MIN) == INT32_MIN);
    assert_true(prak_date_add_months(INT32_MIN, 1) == INT32_MIN);
}

/* Adding the complete months never passes the end date; one more always does. */
static void test_months_and_add_agree(void **state)
{
    (void)state;
    int32_t start = day("2019-11-25");
    for (int32_t a = start; a < start + 800; a++)
        for (int32_t b = a; b < a + 500; b += 3) {
            int32_t m = prak_date_months(a, b);
            assert_true(prak_date_add_months(a, m) <= b && prak_date_add_months(a, m + 1) > b);
        }
}

static void test_periods(void **state)
{
    (void)state;
    static const struct {
        const char *first;
        int32_t months;
        const char *last;
    } period[] = {
        { "2023-01-31", 1, "2023-02-28" },  { "2024-01-31", 1, "2024-02-29" },  { "2024-01-30", 1, "2024-02-29" },
        { "2024-01-29", 1, "2024-02-28" },  { "2023-01-29", 1, "2023-02-28" },  { "2023-03-01", 1, "2023-03-31" },
        { "2023-02-01", 1, "2023-02-28" },  { "2024-02-29", 12, "2025-02-28" }, { "2024-02-29", 48, "2028-02-28" },
        { "2020-01-01", 24, "2021-12-31" }, { "2023-11-15", 3, "2024-02-14" },  { "2023-12-31", 2, "2024-02-29" },
        { "9998-12-02", 12, "9999-12-01" }, { "9999-12-01", 1, "9999-12-31" },
    };
    for (size_t i = 0; i < sizeof period / sizeof period[0]; i++)
        assert_int_equal(prak_date_period_end(day(period[i].first), period[i].months), day(period[i].last));
    assert_true(prak_date_period_end(day("9999-12-02"), 1) == INT32_MAX);
    assert_true(prak_date_period_end(day("9999-12-31") + 1, 1) == INT32_MAX);
    assert_int_equal(prak_date_periods(day("2020-01-01"), day("2021-12-30")), 23);
    assert_int_equal(prak_date_periods(day("2020-01-01"), day("2021-12-31")), 24);
    assert_int_equal(prak_date_periods(day("2023-01-31"), day("2023-02-28")), 1);
    assert_int_equal(prak_date_periods(day("2023-01-31"), day("2023-02-27")), 0);
    assert_int_equal(prak_date_periods(day("2023-01-31"), day("2023-01-30")), 0);
    assert_int_equal(prak_date_periods(day("9999-12-02"), day("9999-12-31")), 0);
    /* as many as fit and no more; periods that follow one another leave no day out */
    const int32_t start = day("2019-11-25");
    for (int32_t a = start; a < start + 800; a++) {
        for (int32_t b = a; b < a + 500; b += 3) {
            const int32_t n = prak_date_periods(a, b);
            assert_true((n == 0 || prak_date_period_end(a, n) <= b) && prak_date_period_end(a, n + 1) > b);
            for (int32_t m = 1; m < 18; m++)
                assert_int_equal(prak_date_period_over(a, m, b), b > prak_date_period_end(a, m));
        }
        const int32_t next = prak_date_add_months(a, 1);
        assert_true(prak_date_civil(next).day < prak_date_civil(a).day ? prak_date_period_end(a, 1) == next
                                                                      : prak_date_period_end(a, 1) == next - 1);
    }
}

static void check_pattern(const char *text, const char *pattern, const char *want)
{
    int32_t d = 0;
    int rc = prak_date_parse_pattern(text, strlen(text), pattern, &d);
    if (rc != (want ? 0 : -1) || (want && d != day(want)))
        fail_msg("'%s' by '%s'", text, pattern);
}

static void test_patterns(void **state)
{
    (void)state;
    check_pattern("31/12/2024", "%d/%m/%Y", "2024-12-31");
    check_pattern("1/2/2024", "%d/%m/%Y", "2024-02-01");
    check_pattern("2024-03-15T23:59:60", "%Y-%m-%dT%H:%M:%S", "2024-03-15");
    check_pattern("15.03.24", "%d.%m.%y", "2024-03-15");
    check_pattern("20240315", "%Y%m%d", "2024-03-15");
    check_pattern("03/2024", "%m/%Y", "2024-03-01");
    check_pattern("100% 2024-03-15", "100%% %Y-%m-%d", "2024-03-15");
    check_pattern("30/02/2024", "%d/%m/%Y", NULL);
    check_pattern("31/12/2024 ", "%d/%m/%Y", NULL);
    check_pattern("31/12/24", "%d/%m/%Y", NULL);
    check_pattern("31/12", "%d/%m", NULL);
    check_pattern("2024", "%Y", NULL);
    check_pattern("2024-03-15 24:00", "%Y-%m-%d %H:%M", NULL);
    check_pattern("2024-03-15 10:60", "%Y-%m-%d %H:%M", NULL);
    check_pattern("2024-03-15", "%Y-%m-%q", NULL);
    check_pattern("2024-03-15", "%Y-%m-%", NULL);
    check_pattern("", "%Y", NULL);
    check_pattern("\xE1\x9F\xA1/2/2024", "%d/%m/%Y", NULL);
}

/* Where a text is cut to its month, the month is one exactly when the text is a date. */
static void test_month_of_a_date(void **state)
{
    static const char *const text[] = { "2024-02-29", "2023-02-29", "2024-04-31", "2024-13-01", "2024-00-10", "0000-01-01",
                                        "2024-01-00", "2024-01-32", "2024-01-09", "2024-01-2x", "2024/01/02", "2024-01-1",
                                        "x024-01-01", "2024-1x-05", "2024-01-10", "2024-01-19", "2024-01-30", "2024-01" };
    unsigned cut = 0;

    (void)state;
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        const size_t n = strlen(text[i]), month = prak_date_month_length(text[i], n);
        int32_t a, b;
        assert_true(month == n || month == 7);
        if (month == n)
            assert_true(n == 7 || prak_date_parse(text[i], n, &a) != 0);
        else
            assert_int_equal(prak_month_parse(text[i], month, &a) == 0, prak_date_parse(text[i], n, &b) == 0);
        cut += month < n;
    }
    assert_true(cut >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day), cmocka_unit_test(test_parse),    cmocka_unit_test(test_months),
        cmocka_unit_test(test_months_and_add_agree),
        cmocka_unit_test(test_periods), cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_month_of_a_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
