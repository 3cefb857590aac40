/*
 * test_dispute.c - working days beside days counted one by one; a case beside its events in every order; rows that spoil a
 * case and rows that do not. Run from the top of the tree.
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
#include "domain/dispute.h"
#include "domain/dispute_cells.h"

static struct prak_arena *arena;
static struct prak_rules *rules;

static int set_up(void **state)
{
    struct prak_err e = { 0 };
    (void)state;
    arena = prak_arena_new(0);
    if (!arena || prak_rules_open("lib/rules", &rules, &e) < 0)
        fail_msg("%s", e.msg);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    prak_rules_free(rules);
    prak_arena_free(arena);
    return 0;
}

static int32_t day_of(const char *text)
{
    int32_t day;
    assert_int_equal(prak_date_parse(text, strlen(text), &day), 0);
    return day;
}

static uint64_t seed = 20040421;

static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* ---- working days ---- */

static struct prak_table *table_of(const char *const *name, size_t n, const char *const *cell, size_t rows)
{
    struct prak_err e = { 0 };
    struct prak_table *t = prak_table_new("holidays.csv", 0);
    struct prak_str row[2];
    assert_non_null(t);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str(name[i]), PRAK_TEXT, &e), 0);
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < n; i++)
            row[i] = prak_str(cell[r * n + i]);
        assert_int_equal(prak_table_add(t, row, true, r + 2, &e), 0);
    }
    return t;
}

static void test_workweek(void **state)
{
    struct prak_workweek w;
    static const char *const bad[] = { "", "-", "mon", "mon-", "-fri", "mon-tag", "Mon-Fri", "mon-fri-sat", "mon - fri" };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(prak_workweek_parse(prak_str(bad[i]), &w), -1);
    assert_int_equal(prak_workweek_parse(prak_str("mon-fri"), &w), 0);
    assert_int_equal(w.days, 0x1f);
    assert_int_equal(prak_workweek_parse(prak_str("sun-thu"), &w), 0);
    assert_int_equal(w.days, 0x4f);
    assert_int_equal(prak_workweek_parse(prak_str("wed-wed"), &w), 0);
    assert_int_equal(w.days, 0x04);
    assert_int_equal(prak_workweek_first(6, &w), 0);
    assert_int_equal(w.days, 0x3f);
    assert_int_equal(prak_workweek_first(0, &w), -1);
    assert_int_equal(prak_workweek_first(8, &w), -1);
}

/* Weekdays by Zeller's rule, holidays by looking at all. */
static int slow_weekday(int32_t day)
{
    const struct prak_civil c = prak_date_civil(day);
    const int m = c.month < 3 ? c.month + 12 : c.month, y = c.month < 3 ? c.year - 1 : c.year;
    const int h = (c.day + 13 * (m + 1) / 5 + y % 100 + y % 100 / 4 + y / 100 / 4 + 5 * (y / 100)) % 7; /* 0: Saturday */
    return (h + 5) % 7;
}

static int slow_working(const int32_t *holiday, size_t n, uint8_t week, int32_t day, int count, int32_t *out, int *year)
{
    while (count > 0) {
        bool known = false, off = false;
        *year = prak_date_civil(++day).year;
        for (size_t i = 0; i < n; i++) {
            known = known || prak_date_civil(holiday[i]).year == *year;
            off = off || holiday[i] == day;
        }
        if (!known)
            return 1;
        if ((week >> slow_weekday(day) & 1) && !off)
            count--;
    }
    *out = day;
    return 0;
}

static void test_working_days(void **state)
{
    static const char *const name[] = { "date" };
    struct prak_err e = { 0 };
    (void)state;
    for (int round = 0; round < 300; round++) {
        char text[60][PRAK_DATE_TEXT];
        const char *cell[60];
        int32_t holiday[60], first = day_of("1959-06-01") + (int32_t)draw(40000);
        const size_t n = draw(60);
        for (size_t i = 0; i < n; i++) {
            holiday[i] = first + (int32_t)draw(1500);
            prak_date_format(holiday[i], text[i]);
            cell[i] = text[i];
        }
        struct prak_table *t = table_of(name, 1, cell, n);
        const struct prak_calendar *c;
        assert_int_equal(prak_calendar_new(t, arena, &c, &e), 0);
        for (int k = 0; k < 20; k++) {
            const struct prak_workweek w = { (uint8_t)(1 + draw(127)) };
            const int32_t day = first + (int32_t)draw(1500);
            int32_t got = 0, want = 0;
            int year = 0, wanted = 0;
            const int count = 1 + (int)draw(40), rc = slow_working(holiday, n, w.days, day, count, &want, &wanted);
            assert_int_equal(prak_calendar_working(c, w, day, count, &got, &year), rc);
            assert_int_equal(rc == 0 ? got : year, rc == 0 ? want : wanted);
        }
        prak_table_free(t);
    }
}

