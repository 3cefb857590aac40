/*
 * arena.h - an arena that lives as long as a group of tests; for cmocka_run_group_tests.
 */
#ifndef PRAK_TESTS_ARENA_H
#define PRAK_TESTS_ARENA_H
#include "base/arena.h"

static struct prak_arena *arena;

static int arena_begin(void **state)
{
    (void)state;
    arena = prak_arena_new(0);
    return arena ? 0 : -1;
}

static int arena_end(void **state)
{
    (void)state;
    prak_arena_free(arena);
    return 0;
}
#endif
