/*
 * test_contract_event.c - fixed terms that end around union events.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "domain/contract_event.h"

#include "arena.h"

static int32_t day(const char *text)
{
    int32_t d;
    if (!text)
        return INT32_MAX;
    if (prak_date_parse(text, strlen(text), &d) < 0)
        fail_msg("%s is not a date", text);
    return d;
}

/* A table of events, each employer, event, date, worker; indexed. */
static struct prak_table *table_of(const char *const (*row)[PRAK_EVENT_COLUMNS], size_t n)
{
    static const char *const name[PRAK_EVENT_COLUMNS] = { "employer", "event", "date", "worker" };
    struct prak_table *t = prak_table_new("events.csv", 0);
    struct prak_err e = { 0 };
    const size_t key = PRAK_EVENT_EMPLOYER;
    for (size_t i = 0; i < PRAK_EVENT_COLUMNS; i++)
        assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str(name[i]), PRAK_TEXT, &e), 0);
    for (size_t i = 0; i < n; i++) {
        struct prak_str cell[PRAK_EVENT_COLUMNS];
        for (size_t k = 0; k < PRAK_EVENT_COLUMNS; k++)
            cell[k] = prak_str(row[i][k]);
        assert_int_equal(prak_table_add(t, cell, true, i + 2, &e), 0);
    }
    assert_int_equal(prak_table_index(t, &key, 1, &e), 0);
    return t;
}

static const struct prak_events *events_of(const struct prak_table *t, const char *window, const char *on, bool member)
{
    const struct prak_events_options o = { .window = window, .on = day(on), .months = 1, .worker = true, .member = member,
                                           .column = { 0, 1, 2, 3 } };
    const struct prak_events *x = NULL;
    struct prak_err e = { 0 };
    if (prak_events_new(t, &o, arena, &x, &e) < 0)
        fail_msg("%s", e.msg);
    return x;
}

static struct prak_event_term term(const char *start, const char *end, bool fixed, enum prak_event_member member)
{
    return (struct prak_event_term){ .start = day(start), .end = day(end), .fixed = fixed, .member = member };
}

#define STRIKE { { "F1", "strike", "2024-07-01", "" } }

/* One term that ends on a day and, unless next is NULL, a contract that begins on another. */
static void expect_one(const char *end, const char *next, const char *on, const char *want)
{
    static const char *const row[][PRAK_EVENT_COLUMNS] = STRIKE;
    static const char *const outcome[] = { "renewed", "not renewed", "censored" };
    struct prak_table *t = table_of(row, 1);
    const struct prak_events *x = events_of(t, "90d", on, true);
    struct prak_event_count c = { 0 };
    struct prak_event_term two[2] = { term("2024-01-01", end, true, PRAK_EVENT_MEMBER) };
    char got[60] = "outside";
    if (next)
        two[1] = term(next, NULL, false, PRAK_EVENT_MEMBER);
    prak_events_add(x, prak_str("F1"), prak_str("w"), two, next ? 2 : 1, &c);
    for (int window = 0; window < PRAK_EVENT_WINDOWS; window++)
        for (int i = 0; i < PRAK_EVENT_OUTCOMES; i++)
            if (c.n[window][PRAK_EVENT_MEMBER][i] == 1)
                snprintf(got, sizeof got, "%s %s", window == PRAK_EVENT_AFTER ? "after" : "before", outcome[i]);
    prak_table_free(t);
    if (strcmp(got, want) != 0)
        fail_msg("end %s, next %s, on %s: got '%s', wanted '%s'", end, next ? next : "none", on, got, want);
}

static void edges_of_windows(void **state)
{
    (void)state;
    /* 90 days from 1 July are to 28 September; 90 days before it are from 2 April */
    expect_one("2024-07-01", NULL, "2025-12-31", "after not renewed");
    expect_one("2024-09-28", NULL, "2025-12-31", "after not renewed");
    expect_one("2024-09-29", NULL, "2025-12-31", "outside");
    expect_one("2024-06-30", NULL, "2025-12-31", "before not renewed");
    expect_one("2024-04-02", NULL, "2025-12-31", "before not renewed");
    expect_one("2024-04-01", NULL, "2025-12-31", "outside");
}

static void renewals(void **state)
{
    (void)state;
    /* the break begins on 16 July; a month of it ends on 15 August */
    expect_one("2024-07-15", "2024-07-16", "2025-12-31", "after renewed");
    expect_one("2024-07-15", "2024-08-15", "2025-12-31", "after renewed");
    expect_one("2024-07-15", "2024-08-16", "2025-12-31", "after not renewed");
    expect_one("2024-07-15", "2024-06-01", "2025-12-31", "after renewed"); /* overlaps, and lasts longer */
    /* a break that begins on the 1st is a month on the month's last day */
    expect_one("2024-07-31", "2024-08-31", "2025-12-31", "after renewed");
    expect_one("2024-07-31", "2024-09-01", "2025-12-31", "after not renewed");
    /* as long as that day is not over, nobody is counted, renewed or not */
    expect_one("2024-07-15", "2024-07-16", "2024-08-14", "after censored");
    expect_one("2024-07-15", "2024-07-16", "2024-08-15", "after renewed");
    expect_one("2024-07-15", NULL, "2024-08-14", "after censored");
    expect_one("2024-07-15", NULL, "2024-08-15", "after not renewed");
}

