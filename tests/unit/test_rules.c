/*
 * test_rules.c - the rule tables as shipped, lookups at the edges of their dates, and what the loader
 * refuses. Run from the top of the tree; the expected numbers are copied from the published totals, not from
 * the tables.
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
#include "law/fx.h"
#include "law/rules.h"
#include "law/sentence.h"

#define RULES "lib/rules"

static struct prak_rules *open_rules(const char *dir)
{
    struct prak_rules *r;
    struct prak_err e;
    assert_int_equal(prak_rules_open(dir, &r, &e), 0);
    return r;
}

static const struct prak_rule_table *load(struct prak_rules *r, const char *name)
{
    const struct prak_rule_table *t = NULL;
    struct prak_err e = { 0 };
    if (prak_rules_load(r, name, &t, &e) < 0)
        fail_msg("%s:%d: %s: %s", e.source, (int)e.line, e.column, e.msg);
    return t;
}

static int32_t day(const char *text)
{
    int32_t d = 0;
    assert_int_equal(prak_date_parse(text, strlen(text), &d), 0);
    return d;
}

static struct prak_dec dec(const char *text)
{
    struct prak_dec d;
    assert_int_equal(prak_dec_parse(text, strlen(text), false, &d), PRAK_NUM_OK);
    return d;
}

static void every_table_loads(void **state)
{
    (void)state;
    static const char *const name[] = { "tables",     "currencies",    "minimum_wage",      "sectors",
                                        "overtime",   "allowances",    "nssf",              "nssf_brackets",
                                        "salary_tax", "debt_rules",    "salary_tax_relief", "exchange_rate",
                                        "conversion", "worker_types",  "text",              "provinces",
                                        "wage_text",  "debt_text",     "lender_types",      "debt_readings",
                                        "sources" };
    struct prak_rules *r = open_rules(RULES);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        assert_true(prak_rule_rows(load(r, name[i])) > 0);
    assert_int_equal(prak_rules_files(r), sizeof name / sizeof *name);
    for (size_t i = 0; i < prak_rules_files(r); i++)
        assert_int_equal(strlen(prak_rules_file(r, i).hex), 64);
    assert_int_equal(prak_rule_rows(load(r, "provinces")), 25);
    assert_ptr_equal(load(r, "sectors"), load(r, "sectors"));
    prak_rules_free(r);
}

/* Every amount with its first and last day and confidence; NULL = still in force. */
static const struct amount {
    const char *sector, *component, *type, *from, *to, *value, *confidence;
} amounts[] = {
    { "tgf", "base", "regular", "1997-01-01", "2000-07-31", "40", "1src" },
    { "tgf", "base", "regular", "2000-08-01", "2006-12-31", "45", "memory" },
    { "tgf", "base", "probation", "2000-08-01", "2006-12-31", "40", "memory" },
    { "tgf", "base", "regular", "2007-01-01", "2010-09-30", "50", "2src" },
    { "tgf", "base", "probation", "2007-01-01", "2010-09-30", "45", "memory" },
    { "tgf", "cola", "any", "2008-04-01", "2010-09-30", "6", "memory" },
    { "tgf", "base", "regular", "2010-10-01", "2013-04-30", "61", "2src" },
    { "tgf", "base", "probation", "2010-10-01", "2013-04-30", "56", "memory" },
    { "tgf", "health_allowance", "any", "2012-01-01", "2013-04-30", "5", "2src" },
    { "tgf", "base", "regular", "2013-05-01", "2014-01-31", "80", "2src" },
    { "tgf", "base", "probation", "2013-05-01", "2014-01-31", "75", "1src" },
    { "tgf", "base", "regular", "2014-02-01", "2014-12-31", "100", "2src" },
    { "tgf", "base", "probation", "2014-02-01", "2014-12-31", "95", "derived" },
    { "tgf", "base", "regular", "2015-01-01", "2015-12-31", "128", "2src" },
    { "tgf", "base", "probation", "2015-01-01", "2015-12-31", "123", "1src" },
    { "tgf", "base", "regular", "2016-01-01", "2016-12-31", "140", "2src" },
    { "tgf", "base", "probation", "2016-01-01", "2016-12-31", "135", "1src" },
    { "tgf", "base", "regular", "2017-01-01", "2017-12-31", "153", "2src" },
    { "tgf", "base", "probation", "2017-01-01", "2017-12-31", "148", "memory" },
    { "tgf", "base", "regular", "2018-01-01", "2018-12-31", "170", "2src" },
    { "tgf", "base", "probation", "2018-01-01", "2018-12-31", "165", "1src" },
    { "tgf", "base", "regular", "2019-01-01", "2019-12-31", "182", "2src" },
    { "tgf", "base", "probation", "2019-01-01", "2019-12-31", "177", "1src" },
    { "tgf", "base", "regular", "2020-01-01", "2020-12-31", "190", "2src" },
    { "tgf", "base", "probation", "2020-01-01", "2020-12-31", "185", "1src" },
    { "tgf", "base", "regular", "2021-01-01", "2021-12-31", "192", "2src" },
    { "tgf", "base", "probation", "2021-01-01", "2021-12-31", "187", "1src" },
    { "tgft", "base", "regular", "2022-01-01", "2022-12-31", "194", "2src" },
    { "tgft", "base", "probation", "2022-01-01", "2022-12-31", "192", "2src" },
    { "tgft", "base", "regular", "2023-01-01", "2023-12-31", "200", "2src" },
    { "tgft", "base", "probation", "2023-01-01", "2023-12-31", "198", "2src" },
    { "tgft", "base", "regular", "2024-01-01", "2024-12-31", "204", "2src" },
    { "tgft", "base", "probation", "2024-01-01", "2024-12-31", "202", "1src" },
    { "tgft", "base", "regular", "2025-01-01", "2025-12-31", "208", "2src" },
    { "tgft", "base", "probation", "2025-01-01", "2025-12-31", "206", "1src" },
    { "tgft", "base", "regular", "2026-01-01", "2026-12-31", "210", "1src" },
    { "tgft", "base", "probation", "2026-01-01", "2026-12-31", "208", "derived" },
    { "tgf", "base", "apprentice", "2000-08-01", NULL, "30", "1src" },
};

