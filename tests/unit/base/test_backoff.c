#include "base/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { DRAWS = 4000 };

static void test_waits_are_spread_over_a_bound_that_doubles(void **state)
{
    (void)state;
    static const struct {
        int failures;
        int64_t bound_ms;
    } rows[] = { { 0, 500 }, { 1, 1000 }, { 4, 8000 }, { 9, 256000 }, { 10, 300000 }, { 29, 300000 } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t sum = 0;
        int64_t least = INT64_MAX;
        int64_t most = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            struct backoff backoff = { 500, 300000, rows[i].failures };
            int64_t wait = backoff_next(&backoff);
            sum += wait;
            least = wait < least ? wait : least;
            most = wait > most ? wait : most;
        }
        assert_in_range(most, rows[i].bound_ms * 98 / 100, rows[i].bound_ms);
        assert_in_range(least, 1, rows[i].bound_ms / 50); /* full jitter: also next to nothing */
        assert_in_range(sum / DRAWS, rows[i].bound_ms * 46 / 100, rows[i].bound_ms * 54 / 100);
    }
}

static void test_the_bound_grows_with_failures_and_starts_anew(void **state)
{
    (void)state;
    struct backoff backoff = { 500, 300000, 0 };

    for (int i = 0; i < 1000; i++)
        assert_in_range(backoff_next(&backoff), 1, 300000);
    backoff_reset(&backoff);
    assert_in_range(backoff_next(&backoff), 1, 500);
    assert_in_range(backoff_next(&backoff), 1, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_are_spread_over_a_bound_that_doubles),
        cmocka_unit_test(test_the_bound_grows_with_failures_and_starts_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