static void who_is_counted(void **state)
{
    static const char *const row[][PRAK_EVENT_COLUMNS] = { { "F1", "strike", "2024-07-01", "" },
                                                           { "F2", "election", "2024-07-01", "" },
                                                           { "F1", "dismissal of a leader", "2024-07-10", "w1" } };
    struct prak_table *t = table_of(row, 3);
    const struct prak_events *x = events_of(t, "30d", "2025-12-31", true);
    struct prak_event_count c[3] = { { { { { 0 } } } } };
    /* a term renewed by the next, which ends in the window too; one without an end, one that is not fixed */
    struct prak_event_term w1[] = { term("2024-07-06", "2024-07-20", true, PRAK_EVENT_MEMBER),
                                    term("2024-01-01", "2024-07-05", true, PRAK_EVENT_MEMBER) };
    struct prak_event_term w2[] = { term("2024-01-01", "2024-07-05", true, PRAK_EVENT_UNKNOWN) };
    struct prak_event_term w3[] = { term("2024-01-01", "2024-07-05", false, PRAK_EVENT_OTHER),
                                    term("2023-01-01", NULL, true, PRAK_EVENT_OTHER) };
    struct prak_event_row out[PRAK_EVENT_WINDOWS * PRAK_EVENT_MEMBERS];
    (void)state;
    prak_events_add(x, prak_str("F1"), prak_str("w1"), w1, 2, c);
    prak_events_add(x, prak_str("F1"), prak_str("w2"), w2, 1, c);
    prak_events_add(x, prak_str("F1"), prak_str("w3"), w3, 2, c);
    prak_events_add(x, prak_str("F3"), prak_str("w1"), w1, 2, c);
    prak_events_add(x, prak_str(""), prak_str("w1"), w1, 2, c);
    assert_int_equal(prak_events_rows(x), 3);
    /* before: members 0, others 0; after: members 2, others 0, not known 1 */
    assert_int_equal(prak_events_out(x, 0, &c[0], out), 5);
    assert_true(!out[0].after && out[0].member && out[0].ending == 0 && !out[1].member && out[1].has_member);
    assert_true(out[2].after && out[2].member && out[2].ending == 2 && out[2].renewed == 1 && out[2].not_renewed == 1);
    assert_true(out[3].has_member && !out[3].member && out[3].ending == 0);
    assert_true(!out[4].has_member && out[4].not_renewed == 1);
    assert_int_equal(prak_events_out(x, 1, &c[1], out), 4); /* no contracts: zeros */
    assert_false(prak_table_marked(t, 1));
    assert_true(prak_table_marked(t, 0));
    /* of one worker: 5 July is before 10 July, 20 July after it */
    assert_int_equal(prak_events_out(x, 2, &c[2], out), 4);
    assert_true(prak_str_is(out[0].worker, "w1") && out[0].ending == 1 && out[0].renewed == 1 && out[2].not_renewed == 1);
    prak_table_free(t);
}

static void without_members(void **state)
{
    static const char *const row[][PRAK_EVENT_COLUMNS] = STRIKE;
    struct prak_table *t = table_of(row, 1);
    const struct prak_events *x = events_of(t, "30d", "2025-12-31", false);
    struct prak_event_count c = { 0 };
    struct prak_event_row out[PRAK_EVENT_WINDOWS * PRAK_EVENT_MEMBERS];
    struct prak_event_term one = term("2024-01-01", "2024-07-05", true, PRAK_EVENT_UNKNOWN);
    (void)state;
    prak_events_add(x, prak_str("F1"), prak_str("w1"), &one, 1, &c);
    assert_int_equal(prak_events_out(x, 0, &c, out), 2);
    assert_true(!out[0].after && out[0].ending == 0 && !out[0].has_member && out[1].after && out[1].ending == 1);
    prak_table_free(t);
}

static void bad_tables(void **state)
{
    static const char *const row[][PRAK_EVENT_COLUMNS] = { { "", "strike", "2024-07-01", "" }, { "F1", "strike", "July", "" } };
    static const char *const window[] = { "90", "d", "0d", "-1d", "1.5d", "90 d", "99999d" };
    struct prak_events_options o = { .window = "90d", .column = { 0, 1, 2, 3 } };
    const struct prak_events *x;
    struct prak_err e = { 0 };
    int32_t days;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct prak_table *t = table_of(row + i, 1);
        assert_int_equal(prak_events_new(t, &o, arena, &x, &e), -1);
        assert_int_equal(e.code, PRAK_EDATA);
        assert_int_equal(e.line, 2);
        assert_string_equal(e.source, "events.csv");
        prak_table_free(t);
    }
    for (size_t i = 0; i < sizeof window / sizeof *window; i++) {
        assert_int_equal(prak_events_window(window[i], &days, &e), -1);
        assert_int_equal(e.code, PRAK_EUSAGE);
    }
    assert_int_equal(prak_events_window("90d", &days, &e), 0);
    assert_int_equal(days, 90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_of_windows), cmocka_unit_test(renewals),   cmocka_unit_test(who_is_counted),
        cmocka_unit_test(without_members),  cmocka_unit_test(bad_tables),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