static const struct prak_rule *on(const struct prak_rule_table *t, const struct amount *a, int32_t d)
{
    const struct prak_rule *rule = NULL;
    struct prak_str select[] = { prak_str(a->sector), prak_str(a->component), prak_str(a->type) };
    enum prak_rule_verdict v = prak_rule_find(t, select, d, d, &rule);
    if (v == PRAK_RULE_UNVERIFIED)
        assert_true(prak_str_is(rule->lapsed, "unverified_after_2013-12-31") && d == rule->verified + 1);
    else
        assert_true(v == PRAK_RULE_FOUND || v == PRAK_RULE_NONE);
    return v == PRAK_RULE_FOUND ? rule : NULL;
}

/* The day before, the first day, the last day, the day after of each row; and no row that is not listed here.
 */
static void minimum_wage_rows(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(RULES);
    const struct prak_rule_table *t = load(r, "minimum_wage");
    assert_int_equal(prak_rule_count(t), sizeof amounts / sizeof *amounts);
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        const struct amount *a = &amounts[i];
        char id[96];
        snprintf(id, sizeof id, "minimum_wage.%s-%s-%s.%s", a->sector, a->component, a->type, a->from);
        const struct prak_rule *rule = on(t, a, day(a->from));
        assert_non_null(rule);
        assert_true(prak_str_is(rule->id, id));
        assert_true(prak_str_is(rule->unit, "USD/month"));
        assert_int_equal(prak_dec_cmp(rule->value, dec(a->value)), 0);
        assert_string_equal(prak_confidence_name(rule->confidence), a->confidence);
        assert_ptr_not_equal(on(t, a, day(a->from) - 1), rule);
        if (a->to) {
            assert_ptr_equal(on(t, a, day(a->to)), rule);
            assert_ptr_not_equal(on(t, a, day(a->to) + 1), rule);
        } else {
            assert_int_equal(rule->to, INT32_MAX);
            assert_ptr_equal(on(t, a, rule->verified), rule);
            assert_null(on(t, a, rule->verified + 1));
        }
    }
    prak_rules_free(r);
}

static void exchange_rates(void **state)
{
    (void)state;
    static const char *const rate[] = { "2946.25", "3744.42", "3807.83", "3840.75", "3916.33", "3912.08",
                                        "3973.33", "4016.25", "4092.50", "4103.25", "4056.17", "4054.17",
                                        "4139.33", "4184.92", "4058.50", "4033.00", "4027.25", "4037.50",
                                        "4067.75", "4058.69", "4050.58", "4051.17", "4061.15", "4092.78",
                                        "4098.72", "4102.04", "4110.65", "4075.00", "4010.00" };
    struct prak_rules *r = open_rules(RULES);
    struct prak_fx *fx;
    struct prak_err e;
    struct prak_rate got, back;
    assert_int_equal(prak_fx_open(r, "annual_average", NULL, &fx, &e), 0);
    for (int year = 1996; year <= 2026; year++) {
        int32_t first = prak_date_day((struct prak_civil){ year, 1, 1 }),
                last = prak_date_day((struct prak_civil){ year, 12, 31 });
        enum prak_rule_verdict v = prak_fx_find(fx, prak_str("KHR"), prak_str("USD"), first, last, &got);
        if (year < 1997 || year > 2025) {
            assert_int_equal(v, PRAK_RULE_NONE);
            continue;
        }
        char id[64];
        snprintf(id, sizeof id, "exchange_rate.annual_average-KHR-USD.%d-01-01", year);
        assert_int_equal(v, PRAK_RULE_FOUND);
        assert_true(got.divide && prak_str_is(got.id, id));
        assert_int_equal(prak_dec_cmp(got.rate, dec(rate[year - 1997])), 0);
        assert_int_equal(got.confidence, year == 2017  ? PRAK_CONFIDENCE_2SRC
                                         : year < 2017 ? PRAK_CONFIDENCE_1SRC
                                                       : PRAK_CONFIDENCE_MEMORY);
        assert_int_equal(prak_fx_find(fx, prak_str("USD"), prak_str("KHR"), first, first, &back),
                         PRAK_RULE_FOUND);
        assert_false(back.divide);
        assert_int_equal(prak_fx_find(fx, prak_str("KHR"), prak_str("USD"), first - 1, first, &got),
                         PRAK_RULE_CHANGES);
    }
    assert_int_equal(
        prak_fx_find(fx, prak_str("THB"), prak_str("USD"), day("2024-01-01"), day("2024-01-31"), &got),
        PRAK_RULE_NONE);
    assert_int_equal(prak_fx_find(NULL, prak_str("KHR"), prak_str("USD"), 0, 0, &got), PRAK_RULE_NONE);
    prak_fx_free(fx);
    memset(&e, 0, sizeof e);
    assert_int_equal(prak_fx_open(r, "anual_average", NULL, &fx, &e), -1);
    assert_int_equal(e.code, PRAK_EUSAGE);
    assert_non_null(strstr(e.hint, "annual_average"));
    prak_rules_free(r);
}

