/*
 * test_wage_explain.c - findings in words: every sentence comes in both languages, with all its values. Run from the top
 * of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/wage_due.h"

struct fixture {
    struct prak_rules *rules;
    struct prak_arena *arena;
    struct prak_wage_dues *dues;
    const struct prak_wage_law *law;
    const struct prak_wage_due_law *english, *khmer;
};

static const struct prak_wage_due_law *due_of(struct fixture *x, const char *language)
{
    const struct prak_wage_due_law *d = NULL;
    struct prak_err e = { 0 };
    const struct prak_wage_due_options o = { .column = { [PRAK_WAGE_SENIORITY] = "months", [PRAK_WAGE_GROSS] = "gross" },
                                             .overtime = "day=hours",
                                             .arrears = "from..to",
                                             .also = "nssf,tax",
                                             .raise_to = "232",
                                             .explain = language };
    if (prak_wage_due_law_new(x->rules, x->law, &o, x->arena, &d, &e) < 0)
        fail_msg("%s:%d: %s", e.source, (int)e.line, e.msg);
    return d;
}

static int set_up(void **state)
{
    static struct fixture x;
    struct prak_err e;
    const struct prak_wage_options o = { .column = { "pay", "currency", "month", "sector", "type", "days" },
                                         .assume = "full-month,no-free-housing,resident,no-dependents",
                                         .heap = "10",
                                         .tolerance = "1" };
    *state = &x;
    if (prak_rules_open("lib/rules", &x.rules, &e) < 0 || !(x.arena = prak_arena_new(0)) ||
        !(x.dues = calloc(1, sizeof *x.dues)) || prak_wage_law_new(x.rules, &o, x.arena, &x.law, &e) < 0)
        return -1;
    x.english = due_of(&x, "en");
    x.khmer = due_of(&x, "km");
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *x = *state;
    prak_rules_free(x->rules);
    prak_arena_free(x->arena);
    free(x->dues);
    return 0;
}

struct row {
    const char *pay, *sector, *type, *hours, *service, *gross, *from;
};

static const char *tell(struct fixture *x, const struct prak_wage_due_law *d, const struct row *r)
{
    static char out[8192];
    const struct prak_wage_facts facts = { { prak_str(r->pay), prak_str("KHR"), prak_str("2024-03"), prak_str(r->sector),
                                             prak_str(r->type) } };
    const struct prak_wage_facts dollars = { { prak_str(r->pay), prak_str("USD"), prak_str("2024-03"),
                                               prak_str(r->sector), prak_str(r->type) } };
    const struct prak_wage_facts *use = strlen(r->gross) > 3 ? &facts : &dollars; /* riel have more digits */
    struct prak_str more[PRAK_WAGE_NMORE] = { { "", 0 } };
    struct prak_wage_finding f;
    struct prak_err e = { 0 };
    more[PRAK_WAGE_OT_DAY] = prak_str(r->hours);
    more[PRAK_WAGE_SENIORITY] = prak_str(r->service);
    more[PRAK_WAGE_GROSS] = prak_str(r->gross);
    more[PRAK_WAGE_FROM] = prak_str(r->from);
    more[PRAK_WAGE_TO] = prak_str("2024-12");
    if (prak_wage_judge(x->law, use, &f, &e) < 0 || prak_wage_due_all(d, use, more, x->dues, &f, &e) < 0 ||
        prak_wage_tell(d, use, more, &f, x->arena, x->dues, &e) < 0)
        fail_msg("%s", e.msg);
    assert_true(x->dues->text.n > 0 && x->dues->text.n < sizeof out);
    memcpy(out, x->dues->text.p, x->dues->text.n);
    out[x->dues->text.n] = '\0';
    assert_null(strchr(out, '{'));
    assert_null(strstr(out, "  "));
    assert_null(strstr(out, "()"));
    assert_null(strstr(out, "; )"));
    return out;
}

#define ROW(...) (&(struct row){ __VA_ARGS__ })

static void says(struct fixture *x, const struct row *r, const char *const *part, size_t n)
{
    const char *at = tell(x, x->english, r);
    for (size_t i = 0; i < n; i++) {
        const char *found = strstr(at, part[i]);
        if (!found)
            fail_msg("no '%s' in order in: %s", part[i], at);
        at = found + strlen(part[i]);
    }
    tell(x, x->khmer, r);
}