static void test_holidays_refused(void **state)
{
    static const char *const date[] = { "date" }, *const span[] = { "from", "to" }, *const other[] = { "day" };
    static const char *const bad_date[] = { "2024-01-01", "2024-02-30" }, *const turned[] = { "2024-01-02", "2024-01-01" },
                             *const longer[] = { "2024-01-01", "2025-01-01" }, *const year[] = { "2024-01-01", "2024-12-31" };
    const struct prak_calendar *c;
    struct prak_err e = { 0 };
    struct {
        const char *const *name, *const *cell;
        size_t n, rows;
        int rc;
        uint64_t line;
    } x[] = { { date, bad_date, 1, 2, -1, 3 }, { span, turned, 2, 1, -1, 2 }, { span, longer, 2, 1, -1, 2 },
              { span, year, 2, 1, 0, 0 },      { other, bad_date, 1, 1, -1, 0 }, { span, turned, 1, 1, -1, 0 } };
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        struct prak_table *t = table_of(x[i].name, x[i].n, x[i].cell, x[i].rows);
        e = (struct prak_err){ 0 };
        assert_int_equal(prak_calendar_new(t, arena, &c, &e), x[i].rc);
        if (x[i].rc < 0) {
            assert_int_equal(e.code, PRAK_EDATA);
            assert_int_equal(e.line, x[i].line);
            assert_string_equal(e.source, "holidays.csv");
        }
        prak_table_free(t);
    }
    int year_of = 0;
    int32_t day;
    assert_int_equal(prak_calendar_working(NULL, (struct prak_workweek){ 0x1f }, day_of("2024-12-31"), 1, &day, &year_of), 1);
    assert_int_equal(year_of, 2025);
}

/* ---- cases ---- */

static const struct prak_dispute_law *law_of(const char *on, const char *day_kind, bool strict)
{
    const struct prak_dispute_law *law;
    struct prak_err e = { 0 };
    const struct prak_dispute_options o = { .column = { "case", "event", "date", "filed", "classified" }, .on = on,
                                            .day_kind = day_kind, .explain = "en", .strict = strict };
    if (prak_dispute_law_new(rules, &o, arena, &law, &e) < 0)
        fail_msg("%s:%d: %s", e.source, (int)e.line, e.msg);
    return law;
}

#define MOST 8

struct row {
    const char *event, *date, *filed, *classified;
};

static int take(const struct prak_dispute_law *law, const struct row *r, struct prak_dispute_facts *facts)
{
    const struct prak_str cell[PRAK_DISPUTE_NFACT] = { prak_str("c"), prak_str(r->event), prak_str(r->date),
                                                       prak_str(r->filed ? r->filed : ""),
                                                       prak_str(r->classified ? r->classified : "") };
    struct prak_err e = { 0 };
    const char *code = NULL;
    const int got = prak_dispute_take(law, cell, facts, &code, &e);
    assert_true((got < 0) == (e.code == PRAK_EDATA));
    assert_true(got >= 0 || code);
    return got;
}

static void judge(const struct prak_dispute_law *law, const struct row *row, const size_t *order, size_t n,
                  struct prak_dispute_finding *f)
{
    struct prak_err e = { 0 };
    struct prak_dispute_facts facts = { .scratch = arena };
    facts.event = prak_arena_array(arena, n, sizeof *facts.event, &e);
    assert_non_null(facts.event);
    for (size_t i = 0; i < n; i++)
        take(law, &row[order ? order[i] : i], &facts);
    assert_int_equal(prak_dispute_judge(law, &facts, f, &e), 0);
}

/* The finding as one text, all forms of it. */
static const char *text_of(const struct prak_dispute_law *law, const struct prak_dispute_finding *f, char *text, size_t size)
{
    size_t n = 0;
    for (int form = 0; form < PRAK_DISPUTE_FLOW; form++)
        for (size_t k = 0; k < prak_dispute_rows((enum prak_dispute_form)form, f); k++) {
            struct prak_dispute_cell cell[PRAK_DISPUTE_COLUMNS];
            const struct prak_dispute_column *column;
            prak_dispute_cells((enum prak_dispute_form)form, law, f, k, cell);
            for (size_t i = 0; i < prak_dispute_columns((enum prak_dispute_form)form, &column); i++) {
                const struct prak_dispute_cell *c = &cell[i];
                if (c->has_number)
                    n += (size_t)snprintf(text + n, size - n, "%d", (int)c->number);
                n += (size_t)snprintf(text + n, size - n, "%s%s%.*s", c->has_truth ? c->truth ? "true" : "false" : "", c->date,
                                      (int)c->text.n, c->text.n ? c->text.p : "");
                for (size_t j = 0; j < c->texts.n; j++)
                    n += (size_t)snprintf(text + n, size - n, "%s%.*s", j ? "|" : "", (int)c->texts.v[j].n, c->texts.v[j].p);
                n += (size_t)snprintf(text + n, size - n, ";");
            }
        }
    struct prak_buf words = { 0 };
    prak_dispute_explain(law, f, &words);
    assert_false(words.failed);
    snprintf(text + n, size - n, "%.*s", (int)words.n, words.n ? words.p : "");
    prak_buf_free(&words);
    return text;
}