static void currencies(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(RULES);
    assert_int_equal(prak_rules_currency(r, prak_str("USD")), -1); /* not loaded yet */
    load(r, "currencies");
    assert_int_equal(prak_rules_currency(r, prak_str("USD")), 2);
    assert_int_equal(prak_rules_currency(r, prak_str("KHR")), 0);
    assert_int_equal(prak_rules_currency(r, prak_str("usd")), -1);
    prak_rules_free(r);
}

static void confidences(void **state)
{
    (void)state;
    enum prak_confidence c;
    assert_int_equal(prak_confidence_parse(prak_str(""), &c), -1);
    assert_int_equal(prak_confidence_parse(prak_str("3src"), &c), -1);
    assert_int_equal(prak_confidence_parse(prak_str("seed"), &c), 0);
    assert_true(prak_confidence_unverified(c));
    assert_false(prak_confidence_unverified(PRAK_CONFIDENCE_DERIVED));
    assert_int_equal(prak_confidence_worst(PRAK_CONFIDENCE_2SRC, PRAK_CONFIDENCE_DERIVED),
                     PRAK_CONFIDENCE_DERIVED);
    assert_int_equal(prak_confidence_worst(PRAK_CONFIDENCE_NONE, PRAK_CONFIDENCE_2SRC), PRAK_CONFIDENCE_2SRC);
}

/* ---- a folder of made-up tables ---- */

static char folder[] = "/tmp/prak-rules-XXXXXX";

static char *path_of(const char *name)
{
    static char path[96];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void put(const char *name, const char *text)
{
    FILE *f = fopen(path_of(name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    put("currencies.csv", "# made up\ncode,digits,source\nUSD,2,x\nKHR,0,x\n");
    return 0;
}

static int drop_folder(void **state)
{
    static const char *const name[] = { "currencies.csv", "pay.csv",        "fx.csv",  "exchange_rate.csv",
                                        "tables.csv",     "conversion.csv", "say.csv" };
    (void)state;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        unlink(path_of(name[i]));
    return rmdir(folder);
}

#define HEAD "# a comment\nrule_id,kind,type,valid_from,valid_to,value,unit,date_precision,confidence\n"
#define ROW  "pay.a-x.2020-01-01,a,x,2020-01-01,2020-12-31,1.5,USD/month,day,2src\n"

/* The table is refused at this line (0 = the table as a whole) with these words. */
static void refused(const char *text, uint64_t line, const char *words)
{
    struct prak_rules *r = open_rules(folder);
    struct prak_err e = { 0 };
    put("pay.csv", text);
    int rc = prak_rules_load(r, "pay", NULL, &e);
    if (rc != -1)
        fail_msg("accepted, expected '%s'", words);
    if (!strstr(e.msg, words) || e.line != line || e.code != PRAK_EDATA)
        fail_msg("line %d '%s', expected line %d '%s'", (int)e.line, e.msg, (int)line, words);
    assert_non_null(strstr(e.source, "pay.csv"));
    prak_rules_free(r);
}

static void refusals(void **state)
{
    (void)state;
    refused("rule_id,valid_from,valid_to,confidence\n", 0, "no selector");
    refused("rule_id,a,valid_from,confidence\n", 0, "'valid_to'");
    refused("rule_id,a,valid_from,valid_to\n", 0, "'confidence'");
    refused("rule_id,a,valid_from,valid_to,confidence,value\n", 0, "'unit'");
    refused(HEAD ROW "pay.a-x.2020-01-01,a,y,2020-01-01,,1,USD/month,,2src\n", 4, "twice");
    refused(HEAD ROW "pay.a-x.2020-06-01,a,x,2020-06-01,,1,USD/month,,2src\n", 4, "same time");
    refused(HEAD ROW "pay.a-any.2020-12-31,a,any,2020-12-31,,1,USD/month,,2src\n", 4, "same time");
    refused(HEAD ROW "pay.a-x.2020-12-31,a,x,2020-12-31,,1,USD/month,,2src\n", 4, "same time");
    refused(HEAD "pay.a-x.2020-01-02,a,x,2020-01-01,,1,USD/month,,2src\n", 3, "TABLE.SELECTORS");
    refused(HEAD "a-x.2020-01-01,a,x,2020-01-01,,1,USD/month,,2src\n", 3, "TABLE.SELECTORS");
    refused(HEAD ",a,x,2020-01-01,,1,USD/month,,2src\n", 3, "empty");
    refused(HEAD "pay.-x.2020-01-01,,x,2020-01-01,,1,USD/month,,2src\n", 3, "selector is empty");
    refused(HEAD "pay.a|b-x.2020-01-01,a|b,x,2020-01-01,,1,USD/month,,2src\n", 3, "'|'");
    refused(HEAD "pay.a-x.2020-02-30,a,x,2020-02-30,,1,USD/month,,2src\n", 3, "not a date");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,2020,1,USD/month,,2src\n", 3, "not a date");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,2019-12-31,1,USD/month,,2src\n", 3, "ends before");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,,USD/month,,2src\n", 3, "not a number");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1 000,USD/month,,2src\n", 3, "not a number");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1,DOLLAR/month,,2src\n", 3, "unknown unit");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1,USD/,,2src\n", 3, "unknown unit");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1,,,2src\n", 3, "unknown unit");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1,USD/month,week,2src\n", 3, "day, month, year");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1,USD/month,day,\n", 3, "not one of");
    refused(HEAD "pay.a-x.2020-01-01,a,x,2020-01-01,,1,USD/month,day,sure\n", 3, "not one of");
    refused("name,x\na,1\na,2\n", 3, "twice");
}