#define SAYS(x, row, ...) \
    says(x, row, (const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

static void wages(void **state)
{
    struct fixture *x = *state;
    SAYS(x, ROW("190", "garment", "regular", "0", "0", "", "2024-01"),
         "The pay of a full month, 190.00 USD, is 14.00 USD below the legal minimum of 204.00 USD in 2024-03 ",
         "(minimum_wage.tgft-base-regular.2024-01-01 [Prakas 283/23 KB/Br.K.Kh.L]; two independent sources).",
         "would add 42.00 USD a month", "Assumed or chosen: tolerance=1, heap=10, full-month");
    SAYS(x, ROW("200", "garment", "regular", "0", "0", "", "2024-01"), "is 4.00 USD below", "it is a round number and may not");
    SAYS(x, ROW("203.5", "garment", "regular", "0", "0", "", "2024-01"), "is 0.50 USD less", "within the stated tolerance");
    SAYS(x, ROW("207.5", "garment", "regular", "0", "0", "", "2024-01"), "is not below the legal minimum of 204.00 USD in");
    SAYS(x, ROW("150", "education", "regular", "0", "0", "", "2024-01"),
         "The pay of a full month is 150.00 USD; no minimum (no_floor): No legal minimum wage is set for this sector.");
    SAYS(x, ROW("", "garment", "regular", "0", "0", "", "2024-01"), "No finding (missing_pay): A cell");
    SAYS(x, ROW("30", "garment", "apprentice", "0", "0", "", "2024-01"), "(no_rule): No rule is known");
}

static void dues(void **state)
{
    struct fixture *x = *state;
    SAYS(x, ROW("204", "garment", "regular", "10", "30", "", "2023-12"), "Overtime due: 14.71 USD (overtime.month_hours_divisor",
         "pay_overtime_day.2007-07-20 [Labour Law Art. 139", "; worked out from other rules)", "Allowances due: 20.00 USD (",
         "[Notice 041/11]; two independent sources)", "Contributions to social security (missing_gross): A cell",
         "Tax on salary (missing_gross): A cell", "Owed from 2023-12 to 2024-12 at the same pay: 0.00 USD (");
    SAYS(x, ROW("800000", "education", "regular", "", "", "800000", "2023-12"), "No finding (no_rate): The wage is in another",
         "Overtime (no_rate): ", "Allowances (no_floor): ",
         "Contributions to social security: 59200 KHR, of which the worker pays 16000 and the employer 43200 (", "; unverified).",
         "Tax on salary: 0 KHR (salary_tax.yes-0.2023-01-01 [Sub-decree 196 (28 Sep 2022)]; two independent sources)",
         "Arrears from 2023-12 to 2024-12 (no_rate): ");
}

/* Each reason that a finding can have has words of its own. */
static void reasons(void **state)
{
    struct fixture *x = *state;
    static const char *const code[] = {
        "no_floor",          "coverage_unverified", "no_rule",           "no_rate",          "no_divisor",
        "rule_changes",      "unknown_worker_type", "unknown_attendance", "unverified",      "missing",
        "unverified_after",  "part_time_unsettled", "unknown_hours",     "unknown_hourly_wage", "unknown_housing",
        "unknown_gross",     "unknown_residence",   "unknown_dependents"
    };
    const struct prak_rule_table *text;
    struct prak_err e;
    assert_int_equal(prak_rules_load(x->rules, "text", &text, &e), 0);
    for (size_t i = 0; i < sizeof code / sizeof *code; i++)
        if (prak_rule_row(text, prak_str(code[i])) == SIZE_MAX)
            fail_msg("no words for %s", code[i]);
}

static void refused(void **state)
{
    struct fixture *x = *state;
    const struct prak_wage_due_law *d;
    struct prak_err e = { 0 };
    const struct prak_wage_due_options o = { .explain = "fr" };
    assert_int_equal(prak_wage_due_law_new(x->rules, x->law, &o, x->arena, &d, &e), -1);
    assert_int_equal(e.code, PRAK_EUSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wages),
        cmocka_unit_test(dues),
        cmocka_unit_test(reasons),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
