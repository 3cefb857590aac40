/*
 * test_member.c - persons counted by one part or by several, in memory or put aside, are the same; what is above an
 * organisation, with cycles and two parents; and trees that are refused. Run from the top of the tree.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "domain/member.h"
#include "domain/member_plan.h"

enum { COLUMNS = 5, UNIONS = 6, ROWS = 30000, PEOPLE = 4000 };

static struct prak_table *make_tree(const char *const row[][COLUMNS], size_t n)
{
    static const char *const name[COLUMNS] = { "organisation", "parent", "level", "valid_from", "valid_to" };
    struct prak_table *t = prak_table_new("tree.csv", 0);
    struct prak_err e = { 0 };

    assert_non_null(t);
    for (size_t i = 0; i < COLUMNS; i++)
        assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str(name[i]), PRAK_TEXT, &e), 0);
    for (size_t r = 0; r < n; r++) {
        struct prak_str cell[COLUMNS];
        for (size_t i = 0; i < COLUMNS; i++)
            cell[i] = prak_str(row[r][i]);
        assert_int_equal(prak_table_add(t, cell, true, r + 2, &e), 0);
    }
    return t;
}

static const char *const usual[][COLUMNS] = {
    { "top", "", "confederation", "", "" },      { "east", "top", "federation", "", "" },
    { "west", "top", "federation", "", "" },     { "a", "east", "local", "", "" },
    { "b", "east", "local", "", "2024-06-30" },  { "b", "west", "local", "2024-06-01", "" },
    { "c", "west", "local", "2024-01-01", "" },
};

static uint64_t seed;
static unsigned draw(unsigned below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((seed >> 33) % below);
}

/* ---- parts ---- */

static void add_rows(const struct prak_member *m, struct prak_member_part **part, size_t nparts, uint32_t seen[PEOPLE])
{
    struct prak_err e = { 0 };
    const char *code;
    enum prak_member_use use;

    for (size_t i = 0; i < ROWS; i++) {
        char person[24];
        const unsigned who = draw(PEOPLE), of = 3 + draw(3);
        snprintf(person, sizeof person, "person %u", who);
        const struct prak_member_facts facts = { .cell = { [PRAK_MEMBER_PERSON] = prak_str(person) }, .organisation = of };
        assert_int_equal(prak_member_add(m, part[draw((unsigned)nparts)], &facts, &use, &code, &e), 0);
        assert_int_equal(use, PRAK_MEMBER_USED);
        if (seen)
            seen[who] |= 1u << of;
    }
}

static uint64_t persons_of(const uint32_t seen[PEOPLE], uint32_t unions)
{
    uint64_t n = 0;

    for (size_t i = 0; i < PEOPLE; i++)
        n += (seen[i] & unions) != 0;
    return n;
}

static void check_findings(const struct prak_member_result *r, const uint32_t seen[PEOPLE])
{
    static const uint32_t below[UNIONS] = { 1 << 3 | 1 << 4 | 1 << 5, 1 << 3 | 1 << 4, 1 << 4 | 1 << 5, 1 << 3, 1 << 4, 1 << 5 };
    struct prak_member_finding f;

    for (size_t i = 0; i < UNIONS; i++) {
        uint64_t overlap = 0;
        assert_true(prak_member_finding(r, i, 0, &f));
        assert_int_equal(f.persons, persons_of(seen, below[i]));
        for (size_t k = 0; k < PEOPLE; k++) {
            const uint32_t both = seen[k] & below[i];
            overlap += (both & (both - 1)) != 0;
        }
        assert_int_equal(f.overlap, overlap);
        assert_int_equal(f.low, f.persons);
        assert_int_equal(f.high, f.claimed);
    }
    assert_true(prak_member_finding(r, 0, 0, &f));
    assert_int_equal(f.claimed, ROWS);
}