static void refused_bands(void **state)
{
    (void)state;
#define BAND "rule_id,kind,band_from,valid_from,valid_to,value,unit,band_to,confidence\n"
    refused("rule_id,kind,band_from,valid_from,valid_to,confidence\n", 0, "'band_to'");
    refused("rule_id,kind,valid_from,valid_to,confidence,band_from,band_to\n", 0, "must be a selector");
    refused(BAND "pay.a-low.2020-01-01,a,low,2020-01-01,,1,x,2,2src\n", 2, "not a number");
    refused(BAND "pay.a-1.2020-01-01,a,1,2020-01-01,,1,x,high,2src\n", 2, "not a number");
    refused(BAND "pay.a-3.2020-01-01,a,3,2020-01-01,,1,x,2,2src\n", 2, "ends before");
    refused(BAND "pay.a-any.2020-01-01,a,any,2020-01-01,,1,x,2,2src\n", 2, "has no end");
    /* one number in two bands; one day in two rows; `any` meets every band */
    refused(BAND "pay.a-0.2020-01-01,a,0,2020-01-01,,1,x,2,2src\npay.a-2.2020-01-01,a,2,2020-01-01,,1,x,3,2src\n", 3,
            "same time");
    refused(BAND "pay.a-0.2020-01-01,a,0,2020-01-01,,1,x,,2src\npay.a-5.2021-01-01,a,5,2021-01-01,,1,x,6,2src\n", 3,
            "same time");
    refused(BAND "pay.a-0.2020-01-01,a,0,2020-01-01,,1,x,2,2src\npay.a-any.2021-01-01,a,any,2021-01-01,,1,x,,2src\n", 3,
            "same time");
    refused(BAND "pay.a--5.2020-01-01,a,-5,2020-01-01,,1,x,-1,2src\npay.a-any.2021-01-01,a,any,2021-01-01,,1,x,,2src\n", 3,
            "same time");
    refused(BAND "pay.a-0.2020-01-01,a,0,2020-01-01,,1,x,2,2src\npay.any-1.2021-01-01,any,1,2021-01-01,,1,x,,2src\n", 3,
            "same time");
}

static void refused_days(void **state)
{
    (void)state;
#define SEEN "rule_id,kind,valid_from,valid_to,verified_to,value,unit,confidence\n"
    refused(SEEN "pay.a.2020-01-01,a,2020-01-01,,2020,1,x,2src\n", 2, "not a date");
    refused(SEEN "pay.a.2020-01-01,a,2020-01-01,,2019-12-31,1,x,2src\n", 2, "rule's own");
    refused(SEEN "pay.a.2020-01-01,a,2020-01-01,2020-12-31,2020-12-31,1,x,2src\n", 2, "rule's own");
    refused(SEEN "pay.a.2020-01-01,a,,,,1,x,2src\n", 2, "TABLE.SELECTORS");
    refused(SEEN "pay.a.,a,,,,1,x,2src\n", 2, "TABLE.SELECTORS");
    refused(SEEN "pay.a.open,a,,2020,,1,x,2src\n", 2, "not a date");
    refused(SEEN "pay.a.open,a,,2020-01-01,,1,x,2src\npay.a.2020-01-01,a,2020-01-01,,,1,x,2src\n", 3, "same time");
    refused(SEEN "pay.a.open,a,,,,2,bool,2src\n", 2, "neither 0 nor 1");
}

/* In a table that is called complete a row that is missing is a fault; in another it is not. */
static void missing_rows(const char *text, uint64_t line)
{
    put("tables.csv", "table,complete\npay,yes\n");
    refused(text, line, "called complete");
    put("tables.csv", "table,complete\npay,no\n");
    struct prak_rules *r = open_rules(folder);
    load(r, "pay");
    prak_rules_free(r);
    unlink(path_of("tables.csv"));
}

