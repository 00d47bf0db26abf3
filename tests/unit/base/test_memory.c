#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_arena_pieces_do_not_overlap(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();
    char *first = arena_copy(arena, "first", 5);
    char *large = arena_take(arena, 200000);
    char *last = arena_copy(arena, "last", 4);

    memset(large, 'x', 200000);
    assert_string_equal(first, "first");
    assert_string_equal(last, "last");
}

static void test_cleared_arena_gives_zeroed_memory_again(void **state)
{
    (void)state;
    OWNED(arena) struct arena *arena = arena_new();

    memset(arena_take(arena, 1000), 'x', 1000);
    arena_clear(arena);
    char *again = arena_take(arena, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(again[i], 0);
}

static void test_taken_pointer_leaves_null_behind(void **state)
{
    (void)state;
    char *string = memory_copy("abc", 3);
    OWNED(string) char *taken = TAKE(string);

    assert_null(string);
    assert_string_equal(taken, "abc");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena_pieces_do_not_overlap),
        cmocka_unit_test(test_cleared_arena_gives_zeroed_memory_again),
        cmocka_unit_test(test_taken_pointer_leaves_null_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