static void test_parts(void **state)
{
    struct prak_err e = { 0 };
    struct prak_rules *rules;
    struct prak_member *m;

    (void)state;
    assert_int_equal(prak_rules_open("lib/rules", &rules, &e), 0);
    for (size_t nparts = 1; nparts <= 3; nparts++) {
        for (size_t memory = 1; memory < 1u << 28; memory += (1u << 28) - 2) { /* put aside, and held */
            struct prak_member_options o = { .column = { [PRAK_MEMBER_PERSON] = "person" }, .on = "2024-06-15", .memory = memory,
                                             .tree = make_tree(usual, sizeof usual / sizeof *usual) };
            uint32_t *seen = calloc(PEOPLE, sizeof *seen);
            struct prak_member_part *part[3];
            struct prak_member_result *r;
            const struct prak_member_pair *pair;
            size_t npair;
            assert_non_null(seen);
            assert_int_equal(prak_member_new(&o, rules, &m, &e), 0);
            for (size_t i = 0; i < nparts; i++)
                assert_int_equal(prak_member_part_new(m, &part[i], &e), 0);
            seed = 42;
            add_rows(m, part, nparts, seen);
            for (size_t i = nparts; i-- > 1;)
                assert_int_equal(prak_member_merge(part[0], part[i], &e), 0);
            assert_int_equal(prak_member_judge(m, part[0], true, &r, &e), 0);
            check_findings(r, seen);
            assert_int_equal(prak_member_pairs(r, &pair, &npair, &e), 0);
            assert_int_equal(npair, 3);
            assert_true(prak_str_is(pair[1].a, "a") && prak_str_is(pair[1].b, "c"));
            uint64_t both = 0;
            for (size_t k = 0; k < PEOPLE; k++)
                both += (seen[k] & 1 << 3) && (seen[k] & 1 << 5);
            assert_int_equal(pair[1].persons, both);
            prak_member_result_free(r);
            for (size_t i = 0; i < nparts; i++)
                prak_member_part_free(part[i]);
            prak_member_free(m);
            prak_table_free(o.tree);
            free(seen);
        }
    }
    prak_rules_free(rules);
}

/* ---- spells and dues ---- */

static struct prak_table *make_ledger(void)
{
    static const char *const name[] = { "organisation", "month", "person", "amount" }, *const of[] = { "a", "b", "c", "east", "top" };
    struct prak_table *t = prak_table_new("ledger.csv", 0);
    struct prak_err e = { 0 };

    assert_non_null(t);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        assert_int_equal(prak_schema_add(prak_table_schema(t), prak_str(name[i]), PRAK_TEXT, &e), 0);
    for (size_t r = 0; r < ROWS; r++) {
        char month[24], person[24], amount[24];
        snprintf(month, sizeof month, "2024-%02u", 1 + draw(4));
        snprintf(person, sizeof person, "person %u", draw(PEOPLE + 100));
        snprintf(amount, sizeof amount, "%u.%u", draw(3), draw(10));
        const struct prak_str cell[] = { prak_str(of[draw(5)]), prak_str(month), prak_str(draw(20) ? person : ""), prak_str(amount) };
        assert_int_equal(prak_table_add(t, cell, true, r + 2, &e), 0);
    }
    return t;
}

static void add_members(const struct prak_member *m, struct prak_member_part **part, size_t nparts)
{
    struct prak_err e = { 0 };
    const char *code;
    enum prak_member_use use;

    for (size_t i = 0; i < ROWS; i++) {
        char person[24], joined[24], left[24];
        snprintf(person, sizeof person, "person %u", draw(PEOPLE));
        snprintf(joined, sizeof joined, "20%02u-%02u-%02u", 15 + draw(10), 1 + draw(12), 1 + draw(28));
        snprintf(left, sizeof left, "20%02u-%02u-%02u", 25 + draw(2), 1 + draw(12), 1 + draw(28));
        const struct prak_member_facts facts = {
            .cell = { [PRAK_MEMBER_PERSON] = prak_str(draw(30) ? person : ""), [PRAK_MEMBER_JOINED] = prak_str(draw(9) ? joined : ""),
                      [PRAK_MEMBER_LEFT] = prak_str(draw(2) ? left : ""), [PRAK_MEMBER_AMOUNT] = prak_str("0.1") },
            .organisation = 3 + draw(3)
        };
        assert_int_equal(prak_member_add(m, part[i * 7 % nparts], &facts, &use, &code, &e), 0); /* draws the same rows */
    }
}