static void refused_gaps(void **state)
{
    (void)state;
#define DAYS(from, to)    from ",a,x," from "," to ",1.5,USD/month,day,2src\n"
    missing_rows(HEAD "pay.a-x." DAYS("2020-01-01", "2020-12-30") "pay.a-x." DAYS("2021-01-01", ""), 3);
    missing_rows(HEAD "pay.a-x." DAYS("2021-01-02", "") "pay.a-x." DAYS("2020-01-01", "2020-12-31"), 4);
    /* of the bands: between two, the lowest, the highest, in one of two years */
#define ROWS(a, b, y, z) "pay." a "." y "," a "," y "," z ",1,x," b ",2src\n"
#define BANDS            "rule_id,band_from,valid_from,valid_to,value,unit,band_to,confidence\n"
    missing_rows(BANDS ROWS("0", "2", "2020-01-01", "") ROWS("4", "", "2020-01-01", ""), 2);
    missing_rows(BANDS ROWS("0", "2", "2020-01-01", "") ROWS("2.5", "", "2020-01-01", ""), 2);
    missing_rows(BANDS ROWS("0", "", "2020-01-01", "2020-12-31") ROWS("1", "", "2021-01-01", ""), 3);
    missing_rows(BANDS ROWS("0", "", "2020-01-01", "2020-12-31") ROWS("0", "9", "2021-01-01", ""), 3);
    missing_rows(BANDS ROWS("0", "9", "2020-01-01", "2020-12-31") ROWS("0", "8", "2021-01-01", ""), 3);
    missing_rows(BANDS ROWS("0", "2", "2020-01-01", "2020-12-31") ROWS("3", "", "2020-01-01", "2020-12-31")
                 ROWS("0", "2", "2021-01-01", ""), 4);
    missing_rows(BANDS ROWS("0", "2", "2020-01-01", "") ROWS("3", "", "2020-01-01", "2020-12-31")
                 ROWS("3", "", "2021-01-02", ""), 2);

    put("tables.csv", "table,complete\npay,yes\n");
    struct prak_rules *r = open_rules(folder);
    put("pay.csv", BANDS ROWS("0", "1.99", "2020-01-01", "2020-12-31") ROWS("2.00", "", "2020-01-01", "2020-12-31")
                   ROWS("0", "4", "2021-01-01", "") ROWS("5", "", "2021-01-01", ""));
    load(r, "pay"); /* a step is one in the last digit that is written */
    assert_int_equal(prak_rules_files(r), 3);
    prak_rules_free(r);
    put("tables.csv", "table,complete\npay,perhaps\n");
    r = open_rules(folder);
    struct prak_err e = { 0 };
    assert_int_equal(prak_rules_load(r, "pay", NULL, &e), -1);
    assert_true(strstr(e.msg, "not yes or no") && strstr(e.source, "tables.csv") && e.line == 2);
    prak_rules_free(r);
    unlink(path_of("tables.csv"));
}

static enum prak_rule_verdict band(const struct prak_rule_table *t, const char *kind, const char *x, const char *date,
                                   const struct prak_rule **rule)
{
    struct prak_str select[] = { prak_str(kind), prak_str("passed over") };
    struct prak_dec d = dec(x);
    return prak_rule_band(t, select, day(date), day(date), &d, rule);
}

static void bands(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(folder);
    const struct prak_rule *rule;
    put("pay.csv", BAND "pay.a-0.open,a,0,,2020-12-31,1,x,100,2src\npay.a-101.open,a,101,,2020-12-31,2,x,,2src\n"
                        "pay.a-0.2021-01-01,a,0,2021-01-01,,3,x,50,2src\npay.b-any.2020-01-01,b,any,2020-01-01,,4,x,,2src\n");
    const struct prak_rule_table *t = load(r, "pay");
    static const struct {
        const char *kind, *x, *date, *value;
    } found[] = {
        { "a", "0", "0001-01-01", "1" },   { "a", "100", "2020-12-31", "1" }, { "a", "100.0", "2020-12-31", "1" },
        { "a", "101", "2020-12-31", "2" }, { "a", "1e30", "1990-01-01", "2" }, { "a", "50", "2021-01-01", "3" },
        { "b", "-7.5", "2021-01-01", "4" },
    };
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        assert_int_equal(band(t, found[i].kind, found[i].x, found[i].date, &rule), PRAK_RULE_FOUND);
        assert_int_equal(prak_dec_cmp(rule->value, dec(found[i].value)), 0);
    }
    assert_int_equal(band(t, "a", "-1", "2020-06-01", &rule), PRAK_RULE_NONE);
    assert_int_equal(band(t, "a", "100.5", "2020-06-01", &rule), PRAK_RULE_NONE);
    assert_int_equal(band(t, "a", "51", "2021-01-01", &rule), PRAK_RULE_NONE);
    assert_int_equal(band(t, "b", "1", "2019-12-31", &rule), PRAK_RULE_NONE);
    struct prak_str select[] = { prak_str("a"), { "", 0 } };
    struct prak_dec x = dec("7");
    assert_int_equal(prak_rule_band(t, select, day("2020-12-31"), day("2021-01-01"), &x, &rule), PRAK_RULE_CHANGES);
    prak_rules_free(r);
}

