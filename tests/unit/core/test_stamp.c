#include "core/stamp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void test_lines_stand_at_the_running_maximum(void **state)
{
    (void)state;
    struct stamp stamp = { .now = MOMENT_NEVER };
    const int64_t at[] = { 1000, 5000, 3000, MOMENT_NEVER, 6000 };
    const int64_t expected[] = { 1000, 5000, 5000, 5000, 6000 };

    for (size_t i = 0; i < 5; i++)
        assert_true(stamp_next(&stamp, at[i], at + i + 1, 4 - i) == expected[i]);
}

static void test_one_line_far_ahead_drags_nothing_with_it(void **state)
{
    (void)state;
    struct stamp stamp = { .now = MOMENT_NEVER };
    const int64_t at[] = { 0, 100 * DAY_MS, 1000, 2000, 3000 };
    const int64_t expected[] = { 0, 0, 1000, 2000, 3000 };

    for (size_t i = 0; i < 5; i++)
        assert_true(stamp_next(&stamp, at[i], at + i + 1, 4 - i) == expected[i]);
}

static void test_a_quiet_night_is_believed(void **state)
{
    (void)state;
    struct stamp stamp = { .now = 0 };
    const int64_t following[] = { 9 * HOUR_MS, 10 * HOUR_MS, 1000 };

    assert_true(stamp_next(&stamp, 9 * HOUR_MS, following, 3) == 9 * HOUR_MS);
    assert_true(stamp_next(&stamp, 20 * HOUR_MS, NULL, 0) == 20 * HOUR_MS);
}

static void test_a_first_line_far_ahead_waits_for_the_second(void **state)
{
    (void)state;
    struct stamp stamp = { .now = MOMENT_NEVER };
    const int64_t following[] = { 1000, 2000, 3000 };

    assert_true(stamp_next(&stamp, 50 * DAY_MS, following, 3) == 1000);
    assert_true(stamp_next(&stamp, 1000, following + 1, 2) == 1000);
}

static void test_no_line_with_a_time_gives_none(void **state)
{
    (void)state;
    struct stamp stamp = { .now = MOMENT_NEVER };

    assert_true(stamp_next(&stamp, MOMENT_NEVER, NULL, 0) == MOMENT_NEVER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_stand_at_the_running_maximum),
        cmocka_unit_test(test_one_line_far_ahead_drags_nothing_with_it),
        cmocka_unit_test(test_a_quiet_night_is_believed),
        cmocka_unit_test(test_a_first_line_far_ahead_waits_for_the_second),
        cmocka_unit_test(test_no_line_with_a_time_gives_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