static void test_order_of_rows(void **state)
{
    static const struct row row[] = { { "notice", "2023-11-06", "collective", NULL },
                                      { "designation", "2023-11-08", NULL, NULL },
                                      { "non_conciliation", "2023-11-30", NULL, "collective" },
                                      { "referral", "2023-12-01", NULL, NULL },
                                      { "award", "2023-12-21", NULL, NULL },
                                      { "objection", "2023-12-21", NULL, NULL },
                                      { "compensated", "2024-03-01", NULL, NULL } };
    static char first[8000], again[8000];
    const struct prak_dispute_law *law = law_of("2024-01-15", "calendar", false);
    size_t order[MOST] = { 0, 1, 2, 3, 4, 5, 6 };
    struct prak_dispute_finding f;
    (void)state;
    judge(law, row, order, 7, &f);
    text_of(law, &f, first, sizeof first);
    assert_true(prak_str_is(f.stage, "objected"));
    assert_int_equal(f.nrun, 4); /* the conciliation from its designation, the referral, the award, the objection */
    assert_non_null(strstr(first, "late_conciliation|late_award"));
    for (int round = 0; round < 200; round++) {
        for (size_t i = 6; i > 0; i--) {
            const size_t j = draw((unsigned)i + 1), keep = order[i];
            order[i] = order[j];
            order[j] = keep;
        }
        judge(law, row, order, 7, &f);
        assert_string_equal(text_of(law, &f, again, sizeof again), first);
    }
}

static void test_rows_that_spoil(void **state)
{
    static const struct row good = { "complaint", "2024-01-02", NULL, NULL };
    static const struct {
        struct row row;
        int rc;
        bool known;
    } x[] = { { { "strike", "2024-01-03", NULL, NULL }, -1, false }, { { "hearing", "2024-01-32", NULL, NULL }, -1, false },
              { { "hearing", "", NULL, NULL }, 0, false },           { { "", "2024-01-03", NULL, NULL }, 0, false },
              { { "strike", "2025-01-03", NULL, NULL }, -1, true },  { { "hearing", "2025-01-03", NULL, NULL }, 1, true },
              { { "hearing", "2024-01-03", "civil", NULL }, -1, false }, { { "hearing", "2024-01-03", "any", NULL }, -1, false },
              { { "", "2025-01-03", NULL, NULL }, 1, true } };
    const struct prak_dispute_law *law = law_of("2024-06-30", NULL, false);
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        struct prak_err e = { 0 };
        struct prak_dispute_event room[2];
        struct prak_dispute_facts facts = { .scratch = arena, .event = room };
        struct prak_dispute_finding f;
        assert_int_equal(take(law, &good, &facts), 0);
        assert_int_equal(take(law, &x[i].row, &facts), x[i].rc);
        assert_int_equal(prak_dispute_judge(law, &facts, &f, &e), 0);
        assert_int_equal(f.known, x[i].known);
        assert_true(f.known || f.reason.n > 0);
        assert_true(f.known == (f.stage.n > 0) && f.known == (f.outcome.n > 0));
    }
}

static void test_misclassified(void **state)
{
    static const struct row row[] = { { "notice", "2024-01-02", "collective", NULL }, { "meeting", "2024-01-09", NULL, "individual" },
                                      { "meeting", "2024-01-10", NULL, "collective" } };
    struct prak_dispute_finding f;
    (void)state;
    const struct prak_dispute_law *law = law_of("2024-01-05", NULL, false);
    judge(law, row, NULL, 3, &f);
    assert_false(f.has_misclassified);
    assert_true(prak_str_is(f.next.v[0], "conciliation"));
    law = law_of("2024-01-09", NULL, false);
    judge(law, row, NULL, 3, &f);
    assert_true(f.has_misclassified && f.misclassified);
    assert_true(prak_str_is(f.next.v[0], "hearing")); /* the inspector's word decides */
    assert_int_equal(f.pending->deadline, day_of("2024-01-23"));
    law = law_of("2024-01-10", NULL, false);
    judge(law, row, NULL, 3, &f);
    assert_false(f.has_misclassified);
    assert_int_equal(f.next.n, 0);
    assert_true(f.known && !f.pending);
}

static void test_strict(void **state)
{
    static const struct row row[] = { { "notice", "2024-01-02", "collective", NULL } };
    struct prak_dispute_finding f;
    (void)state;
    judge(law_of("2024-02-01", NULL, false), row, NULL, 1, &f);
    assert_true(f.pending->has_deadline && f.confidence == PRAK_CONFIDENCE_MEMORY);
    judge(law_of("2024-02-01", NULL, true), row, NULL, 1, &f);
    assert_false(f.pending->has_deadline);
    assert_int_equal(f.rule.n, 0);
    assert_true(prak_str_is(f.reason.v[0], "unverified"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_workweek),      cmocka_unit_test(test_working_days), cmocka_unit_test(test_holidays_refused),
        cmocka_unit_test(test_order_of_rows), cmocka_unit_test(test_rows_that_spoil), cmocka_unit_test(test_misclassified),
        cmocka_unit_test(test_strict),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