static void verified(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(folder);
    const struct prak_rule *rule = NULL;
    struct prak_str a = prak_str("a");
    put("pay.csv", SEEN "pay.a.2020-01-01,a,2020-01-01,,2020-06-30,1,x,2src\n");
    const struct prak_rule_table *t = load(r, "pay");
    assert_int_equal(prak_rule_find(t, &a, day("2020-06-01"), day("2020-06-30"), &rule), PRAK_RULE_FOUND);
    assert_int_equal(prak_rule_find(t, &a, day("2020-06-30"), day("2020-07-01"), &rule), PRAK_RULE_UNVERIFIED);
    assert_true(prak_str_is(rule->lapsed, "unverified_after_2020-06-30"));
    assert_int_equal(prak_rule_find(t, &a, day("2025-01-01"), day("2025-01-31"), &rule), PRAK_RULE_UNVERIFIED);
    assert_int_equal(prak_rule_find(t, &a, day("2019-12-31"), day("2020-01-01"), &rule), PRAK_RULE_CHANGES);
    prak_rules_free(r);
}

/* ---- sentences ---- */

static const char *const value_names[] = { "wage", "minimum" };

static void no_sentences(const char *text, const char *language, enum prak_code code, uint64_t line, const char *words)
{
    struct prak_rules *r = open_rules(folder);
    struct prak_arena *a = prak_arena_new(0);
    const struct prak_sentences *s;
    struct prak_err e = { 0 };
    put("say.csv", text);
    assert_int_equal(prak_sentences_load(r, "say", language, value_names, 2, a, &s, &e), -1);
    if (e.code != code || e.line != line || !strstr(e.msg, words))
        fail_msg("line %d '%s', expected '%s'", (int)e.line, e.msg, words);
    prak_arena_free(a);
    prak_rules_free(r);
}

static void says(const struct prak_sentences *s, const char *code, const char *want)
{
    const struct prak_str value[] = { prak_str("150.00 USD"), prak_str("") };
    const struct prak_sentence *t = prak_sentences_find(s, prak_str(code));
    struct prak_buf out = { 0 };
    if (!want) {
        assert_null(t);
        return;
    }
    assert_non_null(t);
    prak_sentence_add(t, value, &out);
    assert_string_equal(prak_buf_cstr(&out), want);
    prak_buf_free(&out);
}

static void sentences(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(folder);
    struct prak_arena *a = prak_arena_new(0);
    const struct prak_sentences *s;
    struct prak_err e = { 0 };
    put("say.csv", "# made up\ncode,en,km,note\nlow,{wage} is under {minimum}.,{minimum}{wage},{x}\n"
                   "missing,It is missing.,x,\nmissing_wage,No {{wage}},x,\nbrace,a{{,x,\n");
    assert_int_equal(prak_sentences_load(r, "say", "en", value_names, 2, a, &s, &e), 0);
    says(s, "low", "150.00 USD is under .");
    says(s, "missing", "It is missing.");
    says(s, "missing_month", "It is missing.");
    says(s, "missing_wage", "No {wage}}");
    says(s, "missing_wage_day", "No {wage}}");
    says(s, "brace", "a{");
    says(s, "missin", NULL);
    says(s, "missings", NULL);
    says(s, "", NULL);
    assert_int_equal(prak_sentences_load(r, "say", "km", value_names, 2, a, &s, &e), 0);
    says(s, "low", "150.00 USD");
    prak_arena_free(a);
    prak_rules_free(r);
    no_sentences("code,en,km,note\na,x,x,\n", "fr", PRAK_EUSAGE, 0, "unknown language");
    no_sentences("code,en,km,note\na,x,x,\n", "note", PRAK_EUSAGE, 0, "unknown language");
    no_sentences("code,en,km,note\na,x,x,\n", "code", PRAK_EUSAGE, 0, "unknown language");
    no_sentences("code,en,km,note\na,{wages},x,\n", "en", PRAK_EDATA, 2, "unknown placeholder");
    no_sentences("code,en,km,note\na,x,{wages},\n", "en", PRAK_EDATA, 2, "unknown placeholder");
    no_sentences("code,en,km,note\na,{wage,x,\n", "en", PRAK_EDATA, 2, "not closed");
    no_sentences("code,en,km,note\na,x,x,\nb,x,,\n", "en", PRAK_EDATA, 3, "no sentence");
    no_sentences("code,en\na,x\na,y\n", "en", PRAK_EDATA, 3, "twice");
}

