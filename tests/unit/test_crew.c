/*
 * How many workers work in a pipeline, by the processor time that the program got.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/run.h"

static unsigned after(struct prak_crew *c, uint64_t used, unsigned looks)
{
    while (looks--)
        prak_crew_judge(c, used, 1000);
    return c->active;
}

static void joins_while_all_is_used(void **state)
{
    struct prak_crew c = { .most = 4, .active = 1 };

    (void)state;
    assert_int_equal(after(&c, 930, 10), 1);
    assert_int_equal(after(&c, 931, 1), 2);
    assert_int_equal(after(&c, 1860, 10), 2);
    assert_int_equal(after(&c, 1861, 1), 3);
    assert_int_equal(after(&c, 4000, 10), 4);
}

static void leaves_to_others_what_they_use(void **state)
{
    struct prak_crew c = { .most = 4, .active = 1 };

    (void)state;
    for (unsigned i = 0; i < 10; i++)
        prak_crew_judge(&c, 1000, 400);
    assert_int_equal(c.active, 1);
    prak_crew_judge(&c, 1000, 401);
    assert_int_equal(c.active, 2);
}

static void alone_where_there_is_one(void **state)
{
    struct prak_crew c = { .most = 1, .active = 1 };

    (void)state;
    assert_int_equal(after(&c, 1000, 10), 1);
    assert_int_equal(after(&c, 0, 10), 1);
}

static void rests_when_one_fewer_would_do(void **state)
{
    struct prak_crew c = { .most = 4, .active = 3 };

    (void)state;
    assert_int_equal(after(&c, 2100, 10), 3);
    assert_int_equal(after(&c, 2099, 1), 2);
    assert_int_equal(after(&c, 1100, 10), 2);
    assert_int_equal(after(&c, 0, 10), 1);
}

/* Each time in vain it is longer until the next try; and at once again after it was of use. */
static void does_not_try_without_end(void **state)
{
    struct prak_crew c = { .most = 2, .active = 1 };
    unsigned tries = 0;

    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        const unsigned before = c.active;
        prak_crew_judge(&c, 1000, 401);
        tries += c.active > before;
    }
    assert_in_range(tries, 10, 25);
    while (c.active == 1)
        prak_crew_judge(&c, 1000, 401);
    assert_int_equal(after(&c, 2000, 20), 2);
    assert_int_equal(after(&c, 500, 1), 1);
    assert_int_equal(after(&c, 1000, 2), 2);
}

static int fold(const void *plan, const void *whole, void *part, const struct prak_batch *b, struct prak_task *t,
                struct prak_err *e)
{
    (void)plan, (void)whole, (void)part, (void)b, (void)t, (void)e;
    return 0;
}

static int key(const void *plan, const struct prak_batch *b, size_t row, struct prak_sort_key *k, struct prak_task *t,
               struct prak_err *e)
{
    (void)plan, (void)b, (void)row, (void)k, (void)t, (void)e;
    return 0;
}

/* What leaves counts only where it leaves while rows still come. */
static void sees_a_pipe(void **state)
{
    const struct prak_tool map = { .name = "maps" };
    struct prak_run r = { .tool = &map };
    int end[2];

    (void)state;
    assert_int_equal(pipe(end), 0);
    r.sink.fd = end[1];
    assert_true(prak_crew_in_pipeline(&r));
    const struct prak_tool folds = { .name = "folds", .fold = fold };
    r.tool = &folds;
    assert_false(prak_crew_in_pipeline(&r));
    const struct prak_tool sorts = { .name = "sorts", .key = key };
    r.tool = &sorts;
    assert_false(prak_crew_in_pipeline(&r));
    r.tool = &map;
    r.sink.fd = -1;
    assert_false(prak_crew_in_pipeline(&r));
    (void)close(end[0]);
    (void)close(end[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_while_all_is_used),       cmocka_unit_test(alone_where_there_is_one),
        cmocka_unit_test(rests_when_one_fewer_would_do), cmocka_unit_test(does_not_try_without_end),
        cmocka_unit_test(leaves_to_others_what_they_use), cmocka_unit_test(sees_a_pipe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
