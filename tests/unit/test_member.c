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
#include "domain/member_tree.h"

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

/* ---- trees ---- */

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
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_parts), cmocka_unit_test(test_above) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