static void lookups(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(folder);
    put("pay.csv", HEAD ROW "pay.a-x.2021-01-15,a,x,2021-01-15,,2,USD/month,day,memory\n"
                            "pay.b_c-any.2020-01-01,b c,any,2020-01-01,,3,days/month,,seed\n");
    const struct prak_rule_table *t = load(r, "pay");
    const struct prak_rule *rule, *many[2];
    size_t n;
    struct prak_str ax[] = { prak_str("a"), prak_str("x") }, bq[] = { prak_str("b c"), prak_str("q") };
    struct prak_str all[] = { { "", 0 }, { "", 0 } };
    assert_int_equal(prak_rule_find(t, ax, day("2019-12-01"), day("2019-12-31"), &rule), PRAK_RULE_NONE);
    assert_int_equal(prak_rule_find(t, ax, day("2019-12-31"), day("2020-01-01"), &rule), PRAK_RULE_CHANGES);
    assert_int_equal(prak_rule_find(t, ax, day("2020-12-01"), day("2020-12-31"), &rule), PRAK_RULE_FOUND);
    assert_int_equal(prak_rule_find(t, ax, day("2020-12-31"), day("2021-01-01"), &rule), PRAK_RULE_CHANGES);
    assert_int_equal(prak_rule_find(t, ax, day("2021-01-14"), day("2021-01-14"), &rule), PRAK_RULE_NONE);
    assert_int_equal(prak_rule_find(t, ax, day("2021-01-01"), day("2021-01-31"), &rule), PRAK_RULE_CHANGES);
    assert_int_equal(prak_rule_find(t, ax, day("9999-12-01"), day("9999-12-31"), &rule), PRAK_RULE_FOUND);
    assert_int_equal(prak_rule_find(t, bq, day("2021-02-01"), day("2021-02-28"), &rule), PRAK_RULE_FOUND);
    assert_true(prak_str_is(prak_rule_unit(rule, 0), "days") &&
                prak_str_is(prak_rule_unit(rule, 1), "month"));
    assert_int_equal(prak_rule_match(t, all, day("2020-02-01"), day("2020-02-28"), many, 2, &n),
                     PRAK_RULE_FOUND);
    assert_int_equal(n, 2);
    assert_int_equal(prak_rule_match(t, all, day("2020-02-01"), day("2020-02-28"), many, 1, &n),
                     PRAK_RULE_MANY);
    assert_true(prak_rule_names(t, 0, prak_str("b c")));
    assert_false(prak_rule_names(t, 0, prak_str("b")));
    assert_true(prak_str_is(prak_rule_cell(t, 1, "confidence"), "memory"));
    assert_int_equal(prak_rule_cell(t, 1, "no such column").n, 0);
    prak_rules_free(r);
}

static void user_rates(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(folder);
    struct prak_fx *fx;
    struct prak_err e = { 0 };
    struct prak_rate got;
    put("fx.csv", "from,to,valid_from,valid_to,rate,confidence\nUSD,KHR,2024-01-01,2024-01-31,4085.5,\n"
                  "USD,KHR,2024-02-01,2024-02-29,4100,1src\nKHR,USD,2024-02-01,2024-02-29,0.000245,\n");
    assert_int_equal(prak_fx_open(r, NULL, path_of("fx.csv"), &fx, &e), 0);
    assert_int_equal(strlen(prak_fx_hash(fx)), 64);
    assert_int_equal(
        prak_fx_find(fx, prak_str("KHR"), prak_str("USD"), day("2024-01-01"), day("2024-01-31"), &got),
        PRAK_RULE_FOUND);
    assert_true(got.divide && prak_str_is(got.id, "fx.USD-KHR.2024-01-01") &&
                got.confidence == PRAK_CONFIDENCE_NONE);
    assert_int_equal(
        prak_fx_find(fx, prak_str("KHR"), prak_str("USD"), day("2024-02-01"), day("2024-02-29"), &got),
        PRAK_RULE_FOUND);
    assert_true(!got.divide && prak_str_is(got.id, "fx.KHR-USD.2024-02-01"));
    assert_int_equal(
        prak_fx_find(fx, prak_str("USD"), prak_str("KHR"), day("2024-02-01"), day("2024-02-29"), &got),
        PRAK_RULE_FOUND);
    assert_true(!got.divide && got.confidence == PRAK_CONFIDENCE_1SRC);
    assert_int_equal(
        prak_fx_find(fx, prak_str("USD"), prak_str("KHR"), day("2024-03-01"), day("2024-03-31"), &got),
        PRAK_RULE_NONE);
    assert_int_equal(
        prak_fx_find(fx, prak_str("USD"), prak_str("KHR"), day("2024-01-31"), day("2024-02-01"), &got),
        PRAK_RULE_CHANGES);
    prak_fx_free(fx);
    static const struct {
        const char *row, *words;
    } wrong[] = {
        { "USD,EUR,2024-01-01,,1\n", "unlisted" },
        { "USD,USD,2024-01-01,,1\n", "unlisted" },
        { "usd,KHR,2024-01-01,,1\n", "unlisted" },
        { "USD,KHR,2024-01-01,,0\n", "above zero" },
        { "USD,KHR,2024-01-01,,-1\n", "above zero" },
        { "USD,KHR,2024-01-01,,\"4,000\"\n", "not a number" },
        { "USD,KHR,2024-01,,1\n", "not a date" },
        { "USD,KHR,2024-01-01,2023-01-01,1\n", "ends before" },
        { "USD,KHR,2024-01-01,,1\nUSD,KHR,2025-01-01,,1\n", "same time" },
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[160];
        snprintf(text, sizeof text, "from,to,valid_from,valid_to,rate\n%s", wrong[i].row);
        put("fx.csv", text);
        memset(&e, 0, sizeof e);
        assert_int_equal(prak_fx_open(r, NULL, path_of("fx.csv"), &fx, &e), -1);
        assert_non_null(strstr(e.msg, wrong[i].words));
        assert_true(e.line >= 2 && e.code == PRAK_EDATA);
    }
    put("fx.csv", "from,to,valid_from,valid_to\n");
    assert_int_equal(prak_fx_open(r, NULL, path_of("fx.csv"), &fx, &e), -1);
    prak_rules_free(r);
}