/* All rows of output. */
static void read_lines(const struct prak_member *m, struct prak_member_result *r, struct prak_buf *out)
{
    const struct prak_member_column *column;
    const struct prak_member_cell *cell;
    const size_t n = prak_member_columns(m, &column);
    struct prak_err e = { 0 };
    char text[PRAK_DEC_TEXT];
    int got;

    while ((got = prak_member_line(r, &cell, &e)) > 0) {
        for (size_t i = 0; i < n; i++) {
            if (cell[i].has)
                prak_buf_add(out, text, prak_dec_format(cell[i].number, text));
            else if (cell[i].npart == 0)
                prak_buf_add(out, cell[i].text.p, cell[i].text.n);
            for (size_t k = 0; k < cell[i].npart; k++)
                prak_buf_add(out, cell[i].part[k].p, cell[i].part[k].n);
            prak_buf_byte(out, i + 1 < n ? ',' : '\n');
        }
    }
    assert_int_equal(got, 0);
}

/* As many parts as there are, in memory or put aside: the same rows, and so many. */
static void check_mode(struct prak_rules *rules, struct prak_member_options *o, size_t lines)
{
    struct prak_buf first = { 0 };

    for (size_t nparts = 1; nparts <= 3; nparts++) {
        for (size_t memory = 1; memory < 1u << 28; memory += (1u << 28) - 2) {
            struct prak_err e = { 0 };
            struct prak_member *m;
            struct prak_member_part *part[3];
            struct prak_member_result *r;
            struct prak_buf out = { 0 };
            size_t n = 0;
            o->memory = memory;
            assert_int_equal(prak_member_new(o, rules, &m, &e), 0);
            for (size_t i = 0; i < nparts; i++)
                assert_int_equal(prak_member_part_new(m, &part[i], &e), 0);
            seed = 7;
            add_members(m, part, nparts);
            for (size_t i = nparts; i-- > 1;)
                assert_int_equal(prak_member_merge(part[0], part[i], &e), 0);
            assert_int_equal(prak_member_judge(m, part[0], false, &r, &e), 0);
            read_lines(m, r, &out);
            for (size_t i = 0; i < out.n; i++)
                n += out.p[i] == '\n';
            assert_int_equal(n, lines ? lines : n);
            if (!first.n)
                prak_buf_add(&first, out.p, out.n);
            assert_true(first.n > 0 && first.n == out.n && memcmp(first.p, out.p, out.n) == 0);
            prak_member_result_free(r);
            for (size_t i = 0; i < nparts; i++)
                prak_member_part_free(part[i]);
            prak_member_free(m);
            prak_buf_free(&out);
        }
    }
    prak_buf_free(&first);
}

static void test_modes(void **state)
{
    struct prak_err e = { 0 };
    struct prak_rules *rules;
    struct prak_member_options o = { .column = { [PRAK_MEMBER_PERSON] = "person", [PRAK_MEMBER_JOINED] = "joined", [PRAK_MEMBER_LEFT] = "left" },
                                     .on = "2024-06-15", .tree = make_tree(usual, sizeof usual / sizeof *usual), .spells = true, .keys = true };

    (void)state;
    assert_int_equal(prak_rules_open("lib/rules", &rules, &e), 0);
    check_mode(rules, &o, 0);
    o.level = "federation";
    check_mode(rules, &o, 0);
    o.spells = o.keys = false;
    o.level = NULL;
    o.ledger = "ledger.csv";
    o.months = "2024-01..2024-05";
    o.column[PRAK_MEMBER_AMOUNT] = "amount";
    seed = 3;
    o.payments = make_ledger();
    check_mode(rules, &o, 6 * 5);
    prak_table_free(o.payments);
    prak_table_free(o.tree);
    prak_rules_free(rules);
}

/* ---- trees ---- */

static void check_spans(const struct prak_member_tree *t, enum prak_member_level level, const char *of, const char *want)
{
    const struct prak_member_spans *spans;
    struct prak_err e = { 0 };
    const uint32_t id = prak_map_find(t->names, prak_str(of));
    char got[200] = "";

    assert_int_equal(prak_member_spans_new(t, level, &spans, &e), 0);
    for (size_t i = 0; i < spans[id].n; i++) {
        const struct prak_member_span *s = &spans[id].span[i];
        const struct prak_str name = prak_map_key(t->names, s->organisation);
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", i ? " " : "", (int)name.n, name.p);
        if (s->from > INT32_MIN)
            snprintf(got + strlen(got), sizeof got - strlen(got), " from %d", (int)s->from);
        if (s->to < INT32_MAX)
            snprintf(got + strlen(got), sizeof got - strlen(got), " to %d", (int)s->to);
    }
    assert_string_equal(got, want);
}