/* A rule without a table among the rules lends its name to a file of rates; no other name does. */
static void named_rates(void **state)
{
    (void)state;
    static const struct {
        const char *name, *words, *hint;
    } wrong[] = {
        { "bank_day", "no table of the rates", "--fx FILE" },
        { "bank_dya", "unknown conversion rule", "bank_day" },
        { "yearly", NULL, NULL },
    };
    struct prak_rules *r = open_rules(folder);
    struct prak_fx *fx;
    struct prak_rate got;
    put("conversion.csv", "rule,table,note\nyearly,yes,\nbank_day,no,\n");
    put("exchange_rate.csv", "rule_id,rule,currency,per,valid_from,valid_to,value,unit,confidence\n"
                             "exchange_rate.yearly-KHR-USD.2020-01-01,yearly,KHR,USD,2020-01-01,,4000,KHR/USD,1src\n");
    put("fx.csv", "from,to,valid_from,valid_to,rate\nUSD,KHR,2024-01-01,2024-01-31,4085\n");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct prak_err e = { 0 };
        assert_int_equal(prak_fx_open(r, wrong[i].name, NULL, &fx, &e), wrong[i].words ? -1 : 0);
        assert_true(!wrong[i].words || (e.code == PRAK_EUSAGE && strstr(e.msg, wrong[i].words) &&
                                        strstr(e.hint, wrong[i].hint)));
        prak_fx_free(fx);
    }
    struct prak_err e = { 0 };
    assert_int_equal(prak_fx_open(r, "bank_day", path_of("fx.csv"), &fx, &e), 0);
    assert_int_equal(prak_fx_find(fx, prak_str("KHR"), prak_str("USD"), day("2024-01-01"), day("2024-01-31"), &got),
                     PRAK_RULE_FOUND);
    assert_true(prak_str_is(got.id, "fx.bank_day-USD-KHR.2024-01-01"));
    prak_fx_free(fx);
    assert_int_equal(prak_fx_open(r, "yearly", path_of("fx.csv"), &fx, &e), -1);
    assert_true(e.code == PRAK_EUSAGE && strstr(e.msg, "among the rules"));
    assert_int_equal(prak_fx_open(r, "bankday", path_of("fx.csv"), &fx, &e), -1);
    assert_true(e.code == PRAK_EUSAGE && strstr(e.hint, "bank_day"));
    assert_int_equal(prak_fx_open(r, NULL, NULL, &fx, &e), 0);
    assert_null(fx);
    prak_rules_free(r);
    /* past the last day that its sources speak for, a rate is none */
    put("exchange_rate.csv", "rule_id,rule,currency,per,valid_from,valid_to,verified_to,value,unit,confidence\n"
                             "exchange_rate.yearly-KHR-USD.2020-01-01,yearly,KHR,USD,2020-01-01,,2020-12-31,4000,KHR/USD,1src\n");
    r = open_rules(folder);
    assert_int_equal(prak_fx_open(r, "yearly", NULL, &fx, &e), 0);
    assert_int_equal(prak_fx_find(fx, prak_str("USD"), prak_str("KHR"), day("2020-12-31"), day("2020-12-31"), &got),
                     PRAK_RULE_FOUND);
    assert_int_equal(prak_fx_find(fx, prak_str("USD"), prak_str("KHR"), day("2021-01-01"), day("2021-01-01"), &got),
                     PRAK_RULE_NONE);
    prak_fx_free(fx);
    prak_rules_free(r);
}

static void missing_files(void **state)
{
    (void)state;
    struct prak_rules *r = open_rules(folder);
    struct prak_err e = { 0 };
    assert_int_equal(prak_rules_load(r, "nothing", NULL, &e), -1);
    assert_int_equal(e.code, PRAK_ESYS);
    assert_int_equal(prak_rules_files(r), 0);
    put("exchange_rate.csv", "rule_id,rule,currency,per,valid_from,valid_to,value,unit,confidence\n"
                             "exchange_rate.m-KHR-USD.2020-01-01,m,KHR,USD,2020-01-01,,4000,USD/KHR,1src\n");
    struct prak_fx *fx;
    assert_int_equal(prak_fx_open(r, "m", NULL, &fx, &e), -1);
    assert_int_equal(e.line, 2);
    prak_rules_free(r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_loads), cmocka_unit_test(minimum_wage_rows),
        cmocka_unit_test(exchange_rates),    cmocka_unit_test(currencies),
        cmocka_unit_test(confidences),       cmocka_unit_test(refusals),
        cmocka_unit_test(lookups),           cmocka_unit_test(user_rates),
        cmocka_unit_test(missing_files),     cmocka_unit_test(refused_bands),
        cmocka_unit_test(refused_days),      cmocka_unit_test(refused_gaps),
        cmocka_unit_test(bands),             cmocka_unit_test(verified),
        cmocka_unit_test(sentences),         cmocka_unit_test(named_rates),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