static void test_spans(void **state)
{
    static const char *const round[][COLUMNS] = { /* above each other; two ways up; and one that changes its level */
        { "x", "y", "federation", "", "" },
        { "y", "x", "", "", "2023-12-31" },
        { "y", "x", "federation", "2024-01-01", "" },
        { "u", "x", "local", "", "2024-01-10" },
        { "u", "y", "local", "2024-01-05", "2024-01-20" },
        { "u", "x", "local", "2024-01-21", "" },
    };
    struct prak_table *table = make_tree(usual, sizeof usual / sizeof *usual);
    struct prak_member_tree *t;
    struct prak_err e = { 0 };

    (void)state;
    assert_int_equal(prak_member_tree_new(table, 0, false, 0, &t, &e), 0);
    check_spans(t, PRAK_FEDERATION, "a", "east");
    check_spans(t, PRAK_FEDERATION, "b", "east to 19904 west from 19875");
    check_spans(t, PRAK_CONFEDERATION, "b", "top");
    check_spans(t, PRAK_LOCAL, "b", "b");
    check_spans(t, PRAK_FEDERATION, "c", "west from 19723");
    check_spans(t, PRAK_FEDERATION, "top", "");
    check_spans(t, PRAK_NO_LEVEL, "c", "c from 19723"); /* while it is in force itself */
    prak_member_tree_free(t);
    prak_table_free(table);
    table = make_tree(round, sizeof round / sizeof *round);
    assert_int_equal(prak_member_tree_new(table, 0, false, 0, &t, &e), 0);
    check_spans(t, PRAK_FEDERATION, "u", "x y from 19723"); /* all the time: both ways lead to both */
    check_spans(t, PRAK_FEDERATION, "y", "x y from 19723");
    prak_member_tree_free(t);
    prak_table_free(table);
}

static void check_above(const struct prak_member_tree *t, const char *of, const char *want)
{
    char got[100] = "";
    const uint32_t id = prak_map_find(t->names, prak_str(of));

    assert_true(id != UINT32_MAX);
    for (size_t i = 0; i < t->above[id].n; i++) {
        const struct prak_str name = prak_map_key(t->names, t->above[id].id[i]);
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%.*s", i ? " " : "", (int)name.n, name.p);
    }
    assert_string_equal(got, want);
}

static void test_above(void **state)
{
    static const char *const round[][COLUMNS] = {
        { "x", "y", "", "", "" }, { "y", "z", "", "", "" }, { "z", "x", "", "", "" },
        { "own", "own", "", "", "" }, { "u", "x", "local", "", "" }, { "u", "own", "local", "", "" },
    };
    struct prak_table *table = make_tree(usual, sizeof usual / sizeof *usual);
    struct prak_member_tree *t;
    struct prak_err e = { 0 };

    (void)state;
    static const struct {
        int32_t day;
        const char *of_b;
        bool c;
    } want[] = { { 19722, "b east top", false }, { 19723, "b east top", true }, { 19874, "b east top", true },
                 { 19875, "b east west top", true }, { 19904, "b east west top", true }, { 19905, "b west top", true } };
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) { /* 2023-12-31 … 2024-07-01 */
        assert_int_equal(prak_member_tree_new(table, want[i].day, false, 0, &t, &e), 0);
        check_above(t, "b", want[i].of_b);
        check_above(t, "top", "top");
        assert_int_equal(t->in_force[prak_map_find(t->names, prak_str("c"))], want[i].c);
        prak_member_tree_free(t);
    }
    prak_table_free(table);
    table = make_tree(round, sizeof round / sizeof *round);
    assert_int_equal(prak_member_tree_new(table, 0, false, 0, &t, &e), 0);
    check_above(t, "x", "x y z");
    check_above(t, "u", "u x own y z");
    assert_true(t->cycle[0] && t->cycle[1] && t->cycle[2] && t->cycle[3] && !t->cycle[4]);
    prak_member_tree_free(t);
    prak_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_parts), cmocka_unit_test(test_above), cmocka_unit_test(test_spans),
                                         cmocka_unit_test(test_modes) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
